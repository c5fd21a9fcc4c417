//! `serve`, `simulate`, `next`: commands that live days.

use super::{Failure, exit, load, logs, open_office, print_text};
use crate::base::slot::SlotKind;
use crate::daemon::clock::Clock;
use crate::daemon::{due, serve as daemon, simulate as simulation};
use chrono::{Duration, NaiveDate};
use std::collections::BTreeMap;
use std::path::Path;

/// How far `next` looks ahead: every quarter has its deadline.
const COMING_DAYS: i64 = 190;
/// How many slots of each kind it shows.
const COMING: usize = 3;

/// Starts this program once more, in its own place, with few heaps.
///
/// The C library keeps a heap for each of many threads, and each of them keeps the room of the largest run that ever went
/// over it: a daemon that read a hundred thousand files grew by a gigabyte of nothing. How many heaps there are is read from
/// the environment when a program starts. Where it cannot be started anew, or has been told already, it goes on as it is.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
pub fn few_arenas() {
    use std::os::unix::process::CommandExt;
    if std::env::var_os("MALLOC_ARENA_MAX").is_some() {
        return;
    }
    let mut args = std::env::args_os();
    let Some(name) = args.next() else { return };
    let mut again = std::process::Command::new("/proc/self/exe");
    again.arg0(name).args(args).env("MALLOC_ARENA_MAX", "2").env("MALLOC_TRIM_THRESHOLD_", (8 << 20).to_string());
    let _ = again.exec(); // comes back only where it failed
}

/// Elsewhere the C library has one heap.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub fn few_arenas() {}

/// `duban serve`
pub async fn serve(home: &Path, started: std::time::Instant) -> Result<u8, Failure> {
    let house = load(home)?;
    logs(&house);
    let office = open_office(house, Clock::System).await?;
    let lock = office.store.lock_for_daemon()?;
    daemon::serve(office, lock, started).await?;
    Ok(exit::FINE)
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
    let (mut runs, mut letters, mut troubles, mut held) = (0, 0, Vec::new(), Vec::new());
    simulation::simulate(&office, from, until, BTreeMap::new(), |_, ticked| {
        runs += ticked.ran.len();
        letters += ticked.posted.sent;
        troubles.extend(ticked.troubles.iter().cloned());
        held.clone_from(&ticked.held);
    })
    .await?;
    for trouble in &troubles {
        print_text(&format!("trouble: {trouble}"));
    }
    for why in &held {
        print_text(&format!("held: {why}"));
    }
    print_text(&format!("{runs} slots ran, {letters} letters written"));
    Ok(match (troubles.is_empty(), held.is_empty()) {
        (_, false) => exit::HELD,
        (true, _) => exit::FINE,
        _ => exit::FAILED,
    })
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
