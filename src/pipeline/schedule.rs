//! When a pipeline is due. Pure: instants come in, slots go out; nobody here knows what time it is.

use super::Pipeline;
use super::cron::fires;
use crate::base::period::PeriodKind;
use crate::base::slot::{Slot, SlotKind};
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

/// The Read and Review slots of `pipeline` with `after` < at ≤ `until`, oldest first, at most `limit`. Where both fall
/// on one instant the Read comes first: a review speaks of what was read. Reviews are on working days of the pipeline's
/// calendar only, whatever the cron says.
pub fn slots(pipeline: &Pipeline, after: DateTime<Utc>, until: DateTime<Utc>, limit: usize) -> Vec<Slot> {
    let Some(schedule) = &pipeline.schedule else { return Vec::new() };
    let slot = |kind, at: DateTime<Utc>, period| Slot {
        pipeline: pipeline.name.clone(),
        kind,
        at,
        zone: pipeline.zone,
        period,
    };
    let read = |at: DateTime<Utc>| {
        let day = at.with_timezone(&pipeline.zone).date_naive();
        slot(SlotKind::Read, at, Some(schedule.period.ended_before(day)))
    };
    let mut slots: Vec<Slot> = fires(&schedule.cron, pipeline.zone, after, until).take(limit).map(read).collect();
    if let Some(review) = &schedule.review {
        // Nobody is written to on a day off, and a make-up Saturday is a working day like any other.
        let on_workday = |slot: &Slot| pipeline.calendar.is_workday(slot.as_of());
        let reviews = fires(review, pipeline.zone, after, until).map(|at| slot(SlotKind::Review, at, None));
        slots.extend(reviews.filter(on_workday).take(limit));
    }
    slots.sort_by_key(|slot| (slot.at, slot.kind));
    slots.truncate(limit);
    slots
}
