//! Working days, with holidays and make-up working days (调休). Pure arithmetic over data that is given.

use chrono::{Datelike, Days, NaiveDate, Weekday};
use std::collections::{BTreeMap, BTreeSet};

/// A working-day calendar. Years it does not hold fall back to Monday–Friday; `knows` says so.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendar {
    years: BTreeSet<i32>,
    /// Days that differ from the weekday rule: true = a working day, false = a day off.
    exceptions: BTreeMap<NaiveDate, bool>,
}

impl Calendar {
    /// A calendar of known years and their exceptions (`true`: works, `false`: off).
    pub fn new(
        years: impl IntoIterator<Item = i32>,
        exceptions: impl IntoIterator<Item = (NaiveDate, bool)>,
    ) -> Calendar {
        Calendar { years: years.into_iter().collect(), exceptions: exceptions.into_iter().collect() }
    }

    /// Whether the holidays of this year have been announced and are held.
    pub fn knows(&self, year: i32) -> bool {
        self.years.contains(&year)
    }

    /// Whether people work on this day.
    pub fn is_workday(&self, day: NaiveDate) -> bool {
        let weekday = !matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        self.exceptions.get(&day).copied().unwrap_or(weekday)
    }

    /// The day `n` working days after `day`; with `n` = 0 the day itself if it is one, else the next one.
    pub fn add_workdays(&self, day: NaiveDate, n: u32) -> NaiveDate {
        let mut day = day;
        let mut left = n;
        if n == 0 {
            while !self.is_workday(day) {
                day = following(day);
            }
        }
        while left > 0 {
            day = following(day);
            left -= u32::from(self.is_workday(day));
        }
        day
    }

    /// Working days after `from` up to and including `to`; 0 if `to` is not later.
    pub fn workdays_between(&self, from: NaiveDate, to: NaiveDate) -> u32 {
        let mut count = 0;
        let mut day = from;
        while day < to {
            day = following(day);
            count += u32::from(self.is_workday(day));
        }
        count
    }
}

fn following(day: NaiveDate) -> NaiveDate {
    day.checked_add_days(Days::new(1)).unwrap_or(NaiveDate::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_make_up_saturday_counts_and_a_holiday_monday_does_not() {
        // Dragon Boat Festival 2014: Monday 2 June off. Labour Day 2014: Sunday 4 May worked.
        let calendar = Calendar::new([2014], [(day("2014-06-02"), false), (day("2014-05-04"), true)]);
        assert_eq!(calendar.add_workdays(day("2014-05-30"), 1), day("2014-06-03"));
        assert!(calendar.is_workday(day("2014-05-04")));
        assert_eq!(calendar.workdays_between(day("2014-05-02"), day("2014-05-05")), 2);
        assert_eq!(calendar.add_workdays(day("2014-05-31"), 0), day("2014-06-03"));
    }

    #[test]
    fn an_unannounced_year_is_said() {
        assert!(!Calendar::new([2014], []).knows(2015));
    }
}
