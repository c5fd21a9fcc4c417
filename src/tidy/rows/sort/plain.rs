//! Rows that can only be data, as nearly all are.
//!
//! Takes a row; says whether no word on its left is one with which anything else could begin. It is asked of every row of every
//! table, and what follows asks the same at length.

use super::labels::{self, says_nothing_special};
use super::{LABEL_CELLS, Sorter};
use crate::tidy::formats::{Cell, Row};

impl Sorter<'_> {
    /// Whether a row can only be data: more than one cell, the first in a column that means something, and no such word in the
    /// cells on the left.
    pub(super) fn is_plain(&self, index: usize, row: &Row<'_>) -> bool {
        let mut cells = row.iter();
        let (Some((first, cell)), Some(second)) = (cells.next(), cells.next()) else { return false };
        let begins = matches!(cell, Cell::Text(..))
            && !self.follows_header(index)
            && self.is_named(row)
            && self.mapped.contains(&first)
            && labels::begins_as_data(self.sheet.text(cell));
        if !(begins && self.headings.is_empty() && self.filled.is_empty()) {
            return false;
        }
        let mut labels = 0; // one loop: this is asked of every row
        for (column, cell) in [(first, cell), second].into_iter().chain(cells) {
            let is_label = matches!(cell, Cell::Text(..)) && !self.typed.contains(&column);
            if is_label && (labels == LABEL_CELLS || self.name.is_some_and(|name| column > name)) {
                break;
            }
            if is_label && !says_nothing_special(self.sheet.text(cell)) {
                return false;
            }
            labels += usize::from(is_label);
        }
        true
    }
}
