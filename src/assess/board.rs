//! The board: one row per project with everything rules look at, and the two long frames behind it.
//!
//! Trajectory: linear (序时). Expected share at a day = days from the planned start to that day ÷ days from the planned
//! start to the planned end, both clipped to the day's calendar year, and to 0…1. It is kept as the two whole numbers
//! `elapsed` and `span`, so that every threshold is decided on integers.

use super::frames::day_number;
use chrono::NaiveDate;
use polars::prelude::*;

/// What the rules look at.
#[derive(Debug, Clone)]
pub struct Board {
    /// The day of the judgement.
    pub as_of: NaiveDate,
    /// One row per project of the register:
    /// `subject, name, class, category, unit_name, town, target, start, end, actual, reported_as_of, file, sheet, cell,
    /// reports, unchanged, unchanged_since, total, done, milestones_as_of, missing, missing_from, missing_end, refused,
    /// evidence, elapsed, span, started, completed`.
    pub projects: DataFrame,
    /// One row per project and reported period: `subject, period_end, cumulative, done, fresh, file, sheet, cell`.
    pub reports: DataFrame,
    /// One row per project and milestone: `subject, milestone, planned, actual, as_of, file, sheet, cell`.
    pub milestones: DataFrame,
}

impl Board {
    /// Builds the board from the frames of [`super::frames`]. `due` are the ends of the periods whose deadline has passed and
    /// for which anybody reported, oldest first; `refused` (`subject, refused_end`) the rows that came and were refused.
    pub fn build(
        as_of: NaiveDate,
        projects: DataFrame,
        reports: DataFrame,
        milestones: DataFrame,
        refused: DataFrame,
        due: &[NaiveDate],
    ) -> PolarsResult<Board> {
        let milestones = newest_word(milestones)?;
        let counts = milestones
            .clone()
            .lazy()
            .group_by([col("subject")])
            .agg([
                len().cast(DataType::UInt32).alias("total"),
                col("actual").count().cast(DataType::UInt32).alias("done"),
                col("as_of").max().alias("milestones_as_of"),
            ])
            .collect()?;
        let reports = reports
            .lazy()
            .join(
                counts.clone().lazy().select([col("subject"), col("done").alias("done_now")]),
                [col("subject")],
                [col("subject")],
                JoinArgs::new(JoinType::Left),
            )
            .with_column(coalesce_two(col("done"), coalesce_two(col("done_now"), lit(0u32))).alias("done"))
            .drop(by_name(["done_now"], true, false))
            .sort(["subject", "period_end"], SortMultipleOptions::default())
            .collect()?;
        let left = |frame: LazyFrame, other: DataFrame| {
            frame.join(other.lazy(), [col("subject")], [col("subject")], JoinArgs::new(JoinType::Left))
        };
        let board = left(left(left(projects.lazy(), latest(&reports)?), counts), refused);
        let due: Vec<i64> = due.iter().copied().map(day_number).collect();
        let projects = derive(absent(board, &due)).sort(["subject"], SortMultipleOptions::default()).collect()?;
        Ok(Board { as_of, projects, reports, milestones })
    }

    /// The projects with another frame of subjects beside them.
    pub fn with(&self, other: LazyFrame) -> LazyFrame {
        self.projects.clone().lazy().join(other, [col("subject")], [col("subject")], JoinArgs::new(JoinType::Inner))
    }

    /// The day of the judgement as a number.
    pub fn today(&self) -> i64 {
        day_number(self.as_of)
    }
}

/// `first`, or `second` where it is null.
pub fn coalesce_two(first: Expr, second: Expr) -> Expr {
    when(first.clone().is_null()).then(second).otherwise(first)
}

/// `elapsed` and `span` of the linear trajectory at the day number in `day`, from `start` and `end`; both at least 0,
/// `span` at least 1, `elapsed` ≤ `span`.
pub fn trajectory(day: Expr, year_start: Expr, year_end: Expr) -> (Expr, Expr) {
    let start = max_of(coalesce_two(col("start"), year_start.clone()), year_start.clone());
    let end = min_of(coalesce_two(col("end"), year_end.clone()), year_end);
    let span = max_of(end - start.clone(), lit(1i64));
    let elapsed = max_of(min_of(day - start, span.clone()), lit(0i64));
    (elapsed.cast(DataType::Int128), span.cast(DataType::Int128))
}

/// The first and the last day of the year of a day number, as day numbers.
pub fn year_of(day: Expr) -> (Expr, Expr) {
    let year = day.cast(DataType::Int32).cast(DataType::Date).dt().year().cast(DataType::Int64);
    // Days from civil (H. Hinnant) for whole years: exact integer arithmetic over the frame.
    let leap_days = |y: Expr| floor(y.clone(), 4) - floor(y.clone(), 100) + floor(y, 400);
    let first = lit(365i64) * (year.clone() - lit(1970i64)) + leap_days(year.clone() - lit(1i64)) - lit(477i64);
    let last = lit(365i64) * (year.clone() - lit(1969i64)) + leap_days(year) - lit(478i64);
    (first, last)
}

