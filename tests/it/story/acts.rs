//! What people do to cases, by the calls that the command line makes.

use super::files::full;
use super::world::World;
use chrono::NaiveDate;
use duban::cli::act::{self, Act, Words};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn taken_on_the_ladder_waits_and_goes_on_when_the_day_is_over_and_only_what_recovered_is_closed() {
    let mut world = World::new().settled();
    world.at("2026-03-31 17:00").drop("20260331月报.csv", full(["3100", "500", "450", "610", "0", "1200"])).tick();
    world.at("2026-04-01 10:00");
    let case = world.case("G02", "behind_target").id;
    let close = || {
        let photo = std::env::temp_dir().join(format!("{}-竣工验收.txt", std::process::id()));
        std::fs::write(&photo, "验收合格").unwrap();
        let (case, by, text) = (case.clone(), "督查科长".to_string(), "验收合格".to_string());
        let words = Words { case, by, text, reason: None, until: None, evidence: vec![photo] };
        Act::Close { words, second: "督查室主任".to_string() }
    };
    let refused = world.runtime.block_on(act::act(&world.office, close()));
    assert!(refused.is_err(), "a matter that still stands is not struck off");
    let ack = Act::Ack { case: case.clone(), by: "联络G02".to_string(), until: day("2026-04-10") };
    world.runtime.block_on(act::act(&world.office, ack)).unwrap();
    world.live_until("2026-04-10 18:00");
    assert_eq!(world.case("G02", "behind_target").rung, 1, "the ladder waits");
    world.live_until("2026-04-13 18:00");
    assert_eq!(world.case("G02", "behind_target").rung, 2, "and then goes on");
    world.at("2026-04-30 17:00").drop("20260430月报.csv", full(["4100", "2100", "800", "820", "0", "1700"])).tick();
    let refused = world.runtime.block_on(act::act(&world.office, close()));
    assert!(refused.unwrap_err().text.contains("0 of 1 period ends"), "it has to hold at a deadline first");
    world.live_until("2026-05-12 18:00");
    world.runtime.block_on(act::act(&world.office, close())).unwrap();
    world.live_until("2026-05-31 16:00");
    // It breaks again: the case comes back, from the lowest rung.
    world.at("2026-05-31 17:00").drop("20260531月报.csv", full(["5100", "2100", "1300", "1020", "150", "2100"])).tick();
    insta::assert_snapshot!(world.picture());
}
