//! 未按时报送: the deadline of a period passed, others reported, this project did not.
//!
//! Takes the board, whose `missing` counts the newest consecutive periods without a report of the project; gives
//! `not_reported` findings. A completed project need not report. A row that came and was refused is `unreadable`, not missing; a file that never came at all is
//! `missing_file`, and shames no project.

use super::{grade_number, kept};
use crate::assess::board::Board;
use crate::base::grade::Grade;
use crate::pipeline::rules::NotReported;
use polars::prelude::*;

/// What the rule says, in the names of the board.
pub const FORMULA: &str = "missing ≥ periods: deadlines passed for which others reported and this project did not";

/// Finds projects whose report is missing.
pub fn find(board: &Board, params: &NotReported) -> PolarsResult<DataFrame> {
    let mut columns = kept();
    columns.extend(["grade", "since", "count", "planned_date"].map(col));
    board
        .projects
        .clone()
        .lazy()
        .filter(col("missing").gt_eq(lit(params.periods)).and(col("refused").not()).and(col("completed").not()))
        .with_columns([
            grade_number(Grade::NotReported).alias("grade"),
            col("missing_from").alias("since"),
            col("missing").alias("count"),
            col("missing_end").alias("planned_date"),
        ])
        .select(columns)
        .collect()
}
