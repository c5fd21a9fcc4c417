//! 投资进度滞后: the cumulative value against what was due by then.
//!
//! Takes the board; gives `behind_target` findings. With `p` percent of expected: actual × due_den × 100 < due_num × p; with
//! points: (due_num − actual × due_den) × 100 ≥ p × target × due_den. Both sides are whole numbers: nothing is rounded.
//! Reports that were judged before keep their verdict; only the newest is judged anew.

use super::{KEPT, grade_number, kept};
use crate::assess::board::{Board, coalesce_two};
use crate::assess::by_row;
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
    let of_project = runs(levels, params)?.filter(col("grade").gt_eq(lit(at_risk))).collect()?;
    let mut columns = kept();
    let figures = ["due_num", "due_den", "elapsed", "span", "window_from", "window_to", "basis"];
    columns.extend(["grade", "expected", "gap_points", "since"].map(col));
    columns.extend(figures.map(col));
    let needed = [KEPT.as_slice(), figures.as_slice(), &["started", "completed"]].concat();
    board
        .with(&needed[1..], of_project)?
        .lazy()
        .filter(judgeable())
        .filter(not_january(params, "reported_as_of"))
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
fn gap_points() -> Expr {
    let (top, bottom) = gap();
    top.floor_div(bottom)
}

/// The same, not yet divided.
pub fn gap() -> (Expr, Expr) {
    (short() * lit(100 * ONE), col("target") * col("due_den"))
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

/// How every report stood, beside the board's reports: `row, period_end, level` (the index of `Grade`), nothing where there was
/// nothing to judge. The newest is judged now, as are those that never were; the others keep their verdict.
pub fn levels(board: &Board, params: &BehindTarget, plan: &Plan<'_>) -> PolarsResult<DataFrame> {
    let reports = board.reports.select(["row", "period_end", "cumulative", "verdict"])?;
    // Nor does a new year's target judge the old year's last report.
    let this_year = NaiveDate::from_ymd_opt(board.as_of.year(), 1, 1).map_or(i64::MIN, day_number);
    let is_past = by_row::is_last().not().or(col("period_end").lt(lit(this_year)));
    let is_kept = col("verdict").is_not_null().and(is_past);
    let counts = col("target").gt(lit(0i128)).and(col("actual").is_not_null());
    let judged = board
        .with(&["target"], reports)?
        .lazy()
        .rename(["cumulative"], ["actual"], true)
        .with_column(is_kept.alias("is_kept"))
        .with_column(coalesce_two(counts.and(not_january(params, "period_end")), lit(false)).alias("counts"))
        .collect()?
        .with_row_index("at".into(), None)?;
    let anew = col("counts").and(col("is_kept").not());
    let level = when(below(params.behind))
        .then(grade_number(Grade::Behind))
        .when(below(params.at_risk))
        .then(grade_number(Grade::AtRisk))
        .otherwise(grade_number(Grade::OnTrack))
        .alias("level");
    // What was due by the newest report stands on the board; of others it is laid anew.
    let newest = judged.select(["row", "at"])?.lazy().filter(by_row::is_last()).collect()?;
    let newest = board.with(&["target", "actual", "due_num", "due_den"], newest)?.lazy();
    let older = judged.clone().lazy().filter(anew.clone().and(by_row::is_last().not()));
    let older = older.select(["row", "at", "period_end", "actual"].map(col)).collect()?;
    let older = match older.height() {
        0 => None,
        _ => Some(trajectory::lay(board.with(&["target", "start", "end"], older)?, "period_end", plan)?),
    };
    let asked = [col("at").alias("row"), level];
    let parts: Vec<LazyFrame> = std::iter::once(newest).chain(older).map(|part| part.select(asked.clone())).collect();
    let levels = concat(parts, UnionArgs::default())?.collect()?;
    let kept = when(col("counts").and(col("is_kept"))).then(col("verdict")).when(anew).then(col("level"));
    let judged = by_row::beside_projects(judged.lazy().rename(["row"], ["project"], true).collect()?, &levels)?;
    let columns = [col("project").alias("row"), col("period_end"), kept.otherwise(lit(NULL)).alias("level")];
    judged.lazy().select(columns).collect()
}

/// The unbroken run of reports up to the newest that were below either threshold: `row, grade, since`. Where so many at
/// risk in a row are behind, a run of that length is. The place at which a run may have begun is carried down to its last.
fn runs(levels: &DataFrame, params: &BehindTarget) -> PolarsResult<LazyFrame> {
    let good = || col("level").lt(lit(Grade::AtRisk as u32));
    let begins =
        when(good()).then(col("at") + lit(1 as IdxSize)).when(by_row::is_first()).then(col("at")).otherwise(lit(NULL));
    let judged =
        levels.clone().lazy().filter(col("level").is_not_null()).collect()?.with_row_index("at".into(), None)?;
    let ends = judged.column("period_end")?.as_materialized_series().clone();
    let runs = judged
        .lazy()
        .with_column(by_row::carried(begins).alias("from"))
        .collect()?
        .lazy()
        .filter(by_row::is_last())
        .filter(col("from").lt_eq(col("at")))
        .with_columns([
            lit(ends).gather(col("from"), true).alias("since"),
            col("level").alias("grade"),
            (col("at") - col("from") + lit(1 as IdxSize)).cast(DataType::UInt32).alias("in_a_row"),
        ]);
    Ok(match params.at_risk_in_a_row {
        Some(n) => runs.with_column(
            when(col("in_a_row").gt_eq(lit(n)))
                .then(grade_number(Grade::Behind))
                .otherwise(col("grade"))
                .alias("grade"),
        ),
        None => runs,
    }
    .select(["row", "grade", "since"].map(col)))
}
