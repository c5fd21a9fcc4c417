//! Labels that are single days: what a column of them is, and what a spreadsheet may have made of other labels.
//!
//! Takes a day; gives its readings. Days that all begin or end their months are those months.

use super::{Habit, Reading, months, of_day, plausible};
use chrono::{Datelike, NaiveDate};
use std::collections::BTreeSet;

/// The readings of a date: as of a day that labels a month or a year, and the day itself.
pub fn of_date(day: NaiveDate) -> Vec<Reading> {
    of_day(day).into_iter().chain(single_day(Habit::Day, day)).collect()
}

/// Single days that all begin, or all end, their months are those months.
pub fn as_months(days: &[Reading]) -> Option<Vec<Reading>> {
    let of = |ends: bool| -> Option<Vec<Reading>> {
        let month = |reading: &Reading| {
            let (day, _) = reading.days().filter(|_| reading.day.is_some())?;
            let fits = if ends { day.succ_opt()?.day() == 1 } else { day.day() == 1 };
            if fits { months(Habit::Month, day.year(), day.month(), day.month()) } else { None }
        };
        days.iter().map(month).collect()
    };
    of(false).or_else(|| of(true)).filter(|_| !days.is_empty())
}

/// Days that are all the last of a year are those years, where they are of three or more: two are as well the ends of two months, as
/// in a table that compares a month with that of the year before. Each label may be read in other ways, too.
pub fn as_year_ends(labels: &[Vec<Reading>]) -> Option<Vec<Reading>> {
    let year = |readings: &Vec<Reading>| {
        let mut last = readings.iter().filter_map(|reading| Some(reading.days()?.1));
        let first = last.next().filter(|day| (day.month(), day.day()) == (12, 31))?;
        let has = |habit: Habit| readings.iter().any(|reading| reading.habit == habit);
        let is_day = readings.iter().any(|reading| reading.day.is_some()) || has(Habit::Month) && has(Habit::Year);
        let same = is_day && last.all(|day| day == first);
        if same { months(Habit::Year, first.year(), 1, 12) } else { None }
    };
    let years: Vec<Reading> = labels.iter().map(year).collect::<Option<_>>()?;
    let different: BTreeSet<i32> = years.iter().map(|year| year.span.0).collect();
    (different.len() > 2).then_some(years)
}

/// A day, and the months that a spreadsheet may have taken for it: 2026-01-03, 2026-Q1.
pub fn as_stretch(day: &Reading) -> Option<(String, String)> {
    let ((year, month, _), last) = (day.span, day.day?);
    let stretch = if month < last { months(Habit::Cumulative, year, month, last) } else { None };
    Some((day.name.clone(), stretch?.name))
}

/// A single day, as one habit writes it.
pub fn single_day(habit: Habit, day: NaiveDate) -> Option<Reading> {
    let span = (day.year(), day.month(), day.month());
    plausible(day.year()).then(|| Reading { habit, span, day: Some(day.day()), name: day.to_string() })
}
