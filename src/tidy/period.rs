//! Which period a file is for.
//!
//! Takes its name and the titles above its tables; gives the period that the finest date or span in them names. A span
//! longer than the pipeline's periods names none of them: 2014年 is no month.

use crate::base::period::{Period, PeriodKind};
use chrono::{Datelike, Days, NaiveDate};
use unicode_normalization::UnicodeNormalization;

/// A stretch of days that a text names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Span {
    first: NaiveDate,
    last: NaiveDate,
    /// Where it stands in the text, and where what comes after it begins.
    at: usize,
    end: usize,
}

/// The period a file's name says: `20140630…`, `2014-06-30`, 2014年6月下半月, 2014年二季度, 2014年.
pub fn from_name(name: &str, kind: PeriodKind) -> Option<Period> {
    let stem = name.rsplit_once('.').map_or(name, |(stem, extension)| if extension.len() <= 5 { stem } else { name });
    choose(&spans(stem, None), kind)
}

/// The period that the first telling text says; `year` is meant where it has none (截至6月30日).
pub fn from_title<'a>(texts: impl IntoIterator<Item = &'a str>, kind: PeriodKind, year: Option<i32>) -> Option<Period> {
    texts.into_iter().find_map(|text| choose(&spans(text, year), kind))
}

/// The period a file's name says, however long it is: 2014年上半年, 2014年二季度, 2014年6月, 2014年; of a stretch that is no
/// such period (2014年1-7月) its last month.
pub fn as_named(name: &str) -> Option<Period> {
    let stem = name.rsplit_once('.').map_or(name, |(stem, extension)| if extension.len() <= 5 { stem } else { name });
    as_said(&spans(stem, None))
}

/// The same from the first telling text.
pub fn as_titled<'a>(texts: impl IntoIterator<Item = &'a str>) -> Option<Period> {
    texts.into_iter().find_map(|text| as_said(&spans(text, None)))
}

fn as_said(spans: &[Span]) -> Option<Period> {
    let finest = spans.iter().min_by_key(|span| (span.last - span.first).num_days())?;
    let kinds = [PeriodKind::Month, PeriodKind::Quarter, PeriodKind::HalfYear, PeriodKind::Year];
    let whole = kinds.into_iter().map(|kind| kind.containing(finest.last));
    let mut exact = whole.filter(|period| period.start() == finest.first && period.end() == finest.last);
    exact.next().or_else(|| Some(PeriodKind::Month.containing(finest.last)))
}

/// The day a file's name says: `20140630…`, `2014-06-30…`.
pub fn day_of(name: &str) -> Option<NaiveDate> {
    spans(name, None).into_iter().find(|span| span.first == span.last).map(|span| span.first)
}

/// The first year a text names: 2014年…, `2014-…`, `20140630…`.
pub fn year_of(text: &str) -> Option<i32> {
    spans(text, None).first().map(|span| span.last.year())
}

/// The finest span decides; of several, the first, or the last of a range such as 6月1日-15日.
fn choose(spans: &[Span], kind: PeriodKind) -> Option<Period> {
    let length = |span: &Span| (span.last - span.first).num_days();
    let finest = spans.iter().map(length).min()?;
    let span = spans.iter().find(|span| length(span) == finest)?;
    let (first, last) = (kind.containing(span.first), kind.containing(span.last));
    if first == last { Some(first) } else { None }
}

/// Every date and span in a text, in its order.
fn spans(text: &str, hint: Option<i32>) -> Vec<Span> {
    let text: String = text.nfkc().filter(|c| !c.is_whitespace()).collect();
    let chars: Vec<char> = text.chars().collect();
    let mut found: Vec<Span> = Vec::new();
    let mut year = hint;
    let mut at = 0;
    while at < chars.len() {
        let fresh = at == 0 || !chars.get(at - 1).is_some_and(char::is_ascii_digit);
        let span = if fresh { span_at(&chars, at, year) } else { None };
        let Some(span) = span else {
            at += 1;
            continue;
        };
        at = span.end.max(at + 1);
        year = Some(span.last.year());
        match found.last_mut() {
            Some(last) if is_range(&chars, last.end, span.at) => {
                *last = Span { first: last.first.min(span.first), ..span };
                if last.first > last.last {
                    *last = span;
                }
            }
            _ => found.push(span),
        }
    }
    found
}

/// Whether only a range mark stands between two places: `20140601-20140615`, 6月1日至15日.
fn is_range(chars: &[char], from: usize, to: usize) -> bool {
    let between = chars.get(from..to).unwrap_or(&[]);
    matches!(between, [mark] if matches!(mark, '-' | '~' | '至' | '到' | '—' | '–'))
}

