//! Serial numbers that look like ids: 1, 2, 3 … under 编号.
//!
//! Takes a layout whose ids count the rows; takes the id away from it where names tell the projects apart and nobody knows
//! the numbers as ids. What counts rows says nothing of a project: next period it counts others.

use super::Layout;
use crate::base::place::{Place, cell_name};
use crate::pipeline::dataset::Dataset;
use crate::tidy::Note;
use crate::tidy::formats::{Cell, Sheet};

/// How many rows must count before it is no chance.
const ROWS_MIN: usize = 3;

/// Takes ids away that only count rows. `is_known`: whether the register has an id.
pub fn drop_serial_numbers(
    file: &str,
    sheet: &Sheet,
    layout: &mut Layout,
    is_known: impl Fn(&str) -> bool,
    notes: &mut Vec<Note>,
) {
    if layout.dataset == Dataset::Register || !layout.dataset.is_of_projects() || layout.slot("name").is_none() {
        return;
    }
    let Some(column) = layout.slot("project_id").map(|slot| slot.column) else { return };
    let mut count = 0usize;
    for row in sheet.rows_from(layout.header + layout.depth).take(layout.end - layout.header - layout.depth) {
        let Some(number) = whole(sheet, row.cell(column)) else { continue };
        count += 1;
        if number != count as u64 || is_known(&number.to_string()) {
            return;
        }
    }
    let others = sheet.rows_from(layout.header + layout.depth).take(layout.end - layout.header - layout.depth);
    let texts = others.filter(|row| row.cell(column) != Cell::Empty && row.columns.len() > 2).count();
    if count < ROWS_MIN || texts > count {
        return;
    }
    let position = layout.dataset.columns().iter().position(|c| c.name == "project_id");
    if let Some(slot) = position.and_then(|position| layout.slots.get_mut(position)) {
        *slot = None;
    }
    if let Some(shown) = layout.columns.iter_mut().find(|shown| shown.column.as_deref() == Some("project_id")) {
        shown.column = None;
    }
    let number = sheet.row(layout.header).map_or(0, |row| row.number as usize);
    let place =
        Place { file: file.to_string(), sheet: sheet.name.clone(), cell: Some(cell_name(column.into(), number)) };
    let text =
        format!("the ids count the rows from 1 to {count}; they are taken as serial numbers, the projects by name");
    notes.push(Note { place, kind: "serial_number".to_string(), text });
}

fn whole(sheet: &Sheet, cell: Cell) -> Option<u64> {
    match cell {
        Cell::Number(number) if number.fract() == 0.0 && (1.0..1e9).contains(&number) => Some(number as u64),
        Cell::Text(..) => sheet.text(cell).trim().parse().ok(),
        _ => None,
    }
}
