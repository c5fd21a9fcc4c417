//! Tables + targets + memory + `as_of` → findings. The Polars heart.
//!
//! Takes what was read and what is remembered; gives a standing per project and a finding per project and broken rule;
//! never sees a clock, a file or the store. A project that cannot be judged is said to be so, never graded well.

/// Rows at the edges: standings and tables in, frames for the rules out.
pub mod frames;

/// Frames by the row of the board.
pub mod by_row;

/// The board: one row per project with everything rules look at.
pub mod board;

/// Frames of findings → findings.
mod findings;

/// How every project is graded.
mod grades;

/// What a newly read file changes against what was known.
pub mod changes;

/// The judgement of one slot, start to end.
pub mod judge;

/// What a new register changes.
pub mod relisted;

/// Projects that may have another name now.
mod renamed;

/// Milestones without a day.
pub mod undated;

/// What reports said besides their figures, as far as it is remembered.
pub mod said;

/// Board and findings → standings.
pub mod standing;

/// What was planned first, what was approved since.
pub mod baseline;

/// The names of the rules.
mod rule;

/// One rule, one file.
pub mod rules;

/// 经济指标: values and growth against targets, the reference region and the past.
pub mod indicators;

/// 列单→领单→办单→清单: issue lists and closing rates.
pub mod issues;

/// 考核评分: the ledger of points, scores and ranks.
pub mod scores;

/// 招商任务: quotas, dated goals, and whether allocations add up.
pub mod quotas;

/// What was due on a day.
pub mod trajectory;

/// How alike two texts are.
pub mod alike;

/// What a report says beside its value.
pub mod beside;

/// Every word about milestones → one row per milestone.
pub mod milestones;

/// How often baselines were changed, beside each finding.
mod moved;

/// What reports forecast and declare.
mod outlook;

/// What was asked and answered.
mod judged;

/// What a project was found at, for ever: missed, and made good.
pub mod marks;

/// Rules of the user's own.
pub mod sql;

use crate::base::amount::Amount;
use crate::base::grade::Grade;
use crate::base::period::Period;
use crate::base::place::Place;
use crate::tidy::RejectReason;
use crate::tidy::checks::Said;
use crate::tidy::table::Table;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

pub use baseline::Baseline;
pub use beside::Beside;
pub use judged::Judged;
pub use marks::Mark;
pub use moved::Moved;
pub use rule::Rule;

/// An accepted table, and what is known of the file it came from: what is judged over many files is judged from these.
#[derive(Debug, Clone)]
pub struct Accepted {
    /// The rows.
    pub table: Table,
    /// The file's name.
    pub file: String,
    /// The period it is for.
    pub period: Option<Period>,
    /// Counts files in the order they came.
    pub version: u64,
}

/// What is remembered of a subject and shown to people: its latest judgement and the figures rules need next time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// The project's id.
    pub subject: String,
    /// Its name.
    pub name: String,
    /// 确保 / 力争 …
    pub class: Option<String>,
    /// Its category.
    pub category: Option<String>,
    /// Its responsible unit.
    pub unit_name: Option<String>,
    /// The town it lies in.
    pub town: Option<String>,
    /// The grade.
    pub grade: Grade,
    /// The annual target, in yuan.
    pub target: Option<Amount>,
    /// What was due by `reported_as_of`, in yuan.
    pub expected: Option<Amount>,
    /// The last accepted cumulative value, in yuan.
    pub actual: Option<Amount>,
    /// Expected share minus actual share of the target, in percentage points; positive is short.
    pub gap_points: Option<Amount>,
    /// The worst slip of its milestones, in days; positive is late.
    pub slip_days: i64,
    /// Since when it has had this grade.
    pub since: NaiveDate,
    /// The day its last accepted report speaks of.
    pub reported_as_of: Option<NaiveDate>,
    /// The day its last accepted milestone table speaks of.
    #[serde(default)]
    pub milestones_as_of: Option<NaiveDate>,
    /// A refused row that no accepted report has replaced yet.
    #[serde(default)]
    pub refused: Option<Box<Refused>>,
    /// The last accepted reports, oldest first, at most [`MAX_REPORTS`].
    pub reports: Vec<Report>,
    /// Its milestones in planned order.
    pub milestones: Vec<Milestone>,
    /// What its last reports said besides, oldest first: checks of later reports look back on it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub said: Vec<Said>,
    /// The worst finding in each dimension; one that is not here is fine.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub dimensions: BTreeMap<String, Grade>,
    /// What it was found at and when that was made good: never removed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<Mark>,
    /// Where `expected` comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Box<Origin>>,
    /// Its baselines, where changes need approval.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<Box<Baseline>>,
}

impl Standing {
    /// Gives back the room its lists hold for entries to come: a list that was read grew by itself, to four at once.
    pub fn fit(&mut self) {
        self.reports.shrink_to_fit();
        self.milestones.shrink_to_fit();
        self.said.shrink_to_fit();
        self.marks.shrink_to_fit();
    }
}

