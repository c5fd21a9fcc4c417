//! Trouble with whole files, and when it is over. Absence is not recovery: a file that never came is made good by a report
//! of its period or a later one, an unreadable file by a readable one for the same period, an unknown project by a report of
//! those who named it. Pure; called by `examine`.

use super::examine::Examined;
use crate::assess::{Figures, Finding, Rule};
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
    if pipeline.tables.iter().any(|table| table.dataset == Dataset::Progress) {
        return memory.standings.iter().any(|standing| {
            let refused = standing.refused.iter().map(|refused| refused.period_end);
            standing.reports.iter().map(|report| report.period_end).chain(refused).any(|end| end >= period.end())
        });
    }
    let read = memory.files.iter().filter(|file| matches!(file.state, FileState::Accepted | FileState::Correction));
    let mut mine = read.filter(|file| pipeline.source.patterns.iter().any(|p| ingest::matches(p, &file.name)));
    mine.any(|file| file.period.is_some_and(|of| of.end() >= period.end()))
}

/// Adds the findings about whole files, and what was judged of them.
pub fn settle(evidence: &Evidence<'_>, troubles: Vec<Finding>, found: &mut Examined) {
    let Evidence { pipeline, slot, deadline, memory: _, reads: _ } = *evidence;
    let missing = deadline.filter(|deadline| deadline.period.is_some_and(|period| !has_come(evidence, found, period)));
    found.missed = slot.kind == SlotKind::Read && slot.period.is_some_and(|period| !has_come(evidence, found, period));
    match missing {
        Some(deadline) => found.assessment.findings.push(missing_file(pipeline, deadline)),
        None => {
            found.assessment.judged.pairs.insert((pipeline.name.clone(), Rule::MissingFile));
        }
    }
    if troubles.is_empty() && readable_again(evidence) {
        found.assessment.judged.pairs.insert((pipeline.name.clone(), Rule::UnreadableFile));
    }
    found.assessment.findings.extend(troubles.into_iter().take(1));
    settle_unknown_projects(evidence, found);
}

fn has_come(evidence: &Evidence<'_>, found: &Examined, period: Period) -> bool {
    let Evidence { pipeline, slot: _, deadline: _, memory, reads } = *evidence;
    let now = found.assessment.standings.iter().any(|standing| {
        let refused = standing.refused.iter().map(|refused| refused.period_end);
        standing.reports.iter().map(|report| report.period_end).chain(refused).any(|end| end >= period.end())
    });
    let progress = pipeline.tables.iter().any(|table| table.dataset == Dataset::Progress);
    let read = !progress && reads.iter().any(|read| read.period.is_some_and(|of| of.end() >= period.end()));
    now || read || came(pipeline, period, memory)
}

/// Whether something was read that stands in for the file that could not be: for the same period or a later one, where the
/// names tell periods; else anything that was read.
fn readable_again(evidence: &Evidence<'_>) -> bool {
    let Evidence { pipeline, slot: _, deadline: _, memory, reads } = *evidence;
    let broken = live_cases(memory, Rule::UnreadableFile).find(|case| case.subject == pipeline.name);
    let name = broken.and_then(|case| case.place.as_ref()).map(|place| place.file.as_str());
    let period = pipeline.schedule.as_ref().and_then(|schedule| tidy::period::from_name(name?, schedule.period));
    reads.iter().any(|read| match (period, read.period) {
        (Some(broken), Some(read)) => read.end() >= broken.end(),
        _ => true,
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

/// A file that could not be read at all.
pub fn unreadable_file(pipeline: &Pipeline, slot: &Slot, unreadable: &Unreadable) -> Finding {
    let figures = Figures { text: Some(format!("{}: {}", unreadable.kind, unreadable.text)), ..Figures::default() };
    let place = Place { file: unreadable.file.clone(), ..Place::default() };
    file_finding(pipeline, slot, Rule::UnreadableFile, Grade::Unreadable, figures, Some(place))
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
