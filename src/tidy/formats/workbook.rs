//! Workbooks, by calamine: `.xlsx`, `.xlsm`, `.xlsb`, `.xls`; what that library does not tell is read beside it.
//!
//! Takes bytes; gives sheets of cells, each as a person sees it. Where the library can, cells are streamed, so that two cells in far corners cost
//! two cells and not the rectangle between them; for the others the caller's child process has a memory limit.

/// What is known of cells besides their values.
mod look;

use super::runs::Runs;
use super::sheet::{CELLS_MAX, Flaw, Full};
use super::shown::{Besides, Seen, Shown};
use super::struck::Struck;
use super::zipped::{self, Saying, Zipped};
use super::{Cell, CellError, FormatError, FormatNote, Merge, Sheet, Workbook};
use super::{biff, binary, hidden, ods, stretch};
use calamine::{
    CellErrorType, Data, DataRef, Dimensions, ExcelDateTime, Range, Reader, SheetType, SheetVisible, Style,
};
use chrono::{NaiveDate, NaiveDateTime};
use encoding_rs::Encoding;
use look::Look;
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
        Zipped::Ods => ods::read(bytes),
    }
}

/// Reads of a workbook what no library reads for it: what the zip holds, what is hidden and how numbers are shown, and
/// OpenDocument whole. Gives whether it is one. [`zipped()`] and [`ole`] do all of this on their way; the fuzz target
/// `workbook` asks for it alone, because the library's own panics are the child's business.
///
/// # Errors
/// As [`zipped()`].
pub fn look(bytes: &[u8]) -> Result<bool, FormatError> {
    if !bytes.starts_with(b"PK") {
        return Ok(biff::read(bytes).is_some());
    }
    let (kind, saying) = zipped::look(bytes)?;
    match kind {
        Zipped::Xlsx | Zipped::Xlsm => drop(hidden::of_xlsx(bytes, &saying)),
        Zipped::Xlsb => drop(binary::read(bytes)?),
        Zipped::Ods => drop(ods::read(bytes)?),
    }
    Ok(true)
}

/// Reads a workbook in the old container. `declared`: the encoding its pipeline names, for one without a code page.
///
/// # Errors
/// When it is damaged, encrypted, or no workbook.
pub fn ole(bytes: &[u8], declared: Option<&'static Encoding>) -> Result<Workbook, FormatError> {
    if super::other::holds_name(bytes, "EncryptedPackage") {
        return Err(encrypted());
    }
    if super::ole::loops(bytes) {
        let text = "the xls cannot be read (its parts go round in a circle); save it anew and send it again";
        return Err(FormatError::new("damaged", text));
    }
    let page = biff::page::read(bytes, declared);
    let mut options = calamine::XlsOptions::default();
    options.force_codepage = page.as_ref().map(|(page, _)| *page);
    let mut book = match calamine::Xls::new_with_options(Cursor::new(bytes), options) {
        Ok(book) => book,
        Err(calamine::XlsError::Password) => return Err(encrypted()),
        Err(error) => return Err(super::other::in_ole(bytes).unwrap_or_else(|| damaged("xls", &error))),
    };
    let said = biff::read(bytes);
    let (mut sheets, mut notes) = (Vec::new(), Vec::from_iter(page.and_then(|(_, note)| note)));
    let all: Vec<_> = book.sheets_metadata().to_vec();
    for (index, one) in all.iter().enumerate().filter(|(_, sheet)| sheet.typ == SheetType::WorkSheet) {
        let (name, hidden) = (one.name.clone(), one.visible != SheetVisible::Visible);
        let range = book.worksheet_range(&name).map_err(|e| damaged_in("xls", &name, None, &e))?;
        let merges = book.merge_cells_by_sheet_name(&name).unwrap_or_default();
        let none = Besides::default();
        let besides = said.as_ref().and_then(|said| said.sheets.get(index)).unwrap_or(&none);
        let is_there = |at: &(u32, u32)| range.get_value(*at).is_some_and(|value| *value != Data::Empty);
        // The library leaves out a cell whose text is not in the table of texts: nobody would know that it said something.
        if let Some(at) = besides.texts.iter().find(|at| !is_there(at)) {
            let cell = crate::base::place::cell_name(at.1 as usize, at.0 as usize);
            let text = format!(
                "the xls is damaged: the text of cell {name}!{cell} is not in it; save it anew and send it again"
            );
            return Err(FormatError::new("damaged", text));
        }
        let formats = said.as_ref().map_or(&[][..], |said| &said.formats);
        let look = Look::new(besides, formats);
        let sheet = from_range(Sheet::new(Some(name), hidden), &range, &merges, &look)?;
        notes.extend(look.scaled(&sheet));
        sheets.push(sheet);
    }
    let mut book = finished("xls", book.has_1904_epoch(), sheets)?;
    book.notes.extend(notes);
    if said.is_none() {
        book.notes.push(unseen("the xls is older or other than what is known here"));
    }
    Ok(book)
}

