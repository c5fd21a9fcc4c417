//! Milestones that no day was ever named for: nobody can be late with them, which is said.
//!
//! Takes what was read and how projects stand after it; gives one note a file.

use super::Standing;
use crate::base::place::Place;
use crate::pipeline::dataset::Dataset;
use crate::tidy::{Note, Tidied};
use std::collections::BTreeSet;

/// Rows of milestones without a planned day, of which no plan and no earlier report has one either.
pub fn notes(reads: &[Tidied], before: &[Standing], after: &[Standing]) -> Vec<Note> {
    let standings = before.iter().chain(after);
    let dated: BTreeSet<(&str, &str)> =
        standings.flat_map(|s| s.milestones.iter().map(|m| (s.subject.as_str(), m.name.as_str()))).collect();
    let undated = |read: &Tidied| {
        let tables = read.tables.iter().filter(|found| found.table.dataset == Dataset::Milestones);
        let rows = tables.flat_map(|found| found.table.texts(["project_id", "milestone"]));
        let lacks = |row: &[Option<String>; 2]| match row {
            [Some(project), Some(milestone)] => !dated.contains(&(project.as_str(), milestone.as_str())),
            _ => false,
        };
        let count = rows.filter(lacks).count();
        let place = Place { file: read.file.clone(), ..Place::default() };
        let text = format!("{count} milestones have no planned day, here or in a plan: they are judged by nobody");
        (count > 0).then(|| Note { place, kind: "not_judged".to_string(), text })
    };
    reads.iter().filter_map(undated).collect()
}
