//! One run, one transaction: everything it left behind is written with its sealed entry, or nothing is.

use super::bulk::Bulk;
use super::db::{Tx, args};
use super::{Store, StoreError, attention, chain, issues, receipts, record_rows, scores, slots, vault};
use crate::audit::chain::{Entry, RUN};
use crate::audit::record::{RunRecord, case_body, standing_body};
use crate::base::id::{Head, sha256_hex};
use crate::escalate::CaseChange;
use crate::letter::Letter;
use chrono::{DateTime, Utc};
use std::collections::BTreeSet;
use tokio::runtime::{Handle, RuntimeFlavor};

pub(super) const INSERT_STANDING: Bulk = Bulk {
    head: "INSERT INTO standing (portfolio, subject, seq, as_of, body) VALUES",
    row: &["$", "$", "$", "$", "$"],
    tail: "",
};
pub(super) const POINT_STANDING: Bulk = Bulk {
    head: "INSERT INTO standing_now (portfolio, subject, seq) VALUES",
    row: &["$", "$", "$"],
    tail: "ON CONFLICT (portfolio, subject) DO UPDATE SET seq = excluded.seq",
};
pub(super) const INSERT_CASE: Bulk = Bulk {
    head: "INSERT INTO cases (id, portfolio, state, version, seq, body) VALUES",
    row: &["$", "$", "$", "$", "$", "$"],
    tail: "ON CONFLICT (id) DO NOTHING",
};
/// Compare and set, over many: a row changes only from the version before. (`column1`… is what both databases call them.)
pub(super) const CHANGE_CASE: Bulk = Bulk {
    head: "UPDATE cases SET portfolio = v.column2, state = v.column3, version = v.column4, seq = v.column5, \
           body = v.column6 FROM (VALUES",
    row: &[
        "CAST($ AS TEXT)",
        "CAST($ AS TEXT)",
        "CAST($ AS TEXT)",
        "CAST($ AS BIGINT)",
        "CAST($ AS BIGINT)",
        "CAST($ AS TEXT)",
    ],
    tail: ") AS v WHERE cases.id = v.column1 AND cases.version = v.column4 - 1",
};
pub(super) const INSERT_LETTER: Bulk = Bulk {
    head: "INSERT INTO letter (id, seq, n, message_id, person, to_name, role, rung, subject, cases, mime_sha256) VALUES",
    row: &["$", "$", "$", "$", "$", "$", "$", "$", "$", "$", "$"],
    tail: "",
};
pub(super) const INSERT_OUTBOX: Bulk = Bulk {
    head: "INSERT INTO outbox (letter, to_address, state, attempts, token, next_try) VALUES",
    row: &["$", "$", "$", "$", "$", "$"],
    tail: "",
};

/// What came of a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Committed {
    /// Everything is written; this is the head now.
    Done(Head),
    /// Something was written since the run remembered; nothing of it is written. Run the slot again.
    Stale,
    /// The slot was final before; nothing of this run is written.
    AlreadyRun,
}

/// Everything that can be made ready before the store is locked.
struct Ready {
    entry: Entry,
    payload: vault::Packed,
    blobs: Vec<vault::Packed>,
    bodies: Vec<String>,
}

impl Store {
    /// Writes a run: all of it, or nothing.
    ///
    /// # Errors
    /// The database fails, or the record is not one that can be sealed (a state that is not final, bytes that are not what
    /// their hash says).
    pub async fn commit(&self, run: &RunRecord) -> Result<Committed, StoreError> {
        aside(|| fit(run))?;
        let known = {
            let mut tx = self.db.look().await?;
            if slots::is_final(&mut tx, &run.slot).await? {
                return Ok(Committed::AlreadyRun);
            }
            let blobs = run.blobs.iter().map(|blob| blob.sha256.as_str());
            let tables = run.tables.iter().map(|table| table.sha256.as_str());
            vault::which(&mut tx, &blobs.chain(tables).collect()).await?
        };
        // A table without its bytes would stop every later run of the portfolio at its recall.
        if let Some(table) = run.tables.iter().find(|t| !known.contains(&t.sha256) && !brings(run, &t.sha256)) {
            return Err(StoreError::Unfit(format!("the bytes of the table {} are nowhere", table.sha256)));
        }
        let Ready { entry, payload, blobs, bodies } = aside(|| ready(run, &known));

        let mut tx = self.db.write().await?;
        let head = chain::lock_head(&mut tx).await?;
        let outcome = if slots::is_final(&mut tx, &run.slot).await? {
            Committed::AlreadyRun
        } else if head != run.head || !chain::append(&mut tx, &entry, payload).await? {
            Committed::Stale
        } else if write(&mut tx, run, entry.seq, &bodies, blobs).await? {
            Committed::Done(entry.head())
        } else {
            Committed::Stale
        };
        match &outcome {
            Committed::Done(_) => tx.commit().await?,
            Committed::Stale | Committed::AlreadyRun => tx.rollback().await?,
        }
        Ok(outcome)
    }
}

