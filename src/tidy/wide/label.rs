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

pub use beside::{Beside, is_planned};
use chrono::{Datelike, Days, NaiveDate};
pub use day::{as_months, as_stretch, of_date};

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

    fn has_no_months(&self) -> bool {
        self.habit == Habit::Fiscal || self.day.is_some() || self.span.2 > 12
    }
}

fn plausible(year: i32) -> bool {
    (1900..=2150).contains(&year)
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
    if number.fract() != 0.0 || !(1900.0..1e6).contains(&number) {
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
    beside::read(text, year)
}

/// The readings of a text that is a period and says nothing else but how final its figures are.
pub fn of_text(text: &str, year: Option<i32>) -> Vec<Reading> {
    let label = read(text, year);
    if matches!(label.beside, Beside::Nothing | Beside::Remark(_)) { label.readings } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(readings: &[Reading]) -> String {
        let mut names: Vec<String> = readings.iter().map(|r| r.name.clone()).collect();
        names.dedup();
        names.join("|")
    }

    #[test]
    fn labels_of_every_habit() {
        for (text, expected) in [
            ("2024年", "2024"),
            ("２０２４年", "2024"),
            ("2024", "2024"),
            ("24年", "2024"),
            ("2024年度", "2024"),
            ("2024Q1", "2024-Q1"),
            ("2024-Q1", "2024-Q1"),
            ("Q1 2024", "2024-Q1"),
            ("1Q24", "2024-Q1"),
            ("2024年一季度", "2024-Q1"),
            ("2024年第二季度", "2024-Q2"),
            ("2024년 2분기", "2024-Q2"),
            ("2024년 3월", "2024-03"),
            ("2023년(p)", "2023"),
            ("1季度", "2023-Q1"),
            ("四季度", "2023-Q4"),
            ("2024年上半年", "2024-H1"),
            ("H2 2024", "2024-H2"),
            ("2024S1", "2024-H1"),
            ("2024年1-6月", "2024-H1"),
            ("2024年1—2月", "2024-01..2024-02"),
            ("1-11月", "2023-01..2023-11"),
            ("前三季度", "2023-01..2023-09"),
            ("一至三季度", "2023-01..2023-09"),
            ("2024年3月", "2024-03"),
            ("2024年3月份", "2024-03"),
            ("十二月", "2023-12"),
            ("2024-03", "2024-03"),
            ("2024.3", "2024-03"),
            ("2024.1", "2024-01|2024-10"),
            ("2024.10", "2024-10"),
            ("2024M03", "2024-03"),
            ("202403", "2024-03"),
            ("Mar-24", "2024-03"),
            ("March 2024", "2024-03"),
            ("2024 Mar", "2024-03"),
            ("Jan-Jun 2024", "2024-H1"),
            ("FY2024", "FY2024"),
            ("FY 2019/20", "FY2019-20"),
            ("2019-20", "FY2019-20"),
            ("2011-12", "FY2011-12|2011-12"),
            ("2020 [YR2020]", "2020"),
            ("2024年（预计）", ""),
            ("2024*", "2024"),
            ("3", ""),
            ("12月31日", ""),
            ("2024-13", ""),
            ("地区", ""),
            ("Market", ""),
            ("合计", ""),
            ("0", ""),
        ] {
            assert_eq!(names(&of_text(text, Some(2023))), expected, "{text}");
        }
        assert_eq!(names(&of_text("一季度", None)), "");
    }

    #[test]
    fn labels_of_other_countries_and_of_days() {
        for (text, expected) in [
            ("24-Mar", "2024-03"),
            ("08-Jan", "2008-01"),
            ("8-Jan", ""),
            ("2023-T1", "2023-Q1"),
            ("1T23", "2023-Q1"),
            ("2023K2", "2023-Q2"),
            ("ene-23", "2023-01"),
            ("janv.-23", "2023-01"),
            ("gen-23", "2023-01"),
            ("Dez 2023", "2023-12"),
            ("févr. 2024", "2024-02"),
            ("Août 2024", "2024-08"),
            ("Янв 2024", "2024-01"),
            ("Set", ""),
            ("Out", ""),
            ("marché 2024", ""),
            ("1/22/20", "2020-01-22"),
            ("22.01.2020", "2020-01-22"),
            ("3/4/2020", "2020-04-03|2020-03-04"),
            ("2020-01-22", "2020-01-22"),
            ("2020年1月22日", "2020-01-22"),
        ] {
            assert_eq!(names(&of_text(text, Some(2023))), expected, "{text}");
        }
    }

    #[test]
    fn what_stands_beside_a_period_is_no_part_of_it() {
        for (text, expected) in [
            ("2023年(调整后)", "2023"),
            ("2023年①", "2023"),
            ("2024²", "2024"),
            ("2024年[1]", "2024"),
            ("2023年(1)", ""),
            ("2023(1)", "2023|2023-01"),
            ("2023(13)", "2023"),
            ("二〇二四年", "2024"),
            ("二○二四年三月", "2024-03"),
            ("2024年末", "2024|2024-12"),
            ("2024年年底", "2024|2024-12"),
            ("2025年6月末", "2025-06"),
            ("2024年初步核算", "2024"),
            ("2024年实绩", "2024"),
            ("2024年快报数", "2024"),
            ("2025年目标", ""),
            ("2025E", ""),
            ("2025F", ""),
            ("2020-21(Q)", "FY2020-21"),
            ("2020-21 (2nd RE)", "FY2020-21"),
            ("2020-21 (BE)", ""),
            ("2020 prel.", "2020"),
            ("2020 (prov)", "2020"),
            ("2020 (Z)", ""),
            ("2024年比2023年增长", ""),
            ("2020-2024年", ""),
            ("2025年6月累计", "2025-H1"),
            ("2025年3月当月", "2025-03"),
        ] {
            assert_eq!(names(&of_text(text, Some(2023))), expected, "{text}");
        }
    }

    #[test]
    fn numbers_and_days_that_were_labels() {
        assert_eq!(names(&of_number(2024.0, false)), "2024");
        assert_eq!(names(&of_number(202_403.0, false)), "2024-03");
        assert_eq!(names(&of_number(45_352.0, false)), "2024-03");
        assert_eq!(names(&of_number(45_292.0, false)), "2024-01|2024|2024-Q1");
        assert_eq!(names(&of_number(2024.1, false)), "2024-01|2024-10");
        assert_eq!(names(&of_number(2024.11, false)), "2024-11");
        assert_eq!(names(&of_number(2024.13, false)), "");
        let day = |text: &str| of_day(text.parse().unwrap());
        assert_eq!(names(&day("2024-03-31")), "2024-03|2024-Q1");
        assert_eq!(names(&day("1905-07-16")), "2024");
        assert_eq!(names(&day("2024-03-05")), "");
    }
}
