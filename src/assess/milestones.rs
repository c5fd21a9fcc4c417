//! Every word about milestones → one row per milestone: its day that judges, the first one, what is said otherwise, whether done.
//!
//! Takes the plan, what is remembered, what was read in this slot and the approved days. Where days are frozen (the default)
//! the first one accepted judges until another is approved; else the plan's stand, and a milestone that no plan has takes the
//! first date it was reported with.

use super::board::coalesce_two;
use super::frames::{day_number, days, lit_or_null, of_dataset};
use super::{Milestone, Standing};
use crate::base::place::Place;
use crate::pipeline::dataset::Dataset;
use crate::tidy::Tidied;
use crate::tidy::table::Table;
use polars::prelude::*;

/// Every word: `subject, milestone, kept, listed, actual, as_of, file, sheet, cell, order, frozen`, newest last. `kept` is the
/// day it was first accepted with, `listed` what a plan or a report says.
pub fn words(plan: &[Table], standings: &[Standing], reads: &[Tidied], frozen: bool) -> PolarsResult<DataFrame> {
    let new_plan = of_dataset(reads, Dataset::MilestonePlan).next().is_some();
    let mut parts = vec![remembered(standings, frozen, new_plan)?.lazy()];
    let day = || lit(NULL).cast(DataType::Int64);
    let text = || lit(NULL).cast(DataType::String);
    for table in plan {
        parts.push(table.frame.clone().lazy().select([
            col("project_id").alias("subject"),
            col("milestone"),
            day().alias("kept"),
            days("planned_date").alias("listed"),
            day().alias("actual"),
            day().alias("as_of"),
            text().alias("file"),
            text().alias("sheet"),
            text().alias("cell"),
            lit(-1i32).cast(DataType::Int32).alias("order"),
        ]));
    }
    for (order, (read, found)) in of_dataset(reads, Dataset::Milestones).enumerate() {
        let Some(period) = read.period else { continue };
        parts.push(found.table.frame.clone().lazy().select([
            col("project_id").alias("subject"),
            col("milestone"),
            day().alias("kept"),
            days("planned_date").alias("listed"),
            days("actual_date").alias("actual"),
            lit(day_number(period.end())).cast(DataType::Int64).alias("as_of"),
            lit(read.file.as_str()).alias("file"),
            lit_or_null(found.sheet.as_deref()).alias("sheet"),
            col("place_cell").alias("cell"),
            lit(order as i32 + 1).cast(DataType::Int32).alias("order"),
        ]));
    }
    concat(parts, UnionArgs::default())?.with_column(lit(frozen).alias("frozen")).collect()
}

fn remembered(standings: &[Standing], frozen: bool, new_plan: bool) -> PolarsResult<DataFrame> {
    let original = |m: &Milestone| Some(day_number(m.original_date.unwrap_or(m.planned_date)));
    let kept = |m: &Milestone| original(m).filter(|_| frozen);
    // What was moved stands until a newer plan or report says another day.
    let listed = |m: &Milestone| match frozen {
        true => m.listed_date.filter(|_| !new_plan).map(day_number),
        false => original(m),
    };
    let rows: Vec<_> = standings.iter().flat_map(|s| s.milestones.iter().map(move |m| (s, m))).collect();
    let place = |pick: fn(&Place) -> Option<&str>| -> Vec<Option<&str>> {
        rows.iter().map(|(_, m)| m.place.as_ref().and_then(pick)).collect()
    };
    DataFrame::new(
        rows.len(),
        vec![
            Column::new("subject".into(), rows.iter().map(|(s, _)| s.subject.as_str()).collect::<Vec<_>>()),
            Column::new("milestone".into(), rows.iter().map(|(_, m)| m.name.as_str()).collect::<Vec<_>>()),
            Column::new("kept".into(), rows.iter().map(|(_, m)| kept(m)).collect::<Vec<_>>()),
            Column::new("listed".into(), rows.iter().map(|(_, m)| listed(m)).collect::<Vec<_>>()),
            Column::new("actual".into(), rows.iter().map(|(_, m)| m.actual_date.map(day_number)).collect::<Vec<_>>()),
            Column::new(
                "as_of".into(),
                rows.iter().map(|(s, _)| s.milestones_as_of.map(day_number)).collect::<Vec<_>>(),
            ),
            Column::new("file".into(), place(|p| Some(&p.file))),
            Column::new("sheet".into(), place(|p| p.sheet.as_deref())),
            Column::new("cell".into(), place(|p| p.cell.as_deref())),
            Column::new("order".into(), vec![0i32; rows.len()]),
        ],
    )
}

/// One row per milestone: `subject, milestone, planned, original, listed, actual, as_of, file, sheet, cell`. `approved` are the
/// days of [`super::baseline::milestones`], oldest first: the newest judges, and one that was right before is nothing said
/// otherwise, for a plan is written anew some time after an approval.
pub fn newest_word(words: DataFrame, approved: DataFrame) -> PolarsResult<DataFrame> {
    let oldest_first = SortMultipleOptions::default().with_maintain_order(true).with_nulls_last(false);
    let found = words
        .lazy()
        .sort(["as_of", "order"], oldest_first)
        .group_by_stable([col("subject"), col("milestone")])
        .agg([
            col("kept").drop_nulls().first().alias("kept"),
            col("listed").drop_nulls().first().alias("first"),
            col("listed").drop_nulls().last().alias("listed"),
            col("frozen").first().alias("frozen"),
            col("actual").last().alias("actual"),
            col("as_of").last().alias("as_of"),
            col("file").last().alias("file"),
            col("sheet").last().alias("sheet"),
            col("cell").last().alias("cell"),
        ])
        .with_column(coalesce_two(col("kept"), col("first")).alias("original"))
        .filter(col("original").is_not_null());
    let found = with_approved(found, approved);
    let otherwise = col("listed").neq(col("planned")).and(col("listed").neq(col("original")));
    let otherwise = otherwise.and(col("before").is_null()).and(col("frozen"));
    found
        .with_column(when(otherwise).then(col("listed")).otherwise(lit(NULL)).alias("listed"))
        .select(
            ["subject", "milestone", "planned", "original", "listed", "actual", "as_of", "file", "sheet", "cell"]
                .map(col),
        )
        .sort(["subject", "planned", "milestone"], SortMultipleOptions::default())
        .collect()
}

/// The day that judges, and whether the listed one was approved some time before (`before`).
fn with_approved(found: LazyFrame, approved: DataFrame) -> LazyFrame {
    if approved.height() == 0 {
        let before = lit(NULL).cast(DataType::Boolean).alias("before");
        return found.with_columns([col("original").alias("planned"), before]);
    }
    let left = || JoinArgs::new(JoinType::Left);
    let key = || [col("subject"), col("milestone")];
    let on = || [col("subject"), col("milestone"), col("listed")];
    let newest = approved.clone().lazy().group_by_stable(key()).agg([col("approved").last()]);
    let ever = approved.lazy().select([col("subject"), col("milestone"), col("approved").alias("listed")]);
    let ever = ever.unique_generic(None, UniqueKeepStrategy::Any).with_column(lit(true).alias("before"));
    found
        .join(newest, key(), key(), left())
        .with_column(coalesce_two(col("approved"), col("original")).alias("planned"))
        .join(ever, on(), on(), left())
}
