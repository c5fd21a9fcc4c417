//! `date_order`, `step`, `decimal`, `withheld`, and of percentages `unit` and `max`, of a column.
//!
//! Takes what was typed; gives the habit, or says which words there are and which columns they fit.

use crate::base::amount::Amount;
use crate::base::problem::nearest;
use crate::pipeline::dataset::{Kind, is_growth};
use crate::pipeline::file::{ColumnFile, Text};
use crate::pipeline::habit::{DateOrder, Decimal, Habit, Share, Step};
use crate::pipeline::reader::Reader;

/// What a plain figure of percentages may be.
const SHARES: [(&str, Share); 3] = [("%", Share::Percent), ("percent", Share::Percent), ("fraction", Share::Fraction)];

/// Checks the keys.
pub fn check(column: &ColumnFile, kind: Kind, reader: &Reader<'_>) -> Habit {
    let figures = matches!(kind, Kind::Money | Kind::Figure | Kind::Percent);
    let typed = figures || kind == Kind::Date;
    let of_periods = column.name.get_ref() == "period";
    let dated = kind == Kind::Date || of_periods;
    let date_order = column.date_order.as_ref().filter(|text| fits(column, text, "date_order", dated, reader));
    let step = column.step.as_ref().filter(|text| fits(column, text, "step", of_periods, reader));
    let decimal = column.decimal.as_ref().filter(|text| fits(column, text, "decimal", figures, reader));
    // Rates of growth are figures with a sign; they are written as shares of 1 as often as percentages are.
    let shares = kind == Kind::Percent || is_growth(column.name.get_ref());
    let share = column.unit.as_ref().filter(|_| shares);
    let max = column.max.as_ref().filter(|text| fits(column, text, "max", kind == Kind::Percent, reader));
    let orders = DateOrder::ALL.map(|order| (order.name(), order));
    let steps = Step::ALL.map(|step| (step.name(), step));
    let marks = Decimal::ALL.map(|mark| (mark.name(), mark));
    let withheld = column.withheld.iter().filter(|text| fits(column, text, "withheld", typed, reader));
    Habit {
        optional: false,
        share: share.and_then(|text| word(column, text, "unit", &SHARES, reader)),
        max: max.and_then(|text| most(column, text, reader)),
        date_order: date_order.and_then(|text| word(column, text, "date_order", &orders, reader)),
        step: step.and_then(|text| word(column, text, "step", &steps, reader)),
        decimal: decimal.and_then(|text| word(column, text, "decimal", &marks, reader)),
        withheld: withheld.map(|text| text.get_ref().trim().to_lowercase()).filter(|text| !text.is_empty()).collect(),
    }
}

/// Whether a key says something of this kind of column.
fn fits(column: &ColumnFile, text: &Text, key: &str, fits: bool, reader: &Reader<'_>) -> bool {
    if !fits {
        let holds = match key {
            "date_order" => "days",
            "step" => "periods",
            "decimal" => "figures",
            "max" => "percentages",
            _ => "figures or days",
        };
        let message = format!("`{}` does not hold {holds}, so it takes no `{key}`", column.name.get_ref());
        reader.error(text.span(), &format!("{}.{key}", column.key), message, format!("remove `{key}`"));
    }
    fits
}

/// `150 %`
fn most(column: &ColumnFile, text: &Text, reader: &Reader<'_>) -> Option<Amount> {
    let figure = text.get_ref().trim().trim_end_matches('%').trim_end();
    let most = Amount::parse(figure).ok().filter(|most| *most > Amount::ZERO && *most <= Amount::whole(10_000));
    if most.is_none() {
        let message = format!("`{}` is no percentage", text.get_ref());
        reader.error(text.span(), &format!("{}.max", column.key), message, "write it as \"150 %\"");
    }
    most
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
