//! 投资进度滞后: the cumulative value is below the linear trajectory (序时进度).
//!
//! Takes the board; gives `at_risk` and `behind` findings. Compares the last accepted value with what was due on the day
//! that value speaks of, never on a later one: nobody is late for a report that is not due. Not for projects that have
//! not started (that is `not_started`) or are completed. Every threshold is decided on whole numbers:
//! `actual ÷ target < p % × elapsed ÷ span` as `actual × span × 100 < target × elapsed × p`.

use super::{grade_number, kept};
use crate::assess::board::{Board, with_trajectory};
use crate::base::amount::Amount;
use crate::base::grade::Grade;
use crate::pipeline::rules::{BehindTarget, Threshold};
use polars::prelude::*;

const ONE: i128 = 1_000_000;

/// Finds projects below the trajectory.
pub fn find(board: &Board, params: &BehindTarget) -> PolarsResult<DataFrame> {
    let judged = board
        .projects
        .clone()
        .lazy()
        .filter(col("started").and(col("completed").not()).and(col("target").gt(lit(0i128))))
        .filter(col("actual").is_not_null());
    let behind = below(params.behind);
    let found = judged
        .filter(below(params.at_risk).or(behind.clone()))
        .with_columns([
            when(behind).then(grade_number(Grade::Behind)).otherwise(grade_number(Grade::AtRisk)).alias("grade"),
            expected().alias("expected"),
            gap_points().alias("gap_points"),
        ])
        .collect()?;
    let mut columns = kept();
    columns.extend(["grade", "expected", "gap_points", "since"].map(col));
    found
        .lazy()
        .join(since(board, params)?.lazy(), [col("subject")], [col("subject")], JoinArgs::new(JoinType::Left))
        .select(columns)
        .collect()
}

/// What was due on the data date, in millionths of a yuan, rounded down.
pub fn expected() -> Expr {
    (col("target") * col("elapsed")).floor_div(col("span"))
}

/// Expected share minus actual share of the target, in millionths of a percentage point, rounded down.
pub fn gap_points() -> Expr {
    let short = col("target") * col("elapsed") - col("actual") * col("span");
    (short * lit(100 * ONE)).floor_div(col("target") * col("span"))
}

fn below(threshold: Threshold) -> Expr {
    match threshold {
        Threshold::PercentOfExpected(Amount(percent)) => {
            (col("actual") * col("span") * lit(100 * ONE)).lt(col("target") * col("elapsed") * lit(percent))
        }
        Threshold::PointsBelow(Amount(points)) => {
            let short = col("target") * col("elapsed") - col("actual") * col("span");
            (short * lit(100 * ONE)).gt_eq(lit(points) * col("target") * col("span"))
        }
    }
}

/// The first report of the unbroken run of reports, up to the newest, that were below either threshold: `subject, since`.
fn since(board: &Board, params: &BehindTarget) -> PolarsResult<DataFrame> {
    let plan = board.projects.clone().lazy().select([col("subject"), col("target"), col("start"), col("end")]);
    let last_good = col("period_end").filter(col("below").not()).max().over([col("subject")])?;
    let reports =
        board.reports.clone().lazy().join(plan, [col("subject")], [col("subject")], JoinArgs::new(JoinType::Inner));
    with_trajectory(reports, "period_end")
        .with_column(col("cumulative").alias("actual"))
        .with_column(below(params.at_risk).or(below(params.behind)).alias("below"))
        .with_column(last_good.alias("last_good"))
        .filter(col("last_good").is_null().or(col("period_end").gt(col("last_good"))))
        .group_by([col("subject")])
        .agg([col("period_end").min().alias("since")])
        .collect()
}
