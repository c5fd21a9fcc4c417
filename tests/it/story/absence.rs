//! What did not come: a unit that does not report, a file that never comes, a file that nobody can read.

use super::files::{contacts, full, report};
use super::world::World;

/// March came in time, and nobody is behind.
fn after_march() -> World {
    let mut world = World::new().settled();
    world.at("2026-03-31 17:00").drop("20260331月报.csv", full(["3100", "1500", "450", "610", "0", "1200"])).tick();
    world
}

#[test]
fn a_unit_that_does_not_report_hears_through_its_keeper_and_makes_it_good() {
    let mut world = after_march();
    // April: the housing bureau's three projects are missing, and the railway of the harbour bureau is far behind.
    world
        .at("2026-04-30 17:00")
        .drop("20260430月报.csv", report(&[("G01", "4100"), ("G02", "1510"), ("G03", "800")]))
        .tick();
    world.at("2026-05-01 09:00").tick();
    let waiting = world.runs();
    assert!(waiting.contains("05-07 09:00:00 monthly read of 2026-04 waiting open"), "{waiting}");
    assert!(!world.letters().contains("住建局统计员"), "nobody is warned inside the grace");
    world.live_until("2026-05-12 18:00");
    // Made good, ten days late; 老城管网 turns out to be behind.
    world
        .at("2026-05-13 10:00")
        .drop("20260430月报（住建局）.csv", report(&[("J01", "615"), ("J02", "0"), ("J03", "1600")]))
        .tick();
    world.live_until("2026-05-14 18:00");
    insta::assert_snapshot!(world.picture());
}

#[test]
fn a_project_whose_data_are_in_trouble_is_not_blamed_until_they_are_good() {
    let mut world = World::new().settled();
    // The school is far behind in March, and its contact is told; in April its row cannot be read.
    world.at("2026-03-31 17:00").drop("20260331月报.csv", full(["3100", "1500", "450", "610", "0", "500"])).tick();
    world.live_until("2026-03-31 18:00");
    world.at("2026-04-01 10:00").drop("20260331月报（二）.csv", report(&[("J03", "约六百")])).tick();
    world.live_until("2026-04-14 18:00");
    assert_eq!(world.case("J03", "behind_target").rung, 1, "the ladder waits while nobody knows the figure");
    assert_eq!(world.case("J03", "unreadable").rung, 2, "the keeper's ladder does not");
    world.at("2026-04-15 10:00").drop("20260331月报（三）.csv", report(&[("J03", "520")])).tick();
    insta::assert_snapshot!(world.picture());
}

#[test]
fn a_file_that_never_comes_is_missed_and_closes_nothing() {
    let mut world = World::new().settled();
    world.at("2026-03-31 17:00").drop("20260331月报.csv", full(["3100", "500", "450", "610", "0", "1200"])).tick();
    world.live_until("2026-05-08 18:00");
    assert_eq!(world.case("monthly", "missing_file").state.name(), "open");
    assert!(world.case("G02", "behind_target").state.is_live(), "silence is no recovery");
    insta::assert_snapshot!(world.picture());
}

#[test]
fn a_correction_of_an_older_month_does_not_stand_for_the_file_that_never_came() {
    let mut world = after_march();
    world.live_until("2026-05-08 18:00");
    world.at("2026-05-08 19:00").drop("20260331月报（更正）.csv", report(&[("G01", "3110")])).tick();
    assert_eq!(world.case("monthly", "missing_file").state.name(), "open");
    world.at("2026-05-09 10:00").drop("20260430月报.csv", full(["4100", "2100", "800", "820", "0", "1700"])).tick();
    assert_eq!(world.case("monthly", "missing_file").state.name(), "resolved");
}

#[test]
fn a_file_that_comes_in_the_tick_of_the_deadline_does_not_hide_that_another_never_came() {
    let mut world = after_march();
    world.live_until("2026-05-06 18:00");
    world.at("2026-05-07 09:00").drop("20260331月报（更正）.csv", report(&[("G01", "3110")])).tick();
    assert_eq!(world.case("monthly", "missing_file").state.name(), "open");
    assert!(world.runs().contains("05-07 09:00:00 monthly read of 2026-04 missed"), "{}", world.runs());
}

