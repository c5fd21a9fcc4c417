//! Rows whose cells all stand in one: a line of another file pasted into a cell, lines with other separators than the rest.
//!
//! Takes a row with one cell; gives where its parts stand, if they are a row of the table: some sign parts the text into as many
//! as there are columns, or nearly, and those of figures and days hold such. Never reads a figure of it.

use crate::pipeline::dataset::Kind;
use crate::tidy::find::Layout;
use crate::tidy::formats::{Cell, Row, Sheet};
use crate::tidy::value::{self, date};

/// The signs that part cells in text files.
const SEPARATORS: &[char] = &[',', ';', '\t', '|', '，', '；'];

/// The longest line that is looked at, in bytes.
const LINE_MAX: usize = 4_000;

/// The fewest parts of a row.
const PARTS_MIN: usize = 3;

/// Where the parts of a row that stands in one cell are, each by its column.
pub fn pasted(sheet: &Sheet, layout: &Layout, row: &Row<'_>) -> Option<Vec<(u16, Cell)>> {
    let (first, Cell::Text(start, length)) = row.lone().filter(|_| row.flaw.is_none())? else { return None };
    let text = sheet.text(Cell::Text(start, length));
    if text.len() > LINE_MAX {
        return None;
    }
    let line = text.trim_start().lines().next()?;
    let from = start + u32::try_from(text.len() - text.trim_start().len()).ok()?;
    SEPARATORS.iter().find_map(|separator| {
        let (mut at, mut parts) = (from, Vec::new());
        for (column, part) in (first..).zip(line.split(*separator)) {
            let length = u32::try_from(part.len()).ok()?;
            parts.push((column, if part.trim().is_empty() { Cell::Empty } else { Cell::Text(at, length) }));
            at += length + separator.len_utf8() as u32;
        }
        is_row(sheet, layout, &parts).then_some(parts)
    })
}

/// Whether some cells are a row of the table: one that it needs holds a figure or a day, none of them holds anything else.
fn is_row(sheet: &Sheet, layout: &Layout, parts: &[(u16, Cell)]) -> bool {
    let cell = |column: u16| parts.iter().find(|(at, _)| *at == column).map_or(Cell::Empty, |(_, cell)| *cell);
    let slots = || layout.dataset.columns().iter().zip(&layout.slots).filter_map(|(c, slot)| Some((c, slot.as_ref()?)));
    let names = slots().filter(|(column, _)| matches!(column.kind, Kind::Id | Kind::Text) && column.required);
    let is_named = names.map(|(_, slot)| cell(slot.column)).all(|cell| cell != Cell::Empty);
    let holds = |kind: Kind, cell: Cell| {
        let text = sheet.text(cell).trim();
        match kind {
            Kind::Date => date::read(text, None) != date::DateText::None || date::of_serial_text(text, false).is_some(),
            _ => matches!(value::figure(text), Ok(Some(_))),
        }
    };
    let typed = slots().filter(|(column, _)| !matches!(column.kind, Kind::Id | Kind::Text));
    let filled: Vec<(bool, bool)> = typed
        .map(|(column, slot)| (column, cell(slot.column)))
        .filter(|(_, cell)| *cell != Cell::Empty)
        .map(|(column, cell)| (column.required, holds(column.kind, cell)))
        .collect();
    let read = filled.iter().filter(|(_, holds)| *holds).count();
    parts.len() >= PARTS_MIN
        && is_named
        && filled.iter().any(|(required, holds)| *required && *holds)
        && read * 2 > filled.len()
}
