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

/// Who is told of what somebody asks for.
mod requests;

use super::inhibit::Inhibitors;
use super::ladder::{self, Above, Step};
use super::notices::{self, Message};
use super::people::People;
use super::turn::{Turn, turns};
use super::{
    Case, CaseChange, CaseState, ChangeReason, Item, ItemKind, Matter, Plan, Recipient, Repeated, Told, Withheld,
    WithheldReason,
};
use crate::base::calendar::Calendar;
use crate::pipeline::policy::{PostRef, Rung};
use chrono::NaiveDate;
use std::collections::BTreeSet;

/// Decides what becomes of every case and who is written to.
pub fn plan(matter: &Matter<'_>) -> Plan {
    let mut turns = turns(matter);
    let inhibitors = Inhibitors::after(&turns);
    let mut walk = Walk {
        matter,
        people: People::new(matter.posts),
        as_of: matter.slot.as_of(),
        messages: Vec::new(),
        withheld: Vec::new(),
    };
    for turn in &mut turns {
        walk.take(turn, &inhibitors);
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
        ChangeReason::Repeated => 6,
        ChangeReason::Updated => 7,
        ChangeReason::Acknowledged
        | ChangeReason::Replied
        | ChangeReason::Answered
        | ChangeReason::Asked
        | ChangeReason::Justified
        | ChangeReason::Extended
        | ChangeReason::Refused
        | ChangeReason::Silenced => 8,
    }
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
    fn take(&mut self, turn: &mut Turn, inhibitors: &Inhibitors) {
        let rungs = self.matter.policy.map_or(&[][..], |policy| turn.case.rungs(policy));
        if rungs.is_empty() {
            if !turn.reasons.is_empty() {
                let missing =
                    if self.matter.policy.is_some() { "the ladder has no rungs" } else { "no policy is named" };
                self.withhold(&turn.case, WithheldReason::NoPolicy, missing);
            }
            return;
        }
        if let Some((_, told)) = turn.wrong.clone() {
            self.tell_again(turn, &told, ItemKind::Corrected, rungs);
        }
        if !turn.lost.is_empty() {
            self.tell_again(turn, &turn.lost, ItemKind::HandedOver, rungs);
        }
        self.tell_of_request(turn, rungs);
        if turn.has(ChangeReason::Resolved) {
            if turn.wrong.is_none() {
                self.tell_told(turn, ItemKind::Resolved, rungs);
            }
            return;
        }
        if !turn.case.state.is_live() {
            let detail = format!("in range at {} period ends", turn.case.life.well);
            return self.withhold(&turn.case, WithheldReason::Unchanged, &detail);
        }
        if let CaseState::Silenced { until, .. } = turn.case.state {
            return self.withhold(&turn.case, WithheldReason::Silenced, &format!("until {until}"));
        }
        if let Some((reason, inhibitor)) = inhibitors.of(&turn.case, self.matter) {
            return self.withhold(&turn.case, reason, &inhibitor);
        }
        match self.step(&turn.case, rungs) {
            Ok(step) => self.climb(turn, step, rungs),
            Err((reason, detail)) if self.has_nobody(&turn.case, reason) => {
                self.withhold(&turn.case, reason, &detail);
                self.catch(turn, rungs);
            }
            Err(_) if turn.has(ChangeReason::Worsened) && !turn.case.told.is_empty() => {
                turn.case.life.repeated = Some(Repeated { on: self.as_of, times: 0 });
                self.tell_told(turn, ItemKind::Worsened, rungs);
            }
            Err((WithheldReason::TopRung | WithheldReason::VacantRung, _)) if self.repeats_today(&turn.case) => {
                self.repeat(turn, rungs);
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

    /// Whether nobody has an open matter: no rung of it could be told, or everybody who was told is gone and nobody holds
    /// their posts. What waits below its first rung for a day, and a warning, have time.
    fn has_nobody(&self, case: &Case, reason: WithheldReason) -> bool {
        let open = match reason {
            WithheldReason::TopRung | WithheldReason::VacantRung => true,
            WithheldReason::NotDue => case.rung > 0,
            _ => false,
        };
        open && case.told.iter().all(|told| self.reached(told).is_empty())
    }

    /// Tells the catch-all of a matter that nobody has: the posts that the policy names, or the house's own mailbox. The case
    /// stays on its rung and climbs as soon as somebody stands above.
    fn catch(&mut self, turn: &mut Turn, rungs: &'a [Rung]) {
        let posts = self.matter.policy.map_or(&[][..], |policy| &policy.catch_all);
        let mut caught = self.people.holders(posts, &turn.case);
        if caught.is_empty() {
            caught.extend(self.matter.fallback.cloned());
        }
        if !caught.is_empty()
            && !turn.reasons.iter().any(|r| matches!(r, ChangeReason::Opened | ChangeReason::Reopened))
        {
            turn.reasons.push(ChangeReason::Climbed);
        }
        let kind = first_words(&turn.case);
        let rung = turn.case.rung;
        for recipient in caught {
            turn.case.told.push(self.told(&recipient, rung));
            self.tell(turn, recipient, rung.max(1), kind, rungs);
        }
    }

    /// Whether those on the top rung are to be told again today.
    fn repeats_today(&self, case: &Case) -> bool {
        let span = self.matter.policy.and_then(|policy| policy.attention.repeat);
        let on = span.and_then(|span| ladder::repeat_on(case, span, self.matter.calendar));
        on.is_some_and(|on| on <= self.as_of)
    }

    /// Tells those on its rung again; the next time twice as late.
    fn repeat(&mut self, turn: &mut Turn, rungs: &'a [Rung]) {
        let times = turn.case.life.repeated.map_or(0, |repeated| repeated.times) + 1;
        turn.case.life.repeated = Some(Repeated { on: self.as_of, times });
        turn.reasons.push(ChangeReason::Repeated);
        let here: Vec<Told> = turn.case.told.iter().filter(|told| told.rung == turn.case.rung).cloned().collect();
        // Of whom nothing was asked is not reminded, unless nobody else has it.
        let asked: Vec<Told> = here.iter().filter(|told| !is_copy(told, rungs)).cloned().collect();
        self.tell_again(turn, if asked.is_empty() { &here } else { &asked }, ItemKind::Repeated, rungs);
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
        if ladder::stays_below(case, rungs) {
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
                    let detail = format!("{} after {needed} bad periods in a row, {have} so far", step.rung.name);
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
        let kind = first_words(case);
        let below = case.told.clone();
        case.rung = step.number;
        case.rung_since = self.as_of;
        case.life.repeated = None;
        case.life.deciders.retain(|decider| step.holders.iter().all(|holder| holder.person != *decider));
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
        // Who was only asked to decide hears how it ends, and of the way there when the ladder gets that far.
        let on_the_way = matches!(kind, ItemKind::Worsened | ItemKind::Passed | ItemKind::Repeated);
        let decides = |told: &&Told| on_the_way && turn.case.life.deciders.contains(&told.person);
        for told in told.iter().filter(|told| !decides(told)) {
            let reached = self.reached(told);
            // Who got a copy is told that it got worse, and asked nothing.
            let kind = if kind == ItemKind::Worsened && is_copy(told, rungs) { ItemKind::Copied } else { kind };
            if reached.is_empty() {
                let detail = format!("{} holds no post any more, and nobody else is {}", told.person, told.role);
                self.withhold(&turn.case, WithheldReason::VacantRung, &detail);
            }
            for recipient in reached {
                self.tell(turn, recipient, told.rung, kind, rungs);
            }
        }
    }

    /// Where somebody who was told is reached today; the house's own mailbox is always there.
    fn reached(&self, told: &Told) -> Vec<Recipient> {
        let mut reached = self.people.reach(told);
        let own = self.matter.fallback.filter(|own| reached.is_empty() && own.person == told.person);
        reached.extend(own.cloned());
        reached
    }

    fn tell(&mut self, turn: &Turn, recipient: Recipient, number: u32, kind: ItemKind, rungs: &'a [Rung]) {
        let case = Case { version: turn.case.version + 1, ..turn.case.clone() };
        let mut item = item(self.matter, &self.people, case, kind, number);
        if kind == ItemKind::Corrected {
            item.correction = turn.wrong.as_ref().map(|(correction, _)| correction.clone());
        }
        let urgent = rung_of(rungs, number).is_some_and(|rung| rung.urgent);
        self.messages.push(Message { recipient, rung: number, urgent, item });
    }

    fn told(&self, holder: &Recipient, rung: u32) -> Told {
        let Recipient { person, name, address: _, role, scope, hours: _, english: _ } = holder.clone();
        Told { person, name, role, scope, rung, on: self.as_of }
    }

    fn withhold(&mut self, case: &Case, reason: WithheldReason, detail: &str) {
        self.withheld.push(Withheld { case: case.id.clone(), reason, detail: detail.to_string() });
    }
}

/// What a person on a rung is told of a case: what is asked, by when, and who is told next.
pub(super) fn item(matter: &Matter<'_>, people: &People<'_>, case: Case, kind: ItemKind, number: u32) -> Item {
    let rungs = matter.policy.map_or(&[][..], |policy| case.rungs(policy));
    let silent = matches!(
        kind,
        ItemKind::Passed
            | ItemKind::Resolved
            | ItemKind::Copied
            | ItemKind::Corrected
            | ItemKind::Asked
            | ItemKind::HandedOver
    );
    let rung = rung_of(rungs, number).filter(|_| !silent);
    let today = matter.slot.as_of();
    // Whose it is no more is not told where it goes on.
    let goes_on = kind != ItemKind::HandedOver;
    let next = ladder::next_rung(&case, rungs, people, matter.calendar).filter(|_| goes_on);
    let reply_by = rung.map(|rung| rung.reply.last_day(today, matter.calendar));
    // An answer is no answer on the day on which the matter has gone up already.
    let before = next.as_ref().and_then(|next| last_workday_before(next.on?, today, matter.calendar));
    Item {
        kind,
        ask: rung.map(|rung| rung.ask.clone()).unwrap_or_default(),
        text: rung.map(|rung| rung.text.clone()).unwrap_or_default(),
        answer: rung.map(|rung| rung.answer.clone()).unwrap_or_default(),
        reply_by: reply_by.map(|day| before.map_or(day, |before| day.min(before))),
        next,
        held: None,
        correction: None,
        rung: number,
        case,
    }
}

/// The last day before a day that counts, not before today.
fn last_workday_before(day: NaiveDate, today: NaiveDate, calendar: &Calendar) -> Option<NaiveDate> {
    let mut before = day.pred_opt()?;
    while before > today && !calendar.counts(before) {
        before = before.pred_opt()?;
    }
    Some(before.max(today))
}

/// Why somebody is told of a case for the first time.
fn first_words(case: &Case) -> ItemKind {
    match (case.rung, case.reopened) {
        (0, 0) => ItemKind::Opened,
        (0, _) => ItemKind::Reopened,
        _ => ItemKind::Climbed,
    }
}

/// The rung of a number counted from 1.
pub(super) fn rung_of(rungs: &[Rung], number: u32) -> Option<&Rung> {
    rungs.get((number as usize).checked_sub(1)?)
}

/// Whether somebody only got a copy on a rung.
fn is_copy(told: &Told, rungs: &[Rung]) -> bool {
    let holds = |posts: &[PostRef]| posts.iter().any(|post| post.role == told.role);
    rung_of(rungs, told.rung).is_some_and(|rung| holds(&rung.copy) && !holds(&rung.posts))
}

/// What is vacant, for the record: `unit: 责任单位负责人`.
fn vacancy(rung: &Rung) -> String {
    let roles: Vec<&str> = rung.posts.iter().map(|post| post.role.as_str()).collect();
    format!("{}: {}", rung.name, roles.join("、"))
}
