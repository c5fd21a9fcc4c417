//! The life of a case: one subject × one rule, from the first notice to closing.

use crate::assess::{Figures, Rule};
use crate::base::grade::Grade;
use crate::base::id;
use crate::base::place::Place;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// Its id, derived from portfolio, subject and rule; copied by hand, so short.
    pub id: String,
    /// The portfolio.
    pub portfolio: String,
    /// The project's id, or the pipeline's name for trouble with a whole file.
    pub subject: String,
    /// The subject's name.
    pub name: String,
    /// The responsible unit.
    pub unit_name: Option<String>,
    /// The rule that broke.
    pub rule: Rule,
    /// How bad it is now.
    pub grade: Grade,
    /// Where it stands.
    pub state: CaseState,
    /// Since when the matter itself stands, by the evidence.
    pub since: NaiveDate,
    /// The day the case was opened, or reopened.
    pub opened_on: NaiveDate,
    /// The rung it is on, counted from 1; 0 when nobody was told yet.
    pub rung: u32,
    /// The day that rung was told: the clock of the next one starts here.
    pub rung_since: NaiveDate,
    /// Everyone who was told since it opened, in order.
    pub told: Vec<Told>,
    /// How often it came back.
    pub reopened: u32,
    /// The figures that decide.
    pub figures: Figures,
    /// Where the deciding figure was read.
    pub place: Option<Place>,
    /// Goes up by one with each change; a write against an older one is refused.
    pub version: i64,
}

/// Where a case stands. 签收 (acknowledged) is not 办结 (resolved) is not 销号 (closed).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum CaseState {
    /// Nobody has answered.
    Open,
    /// Somebody has taken it on; the ladder waits until the day given, and then goes on.
    Acknowledged {
        /// The last day on which the ladder waits.
        until: NaiveDate,
        /// Who.
        by: String,
    },
    /// The rule holds again.
    Resolved {
        /// Since when.
        on: NaiveDate,
    },
    /// A person has struck it off the list.
    Closed {
        /// When.
        on: NaiveDate,
        /// Who.
        by: String,
    },
}

/// One person who was told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// The person's id.
    pub person: String,
    /// The person's name as printed.
    pub name: String,
    /// The role.
    pub role: String,
    /// Of what the role is held.
    pub scope: String,
    /// On which rung, counted from 1.
    pub rung: u32,
    /// On which day.
    pub on: NaiveDate,
}

impl CaseState {
    /// The name in SQL and JSON.
    pub fn name(&self) -> &'static str {
        match self {
            CaseState::Open => "open",
            CaseState::Acknowledged { .. } => "acknowledged",
            CaseState::Resolved { .. } => "resolved",
            CaseState::Closed { .. } => "closed",
        }
    }

    /// Whether the matter is still to be settled.
    pub fn is_live(&self) -> bool {
        matches!(self, CaseState::Open | CaseState::Acknowledged { .. })
    }
}

impl Case {
    /// The id of the case of one subject and rule in one portfolio.
    pub fn id_of(portfolio: &str, subject: &str, rule: Rule) -> String {
        id::derive("c", &[portfolio, subject, rule.name()])
    }
}
