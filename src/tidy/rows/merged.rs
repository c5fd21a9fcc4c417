//! Cells merged over several rows: what they say of each of them.
//!
//! Takes the merged cells of a sheet and which of its rows are data; gives for a cell that a merged one covers where to
//! read. A text or a day holds for every row that it is merged over. A figure does not: merged over rows that are things
//! of their own it is a joint figure, and which part of it is whose nobody can say. It is shared out to none of them.

use super::sort::{Sort, Sorter};
use super::{Rows, lost};
use crate::base::place::cell_name;
use crate::pipeline::dataset::{Dataset, Kind};
use crate::tidy::find::Layout;
use crate::tidy::formats::{Row, Sheet};
use crate::tidy::{Note, RejectReason};
use std::collections::BTreeMap;

/// The most joint figures of one table that are named; the last says how many more there are.
const NOTES_MAX: usize = 20;

/// The merged cells of a table that span rows.
#[derive(Debug, Default)]
pub struct Merged {
    /// Column, first and last row, from 0, sorted: no two of a column meet.
    upright: Vec<(u16, u32, u32)>,
    /// Those of them that no file says, and that are proven all the same.
    lost: Vec<(u16, u32, u32)>,
    /// Those that hold a figure of several rows, by column and first row: how many rows of data they are merged over.
    joint: BTreeMap<(u16, u32), usize>,
}

impl Merged {
    /// The merged cells of a table.
    pub fn of(sheet: &Sheet, layout: &Layout, sorter: &Sorter<'_>) -> Merged {
        let body = layout.header + layout.depth..layout.end.min(sheet.len());
        let number = |index: usize| sheet.row(index).map(|row| row.number);
        let (Some(first), Some(last)) = (number(body.start), number(body.end.saturating_sub(1))) else {
            return Merged::default();
        };
        let mut upright = sheet.upright();
        upright.retain(|(_, from, _)| (first..=last).contains(from));
        let lost = lost::spans(sheet, layout, sorter);
        upright.extend(&lost);
        upright.sort_unstable();
        let mut merged = Merged { upright, lost, joint: BTreeMap::new() };
        let columns = layout.dataset.columns().iter().zip(&layout.slots);
        let figures = columns.filter(|(column, _)| is_figure(column.kind));
        let figures: Vec<u16> = figures.filter_map(|(_, slot)| Some(slot.as_ref()?.column)).collect();
        if !merged.upright.iter().any(|(column, ..)| figures.contains(column)) {
            return merged;
        }
        let rows = body.filter_map(|index| Some((index, sheet.row(index)?)));
        let data = rows.filter(|(index, row)| sorter.sort(*index, row) == Sort::Data);
        let data: Vec<u32> = data.map(|(_, row)| row.number).collect();
        let of_lists = matches!(layout.dataset, Dataset::Issues | Dataset::Inspections | Dataset::Scores);
        let subjects = ["project_id", "name"].iter().filter_map(|name| Some(layout.slot(name)?.column));
        let subjects: Vec<u16> = if of_lists { subjects.collect() } else { Vec::new() };
        for (column, from, until) in merged.upright.iter().filter(|(column, ..)| figures.contains(column)) {
            let count = data.partition_point(|row| row <= until) - data.partition_point(|row| row < from);
            // Lists have many rows of one thing: its score, merged over all of them, is that of the thing.
            let is_of_one = |subject: &u16| merged.at(*subject, *from).is_some_and(|(_, _, last)| last >= *until);
            if count >= 2 && !subjects.iter().any(is_of_one) {
                merged.joint.insert((*column, *from), count);
            }
        }
        merged
    }

    /// Whether no cell of the table is merged over rows.
    pub fn is_empty(&self) -> bool {
        self.upright.is_empty()
    }

    /// The merged cell that a cell is part of.
    fn at(&self, column: u16, row: u32) -> Option<(u16, u32, u32)> {
        // The last of this column that begins at or above the row is the only one that can cover it.
        let until = self.upright.partition_point(|(at, first, _)| (*at, *first) <= (column, row));
        let before = until.checked_sub(1).and_then(|index| self.upright.get(index));
        before.copied().filter(|(at, _, last)| *at == column && row <= *last)
    }

    /// The row above in which a cell stands that is merged down over this one.
    pub fn above(&self, column: u16, row: u32) -> Option<u32> {
        self.at(column, row).map(|(_, first, _)| first).filter(|first| *first < row)
    }

    /// The rows over which a figure is merged that is one of several rows.
    pub fn joint(&self, column: u16, row: u32) -> Option<Joint> {
        if self.joint.is_empty() {
            return None;
        }
        let (column, first, last) = self.at(column, row)?;
        self.joint.get(&(column, first)).map(|rows| Joint { column, first, last, rows: *rows })
    }

    /// Says of each joint figure what it is merged over, and which rows were read as those of the project above.
    pub fn note(&self, rows: &Rows, sheet: &Sheet, file: &str, notes: &mut Vec<Note>) {
        lost::note_filled(rows, &self.lost, file, notes);
        let more = self.joint.len().saturating_sub(NOTES_MAX);
        for (at, (column, first)) in self.joint.keys().take(NOTES_MAX).enumerate() {
            let Some(joint) = self.joint(*column, *first) else { continue };
            let more = if at + 1 == NOTES_MAX && more > 0 { format!("; and {more} more") } else { String::new() };
            let text = format!(
                "{} is merged over {} rows and holds one figure: which part of it is whose is not said, none of the rows \
                 is taken{more}",
                joint.shown(sheet),
                joint.rows
            );
            let place = rows.place(file, joint.column, joint.first.saturating_add(1));
            notes.push(Note { place, kind: RejectReason::MergedFigure.name().to_string(), text });
        }
    }
}

/// A figure merged over several rows of data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Joint {
    column: u16,
    first: u32,
    last: u32,
    rows: usize,
}

impl Joint {
    /// The figure as written, and its cells: `400 (E4:E5)`.
    pub fn shown(&self, sheet: &Sheet) -> String {
        let row = sheet.row_of(self.first);
        let written = row.map(|row: Row<'_>| sheet.shown(row.cell(self.column))).unwrap_or_default();
        let name = |row: u32| cell_name(usize::from(self.column), row as usize);
        format!("{written} ({}:{})", name(self.first), name(self.last)).trim_start().to_string()
    }
}

/// Whether a column holds figures: what is merged over rows then does not hold for each of them.
pub fn is_figure(kind: Kind) -> bool {
    matches!(kind, Kind::Money | Kind::Figure | Kind::Percent)
}
