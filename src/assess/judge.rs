//! The judgement of one slot, start to end: build the board, ask every rule, grade every project, all by columns; then write it
//! out row by row.
//!
//! Takes what was read, what is remembered and the day; gives a `Judgement`, and from it an `Assessment`. An error of Polars
//! here is a bug, not data.

use super::baseline::{self, Baselines, Known};
use super::board::Board;
use super::by_row::{self, Subjects};
use super::findings;
use super::frames;
use super::grades;
use super::milestones;
use super::moved;
use super::renamed;
use super::rules::ask::{self, Asked, Found};
use super::rules::{behind_target, declared, kept, milestone_overdue};
use super::sql;
use super::standing;
use super::trajectory::Plan;
use super::{Assessment, Figures, Finding, Judged, Refused, Rule, Standing};
use crate::base::calendar::Calendar;
use crate::base::grade::Grade;
use crate::base::parts;
use crate::base::place::Place;
use crate::pipeline::course::{Course, Trajectory};
use crate::pipeline::dataset::Dataset;
use crate::pipeline::rules::{Combine, Rules};
use crate::tidy::table::Table;
use crate::tidy::{Reject, RejectReason, Tidied};
use chrono::{Datelike, NaiveDate};
use polars::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// Everything a judgement is made from.
#[derive(Debug, Clone, Copy)]
pub struct Matter<'a> {
    /// The day of the judgement.
    pub as_of: NaiveDate,
    /// The rules.
    pub rules: &'a Rules,
    /// Working days.
    pub calendar: &'a Calendar,
    /// The register.
    pub register: &'a [Table],
    /// The milestone plan.
    pub plan: &'a [Table],
    /// The task table.
    pub targets: &'a [Table],
    /// What is remembered.
    pub standings: &'a [Standing],
    /// What was read in this slot, in the order of arrival.
    pub reads: &'a [Tidied],
    /// The last days of the periods whose deadline has passed, oldest first.
    pub due: &'a [NaiveDate],
    /// Changes of baselines that people filed, with their approvers.
    pub filed: &'a [baseline::Filed],
}

/// The judgement of a slot, by columns: everything that is decided stands here; [`assess`] only writes it out row by row.
#[derive(Debug)]
pub struct Judgement {
    /// What the rules looked at.
    pub board: Board,
    /// A row per project, beside the board's: `grades` says which columns.
    pub grades: DataFrame,
    /// What each rule found.
    pub found: Vec<Found>,
    /// How every report stood, where a target is judged: `row, period_end, level`.
    pub levels: Option<DataFrame>,
    /// Which rules were asked of which projects.
    pub judged: Judged,
    /// The baselines, where changes need approval.
    pub baselines: Baselines,
    /// Rows refused that nothing replaced, by subject.
    pub refused: BTreeMap<String, Refused>,
    /// Rules of the user's own that could not be asked, and why.
    pub failures: Vec<sql::Failure>,
}

/// Judges every project by every rule.
pub fn judge(matter: &Matter<'_>) -> PolarsResult<Judgement> {
    let refused = refused_rows(matter);
    let (board, plan, baselines) = board(matter, &refused)?;
    let (asked, own) = parts::both(|| asked(&board, matter, &plan), || sql::ask(&board, &matter.rules.sql));
    let (Asked { mut found, levels }, (own, failures)) = (asked?, own?);
    found.extend(own);
    let grades = || grades::of_board(&board, &found, matter.standings, matter.rules);
    let (judged, grades) = parts::both(|| judged(&board, matter, &failures), grades);
    let (judged, grades) = (judged?, grades?);
    Ok(Judgement { board, grades, found, levels, judged, baselines, refused, failures })
}

/// What the rules found, and what declared lights are beside it.
fn asked(board: &Board, matter: &Matter<'_>, plan: &Plan<'_>) -> PolarsResult<Asked> {
    let mut asked = ask::all(board, matter, plan)?;
    let computed = grades::worst(&asked.found)?.lazy().select([col("row"), col("grade").alias("computed_grade")]);
    asked.found.extend(ask::of_lights(board, matter, &computed.collect()?)?);
    Ok(asked)
}

/// Judges, and writes out a standing per project and the findings.
pub fn assess(matter: &Matter<'_>) -> PolarsResult<Assessment> {
    let judgement = judge(matter)?;
    let mut findings = Vec::new();
    for found in &judgement.found {
        findings.extend(findings::of_rule(found, &judgement.board.projects)?);
    }
    findings.extend(unreadable(&judgement)?);
    findings.extend(unknown_projects(matter.reads));
    if matter.rules.any() {
        findings.extend(vanished(&judgement.board, matter)?);
    }
    findings.sort_by(|a, b| (&a.subject, a.rule).cmp(&(&b.subject, b.rule)));
    let standings = standing::of_judgement(&judgement, matter, &findings)?;
    moved::say(&standings, &mut findings);
    renamed::say(&standings, &mut findings);
    let Judgement { judged, failures, .. } = judgement;
    Ok(Assessment { standings, findings, judged, failures })
}

