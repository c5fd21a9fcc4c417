//! When a pipeline is due. Pure: instants come in, slots go out; nobody here knows what time it is.

use crate::base::period::PeriodKind;
use crate::base::slot::Slot;
use chrono::{DateTime, Utc};
use croner::Cron;

/// A schedule, checked.
#[derive(Debug, Clone)]
pub struct Schedule {
    /// The cut-off of each period: five cron fields, in the pipeline's zone.
    pub cron: Cron,
    /// The periods it reads for; a slot is for the one that ended before its day.
    pub period: PeriodKind,
    /// When days are reviewed; `None`: never.
    pub review: Option<Cron>,
    /// Working days after the cut-off before a missing file counts as missing.
    pub grace_workdays: u32,
    /// What to do with slots that fell into a downtime.
    pub catch_up: CatchUp,
    /// How many days back catch-up looks.
    pub catch_up_days: u32,
}

/// What to do with slots that fell into a downtime. Every slot is accounted for in any case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CatchUp {
    /// Skip them.
    None,
    /// Run the newest of each kind, skip the others.
    Latest,
    /// Run all, oldest first.
    All,
}

/// The Read and Review slots of `pipeline` with `after` < at ≤ `until`, oldest first, at most `limit`.
pub fn slots(
    _pipeline: &crate::pipeline::Pipeline,
    _after: DateTime<Utc>,
    _until: DateTime<Utc>,
    _limit: usize,
) -> Vec<Slot> {
    unimplemented!()
}
