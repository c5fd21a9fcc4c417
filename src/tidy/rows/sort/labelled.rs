//! Rows whose label stands where others are numbered, and that have no name: 续建项目（2个） below 序号, 住建局, 1、续建.
//!
//! Takes the rows of a table of projects; those whose figures are the sums of the rows below or above them group those, and
//! so do those without figures. Any other is asked about: without a name it is no project either.

use super::Sorter;
use super::mark::Mark;
use super::unnumbered::Serials;
use crate::base::amount::Amount;
use crate::tidy::formats::{Cell, Row};
use crate::tidy::value::figure;
use std::ops::Range;

/// How many other such rows before and after one are taken for the end of what it sums.
const NEAR_MAX: usize = 64;

impl Sorter<'_> {
    /// Finds them, and says of each what it is.
    pub(super) fn find_labelled(&mut self, serials: &Serials) {
        if serials.columns.is_empty() {
            return;
        }
        let body = self.layout.header + self.layout.depth..self.layout.end.min(self.sheet.len());
        let is_labelled =
            |row: &Row<'_>| row.flaw.is_none() && row.lone().is_none() && self.is_labelled(row, &serials.columns);
        let open = |index: &usize| !self.nested.groups.contains_key(index) && !self.unnumbered.sums.contains(index);
        let may = body.clone().any(|index| self.sheet.row(index).is_some_and(|row| is_labelled(&row) && open(&index)));
        if !may {
            return;
        }
        let data: Vec<usize> = body.filter(|index| self.is_member(*index)).collect();
        let found = data.iter().filter(|index| self.sheet.row(**index).is_some_and(|row| is_labelled(&row)));
        let found: Vec<usize> = found.copied().collect();
        let (sums, doubtful) = self.sums_of_others(data, &found);
        self.nested.doubtful.extend(doubtful);
        self.nested.doubtful.retain(|index| !sums.contains(index));
        self.unnumbered.sums.extend(sums);
    }

    /// Whether a row has no name, and a label that counts nothing where its number would stand.
    fn is_labelled(&self, row: &Row<'_>, serials: &[u16]) -> bool {
        let is_label = |column: &u16| {
            let cell = row.cell(*column);
            let is_figure = || matches!(figure(self.sheet.text(cell)), Ok(Some(_))); // -3 heads nothing
            let is_text = matches!(cell, Cell::Text(..)) && !self.is_blank(cell);
            is_text && !is_figure() && Mark::of(self.sheet, cell).is_none()
        };
        serials.iter().any(is_label) && self.is_unnamed(row)
    }

    /// Which of some rows sum the others, and which are neither that nor empty.
    fn sums_of_others(&self, data: Vec<usize>, found: &[usize]) -> (Vec<usize>, Vec<usize>) {
        let money = self.money();
        let figures = |index: usize| {
            let row = self.sheet.row(index);
            money
                .iter()
                .map(|column| row.map_or(Amount::ZERO, |row| self.amount(row.cell(*column))))
                .collect::<Vec<_>>()
        };
        // Sums from the first row down, of those that are not asked about.
        let mut sums = vec![vec![0i128; money.len()]];
        for index in &data {
            let mut next = sums.last().cloned().unwrap_or_default();
            if found.binary_search(index).is_err() {
                next.iter_mut().zip(figures(*index)).for_each(|(sum, amount)| *sum = sum.saturating_add(amount.0));
            }
            sums.push(next);
        }
        let places: Vec<usize> = found.iter().map(|index| data.partition_point(|other| other < index)).collect();
        let is_sum = |own: &[Amount], range: Range<usize>| {
            let (Some(first), Some(last)) = (sums.get(range.start), sums.get(range.end)) else { return false };
            // Of two columns one figure may be that of a neighbour by chance.
            let filled = own.iter().filter(|amount| **amount != Amount::ZERO).count();
            (range.len() > 1 || range.len() == 1 && filled >= own.len().min(2))
                && own.iter().zip(first.iter().zip(last)).all(|(own, (first, last))| last - first == own.0)
        };
        let (mut summed, mut doubtful, end) = (Vec::new(), Vec::new(), data.len());
        for (at, (index, place)) in found.iter().zip(&places).enumerate() {
            let own = figures(*index);
            let below = places.iter().skip(at + 1).take(NEAR_MAX).chain([&end]).map(|end| place + 1..*end);
            // Those from a label above it on, or from the first row.
            let nearest = places.iter().take(at).rev().take(NEAR_MAX).map(|from| from + 1);
            let above = nearest.chain([0]).map(|from| from..*place);
            let is_empty = own.iter().all(|amount| *amount == Amount::ZERO);
            match is_empty || below.chain(above).any(|range| is_sum(&own, range)) {
                true => summed.push(*index),
                false => doubtful.push(*index),
            }
        }
        (summed, doubtful)
    }
}
