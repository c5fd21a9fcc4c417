//! Baselines: a register that changes changes nothing by itself; an approved change does, and the original stays beside.

use super::cast::day;
use super::properties::{judge_with, read, register, table};
use duban::assess::baseline::{Filed, Rebaseline};
use duban::assess::judge::{Matter, assess};
use duban::assess::{Assessment, Standing};
use duban::base::amount::Amount;
use duban::base::calendar::Calendar;
use duban::base::grade::Grade;
use duban::base::place::Place;
use duban::pipeline::dataset::Dataset;
use duban::pipeline::rules::{BehindTarget, MilestoneOverdue, Rules};
use duban::tidy::Tidied;
use duban::tidy::table::Table;
use polars::prelude::*;

fn rules() -> Rules {
    Rules {
        unapproved_change: true,
        behind_target: Some(BehindTarget::linear(super::cast::percent(90), super::cast::percent(75))),
        ..Rules::default()
    }
}

fn on(as_of: &str, target: i64, before: &[Standing], reads: &[Tidied]) -> Assessment {
    judge_with(&rules(), as_of, &register(&[0], &[target]), before, reads, &[])
}

/// An approval of another annual target for the first project.
fn approval(on: &str, target: i64, reason: &str) -> Tidied {
    let mut file = read(on, &[]);
    let day = (day(on) - chrono::NaiveDate::default()).num_days() as i32;
    let filled = vec![
        Column::new("project_id".into(), ["P000"]),
        Column::new("decided_on".into(), [day]).cast(&DataType::Date).unwrap(),
        Column::new("reason".into(), [reason]),
        Column::new("approver".into(), ["市政府常务会议"]),
        Column::new("annual_target".into(), [Amount::whole(target).0]),
        Column::new("place_cell".into(), ["A2"]),
    ];
    file.tables[0].table = table(Dataset::Rebaselines, 1, filled);
    file
}

fn picture(assessment: &Assessment) -> String {
    let standing = &assessment.standings[0];
    let baseline = standing.baseline.as_ref().unwrap();
    let money = |amount: Option<Amount>| amount.map_or("-".to_string(), |a| a.to_string());
    let found: Vec<&str> = assessment.findings.iter().map(|f| f.rule.name()).collect();
    format!(
        "target {} original {} approved {} changes {} found {found:?}",
        money(standing.target),
        money(baseline.original.target),
        money(baseline.approved.target),
        baseline.changes.len()
    )
}

#[test]
fn a_register_that_lowers_a_target_is_noted_and_lowers_nothing() {
    let first = on("2026-06-30", 1000, &[], &[read("2026-06-30", &[(0, 500)])]);
    assert_eq!(picture(&first), "target 1000 original 1000 approved 1000 changes 0 found []");
    let lowered = on("2026-07-31", 600, &first.standings, &[read("2026-07-31", &[(0, 500)])]);
    assert_eq!(
        picture(&lowered),
        "target 1000 original 1000 approved 1000 changes 0 found [\"behind_target\", \"unapproved_change\"]"
    );
    let text = lowered.findings[1].figures.text.as_deref();
    assert_eq!(text, Some("target 1000 → 600"));
    let approved = on("2026-08-01", 600, &lowered.standings, &[approval("2026-08-01", 600, "规划调整")]);
    assert_eq!(picture(&approved), "target 600 original 1000 approved 600 changes 1 found []");
    let again = on("2026-08-02", 600, &approved.standings, &[approval("2026-08-01", 600, "规划调整")]);
    assert_eq!(picture(&again), picture(&approved), "the same line once more is the same change");
    let back = on("2026-08-03", 1000, &again.standings, &[]);
    assert_eq!(picture(&back), "target 600 original 1000 approved 600 changes 1 found [\"unapproved_change\"]");
}

#[test]
fn a_new_year_has_a_target_of_its_own() {
    let first = on("2026-12-31", 1000, &[], &[read("2026-12-31", &[(0, 1000)])]);
    let next = on("2027-02-01", 1500, &first.standings, &[]);
    assert_eq!(picture(&next), "target 1500 original 1500 approved 1500 changes 0 found []");
}

