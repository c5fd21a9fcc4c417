//! Days, in the ways people write them.
//!
//! Takes one cell's text and, for days without a year, the year it is meant in; gives a day, says when the text named a
//! stretch instead of a day, and leaves the order of day, month and year open where one cell alone cannot tell. Never moves
//! an impossible day to a possible one.
//!
//! A stretch is held as its last day, because what is due "in July" is late only when July is over:
//!
//! | written | held as |
//! | --- | --- |
//! | 7月, 7月份, 7月底, 7月末, 7月下旬, 7月下半月, 2014-07, Jul-14, July 2014 | the last day of the month |
//! | 7月初, 7月上旬 | the 10th |
//! | 7月上半月 | the 15th |
//! | 7月中旬, 7月中 | the 20th |
//! | 一季度 … 四季度 (末, 底), Q1 … Q4 | the last day of the quarter |
//! | 上半年, 年中, H1 | 30 June |
//! | 下半年, 年底, 年末, 年内, 全年, H2; in a cell of days 2026年 | 31 December |
//! | 年初 | 31 January |
//! | end of 2015, late 2015; mid-2015 | 31 December; 30 June |
//!
//! Years of two digits: 00–68 are 2000–2068, 69–99 are 1969–1999, as POSIX has it.

/// Days with English months.
mod english;

/// Days of other languages.
mod foreign;

/// Three numbers whose order only a column can tell.
mod order;

/// Days as spreadsheets store them.
mod serial;

/// What stands behind a day.
mod time;

#[cfg(test)]
mod tests;

use super::numeral;
use chrono::{Datelike, NaiveDate};
pub use english::MONTHS;
use unicode_normalization::UnicodeNormalization;

pub use english::{month as english_month, names_month};
pub use order::Open;
pub use serial::{is_number_shown_as_day, of_number, of_serial, of_serial_text};
pub use time::is_weekday;

/// What a text says of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateText {
    /// A day.
    Day(NaiveDate),
    /// A stretch, held as its last day: 2014年7月, 7月底, 上半年.
    Vague(NaiveDate),
    /// Three numbers in an order that only the whole column can tell.
    Open(Open),
    /// No day that exists.
    None,
}

/// The longest text that is looked at, in bytes: longer ones are prose.
const TEXT_MAX: usize = 80;

/// Reads a text. `year` is the year meant where the text has none.
pub fn read(text: &str, year: Option<i32>) -> DateText {
    if text.len() > TEXT_MAX {
        return DateText::None;
    }
    if let Some(day) = iso(text.as_bytes()) {
        return DateText::Day(day);
    }
    if text.chars().any(super::hides_a_digit) {
        return DateText::None; // 12月3① would fold into the 31st
    }
    let folded: String = text.nfkc().flat_map(char::to_lowercase).map(plainer).collect();
    let folded = korean(folded.split_whitespace().collect::<Vec<&str>>().join(" "));
    let bare = ended(&folded);
    let alone = time::without(bare);
    let latin = alone.chars().all(|c| c < '\u{250}');
    let words = if latin { english::read(alone, year) } else { None };
    let joined = unspaced(alone);
    let found = words
        .or_else(|| numbers(&joined))
        .or_else(|| short_era(&joined))
        .or_else(|| chinese(ended(&joined), year))
        .or_else(|| foreign::read(alone))
        .unwrap_or(DateText::None);
    // A month has no time of day.
    let timed = alone.len() < bare.len();
    if timed && matches!(found, DateText::Vague(_)) { DateText::None } else { found }
}

/// Whether a text is a day only in a year that it does not say. 明年3月 says it.
pub fn has_no_year(text: &str) -> bool {
    let names_year = ["今年", "本年", "当年", "明年", "次年", "去年"].iter().any(|word| text.contains(word));
    !names_year && read(text, None) == DateText::None && read(text, Some(2000)) != DateText::None
}

