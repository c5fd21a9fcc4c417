//! What was judged. Absence is not recovery: a case may only be resolved when this says that its rule was asked and answered.
//!
//! Takes which projects of the board a rule was asked of, and single pairs; answers whether a pair was judged. A rule keeps one
//! yes or no per project: a million projects times a dozen rules are not twelve million texts.

use super::Rule;
use polars::prelude::{BooleanChunked, StringChunked};
use std::collections::{BTreeMap, BTreeSet};

/// What was judged.
#[derive(Debug, Clone, Default)]
pub struct Judged {
    /// Pairs judged on evidence, beside those of the board.
    pub pairs: BTreeSet<(String, Rule)>,
    /// Rules that were asked of every subject there is.
    pub of_all: BTreeSet<Rule>,
    /// The subjects of the board, sorted.
    subjects: StringChunked,
    /// By rule, which of them it was asked of.
    asked: BTreeMap<Rule, BooleanChunked>,
}

impl Judged {
    /// Nothing yet, of the subjects of a board, which are sorted.
    pub fn of(subjects: StringChunked) -> Judged {
        Judged { subjects, ..Judged::default() }
    }

    /// Whether this pair was judged.
    pub fn contains(&self, subject: &str, rule: Rule) -> bool {
        self.of_all.contains(&rule)
            || self.asked.get(&rule).is_some_and(|asked| self.row(subject).and_then(|row| asked.get(row)) == Some(true))
            || self.pairs.contains(&(subject.to_string(), rule))
    }

    /// A rule was asked of these rows of the board.
    pub fn add(&mut self, rule: Rule, asked: BooleanChunked) {
        self.asked.insert(rule, asked);
    }

    /// Every pair, whichever way it is kept.
    fn all(&self) -> BTreeSet<(&str, Rule)> {
        let pairs = self.pairs.iter().map(|(subject, rule)| (subject.as_str(), *rule));
        let asked = self.asked.iter().flat_map(|(rule, asked)| {
            let rows = self.subjects.iter().zip(asked.iter());
            rows.filter_map(|(subject, asked)| subject.filter(|_| asked == Some(true)).map(|subject| (subject, *rule)))
        });
        pairs.chain(asked).collect()
    }

    fn row(&self, subject: &str) -> Option<usize> {
        let (mut from, mut until) = (0, self.subjects.len());
        while from < until {
            let middle = from + (until - from) / 2;
            match self.subjects.get(middle).map(|found| found.cmp(subject)) {
                Some(std::cmp::Ordering::Equal) => return Some(middle),
                Some(std::cmp::Ordering::Greater) => until = middle,
                _ => from = middle + 1,
            }
        }
        None
    }
}

impl PartialEq for Judged {
    fn eq(&self, other: &Judged) -> bool {
        self.of_all == other.of_all && self.all() == other.all()
    }
}

impl Eq for Judged {}
