//! One row of a sheet: its cells that hold something, with their columns.
//!
//! Takes cells, or the spans of a line of text; gives the same of both, so that nobody who reads rows knows which it is.

use super::even;
use super::sheet::{Cell, Flaw, RowStart};

/// One row that holds something.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    /// Its number, counted from 0.
    pub number: u32,
    /// Into how many cells its separators cut it, empty ones included; 0 in workbooks, whose cells have addresses.
    pub width: u32,
    /// Why what stands in it cannot be trusted.
    pub flaw: Option<Flaw>,
    fields: Fields<'a>,
}

/// Where its cells are.
#[derive(Debug, Clone, Copy)]
enum Fields<'a> {
    /// Cells that hold something, and their columns.
    Cells(&'a [Cell], &'a [u16]),
    /// The text, and where each field of a line begins in it; last where a next one would.
    Spans(&'a str, &'a [u32]),
}

impl<'a> Row<'a> {
    pub(super) fn of_cells(row: &RowStart, cells: &'a [Cell], columns: &'a [u16]) -> Row<'a> {
        Row { number: row.number, width: row.width, flaw: row.flaw, fields: Fields::Cells(cells, columns) }
    }

    pub(super) fn of_spans(number: u32, width: u32, text: &'a str, starts: &'a [u32]) -> Row<'a> {
        Row { number, width, flaw: None, fields: Fields::Spans(text, starts) }
    }

    /// One without cells.
    pub(super) fn bare(number: u32) -> Row<'a> {
        Row { number, width: 0, flaw: None, fields: Fields::Cells(&[], &[]) }
    }

    /// The cell in a column; `Empty` where nothing is.
    #[inline]
    pub fn cell(&self, column: u16) -> Cell {
        match self.fields {
            Fields::Cells(cells, columns) => {
                // Where nothing is left out before it, a cell stands at its own place.
                let own = usize::from(column);
                let index =
                    if columns.get(own) == Some(&column) { Some(own) } else { columns.binary_search(&column).ok() };
                index.and_then(|index| cells.get(index)).copied().unwrap_or(Cell::Empty)
            }
            Fields::Spans(text, starts) => even::cell(text, starts, usize::from(column)),
        }
    }

    /// Columns and cells that hold something, from left to right.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (u16, Cell)> + use<'a> {
        let fields = self.fields;
        let places = match fields {
            Fields::Cells(cells, _) => cells.len(),
            Fields::Spans(_, starts) => starts.len().saturating_sub(1),
        };
        let at = move |index: usize| match fields {
            Fields::Cells(cells, columns) => Some((*columns.get(index)?, *cells.get(index)?)),
            // A line has fewer fields than a sheet has columns.
            Fields::Spans(text, starts) => Some((index as u16, even::cell(text, starts, index))),
        };
        (0..places).filter_map(at).filter(|(_, cell)| *cell != Cell::Empty)
    }

    /// The cells that hold something, from left to right.
    pub fn cells(&self) -> impl DoubleEndedIterator<Item = Cell> + use<'a> {
        self.iter().map(|(_, cell)| cell)
    }

    /// Their columns, counted from 0.
    pub fn columns(&self) -> impl DoubleEndedIterator<Item = u16> + use<'a> {
        self.iter().map(|(column, _)| column)
    }

    /// How many cells hold something.
    pub fn filled(&self) -> usize {
        match self.fields {
            Fields::Cells(cells, _) => cells.len(),
            Fields::Spans(..) => self.iter().count(),
        }
    }

    /// The only cell that holds something, with its column; nothing where there are several.
    pub fn lone(&self) -> Option<(u16, Cell)> {
        let mut cells = self.iter();
        cells.next().filter(|_| cells.next().is_none())
    }
}
