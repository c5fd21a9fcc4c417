//! A workbook as bytes, for the pipe from the child process that parsed it.
//!
//! Takes a decoded workbook or the reason it is none; writes bytes piece by piece and reads them back as they come, so that
//! neither end ever holds them beside the cells. The child may have been taken over by a hostile file, so nothing that comes
//! back is trusted: every length, span, column and row is checked, and no room is made for what has not come.

use super::even::Even;
use super::sheet::{CELLS_MAX, COLUMNS_MAX, Cell, CellError, Flaw, HELD_MAX, Merge, RowStart, Sheet, TEXT_MAX};
use super::{FormatError, FormatNote, Workbook};
use chrono::{DateTime, NaiveDateTime};
use std::io::{self, Read, Write};

/// The version of this layout; both ends are the same binary, so a mismatch is a bug or an attack.
const MAGIC: &[u8; 8] = b"duban-w4";
/// The most sheets of one file.
pub const SHEETS_MAX: usize = 4_096;
const MERGES_MAX: usize = 1_000_000;
const SPANS_MAX: usize = 10_000;
const NOTES_MAX: usize = 10_000;
/// How much is read from the pipe at once, and the most that is made room for before it has come, in bytes.
const PIECE: usize = 1 << 16;

/// What is wrong with bytes that came over the pipe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the reader's answer is malformed at byte {at}")]
pub struct WireError {
    /// Where.
    pub at: usize,
}

/// What the child writes.
///
/// # Errors
/// Those of `out`.
pub fn write(out: &mut impl Write, result: &Result<Workbook, FormatError>) -> io::Result<()> {
    out.write_all(MAGIC)?;
    match result {
        Err(error) => {
            out.write_all(&[0])?;
            put_text(out, &error.kind)?;
            put_text(out, &error.text)
        }
        Ok(book) => {
            out.write_all(&[1])?;
            put_text(out, &book.format)?;
            out.write_all(&[u8::from(book.epoch_1904)])?;
            put_u32(out, book.notes.len())?;
            for note in &book.notes {
                put_text(out, &note.kind)?;
                put_text(out, note.sheet.as_deref().unwrap_or(""))?;
                put_text(out, note.cell.as_deref().unwrap_or(""))?;
                put_text(out, &note.text)?;
            }
            put_u32(out, book.sheets.len())?;
            book.sheets.iter().try_for_each(|sheet| put_sheet(out, sheet))
        }
    }
}

/// The same in one piece.
pub fn encode(result: &Result<Workbook, FormatError>) -> Vec<u8> {
    let mut out = Vec::new();
    let _ = write(&mut out, result); // writing into a Vec cannot fail
    out
}

/// What the parent reads.
///
/// # Errors
/// When what comes is not exactly one answer, or stops coming.
pub fn read(source: impl Read) -> Result<Result<Workbook, FormatError>, WireError> {
    let mut input = Input { source, buffer: vec![0; PIECE], start: 0, end: 0, at: 0, cells: 0 };
    if input.array()? != *MAGIC {
        return Err(WireError { at: 0 });
    }
    let result = match input.byte()? {
        0 => Err(FormatError { kind: input.text(64)?, text: input.text(65_536)? }),
        1 => Ok(input.workbook()?),
        _ => return Err(input.wrong()),
    };
    if input.is_over() { Ok(result) } else { Err(input.wrong()) }
}

/// The same of bytes that are here.
///
/// # Errors
/// When the bytes are not exactly one answer.
pub fn decode(bytes: &[u8]) -> Result<Result<Workbook, FormatError>, WireError> {
    read(bytes)
}

fn put_u32(out: &mut impl Write, number: usize) -> io::Result<()> {
    // Every count and length here is below a limit that fits.
    out.write_all(&u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes())
}

fn put_text(out: &mut impl Write, text: &str) -> io::Result<()> {
    put_u32(out, text.len())?;
    out.write_all(text.as_bytes())
}

