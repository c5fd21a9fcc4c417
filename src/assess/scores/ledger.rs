//! Tables → entries; corrections → reversals.
//!
//! Two entries speak of the same matter when unit, project, kind, day and their number among such rows of their file are
//! the same (and, where no day is known, the file's name). A file that says the same again adds nothing. One that gives
//! other points reverses the former entry and adds its own. A new version of a file of the same name also takes back what
//! it no longer has; a file of another name never takes back what it does not name.

use super::Entry;
use crate::assess::Accepted;
use crate::assess::issues::judge::SCORE_KIND;
use crate::base::amount::Amount;
use crate::base::id::derive;
use crate::base::place::Place;
use crate::pipeline::dataset::Dataset;
use crate::pipeline::measures::scores::ScoreRules;
use crate::tidy::table::{PLACE_CELL, SHEET, Table};
use chrono::{Days, NaiveDate};
use std::collections::{BTreeMap, BTreeSet};
use unicode_normalization::UnicodeNormalization;

/// What an entry is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    unit: String,
    project: String,
    kind: String,
    day: Option<NaiveDate>,
    file: Option<String>,
    number: u32,
}

fn key(entry: &Entry) -> Key {
    Key {
        unit: squeezed(&entry.unit_name),
        project: squeezed(entry.project.as_deref().unwrap_or("")),
        kind: squeezed(&entry.kind),
        day: entry.day,
        file: entry.day.is_none().then(|| entry.place.file.clone()),
        number: entry.number,
    }
}

/// Entries that stand: neither reversals nor reversed.
pub fn standing(entries: &[Entry]) -> Vec<&Entry> {
    let reversed: BTreeSet<&str> = entries.iter().filter_map(|entry| entry.reverses.as_deref()).collect();
    entries.iter().filter(|entry| entry.reverses.is_none() && !reversed.contains(entry.id.as_str())).collect()
}

/// The entries that newly accepted tables add to a ledger, in the order of the tables.
/// `classes`: the class of each project by number and name, for rows that say none.
pub fn append(
    known: &[Entry],
    fresh: &[Accepted],
    rules: &ScoreRules,
    classes: &BTreeMap<String, String>,
) -> Vec<Entry> {
    // What became of issues is entered by whoever judges them, and taken back by nobody else.
    let own = |entry: &&Entry| entry.kind != SCORE_KIND;
    let mut live: BTreeMap<Key, Entry> = standing(known).into_iter().filter(own).map(|e| (key(e), e.clone())).collect();
    let mut added: Vec<Entry> = Vec::new();
    let mut files: BTreeMap<(&str, u64), Vec<&Accepted>> = BTreeMap::new();
    let scored = |accepted: &&Accepted| matches!(accepted.table.dataset, Dataset::Scores | Dataset::Inspections);
    for accepted in fresh.iter().filter(scored) {
        files.entry((accepted.file.as_str(), accepted.version)).or_default().push(accepted);
    }
    let mut files: Vec<_> = files.into_iter().collect();
    files.sort_by_key(|((_, version), _)| *version);
    for ((file, _), tables) in files {
        let mut named: BTreeSet<Key> = BTreeSet::new();
        for mut entry in read(&tables, rules, classes) {
            let key = key(&entry);
            named.insert(key.clone());
            let before = live.get(&key);
            if before
                .is_some_and(|b| (b.points, b.task_points, &b.class) == (entry.points, entry.task_points, &entry.class))
            {
                continue;
            }
            let at = known.len() + added.len();
            added.extend(before.map(|before| reversal(before, at, format!("replaced by {}", entry.place))));
            // The place in the ledger makes the id its own, also where a file says once more what was taken back.
            let at = (known.len() + added.len()).to_string();
            entry.id = derive("s", &["entry", &at, &entry.place.to_string(), &entry.kind, &entry.points.to_string()]);
            live.insert(key, entry.clone());
            added.push(entry);
        }
        let gone: Vec<Key> = live
            .iter()
            .filter(|(key, e)| e.place.file == file && !named.contains(*key))
            .map(|(key, _)| key.clone())
            .collect();
        for key in gone {
            let before = live.remove(&key);
            let at = known.len() + added.len();
            added.extend(before.map(|before| reversal(&before, at, format!("no longer in {file}"))));
        }
    }
    added
}

