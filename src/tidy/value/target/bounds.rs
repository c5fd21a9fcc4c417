//! Which way a figure of a target text binds: a small grammar of signs, words and negations around it.
//!
//! Takes the characters of a clause and the place of its figure; gives the bound, or says that it is not understood. Right
//! beside the figure stands a sign (≤), a word (控制在, 封顶) or a comparison with or without a negation (超过, 不得超过).
//! What else is left of the clause may be about anything, but it may not deny, compare or limit: a clause with such a word
//! that stands elsewhere is not understood, and never "at least" for want of a better reading.

/// The words.
mod table;

use super::words::{self as said, Change};
use table::{
    ABOVE, BEHIND, BELOW, DENIALS, DIRECTED, FIXED, HARMLESS, LEVELS, PARTICLES, SIGNS, UNDIRECTED, fell_to, is_sign,
    longest, words,
};

pub use table::Bound;

/// What was understood of the words around a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Understood {
    /// Which way it binds; nothing where nothing says so.
    pub bound: Option<Bound>,
    /// What its figure is a change of; nothing where it is what is arrived at (降到3%).
    pub change: Option<Change>,
}

/// The words before a figure.
struct Before<'a> {
    bound: Option<Bound>,
    /// 控制在: says at most, unless another word says more.
    is_weak: bool,
    is_level: bool,
    rest: &'a str,
}

/// Reads what stands before and behind a figure, each without the figure. Nothing where it is not understood.
pub fn read(before: &str, behind: &str) -> Option<Understood> {
    let first = words_before(before)?;
    let (second, rest) = words_behind(behind)?;
    let (change, left) = if first.is_level { (None, first.rest) } else { said::change(first.rest) };
    if denies(left) || denies(rest) || bounds_at_its_end(rest) {
        return None;
    }
    let bound = match (first.bound, second) {
        (Some(one), Some(other)) if first.is_weak => Some(if other == Bound::About { one } else { other }),
        (Some(one), Some(other)) => Some(one).filter(|_| one.agrees(other) || other == Bound::About),
        (one, other) => one.or(other),
    };
    if first.bound.is_some() && bound.is_none() {
        return None; // 不低于95%以内
    }
    // 守住3%红线, 稳定在3%: which way depends on what is spoken of.
    let undirected = UNDIRECTED.iter().any(|word| rest.trim_start().starts_with(word))
        || LEVELS.iter().any(|word| before.trim_end().ends_with(word));
    if undirected && bound.is_none() {
        return None;
    }
    let grows = change.is_none() && !first.is_level && said::grows_behind(behind);
    Some(Understood { bound, change: if grows { Some(Change::Rise) } else { change } })
}

/// All words that bind right before the figure: 最高不得超过 are two that agree.
fn words_before(text: &str) -> Option<Before<'_>> {
    let (text, sign) = sign_at_the_end(text)?;
    let mut found = Before { bound: sign, is_weak: false, is_level: false, rest: text };
    while let Some(word) = one_before(found.rest)? {
        let bound = match (found.bound, word.bound) {
            (None, bound) => bound,
            (Some(one), Some(other)) if found.is_weak => Some(if other == Bound::About { one } else { other }),
            (Some(one), Some(_)) if word.is_weak => Some(one),
            (Some(one), Some(other)) if one.agrees(other) => Some(one),
            _ => return None,
        };
        found = Before { bound, is_level: found.is_level || word.is_level, ..word };
    }
    Some(found)
}

/// The sign that a text ends with, blanks inside it or not: ≤, < =. One that is not known is not understood.
fn sign_at_the_end(text: &str) -> Option<(&str, Option<Bound>)> {
    let text = text.trim_end().trim_end_matches('(').trim_end();
    let rest = text.trim_end_matches(|c: char| is_sign(c) || c.is_whitespace());
    let sign: String = text.get(rest.len()..)?.chars().filter(|c| !c.is_whitespace()).collect();
    if sign.is_empty() {
        return Some((text, None));
    }
    let (_, bound) = SIGNS.iter().find(|(known, _)| *known == sign)?;
    Some((rest, Some(*bound)))
}

