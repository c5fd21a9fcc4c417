//! How late milestones are: the worst slip of each project in days, against a column of days.

use crate::assess::board::Board;
use crate::assess::by_row;
use polars::prelude::*;

/// `row, NAME`. Done → actual − planned; shown undone after its day → as_of − planned; moved by a plan without approval → the day
/// it says − planned. `days` is the column that counts as planned.
pub fn against(board: &Board, days: &str, name: &str) -> PolarsResult<DataFrame> {
    let today = lit(board.today());
    let milestones = board.milestones.clone().lazy().select([
        col("row"),
        col(days).alias("planned"),
        col("listed"),
        col("actual").alias("done_on"),
    ]);
    let slip = when(col("done_on").is_not_null())
        .then(col("done_on") - col("planned"))
        .when(col("planned").lt(col("evidence")))
        .then(today - col("planned"))
        .when(col("listed").gt(col("planned")))
        .then(col("listed") - col("planned"))
        .otherwise(lit(0i64));
    by_row::largest(board.with(&["evidence"], milestones.collect()?)?.lazy(), slip, name)
}

/// Against the first days, for projects of which an approved change has moved a milestone.
pub fn against_original(board: &Board, name: &str) -> PolarsResult<DataFrame> {
    let moved = board.milestones.clone().lazy().filter(col("planned").neq(col("original"))).select([col("row")]);
    let moved = moved.unique_generic(None, UniqueKeepStrategy::Any);
    let slips = against(board, "original", name)?.lazy();
    slips.join(moved, [col("row")], [col("row")], by_row::in_order(JoinType::Semi)).collect()
}
