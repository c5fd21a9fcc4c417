//! Which period a file is for.
//!
//! Takes its name and the titles above its tables; gives the period that they say, or why they do not say it clearly. What
//! is said to be the end of the figures (截至, 统计时间) counts before what a report is said to be of (6月份, 6月进度), that before
//! a bare date; the day on which a form was filled in, changed or sent is never its period. Of dates that count the same the
//! finest decides. A span longer than the pipeline's periods names none of them, 2014年 is no month, unless it is written as
//! what was reached since the beginning of the year: 1-6月.

/// The day in front, English months, arithmetic of days.
mod months;

/// Dates in a text.
mod spans;

/// The text in which they stand.
mod text;

/// The words around them.
mod weight;

use crate::base::period::{Period, PeriodKind};
use chrono::{Datelike, NaiveDate};
use spans::spans;

pub(super) use spans::{Span, apart, around};
pub use weight::Weight;

/// How many days before the end of a period its report is filled in at the earliest.
const FILLED_IN_DAYS: i64 = 5;
/// How surely a date is meant, the surest first.
const WEIGHTS: [Weight; 5] = [Weight::Stated, Weight::Subject, Weight::Plain, Weight::Stamp, Weight::Filing];

/// What a text says of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Told {
    /// The period; none where the stretch named is longer than one.
    pub period: Option<Period>,
    /// How surely it is the one that is meant.
    pub weight: Weight,
    /// The first and the last day that are named.
    pub days: (NaiveDate, NaiveDate),
}

impl Told {
    /// Whether one day is named, and no stretch.
    pub fn is_day(&self) -> bool {
        self.days.0 == self.days.1
    }

    /// Whether it ends when its period does, or a few days before.
    pub fn is_near_end(&self) -> bool {
        is_near_end(self.days.1, self.period.map(Period::kind))
    }
}

/// The period a file's name says: `20140630…`, `2014-06-30`, 2014年6月下半月, 2014年二季度, 2014年, June 2014.
pub fn from_name(name: &str, kind: PeriodKind) -> Option<Period> {
    told_by_name(name, Some(kind), None).ok().flatten()?.period
}

/// The period a file's name says, however long it is: 2014年上半年, 2014年二季度, 2014年6月, 2014年; of a stretch that is no
/// such period (2014年1-7月) its last month.
pub fn as_named(name: &str) -> Option<Period> {
    told_by_name(name, None, None).ok().flatten()?.period
}

/// What a file's name says; of periods of any length where `kind` is none. `year` is meant where it has none.
///
/// # Errors
/// Why it names none clearly: several periods, or nothing but the day of filling in.
pub fn told_by_name(name: &str, kind: Option<PeriodKind>, year: Option<i32>) -> Result<Option<Told>, String> {
    told(&spans(stem(name), year), kind)
}

/// What titles say together; `year` is meant where they have none (截至6月30日).
///
/// # Errors
/// As for a name.
pub fn told_by_titles<'a>(
    texts: impl IntoIterator<Item = &'a str>,
    kind: Option<PeriodKind>,
    year: Option<i32>,
) -> Result<Option<Told>, String> {
    let mut all = Vec::new();
    let mut year = year;
    for text in texts {
        let found = spans(text, year);
        year = year.or_else(|| found.first().map(|span| span.last.year()));
        all.extend(found);
    }
    told(&all, kind)
}

/// The day a file's name says: `20140630…`, `2014-06-30…`.
pub fn day_of(name: &str) -> Option<NaiveDate> {
    spans(name, None).into_iter().find(Span::is_day).map(|span| span.first)
}

/// The first year a text names: 2014年…, `2014-…`, `20140630…`.
pub fn year_of(text: &str) -> Option<i32> {
    spans(text, None).first().map(|span| span.last.year())
}

fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, extension)| if extension.len() <= 5 { stem } else { name })
}

