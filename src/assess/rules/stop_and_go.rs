//! 建建停停: over the newest reports, progress and standstill take turns.
//!
//! Takes the board; gives `stop_and_go` findings (`at_risk`). A report moves when its value grew since the one before, within
//! a calendar year; a turn is a report that moves after one that did not, or the other way round.

use super::{grade_number, kept};
use crate::assess::board::{Board, coalesce_two};
use crate::assess::by_row;
use crate::base::grade::Grade;
use crate::pipeline::rules::StopAndGo;
use polars::prelude::*;

/// What the rule says, in the names of the board.
pub const FORMULA: &str = "turns between progress and standstill within the newest reports ≥ turns";

/// Finds projects that stop and go. Turns are counted up over the whole frame, so that those of a project's newest reports
/// are a difference of two counts.
pub fn find(board: &Board, params: &StopAndGo) -> PolarsResult<DataFrame> {
    let mut columns = kept();
    columns.extend(["grade", "since", "count"].map(col));
    let candidate = col("reports").gt_eq(lit(params.reports.max(1))).and(col("started")).and(col("completed").not());
    let projects = board.projects.clone().lazy().filter(candidate);
    let of = projects.clone().select([col("row")]).collect()?;
    let reports = board.reports.select(["row", "period_end", "cumulative"])?.lazy();
    let reports = match of.height() < board.projects.height() {
        true => reports.join(of.lazy(), [col("row")], [col("row")], by_row::in_order(JoinType::Semi)),
        false => reports,
    };
    let year = col("period_end").cast(DataType::Int32).cast(DataType::Date).dt().year();
    let within_year = coalesce_two(by_row::before("year").eq(col("year")), lit(false));
    // The first report of a year begins anew: it moves when it holds anything.
    let base = when(within_year).then(col("cumulative").shift(lit(1))).otherwise(lit(0i128));
    let turn = coalesce_two(col("moves").neq(by_row::before("moves")), lit(false));
    let before_window = i64::from(params.reports.max(1)) - 1;
    let turns = reports
        .with_column(year.alias("year"))
        .with_column(base.alias("base"))
        .with_column(col("cumulative").gt(col("base")).alias("moves"))
        .with_column(turn.alias("turn"))
        .with_column(col("turn").cast(DataType::UInt32).cum_sum(false).alias("turns"))
        .with_columns([
            (col("turns") - col("turns").shift(lit(before_window))).alias("count"),
            col("period_end").shift(lit(before_window)).alias("since"),
        ])
        .collect()?
        .lazy()
        .filter(by_row::is_last())
        .filter(col("count").gt_eq(lit(params.turns)))
        .select(["row", "since", "count"].map(col));
    projects
        .join(turns, [col("row")], [col("row")], JoinArgs::new(JoinType::Inner))
        .with_columns([grade_number(Grade::AtRisk).alias("grade"), col("count").cast(DataType::UInt32)])
        .select(columns)
        .collect()
}
