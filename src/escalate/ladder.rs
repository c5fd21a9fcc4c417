//! Where a case stands on its ladder and what is above it.
//!
//! Takes a case, the rungs and the people; gives the next rung somebody stands on, the day it is told and the vacant
//! rungs skipped on the way. Never tells anybody and never changes the case.
//!
//! The clock of the next rung starts on the day the current rung was *told*, not on the day it was due: after an outage
//! of 40 days a case goes up one rung, and the people on it get the time the policy gives them.
//! A vacant rung costs no time. The wait before it belongs to the people below; when that is over, the vacant rung is
//! passed over on the same day and the first rung with somebody on it is told.

use super::people::People;
use super::{Case, CaseState, NextRung, Recipient};
use crate::base::calendar::Calendar;
use crate::base::grade::Grade;
use crate::pipeline::policy::{Rung, Span, Wait};
use chrono::NaiveDate;

/// How often the wait for saying it again is doubled; then it stays as long as it is.
const DOUBLINGS_MAX: u32 = 4;

/// What is above a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Above<'a> {
    /// No rung at all: the case is on the top one.
    Nothing,
    /// Only rungs on which nobody stands.
    Vacant(Vec<&'a Rung>),
    /// A rung with people on it.
    Rung(Step<'a>),
}

/// A step up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step<'a> {
    /// The rung's number, counted from 1.
    pub number: u32,
    /// The rung.
    pub rung: &'a Rung,
    /// Who stands on it; never empty.
    pub holders: Vec<Recipient>,
    /// The first day on which it is told; `None` where it hangs on red periods to come.
    pub on: Option<NaiveDate>,
    /// Red periods in a row, so far and needed, where it hangs on them.
    pub reds: Option<(u32, u32)>,
    /// Vacant rungs passed over on the way.
    pub skipped: Vec<&'a Rung>,
}

/// What is above a case on these rungs.
pub fn above<'a>(case: &Case, rungs: &'a [Rung], people: &People<'_>, calendar: &Calendar) -> Above<'a> {
    if let Some((number, rung, holders, skipped)) =
        entrance(case, rungs).and_then(|at| first_held(case, rungs, at, people))
    {
        // No two rungs are told on one day.
        let told = case.told.iter().map(|told| told.on).max().map_or(case.opened_on, day_after);
        let on = Some(after_wait(case, if case.rung == 0 { case.opened_on } else { told }));
        return Above::Rung(Step { number, rung, holders, on, reds: None, skipped });
    }
    let upper = rungs.get(case.rung as usize..).unwrap_or_default();
    let Some(first) = upper.first() else {
        return Above::Nothing;
    };
    match first_held(case, rungs, case.rung + 1, people) {
        Some((number, rung, holders, skipped)) => {
            let below = (case.rung as usize).checked_sub(1).and_then(|index| rungs.get(index));
            let on = due_on(case, first.after, below, calendar);
            Above::Rung(Step { number, rung, holders, on, reds: reds(case, first.after), skipped })
        }
        None => Above::Vacant(upper.iter().collect()),
    }
}

/// The number of the rung that a matter of this grade enters straight away, where it has not got that far.
fn entrance(case: &Case, rungs: &[Rung]) -> Option<u32> {
    let enters = |rung: &Rung| rung.enter.is_some_and(|least| case.grade >= least);
    let highest = (1..).zip(rungs).filter(|(_, rung)| enters(rung)).map(|(number, _)| number).max();
    highest.filter(|number| *number > case.rung)
}

/// The first rung from a number on that anybody stands on, who that is, and the vacant ones on the way.
fn first_held<'a>(
    case: &Case,
    rungs: &'a [Rung],
    from: u32,
    people: &People<'_>,
) -> Option<(u32, &'a Rung, Vec<Recipient>, Vec<&'a Rung>)> {
    let upper = rungs.get((from as usize).checked_sub(1)?..)?;
    let mut skipped = Vec::new();
    for (number, rung) in (from..).zip(upper) {
        let holders = people.holders(&rung.posts, case);
        if !holders.is_empty() {
            return Some((number, rung, holders, skipped));
        }
        skipped.push(rung);
    }
    None
}

