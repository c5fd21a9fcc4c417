//! Tables whose periods stand in two places: months or quarters down and years across, or years down and months across.
//!
//! Takes the labels of the rows and the columns of figures; gives the period of each cell, both parts together. Where not every row
//! of figures says a part of a year, or the year, the table is none of these.

use super::{PeriodColumn, Search};
use crate::pipeline::headers::normalise;
use crate::tidy::wide::label::{self, Habit, Reading};
use crate::tidy::wide::{labels, parts};
use std::collections::{BTreeMap, BTreeSet};

/// The year under which parts of years are read until theirs is known.
pub const SOME_YEAR: i32 = 2000;
/// How many rows below a header are looked at.
const ROWS_LOOKED: usize = 2_000;
/// How many rows above the labels a header may stand.
const ROWS_ABOVE: usize = 3;
/// What a row or a column of the whole year is called.
const WHOLE: &[&str] = &[
    "annual",
    "annualaverage",
    "annualavg",
    "annualtotal",
    "yearlyaverage",
    "average",
    "year",
    "yearaverage",
    "fullyear",
    "wholeyear",
    "jahr",
    "jahresdurchschnitt",
    "année",
    "año",
    "ano",
    "anno",
    "全年",
    "全年合计",
    "年平均",
    "год",
];

/// The periods of cells, and the column that says one part of them.
#[derive(Debug, Clone)]
pub struct Crossed {
    /// The column on the sheet, from 0.
    pub column: u16,
    /// By row and column the period of a cell.
    pub periods: BTreeMap<(usize, u16), Reading>,
}

impl Search<'_> {
    /// The column left of the labels in which each row of figures says its year, where no label does.
    pub(super) fn years_down(&self, below: usize, here: &[u16], base: usize) -> Option<(u16, BTreeMap<usize, i32>)> {
        let first = *here.first()?;
        let own = self.sheet.row(base)?;
        if here.len() < 2 || here.iter().any(|column| self.tells_a_time(own.cell(*column))) {
            return None;
        }
        let year_of = |text: &str| {
            let readings = label::of_text(text, None);
            let year = readings.iter().find(|reading| reading.habit == Habit::Year && reading.day.is_none())?;
            Some(year.span.0)
        };
        // Enrolment 2022 beside Year built says its own year.
        if here.iter().any(|column| !label::of_text(self.sheet.text(own.cell(*column)), None).is_empty()) {
            return None;
        }
        (0..first).filter(|column| self.may_say_years(base, *column)).find_map(|column| {
            let rows = self.said_down(below, column, here);
            let years: BTreeMap<usize, i32> =
                rows.iter().filter_map(|(index, text)| Some((*index, year_of(text)?))).collect();
            let distinct: BTreeSet<i32> = years.values().copied().collect();
            (distinct.len() > 1 && years.len() == rows.len()).then_some((column, years))
        })
    }

    /// Whether nothing else than periods is named above a column, down to the row of labels.
    fn may_say_years(&self, base: usize, column: u16) -> bool {
        let above = (base.saturating_sub(ROWS_ABOVE)..=base).rev().filter_map(|index| self.sheet.row(index));
        let header = above.map(|row| self.sheet.text(row.cell(column)).trim()).find(|text| !text.is_empty());
        header.is_none_or(|text| self.is_of_periods(text) || is_whole(text))
    }

    /// Whether a header is one of periods.
    fn is_of_periods(&self, header: &str) -> bool {
        self.known(header).is_some_and(|known| known.name == "period") || parts::heads_parts(&normalise(header))
    }

    /// What a column says in each row that has a figure in one of others.
    fn said_down(&self, below: usize, column: u16, figures: &[u16]) -> Vec<(usize, String)> {
        let rows = (below..self.sheet.len().min(below + ROWS_LOOKED))
            .filter_map(|index| Some((index, self.sheet.row(index)?)));
        let rows = rows.filter(|(_, row)| {
            row.flaw.is_none() && figures.iter().any(|at| row.cell(*at) != crate::tidy::formats::Cell::Empty)
        });
        rows.map(|(index, row)| (index, self.sheet.shown(row.cell(column)).trim().to_string())).collect()
    }

    /// The periods of cells below years, where a column left of them says months or quarters.
    pub(super) fn parts_down(
        &self,
        below: usize,
        first: u16,
        header: &BTreeMap<u16, String>,
        columns: &[PeriodColumn],
    ) -> Option<Crossed> {
        let year = |column: &PeriodColumn| {
            column
                .period
                .as_ref()
                .filter(|period| period.habit == Habit::Year && period.day.is_none())
                .map(|period| period.span.0)
        };
        let years: Vec<(u16, i32)> =
            columns.iter().map(|column| Some((column.column, year(column)?))).collect::<Option<_>>()?;
        let figures: Vec<u16> = years.iter().map(|(column, _)| *column).collect();
        let says = |column: &u16| self.said_down(below, *column, &figures).iter().any(|(_, text)| !text.is_empty());
        let is_only = (0..first).filter(says).count() == 1;
        (0..first).find_map(|column| {
            let written = header.get(&column).map_or("", String::as_str);
            let of = normalise(written);
            let rows = self.said_down(below, column, &figures);
            // K1, T1 and II below KPI are its numbers, and April below Owner is somebody.
            let is_named = !of.is_empty() && !self.is_of_periods(written);
            if is_named && !(is_only && rows.iter().all(|(_, text)| is_plain(text))) {
                return None;
            }
            let (whole, parts): (Vec<_>, Vec<_>) = rows.iter().partition(|(_, text)| is_whole(text));
            let roman = parts.iter().all(|(_, text)| quarter_of(text).is_some());
            let read = |text: &str| part_of(text, &of, roman);
            let readings: Vec<Vec<Reading>> = parts.iter().map(|(_, text)| read(text)).collect();
            let distinct: BTreeSet<&String> = parts.iter().map(|(_, text)| text).collect();
            if distinct.len() < 2 || readings.iter().any(Vec::is_empty) {
                return None;
            }
            let settled = labels::settle(&readings, true).ok()?;
            let parts = parts.iter().zip(settled);
            let cells = parts.flat_map(|((index, _), part)| {
                years.iter().filter_map(move |(at, year)| Some(((*index, *at), part.years_on(year - SOME_YEAR)?)))
            });
            let mut periods: BTreeMap<(usize, u16), Reading> = cells.collect();
            for (index, _) in whole {
                periods.extend(columns.iter().filter_map(|c| Some(((*index, c.column), c.period.clone()?))));
            }
            Some(Crossed { column, periods })
        })
    }
}

