//! 未按时开工: the planned start has passed and an accepted report of a later day shows nothing done.
//!
//! Takes the board; gives `not_started` findings: no value, no milestone.

use super::{grade_number, kept};
use crate::assess::board::Board;
use crate::base::grade::Grade;
use crate::pipeline::rules::NotStarted;
use polars::prelude::*;

/// What the rule says, in the names of the board.
pub const FORMULA: &str = "reported_as_of − planned_date ≥ days, no value, no milestone done";

/// Finds projects that should have started.
pub fn find(board: &Board, params: &NotStarted) -> PolarsResult<DataFrame> {
    let mut columns = kept();
    columns.extend(["grade", "since", "days", "planned_date"].map(col));
    board
        .projects
        .clone()
        .lazy()
        .filter(col("started").not().and(col("completed").not()).and(col("actual").is_not_null()))
        .filter(col("reported_as_of").gt_eq(col("start") + lit(i64::from(params.days))))
        .with_columns([
            grade_number(Grade::NotStarted).alias("grade"),
            col("start").alias("since"),
            col("start").alias("planned_date"),
            (lit(board.today()) - col("start")).alias("days"),
        ])
        .select(columns)
        .collect()
}
