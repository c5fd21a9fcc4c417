//! Issues → findings, what was judged, entries of the ledger of points.
//!
//! Within its limit an issue that is not done is a warning: it is told at once and climbs nowhere. It is behind from the
//! day after its limit, or after the day by which it should have been taken. What was reported done in time is not late
//! while its acceptance is awaited, for as many working days as the pipeline says; after that the ladder goes on, so that
//! nothing waits on nobody.

use super::rate::{self, Rate, Settled};
use super::{Dealt, Issue, Said};
use crate::assess::scores::Entry;
use crate::assess::scores::ledger::{reversal, standing};
use crate::assess::{Basis, Figures, Finding, Input, Judged, Rule};
use crate::base::amount::Amount;
use crate::base::calendar::Calendar;
use crate::base::grade::Grade;
use crate::base::id::derive;
use crate::pipeline::issues::{IssueRules, Limit};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// The kind of the entries in the ledger of points: a part of a score names it among its `kinds`.
pub const SCORE_KIND: &str = "限时办结";
/// The longest name of an issue, in characters: its words stand in full beside it.
const NAME_MAX: usize = 40;

/// What issues are judged with.
#[derive(Debug, Clone, Copy)]
pub struct Matter<'a> {
    /// The list, newest versions.
    pub issues: &'a [Issue],
    /// What people did, by number.
    pub dealt: &'a BTreeMap<String, Dealt>,
    /// The section of the pipeline.
    pub rules: &'a IssueRules,
    /// Working days.
    pub calendar: &'a Calendar,
    /// Today.
    pub as_of: NaiveDate,
}

impl Matter<'_> {
    fn dealt(&self, issue: &Issue) -> Dealt {
        self.dealt.get(&issue.id).cloned().unwrap_or_default()
    }
}

/// The last day in time: that which was granted, where more time was. None of what goes on.
pub fn due_on(issue: &Issue, dealt: &Dealt, calendar: &Calendar) -> Option<NaiveDate> {
    let due = issue.due_on(calendar)?;
    Some(dealt.extended_to.map_or(due, |granted| granted.max(due)))
}

/// The day on which an issue was done; `None` while it is not.
pub fn done_on(issue: &Issue, dealt: &Dealt) -> Option<NaiveDate> {
    dealt.done_on.or(issue.done_on.filter(|done| dealt.reopened_on.is_none_or(|again| *done > again)))
}

/// The findings, and what was judged. One that a person struck off is not asked again.
pub fn findings(matter: &Matter<'_>, judged: &mut Judged) -> Vec<Finding> {
    let mut found = Vec::new();
    for issue in matter.issues {
        let dealt = matter.dealt(issue);
        if dealt.closed {
            continue;
        }
        judged.pairs.insert((issue.subject(), Rule::Issue));
        // What goes on is listed, and cannot be late.
        if let (None, Some(due)) = (done_on(issue, &dealt), due_on(issue, &dealt, matter.calendar)) {
            found.push(finding(issue, &dealt, due, matter));
        }
    }
    found.extend(behind(matter, judged));
    found
}

fn finding(issue: &Issue, dealt: &Dealt, due: NaiveDate, matter: &Matter<'_>) -> Finding {
    let (calendar, today) = (matter.calendar, matter.as_of);
    let handed_in = dealt.reported_on.filter(|on| *on <= due);
    let waits = handed_in.is_some_and(|on| today <= due.max(calendar.add_workdays(on, matter.rules.accept)));
    let overdue = today > due && !waits;
    let take_by = matter.rules.take.map(|n| calendar.add_workdays(issue.raised_on, n));
    let untaken = take_by.filter(|day| today > *day && !dealt.taken && dealt.reported_on.is_none());
    let late_since = match (overdue, untaken) {
        (true, _) => due.succ_opt(),
        (false, untaken) => untaken.and_then(|day| day.succ_opt()),
    };
    let said = Said {
        kind: issue.kind,
        area: issue.area,
        text: issue.text.clone(),
        target: issue.target.clone(),
        progress: issue.progress.clone(),
        raised_by: issue.raised_by.clone(),
        project: issue.project.clone(),
        raised_on: issue.raised_on,
        first_due: issue.due_on(calendar).filter(|first| *first < due),
        untaken,
        reported_on: dealt.reported_on,
    };
    Finding {
        subject: issue.subject(),
        name: shortened(&issue.text),
        unit_name: Some(issue.unit_name.clone()),
        rule: Rule::Issue,
        grade: if late_since.is_some() { Grade::Behind } else { Grade::AtRisk },
        since: late_since.unwrap_or(issue.raised_on),
        figures: Figures {
            planned_date: Some(due),
            days: Some((today - due).num_days()),
            basis: Some(Box::new(in_time(issue, due))),
            issue: Some(Box::new(said)),
            ..Figures::default()
        },
        place: Some(issue.place.clone()),
    }
}

