//! Days as spreadsheets store them: numbers that lost their format.
//!
//! Takes a number or five digits, and whether the workbook counts from 1904; gives the day, or nothing outside 1900–2200.
//! In a column of days a number counts as a serial only where the day is one of `YEARS`: a bare 2026 is a year, a bare 12
//! nobody knows what, and neither is a day of 1905 or 1900.

use super::{DateText, date, numbers, plausible, read};
use crate::base::amount::Amount;
use crate::tidy::RejectReason;
use chrono::{Datelike, NaiveDate};
use std::ops::RangeInclusive;

/// The years whose days a number without a format may be the serial of.
const YEARS: RangeInclusive<i32> = 1980..=2100;

/// What a number without a format says in a column of days: a serial, or what its digits say as a text: 20260702, 202607,
/// 2026.7.
///
/// # Errors
/// When it is no day, or 2026.1, which a spreadsheet makes of 2026.10 as well.
pub fn of_number(number: f64, epoch_1904: bool) -> Result<DateText, RejectReason> {
    if let Some(day) = of_serial(number, epoch_1904).filter(|day| YEARS.contains(&day.year())) {
        return Ok(DateText::Day(day));
    }
    let digits = Amount::from_sheet_number(number).map_err(|_| RejectReason::NotADate)?.to_string();
    match (digits.split_once('.'), read(&digits, None)) {
        (Some((_, "1")), DateText::Vague(_)) => Err(RejectReason::Ambiguous),
        (_, DateText::None | DateText::Open(_)) => Err(RejectReason::NotADate),
        (_, found) => Ok(found),
    }
}

/// The day of five digits, which in a column of days can only be a serial number that lost its format.
pub fn of_serial_text(text: &str, epoch_1904: bool) -> Option<NaiveDate> {
    let five = text.len() == 5 && text.bytes().all(|b| b.is_ascii_digit());
    let day = text.parse().ok().filter(|_| five).and_then(|serial| of_serial(serial, epoch_1904));
    day.filter(|day| YEARS.contains(&day.year()))
}

/// The day of a serial number as spreadsheets count them; `None` outside 1900–2200.
pub fn of_serial(serial: f64, epoch_1904: bool) -> Option<NaiveDate> {
    if !serial.is_finite() || serial.fract() != 0.0 {
        return None;
    }
    let whole = serial as i64; // finite, and bounded below
    if (19_000_101..=22_001_231).contains(&whole) {
        return match numbers(&whole.to_string()) {
            Some(DateText::Day(day)) => Some(day),
            _ => None,
        };
    }
    // Day 60 is 29 February 1900, which did not exist; serials before it count from a day later.
    let epoch = if epoch_1904 { date(1904, 1, 1)? } else { date(1899, 12, 30)? };
    let shift = match whole {
        60 if !epoch_1904 => return None,
        ..=59 if !epoch_1904 => 1,
        _ => 0,
    };
    let found = epoch.checked_add_signed(chrono::Duration::try_days(whole.checked_add(shift)?)?)?;
    Some(found).filter(|day| whole >= 1 && plausible(day.year()))
}

/// Whether a day is what a spreadsheet makes of a number in a cell that it shows as a day: of the year 2026 18 July 1905, of
/// 12 a day of January 1900.
pub fn is_number_shown_as_day(day: NaiveDate, epoch_1904: bool) -> bool {
    let is_year = |epoch_1904| (1990..=2100).any(|year| of_serial(f64::from(year), epoch_1904) == Some(day));
    day.year() == 1900 || is_year(false) || (epoch_1904 && (is_year(true) || day.year() == 1904))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serials_count_as_spreadsheets_do() {
        let show = |n, mac| of_serial(n, mac).map(|d| d.to_string()).unwrap_or_default();
        assert_eq!(show(41_822.0, false), "2014-07-02");
        assert_eq!(show(40_360.0, true), "2014-07-02");
        assert_eq!(show(59.0, false), "1900-02-28");
        assert_eq!(show(60.0, false), "");
        assert_eq!(show(61.0, false), "1900-03-01");
        assert_eq!(show(20_140_702.0, false), "2014-07-02");
        assert_eq!(show(2014.7, false), "");
        assert_eq!(show(f64::NAN, false), "");
    }

    #[test]
    fn a_number_is_a_serial_only_where_the_day_is_a_likely_one() {
        let show = |n, mac| match of_number(n, mac) {
            Ok(DateText::Day(day)) => day.to_string(),
            Ok(DateText::Vague(day)) => format!("~{day}"),
            other => format!("{:?}", other.err()),
        };
        for (number, mac, expected) in [
            (46_387.0, false, "2026-12-31"),
            (44_925.0, true, "2026-12-31"),
            (29_221.0, false, "1980-01-01"),
            (73_415.0, false, "2100-12-31"),
            (29_220.0, false, "Some(NotADate)"),
            (73_416.0, false, "Some(NotADate)"),
            (2_026.0, false, "Some(NotADate)"),
            (2_026.0, true, "Some(NotADate)"),
            (12.0, false, "Some(NotADate)"),
            (0.5, false, "Some(NotADate)"),
            (46_387.5, false, "Some(NotADate)"),
            (-46_387.0, false, "Some(NotADate)"),
            (20_261_231.0, false, "2026-12-31"),
            (20_261_331.0, false, "Some(NotADate)"),
            (202_612.0, false, "~2026-12-31"),
            (202_613.0, false, "Some(NotADate)"),
            (2026.12, false, "~2026-12-31"),
            (2026.11, false, "~2026-11-30"),
            (2026.9, false, "~2026-09-30"),
            (2026.1, false, "Some(Ambiguous)"),
            (2026.13, false, "Some(NotADate)"),
            (2026.1231, false, "Some(NotADate)"),
            (f64::INFINITY, false, "Some(NotADate)"),
        ] {
            assert_eq!(show(number, mac), expected, "{number}");
        }
        assert_eq!(of_serial_text("12026", false), None);
        assert_eq!(of_serial_text("46387", false), NaiveDate::from_ymd_opt(2026, 12, 31));
    }
}
