//! What a house will lack before long: years whose holidays have not been announced.

use super::House;
use crate::base::problem::Problem;
use chrono::{DateTime, Datelike, Days, Utc};
use std::sync::Arc;

/// Calendars in use that do not hold this year, or one that begins within `days`: deadlines then count every day
/// of it, and letters say so.
pub fn unannounced(house: &House, now: DateTime<Utc>, days: u64) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (name, calendar) in &house.calendars {
        let Some(pipeline) = house.pipelines.iter().find(|p| Arc::ptr_eq(&p.calendar, calendar)) else { continue };
        let today = now.with_timezone(&pipeline.zone).date_naive();
        let soon = today.checked_add_days(Days::new(days)).unwrap_or(today);
        if let Some(year) = [today.year(), soon.year()].into_iter().find(|year| !calendar.knows(*year)) {
            let message = format!(
                "the calendar does not hold {year}: deadlines count every day of it, weekends and holidays too"
            );
            let problem =
                Problem::warning(format!("config/calendars/{name}.toml"), message).key(format!("years.{year}"));
            problems
                .push(problem.hint("add the year once its holidays are announced: `duban calendar import FILE.ics`"));
        }
    }
    problems
}
