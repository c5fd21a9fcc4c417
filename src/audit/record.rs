//! What one run leaves behind: everything the store writes in one transaction, and the canonical bytes that the chain seals.

use crate::assess::{Finding, Standing};
use crate::base::id::Head;
use crate::base::period::Period;
use crate::base::slot::Slot;
use crate::escalate::{CaseChange, Withheld};
use crate::letter::Letter;
use crate::pipeline::dataset::Dataset;
use crate::tidy::{FoundColumn, Note, Reject};
use serde::{Deserialize, Serialize};

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
    /// Letters for the outbox.
    pub letters: Vec<Letter>,
    /// Immutable bytes for the vault: raw files, accepted tables, the pipeline file. (Letters' bytes are in `letters`.)
    pub blobs: Vec<Blob>,
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
    /// `file`, `table`, `letter`, `pipeline`, `entry`.
    pub kind: &'static str,
    /// The bytes.
    pub bytes: Vec<u8>,
}
