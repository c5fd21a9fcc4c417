//! Rows with which a table may end: its header again, a gap, words where figures should stand.
//!
//! Takes a sheet and a table on it; gives the next row that is worth a look. Nearly no row is, so that many are looked
//! through at once: few at first, for sheets of many small tables, then ever more.

use super::{Layout, Slot, section};
use crate::base::parts;
use crate::pipeline::dataset::Kind;
use crate::tidy::formats::{Cell, Row, Sheet, is_sure};
use std::ops::Range;

/// How many rows are looked through at first.
const ROWS_FIRST: usize = 256;

/// The rows found so far that are worth a look.
#[derive(Debug, Default)]
pub struct Again {
    /// Their indices, the last first.
    open: Vec<usize>,
    /// The row below those that were looked through.
    until: usize,
    /// How many are looked through next.
    rows: usize,
}

impl Again {
    /// The first row worth a look from the `from`-th on, or how many rows the sheet has. It is asked anew for each table.
    pub fn next(&mut self, sheet: &Sheet, layout: &Layout, from: usize) -> usize {
        self.until = self.until.max(from);
        loop {
            while let Some(index) = self.open.pop() {
                if index >= from {
                    return index;
                }
            }
            if self.until >= sheet.len() {
                return sheet.len();
            }
            self.rows = (self.rows * 2).max(ROWS_FIRST);
            let start = self.until;
            self.until = start.saturating_add(self.rows).min(sheet.len());
            let quick = Quick::new(sheet, layout);
            if quick.none_is_worth(start..self.until) {
                continue;
            }
            let found = parts::of(self.until - start, parts::THINGS_MIN, |share: Range<usize>| {
                let rows = start + share.start..start + share.end;
                rows.filter(|index| quick.is_worth(*index)).collect::<Vec<usize>>()
            });
            self.open = found.into_iter().flatten().rev().collect();
        }
    }
}

/// What the first cells of the header and the titles above it say: a row that repeats one of them says the same there.
struct Quick<'a> {
    sheet: &'a Sheet,
    layout: &'a Layout,
    firsts: Vec<&'a str>,
    /// The first known column, and its header.
    known: Option<(u16, &'a str)>,
}

impl<'a> Quick<'a> {
    fn new(sheet: &'a Sheet, layout: &'a Layout) -> Quick<'a> {
        let first = |row: Row<'a>| row.cells().next().map(|cell| sheet.text(cell).trim());
        let above = layout.copied.clone().filter_map(|index| sheet.row(index));
        let last = layout.copied.end.checked_sub(1).and_then(|last| sheet.row(last));
        let known = layout.slots.iter().flatten().next().map(|slot| slot.column);
        let known = known.map(|at| (at, last.map_or("", |row| sheet.text(row.cell(at)).trim())));
        Quick { sheet, layout, firsts: above.filter_map(first).collect(), known }
    }

    /// Whether what the cells of a few columns begin with says of many rows at once that none is worth a look.
    fn none_is_worth(&self, rows: Range<usize>) -> bool {
        // The row above belongs to the same lines, so that no gap is between them.
        let Some(above) = rows.start.checked_sub(1) else { return false };
        let begins = |column: u16| self.sheet.begins(above..rows.end, column);
        let never = |column: u16, text: &str| {
            let first = text.as_bytes().first().copied();
            begins(column).is_some_and(|begins| begins.all(|byte| is_sure(byte) && Some(byte) != first))
        };
        let repeats_none = self.firsts.iter().all(|text| never(0, text))
            && self.known.is_some_and(|(column, header)| never(column, header));
        let columns = self.layout.dataset.columns().iter().zip(&self.layout.slots);
        let mut typed = columns.filter(|(column, _)| !matches!(column.kind, Kind::Text | Kind::Id));
        let says_figures = |column: u16| {
            begins(column).is_some_and(|begins| {
                begins.all(|byte| is_sure(byte) && byte.is_ascii() && !byte.is_ascii_alphabetic())
            })
        };
        repeats_none && typed.any(|(_, slot)| slot.as_ref().is_some_and(|slot| says_figures(slot.column)))
    }

    fn is_worth(&self, index: usize) -> bool {
        let Some(row) = self.sheet.row(index) else { return false };
        (self.may_repeat(&row) && repeats_header(self.sheet, self.layout, index))
            || is_below_gap(self.sheet, index, &row)
            || says_no_figure(self.sheet, self.layout, &row)
            || section::may_begin(self.sheet, &row)
    }

    fn may_repeat(&self, row: &Row<'_>) -> bool {
        // White space around a text only makes it longer.
        let says = |cell: Cell, other: &str| {
            let text = self.sheet.text(cell);
            text.len() >= other.len() && text.trim() == other
        };
        let first = row.cells().next().unwrap_or(Cell::Empty);
        self.firsts.iter().any(|other| says(first, other))
            || self.known.is_none_or(|(at, header)| says(row.cell(at), header))
    }
}

/// Whether a blank row stands above a row.
pub fn is_below_gap(sheet: &Sheet, index: usize, row: &Row<'_>) -> bool {
    index > 0 && sheet.row(index - 1).is_some_and(|before| before.number + 1 < row.number)
}

/// Whether a row may be a header although no blank row stands above it: texts, and none that begins like a figure where
/// the table has its figures and days.
pub fn says_no_figure(sheet: &Sheet, layout: &Layout, row: &Row<'_>) -> bool {
    let columns = layout.dataset.columns().iter().zip(&layout.slots);
    let typed = columns.filter(|(column, _)| !matches!(column.kind, Kind::Text | Kind::Id));
    let mut cells = typed.filter_map(|(_, slot)| slot.as_ref()).map(|slot| row.cell(slot.column));
    let words = |cell: Cell| match cell {
        Cell::Empty => true,
        Cell::Text(..) => sheet.text(cell).trim_start().starts_with(|c: char| c.is_alphabetic()),
        _ => false,
    };
    cells.all(words) && row.cells().filter(|cell| matches!(cell, Cell::Text(..))).take(2).count() == 2
}

/// Whether a row says in every known column exactly what the header says there, or all that a row of title or header
/// says.
pub fn repeats_header(sheet: &Sheet, layout: &Layout, index: usize) -> bool {
    let last = layout.copied.end.checked_sub(1);
    let (Some(row), Some(header)) = (sheet.row(index), last.and_then(|last| sheet.row(last))) else {
        return false;
    };
    let is_copy = |of: Row<'_>| {
        let text = |cell: &Cell| matches!(cell, Cell::Text(..));
        row.iter().map(|(column, _)| column).eq(of.columns())
            && row.cells().all(|cell| text(&cell))
            && row
                .cells()
                .zip(of.cells())
                .all(|(one, other)| text(&other) && sheet.text(one).trim() == sheet.text(other).trim())
    };
    if layout.copied.clone().filter_map(|above| sheet.row(above)).any(is_copy) {
        return true;
    }
    let same = |slot: &Slot| match (row.cell(slot.column), header.cell(slot.column)) {
        (Cell::Text(..), Cell::Text(..)) => {
            sheet.text(row.cell(slot.column)).trim() == sheet.text(header.cell(slot.column)).trim()
        }
        (Cell::Empty, Cell::Empty) => true,
        _ => false,
    };
    let mut slots = layout.slots.iter().flatten();
    slots.all(same) && layout.slots.iter().flatten().any(|slot| header.cell(slot.column) != Cell::Empty)
}
