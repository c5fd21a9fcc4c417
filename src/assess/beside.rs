//! What a progress row says beside its cumulative value: status text, phase, declared light, payments, dates.
//!
//! Held by the name of the column, and only what is there: most files have few of them, and a standing keeps 24 reports.

use crate::base::amount::Amount;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Texts that are kept.
pub const TEXTS: [&str; 3] = ["status", "phase", "declared"];
/// Figures that are kept.
pub const AMOUNTS: [&str; 7] =
    ["period_amount", "percent", "construction", "budget", "paid", "statistics", "paperwork"];
/// Days that are kept.
pub const DAYS: [&str; 4] = ["forecast_date", "started_date", "finished_date", "cleared_date"];
/// The longest text kept, in characters.
pub const TEXT_MAX: usize = 200;

/// The further columns of one report.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Beside {
    /// [`TEXTS`]
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub texts: BTreeMap<String, String>,
    /// [`AMOUNTS`]; money in yuan, percentages as 85.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub amounts: BTreeMap<String, Amount>,
    /// [`DAYS`]
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub days: BTreeMap<String, NaiveDate>,
}

impl Beside {
    /// Whether the row said nothing beside.
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty() && self.amounts.is_empty() && self.days.is_empty()
    }
}
