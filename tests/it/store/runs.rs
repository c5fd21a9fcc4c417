//! Runs: written whole or not at all, once, and remembered as they were.

use super::cast::{blob, case, day, file, first_run, run, slot, standing, table_record};
use super::house::houses;
use duban::audit::record::{FileState, RunState};
use duban::base::grade::Grade;
use duban::base::id::Head;
use duban::base::slot::SlotKind;
use duban::escalate::{CaseState, ChangeReason};
use duban::pipeline::dataset::Dataset;
use duban::store::{Acted, Committed, Store, StoreError};

pub fn done(committed: Committed) -> Head {
    match committed {
        Committed::Done(head) => head,
        other => panic!("expected it to be done, got {other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_is_remembered_as_it_was_committed() {
    for house in houses().await {
        let store = &house.store;
        let empty = store.recall("harbour").await.unwrap();
        assert_eq!((empty.head.clone(), empty.standings.len(), empty.cases.len()), (Head::genesis(), 0, 0));
        let run = first_run(empty.head);
        let head = done(store.commit(&run).await.unwrap());
        let memory = store.recall("harbour").await.unwrap();
        assert_eq!(memory.head, head);
        assert_eq!(memory.standings, run.standings);
        assert_eq!(memory.cases, [run.cases[0].case.clone()]);
        assert!(memory.tables.is_empty(), "progress is remembered in standings");
        let files = store.files("harbour").await.unwrap();
        assert_eq!(files.len(), 1);
        assert_eq!((files[0].state, files[0].seq), (FileState::Accepted, 1));
        assert_eq!(files[0].period, run.files[0].period);
        assert_eq!(store.files_of_bytes("harbour", &["00", &run.files[0].sha256]).await.unwrap(), files);
        assert_eq!(store.files_named("harbour", &[&run.files[0].name, "another"]).await.unwrap(), files);
        assert!(store.files_of_bytes("elsewhere", &[&run.files[0].sha256]).await.unwrap().is_empty());
        assert!(store.recall("elsewhere").await.unwrap().standings.is_empty());
        assert_eq!(store.blob(&run.blobs[0].sha256).await.unwrap().unwrap(), run.blobs[0].bytes);
        assert_eq!(store.payload(1).await.unwrap().unwrap(), run.payload());
    }
}

#[tokio::test]
async fn the_same_slot_runs_once() {
    for house in houses().await {
        let head = done(house.store.commit(&first_run(Head::genesis())).await.unwrap());
        assert_eq!(house.store.commit(&first_run(head.clone())).await.unwrap(), Committed::AlreadyRun);
        assert_eq!(house.store.commit(&first_run(Head::genesis())).await.unwrap(), Committed::AlreadyRun);
        assert_eq!(house.store.head().await.unwrap(), head);
    }
}

#[tokio::test]
async fn a_run_planned_before_somebody_else_wrote_is_stale_and_leaves_nothing() {
    for house in houses().await {
        let head = done(house.store.commit(&first_run(Head::genesis())).await.unwrap());
        let late = run(Head::genesis(), "2014-07-01");
        assert_eq!(house.store.commit(&late).await.unwrap(), Committed::Stale);
        assert!(!house.store.is_final(&late.slot).await.unwrap());
        assert_eq!(house.store.blob(&late.blobs[0].sha256).await.unwrap(), None);
        assert_eq!(house.store.head().await.unwrap(), head);
        done(house.store.commit(&run(head, "2014-07-01")).await.unwrap());
    }
}

#[tokio::test]
async fn a_case_is_changed_only_from_the_version_before() {
    for house in houses().await {
        let head = done(house.store.commit(&first_run(Head::genesis())).await.unwrap());
        for wrong in [case("q-01", 1), case("q-01", 3), case("q-02", 2)] {
            let mut next = run(head.clone(), "2014-07-01");
            next.cases = vec![wrong];
            assert_eq!(house.store.commit(&next).await.unwrap(), Committed::Stale);
        }
        assert_eq!(house.store.head().await.unwrap(), head);
        let mut next = run(head, "2014-07-01");
        next.cases = vec![case("q-01", 2), case("q-02", 1)];
        done(house.store.commit(&next).await.unwrap());
        let versions: Vec<i64> = house.store.cases().await.unwrap().iter().map(|case| case.version).collect();
        assert_eq!(versions.iter().sum::<i64>(), 3);
    }
}

#[tokio::test]
async fn a_person_acknowledges_and_the_run_in_flight_has_to_look_again() {
    for house in houses().await {
        let head = done(house.store.commit(&first_run(Head::genesis())).await.unwrap());
        let mut change = case("q-01", 2);
        change.case.state = CaseState::Acknowledged { until: day("2014-07-10"), by: "p-lin".into() };
        change.reason = ChangeReason::Acknowledged;
        let at = slot("2014-06-17").at;
        let Acted::Done(after) = house.store.act(&change, &[], "p-lin", at).await.unwrap() else { panic!("stale") };
        assert_eq!(after.seq, 2);
        assert_eq!(house.store.act(&change, &[], "p-lin", at).await.unwrap(), Acted::Stale);
        assert_eq!(house.store.case(&change.case.id).await.unwrap().unwrap(), change.case);
        assert_eq!(house.store.commit(&run(head, "2014-07-01")).await.unwrap(), Committed::Stale);
        done(house.store.commit(&run(after, "2014-07-01")).await.unwrap());
    }
}

#[tokio::test]
async fn a_slot_may_wait_and_fail_before_it_is_final_and_never_after() {
    for house in houses().await {
        let (store, due) = (&house.store, slot("2014-06-16"));
        assert!(store.note_slot(&due, RunState::Waiting, "no file yet").await.unwrap());
        assert!(store.note_slot(&due, RunState::Failed, "a fault").await.unwrap());
        let ledger = store.slots_of("progress").await.unwrap();
        assert!(ledger.newest.is_empty());
        assert_eq!((&ledger.open[0].slot, ledger.open[0].state), (&due, RunState::Failed));
        assert!(!store.is_final(&due).await.unwrap());
        assert!(store.note_slot(&due, RunState::Ran, "").await.is_err());

        done(store.commit(&first_run(Head::genesis())).await.unwrap());
        assert!(!store.note_slot(&due, RunState::Failed, "a fault").await.unwrap());
        assert!(store.is_final(&due).await.unwrap());
        assert_eq!(store.last_at("progress", SlotKind::Read).await.unwrap(), Some(due.at));
        assert_eq!(store.last_at("progress", SlotKind::Review).await.unwrap(), None);
        assert!(store.slots_of("progress").await.unwrap().open.is_empty());

        let mut waiting = run(store.head().await.unwrap(), "2014-07-01");
        waiting.state = RunState::Waiting;
        assert!(matches!(store.commit(&waiting).await, Err(StoreError::Unfit(_))));
    }
}

#[tokio::test]
async fn the_register_is_every_sheet_of_the_newest_file_that_brought_one() {
    for house in houses().await {
        let mut head = Head::genesis();
        for (date, sheets) in
            [("2014-06-16", ["a", "b"].as_slice()), ("2014-06-17", &["c", "d", "e"]), ("2014-06-18", &[])]
        {
            let mut run = run(head, date);
            let raw = blob("file", date.as_bytes());
            run.files.push(file(&raw));
            for sheet in sheets {
                let table = blob("table", sheet.as_bytes());
                run.tables.push(table_record(Dataset::Register, &table, &raw));
                run.blobs.push(table);
            }
            run.blobs.push(raw);
            head = done(house.store.commit(&run).await.unwrap());
        }
        let memory = house.store.recall("harbour").await.unwrap();
        let register: Vec<&[u8]> = memory.tables[&Dataset::Register].iter().map(|t| t.bytes.as_slice()).collect();
        assert_eq!(register, [b"c", b"d", b"e"]);
        assert_eq!(house.store.files("harbour").await.unwrap().len(), 6);
    }
}

#[tokio::test]
async fn a_late_report_of_an_old_period_does_not_replace_the_newest_indicators() {
    for house in houses().await {
        let mut head = Head::genesis();
        for (date, period) in [("2014-06-16", "2014-05"), ("2014-06-17", "2014-06"), ("2014-06-18", "2014-04")] {
            let mut run = run(head, date);
            let table = blob("table", period.as_bytes());
            let mut record = table_record(Dataset::Indicators, &table, &run.blobs[0]);
            record.period = Some(period.parse().unwrap());
            run.tables.push(record);
            run.blobs.push(table);
            head = done(house.store.commit(&run).await.unwrap());
        }
        let memory = house.store.recall("harbour").await.unwrap();
        assert_eq!(memory.tables[&Dataset::Indicators][0].bytes, b"2014-06");
    }
}

#[tokio::test]
async fn what_cannot_be_sealed_is_refused() {
    for house in houses().await {
        let mut wrong_hash = first_run(Head::genesis());
        wrong_hash.blobs[0].bytes = b"others".as_slice().into();
        let mut twice = first_run(Head::genesis());
        twice.standings.push(standing("q-01", Grade::Behind, "2014-06-16"));
        let mut no_bytes = first_run(Head::genesis());
        no_bytes.tables[0].sha256 = no_bytes.tables[0].sha256.replace('a', "b");
        for unfit in [wrong_hash, twice, no_bytes] {
            assert!(matches!(house.store.commit(&unfit).await, Err(StoreError::Unfit(_))));
        }
        let mut nul = first_run(Head::genesis());
        nul.reason = "a\0b".into();
        assert!(matches!(house.store.commit(&nul).await, Err(StoreError::Nul)));
        assert_eq!(house.store.head().await.unwrap(), Head::genesis());
        assert!(house.store.verify(None).await.unwrap().ok);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_runs_on_one_head_one_is_written() {
    for house in houses().await {
        let runs = (1..=8).map(|n| {
            let (store, run): (Store, _) = (house.store.clone(), run(Head::genesis(), &format!("2014-06-{n:02}")));
            tokio::spawn(async move { store.commit(&run).await.unwrap() })
        });
        let mut outcomes = Vec::new();
        for run in runs.collect::<Vec<_>>() {
            outcomes.push(run.await.unwrap());
        }
        assert_eq!(outcomes.iter().filter(|outcome| matches!(outcome, Committed::Done(_))).count(), 1);
        assert_eq!(outcomes.iter().filter(|outcome| **outcome == Committed::Stale).count(), 7);
        assert!(house.store.verify(None).await.unwrap().ok);
    }
}

#[tokio::test]
async fn many_standings_are_written_in_one_go() {
    for house in houses().await {
        let mut run = run(Head::genesis(), "2014-06-16");
        run.standings = (0..2_100).map(|n| standing(&format!("q-{n:05}"), Grade::OnTrack, "2014-06-16")).collect();
        run.cases = (0..1_100).map(|n| case(&format!("q-{n:05}"), 1)).collect();
        let head = done(house.store.commit(&run).await.unwrap());
        assert_eq!(house.store.recall("harbour").await.unwrap().standings, run.standings);
        let mut next = super::cast::run(head, "2014-06-17");
        next.standings.clear();
        next.cases = (0..1_100).map(|n| case(&format!("q-{n:05}"), 2)).collect();
        done(house.store.commit(&next).await.unwrap());
        assert!(house.store.cases().await.unwrap().iter().all(|case| case.version == 2));
        assert!(house.store.verify(None).await.unwrap().ok);
    }
}
