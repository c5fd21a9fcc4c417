//! Who is told of what somebody asks for: 正当理由, 延期, that a reply be accepted, that an issue be taken as done.
//!
//! Takes a turn whose case has a request that nobody was told of; tells whoever can decide it, once. That is whom the policy
//! names (`approvers`), else the first rung with somebody above whoever asks, else the catch-all: what nobody can decide
//! would wait for ever. Who asks is never told of their own request. The ladder goes on meanwhile.

use super::Walk;
use crate::escalate::turn::Turn;
use crate::escalate::{Case, ChangeReason, ItemKind, Recipient};
use crate::pipeline::policy::Rung;

impl<'a> Walk<'a> {
    /// Tells of a request, where there is one of which nobody was told.
    pub(super) fn tell_of_request(&mut self, turn: &mut Turn, rungs: &'a [Rung]) {
        if !turn.case.state.is_live() || !turn.case.awaits_telling() {
            return;
        }
        let (number, deciders) = self.deciders(&turn.case, rungs);
        if deciders.is_empty() {
            return;
        }
        let today = self.as_of;
        if let Some(request) = &mut turn.case.life.pending {
            request.told_on = Some(today);
        }
        if turn.reasons.is_empty() {
            turn.reasons.push(ChangeReason::Updated);
        }
        for decider in deciders {
            let known = |told: &crate::escalate::Told| told.person == decider.person && told.rung == number;
            if !turn.case.told.iter().any(known) {
                let told = self.told(&decider, number);
                turn.case.life.deciders.push(told.person.clone());
                turn.case.told.push(told);
            }
            self.tell(turn, decider, number, ItemKind::Asked, rungs);
        }
    }

    /// Who can decide what is asked, and the rung on which they are told: always above whoever asks.
    fn deciders(&self, case: &Case, rungs: &'a [Rung]) -> (u32, Vec<Recipient>) {
        let above = case.asker_rung().max(1) + 1;
        let others = |found: Vec<Recipient>| -> Vec<Recipient> {
            found.into_iter().filter(|one| !case.is_asked_by(&one.person, &one.name)).collect()
        };
        let policy = self.matter.policy;
        let named = others(self.people.holders(policy.map_or(&[][..], |policy| &policy.approvers), case));
        if !named.is_empty() {
            return (above, named);
        }
        for (number, rung) in (above..).zip(rungs.get(above as usize - 1..).unwrap_or_default()) {
            let holders = others(self.people.holders(&rung.posts, case));
            if !holders.is_empty() {
                return (number, holders);
            }
        }
        let caught = others(self.people.holders(policy.map_or(&[][..], |policy| &policy.catch_all), case));
        let caught = if caught.is_empty() { self.matter.fallback.cloned().into_iter().collect() } else { caught };
        (above, caught)
    }
}
