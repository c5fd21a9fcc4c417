//! How long a ladder waits: working days, reporting periods, red periods in a row, the deadline of a reply.
//!
//! Takes the short texts of `config/escalation.toml`; gives spans and the days on which they end. Never looks at a clock.

use crate::base::calendar::Calendar;
use crate::base::period::PeriodKind;
use chrono::NaiveDate;
use std::fmt;

/// The most of anything that makes sense.
const COUNT_MAX: u32 = 366;

/// A stretch of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    /// So many working days.
    Workdays(u32),
    /// So many ends of reporting periods: it is over on the day after the last of them.
    Periods(u32, PeriodKind),
}

/// What a rung waits for, counted from the day the rung below was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wait {
    /// Nothing.
    AtOnce,
    /// A stretch of time.
    Span(Span),
    /// So many red periods in a row, whenever the rung below was told; never on the same day as that.
    Reds(u32),
    /// So many periods in a row that were a warning at least; a warning climbs over nothing else.
    Yellows(u32),
    /// The deadline of the reply asked on the rung below.
    ReplyOverdue,
}

impl Span {
    /// The first day on which it is over.
    pub fn over(self, from: NaiveDate, calendar: &Calendar) -> NaiveDate {
        match self {
            Span::Workdays(n) => calendar.add_workdays(from, n),
            Span::Periods(n, kind) => {
                let mut period = kind.containing(from);
                for _ in 1..n {
                    period = period.next();
                }
                period.next().start()
            }
        }
    }

    /// The last day that still belongs to it: a reply is on time on this day.
    pub fn last_day(self, from: NaiveDate, calendar: &Calendar) -> NaiveDate {
        match self {
            Span::Workdays(_) => self.over(from, calendar),
            Span::Periods(..) => self.over(from, calendar).pred_opt().unwrap_or(NaiveDate::MIN),
        }
    }

    /// Reads `3 workdays`, `2 half-months`, `1 month`.
    ///
    /// # Errors
    /// What to write instead.
    pub fn parse(text: &str) -> Result<Span, String> {
        let example = "write \"3 workdays\", or reporting periods such as \"2 half-months\" or \"1 month\"";
        let words: Vec<&str> = text.split_whitespace().collect();
        let [digits, unit] = words.as_slice() else { return Err(example.to_string()) };
        let count = digits.parse::<u32>().ok().filter(|n| (1..=COUNT_MAX).contains(n));
        let count = count.ok_or_else(|| format!("write a whole number from 1 to {COUNT_MAX}, as in \"3 workdays\""))?;
        match unit.strip_suffix('s').unwrap_or(unit) {
            "workday" => Ok(Span::Workdays(count)),
            "day" => Err("here working days are meant: write \"3 workdays\"".to_string()),
            unit => match KINDS.iter().find(|(_, name)| *name == unit) {
                Some((kind, _)) => Ok(Span::Periods(count, *kind)),
                None => Err(example.to_string()),
            },
        }
    }
}

const KINDS: [(PeriodKind, &str); 5] = [
    (PeriodKind::HalfMonth, "half-month"),
    (PeriodKind::Month, "month"),
    (PeriodKind::Quarter, "quarter"),
    (PeriodKind::HalfYear, "half-year"),
    (PeriodKind::Year, "year"),
];

impl Wait {
    /// Reads `at once`, `reply overdue`, `2 reds` or a span.
    ///
    /// # Errors
    /// What to write instead.
    pub fn parse(text: &str) -> Result<Wait, String> {
        let words: Vec<&str> = text.split_whitespace().collect();
        match words.as_slice() {
            ["at", "once"] => Ok(Wait::AtOnce),
            ["reply", "overdue"] => Ok(Wait::ReplyOverdue),
            [digits, word @ ("red" | "reds" | "yellow" | "yellows")]
            | ["after", digits, word @ ("red" | "reds" | "yellow" | "yellows")] => {
                let count = digits.parse::<u32>().ok().filter(|n| (1..=24).contains(n));
                let wait = if word.starts_with("red") { Wait::Reds } else { Wait::Yellows };
                count.map(wait).ok_or_else(|| format!("write \"2 {word}\": so many periods in a row, from 1 to 24"))
            }
            _ => Span::parse(text)
                .map(Wait::Span)
                .map_err(|hint| format!("{hint}, \"2 reds\", \"2 yellows\" or \"reply overdue\"")),
        }
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (count, unit) = match self {
            Span::Workdays(n) => (n, "workday"),
            // Every kind is in the table.
            Span::Periods(n, kind) => (n, KINDS.iter().find(|(k, _)| k == kind).map_or("period", |(_, name)| name)),
        };
        write!(f, "{count} {unit}{}", if *count == 1 { "" } else { "s" })
    }
}

impl fmt::Display for Wait {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Wait::AtOnce => write!(f, "at once"),
            Wait::Span(span) => write!(f, "after {span}"),
            Wait::Reds(1) => write!(f, "after 1 red period"),
            Wait::Reds(n) => write!(f, "after {n} red periods in a row"),
            Wait::Yellows(1) => write!(f, "after 1 yellow period"),
            Wait::Yellows(n) => write!(f, "after {n} yellow or red periods in a row"),
            Wait::ReplyOverdue => write!(f, "when the reply is overdue"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn waits_are_read_and_said_again() {
        for (text, said) in [
            ("at once", "at once"),
            ("3 workdays", "after 3 workdays"),
            ("1 workday", "after 1 workday"),
            ("2 half-months", "after 2 half-months"),
            ("1 quarter", "after 1 quarter"),
            ("2 reds", "after 2 red periods in a row"),
            ("after 3 reds", "after 3 red periods in a row"),
            ("2 yellows", "after 2 yellow or red periods in a row"),
            ("1 yellow", "after 1 yellow period"),
            ("reply overdue", "when the reply is overdue"),
        ] {
            assert_eq!(Wait::parse(text).unwrap().to_string(), said);
        }
        for bad in [
            "",
            "0 workdays",
            "3 days",
            "two weeks",
            "-1 months",
            "25 reds",
            "0 yellows",
            "0 reds",
            "400 workdays",
            "3",
        ] {
            assert!(Wait::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn two_half_months_are_over_after_the_second_period_end() {
        let (none, two) = (Calendar::default(), Span::Periods(2, PeriodKind::HalfMonth));
        assert_eq!(two.over(day("2014-06-03"), &none), day("2014-07-01"));
        assert_eq!(two.last_day(day("2014-06-03"), &none), day("2014-06-30"));
        assert_eq!(two.over(day("2014-06-15"), &none), day("2014-07-01"));
        assert_eq!(two.over(day("2014-06-16"), &none), day("2014-07-16"));
        assert_eq!(two.over(day("2014-12-20"), &none), day("2015-01-16"));
        let leap = Span::Periods(1, PeriodKind::Month);
        assert_eq!(leap.over(day("2016-02-29"), &none), day("2016-03-01"));
    }
}
