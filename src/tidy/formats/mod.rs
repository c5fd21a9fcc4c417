//! Formats: bytes → sheets of cells with addresses.
//!
//! Takes the bytes of a file, never its name: the format is found by content. Gives a `Workbook`, or a `FormatError`
//! that says what the file is instead and what to do. Never opens a file, follows a link or runs a macro. A hostile
//! workbook can still exhaust memory inside the libraries: callers decode everything but small texts in a child process.

/// Text with separators: dialect and records.
pub mod delimited;

/// What an old workbook says besides its values.
mod biff;

/// What a binary workbook says besides its values.
mod binary;

/// Lines of a text that are cut evenly.
mod even;

/// Formulas without a value.
mod formula;

/// Rows and columns that are hidden.
mod hidden;

/// OpenDocument spreadsheets.
mod ods;

/// The old container of workbooks.
mod ole;

/// Files that are something else.
mod other;

/// Parts of a sheet, and a sheet turned.
mod part;

/// One row of a sheet.
mod row;

/// Cells of which a part is raised or struck through.
mod runs;

/// Sheets of cells.
pub mod sheet;

/// What number formats show.
mod shown;

/// Days of which only the month or the year is shown.
mod stretch;

/// Rows that are struck through.
mod struck;

/// Text encodings, strict.
pub mod text;

/// Rows field by field.
mod torn;

/// A workbook as bytes, for the pipe from the child process.
pub mod wire;

/// Workbooks, by calamine.
pub mod workbook;

/// A look into a zip before anybody parses it.
pub mod zipped;

pub use even::{Begins, Block, Look, is_sure, look};
pub use sheet::{Cell, CellError, Flaw, Merge, Row, Sheet};
pub use torn::Mended;

use encoding_rs::Encoding;
use serde::{Deserialize, Serialize};

/// A file as sheets of cells.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Workbook {
    /// What it was: `xlsx`, `csv (gb18030)`, `tsv (utf-8)` …
    pub format: String,
    /// Whether serial day numbers count from 1904 instead of 1900.
    pub epoch_1904: bool,
    /// What a person should know of how it was read: an encoding that was guessed, lines that are broken.
    pub notes: Vec<FormatNote>,
    /// Its sheets, hidden ones too.
    pub sheets: Vec<Sheet>,
}

impl Workbook {
    /// How much memory its cells and texts take, in bytes.
    pub fn held(&self) -> usize {
        self.sheets.iter().map(Sheet::held).sum()
    }

    /// Itself, where it is no more than what is kept of one file.
    fn within_limits(self) -> Result<Workbook, FormatError> {
        if self.sheets.len() > wire::SHEETS_MAX {
            let text =
                format!("the file has {} sheets; files of at most {} are read", self.sheets.len(), wire::SHEETS_MAX);
            return Err(FormatError::new("too_large", text));
        }
        let full = if self.sheets.iter().map(Sheet::cells).sum::<usize>() > sheet::CELLS_MAX {
            sheet::Full::Cells
        } else if self.held() > sheet::HELD_MAX {
            sheet::Full::Memory
        } else {
            return Ok(self);
        };
        Err(FormatError::new("too_large", format!("{full}; send the file in parts")))
    }
}

/// Something a person should know of how a file was read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FormatNote {
    /// A stable word: `encoding_guessed`, `broken_lines`, `lost_characters`.
    pub kind: String,
    /// The sheet, where it has a name.
    pub sheet: Option<String>,
    /// The cell it begins with, as `B7`.
    pub cell: Option<String>,
    /// A sentence in English.
    pub text: String,
}

/// Why bytes are no workbook. The kinds are those of [`crate::tidy::Unreadable`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{text}")]
pub struct FormatError {
    /// A stable word: `empty`, `html`, `encrypted`, `too_large`, `damaged`, `not_a_table`.
    pub kind: String,
    /// Why, and what to do, in English.
    pub text: String,
}

impl FormatError {
    pub(super) fn new(kind: &str, text: impl Into<String>) -> FormatError {
        FormatError { kind: kind.to_string(), text: text.into() }
    }
}

/// Reads a file, whatever it is called, by what its bytes say alone.
///
/// # Errors
/// When it is empty, encrypted, damaged, larger than what is read, or no table at all.
pub fn decode(bytes: &[u8]) -> Result<Workbook, FormatError> {
    decode_declared(bytes, None)
}

/// Reads a file, whatever it is called. `declared`: the encoding its pipeline names for text that says nothing itself.
///
/// # Errors
/// When it is empty, encrypted, damaged, larger than what is read, or no table at all.
pub fn decode_declared(bytes: &[u8], declared: Option<&'static Encoding>) -> Result<Workbook, FormatError> {
    match workbook(bytes, declared) {
        Some(answer) => answer?.within_limits(),
        None => table(text::decode(bytes, declared)?),
    }
}