#[test]
fn a_file_whose_every_row_is_refused_has_come_all_the_same() {
    let mut world = after_march();
    world.at("2026-04-30 17:00").drop("20260430月报.csv", full(["约", "约", "约", "约", "约", "约"])).tick();
    world.live_until("2026-05-07 18:00");
    assert!(!world.cases().contains("missing_file"), "{}", world.cases());
    assert!(world.standings().contains("G01 东港码头扩建（港口局） unreadable"), "{}", world.standings());
}

#[test]
fn a_row_that_is_refused_again_in_the_next_month_is_unreadable_and_not_missing() {
    let mut world = after_march();
    world.at("2026-04-30 17:00").drop("20260430月报.csv", full(["约四千", "2100", "800", "820", "0", "1700"])).tick();
    world.live_until("2026-05-31 16:00");
    world
        .at("2026-05-31 17:00")
        .drop("20260531月报.csv", full(["约五千", "2600", "1300", "1020", "150", "2100"]))
        .tick();
    world.live_until("2026-06-04 18:00");
    assert_eq!(world.case("G01", "unreadable").figures.text.as_deref(), Some("not_a_number: 约五千"));
    assert!(!world.cases().contains("G01 not_reported"), "{}", world.cases());
    assert!(world.standings().contains("G01 东港码头扩建（港口局） unreadable"), "{}", world.standings());
}

#[test]
fn a_file_that_nobody_can_read_is_the_keepers_matter_until_a_readable_one_comes() {
    let mut world = after_march();
    world.at("2026-04-30 17:00").drop("20260430月报.xlsx", b"PK\x03\x04 and then the power went".to_vec()).tick();
    world.live_until("2026-05-08 18:00");
    assert!(world.cases().contains("monthly/20260430月报.xlsx unreadable_file"));
    // A correction of March is no readable April.
    world.at("2026-05-08 19:00").drop("20260331月报（更正）.csv", report(&[("G01", "3110")])).tick();
    assert!(world.case("monthly/20260430月报.xlsx", "unreadable_file").state.is_live());
    world.at("2026-05-09 10:00").drop("20260430月报.csv", full(["4100", "2100", "800", "820", "0", "1700"])).tick();
    insta::assert_snapshot!(world.picture());
}

#[test]
fn a_file_that_settles_while_its_pipeline_is_put_aside_is_read_afterwards() {
    let mut world = World::new().settled();
    world.by_hand("ALTER TABLE accepted RENAME TO accepted_away");
    world.at("2026-03-31 17:00").drop("20260331月报.csv", full(["3100", "1500", "450", "610", "0", "1200"]));
    assert!(world.try_tick().iter().any(|trouble| trouble.contains("pipeline monthly")));
    world.at("2026-03-31 17:02").drop("20260331月报（更正）.csv", report(&[("G01", "3110")]));
    world.try_tick();
    world.by_hand("ALTER TABLE accepted_away RENAME TO accepted");
    world.at("2026-03-31 17:06").tick();
    assert!(world.runs().contains("2 file(s) arrived"), "{}", world.runs());
}

#[test]
fn a_liaison_with_a_broken_address_is_no_dead_end() {
    let mut world = World::new().settled();
    let contacts = String::from_utf8(contacts()).unwrap().replace("g02@harbour.example", "g02 at harbour");
    world.at("2026-03-31 09:00").drop("联系人（改）.csv", contacts.into_bytes()).tick();
    assert!(world.runs().contains("bad_address"), "{}", world.runs());
    assert!(!world.runs().contains("g02 at harbour"), "no address in the run log");
    world.at("2026-03-31 17:00").drop("20260331月报.csv", full(["3100", "500", "850", "610", "0", "1200"])).tick();
    let case = world.case("G02", "behind_target");
    assert_eq!(case.rung, 2, "the unit is told at once, because nobody can be reached below");
    assert!(!case.told.is_empty());
}
