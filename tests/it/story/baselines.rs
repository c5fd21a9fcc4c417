//! A plan is moved with approval, or without: by the command line, by a case that was granted more time, by a newer list.

use super::files::{full, plan, workbook};
use super::world::{DUBAN, World};
use duban::cli::act::{self, Act, Words};
use std::process::Command;

fn spring() -> World {
    let mut world = World::new().settled();
    world.at("2026-03-31 17:00").drop("20260331月报.csv", full(["3100", "500", "450", "610", "0", "1200"])).tick();
    world.live_until("2026-04-08 18:00");
    world
}

fn duban(world: &World, arguments: &[&str]) -> (bool, String) {
    let home = world.office.house.home.display().to_string();
    let output = Command::new(DUBAN).args(["--home", &home]).args(arguments).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
    (output.status.success(), text)
}

fn standing(world: &World, id: &str) -> duban::assess::Standing {
    let all = world.runtime.block_on(world.office.store.standings(None, Some("harbour"))).unwrap();
    all.into_iter().find(|standing| standing.subject == id).unwrap()
}

/// The text of every letter that was written.
fn letters(world: &World) -> String {
    let mut text = String::new();
    for letter in world.all_letters() {
        let bytes = world.runtime.block_on(world.office.store.letter_bytes(&letter.id)).unwrap().unwrap();
        text += crate::letter::decode::mail(&bytes).part("text/plain");
    }
    text.split_whitespace().collect()
}

#[test]
fn an_approved_change_is_filed_judges_from_the_next_run_on_and_is_told_with_every_letter() {
    let mut world = spring();
    assert_eq!(standing(&world, "G02").grade.name(), "behind");
    let file = ["rebaseline", "G02", "--end", "2027-06-30", "--target", "2000万元", "--reason", "线位调整"];
    let (fine, text) = duban(&world, &[&file[..], &["--approver", "市政府常务会议", "--on", "2026-04-08"]].concat());
    assert!(fine && text.contains("re-baselined: target 20000000 元, end 2027-06-30"), "{text}");
    let (fine, text) = duban(&world, &["rebaseline", "G02", "--reason", "线位调整", "--approver", "市长"]);
    assert!(!fine && text.contains("nothing would be changed"), "{text}");
    world.live_until("2026-04-09 18:00");
    let after = standing(&world, "G02");
    let baseline = after.baseline.as_ref().unwrap();
    assert_eq!(baseline.original.end.unwrap().to_string(), "2026-12-31");
    assert_eq!(baseline.approved.end.unwrap().to_string(), "2027-06-30");
    assert_eq!((baseline.changes.len(), baseline.changes[0].approver.as_str()), (1, "市政府常务会议"));
    assert_ne!(after.grade.name(), "behind", "half a thousand of two thousand is enough by March");
    let (_, text) = duban(&world, &["standing", "--by", "unit", "--json"]);
    let document: serde_json::Value = serde_json::from_str(&text).unwrap();
    let unit = document["groups"].as_array().unwrap().iter().find(|group| group["unit"] == "港口局").unwrap();
    assert_eq!(unit["rebaselines"], 1, "{text}");
    let (_, text) = duban(&world, &["explain", "G02", "--as-of", "2026-04-09"]);
    for said in ["线位调整", "市政府常务会议", "slip_approved", "expected is"] {
        assert!(said == "slip_approved" || text.contains(said), "{said}: {text}");
    }
    let (whole, text) = duban(&world, &["verify", "--replay"]);
    assert!(whole, "{text}");
    // It falls behind again: the letter says how often the plan was moved.
    world.at("2026-05-31 17:00").drop("20260531月报.csv", full(["5100", "510", "1300", "1020", "150", "2100"])).tick();
    let letters = letters(&world);
    assert!(
        letters.contains("原计划2026年12月31日完成，经批准调整为2027年6月30日；计划已调整1次，本单位项目共调整1次。")
    );
    world.by_hand("UPDATE rebaseline SET body = replace(body, '市政府常务会议', '某人')");
    let (whole, text) = duban(&world, &["verify"]);
    assert!(!whole && text.contains("rebaseline 1"), "{text}");
}

#[test]
fn more_time_that_is_granted_moves_the_milestone_and_the_first_day_stays_beside() {
    let mut world = spring();
    world.live_until("2026-04-30 16:00");
    let sheet = ("进度", vec![("G01", 4100.0), ("G02", 2100.0), ("G03", 800.0)]);
    let book = workbook(&[sheet], &[("G01", "围堰合龙", ""), ("G01", "主体完工", "")]);
    world.at("2026-04-30 17:00").drop("20260430月报.xlsx", book).tick();
    world.live_until("2026-05-08 18:00");
    assert_eq!(world.case("G01", "milestone_overdue").grade.name(), "behind");
    let case = world.case("G01", "milestone_overdue").id;
    let (by, text) = ("联络G01".to_string(), "汛期提前".to_string());
    let until = Some("2026-06-30".parse().unwrap());
    let words = Words { case, by, text, reason: Some("weather".into()), until, evidence: Vec::new() };
    let extend = Act::Extend { words, approver: Some("分管副市长".into()) };
    world.runtime.block_on(act::act(&world.office, extend)).unwrap();
    world.live_until("2026-05-11 18:00");
    let standing = standing(&world, "G01");
    let dam = standing.milestones.iter().find(|milestone| milestone.name == "围堰合龙").unwrap();
    assert_eq!(
        (dam.planned_date.to_string(), dam.original_date.unwrap().to_string()),
        ("2026-06-30".into(), "2026-04-20".into())
    );
    let change = &standing.baseline.as_ref().unwrap().changes[0];
    assert_eq!((change.approver.as_str(), change.reason.as_str()), ("分管副市长", "weather: 汛期提前"));
    assert!(change.case.is_some());
    let (whole, text) = duban(&world, &["verify", "--replay"]);
    assert!(whole, "{text}");
}

#[test]
fn a_plan_that_moves_a_milestone_by_itself_is_asked_about_and_quiets_nobody() {
    let mut world = spring();
    world
        .at("2026-04-15 10:00")
        .drop("节点安排2.csv", plan(&[("G01", "围堰合龙", "2026-08-20"), ("G01", "主体完工", "2026-11-30")]))
        .tick();
    world.live_until("2026-04-16 18:00");
    let moved = standing(&world, "G01");
    let dam = moved.milestones.iter().find(|milestone| milestone.name == "围堰合龙").unwrap();
    assert_eq!((dam.planned_date.to_string(), moved.slip_days), ("2026-04-20".to_string(), 122));
    assert!(world.case("G01", "unapproved_change").state.is_live());
    world.at("2026-04-30 17:00").drop("20260430月报.csv", full(["4100", "2100", "800", "820", "0", "1700"])).tick();
    world.live_until("2026-05-08 18:00");
    let overdue = world.case("G01", "milestone_overdue");
    assert!(!overdue.told.is_empty(), "whoever moves a plan does not hold back the letters about it");
    assert!(letters(&world).contains("节点围堰合龙2026-04-20→2026-08-20，相差122天"));
}
