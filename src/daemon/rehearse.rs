//! A run rehearsed: everything that a run over a file would do, and nothing is written.
//!
//! Takes a house, its store (or none yet) and a decoded file; gives the record that a run would commit. The store is only
//! looked at, so this works on any database.

use super::due;
use super::examine::Decoded;
use super::office;
use super::run::{self, RunError};
use crate::audit::record::RunRecord;
use crate::base::id::Head;
use crate::base::slot::{Slot, SlotKind};
use crate::escalate::attention::Asked;
use crate::pipeline::Pipeline;
use crate::pipeline::dataset::Dataset;
use crate::settings::House;
use crate::store::{Memory, Store, StoreError};
use crate::tidy::Tidied;
use chrono::{DateTime, Duration, Utc};
use std::collections::BTreeMap;

/// What a run would do.
#[derive(Debug)]
pub struct Rehearsed {
    /// What it would write, letters included.
    pub record: RunRecord,
    /// What was understood of the file; nothing where its bytes were known before.
    pub reads: Vec<Tidied>,
    /// Whether the file would wait, because the portfolio has no register yet.
    pub waits: bool,
    /// Why the run would be held for a person, where it would.
    pub held: Option<String>,
}

/// What is remembered before anything was stored.
pub fn nothing_remembered() -> Memory {
    Memory {
        head: Head::genesis(),
        standings: Vec::new(),
        cases: Vec::new(),
        tables: BTreeMap::new(),
        files: Vec::new(),
        receipts: Vec::new(),
        measured: Vec::new(),
        scores: Vec::new(),
        issues: Vec::new(),
        asked: Asked::default(),
        rebaselines: Vec::new(),
    }
}

/// What a run of the pipeline would remember; nothing where there is no store. `bytes`: the SHA-256 of the files that came.
///
/// # Errors
/// When the store cannot be read.
pub async fn remember(
    house: &House,
    store: Option<&Store>,
    pipeline: &Pipeline,
    bytes: &[&str],
) -> Result<Memory, StoreError> {
    match store {
        Some(store) => office::recall(house, store, pipeline, bytes).await,
        None => Ok(nothing_remembered()),
    }
}

/// Rehearses the arrival of files at `now`.
///
/// # Errors
/// When the store cannot be read, or the judgement fails.
pub async fn rehearse(
    house: &House,
    store: Option<&Store>,
    pipeline: &Pipeline,
    memory: &Memory,
    decoded: &[Decoded],
    now: DateTime<Utc>,
) -> Result<Rehearsed, RunError> {
    let (judged, accounted) = match store {
        Some(store) => (store.last_judged(&pipeline.name).await?, store.last_at(&pipeline.name, SlotKind::Read).await?),
        None => (None, None),
    };
    let at = judged.map_or(now, |judged| now.max(judged + Duration::seconds(1)));
    let slot = Slot { pipeline: pipeline.name.clone(), kind: SlotKind::Arrival, at, zone: pipeline.zone, period: None };
    let deadline = due::newest_deadline(pipeline, accounted, slot.at);
    let sender = office::sender(house);
    let desk = run::Bureau { house, sender: &sender };
    let run::Planned { record, reads, trip, .. } =
        run::record(&desk, pipeline, &slot, deadline.as_ref(), memory, decoded)?;
    let waits = office::needs_register(house, pipeline) && !memory.tables.contains_key(&Dataset::Register);
    Ok(Rehearsed { record, reads, waits, held: trip.map(|trip| trip.why) })
}
