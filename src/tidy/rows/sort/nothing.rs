//! Rows that say nothing of a project: notes, lines of a form that nobody filled in, one cell alone.
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

    /// One cell alone: a title, a note, the number of a blank line. A figure or a known project alone is data that lacks
    /// the rest.
    pub(super) fn is_lone(&self, row: &Row<'_>) -> bool {
        let Some((column, cell)) = row.lone() else { return false };
        if self.typed.contains(&column) && !matches!(cell, Cell::Text(..)) {
            return false;
        }
        // Beside a merged cell that names the project of several rows it is a row of that project.
        let beside = |at: &u16| *at != column && self.is_covered(*at, row.number);
        if self.mapped.contains(&column) && self.id.iter().chain(&self.name).any(beside) {
            return false;
        }
        let identity = self.id == Some(column) || self.name == Some(column);
        !(identity && self.context.register.knows(&self.sheet.shown(cell)))
    }
}
