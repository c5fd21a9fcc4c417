//! Trajectories other than days in a line: what is due, and from where.

use super::cast::{Bridge, Task, bridge, percent};
use duban::pipeline::course::{Course, Trajectory};
use duban::pipeline::rules::{BehindTarget, Measure};

const NOTHING: [&str; 0] = [];

fn on(course: Course) -> Bridge {
    let mut bridge = bridge();
    let rule = bridge.rules.behind_target.as_mut().unwrap();
    rule.trajectory = Trajectory { name: "own".into(), course, shutdown: Vec::new() };
    bridge
}

fn whole_year(course: Course) -> Bridge {
    let mut bridge = on(course);
    (bridge.start, bridge.end) = (None, None);
    bridge
}

#[test]
fn twelfths_count_whole_months_and_half_of_one_from_the_15th() {
    for (day, due) in [
        ("2026-06-30", "500000"),
        ("2026-06-15", "458333.333333"),
        ("2026-06-14", "416666.666666"),
        ("2026-02-28", "166666.666666"),
        ("2024-02-28", "125000"),
        ("2026-12-31", "1000000"),
    ] {
        assert_eq!(whole_year(Course::Months).reported(&[(day, "1")]).due_on(day), due, "{day}");
    }
    // From March to August: six months, and March counts whole.
    let mut bridge = on(Course::Months);
    (bridge.start, bridge.end) = (Some("2026-03-20"), Some("2026-08-10"));
    assert_eq!(bridge.clone().reported(&[("2026-05-31", "1")]).due_on("2026-05-31"), "500000");
    assert_eq!(bridge.reported(&[("2026-12-31", "1")]).due_on("2026-12-31"), "1000000");
}

#[test]
fn an_s_curve_rises_between_its_points() {
    let curve = || on(Course::from_word("s-curve").unwrap());
    for (day, due) in
        [("2026-01-21", "80000"), ("2026-01-26", "130000"), ("2026-02-20", "500000"), ("2026-04-11", "1000000")]
    {
        assert_eq!(curve().reported(&[(day, "1")]).due_on(day), due, "{day}");
    }
}

#[test]
fn nothing_is_expected_to_grow_in_a_winter_shutdown() {
    let mut bridge = bridge();
    bridge.rules.behind_target.as_mut().unwrap().trajectory.shutdown = vec![1, 2];
    // From 1 January to 11 April: 31 days of March and 11 of April count, of which the first is 1 March.
    assert_eq!(bridge.clone().reported(&[("2026-02-28", "1")]).due_on("2026-02-28"), "0");
    assert_eq!(bridge.clone().reported(&[("2026-03-21", "1")]).due_on("2026-03-21"), "500000");
    assert_eq!(bridge.clone().reported(&[("2026-02-28", "1")]).findings_on("2026-02-28"), NOTHING);
    assert_eq!(bridge.reported(&[("2026-04-11", "1")]).due_on("2026-04-11"), "1000000");
}

#[test]
fn a_table_of_months_is_followed_evenly_within_a_month() {
    let shares = [0, 20, 60, 120, 200, 300, 420, 550, 680, 800, 910, 1000];
    let bridge = || whole_year(Course::Calendar(shares));
    for (day, due) in
        [("2026-06-30", "300000"), ("2026-06-15", "250000"), ("2026-01-31", "0"), ("2026-12-31", "1000000")]
    {
        assert_eq!(bridge().reported(&[(day, "1")]).due_on(day), due, "{day}");
    }
}

#[test]
fn a_task_table_asks_for_what_its_newest_line_says_and_a_project_before_its_class() {
    let mut bridge = on(Course::Table);
    bridge.tasks = vec![
        (None, Some("确保"), "2026-03-31", Task::Percent(20)),
        (None, Some("确保"), "2026-06-30", Task::Percent(45)),
        (None, Some("力争"), "2026-06-30", Task::Percent(99)),
    ];
    assert_eq!(bridge.clone().reported(&[("2026-03-30", "1")]).due_on("2026-03-30"), "0", "nothing before the first");
    assert_eq!(bridge.clone().reported(&[("2026-06-29", "1")]).due_on("2026-06-29"), "200000");
    assert_eq!(bridge.clone().reported(&[("2026-06-30", "1")]).due_on("2026-06-30"), "450000");
    bridge.tasks.push((Some("B"), None, "2026-06-30", Task::Yuan(123_456)));
    assert_eq!(bridge.clone().reported(&[("2026-06-30", "1")]).due_on("2026-06-30"), "123456");
    bridge.tasks.clear();
    assert_eq!(bridge.reported(&[("2026-02-20", "1")]).due_on("2026-02-20"), "500000", "without lines: linear");
}

