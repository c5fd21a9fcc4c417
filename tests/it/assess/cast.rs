//! One project of a register, what it reported, and the judgement of one day.

use chrono::NaiveDate;
use duban::assess::beside::{AMOUNTS, DAYS, TEXTS};
use duban::assess::judge::{Matter, assess};
use duban::assess::{Assessment, Beside, Mark, Milestone, Report, Standing};
use duban::base::amount::Amount;
use duban::base::calendar::Calendar;
use duban::base::grade::Grade;
use duban::base::place::Place;
use duban::pipeline::calendar;
use duban::pipeline::dataset::Dataset;
use duban::pipeline::rules::{BehindTarget, MilestoneOverdue, NotReported, NotStarted, Rules, Stalled, Threshold};
use duban::tidy::table::Table;
use polars::prelude::*;

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Lin's bridge: its target in yuan and its planned time.
#[derive(Clone)]
pub struct Bridge {
    pub target: Option<i64>,
    pub start: Option<&'static str>,
    pub end: Option<&'static str>,
    /// Period end and cumulative yuan as written.
    pub reports: Vec<(&'static str, &'static str)>,
    /// Name, planned day, day done.
    pub milestones: Vec<(&'static str, &'static str, Option<&'static str>)>,
    /// The last day that the newest table of milestones speaks of.
    pub milestones_as_of: Option<&'static str>,
    /// Deadlines that have passed, by the last day of their periods.
    pub due: Vec<&'static str>,
    pub rules: Rules,
    /// What reports say beside: day, column, value as written.
    pub said: Vec<(&'static str, &'static str, &'static str)>,
    /// How reports were judged before.
    pub verdicts: Vec<(&'static str, Grade)>,
    /// Lines of a task table: project or class, until, expected yuan or share in percent.
    pub tasks: Vec<(Option<&'static str>, Option<&'static str>, &'static str, Task)>,
    /// Weights of planned milestones: planned day, percent.
    pub weights: Vec<(&'static str, i64)>,
    /// What was found of it before.
    pub marks: Vec<Mark>,
}

/// What a line of a task table asks for.
#[derive(Clone, Copy)]
pub enum Task {
    Yuan(i64),
    Percent(i64),
}

/// 100 days from 1 January to 11 April, a million; every rule as shipped.
pub fn bridge() -> Bridge {
    Bridge {
        target: Some(1_000_000),
        start: Some("2026-01-01"),
        end: Some("2026-04-11"),
        reports: Vec::new(),
        milestones: Vec::new(),
        milestones_as_of: None,
        due: Vec::new(),
        rules: Rules {
            behind_target: Some(BehindTarget::linear(percent(90), percent(75))),
            milestone_overdue: Some(MilestoneOverdue { due_within_workdays: 5, overdue_days: 1 }),
            stalled: Some(Stalled { reports: 3, ..Stalled::default() }),
            not_started: Some(NotStarted { days: 1 }),
            not_reported: Some(NotReported { periods: 1 }),
            ..Rules::default()
        },
        said: Vec::new(),
        verdicts: Vec::new(),
        tasks: Vec::new(),
        weights: Vec::new(),
        marks: Vec::new(),
    }
}

pub fn percent(n: i64) -> Threshold {
    Threshold::PercentOfExpected(Amount::whole(n))
}

pub fn points(n: i64) -> Threshold {
    Threshold::PointsBelow(Amount::whole(n))
}

impl Bridge {
    pub fn reported(mut self, reports: &[(&'static str, &'static str)]) -> Bridge {
        self.reports = reports.to_vec();
        self
    }

    pub fn judged_on(&self, as_of: &str) -> Assessment {
        let standing = Standing {
            subject: "B".into(),
            name: "林家桥".into(),
            class: None,
            category: None,
            unit_name: None,
            town: None,
            grade: Grade::NotReported,
            target: None,
            expected: None,
            actual: None,
            gap_points: None,
            slip_days: 0,
            since: NaiveDate::default(),
            reported_as_of: None,
            milestones_as_of: self.milestones_as_of.map(day),
            refused: None,
            reports: self.reports.iter().map(|(end, yuan)| self.report(end, yuan)).collect(),
            milestones: self.milestones.iter().map(|(name, planned, done)| milestone(name, planned, *done)).collect(),
            said: Vec::new(),
            dimensions: Default::default(),
            marks: self.marks.clone(),
            baseline: None,
            origin: None,
        };
        let due: Vec<NaiveDate> = self.due.iter().map(|end| day(end)).collect();
        let (calendar, problems): (Calendar, _) = calendar::parse("cn.toml", duban::settings::house::CALENDAR_CN);
        assert!(problems.is_empty());
        assess(&Matter {
            as_of: day(as_of),
            rules: &self.rules,
            calendar: &calendar,
            register: &[self.register()],
            plan: &[self.plan()],
            targets: &[self.targets()],
            standings: &[standing, neighbour(&due)],
            reads: &[],
            due: &due,
            filed: &[],
        })
        .unwrap()
    }

    fn report(&self, end: &str, yuan: &str) -> Report {
        let mut report = report(end, yuan);
        report.verdict = self.verdicts.iter().find(|(day, _)| *day == end).map(|(_, grade)| *grade);
        let said = |kind: &'static [&'static str]| {
            let mine = self.said.iter().filter(move |(day, column, _)| *day == end && kind.contains(column));
            mine.map(|(_, column, value)| (*column, *value))
        };
        report.beside = Beside {
            texts: said(&TEXTS).map(|(name, value)| (name, value.to_string())).collect(),
            amounts: said(&AMOUNTS).map(|(name, value)| (name, Amount::parse(value).unwrap())).collect(),
            days: said(&DAYS).map(|(name, value)| (name, day(value))).collect(),
        };
        report
    }

    fn plan(&self) -> Table {
        let planned: Vec<i32> =
            self.weights.iter().map(|(on, _)| (day(on) - NaiveDate::default()).num_days() as i32).collect();
        let frame = DataFrame::new(
            planned.len(),
            vec![
                Column::new("project_id".into(), vec!["B"; planned.len()]),
                Column::new(
                    "milestone".into(),
                    self.weights.iter().map(|(on, _)| format!("至{on}")).collect::<Vec<_>>(),
                ),
                Column::new("planned_date".into(), planned).cast(&DataType::Date).unwrap(),
                Column::new("weight".into(), self.weights.iter().map(|(_, w)| Amount::whole(*w).0).collect::<Vec<_>>()),
            ],
        );
        Table { dataset: Dataset::MilestonePlan, frame: frame.unwrap() }
    }

    fn targets(&self) -> Table {
        let days: Vec<i32> = self.tasks.iter().map(|t| (day(t.2) - NaiveDate::default()).num_days() as i32).collect();
        let yuan = |task: &Task| if let Task::Yuan(yuan) = task { Some(Amount::whole(*yuan).0) } else { None };
        let share = |task: &Task| if let Task::Percent(p) = task { Some(Amount::whole(*p).0) } else { None };
        let frame = DataFrame::new(
            days.len(),
            vec![
                Column::new("project_id".into(), self.tasks.iter().map(|t| t.0).collect::<Vec<_>>()),
                Column::new("name".into(), vec![None::<&str>; days.len()]),
                Column::new("class".into(), self.tasks.iter().map(|t| t.1).collect::<Vec<_>>()),
                Column::new("until".into(), days).cast(&DataType::Date).unwrap(),
                Column::new("expected".into(), self.tasks.iter().map(|t| yuan(&t.3)).collect::<Vec<_>>()),
                Column::new("share".into(), self.tasks.iter().map(|t| share(&t.3)).collect::<Vec<_>>()),
            ],
        );
        Table { dataset: Dataset::Targets, frame: frame.unwrap() }
    }

    /// What was due of the bridge on its newest report's day, in yuan.
    pub fn due_on(&self, as_of: &str) -> String {
        self.standing_on(as_of).expected.map_or("-".to_string(), |expected| expected.to_string())
    }

    /// What is found of the bridge: `behind_target behind since 2026-02-20`.
    pub fn findings_on(&self, as_of: &str) -> Vec<String> {
        let findings = self.judged_on(as_of).findings;
        let mine = findings.iter().filter(|finding| finding.subject == "B");
        mine.map(|f| format!("{} {} since {}", f.rule.name(), f.grade.name(), f.since)).collect()
    }

    /// The bridge's standing.
    pub fn standing_on(&self, as_of: &str) -> Standing {
        self.judged_on(as_of).standings.into_iter().find(|standing| standing.subject == "B").unwrap()
    }

    fn register(&self) -> Table {
        let text = |name: &str, values: [Option<&str>; 2]| Column::new(name.into(), values);
        let date = |name: &str, value: Option<&str>| {
            let days = value.map(|value| (day(value) - NaiveDate::default()).num_days() as i32);
            Column::new(name.into(), [days, None]).cast(&DataType::Date).unwrap()
        };
        let target = self.target.map(|yuan| Amount::whole(yuan).0);
        let frame = DataFrame::new(
            2,
            vec![
                text("project_id", [Some("B"), Some("N")]),
                text("name", [Some("林家桥"), Some("邻居")]),
                text("class", [Some("确保"), None]),
                text("category", [None, None]),
                text("unit_name", [None, None]),
                text("town", [None, None]),
                Column::new("annual_target".into(), [target, None]),
                date("start_date", self.start),
                date("end_date", self.end),
            ],
        );
        Table { dataset: Dataset::Register, frame: frame.unwrap() }
    }
}

fn report(end: &str, yuan: &str) -> Report {
    let place = Place { file: "f.csv".into(), sheet: None, cell: Some("B2".into()) };
    Report {
        period_end: day(end),
        cumulative: Some(Amount::parse(yuan).unwrap()),
        milestones_done: 0,
        place,
        verdict: None,
        beside: Beside::default(),
    }
}

fn milestone(name: &str, planned: &str, done: Option<&str>) -> Milestone {
    Milestone { name: name.into(), planned_date: day(planned), actual_date: done.map(day), ..Milestone::default() }
}

/// Somebody who always reports, so that a period counts as reported.
fn neighbour(due: &[NaiveDate]) -> Standing {
    let reports = due.iter().map(|end| report(&end.to_string(), "1")).collect();
    Standing {
        subject: "N".into(),
        name: "邻居".into(),
        class: None,
        category: None,
        unit_name: None,
        town: None,
        grade: Grade::NoBaseline,
        target: None,
        expected: None,
        actual: None,
        gap_points: None,
        slip_days: 0,
        since: NaiveDate::default(),
        reported_as_of: None,
        milestones_as_of: None,
        refused: None,
        reports,
        milestones: Vec::new(),
        said: Vec::new(),
        dimensions: Default::default(),
        marks: Vec::new(),
        baseline: None,
        origin: None,
    }
}
