//! Headings above columns that say another time than the report's, or a plan where something done is told: 上年同期 over
//! 累计完成投资 is last year's figure, 计划 over it is none that was reached.
//!
//! Takes a heading and what is known of the report's time; says why the column below is not what its own header says. Only
//! headings that are nothing but such words count: a title above a table is no heading of a column.

/// What headings are made of.
mod words;

/// Headers that carry their heading.
mod carried;

/// Lines that say when a form was filled in.
mod filed;

use super::Candidate;
use super::header::{self, Aliases, Barred, Headers};
use crate::base::place::{Place, cell_name};
use crate::pipeline::headers::split_wording;
use crate::tidy::Note;
use crate::tidy::formats::Sheet;
use crate::tidy::period::apart;
use chrono::{Datelike, NaiveDate};
use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;
use words::{WORDS, Word};

pub use carried::{Carried, carried};

/// What is known of the time that a file speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// It is told later.
    Unknown,
    /// Nothing tells it.
    Untold,
    /// The first and the last day of its period, or of its year.
    Days(NaiveDate, NaiveDate),
}

/// Why a column is not what its header says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Contrary {
    /// It is of another year, month or period.
    OtherTime,
    /// It is of one of several times, and nothing says which is meant.
    SomeTime,
    /// It is of a part of the time since the year began.
    PartOfTime,
    /// It is of a part of the year.
    PartOfYear,
    /// It is what is planned.
    Plan,
    /// It is a change, a rest or a share.
    Change,
    /// Nobody knows: it is read, and said.
    Unknown,
}

impl Contrary {
    /// For people.
    pub fn text(self) -> &'static str {
        match self {
            Contrary::OtherTime => "which is another time than the report's",
            Contrary::SomeTime => "beside other times, and nothing says which of them is meant",
            Contrary::PartOfTime => "which is not all of the time since the year began",
            Contrary::PartOfYear => "which is not the whole year",
            Contrary::Plan => "which is what is planned and not what was reached",
            Contrary::Change => "which is a change, a rest or a share and not what was reached",
            Contrary::Unknown => "which is not understood",
        }
    }
}

/// What headings can say against a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    /// It is of the report's year or period.
    Timed,
    /// It tells what was reached by the report's day, or done: a plan is none.
    Reached,
    /// It is an amount: what changed of it, or is left, and a part of it is none.
    Amount,
    /// It adds up since the year began: a part of the year is none.
    AddsUp,
    /// It is of one period.
    OfOne,
    /// It is of the whole year.
    OfTheYear,
    /// Plans have it.
    Planned,
}

/// The columns that headings can change.
const MARKS: &[(&str, &[Mark])] = {
    use Mark::{AddsUp, Amount, OfOne, OfTheYear, Planned, Reached, Timed};
    &[
        ("cumulative", &[Timed, Reached, Amount, AddsUp]),
        ("period_amount", &[Timed, Reached, Amount, OfOne]),
        ("paid", &[Timed, Reached, Amount, AddsUp]),
        ("statistics", &[Timed, Reached, Amount, AddsUp]),
        ("status", &[Timed, Reached]),
        ("phase", &[Timed, Reached]),
        ("construction", &[Timed, Reached]),
        ("value", &[Timed, Reached]),
        ("growth", &[Timed, Reached]),
        ("projects_over_100m", &[Amount, Planned]),
        ("projects_over_1bn", &[Amount, Planned]),
        ("amount", &[Amount, Planned]),
        ("done_over_100m", &[Timed, Reached, Amount]),
        ("done_over_1bn", &[Timed, Reached, Amount]),
        ("done_amount", &[Timed, Reached, Amount]),
        ("percent", &[Timed]),
        ("reference_growth", &[Timed]),
        ("reference_value", &[Timed]),
        ("annual_plan", &[Timed, Amount, OfTheYear, Planned]),
        ("annual_target", &[Timed, Amount, OfTheYear, Planned]),
        ("target", &[Timed, Planned]),
        ("target_growth", &[Timed, Planned]),
        ("expected", &[Timed, Amount, Planned]),
        ("share", &[Timed, Planned]),
        ("planned_date", &[Planned]),
        ("actual_date", &[Reached]),
        ("started_date", &[Reached]),
        ("finished_date", &[Reached]),
        ("cleared_date", &[Reached]),
    ]
};
/// A year in which days are told from other figures; one with a 29th of February.
pub const SOME_YEAR: i32 = 2000;
/// What begins a part of a figure.
const PART: &str = "其中";
/// What says that an amount is the whole of what was reached by a day.
const WHOLE: &[&str] = &["累计", "累积", "至今", "以来", "截至", "截止", "cumul", "todate", "ytd", "total"];
/// What says that an amount is one of the report's own period.
const CURRENT: &[&str] = &["本期", "本月", "当月", "当期", "本季", "本旬", "本周", "本次", "this", "current"];
/// What says that a plan is one of the year.
const YEARLY: &[&str] = &["年度", "全年", "本年", "当年", "今年", "annual", "year"];

fn has(canonical: &str, mark: Mark) -> bool {
    MARKS.iter().any(|(name, marks)| *name == canonical && marks.contains(&mark))
}

