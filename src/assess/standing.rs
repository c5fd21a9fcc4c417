//! A judgement → one standing per project. The edge where frames become rows again: nothing is decided here.

/// Where expected values come from.
mod origins;

/// Rows of the long frames as reports and milestones.
mod rows;

/// How late milestones are.
pub mod slips;

use super::board::{Board, coalesce_two};
use super::frames::day_of;
use super::judge::{Judgement, Matter};
use super::{Finding, MAX_REPORTS, Standing, marks};
use crate::base::amount::Amount;
use crate::base::grade::Grade;
use crate::pipeline::rules::Rules;
use chrono::NaiveDate;
use origins::Origins;
use polars::prelude::*;
use rows::{MilestoneRows, ReportRows};
use std::collections::BTreeMap;
use std::ops::Range;

/// Makes the standings of the board's projects; those that left the register keep the standing they had. `findings` are sorted
/// by subject, as the board is, and so are reports and milestones: all are walked side by side.
pub fn of_judgement(judgement: &Judgement, matter: &Matter<'_>, findings: &[Finding]) -> PolarsResult<Vec<Standing>> {
    let (board, rules) = (&judgement.board, matter.rules);
    let before: BTreeMap<&str, &Standing> = matter.standings.iter().map(|s| (s.subject.as_str(), s)).collect();
    let reports_frame = with_levels(board, judgement.levels.as_ref())?;
    let (reports, milestones) = (ReportRows::of(&reports_frame)?, MilestoneRows::of(&board.milestones)?);
    let mut reported = Walk::over(&reports_frame)?;
    let mut planned = Walk::over(&board.milestones)?;
    let rows = Rows::of(judgement, rules)?;
    let mut to_come = findings;
    let mut standings = Vec::with_capacity(rows.subject.len());
    for row in 0..rows.subject.len() {
        let Some(subject) = rows.subject.get(row) else { continue };
        let mine = about(&mut to_come, subject);
        let mut standing = rows.standing(row, subject);
        standing.refused = judgement.refused.get(subject).cloned().map(Box::new);
        let known = before.get(subject).map(|b| b.marks.as_slice()).unwrap_or_default();
        let dates = (standing.reported_as_of, board.as_of);
        standing.marks = marks::after(known, subject, mine, &judgement.judged, dates);
        standing.baseline = judgement.baselines.at(row).map(Box::new);
        if let Some(baseline) = &mut standing.baseline {
            baseline.state_slip(rows.finish.get(row).map(day_of));
            baseline.milestone_slip_original = rows.slip_original.get(row);
        }
        standing.dimensions = dimensions(mine, rules);
        if !rules.any() {
            keep_verdict(&mut standing, before.get(subject).copied());
        }
        let reported = reported.rows_of(row);
        let newest = reported.end.saturating_sub(MAX_REPORTS).max(reported.start)..reported.end;
        // Of most projects there is one report: a list that grows by itself would hold room for four.
        standing.reports.reserve_exact(newest.len());
        standing.reports.extend(newest.filter_map(|row| reports.get(row)));
        let own = planned.rows_of(row);
        standing.milestones.reserve_exact(own.len());
        standing.milestones.extend(own.filter_map(|row| milestones.get(row)));
        standings.push(standing);
    }
    if !before.is_empty() {
        let listed: std::collections::BTreeSet<&str> = rows.subject.iter().flatten().collect();
        let gone = matter.standings.iter().filter(|s| !listed.contains(s.subject.as_str())).cloned();
        standings.extend(gone.map(|standing| left(standing, rows.subject.is_empty(), board.as_of)));
        standings.sort_unstable_by(|a, b| a.subject.cmp(&b.subject));
    }
    Ok(standings)
}

/// The findings about a subject, from those to come; what is about others before it is passed over.
fn about<'a>(to_come: &mut &'a [Finding], subject: &str) -> &'a [Finding] {
    let from = to_come.iter().take_while(|finding| finding.subject.as_str() < subject).count();
    let rest = to_come.get(from..).unwrap_or_default();
    let (mine, later) = rest.split_at(rest.iter().take_while(|finding| finding.subject == subject).count());
    *to_come = later;
    mine
}

/// A frame that is sorted by row, walked project by project.
struct Walk<'a> {
    rows: &'a IdxCa,
    next: usize,
}

