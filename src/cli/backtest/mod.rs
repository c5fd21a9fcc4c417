//! `backtest`: how the warnings would have fared on the past of a house.
//!
//! # Definitions
//!
//! - **Finish** of a project: its forecast finish, and where it has none its planned end, as the accepted tables of register
//!   and progress say it on each of their days. The first one known is the plan; one that stays away says nothing.
//! - **Warning**: the first judgement in which a rule finds something about a project after one in which it did not. As long
//!   as the finding stands it is one warning; it ends with new tables that no longer show it, not with a day on which
//!   nothing was read. `any rule`: the first such finding of any of them.
//! - **Came true**: a later table shows a finish later than the one known on the day of the warning: the project slipped
//!   further, and if it was on time until then, finishes late. A project that was late already and comes no later does not
//!   count: the warning told nothing new. A warning after which no table speaks of the project is **undecided** and counts
//!   in no share.
//! - **Lead**: days from the warning to the first table that shows the later finish; median and quartiles (nearest rank) of
//!   the warnings that came true.
//! - **Late project**: its last known finish is later than its plan. **Never warned**: no warning before the first table
//!   that shows a later finish than the plan.
//! - **Mails per person and month**: all letters of the ladder ÷ people who got any ÷ months from first to last judgement.
//!   With nobody on the posts there are none.
//! - **Naive**: a warning on the first judgement after the plan's day (or an undone milestone's) with a table that shows it
//!   undone: what a calendar alone could tell.
//! - **Declared**: where tables have a rating of their own, a warning when it turns from good to anything else.
//!
//! Nothing decides that was not known on the day of the warning; only the outcome looks ahead.

mod outcome;

use super::show::grid;
use super::what_if::with_rules;
use super::{Failure, exit, print_json, print_text};
use crate::daemon::office::Office;
use crate::daemon::relive;
use crate::pipeline::Pipeline;
use crate::pipeline::policy::Ladder;
use chrono::NaiveDate;
use outcome::{Fared, Finishes};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

/// The definitions above, for `--explain`.
const DEFINITIONS: &str = include_str!("mod.rs");

/// Warnings of one rule: subject and day.
type Warnings = BTreeSet<(String, NaiveDate)>;

/// What one way of the past gave.
#[derive(Debug, Default)]
struct Lived {
    warnings: BTreeMap<String, Warnings>,
    standing: BTreeSet<(String, String)>,
    finishes: Finishes,
    letters: usize,
    people: BTreeSet<String>,
    days: Vec<NaiveDate>,
}

/// What is asked.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The pipeline's name.
    pipeline: String,
    /// Other rules to hold beside: pipeline files, files with a rules section, or names of rule packs.
    #[arg(long, value_name = "FILE_OR_PACK")]
    rules: Vec<String>,
    /// What the columns mean.
    #[arg(long)]
    explain: bool,
    /// One JSON document.
    #[arg(long)]
    json: bool,
}