/// The board, the trajectory it was laid beside, and the baselines whose terms it has.
fn board<'a>(matter: &Matter<'a>, refused: &BTreeMap<String, Refused>) -> PolarsResult<(Board, Plan<'a>, Baselines)> {
    let words = || (frames::reports(matter.standings, matter.reads), milestones::words(matter));
    let (projects, (words, milestones)) = parts::both(|| frames::projects(matter.register), words);
    let (projects, words, milestones) = (projects?, words?, milestones?);
    let listed = projects.clone();
    let subjects = Subjects::of(&listed)?;
    let due = covered(matter, &words, refused)?;
    let plan = plan(matter, &projects, &subjects, &words)?;
    let (reports, milestones) =
        parts::both(|| frames::newest(words, &subjects), || milestones::of_each(milestones.clone(), &subjects));
    let (reports, milestones) = (reports?, milestones?);
    // A run without rules judges nobody, and so it frees no baseline either.
    let kept = || !matter.rules.any() && matter.standings.iter().any(|standing| standing.baseline.is_some());
    let frozen = matter.rules.unapproved_change || kept();
    let baselines = match frozen {
        true => {
            let Matter { standings, reads, filed, as_of, .. } = *matter;
            baseline::settle(&projects, Known { standings, reads, filed, as_of }, &baseline::forecasts(&reports)?)?
        }
        false => Baselines::default(),
    };
    let projects = if frozen { baseline::lay(projects, &baselines)? } else { projects };
    let milestones = milestones::newest_word(milestones, baseline::milestones(&baselines)?)?;
    let refused = subjects.number(refused_frame(refused)?)?;
    let measure = matter.rules.behind_target.as_ref().map(|rule| rule.measure).unwrap_or_default();
    let board = Board::build(matter.as_of, projects, reports, milestones, refused, &due, (&plan, measure))?;
    Ok((board, plan, baselines))
}

/// Without a target rule time runs evenly.
static LINEAR: LazyLock<Trajectory> =
    LazyLock::new(|| Trajectory { name: "linear".to_string(), ..Trajectory::default() });

/// The trajectory with what it is looked up in; nothing is prepared that it does not need.
fn plan<'a>(
    matter: &Matter<'a>,
    projects: &DataFrame,
    subjects: &Subjects<'_>,
    words: &DataFrame,
) -> PolarsResult<Plan<'a>> {
    let trajectory = matter.rules.behind_target.as_ref().map_or(&*LINEAR, |rule| &rule.trajectory);
    let course = &trajectory.course;
    let (plan, targets) = match course {
        Course::Milestones => (matter.plan, &[][..]),
        Course::Table => (&[][..], matter.targets),
        _ => (&[][..], &[][..]),
    };
    let newest = words.column("period_end")?.i64()?.max().filter(|_| *course == Course::LastYear);
    let last_year = match newest {
        Some(day) => frames::last_year(words, frames::day_of(day).year() - 1)?,
        None => None,
    };
    let weights = frames::weights(plan, subjects)?;
    Ok(Plan { trajectory, weights, tasks: frames::tasks(targets, projects)?, last_year })
}

/// Due periods for which anybody reported, were it only rows that had to be refused: a file that never came is not forty
/// projects' fault.
fn covered(
    matter: &Matter<'_>,
    words: &DataFrame,
    refused: &BTreeMap<String, Refused>,
) -> PolarsResult<Vec<NaiveDate>> {
    // Where statistics give no January figure, nobody owes one.
    let no_january = matter.rules.behind_target.as_ref().is_some_and(|rule| rule.january_merged);
    let due = matter.due.iter().copied().filter(|day| !(no_january && day.month() == 1));
    let mut reported: BTreeSet<i64> = words.column("period_end")?.i64()?.unique()?.into_no_null_iter().collect();
    reported.extend(refused.values().map(|refused| frames::day_number(refused.period_end)));
    Ok(due.filter(|day| reported.contains(&frames::day_number(*day))).collect())
}