/// What dates say together: the surest that name one period. A stretch that is too long to be one still bounds those that are
/// less sure: 2014年6月进度 of half months is of a day of June, whatever else stands there.
fn told(spans: &[Span], kind: Option<PeriodKind>) -> Result<Option<Told>, String> {
    let mut bound: Option<Span> = None;
    for weight in WEIGHTS {
        let counts = |span: &&Span| span.weight == weight && bound.is_none_or(|bound| span.lies_in(&bound));
        let of: Vec<&Span> = spans.iter().filter(counts).collect();
        let Some(span) = pick(&of, kind)? else { continue };
        if weight == Weight::Filing && span.is_day() && !is_near_end(span.first, kind) {
            if bound.is_none() {
                let day = span.first;
                return Err(format!(
                    "{day} is the day on which it was filled in, changed or sent, and no other date is given"
                ));
            }
            continue;
        }
        let period = period_of(&span, kind);
        if period.is_some() {
            return Ok(Some(Told { period, weight, days: (span.first, span.last) }));
        }
        bound = bound.filter(|bound| bound.length() <= span.length()).or(Some(span));
    }
    Ok(bound.map(|span| Told { period: None, weight: span.weight, days: (span.first, span.last) }))
}

/// One of several dates that count the same: a day within the months named; a day after them is the day of sending.
fn pick(of: &[&Span], kind: Option<PeriodKind>) -> Result<Option<Span>, String> {
    let (days, stretches): (Vec<&Span>, Vec<&Span>) = of.iter().copied().partition(|span| span.is_day());
    let bounds = || stretches.iter().filter(|span| span.is_of_months() || period_of(span, kind).is_some());
    let mut within: Vec<&Span> = Vec::new();
    for day in days {
        match bounds().find(|bound| !day.lies_in(bound)) {
            None => within.push(day),
            Some(bound) if day.first > bound.last => {}
            Some(bound) => return Err(both(bound, day)),
        }
    }
    if let Some((first, others)) = within.split_first() {
        let of = |day: &Span| kind.map(|kind| kind.containing(day.first));
        let differs = others.iter().find(|other| of(other) != of(first));
        return match differs {
            // 20140630进度20140705: the second is the day of sending.
            Some(other) if other.first < first.first || !is_near_end(first.first, kind) => Err(both(first, other)),
            _ => Ok(Some(**first)),
        };
    }
    let Some(finest) = stretches.iter().min_by_key(|span| span.length()) else { return Ok(None) };
    let same = |span: &&&Span| span.length().abs_diff(finest.length()) < 4 && span.is_of_months();
    match stretches.iter().filter(same).find(|span| (span.first, span.last) != (finest.first, finest.last)) {
        Some(other) => Err(both(finest, other)),
        None => Ok(Some(**finest)),
    }
}

fn both(one: &Span, other: &Span) -> String {
    let shown = |span: &Span| match span.is_day() {
        true => span.first.to_string(),
        false => format!("{} to {}", span.first, span.last),
    };
    format!("{} and {} are both named, and nothing says which of them the figures are for", shown(one), shown(other))
}

/// Whether a day lies at the end of its period, where a form that was filled in on it is of that period.
fn is_near_end(day: NaiveDate, kind: Option<PeriodKind>) -> bool {
    kind.is_none_or(|kind| (kind.containing(day).end() - day).num_days() < FILLED_IN_DAYS)
}

/// The period that a stretch names.
fn period_of(span: &Span, kind: Option<PeriodKind>) -> Option<Period> {
    let Some(kind) = kind else { return Some(as_said(span)) };
    let (first, last) = (kind.containing(span.first), kind.containing(span.last));
    let reached = span.through && last.end() == span.last && span.first.year() == span.last.year();
    (first == last || reached).then_some(last)
}