/// What a letter or a list says of the next rung; `None` on the top rung, below vacant rungs only, for warnings (they
/// stay on the first rung) and for what is settled.
pub fn next_rung(case: &Case, rungs: &[Rung], people: &People<'_>, calendar: &Calendar) -> Option<NextRung> {
    if !case.state.is_live() || stays_below(case, rungs) {
        return None;
    }
    let Above::Rung(step) = above(case, rungs, people, calendar) else {
        return None;
    };
    let people = step.holders.iter().map(|holder| format!("{}（{}）", holder.name, holder.role)).collect();
    Some(NextRung {
        rung: step.rung.name.clone(),
        label: step.rung.label.clone(),
        people,
        on: step.on,
        reds: step.reds,
    })
}

/// The day on which those on the rung of a case are told again if nothing happens; each wait is twice as long as the one
/// before. Nothing is said again while the ladder waits for somebody, of warnings, and of what nobody was told of.
pub fn repeat_on(case: &Case, span: Span, calendar: &Calendar) -> Option<NaiveDate> {
    let waits = case.rung == 0 || case.grade == Grade::AtRisk || case.state != CaseState::Open;
    let (last, times) = case.life.repeated.map_or((case.rung_since, 0), |repeated| (repeated.on, repeated.times));
    let longer = |n: u32| n.saturating_mul(1 << times.min(DOUBLINGS_MAX));
    let span = match span {
        Span::Workdays(n) => Span::Workdays(longer(n)),
        Span::Periods(n, kind) => Span::Periods(longer(n), kind),
    };
    (!waits).then(|| span.over(last.max(case.rung_since), calendar))
}

/// Whether a case has been told as far as a warning ahead of time may go: to its first rung, and to those that wait for so many
/// warnings or are entered by them.
pub fn stays_below(case: &Case, rungs: &[Rung]) -> bool {
    let waits = rungs.get(case.rung as usize).is_some_and(|rung| matches!(rung.after, Wait::Yellows(_)));
    case.grade == Grade::AtRisk && case.rung > 0 && !waits && entrance(case, rungs).is_none()
}

/// The day the rung above is due. At once means at once, day off or not: the first rung on the day the case opens, every
/// other one on the day after the rung below was told, so that no two are told on one day. Red periods have no day before
/// the last of them is counted.
fn due_on(case: &Case, after: Wait, below: Option<&Rung>, calendar: &Calendar) -> Option<NaiveDate> {
    let due = match (case.rung, after) {
        (0, Wait::Span(span)) => span.over(case.opened_on, calendar),
        (0, _) => case.opened_on,
        (_, Wait::AtOnce) => day_after(case.rung_since),
        (_, Wait::Span(span)) => span.over(case.rung_since, calendar).max(day_after(case.rung_since)),
        (_, Wait::ReplyOverdue) => {
            let reply = below.map(|rung| rung.reply.last_day(case.rung_since, calendar));
            day_after(reply.unwrap_or(case.rung_since).max(case.rung_since))
        }
        (_, Wait::Reds(needed)) if case.life.reds >= needed => day_after(case.rung_since),
        (_, Wait::Yellows(needed)) if case.life.yellows >= needed => day_after(case.rung_since),
        (_, Wait::Reds(_) | Wait::Yellows(_)) => return None,
    };
    Some(after_wait(case, due))
}

/// Not before the ladder has stopped waiting for somebody.
fn after_wait(case: &Case, due: NaiveDate) -> NaiveDate {
    case.state.waits_until().map_or(due, |until| due.max(day_after(until)))
}

fn reds(case: &Case, after: Wait) -> Option<(u32, u32)> {
    match after {
        Wait::Reds(needed) if case.rung > 0 => Some((case.life.reds, needed)),
        Wait::Yellows(needed) if case.rung > 0 => Some((case.life.yellows, needed)),
        _ => None,
    }
}

fn day_after(day: NaiveDate) -> NaiveDate {
    day.succ_opt().unwrap_or(NaiveDate::MAX)
}
