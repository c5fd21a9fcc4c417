//! The trajectory and what is measured by it: behind, stalled, not started, not reported.

use super::cast::{bridge, percent, points};
use duban::pipeline::rules::BehindTarget;

const NOTHING: [&str; 0] = [];

#[test]
fn the_bands_of_expected_end_exactly_where_they_say() {
    // On the 50th of 100 days 500 000 are due: at risk below 450 000, behind below 375 000.
    for (yuan, expected) in [
        ("450000", None),
        ("449999.99", Some("behind_target at_risk since 2026-02-20")),
        ("375000", Some("behind_target at_risk since 2026-02-20")),
        ("374999.99", Some("behind_target behind since 2026-02-20")),
    ] {
        let found = bridge().reported(&[("2026-02-20", yuan)]).findings_on("2026-02-20");
        assert_eq!(found.first().map(String::as_str), expected, "{yuan}");
    }
}

#[test]
fn points_are_of_the_target_and_the_edge_belongs_to_the_band() {
    let mut bridge = bridge();
    bridge.rules.behind_target = Some(BehindTarget::linear(points(5), points(10)));
    for (yuan, expected) in [
        ("450000.01", None),
        ("450000", Some("behind_target at_risk since 2026-02-20")),
        ("400000.01", Some("behind_target at_risk since 2026-02-20")),
        ("400000", Some("behind_target behind since 2026-02-20")),
    ] {
        let found = bridge.clone().reported(&[("2026-02-20", yuan)]).findings_on("2026-02-20");
        assert_eq!(found.first().map(String::as_str), expected, "{yuan}");
    }
}

#[test]
fn thirds_are_decided_without_rounding() {
    // 3 days, 1 yuan: after the first day one third is due; 90 % of it are 0.3 exactly.
    let mut bridge = bridge();
    (bridge.target, bridge.end) = (Some(1), Some("2026-01-04"));
    assert_eq!(bridge.clone().reported(&[("2026-01-02", "0.3")]).findings_on("2026-01-02"), NOTHING);
    let found = bridge.reported(&[("2026-01-02", "0.299999")]).findings_on("2026-01-02");
    assert_eq!(found, ["behind_target at_risk since 2026-01-02"]);
}

#[test]
fn the_trajectory_is_clipped_to_the_year_of_the_report() {
    let mut bridge = bridge();
    (bridge.start, bridge.end) = (Some("2024-05-01"), Some("2028-05-01"));
    let standing = bridge.clone().reported(&[("2026-01-01", "1")]).standing_on("2026-01-01");
    assert_eq!(standing.expected.unwrap().to_string(), "0");
    let standing = bridge.clone().reported(&[("2026-12-31", "1")]).standing_on("2026-12-31");
    assert_eq!(standing.expected.unwrap().to_string(), "1000000");
    // In January the December report is still measured by its own year, not by the new one.
    let standing = bridge.reported(&[("2026-12-31", "1")]).standing_on("2027-01-15");
    assert_eq!(standing.expected.unwrap().to_string(), "1000000");
}

#[test]
fn a_leap_year_has_a_day_more() {
    let mut bridge = bridge();
    (bridge.start, bridge.end, bridge.target) = (None, None, Some(365));
    let standing = bridge.clone().reported(&[("2024-12-30", "1")]).standing_on("2024-12-30");
    assert_eq!(standing.expected.unwrap().to_string(), "364", "364 of 365 days between the first and the last of 2024");
    bridge.target = Some(364);
    let standing = bridge.reported(&[("2026-12-30", "1")]).standing_on("2026-12-30");
    assert_eq!(standing.expected.unwrap().to_string(), "363");
}

#[test]
fn being_behind_dates_from_the_first_report_of_the_unbroken_run() {
    let bridge = bridge().reported(&[
        ("2026-01-20", "1"),
        ("2026-02-10", "400000"),
        ("2026-03-01", "400001"),
        ("2026-03-22", "400002"),
    ]);
    assert_eq!(bridge.findings_on("2026-03-22")[0], "behind_target behind since 2026-03-01");
}

#[test]
fn the_figure_is_held_against_its_own_day_and_not_against_today() {
    let bridge = bridge().reported(&[("2026-01-21", "200000")]);
    assert_eq!(bridge.findings_on("2026-04-30"), NOTHING, "nobody is late for a report that nobody asked for yet");
}

#[test]
fn stalled_counts_reports_after_the_one_they_equal() {
    let reports =
        [("2026-01-11", "900000"), ("2026-01-21", "900000"), ("2026-01-31", "900000"), ("2026-02-10", "900000")];
    assert_eq!(bridge().reported(&reports[..3]).findings_on("2026-02-10"), NOTHING, "two equal the first");
    assert_eq!(bridge().reported(&reports).findings_on("2026-02-10"), ["stalled stalled since 2026-01-11"]);
    let mut done = reports;
    done.iter_mut().for_each(|report| report.1 = "1000000");
    assert_eq!(bridge().reported(&done).findings_on("2026-02-10"), NOTHING, "there is nothing left to do");
}

#[test]
fn not_started_is_found_the_day_after_the_planned_start_and_not_on_it() {
    assert_eq!(bridge().reported(&[("2026-01-01", "0")]).findings_on("2026-01-01"), NOTHING);
    let found = bridge().reported(&[("2026-01-02", "0")]).findings_on("2026-01-02");
    assert_eq!(found, ["not_started not_started since 2026-01-01"], "and it is not behind as well");
    assert_eq!(
        bridge().reported(&[("2026-01-02", "0.01")]).findings_on("2026-01-02")[0],
        "behind_target behind since 2026-01-02"
    );
}

#[test]
fn a_missing_report_counts_once_its_deadline_has_passed_and_only_if_others_came() {
    let mut bridge = bridge().reported(&[("2026-01-31", "300000")]);
    assert_eq!(bridge.findings_on("2026-03-03"), NOTHING);
    bridge.due = vec!["2026-01-31", "2026-02-28"];
    assert_eq!(bridge.findings_on("2026-03-03"), ["not_reported not_reported since 2026-02-28"]);
    bridge.rules.not_reported.as_mut().unwrap().periods = 2;
    assert_eq!(bridge.findings_on("2026-03-03"), NOTHING);
    bridge.due.push("2026-03-31");
    assert_eq!(bridge.findings_on("2026-04-03"), ["not_reported not_reported since 2026-02-28"]);
}

#[test]
fn without_a_target_nobody_is_graded_well() {
    let mut bridge = bridge().reported(&[("2026-01-31", "300000")]);
    bridge.target = None;
    assert_eq!(bridge.standing_on("2026-01-31").grade.name(), "no_baseline");
    bridge.rules.behind_target = Some(BehindTarget::linear(percent(90), percent(75)));
    assert_eq!(bridge.findings_on("2026-01-31"), NOTHING);
}
