//! All labels of a table at once: which periods they are, or why that cannot be told.
//!
//! Takes the readings of every label; gives one period per label where all keep one habit and none says two things. What
//! one label alone leaves open is told by the others, or asked about: never by likelihood.

/// Numbers behind years.
mod counted;

/// January or October.
mod october;

/// What is said of how they are written.
pub mod ways;

pub use counted::{Counted, as_quarter, counted};

use super::label::{self, Habit, Reading};
use chrono::Datelike;

/// Why labels are not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unclear {
    /// The label at this place is no period, or none of the habit of the others.
    Odd(usize),
    /// Two labels name the same period.
    Twice(usize, usize),
    /// All labels may be read in two ways, such as months or years.
    Either(String, String),
}

/// The period of each label. `same`: whether two labels may name the same period, as rows of a long table do.
///
/// # Errors
/// When no habit fits all, or two habits give different periods.
pub fn settle(labels: &[Vec<Reading>], same: bool) -> Result<Vec<Reading>, Unclear> {
    settle_of(labels, same, false)
}

/// The same; `days`: whether the header says that they are days.
fn settle_of(labels: &[Vec<Reading>], same: bool, days: bool) -> Result<Vec<Reading>, Unclear> {
    let steps = label::in_steps(labels).filter(|all| same || is_rising_or_falling(all));
    if let Some(all) = steps {
        return Ok(all);
    }
    let mut fitting: Vec<Vec<Reading>> = Vec::new();
    for habit in Habit::ALL {
        if habit.is_last() && !fitting.is_empty() && !(habit.is_day() && is_days(&fitting)) {
            continue;
        }
        // Months of which one has a slip are no days.
        let is_other = |readings: &&Vec<Reading>| readings.iter().any(|reading| !reading.habit.is_day());
        if habit.is_day() && labels.iter().filter(is_other).count() * 2 > labels.len() {
            continue;
        }
        let of_habit = |readings: &Vec<Reading>| {
            let all: Vec<Reading> = readings.iter().filter(|r| r.habit == habit).cloned().collect();
            Some(all).filter(|all| !all.is_empty())
        };
        let Some(all) = labels.iter().map(of_habit).collect::<Option<Vec<Vec<Reading>>>>() else { continue };
        let all = october::told(&all)?;
        if habit == Habit::Short
            && let (false, Some(first)) = (goes_over_a_year(&all), all.first())
        {
            let (year, month, _) = first.span;
            return Err(Unclear::Either(first.name.clone(), format!("day {} of month {month}", year % 100)));
        }
        fitting.push(all);
    }
    // Of months that lie thirteen apart and financial years that follow each other, only the latter are a series.
    if fitting.len() > 1 {
        let regular: Vec<Vec<Reading>> = fitting.iter().filter(|all| is_regular(all)).cloned().collect();
        if !regular.is_empty() {
            fitting = regular;
        }
    }
    let Some(first) = fitting.first() else { return Err(Unclear::Odd(odd(labels))) };
    let other = fitting.iter().skip(1).find_map(|other| first.iter().zip(other).find(|(a, b)| a.name != b.name));
    if let Some((one, other)) = other {
        return Err(Unclear::Either(one.name.clone(), other.name.clone()));
    }
    // 1-3 that a spreadsheet made the third of January is January to March.
    if let Some((day, months)) = first
        .first()
        .filter(|_| !days)
        .and_then(label::as_stretch)
        .filter(|_| first.iter().all(|day| label::as_stretch(day).is_some()))
    {
        return Err(Unclear::Either(day, months));
    }
    let months = label::as_months(first);
    let first = months.as_ref().unwrap_or(first);
    for (index, reading) in first.iter().enumerate().filter(|_| !same) {
        if let Some(twice) = first.iter().skip(index + 1).position(|other| other.name == reading.name) {
            return Err(Unclear::Twice(index, index + 1 + twice));
        }
    }
    Ok(first.clone())
}

fn is_rising_or_falling(all: &[Reading]) -> bool {
    let place = |reading: &Reading| (reading.span.0, reading.span.1);
    let is =
        |fits: fn((i32, u32), (i32, u32)) -> bool| all.windows(2).all(|pair| fits(place(&pair[0]), place(&pair[1]))); // windows(2) are pairs
    is(|one, other| one < other) || is(|one, other| one > other)
}

fn is_days(fitting: &[Vec<Reading>]) -> bool {
    fitting.iter().flatten().all(|reading| reading.habit.is_day())
}

/// Whether months follow each other one by one, from one year into another.
fn goes_over_a_year(all: &[Reading]) -> bool {
    let place = |reading: &Reading| reading.span.0 * 12 + reading.span.2 as i32; // months of a year fit
    let steps: Vec<i32> = all.windows(2).map(|pair| place(&pair[1]) - place(&pair[0])).collect(); // windows(2) are pairs
    let even = steps.iter().all(|step| *step == 1) || steps.iter().all(|step| *step == -1);
    even && all.first().zip(all.last()).is_some_and(|(first, last)| first.span.0 != last.span.0)
}

