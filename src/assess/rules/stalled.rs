//! 进度停滞: nothing moved over n consecutive accepted reports while work is due: by number, by milestones, by text.
//!
//! Takes the board; gives `stalled` findings, one per project: neither value nor milestones moved (`stalled`); no further
//! milestone while one is past its day (`stalled`); the same text again and again (`at_risk`). Only accepted reports count:
//! a missing one is not "unchanged". Work is due from the planned start until the project is completed or its annual target
//! reached. Not for projects that never started.

use super::{grade_number, kept};
use crate::assess::alike;
use crate::assess::board::{Board, coalesce_two};
use crate::assess::by_row;
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
        let run = run.filter(col("count").gt_eq(lit(least)));
        let joined = projects.clone().join(run, [col("row")], [col("row")], JoinArgs::new(JoinType::Inner));
        let found_now = joined.with_columns([grade_number(grade).alias("grade"), lit(text).alias("text")]);
        found.push(found_now.select(columns()));
    };
    if let Some(reports) = params.milestones {
        add(by_milestones(board)?, reports, Grade::Stalled, "milestones: none more was done");
    }
    if let Some(percent) = params.alike.filter(|_| has_text(board)) {
        add(by_text(board, percent)?, params.reports, Grade::AtRisk, "status: the same text again");
    }
    concat(found, UnionArgs::default())?
        .unique_stable_generic(Some(vec![col("row")]), UniqueKeepStrategy::First)
        .collect()
}

fn has_text(board: &Board) -> bool {
    board.reports.column("status").is_ok_and(|status| status.null_count() < status.len())
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

/// Reports after the last further milestone, for projects with one undone past its day: `row, since, count`.
fn by_milestones(board: &Board) -> PolarsResult<LazyFrame> {
    let undone = board.milestones.clone().lazy().filter(col("actual").is_null()).select([col("row"), col("planned")]);
    let late = board
        .with(&["reported_as_of"], undone.collect()?)?
        .lazy()
        .filter(col("planned").lt(col("reported_as_of")))
        .select([col("row")])
        .unique_generic(None, UniqueKeepStrategy::Any);
    let same = coalesce_two(col("done").eq(by_row::before("done")), lit(false));
    let reports = board.reports.select(["row", "period_end", "done"])?.lazy().with_column(same.alias("same"));
    Ok(tail(reports.collect()?)?.join(late, [col("row")], [col("row")], JoinArgs::new(JoinType::Inner)))
}

/// Reports whose text is nearly that of the one before: `row, since, count`.
fn by_text(board: &Board, percent: u32) -> PolarsResult<LazyFrame> {
    let texts = board.reports.select(["row", "period_end", "status"])?.lazy();
    let mut texts = texts.with_column(by_row::before("status").alias("before")).collect()?;
    let same = alike::column(texts.column("status")?.str()?, texts.column("before")?.str()?, percent);
    texts.with_column(Column::new("same".into(), same))?;
    tail(texts)
}

/// The run of reports at the end that say the `same` as the one before them, which the first of a project never does.
fn tail(reports: DataFrame) -> PolarsResult<LazyFrame> {
    let moved = |what: &str| by_row::carried(when(col("same")).then(lit(NULL)).otherwise(col(what)));
    let reports = reports.with_row_index("at".into(), None)?.lazy();
    let reports =
        reports.with_columns([moved("at").alias("moved_at"), moved("period_end").alias("since")]).collect()?;
    let last = reports.lazy().filter(by_row::is_last());
    Ok(last.select([col("row"), col("since"), (col("at") - col("moved_at")).cast(DataType::UInt32).alias("count")]))
}
