//! Words that stand with a unit in a bracket and are part of what is measured: 年末人口（男，万人）, GDP (constant 2015 US$).
//!
//! Takes a name as written and what is left of it without its unit; gives it with such words in brackets. The unit itself, words that
//! only introduce it (Figures in, 单位：) and times are none of them.

use super::unit_line;
use crate::base::amount::Wording;
use crate::pipeline::headers::phrase;
use crate::tidy::find::line;
use crate::tidy::wide::label::{self, Beside};
use unicode_normalization::UnicodeNormalization;

/// Words for prices before a currency.
const PRICES: &[&str] =
    &["current", "constant", "chained", "real", "nominal", "ppp", "int'l", "international", "prices", "price"];

/// A name without its unit, with what stands beside that in its bracket.
pub fn kept(name: &str, base: String) -> String {
    let folded: String = name.trim().nfkc().collect();
    let Some((before, inner)) = folded.strip_suffix([')', ']']).and_then(|text| text.rsplit_once(['(', '['])) else {
        return base;
    };
    if before.trim_end() != base || inner.chars().all(|c| !matches!(c, ',' | ';' | '、' | ' ')) {
        return base;
    }
    let rest: Vec<String> = inner.split([',', ';', '、']).filter_map(beside).collect();
    let gap = if base.ends_with(|c: char| c.is_ascii_alphanumeric()) { " " } else { "" };
    if rest.is_empty() { base } else { format!("{base}{gap}({})", rest.join(", ")) }
}

/// What a part of a bracket says besides a unit.
fn beside(part: &str) -> Option<String> {
    let part = part.trim();
    let is_word = |text: &str| text.chars().any(char::is_alphabetic);
    let read = label::read(part, Some(2000));
    let is_time = !read.readings.is_empty() && read.beside == Beside::Nothing;
    if !is_word(part) || is_time {
        return None;
    }
    if !matches!(phrase(part), Wording::Unit(_)) {
        let is_line = unit_line(part).is_some() || line::label(part).is_some();
        return (!is_line).then(|| part.to_string());
    }
    let is_year = |word: &str| word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit());
    let of_prices = |word: &&str| is_year(word) || PRICES.contains(&word.to_lowercase().as_str());
    let words: Vec<&str> = part.split_whitespace().filter(of_prices).collect();
    words.iter().any(|word| !is_year(word)).then(|| words.join(" "))
}