fn put_sheet(out: &mut impl Write, sheet: &Sheet) -> io::Result<()> {
    let Sheet { name, hidden, hidden_rows, hidden_columns, merges, separator, text, cells, columns, rows, even } =
        sheet;
    out.write_all(&[u8::from(name.is_some())])?;
    put_text(out, name.as_deref().unwrap_or(""))?;
    out.write_all(&[u8::from(*hidden)])?;
    out.write_all(&[separator.and_then(|c| u8::try_from(c).ok()).unwrap_or(0)])?;
    for spans in [hidden_rows, hidden_columns] {
        put_u32(out, spans.len())?;
        for (first, last) in spans {
            out.write_all(&first.to_le_bytes())?;
            out.write_all(&last.to_le_bytes())?;
        }
    }
    put_u32(out, merges.len())?;
    for merge in merges {
        let Merge { first_row, first_column, last_row, last_column } = *merge;
        for corner in [first_row, first_column, last_row, last_column] {
            out.write_all(&corner.to_le_bytes())?;
        }
    }
    put_text(out, text)?;
    put_u32(out, rows.len())?;
    for row in rows {
        out.write_all(&row.number.to_le_bytes())?;
        out.write_all(&row.start.to_le_bytes())?;
        out.write_all(&row.width.to_le_bytes())?;
        put_flaw(out, row.flaw)?;
    }
    put_u32(out, cells.len())?;
    for (cell, column) in cells.iter().zip(columns) {
        out.write_all(&column.to_le_bytes())?;
        put_cell(out, *cell)?;
    }
    let Some(even) = even else { return put_u32(out, 0) };
    put_u32(out, even.places())?;
    for figure in [even.first, even.number as usize, even.width as usize, even.filled] {
        put_u32(out, figure)?;
    }
    even.starts().try_for_each(|start| out.write_all(&start.to_le_bytes()))
}

fn put_flaw(out: &mut impl Write, flaw: Option<Flaw>) -> io::Result<()> {
    let (code, column) = match flaw {
        None => (0u8, 0),
        Some(Flaw::Undecodable(column)) => (1, column),
        Some(Flaw::Broken(column)) => (2, column),
    };
    let [low, high] = column.to_le_bytes();
    out.write_all(&[code, low, high])
}

fn put_cell(out: &mut impl Write, cell: Cell) -> io::Result<()> {
    match cell {
        Cell::Empty => out.write_all(&[0]),
        Cell::Text(start, length) => {
            out.write_all(&[1])?;
            out.write_all(&start.to_le_bytes())?;
            out.write_all(&length.to_le_bytes())
        }
        Cell::Number(number) => {
            out.write_all(&[2])?;
            out.write_all(&number.to_le_bytes())
        }
        Cell::Date(moment) => {
            out.write_all(&[3])?;
            out.write_all(&moment.and_utc().timestamp_millis().to_le_bytes())
        }
        Cell::Bool(truth) => out.write_all(&[4, u8::from(truth)]),
        Cell::Error(error) => out.write_all(&[5, error as u8]),
    }
}

struct Input<R> {
    source: R,
    buffer: Vec<u8>,
    /// What of the buffer was not taken yet.
    start: usize,
    end: usize,
    /// How much was taken of all.
    at: usize,
    /// How many cells came so far: the limit is the file's, not a sheet's.
    cells: usize,
}

impl<R: Read> Input<R> {
    fn wrong(&self) -> WireError {
        WireError { at: self.at }
    }

    /// Reads more behind what is there; `false` at the end.
    fn fill(&mut self) -> Result<bool, WireError> {
        if self.start > 0 {
            self.buffer.copy_within(self.start..self.end, 0);
            (self.start, self.end) = (0, self.end - self.start);
        }
        let room = self.buffer.get_mut(self.end..).unwrap_or_default();
        match self.source.read(room) {
            Ok(0) => Ok(false),
            Ok(read) => {
                self.end += read;
                Ok(true)
            }
            Err(why) if why.kind() == io::ErrorKind::Interrupted => Ok(true),
            Err(_) => Err(self.wrong()),
        }
    }

