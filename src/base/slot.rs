//! Slots: the unit of work that is due once. "Now" in the core is always `slot.at`.

use super::period::Period;
use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// What a slot is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SlotKind {
    /// Files arrived: read them at once, whatever the schedule says.
    Arrival,
    /// The scheduled cut-off of a period: what has not come by now (and the grace) is missing.
    Read,
    /// Days passed: judge the last accepted figures against a later day.
    Review,
}

impl SlotKind {
    /// The name used in SQL and JSON.
    pub fn name(self) -> &'static str {
        match self {
            SlotKind::Arrival => "arrival",
            SlotKind::Read => "read",
            SlotKind::Review => "review",
        }
    }

    /// The kind of a name, if it is one.
    pub fn from_name(name: &str) -> Option<SlotKind> {
        [SlotKind::Arrival, SlotKind::Read, SlotKind::Review].into_iter().find(|k| k.name() == name)
    }
}

/// One slot of one pipeline. `(pipeline, kind, at)` is unique for ever.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Slot {
    /// The pipeline's name: its file's stem.
    pub pipeline: String,
    /// What the slot is for.
    pub kind: SlotKind,
    /// The instant it is due; the core's only "now".
    pub at: DateTime<Utc>,
    /// The zone in which dates are meant.
    pub zone: Tz,
    /// The period a Read is the cut-off of; for an Arrival the files say it.
    pub period: Option<Period>,
}

impl Slot {
    /// The local wall-clock time of the slot.
    pub fn local(&self) -> NaiveDateTime {
        self.at.with_timezone(&self.zone).naive_local()
    }

    /// The local day: the `as_of` of every judgement in this slot.
    pub fn as_of(&self) -> NaiveDate {
        self.local().date()
    }

    /// A name people can read and scripts can sort: `progress read 2014-07-01T09:00`.
    pub fn name(&self) -> String {
        format!("{} {} {}", self.pipeline, self.kind.name(), self.local().format("%Y-%m-%dT%H:%M:%S"))
    }
}
