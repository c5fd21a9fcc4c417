//! The outbox: leased by one, lost by the dead, settled once.

use super::cast::{LIN, WANG, at, first_run, later, letter};
use super::house::{House, houses};
use super::runs::done;
use chrono::{DateTime, Duration, Utc};
use duban::base::id::{Head, person};
use duban::letter::outgoing::Outcome;
use duban::store::{Leased, Settled};

async fn with_two_letters(house: &House) {
    let mut run = first_run(Head::genesis());
    run.letters.push(letter("l-2", WANG));
    done(house.store.commit(&run).await.unwrap());
}

async fn lease(house: &House, holder: &str, now: DateTime<Utc>) -> Vec<Leased> {
    house.store.lease(holder, now, Duration::minutes(10), 50).await.unwrap()
}

fn settled(leased: &Leased, outcome: Outcome, next_try: Option<DateTime<Utc>>) -> Settled {
    Settled { letter: leased.outgoing.letter.clone(), token: leased.token, outcome, next_try }
}

fn sent() -> Outcome {
    Outcome::Sent { answer: "250 ok".into() }
}

#[tokio::test]
async fn a_letter_is_leased_whole_and_by_one_only() {
    for house in houses().await {
        with_two_letters(&house).await;
        let first = lease(&house, "a", at("2014-06-16")).await;
        let out = &first[0].outgoing;
        assert_eq!(first.len(), 2);
        assert_eq!((out.letter.as_str(), out.message_id.as_str()), ("l-1", "<l-1@harbour.example>"));
        assert_eq!((out.from_address.as_str(), out.to_address.as_str()), ("desk@harbour.example", LIN));
        assert_eq!((out.person.as_str(), out.attempts), (person(LIN).as_str(), 0));
        assert_eq!(out.mime, letter("l-1", LIN).mime);
        assert!(lease(&house, "b", later("2014-06-16", 9)).await.is_empty());
    }
}

#[tokio::test]
async fn what_was_sent_is_sealed_without_an_address_and_never_leased_again() {
    for house in houses().await {
        with_two_letters(&house).await;
        let now = at("2014-06-16");
        let leased = lease(&house, "a", now).await;
        let refused = Outcome::Permanent { reason: format!("550 <{WANG}>: no such user") };
        let all = [settled(&leased[0], sent(), None), settled(&leased[1], refused, None)];
        let settlement = house.store.settle(&all, now).await.unwrap();
        assert_eq!((settlement.head.unwrap().seq, settlement.fenced.len()), (2, 0));
        let payload = String::from_utf8(house.store.payload(2).await.unwrap().unwrap()).unwrap();
        assert!(!payload.contains(WANG) && payload.contains(&person(WANG)), "{payload}");
        assert!(payload.contains("<l-1@harbour.example>") && payload.contains("250 ok"), "{payload}");
        assert!(lease(&house, "a", at("2015-01-01")).await.is_empty());
        let rows = house.store.letters().await.unwrap();
        assert_eq!((rows[0].state.as_str(), rows[0].sent_at), ("sent", Some(now)));
        assert_eq!((rows[1].state.as_str(), rows[1].sent_at), ("failed", None));
        assert_eq!(rows[0].slot.as_ref().unwrap().pipeline, "progress");
        assert!(house.store.verify(None).await.unwrap().ok);
        // The same settling again finds no lease: nothing is changed, nothing is sealed.
        let again = house.store.settle(&all, now).await.unwrap();
        assert_eq!((again.head, again.fenced), (None, vec!["l-1".to_string(), "l-2".to_string()]));
    }
}

#[tokio::test]
async fn a_temporary_answer_is_tried_again_when_it_is_time() {
    for house in houses().await {
        with_two_letters(&house).await;
        let leased = lease(&house, "a", at("2014-06-16")).await;
        let soon = later("2014-06-16", 30);
        let busy = Outcome::Temporary { reason: "451 busy".into() };
        let lost = Outcome::Unknown { reason: "no answer after DATA".into() };
        let all = [settled(&leased[0], busy, Some(soon)), settled(&leased[1], lost, Some(soon))];
        house.store.settle(&all, at("2014-06-16")).await.unwrap();
        assert!(lease(&house, "a", later("2014-06-16", 29)).await.is_empty());
        let again = lease(&house, "a", soon).await;
        assert_eq!(again.iter().map(|one| one.outgoing.attempts).collect::<Vec<_>>(), [1, 1]);
        assert_eq!(again[1].outgoing.message_id, leased[1].outgoing.message_id);
        assert!(house.store.verify(None).await.unwrap().ok);
    }
}

