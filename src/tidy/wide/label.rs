//! One label of a period: 2024年, 2024Q1, 一季度, 1-6月, Mar-24, FY2019-20, and labels that a spreadsheet made numbers or days.
//!
//! Takes a label and the year that is meant where it has none; gives every reading it allows, each with its habit. Which
//! one holds is told by the whole row or column of labels, never here.

use crate::tidy::value::date::MONTHS;
use chrono::{Datelike, Days, NaiveDate};
use unicode_normalization::UnicodeNormalization;

/// How periods are labelled; all labels of a table keep one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Habit {
    /// Calendar years.
    Year,
    /// Single quarters.
    Quarter,
    /// Halves of a year.
    Half,
    /// Single months; January and February may be one, as Chinese statistics publish them.
    Month,
    /// From January on: 1-2月, 一季度, 上半年, 前三季度, 全年.
    Cumulative,
    /// Financial years, whose first day only the office knows.
    Fiscal,
}

impl Habit {
    /// Every habit.
    pub const ALL: [Habit; 6] =
        [Habit::Year, Habit::Quarter, Habit::Half, Habit::Month, Habit::Cumulative, Habit::Fiscal];
}

/// One way to read a label.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reading {
    /// The habit it belongs to.
    pub habit: Habit,
    /// Year, first month and last month, counted from 1; for financial years the year they begin or are called by.
    pub span: (i32, u32, u32),
    /// The name it is kept under: `2024`, `2024-Q1`, `2024-H1`, `2024-03`, `2024-01..2024-06`, `FY2019-20`.
    pub name: String,
}

impl Reading {
    /// Its first and last day; nothing for financial years.
    pub fn days(&self) -> Option<(NaiveDate, NaiveDate)> {
        let (year, first, last) = self.span;
        if self.habit == Habit::Fiscal {
            return None;
        }
        let start = NaiveDate::from_ymd_opt(year, first, 1)?;
        let after = if last == 12 { (year + 1, 1) } else { (year, last + 1) };
        Some((start, NaiveDate::from_ymd_opt(after.0, after.1, 1)?.checked_sub_days(Days::new(1))?))
    }

    /// What orders periods in time.
    pub fn order(&self) -> (i32, u32, u32) {
        (self.span.0, self.span.2, 12 - self.span.1)
    }
}

fn plausible(year: i32) -> bool {
    (1900..=2150).contains(&year)
}

fn months(habit: Habit, year: i32, first: u32, last: u32) -> Option<Reading> {
    let sound = plausible(year) && 1 <= first && first <= last && last <= 12;
    let name = match (first, last) {
        (1, 12) => format!("{year}"),
        (1, 6) => format!("{year}-H1"),
        (7, 12) => format!("{year}-H2"),
        (first, last) if first == last => format!("{year}-{first:02}"),
        (first, last) if first % 3 == 1 && last == first + 2 => format!("{year}-Q{}", last / 3),
        _ => format!("{year}-{first:02}..{year}-{last:02}"),
    };
    sound.then_some(Reading { habit, span: (year, first, last), name })
}

/// Every habit that a span of months may belong to.
fn span(year: i32, first: u32, last: u32) -> Vec<Reading> {
    let habits = [
        (Habit::Year, (first, last) == (1, 12)),
        (Habit::Half, matches!((first, last), (1, 6) | (7, 12))),
        (Habit::Quarter, first % 3 == 1 && last == first + 2),
        (Habit::Month, first == last || (first, last) == (1, 2)),
        (Habit::Cumulative, first == 1),
    ];
    habits.into_iter().filter(|(_, fits)| *fits).filter_map(|(habit, _)| months(habit, year, first, last)).collect()
}

/// The readings of a number: a year, year and month, or the serial of a day.
pub fn of_number(number: f64, epoch_1904: bool) -> Vec<Reading> {
    if number.fract() != 0.0 && (1900.0..2151.0).contains(&number) {
        return of_text(&number.to_string(), None); // 2024.9, 2024.11
    }
    if number.fract() != 0.0 || !(1900.0..1e6).contains(&number) {
        return Vec::new();
    }
    let whole = number as i64; // bounded above
    if whole <= 2_150 {
        return span(whole as i32, 1, 12);
    }
    if whole >= 190_001 {
        return span((whole / 100) as i32, (whole % 100) as u32, (whole % 100) as u32);
    }
    crate::tidy::value::date::of_serial(number, epoch_1904).map(of_day).unwrap_or_default()
}

