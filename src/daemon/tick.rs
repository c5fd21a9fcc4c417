//! One look at folders, schedules and outbox. The same function is called by the daemon in real time and by simulations.
//!
//! 1. Files that arrived and settled are read at once, registers before reports.
//! 2. Slots that are due are run, or accounted for with the reason why not.
//! 3. The outbox is worked off.

use super::due::{self, Accounted};
use super::office::Office;
use super::post::{self, Posted};
use super::run::{self, Ran, RunError};
use crate::audit::record::RunState;
use crate::base::slot::{Slot, SlotKind};
use crate::ingest::{self, Found, Settling};
use crate::pipeline::Pipeline;
use crate::store::StoreError;
use crate::tidy::Arrival;
use chrono::{DateTime, Duration, Utc};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

/// What is remembered from tick to tick; losing it costs a second look at the folder, nothing else.
#[derive(Debug, Default)]
pub struct Memo {
    settling: BTreeMap<PathBuf, Settling>,
    noted: BTreeSet<String>,
    put_aside: BTreeMap<String, DateTime<Utc>>,
    /// Files that are not there yet, by name: simulations only.
    pub held_back: BTreeMap<String, DateTime<Utc>>,
}

/// What a tick did.
#[derive(Debug, Default)]
pub struct Ticked {
    /// Slots that ran, with what they did.
    pub ran: Vec<(Slot, run::Summary)>,
    /// Slots accounted for without running.
    pub skipped: usize,
    /// What went wrong; everything here is tried again.
    pub troubles: Vec<String>,
    /// Letters.
    pub posted: Posted,
    /// Whether a file is still settling.
    pub settling: bool,
}

/// How long a pipeline that failed on a bug is put aside, in minutes.
const PUT_ASIDE_MINUTES: i64 = 5;

/// One tick at `now`. `stop` is asked between any two pieces of work.
pub async fn tick(
    office: &Office,
    memo: &mut Memo,
    now: DateTime<Utc>,
    stop: impl Fn() -> bool,
) -> Result<Ticked, StoreError> {
    let mut ticked = Ticked::default();
    // Registers first: they have no schedule, and reports are joined to them.
    let mut pipelines: Vec<Arc<Pipeline>> = office.house.pipelines.iter().cloned().map(Arc::new).collect();
    pipelines.sort_by_key(|p| (p.schedule.is_some(), p.name.clone()));
    let arrived = arrived(office, memo, &pipelines, now, &mut ticked);
    for (pipeline, files) in pipelines.iter().zip(arrived) {
        if stop() || memo.put_aside.get(&pipeline.name).is_some_and(|until| now < *until) {
            continue;
        }
        if let Err(error) = one_pipeline(office, memo, pipeline, files, now, &mut ticked, &stop).await {
            put_aside(memo, pipeline, now, &error, &mut ticked);
        }
    }
    ticked.posted = post::deliver_due(office, now, stop).await?;
    Ok(ticked)
}

async fn one_pipeline(
    office: &Office,
    memo: &mut Memo,
    pipeline: &Arc<Pipeline>,
    files: Vec<Found>,
    now: DateTime<Utc>,
    ticked: &mut Ticked,
    stop: &impl Fn() -> bool,
) -> Result<(), RunError> {
    let arrivals = fresh(office, memo, pipeline, &files, ticked).await?;
    if !arrivals.is_empty() {
        let judged = office.store.last_judged(&pipeline.name).await?;
        let at = judged.map_or(now, |judged| now.max(judged + Duration::seconds(1)));
        let slot =
            Slot { pipeline: pipeline.name.clone(), kind: SlotKind::Arrival, at, zone: pipeline.zone, period: None };
        if let Err(error) = run_slot(office, pipeline, slot, arrivals, ticked).await {
            for found in &files {
                settling_of(memo, pipeline, office).again(found);
            }
            return Err(error);
        }
    }
    if pipeline.schedule.is_some() {
        due_slots(office, pipeline, now, ticked, stop).await?;
        note_waiting(office, memo, pipeline, now).await?;
    }
    Ok(())
}

async fn due_slots(
    office: &Office,
    pipeline: &Arc<Pipeline>,
    now: DateTime<Utc>,
    ticked: &mut Ticked,
    stop: &impl Fn() -> bool,
) -> Result<(), RunError> {
    let accounted = Accounted {
        read: office.store.last_at(&pipeline.name, SlotKind::Read).await?,
        review: office.store.last_at(&pipeline.name, SlotKind::Review).await?,
        judged: office.store.last_judged(&pipeline.name).await?,
    };
    if accounted.read.is_none() || accounted.review.is_none() {
        return first_seen(office, pipeline, now, accounted).await;
    }
    for due in due::due(pipeline, accounted, now) {
        if stop() {
            break;
        }
        match due.skip {
            Some(reason) => {
                run::skip_slot(office, pipeline, &due.slot, &reason).await?;
                ticked.skipped += 1;
            }
            None => run_slot(office, pipeline, due.slot, Vec::new(), ticked).await?,
        }
    }
    Ok(())
}

/// A pipeline that was never seen before is accounted for from here on: what lies before was nobody's slot.
async fn first_seen(
    office: &Office,
    pipeline: &Arc<Pipeline>,
    now: DateTime<Utc>,
    accounted: Accounted,
) -> Result<(), RunError> {
    for (kind, known) in [(SlotKind::Read, accounted.read), (SlotKind::Review, accounted.review)] {
        if known.is_none() {
            let slot = Slot { pipeline: pipeline.name.clone(), kind, at: now, zone: pipeline.zone, period: None };
            run::skip_slot(office, pipeline, &slot, "the pipeline was seen for the first time; slots count from here")
                .await?;
        }
    }
    Ok(())
}

