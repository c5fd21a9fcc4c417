//! What holds of the whole set of rules at once: rows and files in any order, higher targets, later periods.
//!
//! Every rule is on, the user's own and declared lights among them; offices, plans and reports are made at random.

use super::cast::{day, percent, points};
use super::properties::{read, table};
use duban::assess::judge::{Matter, assess};
use duban::assess::{Assessment, Standing};
use duban::base::amount::Amount;
use duban::base::calendar::Calendar;
use duban::base::grade::{Grade, Rollup};
use duban::base::short::Short;
use duban::pipeline::dataset::Dataset;
use duban::pipeline::rules::{
    BehindTarget, ClearedNotBuilt, Combine, ForecastSlip, Level, MilestoneOverdue, MoneyAndWork, NotFinished,
    NotReported, NotStarted, Overstated, ReportedLate, Rules, Share, SqlRule, Stalled, StopAndGo,
};
use duban::pipeline::sql::compile;
use duban::tidy::Tidied;
use duban::tidy::table::Table;
use polars::prelude::*;
use proptest::prelude::*;

const MONTHS: [&str; 5] = ["2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31", "2026-06-30"];
const SIZE: usize = 7;

fn own(name: &str, when: &str) -> SqlRule {
    SqlRule {
        name: Short::new(name).unwrap(),
        levels: vec![Level { when: compile(when).unwrap(), grade: Grade::AtRisk }],
        text_zh: String::new(),
        text_en: String::new(),
        show: vec!["cumulative"],
    }
}

/// Every rule there is. `arrears`: whether work that runs ahead of payment is asked about.
fn rules(of_points: bool, arrears: bool) -> Rules {
    let linear = match of_points {
        true => BehindTarget::linear(points(5), points(15)),
        false => BehindTarget::linear(percent(90), percent(75)),
    };
    Rules {
        behind_target: Some(BehindTarget { at_risk_in_a_row: Some(2), ..linear }),
        milestone_overdue: Some(MilestoneOverdue { due_within_workdays: 5, overdue_days: 1 }),
        stalled: Some(Stalled { reports: 2, milestones: Some(3), alike: Some(90) }),
        not_started: Some(NotStarted { days: 1 }),
        not_reported: Some(NotReported { periods: 1 }),
        not_finished: Some(NotFinished { days: 1 }),
        stop_and_go: Some(StopAndGo { reports: 4, turns: 2 }),
        cleared_not_built: Some(ClearedNotBuilt { days: 30, phases: vec!["净地".into()] }),
        forecast_slip: Some(ForecastSlip { at_risk_days: 10, behind_days: 60 }),
        overstated: Some(Overstated { steps: 1 }),
        money_and_work: Some(MoneyAndWork { money_ahead: 20, work_ahead: if arrears { 30 } else { 100_000 } }),
        statistics_entry: Some(Share { below: 90 }),
        paperwork: Some(Share { below: 100 }),
        reported_late: Some(ReportedLate { days: 1, deduct: None }),
        unapproved_change: true,
        combine: Combine::Lower,
        sql: vec![own("short", "points_below > 20 AND NOT completed"), own("near", "days_to_milestone <= 10")],
        ..Rules::default()
    }
}

/// One project.
#[derive(Debug, Clone)]
struct Project {
    target: i64,
    /// Days after 1 January; end after start.
    start: i64,
    length: i64,
    milestones: Vec<i64>,
    /// One for each month: the value, and what is said beside; `None` where nothing came.
    reports: Vec<Option<Said>>,
}

/// What a report says.
#[derive(Debug, Clone)]
struct Said {
    value: i64,
    declared: Option<&'static str>,
    phase: Option<&'static str>,
    paid: Option<i64>,
    statistics: Option<i64>,
    paperwork: Option<i64>,
    /// Days after the planned end.
    forecast: Option<i64>,
}

fn said() -> impl Strategy<Value = Said> {
    let light = prop_oneof![Just(None), Just(Some("绿灯")), Just(Some("黄灯")), Just(Some("红灯"))];
    let phase = prop_oneof![Just(None), Just(Some("净地")), Just(Some("主体施工"))];
    let small = || prop::option::of(0i64..1200);
    (0i64..1200, light, phase, small(), small(), prop::option::of(0i64..101), prop::option::of(-40i64..200)).prop_map(
        |(value, declared, phase, paid, statistics, paperwork, forecast)| Said {
            value,
            declared,
            phase,
            paid,
            statistics,
            paperwork,
            forecast,
        },
    )
}

fn project() -> impl Strategy<Value = Project> {
    let reports = prop::collection::vec(prop::option::weighted(0.85, said()), MONTHS.len());
    (1i64..1500, 0i64..200, 1i64..400, prop::collection::vec(0i64..300, 0..4), reports).prop_map(
        |(target, start, length, milestones, mut reports)| {
            // Cumulative values never fall: what falls is refused before it is judged.
            let mut reached = 0;
            for said in reports.iter_mut().flatten() {
                reached = reached.max(said.value);
                said.value = reached;
            }
            Project { target, start, length, milestones, reports }
        },
    )
}

