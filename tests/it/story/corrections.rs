//! Files that come again: corrected, unchanged, or older than what stands.

use super::files::{full, report};
use super::world::World;

#[test]
fn a_correction_after_a_wrong_alert_stands_and_older_bytes_never_come_back() {
    let mut world = World::new().settled();
    let wrong = full(["3100", "150", "450", "610", "0", "1200"]);
    let right = full(["3100", "1500", "450", "610", "0", "1200"]);
    world.at("2026-03-31 17:00").drop("20260331月报.csv", wrong.clone()).tick();
    world.live_until("2026-04-03 18:00");
    world.at("2026-04-07 10:00").drop("20260331月报（修改稿）.csv", right.clone()).tick();
    world.at("2026-04-07 11:00").drop("20260331月报（再发一次）.csv", right.clone()).tick();
    world.at("2026-04-07 12:00").drop("20260331月报（找到的旧稿）.csv", wrong.clone()).tick();
    // And the wrong one once more over the name of the right one, and back.
    world.at("2026-04-07 13:00").drop("20260331月报（修改稿）.csv", wrong).tick();
    world.at("2026-04-07 14:00").drop("20260331月报（修改稿）.csv", right).tick();
    world.live_until("2026-04-09 18:00");
    insta::assert_snapshot!(world.picture());
}

#[test]
fn a_file_written_over_in_place_is_read_again() {
    let mut world = World::new().settled();
    world.at("2026-03-31 17:00").drop("20260331月报.csv", full(["3100", "150", "450", "610", "0", "1200"])).tick();
    world.at("2026-03-31 17:30").drop("20260331月报.csv", full(["3100", "1500", "450", "610", "0", "1200"])).tick();
    assert_eq!(world.case("G02", "behind_target").state.name(), "resolved");
    assert!(world.runs().contains("Correction"), "{}", world.runs());
}

#[test]
fn a_correction_of_an_older_month_does_not_move_the_newest_figure() {
    let mut world = World::new().settled();
    world.at("2026-03-31 17:00").drop("20260331月报.csv", full(["3100", "1500", "450", "610", "0", "1200"])).tick();
    world.at("2026-04-30 17:00").drop("20260430月报.csv", full(["4100", "2100", "800", "820", "0", "1700"])).tick();
    world.at("2026-05-05 10:00").drop("20260331月报（更正）.csv", report(&[("G01", "3050")])).tick();
    let standings = world.standings();
    assert!(standings.contains("G01 东港码头扩建（港口局） on_track since 2026-03-31: 4100 of"), "{standings}");
    assert!(standings.contains("reports 2026-03-31 3050 (0 done), 2026-04-30 4100 (0 done)"), "{standings}");
}

#[test]
fn months_that_come_in_one_batch_are_held_against_each_other_oldest_first() {
    let mut world = World::new().settled();
    // Both come in one look; by name the tenth month stands before the ninth.
    world.at("2026-10-31 17:00");
    world.drop("2026年9月月报.csv", full(["9000", "4500", "2700", "1800", "600", "3600"]));
    world.drop("2026年10月月报.csv", full(["8000", "5000", "3000", "2000", "700", "4000"]));
    world.tick();
    assert!(world.runs().contains("C2 cumulative_decreased G01"), "{}", world.runs());
    let standings = world.standings();
    assert!(standings.contains("on_track since 2026-09-30: 9000 of 8967.03 due"), "what fell is held: {standings}");
}

#[test]
fn the_same_bytes_under_the_name_of_another_month_are_its_report() {
    let mut world = World::new().settled();
    let report = full(["3100", "1500", "450", "610", "0", "1200"]);
    world.at("2026-03-31 17:00").drop("20260331月报.csv", report.clone()).tick();
    // April: nothing was built, and the keeper sends last month's file under April's name.
    world.at("2026-04-29 17:00").drop("20260430月报.csv", report.clone()).tick();
    // Once more for April, once more for March: no effect.
    world.at("2026-04-30 10:00").drop("20260430月报（再发）.csv", report.clone()).tick();
    world.at("2026-04-30 11:00").drop("20260331月报（再发）.csv", report.clone()).tick();
    world.live_until("2026-05-07 18:00");
    world.at("2026-05-29 17:00").drop("20260531月报.csv", report).tick();
    let (runs, standings) = (world.runs(), world.standings());
    assert!(standings.contains("reports 2026-03-31 3100 (0 done), 2026-04-30 3100 (0 done)"), "{standings}");
    assert!(runs.contains("same_for_another_period"), "{runs}");
    assert_eq!(runs.matches("same_content").count(), 2, "{runs}");
    assert!(!runs.contains("missed"), "{runs}");
    // Reports without progress are what a stalled project is known by.
    assert!(world.cases().contains("stalled"), "{}", world.cases());
}

#[test]
fn a_month_whose_figures_came_back_from_a_corrected_one_is_no_roll_back() {
    let mut world = World::new().settled();
    let first = full(["3100", "1500", "450", "610", "0", "1200"]);
    let right = full(["3200", "1600", "460", "620", "0", "1300"]);
    world.at("2026-03-31 17:00").drop("20260331月报.csv", first.clone()).tick();
    world.at("2026-03-31 17:30").drop("20260331月报（修改稿）.csv", right.clone()).tick();
    world.at("2026-04-30 17:00").drop("20260430月报.csv", right).tick();
    world.at("2026-05-01 10:00").drop("20260331月报（旧稿）.csv", first).tick();
    let (runs, standings) = (world.runs(), world.standings());
    assert!(runs.contains("older_content_again"), "{runs}");
    assert!(standings.contains("reports 2026-03-31 3200 (0 done), 2026-04-30 3200 (0 done)"), "{standings}");
}
