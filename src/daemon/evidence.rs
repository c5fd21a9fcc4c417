//! Trouble with whole files, and when it is over. Absence is not recovery: a file that never came is made good by a report
//! of its period or a later one, an unreadable file by a readable one for the same period, an unknown project by a report of
//! those who named it. Pure; called by `examine`.

use super::examine::Examined;
use super::fresh;
use crate::assess::{Figures, Finding, Rule, Standing};
use crate::audit::record::FileState;
use crate::base::grade::Grade;
use crate::base::period::Period;
use crate::base::place::Place;
use crate::base::slot::{Slot, SlotKind};
use crate::escalate::Case;
use crate::ingest;
use crate::pipeline::Pipeline;
use crate::pipeline::dataset::Dataset;
use crate::store::Memory;
use crate::tidy::{self, Tidied, Unreadable};
use std::collections::BTreeSet;

/// What there is to go by.
#[derive(Debug, Clone, Copy)]
pub struct Evidence<'a> {
    /// The pipeline.
    pub pipeline: &'a Pipeline,
    /// The slot.
    pub slot: &'a Slot,
    /// The newest Read whose deadline has passed.
    pub deadline: Option<&'a Slot>,
    /// What is remembered.
    pub memory: &'a Memory,
    /// What was read in this slot.
    pub reads: &'a [Tidied],
}

/// Whether the report of a period is among what is remembered, or one of a later period: figures are cumulative. A report
/// whose every row was refused has come all the same.
pub fn came(pipeline: &Pipeline, period: Period, memory: &Memory) -> bool {
    if told_by_standings(pipeline) {
        return reported(&memory.standings, period);
    }
    let read = memory.files.iter().filter(|file| matches!(file.state, FileState::Accepted | FileState::Correction));
    let mut mine = read.filter(|file| pipeline.source.patterns.iter().any(|p| ingest::matches(p, &file.name)));
    mine.any(|file| file.period.is_some_and(|of| of.end() >= period.end()))
}

/// Whether standings tell which reports came. Without rules there may be no register, and so no standing: there the files
/// tell.
pub fn told_by_standings(pipeline: &Pipeline) -> bool {
    pipeline.judges() && pipeline.tables.iter().any(|table| table.dataset == Dataset::Progress)
}

/// Whether any project reported for a period or a later one.
fn reported(standings: &[Standing], period: Period) -> bool {
    standings.iter().any(|standing| {
        let refused = standing.refused.iter().map(|refused| refused.period_end);
        standing.reports.iter().map(|report| report.period_end).chain(refused).any(|end| end >= period.end())
    })
}

/// Adds the findings about whole files, and what was judged of them.
pub fn settle(evidence: &Evidence<'_>, troubles: Vec<Finding>, found: &mut Examined) {
    let Evidence { pipeline, slot, deadline, memory, reads: _ } = *evidence;
    let deadline = deadline.filter(|_| expects_reports(pipeline));
    let missing = deadline.filter(|deadline| deadline.period.is_some_and(|period| !has_come(evidence, found, period)));
    found.missed = slot.kind == SlotKind::Read
        && expects_reports(pipeline)
        && slot.period.is_some_and(|period| !has_come(evidence, found, period));
    match missing {
        Some(deadline) => found.assessment.findings.push(missing_file(pipeline, deadline)),
        None => {
            found.assessment.judged.pairs.insert((pipeline.name.clone(), Rule::MissingFile));
        }
    }
    let broken: BTreeSet<&str> = troubles.iter().map(|finding| finding.subject.as_str()).collect();
    for case in live_cases(memory, Rule::UnreadableFile).filter(|case| is_of(pipeline, case)) {
        if !broken.contains(case.subject.as_str()) && readable_again(evidence, case) {
            found.assessment.judged.pairs.insert((case.subject.clone(), Rule::UnreadableFile));
        }
    }
    found.assessment.findings.extend(troubles);
    fresh::settle(evidence, found);
    settle_unknown_projects(evidence, found);
}

/// Whether a period without a file is one without a report. Lists of issues come when there are issues.
fn expects_reports(pipeline: &Pipeline) -> bool {
    pipeline.tables.iter().any(|table| !table.dataset.is_of_issues())
}

fn has_come(evidence: &Evidence<'_>, found: &Examined, period: Period) -> bool {
    let Evidence { pipeline, slot: _, deadline: _, memory, reads } = *evidence;
    let now = reported(&found.assessment.standings, period);
    let read =
        !told_by_standings(pipeline) && reads.iter().any(|read| read.period.is_some_and(|of| of.end() >= period.end()));
    now || read || came(pipeline, period, memory)
}

/// The subject of trouble with one file of a pipeline: `progress/20140630….xlsx`.
fn file_subject(pipeline: &Pipeline, file: &str) -> String {
    format!("{}/{file}", pipeline.name)
}

