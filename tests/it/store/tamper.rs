//! Whatever is changed behind the store's back is found, and under the right entry.

use super::cast::{at, case, first_run, later, run};
use super::house::{House, houses, on_sqlite};
use super::runs::done;
use chrono::Duration;
use duban::audit::verify::{VerifyReport, parse_checkpoint};
use duban::base::id::Head;
use duban::escalate::ChangeReason;
use duban::letter::outgoing::Outcome;
use duban::store::{Acted, Settled};

/// Four entries: a run with a letter, its sending, an act, another run.
pub async fn lived(house: &House) -> Head {
    let store = &house.store;
    done(store.commit(&first_run(Head::genesis())).await.unwrap());
    let leased = store.lease("a", at("2014-06-16"), Duration::minutes(1), 9).await.unwrap();
    let outcome = Outcome::Sent { answer: "250 ok".into() };
    let sent = Settled { letter: "l-1".into(), token: leased[0].token, outcome, next_try: None };
    store.settle(&[sent], later("2014-06-16", 1)).await.unwrap();
    let mut change = case("q-01", 2);
    change.reason = ChangeReason::Acknowledged;
    let Acted::Done(head) = store.act(&change, &[], "p-lin", later("2014-06-16", 5)).await.unwrap() else {
        panic!("stale")
    };
    let mut next = run(head, "2014-07-01");
    next.cases = vec![case("q-01", 3)];
    next.letters = vec![super::cast::letter("l-2", super::cast::WANG)];
    done(store.commit(&next).await.unwrap())
}

async fn verdict(house: &House) -> VerifyReport {
    house.store.verify(None).await.unwrap()
}

fn shown(report: &VerifyReport) -> String {
    report.first_bad.as_ref().map_or("fine".to_string(), |flaw| format!("{} {}: {}", flaw.seq, flaw.what, flaw.why))
}

#[tokio::test]
async fn an_honest_store_is_fine() {
    for house in houses().await {
        let head = lived(&house).await;
        let report = house.store.verify(Some(head.clone())).await.unwrap();
        assert_eq!((report.ok, report.entries, &report.head, &report.problems), (true, 4, &head, &vec![]));
        let short = parse_checkpoint(&head.short()).unwrap();
        assert!(house.store.verify(Some(short)).await.unwrap().ok);
    }
}

