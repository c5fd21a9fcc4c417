//! The whole life of a slot: remember, examine, decide, write, record. Everything between recall and commit is pure, so a
//! slot whose memory went stale simply runs again, and a crash anywhere before commit leaves the slot still due.

use super::due;
use super::examine::{self, Decoded, ExamineError, Examined};
use super::fault;
use super::held::{self, Release};
use super::office::{self, Office};
use super::people;
use super::points;
use super::reading;
use super::receipts;
use crate::assess::{Standing, changes};
use crate::audit::record::{Blob, FileState, RunRecord, RunState};
use crate::base::id::Head;
use crate::base::slot::{Slot, SlotKind};
use crate::escalate::attention::{self, Kept};
use crate::escalate::breaker::{self, Trip};
use crate::escalate::{self, Case, Notice, Plan};
use crate::letter::Sender;
use crate::letter::{self, Desk, Letter};
use crate::pipeline::Pipeline;
use crate::settings::House;
use crate::store::{Committed, Memory, StoreError};
use crate::tidy::{Arrival, Note, Tidied};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// How often a run is planned anew because somebody acted in between, before it is left for the next tick.
pub(super) const STALE_TRIES_MAX: u32 = 8;

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
    /// Why it is held for a person, where it is.
    pub held: Option<String>,
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

/// Runs one slot over the files that arrived for it: the first at least, and as many as fit memory. Those that are left stay
/// in `arrivals`, for the next slot.
///
/// # Errors
/// When it could not run; the slot is still due, and its files with it.
pub async fn run_pipeline(
    office: &Office,
    pipeline: &Arc<Pipeline>,
    slot: &Slot,
    arrivals: &mut Vec<Arrival>,
) -> Result<Ran, RunError> {
    let mut files: Vec<String> = arrivals.iter().map(|file| file.sha256.clone()).collect();
    let ran = attempt(office, pipeline, slot, arrivals, None).await;
    files.truncate(files.len() - arrivals.len());
    reading::settle(office, pipeline, &files, &ran).await;
    ran
}

/// Runs a held slot once more, whatever it would turn red: a person has looked at it.
pub async fn run_released(
    office: &Office,
    pipeline: &Arc<Pipeline>,
    slot: &Slot,
    mut arrivals: Vec<Arrival>,
    release: &Release,
) -> Result<Ran, RunError> {
    attempt(office, pipeline, slot, &mut arrivals, Some(release)).await
}

async fn attempt(
    office: &Office,
    pipeline: &Arc<Pipeline>,
    slot: &Slot,
    arrivals: &mut Vec<Arrival>,
    release: Option<&Release>,
) -> Result<Ran, RunError> {
    // A run that was held is released with all the files that it had.
    let most = if release.is_some() { usize::MAX } else { reading::HELD_MAX };
    let mut decoded = reading::decode_some(office, pipeline, arrivals, most).await?;
    let bytes: Vec<String> = decoded.iter().map(|file| file.arrival.sha256.clone()).collect();
    let bytes: Vec<&str> = bytes.iter().map(String::as_str).collect();
    for _ in 0..STALE_TRIES_MAX {
        let accounted = office.store.last_at(&pipeline.name, SlotKind::Read).await?;
        let deadline = release.and_then(|release| release.deadline.clone());
        let deadline = deadline.or_else(|| due::newest_deadline(pipeline, accounted, slot.at));
        let mut memory = office::recall(&office.house, &office.store, pipeline, &bytes).await?;
        memory.asked = office.store.asked(&pipeline.portfolio, slot.as_of()).await?;
        fault::point("recalled");
        let (planned, back) = plan_run(office, pipeline, slot, deadline, memory, decoded).await?;
        let mut record = planned.record;
        decoded = back;
        let mut held = None;
        match (release, planned.trip) {
            (Some(release), _) => release.mark(&mut record),
            (None, Some(trip)) => {
                held = Some(trip.why.clone());
                record = held::kept_back(record, &trip);
            }
            (None, None) => {}
        }
        fault::point("before_commit");
        match office.store.commit(&record).await? {
            Committed::Done(head) => {
                fault::point("after_commit");
                return Ok(Ran::Done(Summary { held, ..summary(&record, head) }));
            }
            Committed::AlreadyRun => return Ok(Ran::Already),
            Committed::Stale => tracing::info!(slot = %slot.name(), "planned on an old head, planning again"),
        }
    }
    Err(RunError::Stale)
}

