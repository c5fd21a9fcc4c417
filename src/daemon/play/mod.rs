//! A ladder played: who would have been told of what, on which day, on which rung, and what would have been kept back.
//!
//! Takes a house whose pipelines have the ladder in question, the days, and what people answer; gives a timeline. Plays on
//! the past of the store or of the folders, decided again slot by slot, or on invented matters. Stores nothing, tells nobody.

/// What people answer, from a small file.
pub mod answers;

/// Matters of nobody, for houses without a past.
pub mod invented;

use super::office::Office;
use super::people;
use super::relive::{self, Past, ReliveError};
use super::{due, examine, simulate};
use crate::assess::Rule;
use crate::base::grade::Grade;
use crate::base::slot::{Slot, SlotKind};
use crate::escalate::{Case, CaseChange, ItemKind, NextRung, Notice, Withheld, WithheldReason};
use crate::pipeline::Pipeline;
use crate::pipeline::policy::Policy;
use answers::{Answered, Script};
use chrono::NaiveDate;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Days without a slot that do not end a stretch: holidays.
const GAP_DAYS: i64 = 10;

/// From when to when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    /// The first day that is shown. What happened before is played all the same.
    pub from: NaiveDate,
    /// The last day.
    pub until: NaiveDate,
}

impl Days {
    fn hold(&self, day: NaiveDate) -> bool {
        self.from <= day && day <= self.until
    }
}

/// One matter in one letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// The day.
    pub on: NaiveDate,
    /// The person's id.
    pub person: String,
    /// The person's name.
    pub name: String,
    /// The post under which the letter comes.
    pub role: String,
    /// The number of the rung.
    pub rung: u32,
    /// Its name.
    pub rung_name: String,
    /// The case.
    pub case: String,
    /// The project's number.
    pub subject: String,
    /// Its name.
    pub matter: String,
    /// The rule that broke.
    pub rule: Rule,
    /// How bad it is.
    pub grade: Grade,
    /// Why it is written of.
    pub kind: ItemKind,
    /// By when an answer is asked.
    pub reply_by: Option<NaiveDate>,
    /// Who is told next, and when.
    pub next: Option<NextRung>,
}

/// Days on which a matter was kept back for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Quiet {
    /// The first of them.
    pub from: NaiveDate,
    /// The last of them.
    pub to: NaiveDate,
    /// The case.
    pub case: String,
    /// The project's number.
    pub subject: String,
    /// Its name.
    pub matter: String,
    /// Why.
    pub reason: WithheldReason,
    /// Until when, by what, who.
    pub detail: String,
}

/// A ladder played.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Timeline {
    /// The ladder's name.
    pub policy: String,
    /// On what it was played, in words.
    pub played_on: String,
    /// Letters: one to a person and run.
    pub letters: usize,
    /// What stands in them, in the order of the days.
    pub lines: Vec<Line>,
    /// What people did, or were not allowed to.
    pub answered: Vec<Answered>,
    /// What was not written, and why.
    pub withheld: Vec<Quiet>,
    /// Runs that would have waited for a person, and why; they were played as if somebody had let them through.
    pub held: Vec<(NaiveDate, String)>,
    /// The highest rung that each case stood on.
    pub highest: BTreeMap<String, u32>,
    /// Number and name of what each case is about.
    #[serde(skip)]
    known: BTreeMap<String, (String, String)>,
    /// Where the newest stretch of a case, a reason and its detail stands in `withheld`.
    #[serde(skip)]
    stretches: BTreeMap<(String, WithheldReason, String), usize>,
}

/// What one slot decided.
#[derive(Debug)]
struct Decided<'a> {
    on: NaiveDate,
    policy: Option<&'a Policy>,
    notices: &'a [Notice],
    changes: &'a [CaseChange],
    withheld: &'a [Withheld],
}

impl Timeline {
    fn take(&mut self, decided: &Decided<'_>, days: Days) {
        for CaseChange { case, .. } in decided.changes {
            self.known.insert(case.id.clone(), (case.subject.clone(), case.name.clone()));
        }
        if !days.hold(decided.on) {
            return;
        }
        for CaseChange { case, .. } in decided.changes {
            let highest = self.highest.entry(case.id.clone()).or_default();
            *highest = case.rung.max(*highest);
        }
        self.letters += decided.notices.len();
        for notice in decided.notices {
            self.lines.extend(notice.items.iter().map(|item| {
                let rungs = decided.policy.map_or(&[][..], |policy| item.case.rungs(policy));
                let rung = (item.rung as usize).checked_sub(1).and_then(|index| rungs.get(index));
                Line {
                    on: decided.on,
                    person: notice.recipient.person.clone(),
                    name: notice.recipient.name.clone(),
                    role: notice.recipient.role.clone(),
                    rung: item.rung,
                    rung_name: rung.map(|rung| rung.name.clone()).unwrap_or_default(),
                    case: item.case.id.clone(),
                    subject: item.case.subject.clone(),
                    matter: item.case.name.clone(),
                    rule: item.case.rule,
                    grade: item.case.grade,
                    kind: item.kind,
                    reply_by: item.reply_by,
                    next: item.next.clone(),
                }
            }));
        }
        decided.withheld.iter().for_each(|one| self.keep_back(one, decided.on));
    }

