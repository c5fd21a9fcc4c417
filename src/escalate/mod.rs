//! Findings + open cases + ladder + calendar → plan. No Polars, no SQL, no clock.
//!
//! Takes what was found and who was told so far; gives case changes, the notices to write and, for everything that is
//! not written, the reason why not. Planning twice on its own result adds nothing.

/// A case: open → acknowledged, answered, justified, silenced (until) → resolved → closed, and back.
pub mod case;

/// What people do to a case.
pub mod acts;

/// Why they may not.
mod refusals;

/// Findings × cases: what became of each case, before anybody is told.
mod turn;

/// Who stands on a rung: posts → recipients.
pub mod people;

/// Where a case stands on its ladder and what is above it.
pub mod ladder;

/// What keeps letters back.
mod inhibit;

/// What people did about issues.
pub mod issues;

/// What people are told, gathered into one notice each.
mod notices;

/// What the keepers of data are told of files that were read.
pub mod receipts;

/// What a person writes back, read as an act.
pub mod reply;

/// The decision itself.
pub mod plan;

/// How much of people's attention the decided letters may take.
pub mod attention;

/// When a run is held for a person.
pub mod breaker;

pub use acts::Said;
pub use case::{Act, ActKind, Case, CaseState, Evidence, Life, Repeated, Request, RequestKind, Told};
pub use people::People;
pub use plan::plan;
pub use refusals::ActError;

use crate::assess::{Figures, Finding, Judged};
use crate::base::amount::Amount;
use crate::base::calendar::Calendar;
use crate::base::grade::Grade;
use crate::base::slot::Slot;
use crate::pipeline::policy::{Answer, Policy, Post, Words};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Everything a plan is made from.
#[derive(Debug, Clone, Copy)]
pub struct Matter<'a> {
    /// The portfolio whose cases these are.
    pub portfolio: &'a str,
    /// The slot: its `as_of` is today.
    pub slot: &'a Slot,
    /// What was found.
    pub findings: &'a [Finding],
    /// What was judged on evidence.
    pub judged: &'a Judged,
    /// All cases of the portfolio that are not closed, and closed ones that might reopen.
    pub cases: &'a [Case],
    /// The ladder; without one cases are kept but nobody is written to.
    pub policy: Option<&'a Policy>,
    /// Class and category of the subjects, where they are known: routes ask for them.
    pub kinds: &'a BTreeMap<String, Kind>,
    /// Who holds which post.
    pub posts: &'a [Post],
    /// Working days.
    pub calendar: &'a Calendar,
    /// Figures that this slot replaced by others of the same day: subject and day, and what the figure is now.
    pub corrected: &'a BTreeMap<(String, NaiveDate), Option<Amount>>,
    /// The house's own mailbox: told of what finds nobody at all.
    pub fallback: Option<&'a Recipient>,
}

/// What a subject is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Kind {
    /// 确保, 力争
    pub class: Option<String>,
    /// Its category.
    pub category: Option<String>,
    /// The project that it belongs to.
    pub parent: Option<String>,
}

/// What to do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// Cases opened or changed, by case id. A case that did not change is not here.
    pub changes: Vec<CaseChange>,
    /// One notice per recipient, each with only that person's items, worst first.
    pub notices: Vec<Notice>,
    /// What was deliberately not written or not climbed, and why.
    pub withheld: Vec<Withheld>,
}

/// A case after this slot, and why it changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseChange {
    /// The case as it is now; its `version` is one more than before (1 when new).
    pub case: Case,
    /// Why; the weightiest reason, where there are several.
    pub reason: ChangeReason,
}

/// Why a case changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeReason {
    /// A rule broke for the first time.
    Opened,
    /// It broke again after it had been resolved or closed.
    Reopened,
    /// The deadline of its rung passed without recovery: the next rung is told. Also when a case that nobody could be told
    /// of when it opened is told for the first time: from rung 0.
    Climbed,
    /// Its grade got worse on the same rung.
    Worsened,
    /// Its grade got better, but not well.
    Eased,
    /// Only its figures moved, or a period was counted.
    Updated,
    /// Nothing moved for long: those on its rung are told again.
    Repeated,
    /// An acknowledgement ran out.
    AcknowledgementExpired,
    /// The day that an accepted reply promised has passed.
    AnswerExpired,
    /// The accepted cause of the delay holds no longer.
    JustificationExpired,
    /// A silence ran out, or was ended.
    SilenceEnded,
    /// The rule holds again on evidence.
    Resolved,
    /// A person acknowledged it.
    Acknowledged,
    /// A person replied; nobody has accepted it yet.
    Replied,
    /// A reply was accepted.
    Answered,
    /// Somebody asked for a justification or for more time.
    Asked,
    /// The delay has an accepted cause.
    Justified,
    /// The planned day was moved.
    Extended,
    /// What was asked for was refused.
    Refused,
    /// Its letters were silenced.
    Silenced,
    /// A person closed it.
    Closed,
}

