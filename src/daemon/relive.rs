//! The past lived once more, with other rules: the same slots, the same bytes, the same judgement and ladder, nothing kept.
//!
//! Takes the ledger and the vault of a store, or the files of the folders where there is no ledger yet; gives every run as
//! it would have been. Writes nothing and tells nobody. What people did to cases (签收, 销号) is not done again: they did
//! it to letters that would have been others. Issues that they entered are there from when they were entered.

use super::examine::{Decoded, ExamineError};
use super::office::Office;
use super::{due, run, simulate};
use crate::assess::Standing;
use crate::assess::baseline::Filed;
use crate::assess::issues::Issue;
use crate::audit::record::{RunRecord, RunState};
use crate::base::period::Period;
use crate::base::slot::{Slot, SlotKind};
use crate::ingest;
use crate::pipeline::Pipeline;
use crate::store::{Memory, SeenFile, StoreError, StoredTable};
use crate::tidy::Arrival;
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

/// Whether a run only looked if a report came, by its reason: it judged nobody.
pub fn only_looked(reason: &str) -> bool {
    reason.ends_with("judged by a later slot")
}

/// One slot of the past.
#[derive(Debug)]
pub struct Past {
    /// The slot.
    pub slot: Slot,
    /// The newest Read that was accounted for before it.
    pub accounted: Option<DateTime<Utc>>,
    /// Whether it judged anybody; one that did not is kept for its period.
    pub judged: bool,
    /// Its files and their cells.
    pub files: Vec<Decoded>,
    /// Changes of baselines that were filed before it.
    pub filed: Vec<Filed>,
    /// Issues that people entered between the slot before it and this one, oldest first.
    pub entered: Vec<Issue>,
}

/// Why the past cannot be lived again.
#[derive(Debug, thiserror::Error)]
pub enum ReliveError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The judgement.
    #[error(transparent)]
    Examine(#[from] ExamineError),
    /// Bytes are gone.
    #[error("the bytes of {0} are not in the vault: `duban verify` says more")]
    Missing(String),
    /// A folder.
    #[error("{0}")]
    Folder(String),
}

/// Every slot of a portfolio as the ledger has it, oldest first; where the ledger has none, as the files of the folders
/// would have made them.
pub async fn history(office: &Office, portfolio: &str) -> Result<Vec<Past>, ReliveError> {
    let past = of_ledger(office, portfolio).await?;
    if past.iter().any(|past| !past.files.is_empty()) { Ok(past) } else { of_folders(office, portfolio).await }
}

/// Files by the moment they came, whether their pipeline has a schedule, and the pipeline's name.
type Arrivals = BTreeMap<(DateTime<Utc>, bool, String), (Slot, Vec<Arrival>)>;

async fn of_ledger(office: &Office, portfolio: &str) -> Result<Vec<Past>, ReliveError> {
    let filed = office.store.rebaselines(portfolio).await?;
    let mut by_hand = office.store.issue_versions(portfolio).await?;
    by_hand.retain(|version| version.judged_on.is_none());
    let mut by_hand = by_hand.into_iter().peekable();
    let mut runs = office.store.runs(None).await?;
    runs.retain(|run| run.portfolio.as_deref() == Some(portfolio) && run.seq.is_some());
    runs.sort_by_key(|run| run.seq);
    let mut accounted: BTreeMap<String, DateTime<Utc>> = BTreeMap::new();
    let mut found = Vec::with_capacity(runs.len());
    for run in runs {
        let mut files = Vec::new();
        for file in &run.files {
            let bytes = office.store.blob(&file.sha256).await?;
            let bytes = bytes.ok_or_else(|| ReliveError::Missing(file.name.clone()))?;
            let arrival = Arrival { name: file.name.clone(), sha256: file.sha256.clone(), bytes: bytes.into() };
            files.push(decoded(office, &run.slot, arrival).await);
        }
        let judged = matches!(run.state, RunState::Ran | RunState::Missed) && !only_looked(&run.reason);
        let before = accounted.get(&run.slot.pipeline).copied();
        if run.slot.kind == SlotKind::Read {
            accounted.insert(run.slot.pipeline.clone(), run.slot.at);
        }
        let before_it = filed.iter().filter(|(seq, _)| Some(*seq) < run.seq).map(|(_, filed)| filed.clone());
        let filed = before_it.collect();
        let mut entered = Vec::new();
        while let Some(version) = by_hand.next_if(|version| Some(version.seq) < run.seq) {
            entered.push(version.issue);
        }
        found.push(Past { accounted: before, judged, files, slot: run.slot, filed, entered });
    }
    Ok(found)
}