/// The same of bytes that nobody else needs: text that is plain already is not copied.
///
/// # Errors
/// As [`decode_declared`].
pub fn decode_owned(bytes: Vec<u8>, declared: Option<&'static Encoding>) -> Result<Workbook, FormatError> {
    match workbook(&bytes, declared) {
        Some(answer) => answer?.within_limits(),
        None => table(text::take(bytes, declared)?),
    }
}

/// What no text is: a workbook, another document, nothing at all.
fn workbook(bytes: &[u8], declared: Option<&'static Encoding>) -> Option<Result<Workbook, FormatError>> {
    if bytes.is_empty() {
        return Some(Err(FormatError::new("empty", "the file has no bytes; ask for it to be sent again")));
    }
    if let Some(other) = other::binary(bytes) {
        return Some(Err(FormatError::new("not_a_table", format!("the file is {other}"))));
    }
    if bytes.starts_with(b"PK") {
        return Some(workbook::zipped(bytes));
    }
    if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) || is_bare_biff(bytes) {
        return Some(workbook::ole(bytes, declared));
    }
    None
}

fn table(decoded: text::Decoded) -> Result<Workbook, FormatError> {
    if let Some(what) = other::markup(&decoded.text) {
        let text = format!("the file is {what}, whatever its name says; open it in a spreadsheet and save it as .xlsx");
        return Err(FormatError::new("html", text));
    }
    if let Some(other) = other::text(&decoded.text) {
        return Err(FormatError::new("not_a_table", format!("the file is {other}")));
    }
    delimited::read(decoded)
}

/// A sentence for each way in which rows of a sheet cannot be trusted, headers and titles among them, with how many there are.
fn flaws(sheet: &Sheet) -> Vec<FormatNote> {
    let of = |kind: &str, what: &str, wanted: fn(Flaw) -> Option<u16>| {
        let mut flawed = sheet.rows.iter().filter_map(|row| Some((row.number, wanted(row.flaw?)?))); // even lines have none
        let (number, column) = flawed.next()?;
        let rows = match flawed.count() {
            0 => "one row".to_string(),
            more => format!("{} rows", more + 1),
        };
        let (sheet, cell) =
            (sheet.name.clone(), Some(crate::base::place::cell_name(usize::from(column), number as usize)));
        Some(FormatNote { kind: kind.to_string(), sheet, cell, text: format!("{what} in {rows}, the first here") })
    };
    let lost = of("lost_characters", "characters were lost before the file came", |flaw| match flaw {
        Flaw::Undecodable(column) => Some(column),
        Flaw::Broken(_) => None,
    });
    let torn = of("broken_lines", "quotes do not close", |flaw| match flaw {
        Flaw::Broken(column) => Some(column),
        Flaw::Undecodable(_) => None,
    });
    lost.into_iter().chain(torn).collect()
}

/// Text up to this size, in bytes, is decoded where it is: its cells and texts take at most ten times as much.
const TEXT_HERE_MAX: usize = 1 << 20;

/// Whether anything but a small text file: callers decode those in a child process.
pub fn needs_a_child(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK")
        || bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0])
        || is_bare_biff(bytes)
        || bytes.len() > TEXT_HERE_MAX
}

/// A BIFF stream outside an OLE container, as some old programs write it.
fn is_bare_biff(bytes: &[u8]) -> bool {
    matches!(bytes, [0x09, 0x00 | 0x02 | 0x04 | 0x08, 0x04..=0x10, 0x00, ..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_named_for_what_they_are() {
        let kind = |bytes: &[u8]| decode(bytes).unwrap_err().kind;
        assert_eq!(kind(b""), "empty");
        assert_eq!(kind(b"\xEF\xBB\xBF"), "empty");
        assert_eq!(kind(b" \r\n \n"), "empty");
        assert_eq!(kind(b"<html><table><tr><td>1</td></tr></table></html>"), "html");
        assert_eq!(kind("\u{feff}  <!DOCTYPE HTML>\n<body>".as_bytes()), "html");
        assert_eq!(kind(b"%PDF-1.4"), "not_a_table");
        assert_eq!(kind(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 1, 2, 3]), "damaged");
        assert_eq!(kind(b"PK\x03\x04 and then nothing"), "damaged");
        assert_eq!(kind(&[0, 1, 2, 3, 0xFF, 0xFE, 7, 8, 9, 0, 0, 0]), "not_a_table");
    }
}
