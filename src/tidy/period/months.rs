//! Dates with the day in front or the month as an English word, and the arithmetic of days, months and years.

use super::spans::{Span, digits};
use super::text::Text;
use super::weight::Weight;
use crate::tidy::value::date::english_month;
use chrono::{Datelike, Days, Duration, NaiveDate};

/// `30-06-2026`, `30.6.2026`, `06-2026`. Where day and month cannot be told apart (06-07-2026), none.
pub fn day_first(text: &Text, at: usize) -> Option<Span> {
    let chars = text.chars.as_slice();
    let before = at.checked_sub(1).and_then(|before| text.at(before));
    // 附件1-2026年6月 is a number and a month; the tail of a longer date is none by itself.
    if before.is_some_and(|c| matches!(c, '-' | '.' | '_' | '/') && !text.gap(at)) {
        let digits = text.chars.get(..at - 1).unwrap_or(&[]).iter().rev().take_while(|c| c.is_ascii_digit()).count();
        if (1..4).contains(&digits) {
            return None;
        }
    }
    let (one, end) = digits(chars, at, 2)?;
    let separator = text.at(end).filter(|c| matches!(c, '-' | '.' | '_' | '/'))?;
    let year_at = |from: usize| {
        let (year, end) = digits(chars, from, 4).filter(|(_, end)| end - from == 4)?;
        let next = text.at(end);
        let goes_on = next.is_some_and(|c| c.is_alphanumeric() && c.is_ascii() || c == '年');
        let is_dated = next.is_some_and(|c| matches!(c, '-' | '.' | '_' | '/'))
            && text.at(end + 1).is_some_and(|c| c.is_ascii_digit());
        (!goes_on && !is_dated).then_some((year as i32, end))
    };
    if let Some((year, stop)) = year_at(end + 1) {
        let closed = text.at(stop).is_none_or(|c| text.gap(stop) || !c.is_alphabetic());
        let numbered = before.is_some_and(|c| matches!(c, '件' | '表' | '第' | '号'));
        return if end - at == 2 && closed && !numbered { month_span(year, one, at, stop) } else { None };
    }
    let (two, middle) = digits(chars, end + 1, 2)?;
    let (year, stop) = text.at(middle).filter(|c| *c == separator).and_then(|_| year_at(middle + 1))?;
    match (one, two) {
        _ if one > 12 || one == two || separator == '.' => day_span(year, two, one, at, stop),
        _ if two > 12 => day_span(year, one, two, at, stop),
        _ => None,
    }
}

/// `June 2026`, `30 June 2026`, `June 30, 2026`, `2026-Jun-30`, `Q2 2026`.
pub fn english(text: &Text, at: usize) -> Option<Span> {
    let year = |at: usize| number(text, at, 4).filter(|(_, end)| end - at == 4);
    let day = |at: usize| {
        let (day, end) = number(text, at, 2)?;
        let ending = text.part(end, end + 2).to_lowercase();
        Some((day, if ["st", "nd", "rd", "th"].contains(&ending.as_str()) { end + 2 } else { end }))
    };
    if text.at(at)?.is_ascii_digit() {
        if let Some((number, end)) = year(at) {
            let (month, end) = month_word(text, skip(text, end))?;
            return match day(skip(text, end)) {
                Some((day, end)) => day_span(number as i32, month, day, at, end),
                None => month_span(number as i32, month, at, end),
            };
        }
        let (day, end) = day(at)?;
        let (month, end) = month_word(text, skip(text, end))?;
        let (year, end) = year(skip(text, end))?;
        return day_span(year as i32, month, day, at, end);
    }
    if let Some((months, number, end)) = part_of_year(text, at) {
        let (year, end) = year(skip(text, end))?;
        return months_span(year as i32, number, months, at, end);
    }
    let (month, end) = month_word(text, at)?;
    let from = skip(text, end);
    if let Some((year, end)) = year(from) {
        return month_span(year as i32, month, at, end);
    }
    let (day, end) = day(from)?;
    let (year, end) = year(skip(text, end))?;
    day_span(year as i32, month, day, at, end)
}

/// Digits from a place on to the next white space, at most `max`.
fn number(text: &Text, at: usize, max: usize) -> Option<(u32, usize)> {
    let goes_on =
        |place: &usize| text.at(*place).is_some_and(|c| c.is_ascii_digit()) && (*place == at || !text.gap(*place));
    let end = at + (at..text.chars.len()).take_while(goes_on).count();
    let number = text.part(at, end).parse().ok()?;
    (end - at <= max).then_some((number, end))
}

