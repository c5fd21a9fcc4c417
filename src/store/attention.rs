//! What people have been asked for already: letters of a day, what waits for the next one, whom letters do not reach; and
//! runs that are held for a person. Written with their run, held against what was sealed.

use super::bulk::Bulk;
use super::db::{Arg, Row, args};
use super::record_rows::{json, of_json};
use super::slots::slot_of;
use super::{Store, StoreError, db::Tx};
use crate::audit::canonical::sealed;
use crate::audit::record::{Decided, Decision, RunRecord};
use crate::base::slot::Slot;
use crate::escalate::attention::{Asked, Deferred};
use chrono::NaiveDate;
use serde_json::Value;

pub(super) const INSERT_DEFERRED: Bulk = Bulk {
    head: "INSERT INTO deferred (seq, n, id, portfolio, body) VALUES",
    row: &["$", "$", "$", "$", "$"],
    tail: "",
};
pub(super) const INSERT_TOLD: Bulk =
    Bulk { head: "INSERT INTO deferred_told (seq, n, id) VALUES", row: &["$", "$", "$"], tail: "" };
pub(super) const INSERT_DECIDED: Bulk =
    Bulk { head: "INSERT INTO held_decided (seq, held, how, who) VALUES", row: &["$", "$", "$", "$"], tail: "" };

pub(super) const WAITING: &str = "SELECT body FROM deferred d WHERE portfolio = $1 \
    AND NOT EXISTS (SELECT 1 FROM deferred_told t WHERE t.id = d.id AND t.seq > d.seq) ORDER BY seq, n";
pub(super) const ALL_DEFERRED: &str = "SELECT body FROM deferred ORDER BY seq, n";
pub(super) const LETTERS_OF_DAY: &str = "SELECT l.person, COUNT(*) FROM slot s JOIN letter l ON l.seq = s.seq \
    WHERE s.as_of = $1 GROUP BY l.person";
/// Tried, and the server said: not now.
pub(super) const UNDELIVERED: &str = "SELECT DISTINCT l.person FROM outbox o JOIN letter l ON l.id = o.letter \
    WHERE o.state IN ('queued', 'sending') AND o.answer IS NOT NULL";
pub(super) const HELD: &str = "SELECT pipeline, kind, at, zone, period, reason, seq, portfolio FROM slot s \
    WHERE state = 'held' AND NOT EXISTS (SELECT 1 FROM held_decided h WHERE h.held = s.seq) ORDER BY seq";
pub(super) const DEFERRED_BY: &str = "SELECT body FROM deferred WHERE seq = $1 ORDER BY n";
pub(super) const TOLD_BY: &str = "SELECT id FROM deferred_told WHERE seq = $1 ORDER BY n";
pub(super) const DECIDED_BY: &str = "SELECT held, how, who FROM held_decided WHERE seq = $1 ORDER BY held";

/// A run that is held for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldRun {
    /// The entry that sealed it: its number for people.
    pub seq: u64,
    /// Its slot.
    pub slot: Slot,
    /// Its portfolio.
    pub portfolio: String,
    /// Why.
    pub reason: String,
}

impl Store {
    /// What people have been asked for: letters of `day` in every portfolio, what waits in one.
    pub async fn asked(&self, portfolio: &str, day: NaiveDate) -> Result<Asked, StoreError> {
        let mut tx = self.db.look().await?;
        let mut asked = Asked { day: Some(day), ..Asked::default() };
        for row in tx.rows(LETTERS_OF_DAY, args![day.to_string()]).await? {
            asked.letters.insert(row.text(0)?, u32::try_from(row.count(1)?).unwrap_or(u32::MAX));
        }
        for row in tx.rows(UNDELIVERED, vec![]).await? {
            asked.undelivered.insert(row.text(0)?);
        }
        let rows = tx.rows(WAITING, args![portfolio]).await?;
        asked.deferred = rows.iter().map(|row| of_json(&row.text(0)?)).collect::<Result<_, _>>()?;
        Ok(asked)
    }

    /// Everything that ever waited, in the order in which it was written down.
    pub async fn all_deferred(&self) -> Result<Vec<Deferred>, StoreError> {
        let rows = self.db.look().await?.rows(ALL_DEFERRED, vec![]).await?;
        rows.iter().map(|row| of_json(&row.text(0)?)).collect()
    }

    /// Runs that are held and not decided, oldest first.
    pub async fn held(&self) -> Result<Vec<HeldRun>, StoreError> {
        let rows = self.db.look().await?.rows(HELD, vec![]).await?;
        let run = |row: &Row| {
            Ok(HeldRun {
                slot: slot_of(row)?,
                reason: row.text(5)?,
                seq: row.count(6)?,
                portfolio: row.maybe_text(7)?.unwrap_or_default(),
            })
        };
        rows.iter().map(run).collect()
    }
}

/// Writes what a run defers, tells and decides under the entry `seq`.
pub(super) async fn write(tx: &mut Tx, run: &RunRecord, seq: u64) -> Result<(), StoreError> {
    let mut rows: Vec<Arg<'_>> = Vec::new();
    for (n, deferred) in run.deferred.iter().enumerate() {
        rows.extend(args![seq, n, &deferred.id, &run.portfolio, json(deferred)]);
    }
    INSERT_DEFERRED.run(tx, rows).await?;
    let mut rows: Vec<Arg<'_>> = Vec::new();
    for (n, id) in run.deferred_told.iter().enumerate() {
        rows.extend(args![seq, n, id]);
    }
    INSERT_TOLD.run(tx, rows).await?;
    let mut rows: Vec<Arg<'_>> = Vec::new();
    for Decided { held, how, who } in &run.decides {
        rows.extend(args![seq, *held, how.name(), who]);
    }
    INSERT_DECIDED.run(tx, rows).await?;
    Ok(())
}

/// What waits, as it was sealed.
pub(super) fn deferred(row: &Row) -> Result<Value, StoreError> {
    Ok(sealed(&of_json::<Deferred>(&row.text(0)?)?))
}

/// The id of what was told, as it was sealed.
pub(super) fn told(row: &Row) -> Result<Value, StoreError> {
    Ok(sealed(&row.text(0)?))
}

/// A decision as it was sealed.
pub(super) fn decided(row: &Row) -> Result<Value, StoreError> {
    let how = row.text(1)?;
    let how = Decision::from_name(&how).ok_or_else(|| StoreError::Damaged(format!("`{how}` is no decision")))?;
    Ok(sealed(&Decided { held: row.count(0)?, how, who: row.text(2)? }))
}