/// Why an issue is late or not, for whoever asks later.
fn in_time(issue: &Issue, due: NaiveDate) -> Basis {
    let input = |name: &str, value: String, place| Input { name: name.to_string(), value, place };
    let limit = match issue.limit {
        Limit::Workdays(n) => format!("{n} workdays after raised_on"),
        Limit::Days(n) => format!("{n} days after raised_on"),
        Limit::On(day) => day.to_string(),
        Limit::Standing => "none".to_string(),
    };
    Basis {
        formula: "not done, and today > due_on".to_string(),
        rule: format!("limit = {limit}"),
        version: 1,
        inputs: vec![
            input("raised_on", issue.raised_on.to_string(), Some(issue.place.clone())),
            input("due_on", due.to_string(), None),
        ],
    }
}

fn shortened(text: &str) -> String {
    let short: String = text.chars().take(NAME_MAX).collect();
    if short.chars().count() < text.chars().count() { format!("{short}…") } else { short }
}

/// Departments whose closing rate is below the target; only those with enough issues are judged.
fn behind(matter: &Matter<'_>, judged: &mut Judged) -> Vec<Finding> {
    let Some(target) = matter.rules.target else { return Vec::new() };
    let rates = rate::rates(matter);
    let enough = rates.into_iter().filter(|rate| rate.counted >= matter.rules.least);
    let mut found = Vec::new();
    for rate in enough {
        let subject = format!("办结率:{}", rate.unit_name);
        judged.pairs.insert((subject.clone(), Rule::ClosingRate));
        if !rate.reaches(target) {
            found.push(Finding {
                subject,
                name: format!("{}限时办结率", rate.unit_name),
                unit_name: Some(rate.unit_name.clone()),
                rule: Rule::ClosingRate,
                grade: Grade::Behind,
                since: matter.as_of,
                figures: Figures { basis: Some(Box::new(basis(&rate, target))), ..Figures::default() },
                place: None,
            });
        }
    }
    found
}

fn basis(rate: &Rate, target: Amount) -> Basis {
    let input = |name: &str, value: String| Input { name: name.to_string(), value, place: None };
    Basis {
        formula: "in_time ÷ counted × 100 < target".to_string(),
        rule: format!("target = {target} %"),
        version: 1,
        inputs: vec![
            input("in_time", rate.in_time.to_string()),
            input("counted", rate.counted.to_string()),
            input("rate", rate.percent().map(|percent| percent.to_string()).unwrap_or_default()),
            input("target", target.to_string()),
        ],
    }
}

/// What the ledger of points lacks: one entry per issue that counts, worth one point of one where it was done within the
/// limit and none where it was not. A `share` of these entries is the closing rate. What no longer holds is taken back.
pub fn entries(known: &[Entry], matter: &Matter<'_>) -> Vec<Entry> {
    let mine = standing(known).into_iter().filter(|entry| entry.kind == SCORE_KIND);
    let before: BTreeMap<&str, &Entry> = mine.filter_map(|entry| Some((entry.project.as_deref()?, entry))).collect();
    let mut added = Vec::new();
    for issue in matter.issues {
        let settled = rate::settled(issue, &matter.dealt(issue), matter.calendar, matter.as_of);
        let before = before.get(issue.id.as_str()).copied();
        let wanted = settled.map(|settled| entry(issue, settled));
        let same = match (before, &wanted) {
            (Some(a), Some(b)) => (&a.unit_name, a.points, a.day) == (&b.unit_name, b.points, b.day),
            (None, None) => true,
            _ => false,
        };
        if same {
            continue;
        }
        if let Some(before) = before {
            let why = if wanted.is_some() { "settled otherwise" } else { "open again" };
            added.push(reversal(before, known.len() + added.len(), why.to_string()));
        }
        if let Some(mut wanted) = wanted {
            let at = (known.len() + added.len()).to_string();
            wanted.id = derive("s", &["issue", &issue.id, &at]);
            added.push(wanted);
        }
    }
    added
}

fn entry(issue: &Issue, settled: Settled) -> Entry {
    let done = settled.done_on.map_or("未办结".to_string(), |day| format!("{day}办结"));
    Entry {
        id: String::new(),
        unit_name: issue.unit_name.clone(),
        project: Some(issue.id.clone()),
        class: None,
        kind: SCORE_KIND.to_string(),
        task_points: Some(Amount::whole(1)),
        points: Amount::whole(i64::from(settled.in_time)),
        day: Some(settled.on),
        number: 1,
        evidence: Some(format!("时限{}，{done}", settled.due_on)),
        place: issue.place.clone(),
        reverses: None,
        reason: None,
    }
}
