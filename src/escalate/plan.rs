//! The decision itself: what becomes of every case, who is told, and why everybody else is not.
//!
//! Takes a `Matter`, gives a `Plan`; the same matter gives the same plan, in whatever order its parts come. Never
//! writes a letter and never looks at a clock.
//!
//! **One reason per change.** Several things may happen to a case in one slot; the change names the weightiest: opened or
//! reopened, resolved, climbed, acknowledgement expired, worsened, eased, updated. A case that could not be told when it
//! opened (inhibited, vacant) and is told later *climbs* from rung 0; its letter is still a first notice.
//!
//! **What waits is not forgotten.** A case climbs on any slot, whether or not the slot judged its rule: a unit that stops
//! reporting must not escape. Grades and figures follow the evidence while a case is acknowledged or inhibited; what got
//! worse while data trouble inhibited its letters is told with the next climb.

use super::ladder::{self, Above, Step};
use super::notices::{self, Message};
use super::people::People;
use super::turn::{Turn, turns};
use super::{
    Case, CaseChange, CaseState, ChangeReason, Item, ItemKind, Matter, Plan, Recipient, Told, Withheld, WithheldReason,
};
use crate::assess::Rule;
use crate::pipeline::policy::{Ladder, Rung};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// Decides what becomes of every case and who is written to.
pub fn plan(matter: &Matter<'_>) -> Plan {
    let mut turns = turns(matter);
    let trouble = data_trouble(&turns);
    let mut walk = Walk {
        matter,
        people: People::new(matter.posts),
        as_of: matter.slot.as_of(),
        messages: Vec::new(),
        withheld: Vec::new(),
    };
    for turn in &mut turns {
        walk.take(turn, &trouble);
    }
    let Walk { messages, mut withheld, .. } = walk;
    withheld.sort_by(|a, b| (&a.case, a.reason, &a.detail).cmp(&(&b.case, b.reason, &b.detail)));
    withheld.dedup();
    let mut changes: Vec<CaseChange> = turns.into_iter().filter_map(change).collect();
    changes.sort_by(|a, b| a.case.id.cmp(&b.case.id));
    Plan { changes, notices: notices::gather(messages), withheld }
}

/// A case that moved, one version on.
fn change(turn: Turn) -> Option<CaseChange> {
    let reason = turn.reasons.into_iter().min_by_key(|reason| weight(*reason))?;
    let version = turn.case.version + 1;
    Some(CaseChange { case: Case { version, ..turn.case }, reason })
}

/// The smaller the weightier. What people do to a case does not happen in a plan.
fn weight(reason: ChangeReason) -> u8 {
    match reason {
        ChangeReason::Opened | ChangeReason::Reopened => 0,
        ChangeReason::Resolved | ChangeReason::Closed => 1,
        ChangeReason::Climbed => 2,
        ChangeReason::AcknowledgementExpired
        | ChangeReason::AnswerExpired
        | ChangeReason::JustificationExpired
        | ChangeReason::SilenceEnded => 3,
        ChangeReason::Worsened => 4,
        ChangeReason::Eased => 5,
        ChangeReason::Updated => 6,
        ChangeReason::Acknowledged
        | ChangeReason::Replied
        | ChangeReason::Answered
        | ChangeReason::Asked
        | ChangeReason::Justified
        | ChangeReason::Extended
        | ChangeReason::Refused
        | ChangeReason::Silenced => 7,
    }
}

/// Subjects whose own data are in trouble after this slot, with the case that says so. A whole file that is missing or
/// unreadable is not the trouble of one subject: the figures of earlier reports stand.
fn data_trouble(turns: &[Turn]) -> BTreeMap<String, String> {
    let of_subject = |case: &&Case| {
        let whole_file = matches!(case.rule, Rule::MissingFile | Rule::UnreadableFile | Rule::Stale);
        case.state.is_live() && case.rule.ladder() == Ladder::Data && !whole_file
    };
    // Walked backwards, so that the first rule names the trouble where there are several.
    let cases = turns.iter().rev().map(|turn| &turn.case).filter(of_subject);
    cases.map(|case| (case.subject.clone(), case.id.clone())).collect()
}

