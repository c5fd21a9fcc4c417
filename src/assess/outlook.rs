//! What reports forecast and declare, as far as it is remembered.
//!
//! Takes a standing and its reports; gives the forecast completion, how it moved, and the declared word as written.
//! Nothing is computed from figures here, and nothing decides.

use super::{Report, Standing};
use chrono::NaiveDate;

impl Report {
    /// The completion that the report forecasts.
    pub fn forecast_date(&self) -> Option<NaiveDate> {
        self.beside.days.get("forecast_date").copied()
    }
}

impl Standing {
    /// The completion that the newest report forecasts; nothing where it is silent or holds it back.
    pub fn forecast_date(&self) -> Option<NaiveDate> {
        self.reports.last()?.forecast_date()
    }

    /// Days that the newest report moved the forecast completion: positive is later. Counted from the last report before
    /// it that forecast one; nothing for a first forecast.
    pub fn forecast_slip_days(&self) -> Option<i64> {
        let (newest, earlier) = self.reports.split_last()?;
        let before = earlier.iter().rev().find_map(Report::forecast_date)?;
        Some((newest.forecast_date()? - before).num_days())
    }

    /// What the newest report declares of the project, as written.
    pub fn declared(&self) -> Option<&str> {
        self.reports.last()?.beside.texts.get("declared").map(String::as_str)
    }
}