/// Where an expected value comes from: expected = `due_num ÷ due_den`, millionths of a yuan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The trajectory of the pipeline.
    pub trajectory: String,
    /// Which law decided: `linear`, `s-curve`, a line of a task table.
    pub basis: String,
    /// How far its time had run, in the trajectory's own steps.
    pub elapsed: String,
    /// Of how many steps.
    pub span: String,
    /// The planned time within the year: its first day.
    pub window_from: NaiveDate,
    /// Its last day.
    pub window_to: NaiveDate,
    /// The numerator.
    pub due_num: String,
    /// The denominator.
    pub due_den: String,
}

/// How many reports a standing remembers.
pub const MAX_REPORTS: usize = 24;

/// One accepted report of one project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The period's last day.
    pub period_end: NaiveDate,
    /// The cumulative value, in yuan; nothing where an office's reports have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cumulative: Option<Amount>,
    /// How many of its milestones were done.
    pub milestones_done: u32,
    /// The cell it was read from.
    pub place: Place,
    /// How the value stood to what was due, when it was judged first: a later target does not repaint it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Grade>,
    /// What the row says beside.
    #[serde(default, skip_serializing_if = "Beside::is_empty")]
    pub beside: Beside,
}

/// A row of this project that was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// The last day of the period it was for.
    pub period_end: NaiveDate,
    /// The cell.
    pub place: Place,
    /// Why.
    pub reason: RejectReason,
    /// The cell's text.
    pub text: String,
}

/// One milestone of a project.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Milestone {
    /// Its name.
    pub name: String,
    /// The planned day that judges: the first one accepted, or the one approved since.
    pub planned_date: NaiveDate,
    /// The first one accepted, where an approved change has moved it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub original_date: Option<NaiveDate>,
    /// What the plan or a report says otherwise, without approval.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub listed_date: Option<NaiveDate>,
    /// The day it was done, where a report says so.
    pub actual_date: Option<NaiveDate>,
    /// Where that was read last.
    pub place: Option<Place>,
}

/// A broken rule: one subject × one rule, with everything a letter or an auditor needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The project's id; for trouble with a whole file the pipeline's name.
    pub subject: String,
    /// The subject's name as people know it.
    pub name: String,
    /// The responsible unit.
    pub unit_name: Option<String>,
    /// The rule.
    pub rule: Rule,
    /// How bad.
    pub grade: Grade,
    /// Since when, by the evidence: the planned day that passed, the first report that showed it.
    pub since: NaiveDate,
    /// The figures that decide.
    pub figures: Figures,
    /// Where the deciding figure was read.
    pub place: Option<Place>,
}

/// The figures behind a finding. Money in yuan.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// The annual target.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<Amount>,
    /// What was due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<Amount>,
    /// What is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actual: Option<Amount>,
    /// Expected share minus actual share of the target, percentage points.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gap_points: Option<Amount>,
    /// Days late; negative: days left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<i64>,
    /// The milestone in question; the worst, where several are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub milestone: Option<String>,
    /// Its planned day, or the planned start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub planned_date: Option<NaiveDate>,
    /// How many consecutive reports show it, or how many periods are missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reports: Option<u32>,
    /// The day the figures speak of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reported_as_of: Option<NaiveDate>,
    /// `stable_word: as written`: why a row was refused or a file could not be read, and what stands there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// For an unknown project the registered ones that its name comes near: `P14-016 城关镇北四研发中心 78 %`; for one that is not
    /// reported any more the new ones whose names do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub near: Option<String>,
    /// How often its baseline was changed with approval, where it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved: Option<Moved>,
    /// What an issue is, in a finding of one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issue: Option<Box<issues::Said>>,
    /// How the verdict follows from the figures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<Box<Basis>>,
}

/// How a verdict follows from figures: enough to re-derive it to the digit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Basis {
    /// The condition that held, in the names of `inputs`.
    pub formula: String,
    /// The rule's thresholds as they were.
    pub rule: String,
    /// The version of the rule's text: it changes when its formula does.
    pub version: u32,
    /// Every figure that went in.
    pub inputs: Vec<Input>,
}

/// One figure that went into a verdict.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// The name in the formula.
    pub name: String,
    /// The figure, exact.
    pub value: String,
    /// The cell it was read from, where it was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
}

/// The judgement of one slot.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Assessment {
    /// A standing per project, by subject; unchanged ones included.
    pub standings: Vec<Standing>,
    /// Findings, by subject and rule.
    pub findings: Vec<Finding>,
    /// Subject × rule pairs that were judged on evidence: only such a pair without a finding has recovered.
    pub judged: Judged,
    /// Rules of the user's own that could not be asked, and why.
    pub failures: Vec<sql::Failure>,
}
