//! The mass-red breaker: a run that would turn too much red, or write too many letters, is held for a person. Nearly always
//! it is a wrong file or a wrong column, and nobody should be blamed by it.
//!
//! Takes the standings before and after a run and its letters; says whether it is held and what it would have changed.
//! Never writes anything down and never lets a held run through.

use crate::assess::Standing;
use crate::base::grade::{Grade, Rollup};
use crate::pipeline::policy::Breaker;
use std::collections::BTreeMap;

/// Why a run is held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trip {
    /// In one English sentence, with the figures and the limits.
    pub why: String,
    /// Every subject that would change its grade, the reddened first: `P-012 南郊安置小区: on_track -> behind`.
    pub changes: Vec<String>,
}

/// Whether a run is held. `changed`: the standings that are new or other than before; a subject that was not judged before
/// cannot turn red.
pub fn trips(breaker: &Breaker, before: &[Standing], changed: &[Standing], letters: usize) -> Option<Trip> {
    let judged = before.iter().filter(|standing| is_judged(standing.grade)).count();
    let was: BTreeMap<&str, Grade> =
        before.iter().map(|standing| (standing.subject.as_str(), standing.grade)).collect();
    let mut changes: Vec<(bool, String)> = Vec::new();
    for now in changed {
        let Some(was) = was.get(now.subject.as_str()).copied().filter(|was| *was != now.grade) else { continue };
        let reddened = is_judged(was) && !is_red(was) && is_red(now.grade);
        changes.push((!reddened, format!("{} {}: {} -> {}", now.subject, now.name, was.name(), now.grade.name())));
    }
    changes.sort();
    let reddened = changes.iter().filter(|(others, _)| !others).count();
    let percent = breaker.red_percent as usize;
    let too_red = reddened >= breaker.red_least as usize && reddened * 100 > percent * judged;
    let too_many = breaker.letters > 0 && letters > breaker.letters as usize;
    let mut why = Vec::new();
    if too_red {
        why.push(format!("{reddened} of {judged} judged subjects would turn red (limit {percent} %)"));
    }
    if too_many {
        why.push(format!("{letters} letters would be written (limit {})", breaker.letters));
    }
    let changes = changes.into_iter().map(|(_, text)| text).collect();
    (!why.is_empty()).then(|| Trip { why: why.join("; "), changes })
}

fn is_red(grade: Grade) -> bool {
    grade.rollup() == Rollup::Behind
}

fn is_judged(grade: Grade) -> bool {
    matches!(grade.rollup(), Rollup::Completed | Rollup::OnSchedule | Rollup::Behind)
}
