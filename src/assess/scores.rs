//! 考核评分: an append-only ledger of points, and the scores, bands and ranks that come of it.
//!
//! Takes accepted tables of scores; gives ledger entries, each with the cell it was read from, and from all entries one
//! score per unit. A correction reverses an entry and adds another; nothing is ever taken out.
//!
//! **Rounding.** Each part's points are computed exactly and rounded once, half to even, to six decimals; their sum is
//! exact; the score is that sum rounded half to even to the pipeline's `decimals`. Ranks and bands are decided on the
//! score as it is shown, so that whoever reads the same figure has the same rank.

/// Tables → entries; corrections → reversals.
pub mod ledger;

/// Reports that came late → deductions.
pub mod late;

/// Entries → scores, groups, ranks.
pub mod rank;

use crate::base::amount::Amount;
use crate::base::place::Place;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// One line of the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its id, derived from file, cell and what it does.
    pub id: String,
    /// The unit that gets the points.
    pub unit_name: String,
    /// The project they are for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project: Option<String>,
    /// 确保, 力争 …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
    /// 任务, 观摩, 欠薪 …
    pub kind: String,
    /// The points that could be had, where the table says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task_points: Option<Amount>,
    /// The points; a reversal has those of the entry it reverses with the other sign.
    pub points: Amount,
    /// The day it speaks of: its own, else the last of its period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<NaiveDate>,
    /// Which of several entries about the same matter in one file, from 1.
    pub number: u32,
    /// What the table gives as its evidence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
    /// The cell of the points.
    pub place: Place,
    /// The entry that this one takes back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reverses: Option<String>,
    /// Why it was taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}
