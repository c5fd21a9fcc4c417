//! The text of a period without anything beside it: 2024年, 2024Q1, 一季度, 1-6月, 2024年末, Mar-24, FY2019-20.
//!
//! Takes a folded text and the year that is meant where it has none; gives every reading it allows.

use super::day::single_day;
use super::{Habit, Reading, months, plausible, span};
use super::{foreign, rolling};
use chrono::NaiveDate;

/// Every reading of a folded text that is nothing but a period.
pub fn parse(folded: &str, year: Option<i32>) -> Vec<Reading> {
    // 2026-01-02 is how programs write a day; of 2026-1-2 its row has to tell.
    let written = digits_of(folded);
    if written == [4, 2, 2] {
        return days(folded).unwrap_or_default();
    }
    let found = fiscal(folded);
    let others = || english(folded, year).or_else(|| numbered(folded, year)).or_else(|| at_end(folded, year));
    let mut readings: Vec<Reading> = found.into_iter().chain(others().unwrap_or_default()).collect();
    if written.len() == 3 {
        readings.extend(days(folded).unwrap_or_default());
    }
    if readings.is_empty() { days(folded).or_else(|| short(folded)).unwrap_or_default() } else { readings }
}

/// The same, and as other languages write periods.
pub fn parse_any(folded: &str, year: Option<i32>) -> Vec<Reading> {
    let readings = parse(folded, year);
    if !readings.is_empty() {
        return readings;
    }
    let found = foreign::of(folded, year).unwrap_or_default();
    // 1. KW 2024 is a week in German and a quarter in Polish.
    let others = if found.is_empty() || folded.contains("kw") { rolling::of(folded) } else { None };
    found.into_iter().chain(others.unwrap_or_default()).collect()
}

/// How many digits each part has of a text that is nothing but a year and two numbers behind hyphens.
fn digits_of(text: &str) -> Vec<usize> {
    let parts: Vec<&str> = text.split('-').collect();
    let is_number = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let fits = matches!(parts.as_slice(), [year, _, _] if year.len() == 4) && parts.iter().all(is_number);
    if fits { parts.iter().map(|part| part.len()).collect() } else { Vec::new() }
}

/// 08-Jan: January 2008, as far as the row bears it out.
fn short(text: &str) -> Option<Vec<Reading>> {
    let (year, month) = text.split_once('-')?;
    let (month, rest) = month_name(month)?;
    let year = year_of(year, true).filter(|_| year.len() == 2 && rest.is_empty())?;
    Some(months(Habit::Short, year, month, month).into_iter().collect())
}

/// 1/22/20, 22.01.2020, 2020-01-22, 2020年1月22日: every order that gives a day.
fn days(text: &str) -> Option<Vec<Reading>> {
    let plain = text.replace(['年', '月'], "-");
    let parts: Vec<&str> = plain.trim_end_matches('日').split(['-', '.']).collect();
    let [one, two, three] = parts.as_slice() else { return None };
    let number = |text: &str| {
        let digits = !text.is_empty() && text.len() <= 2 && text.bytes().all(|b| b.is_ascii_digit());
        text.parse::<u32>().ok().filter(|_| digits)
    };
    let day = |habit: Habit, year: &str, month: &str, day: &str| {
        let year = year_of(year, true)?;
        single_day(habit, NaiveDate::from_ymd_opt(year, number(month)?, number(day)?)?)
    };
    if one.len() == 4 {
        return Some(day(Habit::Day, one, two, three).into_iter().collect());
    }
    let found = [day(Habit::DayFirst, three, two, one), day(Habit::MonthFirst, three, one, two)];
    Some(found.into_iter().flatten().collect())
}

/// 2024年末, 2024年底, 2025年6月末: what stands at the end of a period. The end of a year is also that of its last month, where
/// others of its table are ends of months.
fn at_end(text: &str, hint: Option<i32>) -> Option<Vec<Reading>> {
    let before = text.strip_suffix(['末', '底'])?;
    let before = before.strip_suffix("年年").map_or_else(|| before.to_string(), |year| format!("{year}年"));
    let kept = |reading: &Reading| matches!(reading.habit, Habit::Year | Habit::Quarter | Habit::Month);
    let mut found: Vec<Reading> = numbered(&before, hint)?.into_iter().filter(kept).collect();
    let (year, _, last) = found.first()?.span;
    found.extend(months(Habit::End, year, last, last));
    Some(found)
}

