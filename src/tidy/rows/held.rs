//! What stands in a cell of figures or days instead of a value: kept as it is written, counted per column.
//!
//! Takes the texts that a table's cells hold instead of values; gives each row's as one text, and one note per column.

use super::Rows;
use crate::tidy::table::Texts;
use crate::tidy::{Note, RejectReason};
use std::collections::BTreeMap;

/// How often an unknown short text must stand in a column to be one of its codes.
const CODE_TIMES: usize = 3;
/// How many different texts a note shows.
const SHOWN: usize = 5;
/// The longest text kept, in characters.
const TEXT_MAX: usize = 500;

/// Texts instead of values, by data row and column of the dataset.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Held {
    cells: BTreeMap<(usize, usize), String>,
}

impl Held {
    /// Keeps a text.
    pub fn push(&mut self, index: usize, position: usize, text: &str) {
        let kept: String = text.trim().chars().take(TEXT_MAX).collect();
        self.cells.insert((index, position), kept);
    }

    /// What was kept of a cell.
    pub fn text(&self, index: usize, position: usize) -> Option<&str> {
        self.cells.get(&(index, position)).map(String::as_str)
    }

    /// Whether anything was kept of a column.
    pub fn holds(&self, position: usize) -> bool {
        self.cells.keys().any(|(_, own)| *own == position)
    }

    /// Takes what was kept of the rows below, whose first is the `base`-th.
    pub fn append(&mut self, below: Held, base: usize) {
        self.cells.extend(below.cells.into_iter().map(|((index, position), text)| ((index + base, position), text)));
    }

    /// Per data row a JSON object of column and text, or nothing: the table's companion column. Nothing at all where no
    /// row has one.
    pub fn texts(&self, names: &[&str], rows: usize) -> Option<Texts> {
        if self.cells.is_empty() {
            return None;
        }
        let mut by_row: BTreeMap<usize, serde_json::Map<String, serde_json::Value>> = BTreeMap::new();
        for ((index, position), text) in &self.cells {
            if let Some(name) = names.get(*position) {
                by_row.entry(*index).or_default().insert((*name).to_string(), text.as_str().into());
            }
        }
        let mut texts = Texts::default();
        for index in 0..rows {
            let row = by_row.remove(&index).map(|row| serde_json::Value::Object(row).to_string());
            texts.push(row.as_deref());
        }
        Some(texts)
    }
}

/// A short text that a column repeats is one of its codes; a rare one is a wrong cell, and its row is refused.
pub fn settle_codes(rows: &mut Rows, codes: &[(usize, usize, RejectReason)]) {
    let mut times: BTreeMap<(usize, String), usize> = BTreeMap::new();
    let text = |rows: &Rows, index, position| rows.held.cells.get(&(index, position)).cloned().unwrap_or_default();
    for (index, position, _) in codes {
        *times.entry((*position, text(rows, *index, *position))).or_default() += 1;
    }
    for (index, position, reason) in codes {
        let written = text(rows, *index, *position);
        if times.get(&(*position, written)).is_some_and(|times| *times >= CODE_TIMES) {
            continue;
        }
        rows.held.cells.remove(&(*index, *position));
        let place = rows.layout.slots.get(*position).and_then(Option::as_ref).map_or(0, |slot| slot.column);
        rows.refuse(*index, place, *reason);
    }
}

/// One note per column: how many cells hold no value, and what they say.
pub fn note(rows: &Rows, file: &str, notes: &mut Vec<Note>) {
    let mut columns: BTreeMap<usize, BTreeMap<&str, Vec<usize>>> = BTreeMap::new();
    for ((index, position), text) in &rows.held.cells {
        columns.entry(*position).or_default().entry(text).or_default().push(*index);
    }
    for (position, texts) in columns {
        let Some(slot) = rows.layout.slots.get(position).and_then(Option::as_ref) else { continue };
        let name = rows.dataset().columns().get(position).map_or("", |column| column.name);
        let count: usize = texts.values().map(Vec::len).sum();
        let first = texts.values().flatten().min().and_then(|index| rows.numbers.get(*index)).copied().unwrap_or(1);
        let mut often: Vec<(&str, usize)> = texts.iter().map(|(text, rows)| (*text, rows.len())).collect();
        often.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        let shown: Vec<String> = often
            .iter()
            .take(SHOWN)
            .map(|(text, times)| format!("{times} × {}", text.chars().take(120).collect::<String>()))
            .collect();
        let more = often.len().saturating_sub(SHOWN);
        let more = if more > 0 { format!("; and {more} more texts") } else { String::new() };
        let text = format!("{count} cells of {name} hold no value and are kept as written: {}{more}", shown.join("; "));
        notes.push(Note { place: rows.place(file, slot.column, first), kind: "kept_as_written".to_string(), text });
    }
}
