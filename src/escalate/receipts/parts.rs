//! Each unit's part of a file: its rows, those refused, and what its sender can mend besides.
//!
//! Takes what was understood of a file and who is responsible for what; gives the parts by unit. A row of several units is
//! shown to none of them.

use super::Receipt;
use crate::base::id;
use crate::base::place::cell_of;
use crate::escalate::Matter;
use crate::escalate::people::each_unit;
use crate::pipeline::dataset::Dataset;
use crate::tidy::{Note, Reject, Tidied, checks};
use std::collections::{BTreeMap, BTreeSet};

/// Refused rows that a receipt remembers one by one.
const REFUSED_MAX: usize = 10_000;
/// Notes about a whole file that its sender can mend.
const MENDABLE: [&str; 5] = ["total_mismatch", "duplicate_header", "hidden_sheet", "period_differs", "no_table"];

/// One unit's part of a file.
#[derive(Debug, Default)]
pub struct Part {
    /// Its rows in the file.
    pub rows: BTreeMap<Option<String>, BTreeSet<u32>>,
    /// How many of them were taken.
    pub accepted: u32,
    /// Of what.
    pub subjects: BTreeSet<(Dataset, String)>,
    /// Those that were refused for a reason of their own.
    pub refused: Vec<Reject>,
    /// Those that fell with their file.
    pub fallen: u32,
    /// What can be mended besides.
    pub notes: Vec<Note>,
}

/// What a file says of each unit.
pub fn parts(read: &Tidied, units: &BTreeMap<String, String>) -> BTreeMap<String, Part> {
    let mut parts: BTreeMap<String, Part> = BTreeMap::new();
    for found in read.tables.iter().filter(|found| !is_of_people(found.table.dataset)) {
        let rows = found.table.texts(["project_id", "unit_name"]).into_iter().zip(found.table.numbers());
        for ([id, unit], number) in rows {
            let unit = unit.or_else(|| units.get(id.as_deref()?).cloned());
            let Some(unit) = unit.map(|unit| unit.trim().to_string()).filter(|unit| !unit.is_empty()) else { continue };
            let part = parts.entry(unit).or_default();
            part.accepted += 1;
            part.rows.entry(found.sheet.clone()).or_default().insert(number);
            part.subjects.extend(id.map(|id| (found.table.dataset, id)));
        }
    }
    let named =
        |reject: &Reject| reject.unit_name.as_deref().map(str::trim).filter(|u| !u.is_empty()).map(String::from);
    for unit in read.rejects.iter().filter_map(named) {
        parts.entry(unit).or_default();
    }
    for (unit, sheets) in &read.fallen {
        let part = parts.entry(unit.clone()).or_default();
        for (sheet, rows) in sheets {
            part.fallen = part.fallen.saturating_add(u32::try_from(rows.len()).unwrap_or(u32::MAX));
            part.rows.entry(sheet.clone()).or_default().extend(rows);
        }
    }
    // A file that speaks of one unit only was sent by it, also where a row does not say so.
    let only = if parts.len() == 1 { parts.keys().next().cloned() } else { None };
    for reject in &read.rejects {
        let Some(part) = named(reject).or_else(|| only.clone()).and_then(|unit| parts.get_mut(&unit)) else { continue };
        part.rows.entry(reject.place.sheet.clone()).or_default().insert(reject.row);
        part.refused.push(reject.clone());
    }
    keep_apart(&mut parts);
    for note in read.notes.iter().filter(|note| checks::is_warning(&note.kind)) {
        parts.values_mut().filter(|part| part.has(note)).for_each(|part| part.notes.push(note.clone()));
    }
    if let Some(part) = only.and_then(|unit| parts.get_mut(&unit)) {
        let whole = read.notes.iter().filter(|note| MENDABLE.contains(&note.kind.as_str())).cloned();
        part.notes.splice(..0, whole);
    }
    parts
}

/// What is of several units (住建局、交通局) is of each of them that has a keeper; each is told once, with what is its own.
pub fn share_out(parts: &mut BTreeMap<String, Part>, is_kept: impl Fn(&str) -> bool) {
    let joint: Vec<String> = parts.keys().filter(|name| !each_unit(name).is_empty()).cloned().collect();
    for name in joint {
        let kept: Vec<String> = each_unit(&name).into_iter().filter(|unit| is_kept(unit)).map(str::to_string).collect();
        let Some(part) = parts.remove(&name) else { continue };
        if kept.is_empty() {
            parts.insert(name, part);
            continue;
        }
        for unit in kept {
            parts.entry(unit).or_default().take_in(&part);
        }
    }
}

/// Where tables stand side by side a row of the sheet is of several units: it is shown to none of them.
fn keep_apart(parts: &mut BTreeMap<String, Part>) {
    let mut seen: BTreeSet<(Option<String>, u32)> = BTreeSet::new();
    let mut shared: BTreeSet<(Option<String>, u32)> = BTreeSet::new();
    for (sheet, row) in
        parts.values().flat_map(|part| part.rows.iter().flat_map(|(s, rows)| rows.iter().map(move |r| (s, r))))
    {
        if !seen.insert((sheet.clone(), *row)) {
            shared.insert((sheet.clone(), *row));
        }
    }
    for (sheet, row) in &shared {
        parts.values_mut().filter_map(|part| part.rows.get_mut(sheet)).for_each(|rows| {
            rows.remove(row);
        });
    }
}

impl Part {
    /// Adds what is of this unit and another one together.
    fn take_in(&mut self, joint: &Part) {
        for (sheet, rows) in &joint.rows {
            self.rows.entry(sheet.clone()).or_default().extend(rows);
        }
        self.accepted = self.accepted.saturating_add(joint.accepted);
        self.subjects.extend(joint.subjects.iter().cloned());
        self.refused.extend(joint.refused.iter().cloned());
        self.fallen = self.fallen.saturating_add(joint.fallen);
        self.notes.extend(joint.notes.iter().filter(|note| !self.notes.contains(note)).cloned().collect::<Vec<Note>>());
    }

    /// Whether a note is about a row of this part.
    fn has(&self, note: &Note) -> bool {
        let row = note.place.cell.as_deref().and_then(cell_of).map(|(_, row)| row.saturating_add(1));
        row.is_some_and(|row| self.rows.get(&note.place.sheet).is_some_and(|rows| rows.contains(&row)))
    }

    /// What the unit is told.
    pub fn receipt(&self, matter: &Matter<'_>, read: &Tidied, unit_name: &str) -> Receipt {
        Receipt {
            id: id::derive("r", &["receipt", &matter.slot.pipeline, &read.sha256, unit_name]),
            pipeline: matter.slot.pipeline.clone(),
            file: read.file.clone(),
            file_sha256: read.sha256.clone(),
            period: read.period,
            unit_name: unit_name.to_string(),
            on: matter.slot.as_of(),
            accepted: self.accepted,
            refused: u32::try_from(self.refused.len()).unwrap_or(u32::MAX).saturating_add(self.fallen),
            rows: self.refused.iter().take(REFUSED_MAX).cloned().collect(),
            notes: self.notes.clone(),
            answers: Vec::new(),
            whole: read.refused.as_ref().map(|refused| refused.text.clone()),
        }
    }
}

/// Whether a table is about people: no unit is answerable for its rows.
fn is_of_people(dataset: Dataset) -> bool {
    matches!(dataset, Dataset::Posts | Dataset::Contacts | Dataset::Roster)
}
