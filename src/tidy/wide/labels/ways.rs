//! How labels of periods are written, where a pipeline, the header above them or a title says it.
//!
//! Takes the readings of one label; gives those that are meant. Where what is said fits none of them, none is left, and the label is
//! refused by its cell.

use crate::pipeline::TableSpec;
use crate::pipeline::habit::{DateOrder, Habit as Written, Step};
use crate::tidy::wide::label::{self, Habit, Reading};
use crate::tidy::wide::parts;
use unicode_normalization::UnicodeNormalization;

/// Words by which a title says that its figures are of quarters.
const QUARTERLY: &[&str] = &[
    "quarterly",
    "by quarter",
    "per quarter",
    "trimestral",
    "trimestrais",
    "trimestriel",
    "trimestrial",
    "kwartaln",
    "kvartal",
    "kwartaal",
    "quartal",
    "vierteljähr",
    "triwulan",
    "квартал",
    "çeyrek",
    "季度",
    "分季",
    "四半期",
    "분기",
];

/// What says whether numbers behind years count quarters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Says {
    /// The header above them, or the pipeline: quarters.
    Header,
    /// A title: quarters.
    Title,
    /// Nothing.
    Nothing,
    /// The pipeline: something else.
    Other,
}

/// How the pipeline says that periods are written.
pub fn of_spec(spec: &TableSpec) -> Written {
    let period = spec.columns.iter().find(|column| column.name == "period");
    period.map(|column| column.habit.clone()).unwrap_or_default()
}

/// What is said of numbers behind years.
pub fn says<'a>(written: &Written, header: &str, mut titles: impl Iterator<Item = &'a str>) -> Says {
    match written.step {
        Some(Step::Quarter) => Says::Header,
        Some(_) => Says::Other,
        None if parts::is_of_quarters(header) => Says::Header,
        None if titles.any(is_quarterly) => Says::Title,
        None => Says::Nothing,
    }
}

fn is_quarterly(title: &str) -> bool {
    let folded: String = title.nfkc().flat_map(char::to_lowercase).collect();
    QUARTERLY.iter().any(|word| folded.contains(word))
}

/// The readings that are meant; `quarters`: whether the header says quarters.
pub fn meant(mut readings: Vec<Reading>, written: &Written, quarters: bool) -> Vec<Reading> {
    match written.date_order {
        Some(DateOrder::Dmy) => readings.retain(|reading| reading.habit != Habit::MonthFirst),
        Some(DateOrder::Mdy) => readings.retain(|reading| reading.habit != Habit::DayFirst),
        Some(DateOrder::Ymd) | None => {}
    }
    match written.step {
        Some(Step::Quarter) => label::as_quarters(of_days(readings, Step::Quarter)),
        Some(step) => of_days(readings, step),
        None if quarters => label::as_quarters(readings),
        None => readings,
    }
}

/// The readings of one step. A day is the year, the quarter or the month that it begins or ends.
fn of_days(readings: Vec<Reading>, step: Step) -> Vec<Reading> {
    let of_step = |reading: &Reading| match step {
        Step::Year => matches!(reading.habit, Habit::Year | Habit::Fiscal | Habit::Rolling),
        Step::Quarter => matches!(reading.habit, Habit::Quarter | Habit::Month),
        Step::Month => matches!(reading.habit, Habit::Month | Habit::Short),
    };
    let of_day = |reading: &Reading| -> Vec<Reading> {
        let day = reading.days().filter(|_| reading.habit.is_day()).map(|(day, _)| day);
        day.map(label::of_day).unwrap_or_default()
    };
    let more: Vec<Reading> = readings.iter().flat_map(of_day).collect();
    let mut found: Vec<Reading> = Vec::new();
    for reading in readings.into_iter().chain(more).filter(of_step) {
        if !found.contains(&reading) {
            found.push(reading);
        }
    }
    // 2024-03-31 ends a quarter, and is no month of one.
    if step == Step::Quarter && found.iter().any(|reading| reading.habit == Habit::Quarter) {
        found.retain(|reading| reading.habit == Habit::Quarter);
    }
    found
}
