//! What the daemon knows of itself. The daemon notes here that it lives, what it lacks and what troubles it; the pages
//! read it without asking anybody. Never holds an address or a secret: whoever can reach the port can read it.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Signs of life. Shared by [`std::sync::Arc`]; every method takes `&self` and waits for nothing.
#[derive(Debug)]
pub struct Vitals {
    /// A monotonic clock: setting the wall clock must not make the daemon look dead, or alive.
    born: Instant,
    /// Milliseconds after `born`, plus one; 0 before the first.
    last_tick: AtomicU64,
    notes: Mutex<Notes>,
}

#[derive(Debug, Default)]
struct Notes {
    /// What must come before the daemon is ready, by part.
    lacks: BTreeMap<String, String>,
    /// What a person has to look at, by part.
    troubles: BTreeMap<String, String>,
}

impl Default for Vitals {
    fn default() -> Vitals {
        Vitals::new()
    }
}

impl Vitals {
    /// Just born: no tick yet, and not ready until [`Vitals::has`]`("start")`.
    pub fn new() -> Vitals {
        let vitals = Vitals { born: Instant::now(), last_tick: AtomicU64::new(0), notes: Mutex::default() };
        vitals.lacks("start", "the daemon is starting");
        vitals
    }

    /// The main loop came round.
    pub fn tick(&self) {
        self.last_tick.store(self.age() + 1, Ordering::Relaxed);
    }

    /// Whether the main loop came round within `longest`. A daemon that has just been born is given as long for its
    /// first tick. The error says how long ago it was.
    pub fn alive(&self, longest: Duration) -> Result<(), String> {
        let last = self.last_tick.load(Ordering::Relaxed).saturating_sub(1);
        let silent = Duration::from_millis(self.age().saturating_sub(last));
        if silent <= longest {
            return Ok(());
        }
        Err(format!("the main loop has not come round for {} s, {} s are allowed", silent.as_secs(), longest.as_secs()))
    }

    /// A part that is needed is missing: `lacks("store", "…")`. Not ready until [`Vitals::has`].
    pub fn lacks(&self, part: &str, why: &str) {
        self.notes().lacks.insert(part.to_owned(), why.to_owned());
    }

    /// The part is there (again).
    pub fn has(&self, part: &str) {
        self.notes().lacks.remove(part);
    }

    /// Whether nothing is missing. The error names all that is.
    pub fn ready(&self) -> Result<(), String> {
        let lacks = &self.notes().lacks;
        if lacks.is_empty() {
            return Ok(());
        }
        let named: Vec<String> = lacks.iter().map(|(part, why)| format!("{part}: {why}")).collect();
        Err(named.join("; "))
    }

    /// Something a person has to look at, though the daemon goes on: `raise("mail", "configuration: 535 …")`.
    pub fn raise(&self, part: &str, why: &str) {
        self.notes().troubles.insert(part.to_owned(), why.to_owned());
        metrics::gauge!("duban_trouble", "part" => part.to_owned()).set(1.0);
    }

    /// The trouble is over.
    pub fn clear(&self, part: &str) {
        if self.notes().troubles.remove(part).is_some() {
            metrics::gauge!("duban_trouble", "part" => part.to_owned()).set(0.0);
        }
    }

    /// What a person has to look at, by part.
    pub fn troubles(&self) -> BTreeMap<String, String> {
        self.notes().troubles.clone()
    }

    /// Milliseconds since birth; a daemon does not live long enough to overflow it.
    fn age(&self) -> u64 {
        u64::try_from(self.born.elapsed().as_millis()).unwrap_or(u64::MAX - 1)
    }

    /// Nothing panics while holding the lock.
    fn notes(&self) -> MutexGuard<'_, Notes> {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
