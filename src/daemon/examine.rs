//! Files and memory → what a run found. CPU work only: no I/O, no clock; called on a thread where it may take its time.

/// What the reader may know.
mod known;
/// What the register says of projects besides their figures.
mod listed;
/// What is remembered, laid out for many files at once.
mod remembered;
/// Tables that stand: those that are remembered, and those that files bring.
mod tables;

use super::{due, evidence, issues, measures, people};
use crate::assess::{Assessment, Finding, changes, judge, relisted, said, undated};
use crate::audit::record::{Blob, FileRecord, FileState, SheetRecord, TableRecord};
use crate::base::period::Period;
use crate::base::place::Place;
use crate::base::slot::Slot;
use crate::pipeline::dataset::Dataset;
use crate::pipeline::policy::Post;
use crate::pipeline::{PeriodFrom, Pipeline};
use crate::store::{Memory, SeenFile};
use crate::tidy::formats::{FormatError, Workbook};
use crate::tidy::register;
use crate::tidy::table::Table;
use crate::tidy::{self, Arrival, Ask, Known, Note, Reject, Tidied, Unreadable, join};
use chrono::{Datelike, NaiveDate};
use std::collections::BTreeMap;

pub use known::known;
use known::relearn;
use remembered::Remembered;
pub use tables::remembered_tables;
use tables::{keep_table, keep_tables, replace_tables};

/// How many past periods are asked for missing reports.
const DUE_PERIODS: usize = 24;

/// A file and its cells.
#[derive(Debug)]
pub struct Decoded {
    /// The file.
    pub arrival: Arrival,
    /// Its cells, or why there are none; `None` when its bytes were known before and were not decoded again.
    pub workbook: Option<Result<Workbook, FormatError>>,
}

/// What a run found.
#[derive(Debug, Default)]
pub struct Examined {
    /// The files.
    pub files: Vec<FileRecord>,
    /// Tables accepted.
    pub tables: Vec<TableRecord>,
    /// Project → responsible unit, by the newest register.
    pub units: BTreeMap<String, String>,
    /// Project → the project it belongs to, by the newest register.
    pub parents: BTreeMap<String, String>,
    /// What was understood of each file that was read.
    pub reads: Vec<Tidied>,
    /// The same of files that their checks refused as a whole.
    pub refused: Vec<Tidied>,
    /// Rows refused.
    pub rejects: Vec<Reject>,
    /// What else a person should know.
    pub notes: Vec<Note>,
    /// Bytes for the vault.
    pub blobs: Vec<Blob>,
    /// The judgement; of a pipeline without rules what its reports said, and empty where it has none.
    pub assessment: Assessment,
    /// Who holds which post, by the newest contacts.
    pub posts: Vec<Post>,
    /// What is added to the ledger of points.
    pub scores: Vec<crate::assess::scores::Entry>,
    /// Issues that are new or say something else.
    pub issues: Vec<crate::assess::issues::Issue>,
    /// Whether the newest period at its deadline has no report from anybody.
    pub missed: bool,
}

