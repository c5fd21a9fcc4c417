//! What one run leaves behind: everything the store writes in one transaction, and the canonical bytes that the chain seals.

use super::canonical::{self, Fields, sealed};
pub use super::decided::{Decided, Decision};
use crate::assess::baseline::Filed;
use crate::assess::{Finding, Standing, issues::Issue, scores as score};
use crate::base::id::{self, Head};
use crate::base::period::Period;
use crate::base::slot::Slot;
use crate::escalate::attention::Deferred;
use crate::escalate::receipts::Receipt;
use crate::escalate::{Case, CaseChange, Withheld};
use crate::letter::Letter;
use crate::letter::outgoing::Outcome;
use crate::pipeline::dataset::Dataset;
use crate::tidy::{FoundColumn, Note, Reject};
use bytes::Bytes;
use chrono::SubsecRound;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// One run. The store writes all of it or nothing.
#[derive(Debug, Clone)]
pub struct RunRecord {
    /// The slot that ran.
    pub slot: Slot,
    /// The portfolio.
    pub portfolio: String,
    /// What came of the slot.
    pub state: RunState,
    /// Why, in one English sentence.
    pub reason: String,
    /// The program's version.
    pub program: String,
    /// SHA-256 of the pipeline file.
    pub pipeline_sha256: String,
    /// SHA-256 of everything it was decided with: pipelines, policies, calendars, packs, who writes. Empty: not kept.
    pub config_sha256: String,
    /// The head this run was planned on: letters print it, and commit refuses the run if the chain moved on.
    pub head: Head,
    /// The files it looked at.
    pub files: Vec<FileRecord>,
    /// The tables it accepted.
    pub tables: Vec<TableRecord>,
    /// Refused rows.
    pub rejects: Vec<Reject>,
    /// What else a person should know.
    pub notes: Vec<Note>,
    /// All findings.
    pub findings: Vec<Finding>,
    /// Standings that are new or changed.
    pub standings: Vec<Standing>,
    /// Cases that are new or changed.
    pub cases: Vec<CaseChange>,
    /// What was not written, and why.
    pub withheld: Vec<Withheld>,
    /// Entries that it adds to the ledger of points.
    pub scores: Vec<score::Entry>,
    /// Issues that are new or say something else.
    pub issues: Vec<Issue>,
    /// Receipts for the keepers of data.
    pub receipts: Vec<Receipt>,
    /// Numbers of earlier receipts that are settled.
    pub receipts_settled: Vec<String>,
    /// What waits for a person's next letter.
    pub deferred: Vec<Deferred>,
    /// Ids of what waited and is told now.
    pub deferred_told: Vec<String>,
    /// What a person decided about runs that were held.
    pub decides: Vec<Decided>,
    /// Letters for the outbox.
    pub letters: Vec<Letter>,
    /// Immutable bytes for the vault: raw files, accepted tables, the pipeline file. (Letters' bytes are in `letters`.)
    pub blobs: Vec<Blob>,
}

/// The version of the payloads below; it goes up when a field changes its meaning.
const PAYLOAD_VERSION: u32 = 1;

impl RunRecord {
    /// The canonical bytes that the chain seals. No addresses; standings by the hash of their body, because their bodies
    /// are most of a large run and stand in the ledger for good.
    pub fn payload(&self) -> Vec<u8> {
        let bodies: Vec<String> = self.standings.iter().map(standing_body).collect();
        self.payload_over(&bodies)
    }

