//! Baselines: what was planned first, what was approved since, and what the register merely says now.
//!
//! Takes the projects of the register, what is remembered, and approved changes: filed by a person, or tables of them read in
//! this slot; gives one baseline per project. A register that changes does not change a baseline: only a change with its
//! reason and approver does. Changes are only ever added. An annual target is of its calendar year: the first new one seen in a
//! year is that year's original, and where most projects have a new one the register is that year's. A project without a
//! planned end takes its first reported forecast for it, and is marked so.

/// What a register or a plan says otherwise than what was approved.
mod unapproved;

pub use unapproved::{FORMULA, unapproved};

use super::Standing;
use super::board::coalesce_two;
use super::by_row;
use super::frames::{day_number, day_of, days};
use crate::base::amount::Amount;
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
    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        *self == Terms::default()
    }

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
    /// The milestone whose day changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub milestone: Option<String>,
    /// Its new day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub planned: Option<NaiveDate>,
    /// The case on which it was asked for and granted (延期).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<String>,
    /// The cell it was read from; for one that a person filed the name of the act.
    pub place: Place,
}

impl Rebaseline {
    /// Whether both say the same, wherever they stand.
    fn is_same(&self, other: &Rebaseline) -> bool {
        let said = |one: &Rebaseline| {
            let Rebaseline { decided_on, reason, target, start, end, milestone, planned, .. } = one.clone();
            (decided_on, reason, (target, start, end), milestone, planned)
        };
        said(self) == said(other)
    }
}

/// An approved change that a person filed: a line of the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filed {
    /// The project.
    pub subject: String,
    /// What was approved.
    pub change: Rebaseline,
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
    /// The worst slip of its milestones against their first days, where an approved change has moved one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub milestone_slip_original: Option<i64>,
    /// What the register says otherwise than approved.
    #[serde(default, skip_serializing_if = "Terms::is_empty")]
    pub listed: Terms,
    /// What the register still says as it was before the newest approval: it is only not written anew yet.
    #[serde(default, skip_serializing_if = "Terms::is_empty")]
    pub lagging: Terms,
}

impl Baseline {
    /// What the register says today is a baseline only where there was none.
    fn settled(mut self, listed: Terms, new: New<'_>) -> Baseline {
        let before = self.clone();
        let New { changes, year, renewed, forecast } = new;
        let another = listed.target.is_some() && listed.target != self.approved.target;
        if self.year == 0 || (year > self.year && (renewed || another)) {
            (self.year, self.original.target) = (year, listed.target);
        }
        self.original = listed.changed_by(self.original);
        if self.original.end.is_none() {
            (self.original.end, self.from_forecast) = (forecast, forecast.is_some());
        }
        self.changes.extend(changes.iter().cloned());
        self.changes.sort();
        self.changes.dedup_by(|a, b| a.is_same(b));
        let target_year = self.year;
        self.approved = self.changes.iter().fold(self.original, |terms, change| {
            let target = change.target.filter(|_| change.decided_on.year() == target_year);
            terms.changed_by(Terms { target, start: change.start, end: change.end })
        });
        (self.listed, self.lagging) = otherwise(&before, self.approved, listed);
        self
    }

    /// States the slip against both, by what is known of the finish.
    pub fn state_slip(&mut self, finish: Option<NaiveDate>) {
        let slip = |end: Option<NaiveDate>| finish.zip(end).map(|(finish, end)| (finish - end).num_days());
        (self.slip_original, self.slip_approved) = (slip(self.original.end), slip(self.approved.end));
    }
}

/// What is new for one project.
struct New<'a> {
    changes: &'a [Rebaseline],
    year: i32,
    /// The register is a new year's.
    renewed: bool,
    forecast: Option<NaiveDate>,
}

impl New<'_> {
    /// Nothing, in a year.
    fn of(year: i32) -> New<'static> {
        New { changes: &[], year, renewed: false, forecast: None }
    }
}

/// What the register says otherwise than approved, and which of it only lags behind an approval that is newer than it.
fn otherwise(before: &Baseline, approved: Terms, listed: Terms) -> (Terms, Terms) {
    /// Whether a field that differs only lags.
    fn lags<T: PartialEq + Copy>(before: &Baseline, approved: T, listed: T, of: fn(&Terms) -> Option<T>) -> bool {
        let was = of(&before.approved);
        let lagged = of(&before.lagging);
        let said = lagged.or(of(&before.listed)).or(was);
        said == Some(listed) && (lagged.is_some() || (said == was && was != Some(approved)))
    }
    let (mut differs, mut lagging) = (Terms::default(), Terms::default());
    macro_rules! settle {
        ($field:ident) => {
            if let (Some(now), Some(said)) = (approved.$field, listed.$field)
                && now != said
            {
                let to = if lags(before, now, said, |terms| terms.$field) { &mut lagging } else { &mut differs };
                to.$field = Some(said);
            }
        };
    }
    settle!(target);
    settle!(start);
    settle!(end);
    (differs, lagging)
}

