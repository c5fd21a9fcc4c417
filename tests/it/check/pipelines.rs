//! Pipeline files, policies: every problem at once.

use super::{calendars, policies, shown};
use duban::base::problem::Problem;
use duban::pipeline::Pipeline;
use duban::pipeline::check::{Named, check_all};
use duban::pipeline::dataset::Dataset;
use duban::pipeline::policy::{self, Post, vacancies};
use std::collections::BTreeMap;

fn check(files: &[(&str, &str)]) -> (Vec<Pipeline>, Vec<Problem>) {
    let named = |(name, text): &(&str, &str)| Named {
        name: (*name).to_string(),
        file: format!("pipelines/{name}.toml"),
        text: (*text).to_string(),
    };
    let files: Vec<Named> = files.iter().map(named).collect();
    check_all(&files, &policies(), &calendars())
}

fn picture(name: &str, text: &str) -> String {
    let (pipelines, problems) = check(&[(name, text)]);
    let errors = duban::base::problem::has_errors(&problems);
    assert_eq!(pipelines.is_empty(), errors, "a pipeline with an error is not given, one without is");
    shown(&problems, text)
}

#[test]
fn ten_faults_and_more_are_named_at_once() {
    insta::assert_snapshot!(picture("ten-faults", include_str!("bad/ten-faults.toml")));
}

#[test]
fn every_problem_of_a_bucket_is_named_and_a_folder_beside_it_is_one() {
    let text = include_str!("bad/buckets.toml");
    let alone = text.replace("folder = \"inbox\"\n", "");
    let without = text.replace("bucket = \"Reports 2026\"\n", "");
    let pictures = [picture("buckets", text), picture("buckets", &alone), picture("buckets", &without)];
    insta::assert_snapshot!(pictures.join("\n"));
}

#[test]
fn what_is_not_toml_is_named_with_its_places() {
    insta::assert_snapshot!(picture("not-toml", include_str!("bad/not-toml.toml")));
}

#[test]
fn a_rule_without_its_column_is_named() {
    insta::assert_snapshot!(picture("rule", include_str!("bad/rule-without-its-column.toml")));
}

#[test]
fn every_problem_of_checks_is_named_with_its_line() {
    insta::assert_snapshot!(picture("checks", include_str!("bad/checks.toml")));
}

#[test]
fn gaps_in_cut_offs_and_folders_outside_are_named() {
    insta::assert_snapshot!(picture("gaps", include_str!("bad/cut-offs-with-gaps.toml")));
}

#[test]
fn faults_of_indicators_quotas_and_scores_are_named_at_once() {
    insta::assert_snapshot!(picture("measures", include_str!("bad/measures.toml")));
}

#[test]
fn warnings_do_not_keep_a_pipeline_from_working() {
    insta::assert_snapshot!(picture("warnings", include_str!("bad/warnings-only.toml")));
}

#[test]
fn every_problem_of_an_escalation_file_is_named_at_once() {
    let text = include_str!("bad/escalation.toml");
    let (policies, problems) = policy::parse("config/escalation.toml", text, &BTreeMap::new());
    assert!(policies.is_empty(), "a ladder with a rung missing would climb past somebody");
    insta::assert_snapshot!(shown(&problems, text));
}

#[test]
fn an_empty_file_is_no_panic() {
    for text in ["", "\n", "tables = 1", "[[source]]", "rules = []", "[rules]\nstalled = 1", "schedule.cron = {}"] {
        assert!(!check(&[("empty", text)]).1.is_empty(), "{text}");
        let (_, problems) = policy::parse("config/escalation.toml", text, &BTreeMap::new());
        assert!(!problems.is_empty(), "{text}");
    }
}

const PLAIN: &str = "title = \"t\"\nportfolio = \"p\"\ntimezone = \"Asia/Shanghai\"\n[source]\nfolder = \"inbox\"\nmatch = [\"*台账*\"]\n";

#[test]
fn a_header_given_to_one_column_no_longer_means_another() {
    let text = format!(
        "{PLAIN}[[tables]]\ndataset = \"progress\"\n[tables.columns]\ncumulative = [\"本期完成投资（亿元）\"]\n"
    );
    let (pipelines, problems) = check(&[("one", &text)]);
    assert!(problems.is_empty(), "{problems:?}");
    let table = &pipelines[0].tables[0];
    let headers = |name: &str| table.columns.iter().find(|c| c.name == name).unwrap().headers.clone();
    assert_eq!(headers("cumulative")[0], "本期完成投资");
    assert!(headers("cumulative").contains(&"累计完成投资".to_string()), "the usual headers are still known");
    assert!(!headers("period_amount").contains(&"本期完成投资".to_string()));
    let all: Vec<_> = table.columns.iter().map(|c| c.name).collect();
    let canonical: Vec<_> = Dataset::Progress.columns().iter().map(|c| c.name).collect();
    assert_eq!(all, canonical, "every column of the dataset, in its order");
}