    /// The same, where the bodies of the standings are already at hand, in the same order.
    pub fn payload_over(&self, bodies: &[String]) -> Vec<u8> {
        // No `..`: what is forgotten here could be changed unseen.
        let RunRecord {
            slot,
            portfolio,
            state,
            reason,
            program,
            pipeline_sha256,
            config_sha256,
            head,
            files,
            tables,
            rejects,
            notes,
            findings,
            standings,
            cases,
            withheld,
            scores,
            issues,
            receipts,
            receipts_settled,
            deferred,
            deferred_told,
            decides,
            letters,
            blobs,
        } = self;
        // The store keeps microseconds, and both must say the same.
        let slot = Slot { at: slot.at.trunc_subsecs(6), ..slot.clone() };
        let mut fields = Fields::default();
        let texts = [
            ("slot", sealed(&slot)),
            ("portfolio", sealed(portfolio)),
            ("state", sealed(state)),
            ("reason", sealed(reason)),
            ("program", sealed(program)),
            ("pipeline_sha256", json!(pipeline_sha256)),
            ("head", sealed(head)),
            ("version", json!(PAYLOAD_VERSION)),
        ];
        texts.iter().for_each(|(key, value)| fields.set(key, value));
        fields.list("files", files.iter().map(sealed));
        fields.list("tables", tables.iter().map(sealed));
        fields.list("rejects", rejects.iter().map(sealed));
        fields.list("notes", notes.iter().map(sealed));
        fields.list("findings", findings.iter().map(sealed));
        fields.list("standings", standings.iter().zip(bodies).map(|(standing, body)| sealed_standing(standing, body)));
        fields.list("cases", cases.iter().map(sealed_case));
        fields.list("withheld", withheld.iter().map(sealed));
        fields.list("receipts", receipts.iter().map(sealed));
        fields.list("receipts_settled", receipts_settled.iter().map(sealed));
        fields.list("letters", letters.iter().map(sealed_letter));
        fields.list("blobs", blobs.iter().map(sealed_blob));
        // What a run does not have is not said: runs of before these were there are sealed as they were.
        if !config_sha256.is_empty() {
            fields.set("config_sha256", &sealed(config_sha256));
        }
        fields.list_if_any("scores", scores);
        fields.list_if_any("issues", issues);
        fields.list_if_any("deferred", deferred);
        fields.list_if_any("deferred_told", deferred_told);
        fields.list_if_any("decides", decides);
        fields.bytes()
    }
}

/// What a person does: a change of a case, approved changes of baselines, issues that are listed.
#[derive(Debug, Clone, Copy)]
pub struct Deed<'a> {
    /// The portfolio.
    pub portfolio: &'a str,
    /// The case as it becomes.
    pub change: Option<&'a CaseChange>,
    /// The changes of baselines.
    pub filed: &'a [Filed],
    /// Issues that are listed by hand.
    pub issues: &'a [Issue],
    /// The bytes that prove it.
    pub evidence: &'a [Blob],
    /// A person's id or the name of an account, never an address.
    pub who: &'a str,
    /// How it came, where not by the command line: `link`, `mail`.
    pub via: Option<&'a str>,
}

/// The payload of what a person did.
pub fn act_payload(deed: &Deed<'_>) -> Vec<u8> {
    let Deed { portfolio, change, filed, issues, evidence, who, via } = *deed;
    let mut value = change.map_or_else(|| json!({}), sealed_case);
    value["blobs"] = evidence.iter().map(sealed_blob).collect();
    value["version"] = json!(PAYLOAD_VERSION);
    value["who"] = sealed(&who);
    if let Some(via) = via {
        value["via"] = sealed(&via);
    }
    if !filed.is_empty() {
        value["portfolio"] = sealed(&portfolio);
        value["rebaselines"] = sealed(&filed);
    }
    if !issues.is_empty() {
        value["portfolio"] = sealed(&portfolio);
        value["issues"] = sealed(&issues);
    }
    canonical::bytes(&value)
}

/// What became of one letter in one try, as it is sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LetterSettled {
    /// The letter.
    pub letter: String,
    /// Its Message-ID.
    pub message_id: String,
    /// Which try it was, counted from 1.
    pub attempt: u64,
    /// What the channel said.
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// The payload of a settling.
pub fn settle_payload(letters: &[LetterSettled]) -> Vec<u8> {
    canonical::bytes(&json!({ "version": PAYLOAD_VERSION, "letters": sealed(&letters) }))
}

/// The JSON of a standing as the ledger keeps it; its SHA-256 is what the chain seals.
pub fn standing_body(standing: &Standing) -> String {
    // Structs of texts, numbers and dates: they always become JSON.
    let mut body = serde_json::to_string(standing).unwrap_or_default();
    body.shrink_to_fit(); // all bodies of a run are held until they are written
    body
}

/// The JSON of a case as the ledger keeps it.
pub fn case_body(case: &Case) -> String {
    serde_json::to_string(case).unwrap_or_default() // as above
}

