//! Lines above a table that say nothing but the day on which it was filled in: 2026年7月2日 over the last of its columns.
//!
//! Takes a row; says whether it is such a line. A day before the report's time may be that of older figures, and is a heading;
//! so are two days beside each other.

use super::super::line;
use super::{SOME_YEAR, When};
use crate::base::amount::Wording;
use crate::pipeline::headers::wording_of;
use crate::tidy::formats::Sheet;
use crate::tidy::period::apart;
use chrono::Datelike;

/// Whether a row says one day, and besides it units and labels only.
pub fn is_line_of_a_day(sheet: &Sheet, index: usize, when: When) -> bool {
    let Some(row) = sheet.row(index) else { return false };
    let mut days = 0;
    for cell in row.cells() {
        let text = sheet.text(cell);
        if is_day(text, when) {
            days += 1;
        } else if text.is_empty() || !(text.contains([':', '：']) || wording_of(text) != Wording::Nothing) {
            return false;
        }
    }
    days == 1
}

fn is_day(text: &str, when: When) -> bool {
    let (year, from) = match when {
        When::Days(first, last) => (last.year(), Some(first)),
        When::Unknown | When::Untold => (SOME_YEAR, None),
    };
    let (spans, rest) = apart(text, Some(year));
    let [span] = spans.as_slice() else { return false };
    let is_unit = !line::said(&rest).is_empty();
    span.is_day() && from.is_none_or(|from| span.first >= from) && (is_unit || !rest.contains(char::is_alphanumeric))
}
