//! Rows that say how final the figures of the row above them are: Codes | A | P | SD, as France exports them.
//!
//! Takes a row below a row of figures; gives whether it is one, and the flag of each figure. Such a row is none of a series, and
//! what it says of a figure is kept beside it.

use crate::tidy::formats::{Row, Sheet};
use crate::tidy::wide::head::Wide;

/// What such a row begins with.
const WORDS: &[&str] = &["codes", "code", "flags", "flag", "statut", "status", "observation status", "标记"];
/// What a figure is that needs no remark.
const NORMAL: &str = "A";

/// Whether a row holds the flags of the row above it.
pub fn is_one(sheet: &Sheet, wide: &Wide, row: &Row<'_>) -> bool {
    let is_flag = |text: &str| (1..=3).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_uppercase());
    let first = row.cells().next().map(|cell| sheet.text(cell).trim().to_lowercase());
    let mut cells = wide.periods.iter().map(|period| sheet.text(row.cell(period.column)).trim());
    let begins = first.is_some_and(|first| WORDS.contains(&first.as_str()));
    let shown = |period: &crate::tidy::wide::head::PeriodColumn| sheet.shown(row.cell(period.column));
    begins
        && wide.rows.is_empty()
        && wide.periods.iter().all(|period| shown(period).trim().is_empty() || is_flag(shown(period).trim()))
        && cells.any(is_flag)
}

/// The flag of one figure.
pub fn flag(sheet: &Sheet, row: &Row<'_>, column: u16) -> Option<String> {
    Some(sheet.shown(row.cell(column)).trim().to_string()).filter(|flag| !flag.is_empty() && flag != NORMAL)
}
