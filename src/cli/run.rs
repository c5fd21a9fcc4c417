//! `run`: one slot now. Reads what is in the folder as an arrival; where nothing new is there, reviews the day. With
//! `--dry-run` everything happens on a copy of the store, and what would be sent is printed instead.

use super::{Failure, exit, load, logs, open_office, print_text};
use crate::base::period::Period;
use crate::base::slot::{Slot, SlotKind};
use crate::daemon::clock::Clock;
use crate::daemon::mirrors::Mirrors;
use crate::daemon::office::Office;
use crate::daemon::run;
use crate::daemon::simulate::local;
use crate::daemon::tick::{Memo, Ticked, tick};
use crate::settings::{Channel, House};
use chrono::{DateTime, Duration, NaiveDate, NaiveDateTime, Timelike, Utc};
use chrono_tz::Tz;
use std::path::{Path, PathBuf};

/// The local hour at which a slot is judged when only its day is named.
const JUDGED_AT_HOUR: u32 = 18;

/// `duban run PIPELINE [--slot PERIOD_OR_TIME] [--dry-run]`
pub async fn run(home: &Path, pipeline: &str, slot: Option<&str>, dry_run: bool) -> Result<u8, Failure> {
    let mut house = load(home)?;
    logs(&house);
    let Some(zone) = house.pipeline(pipeline).map(|p| p.zone) else {
        return Err(Failure::no_pipeline(&house, pipeline));
    };
    house.settings.ingest.stable_seconds = 0;
    let clock = slot.map(|text| instant(text, zone)).transpose()?.map_or(Clock::System, Clock::simulated);
    let copy = if dry_run { Some(Copy::of(&mut house)?) } else { None };
    let office = open_office(house, clock).await?;
    let letters_before = office.store.letters().await?.len();
    let ticked = live(&office, pipeline).await?;
    for (slot, summary) in &ticked.ran {
        let run::Summary { files, refused, findings, cases, letters, .. } = summary;
        print_text(&format!(
            "{}: {files} files, {refused} rows refused, {findings} findings, {cases} cases changed, {letters} letters",
            slot.name()
        ));
    }
    if copy.is_some() {
        for letter in office.store.letters().await?.iter().skip(letters_before) {
            print_text(&format!("would write to {}（{}）: {}", letter.to_name, letter.role, letter.subject));
        }
        print_text("dry run: nothing was kept, nothing was sent");
    }
    for file in &ticked.skipped_files {
        print_text(&format!("not read: {file}"));
    }
    for trouble in &ticked.troubles {
        print_text(&format!("trouble: {trouble}"));
    }
    let held: Vec<&String> =
        ticked.held.iter().chain(ticked.ran.iter().filter_map(|(_, run)| run.held.as_ref())).collect();
    for why in &held {
        print_text(&format!("held: {why}"));
    }
    if !held.is_empty() {
        return Ok(exit::HELD);
    }
    Ok(if ticked.troubles.is_empty() { exit::FINE } else { exit::FAILED })
}

/// What arrived, and a review of the day where the pipeline did not run by itself.
async fn live(office: &Office, pipeline: &str) -> Result<Ticked, Failure> {
    let now = office.clock.now();
    let mut memo = Memo::of(Mirrors::once());
    let mut ticked = tick(office, &mut memo, now, || false).await?;
    let Some(pipeline) = office.house.pipeline(pipeline).cloned().map(std::sync::Arc::new) else {
        return Err(Failure::no_pipeline(&office.house, pipeline));
    };
    if pipeline.schedule.is_some() && !ticked.ran.iter().any(|(slot, _)| slot.pipeline == pipeline.name) {
        let at = now + Duration::seconds(2);
        let slot =
            Slot { pipeline: pipeline.name.clone(), kind: SlotKind::Review, at, zone: pipeline.zone, period: None };
        if let run::Ran::Done(summary) = run::run_pipeline(office, &pipeline, &slot, &mut Vec::new()).await? {
            ticked.ran.push((slot, summary));
        }
    }
    Ok(ticked)
}

/// A period (its last day), a day, or a local time.
pub(super) fn instant(text: &str, zone: Tz) -> Result<DateTime<Utc>, Failure> {
    let day = text.parse::<NaiveDate>().ok().or_else(|| text.parse::<Period>().ok().map(Period::end));
    if let Some(day) = day {
        return Ok(local(zone, day, JUDGED_AT_HOUR, 0));
    }
    let time = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"]
        .iter()
        .find_map(|format| NaiveDateTime::parse_from_str(text, format).ok());
    let time = time.ok_or_else(|| {
        Failure::usage(format!(
            "`{text}` is no slot\nhint: a period (2014-06H2, 2014-06, 2014-Q2), a day (2014-06-30) or a time (2014-06-30T17:00)"
        ))
    })?;
    Ok(local(zone, time.date(), time.hour(), time.minute()))
}

/// A copy of the house's store that is gone when it is dropped.
struct Copy {
    folder: PathBuf,
}

impl Copy {
    /// Copies the store and points the house at the copy, with letters kept in memory.
    fn of(house: &mut House) -> Result<Copy, Failure> {
        let url = house.settings.store.url.expose().to_string();
        let Some(path) = url.strip_prefix("sqlite:") else {
            return Err(Failure::new("a dry run copies the store, which is possible for SQLite only"));
        };
        let store = house.home.join(path);
        let folder = std::env::temp_dir().join(format!("duban-dry-run-{}", std::process::id()));
        std::fs::create_dir_all(&folder)?;
        let copy = Copy { folder };
        for end in ["", "-wal"] {
            let from = PathBuf::from(format!("{}{end}", store.display()));
            if from.exists() {
                std::fs::copy(&from, copy.folder.join(format!("store.db{end}")))?;
            }
        }
        house.settings.store.url =
            crate::base::secret::Secret::new(format!("sqlite:{}", copy.folder.join("store.db").display()));
        house.settings.mail.channel = Channel::Memory;
        Ok(copy)
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