/// The same for labels that stand below each other, where indicators of several kinds may: where no habit fits all, each label
/// that names one period whatever its habit is that period, and the others are none.
/// `days`: whether their header says that they are days.
pub fn settle_each(labels: &[Vec<Reading>], days: bool) -> Vec<Option<Reading>> {
    if let Ok(all) = settle_of(labels, true, days) {
        return all.into_iter().map(Some).collect();
    }
    let one = |readings: &Vec<Reading>| {
        let mut readings = readings.iter().filter(|reading| !reading.habit.is_last());
        let first = readings.next()?;
        readings.all(|other| other.name == first.name).then(|| first.clone())
    };
    labels.iter().map(one).collect()
}

/// Whether a header says that days stand below it.
pub fn is_of_days(header: &str) -> bool {
    const WORDS: &[&str] = &[
        "date",
        "day",
        "observationdate",
        "weekending",
        "weekbeginning",
        "weekcommencing",
        "datum",
        "fecha",
        "data",
        "dato",
        "дата",
        "tarih",
        "dátum",
        "日期",
        "날짜",
        "日付",
    ];
    WORDS.contains(&header)
}

/// Whether periods follow each other in even steps, in some order.
fn is_regular(all: &[Reading]) -> bool {
    // The first of each month is as regular as each day of one.
    let same_day = all.first().is_some_and(|first| all.iter().all(|reading| reading.day == first.day));
    if all.iter().all(|reading| reading.day.is_some()) && !same_day {
        let mut days: Vec<i64> =
            all.iter().filter_map(|reading| Some(i64::from(reading.days()?.0.num_days_from_ce()))).collect();
        days.sort_unstable();
        days.dedup();
        let steps: Vec<i64> = days.windows(2).map(|pair| pair[1] - pair[0]).collect(); // windows(2) are pairs
        return steps.windows(2).all(|pair| pair[0] == pair[1]);
    }
    let step_of = |reading: &Reading| match reading.habit {
        Habit::Fiscal | Habit::Year => (reading.span.0 * 12, 12),
        _ => (reading.span.0 * 12 + reading.span.2 as i32, 1), // months of a year fit
    };
    let mut places: Vec<i32> = all.iter().map(|reading| step_of(reading).0).collect();
    places.sort_unstable();
    places.dedup();
    let steps: Vec<i32> = places.windows(2).map(|pair| pair[1] - pair[0]).collect(); // windows(2) are pairs
    let unit = all.first().map_or(1, |reading| step_of(reading).1);
    steps.iter().all(|step| [1, 2, 3, 6, 12].iter().any(|allowed| *step == *allowed * unit || *step == 12))
}

