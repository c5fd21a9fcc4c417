//! Runs that the breaker held: what of them is written down, and what becomes of them when a person has looked.
//!
//! A held run keeps its files' bytes and what it would have changed, and nothing else: no figure of it is remembered and
//! nobody is written to. Until it is decided the pipeline's deadlines and reviews wait; new files are read as ever.

use super::office::Office;
use super::run::{self, Ran, RunError};
use crate::audit::record::{Decided, Decision, FileState, RunRecord, RunState};
use crate::base::place::Place;
use crate::base::slot::{Slot, SlotKind};
use crate::escalate::breaker::Trip;
use crate::pipeline::Pipeline;
use crate::store::{Committed, HeldRun, StoreError};
use crate::tidy::{Arrival, Note};
use chrono::Duration;
use std::sync::Arc;

/// How many changed subjects are written down with a held run.
const CHANGES_MAX: usize = 500;
/// How often a decision is written again because something else was written meanwhile.
const STALE_TRIES_MAX: u32 = 8;

/// A person's word that a held run may go on.
#[derive(Debug, Clone)]
pub struct Release {
    /// The entry that held it.
    pub held: u64,
    /// Who.
    pub who: String,
    /// Why, in the person's words.
    pub why: String,
    /// For a deadline: the held slot, whose period is asked for.
    pub deadline: Option<Slot>,
}

impl Release {
    /// Writes into the run who let it through.
    pub fn mark(&self, record: &mut RunRecord) {
        record.reason =
            format!("{}; held as run {}, released by {}{}", record.reason, self.held, self.who, said(&self.why));
        record.decides = vec![Decided { held: self.held, how: Decision::Released, who: self.who.clone() }];
    }
}

/// What is kept of a run that is held.
pub fn kept_back(mut record: RunRecord, trip: &Trip) -> RunRecord {
    record.state = RunState::Held;
    record.reason = format!("held: {}; `duban release` or `duban discard`", trip.why);
    for file in &mut record.files {
        if matches!(file.state, FileState::Accepted | FileState::Correction | FileState::Unreadable) {
            file.state = FileState::Held;
        }
    }
    let note = |text: &String| Note { place: Place::default(), kind: "held".to_string(), text: text.clone() };
    record.notes.extend(trip.changes.iter().take(CHANGES_MAX).map(note));
    record.blobs.retain(|blob| blob.kind != "table");
    RunRecord {
        tables: Vec::new(),
        rejects: Vec::new(),
        findings: Vec::new(),
        standings: Vec::new(),
        cases: Vec::new(),
        withheld: Vec::new(),
        scores: Vec::new(),
        issues: Vec::new(),
        receipts: Vec::new(),
        receipts_settled: Vec::new(),
        deferred: Vec::new(),
        deferred_told: Vec::new(),
        letters: Vec::new(),
        ..record
    }
}

/// Lets a held run through: it is planned anew over the same bytes, on what is known by now.
///
/// # Errors
/// The store, or the judgement.
pub async fn release(
    office: &Office,
    pipeline: &Arc<Pipeline>,
    held: &HeldRun,
    who: &str,
    why: &str,
) -> Result<Ran, RunError> {
    let mut arrivals = Vec::new();
    for run in office.store.runs(None).await?.into_iter().filter(|run| run.seq == Some(held.seq)) {
        for file in run.files.into_iter().filter(|file| file.state == FileState::Held) {
            if let Some(bytes) = office.store.blob(&file.sha256).await? {
                arrivals.push(Arrival { name: file.name, sha256: file.sha256, bytes: bytes.into() });
            }
        }
    }
    let judged = office.store.last_judged(&pipeline.name).await?;
    let next = held.slot.at + Duration::seconds(1);
    // The reads after a held one are still due: the released one has to stand before them.
    let at = if held.slot.kind == SlotKind::Read { next } else { next.max(office.clock.now()) };
    let at = judged.map_or(at, |judged| at.max(judged + Duration::seconds(1)));
    let slot = Slot { at, ..held.slot.clone() };
    let deadline = (held.slot.kind == SlotKind::Read).then(|| held.slot.clone());
    let release = Release { held: held.seq, who: who.to_string(), why: why.to_string(), deadline };
    run::run_released(office, pipeline, &slot, arrivals, &release).await
}

/// Forgets a held run: nothing of it counts. `false`: somebody else decided it.
///
/// # Errors
/// The store.
pub async fn discard(
    office: &Office,
    pipeline: &Pipeline,
    held: &HeldRun,
    who: &str,
    why: &str,
) -> Result<bool, StoreError> {
    let mut slot = Slot {
        kind: SlotKind::Arrival,
        at: office.clock.now().max(held.slot.at + Duration::seconds(1)),
        period: None,
        ..held.slot.clone()
    };
    for _ in 0..STALE_TRIES_MAX {
        if !office.store.held().await?.contains(held) {
            return Ok(false);
        }
        let mut record = run::empty_record(&office.house, pipeline, &slot, office.store.head().await?);
        record.state = RunState::Skipped;
        record.reason = format!("run {} was held; discarded by {who}{}", held.seq, said(why));
        record.decides = vec![Decided { held: held.seq, how: Decision::Discarded, who: who.to_string() }];
        match office.store.commit(&record).await? {
            Committed::Done(_) => return Ok(true),
            Committed::Stale => {}
            // A file arrived in the same instant: a decision has an instant of its own.
            Committed::AlreadyRun => slot.at += Duration::seconds(1),
        }
    }
    Ok(false)
}

fn said(why: &str) -> String {
    if why.trim().is_empty() { String::new() } else { format!(": {}", why.trim()) }
}
