//! The daemon's own loop on a simulated clock, over files that are already there. The clock is turned from one event to the
//! next (a file's day, a slot), and at each the same `tick` runs that runs in real time.

use super::due;
use super::mirrors::Mirrors;
use super::office::Office;
use super::post::PostError;
use super::tick::{Memo, Ticked, tick};
use crate::pipeline::{PeriodFrom, Pipeline};
use crate::{ingest, tidy};
use chrono::{DateTime, Duration, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;
use std::collections::{BTreeMap, BTreeSet};

/// The local hour at which files come in, for files whose instant nobody knows.
const ARRIVAL_HOUR: u32 = 17;

/// Lives from the start of `from` to the end of `until`. `arrivals` says when files of the folders appear; files that it does
/// not name appear on the last day of the period that their name tells (of its day, where a pipeline goes by arrival), or at the
/// start when it tells none.
pub async fn simulate(
    office: &Office,
    from: NaiveDate,
    until: NaiveDate,
    arrivals: BTreeMap<String, DateTime<Utc>>,
    mut progress: impl FnMut(DateTime<Utc>, &Ticked),
) -> Result<(), PostError> {
    let zone = office.house.pipelines.first().map_or(Tz::UTC, |pipeline| pipeline.zone);
    let (start, end) = (local(zone, from, 0, 0), local(zone, until, 23, 59));
    let mut memo = Memo::of(Mirrors::once());
    // What buckets hold is fetched once, before the first day: what comes there later belongs to no simulated day.
    let _ = memo.mirrors.look(&office.house).await; // every look after it says the same again
    memo.held_back = appearances(office, start, arrivals);
    let mut events: BTreeSet<DateTime<Utc>> = memo.held_back.values().copied().collect();
    events.insert(start);
    for pipeline in &office.house.pipelines {
        events.extend(due::between(pipeline, start, end).into_iter().map(|slot| slot.at));
        events.extend(due::in_grace(pipeline, end).into_iter().map(|(_, cut_off)| cut_off));
    }
    for at in events.range(start..=end) {
        office.clock.turn_to(*at);
        let ticked = tick(office, &mut memo, *at, || false).await?;
        progress(*at, &ticked);
    }
    Ok(())
}

/// When each file of the house's folders appears.
fn appearances(
    office: &Office,
    start: DateTime<Utc>,
    arrivals: BTreeMap<String, DateTime<Utc>>,
) -> BTreeMap<String, DateTime<Utc>> {
    let mut appears = arrivals;
    for pipeline in &office.house.pipelines {
        let Ok((found, _)) = ingest::list(&office.house.home.join(&pipeline.source.folder)) else { continue };
        for file in found {
            if pipeline.source.patterns.iter().any(|pattern| ingest::matches(pattern, &file.name)) {
                appears
                    .entry(file.name.to_string())
                    .or_insert_with(|| appearance(pipeline, &file.name).unwrap_or(start));
            }
        }
    }
    appears
}

/// When a file appears whose name tells its period: on the last day of it. A file that is of the period in which it comes
/// appears on the day that its name tells.
pub(super) fn appearance(pipeline: &Pipeline, name: &str) -> Option<DateTime<Utc>> {
    if pipeline.source.period == PeriodFrom::Arrival {
        return tidy::period::day_of(name).map(|day| local(pipeline.zone, day, ARRIVAL_HOUR, 0));
    }
    let schedule = pipeline
        .schedule
        .as_ref()
        .filter(|_| matches!(pipeline.source.period, PeriodFrom::FileName | PeriodFrom::Column))?;
    let period = tidy::period::from_name(name, schedule.period)?;
    Some(local(pipeline.zone, period.end(), ARRIVAL_HOUR, 0))
}

/// A local wall-clock time as an instant; in a skipped hour the first valid one after it.
pub fn local(zone: Tz, day: NaiveDate, hour: u32, minute: u32) -> DateTime<Utc> {
    let time = NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or(NaiveTime::MIN);
    let naive = day.and_time(time);
    let at = zone.from_local_datetime(&naive).earliest();
    at.or_else(|| zone.from_local_datetime(&(naive + Duration::hours(1))).earliest())
        .map_or_else(|| naive.and_utc(), |at| at.with_timezone(&Utc))
}
