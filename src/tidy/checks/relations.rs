//! What the figures and days of one row must not contradict. Every comparison is made on whole millionths; a value that is
//! not there contradicts nothing.

use super::{Asked, Hit, shown, standing, who};
use crate::base::amount::Amount;
use crate::tidy::rows::Rows;
use crate::tidy::table::Values;
use crate::tidy::value::text::name_key;

/// The values of a column that the table has.
fn filled<'a>(rows: &'a Rows, column: &str) -> Option<&'a Values> {
    rows.column(column).filter(|values| !values.is_empty())
}

fn amount(rows: &Rows, column: &str, index: usize) -> Option<Amount> {
    rows.column(column)?.amount(index)
}

/// Parts that do not add up to their whole. Rows without any part say nothing.
pub fn sum(rows: &Rows, parts: &[&'static str], whole: &str, tolerance: Amount) -> Vec<Hit> {
    let at = rows.place_of(whole);
    let wrong = |index: usize| {
        let stated = amount(rows, whole, index)?;
        let figures: Vec<Amount> = parts.iter().filter_map(|part| amount(rows, part, index)).collect();
        let total = Amount(figures.iter().try_fold(0i128, |sum, part| sum.checked_add(part.0))?);
        if figures.is_empty() || (total.0 - stated.0).abs() <= tolerance.0 {
            return None;
        }
        let (total, stated) = (shown(rows, whole, total), shown(rows, whole, stated));
        let text = format!("{}: {} sum to {total}, {whole} says {stated}", who(rows, index), parts.join(" + "));
        Some(Hit { index, column: at, text })
    };
    standing(rows).filter_map(wrong).collect()
}

/// First values that exceed their second: a period's amount above the cumulative one, a start after its end.
pub fn order(rows: &Rows, first: &str, second: &str) -> Vec<Hit> {
    let at = rows.place_of(first);
    let (Some(one), Some(two)) = (filled(rows, first), filled(rows, second)) else { return Vec::new() };
    let wrong = |index: usize| {
        let (one, two) = match (one.amount(index), two.amount(index), one.date(index), two.date(index)) {
            (Some(one), Some(two), ..) if one > two => (shown(rows, first, one), shown(rows, second, two)),
            (_, _, Some(one), Some(two)) if one > two => (one.to_string(), two.to_string()),
            _ => return None,
        };
        let text = format!("{}: {first} {one} exceeds {second} {two}", who(rows, index));
        Some(Hit { index, column: at, text })
    };
    standing(rows).filter_map(wrong).collect()
}

/// Percentages that are not part ÷ whole: |p × whole − 100 × part| > tolerance × whole. A whole of 0 has no share.
pub fn share(rows: &Rows, column: &str, part: &str, whole: &str, tolerance: Amount) -> Vec<Hit> {
    const ONE: i128 = 1_000_000;
    let at = rows.place_of(column);
    if [column, part, whole].iter().any(|column| filled(rows, column).is_none()) {
        return Vec::new();
    }
    let wrong = |index: usize| {
        let (stated, part_value) = (amount(rows, column, index)?, amount(rows, part, index)?);
        let whole_value = amount(rows, whole, index).filter(|whole| whole.0 > 0)?;
        let off = stated.0.checked_mul(whole_value.0)?.checked_sub(part_value.0.checked_mul(100 * ONE)?)?.abs();
        if off <= tolerance.0.checked_mul(whole_value.0)? {
            return None;
        }
        let gives = Amount(part_value.0.checked_mul(100 * ONE)? / whole_value.0).rounded(2);
        let text = format!("{}: {column} says {stated} %, {part} ÷ {whole} is {gives} %", who(rows, index));
        Some(Hit { index, column: at, text })
    };
    standing(rows).filter_map(wrong).collect()
}

/// Whether a column contradicts so many of its rows that it is rather the column that means something else.
pub fn means_something_else(rows: &Rows, columns: [&str; 3], hits: usize) -> bool {
    let filled = |index: &usize| columns.iter().all(|column| amount(rows, column, *index).is_some());
    hits >= 3 && hits * 2 > standing(rows).filter(filled).count()
}

/// Days of something done after the file came. What lies inside the file's own period is not held against it.
pub fn in_the_future(rows: &Rows, column: &str, asked: &Asked<'_>) -> Vec<Hit> {
    let at = rows.place_of(column);
    if filled(rows, column).is_none() {
        return Vec::new();
    }
    let last = asked.period.map_or(asked.arrived, |period| period.end().max(asked.arrived));
    let wrong = |index: usize| {
        let day = rows.column(column)?.date(index).filter(|day| *day > last)?;
        Some(Hit { index, column: at, text: format!("{}: {column} {day} is after {last}", who(rows, index)) })
    };
    standing(rows).filter_map(wrong).collect()
}

/// Days of something done before the project's start on the register. A milestone that is the preparation of the start
/// itself may lie before it.
pub fn before_start(rows: &Rows, column: &str, asked: &Asked<'_>) -> Vec<Hit> {
    const BEFORE: [&str; 9] = ["前期", "立项", "审批", "可研", "招标", "征地", "拆迁", "手续", "设计"];
    let at = rows.place_of(column);
    let prepares = |index: usize| {
        let name = rows.column("milestone").and_then(|names| names.text(index)).map(name_key);
        name.is_some_and(|name| BEFORE.iter().any(|word| name.contains(word)))
    };
    let wrong = |index: usize| {
        let project = asked.register.project(rows.column("project_id")?.text(index)?)?;
        let (day, start) = (rows.column(column)?.date(index)?, project.start_date?);
        if day >= start || prepares(index) {
            return None;
        }
        let text = format!("{}: {column} {day} is before the project's start {start}", who(rows, index));
        Some(Hit { index, column: at, text })
    };
    standing(rows).filter_map(wrong).collect()
}
