//! Two timelines beside each other: what only one of them writes, letters by person, how far up cases came.

use crate::daemon::play::{Line, Timeline};
use crate::escalate::ItemKind;
use chrono::NaiveDate;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What differs.
#[derive(Debug, Serialize)]
pub struct Difference {
    /// The two ladders; `now` where one stands against what the pipeline has.
    pub names: [String; 2],
    /// Letters of each.
    pub letters: [usize; 2],
    /// Lines that only the first one writes, and lines that only the second one writes.
    pub only: [Vec<Line>; 2],
    /// Lines that both write.
    pub both: usize,
    /// Lines by person's name and role.
    pub people: BTreeMap<String, [usize; 2]>,
    /// Cases that came so far and no further, by rung.
    pub depth: BTreeMap<u32, [usize; 2]>,
}

/// The same line: on the same day, to the same person, of the same case, for the same reason.
fn key(line: &Line) -> (NaiveDate, &str, &str, ItemKind) {
    (line.on, &line.person, &line.case, line.kind)
}

impl Difference {
    /// What the first ladder does otherwise than the second.
    pub fn of(first: &Timeline, second: &Timeline) -> Difference {
        let only = |mine: &Timeline, other: &Timeline| -> Vec<Line> {
            let theirs: BTreeSet<_> = other.lines.iter().map(key).collect();
            mine.lines.iter().filter(|line| !theirs.contains(&key(line))).cloned().collect()
        };
        let only = [only(first, second), only(second, first)];
        let mut people: BTreeMap<String, [usize; 2]> = BTreeMap::new();
        let mut depth: BTreeMap<u32, [usize; 2]> = BTreeMap::new();
        for (side, timeline) in [first, second].into_iter().enumerate() {
            let letters: BTreeSet<(NaiveDate, String)> =
                timeline.lines.iter().map(|line| (line.on, format!("{}（{}）", line.name, line.role))).collect();
            for (_, person) in letters {
                people.entry(person).or_default()[side] += 1;
            }
            for rung in timeline.highest.values() {
                depth.entry(*rung).or_default()[side] += 1;
            }
        }
        Difference {
            names: [first.policy.clone(), second.policy.clone()],
            letters: [first.letters, second.letters],
            both: first.lines.len() - only[0].len(),
            only,
            people,
            depth,
        }
    }
}
