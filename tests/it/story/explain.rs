//! A case rung by rung: when each was told and why, what was asked and answered there, what kept letters back.

use super::files::full;
use super::world::{DUBAN, World};
use duban::cli::act::{self, Act, Words};
use std::process::Command;

fn duban(world: &World, arguments: &[&str]) -> String {
    let home = world.office.house.home.display().to_string();
    let output = Command::new(DUBAN).args(["--home", &home]).args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn perform(world: &World, act: Act) {
    world.runtime.block_on(act::act(&world.office, act)).unwrap();
}

/// G02 is behind; its liaison takes it on for some days, its bureau is silenced for some, and then it goes up.
fn spring() -> (World, String) {
    let mut world = World::without_receipts().settled();
    world.at("2026-03-31 17:00").drop("20260331月报.csv", full(["3100", "500", "450", "610", "0", "1200"])).tick();
    world.at("2026-04-01 10:00");
    let case = world.case("G02", "behind_target").id;
    let until = "2026-04-10".parse().unwrap();
    perform(&world, Act::Ack { case: case.clone(), by: "联络G02".to_string(), until });
    world.live_until("2026-04-14 18:00");
    let (by, text) = ("督查科长".to_string(), "审计期间".to_string());
    let until = Some("2026-04-21".parse().unwrap());
    let words = Words { case: case.clone(), by, text, reason: None, until, evidence: Vec::new() };
    perform(&world, Act::Silence { words, end: false });
    world.live_until("2026-04-24 18:00");
    (world, case)
}

#[test]
fn every_rung_says_when_it_was_told_what_was_answered_and_what_kept_it_back() {
    let (world, case) = spring();
    let text = duban(&world, &["explain", &case]);
    let mut rest = text.as_str();
    for line in [
        "rung 1 contact 项目联络人: told 2026-03-31, at once",
        "2026-03-31 was told: 联络G02（联络人）",
        "asked: 请核实原因，报整改措施; an answer by 2026-04-03",
        "2026-04-01 acknowledged by 联络G02, until 2026-04-10",
        "2026-04-02 to 2026-04-10 nothing written: somebody took it on; the ladder waits until 2026-04-10",
        "rung 2 bureau 局长: told 2026-04-13, after 3 workdays on the rung below without an accepted reason",
        "2026-04-13 was told: 港口局局长（局长）",
        "2026-04-14 silenced by 督查科长, until 2026-04-21: 审计期间",
        "2026-04-15 to 2026-04-21 nothing written: silenced until 2026-04-21",
        "rung 3 deputy 分管副市长: told 2026-04-22",
        "rung 4 mayor 督查科、市长: not told yet: mayor 2026-04-29",
        "stands there: 督查科长（督查科）、市长（市长）",
    ] {
        let at = rest.find(line).unwrap_or_else(|| panic!("`{line}` is missing, or not in its place, in\n{text}"));
        rest = &rest[at..];
    }
    assert!(!text.contains('@'), "{text}");
}

#[test]
fn scripts_get_the_same_and_the_persons_side_agrees() {
    let (world, case) = spring();
    let document: serde_json::Value = serde_json::from_str(&duban(&world, &["explain", &case, "--json"])).unwrap();
    let rungs = document["ladders"][0]["rungs"].as_array().unwrap();
    let reached: Vec<&str> = rungs.iter().map(|rung| rung["reached"].as_str().unwrap_or("-")).collect();
    assert_eq!(reached, ["-", "2026-03-31", "2026-04-13", "2026-04-22", "-"]);
    assert_eq!(rungs[1]["acts"][0]["what"], "acknowledged");
    assert_eq!(rungs[2]["withheld"].as_array().unwrap().last().unwrap()["reason"], "silenced");
    assert_eq!(document["cases"][0]["id"], case.as_str());
    for (day, why) in [
        ("2026-04-08", "somebody took it on; the ladder waits until 2026-04-10"),
        ("2026-04-16", "silenced until 2026-04-21"),
        ("2026-04-14", "the next rung is not due deputy on 2026-04-20"),
    ] {
        let text = duban(&world, &["why-not", "市长", day]);
        assert!(text.contains("was not written to") && text.contains(why), "{text}");
        let said: serde_json::Value =
            serde_json::from_str(&duban(&world, &["why-not", "市长", day, "--json"])).unwrap();
        assert!(said["cases"].as_array().unwrap().iter().any(|one| one["case"] == case.as_str()), "{said}");
    }
}