    fn is_over(&mut self) -> bool {
        self.start == self.end && !self.fill().unwrap_or(true)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], WireError> {
        while self.end - self.start < N {
            if !self.fill()? {
                return Err(self.wrong());
            }
        }
        let taken = self.buffer.get(self.start..self.start + N).and_then(|bytes| bytes.try_into().ok());
        self.start += N;
        self.at += N;
        taken.ok_or(self.wrong())
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

    fn count(&mut self, limit: usize) -> Result<usize, WireError> {
        let count = self.u32()? as usize;
        if count <= limit { Ok(count) } else { Err(self.wrong()) }
    }

    fn text(&mut self, limit: usize) -> Result<String, WireError> {
        let length = self.count(limit)?;
        let mut text = Vec::with_capacity(length.min(PIECE));
        while text.len() < length {
            if self.start == self.end && !self.fill()? {
                return Err(self.wrong());
            }
            let taken = (self.end - self.start).min(length - text.len());
            text.extend_from_slice(self.buffer.get(self.start..self.start + taken).unwrap_or_default());
            self.start += taken;
            self.at += taken;
        }
        text.shrink_to_fit();
        String::from_utf8(text).map_err(|_| self.wrong())
    }

    fn workbook(&mut self) -> Result<Workbook, WireError> {
        let (format, epoch_1904) = (self.text(64)?, self.truth()?);
        let count = self.count(NOTES_MAX)?;
        let notes = (0..count).map(|_| self.note()).collect::<Result<Vec<FormatNote>, WireError>>()?;
        let count = self.count(SHEETS_MAX)?;
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
        for _ in 0..self.count(MERGES_MAX)? {
            let (first_row, first_column) = (self.u32()?, self.u32()?);
            let (last_row, last_column) = (self.u32()?, self.u32()?);
            sheet.merges.push(Merge { first_row, first_column, last_row, last_column });
        }
        sheet.text = std::sync::Arc::new(self.text(TEXT_MAX)?.into());
        for _ in 0..self.count(CELLS_MAX)? {
            let (number, start, width) = (self.u32()?, self.u32()?, self.u32()?);
            sheet.rows.push(RowStart { number, start, width, flaw: self.flaw()? });
        }
        let count = self.count(CELLS_MAX - self.cells)?;
        self.cells += count;
        for _ in 0..count {
            sheet.columns.push(self.array().map(u16::from_le_bytes)?);
            let cell = self.cell(&sheet.text)?;
            sheet.cells.push(cell);
        }
        sheet.cells.shrink_to_fit();
        sheet.columns.shrink_to_fit();
        sheet.even = self.even()?;
        if is_sound(&sheet) { Ok(sheet) } else { Err(self.wrong()) }
    }

    fn even(&mut self) -> Result<Option<Even>, WireError> {
        let count = self.count(HELD_MAX / size_of::<u32>())?;
        if count == 0 {
            return Ok(None);
        }
        let (first, number, width) = (self.u32()? as usize, self.u32()?, self.u32()?);
        let filled = self.count(CELLS_MAX - self.cells)?;
        self.cells += filled;
        let mut starts = Vec::with_capacity(count.min(PIECE));
        for _ in 0..count {
            starts.push(self.u32()?);
        }
        starts.shrink_to_fit();
        Ok(Some(Even::new(width, filled, vec![starts]).at(first, number)))
    }

    /// First and last of areas, in order and apart from each other.
    fn spans(&mut self) -> Result<Vec<(u32, u32)>, WireError> {
        let mut spans: Vec<(u32, u32)> = Vec::new();
        for _ in 0..self.count(SPANS_MAX)? {
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
    let Sheet { cells, columns, rows, text, even, .. } = sheet;
    let even = even.as_ref().is_none_or(|even| {
        let number = |index: Option<usize>| index.and_then(|index| rows.get(index)).map(|row| row.number);
        let last = u32::try_from(even.len()).ok().and_then(|len| even.number.checked_add(len));
        let between = number(even.first.checked_sub(1)).is_none_or(|before| before < even.number)
            && last.is_some_and(|last| number(Some(even.first)).is_none_or(|next| last <= next));
        even.first <= rows.len() && between && even.width < COLUMNS_MAX && even.is_sound(text.len())
    });
    let first = rows.first().map_or(cells.is_empty(), |row| row.start == 0);
    let ascending = rows.windows(2).all(|pair| pair[0].number < pair[1].number && pair[0].start < pair[1].start);
    let last = rows.last().is_none_or(|row| (row.start as usize) < cells.len());
    let in_row = |index: usize| {
        let start = rows[index].start as usize;
        let end = rows.get(index + 1).map_or(cells.len(), |next| next.start as usize);
        columns[start..end].windows(2).all(|pair| pair[0] < pair[1])
    };
    // The indexing is proved by the checks before it: starts ascend and the last is below the number of cells.
    even && first
        && ascending
        && last
        && (0..rows.len()).all(in_row)
        && columns.iter().all(|c| u32::from(*c) < COLUMNS_MAX)
}
