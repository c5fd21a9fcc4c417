//! Trajectories: what was due on a day, as a quotient of whole numbers.
//!
//! Takes a frame with `row, target, start, end` and a column of days; adds `due_num` and `due_den` (expected =
//! `due_num ÷ due_den`, millionths of a yuan), `elapsed` and `span` (how far the time has run, in the trajectory's own
//! steps), `window_from` and `window_to` (the planned time within the day's calendar year) and `basis` (which law decided).
//! Never rounds: thresholds are decided on the two whole numbers.

/// Tables by day of the year.
pub mod days;

/// Points, and a course back from a value to its time.
pub mod curve;

/// Lines of a task table, and weights of milestones.
pub mod steps;

use super::board::coalesce_two;
use super::frames::{day_number, day_of};
use crate::pipeline::course::{Course, Trajectory};
use chrono::{Datelike, NaiveDate};
use polars::prelude::*;

/// A trajectory with everything that it is looked up in.
#[derive(Debug, Clone)]
pub struct Plan<'a> {
    /// What the pipeline says.
    pub trajectory: &'a Trajectory,
    /// `row, planned, weight`: the milestones of the plan.
    pub weights: DataFrame,
    /// `row, until, expected, share`: the lines of the task table, one set per project.
    pub tasks: DataFrame,
    /// Thousandths of last year's total reached by each month's end, where last year is known.
    pub last_year: Option<[i64; 12]>,
}

/// Adds what was due at the day numbers in the column `day`.
pub fn lay(frame: DataFrame, day: &str, plan: &Plan<'_>) -> PolarsResult<LazyFrame> {
    let Trajectory { name: _, course, shutdown } = plan.trajectory;
    let frame = window(frame, day)?;
    let tables = match course {
        Course::Months => Some(days::months()),
        Course::Calendar(shares) => Some(days::calendar(shares, 1_000)),
        Course::LastYear => plan.last_year.as_ref().map(|shares| days::calendar(shares, 1_000)),
        _ if !shutdown.is_empty() => Some(days::without(shutdown)),
        _ => None,
    };
    let frame = match &tables {
        Some(tables) => tables.lay(frame, day),
        None => linear(frame, day),
    };
    let basis = match course {
        Course::Linear | Course::Table | Course::Milestones | Course::LastYear if tables.is_none() => "linear",
        Course::Linear | Course::Table | Course::Milestones => "linear without the shutdown",
        Course::Months => "linear by months",
        Course::Curve(_) => "s-curve",
        Course::Calendar(_) => "months",
        Course::LastYear => "last year",
    };
    let frame = clip(frame);
    let frame = match course {
        Course::Curve(points) => curve::lay(frame, points),
        _ => frame.with_columns([(col("target") * col("elapsed")).alias("due_num"), col("span").alias("due_den")]),
    };
    let frame = frame.with_column(lit(basis).alias("basis"));
    match course {
        Course::Table => steps::tasks(frame, day, &plan.tasks),
        Course::Milestones => steps::weights(frame, day, &plan.weights),
        _ => Ok(frame),
    }
}

/// The planned time within the calendar year of the day: `year_start`, `year_end`, `window_from`, `window_to`. In steps,
/// because an expression that repeats its parts is planned anew for each repetition.
fn window(frame: DataFrame, day: &str) -> PolarsResult<LazyFrame> {
    Ok(year(frame, day)?.with_columns([
        max_of(coalesce_two(col("start"), col("year_start")), col("year_start")).alias("window_from"),
        min_of(coalesce_two(col("end"), col("year_end")), col("year_end")).alias("window_to"),
    ]))
}

/// First and last day of the day's year: one year for all where the days say no other, as in the reports of one period.
fn year(frame: DataFrame, day: &str) -> PolarsResult<LazyFrame> {
    let days = frame.column(day)?.i64()?;
    let (oldest, newest) = (days.min().map(day_of), days.max().map(day_of));
    if let (Some(oldest), Some(newest)) = (oldest, newest)
        && oldest.year() == newest.year()
        && let Some(first) = NaiveDate::from_ymd_opt(oldest.year(), 1, 1)
        && let Some(last) = NaiveDate::from_ymd_opt(oldest.year(), 12, 31)
    {
        let known = |edge: NaiveDate| when(col(day).is_not_null()).then(lit(day_number(edge))).otherwise(lit(NULL));
        return Ok(frame.lazy().with_columns([known(first).alias("year_start"), known(last).alias("year_end")]));
    }
    let year = col(day).cast(DataType::Int32).cast(DataType::Date).dt().year().cast(DataType::Int64);
    // Days from civil (H. Hinnant) for whole years: exact integer arithmetic over the frame.
    let floor = |dividend: Expr, divisor: i64| dividend.floor_div(lit(divisor));
    let leap_days = |y: Expr| floor(y.clone(), 4) - floor(y.clone(), 100) + floor(y, 400);
    let first = lit(365i64) * (col("year") - lit(1970i64)) + leap_days(col("year") - lit(1i64)) - lit(477i64);
    let last = lit(365i64) * (col("year") - lit(1969i64)) + leap_days(col("year")) - lit(478i64);
    Ok(frame
        .lazy()
        .with_column(year.alias("year"))
        .with_columns([first.alias("year_start"), last.alias("year_end")])
        .drop(by_name(["year"], true, false)))
}

fn linear(frame: LazyFrame, day: &str) -> LazyFrame {
    frame.with_columns([
        (col("window_to") - col("window_from")).alias("span"),
        (col(day) - col("window_from")).alias("elapsed"),
    ])
}

/// `span` at least 1, `elapsed` between 0 and `span`.
fn clip(frame: LazyFrame) -> LazyFrame {
    frame
        .with_column(max_of(col("span"), lit(1i64)).alias("span"))
        .with_column(min_of(col("elapsed"), col("span")).alias("elapsed"))
        .with_column(max_of(col("elapsed"), lit(0i64)).alias("elapsed"))
        .with_columns([col("elapsed").cast(DataType::Int128), col("span").cast(DataType::Int128)])
}

/// The larger of two.
pub fn max_of(a: Expr, b: Expr) -> Expr {
    when(a.clone().gt(b.clone())).then(a).otherwise(b)
}

/// The smaller of two.
pub fn min_of(a: Expr, b: Expr) -> Expr {
    when(a.clone().lt(b.clone())).then(a).otherwise(b)
}

/// What was due, in millionths of a yuan, rounded down: for showing.
pub fn expected() -> Expr {
    col("due_num").floor_div(col("due_den"))
}

/// `top ÷ bottom` rounded down; nothing where the divisor is not above nothing. Wide whole numbers that happen to fit 64 bits
/// are divided as such, which is many times faster.
pub fn quotient(top: &Int128Chunked, bottom: &Int128Chunked) -> Int128Chunked {
    arity::binary_elementwise(top, bottom, |top: Option<i128>, bottom: Option<i128>| {
        let (top, bottom) = (top?, bottom.filter(|bottom| *bottom > 0)?);
        Some(match (i64::try_from(top), i64::try_from(bottom)) {
            (Ok(top), Ok(bottom)) => i128::from(top.div_euclid(bottom)),
            _ => top.div_euclid(bottom),
        })
    })
}
