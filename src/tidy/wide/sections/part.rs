//! Headings between rows that say a month or a quarter below columns of years: January | North … February | North ….
//!
//! Takes the rows of a heading and the table as its header says it; gives the same rows and columns, each of that part of its year.
//! Where the columns are no years, a row below such a heading has no period that can be told.

use super::label;
use crate::tidy::formats::Sheet;
use crate::tidy::wide::head::{PeriodColumn, SOME_YEAR, Wide, is_whole};
use crate::tidy::wide::label::{Habit, Reading, of_text};
use std::collections::BTreeMap;
use std::ops::Range;

/// What a heading says of the time of the rows below it.
#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    /// The whole of their years.
    Whole,
    /// A part of them, in some year.
    Of(Reading),
}

/// What a text says of a part of a year; nothing where it says anything else, or the year itself.
pub fn read(text: &str) -> Option<Part> {
    if !of_text(text, None).is_empty() {
        return None;
    }
    if is_whole(text) {
        return Some(Part::Whole);
    }
    let parts = of_text(text, Some(SOME_YEAR)).into_iter();
    parts.filter(|part| matches!(part.habit, Habit::Month | Habit::Quarter | Habit::Half)).map(Part::Of).next()
}

/// Whether the columns of a table, or its rows, are years and nothing says a part of them.
pub fn is_of_years(wide: &Wide) -> bool {
    let is_year = |reading: &Reading| reading.habit == Habit::Year && reading.day.is_none();
    let columns = wide.periods.iter().all(|column| column.period.as_ref().is_none_or(is_year));
    wide.crossed.is_none() && columns && wide.rows.values().all(is_year)
}

/// The part that a heading says, and its other rows.
pub fn of_block(sheet: &Sheet, block: &Range<usize>) -> Option<(Part, Range<usize>)> {
    let said = |index: usize| read(&label(sheet, &sheet.row(index)?));
    let last = block.end.checked_sub(1)?;
    match (said(last), said(block.start)) {
        (Some(part), _) => Some((part, block.start..last)),
        (None, Some(part)) => Some((part, block.start + 1..block.end)),
        (None, None) => None,
    }
}

/// Whether a row holds nothing but a part of a year.
pub fn is_one(sheet: &Sheet, index: usize) -> bool {
    sheet.row(index).is_some_and(|row| row.filled() == 1 && read(&label(sheet, &row)).is_some())
}

/// The columns of a table below a heading of which nobody knows whether the month of the heading before goes on.
pub fn untold(years: &Wide) -> (Vec<PeriodColumn>, BTreeMap<usize, Reading>) {
    let columns = years.periods.iter().map(|column| PeriodColumn { period: None, ..column.clone() });
    (columns.collect(), BTreeMap::new())
}

/// The headings of a table so far: which say a part of a year, and which stand between those.
#[derive(Debug, Default)]
pub struct Times {
    /// Whether the last of a part of a year says nothing else.
    is_bare: bool,
    /// Whether another one stands below it.
    has_other: bool,
    /// Whether others stand between parts of a year: January, Men, Women, February, Men, Women.
    is_nested: bool,
}

impl Times {
    /// Takes the next heading: the part that it says, and its other rows.
    pub fn heading(&mut self, part: Option<&Part>, said: &Range<usize>) {
        if part.is_none() {
            self.has_other = true;
            return;
        }
        self.is_nested |= self.has_other && self.is_bare;
        (self.is_bare, self.has_other) = (said.is_empty(), false);
    }

    /// Whether nobody knows if the last heading is of the month before it: Employment below January and February of something else.
    /// `goes_on`: whether another part of a year follows.
    pub fn is_lost(&self, goes_on: impl FnOnce() -> bool) -> bool {
        self.is_bare && self.has_other && !self.is_nested && !goes_on()
    }
}

impl Part {
    fn of_year(&self, year: &Reading) -> Option<Reading> {
        match self {
            Part::Whole => Some(year.clone()),
            Part::Of(part) => part.years_on(year.span.0 - SOME_YEAR),
        }
    }

    /// The columns of a table of years in this part of them.
    pub fn columns(&self, years: &Wide) -> Vec<PeriodColumn> {
        let moved = |column: &PeriodColumn| {
            let period = column.period.as_ref().and_then(|period| self.of_year(period));
            PeriodColumn { period: period.filter(|_| is_of_years(years)), ..column.clone() }
        };
        years.periods.iter().map(moved).collect()
    }

    /// The rows from `data` on in this part of their years.
    pub fn rows(&self, years: &Wide, data: usize) -> BTreeMap<usize, Reading> {
        let moved = |(index, year): (&usize, &Reading)| Some((*index, self.of_year(year)?));
        years.rows.range(data..).filter_map(moved).collect()
    }
}
