//! A workbook as bytes, for the pipe from the child process that parsed it.
//!
//! Takes a decoded workbook or the reason it is none; gives bytes and reads them back. The child may have been taken
//! over by a hostile file, so nothing that comes back is trusted: every length, span, column and row is checked.

use super::sheet::{CELLS_MAX, COLUMNS_MAX, Cell, CellError, Flaw, Merge, RowStart, Sheet, TEXT_MAX};
use super::{FormatError, FormatNote, Workbook};
use chrono::{DateTime, NaiveDateTime};

/// The version of this layout; both ends are the same binary, so a mismatch is a bug or an attack.
const MAGIC: &[u8; 8] = b"duban-w3";
const SHEETS_MAX: usize = 4_096;
const MERGES_MAX: usize = 1_000_000;
const SPANS_MAX: usize = 10_000;
const NOTES_MAX: usize = 10_000;

/// What is wrong with bytes that came over the pipe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the reader's answer is malformed at byte {at}")]
pub struct WireError {
    /// Where.
    pub at: usize,
}

/// What the child writes.
pub fn encode(result: &Result<Workbook, FormatError>) -> Vec<u8> {
    let mut out = MAGIC.to_vec();
    match result {
        Err(error) => {
            out.push(0);
            put_text(&mut out, &error.kind);
            put_text(&mut out, &error.text);
        }
        Ok(book) => {
            out.push(1);
            put_text(&mut out, &book.format);
            out.push(u8::from(book.epoch_1904));
            put_u32(&mut out, book.notes.len());
            for note in &book.notes {
                put_text(&mut out, &note.kind);
                put_text(&mut out, note.sheet.as_deref().unwrap_or(""));
                put_text(&mut out, note.cell.as_deref().unwrap_or(""));
                put_text(&mut out, &note.text);
            }
            put_u32(&mut out, book.sheets.len());
            book.sheets.iter().for_each(|sheet| put_sheet(&mut out, sheet));
        }
    }
    out
}

/// What the parent reads.
///
/// # Errors
/// When the bytes are not exactly one answer.
pub fn decode(bytes: &[u8]) -> Result<Result<Workbook, FormatError>, WireError> {
    let mut input = Input { bytes, at: 0 };
    if input.take(MAGIC.len())? != MAGIC {
        return Err(WireError { at: 0 });
    }
    let result = match input.byte()? {
        0 => Err(FormatError { kind: input.text(64)?, text: input.text(65_536)? }),
        1 => Ok(input.workbook()?),
        _ => return Err(input.wrong()),
    };
    if input.at == bytes.len() { Ok(result) } else { Err(input.wrong()) }
}

fn put_u32(out: &mut Vec<u8>, number: usize) {
    // Every count and length here is below a limit that fits.
    out.extend(u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes());
}

fn put_text(out: &mut Vec<u8>, text: &str) {
    put_u32(out, text.len());
    out.extend(text.as_bytes());
}

fn put_sheet(out: &mut Vec<u8>, sheet: &Sheet) {
    let Sheet { name, hidden, hidden_rows, hidden_columns, merges, separator, text, cells, columns, rows } = sheet;
    out.push(u8::from(name.is_some()));
    put_text(out, name.as_deref().unwrap_or(""));
    out.push(u8::from(*hidden));
    out.push(separator.and_then(|c| u8::try_from(c).ok()).unwrap_or(0));
    for spans in [hidden_rows, hidden_columns] {
        put_u32(out, spans.len());
        spans.iter().for_each(|(first, last)| out.extend([first.to_le_bytes(), last.to_le_bytes()].concat()));
    }
    put_u32(out, merges.len());
    for merge in merges {
        let Merge { first_row, first_column, last_row, last_column } = *merge;
        for corner in [first_row, first_column, last_row, last_column] {
            out.extend(corner.to_le_bytes());
        }
    }
    put_text(out, text);
    put_u32(out, rows.len());
    for row in rows {
        out.extend(row.number.to_le_bytes());
        out.extend(row.start.to_le_bytes());
        out.extend(row.width.to_le_bytes());
        put_flaw(out, row.flaw);
    }
    put_u32(out, cells.len());
    for (cell, column) in cells.iter().zip(columns) {
        out.extend(column.to_le_bytes());
        put_cell(out, *cell);
    }
}

