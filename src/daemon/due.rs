//! Which slots are due, and what to do with those that fell into a downtime. Pure: instants in, verdicts out.
//!
//! A Read slot stands at the cut-off of its period plus the grace: by then every report is there or missing. Files that
//! come earlier or later are read on arrival. A Review is only worth its newest: ten mornings missed are judged once.

use crate::base::period::Period;
use crate::base::slot::{Slot, SlotKind};
use crate::pipeline::Pipeline;
use crate::pipeline::schedule::{CatchUp, Schedule, slots};
use chrono::{DateTime, Duration, TimeZone, Utc};

/// How late a slot may be and still count as on time, in minutes.
const ON_TIME_MINUTES: i64 = 15;
/// The most slots looked at in one go; more than a year of days.
const SLOTS_MAX: usize = 2_000;

/// A due slot and what to do with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The slot.
    pub slot: Slot,
    /// What to do.
    pub what: What,
}

/// What to do with a due slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// Run it.
    Run,
    /// Only write down whether its period's report came: a later slot has judged, or will in the same breath. Were it run,
    /// a case would climb once for every slot of a downtime, and all the letters would go out within one minute.
    Look,
    /// Account for it with this reason.
    Skip(String),
}

/// What the ledger says of a pipeline.
#[derive(Debug, Clone, Copy, Default)]
pub struct Accounted {
    /// The newest accounted Read.
    pub read: Option<DateTime<Utc>>,
    /// The newest accounted Review.
    pub review: Option<DateTime<Utc>>,
    /// The newest run of any kind in the portfolio: nothing before it is judged again.
    pub judged: Option<DateTime<Utc>>,
}

/// The deadline of a Read: its cut-off plus the grace in working days.
pub fn deadline(pipeline: &Pipeline, schedule: &Schedule, cut_off: &Slot) -> DateTime<Utc> {
    if schedule.grace_workdays == 0 {
        return cut_off.at;
    }
    let local = cut_off.local();
    let day = pipeline.calendar.add_workdays(local.date(), schedule.grace_workdays);
    // In the hour that a zone skips, the cut-off itself moved by the day's length is as good.
    let naive = day.and_time(local.time());
    let at = pipeline.zone.from_local_datetime(&naive).earliest();
    at.map_or(cut_off.at + (day - local.date()), |at| at.with_timezone(&Utc))
}

/// Read slots (at their deadlines) and Review slots after `after` and up to `until`, oldest first.
pub fn between(pipeline: &Pipeline, after: DateTime<Utc>, until: DateTime<Utc>) -> Vec<Slot> {
    let Some(schedule) = &pipeline.schedule else { return Vec::new() };
    // A grace of n working days is never longer than 3n + 15 days, holidays included.
    let back = Duration::days(i64::from(schedule.grace_workdays) * 3 + 15);
    let mut found: Vec<Slot> = slots(pipeline, after - back, until, SLOTS_MAX)
        .into_iter()
        .map(|mut slot| {
            if slot.kind == SlotKind::Read {
                slot.at = deadline(pipeline, schedule, &slot);
            }
            slot
        })
        .filter(|slot| slot.at > after && slot.at <= until)
        .collect();
    found.sort_by_key(|slot| (slot.at, slot.kind));
    found
}

/// Reads whose cut-off has passed and whose grace has not: `(slot, cut-off)`.
pub fn in_grace(pipeline: &Pipeline, now: DateTime<Utc>) -> Vec<(Slot, DateTime<Utc>)> {
    let Some(schedule) = &pipeline.schedule else { return Vec::new() };
    let back = Duration::days(i64::from(schedule.grace_workdays) * 3 + 15);
    slots(pipeline, now - back, now, SLOTS_MAX)
        .into_iter()
        .filter(|slot| slot.kind == SlotKind::Read)
        .map(|slot| (Slot { at: deadline(pipeline, schedule, &slot), ..slot.clone() }, slot.at))
        .filter(|(slot, _)| slot.at > now)
        .collect()
}

