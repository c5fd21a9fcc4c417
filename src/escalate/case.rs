//! A case: one subject × one rule, from the first notice to closing, and everything that people did about it.
//!
//! Takes nothing and decides nothing: what people may do is in `acts`, what evidence does in `turn`, who is told in `plan`.

use super::people::People;
use super::{NextRung, ladder};
use crate::assess::{Figures, Rule};
use crate::base::calendar::Calendar;
use crate::base::grade::Grade;
use crate::base::id;
use crate::base::place::Place;
use crate::pipeline::policy::{Policy, Rung};
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
    /// What people did about it, and how many periods it has been bad or well.
    #[serde(default)]
    pub life: Life,
    /// Goes up by one with each change; a write against an older one is refused.
    pub version: i64,
}

/// What people did about a case, and how long it has been bad or well, in reporting periods.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Life {
    /// Every act of a person, in order, across reopenings.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub acts: Vec<Act>,
    /// What somebody asked for and nobody has decided yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pending: Option<Request>,
    /// Red periods in a row, counted at the deadlines of reporting periods.
    #[serde(default)]
    pub reds: u32,
    /// Periods in a row that were a warning at least; counted where the ladder asks for them.
    #[serde(default, skip_serializing_if = "is_none")]
    pub yellows: u32,
    /// Periods in a row at whose deadline the rule held, since it was resolved.
    #[serde(default)]
    pub well: u32,
    /// The policy whose ladder it was sent to when it was opened; without one it climbs the pipeline's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub route: Option<String>,
    /// The last day of the period counted last: no period counts twice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counted: Option<NaiveDate>,
    /// What stood when letters were silenced, such as a justified delay: it stands again when the silence is over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub behind: Option<Box<CaseState>>,
    /// People who were told only because they can decide what was asked; the ladder has not reached them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub deciders: Vec<String>,
    /// When the people on its rung were told again because nothing else happened, and how often.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeated: Option<Repeated>,
}

fn is_none(count: &u32) -> bool {
    *count == 0
}

/// Told again, and again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repeated {
    /// The last day.
    pub on: NaiveDate,
    /// How often since it reached its rung.
    pub times: u32,
}

/// One act of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Act {
    /// The day.
    pub on: NaiveDate,
    /// Who.
    pub by: String,
    /// What.
    pub what: ActKind,
    /// What was said.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// The code of the reason, where one was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The day promised, or the last day on which the ladder waits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
    /// The second person: who approved or agreed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approver: Option<String>,
    /// What was shown for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
}

/// A file that proves something; its bytes are in the vault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Its name.
    pub name: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
}

/// What a person did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActKind {
    /// 签收
    Acknowledged,
    /// 反馈: a reply was given.
    Replied,
    /// A reply was accepted: the ladder waits for the day it promises.
    Answered,
    /// 正当理由 was asked for.
    AskedToJustify,
    /// 正当理由 was approved.
    Justified,
    /// 延期 was asked for.
    AskedToExtend,
    /// 延期 was approved: a new planned day.
    Extended,
    /// 报办结: an issue was reported done.
    ReportedDone,
    /// 办结: that it is done was accepted.
    Finished,
    /// What was asked for was refused.
    Refused,
    /// Letters were silenced.
    Silenced,
    /// The silence was ended before its day.
    Unsilenced,
    /// 销号
    Closed,
    /// A person opened it again.
    Reopened,
}

impl ActKind {
    /// The name in logs.
    pub fn name(self) -> &'static str {
        match self {
            ActKind::Acknowledged => "acknowledged",
            ActKind::Replied => "replied",
            ActKind::Answered => "reply accepted",
            ActKind::AskedToJustify => "justification asked for",
            ActKind::Justified => "justified",
            ActKind::AskedToExtend => "more time asked for",
            ActKind::Extended => "extended",
            ActKind::ReportedDone => "reported done",
            ActKind::Finished => "accepted as done",
            ActKind::Refused => "refused",
            ActKind::Silenced => "silenced",
            ActKind::Unsilenced => "silence ended",
            ActKind::Closed => "closed",
            ActKind::Reopened => "reopened",
        }
    }
}

/// What somebody asks for; it needs a second person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// What.
    pub kind: RequestKind,
    /// Who asks.
    pub by: String,
    /// When.
    pub on: NaiveDate,
    /// What is said for it.
    pub text: String,
    /// The code of the reason.
    pub reason: Option<String>,
    /// The day promised, or until when.
    pub until: Option<NaiveDate>,
    /// What is shown for it.
    pub evidence: Vec<Evidence>,
    /// The day on which whoever can decide it was told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told_on: Option<NaiveDate>,
}