/// What a heading says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Heading {
    /// The stretches of days that it names.
    stretches: Vec<(NaiveDate, NaiveDate)>,
    /// Whether it names another time without saying which: 上年, 上期.
    is_other: bool,
    /// Whether it is of a plan, and not of what became of it.
    is_plan: bool,
    /// Whether it is of a change, a rest or a share.
    is_change: bool,
}

impl Heading {
    /// Reads a heading; months without a year are those of the time that is known. Nothing where other words stand in it.
    pub fn read(text: &str, when: When) -> Option<Heading> {
        let year = match when {
            When::Days(_, last) => Some(last.year()),
            When::Unknown | When::Untold => None,
        };
        let (spans, rest) = apart(text, year);
        let mut stretches: Vec<_> = spans.iter().map(|span| (span.first, span.last)).collect();
        let rest = match bare_year(&rest).filter(|_| stretches.is_empty()) {
            Some(year) => {
                stretches.push(year);
                String::new()
            }
            None => rest.to_lowercase(),
        };
        let words = if is_part(&rest) { vec![Word::Change] } else { words(&rest)? };
        let says = |word: Word| words.contains(&word);
        let is_plan = says(Word::Plan) && !says(Word::Done) && !says(Word::Rate) && !says(Word::And);
        let is_change = (says(Word::Change) || says(Word::Rate)) && !says(Word::And);
        let heading = Heading { stretches, is_other: says(Word::Other), is_plan, is_change };
        (heading != Heading::default()).then_some(heading)
    }

    /// Whether somebody should look at it: it has words that no heading here is made of.
    pub fn is_unknown(text: &str) -> bool {
        let (_, rest) = apart(text, Some(SOME_YEAR));
        !is_part(&rest) && bare_year(&rest).is_none() && words(&rest.to_lowercase()).is_none()
    }

    /// Whether it names a stretch of days.
    pub fn names_days(&self) -> bool {
        !self.stretches.is_empty()
    }

    /// Why a column below it is not what its own header says. `texts`: all that stands above the column and in its header.
    pub fn contrary(&self, canonical: &str, texts: &[String], when: When) -> Option<Contrary> {
        let is_timed = is_timed(canonical);
        let outside = |first: NaiveDate, last: NaiveDate| {
            let is_other = |(from, to): &(NaiveDate, NaiveDate)| *to < first || *from > last || from.year() < to.year();
            self.names_days() && self.stretches.iter().all(is_other)
        };
        let is_part = |(from, to): &(NaiveDate, NaiveDate)| from.ordinal() > 1 && from < to;
        let is_part_of_year = |days: &(NaiveDate, NaiveDate)| days.0 < days.1 && (days.1 - days.0).num_days() < 360;
        let differs = |first: NaiveDate, last: NaiveDate| {
            let is_other = |days: &(NaiveDate, NaiveDate)| days.0 < days.1 && *days != (first, last);
            self.stretches.iter().any(is_other)
        };
        // 6月 below 2026年投资完成情况
        let is_within = |first: NaiveDate, last: NaiveDate| {
            let is_own = |text: &String| Heading::read(text, when).is_some_and(|own| own.stretches == [(first, last)]);
            self.stretches.iter().all(|days| days.0 <= first && days.1 >= last) && texts.iter().any(is_own)
        };
        let say = |words: &[&str]| texts.iter().any(|text| words.iter().any(|word| text.contains(word)));
        match when {
            _ if is_timed && self.is_other => Some(Contrary::OtherTime),
            When::Days(first, last) if is_timed && outside(first, last) => Some(Contrary::OtherTime),
            When::Days(first, last)
                if has(canonical, Mark::OfOne) && differs(first, last) && !say(CURRENT) && !is_within(first, last) =>
            {
                Some(Contrary::OtherTime)
            }
            _ if has(canonical, Mark::AddsUp) && self.stretches.iter().any(is_part) && !say(WHOLE) => {
                Some(Contrary::PartOfTime)
            }
            _ if has(canonical, Mark::OfTheYear) && self.stretches.iter().any(is_part_of_year) && !say(YEARLY) => {
                Some(Contrary::PartOfYear)
            }
            _ if self.is_change && has(canonical, Mark::Amount) => Some(Contrary::Change),
            _ if self.is_plan && has(canonical, Mark::Reached) => Some(Contrary::Plan),
            _ => None,
        }
    }
}

/// Whether headings name more than one stretch of days.
pub fn name_several<'a>(texts: impl Iterator<Item = &'a String>) -> bool {
    let read = texts.filter_map(|text| Heading::read(text, When::Untold));
    let stretches: BTreeSet<_> = read.flat_map(|heading| heading.stretches).collect();
    stretches.len() > 1
}

