//! Views: the run log, standings of any day, letters, counts.

use super::cast::{day, first_run, run, slot, standing};
use super::house::houses;
use super::runs::done;
use duban::audit::record::RunState;
use duban::base::grade::Grade;
use duban::base::id::Head;

#[tokio::test]
async fn standings_of_any_day_are_shown_as_they_were() {
    for house in houses().await {
        let mut head = done(house.store.commit(&first_run(Head::genesis())).await.unwrap());
        for (date, grade) in [("2014-07-01", Grade::AtRisk), ("2014-07-16", Grade::OnTrack)] {
            let mut next = run(head, date);
            next.standings = vec![standing("q-01", grade, date)];
            head = done(house.store.commit(&next).await.unwrap());
        }
        let shown = async |as_of: Option<&str>| {
            let standings = house.store.standings(as_of.map(day), Some("harbour")).await.unwrap();
            standings.iter().map(|s| format!("{} {}", s.subject, s.grade.name())).collect::<Vec<_>>().join(", ")
        };
        assert_eq!(shown(Some("2014-06-15")).await, "");
        assert_eq!(shown(Some("2014-06-30")).await, "q-01 behind, q-02 on_track");
        assert_eq!(shown(Some("2014-07-01")).await, "q-01 at_risk, q-02 on_track");
        assert_eq!(shown(None).await, "q-01 on_track, q-02 on_track");
        assert!(house.store.standings(None, Some("elsewhere")).await.unwrap().is_empty());
        assert_eq!(house.store.portfolios().await.unwrap(), ["harbour"]);
    }
}

#[tokio::test]
async fn the_run_log_accounts_for_every_slot() {
    for house in houses().await {
        let first = first_run(Head::genesis());
        done(house.store.commit(&first).await.unwrap());
        house.store.note_slot(&slot("2014-07-01"), RunState::Waiting, "no file yet").await.unwrap();
        let runs = house.store.runs(None).await.unwrap();
        assert_eq!(runs.len(), 2);
        assert_eq!((&runs[0].slot, runs[0].state, runs[0].seq), (&first.slot, RunState::Ran, Some(1)));
        assert_eq!((&runs[0].files, &runs[0].rejects, &runs[0].notes), (&first.files, &first.rejects, &first.notes));
        assert_eq!((runs[0].findings, runs[0].letters), (1, 1));
        assert_eq!((runs[1].state, runs[1].reason.as_str(), runs[1].seq), (RunState::Waiting, "no file yet", None));
        assert_eq!(house.store.runs(Some(day("2014-06-20"))).await.unwrap().len(), 1);
        let counts = house.store.counts().await.unwrap();
        assert_eq!((counts.letters["queued"], counts.cases["open"]), (1, 1));
        assert_eq!((counts.slots["ran"], counts.slots["waiting"]), (1, 1));
        let bytes = house.store.letter_bytes("l-1").await.unwrap();
        assert_eq!(bytes.unwrap(), first.letters[0].mime);
        assert_eq!(house.store.letter_bytes("l-9").await.unwrap(), None);
    }
}

#[tokio::test]
async fn no_address_is_sealed() {
    for house in houses().await {
        done(house.store.commit(&first_run(Head::genesis())).await.unwrap());
        let payload = String::from_utf8(house.store.payload(1).await.unwrap().unwrap()).unwrap();
        assert!(!payload.contains(super::cast::LIN) && !payload.contains(super::cast::WANG), "{payload}");
        assert!(payload.contains("<l-1@harbour.example>"), "a Message-ID is no address");
    }
}
