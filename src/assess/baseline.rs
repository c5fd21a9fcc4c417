//! Baselines: what was planned first, what was approved since, and what the register merely says now.
//!
//! Takes the projects of the register, what is remembered, and tables of changes read in this slot; gives one baseline per
//! project. A register that changes does not change a baseline: only a line of the dataset `rebaselines`, with its reason
//! and approver, does. Lines are only ever added. An annual target is of its calendar year: the first one seen in a year is
//! that year's original. A project without a planned end takes its first reported forecast for it, and is marked so.

use super::Standing;
use super::board::{Board, coalesce_two};
use super::frames::{day_number, day_of, days};
use super::rules::{grade_number, kept};
use crate::base::amount::Amount;
use crate::base::grade::Grade;
use crate::base::place::Place;
use crate::pipeline::dataset::Dataset;
use crate::tidy::Tidied;
use chrono::{Datelike, NaiveDate};
use polars::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a plan says of a project.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// The annual target, in yuan.
    pub target: Option<Amount>,
    /// The planned start.
    pub start: Option<NaiveDate>,
    /// The planned end.
    pub end: Option<NaiveDate>,
}

impl Terms {
    /// These, with what `other` says in place.
    fn changed_by(self, other: Terms) -> Terms {
        Terms { target: other.target.or(self.target), start: other.start.or(self.start), end: other.end.or(self.end) }
    }
}

/// One approved change.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Rebaseline {
    /// The day it was approved.
    pub decided_on: NaiveDate,
    /// Why.
    pub reason: String,
    /// By whom.
    pub approver: String,
    /// The new annual target, where it changes.
    pub target: Option<Amount>,
    /// The new start, where it changes.
    pub start: Option<NaiveDate>,
    /// The new end, where it changes.
    pub end: Option<NaiveDate>,
    /// The cell it was read from.
    pub place: Place,
}

/// The baselines of a project.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Baseline {
    /// As first seen.
    pub original: Terms,
    /// With every approved change.
    pub approved: Terms,
    /// The year that the annual targets are of.
    pub year: i32,
    /// The planned end is the first forecast that was reported: there was no plan.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub from_forecast: bool,
    /// The approved changes, oldest first; never removed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Rebaseline>,
    /// Days that the forecast, or the day of finishing, or today where that has passed, lies after the original end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slip_original: Option<i64>,
    /// The same against the approved end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slip_approved: Option<i64>,
}

impl Baseline {
    /// What the register says today is a baseline only where there was none.
    fn settled(mut self, listed: Terms, changes: Vec<Rebaseline>, year: i32, forecast: Option<NaiveDate>) -> Baseline {
        if self.year != year {
            (self.year, self.original.target) = (year, listed.target);
        }
        let first = self.original;
        self.original = listed.changed_by(first);
        if self.original.end.is_none() {
            (self.original.end, self.from_forecast) = (forecast, forecast.is_some());
        }
        self.changes.extend(changes);
        self.changes.sort();
        self.changes.dedup_by(|a, b| {
            (a.decided_on, &a.reason, a.target, a.start, a.end) == (b.decided_on, &b.reason, b.target, b.start, b.end)
        });
        self.approved = self.changes.iter().fold(self.original, |terms, change| {
            let target = change.target.filter(|_| change.decided_on.year() == year);
            terms.changed_by(Terms { target, start: change.start, end: change.end })
        });
        self
    }

    /// States the slip against both, by what is known of the finish.
    pub fn state_slip(&mut self, finish: Option<NaiveDate>) {
        let slip = |end: Option<NaiveDate>| finish.zip(end).map(|(finish, end)| (finish - end).num_days());
        (self.slip_original, self.slip_approved) = (slip(self.original.end), slip(self.approved.end));
    }
}

/// The baseline of every project of the register. `forecasts`: the first forecast of each project that reported one.
pub fn settle(
    projects: &DataFrame,
    standings: &[Standing],
    reads: &[Tidied],
    forecasts: &BTreeMap<String, NaiveDate>,
    as_of: NaiveDate,
) -> PolarsResult<BTreeMap<String, Baseline>> {
    let mut changes = changes(reads)?;
    let known: BTreeMap<&str, &Standing> = standings.iter().map(|s| (s.subject.as_str(), s)).collect();
    let subject = projects.column("subject")?.str()?;
    let target = projects.column("target")?.i128()?;
    let (start, end) = (projects.column("start")?.i64()?, projects.column("end")?.i64()?);
    let mut baselines = BTreeMap::new();
    for row in 0..projects.height() {
        let Some(subject) = subject.get(row) else { continue };
        let listed = Terms {
            target: target.get(row).map(Amount),
            start: start.get(row).map(day_of),
            end: end.get(row).map(day_of),
        };
        let before = known.get(subject).and_then(|s| s.baseline.clone()).unwrap_or_default();
        let new = changes.remove(subject).unwrap_or_default();
        let forecast = forecasts.get(subject).copied();
        baselines.insert(subject.to_string(), before.settled(listed, new, as_of.year(), forecast));
    }
    Ok(baselines)
}

