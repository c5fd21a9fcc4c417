//! 投资进度滞后: the cumulative value against what was due by then.
//!
//! Takes the board; gives `behind_target` findings. With `p` percent of expected: actual × due_den × 100 < due_num × p; with
//! points: (due_num − actual × due_den) × 100 ≥ p × target × due_den. Both sides are whole numbers: nothing is rounded.
//! Reports that were judged before keep their verdict; only the newest is judged anew.

use super::{grade_number, kept};
use crate::assess::board::Board;
use crate::assess::frames::day_number;
use crate::assess::trajectory::{self, Plan, expected};
use crate::base::amount::Amount;
use crate::base::grade::Grade;
use crate::pipeline::rules::{BehindTarget, Threshold};
use chrono::{Datelike, NaiveDate};
use polars::prelude::*;

const ONE: i128 = 1_000_000;

/// What the rule says, in the names of the board.
pub const FORMULA: &str = "actual × due_den × 100 < due_num × percent (percent of expected), \
    (due_num − actual × due_den) × 100 ≥ points × target × due_den (points below expected); expected = due_num ÷ due_den";

/// Finds projects below the trajectory; `levels` are those of [`levels`].
pub fn find(board: &Board, params: &BehindTarget, levels: &DataFrame) -> PolarsResult<DataFrame> {
    let at_risk = Grade::AtRisk as u32;
    let of_project = runs(levels, params)?;
    let mut columns = kept();
    let figures = ["due_num", "due_den", "elapsed", "span", "window_from", "window_to", "basis"];
    columns.extend(["grade", "expected", "gap_points", "since"].map(col));
    columns.extend(figures.map(col));
    board
        .projects
        .clone()
        .lazy()
        .filter(judgeable())
        .filter(not_january(params, "reported_as_of"))
        .join(of_project, [col("subject")], [col("subject")], JoinArgs::new(JoinType::Inner))
        .filter(col("grade").gt_eq(lit(at_risk)))
        .with_columns([expected().alias("expected"), gap_points().alias("gap_points")])
        .select(columns)
        .collect()
}

/// Projects with a target, a value and work left.
pub fn judgeable() -> Expr {
    col("started").and(col("completed").not()).and(col("target").gt(lit(0i128))).and(col("actual").is_not_null())
}

/// Statistics that give no January figure leave a report that ends in January unjudged.
pub fn not_january(params: &BehindTarget, day: &str) -> Expr {
    match params.january_merged {
        true => col(day).cast(DataType::Int32).cast(DataType::Date).dt().month().neq(lit(1i8)),
        false => lit(true),
    }
}

/// Expected share minus actual share of the target, in millionths of a percentage point, rounded down: for showing.
pub fn gap_points() -> Expr {
    (short() * lit(100 * ONE)).floor_div(col("target") * col("due_den"))
}

fn short() -> Expr {
    col("due_num") - col("actual") * col("due_den")
}

/// Whether `actual` is below a threshold.
pub fn below(threshold: Threshold) -> Expr {
    match threshold {
        Threshold::PercentOfExpected(Amount(percent)) => {
            let (percent, whole) = lowest(percent, 100 * ONE);
            (col("actual") * col("due_den") * lit(whole)).lt(col("due_num") * lit(percent))
        }
        Threshold::PointsBelow(Amount(points)) => {
            let (points, whole) = lowest(points, 100 * ONE);
            (short() * lit(whole)).gt_eq(lit(points) * col("target") * col("due_den"))
        }
    }
}

/// A quotient in its lowest terms, so that products stay small.
fn lowest(a: i128, b: i128) -> (i128, i128) {
    let (mut x, mut y) = (a.abs().max(1), b);
    while y != 0 {
        (x, y) = (y, x % y);
    }
    (a / x, b / x)
}

/// How every report stood: `subject, period_end, level` (the index of `Grade`). The newest is judged now, as are those that
/// never were; the others keep their verdict.
pub fn levels(board: &Board, params: &BehindTarget, plan: &Plan<'_>) -> PolarsResult<DataFrame> {
    let projects = board.projects.clone().lazy();
    let projects = projects.select([
        col("subject"),
        col("target"),
        col("start"),
        col("end"),
        col("reported_as_of").alias("newest"),
    ]);
    let reports = board.reports.clone().lazy();
    let reports =
        reports.select([col("subject"), col("period_end"), col("cumulative").alias("actual"), col("verdict")]);
    let reports = reports
        .join(projects, [col("subject")], [col("subject")], JoinArgs::new(JoinType::Inner))
        .filter(col("target").gt(lit(0i128)).and(col("actual").is_not_null()))
        .filter(not_january(params, "period_end"));
    // Nor does a new year's target judge the old year's last report.
    let this_year = NaiveDate::from_ymd_opt(board.as_of.year(), 1, 1).map_or(i64::MIN, day_number);
    let is_past = col("period_end").neq(col("newest")).or(col("period_end").lt(lit(this_year)));
    let keep = col("verdict").is_not_null().and(is_past);
    trajectory::lay(reports, "period_end", plan)?
        .with_column(
            when(keep)
                .then(col("verdict"))
                .when(below(params.behind))
                .then(grade_number(Grade::Behind))
                .when(below(params.at_risk))
                .then(grade_number(Grade::AtRisk))
                .otherwise(grade_number(Grade::OnTrack))
                .alias("level"),
        )
        .select([col("subject"), col("period_end"), col("level")])
        .sort(["subject", "period_end"], SortMultipleOptions::default())
        .collect()
}

/// The unbroken run of reports up to the newest that were below either threshold: `subject, grade, since`. Where so many at
/// risk in a row are behind, a run of that length is.
fn runs(levels: &DataFrame, params: &BehindTarget) -> PolarsResult<LazyFrame> {
    let bad = || col("level").gt_eq(lit(Grade::AtRisk as u32));
    let last_good = col("period_end").filter(bad().not()).max().over([col("subject")])?;
    let runs = levels
        .clone()
        .lazy()
        .with_column(last_good.alias("last_good"))
        .filter(col("last_good").is_null().or(col("period_end").gt(col("last_good"))))
        .group_by_stable([col("subject")])
        .agg([
            col("period_end").min().alias("since"),
            col("level").last().alias("grade"),
            len().cast(DataType::UInt32).alias("in_a_row"),
        ]);
    Ok(match params.at_risk_in_a_row {
        Some(n) => runs.with_column(
            when(col("in_a_row").gt_eq(lit(n)))
                .then(grade_number(Grade::Behind))
                .otherwise(col("grade"))
                .alias("grade"),
        ),
        None => runs,
    })
}