/// A year of four digits, or of two where `short` says that they are meant as one.
pub fn year_of(text: &str, short: bool) -> Option<i32> {
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
    Some(Reading { habit: Habit::Fiscal, span: (first, 1, 12), day: None, name })
}

/// The names of months in the languages of statistical offices, the longer before the shorter.
const MONTH_NAMES: &[&str] = &[
    "january janvier januari januar janeiro enero gennaio январь января janv jan ene gen янв jän jänner styczeń stycznia \
     leden ledna ocak ianuarie január tammikuu oca januára",
    "february février fevereiro febrero febbraio februari februar февраль февраля févr fevr feb fev fév фев luty lutego únor \
     února şubat február februarie şub helmikuu",
    "march mars märz marzo março maart martie март марта mar mär mrt mrz мар marzec marca březen března mart március maret \
     marts maaliskuu",
    "april avril abril aprile апрель апреля apr avr abr апр kwiecień kwietnia duben dubna nisan április aprilie huhtikuu nis",
    "may maio mayo maggio mai maj mei mag май мая maja květen května mayıs május toukokuu",
    "june juin junho junio giugno juni июнь июня jun giu июн czerwiec czerwca červen června haziran június iunie kesäkuu haz",
    "july juillet julho julio luglio juli июль июля juil jul lug июл lipiec lipca červenec července temmuz július iulie \
     heinäkuu tem",
    "august agosto août aout augustus augusti август августа aug ago авг sierpień sierpnia srpen srpna ağustos agustus agu \
     agt augusztus elokuu ağu",
    "september septembre setembro septiembre settembre сентябрь сентября sept sep set сен wrzesień września září eylül \
     szeptember septembrie syyskuu eyl",
    "october octobre outubro octubre ottobre oktober октябрь октября oct okt out ott окт październik października říjen \
     října ekim október octombrie lokakuu eki",
    "november novembre novembro noviembre ноябрь ноября nov ноя listopad listopada kasım noiembrie nop marraskuu kas",
    "december décembre dezembro diciembre dicembre dezember desember декабрь декабря dec dez dic déc des дек grudzień \
     grudnia prosinec prosince aralık decembrie joulukuu ara",
];
/// Those that mean a month without a year beside them, too; `set`, `out` and `des` are words.
const ENGLISH: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// The month that a text begins with, and what follows its whole name.
pub fn month_name(text: &str) -> Option<(u32, &str)> {
    let letters = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
    let (word, rest) = text.split_at_checked(letters).filter(|(word, _)| word.len() >= 3)?;
    let index = MONTH_NAMES.iter().position(|names| names.split(' ').any(|name| name == word))?;
    let is_word = rest.trim_matches('.').is_empty()
        && word.chars().count() < 4
        && ENGLISH.get(index).is_none_or(|short| *short != word);
    (!is_word).then_some((index as u32 + 1, rest))
}

/// Mar-24, March 2024, 2024 Mar, Jan-Jun 2024, Q1 2024, 1Q24, H1 2024; 2023-T1 and 2023K1 are quarters, too.
fn english(text: &str, hint: Option<i32>) -> Option<Vec<Reading>> {
    let year = |rest: &str| {
        let rest = rest.trim_start_matches(['-', ',', '.', '\'']);
        if rest.is_empty() { hint } else { year_of(rest, true) }
    };
    if let Some((first, rest)) = month_name(text) {
        let range = rest.strip_prefix('-').and_then(month_name);
        let (last, rest) = range.unwrap_or((first, rest));
        if first < last {
            return Some(rolling::ending(year(rest)?, last, last - first + 1));
        }
        return Some(span(year(rest)?, first, last)).filter(|_| first == last);
    }
    if let Some((month, "")) = text.get(4..).map(|rest| rest.trim_start_matches(['-', '.'])).and_then(month_name) {
        return Some(span(year_of(text.get(..4)?, false)?, month, month));
    }
    let part = |letter: char, number: u32| match letter {
        'q' | 't' | 'k' if (1..=4).contains(&number) => Some((number * 3 - 2, number * 3)),
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
    let whole_label = digits == 4 || digits == 2 && text.contains('年'); // 年份 and 年度 alone name no year
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
    // 2024-3Q is the third quarter, and never March with a flag.
    let is_part =
        rest.len() == 2 && (!rest.starts_with(|c: char| c.is_ascii_digit()) || rest.ends_with(['q', 'h', 's', 't']));
    if let Some(part) = english(rest, Some(year)).filter(|_| is_part) {
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
