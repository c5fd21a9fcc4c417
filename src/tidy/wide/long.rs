//! What a series of one row per value has beside its canonical columns: multiples, further names, and columns nobody knows.
//!
//! Takes the rows of such a table and its sheet; multiplies their units, completes what is measured, and refuses the rows that
//! nothing tells apart. Looks at no row where the table has no such column.

/// Lists that no column names.
mod nameless;

pub use nameless::of_file;

use super::apart::{Columns, Open, constant};
use super::codes;
use super::scale;
use super::title::titled;
use crate::pipeline::TableSpec;
use crate::pipeline::dataset::Dataset;
use crate::pipeline::headers::normalise;
use crate::tidy::formats::{Cell, Sheet};
use crate::tidy::rows::Rows;
use crate::tidy::table::{Texts, Values};
use crate::tidy::value::{self, text};
use crate::tidy::{Note, RejectReason};

/// The most columns that one note names.
const NAMED_MAX: usize = 20;
/// How many rows tell that a column holds figures.
const ROWS_LOOKED: usize = 400;

/// Completes the rows of a long series.
pub fn complete(sheet: &Sheet, spec: &TableSpec, rows: &mut Rows, file: &str, notes: &mut Vec<Note>) {
    complete_columns(sheet, spec, rows, file, notes);
    nameless::name(sheet, rows, file, notes);
}

fn complete_columns(sheet: &Sheet, spec: &TableSpec, rows: &mut Rows, file: &str, notes: &mut Vec<Note>) {
    let unread = |rows: &Rows| -> Vec<(u16, String)> {
        let columns = rows.layout.columns.iter().zip(&rows.layout.at).filter(|(column, _)| column.column.is_none());
        columns.map(|(column, at)| (*at, column.header.clone())).collect()
    };
    if rows.layout.dataset != Dataset::Series || rows.layout.slot("period").is_none() || unread(rows).is_empty() {
        return;
    }
    let is_ignored = |header: &str| spec.ignored.contains(&normalise(header));
    let scales: Vec<(u16, String)> =
        unread(rows).into_iter().filter(|(_, header)| scale::is_scale(header) && !is_ignored(header)).collect();
    if !scales.is_empty() {
        multiply(sheet, &scales, rows);
    }
    let mut details = unread(rows);
    details.retain(|(_, header)| spec.details.contains(&normalise(header)));
    if !details.is_empty() {
        detail(sheet, &details.iter().map(|(column, _)| *column).collect::<Vec<u16>>(), rows);
    }
    let mut others = unread(rows);
    others.retain(|(column, _)| scales.iter().chain(&details).all(|(at, _)| at != column));
    let at = |name: &'static str| Some((name, rows.layout.slot(name)?.column));
    let names = ["subject", "subject_code", "indicator", "indicator_code", "unit"].into_iter().filter_map(at);
    let names: Vec<(&'static str, u16)> =
        names.chain(details.iter().map(|(column, _)| ("indicator", *column))).collect();
    let columns = Columns {
        sheet,
        spec,
        rows: rows.layout.header + rows.layout.depth..rows.layout.end,
        names,
        periods: at("period").into_iter().map(|(_, column)| column).collect(),
        values: at("value").into_iter().map(|(_, column)| column).collect(),
        others,
    };
    let open = columns.untold();
    for name in ["unit", "indicator"] {
        let of = if name == "unit" { &scales } else { &details };
        for (column, found) in rows.layout.at.clone().into_iter().zip(&mut rows.layout.columns) {
            if of.iter().any(|(at, _)| *at == column) {
                found.column = Some(name.to_string());
            }
        }
    }
    let Some(open) = open else {
        note_left_out(sheet, &columns, rows, file, notes);
        constants(sheet, &columns, rows, file, notes);
        return;
    };
    let place = rows.place(file, open.column, rows.layout.first_number + rows.layout.depth as u32 - 1);
    notes.push(Note { place, kind: open.kind().to_string(), text: open.text() });
    if open.of_all {
        (0..rows.fates.len()).for_each(|index| rows.refuse(index, open.column, RejectReason::NotToldApart));
    }
}

/// A column that says what is measured in every row does so where nothing else does; others of one text are told of.
fn constants(sheet: &Sheet, columns: &Columns<'_>, rows: &mut Rows, file: &str, notes: &mut Vec<Note>) {
    let number = rows.layout.first_number + rows.layout.depth as u32 - 1;
    let said = |name: &str| columns.names.iter().any(|(known, _)| *known == name);
    let is_titled = || titled(sheet, rows.layout.from..rows.layout.header).name.is_some();
    let is_measured = said("indicator") || said("indicator_code") || is_titled();
    let (measure, all) = constant::measure(columns.constants(), is_measured);
    if let Some(measure) = measure {
        let mut texts = Texts::default();
        (0..rows.fates.len()).for_each(|_| texts.push(Some(&measure.text)));
        set(rows, "indicator", texts);
        for (column, found) in rows.layout.at.clone().into_iter().zip(&mut rows.layout.columns) {
            if column == measure.column {
                found.column = Some("indicator".to_string());
            }
        }
        let place = rows.place(file, measure.column, number);
        notes.push(Note { place, kind: "indicator_assumed".to_string(), text: constant::taken(&measure) });
    }
    if let Some(first) = all.first() {
        let text = constant::left_out(&all, number.saturating_sub(1) as usize);
        notes.push(Note { place: rows.place(file, first.column, number), kind: "columns_left_out".to_string(), text });
    }
}

/// Names the columns of figures that are not read: yoy and mom beside value.
fn note_left_out(sheet: &Sheet, columns: &Columns<'_>, rows: &Rows, file: &str, notes: &mut Vec<Note>) {
    let data = columns.rows.start;
    let is_open = |(column, header): &&(u16, String)| {
        columns.is_open(header)
            && !codes::is_code(sheet, header, *column, data)
            && holds_figures(sheet, *column, columns.rows.clone())
    };
    let open: Vec<&(u16, String)> = columns.others.iter().filter(is_open).collect();
    let Some((first, _)) = open.first() else { return };
    let number = rows.layout.first_number + rows.layout.depth as u32 - 1;
    let shown = number.saturating_sub(1) as usize; // from 0
    let named = open
        .iter()
        .take(NAMED_MAX)
        .map(|(column, header)| format!("{} {header}", crate::base::place::cell_name(usize::from(*column), shown)));
    let text = format!("figures in these columns are not read: {}", named.collect::<Vec<String>>().join("; "));
    notes.push(Note { place: rows.place(file, *first, number), kind: "columns_left_out".to_string(), text });
}

/// Whether all cells of a column are figures, and not all the same.
fn holds_figures(sheet: &Sheet, column: u16, rows: std::ops::Range<usize>) -> bool {
    let shown = rows.filter_map(|index| sheet.row(index)).map(|row| sheet.shown(row.cell(column)));
    let shown: std::collections::BTreeSet<String> =
        shown.filter(|text| !value::is_nothing(text)).take(ROWS_LOOKED).collect();
    shown.len() > 1 && shown.iter().all(|text| matches!(value::figure(text.trim()), Ok(Some(_))))
}

impl Open {
    /// The kind of its note.
    pub fn kind(&self) -> &'static str {
        if self.of_all { "not_told_apart" } else { "rows_repeat" }
    }

    /// What is asked.
    pub fn text(&self) -> String {
        let header = &self.header;
        let what = if self.of_all { "tells the rows apart" } else { "tells rows apart that are the same otherwise" };
        format!(
            "the column {header} {what}, and is not read: add it to [tables.columns] as subject or indicator, to details = \
             [\"{header}\"] where it is part of what is measured, or to ignore = [\"{header}\"] where it tells nothing"
        )
    }
}

