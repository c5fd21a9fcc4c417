//! What entries wrote that later runs remember, out of their payloads.

use crate::audit::record::{Blob, RunRecord, TableRecord};
use crate::audit::verify::{list, text};
use crate::base::slot::Slot;
use crate::escalate::{CaseChange, ChangeReason};
use crate::letter::Letter;
use crate::store::{Mirrored, MirroredLetter, Store, StoreError};
use chrono::DateTime;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// What a run wrote that later runs remember; `None`: it cannot be read.
pub async fn run(store: &Store, seq: u64, slot: Slot, value: &Value) -> Result<Option<RunRecord>, StoreError> {
    let mut cases = Vec::new();
    for change in list(value, "cases") {
        let Some(case) = read(&change["case"]) else { return Ok(None) };
        cases.push(CaseChange { case, reason: ChangeReason::Updated });
    }
    let Some(tables) = read::<Vec<TableRecord>>(&value["tables"]) else { return Ok(None) };
    let mut blobs = Vec::new();
    for table in &tables {
        let Some(bytes) = store.blob(&table.sha256).await? else { return Ok(None) };
        blobs.push(Blob { sha256: table.sha256.clone(), kind: "table", bytes: bytes.into() });
    }
    blobs.sort_by(|a, b| a.sha256.cmp(&b.sha256));
    blobs.dedup_by(|a, b| a.sha256 == b.sha256);
    let or_none = |key: &str| if value[key].is_null() { Value::Array(Vec::new()) } else { value[key].clone() };
    let (Some(state), Some(head), Some(files)) = (read(&value["state"]), read(&value["head"]), read(&value["files"]))
    else {
        return Ok(None);
    };
    let (Some(scores), Some(receipts), Some(receipts_settled)) =
        (read(&or_none("scores")), read(&or_none("receipts")), read(&or_none("receipts_settled")))
    else {
        return Ok(None);
    };
    let Some(issues) = read(&or_none("issues")) else { return Ok(None) };
    let (Some(deferred), Some(deferred_told), Some(decides)) =
        (read(&or_none("deferred")), read(&or_none("deferred_told")), read(&or_none("decides")))
    else {
        return Ok(None);
    };
    Ok(Some(RunRecord {
        slot,
        portfolio: text(value, "portfolio"),
        state,
        reason: text(value, "reason"),
        program: text(value, "program"),
        pipeline_sha256: text(value, "pipeline_sha256"),
        config_sha256: text(value, "config_sha256"),
        head,
        files,
        tables,
        rejects: Vec::new(),
        notes: Vec::new(),
        findings: Vec::new(),
        standings: store.standings_of_run(seq).await?,
        cases,
        withheld: Vec::new(),
        scores,
        issues,
        receipts,
        receipts_settled,
        deferred,
        deferred_told,
        decides,
        letters: list(value, "letters").iter().map(written).collect(),
        blobs,
    }))
}

pub fn read<T: DeserializeOwned>(value: &Value) -> Option<T> {
    serde_json::from_value(value.clone()).ok()
}

/// A letter as it is remembered: without address and text.
fn written(letter: &Value) -> Letter {
    Letter {
        id: text(letter, "id"),
        message_id: text(letter, "message_id"),
        person: text(letter, "person"),
        to_name: text(letter, "to_name"),
        to_address: String::new(),
        role: text(letter, "role"),
        rung: text(letter, "rung"),
        subject: text(letter, "subject"),
        cases: read(&letter["cases"]).unwrap_or_default(),
        not_before: DateTime::UNIX_EPOCH,
        mime: Vec::new(),
    }
}

pub fn settled(letter: &Value) -> MirroredLetter {
    MirroredLetter {
        letter: text(letter, "letter"),
        outcome: text(letter, "outcome"),
        answer: letter["answer"].as_str().or(letter["reason"].as_str()).map(str::to_string),
    }
}

/// What an act wrote; `None`: it cannot be read.
pub fn acted(value: &Value) -> Option<Mirrored> {
    let case = &value["case"];
    let cases: Vec<CaseChange> = match case.is_object() {
        true => vec![CaseChange { case: read(case)?, reason: ChangeReason::Updated }],
        false => Vec::new(),
    };
    let filed = list(value, "rebaselines").iter().map(read).collect::<Option<Vec<_>>>()?;
    let issues = list(value, "issues").iter().map(read).collect::<Option<Vec<_>>>()?;
    let portfolio = cases.first().map_or_else(|| text(value, "portfolio"), |change| change.case.portfolio.clone());
    Some(Mirrored::Act { portfolio, cases, filed, issues })
}
