//! What keeps letters about projects back: trouble with the project's own data, and weightier matters.
//!
//! Takes the cases as they are after a slot; says of each whether another one mutes it, and which. Never changes a case.

use super::turn::Turn;
use super::{Case, CaseState, Matter, WithheldReason};
use crate::assess::Rule;
use crate::base::grade::Grade;
use crate::pipeline::policy::{Ladder, Muted};
use std::collections::BTreeMap;

/// What keeps letters about projects back.
pub(super) struct Inhibitors {
    /// Subjects whose own data are in trouble, and the case that says so.
    trouble: BTreeMap<String, String>,
    /// What is broken, by subject.
    broken: BTreeMap<String, Vec<(Rule, String)>>,
}

impl Inhibitors {
    /// Those of the cases as they are after a slot.
    pub(super) fn after(turns: &[Turn]) -> Inhibitors {
        Inhibitors { trouble: data_trouble(turns), broken: broken(turns) }
    }

    /// The case that mutes another one, and why.
    pub(super) fn of(&self, case: &Case, matter: &Matter<'_>) -> Option<(WithheldReason, String)> {
        if case.rule.ladder() != Ladder::Project {
            return None;
        }
        if let Some(id) = self.trouble.get(&case.subject) {
            return Some((WithheldReason::InhibitedByData, id.clone()));
        }
        let parent = matter.kinds.get(&case.subject).and_then(|kind| kind.parent.as_deref());
        for inhibit in matter.policy.map_or(&[][..], |policy| &policy.inhibit) {
            let subject = match inhibit.of {
                Muted::Same => Some(case.subject.as_str()),
                Muted::Parts => parent.filter(|parent| *parent != case.subject),
            };
            let broken = subject.and_then(|subject| self.broken.get(subject)).into_iter().flatten();
            let mut weightier =
                broken.filter(|(rule, id)| *id != case.id && inhibit.mutes(rule.name(), case.rule.name()));
            if let Some((_, id)) = weightier.next() {
                return Some((WithheldReason::Inhibited, id.clone()));
            }
        }
        None
    }
}

/// Subjects whose own data are in trouble after this slot, with the case that says so. A whole file that is missing or
/// unreadable is not the trouble of one subject: the figures of earlier reports stand. Nor does a report that came late, or a
/// plan changed without approval, make the figures wrong: whoever moves a plan does not quiet the letters about it.
fn data_trouble(turns: &[Turn]) -> BTreeMap<String, String> {
    let of_subject = |case: &&Case| {
        let good_figures = matches!(
            case.rule,
            Rule::MissingFile | Rule::UnreadableFile | Rule::Stale | Rule::ReportedLate | Rule::UnapprovedChange
        );
        case.state.is_live() && case.rule.ladder() == Ladder::Data && !good_figures
    };
    // Walked backwards, so that the first rule names the trouble where there are several.
    let cases = turns.iter().rev().map(|turn| &turn.case).filter(of_subject);
    cases.map(|case| (case.subject.clone(), case.id.clone())).collect()
}

/// Project matters that are told, by subject: rule and case. What is silenced mutes nothing.
fn broken(turns: &[Turn]) -> BTreeMap<String, Vec<(Rule, String)>> {
    let mut broken: BTreeMap<String, Vec<(Rule, String)>> = BTreeMap::new();
    for case in turns.iter().map(|turn| &turn.case) {
        let told = case.state.is_live() && !matches!(case.state, CaseState::Silenced { .. });
        if told && case.grade > Grade::AtRisk && case.rule.ladder() == Ladder::Project {
            broken.entry(case.subject.clone()).or_default().push((case.rule, case.id.clone()));
        }
    }
    broken
}