/// The readings of a day: the month it begins or ends, and the year or quarter where it begins or ends one. A day of 1905
/// is a year that a spreadsheet shows as a day.
pub fn of_day(day: NaiveDate) -> Vec<Reading> {
    let serial = NaiveDate::from_ymd_opt(1899, 12, 30).map_or(0, |epoch| (day - epoch).num_days());
    if (1_950..=2_150).contains(&serial) {
        return span(serial as i32, 1, 12);
    }
    let (year, month) = (day.year(), day.month());
    let ends = day.succ_opt().is_some_and(|next| next.month() != month);
    let mut found = Vec::new();
    if day.day() == 1 || ends {
        found.extend(months(Habit::Month, year, month, month));
    }
    if (day.day() == 1 && month == 1) || (ends && month == 12) {
        found.extend(months(Habit::Year, year, 1, 12));
    }
    if ends && month % 3 == 0 {
        found.extend(months(Habit::Quarter, year, month - 2, month));
    }
    found
}

/// The readings of a text. `year` is meant where it has none.
pub fn of_text(text: &str, year: Option<i32>) -> Vec<Reading> {
    if text.len() > 60 {
        return Vec::new();
    }
    let folded = fold(text);
    let folded = without_marks(&folded);
    let found = fiscal(folded);
    let others = english(folded, year).or_else(|| numbered(folded, year)).unwrap_or_default();
    found.into_iter().chain(others).collect()
}

/// Width, case, white space, range marks and the many dashes make no difference.
fn fold(text: &str) -> String {
    let plain = |c: char| match c {
        '—' | '–' | '~' | '至' | '到' | '/' | '_' | '−' => '-',
        '년' => '年',
        '월' => '月',
        other => other,
    };
    let folded: String = text.nfkc().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).map(plain).collect();
    if folded.contains('분') { folded.replace("분기", "季度") } else { folded }
}

/// Marks of provisional and revised figures, and what the World Bank adds: `2020 [YR2020]`.
fn without_marks(text: &str) -> &str {
    const MARKS: &[&str] = &[
        "预计",
        "预测",
        "快报",
        "初步核算",
        "初步",
        "修订",
        "p",
        "e",
        "r",
        "f",
        "provisional",
        "estimate",
        "revised",
        "forecast",
    ];
    let text = text.trim_end_matches('*');
    let bracket =
        text.strip_suffix(')').and_then(|t| t.rsplit_once('(')).or_else(|| text.strip_suffix(']')?.rsplit_once('['));
    match bracket {
        Some((before, inner)) if MARKS.contains(&inner) || inner.strip_prefix("yr") == Some(before) => before,
        _ => text,
    }
}

/// A year of four digits, or of two where `short` says that they are meant as one.
fn year_of(text: &str, short: bool) -> Option<i32> {
    let digits = text.bytes().all(|b| b.is_ascii_digit());
    let number: i32 = text.parse().ok().filter(|_| digits)?;
    match text.len() {
        4 => Some(number).filter(|year| plausible(*year)),
        2 if short => Some(if number < 70 { 2000 + number } else { 1900 + number }),
        _ => None,
    }
}

/// FY2024, FY2019-20, 2019-20, 2019/2020, 2019-20财年.
fn fiscal(text: &str) -> Option<Reading> {
    const WORDS: &[&str] = &["financialyear", "fiscalyear", "财政年度", "财年", "fy"];
    let named = WORDS.iter().find_map(|word| text.strip_prefix(word).or_else(|| text.strip_suffix(word)));
    let body = named.unwrap_or(text).trim_matches('-');
    let (first, second) = match body.split_once('-') {
        Some((first, second)) => (year_of(first, named.is_some())?, Some(second)),
        None => (year_of(body, true).filter(|_| named.is_some())?, None),
    };
    let name = match second {
        None => format!("FY{first}"),
        Some(second) => {
            let end = year_of(second, true)?;
            if end % 100 != (first + 1) % 100 || (second.len() == 4 && end != first + 1) {
                return None;
            }
            format!("FY{first}-{:02}", end % 100)
        }
    };
    Some(Reading { habit: Habit::Fiscal, span: (first, 1, 12), name })
}

