//! Whatever is typed: a problem with a place, never a panic; and a schedule asked in pieces says the same as asked whole.

use super::slots::pipeline;
use super::{calendars, policies};
use chrono::{DateTime, TimeDelta, Utc};
use duban::base::amount::{Unit, UnitKind};
use duban::base::problem::{has_errors, render};
use duban::pipeline::check::{Context, check_pipeline};
use duban::pipeline::{calendar, cron, headers, policy, schedule};
use duban::settings::house::ESCALATION;
use duban::settings::{DEFAULTS, Layer, layered};
use proptest::prelude::*;
use std::collections::BTreeMap;

const PROGRESS: &str = include_str!("../../../pipelines/progress.toml");

/// A text with one stretch replaced.
fn mutated(text: &str, at: usize, length: usize, with: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let at = at % chars.len();
    let end = (at + length).min(chars.len());
    chars[..at].iter().chain(with.chars().collect::<Vec<_>>().iter()).chain(&chars[end..]).collect()
}

#[test]
fn every_unit_that_money_is_kept_in_is_read_again_in_a_pipeline() {
    let (policies, calendars) = (policies(), calendars());
    let context = Context { policies: &policies, calendars: &calendars, datasets: None, packs: &Default::default() };
    let factors = [0, 1, 3, 4, 5, 6, 7, 8, 9, 10, 12].map(|power| 10i64.pow(power));
    let units: Vec<Unit> =
        UnitKind::currencies().flat_map(|kind| factors.map(|factor| Unit::of(kind, factor))).collect();
    assert!(units.len() > 500 && units.iter().any(|unit| unit.label == "JPY 100m"));
    let range = |unit: &Unit| {
        format!(
            "\n[[tables.checks]]\ncheck = \"range\"\ncolumn = \"cumulative\"\nleast = 0\nmost = \"3140 {}\"\nlevel = \"warn\"\n",
            unit.label
        )
    };
    for unit in units.iter().filter(|unit| matches!(unit.factor, 1 | 100_000_000)) {
        let milestones = PROGRESS.find("[[tables]]\ndataset = \"milestones\"").expect("the file has two tables");
        let (before, after) = PROGRESS.split_at(milestones);
        let text = format!("{before}{}\n{after}", range(unit));
        let (pipeline, problems) = check_pipeline("x", "x.toml", &text, &context);
        assert!(pipeline.is_some(), "{}", render(&problems, |_| Some(text.clone()), false));
    }
    for unit in &units {
        let again = Unit::from_label(&unit.label).or_else(|| Unit::of_kept(&unit.label));
        assert_eq!(again.map(|again| (again.factor, again.kind)), Some((unit.factor, unit.kind)), "{}", unit.label);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn a_damaged_file_is_a_problem_or_a_pipeline(at in 0usize..4000, length in 0usize..12, with in "[\\PC\n\"\\[\\]=]{0,6}") {
        let (policies, calendars) = (policies(), calendars());
        let context = Context { policies: &policies, calendars: &calendars, datasets: None, packs: &Default::default() };
        let text = mutated(PROGRESS, at, length, &with);
        let (pipeline, problems) = check_pipeline("x", "x.toml", &text, &context);
        prop_assert_eq!(pipeline.is_none(), has_errors(&problems));
        render(&problems, |_| Some(text.clone()), true);
        let text = mutated(ESCALATION, at, length, &with);
        let (_, problems) = policy::parse("e.toml", &text, &BTreeMap::new());
        render(&problems, |_| Some(text.clone()), false);
        let text = mutated(DEFAULTS, at, length, &with);
        layered(&[Layer { file: "s.toml".into(), text }], &BTreeMap::new());
        calendar::parse("c.toml", &with);
    }

    #[test]
    fn no_text_is_a_panic_as_cron_or_header(text in "\\PC{0,20}", fields in "[0-9*,/LW#?+ -]{1,24}") {
        let _ = (cron::parse(&text), cron::parse(&fields), headers::split_unit(&text));
        let once = headers::normalise(&text);
        prop_assert!(!once.chars().any(char::is_whitespace));
    }

    #[test]
    fn asked_in_pieces_a_schedule_says_the_same(start in 0i64..400_000, pieces in prop::collection::vec(1i64..4000, 1..6), zone in 0usize..4) {
        let zone = ["Asia/Shanghai", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca"][zone];
        let pipeline = pipeline(zone, "30 1,2 1,16 * *", "half-month", "*/20 * * * *");
        let start: DateTime<Utc> = DateTime::from_timestamp(1_700_000_000 + start * 60, 0).unwrap();
        let mut after = start;
        let mut in_pieces = Vec::new();
        for minutes in pieces {
            let until = after + TimeDelta::minutes(minutes);
            in_pieces.extend(schedule::slots(&pipeline, after, until, usize::MAX));
            after = until;
        }
        prop_assert_eq!(in_pieces, schedule::slots(&pipeline, start, after, usize::MAX));
    }
}
