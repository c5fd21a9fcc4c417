//! The outbox: lease → send → settle. A letter is leased to one holder for a while; a holder that dies loses it to another,
//! and one that comes back late settles nothing, because the token of its lease is no longer the letter's.

use super::db::{Row, Tx, args};
use super::{Store, StoreError, chain, vault};
use crate::audit::canonical::without_addresses;
use crate::audit::chain::{Entry, SETTLE};
use crate::audit::record::{LetterSettled, settle_payload};
use crate::base::id::Head;
use crate::letter::outgoing::{Outcome, Outgoing};
use chrono::{DateTime, Duration, Utc};

/// Takes what is due. PostgreSQL steps over letters that another daemon is taking at this moment; SQLite has no other.
macro_rules! lease {
    ($skip:literal) => {
        concat!(
            "WITH due AS MATERIALIZED (SELECT letter FROM outbox WHERE state IN ('queued', 'sending') \
             AND next_try <= $3 ORDER BY next_try, letter LIMIT $4 ",
            $skip,
            ") UPDATE outbox SET state = 'sending', attempts = attempts + 1, token = token + 1, holder = $1, \
             lease_until = $2, next_try = $2 WHERE letter IN (SELECT letter FROM due) \
             RETURNING letter, token, attempts, to_address"
        )
    };
}
pub(super) const LEASE: &str = lease!("");
pub(super) const LEASE_PG: &str = lease!("FOR UPDATE SKIP LOCKED");

pub(super) const LETTER: &str = "SELECT message_id, person, mime_sha256, seq, n FROM letter WHERE id = $1";

pub(super) const SETTLE_LETTER: &str = "UPDATE outbox SET state = $1, answer = $2, next_try = $3, sent_at = $4, \
    settled_seq = $5, holder = NULL, lease_until = NULL \
    WHERE letter = $6 AND token = $7 AND state = 'sending' RETURNING attempts";

pub(super) const GIVE_BACK: &str = "UPDATE outbox SET state = 'queued', attempts = attempts - 1, next_try = $1, \
    holder = NULL, lease_until = NULL WHERE letter = $2 AND token = $3 AND state = 'sending'";

pub(super) const RELEASE: &str = "UPDATE outbox SET state = 'queued', next_try = $1, holder = NULL, lease_until = NULL \
    WHERE holder = $2 AND state = 'sending'";

/// A letter in one's hands, until the lease ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leased {
    /// The letter.
    pub outgoing: Outgoing,
    /// The token of the lease; settling needs it.
    pub token: i64,
}

/// What became of a leased letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// The letter's id.
    pub letter: String,
    /// The token of the lease.
    pub token: i64,
    /// What the channel said.
    pub outcome: Outcome,
    /// When it is tried again, where the outcome is not final; at once where this is `None`.
    pub next_try: Option<DateTime<Utc>>,
}

/// What came of a settling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settlement {
    /// The head now; `None` when nothing was settled, because then nothing is sealed.
    pub head: Option<Head>,
    /// The letters whose lease had passed to somebody else: nothing of them was changed.
    pub fenced: Vec<String>,
}

impl Store {
    /// Takes up to `limit` due letters for `lease_for`, in the order in which they are due: queued ones, those to be tried
    /// again, and those whose holder let its lease run out. A letter whose bytes are damaged stays where it is.
    pub async fn lease(
        &self,
        holder: &str,
        now: DateTime<Utc>,
        lease_for: Duration,
        limit: u32,
    ) -> Result<Vec<Leased>, StoreError> {
        let until = now.checked_add_signed(lease_for).unwrap_or(now).timestamp_micros();
        let mut tx = self.db.write().await?;
        let args = args![holder, until, now.timestamp_micros(), limit];
        let rows = tx.rows(if self.db.is_pg() { LEASE_PG } else { LEASE }, args).await?;
        let mut leased = Vec::with_capacity(rows.len());
        for row in &rows {
            match outgoing(&mut tx, row).await {
                Ok(found) => leased.push(found),
                Err(why @ (StoreError::Vault { .. } | StoreError::Damaged(_))) => {
                    tracing::error!(letter = %row.text(0)?, "a letter cannot be sent: {why}");
                }
                Err(why) => return Err(why),
            }
        }
        tx.commit().await?;
        leased.sort_by_key(|(place, _)| *place);
        Ok(leased.into_iter().map(|(_, leased)| leased).collect())
    }

    /// Writes down what became of leased letters, and seals it in one entry.
    pub async fn settle(&self, settled: &[Settled], now: DateTime<Utc>) -> Result<Settlement, StoreError> {
        let mut tx = self.db.write().await?;
        let head = chain::lock_head(&mut tx).await?;
        let (mut sealed, mut fenced) = (Vec::new(), Vec::new());
        for one in settled {
            match settle_one(&mut tx, one, head.seq + 1, now).await? {
                Some(letter) => sealed.push(letter),
                None => fenced.push(one.letter.clone()),
            }
        }
        if sealed.is_empty() {
            tx.rollback().await?;
            return Ok(Settlement { head: None, fenced });
        }
        let payload = settle_payload(&sealed);
        let entry = Entry::seal(&head, now, SETTLE, &payload);
        let packed = vault::pack(entry.payload_sha256.clone(), "entry", &payload);
        chain::append(&mut tx, &entry, packed).await?; // the head is locked: it is the one just read
        tx.commit().await?;
        Ok(Settlement { head: Some(entry.head()), fenced })
    }

