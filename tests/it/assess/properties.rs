//! What holds of every judgement: exact thresholds, no matter the order of rows or files, no reward for a higher target, no
//! past repainted.

use super::cast::{bridge, day, percent, points};
use duban::assess::judge::{Matter, assess};
use duban::assess::rules::behind_target::below;
use duban::assess::{Assessment, Standing};
use duban::base::amount::Amount;
use duban::base::calendar::Calendar;
use duban::base::grade::Grade;
use duban::base::period::PeriodKind;
use duban::pipeline::dataset::{Dataset, Kind};
use duban::pipeline::rules::{BehindTarget, MilestoneOverdue, NotReported, NotStarted, Rules, Stalled, Threshold};
use duban::tidy::table::Table;
use duban::tidy::{FoundTable, Tidied};
use polars::prelude::*;
use proptest::prelude::*;

/// A generator that needs no library and gives the same cases everywhere (SplitMix64).
struct Cases(u64);

impl Cases {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Up to `most`, of every magnitude alike.
    fn up_to(&mut self, most: i128) -> i128 {
        let wide = (i128::from(self.next() >> 1) << 63) | i128::from(self.next() >> 1);
        let bits = 128 - most.leading_zeros();
        let shift = self.next() % u64::from(bits);
        wide.rem_euclid((most >> shift).max(1)) + 1
    }
}

/// `a × b`, whatever its size, as (high, low).
fn times(a: u128, b: u128) -> (u128, u128) {
    const HALF: u128 = u64::MAX as u128;
    let (a1, a0, b1, b0) = (a >> 64, a & HALF, b >> 64, b & HALF);
    let (low, cross1, cross2) = (a0 * b0, a0 * b1, a1 * b0);
    let middle = (low >> 64) + (cross1 & HALF) + (cross2 & HALF);
    let high = a1 * b1 + (cross1 >> 64) + (cross2 >> 64) + (middle >> 64);
    (high, (low & HALF) | (middle << 64))
}

/// The oracle: rational arithmetic on 256 bits, by another road than the rule's.
fn is_below(threshold: Threshold, actual: i128, target: i128, num: i128, den: i128) -> bool {
    let whole = 100_000_000u128;
    match threshold {
        // actual ÷ (num ÷ den) < p ÷ 100
        Threshold::PercentOfExpected(Amount(p)) => times((actual * den) as u128, whole) < times(num as u128, p as u128),
        // num ÷ (den × target) − actual ÷ target ≥ p ÷ 100
        Threshold::PointsBelow(Amount(p)) => {
            let short = num - actual * den;
            short >= 0 && times(short as u128, whole) >= times((target * den) as u128, p as u128)
        }
    }
}