impl<'a> Walk<'a> {
    fn over(frame: &'a DataFrame) -> PolarsResult<Walk<'a>> {
        Ok(Walk { rows: frame.column("row")?.idx()?, next: 0 })
    }

    /// Those of a project; projects are asked for in their order.
    fn rows_of(&mut self, project: usize) -> Range<usize> {
        let there = |place: &usize| *place < self.rows.len();
        let at =
            |place: usize| Some(place).filter(there).and_then(|place| self.rows.get(place)).map(|row| row as usize);
        let mut from = self.next;
        while at(from).is_some_and(|row| row < project) {
            from += 1;
        }
        let mut until = from;
        while at(until) == Some(project) {
            until += 1;
        }
        self.next = until;
        from..until
    }
}

/// A run without rules has no law by which anything is due: what another pipeline of the portfolio found stands.
fn keep_verdict(standing: &mut Standing, before: Option<&Standing>) {
    standing.expected = before.and_then(|before| before.expected);
    standing.gap_points = before.and_then(|before| before.gap_points);
    standing.origin = before.and_then(|before| before.origin.clone());
    standing.dimensions = before.map(|before| before.dimensions.clone()).unwrap_or_default();
}

/// The worst finding in each dimension.
fn dimensions(findings: &[Finding], rules: &Rules) -> BTreeMap<String, Grade> {
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
    let reports = board.reports.hstack(&[levels.column("level")?.clone()])?.lazy();
    reports.with_column(coalesce_two(col("level"), col("verdict")).alias("verdict")).collect()
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

/// The board's columns, typed once.
struct Rows<'a> {
    subject: &'a StringChunked,
    text: [&'a StringChunked; 5],
    target: &'a Int128Chunked,
    actual: &'a Int128Chunked,
    expected: &'a Int128Chunked,
    origin: Origins<'a>,
    gap: &'a Int128Chunked,
    finish: &'a Int64Chunked,
    grade: &'a UInt32Chunked,
    since: &'a Int64Chunked,
    slip: &'a Int64Chunked,
    slip_original: &'a Int64Chunked,
    reported_as_of: &'a Int64Chunked,
    milestones_as_of: &'a Int64Chunked,
}

impl<'a> Rows<'a> {
    fn of(judgement: &'a Judgement, rules: &'a Rules) -> PolarsResult<Rows<'a>> {
        let (frame, grades) = (&judgement.board.projects, &judgement.grades);
        let text = |name: &str| frame.column(name)?.str();
        let days = |name: &str| frame.column(name)?.i64();
        Ok(Rows {
            subject: text("subject")?,
            text: [text("name")?, text("class")?, text("category")?, text("unit_name")?, text("town")?],
            target: frame.column("target")?.i128()?,
            actual: frame.column("actual")?.i128()?,
            expected: grades.column("expected")?.i128()?,
            origin: Origins::of(frame, rules)?,
            gap: grades.column("gap_points")?.i128()?,
            finish: grades.column("finish")?.i64()?,
            grade: grades.column("grade")?.u32()?,
            since: grades.column("since")?.i64()?,
            slip: grades.column("slip_days")?.i64()?,
            slip_original: grades.column("slip_original")?.i64()?,
            reported_as_of: days("reported_as_of")?,
            milestones_as_of: days("milestones_as_of")?,
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
            grade: self.grade.get(row).and_then(|n| Grade::ALL.get(n as usize).copied()).unwrap_or(Grade::NotReported),
            target: self.target.get(row).map(Amount),
            expected: self.expected.get(row).map(Amount),
            actual: self.actual.get(row).map(Amount),
            gap_points: self.gap.get(row).map(Amount),
            slip_days: self.slip.get(row).unwrap_or(0),
            since: self.since.get(row).map(day_of).unwrap_or_default(),
            reported_as_of: self.reported_as_of.get(row).map(day_of),
            milestones_as_of: self.milestones_as_of.get(row).map(day_of),
            refused: None,
            reports: Vec::new(),
            milestones: Vec::new(),
            said: Vec::new(),
            dimensions: BTreeMap::new(),
            marks: Vec::new(),
            origin: self.expected.get(row).and_then(|_| self.origin.get(row)).map(Box::new),
            baseline: None,
        }
    }
}
