//! Sheets of cells with addresses: what every format is brought to.
//!
//! Takes cells in row order; keeps only those that hold something, their text in one arena, so that a million rows need
//! no million strings. Never interprets a cell: that is `value`'s business.

use super::even::{Begins, Block, Even};
pub use super::row::Row;
use crate::base::arena::Arena;
use chrono::NaiveDateTime;
use std::ops::Range;
use std::sync::Arc;

/// The most columns a sheet may have: what the largest spreadsheets allow.
pub const COLUMNS_MAX: u32 = 16_384;
/// The most cells that are kept of one file; more is refused with a reason. A million rows of sixteen columns, which is what
/// a province's list of all its projects comes to; five million would refuse it. What they cost is bounded by
/// [`HELD_MAX`] and by the limits of the child that reads them, not by this number.
pub const CELLS_MAX: usize = 16_000_000;
/// The most text that is kept of one sheet, in bytes.
pub const TEXT_MAX: usize = 256 << 20;
/// The most text that one cell may hold, in bytes: thirty times what the largest spreadsheets allow.
pub const CELL_TEXT_MAX: u32 = 1 << 20;
/// The most memory that the cells and texts of one file may take, in bytes.
pub const HELD_MAX: usize = 384 << 20;
/// What a cell takes with its column, and a row, in bytes.
const CELL_BYTES: usize = size_of::<Cell>() + size_of::<u16>();
const ROW_BYTES: usize = size_of::<RowStart>();

/// One cell. Its text lies in the sheet's arena.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Text: start and length in the arena.
    Text(u32, u32),
    /// A binary number as the spreadsheet stores it.
    Number(f64),
    /// A cell that the spreadsheet formats as a date.
    Date(NaiveDateTime),
    /// A truth value.
    Bool(bool),
    /// A spreadsheet error such as `#REF!`.
    Error(CellError),
}

/// The errors a spreadsheet stores in a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those of the spreadsheets")]
pub enum CellError {
    Div0,
    Na,
    Name,
    Null,
    Num,
    Ref,
    Value,
    Other,
    /// A formula whose value nobody worked out.
    Uncomputed,
}

impl CellError {
    /// As a spreadsheet shows it.
    pub fn text(self) -> &'static str {
        match self {
            CellError::Div0 => "#DIV/0!",
            CellError::Na => "#N/A",
            CellError::Name => "#NAME?",
            CellError::Null => "#NULL!",
            CellError::Num => "#NUM!",
            CellError::Ref => "#REF!",
            CellError::Value => "#VALUE!",
            CellError::Other => "#ERROR!",
            CellError::Uncomputed => "= (no value stored)",
        }
    }
}

/// Merged cells, corners included, counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "four corners")]
pub struct Merge {
    pub first_row: u32,
    pub first_column: u32,
    pub last_row: u32,
    pub last_column: u32,
}

/// Where a row's cells begin in the sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct RowStart {
    pub(super) number: u32,
    pub(super) start: u32,
    pub(super) width: u32,
    pub(super) flaw: Option<Flaw>,
}

/// Why what stands in a row cannot be trusted, and the first column where that is so, counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// Bytes that the encoding does not have, or a replacement character that stands for some that were lost before.
    Undecodable(u16),
    /// Quotes that do not close, or that stand where no quote can.
    Broken(u16),
}

/// One sheet. Only rows and cells that hold something are kept.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sheet {
    /// Its name; `None` for text files.
    pub name: Option<String>,
    /// Whether the office hid it.
    pub hidden: bool,
    /// First and last of rows that are hidden, counted from 0, from the top; where the format tells.
    pub hidden_rows: Vec<(u32, u32)>,
    /// The same of columns.
    pub hidden_columns: Vec<(u32, u32)>,
    /// Merged cells, where the format tells.
    pub merges: Vec<Merge>,
    /// What parts the fields of a text file; nothing for workbooks.
    pub separator: Option<char>,
    /// Columns read from it may hold on to it: what stands in it is not copied.
    pub(super) text: Arc<Arena>,
    pub(super) cells: Vec<Cell>,
    pub(super) columns: Vec<u16>,
    pub(super) rows: Vec<RowStart>,
    /// The rows of a text file that are cut evenly, kept as spans.
    pub(super) even: Option<Even>,
}

/// Why a cell could not be added: the sheet is larger than what is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Full {
    /// Too many columns.
    #[error("a row has more than 16,384 cells")]
    Columns,
    /// Too many cells.
    #[error("there are more than 16 million filled cells")]
    Cells,
    /// Too much text.
    #[error("a sheet has more than 256 MiB of text")]
    Text,
    /// Too much text in one cell: hardly ever a cell, but quotes that do not close, or a line that never ends.
    #[error("a cell holds more than 1 MiB of text")]
    Cell,
    /// Too much of everything.
    #[error("cells and texts take more than 384 MiB of memory")]
    Memory,
}