/// Each row's unit times its multiple.
fn multiply(sheet: &Sheet, scales: &[(u16, String)], rows: &mut Rows) {
    let mut units = Texts::default();
    let column = scales.first().map_or(0, |(column, _)| *column);
    for index in 0..rows.fates.len() {
        let row = rows.numbers.get(index).and_then(|number| sheet.row_of(number.saturating_sub(1)));
        let multiple = row.and_then(|row| scale::of_row(sheet, &row, scales));
        let own = rows.column("unit").and_then(|units| units.text(index));
        let unit = multiple.and_then(|multiple| scale::times(&multiple, own));
        if unit.is_none() {
            rows.refuse(index, column, RejectReason::UnclearUnit);
        }
        units.push(unit.flatten().as_deref());
    }
    set(rows, "unit", units);
}

/// Each row's indicator with what else says what is measured.
fn detail(sheet: &Sheet, columns: &[u16], rows: &mut Rows) {
    let mut names = Texts::default();
    for index in 0..rows.fates.len() {
        let row = rows.numbers.get(index).and_then(|number| sheet.row_of(number.saturating_sub(1)));
        let own = rows.column("indicator").and_then(|names| names.text(index)).map(str::to_string);
        let more = row.iter().flat_map(|row| columns.iter().map(|column| said(sheet, row.cell(*column))));
        let all: Vec<String> = own.into_iter().chain(more).filter(|text| !text.is_empty()).collect();
        names.push(Some(&all.join(", ")));
    }
    set(rows, "indicator", names);
}

/// The text of a cell that is part of a name.
pub fn said(sheet: &Sheet, cell: Cell) -> String {
    match cell {
        Cell::Text(..) => text::clean(sheet.text(cell)).into_owned(),
        Cell::Number(number) => text::id_of_number(number).unwrap_or_else(|| number.to_string()),
        other => sheet.shown(other),
    }
}

/// The name that a cell says, without the dots that tell how deep it stands below others: .Alabama.
pub fn name(sheet: &Sheet, cell: Cell) -> String {
    let name = said(sheet, cell);
    let bare = name.trim_start_matches(['.', '·', '…']).trim_start();
    let is_indented = bare.len() < name.len() && bare.starts_with(char::is_alphabetic);
    if is_indented { bare.to_string() } else { name }
}

fn set(rows: &mut Rows, name: &str, texts: Texts) {
    if let Some(place) = rows.index(name).and_then(|index| rows.values.get_mut(index)) {
        *place = Values::Texts(texts);
    }
}
