//! A ladder played before it is used: on the past it writes what was written; with answers and other ladders, what would have been.

use super::files::full;
use super::world::{DUBAN, World};
use serde_json::Value;
use std::collections::BTreeSet;
use std::process::Command;

fn spring() -> World {
    let mut world = World::without_receipts().settled();
    world.at("2026-03-31 17:00").drop("20260331月报.csv", full(["3100", "500", "450", "610", "0", "1200"])).tick();
    world.live_until("2026-04-30 16:00");
    world.at("2026-04-30 17:00").drop("20260430月报.csv", full(["4100", "2300", "800", "820", "0", "1600"])).tick();
    world.live_until("2026-05-15 18:00");
    world
}

fn duban(world: &World, arguments: &[&str]) -> (bool, String) {
    let home = world.office.house.home.display().to_string();
    let output = Command::new(DUBAN).args(["--home", &home]).args(arguments).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let errors = String::from_utf8(output.stderr).unwrap();
    (output.status.success(), if output.status.success() { text } else { text + &errors })
}

fn json(world: &World, arguments: &[&str]) -> Value {
    let (fine, text) = duban(world, arguments);
    assert!(fine, "{text}");
    serde_json::from_str(&text).unwrap()
}

/// Day, reader, case.
fn lines(timeline: &Value) -> BTreeSet<[String; 3]> {
    let lines = timeline["lines"].as_array().unwrap().iter();
    lines.map(|line| ["on", "name", "case"].map(|key| line[key].as_str().unwrap().to_string())).collect()
}

const APRIL: [&str; 4] = ["--from", "2026-04-01", "--until", "2026-04-30"];

#[test]
fn the_ladder_that_is_in_force_writes_the_letters_that_were_written() {
    let world = spring();
    let head = world.runtime.block_on(world.office.store.head()).unwrap();
    let all = ["rehearse", "harbour", "--from", "2026-03-01", "--until", "2026-05-15", "--json"];
    let played = lines(&json(&world, &all)["timeline"]);
    let letters = world.runtime.block_on(world.office.store.letters()).unwrap();
    let written = letters.iter().flat_map(|letter| {
        let on = letter.slot.as_ref().unwrap().as_of().to_string();
        letter.cases.iter().map(move |case| [on.clone(), letter.to_name.clone(), case.clone()])
    });
    assert_eq!(played, written.collect(), "the same past under the same ladder");
    assert!(played.len() > 10, "{played:?}");
    let april = lines(&json(&world, &[&["rehearse", "harbour", "--json"][..], &APRIL].concat())["timeline"]);
    let within = played.iter().filter(|[on, ..]| on.starts_with("2026-04")).cloned().collect();
    assert_eq!(april, within, "what happened before is played, and not shown");
    assert_eq!(world.runtime.block_on(world.office.store.head()).unwrap(), head, "nothing was kept");
}

#[test]
fn answers_of_a_script_stop_the_ladder_and_refused_ones_say_why() {
    let world = spring();
    let script = world.inbox().join("../answers.toml");
    let answers = "[[answers]]\non = 2026-04-01\nmatter = \"G02\"\nrule = \"behind_target\"\ndoes = \"ack\"\nby = \"联络G02\"\nuntil = 2026-04-20\n\
        [[answers]]\non = 2026-04-02\nmatter = \"疏港铁路\"\nrule = \"behind_target\"\ndoes = \"justify\"\nby = \"联络G02\"\n\
        until = \"2026-05-10\"\nreason = \"land\"\n[[answers]]\non = 2026-04-02\nmatter = \"G99\"\ndoes = \"close\"\nby = \"x\"\n";
    std::fs::write(&script, answers).unwrap();
    let path = script.display().to_string();
    let with = [&["rehearse", "harbour", "--answers", &path, "--json"][..], &APRIL].concat();
    let (with, without) =
        (json(&world, &with), json(&world, &[&["rehearse", "harbour", "--json"][..], &APRIL].concat()));
    let up = |document: &Value| -> Vec<String> {
        let lines = document["timeline"]["lines"].as_array().unwrap().iter();
        let mine = lines.filter(|line| line["subject"] == "G02" && line["kind"] == "climbed");
        mine.map(|line| format!("{} {}", line["on"].as_str().unwrap(), line["rung_name"].as_str().unwrap())).collect()
    };
    assert_eq!(up(&without), ["2026-04-03 bureau", "2026-04-13 deputy", "2026-04-20 mayor", "2026-04-20 mayor"]);
    assert_eq!(up(&with), ["2026-04-21 bureau", "2026-04-28 deputy"], "it waits for its day and goes on");
    let answered: Vec<&str> =
        with["timeline"]["answered"].as_array().unwrap().iter().map(|one| one["outcome"].as_str().unwrap()).collect();
    assert_eq!(answered[0], "acknowledged until 2026-04-20");
    assert!(answered[1].contains("evidence is missing"), "{answered:?}");
    assert_eq!(answered[2], "there is no such matter on that day");
    let bad = script.with_file_name("bad.toml");
    std::fs::write(&bad, "[[answers]]\non = 2026-04-01\nmatter = \"G02\"\ndoes = \"forget\"\nby = \"x\"\n").unwrap();
    let (fine, text) =
        duban(&world, &[&["rehearse", "harbour", "--answers", &bad.display().to_string()][..], &APRIL].concat());
    assert!(!fine && text.contains("line 4") && text.contains("forget"), "{text}");
}