/// Examines, decides and writes on a thread of its own: CPU work, and a panic there costs one run.
async fn plan_run(
    office: &Office,
    pipeline: &Arc<Pipeline>,
    slot: &Slot,
    deadline: Option<Slot>,
    memory: Memory,
    decoded: Vec<Decoded>,
) -> Result<(Planned, Vec<Decoded>), RunError> {
    let (pipeline, slot, office) = (pipeline.clone(), slot.clone(), office.clone());
    let work = tokio::task::spawn_blocking(move || {
        let bureau = Bureau { house: &office.house, sender: &office.sender };
        (record(&bureau, &pipeline, &slot, deadline.as_ref(), &memory, &decoded), decoded)
    });
    match work.await {
        Ok((planned, decoded)) => Ok((planned?, decoded)),
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

/// A run as it would be committed.
#[derive(Debug)]
pub struct Planned {
    /// What it would write.
    pub record: RunRecord,
    /// What its letters say, person by person.
    pub notices: Vec<Notice>,
    /// What was understood of each file.
    pub reads: Vec<Tidied>,
    /// Why a person has to look at it first, where one has.
    pub trip: Option<Trip>,
}

/// Examines, decides and writes; commits nothing.
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
) -> Result<Planned, ExamineError> {
    let mut examined = examine::examine(pipeline, slot, deadline, memory, decoded)?;
    let barred = people::allowed(&mut examined.posts, &bureau.house.settings.mail.allowed_domains);
    examined.notes.extend(barred);
    let kinds = kinds(&examined, &memory.cases);
    let fallback = people::own_mailbox(bureau.sender);
    let corrected = changes::corrected(&memory.standings, &examined.assessment.standings);
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
        corrected: &corrected,
        fallback: Some(&fallback),
    };
    let plan = escalate::plan(&matter);
    let understood: Vec<&Tidied> = examined.reads.iter().chain(&examined.refused).collect();
    let receipts =
        escalate::receipts::receipts(&matter, pipeline.receipts, &understood, &memory.receipts, &examined.units);
    let answered: BTreeSet<String> = receipts.addressed.iter().map(|one| one.recipient.person.clone()).collect();
    let points = points::entries(&plan, &memory.cases, matter.policy, &memory.scores, slot.as_of());
    let Kept { mut plan, deferred, told } = attention::keep(plan, &matter, &memory.asked, &answered);
    let (letters, troubles) = letter::write_with_receipts(
        &plan.notices,
        &receipts::bundles(&receipts, decoded, &understood),
        &Desk {
            slot,
            title: &pipeline.title,
            portfolio: &pipeline.portfolio,
            head: &memory.head,
            sender: bureau.sender,
            policy: pipeline.policy.as_deref(),
            calendar: &pipeline.calendar,
            links: office::links(bureau.house).as_ref(),
        },
    );
    examined.notes.extend(troubles.into_iter().map(|trouble| Note {
        place: crate::base::place::Place { file: format!("letter {}", trouble.letter), ..Default::default() },
        kind: "letter_trouble".to_string(),
        text: trouble.text,
    }));
    examined.notes.extend(receipts::vacant(&receipts));
    let reads = std::mem::take(&mut examined.reads);
    let after = &examined.assessment.standings;
    let trip = pipeline.policy.as_deref().and_then(|policy| {
        let by_person = letters.iter().filter(|letter| letter.rung != "receipt").count();
        breaker::trips(&policy.breaker, &memory.standings, after, by_person)
    });
    let notices = std::mem::take(&mut plan.notices);
    let mut record = run_record(bureau.house, pipeline, slot, memory, examined, plan, letters);
    record.scores.extend(points);
    record.receipts = receipts.addressed.into_iter().map(|one| one.receipt).collect();
    record.receipts_settled = receipts.settled;
    record.deferred = deferred;
    record.deferred_told = told;
    Ok(Planned { record, notices, reads, trip })
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
    record.issues = examined.issues;
    record.letters = letters;
    record.blobs.extend(examined.blobs);
    record
}

