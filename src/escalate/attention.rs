//! How much of people's attention the decided letters may take: so many letters a day, the rest in one digest, and beside
//! every letter what is unchanged and what is handled below.
//!
//! Takes a plan and what people have been asked for already; gives the same plan with the letters that go out now, and what
//! waits. Nothing is lost on the way: what waits is written down with the run, stands in the person's next letter, and
//! nobody waits longer than the policy says. What must not wait goes at once: rungs of the fast lane, and errata. Cases are not touched: their clocks go on.

use super::notices::{weight, worst_first};
use super::people::People;
use super::plan::item;
use super::{
    Beside, Case, Correction, Item, ItemKind, Matter, Notice, Plan, Recipient, Told, Withheld, WithheldReason,
};
use crate::base::grade::Grade;
use crate::base::id;
use crate::pipeline::policy::Attention;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// How many unchanged matters a letter names; the others it counts.
const NAMED_MAX: usize = 5;

/// What people have been asked for already.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// The day of `letters`.
    pub day: Option<NaiveDate>,
    /// Letters written to a person on that day, of every portfolio.
    pub letters: BTreeMap<String, u32>,
    /// People to whom an earlier letter could not be handed over yet.
    pub undelivered: BTreeSet<String>,
    /// What waits, in the order in which it was written down.
    pub deferred: Vec<Deferred>,
}

/// One matter that waits for a person's next letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deferred {
    /// Its id, derived from slot, person and case.
    pub id: String,
    /// Whose.
    pub person: String,
    /// The person's name.
    pub name: String,
    /// The role under which the person is told.
    pub role: String,
    /// Of what the role is held.
    pub scope: String,
    /// On which rung.
    pub rung: u32,
    /// The case.
    pub case: String,
    /// What there is to tell.
    pub kind: ItemKind,
    /// What had been told wrongly, in an erratum.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correction: Option<Correction>,
    /// Since when it waits.
    pub on: NaiveDate,
    /// From this day on it is worth a letter of its own.
    pub due: NaiveDate,
}

/// A plan within people's attention.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Kept {
    /// The plan, with the notices that go out now.
    pub plan: Plan,
    /// What waits from now on.
    pub deferred: Vec<Deferred>,
    /// Ids of what waited and is told now.
    pub told: Vec<String>,
}

/// Keeps a plan within the policy's limits. `answered`: people who get a letter in this run in any case, because a file of
/// theirs is answered.
pub fn keep(plan: Plan, matter: &Matter<'_>, asked: &Asked, answered: &BTreeSet<String>) -> Kept {
    let attention = matter.policy.map_or_else(Attention::off, |policy| policy.attention);
    let today = matter.slot.as_of();
    let mut desk = Desk {
        matter,
        attention,
        asked,
        answered,
        today,
        people: People::new(matter.posts),
        cases: cases_after(matter, &plan),
        kept: Kept { plan, ..Kept::default() },
    };
    let mut waiting = desk.waiting();
    let notices = std::mem::take(&mut desk.kept.plan.notices);
    let mut out = Vec::with_capacity(notices.len());
    for mut notice in notices {
        let waits = waiting.remove(&notice.recipient.person).map(|(_, waits)| waits).unwrap_or_default();
        match desk.held_back(&notice, &waits) {
            Some(reason) => desk.defer(notice, reason),
            None => {
                desk.join(&mut notice, waits);
                out.push(notice);
            }
        }
    }
    for (recipient, waits) in waiting.into_values() {
        let due = waits.iter().any(|wait| wait.due <= today);
        if due && !desk.is_full(&recipient, &waits) && !asked.undelivered.contains(&recipient.person) {
            let mut notice = Notice { recipient, items: Vec::new(), beside: Beside::default(), urgent: false };
            desk.join(&mut notice, waits);
            out.extend((!notice.items.is_empty()).then_some(notice));
        }
    }
    out.sort_by(|a, b| a.recipient.person.cmp(&b.recipient.person));
    desk.beside(&mut out);
    let mut kept = desk.kept;
    kept.plan.notices = out;
    kept.plan.withheld.sort_by(|a, b| (&a.case, a.reason, &a.detail).cmp(&(&b.case, b.reason, &b.detail)));
    kept.plan.withheld.dedup();
    kept.told.sort_unstable();
    kept.told.dedup();
    kept
}

