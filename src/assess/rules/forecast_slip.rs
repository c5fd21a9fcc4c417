//! 预测完工滞后: by earned schedule the year's target, or the project where it ends within the year, will be late.
//!
//! Takes the board; gives `forecast_slip` findings with the forecast finish. Earned schedule (W. Lipke, "Schedule is
//! Different", The Measurable News, 2003): ES is the time at which the present value was due, AT the time that has passed;
//! SPI(t) = ES ÷ AT; forecast finish = start + planned duration ÷ SPI(t), rounded up to a whole day. A forecast later than a
//! hundred years is one of a hundred years. Task tables and milestone weights rise in steps and have no ES: not judged.
//! Where reports have no figures, the completion they forecast is held against the planned end.

use super::behind_target::judgeable;
use super::{grade_number, kept};
use crate::assess::board::Board;
use crate::assess::trajectory::{Plan, curve, min_of};
use crate::base::grade::Grade;
use crate::pipeline::course::Course;
use crate::pipeline::rules::ForecastSlip;
use polars::prelude::*;

/// What the rule says, in the names of the board.
pub const FORMULA: &str = "SPI(t) = ES ÷ AT = es_num ÷ (es_den × elapsed); forecast_finish = window_from + \
    ceil((window_to − window_from) ÷ SPI(t)); slip = forecast_finish − window_to";
/// What the rule says where reports forecast their completion themselves.
pub const STATED_FORMULA: &str = "slip = forecast_finish − planned_date; forecast_finish as the newest report says it";
/// The longest forecast, in days.
const FAR: i128 = 36_500;

/// Finds projects that will be late.
pub fn find(board: &Board, params: &ForecastSlip, plan: &Plan<'_>) -> PolarsResult<DataFrame> {
    let (points, time_whole) = match &plan.trajectory.course {
        Course::Curve(points) => (points.clone(), 100),
        Course::Calendar(shares) => (curve::of_months(shares, 1_000), 365),
        Course::LastYear => (plan.last_year.map(|s| curve::of_months(&s, 1_000)).unwrap_or_default(), 365),
        Course::Linear | Course::Months | Course::Milestones | Course::Table => (Vec::new(), 100),
    };
    // Calendars run over the whole year in their own steps: time is then counted in days.
    let by_days = time_whole == 365 && !points.is_empty();
    let projects = board.projects.clone().lazy().filter(judgeable()).filter(col("actual").gt(lit(0i128)));
    let projects = match by_days {
        true => projects.with_columns([
            (col("year_end") - col("year_start")).cast(DataType::Int128).alias("span"),
            (col("reported_as_of") - col("year_start")).cast(DataType::Int128).alias("elapsed"),
        ]),
        false => projects,
    };
    let stepped = matches!(plan.trajectory.course, Course::Milestones | Course::Table);
    let even = if stepped { col("basis").str().starts_with(lit("linear")) } else { lit(true) };
    let days = (col("window_to") - col("window_from")).cast(DataType::Int128);
    let whole = || col("es_num");
    let late = col("es_den") * col("elapsed");
    let mut columns = kept();
    columns.extend(["grade", "since", "days", "planned_date", "forecast_finish", "spi"].map(col));
    columns.extend(["es_num", "es_den", "elapsed", "span", "window_from", "window_to"].map(col));
    // ceil(days × late ÷ whole) − days ≥ least, without dividing for those of whom it does not hold.
    let is_late =
        || (days.clone() * late.clone()).gt(whole() * (lit(i128::from(least_days(params)) - 1) + days.clone()));
    curve::earned(projects.filter(even).filter(col("elapsed").gt(lit(0i128))), &points, time_whole)
        .filter(is_late())
        .with_column((days * late.clone() + whole() - lit(1i128)).floor_div(whole()).alias("lasts"))
        .with_column(min_of(col("lasts"), lit(FAR)).cast(DataType::Int64).alias("lasts"))
        .with_column((col("window_from") + col("lasts")).alias("forecast_finish"))
        .with_columns([
            (col("forecast_finish") - col("window_to")).alias("days"),
            col("window_to").alias("planned_date"),
            (whole() * lit(1_000_000i128)).floor_div(late).alias("spi"),
            col("reported_as_of").alias("since"),
        ])
        .with_column(level(params))
        .filter(col("days").gt_eq(least(params)))
        .select(columns)
        .collect()
}

/// Finds projects that say themselves that they will be late, where there is no figure to earn a schedule by.
pub fn stated(board: &Board, params: &ForecastSlip) -> PolarsResult<DataFrame> {
    let mut columns = kept();
    columns.extend(["grade", "since", "days", "planned_date", "forecast_finish"].map(col));
    board
        .projects
        .clone()
        .lazy()
        .filter(col("completed").not().and(col("actual").is_null()).and(col("finished_date").is_null()))
        .with_columns([
            (col("forecast_date") - col("end")).alias("days"),
            col("end").alias("planned_date"),
            col("forecast_date").alias("forecast_finish"),
            col("reported_as_of").alias("since"),
        ])
        .with_column(level(params))
        .filter(col("days").gt_eq(least(params)))
        .select(columns)
        .collect()
}

fn level(params: &ForecastSlip) -> Expr {
    when(col("days").gt_eq(lit(i64::from(params.behind_days))))
        .then(grade_number(Grade::Behind))
        .otherwise(grade_number(Grade::AtRisk))
        .alias("grade")
}

fn least(params: &ForecastSlip) -> Expr {
    lit(i64::from(least_days(params)))
}

fn least_days(params: &ForecastSlip) -> u32 {
    params.at_risk_days.min(params.behind_days)
}
