//! Working days, with holidays and make-up working days (调休). Pure arithmetic over data that is given.

use chrono::{Datelike, Days, NaiveDate, Weekday};
use std::collections::{BTreeMap, BTreeSet};

/// A working-day calendar. One that holds years counts every day of those it lacks: nobody knows yet which of them are worked,
/// and a deadline must not hang on a guess. `lacks` says so, and letters do. One without years counts Monday to Friday.
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

    /// Whether this calendar holds years, but not this one: its holidays have not been announced, and deadlines count all of
    /// its days.
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

    /// Whether people work on this day, as far as anybody knows: letters go out and reviews are held on such days. Monday to
    /// Friday in a year that has not been announced.
    pub fn is_workday(&self, day: NaiveDate) -> bool {
        let weekday = !matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        self.exceptions.get(&day).copied().unwrap_or_else(|| weekday && !self.rests_on(day))
    }

    /// Whether a day counts for a deadline: a working day, and each day of a year that has not been announced but for those on
    /// which work rests every year.
    pub fn counts(&self, day: NaiveDate) -> bool {
        let weekday = !matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        let usual = || !self.rests_on(day) && (weekday || self.lacks(day.year()));
        self.exceptions.get(&day).copied().unwrap_or_else(usual)
    }

    /// The day `n` counted days after `day`; with `n` = 0 the day itself if it counts, else the next one that does.
    pub fn add_workdays(&self, day: NaiveDate, n: u32) -> NaiveDate {
        let mut day = day;
        let mut left = n;
        if n == 0 {
            while !self.counts(day) && day < NaiveDate::MAX {
                day = following(day);
            }
        }
        while left > 0 && day < NaiveDate::MAX {
            day = following(day);
            left -= u32::from(self.counts(day));
        }
        day
    }

    /// Days that count after `from` up to and including `to`; 0 if `to` is not later.
    pub fn workdays_between(&self, from: NaiveDate, to: NaiveDate) -> u32 {
        let mut count = 0;
        let mut day = from;
        while day < to {
            day = following(day);
            count += u32::from(self.counts(day));
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
    fn deadlines_in_an_unannounced_year_count_every_day_but_those_of_a_shutdown() {
        // Wednesday 31 December 2014; nobody has said yet which days of 2015 are worked.
        let calendar = Calendar::new([2014], [(day("2015-01-04"), false)]);
        assert_eq!(calendar.add_workdays(day("2014-12-29"), 5), day("2015-01-03"));
        assert_eq!(calendar.add_workdays(day("2015-01-03"), 1), day("2015-01-05"), "a day off that is known is one");
        assert!(!calendar.is_workday(day("2015-01-03")), "no letters on a Saturday all the same");
        assert_eq!(calendar.workdays_between(day("2014-12-30"), day("2015-01-05")), 5);
        let resting = calendar.resting(vec![((1, 1), (1, 10))]);
        assert_eq!(resting.add_workdays(day("2014-12-31"), 2), day("2015-01-12"));
        assert_eq!(Calendar::default().add_workdays(day("2015-01-02"), 1), day("2015-01-05"));
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