#[test]
fn milestones_weigh_what_their_plan_says() {
    let mut bridge = on(Course::Milestones);
    bridge.weights = vec![("2026-02-01", 30), ("2026-03-01", 50), ("2026-04-01", 20)];
    for (day, due) in
        [("2026-01-31", "0"), ("2026-02-01", "300000"), ("2026-03-15", "800000"), ("2026-04-01", "1000000")]
    {
        assert_eq!(bridge.clone().reported(&[(day, "1")]).due_on(day), due, "{day}");
    }
}

#[test]
fn last_years_shape_is_followed_where_last_year_is_known() {
    const MONTHS: [(&str, &str); 12] = [
        ("2025-01-31", "0"),
        ("2025-02-28", "10"),
        ("2025-03-31", "50"),
        ("2025-04-30", "100"),
        ("2025-05-31", "200"),
        ("2025-06-30", "300"),
        ("2025-07-31", "400"),
        ("2025-08-31", "500"),
        ("2025-09-30", "600"),
        ("2025-10-31", "700"),
        ("2025-11-30", "900"),
        ("2025-12-31", "1000"),
    ];
    let mut reports = MONTHS.to_vec();
    reports.push(("2026-06-30", "290000"));
    let bridge = whole_year(Course::LastYear).reported(&reports);
    assert_eq!(bridge.due_on("2026-06-30"), "300000");
    let unknown = whole_year(Course::LastYear).reported(&[("2026-07-02", "1")]);
    assert_eq!(unknown.due_on("2026-07-02"), "500000", "182 of 364 days: linear");
}

#[test]
fn what_each_period_adds_is_summed_up_within_its_year() {
    let mut bridge =
        bridge().reported(&[("2025-12-31", "0"), ("2026-01-15", "0"), ("2026-01-31", "0"), ("2026-02-20", "0")]);
    bridge.said = vec![
        ("2025-12-31", "period_amount", "900000"),
        ("2026-01-15", "period_amount", "100000"),
        ("2026-01-31", "period_amount", "150000.5"),
        ("2026-02-20", "period_amount", "200000"),
    ];
    bridge.rules.behind_target.as_mut().unwrap().measure = Measure::PeriodAmount;
    assert_eq!(bridge.standing_on("2026-02-20").actual.unwrap().to_string(), "450000.5");
    assert_eq!(bridge.findings_on("2026-02-20"), NOTHING);
}

#[test]
fn statistics_have_no_january_figure() {
    let mut bridge = bridge().reported(&[("2026-01-31", "1")]);
    assert_eq!(bridge.findings_on("2026-02-05"), ["behind_target behind since 2026-01-31"]);
    bridge.rules.behind_target.as_mut().unwrap().january_merged = true;
    assert_eq!(bridge.findings_on("2026-02-05"), NOTHING);
    assert!(!bridge.judged_on("2026-02-05").judged.contains("B", duban::assess::Rule::BehindTarget));
    bridge.due = vec!["2026-01-31"];
    bridge.reports.clear();
    assert_eq!(bridge.findings_on("2026-02-05"), NOTHING, "and nobody owes one");
}

#[test]
fn every_expected_value_tells_where_it_came_from() {
    let finding = bridge().reported(&[("2026-02-20", "1")]).judged_on("2026-02-20").findings.remove(0);
    let basis = finding.figures.basis.unwrap();
    let input = |name: &str| basis.inputs.iter().find(|i| i.name == name).map(|i| i.value.clone()).unwrap();
    assert_eq!((input("elapsed"), input("span"), input("basis")), ("50".into(), "100".into(), "linear".into()));
    assert_eq!((input("window_from"), input("window_to")), ("2026-01-01".into(), "2026-04-11".into()));
    assert_eq!(basis.rule, "at_risk below 90 % of expected, behind below 75 % of expected, trajectory linear");
    let actual = basis.inputs.iter().find(|i| i.name == "actual").unwrap();
    assert_eq!(actual.place.as_ref().unwrap().cell.as_deref(), Some("B2"));
}

#[test]
fn two_yellows_are_a_red_across_a_years_end_and_old_verdicts_are_not_repainted() {
    let mut bridge = bridge().reported(&[("2025-12-31", "1"), ("2026-02-20", "400000")]);
    (bridge.start, bridge.end) = (Some("2026-01-01"), Some("2026-04-11"));
    bridge.verdicts = vec![("2025-12-31", duban::base::grade::Grade::AtRisk)];
    bridge.rules.behind_target = Some(BehindTarget::linear(percent(90), percent(75)));
    assert_eq!(bridge.findings_on("2026-02-20"), ["behind_target at_risk since 2025-12-31"]);
    bridge.rules.behind_target.as_mut().unwrap().at_risk_in_a_row = Some(2);
    assert_eq!(bridge.findings_on("2026-02-20"), ["behind_target behind since 2025-12-31"]);
    bridge.verdicts = vec![("2025-12-31", duban::base::grade::Grade::OnTrack)];
    assert_eq!(bridge.findings_on("2026-02-20"), ["behind_target at_risk since 2026-02-20"]);
}
