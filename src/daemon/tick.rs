//! One look at folders, schedules and outbox. The same function is called by the daemon in real time and by simulations.
//!
//! 1. Files that arrived and settled are read at once, registers before reports.
//! 2. Slots that are due are run, or accounted for with the reason why not.
//! 3. The outbox is worked off.

/// Files that are here, by pipeline.
mod arrived;
/// Files that came before their period began.
mod early;

/// What people did that has to be judged or told at once.
mod wake;

use super::account;
use super::due::{self, Accounted, What};
use super::mirrors::Mirrors;
use super::office::{self, Office};
use super::post::{self, PostError, Posted};
use super::reading;
use super::run::{self, Ran, RunError};
use crate::base::slot::{Slot, SlotKind};
use crate::ingest::{self, Found, Settling};
use crate::pipeline::Pipeline;
use crate::pipeline::check::REGISTER_HINT;
use crate::pipeline::dataset::Dataset;
use crate::store::{SeenFile, StoreError};
use crate::tidy::Arrival;
use chrono::{DateTime, Duration, Utc};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::PathBuf;
use std::sync::Arc;

/// What is remembered from tick to tick; losing it costs a second look at the folder, nothing else.
#[derive(Debug, Default)]
pub struct Memo {
    settling: BTreeMap<PathBuf, Settling>,
    /// Buckets on their way into folders.
    pub mirrors: Mirrors,
    /// Folders that could not be listed at the last look.
    out_of_reach: BTreeSet<PathBuf>,
    noted: BTreeSet<String>,
    early: early::Early,
    put_aside: BTreeMap<String, (DateTime<Utc>, String)>,
    /// Files that are not there yet, by name: simulations only.
    pub held_back: BTreeMap<String, DateTime<Utc>>,
}

impl Memo {
    /// Nothing is remembered but buckets.
    pub fn of(mirrors: Mirrors) -> Memo {
        Memo { mirrors, ..Memo::default() }
    }
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
    /// Runs that are held for a person, each with its reason.
    pub held: Vec<String>,
    /// Letters.
    pub posted: Posted,
    /// Whether a file is still settling, or waits for its turn.
    pub settling: bool,
    /// Things in the folders that are not read, and why: `file: why`.
    pub skipped_files: Vec<String>,
}

/// How long a pipeline that failed on a bug is put aside, in seconds.
const PUT_ASIDE_SECONDS: i64 = 300;
/// How long one is put aside whose store was busy, full or out of reach, in seconds.
const PASSING_SECONDS: i64 = 20;
/// How many bytes of new files one run takes; the others come with the next, so that a folder of any size fits in memory.
const ARRIVAL_BYTES_MAX: usize = 32 * 1024 * 1024;
/// How many new files one run takes.
const ARRIVAL_FILES_MAX: usize = 1_000;

/// One tick at `now`. `stop` is asked between any two pieces of work.
pub async fn tick(
    office: &Office,
    memo: &mut Memo,
    now: DateTime<Utc>,
    stop: impl Fn() -> bool,
) -> Result<Ticked, PostError> {
    let mut ticked = look(office, memo, now, &stop).await;
    ticked.posted = post::deliver_due(office, stop).await?;
    Ok(ticked)
}

/// Files and slots; letters are left in the outbox. `stop` is asked between any two pieces of work.
pub async fn look(office: &Office, memo: &mut Memo, now: DateTime<Utc>, stop: &impl Fn() -> bool) -> Ticked {
    let mut ticked = Ticked::default();
    // Registers first: they have no schedule, and reports are joined to them.
    let mut pipelines: Vec<Arc<Pipeline>> = office.house.pipelines.iter().cloned().map(Arc::new).collect();
    pipelines.sort_by_key(|p| (p.schedule.is_some(), p.name.clone()));
    let mirrored = memo.mirrors.look(&office.house).await;
    let arrived = arrived::arrived(office, memo, &pipelines, mirrored, now, &mut ticked);
    for (pipeline, files) in pipelines.iter().zip(arrived) {
        if stop() {
            break;
        }
        let outcome = match memo.put_aside.get(&pipeline.name) {
            Some((until, why)) if now < *until => Err(why.clone()),
            _ => one_pipeline(office, memo, pipeline, &files, now, &mut ticked, stop)
                .await
                .map_err(|error| put_aside(memo, pipeline, now, &error)),
        };
        match outcome {
            Ok(()) => drop(memo.put_aside.remove(&pipeline.name)),
            Err(why) => {
                ticked.troubles.push(format!("pipeline {}: {why}", pipeline.name));
                // Those that were taken before the failure are known by their bytes then.
                give_again(office, memo, pipeline, &files);
            }
        }
    }
    ticked
}

