//! What checks cost in a running office: a file refused whole, a broken file of one unit, a file that two pipelines match,
//! a table that goes stale, a list that changes.

use super::files::{full, furnish, register_of, report, workbook};
use super::world::World;
use duban::audit::record::FileState;
use std::collections::BTreeMap;
use tempfile::TempDir;

/// The office before its first day, with its pipeline files as a story needs them.
fn house(change: impl Fn(&std::path::Path)) -> (TempDir, World) {
    let folder = tempfile::tempdir().unwrap();
    furnish(folder.path(), "all");
    change(folder.path());
    let world = World::open(folder.path(), BTreeMap::new()).settled();
    (folder, world)
}

/// Replaces a part of the monthly pipeline.
fn monthly(home: &std::path::Path, from: &str, to: &str) {
    let path = home.join("pipelines/monthly.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{from}");
    std::fs::write(path, text.replace(from, to)).unwrap();
}

const MILESTONES: &str = "[[tables]]\ndataset = \"milestones\"\n";

#[test]
fn a_file_that_fails_its_checks_is_taken_whole_or_not_at_all() {
    let (_home, mut world) = house(|home| {
        let limit = "dataset = \"progress\"\nrefuse_file = \"more than 30 % of rows refused\"";
        monthly(home, "dataset = \"progress\"", limit);
    });
    world.at("2026-03-31 17:00").drop("20260331月报.csv", full(["约3100", "约1500", "450", "610", "0", "1200"])).tick();
    let case = world.case("monthly/20260331月报.csv", "unreadable_file");
    assert!(case.figures.text.as_deref().unwrap().starts_with("checks_failed: 2 of 6 rows of progress were refused"));
    assert!(!world.standings().contains("reported 2026-03-31"), "{}", world.standings());
    let runs = world.runtime.block_on(world.office.store.runs(None)).unwrap();
    let run = runs.iter().find(|run| run.rejects.len() == 2).expect("the wrong cells are in the run log");
    let sheet = &run.files[0].sheets[0];
    assert_eq!((run.files[0].state, sheet.accepted, sheet.refused), (FileState::Unreadable, 0, 6));
    assert_eq!(sheet.rows, sheet.accepted + sheet.refused + sheet.set_aside);
    // Corrected and sent again under its own name.
    world.at("2026-03-31 18:00").drop("20260331月报.csv", full(["3100", "1500", "450", "610", "0", "1200"])).tick();
    assert!(!world.case("monthly/20260331月报.csv", "unreadable_file").state.is_live());
    assert!(world.standings().contains("reported 2026-03-31"), "{}", world.standings());
}

#[test]
fn each_broken_file_is_a_matter_of_its_own_for_the_unit_that_it_names() {
    let (_home, mut world) = house(|_| ());
    let broken = b"PK\x03\x04 and then the power went".to_vec();
    world
        .at("2026-03-31 17:00")
        .drop("20260331月报港口局.xlsx", broken.clone())
        .drop("20260331月报住建局.xlsx", [broken.as_slice(), b"."].concat())
        .drop("20260331月报.xlsx", [broken.as_slice(), b".."].concat())
        .tick();
    let unit = |world: &World, name: &str| world.case(&format!("monthly/{name}"), "unreadable_file").unit_name;
    assert_eq!(unit(&world, "20260331月报港口局.xlsx").as_deref(), Some("港口局"));
    assert_eq!(unit(&world, "20260331月报住建局.xlsx").as_deref(), Some("住建局"));
    assert_eq!(unit(&world, "20260331月报.xlsx"), None);
    let told = world.case("monthly/20260331月报港口局.xlsx", "unreadable_file").told;
    assert_eq!(
        told.iter().map(|told| told.name.as_str()).collect::<Vec<_>>(),
        ["港口局统计员"],
        "its keeper, not the office"
    );
    let office = world.case("monthly/20260331月报.xlsx", "unreadable_file").told;
    assert_eq!(office.iter().map(|told| told.name.as_str()).collect::<Vec<_>>(), ["督查科长"]);
    // The housing bureau's good file says nothing of the harbour bureau's.
    world
        .at("2026-04-01 10:00")
        .drop("20260331月报（住）.csv", report(&[("J01", "610"), ("J02", "0"), ("J03", "1200")]))
        .tick();
    let live = |world: &World, name: &str| world.case(&format!("monthly/{name}"), "unreadable_file").state.is_live();
    assert!(!live(&world, "20260331月报住建局.xlsx") && live(&world, "20260331月报港口局.xlsx"));
    world
        .at("2026-04-01 11:00")
        .drop("20260331月报（港）.csv", report(&[("G01", "3100"), ("G02", "1500"), ("G03", "450")]))
        .tick();
    assert!(!live(&world, "20260331月报港口局.xlsx"));
}