/// Where nobody can say what is hidden, that is said.
fn unseen(why: &str) -> FormatNote {
    let text =
        format!("{why}: whether rows or columns of it are hidden, and what its number formats show, cannot be seen");
    FormatNote { kind: "hidden_unknown".to_string(), text, ..FormatNote::default() }
}

fn xlsx(bytes: &[u8], format: &str, saying: &Saying) -> Result<Workbook, FormatError> {
    let mut book = calamine::Xlsx::new(Cursor::new(bytes)).map_err(|e| damaged(format, &e))?;
    let mut said = hidden::of_xlsx(bytes, saying);
    let runs = Runs::of(bytes, saying.runs.iter());
    let (mut sheets, mut notes, mut struck) = (Vec::new(), Vec::new(), Struck::of_xlsx(bytes));
    for (name, hidden) in sheet_names(&book) {
        let mut sheet = Sheet::new(Some(name.clone()), hidden);
        let mut besides = said.remove(&name).unwrap_or_default();
        take_hidden(&mut sheet, &mut besides);
        // The library reads the whole sheet once more for them: it is asked only where nothing else says it.
        let known = if saying.merges.is_empty() { Some(Vec::new()) } else { besides.merges.take() };
        let merges = known.or_else(|| {
            let merges = book.merge_cells_by_sheet_name(&name).ok()?;
            Some(merges.iter().map(merge).collect())
        });
        sheet.merges = merges.unwrap_or_default();
        let mut cells = book.worksheet_cells_reader(&name).map_err(|e| damaged_in(format, &name, None, &e))?;
        let formats: Vec<Shown> = cells.styles().iter().map(shown).collect();
        let (mut last, look) = (None, Look::new(&besides, &formats).with_runs(&runs));
        while let Some((cell, style)) =
            cells.next_cell_with_style_id().map_err(|e| damaged_in(format, &name, last, &e))?
        {
            push_in_order(&mut sheet, &mut last, &look, Some(style), cell.get_position(), cell.get_value(), format)?;
            struck.see(style, cell.get_position());
        }
        notes.extend(struck.note(&sheet).into_iter().chain(look.cut(&sheet)).chain(look.scaled(&sheet)));
        sheets.push(sheet);
    }
    let mut book = finished(format, book.has_1904_epoch(), sheets)?;
    book.notes.extend(notes);
    Ok(book)
}

