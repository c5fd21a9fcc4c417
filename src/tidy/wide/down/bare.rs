//! Columns over periods that stand below each other, whose header says nothing: an empty corner above the years, a running number.
//!
//! Takes a header and the rows below it; gives it with the column of its periods where only one can be that, and without the number
//! that a program wrote before each row.

use super::header::Header;
use crate::tidy::formats::Cell;
use crate::tidy::wide::head::Search;
use crate::tidy::wide::label;

/// How many rows tell that a column only counts them.
const ROWS_LOOKED: usize = 400;
/// The fewest rows that tell it.
const ROWS_MIN: usize = 3;
/// What such a column is called, as headers are compared.
const RUNNING: &[&str] = &["id", "index", "unnamed:0", "row", "rowid", "rownumber", "key", "x1", "obs"];

impl Search<'_> {
    /// A header with the periods below its empty corner: they begin in the next row, and each column of figures has a header.
    pub(super) fn with_blank_corner(&self, index: usize, mut header: Header) -> Header {
        let (Some(row), Some(next)) = (self.sheet.row(index), self.sheet.row(index + 1)) else { return header };
        let Some(corner) = next.columns().next().filter(|column| row.columns().all(|at| at > *column)) else {
            return header;
        };
        let is_headed = next.columns().all(|column| column == corner || row.cell(column) != Cell::Empty);
        let is_first = !self.read_down(self.sheet.shown(next.cell(corner)).trim(), None).is_empty();
        if is_headed
            && is_first
            && !header.values.is_empty()
            && self.holds_periods_but_notes(corner, index + 1)
            && self.goes_on(corner, index + 1)
        {
            header.periods.push((corner, String::new()));
        }
        header
    }

    /// Whether a column holds nothing but periods, but for lines of words alone in their rows: Source: …
    fn holds_periods_but_notes(&self, column: u16, data: usize) -> bool {
        let rows = self.sheet.rows_from(data).take(ROWS_LOOKED).filter(|row| row.filled() > 1);
        let mut labels = rows.map(|row| self.sheet.shown(row.cell(column)));
        labels.all(|text| !label::of_text(text.trim(), None).is_empty())
    }

    /// Whether labels that are bare numbers rise or fall from row to row, as years do.
    fn goes_on(&self, column: u16, data: usize) -> bool {
        let rows = self.sheet.rows_from(data).take(ROWS_LOOKED);
        let shown: Vec<String> = rows.map(|row| self.sheet.shown(row.cell(column)).trim().to_string()).collect();
        let numbers: Vec<i64> = shown.iter().filter_map(|text| text.parse().ok()).collect();
        let is = |fits: fn(i64, i64) -> bool| numbers.windows(2).all(|pair| fits(pair[0], pair[1])); // windows(2) are pairs
        is(|one, other| one < other) || is(|one, other| one > other)
    }

    /// Whether a column does nothing but count its rows: from 0 as programs do, or from 1 below a word for it.
    pub(super) fn is_running(&self, column: u16, form: &str, data: usize) -> bool {
        let rows = self.sheet.rows_from(data).take(ROWS_LOOKED).map(|row| self.sheet.shown(row.cell(column)));
        let numbers: Option<Vec<i64>> =
            rows.filter(|text| !text.trim().is_empty()).map(|text| text.trim().parse().ok()).collect();
        let Some(numbers) = numbers.filter(|numbers| numbers.len() >= ROWS_MIN) else { return false };
        let first = numbers.first().copied().unwrap_or(-1);
        let is_named = RUNNING.contains(&form);
        (first == 0 || first == 1 && is_named) && numbers.windows(2).all(|pair| pair[0].checked_add(1) == Some(pair[1])) // windows(2) are pairs
    }
}
