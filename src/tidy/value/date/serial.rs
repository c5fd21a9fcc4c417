//! Days as spreadsheets store them: numbers that lost their format.
//!
//! Takes a number or five digits, and whether the workbook counts from 1904; gives the day, or nothing outside 1900–2200.

use super::{DateText, date, numbers, plausible};
use chrono::{Datelike, NaiveDate};

/// The day of five digits, which in a column of days can only be a serial number that lost its format.
pub fn of_serial_text(text: &str, epoch_1904: bool) -> Option<NaiveDate> {
    let five = text.len() == 5 && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|_| five).and_then(|serial| of_serial(serial, epoch_1904))
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

/// Whether a day is what a spreadsheet makes of a year in a cell that it shows as a day: 2026 is 18 July 1905.
pub fn is_year_shown_as_day(day: NaiveDate) -> bool {
    (1990..=2100).any(|year| of_serial(f64::from(year), false) == Some(day))
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
}