/// Files appear as in a simulation: on the last day of the period that their name tells, registers at the beginning.
async fn of_folders(office: &Office, portfolio: &str) -> Result<Vec<Past>, ReliveError> {
    let pipelines: Vec<&Pipeline> = office.house.pipelines.iter().filter(|p| p.portfolio == portfolio).collect();
    let mut arrivals: Arrivals = BTreeMap::new();
    let mut unnamed = Vec::new();
    for pipeline in &pipelines {
        let folder = office.house.home.join(&pipeline.source.folder);
        let (found, _) = ingest::list(&folder)
            .map_err(|error| ReliveError::Folder(format!("the folder {} cannot be read: {error}", folder.display())))?;
        for file in found {
            if !pipeline.source.patterns.iter().any(|pattern| ingest::matches(pattern, &file.name)) {
                continue;
            }
            let arrival =
                ingest::read(&file).map_err(|error| ReliveError::Folder(format!("{}: {error}", file.name)))?;
            match simulate::appearance(pipeline, &file.name) {
                None => unnamed.push((*pipeline, arrival)),
                Some(at) => arrive(&mut arrivals, pipeline, at, arrival),
            }
        }
    }
    let first = arrivals.keys().next().map(|(at, ..)| *at);
    let (Some(first), Some(last)) = (first, arrivals.keys().next_back().map(|(at, ..)| *at)) else {
        return Ok(Vec::new());
    };
    let start = first - chrono::Duration::days(1);
    for (pipeline, arrival) in unnamed {
        arrive(&mut arrivals, pipeline, start, arrival);
    }
    let mut all: Vec<(Slot, bool, Vec<Arrival>)> =
        arrivals.into_iter().map(|((_, scheduled, _), (slot, files))| (slot, scheduled, files)).collect();
    for pipeline in &pipelines {
        // One grace after the last file, so that its period has its deadline.
        let slots = due::between(pipeline, start, last + chrono::Duration::days(20));
        all.extend(slots.into_iter().map(|slot| (slot, true, Vec::new())));
    }
    all.sort_by(|a, b| (a.0.at, a.1, a.0.kind, &a.0.pipeline).cmp(&(b.0.at, b.1, b.0.kind, &b.0.pipeline)));
    let mut found = Vec::with_capacity(all.len());
    for (slot, _, arrivals) in all {
        let mut files = Vec::with_capacity(arrivals.len());
        for arrival in arrivals {
            files.push(decoded(office, &slot, arrival).await);
        }
        found.push(Past { slot, accounted: Some(start), judged: true, files, filed: Vec::new(), entered: Vec::new() });
    }
    Ok(found)
}

fn arrive(arrivals: &mut Arrivals, pipeline: &Pipeline, at: DateTime<Utc>, arrival: Arrival) {
    let name = pipeline.name.clone();
    let slot = Slot { pipeline: name.clone(), kind: SlotKind::Arrival, at, zone: pipeline.zone, period: None };
    arrivals.entry((at, pipeline.schedule.is_some(), name)).or_insert_with(|| (slot, Vec::new())).1.push(arrival);
}

async fn decoded(office: &Office, slot: &Slot, arrival: Arrival) -> Decoded {
    let declared = office.house.pipeline(&slot.pipeline).and_then(|pipeline| pipeline.source.encoding);
    let workbook = Some(office.decoder.decode(&arrival.bytes, declared).await);
    Decoded { arrival, workbook }
}

/// Lives the past with these pipelines. `each` sees every slot: what is remembered after it, and its run if it judged.
pub async fn relive(
    office: &Office,
    pipelines: &[Pipeline],
    past: &[Past],
    mut each: impl FnMut(&Past, &Memory, Option<&RunRecord>),
) -> Result<(), ReliveError> {
    let seen = |one: &Past, memory: &Memory, planned: Option<&run::Planned>| {
        each(one, memory, planned.map(|planned| &planned.record));
    };
    relive_with(office, pipelines, past, |_, _| {}, seen).await
}

