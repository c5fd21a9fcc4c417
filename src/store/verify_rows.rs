//! The ledger's rows against what the entries sealed: one function a table.

use super::db::{Row, Tx, args};
use super::record_rows::{ACCEPTED, FILES, NOTES, REJECTS, accepted_of, file_of, note_of, of_json, reject_of};
use super::slots::slot_of;
use super::verify::Check;
use super::{StoreError, attention, chain, issues, rebaselines, receipts, scores};
use crate::assess::Standing;
use crate::audit::canonical::sealed;
use crate::audit::chain::Entry;
use crate::audit::record::sealed_standing;
use crate::audit::verify::{CaseSeal, LetterSeal, compare, list, text};
use crate::base::id;
use crate::base::slot::Slot;
use serde::Serialize;
use serde_json::{Value, json};

pub(super) const STANDINGS: &str = "SELECT portfolio, subject, as_of, body FROM standing WHERE seq = $1";

pub(super) const LETTERS: &str = "SELECT id, message_id, person, to_name, role, rung, subject, cases, mime_sha256 \
    FROM letter WHERE seq = $1 ORDER BY n";

pub(super) const SLOT: &str = "SELECT pipeline, kind, at, zone, period, portfolio, state, reason, as_of, findings, letters \
    FROM slot WHERE seq = $1";

pub(super) const POINTERS: &str = "SELECT portfolio, subject, seq FROM standing_now";

pub(super) const CASES: &str = "SELECT id, portfolio, state, version, seq, body FROM cases";

pub(super) const OUTBOX: &str = "SELECT o.letter, o.to_address, o.state, o.attempts, o.answer, o.settled_seq, o.sent_at \
    FROM outbox o";

/// One page of entries; a row that cannot be read is given with the reason.
pub(super) async fn entries(
    tx: &mut Tx,
    from: u64,
    limit: u32,
) -> Result<Vec<Result<Entry, (Option<u64>, String)>>, StoreError> {
    let rows = tx.rows(chain::ENTRIES, args![from, limit]).await?;
    let read = |row: &Row| chain::read_entry(row).map_err(|why| (row.count(0).ok(), why.to_string()));
    Ok(rows.iter().map(read).collect())
}

/// Everything one run wrote.
pub(super) async fn run(check: &mut Check, tx: &mut Tx, seq: u64, payload: &Value) -> Result<(), StoreError> {
    let portfolio = text(payload, "portfolio");
    let file = |row: &Row| in_portfolio(file_of(row)?, row.text(7)?, &portfolio);
    let rows = tx.rows(FILES, args![seq, seq]).await?;
    hold(check, seq, "file", list(payload, "files"), &rows, file);
    let table = |row: &Row| {
        let table = accepted_of(row)?;
        let end = table.period.map(|period| period.end().to_string());
        if row.maybe_text(6)? != end {
            return Err(StoreError::Damaged("the end of its period is not that of the period".to_string()));
        }
        in_portfolio(table, row.text(5)?, &portfolio)
    };
    let rows = tx.rows(ACCEPTED, args![seq, seq]).await?;
    hold(check, seq, "table", list(payload, "tables"), &rows, table);
    let rows = tx.rows(REJECTS, args![seq, seq]).await?;
    hold(check, seq, "reject", list(payload, "rejects"), &rows, |row| Ok(sealed(&reject_of(row)?)));
    let rows = tx.rows(NOTES, args![seq, seq]).await?;
    hold(check, seq, "note", list(payload, "notes"), &rows, |row| Ok(sealed(&note_of(row)?)));
    let rows = tx.rows(LETTERS, args![seq]).await?;
    hold(check, seq, "letter", list(payload, "letters"), &rows, letter);
    let rows = tx.rows(scores::OF_RUN, args![seq]).await?;
    hold(check, seq, "score", list(payload, "scores"), &rows, |row| Ok(sealed(&scores::entry_of(row, &portfolio)?)));
    let rows = tx.rows(issues::OF_ENTRY, args![seq]).await?;
    hold(check, seq, "issue", list(payload, "issues"), &rows, |row| issues::issue(row, &portfolio));
    let rows = tx.rows(receipts::OF_RUN, args![seq]).await?;
    hold(check, seq, "receipt", list(payload, "receipts"), &rows, receipts::receipt);
    let rows = tx.rows(receipts::SETTLED_BY, args![seq]).await?;
    hold(check, seq, "settled receipt", list(payload, "receipts_settled"), &rows, receipts::settled);
    let rows = tx.rows(attention::DEFERRED_BY, args![seq]).await?;
    hold(check, seq, "deferred", list(payload, "deferred"), &rows, attention::deferred);
    let rows = tx.rows(attention::TOLD_BY, args![seq]).await?;
    hold(check, seq, "deferred told", list(payload, "deferred_told"), &rows, attention::told);
    let rows = tx.rows(attention::DECIDED_BY, args![seq]).await?;
    hold(check, seq, "decision", list(payload, "decides"), &rows, attention::decided);
    slot(check, tx, seq, payload).await?;
    standings(check, tx, seq, payload).await
}

