//! The board: one row per project with everything rules look at, and the two long frames behind it.
//!
//! What was due is kept as the two whole numbers of `super::trajectory`, so that every threshold is decided on integers.

use super::beside::{AMOUNTS, DAYS, TEXTS};
use super::frames::day_number;
use super::trajectory::{self, Plan, max_of};
use crate::pipeline::rules::Measure;
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
    /// evidence, elapsed, span, window_from, window_to, due_num, due_den, basis, started, completed` and what the newest
    /// report said beside, under the names of [`super::beside`].
    pub projects: DataFrame,
    /// One row per project and reported period: `subject, period_end, cumulative, done, fresh, file, sheet, cell,
    /// verdict` and the columns of [`super::beside`].
    pub reports: DataFrame,
    /// One row per project and milestone: `subject, milestone, planned, original, listed, actual, as_of, file, sheet, cell`.
    /// `planned` judges; `original` was accepted first; `listed` is what the plan says otherwise without approval.
    pub milestones: DataFrame,
}

impl Board {
    /// Builds the board from the frames of [`super::frames`] and [`super::milestones`]. `due` are the ends of the periods whose deadline has passed and
    /// for which anybody reported, oldest first; `refused` (`subject, refused_end`) the rows that came and were refused.
    pub fn build(
        as_of: NaiveDate,
        projects: DataFrame,
        reports: DataFrame,
        milestones: DataFrame,
        refused: DataFrame,
        due: &[NaiveDate],
        (plan, measure): (&Plan<'_>, Measure),
    ) -> PolarsResult<Board> {
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
        let reports = match measure {
            Measure::Cumulative => reports,
            Measure::PeriodAmount => summed(reports)?,
        };
        let left = |frame: LazyFrame, other: DataFrame| {
            frame.join(other.lazy(), [col("subject")], [col("subject")], JoinArgs::new(JoinType::Left))
        };
        let board = left(left(left(projects.lazy(), latest(&reports)?), counts), refused);
        let due: Vec<i64> = due.iter().copied().map(day_number).collect();
        let projects = derive(absent(board.collect()?, &due)?, plan)?
            .sort(["subject"], SortMultipleOptions::default())
            .collect()?;
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

/// What each period added, summed up within its calendar year; where a report does not say, its cumulative value stands.
fn summed(reports: DataFrame) -> PolarsResult<DataFrame> {
    let year = col("period_end").cast(DataType::Int32).cast(DataType::Date).dt().year();
    let sum = col("period_amount").cum_sum(false).over([col("subject"), col("year")])?;
    reports
        .lazy()
        .with_column(year.alias("year"))
        .with_column(when(col("period_amount").is_null()).then(col("cumulative")).otherwise(sum).alias("cumulative"))
        .drop(by_name(["year"], true, false))
        .collect()
}

/// What the newest report said beside. Days that happen once (started, finished, cleared) keep the first that was reported,
/// a budget the newest; a column that nobody filled is nothing.
fn said(reports: &DataFrame) -> PolarsResult<(Vec<Expr>, Vec<Expr>)> {
    let (mut found, mut nothing) = (Vec::new(), Vec::new());
    for name in TEXTS.into_iter().chain(AMOUNTS).chain(DAYS) {
        let column = reports.column(name)?;
        if column.null_count() == column.len() {
            nothing.push(lit(NULL).cast(column.dtype().clone()).alias(name));
            continue;
        }
        found.push(match name {
            "started_date" | "finished_date" | "cleared_date" => col(name).drop_nulls().first(),
            "budget" => col(name).drop_nulls().last(),
            _ => col(name).last(),
        });
    }
    Ok((found, nothing))
}

/// The newest report of each project, and since when its figures have not moved.
fn latest(reports: &DataFrame) -> PolarsResult<DataFrame> {
    let before = |name: &str| col(name).shift(lit(1)).over([col("subject")]);
    let moved = before("cumulative")?
        .is_null()
        .or(col("cumulative").neq(before("cumulative")?))
        .or(col("done").neq(before("done")?));
    let mut columns = vec![
        col("cumulative").last().alias("actual"),
        col("period_end").last().alias("reported_as_of"),
        col("fresh").last(),
        col("file").last(),
        col("sheet").last(),
        col("cell").last(),
        len().cast(DataType::UInt32).alias("reports"),
        col("moved_on").max().alias("unchanged_since"),
        col("period_end").gt(col("moved_on").max()).sum().cast(DataType::UInt32).alias("unchanged"),
    ];
    let (found, nothing) = said(reports)?;
    columns.extend(found);
    reports
        .clone()
        .lazy()
        .with_column(when(moved).then(col("period_end")).otherwise(lit(NULL)).alias("moved_on"))
        .group_by_stable([col("subject")])
        .agg(columns)
        .with_columns(nothing)
        .collect()
}

/// How many of the newest due periods each project has no report for, from which to which, and whether a refused row
/// explains it. `due` is sorted, so the periods after the last report are its tail.
fn absent(mut board: DataFrame, due: &[i64]) -> PolarsResult<LazyFrame> {
    let after: Vec<&[i64]> = board
        .column("reported_as_of")?
        .i64()?
        .iter()
        .map(|reported| &due[reported.map_or(0, |day| due.partition_point(|end| *end <= day))..])
        .collect();
    let count: Vec<u32> = after.iter().map(|tail| tail.len() as u32).collect();
    let first: Vec<Option<i64>> = after.iter().map(|tail| tail.first().copied()).collect();
    let last: Vec<Option<i64>> = after.iter().map(|tail| tail.last().copied()).collect();
    board.with_column(Column::new("missing".into(), count))?;
    board.with_column(Column::new("missing_from".into(), first))?;
    board.with_column(Column::new("missing_end".into(), last))?;
    let refused = coalesce_two(col("refused_end").gt_eq(col("missing_end")), lit(false));
    Ok(board.lazy().with_column(refused.alias("refused")))
}

/// The columns that follow from others.
fn derive(board: LazyFrame, plan: &Plan<'_>) -> PolarsResult<LazyFrame> {
    let none = |name: &str| coalesce_two(col(name), lit(0u32));
    let never = || lit(i64::MIN / 4);
    // The trajectory of the data date's own year, so that December's report is judged by December's plan in January too.
    Ok(trajectory::lay(board, "reported_as_of", plan)?
        .with_columns([none("total").alias("total"), none("done").alias("done")])
        .with_columns([
            coalesce_two(col("milestones_as_of"), never()).alias("milestones_seen"),
            coalesce_two(col("missing_end"), never()).alias("missing_seen"),
            coalesce_two(col("actual").gt(lit(0i128)), lit(false)).or(col("done").gt(lit(0u32))).alias("started"),
            when(col("total").gt(lit(0u32)))
                .then(col("done").eq(col("total")))
                .when(col("actual").is_null())
                .then(coalesce_two(col("finished_date").lt_eq(col("reported_as_of")), lit(false)))
                .otherwise(coalesce_two(col("actual").gt_eq(col("target")), lit(false)))
                .alias("completed"),
        ])
        .with_column(max_of(col("milestones_seen"), col("missing_seen")).alias("evidence"))
        .drop(by_name(["milestones_seen", "missing_seen"], true, false)))
}
