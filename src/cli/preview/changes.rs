//! What a file would change: projects old → new, and rows of lists added, gone or changed.
//!
//! Takes what is remembered and what a rehearsed run found; gives the differences. Decides nothing.

use super::View;
use crate::assess::Standing;
use crate::base::amount::Amount;
use crate::base::grade::Grade;
use crate::daemon::examine;
use crate::pipeline::dataset::{Column, Dataset, Kind};
use crate::tidy::table::Table;
use chrono::NaiveDate;
use std::collections::{BTreeMap, HashMap, HashSet};

/// One project, before and after.
#[derive(Debug)]
pub struct ProjectChange {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its responsible unit.
    pub unit_name: Option<String>,
    /// The cumulative value, in yuan.
    pub cumulative: (Option<Amount>, Option<Amount>),
    /// The day each of them speaks of.
    pub as_of: (Option<NaiveDate>, Option<NaiveDate>),
    /// The grade; before anything was known there is none.
    pub grade: (Option<Grade>, Grade),
    /// How many milestones are done.
    pub milestones_done: (usize, usize),
}

/// What becomes of a list.
#[derive(Debug, Default)]
pub struct ListChange {
    /// Which list.
    pub dataset: Option<Dataset>,
    /// Rows that were not there.
    pub added: Vec<String>,
    /// Rows that are not there any more.
    pub gone: Vec<String>,
    /// Values that differ: row, column, old, new.
    pub changed: Vec<(String, &'static str, Option<String>, Option<String>)>,
}

/// Projects whose figures or grade would change.
pub fn projects(view: &View) -> Vec<ProjectChange> {
    let before: BTreeMap<&str, &Standing> = view.memory.standings.iter().map(|s| (s.subject.as_str(), s)).collect();
    let done = |standing: &Standing| standing.milestones.iter().filter(|m| m.actual_date.is_some()).count();
    let changes = view.rehearsed.record.standings.iter().map(|after| {
        let before = before.get(after.subject.as_str()).copied();
        ProjectChange {
            id: after.subject.clone(),
            name: after.name.clone(),
            unit_name: after.unit_name.clone(),
            cumulative: (before.and_then(|b| b.actual), after.actual),
            as_of: (before.and_then(|b| b.reported_as_of), after.reported_as_of),
            grade: (before.map(|b| b.grade), after.grade),
            milestones_done: (before.map_or(0, done), done(after)),
        }
    });
    let moved = |change: &ProjectChange| {
        change.cumulative.0 != change.cumulative.1
            || change.as_of.0 != change.as_of.1
            || change.grade.0 != Some(change.grade.1)
            || change.milestones_done.0 != change.milestones_done.1
    };
    let mut changes: Vec<ProjectChange> = changes.filter(moved).collect();
    // What the file says first; then what only the passing of time changes.
    changes.sort_by_key(|change| change.cumulative.0 == change.cumulative.1);
    changes
}

/// Lists that the file brings, against those that are remembered.
pub fn lists(view: &View) -> Vec<ListChange> {
    if view.rehearsed.reads.is_empty() && view.rehearsed.record.tables.is_empty() {
        return Vec::new();
    }
    let remembered = examine::remembered_tables(&view.memory).unwrap_or_default();
    let mut datasets: Vec<Dataset> = view.tidied.tables.iter().map(|found| found.table.dataset).collect();
    datasets.sort_unstable();
    datasets.dedup();
    datasets.retain(|dataset| !matches!(dataset, Dataset::Progress | Dataset::Milestones));
    let refused: HashSet<&str> = view.tidied.rejects.iter().filter_map(|reject| reject.subject.as_deref()).collect();
    let of = |dataset: Dataset| {
        let new = view.tidied.tables.iter().map(|found| &found.table).filter(|table| table.dataset == dataset);
        let old = rows(dataset, remembered.get(&dataset).into_iter().flatten());
        let mut change = difference(dataset, &old, &rows(dataset, new));
        // A row that is refused is not gone.
        change.gone.retain(|key| !refused.contains(key.split(" · ").next().unwrap_or(key)));
        change
    };
    datasets.into_iter().map(of).collect()
}

fn is_figure(column: Option<&Column>) -> bool {
    column.is_none_or(|column| {
        matches!(column.kind, Kind::Money | Kind::Figure | Kind::Percent) || column.name == "state"
    })
}

/// Rows by what names them; the n-th row of the same name has `#n`.
type Rows = BTreeMap<String, Vec<Option<String>>>;

fn rows<'t>(dataset: Dataset, tables: impl Iterator<Item = &'t Table>) -> Rows {
    let columns = dataset.columns();
    let keys: Vec<usize> = match columns.iter().position(|column| column.name == "project_id") {
        Some(id) => vec![id].into_iter().chain(columns.iter().position(|c| c.name == "milestone")).collect(),
        // Whose figure, of what, when.
        None if dataset == Dataset::Series => (0..columns.len()).filter(|at| !is_figure(columns.get(*at))).collect(),
        None => (0..columns.len().min(3)).filter(|index| columns.get(*index).is_some_and(|c| c.required)).collect(),
    };
    let mut rows = Rows::new();
    let mut times: HashMap<String, usize> = HashMap::new();
    for table in tables {
        let shown: Vec<Vec<Option<String>>> = columns.iter().map(|column| table.shown(column.name)).collect();
        for row in 0..table.height() {
            let values: Vec<Option<String>> = shown.iter().map(|column| column.get(row).cloned().flatten()).collect();
            let key: Vec<&str> = keys.iter().filter_map(|key| values.get(*key)?.as_deref()).collect();
            let key = key.join(" · ");
            let times = times.entry(key.clone()).or_default();
            *times += 1;
            rows.insert(if *times == 1 { key } else { format!("{key} #{times}") }, values);
        }
    }
    rows
}

fn difference(dataset: Dataset, old: &Rows, new: &Rows) -> ListChange {
    let mut change = ListChange { dataset: Some(dataset), ..ListChange::default() };
    change.added = new.keys().filter(|key| !old.contains_key(*key)).cloned().collect();
    change.gone = old.keys().filter(|key| !new.contains_key(*key)).cloned().collect();
    for (key, after) in new {
        let Some(before) = old.get(key) else { continue };
        for (column, (before, after)) in dataset.columns().iter().zip(before.iter().zip(after)) {
            if before != after {
                change.changed.push((key.clone(), column.name, before.clone(), after.clone()));
            }
        }
    }
    change
}