#[test]
fn a_target_of_last_year_stands_until_the_new_year_has_one_and_its_change_is_asked_about_again() {
    let first = on("2026-12-31", 1000, &[], &[read("2026-12-31", &[(0, 1000)])]);
    // The register of last year is still the newest one in January.
    let january = on("2027-01-15", 1000, &first.standings, &[]);
    assert_eq!(picture(&january), "target 1000 original 1000 approved 1000 changes 0 found []");
    let new = on("2027-02-01", 1500, &january.standings, &[]);
    assert_eq!(picture(&new), "target 1500 original 1500 approved 1500 changes 0 found []");
    let lowered = on("2027-03-01", 900, &new.standings, &[]);
    assert_eq!(picture(&lowered), "target 1500 original 1500 approved 1500 changes 0 found [\"unapproved_change\"]");
}

/// A change that a person filed.
fn filed(target: Option<i64>, milestone: Option<(&str, &str)>) -> Filed {
    let change = Rebaseline {
        decided_on: day("2026-08-01"),
        reason: "规划调整".into(),
        approver: "市政府常务会议".into(),
        target: target.map(Amount::whole),
        start: None,
        end: None,
        milestone: milestone.map(|(name, _)| name.to_string()),
        planned: milestone.map(|(_, planned)| day(planned)),
        case: None,
        place: Place::default(),
    };
    Filed { subject: "P000".into(), change }
}

fn plan(planned: &str) -> Table {
    let number = (day(planned) - chrono::NaiveDate::default()).num_days() as i32;
    let filled = vec![
        Column::new("project_id".into(), ["P000"]),
        Column::new("milestone".into(), ["主体封顶"]),
        Column::new("planned_date".into(), [number]).cast(&DataType::Date).unwrap(),
    ];
    table(Dataset::MilestonePlan, 1, filled)
}

/// The judgement of a day with a plan of one milestone, and with what people filed.
fn with(as_of: &str, planned: Option<&str>, before: &[Standing], reads: &[Tidied], filed: &[Filed]) -> Assessment {
    let milestone_overdue = Some(MilestoneOverdue { due_within_workdays: 0, overdue_days: 1 });
    let rules = Rules { milestone_overdue, ..rules() };
    let register = register(&[0], &[1000]);
    let plan: Vec<Table> = planned.map(plan).into_iter().collect();
    let matter = Matter {
        as_of: day(as_of),
        rules: &rules,
        calendar: &Calendar::default(),
        register: std::slice::from_ref(&register),
        plan: &plan,
        targets: &[],
        standings: before,
        reads,
        due: &[],
        filed,
    };
    assess(&matter).unwrap()
}

#[test]
fn an_approval_judges_before_the_register_is_written_anew_and_nobody_is_asked_about_it() {
    let first = with("2026-06-30", None, &[], &[read("2026-06-30", &[(0, 500)])], &[]);
    let approved = with("2026-08-01", None, &first.standings, &[], &[filed(Some(600), None)]);
    assert_eq!(picture(&approved), "target 600 original 1000 approved 600 changes 1 found []");
    let later = with("2026-08-02", None, &approved.standings, &[], &[filed(Some(600), None)]);
    assert_eq!(picture(&later), picture(&approved), "the ledger is read every day and enters nothing twice");
}