/// Refused rows that no accepted report of the same or a later period has replaced, by subject.
fn refused_rows(matter: &Matter<'_>) -> BTreeMap<String, Refused> {
    let remembered = matter.standings.iter().filter_map(|s| Some((s.subject.clone(), s.refused.as_deref()?.clone())));
    let mut refused: BTreeMap<String, Refused> = remembered.collect();
    for read in matter.reads {
        let Some(period) = read.period else { continue };
        let troubles = || read.rejects.iter().filter(|r| r.dataset == Dataset::Progress && is_trouble(r));
        let in_question =
            troubles().filter_map(|reject| reject.subject.as_deref()).chain(refused.keys().map(String::as_str));
        let accepted = accepted_of(read, &in_question.collect());
        refused.retain(|subject, known| known.period_end > period.end() || !accepted.contains(subject.as_str()));
        for reject in troubles() {
            let Some(subject) = reject.subject.clone().filter(|s| !accepted.contains(s.as_str())) else { continue };
            let Reject { place, reason, text, .. } = reject.clone();
            // The newest word counts: a row refused in June is not a row that June's report left out.
            if refused.get(&subject).is_none_or(|known| known.period_end <= period.end()) {
                refused.insert(subject, Refused { period_end: period.end(), place, reason, text });
            }
        }
    }
    refused
}

/// A row that says the same once more is no trouble; a project that nobody knows has a rule of its own.
fn is_trouble(reject: &Reject) -> bool {
    !matches!(reject.reason, RejectReason::DuplicateRow | RejectReason::UnknownProject)
}

/// Those of the subjects in question that a file reports of.
fn accepted_of<'a>(read: &'a Tidied, in_question: &BTreeSet<&str>) -> BTreeSet<&'a str> {
    if in_question.is_empty() {
        return BTreeSet::new();
    }
    let tables = read.tables.iter().filter(|found| found.table.dataset == Dataset::Progress);
    let columns = tables.filter_map(|found| found.table.frame.column("project_id").ok()?.str().ok());
    columns.flat_map(|subjects| subjects.iter().flatten()).filter(|subject| in_question.contains(subject)).collect()
}

fn refused_frame(refused: &BTreeMap<String, Refused>) -> PolarsResult<DataFrame> {
    let subjects: Vec<&str> = refused.keys().map(String::as_str).collect();
    let ends: Vec<i64> = refused.values().map(|r| frames::day_number(r.period_end)).collect();
    DataFrame::new(
        subjects.len(),
        vec![Column::new("subject".into(), subjects), Column::new("refused_end".into(), ends)],
    )
}

fn unreadable(judgement: &Judgement) -> PolarsResult<Vec<Finding>> {
    let frame = judgement.board.projects.clone().lazy().filter(col("refused_end").is_not_null());
    let frame = frame.select(kept()).collect()?;
    let found = Found { rule: Rule::Unreadable, frame, told: None };
    let mut found = findings::of_rule(&found, &judgement.board.projects)?;
    for finding in &mut found {
        let Some(refused) = judgement.refused.get(&finding.subject) else { continue };
        finding.grade = Grade::Unreadable;
        finding.since = refused.period_end;
        finding.place = Some(refused.place.clone());
        finding.figures.text = Some(word(refused.reason, &refused.text));
        finding.figures.planned_date = Some(refused.period_end);
    }
    Ok(found)
}

/// The reason's stable word and what was written: `not_a_number: about 2000`. Letters put the word into Chinese.
fn word(reason: RejectReason, text: &str) -> String {
    format!("{}: {text}", reason.name())
}

/// One finding per unknown project, however many rows it has.
fn unknown_projects(reads: &[Tidied]) -> Vec<Finding> {
    let mut found: BTreeMap<String, Finding> = BTreeMap::new();
    for read in reads {
        let since = read.period.map(|p| p.end()).unwrap_or_default();
        for reject in read.rejects.iter().filter(|r| r.reason == RejectReason::UnknownProject) {
            let Some(subject) = reject.subject.clone() else { continue };
            found.entry(subject.clone()).or_insert_with(|| Finding {
                name: subject.clone(),
                subject,
                unit_name: reject.unit_name.clone(),
                rule: Rule::UnknownProject,
                grade: Grade::Unreadable,
                since,
                figures: Figures {
                    text: Some(word(reject.reason, &reject.text)),
                    planned_date: Some(since),
                    near: Some(reject.near.join("; ")).filter(|near| !near.is_empty()),
                    ..Figures::default()
                },
                place: Some(reject.place.clone()),
            });
        }
    }
    found.into_values().collect()
}

