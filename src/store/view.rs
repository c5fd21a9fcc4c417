//! What people and pages want to see: flat rows, read only.

use super::db::args;
use super::record_rows::{FILES, NOTES, REJECTS, file_of, note_of, of_json, reject_of};
use super::slots::slot_of;
use super::{Store, StoreError, chain, vault};
use crate::assess::Standing;
use crate::audit::chain::Entry;
use crate::audit::record::{FileRecord, RunState};
use crate::base::id::Head;
use crate::base::slot::Slot;
use crate::escalate::Case;
use crate::tidy::{Note, Reject};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use std::collections::BTreeMap;

pub(super) const RUNS: &str = "SELECT pipeline, kind, at, zone, period, portfolio, state, reason, seq, findings, letters \
    FROM slot WHERE as_of >= $1 ORDER BY at, pipeline, kind";

/// The newest version of each subject whose run's day is not after the one asked for.
pub(super) const STANDINGS_AS_OF: &str = "SELECT s.body, s.portfolio FROM standing s JOIN \
    (SELECT portfolio, subject, MAX(seq) AS seq FROM standing WHERE as_of <= $1 GROUP BY portfolio, subject) t \
    ON s.portfolio = t.portfolio AND s.subject = t.subject AND s.seq = t.seq";

pub(super) const STANDINGS_NOW: &str = "SELECT s.body, s.portfolio FROM standing_now t JOIN standing s \
    ON s.portfolio = t.portfolio AND s.subject = t.subject AND s.seq = t.seq";

pub(super) const ALL_CASES: &str = "SELECT body FROM cases";

pub(super) const ONE_CASE: &str = "SELECT body FROM cases WHERE id = $1";

pub(super) const LETTERS: &str = "SELECT l.id, l.message_id, l.person, l.to_name, l.role, l.rung, l.subject, l.cases, \
    l.mime_sha256, l.seq, o.state, o.attempts, o.answer, o.sent_at, s.pipeline, s.kind, s.at, s.zone, s.period \
    FROM letter l JOIN outbox o ON o.letter = l.id LEFT JOIN slot s ON s.seq = l.seq ORDER BY l.seq, l.n";

pub(super) const MIME_OF: &str = "SELECT mime_sha256 FROM letter WHERE id = $1";

pub(super) const PAYLOAD_OF: &str = "SELECT payload_sha256 FROM entry WHERE seq = $1";

pub(super) const PORTFOLIOS: &str = "SELECT DISTINCT portfolio FROM slot WHERE portfolio IS NOT NULL";

pub(super) const COUNT_LETTERS: &str = "SELECT state, COUNT(*) FROM outbox GROUP BY state";

pub(super) const COUNT_CASES: &str = "SELECT state, COUNT(*) FROM cases GROUP BY state";

pub(super) const COUNT_SLOTS: &str = "SELECT state, COUNT(*) FROM slot GROUP BY state";

/// One slot of the run log.
#[derive(Debug, Clone, Serialize)]
pub struct RunRow {
    /// The slot.
    pub slot: Slot,
    /// The portfolio; `None` while the slot is not final.
    pub portfolio: Option<String>,
    /// What came of it.
    pub state: RunState,
    /// Why.
    pub reason: String,
    /// The entry that sealed it; `None` while it is not final.
    pub seq: Option<u64>,
    /// The files it looked at, with what was understood of each sheet.
    pub files: Vec<FileRecord>,
    /// Refused rows.
    pub rejects: Vec<Reject>,
    /// What else a person should know.
    pub notes: Vec<Note>,
    /// How many findings.
    pub findings: u64,
    /// How many letters.
    pub letters: u64,
}

