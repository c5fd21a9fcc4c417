//! The daemon was away: every slot of that time is accounted for, with its reason.

use super::files::full;
use super::world::World;

/// Away from the evening of 31 March; April was dropped meanwhile, May's deadline passed too. Back on 10 June.
fn away(policy: &str) -> World {
    let mut world = World::that_catches_up(policy).settled();
    world.live_until("2026-03-31 16:00");
    world.at("2026-03-31 17:00").drop("20260331月报.csv", full(["3100", "500", "450", "610", "0", "1200"])).tick();
    world.at("2026-06-10 10:00").restart().tick();
    world
}

#[test]
fn after_ten_weeks_away_all_reads_inside_the_window_are_caught_up() {
    insta::assert_snapshot!(away("all").picture());
}

#[test]
fn after_ten_weeks_away_only_the_latest_read_is_caught_up() {
    insta::assert_snapshot!(away("latest").runs());
}

#[test]
fn after_ten_weeks_away_nothing_is_caught_up() {
    insta::assert_snapshot!(away("none").runs());
}

#[test]
fn what_came_while_it_was_away_is_read_first_and_what_did_not_come_is_missed() {
    let mut world = World::new().settled();
    world.live_until("2026-03-31 16:00");
    world.at("2026-03-31 17:00").drop("20260331月报.csv", full(["3100", "1500", "450", "610", "0", "1200"])).tick();
    world.at("2026-04-30 17:00").drop("20260430月报.csv", full(["4100", "2100", "800", "820", "0", "1700"]));
    world.at("2026-06-10 10:00").restart().tick();
    let runs = world.runs();
    assert!(runs.contains("monthly read of 2026-04 ran"), "its file came: {runs}");
    assert!(runs.contains("monthly read of 2026-05 missed"), "its file did not: {runs}");
    world.live_until("2026-06-11 18:00");
    assert_eq!(world.case("monthly", "missing_file").figures.text.as_deref(), Some("2026年5月"));
}

#[test]
fn a_week_away_climbs_one_rung_and_not_three() {
    let mut world = World::new().settled();
    world.at("2026-03-31 17:00").drop("20260331月报.csv", full(["3100", "500", "450", "610", "0", "1200"])).tick();
    world.at("2026-05-20 10:00").restart().tick();
    assert_eq!(world.case("G02", "behind_target").rung, 2);
    world.live_until("2026-05-26 18:00");
    assert_eq!(world.case("G02", "behind_target").rung, 2, "five working days have not passed since that was told");
    world.live_until("2026-05-27 18:00");
    assert_eq!(world.case("G02", "behind_target").rung, 3);
}
