//! Days with English months, quarters and halves: `31 March 2015`, `March 31st, 2015`, `15-Mar-2015`, `Mar-15`, `Q2 2014`.
//!
//! Takes a text in lower case; gives the day or the stretch it names, or nothing. `Mar-15` is a month as spreadsheets show it
//! (March 2015), `15-Mar` a day of the year that is meant.

use super::{DateText, day, full_year, month_end};

/// The months in full.
pub const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
/// The days of the week, as they are shortened.
const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// The months in German, French, Spanish, Italian and Portuguese, where they are not as in English.
const ELSEWHERE: [&[&str]; 12] = [
    &["januar", "jänner", "janvier", "enero", "gennaio", "janeiro"],
    &["februar", "février", "fevrier", "febrero", "febbraio", "fevereiro"],
    &["märz", "maerz", "mars", "marzo", "março", "marco"],
    &["avril", "abril", "aprile"],
    &["mai", "mayo", "maggio", "maio"],
    &["juni", "juin", "junio", "giugno", "junho"],
    &["juli", "juillet", "julio", "luglio", "julho"],
    &["août", "aout", "agosto"],
    &["septembre", "septiembre", "settembre", "setembro"],
    &["oktober", "octobre", "octubre", "ottobre", "outubro"],
    &["novembre", "noviembre", "novembro"],
    &["dezember", "décembre", "decembre", "diciembre", "dicembre", "dezembro"],
];

/// The month a word names: whole, its first three letters, or `sept`; in other languages whole.
pub fn month(word: &str) -> Option<u32> {
    if word == "sept" {
        return Some(9);
    }
    if let Some(index) = ELSEWHERE.iter().position(|names| names.contains(&word)) {
        return Some(index as u32 + 1);
    }
    let fits = |name: &&str| name.len() == word.len() && *name == word || word.len() == 3 && name.starts_with(word);
    MONTHS.iter().position(fits).map(|index| index as u32 + 1)
}

/// Whether a text names a month, quarter or half in English.
pub fn names_month(text: &str) -> bool {
    let lower = text.to_lowercase();
    words(&lower).iter().any(|word| month(word).is_some() || part(word).is_some())
}

fn words(lower: &str) -> Vec<&str> {
    lower.split([' ', '\u{a0}', ',', '-', '/', '.', '\'', '’', '\n']).filter(|word| !word.is_empty()).collect()
}

/// The month at whose end a quarter or a half ends: `q2`, `h1`.
fn part(word: &str) -> Option<u32> {
    let number = |rest: &str| rest.parse::<u32>().ok().filter(|_| rest.len() == 1);
    match (word.strip_prefix('q').and_then(number), word.strip_prefix('h').and_then(number)) {
        (Some(quarter @ 1..=4), _) => Some(quarter * 3),
        (_, Some(half @ 1..=2)) => Some(half * 6),
        _ => None,
    }
}

/// A year of four digits, or of two.
fn year(word: &str) -> Option<i32> {
    let digits = word.bytes().all(|b| b.is_ascii_digit());
    match word.len() {
        4 if digits => word.parse().ok(),
        2 if digits => word.parse().ok().map(full_year),
        _ => None,
    }
}

/// A day of the month: `31`, `31st`.
fn number(word: &str) -> Option<u32> {
    let ending = ["st", "nd", "rd", "th"].iter().find_map(|ending| word.strip_suffix(ending)).unwrap_or(word);
    ending.parse().ok().filter(|_| (1..=2).contains(&ending.len()) && ending.bytes().all(|b| b.is_ascii_digit()))
}

/// Reads a text in lower case without a time of day; `hint` is the year of `15-Mar`.
pub(super) fn read(text: &str, hint: Option<i32>) -> Option<DateText> {
    let mut parts = words(text);
    if parts.first().is_some_and(|word| WEEKDAYS.iter().any(|day| word.starts_with(day) && month(word).is_none())) {
        parts.remove(0);
    }
    let mut stretch = None;
    while let Some(word) = parts.first().filter(|word| matches!(**word, "end" | "of" | "the" | "late" | "mid")) {
        stretch = match *word {
            "end" | "late" => Some(12),
            "mid" => Some(6),
            _ => stretch,
        };
        parts.remove(0);
    }
    // End of 2015, mid-2015; in mid-July only the month is a stretch that is known.
    if let ([only], Some(month)) = (parts.as_slice(), stretch)
        && only.len() == 4
        && let Some(year) = year(only)
    {
        return month_end(year, month);
    }
    if stretch == Some(6) {
        return None;
    }
    parts.retain(|word| !matches!(*word, "of" | "de" | "do" | "di" | "den" | "le" | "el"));
    match parts.as_slice() {
        [a, b, y] => match (month(a), month(b)) {
            (Some(m), None) => day(year(y)?, m, number(b)?),
            (None, Some(m)) if a.len() == 4 => day(year(a)?, m, number(y)?), // 2014-Mar-15
            (None, Some(m)) => day(year(y)?, m, number(a)?),
            _ => None,
        },
        [a, b] => match (month(a), month(b), part(a), part(b)) {
            (Some(m), None, ..) if b.len() == 4 || text.contains(['-', '\'', '’']) => month_end(year(b)?, m),
            (None, Some(m), ..) if a.len() == 4 => month_end(year(a)?, m),
            (None, Some(m), ..) => day(hint?, m, number(a)?),
            (.., Some(m), None) if b.len() == 4 => month_end(year(b)?, m),
            (.., None, Some(m)) if a.len() == 4 => month_end(year(a)?, m),
            _ => None,
        },
        [only] => joined(only, hint),
        _ => None,
    }
}

/// `2014q2`, `15mar2015`, and `q2` of the year that is meant.
fn joined(word: &str, hint: Option<i32>) -> Option<DateText> {
    if let Some(month) = part(word) {
        return month_end(hint?, month);
    }
    if let Some((y, rest)) = word.split_at_checked(4)
        && let (Some(y), Some(month)) = (year(y), part(rest))
    {
        return month_end(y, month);
    }
    // 1H26, 3q2026
    if let Some((count, rest)) = word.split_at_checked(1)
        && let Some((letter, y)) = rest.split_at_checked(1)
        && let (Some(month), Some(y)) = (part(&format!("{letter}{count}")), year(y))
    {
        return month_end(y, month);
    }
    let letters = word.find(|c: char| c.is_ascii_alphabetic())?;
    let (head, rest) = word.split_at(letters);
    let digits = rest.find(|c: char| c.is_ascii_digit())?;
    let (name, tail) = rest.split_at(digits);
    if head.is_empty() {
        return month_end(year(tail).filter(|_| tail.len() == 4)?, month(name)?);
    }
    day(year(tail)?, month(name)?, number(head)?)
}