/// Whether a case of an unreadable file is one of this pipeline's.
fn is_of(pipeline: &Pipeline, case: &Case) -> bool {
    case.subject == pipeline.name || case.subject.strip_prefix(&pipeline.name).is_some_and(|rest| rest.starts_with('/'))
}

/// Whether something was read that stands in for the file that could not be: the same file, or one of its unit, where the
/// case names one, for the same period or a later one, where the names tell periods; else anything that was read.
fn readable_again(evidence: &Evidence<'_>, case: &Case) -> bool {
    let Evidence { pipeline, slot: _, deadline: _, memory: _, reads } = *evidence;
    let name = case.place.as_ref().map(|place| place.file.as_str());
    let period = pipeline.schedule.as_ref().and_then(|schedule| tidy::period::from_name(name?, schedule.period));
    reads.iter().any(|read| {
        let in_time = match (period, read.period) {
            (Some(broken), Some(read)) => read.end() >= broken.end(),
            _ => true,
        };
        let of_unit = || case.unit_name.as_deref().is_none_or(|unit| speaks_of_unit(evidence, read, unit));
        name == Some(read.file.as_str()) || (in_time && of_unit())
    })
}

/// Whether a file has a row of a unit, by its own column or by the register.
fn speaks_of_unit(evidence: &Evidence<'_>, read: &Tidied, unit: &str) -> bool {
    let standings = &evidence.memory.standings;
    let of_unit = |subject: &str| {
        let at = standings.binary_search_by(|standing| standing.subject.as_str().cmp(subject)).ok();
        at.and_then(|at| standings.get(at)?.unit_name.as_deref()) == Some(unit)
    };
    read.tables.iter().any(|found| {
        let rows = found.table.texts(["unit_name", "project_id"]);
        rows.iter().any(|[own, id]| own.as_deref() == Some(unit) || id.as_deref().is_some_and(of_unit))
    })
}

/// An unknown project is settled when those who reported it report again without it: the same unit, or a correction of the
/// same file's period, or any later period where nobody knows the unit.
fn settle_unknown_projects(evidence: &Evidence<'_>, found: &mut Examined) {
    found.assessment.judged.of_all.remove(&Rule::UnknownProject);
    for case in live_cases(evidence.memory, Rule::UnknownProject) {
        if evidence.reads.iter().any(|read| speaks_for(read, case)) {
            found.assessment.judged.pairs.insert((case.subject.clone(), Rule::UnknownProject));
        }
    }
}

fn speaks_for(read: &Tidied, case: &Case) -> bool {
    let progress = || read.tables.iter().filter(|found| found.table.dataset == Dataset::Progress);
    let (Some(period), Some(_)) = (read.period, progress().next()) else { return false };
    let since = case.figures.planned_date.unwrap_or(case.since);
    let same_file = case.place.as_ref().is_some_and(|place| place.file == read.file);
    match &case.unit_name {
        Some(unit) => {
            let units: BTreeSet<String> =
                progress().flat_map(|found| found.table.texts(["unit_name"])).filter_map(|[unit]| unit).collect();
            period.end() >= since && (units.contains(unit) || same_file)
        }
        None => period.end() > since || (period.end() == since && same_file),
    }
}

fn live_cases(memory: &Memory, rule: Rule) -> impl Iterator<Item = &Case> {
    memory.cases.iter().filter(move |case| case.rule == rule && case.state.is_live())
}

/// A file that could not be taken: a finding of its own, for the keeper of the unit that it names.
pub fn unreadable_file(pipeline: &Pipeline, slot: &Slot, unreadable: &Unreadable, unit: Option<String>) -> Finding {
    let figures = Figures { text: Some(format!("{}: {}", unreadable.kind, unreadable.text)), ..Figures::default() };
    let place = Place { file: unreadable.file.clone(), ..Place::default() };
    let finding = file_finding(pipeline, slot, Rule::UnreadableFile, Grade::Unreadable, figures, Some(place));
    Finding { subject: file_subject(pipeline, &unreadable.file), unit_name: unit, ..finding }
}

/// A file that had not come by its deadline.
fn missing_file(pipeline: &Pipeline, deadline: &Slot) -> Finding {
    let period = deadline.period;
    let figures =
        Figures { planned_date: period.map(Period::end), text: period.map(Period::label_zh), ..Figures::default() };
    file_finding(pipeline, deadline, Rule::MissingFile, Grade::NotReported, figures, None)
}

fn file_finding(
    pipeline: &Pipeline,
    slot: &Slot,
    rule: Rule,
    grade: Grade,
    figures: Figures,
    place: Option<Place>,
) -> Finding {
    Finding {
        subject: pipeline.name.clone(),
        name: pipeline.title.clone(),
        unit_name: None,
        rule,
        grade,
        since: slot.as_of(),
        figures,
        place,
    }
}
