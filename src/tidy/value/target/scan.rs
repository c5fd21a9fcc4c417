//! Finding days inside a clause.
//!
//! Takes the characters of a folded clause; gives the day it names and the clause without it. A day without a year is none
//! where no year is known, and an impossible day is said to be so.

use super::NotMeasurable;
use crate::tidy::value::date::{self, DateText};
use crate::tidy::value::numeral;
use chrono::NaiveDate;

/// A day named in a clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day {
    /// The last day in time.
    pub last: NaiveDate,
    /// Whether a stretch was named.
    pub vague: bool,
}

/// The longest text of a day, in characters.
const DAY_MAX: usize = 32;

/// What a day may end with in a clause.
const DAY_ENDS: &[&str] = &["底以前", "底之前", "底前", "以前", "之前", "前后", "前", "止", "内"];
/// What may stand before an English day.
const DAY_BEGINS: &[&str] = &[
    "by the end of ",
    "before the end of ",
    "by end of ",
    "not later than ",
    "no later than ",
    "by end ",
    "before ",
    "by ",
    "until ",
    "on or before ",
    "end of ",
];

/// The day a clause names, and the clause without it.
pub fn day(chars: &[char], year: Option<i32>) -> Result<(Option<Day>, Vec<char>), NotMeasurable> {
    let mut rest = chars.to_vec();
    let mut found: Option<Day> = None;
    let mut at = 0;
    while at < rest.len() {
        let Some((length, day)) = day_at(&rest, at, year)? else {
            at += 1;
            continue;
        };
        if found.is_some_and(|other| other.last != day.last) {
            found = found.max_by_last(day);
        } else {
            found = Some(day);
        }
        rest.iter_mut().skip(at).take(length).for_each(|c| *c = ' ');
        at += length;
    }
    Ok((found, rest))
}

/// Of two days in one clause (6月至8月) the later one is the last in time.
trait Later {
    fn max_by_last(self, other: Day) -> Option<Day>;
}

impl Later for Option<Day> {
    fn max_by_last(self, other: Day) -> Option<Day> {
        match self {
            Some(day) if day.last >= other.last => Some(day),
            _ => Some(other),
        }
    }
}

fn day_at(chars: &[char], at: usize, year: Option<i32>) -> Result<Option<(usize, Day)>, NotMeasurable> {
    let first = chars.get(at).copied().unwrap_or(' ');
    let before = at.checked_sub(1).and_then(|before| chars.get(before)).copied();
    let inside = |c: char| c.is_ascii_alphanumeric() || c == '.';
    let opens = first.is_alphanumeric() && !(inside(first) && before.is_some_and(inside));
    if !opens || before.is_some_and(|c| numeral::is_numeral(c) && numeral::is_numeral(first)) {
        return Ok(None);
    }
    for length in (2..=DAY_MAX.min(chars.len() - at)).rev() {
        let text: String = chars.get(at..at + length).unwrap_or(&[]).iter().collect();
        let next = chars.get(at + length).copied();
        let cut = text.ends_with(|c: char| c.is_ascii_digit()) && next.is_some_and(|c| c.is_ascii_digit() || c == '.');
        let cut =
            cut || text.ends_with(|c: char| c.is_ascii_alphabetic()) && next.is_some_and(|c| c.is_ascii_alphabetic());
        if cut || text.ends_with(char::is_whitespace) {
            continue;
        }
        match read_day(&text, year) {
            // 2月30日 names no day; its month alone is not what it says.
            Read::Day(_)
                if text.ends_with('月') && next.is_some_and(|c| c.is_ascii_digit() || numeral::begins_numeral(c)) =>
            {
                return Err(NotMeasurable::NoDay);
            }
            Read::Day(day) => return Ok(Some((length, day))),
            Read::Lacks => return Err(NotMeasurable::NoDay),
            Read::None => {}
        }
    }
    Ok(None)
}

enum Read {
    Day(Day),
    /// A day, but of no known year, or of no known order.
    Lacks,
    None,
}

fn read_day(text: &str, year: Option<i32>) -> Read {
    let begun = DAY_BEGINS.iter().find_map(|word| text.strip_prefix(word)).unwrap_or(text);
    let ended = DAY_ENDS.iter().find_map(|word| begun.strip_suffix(word)).unwrap_or(begun);
    let stretch = ["底以前", "底之前", "底前"].iter().any(|word| begun.ends_with(word));
    let ended = if stretch { format!("{ended}底") } else { ended.to_string() };
    let speaks_of_days =
        ended.contains(['年', '月']) || ended.contains("季度") || is_iso(&ended) || date::names_month(&ended);
    if !speaks_of_days || ended.chars().all(|c| !c.is_alphanumeric()) {
        return Read::None;
    }
    let read = |year| match date::read(&ended, year) {
        DateText::Day(last) => Some(Day { last, vague: false }),
        DateText::Vague(last) => Some(Day { last, vague: true }),
        DateText::Open { .. } | DateText::None => None,
    };
    match read(year) {
        Some(day) => Read::Day(day),
        None if matches!(date::read(&ended, year), DateText::Open { .. }) => Read::Lacks,
        None if year.is_none() && read(Some(2000)).is_some() => Read::Lacks,
        None => Read::None,
    }
}

/// `2014-06-30`, `2014.6.30`, `30/06/2014`
fn is_iso(text: &str) -> bool {
    let parts: Vec<&str> = text.split(['-', '.', '/']).collect();
    let digits = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    parts.len() == 3 && parts.iter().all(digits) && parts.iter().any(|part| part.len() == 4)
}