#[test]
fn a_file_that_two_pipelines_match_is_read_by_each_of_them_once() {
    let (_home, mut world) = house(|home| {
        monthly(home, MILESTONES, "");
        let nodes = "title = \"节点\"\nportfolio = \"harbour\"\ntimezone = \"Asia/Shanghai\"\ncalendar = \"cn\"\n\
            [schedule]\ncron = \"0 9 1 * *\"\nperiod = \"month\"\n[source]\nfolder = \"inbox\"\nmatch = [\"2026*报*\"]\n\
            [[tables]]\ndataset = \"milestones\"\n[escalation]\npolicy = \"harbour\"\n";
        std::fs::write(home.join("pipelines/nodes.toml"), nodes).unwrap();
    });
    let rows = vec![("G01", 3100.0), ("G02", 1500.0)];
    world
        .at("2026-03-31 17:00")
        .drop("20260331月报.xlsx", workbook(&[("进度", rows)], &[("G01", "围堰合龙", "")]))
        .tick();
    let read = |world: &World| {
        let runs = world.runtime.block_on(world.office.store.runs(None)).unwrap();
        let of = |run: &duban::store::RunRow| run.files.iter().any(|file| file.name == "20260331月报.xlsx");
        runs.iter().filter(|run| of(run)).map(|run| (run.slot.pipeline.clone(), run.files[0].state)).collect::<Vec<_>>()
    };
    let mut pipelines = read(&world);
    pipelines.sort_by(|a, b| a.0.cmp(&b.0));
    assert_eq!(pipelines, [("monthly".to_string(), FileState::Accepted), ("nodes".to_string(), FileState::Accepted)]);
    world.restart();
    world.at("2026-03-31 18:00").tick();
    assert_eq!(read(&world).len(), 2, "each of them once");
}

#[test]
fn a_table_that_no_longer_comes_inside_its_file_goes_stale_and_is_said_once() {
    let (_home, mut world) = house(|home| {
        let check = "dataset = \"milestones\"\n[[tables.checks]]\ncheck = \"fresh\"\nperiods = 1\nlevel = \"fail\"\n";
        monthly(home, "dataset = \"milestones\"\n", check);
    });
    let figures = |cumulative: f64| vec![("进度", vec![("G01", cumulative)])];
    world
        .at("2026-03-31 17:00")
        .drop("20260331月报.xlsx", workbook(&figures(3100.0), &[("G01", "围堰合龙", "")]))
        .tick();
    world.at("2026-04-30 17:00").drop("20260430月报.xlsx", workbook(&figures(4100.0), &[])).tick();
    world.live_until("2026-05-20 18:00");
    assert!(!world.cases().contains("monthly stale"), "one period behind is allowed: {}", world.cases());
    world.at("2026-05-31 17:00").drop("20260531月报.xlsx", workbook(&figures(5100.0), &[])).tick();
    world.live_until("2026-06-05 18:00");
    let case = world.case("monthly", "stale");
    assert_eq!((case.figures.reports, case.figures.text.as_deref()), (Some(2), Some("节点完成情况")));
    assert!(!world.all_cases().iter().any(|case| case.rule.name() == "missing_file" && case.state.is_live()));
    let newest = workbook(&figures(5150.0), &[("G01", "围堰合龙", "2026-04-18")]);
    world.at("2026-06-08 10:00").drop("20260531月报（补）.xlsx", newest).tick();
    assert!(!world.case("monthly", "stale").state.is_live(), "{}", world.cases());
    // A whole file that never comes is missing, not stale as well.
    world.live_until("2026-08-10 18:00");
    assert!(world.case("monthly", "missing_file").state.is_live());
    assert!(!world.case("monthly", "stale").state.is_live(), "{}", world.cases());
}

