//! Receipts (回执): what the keeper of a unit's data is told of a file that was read.
//!
//! Takes what was understood of the files of one run, the contacts and the receipts that are still open; gives one receipt
//! for each unit and file that there is something to say about, and settles older ones that a corrected file answers. A
//! receipt speaks of the rows of its unit only. Never writes a letter.

use super::people::People;
use super::{Matter, Recipient};
use crate::base::id;
use crate::base::period::Period;
use crate::pipeline::dataset::Dataset;
use crate::pipeline::{ReceiptMode, policy::Rung};
use crate::tidy::{Note, Reject, Tidied};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Refused rows that a receipt remembers one by one.
const REFUSED_MAX: usize = 10_000;
/// Days after which nobody is waited for any more.
const OPEN_DAYS: i64 = 400;
/// Notes about a whole file that its sender can mend.
const MENDABLE: [&str; 5] = ["total_mismatch", "duplicate_header", "hidden_sheet", "period_differs", "no_table"];

/// What one unit is told of one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Its number (回执号): the same file and unit always get the same.
    pub id: String,
    /// The pipeline that read the file.
    pub pipeline: String,
    /// The file's name.
    pub file: String,
    /// SHA-256 of its bytes.
    pub file_sha256: String,
    /// The period it is for.
    pub period: Option<Period>,
    /// The unit.
    pub unit_name: String,
    /// The day.
    pub on: NaiveDate,
    /// Rows of the unit that were taken.
    pub accepted: u32,
    /// Rows of the unit that were refused.
    pub refused: u32,
    /// The refused rows, at most 10,000.
    pub rows: Vec<Reject>,
    /// What a sender can mend besides: totals that do not add up, sheets that were not read.
    pub notes: Vec<Note>,
    /// What became of earlier receipts.
    pub answers: Vec<Answer>,
}

/// What became of the refused rows of an earlier receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The earlier receipt.
    pub receipt: String,
    /// How many of its rows are taken now.
    pub accepted: u32,
    /// How many are refused again.
    pub refused: u32,
    /// How many are not in the new file.
    pub gone: u32,
}

/// A receipt, and to whom it goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addressed {
    /// The keeper.
    pub recipient: Recipient,
    /// What is said.
    pub receipt: Receipt,
    /// The unit's rows in the file: all that may be shown.
    pub rows: BTreeMap<Option<String>, BTreeSet<u32>>,
}

/// What is decided about receipts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Receipts {
    /// To be written; by file, then unit.
    pub addressed: Vec<Addressed>,
    /// Numbers of earlier receipts that are settled.
    pub settled: Vec<String>,
    /// Units nobody keeps the data of: nobody was written to.
    pub vacant: Vec<String>,
}

/// Decides which receipts are written. `open`: receipts not settled yet; `units`: project → responsible unit.
pub fn receipts(
    matter: &Matter<'_>,
    mode: ReceiptMode,
    reads: &[Tidied],
    open: &[Receipt],
    units: &BTreeMap<String, String>,
) -> Receipts {
    let mut decided = Receipts::default();
    let Some(policy) = matter.policy.filter(|_| mode != ReceiptMode::Never) else { return decided };
    let people = People::new(matter.posts);
    let today = matter.slot.as_of();
    let mut open: Vec<&Receipt> = open.iter().filter(|receipt| receipt.pipeline == matter.slot.pipeline).collect();
    for read in reads {
        for (unit_name, part) in parts(read, units) {
            let mut receipt = part.receipt(matter, read, &unit_name);
            receipt.answers = answers(&part, read, &unit_name, &open);
            let answered: BTreeSet<&str> = receipt.answers.iter().map(|answer| answer.receipt.as_str()).collect();
            decided.settled.extend(answered.iter().map(|id| (*id).to_string()));
            open.retain(|receipt| !answered.contains(receipt.id.as_str()));
            let something = receipt.refused > 0 || !receipt.notes.is_empty() || !receipt.answers.is_empty();
            if !something && mode != ReceiptMode::Always {
                continue;
            }
            match keeper(&people, &policy.data, &unit_name) {
                Some(recipient) => decided.addressed.push(Addressed { recipient, receipt, rows: part.rows }),
                None => decided.vacant.push(unit_name),
            }
        }
    }
    let stale = open.iter().filter(|receipt| (today - receipt.on).num_days() > OPEN_DAYS);
    decided.settled.extend(stale.map(|receipt| receipt.id.clone()));
    decided
}

/// The first who holds a post of the lowest rung that anybody stands on.
fn keeper(people: &People<'_>, rungs: &[Rung], unit_name: &str) -> Option<Recipient> {
    rungs.iter().flat_map(|rung| &rung.posts).find_map(|post| people.of_unit(post, unit_name).into_iter().next())
}

/// One unit's part of a file.
#[derive(Debug, Default)]
struct Part {
    rows: BTreeMap<Option<String>, BTreeSet<u32>>,
    accepted: u32,
    subjects: BTreeSet<(Dataset, String)>,
    refused: Vec<Reject>,
    notes: Vec<Note>,
}

