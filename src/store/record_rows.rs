//! What a run saw, as rows and back: files, accepted tables, refused rows, notes. One function each way, side by side, so that
//! what is written is what is read.

use super::StoreError;
use super::bulk::Bulk;
use super::db::{Arg, Row, Tx, args};
use crate::audit::record::{FileRecord, RunRecord, TableRecord};
use crate::base::period::Period;
use crate::base::place::Place;
use crate::pipeline::dataset::Dataset;
use crate::tidy::{Note, Reject};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

pub(super) const INSERT_FILE: Bulk = Bulk {
    head: "INSERT INTO file (seq, n, portfolio, name, sha256, size, format, period, state, sheets) VALUES",
    row: &["$", "$", "$", "$", "$", "$", "$", "$", "$", "$"],
    tail: "",
};
pub(super) const INSERT_ACCEPTED: Bulk = Bulk {
    head: "INSERT INTO accepted (seq, n, portfolio, dataset, period, period_end, sha256, row_count, file_sha256) VALUES",
    row: &["$", "$", "$", "$", "$", "$", "$", "$", "$"],
    tail: "",
};
pub(super) const INSERT_REJECT: Bulk = Bulk {
    head: "INSERT INTO reject (seq, n, file, sheet, cell, row_number, dataset, subject, unit_name, reason, text) VALUES",
    row: &["$", "$", "$", "$", "$", "$", "$", "$", "$", "$", "$"],
    tail: "",
};
pub(super) const INSERT_NOTE: Bulk = Bulk {
    head: "INSERT INTO note (seq, n, file, sheet, cell, kind, text) VALUES",
    row: &["$", "$", "$", "$", "$", "$", "$"],
    tail: "",
};

pub(super) const FILES: &str = "SELECT name, sha256, size, format, period, state, sheets, portfolio, seq FROM file \
                                WHERE seq >= $1 AND seq <= $2 ORDER BY seq, n";
pub(super) const ACCEPTED: &str = "SELECT dataset, period, sha256, row_count, file_sha256, portfolio, period_end, seq \
                                   FROM accepted WHERE seq >= $1 AND seq <= $2 ORDER BY seq, n";
pub(super) const REJECTS: &str = "SELECT file, sheet, cell, row_number, dataset, subject, unit_name, reason, text, seq FROM reject \
     WHERE seq >= $1 AND seq <= $2 ORDER BY seq, n";
pub(super) const NOTES: &str =
    "SELECT file, sheet, cell, kind, text, seq FROM note WHERE seq >= $1 AND seq <= $2 ORDER BY seq, n";

/// Writes all of them under the entry `seq`.
pub(super) async fn write(tx: &mut Tx, run: &RunRecord, seq: u64) -> Result<(), StoreError> {
    INSERT_FILE.run(tx, file_args(run, seq)).await?;
    INSERT_ACCEPTED.run(tx, accepted_args(run, seq)).await?;
    INSERT_REJECT.run(tx, reject_args(run, seq)).await?;
    INSERT_NOTE.run(tx, note_args(run, seq)).await?;
    Ok(())
}

fn file_args(run: &RunRecord, seq: u64) -> Vec<Arg<'_>> {
    let rows = run.files.iter().enumerate().flat_map(|(n, file)| {
        let FileRecord { name, sha256, size, format, period, state, sheets } = file;
        args![seq, n, &run.portfolio, name, sha256, *size, format, period_text(*period), word(state), json(sheets)]
    });
    rows.collect()
}

pub(super) fn file_of(row: &Row) -> Result<FileRecord, StoreError> {
    Ok(FileRecord {
        name: row.text(0)?,
        sha256: row.text(1)?,
        size: row.count(2)?,
        format: row.text(3)?,
        period: period_of(row.maybe_text(4)?)?,
        state: of_word(row.text(5)?)?,
        sheets: of_json(&row.text(6)?)?,
    })
}

fn accepted_args(run: &RunRecord, seq: u64) -> Vec<Arg<'_>> {
    let rows = run.tables.iter().enumerate().flat_map(|(n, table)| {
        let TableRecord { dataset, period, sha256, rows, file_sha256 } = table;
        let end = period.map(|period| period.end().to_string());
        args![seq, n, &run.portfolio, dataset.name(), period_text(*period), end, sha256, *rows, file_sha256]
    });
    rows.collect()
}

pub(super) fn accepted_of(row: &Row) -> Result<TableRecord, StoreError> {
    Ok(TableRecord {
        dataset: dataset_of(&row.text(0)?)?,
        period: period_of(row.maybe_text(1)?)?,
        sha256: row.text(2)?,
        rows: row.count(3)?,
        file_sha256: row.text(4)?,
    })
}

fn reject_args(run: &RunRecord, seq: u64) -> Vec<Arg<'_>> {
    let rows = run.rejects.iter().enumerate().flat_map(|(n, reject)| {
        let Reject { place, row, dataset, subject, unit_name, reason, text, near: _ } = reject;
        let Place { file, sheet, cell } = place;
        let (subject, unit_name) = (subject.as_deref(), unit_name.as_deref());
        let (sheet, cell) = (sheet.as_deref(), cell.as_deref());
        args![seq, n, file, sheet, cell, *row, dataset.name(), subject, unit_name, word(reason), text]
    });
    rows.collect()
}

pub(super) fn reject_of(row: &Row) -> Result<Reject, StoreError> {
    Ok(Reject {
        place: Place { file: row.text(0)?, sheet: row.maybe_text(1)?, cell: row.maybe_text(2)? },
        row: u32::try_from(row.int(3)?).map_err(|why| StoreError::damaged(3, why))?,
        dataset: dataset_of(&row.text(4)?)?,
        subject: row.maybe_text(5)?,
        unit_name: row.maybe_text(6)?,
        reason: of_word(row.text(7)?)?,
        text: row.text(8)?,
        near: Vec::new(),
    })
}

fn note_args(run: &RunRecord, seq: u64) -> Vec<Arg<'_>> {
    let rows = run.notes.iter().enumerate().flat_map(|(n, note)| {
        let Note { place, kind, text } = note;
        let Place { file, sheet, cell } = place;
        args![seq, n, file, sheet.as_deref(), cell.as_deref(), kind, text]
    });
    rows.collect()
}

pub(super) fn note_of(row: &Row) -> Result<Note, StoreError> {
    Ok(Note {
        place: Place { file: row.text(0)?, sheet: row.maybe_text(1)?, cell: row.maybe_text(2)? },
        kind: row.text(3)?,
        text: row.text(4)?,
    })
}

pub(super) fn dataset_of(name: &str) -> Result<Dataset, StoreError> {
    Dataset::from_name(name).ok_or_else(|| StoreError::Damaged(format!("`{name}` is not a dataset")))
}

pub(super) fn period_text(period: Option<Period>) -> Option<String> {
    period.map(|period| period.to_string())
}

pub(super) fn period_of(text: Option<String>) -> Result<Option<Period>, StoreError> {
    text.map(|text| text.parse().map_err(StoreError::Damaged)).transpose()
}

/// The word an enum is written as, in JSON and here.
pub(super) fn word<T: Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(word)) => word,
        _ => String::new(), // only for types that are not one word, and none such is passed
    }
}

pub(super) fn of_word<T: DeserializeOwned>(word: String) -> Result<T, StoreError> {
    serde_json::from_value(Value::String(word)).map_err(|why| StoreError::Damaged(why.to_string()))
}

pub(super) fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default() // structs of texts and numbers always become JSON
}

pub(super) fn of_json<T: DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|why| StoreError::Damaged(why.to_string()))
}