/// What can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequestKind {
    /// That a reply be accepted.
    Reply,
    /// That the delay be taken as justified.
    Justify,
    /// That the planned day be moved.
    Extend,
    /// That an issue be taken as done.
    Finish,
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
    /// A reply was accepted; the ladder waits for the day it promises.
    Answered {
        /// The last day on which the ladder waits.
        until: NaiveDate,
        /// Who replied.
        by: String,
    },
    /// The delay has an accepted cause; the ladder waits, the clock counts.
    Justified {
        /// The last day on which it holds.
        until: NaiveDate,
        /// Who gave the reason.
        by: String,
        /// Who approved it.
        approver: String,
        /// The code of the reason.
        reason: String,
    },
    /// No letters; always listed.
    Silenced {
        /// The last day on which it holds.
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
            CaseState::Answered { .. } => "answered",
            CaseState::Justified { .. } => "justified",
            CaseState::Silenced { .. } => "silenced",
            CaseState::Resolved { .. } => "resolved",
            CaseState::Closed { .. } => "closed",
        }
    }

    /// Whether the matter is still to be settled.
    pub fn is_live(&self) -> bool {
        !matches!(self, CaseState::Resolved { .. } | CaseState::Closed { .. })
    }

    /// The last day on which the ladder waits, in a state in which it waits.
    pub fn waits_until(&self) -> Option<NaiveDate> {
        match self {
            CaseState::Acknowledged { until, .. }
            | CaseState::Answered { until, .. }
            | CaseState::Justified { until, .. }
            | CaseState::Silenced { until, .. } => Some(*until),
            CaseState::Open | CaseState::Resolved { .. } | CaseState::Closed { .. } => None,
        }
    }
}

impl Case {
    /// The id of the case of one subject and rule in one portfolio.
    pub fn id_of(portfolio: &str, subject: &str, rule: Rule) -> String {
        id::derive("c", &[portfolio, subject, rule.name()])
    }

    /// Who is told next and on which day, as a list of cases shows it. `None` on the top rung, below vacant rungs only,
    /// for warnings and for what is settled. A day in the past means: at the next slot in which nothing inhibits it.
    pub fn next_rung(&self, policy: &Policy, people: &People<'_>, calendar: &Calendar) -> Option<NextRung> {
        ladder::next_rung(self, self.rungs(policy), people, calendar)
    }

    /// The rungs it climbs.
    pub fn rungs<'p>(&self, policy: &'p Policy) -> &'p [Rung] {
        policy.rungs(self.rule.ladder(), self.life.route.as_deref())
    }

    /// Whether somebody who was told on this rung may decide what is pending: a superior of who asks, never the same person.
    pub fn may_decide(&self, person: &str, rung: u32) -> bool {
        let Some(request) = &self.life.pending else { return false };
        let mine = self.told.iter().any(|told| told.person == person && self.is_asked_by(person, &told.name));
        !mine && person != request.by && rung > self.asker_rung().max(1)
    }

    /// The highest rung on which whoever asks was told; 0 where that person was never told.
    pub fn asker_rung(&self) -> u32 {
        let asks = |told: &&Told| self.is_asked_by(&told.person, &told.name);
        self.told.iter().filter(asks).map(|told| told.rung).max().unwrap_or_default()
    }

    /// Whether a person is the one who asks.
    pub fn is_asked_by(&self, person: &str, name: &str) -> bool {
        self.life.pending.as_ref().is_some_and(|request| request.by == person || request.by.trim() == name.trim())
    }

    /// Whether something is asked of which nobody has been told who can decide it.
    pub fn awaits_telling(&self) -> bool {
        self.life.pending.as_ref().is_some_and(|request| request.told_on.is_none())
    }

    /// Where it stands once a silence is over: what stood before it, if that still holds.
    pub(super) fn after_silence(&self, on: NaiveDate) -> CaseState {
        let stood = self.life.behind.as_deref().filter(|stood| stood.waits_until().is_some_and(|until| until >= on));
        stood.cloned().unwrap_or(CaseState::Open)
    }

    /// How often its delay was taken as justified.
    pub fn justified_times(&self) -> usize {
        self.life.acts.iter().filter(|act| act.what == ActKind::Justified).count()
    }
}
