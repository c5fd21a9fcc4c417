//! How long a judgement takes: a register of n projects and one period's reports, every rule asked, nothing written.
//! `cargo bench --bench judge [-- N…]`; without numbers 10 000, 100 000 and 1 000 000. Prints medians of five.

use chrono::NaiveDate;
use duban::assess::judge::{Matter, assess};
use duban::base::amount::Amount;
use duban::base::calendar::Calendar;
use duban::base::period::PeriodKind;
use duban::pipeline::dataset::{Dataset, Kind};
use duban::pipeline::rules::{
    BehindTarget, ForecastSlip, MilestoneOverdue, NotFinished, NotReported, NotStarted, Rules, Stalled, StopAndGo,
    Threshold,
};
use duban::tidy::table::Table;
use duban::tidy::{FoundTable, Tidied};
use polars::prelude::*;
use std::time::{Duration, Instant};

const RUNS: usize = 5;

fn main() {
    let numbers: Vec<usize> = std::env::args().filter_map(|arg| arg.replace('_', "").parse().ok()).collect();
    let numbers = if numbers.is_empty() { vec![10_000, 100_000, 1_000_000] } else { numbers };
    for n in numbers {
        let (register, read) = (register(n), read(n));
        let rules = rules();
        let day = day();
        let matter = Matter {
            as_of: day,
            rules: &rules,
            calendar: &Calendar::default(),
            register: std::slice::from_ref(&register),
            plan: &[],
            targets: &[],
            standings: &[],
            reads: std::slice::from_ref(&read),
            due: &[day],
            filed: &[],
        };
        let mut times: Vec<Duration> = Vec::new();
        let mut found = (0, 0);
        for _ in 0..RUNS {
            let begun = Instant::now();
            let assessment = assess(&matter).expect("the frames are whole");
            times.push(begun.elapsed());
            found = (assessment.standings.len(), assessment.findings.len());
        }
        times.sort();
        println!("{n} projects: median {:?} of {RUNS}, {} standings, {} findings", times[RUNS / 2], found.0, found.1);
    }
}

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 6, 30).expect("a day of the calendar")
}

fn rules() -> Rules {
    let percent = |n| Threshold::PercentOfExpected(Amount::whole(n));
    Rules {
        behind_target: Some(BehindTarget::linear(percent(90), percent(75))),
        milestone_overdue: Some(MilestoneOverdue { due_within_workdays: 10, overdue_days: 1 }),
        stalled: Some(Stalled { reports: 3, ..Stalled::default() }),
        not_started: Some(NotStarted { days: 1 }),
        not_reported: Some(NotReported { periods: 1 }),
        not_finished: Some(NotFinished { days: 1 }),
        stop_and_go: Some(StopAndGo { reports: 6, turns: 3 }),
        forecast_slip: Some(ForecastSlip { at_risk_days: 30, behind_days: 90 }),
        ..Rules::default()
    }
}

fn table(dataset: Dataset, rows: usize, filled: Vec<Column>) -> Table {
    let empty = |kind: Kind| match kind {
        Kind::Text | Kind::Id => DataType::String,
        Kind::Money | Kind::Figure | Kind::Percent => DataType::Int128,
        Kind::Date => DataType::Date,
    };
    let column = |name: &str| filled.iter().find(|c| c.name().as_str() == name).cloned();
    let mut columns: Vec<Column> = dataset
        .columns()
        .iter()
        .map(|c| column(c.name).unwrap_or_else(|| Column::full_null(c.name.into(), rows, &empty(c.kind))))
        .collect();
    columns.extend(column("place_cell"));
    Table { dataset, frame: DataFrame::new(rows, columns).expect("columns of one length") }
}

fn ids(n: usize) -> Column {
    Column::new("project_id".into(), (0..n).map(|i| format!("P{i:07}")).collect::<Vec<_>>())
}

fn register(n: usize) -> Table {
    let target: Vec<i128> = (0..n).map(|i| Amount::whole(1_000_000 + (i % 1000) as i64).0).collect();
    let filled = vec![
        ids(n),
        Column::new("name".into(), (0..n).map(|i| format!("项目{i}")).collect::<Vec<_>>()),
        Column::new("unit_name".into(), (0..n).map(|i| format!("单位{}", i % 300)).collect::<Vec<_>>()),
        Column::new("annual_target".into(), target),
    ];
    table(Dataset::Register, n, filled)
}

/// One project in ten is behind.
fn read(n: usize) -> Tidied {
    let value = |i: usize| Amount::whole(if i.is_multiple_of(10) { 300_000 } else { 520_000 + (i % 1000) as i64 }).0;
    let filled = vec![
        ids(n),
        Column::new("cumulative".into(), (0..n).map(value).collect::<Vec<_>>()),
        Column::new("place_cell".into(), (0..n).map(|i| format!("G{}", i + 2)).collect::<Vec<_>>()),
    ];
    let found = FoundTable {
        at: Vec::new(),
        aside: Vec::new(),
        sheet: None,
        header_rows: vec![1],
        columns: Vec::new(),
        rows: n as u32 + 1,
        set_aside: 1,
        refused: 0,
        table: table(Dataset::Progress, n, filled),
    };
    Tidied {
        file: "20260630.csv".into(),
        sha256: String::new(),
        format: "csv".into(),
        period: Some(PeriodKind::Month.containing(day())),
        tables: vec![found],
        rejects: Vec::new(),
        notes: Vec::new(),
        refused: Default::default(),
    }
}
