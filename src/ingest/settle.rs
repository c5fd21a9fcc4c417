//! When a file counts as arrived: once size, time and inode have been the same over a while. Takes what a folder shows and
//! the time that has passed; gives the files that are new and still. Remembers which it gave.

use super::folder::{Found, State};
use chrono::{DateTime, Duration, Utc};
use std::collections::HashMap;
use std::sync::Arc;

/// Files of one folder on their way, by name.
#[derive(Debug, Default)]
pub struct Settling {
    seen: HashMap<Arc<str>, Seen>,
}

#[derive(Debug, Clone, Copy)]
struct Seen {
    state: State,
    since: DateTime<Utc>,
    given: bool,
}

impl Settling {
    /// Files that have been the same for `still` and were not given before in this state. Forgets files that are gone.
    pub fn settled(&mut self, listed: &[Found], now: DateTime<Utc>, still: Duration) -> Vec<Found> {
        let mut ready = Vec::new();
        let mut next = HashMap::with_capacity(listed.len());
        for found in listed {
            let seen = match self.seen.get(&found.name) {
                Some(seen) if seen.state == found.state => *seen,
                _ => Seen { state: found.state, since: now, given: false },
            };
            let still_long_enough = now - seen.since >= still;
            if still_long_enough && !seen.given {
                ready.push(found.clone());
            }
            next.insert(found.name.clone(), Seen { given: seen.given || still_long_enough, ..seen });
        }
        self.seen = next;
        ready
    }

    /// Whether any file is still on its way.
    pub fn is_waiting(&self) -> bool {
        self.seen.values().any(|seen| !seen.given)
    }

    /// Gives a file once more at the next look: it could not be read this time.
    pub fn again(&mut self, found: &Found) {
        if let Some(seen) = self.seen.get_mut(&found.name) {
            seen.given = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(size: u64) -> Found {
        let folder = std::path::Path::new("inbox").into();
        Found { name: "a.csv".into(), folder, state: State { size, modified_ns: 0, inode: 7 } }
    }

    #[test]
    fn a_file_still_being_written_waits_and_then_comes_once() {
        let start = DateTime::<Utc>::UNIX_EPOCH;
        let second = Duration::seconds(1);
        let mut settling = Settling::default();
        assert!(settling.settled(&[found(10)], start, second * 2).is_empty());
        assert!(settling.settled(&[found(20)], start + second * 2, second * 2).is_empty(), "it grew");
        assert!(settling.is_waiting());
        assert_eq!(settling.settled(&[found(20)], start + second * 4, second * 2).len(), 1);
        assert!(settling.settled(&[found(20)], start + second * 9, second * 2).is_empty(), "only once");
        assert!(settling.settled(&[found(30)], start + second * 10, second * 2).is_empty(), "changed again");
        assert_eq!(settling.settled(&[found(30)], start + second * 12, second * 2).len(), 1);
    }
}