/// Projects that were judged before and that the register no longer has: they stay in the denominator.
fn vanished(board: &Board, matter: &Matter<'_>) -> PolarsResult<Vec<Finding>> {
    if matter.register.is_empty() {
        return Ok(Vec::new());
    }
    if matter.standings.is_empty() {
        return Ok(Vec::new());
    }
    let listed = subjects(&board.projects)?;
    let gone = matter.standings.iter().filter(|s| !listed.contains(s.subject.as_str()));
    let found = gone.map(|s| Finding {
        subject: s.subject.clone(),
        name: s.name.clone(),
        unit_name: s.unit_name.clone(),
        rule: Rule::Vanished,
        grade: Grade::Behind,
        since: matter.as_of,
        figures: Figures { target: s.target, actual: s.actual, reported_as_of: s.reported_as_of, ..Figures::default() },
        place: s.reports.last().map(|report: &super::Report| -> Place { report.place.clone() }),
    });
    Ok(found.collect())
}

/// What was asked and answered on evidence in this slot.
fn judged(board: &Board, matter: &Matter<'_>, failures: &[sql::Failure]) -> PolarsResult<Judged> {
    let subjects = board.projects.column("subject")?.str()?.clone();
    let all = BooleanChunked::full("asked".into(), true, subjects.len());
    let mut judged = Judged::of(subjects);
    let whose = |which: Expr| -> PolarsResult<BooleanChunked> {
        let asked = board.projects.clone().lazy().select([which.alias("asked")]).collect()?;
        Ok(asked.column("asked")?.bool()?.clone())
    };
    let has = |name: &str| col(name).is_not_null();
    let rules = matter.rules;
    for rule in [Rule::Unreadable, Rule::UnknownProject] {
        judged.add(rule, all.clone());
    }
    if rules.any() {
        judged.add(Rule::Vanished, all.clone());
    }
    let (reported, dated) = (whose(has("actual"))?, whose(has("reported_as_of"))?);
    if let Some(params) = &rules.behind_target {
        let asked = has("actual").and(behind_target::not_january(params, "reported_as_of"));
        judged.add(Rule::BehindTarget, whose(asked)?);
    }
    for (asked, rule, of) in [
        (rules.stalled.is_some(), Rule::Stalled, &reported),
        (rules.not_started.is_some(), Rule::NotStarted, &reported),
        (rules.stop_and_go.is_some(), Rule::StopAndGo, &reported),
        (rules.cleared_not_built.is_some(), Rule::ClearedNotBuilt, &reported),
        (rules.not_finished.is_some(), Rule::NotFinished, &dated),
        (rules.not_reported.is_some(), Rule::NotReported, &all),
        (rules.unapproved_change, Rule::UnapprovedChange, &all),
    ] {
        if asked {
            judged.add(rule, of.clone());
        }
    }
    for rule in rules.sql.iter().map(|own| Rule::Own(own.name)) {
        // What could not be asked is not answered: its cases stay as they are.
        if !failures.iter().any(|failure| failure.rule == rule) {
            judged.add(rule, dated.clone());
        }
    }
    if rules.forecast_slip.is_some() {
        judged.add(Rule::ForecastSlip, whose(declared::is_judged())?);
    }
    for (asked, rule, column) in [
        (rules.overstated.is_some(), Rule::Overstated, "declared"),
        (rules.combine == Combine::Lower, Rule::Declared, "declared"),
        (rules.money_and_work.is_some(), Rule::MoneyAndWork, "paid"),
        (rules.statistics_entry.is_some(), Rule::StatisticsEntry, "statistics"),
        (rules.paperwork.is_some(), Rule::Paperwork, "paperwork"),
    ] {
        if asked {
            judged.add(rule, whose(declared::is_judged().and(has(column)))?);
        }
    }
    if rules.reported_late.is_some() {
        judged.add(Rule::ReportedLate, whose(col("fresh").eq(lit(true)))?);
    }
    if let Some(params) = &rules.milestone_overdue {
        let pending = milestone_overdue::pending(board, params)?.lazy().with_column(lit(true).alias("pending"));
        let known = board.projects.select(["row", "milestones_as_of"])?;
        let known = by_row::beside_projects(known, &pending.collect()?)?.lazy();
        let asked = known.select([has("milestones_as_of").and(col("pending").is_null()).alias("asked")]).collect()?;
        judged.add(Rule::MilestoneOverdue, asked.column("asked")?.bool()?.clone());
    }
    // A newer progress file that no longer names an unknown project has settled that matter.
    if matter.reads.iter().any(|r| r.tables.iter().any(|t| t.table.dataset == Dataset::Progress)) {
        judged.of_all.insert(Rule::UnknownProject);
    }
    Ok(judged)
}

fn subjects(frame: &DataFrame) -> PolarsResult<BTreeSet<&str>> {
    Ok(frame.column("subject")?.str()?.iter().flatten().collect())
}
