//! The list of projects changes under the reports: a project vanishes, another is reported that nobody knows.

use super::files::{full, register, register_of, report};
use super::world::World;

#[test]
fn a_project_that_left_the_list_is_asked_after_and_one_that_nobody_knows_is_refused() {
    let mut world = World::new().settled();
    world.at("2026-03-31 17:00").drop("20260331月报.csv", full(["3100", "500", "450", "610", "0", "1200"])).tick();
    // The railway, which is behind, is no longer on the list.
    world.at("2026-04-02 10:00").drop("2026项目清单（新）.xlsx", register(&["G02"])).tick();
    world.live_until("2026-04-09 18:00");
    assert!(world.case("G02", "behind_target").state.is_live(), "leaving the list is no recovery");
    assert_eq!(world.case("G02", "vanished").since.to_string(), "2026-04-02", "since it was found, not since today");
    world.at("2026-04-30 17:00").drop(
        "20260430月报.csv",
        report(&[
            ("G01", "4100"),
            ("G02", "2100"),
            ("G03", "800"),
            ("J01", "820"),
            ("J02", "0"),
            ("J03", "1700"),
            ("X99", "5"),
        ]),
    );
    world.tick().live_until("2026-05-08 18:00");
    // The old list again is no new list; one made anew is. The next report no longer speaks of X99.
    world.at("2026-05-09 09:00").drop("2026项目清单（旧）.xlsx", register(&[])).tick();
    assert!(world.runs().contains("2026项目清单（旧）.xlsx [] OlderContentAgain"), "{}", world.runs());
    world.at("2026-05-09 10:00").drop("2026项目清单（新二）.xlsx", register_of(21, &[])).tick();
    world.live_until("2026-05-31 16:00");
    world.at("2026-05-31 17:00").drop("20260531月报.csv", full(["5100", "2600", "1300", "1020", "150", "2100"])).tick();
    insta::assert_snapshot!(world.picture());
}

#[test]
fn a_file_of_another_unit_does_not_settle_an_unknown_project() {
    let mut world = World::new().settled();
    world.at("2026-03-31 16:00").drop("20260331月报（港口局）.csv", report(&[("G01", "3100"), ("X99", "5")])).tick();
    world.at("2026-03-31 17:00").drop("20260331月报（住建局）.csv", report(&[("J01", "610"), ("J03", "1200")])).tick();
    assert!(world.case("X99", "unknown_project").state.is_live());
}
