//! Indicators, quotas and scores of a slot: accepted tables of all periods and those just read → findings and notes. CPU work only;
//! called by `examine`, and by the command line to show what was judged.

use super::examine::{ExamineError, Examined};
use crate::assess::{Accepted, Assessment, indicators, quotas, scores};
use crate::base::place::Place;
use crate::base::slot::Slot;
use crate::pipeline::Pipeline;
use crate::pipeline::dataset::Dataset;
use crate::pipeline::measures::{Judging, Measures, SECTIONS};
use crate::store::{MeasuredTable, Memory};
use crate::tidy::table::Table;
use crate::tidy::{Note, Tidied};
use indicators::history::{Observation, observe};
use scores::ledger::squeezed;
use std::collections::BTreeMap;

/// The datasets that are judged over many files.
pub fn datasets(measures: &Measures) -> Vec<Dataset> {
    let mut datasets = Vec::new();
    if measures.indicators.is_some() {
        datasets.push(Dataset::Indicators);
    }
    if measures.quotas.is_some() {
        datasets.extend([Dataset::Quotas, Dataset::QuotaGoals, Dataset::Deals]);
    }
    datasets
}

/// Stored tables, read back.
///
/// # Errors
/// When bytes of the vault are no table.
pub fn accepted(measured: &[MeasuredTable]) -> Result<Vec<Accepted>, ExamineError> {
    let read = |measured: &MeasuredTable| {
        let table =
            Table::from_bytes(&measured.table.bytes).map_err(|why| ExamineError::StoredTable(why.to_string()))?;
        let (file, period) = (measured.file.clone(), measured.table.record.period);
        Ok(Accepted { table, file, period, version: measured.version })
    };
    measured.iter().map(read).collect()
}

/// The observations of accepted tables of indicators, in the order they came.
pub fn observations(accepted: &[Accepted]) -> Vec<Observation> {
    let tables = accepted.iter().filter(|accepted| accepted.table.dataset == Dataset::Indicators);
    let observed = tables.filter_map(|accepted| {
        let end = accepted.period?.end();
        Some(observe(&accepted.table, &accepted.file, end, accepted.version))
    });
    observed.flatten().collect()
}

/// Judges what the pipeline asks for, and adds it to what was found.
///
/// # Errors
/// When a stored table cannot be read back.
pub fn judge(
    pipeline: &Pipeline,
    slot: &Slot,
    (memory, register): (&Memory, &[Table]),
    reads: &[Tidied],
    found: &mut Examined,
) -> Result<(), ExamineError> {
    let Measures { indicators, quotas, scores: points } = &pipeline.measures;
    if let Some(points) = pipeline.rules.reported_late.and_then(|rule| rule.deduct) {
        found.scores = scores::late::entries(&memory.scores, &found.assessment.findings, points);
    }
    found.notes.extend(reads.iter().flat_map(|read| unjudged(&pipeline.measures, read)));
    if pipeline.measures == Measures::default() {
        return Ok(());
    }
    let known = accepted(&memory.measured)?;
    let fresh = fresh(&known, reads);
    if let Some(rules) = points {
        let known = [memory.scores.as_slice(), &found.scores].concat();
        let classes = classes(register, memory, &found.assessment);
        found.scores.extend(scores::ledger::append(&known, &fresh, rules, &classes));
    }
    let judged = &mut found.assessment.judged;
    if let Some(rules) = indicators {
        let (known, fresh) = (observations(&known), observations(&fresh));
        found.notes.extend(indicators::find::revision_notes(&known, &fresh, rules));
        let all: Vec<Observation> = known.into_iter().chain(fresh).collect();
        found.assessment.findings.extend(indicators::find::findings(&all, rules, judged));
    }
    if let Some(rules) = quotas {
        let all: Vec<Accepted> = known.into_iter().chain(fresh).collect();
        let lines = quotas::lines(&all, rules, slot.as_of());
        let reads_of =
            |dataset: Dataset| reads.iter().find(|read| read.tables.iter().any(|found| found.table.dataset == dataset));
        if reads_of(Dataset::Quotas).is_some() {
            found.notes.extend(quotas::find::notes(&lines));
        }
        let silent = lines.goals.iter().filter(|goal| goal.word == quotas::Word::NotReported).count();
        if let Some(read) = reads_of(Dataset::QuotaGoals).filter(|_| silent > 0) {
            let text = format!("{silent} goals are judged by nobody: no list of deals says what was reached of them");
            found.notes.push(not_judged(read, text));
        }
        found.assessment.findings.extend(quotas::find::findings(&lines, slot.as_of(), judged));
    }
    found.assessment.findings.sort_by(|a, b| (&a.subject, a.rule).cmp(&(&b.subject, b.rule)));
    Ok(())
}

/// What a file brings that no section of its pipeline judges.
fn unjudged(measures: &Measures, read: &Tidied) -> Vec<Note> {
    let open = SECTIONS.iter().filter(|(_, _, judges)| !judges(measures));
    let note = |(dataset, section, _): &Judging| {
        let rows: usize = read.tables.iter().filter(|t| t.table.dataset == *dataset).map(|t| t.table.height()).sum();
        let text =
            || format!("{rows} rows of {} are judged by nobody: the pipeline has no [{section}]", dataset.name());
        (rows > 0).then(|| not_judged(read, text()))
    };
    open.filter_map(note).collect()
}

fn not_judged(read: &Tidied, text: String) -> Note {
    let place = Place { file: read.file.clone(), ..Place::default() };
    Note { place, kind: "not_judged".to_string(), text }
}

/// The class of each project, by number and by name where only one project has it: rows of points often name no class. Of a
/// project that left the register it is the one that it had.
fn classes(register: &[Table], memory: &Memory, assessment: &Assessment) -> BTreeMap<String, String> {
    let listed = register.iter().flat_map(|table| table.texts(["project_id", "name", "class"]));
    let listed = listed.filter_map(|[subject, name, class]| Some((subject?, name, class?)));
    let standings = memory.standings.iter().chain(&assessment.standings);
    let judged = standings.filter_map(|s| Some((s.subject.clone(), Some(s.name.clone()), s.class.clone()?)));
    let mut classes: BTreeMap<String, String> = BTreeMap::new();
    let mut names: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (subject, name, class) in judged.chain(listed) {
        classes.insert(squeezed(&subject), class.clone());
        if let Some(name) = name {
            names.entry(squeezed(&name)).or_default().push(class);
        }
    }
    for (name, found) in names {
        if let Some(class) = found.first().filter(|first| found.iter().all(|class| class == *first)) {
            classes.entry(name).or_insert_with(|| class.clone());
        }
    }
    classes
}

/// The tables of this slot's files, numbered after those that are known.
pub(super) fn fresh(known: &[Accepted], reads: &[Tidied]) -> Vec<Accepted> {
    let last = known.iter().map(|accepted| accepted.version).max().unwrap_or(0);
    let tables = reads.iter().zip(last + 1..).flat_map(|(read, version)| {
        let accepted = move |found: &crate::tidy::FoundTable| Accepted {
            table: found.table.clone(),
            file: read.file.clone(),
            period: read.period,
            version,
        };
        read.tables.iter().map(accepted)
    });
    tables.collect()
}
