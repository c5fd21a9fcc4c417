//! Files that were made here and come back: forms, known by a hidden sheet, whatever their file is called, and marked copies,
//! known by the sheet that explains their colours.
//!
//! Takes a decoded file; gives the pipeline, period and unit a form was made for, and the receipt that a file answers. Never
//! trusts it with more than that.

use super::formats::{Sheet, Workbook};
use crate::base::period::Period;
use std::collections::BTreeMap;

/// The hidden sheet's name.
pub const SHEET: &str = "_duban";
/// Its first cell.
pub const MAGIC: &str = "duban-return";
/// The version of the form; a form of another version is read like any other file.
pub const VERSION: u32 = 1;
/// The sheet of a marked copy that explains its colours.
pub const LEGEND: &str = "读取说明 legend";
/// What stands before the number of a receipt on it.
pub const RECEIPT: &str = "回执 ";
/// The header of the last column of a marked copy, which says what became of each row.
pub const VERDICT: &str = "读取结果 result";
/// How a form is to be filled, below its title: by this it is known where the hidden sheet was lost, as in a CSV.
pub const HOW: &str = "只填浅黄色单元格；没有数据的请留空，不要填0。灰色内容由系统预填，请勿改动。";
/// How many rows of a sheet may hold that.
const HOW_ROWS: usize = 4;
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

/// Whether a sheet is the hidden one of a form. A program that converts the form may show it.
pub fn is_mark(sheet: &Sheet) -> bool {
    sheet.name.as_deref() == Some(SHEET) && value(sheet, MAGIC) == Some(VERSION.to_string())
}

/// Whether a sheet says what was read of a file: that is duban's own and no part of the file.
pub fn is_legend(sheet: &Sheet) -> bool {
    sheet.name.as_deref() == Some(LEGEND)
}

/// The receipt that a file answers, and the period of the file that it is of: by the number in its name, or on the sheet that a
/// marked copy has. Nothing where it is not one of those that wait, or several are named.
pub fn answered<'w>(
    file: &str,
    workbook: &Workbook,
    waiting: &'w BTreeMap<String, Period>,
) -> Option<(&'w str, Period)> {
    let name = file.to_lowercase();
    let on_legend = workbook.sheets.iter().filter(|sheet| is_legend(sheet)).flat_map(|sheet| {
        let lines = sheet.rows_from(0).take(16).map(|row| sheet.shown(row.cell(0)));
        lines.filter(|line| line.starts_with(RECEIPT)).collect::<Vec<_>>()
    });
    let texts: Vec<String> = on_legend.chain([name]).collect();
    let named = |id: &str| texts.iter().any(|text| text.contains(id));
    let mut found = waiting.iter().filter(|(id, _)| named(id));
    let (id, period) = found.next()?;
    found.all(|(_, other)| other == period).then_some((id.as_str(), *period))
}

/// Whether a file is a form, whose empty rows report nothing: by its mark, or by its own words where the mark was lost.
pub fn is_form(workbook: &Workbook) -> bool {
    let says = |sheet: &Sheet| {
        let rows = (0..HOW_ROWS).filter_map(|index| sheet.row(index));
        rows.flat_map(|row| row.cells().collect::<Vec<_>>()).any(|cell| sheet.text(cell).trim() == HOW)
    };
    workbook.sheets.iter().any(|sheet| is_mark(sheet) || says(sheet))
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