fn put_flaw(out: &mut Vec<u8>, flaw: Option<Flaw>) {
    let (code, column) = match flaw {
        None => (0u8, 0),
        Some(Flaw::Undecodable(column)) => (1, column),
        Some(Flaw::Broken(column)) => (2, column),
    };
    out.push(code);
    out.extend(column.to_le_bytes());
}

fn put_cell(out: &mut Vec<u8>, cell: Cell) {
    match cell {
        Cell::Empty => out.push(0),
        Cell::Text(start, length) => {
            out.push(1);
            out.extend(start.to_le_bytes());
            out.extend(length.to_le_bytes());
        }
        Cell::Number(number) => {
            out.push(2);
            out.extend(number.to_le_bytes());
        }
        Cell::Date(moment) => {
            out.push(3);
            out.extend(moment.and_utc().timestamp_millis().to_le_bytes());
        }
        Cell::Bool(truth) => out.extend([4, u8::from(truth)]),
        Cell::Error(error) => out.extend([5, error as u8]),
    }
}

struct Input<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Input<'a> {
    fn wrong(&self) -> WireError {
        WireError { at: self.at }
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], WireError> {
        let end = self.at.checked_add(length).ok_or(self.wrong())?;
        let taken = self.bytes.get(self.at..end).ok_or(self.wrong())?;
        self.at = end;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], WireError> {
        let taken = self.take(N)?;
        taken.try_into().map_err(|_| self.wrong())
    }

    fn byte(&mut self) -> Result<u8, WireError> {
        self.array::<1>().map(|[byte]| byte)
    }

    fn truth(&mut self) -> Result<bool, WireError> {
        match self.byte()? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(self.wrong()),
        }
    }

    fn u32(&mut self) -> Result<u32, WireError> {
        self.array().map(u32::from_le_bytes)
    }

    /// A count of things that take at least `size` bytes each: never more than the bytes that are left could hold.
    fn count(&mut self, limit: usize, size: usize) -> Result<usize, WireError> {
        let count = self.u32()? as usize;
        let left = self.bytes.len().saturating_sub(self.at);
        if count <= limit && count.saturating_mul(size) <= left { Ok(count) } else { Err(self.wrong()) }
    }

    fn text(&mut self, limit: usize) -> Result<String, WireError> {
        let length = self.count(limit, 1)?;
        let taken = self.take(length)?;
        std::str::from_utf8(taken).map(str::to_string).map_err(|_| self.wrong())
    }

    fn workbook(&mut self) -> Result<Workbook, WireError> {
        let (format, epoch_1904) = (self.text(64)?, self.truth()?);
        let count = self.count(NOTES_MAX, 16)?;
        let notes = (0..count).map(|_| self.note()).collect::<Result<Vec<FormatNote>, WireError>>()?;
        let count = self.count(SHEETS_MAX, 1)?;
        let sheets = (0..count).map(|_| self.sheet()).collect::<Result<Vec<Sheet>, WireError>>()?;
        Ok(Workbook { format, epoch_1904, notes, sheets })
    }

    fn note(&mut self) -> Result<FormatNote, WireError> {
        let (kind, sheet, cell) = (self.text(64)?, self.text(4_096)?, self.text(64)?);
        let some = |text: String| Some(text).filter(|text| !text.is_empty());
        Ok(FormatNote { kind, sheet: some(sheet), cell: some(cell), text: self.text(65_536)? })
    }

    fn sheet(&mut self) -> Result<Sheet, WireError> {
        let named = self.truth()?;
        let name = Some(self.text(4_096)?).filter(|_| named);
        let mut sheet = Sheet::new(name, self.truth()?);
        sheet.separator = Some(self.byte()?).filter(|byte| *byte != 0).map(char::from);
        sheet.hidden_rows = self.spans()?;
        sheet.hidden_columns = self.spans()?;
        for _ in 0..self.count(MERGES_MAX, 16)? {
            let (first_row, first_column) = (self.u32()?, self.u32()?);
            let (last_row, last_column) = (self.u32()?, self.u32()?);
            sheet.merges.push(Merge { first_row, first_column, last_row, last_column });
        }
        sheet.text = self.text(TEXT_MAX)?;
        for _ in 0..self.count(CELLS_MAX, 15)? {
            let (number, start, width) = (self.u32()?, self.u32()?, self.u32()?);
            sheet.rows.push(RowStart { number, start, width, flaw: self.flaw()? });
        }
        let count = self.count(CELLS_MAX, 3)?;
        sheet.cells.reserve_exact(count);
        sheet.columns.reserve_exact(count);
        for _ in 0..count {
            sheet.columns.push(self.array().map(u16::from_le_bytes)?);
            let cell = self.cell(&sheet.text)?;
            sheet.cells.push(cell);
        }
        if is_sound(&sheet) { Ok(sheet) } else { Err(self.wrong()) }
    }

    /// First and last of areas, in order and apart from each other.
    fn spans(&mut self) -> Result<Vec<(u32, u32)>, WireError> {
        let mut spans: Vec<(u32, u32)> = Vec::new();
        for _ in 0..self.count(SPANS_MAX, 8)? {
            let (first, last) = (self.u32()?, self.u32()?);
            let ordered = first <= last && spans.last().is_none_or(|(_, before)| *before < first);
            if !ordered {
                return Err(self.wrong());
            }
            spans.push((first, last));
        }
        Ok(spans)
    }

    fn flaw(&mut self) -> Result<Option<Flaw>, WireError> {
        let (code, column) = (self.byte()?, self.array().map(u16::from_le_bytes)?);
        match code {
            0 => Ok(None),
            1 => Ok(Some(Flaw::Undecodable(column))),
            2 => Ok(Some(Flaw::Broken(column))),
            _ => Err(self.wrong()),
        }
    }

    fn cell(&mut self, text: &str) -> Result<Cell, WireError> {
        match self.byte()? {
            0 => Ok(Cell::Empty),
            1 => {
                let (start, length) = (self.u32()?, self.u32()?);
                let end = (start as usize).checked_add(length as usize).ok_or(self.wrong())?;
                text.get(start as usize..end).map(|_| Cell::Text(start, length)).ok_or(self.wrong())
            }
            2 => self.array().map(|bytes| Cell::Number(f64::from_le_bytes(bytes))),
            3 => {
                let moment = DateTime::from_timestamp_millis(self.array().map(i64::from_le_bytes)?);
                moment
                    .map(|moment| Cell::Date(NaiveDateTime::new(moment.date_naive(), moment.time())))
                    .ok_or(self.wrong())
            }
            4 => self.truth().map(Cell::Bool),
            5 => {
                use CellError::{Div0, Na, Name, Null, Num, Other, Ref, Uncomputed, Value};
                let errors = [Div0, Na, Name, Null, Num, Ref, Value, Other, Uncomputed];
                let code = usize::from(self.byte()?);
                errors.get(code).copied().map(Cell::Error).ok_or(self.wrong())
            }
            _ => Err(self.wrong()),
        }
    }
}

/// Rows and, within each, columns ascend, and every row holds something.
fn is_sound(sheet: &Sheet) -> bool {
    let Sheet { cells, columns, rows, .. } = sheet;
    let first = rows.first().map_or(cells.is_empty(), |row| row.start == 0);
    let ascending = rows.windows(2).all(|pair| pair[0].number < pair[1].number && pair[0].start < pair[1].start);
    let last = rows.last().is_none_or(|row| (row.start as usize) < cells.len());
    let in_row = |index: usize| {
        let start = rows[index].start as usize;
        let end = rows.get(index + 1).map_or(cells.len(), |next| next.start as usize);
        columns[start..end].windows(2).all(|pair| pair[0] < pair[1])
    };
    // The indexing is proved by the checks before it: starts ascend and the last is below the number of cells.
    first && ascending && last && (0..rows.len()).all(in_row) && columns.iter().all(|c| u32::from(*c) < COLUMNS_MAX)
}