/// The label that the most others do not go with.
fn odd(labels: &[Vec<Reading>]) -> usize {
    if let Some(index) = labels.iter().position(Vec::is_empty) {
        return index;
    }
    let count = |habit: Habit| labels.iter().filter(|readings| readings.iter().any(|r| r.habit == habit)).count();
    // What is read only where nothing else fits tells last what fits.
    let habit = Habit::ALL.into_iter().max_by_key(|habit| (!habit.is_last() && count(*habit) > 0, count(*habit)));
    let habit = habit.unwrap_or(Habit::Year);
    labels.iter().position(|readings| readings.iter().all(|r| r.habit != habit)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::super::label::{of_date, of_day, of_number, of_text};
    use super::*;

    fn texts(labels: &[&str]) -> String {
        let labels: Vec<Vec<Reading>> = labels.iter().map(|text| of_text(text, Some(2023))).collect();
        show(&labels)
    }

    fn show(labels: &[Vec<Reading>]) -> String {
        match settle(labels, false) {
            Ok(periods) => periods.iter().map(|p| p.name.as_str()).collect::<Vec<&str>>().join(" "),
            Err(unclear) => format!("{unclear:?}"),
        }
    }

    #[test]
    fn the_whole_row_tells_what_one_label_leaves_open() {
        for (labels, expected) in [
            (&["2025年", "2024年", "2006年"][..], "2025 2024 2006"),
            (&["2010-11", "2011-12"], "FY2010-11 FY2011-12"),
            (&["2011-11", "2011-12"], "2011-11 2011-12"),
            (&["1-2月", "3月", "4月"], "2023-01..2023-02 2023-03 2023-04"),
            (&["1-2月", "1-3月", "1-4月"], "2023-01..2023-02 2023-Q1 2023-01..2023-04"),
            (&["一季度", "上半年", "前三季度", "全年"], "2023-Q1 2023-H1 2023-01..2023-09 2023"),
            (&["一季度", "二季度", "三季度", "四季度"], "2023-Q1 2023-Q2 2023-Q3 2023-Q4"),
            (&["2011-12"], "Either(\"2011-12\", \"FY2011-12\")"),
            (&["2023年", "2024年一季度"], "2023 2024-Q1"),
            (&["2023年", "2024年二季度"], "Odd(1)"),
            (&["2024年", "2024"], "Twice(0, 1)"),
            (&["2024年", "2o23年"], "Odd(1)"),
            (&["2024.9", "2024.1", "2024.11", "2024.12"], "2024-09 2024-10 2024-11 2024-12"),
            (&["2024.12", "2024.11", "2024.1", "2024.9"], "2024-12 2024-11 2024-10 2024-09"),
            (&["2023.11", "2023.12", "2024.1", "2024.2"], "2023-11 2023-12 2024-01 2024-02"),
            (&["2024.1", "2024.2", "2024.3"], "2024-01 2024-02 2024-03"),
            (&["2024.8", "2024.9", "2024.1"], "2024-08 2024-09 2024-10"),
            (&["2024.1", "2024.4", "2024.7", "2024.1"], "2024-01 2024-04 2024-07 2024-10"),
            (&["2024.1", "2024.2", "2024.10"], "2024-01 2024-02 2024-10"),
            (&["2023.1", "2024.1"], "Either(\"2023-01\", \"2023-10\")"),
            (&["2024.3", "2024.1", "2024.6"], "Either(\"2024-01\", \"2024-10\")"),
            (&["2024年末", "2025年末"], "2024 2025"),
            (&["2024年末", "2025年6月末"], "2024-12 2025-06"),
            (&["2024.1"], "Either(\"2024-01\", \"2024-10\")"),
            (&["08-Nov", "08-Dec", "09-Jan", "09-Feb"], "2008-11 2008-12 2009-01 2009-02"),
            (&["08-Jan", "08-Feb", "08-Mar"], "Either(\"2008-01\", \"day 8 of month 1\")"),
            (&["08-Jan", "09-Jan", "10-Jan"], "Either(\"2008-01\", \"day 8 of month 1\")"),
            (&["1/22/20", "1/23/20", "2/1/20"], "2020-01-22 2020-01-23 2020-02-01"),
            (&["3/1/2020", "4/1/2020", "5/1/2020"], "Either(\"2020-01-03\", \"2020-03-01\")"),
            (&["1/3/2020", "1/4/2020", "1/5/2020"], "Either(\"2020-03-01\", \"2020-01-03\")"),
            (&["1/3/2020", "5/4/2020"], "Either(\"2020-03-01\", \"2020-01-03\")"),
        ] {
            assert_eq!(texts(labels), expected, "{labels:?}");
        }
        let dates = |days: &[&str]| show(&days.iter().map(|day| of_date(day.parse().unwrap())).collect::<Vec<_>>());
        assert_eq!(dates(&["2020-01-22", "2020-01-23", "2020-02-01"]), "2020-01-22 2020-01-23 2020-02-01");
        assert_eq!(dates(&["2024-01-01", "2024-02-01", "2024-03-02"]), "Odd(2)");
        assert_eq!(dates(&["2024-01-31", "2024-02-29"]), "2024-01 2024-02");
        assert_eq!(dates(&["2026-01-02", "2026-01-03"]), "Either(\"2026-01-02\", \"2026-01..2026-02\")");
        assert_eq!(dates(&["2026-01-12", "2026-01-13"]), "2026-01-12 2026-01-13");
        let days = |days: &[&str]| show(&days.iter().map(|day| of_day(day.parse().unwrap())).collect::<Vec<_>>());
        assert_eq!(days(&["2024-01-01", "2024-02-01"]), "2024-01 2024-02");
        assert_eq!(days(&["2021-12-31", "2022-12-31", "2023-12-31"]), "2021 2022 2023");
        assert_eq!(dates(&["2023-12-31", "2022-12-31", "2021-12-31"]), "2023 2022 2021");
        assert_eq!(texts(&["31.12.2021", "31.12.2022", "31.12.2023"]), "2021 2022 2023");
        assert_eq!(texts(&["31.12.2022", "31.12.2023"]), "2022-12 2023-12");
        assert_eq!(texts(&["31.12.2023"]), "2023-12");
        assert_eq!(days(&["2023-01-01", "2024-01-01"]), "Either(\"2023\", \"2023-Q1\")");
        assert_eq!(days(&["2022-01-01", "2023-01-01", "2024-01-01"]), "2022 2023 2024");
        assert_eq!(texts(&["01/01/2022", "01/01/2023", "01/01/2024"]), "2022 2023 2024");
        assert_eq!(days(&["2024-01-01", "2024-04-01", "2024-07-01"]), "Either(\"2024-Q1\", \"2024-01\")");
        let turn = ["2024-01-01", "2024-04-01", "2024-07-01", "2024-10-01"];
        assert_eq!(days(&turn), "2024-Q1 2024-Q2 2024-Q3 2024-Q4");
        assert_eq!(dates(&turn), "2024-Q1 2024-Q2 2024-Q3 2024-Q4");
        assert_eq!(days(&["2024-03-31", "2024-06-30"]), "Either(\"2024-Q1\", \"2024-03\")");
        assert_eq!(show(&[of_number(45_292.0, false), of_number(45_323.0, false)]), "2024-01 2024-02");
    }
}
