//! Points of rungs: taken when a rung is told, once, and taken back when it was told on wrong figures.

use super::files::full;
use super::world::World;

const LADDERS: &str = r#"
[[policies.harbour.routes]]
rule   = ["behind_target"]
policy = "points"

[[policies.points.project]]
name   = "contact"
label  = "项目联络人"
posts  = ["联络人 of project"]
reply  = "3 workdays"
ask    = "请核实原因。"

[[policies.points.project]]
name   = "letter"
label  = "专函督办"
posts  = ["局长 of unit"]
after  = "2 yellows"
reply  = "3 workdays"
points = "-1"
ask    = "请牵头整改。"

[[policies.points.project]]
name   = "talk"
label  = "约谈"
posts  = ["分管副市长 of unit"]
enter  = "behind"
after  = "5 workdays"
reply  = "5 workdays"
points = "-2"
ask    = "请约谈。"

[[policies.points.data]]
name  = "keeper"
label = "统计员"
posts = ["统计员 of unit"]
reply = "2 workdays"
ask   = "请更正。"
"#;

/// `G02 -2 -2000000`: of what, and how many millionths.
fn ledger(world: &World) -> Vec<String> {
    let entries = world.ask("SELECT body FROM score_entry ORDER BY seq, n");
    let entries = entries.iter().map(|body| serde_json::from_str::<duban::assess::scores::Entry>(body).unwrap());
    entries.map(|e| format!("{} {} {} {}", e.unit_name, e.project.unwrap(), e.kind, e.points)).collect()
}

#[test]
fn a_red_costs_two_points_once_and_a_wrong_one_gives_them_back() {
    let mut world = World::with_more("", LADDERS);
    world.at("2026-03-31 17:00").drop("20260331月报.csv", full(["3100", "500", "450", "610", "0", "1200"])).tick();
    assert_eq!(world.case("G02", "behind_target").rung, 3, "straight to the talk");
    let taken = ["港口局 G02 督办 -2"];
    assert_eq!(ledger(&world), taken);
    world.live_until("2026-04-02 18:00");
    assert_eq!(ledger(&world), taken, "once, and nothing for the rung that was passed over");
    // The figure was wrong: 1500 and not 500.
    let right = full(["3100", "1500", "450", "610", "0", "1200"]);
    world.at("2026-04-03 10:00").drop("20260331月报更正.csv", right).tick();
    assert!(!world.case("G02", "behind_target").state.is_live());
    assert_eq!(ledger(&world), ["港口局 G02 督办 -2", "港口局 G02 督办 2"]);
}