#[test]
fn another_ladder_shows_what_it_does_otherwise() {
    let world = spring();
    let own = std::fs::read_to_string(world.inbox().join("../config/escalation.toml")).unwrap();
    let slower = own.replace("policies.harbour", "policies.slower").replacen(
        "after = \"3 workdays\"",
        "after = \"8 workdays\"",
        1,
    );
    let file = world.inbox().join("../slower.toml");
    std::fs::write(&file, slower).unwrap();
    let path = file.display().to_string();
    let document = json(&world, &[&["rehearse", &path, "--against", "--json"][..], &APRIL].concat());
    let difference = &document["difference"];
    assert_eq!(difference["names"], serde_json::json!(["slower", "harbour"]));
    let only = |side: usize| -> BTreeSet<String> {
        let lines = difference["only"][side].as_array().unwrap().iter();
        lines.map(|line| format!("{} {}", line["on"].as_str().unwrap(), line["rung_name"].as_str().unwrap())).collect()
    };
    assert!(only(0).contains("2026-04-13 bureau") && !only(0).contains("2026-04-03 bureau"), "{difference}");
    assert!(only(1).contains("2026-04-03 bureau"), "{difference}");
    let same = json(&world, &[&["rehearse", "harbour", "--against", "--json"][..], &APRIL].concat());
    assert_eq!(same["difference"]["only"], serde_json::json!([[], []]), "a ladder is the same as itself");
    let (fine, text) = duban(&world, &[&["rehearse", &path, "--against", "harbour"][..], &APRIL].concat());
    assert!(fine && text.contains("only slower") && text.ends_with("nothing was sent, nothing was kept\n"), "{text}");
    let (fine, text) = duban(&world, &[&["rehearse", "nobody"][..], &APRIL].concat());
    assert!(!fine && text.contains("there are: guangyuan, harbour"), "{text}");
}

#[test]
fn a_house_without_a_past_plays_invented_matters_and_every_rung_is_told() {
    let world = World::new();
    for ladder in ["sanming", "tonglu", "xian", "longchang", "huating", "guangyuan", "harbour"] {
        let arguments = ["rehearse", ladder, "--from", "2026-01-05", "--until", "2026-06-30", "--json"];
        let (first, again) = (json(&world, &arguments), json(&world, &arguments));
        assert_eq!(first, again, "the same matters every time");
        let timeline = &first["timeline"];
        assert_eq!(timeline["played_on"], "12 invented matters: nothing of it happened");
        let rungs = world.office.house.policies[ladder].project.len() as u64;
        let told: BTreeSet<u64> =
            timeline["lines"].as_array().unwrap().iter().map(|line| line["rung"].as_u64().unwrap()).collect();
        assert!((1..=rungs).all(|rung| told.contains(&rung)), "{ladder}: {told:?} of {rungs}");
    }
    let (fine, text) = duban(
        &world,
        &["rehearse", "sanming", "--from", "2026-01-05", "--until", "2026-02-05", "--invented", "3", "--withheld"],
    );
    assert!(fine && text.contains("2026-01-05\n  联络员·S01（联络员）rung 1 blue: S01 示例项目01"), "{text}");
    assert!(text.contains("not written") && text.contains("the next rung is not due"), "{text}");
}
