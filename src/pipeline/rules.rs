//! Rules and their thresholds, as data. What each rule does stands in `assess::rules`, one file a rule.

use crate::base::amount::Amount;

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
}

/// The cumulative value against the expected one (linear trajectory).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BehindTarget {
    /// 预警 below this.
    pub at_risk: Threshold,
    /// 滞后 below this.
    pub behind: Threshold,
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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stalled {
    /// How many consecutive accepted reports must show the same figures as the one before them.
    pub reports: u32,
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
