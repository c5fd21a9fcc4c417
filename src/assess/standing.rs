//! Board and findings → one standing per project. The edge where frames become rows again.

/// Where expected values come from.
mod origins;

/// Rows of the long frames as reports and milestones.
mod rows;

/// How late milestones are.
mod slips;

use super::baseline::Baselines;
use super::board::Board;
use super::frames::day_of;
use super::rules::behind_target;
use super::trajectory;
use super::{Finding, Judged, MAX_REPORTS, Refused, Rule, Standing, marks};
use crate::base::amount::Amount;
use crate::base::grade::Grade;
use crate::pipeline::policy::Ladder;
use crate::pipeline::rules::Rules;
use chrono::NaiveDate;
use origins::Origins;
use polars::prelude::*;
use rows::{MilestoneRows, ReportRows};
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::ops::Range;

/// What was found, beside the board.
#[derive(Debug, Clone, Copy)]
pub struct Found<'a> {
    /// The findings, by subject and rule.
    pub findings: &'a [Finding],
    /// Rows refused that nothing replaced, by subject.
    pub refused: &'a BTreeMap<String, Refused>,
    /// What was asked and answered.
    pub judged: &'a Judged,
    /// How every report stood: `subject, period_end, level`.
    pub levels: Option<&'a DataFrame>,
    /// The baselines, where changes need approval.
    pub baselines: &'a Baselines,
    /// The rules, for their dimensions.
    pub rules: &'a Rules,
}

/// Makes the standings of the board's projects; those that left the register keep the standing they had. Board, reports and
/// milestones are sorted by subject and walked side by side.
pub fn of_board(board: &Board, remembered: &[Standing], found: &Found<'_>) -> PolarsResult<Vec<Standing>> {
    let mut by_subject: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in found.findings {
        by_subject.entry(&finding.subject).or_default().push(finding);
    }
    let before: BTreeMap<&str, &Standing> = remembered.iter().map(|s| (s.subject.as_str(), s)).collect();
    let reports_frame = with_levels(board, found.levels)?;
    let (reports, milestones) = (ReportRows::of(&reports_frame)?, MilestoneRows::of(&board.milestones)?);
    let mut reported = Walk::over(&reports_frame)?;
    let mut planned = Walk::over(&board.milestones)?;
    let first_slips = slips::against_original(board)?;
    let slips = slips::against(board, "planned")?;
    let rows = Rows::of(board, found.rules)?;
    let mut standings = Vec::with_capacity(rows.subject.len());
    for row in 0..rows.subject.len() {
        let Some(subject) = rows.subject.get(row) else { continue };
        let findings = by_subject.get(subject).map(Vec::as_slice).unwrap_or_default();
        let mut standing = rows.standing(row, subject);
        (standing.grade, standing.since) =
            grade(&standing, rows.facts(row, found.rules), findings, before.get(subject).copied(), board.as_of);
        standing.slip_days = slips.get(subject).copied().unwrap_or(0);
        standing.refused = found.refused.get(subject).cloned();
        let known = before.get(subject).map(|b| b.marks.as_slice()).unwrap_or_default();
        let dates = (standing.reported_as_of, board.as_of);
        standing.marks = marks::after(known, subject, findings, found.judged, dates);
        standing.baseline = found.baselines.at(row, subject).cloned();
        if let Some(baseline) = &mut standing.baseline {
            baseline.state_slip(rows.finish.get(row).map(day_of));
            baseline.milestone_slip_original = first_slips.get(subject).copied();
        }
        standing.dimensions = dimensions(findings, found.rules);
        let mine = reported.rows_of(subject);
        let newest = mine.end.saturating_sub(MAX_REPORTS).max(mine.start)..mine.end;
        standing.reports = newest.filter_map(|row| reports.get(row)).collect();
        standing.milestones = planned.rows_of(subject).filter_map(|row| milestones.get(row)).collect();
        standings.push(standing);
    }
    if !remembered.is_empty() {
        let listed: std::collections::BTreeSet<&str> = rows.subject.iter().flatten().collect();
        let gone = remembered.iter().filter(|s| !listed.contains(s.subject.as_str())).cloned();
        standings.extend(gone.map(|standing| left(standing, rows.subject.is_empty(), board.as_of)));
        standings.sort_by(|a, b| a.subject.cmp(&b.subject));
    }
    Ok(standings)
}

/// A frame that is sorted by subject, walked subject by subject.
struct Walk<'a> {
    subject: &'a StringChunked,
    next: usize,
}