/// Why a run could not be examined: a bug, reported as one.
#[derive(Debug, thiserror::Error)]
pub enum ExamineError {
    /// Polars refused what should have been possible.
    #[error("the judgement failed (a bug, please report it): {}", .0.to_string().lines().next().unwrap_or_default())]
    Judgement(#[from] polars::prelude::PolarsError),
    /// A table in the vault could not be read back.
    #[error("a stored table cannot be read back: {0}")]
    StoredTable(String),
}

/// Examines the files of a slot against what is remembered. `deadline`: the newest Read whose deadline has passed.
pub fn examine(
    pipeline: &Pipeline,
    slot: &Slot,
    deadline: Option<&Slot>,
    memory: &Memory,
    decoded: &[Decoded],
) -> Result<Examined, ExamineError> {
    let mut found = Examined::default();
    let mut tables = remembered_tables(memory)?;
    let (reads, troubles) = read_files(pipeline, slot, memory, decoded, &mut tables, &mut found);
    for read in &reads {
        found.rejects.extend(read.rejects.iter().cloned());
        found.notes.extend(read.notes.iter().cloned());
    }
    found.notes.extend(reads.iter().flat_map(people::bad_addresses));
    found.posts = people::reachable(people::posts(&tables), slot.as_of());
    judge_all(pipeline, slot, memory, &tables, &reads, &mut found)?;
    let register = tables.get(&Dataset::Register).map(Vec::as_slice).unwrap_or_default();
    measures::judge(pipeline, slot, (memory, register), &reads, &mut found)?;
    issues::judge(pipeline, slot, memory, &reads, &mut found);
    evidence::settle(&evidence::Evidence { pipeline, slot, deadline, memory, reads: &reads }, troubles, &mut found);
    (found.units, found.parents) = (listed::units(register), listed::parents(register));
    found.reads = reads;
    Ok(found)
}

/// Reads the files, each with what those before it said; `tables` become those that stand behind them. What is known of projects is
/// let go with the last file: the judgement asks the tables.
fn read_files(
    pipeline: &Pipeline,
    slot: &Slot,
    memory: &Memory,
    decoded: &[Decoded],
    tables: &mut BTreeMap<Dataset, Vec<Table>>,
    found: &mut Examined,
) -> (Vec<Tidied>, Vec<Finding>) {
    let (mut reads, mut troubles) = (Vec::new(), Vec::new());
    let remembered = Remembered::of(memory);
    let mut known = known(tables, &memory.standings);
    known.receipts = waiting(pipeline, memory);
    let newest = memory.standings.iter().filter_map(|standing| standing.reported_as_of).max();
    let mut coming = oldest_period_first(pipeline, decoded).into_iter().peekable();
    while let Some(file) = coming.next() {
        match read_file(pipeline, slot, &remembered, &known, file) {
            FileOutcome::Repeated(record, note) => {
                found.files.push(record);
                found.notes.push(note);
            }
            FileOutcome::Refused { record, unreadable, read } => {
                troubles.push(trouble_of(pipeline, slot, &known, file, &unreadable));
                found.refused_file(record, unreadable, read);
            }
            FileOutcome::Read(record, tidied) => {
                found.notes.extend(relisted::notes(&known, &tidied));
                replace_tables(tables, &tidied);
                keep_tables(found, &tidied);
                if pipeline.source.register_from_reports {
                    let listed = tables.remove(&Dataset::Register).unwrap_or_default();
                    let register = register::grown(&listed, &tidied, says_targets(&tidied, newest, slot));
                    keep_table(found, &register, None, &tidied.sha256);
                    tables.insert(Dataset::Register, vec![register]);
                }
                found.files.push(record);
                reads.push(tidied);
                // What an older file of the same batch said is known when the next one is read.
                if coming.peek().is_some() {
                    relearn(&mut known, tables, memory, &reads, pipeline.source.register_from_reports);
                    known.receipts = waiting(pipeline, memory);
                }
            }
        }
        found.blobs.push(Blob { sha256: file.arrival.sha256.clone(), kind: "file", bytes: file.arrival.bytes.clone() });
    }
    (reads, troubles)
}

/// Whether a report's plans of the year are the targets that are judged by: they are of this year, and no newer report was read.
fn says_targets(read: &Tidied, newest: Option<NaiveDate>, slot: &Slot) -> bool {
    read.period.is_some_and(|period| {
        period.end().year() == slot.as_of().year() && newest.is_none_or(|newest| newest <= period.end())
    })
}

impl Examined {
    /// Records a file of which nothing is taken.
    fn refused_file(&mut self, record: FileRecord, unreadable: Unreadable, read: Option<Tidied>) {
        match read {
            Some(read) => {
                self.rejects.extend(read.rejects.iter().cloned());
                self.notes.extend(read.notes.iter().cloned());
                self.refused.push(read);
            }
            None => self.notes.push(Note {
                place: Place { file: unreadable.file, ..Place::default() },
                kind: unreadable.kind,
                text: unreadable.text,
            }),
        }
        self.files.push(record);
    }
}

/// The receipts of a pipeline that wait for a correction: its name tells by their numbers which period it is of.
pub fn waiting(pipeline: &Pipeline, memory: &Memory) -> BTreeMap<String, Period> {
    let mine = memory.receipts.iter().filter(|receipt| receipt.pipeline == pipeline.name);
    mine.filter_map(|receipt| Some((receipt.id.clone(), receipt.period?))).collect()
}

/// A file that is not taken, addressed to the unit that it names, where it names one.
fn trouble_of(pipeline: &Pipeline, slot: &Slot, known: &Known, file: &Decoded, unreadable: &Unreadable) -> Finding {
    let sheets = match &file.workbook {
        Some(Ok(workbook)) => workbook.sheets.as_slice(),
        _ => &[],
    };
    let unit = join::unit_of_file(known, &unreadable.file, sheets);
    evidence::unreadable_file(pipeline, slot, unreadable, unit)
}

/// Files of older periods before those of newer ones, as far as their names tell; files of one period in the order given.
fn oldest_period_first<'d>(pipeline: &Pipeline, decoded: &'d [Decoded]) -> Vec<&'d Decoded> {
    let kind = pipeline.schedule.as_ref().map(|schedule| schedule.period);
    let end = |file: &&Decoded| {
        let name = &file.arrival.name;
        let period = match kind {
            _ if pipeline.source.period == PeriodFrom::AsNamed => tidy::period::as_named(name),
            kind => tidy::period::from_name(name, kind?),
        };
        period.map(|period| period.end())
    };
    let mut files: Vec<&Decoded> = decoded.iter().collect();
    files.sort_by_key(end);
    files
}

