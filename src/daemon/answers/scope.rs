//! Whether a token that was found right still holds for its case, and how a claim is known again.

use crate::base::id::{self, sha256_hex};
use crate::base::token::{Action, Claim};
use crate::escalate::{Case, CaseState, People};
use crate::pipeline::policy::Post;
use chrono::NaiveDate;

/// Why nothing can be done with a right token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Bar {
    /// The case was settled since.
    Settled,
    /// The case was opened again since the letter was written.
    Reopened,
    /// The person holds no post any more.
    NoPost,
    /// The person was not told of the case on that rung.
    NotTold,
    /// The case has climbed above the person, who can no longer hold it up.
    Climbed,
    /// Nothing waits for a decision, or not for this person's.
    NothingToDecide,
}

/// What one answer is known by, however often it is sent and with whatever key it was sealed.
pub(super) fn hash_of(claim: &Claim) -> Option<String> {
    Some(sha256_hex(format!("link {}", claim.unsealed()?).as_bytes()))
}

/// Whether the claim still holds for the case.
pub(super) fn bar(claim: &Claim, case: &Case, posts: &[Post], people: &People<'_>) -> Option<Bar> {
    let told = who_was_told(claim, case, people);
    if case.opened_on > claim.issued || told.is_some_and(|on| on > claim.issued) {
        return Some(Bar::Reopened);
    }
    if matches!(case.state, CaseState::Resolved { .. } | CaseState::Closed { .. }) {
        return Some(Bar::Settled);
    }
    if !posts.iter().any(|post| id::person(&post.address) == claim.person) {
        return Some(Bar::NoPost);
    }
    if told.is_none() {
        return Some(Bar::NotTold);
    }
    match claim.action {
        Action::Acknowledge if case.rung > claim.rung => Some(Bar::Climbed),
        Action::Decide if !case.may_decide(&claim.person, claim.rung) => Some(Bar::NothingToDecide),
        _ => None,
    }
}

/// The day on which the claim's person was told on its rung, or somebody in whose place that person stands now.
fn who_was_told(claim: &Claim, case: &Case, people: &People<'_>) -> Option<NaiveDate> {
    let on_rung = case.told.iter().filter(|told| told.rung == claim.rung);
    let mine = on_rung.filter(|told| {
        told.person == claim.person || people.reach(told).iter().any(|heir| heir.person == claim.person)
    });
    mine.map(|told| told.on).min()
}