/// One letter and how far it got.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LetterRow {
    /// Its id.
    pub id: String,
    /// Its Message-ID.
    pub message_id: String,
    /// The recipient's person id.
    pub person: String,
    /// The recipient's name.
    pub to_name: String,
    /// The role under which the recipient was written to.
    pub role: String,
    /// The highest rung among its items.
    pub rung: String,
    /// The subject line.
    pub subject: String,
    /// Its cases, worst first.
    pub cases: Vec<String>,
    /// SHA-256 of the message.
    pub mime_sha256: String,
    /// The entry of the run that wrote it.
    pub seq: u64,
    /// The slot that wrote it.
    pub slot: Option<Slot>,
    /// `queued`, `sending`, `sent` or `failed`.
    pub state: String,
    /// How often it was tried.
    pub attempts: u64,
    /// What the channel said last.
    pub answer: Option<String>,
    /// When it was sent.
    pub sent_at: Option<DateTime<Utc>>,
}

/// How many there are of what, by state: for metrics.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Letters.
    pub letters: BTreeMap<String, u64>,
    /// Cases.
    pub cases: BTreeMap<String, u64>,
    /// Slots.
    pub slots: BTreeMap<String, u64>,
}

impl Store {
    /// The run log: every slot whose local day is `from` or later, oldest first.
    pub async fn runs(&self, from: Option<NaiveDate>) -> Result<Vec<RunRow>, StoreError> {
        let from = from.map(|day| day.to_string()).unwrap_or_default();
        let mut tx = self.db.look().await?;
        let mut runs = Vec::new();
        for row in tx.rows(RUNS, args![from]).await? {
            let state = super::record_rows::of_word(row.text(6)?)?;
            let seq = row.maybe_int(8)?.map(|seq| seq.unsigned_abs());
            runs.push(RunRow {
                slot: slot_of(&row)?,
                portfolio: row.maybe_text(5)?,
                state,
                reason: row.text(7)?,
                seq,
                files: Vec::new(),
                rejects: Vec::new(),
                notes: Vec::new(),
                findings: row.count(9)?,
                letters: row.count(10)?,
            });
        }
        let (first, last) = runs.iter().filter_map(|run| run.seq).fold((u64::MAX, 0), |(a, b), n| (a.min(n), b.max(n)));
        let mut by_seq: BTreeMap<u64, &mut RunRow> = runs.iter_mut().filter_map(|run| Some((run.seq?, run))).collect();
        for row in tx.rows(FILES, args![first, last]).await? {
            if let Some(run) = by_seq.get_mut(&row.count(8)?) {
                run.files.push(file_of(&row)?);
            }
        }
        for row in tx.rows(REJECTS, args![first, last]).await? {
            if let Some(run) = by_seq.get_mut(&row.count(9)?) {
                run.rejects.push(reject_of(&row)?);
            }
        }
        for row in tx.rows(NOTES, args![first, last]).await? {
            if let Some(run) = by_seq.get_mut(&row.count(5)?) {
                run.notes.push(note_of(&row)?);
            }
        }
        Ok(runs)
    }

    /// The standings as they were after the last run of a day up to `as_of`, or as they are; by portfolio and subject.
    pub async fn standings(
        &self,
        as_of: Option<NaiveDate>,
        portfolio: Option<&str>,
    ) -> Result<Vec<Standing>, StoreError> {
        let mut tx = self.db.look().await?;
        let rows = match as_of {
            Some(day) => tx.rows(STANDINGS_AS_OF, args![day.to_string()]).await?,
            None => tx.rows(STANDINGS_NOW, vec![]).await?,
        };
        let mut standings = Vec::with_capacity(rows.len());
        for row in rows {
            let of = row.text(1)?;
            if portfolio.is_none_or(|portfolio| portfolio == of) {
                standings.push((of, of_json::<Standing>(&row.text(0)?)?));
            }
        }
        standings.sort_unstable_by(|a, b| (&a.0, &a.1.subject).cmp(&(&b.0, &b.1.subject)));
        Ok(standings.into_iter().map(|(_, standing)| standing).collect())
    }

