//! Which rows are headers of a wide table, and what stands in them above each column.
//!
//! Takes a sheet and the row of its labels; gives the rows above that say the year, the half or what is measured, those below
//! that say what is measured, and the cells of each column. A title or a line of its unit heads no column.

use super::{PeriodColumn, Search, Wide};
use crate::tidy::find::line;
use crate::tidy::formats::{Cell, Row, Sheet};
use crate::tidy::rows::counts_columns;
use crate::tidy::value::{figure, is_nothing};
use crate::tidy::wide::down::unit_word;
use crate::tidy::wide::title::OTHERS;
use std::collections::BTreeMap;

/// The most rows of labels.
const DEPTH_MAX: usize = 3;

/// Whether a row does nothing but count the columns, the first of them too: of a region A with 1 and 2 nobody can know that.
pub fn only_counts(sheet: &Sheet, row: &Row<'_>) -> bool {
    let is_letter = |cell: Cell| sheet.text(cell).starts_with(|c: char| c.is_ascii_alphabetic());
    row.cells().next().is_some_and(|first| !is_letter(first)) && counts_columns(sheet, row)
}

/// Columns in the unit that a row below their labels names, where they have none of their own.
pub fn in_unit(mut columns: Vec<PeriodColumn>, unit: Option<&str>) -> Vec<PeriodColumn> {
    for column in columns.iter_mut().filter(|column| column.unit.is_none()) {
        column.unit = unit.filter(|unit| column.kind.takes(unit)).map(str::to_string);
    }
    columns
}