struct Walk<'a> {
    matter: &'a Matter<'a>,
    people: People<'a>,
    as_of: NaiveDate,
    messages: Vec<Message>,
    withheld: Vec<Withheld>,
}

impl<'a> Walk<'a> {
    /// One case: tells, climbs, or says why not.
    fn take(&mut self, turn: &mut Turn, trouble: &BTreeMap<String, String>) {
        let ladder = turn.case.rule.ladder();
        let rungs = self.matter.policy.map_or(&[][..], |policy| turn.case.rungs(policy));
        if rungs.is_empty() {
            if !turn.reasons.is_empty() {
                let missing =
                    if self.matter.policy.is_some() { "the ladder has no rungs" } else { "no policy is named" };
                self.withhold(&turn.case, WithheldReason::NoPolicy, missing);
            }
            return;
        }
        if turn.has(ChangeReason::Resolved) {
            return self.tell_told(turn, ItemKind::Resolved, rungs);
        }
        if !turn.case.state.is_live() {
            let detail = format!("in range at {} period ends", turn.case.life.well);
            return self.withhold(&turn.case, WithheldReason::Unchanged, &detail);
        }
        if let CaseState::Silenced { until, .. } = turn.case.state {
            return self.withhold(&turn.case, WithheldReason::Silenced, &format!("until {until}"));
        }
        let inhibitor = trouble.get(&turn.case.subject).filter(|_| ladder == Ladder::Project);
        if let Some(inhibitor) = inhibitor {
            return self.withhold(&turn.case, WithheldReason::InhibitedByData, inhibitor);
        }
        match self.step(&turn.case, rungs) {
            Ok(step) => self.climb(turn, step, rungs),
            Err(_) if turn.has(ChangeReason::Worsened) && !turn.case.told.is_empty() => {
                self.tell_told(turn, ItemKind::Worsened, rungs);
            }
            Err((reason, detail)) => {
                let reason = match reason {
                    WithheldReason::NotDue if !turn.judged => WithheldReason::Unchanged,
                    reason => reason,
                };
                self.withhold(&turn.case, reason, &detail);
            }
        }
    }

