//! Lines with one quote that does not close: read without it where that gives a whole row, and the lines around are whole.
//!
//! Takes the rows of a table and what its columns hold; gives the way of each such line, or nothing. A quote in the midst of
//! a field may belong to its text, two quotes may have held a separator, and a line beside another broken one may be a piece
//! of it: none of them is read.

use super::super::width::is_ruled;
use super::expect::Expected;
use super::ways::{Join, Piece, Way};
use super::{Found, says_data};
use crate::tidy::formats::{Flaw, Row, Sheet};

/// The lines that are rows without their quote.
pub fn unquoted<'a>(sheet: &Sheet, rows: &[Row<'a>], expected: &Expected<'_>, separator: char) -> Vec<Found<'a>> {
    let width = expected.columns.len();
    let is_whole = |row: Option<&Row<'_>>| {
        row.is_none_or(|row| row.flaw.is_none() && (row.width as usize == width || is_ruled(sheet, row)))
    };
    let one = |(at, row): (usize, &Row<'a>)| {
        if row.flaw != Some(Flaw::Broken(0)) || !says_data(sheet, row) {
            return None;
        }
        let beside = [at.checked_sub(1).and_then(|above| rows.get(above)), rows.get(at + 1)];
        let line = sheet.text(row.lone()?.1);
        let way = way(line, expected, separator).filter(|_| beside.into_iter().all(is_whole))?;
        Some(Found { row: *row, below: None, way, stood: line.to_string() })
    };
    rows.iter().enumerate().filter_map(one).collect()
}

fn way(line: &str, expected: &Expected<'_>, separator: char) -> Option<Way> {
    let (before, after) = line.split_once('"').filter(|(_, after)| !after.contains('"'))?;
    let opens = before.is_empty() || before.ends_with(separator);
    let closes = after.is_empty() || after.starts_with(separator);
    if opens == closes {
        return None; // an empty field, or a mark within one
    }
    let whole = format!("{before}{after}");
    let fields: Vec<&str> = whole.split(separator).collect();
    let column = before.matches(separator).count();
    let fits = fields.len() == expected.columns.len() && expected.is_row(&fields) && expected.is_sure(&fields, column);
    let join = Join { column, text: (*fields.get(column)?).trim().to_string() };
    fits.then(|| Way { cells: fields.iter().map(|field| Piece::Joined((*field).to_string())).collect(), join })
}