fn xlsb(bytes: &[u8]) -> Result<Workbook, FormatError> {
    let mut said = binary::read(bytes)?;
    if said.short {
        let text =
            "the xlsb holds cells in a short form that is not read; open it in a spreadsheet and save it as .xlsx";
        return Err(FormatError::new("damaged", text));
    }
    let mut book = calamine::Xlsb::new(Cursor::new(bytes)).map_err(|e| damaged("xlsb", &e))?;
    let (mut sheets, mut notes) = (Vec::new(), Vec::new());
    for (name, hidden) in sheet_names(&book) {
        let mut sheet = Sheet::new(Some(name.clone()), hidden);
        let mut besides = said.sheets.remove(&name).unwrap_or_else(|| {
            notes.push(unseen(&format!("the part of the sheet {name} is not found")));
            Besides::default()
        });
        take_hidden(&mut sheet, &mut besides);
        let mut cells = book.worksheet_cells_reader(&name).map_err(|e| damaged_in("xlsb", &name, None, &e))?;
        let (mut last, look) = (None, Look::new(&besides, &said.formats));
        while let Some(cell) = cells.next_cell().map_err(|e| damaged_in("xlsb", &name, last, &e))? {
            push_in_order(&mut sheet, &mut last, &look, None, cell.get_position(), cell.get_value(), "xlsb")?;
        }
        notes.extend(look.scaled(&sheet));
        sheets.push(sheet);
    }
    let mut book = finished("xlsb", book.has_1904_epoch(), sheets)?;
    book.notes.extend(notes);
    Ok(book)
}

fn take_hidden(sheet: &mut Sheet, besides: &mut Besides) {
    let hidden = std::mem::take(&mut besides.hidden);
    (sheet.hidden_rows, sheet.hidden_columns) = (hidden.rows, hidden.columns);
}

/// A workbook of sheets, and what is wrong with some of their rows.
///
/// # Errors
/// `too_large` when they hold more cells together than are read.
pub fn finished(format: &str, epoch_1904: bool, sheets: Vec<Sheet>) -> Result<Workbook, FormatError> {
    if sheets.iter().map(|sheet| sheet.cells.len()).sum::<usize>() > CELLS_MAX {
        return Err(too_large(Full::Cells));
    }
    let notes: Vec<FormatNote> = sheets.iter().flat_map(super::flaws).collect();
    Ok(Workbook { format: format.to_string(), epoch_1904, notes, sheets })
}

/// Names of the sheets that have cells, and whether they are hidden.
fn sheet_names<RS: std::io::Read + std::io::Seek, R: Reader<RS>>(book: &R) -> Vec<(String, bool)> {
    let work = book.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    work.map(|sheet| (sheet.name.clone(), sheet.visible != SheetVisible::Visible)).collect()
}

