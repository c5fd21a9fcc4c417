//! Points of rungs: what the ladder takes from a unit when a rung is told (`points = "-1"`) → entries of the ledger of points.
//!
//! Takes a plan, the cases as they were and the ledger; gives entries, each once for every time a matter was opened and every
//! rung it came to. A rung that was passed over takes nothing. What was told on figures that were corrected, and has proved
//! wrong, is taken back. Never decides who is told.

use crate::assess::scores::Entry;
use crate::assess::scores::ledger::{reversal, standing};
use crate::base::amount::Amount;
use crate::base::id::derive;
use crate::base::place::Place;
use crate::escalate::{Case, ItemKind, Plan};
use crate::pipeline::policy::Policy;
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// The kind of such entries: a part of a score names it among its `kinds`.
pub const KIND: &str = "督办";

/// The entries that a plan adds to the ledger.
pub fn entries(plan: &Plan, before: &[Case], policy: Option<&Policy>, known: &[Entry], today: NaiveDate) -> Vec<Entry> {
    let Some(policy) = policy else { return Vec::new() };
    let rungs: BTreeMap<(&str, u32), u32> =
        before.iter().map(|case| ((case.id.as_str(), case.reopened), case.rung)).collect();
    let there: BTreeSet<&str> = known.iter().map(|entry| entry.id.as_str()).collect();
    let mut added = Vec::new();
    for case in plan.changes.iter().map(|change| &change.case) {
        let was = rungs.get(&(case.id.as_str(), case.reopened)).copied().unwrap_or_default();
        let rung = (case.rung as usize).checked_sub(1).and_then(|index| case.rungs(policy).get(index));
        let Some((rung, points)) = rung.filter(|_| case.rung > was).and_then(|rung| Some((rung, rung.points?))) else {
            continue;
        };
        let Some(unit_name) = case.unit_name.clone() else { continue };
        let id = id_of(case, case.rung);
        if there.contains(id.as_str()) {
            continue;
        }
        added.push(Entry { id, ..entry(case, unit_name, &rung.label, points, today) });
    }
    added.extend(taken_back(plan, known, known.len() + added.len()));
    added
}

fn entry(case: &Case, unit_name: String, label: &str, points: Amount, today: NaiveDate) -> Entry {
    Entry {
        id: String::new(),
        unit_name,
        project: Some(case.subject.clone()),
        class: None,
        kind: KIND.to_string(),
        task_points: None,
        points,
        day: Some(today),
        number: case.reopened + 1,
        evidence: Some(format!("{}，{}，{}", case.rule.label_zh(), label, case.id)),
        place: Place { file: "config/escalation.toml".to_string(), ..Place::default() },
        reverses: None,
        reason: None,
    }
}

/// One entry for each time a matter was opened and each rung.
fn id_of(case: &Case, rung: u32) -> String {
    derive("s", &["rung", &case.id, &case.reopened.to_string(), &rung.to_string()])
}

/// Entries of matters that were told on wrong figures and are withdrawn.
fn taken_back(plan: &Plan, known: &[Entry], at: usize) -> Vec<Entry> {
    let items = plan.notices.iter().flat_map(|notice| &notice.items);
    let wrong = items.filter(|item| item.kind == ItemKind::Corrected && !item.case.state.is_live());
    let ids: BTreeSet<String> =
        wrong.flat_map(|item| (1..=item.case.rung).map(|rung| id_of(&item.case, rung))).collect();
    let entries = standing(known).into_iter().filter(|entry| ids.contains(&entry.id));
    entries.zip(at..).map(|(entry, at)| reversal(entry, at, "the figures were corrected".to_string())).collect()
}
