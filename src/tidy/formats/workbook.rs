//! Workbooks, by calamine: `.xlsx`, `.xlsm`, `.xlsb`, `.xls`, `.ods`.
//!
//! Takes bytes; gives sheets of cells. Where the library can, cells are streamed, so that two cells in far corners cost
//! two cells and not the rectangle between them; for the others the caller's child process has a memory limit.

use super::hidden;
use super::sheet::{Flaw, Full};
use super::zipped::{self, Zipped};
use super::{Cell, CellError, FormatError, FormatNote, Merge, Sheet, Workbook};
use calamine::{
    CellErrorType, Data, DataRef, Dimensions, ExcelDateTime, Range, Reader, SheetType, SheetVisible, Style,
};
use chrono::{NaiveDate, NaiveDateTime};
use std::collections::BTreeSet;
use std::io::Cursor;

/// Reads a workbook that is a zip.
///
/// # Errors
/// When the zip or the workbook is damaged, encrypted, too large, or another document.
pub fn zipped(bytes: &[u8]) -> Result<Workbook, FormatError> {
    let (kind, saying) = zipped::look(bytes)?;
    match kind {
        Zipped::Xlsx => xlsx(bytes, "xlsx", &saying),
        Zipped::Xlsm => xlsx(bytes, "xlsm", &saying),
        Zipped::Xlsb => xlsb(bytes),
        Zipped::Ods => ods(bytes),
    }
}

/// Reads a workbook in the old container.
///
/// # Errors
/// When it is damaged, encrypted, or no workbook.
pub fn ole(bytes: &[u8]) -> Result<Workbook, FormatError> {
    if contains_utf16(bytes, "EncryptedPackage") {
        return Err(encrypted());
    }
    let mut book = match calamine::Xls::new(Cursor::new(bytes)) {
        Ok(book) => book,
        Err(calamine::XlsError::Password) => return Err(encrypted()),
        Err(_) if contains_utf16(bytes, "WordDocument") => {
            return Err(FormatError::new("not_a_table", "the file is a Word document; ask for a workbook instead"));
        }
        Err(error) => return Err(damaged("xls", &error)),
    };
    let mut sheets = Vec::new();
    for (name, hidden) in sheet_names(&book) {
        let range = book.worksheet_range(&name).map_err(|e| damaged("xls", &e))?;
        let merges = book.merge_cells_by_sheet_name(&name).unwrap_or_default();
        sheets.push(from_range(name, hidden, &range, &merges)?);
    }
    Ok(finished("xls", book.has_1904_epoch(), sheets))
}

fn xlsx(bytes: &[u8], format: &str, saying: &BTreeSet<String>) -> Result<Workbook, FormatError> {
    let mut book = calamine::Xlsx::new(Cursor::new(bytes)).map_err(|e| damaged(format, &e))?;
    let mut areas = hidden::of_xlsx(bytes, saying);
    let mut sheets = Vec::new();
    for (name, hidden) in sheet_names(&book) {
        let mut sheet = Sheet::new(Some(name.clone()), hidden);
        if let Some(areas) = areas.remove(&name) {
            (sheet.hidden_rows, sheet.hidden_columns) = (areas.rows, areas.columns);
        }
        if let Ok(merges) = book.merge_cells_by_sheet_name(&name) {
            sheet.merges = merges.iter().map(merge).collect();
        }
        let mut cells = book.worksheet_cells_reader(&name).map_err(|e| damaged(format, &e))?;
        let zeros: Vec<usize> = cells.styles().iter().map(padded_to).collect();
        let mut last = None;
        while let Some((cell, style)) = cells.next_cell_with_style_id().map_err(|e| damaged(format, &e))? {
            let shown = zeros.get(style).and_then(|width| padded(cell.get_value(), *width));
            let value = shown.as_ref().unwrap_or(cell.get_value());
            push_in_order(&mut sheet, &mut last, cell.get_position(), value, format)?;
        }
        sheets.push(sheet);
    }
    Ok(finished(format, book.has_1904_epoch(), sheets))
}

