//! Whether the newest accepted data of a table are as new as its pipeline asks: the check `fresh`.
//!
//! Takes what is remembered and what was read; gives a note where the check warns, a finding on the data's ladder where it
//! fails. A file that is missing as a whole is said once, as that: a stale table inside files that come is another matter.

use super::evidence::Evidence;
use super::examine::Examined;
use crate::assess::{Figures, Finding, Rule};
use crate::base::grade::Grade;
use crate::base::period::Period;
use crate::base::place::Place;
use crate::pipeline::checks::{Level, Test};
use crate::pipeline::dataset::Dataset;
use crate::tidy::Note;
use chrono::NaiveDate;

/// The most periods that are counted.
const BEHIND_MAX: u32 = 120;

/// Adds what is stale to what was found.
pub fn settle(evidence: &Evidence<'_>, found: &mut Examined) {
    let Evidence { pipeline, deadline, .. } = *evidence;
    let Some(due) = deadline.and_then(|deadline| deadline.period) else { return };
    let asked = pipeline.tables.iter().flat_map(|spec| spec.checks.iter().map(move |check| (spec.dataset, check)));
    let asked = asked.filter_map(|(dataset, check)| match check.test {
        Test::Fresh { periods } => Some((dataset, check.level, periods)),
        _ => None,
    });
    let said_already = found.assessment.findings.iter().any(|finding| finding.rule == Rule::MissingFile);
    let mut stale: Vec<(Dataset, NaiveDate, u32)> = Vec::new();
    let mut judged = false;
    for (dataset, level, periods) in asked {
        judged |= level == Level::Fail;
        let Some(newest) = newest(evidence, found, dataset) else { continue };
        let behind = behind(newest, due);
        if behind <= periods || said_already {
            continue;
        }
        if level == Level::Fail {
            stale.push((dataset, newest, behind));
        } else {
            let name = dataset.name();
            let text = format!("the newest data of {name} are of {newest}, {behind} periods behind {due}");
            let place = Place { file: format!("pipeline {}", pipeline.name), ..Place::default() };
            found.notes.push(Note { place, kind: "stale".to_string(), text });
        }
    }
    let worst = stale.iter().max_by_key(|(_, _, behind)| *behind).copied();
    if let Some((_, newest, behind)) = worst {
        let names: Vec<&str> = stale.iter().map(|(dataset, ..)| dataset.label_zh()).collect();
        found.assessment.findings.push(finding(evidence, due, newest, behind, names.join("、")));
    } else if judged && !said_already {
        found.assessment.judged.pairs.insert((pipeline.name.clone(), Rule::Stale));
    }
}

/// How many periods lie after the one that holds a day, up to and including `due`.
fn behind(newest: NaiveDate, due: Period) -> u32 {
    let mut period = due.kind().containing(newest);
    let mut count = 0;
    while period.end() < due.end() && count < BEHIND_MAX {
        period = period.next();
        count += 1;
    }
    count
}

/// The last day that any accepted row of the dataset speaks of.
fn newest(evidence: &Evidence<'_>, found: &Examined, dataset: Dataset) -> Option<NaiveDate> {
    let tables = evidence.memory.tables.get(&dataset).into_iter().flatten();
    let remembered = tables.filter_map(|table| Some(table.record.period?.end()));
    let has =
        |tables: &[crate::tidy::FoundTable]| tables.iter().any(|t| t.table.dataset == dataset && t.table.height() > 0);
    let read = evidence.reads.iter().filter(|read| has(&read.tables)).filter_map(|read| Some(read.period?.end()));
    let standings = found.assessment.standings.iter().chain(&evidence.memory.standings);
    let stood = standings.filter_map(|standing| match dataset {
        Dataset::Progress => standing.reports.last().map(|report| report.period_end),
        Dataset::Milestones => standing.milestones_as_of,
        _ => None,
    });
    remembered.chain(read).chain(stood).max()
}

fn finding(evidence: &Evidence<'_>, due: Period, newest: NaiveDate, behind: u32, names: String) -> Finding {
    let Evidence { pipeline, slot, deadline, .. } = *evidence;
    Finding {
        subject: pipeline.name.clone(),
        name: pipeline.title.clone(),
        unit_name: None,
        rule: Rule::Stale,
        grade: Grade::NotReported,
        since: deadline.unwrap_or(slot).as_of(),
        figures: Figures {
            planned_date: Some(due.end()),
            reported_as_of: Some(newest),
            reports: Some(behind),
            text: Some(names),
            ..Figures::default()
        },
        place: None,
    }
}
