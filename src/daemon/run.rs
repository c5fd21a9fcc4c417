//! The whole life of a slot: remember, examine, decide, write, record. Everything between recall and commit is pure, so a
//! slot whose memory went stale simply runs again, and a crash anywhere before commit leaves the slot still due.

use super::due;
use super::evidence;
use super::examine::{self, Decoded, ExamineError, Examined};
use super::fault;
use super::measures;
use super::office::{self, Office};
use super::reading;
use super::receipts;
use crate::assess::Standing;
use crate::audit::record::{Blob, FileState, RunRecord, RunState};
use crate::base::id::Head;
use crate::base::slot::{Slot, SlotKind};
use crate::escalate::{self, Plan};
use crate::letter::Sender;
use crate::letter::{self, Desk, Letter};
use crate::pipeline::Pipeline;
use crate::settings::House;
use crate::store::{Committed, Memory, Store, StoreError};
use crate::tidy::{Arrival, Note, Tidied};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// How often a run is planned anew because somebody acted in between, before it is left for the next tick.
const STALE_TRIES_MAX: u32 = 8;

/// What came of a slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ran {
    /// It ran; this is what it did.
    Done(Summary),
    /// It had run before.
    Already,
}

/// What a run did, in numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Files looked at.
    pub files: usize,
    /// Of these, files that could not be read at all.
    pub unreadable: usize,
    /// Rows refused.
    pub refused: usize,
    /// Findings.
    pub findings: usize,
    /// Cases opened or changed.
    pub cases: usize,
    /// Letters written.
    pub letters: usize,
    /// The head after it.
    pub head: Option<Head>,
}

/// Why a slot could not run; it stays due.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The judgement.
    #[error(transparent)]
    Examine(#[from] ExamineError),
    /// A panic in the core: one run is lost, not the daemon.
    #[error("the run panicked (a bug, please report it): {0}")]
    Panicked(String),
    /// Others kept acting while it was planned.
    #[error("the portfolio changed {STALE_TRIES_MAX} times while the run was planned; it runs again at the next tick")]
    Stale,
}

/// Runs one slot over the files that arrived for it.
pub async fn run_pipeline(
    office: &Office,
    pipeline: &Arc<Pipeline>,
    slot: &Slot,
    arrivals: Vec<Arrival>,
) -> Result<Ran, RunError> {
    let files: Vec<String> = arrivals.iter().map(|file| file.sha256.clone()).collect();
    let ran = attempt(office, pipeline, slot, arrivals).await;
    reading::settle(office, pipeline, &files, &ran).await;
    ran
}

async fn attempt(
    office: &Office,
    pipeline: &Arc<Pipeline>,
    slot: &Slot,
    arrivals: Vec<Arrival>,
) -> Result<Ran, RunError> {
    let mut decoded = reading::decode_all(office, pipeline, arrivals).await?;
    for _ in 0..STALE_TRIES_MAX {
        let accounted = office.store.last_at(&pipeline.name, SlotKind::Read).await?;
        let deadline = due::newest_deadline(pipeline, accounted, slot.at);
        let memory = recall(&office.house, &office.store, pipeline).await?;
        fault::point("recalled");
        let (record, back) = plan_run(office, pipeline, slot, deadline, memory, decoded).await?;
        decoded = back;
        fault::point("before_commit");
        match office.store.commit(&record).await? {
            Committed::Done(head) => {
                fault::point("after_commit");
                return Ok(Ran::Done(summary(&record, head)));
            }
            Committed::AlreadyRun => return Ok(Ran::Already),
            Committed::Stale => tracing::info!(slot = %slot.name(), "planned on an old head, planning again"),
        }
    }
    Err(RunError::Stale)
}

/// Everything that a run of a pipeline remembers.
///
/// # Errors
/// When the store cannot be read.
pub async fn recall(house: &House, store: &Store, pipeline: &Pipeline) -> Result<Memory, StoreError> {
    let mut memory = store.recall(&pipeline.portfolio).await?;
    memory.files.retain(|file| office::is_seen(house, pipeline, file));
    // Read after the head: whatever came in between makes the run stale.
    let datasets = measures::datasets(&pipeline.measures);
    if pipeline.measures.scores.is_some() {
        memory.scores = store.score_ledger(&pipeline.portfolio, None).await?;
    }
    memory.measured = store.measured(&pipeline.portfolio, &datasets, None).await?;
    Ok(memory)
}