/// Everything one act wrote beside its case.
pub(super) async fn act(check: &mut Check, tx: &mut Tx, seq: u64, payload: &Value) -> Result<(), StoreError> {
    let portfolio = text(payload, "portfolio");
    let rows = tx.rows(rebaselines::OF_ACT, args![seq]).await?;
    hold(check, seq, "rebaseline", list(payload, "rebaselines"), &rows, |row| rebaselines::filed(row, &portfolio));
    let rows = tx.rows(issues::OF_ENTRY, args![seq]).await?;
    hold(check, seq, "issue", list(payload, "issues"), &rows, |row| issues::issue(row, &portfolio));
    Ok(())
}

/// What a mail that came in left behind: the letter that answers it.
pub(super) async fn mail(check: &mut Check, tx: &mut Tx, seq: u64, payload: &Value) -> Result<(), StoreError> {
    let rows = tx.rows(LETTERS, args![seq]).await?;
    hold(check, seq, "letter", list(payload, "letters"), &rows, letter);
    Ok(())
}

fn hold(
    check: &mut Check,
    seq: u64,
    what: &str,
    sealed: &[Value],
    rows: &[Row],
    read: impl Fn(&Row) -> Result<Value, StoreError>,
) {
    // A row that cannot be read is held against the sealed one as null, and so is found under its number.
    let found: Vec<Value> = rows.iter().map(|row| read(row).unwrap_or(Value::Null)).collect();
    for flaw in compare(seq, what, sealed, &found) {
        check.walk.flaw(flaw.seq, flaw.what, flaw.why);
    }
}

fn in_portfolio<T: Serialize>(record: T, found: String, expected: &str) -> Result<Value, StoreError> {
    if sealed(&found) == *expected {
        Ok(sealed(&record))
    } else {
        Err(StoreError::Damaged("it stands under another portfolio".to_string()))
    }
}

fn letter(row: &Row) -> Result<Value, StoreError> {
    let cases: Vec<String> = of_json(&row.text(7)?)?;
    Ok(sealed(&json!({
        "id": row.text(0)?,
        "message_id": row.text(1)?,
        "person": row.text(2)?,
        "to_name": row.text(3)?,
        "role": row.text(4)?,
        "rung": row.text(5)?,
        "subject": row.text(6)?,
        "cases": cases,
        "mime_sha256": row.text(8)?,
    })))
}

async fn slot(check: &mut Check, tx: &mut Tx, seq: u64, payload: &Value) -> Result<(), StoreError> {
    let expected = json!({
        "slot": payload["slot"],
        "portfolio": payload["portfolio"],
        "state": payload["state"],
        "reason": payload["reason"],
        "findings": list(payload, "findings").len(),
        "letters": list(payload, "letters").len(),
    });
    let rows = tx.rows(SLOT, args![seq]).await?;
    hold(check, seq, "slot", &[expected], &rows, |row| {
        let slot = slot_of(row)?;
        if row.text(8)? != slot.as_of().to_string() {
            return Err(StoreError::Damaged("its day is not the day of its instant".to_string()));
        }
        Ok(json!({
            "slot": sealed(&slot),
            "portfolio": sealed(&row.maybe_text(5)?),
            "state": row.text(6)?,
            "reason": sealed(&row.text(7)?),
            "findings": row.count(9)?,
            "letters": row.count(10)?,
        }))
    });
    Ok(())
}

async fn standings(check: &mut Check, tx: &mut Tx, seq: u64, payload: &Value) -> Result<(), StoreError> {
    let portfolio = text(payload, "portfolio");
    let as_of = serde_json::from_value::<Slot>(payload["slot"].clone()).map(|slot| slot.as_of().to_string());
    let as_of = as_of.unwrap_or_default();
    let mut expected = list(payload, "standings").to_vec();
    expected.sort_by_cached_key(|standing| text(standing, "subject"));
    let mut found = Vec::new();
    for row in tx.rows(STANDINGS, args![seq]).await? {
        let key = (row.text(0).unwrap_or_default(), row.text(1).unwrap_or_default());
        let value = standing(&row, &portfolio, &as_of)
            .unwrap_or_else(|why| json!({ "subject": key.1, "why": why.to_string() }));
        let latest = check.latest.entry(key).or_default();
        *latest = seq.max(*latest);
        found.push(value);
    }
    found.sort_by_cached_key(|standing| text(standing, "subject"));
    for flaw in compare(seq, "standing", &expected, &found) {
        let n = flaw.what.rsplit(' ').next().and_then(|n| n.parse::<usize>().ok()).unwrap_or(1);
        let subject = expected.get(n - 1).or(found.get(n - 1)).map(|standing| text(standing, "subject"));
        check.walk.flaw(seq, format!("standing {}", subject.unwrap_or_default()), flaw.why);
    }
    Ok(())
}