fn parts(read: &Tidied, units: &BTreeMap<String, String>) -> BTreeMap<String, Part> {
    let mut parts: BTreeMap<String, Part> = BTreeMap::new();
    for found in read.tables.iter().filter(|found| !is_of_people(found.table.dataset)) {
        let rows = found.table.texts(["project_id", "unit_name"]).into_iter().zip(found.table.numbers());
        for ([id, unit], number) in rows {
            let unit = unit.or_else(|| units.get(id.as_deref()?).cloned());
            let Some(unit) = unit.map(|unit| unit.trim().to_string()).filter(|unit| !unit.is_empty()) else { continue };
            let part = parts.entry(unit).or_default();
            part.accepted += 1;
            part.rows.entry(found.sheet.clone()).or_default().insert(number);
            part.subjects.extend(id.map(|id| (found.table.dataset, id)));
        }
    }
    let named =
        |reject: &Reject| reject.unit_name.as_deref().map(str::trim).filter(|u| !u.is_empty()).map(String::from);
    for unit in read.rejects.iter().filter_map(named) {
        parts.entry(unit).or_default();
    }
    // A file that speaks of one unit only was sent by it, also where a row does not say so.
    let only = if parts.len() == 1 { parts.keys().next().cloned() } else { None };
    for reject in &read.rejects {
        let Some(part) = named(reject).or_else(|| only.clone()).and_then(|unit| parts.get_mut(&unit)) else { continue };
        part.rows.entry(reject.place.sheet.clone()).or_default().insert(reject.row);
        part.refused.push(reject.clone());
    }
    keep_apart(&mut parts);
    if let Some(part) = only.and_then(|unit| parts.get_mut(&unit)) {
        part.notes = read.notes.iter().filter(|note| MENDABLE.contains(&note.kind.as_str())).cloned().collect();
    }
    parts
}

/// Where tables stand side by side a row of the sheet is of several units: it is shown to none of them.
fn keep_apart(parts: &mut BTreeMap<String, Part>) {
    let mut seen: BTreeSet<(Option<String>, u32)> = BTreeSet::new();
    let mut shared: BTreeSet<(Option<String>, u32)> = BTreeSet::new();
    for (sheet, row) in
        parts.values().flat_map(|part| part.rows.iter().flat_map(|(s, rows)| rows.iter().map(move |r| (s, r))))
    {
        if !seen.insert((sheet.clone(), *row)) {
            shared.insert((sheet.clone(), *row));
        }
    }
    for (sheet, row) in &shared {
        parts.values_mut().filter_map(|part| part.rows.get_mut(sheet)).for_each(|rows| {
            rows.remove(row);
        });
    }
}

impl Part {
    fn receipt(&self, matter: &Matter<'_>, read: &Tidied, unit_name: &str) -> Receipt {
        Receipt {
            id: id::derive("r", &["receipt", &matter.slot.pipeline, &read.sha256, unit_name]),
            pipeline: matter.slot.pipeline.clone(),
            file: read.file.clone(),
            file_sha256: read.sha256.clone(),
            period: read.period,
            unit_name: unit_name.to_string(),
            on: matter.slot.as_of(),
            accepted: self.accepted,
            refused: u32::try_from(self.refused.len()).unwrap_or(u32::MAX),
            rows: self.refused.iter().take(REFUSED_MAX).cloned().collect(),
            notes: self.notes.clone(),
            answers: Vec::new(),
        }
    }

    /// What became of one refused row.
    fn fate(&self, row: &Reject) -> Fate {
        let again = |new: &&Reject| match &row.subject {
            Some(subject) => new.dataset == row.dataset && new.subject.as_ref() == Some(subject),
            None => new.dataset == row.dataset && new.row == row.row,
        };
        let taken = match &row.subject {
            Some(subject) => self.subjects.contains(&(row.dataset, subject.clone())),
            None => self.rows.get(&row.place.sheet).is_some_and(|rows| rows.contains(&row.row)),
        };
        if self.refused.iter().any(|new| again(&new)) {
            Fate::Refused
        } else if taken {
            Fate::Accepted
        } else {
            Fate::Gone
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Accepted,
    Refused,
    Gone,
}

/// The open receipts that this part answers: those whose number the file's name holds, and those of the same unit and period
/// of which it has at least one row.
fn answers(part: &Part, read: &Tidied, unit_name: &str, open: &[&Receipt]) -> Vec<Answer> {
    let mut answers = Vec::new();
    for receipt in open.iter().filter(|receipt| receipt.file_sha256 != read.sha256 && receipt.unit_name == unit_name) {
        let named = read.file.to_lowercase().contains(&receipt.id);
        if (!named && receipt.period != read.period) || receipt.refused == 0 {
            continue;
        }
        let count = |fate| receipt.rows.iter().filter(|row| part.fate(row) == fate).count() as u32;
        let (accepted, refused, gone) = (count(Fate::Accepted), count(Fate::Refused), count(Fate::Gone));
        if named || accepted + refused > 0 {
            answers.push(Answer { receipt: receipt.id.clone(), accepted, refused, gone });
        }
    }
    answers
}

/// Whether a table is about people: no unit is answerable for its rows.
fn is_of_people(dataset: Dataset) -> bool {
    matches!(dataset, Dataset::Posts | Dataset::Contacts | Dataset::Roster)
}
