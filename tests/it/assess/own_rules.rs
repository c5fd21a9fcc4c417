//! Rules of the user's own: exact at the edges, and never in the way of others.

use super::cast::{bridge, day};
use duban::assess::Rule;
use duban::assess::board::Board;
use duban::assess::sql::{View, WORK_MAX, ask, holds};
use duban::base::grade::Grade;
use duban::base::short::Short;
use duban::pipeline::rules::{Level, Rules, SqlRule};
use duban::pipeline::sql::{OPERATORS_MAX, compile};
use polars::prelude::*;
use proptest::prelude::*;

fn rule(name: &str, when: &str) -> SqlRule {
    SqlRule {
        name: Short::new(name).unwrap(),
        levels: vec![Level {
            when: compile(when).unwrap_or_else(|fault| panic!("{when}: {fault:?}")),
            grade: Grade::AtRisk,
        }],
        text_zh: "自定".to_string(),
        text_en: "own".to_string(),
        show: vec!["cumulative"],
    }
}

/// The bridge has a million yuan in a hundred days; on 20 February half of it is due.
fn hit(cumulative: &'static str, when: &str) -> bool {
    let mut bridge = bridge().reported(&[("2026-02-20", cumulative)]);
    bridge.rules = Rules { sql: vec![rule("mine", when)], ..Rules::default() };
    let assessment = bridge.judged_on("2026-02-20");
    assert_eq!(assessment.failures, []);
    assessment
        .findings
        .iter()
        .any(|finding| finding.subject == "B" && finding.rule == Rule::Own(Short::new("mine").unwrap()))
}

#[test]
fn a_millionth_of_a_yuan_decides() {
    // 万元: half a million yuan is 50; three quarters of it 37.5.
    assert!(!hit("375000", "cumulative < 0.75 * expected"));
    assert!(hit("374999.999999", "cumulative < 0.75 * expected"));
    assert!(hit("375000", "cumulative <= 37.5 AND cumulative >= 37.5 AND cumulative = 37.5"));
    assert!(hit("375000", "percent_of_expected = 75"));
    assert!(!hit("375000.000001", "percent_of_expected <= 75"));
    assert!(hit("400000", "points_below = 10"));
    assert!(!hit("400000.000001", "points_below >= 10"));
    assert!(hit("333333.333333", "cumulative / annual_target < 1 / 3"));
    // A binary float would call 0.1 + 0.2 another figure than 0.3.
    assert!(hit("3000", "cumulative = 0.1 + 0.2"));
}

#[test]
fn unknown_is_not_met_and_nothing_is_divided_by_nothing() {
    assert!(!hit("1", "town = '诸葛'"));
    assert!(!hit("1", "NOT (town = '诸葛')"));
    assert!(hit("1", "town IS NULL"));
    assert!(!hit("1", "cumulative / milestones > 0"));
    assert!(hit("1", "COALESCE(cumulative / milestones, 5) = 5"));
}

#[test]
fn columns_hold_what_they_are_said_to_hold() {
    for when in [
        "project_id = 'B' AND name LIKE '林家%' AND name LIKE '%桥' AND STARTS_WITH(name, '林')",
        "annual_target = 100 AND cumulative = 40 AND expected = 50 AND percent_done = 40 AND percent_expected = 50",
        "start_date = '2026-01-01' AND end_date = '2026-04-11' AND reported_as_of = '2026-02-20' AND as_of = '2026-02-20'",
        "days_since_planned_start = 50 AND months_since_planned_start = 1 AND days_since_report = 0",
        "reports = 1 AND unchanged = 0 AND missing = 0 AND milestones = 0 AND milestones_done = 0 AND days_overdue IS NULL",
        "started AND NOT completed AND completed = FALSE",
        "end_date - as_of = 50 AND town IN ('诸葛') IS NULL",
        "CASE WHEN started THEN 5 ELSE 1.5 END = 5 AND ABS(0 - 3.25) = 3.25",
    ] {
        assert!(hit("400000", when), "{when}");
    }
}