/// Whether a word begins at a place.
fn begins(text: &Text, at: usize) -> bool {
    at.checked_sub(1).and_then(|before| text.at(before)).is_none_or(|c| !c.is_ascii_alphabetic()) || text.gap(at)
}

/// `Q2`, `H1`: how many months, the number, and where it ends.
fn part_of_year(text: &Text, at: usize) -> Option<(u32, u32, usize)> {
    let months = match text.at(at).filter(|_| begins(text, at))? {
        'Q' | 'q' => 3,
        'H' | 'h' => 6,
        _ => return None,
    };
    let (number, end) = number(text, at + 1, 1)?;
    Some((months, number, end))
}

/// The English month that a word names, and where the word ends.
fn month_word(text: &Text, at: usize) -> Option<(u32, usize)> {
    let goes_on = |at: usize| text.at(at).is_some_and(|c| c.is_ascii_alphabetic());
    let mut end = at;
    while goes_on(end) && (end == at || !text.gap(end)) {
        end += 1;
    }
    let word = text.part(at, end).to_lowercase();
    english_month(&word).filter(|_| begins(text, at)).map(|month| (month, end))
}

/// The place after marks between the parts of a date.
fn skip(text: &Text, at: usize) -> usize {
    let is_mark = |at: usize| text.at(at).is_some_and(|c| matches!(c, '-' | '_' | '.' | ',' | '/'));
    if is_mark(at) && is_mark(at + 1) { at + 2 } else { at + usize::from(is_mark(at)) }
}

fn plausible(year: i32) -> bool {
    (1950..=2150).contains(&year)
}

/// One day.
pub fn day_span(year: i32, month: u32, day: u32, at: usize, end: usize) -> Option<Span> {
    let day = NaiveDate::from_ymd_opt(year, month, day).filter(|_| plausible(year))?;
    Some(Span { first: day, last: day, at, end, through: false, weight: Weight::Plain })
}

/// One month.
pub fn month_span(year: i32, month: u32, at: usize, end: usize) -> Option<Span> {
    months_span(year, month, 1, at, end)
}

/// One year.
pub fn year_span(year: i32, at: usize, end: usize) -> Option<Span> {
    months_span(year, 1, 12, at, end)
}

/// The `number`-th stretch of `months` months, counted from 1.
pub fn months_span(year: i32, number: u32, months: u32, at: usize, end: usize) -> Option<Span> {
    let before = number.checked_sub(1)?.checked_mul(months)?;
    let first = NaiveDate::from_ymd_opt(year, before + 1, 1).filter(|_| plausible(year))?;
    let after = if before + months >= 12 { (year + 1, 1) } else { (year, before + months + 1) };
    let last = NaiveDate::from_ymd_opt(after.0, after.1, 1)?.checked_sub_days(Days::new(1))?;
    Some(Span { first, last, at, end, through: false, weight: Weight::Plain })
}

/// No month has so many weeks.
const WEEKS_OF_A_MONTH: u32 = 6;

/// 第25周; `told`: whether its year stands right before it. Without one the third week is that of a month.
pub fn week(chars: &[char], year: i32, at: usize, from: usize, told: bool) -> Option<Span> {
    chars.get(from).filter(|c| **c == '第')?;
    let (number, end) = digits(chars, from + 1, 2)?;
    chars.get(end).filter(|c| **c == '周' && (told || number > WEEKS_OF_A_MONTH))?;
    numbered_week(year, number, at, end + 1)
}

/// The days of a week by its number, however weeks are counted: from the one with the first Thursday, from the one with the first
/// day of the year, or in sevens from that day.
fn numbered_week(year: i32, number: u32, at: usize, end: usize) -> Option<Span> {
    let before = i64::from(number.checked_sub(1).filter(|before| *before < 53)?) * 7;
    let new_year = NaiveDate::from_ymd_opt(year, 1, 1)?;
    let thursday = NaiveDate::from_ymd_opt(year, 1, 4)?;
    let monday = |day: NaiveDate| day - Duration::days(day.weekday().num_days_from_monday().into());
    let sunday = new_year - Duration::days(new_year.weekday().num_days_from_sunday().into());
    let starts = [monday(thursday), monday(new_year), sunday, new_year].map(|first| first + Duration::days(before));
    let (first, last) = (starts.iter().min()?, starts.iter().max()?);
    let whole = year_span(year, at, end)?;
    Some(Span { first: (*first).max(whole.first), last: (*last + Duration::days(6)).min(whole.last), ..whole })
}
