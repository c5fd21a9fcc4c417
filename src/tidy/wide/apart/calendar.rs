//! Columns that only say again in words what period a row is of: January, 一月, 第一季度, Monday, beside a date or a year and month.
//!
//! Takes a column of a sheet; tells whether all its texts are such words. Never reads a period: a number may be anything.

use crate::tidy::formats::{Cell, Sheet};
use crate::tidy::value::date;
use crate::tidy::wide::label;
use std::ops::Range;

/// Cells that are looked at.
const SAMPLE_ROWS: usize = 200;
/// Any year: whether a word is a part of one does not depend on it.
const SOME_YEAR: i32 = 2_023;
/// Parts of a year that no label of a period has.
const WORDS: &[&str] = &["first", "second", "third", "fourth", "1st", "2nd", "3rd", "4th"];

/// Whether all texts of a column say a part of a year or a week in words, and there is one.
pub fn says_part(sheet: &Sheet, column: u16, rows: Range<usize>) -> bool {
    let cells = rows.filter_map(|index| sheet.row(index)).map(|row| row.cell(column));
    let mut cells = cells.filter(|cell| *cell != Cell::Empty).take(SAMPLE_ROWS).peekable();
    cells.peek().is_some() && cells.all(|cell| is_part(sheet.text(cell)))
}

/// 1月 may be how long something takes; 一月 beside a month is its name.
fn is_part(text: &str) -> bool {
    let folded = text.trim().to_lowercase();
    let word = folded.strip_suffix(" quarter").unwrap_or(&folded).trim_end_matches('.');
    let needs_year = || {
        !word.contains(|c: char| c.is_ascii_digit())
            && label::of_text(word, None).is_empty()
            && !label::of_text(word, Some(SOME_YEAR)).is_empty()
    };
    !word.is_empty() && (WORDS.contains(&word) || date::is_weekday(word) || needs_year())
}
