//! Rules that hold two shares of one report against each other: payment against work, statistics against reports, paperwork
//! against work.
//!
//! Takes the board; gives findings (`at_risk`) dated from the report. Shares are compared crosswise as whole numbers. A
//! project whose money exceeds a trillion yuan is not judged by the first: the products would not fit.

use super::{grade_number, kept};
use crate::assess::board::Board;
use crate::base::grade::Grade;
use crate::pipeline::rules::{MoneyAndWork, Share};
use polars::prelude::*;

/// A hundred percent, in millionths.
const WHOLE: i128 = 100_000_000;
/// A trillion yuan, in millionths.
const LARGE: i128 = 1_000_000_000_000_000_000;

/// What `money_and_work` says.
pub const MONEY_FORMULA: &str = "paid ÷ budget − work ≥ money_ahead points, or work − paid ÷ budget ≥ work_ahead points; \
    work = percent where it is reported, else actual ÷ target";
/// What `statistics_entry` says.
pub const STATISTICS_FORMULA: &str = "statistics × 100 < actual × below";
/// What `paperwork` says.
pub const PAPERWORK_FORMULA: &str = "paperwork < below, although work has started";

/// 支付与进度不匹配: the paid share of the budget against the share of the work.
pub fn money_and_work(board: &Board, params: &MoneyAndWork) -> PolarsResult<DataFrame> {
    let small = |name: &str| col(name).lt_eq(lit(LARGE));
    let paid = || col("paid") * col("work_den") * lit(100i128);
    let work = || col("work_num") * col("budget") * lit(100i128);
    let points = |n: u32| lit(i128::from(n)) * col("budget") * col("work_den");
    let ahead = (paid() - work()).gt_eq(points(params.money_ahead));
    let behind = (work() - paid()).gt_eq(points(params.work_ahead));
    let found = board
        .projects
        .clone()
        .lazy()
        .filter(col("paid").is_not_null().and(col("budget").gt(lit(0i128))).and(small("paid")).and(small("budget")))
        .filter(col("percent").is_not_null().or(col("target").gt(lit(0i128)).and(small("target")).and(small("actual"))))
        .with_columns([
            when(col("percent").is_not_null()).then(col("percent")).otherwise(col("actual")).alias("work_num"),
            when(col("percent").is_not_null()).then(lit(WHOLE)).otherwise(col("target")).alias("work_den"),
        ])
        .with_columns([ahead.alias("ahead"), behind.alias("late")])
        .filter(col("ahead").or(col("late")))
        .with_columns([
            when(col("ahead")).then(lit("money ahead of work")).otherwise(lit("work ahead of money")).alias("text"),
            (paid() - work()).floor_div(col("budget") * col("work_den")).alias("points_apart"),
        ]);
    finish(found, &["text", "paid", "budget", "work_num", "work_den", "points_apart"])
}

/// 入统滞后: the statistics hold less than was reported.
pub fn statistics_entry(board: &Board, params: &Share) -> PolarsResult<DataFrame> {
    let less = (col("statistics") * lit(100i128)).lt(col("actual") * lit(i128::from(params.below)));
    let found = board.projects.clone().lazy().filter(col("statistics").is_not_null()).filter(less);
    finish(found, &["statistics"])
}

/// 手续办理滞后: work has started and the paperwork is not where it should be.
pub fn paperwork(board: &Board, params: &Share) -> PolarsResult<DataFrame> {
    let less = col("paperwork").lt(lit(i128::from(params.below) * 1_000_000));
    let found = board.projects.clone().lazy().filter(col("started").and(col("completed").not())).filter(less);
    finish(found, &["paperwork"])
}

fn finish(found: LazyFrame, inputs: &[&str]) -> PolarsResult<DataFrame> {
    let mut columns = kept();
    columns.extend(["grade", "since"].map(col));
    columns.extend(inputs.iter().map(|name| col(*name)));
    found
        .with_columns([grade_number(Grade::AtRisk).alias("grade"), col("reported_as_of").alias("since")])
        .select(columns)
        .collect()
}
