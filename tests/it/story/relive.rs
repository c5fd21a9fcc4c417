//! The past lived once more: with the same rules it is the past, with others it is said who would have been graded otherwise.

use super::files::full;
use super::world::{DUBAN, World};
use duban::daemon::relive::{history, relive};
use std::process::Command;

fn spring() -> World {
    let mut world = World::new().settled();
    world.at("2026-03-31 17:00").drop("20260331月报.csv", full(["3100", "700", "450", "610", "0", "1150"])).tick();
    world.live_until("2026-04-30 16:00");
    world.at("2026-04-30 17:00").drop("20260430月报.csv", full(["4100", "1300", "800", "820", "0", "1600"])).tick();
    world.live_until("2026-05-08 18:00");
    world
}

#[test]
fn the_same_rules_give_the_same_past() {
    let world = spring();
    let (lived, kept) = world.runtime.block_on(async {
        let past = history(&world.office, "harbour").await.unwrap();
        let mut last = None;
        relive(&world.office, &world.office.house.pipelines, &past, |_, memory, _| last = Some(memory.clone()))
            .await
            .unwrap();
        (last.unwrap(), world.office.store.recall("harbour").await.unwrap())
    });
    assert!(!kept.cases.is_empty() && kept.standings.len() == 6);
    assert_eq!(lived.standings, kept.standings);
    assert_eq!(lived.cases, kept.cases);
    assert_eq!(lived.tables, kept.tables);
}

fn duban(world: &World, arguments: &[&str]) -> (bool, String) {
    let home = world.office.house.home.display().to_string();
    let output = Command::new(DUBAN).args(["--home", &home]).args(arguments).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
    (output.status.success(), text)
}

#[test]
fn other_rules_say_who_flips_and_the_record_stays_as_it_is() {
    let world = spring();
    let head = world.runtime.block_on(world.office.store.head()).unwrap();
    let pipeline = world.office.house.pipelines.iter().find(|p| p.schedule.is_some()).unwrap().name.clone();
    let (fine, text) = duban(&world, &["what-if", &pipeline, "--rules", "wuhan", "--json"]);
    assert!(fine, "{text}");
    let document: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(document["periods"], serde_json::json!(["2026-03-31", "2026-04-30"]));
    // 疏港铁路 has 1300 of the 1961.54 万元 due in April, 66.3 %: below 75 is behind today, below 80 and from 60 is a warning.
    let flip = serde_json::json!({"period": "2026-04-30", "subject": "G02", "name": "疏港铁路", "from": "behind", "to": "at_risk"});
    assert_eq!(document["flips"], serde_json::json!([flip]), "{text}");
    assert!(document["judged"].as_u64().unwrap() == 12, "{text}");

    let (fine, text) = duban(&world, &["backtest", &pipeline, "--rules", "wuhan", "--json"]);
    assert!(fine, "{text}");
    let document: serde_json::Value = serde_json::from_str(&text).unwrap();
    let rules = |way: usize| -> Vec<String> {
        let rows = document["ways"][way]["rows"].as_array().unwrap().iter();
        rows.map(|row| row["rule"].as_str().unwrap().to_string()).collect()
    };
    assert!(
        rules(0).contains(&"behind_target".to_string()) && rules(1).contains(&"sql.progress".to_string()),
        "{text}"
    );

    let (fine, text) = duban(&world, &["explain", "G02", "--as-of", "2026-04-10", "--json"]);
    assert!(fine, "{text}");
    let document: serde_json::Value = serde_json::from_str(&text).unwrap();
    let finding = &document["findings"][0];
    assert_eq!(finding["rule"], "behind_target");
    assert_eq!(finding["read_from"]["file"], "20260331月报.csv");
    assert_eq!(finding["read_from"]["file_sha256"].as_str().unwrap().len(), 64);
    assert!(finding["rule_text"].as_str().unwrap().contains("below 75 % of expected"), "{text}");
    assert_eq!(finding["rule_version"].as_str().unwrap().len(), 64);
    let (fine, text) = duban(&world, &["explain", "nobody"]);
    assert!(!fine && text.contains("no project `nobody`"), "{text}");

    assert_eq!(world.runtime.block_on(world.office.store.head()).unwrap(), head);
}
