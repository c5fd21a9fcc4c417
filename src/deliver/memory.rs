//! A channel for tests: takes letters, keeps those that were handed over, answers on script. Never reaches outside.

use crate::letter::outgoing::{Outcome, Outgoing};
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Keeps letters in memory. Clones share what they keep.
#[derive(Debug, Clone, Default)]
pub struct MemoryChannel {
    desk: Arc<Mutex<Desk>>,
}

#[derive(Debug, Default)]
struct Desk {
    kept: Vec<Outgoing>,
    tries: u64,
    next: VecDeque<Outcome>,
    people: BTreeMap<String, Outcome>,
}

impl MemoryChannel {
    /// An empty channel that takes everything.
    pub fn new() -> MemoryChannel {
        MemoryChannel::default()
    }

    /// The next tries answer these, in order; after them everything is taken again.
    pub fn answer_next(&self, outcomes: impl IntoIterator<Item = Outcome>) {
        self.desk().next.extend(outcomes);
    }

    /// Every try for this person answers so, until [`MemoryChannel::forgive`].
    pub fn answer_person(&self, person: &str, outcome: Outcome) {
        self.desk().people.insert(person.to_owned(), outcome);
    }

    /// Forgets all scripted answers.
    pub fn forgive(&self) {
        let mut desk = self.desk();
        desk.next.clear();
        desk.people.clear();
    }

    /// What was handed over so far, in order. A letter whose last answer was "lost" (`Unknown`) is among them: the
    /// hard case for whoever counts duplicates.
    pub fn kept(&self) -> Vec<Outgoing> {
        self.desk().kept.clone()
    }

    /// How often anything was tried.
    pub fn tries(&self) -> u64 {
        self.desk().tries
    }

    /// Tries one letter once.
    pub fn send(&self, letter: &Outgoing) -> Outcome {
        let mut desk = self.desk();
        desk.tries += 1;
        let scripted = desk.next.pop_front().or_else(|| desk.people.get(&letter.person).cloned());
        let outcome = scripted.unwrap_or_else(|| Outcome::Sent { answer: "kept in memory".to_owned() });
        if matches!(outcome, Outcome::Sent { .. } | Outcome::Unknown { .. }) {
            desk.kept.push(letter.clone());
        }
        outcome
    }

    /// A poisoned lock only means that a test panicked elsewhere; what is kept is still whole.
    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
