//! What people answered by link and by mail, each answer once: a link that was used and a mail that was read are known by
//! their hash. Takes answers with what came of them; gives them back. Also which keys sealed links of this store.

use super::db::{Row, Tx, args};
use super::{Store, StoreError, chain, commit, vault};
use crate::audit::chain::{Entry, MAIL};
use crate::audit::mail::mail_payload;
use crate::base::id::sha256_hex;
use crate::letter::Letter;
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

pub(super) const INSERT_ANSWER: &str = "INSERT INTO answer (hash, seq, at, via, person, name, case_id, what, detail) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (hash) DO NOTHING";

pub(super) const ANSWER: &str =
    "SELECT hash, seq, at, via, person, name, case_id, what, detail FROM answer WHERE hash = $1";

pub(super) const ANSWERS: &str =
    "SELECT hash, seq, at, via, person, name, case_id, what, detail FROM answer ORDER BY seq";

pub(super) const ADDRESSEE: &str = "SELECT l.person, l.to_name, o.to_address, l.cases, s.as_of \
    FROM letter l JOIN outbox o ON o.letter = l.id LEFT JOIN slot s ON s.seq = l.seq WHERE l.id = $1";

/// Mails of one person since then that were answered by a letter.
pub(super) const NOTES_TO: &str = "SELECT COUNT(*) FROM answer a JOIN letter l ON l.seq = a.seq \
    WHERE a.via = 'mail' AND a.person = $1 AND a.at >= $2";

pub(super) const NOTE_KEY: &str = "INSERT INTO link_key (id, used_at) VALUES ($1, $2) \
    ON CONFLICT (id) DO UPDATE SET used_at = excluded.used_at";

pub(super) const KEYS: &str = "SELECT id FROM link_key WHERE used_at >= $1 ORDER BY id";

/// One answer and what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// SHA-256 of the link's claim or of the mail.
    pub hash: String,
    /// `link` or `mail`.
    pub via: &'static str,
    /// The person's id; empty where nobody knows who wrote.
    pub person: String,
    /// The person's name.
    pub name: String,
    /// The case.
    pub case: Option<String>,
    /// What was done: `acknowledged`, `replied` …; or why nothing was: `automatic`, `not understood` …
    pub what: String,
    /// More of it, without addresses.
    pub detail: String,
}

/// An answer as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Answered {
    /// The answer.
    #[serde(flatten)]
    pub answer: Answer,
    /// The entry that sealed what came of it.
    pub seq: u64,
    /// When.
    pub at: DateTime<Utc>,
}

/// Whom a letter went to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addressee {
    /// The person's id.
    pub person: String,
    /// The person's name.
    pub name: String,
    /// The address; empty once it was forgotten. Never in a log.
    pub address: String,
    /// The letter's cases, worst first.
    pub cases: Vec<String>,
    /// The day of the run that wrote it; `None` where it was written beside the runs.
    pub issued: Option<NaiveDate>,
}

impl Store {
    /// What came of an answer, if it was taken before.
    pub async fn answer(&self, hash: &str) -> Result<Option<Answered>, StoreError> {
        self.db.look().await?.row(ANSWER, args![hash]).await?.as_ref().map(answered).transpose()
    }

    /// All answers, in the order in which they were taken.
    pub async fn answers(&self) -> Result<Vec<Answered>, StoreError> {
        self.db.look().await?.rows(ANSWERS, vec![]).await?.iter().map(answered).collect()
    }

    /// Takes a mail that is no act, with the letter that answers it, where one does. `false`: it was taken before.
    pub async fn take_mail(
        &self,
        answer: &Answer,
        letter: Option<&Letter>,
        at: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let payload = mail_payload(&answer.hash, &answer.person, answer.case.as_deref(), &answer.what, letter);
        let mut tx = self.db.write().await?;
        let head = chain::lock_head(&mut tx).await?;
        let entry = Entry::seal(&head, at, MAIL, &payload);
        let packed = vault::pack(entry.payload_sha256.clone(), "entry", &payload);
        if !insert(&mut tx, answer, entry.seq, at).await? || !chain::append(&mut tx, &entry, packed).await? {
            tx.rollback().await?;
            return Ok(false);
        }
        if let Some(letter) = letter {
            vault::put(&mut tx, vec![vault::pack(sha256_hex(&letter.mime), "letter", &letter.mime)]).await?;
            commit::letters(&mut tx, std::slice::from_ref(letter), at, entry.seq).await?;
        }
        tx.commit().await?;
        Ok(true)
    }

    /// Whom a letter went to.
    pub async fn addressee(&self, letter: &str) -> Result<Option<Addressee>, StoreError> {
        let Some(row) = self.db.look().await?.row(ADDRESSEE, args![letter]).await? else { return Ok(None) };
        Ok(Some(Addressee {
            person: row.text(0)?,
            name: row.text(1)?,
            address: row.text(2)?,
            cases: super::record_rows::of_json(&row.text(3)?)?,
            issued: row.maybe_text(4)?.and_then(|day| day.parse().ok()),
        }))
    }

    /// How many mails of a person were answered by a letter since then.
    pub async fn notes_to(&self, person: &str, since: DateTime<Utc>) -> Result<u64, StoreError> {
        let row = self.db.look().await?.row(NOTES_TO, args![person, since.timestamp_micros()]).await?;
        row.map_or(Ok(0), |row| row.count(0))
    }

    /// Notes that a key seals links now.
    pub async fn note_key(&self, id: &str, at: DateTime<Utc>) -> Result<(), StoreError> {
        let mut tx = self.db.write().await?;
        tx.run(NOTE_KEY, args![id, at.timestamp_micros()]).await?;
        tx.commit().await
    }

    /// The keys that sealed links since then.
    pub async fn keys_used(&self, since: DateTime<Utc>) -> Result<Vec<String>, StoreError> {
        let rows = self.db.look().await?.rows(KEYS, args![since.timestamp_micros()]).await?;
        rows.iter().map(|row| row.text(0)).collect()
    }
}

/// `false`: it was taken before.
pub(super) async fn insert(tx: &mut Tx, answer: &Answer, seq: u64, at: DateTime<Utc>) -> Result<bool, StoreError> {
    let Answer { hash, via, person, name, case, what, detail } = answer;
    let row = args![hash, seq, at.timestamp_micros(), *via, person, name, case.as_deref(), what, detail];
    Ok(tx.run(INSERT_ANSWER, row).await? == 1)
}

/// The same, within a transaction.
pub(super) async fn known(tx: &mut Tx, hash: &str) -> Result<Option<Answered>, StoreError> {
    tx.row(ANSWER, args![hash]).await?.as_ref().map(answered).transpose()
}

fn answered(row: &Row) -> Result<Answered, StoreError> {
    let answer = Answer {
        hash: row.text(0)?,
        via: if row.text(3)? == "link" { "link" } else { "mail" },
        person: row.text(4)?,
        name: row.text(5)?,
        case: row.maybe_text(6)?,
        what: row.text(7)?,
        detail: row.text(8)?,
    };
    Ok(Answered { answer, seq: row.count(1)?, at: chain::instant(row.int(2)?)? })
}
