//! Indicators, quotas and scores: what must always hold.

use chrono::NaiveDate;
use duban::assess::indicators::history::Observation;
use duban::assess::indicators::{Line, Word, lines};
use duban::assess::scores::Entry;
use duban::assess::scores::ledger::standing;
use duban::assess::scores::rank::scores;
use duban::base::amount::Amount;
use duban::base::place::Place;
use duban::pipeline::measures::scores::{Band, Group, How, Part, Ranking, ScoreRules, Ties};
use duban::pipeline::measures::{Against, IndicatorRules};
use duban::pipeline::rules::Threshold;
use proptest::prelude::*;

fn rules() -> IndicatorRules {
    IndicatorRules {
        behind: vec![Against::TargetGrowth],
        at_risk: vec![Against::TargetValue],
        pace: Threshold::PercentOfExpected(Amount::whole(90)),
        reference: "全市".into(),
        lower_is_better: vec![],
        level: vec![],
    }
}

fn observation(value: i128, target: i128, month: u32, growth: i128, target_growth: i128) -> Observation {
    let first = NaiveDate::from_ymd_opt(2026, month, 1).unwrap();
    Observation {
        indicator: "产值".into(),
        unit: Some("亿元".into()),
        unit_name: None,
        period_end: first.checked_add_months(chrono::Months::new(1)).unwrap().pred_opt().unwrap(),
        value: Amount(value),
        growth: Some(Amount(growth)),
        target: Some(Amount(target)),
        target_growth: Some(Amount(target_growth)),
        reference_value: None,
        reference_growth: None,
        last_year_value: None,
        last_year_growth: None,
        two_year_growth: None,
        goal: None,
        version: 1,
        place: Place::default(),
    }
}

fn only(observation: Observation) -> Line {
    lines(&[observation], &rules()).remove(0)
}

fn rank_of(word: Word) -> u8 {
    match word {
        Word::Better => 2,
        Word::Equal => 1,
        Word::Worse | Word::Provisional => 0,
    }
}

fn entry(n: usize, unit: u8, kind: u8, points: i64, task: i64) -> Entry {
    let kind = ["任务", "观摩", "欠薪"][usize::from(kind % 3)];
    Entry {
        id: format!("e{n}"),
        unit_name: format!("单位{unit}"),
        project: Some(format!("项目{n}")),
        class: None,
        kind: kind.into(),
        task_points: (kind == "任务").then(|| Amount(i128::from(task) * 1000)),
        points: Amount(i128::from(points) * 1000),
        day: None,
        number: 1,
        evidence: None,
        place: Place { cell: Some(format!("C{n}")), ..Place::default() },
        reverses: None,
        reason: None,
    }
}

fn part(name: &str, how: How, weight: i64) -> Part {
    Part { name: name.into(), kinds: vec![name.into()], class: None, how, weight: Amount::whole(weight), limit: None }
}

fn score_rules(ties: Ties) -> ScoreRules {
    ScoreRules {
        ranking: Ranking::Ranks,
        ties,
        decimals: 2,
        small: 0,
        parts: vec![part("任务", How::Share, 80), part("观摩", How::Average, 20), part("欠薪", How::Deduct, 0)],
        groups: vec![Group { name: "全部".into(), units: vec!["*".into()] }],
        exclude: vec![],
        bands: vec![Band { name: "及格".into(), from: Amount::whole(60) }],
    }
}

fn ledger() -> impl Strategy<Value = Vec<Entry>> {
    proptest::collection::vec((0..6u8, 0..3u8, 0..20_000i64, 1..20_000i64), 1..60).prop_map(|rows| {
        rows.into_iter().enumerate().map(|(n, (unit, kind, points, task))| entry(n, unit, kind, points, task)).collect()
    })
}

proptest! {
    #[test]
    fn raising_a_target_never_improves_a_light(
        value in 0..1_000_000_000i128, target in 1..1_000_000_000i128, more in 0..1_000_000_000i128,
        month in 1..=12u32, growth in -50_000_000..50_000_000i128, aim in -50_000_000..50_000_000i128, up in 0..9_000_000i128,
    ) {
        let (before, after) =
            (only(observation(value, target, month, growth, aim)), only(observation(value, target + more, month, growth, aim + up)));
        for against in [Against::TargetValue, Against::TargetGrowth] {
            let word = |line: &Line| rank_of(line.light(against).unwrap().word);
            prop_assert!(word(&after) <= word(&before));
        }
    }

    #[test]
    fn a_pace_is_the_exact_comparison_of_whole_numbers(value in 0..1_000_000i128, target in 1..1_000_000i128, month in 1..=12u32) {
        let line = only(observation(value, target, month, 0, 0));
        let expected = match (value * 12).cmp(&(target * i128::from(month))) {
            std::cmp::Ordering::Less => Word::Worse,
            std::cmp::Ordering::Equal => Word::Equal,
            std::cmp::Ordering::Greater => Word::Better,
        };
        prop_assert_eq!(line.light(Against::TargetValue).unwrap().word, expected);
    }

    #[test]
    fn the_order_of_entries_changes_no_rank(entries in ledger(), seed in any::<u64>()) {
        let mut shuffled = entries.clone();
        let mut state = seed | 1;
        for index in (1..shuffled.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            shuffled.swap(index, (state >> 33) as usize % (index + 1));
        }
        let rules = score_rules(Ties::Competition);
        prop_assert_eq!(scores(&entries, &rules), scores(&shuffled, &rules));
    }

    #[test]
    fn points_of_the_ledger_are_the_points_of_the_scores(entries in ledger(), undone in any::<prop::sample::Index>()) {
        let mut entries = entries;
        let taken = entries[undone.index(entries.len())].clone();
        entries.push(Entry {
            id: "r".into(),
            points: Amount(-taken.points.0),
            task_points: taken.task_points.map(|t| Amount(-t.0)),
            reverses: Some(taken.id.clone()),
            ..taken
        });
        let found = scores(&entries, &score_rules(Ties::Competition));
        let of_parts: i128 = found.groups.iter().flat_map(|g| &g.units).flat_map(|u| &u.parts).map(|p| p.points.0).sum();
        prop_assert_eq!(of_parts, entries.iter().map(|entry| entry.points.0).sum::<i128>());
        prop_assert_eq!(of_parts, standing(&entries).iter().map(|entry| entry.points.0).sum::<i128>());
        for unit in found.groups.iter().flat_map(|g| &g.units) {
            let sum: i128 = unit.parts.iter().map(|part| part.adds.0).sum();
            prop_assert_eq!(unit.score, Amount(sum).rounded(2));
        }
    }

    #[test]
    fn ranks_count_on_after_ties_as_asked(entries in ledger()) {
        let competition = scores(&entries, &score_rules(Ties::Competition));
        for unit in competition.groups.iter().flat_map(|g| &g.units) {
            let better = competition.groups.iter().flat_map(|g| &g.units).filter(|other| other.score > unit.score).count();
            prop_assert_eq!(unit.rank, Some(better as u32 + 1));
        }
        let dense = scores(&entries, &score_rules(Ties::Dense));
        for unit in dense.groups.iter().flat_map(|g| &g.units) {
            let better: std::collections::BTreeSet<Amount> =
                dense.groups.iter().flat_map(|g| &g.units).map(|other| other.score).filter(|s| *s > unit.score).collect();
            prop_assert_eq!(unit.rank, Some(better.len() as u32 + 1));
        }
    }
}