    /// The step this case takes now, or why it takes none.
    fn step(&self, case: &Case, rungs: &'a [Rung]) -> Result<Step<'a>, (WithheldReason, String)> {
        if let Some(until) = case.state.waits_until() {
            let reason = match case.state {
                CaseState::Answered { .. } => WithheldReason::Answered,
                CaseState::Justified { .. } => WithheldReason::Justified,
                CaseState::Silenced { .. } => WithheldReason::Silenced,
                _ => WithheldReason::Acknowledged,
            };
            return Err((reason, format!("until {until}")));
        }
        if ladder::stays_below(case) {
            return Err((WithheldReason::WarningOnly, format!("stays on rung {}", case.rung)));
        }
        match ladder::above(case, rungs, &self.people, self.matter.calendar) {
            Above::Nothing => Err((WithheldReason::TopRung, format!("rung {} of {}", case.rung, rungs.len()))),
            Above::Vacant(vacant) => {
                let posts: Vec<String> = vacant.into_iter().map(vacancy).collect();
                Err((WithheldReason::VacantRung, posts.join("; ")))
            }
            Above::Rung(step) => match (step.on, step.reds) {
                (Some(on), _) if on <= self.as_of => Ok(step),
                (Some(on), _) => Err((WithheldReason::NotDue, format!("{} on {on}", step.rung.name))),
                (None, reds) => {
                    let (have, needed) = reds.unwrap_or_default();
                    let detail = format!("{} after {needed} red periods in a row, {have} so far", step.rung.name);
                    Err((WithheldReason::NotDue, detail))
                }
            },
        }
    }

    /// Tells the people on the next rung, and everybody below that it went on.
    fn climb(&mut self, turn: &mut Turn, step: Step<'a>, rungs: &'a [Rung]) {
        for rung in &step.skipped {
            self.withhold(&turn.case, WithheldReason::VacantRung, &vacancy(rung));
        }
        let case = &mut turn.case;
        let kind = match (case.rung, case.reopened) {
            (0, 0) => ItemKind::Opened,
            (0, _) => ItemKind::Reopened,
            _ => ItemKind::Climbed,
        };
        let below = case.told.clone();
        case.rung = step.number;
        case.rung_since = self.as_of;
        case.told.extend(step.holders.iter().map(|holder| self.told(holder, step.number)));
        if !turn.reasons.iter().any(|r| matches!(r, ChangeReason::Opened | ChangeReason::Reopened)) {
            turn.reasons.push(ChangeReason::Climbed);
        }
        let asked: BTreeSet<String> = step.holders.iter().map(|holder| holder.person.clone()).collect();
        for holder in step.holders {
            self.tell(turn, holder, step.number, kind, rungs);
        }
        for reader in self.people.holders(&step.rung.copy, &turn.case) {
            if !asked.contains(&reader.person) {
                turn.case.told.push(self.told(&reader, step.number));
                self.tell(turn, reader, step.number, ItemKind::Copied, rungs);
            }
        }
        let kind = if turn.has(ChangeReason::Worsened) { ItemKind::Worsened } else { ItemKind::Passed };
        self.tell_again(turn, &below, kind, rungs);
    }

    /// Tells everyone who was told since the case opened.
    fn tell_told(&mut self, turn: &Turn, kind: ItemKind, rungs: &'a [Rung]) {
        if turn.case.told.is_empty() {
            return self.withhold(&turn.case, WithheldReason::Unchanged, "nobody was told of it");
        }
        self.tell_again(turn, &turn.case.told, kind, rungs);
    }

    /// A person who was told on several rungs stands in several rows: their notice keeps the highest, but where they are
    /// gone, each of their posts has its own successor.
    fn tell_again(&mut self, turn: &Turn, told: &[Told], kind: ItemKind, rungs: &'a [Rung]) {
        for told in told {
            let reached = self.people.reach(told);
            if reached.is_empty() {
                let detail = format!("{} holds no post any more, and nobody else is {}", told.person, told.role);
                self.withhold(&turn.case, WithheldReason::VacantRung, &detail);
            }
            for recipient in reached {
                self.tell(turn, recipient, told.rung, kind, rungs);
            }
        }
    }

    fn tell(&mut self, turn: &Turn, recipient: Recipient, number: u32, kind: ItemKind, rungs: &'a [Rung]) {
        let silent = matches!(kind, ItemKind::Passed | ItemKind::Resolved | ItemKind::Copied);
        let rung = rung_of(rungs, number).filter(|_| !silent);
        let calendar = self.matter.calendar;
        let item = Item {
            case: Case { version: turn.case.version + 1, ..turn.case.clone() },
            kind,
            ask: rung.map(|rung| rung.ask.clone()).unwrap_or_default(),
            text: rung.map(|rung| rung.text.clone()).unwrap_or_default(),
            answer: rung.map(|rung| rung.answer.clone()).unwrap_or_default(),
            reply_by: rung.map(|rung| rung.reply.last_day(self.as_of, calendar)),
            next: ladder::next_rung(&turn.case, rungs, &self.people, calendar),
        };
        self.messages.push(Message { recipient, rung: number, item });
    }

    fn told(&self, holder: &Recipient, rung: u32) -> Told {
        let Recipient { person, name, address: _, role, scope } = holder.clone();
        Told { person, name, role, scope, rung, on: self.as_of }
    }

    fn withhold(&mut self, case: &Case, reason: WithheldReason, detail: &str) {
        self.withheld.push(Withheld { case: case.id.clone(), reason, detail: detail.to_string() });
    }
}

/// The rung of a number counted from 1.
fn rung_of(rungs: &[Rung], number: u32) -> Option<&Rung> {
    rungs.get((number as usize).checked_sub(1)?)
}

/// What is vacant, for the record: `unit: 责任单位负责人`.
fn vacancy(rung: &Rung) -> String {
    let roles: Vec<&str> = rung.posts.iter().map(|post| post.role.as_str()).collect();
    format!("{}: {}", rung.name, roles.join("、"))
}