    /// All cases of all portfolios, by id.
    pub async fn cases(&self) -> Result<Vec<Case>, StoreError> {
        let rows = self.db.look().await?.rows(ALL_CASES, vec![]).await?;
        let mut cases = rows.iter().map(|row| of_json::<Case>(&row.text(0)?)).collect::<Result<Vec<_>, _>>()?;
        cases.sort_unstable_by(|a, b| a.id.cmp(&b.id));
        Ok(cases)
    }

    /// One case.
    pub async fn case(&self, id: &str) -> Result<Option<Case>, StoreError> {
        let row = self.db.look().await?.row(ONE_CASE, args![id]).await?;
        row.map(|row| of_json(&row.text(0)?)).transpose()
    }

    /// All letters, in the order of writing.
    pub async fn letters(&self) -> Result<Vec<LetterRow>, StoreError> {
        self.db.look().await?.rows(LETTERS, vec![]).await?.iter().map(letter_of).collect()
    }

    /// The complete message of a letter.
    pub async fn letter_bytes(&self, id: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let mut tx = self.db.look().await?;
        match tx.row(MIME_OF, args![id]).await? {
            Some(row) => vault::get(&mut tx, &row.text(0)?).await,
            None => Ok(None),
        }
    }

    /// Bytes of the vault.
    pub async fn blob(&self, sha256: &str) -> Result<Option<Vec<u8>>, StoreError> {
        vault::get(&mut self.db.look().await?, sha256).await
    }

    /// Up to `limit` entries of the chain from `from` on, oldest first.
    pub async fn entries(&self, from: u64, limit: u32) -> Result<Vec<Entry>, StoreError> {
        chain::entries(&mut self.db.look().await?, from, limit).await
    }

    /// The payload that an entry sealed: canonical JSON.
    pub async fn payload(&self, seq: u64) -> Result<Option<Vec<u8>>, StoreError> {
        let mut tx = self.db.look().await?;
        match tx.row(PAYLOAD_OF, args![seq]).await? {
            Some(row) => vault::get(&mut tx, &row.text(0)?).await,
            None => Ok(None),
        }
    }

    /// The head of the chain.
    pub async fn head(&self) -> Result<Head, StoreError> {
        chain::head(&mut self.db.look().await?).await
    }

    /// The portfolios that ever ran, sorted.
    pub async fn portfolios(&self) -> Result<Vec<String>, StoreError> {
        let rows = self.db.look().await?.rows(PORTFOLIOS, vec![]).await?;
        let mut names = rows.iter().map(|row| row.text(0)).collect::<Result<Vec<_>, _>>()?;
        names.sort_unstable();
        Ok(names)
    }

    /// How many letters, cases and slots there are in each state.
    pub async fn counts(&self) -> Result<Counts, StoreError> {
        let mut tx = self.db.look().await?;
        let mut all = [BTreeMap::new(), BTreeMap::new(), BTreeMap::new()];
        for (sql, counts) in [COUNT_LETTERS, COUNT_CASES, COUNT_SLOTS].into_iter().zip(&mut all) {
            for row in tx.rows(sql, vec![]).await? {
                counts.insert(row.text(0)?, row.count(1)?);
            }
        }
        let [letters, cases, slots] = all;
        Ok(Counts { letters, cases, slots })
    }
}

fn letter_of(row: &super::db::Row) -> Result<LetterRow, StoreError> {
    Ok(LetterRow {
        id: row.text(0)?,
        message_id: row.text(1)?,
        person: row.text(2)?,
        to_name: row.text(3)?,
        role: row.text(4)?,
        rung: row.text(5)?,
        subject: row.text(6)?,
        cases: of_json(&row.text(7)?)?,
        mime_sha256: row.text(8)?,
        seq: row.count(9)?,
        state: row.text(10)?,
        attempts: row.count(11)?,
        answer: row.maybe_text(12)?,
        sent_at: row.maybe_int(13)?.map(chain::instant).transpose()?,
        slot: if row.maybe_text(14)?.is_some() { Some(super::slots::slot_at(row, 14)?) } else { None },
    })
}