/// What a hand does, the entry under which it must be found, and how the finding begins.
const DEEDS: &[(&str, u64, &str)] = &[
    ("UPDATE entry SET at = at + 1 WHERE seq = 2", 2, "entry"),
    ("UPDATE entry SET kind = 'act' WHERE seq = 1", 1, "entry"),
    ("UPDATE entry SET at = 9223372036854775807 WHERE seq = 3", 3, "entry"),
    ("UPDATE entry SET payload_sha256 = (SELECT payload_sha256 FROM entry WHERE seq = 1) WHERE seq = 4", 4, "entry"),
    ("DELETE FROM entry WHERE seq = 2", 2, "chain"),
    ("DELETE FROM entry WHERE seq = 1", 1, "chain"),
    ("DELETE FROM entry WHERE seq = 4", 4, "chain"),
    ("DELETE FROM entry", 1, "chain"),
    (
        "UPDATE entry SET seq = 9 WHERE seq = 2; UPDATE entry SET seq = 2 WHERE seq = 3; \
      UPDATE entry SET seq = 3 WHERE seq = 9",
        2,
        "chain",
    ),
    ("INSERT INTO entry SELECT 5, hash, at, kind, payload_sha256, prev FROM entry WHERE seq = 4", 5, "entry"),
    ("UPDATE audit_head SET seq = 3", 4, "head"),
    ("UPDATE audit_head SET seq = 9", 5, "chain"),
    ("DELETE FROM audit_head", 4, "head"),
    ("UPDATE cases SET state = 'closed'", 4, "case"),
    ("UPDATE cases SET body = replace(body, 'behind', 'on_track')", 4, "case"),
    ("UPDATE cases SET version = 2", 4, "case"),
    ("UPDATE cases SET portfolio = 'other'", 4, "case"),
    ("DELETE FROM cases", 4, "case"),
    ("INSERT INTO cases SELECT 'c-made-up', portfolio, state, version, seq, body FROM cases", 4, "case c-made-up"),
    ("UPDATE standing SET body = replace(body, '120.5', '999') WHERE seq = 1 AND subject = 'q-01'", 1, "standing q-01"),
    ("UPDATE standing SET as_of = '2014-01-01' WHERE seq = 1 AND subject = 'q-02'", 1, "standing q-02"),
    ("DELETE FROM standing WHERE seq = 4 AND subject = 'q-02'", 4, "standing q-02"),
    ("UPDATE standing SET portfolio = 'other' WHERE seq = 1", 1, "standing"),
    (
        "INSERT INTO standing SELECT portfolio, 'q-03', seq, as_of, body FROM standing WHERE seq = 1 AND subject = 'q-01'",
        1,
        "standing q-03",
    ),
    ("INSERT INTO standing SELECT portfolio, subject, 7, as_of, body FROM standing WHERE seq = 1", 7, "standing"),
    ("UPDATE standing_now SET seq = 1 WHERE subject = 'q-01'", 4, "standing q-01"),
    ("DELETE FROM standing_now WHERE subject = 'q-01'", 4, "standing q-01"),
    ("UPDATE letter SET to_name = '王' WHERE id = 'l-1'", 1, "letter 1"),
    ("UPDATE letter SET subject = '[正常]' WHERE id = 'l-2'", 4, "letter 1"),
    ("UPDATE letter SET cases = '[]' WHERE id = 'l-1'", 1, "letter 1"),
    ("DELETE FROM letter WHERE id = 'l-1'", 1, "letter 1"),
    ("UPDATE outbox SET to_address = 'other@harbour.example' WHERE letter = 'l-2'", 4, "letter l-2"),
    ("UPDATE outbox SET state = 'queued', sent_at = NULL WHERE letter = 'l-1'", 2, "letter l-1"),
    ("UPDATE outbox SET state = 'failed' WHERE letter = 'l-2'", 4, "letter l-2"),
    ("UPDATE outbox SET answer = '250 really' WHERE letter = 'l-1'", 2, "letter l-1"),
    ("UPDATE outbox SET sent_at = sent_at - 1 WHERE letter = 'l-1'", 2, "letter l-1"),
    ("DELETE FROM outbox WHERE letter = 'l-2'", 4, "letter l-2"),
    ("UPDATE slot SET reason = 'all was well' WHERE seq = 1", 1, "slot 1"),
    ("UPDATE slot SET state = 'missed' WHERE seq = 4", 4, "slot 1"),
    ("UPDATE slot SET at = at + 1 WHERE seq = 4", 4, "slot 1"),
    ("UPDATE slot SET findings = 0 WHERE seq = 1", 1, "slot 1"),
    ("UPDATE slot SET as_of = '2014-06-15' WHERE seq = 1", 1, "slot 1"),
    ("DELETE FROM slot WHERE seq = 1", 1, "slot 1"),
    ("UPDATE slot SET seq = NULL, state = 'failed' WHERE seq = 4", 4, "slot 1"),
    (
        "INSERT INTO slot SELECT pipeline, kind, at + 1, zone, as_of, period, portfolio, state, reason, 8, findings, letters \
      FROM slot WHERE seq = 1",
        8,
        "slot",
    ),
    ("UPDATE reject SET text = 'another' WHERE seq = 1", 1, "reject 1"),
    ("UPDATE reject SET reason = 'no such word' WHERE seq = 1", 1, "reject 1"),
    ("DELETE FROM reject WHERE seq = 4", 4, "reject 1"),
    ("UPDATE note SET text = 'another' WHERE seq = 1", 1, "note 1"),
    ("INSERT INTO note SELECT seq, 1, file, sheet, cell, kind, text FROM note WHERE seq = 1", 1, "note 2"),
    ("UPDATE file SET name = 'another.xlsx' WHERE seq = 1", 1, "file 1"),
    ("UPDATE file SET portfolio = 'other' WHERE seq = 1", 1, "file 1"),
    ("UPDATE file SET sheets = '[]' WHERE seq = 4", 4, "file 1"),
    ("UPDATE accepted SET sha256 = file_sha256 WHERE seq = 1", 1, "table 1"),
    ("UPDATE accepted SET period_end = '2019-01-01' WHERE seq = 1", 1, "table 1"),
    ("UPDATE vault SET kind = 'other' WHERE kind = 'pipeline'", 1, "blob"),
    ("UPDATE vault SET size = size + 1 WHERE kind = 'table'", 1, "blob"),
    ("DELETE FROM vault_chunk WHERE sha256 IN (SELECT sha256 FROM vault WHERE kind = 'file')", 1, "blob"),
    ("DELETE FROM vault_chunk WHERE sha256 IN (SELECT payload_sha256 FROM entry WHERE seq = 3)", 3, "payload"),
    ("INSERT INTO vault SELECT 'made-up', kind, size, 0, seal FROM vault WHERE kind = 'pipeline'", 4, "blob made-up"),
];

