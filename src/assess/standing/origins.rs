//! Where expected values come from: the trajectory's own columns, one row at a time.

use crate::assess::Origin;
use crate::assess::frames::day_of;
use crate::pipeline::rules::Rules;
use polars::prelude::*;

/// The columns of `super::super::trajectory`, typed once.
pub struct Origins<'a> {
    trajectory: &'a str,
    basis: &'a StringChunked,
    elapsed: &'a Int128Chunked,
    span: &'a Int128Chunked,
    window_from: &'a Int64Chunked,
    window_to: &'a Int64Chunked,
    due_num: &'a Int128Chunked,
    due_den: &'a Int128Chunked,
}

impl<'a> Origins<'a> {
    /// Of the board's projects.
    pub fn of(frame: &'a DataFrame, rules: &'a Rules) -> PolarsResult<Origins<'a>> {
        let trajectory = rules.behind_target.as_ref().map_or("linear", |rule| rule.trajectory.name.as_str());
        Ok(Origins {
            trajectory,
            basis: frame.column("basis")?.str()?,
            elapsed: frame.column("elapsed")?.i128()?,
            span: frame.column("span")?.i128()?,
            window_from: frame.column("window_from")?.i64()?,
            window_to: frame.column("window_to")?.i64()?,
            due_num: frame.column("due_num")?.i128()?,
            due_den: frame.column("due_den")?.i128()?,
        })
    }

    /// Of one row; nothing where nothing was due.
    pub fn get(&self, row: usize) -> Option<Origin> {
        Some(Origin {
            trajectory: self.trajectory.to_string(),
            basis: self.basis.get(row)?.to_string(),
            elapsed: self.elapsed.get(row)?.to_string(),
            span: self.span.get(row)?.to_string(),
            window_from: self.window_from.get(row).map(day_of)?,
            window_to: self.window_to.get(row).map(day_of)?,
            due_num: self.due_num.get(row)?.to_string(),
            due_den: self.due_den.get(row)?.to_string(),
        })
    }
}
