//! Milestones: overdue needs evidence, due soon counts working days.

use super::cast::{Bridge, bridge};
use duban::assess::Rule;

const NOTHING: [&str; 0] = [];

/// The bridge is on time with money; its span is to close on Monday 20 April.
fn span() -> Bridge {
    let mut bridge = bridge().reported(&[("2026-03-31", "990000")]);
    bridge.milestones = vec![("合龙", "2026-04-20", None)];
    bridge.milestones_as_of = Some("2026-03-31");
    bridge
}

#[test]
fn due_soon_begins_five_working_days_ahead_and_ends_on_the_day() {
    assert_eq!(span().findings_on("2026-04-10"), NOTHING, "six working days ahead");
    assert_eq!(span().findings_on("2026-04-13"), ["milestone_overdue at_risk since 2026-04-13"]);
    assert_eq!(span().findings_on("2026-04-20"), ["milestone_overdue at_risk since 2026-04-20"]);
}

#[test]
fn past_its_day_without_a_report_it_is_pending_and_neither_overdue_nor_recovered() {
    let assessment = span().judged_on("2026-04-21");
    assert!(assessment.findings.iter().all(|finding| finding.subject != "B"), "{:?}", assessment.findings);
    assert!(!assessment.judged.contains("B", Rule::MilestoneOverdue));
}

#[test]
fn a_report_of_a_later_day_that_shows_it_undone_makes_it_overdue() {
    let mut span = span();
    span.milestones_as_of = Some("2026-04-20");
    assert_eq!(
        span.findings_on("2026-04-30"),
        NOTHING,
        "a report of the day itself may have been written in the morning"
    );
    span.milestones_as_of = Some("2026-04-30");
    assert_eq!(span.findings_on("2026-04-30"), ["milestone_overdue behind since 2026-04-20"]);
    assert_eq!(span.standing_on("2026-04-30").slip_days, 10);
    span.milestones[0].2 = Some("2026-04-25");
    assert_eq!(span.findings_on("2026-04-30"), NOTHING);
    assert_eq!(span.standing_on("2026-04-30").slip_days, 5);
}

#[test]
fn a_report_that_should_show_it_and_is_missing_is_evidence_too() {
    let mut span = span();
    span.due = vec!["2026-03-31", "2026-04-30"];
    let found = span.findings_on("2026-05-07");
    assert_eq!(found, ["milestone_overdue behind since 2026-04-20", "not_reported not_reported since 2026-04-30"]);
}

#[test]
fn the_oldest_of_several_overdue_ones_speaks_for_the_project() {
    let mut span = span();
    span.milestones.push(("桥墩", "2026-03-10", None));
    span.milestones_as_of = Some("2026-04-30");
    let findings = span.judged_on("2026-04-30").findings;
    let finding = findings.iter().find(|finding| finding.rule == Rule::MilestoneOverdue).unwrap();
    assert_eq!(finding.figures.milestone.as_deref(), Some("桥墩"));
    assert_eq!(finding.figures.days, Some(51));
}