/// Accounts for a slot that does not run, with its reason.
pub async fn skip_slot(office: &Office, pipeline: &Pipeline, slot: &Slot, reason: &str) -> Result<(), StoreError> {
    for _ in 0..STALE_TRIES_MAX {
        let head = office.store.head().await?;
        let mut record = empty_record(&office.house, pipeline, slot, head);
        record.state = RunState::Skipped;
        record.reason = reason.to_string();
        if office.store.commit(&record).await? != Committed::Stale {
            return Ok(());
        }
    }
    Ok(()) // still due: the next tick accounts for it
}

/// Writes down whether the report of a Read's period came, and nothing else: a later slot judges.
pub async fn look_only(office: &Office, pipeline: &Pipeline, slot: &Slot) -> Result<(), StoreError> {
    for _ in 0..STALE_TRIES_MAX {
        let memory = office.recall(pipeline).await?;
        let missed = slot.period.is_some_and(|period| !evidence::came(pipeline, period, &memory));
        let mut record = empty_record(&office.house, pipeline, slot, memory.head);
        record.state = if missed { RunState::Missed } else { RunState::Ran };
        record.reason = format!("{}; judged by a later slot", reason(slot, false, missed, 0));
        if office.store.commit(&record).await? != Committed::Stale {
            return Ok(());
        }
    }
    Ok(()) // still due: the next tick accounts for it
}

/// Examines, decides and writes on a thread of its own: CPU work, and a panic there costs one run.
async fn plan_run(
    office: &Office,
    pipeline: &Arc<Pipeline>,
    slot: &Slot,
    deadline: Option<Slot>,
    memory: Memory,
    decoded: Vec<Decoded>,
) -> Result<(RunRecord, Vec<Decoded>), RunError> {
    let (pipeline, slot, office) = (pipeline.clone(), slot.clone(), office.clone());
    let work = tokio::task::spawn_blocking(move || {
        let bureau = Bureau { house: &office.house, sender: &office.sender };
        let record = record(&bureau, &pipeline, &slot, deadline.as_ref(), &memory, &decoded);
        (record.map(|(record, _)| record), decoded)
    });
    match work.await {
        Ok((record, decoded)) => Ok((record?, decoded)),
        Err(error) => Err(RunError::Panicked(error.to_string())),
    }
}

/// Who examines and writes.
#[derive(Debug, Clone, Copy)]
pub struct Bureau<'a> {
    /// The house as configured.
    pub house: &'a House,
    /// Who writes.
    pub sender: &'a Sender,
}

/// Examines, decides and writes; commits nothing. Also gives what was understood of each file.
///
/// # Errors
/// When the judgement fails, which is a bug.
pub fn record(
    bureau: &Bureau<'_>,
    pipeline: &Pipeline,
    slot: &Slot,
    deadline: Option<&Slot>,
    memory: &Memory,
    decoded: &[Decoded],
) -> Result<(RunRecord, Vec<Tidied>), ExamineError> {
    let mut examined = examine::examine(pipeline, slot, deadline, memory, decoded)?;
    let kinds = kinds(&examined);
    let matter = escalate::Matter {
        portfolio: &pipeline.portfolio,
        slot,
        findings: &examined.assessment.findings,
        judged: &examined.assessment.judged,
        cases: &memory.cases,
        policy: pipeline.policy.as_deref(),
        kinds: &kinds,
        posts: &examined.posts,
        calendar: &pipeline.calendar,
    };
    let plan = escalate::plan(&matter);
    let Examined { reads, units, .. } = &examined;
    let receipts = escalate::receipts::receipts(&matter, pipeline.receipts, reads, &memory.receipts, units);
    let (letters, troubles) = letter::write_with_receipts(
        &plan.notices,
        &receipts::bundles(&receipts, decoded, reads),
        &Desk {
            slot,
            title: &pipeline.title,
            portfolio: &pipeline.portfolio,
            head: &memory.head,
            sender: bureau.sender,
            policy: pipeline.policy.as_deref(),
        },
    );
    examined.notes.extend(troubles.into_iter().map(|trouble| Note {
        place: crate::base::place::Place { file: format!("letter {}", trouble.letter), ..Default::default() },
        kind: "letter_trouble".to_string(),
        text: trouble.text,
    }));
    examined.notes.extend(receipts::vacant(&receipts));
    let reads = std::mem::take(&mut examined.reads);
    let mut record = run_record(bureau.house, pipeline, slot, memory, examined, plan, letters);
    record.receipts = receipts.addressed.into_iter().map(|one| one.receipt).collect();
    record.receipts_settled = receipts.settled;
    Ok((record, reads))
}