impl Search<'_> {
    /// The texts of a row, merged cells filled.
    pub(in crate::tidy::wide) fn row(&self, index: usize) -> BTreeMap<u16, Cell> {
        let Some(row) = self.sheet.row(index) else { return BTreeMap::new() };
        let mut cells: BTreeMap<u16, Cell> = row.iter().collect();
        for merge in self.sheet.merges.iter().filter(|m| (m.first_row..=m.last_row).contains(&row.number)) {
            let (Ok(first), Ok(last)) = (u16::try_from(merge.first_column), u16::try_from(merge.last_column)) else {
                continue;
            };
            let top = self.sheet.row_of(merge.first_row).map_or(Cell::Empty, |row| row.cell(first));
            for column in first..=last.min(first.saturating_add(500)) {
                if top != Cell::Empty {
                    cells.entry(column).or_insert(top);
                }
            }
        }
        cells
    }

    /// The row of labels, with the rows above that say the year or the half, and those below that say what is measured.
    pub(super) fn header_rows(&self, from: usize, base: usize, first: u16) -> Vec<usize> {
        let adjoining = |one: usize, other: usize| match (self.sheet.row(one), self.sheet.row(other)) {
            (Some(one), Some(other)) => one.number + 1 == other.number,
            _ => false,
        };
        let text = |cell: &Cell| matches!(cell, Cell::Text(..));
        let mut rows = vec![base];
        while let Some(above) = rows.first().and_then(|row| row.checked_sub(1)).filter(|above| *above >= from)
            && rows.len() < DEPTH_MAX
            && adjoining(above, above + 1)
        {
            if !self.heads(above, rows[0], first) {
                break;
            }
            rows.insert(0, above);
        }
        while let Some(below) = rows.last().map(|row| row + 1)
            && rows.len() < DEPTH_MAX
            && adjoining(below - 1, below)
        {
            let Some(row) = self.sheet.row(below) else { break };
            let is_word = |cell: Cell| {
                let written = self.sheet.text(cell);
                !matches!(figure(written), Ok(Some(_))) && !is_nothing(written)
            };
            let words = row.cells().all(|cell| text(&cell) && (is_word(cell) || self.is_label(cell)));
            // The header of the names may come again in each row of labels.
            let repeats = |column: u16, cell: Cell| {
                let above = rows.iter().filter_map(|index| self.sheet.row(*index)).map(|row| row.cell(column));
                above.into_iter().any(|above| self.sheet.shown(above).trim() == self.sheet.shown(cell).trim())
            };
            let own = row.iter().filter(|(column, _)| *column >= first).count();
            let is_data = row.iter().any(|(column, cell)| column < first && !repeats(column, cell));
            if !words || is_data || own == 0 || row.filled() < 2 {
                break;
            }
            rows.push(below);
        }
        rows
    }

    /// How many rows right below the labels only count the columns: 1 2 3 4.
    pub(super) fn counting_rows(&self, labels: &[usize]) -> usize {
        let below = labels.last().map_or(0, |row| row + 1);
        usize::from(self.sheet.row(below).is_some_and(|row| only_counts(self.sheet, &row)))
    }

    /// Whether a row above the labels says something of the columns below it.
    pub(in crate::tidy::wide) fn heads(&self, above: usize, below: usize, first: u16) -> bool {
        let (Some(row), Some(next)) = (self.sheet.row(above), self.sheet.row(below)) else { return false };
        let own: Vec<(u16, Cell)> = row.iter().filter(|(column, _)| *column >= first).collect();
        if only_counts(self.sheet, &row) {
            return false;
        }
        if own.iter().any(|(_, cell)| self.tells_a_time(*cell)) {
            return true;
        }
        let is_words = |cell: &Cell| {
            let text = self.sheet.text(*cell).trim().to_lowercase();
            matches!(cell, Cell::Text(..))
                && line::label(&text).is_none()
                && !OTHERS.iter().any(|word| text.starts_with(word))
        };
        let words: Vec<u16> = own.iter().filter(|(_, cell)| is_words(cell)).map(|(column, _)| *column).collect();
        // One heading over all columns: merged over them, or beside the header of the names.
        let stands_beside_names = || row.columns().any(|column| column < first && next.cell(column) == Cell::Empty);
        match words.as_slice() {
            [] => false,
            [only] => self.merged(above, *only).is_some_and(|(from, until)| from < until) || stands_beside_names(),
            _ => true,
        }
    }

    /// The first and the last column of the merged cells that cover a cell.
    pub(in crate::tidy::wide) fn merged(&self, index: usize, column: u16) -> Option<(u16, u16)> {
        let number = self.sheet.row(index)?.number;
        let covers = |first: u32, last: u32, at: u32| (first..=last).contains(&at);
        let merge = self.sheet.merges.iter().find(|m| {
            covers(m.first_row, m.last_row, number) && covers(m.first_column, m.last_column, u32::from(column))
        })?;
        Some((u16::try_from(merge.first_column).ok()?, u16::try_from(merge.last_column).ok()?))
    }

    /// Per column its cells from the top down; a blank right of a heading above the last row belongs to that heading, unless its
    /// cell is merged over others.
    pub(in crate::tidy::wide) fn pieces(&self, rows: &[usize], first: u16) -> BTreeMap<u16, Vec<Cell>> {
        let grid: Vec<(usize, BTreeMap<u16, Cell>)> = rows.iter().map(|index| (*index, self.row(*index))).collect();
        let last = rows.last().copied().unwrap_or(0);
        let mut pieces: BTreeMap<u16, Vec<Cell>> = BTreeMap::new();
        let columns: Vec<u16> = grid.iter().flat_map(|(_, row)| row.keys().copied()).collect();
        for column in columns {
            let cells = grid.iter().filter_map(|(index, row)| {
                let left = || {
                    let (at, cell) = row.range(first.min(column)..column).next_back()?;
                    Some(*cell)
                        .filter(|_| *index < last && self.merged(*index, *at).is_none_or(|(_, end)| end >= column))
                };
                row.get(&column).copied().or_else(left)
            });
            pieces.entry(column).or_insert_with(|| cells.collect());
        }
        pieces
    }

    /// The unit that a row right below the labels names for all columns: Persons below the first of them, and nothing else.
    pub(super) fn unit_row(&self, below: usize, first: u16) -> Option<String> {
        let (row, before) = (self.sheet.row(below)?, self.sheet.row(below.checked_sub(1)?)?);
        let (column, cell) = row.iter().next().filter(|_| row.filled() == 1 && row.number == before.number + 1)?;
        let is_over_figures = || self.sheet.row(below + 1).is_some_and(|row| row.filled() > 1);
        unit_word(self.sheet.text(cell)).filter(|_| column == first && row.flaw.is_none() && is_over_figures())
    }

    /// Whether one of some bare years stands below a header of periods and another below a header of its own: they are a row of a list.
    pub(super) fn are_years_below(&self, base: usize, labels: &[u16]) -> bool {
        let (Some(above), Some(own)) =
            (base.checked_sub(1).and_then(|above| self.sheet.row(above)), self.sheet.row(base))
        else {
            return false;
        };
        let header = |column: &u16| self.sheet.text(above.cell(*column)).trim();
        let is_period = |column: &u16| self.known(header(column)).is_some_and(|known| known.name == "period");
        let is_bare = |column: &u16| !self.sheet.shown(own.cell(*column)).contains(char::is_alphabetic);
        let (periods, others): (Vec<&u16>, Vec<&u16>) = labels.iter().partition(|column| is_period(column));
        labels.iter().all(is_bare) && !periods.is_empty() && others.iter().any(|column| !header(column).is_empty())
    }

    fn first_name(&self, table: &Wide) -> Option<(u16, String)> {
        let (_, column) = table.names.first()?;
        let header = (table.header..table.header + table.depth).filter_map(|index| self.sheet.row(index));
        let cell = header.filter(|row| !only_counts(self.sheet, row)).last()?.cell(*column);
        Some((*column, self.sheet.text(cell).trim().to_string())).filter(|(_, text)| !text.is_empty())
    }

    /// Whether a row begins with the word that stands above the names of a table.
    pub(super) fn begins_like(&self, table: &Wide, index: usize) -> bool {
        let Some((column, word)) = self.first_name(table) else { return false };
        self.sheet.row(index).is_some_and(|row| self.sheet.text(row.cell(column)).trim() == word)
    }
}