fn max_of(a: Expr, b: Expr) -> Expr {
    when(a.clone().gt(b.clone())).then(a).otherwise(b)
}

fn min_of(a: Expr, b: Expr) -> Expr {
    when(a.clone().lt(b.clone())).then(a).otherwise(b)
}

/// One row per milestone: the plan's date, and what the report with the newest data date says of it.
fn newest_word(milestones: DataFrame) -> PolarsResult<DataFrame> {
    let oldest_first = SortMultipleOptions::default().with_maintain_order(true).with_nulls_last(false);
    milestones
        .lazy()
        .sort(["as_of", "order"], oldest_first)
        .group_by_stable([col("subject"), col("milestone")])
        .agg([
            col("planned").drop_nulls().first().alias("planned"),
            col("actual").last().alias("actual"),
            col("as_of").last().alias("as_of"),
            col("file").last().alias("file"),
            col("sheet").last().alias("sheet"),
            col("cell").last().alias("cell"),
        ])
        .filter(col("planned").is_not_null())
        .sort(["subject", "planned", "milestone"], SortMultipleOptions::default())
        .collect()
}

/// The newest report of each project, and since when its figures have not moved.
fn latest(reports: &DataFrame) -> PolarsResult<DataFrame> {
    let before = |name: &str| col(name).shift(lit(1)).over([col("subject")]);
    let moved = before("cumulative")?
        .is_null()
        .or(col("cumulative").neq(before("cumulative")?))
        .or(col("done").neq(before("done")?));
    reports
        .clone()
        .lazy()
        .with_column(when(moved).then(col("period_end")).otherwise(lit(NULL)).alias("moved_on"))
        .group_by_stable([col("subject")])
        .agg([
            col("cumulative").last().alias("actual"),
            col("period_end").last().alias("reported_as_of"),
            col("file").last(),
            col("sheet").last(),
            col("cell").last(),
            len().cast(DataType::UInt32).alias("reports"),
            col("moved_on").max().alias("unchanged_since"),
            col("period_end").gt(col("moved_on").max()).sum().cast(DataType::UInt32).alias("unchanged"),
        ])
        .collect()
}

/// How many of the newest due periods each project has no report for, and whether a refused row explains it.
fn absent(board: LazyFrame, due: &[i64]) -> LazyFrame {
    let never = || lit(i64::MIN / 4);
    let reported = || coalesce_two(col("reported_as_of"), never());
    let count = due
        .iter()
        .fold(lit(0u32), |sum, end| sum + when(reported().lt(lit(*end))).then(lit(1u32)).otherwise(lit(0u32)));
    let first = due.iter().rev().fold(lit(NULL).cast(DataType::Int64), |later, end| {
        when(reported().lt(lit(*end))).then(lit(*end)).otherwise(later)
    });
    let newest = due.last().map_or_else(|| lit(NULL).cast(DataType::Int64), |end| lit(*end));
    let newest = when(reported().lt(newest.clone())).then(newest).otherwise(lit(NULL).cast(DataType::Int64));
    board
        .with_columns([count.alias("missing"), first.alias("missing_from"), newest.alias("missing_end")])
        .with_column(coalesce_two(col("refused_end").gt_eq(col("missing_end")), lit(false)).alias("refused"))
}

/// The columns that follow from others.
fn derive(board: LazyFrame) -> LazyFrame {
    let none = |name: &str| coalesce_two(col(name), lit(0u32));
    let never = || lit(i64::MIN / 4);
    // The calendar year of the data date, so that December's report is judged by December's plan in January too.
    let (year_start, year_end) = year_of(col("reported_as_of"));
    let (elapsed, span) = trajectory(col("reported_as_of"), year_start, year_end);
    board
        .with_columns([none("total").alias("total"), none("done").alias("done")])
        .with_columns([elapsed.alias("elapsed"), span.alias("span")])
        .with_columns([
            max_of(coalesce_two(col("milestones_as_of"), never()), coalesce_two(col("missing_end"), never()))
                .alias("evidence"),
            coalesce_two(col("actual").gt(lit(0i128)), lit(false)).or(col("done").gt(lit(0u32))).alias("started"),
            when(col("total").gt(lit(0u32)))
                .then(col("done").eq(col("total")))
                .otherwise(coalesce_two(col("actual").gt_eq(col("target")), lit(false)))
                .alias("completed"),
        ])
}

fn floor(dividend: Expr, divisor: i64) -> Expr {
    dividend.floor_div(lit(divisor))
}