enum FileOutcome {
    Repeated(FileRecord, Note),
    /// Not taken. Where checks refused it as a whole, `read` says which of its rows were wrong.
    Refused {
        record: FileRecord,
        unreadable: Unreadable,
        read: Option<Tidied>,
    },
    Read(FileRecord, Tidied),
}

fn read_file(pipeline: &Pipeline, slot: &Slot, before: &Remembered<'_>, known: &Known, file: &Decoded) -> FileOutcome {
    let arrival = &file.arrival;
    let mut record = FileRecord {
        name: arrival.name.clone(),
        sha256: arrival.sha256.clone(),
        size: arrival.bytes.len() as u64,
        format: String::new(),
        period: None,
        state: FileState::Unreadable,
        sheets: Vec::new(),
    };
    if let Some((state, note)) = before.repeated(arrival, period_said(pipeline, &arrival.name, Some(slot.as_of()))) {
        record.state = state;
        return FileOutcome::Repeated(record, note);
    }
    let refuse = |record: FileRecord, kind: &str, text: String| {
        let (file, sha256) = (record.name.clone(), record.sha256.clone());
        let unreadable = Unreadable { file, sha256, kind: kind.to_string(), text };
        FileOutcome::Refused { record, unreadable, read: None }
    };
    let workbook = match &file.workbook {
        Some(Ok(workbook)) => workbook,
        Some(Err(error)) => return refuse(record, &error.kind, error.text.clone()),
        None => return refuse(record, "damaged", "was not decoded".to_string()),
    };
    match tidy::tidy(&arrival.name, &arrival.sha256, workbook, &Ask::from(pipeline), known, slot.as_of()) {
        Err(unreadable) => FileOutcome::Refused { record, unreadable, read: None },
        Ok(mut tidied) => {
            if let Some((state, note)) = before.repeated(arrival, tidied.period) {
                record.state = state;
                return FileOutcome::Repeated(record, note);
            }
            tidied.notes.extend(before.of_another_period(arrival));
            record.format = tidied.format.clone();
            record.period = tidied.period;
            record.state = if before.is_corrected_by(&tidied) { FileState::Correction } else { FileState::Accepted };
            record.sheets = tidied.tables.iter().map(sheet_record).collect();
            match tidied.refused.clone() {
                Some(unreadable) => {
                    record.state = FileState::Unreadable;
                    FileOutcome::Refused { record, unreadable, read: Some(tidied) }
                }
                None => FileOutcome::Read(record, tidied),
            }
        }
    }
}

