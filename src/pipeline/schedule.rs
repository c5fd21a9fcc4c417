//! When a pipeline is due. Pure: instants come in, slots go out; nobody here knows what time it is.

use super::Pipeline;
use super::cron::fires;
use crate::base::period::{Period, PeriodKind};
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
    let mut slots: Vec<Slot> = reads(pipeline, after, until).take(limit).collect();
    slots.extend(reviews(pipeline, after, until).take(limit));
    slots.sort_by_key(|slot| (slot.at, slot.kind));
    slots.truncate(limit);
    slots
}

/// The Read slots in the same span, each for the period that ended before its local day.
pub fn reads(pipeline: &Pipeline, after: DateTime<Utc>, until: DateTime<Utc>) -> impl Iterator<Item = Slot> {
    pipeline.schedule.iter().flat_map(move |schedule| {
        fires(&schedule.cron, pipeline.zone, after, until).map(|at| {
            let day = at.with_timezone(&pipeline.zone).date_naive();
            slot(pipeline, SlotKind::Read, at, Some(schedule.period.ended_before(day)))
        })
    })
}

/// The Review slots in the same span. Nobody is written to on a day off, and a make-up Saturday is a working day like any
/// other.
pub fn reviews(pipeline: &Pipeline, after: DateTime<Utc>, until: DateTime<Utc>) -> impl Iterator<Item = Slot> {
    let review = pipeline.schedule.as_ref().and_then(|schedule| schedule.review.as_ref());
    review
        .into_iter()
        .flat_map(move |cron| fires(cron, pipeline.zone, after, until))
        .map(|at| slot(pipeline, SlotKind::Review, at, None))
        .filter(|slot| pipeline.calendar.is_workday(slot.as_of()))
}

fn slot(pipeline: &Pipeline, kind: SlotKind, at: DateTime<Utc>, period: Option<Period>) -> Slot {
    Slot { pipeline: pipeline.name.clone(), kind, at, zone: pipeline.zone, period }
}
