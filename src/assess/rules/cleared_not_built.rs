//! 圈而不建, 腾而不建: the land is cleared or fenced in, and nothing is built on it.
//!
//! Takes the board; gives `cleared_not_built` findings (`behind`). Cleared since the reported day, or since the first report
//! whose phase names cleared land and that was followed by no other phase. Built: a day of starting, or construction spending;
//! where no construction spending is reported at all, growth of the cumulative value after the land was cleared.

use super::{grade_number, kept};
use crate::assess::board::{Board, coalesce_two};
use crate::assess::by_row;
use crate::base::grade::Grade;
use crate::pipeline::rules::ClearedNotBuilt;
use polars::prelude::*;

/// What the rule says, in the names of the board.
pub const FORMULA: &str =
    "reported_as_of − since ≥ days; no started_date, no construction spending since the land was cleared";

/// Finds cleared land without building.
pub fn find(board: &Board, params: &ClearedNotBuilt) -> PolarsResult<DataFrame> {
    let mut columns = kept();
    columns.extend(["grade", "since", "days"].map(col));
    let cleared = since(board, params)?;
    let on = || [col("row")];
    let spent = board
        .reports
        .clone()
        .lazy()
        .join(cleared.clone().lazy().select([col("row"), col("since")]), on(), on(), JoinArgs::new(JoinType::Inner))
        .group_by(on())
        .agg([
            col("construction").max().alias("construction_max"),
            col("cumulative").filter(col("period_end").gt(col("since"))).max().alias("after"),
            col("cumulative").filter(col("period_end").lt_eq(col("since"))).max().alias("until"),
            col("cumulative").filter(col("period_end").gt(col("since"))).min().alias("first_after"),
        ]);
    let grown = col("after").gt(coalesce_two(col("until"), col("first_after")));
    let built =
        when(col("construction_max").is_not_null()).then(col("construction_max").gt(lit(0i128))).otherwise(grown);
    cleared
        .lazy()
        .filter(col("started_date").is_null().and(col("completed").not()))
        .join(spent, on(), on(), by_row::left())
        .filter(coalesce_two(built, lit(false)).not())
        .filter((col("reported_as_of") - col("since")).gt_eq(lit(i64::from(params.days))))
        .with_columns([
            grade_number(Grade::Behind).alias("grade"),
            (col("reported_as_of") - col("since")).alias("days"),
        ])
        .select(columns)
        .collect()
}

/// The projects whose land is cleared, with the day since when: as a report says it, or the first report of the unbroken run
/// in a phase that means it.
fn since(board: &Board, params: &ClearedNotBuilt) -> PolarsResult<DataFrame> {
    let is_cleared = params.phases.iter().fold(lit(false), |any, word| {
        any.or(coalesce_two(col("phase").str().contains_literal(lit(word.as_str())), lit(false)))
    });
    let phases = board.reports.select(["row", "period_end", "phase"])?.lazy().filter(col("phase").is_not_null());
    let phases = phases.with_column(is_cleared.alias("is_cleared")).collect()?.lazy();
    let other = phases
        .clone()
        .filter(col("is_cleared").not())
        .group_by([col("row")])
        .agg([col("period_end").max().alias("other")]);
    let by_phase = phases
        .filter(col("is_cleared"))
        .join(other, [col("row")], [col("row")], by_row::left())
        .filter(col("other").is_null().or(col("period_end").gt(col("other"))))
        .group_by_stable([col("row")])
        .agg([col("period_end").min().alias("phase_since")])
        .collect()?;
    by_row::beside_projects(board.projects.clone(), &by_phase)?
        .lazy()
        .with_column(coalesce_two(col("cleared_date"), col("phase_since")).alias("since"))
        .filter(col("since").is_not_null())
        .collect()
}
