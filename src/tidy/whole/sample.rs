//! Sheets that show how a form is filled in: 样表, 填写示例.
//!
//! Takes a sheet and its workbook; says that it is not read where another sheet is there to be read. A file of nothing else is.

use crate::base::place::Place;
use crate::tidy::Note;
use crate::tidy::formats::{Sheet, Workbook};
use crate::tidy::rows;

/// What is said of a sheet that is only a sample.
pub fn note(sheet: &Sheet, workbook: &Workbook, place: &Place) -> Option<Note> {
    let is_sample = |sheet: &Sheet| sheet.name.as_deref().is_some_and(rows::is_sample);
    let is_other = |other: &Sheet| !other.hidden && other.len() > 1 && !is_sample(other);
    let text = "its name says that the sheet shows how the form is filled in; its rows are not read".to_string();
    let note = || Note { place: place.clone(), kind: "sample_sheet".to_string(), text };
    (is_sample(sheet) && workbook.sheets.iter().any(is_other)).then(note)
}
