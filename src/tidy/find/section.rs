//! Parts of a table below a heading that names a unit of its own: 二、水利项目（单位：亿元）.
//!
//! Takes a row within a table; gives the table that goes on below it in the other unit, with the columns of the one
//! before. A unit that stands in a column's header is not changed by a heading.

use super::again::repeats_header;
use super::line::Rank;
use super::settled::{self, only_money};
use super::unit::{Named, of_row};
use super::{Layout, Slot};
use crate::base::amount::Unit;
use crate::base::place::{Place, cell_name};
use crate::pipeline::dataset::{Column, Kind};
use crate::tidy::Note;
use crate::tidy::formats::{Cell, Row, Sheet};
use crate::tidy::value::figure;

/// The most cells of a heading.
const CELLS_MAX: usize = 4;
/// How many rows below a heading may stand before the first of the table.
const ROWS_MAX: usize = 20;

/// Whether a row may be such a heading: a few texts, one of which speaks of a unit.
pub fn may_begin(sheet: &Sheet, row: &Row<'_>) -> bool {
    let hints = |text: &str| {
        text.len() <= 400
            && (text.contains('位') || text.contains("nit") || text.contains("단위") || ends_in_bracket(text))
    };
    row.filled() <= CELLS_MAX
        && row.cells().all(|cell| matches!(cell, Cell::Text(..)))
        && row.cells().any(|cell| hints(sheet.text(cell)))
        && said(sheet, row).is_some()
}

fn ends_in_bracket(text: &str) -> bool {
    text.trim_end().ends_with([')', '）', ']', '】'])
}

/// The unit that a heading names: declared, or in the bracket at the end of its only cell.
fn said(sheet: &Sheet, row: &Row<'_>) -> Option<Named> {
    if row.cells().any(|cell| matches!(figure(sheet.text(cell)), Ok(Some(_)))) {
        return None;
    }
    let alone = row.lone().is_some();
    let speaks = |named: &Named| {
        let of_money = named.units.as_ref().is_none_or(|units| units.iter().any(|unit| unit.kind.is_money()));
        let sure = named.rank == Rank::Declared || (alone && named.rank == Rank::Named && ends_in_bracket(&named.text));
        sure && of_money
    };
    of_row(sheet, row, true).into_iter().find(speaks)
}

/// The part of a table that begins at a row.
pub fn at(file: &str, sheet: &Sheet, current: &Layout, index: usize, notes: &mut Vec<Note>) -> Option<Layout> {
    let row = sheet.row(index).filter(|row| row.flaw.is_none() && may_begin(sheet, row))?;
    let named = said(sheet, &row)?;
    let unit = named.units.as_deref().and_then(only_money);
    let columns = current.dataset.columns();
    let is_open = |(column, slot): (&Column, &Option<Slot>)| {
        column.kind == Kind::Money && slot.as_ref().is_some_and(|slot| !slot.own_unit && differs(slot, unit.as_ref()))
    };
    let follows = sheet.rows_from(index + 1).take(ROWS_MAX).any(|row| row.filled() >= 2);
    if current.row_units.is_some() || !follows {
        return None;
    }
    // 单位：亿元 in a line of its own, against the units of all headers: which of them holds below it nobody can say.
    let of_money = || columns.iter().zip(&current.slots).filter(|(column, _)| column.kind == Kind::Money);
    let slots: Vec<&Slot> = of_money().filter_map(|(_, slot)| slot.as_ref()).collect();
    let is_line = |(_, cell): (u16, Cell)| {
        let text = sheet.text(cell).trim_start_matches(['(', '（', '[', '【', ' ']);
        ["单位", "金额单位", "计量单位", "货币单位", "unit", "Unit"].iter().any(|word| text.starts_with(word))
    };
    let is_against = row.lone().is_some_and(is_line)
        && unit.is_some()
        && !slots.is_empty()
        && slots.iter().all(|slot| slot.own_unit && differs(slot, unit.as_ref()));
    if !is_against && !columns.iter().zip(&current.slots).any(is_open) {
        return None;
    }
    let mut next = current.clone();
    let depth = current.copied.len().min(current.depth.max(1));
    // The header may come again below the heading; else the heading stands in its place.
    let has_header = (index + 1..=index + depth).all(|row| repeats_header(sheet, current, row));
    (next.from, next.header, next.depth) = if has_header { (index, index + 1, depth) } else { (index, index, 1) };
    next.first_number = sheet.row(next.header).map_or(1, |row| row.number.saturating_add(1));
    next.end = sheet.len();
    next.repeated.clear();
    for (column, slot) in columns.iter().zip(&mut next.slots) {
        if let Some(slot) = slot.as_mut().filter(|slot| column.kind == Kind::Money && !slot.own_unit) {
            (slot.unit, slot.unclear) = (unit.clone(), unit.is_none());
            let shown = unit.as_ref().map(|unit| unit.label.clone());
            next.columns
                .iter_mut()
                .filter(|c| c.column.as_deref() == Some(column.name))
                .for_each(|c| c.unit = shown.clone());
        }
    }
    for (_, slot) in columns.iter().zip(&mut next.slots).filter(|(column, _)| is_against && column.kind == Kind::Money)
    {
        slot.iter_mut().for_each(|slot| slot.unclear = true);
    }
    if unit.is_none() || is_against {
        let cell = Some(cell_name(named.at.0.into(), named.at.1 as usize));
        let place = Place { file: file.to_string(), sheet: sheet.name.clone(), cell };
        notes.push(settled::note(place, &named.text));
    }
    Some(next)
}

/// Whether a column is in another unit than a heading says.
fn differs(slot: &Slot, unit: Option<&Unit>) -> bool {
    match unit {
        Some(unit) => slot.unclear || slot.unit.as_ref() != Some(unit),
        None => !slot.unclear,
    }
}