/// One letter to be written to one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// To whom.
    pub recipient: Recipient,
    /// What of, worst first.
    pub items: Vec<Item>,
    /// What the reader should know of beside, in a line each.
    pub beside: Beside,
    /// Whether it goes out whatever else the reader has had today.
    pub urgent: bool,
}

/// What stands beside the items of a notice.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Beside {
    /// Open matters that the reader was told of before and of which there is nothing new: the worst of them.
    pub unchanged: Vec<Case>,
    /// How many of those there are.
    pub unchanged_count: u32,
    /// Open matters on lower rungs, which would reach the reader if they climbed.
    pub below: u32,
}

/// A person who is written to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Recipient {
    /// The person's id, derived from the address.
    pub person: String,
    /// The person's name.
    pub name: String,
    /// The address.
    pub address: String,
    /// The role under which the letter reaches this person: 联络员. The highest one where several apply.
    pub role: String,
    /// Of what the role is held: a project's id, a unit's name, an office's name.
    pub scope: String,
    /// When letters may reach the person, in minutes of the local day; `None`: whenever the house writes.
    pub hours: Option<(u32, u32)>,
    /// Whether letters are in English.
    pub english: bool,
}

/// One matter in a notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The case as it is after this slot.
    pub case: Case,
    /// Why it is in this letter.
    pub kind: ItemKind,
    /// What is asked of this recipient; empty where nothing is.
    pub ask: Words,
    /// What the rung's letter says before everything else; empty for the usual words.
    pub text: Words,
    /// What an answer has to say.
    pub answer: Vec<Answer>,
    /// By when.
    pub reply_by: Option<NaiveDate>,
    /// Who is told next, when, unless the matter is settled.
    pub next: Option<NextRung>,
    /// Since when it has waited to be told, where it did not go out with the first letter there was.
    pub held: Option<NaiveDate>,
    /// What had been told and was wrong, in an erratum.
    pub correction: Option<Correction>,
    /// The number of the rung on which the reader stands, counted from 1.
    pub rung: u32,
}

/// What had been told and was wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// The grade that was told.
    pub grade: Grade,
    /// The figures it was told on.
    pub figures: Figures,
    /// Whether it had been told as settled.
    pub settled: bool,
    /// The figure that stands now.
    pub now: Option<Amount>,
}

/// Why a case is in a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemKind {
    /// First notice.
    Opened,
    /// It broke again.
    Reopened,
    /// It climbed to this recipient's rung.
    Climbed,
    /// A copy: it reached a rung that this recipient only has to know of.
    Copied,
    /// It climbed above this recipient, who was told before and is told that it did.
    Passed,
    /// It got worse.
    Worsened,
    /// Nothing new for long, and nobody above to climb to: said again, ever more seldom.
    Repeated,
    /// What was told before rested on figures that were corrected; told to exactly those who were told.
    Corrected,
    /// Somebody asks for something that this recipient can decide.
    Asked,
    /// It is another department's now; told to everyone who was told of it before.
    HandedOver,
    /// It recovered; told to everyone who was told.
    Resolved,
}

/// The rung above, the day it will be told, and who stands on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextRung {
    /// The rung's name.
    pub rung: String,
    /// What a Chinese reader sees.
    pub label: String,
    /// Who will be told: `区领导01（分包领导）`.
    pub people: Vec<String>,
    /// The day; `None` where it hangs on red periods to come.
    pub on: Option<NaiveDate>,
    /// Red periods in a row, so far and needed, where it hangs on them.
    pub reds: Option<(u32, u32)>,
}

/// A letter or a climb that did not happen, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withheld {
    /// The case.
    pub case: String,
    /// Why.
    pub reason: WithheldReason,
    /// Detail: the vacant post, the other case.
    pub detail: String,
}

/// Why nothing was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WithheldReason {
    /// Nothing new for those on its rung: the slot did not judge it, or nobody was ever told of what is settled now.
    Unchanged,
    /// Its next rung is not due yet.
    NotDue,
    /// Somebody acknowledged it; the clock waits until the stated day.
    Acknowledged,
    /// A reply was accepted; the clock waits until the day it promises.
    Answered,
    /// Its delay has an accepted cause until the stated day.
    Justified,
    /// Its letters are silenced until the stated day.
    Silenced,
    /// Trouble with the subject's data inhibits letters about the project itself.
    InhibitedByData,
    /// A weightier matter of the same project, or of the one it belongs to, mutes it.
    Inhibited,
    /// The person has had the letters of this day: it waits for the digest.
    Deferred,
    /// An earlier letter to the person could not be handed over yet: it waits for the digest.
    Undelivered,
    /// It asks for nothing and waits for the person's next letter.
    Quiet,
    /// A rung has nobody on it and was skipped.
    VacantRung,
    /// Every rung was told; the matter stays on the top one.
    TopRung,
    /// A warning ahead of time (at risk) stays on the first rung.
    WarningOnly,
    /// There is no ladder.
    NoPolicy,
}
