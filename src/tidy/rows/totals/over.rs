//! Totals over several sheets: a list that is cut into pages has its total below the last of them.
//!
//! Takes the tables of a file and the notes of totals that are no sum of their own sheet's rows; takes back those that are the
//! sum of the rows of all sheets, or of those up to their own.

use super::{Running, Written, is_sum};
use crate::tidy::Note;
use crate::tidy::rows::Rows;

/// A total of everything that is no sum of the rows of its own table.
#[derive(Debug, Clone)]
pub struct Unmet {
    pub(super) written: Written,
    /// What was said of it.
    pub(super) note: Note,
}

/// Takes back what was said of totals that are sums over several tables.
pub fn over_sheets(tables: &[Rows], notes: &mut Vec<Note>) {
    for (at, rows) in tables.iter().enumerate() {
        for Unmet { written, note } in &rows.unmet {
            let alike = |other: &&Rows| other.dataset() == rows.dataset();
            let sum = |tables: &[Rows]| {
                let sums = tables.iter().filter(alike).map(|other| {
                    let running = Running::new(other, written.position);
                    running.of(&(0..other.fates.len())).map(|sum| sum.0)
                });
                sums.sum::<Option<i128>>().map(crate::base::amount::Amount)
            };
            let (until, all) = (tables.get(..=at).and_then(sum), sum(tables));
            if tables.len() > 1 && [until, all].into_iter().flatten().any(|sum| is_sum(written, sum)) {
                notes.retain(|said| said != note);
            }
        }
    }
}
