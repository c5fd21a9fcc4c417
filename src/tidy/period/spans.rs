//! Dates and stretches of days in a text, and what the words around each say of it.
//!
//! Takes a text and the year that is meant where it has none; gives every date and stretch in its order. Nothing is chosen
//! here.

use super::months::{day_first, day_span, month_span, months_span, week, year_span};
use super::text::{Text, in_digits, is_dash};
use super::weight::{Weight, weigh};
use chrono::{Datelike, NaiveDate};

/// A stretch of days that a text names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub first: NaiveDate,
    pub last: NaiveDate,
    /// Where it stands in the text, and where what comes after it begins.
    pub at: usize,
    pub end: usize,
    /// Whether it is written as a stretch from the beginning of the year: 1-6月, 上半年. Then it speaks of its last day.
    pub through: bool,
    /// What the words around it say of it.
    pub weight: Weight,
}

impl Span {
    /// Its days, less one.
    pub fn length(&self) -> i64 {
        (self.last - self.first).num_days()
    }

    pub fn is_day(&self) -> bool {
        self.first == self.last
    }

    /// Whether it is shorter than a year.
    pub fn is_of_months(&self) -> bool {
        self.length() < 360
    }

    pub fn lies_in(&self, other: &Span) -> bool {
        self.first >= other.first && self.last <= other.last
    }
}

/// Every date and span in a text, in its order.
pub fn spans(text: &str, hint: Option<i32>) -> Vec<Span> {
    let text = Text::new(text);
    let mut found = in_years(&text, hint);
    let places: Vec<(usize, usize)> = found.iter().map(|span| (span.at, span.end)).collect();
    for (index, span) in found.iter_mut().enumerate() {
        let before = index.checked_sub(1).and_then(|before| places.get(before)).map_or(0, |(_, end)| *end);
        let after = places.get(index + 1).map_or(text.chars.len(), |(at, _)| *at);
        let weight = weigh(&text, (before, span.at), (span.end, after));
        // A year is no day of filling in, and what follows it is a title: 2014年重点项目.
        let is_year = !span.is_of_months() && weight < Weight::Stated;
        // （7月3日） may be the day of sending.
        let is_day_alone = span.is_day() && weight == Weight::Subject && text.at(span.end) == Some(')');
        span.weight = if is_year {
            Weight::Plain
        } else if is_day_alone || weight == Weight::Plain {
            span.weight
        } else {
            weight
        };
    }
    found
}

/// A month before the day of sending is of its year, or of the year before: 6月进度20260703, 12月进度（2026年1月5日）.
fn in_years(text: &Text, hint: Option<i32>) -> Vec<Span> {
    let found = all(text, hint, true);
    let Some(dated) = found.first().copied().filter(|span| hint.is_none() && span.at > 0) else { return found };
    let of_year = |year: i32| all(text, Some(year), true);
    let before = |spans: &[Span]| spans.first().copied().filter(|span| span.at < dated.at);
    let this = of_year(dated.last.year());
    match before(&this) {
        Some(span) if span.first <= dated.last => this,
        Some(_) => of_year(dated.last.year() - 1),
        None => found,
    }
}

/// The dates and spans of a text, and what it says besides.
pub fn apart(text: &str, hint: Option<i32>) -> (Vec<Span>, String) {
    let text = Text::new(text);
    let found = all(&text, hint, false);
    let is_of_one = |at: &usize| found.iter().any(|span| (span.at..span.end).contains(at));
    let rest = (0..text.chars.len()).filter(|at| !is_of_one(at)).filter_map(|at| text.at(at)).collect();
    (found, rest)
}

/// The only stretch of a text that names one, and what stands before and behind it.
pub fn around(text: &str, hint: Option<i32>) -> Option<(String, Span, String)> {
    let text = Text::new(text);
    let [span] = all(&text, hint, false)[..] else { return None };
    Some((text.part(0, span.at), span, text.part(span.end, text.chars.len())))
}

/// `dotted`: whether 6.30 is a day of the year that is known.
fn all(text: &Text, hint: Option<i32>, dotted: bool) -> Vec<Span> {
    let chars = text.chars.as_slice();
    let mut found: Vec<Span> = Vec::new();
    let mut year = hint;
    // The years that hold outside of the brackets that are open.
    let mut outside: Vec<Option<i32>> = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        match chars.get(at) {
            Some('(' | '【' | '〔') => outside.push(year),
            // 2026年项目（含2025年续建）6月进度 is of 2026.
            Some(')' | '】' | '〕') => year = outside.pop().flatten().or(year),
            _ => {}
        }
        let digit_before = at.checked_sub(1).and_then(|before| chars.get(before)).is_some_and(char::is_ascii_digit);
        let fresh = !digit_before || text.gap(at);
        let day = || if dotted { month_and_day(text, at, year?) } else { None };
        let span = if fresh { span_at(text, at, year).or_else(day) } else { None };
        let Some(span) = span else {
            at += 1;
            continue;
        };
        at = span.end.max(at + 1);
        year = Some(span.last.year());
        match found.last_mut() {
            Some(last) if is_range(chars, last.end, span.at) => *last = joined(last, &span),
            _ => found.push(span),
        }
    }
    found
}

