//! What was judged. Absence is not recovery: a case may only be resolved when this says that its rule was asked and answered.
//!
//! Takes columns of subjects as the board has them, and single pairs; answers whether a pair was judged. A column is kept as it
//! is: a million projects times a dozen rules are not twelve million texts.

use super::Rule;
use polars::prelude::StringChunked;
use std::collections::{BTreeMap, BTreeSet};

/// What was judged.
#[derive(Debug, Clone, Default)]
pub struct Judged {
    /// Pairs judged on evidence, beside those of `columns`.
    pub pairs: BTreeSet<(String, Rule)>,
    /// Rules that were asked of every subject there is.
    pub of_all: BTreeSet<Rule>,
    /// By rule, the subjects it was asked of, sorted.
    columns: BTreeMap<Rule, StringChunked>,
}

impl Judged {
    /// Whether this pair was judged.
    pub fn contains(&self, subject: &str, rule: Rule) -> bool {
        self.of_all.contains(&rule)
            || self.columns.get(&rule).is_some_and(|column| holds(column, subject))
            || self.pairs.contains(&(subject.to_string(), rule))
    }

    /// A rule was asked of these subjects, which are sorted.
    pub fn add(&mut self, rule: Rule, subjects: StringChunked) {
        self.columns.insert(rule, subjects);
    }

    /// Every pair, whichever way it is kept.
    fn all(&self) -> BTreeSet<(&str, Rule)> {
        let pairs = self.pairs.iter().map(|(subject, rule)| (subject.as_str(), *rule));
        let columns = self.columns.iter().flat_map(|(rule, column)| column.iter().flatten().map(|s| (s, *rule)));
        pairs.chain(columns).collect()
    }
}

impl PartialEq for Judged {
    fn eq(&self, other: &Judged) -> bool {
        self.of_all == other.of_all && self.all() == other.all()
    }
}

impl Eq for Judged {}

fn holds(sorted: &StringChunked, subject: &str) -> bool {
    let (mut from, mut until) = (0, sorted.len());
    while from < until {
        let middle = from + (until - from) / 2;
        match sorted.get(middle).map(|found| found.cmp(subject)) {
            Some(std::cmp::Ordering::Equal) => return true,
            Some(std::cmp::Ordering::Greater) => until = middle,
            _ => from = middle + 1,
        }
    }
    false
}
