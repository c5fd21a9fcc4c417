//! Routes: which matters climb another ladder than the rest.
//!
//! Takes what is known of a matter when it is opened; gives the first route it fits. A route without a condition fits all.

use super::Rung;
use unicode_normalization::UnicodeNormalization;

/// Matters that climb another ladder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// Which matters.
    pub when: When,
    /// The policy whose ladders they climb.
    pub policy: String,
    /// Its rungs for trouble with projects.
    pub project: Vec<Rung>,
    /// Its rungs for trouble with data.
    pub data: Vec<Rung>,
}

/// A condition: each list that is not empty must hold one of its words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct When {
    /// 确保, 力争
    pub class: Vec<String>,
    /// The project's category.
    pub category: Vec<String>,
    /// The rule's name: `stalled`.
    pub rule: Vec<String>,
    /// The responsible unit.
    pub unit: Vec<String>,
}

/// What is known of a matter when it is opened.
#[derive(Debug, Clone, Copy, Default)]
pub struct About<'a> {
    /// 确保, 力争
    pub class: Option<&'a str>,
    /// The project's category.
    pub category: Option<&'a str>,
    /// The rule's name.
    pub rule: &'a str,
    /// The responsible unit.
    pub unit: Option<&'a str>,
}

impl When {
    /// Whether a matter fits. Width and white space of words make no difference.
    pub fn fits(&self, about: &About<'_>) -> bool {
        let holds = |wanted: &[String], word: Option<&str>| {
            wanted.is_empty() || word.is_some_and(|word| wanted.iter().any(|w| plain(w) == plain(word)))
        };
        holds(&self.class, about.class)
            && holds(&self.category, about.category)
            && holds(&self.rule, Some(about.rule))
            && holds(&self.unit, about.unit)
    }
}

fn plain(text: &str) -> String {
    text.nfkc().filter(|c| !c.is_whitespace()).collect()
}
