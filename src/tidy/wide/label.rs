//! One label of a period: 2024年, 2024Q1, 一季度, 1-6月, Mar-24, FY2019-20, and labels that a spreadsheet made numbers or days.
//!
//! Takes a label and the year that is meant where it has none; gives every reading it allows, each with its habit. Which
//! one holds is told by the whole row or column of labels, never here.

/// What stands beside a period in its label.
mod beside;

/// Single days.
mod day;

/// Periods of other languages.
mod foreign;

/// The text of a period.
mod parse;

/// Stretches that begin in any month, and weeks.
mod rolling;

use crate::tidy::formats::Sheet;
pub use beside::{Beside, is_planned};
use chrono::{Datelike, Days, NaiveDate};
pub use day::{as_months, as_stretch, in_steps, of_date};

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
    /// So many months that begin with any: the year ending March 2020, February to April.
    Rolling,
    /// Weeks, from Monday to Sunday.
    Week,
    /// Ends of months, of which one or more are written as the end of a year: read so only where nothing else fits.
    End,
    /// Months whose year stands before them in two digits: 08-Jan, which may be a day; read so only where the row goes on from
    /// one year to the next.
    Short,
    /// Single days, as a date: read so only where they are no months.
    Day,
    /// Single days, the day first: 22/01/2020.
    DayFirst,
    /// Single days, the month first: 1/22/20.
    MonthFirst,
}

impl Habit {
    /// Every habit.
    pub const ALL: [Habit; 13] = [
        Habit::Year,
        Habit::Quarter,
        Habit::Half,
        Habit::Month,
        Habit::Cumulative,
        Habit::Fiscal,
        Habit::Rolling,
        Habit::Week,
        Habit::End,
        Habit::Short,
        Habit::Day,
        Habit::DayFirst,
        Habit::MonthFirst,
    ];

    /// Whether it is read only where none of the others fits.
    pub fn is_last(self) -> bool {
        matches!(self, Habit::End | Habit::Short) || self.is_day()
    }

    /// Whether its periods are single days.
    pub fn is_day(self) -> bool {
        matches!(self, Habit::Day | Habit::DayFirst | Habit::MonthFirst)
    }
}

/// One way to read a label.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reading {
    /// The habit it belongs to.
    pub habit: Habit,
    /// Year, first month and last month, counted from 1, the last beyond 12 where it is of the next year; for financial years the
    /// year they begin or are called by.
    pub span: (i32, u32, u32),
    /// The day, where it is one.
    pub day: Option<u32>,
    /// The name it is kept under: `2024`, `2024-Q1`, `2024-H1`, `2024-03`, `2024-01..2024-06`, `2024-03-31`, `FY2019-20`.
    pub name: String,
}

impl Reading {
    /// Its first and last day; nothing for financial years.
    pub fn days(&self) -> Option<(NaiveDate, NaiveDate)> {
        let (year, first, last) = self.span;
        if self.habit == Habit::Fiscal {
            return None;
        }
        if let Some(day) = self.day {
            let day = NaiveDate::from_ymd_opt(year, first, day)?;
            let more = if self.habit == Habit::Week { 6 } else { 0 };
            return Some((day, day.checked_add_days(Days::new(more))?));
        }
        let start = NaiveDate::from_ymd_opt(year, first, 1)?;
        let after = (year + (last / 12) as i32, last % 12 + 1); // last is at most two years
        Some((start, NaiveDate::from_ymd_opt(after.0, after.1, 1)?.checked_sub_days(Days::new(1))?))
    }

    /// The same months so many years later; nothing for financial years.
    pub fn years_on(&self, years: i32) -> Option<Reading> {
        let (year, first, last) = self.span;
        if self.has_no_months() { None } else { months(self.habit, year + years, first, last) }
    }

