//! What the sealed record says of one case: every change, every letter, everything that was not written of it and why.
//!
//! Takes the chain from its first entry on; gives days and reasons. Reads a page of entries at a time, once for all
//! cases that are asked for.

use crate::audit::chain::{ACT, RUN};
use crate::base::slot::Slot;
use crate::cli::Failure;
use crate::cli::why_not::because;
use crate::daemon::office::Office;
use crate::escalate::attention::Deferred;
use crate::escalate::{Case, CaseChange, ChangeReason, ItemKind, Withheld, WithheldReason};
use chrono::NaiveDate;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// How many entries of the chain are read at a time.
const PAGE: u32 = 500;
/// Days without a slot that do not end a stretch: holidays.
const GAP_DAYS: i64 = 10;

/// A change of the case.
#[derive(Debug, Clone, Serialize)]
pub struct Change {
    /// The day.
    pub on: NaiveDate,
    /// The run, or nothing for an act of a person.
    pub slot: Option<String>,
    /// Why.
    pub reason: ChangeReason,
    /// The rung after it.
    pub rung: u32,
    /// How often it had come back by then.
    pub reopened: u32,
}

/// A letter in which it stood.
#[derive(Debug, Clone, Serialize)]
pub struct Written {
    /// The day.
    pub on: NaiveDate,
    /// The letter's id.
    pub letter: String,
    /// To whom.
    pub name: String,
    /// Under which post.
    pub role: String,
}

/// Days on which nothing was written of it, for one reason.
#[derive(Debug, Clone, Serialize)]
pub struct Stretch {
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    /// Why.
    pub reason: WithheldReason,
    /// The same in words.
    pub why: String,
}

/// A line that waited for somebody's next letter.
#[derive(Debug, Clone, Serialize)]
pub struct PutOff {
    /// Since when.
    pub from: NaiveDate,
    /// Until when; nothing while it waits.
    pub to: Option<NaiveDate>,
    /// Whose letter.
    pub name: String,
    /// Under which post.
    pub role: String,
    /// What there was to tell.
    pub kind: ItemKind,
    #[serde(skip)]
    id: String,
}

/// Everything the record says of a case.
#[derive(Debug, Default, Serialize)]
pub struct Record {
    /// In order.
    pub changes: Vec<Change>,
    /// In order.
    pub letters: Vec<Written>,
    /// By their first days.
    pub withheld: Vec<Stretch>,
    /// In order.
    pub put_off: Vec<PutOff>,
    /// Runs that the breaker held and that spoke of its project, and why.
    pub held: Vec<(NaiveDate, String)>,
    #[serde(skip)]
    stretches: BTreeMap<(WithheldReason, String), usize>,
}

/// Reads it for these cases, in one pass over the chain, by case id.
///
/// # Errors
/// The store fails, or an entry is not what it should be.
pub async fn records(office: &Office, cases: &[Case]) -> Result<BTreeMap<String, Record>, Failure> {
    let mut records: BTreeMap<String, Record> = cases.iter().map(|case| (case.id.clone(), Record::default())).collect();
    let mut from = 1;
    loop {
        let entries = office.store.entries(from, PAGE).await?;
        let Some(last) = entries.last() else { return Ok(records) };
        from = last.seq + 1;
        for entry in entries.iter().filter(|entry| entry.kind == RUN || entry.kind == ACT) {
            let Some(bytes) = office.store.payload(entry.seq).await? else { continue };
            let text = String::from_utf8_lossy(&bytes);
            // Most entries never name a case, and those are not taken apart.
            let named: Vec<&Case> =
                cases.iter().filter(|case| text.contains(&case.id) || text.contains(&case.subject)).collect();
            if named.is_empty() {
                continue;
            }
            let payload: Value = serde_json::from_str(&text)?;
            for case in named {
                if let Some(record) = records.get_mut(&case.id) {
                    record.take(&payload, entry.at.date_naive(), case);
                }
            }
        }
    }
}

impl Record {
    fn take(&mut self, payload: &Value, sealed_on: NaiveDate, case: &Case) {
        let slot: Option<Slot> = serde_json::from_value(payload["slot"].clone()).ok();
        let on = slot.as_ref().map_or(sealed_on, Slot::as_of);
        let act = payload.get("case").map(|_| payload);
        for change in act.into_iter().chain(array(&payload["cases"])) {
            let Ok(change) = serde_json::from_value::<CaseChange>(change.clone()) else { continue };
            if change.case.id == case.id {
                let by_a_person = change.case.life.acts.last().filter(|_| slot.is_none()).map(|act| act.on);
                let (on, reason) = (by_a_person.unwrap_or(on), change.reason);
                let CaseChange { case, .. } = change;
                let slot = slot.as_ref().map(Slot::name);
                self.changes.push(Change { on, slot, reason, rung: case.rung, reopened: case.reopened });
            }
        }
        let Some(slot) = slot else { return };
        let text = |value: &Value, key: &str| value[key].as_str().unwrap_or_default().to_string();
        for letter in array(&payload["letters"]).filter(|letter| array(&letter["cases"]).any(|id| id == &case.id)) {
            let (name, role) = (text(letter, "to_name"), text(letter, "role"));
            self.letters.push(Written { on, letter: text(letter, "id"), name, role });
        }
        for one in read::<Withheld>(&payload["withheld"]).into_iter().filter(|one| one.case == case.id) {
            self.keep_back(&one, on);
        }
        let told: Vec<String> = read(&payload["deferred_told"]);
        for put_off in self.put_off.iter_mut().filter(|put_off| put_off.to.is_none() && told.contains(&put_off.id)) {
            put_off.to = Some(on);
        }
        for wait in read::<Deferred>(&payload["deferred"]).into_iter().filter(|wait| wait.case == case.id) {
            let Deferred { id, name, role, kind, on, .. } = wait;
            self.put_off.push(PutOff { from: on, to: None, name, role, kind, id });
        }
        if payload["state"] == "held" && payload["notes"].to_string().contains(&case.subject) {
            self.held.push((slot.as_of(), text(payload, "reason")));
        }
    }

    /// The same reason on the next day makes the stretch longer.
    fn keep_back(&mut self, one: &Withheld, on: NaiveDate) {
        let key = (one.reason, one.detail.clone());
        let known = self.stretches.get(&key).and_then(|at| self.withheld.get_mut(*at));
        match known.filter(|stretch| (on - stretch.to).num_days() <= GAP_DAYS) {
            Some(stretch) => stretch.to = on,
            None => {
                self.stretches.insert(key, self.withheld.len());
                self.withheld.push(Stretch { from: on, to: on, reason: one.reason, why: because(one) });
            }
        }
    }
}

fn array(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn read<T: serde::de::DeserializeOwned>(value: &Value) -> Vec<T> {
    serde_json::from_value(value.clone()).unwrap_or_default()
}