fn xlsb(bytes: &[u8]) -> Result<Workbook, FormatError> {
    if zipped::has_short_cells(bytes)? {
        let text =
            "the xlsb holds cells in a short form that is not read; open it in a spreadsheet and save it as .xlsx";
        return Err(FormatError::new("damaged", text));
    }
    let mut book = calamine::Xlsb::new(Cursor::new(bytes)).map_err(|e| damaged("xlsb", &e))?;
    let mut sheets = Vec::new();
    for (name, hidden) in sheet_names(&book) {
        let mut sheet = Sheet::new(Some(name.clone()), hidden);
        let mut cells = book.worksheet_cells_reader(&name).map_err(|e| damaged("xlsb", &e))?;
        let mut last = None;
        while let Some(cell) = cells.next_cell().map_err(|e| damaged("xlsb", &e))? {
            push_in_order(&mut sheet, &mut last, cell.get_position(), cell.get_value(), "xlsb")?;
        }
        sheets.push(sheet);
    }
    Ok(finished("xlsb", book.has_1904_epoch(), sheets))
}

fn ods(bytes: &[u8]) -> Result<Workbook, FormatError> {
    let mut book = match calamine::Ods::new(Cursor::new(bytes)) {
        Ok(book) => book,
        Err(calamine::OdsError::Password) => return Err(encrypted()),
        Err(error) => return Err(damaged("ods", &error)),
    };
    let mut sheets = Vec::new();
    for (name, hidden) in sheet_names(&book) {
        let range = book.worksheet_range(&name).map_err(|e| damaged("ods", &e))?;
        sheets.push(from_range(name, hidden, &range, &[])?);
    }
    Ok(finished("ods", false, sheets))
}

fn finished(format: &str, epoch_1904: bool, sheets: Vec<Sheet>) -> Workbook {
    let what = "rows hold the replacement character: a program lost what stood there before; such rows are not taken";
    let notes: Vec<FormatNote> = sheets.iter().filter_map(|sheet| super::flaws(sheet, what)).collect();
    Workbook { format: format.to_string(), epoch_1904, notes, sheets }
}

/// Names of the sheets that have cells, and whether they are hidden.
fn sheet_names<RS: std::io::Read + std::io::Seek, R: Reader<RS>>(book: &R) -> Vec<(String, bool)> {
    let work = book.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    work.map(|sheet| (sheet.name.clone(), sheet.visible != SheetVisible::Visible)).collect()
}

fn from_range(name: String, hidden: bool, range: &Range<Data>, merges: &[Dimensions]) -> Result<Sheet, FormatError> {
    let mut sheet = Sheet::new(Some(name), hidden);
    sheet.merges = merges.iter().map(merge).collect();
    let (row_start, column_start) = range.start().unwrap_or((0, 0));
    for (row, column, data) in range.used_cells() {
        let (row, column) = (row_start + row as u32, column_start + column as u32);
        push(&mut sheet, (row, column), &borrowed(data)).map_err(too_large)?;
    }
    Ok(sheet)
}

fn borrowed(data: &Data) -> DataRef<'_> {
    match data {
        Data::Int(number) => DataRef::Int(*number),
        Data::Float(number) => DataRef::Float(*number),
        Data::String(text) => DataRef::SharedString(text),
        Data::Bool(truth) => DataRef::Bool(*truth),
        Data::DateTime(moment) => DataRef::DateTime(*moment),
        Data::DateTimeIso(text) => DataRef::DateTimeIso(text.clone()),
        Data::DurationIso(text) => DataRef::DurationIso(text.clone()),
        Data::Error(error) => DataRef::Error(error.clone()),
        Data::Empty => DataRef::Empty,
    }
}

/// How many digits a number format such as `000000` shows at least; 0 for all others.
fn padded_to(style: &Style) -> usize {
    let code = style.number_format.as_ref().map_or("", |format| format.format_code.as_str());
    if (2..=15).contains(&code.len()) && code.bytes().all(|byte| byte == b'0') { code.len() } else { 0 }
}

