//! New projects that may be old ones under a new name: 甲路 is missing, and 甲路工程 is new.
//!
//! Takes the tables of a file whose projects are listed by the reports; gives a note for each new project whose name comes
//! near that of one that the file does not have any more. The row is taken as new: a person decides whether it is.

use super::near::Names;
use super::{NEAR_MAX, Register, Said};
use crate::pipeline::dataset::Dataset;
use crate::tidy::Note;
use crate::tidy::rows::Rows;
use std::collections::BTreeSet;

/// Names the projects that may be known under another name.
pub fn propose_renamed(tables: &[Rows], register: &Register<'_>, file: &str, notes: &mut Vec<Note>) {
    let Some(known) = register.projects.filter(|known| register.open && !known.projects.is_empty()) else { return };
    let reports = || tables.iter().filter(|rows| rows.dataset() == Dataset::Progress);
    let ids =
        |rows: &'_ Rows, index: usize| rows.column("project_id").and_then(|ids| ids.text(index)).map(str::to_string);
    let is_new = |rows: &Rows, index: usize| {
        rows.stands(index) && ids(rows, index).is_some_and(|id| !known.projects.contains_key(&id))
    };
    if !reports().any(|rows| (0..rows.fates.len()).any(|index| is_new(rows, index))) {
        return;
    }
    let all = reports().flat_map(|rows| (0..rows.fates.len()).filter_map(move |index| ids(rows, index)));
    let reported: BTreeSet<String> = all.collect();
    let missing = known.projects.iter().filter(|(id, _)| !reported.contains(*id));
    let names = Names::of(missing.map(|(id, project)| (id.as_str(), project)));
    for rows in reports() {
        let text = |column: &str, index: usize| rows.column(column).and_then(|texts| texts.text(index));
        let mut said = Said::default();
        for index in (0..rows.fates.len()).filter(|index| is_new(rows, *index)).take(NEAR_MAX) {
            let Some(name) = text("name", index) else { continue };
            // Another unit's project is another.
            let unit = text("unit_name", index);
            let of_unit = |id: &str| {
                let other = known.projects.get(id).and_then(|project| project.unit_name.as_deref());
                unit.zip(other).is_none_or(|(unit, other)| unit == other)
            };
            let near = names.near(name).into_iter().filter(|near| of_unit(near.id));
            let near: Vec<String> = near.map(|near| format!("{} ({} %)", near.name, near.percent)).collect();
            if !near.is_empty() {
                let text = format!("{name} is new, and {} is missing: is it the same?", near.join(" or "));
                said.notes.push((index, text));
            }
        }
        said.write("may_be_renamed", NEAR_MAX, rows, rows.place_of("name"), file, notes);
    }
}
