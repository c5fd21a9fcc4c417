//! The same project twice in one file.
//!
//! Takes the tables of one dataset in one file; refuses the later of two rows that say the same, and both of two that
//! contradict each other. A row that is already refused is no partner: a wrong row and its correction below it stand.

use crate::pipeline::dataset::{Dataset, Kind};
use crate::tidy::RejectReason;
use crate::tidy::rows::Rows;
use crate::tidy::value::text::name_key;
use std::collections::HashMap;

/// Where a row is: table and data row.
type At = (usize, usize);

/// Refuses rows that come twice.
pub fn refuse_twice(tables: &mut [Rows]) {
    for dataset in Dataset::ALL.into_iter().filter(|dataset| dataset.is_of_projects()) {
        let mut seen: HashMap<String, Vec<At>> = HashMap::new();
        for (table, rows) in tables.iter().enumerate().filter(|(_, rows)| rows.dataset() == dataset) {
            for index in (0..rows.fates.len()).filter(|index| rows.stands(*index)) {
                if let Some(key) = key(rows, index) {
                    seen.entry(key).or_default().push((table, index));
                }
            }
        }
        let mut twice: Vec<Vec<At>> = seen.into_values().filter(|places| places.len() > 1).collect();
        twice.sort_unstable();
        for places in twice {
            refuse_all(tables, &places);
        }
    }
}

/// What makes a row the same: the project, and for milestones which of them.
fn key(rows: &Rows, index: usize) -> Option<String> {
    let id = rows.column("project_id")?.text(index)?;
    match rows.column("milestone") {
        Some(milestones) => Some(format!("{id}\n{}", name_key(milestones.text(index)?))),
        None => Some(id.to_string()),
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
        let text = rows.column("project_id").and_then(|ids| ids.text(*index)).unwrap_or("").to_string();
        let at = rows.layout.slot("project_id").or(rows.layout.slot("name")).map_or(0, |slot| slot.column);
        rows.refuse(*index, at, reason, text);
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
