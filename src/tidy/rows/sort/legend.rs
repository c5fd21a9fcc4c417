//! A legend below a table: Legend | Code, Meaning | P, Planned. It explains what stands in the table and is none of its rows.
//!
//! Takes a sheet and where a table ends; gives the first row of the legend. Only at the end of a table, below a heading of its own,
//! and where none of its rows has a figure or a day.

use crate::tidy::formats::{Cell, Row, Sheet};
use std::ops::Range;

/// What legends are headed by.
const HEADINGS: &[&str] = &[
    "legend",
    "key",
    "codes",
    "abbreviations",
    "symbols",
    "symbollegend",
    "legendofsymbols",
    "légendedessymboles",
    "symbole",
    "符号",
    "explanation",
    "explanations",
    "notes",
    "footnotes",
    "statuscodes",
    "specialvalue",
    "specialvalues",
    "observationflags",
    "flags",
    "legende",
    "zeichenerklärung",
    "légende",
    "leyenda",
    "legenda",
    "signosconvencionales",
    "图例",
    "代码说明",
    "符号说明",
    "状态说明",
    "凡例",
];
/// The most cells of one of its rows.
const CELLS_MAX: usize = 3;

/// The first row of the legend at the end of some rows. `says_value`: whether a row says a figure or a day of the table.
pub fn begins(sheet: &Sheet, rows: Range<usize>, says_value: impl Fn(&Row<'_>) -> bool) -> Option<usize> {
    let mut found = None;
    for index in rows.rev() {
        let Some(row) = sheet.row(index).filter(|row| row.flaw.is_none()) else { continue };
        if row.filled() > CELLS_MAX || says_value(&row) {
            break;
        }
        let is_headed = row.lone().is_some_and(|(_, cell)| is_heading(sheet, cell));
        if is_headed || is_header(sheet, &row) {
            found = Some(index);
        }
    }
    found
}

/// footnoteSeqID | Footnote: the header of a table of notes.
fn is_header(sheet: &Sheet, row: &Row<'_>) -> bool {
    let folded = |cell: Cell| sheet.text(cell).to_lowercase();
    row.filled() == 2 && row.cells().all(|cell| folded(cell).starts_with("footnote"))
}

fn is_heading(sheet: &Sheet, cell: Cell) -> bool {
    let folded: String = sheet.text(cell).to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
    HEADINGS.contains(&folded.as_str())
}
