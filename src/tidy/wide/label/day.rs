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

/// Days in even steps that are all the last or the first of a year are those years, where they are of three or more: two are as well
/// two months, as in a table that compares a month with that of the year before. Days that begin one quarter after the other through
/// a whole turn are those quarters; what ends with a quarter may as well be of all months since January.
pub fn in_steps(labels: &[Vec<Reading>]) -> Option<Vec<Reading>> {
    let ends: Option<Vec<NaiveDate>> = labels.iter().map(|readings| only_day(readings, true)).collect();
    let begins = || -> Option<Vec<NaiveDate>> { labels.iter().map(|readings| only_day(readings, false)).collect() };
    let are = |days: &[NaiveDate], month: u32, day: u32| days.iter().all(|at| (at.month(), at.day()) == (month, day));
    if let Some(days) = ends.filter(|days| are(days, 12, 31)) {
        return of_years(&days);
    }
    let days = begins()?;
    if are(&days, 1, 1) { of_years(&days) } else { of_quarters(&days) }
}

/// The last or the first day of all readings of a label, where one of them is of a day.
fn only_day(readings: &[Reading], last: bool) -> Option<NaiveDate> {
    let day_of = |reading: &Reading| reading.days().map(|(begin, end)| if last { end } else { begin });
    let has = |habit: Habit| readings.iter().any(|reading| reading.habit == habit);
    // 2019(1) may be a year and a month and is no day, which also begins a quarter.
    let of_day = has(Habit::Month) && if last { has(Habit::Year) } else { has(Habit::Quarter) };
    let is_day = of_day || readings.iter().any(|reading| reading.day.is_some());
    let mut days = readings.iter().map(day_of);
    let first = days.next()??;
    (is_day && days.all(|day| day == Some(first))).then_some(first)
}

fn of_years(days: &[NaiveDate]) -> Option<Vec<Reading>> {
    let different: BTreeSet<i32> = days.iter().map(Datelike::year).collect();
    let years = days.iter().map(|day| months(Habit::Year, day.year(), 1, 12)).collect();
    if different.len() > 2 { years } else { None }
}

fn of_quarters(days: &[NaiveDate]) -> Option<Vec<Reading>> {
    let begins = |day: &NaiveDate| day.day() == 1 && day.month() % 3 == 1;
    let different: BTreeSet<i32> = days.iter().map(|day| day.year() * 4 + day.month0() as i32 / 3).collect();
    let in_turn = different.iter().zip(different.iter().skip(1)).all(|(one, next)| one + 1 == *next);
    if different.len() < 4 || !in_turn || !days.iter().all(begins) {
        return None;
    }
    days.iter().map(|day| months(Habit::Quarter, day.year(), day.month(), day.month() + 2)).collect()
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