/// What baselines are settled from, beside the register.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// What is remembered.
    pub standings: &'a [Standing],
    /// What was read in this slot.
    pub reads: &'a [Tidied],
    /// The ledger of changes that people filed.
    pub filed: &'a [Filed],
    /// The day of the judgement.
    pub as_of: NaiveDate,
}

/// The baseline of every project of the board. Most are what the register says and nothing more; those are kept as the
/// register's own columns.
#[derive(Debug, Clone, Default)]
pub struct Baselines {
    /// Of projects that have a history, by row.
    of: BTreeMap<IdxSize, Baseline>,
    listed: Listed,
    year: i32,
}

impl Baselines {
    /// The baseline of the project in a row of the board; nothing where baselines are not kept.
    pub fn at(&self, row: usize) -> Option<Baseline> {
        if self.year == 0 {
            return None;
        }
        let known = IdxSize::try_from(row).ok().and_then(|row| self.of.get(&row));
        Some(known.cloned().unwrap_or_else(|| {
            let new = New { forecast: self.listed.forecast(row), ..New::of(self.year) };
            Baseline::default().settled(self.listed.at(row), new)
        }))
    }
}

/// What the register says of each project, and the first forecast of each that reported one: columns of the board.
#[derive(Debug, Clone, Default)]
struct Listed {
    target: Int128Chunked,
    start: Int64Chunked,
    end: Int64Chunked,
    forecast: Int64Chunked,
}

impl Listed {
    fn of(projects: &DataFrame, forecasts: &DataFrame) -> PolarsResult<Listed> {
        let forecast = by_row::beside_projects(projects.select(["row"])?, forecasts)?;
        Ok(Listed {
            target: projects.column("target")?.i128()?.clone(),
            start: projects.column("start")?.i64()?.clone(),
            end: projects.column("end")?.i64()?.clone(),
            forecast: forecast.column("forecast_date")?.i64()?.clone(),
        })
    }

    fn at(&self, row: usize) -> Terms {
        let Listed { target, start, end, .. } = self;
        Terms { target: target.get(row).map(Amount), start: start.get(row).map(day_of), end: end.get(row).map(day_of) }
    }

    fn forecast(&self, row: usize) -> Option<NaiveDate> {
        self.forecast.get(row).map(day_of)
    }
}

/// The baseline of every project of the register. `forecasts` (`row, forecast_date`): the first one that a project reported.
pub fn settle(projects: &DataFrame, known: Known<'_>, forecasts: &DataFrame) -> PolarsResult<Baselines> {
    let mut changes = changes(known.reads)?;
    for Filed { subject, change } in known.filed {
        changes.entry(subject.clone()).or_default().push(change.clone());
    }
    let before: BTreeMap<&str, &Baseline> =
        known.standings.iter().filter_map(|s| Some((s.subject.as_str(), s.baseline.as_deref()?))).collect();
    let (year, listed) = (known.as_of.year(), Listed::of(projects, forecasts)?);
    if before.is_empty() && changes.is_empty() {
        return Ok(Baselines { of: BTreeMap::new(), listed, year });
    }
    let subjects = projects.column("subject")?.str()?;
    let rows = || subjects.iter().enumerate().filter_map(|(row, subject)| Some((row, subject?)));
    let renewed =
        is_of_new_year(rows().filter_map(|(row, subject)| Some((*before.get(subject)?, listed.at(row)))), year);
    let with_history = rows().filter(|(_, subject)| before.contains_key(subject) || changes.contains_key(*subject));
    let of = with_history.map(|(row, subject)| {
        let changes = changes.get(subject).map(Vec::as_slice).unwrap_or_default();
        let new = New { changes, renewed, forecast: listed.forecast(row), ..New::of(year) };
        let before = before.get(subject).map(|before| (*before).clone()).unwrap_or_default();
        (row as IdxSize, before.settled(listed.at(row), new))
    });
    Ok(Baselines { of: of.collect(), listed, year })
}