/// The period that is known of a file before it is read; none where only its content can say it.
pub fn period_said(pipeline: &Pipeline, name: &str, arrived: Option<NaiveDate>) -> Option<Period> {
    let kind = pipeline.schedule.as_ref().map(|schedule| schedule.period);
    match pipeline.source.period {
        PeriodFrom::AsNamed => tidy::period::as_named(name),
        PeriodFrom::FileName => tidy::period::from_name(name, kind?),
        PeriodFrom::Arrival => Some(kind?.containing(arrived?)),
        PeriodFrom::Column | PeriodFrom::None => None,
    }
}

/// The same bytes again for the same period: no effect; bytes that something newer replaced: flagged, never a silent
/// roll-back. Where the name gives another period they are that period's report: figures may stand still.
pub fn repeated(memory: &Memory, arrival: &Arrival, period: Option<Period>) -> Option<(FileState, Note)> {
    let read = |file: &&SeenFile| file.was_read();
    let seen = &memory.files;
    let same = |file: &&SeenFile| file.sha256 == arrival.sha256 && (period.is_none() || file.period == period);
    let first = seen.iter().filter(read).filter(same).max_by_key(|file| file.seq)?;
    let newer = seen.iter().filter(read).find(|file| {
        file.seq > first.seq
            && file.period == first.period
            && (file.state == FileState::Correction || file.name == first.name)
    });
    // Lists and contacts have no period: what stands of them are the tables of the newest.
    let stands = || memory.tables.values().flatten().any(|table| table.record.file_sha256 == first.sha256);
    let newer = match newer {
        Some(newer) => Some(newer.name.as_str()),
        None if first.period.is_none() && !stands() => Some("a newer list"),
        None => None,
    };
    let (state, kind, text) = match newer {
        Some(newer) => (
            FileState::OlderContentAgain,
            "older_content_again",
            format!("the bytes of {}, which {newer} had replaced; the newer figures stand", first.name),
        ),
        None => (FileState::SameContent, "same_content", format!("the same bytes as {}; no effect", first.name)),
    };
    let place = Place { file: arrival.name.clone(), ..Place::default() };
    Some((state, Note { place, kind: kind.to_string(), text }))
}

fn sheet_record(found: &tidy::FoundTable) -> SheetRecord {
    SheetRecord {
        sheet: found.sheet.clone(),
        dataset: found.table.dataset,
        header_rows: found.header_rows.clone(),
        columns: found.columns.clone(),
        rows: found.rows,
        accepted: found.table.frame.height() as u32,
        refused: found.refused,
        set_aside: found.set_aside,
    }
}

fn judge_all(
    pipeline: &Pipeline,
    slot: &Slot,
    memory: &Memory,
    tables: &BTreeMap<Dataset, Vec<Table>>,
    reads: &[Tidied],
    found: &mut Examined,
) -> Result<(), ExamineError> {
    if !pipeline.judges() && !pipeline.reads_reports() {
        return Ok(());
    }
    let of = |dataset: Dataset| tables.get(&dataset).map(Vec::as_slice).unwrap_or_default();
    let due: Vec<_> = due::past_deadlines(pipeline, slot.at, DUE_PERIODS).into_iter().map(|p| p.end()).collect();
    found.assessment = judge::assess(&judge::Matter {
        as_of: slot.as_of(),
        rules: &pipeline.rules,
        calendar: &pipeline.calendar,
        register: of(Dataset::Register),
        plan: of(Dataset::MilestonePlan),
        targets: of(Dataset::Targets),
        standings: &memory.standings,
        reads,
        due: &due,
        filed: &memory.rebaselines,
    })?;
    said::remember(&memory.standings, reads, &mut found.assessment.standings);
    found.notes.extend(changes::superseded(&memory.standings, &found.assessment.standings, reads));
    found.notes.extend(changes::missing_reports(&found.assessment.standings, reads));
    found.notes.extend(undated::notes(reads, &memory.standings, &found.assessment.standings));
    let failed = found.assessment.failures.iter().map(|failure| Note {
        place: Place { file: format!("pipelines/{}.toml", pipeline.name), ..Place::default() },
        kind: "rule_failed".to_string(),
        text: format!("{}: {}; it judged nobody in this run, the other rules stand", failure.rule.name(), failure.why),
    });
    found.notes.extend(failed);
    Ok(())
}
