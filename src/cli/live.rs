//! `serve`, `run`, `simulate`, `next`: commands that live days.

use super::{Failure, exit, load, logs, open_office, print_text};
use crate::base::slot::{Slot, SlotKind};
use crate::daemon::clock::Clock;
use crate::daemon::tick::{Memo, tick};
use crate::daemon::{due, run, serve as daemon, simulate as simulation};
use chrono::{Duration, NaiveDate};
use std::collections::BTreeMap;
use std::path::Path;

/// How far `next` looks ahead: every quarter has its deadline.
const COMING_DAYS: i64 = 190;
/// How many slots of each kind it shows.
const COMING: usize = 3;

/// `duban serve`
pub async fn serve(home: &Path, started: std::time::Instant) -> Result<u8, Failure> {
    let house = load(home)?;
    logs(&house);
    let office = open_office(house, Clock::System).await?;
    let lock = office.store.lock_for_daemon()?;
    daemon::serve(office, lock, started).await?;
    Ok(exit::FINE)
}

/// `duban run PIPELINE [--as-of D]`: one arrival run over what is in the folder, then a review of the day.
pub async fn run(home: &Path, pipeline: &str, as_of: Option<NaiveDate>) -> Result<u8, Failure> {
    let mut house = load(home)?;
    logs(&house);
    let Some(zone) = house.pipeline(pipeline).map(|p| p.zone) else {
        return Err(Failure::no_pipeline(&house, pipeline));
    };
    house.settings.ingest.stable_seconds = 0;
    let clock = as_of.map_or(Clock::System, |day| Clock::simulated(simulation::local(zone, day, 18, 0)));
    let office = open_office(house, clock).await?;
    let now = office.clock.now();
    let mut memo = Memo::default();
    let ticked = tick(&office, &mut memo, now, || false).await?;
    let Some(pipeline) = office.house.pipeline(pipeline).cloned().map(std::sync::Arc::new) else {
        return Err(Failure::no_pipeline(&office.house, pipeline));
    };
    let mut ran = ticked.ran;
    if pipeline.schedule.is_some() && !ran.iter().any(|(slot, _)| slot.pipeline == pipeline.name) {
        let at = now + Duration::seconds(2);
        let slot = Slot { pipeline: pipeline.name.clone(), kind: SlotKind::Review, at, zone, period: None };
        if let run::Ran::Done(summary) = run::run_pipeline(&office, &pipeline, &slot, Vec::new()).await? {
            ran.push((slot, summary));
        }
    }
    for (slot, summary) in &ran {
        let run::Summary { files, refused, findings, cases, letters, .. } = summary;
        print_text(&format!(
            "{}: {files} files, {refused} rows refused, {findings} findings, {cases} cases changed, {letters} letters",
            slot.name()
        ));
    }
    for trouble in &ticked.troubles {
        print_text(&format!("trouble: {trouble}"));
    }
    Ok(if ticked.troubles.is_empty() { exit::FINE } else { exit::FAILED })
}

/// `duban simulate --from D --until D`
pub async fn simulate(home: &Path, from: NaiveDate, until: NaiveDate) -> Result<u8, Failure> {
    let mut house = load(home)?;
    logs(&house);
    house.settings.ingest.stable_seconds = 0;
    // A simulation never writes to real people.
    house.settings.mail.channel = crate::settings::Channel::File;
    let zone = house.pipelines.first().map_or(chrono_tz::Tz::UTC, |p| p.zone);
    let office = open_office(house, Clock::simulated(simulation::local(zone, from, 0, 0))).await?;
    let _lock = office.store.lock_for_daemon()?;
    office.store.release(&office.holder, office.clock.now()).await?;
    let (mut runs, mut letters, mut troubles) = (0, 0, Vec::new());
    simulation::simulate(&office, from, until, BTreeMap::new(), |_, ticked| {
        runs += ticked.ran.len();
        letters += ticked.posted.sent;
        troubles.extend(ticked.troubles.iter().cloned());
    })
    .await?;
    for trouble in &troubles {
        print_text(&format!("trouble: {trouble}"));
    }
    print_text(&format!("{runs} slots ran, {letters} letters written"));
    Ok(if troubles.is_empty() { exit::FINE } else { exit::FAILED })
}

/// `duban next`: the coming slots of each pipeline.
pub async fn next(home: &Path) -> Result<u8, Failure> {
    let house = load(home)?;
    let now = Clock::System.now();
    for pipeline in &house.pipelines {
        print_text(&format!("{} ({})", pipeline.name, pipeline.zone));
        if pipeline.schedule.is_none() {
            print_text("  on arrival only");
        }
        let coming = due::between(pipeline, now, now + Duration::days(COMING_DAYS));
        for (kind, what) in [(SlotKind::Read, "deadline"), (SlotKind::Review, "review")] {
            for slot in coming.iter().filter(|slot| slot.kind == kind).take(COMING) {
                let period = slot.period.map(|p| format!(" of {p}")).unwrap_or_default();
                print_text(&format!("  {} {what}{period}", slot.local().format("%Y-%m-%d %H:%M")));
            }
        }
    }
    Ok(exit::FINE)
}
