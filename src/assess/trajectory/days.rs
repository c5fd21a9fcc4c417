//! Trajectories that depend on the day of the year alone: months, shutdowns, calendars. Each is three small tables by day
//! of the year (one part for common years, one for leap years) that the frame is looked up in.

use chrono::{Datelike, NaiveDate};
use polars::prelude::*;

/// Where the part for leap years begins.
const LEAP: usize = 400;
/// A multiple of the lengths of all months, so that a day's part of a month is a whole number.
const MONTH: i64 = 377_580;

/// Steps of a trajectory by day of the year: at a day, at the day it begins from, at the day it ends on.
#[derive(Debug, Clone)]
pub struct Tables {
    at: Vec<i64>,
    from: Vec<i64>,
    to: Vec<i64>,
}

impl Tables {
    fn new(steps: impl Fn(NaiveDate) -> (i64, i64, i64)) -> Tables {
        let mut tables = Tables { at: vec![0; 2 * LEAP], from: vec![0; 2 * LEAP], to: vec![0; 2 * LEAP] };
        for (year, base) in [(2001, 0), (2000, LEAP)] {
            let Some(first) = NaiveDate::from_ymd_opt(year, 1, 1) else { continue };
            for (offset, day) in first.iter_days().take_while(|day| day.year() == year).enumerate() {
                let (at, from, to) = steps(day);
                let tables = [(&mut tables.at, at), (&mut tables.from, from), (&mut tables.to, to)];
                for (table, step) in tables {
                    if let Some(place) = table.get_mut(base + offset) {
                        *place = step;
                    }
                }
            }
        }
        tables
    }

    /// Adds `elapsed` and `span`, not yet clipped.
    pub fn lay(&self, frame: LazyFrame, day: &str) -> LazyFrame {
        let leap =
            when((col("year_end") - col("year_start")).eq(lit(365i64))).then(lit(LEAP as i64)).otherwise(lit(0i64));
        let place = |day: Expr| (day - col("year_start") + col("leap")).cast(DataType::UInt32);
        let look = |table: &[i64], name: &str| lit(Series::new("steps".into(), table)).gather(col(name), true);
        frame
            .with_column(leap.alias("leap"))
            .with_columns([
                place(col(day)).alias("place_at"),
                place(col("window_from")).alias("place_from"),
                place(col("window_to")).alias("place_to"),
            ])
            .with_columns([
                look(&self.at, "place_at").alias("step_at"),
                look(&self.from, "place_from").alias("step_from"),
                look(&self.to, "place_to").alias("step_to"),
            ])
            .with_columns([
                (col("step_to") - col("step_from")).alias("span"),
                (col("step_at") - col("step_from")).alias("elapsed"),
            ])
            .drop(by_name(
                ["leap", "place_at", "place_from", "place_to", "step_at", "step_from", "step_to"],
                true,
                false,
            ))
    }
}

/// n/12 in half months: a month counts when its last day is reached, half of it from the 15th; the months of start and end
/// count whole.
pub fn months() -> Tables {
    Tables::new(|day| {
        let month = i64::from(day.month());
        let reached = if is_last(day) { 2 } else { i64::from(day.day() >= 15) };
        (2 * (month - 1) + reached, 2 * (month - 1), 2 * month)
    })
}

/// Days, those of some months left out.
pub fn without(shutdown: &[u32]) -> Tables {
    Tables::new(|day| {
        let Some(first) = NaiveDate::from_ymd_opt(day.year(), 1, 1) else { return (0, 0, 0) };
        let worked = first.iter_days().skip(1).take_while(|d| *d <= day).filter(|d| !shutdown.contains(&d.month()));
        let worked = i64::try_from(worked.count()).unwrap_or(0); // at most 366
        (worked, worked, worked)
    })
}

/// Shares of the year's target at each month's end, evenly within a month; `whole` is the full share. Start and end of the
/// project make no difference.
pub fn calendar(shares: &[i64; 12], whole: i64) -> Tables {
    let shares = *shares;
    Tables::new(move |day| {
        let month = day.month0() as usize;
        let before = month.checked_sub(1).and_then(|m| shares.get(m)).copied().unwrap_or(0);
        let after = shares.get(month).copied().unwrap_or(whole);
        let part = MONTH / i64::from(length(day)) * i64::from(day.day());
        (before * MONTH + (after - before) * part, 0, whole * MONTH)
    })
}

fn is_last(day: NaiveDate) -> bool {
    day.succ_opt().is_none_or(|next| next.month() != day.month())
}

fn length(day: NaiveDate) -> u32 {
    (28..=31).rev().find(|n| day.with_day(*n).is_some()).unwrap_or(31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_months_part_is_whole_whatever_its_length() {
        assert!([28, 29, 30, 31].iter().all(|days| MONTH % days == 0));
    }

    #[test]
    fn half_months_and_their_ends() {
        let table = months();
        assert_eq!((table.at[14], table.at[13], table.at[30]), (1, 0, 2), "15, 14 and 31 January");
        assert_eq!(
            (table.at[58], table.at[LEAP + 58], table.at[LEAP + 59]),
            (4, 3, 4),
            "28 February, 28 and 29 in a leap year"
        );
        assert_eq!(table.at[364], 24);
    }

    #[test]
    fn a_shutdown_stands_still() {
        let table = without(&[12, 1, 2]);
        assert_eq!((table.at[58], table.at[59], table.at[364]), (0, 1, 275));
    }
}
