//! Rules and their thresholds, as data. What each rule does stands in `assess::rules`, one file a rule.

use super::course::Trajectory;
use super::measures::IndicatorRules;
use super::packs::Choice;
use super::sql::Condition;
use crate::base::amount::Amount;
use crate::base::grade::Grade;
use crate::base::short::Short;

/// The rules of a pipeline; a rule that is `None` does not judge.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rules {
    /// `[rules.behind_target]`
    pub behind_target: Option<BehindTarget>,
    /// `[rules.milestone_overdue]`
    pub milestone_overdue: Option<MilestoneOverdue>,
    /// `[rules.stalled]`
    pub stalled: Option<Stalled>,
    /// `[rules.not_started]`
    pub not_started: Option<NotStarted>,
    /// `[rules.not_reported]`
    pub not_reported: Option<NotReported>,
    /// `[[rules.sql]]`, in the file's order, after those of the pack.
    pub sql: Vec<SqlRule>,
    /// `rules = "PACK"`, or `[rules] pack = "PACK"`.
    pub pack: Option<PackUse>,
    /// `[rules.not_finished]`
    pub not_finished: Option<NotFinished>,
    /// `[rules.stop_and_go]`
    pub stop_and_go: Option<StopAndGo>,
    /// `[rules.cleared_not_built]`
    pub cleared_not_built: Option<ClearedNotBuilt>,
    /// `[rules.forecast_slip]`
    pub forecast_slip: Option<ForecastSlip>,
    /// `[rules.overstated]`
    pub overstated: Option<Overstated>,
    /// `[rules.money_and_work]`
    pub money_and_work: Option<MoneyAndWork>,
    /// `[rules.statistics_entry]`
    pub statistics_entry: Option<Share>,
    /// `[rules.paperwork]`
    pub paperwork: Option<Share>,
    /// `[rules.reported_late]`
    pub reported_late: Option<ReportedLate>,
    /// Projects are judged by their approved baseline, whatever the register or the plan says now: wherever a pipeline judges
    /// projects, unless it says `[rules] baselines = "as listed"`.
    pub unapproved_change: bool,
    /// `[rules] combine`
    pub combine: Combine,
    /// `dimension` of the rules that name one, by the rule's name; the others have the one of `assess::Rule::dimension`.
    pub dimensions: std::collections::BTreeMap<String, String>,
}

impl Rules {
    /// Whether there is any: without rules nobody is graded.
    pub fn any(&self) -> bool {
        *self != Rules::default()
    }
}

/// A rule of the user's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SqlRule {
    /// Its name.
    pub name: Short,
    /// When it is broken, and how bad that is; worst first, the first that holds decides.
    pub levels: Vec<Level>,
    /// What a Chinese reader is told.
    pub text_zh: String,
    /// What an English reader is told.
    pub text_en: String,
    /// Columns whose values are told with it.
    pub show: Vec<&'static str>,
}

/// A condition and its grade: at risk or worse.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Level {
    /// The condition.
    pub when: Condition,
    /// The grade.
    pub grade: Grade,
}

/// A rule pack that a pipeline names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackUse {
    /// The pack's name.
    pub name: String,
    /// What it is, where and when it was published.
    pub source: String,
    /// What the author chose for that which the published rule leaves open: recorded with every run, in the pipeline file.
    pub choices: Vec<Choice>,
    /// What of the published rule is not judged, and why.
    pub left_out: Vec<String>,
    /// What it holds indicators against, where it lights them.
    pub indicators: Option<IndicatorRules>,
}

/// Which grade a project gets where a unit or a person has declared one too.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Combine {
    /// `computed`: what was declared is shown, and does not count.
    #[default]
    Computed,
    /// `lower of computed and declared`: the worse of the two wins.
    Lower,
}

