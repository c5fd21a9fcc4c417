//! What a new register changes against the one before it: notes for the run log, no judgement.
//!
//! `left_the_list` and `joined_the_list`: projects that are gone or new. `target_changed`: the annual target or the planned
//! days are others, old and new. A project whose row was refused has not left: it is only not read.

use crate::base::amount::Amount;
use crate::base::place::Place;
use crate::pipeline::dataset::Dataset;
use crate::tidy::table::{PLACE_CELL, SHEET};
use crate::tidy::{Known, KnownProject, Note, Tidied};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// The most notes of one kind; the last says how many more there are.
const NOTES_MAX: usize = 50;

/// Holds the register of a file against what was known before it. A first register changes nothing.
pub fn notes(known: &Known, read: &Tidied) -> Vec<Note> {
    let mut listed = read.tables.iter().filter(|found| found.table.dataset == Dataset::Register).peekable();
    if known.projects.is_empty() || listed.peek().is_none() {
        return Vec::new();
    }
    let mut now: BTreeMap<String, (KnownProject, Place)> = BTreeMap::new();
    for found in listed {
        let (targets, starts) = (found.table.amounts("annual_target"), found.table.dates("start_date"));
        let ends = found.table.dates("end_date");
        for (row, texts) in found.table.texts(["project_id", "name", SHEET, PLACE_CELL]).into_iter().enumerate() {
            let [Some(id), name, sheet, cell] = texts else { continue };
            let project = KnownProject {
                name: name.unwrap_or_default(),
                annual_target: targets.get(row).copied().flatten(),
                start_date: starts.get(row).copied().flatten(),
                end_date: ends.get(row).copied().flatten(),
                ..KnownProject::default()
            };
            now.insert(id, (project, Place { file: read.file.clone(), sheet, cell }));
        }
    }
    let refused = |id: &str| read.rejects.iter().any(|reject| reject.subject.as_deref() == Some(id));
    let file = Place { file: read.file.clone(), ..Place::default() };
    let left = known.projects.iter().filter(|(id, _)| !now.contains_key(*id) && !refused(id));
    let left = left.map(|(id, was)| (file.clone(), format!("{id} {} is not on the new register", was.name)));
    let joined = now.iter().filter(|(id, _)| !known.projects.contains_key(*id));
    let joined = joined.map(|(id, (is, place))| (place.clone(), format!("{id} {} is new on the register", is.name)));
    let changed = now.iter().filter_map(|(id, (is, place))| {
        let changes = changes(known.projects.get(id)?, is);
        (!changes.is_empty()).then(|| (place.clone(), format!("{id} {}: {}", is.name, changes.join(", "))))
    });
    let mut notes = listed_as("left_the_list", left.collect());
    notes.extend(listed_as("joined_the_list", joined.collect()));
    notes.extend(listed_as("target_changed", changed.collect()));
    notes
}

fn changes(was: &KnownProject, is: &KnownProject) -> Vec<String> {
    let money = |amount: Option<Amount>| amount.map_or("none".to_string(), |a| format!("{}万元", a.in_unit(10_000)));
    let day = |day: Option<NaiveDate>| day.map_or("none".to_string(), |day| day.to_string());
    let mut changes = Vec::new();
    if was.annual_target != is.annual_target {
        changes.push(format!("annual_target {} → {}", money(was.annual_target), money(is.annual_target)));
    }
    if was.start_date != is.start_date {
        changes.push(format!("start_date {} → {}", day(was.start_date), day(is.start_date)));
    }
    if was.end_date != is.end_date {
        changes.push(format!("end_date {} → {}", day(was.end_date), day(is.end_date)));
    }
    changes
}

fn listed_as(kind: &str, found: Vec<(Place, String)>) -> Vec<Note> {
    let more = found.len().saturating_sub(NOTES_MAX);
    let note = |(position, (place, text)): (usize, (Place, String))| {
        let last = position + 1 == NOTES_MAX && more > 0;
        let text = if last { format!("{text}; and {more} more") } else { text };
        Note { place, kind: kind.to_string(), text }
    };
    found.into_iter().take(NOTES_MAX).enumerate().map(note).collect()
}
