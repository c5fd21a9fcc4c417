//! Every word about milestones → one row per milestone: its day that judges, the first one, what is said otherwise, whether done.
//!
//! Takes the plan, what is remembered, what was read in this slot and the approved days. Where days are frozen (the default)
//! the first one accepted judges until another is approved; else the plan's stand, and a milestone that no plan has takes the
//! first date it was reported with.

use super::board::coalesce_two;
use super::by_row::{self, Subjects};
use super::frames::{day_number, days, lit_or_null, of_dataset};
use super::judge::Matter;
use super::{Milestone, Standing};
use crate::base::place::Place;
use crate::pipeline::dataset::Dataset;
use polars::prelude::*;

/// Files whose period is over are newer than those of one that is not.
const AFTER_OPEN: usize = 1_000_000;

/// Every word: `subject, milestone, kept, listed, actual, as_of, file, sheet, cell, order, frozen`, newest last. `kept` is the
/// day it was first accepted with, `listed` what a plan or a report says.
pub fn words(matter: &Matter<'_>) -> PolarsResult<DataFrame> {
    let Matter { as_of, plan, standings, reads, .. } = *matter;
    let frozen = matter.rules.unapproved_change;
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
        // 2026年节点计划 tells nothing of days to come: what June reports goes before it, and July is newer. A list without a
        // period is as of the day it is read.
        let until = read.period.map_or(as_of, |period| period.end().min(as_of));
        let is_open = read.period.is_none_or(|period| period.end() > as_of);
        let order = if is_open { order } else { order + AFTER_OPEN };
        parts.push(found.table.frame.clone().lazy().select([
            col("project_id").alias("subject"),
            col("milestone"),
            day().alias("kept"),
            days("planned_date").alias("listed"),
            days("actual_date").alias("actual"),
            lit(day_number(until)).cast(DataType::Int64).alias("as_of"),
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

/// One row per milestone: `row, milestone, planned, original, listed, actual, as_of, file, sheet, cell`, of what [`of_each`] gives. `approved` are the
/// days of [`super::baseline::milestones`], oldest first: the newest judges, and one that was right before is nothing said
/// otherwise, for a plan is written anew some time after an approval.
pub fn newest_word(found: DataFrame, approved: DataFrame) -> PolarsResult<DataFrame> {
    let found = with_approved(found.lazy(), approved);
    let otherwise = col("listed").neq(col("planned")).and(col("listed").neq(col("original")));
    let otherwise = otherwise.and(col("before").is_null()).and(col("frozen"));
    let found = found
        .with_column(when(otherwise).then(col("listed")).otherwise(lit(NULL)).alias("listed"))
        .with_column((col("row").cast(DataType::Int64) * lit(1i64 << 32) + col("planned")).alias("place"))
        .collect()?;
    let columns = ["row", "milestone", "planned", "original", "listed", "actual", "as_of", "file", "sheet", "cell"];
    // By project and planned day; those of one day stay in the order of their names.
    by_row::sorted(found, "place")?.select(columns)
}

/// What was said first and last of each milestone: `row, original, listed`, and the rest of its newest word, by project and name.
/// Words are sorted; the place at which something was said is carried down to the newest word, or up to the first.
pub fn of_each(words: DataFrame, subjects: &Subjects<'_>) -> PolarsResult<DataFrame> {
    let words = subjects.number(words)?;
    let oldest_first = SortMultipleOptions::default().with_maintain_order(true).with_nulls_last(false);
    let words = match words.column("as_of")?.null_count() == words.height() && is_one_source(&words)? {
        true => words,
        false => words.lazy().sort(["as_of", "order"], oldest_first).collect()?,
    };
    let names = numbered_names(&words)?;
    let words = words.lazy().filter(col("milestone").is_not_null()).join(
        names,
        [col("milestone")],
        [col("milestone")],
        by_row::left(),
    );
    let place = col("row").cast(DataType::Int64) * lit(1i64 << 32) + col("name").cast(DataType::Int64);
    let words = by_row::sorted(words.with_column(place.alias("place")).collect()?, "place")?;
    let first = || col("place").neq_missing(col("place").shift(lit(1)));
    let last = || col("place").neq_missing(col("place").shift(lit(-1)));
    let words = words.with_row_index("at".into(), None)?.lazy();
    let here = |said: Expr| when(said).then(col("at")).otherwise(lit(NULL));
    let said = |name: &str| here(col(name).is_not_null());
    let up = |expr: Expr| expr.fill_null_with_strategy(FillNullStrategy::Backward(None));
    let words = words
        .with_columns([first().alias("first"), last().alias("last")])
        .with_columns([
            by_row::carried(here(col("first"))).alias("first_at"),
            up(here(col("last"))).alias("last_at"),
            up(said("kept")).alias("kept_at"),
            up(said("listed")).alias("listed_first_at"),
            by_row::carried(said("listed")).alias("listed_last_at"),
        ])
        .collect()?;
    let (kept, listed) = (words.column("kept")?.clone(), words.column("listed")?.clone());
    let (kept, listed) = (kept.as_materialized_series().clone(), listed.as_materialized_series().clone());
    let within = |at: &str| when(col(at).gt_eq(col("first_at")).and(col(at).lt_eq(col("last_at")))).then(col(at));
    let of = |values: &Series, at: &str| lit(values.clone()).gather(within(at).otherwise(lit(NULL)), true);
    let starts = words.clone().lazy().filter(col("first")).select([
        of(&kept, "kept_at").alias("kept"),
        of(&listed, "listed_first_at").alias("said_first"),
        col("frozen").alias("frozen_first"),
    ]);
    let ends = words.lazy().filter(col("last")).with_column(of(&listed, "listed_last_at").alias("listed"));
    let ends = ends.drop(by_name(["kept", "frozen"], true, false)).collect()?;
    let found = ends.hstack(starts.collect()?.columns())?.lazy();
    found
        .with_column(coalesce_two(col("kept"), col("said_first")).alias("original"))
        .rename(["frozen_first"], ["frozen"], true)
        .filter(col("original").is_not_null())
        .collect()
}

/// Whether all words come from one place, as a plan that is read first.
fn is_one_source(words: &DataFrame) -> PolarsResult<bool> {
    let order = words.column("order")?.i32()?;
    Ok(order.min() == order.max())
}

/// The names of milestones, numbered in their order: `milestone, name`.
fn numbered_names(words: &DataFrame) -> PolarsResult<LazyFrame> {
    let names = words.column("milestone")?.unique()?.sort(SortOptions::default())?;
    let names = DataFrame::new(names.len(), vec![names])?.with_row_index("name".into(), None)?;
    Ok(names.lazy())
}

/// The day that judges, and whether the listed one was approved some time before (`before`).
fn with_approved(found: LazyFrame, approved: DataFrame) -> LazyFrame {
    if approved.height() == 0 {
        let before = lit(NULL).cast(DataType::Boolean).alias("before");
        return found.with_columns([col("original").alias("planned"), before]);
    }
    let left = by_row::left;
    let key = || [col("row"), col("milestone")];
    let on = || [col("row"), col("milestone"), col("listed")];
    let newest = approved.clone().lazy().group_by_stable(key()).agg([col("approved").last()]);
    let ever = approved.lazy().select([col("row"), col("milestone"), col("approved").alias("listed")]);
    let ever = ever.unique_generic(None, UniqueKeepStrategy::Any).with_column(lit(true).alias("before"));
    found
        .join(newest, key(), key(), left())
        .with_column(coalesce_two(col("approved"), col("original")).alias("planned"))
        .join(ever, on(), on(), left())
}