/// What stands for U+0000: the symbol for null.
const NUL_SHOWN: char = '\u{2400}';

impl Sheet {
    /// A sheet without cells.
    pub fn new(name: Option<String>, hidden: bool) -> Sheet {
        let name = name.map(|name| name.replace('\0', &NUL_SHOWN.to_string()));
        Sheet { name, hidden, ..Sheet::default() }
    }

    /// How many rows hold something.
    pub fn len(&self) -> usize {
        self.rows.len() + self.even.as_ref().map_or(0, Even::len)
    }

    /// Whether no row holds anything.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The `index`-th row that holds something.
    pub fn row(&self, index: usize) -> Option<Row<'_>> {
        let mut at = index;
        if let Some(even) = &self.even {
            match index.checked_sub(even.first) {
                Some(within) if within < even.len() => return even.row(within, &self.text),
                Some(_) => at = index - even.len(),
                None => {}
            }
        }
        let row = self.rows.get(at)?;
        let end = self.rows.get(at + 1).map_or(self.cells.len(), |next| next.start as usize);
        let range = row.start as usize..end;
        Some(Row::of_cells(row, self.cells.get(range.clone())?, self.columns.get(range)?))
    }

    /// The row with a number counted from 0, if it holds something.
    pub fn row_of(&self, number: u32) -> Option<Row<'_>> {
        if let Some(index) = self.even.as_ref().and_then(|even| even.index_of(number)) {
            return self.row(index);
        }
        let index = self.rows.binary_search_by_key(&number, |row| row.number).ok()?;
        let before = self.even.as_ref().filter(|even| even.first <= index).map_or(0, Even::len);
        self.row(index + before)
    }

    /// The number of fields of some rows, by their indices, where all of them are lines cut evenly.
    pub fn even_width(&self, rows: Range<usize>) -> Option<u32> {
        self.within_even(rows).map(|(even, _)| even.width)
    }

    /// Some rows, by their indices, as lines cut evenly that lie side by side; nothing where not all of them are such.
    pub fn block(&self, rows: Range<usize>) -> Option<Block<'_>> {
        let (even, within) = self.within_even(rows)?;
        even.block(within, &self.text)
    }

    /// With what the cells of a column begin, among others those of some rows that are all lines cut evenly.
    pub fn begins(&self, rows: Range<usize>, column: u16) -> Option<&Begins> {
        self.within_even(rows)?.0.begins(column, &self.text)
    }

    fn within_even(&self, rows: Range<usize>) -> Option<(&Even, Range<usize>)> {
        let even = self.even.as_ref()?;
        let inside = even.first <= rows.start && rows.end <= even.first + even.len() && !rows.is_empty();
        inside.then(|| (even, rows.start - even.first..rows.end - even.first))
    }

    /// The rows that hold something, from the top, beginning with the `from`-th.
    pub fn rows_from(&self, from: usize) -> impl Iterator<Item = Row<'_>> {
        (from..self.len()).filter_map(|index| self.row(index))
    }

    /// All its text: what text cells are spans of.
    pub fn arena(&self) -> &Arc<Arena> {
        &self.text
    }

    /// The text of a text cell; nothing for others.
    #[inline]
    pub fn text(&self, cell: Cell) -> &str {
        match cell {
            Cell::Text(start, length) => self.slice(start, length),
            _ => "",
        }
    }

    /// What a person sees in a cell, for messages.
    pub fn shown(&self, cell: Cell) -> String {
        match cell {
            Cell::Empty => String::new(),
            Cell::Text(start, length) => self.slice(start, length).to_string(),
            Cell::Number(number) => number.to_string(),
            Cell::Date(moment) => shown_date(moment),
            Cell::Bool(truth) => truth.to_string().to_uppercase(),
            Cell::Error(error) => error.text().to_string(),
        }
    }

    #[inline]
    fn slice(&self, start: u32, length: u32) -> &str {
        let start = start as usize;
        self.text.get(start..start.saturating_add(length as usize)).unwrap_or("")
    }

    /// A sheet of a text file, in which U+0000 is shown as its symbol already: the whole text is its arena, so that cells
    /// are spans of it and nothing is copied.
    ///
    /// # Errors
    /// When the text is larger than what is kept of a sheet.
    pub(super) fn over(text: Arena) -> Result<Sheet, Full> {
        if text.len() > TEXT_MAX {
            return Err(Full::Text);
        }
        Ok(Sheet { text: Arc::new(text), ..Sheet::default() })
    }

    /// Puts text into the arena.
    pub(super) fn intern(&mut self, text: &str) -> Result<Cell, Full> {
        if self.text.len().saturating_add(text.len()) > TEXT_MAX {
            return Err(Full::Text);
        }
        let start = self.text.len();
        let arena = Arc::make_mut(&mut self.text).to_mut();
        // U+0000 is no character of any text, and databases cannot keep it: it is shown as its symbol, so that a cell that
        // holds it is refused with its place like any other that cannot be read.
        match memchr::memchr(0, text.as_bytes()) {
            None => arena.push_str(text),
            Some(_) => arena.extend(text.chars().map(|c| if c == '\0' { NUL_SHOWN } else { c })),
        }
        Ok(Cell::Text(start as u32, (arena.len() - start) as u32)) // three times TEXT_MAX still fits
    }

    /// Adds a cell to the right of and below all others; empty cells and blank texts are not kept.
    pub(super) fn push(&mut self, row: u32, column: u32, cell: Cell) -> Result<(), Full> {
        match cell {
            Cell::Empty => return Ok(()),
            Cell::Text(_, length) if length > CELL_TEXT_MAX => return Err(Full::Cell),
            Cell::Text(..) if is_blank(self.text(cell)) => return Ok(()),
            _ => {}
        }
        if column >= COLUMNS_MAX {
            return Err(Full::Columns);
        }
        if self.cells() >= CELLS_MAX {
            return Err(Full::Cells);
        }
        // What is full doubles: asked before the system is, whose refusal nobody could put into words.
        let room = self.cells.capacity();
        if self.cells.len() == room && self.text.len() + 2 * room * CELL_BYTES + self.rows.len() * ROW_BYTES > HELD_MAX
        {
            return Err(Full::Memory);
        }
        if self.rows.last().is_none_or(|last| last.number != row) {
            self.rows.push(RowStart { number: row, start: self.cells.len() as u32, width: 0, flaw: None });
        }
        self.cells.push(cell);
        self.columns.push(column as u16);
        Ok(())
    }

    /// How many cells it has.
    pub(super) fn cells(&self) -> usize {
        self.cells.len() + self.even.as_ref().map_or(0, |even| even.filled)
    }

    /// How much memory its cells and texts take, in bytes.
    pub fn held(&self) -> usize {
        let Sheet { text, cells, rows, merges, even, .. } = self;
        let even = even.as_ref().map_or(0, Even::held);
        even + text.len() + cells.len() * CELL_BYTES + rows.len() * ROW_BYTES + merges.len() * size_of::<Merge>()
    }

    /// Forgets its cells, and all text but the first `length` bytes: what was put behind them belonged to the cells.
    pub(super) fn begin_again(&mut self, length: usize) {
        if self.text.len() > length {
            Arc::make_mut(&mut self.text).to_mut().truncate(length);
        }
        self.cells.clear();
        self.columns.clear();
        self.rows.clear();
        self.even = None;
    }

    /// Says of a row that holds something how wide it is, and what is wrong with it; the first flaw stays.
    pub(super) fn mark(&mut self, row: u32, width: u32, flaw: Option<Flaw>) {
        if let Some(last) = self.rows.last_mut().filter(|last| last.number == row) {
            last.width = width;
            last.flaw = last.flaw.or(flaw);
        }
    }
}

