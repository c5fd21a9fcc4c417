//! The slot ledger: which slots were ever due, and what came of them. A slot that is final is sealed in the chain and never
//! runs again, on any daemon; one that waits or failed is only noted, and runs again.

use super::db::{Row, Tx, args};
use super::record_rows::{of_word, period_of, period_text};
use super::{Store, StoreError, chain};
use crate::audit::record::{RunRecord, RunState};
use crate::base::slot::{Slot, SlotKind};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

pub(super) const NOTE_SLOT: &str = "INSERT INTO slot \
    (pipeline, kind, at, zone, as_of, period, portfolio, state, reason, seq, findings, letters) \
    VALUES ($1, $2, $3, $4, $5, $6, NULL, $7, $8, NULL, 0, 0) \
    ON CONFLICT (pipeline, kind, at) DO UPDATE SET state = excluded.state, reason = excluded.reason \
    WHERE slot.seq IS NULL";

pub(super) const FINISH_SLOT: &str = "INSERT INTO slot \
    (pipeline, kind, at, zone, as_of, period, portfolio, state, reason, seq, findings, letters) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) \
    ON CONFLICT (pipeline, kind, at) DO UPDATE SET zone = excluded.zone, as_of = excluded.as_of, \
    period = excluded.period, portfolio = excluded.portfolio, state = excluded.state, reason = excluded.reason, \
    seq = excluded.seq, findings = excluded.findings, letters = excluded.letters WHERE slot.seq IS NULL";

pub(super) const SLOT_SEQ: &str = "SELECT seq FROM slot WHERE pipeline = $1 AND kind = $2 AND at = $3";

pub(super) const NEWEST: &str = "SELECT kind, MAX(at) FROM slot WHERE pipeline = $1 AND seq IS NOT NULL GROUP BY kind";

pub(super) const JUDGED: &str =
    "SELECT MAX(at) FROM slot WHERE pipeline = $1 AND seq IS NOT NULL AND state IN ('ran', 'missed')";

pub(super) const OPEN: &str = "SELECT pipeline, kind, at, zone, period, state, reason FROM slot \
                               WHERE pipeline = $1 AND seq IS NULL ORDER BY at, kind";

/// What the ledger knows of one pipeline's slots.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SlotLedger {
    /// The newest final slot of each kind.
    pub newest: BTreeMap<SlotKind, DateTime<Utc>>,
    /// Slots that were noted and are not final, oldest first.
    pub open: Vec<OpenSlot>,
}

/// A slot that is not final.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenSlot {
    /// The slot.
    pub slot: Slot,
    /// Waiting or failed.
    pub state: RunState,
    /// Why.
    pub reason: String,
}

impl Store {
    /// Notes that a slot waits or failed. A final slot stays as it is. `false`: it is final.
    ///
    /// # Errors
    /// A state that is final: that needs [`Store::commit`].
    pub async fn note_slot(&self, slot: &Slot, state: RunState, reason: &str) -> Result<bool, StoreError> {
        if state.is_final() {
            return Err(StoreError::Unfit(format!("`{}` is final and must be committed, not noted", state.name())));
        }
        let Slot { pipeline, kind, at, zone, period } = slot;
        let period = period_text(*period);
        let as_of = slot.as_of().to_string();
        let at = at.timestamp_micros();
        let args = args![pipeline, kind.name(), at, zone.name(), as_of, period, state.name(), reason];
        let mut tx = self.db.write().await?;
        let noted = tx.run(NOTE_SLOT, args).await?;
        tx.commit().await?;
        Ok(noted == 1)
    }

    /// What is known of a pipeline's slots.
    pub async fn slots_of(&self, pipeline: &str) -> Result<SlotLedger, StoreError> {
        let mut tx = self.db.look().await?;
        let mut ledger = SlotLedger::default();
        for row in tx.rows(NEWEST, args![pipeline]).await? {
            ledger.newest.insert(kind_of(&row.text(0)?)?, chain::instant(row.int(1)?)?);
        }
        for row in tx.rows(OPEN, args![pipeline]).await? {
            ledger.open.push(OpenSlot { slot: slot_of(&row)?, state: of_word(row.text(5)?)?, reason: row.text(6)? });
        }
        Ok(ledger)
    }

    /// When the newest final slot of a kind was due; `None` before the first.
    pub async fn last_at(&self, pipeline: &str, kind: SlotKind) -> Result<Option<DateTime<Utc>>, StoreError> {
        Ok(self.slots_of(pipeline).await?.newest.remove(&kind))
    }

    /// When the newest slot that really judged was due, of whatever kind; skipped ones judged nothing.
    pub async fn last_judged(&self, pipeline: &str) -> Result<Option<DateTime<Utc>>, StoreError> {
        let row = self.db.look().await?.row(JUDGED, args![pipeline]).await?;
        let at = row.map(|row| row.maybe_int(0)).transpose()?.flatten();
        at.map(chain::instant).transpose()
    }

    /// Whether a slot is done with.
    pub async fn is_final(&self, slot: &Slot) -> Result<bool, StoreError> {
        is_final(&mut self.db.look().await?, slot).await
    }
}

pub(super) async fn is_final(tx: &mut Tx, slot: &Slot) -> Result<bool, StoreError> {
    let row = tx.row(SLOT_SEQ, args![&slot.pipeline, slot.kind.name(), slot.at.timestamp_micros()]).await?;
    Ok(row.map(|row| row.maybe_int(0)).transpose()?.flatten().is_some())
}

/// Writes the final state of a slot. `false`: it was final before.
pub(super) async fn finish(tx: &mut Tx, run: &RunRecord, seq: u64) -> Result<bool, StoreError> {
    let Slot { pipeline, kind, at, zone, period } = &run.slot;
    let (findings, letters) = (run.findings.len(), run.letters.len());
    let period = period_text(*period);
    let as_of = run.slot.as_of().to_string();
    let (portfolio, state, reason) = (&run.portfolio, run.state.name(), &run.reason);
    let at = at.timestamp_micros();
    let zone = zone.name();
    let args = args![pipeline, kind.name(), at, zone, as_of, period, portfolio, state, reason, seq, findings, letters];
    Ok(tx.run(FINISH_SLOT, args).await? == 1)
}

/// A slot out of the first five columns: pipeline, kind, at, zone, period.
pub(super) fn slot_of(row: &Row) -> Result<Slot, StoreError> {
    slot_at(row, 0)
}

/// The same, from the column `first` on.
pub(super) fn slot_at(row: &Row, first: usize) -> Result<Slot, StoreError> {
    let zone = row.text(first + 3)?;
    Ok(Slot {
        pipeline: row.text(first)?,
        kind: kind_of(&row.text(first + 1)?)?,
        at: chain::instant(row.int(first + 2)?)?,
        zone: zone.parse().map_err(|_| StoreError::Damaged(format!("`{zone}` is not a time zone")))?,
        period: period_of(row.maybe_text(first + 4)?)?,
    })
}

fn kind_of(name: &str) -> Result<SlotKind, StoreError> {
    SlotKind::from_name(name).ok_or_else(|| StoreError::Damaged(format!("`{name}` is not a kind of slot")))
}