/// What takes an entry back. `at`: its place in the ledger.
pub fn reversal(entry: &Entry, at: usize, reason: String) -> Entry {
    let negative = |amount: Amount| Amount(-amount.0);
    Entry {
        id: derive("s", &["reversal", &entry.id, &at.to_string()]),
        points: negative(entry.points),
        task_points: entry.task_points.map(negative),
        reverses: Some(entry.id.clone()),
        reason: Some(reason),
        ..entry.clone()
    }
}

/// The rows of one file as entries.
fn read(tables: &[&Accepted], rules: &ScoreRules, classes: &BTreeMap<String, String>) -> Vec<Entry> {
    let mut numbers: BTreeMap<Key, u32> = BTreeMap::new();
    let mut entries = Vec::new();
    for accepted in tables {
        let table = &accepted.table;
        let (tasks, points, days) = (table.amounts("task_points"), table.amounts("score"), days(table));
        let round = table.dataset == Dataset::Inspections;
        let evidence = if round { inspections(table) } else { table.shown("evidence") };
        let texts = table.texts(["unit_name", "project_id", "name", "class", "kind", "site", SHEET, PLACE_CELL]);
        for (row, [unit_name, id_, name, class, kind, site, sheet, cell]) in texts.into_iter().enumerate() {
            let (Some(unit_name), Some(points)) = (unit_name, points.get(row).copied().flatten()) else { continue };
            let task_points = tasks.get(row).copied().flatten();
            let kind = kind.or(round.then(|| OBSERVED.to_string()));
            let kind = kind.unwrap_or_else(|| kind_of_file(&accepted.file, task_points.is_some(), rules));
            let day = days.get(row).copied().flatten().or(accepted.period.map(|period| period.end()));
            let place = Place { file: accepted.file.clone(), sheet, cell };
            let of_register = || {
                let keys = [id_.as_deref(), name.as_deref()].into_iter().flatten();
                keys.filter_map(|key| classes.get(&squeezed(key))).next().cloned()
            };
            let class = class.or_else(of_register);
            let mut entry = Entry {
                id: String::new(),
                unit_name,
                project: id_.or(name).or(site),
                class,
                kind,
                task_points,
                points,
                day,
                number: 0,
                evidence: evidence.get(row).cloned().flatten(),
                place,
                reverses: None,
                reason: None,
            };
            let number = numbers.entry(key(&entry)).or_default();
            *number += 1;
            entry.number = *number;
            entries.push(entry);
        }
    }
    entries
}

/// Where a row does not say its kind: the first configured kind that the file's name holds; else 任务 where there are task
/// points; else 其他.
fn kind_of_file(file: &str, has_task: bool, rules: &ScoreRules) -> String {
    let file = squeezed(file);
    let kinds = rules.parts.iter().flat_map(|part| &part.kinds);
    let named = kinds.clone().find(|kind| file.contains(&squeezed(kind)));
    named.cloned().unwrap_or_else(|| if has_task { "任务" } else { "其他" }.to_string())
}

/// The kind of what inspection groups scored: 观摩.
const OBSERVED: &str = "观摩";

/// What stands behind a score of a round: 第二轮 第3组 东线.
fn inspections(table: &Table) -> Vec<Option<String>> {
    let said = |texts: [Option<String>; 4]| texts.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let rows = table.texts(["round", "group", "route", "site"]).into_iter().map(said);
    rows.map(|text| Some(text).filter(|text| !text.is_empty())).collect()
}

fn days(table: &Table) -> Vec<Option<NaiveDate>> {
    let column = table.frame.column("date").ok().and_then(|c| c.cast(&polars::prelude::DataType::Int32).ok());
    let day = |n: i32| {
        let days = Days::new(u64::from(n.unsigned_abs()));
        if n < 0 { NaiveDate::default().checked_sub_days(days) } else { NaiveDate::default().checked_add_days(days) }
    };
    let number = |row: usize| column.as_ref().and_then(|c| c.i32().ok()).and_then(|c| c.get(row));
    (0..table.height()).map(|row| number(row).and_then(day)).collect()
}

/// NFKC without white space.
pub fn squeezed(text: &str) -> String {
    text.nfkc().filter(|c| !c.is_whitespace()).collect()
}