/// What stands behind a day in the column of what was, or is to be, done on it.
const DONE: [&str; 14] = [
    "完成整改",
    "整改完成",
    "整改到位",
    "已完成",
    "已竣工",
    "已完工",
    "已办结",
    "完成",
    "竣工",
    "完工",
    "办结",
    "开工",
    "投产",
    "投用",
];

/// A text without its full stop, the words for "by" and those for what was done: 2026.6.20前完成.
fn ended(text: &str) -> &str {
    let text = text.trim_end_matches(['.', '。', ' ']);
    let text = DONE.iter().find_map(|word| text.strip_suffix(word)).unwrap_or(text);
    let text = text.trim_end_matches(['.', '。', '前', '止']).trim_end_matches("以").trim_end_matches("之");
    text.trim_end()
}

/// A text without its blanks, except one between two digits: nothing says that these are one number.
fn unspaced(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let parts = out.ends_with(|c: char| c.is_ascii_digit()) && rest.peek().is_some_and(char::is_ascii_digit);
        if c != ' ' || parts {
            out.push(c);
        }
    }
    out
}

/// 2026年, 2026年度: a year as what a day is wanted of, held as its last day. A bare 2026 may be any number.
pub fn whole_year(text: &str) -> DateText {
    let folded: String = text.nfkc().filter(|c| !c.is_whitespace()).collect();
    let year = folded.strip_suffix("年度").or_else(|| folded.strip_suffix('年')).filter(|year| year.len() == 4);
    let year = year.filter(|year| year.bytes().all(|b| b.is_ascii_digit())).and_then(|year| year.parse().ok());
    year.and_then(|year| month_end(year, 12)).unwrap_or(DateText::None)
}

/// Dashes of any length are one.
fn plainer(c: char) -> char {
    if matches!(c, '–' | '—' | '‐' | '‑' | '−') { '-' } else { c }
}

/// The words of Korean dates as Chinese ones: they stand in the same places.
fn korean(text: String) -> String {
    const WORDS: [(&str, &str); 7] = [
        ("상반기", "上半年"),
        ("하반기", "下半年"),
        ("분기", "季度"),
        ("년", "年"),
        ("월", "月"),
        ("일", "日"),
        ("말", "末"),
    ];
    if !text.chars().any(|c| matches!(c, '\u{ac00}'..='\u{d7a3}')) {
        return text;
    }
    WORDS.iter().fold(text, |text, (korean, chinese)| text.replace(korean, chinese))
}

/// A whole day in ten characters, 2014-07-02, as programs write it: nearly every day ends here.
pub fn iso(text: &[u8]) -> Option<NaiveDate> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text else { return None };
    let number = |digits: &[&u8]| {
        let digit = |sum: u32, digit: &&u8| digit.is_ascii_digit().then(|| sum * 10 + u32::from(**digit - b'0'));
        digits.iter().try_fold(0, digit)
    };
    let year = i32::try_from(number(&[y1, y2, y3, y4])?).ok().filter(|year| plausible(*year))?;
    date(year, number(&[m1, m2])?, number(&[d1, d2])?)
}

/// `2014-07-02`, `2014.7.2`, `2014/7/2`, `2014、7、2`, `2014 7 2`, `20140702`, `2014-07`, `201407`, `2.7.2014`, `2.7.14`.
fn numbers(text: &str) -> Option<DateText> {
    if text.bytes().all(|b| b.is_ascii_digit()) {
        return digits(text);
    }
    let separator = text.chars().find(|c| !c.is_ascii_digit())?;
    let parts: Vec<&str> = text.split(separator).collect();
    let number = |part: &str| part.parse::<u32>().ok().filter(|_| part.bytes().all(|b| b.is_ascii_digit()));
    match (parts.as_slice(), separator) {
        ([y, m, d], '-' | '.' | '/' | '、' | '。' | ' ') if y.len() == 4 && m.len() <= 2 && d.len() <= 2 => {
            day(y.parse().ok()?, number(m)?, number(d)?)
        }
        (_, '、' | '。' | ' ') => None,
        ([y, m], '-' | '.' | '/') if y.len() == 4 && (1..=2).contains(&m.len()) => {
            month_end(y.parse().ok()?, number(m)?)
        }
        ([m, y], '-' | '.' | '/') if y.len() == 4 && (1..=2).contains(&m.len()) => {
            month_end(y.parse().ok()?, number(m)?)
        }
        ([a, b, y], '-' | '.' | '/') if y.len() == 4 && a.len() <= 2 && b.len() <= 2 => {
            order::open([number(a)?, number(b)?, number(y)?], false)
        }
        ([a, b, c], '-' | '.' | '/') if [a, b, c].iter().all(|part| part.len() <= 2) => {
            order::open([number(a)?, number(b)?, number(c)?], true)
        }
        _ => None,
    }
}