/// 6.30 in brackets or at the end, of a year that is known: less sure than whatever names a period in words.
fn month_and_day(text: &Text, at: usize, year: i32) -> Option<Span> {
    let chars = text.chars.as_slice();
    let before = at.checked_sub(1).and_then(|before| text.at(before));
    let (month, dot) = digits(chars, at, 2)?;
    let (day, end) = digits(chars, dot + 1, 2).filter(|(_, end)| text.at(dot) == Some('.') && *end > dot + 2)?;
    let is_range = |end: usize| {
        let other = digits(chars, end + 1, 2).filter(|(_, dot)| text.at(*dot) == Some('.'));
        text.at(end).is_some_and(is_dash) && other.is_some()
    };
    let closes = text.at(end).is_none_or(|c| matches!(c, ')' | '】' | '〕')) || is_range(end);
    let stands_alone = before.is_none_or(|c| !c.is_ascii_alphanumeric() && !matches!(c, '.' | '第' | '版' | '号'));
    let span = day_span(year, month, day, at, end)?;
    (closes && stands_alone).then_some(Span { weight: Weight::Stamp, ..span })
}

/// From one day or month to another.
fn joined(from: &Span, to: &Span) -> Span {
    let first = from.first.min(to.first);
    if first > to.last {
        return *to;
    }
    let through = first.ordinal() == 1 && first.year() == to.last.year();
    Span { first, at: from.at, through, ..*to }
}

/// Whether only a range mark stands between two places: `20140601-20140615`, 6月1日至15日.
fn is_range(chars: &[char], from: usize, to: usize) -> bool {
    let between = chars.get(from..to).unwrap_or(&[]);
    matches!(between, [mark] if is_dash(*mark))
}

fn span_at(text: &Text, at: usize, year: Option<i32>) -> Option<Span> {
    let chars = text.chars.as_slice();
    let written = || compact(text, at).or_else(|| separated(chars, at)).or_else(|| chinese(chars, at, year));
    written().or_else(|| day_first(text, at)).or_else(|| super::months::english(text, at))
}

/// Digits from a place on, at most `max`; nothing when there are more.
pub fn digits(chars: &[char], at: usize, max: usize) -> Option<(u32, usize)> {
    let count = chars.iter().skip(at).take_while(|c| c.is_ascii_digit()).count();
    if count == 0 || count > max {
        return None;
    }
    let text: String = chars.iter().skip(at).take(count).collect();
    Some((text.parse().ok()?, at + count))
}

/// `20140630`, `201406`, and with a time of day: `20140630123000`, `20140630_123000`
fn compact(text: &Text, at: usize) -> Option<Span> {
    let chars = text.chars.as_slice();
    // `20260615 2026年7月` are two numbers.
    let goes_on =
        |place: &usize| (*place == at || !text.gap(*place)) && chars.get(*place).is_some_and(char::is_ascii_digit);
    let count = (at..chars.len()).take_while(goes_on).count();
    let number = |at: usize, count: usize| chars.get(at..at + count)?.iter().collect::<String>().parse::<u32>().ok();
    let day = |end: usize| {
        let number = number(at, 8)?;
        day_span((number / 10_000) as i32, number / 100 % 100, number % 100, at, end)
    };
    let is_time = |at: usize, count: usize| {
        let part = |index: usize| number(at + index * 2, 2).unwrap_or(99);
        part(0) < 24 && part(1) < 60 && (count < 6 || part(2) < 60)
    };
    match count {
        12 | 14 if is_time(at + 8, count - 8) => Some(Span { weight: Weight::Stamp, ..day(at + count)? }),
        8 => {
            let time = digits(chars, at + 9, 6).filter(|(_, end)| end - at == 15 && is_time(at + 9, 6));
            match chars.get(at + 8).filter(|c| matches!(c, '_' | '-' | 'T' | 't')).and(time) {
                Some((_, end)) => Some(Span { weight: Weight::Stamp, ..day(end)? }),
                None => day(at + 8),
            }
        }
        6 => month_span((number(at, 6)? / 100) as i32, number(at, 6)? % 100, at, at + 6),
        _ => None,
    }
}

