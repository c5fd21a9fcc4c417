//! Verification: reads the whole store once, entry by entry, and holds every row and every byte against what was sealed.
//! It writes nothing and repairs nothing; the judgement itself is pure and stands in [`crate::audit::verify`].

use super::db::{Tx, args};
use super::verify_rows as rows;
use super::{Store, StoreError, chain, vault};
use crate::audit::chain::{ACT, Entry, MAIL, RUN};
use crate::audit::verify::{Ledger, VerifyReport, Walk, list, text};
use crate::base::id::Head;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// How many entries are read at once.
const PAGE: u32 = 500;

/// Rows that no entry speaks of: one list over all tables.
pub(super) const ORPHANS: &str = "SELECT what, seq, COUNT(*) FROM ( \
    SELECT 'file' AS what, seq FROM file UNION ALL SELECT 'table', seq FROM accepted \
    UNION ALL SELECT 'reject', seq FROM reject UNION ALL SELECT 'note', seq FROM note \
    UNION ALL SELECT 'standing', seq FROM standing UNION ALL SELECT 'letter', seq FROM letter \
    UNION ALL SELECT 'score', seq FROM score_entry UNION ALL SELECT 'rebaseline', seq FROM rebaseline \
    UNION ALL SELECT 'issue', seq FROM issue \
    UNION ALL SELECT 'slot', seq FROM slot WHERE seq IS NOT NULL) AS r \
    WHERE NOT EXISTS (SELECT 1 FROM entry e WHERE e.seq = r.seq \
    AND (e.kind = CASE r.what WHEN 'rebaseline' THEN 'act' ELSE 'run' END OR e.kind = 'mail' AND r.what = 'letter' \
    OR e.kind = 'act' AND r.what = 'issue')) \
    GROUP BY what, seq";

pub(super) const COUNT_ENTRIES: &str = "SELECT COUNT(*) FROM entry";

pub(super) const VAULT: &str = "SELECT sha256 FROM vault";

pub(super) const LOOSE_CHUNKS: &str =
    "SELECT DISTINCT c.sha256 FROM vault_chunk c WHERE NOT EXISTS (SELECT 1 FROM vault v WHERE v.sha256 = c.sha256)";

/// What is gathered on the way.
#[derive(Debug)]
pub(super) struct Check {
    pub(super) walk: Walk,
    pub(super) ledger: Ledger,
    /// Portfolio and subject → the entry of the latest standing.
    pub(super) latest: BTreeMap<(String, String), u64>,
    /// Bytes that were looked at.
    seen: BTreeSet<String>,
}

impl Store {
    /// Reads everything and reports everything that is not as it was sealed. `checkpoint`: a head that somebody outside has
    /// kept, such as the one printed in a letter; 16 digits of its hash are enough.
    ///
    /// # Errors
    /// Only when the database itself cannot be read; what can be read and is wrong is in the report.
    pub async fn verify(&self, checkpoint: Option<Head>) -> Result<VerifyReport, StoreError> {
        let mut tx = self.db.look().await?;
        let mut check = Check {
            walk: Walk::new(checkpoint),
            ledger: Ledger::default(),
            latest: BTreeMap::new(),
            seen: BTreeSet::new(),
        };
        let (mut last, mut read) = (0, 0);
        loop {
            let page = rows::entries(&mut tx, last + 1, PAGE).await?;
            let whole = page.len() == PAGE as usize;
            for entry in page {
                read += 1;
                match entry {
                    Ok(entry) => {
                        check.entry(&mut tx, &entry).await?;
                        last = entry.seq;
                    }
                    Err((seq, why)) => {
                        check.walk.unreadable(seq, format!("it cannot be read: {why}"));
                        last = seq.unwrap_or(last + 1);
                    }
                }
            }
            if !whole {
                break;
            }
        }
        let there = tx.row(COUNT_ENTRIES, vec![]).await?.map(|row| row.count(0)).transpose()?.unwrap_or(0);
        if there != read {
            check.walk.flaw(last, "chain", "there are entries under numbers that no entry can have");
        }
        check.end(&mut tx, last).await?;
        Ok(check.walk.report())
    }
}

impl Check {
    async fn entry(&mut self, tx: &mut Tx, entry: &Entry) -> Result<(), StoreError> {
        self.seen.insert(entry.payload_sha256.clone());
        let payload = vault::inspect(tx, &entry.payload_sha256).await?.map_err(|why| why.to_string());
        let payload = payload.as_ref().map(Vec::as_slice).map_err(String::as_str);
        let Some(payload) = self.walk.entry(entry, payload) else { return Ok(()) };
        self.ledger.apply(entry, &payload);
        if entry.kind == RUN {
            rows::run(self, tx, entry.seq, &payload).await?;
        }
        if entry.kind == ACT {
            rows::act(self, tx, entry.seq, &payload).await?;
        }
        if entry.kind == MAIL {
            rows::mail(self, tx, entry.seq, &payload).await?;
        }
        if [RUN, ACT, MAIL].contains(&entry.kind.as_str()) {
            self.bytes(tx, entry.seq, &payload).await?;
        }
        Ok(())
    }

    /// The bytes a run or an act brought in, each looked at once.
    async fn bytes(&mut self, tx: &mut Tx, seq: u64, payload: &Value) -> Result<(), StoreError> {
        let blobs = list(payload, "blobs").iter().map(|blob| (text(blob, "kind"), text(blob, "sha256")));
        let letters = list(payload, "letters").iter().map(|letter| ("letter".to_string(), text(letter, "mime_sha256")));
        for (kind, sha256) in blobs.chain(letters).collect::<Vec<_>>() {
            if self.seen.insert(sha256.clone())
                && let Err(why) = vault::inspect(tx, &sha256).await?
            {
                self.walk.flaw(seq, format!("blob {sha256} ({kind})"), why.to_string());
            }
        }
        Ok(())
    }

    async fn end(&mut self, tx: &mut Tx, last: u64) -> Result<(), StoreError> {
        match chain::head(tx).await {
            Ok(head) => self.walk.end(&head),
            Err(StoreError::Damaged(why)) => self.walk.flaw(last, "head", why),
            Err(why) => return Err(why),
        }
        rows::pointers(self, tx).await?;
        rows::cases(self, tx).await?;
        rows::outbox(self, tx).await?;
        for row in tx.rows(ORPHANS, vec![]).await? {
            let why = format!("{} rows of a run that no entry seals", row.int(2)?);
            self.walk.flaw(row.count(1).unwrap_or(last), row.text(0)?, why);
        }
        for row in tx.rows(VAULT, vec![]).await? {
            match row.text(0) {
                Ok(sha256) if self.seen.contains(&sha256) => {}
                Ok(sha256) => self.walk.flaw(last, format!("blob {sha256}"), "no entry speaks of it"),
                Err(_) => self.walk.flaw(last, "blob", "a name in the vault cannot be read"),
            }
        }
        for row in tx.rows(LOOSE_CHUNKS, args![]).await? {
            let sha256 = row.text(0).unwrap_or_default();
            self.walk.flaw(last, format!("blob {sha256}"), "pieces that belong to nothing");
        }
        Ok(())
    }
}