/// `20140702`, `201407`. 201112 may as well be 12 November 2020, so that months are read of years from 2013 on.
fn digits(text: &str) -> Option<DateText> {
    let number = |from: usize, until: usize| text.get(from..until)?.parse::<u32>().ok();
    let year: i32 = text.get(..4)?.parse().ok()?;
    match text.len() {
        8 => day(year, number(4, 6)?, number(6, 8)?),
        6 if (2013..2100).contains(&year) => month_end(year, number(4, 6)?),
        _ => None,
    }
}

/// The month at whose end a stretch of a year ends: 上半年, 二季度末, 年底.
const STRETCHES: &[(&str, u32)] = &[
    ("年初", 1),
    ("一季度", 3),
    ("第一季度", 3),
    ("1季度", 3),
    ("第1季度", 3),
    ("首季", 3),
    ("上半年", 6),
    ("年中", 6),
    ("二季度", 6),
    ("第二季度", 6),
    ("2季度", 6),
    ("第2季度", 6),
    ("三季度", 9),
    ("第三季度", 9),
    ("3季度", 9),
    ("第3季度", 9),
    ("四季度", 12),
    ("第四季度", 12),
    ("4季度", 12),
    ("第4季度", 12),
    ("下半年", 12),
    ("年底", 12),
    ("年末", 12),
    ("年内", 12),
    ("年终", 12),
    ("全年", 12),
];

/// 2014年7月2日, 2014年7月, 14年7月, 7月2日, 7月底, 七月十五日, 2014年底, 2014年上半年, 2014年三季度末, 今年底.
fn chinese(text: &str, hint: Option<i32>) -> Option<DateText> {
    let (year, rest) = year_of(text, hint)?;
    if !plausible(year) {
        return None;
    }
    let bare = rest.trim_end_matches(['末', '底', '内', '间']);
    let stretch = STRETCHES.iter().find(|(word, _)| *word == rest || (*word == bare && !rest.starts_with('年')));
    if let Some((_, month)) = stretch {
        return month_end(year, *month);
    }
    let (month, rest) = rest.split_once('月')?;
    let month = small_number(month)?;
    let vague_day = |n| date(year, month, n).map(DateText::Vague);
    match rest {
        "" | "份" | "底" | "末" | "份底" | "份末" | "月底" | "下旬" | "下半月" | "份内" | "内" | "底内" => {
            month_end(year, month)
        }
        "初" | "上旬" => vague_day(10),
        "中" | "中旬" => vague_day(20),
        "上半月" => vague_day(15),
        number => day(year, month, small_number(number.strip_suffix(['日', '号']).unwrap_or(number))?),
    }
}

/// Eras of East Asia, and the year before their first.
const ERAS: &[(&str, i32)] = &[
    ("中華民國", 1911),
    ("中华民国", 1911),
    ("民國", 1911),
    ("民国", 1911),
    ("令和", 2018),
    ("平成", 1988),
    ("昭和", 1925),
];

/// R8.7.2, H26.4.1: an era by its letter.
fn short_era(text: &str) -> Option<DateText> {
    let before = match text.chars().next()? {
        'r' => 2018,
        'h' => 1988,
        's' => 1925,
        _ => return None,
    };
    let parts: Vec<&str> = text.get(1..)?.split(['.', '/', '-']).collect();
    let number =
        |part: &str| part.parse::<u32>().ok().filter(|_| part.len() <= 2 && part.bytes().all(|b| b.is_ascii_digit()));
    let [year, month, number_of_day] = parts.as_slice() else { return None };
    let year = i32::try_from(number(year)?).ok().filter(|year| *year >= 1)?;
    day(before + year, number(month)?, number(number_of_day)?)
}