/// The cumulative value against the expected one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BehindTarget {
    /// 预警 below this.
    pub at_risk: Threshold,
    /// 滞后 below this.
    pub behind: Threshold,
    /// By which law the target is to be reached.
    pub trajectory: Trajectory,
    /// Which series is held against it.
    pub measure: Measure,
    /// So many reports in a row at risk are behind: two yellows are a red, across a year's end too.
    pub at_risk_in_a_row: Option<u32>,
    /// Statistics give no January figure: a report that ends in January is not judged (1–2月).
    pub january_merged: bool,
}

impl BehindTarget {
    /// Linear by days, cumulative, nothing else.
    pub fn linear(at_risk: Threshold, behind: Threshold) -> BehindTarget {
        BehindTarget {
            at_risk,
            behind,
            trajectory: Trajectory { name: "linear".to_string(), ..Trajectory::default() },
            measure: Measure::Cumulative,
            at_risk_in_a_row: None,
            january_merged: false,
        }
    }
}

/// The series that is held against a target.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Measure {
    /// `cumulative`: the year's value so far, as reported.
    #[default]
    Cumulative,
    /// `period_amount`: what each period adds, summed up within the year.
    PeriodAmount,
}

/// "% of expected" and "points below expected" are different words and never mixed up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Threshold {
    /// `below 75 % of expected`: actual < 75 % × expected.
    PercentOfExpected(Amount),
    /// `10 points below expected`: expected share − actual share of the target ≥ 10 points.
    PointsBelow(Amount),
}

/// Milestones against their planned dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MilestoneOverdue {
    /// 预警 this many working days ahead.
    pub due_within_workdays: u32,
    /// 滞后 once overdue by this many days.
    pub overdue_days: u32,
}

/// No progress over consecutive accepted reports while work is due.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stalled {
    /// How many consecutive accepted reports must show the same figures as the one before them.
    pub reports: u32,
    /// `milestones`: so many reports without another milestone done while one is past its day, whatever the money does.
    pub milestones: Option<u32>,
    /// `alike`: a status text is the same as the one before from this percentage of common pairs of characters on;
    /// `reports` of them in a row are a warning.
    pub alike: Option<u32>,
}

/// The planned start has passed and nothing is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotStarted {
    /// Days after the planned start.
    pub days: u32,
}

/// A period's report is missing after its cut-off and grace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotReported {
    /// How many consecutive periods must be missing.
    pub periods: u32,
}

/// The planned end has passed and the project is not completed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotFinished {
    /// Days after the planned end.
    pub days: u32,
}

/// 建建停停: progress and standstill take turns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StopAndGo {
    /// How many of the newest reports are looked at.
    pub reports: u32,
    /// How often progress must have turned into standstill or back.
    pub turns: u32,
}

/// 圈而不建, 腾而不建: the land is cleared or fenced in, and nothing is built on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClearedNotBuilt {
    /// Days after the land was cleared.
    pub days: u32,
    /// Phases, or parts of their names, that mean cleared land where no date is reported.
    pub phases: Vec<String>,
}

/// Forecast finish by earned schedule against the planned one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ForecastSlip {
    /// 预警 from so many days of slip.
    pub at_risk_days: u32,
    /// 滞后 from so many days of slip.
    pub behind_days: u32,
}

/// What was declared is better than what the figures say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overstated {
    /// By how many steps of green, yellow, red.
    pub steps: u32,
}

/// The paid share of the budget against the share of the work that is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MoneyAndWork {
    /// 预警 where payment is so many points ahead of work.
    pub money_ahead: u32,
    /// 预警 where work is so many points ahead of payment (arrears).
    pub work_ahead: u32,
}

/// A share that should not fall below a percentage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// 预警 below this percentage.
    pub below: u32,
}

/// A report that came after its deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReportedLate {
    /// From so many days after the deadline's period was first missed.
    pub days: u32,
    /// So many points are taken from the unit, once for each period, in the ledger of points (迟报).
    pub deduct: Option<Amount>,
}
