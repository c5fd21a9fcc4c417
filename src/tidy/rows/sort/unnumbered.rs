//! Rows without the serial number that the projects of their table have: totals of a group under any name, 过次页, 政府投资项目.
//!
//! Takes the rows of a table of projects whose first column numbers them; gives those without a number whose figures are
//! the sums of the rows above or below, and those that lack the unit besides, which nobody can tell for projects.

use super::{Sort, Sorter};
use crate::base::amount::Amount;
use crate::base::parts;
use crate::pipeline::dataset::Dataset;
use crate::tidy::formats::{Cell, Row};
use crate::tidy::value;
use std::collections::BTreeSet;
use std::ops::Range;

/// The fewest numbered rows for each that is not: fewer, and the numbers tell nothing.
const NUMBERED_MIN: usize = 3;

/// No list with so many rows has its projects in groups and parts.
pub(super) const NESTED_MAX: usize = 20_000;

/// Rows without a number, by their indices on the sheet.
#[derive(Debug, Default)]
pub(super) struct Unnumbered {
    /// Those whose figures are sums of others.
    pub sums: BTreeSet<usize>,
    /// Those that may be anything.
    pub doubtful: BTreeSet<usize>,
}

/// What the columns that number the rows hold, as far as it calls for a second look.
#[derive(Debug, Default)]
pub(super) struct Serials {
    /// The columns.
    pub columns: Vec<u16>,
    /// Whether a row has a name and no number.
    pub lack: bool,
    /// The first column with a number that may stand inside another.
    pub nests: Option<u16>,
}

