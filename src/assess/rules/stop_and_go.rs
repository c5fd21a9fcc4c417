//! 建建停停: over the newest reports, progress and standstill take turns.
//!
//! Takes the board; gives `stop_and_go` findings (`at_risk`). A report moves when its value grew since the one before, within
//! a calendar year; a turn is a report that moves after one that did not, or the other way round.

use super::{grade_number, kept};
use crate::assess::board::Board;
use crate::base::grade::Grade;
use crate::pipeline::rules::StopAndGo;
use polars::prelude::*;

/// What the rule says, in the names of the board.
pub const FORMULA: &str = "turns between progress and standstill within the newest reports ≥ turns";

/// Finds projects that stop and go.
pub fn find(board: &Board, params: &StopAndGo) -> PolarsResult<DataFrame> {
    let year = || col("period_end").cast(DataType::Int32).cast(DataType::Date).dt().year();
    let before = |expr: Expr| expr.shift(lit(1)).over([col("subject")]);
    // The first report of a year begins anew: it moves when it holds anything.
    let base = when(before(year())?.eq(year())).then(before(col("cumulative"))?).otherwise(lit(0i128));
    let newest_first = col("period_end").cum_count(true).over([col("subject")])?;
    let turns = board
        .reports
        .clone()
        .lazy()
        .with_column(base.alias("base"))
        .with_columns([col("cumulative").gt(col("base")).alias("moves"), newest_first.alias("from_newest")])
        .with_column(before(col("moves"))?.alias("moved"))
        .filter(col("from_newest").lt_eq(lit(params.reports)))
        .group_by_stable([col("subject")])
        .agg([
            col("moves").neq(col("moved")).and(col("from_newest").lt(lit(params.reports))).sum().alias("count"),
            len().alias("seen"),
            col("period_end").first().alias("since"),
        ])
        .filter(col("count").gt_eq(lit(params.turns)).and(col("seen").gt_eq(lit(params.reports))));
    let mut columns = kept();
    columns.extend(["grade", "since", "count"].map(col));
    board
        .with(turns)
        .filter(col("started").and(col("completed").not()))
        .with_columns([grade_number(Grade::AtRisk).alias("grade"), col("count").cast(DataType::UInt32)])
        .select(columns)
        .collect()
}
