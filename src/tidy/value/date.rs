//! Days, in the ways people write them.
//!
//! Takes one cell's text and, for days without a year, the year it is meant in; gives a day, says when the text named a
//! stretch instead of a day, and leaves the order of day and month open where one cell alone cannot tell. Never moves an
//! impossible day to a possible one.

use chrono::{Datelike, NaiveDate};
use unicode_normalization::UnicodeNormalization;

/// What a text says of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateText {
    /// A day.
    Day(NaiveDate),
    /// A stretch, held as its last day: 2014年7月, 7月底, 上半年.
    Vague(NaiveDate),
    /// Two numbers and a year, in an order that only the whole column can tell.
    Open {
        /// The first number.
        first: u32,
        /// The second number.
        second: u32,
        /// The year.
        year: i32,
    },
    /// No day that exists.
    None,
}

/// Reads a text. `year` is the year meant where the text has none.
pub fn read(text: &str, year: Option<i32>) -> DateText {
    let folded: String = text.nfkc().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
    let folded = folded.trim_end_matches(['.', '。', '前', '止']);
    let words = if folded.is_ascii() { english(text) } else { None };
    let found = words.or_else(|| numbers(without_time(folded))).or_else(|| chinese(folded, year));
    found.unwrap_or(DateText::None)
}

/// `2014-07-02`, `2014.7.2`, `2014/7/2`, `20140702`, `2014-07`, `2.7.2014`.
fn numbers(text: &str) -> Option<DateText> {
    if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        return day(text.get(..4)?.parse().ok()?, text.get(4..6)?.parse().ok()?, text.get(6..)?.parse().ok()?);
    }
    let separator = text.chars().find(|c| !c.is_ascii_digit()).filter(|c| matches!(c, '-' | '.' | '/'))?;
    let parts: Vec<&str> = text.split(separator).collect();
    let number = |part: &str| part.parse::<u32>().ok().filter(|_| part.bytes().all(|b| b.is_ascii_digit()));
    match parts.as_slice() {
        [y, m, d] if y.len() == 4 && m.len() <= 2 && d.len() <= 2 => day(y.parse().ok()?, number(m)?, number(d)?),
        [y, m] if y.len() == 4 && (1..=2).contains(&m.len()) => month_end(y.parse().ok()?, number(m)?),
        [a, b, y] if y.len() == 4 && a.len() <= 2 && b.len() <= 2 => open(number(a)?, number(b)?, y.parse().ok()?),
        _ => None,
    }
}

fn open(first: u32, second: u32, year: i32) -> Option<DateText> {
    if !plausible(year) {
        return None;
    }
    let (day_first, month_first) = (date(year, second, first), date(year, first, second));
    match (day_first, month_first) {
        (None, None) => None,
        (Some(one), Some(other)) if one == other => Some(DateText::Day(one)),
        _ => Some(DateText::Open { first, second, year }),
    }
}

/// 2014年7月2日, 2014年7月, 7月2日, 7月底, 2014年底, 2014年上半年, 2014年三季度.
fn chinese(text: &str, hint: Option<i32>) -> Option<DateText> {
    let (year, rest) = match text.split_once('年') {
        Some((year, rest)) => (year.parse().ok().filter(|_| year.len() == 4)?, rest),
        None => (hint?, text),
    };
    if !plausible(year) {
        return None;
    }
    let month = match rest {
        "" | "底" | "末" | "内" | "年底" | "年末" | "下半年" | "四季度" | "第四季度" => Some(12),
        "一季度" | "第一季度" => Some(3),
        "上半年" | "二季度" | "第二季度" | "年中" => Some(6),
        "三季度" | "第三季度" => Some(9),
        _ => None,
    };
    if let Some(month) = month {
        return if rest.is_empty() { None } else { month_end(year, month) };
    }
    let (month, rest) = rest.split_once('月')?;
    let month = month.parse::<u32>().ok().filter(|_| month.bytes().all(|b| b.is_ascii_digit()))?;
    let vague_day = |n| date(year, month, n).map(DateText::Vague);
    match rest.trim_end_matches(['日', '号']) {
        "" | "份" | "底" | "末" | "份底" | "月底" | "下旬" | "下半月" if !rest.starts_with(['日', '号']) => {
            month_end(year, month)
        }
        "上旬" => vague_day(10),
        "中旬" => vague_day(20),
        "上半月" => vague_day(15),
        number => day(year, month, number.parse().ok().filter(|_| number.bytes().all(|b| b.is_ascii_digit()))?),
    }
}

/// `30 Jun 2014`, `Jun 30, 2014`, `30-June-2014`.
fn english(text: &str) -> Option<DateText> {
    const MONTHS: [&str; 12] = [
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
    let lower = text.trim().to_lowercase();
    let words: Vec<&str> = lower.split([' ', ',', '-', '/', '.']).filter(|word| !word.is_empty()).collect();
    let month = |word: &str| {
        let found = MONTHS.iter().position(|name| word.len() >= 3 && (name.starts_with(word) || word == "sept"));
        if word == "sept" { Some(9) } else { found.map(|index| index as u32 + 1) }
    };
    let (month, number, year) = match words.as_slice() {
        [a, b, y] => match (month(a), month(b)) {
            (Some(m), None) => (m, *b, *y),
            (None, Some(m)) => (m, *a, *y),
            _ => return None,
        },
        _ => return None,
    };
    let number = number.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let year = year.parse().ok().filter(|_| year.len() == 4)?;
    day(year, month, number.parse().ok()?)
}

/// Cuts a time of day off: `2014-07-02t00:00:00`, `01/05/201412:00:00am` (white space is already gone).
fn without_time(text: &str) -> &str {
    let Some(colon) = text.find(':') else { return text };
    let head = text.get(..colon).unwrap_or("");
    if let Some((date, _)) = head.split_once('t') {
        return date;
    }
    // One or two digits of the hour stand before the colon; the year or day before them decides which.
    let by = |hours: usize| head.len().checked_sub(hours).and_then(|end| head.get(..end));
    [by(2), by(1)].into_iter().flatten().find(|cut| numbers_complete(cut)).unwrap_or(text)
}

/// Whether a text is a whole date: its hour is not part of its year or day.
fn numbers_complete(text: &str) -> bool {
    let parts: Vec<&str> = text.split(['-', '.', '/']).collect();
    match parts.as_slice() {
        [a, b, c] if a.len() == 4 => b.len() <= 2 && (1..=2).contains(&c.len()),
        [a, b, c] => a.len() <= 2 && b.len() <= 2 && c.len() == 4,
        _ => false,
    }
}

fn plausible(year: i32) -> bool {
    (1900..=2200).contains(&year)
}

fn date(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, day)
}

