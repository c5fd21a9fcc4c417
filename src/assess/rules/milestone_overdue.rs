//! 节点逾期: a milestone is overdue, or due within so many working days.
//!
//! Takes the board; gives one finding per project: its worst overdue milestone (`behind`), else the next one due soon
//! (`at_risk`). Overdue needs evidence: an accepted report that covers a day after the planned one and shows it undone, or
//! a report that should cover it and is itself missing. Between its day and that report a milestone is
//! "due, not yet reported": it opens nothing, and closes nothing (`pending`).

use super::{KEPT, grade_number, kept};
use crate::assess::board::Board;
use crate::assess::frames::day_number;
use crate::base::calendar::Calendar;
use crate::base::grade::Grade;
use crate::pipeline::rules::MilestoneOverdue;
use polars::prelude::*;

/// What the rule says, in the names of the board.
pub const FORMULA: &str = "days = as_of − planned_date ≥ overdue days, and a report of a later day shows it undone; \
    or as_of ≤ planned_date ≤ as_of + working days";

/// Finds overdue milestones and those due soon.
pub fn find(board: &Board, params: &MilestoneOverdue, calendar: &Calendar) -> PolarsResult<DataFrame> {
    let horizon = day_number(calendar.add_workdays(board.as_of, params.due_within_workdays));
    let today = board.today();
    let overdue = is_overdue(board, params.overdue_days);
    let due_soon = col("planned").gt_eq(lit(today)).and(col("planned").lt_eq(lit(horizon)));
    let mut columns: Vec<Expr> = kept();
    columns.extend(["milestone", "planned_date", "days", "grade", "since"].map(col));
    undone(board)?
        .with_column(overdue.clone().alias("overdue"))
        .filter(overdue.or(due_soon))
        // Overdue before due soon; among the overdue the oldest, among those to come the nearest: both are the earliest day.
        .sort(["row", "overdue", "planned", "milestone"], worst_first())
        .group_by_stable([col("row")])
        .agg([col("*").first()])
        .with_columns([
            (lit(today) - col("planned")).alias("days"),
            col("planned").alias("planned_date"),
            when(col("overdue"))
                .then(grade_number(Grade::Behind))
                .otherwise(grade_number(Grade::AtRisk))
                .alias("grade"),
            when(col("overdue")).then(col("planned")).otherwise(lit(today)).alias("since"),
            // The source is the milestone's own cell where a report has one.
            when(col("milestone_file").is_not_null()).then(col("milestone_file")).otherwise(col("file")).alias("file"),
            when(col("milestone_file").is_not_null())
                .then(col("milestone_sheet"))
                .otherwise(col("sheet"))
                .alias("sheet"),
            when(col("milestone_file").is_not_null()).then(col("milestone_cell")).otherwise(col("cell")).alias("cell"),
            when(col("milestones_as_of").is_not_null())
                .then(col("milestones_as_of"))
                .otherwise(col("reported_as_of"))
                .alias("reported_as_of"),
        ])
        .select(columns)
        .collect()
}

/// Projects with a milestone whose day has passed but that no report could show undone yet: one column, `row`.
pub fn pending(board: &Board, params: &MilestoneOverdue) -> PolarsResult<DataFrame> {
    undone(board)?
        .filter(col("planned").lt(lit(board.today())).and(is_overdue(board, params.overdue_days).not()))
        .select([col("row")])
        .unique_generic(Some(vec![col("row")]), UniqueKeepStrategy::Any)
        .collect()
}

fn is_overdue(board: &Board, days: u32) -> Expr {
    col("planned").lt(col("evidence")).and(col("planned").lt_eq(lit(board.today() - i64::from(days))))
}

fn undone(board: &Board) -> PolarsResult<LazyFrame> {
    let milestones = board.milestones.clone().lazy().filter(col("actual").is_null()).select([
        col("row"),
        col("milestone"),
        col("planned"),
        col("file").alias("milestone_file"),
        col("sheet").alias("milestone_sheet"),
        col("cell").alias("milestone_cell"),
    ]);
    let needed = [&KEPT[1..], &["evidence", "milestones_as_of"]].concat();
    Ok(board.with(&needed, milestones.collect()?)?.lazy())
}

fn worst_first() -> SortMultipleOptions {
    SortMultipleOptions::default().with_order_descending_multi([false, true, false, false]).with_maintain_order(true)
}