/// The period as long as a stretch is; of one that is none, its last month.
fn as_said(span: &Span) -> Period {
    let kinds = [PeriodKind::Month, PeriodKind::Quarter, PeriodKind::HalfYear, PeriodKind::Year];
    let whole = kinds.into_iter().map(|kind| kind.containing(span.last));
    let mut exact = whole.filter(|period| period.start() == span.first && period.end() == span.last);
    exact.next().unwrap_or_else(|| PeriodKind::Month.containing(span.last))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str, kind: PeriodKind) -> String {
        from_name(text, kind).map(|p| p.to_string()).unwrap_or_default()
    }

    #[test]
    fn names_of_files_say_their_period() {
        use PeriodKind::{HalfMonth, HalfYear, Month, Quarter, Year};
        let cases = [
            ("20140630重点项目进度.xlsx", HalfMonth, "2014-06H2"),
            ("20140415重点项目进度（修改稿）.xlsx", HalfMonth, "2014-04H1"),
            ("2014-06-30.csv", Month, "2014-06"),
            ("2014.6.30进度", HalfMonth, "2014-06H2"),
            ("2014年6月30日进度.xls", HalfMonth, "2014-06H2"),
            ("2014年6月下半月.xls", HalfMonth, "2014-06H2"),
            ("２０１４年６月上半月.xls", HalfMonth, "2014-06H1"),
            ("2014年6月份.xls", Month, "2014-06"),
            ("2014年6月.xls", HalfMonth, ""),
            ("2014年重点项目6月30日.xls", HalfMonth, "2014-06H2"),
            ("2014年重点项目20140630.xls", HalfMonth, "2014-06H2"),
            ("20140616-20140630进度.xls", HalfMonth, "2014-06H2"),
            ("2014年第二季度.xlsx", Quarter, "2014-Q2"),
            ("2014Q2 report.xlsx", Quarter, "2014-Q2"),
            ("2014二季度.xlsx", Quarter, "2014-Q2"),
            ("2014年Q2进度.xlsx", Quarter, "2014-Q2"),
            ("2014上半年.xlsx", HalfYear, "2014-H1"),
            ("2014年上半年经济指标.xlsx", HalfYear, "2014-H1"),
            ("2014年重点项目台账.xlsx", Year, "2014"),
            ("2014年重点项目台账.xlsx", Month, ""),
            ("201406.csv", Month, "2014-06"),
            ("nyc_capital_2013-09-01.csv", Month, "2013-09"),
            ("2026-1-6月进度.xlsx", Month, "2026-06"),
            ("2026-1-31进度.xlsx", Month, "2026-01"),
            ("2026年半年报.xlsx", HalfYear, "2026-H1"),
            ("2026半年报.xlsx", Month, "2026-06"),
            ("2026年第25周进度周报.xlsx", Month, "2026-06"),
            ("2026年第27周进度周报.xlsx", Month, ""),
            ("2026年6月第3周进度周报.xlsx", Month, "2026-06"),
            ("2026年重点项目周报（第25周）.xlsx", Month, "2026-06"),
            ("进度.xlsx", Month, ""),
            ("20141330.xlsx", Month, ""),
            ("编号12345678901.xlsx", Month, ""),
        ];
        for (text, kind, expected) in cases {
            assert_eq!(name(text, kind), expected, "{text}");
        }
    }

    #[test]
    fn a_period_as_named_is_as_long_as_the_name_says() {
        let cases = [
            ("2014年上半年经济指标.xlsx", "2014-H1"),
            ("2014年1-7月主要经济指标.xls", "2014-07"),
            ("2014年1月至7月主要经济指标.xls", "2014-07"),
            ("2014年前三季度指标.csv", "2014-09"),
            ("2014年二季度指标.csv", "2014-Q2"),
            ("2014年6月指标.csv", "2014-06"),
            ("201406指标.csv", "2014-06"),
            ("2014年指标.csv", "2014"),
            ("20140630指标.csv", "2014-06"),
            ("指标.csv", ""),
        ];
        for (text, expected) in cases {
            let found = as_named(text).map(|p| p.to_string()).unwrap_or_default();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn titles_say_it_where_names_are_silent() {
        let title = ["重点项目进展情况（截至6月30日）"];
        let told = told_by_titles(title, Some(PeriodKind::HalfMonth), Some(2014)).unwrap().unwrap();
        assert_eq!(told.period.unwrap().to_string(), "2014-06H2");
        assert_eq!(told_by_titles(title, Some(PeriodKind::HalfMonth), None), Ok(None));
    }
}
