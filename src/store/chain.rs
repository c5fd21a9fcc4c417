//! The head and the entries of the audit chain. Every transaction that seals something locks the head first, so sealers stand
//! in one line on both databases and none of them ever has to be told apart from the others afterwards.

use super::db::{Row, Tx, args};
use super::{StoreError, vault};
use crate::audit::chain::Entry;
use crate::base::id::Head;
use chrono::{DateTime, Utc};

pub(super) const HEAD: &str = "SELECT seq, hash FROM audit_head WHERE id = 1";

/// Reads the head and keeps others from moving it until this transaction ends: on PostgreSQL an update locks the row, on
/// SQLite the whole transaction has the file already.
pub(super) const LOCK_HEAD: &str = "UPDATE audit_head SET seq = seq WHERE id = 1 RETURNING seq, hash";

pub(super) const MOVE_HEAD: &str = "UPDATE audit_head SET seq = $1, hash = $2 WHERE id = 1 AND seq = $3 AND hash = $4";

pub(super) const INSERT_ENTRY: &str = "INSERT INTO entry (seq, prev, at, kind, payload_sha256, hash) \
                                       VALUES ($1, $2, $3, $4, $5, $6)";

pub(super) const ENTRIES: &str = "SELECT seq, prev, at, kind, payload_sha256, hash FROM entry \
                                  WHERE seq >= $1 ORDER BY seq LIMIT $2";

/// The head as it is.
pub(super) async fn head(tx: &mut Tx) -> Result<Head, StoreError> {
    read_head(tx.row(HEAD, vec![]).await?)
}

/// The head, locked until the transaction ends.
pub(super) async fn lock_head(tx: &mut Tx) -> Result<Head, StoreError> {
    read_head(tx.row(LOCK_HEAD, vec![]).await?)
}

fn read_head(row: Option<Row>) -> Result<Head, StoreError> {
    let row = row.ok_or_else(|| StoreError::Damaged("the head of the audit chain is missing".to_string()))?;
    Ok(Head { seq: row.count(0)?, hash: row.text(1)? })
}

/// Writes an entry, puts its payload into the vault and moves the head. `false`: the head is not the one it was sealed on.
pub(super) async fn append(tx: &mut Tx, entry: &Entry, payload: vault::Packed) -> Result<bool, StoreError> {
    let before = entry.seq.saturating_sub(1);
    let moved = tx.run(MOVE_HEAD, args![entry.seq, &entry.hash, before, &entry.prev]).await?;
    if moved != 1 {
        return Ok(false);
    }
    vault::put(tx, vec![payload]).await?;
    let at = entry.at.timestamp_micros();
    tx.run(INSERT_ENTRY, args![entry.seq, &entry.prev, at, &entry.kind, &entry.payload_sha256, &entry.hash]).await?;
    Ok(true)
}

/// Entries from `from` on, oldest first.
pub(super) async fn entries(tx: &mut Tx, from: u64, limit: u32) -> Result<Vec<Entry>, StoreError> {
    tx.rows(ENTRIES, args![from, limit]).await?.iter().map(read_entry).collect()
}

pub(super) fn read_entry(row: &Row) -> Result<Entry, StoreError> {
    Ok(Entry {
        seq: row.count(0)?,
        prev: row.text(1)?,
        at: instant(row.int(2)?)?,
        kind: row.text(3)?,
        payload_sha256: row.text(4)?,
        hash: row.text(5)?,
    })
}

/// An instant out of microseconds.
pub(super) fn instant(micros: i64) -> Result<DateTime<Utc>, StoreError> {
    DateTime::from_timestamp_micros(micros)
        .ok_or_else(|| StoreError::Damaged(format!("{micros} is not an instant in microseconds")))
}
