//! The cases of issues → what people did about each, as the judgement of issues asks for it.
//!
//! Takes cases; gives one account per issue, by its number. Decides nothing.

use super::{ActKind, Case, CaseState, RequestKind};
use crate::assess::Rule;
use crate::assess::issues::{Dealt, subject};
use std::collections::BTreeMap;

/// What was done about every issue that has a case.
pub fn dealt(cases: &[Case]) -> BTreeMap<String, Dealt> {
    let prefix = subject("");
    let of_issues = cases.iter().filter(|case| case.rule == Rule::Issue);
    of_issues.filter_map(|case| Some((case.subject.strip_prefix(&prefix)?.to_string(), of(case)))).collect()
}

/// Whether what was reported done was accepted.
pub fn is_done(case: &Case) -> bool {
    of(case).done_on.is_some()
}

fn of(case: &Case) -> Dealt {
    let pending = case.life.pending.as_ref().filter(|request| request.kind == RequestKind::Finish);
    let mut dealt = Dealt {
        reported_on: pending.map(|request| request.on),
        closed: matches!(case.state, CaseState::Closed { .. }),
        ..Dealt::default()
    };
    let mut reported_on = None;
    for act in &case.life.acts {
        match act.what {
            ActKind::ReportedDone => reported_on = Some(act.on),
            ActKind::Finished => dealt.done_on = reported_on.take().or(Some(act.on)),
            ActKind::Refused => reported_on = None,
            ActKind::Extended => dealt.extended_to = act.until.max(dealt.extended_to),
            ActKind::Reopened => (dealt.done_on, dealt.reopened_on, reported_on) = (None, Some(act.on), None),
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
        dealt.taken |= theirs && act.on >= case.opened_on;
    }
    dealt
}