/// `2014-06-30`, `2014.6`, `2014_06_30`, `2014Q2`, `2014-H1`, `2014-06H2`
fn separated(chars: &[char], at: usize) -> Option<Span> {
    let (year, end) = digits(chars, at, 4)?;
    let year = Some(year as i32).filter(|_| end - at == 4)?;
    let separator = chars.get(end).copied()?;
    let after = if matches!(separator, '-' | '.' | '_' | '/') { end + 1 } else { end };
    if let Some(letter @ ('Q' | 'q' | 'H' | 'h')) = chars.get(after) {
        let (number, end) = digits(chars, after + 1, 1)?;
        let months = if letter.eq_ignore_ascii_case(&'q') { 3 } else { 6 };
        return months_span(year, number, months, at, end);
    }
    if after == end {
        return None;
    }
    // 2026-1-6月 are six months: no day stands before 月.
    if let Some(span) = months_range(chars, year, at, after) {
        return Some(span);
    }
    let (month, end) = digits(chars, after, 2)?;
    if matches!(chars.get(end), Some('H' | 'h'))
        && let Some((half @ 1..=2, end)) = digits(chars, end + 1, 1)
    {
        return half_month(year, month, half, at, end);
    }
    let day = chars.get(end).filter(|c| **c == separator).and_then(|_| digits(chars, end + 1, 2));
    match day {
        Some((day, end)) => day_span(year, month, day, at, end),
        None => month_span(year, month, at, end),
    }
}

fn half_month(year: i32, month: u32, half: u32, at: usize, end: usize) -> Option<Span> {
    let whole = month_span(year, month, at, end)?;
    if half == 1 {
        return Some(Span { last: NaiveDate::from_ymd_opt(year, month, 15)?, ..whole });
    }
    Some(Span { first: NaiveDate::from_ymd_opt(year, month, 16)?, ..whole })
}

/// The year before 年, of four digits; of two where a month follows it (26年6月).
fn chinese_year(chars: &[char], at: usize) -> Option<(i32, usize)> {
    let (year, end) = digits(chars, at, 4).filter(|(_, end)| chars.get(*end) == Some(&'年'))?;
    let month = || digits(chars, end + 1, 2).is_some_and(|(_, end)| chars.get(end) == Some(&'月'));
    match end - at {
        4 => Some((year as i32, end + 1)),
        2 if month() => Some((2000 + year as i32, end + 1)),
        _ => None,
    }
}

/// The year right before a quarter or a half: 2014二季度, 2014上半年.
fn year_of_part(chars: &[char], at: usize) -> Option<(i32, usize)> {
    let (year, end) = digits(chars, at, 4).filter(|(_, end)| end - at == 4)?;
    let rest: String = chars.iter().skip(end).take(4).collect();
    let is_part = |word: &str| rest.trim_start_matches('第').starts_with(word);
    ["一季度", "二季度", "三季度", "四季度", "上半年", "下半年", "半年", "前三季度"]
        .iter()
        .any(|word| is_part(word))
        .then_some((year as i32, end))
}

/// 2014年6月30日, 2014年6月下半月, 2014年6月, 2014年第二季度, 2014年上半年, 2014年, and without a year where one is known.
fn chinese(chars: &[char], at: usize, hint: Option<i32>) -> Option<Span> {
    let with_year = chinese_year(chars, at).or_else(|| year_of_part(chars, at));
    let (year, from) = match with_year {
        Some((year, end)) => (year, end),
        None => (hint?, at),
    };
    let rest: String = chars.iter().skip(from).take(6).collect();
    if let Some(number) =
        rest.strip_prefix(['Q', 'q']).filter(|_| with_year.is_some()).and_then(|rest| rest.chars().next())
    {
        return months_span(year, number.to_digit(10)?, 3, at, from + 2);
    }
    let quarters = [("一", 1), ("二", 2), ("三", 3), ("四", 4), ("1", 1), ("2", 2), ("3", 3), ("4", 4)];
    let (ordinal, length) = rest.strip_prefix('第').map_or((rest.as_str(), 3), |rest| (rest, 4));
    for (word, number) in quarters {
        if ordinal.strip_prefix(word).is_some_and(|rest| rest.starts_with("季度")) {
            return months_span(year, number, 3, at, from + length);
        }
    }
    // 2026年半年 is its first half; the second is always called so.
    let halves = [("上半年", 1, 3), ("下半年", 2, 3), ("半年", 1, 2)];
    for (text, number, length) in halves.into_iter().filter(|(text, ..)| with_year.is_some() || *text != "半年") {
        if rest.starts_with(text) {
            let half = months_span(year, number, 6, at, from + length)?;
            return Some(Span { through: number == 1, ..half });
        }
    }
    if let Some(span) = week(chars, year, at, from, with_year.is_some()) {
        return Some(span);
    }
    if let Some(span) = months_range(chars, year, at, from) {
        return Some(span);
    }
    let month = digits(chars, from, 2).filter(|(_, end)| chars.get(*end) == Some(&'月'));
    let Some((month, end)) = month else {
        with_year?;
        return match chars.get(from) {
            Some('底' | '末') => day_span(year, 12, 31, at, from + 1),
            _ => year_span(year, at, from),
        };
    };
    in_month(chars, year, month, at, end + 1)
}