/// Whether a text is blank; nearly all begin with a character that is not, so that is asked first.
pub(super) fn is_blank(text: &str) -> bool {
    match text.as_bytes().first() {
        Some(byte) if byte.is_ascii_graphic() || matches!(byte, 0xE4..=0xE9) => false, // a Chinese character
        _ => text.trim().is_empty(),
    }
}

fn shown_date(moment: NaiveDateTime) -> String {
    if moment.time() == chrono::NaiveTime::MIN {
        moment.date().to_string()
    } else {
        moment.format("%Y-%m-%d %H:%M:%S").to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_stays_small() {
        assert_eq!(size_of::<Cell>(), 16, "16 million of them must fit the child's memory");
    }

    #[test]
    fn only_what_holds_something_is_kept() {
        let mut sheet = Sheet::new(None, false);
        for (row, column, text) in [(0, 0, "编号"), (0, 1, "  "), (3, 2, "x")] {
            let cell = sheet.intern(text).unwrap();
            sheet.push(row, column, cell).unwrap();
        }
        assert_eq!(sheet.len(), 2);
        let row = sheet.row(1).unwrap();
        assert_eq!((row.number, sheet.text(row.cell(2)), row.cell(0)), (3, "x", Cell::Empty));
    }

    #[test]
    fn a_null_character_in_a_cell_is_shown_and_kept_out_of_the_store() {
        let mut sheet = Sheet::new(Some("进\0度".to_string()), false);
        let cell = sheet.intern("统\0计\0").unwrap();
        assert_eq!(sheet.text(cell), "统␀计␀");
        assert_eq!(sheet.name.as_deref(), Some("进␀度"));
    }
}
