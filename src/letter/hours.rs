//! When a letter may be handed over: office hours, quiet times, the person's own hours.
//!
//! Takes the slot, the policy and the hours of a person; gives an instant not before the slot's. Never looks at a clock.

use super::Desk;
use chrono::{DateTime, Duration, NaiveDate, TimeZone, Utc};

/// How many days ahead a day is looked for on which letters go out: longer than any holiday.
const DAYS_MAX: i64 = 60;

/// The first instant from the slot's on at which a letter may be handed over; at once for what is urgent.
pub fn not_before(desk: &Desk<'_>, own: Option<(u32, u32)>, urgent: bool) -> DateTime<Utc> {
    let attention = desk.policy.map(|policy| policy.attention);
    let hours = own.or(attention.and_then(|attention| attention.hours));
    let workdays = attention.is_some_and(|attention| attention.workdays);
    if urgent || (hours.is_none() && !workdays) {
        return desk.slot.at;
    }
    let (from, to) = hours.unwrap_or((0, 24 * 60));
    let today = desk.slot.as_of();
    for ahead in 0..=DAYS_MAX {
        let Some(day) = today.checked_add_signed(Duration::days(ahead)) else { break };
        if workdays && !desk.calendar.is_workday(day) {
            continue;
        }
        let (Some(opens), Some(closes)) = (instant(desk, day, from), instant(desk, day, to)) else { continue };
        if desk.slot.at < closes {
            return desk.slot.at.max(opens);
        }
    }
    desk.slot.at
}

/// A minute of a local day; in an hour that the zone skips the same moment an hour later.
fn instant(desk: &Desk<'_>, day: NaiveDate, minute: u32) -> Option<DateTime<Utc>> {
    let naive = day.and_hms_opt(0, 0, 0)?.checked_add_signed(Duration::minutes(i64::from(minute)))?;
    let zone = desk.slot.zone;
    let at = zone.from_local_datetime(&naive).earliest();
    at.or_else(|| zone.from_local_datetime(&(naive + Duration::hours(1))).earliest()).map(|at| at.with_timezone(&Utc))
}