fn number(days_after_new_year: i64) -> i32 {
    let first = (day("2026-01-01") - chrono::NaiveDate::default()).num_days();
    (first + days_after_new_year) as i32
}

fn name(id: usize) -> String {
    format!("P{id:03}")
}

fn dates(column: &str, values: Vec<Option<i32>>) -> Column {
    Column::new(column.into(), values).cast(&DataType::Date).unwrap()
}

fn register(projects: &[Project], order: &[usize], raised: i64) -> Table {
    let of = |pick: &dyn Fn(&Project) -> i32| order.iter().map(|id| Some(pick(&projects[*id]))).collect::<Vec<_>>();
    let money: Vec<i128> = order.iter().map(|id| Amount::whole(projects[*id].target + raised).0).collect();
    let names: Vec<String> = order.iter().map(|id| name(*id)).collect();
    let filled = vec![
        Column::new("project_id".into(), names.clone()),
        Column::new("name".into(), names),
        Column::new("class".into(), order.iter().map(|id| ["确保", "力争"][id % 2]).collect::<Vec<_>>()),
        Column::new("unit_name".into(), order.iter().map(|id| ["甲", "乙", "丙"][id % 3]).collect::<Vec<_>>()),
        Column::new("annual_target".into(), money),
        dates("start_date", of(&|p| number(p.start))),
        dates("end_date", of(&|p| number(p.start + p.length))),
    ];
    table(Dataset::Register, order.len(), filled)
}

fn plan(projects: &[Project], order: &[usize]) -> Table {
    let rows: Vec<(String, String, Option<i32>)> = order
        .iter()
        .flat_map(|id| {
            let days = projects[*id].milestones.iter().enumerate();
            days.map(move |(n, after)| (name(*id), format!("节点{n}"), Some(number(*after))))
        })
        .collect();
    let filled = vec![
        Column::new("project_id".into(), rows.iter().map(|row| row.0.as_str()).collect::<Vec<_>>()),
        Column::new("milestone".into(), rows.iter().map(|row| row.1.as_str()).collect::<Vec<_>>()),
        dates("planned_date", rows.iter().map(|row| row.2).collect()),
    ];
    table(Dataset::MilestonePlan, rows.len(), filled)
}

/// A month's file with the rows of some projects.
fn month(projects: &[Project], month: usize, ids: &[usize]) -> Tidied {
    let rows: Vec<(usize, &Project, &Said)> =
        ids.iter().filter_map(|id| Some((*id, &projects[*id], projects[*id].reports[month].as_ref()?))).collect();
    let money = |pick: &dyn Fn(&Said) -> Option<i64>| -> Vec<Option<i128>> {
        rows.iter().map(|(_, _, said)| pick(said).map(|yuan| Amount::whole(yuan).0)).collect()
    };
    let filled = vec![
        Column::new("project_id".into(), rows.iter().map(|(id, ..)| name(*id)).collect::<Vec<_>>()),
        Column::new("cumulative".into(), money(&|said| Some(said.value))),
        Column::new("declared".into(), rows.iter().map(|(_, _, said)| said.declared).collect::<Vec<_>>()),
        Column::new("phase".into(), rows.iter().map(|(_, _, said)| said.phase).collect::<Vec<_>>()),
        Column::new("budget".into(), money(&|_| Some(1000))),
        Column::new("paid".into(), money(&|said| said.paid)),
        Column::new("statistics".into(), money(&|said| said.statistics)),
        Column::new("paperwork".into(), money(&|said| said.paperwork)),
        dates(
            "forecast_date",
            rows.iter().map(|(_, p, said)| said.forecast.map(|late| number(p.start + p.length + late))).collect(),
        ),
        Column::new("place_cell".into(), rows.iter().map(|(id, ..)| format!("C{id}")).collect::<Vec<_>>()),
    ];
    let mut file = read(MONTHS[month], &[]);
    file.tables[0].table = table(Dataset::Progress, rows.len(), filled);
    file
}

/// The judgement of a day: register, plan, what is remembered, what came, the deadlines that passed.
fn judge(
    as_of: &str,
    rules: &Rules,
    (register, plan): (&Table, &Table),
    standings: &[Standing],
    reads: &[Tidied],
    due: usize,
) -> Assessment {
    let due: Vec<_> = MONTHS[..due].iter().map(|end| day(end)).collect();
    assess(&Matter {
        as_of: day(as_of),
        rules,
        calendar: &Calendar::default(),
        register: std::slice::from_ref(register),
        plan: std::slice::from_ref(plan),
        targets: &[],
        standings,
        reads,
        due: &due,
        filed: &[],
    })
    .unwrap()
}