/// The periods whose deadline has passed at `at`, oldest first, at most `count`.
pub fn past_deadlines(pipeline: &Pipeline, at: DateTime<Utc>, count: usize) -> Vec<Period> {
    let Some(schedule) = &pipeline.schedule else { return Vec::new() };
    let days = match schedule.period {
        crate::base::period::PeriodKind::HalfMonth => 17,
        crate::base::period::PeriodKind::Month => 32,
        crate::base::period::PeriodKind::Quarter => 93,
        crate::base::period::PeriodKind::HalfYear => 185,
        crate::base::period::PeriodKind::Year => 367,
    };
    let reads_only = Pipeline { schedule: Some(Schedule { review: None, ..schedule.clone() }), ..pipeline.clone() };
    let after = at - Duration::days(days * count as i64);
    let mut periods: Vec<Period> = between(&reads_only, after, at).into_iter().filter_map(|slot| slot.period).collect();
    periods.dedup();
    periods.drain(..periods.len().saturating_sub(count));
    periods
}

/// Every slot that is due and not accounted for, with what to do.
pub fn due(pipeline: &Pipeline, accounted: Accounted, now: DateTime<Utc>) -> Vec<Due> {
    let Some(schedule) = &pipeline.schedule else { return Vec::new() };
    let (Some(read), Some(review)) = (accounted.read, accounted.review) else { return Vec::new() };
    let open: Vec<Slot> = between(pipeline, read.min(review), now)
        .into_iter()
        .filter(|slot| slot.at > if slot.kind == SlotKind::Read { read } else { review })
        .collect();
    let newest = |kind: SlotKind| open.iter().filter(|s| s.kind == kind).map(|s| s.at).max();
    let (newest_read, newest_review) = (newest(SlotKind::Read), newest(SlotKind::Review));
    let mut due: Vec<Due> = open
        .iter()
        .map(|slot| {
            let newest = if slot.kind == SlotKind::Read { newest_read } else { newest_review };
            let skip = skip(schedule, accounted, slot, newest == Some(slot.at), now);
            Due { slot: slot.clone(), what: skip.map_or(What::Run, What::Skip) }
        })
        .collect();
    let last_run = due.iter().filter(|due| due.what == What::Run).map(|due| due.slot.at).max();
    for due in due.iter_mut().filter(|due| due.slot.kind == SlotKind::Read && due.what == What::Run) {
        let judged_already = accounted.judged.is_some_and(|judged| judged >= due.slot.at);
        let judged_soon = is_late(&due.slot, now) && last_run.is_some_and(|last| last > due.slot.at);
        if judged_already || judged_soon {
            due.what = What::Look;
        }
    }
    due
}

fn is_late(slot: &Slot, now: DateTime<Utc>) -> bool {
    now - slot.at > Duration::minutes(ON_TIME_MINUTES)
}

fn skip(schedule: &Schedule, accounted: Accounted, slot: &Slot, is_newest: bool, now: DateTime<Utc>) -> Option<String> {
    let late = is_late(slot, now);
    let judged = accounted.judged.filter(|judged| *judged >= slot.at && slot.kind == SlotKind::Review);
    if let Some(judged) = judged {
        let judged = judged.with_timezone(&slot.zone).naive_local();
        return Some(format!("a later run ({judged}) has judged this already"));
    }
    if slot.kind == SlotKind::Review && !is_newest {
        return Some("a later review is due as well and judges the same figures".to_string());
    }
    if late && now - slot.at > Duration::days(i64::from(schedule.catch_up_days)) {
        return Some(format!("older than the catch-up window of {} days", schedule.catch_up_days));
    }
    match schedule.catch_up {
        CatchUp::None if late => Some("fell into a downtime; catch_up = \"none\"".to_string()),
        CatchUp::Latest if late && !is_newest => Some("fell into a downtime; catch_up = \"latest\"".to_string()),
        _ => None,
    }
}

/// The newest Read whose deadline has passed at `at`, if it counts: what lay before the pipeline was first seen does not.
/// `accounted`: the newest accounted Read, or the instant at which the pipeline was first seen.
pub fn newest_deadline(pipeline: &Pipeline, accounted: Option<DateTime<Utc>>, at: DateTime<Utc>) -> Option<Slot> {
    let schedule = pipeline.schedule.as_ref()?;
    let reads_only = Pipeline { schedule: Some(Schedule { review: None, ..schedule.clone() }), ..pipeline.clone() };
    between(&reads_only, accounted? - Duration::seconds(1), at).pop()
}