async fn one_pipeline(
    office: &Office,
    memo: &mut Memo,
    pipeline: &Arc<Pipeline>,
    files: &[Found],
    now: DateTime<Utc>,
    ticked: &mut Ticked,
    stop: &impl Fn() -> bool,
) -> Result<(), RunError> {
    early::give(office, memo, pipeline, now);
    let mut left = files;
    while !left.is_empty() && !stop() {
        let arrivals = fresh(office, memo, pipeline, &mut left, now, ticked).await?;
        if !arrivals.is_empty() && lacks_register(office, pipeline).await? {
            let (name, portfolio, count) = (&pipeline.name, &pipeline.portfolio, files.len());
            let why = "without it no figure has a project or a target";
            let wait = format!("{count} file(s) wait for the register of portfolio {portfolio}: {why}");
            let hint = match office.house.pipelines.iter().any(|p| p.portfolio == *portfolio && p.brings_register()) {
                true => "give it to the pipeline that reads it",
                false => REGISTER_HINT,
            };
            ticked.troubles.push(format!("pipeline {name}: {wait}; hint: {hint}"));
            give_again(office, memo, pipeline, files);
            break;
        }
        for run in reading::alone_if_tried(office, pipeline, arrivals).await? {
            arrival_slots(office, pipeline, run, now, ticked).await?;
        }
    }
    give_again(office, memo, pipeline, left);
    if is_held(office, pipeline, ticked).await? {
        return Ok(()); // deadlines and reviews stay due until a person has decided
    }
    // A folder that is not there is not a report that did not come: nobody is told so, and no ladder climbs on it.
    if pipeline.schedule.is_some() && !memo.out_of_reach.contains(&arrived::folder_of(office, pipeline)) {
        due_slots(office, pipeline, now, ticked, stop).await?;
        wake::note_waiting(office, memo, pipeline, now).await?;
    }
    if wake::is_asked(office, pipeline).await? {
        let slot = arrival_slot(office, pipeline, now).await?;
        run_slot(office, pipeline, slot, &mut Vec::new(), ticked).await?;
    }
    Ok(())
}

/// Whether a run of the pipeline is held. What it would say of reports and deadlines is not known before it is decided.
async fn is_held(office: &Office, pipeline: &Pipeline, ticked: &mut Ticked) -> Result<bool, StoreError> {
    let held = office.store.held().await?;
    let mine = held.iter().filter(|run| run.slot.pipeline == pipeline.name);
    let reasons: Vec<String> = mine.map(|run| format!("run {} ({}): {}", run.seq, pipeline.name, run.reason)).collect();
    let is_held = !reasons.is_empty();
    ticked.held.extend(reasons);
    Ok(is_held)
}

/// Runs over all these files: one slot, or several where their cells are too many for one.
async fn arrival_slots(
    office: &Office,
    pipeline: &Arc<Pipeline>,
    mut arrivals: Vec<Arrival>,
    now: DateTime<Utc>,
    ticked: &mut Ticked,
) -> Result<(), RunError> {
    while !arrivals.is_empty() {
        let slot = arrival_slot(office, pipeline, now).await?;
        run_slot(office, pipeline, slot, &mut arrivals, ticked).await?;
    }
    Ok(())
}

/// The next slot of something that came: after everything that the pipeline has judged.
async fn arrival_slot(office: &Office, pipeline: &Pipeline, now: DateTime<Utc>) -> Result<Slot, StoreError> {
    let judged = office.store.last_judged(&pipeline.name).await?;
    let at = judged.map_or(now, |judged| now.max(judged + Duration::seconds(1)));
    let name = pipeline.name.clone();
    Ok(Slot { pipeline: name, kind: SlotKind::Arrival, at, zone: pipeline.zone, period: None })
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
        match due.what {
            What::Skip(reason) => {
                account::skip_slot(office, pipeline, &due.slot, &reason).await?;
                ticked.skipped += 1;
            }
            What::Look => {
                account::look_only(office, pipeline, &due.slot).await?;
                ticked.skipped += 1;
            }
            What::Run => run_slot(office, pipeline, due.slot, &mut Vec::new(), ticked).await?,
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
            account::skip_slot(
                office,
                pipeline,
                &slot,
                "the pipeline was seen for the first time; slots count from here",
            )
            .await?;
        }
    }
    Ok(())
}

