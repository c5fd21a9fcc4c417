//! Labels of several kinds above one table: Jan … Dec | HALF1 | HALF2 | Annual, 2020 | 2021 | Q1 2022 | Q2 2022, 1月 … 6月 | 上半年.
//!
//! Takes the readings of labels; gives one period each where each says in full which it is. Where a label alone may be two
//! periods, none is told.

use super::Draft;
use crate::tidy::wide::head::is_whole;
use crate::tidy::wide::label::{self, Habit, Reading};
use crate::tidy::wide::labels;
use std::collections::{BTreeMap, BTreeSet};

/// The months of a reading that is nothing but months of one year.
fn months(readings: &[Reading]) -> Option<(u32, u32)> {
    let first = readings.first().filter(|first| !first.has_no_months())?;
    Some((first.span.1, first.span.2))
}

/// What all labels of a header tell of each.
pub(super) struct Kinds {
    /// Whether each kind of labels goes on by itself.
    apart: bool,
    /// Whether some are of parts of years.
    parts: bool,
    /// The readings of the whole year, where its parts go on to its end.
    whole: Option<Vec<Reading>>,
}

impl Kinds {
    /// Of the readings of all labels. `any_own`: whether one has its own year; `year`: that which is meant where none has.
    pub fn of(labels: Vec<Vec<Reading>>, any_own: bool, year: Option<i32>) -> Kinds {
        let only = if any_own { only_year(&labels) } else { year };
        let whole = only.filter(|_| end_a_year(&labels)).map(|year| label::of_text(&format!("{year}年"), None));
        Kinds { apart: !any_own && are_apart(&labels), parts: have_parts(&labels), whole }
    }

    /// The readings of a header that is no label, where it says the whole year.
    pub fn whole_year(&self, shown: &str) -> Option<Vec<Reading>> {
        self.whole.clone().filter(|_| is_whole(shown))
    }

    /// Whether a label is of the whole year beside its parts. 2022 above Q1 | Q2 | Q3 | Q4 | Annual: the last says no more than
    /// the year, and leaves the words beside it.
    pub fn take_whole(&self, shown: &str, rest: &mut Vec<String>) -> bool {
        let whole = self.parts && rest.iter().any(|text| is_whole(text)) || is_whole(shown);
        rest.retain(|text| !(whole && is_whole(text)));
        whole
    }

    /// What keeps labels together that go on from each other.
    pub fn heading(&self, rest: &[String], readings: &[Reading]) -> String {
        rest.join(" ") + if self.apart { kind(readings) } else { "" }
    }
}

/// What a label is of, by its length: labels of one kind go on by themselves.
fn kind(readings: &[Reading]) -> &'static str {
    match months(readings) {
        Some((1, 6) | (7, 12)) => "half",
        Some((first, last)) if last == first + 2 => "quarter",
        _ => "",
    }
}

/// Whether labels without a year are of several kinds, each of which begins with the first part of the year and goes on: after Dec
/// comes HALF1 of the same year.
fn are_apart(labels: &[Vec<Reading>]) -> bool {
    let mut kinds: BTreeMap<&str, Vec<(u32, u32)>> = BTreeMap::new();
    for label in labels.iter().filter(|label| months(label) != Some((1, 12))) {
        kinds.entry(kind(label)).or_default().extend(months(label));
    }
    let sound = |(kind, spans): (&&str, &Vec<(u32, u32)>)| {
        let rises = spans.windows(2).all(|pair| pair[0].1 < pair[1].0); // windows(2) are pairs
        let ends = *kind != "quarter" || spans.last().is_some_and(|last| last.1 == 12);
        rises && ends && spans.first().is_some_and(|first| first.0 == 1)
    };
    kinds.len() > 1 && kinds.iter().all(sound)
}

/// Whether labels are of parts of years.
fn have_parts(labels: &[Vec<Reading>]) -> bool {
    labels.iter().any(|label| months(label).is_some_and(|span| span != (1, 12)))
}

/// Whether labels are of parts of a year up to its end, so that what is called annual beside them is of all of it.
fn end_a_year(labels: &[Vec<Reading>]) -> bool {
    let mut parts = labels.iter().filter_map(|label| months(label)).filter(|span| *span != (1, 12));
    parts.any(|(_, last)| last == 12)
}

/// The year of all labels.
fn only_year(labels: &[Vec<Reading>]) -> Option<i32> {
    let years: BTreeSet<i32> = labels.iter().filter_map(|label| Some(label.first()?.span.0)).collect();
    years.first().copied().filter(|_| years.len() == 1)
}

/// The period of each column, where the whole year stands beside its parts or each label says which period it is.
pub(super) fn settle(group: &[&Draft], readings: &[Vec<Reading>]) -> Option<Vec<Reading>> {
    let is_whole = |at: &usize| group.get(*at).is_some_and(|draft| draft.whole);
    let (wholes, parts): (Vec<usize>, Vec<usize>) = (0..readings.len()).partition(is_whole);
    if wholes.is_empty() || parts.is_empty() {
        return of_two_kinds(group, readings);
    }
    let drafts: Vec<&Draft> = parts.iter().filter_map(|at| group.get(*at).copied()).collect();
    let own: Vec<Vec<Reading>> = parts.iter().filter_map(|at| readings.get(*at).cloned()).collect();
    let settled = labels::settle(&own, true).ok().or_else(|| of_two_kinds(&drafts, &own))?;
    let mut all: BTreeMap<usize, Reading> = parts.into_iter().zip(settled).collect();
    for at in wholes {
        let year = readings.get(at)?.iter().find(|reading| reading.habit == Habit::Year)?;
        all.insert(at, year.clone());
    }
    Some(all.into_values().collect())
}

/// 2020 | 2021 | Q1 2022 | Q2 2022: years, and the quarters or halves of the newest of them, each said in full; or months, quarters and
/// halves. In Chinese 2024年二季度 may as well go from January on, and 上半年 beside months is what it says.
fn of_two_kinds(group: &[&Draft], readings: &[Vec<Reading>]) -> Option<Vec<Reading>> {
    let all: Vec<Reading> = labels::settle_each(readings, false).into_iter().collect::<Option<_>>()?;
    let is_han = |c: char| matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}');
    let in_han = group.iter().any(|draft| draft.shown.chars().any(is_han));
    if in_han && !all.iter().all(|reading| matches!(reading.habit, Habit::Month | Habit::Half)) {
        return None;
    }
    let is_part = |reading: &&Reading| matches!(reading.habit, Habit::Quarter | Habit::Half | Habit::Cumulative);
    let (parts, others): (Vec<&Reading>, Vec<&Reading>) = all.iter().partition(is_part);
    let names: BTreeSet<&str> = all.iter().map(|reading| reading.name.as_str()).collect();
    let all_are = |habit: Habit| others.iter().all(|reading| reading.habit == habit);
    let sound = !parts.is_empty() && (all_are(Habit::Year) || all_are(Habit::Month));
    (sound && names.len() == all.len()).then_some(all)
}
