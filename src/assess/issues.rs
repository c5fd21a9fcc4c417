//! Issue lists 列单→领单→办单→清单: what was listed, what is late, and how many were done within the limit.
//!
//! Takes accepted lists, what people entered by hand, and what people did about each issue; gives the list as it stands, a
//! finding per issue that is not done, and the closing rate of each department. An issue is the subject of a case: the
//! case's life is its life (领单 is acknowledging it, 办单 is answering it, 销号 is closing it), and nothing here is a
//! second one. An issue that a later file no longer has stands as it stood: absence is no recovery.
//!
//! **When an issue is done.** On the day on which the department reported it done (报办结) with evidence, where the office
//! has accepted that since; or on the day that a list says (办结日期). Striking it off (销号) is the office's own step and
//! costs the department no day. One that was opened again is not done.
//!
//! **The limit.** The day that the list names, or so many working days after the day of listing, counted by the calendar
//! with its 调休. Where more time was granted (延期), the day granted.
//!
//! **The closing rate.** Done within the limit ÷ all whose limit has passed or that are done, in the calendar year of the
//! day on which that was settled: the day it was done, or its limit, whichever came first. Issues within their limit that
//! are not done count in neither. Compared exactly, as whole numbers; shown in percent with two decimals, half to even.

/// Tables → issues; what changed → new versions.
pub mod list;

/// Words for done.
mod done;

/// Issues → findings, what was judged, entries of the ledger of points.
pub mod judge;

/// How many were done within the limit.
pub mod rate;

use crate::base::calendar::Calendar;
use crate::base::place::Place;
use crate::pipeline::issues::{Area, IssueKind, Limit};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub use rate::{Rate, Standing};

/// One issue as it was listed, in its newest version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issue {
    /// Its number on the list; where lists number nothing, derived from department, day and words.
    pub id: String,
    /// Where it comes from.
    pub kind: IssueKind,
    /// The area of supervision.
    pub area: Area,
    /// What it is, in the list's words.
    pub text: String,
    /// The responsible department.
    pub unit_name: String,
    /// How much of it is asked for, in the list's words: 年度目标.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// The enterprise, meeting, group or person that raised it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raised_by: Option<String>,
    /// The project that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project: Option<String>,
    /// The day of listing (列单); limits count from it.
    pub raised_on: NaiveDate,
    /// By when it is to be done.
    pub limit: Limit,
    /// The day on which it was done, where the list says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done_on: Option<NaiveDate>,
    /// How far it has come, in the list's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub progress: Option<String>,
    /// What came of it, in the list's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<String>,
    /// The cell, or the command, that it was read from.
    pub place: Place,
}

impl Issue {
    /// The subject of its case. No project's number begins like that.
    pub fn subject(&self) -> String {
        subject(&self.id)
    }

    /// The last day that is in time, before anybody granted more; none of what goes on.
    pub fn due_on(&self, calendar: &Calendar) -> Option<NaiveDate> {
        self.limit.day(self.raised_on, calendar)
    }
}

/// The subject of the case of an issue.
pub fn subject(id: &str) -> String {
    format!("#{id}")
}

/// What people did about an issue, out of its case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dealt {
    /// Whether somebody has taken it (领单).
    pub taken: bool,
    /// The day on which it was reported done, where nobody has decided that yet.
    pub reported_on: Option<NaiveDate>,
    /// The day on which it was reported done, where that was accepted.
    pub done_on: Option<NaiveDate>,
    /// The day until which more time was granted.
    pub extended_to: Option<NaiveDate>,
    /// The day on which a person opened it again: what a list said before that no longer holds.
    pub reopened_on: Option<NaiveDate>,
    /// Whether a person struck it off.
    pub closed: bool,
}

/// What a letter says of an issue beside the usual figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// Where it comes from.
    pub kind: IssueKind,
    /// The area of supervision.
    pub area: Area,
    /// What it is.
    pub text: String,
    /// How much of it is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// How far it has come, as the newest list says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub progress: Option<String>,
    /// Who raised it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raised_by: Option<String>,
    /// The project that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project: Option<String>,
    /// The day of listing.
    pub raised_on: NaiveDate,
    /// The limit before more time was granted, where it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_due: Option<NaiveDate>,
    /// The day by which it should have been taken, where nobody has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub untaken: Option<NaiveDate>,
    /// The day on which it was reported done, where nobody has decided that yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reported_on: Option<NaiveDate>,
}
