//! How long a judgement takes: a register of n projects, a milestone each and one period's reports, in no order, every rule asked.
//! `cargo bench --bench judge [-- N…]`; without numbers 10 000, 100 000 and 1 000 000. Prints medians of five: the judgement, by
//! columns (`judge`), and with every standing and finding written out row by row, as the daemon keeps them (`assess`).
//! `IN_ORDER=1` lists projects by their numbers in every table, as offices mostly do; `STAGES=1` says what each step takes.

use chrono::{Days, NaiveDate};
use duban::assess::board::Board;
use duban::assess::by_row::Subjects;
use duban::assess::judge::{Matter, assess, judge};
use duban::assess::rules::{ask, behind_target};
use duban::assess::trajectory::Plan;
use duban::assess::{frames, milestones, sql};
use duban::base::amount::Amount;
use duban::base::calendar::Calendar;
use duban::base::grade::Grade;
use duban::base::period::PeriodKind;
use duban::base::short::Short;
use duban::pipeline::dataset::{Dataset, Kind};
use duban::pipeline::rules::{
    BehindTarget, ClearedNotBuilt, Combine, ForecastSlip, Level, MilestoneOverdue, MoneyAndWork, NotFinished,
    NotReported, NotStarted, Overstated, ReportedLate, Rules, Share, SqlRule, Stalled, StopAndGo, Threshold,
};
use duban::pipeline::sql::compile;
use duban::tidy::table::Table;
use duban::tidy::{FoundTable, Tidied};
use polars::prelude::*;
use std::time::{Duration, Instant};

const RUNS: usize = 5;

fn main() {
    let numbers: Vec<usize> = std::env::args().filter_map(|arg| arg.replace('_', "").parse().ok()).collect();
    let numbers = if numbers.is_empty() { vec![10_000, 100_000, 1_000_000] } else { numbers };
    for n in numbers {
        let (register, plan, read) = (register(n), plan(n), read(n));
        let rules = rules();
        let day = day();
        let matter = Matter {
            as_of: day,
            rules: &rules,
            calendar: &Calendar::default(),
            register: std::slice::from_ref(&register),
            plan: std::slice::from_ref(&plan),
            targets: &[],
            standings: &[],
            reads: std::slice::from_ref(&read),
            due: &[day],
            filed: &[],
        };
        let (judged, found) =
            median(|| judge(&matter).expect("the frames are whole").found.iter().map(|f| f.frame.height()).sum());
        println!("{n} projects: judged in {judged:?} by columns, {found} findings on the board");
        if std::env::var_os("STAGES").is_some() {
            stages(&matter);
        }
        let (assessed, found) = median(|| assess(&matter).expect("the frames are whole").findings.len());
        println!("{n} projects: {assessed:?} with {n} standings and {found} findings as rows");
    }
}

/// What the first steps take, and each of the larger rules.
fn stages(matter: &Matter<'_>) {
    let judgement = judge(matter).expect("the frames are whole");
    let board = &judgement.board;
    let say = |name: &str, run: &mut dyn FnMut() -> usize| println!("  {name}: {:?}", median(run).0);
    say("register", &mut || frames::projects(matter.register).expect("frames").height());
    let projects = frames::projects(matter.register).expect("frames");
    let subjects = || Subjects::of(&projects).expect("frames");
    say("reports", &mut || frames::reports(&[], matter.reads).expect("frames").height());
    let words = frames::reports(&[], matter.reads).expect("frames");
    say("newest reports", &mut || frames::newest(words.clone(), &subjects()).expect("frames").height());
    let words = || milestones::words(matter).expect("frames");
    say("milestones: words", &mut || milestones::of_each(words(), &subjects()).expect("frames").height());
    let words = milestones::of_each(words(), &subjects()).expect("frames");
    let none = words.clone().lazy().select([col("row"), col("milestone"), col("listed").alias("approved")]).limit(0);
    let none = none.collect().expect("frames");
    say("milestones", &mut || milestones::newest_word(words.clone(), none.clone()).expect("frames").height());
    let target = matter.rules.behind_target.clone().expect("it is asked");
    let trajectory = target.trajectory.clone();
    let none = DataFrame::empty();
    let plan = Plan { trajectory: &trajectory, weights: none.clone(), tasks: none, last_year: None };
    let words = frames::reports(&[], matter.reads).expect("frames");
    let reports = frames::newest(words, &subjects()).expect("frames");
    let none = frames::reports(&[], &[]).expect("frames").lazy();
    let refused = none.select([col("subject"), col("period_end").alias("refused_end")]).collect().expect("frames");
    let refused = subjects().number(refused).expect("frames");
    let parts = || (projects.clone(), reports.clone(), board.milestones.clone(), refused.clone());
    say("board", &mut || {
        let (projects, reports, milestones, refused) = parts();
        let measure = (&plan, target.measure);
        Board::build(day(), projects, reports, milestones, refused, &[day()], measure).expect("frames").reports.height()
    });
    say("levels", &mut || behind_target::levels(board, &target, &plan).expect("frames").height());
    say("all rules", &mut || ask::all(board, matter, &plan).expect("frames").found.len());
    for rule in ["stalled", "forecast_slip", "money_and_work", "milestone_overdue", "cleared_not_built"] {
        let all = matter.rules;
        let mut one = Rules::default();
        match rule {
            "stalled" => one.stalled.clone_from(&all.stalled),
            "forecast_slip" => one.forecast_slip.clone_from(&all.forecast_slip),
            "money_and_work" => one.money_and_work.clone_from(&all.money_and_work),
            "milestone_overdue" => one.milestone_overdue.clone_from(&all.milestone_overdue),
            _ => one.cleared_not_built.clone_from(&all.cleared_not_built),
        }
        let matter = Matter { rules: &one, ..*matter };
        say(rule, &mut || ask::all(board, &matter, &plan).expect("frames").found.len());
    }
    say("own rules", &mut || sql::ask(board, &matter.rules.sql).expect("frames").0.len());
}

