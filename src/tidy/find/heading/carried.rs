//! Headers that carry their heading: 1-6月累计完成投资, 累计完成投资（截至6月底）, 2026 budget, 累计完成投资（含税）.
//!
//! Takes a header without its unit; gives the time or remark in it, as a heading above it would be, and what is left. Whether
//! the time is the report's, and what the remark says, is not decided here.

use super::{Heading, SOME_YEAR, When, bare_year, words};
use crate::pipeline::headers::normalise;
use crate::tidy::period::{Span, around};
use chrono::{Datelike, NaiveDate};

/// A header longer than this many bytes is a sentence.
const TEXT_MAX: usize = 120;
/// What joins a time and what it is of.
const JOINTS: &[&str] =
    &["至今", "以来", "为止", "度", "起", "份", "底", "末", "止", "的", "日", ",", "、", ":", "-", "_"];
/// Times that are those of the report, the longest first.
const NOW: &[&str] = &[
    "到目前为止",
    "截至目前",
    "截止目前",
    "截至当前",
    "今年以来",
    "年初以来",
    "年初至今",
    "本年度",
    "目前",
    "本年",
    "今年",
    "当年",
    "年度",
];

/// A header that holds a heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carried {
    /// The heading, as headings are compared.
    pub heading: String,
    /// Whether that is a time.
    pub is_time: bool,
    /// What it may be called without it, the most telling first.
    pub names: Vec<String>,
    /// What is left of it.
    pub rest: String,
}

/// Reads a header; nothing where there is no heading in it, or nothing else.
pub fn carried(base: &str) -> Option<Carried> {
    let may_be =
        base.len() <= TEXT_MAX && (base.contains(|c: char| c.is_ascii_digit()) || base.contains(['年', '季', '月']));
    let of_time = || in_brackets(base).or_else(|| with_year(base)).or_else(|| in_front(base));
    may_be.then(of_time).flatten().or_else(|| of_now(base)).or_else(|| remarked(base))
}

/// 累计完成投资（含税）, 累计完成投资（其中：财政）
fn remarked(base: &str) -> Option<Carried> {
    let (rest, remark) = base.strip_suffix([')', '）'])?.rsplit_once(['(', '（'])?;
    let (rest, heading) = (normalise(rest), normalise(remark));
    let says = |text: &str| text.chars().any(char::is_alphabetic);
    let names = vec![rest.clone()];
    (base.len() <= TEXT_MAX && says(&rest) && says(&heading)).then_some(Carried {
        heading,
        is_time: false,
        names,
        rest,
    })
}

/// 今年累计完成投资 is of the year of its report, as 累计完成投资 is.
fn of_now(base: &str) -> Option<Carried> {
    let form = normalise(base);
    let rest = NOW.iter().find_map(|word| form.strip_prefix(word))?;
    taken_apart(form.strip_suffix(rest)?.to_string(), rest, None)
}

/// 累计完成投资（2026年1-6月）
fn in_brackets(base: &str) -> Option<Carried> {
    let (rest, time) = base.strip_suffix([')', '）'])?.rsplit_once(['(', '（'])?;
    let year = NaiveDate::from_ymd_opt(SOME_YEAR, 12, 31)?;
    Heading::read(time, When::Days(year, year)).filter(Heading::names_days)?;
    let span = around(time, Some(SOME_YEAR)).map(|(_, span, _)| span);
    taken_apart(normalise(time), rest, span)
}

/// 2026 budget, FY2026 spend, 2026计划投资
fn with_year(base: &str) -> Option<Carried> {
    let digits = base.trim_start_matches(['F', 'f']).trim_start_matches(['Y', 'y']);
    let year = base.get(..base.len() - digits.len() + 4)?;
    let rest = base.get(year.len()..)?;
    let parts = rest.starts_with(|c: char| c.is_whitespace() || (c.is_alphabetic() && c != '年' && !c.is_ascii()));
    bare_year(year).filter(|_| parts)?;
    let span = around(&format!("{}年", year.trim_start_matches(|c: char| !c.is_ascii_digit())), None);
    taken_apart(normalise(year), rest, span.map(|(_, span, _)| span))
}

/// 截至6月底累计完成投资
fn in_front(base: &str) -> Option<Carried> {
    let (before, span, after) = around(base, Some(SOME_YEAR))?;
    words(&before.to_lowercase())?;
    let mut rest = after.as_str();
    while let Some(joint) = JOINTS.iter().find(|joint| rest.starts_with(**joint)) {
        rest = rest.get(joint.len()..)?;
    }
    let whole = normalise(base);
    let time = whole.strip_suffix(normalise(rest).as_str())?;
    let year = NaiveDate::from_ymd_opt(SOME_YEAR, 12, 31)?;
    Heading::read(time, When::Days(year, year))?;
    taken_apart(time.to_string(), rest, Some(span))
}

/// What is left may be called by what its time is called in reports: 6月完成投资 is 本月完成投资.
fn taken_apart(time: String, rest: &str, span: Option<Span>) -> Option<Carried> {
    let rest = Some(normalise(rest)).filter(|rest| rest.chars().any(char::is_alphabetic) && !time.is_empty())?;
    let words = span.map_or(&[][..], |span| called(&span));
    let names = words.iter().map(|word| format!("{word}{rest}")).chain([rest.clone()]).collect();
    Some(Carried { heading: time, is_time: true, names, rest })
}

fn called(span: &Span) -> &'static [&'static str] {
    let months = (span.first.year() == span.last.year()).then(|| span.last.month() + 1 - span.first.month());
    match (months, span.length()) {
        _ if span.through => &["累计", "本年累计"],
        (Some(12), 364..) => &["年度", "本年", "本年度", "当年", "今年", "全年"],
        (Some(3), 88..) => &["本季度", "本季"],
        (Some(1), 27..) => &["本月", "当月"],
        _ => &[],
    }
}
