//! `date_order`, `decimal` and `withheld` of a column.
//!
//! Takes what was typed; gives the habit, or says which words there are and which columns they fit.

use crate::base::problem::nearest;
use crate::pipeline::dataset::Kind;
use crate::pipeline::file::{ColumnFile, Text};
use crate::pipeline::habit::{DateOrder, Decimal, Habit};
use crate::pipeline::reader::Reader;

/// Checks the three keys.
pub fn check(column: &ColumnFile, kind: Kind, reader: &Reader<'_>) -> Habit {
    let figures = matches!(kind, Kind::Money | Kind::Figure | Kind::Percent);
    let typed = figures || kind == Kind::Date;
    let date_order =
        column.date_order.as_ref().filter(|text| fits(column, text, "date_order", kind == Kind::Date, reader));
    let decimal = column.decimal.as_ref().filter(|text| fits(column, text, "decimal", figures, reader));
    let orders = DateOrder::ALL.map(|order| (order.name(), order));
    let marks = Decimal::ALL.map(|mark| (mark.name(), mark));
    let withheld = column.withheld.iter().filter(|text| fits(column, text, "withheld", typed, reader));
    Habit {
        optional: false,
        date_order: date_order.and_then(|text| word(column, text, "date_order", &orders, reader)),
        decimal: decimal.and_then(|text| word(column, text, "decimal", &marks, reader)),
        withheld: withheld.map(|text| text.get_ref().trim().to_lowercase()).filter(|text| !text.is_empty()).collect(),
    }
}

/// Whether a key says something of this kind of column.
fn fits(column: &ColumnFile, text: &Text, key: &str, fits: bool, reader: &Reader<'_>) -> bool {
    if !fits {
        let holds = match key {
            "date_order" => "days",
            "decimal" => "figures",
            _ => "figures or days",
        };
        let message = format!("`{}` does not hold {holds}, so it takes no `{key}`", column.name.get_ref());
        reader.error(text.span(), &format!("{}.{key}", column.key), message, format!("remove `{key}`"));
    }
    fits
}

fn word<T: Copy>(
    column: &ColumnFile,
    text: &Text,
    key: &str,
    words: &[(&'static str, T)],
    reader: &Reader<'_>,
) -> Option<T> {
    let typed = text.get_ref().trim().to_lowercase();
    let found = words.iter().find(|(word, _)| *word == typed).map(|(_, value)| *value);
    if found.is_none() {
        let names: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        let hint = match nearest(&typed, names.iter().copied(), 1).first() {
            Some(word) => format!("did you mean `{word}`?"),
            None => format!("write one of `{}`", names.join("`, `")),
        };
        let message = format!("`{}` is no `{key}`", text.get_ref());
        reader.error(text.span(), &format!("{}.{key}", column.key), message, hint);
    }
    found
}