/// The month that a text begins with, and what follows its whole name.
fn month_name(text: &str) -> Option<(u32, &str)> {
    let index = MONTHS.iter().position(|name| name.get(..3).is_some_and(|short| text.starts_with(short)))?;
    let rest = MONTHS.get(index).and_then(|long| text.strip_prefix(long)).or_else(|| text.strip_prefix("sept"));
    let rest = rest.or_else(|| text.get(3..))?;
    (!rest.starts_with(|c: char| c.is_ascii_alphabetic())).then_some((index as u32 + 1, rest))
}

/// Mar-24, March 2024, 2024 Mar, Jan-Jun 2024, Q1 2024, 1Q24, H1 2024.
fn english(text: &str, hint: Option<i32>) -> Option<Vec<Reading>> {
    let year = |rest: &str| {
        let rest = rest.trim_start_matches(['-', ',', '.', '\'']);
        if rest.is_empty() { hint } else { year_of(rest, true) }
    };
    if let Some((first, rest)) = month_name(text) {
        let range = rest.strip_prefix('-').and_then(month_name);
        let (last, rest) = range.unwrap_or((first, rest));
        return Some(span(year(rest)?, first, last));
    }
    if let Some((month, "")) = text.get(4..).map(|rest| rest.trim_start_matches(['-', '.'])).and_then(month_name) {
        return Some(span(year_of(text.get(..4)?, false)?, month, month));
    }
    let part = |letter: char, number: u32| match letter {
        'q' if (1..=4).contains(&number) => Some((number * 3 - 2, number * 3)),
        'h' | 's' if (1..=2).contains(&number) => Some((number * 6 - 5, number * 6)),
        _ => None,
    };
    let mut chars = text.chars();
    let (first, second) = (chars.next()?, chars.next()?);
    let (letter, number) = if first.is_ascii_digit() { (second, first) } else { (first, second) };
    let (from, until) = part(letter, number.to_digit(10)?)?;
    Some(span(year(chars.as_str())?, from, until))
}

/// 2024年, 2024, 2024年3月, 2024-03, 202403, 2024Q1, 2024年一季度, 上半年, 1-6月, 前三季度.
fn numbered(text: &str, hint: Option<i32>) -> Option<Vec<Reading>> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (head, rest) = text.split_at(digits);
    let (year, rest) = match (digits, rest.strip_prefix('年')) {
        (4 | 2, Some(rest)) => (year_of(head, true)?, rest),
        (4, None) => (year_of(head, false)?, rest),
        (6, None) if rest.is_empty() => {
            let month = head.get(4..)?.parse().ok()?;
            return Some(span(year_of(head.get(..4)?, false)?, month, month));
        }
        _ => (hint?, text),
    };
    if digits == 4 && rest == ".1" {
        // A spreadsheet that takes 2024.10 for a number writes it so.
        return Some(span(year, 1, 1).into_iter().chain(months(Habit::Month, year, 10, 10)).collect());
    }
    let rest = rest.trim_start_matches(['-', '.', '年', '(']).trim_end_matches(')');
    let whole_label = digits == 4 || text.contains('年');
    match rest {
        "" | "全年" | "年度" | "度" | "1-12月" => {
            return (whole_label || rest == "全年").then(|| span(year, 1, 12));
        }
        "上半年" => return Some(span(year, 1, 6)),
        "下半年" => return Some(span(year, 7, 12)),
        "前三季度" | "前3季度" => return Some(span(year, 1, 9)),
        _ => {}
    }
    if let Some(quarters) = rest.strip_suffix("季度").or_else(|| rest.strip_suffix('季')) {
        let quarters = quarters.trim_start_matches('第');
        let (first, last) = quarters.split_once('-').unwrap_or((quarters, quarters));
        let (first, last) = (count(first)?, count(last.trim_start_matches('第'))?);
        return (first >= 1 && last <= 4).then(|| span(year, first * 3 - 2, last * 3));
    }
    if let Some(coded) = rest.strip_prefix('m') {
        return Some(span(year, count(coded)?, count(coded)?));
    }
    if let Some(part) =
        english(rest, Some(year)).filter(|_| rest.len() == 2 && !rest.starts_with(|c: char| c.is_ascii_digit()))
    {
        return Some(part);
    }
    let bare = rest.trim_end_matches('份');
    let months = bare.strip_suffix('月');
    if months.is_none() && digits != 4 {
        return None; // 3 alone is no month
    }
    let months = months.unwrap_or(bare);
    let (first, last) = months.split_once('-').unwrap_or((months, months));
    Some(span(year, count(first.trim_end_matches('月'))?, count(last)?))
}