fn day(year: i32, month: u32, number: u32) -> Option<DateText> {
    date(year, month, number).filter(|_| plausible(year)).map(DateText::Day)
}

fn month_end(year: i32, month: u32) -> Option<DateText> {
    let first = date(year, month, 1).filter(|_| plausible(year))?;
    let end = (28..=31).rev().find_map(|day| first.with_day(day))?;
    Some(DateText::Vague(end))
}

/// The day of five digits, which in a column of days can only be a serial number that lost its format.
pub fn of_serial_text(text: &str, epoch_1904: bool) -> Option<NaiveDate> {
    let five = text.len() == 5 && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|_| five).and_then(|serial| of_serial(serial, epoch_1904))
}

/// The day of a serial number as spreadsheets count them; `None` outside 1900–2200.
pub fn of_serial(serial: f64, epoch_1904: bool) -> Option<NaiveDate> {
    if !serial.is_finite() || serial.fract() != 0.0 {
        return None;
    }
    let whole = serial as i64; // finite, and bounded below
    if (19_000_101..=22_001_231).contains(&whole) {
        return match numbers(&whole.to_string()) {
            Some(DateText::Day(day)) => Some(day),
            _ => None,
        };
    }
    // Day 60 is 29 February 1900, which did not exist; serials before it count from a day later.
    let epoch = if epoch_1904 { date(1904, 1, 1)? } else { date(1899, 12, 30)? };
    let shift = match whole {
        60 if !epoch_1904 => return None,
        ..=59 if !epoch_1904 => 1,
        _ => 0,
    };
    let found = epoch.checked_add_signed(chrono::Duration::try_days(whole.checked_add(shift)?)?)?;
    Some(found).filter(|day| whole >= 1 && plausible(day.year()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(text: &str) -> String {
        match read(text, Some(2014)) {
            DateText::Day(day) => day.to_string(),
            DateText::Vague(day) => format!("~{day}"),
            DateText::Open { first, second, year } => format!("{first}|{second}|{year}"),
            DateText::None => "none".to_string(),
        }
    }

    #[test]
    fn days_are_read_in_every_habit() {
        let cases = [
            ("2014-07-02", "2014-07-02"),
            ("2014.7.2", "2014-07-02"),
            ("2014.7.2.", "2014-07-02"),
            ("2014/7/2", "2014-07-02"),
            ("2014年7月2日", "2014-07-02"),
            ("2014 年 7 月 2 号", "2014-07-02"),
            ("２０１４．７．２", "2014-07-02"),
            ("20140702", "2014-07-02"),
            ("2014-07-02 00:00:00", "2014-07-02"),
            ("2014-07-02T08:30:00", "2014-07-02"),
            ("2014-7-2 8:30", "2014-07-02"),
            ("7月2日", "2014-07-02"),
            ("30 Jun 2014", "2014-06-30"),
            ("June 30, 2014", "2014-06-30"),
            ("3rd September 2014", "2014-09-03"),
            ("2014年7月", "~2014-07-31"),
            ("2014-02", "~2014-02-28"),
            ("7月底", "~2014-07-31"),
            ("2014年底", "~2014-12-31"),
            ("2014年上半年", "~2014-06-30"),
            ("2014年5月上旬", "~2014-05-10"),
            ("2016年2月底", "~2016-02-29"),
            ("01/05/2014 12:00:00 AM", "1|5|2014"),
            ("31/12/2014", "31|12|2014"),
            ("5.5.2014", "2014-05-05"),
            ("2014-02-30", "none"),
            ("2014年13月1日", "none"),
            ("2014年2月30日", "none"),
            ("14.7.2", "none"),
            ("2014", "none"),
            ("7", "none"),
            ("待定", "none"),
            ("32/13/2014", "none"),
            ("0214-07-02", "none"),
        ];
        for (text, expected) in cases {
            assert_eq!(show(text), expected, "{text:?}");
        }
        assert_eq!(read("7月底", None), DateText::None);
    }

    #[test]
    fn serials_count_as_spreadsheets_do() {
        let show = |n, mac| of_serial(n, mac).map(|d| d.to_string()).unwrap_or_default();
        assert_eq!(show(41_822.0, false), "2014-07-02");
        assert_eq!(show(40_360.0, true), "2014-07-02");
        assert_eq!(show(59.0, false), "1900-02-28");
        assert_eq!(show(60.0, false), "");
        assert_eq!(show(61.0, false), "1900-03-01");
        assert_eq!(show(20_140_702.0, false), "2014-07-02");
        assert_eq!(show(2014.7, false), "");
        assert_eq!(show(f64::NAN, false), "");
    }
}