fn from_range(
    mut sheet: Sheet,
    range: &Range<Data>,
    merges: &[Dimensions],
    look: &Look<'_>,
) -> Result<Sheet, FormatError> {
    let hidden = &look.besides.hidden;
    (sheet.hidden_rows, sheet.hidden_columns) = (hidden.rows.clone(), hidden.columns.clone());
    sheet.merges = merges.iter().map(merge).collect();
    let (row_start, column_start) = range.start().unwrap_or((0, 0));
    for (row, column, data) in range.used_cells() {
        let at = (row_start + row as u32, column_start + column as u32);
        put(&mut sheet, look, None, at, &borrowed(data)).map_err(too_large)?;
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

/// What a style does to a number.
fn shown(style: &Style) -> Shown {
    let Some(format) = &style.number_format else { return Shown::Plain };
    match format.format_id.and_then(|id| u16::try_from(id).ok()) {
        // The library has no codes for those of countries.
        Some(id) if format.format_code == "General" => Shown::of_builtin(id),
        _ => Shown::of_code(&format.format_code),
    }
}

/// A workbook whose cells are out of order was not written by a spreadsheet; nothing says which of two cells counts.
fn push_in_order(
    sheet: &mut Sheet,
    last: &mut Option<(u32, u32)>,
    look: &Look<'_>,
    style: Option<usize>,
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
    put(sheet, look, style, position, value).map_err(too_large)
}

/// Adds a cell as a person sees it.
fn put(
    sheet: &mut Sheet,
    look: &Look<'_>,
    style: Option<usize>,
    at: (u32, u32),
    value: &DataRef<'_>,
) -> Result<(), Full> {
    if look.is_uncomputed(at) {
        return sheet.push(at.0, at.1, Cell::Error(CellError::Uncomputed));
    }
    match look.seen(at, style, value) {
        None => push(sheet, at, value),
        Some(Seen::Number(number)) => push(sheet, at, &DataRef::Float(number)),
        Some(Seen::Text(text)) => push(sheet, at, &DataRef::String(text)),
    }
}

fn push(sheet: &mut Sheet, (row, column): (u32, u32), value: &DataRef<'_>) -> Result<(), Full> {
    let cell = match value {
        DataRef::Empty => return Ok(()),
        DataRef::Int(number) => Cell::Number(*number as f64),
        DataRef::Float(number) => Cell::Number(*number),
        DataRef::Bool(truth) => Cell::Bool(*truth),
        DataRef::Error(error) => Cell::Error(error_of(error)),
        DataRef::DateTime(moment) => match (date(*moment), stretch::clock(moment.as_f64(), moment.is_duration())) {
            (Some(day), _) => Cell::Date(day),
            (None, Some(clock)) => sheet.intern(&clock)?,
            (None, None) => Cell::Number(moment.as_f64()),
        },
        DataRef::DateTimeIso(text) => match iso(text) {
            Some(moment) => Cell::Date(moment),
            None => sheet.intern(text)?,
        },
        DataRef::String(text) | DataRef::DurationIso(text) => sheet.intern(text)?,
        DataRef::SharedString(text) => sheet.intern(text)?,
    };
    sheet.push(row, column, cell)?;
    mark_replaced(sheet, row, column, cell);
    Ok(())
}

/// A replacement character stands for some that a program lost: the row cannot be trusted.
pub fn mark_replaced(sheet: &mut Sheet, row: u32, column: u32, cell: Cell) {
    // Nearly no text has a character that begins with this byte.
    let may_hold = |text: &str| text.as_bytes().contains(&0xEF) && text.contains('\u{fffd}');
    if matches!(cell, Cell::Text(..)) && may_hold(sheet.text(cell)) {
        sheet.mark(row, 0, Some(Flaw::Undecodable(u16::try_from(column).unwrap_or(u16::MAX))));
    }
}

/// A day; nothing for durations, times without a day and impossible serials.
fn date(moment: ExcelDateTime) -> Option<NaiveDateTime> {
    let plausible = moment.is_datetime() && (1.0..2_958_466.0).contains(&moment.as_f64());
    moment.as_datetime().filter(|_| plausible)
}

/// A day or a moment as ISO 8601 has it.
pub fn iso(text: &str) -> Option<NaiveDateTime> {
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

/// A workbook with a password.
pub fn encrypted() -> FormatError {
    FormatError::new("encrypted", "the workbook is protected by a password; ask for it without one")
}

/// A sheet larger than what is read.
pub fn too_large(full: Full) -> FormatError {
    FormatError::new("too_large", format!("{full}; send the file in parts"))
}

/// A workbook that its reader cannot read.
pub fn damaged(format: &str, error: &dyn std::fmt::Display) -> FormatError {
    broken(format, "", error)
}

/// The same of one of its sheets. `last`: the last cell that was read, by row and column, from 0.
fn damaged_in(format: &str, sheet: &str, last: Option<(u32, u32)>, error: &dyn std::fmt::Display) -> FormatError {
    let error = error.to_string();
    // The library's words for a part that its list of parts leads nowhere, or out of the file.
    let error = if error.starts_with("Worksheet '") { "its part is not in the file".to_string() } else { error };
    let cell = last.map(|at| crate::base::place::cell_name(at.1 as usize, at.0 as usize));
    let place = cell.map_or_else(|| format!("sheet {sheet}: "), |cell| format!("sheet {sheet}, behind cell {cell}: "));
    broken(format, &place, &error)
}

fn broken(format: &str, place: &str, error: &dyn std::fmt::Display) -> FormatError {
    let text: String = format!("{place}{error}").chars().filter(|c| !c.is_control()).take(200).collect();
    FormatError::new("damaged", format!("the {format} cannot be read ({text}); save it anew and send it again"))
}
