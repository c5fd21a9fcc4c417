//! Tables + targets + memory + `as_of` → findings. The Polars heart.
//!
//! Takes what was read and what is remembered; gives a standing per project and a finding per project and broken rule;
//! never sees a clock, a file or the store. A project that cannot be judged is said to be so, never graded well.

/// Rows at the edges: standings and tables in, frames for the rules out.
pub mod frames;

/// The board: one row per project with everything rules look at.
pub mod board;

/// What a newly read file changes against what was known.
pub mod changes;

/// The judgement of one slot, start to end.
pub mod judge;

/// What a new register changes.
pub mod relisted;

/// What reports said besides their figures, as far as it is remembered.
pub mod said;

/// Board and findings → standings.
pub mod standing;

/// One rule, one file.
pub mod rules;

/// 经济指标: values and growth against targets, the reference region and the past.
pub mod indicators;

/// 考核评分: the ledger of points, scores and ranks.
pub mod scores;

/// 招商任务: quotas, dated goals, and whether allocations add up.
pub mod quotas;

use crate::base::amount::Amount;
use crate::base::grade::Grade;
use crate::base::period::Period;
use crate::base::place::Place;
use crate::pipeline::policy::Ladder;
use crate::tidy::RejectReason;
use crate::tidy::checks::Said;
use crate::tidy::table::Table;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

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
    pub refused: Option<Refused>,
    /// The last accepted reports, oldest first, at most [`MAX_REPORTS`].
    pub reports: Vec<Report>,
    /// Its milestones in planned order.
    pub milestones: Vec<Milestone>,
    /// What its last reports said besides, oldest first: checks of later reports look back on it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub said: Vec<Said>,
}

/// How many reports a standing remembers.
pub const MAX_REPORTS: usize = 24;

/// One accepted report of one project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The period's last day.
    pub period_end: NaiveDate,
    /// The cumulative value, in yuan.
    pub cumulative: Amount,
    /// How many of its milestones were done.
    pub milestones_done: u32,
    /// The cell it was read from.
    pub place: Place,
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Milestone {
    /// Its name.
    pub name: String,
    /// The planned day (original baseline).
    pub planned_date: NaiveDate,
    /// The day it was done, where a report says so.
    pub actual_date: Option<NaiveDate>,
    /// Where that was read last.
    pub place: Option<Place>,
}

/// The rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// The cumulative value is below the trajectory.
    BehindTarget,
    /// A milestone is overdue, or due soon.
    MilestoneOverdue,
    /// Nothing moved over consecutive reports.
    Stalled,
    /// The planned start passed and nothing is done.
    NotStarted,
    /// A project's report is missing.
    NotReported,
    /// A project's row was refused.
    Unreadable,
    /// A project of the file is not on the register.
    UnknownProject,
    /// A project left the register.
    Vanished,
    /// The whole file is missing.
    MissingFile,
    /// The whole file could not be read.
    UnreadableFile,
    /// The newest data of a table are older than its pipeline asks.
    Stale,
    /// An indicator is worse than what it is held against.
    IndicatorBehind,
    /// A quota or a dated goal is not reached.
    QuotaBehind,
    /// The allocations of a quota do not add up to its headline.
    QuotaSum,
}

impl Rule {
    /// Every rule.
    pub const ALL: [Rule; 14] = [
        Rule::BehindTarget,
        Rule::MilestoneOverdue,
        Rule::Stalled,
        Rule::NotStarted,
        Rule::NotReported,
        Rule::Unreadable,
        Rule::UnknownProject,
        Rule::Vanished,
        Rule::MissingFile,
        Rule::UnreadableFile,
        Rule::Stale,
        Rule::IndicatorBehind,
        Rule::QuotaBehind,
        Rule::QuotaSum,
    ];

    /// The name in TOML, SQL and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Rule::BehindTarget => "behind_target",
            Rule::MilestoneOverdue => "milestone_overdue",
            Rule::Stalled => "stalled",
            Rule::NotStarted => "not_started",
            Rule::NotReported => "not_reported",
            Rule::Unreadable => "unreadable",
            Rule::UnknownProject => "unknown_project",
            Rule::Vanished => "vanished",
            Rule::MissingFile => "missing_file",
            Rule::UnreadableFile => "unreadable_file",
            Rule::Stale => "stale",
            Rule::IndicatorBehind => "indicator_behind",
            Rule::QuotaBehind => "quota_behind",
            Rule::QuotaSum => "quota_sum",
        }
    }

    /// The rule of a name, if it is one.
    pub fn from_name(name: &str) -> Option<Rule> {
        Rule::ALL.into_iter().find(|r| r.name() == name)
    }

    /// What a Chinese reader sees.
    pub fn label_zh(self) -> &'static str {
        match self {
            Rule::BehindTarget => "投资进度滞后",
            Rule::MilestoneOverdue => "节点逾期",
            Rule::Stalled => "进度停滞",
            Rule::NotStarted => "未按时开工",
            Rule::NotReported => "未按时报送",
            Rule::Unreadable => "填报数据有误",
            Rule::UnknownProject => "项目不在台账",
            Rule::Vanished => "项目移出台账",
            Rule::MissingFile => "报表未送达",
            Rule::UnreadableFile => "报表无法读取",
            Rule::Stale => "数据未按期更新",
            Rule::IndicatorBehind => "指标落后",
            Rule::QuotaBehind => "招商任务未完成",
            Rule::QuotaSum => "任务分解与总目标不符",
        }
    }

    /// Which ladder it climbs.
    pub fn ladder(self) -> Ladder {
        match self {
            Rule::BehindTarget
            | Rule::MilestoneOverdue
            | Rule::Stalled
            | Rule::NotStarted
            | Rule::Vanished
            | Rule::IndicatorBehind
            | Rule::QuotaBehind => Ladder::Project,
            Rule::NotReported
            | Rule::Unreadable
            | Rule::UnknownProject
            | Rule::MissingFile
            | Rule::UnreadableFile
            | Rule::Stale
            | Rule::QuotaSum => Ladder::Data,
        }
    }
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
    /// For an unknown project the registered ones that its name comes near: `P14-016 城关镇北四研发中心 78 %`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub near: Option<String>,
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
}

/// What was judged. Absence is not recovery: a case may only be resolved when this says that its rule was asked and answered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Judged {
    /// Pairs judged on evidence.
    pub pairs: BTreeSet<(String, Rule)>,
    /// Rules that were asked of every subject there is.
    pub of_all: BTreeSet<Rule>,
}

impl Judged {
    /// Whether this pair was judged.
    pub fn contains(&self, subject: &str, rule: Rule) -> bool {
        self.of_all.contains(&rule) || self.pairs.contains(&(subject.to_string(), rule))
    }
}
