//! The life of a case: one subject × one rule, from the first notice to closing.
//!
//! Takes what a person does to a case and the day of it; gives the changed case or the reason why not. Never looks at
//! findings (that is the plan's business) and never writes to anybody.

use super::people::People;
use super::{CaseChange, ChangeReason, NextRung, ladder};
use crate::assess::{Figures, Rule};
use crate::base::calendar::Calendar;
use crate::base::grade::Grade;
use crate::base::id;
use crate::base::place::Place;
use crate::pipeline::policy::Policy;
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
    /// The day that rung was told: the clock of the next one starts here. Also the day a warning became a real matter;
    /// on rung 0 the day the case was opened.
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
        match self {
            CaseState::Open | CaseState::Acknowledged { .. } => true,
            CaseState::Resolved { .. } | CaseState::Closed { .. } => false,
        }
    }

    /// The last day on which the ladder waits, in a state in which it waits.
    pub fn waits_until(&self) -> Option<NaiveDate> {
        match self {
            CaseState::Acknowledged { until, .. } => Some(*until),
            CaseState::Open | CaseState::Resolved { .. } | CaseState::Closed { .. } => None,
        }
    }
}

impl Case {
    /// The id of the case of one subject and rule in one portfolio.
    pub fn id_of(portfolio: &str, subject: &str, rule: Rule) -> String {
        id::derive("c", &[portfolio, subject, rule.name()])
    }
    /// Takes the case on (签收): the ladder waits through `until`, and then goes on where it stood. May be repeated, by
    /// the same person or another, to move the day. Errors: the case is not live, the day is over, nobody is named.
    pub fn acknowledge(&self, by: &str, until: NaiveDate, on: NaiveDate) -> Result<CaseChange, ActError> {
        let by = named(by, "acknowledges")?;
        if !self.state.is_live() {
            return Err(ActError::NothingToAcknowledge { case: self.id.clone(), state: self.state.name() });
        }
        if until < on {
            return Err(ActError::DayIsOver { until, on });
        }
        Ok(self.changed(CaseState::Acknowledged { until, by }, ChangeReason::Acknowledged))
    }

    /// Strikes the case off the list (销号). Only what is resolved can be closed: a matter that still stands would be
    /// forgotten. Errors: the case is live or closed already, nobody is named.
    pub fn close(&self, by: &str, on: NaiveDate) -> Result<CaseChange, ActError> {
        let by = named(by, "closes")?;
        match &self.state {
            CaseState::Resolved { .. } => Ok(self.changed(CaseState::Closed { on, by }, ChangeReason::Closed)),
            CaseState::Closed { on, by } => {
                Err(ActError::ClosedAlready { case: self.id.clone(), on: *on, by: by.clone() })
            }
            state => Err(ActError::StillStands { case: self.id.clone(), state: state.name() }),
        }
    }

    /// Who is told next and on which day, as a list of cases shows it. `None` on the top rung, below vacant rungs only,
    /// for warnings and for what is settled. A day in the past means: at the next slot in which nothing inhibits it.
    pub fn next_rung(&self, policy: &Policy, people: &People<'_>, calendar: &Calendar) -> Option<NextRung> {
        ladder::next_rung(self, policy.rungs(self.rule.ladder()), people, calendar)
    }

    fn changed(&self, state: CaseState, reason: ChangeReason) -> CaseChange {
        CaseChange { case: Case { state, version: self.version + 1, ..self.clone() }, reason }
    }
}

/// Why an act on a case is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ActError {
    /// Only a live case can be acknowledged.
    #[error("case {case} is {state}: there is nothing to acknowledge; it reopens by itself when its rule breaks again")]
    NothingToAcknowledge {
        /// The case.
        case: String,
        /// Its state.
        state: &'static str,
    },
    /// The ladder cannot wait until a day that is over.
    #[error("the ladder cannot wait until {until}: it is {on} already; name that day or a later one")]
    DayIsOver {
        /// The last day on which it should wait.
        until: NaiveDate,
        /// The day of the act.
        on: NaiveDate,
    },
    /// Only a resolved case can be closed.
    #[error(
        "case {case} is {state}: only a resolved case can be closed; it resolves when a report shows that its rule holds"
    )]
    StillStands {
        /// The case.
        case: String,
        /// Its state.
        state: &'static str,
    },
    /// It is closed.
    #[error("case {case} was closed on {on} by {by}")]
    ClosedAlready {
        /// The case.
        case: String,
        /// When.
        on: NaiveDate,
        /// By whom.
        by: String,
    },
    /// An act without a person cannot be shown to anybody later.
    #[error("nobody is named who {act} the case; name a person")]
    NobodyNamed {
        /// What the person does.
        act: &'static str,
    },
}

fn named(by: &str, act: &'static str) -> Result<String, ActError> {
    let by = by.trim();
    if by.is_empty() { Err(ActError::NobodyNamed { act }) } else { Ok(by.to_string()) }
}
