//! What stands beside a period in its label: 2023年(调整后), 2025年目标, 2025年增速（%）, 2023年①.
//!
//! Takes a label as written; gives its period and what the rest says of the figures below. What was planned, aimed at or
//! estimated was not reported; a rest that names another time says nothing that is understood.

/// The words that tell.
mod words;

use super::foreign::names_part;
use super::parse::{month_name, parse, parse_any};
use super::{Habit, Label, Reading};
use crate::pipeline::headers::unit_of;
use unicode_normalization::UnicodeNormalization;
use words::{
    ACCOUNTS, AT_PRICES, BASES, COMPARED, ESTIMATED, HARMLESS, PLANNED, PLANNED_LETTERS, REMARKS, SINGLE, THROUGH,
    TIMES,
};

/// A label longer than this many bytes is a sentence.
const LABEL_MAX: usize = 60;
/// The name of a measure has at most so many characters.
const MEASURE_MAX: usize = 24;

/// What a label says besides its period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Beside {
    /// Nothing that matters: 实绩, a footnote sign.
    Nothing,
    /// How final the figures are: 调整后, 初步核算, `p`.
    Remark(String),
    /// What is measured, or its unit: 增速（%）.
    Measure(String),
    /// That they are estimates: reported only where the period was over when they were written.
    Estimated(String),
    /// That the figures were not reported: 预计, 目标.
    NotReported,
    /// Something that may change what the figures are of.
    Unknown,
}

/// Whether a text speaks of a plan, an aim or an estimate.
pub fn is_planned(folded: &str) -> bool {
    let without =
        |text: String, account: &&str| if text.contains(*account) { text.replace(*account, "") } else { text };
    let folded = &ACCOUNTS.iter().fold(folded.to_string(), without);
    let ascii = |word: &str| word.is_ascii() && folded.split(|c: char| !c.is_ascii_alphabetic()).any(|w| w == word);
    PLANNED.iter().any(|word| if word.is_ascii() { ascii(word) } else { folded.contains(word) })
}

/// Takes a label apart.
pub fn read(text: &str, year: Option<i32>) -> Label {
    let nothing = Label { readings: Vec::new(), beside: Beside::Nothing, remark: None };
    if text.len() > LABEL_MAX {
        return nothing;
    }
    let folded = fold(without_footnotes(text));
    let core = folded.trim_end_matches('*');
    if let Some(label) = between_semicolons(text, year) {
        return label;
    }
    let whole = noted_or_counted(core).unwrap_or_else(|| parse_any(core, year));
    if !whole.is_empty() {
        return Label { readings: whole, ..nothing };
    }
    if let Some(label) = said_of_a_day(core) {
        return label;
    }
    let ends = core.char_indices().map(|(at, _)| at).skip(1).collect::<Vec<usize>>();
    for (before, after) in ends.into_iter().rev().filter_map(|end| core.split_at_checked(end)) {
        let of = if after.starts_with(['(', '[']) { parse_any } else { parse };
        let readings = if goes_on(before, after) { Vec::new() } else { of(before, year) };
        if !readings.is_empty() {
            return said(readings, before, after);
        }
    }
    behind_words(text).unwrap_or(nothing)
}

/// What a label ends in as it is written: `GDP (current US$)`, where it was compared as `gdp(currentus$)`.
pub fn as_written(text: &str, folded: String) -> String {
    let mut ends = text.char_indices().map(|(at, _)| text.get(at..).unwrap_or_default());
    let own = ends.rfind(|end| fold(end) == folded);
    own.map_or(folded, |own| own.trim().to_string())
}

/// `total;2020;[person]`: a period between what is measured and its unit, as Poland exports them.
fn between_semicolons(text: &str, year: Option<i32>) -> Option<Label> {
    let parts: Vec<&str> = text.split(';').map(str::trim).filter(|part| !part.is_empty()).collect();
    let of =
        |part: &&str| Some(read(part, year)).filter(|label| label.is_reported() && label.beside == Beside::Nothing);
    let found: Vec<Label> = parts.iter().filter(|_| parts.len() > 1).filter_map(of).collect();
    let [only] = found.as_slice() else { return None };
    let rest: Vec<&str> = parts.iter().filter(|part| of(part).is_none()).copied().collect();
    let beside = Beside::Measure(rest.join(" ").replace('[', "(").replace(']', ")"));
    Some(Label { beside, ..only.clone() })
}

