//! Somebody takes a case on while the run that tells the next rung is planned, written, or its letter is on the way.
//!
//! The ordinary run has 100 races on one store; `DUBAN_RACES=10000 cargo test --test it -- escalate::races` has as many as it says.

use super::cast::{House, policy};
use crate::store::cast::{later, letter, run};
use crate::store::house::on_sqlite;
use chrono::{Days, Duration, NaiveDate, TimeZone, Utc};
use duban::assess::Rule::BehindTarget;
use duban::audit::record::RunRecord;
use duban::base::grade::Grade::Behind;
use duban::base::slot::{Slot, SlotKind};
use duban::escalate::{ItemKind, Matter, plan};
use duban::store::{Acted, Committed, Store};
use std::collections::BTreeMap;

/// One race: a portfolio of its own in the common store.
struct Race<'a> {
    store: &'a Store,
    house: House,
    portfolio: String,
}

impl Race<'_> {
    /// Recalls, plans, waits a little, commits; again where somebody was faster. Gives the letters that climb.
    async fn run(&self, today: NaiveDate, pauses: u64) -> usize {
        let at = Utc.from_utc_datetime(&today.and_hms_opt(1, 0, 0).unwrap());
        let pipeline = self.portfolio.clone();
        let slot = Slot { pipeline, kind: SlotKind::Review, at, zone: chrono_tz::Asia::Shanghai, period: None };
        let (findings, judged) = self.house.evidence();
        loop {
            let memory = self.store.recall(&self.portfolio).await.unwrap();
            let planned = plan(&Matter {
                portfolio: &self.portfolio,
                slot: &slot,
                findings: &findings,
                judged: &judged,
                cases: &memory.cases,
                policy: self.house.policy.as_ref(),
                kinds: &BTreeMap::new(),
                posts: &self.house.posts,
                calendar: &self.house.calendar,
                corrected: &BTreeMap::new(),
                fallback: None,
            });
            for _ in 0..pauses {
                tokio::task::yield_now().await;
            }
            let letters = planned.notices.iter().map(|notice| {
                let id = format!("l-{}-{today}-{}", self.portfolio, notice.recipient.person);
                let cases = notice.items.iter().map(|item| item.case.id.clone()).collect();
                duban::letter::Letter { cases, ..letter(&id, &notice.recipient.address) }
            });
            let record = RunRecord {
                slot: slot.clone(),
                portfolio: self.portfolio.clone(),
                cases: planned.changes.clone(),
                letters: letters.collect(),
                standings: Vec::new(),
                findings: Vec::new(),
                tables: Vec::new(),
                files: Vec::new(),
                blobs: Vec::new(),
                ..run(memory.head.clone(), "2014-06-16")
            };
            match self.store.commit(&record).await.unwrap() {
                Committed::Stale => continue,
                done => assert!(matches!(done, Committed::Done(_)), "{done:?}"),
            }
            let items = planned.notices.iter().flat_map(|notice| &notice.items);
            return items.filter(|item| item.kind == ItemKind::Climbed).count();
        }
    }

    async fn acknowledge(&self, today: NaiveDate, until: NaiveDate, pauses: u64) {
        let id = duban::escalate::Case::id_of(&self.portfolio, "bridge", BehindTarget);
        for _ in 0..pauses {
            tokio::task::yield_now().await;
        }
        loop {
            let case = self.store.case(&id).await.unwrap().unwrap();
            let change = case.acknowledge("Lin", until, today).unwrap();
            match self.store.act(&change, &[], "p-lin", later("2014-06-23", 0)).await.unwrap() {
                Acted::Stale => {}
                done => return assert!(matches!(done, Acted::Done(_)), "{done:?}"),
            }
        }
    }

    /// A postman takes what is there on its way, in the middle of it.
    async fn post(&self, pauses: u64) -> usize {
        for _ in 0..pauses {
            tokio::task::yield_now().await;
        }
        let leased = self.store.lease("h-1", later("2014-06-23", 1), Duration::minutes(5), 50).await.unwrap();
        leased.len()
    }
}

async fn race(store: &Store, number: u64) -> bool {
    let (mut house, portfolio) = (House::new(), format!("race-{number}"));
    house.policy = Some(policy());
    house.broken("bridge", BehindTarget, Behind, 12);
    let race = Race { store, house, portfolio };
    let (opened, due): (NaiveDate, NaiveDate) = ("2014-06-16".parse().unwrap(), "2014-06-23".parse().unwrap());
    assert_eq!(race.run(opened, 0).await, 0);
    let mut dice = number.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mut pauses = || {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (dice >> 33) % 400
    };
    let (a, b, c) = (pauses(), pauses(), pauses());
    let until = due + Days::new(20);
    let (climbed, (), _) = tokio::join!(race.run(due, a), race.acknowledge(due, until, b), race.post(c));
    assert!(climbed <= 1, "one rung at the most is told: {climbed}");
    // From now on somebody has it: nothing more goes up, day after day.
    for day in [1, 2, 8, 15, 20] {
        assert_eq!(race.run(due + Days::new(day), 0).await, 0, "race {number}, {day} days later");
    }
    let id = duban::escalate::Case::id_of(&race.portfolio, "bridge", BehindTarget);
    let case = store.case(&id).await.unwrap().unwrap();
    assert_eq!((case.state.name(), case.rung), ("acknowledged", 1 + climbed as u32));
    climbed == 1
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_takes_it_on_while_the_next_rung_is_told_gets_one_letter_too_many_at_the_most() {
    let count = std::env::var("DUBAN_RACES").ok().and_then(|text| text.parse().ok()).unwrap_or(100);
    let house = on_sqlite().await;
    let mut letters = 0;
    for number in 0..count {
        letters += u64::from(race(&house.store, number).await);
    }
    println!("{count} races: the letter was faster in {letters}");
    assert!(letters > 0 && letters < count, "both come first now and then: {letters} of {count}");
}
