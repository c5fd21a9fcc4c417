//! What somebody asks for is told, once, to whoever can decide it, whatever else becomes of the matter on that day.

use super::ladder::{Desk, Known};
use super::up::rungs;
use super::world::OWN;
use duban::escalate::ItemKind;

impl Desk<'_> {
    /// The posts that the policy names; else the first rung above whoever asks with somebody else on it; else whoever gets
    /// what nobody has.
    pub fn ask(&mut self, case: &mut Known) {
        let Some((_, by, _, false)) = case.pending.clone() else { return };
        let others = |mut found: Vec<(String, String, String)>| {
            found.retain(|(person, ..)| *person != by);
            found
        };
        let asker = case.told.iter().filter(|told| told.0 == by).map(|told| told.3).max().unwrap_or(0);
        let (mut number, subject) = (asker.max(1) + 1, self.key.0);
        let mut deciders = others(self.w.holders(&self.w.policy.approvers, subject));
        if deciders.is_empty() {
            let rungs = rungs(case, self.key, self.w);
            let held = (number..=rungs.len()).map(|n| (n, others(self.w.holders(&rungs[n - 1].posts, subject))));
            if let Some((n, held)) = held.into_iter().find(|(_, held)| !held.is_empty()) {
                (number, deciders) = (n, held);
            }
        }
        if deciders.is_empty() {
            deciders = others(self.w.holders(&self.w.policy.catch_all, subject));
        }
        if deciders.is_empty() {
            deciders = vec![(OWN.to_string(), OWN.to_string(), OWN.to_string())];
        }
        if let Some((.., told)) = &mut case.pending {
            *told = true;
        }
        for (person, role, scope) in deciders {
            if !case.told.iter().any(|told| told.0 == person && told.3 == number) {
                case.deciders.push(person.clone());
                case.told.push((person.clone(), role, scope, number, self.w.today));
            }
            self.write(case, person, number, ItemKind::Asked);
        }
    }
}
