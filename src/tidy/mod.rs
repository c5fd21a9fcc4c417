//! Bytes → tables we trust. Every cell is read exactly, or its row is refused with file, sheet, cell and reason.
//!
//! Takes the bytes of a file and what is already known of the portfolio; gives typed tables, refused rows and notes;
//! never guesses a figure, never turns what it cannot read into 0.

/// Formats: bytes → sheets of cells with addresses.
pub mod formats;

/// Finding the table on a sheet: header rows, columns, units, rows set aside.
pub mod find;

/// The rows of a table: read, refused, or set aside.
pub mod rows;

/// Joining rows to the register, and checks that need what is already known.
pub mod join;

/// Which period a file is for.
pub mod period;

/// One cell's text → one exact value.
pub mod value;

/// Typed tables and their canonical bytes.
pub mod table;

/// The whole stage: a decoded file → a file understood.
mod whole;

pub use whole::{Ask, tidy};

use crate::base::amount::Amount;
use crate::base::period::Period;
use crate::base::place::Place;
use crate::pipeline::dataset::Dataset;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A file as it arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    /// Its name, without a path.
    pub name: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// What is already known of the portfolio when a file is read.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// Project id → what the register says; empty before a register was read.
    pub projects: BTreeMap<String, KnownProject>,
}

/// What the register and the last accepted report say of one project.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KnownProject {
    /// Its name.
    pub name: String,
    /// Its responsible unit.
    pub unit_name: Option<String>,
    /// The cumulative values accepted so far, by period end.
    pub cumulative: BTreeMap<NaiveDate, Amount>,
}

/// A file, understood.
#[derive(Debug, Clone)]
pub struct Tidied {
    /// The file's name.
    pub file: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// The format found: `xlsx`, `csv (gb18030)` …
    pub format: String,
    /// The period it is for, where its pipeline has periods.
    pub period: Option<Period>,
    /// The tables found, in the file's order.
    pub tables: Vec<FoundTable>,
    /// Rows refused.
    pub rejects: Vec<Reject>,
    /// What else a person should know: hidden sheets, totals that do not add up, sheets without a table.
    pub notes: Vec<Note>,
}

/// One table found on one sheet. `rows` = accepted + refused + set aside.
#[derive(Debug, Clone)]
pub struct FoundTable {
    /// The sheet; `None` for text files.
    pub sheet: Option<String>,
    /// The header rows, as the spreadsheet counts them (from 1).
    pub header_rows: Vec<u32>,
    /// The columns understood.
    pub columns: Vec<FoundColumn>,
    /// Rows from the sheet's first to its last that hold anything at all, header included.
    pub rows: u32,
    /// Rows set aside: titles, headers, totals, notes.
    pub set_aside: u32,
    /// Rows refused.
    pub refused: u32,
    /// The accepted rows.
    pub table: table::Table,
}

/// One column understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundColumn {
    /// The header as written.
    pub header: String,
    /// The canonical column, if it is one.
    pub column: Option<String>,
    /// The unit it was read in.
    pub unit: Option<String>,
}

/// A refused row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reject {
    /// The cell that decides.
    pub place: Place,
    /// The row, as the spreadsheet counts it.
    pub row: u32,
    /// The dataset whose row it is.
    pub dataset: Dataset,
    /// The project it speaks of, where that is known (also an id that the register does not have).
    pub subject: Option<String>,
    /// The responsible unit that the row or the register names.
    pub unit_name: Option<String>,
    /// Why.
    pub reason: RejectReason,
    /// The cell's text as written, at most 200 characters.
    pub text: String,
}

/// Why a row was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RejectReason {
    /// The cell does not hold a number.
    NotANumber,
    /// The cell does not hold a date that exists.
    NotADate,
    /// A figure that cannot be negative is.
    Negative,
    /// A share outside what is possible.
    OutOfRange,
    /// A required cell is empty.
    Missing,
    /// The cell holds a spreadsheet error such as #REF!.
    CellError,
    /// The register does not have this project.
    UnknownProject,
    /// The name fits more than one project.
    AmbiguousName,
    /// The same project again with the same figures.
    DuplicateRow,
    /// The same project again with other figures: neither is taken.
    ConflictingRows,
    /// The cumulative value fell below the last accepted one; the former stands.
    CumulativeDecreased,
    /// The cumulative value jumped a thousandfold or more: the unit is probably wrong.
    UnitJump,
    /// The row is for another period than the file.
    OtherPeriod,
    /// The row has more cells than the header.
    TooManyCells,
    /// The row could not be decoded.
    Undecodable,
}

impl RejectReason {
    /// The name in SQL and JSON.
    pub fn name(self) -> &'static str {
        match self {
            RejectReason::NotANumber => "not_a_number",
            RejectReason::NotADate => "not_a_date",
            RejectReason::Negative => "negative",
            RejectReason::OutOfRange => "out_of_range",
            RejectReason::Missing => "missing",
            RejectReason::CellError => "cell_error",
            RejectReason::UnknownProject => "unknown_project",
            RejectReason::AmbiguousName => "ambiguous_name",
            RejectReason::DuplicateRow => "duplicate_row",
            RejectReason::ConflictingRows => "conflicting_rows",
            RejectReason::CumulativeDecreased => "cumulative_decreased",
            RejectReason::UnitJump => "unit_jump",
            RejectReason::OtherPeriod => "other_period",
            RejectReason::TooManyCells => "too_many_cells",
            RejectReason::Undecodable => "undecodable",
        }
    }
}

/// Something a person should know of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// Where.
    pub place: Place,
    /// A stable word: `hidden_sheet`, `total_mismatch`, `no_table`, `superseded`, `same_content`, `older_content_again` …
    pub kind: String,
    /// A sentence in English, as all logs are.
    pub text: String,
}

/// A file that could not be read at all: evidence too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unreadable {
    /// The file's name.
    pub file: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// A stable word: `not_a_table`, `encrypted`, `html`, `too_large`, `damaged`, `crashed_reader`, `empty`, `no_period`.
    pub kind: String,
    /// Why, and what to do, in English.
    pub text: String,
}
