//! The issues of a slot: what is remembered and what was just read → the list, findings, entries of points, notes. CPU work
//! only; called by `examine`, and by the command line to show how the list stands.

use super::examine::Examined;
use super::measures;
use super::office::Office;
use crate::assess::Rule;
use crate::assess::issues::judge::{self, Matter};
use crate::assess::issues::list::{self, Ask};
use crate::assess::issues::{Dealt, Issue, Rate, Standing, rate};
use crate::base::slot::Slot;
use crate::escalate::{self, Case};
use crate::pipeline::Pipeline;
use crate::pipeline::issues::squeezed;
use crate::pipeline::policy::Post;
use crate::store::{IssueVersion, Memory, StoreError};
use crate::tidy::{Note, Tidied};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// Lists what came and judges the list, where the pipeline has one.
pub fn judge(pipeline: &Pipeline, slot: &Slot, memory: &Memory, reads: &[Tidied], found: &mut Examined) {
    let Some(rules) = &pipeline.issues else { return };
    let (as_of, calendar) = (slot.as_of(), &pipeline.calendar);
    let fresh = measures::fresh(&[], reads);
    let listed = list::listed(&memory.issues, &fresh, &Ask { rules, as_of, units: &found.units });
    let issues = newest(&memory.issues, &listed.issues);
    let dealt = escalate::issues::dealt(&memory.cases);
    let matter = Matter { issues: &issues, dealt: &dealt, rules, calendar, as_of };
    let findings = judge::findings(&matter, &mut found.assessment.judged);
    let known = [memory.scores.as_slice(), &found.scores].concat();
    found.scores.extend(judge::entries(&known, &matter));
    found.assessment.findings.extend(findings);
    found.assessment.findings.sort_by(|a, b| (&a.subject, a.rule).cmp(&(&b.subject, b.rule)));
    found.notes.extend(listed.notes);
    found.notes.extend(unknown(&listed.issues, &found.posts, &found.units));
    found.issues = listed.issues;
}

/// Each issue in its newest version, by number.
fn newest(known: &[Issue], fresh: &[Issue]) -> Vec<Issue> {
    let all: BTreeMap<&str, &Issue> = known.iter().chain(fresh).map(|issue| (issue.id.as_str(), issue)).collect();
    all.into_values().cloned().collect()
}

/// Departments that neither the contacts nor the register know: their issues find nobody but the catch-all.
fn unknown(listed: &[Issue], posts: &[Post], units: &BTreeMap<String, String>) -> Vec<Note> {
    let known: BTreeSet<String> =
        posts.iter().map(|post| &post.scope).chain(units.values()).map(|unit| squeezed(unit)).collect();
    let mut said = BTreeSet::new();
    let strangers = listed.iter().filter(|issue| !known.contains(&squeezed(&issue.unit_name)));
    let note = |issue: &Issue| Note {
        place: issue.place.clone(),
        kind: "unknown_department".to_string(),
        text: format!(
            "no contact has a post in {}, which has to deal with {}: whoever the policy names for such matters is told instead",
            issue.unit_name, issue.id
        ),
    };
    strangers.filter(|issue| said.insert(issue.unit_name.as_str())).map(note).collect()
}

/// A list as it stands today, for whoever shows it.
#[derive(Debug)]
pub struct Shown {
    /// Today where its pipeline is.
    pub as_of: NaiveDate,
    /// The issues, by number, each with its limit, the day it was done and how it stands.
    pub lines: Vec<Line>,
    /// The closing rates of the year, by department.
    pub rates: Vec<Rate>,
}

/// One issue as it stands.
#[derive(Debug)]
pub struct Line {
    /// What was listed.
    pub issue: Issue,
    /// The last day in time; that which was granted, where more time was.
    pub due_on: Option<NaiveDate>,
    /// The day it was done.
    pub done_on: Option<NaiveDate>,
    /// How it stands.
    pub standing: Standing,
    /// Its case, once it was judged.
    pub case: Option<Case>,
}

/// The list of a pipeline today; nothing where it has none.
///
/// # Errors
/// When the store cannot be read.
pub async fn shown(office: &Office, pipeline: &Pipeline) -> Result<Option<Shown>, StoreError> {
    let today = office.clock.now().with_timezone(&pipeline.zone).date_naive();
    let issues = office.store.issues(&pipeline.portfolio).await?;
    let cases = cases(office, pipeline).await?;
    let dealt = escalate::issues::dealt(&cases);
    Ok(on_day(pipeline, issues, cases, &dealt, today))
}

/// The list as it stood at the end of a day that is over: the versions that were read or entered by then, and what people had
/// done by then. Working days are counted as they are known now.
///
/// # Errors
/// When the store cannot be read.
pub async fn shown_on(office: &Office, pipeline: &Pipeline, day: NaiveDate) -> Result<Option<Shown>, StoreError> {
    let mut versions = office.store.issue_versions(&pipeline.portfolio).await?;
    let day_of = |version: &IssueVersion| {
        version.judged_on.unwrap_or_else(|| version.at.with_timezone(&pipeline.zone).date_naive())
    };
    versions.retain(|version| day_of(version) <= day);
    let mut issues: BTreeMap<String, Issue> = BTreeMap::new();
    let mut since: BTreeMap<String, NaiveDate> = BTreeMap::new();
    for version in versions {
        let (on, issue) = (day_of(&version), version.issue);
        let before = issues.get(&issue.id);
        // Whoever gets it, or gets it back undone, has not taken it yet.
        let anew =
            |before: &Issue| before.unit_name != issue.unit_name || before.done_on.is_some() && issue.done_on.is_none();
        if before.is_none_or(anew) {
            since.insert(issue.id.clone(), on);
        }
        issues.insert(issue.id.clone(), issue);
    }
    let cases = cases(office, pipeline).await?;
    let dealt = escalate::issues::dealt_by(&cases, day, &since);
    Ok(on_day(pipeline, issues.into_values().collect(), cases, &dealt, day))
}

async fn cases(office: &Office, pipeline: &Pipeline) -> Result<Vec<Case>, StoreError> {
    let mut cases = office.store.cases().await?;
    cases.retain(|case| case.portfolio == pipeline.portfolio);
    Ok(cases)
}

fn on_day(
    pipeline: &Pipeline,
    issues: Vec<Issue>,
    cases: Vec<Case>,
    dealt: &BTreeMap<String, Dealt>,
    as_of: NaiveDate,
) -> Option<Shown> {
    let rules = pipeline.issues.as_ref()?;
    let calendar = &pipeline.calendar;
    let rates = rate::rates(&Matter { issues: &issues, dealt, rules, calendar, as_of });
    let mut of_issues: BTreeMap<String, Case> =
        cases.into_iter().filter(|case| case.rule == Rule::Issue).map(|case| (case.subject.clone(), case)).collect();
    let nothing = Dealt::default();
    let line = |issue: Issue| {
        let dealt = dealt.get(&issue.id).unwrap_or(&nothing);
        Line {
            due_on: judge::due_on(&issue, dealt, calendar),
            done_on: judge::done_on(&issue, dealt),
            standing: Standing::of(&issue, dealt, calendar, as_of),
            case: of_issues.remove(&issue.subject()),
            issue,
        }
    };
    Some(Shown { as_of, lines: issues.into_iter().map(line).collect(), rates })
}