fn standing(row: &Row, portfolio: &str, as_of: &str) -> Result<Value, StoreError> {
    let body = row.text(3)?;
    let standing: Standing = of_json(&body)?;
    if sealed(&row.text(0)?) != *portfolio || row.text(2)? != as_of || row.text(1)? != standing.subject {
        return Err(StoreError::Damaged("its portfolio, subject or day is not that of its run".to_string()));
    }
    Ok(sealed_standing(&standing, &body))
}

/// Which standing is the latest of each subject.
pub(super) async fn pointers(check: &mut Check, tx: &mut Tx) -> Result<(), StoreError> {
    let mut latest = std::mem::take(&mut check.latest);
    for row in tx.rows(POINTERS, vec![]).await? {
        let key = (row.text(0).unwrap_or_default(), row.text(1).unwrap_or_default());
        let found = row.count(2).unwrap_or_default();
        match latest.remove(&key) {
            Some(seq) if seq == found => {}
            Some(seq) => {
                check.walk.late_flaw(seq, format!("standing {}", key.1), "an older one is shown as the latest")
            }
            None => {
                check.walk.late_flaw(found, format!("standing {}", key.1), "shown as the latest, but there is none")
            }
        }
    }
    for ((_, subject), seq) in latest {
        check.walk.late_flaw(seq, format!("standing {subject}"), "it is not shown as the latest");
    }
    Ok(())
}

/// Each case in its latest version.
pub(super) async fn cases(check: &mut Check, tx: &mut Tx) -> Result<(), StoreError> {
    let mut expected = std::mem::take(&mut check.ledger.cases);
    for row in tx.rows(CASES, vec![]).await? {
        let id = row.text(0).unwrap_or_default();
        let Some(sealed) = expected.remove(&id) else {
            check.walk.late_flaw(row.count(4).unwrap_or_default(), format!("case {id}"), "no entry speaks of it");
            continue;
        };
        if case(&row).ok().as_ref() != Some(&sealed) {
            check.walk.late_flaw(sealed.seq, format!("case {id}"), "it is not what was sealed");
        }
    }
    for (id, sealed) in expected {
        check.walk.late_flaw(sealed.seq, format!("case {id}"), "it is missing");
    }
    Ok(())
}

fn case(row: &Row) -> Result<CaseSeal, StoreError> {
    Ok(CaseSeal {
        seq: row.count(4)?,
        version: row.int(3)?,
        portfolio: sealed(&row.text(1)?).as_str().unwrap_or_default().to_string(),
        state: row.text(2)?,
        sha256: id::sha256_hex(row.text(5)?.as_bytes()),
    })
}

/// Each letter in the outbox: to whom, and how far it got.
pub(super) async fn outbox(check: &mut Check, tx: &mut Tx) -> Result<(), StoreError> {
    let mut expected = std::mem::take(&mut check.ledger.letters);
    for row in tx.rows(OUTBOX, vec![]).await? {
        let id = row.text(0).unwrap_or_default();
        let what = format!("letter {id}");
        let Some(sealed) = expected.remove(&id) else {
            check.walk.late_flaw(0, what, "no entry speaks of it");
            continue;
        };
        let seq = sealed.settled_seq.unwrap_or(sealed.seq);
        match settled(&row, &sealed) {
            Ok(None) => {}
            Ok(Some(why)) => check.walk.late_flaw(seq, what, why),
            Err(why) => check.walk.late_flaw(seq, what, format!("it cannot be read: {why}")),
        }
    }
    for (id, sealed) in expected {
        check.walk.late_flaw(sealed.seq, format!("letter {id}"), "it is missing from the outbox");
    }
    Ok(())
}

fn settled(row: &Row, sealed: &LetterSeal) -> Result<Option<&'static str>, StoreError> {
    let address = row.text(1)?;
    // An address may be forgotten once the letter is done with; it can never become another one.
    if !address.is_empty() && id::person(&address) != sealed.person {
        return Ok(Some("its address is not that of the person it was written to"));
    }
    let state = row.text(2)?;
    let fits = match sealed.outcome.as_deref() {
        Some("sent") => state == "sent",
        Some("permanent") => state == "failed",
        _ => state == "queued" || state == "sending",
    };
    let settled_seq = row.maybe_int(5)?.map(i64::unsigned_abs);
    Ok(if !fits {
        Some("its state is not what was sealed")
    } else if row.maybe_text(4)? != sealed.answer || settled_seq != sealed.settled_seq {
        Some("the channel's answer is not what was sealed")
    } else if row.maybe_int(6)? != sealed.sent_at {
        Some("the time it was sent is not what was sealed")
    } else if row.count(3)? < sealed.attempts {
        Some("it was tried more often than it says")
    } else {
        None
    })
}