fn span_at(chars: &[char], at: usize, year: Option<i32>) -> Option<Span> {
    compact(chars, at).or_else(|| separated(chars, at)).or_else(|| chinese(chars, at, year))
}

/// Digits from a place on, at most `max`; nothing when there are more.
fn digits(chars: &[char], at: usize, max: usize) -> Option<(u32, usize)> {
    let count = chars.iter().skip(at).take_while(|c| c.is_ascii_digit()).count();
    if count == 0 || count > max {
        return None;
    }
    let text: String = chars.iter().skip(at).take(count).collect();
    Some((text.parse().ok()?, at + count))
}

/// `20140630`, `201406`
fn compact(chars: &[char], at: usize) -> Option<Span> {
    let (number, end) = digits(chars, at, 8)?;
    match end - at {
        8 => day_span((number / 10_000) as i32, number / 100 % 100, number % 100, at, end),
        6 => month_span((number / 100) as i32, number % 100, at, end),
        _ => None,
    }
}

/// `2014-06-30`, `2014.6`, `2014_06_30`, `2014Q2`, `2014-H1`
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
    let (month, end) = digits(chars, after, 2)?;
    let day = chars.get(end).filter(|c| **c == separator).and_then(|_| digits(chars, end + 1, 2));
    match day {
        Some((day, end)) => day_span(year, month, day, at, end),
        None => month_span(year, month, at, end),
    }
}

/// 2014年6月30日, 2014年6月下半月, 2014年6月, 2014年第二季度, 2014年上半年, 2014年, and without a year where one is known.
fn chinese(chars: &[char], at: usize, hint: Option<i32>) -> Option<Span> {
    let with_year = digits(chars, at, 4).filter(|(_, end)| end - at == 4 && chars.get(*end) == Some(&'年'));
    let (year, from) = match with_year {
        Some((year, end)) => (year as i32, end + 1),
        None => (hint?, at),
    };
    let rest: String = chars.iter().skip(from).take(6).collect();
    let quarters = [("一", 1), ("二", 2), ("三", 3), ("四", 4), ("1", 1), ("2", 2), ("3", 3), ("4", 4)];
    for (word, number) in quarters {
        for (text, length) in [(format!("第{word}季度"), 4), (format!("{word}季度"), 3)] {
            if rest.starts_with(&text) {
                return months_span(year, number, 3, at, from + length);
            }
        }
    }
    for (text, number) in [("上半年", 1), ("下半年", 2)] {
        if rest.starts_with(text) {
            return months_span(year, number, 6, at, from + 3);
        }
    }
    if let Some(span) = months_range(chars, year, at, from) {
        return Some(span);
    }
    let month = digits(chars, from, 2).filter(|(_, end)| chars.get(*end) == Some(&'月'));
    let Some((month, end)) = month else {
        with_year?;
        return year_span(year, at, from);
    };
    in_month(chars, year, month, at, end + 1)
}

/// 1-7月, 1至7月, 前三季度: a stretch that begins within the year and ends with a month.
fn months_range(chars: &[char], year: i32, at: usize, from: usize) -> Option<Span> {
    let rest: String = chars.iter().skip(from).take(4).collect();
    if rest == "前三季度" {
        let last = months_span(year, 3, 3, at, from + 4)?;
        return Some(Span { first: NaiveDate::from_ymd_opt(year, 1, 1)?, ..last });
    }
    let (first, end) = digits(chars, from, 2)?;
    let end = if chars.get(end) == Some(&'月') { end + 1 } else { end };
    chars.get(end).filter(|c| matches!(c, '-' | '~' | '至' | '到' | '—' | '–'))?;
    let (last, end) = digits(chars, end + 1, 2)?;
    let end = Some(end).filter(|end| chars.get(*end) == Some(&'月') && first < last)? + 1;
    // 6月1日-15日 and 1月5日… are days, not months.
    if chars.get(end).is_some_and(char::is_ascii_digit) {
        return None;
    }
    let last = month_span(year, last, at, end)?;
    Some(Span { first: month_span(year, first, at, end)?.first, ..last })
}

/// What follows 6月: a day, a half, or nothing.
fn in_month(chars: &[char], year: i32, month: u32, at: usize, from: usize) -> Option<Span> {
    let rest: String = chars.iter().skip(from).take(4).collect();
    let whole = month_span(year, month, at, from)?;
    if rest.starts_with("上半月") {
        let last = NaiveDate::from_ymd_opt(year, month, 15)?;
        return Some(Span { last, end: from + 3, ..whole });
    }
    if rest.starts_with("下半月") {
        let first = NaiveDate::from_ymd_opt(year, month, 16)?;
        return Some(Span { first, end: from + 3, ..whole });
    }
    match digits(chars, from, 2) {
        Some((day, end)) => {
            let end = if matches!(chars.get(end), Some('日' | '号')) { end + 1 } else { end };
            day_span(year, month, day, at, end)
        }
        None => Some(whole),
    }
}