    /// From January to its last month, as 累计 says; nothing for financial years.
    pub fn through(&self) -> Option<Reading> {
        let (year, _, last) = self.span;
        if self.has_no_months() { None } else { months(Habit::Cumulative, year, 1, last) }
    }

    /// The quarter that ends with it, where one does.
    pub fn quarter_ending(&self) -> Option<Reading> {
        let (year, _, last) = self.span;
        if self.has_no_months() || last % 3 != 0 {
            None
        } else {
            months(Habit::Quarter, year, last.checked_sub(2)?, last)
        }
    }

    /// Its last month.
    pub fn last_month(&self) -> Option<Reading> {
        let (year, _, last) = self.span;
        if self.has_no_months() { None } else { months(Habit::Month, year, last, last) }
    }

    /// Whether it is a day or a financial year.
    pub fn has_no_months(&self) -> bool {
        self.habit == Habit::Fiscal || self.day.is_some() || self.span.2 > 12
    }
}

/// The first year of which series tell.
const FIRST_YEAR: i32 = 1700;
/// Before this year a number is a year only among others in even steps, or below a header of years.
pub const SURE_FROM: i32 = 1900;

/// How many labels of a column tell that they are periods.
const SAMPLE_ROWS: usize = 20;

fn plausible(year: i32) -> bool {
    (FIRST_YEAR..=2150).contains(&year)
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
    sound.then_some(Reading { habit, span: (year, first, last), day: None, name })
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
    if number.fract() != 0.0 || !(f64::from(FIRST_YEAR)..1e6).contains(&number) {
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
    if day.day() == 1 && month % 3 == 1 {
        found.extend(months(Habit::Quarter, year, month, month + 2));
    }
    found
}

/// A label taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Every reading of its period; none where it names none.
    pub readings: Vec<Reading>,
    /// What else it says.
    pub beside: Beside,
    /// How final the figures are, where it says that beside something else.
    pub remark: Option<String>,
}

impl Label {
    /// Whether what stands below it was reported for its period.
    pub fn is_reported(&self) -> bool {
        !self.readings.is_empty()
            && !matches!(self.beside, Beside::NotReported | Beside::Estimated(_) | Beside::Unknown)
    }
}

/// Takes a label apart. `year` is meant where it has none.
pub fn read(text: &str, year: Option<i32>) -> Label {
    let label = beside::read(text, year);
    match label.beside {
        Beside::Measure(folded) => Label { beside: Beside::Measure(beside::as_written(text, folded)), ..label },
        _ => label,
    }
}

/// The readings of a text that is a period and says nothing else but how final its figures are.
pub fn of_text(text: &str, year: Option<i32>) -> Vec<Reading> {
    let label = read(text, year);
    if matches!(label.beside, Beside::Nothing | Beside::Remark(_)) { label.readings } else { Vec::new() }
}

/// Readings of a label below a header that says quarters: a month that ends one is that quarter, and another month is none.
pub fn as_quarters(readings: Vec<Reading>) -> Vec<Reading> {
    let has_quarter = readings.iter().any(|reading| reading.habit == Habit::Quarter);
    let ending = |reading: &Reading| if reading.habit == Habit::Month { reading.quarter_ending() } else { None };
    match has_quarter {
        true => readings.into_iter().filter(|reading| reading.habit == Habit::Quarter).collect(),
        false if readings.iter().any(|reading| reading.habit == Habit::Month) => {
            readings.iter().filter_map(ending).collect()
        }
        false => readings,
    }
}

/// Whether what stands in a column from the row `data` on are periods with their years.
pub fn holds_periods(sheet: &Sheet, column: u16, data: usize) -> bool {
    let shown = sheet.rows_from(data).take(SAMPLE_ROWS).map(|row| sheet.shown(row.cell(column)));
    let mut labels = shown.filter(|text| !text.trim().is_empty()).peekable();
    labels.peek().is_some() && labels.all(|text| !of_text(text.trim(), None).is_empty())
}

#[cfg(test)]
mod tests;