#[tokio::test]
async fn a_holder_that_comes_back_after_its_lease_settles_nothing() {
    for house in houses().await {
        with_two_letters(&house).await;
        let slow = lease(&house, "slow", at("2014-06-16")).await;
        let quick = lease(&house, "quick", later("2014-06-16", 10)).await;
        assert_eq!(quick.len(), 2, "the lease ran out");
        let late = house.store.settle(&[settled(&slow[0], sent(), None)], later("2014-06-16", 11)).await.unwrap();
        assert_eq!((late.head, late.fenced), (None, vec!["l-1".to_string()]));
        let both = [settled(&slow[1], sent(), None), settled(&quick[0], sent(), None)];
        let settlement = house.store.settle(&both, later("2014-06-16", 12)).await.unwrap();
        assert_eq!(settlement.fenced, ["l-2"]);
        let states: Vec<String> = house.store.letters().await.unwrap().into_iter().map(|row| row.state).collect();
        assert_eq!(states, ["sent", "sending"]);
        assert!(house.store.verify(None).await.unwrap().ok);
    }
}

#[tokio::test]
async fn letters_given_back_are_due_at_once_and_were_not_tried() {
    for house in houses().await {
        with_two_letters(&house).await;
        let leased = lease(&house, "a", at("2014-06-16")).await;
        house.store.give_back(&leased, later("2014-06-16", 1)).await.unwrap();
        let again = lease(&house, "b", later("2014-06-16", 1)).await;
        assert_eq!(again.iter().map(|one| one.outgoing.attempts).collect::<Vec<_>>(), [0, 0]);
        let stale = house.store.settle(&[settled(&leased[0], sent(), None)], later("2014-06-16", 2)).await.unwrap();
        assert_eq!(stale.fenced, ["l-1"]);
    }
}

#[tokio::test]
async fn a_daemon_that_starts_again_does_not_wait_for_its_own_dead_leases() {
    for house in houses().await {
        with_two_letters(&house).await;
        let dead = lease(&house, "daemon", at("2014-06-16")).await;
        assert_eq!(house.store.release("another", later("2014-06-16", 1)).await.unwrap(), 0);
        assert_eq!(house.store.release("daemon", later("2014-06-16", 1)).await.unwrap(), 2);
        let again = lease(&house, "daemon", later("2014-06-16", 1)).await;
        assert_eq!(again.iter().map(|one| one.outgoing.attempts).collect::<Vec<_>>(), [1, 1]);
        let ghost = house.store.settle(&[settled(&dead[0], sent(), None)], later("2014-06-16", 2)).await.unwrap();
        assert_eq!(ghost.fenced, ["l-1"]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_hands_never_lease_the_same_letter() {
    for house in houses().await {
        let mut run = first_run(Head::genesis());
        run.letters = (0..60).map(|n| letter(&format!("l-{n:02}"), LIN)).collect();
        done(house.store.commit(&run).await.unwrap());
        let hands = (0..12).map(|n| {
            let store = house.store.clone();
            let lease_for = Duration::minutes(10);
            tokio::spawn(
                async move { store.lease(&format!("hand {n}"), at("2014-06-16"), lease_for, 5).await.unwrap() },
            )
        });
        let mut taken = Vec::new();
        for hand in hands.collect::<Vec<_>>() {
            taken.extend(hand.await.unwrap().into_iter().map(|one| one.outgoing.letter));
        }
        // PostgreSQL steps over rows that others are taking, so a hand may come back with fewer; the next round gets them.
        taken.extend(lease(&house, "last", at("2014-06-16")).await.into_iter().map(|one| one.outgoing.letter));
        taken.sort();
        assert_eq!(taken.len(), 60);
        taken.dedup();
        assert_eq!(taken.len(), 60);
    }
}

#[tokio::test]
async fn a_letter_with_damaged_bytes_does_not_hold_up_the_others() {
    for house in houses().await {
        with_two_letters(&house).await;
        let sha256 = &house.store.letters().await.unwrap()[0].mime_sha256;
        house.by_hand(&format!("DELETE FROM vault_chunk WHERE sha256 = '{sha256}'")).await;
        let leased = lease(&house, "a", at("2014-06-16")).await;
        assert_eq!(leased.iter().map(|one| one.outgoing.letter.as_str()).collect::<Vec<_>>(), ["l-2"]);
    }
}