#[test]
fn a_header_of_two_rows_may_be_listed_as_it_is_shown() {
    let listed = "cumulative = [\"完成产值（万元） / 累计（万元）\"]";
    let text = format!("{PLAIN}[[tables]]\ndataset = \"progress\"\n[tables.columns]\n{listed}\n");
    let (pipelines, problems) = check(&[("one", &text)]);
    assert!(problems.is_empty(), "{problems:?}");
    let column = pipelines[0].tables[0].columns.iter().find(|column| column.name == "cumulative").unwrap();
    assert!(column.headers.contains(&"完成产值累计".to_string()), "{:?}", column.headers);
}

#[test]
fn no_usual_header_means_two_columns() {
    for dataset in Dataset::ALL {
        let mut seen = BTreeMap::new();
        for column in dataset.columns() {
            for header in column.headers {
                let other = seen.insert(duban::pipeline::headers::normalise(header), column.name);
                assert!(other.is_none_or(|o| o == column.name), "{}: {header}", dataset.name());
            }
        }
    }
}

#[test]
fn pipelines_of_one_portfolio_share_one_ladder() {
    let table = "[[tables]]\ndataset = \"register\"\n";
    let with = format!("{PLAIN}{table}[escalation]\npolicy = \"key-projects\"\n");
    let without = format!("{}{table}", PLAIN.replace("Shanghai", "Tokyo"));
    let (_, problems) = check(&[("one", &with), ("two", &without)]);
    let messages: Vec<_> = problems.iter().map(|p| format!("{}: {}", p.file, p.message)).collect();
    insta::assert_snapshot!(messages.join("\n"));
}

#[test]
fn a_broken_neighbour_does_not_make_its_tables_missing() {
    let progress = include_str!("../../../pipelines/progress.toml");
    let (pipelines, problems) = check(&[("progress", progress), ("register", "title = ")]);
    assert!(problems.iter().all(|p| p.file == "pipelines/register.toml"), "{problems:?}");
    assert_eq!(pipelines.len(), 1);
    let (_, alone) = check(&[("progress", progress)]);
    assert!(alone.iter().any(|p| p.message.contains("register.annual_target")), "{alone:?}");
}

#[test]
fn vacant_rungs_bad_addresses_and_double_posts_are_named_without_an_address() {
    let post = |scope: &str, role: &str, person: &str, address: &str| Post {
        scope: scope.into(),
        role: role.into(),
        person: person.into(),
        address: address.into(),
        term: policy::Term::default(),
    };
    let posts = [
        post("P1", "联络员", "甲", "jia@example.org"),
        post("P2", "联络员", "乙", "yi at example.org"),
        post("城建局", "责任单位负责人", "丙", "bing@example.org"),
        post("城建局", "责任单位负责人", "丙", "bing@example.org"),
        post("市督查室", "督查室", "丁", "ding@example.org"),
    ];
    let projects = [("P1", Some("城建局")), ("P2", Some("交通局")), ("P3", None)];
    let policy = &policies()["key-projects"];
    let text = shown(&vacancies(policy, &posts, &projects), "");
    assert!(!text.contains("example.org, one") || !text.contains("yi at"), "no address in a message");
    insta::assert_snapshot!(text);
}

#[test]
fn a_route_names_another_policy_that_there_is() {
    let rung = |ladder: &str| {
        format!(
            "[[policies.a.{ladder}]]\nname = \"x\"\nlabel = \"x\"\nposts = [\"x of unit\"]\nreply = \"1 workday\"\nask = \"x\"\n"
        )
    };
    let ladders = format!("{}{}", rung("project"), rung("data"));
    let both = format!("{ladders}{}", ladders.replace("policies.a", "policies.fast"));
    let route = |name: &str| format!("{both}[[policies.a.routes]]\nrule = [\"stalled\"]\npolicy = \"{name}\"\n");
    let (policies, problems) = policy::parse("e.toml", &route("fast"), &BTreeMap::new());
    assert!(problems.is_empty(), "{problems:?}");
    assert_eq!(policies["a"].routes[0].policy, "fast");
    for wrong in ["fats", "a"] {
        let (_, problems) = policy::parse("e.toml", &route(wrong), &BTreeMap::new());
        assert_eq!(problems.len(), 1);
        assert!(problems[0].message.contains(&format!("no other policy `{wrong}`")), "{problems:?}");
    }
}