/// As many random cases as `DUBAN_CASES` says; a million otherwise.
#[test]
fn a_threshold_decision_equals_exact_rational_arithmetic() {
    let cases: usize = std::env::var("DUBAN_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(1_000_000);
    let odd = Threshold::PercentOfExpected(Amount(33_333_333));
    let high = Threshold::PercentOfExpected(Amount(199_999_999));
    let fine = Threshold::PointsBelow(Amount(7_654_321));
    let thresholds = [percent(90), percent(75), odd, high, points(10), points(100), fine];
    let mut cases_of = Cases(20_140_531);
    let size = 100_000;
    let mut edges = 0;
    for chunk in 0..cases.div_ceil(size) {
        let threshold = thresholds[chunk % thresholds.len()];
        let (mut actual, mut target, mut num, mut den) = (vec![], vec![], vec![], vec![]);
        for case in 0..size {
            let goal = cases_of.up_to(1_000_000_000_000_000_000_000);
            let span = cases_of.up_to(380_000_000);
            let elapsed = cases_of.up_to(span).min(span);
            let due = goal * elapsed;
            // Half of the cases sit on the very edge or one millionth beside it.
            let near = match threshold {
                Threshold::PercentOfExpected(Amount(p)) => due / span / 1_000 * p / 100_000,
                Threshold::PointsBelow(Amount(p)) => due / span - goal / 1_000 * p / 100_000,
            };
            let value = if case % 2 == 0 { near + (case as i128 / 2) % 3 - 1 } else { cases_of.up_to(goal) };
            actual.push(value.max(0));
            target.push(goal);
            num.push(due);
            den.push(span);
        }
        let column = |name: &str, values: &[i128]| Column::new(name.into(), values);
        let columns = [("actual", &actual), ("target", &target), ("due_num", &num), ("due_den", &den)];
        let frame = DataFrame::new(size, columns.map(|(name, values)| column(name, values)).into()).unwrap();
        let found = frame.lazy().select([below(threshold).alias("below")]).collect().unwrap();
        let found = found.column("below").unwrap().bool().unwrap();
        for row in 0..size {
            let expected = is_below(threshold, actual[row], target[row], num[row], den[row]);
            let case = (actual[row], target[row], num[row], den[row]);
            assert_eq!(found.get(row), Some(expected), "{threshold:?} {case:?}");
            edges += usize::from(row > 0 && expected != found.get(row - 1).unwrap_or(expected));
        }
    }
    assert!(edges > cases / 100, "both answers were given: {edges}");
}

pub fn table(dataset: Dataset, rows: usize, filled: Vec<Column>) -> Table {
    let mut columns: Vec<Column> = dataset
        .columns()
        .iter()
        .map(|column| match filled.iter().find(|c| c.name().as_str() == column.name) {
            Some(found) => found.clone(),
            None => Column::full_null(
                column.name.into(),
                rows,
                &match column.kind {
                    Kind::Text | Kind::Id => DataType::String,
                    Kind::Money | Kind::Figure | Kind::Percent => DataType::Int128,
                    Kind::Date => DataType::Date,
                },
            ),
        })
        .collect();
    columns.extend(filled.iter().filter(|c| c.name().as_str() == "place_cell").cloned());
    Table { dataset, frame: DataFrame::new(rows, columns).unwrap() }
}

pub fn register(ids: &[usize], targets: &[i64]) -> Table {
    let names: Vec<String> = ids.iter().map(|id| format!("P{id:03}")).collect();
    let money: Vec<i128> = ids.iter().map(|id| Amount::whole(targets[*id]).0).collect();
    let filled = vec![
        Column::new("project_id".into(), names.clone()),
        Column::new("name".into(), names),
        Column::new("annual_target".into(), money),
    ];
    table(Dataset::Register, ids.len(), filled)
}

/// A file of one month with some rows of (project, yuan).
pub fn read(month: &str, rows: &[(usize, i64)]) -> Tidied {
    let period = PeriodKind::Month.containing(day(month));
    let filled = vec![
        Column::new("project_id".into(), rows.iter().map(|(id, _)| format!("P{id:03}")).collect::<Vec<_>>()),
        Column::new("cumulative".into(), rows.iter().map(|(_, y)| Amount::whole(*y).0).collect::<Vec<_>>()),
        Column::new("place_cell".into(), rows.iter().map(|(id, _)| format!("C{id}")).collect::<Vec<_>>()),
    ];
    let found = FoundTable {
        at: Vec::new(),
        aside: Vec::new(),
        sheet: None,
        header_rows: vec![1],
        columns: Vec::new(),
        rows: rows.len() as u32,
        set_aside: 0,
        refused: 0,
        table: table(Dataset::Progress, rows.len(), filled),
    };
    Tidied {
        file: "进度.csv".into(),
        sha256: String::new(),
        format: "csv".into(),
        period: Some(period),
        tables: vec![found],
        rejects: Vec::new(),
        notes: Vec::new(),
        refused: Default::default(),
        fallen: Default::default(),
    }
}

fn rules() -> Rules {
    Rules {
        behind_target: Some(BehindTarget::linear(percent(90), percent(75))),
        milestone_overdue: Some(MilestoneOverdue { due_within_workdays: 5, overdue_days: 1 }),
        stalled: Some(Stalled { reports: 2, ..Stalled::default() }),
        not_started: Some(NotStarted { days: 1 }),
        not_reported: Some(NotReported { periods: 1 }),
        stop_and_go: Some(duban::pipeline::rules::StopAndGo { reports: 4, turns: 2 }),
        forecast_slip: Some(duban::pipeline::rules::ForecastSlip { at_risk_days: 10, behind_days: 60 }),
        ..Rules::default()
    }
}

fn judge(as_of: &str, register: &Table, standings: &[Standing], reads: &[Tidied], due: &[&str]) -> Assessment {
    judge_with(&rules(), as_of, register, standings, reads, due)
}

/// The judgement of a day under these rules.
pub fn judge_with(
    rules: &Rules,
    as_of: &str,
    register: &Table,
    standings: &[Standing],
    reads: &[Tidied],
    due: &[&str],
) -> Assessment {
    let due: Vec<_> = due.iter().map(|d| day(d)).collect();
    assess(&Matter {
        as_of: day(as_of),
        rules,
        calendar: &Calendar::default(),
        register: std::slice::from_ref(register),
        plan: &[],
        targets: &[],
        standings,
        reads,
        due: &due,
        filed: &[],
    })
    .unwrap()
}

const MONTHS: [&str; 4] = ["2026-03-31", "2026-04-30", "2026-05-31", "2026-06-30"];

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn shuffling_rows_or_splitting_files_changes_nothing(
        targets in prop::collection::vec(1i64..1000, 12),
        values in prop::collection::vec(prop::collection::vec(0i64..1000, 12), 4),
        order in Just((0usize..12).collect::<Vec<_>>()).prop_shuffle(),
        cut in 0usize..12,
    ) {
        let straight: Vec<usize> = (0..12).collect();
        let rows = |month: usize, ids: &[usize]| ids.iter().map(|id| (*id, values[month][*id])).collect::<Vec<_>>();
        let whole: Vec<Tidied> = MONTHS.iter().enumerate().map(|(m, day)| read(day, &rows(m, &straight))).collect();
        let split: Vec<Tidied> = MONTHS
            .iter()
            .enumerate()
            .flat_map(|(m, day)| [read(day, &rows(m, &order[..cut])), read(day, &rows(m, &order[cut..]))])
            .collect();
        let one = judge("2026-07-03", &register(&straight, &targets), &[], &whole, &MONTHS);
        let other = judge("2026-07-03", &register(&order, &targets), &[], &split, &MONTHS);
        prop_assert_eq!(one, other);
    }

    #[test]
    fn raising_a_target_never_improves_a_grade(
        target in 1i64..1_000_000,
        more in 1i64..1_000_000,
        value in 0i64..1_500_000,
        of_points in any::<bool>(),
    ) {
        let yuan: &'static str = Box::leak(value.to_string().into_boxed_str());
        let mut bridge = bridge().reported(&[("2026-02-20", yuan)]);
        if of_points {
            bridge.rules.behind_target = Some(BehindTarget::linear(points(5), points(10)));
        }
        bridge.target = Some(target);
        let before = bridge.standing_on("2026-02-20").grade;
        bridge.target = Some(target + more);
        let after = bridge.standing_on("2026-02-20").grade;
        prop_assert!(after >= before, "{} became {}", before.name(), after.name());
    }

    #[test]
    fn adding_a_period_never_changes_a_past_verdict(
        targets in prop::collection::vec(1i64..1000, 6),
        later in prop::collection::vec(1i64..1000, 6),
        values in prop::collection::vec(prop::collection::vec(0i64..1000, 6), 4),
    ) {
        let ids: Vec<usize> = (0..6).collect();
        let mut standings: Vec<Standing> = Vec::new();
        let mut said: Vec<Vec<(String, Option<Grade>)>> = Vec::new();
        for (month, end) in MONTHS.iter().enumerate() {
            let rows: Vec<(usize, i64)> = ids.iter().map(|id| (*id, values[month][*id])).collect();
            // The register changes under way: verdicts given before it do not.
            let register = register(&ids, if month < 2 { &targets } else { &later });
            let next = judge(end, &register, &standings, &[read(end, &rows)], &MONTHS[..month]).standings;
            let verdicts = |s: &Standing| -> Vec<(String, Option<Grade>)> {
                s.reports.iter().map(|r| (r.period_end.to_string(), r.verdict)).collect()
            };
            for (was, is) in said.iter().zip(&next) {
                prop_assert_eq!(was.as_slice(), &verdicts(is)[..was.len()]);
            }
            for (was, is) in standings.iter().zip(&next) {
                let kept = was.marks.iter().zip(&is.marks).all(|(a, b)| (a.rule, a.since, a.noticed_on) == (b.rule, b.since, b.noticed_on));
                prop_assert!(kept && is.marks.len() >= was.marks.len(), "marks are for ever");
            }
            said = next.iter().map(verdicts).collect();
            standings = next;
        }
        prop_assert!(said.iter().flatten().all(|(_, verdict)| verdict.is_some()));
    }
}
