//! Where the series of a file are, and what is said of sheets that hold none.
//!
//! Takes a workbook and what a pipeline looks for; gives the tables with periods above their columns. Reads no cell of theirs.

use crate::pipeline::TableSpec;
use crate::pipeline::dataset::Dataset;
use crate::tidy::find::Layout;
use crate::tidy::formats::{Sheet, Workbook};
use crate::tidy::{Note, period, wide};
use chrono::NaiveDate;
use std::borrow::Cow;
use std::ops::Range;

/// The wide tables, where the pipeline asks for series.
pub fn find<'a>(
    file: &str,
    workbook: &'a Workbook,
    specs: &[TableSpec],
    arrived: NaiveDate,
    notes: &mut Vec<Note>,
) -> Vec<(&'a Sheet, wide::Wide)> {
    let Some(spec) = specs.iter().find(|spec| spec.dataset == Dataset::Series) else { return Vec::new() };
    let mut found = Vec::new();
    for sheet in workbook.sheets.iter().filter(|sheet| !sheet.hidden) {
        let (epoch_1904, year) = (workbook.epoch_1904, period::year_of(file));
        let search = wide::Search { file, sheet, spec, epoch_1904, year, arrived };
        found.extend(wide::find(&search, notes).into_iter().map(|wide| (sheet, wide)));
    }
    found
}

/// Why a sheet is no table with periods above its columns is not worth knowing where it is one with a row for each.
pub fn forget_other_shapes(notes: &mut Vec<Note>, said: Range<usize>, found: &[(Cow<'_, Sheet>, Layout)]) {
    let is_long = |sheet: &Option<String>| {
        found.iter().any(|(of, layout)| layout.dataset == Dataset::Series && of.name == *sheet)
    };
    let mut at = 0;
    notes.retain(|note| {
        at += 1;
        !(said.contains(&(at - 1)) && is_long(&note.place.sheet))
    });
}