/// Says which columns are not what their headers say. `below`: the row below the header.
pub fn say(file: &str, sheet: &Sheet, below: usize, barred: &[Barred], notes: &mut Vec<Note>) {
    let number = below.checked_sub(1).and_then(|index| sheet.row(index)).map_or(0, |row| row.number as usize);
    for Barred { column, name, heading, own, why } in barred {
        let cell = Some(cell_name(usize::from(*column), number));
        let place = Place { file: file.to_string(), sheet: sheet.name.clone(), cell };
        let says = if *own { "its header says" } else { "it stands below" };
        let (kind, then) = match why {
            Contrary::Unknown => ("unknown_heading", "it is read as"),
            _ => ("other_heading", "it is not read as"),
        };
        let text = format!("{says} {heading}, {}; {then} {name}", why.text());
        notes.push(Note { place, kind: kind.to_string(), text });
    }
}

/// A row above that changes what a column means (计划 over 完成时间) belongs to the header, even if the table then lacks
/// what it needs: better no table than one read wrongly.
pub(super) fn deepened<'a>(
    sheet: &Sheet,
    headers: &Headers,
    aliases: &Aliases<'_>,
    mut candidate: Candidate<'a>,
) -> Candidate<'a> {
    let Some(shallow) = headers.columns(candidate.start, candidate.depth) else { return candidate };
    for more in 1..=header::DEPTH_MAX.saturating_sub(candidate.depth) {
        let Some(start) = candidate.start.checked_sub(more) else { break };
        let is_of_table_before = sheet.row(start).is_some_and(|row| super::is_data(sheet, &row));
        if is_of_table_before || filed::is_line_of_a_day(sheet, start, aliases.when()) {
            break;
        }
        let Some(columns) = headers.columns(start, candidate.depth + more) else { break };
        let found = header::matched(sheet, aliases, &columns, candidate.start + candidate.depth);
        if found.contradicts(&columns, &candidate.found, &shallow) {
            let depth = candidate.depth + more;
            candidate = Candidate { start, depth, found, ..candidate };
            break;
        }
    }
    candidate
}

/// Whether a table's header, or the row above it, has headings that name days.
pub fn tells_time(sheet: &Sheet, header: usize, depth: usize) -> bool {
    let rows = (header.saturating_sub(1)..header + depth).filter_map(|index| sheet.row(index));
    let names_days =
        |text: &str| names_days(text) || carried(&split_wording(text).0).is_some_and(|carried| carried.is_time);
    let mut rows = rows.filter(|row| row.filled() > 1 || header::names_years(row));
    rows.any(|row| header::names_years(&row) || row.cells().any(|cell| names_days(sheet.text(cell))))
}

/// Whether a text is a heading that names days, of whatever year.
pub fn names_days(text: &str) -> bool {
    let some = NaiveDate::from_ymd_opt(SOME_YEAR, 12, 31).map_or(When::Unknown, |day| When::Days(day, day));
    Heading::read(text, some).is_some_and(|heading| heading.names_days())
}

/// Whether a column is of the report's time.
pub fn is_timed(canonical: &str) -> bool {
    has(canonical, Mark::Timed)
}

/// Whether a column adds up since the year began.
pub fn adds_up(canonical: &str) -> bool {
    has(canonical, Mark::AddsUp)
}

/// Whether a column is an amount.
pub fn is_amount(canonical: &str) -> bool {
    has(canonical, Mark::Amount)
}

/// Whether a column is one that plans have.
pub fn is_planned(canonical: &str) -> bool {
    has(canonical, Mark::Planned)
}

/// `2025`, `FY2025`
pub fn bare_year(text: &str) -> Option<(NaiveDate, NaiveDate)> {
    let digits = text.trim_start_matches(['F', 'f']).trim_start_matches(['Y', 'y']);
    let year = Some(digits).filter(|digits| digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit()))?;
    let year: i32 = year.parse().ok().filter(|year| (1950..=2150).contains(year))?;
    Some((NaiveDate::from_ymd_opt(year, 1, 1)?, NaiveDate::from_ymd_opt(year, 12, 31)?))
}

/// 其中：财政资金 is a part, whatever it is called; 其中 alone stands over columns of their own.
fn is_part(text: &str) -> bool {
    text.strip_prefix(PART).is_some_and(|rest| rest.contains(char::is_alphabetic))
}

/// The words by their first letters.
static BY_LETTER: LazyLock<HashMap<char, Vec<(Word, &str)>>> = LazyLock::new(|| {
    let mut words: HashMap<char, Vec<(Word, &str)>> = HashMap::new();
    for (word, text) in WORDS.iter().flat_map(|(word, texts)| texts.iter().map(move |text| (*word, *text))) {
        words.entry(text.chars().next().unwrap_or(' ')).or_default().push((word, text));
    }
    words
});

/// The words of a text, the longest first; nothing where something else stands between them.
fn words(text: &str) -> Option<Vec<Word>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let all = BY_LETTER.get(&first).map_or(&[][..], Vec::as_slice);
        let longest = all.iter().filter(|(_, text)| rest.starts_with(text)).max_by_key(|(_, text)| text.len());
        match longest {
            Some((word, text)) => {
                found.push(*word);
                rest = rest.get(text.len()..).unwrap_or("");
            }
            None if first.is_alphanumeric() => return None,
            None => {
                found.extend(matches!(first, '、' | '/' | '&').then_some(Word::And));
                rest = rest.get(first.len_utf8()..).unwrap_or("");
            }
        }
    }
    Some(found)
}
