//! Receipts (回执): what the keeper of a unit's data is told of a file that was read.
//!
//! Takes what was understood of the files of one run, the contacts and the receipts that are still open; gives one receipt
//! for each unit and file that there is something to say about, and settles older ones that a corrected file answers. A
//! receipt speaks of the rows of its unit only. Never writes a letter.

/// Each unit's part of a file.
mod parts;

/// What became of earlier receipts.
mod answers;

pub use answers::without_numbers;

use super::people::People;
use super::{Matter, Recipient};
use crate::base::period::Period;
use crate::pipeline::{ReceiptMode, policy::Rung};
use crate::tidy::{Note, Reject, Tidied, checks};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Days after which nobody is waited for any more.
const OPEN_DAYS: i64 = 400;

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
    /// Why the file was refused as a whole, in English, where it was: then `refused` counts also rows that nothing is wrong with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub whole: Option<String>,
}

impl Receipt {
    /// Whether cells of it were taken and are to be looked at.
    pub fn asks_to_check(&self) -> bool {
        self.notes.iter().any(|note| checks::is_warning(&note.kind))
    }
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
    reads: &[&Tidied],
    open: &[Receipt],
    units: &BTreeMap<String, String>,
) -> Receipts {
    let mut decided = Receipts::default();
    let Some(policy) = matter.policy.filter(|_| mode != ReceiptMode::Never) else { return decided };
    let people = People::new(matter.posts);
    let today = matter.slot.as_of();
    let mut open: Vec<&Receipt> = open.iter().filter(|receipt| receipt.pipeline == matter.slot.pipeline).collect();
    for read in reads {
        let mut parts = parts::parts(read, units);
        let is_kept = |unit_name: &str| keeper(&people, &policy.data, unit_name).is_some();
        parts::share_out(&mut parts, is_kept);
        let alone = parts.len() == 1;
        for (unit_name, part) in parts {
            let mut receipt = part.receipt(matter, read, &unit_name);
            if !alone && answers::is_told(&receipt, &open) {
                continue; // another unit's correction of a joint file says nothing new of this one
            }
            receipt.answers = answers::answers(&part, read, &unit_name, &open);
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