/// One word at the end of a text. The outer nothing: one that is not understood; the inner: none at all.
fn one_before(text: &str) -> Option<Option<Before<'_>>> {
    let mut rest = text.trim_end();
    loop {
        if let Some(word) = word_at_the_end(rest)? {
            return Some(Some(word));
        }
        let Some(shorter) = PARTICLES.iter().find_map(|particle| rest.strip_suffix(particle)) else {
            return Some(None);
        };
        rest = shorter.trim_end();
    }
}

fn word_at_the_end(text: &str) -> Option<Option<Before<'_>>> {
    let compared = comparison(text)?;
    let fixed = longest(FIXED, |word| ends(text, word));
    let fixed = fixed.and_then(|(word, said)| Some((text.strip_suffix(word)?.trim_end(), said)));
    let fell = fell_to(text);
    let word = |rest, bound, is_weak, is_level| Before { bound: Some(bound), is_weak, is_level, rest };
    let all = [
        compared.map(|(rest, bound)| word(rest, bound, false, false)),
        fixed.map(|(rest, (bound, is_weak))| word(rest, bound, is_weak, false)),
        fell.map(|rest| word(rest, Bound::AtMost, false, true)),
    ];
    let Some(found) = all.into_iter().flatten().min_by_key(|word| word.rest.len()) else { return Some(None) };
    // 不封顶 says that nothing binds.
    if denial(found.rest).is_some() { None } else { Some(Some(found)) }
}

/// 超过, 不得超过, 小于等于, 达到或超过, no less than: what is before it, and how it binds.
fn comparison(text: &str) -> Option<Option<(&str, Bound)>> {
    let (text, equals) = match ["等于", "or equal to", "equal to"].iter().find_map(|word| text.strip_suffix(word)) {
        Some(rest) => (rest.trim_end().trim_end_matches(['或', '/', '、']).trim_end(), true),
        None => (text, false),
    };
    let side = |list: &'static str| {
        let word = words(list).filter(|word| ends(text, word)).max_by_key(|word| word.len())?;
        text.strip_suffix(word).map(str::trim_end)
    };
    let (above, below) = (side(ABOVE), side(BELOW));
    let (rest, is_above) = match (above, below) {
        (Some(above), Some(below)) if below.len() < above.len() => (below, false),
        (Some(above), _) => (above, true),
        (None, Some(below)) => (below, false),
        (None, None) if equals => return Some(Some((text, Bound::Exactly))),
        (None, None) => return Some(None),
    };
    let (rest, equals) = match rest.strip_suffix('或').or_else(|| rest.strip_suffix('/')) {
        // 达到或超过; 高于或低于 is not understood.
        Some(before) => (["达到", "等于", "持平"].iter().find_map(|word| before.strip_suffix(word))?, true),
        None => (rest, equals),
    };
    let bound = match (is_above, equals) {
        (true, false) => Bound::MoreThan,
        (true, true) => Bound::AtLeast,
        (false, false) => Bound::LessThan,
        (false, true) => Bound::AtMost,
    };
    Some(Some(match denial(rest) {
        Some(rest) => (rest, bound.denied()),
        None => (rest, bound),
    }))
}

/// The text before the denial that it ends with: 不得, 严禁, not to.
fn denial(text: &str) -> Option<&str> {
    let text = text.trim_end();
    let word = words(DENIALS).filter(|word| ends(text, word)).max_by_key(|word| word.len())?;
    text.strip_suffix(word).map(str::trim_end)
}

