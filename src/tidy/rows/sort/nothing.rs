//! Rows that say nothing of a project: notes, lines of a form that nobody filled in.
//!
//! Takes a row; says whether it is one. Never looks at its neighbours.

use super::{Sorter, is_note};
use crate::tidy::formats::{Cell, Row};
use crate::tidy::value;

impl Sorter<'_> {
    pub(super) fn is_note(&self, row: &Row<'_>) -> bool {
        let first = row.iter().find(|(_, cell)| matches!(cell, Cell::Text(..)));
        let Some((_, cell)) = first else { return false };
        let says_nothing =
            || self.is_unnamed(row) || self.typed.iter().all(|column| self.says_nothing(row.cell(*column)));
        is_note(self.sheet.text(cell)) && says_nothing()
    }

    /// Whether a cell of a column of figures or days holds neither: 审核：李某 under a figure is a signature.
    pub(super) fn says_nothing(&self, cell: Cell) -> bool {
        match cell {
            Cell::Empty => true,
            Cell::Text(..) => {
                let text = self.sheet.text(cell);
                let figure = matches!(value::figure(text), Ok(Some(_)));
                !figure && value::date::read(text, self.context.year) == value::date::DateText::None
            }
            _ => false,
        }
    }
}
