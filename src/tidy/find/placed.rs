//! Where each canonical column of a table stands, and the unit of its figures.
//!
//! Takes the columns of a header and what they match; gives the layout its slots. What is assumed of units, or not understood, is
//! said in notes.

use super::header::{self, Match};
use super::settled::{self, Settled};
use super::told;
use super::{Layout, Search, Slot, aims, heading};
use crate::base::amount::Wording;
use crate::base::place::{Place, cell_name};
use crate::pipeline::TableSpec;
use crate::pipeline::dataset::{Dataset, Kind};
use crate::tidy::Note;
use crate::tidy::formats::{Cell, Sheet};
use crate::tidy::value::figure;
use std::collections::BTreeSet;
use std::ops::Range;

/// How many rows tell whether two columns hold the same.
const SAMPLE_ROWS: usize = 200;

impl Layout {
    /// A header of some rows with its columns, of which nothing is placed yet; `from`: the first row that is of the table.
    pub(super) fn bare(
        dataset: Dataset,
        sheet: &Sheet,
        (from, rows): (usize, Range<usize>),
        columns: &[header::Column],
    ) -> Layout {
        Layout {
            dataset,
            from,
            header: rows.start,
            first_number: sheet.row(rows.start).map_or(1, |row| row.number.saturating_add(1)),
            depth: rows.len(),
            end: sheet.len(),
            copied: from..rows.end,
            repeated: BTreeSet::new(),
            slots: Vec::new(),
            row_units: None,
            last_column: columns.iter().map(|column| column.column).max().unwrap_or(0),
            columns: columns.iter().map(header::Column::found).collect(),
            at: columns.iter().map(|column| column.column).collect(),
            role: None,
            stage: None,
        }
    }
}

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

/// Whether a column of figures holds others than the one that is read.
fn is_another(sheet: &Sheet, kind: Kind, [read, passed]: [u16; 2], data: usize) -> bool {
    let is_figure = |cell: Cell| match cell {
        Cell::Text(..) => matches!(figure(sheet.text(cell)), Ok(Some(_))),
        _ => matches!(cell, Cell::Number(_)),
    };
    let holds = || sheet.rows_from(data).take(SAMPLE_ROWS).any(|row| is_figure(row.cell(passed)));
    let of_figures = matches!(kind, Kind::Money | Kind::Figure | Kind::Percent);
    of_figures && holds() && !header::same_values(sheet, &[read, passed], data, SAMPLE_ROWS)
}

/// The column of the units that answer where no unit leads: 责任单位 beside 牵头单位.
fn beside_lead(name: &str, lead: &header::Column, columns: &[header::Column], passed: &[(usize, u16)]) -> Option<u16> {
    let leads = |column: &header::Column| ["牵头", "主责", "主办"].iter().any(|word| column.header.contains(word));
    let answers = |column: &header::Column| ["责任", "承办", "落实"].iter().any(|word| column.header.contains(word));
    let others = columns.iter().filter(|column| passed.iter().any(|(_, at)| *at == column.column));
    let mut others = others.filter(|column| answers(column) && !leads(column));
    others.next().filter(|_| name == "unit_name" && leads(lead)).map(|column| column.column)
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
        let settled = units.of(canonical.kind, column, own.clone());
        let in_words = aims::in_words(sheet, canonical.name, column, rows.end);
        // Where nothing is a figure, no unit is asked for.
        let is_read = !in_words || aims::says_a_figure(sheet, column, rows.end);
        let settled = if is_read { settled } else { Settled::None };
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
            Settled::Missing => notes.push(settled::missing(place(column.column), canonical.name)),
            Settled::Known(_) | Settled::None => {}
        }
        let unclear = matches!(settled, Settled::Unclear(..) | Settled::Missing);
        let unit = settled.unit();
        notes.extend(told::differs(place(column.column), column, own.as_ref(), unit.as_ref()));
        let shown = layout.at.iter().position(|at| *at == column.column);
        if let Some(shown) = shown.and_then(|at| layout.columns.get_mut(at)) {
            shown.column = Some(canonical.name.to_string());
            shown.unit = unit.as_ref().map(|u| u.label.clone());
        }
        let own_unit = matches!(&column.said, Wording::Unit(unit) if unit.kind.is_money());
        let instead = beside_lead(canonical.name, column, columns, &found.passed);
        layout.slots.push(Some(Slot { column: column.column, unit, unclear, own_unit, instead, in_words, habit }));
    }
    for said in [&found.barred, &found.doubted] {
        heading::say(file, sheet, layout.header + layout.depth, said, notes);
    }
    say_of_several(search, spec, columns, found, layout, notes);
    if let Some((at, text)) = against_others(layout, columns) {
        notes.push(settled::note(place_of((at, sheet.row(layout.header).map_or(0, |row| row.number))), &text));
    }
}

/// Says of columns with one meaning which is read, or that none is.
fn say_of_several(
    search: &Search<'_>,
    spec: &TableSpec,
    columns: &[header::Column],
    found: &Match,
    layout: &Layout,
    notes: &mut Vec<Note>,
) {
    let Search { file, sheet, .. } = *search;
    let number = sheet.row(layout.header).map_or(0, |row| row.number as usize);
    let place = |column: u16| {
        let cell = Some(cell_name(column.into(), number));
        Place { file: file.to_string(), sheet: sheet.name.clone(), cell }
    };
    for (name, column) in &found.duplicates {
        let text = format!("the header of {name} comes more than once with different values below; none is taken");
        notes.push(Note { place: place(*column), kind: "duplicate_header".to_string(), text });
    }
    for (position, passed) in &found.passed {
        let Some(canonical) = spec.dataset.columns().get(*position) else { continue };
        let Some(read) = layout.slots.get(*position).and_then(Option::as_ref).map(|slot| slot.column) else { continue };
        let header = |at: u16| columns.iter().find(|column| column.column == at).map_or("", |column| &column.header);
        if layout.slots.get(*position).and_then(Option::as_ref).is_some_and(|slot| slot.instead == Some(*passed)) {
            let (other, read) = (header(*passed), header(read));
            let text = format!("“{read}” answers; “{other}” assists, and answers only where “{read}” is empty");
            notes.push(Note { place: place(*passed), kind: "lead_answers".to_string(), text });
        }
        if is_another(sheet, canonical.kind, [read, *passed], layout.header + layout.depth) {
            let (name, passed_by, read) = (canonical.name, header(*passed), header(read));
            let text = format!("“{passed_by}” may be {name}, too, with other figures; “{read}” is read");
            notes.push(Note { place: place(*passed), kind: "passed_over".to_string(), text });
        }
    }
}