/// `duban backtest PIPELINE [--rules FILE_OR_PACK]… [--explain] [--json]`
pub async fn backtest(office: &Office, asked: &Arguments) -> Result<u8, Failure> {
    let Arguments { pipeline, rules, explain, json } = asked;
    if *explain {
        let lines =
            DEFINITIONS.lines().map_while(|line| line.strip_prefix("//!")).map(|line| line.trim_start_matches(' '));
        print_text(&lines.collect::<Vec<_>>().join("\n"));
        return Ok(exit::FINE);
    }
    let Some(now) = office.house.pipeline(pipeline) else { return Err(Failure::no_pipeline(&office.house, pipeline)) };
    let past = relive::history(office, &now.portfolio).await.map_err(|error| Failure::new(error.to_string()))?;
    if past.is_empty() {
        return Err(Failure::new("there is no past to judge: the store has no runs, and the folders no files"));
    }
    let mut ways: Vec<(String, Vec<Pipeline>)> = vec![("as it is".to_string(), office.house.pipelines.clone())];
    for other in rules {
        ways.push((other.clone(), with_rules(office, pipeline, other)?));
    }
    let (mut rows, mut documents) = (Vec::new(), Vec::new());
    for (name, pipelines) in &ways {
        let lived = live(office, pipelines, &past).await?;
        let fared = lived.fared();
        documents.push(json!({"rules": name, "rows": fared.iter().map(Fared::json).collect::<Vec<_>>(),
            "mails_per_person_month": lived.mails().map(|n| n.to_string()), "late": lived.finishes.late().len()}));
        rows.push((name.clone(), lived.mails(), lived.finishes.late().len(), fared));
    }
    if *json {
        return print_json(&json!({"pipeline": pipeline, "ways": documents}));
    }
    for (name, mails, late, fared) in rows {
        let mut table = grid([
            "warnings of",
            "given",
            "came true",
            "of decided",
            "lead days q1/med/q3",
            "late never warned",
            "of late",
        ]);
        for row in &fared {
            table.add_row(row.cells(late));
        }
        let mails = mails.map_or("none".to_string(), |n| n.to_string());
        let open: Vec<&str> = fared.iter().filter(|row| row.is_undecided()).map(Fared::rule).collect();
        let open = match open.as_slice() {
            [] => String::new(),
            open => format!("undecided, because no later table speaks of the same projects: {}\n", open.join(", ")),
        };
        print_text(&format!("rules: {name}\n{table}\n{open}mails per person and month: {mails}\n"));
    }
    print_text("what the columns mean: `duban backtest PIPELINE --explain`");
    Ok(exit::FINE)
}

async fn live(office: &Office, pipelines: &[Pipeline], past: &[relive::Past]) -> Result<Lived, Failure> {
    let mut lived = Lived::default();
    let done = relive::relive(office, pipelines, past, |one, memory, record| {
        let Some(record) = record else { return };
        let day = one.slot.as_of();
        lived.finishes.learn(record, day);
        lived.letters += record.letters.len();
        lived.people.extend(record.letters.iter().map(|letter| letter.person.clone()));
        let judges = pipelines.iter().any(|p| p.name == one.slot.pipeline && p.judges());
        if !judges {
            return;
        }
        lived.days.push(day);
        let mut found: BTreeSet<(String, String)> = BTreeSet::new();
        for finding in record.findings.iter().filter(|finding| finding.rule.ladder() == Ladder::Project) {
            found.insert((finding.rule.name().to_string(), finding.subject.clone()));
            found.insert(("any rule".to_string(), finding.subject.clone()));
        }
        let undone = memory.standings.iter().filter(|standing| {
            let late =
                |milestone: &crate::assess::Milestone| milestone.actual_date.is_none() && milestone.planned_date < day;
            let seen = standing.milestones_as_of.is_some_and(|seen| {
                standing.milestones.iter().any(|milestone| late(milestone) && milestone.planned_date < seen)
            });
            seen || lived.finishes.overdue(&standing.subject, day)
        });
        found.extend(undone.map(|standing| ("naive: overdue".to_string(), standing.subject.clone())));
        found.extend(lived.finishes.declared_bad().map(|subject| ("declared".to_string(), subject)));
        for (rule, subject) in found.difference(&lived.standing) {
            lived.warnings.entry(rule.clone()).or_default().insert((subject.clone(), day));
        }
        let read = !record.tables.is_empty();
        if read { lived.standing = found } else { lived.standing.extend(found) }
    });
    done.await.map_err(|error| Failure::new(error.to_string()))?;
    Ok(lived)
}

impl Lived {
    fn fared(&self) -> Vec<Fared> {
        let of = |(rule, warnings): (&String, &Warnings)| self.finishes.fared(rule, warnings);
        self.warnings.iter().map(of).collect()
    }

    /// Letters ÷ people ÷ months, with two places.
    fn mails(&self) -> Option<crate::base::amount::Amount> {
        let (first, last) = (self.days.iter().min()?, self.days.iter().max()?);
        let days = (*last - *first).num_days().max(30);
        let people = self.people.len() as i64;
        if people == 0 {
            return None;
        }
        // A month is a twelfth of 365 days.
        let millionths = i128::from(self.letters as i64 * 365) * 1_000_000 / i128::from(days * 12 * people);
        Some(crate::base::amount::Amount(millionths).rounded(2))
    }
}