/// A number with the leading zeros that its format shows: a person sees 000123, and an id is what a person sees.
fn padded(value: &DataRef<'_>, width: usize) -> Option<DataRef<'static>> {
    let number = match value {
        DataRef::Float(number) => *number,
        DataRef::Int(number) => *number as f64,
        _ => return None,
    };
    let whole = width > 0 && number.fract() == 0.0 && (0.0..1e15).contains(&number);
    let digits = whole.then(|| format!("{number:.0}")).filter(|digits| digits.len() < width)?;
    Some(DataRef::String(format!("{digits:0>width$}")))
}

/// A workbook whose cells are out of order was not written by a spreadsheet; nothing says which of two cells counts.
fn push_in_order(
    sheet: &mut Sheet,
    last: &mut Option<(u32, u32)>,
    position: (u32, u32),
    value: &DataRef<'_>,
    format: &str,
) -> Result<(), FormatError> {
    if last.is_some_and(|last| last >= position) {
        let cell = crate::base::place::cell_name(position.1 as usize, position.0 as usize);
        let text = format!("the {format} is damaged: cell {cell} comes twice or out of order; save it anew and resend");
        return Err(FormatError::new("damaged", text));
    }
    *last = Some(position);
    push(sheet, position, value).map_err(too_large)
}

fn push(sheet: &mut Sheet, (row, column): (u32, u32), value: &DataRef<'_>) -> Result<(), Full> {
    let cell = match value {
        DataRef::Empty => return Ok(()),
        DataRef::Int(number) => Cell::Number(*number as f64),
        DataRef::Float(number) => Cell::Number(*number),
        DataRef::Bool(truth) => Cell::Bool(*truth),
        DataRef::Error(error) => Cell::Error(error_of(error)),
        DataRef::DateTime(moment) => date(*moment),
        DataRef::DateTimeIso(text) => match iso(text) {
            Some(moment) => Cell::Date(moment),
            None => sheet.intern(text)?,
        },
        DataRef::String(text) | DataRef::DurationIso(text) => sheet.intern(text)?,
        DataRef::SharedString(text) => sheet.intern(text)?,
    };
    sheet.push(row, column, cell)?;
    if matches!(cell, Cell::Text(..)) && sheet.text(cell).contains('\u{fffd}') {
        sheet.mark(row, 0, Some(Flaw::Undecodable(u16::try_from(column).unwrap_or(u16::MAX))));
    }
    Ok(())
}

/// Durations, times without a day and impossible serials stay numbers.
fn date(moment: ExcelDateTime) -> Cell {
    let serial = moment.as_f64();
    let plausible = moment.is_datetime() && (1.0..2_958_466.0).contains(&serial);
    match moment.as_datetime().filter(|_| plausible) {
        Some(day) => Cell::Date(day),
        None => Cell::Number(serial),
    }
}

fn iso(text: &str) -> Option<NaiveDateTime> {
    let text = text.trim_end_matches('Z');
    let moment = text.parse::<NaiveDateTime>().ok();
    moment.or_else(|| text.parse::<NaiveDate>().ok().map(|day| day.and_time(chrono::NaiveTime::MIN)))
}

fn error_of(error: &CellErrorType) -> CellError {
    match error {
        CellErrorType::Div0 => CellError::Div0,
        CellErrorType::NA => CellError::Na,
        CellErrorType::Name => CellError::Name,
        CellErrorType::Null => CellError::Null,
        CellErrorType::Num => CellError::Num,
        CellErrorType::Ref => CellError::Ref,
        CellErrorType::Value => CellError::Value,
        CellErrorType::GettingData => CellError::Other,
    }
}

fn merge(area: &Dimensions) -> Merge {
    let ((first_row, first_column), (last_row, last_column)) = (area.start, area.end);
    Merge { first_row, first_column, last_row, last_column }
}

fn contains_utf16(bytes: &[u8], word: &str) -> bool {
    let needle: Vec<u8> = word.encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.windows(needle.len()).any(|window| window == needle)
}

fn encrypted() -> FormatError {
    FormatError::new("encrypted", "the workbook is protected by a password; ask for it without one")
}

fn too_large(full: Full) -> FormatError {
    FormatError::new("too_large", format!("{full}; send the file in parts"))
}

fn damaged(format: &str, error: &dyn std::fmt::Display) -> FormatError {
    let detail: String = error.to_string().chars().filter(|c| !c.is_control()).take(200).collect();
    FormatError::new("damaged", format!("the {format} cannot be read ({detail}); save it anew and send it again"))
}