/// `false`: a case was changed by somebody else, or the slot was finished by somebody else.
pub(super) async fn write(
    tx: &mut Tx,
    run: &RunRecord,
    seq: u64,
    bodies: &[String],
    blobs: Vec<vault::Packed>,
) -> Result<bool, StoreError> {
    if !slots::finish(tx, run, seq).await? || !cases(tx, &run.cases, seq).await? {
        return Ok(false);
    }
    vault::put(tx, blobs).await?;
    record_rows::write(tx, run, seq).await?;
    scores::write(tx, run, seq).await?;
    issues::write(tx, &run.portfolio, &run.issues, seq).await?;
    receipts::write(tx, run, seq).await?;
    attention::write(tx, run, seq).await?;
    standings(tx, run, seq, bodies).await?;
    letters(tx, &run.letters, run.slot.at, seq).await?;
    Ok(true)
}

async fn standings(tx: &mut Tx, run: &RunRecord, seq: u64, bodies: &[String]) -> Result<(), StoreError> {
    let as_of = run.slot.as_of().to_string();
    let mut rows = Vec::with_capacity(bodies.len() * INSERT_STANDING.row.len());
    let mut pointers = Vec::with_capacity(bodies.len() * POINT_STANDING.row.len());
    for (standing, body) in run.standings.iter().zip(bodies) {
        rows.extend(args![&run.portfolio, &standing.subject, seq, as_of.as_str(), body]);
        pointers.extend(args![&run.portfolio, &standing.subject, seq]);
    }
    INSERT_STANDING.run(tx, rows).await?;
    POINT_STANDING.run(tx, pointers).await?;
    Ok(())
}

/// Writes case changes, each only onto the version before. `false`: one of them was not there.
pub(super) async fn cases(tx: &mut Tx, changes: &[CaseChange], seq: u64) -> Result<bool, StoreError> {
    let (mut new, mut changed) = (Vec::new(), Vec::new());
    for CaseChange { case, reason: _ } in changes {
        let row = args![&case.id, &case.portfolio, case.state.name(), case.version, seq, case_body(case)];
        if case.version == 1 { new.extend(row) } else { changed.extend(row) }
    }
    let touched = INSERT_CASE.run(tx, new).await? + CHANGE_CASE.run(tx, changed).await?;
    Ok(touched == changes.len() as u64)
}

/// Letters for the outbox, due from then on.
pub(super) async fn letters(tx: &mut Tx, letters: &[Letter], due: DateTime<Utc>, seq: u64) -> Result<(), StoreError> {
    let (mut rows, mut outbox) = (Vec::new(), Vec::new());
    let due = due.timestamp_micros();
    for (n, letter) in letters.iter().enumerate() {
        let Letter { id, message_id, person, to_name, to_address, role, rung, subject, cases, not_before, mime } =
            letter;
        let (cases, mime) = (record_rows::json(cases), sha256_hex(mime));
        rows.extend(args![id, seq, n, message_id, person, to_name, role, rung, subject, cases, mime]);
        let due = due.max(not_before.timestamp_micros());
        outbox.extend(args![id, to_address, "queued", 0_i64, 0_i64, due]);
    }
    INSERT_LETTER.run(tx, rows).await?;
    INSERT_OUTBOX.run(tx, outbox).await?;
    Ok(())
}

/// Refuses what could be written but never verified.
fn fit(run: &RunRecord) -> Result<(), StoreError> {
    if !run.state.is_final() {
        return Err(StoreError::Unfit(format!("`{}` is not final and must be noted, not committed", run.state.name())));
    }
    let mut subjects = BTreeSet::new();
    if let Some(twice) = run.standings.iter().find(|standing| !subjects.insert(&standing.subject)) {
        return Err(StoreError::Unfit(format!("two standings of `{}`", twice.subject)));
    }
    let mut ids = BTreeSet::new();
    if let Some(twice) = run.cases.iter().find(|change| !ids.insert(&change.case.id)) {
        return Err(StoreError::Unfit(format!("two changes of the case {}", twice.case.id)));
    }
    match run.blobs.iter().find(|blob| sha256_hex(&blob.bytes) != blob.sha256) {
        Some(blob) => {
            Err(StoreError::Unfit(format!("the bytes of the {} {} have another hash", blob.kind, blob.sha256)))
        }
        None => Ok(()),
    }
}

fn brings(run: &RunRecord, sha256: &str) -> bool {
    run.blobs.iter().any(|blob| blob.sha256 == sha256)
}

fn ready(run: &RunRecord, known: &BTreeSet<String>) -> Ready {
    let bodies: Vec<String> = run.standings.iter().map(standing_body).collect();
    let payload = run.payload_over(&bodies);
    let entry = Entry::seal(&run.head, run.slot.at, RUN, &payload);
    let new = run.blobs.iter().filter(|blob| !known.contains(&blob.sha256));
    let mut blobs: Vec<vault::Packed> =
        new.map(|blob| vault::pack(blob.sha256.clone(), blob.kind, &blob.bytes)).collect();
    blobs.extend(run.letters.iter().map(|letter| vault::pack(sha256_hex(&letter.mime), "letter", &letter.mime)));
    blobs.sort_by(|a, b| a.sha256().cmp(b.sha256()));
    blobs.dedup_by(|a, b| a.sha256() == b.sha256());
    Ready { payload: vault::pack(entry.payload_sha256.clone(), "entry", &payload), entry, blobs, bodies }
}

/// Hashing and compressing a large run takes a while: other tasks of this thread are given to another one meanwhile.
fn aside<T>(work: impl FnOnce() -> T) -> T {
    match Handle::try_current().map(|handle| handle.runtime_flavor()) {
        Ok(RuntimeFlavor::MultiThread) => tokio::task::block_in_place(work),
        _ => work(),
    }
}