/// Whether a text ends with a word; a Latin word stands by itself.
fn ends(text: &str, word: &str) -> bool {
    let Some(rest) = text.strip_suffix(word) else { return false };
    let is_latin = word.starts_with(|c: char| c.is_ascii_alphabetic());
    // 期限 and 年限 are how long, not how much.
    let is_noun = word == "限" && rest.ends_with(['年', '期', '权', '有', '无', '极', '局', '界']);
    !(is_noun || is_latin && rest.ends_with(|c: char| c.is_ascii_alphanumeric()))
}

/// What stands right behind the figure, and what follows that.
fn words_behind(text: &str) -> Option<(Option<Bound>, &str)> {
    let text = text.trim_start();
    let (text, kept) = with_the_figure(text);
    let rest = text.trim_start_matches(|c: char| is_sign(c) || c.is_whitespace());
    let sign: String = text.get(..text.len() - rest.len())?.chars().filter(|c| !c.is_whitespace()).collect();
    if !sign.is_empty() {
        // 3%≥x, read from the other side; a sign with nothing behind it says nothing.
        let (_, bound) = SIGNS.iter().find(|(known, _)| *known == sign)?;
        return rest.starts_with(char::is_alphabetic).then_some((Some(bound.seen_from_behind()), rest));
    }
    if let Some(rest) = text.strip_prefix('+') {
        return rest.trim().is_empty().then_some((Some(Bound::AtLeast), rest));
    }
    let begins = |word: &str| {
        // 5家内资企业: the counted things, and no bound.
        let is_noun = |rest: &str| word == "内" && rest.starts_with(table::INSIDE_OF);
        let goes_on = |rest: &str| word.is_ascii() && rest.starts_with(|c: char| c.is_ascii_alphabetic());
        text.strip_prefix(word).is_some_and(|rest| !is_noun(rest) && !goes_on(rest))
    };
    let Some((word, bound)) = longest(BEHIND, begins) else { return Some((None, text)) };
    let rest = text.strip_prefix(word)?;
    let (rest, after) = with_the_figure(rest.trim_start());
    let bound = if kept.or(after) == Some(false) { bound.without_the_figure() } else { bound };
    Some((Some(bound), rest))
}

/// (含), (不含): whether the figure itself is meant.
fn with_the_figure(text: &str) -> (&str, Option<bool>) {
    let said = table::INCLUDED.iter().find_map(|(word, is_in)| Some((text.strip_prefix(word)?.trim_start(), *is_in)));
    said.map_or((text, None), |(rest, is_in)| (rest, Some(is_in)))
}

/// Whether a text denies, compares or limits something, whatever that is.
fn denies(text: &str) -> bool {
    let mut text = text.to_string();
    for word in words(HARMLESS) {
        if text.contains(word) {
            text = text.replace(word, " ");
        }
    }
    let stands_alone = |at: usize, word: &str| {
        let before = text.get(..at).and_then(|t| t.chars().next_back());
        let behind = text.get(at + word.len()..).and_then(|t| t.chars().next());
        let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        !word.is_ascii() || !latin(before) && !latin(behind)
    };
    text.contains(is_sign) || words(DIRECTED).any(|word| text.match_indices(word).any(|(at, _)| stands_alone(at, word)))
}

/// 20个项目以内: a bound at the end of a clause is one of its figure, but not right behind it. 亿元以上项目 is none.
fn bounds_at_its_end(text: &str) -> bool {
    BEHIND.iter().flat_map(|(list, _)| words(list)).filter(|word| !word.is_ascii()).any(|word| {
        let mut found = text.match_indices(word);
        let is_last = |at: usize| {
            let rest = text.get(at + word.len()..).unwrap_or("");
            !rest.starts_with(char::is_alphanumeric) || rest.starts_with("完成") || rest.starts_with("办结")
        };
        // 区内, 年内 and the like are places and times.
        let is_place = |at: usize| {
            let before = text.get(..at).and_then(|t| t.chars().next_back());
            word == "内" && before.is_some_and(|c| table::INSIDE.contains(c))
        };
        found.any(|(at, _)| is_last(at) && !is_place(at))
    })
}
