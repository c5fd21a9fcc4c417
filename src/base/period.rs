//! Reporting periods: what a report is *for*, never when it came.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// How long a period is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PeriodKind {
    /// 1–15 and 16–end of a month.
    HalfMonth,
    /// A calendar month.
    Month,
    /// A calendar quarter.
    Quarter,
    /// January–June, July–December.
    HalfYear,
    /// A calendar year.
    Year,
}

/// One period: the `index`-th of its kind in `year`, counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Period {
    year: i32,
    index: u32,
    kind: PeriodKind,
}

impl PeriodKind {
    fn per_year(self) -> u32 {
        match self {
            PeriodKind::HalfMonth => 24,
            PeriodKind::Month => 12,
            PeriodKind::Quarter => 4,
            PeriodKind::HalfYear => 2,
            PeriodKind::Year => 1,
        }
    }

    /// The period of this kind that contains `day`.
    pub fn containing(self, day: NaiveDate) -> Period {
        let month = day.month0();
        let index = match self {
            PeriodKind::HalfMonth => month * 2 + u32::from(day.day() > 15),
            PeriodKind::Month => month,
            PeriodKind::Quarter => month / 3,
            PeriodKind::HalfYear => month / 6,
            PeriodKind::Year => 0,
        };
        Period { year: day.year(), index, kind: self }
    }

    /// The last period of this kind that ended before `day`.
    pub fn ended_before(self, day: NaiveDate) -> Period {
        self.containing(day).previous()
    }
}

impl Period {
    /// How long it is.
    pub fn kind(self) -> PeriodKind {
        self.kind
    }

    /// The first day.
    pub fn start(self) -> NaiveDate {
        let (month0, day) = match self.kind {
            PeriodKind::HalfMonth => (self.index / 2, if self.index.is_multiple_of(2) { 1 } else { 16 }),
            PeriodKind::Month => (self.index, 1),
            PeriodKind::Quarter => (self.index * 3, 1),
            PeriodKind::HalfYear => (self.index * 6, 1),
            PeriodKind::Year => (0, 1),
        };
        // The index is below `per_year`, so the month is 1..=12 and the day 1 or 16; the year is one chrono gave or parsed.
        NaiveDate::from_ymd_opt(self.year, month0 + 1, day).unwrap_or(NaiveDate::MIN)
    }

    /// The last day.
    pub fn end(self) -> NaiveDate {
        self.next().start().pred_opt().unwrap_or(NaiveDate::MAX)
    }

    /// The one after.
    pub fn next(self) -> Period {
        if self.index + 1 < self.kind.per_year() {
            Period { index: self.index + 1, ..self }
        } else {
            Period { year: self.year + 1, index: 0, ..self }
        }
    }

    /// The one before.
    pub fn previous(self) -> Period {
        if self.index > 0 {
            Period { index: self.index - 1, ..self }
        } else {
            Period { year: self.year - 1, index: self.kind.per_year() - 1, ..self }
        }
    }

    /// What a Chinese reader sees: 2014年6月下半月.
    pub fn label_zh(self) -> String {
        let year = self.year;
        match self.kind {
            PeriodKind::HalfMonth => {
                format!(
                    "{year}年{}月{}",
                    self.index / 2 + 1,
                    if self.index.is_multiple_of(2) { "上半月" } else { "下半月" }
                )
            }
            PeriodKind::Month => format!("{year}年{}月", self.index + 1),
            PeriodKind::Quarter => format!("{year}年第{}季度", ["一", "二", "三", "四"][self.index as usize % 4]),
            PeriodKind::HalfYear => format!("{year}年{}", if self.index == 0 { "上半年" } else { "下半年" }),
            PeriodKind::Year => format!("{year}年"),
        }
    }
}

impl fmt::Display for Period {
    /// `2014-06H2`, `2014-06`, `2014-Q2`, `2014-H1`, `2014`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let year = self.year;
        match self.kind {
            PeriodKind::HalfMonth => write!(f, "{year:04}-{:02}H{}", self.index / 2 + 1, self.index % 2 + 1),
            PeriodKind::Month => write!(f, "{year:04}-{:02}", self.index + 1),
            PeriodKind::Quarter => write!(f, "{year:04}-Q{}", self.index + 1),
            PeriodKind::HalfYear => write!(f, "{year:04}-H{}", self.index + 1),
            PeriodKind::Year => write!(f, "{year:04}"),
        }
    }
}

impl FromStr for Period {
    type Err = String;

    fn from_str(text: &str) -> Result<Period, String> {
        let bad = || format!("`{text}` is not a period such as 2014-06H2, 2014-06, 2014-Q2, 2014-H1 or 2014");
        let (year, rest) = text.split_once('-').unwrap_or((text, ""));
        let year: i32 = year.parse().ok().filter(|y| (1900..=2200).contains(y)).ok_or_else(bad)?;
        let number = |digits: &str| digits.parse::<u32>().ok().and_then(|n| n.checked_sub(1)).ok_or_else(bad);
        let (kind, index) = match (rest.strip_prefix('Q'), rest.strip_prefix('H'), rest.split_once('H')) {
            _ if rest.is_empty() => (PeriodKind::Year, 0),
            (Some(quarter), _, _) => (PeriodKind::Quarter, number(quarter)?),
            (_, Some(half), _) => (PeriodKind::HalfYear, number(half)?),
            (_, _, Some((month, half))) => match (number(month)?, number(half)?) {
                (month, half @ 0..=1) => (PeriodKind::HalfMonth, month * 2 + half),
                _ => return Err(bad()),
            },
            _ => (PeriodKind::Month, number(rest)?),
        };
        if index < kind.per_year() { Ok(Period { year, index, kind }) } else { Err(bad()) }
    }
}

impl Serialize for Period {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Period {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Period, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn half_months_end_where_months_end() {
        let ends: Vec<String> = ["2014-02-15", "2014-02-16", "2016-02-29", "2014-12-31"]
            .map(|d| PeriodKind::HalfMonth.containing(day(d)).end().to_string())
            .into();
        assert_eq!(ends, ["2014-02-15", "2014-02-28", "2016-02-29", "2014-12-31"]);
    }

    #[test]
    fn names_read_back() {
        for kind in
            [PeriodKind::HalfMonth, PeriodKind::Month, PeriodKind::Quarter, PeriodKind::HalfYear, PeriodKind::Year]
        {
            let mut period = kind.containing(day("2013-12-31"));
            for _ in 0..30 {
                assert_eq!(period.to_string().parse::<Period>().unwrap(), period);
                assert_eq!(kind.containing(period.end()), period);
                assert_eq!(period.next().previous(), period);
                period = period.next();
            }
        }
        for bad in ["2014-13", "2014-06H3", "2014-Q5", "14", "2014-H0", "2014-"] {
            assert!(bad.parse::<Period>().is_err() || bad == "2014-", "{bad}");
        }
    }
}
