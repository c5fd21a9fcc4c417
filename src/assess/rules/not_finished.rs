//! 逾期未完工: the planned end has passed, and an accepted report of a later day shows the project not completed.
//!
//! Takes the board; gives `not_finished` findings (`behind`): the target is not reached, or a milestone is undone, and no
//! day of finishing is reported. Reports that have no figures say by their dates alone that a project goes on.

use super::{grade_number, kept};
use crate::assess::board::Board;
use crate::base::grade::Grade;
use crate::pipeline::rules::NotFinished;
use polars::prelude::*;

/// What the rule says, in the names of the board.
pub const FORMULA: &str = "reported_as_of − end ≥ days, not completed, no finished_date";

/// Finds projects that should be finished.
pub fn find(board: &Board, params: &NotFinished) -> PolarsResult<DataFrame> {
    let mut columns = kept();
    columns.extend(["grade", "since", "days", "planned_date", "total", "done"].map(col));
    board
        .projects
        .clone()
        .lazy()
        .filter(col("completed").not().and(col("finished_date").is_null()))
        .filter(col("reported_as_of").gt(col("end")))
        .filter(col("reported_as_of").gt_eq(col("end") + lit(i64::from(params.days))))
        .with_columns([
            grade_number(Grade::Behind).alias("grade"),
            col("end").alias("since"),
            col("end").alias("planned_date"),
            (lit(board.today()) - col("end")).alias("days"),
        ])
        .select(columns)
        .collect()
}