/// A standing as it is sealed.
pub fn sealed_standing(standing: &Standing, body: &str) -> Value {
    json!({
        "subject": sealed(&standing.subject),
        "grade": standing.grade.name(),
        "sha256": id::sha256_hex(body.as_bytes()),
    })
}

/// A case as it is sealed: readable without addresses, and the hash of what the ledger keeps.
fn sealed_case(change: &CaseChange) -> Value {
    let CaseChange { case, reason } = change;
    json!({
        "case": sealed(case),
        "reason": sealed(reason),
        "sha256": id::sha256_hex(case_body(case).as_bytes()),
    })
}

/// A letter as it is sealed: everything but the address; its bytes by their hash.
pub(super) fn sealed_letter(letter: &Letter) -> Value {
    let Letter { id, message_id, person, to_name, to_address: _, role, rung, subject, cases, not_before: _, mime } =
        letter;
    sealed(&json!({
        "id": id,
        "message_id": message_id,
        "person": person,
        "to_name": to_name,
        "role": role,
        "rung": rung,
        "subject": subject,
        "cases": cases,
        "mime_sha256": id::sha256_hex(mime),
    }))
}

fn sealed_blob(blob: &Blob) -> Value {
    let Blob { sha256, kind, bytes } = blob;
    json!({ "sha256": sha256, "kind": kind, "size": bytes.len() })
}

/// What came of a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RunState {
    /// It ran.
    Ran,
    /// Its file has not come, and the grace is not over; not final.
    Waiting,
    /// Its file never came.
    Missed,
    /// Not run, by policy: catch-up, already read on arrival.
    Skipped,
    /// Held for a person.
    Held,
    /// A bug or a fault; tried again.
    Failed,
}

impl RunState {
    /// The name in SQL and JSON.
    pub fn name(self) -> &'static str {
        match self {
            RunState::Ran => "ran",
            RunState::Waiting => "waiting",
            RunState::Missed => "missed",
            RunState::Skipped => "skipped",
            RunState::Held => "held",
            RunState::Failed => "failed",
        }
    }

    /// Whether the slot is done with: it is sealed, and never runs again.
    pub fn is_final(self) -> bool {
        !matches!(self, RunState::Waiting | RunState::Failed)
    }
}

/// One file a run looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRecord {
    /// Its name.
    pub name: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Its size in bytes.
    pub size: u64,
    /// The format found.
    pub format: String,
    /// The period it is for.
    pub period: Option<Period>,
    /// What became of it.
    pub state: FileState,
    /// What was understood of each sheet.
    pub sheets: Vec<SheetRecord>,
}

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileState {
    /// Read.
    Accepted,
    /// Read; it replaces what an earlier file said of the same period.
    Correction,
    /// The same bytes came before: recorded, no effect.
    SameContent,
    /// Bytes that a newer file had already replaced: flagged, no effect.
    OlderContentAgain,
    /// Could not be read.
    Unreadable,
    /// Kept back with its run until a person decides.
    Held,
}

/// What was understood of one sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetRecord {
    /// The sheet.
    pub sheet: Option<String>,
    /// What it is.
    pub dataset: Dataset,
    /// Header rows, from 1.
    pub header_rows: Vec<u32>,
    /// Columns understood.
    pub columns: Vec<FoundColumn>,
    /// Rows that hold anything.
    pub rows: u32,
    /// Rows accepted.
    pub accepted: u32,
    /// Rows refused.
    pub refused: u32,
    /// Rows set aside.
    pub set_aside: u32,
}

/// One accepted table: the canonical bytes are in the vault under `sha256`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableRecord {
    /// What it is.
    pub dataset: Dataset,
    /// The period it is for.
    pub period: Option<Period>,
    /// SHA-256 of its canonical bytes.
    pub sha256: String,
    /// Its rows.
    pub rows: u64,
    /// SHA-256 of the file it was read from.
    pub file_sha256: String,
}

/// Immutable bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blob {
    /// SHA-256 in hex.
    pub sha256: String,
    /// `file`, `table`, `letter`, `pipeline`, `config`, `evidence`, `entry`.
    pub kind: &'static str,
    /// The bytes.
    pub bytes: Bytes,
}
