//! What one cell must hold: its type, its range, one of the allowed values, anything at all.

use super::{Hit, shown, standing, who};
use crate::base::amount::Amount;
use crate::pipeline::checks::{Bound, TypeOf};
use crate::tidy::rows::Rows;
use crate::tidy::table::Values;
use crate::tidy::value::date::DateText;
use crate::tidy::value::text::name_key;
use crate::tidy::value::{self, date};
use std::collections::BTreeSet;

fn hits(rows: &Rows, column: &str, wrong: impl Fn(&Values, usize) -> Option<String>) -> Vec<Hit> {
    let (at, Some(values)) = (rows.place_of(column), rows.column(column)) else { return Vec::new() };
    let hit = |index| {
        let text = format!("{}: {column} {}", who(rows, index), wrong(values, index)?);
        Some(Hit { index, column: at, text })
    };
    standing(rows).filter_map(hit).collect()
}

/// Texts that are no number, whole number or day; figures that are not whole. Empty cells have no type.
pub fn of_type(rows: &Rows, column: &str, of: TypeOf) -> Vec<Hit> {
    let is_whole = |amount: Amount| amount.0 % Amount::whole(1).0 == 0;
    let figure = |text: &str| value::figure(text).ok().flatten().map(|figure| figure.amount);
    hits(rows, column, |values, index| {
        let fits = match (values, of) {
            (Values::Amounts(_), TypeOf::WholeNumber) => values.amount(index).is_none_or(is_whole),
            (Values::Texts(_), TypeOf::Number) => values.text(index).is_none_or(|text| figure(text).is_some()),
            (Values::Texts(_), TypeOf::WholeNumber) => {
                values.text(index).is_none_or(|text| figure(text).is_some_and(is_whole))
            }
            (Values::Texts(_), TypeOf::Date) => {
                let is_day = |text| matches!(date::read(text, None), DateText::Day(_) | DateText::Vague(_));
                values.text(index).is_none_or(is_day)
            }
            _ => true,
        };
        let wanted = match of {
            TypeOf::Number => "number",
            TypeOf::WholeNumber => "whole number",
            TypeOf::Date => "day",
        };
        (!fits).then(|| format!("holds no {wanted}"))
    })
}

/// Figures and days outside two bounds, which themselves are inside.
pub fn range(rows: &Rows, column: &str, least: Option<Bound>, most: Option<Bound>) -> Vec<Hit> {
    let below = |values: &Values, index: usize, bound: Bound| match bound {
        Bound::Figure(bound) => values.amount(index).is_some_and(|amount| amount < bound),
        Bound::Day(bound) => values.date(index).is_some_and(|day| day < bound),
    };
    let above = |values: &Values, index: usize, bound: Bound| match bound {
        Bound::Figure(bound) => values.amount(index).is_some_and(|amount| amount > bound),
        Bound::Day(bound) => values.date(index).is_some_and(|day| day > bound),
    };
    let words = |bound: Bound| match bound {
        Bound::Figure(amount) => shown(rows, column, amount),
        Bound::Day(day) => day.to_string(),
    };
    hits(rows, column, |values, index| match (least, most) {
        (Some(least), _) if below(values, index, least) => Some(format!("is below {}", words(least))),
        (_, Some(most)) if above(values, index, most) => Some(format!("is above {}", words(most))),
        _ => None,
    })
}

/// Texts that are none of the allowed ones.
pub fn allowed(rows: &Rows, column: &str, values: &[String]) -> Vec<Hit> {
    let keys: BTreeSet<String> = values.iter().map(|text| name_key(text)).collect();
    let listed = values.join(", ");
    hits(rows, column, |values, index| {
        let text = values.text(index)?;
        (!keys.contains(&name_key(text))).then(|| format!("is none of {listed}"))
    })
}

/// Cells that hold nothing. A column that the table does not have is empty in every row.
pub fn required(rows: &Rows, column: &str) -> Vec<Hit> {
    hits(rows, column, |values, index| {
        let filled = values.text(index).is_some() || values.amount(index).is_some() || values.date(index).is_some();
        (!filled).then(|| "is empty".to_string())
    })
}
