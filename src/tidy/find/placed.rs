//! Where each canonical column of a table stands, and the unit of its figures.
//!
//! Takes the columns of a header and what they match; gives the layout its slots. What is assumed of units, or not understood, is
//! said in notes.

use super::header::{self, Match};
use super::settled::{self, Settled};
use super::{Layout, Search, Slot, heading};
use crate::base::amount::Wording;
use crate::base::place::{Place, cell_name};
use crate::pipeline::TableSpec;
use crate::pipeline::dataset::Kind;
use crate::tidy::Note;
use std::collections::BTreeSet;

/// Figures of two currencies in one table cannot be compared: those in another one than what was reached are not read. Gives one
/// of them.
fn against_others(layout: &mut Layout, columns: &[header::Column]) -> Option<(u16, String)> {
    let money = |slot: &Slot| slot.unit.as_ref().map(|unit| unit.kind).filter(|kind| kind.is_money());
    let reached = layout.slot("cumulative").and_then(money);
    let kind = reached.or_else(|| layout.slots.iter().flatten().find_map(money))?;
    let mut found = None;
    for slot in layout.slots.iter_mut().flatten().filter(|slot| money(slot).is_some_and(|other| other != kind)) {
        slot.unclear = true;
        let header = columns.iter().find(|column| column.column == slot.column).map(|column| column.header.clone());
        found = found.or(Some((slot.column, header.unwrap_or_default())));
    }
    found
}

/// Gives each canonical column its place and unit.
pub(super) fn place_columns(
    search: &Search<'_>,
    spec: &TableSpec,
    columns: &[header::Column],
    found: &Match,
    layout: &mut Layout,
    notes: &mut Vec<Note>,
) {
    let Search { file, sheet, top, .. } = *search;
    let rows = layout.header..layout.header + layout.depth;
    let chosen = spec.dataset.columns().iter().zip(&found.chosen).filter(|(column, _)| column.kind == Kind::Money);
    let figures: Vec<u16> = chosen.filter_map(|(_, index)| Some(columns.get((*index)?)?.column)).collect();
    let units = settled::Units::new(sheet, layout, top, rows.end, &figures);
    let place_of = |(column, row): (u16, u32)| {
        let cell = Some(cell_name(column.into(), row as usize));
        Place { file: file.to_string(), sheet: sheet.name.clone(), cell }
    };
    let place = |column: u16| place_of((column, sheet.row(layout.header).map_or(0, |row| row.number)));
    let mut unclear: BTreeSet<(u16, u32)> = BTreeSet::new();
    for (canonical, chosen) in spec.dataset.columns().iter().zip(&found.chosen) {
        let is_of_units =
            |column: &header::Column| layout.row_units.as_ref().is_some_and(|units| units.column == column.column);
        let Some(column) = chosen.and_then(|index| columns.get(index)).filter(|column| !is_of_units(column)) else {
            layout.slots.push(None);
            continue;
        };
        let said = spec.columns.iter().find(|c| c.name == canonical.name);
        let habit = said.map(|said| said.habit.clone()).unwrap_or_default();
        let own = said.and_then(|said| said.unit.clone());
        let settled = units.of(canonical.kind, column, own);
        match &settled {
            Settled::Assumed(_) => {
                let text = format!("no unit is written for {}; 万元 is assumed", canonical.name);
                notes.push(Note { place: place(column.column), kind: "unit_assumed".to_string(), text });
            }
            Settled::Unclear(at, text) => {
                let at = at.unwrap_or((column.column, sheet.row(layout.header).map_or(0, |row| row.number)));
                if unclear.insert(at) {
                    notes.push(settled::note(place_of(at), text));
                }
            }
            Settled::Known(_) | Settled::None => {}
        }
        let is_unclear = matches!(settled, Settled::Unclear(..));
        let unit = settled.unit();
        if let Some(shown) = layout.columns.iter_mut().find(|c| c.column.is_none() && c.header == column.header) {
            shown.column = Some(canonical.name.to_string());
            shown.unit = unit.as_ref().map(|u| u.label.clone());
        }
        let own_unit = matches!(&column.said, Wording::Unit(unit) if unit.kind.is_money());
        layout.slots.push(Some(Slot { column: column.column, unit, unclear: is_unclear, own_unit, habit }));
    }
    for said in [&found.barred, &found.doubted] {
        heading::say(file, sheet, layout.header + layout.depth, said, notes);
    }
    for (name, column) in &found.duplicates {
        let text = format!("the header of {name} comes more than once with different values below; none is taken");
        notes.push(Note { place: place(*column), kind: "duplicate_header".to_string(), text });
    }
    if let Some((at, text)) = against_others(layout, columns) {
        notes.push(settled::note(place_of((at, sheet.row(layout.header).map_or(0, |row| row.number))), &text));
    }
}
