//! The same project twice in one file.
//!
//! Takes the tables of one dataset in one file; refuses the later of two rows that say the same, and both of two that
//! contradict each other. A row that is already refused is no partner: a wrong row and its correction below it stand.

use crate::pipeline::dataset::{Dataset, Kind};
use crate::tidy::RejectReason;
use crate::tidy::rows::Rows;
use crate::tidy::value::text::name_key;
use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};

/// Where a row is: table and data row.
type At = (usize, usize);

/// Refuses rows that come twice.
pub fn refuse_twice(tables: &mut [Rows]) {
    for dataset in Dataset::ALL.into_iter().filter(|dataset| dataset.is_of_projects()) {
        for places in twice(tables, dataset) {
            refuse_all(tables, &places);
        }
    }
}

/// The places of standing rows that speak of the same thing, in the file's order.
fn twice(tables: &[Rows], dataset: Dataset) -> Vec<Vec<At>> {
    // Hashes side by side are sorted faster than a table of a million keys is filled; equal ones are looked at.
    let (hasher, mut hashes) = (RandomState::new(), Vec::new());
    for (table, rows) in tables.iter().enumerate().filter(|(_, rows)| rows.dataset() == dataset) {
        for index in (0..rows.fates.len()).filter(|index| rows.stands(*index)) {
            let Some(key) = key(rows, index) else { continue };
            hashes.push((hasher.hash_one(key), (table, index)));
        }
    }
    hashes.sort_unstable();
    let mut twice: BTreeMap<At, Vec<At>> = BTreeMap::new();
    for alike in hashes.chunk_by(|one, other| one.0 == other.0).filter(|alike| alike.len() > 1) {
        let mut places: BTreeMap<_, Vec<At>> = BTreeMap::new();
        for (_, at) in alike {
            let key = tables.get(at.0).and_then(|rows| key(rows, at.1));
            places.entry(key).or_default().push(*at);
        }
        twice.extend(places.into_values().filter(|at| at.len() > 1).filter_map(|at| Some((*at.first()?, at))));
    }
    twice.into_values().collect()
}

/// What makes a row the same: the project, and for milestones which of them.
fn key(rows: &Rows, index: usize) -> Option<(&str, Option<String>)> {
    let id = rows.column("project_id")?.text(index)?;
    let milestone = rows.column("milestone").map(|column| column.text(index).map(name_key));
    match milestone {
        Some(None) => None,
        other => Some((id, other.flatten())),
    }
}

fn refuse_all(tables: &mut [Rows], places: &[At]) {
    let Some(((table, index), later)) = places.split_first() else { return };
    let Some(first) = tables.get(*table) else { return };
    let agree = later.iter().all(|(t, i)| tables.get(*t).is_some_and(|other| same_figures(first, *index, other, *i)));
    let (reason, refused) =
        if agree { (RejectReason::DuplicateRow, later) } else { (RejectReason::ConflictingRows, places) };
    for (table, index) in refused {
        let Some(rows) = tables.get_mut(*table) else { continue };
        let at = rows.layout.slot("project_id").or(rows.layout.slot("name")).map_or(0, |slot| slot.column);
        rows.refuse(*index, at, reason);
    }
}

/// Whether two rows say the same figures and days; how they put it into words makes no difference.
fn same_figures(one: &Rows, index: usize, other: &Rows, other_index: usize) -> bool {
    let columns = one.dataset().columns().iter().enumerate();
    let mut typed = columns.filter(|(_, column)| !matches!(column.kind, Kind::Text | Kind::Id));
    typed.all(|(position, column)| match (one.values.get(position), other.values.get(position)) {
        (Some(a), Some(b)) if column.kind == Kind::Date => a.date(index) == b.date(other_index),
        (Some(a), Some(b)) => a.amount(index) == b.amount(other_index),
        _ => true,
    })
}