/// Every case as it is after the plan, by id.
fn cases_after(matter: &Matter<'_>, plan: &Plan) -> BTreeMap<String, Case> {
    let before = matter.cases.iter().filter(|case| case.portfolio == matter.portfolio);
    let mut cases: BTreeMap<String, Case> = before.map(|case| (case.id.clone(), case.clone())).collect();
    cases.extend(plan.changes.iter().map(|change| (change.case.id.clone(), change.case.clone())));
    cases
}

struct Desk<'a> {
    matter: &'a Matter<'a>,
    attention: Attention,
    asked: &'a Asked,
    answered: &'a BTreeSet<String>,
    today: NaiveDate,
    people: People<'a>,
    cases: BTreeMap<String, Case>,
    kept: Kept,
}

impl<'a> Desk<'a> {
    /// What waits, by the person it reaches today. Where somebody left, their successor is told in their place.
    fn waiting(&mut self) -> BTreeMap<String, (Recipient, Vec<&'a Deferred>)> {
        let mut waiting: BTreeMap<String, (Recipient, Vec<&'a Deferred>)> = BTreeMap::new();
        for wait in &self.asked.deferred {
            let Deferred { person, name, role, scope, rung, on, .. } = wait.clone();
            let reached = self.people.reach(&Told { person, name, role, scope, rung, on });
            if reached.is_empty() {
                let detail = format!("{} holds no post any more, and nobody else is {}", wait.person, wait.role);
                self.withhold(&wait.case, WithheldReason::VacantRung, detail);
                self.kept.told.push(wait.id.clone());
            }
            for recipient in reached.into_iter().take(1) {
                waiting.entry(recipient.person.clone()).or_insert_with(|| (recipient, Vec::new())).1.push(wait);
            }
        }
        waiting
    }

    /// Whether the person has had the letters of this day. What was put off on an earlier day is not put off again: where
    /// several portfolios write to one person, the first of the morning would keep the others back for ever.
    fn is_full(&self, recipient: &Recipient, waits: &[&Deferred]) -> bool {
        let written = self.asked.letters.get(&recipient.person).copied().unwrap_or(0);
        let late = waits.iter().any(|wait| wait.on < self.today && wait.due <= self.today);
        !late && self.attention.per_day.is_some_and(|most| self.asked.day == Some(self.today) && written >= most)
    }

    /// Why a notice waits, if it does.
    fn held_back(&self, notice: &Notice, waits: &[&Deferred]) -> Option<WithheldReason> {
        let person = &notice.recipient.person;
        // Somebody acts on what was told wrongly: that is not left standing until tomorrow.
        let corrects = notice.items.iter().any(|item| item.kind == ItemKind::Corrected);
        if notice.urgent || self.answered.contains(person) {
            None
        } else if self.asked.undelivered.contains(person) {
            Some(WithheldReason::Undelivered)
        } else if !corrects && self.is_full(&notice.recipient, waits) {
            Some(WithheldReason::Deferred)
        } else {
            let quiet = self.attention.digest.is_some() && notice.items.iter().all(is_quiet);
            (quiet && !waits.iter().any(|wait| wait.due <= self.today)).then_some(WithheldReason::Quiet)
        }
    }

    /// Writes down what waits.
    fn defer(&mut self, notice: Notice, reason: WithheldReason) {
        let Recipient { person, name, address: _, role, scope, hours: _, english: _ } = notice.recipient;
        let due = match (reason, self.attention.digest) {
            (WithheldReason::Quiet, Some(span)) => span.over(self.today, self.matter.calendar),
            _ => self.today,
        };
        let slot = self.matter.slot.name();
        for item in notice.items {
            self.withhold(&item.case.id, reason, format!("for {name}（{role}）"));
            self.kept.deferred.push(Deferred {
                id: id::derive("d", &[&slot, &person, &item.case.id]),
                person: person.clone(),
                name: name.clone(),
                role: role.clone(),
                scope: scope.clone(),
                rung: item.rung,
                case: item.case.id,
                kind: item.kind,
                correction: item.correction,
                on: self.today,
                due,
            });
        }
    }

    /// Adds what waited to a notice, each matter once and as it stands now.
    fn join(&mut self, notice: &mut Notice, waits: Vec<&Deferred>) {
        for wait in waits {
            self.kept.told.push(wait.id.clone());
            let Some(case) = self.cases.get(&wait.case).cloned() else { continue };
            if wait.kind == ItemKind::Resolved && case.state.is_live() {
                continue; // it came back before anybody was told that it was over
            }
            if wait.kind == ItemKind::Asked && case.life.pending.is_none() {
                continue; // it was decided before anybody was told
            }
            let kind = match wait.kind {
                ItemKind::Corrected => ItemKind::Corrected,
                _ if !case.state.is_live() => ItemKind::Resolved,
                kind => kind,
            };
            let mut late = item(self.matter, &self.people, case, kind, wait.rung);
            late.held = Some(wait.on);
            late.correction.clone_from(&wait.correction);
            match notice.items.iter_mut().find(|item| item.case.id == wait.case) {
                // What is settled by now needs no first notice any more.
                Some(there) if !there.case.state.is_live() || weight(there.kind) <= weight(kind) => {
                    there.held = Some(there.held.map_or(wait.on, |on| on.min(wait.on)));
                }
                Some(there) => *there = late,
                None => notice.items.push(late),
            }
        }
        notice.items.sort_by_cached_key(|item| worst_first(&item.case));
    }

    /// What is unchanged for each reader, and what is handled below.
    fn beside(&self, notices: &mut [Notice]) {
        let mut readers: BTreeMap<String, Beside> =
            notices.iter().map(|notice| (notice.recipient.person.clone(), Beside::default())).collect();
        if readers.is_empty() {
            return;
        }
        let items: BTreeSet<(String, String)> = notices
            .iter()
            .flat_map(|n| n.items.iter().map(|item| (n.recipient.person.clone(), item.case.id.clone())))
            .collect();
        let mut live: Vec<&Case> = self.cases.values().filter(|case| case.state.is_live()).collect();
        live.sort_by_cached_key(|case| worst_first(case));
        for case in live {
            let told: BTreeSet<&str> = case.told.iter().map(|told| told.person.as_str()).collect();
            for person in &told {
                let Some(beside) = readers.get_mut(*person) else { continue };
                if !items.contains(&((*person).to_string(), case.id.clone())) {
                    beside.unchanged_count += 1;
                    if beside.unchanged.len() < NAMED_MAX {
                        beside.unchanged.push(case.clone());
                    }
                }
            }
            for person in self.above(case) {
                if let Some(beside) = readers.get_mut(&person).filter(|_| !told.contains(person.as_str())) {
                    beside.below += 1;
                }
            }
        }
        for notice in notices {
            notice.beside = readers.remove(&notice.recipient.person).unwrap_or_default();
        }
    }

    /// Everybody on the rungs above a case; warnings stay where they are.
    fn above(&self, case: &Case) -> BTreeSet<String> {
        let rungs = self.matter.policy.map_or(&[][..], |policy| case.rungs(policy));
        let upper = rungs.get(case.rung as usize..).unwrap_or_default();
        let climbs = case.grade > Grade::AtRisk;
        let holders = upper.iter().filter(|_| climbs).flat_map(|rung| self.people.holders(&rung.posts, case));
        holders.map(|holder| holder.person).collect()
    }

    fn withhold(&mut self, case: &str, reason: WithheldReason, detail: String) {
        self.kept.plan.withheld.push(Withheld { case: case.to_string(), reason, detail });
    }
}

/// News that asks for nothing: a warning that never became more is over.
fn is_quiet(item: &Item) -> bool {
    item.kind == ItemKind::Resolved && item.case.grade == Grade::AtRisk
}
