//! Rows that nothing names as groups, and whose figures are the sums of the rows below or above them: 交通类 1500 525 over
//! 1000 400 and 500 125.
//!
//! Takes the rows of a table of projects; gives the ones that group the others where the whole table is made of such
//! groups. Figures alone prove little, so that these rows are asked about.

use super::{Sort, Sorter};
use crate::base::amount::Amount;
use crate::pipeline::dataset::Dataset;
use std::collections::BTreeSet;

/// The fewest figures of a row that are sums: one may be by chance.
const FIGURES_MIN: usize = 2;

/// The fewest rows that one row alone sums, where no other row of the table is a sum.
const ROWS_MIN: usize = 3;

impl Sorter<'_> {
    /// The rows whose figures are those of the rows around them, by their indices on the sheet.
    pub(super) fn find_grouped(&self) -> BTreeSet<usize> {
        let money = self.money();
        let is_of_reports = matches!(self.layout.dataset, Dataset::Progress | Dataset::Register);
        if !is_of_reports || money.len() < FIGURES_MIN {
            return BTreeSet::new();
        }
        let body = self.layout.header + self.layout.depth..self.layout.end.min(self.sheet.len());
        let figures = |index: usize| {
            let row = self.sheet.row(index)?;
            let is_open = row.flaw.is_none() && self.sort(index, &row) == Sort::Data;
            let figures = || money.iter().map(|column| self.amount(row.cell(*column))).collect::<Vec<Amount>>();
            is_open.then(|| (index, figures()))
        };
        let down = sums(body.clone().filter_map(figures));
        // A last row that sums all is looked for where the whole table is read.
        let up = || Some(sums(body.rev().filter_map(figures))).filter(|found| found.len() > 1).unwrap_or_default();
        let found = if down.is_empty() { up() } else { down };
        let known = |index: &usize| self.sheet.row(*index).is_some_and(|row| self.is_known(&row));
        if found.iter().any(known) { BTreeSet::new() } else { found }
    }
}

/// The rows that are sums of those after them, each down to the next such row, where that is so from the first row to the
/// last. Nearly every table ends this at its second or third row.
fn sums(rows: impl Iterator<Item = (usize, Vec<Amount>)>) -> BTreeSet<usize> {
    let mut found = BTreeSet::new();
    let (mut open, mut inside, mut most) = (None::<Vec<Amount>>, 0usize, 0usize);
    for (index, figures) in rows {
        let is_empty = figures.iter().all(|amount| *amount == Amount::ZERO);
        let is_summed = open.as_ref().is_none_or(|open| open.iter().all(|amount| *amount == Amount::ZERO));
        match &mut open {
            Some(open) if !is_summed || is_empty => {
                open.iter_mut().zip(&figures).for_each(|(rest, amount)| rest.0 = rest.0.saturating_sub(amount.0));
                if open.iter().any(|rest| *rest < Amount::ZERO) {
                    return BTreeSet::new();
                }
                inside += 1;
                most = most.max(inside);
            }
            _ => {
                if figures.iter().filter(|amount| amount.0 > 0).count() < FIGURES_MIN {
                    return BTreeSet::new();
                }
                found.insert(index);
                (open, inside) = (Some(figures), 0);
            }
        }
    }
    let is_summed = open.is_some_and(|open| open.iter().all(|amount| *amount == Amount::ZERO));
    let is_proof = most >= if found.len() > 1 { 2 } else { ROWS_MIN };
    if is_summed && is_proof { found } else { BTreeSet::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(rows: &[(i64, i64)]) -> Vec<usize> {
        let rows = rows.iter().map(|(one, two)| vec![Amount::whole(*one), Amount::whole(*two)]).enumerate();
        sums(rows).into_iter().collect()
    }

    #[test]
    fn a_table_that_is_wholly_made_of_sums_and_their_parts_is_told() {
        assert_eq!(found(&[(1500, 525), (1000, 400), (500, 125), (100, 20), (100, 20)]), [0, 3]);
        assert_eq!(found(&[(1600, 545), (1000, 400), (500, 125), (100, 20)]), [0]);
        let projects: [&[(i64, i64)]; 5] = [
            &[(1500, 525), (1000, 400), (500, 125), (100, 20)],
            &[(1500, 525), (1000, 400), (500, 100)],
            &[(1000, 400), (500, 200), (500, 200)],
            &[(1000, 0), (500, 0), (500, 0), (0, 0)],
            &[(1000, 400), (1000, 400), (500, 200), (500, 200)],
        ];
        for rows in projects {
            assert_eq!(found(rows), Vec::<usize>::new(), "{rows:?}");
        }
    }
}
