//! What `duban check` says of the shipped pipelines at a fixed instant.

use super::house::shipped;
use duban::cli::check::{Roster, check_report};
use duban::pipeline::policy::Post;
use duban::settings::House;
use std::collections::BTreeMap;

fn roster() -> Roster {
    let post = |scope: &str, role: &str, person: &str| Post {
        scope: scope.into(),
        role: role.into(),
        person: person.into(),
        address: "someone@example.org".into(),
        term: duban::pipeline::policy::Term::default(),
    };
    Roster {
        posts: vec![
            post("P1", "联络员", "甲"),
            post("P2", "联络员", "乙"),
            post("城建局", "责任单位负责人", "丙"),
            post("交通局", "责任单位负责人", "丁"),
            post("交通局", "数据管理员", "戊"),
            post("城建局", "分包领导", "己"),
            post("市督查室", "督查室", "庚"),
        ],
        projects: vec![("P1".into(), Some("城建局".into())), ("P2".into(), Some("交通局".into()))],
    }
}

#[test]
fn the_shipped_pipelines_are_checked_before_any_contact_is_read() {
    let home = shipped();
    let (house, problems) = House::load_with(home.path(), &BTreeMap::new());
    let report = check_report(&house, problems, &BTreeMap::new(), "2014-06-20T00:00:00Z".parse().unwrap());
    insta::assert_snapshot!(report.text(&house, false));
}

#[test]
fn the_report_names_who_would_be_written_to_and_where_nobody_is() {
    let home = shipped();
    let (house, problems) = House::load_with(home.path(), &BTreeMap::new());
    let rosters = BTreeMap::from([("key-projects".to_string(), roster())]);
    // From late November the next year's holidays are asked for, and they have not been announced.
    let report = check_report(&house, problems, &rosters, "2026-11-20T00:00:00Z".parse().unwrap());
    assert!(report.ok && report.warnings > 0);
    let (text, json) = (report.text(&house, false), report.json());
    assert!(!text.contains("@example.org") && !json.contains("@example.org"), "no address is printed");
    insta::assert_snapshot!("named_text", text);
    insta::assert_snapshot!("named_json", json);
}