/// 3, 03, 三, 十二.
fn count(text: &str) -> Option<u32> {
    if text.bytes().all(|b| b.is_ascii_digit()) {
        return text.parse().ok().filter(|_| text.len() <= 2);
    }
    const NUMERALS: [&str; 12] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"];
    NUMERALS.iter().position(|numeral| *numeral == text).map(|index| index as u32 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(readings: &[Reading]) -> String {
        let mut names: Vec<String> = readings.iter().map(|r| r.name.clone()).collect();
        names.dedup();
        names.join("|")
    }

    #[test]
    fn labels_of_every_habit() {
        for (text, expected) in [
            ("2024年", "2024"),
            ("２０２４年", "2024"),
            ("2024", "2024"),
            ("24年", "2024"),
            ("2024年度", "2024"),
            ("2024Q1", "2024-Q1"),
            ("2024-Q1", "2024-Q1"),
            ("Q1 2024", "2024-Q1"),
            ("1Q24", "2024-Q1"),
            ("2024年一季度", "2024-Q1"),
            ("2024年第二季度", "2024-Q2"),
            ("2024년 2분기", "2024-Q2"),
            ("2024년 3월", "2024-03"),
            ("2023년(p)", "2023"),
            ("1季度", "2023-Q1"),
            ("四季度", "2023-Q4"),
            ("2024年上半年", "2024-H1"),
            ("H2 2024", "2024-H2"),
            ("2024S1", "2024-H1"),
            ("2024年1-6月", "2024-H1"),
            ("2024年1—2月", "2024-01..2024-02"),
            ("1-11月", "2023-01..2023-11"),
            ("前三季度", "2023-01..2023-09"),
            ("一至三季度", "2023-01..2023-09"),
            ("2024年3月", "2024-03"),
            ("2024年3月份", "2024-03"),
            ("十二月", "2023-12"),
            ("2024-03", "2024-03"),
            ("2024.3", "2024-03"),
            ("2024.1", "2024-01|2024-10"),
            ("2024.10", "2024-10"),
            ("2024M03", "2024-03"),
            ("202403", "2024-03"),
            ("Mar-24", "2024-03"),
            ("March 2024", "2024-03"),
            ("2024 Mar", "2024-03"),
            ("Jan-Jun 2024", "2024-H1"),
            ("FY2024", "FY2024"),
            ("FY 2019/20", "FY2019-20"),
            ("2019-20", "FY2019-20"),
            ("2011-12", "FY2011-12|2011-12"),
            ("2020 [YR2020]", "2020"),
            ("2024年（预计）", "2024"),
            ("2024*", "2024"),
            ("3", ""),
            ("12月31日", ""),
            ("2024-13", ""),
            ("地区", ""),
            ("Market", ""),
            ("合计", ""),
            ("24-Mar", ""),
            ("0", ""),
        ] {
            assert_eq!(names(&of_text(text, Some(2023))), expected, "{text}");
        }
        assert_eq!(names(&of_text("一季度", None)), "");
    }

    #[test]
    fn numbers_and_days_that_were_labels() {
        assert_eq!(names(&of_number(2024.0, false)), "2024");
        assert_eq!(names(&of_number(202_403.0, false)), "2024-03");
        assert_eq!(names(&of_number(45_352.0, false)), "2024-03");
        assert_eq!(names(&of_number(45_292.0, false)), "2024-01|2024");
        assert_eq!(names(&of_number(2024.1, false)), "2024-01|2024-10");
        assert_eq!(names(&of_number(2024.11, false)), "2024-11");
        assert_eq!(names(&of_number(2024.13, false)), "");
        let day = |text: &str| of_day(text.parse().unwrap());
        assert_eq!(names(&day("2024-03-31")), "2024-03|2024-Q1");
        assert_eq!(names(&day("1905-07-16")), "2024");
        assert_eq!(names(&day("2024-03-05")), "");
    }
}