    /// Ends all leases of a holder that is known to be gone: a daemon that has the lock of the store calls this at its start
    /// with the name it leases under, and need not wait for the leases of the process before it. Tries stay counted, because
    /// nobody knows how far they got. Gives the number of letters.
    pub async fn release(&self, holder: &str, now: DateTime<Utc>) -> Result<u64, StoreError> {
        let mut tx = self.db.write().await?;
        let released = tx.run(RELEASE, args![now.timestamp_micros(), holder]).await?;
        tx.commit().await?;
        Ok(released)
    }

    /// Gives letters back that were leased and not tried: the daemon is about to stop. A try is not counted.
    pub async fn give_back(&self, leased: &[Leased], now: DateTime<Utc>) -> Result<(), StoreError> {
        let mut tx = self.db.write().await?;
        for Leased { outgoing, token } in leased {
            tx.run(GIVE_BACK, args![now.timestamp_micros(), &outgoing.letter, *token]).await?;
        }
        tx.commit().await
    }
}

/// A leased row with its letter, and its place in the order of writing.
async fn outgoing(tx: &mut Tx, row: &Row) -> Result<((u64, u64), Leased), StoreError> {
    let id = row.text(0)?;
    let attempts = u32::try_from(row.int(2)? - 1).unwrap_or(0);
    let letter = tx.row(LETTER, args![&id]).await?;
    let letter = letter.ok_or_else(|| StoreError::Damaged(format!("the letter {id} is in the outbox only")))?;
    let sha256 = letter.text(2)?;
    let missing = || StoreError::Vault { sha256: sha256.clone(), why: "they are missing".to_string() };
    let mime = vault::get(tx, &sha256).await?.ok_or_else(missing)?;
    let outgoing = Outgoing {
        letter: id,
        message_id: letter.text(0)?,
        from_address: from_address(&mime),
        to_address: row.text(3)?,
        person: letter.text(1)?,
        mime,
        attempts,
    };
    Ok(((letter.count(3)?, letter.count(4)?), Leased { outgoing, token: row.int(1)? }))
}

async fn settle_one(
    tx: &mut Tx,
    settled: &Settled,
    seq: u64,
    now: DateTime<Utc>,
) -> Result<Option<LetterSettled>, StoreError> {
    let Settled { letter, token, outcome, next_try } = settled;
    let outcome = clean(outcome);
    let (state, answer) = match &outcome {
        Outcome::Sent { answer } => ("sent", answer),
        Outcome::Permanent { reason } => ("failed", reason),
        Outcome::Temporary { reason } | Outcome::Unknown { reason } => ("queued", reason),
    };
    let sent_at = (state == "sent").then(|| now.timestamp_micros());
    let next_try = next_try.unwrap_or(now).timestamp_micros();
    let args = args![state, answer, next_try, sent_at, seq, letter, *token];
    let Some(row) = tx.row(SETTLE_LETTER, args).await? else { return Ok(None) };
    let attempt = row.count(0)?;
    let row = tx.row(LETTER, args![letter]).await?;
    let row = row.ok_or_else(|| StoreError::Damaged(format!("the letter {letter} is in the outbox only")))?;
    let letter = letter.clone();
    Ok(Some(LetterSettled { letter, message_id: row.text(0)?, attempt, outcome }))
}

/// Mail servers like to repeat the address they refuse: it is kept as the person's id. And no text may hold U+0000.
fn clean(outcome: &Outcome) -> Outcome {
    let clean = |text: &str| without_addresses(text).replace('\0', "\u{fffd}");
    match outcome {
        Outcome::Sent { answer } => Outcome::Sent { answer: clean(answer) },
        Outcome::Temporary { reason } => Outcome::Temporary { reason: clean(reason) },
        Outcome::Permanent { reason } => Outcome::Permanent { reason: clean(reason) },
        Outcome::Unknown { reason } => Outcome::Unknown { reason: clean(reason) },
    }
}

/// The address in the message's From header: the envelope sender. Empty when there is none, which SMTP takes as "no sender".
fn from_address(mime: &[u8]) -> String {
    let headers = mime.split(|byte| *byte == b'\n').take_while(|line| !line.trim_ascii().is_empty());
    let mut from: Option<String> = None;
    for line in headers {
        let folded = line.first().is_some_and(|byte| *byte == b' ' || *byte == b'\t');
        let line = String::from_utf8_lossy(line);
        match &mut from {
            Some(value) if folded => value.push_str(&line),
            Some(_) => break,
            None if line.get(..5).is_some_and(|name| name.eq_ignore_ascii_case("from:")) => {
                from = Some(line[5..].to_string());
            }
            None => {}
        }
    }
    let from = from.unwrap_or_default();
    let address = from.rsplit_once('<').map_or(from.as_str(), |(_, rest)| rest.split('>').next().unwrap_or(rest));
    address.trim().to_string()
}

#[cfg(test)]
mod tests {
    use super::from_address;

    #[test]
    fn the_sender_is_read_from_the_header_and_not_from_the_text() {
        let mime = "To: a@b\r\nFROM: =?utf-8?B?55266I6m?=\r\n <desk@example.org>\r\nX: y\r\n\r\nFrom: other@x\r\n";
        assert_eq!(from_address(mime.as_bytes()), "desk@example.org");
        assert_eq!(from_address(b"From: plain@example.org\r\n\r\n"), "plain@example.org");
        assert_eq!(from_address(b"To: a@b\r\n\r\nFrom: other@x\r\n"), "");
    }
}