    /// The same reason on the next day makes the stretch longer.
    fn keep_back(&mut self, one: &Withheld, on: NaiveDate) {
        let key = (one.case.clone(), one.reason, one.detail.clone());
        let stretch = self.stretches.get(&key).and_then(|at| self.withheld.get_mut(*at));
        if let Some(quiet) = stretch.filter(|quiet| (on - quiet.to).num_days() <= GAP_DAYS) {
            quiet.to = on;
            return;
        }
        self.stretches.insert(key, self.withheld.len());
        let (subject, matter) = self.known.get(&one.case).cloned().unwrap_or_default();
        let (case, reason, detail) = (one.case.clone(), one.reason, one.detail.clone());
        self.withheld.push(Quiet { from: on, to: on, case, subject, matter, reason, detail });
    }
}

/// The pipelines of a house with another ladder in one portfolio.
pub fn with_policy(pipelines: &[Pipeline], portfolio: &str, policy: &Arc<Policy>) -> Vec<Pipeline> {
    let exchanged = |pipeline: &Pipeline| {
        let mine = pipeline.portfolio == portfolio && pipeline.policy.is_some();
        Pipeline { policy: if mine { Some(policy.clone()) } else { pipeline.policy.clone() }, ..pipeline.clone() }
    };
    pipelines.iter().map(exchanged).collect()
}

/// The past of a portfolio up to a day. Days after its last slot bring no report and no deadline, only mornings: what is open
/// goes on.
///
/// # Errors
/// The store or the folders cannot be read.
pub async fn past(office: &Office, portfolio: &str, until: NaiveDate) -> Result<Vec<Past>, ReliveError> {
    let mut past = relive::history(office, portfolio).await?;
    let Some(last) = past.last().map(|one| one.slot.at) else { return Ok(past) };
    let filed = past.last().map(|one| one.filed.clone()).unwrap_or_default();
    for pipeline in office.house.pipelines.iter().filter(|pipeline| pipeline.portfolio == portfolio) {
        let reads = past.iter().filter(|one| one.slot.pipeline == pipeline.name && one.slot.kind == SlotKind::Read);
        let accounted = reads.map(|one| one.slot.at).max();
        let end = simulate::local(pipeline.zone, until, 23, 59);
        for slot in due::between(pipeline, last, end).into_iter().filter(|slot| slot.kind == SlotKind::Review) {
            past.push(Past {
                slot,
                accounted,
                judged: true,
                files: Vec::new(),
                filed: filed.clone(),
                entered: Vec::new(),
            });
        }
    }
    past.retain(|one| one.slot.as_of() <= until);
    past.sort_by_key(|one| one.slot.at);
    Ok(past)
}

/// Plays the past with these pipelines.
///
/// # Errors
/// The past cannot be decided again.
pub async fn on_past(
    office: &Office,
    pipelines: &[Pipeline],
    past: &[Past],
    script: &Script,
    days: Days,
) -> Result<Timeline, ReliveError> {
    let mut timeline = Timeline::default();
    let (mut open, mut answered) = (script.open(), Vec::new());
    let before = |slot: &Slot, memory: &mut crate::store::Memory| {
        if !open.waits(slot.as_of()) {
            return;
        }
        let pipeline = pipelines.iter().find(|pipeline| pipeline.name == slot.pipeline);
        let policy = pipeline.and_then(|pipeline| pipeline.policy.as_deref());
        let tables = examine::remembered_tables(memory).unwrap_or_default();
        let posts = people::reachable(people::posts(&tables), slot.as_of());
        answered.extend(open.perform(slot.as_of(), &mut memory.cases, policy, &posts));
    };
    relive::relive_with(office, pipelines, past, before, |one, _, planned| {
        let Some(planned) = planned else { return };
        let pipeline = pipelines.iter().find(|pipeline| pipeline.name == one.slot.pipeline);
        let on = one.slot.as_of();
        let record = &planned.record;
        let policy = pipeline.and_then(|pipeline| pipeline.policy.as_deref());
        let (changes, withheld) = (&record.cases[..], &record.withheld[..]);
        timeline.take(&Decided { on, policy, notices: &planned.notices, changes, withheld }, days);
        let held = planned.trip.as_ref().filter(|_| days.hold(on));
        timeline.held.extend(held.map(|trip| (on, trip.why.clone())));
    })
    .await?;
    answered.extend(open.left());
    timeline.answered = answered;
    let (first, last) = (past.first().map(|one| one.slot.as_of()), past.last().map(|one| one.slot.as_of()));
    let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    timeline.played_on = format!("the past, {} slots of {} to {}", past.len(), day(first), day(last));
    Ok(timeline)
}

/// A case by its id, or all live ones of a project's number or name; `*`: every live one.
fn meant<'c>(cases: &'c [Case], named: &str, rule: Option<&str>) -> Vec<&'c Case> {
    let is = |case: &&Case| {
        let whole = case.id == named || case.subject == named || case.name == named;
        (whole || named == "*") && rule.is_none_or(|rule| case.rule.name() == rule)
    };
    cases.iter().filter(is).collect()
}