/// `Population 2020`, `pop_2020`: words and the year they are of. Words that make another time of it (until 2020) name none.
fn behind_words(text: &str) -> Option<Label> {
    const OTHER: &[&str] = &[
        "to", "until", "till", "since", "from", "before", "after", "by", "in", "of", "at", "on", "and", "mid", "end",
        "late", "early", "than", "over", "table", "ending", "ended", "vs", "base", "year", "für", "bis", "seit", "ab",
        "von", "vor", "nach", "depuis", "avant", "après", "hasta", "desde", "até", "dal", "dopo", "q1", "q2", "q3",
        "q4", "q", "no", "nr",
    ];
    let (words, year) = text.trim().rsplit_once(|c: char| c.is_whitespace() || c == '_')?;
    let words = words.trim().trim_end_matches([',', ':', '_']).trim_end();
    let is_year = year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit());
    let folded: String = words.nfkc().flat_map(char::to_lowercase).collect();
    let last = folded.rsplit(|c: char| !c.is_alphanumeric()).next()?;
    let is_name = words.chars().any(char::is_alphabetic)
        && !words.chars().any(|c| c.is_ascii_digit() || matches!(c, '\u{4e00}'..='\u{9fff}'))
        && words.chars().count() <= MEASURE_MAX
        && !OTHER.contains(&last)
        && !(is_of_prices(last) && folded.split(' ').any(|word| AT_PRICES.contains(&word)))
        && month_name(last).is_none();
    // Route 1850 is no route of 1850.
    let is_sure = year.parse::<i32>().is_ok_and(|year| year >= super::SURE_FROM);
    let readings = if is_year && is_name && is_sure { parse(year, None) } else { Vec::new() };
    let beside = match is_planned(&folded) {
        true => Beside::NotReported,
        false => Beside::Measure(words.to_string()),
    };
    (!readings.is_empty()).then_some(Label { readings, beside, remark: None })
}

fn is_of_prices(word: &str) -> bool {
    matches!(word, "prices" | "preise" | "preisen" | "prix" | "precios" | "preços" | "prezzi" | "dollars")
}

/// Whether what follows belongs to the same number, word or stretch of time.
fn goes_on(before: &str, after: &str) -> bool {
    let (Some(last), Some(next)) = (before.chars().next_back(), after.chars().next()) else { return true };
    let is_open = matches!(last, '-' | '.') || before.matches(['(', '[']).count() > before.matches([')', ']']).count();
    is_open
        || next.is_ascii_digit()
        || matches!(next, '-' | '.')
        || last.is_ascii_alphabetic() && next.is_ascii_alphabetic()
}

/// 2020(1): a year with a note, or a month of it; the labels beside it tell. 2024年(2) beside 2023年 may be its first two months,
/// nobody knows. Nothing where the text is none of these.
fn noted_or_counted(text: &str) -> Option<Vec<Reading>> {
    let (before, count) = text.strip_suffix(')')?.rsplit_once('(')?;
    let count = Some(count).filter(|count| !count.is_empty() && count.bytes().all(|b| b.is_ascii_digit()))?;
    let is_year = |reading: &Reading| reading.habit == Habit::Year && before.len() == 4;
    let years: Vec<Reading> = parse(before, None).into_iter().filter(is_year).collect();
    let month = |year: &Reading| parse(&format!("{}-{count}", year.span.0), None);
    let months: Vec<Reading> = if count.len() > 2 { Vec::new() } else { years.first().map(month).unwrap_or_default() };
    let is_month = |reading: &Reading| reading.habit == Habit::Month;
    Some(years.into_iter().chain(months.into_iter().filter(is_month)).collect())
}

/// mid-2019, as at 31/12/2019: the year or the day, of which it is said that something was counted then.
fn said_of_a_day(core: &str) -> Option<Label> {
    const MIDDLES: &[&str] = &["mid-year", "midyear", "mid"];
    const DAYS: &[&str] = &["asat", "asof", "ason", "standzum", "standam", "stand", "zum", "am", "au", "al"];
    let rest = |words: &[&str]| {
        let rest = words.iter().find_map(|word| core.strip_prefix(word))?;
        Some(rest.trim_start_matches(['-', ':', '.']).to_string())
    };
    let mut middle = rest(MIDDLES).map(|rest| parse(&rest, None)).unwrap_or_default();
    middle.retain(|reading| reading.habit == Habit::Year);
    if !middle.is_empty() {
        return Some(Label { readings: middle, beside: Beside::Remark("mid-year".to_string()), remark: None });
    }
    let days = rest(DAYS).map(|rest| parse_any(&rest, None)).unwrap_or_default();
    let is_day = !days.is_empty() && days.iter().all(|reading| reading.habit.is_day());
    is_day.then_some(Label { readings: days, beside: Beside::Nothing, remark: None })
}