/// Completed is best; the others as they are ordered.
fn badness(grade: Grade) -> u32 {
    if grade == Grade::Completed { 0 } else { 1 + grade as u32 }
}

fn every() -> Vec<usize> {
    (0..SIZE).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    #[test]
    fn rows_in_any_order_and_files_cut_anywhere_are_judged_the_same(
        projects in prop::collection::vec(project(), SIZE),
        order in Just((0..SIZE).collect::<Vec<_>>()).prop_shuffle(),
        cut in 0..SIZE,
        of_points in any::<bool>(),
    ) {
        let (straight, rules) = (every(), rules(of_points, true));
        let whole: Vec<Tidied> = (0..MONTHS.len()).map(|m| month(&projects, m, &straight)).collect();
        let split: Vec<Tidied> = (0..MONTHS.len())
            .flat_map(|m| [month(&projects, m, &order[cut..]), month(&projects, m, &order[..cut])])
            .collect();
        let one = (register(&projects, &straight, 0), plan(&projects, &straight));
        let other = (register(&projects, &order, 0), plan(&projects, &order));
        let first = judge("2026-07-03", &rules, (&one.0, &one.1), &[], &whole, MONTHS.len());
        let second = judge("2026-07-03", &rules, (&other.0, &other.1), &[], &split, MONTHS.len());
        prop_assert_eq!(&first, &second);
        // And again on top of what is remembered of it, with nothing new.
        let third = judge("2026-07-06", &rules, (&one.0, &one.1), &first.standings, &[], MONTHS.len());
        let fourth = judge("2026-07-06", &rules, (&other.0, &other.1), &second.standings, &[], MONTHS.len());
        prop_assert_eq!(third, fourth);
    }

    /// Work that runs ahead of payment (arrears) is left out: against a higher target the same work is a smaller share, so that
    /// there is less of it to be paid for.
    #[test]
    fn a_higher_target_improves_no_grade(
        projects in prop::collection::vec(project(), SIZE),
        raised in 1i64..2000,
        of_points in any::<bool>(),
    ) {
        let (ids, rules) = (every(), rules(of_points, false));
        let reads: Vec<Tidied> = (0..MONTHS.len()).map(|m| month(&projects, m, &ids)).collect();
        let plan = plan(&projects, &ids);
        let (low, high) = (register(&projects, &ids, 0), register(&projects, &ids, raised));
        let before = judge("2026-07-03", &rules, (&low, &plan), &[], &reads, MONTHS.len());
        let after = judge("2026-07-03", &rules, (&high, &plan), &[], &reads, MONTHS.len());
        for (was, is) in before.standings.iter().zip(&after.standings) {
            // Who is not judged (a report is missing) is not judged better.
            if is.grade.rollup() != Rollup::Other && was.grade.rollup() != Rollup::Other {
                let grades = format!("{}: {} became {}", was.subject, was.grade.name(), is.grade.name());
                prop_assert!(badness(is.grade) >= badness(was.grade), "{}", grades);
            }
        }
    }

    #[test]
    fn a_later_period_changes_nothing_that_was_said_of_an_earlier_one(
        projects in prop::collection::vec(project(), SIZE),
        others in prop::collection::vec(project(), SIZE),
        of_points in any::<bool>(),
    ) {
        let (ids, rules) = (every(), rules(of_points, true));
        let mut standings: Vec<Standing> = Vec::new();
        for (m, end) in MONTHS.iter().enumerate() {
            // Half-way another register and another plan come: what was accepted first still judges.
            let of = if m < 3 { &projects } else { &others };
            let (register, plan) = (register(of, &ids, 0), plan(of, &ids));
            let reads = [month(&projects, m, &ids)];
            let next = judge(end, &rules, (&register, &plan), &standings, &reads, m).standings;
            for (was, is) in standings.iter().zip(&next) {
                prop_assert_eq!(&was.subject, &is.subject);
                let reports = was.reports.iter().zip(&is.reports);
                for (old, new) in reports {
                    prop_assert_eq!((old.period_end, old.cumulative, old.verdict), (new.period_end, new.cumulative, new.verdict));
                }
                let marks = was.marks.iter().zip(&is.marks);
                let same = marks.filter(|(a, b)| (a.rule, a.since, a.noticed_on) == (b.rule, b.since, b.noticed_on));
                prop_assert_eq!(same.count(), was.marks.len(), "marks are for ever");
                prop_assert_eq!(was.baseline.as_ref().map(|b| b.original), is.baseline.as_ref().map(|b| b.original));
                for milestone in &was.milestones {
                    let now = is.milestones.iter().find(|other| other.name == milestone.name);
                    prop_assert_eq!(now.map(|now| now.planned_date), Some(milestone.planned_date));
                }
            }
            standings = next;
        }
    }
}