/// 1-7月, 1至7月, 前三季度: a stretch that begins within the year and ends with a month.
fn months_range(chars: &[char], year: i32, at: usize, from: usize) -> Option<Span> {
    let rest: String = chars.iter().skip(from).take(4).collect();
    if rest == "前三季度" {
        let last = months_span(year, 3, 3, at, from + 4)?;
        return Some(Span { first: NaiveDate::from_ymd_opt(year, 1, 1)?, through: true, ..last });
    }
    if let Some((last, end)) = first_months(chars, from) {
        let last = month_span(year, last, at, end)?;
        return Some(Span { first: NaiveDate::from_ymd_opt(year, 1, 1)?, through: true, ..last });
    }
    let (first, end) = digits(chars, from, 2)?;
    let end = if chars.get(end) == Some(&'月') { end + 1 } else { end };
    chars.get(end).filter(|c| is_dash(**c))?;
    let (last, end) = digits(chars, end + 1, 2)?;
    let end = Some(end).filter(|end| chars.get(*end) == Some(&'月') && first < last)? + 1;
    // 6月1日-15日 and 1月5日… are days, not months.
    if chars.get(end).is_some_and(char::is_ascii_digit) {
        return None;
    }
    let last = month_span(year, last, at, end)?;
    Some(Span { first: month_span(year, first, at, end)?.first, through: first == 1, ..last })
}

/// 前五个月
fn first_months(chars: &[char], from: usize) -> Option<(u32, usize)> {
    chars.get(from).filter(|c| **c == '前')?;
    let end = (from + 1..chars.len()).find(|at| chars.get(*at) == Some(&'个'))?;
    chars.get(end + 1).filter(|c| **c == '月')?;
    let written = chars.get(from + 1..end)?;
    let number = digits(chars, from + 1, 2).filter(|(_, after)| *after == end).map(|(number, _)| number);
    let number = number.or_else(|| in_digits(written)?.parse().ok()).filter(|number| (2..=12).contains(number))?;
    Some((number, end + 2))
}

/// What follows 6月: a day, a half, a third, its end, or nothing.
fn in_month(chars: &[char], year: i32, month: u32, at: usize, from: usize) -> Option<Span> {
    let rest: String = chars.iter().skip(from).take(4).collect();
    let whole = month_span(year, month, at, from)?;
    if let Some((first, last, end)) = part_of_month(chars, from) {
        let first = NaiveDate::from_ymd_opt(year, month, first)?;
        let last = NaiveDate::from_ymd_opt(year, month, last).unwrap_or(whole.last);
        return Some(Span { first, last, end, ..whole });
    }
    if rest.starts_with(['底', '末']) {
        return Some(Span { first: whole.last, end: from + 1, ..whole });
    }
    match digits(chars, from, 2) {
        Some((day, end)) => {
            let end = if matches!(chars.get(end), Some('日' | '号')) { end + 1 } else { end };
            day_span(year, month, day, at, end)
        }
        None => Some(whole),
    }
}

/// 上半月, 份上半月, （上半月）, （上）: the first and the last day, and where it ends.
fn part_of_month(chars: &[char], from: usize) -> Option<(u32, u32, usize)> {
    const PARTS: &[(&str, u32, u32)] = &[
        ("上半月", 1, 15),
        ("下半月", 16, 31),
        ("上旬", 1, 10),
        ("中旬", 11, 20),
        ("下旬", 21, 31),
        ("上", 1, 15),
        ("下", 16, 31),
    ];
    let from = if chars.get(from) == Some(&'份') { from + 1 } else { from };
    let opens = chars.get(from) == Some(&'(');
    let from = if opens { from + 1 } else { from };
    let rest: String = chars.iter().skip(from).take(4).collect();
    let (word, first, last) = PARTS.iter().find(|(word, ..)| rest.starts_with(word))?;
    let end = from + word.chars().count();
    // 6月上报 is no half.
    let sound = if opens { chars.get(end) == Some(&')') } else { word.chars().count() > 1 };
    sound.then_some((*first, *last, if opens { end + 1 } else { end }))
}
