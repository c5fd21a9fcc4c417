//! OpenDocument spreadsheets.
//!
//! Takes the bytes of a zip whose parts were counted before; gives its sheets with what is hidden and merged. Cells are
//! streamed: two in far corners cost two cells, and a row that is said to come a million times costs what it holds. White
//! space between elements means nothing here, whoever wrote it. Never follows a link.

/// One cell: its value, or what it shows.
mod cell;

use super::hidden::{Hidden, attribute};
use super::sheet::Full;
use super::workbook::too_large;
use super::zipped::{INFLATED_MAX, damaged as damaged_zip};
use super::{Cell, FormatError, Merge, Sheet, Workbook};
use cell::Open;
use quick_xml::events::{BytesStart, Event};
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Cursor, Read};
use zip::ZipArchive;

/// The most sheets of a file.
const SHEETS_MAX: usize = 4_096;
/// The most merged cells that are kept of a sheet.
const MERGES_MAX: usize = 1_000_000;
/// No spreadsheet has more rows than this.
const ROWS_MAX: u32 = 1 << 24;

/// Reads a workbook.
///
/// # Errors
/// `encrypted`, `damaged`, `too_large`, or `not_a_table` for a text or a drawing.
pub fn read(bytes: &[u8]) -> Result<Workbook, FormatError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged_zip)?;
    if is_encrypted(&mut archive) {
        return Err(super::workbook::encrypted());
    }
    let part = archive.by_name("content.xml").map_err(damaged_zip)?;
    let mut reader = quick_xml::Reader::from_reader(BufReader::new(part.take(INFLATED_MAX)));
    reader.config_mut().expand_empty_elements = true;
    let mut book = Book::default();
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(|e| damaged(&e))? {
            Event::Start(element) => {
                let skip = book.start(&element)?;
                if skip {
                    let end = element.to_end().into_owned();
                    let mut inner = Vec::new();
                    reader.read_to_end_into(end.name(), &mut inner).map_err(|e| damaged(&e))?;
                }
            }
            Event::End(element) => book.end(element.name().as_ref())?,
            Event::Text(text) => book.text(&text.xml10_content()),
            Event::CData(text) => book.text(&text.xml10_content()),
            Event::GeneralRef(entity) => {
                let named = quick_xml::escape::resolve_predefined_entity(entity.as_ref()).map(str::to_string);
                let text = match named {
                    Some(text) => text,
                    None => entity
                        .resolve_char_ref()
                        .ok()
                        .flatten()
                        .map(String::from)
                        .ok_or_else(|| damaged(&format!("an entity that nobody knows: {}", entity.as_ref())))?,
                };
                book.text(&text);
            }
            Event::Eof => break,
            _ => {}
        }
    }
    if book.table.is_some() || !book.is_spreadsheet {
        return Err(match book.is_spreadsheet {
            true => damaged(&"it ends in the midst of a table"),
            false => FormatError::new(
                "not_a_table",
                "the file is an OpenDocument text or drawing; ask for a spreadsheet or CSV",
            ),
        });
    }
    super::workbook::finished("ods", book.epoch_1904, book.sheets)
}

/// Whether the list of parts says that they are encrypted.
fn is_encrypted(archive: &mut ZipArchive<Cursor<&[u8]>>) -> bool {
    let Ok(part) = archive.by_name("META-INF/manifest.xml") else { return false };
    let mut reader = BufReader::new(part.take(INFLATED_MAX));
    let mut line = Vec::new();
    while reader.read_until(b'>', &mut line).is_ok_and(|read| read > 0) {
        if line.windows(15).any(|window| window == b"encryption-data") {
            return true;
        }
        line.clear();
    }
    false
}

/// A file on the way from its first sheet to its last.
#[derive(Default)]
struct Book {
    is_spreadsheet: bool,
    epoch_1904: bool,
    sheets: Vec<Sheet>,
    /// The style that is being defined, and those that hide a sheet.
    style: Option<String>,
    hiding: BTreeSet<String>,
    table: Option<Table>,
}

/// A sheet on the way from its first row to its last.
struct Table {
    sheet: Sheet,
    hidden: Hidden,
    row: u32,
    column: u32,
    /// How far its columns are described.
    described: u32,
    /// How often the row comes, and whether it is hidden.
    repeat: u32,
    is_hidden: bool,
    cells: Vec<(u32, Cell)>,
    open: Option<Open>,
}

