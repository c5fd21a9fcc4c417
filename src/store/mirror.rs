//! A record written once more, entry by entry, into a store of its own: what a replay remembers at each entry.
//!
//! Takes entries as they were sealed and what each of them wrote; gives a store whose recall is that of the moment. Letters are
//! there without address and text: who was written to is remembered, and nobody may send them.

use super::db::args;
use super::record_rows::of_json;
use super::verify_rows::STANDINGS;
use super::{Store, StoreError, chain, commit, issues, rebaselines, vault};
use crate::assess::Standing;
use crate::assess::baseline::Filed;
use crate::assess::issues::Issue;
use crate::audit::chain::Entry;
use crate::audit::record::{RunRecord, standing_body};
use crate::escalate::CaseChange;

/// What an entry wrote.
#[derive(Debug)]
pub enum Mirrored {
    /// A run.
    Run(Box<RunRecord>),
    /// What a person did.
    Act {
        /// The portfolio.
        portfolio: String,
        /// The case, where there is one.
        cases: Vec<CaseChange>,
        /// Changes of baselines.
        filed: Vec<Filed>,
        /// Issues that were entered by hand.
        issues: Vec<Issue>,
    },
    /// What became of letters.
    Settled(Vec<MirroredLetter>),
    /// Nothing that is remembered.
    Nothing,
}

/// What became of one letter.
#[derive(Debug)]
pub struct MirroredLetter {
    /// The letter.
    pub letter: String,
    /// `sent`, `permanent`, else it waits.
    pub outcome: String,
    /// What the channel said.
    pub answer: Option<String>,
}

pub(super) const SETTLE: &str = "UPDATE outbox SET state = $1, answer = $2, sent_at = $3 WHERE letter = $4";

impl Store {
    /// Writes an entry under its number. `false`: it does not follow the entry before it.
    ///
    /// # Errors
    /// The database fails.
    pub async fn mirror(&self, entry: &Entry, payload: &[u8], what: &Mirrored) -> Result<bool, StoreError> {
        let mut tx = self.db.write().await?;
        let packed = vault::pack(entry.payload_sha256.clone(), "entry", payload);
        if !chain::append(&mut tx, entry, packed).await? {
            tx.rollback().await?;
            return Ok(false);
        }
        let written = match what {
            Mirrored::Nothing => true,
            Mirrored::Settled(letters) => {
                for MirroredLetter { letter, outcome, answer } in letters {
                    let (state, sent_at) = match outcome.as_str() {
                        "sent" => ("sent", Some(entry.at.timestamp_micros())),
                        "permanent" => ("failed", None),
                        _ => ("queued", None),
                    };
                    tx.run(SETTLE, args![state, answer.as_deref(), sent_at, letter]).await?;
                }
                true
            }
            Mirrored::Act { portfolio, cases, filed, issues: entered } => {
                rebaselines::write(&mut tx, portfolio, filed, entry.seq).await?;
                issues::write(&mut tx, portfolio, entered, entry.seq).await?;
                commit::cases(&mut tx, cases, entry.seq).await?
            }
            Mirrored::Run(run) => {
                let bodies: Vec<String> = run.standings.iter().map(standing_body).collect();
                let blobs = run.blobs.iter().map(|blob| vault::pack(blob.sha256.clone(), blob.kind, &blob.bytes));
                commit::write(&mut tx, run, entry.seq, &bodies, blobs.collect()).await?
            }
        };
        if written {
            tx.commit().await?
        } else {
            tx.rollback().await?
        }
        Ok(written)
    }

    /// The standings that one run wrote.
    ///
    /// # Errors
    /// The database fails, or a row is damaged.
    pub async fn standings_of_run(&self, seq: u64) -> Result<Vec<Standing>, StoreError> {
        let rows = self.db.look().await?.rows(STANDINGS, args![seq]).await?;
        rows.iter().map(|row| of_json(&row.text(3)?)).collect()
    }
}
