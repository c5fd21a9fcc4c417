//! 进度停滞: nothing moved over n consecutive accepted reports while work is due: by number, by milestones, by text.
//!
//! Takes the board; gives `stalled` findings, one per project: neither value nor milestones moved (`stalled`); no further
//! milestone while one is past its day (`stalled`); the same text again and again (`at_risk`). Only accepted reports count:
//! a missing one is not "unchanged". Work is due from the planned start until the project is completed or its annual target
//! reached. Not for projects that never started.

use super::{grade_number, kept};
use crate::assess::alike;
use crate::assess::board::{Board, coalesce_two};
use crate::base::grade::Grade;
use crate::pipeline::rules::Stalled;
use polars::prelude::*;

/// What the rule says, in the names of the board.
pub const FORMULA: &str = "count ≥ reports: so many reports after `since` with the same value and milestones, \
    without a further milestone, or with nearly the same text";

/// Finds stalled projects.
pub fn find(board: &Board, params: &Stalled) -> PolarsResult<DataFrame> {
    let projects = board.projects.clone().lazy().filter(work_is_due());
    let by_number = projects.clone().filter(col("unchanged").gt_eq(lit(params.reports))).with_columns([
        grade_number(Grade::Stalled).alias("grade"),
        col("unchanged_since").alias("since"),
        col("unchanged").alias("count"),
        lit(NULL).cast(DataType::String).alias("text"),
    ]);
    let mut found = vec![by_number.select(columns())];
    let mut add = |run: LazyFrame, least: u32, grade: Grade, text: &'static str| {
        let joined = projects.clone().join(run, [col("subject")], [col("subject")], JoinArgs::new(JoinType::Inner));
        let found_now = joined
            .filter(col("count").gt_eq(lit(least)))
            .with_columns([grade_number(grade).alias("grade"), lit(text).alias("text")]);
        found.push(found_now.select(columns()));
    };
    if let Some(reports) = params.milestones {
        add(by_milestones(board)?, reports, Grade::Stalled, "milestones: none more was done");
    }
    if let Some(percent) = params.alike {
        add(by_text(board, percent)?, params.reports, Grade::AtRisk, "status: the same text again");
    }
    concat(found, UnionArgs::default())?
        .unique_stable_generic(Some(vec![col("subject")]), UniqueKeepStrategy::First)
        .collect()
}

fn columns() -> Vec<Expr> {
    let mut columns = kept();
    columns.extend(["grade", "since", "count", "text"].map(col));
    columns
}

fn work_is_due() -> Expr {
    let work_left = col("target").is_null().or(col("actual").lt(col("target")));
    let due = coalesce_two(col("start").lt_eq(col("reported_as_of")), lit(true));
    col("started").and(col("completed").not()).and(work_left).and(due)
}

/// Reports after the last further milestone, for projects with one undone past its day: `subject, since, count`.
fn by_milestones(board: &Board) -> PolarsResult<LazyFrame> {
    let undone =
        board.milestones.clone().lazy().select([col("subject"), col("planned"), col("actual").alias("done_on")]);
    let late = board
        .with(undone)
        .filter(col("done_on").is_null().and(col("planned").lt(col("reported_as_of"))))
        .select([col("subject")])
        .unique_generic(Some(vec![col("subject")]), UniqueKeepStrategy::Any);
    let run = tail(board.reports.clone().lazy(), same("done")?);
    Ok(run.join(late, [col("subject")], [col("subject")], JoinArgs::new(JoinType::Inner)))
}

/// Reports whose text is nearly that of the one before: `subject, since, count`.
fn by_text(board: &Board, percent: u32) -> PolarsResult<LazyFrame> {
    let before = col("status").shift(lit(1)).over([col("subject")])?;
    let mut texts = board
        .reports
        .clone()
        .lazy()
        .select([col("subject"), col("period_end"), col("status"), before.alias("before")])
        .collect()?;
    let same = alike::column(texts.column("status")?.str()?, texts.column("before")?.str()?, percent);
    texts.with_column(Column::new("same".into(), same))?;
    Ok(tail(texts.lazy(), col("same")))
}

/// Whether a report says the same in a column as the one before.
fn same(column: &str) -> PolarsResult<Expr> {
    let before = col(column).shift(lit(1)).over([col("subject")])?;
    Ok(coalesce_two(col(column).eq(before), lit(false)))
}

/// The run of reports at the end that say the same as the one before them.
fn tail(reports: LazyFrame, same: Expr) -> LazyFrame {
    reports
        .with_column(when(same).then(lit(NULL)).otherwise(col("period_end")).alias("moved_on"))
        .group_by_stable([col("subject")])
        .agg([
            col("moved_on").max().alias("since"),
            col("period_end").gt(col("moved_on").max()).sum().cast(DataType::UInt32).alias("count"),
        ])
}
