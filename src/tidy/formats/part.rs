//! Parts of a sheet: some of its columns, or rows and columns turned.
//!
//! Takes a sheet; gives a smaller or turned one of the same cells. Columns and rows of a part keep their numbers, so that
//! a cell is named as the spreadsheet names it.

use super::sheet::{Row, RowStart, Sheet};
use super::{Cell, Merge};
use std::ops::RangeInclusive;

impl Sheet {
    /// Column, first and last row of the merged cells that span rows, sorted.
    pub fn upright(&self) -> Vec<(u16, u32, u32)> {
        let spanning = self.merges.iter().filter(|merge| merge.first_row < merge.last_row);
        let column = |merge: &Merge| u16::try_from(merge.first_column).unwrap_or(u16::MAX);
        let mut upright: Vec<_> = spanning.map(|merge| (column(merge), merge.first_row, merge.last_row)).collect();
        upright.sort_unstable();
        upright
    }

    /// The rows before the `from`-th whole, and of the others only the cells of some columns.
    pub fn part(&self, from: usize, columns: RangeInclusive<u16>) -> Sheet {
        let mut part =
            Sheet { name: self.name.clone(), hidden: self.hidden, text: self.text.clone(), ..Sheet::default() };
        let first = self.row(from).map_or(u32::MAX, |row| row.number);
        let clip = |merge: &Merge| {
            let (low, high) = (u32::from(*columns.start()), u32::from(*columns.end()));
            let outside = merge.last_column < low || merge.first_column > high;
            (merge.last_row < first || !outside).then(|| Merge {
                first_column: merge.first_column.max(low),
                last_column: merge.last_column.min(high),
                ..*merge
            })
        };
        part.merges = self.merges.iter().filter_map(clip).filter(|m| m.first_column <= m.last_column).collect();
        for index in 0..self.len() {
            let Some(row) = self.row(index) else { continue };
            part.take(&row, row.iter().filter(|(c, _)| index < from || columns.contains(c)));
        }
        part
    }

    /// Rows and columns turned. Nothing where that would be more rows than a sheet has columns, nor where a row is broken
    /// or not as wide as the others: it would reach into every row that comes of it.
    pub fn turned(&self) -> Option<Sheet> {
        let width = self.row(0)?.width;
        if self.rows_from(0).any(|row| row.flaw.is_some() || row.width != width) {
            return None;
        }
        let mut cells: Vec<(u16, u16, Cell)> = Vec::new();
        for row in self.rows_from(0) {
            let number = u16::try_from(row.number).ok().filter(|n| u32::from(*n) < super::sheet::COLUMNS_MAX)?;
            cells.extend(row.iter().map(|(column, cell)| (column, number, cell)));
        }
        cells.sort_unstable_by_key(|(column, number, _)| (*column, *number));
        let mut turned =
            Sheet { name: self.name.clone(), hidden: self.hidden, text: self.text.clone(), ..Sheet::default() };
        let turn = |m: &Merge| Merge {
            first_row: m.first_column,
            first_column: m.first_row,
            last_row: m.last_column,
            last_column: m.last_row,
        };
        turned.merges = self.merges.iter().map(turn).collect();
        let mut rest = cells.as_slice();
        while let Some((column, ..)) = rest.first() {
            let (row, after) = rest.split_at(rest.partition_point(|(other, ..)| other == column));
            turned.take(&Row::bare(u32::from(*column)), row.iter().map(|(_, number, cell)| (*number, *cell)));
            rest = after;
        }
        Some(turned)
    }

    fn take(&mut self, row: &Row<'_>, cells: impl Iterator<Item = (u16, Cell)>) {
        let start = self.cells.len();
        for (column, cell) in cells {
            self.columns.push(column);
            self.cells.push(cell);
        }
        if self.cells.len() > start {
            self.rows.push(RowStart {
                number: row.number,
                start: start as u32, // never more cells than the whole
                width: row.width,
                flaw: row.flaw,
            });
        }
    }
}