/// The median of five runs, and what the last gave.
fn median(mut run: impl FnMut() -> usize) -> (Duration, usize) {
    let (mut times, mut found) = (Vec::new(), 0);
    for _ in 0..RUNS {
        let begun = Instant::now();
        found = run();
        times.push(begun.elapsed());
    }
    times.sort();
    (times[RUNS / 2], found)
}

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 6, 30).expect("a day of the calendar")
}

fn rules() -> Rules {
    let percent = |n| Threshold::PercentOfExpected(Amount::whole(n));
    let level = |when: &str, grade| Level { when: compile(when).expect("a condition"), grade };
    Rules {
        behind_target: Some(BehindTarget::linear(percent(90), percent(75))),
        milestone_overdue: Some(MilestoneOverdue { due_within_workdays: 10, overdue_days: 1 }),
        stalled: Some(Stalled { reports: 3, milestones: Some(3), alike: Some(90) }),
        not_started: Some(NotStarted { days: 1 }),
        not_reported: Some(NotReported { periods: 1 }),
        not_finished: Some(NotFinished { days: 1 }),
        stop_and_go: Some(StopAndGo { reports: 6, turns: 3 }),
        cleared_not_built: Some(ClearedNotBuilt { days: 90, phases: vec!["拆迁".to_string()] }),
        forecast_slip: Some(ForecastSlip { at_risk_days: 30, behind_days: 90 }),
        overstated: Some(Overstated { steps: 1 }),
        money_and_work: Some(MoneyAndWork { money_ahead: 30, work_ahead: 30 }),
        statistics_entry: Some(Share { below: 60 }),
        paperwork: Some(Share { below: 50 }),
        reported_late: Some(ReportedLate { days: 200, deduct: None }),
        unapproved_change: true,
        combine: Combine::Lower,
        sql: vec![SqlRule {
            name: Short::new("thin").expect("a short name"),
            levels: vec![level("cumulative < 0.31 * annual_target AND started", Grade::Behind)],
            text_zh: "偏低".to_string(),
            text_en: "low".to_string(),
            show: vec!["cumulative"],
        }],
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

/// The rows of a table in no order, another one for every table: offices do not sort. `step` is a prime that divides no power of ten.
fn shuffled(table: Table, step: usize) -> Table {
    let n = table.frame.height();
    let step = if std::env::var_os("IN_ORDER").is_some() { 1 } else { step };
    let order: IdxCa = (0..n).map(|i| Some((i * step % n) as IdxSize)).collect_ca("order".into());
    Table { frame: table.frame.take(&order).expect("the rows are there"), ..table }
}

fn ids(n: usize) -> Column {
    texts("project_id", n, |i| format!("P{i:07}"))
}

fn texts(name: &str, n: usize, text: impl Fn(usize) -> String) -> Column {
    Column::new(name.into(), (0..n).map(text).collect::<Vec<_>>())
}

fn amounts(name: &str, n: usize, amount: impl Fn(usize) -> i64) -> Column {
    Column::new(name.into(), (0..n).map(|i| Amount::whole(amount(i)).0).collect::<Vec<_>>())
}

fn register(n: usize) -> Table {
    let filled = vec![
        ids(n),
        texts("name", n, |i| format!("项目{i}")),
        texts("unit_name", n, |i| format!("单位{}", i % 300)),
        amounts("annual_target", n, |i| 1_000_000 + (i % 1000) as i64),
    ];
    shuffled(table(Dataset::Register, n, filled), 7_919)
}

/// One milestone each, of which one in fifty is past.
fn plan(n: usize) -> Table {
    let planned = |i: usize| day() + Days::new(200) - Days::new(if i.is_multiple_of(50) { 220 } else { 0 });
    let filled = vec![
        ids(n),
        texts("milestone", n, |_| "竣工".to_string()),
        Column::new("planned_date".into(), (0..n).map(planned).collect::<Vec<_>>()),
    ];
    shuffled(table(Dataset::MilestonePlan, n, filled), 15_485_863)
}

/// One project in ten is behind; what is said beside is in order for nearly all.
fn read(n: usize) -> Tidied {
    let behind = |i: usize| i.is_multiple_of(10);
    let filled = vec![
        ids(n),
        amounts("cumulative", n, |i| if behind(i) { 300_000 } else { 520_000 + (i % 1000) as i64 }),
        amounts("paid", n, |i| if i.is_multiple_of(100) { 990_000 } else { 500_000 }),
        amounts("budget", n, |_| 1_000_000),
        amounts("statistics", n, |_| 400_000),
        amounts("paperwork", n, |_| 80),
        texts("declared", n, |i| if behind(i) { "黄" } else { "正常" }.to_string()),
        texts("status", n, |i| format!("主体施工，完成 {} %", i % 100)),
        texts("place_cell", n, |i| format!("G{}", i + 2)),
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
        table: shuffled(table(Dataset::Progress, n, filled), 104_729),
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
        fallen: Default::default(),
    }
}
