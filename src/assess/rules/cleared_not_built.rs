//! 圈而不建, 腾而不建: the land is cleared or fenced in, and nothing is built on it.
//!
//! Takes the board; gives `cleared_not_built` findings (`behind`). Cleared since the reported day, or since the first report
//! whose phase names cleared land and that was followed by no other phase. Built: a day of starting, or construction spending;
//! where no construction spending is reported at all, growth of the cumulative value after the land was cleared.

use super::{grade_number, kept};
use crate::assess::board::{Board, coalesce_two};
use crate::base::grade::Grade;
use crate::pipeline::rules::ClearedNotBuilt;
use polars::prelude::*;

/// What the rule says, in the names of the board.
pub const FORMULA: &str =
    "reported_as_of − since ≥ days; no started_date, no construction spending since the land was cleared";

/// Finds cleared land without building.
pub fn find(board: &Board, params: &ClearedNotBuilt) -> PolarsResult<DataFrame> {
    let is_cleared = params.phases.iter().fold(lit(false), |any, word| {
        any.or(coalesce_two(col("phase").str().contains_literal(lit(word.as_str())), lit(false)))
    });
    let reports = board.reports.clone().lazy().with_column(is_cleared.alias("is_cleared"));
    let other = col("period_end").filter(col("phase").is_not_null().and(col("is_cleared").not())).max();
    let by_phase = reports
        .with_column(other.over([col("subject")])?.alias("other"))
        .filter(col("is_cleared").and(col("other").is_null().or(col("period_end").gt(col("other")))))
        .group_by([col("subject")])
        .agg([col("period_end").min().alias("phase_since")]);
    let left = || JoinArgs::new(JoinType::Left);
    let projects = board.projects.clone().lazy().join(by_phase, [col("subject")], [col("subject")], left());
    let projects = projects.with_column(coalesce_two(col("cleared_date"), col("phase_since")).alias("since"));
    let cleared = projects.clone().filter(col("since").is_not_null()).select([col("subject"), col("since")]);
    let spent = board
        .reports
        .clone()
        .lazy()
        .join(cleared, [col("subject")], [col("subject")], JoinArgs::new(JoinType::Inner))
        .group_by([col("subject")])
        .agg([
            col("construction").max().alias("construction_max"),
            col("cumulative").filter(col("period_end").gt(col("since"))).max().alias("after"),
            col("cumulative").filter(col("period_end").lt_eq(col("since"))).max().alias("until"),
            col("cumulative").filter(col("period_end").gt(col("since"))).min().alias("first_after"),
        ]);
    let grown = col("after").gt(coalesce_two(col("until"), col("first_after")));
    let built =
        when(col("construction_max").is_not_null()).then(col("construction_max").gt(lit(0i128))).otherwise(grown);
    let mut columns = kept();
    columns.extend(["grade", "since", "days"].map(col));
    projects
        .filter(col("since").is_not_null().and(col("started_date").is_null()).and(col("completed").not()))
        .join(spent, [col("subject")], [col("subject")], left())
        .filter(coalesce_two(built, lit(false)).not())
        .filter((col("reported_as_of") - col("since")).gt_eq(lit(i64::from(params.days))))
        .with_columns([
            grade_number(Grade::Behind).alias("grade"),
            (col("reported_as_of") - col("since")).alias("days"),
        ])
        .select(columns)
        .collect()
}