fn plausible(year: i32) -> bool {
    (1950..=2150).contains(&year)
}

fn day_span(year: i32, month: u32, day: u32, at: usize, end: usize) -> Option<Span> {
    let day = NaiveDate::from_ymd_opt(year, month, day).filter(|_| plausible(year))?;
    Some(Span { first: day, last: day, at, end })
}

fn month_span(year: i32, month: u32, at: usize, end: usize) -> Option<Span> {
    months_span(year, month, 1, at, end)
}

fn year_span(year: i32, at: usize, end: usize) -> Option<Span> {
    months_span(year, 1, 12, at, end)
}

/// The `number`-th stretch of `months` months, counted from 1.
fn months_span(year: i32, number: u32, months: u32, at: usize, end: usize) -> Option<Span> {
    let before = number.checked_sub(1)?.checked_mul(months)?;
    let first = NaiveDate::from_ymd_opt(year, before + 1, 1).filter(|_| plausible(year))?;
    let after = if before + months >= 12 { (year + 1, 1) } else { (year, before + months + 1) };
    let last = NaiveDate::from_ymd_opt(after.0, after.1, 1)?.checked_sub_days(Days::new(1))?;
    Some(Span { first, last, at, end })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str, kind: PeriodKind) -> String {
        from_name(text, kind).map(|p| p.to_string()).unwrap_or_default()
    }

    #[test]
    fn names_of_files_say_their_period() {
        use PeriodKind::{HalfMonth, HalfYear, Month, Quarter, Year};
        let cases = [
            ("20140630重点项目进度.xlsx", HalfMonth, "2014-06H2"),
            ("20140415重点项目进度（修改稿）.xlsx", HalfMonth, "2014-04H1"),
            ("2014-06-30.csv", Month, "2014-06"),
            ("2014.6.30进度", HalfMonth, "2014-06H2"),
            ("2014年6月30日进度.xls", HalfMonth, "2014-06H2"),
            ("2014年6月下半月.xls", HalfMonth, "2014-06H2"),
            ("２０１４年６月上半月.xls", HalfMonth, "2014-06H1"),
            ("2014年6月份.xls", Month, "2014-06"),
            ("2014年6月.xls", HalfMonth, ""),
            ("2014年重点项目6月30日.xls", HalfMonth, "2014-06H2"),
            ("2014年重点项目20140630.xls", HalfMonth, "2014-06H2"),
            ("20140616-20140630进度.xls", HalfMonth, "2014-06H2"),
            ("2014年第二季度.xlsx", Quarter, "2014-Q2"),
            ("2014Q2 report.xlsx", Quarter, "2014-Q2"),
            ("2014年上半年经济指标.xlsx", HalfYear, "2014-H1"),
            ("2014年重点项目台账.xlsx", Year, "2014"),
            ("2014年重点项目台账.xlsx", Month, ""),
            ("201406.csv", Month, "2014-06"),
            ("nyc_capital_2013-09-01.csv", Month, "2013-09"),
            ("进度.xlsx", Month, ""),
            ("20141330.xlsx", Month, ""),
            ("编号12345678901.xlsx", Month, ""),
        ];
        for (text, kind, expected) in cases {
            assert_eq!(name(text, kind), expected, "{text}");
        }
    }

    #[test]
    fn a_period_as_named_is_as_long_as_the_name_says() {
        let cases = [
            ("2014年上半年经济指标.xlsx", "2014-H1"),
            ("2014年1-7月主要经济指标.xls", "2014-07"),
            ("2014年1月至7月主要经济指标.xls", "2014-07"),
            ("2014年前三季度指标.csv", "2014-09"),
            ("2014年二季度指标.csv", "2014-Q2"),
            ("2014年6月指标.csv", "2014-06"),
            ("201406指标.csv", "2014-06"),
            ("2014年指标.csv", "2014"),
            ("20140630指标.csv", "2014-06"),
            ("指标.csv", ""),
        ];
        for (text, expected) in cases {
            let found = as_named(text).map(|p| p.to_string()).unwrap_or_default();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn titles_say_it_where_names_are_silent() {
        let title = ["重点项目进展情况（截至6月30日）"];
        let period = from_title(title, PeriodKind::HalfMonth, Some(2014)).unwrap();
        assert_eq!(period.to_string(), "2014-06H2");
        assert_eq!(from_title(title, PeriodKind::HalfMonth, None), None);
    }
}
