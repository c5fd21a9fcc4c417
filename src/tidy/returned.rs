//! Forms that were made here and come back filled: known by a hidden sheet, whatever their file is called.
//!
//! Takes a decoded file; gives the pipeline, period and unit it was made for. Never trusts it with more than that.

use super::formats::{Sheet, Workbook};
use crate::base::period::Period;

/// The hidden sheet's name.
pub const SHEET: &str = "_duban";
/// Its first cell.
pub const MAGIC: &str = "duban-return";
/// The version of the form; a form of another version is read like any other file.
pub const VERSION: u32 = 1;
/// Columns of a form that are filled in; a row in which all of them are empty reports nothing.
pub const FILLED: [&str; 5] = ["cumulative", "period_amount", "status", "issue", "actual_date"];

/// What a form was made for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The pipeline.
    pub pipeline: String,
    /// The period.
    pub period: Period,
    /// The unit.
    pub unit_name: String,
}

/// Whether a sheet is the hidden one of a form.
pub fn is_mark(sheet: &Sheet) -> bool {
    sheet.hidden && sheet.name.as_deref() == Some(SHEET) && value(sheet, MAGIC) == Some(VERSION.to_string())
}

/// The mark of a form, where the file is one.
pub fn mark(workbook: &Workbook) -> Option<Mark> {
    let sheet = workbook.sheets.iter().find(|sheet| is_mark(sheet))?;
    Some(Mark {
        pipeline: value(sheet, "pipeline")?,
        period: value(sheet, "period")?.parse().ok()?,
        unit_name: value(sheet, "unit")?,
    })
}

/// The cell beside a key.
fn value(sheet: &Sheet, key: &str) -> Option<String> {
    let mut rows = sheet.rows_from(0).take(16);
    rows.find(|row| sheet.shown(row.cell(0)) == key).map(|row| sheet.shown(row.cell(1)))
}