fn said(readings: Vec<Reading>, before: &str, after: &str) -> Label {
    let bracketed = |open: char, close: char| {
        let inner = after.strip_prefix(open)?.strip_suffix(close)?;
        Some(inner).filter(|inner| !inner.contains(open))
    };
    let inner =
        bracketed('(', ')').or_else(|| bracketed('[', ']')).unwrap_or(after).trim_matches([',', '、', ':', '*']);
    let of = |beside: Beside| Label { readings: readings.clone(), beside, remark: None };
    let kept = |all: Vec<Reading>| {
        let beside = if all.is_empty() { Beside::Unknown } else { Beside::Nothing };
        Label { readings: if all.is_empty() { readings.clone() } else { all }, beside, remark: None }
    };
    if inner.is_empty() || HARMLESS.contains(&inner) || inner.strip_prefix("yr") == Some(before) || is_note(inner) {
        return of(Beside::Nothing);
    }
    if let Some(remark) = remark(inner) {
        return of(remark);
    }
    // 2023 M beside 2023 F: no metres.
    if after.len() == 1 && after.bytes().all(|b| b.is_ascii_alphabetic()) && !PLANNED_LETTERS.contains(&inner) {
        return of(Beside::Unknown);
    }
    // 2020年不变价, 2015 prices: the year of the prices, not of the figures.
    if BASES.iter().any(|word| inner.starts_with(word)) {
        return of(Beside::Unknown);
    }
    let is_through = |reading: &Reading| reading.span.1 == 1 && reading.span.2 > 1;
    if THROUGH.contains(&inner) && readings.iter().all(is_through) {
        return of(Beside::Nothing);
    }
    if THROUGH.contains(&inner) {
        return kept(readings.iter().take(1).filter_map(Reading::through).collect());
    }
    if SINGLE.contains(&inner) {
        let single = |reading: &&Reading| matches!(reading.habit, Habit::Month | Habit::Quarter);
        return kept(readings.iter().filter(single).cloned().collect());
    }
    if is_planned(inner) || PLANNED_LETTERS.contains(&inner) {
        return of(Beside::NotReported);
    }
    // FY2022/23p (A$ million): a flag, and a unit.
    let flagged = after.split_once(['(', '[']).filter(|(flag, _)| matches!(remark(flag), Some(Beside::Remark(_))));
    if let Some((flag, _)) = flagged {
        let rest = after.get(flag.len()..).unwrap_or("").to_string();
        return Label { remark: Some(flag.to_string()), ..of(Beside::Measure(rest)) };
    }
    // (z): a flag of somebody, and no measure.
    let is_letters =
        after.starts_with(['(', '[']) && inner.len() <= 4 && inner.bytes().all(|b| b.is_ascii_alphabetic());
    let is_flag = is_letters && unit_of(inner).is_none() && !matches!(inner, "gdp" | "gnp" | "cpi" | "ppi" | "gva");
    of(if is_measure(inner) && !is_flag { Beside::Measure(after.to_string()) } else { Beside::Unknown })
}

/// How final figures are: `p`, `2nd RE`, `est.`
fn remark(inner: &str) -> Option<Beside> {
    const ORDINALS: &[(&str, &str)] =
        &[("1st", "1"), ("2nd", "2"), ("3rd", "3"), ("first", "1"), ("second", "2"), ("third", "3")];
    let numbered = ORDINALS.iter().find_map(|(word, digit)| Some(format!("{digit}{}", inner.strip_prefix(word)?)));
    if REMARKS.contains(&inner) || numbered.as_deref().is_some_and(|text| REMARKS.contains(&text)) {
        return Some(Beside::Remark(inner.to_string()));
    }
    ESTIMATED.contains(&inner).then(|| Beside::Estimated(inner.to_string()))
}

/// `[注]`, `[注2]`, 注1, `[note 3]`.
fn is_note(inner: &str) -> bool {
    let rest = inner.strip_prefix('注').or_else(|| inner.strip_prefix("note"));
    rest.is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit()))
}

/// A name of what is measured, in which no time is named but the one it is compared with.
fn is_measure(rest: &str) -> bool {
    let without = COMPARED.iter().fold(rest.to_string(), |rest, word| rest.replace(word, ""));
    let is_short = rest.chars().count() <= MEASURE_MAX;
    is_short && !without.contains(TIMES) && !without.chars().any(|c| c.is_ascii_digit())
}

