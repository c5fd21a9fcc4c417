//! Labels that are single days: what a column of them is, and what a spreadsheet may have made of other labels.
//!
//! Takes a day; gives its readings. Days that all begin or end their months are those months.

use super::{Habit, Reading, months, of_day, plausible};
use chrono::{Datelike, NaiveDate};

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