pub(super) fn reason(slot: &Slot, is_workday: bool, missed: bool, files: usize) -> String {
    let period = slot.period.map(|p| p.to_string()).unwrap_or_default();
    match (slot.kind, missed) {
        (SlotKind::Arrival, _) if files == 0 => "something was entered, asked or accepted by hand".to_string(),
        (SlotKind::Arrival, _) => format!("{files} file(s) arrived"),
        (SlotKind::Read, false) => format!("deadline of {period}: reports are here"),
        (SlotKind::Read, true) => format!("deadline of {period}: no report came"),
        (SlotKind::Review, _) if is_workday => "a working day".to_string(),
        (SlotKind::Review, _) => "a day off: deadlines pass, working days do not".to_string(),
    }
}

pub(super) fn empty_record(house: &House, pipeline: &Pipeline, slot: &Slot, head: Head) -> RunRecord {
    let file = format!("pipelines/{}.toml", pipeline.name);
    let text = house.texts().find(|(name, _)| *name == file).map(|(_, text)| text.to_string());
    let kept = house.kept();
    let config = Blob { sha256: kept.sha256.clone(), kind: "config", bytes: kept.bytes.clone().into() };
    RunRecord {
        slot: slot.clone(),
        portfolio: pipeline.portfolio.clone(),
        state: RunState::Ran,
        reason: String::new(),
        program: format!("duban {}", env!("CARGO_PKG_VERSION")),
        pipeline_sha256: pipeline.sha256.clone(),
        config_sha256: house.kept().sha256.clone(),
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
        issues: Vec::new(),
        receipts: Vec::new(),
        receipts_settled: Vec::new(),
        deferred: Vec::new(),
        deferred_told: Vec::new(),
        decides: Vec::new(),
        letters: Vec::new(),
        blobs: text
            .map(|text| Blob { sha256: pipeline.sha256.clone(), kind: "pipeline", bytes: text.into_bytes().into() })
            .into_iter()
            .chain([config])
            .collect(),
    }
}

fn summary(record: &RunRecord, head: Head) -> Summary {
    Summary {
        files: record.files.len(),
        unreadable: record.files.iter().filter(|file| file.state == FileState::Unreadable).count(),
        // Counted, not listed: of a file refused as a whole only the first thousands are named.
        refused: record.files.iter().flat_map(|file| &file.sheets).map(|sheet| sheet.refused as usize).sum(),
        findings: record.findings.len(),
        cases: record.cases.len(),
        letters: record.letters.len(),
        held: None,
        head: Some(head),
    }
}

/// What every subject is that something was found of, or that has an open case.
fn kinds(examined: &Examined, cases: &[Case]) -> BTreeMap<String, escalate::Kind> {
    let live = cases.iter().filter(|case| case.state.is_live()).map(|case| case.subject.as_str());
    let found = examined.assessment.findings.iter().map(|finding| finding.subject.as_str());
    let found: BTreeSet<&str> = live.chain(found).collect();
    let standings = examined.assessment.standings.iter().filter(|standing| found.contains(standing.subject.as_str()));
    let kind = |s: &Standing| escalate::Kind {
        class: s.class.clone(),
        category: s.category.clone(),
        parent: examined.parents.get(&s.subject).cloned(),
    };
    standings.map(|standing| (standing.subject.clone(), kind(standing))).collect()
}
