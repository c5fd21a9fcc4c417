//! Forms of one project: its headers stand beside what they say, and not above it.
//!
//! Takes a sheet on which no table was found; gives the labels that show it to be such a form, or nothing. A form is never read: it
//! is named as what it is, so that nobody looks for headers that are values.

use super::When;
use super::header::Aliases;
use crate::pipeline::TableSpec;
use crate::tidy::formats::{Row, Sheet};
use std::collections::BTreeSet;

/// How many rows of a form are looked at.
const ROWS_MAX: usize = 60;
/// How many labels with a value beside them make a form, and in how many rows they stand at least.
const LABELS_MIN: usize = 3;
const LINES_MIN: usize = 2;

/// Whether in several rows two labels stand, each beside its value: no table on its side has that.
pub fn has_pairs(sheet: &Sheet, specs: &[TableSpec]) -> bool {
    specs.iter().filter(|spec| spec.dataset.is_of_projects()).any(|spec| {
        let aliases = Aliases::new(spec, When::Unknown);
        let pairs = |row: &Row<'_>| {
            let known: Vec<bool> = row.cells().map(|cell| aliases.meaning(sheet.text(cell)).is_some()).collect();
            known.windows(2).filter(|pair| matches!(pair, [true, false])).count()
        };
        sheet.rows_from(0).take(ROWS_MAX).filter(|row| pairs(row) > 1).count() >= LINES_MIN
    })
}

/// The labels of a form of one project.
pub fn labels(sheet: &Sheet, specs: &[TableSpec]) -> Option<Vec<String>> {
    specs.iter().filter(|spec| spec.dataset.is_of_projects()).find_map(|spec| {
        let aliases = Aliases::new(spec, When::Unknown);
        let (mut labels, mut meant, mut lines) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
        for row in sheet.rows_from(0).take(ROWS_MAX) {
            let cells: Vec<&str> = row.cells().map(|cell| sheet.text(cell)).collect();
            let meaning = |at: usize| cells.get(at).and_then(|text| aliases.meaning(text));
            for at in 0..cells.len().saturating_sub(1) {
                let (Some(own), None) = (meaning(at), meaning(at + 1)) else { continue };
                if meant.insert(own) {
                    labels.extend(cells.get(at).map(|text| text.trim().to_string()));
                    lines.insert(row.number);
                }
            }
        }
        (labels.len() >= LABELS_MIN && lines.len() >= LINES_MIN).then_some(labels)
    })
}
