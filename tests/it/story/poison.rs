//! A file that kills its reader, or the run that is to record it, is tried three times and no more; others go on.

use super::files::full;
use super::world::World;
use duban::daemon::decode::Decoder;

/// What begins like a workbook: it goes to a child.
fn poison() -> Vec<u8> {
    b"PK\x03\x04 and then whatever kills a parser".to_vec()
}

#[test]
fn a_file_that_kills_its_reader_three_times_is_put_into_quarantine_and_said_once() {
    let mut world = World::new().settled();
    world.office.decoder = Decoder::Child("/bin/false".into());
    world.at("2026-03-31 17:00").drop("20260331月报.xlsx", poison()).tick();
    let notes = world.notes();
    assert!(notes.contains("crashed_reader") && notes.contains("tried 3 times and put into quarantine"), "{notes}");
    world.restart().at("2026-03-31 17:30").tick();
    assert_eq!(world.notes().matches("quarantine").count(), 1, "it is not tried again after a restart");
    assert_eq!(world.tries(), 0, "nothing is left in the tally once it is recorded");
}

#[test]
fn a_file_that_takes_the_daemon_with_it_is_not_read_a_fourth_time() {
    let mut world = World::new().settled();
    world.at("2026-03-31 17:00").drop("20260331月报.xlsx", poison());
    let sha256 = duban::base::id::sha256_hex(&poison());
    for _ in 0..3 {
        let files = [sha256.as_str()];
        let noted = world.office.store.note_tries("monthly", &files, "duban ended while it was read");
        world.runtime.block_on(noted).unwrap();
    }
    // Somebody else's report lies beside it.
    world.drop("20260331月报二.csv", full(["3100", "1500", "450", "610", "0", "1200"])).tick();
    let notes = world.notes();
    assert!(notes.contains("quarantine") && notes.contains("duban ended while it was read"), "{notes}");
    assert_eq!(world.tries(), 0);
}

#[test]
fn a_run_that_the_store_refuses_for_good_is_tried_three_times_and_then_done_without_the_file() {
    let mut world = World::new().settled();
    let bad = full(["3100", "1500", "450", "610", "0", "1200"]);
    world.by_hand(
        "CREATE TRIGGER never BEFORE INSERT ON file WHEN NEW.name LIKE '20260331%' AND NEW.state <> 'unreadable' \
         BEGIN SELECT RAISE(ABORT, 'this one never'); END",
    );
    world.at("2026-03-31 17:00").drop("20260331月报.csv", bad);
    for time in ["2026-03-31 17:00", "2026-03-31 17:10", "2026-03-31 17:20"] {
        let troubles = world.at(time).try_tick();
        assert!(troubles.iter().any(|trouble| trouble.contains("this one never")), "{time} {troubles:?}");
    }
    world.restart().at("2026-03-31 17:30").tick();
    let notes = world.notes();
    assert!(notes.contains("quarantine") && notes.contains("this one never"), "{notes}");
    world.at("2026-03-31 17:40").tick();
    assert_eq!(world.notes().matches("quarantine").count(), 1);
}
