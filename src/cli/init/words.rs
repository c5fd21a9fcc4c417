//! What lists of projects call a column in other offices and languages, beside the usual headers. They are proposed only: what
//! a budget or a status is differs from office to office.

/// English.
mod english;

/// Other languages.
mod others;

/// Words that turn a meaning around.
mod turns;

use crate::pipeline::headers::normalise;
use english::ENGLISH;
use others::OTHERS;
use std::collections::BTreeMap;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;

/// A header that offices use, in the ways in which it is compared.
#[derive(Debug, Clone)]
pub struct Word {
    /// As written.
    pub written: &'static str,
    /// As headers are compared.
    pub form: String,
    /// Which of the words that turn a meaning around it has.
    pub turns: Vec<bool>,
}

impl Word {
    /// A header as it is compared.
    pub fn of(written: &'static str) -> Word {
        let form = form(written);
        Word { written, turns: turns(&form), form }
    }
}

/// A header as headers are compared, without accents: programs leave them out.
pub fn form(header: &str) -> String {
    plain(&normalise(header))
}

/// A text in lower case, Latin letters without their accents.
pub fn plain(text: &str) -> String {
    let bare = |c: char| std::iter::once(c).nfd().next().filter(char::is_ascii_alphabetic).unwrap_or(c);
    text.to_lowercase().nfc().map(bare).collect()
}

/// Which groups of words that turn a meaning around a header has; `form`: as headers are compared.
pub fn turns(form: &str) -> Vec<bool> {
    turns::TURNS.iter().map(|words| words.iter().any(|word| form.contains(word))).collect()
}

/// What offices call a column, beside its usual headers.
pub fn synonyms(column: &str) -> &'static [Word] {
    static WORDS: LazyLock<BTreeMap<&'static str, Vec<Word>>> = LazyLock::new(|| {
        let mut words: BTreeMap<&'static str, Vec<Word>> = BTreeMap::new();
        for (columns, called) in ENGLISH.iter().chain(OTHERS) {
            columns.iter().for_each(|column| words.entry(column).or_default().extend(called.split('|').map(Word::of)));
        }
        words
    });
    WORDS.get(column).map_or(&[], Vec::as_slice)
}

/// The columns that some office calls exactly so; `header`: one as headers are compared.
pub fn meanings(header: &str) -> &'static [&'static str] {
    static MEANINGS: LazyLock<BTreeMap<String, Vec<&'static str>>> = LazyLock::new(|| {
        let mut meanings: BTreeMap<String, Vec<&'static str>> = BTreeMap::new();
        for (columns, called) in ENGLISH.iter().chain(OTHERS) {
            called.split('|').for_each(|word| meanings.entry(form(word)).or_default().extend(*columns));
        }
        meanings
    });
    MEANINGS.get(header).map_or(&[], Vec::as_slice)
}
