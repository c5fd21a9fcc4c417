//! Trouble with data in English: the cell, what stands in it, why it was not taken and what to do.
//!
//! Takes the case of a row or a file that was not taken; gives sentences. What stands in cells stays as it was written.

use crate::assess::Rule;
use crate::escalate::Case;
use crate::letter::clean::{self, NAME, SENTENCE};
use crate::tidy::words::{self, Word};

/// Whether a rule is about what could not be taken.
pub fn knows(rule: Rule) -> bool {
    matches!(rule, Rule::Unreadable | Rule::UnknownProject | Rule::UnreadableFile)
}

/// What is wrong, and what to do.
pub fn what(case: &Case) -> String {
    let (word, text) = word_and_text(case);
    let why = word.map_or("it did not pass the checks", |word| word.en);
    let fix = word.map(|word| word.fix_en).filter(|fix| !fix.is_empty());
    let fix = fix.map(|fix| format!(" To do: {fix}.")).unwrap_or_default();
    if case.rule == Rule::UnreadableFile {
        let file = case.place.as_ref().map(|place| clean::line(&place.file, NAME)).unwrap_or_default();
        return match text.is_empty() {
            true => format!("the file “{file}” was not taken: {why}.{fix}"),
            false => format!("the file “{file}” was not taken: {text}."), // which says what to do, too
        };
    }
    let cell = case.place.as_ref().and_then(|place| place.cell.as_deref()).map(|cell| clean::line(cell, 12));
    let at = cell.map(|cell| format!("{cell}: ")).unwrap_or_default();
    let written = if text.is_empty() { String::new() } else { format!(" (“{text}”)") };
    let kept = case.figures.reported_as_of.map(|day| format!("; the figures of {day} stand")).unwrap_or_default();
    let near = case.figures.near.as_deref().map(|near| clean::line(near, SENTENCE));
    let near = near.map(|near| format!(" It may be: {near}; nothing was taken for it.")).unwrap_or_default();
    format!("{at}{why}{written}; the row was not taken{kept}.{near}{fix}")
}

/// The stable word before the colon, and what was written or said.
fn word_and_text(case: &Case) -> (Option<&'static Word>, String) {
    let text = case.figures.text.as_deref().unwrap_or_default();
    let (word, rest) = text.split_once(':').unwrap_or((text, ""));
    let of = |word: &str| match case.rule {
        Rule::UnreadableFile => words::of_file(word).or_else(|| words::of(word)),
        _ => words::of(word),
    };
    match (of(word.trim()), case.rule) {
        (Some(word), _) => (Some(word), clean::line(rest, SENTENCE)),
        (None, Rule::UnknownProject) => (words::of("unknown_project"), clean::line(text, SENTENCE)),
        (None, _) => (None, clean::line(text, SENTENCE)),
    }
}
