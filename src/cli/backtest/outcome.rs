//! What became of the projects: finishes as tables showed them, and how warnings fared against them. The definitions stand
//! above, in the parent.

use super::Warnings;
use crate::audit::record::RunRecord;
use crate::base::period::Period;
use crate::pipeline::dataset::Dataset;
use crate::tidy::table::Table;
use chrono::NaiveDate;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Ratings that say all is well, in the words of offices.
const GOOD: [&str; 10] =
    ["绿", "绿灯", "正常", "好", "已完成", "完成", "green", "on track", "on schedule", "completed"];

/// The finish of each project on each day that a table spoke of it.
#[derive(Debug, Default)]
pub struct Finishes {
    forecasts: BTreeMap<String, BTreeMap<NaiveDate, NaiveDate>>,
    ends: BTreeMap<String, BTreeMap<NaiveDate, NaiveDate>>,
    declared: BTreeMap<String, String>,
}

/// How the warnings of one rule fared.
#[derive(Debug)]
pub struct Fared {
    rule: String,
    given: usize,
    came_true: usize,
    decided: usize,
    /// Days, sorted.
    leads: Vec<i64>,
    late: usize,
    never_warned: usize,
}

impl Finishes {
    /// Takes in the tables that a run accepted.
    pub fn learn(&mut self, record: &RunRecord, day: NaiveDate) {
        let wanted = |dataset: Dataset| matches!(dataset, Dataset::Register | Dataset::Progress);
        for kept in record.tables.iter().filter(|table| wanted(table.dataset)) {
            let Some(blob) = record.blobs.iter().find(|blob| blob.sha256 == kept.sha256) else { continue };
            let Ok(table) = Table::from_bytes(&blob.bytes) else { continue };
            let day = kept.period.map_or(day, Period::end);
            let (forecast, end) = (table.dates("forecast_date"), table.dates("end_date"));
            let rows = table.texts(["project_id", "declared"]).into_iter().zip(forecast).zip(end);
            for (([subject, declared], forecast), end) in rows {
                let Some(subject) = subject else { continue };
                for (known, finish) in [(&mut self.forecasts, forecast), (&mut self.ends, end)] {
                    if let Some(finish) = finish {
                        known.entry(subject.clone()).or_default().insert(day, finish);
                    }
                }
                if let Some(declared) = declared {
                    self.declared.insert(subject, declared);
                }
            }
        }
    }

    /// What is known of a project's finish: its forecasts; where it never had one, its planned ends.
    fn known(&self, subject: &str) -> Option<&BTreeMap<NaiveDate, NaiveDate>> {
        self.forecasts.get(subject).or_else(|| self.ends.get(subject))
    }

    /// Whether the plan's day has passed and a table shows the project unfinished.
    pub fn overdue(&self, subject: &str, day: NaiveDate) -> bool {
        let Some(known) = self.known(subject) else { return false };
        let plan = known.values().next();
        let newest = known.range(..=day).next_back();
        plan.zip(newest).is_some_and(|(plan, (seen, finish))| *plan < *seen && *finish > *seen)
    }

    /// Who rates itself anything but good.
    pub fn declared_bad(&self) -> impl Iterator<Item = String> {
        let bad = |declared: &str| !GOOD.contains(&declared.trim().to_lowercase().as_str());
        self.declared.iter().filter(move |(_, declared)| bad(declared)).map(|(subject, _)| subject.clone())
    }

    /// The projects whose last known finish is later than their plan, with the day that first showed it.
    pub fn late(&self) -> BTreeMap<&str, NaiveDate> {
        let of = |known: &BTreeMap<NaiveDate, NaiveDate>| {
            let plan = known.values().next()?;
            known.values().next_back().filter(|last| *last > plan)?;
            known.iter().find(|(_, finish)| *finish > plan).map(|(day, _)| *day)
        };
        let subjects: BTreeSet<&String> = self.forecasts.keys().chain(self.ends.keys()).collect();
        subjects.into_iter().filter_map(|subject| Some((subject.as_str(), of(self.known(subject)?)?))).collect()
    }

    /// How the warnings of a rule fared.
    pub fn fared(&self, rule: &str, warnings: &Warnings) -> Fared {
        let (mut decided, mut leads, mut came_true) = (0, Vec::new(), 0);
        for (subject, day) in warnings {
            let Some(known) = self.known(subject) else { continue };
            let Some((_, then)) = known.range(..=*day).next_back() else { continue };
            let mut later = known.iter().filter(|(seen, _)| *seen > day).peekable();
            if later.peek().is_none() {
                continue;
            }
            decided += 1;
            if let Some((seen, _)) = later.find(|(_, finish)| *finish > then) {
                came_true += 1;
                leads.push((*seen - *day).num_days());
            }
        }
        leads.sort_unstable();
        let late = self.late();
        let warned: BTreeSet<&str> = warnings
            .iter()
            .filter(|(subject, day)| late.get(subject.as_str()).is_some_and(|shown| day < shown))
            .map(|(subject, _)| subject.as_str())
            .collect();
        Fared {
            rule: rule.to_string(),
            given: warnings.len(),
            came_true,
            decided,
            leads,
            late: late.len(),
            never_warned: late.len() - warned.len(),
        }
    }
}

impl Fared {
    /// The rule.
    pub fn rule(&self) -> &str {
        &self.rule
    }

    /// Whether there were warnings, and nothing after them that tells whether they came true.
    pub fn is_undecided(&self) -> bool {
        self.given > 0 && self.decided == 0
    }

    /// The quartile of the leads by nearest rank: 1, 2 (the median) or 3.
    fn quartile(&self, quarter: usize) -> Option<i64> {
        let rank = (self.leads.len() * quarter).div_ceil(4);
        self.leads.get(rank.checked_sub(1)?).copied()
    }

    /// A row of the table.
    pub fn cells(&self, late: usize) -> Vec<String> {
        let percent = |part: usize, whole: usize| match whole {
            0 => "-".to_string(),
            _ => format!("{} %", (part * 1000 / whole + 5) / 10),
        };
        let leads: Vec<String> =
            [1, 2, 3].iter().map(|q| self.quartile(*q).map_or("-".to_string(), |days| days.to_string())).collect();
        vec![
            self.rule.clone(),
            self.given.to_string(),
            percent(self.came_true, self.decided),
            self.decided.to_string(),
            leads.join("/"),
            percent(self.never_warned, self.late),
            late.to_string(),
        ]
    }

    /// The same for scripts, as counts.
    pub fn json(&self) -> Value {
        json!({
            "rule": self.rule, "given": self.given, "decided": self.decided, "came_true": self.came_true,
            "lead_days": {"q1": self.quartile(1), "median": self.quartile(2), "q3": self.quartile(3)},
            "late": self.late, "late_never_warned": self.never_warned,
        })
    }
}