async fn run_slot(
    office: &Office,
    pipeline: &Arc<Pipeline>,
    slot: Slot,
    arrivals: &mut Vec<Arrival>,
    ticked: &mut Ticked,
) -> Result<(), RunError> {
    let begun = std::time::Instant::now();
    let ran = run::run_pipeline(office, pipeline, &slot, arrivals).await?;
    let (name, kind) = (slot.pipeline.clone(), slot.kind.name());
    metrics::histogram!("duban_run_seconds", "pipeline" => name.clone(), "kind" => kind).record(begun.elapsed());
    match ran {
        Ran::Already => ticked.skipped += 1,
        Ran::Done(summary) => {
            let run::Summary { files, unreadable, refused, findings, cases, letters, .. } = &summary;
            if let Some(why) = &summary.held {
                tracing::error!(slot = %slot.name(), why, "run held: nobody is written to before `duban release` or `duban discard`");
                metrics::counter!("duban_held_total", "pipeline" => name.clone()).increment(1);
            }
            tracing::info!(slot = %slot.name(), files, unreadable, refused, findings, cases, letters, "slot ran");
            metrics::counter!("duban_runs_total", "pipeline" => name.clone(), "kind" => kind).increment(1);
            metrics::counter!("duban_files_total", "pipeline" => name.clone()).increment(*files as u64);
            metrics::counter!("duban_files_unreadable_total", "pipeline" => name.clone()).increment(*unreadable as u64);
            metrics::counter!("duban_rows_refused_total", "pipeline" => name).increment(*refused as u64);
            ticked.ran.push((slot, summary));
        }
    }
    Ok(())
}

/// The bytes of the next files that are not already recorded under the same name: as many as one run takes.
async fn fresh(
    office: &Office,
    memo: &mut Memo,
    pipeline: &Arc<Pipeline>,
    files: &mut &[Found],
    now: DateTime<Utc>,
    ticked: &mut Ticked,
) -> Result<Vec<Arrival>, StoreError> {
    let today = now.with_timezone(&pipeline.zone).date_naive();
    let next: Vec<&str> = files.iter().take(ARRIVAL_FILES_MAX).map(|found| &*found.name).collect();
    let seen = office.files_named(pipeline, &next).await?;
    // In the order of their arrival: the last of a name is the latest.
    let latest: HashMap<&str, &SeenFile> = seen.iter().map(|file| (file.name.as_str(), file)).collect();
    let size_max = office.house.settings.ingest.file_max_mib.saturating_mul(1024 * 1024);
    let (mut arrivals, mut bytes) = (Vec::<Arrival>::new(), 0);
    for _ in 0..next.len() {
        let Some((found, rest)) = files.split_first().filter(|_| bytes < ARRIVAL_BYTES_MAX) else { break };
        *files = rest;
        if found.state.size > size_max {
            let mib = office.house.settings.ingest.file_max_mib;
            ticked.skipped_files.push(format!("{}: larger than {mib} MiB (ingest.file_max_mib)", found.name));
            settling_of(memo, pipeline, office).again(found);
            continue;
        }
        match ingest::read(found) {
            Err(error) => {
                ticked.troubles.push(format!("file {}: {error}", found.name));
                settling_of(memo, pipeline, office).again(found);
                if error.kind() == std::io::ErrorKind::TimedOut {
                    // Nothing else of the folder comes either: it is looked at again at the next look.
                    give_again(office, memo, pipeline, std::mem::take(files));
                    memo.out_of_reach.insert(arrived::folder_of(office, pipeline));
                    break;
                }
            }
            Ok(arrival) => {
                early::note(memo, pipeline, found, today);
                let is_known =
                    |seen: &&SeenFile| seen.sha256 == arrival.sha256 && !early::has_come(pipeline, seen, today);
                if !latest.get(arrival.name.as_str()).is_some_and(is_known) {
                    bytes += arrival.bytes.len();
                    arrivals.push(arrival);
                }
            }
        }
    }
    Ok(arrivals)
}

/// Whether a pipeline has no register to read and judge by, and needs one. Its files then stay where they are until there is one.
async fn lacks_register(office: &Office, pipeline: &Pipeline) -> Result<bool, StoreError> {
    if !office::needs_register(&office.house, pipeline) {
        return Ok(false);
    }
    Ok(!office.store.has_table(&pipeline.portfolio, Dataset::Register).await?)
}

/// Files that were given and could not be worked on are given once more at the next look.
fn give_again(office: &Office, memo: &mut Memo, pipeline: &Pipeline, files: &[Found]) {
    for found in files {
        settling_of(memo, pipeline, office).again(found);
    }
}

fn settling_of<'a>(memo: &'a mut Memo, pipeline: &Pipeline, office: &Office) -> &'a mut Settling {
    memo.settling.entry(arrived::folder_of(office, pipeline)).or_default()
}

fn put_aside(memo: &mut Memo, pipeline: &Pipeline, now: DateTime<Utc>, error: &RunError) -> String {
    let seconds = if reading::is_passing(error) { PASSING_SECONDS } else { PUT_ASIDE_SECONDS };
    tracing::error!(pipeline = pipeline.name, %error, "pipeline failed and is put aside for {seconds} s; others go on");
    metrics::counter!("duban_failures_total", "pipeline" => pipeline.name.clone()).increment(1);
    memo.put_aside.insert(pipeline.name.clone(), (now + Duration::seconds(seconds), error.to_string()));
    error.to_string()
}