impl<'a> Walk<'a> {
    fn over(frame: &'a DataFrame) -> PolarsResult<Walk<'a>> {
        Ok(Walk { subject: frame.column("subject")?.str()?, next: 0 })
    }

    /// The rows of a subject; subjects are asked for in their order.
    fn rows_of(&mut self, subject: &str) -> Range<usize> {
        let is = |row: usize, order: Ordering| {
            row < self.subject.len() && self.subject.get(row).map(|found| found.cmp(subject)) == Some(order)
        };
        let mut from = self.next;
        while is(from, Ordering::Less) {
            from += 1;
        }
        let mut until = from;
        while is(until, Ordering::Equal) {
            until += 1;
        }
        self.next = until;
        from..until
    }
}

/// The worst finding in each dimension.
fn dimensions(findings: &[&Finding], rules: &Rules) -> BTreeMap<String, Grade> {
    let mut worst: BTreeMap<String, Grade> = BTreeMap::new();
    for finding in findings {
        let own = rules.dimensions.get(finding.rule.name()).map(String::as_str);
        let grade = worst.entry(own.unwrap_or(finding.rule.dimension()).to_string()).or_insert(finding.grade);
        *grade = (*grade).max(finding.grade);
    }
    worst
}

/// The reports with how they stood: judged now, or before.
fn with_levels(board: &Board, levels: Option<&DataFrame>) -> PolarsResult<DataFrame> {
    let Some(levels) = levels else { return Ok(board.reports.clone()) };
    let on = [col("subject"), col("period_end")];
    board
        .reports
        .clone()
        .lazy()
        .join(levels.clone().lazy(), on.clone(), on, JoinArgs::new(JoinType::Left))
        .with_column(when(col("level").is_null()).then(col("verdict")).otherwise(col("level")).alias("verdict"))
        .sort(["subject", "period_end"], SortMultipleOptions::default())
        .collect()
}

/// A project that left the register stays in the denominator as one that left; what was completed stays completed. Without
/// any register nobody left it.
fn left(mut standing: Standing, no_register: bool, as_of: NaiveDate) -> Standing {
    if !no_register && !matches!(standing.grade, Grade::LeftList | Grade::Completed) {
        standing.grade = Grade::LeftList;
        standing.since = as_of;
    }
    standing
}

/// What decides a grade beside findings.
#[derive(Debug, Clone, Copy)]
struct Facts {
    completed: bool,
    missing: bool,
    /// There is a target or a milestone.
    has_plan: bool,
    /// There is a figure to judge by.
    has_figure: bool,
    /// The reports have no figure, and there is a planned end to hold their dates against.
    has_end: bool,
    /// The newest report forecasts a completion, and a rule looks at it.
    has_forecast: bool,
}

impl Facts {
    /// Nothing found is on track only where there was something to look at.
    fn without_finding(self) -> Grade {
        match self {
            Facts { has_figure: true, .. } | Facts { has_end: true, has_forecast: true, .. } => Grade::OnTrack,
            Facts { has_plan: true, .. } => Grade::NotReported,
            _ => Grade::NoBaseline,
        }
    }
}

/// The worst finding about the project wins. Past the deadline a missing or refused report is said to be so instead; before
/// it the last accepted figures stand.
fn grade(
    standing: &Standing,
    facts: Facts,
    findings: &[&Finding],
    before: Option<&Standing>,
    as_of: NaiveDate,
) -> (Grade, NaiveDate) {
    let of = |rule: Rule| findings.iter().find(|f| f.rule == rule);
    let worst = findings.iter().filter(|f| f.rule.ladder() == Ladder::Project).max_by_key(|f| f.grade);
    let (grade, since) = match () {
        () if !facts.has_plan && !facts.has_end => (Grade::NoBaseline, None),
        () if facts.completed => (Grade::Completed, None),
        () if of(Rule::NotReported).is_some() => (Grade::NotReported, of(Rule::NotReported).map(|f| f.since)),
        () if facts.missing && of(Rule::Unreadable).is_some() => {
            (Grade::Unreadable, of(Rule::Unreadable).map(|f| f.since))
        }
        () if !facts.has_figure && !facts.has_end => (Grade::NotReported, None),
        () => worst.map_or((facts.without_finding(), None), |f| (f.grade, Some(f.since))),
    };
    let unchanged = before.filter(|b| b.grade == grade).map(|b| b.since);
    (grade, unchanged.or(since).or(standing.reported_as_of).unwrap_or(as_of))
}

/// The board's columns, typed once.
struct Rows<'a> {
    subject: &'a StringChunked,
    text: [&'a StringChunked; 5],
    target: &'a Int128Chunked,
    actual: &'a Int128Chunked,
    expected: Int128Chunked,
    origin: Origins<'a>,
    gap: Int128Chunked,
    finish: Int64Chunked,
    reported_as_of: &'a Int64Chunked,
    milestones_as_of: &'a Int64Chunked,
    end: &'a Int64Chunked,
    forecast_date: &'a Int64Chunked,
    missing_end: &'a Int64Chunked,
    completed: &'a BooleanChunked,
    total: &'a UInt32Chunked,
}

impl<'a> Rows<'a> {
    fn of(board: &'a Board, rules: &'a Rules) -> PolarsResult<Rows<'a>> {
        let frame = &board.projects;
        let text = |name: &str| frame.column(name)?.str();
        let days = |name: &str| frame.column(name)?.i64();
        let positive = col("target").gt(lit(0i128)).and(col("actual").is_not_null());
        let none = || lit(NULL).cast(DataType::Int128);
        let derived = frame
            .clone()
            .lazy()
            .select([
                when(col("target").is_not_null().and(col("reported_as_of").is_not_null()))
                    .then(trajectory::expected())
                    .otherwise(none())
                    .alias("expected"),
                when(positive).then(behind_target::gap_points()).otherwise(none()).alias("gap"),
                finish(board).alias("finish"),
            ])
            .collect()?;
        Ok(Rows {
            subject: text("subject")?,
            text: [text("name")?, text("class")?, text("category")?, text("unit_name")?, text("town")?],
            target: frame.column("target")?.i128()?,
            actual: frame.column("actual")?.i128()?,
            expected: derived.column("expected")?.i128()?.clone(),
            origin: Origins::of(frame, rules)?,
            gap: derived.column("gap")?.i128()?.clone(),
            finish: derived.column("finish")?.i64()?.clone(),
            reported_as_of: days("reported_as_of")?,
            milestones_as_of: days("milestones_as_of")?,
            end: days("end")?,
            forecast_date: days("forecast_date")?,
            missing_end: days("missing_end")?,
            completed: frame.column("completed")?.bool()?,
            total: frame.column("total")?.u32()?,
        })
    }