impl Sorter<'_> {
    /// Looks through the numbers of rows, once.
    pub(super) fn find_serials(&self) -> Serials {
        let is_counted = self.layout.dataset.is_of_projects() || self.layout.dataset == Dataset::Quotas;
        let (Some(name), true) = (self.name, is_counted) else {
            return Serials::default();
        };
        let columns = self.layout.at.iter().copied().filter(|column| *column < name && !self.mapped.contains(column));
        let columns: Vec<u16> = columns.collect();
        let body = self.layout.header + self.layout.depth..self.layout.end.min(self.sheet.len());
        if columns.is_empty() {
            return Serials::default();
        }
        let may_nest = body.len() <= NESTED_MAX;
        let look = |share: Range<usize>| {
            let (mut lack, mut nests) = (false, None::<u16>);
            for row in (body.start + share.start..body.start + share.end).filter_map(|index| self.sheet.row(index)) {
                let mut is_numbered = false;
                for column in &columns {
                    let cell = row.cell(*column);
                    is_numbered |= cell != Cell::Empty;
                    if may_nest && nests.is_none_or(|nests| *column < nests) && self.may_nest(cell) {
                        nests = Some(*column);
                    }
                }
                lack |= !is_numbered && row.cell(name) != Cell::Empty;
            }
            (lack, nests)
        };
        let found = parts::of(body.len(), parts::THINGS_MIN, look);
        let nests = found.iter().filter_map(|(_, nests)| *nests).min();
        Serials { columns, lack: found.iter().any(|(lack, _)| *lack), nests }
    }

    /// The rows without a number.
    pub(super) fn find_unnumbered(&self, Serials { columns: serials, lack, .. }: &Serials) -> Unnumbered {
        if !lack || !self.layout.dataset.is_of_projects() {
            return Unnumbered::default();
        }
        let body = self.layout.header + self.layout.depth..self.layout.end.min(self.sheet.len());
        let is_numbered = |row: &Row<'_>| serials.iter().any(|column| row.cell(*column) != Cell::Empty);
        let rows = body.filter_map(|index| Some((index, self.sheet.row(index)?)));
        let rows: Vec<(usize, Row<'_>, bool)> = rows
            .filter(|(index, row)| row.flaw.is_none() && self.sort(*index, row) == Sort::Data)
            .map(|(index, row)| (index, row, is_numbered(&row)))
            .collect();
        let open = |row: &Row<'_>| {
            let beside = |column: &u16| self.is_covered(*column, row.number);
            let has_id = self.id.is_some_and(|id| !self.is_blank(row.cell(id)));
            !has_id && !serials.iter().chain(&self.name).any(beside) && !self.is_known(row)
        };
        let without: Vec<usize> = (0..rows.len())
            .filter(|at| rows.get(*at).is_some_and(|(_, row, numbered)| !numbered && open(row)))
            .collect();
        if rows.iter().filter(|(.., numbered)| *numbered).count() < NUMBERED_MIN * without.len().max(1) {
            return self.sums_only(&rows, &without);
        }
        let mut found = self.sums_only(&rows, &without);
        let unit = self.layout.slot("unit_name").map(|slot| slot.column);
        let has_unit = |row: &Row<'_>| unit.is_some_and(|unit| !self.is_blank(row.cell(unit)));
        if rows.iter().filter(|(.., numbered)| *numbered).all(|(_, row, _)| has_unit(row)) {
            let doubtful = without.iter().filter_map(|at| rows.get(*at)).filter(|(_, row, _)| !has_unit(row));
            found.doubtful = doubtful.map(|(index, ..)| *index).filter(|index| !found.sums.contains(index)).collect();
        }
        found
    }

    /// Those that are sums.
    fn sums_only(&self, rows: &[(usize, Row<'_>, bool)], without: &[usize]) -> Unnumbered {
        let money = self.money();
        let figures = |row: &Row<'_>| money.iter().map(|column| self.amount(row.cell(*column))).collect::<Vec<_>>();
        // Sums from the first row down, of those that are numbered.
        let mut sums = vec![vec![0i128; money.len()]];
        for (_, row, numbered) in rows {
            let mut next = sums.last().cloned().unwrap_or_default();
            if *numbered {
                next.iter_mut().zip(figures(row)).for_each(|(sum, amount)| *sum = sum.saturating_add(amount.0));
            }
            sums.push(next);
        }
        let is_sum = |at: usize, least: usize| {
            let Some(own) = rows.get(at).map(|(_, row, _)| figures(row)) else { return false };
            let above = without.iter().rev().find(|other| **other < at).map_or(0, |other| other + 1);
            let below = without.iter().find(|other| **other > at).copied().unwrap_or(rows.len());
            let ranges = [above..at, 0..at, at + 1..below, at + 1..rows.len()];
            let equals = |range: &Range<usize>| {
                let (Some(first), Some(last)) = (sums.get(range.start), sums.get(range.end)) else { return false };
                own.iter().zip(first.iter().zip(last)).all(|(own, (first, last))| last - first == own.0)
            };
            // One figure may be the sum of others by chance.
            let figures = own.iter().filter(|amount| **amount != Amount::ZERO).count();
            figures >= 2 && ranges.iter().any(|range| range.len() >= least && equals(range))
        };
        // A group of one row is one only beside groups of several.
        let least = if without.iter().any(|at| is_sum(*at, 2)) { 1 } else { 2 };
        let sums = without.iter().filter(|at| is_sum(**at, least)).filter_map(|at| Some(rows.get(*at)?.0)).collect();
        Unnumbered { sums, doubtful: BTreeSet::new() }
    }

    /// Whether words stand where a figure of money would: what sums others has figures there, or nothing.
    pub(super) fn has_words_for_money(&self, row: &Row<'_>) -> bool {
        let says = |text: &str| !value::is_nothing(text) && !matches!(value::figure(text), Ok(Some(_)));
        let is_words = |cell: Cell| matches!(cell, Cell::Text(..)) && says(self.sheet.text(cell));
        self.money().into_iter().any(|column| is_words(row.cell(column)))
    }

    /// A figure as it is written, in whatever unit its column is.
    pub(super) fn amount(&self, cell: Cell) -> Amount {
        let figure = match cell {
            Cell::Number(number) => value::figure_of_number(number).ok(),
            Cell::Text(..) => value::figure(self.sheet.text(cell)).ok().flatten(),
            _ => None,
        };
        figure.map_or(Amount::ZERO, |figure| figure.amount)
    }
}
