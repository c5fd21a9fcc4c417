//! The cases of issues → what people did about each, as the judgement of issues asks for it.
//!
//! Takes cases; gives one account per issue, by its number. Decides nothing.

use super::{Act, ActKind, Case, CaseState, RequestKind};
use crate::assess::Rule;
use crate::assess::issues::{Dealt, subject};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// What was done about every issue that has a case.
pub fn dealt(cases: &[Case]) -> BTreeMap<String, Dealt> {
    let prefix = subject("");
    let of_issues = cases.iter().filter(|case| case.rule == Rule::Issue);
    of_issues.filter_map(|case| Some((case.subject.strip_prefix(&prefix)?.to_string(), of(case)))).collect()
}

/// The same as it was at the end of a day, from what people had done by then. `since`: the day from which each issue, by its
/// number, was in the hands of the department that had it on that day.
pub fn dealt_by(cases: &[Case], day: NaiveDate, since: &BTreeMap<String, NaiveDate>) -> BTreeMap<String, Dealt> {
    let prefix = subject("");
    let of_issues = cases.iter().filter(|case| case.rule == Rule::Issue);
    let by_then = |case: &Case| {
        let id = case.subject.strip_prefix(&prefix)?.to_string();
        let again = |act: &&Act| act.what == ActKind::Reopened && act.on <= day;
        let again = case.life.acts.iter().filter(again).map(|act| act.on).max();
        let from = since.get(&id).copied().max(again).unwrap_or(case.opened_on);
        Some((id, done(case, from, |on| on <= day)))
    };
    of_issues.filter_map(by_then).collect()
}

/// Whether what was reported done was accepted.
pub fn is_done(case: &Case) -> bool {
    of(case).done_on.is_some()
}

fn of(case: &Case) -> Dealt {
    let pending = case.life.pending.as_ref().filter(|request| request.kind == RequestKind::Finish);
    Dealt {
        reported_on: pending.map(|request| request.on),
        closed: matches!(case.state, CaseState::Closed { .. }),
        ..done(case, case.opened_on, |_| true)
    }
}

/// What the acts say of which the day counts; `from`: whoever acts from this day on has taken it.
fn done(case: &Case, from: NaiveDate, counts: impl Fn(NaiveDate) -> bool) -> Dealt {
    let mut dealt = Dealt::default();
    let mut reported_on = None;
    for act in case.life.acts.iter().filter(|act| counts(act.on)) {
        match act.what {
            ActKind::Closed => dealt.closed = true,
            ActKind::ReportedDone => reported_on = Some(act.on),
            ActKind::Finished => dealt.done_on = reported_on.take().or(Some(act.on)),
            ActKind::Refused => reported_on = None,
            ActKind::Extended => dealt.extended_to = act.until.max(dealt.extended_to),
            ActKind::Reopened => {
                (dealt.done_on, dealt.reopened_on, reported_on) = (None, Some(act.on), None);
                dealt.closed = false;
            }
            _ => {}
        }
        // Whoever has it now has taken it by doing anything about it.
        let theirs = matches!(
            act.what,
            ActKind::Acknowledged
                | ActKind::Replied
                | ActKind::Answered
                | ActKind::AskedToJustify
                | ActKind::AskedToExtend
                | ActKind::ReportedDone
                | ActKind::Finished
        );
        dealt.taken |= theirs && act.on >= from;
    }
    dealt.reported_on = reported_on;
    dealt
}