/// Without footnote signs at its ends, before folding makes digits of them: 2023年①, 2024², `2024年[1]`.
fn without_footnotes(text: &str) -> &str {
    let is_sign = |c: char| {
        matches!(c, '\u{2460}'..='\u{249b}' | '\u{24ea}'..='\u{24ff}' | '\u{2776}'..='\u{2793}')
            || matches!(c, '\u{2070}' | '\u{2074}'..='\u{2079}' | '\u{207d}' | '\u{207e}')
            || matches!(c, '²' | '³' | '¹' | '*' | '＊' | '※' | '†' | '‡' | '#')
            || c.is_whitespace()
    };
    let text = without_numbered_note(text.trim_matches(is_sign)).trim_end_matches(is_sign);
    let noted = text.strip_suffix(']').and_then(|text| text.rsplit_once('['));
    match noted {
        Some((before, mark)) if !mark.is_empty() && mark.bytes().all(|b| b.is_ascii_digit()) => before,
        _ => text,
    }
}

/// 2023 1), 2024²): a note behind a blank or as a small digit, as the middle and east of Europe count them.
fn without_numbered_note(text: &str) -> &str {
    let Some(rest) = text.strip_suffix(')').filter(|rest| !rest.contains('(')) else { return text };
    let small = |c: char| matches!(c, '²' | '³' | '¹' | '\u{2070}' | '\u{2074}'..='\u{2079}');
    if rest.ends_with(small) {
        return rest;
    }
    let before = rest.trim_end_matches(|c: char| c.is_ascii_digit());
    let is_note = (1..=2).contains(&(rest.len() - before.len())) && before.ends_with(char::is_whitespace);
    if is_note { before.trim_end() } else { text }
}

/// Width, case, white space, range marks and the many dashes make no difference; 二〇二四年 is 2024年.
fn fold(text: &str) -> String {
    let plain = |c: char| match c {
        '—' | '–' | '~' | '至' | '到' | '/' | '_' | '−' => '-',
        '년' => '年',
        '월' => '月',
        other => other,
    };
    let lower: String = text.nfkc().flat_map(char::to_lowercase).collect();
    let kept = counted_part(lower.trim()).unwrap_or(lower);
    let bare: String = kept.chars().filter(|c| !c.is_whitespace()).collect();
    // 2022.1/4, as Korea writes the first of four quarters.
    if let Some((year, quarter)) = bare.strip_suffix("/4").and_then(|text| text.split_once('.'))
        && year.len() == 4
        && matches!(quarter, "1" | "2" | "3" | "4")
    {
        return format!("{year}q{quarter}");
    }
    // 2005:Q1, 2005:01, as central banks and the United States write them.
    let parted = bare.split_once(':').filter(|(year, part)| {
        let is_part = part.starts_with(['q', 'm', 'h', 's', 't', 'w']) || part.len() == 2;
        year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit()) && is_part && part.len() <= 3
    });
    let bare = parted.map_or_else(|| bare.clone(), |(year, part)| format!("{year}-{part}"));
    let folded: String = bare.chars().map(plain).collect();
    // 1/4분기 is the first of four quarters.
    let folded =
        if folded.contains('분') { folded.replace("-4분기", "季度").replace("분기", "季度") } else { folded };
    numeral_year(&folded).unwrap_or(folded)
}

/// 2024 3Q, 2023 1e kwartaal: a year, a blank and the count of a part of it, which would be one number without the blank.
fn counted_part(text: &str) -> Option<String> {
    let (year, rest) = text.split_once(char::is_whitespace)?;
    let rest = rest.trim_start();
    let is_year = year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit());
    let (count, word) =
        rest.split_at_checked(1).filter(|(count, _)| is_year && count.bytes().all(|b| b.is_ascii_digit()))?;
    let is_part = matches!(word, "q" | "h" | "s" | "t") || names_part(word);
    is_part.then(|| format!("{year}-{count}{word}"))
}

/// The year in digits that a text begins with in numerals.
fn numeral_year(text: &str) -> Option<String> {
    const DIGITS: [&str; 10] = ["〇○零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let (head, rest) = text.split_once('年').filter(|(head, _)| head.chars().count() == 4)?;
    let digit =
        |c: char| DIGITS.iter().position(|digits| digits.contains(c)).and_then(|d| char::from_digit(d as u32, 10));
    let year: String = head.chars().map(digit).collect::<Option<String>>()?;
    Some(format!("{year}年{rest}"))
}