#[test]
fn a_milestone_that_a_later_plan_moves_slips_against_its_first_day_until_the_move_is_approved() {
    let first = with("2026-06-15", Some("2026-06-30"), &[], &[read("2026-05-31", &[(0, 420)])], &[]);
    assert_eq!(first.standings[0].milestones[0].planned_date, day("2026-06-30"));
    let moved = with("2026-06-20", Some("2026-09-30"), &first.standings, &[], &[]);
    let milestone = &moved.standings[0].milestones[0];
    assert_eq!((milestone.planned_date, milestone.listed_date), (day("2026-06-30"), Some(day("2026-09-30"))));
    assert_eq!(moved.standings[0].slip_days, 92, "what the plan says now is a forecast");
    let finding = moved.findings.iter().find(|f| f.rule.name() == "unapproved_change").unwrap();
    assert_eq!(finding.figures.text.as_deref(), Some("milestone 主体封顶 2026-06-30 → 2026-09-30 (92 days)"));
    assert_eq!((finding.figures.days, finding.grade), (Some(92), Grade::AtRisk));
    // The next day reads nothing new, and the move still stands.
    let next = with("2026-06-21", Some("2026-09-30"), &moved.standings, &[], &[]);
    assert_eq!(next.standings[0].milestones[0].listed_date, Some(day("2026-09-30")));
    let entry = [filed(None, Some(("主体封顶", "2026-09-30")))];
    let approved = with("2026-08-01", Some("2026-09-30"), &next.standings, &[], &entry);
    let (standing, milestone) = (&approved.standings[0], &approved.standings[0].milestones[0]);
    assert_eq!((milestone.planned_date, milestone.original_date), (day("2026-09-30"), Some(day("2026-06-30"))));
    assert!(milestone.listed_date.is_none() && approved.findings.iter().all(|f| f.rule.name() != "unapproved_change"));
    assert_eq!(standing.baseline.as_ref().unwrap().changes.len(), 1);
    // Shown undone after its first day: no slip against the approved one yet, but against the original.
    let mut report = read("2026-08-31", &[]);
    let undone = [("project_id", "P000"), ("milestone", "主体封顶"), ("place_cell", "B2")];
    let undone = undone.map(|(name, text)| Column::new(name.into(), [text])).into();
    report.tables[0].table = table(Dataset::Milestones, 1, undone);
    let late = with("2026-09-01", Some("2026-09-30"), &approved.standings, &[report], &entry);
    let standing = &late.standings[0];
    assert_eq!((standing.slip_days, standing.baseline.as_ref().unwrap().milestone_slip_original), (0, Some(63)));
}

#[test]
fn a_plan_of_the_year_takes_nothing_back_that_reports_say_is_done() {
    let words = |end: &str, done: Option<&str>| {
        let mut report = read(end, &[]);
        let actual = done.map(day);
        let columns = [("project_id", "P000"), ("milestone", "主体封顶"), ("place_cell", "B2")];
        let mut columns: Vec<Column> = columns.map(|(name, text)| Column::new(name.into(), [text])).into();
        columns.push(Column::new("actual_date".into(), [actual]));
        report.tables[0].table = table(Dataset::Milestones, 1, columns);
        report
    };
    let of_year = || words("2026-12-31", None);
    let first = with("2026-06-20", Some("2026-06-30"), &[], &[of_year()], &[]);
    let done = |assessment: &Assessment| assessment.standings[0].milestones[0].actual_date;
    assert_eq!(done(&first), None);
    let reported =
        with("2026-07-31", Some("2026-06-30"), &first.standings, &[words("2026-06-30", Some("2026-06-28"))], &[]);
    assert_eq!(done(&reported), Some(day("2026-06-28")), "the plan's period is not over, the report's is");
    for reads in
        [[words("2026-06-30", Some("2026-06-28")), of_year()], [of_year(), words("2026-06-30", Some("2026-06-28"))]]
    {
        let both = with("2026-06-30", Some("2026-06-30"), &[], &reads, &[]);
        assert_eq!(done(&both), Some(day("2026-06-28")), "whichever is read first");
    }
    // A later report takes back what an earlier one said.
    let undone = with("2026-08-31", Some("2026-06-30"), &reported.standings, &[words("2026-07-31", None)], &[]);
    assert_eq!(done(&undone), None);
}

#[test]
fn a_plan_that_still_says_the_first_day_after_an_approval_is_no_change() {
    let first = with("2026-06-15", Some("2026-06-30"), &[], &[], &[]);
    let entry = [filed(None, Some(("主体封顶", "2026-09-30")))];
    let approved = with("2026-08-01", Some("2026-06-30"), &first.standings, &[], &entry);
    assert_eq!(approved.standings[0].milestones[0].planned_date, day("2026-09-30"));
    assert!(approved.findings.iter().all(|f| f.rule.name() != "unapproved_change"), "{:?}", approved.findings);
}

#[test]
fn every_finding_says_how_often_the_plan_was_moved() {
    let first = with("2026-06-30", None, &[], &[read("2026-06-30", &[(0, 10)])], &[]);
    let approved = with("2026-08-01", None, &first.standings, &[], &[filed(Some(900), None), filed(Some(800), None)]);
    let finding = approved.findings.iter().find(|f| f.rule.name() == "behind_target").unwrap();
    let moved = finding.figures.moved.as_ref().unwrap();
    assert_eq!((moved.times, moved.of_unit), (2, 2));
}