/// The projects with the approved terms in the place of the listed ones, which stay beside as `listed_target, listed_start,
/// listed_end`.
pub fn lay(projects: DataFrame, baselines: &BTreeMap<String, Baseline>) -> PolarsResult<DataFrame> {
    let approved: Vec<Option<Terms>> =
        projects.column("subject")?.str()?.iter().map(|subject| Some(baselines.get(subject?)?.approved)).collect();
    let day = |pick: fn(Terms) -> Option<NaiveDate>| -> Vec<Option<i64>> {
        approved.iter().map(|terms| terms.and_then(pick).map(day_number)).collect()
    };
    let target: Vec<Option<i128>> = approved.iter().map(|terms| terms.and_then(|t| t.target).map(|a| a.0)).collect();
    let listed = ["target", "start", "end"].map(|name| col(name).alias(format!("listed_{name}")));
    let mut projects = projects.lazy().with_columns(listed).collect()?;
    projects.with_column(Column::new("target".into(), target))?;
    projects.with_column(Column::new("start".into(), day(|t| t.start)))?;
    projects.with_column(Column::new("end".into(), day(|t| t.end)))?;
    Ok(projects)
}

/// The approved changes read in this slot, by project.
fn changes(reads: &[Tidied]) -> PolarsResult<BTreeMap<String, Vec<Rebaseline>>> {
    let mut found: BTreeMap<String, Vec<Rebaseline>> = BTreeMap::new();
    for read in reads {
        for table in read.tables.iter().filter(|found| found.table.dataset == Dataset::Rebaselines) {
            let columns = [col("project_id"), col("reason"), col("approver"), col("place_cell"), col("annual_target")];
            let dates = [days("decided_on"), days("start_date"), days("end_date")];
            let frame =
                table.table.frame.clone().lazy().select([columns.as_slice(), dates.as_slice()].concat()).collect()?;
            let text = |name: &str, row: usize| frame.column(name).ok()?.str().ok()?.get(row).map(str::to_string);
            let day = |name: &str, row: usize| frame.column(name).ok()?.i64().ok()?.get(row).map(day_of);
            for row in 0..frame.height() {
                let (Some(subject), Some(decided_on)) = (text("project_id", row), day("decided_on", row)) else {
                    continue;
                };
                let place =
                    Place { file: read.file.clone(), sheet: table.sheet.clone(), cell: text("place_cell", row) };
                found.entry(subject).or_default().push(Rebaseline {
                    decided_on,
                    reason: text("reason", row).unwrap_or_default(),
                    approver: text("approver", row).unwrap_or_default(),
                    target: frame.column("annual_target")?.i128()?.get(row).map(Amount),
                    start: day("start_date", row),
                    end: day("end_date", row),
                    place,
                });
            }
        }
    }
    Ok(found)
}

/// The first forecast of each project that reported one.
pub fn forecasts(reports: &DataFrame) -> PolarsResult<BTreeMap<String, NaiveDate>> {
    let column = reports.column("forecast_date")?;
    if column.null_count() == column.len() {
        return Ok(BTreeMap::new());
    }
    let first = reports
        .clone()
        .lazy()
        .filter(col("forecast_date").is_not_null())
        .sort(["subject", "period_end"], SortMultipleOptions::default())
        .group_by_stable([col("subject")])
        .agg([col("forecast_date").first()])
        .collect()?;
    let (subject, day) = (first.column("subject")?.str()?, first.column("forecast_date")?.i64()?);
    Ok(subject.iter().zip(day.iter()).filter_map(|(s, d)| Some((s?.to_string(), day_of(d?)))).collect())
}

/// What the rule says, in the names of the board.
pub const FORMULA: &str = "the register names another target, start or end than the approved baseline";

/// 计划调整未经批准: projects whose register says something else than their approved baseline, with what.
pub fn unapproved(board: &Board) -> PolarsResult<DataFrame> {
    let differs = |name: &str| col(format!("listed_{name}")).neq(col(name));
    let any = ["target", "start", "end"]
        .into_iter()
        .map(differs)
        .fold(lit(false), |any, next| any.or(coalesce_two(next, lit(false))));
    let mut found = board.projects.clone().lazy().filter(any).collect()?;
    let mut texts: Vec<String> = vec![String::new(); found.height()];
    for name in ["target", "start", "end"] {
        let (was, now) = (found.column(name)?, found.column(&format!("listed_{name}"))?);
        for (row, text) in texts.iter_mut().enumerate() {
            let (was, now) = if name == "target" {
                let shown = |c: &Column| Ok::<_, PolarsError>(c.i128()?.get(row).map(|a| Amount(a).to_string()));
                (shown(was)?, shown(now)?)
            } else {
                let shown = |c: &Column| Ok::<_, PolarsError>(c.i64()?.get(row).map(|d| day_of(d).to_string()));
                (shown(was)?, shown(now)?)
            };
            if let (Some(was), Some(now)) = (was, now)
                && was != now
            {
                let comma = if text.is_empty() { "" } else { ", " };
                *text += &format!("{comma}{name} {was} → {now}");
            }
        }
    }
    found.with_column(Column::new("text".into(), texts))?;
    let mut columns = kept();
    columns.extend(["grade", "since", "text"].map(col));
    found
        .lazy()
        .with_columns([grade_number(Grade::AtRisk).alias("grade"), lit(board.today()).alias("since")])
        .select(columns)
        .collect()
}
