//! Working days, with holidays and make-up working days (调休). Pure arithmetic over data that is given.

use chrono::{Datelike, Days, NaiveDate, Weekday};
use std::collections::{BTreeMap, BTreeSet};

/// A working-day calendar. Years it does not hold fall back to Monday–Friday; `knows` says so.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendar {
    years: BTreeSet<i32>,
    /// Days that differ from the weekday rule: true = a working day, false = a day off.
    exceptions: BTreeMap<NaiveDate, bool>,
    /// Stretches of every year on which work rests: month and day, first and last; one that ends before it begins goes over
    /// the turn of the year.
    rests: Vec<Rest>,
}

/// A stretch of every year: first and last day as month and day. 29 February is 28 February in years that have none.
pub type Rest = ((u32, u32), (u32, u32));

impl Calendar {
    /// A calendar of known years and their exceptions (`true`: works, `false`: off).
    pub fn new(
        years: impl IntoIterator<Item = i32>,
        exceptions: impl IntoIterator<Item = (NaiveDate, bool)>,
    ) -> Calendar {
        let (years, exceptions) = (years.into_iter().collect(), exceptions.into_iter().collect());
        Calendar { years, exceptions, rests: Vec::new() }
    }

    /// The same with stretches of every year on which work rests (winter shutdown).
    pub fn resting(mut self, rests: Vec<Rest>) -> Calendar {
        self.rests = rests;
        self
    }

    /// Whether this calendar holds years, but not this one: its holidays have not been announced, and its working days are
    /// counted Monday to Friday.
    pub fn lacks(&self, year: i32) -> bool {
        !self.years.is_empty() && !self.knows(year)
    }

    fn rests_on(&self, day: NaiveDate) -> bool {
        let of = (day.month(), day.day());
        self.rests.iter().any(|(first, last)| match first <= last {
            true => *first <= of && of <= *last,
            false => *first <= of || of <= *last,
        })
    }

    /// Whether the holidays of this year have been announced and are held.
    pub fn knows(&self, year: i32) -> bool {
        self.years.contains(&year)
    }

    /// Whether people work on this day.
    pub fn is_workday(&self, day: NaiveDate) -> bool {
        let weekday = !matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        self.exceptions.get(&day).copied().unwrap_or_else(|| weekday && !self.rests_on(day))
    }

    /// The day `n` working days after `day`; with `n` = 0 the day itself if it is one, else the next one.
    pub fn add_workdays(&self, day: NaiveDate, n: u32) -> NaiveDate {
        let mut day = day;
        let mut left = n;
        if n == 0 {
            while !self.is_workday(day) && day < NaiveDate::MAX {
                day = following(day);
            }
        }
        while left > 0 && day < NaiveDate::MAX {
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
        assert!(Calendar::new([2014], []).lacks(2015) && !Calendar::new([2014], []).lacks(2014));
        assert!(!Calendar::default().lacks(2015), "a calendar without years never promised any");
    }

    #[test]
    fn no_ladder_counts_days_of_a_winter_shutdown_and_february_ends_where_it_ends() {
        let calendar = Calendar::new([2015, 2016], []).resting(vec![((12, 15), (2, 29))]);
        // Friday 11 December 2015 + 2: Monday 14 December, then Tuesday 1 March 2016; in 2015 Monday 2 March.
        assert_eq!(calendar.add_workdays(day("2015-12-11"), 2), day("2016-03-01"));
        assert_eq!(calendar.add_workdays(day("2015-01-10"), 1), day("2015-03-02"));
        assert!(!calendar.is_workday(day("2016-02-29")) && calendar.is_workday(day("2016-03-01")));
        assert_eq!(Calendar::default().add_workdays(day("2016-02-28"), 1), day("2016-02-29"));
        let worked = Calendar::new([2016], [(day("2016-01-04"), true)]).resting(vec![((12, 15), (2, 15))]);
        assert!(worked.is_workday(day("2016-01-04")), "a day that is said to be worked is worked");
    }
}