#[test]
fn a_new_list_says_who_left_who_joined_and_whose_target_changed() {
    let (_home, mut world) = house(|_| ());
    assert!(!world.runs().contains("joined_the_list"), "a first list changes nothing");
    world.at("2026-03-25 09:00").drop("2026项目清单（新）.xlsx", register_of(25, &["G03"])).tick();
    assert!(world.runs().contains("left_the_list"), "{}", world.runs());
    assert!(world.runs().contains("G03 冷链物流园 is not on the new register"), "{}", world.runs());
    let list = "项目编号,项目名称,责任单位,年度计划投资（万元）,开工时间,竣工时间\n\
        G01,东港码头扩建,港口局,9000,2026-01-01,2026-12-31\nG02,疏港铁路,港口局,6000,2026-02-01,2026-12-31\n\
        J01,老城管网改造,住建局,约2400,2026-01-01,2026-12-31\nJ02,海滨公园,住建局,1200,2026-05-06,2026-12-31\n\
        J03,第三中学迁建,住建局,4800,2026-01-01,2026-12-31\nJ04,体育馆,住建局,500,2026-01-01,2026-12-31\n";
    world.at("2026-03-26 09:00").drop("2026项目清单（再）.csv", list.as_bytes().to_vec()).tick();
    let runs = world.runs();
    for said in [
        "G01 东港码头扩建: annual_target 12000万元 → 9000万元",
        "G02 疏港铁路: start_date 2026-01-01 → 2026-02-01",
        "J04 体育馆 is new on the register",
    ] {
        assert!(runs.contains(said), "{said}\n{runs}");
    }
    assert!(!runs.contains("J01 老城管网改造 is not on the new register"), "its row was refused: {runs}");
}

#[test]
fn history_is_kept_and_nobody_accused_where_no_rule_judges() {
    let (_home, mut world) = house(|home| {
        let path = home.join("pipelines/monthly.toml");
        let text = std::fs::read_to_string(&path).unwrap();
        let (head, rest) = text.split_once("[rules.behind_target]").unwrap();
        let (_, escalation) = rest.split_once("[escalation]").unwrap();
        std::fs::write(path, format!("{head}[escalation]{escalation}")).unwrap();
    });
    world.at("2026-03-31 17:00").drop("20260331月报.csv", full(["3100", "1500", "450", "610", "0", "1200"])).tick();
    world.live_until("2026-04-08 18:00");
    assert!(!world.cases().contains("missing_file"), "the report was accepted: {}", world.cases());
    world.at("2026-04-30 17:00").drop("20260430月报.csv", full(["2900", "1900", "450", "610", "0", "1500"])).tick();
    let runs = world.runs();
    assert!(runs.contains("cumulative_decreased G01"), "a fall is refused without a word: {runs}");
    // Who is judged by nothing is not said to be well, and is what he last reported.
    let standings = world.standings();
    let of = |id: &str| standings.lines().find(|line| line.contains(id)).unwrap_or_else(|| panic!("{standings}"));
    assert!(of("G02").contains("exempt") && of("G02").contains("1900"), "{standings}");
    assert!(of("G01").contains("3100"), "{standings}");
    // A month for which nobody reports is still missed.
    world.live_until("2026-06-10 18:00");
    assert!(world.case("monthly", "missing_file").state.is_live(), "{}", world.cases());
}