/// Whether most projects whose target is of an earlier year have another one now: then the register is the new year's, and who
/// kept last year's figure has been given it anew.
fn is_of_new_year<'a>(known: impl Iterator<Item = (&'a Baseline, Terms)>, year: i32) -> bool {
    let (mut older, mut others) = (0usize, 0usize);
    for (before, terms) in known.filter(|(before, terms)| before.year < year && terms.target.is_some()) {
        older += 1;
        others += usize::from(terms.target != before.approved.target);
    }
    others * 2 > older
}

/// The projects with the approved terms in the place of the listed ones; what the register says otherwise stands beside as
/// `listed_target, listed_start, listed_end`.
pub fn lay(mut projects: DataFrame, baselines: &Baselines) -> PolarsResult<DataFrame> {
    let Baselines { of, listed, .. } = baselines;
    let height = projects.height();
    if of.is_empty() {
        projects.with_column(Column::new("forecast".into(), listed.forecast.clone().into_series()))?;
        for (name, kind) in
            [("listed_target", DataType::Int128), ("listed_start", DataType::Int64), ("listed_end", DataType::Int64)]
        {
            projects.with_column(Column::full_null(name.into(), height, &kind))?;
        }
        let end = coalesce_two(col("end"), col("forecast")).alias("end");
        return projects.lazy().with_column(end).drop(by_name(["forecast"], true, false)).collect();
    }
    let all: Vec<Baseline> = (0..height).filter_map(|row| baselines.at(row)).collect();
    let columns = |of: fn(&Baseline) -> Terms, prefix: &str| -> Vec<Column> {
        let day = |pick: fn(Terms) -> Option<NaiveDate>| -> Vec<Option<i64>> {
            all.iter().map(|baseline| pick(of(baseline)).map(day_number)).collect()
        };
        let target: Vec<Option<i128>> = all.iter().map(|b| of(b).target.map(|a| a.0)).collect();
        vec![
            Column::new(format!("{prefix}target").into(), target),
            Column::new(format!("{prefix}start").into(), day(|t| t.start)),
            Column::new(format!("{prefix}end").into(), day(|t| t.end)),
        ]
    };
    for column in [columns(|b| b.approved, ""), columns(|b| b.listed, "listed_")].concat() {
        projects.with_column(column)?;
    }
    Ok(projects)
}

/// Days of milestones that were approved, oldest first: `row, milestone, approved`.
pub fn milestones(baselines: &Baselines) -> PolarsResult<DataFrame> {
    let changes = baselines.of.iter().flat_map(|(row, b)| b.changes.iter().map(move |c| (*row, c)));
    let moved: Vec<(IdxSize, &str, i64)> = changes
        .filter_map(|(row, change)| Some((row, change.milestone.as_deref()?, day_number(change.planned?))))
        .collect();
    DataFrame::new(
        moved.len(),
        vec![
            Column::new("row".into(), moved.iter().map(|m| m.0).collect::<Vec<IdxSize>>()),
            Column::new("milestone".into(), moved.iter().map(|m| m.1).collect::<Vec<_>>()),
            Column::new("approved".into(), moved.iter().map(|m| m.2).collect::<Vec<_>>()),
        ],
    )
}

/// The approved changes read in this slot, by project.
fn changes(reads: &[Tidied]) -> PolarsResult<BTreeMap<String, Vec<Rebaseline>>> {
    let mut found: BTreeMap<String, Vec<Rebaseline>> = BTreeMap::new();
    for read in reads {
        for table in read.tables.iter().filter(|found| found.table.dataset == Dataset::Rebaselines) {
            let columns = [col("project_id"), col("reason"), col("approver"), col("place_cell"), col("annual_target")];
            let dates = [days("decided_on"), days("start_date"), days("end_date"), days("planned_date")];
            let asked = [columns.as_slice(), dates.as_slice(), &[col("milestone")]].concat();
            let frame = table.table.frame.clone().lazy().select(asked).collect()?;
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
                    milestone: text("milestone", row),
                    planned: day("planned_date", row),
                    case: None,
                    place,
                });
            }
        }
    }
    Ok(found)
}

/// The first forecast of each project that reported one: `row, forecast_date`.
pub fn forecasts(reports: &DataFrame) -> PolarsResult<DataFrame> {
    let said = reports.select(["row", "forecast_date"])?.lazy().filter(col("forecast_date").is_not_null());
    said.collect()?.lazy().filter(by_row::is_first()).collect()
}