/// The same; `before` may do to the cases what people did before a slot judged.
pub async fn relive_with(
    office: &Office,
    pipelines: &[Pipeline],
    past: &[Past],
    mut before: impl FnMut(&Slot, &mut Memory),
    mut each: impl FnMut(&Past, &Memory, Option<&run::Planned>),
) -> Result<(), ReliveError> {
    // A portfolio that nobody can have, for no name holds a space: everything is remembered of it that there is before anything happened.
    let mut memory = office.store.recall("no portfolio").await?;
    let bureau = run::Bureau { house: &office.house, sender: &office.sender };
    for (number, one) in past.iter().enumerate() {
        listed(&mut memory, &one.entered);
        let pipeline = pipelines.iter().find(|pipeline| pipeline.name == one.slot.pipeline);
        let Some(pipeline) = pipeline.filter(|_| one.judged) else {
            each(one, &memory, None);
            continue;
        };
        let deadline = due::newest_deadline(pipeline, one.accounted, one.slot.at);
        memory.rebaselines.clone_from(&one.filed);
        before(&one.slot, &mut memory);
        let planned = run::record(&bureau, pipeline, &one.slot, deadline.as_ref(), &memory, &one.files)?;
        remember(&mut memory, &planned.record, number as u64 + 1);
        each(one, &memory, Some(&planned));
        tokio::task::yield_now().await;
    }
    Ok(())
}

/// The newest version of each issue.
fn listed(memory: &mut Memory, newer: &[Issue]) {
    if newer.is_empty() {
        return;
    }
    let mut issues: BTreeMap<String, Issue> =
        std::mem::take(&mut memory.issues).into_iter().map(|issue| (issue.id.clone(), issue)).collect();
    issues.extend(newer.iter().map(|issue| (issue.id.clone(), issue.clone())));
    memory.issues = issues.into_values().collect();
}

/// What the store would remember after a run.
fn remember(memory: &mut Memory, record: &RunRecord, seq: u64) {
    let mut standings: BTreeMap<String, Standing> =
        std::mem::take(&mut memory.standings).into_iter().map(|s| (s.subject.clone(), s)).collect();
    standings.extend(record.standings.iter().map(|s| (s.subject.clone(), s.clone())));
    memory.standings = standings.into_values().collect();
    let mut cases: BTreeMap<String, _> =
        std::mem::take(&mut memory.cases).into_iter().map(|case| (case.id.clone(), case)).collect();
    cases.extend(record.cases.iter().map(|change| (change.case.id.clone(), change.case.clone())));
    memory.cases = cases.into_values().collect();
    listed(memory, &record.issues);
    let day = Some(record.slot.as_of());
    if memory.asked.day != day {
        memory.asked.letters.clear();
        memory.asked.day = day;
    }
    for letter in &record.letters {
        *memory.asked.letters.entry(letter.person.clone()).or_default() += 1;
    }
    memory.asked.deferred.retain(|wait| !record.deferred_told.contains(&wait.id));
    memory.asked.deferred.extend(record.deferred.iter().cloned());
    memory.files.extend(record.files.iter().map(|file| SeenFile {
        name: file.name.clone(),
        sha256: file.sha256.clone(),
        period: file.period,
        state: file.state,
        seq,
        pipeline: record.slot.pipeline.clone(),
        on: Some(record.slot.as_of()),
    }));
    for dataset in crate::store::KEPT {
        let mine: Vec<_> = record.tables.iter().filter(|table| table.dataset == dataset).collect();
        let newest = mine.iter().max_by_key(|table| table.period.map(Period::end));
        let Some(newest) = newest else { continue };
        let known = memory.tables.get(&dataset).and_then(|tables| tables.first());
        let known = known.and_then(|table| table.record.period.map(Period::end));
        if newest.period.is_some_and(|period| known.is_some_and(|known| known > period.end())) {
            continue;
        }
        let tables = mine.iter().filter(|table| table.file_sha256 == newest.file_sha256).filter_map(|table| {
            let blob = record.blobs.iter().find(|blob| blob.sha256 == table.sha256)?;
            Some(StoredTable { record: (*table).clone(), bytes: blob.bytes.to_vec() })
        });
        memory.tables.insert(dataset, tables.collect());
    }
}
