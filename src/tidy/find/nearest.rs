//! The header of a sheet without a table that comes nearest to one.
//!
//! Takes a sheet and the tables looked for; gives what is there and what is lacking, for the sentence that says why.

use super::header::{Aliases, Headers, matched};
use super::{WINDOW_TOP, When};
use crate::pipeline::TableSpec;
use crate::pipeline::dataset::Dataset;
use crate::tidy::formats::Sheet;

/// The header that comes nearest to a table, for the sentence that says why a sheet has none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nearest {
    /// What it would be.
    pub dataset: Dataset,
    /// How many of its columns are there.
    pub count: usize,
    /// The headers seen.
    pub headers: Vec<String>,
    /// The required columns that are not.
    pub missing: Vec<&'static str>,
    /// The columns that are.
    pub found: Vec<&'static str>,
    /// Columns that several headers claim with different values below.
    pub twice: Vec<&'static str>,
    /// The row.
    pub row: usize,
    /// How many rows.
    pub depth: usize,
}

/// The nearest header of a sheet that has no table.
pub fn nearest(sheet: &Sheet, specs: &[TableSpec]) -> Option<Nearest> {
    let headers = Headers::read(sheet, 0, WINDOW_TOP);
    let aliases: Vec<Aliases<'_>> = specs.iter().map(|spec| Aliases::new(spec, When::Unknown)).collect();
    let mut best: Option<Nearest> = None;
    // Two rows only where they say more than one: the upper one may be a title.
    let starts = || 0..WINDOW_TOP.min(sheet.len());
    for (start, depth) in starts().map(|start| (start, 1)).chain(starts().map(|start| (start, 2))) {
        let Some(columns) = headers.columns(start, depth) else { continue };
        for aliases in &aliases {
            let found = matched(sheet, aliases, &columns, start + depth);
            let twice = found.names(aliases.dataset, |chosen, rivals| chosen.is_none() && rivals.len() > 1);
            let known = found.count() + twice.len();
            let better = best.as_ref().is_none_or(|best| {
                (known, columns.len().min(2)) > (best.count + best.twice.len(), best.headers.len().min(2))
            });
            if better {
                best = Some(Nearest {
                    dataset: aliases.dataset,
                    count: found.count(),
                    headers: columns.iter().map(|c| c.header.clone()).collect(),
                    missing: found.missing(aliases.dataset),
                    found: found.names(aliases.dataset, |chosen, _| chosen.is_some()),
                    twice,
                    row: start,
                    depth,
                });
            }
        }
    }
    best
}
