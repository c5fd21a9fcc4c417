//! What stands at the end of a header and looks like a unit: the letter of a name (Phase B USD), a currency without a multiple.
//!
//! Takes a header or parts of one; gives what it is. Never reads a figure.

use super::{PREPOSITIONS, is_invisible, is_separator, last_bracket, unit_of};
use crate::base::amount::Unit;
use crate::base::amount::unit::is_part;
use unicode_normalization::UnicodeNormalization;

/// Words that are told apart by a letter: Phase B, Lot M.
const LETTERED: &[&str] = &[
    "phase",
    "option",
    "lot",
    "section",
    "stage",
    "part",
    "block",
    "zone",
    "area",
    "package",
    "tier",
    "class",
    "type",
    "category",
    "group",
    "unit",
    "building",
    "tower",
    "terminal",
    "pier",
    "level",
    "grade",
    "annex",
    "appendix",
    "schedule",
    "line",
    "route",
    "site",
    "plot",
    "parcel",
    "hall",
    "wing",
    "gate",
    "dock",
    "berth",
    "corridor",
    "segment",
    "series",
    "version",
    "variant",
    "alternative",
    "scenario",
    "plan",
    "phase.",
    "abschnitt",
    "los",
    "bauabschnitt",
    "tranche",
    "fase",
    "lote",
    "etap",
    "lotto",
    "trecho",
    "tramo",
];

/// Whether a label that looks like a unit begins with the letter of a name: `B USD` behind `Phase`.
pub fn begins_with_a_name(base: &str, label: &str) -> bool {
    let mut words = label.split_whitespace();
    let letter = words.next().is_some_and(|word| word.len() == 1 && word.bytes().all(|b| b.is_ascii_alphabetic()));
    let last = base.rsplit(is_separator).find(|word| !word.is_empty());
    letter && words.next().is_some() && last.is_some_and(|word| LETTERED.contains(&word.to_lowercase().as_str()))
}

/// Whether a letter is the name of what stands before it: B behind Phase. Plan M may be what is planned, in millions.
pub fn is_a_name(before: &[&str], last: &str) -> bool {
    let lettered =
        |word: &&&str| LETTERED.contains(&word.to_lowercase().as_str()) && !word.eq_ignore_ascii_case("plan");
    last.len() == 1 && before.last().filter(lettered).is_some()
}

/// How a header names a currency without a multiple.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Currency {
    /// ￥, USD
    Sign,
    /// 人民币
    Word,
}

/// The currency that a header names in its last bracket, or as its last word: a sign, a code or a name, and no unit that is
/// counted (元, euros).
pub fn currency_alone(header: &str) -> Option<Currency> {
    const NAMES: &[&str] =
        &["人民币", "新台币", "台币", "港币", "港纸", "日币", "韩币", "澳币", "加币", "英镑", "欧元", "美元", "美金"];
    let text: String = header.nfkc().filter(|c| !is_invisible(*c)).collect();
    let text = text.trim();
    let label = match last_bracket(text) {
        Some((_, inner)) => inner.split([',', ';', '、']).find(|piece| unit_of(piece).is_some())?,
        None => text.rsplit(is_separator).next()?,
    };
    let label = label.trim().trim_start_matches("in ");
    let is_code = label.chars().count() <= 3 && !label.chars().any(|c| matches!(c, '元' | '円' | '원' | '圆'));
    if NAMES.contains(&label) {
        return Some(Currency::Word);
    }
    (is_code && unit_of(label).is_some_and(|unit| unit.kind.is_money() && unit.factor == 1)).then_some(Currency::Sign)
}

/// What stands before a multiple of nobody knows what: cost in thousands.
pub fn before_a_multiple(text: &str) -> Option<&str> {
    let (before, multiple) = text.rsplit_once(' ')?;
    let (base, word) = before.rsplit_once(' ')?;
    let is_said = PREPOSITIONS.contains(&word.to_lowercase().as_str()) && Unit::from_label(multiple).is_none();
    let long = multiple.trim_end_matches('.').chars().count() > 2; // in A, en M
    (is_said && long && (is_part(multiple) || is_thousands(multiple))).then_some(base)
}

/// '000, 000s, 000's: thousands of nobody says what.
pub fn is_thousands(label: &str) -> bool {
    let quotes = ['\'', '’', '‘', '`', '´'];
    let zeros = label.trim_start_matches(quotes).trim_end_matches('s').trim_end_matches(quotes).replace(',', "");
    zeros.len() >= 3 && zeros.len().is_multiple_of(3) && zeros.bytes().all(|b| b == b'0')
}
