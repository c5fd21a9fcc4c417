//! In which year days without one lie: 预计竣工时间 3月 in a report of December, 实际开工时间 12月 in one of January.
//!
//! Takes such days as they lie in the year before, in that of the report and in the one after; gives each the year that its
//! column's meaning asks for, or refuses the row where two years are as likely.
//!
//! | column | lies | asked about |
//! | --- | --- | --- |
//! | what is forecast | on or after the first day of the period, unless the project is finished | what was over less than three months before |
//! | what was done | on or before the last day of the period | what would be more than five months ago |
//! | what is planned, and all else | in the year of the report | |

use super::super::Rows;
use crate::base::amount::Amount;
use crate::base::period::Period;
use crate::tidy::table::Values;
use crate::tidy::value::date::{self, DateText};
use crate::tidy::value::state;
use crate::tidy::{Note, RejectReason};
use chrono::{Days, NaiveDate};
use std::collections::BTreeMap;

/// For so many days after it was due a forecast may still stand in a form as it did before.
const STALE_DAYS: u64 = 92;
/// So long ago something was done at most that a report tells without its year.
const TOLD_DAYS: u64 = 150;

/// A day without a year.
#[derive(Debug, Clone, Copy)]
pub struct Yearless {
    /// The data row.
    pub index: usize,
    /// The column of the dataset.
    pub position: usize,
    /// The day in the year before, in that of the report, and in the one after.
    pub days: [Option<NaiveDate>; 3],
}

/// Where the days of a column lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lies {
    Ahead,
    Behind,
}

/// Where they lie, by what the column means; nothing where the year of the report is meant.
fn lies(column: &str) -> Option<Lies> {
    match column {
        "forecast_date" => Some(Lies::Ahead),
        "started_date" | "finished_date" | "cleared_date" | "actual_date" | "done_on" => Some(Lies::Behind),
        _ => None,
    }
}

/// A day that is said with more or less than a day: 2026年, and 2026年6月28日（已开工）.
pub fn loosely(text: &str, year: Option<i32>) -> DateText {
    match date::whole_year(text) {
        DateText::None => state::before_stage(text).map_or(DateText::None, |day| date::read(day, year)),
        whole => whole,
    }
}

/// Whether a column holds the days on which something was done.
pub fn is_of_done(column: &str) -> bool {
    lies(column) == Some(Lies::Behind)
}

/// Whether a day without a year may lie in another than that of the report.
pub fn may_differ(column: &str) -> bool {
    lies(column).is_some()
}

/// Gives days their years, or refuses their rows.
pub fn years(rows: &mut Rows, days: &[Yearless], period: Option<Period>, file: &str, notes: &mut Vec<Note>) {
    let Some(period) = period else { return };
    let mut moved: BTreeMap<usize, Vec<(usize, NaiveDate)>> = BTreeMap::new();
    for day in days {
        let Some(column) = rows.dataset().columns().get(day.position).map(|column| column.name) else { continue };
        let found = match lies(column) {
            Some(Lies::Ahead) => ahead(day, period, || is_finished(rows, day.index)),
            Some(Lies::Behind) => behind(day, period),
            None => Ok(None),
        };
        match found {
            Err(()) => rows.refuse(day.index, rows.place_of(column), RejectReason::Ambiguous),
            Ok(None) => {}
            Ok(Some(found)) => {
                if let Some(Values::Dates(dates)) = rows.values.get_mut(day.position)
                    && let Some(own) = dates.get_mut(day.index)
                {
                    *own = Some(found);
                }
                moved.entry(day.position).or_default().push((day.index, found));
            }
        }
    }
    for (position, days) in moved {
        let (Some((index, day)), Some(column)) = (days.iter().min(), rows.dataset().columns().get(position)) else {
            continue;
        };
        let number = rows.numbers.get(*index).copied().unwrap_or(1);
        let place = rows.place(file, rows.place_of(column.name), number);
        let text = format!(
            "{} days of {} without a year are taken in another than the report's, by what the column means: {day}",
            days.len(),
            column.name
        );
        notes.push(Note { place, kind: "year_by_meaning".to_string(), text });
    }
}

/// The day that is moved to the next year; nothing where it stays, an error where nobody can tell.
fn ahead(day: &Yearless, period: Period, is_finished: impl Fn() -> bool) -> Result<Option<NaiveDate>, ()> {
    let [_, Some(own), next] = day.days else { return Ok(None) };
    if own >= period.start() || is_finished() {
        return Ok(None);
    }
    let is_stale = own.checked_add_days(Days::new(STALE_DAYS)).is_none_or(|until| until >= period.start());
    next.filter(|_| !is_stale).map(Some).ok_or(())
}

/// The day that is moved to the year before, the same way.
fn behind(day: &Yearless, period: Period) -> Result<Option<NaiveDate>, ()> {
    let [last, Some(own), _] = day.days else { return Ok(None) };
    if own <= period.end() {
        return Ok(None);
    }
    let is_told =
        |day: &NaiveDate| day.checked_add_days(Days::new(TOLD_DAYS)).is_some_and(|until| until >= period.end());
    last.filter(is_told).map(Some).ok_or(())
}

/// Whether a row says that its project is finished: then what was forecast is past.
fn is_finished(rows: &Rows, index: usize) -> bool {
    let has_day = rows.column("finished_date").and_then(|days| days.date(index)).is_some();
    let is_full =
        rows.column("percent").and_then(|shares| shares.amount(index)).is_some_and(|p| p >= Amount::whole(100));
    let says = rows.column("status").and_then(|texts| texts.text(index)).is_some_and(|status| {
        ["已完工", "已竣工", "已完成", "已投产", "已投用", "已建成", "完工", "竣工", "建成"]
            .iter()
            .any(|word| status == *word || (word.starts_with('已') && status.starts_with(word)))
    });
    has_day || is_full || says
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::period::PeriodKind;

    #[test]
    fn a_forecast_lies_ahead_and_what_is_done_behind() {
        let date = |year, month, day| NaiveDate::from_ymd_opt(year, month, day);
        let period = |year, month| PeriodKind::Month.containing(date(year, month, 1).unwrap());
        let day = |month, number| Yearless {
            index: 0,
            position: 0,
            days: [date(2025, month, number), date(2026, month, number), date(2027, month, number)],
        };
        let ahead = |month, of| ahead(&day(month, 15), period(2026, of), || false);
        assert_eq!(ahead(3, 12), Ok(date(2027, 3, 15)));
        assert_eq!((ahead(12, 12), ahead(7, 6)), (Ok(None), Ok(None)));
        assert_eq!(ahead(4, 6), Err(()), "it may still stand there from before");
        let behind = |month, of| behind(&day(month, 15), period(2026, of));
        assert_eq!(behind(12, 1), Ok(date(2025, 12, 15)));
        assert_eq!((behind(1, 1), behind(6, 6)), (Ok(None), Ok(None)));
        assert_eq!(behind(9, 6), Err(()), "last year's, or a plan in the wrong column");
    }
}