#[test]
fn the_longest_rule_is_judged() {
    let terms = vec!["0.000001"; OPERATORS_MAX - 1].join("+");
    assert!(hit("400000", &format!("cumulative > {terms}")));
    let any = vec!["started"; OPERATORS_MAX - 40].join(" AND ");
    assert!(hit("400000", &any));
}

fn board(rows: usize) -> Board {
    let subjects: Vec<String> = (0..rows).map(|n| format!("P{n:04}")).collect();
    let text = |name: &str| Column::new_empty(name.into(), &DataType::String);
    let mut columns = vec![Column::new("row".into(), (0..rows as u32).collect::<Vec<_>>())];
    columns.extend(["subject", "name"].map(|name| Column::new(name.into(), &subjects)));
    for name in ["class", "category", "unit_name", "town", "file", "sheet", "cell"] {
        columns.push(text(name).extend_constant(AnyValue::Null, rows).unwrap());
    }
    for (name, value) in [
        ("target", 9_999_999_999_999_999_999i128),
        ("actual", 7),
        ("due_num", 4_999_999_999_999_999_999 * 100),
        ("due_den", 100),
    ] {
        columns.push(Column::new(name.into(), vec![value; rows]));
    }
    for name in ["start", "end", "reported_as_of", "evidence"] {
        columns.push(Column::new(name.into(), vec![20_000i64; rows]));
    }
    for name in ["reports", "unchanged", "missing", "total", "done"] {
        columns.push(Column::new(name.into(), vec![0u32; rows]));
    }
    for name in ["started", "completed"] {
        columns.push(Column::new(name.into(), vec![false; rows]));
    }
    let milestones = DataFrame::new(
        0,
        vec![
            Column::new_empty("row".into(), &IDX_DTYPE),
            Column::new_empty("planned".into(), &DataType::Int64),
            Column::new_empty("actual".into(), &DataType::Int64),
        ],
    );
    Board {
        as_of: day("2026-02-20"),
        projects: DataFrame::new(rows, columns).unwrap(),
        reports: DataFrame::empty(),
        milestones: milestones.unwrap(),
    }
}

#[test]
fn the_largest_figures_fit_and_too_much_work_is_a_failure_of_that_rule_alone() {
    let board = board(3);
    let view = View::of(&board).unwrap();
    for when in ["percent_of_expected < 60.123456", "points_below >= 10.00001", "cumulative < 0.123456 * expected"] {
        assert_eq!(holds(&view, &compile(when).unwrap(), WORK_MAX).map(|mask| mask.len()), Ok(3), "{when}");
    }
    let why = holds(&view, &compile("NOT started").unwrap(), 2).unwrap_err();
    assert!(why.contains("more than 2 in one run"), "{why}");
    let (found, failed) = ask(&board, &[rule("one", "NOT started"), rule("two", "started")]).unwrap();
    assert_eq!((found.iter().map(|found| found.frame.height()).sum::<usize>(), failed.len()), (3, 0));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    /// `cumulative < p × expected` against whole numbers.
    #[test]
    fn a_decision_is_that_of_exact_arithmetic(millionths in 0i128..1_000_000_000_000, thousandths in 1i128..2_000) {
        let board = board(1);
        let mut projects = board.projects.clone();
        projects.with_column(Column::new("actual".into(), [millionths])).unwrap();
        projects.with_column(Column::new("target".into(), [700_000_000_000i128])).unwrap();
        projects.with_column(Column::new("due_num".into(), [700_000_000_000i128 * 211])).unwrap();
        projects.with_column(Column::new("due_den".into(), [365i128])).unwrap();
        let view = View::of(&Board { projects, ..board }).unwrap();
        let when = format!("cumulative < {}.{:03} * expected", thousandths / 1000, thousandths % 1000);
        let mask = holds(&view, &compile(&when).unwrap(), WORK_MAX).unwrap();
        let exact = millionths * 365 * 1000 < thousandths * 700_000_000_000 * 211;
        prop_assert_eq!(mask.get(0), Some(exact));
    }
}
