//! What the cells of issue lists must say: one of the five areas, a kind that is known, a time limit that can be kept to.
//!
//! Takes typed rows; gives those whose cells do not. Also reads a limit, for whoever lists the issues.

use super::rows::Rows;
use super::value::date::{self, DateText};
use crate::pipeline::issues::{Area, IssueKind, Limit};
use chrono::{Datelike, Days, NaiveDate};

/// A row that does not pass: its number among the data rows, and what is wrong with it.
pub type Wrong = (usize, String);

/// The limit of a text: so many days, or a day. `from`: the day it was listed; a day without a year is the next one.
pub fn limit(text: &str, from: NaiveDate) -> Option<Limit> {
    let of_day = || {
        let (DateText::Day(day) | DateText::Vague(day)) = date::read(text.trim(), Some(from.year())) else {
            return None;
        };
        let named = text.chars().filter(char::is_ascii_digit).count() >= 6 || text.contains('年');
        let passed = from.checked_sub_days(Days::new(180)).is_some_and(|long_ago| day < long_ago);
        let next = || day.with_year(day.year() + 1);
        if passed && !named { next() } else { Some(day) }.map(Limit::On)
    };
    Limit::read(text).or_else(of_day)
}

/// Rows whose area is none of the five. `needed`: the column whose words need one.
pub fn areas(rows: &Rows, column: &str, needed: Option<&str>) -> Vec<Wrong> {
    let wrong = |index| match text_of(rows, column, index) {
        Some(text) => Area::read(text).is_none().then(|| format!("{column} is none of the five areas of supervision")),
        None => needed.and_then(|other| text_of(rows, other, index)).map(|_| format!("{column} is empty")),
    };
    all(rows, wrong)
}

/// Rows whose kind is not known.
pub fn kinds(rows: &Rows, column: &str) -> Vec<Wrong> {
    let names = IssueKind::ALL.map(|kind| kind.label_zh()).join(", ");
    all(rows, |index| {
        let text = text_of(rows, column, index)?;
        IssueKind::read(text).is_none().then(|| format!("{column} is none of {names}"))
    })
}

/// Rows whose limit is neither a day nor a number of days, or lies before the day they were listed.
pub fn limits(rows: &Rows, column: &str, arrived: NaiveDate) -> Vec<Wrong> {
    let days = rows.column("raised_on").or_else(|| rows.column("date"));
    all(rows, |index| {
        let text = text_of(rows, column, index)?;
        let raised_on = days.and_then(|days| days.date(index));
        match limit(text, raised_on.unwrap_or(arrived)) {
            None => Some(format!("{column} is neither a day nor a number of working days")),
            Some(Limit::On(day)) if raised_on.is_some_and(|raised_on| day < raised_on) => {
                Some(format!("{column} lies before the day it was listed"))
            }
            Some(_) => None,
        }
    })
}

fn all(rows: &Rows, wrong: impl Fn(usize) -> Option<String>) -> Vec<Wrong> {
    let standing = (0..rows.fates.len()).filter(|index| rows.stands(*index));
    standing.filter_map(|index| Some((index, wrong(index)?))).collect()
}

fn text_of<'r>(rows: &'r Rows, column: &str, index: usize) -> Option<&'r str> {
    rows.column(column)?.text(index)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_without_a_year_is_the_next_one() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let on = |text: &str| Some(Limit::On(day(text)));
        assert_eq!(limit("2014年6月13日", day("2014-06-03")), on("2014-06-13"));
        assert_eq!(limit("2014-06-13", day("2014-06-03")), on("2014-06-13"));
        assert_eq!(limit("6月13日", day("2014-06-03")), on("2014-06-13"));
        assert_eq!(limit("1月5日", day("2014-12-20")), on("2015-01-05"));
        assert_eq!(limit("5个工作日", day("2014-12-20")), Some(Limit::Workdays(5)));
        assert_eq!(limit("抓紧办理", day("2014-12-20")), None);
    }
}