async fn run_slot(
    office: &Office,
    pipeline: &Arc<Pipeline>,
    slot: Slot,
    arrivals: Vec<Arrival>,
    ticked: &mut Ticked,
) -> Result<(), RunError> {
    match run::run_pipeline(office, pipeline, &slot, arrivals).await? {
        Ran::Already => ticked.skipped += 1,
        Ran::Done(summary) => {
            let run::Summary { files, refused, findings, cases, letters, .. } = &summary;
            tracing::info!(slot = %slot.name(), files, refused, findings, cases, letters, "slot ran");
            metrics::counter!("duban_runs_total", "pipeline" => slot.pipeline.clone(), "kind" => slot.kind.name())
                .increment(1);
            ticked.ran.push((slot, summary));
        }
    }
    Ok(())
}

/// Files that are here, still, and belong to a pipeline: one list per pipeline, in the pipelines' order.
fn arrived(
    office: &Office,
    memo: &mut Memo,
    pipelines: &[Arc<Pipeline>],
    now: DateTime<Utc>,
    ticked: &mut Ticked,
) -> Vec<Vec<Found>> {
    let still = Duration::seconds(office.house.settings.ingest.stable_seconds as i64);
    let mut listings: BTreeMap<PathBuf, Vec<Found>> = BTreeMap::new();
    let folders: BTreeSet<PathBuf> = pipelines.iter().map(|p| office.house.home.join(&p.source.folder)).collect();
    for folder in folders {
        match ingest::list(&folder) {
            Ok((mut found, skipped)) => {
                found.retain(|f| memo.held_back.get(&f.name).is_none_or(|from| *from <= now));
                for skipped in skipped {
                    if memo.noted.insert(format!("skipped {} {}", folder.display(), skipped.name)) {
                        tracing::warn!(file = skipped.name, why = skipped.why, "skipped");
                    }
                }
                let settling = memo.settling.entry(folder.clone()).or_default();
                listings.insert(folder.clone(), settling.settled(&found, now, still));
                ticked.settling |= settling.is_waiting();
            }
            Err(error) => ticked.troubles.push(format!("folder {}: {error}", folder.display())),
        }
    }
    let of = |pipeline: &Arc<Pipeline>| {
        let files =
            listings.get(&office.house.home.join(&pipeline.source.folder)).map(Vec::as_slice).unwrap_or_default();
        let mine = |f: &&Found| pipeline.source.patterns.iter().any(|pattern| ingest::matches(pattern, &f.name));
        files.iter().filter(mine).cloned().collect()
    };
    pipelines.iter().map(of).collect()
}

/// The bytes of files that are not already recorded under the same name.
async fn fresh(
    office: &Office,
    memo: &mut Memo,
    pipeline: &Arc<Pipeline>,
    files: &[Found],
    ticked: &mut Ticked,
) -> Result<Vec<Arrival>, StoreError> {
    if files.is_empty() {
        return Ok(Vec::new());
    }
    let seen = office.store.files(&pipeline.portfolio).await?;
    let mut arrivals = Vec::new();
    for found in files {
        match ingest::read(found) {
            Err(error) => {
                ticked.troubles.push(format!("file {}: {error}", found.name));
                settling_of(memo, pipeline, office).again(found);
            }
            Ok(arrival) => {
                let latest = seen.iter().filter(|f| f.name == arrival.name).max_by_key(|f| f.seq);
                if latest.is_none_or(|latest| latest.sha256 != arrival.sha256) {
                    arrivals.push(arrival);
                }
            }
        }
    }
    Ok(arrivals)
}

fn settling_of<'a>(memo: &'a mut Memo, pipeline: &Pipeline, office: &Office) -> &'a mut Settling {
    memo.settling.entry(office.house.home.join(&pipeline.source.folder)).or_default()
}

/// Writes into the ledger which periods are past their cut-off and inside their grace with nothing here yet.
async fn note_waiting(
    office: &Office,
    memo: &mut Memo,
    pipeline: &Arc<Pipeline>,
    now: DateTime<Utc>,
) -> Result<(), RunError> {
    for (slot, cut_off) in due::in_grace(pipeline, now) {
        let Some(period) = slot.period else { continue };
        if !memo.noted.insert(format!("waiting {}", slot.name())) {
            continue;
        }
        let standings = office.store.recall(&pipeline.portfolio).await?.standings;
        let came = standings.iter().any(|s| s.reports.iter().any(|r| r.period_end == period.end()));
        let cut_off = cut_off.with_timezone(&slot.zone).format("%Y-%m-%d %H:%M");
        let reason = match came {
            true => format!("cut-off of {period} was {cut_off}; reports are here, the rest has until {}", slot.local()),
            false => format!("cut-off of {period} was {cut_off}; nothing is here, grace until {}", slot.local()),
        };
        office.store.note_slot(&slot, RunState::Waiting, &reason).await?;
    }
    Ok(())
}

fn put_aside(memo: &mut Memo, pipeline: &Pipeline, now: DateTime<Utc>, error: &RunError, ticked: &mut Ticked) {
    tracing::error!(pipeline = pipeline.name, error = %error, "pipeline failed and is put aside for {PUT_ASIDE_MINUTES} minutes; others go on");
    metrics::counter!("duban_failures_total", "pipeline" => pipeline.name.clone()).increment(1);
    memo.put_aside.insert(pipeline.name.clone(), now + Duration::minutes(PUT_ASIDE_MINUTES));
    ticked.troubles.push(format!("pipeline {}: {error}", pipeline.name));
}