impl Book {
    /// Takes the begin of an element; says whether what is in it means nothing here.
    fn start(&mut self, element: &BytesStart<'_>) -> Result<bool, FormatError> {
        let name = element.name();
        let name: &str = name.as_ref();
        if let Some(table) = &mut self.table {
            return table.start(name, element);
        }
        match name {
            "office:spreadsheet" => self.is_spreadsheet = true,
            "style:style" => self.style = attribute(element, "name"),
            "style:table-properties" if attribute(element, "display").as_deref() == Some("false") => {
                self.hiding.extend(self.style.clone());
            }
            "table:null-date" => {
                self.epoch_1904 = attribute(element, "date-value").is_some_and(|day| day.starts_with("1904"));
            }
            // Old versions of tracked changes hold cells that stand nowhere.
            "table:tracked-changes" | "table:dde-links" => return Ok(true),
            "table:table" => {
                if self.sheets.len() >= SHEETS_MAX {
                    return Err(FormatError::new("too_large", "the file has more than 4,096 sheets; send it in parts"));
                }
                let hidden = attribute(element, "style-name").is_some_and(|style| self.hiding.contains(&style));
                self.table = Some(Table {
                    sheet: Sheet::new(Some(attribute(element, "name").unwrap_or_default()), hidden),
                    hidden: Hidden::default(),
                    row: 0,
                    column: 0,
                    described: 0,
                    repeat: 1,
                    is_hidden: false,
                    cells: Vec::new(),
                    open: None,
                });
            }
            _ => {}
        }
        Ok(false)
    }

    fn end(&mut self, name: &str) -> Result<(), FormatError> {
        if name == "table:table" {
            if let Some(Table { mut sheet, hidden, .. }) = self.table.take() {
                (sheet.hidden_rows, sheet.hidden_columns) = (hidden.rows, hidden.columns);
                self.sheets.push(sheet);
            }
            return Ok(());
        }
        match &mut self.table {
            Some(table) => table.end(name).map_err(too_large),
            None => Ok(()),
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(open) = self.table.as_mut().and_then(|table| table.open.as_mut()) {
            open.text(text);
        }
    }
}

impl Table {
    fn start(&mut self, name: &str, element: &BytesStart<'_>) -> Result<bool, FormatError> {
        if let Some(open) = &mut self.open {
            return Ok(open.start(name, element));
        }
        let count = |name: &str| attribute(element, name).map_or(Ok(1), |text| text.trim().parse::<u32>());
        let hides = || matches!(attribute(element, "visibility").as_deref(), Some("collapse" | "filter"));
        let wrong = |_| damaged(&"a count that is no number");
        match name {
            "table:table-column" => {
                let last = self.described.saturating_add(count("number-columns-repeated").map_err(wrong)?);
                if hides() && last > self.described {
                    self.hidden.push_column(self.described, last - 1);
                }
                self.described = last;
            }
            "table:table-row" => {
                self.repeat = count("number-rows-repeated").map_err(wrong)?;
                (self.column, self.is_hidden) = (0, hides());
                self.cells.clear();
            }
            "table:table-cell" | "table:covered-table-cell" => {
                let repeat = count("number-columns-repeated").map_err(wrong)?;
                let rows = count("number-rows-spanned").map_err(wrong)?;
                let columns = count("number-columns-spanned").map_err(wrong)?;
                self.span(rows, columns);
                self.open = Some(Open::new(element, repeat));
            }
            // Shapes, scenarios, forms, links to other sheets.
            "table:shapes" | "table:table-source" | "office:forms" | "table:scenario" | "table:table" => {
                return Ok(true);
            }
            _ => {}
        }
        Ok(false)
    }

    fn span(&mut self, rows: u32, columns: u32) {
        if rows.max(columns) < 2 || rows.min(columns) == 0 || self.sheet.merges.len() >= MERGES_MAX {
            return;
        }
        self.sheet.merges.push(Merge {
            first_row: self.row,
            first_column: self.column,
            last_row: self.row.saturating_add(rows - 1),
            last_column: self.column.saturating_add(columns - 1),
        });
    }

    fn end(&mut self, name: &str) -> Result<(), Full> {
        match name {
            "table:table-cell" | "table:covered-table-cell" => {
                let Some(open) = self.open.take() else { return Ok(()) };
                let repeat = open.repeat;
                let cell = open.value(&mut self.sheet)?;
                // What stands under a merged cell nobody sees.
                if cell != Cell::Empty && name != "table:covered-table-cell" {
                    for offset in 0..repeat {
                        let column = self.column.saturating_add(offset);
                        if column >= super::sheet::COLUMNS_MAX {
                            return Err(Full::Columns);
                        }
                        self.cells.push((column, cell));
                    }
                }
                self.column = self.column.saturating_add(repeat);
                Ok(())
            }
            "table:table-row" => self.row_ends(),
            _ => match &mut self.open {
                Some(open) => {
                    open.end(name);
                    Ok(())
                }
                None => Ok(()),
            },
        }
    }

    fn row_ends(&mut self) -> Result<(), Full> {
        let next = self.row.saturating_add(self.repeat);
        if self.is_hidden && self.repeat > 0 {
            self.hidden.push_row(self.row, next - 1);
        }
        if !self.cells.is_empty() {
            for row in self.row..next.min(ROWS_MAX) {
                for (column, cell) in &self.cells {
                    self.sheet.push(row, *column, *cell)?;
                    super::workbook::mark_replaced(&mut self.sheet, row, *column, *cell);
                }
            }
        }
        self.row = next;
        Ok(())
    }
}

fn damaged(error: &dyn std::fmt::Display) -> FormatError {
    super::workbook::damaged("ods", error)
}
