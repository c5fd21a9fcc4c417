//! Stretches that begin in any month, and weeks: Feb-Apr 2021, Nov 2020-Jan 2021, year ending March 2020, 2024-W05.
//!
//! Takes a folded text; gives its readings. Of Nov-Jan 2022 the row tells which of the two years is meant.

use super::parse::{month_name, year_of};
use super::{Habit, Reading, months, plausible, span};
use chrono::{Datelike, NaiveDate, Weekday};

/// What stands before the last month of twelve.
const TWELVE: &[&str] = &[
    "rollingyearto",
    "rollingyearending",
    "yearending",
    "yearended",
    "yearto",
    "yended",
    "12monthsto",
    "12monthsending",
    "12monthsended",
    "twelvemonthsto",
    "ye",
];
/// Words of weeks, before their number or behind it.
const WEEKS: &[&str] = &["week", "wk", "kw", "w", "周", "週", "주"];

/// Every reading of such a text.
pub fn of(text: &str) -> Option<Vec<Reading>> {
    year_ending(text).or_else(|| over_two(text)).or_else(|| week(text).map(|week| vec![week]))
}

/// So many months that end with one; those of one year belong to its other habits, too.
pub fn ending(year: i32, month: u32, count: u32) -> Vec<Reading> {
    if count <= month {
        let first = month + 1 - count;
        let own = months(Habit::Rolling, year, first, month);
        return span(year, first, month).into_iter().chain(own).collect();
    }
    let (before, first) = (year - 1, month + 13 - count);
    let name = format!("{before}-{first:02}..{year}-{month:02}");
    let sound = plausible(before) && (1..=12).contains(&month) && count <= 12;
    let reading = Reading { habit: Habit::Rolling, span: (before, first, month + 12), day: None, name };
    sound.then_some(reading).into_iter().collect()
}

/// yearendingmarch2020, ye31mar2020.
fn year_ending(text: &str) -> Option<Vec<Reading>> {
    let rest = TWELVE.iter().find_map(|word| text.strip_prefix(word))?.trim_start_matches(['-', ':', '.']);
    let day = rest.bytes().take_while(u8::is_ascii_digit).count();
    let rest = rest.get(day..).filter(|_| day <= 2)?.trim_start_matches(['.', '-']);
    let (month, year) = month_name(rest)?;
    Some(ending(year_behind(year)?, month, 12)).filter(|found| !found.is_empty())
}

/// nov2020-jan2021, nov-jan2022.
fn over_two(text: &str) -> Option<Vec<Reading>> {
    let (first, rest) = month_name(text)?;
    let (own, last) = rest.split_once('-').or_else(|| rest.split_once("to"))?;
    let (last, year) = month_name(last.trim_start_matches(['.', '-']))?;
    let year = year_behind(year)?;
    let count = (last + 12 - first) % 12 + 1;
    if !own.trim_matches(['.', ' ']).is_empty() {
        let begins = year_behind(own)?;
        let fits = begins + i32::from(last < first) == year;
        return fits.then(|| ending(year, last, count)).filter(|found| !found.is_empty());
    }
    // Of one year, or over the end of the year before or of this one.
    let mut found = ending(year, last, count);
    if last < first {
        found.extend(ending(year + 1, last, count));
    }
    Some(found).filter(|found| !found.is_empty())
}

fn year_behind(text: &str) -> Option<i32> {
    year_of(text.trim_start_matches(['-', ',', '.', '\'']), true)
}

/// 2024-w05, w052024, 2024week5, 2024年第5周: weeks of ISO 8601, from Monday to Sunday.
fn week(text: &str) -> Option<Reading> {
    let number = |text: &str| {
        let text = text.trim_matches(['-', '.', '第', '年', '/']);
        text.parse::<u32>().ok().filter(|_| (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit()))
    };
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (year, count) = match text.split_at_checked(digits)? {
        (year, rest) if digits == 4 => {
            let rest = rest.trim_start_matches(['-', '.', '年', '第']);
            let counted = WEEKS.iter().find_map(|word| rest.strip_prefix(word).or_else(|| rest.strip_suffix(word)))?;
            (year, number(counted)?)
        }
        (before, rest) => {
            let rest = rest.trim_start_matches('.');
            let behind = WEEKS.iter().find_map(|word| rest.strip_prefix(word))?.trim_start_matches(['-', '.']);
            let (counted, year) = behind.split_at_checked(behind.len().checked_sub(4)?)?;
            let counted = if digits > 0 { before } else { counted };
            (year, number(counted).filter(|_| digits == 0 || behind.len() == 4)?)
        }
    };
    let year = year_of(year, false)?;
    let first = NaiveDate::from_isoywd_opt(year, count, Weekday::Mon)?;
    let span = (first.year(), first.month(), first.month());
    Some(Reading { habit: Habit::Week, span, day: Some(first.day()), name: format!("{year}-W{count:02}") })
}
