//! 进度停滞: neither the cumulative value nor the milestones moved over n consecutive accepted reports while work is due.
//!
//! Takes the board; gives `stalled` findings. Only accepted reports count: a missing one is not "unchanged". Work is due from
//! the planned start until the project is completed or its annual target reached. Not for projects that never started.

use super::{grade_number, kept};
use crate::assess::board::{Board, coalesce_two};
use crate::base::grade::Grade;
use crate::pipeline::rules::Stalled;
use polars::prelude::*;

/// Finds stalled projects.
pub fn find(board: &Board, params: &Stalled) -> PolarsResult<DataFrame> {
    let work_left = col("target").is_null().or(col("actual").lt(col("target")));
    let due = coalesce_two(col("start").lt_eq(col("reported_as_of")), lit(true));
    let mut columns = kept();
    columns.extend(["grade", "since", "count"].map(col));
    board
        .projects
        .clone()
        .lazy()
        .filter(col("unchanged").gt_eq(lit(params.reports)))
        .filter(col("started").and(col("completed").not()).and(work_left).and(due))
        .with_columns([
            grade_number(Grade::Stalled).alias("grade"),
            col("unchanged_since").alias("since"),
            col("unchanged").alias("count"),
        ])
        .select(columns)
        .collect()
}