    fn standing(&self, row: usize, subject: &str) -> Standing {
        let text = |column: usize| self.text[column].get(row).map(str::to_string);
        Standing {
            subject: subject.to_string(),
            name: text(0).unwrap_or_else(|| subject.to_string()),
            class: text(1),
            category: text(2),
            unit_name: text(3),
            town: text(4),
            grade: Grade::NotReported,
            target: self.target.get(row).map(Amount),
            expected: self.expected.get(row).map(Amount),
            actual: self.actual.get(row).map(Amount),
            gap_points: self.gap.get(row).map(Amount),
            slip_days: 0,
            since: NaiveDate::default(),
            reported_as_of: self.reported_as_of.get(row).map(day_of),
            milestones_as_of: self.milestones_as_of.get(row).map(day_of),
            refused: None,
            reports: Vec::new(),
            milestones: Vec::new(),
            said: Vec::new(),
            dimensions: BTreeMap::new(),
            marks: Vec::new(),
            origin: self.expected.get(row).and_then(|_| self.origin.get(row)),
            baseline: None,
        }
    }

    fn facts(&self, row: usize, rules: &Rules) -> Facts {
        let reported = self.reported_as_of.get(row).is_some();
        let asked = rules.forecast_slip.is_some() || rules.not_finished.is_some();
        let has_target = self.target.get(row).is_some_and(|target| target > 0);
        Facts {
            completed: self.completed.get(row).unwrap_or(false),
            missing: self.missing_end.get(row).is_some(),
            has_plan: has_target || self.total.get(row).unwrap_or(0) > 0,
            has_figure: self.actual.get(row).is_some(),
            has_end: self.actual.get(row).is_none() && reported && self.end.get(row).is_some(),
            has_forecast: asked && self.forecast_date.get(row).is_some(),
        }
    }
}

/// The day a project was or will be finished, as far as anybody said; today where its end has passed.
fn finish(board: &Board) -> Expr {
    let overdue = col("completed").not().and(col("end").lt(lit(board.today())));
    when(col("finished_date").is_not_null())
        .then(col("finished_date"))
        .when(col("forecast_date").is_not_null())
        .then(col("forecast_date"))
        .when(overdue)
        .then(lit(board.today()))
        .otherwise(lit(NULL).cast(DataType::Int64))
}