#[tokio::test]
async fn every_deed_of_a_hand_is_found_under_its_entry() {
    for house in houses().await {
        lived(&house).await;
        let mut missed = Vec::new();
        for (deed, seq, what) in DEEDS {
            let copy = house.copy().await;
            assert!(copy.by_hand(deed).await > 0, "{deed} did nothing");
            let report = verdict(&copy).await;
            let found = report.problems.iter().any(|flaw| flaw.seq == *seq && flaw.what.starts_with(what));
            if report.ok || !found || report.first_bad.as_ref().is_none_or(|flaw| flaw.seq > *seq) {
                missed.push(format!("{deed}\n  wanted {seq} {what}, found {}", shown(&report)));
            }
        }
        assert!(missed.is_empty(), "{}", missed.join("\n"));
    }
}

#[tokio::test]
async fn a_chain_rewritten_to_its_end_is_found_by_the_head_in_a_mailbox() {
    for house in houses().await {
        let mailed = lived(&house).await;
        // The last two entries are cut, with everything they wrote, and the head is set to what is left: a shorter past.
        let cut = "UPDATE audit_head SET seq = 2, hash = (SELECT hash FROM entry WHERE seq = 2); \
            DELETE FROM entry WHERE seq > 2; DELETE FROM standing WHERE seq > 2; DELETE FROM file WHERE seq > 2; \
            DELETE FROM accepted WHERE seq > 2; DELETE FROM reject WHERE seq > 2; DELETE FROM note WHERE seq > 2; \
            DELETE FROM slot WHERE seq > 2; DELETE FROM outbox WHERE letter = 'l-2'; DELETE FROM letter WHERE seq > 2; \
            UPDATE standing_now SET seq = 1";
        house.by_hand(cut).await;
        let flaw = house.store.verify(Some(mailed)).await.unwrap().problems;
        assert!(flaw.iter().any(|flaw| flaw.what == "checkpoint" && flaw.seq == 3), "{flaw:?}");
        let other = Head { seq: 1, hash: "0123456789abcdef".into() };
        let flaw = house.store.verify(Some(other)).await.unwrap().problems;
        assert!(flaw.iter().any(|flaw| flaw.what == "checkpoint" && flaw.seq == 1), "{flaw:?}");
    }
}

#[tokio::test]
async fn every_flipped_byte_of_the_vault_is_found() {
    let house = on_sqlite().await;
    lived(&house).await;
    for kind in ["entry", "letter", "table"] {
        let which = format!("(SELECT MIN(sha256) FROM vault WHERE kind = '{kind}')");
        let bytes = house.bytes_by_hand(&format!("SELECT bytes FROM vault_chunk WHERE sha256 = {which}")).await;
        for n in (0..bytes.len()).step_by(1 + bytes.len() / 60) {
            let mut flipped = bytes.clone();
            flipped[n] ^= 1 << (n % 8);
            let deed = format!("UPDATE vault_chunk SET bytes = {} WHERE sha256 = {which}", house.literal(&flipped));
            house.by_hand(&deed).await;
            assert!(!verdict(&house).await.ok, "byte {n} of {kind}");
        }
        house
            .by_hand(&format!("UPDATE vault_chunk SET bytes = {} WHERE sha256 = {which}", house.literal(&bytes)))
            .await;
    }
    assert!(verdict(&house).await.ok);
}

#[tokio::test]
async fn every_flipped_digit_of_an_entry_is_found_at_that_entry() {
    let house = on_sqlite().await;
    lived(&house).await;
    for column in ["prev", "payload_sha256", "hash"] {
        for n in (1..=64).step_by(7) {
            for seq in 1..=4 {
                let flip = |old: &str, new: &str| {
                    format!(
                        "UPDATE entry SET {column} = substr({column}, 1, {n} - 1) || \
                         CASE substr({column}, {n}, 1) WHEN '{old}' THEN '{new}' ELSE '{old}' END || \
                         substr({column}, {n} + 1) WHERE seq = {seq}"
                    )
                };
                let before = house.bytes_by_hand(&format!("SELECT {column} FROM entry WHERE seq = {seq}")).await;
                house.by_hand(&flip("a", "b")).await;
                let report = verdict(&house).await;
                assert_eq!(
                    report.first_bad.as_ref().map(|flaw| flaw.seq),
                    Some(seq),
                    "{column} {n} {}",
                    shown(&report)
                );
                let before = String::from_utf8(before).unwrap();
                house.by_hand(&format!("UPDATE entry SET {column} = '{before}' WHERE seq = {seq}")).await;
            }
        }
    }
    assert!(verdict(&house).await.ok);
}