/// The periods of cells below parts of years, each row of its own year.
pub(super) fn in_their_years(column: u16, years: &BTreeMap<usize, i32>, columns: &[PeriodColumn]) -> Crossed {
    let cells = years.iter().flat_map(|(index, year)| {
        columns.iter().filter_map(move |c| Some(((*index, c.column), c.period.as_ref()?.years_on(year - SOME_YEAR)?)))
    });
    Crossed { column, periods: cells.collect() }
}

/// Whether a part of a year is written so that it is nothing else: no letter and number but Q1, no Roman number.
fn is_plain(text: &str) -> bool {
    let mut letters = text.trim().chars();
    let is_number = match (letters.next(), letters.next()) {
        (Some(letter), Some(digit)) => {
            letter.is_ascii_alphabetic() && digit.is_ascii_digit() && !matches!(letter, 'q' | 'Q')
        }
        _ => false,
    };
    !is_number && quarter_of(text).is_none()
}

/// Whether a text says the whole of a year: Annual, 全年.
pub fn is_whole(text: &str) -> bool {
    let folded: String = text.to_lowercase().chars().filter(|c| !c.is_whitespace()).collect();
    WHOLE.contains(&folded.trim_end_matches('.'))
}

/// The readings of a part of a year; none where the text says its year itself.
fn part_of(text: &str, header: &str, roman: bool) -> Vec<Reading> {
    let of = |text: &str| label::of_text(text, Some(SOME_YEAR));
    if !label::of_text(text, None).is_empty() {
        return Vec::new();
    }
    match parts::counted(header, text) {
        Some(counted) => of(&counted),
        None if roman => quarter_of(text).map_or_else(Vec::new, |quarter| of(&format!("Q{quarter}"))),
        None => of(text),
    }
}

/// The quarter that a Roman number counts.
fn quarter_of(text: &str) -> Option<u32> {
    let at = ["i", "ii", "iii", "iv"].iter().position(|roman| text.trim().eq_ignore_ascii_case(roman))?;
    u32::try_from(at + 1).ok()
}
