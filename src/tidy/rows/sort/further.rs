//! Rows that go on with the project above, over which its name and its figures are merged: 城关路改造 on two lines because
//! two units answer for it.
//!
//! Takes a row and the merged cells of its sheet; says whether it is one. A row with a figure or a day of its own never is.

use super::Sorter;
use crate::pipeline::dataset::Dataset;
use crate::tidy::formats::{Cell, Row};

impl Sorter<'_> {
    /// Whether a row only goes on with the project above: there all that names it stands, and all its figures.
    pub(super) fn is_further(&self, row: &Row<'_>) -> bool {
        if self.upright.is_empty() || !matches!(self.layout.dataset, Dataset::Register | Dataset::Progress) {
            return false;
        }
        let is_above = |column: &u16| self.is_blank(row.cell(*column)) && self.is_covered(*column, row.number);
        let mut names = self.id.iter().chain(&self.name);
        let is_named_above = self.id.or(self.name).is_some() && names.all(is_above);
        is_named_above
            && self.typed.iter().all(|column| self.is_blank(row.cell(*column)))
            && self.needed.iter().all(|column| self.is_covered(*column, row.number))
            && self.typed.iter().any(|column| self.is_covered(*column, row.number))
    }

    /// Whether a merged cell of a column reaches from above into a row.
    pub(super) fn is_covered(&self, column: u16, row: u32) -> bool {
        let until = self.upright.partition_point(|(at, first, _)| (*at, *first) < (column, row));
        let above = until.checked_sub(1).and_then(|index| self.upright.get(index));
        above.is_some_and(|(at, _, last)| *at == column && row <= *last)
    }

    /// Whether a row of a series says the period of its value.
    pub(super) fn is_dated(&self, row: &Row<'_>) -> bool {
        let period = self.layout.slot("period").filter(|_| self.layout.dataset == Dataset::Series);
        period.is_some_and(|slot| row.cell(slot.column) != Cell::Empty)
    }
}
