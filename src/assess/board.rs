//! The board: one row per project with everything rules look at, and the two long frames behind it, which know a project by
//! its row.
//!
//! What was due is kept as the two whole numbers of `super::trajectory`, so that every threshold is decided on integers.

use super::by_row;
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
    /// One row per project of the register, by subject:
    /// `row, subject, name, class, category, unit_name, town, target, start, end, actual, reported_as_of, file, sheet, cell,
    /// reports, unchanged, unchanged_since, total, done, milestones_as_of, missing, missing_from, missing_end, refused,
    /// evidence, elapsed, span, window_from, window_to, due_num, due_den, basis, started, completed` and what the newest
    /// report said beside, under the names of [`super::beside`].
    pub projects: DataFrame,
    /// One row per project and reported period, by both: `row, period_end, cumulative, done, fresh, file, sheet, cell,
    /// verdict` and the columns of [`super::beside`].
    pub reports: DataFrame,
    /// One row per project and milestone, by row and planned day: `row, milestone, planned, original, listed, actual, as_of,
    /// file, sheet, cell`. `planned` judges; `original` was accepted first; `listed` is what the plan says otherwise without
    /// approval.
    pub milestones: DataFrame,
}

impl Board {
    /// Builds the board from the frames of [`super::frames`] and [`super::milestones`]. `due` are the ends of the periods whose
    /// deadline has passed and for which anybody reported, oldest first; `refused` (`row, refused_end`) the rows that came and
    /// were refused.
    pub fn build(
        as_of: NaiveDate,
        projects: DataFrame,
        reports: DataFrame,
        milestones: DataFrame,
        refused: DataFrame,
        due: &[NaiveDate],
        (plan, measure): (&Plan<'_>, Measure),
    ) -> PolarsResult<Board> {
        let projects = by_row::beside_projects(projects, &counts(&milestones)?)?;
        let newest_word = by_row::largest(milestones.clone().lazy(), col("as_of"), "milestones_as_of")?;
        let projects = by_row::beside_projects(projects, &newest_word)?;
        let reports = with_done(reports, &projects)?;
        let reports = match measure {
            Measure::Cumulative => reports,
            Measure::PeriodAmount => summed(reports)?,
        };
        let board = by_row::beside_projects(projects, &newest(&reports)?)?;
        let board = by_row::beside_projects(board, &refused)?;
        let due: Vec<i64> = due.iter().copied().map(day_number).collect();
        let projects = derive(absent(board, &due)?.collect()?, plan)?.collect()?;
        Ok(Board { as_of, projects, reports, milestones })
    }

    /// Rows of another frame with these columns of their projects beside.
    pub fn with(&self, columns: &[&str], other: DataFrame) -> PolarsResult<DataFrame> {
        by_row::with_projects(&self.projects, columns, other)
    }

    /// The day of the judgement as a number.
    pub fn today(&self) -> i64 {
        day_number(self.as_of)
    }
}

/// How many milestones each project has, and how many are done: `row, total, done`. Counts over the sorted frame, of which those of a project are a difference.
fn counts(milestones: &DataFrame) -> PolarsResult<DataFrame> {
    let is_done = col("actual").is_not_null().cast(DataType::UInt32);
    let at_first = |count: &str| by_row::carried(when(col("first")).then(col(count)).otherwise(lit(NULL)));
    milestones
        .select(["row", "actual"])?
        .with_row_index("at".into(), None)?
        .lazy()
        .with_columns([
            by_row::is_first().alias("first"),
            is_done.clone().cum_sum(false).alias("done_until"),
            is_done.cum_sum(false).shift_and_fill(lit(1), lit(0u32)).alias("done_before"),
        ])
        .with_columns([at_first("at").alias("first_at"), at_first("done_before").alias("done_at")])
        .collect()?
        .lazy()
        .filter(by_row::is_last())
        .select([
            col("row"),
            (col("at") - col("first_at") + lit(1 as IdxSize)).cast(DataType::UInt32).alias("total"),
            (col("done_until") - col("done_at")).cast(DataType::UInt32).alias("done"),
        ])
        .collect()
}

/// A report of this slot has as many milestones done as are known now.
fn with_done(reports: DataFrame, projects: &DataFrame) -> PolarsResult<DataFrame> {
    let done = projects.clone().lazy().select([coalesce_two(col("done"), lit(0u32)).alias("done_now")]).collect()?;
    by_row::with_projects(&done, &["done_now"], reports)?
        .lazy()
        .with_column(coalesce_two(col("done"), col("done_now")).cast(DataType::UInt32).alias("done"))
        .drop(by_name(["done_now"], true, false))
        .collect()
}

/// `first`, or `second` where it is null.
pub fn coalesce_two(first: Expr, second: Expr) -> Expr {
    first.fill_null(second)
}

/// What each period added, summed up within its calendar year; where a report does not say, its cumulative value stands.
fn summed(reports: DataFrame) -> PolarsResult<DataFrame> {
    let year = col("period_end").cast(DataType::Int32).cast(DataType::Date).dt().year();
    let sum = col("period_amount").cum_sum(false).over([col("row"), col("year")])?;
    reports
        .lazy()
        .with_column(year.alias("year"))
        .with_column(when(col("period_amount").is_null()).then(col("cumulative")).otherwise(sum).alias("cumulative"))
        .drop(by_name(["year"], true, false))
        .collect()
}

/// The newest report of each project, and since when its figures have not moved. Counting in a sorted frame: the place of a
/// project's first report, and of the newest one that moved, are carried down to its last.
fn newest(reports: &DataFrame) -> PolarsResult<DataFrame> {
    let same = |name: &str| col(name).eq(by_row::before(name));
    let moved = by_row::before("cumulative").is_null().or(same("cumulative").not()).or(same("done").not());
    let at = |held: Expr| by_row::carried(when(held).then(col("at")).otherwise(lit(NULL)));
    let day = by_row::carried(when(col("moved")).then(col("period_end")).otherwise(lit(NULL)));
    let count = |from: &str| (col("at") - col(from)).cast(DataType::UInt32);
    let counted = reports
        .select(["row", "period_end", "cumulative", "done"])?
        .with_row_index("at".into(), None)?
        .lazy()
        .with_columns([moved.alias("moved"), by_row::is_first().alias("first")])
        .with_columns([
            at(col("moved")).alias("moved_at"),
            at(col("first")).alias("first_at"),
            day.alias("unchanged_since"),
        ])
        .collect()?
        .lazy()
        .filter(by_row::is_last())
        .select([
            col("at"),
            col("unchanged_since"),
            count("moved_at").alias("unchanged"),
            (count("first_at") + lit(1u32)).alias("reports"),
        ])
        .collect()?;
    let every = counted.height() == reports.height();
    let newest = if every { reports.clone() } else { reports.take(counted.column("at")?.idx()?)? };
    let newest = newest.drop_many(["verdict", "done"]).hstack(counted.drop("at")?.columns())?;
    let newest = newest.lazy().rename(["cumulative", "period_end"], ["actual", "reported_as_of"], true).collect()?;
    kept_beside(newest, reports)
}

/// Days that happen once (started, finished, cleared) keep the first that was reported, a budget the newest.
fn kept_beside(mut newest: DataFrame, reports: &DataFrame) -> PolarsResult<DataFrame> {
    for name in ["started_date", "finished_date", "cleared_date", "budget"] {
        let column = reports.column(name)?;
        if column.null_count() == column.len() {
            continue;
        }
        let which = if name == "budget" { by_row::is_last() } else { by_row::is_first() };
        let said = reports.clone().lazy().select([col("row"), col(name)]).filter(col(name).is_not_null()).collect()?;
        let said = said.lazy().filter(which).collect()?;
        let newest_word = newest.lazy().drop(by_name([name], true, false));
        newest = newest_word.join(said.lazy(), [col("row")], [col("row")], by_row::left()).collect()?;
    }
    Ok(newest)
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
fn derive(board: DataFrame, plan: &Plan<'_>) -> PolarsResult<LazyFrame> {
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