fn run_record(
    house: &House,
    pipeline: &Pipeline,
    slot: &Slot,
    memory: &Memory,
    examined: Examined,
    plan: Plan,
    letters: Vec<Letter>,
) -> RunRecord {
    let before: BTreeMap<&str, _> = memory.standings.iter().map(|s| (s.subject.as_str(), s)).collect();
    let changed = examined.assessment.standings.into_iter().filter(|s| before.get(s.subject.as_str()) != Some(&s));
    let mut record = empty_record(house, pipeline, slot, memory.head.clone());
    record.standings = changed.collect();
    record.state = if examined.missed { RunState::Missed } else { RunState::Ran };
    record.reason = reason(slot, pipeline.calendar.is_workday(slot.as_of()), examined.missed, examined.files.len());
    record.files = examined.files;
    record.tables = examined.tables;
    record.rejects = examined.rejects;
    record.notes = examined.notes;
    record.findings = examined.assessment.findings;
    record.cases = plan.changes;
    record.withheld = plan.withheld;
    record.scores = examined.scores;
    record.letters = letters;
    record.blobs.extend(examined.blobs);
    record
}

fn reason(slot: &Slot, is_workday: bool, missed: bool, files: usize) -> String {
    let period = slot.period.map(|p| p.to_string()).unwrap_or_default();
    match (slot.kind, missed) {
        (SlotKind::Arrival, _) => format!("{files} file(s) arrived"),
        (SlotKind::Read, false) => format!("deadline of {period}: reports are here"),
        (SlotKind::Read, true) => format!("deadline of {period}: no report came"),
        (SlotKind::Review, _) if is_workday => "a working day".to_string(),
        (SlotKind::Review, _) => "a day off: deadlines pass, working days do not".to_string(),
    }
}

fn empty_record(house: &House, pipeline: &Pipeline, slot: &Slot, head: Head) -> RunRecord {
    let file = format!("pipelines/{}.toml", pipeline.name);
    let text = house.texts().find(|(name, _)| *name == file).map(|(_, text)| text.to_string());
    RunRecord {
        slot: slot.clone(),
        portfolio: pipeline.portfolio.clone(),
        state: RunState::Ran,
        reason: String::new(),
        program: format!("duban {}", env!("CARGO_PKG_VERSION")),
        pipeline_sha256: pipeline.sha256.clone(),
        head,
        files: Vec::new(),
        tables: Vec::new(),
        rejects: Vec::new(),
        notes: Vec::new(),
        findings: Vec::new(),
        standings: Vec::new(),
        cases: Vec::new(),
        withheld: Vec::new(),
        scores: Vec::new(),
        receipts: Vec::new(),
        receipts_settled: Vec::new(),
        letters: Vec::new(),
        blobs: text
            .map(|text| Blob { sha256: pipeline.sha256.clone(), kind: "pipeline", bytes: text.into_bytes() })
            .into_iter()
            .collect(),
    }
}

fn summary(record: &RunRecord, head: Head) -> Summary {
    Summary {
        files: record.files.len(),
        unreadable: record.files.iter().filter(|file| file.state == FileState::Unreadable).count(),
        refused: record.rejects.len(),
        findings: record.findings.len(),
        cases: record.cases.len(),
        letters: record.letters.len(),
        head: Some(head),
    }
}

/// Class and category of every subject that something was found of.
fn kinds(examined: &Examined) -> BTreeMap<String, escalate::Kind> {
    let found: BTreeSet<&str> = examined.assessment.findings.iter().map(|finding| finding.subject.as_str()).collect();
    let standings = examined.assessment.standings.iter().filter(|standing| found.contains(standing.subject.as_str()));
    let kind = |s: &Standing| escalate::Kind { class: s.class.clone(), category: s.category.clone() };
    standings.map(|standing| (standing.subject.clone(), kind(standing))).collect()
}
