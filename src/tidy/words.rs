//! Every stable word of reading, as people are told it: why a row was refused, what a note means, why a file could not be
//! read, and how to correct it. One table, read by letters, receipts, previews and pages.
//!
//! Takes a stable word; gives sentences in English and Chinese. Holds no figures: what was written, and where, stands
//! beside it.

/// Why rows are refused.
mod rejects;

/// What notes mean.
mod notes;

/// What is said of lists that change.
mod lists;

/// What is said of tables of periods.
mod series;

/// What is said of units.
mod units;

/// Why whole files cannot be taken.
mod files;

/// What the run log says in English, in Chinese.
pub mod said;

use super::RejectReason;

/// One stable word and what it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word {
    /// The stable word, as it stands in SQL and JSON.
    pub name: &'static str,
    /// What is wrong or worth knowing, in English: a fragment in lower case.
    pub en: &'static str,
    /// The same in Chinese, without a full stop.
    pub zh: &'static str,
    /// How to correct it, in English; empty where nothing is to be done.
    pub fix_en: &'static str,
    /// The same in Chinese.
    pub fix_zh: &'static str,
}

const fn word(
    name: &'static str,
    en: &'static str,
    zh: &'static str,
    fix_en: &'static str,
    fix_zh: &'static str,
) -> Word {
    Word { name, en, zh, fix_en, fix_zh }
}

/// What notes mean, by what they are of.
const NOTES: [&[Word]; 4] = [notes::WORDS, series::WORDS, lists::WORDS, units::WORDS];

/// Why a row was refused. Every reason has a word; a test keeps it so.
pub fn of_reject(reason: RejectReason) -> &'static Word {
    find(rejects::WORDS, reason.name()).unwrap_or(&UNKNOWN)
}

/// What a note means, by its kind. A check that only warns has the word of the refusal it would have been.
pub fn of_note(kind: &str) -> Option<&'static Word> {
    NOTES.iter().chain(&[rejects::WORDS, files::WORDS]).find_map(|words| find(words, kind))
}

/// Why a file could not be taken, by its kind.
pub fn of_file(kind: &str) -> Option<&'static Word> {
    find(files::WORDS, kind)
}

/// Any stable word of reading: of a row first, then of a file, then of a note.
pub fn of(name: &str) -> Option<&'static Word> {
    find(rejects::WORDS, name).or_else(|| of_file(name)).or_else(|| of_note(name))
}

const UNKNOWN: Word = word(
    "unknown",
    "the row did not pass the checks",
    "未通过校验",
    "look at the cell and send the file again",
    "请核对该单元格后重新报送",
);

fn find(words: &'static [Word], name: &str) -> Option<&'static Word> {
    words.iter().find(|word| word.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_reason_has_its_word() {
        for reason in RejectReason::ALL {
            assert_eq!(of_reject(reason).name, reason.name());
            assert_eq!(serde_json::to_value(reason).unwrap(), reason.name());
        }
        assert_eq!(rejects::WORDS.len(), RejectReason::ALL.len(), "a word without a reason");
    }

    #[test]
    fn every_word_is_said_once_in_both_languages_without_a_full_stop() {
        let mut names = BTreeSet::new();
        for word in NOTES.iter().chain(&[rejects::WORDS, files::WORDS]).copied().flatten() {
            assert!(names.insert(word.name), "{} is there twice", word.name);
            for text in [word.en, word.zh, word.fix_en, word.fix_zh] {
                assert!(!text.ends_with(['.', '。']), "{}: {text}", word.name);
            }
            assert!(!word.en.is_empty() && !word.zh.is_empty(), "{}", word.name);
            assert_eq!(word.fix_en.is_empty(), word.fix_zh.is_empty(), "{}", word.name);
            assert!(word.en.is_ascii() && !word.zh.is_ascii(), "{}", word.name);
        }
    }
}
