//! Slots in which nobody is judged, accounted for: skipped by policy, or only looked at.

use super::evidence;
use super::office::{self, Office};
use super::run::{STALE_TRIES_MAX, empty_record, reason};
use crate::audit::record::{RunRecord, RunState};
use crate::base::id::Head;
use crate::base::slot::Slot;
use crate::pipeline::Pipeline;
use crate::settings::House;
use crate::store::{Committed, Memory, StoreError};

/// Accounts for a slot that does not run, with its reason.
pub async fn skip_slot(office: &Office, pipeline: &Pipeline, slot: &Slot, reason: &str) -> Result<(), StoreError> {
    for _ in 0..STALE_TRIES_MAX {
        let head = office.store.head().await?;
        let record = skipped(&office.house, pipeline, slot, head, reason);
        if office.store.commit(&record).await? != Committed::Stale {
            return Ok(());
        }
    }
    Ok(()) // still due: the next tick accounts for it
}

/// Writes down whether the report of a Read's period came, and nothing else: a later slot judges.
pub async fn look_only(office: &Office, pipeline: &Pipeline, slot: &Slot) -> Result<(), StoreError> {
    for _ in 0..STALE_TRIES_MAX {
        let memory = office::recall(&office.house, &office.store, pipeline, &[]).await?;
        let record = looked(&office.house, pipeline, slot, &memory);
        if office.store.commit(&record).await? != Committed::Stale {
            return Ok(());
        }
    }
    Ok(()) // still due: the next tick accounts for it
}

/// The record of a slot that does not run.
pub(super) fn skipped(house: &House, pipeline: &Pipeline, slot: &Slot, head: Head, reason: &str) -> RunRecord {
    let mut record = empty_record(house, pipeline, slot, head);
    record.state = RunState::Skipped;
    record.reason = reason.to_string();
    record
}

/// The record of a look whether a report came.
pub(super) fn looked(house: &House, pipeline: &Pipeline, slot: &Slot, memory: &Memory) -> RunRecord {
    let missed = slot.period.is_some_and(|period| !evidence::came(pipeline, period, memory));
    let mut record = empty_record(house, pipeline, slot, memory.head.clone());
    record.state = if missed { RunState::Missed } else { RunState::Ran };
    record.reason = format!("{}; judged by a later slot", reason(slot, false, missed, 0));
    record
}
