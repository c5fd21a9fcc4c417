//! Calendar files: `config/calendars/NAME.toml` → working days.
//!
//! Takes a file's text; gives a calendar and every problem at once. A year that is not there is not known: its holidays
//! have not been announced, and nothing here guesses them.

use super::reader::{self, Reader, Section};
use crate::base::calendar::{Calendar, Rest};
use crate::base::problem::{Problem, sort};
use chrono::{Datelike, NaiveDate};
use std::collections::BTreeMap;
use std::ops::Range;

/// A year that has 29 February.
const LEAP: i32 = 2000;
/// The most days of a year on which work may rest.
const REST_MAX: i64 = 200;

/// Days that differ from Monday–Friday, with the place each was written at.
type Exceptions = BTreeMap<NaiveDate, (bool, Range<usize>)>;

/// Reads a calendar: `[years.2014]` with `off = ["01-01", "01-31..02-06"]` and `work = ["01-26"]`.
pub fn parse(file_name: &str, text: &str) -> (Calendar, Vec<Problem>) {
    let reader = Reader::new(file_name, text);
    let mut years = Vec::new();
    let mut days = Exceptions::new();
    let mut rests = Vec::new();
    if let Some(document) = reader::parse(&reader) {
        let root = reader.root(&document);
        let _title = root.text("title");
        rests = shutdowns(&root);
        if let Some(section) = root.table("years") {
            for name in section.names() {
                match name.get_ref().parse::<i32>().ok().filter(|y| (1900..=2200).contains(y)) {
                    Some(year) => {
                        years.push(year);
                        if let Some(section) = section.table(name.get_ref()) {
                            days_of(section, year, &mut days);
                        }
                    }
                    None => {
                        let message = format!("`{}` is no year", name.get_ref());
                        reader.error(name.span(), &section.key(name.get_ref()), message, "write [years.2026]");
                    }
                }
            }
        }
        root.close();
    }
    let mut problems = reader.into_problems();
    sort(&mut problems);
    (Calendar::new(years, days.into_iter().map(|(day, (works, _))| (day, works))).resting(rests), problems)
}

/// `shutdown = ["12-15..02-15"]`: of every year.
fn shutdowns(root: &Section<'_, '_>) -> Vec<Rest> {
    let mut rests = Vec::new();
    let mut days = 0;
    for text in root.texts("shutdown").unwrap_or_default() {
        let found = range(LEAP, text.get_ref()).or_else(|| over_new_year(text.get_ref()));
        let Some((first, last)) = found else {
            let message = format!("`{}` is no stretch of days of every year", text.get_ref());
            let hint = "write the first and the last day as \"12-15..02-15\"";
            root.reader().error(text.span(), "shutdown", message, hint);
            continue;
        };
        days += (last - first).num_days() + 1;
        if days > REST_MAX {
            let message = format!("work would rest on more than {REST_MAX} days of every year");
            root.reader().error(text.span(), "shutdown", message, "a ladder would stand still; shorten the shutdown");
            break;
        }
        let end =
            text.get_ref().split_once("..").and_then(|(_, last)| range(LEAP, last)).map_or(last, |(last, _)| last);
        rests.push(((first.month(), first.day()), (end.month(), end.day())));
    }
    rests
}

/// From a day of one year to a day of the next.
fn over_new_year(text: &str) -> Option<(NaiveDate, NaiveDate)> {
    let (first, last) = text.split_once("..")?;
    let (first, last) = (range(LEAP, first)?.0, range(LEAP, last)?.0);
    Some((first, last.with_year(LEAP + 1).or(last.pred_opt()?.with_year(LEAP + 1))?))
}

fn days_of(section: Section<'_, '_>, year: i32, days: &mut Exceptions) {
    for (key, works) in [("off", false), ("work", true)] {
        for text in section.texts(key).unwrap_or_default() {
            let Some((first, last)) = range(year, text.get_ref()) else {
                let message = format!("`{}` is no day of {year}", text.get_ref());
                let hint = "write a day as \"10-01\" or days as \"10-01..10-07\"";
                section.reader().error(text.span(), &section.key(key), message, hint);
                continue;
            };
            for day in first.iter_days().take_while(|day| *day <= last) {
                if days.insert(day, (works, text.span())).is_some() {
                    let message = format!("{day} is there twice");
                    section.reader().error(text.span(), &section.key(key), message, "a day is either off or worked");
                }
            }
        }
    }
    section.close();
}

/// `10-01` or `10-01..10-07`, both in `year`.
fn range(year: i32, text: &str) -> Option<(NaiveDate, NaiveDate)> {
    let day = |text: &str| {
        let (month, day) = text.trim().split_once('-')?;
        NaiveDate::from_ymd_opt(year, month.parse().ok()?, day.parse().ok()?)
    };
    let (first, last) = text.split_once("..").unwrap_or((text, text));
    let (first, last) = (day(first)?, day(last)?);
    if first <= last && first.year() == year { Some((first, last)) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_off_days_worked_and_years_not_announced() {
        let text = "[years.2014]\noff = [\"01-01\", \"01-31..02-06\"]\nwork = [\"01-26\"]\n";
        let (calendar, problems) = parse("cn.toml", text);
        assert!(problems.is_empty(), "{problems:?}");
        assert!(calendar.knows(2014) && !calendar.knows(2015));
        let works = |day: &str| calendar.is_workday(day.parse().unwrap());
        assert!(works("2014-01-26") && !works("2014-02-06") && works("2014-02-07") && !works("2014-01-01"));
    }

    #[test]
    fn work_rests_every_winter_and_never_most_of_the_year() {
        let (calendar, problems) = parse("n.toml", "shutdown = [\"12-15..02-29\"]\n[years.2015]\n[years.2016]\n");
        assert!(problems.is_empty(), "{problems:?}");
        let works = |day: &str| calendar.is_workday(day.parse().unwrap());
        assert!(works("2015-12-14") && !works("2015-12-15") && !works("2016-02-29") && works("2016-03-01"));
        assert!(!works("2015-02-27") && works("2015-03-02"));
        for wrong in ["shutdown = [\"02-01..11-30\"]", "shutdown = [\"winter\"]", "shutdown = [\"13-01..01-01\"]"] {
            assert_eq!(parse("n.toml", wrong).1.len(), 1, "{wrong}");
        }
    }

    #[test]
    fn every_wrong_day_is_named() {
        let text = "[years.2014]\noff = [\"02-30\", \"05-01\"]\nwork = [\"05-01\", 7]\n[years.soon]\n[yaers]\n";
        let (_, problems) = parse("cn.toml", text);
        let lines: Vec<_> = problems.iter().map(|p| p.line.unwrap()).collect();
        assert_eq!(lines, [2, 3, 3, 4, 5], "{problems:?}");
    }
}
