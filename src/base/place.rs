//! Where a figure was read. Every number in a letter can name its cell.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A place in a file: `20140630重点项目进度.xlsx › 进度!G52`, or a line in a text file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Place {
    /// The file's name as it was sent.
    pub file: String,
    /// The sheet, for workbooks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// The cell in A1 style; for text files the column letter and the line, which is the same thing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cell: Option<String>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        match (&self.sheet, &self.cell) {
            (Some(sheet), Some(cell)) => write!(f, " › {sheet}!{cell}"),
            (Some(sheet), None) => write!(f, " › {sheet}"),
            (None, Some(cell)) => write!(f, " › {cell}"),
            (None, None) => Ok(()),
        }
    }
}

/// The A1 name of a cell; `column` and `row` count from 0.
pub fn cell_name(column: usize, row: usize) -> String {
    format!("{}{}", cell_letters(column), row + 1)
}

/// The letters of a column, counted from 0.
pub fn cell_letters(column: usize) -> String {
    let mut letters = Vec::new();
    let mut n = column + 1;
    while n > 0 {
        letters.push(b'A' + ((n - 1) % 26) as u8);
        n = (n - 1) / 26;
    }
    letters.reverse();
    letters.into_iter().map(char::from).collect()
}

/// Column and row of an A1 name, both from 0.
pub fn cell_of(name: &str) -> Option<(u16, u32)> {
    let letters = name.bytes().take_while(u8::is_ascii_uppercase).count();
    let column = name
        .get(..letters)?
        .bytes()
        .try_fold(0u32, |n, letter| n.checked_mul(26)?.checked_add(u32::from(letter - b'A') + 1))?;
    let row: u32 = name.get(letters..)?.parse().ok()?;
    Some((u16::try_from(column.checked_sub(1)?).ok()?, row.checked_sub(1)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_named_as_spreadsheets_name_them() {
        let names: Vec<String> = [(0, 0), (25, 9), (26, 0), (701, 3), (702, 3), (16383, 1_048_575)]
            .map(|(column, row)| cell_name(column, row))
            .into();
        for (name, place) in names.iter().zip([(0, 0), (25, 9), (26, 0), (701, 3), (702, 3), (16383, 1_048_575)]) {
            assert_eq!(cell_of(name), Some(place));
        }
        for bad in ["", "A", "1", "A0", "ZZZZZZZZZZ1", "a1", "甲1"] {
            assert_eq!(cell_of(bad), None, "{bad}");
        }
        assert_eq!(names, ["A1", "Z10", "AA1", "ZZ4", "AAA4", "XFD1048576"]);
    }
}