/// The year of an era, and what follows its 年: 平成26年, 令和元年, 民國103年.
fn of_era(text: &str) -> Option<(i32, &str)> {
    let (rest, before) = ERAS.iter().find_map(|(era, before)| Some((text.strip_prefix(era)?, *before)))?;
    let (year, rest) = rest.split_once('年')?;
    let year = if year == "元" { 1 } else { year.parse().ok().filter(|year| (1..=200).contains(year))? };
    Some((before + year, rest))
}

/// 令和6年度, H30年度, 令和6年度末: a financial year of Japan, which ends in March of the next.
pub fn is_year_of_an_era(folded: &str) -> bool {
    const ERAS: [&str; 6] = ["令和", "平成", "昭和", "r", "h", "s"];
    let counted = ERAS.iter().find_map(|era| folded.strip_prefix(era)).and_then(|rest| rest.split_once("年度"));
    counted.is_some_and(|(count, rest)| {
        let is_count = count == "元" || (1..=2).contains(&count.len()) && count.bytes().all(|b| b.is_ascii_digit());
        is_count && rest.chars().count() <= 4 && !rest.chars().any(|c| c.is_ascii_digit())
    })
}

/// The year of a text and what follows it. The words of a year's end keep their 年: 年底, 今年底.
fn year_of(text: &str, hint: Option<i32>) -> Option<(i32, &str)> {
    for (word, shift) in [("今年", 0), ("本年度", 0), ("本年", 0), ("当年", 0), ("明年", 1), ("次年", 1), ("去年", -1)]
    {
        if let Some(rest) = text.strip_prefix(word) {
            let kept = if rest.starts_with(['底', '末', '初', '内', '中', '终']) {
                word.len() - '年'.len_utf8()
            } else {
                word.len()
            };
            return Some((hint?.checked_add(shift)?, text.get(kept..)?));
        }
    }
    if let Some(found) = of_era(text) {
        return Some(found);
    }
    // 2026上半年, 2026三季度: the year without its 年.
    if let Some((year, rest)) = text.split_at_checked(4)
        && year.bytes().all(|b| b.is_ascii_digit())
        && (rest.starts_with(['上', '下', '全']) || (rest.ends_with("季度") && !rest.starts_with('年')))
    {
        return Some((year.parse().ok()?, rest));
    }
    let Some((year, _)) = text.split_once('年') else { return Some((hint?, text)) };
    if year.is_empty() || year.contains(['半', '全', '月', '季']) {
        return Some((hint?, text)); // 年底, 上半年
    }
    let number = if year.bytes().all(|b| b.is_ascii_digit()) {
        match year.len() {
            4 => year.parse().ok()?,
            2 => full_year(year.parse().ok()?),
            _ => return None,
        }
    } else {
        numeral::read(year).and_then(|n| i32::try_from(n).ok())?
    };
    let rest = text.get(year.len() + '年'.len_utf8()..)?;
    // 2014年底 keeps its 年; 2014年年底 has two.
    let kept =
        if rest.starts_with(['底', '末', '初', '内', '中', '终']) { text.get(year.len()..)? } else { rest };
    Some((number, kept))
}

/// A month or a day in digits or as a numeral.
fn small_number(text: &str) -> Option<u32> {
    if !text.is_empty() && text.len() <= 2 && text.bytes().all(|b| b.is_ascii_digit()) {
        return text.parse().ok();
    }
    numeral::read(text).and_then(|n| u32::try_from(n).ok())
}

/// A year of two digits in full.
fn full_year(short: u32) -> i32 {
    let short = i32::try_from(short).unwrap_or(0);
    if short < 69 { 2000 + short } else { 1900 + short }
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
