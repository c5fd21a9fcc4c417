//! Rows with which a table may end: its header again, a gap, words where figures should stand.
//!
//! Takes a sheet and a table on it; gives the next row that is worth a look. Nearly no row is, so that many are looked
//! through at once: few at first, for sheets of many small tables, then ever more.

use super::{Layout, is_below_gap, repeats_header, says_no_figure};
use crate::base::parts;
use crate::tidy::formats::{Cell, Row, Sheet};
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
        let above = (layout.from..layout.header + layout.depth).filter_map(|index| sheet.row(index));
        let last = sheet.row(layout.header + layout.depth - 1);
        let known = layout.slots.iter().flatten().next().map(|slot| slot.column);
        let known = known.map(|at| (at, last.map_or("", |row| sheet.text(row.cell(at)).trim())));
        Quick { sheet, layout, firsts: above.filter_map(first).collect(), known }
    }

    fn is_worth(&self, index: usize) -> bool {
        let Some(row) = self.sheet.row(index) else { return false };
        (self.may_repeat(&row) && repeats_header(self.sheet, self.layout, index))
            || is_below_gap(self.sheet, index, &row)
            || says_no_figure(self.sheet, self.layout, &row)
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
