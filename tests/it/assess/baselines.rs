//! Baselines: a register that changes changes nothing by itself; an approved change does, and the original stays beside.

use super::properties::{judge_with, read, register, table};
use duban::assess::{Assessment, Standing};
use duban::base::amount::Amount;
use duban::pipeline::dataset::Dataset;
use duban::pipeline::rules::{BehindTarget, Rules};
use duban::tidy::Tidied;
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
    let day = (super::cast::day(on) - chrono::NaiveDate::default()).num_days() as i32;
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
