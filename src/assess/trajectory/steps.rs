//! Trajectories in steps: the lines of a task table, and milestones by their weights. Before a line's day, or a milestone's,
//! what stood before is due; a project without any keeps the linear course.

use crate::assess::by_row;
use polars::prelude::*;

/// What the newest line of the task table up to the day, in its calendar year, asks for; nothing before the first one.
pub fn tasks(frame: LazyFrame, day: &str, tasks: &DataFrame) -> PolarsResult<LazyFrame> {
    let lines = pairs(&frame, day)
        .join(tasks.clone().lazy(), [col("row")], [col("row")], JoinArgs::new(JoinType::Inner))
        .filter(col("until").gt_eq(col("year_start")).and(col("until").lt_eq(col("year_end"))))
        .with_column(col("until").lt_eq(col(day)).alias("reached"))
        .sort(["row", day, "until"], SortMultipleOptions::default())
        .group_by_stable([col("row"), col(day)])
        .agg([
            col("expected").filter(col("reached")).last().alias("task_expected"),
            col("share").filter(col("reached")).last().alias("task_share"),
        ]);
    let has = col("has_task").eq(lit(true));
    let joined = join_back(frame, day, lines.with_column(lit(true).alias("has_task")));
    Ok(joined
        .with_columns([
            when(has.clone().and(col("task_expected").is_not_null()))
                .then(col("task_expected"))
                .when(has.clone().and(col("task_share").is_not_null()))
                .then(col("target") * col("task_share"))
                .when(has.clone())
                .then(lit(0i128))
                .otherwise(col("due_num"))
                .alias("due_num"),
            when(has.clone().and(col("task_expected").is_null()).and(col("task_share").is_not_null()))
                .then(lit(100_000_000i128))
                .when(has.clone())
                .then(lit(1i128))
                .otherwise(col("due_den"))
                .alias("due_den"),
            when(has).then(lit("table")).otherwise(col("basis")).alias("basis"),
        ])
        .drop(by_name(["task_expected", "task_share", "has_task"], true, false)))
}

/// The weights of the milestones planned up to the day ÷ the weights of all of them.
pub fn weights(frame: LazyFrame, day: &str, weights: &DataFrame) -> PolarsResult<LazyFrame> {
    let sums = pairs(&frame, day)
        .join(weights.clone().lazy(), [col("row")], [col("row")], JoinArgs::new(JoinType::Inner))
        .group_by([col("row"), col(day)])
        .agg([
            col("weight").sum().alias("weight_all"),
            col("weight").filter(col("planned").lt_eq(col(day))).sum().alias("weight_due"),
        ])
        .filter(col("weight_all").gt(lit(0i128)));
    let has = col("weight_all").is_not_null();
    Ok(join_back(frame, day, sums)
        .with_columns([
            when(has.clone()).then(col("target") * col("weight_due")).otherwise(col("due_num")).alias("due_num"),
            when(has.clone()).then(col("weight_all")).otherwise(col("due_den")).alias("due_den"),
            when(has).then(lit("milestone-weighted")).otherwise(col("basis")).alias("basis"),
        ])
        .drop(by_name(["weight_all", "weight_due"], true, false)))
}

fn pairs(frame: &LazyFrame, day: &str) -> LazyFrame {
    let columns = ["row", day, "year_start", "year_end"];
    frame
        .clone()
        .select(columns.map(col))
        .filter(col(day).is_not_null())
        .unique_generic(Some(vec![col("row"), col(day)]), UniqueKeepStrategy::Any)
}

fn join_back(frame: LazyFrame, day: &str, found: LazyFrame) -> LazyFrame {
    let on = [col("row"), col(day)];
    frame.join(found, on.clone(), on, by_row::left())
}
