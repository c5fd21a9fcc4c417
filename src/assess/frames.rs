//! Rows at the edges: remembered standings and tables just read become the frames that rules look at.
//! Days are counted since 1970-01-01 (`Int64`), money is in millionths of a yuan (`Int128`).

use super::Standing;
use crate::base::place::Place;
use crate::pipeline::dataset::Dataset;
use crate::tidy::table::Table;
use crate::tidy::{FoundTable, Tidied};
use chrono::{Days, NaiveDate};
use polars::prelude::*;

/// Days since 1970-01-01.
pub fn day_number(day: NaiveDate) -> i64 {
    day.signed_duration_since(NaiveDate::default()).num_days()
}

/// The day of a number; numbers only ever come from [`day_number`].
pub fn day_of(number: i64) -> NaiveDate {
    let epoch = NaiveDate::default();
    let days = Days::new(number.unsigned_abs());
    let day = if number < 0 { epoch.checked_sub_days(days) } else { epoch.checked_add_days(days) };
    day.unwrap_or(epoch)
}

/// A `Date` column as a day number.
pub fn days(column: &str) -> Expr {
    col(column).cast(DataType::Int32).cast(DataType::Int64)
}

/// The register, one row per project: `subject, name, class, category, unit_name, town, target, start, end`.
pub fn projects(register: &[Table]) -> PolarsResult<DataFrame> {
    let columns = [
        col("project_id").alias("subject"),
        col("name"),
        col("class"),
        col("category"),
        col("unit_name"),
        col("town"),
        col("annual_target").alias("target"),
        days("start_date").alias("start"),
        days("end_date").alias("end"),
    ];
    let parts: Vec<LazyFrame> =
        register.iter().map(|table| table.frame.clone().lazy().select(columns.clone())).collect();
    if parts.is_empty() {
        let text = |name: &str| Column::new_empty(name.into(), &DataType::String);
        let number = |name: &str| Column::new_empty(name.into(), &DataType::Int64);
        let mut empty: Vec<Column> = ["subject", "name", "class", "category", "unit_name", "town"].map(text).into();
        empty.push(Column::new_empty("target".into(), &DataType::Int128));
        empty.extend(["start", "end"].map(number));
        return DataFrame::new(0, empty);
    }
    concat(parts, UnionArgs::default())?
        .unique_stable_generic(Some(vec![col("subject")]), UniqueKeepStrategy::Last)
        .collect()
}

/// Every report known of every project, newest word per period: `subject, period_end, cumulative, done, fresh, file, sheet, cell`.
/// `fresh` marks reports of this slot, whose `done` is filled in by the board; `order` is dropped again.
pub fn reports(standings: &[Standing], reads: &[Tidied]) -> PolarsResult<DataFrame> {
    let mut parts = vec![remembered_reports(standings)?.lazy()];
    for (order, (read, found)) in of_dataset(reads, Dataset::Progress).enumerate() {
        let Some(period) = read.period else { continue };
        parts.push(found.table.frame.clone().lazy().select([
            col("project_id").alias("subject"),
            lit(day_number(period.end())).cast(DataType::Int64).alias("period_end"),
            col("cumulative"),
            lit(NULL).cast(DataType::UInt32).alias("done"),
            lit(true).alias("fresh"),
            lit(read.file.as_str()).alias("file"),
            lit_or_null(found.sheet.as_deref()).alias("sheet"),
            col("place_cell").alias("cell"),
            lit(order as u32 + 1).cast(DataType::UInt32).alias("order"),
        ]));
    }
    concat(parts, UnionArgs::default())?
        .sort(["subject", "period_end", "order"], SortMultipleOptions::default().with_maintain_order(true))
        .unique_stable_generic(Some(vec![col("subject"), col("period_end")]), UniqueKeepStrategy::Last)
        .drop(by_name(["order"], true, false))
        .collect()
}

/// Every milestone known: `subject, milestone, planned, actual, as_of, file, sheet, cell, order`, newest word last.
/// The plan's dates stand; a milestone that no plan has takes the first date it was reported with.
pub fn milestones(plan: &[Table], standings: &[Standing], reads: &[Tidied]) -> PolarsResult<DataFrame> {
    let mut parts = vec![remembered_milestones(standings)?.lazy()];
    for table in plan {
        parts.push(table.frame.clone().lazy().select([
            col("project_id").alias("subject"),
            col("milestone"),
            days("planned_date").alias("planned"),
            lit(NULL).cast(DataType::Int64).alias("actual"),
            lit(NULL).cast(DataType::Int64).alias("as_of"),
            lit(NULL).cast(DataType::String).alias("file"),
            lit(NULL).cast(DataType::String).alias("sheet"),
            lit(NULL).cast(DataType::String).alias("cell"),
            lit(-1i32).cast(DataType::Int32).alias("order"),
        ]));
    }
    for (order, (read, found)) in of_dataset(reads, Dataset::Milestones).enumerate() {
        let Some(period) = read.period else { continue };
        parts.push(found.table.frame.clone().lazy().select([
            col("project_id").alias("subject"),
            col("milestone"),
            days("planned_date").alias("planned"),
            days("actual_date").alias("actual"),
            lit(day_number(period.end())).cast(DataType::Int64).alias("as_of"),
            lit(read.file.as_str()).alias("file"),
            lit_or_null(found.sheet.as_deref()).alias("sheet"),
            col("place_cell").alias("cell"),
            lit(order as i32 + 1).cast(DataType::Int32).alias("order"),
        ]));
    }
    concat(parts, UnionArgs::default())?.collect()
}

fn of_dataset(reads: &[Tidied], dataset: Dataset) -> impl Iterator<Item = (&Tidied, &FoundTable)> {
    reads
        .iter()
        .flat_map(|read| read.tables.iter().map(move |found| (read, found)))
        .filter(move |(_, found)| found.table.dataset == dataset)
}

fn remembered_reports(standings: &[Standing]) -> PolarsResult<DataFrame> {
    let rows: Vec<_> = standings.iter().flat_map(|s| s.reports.iter().map(move |r| (s, r))).collect();
    let place = |pick: fn(&Place) -> Option<&str>| -> Vec<Option<&str>> {
        rows.iter().map(|(_, report)| pick(&report.place)).collect()
    };
    DataFrame::new(
        rows.len(),
        vec![
            Column::new("subject".into(), rows.iter().map(|(s, _)| s.subject.as_str()).collect::<Vec<_>>()),
            Column::new("period_end".into(), rows.iter().map(|(_, r)| day_number(r.period_end)).collect::<Vec<_>>()),
            Column::new("cumulative".into(), rows.iter().map(|(_, r)| r.cumulative.0).collect::<Vec<_>>()),
            Column::new("done".into(), rows.iter().map(|(_, r)| Some(r.milestones_done)).collect::<Vec<_>>()),
            Column::new("fresh".into(), vec![false; rows.len()]),
            Column::new("file".into(), place(|p| Some(&p.file))),
            Column::new("sheet".into(), place(|p| p.sheet.as_deref())),
            Column::new("cell".into(), place(|p| p.cell.as_deref())),
            Column::new("order".into(), vec![0u32; rows.len()]),
        ],
    )
}

fn remembered_milestones(standings: &[Standing]) -> PolarsResult<DataFrame> {
    let rows: Vec<_> = standings.iter().flat_map(|s| s.milestones.iter().map(move |m| (s, m))).collect();
    let place = |pick: fn(&Place) -> Option<&str>| -> Vec<Option<&str>> {
        rows.iter().map(|(_, m)| m.place.as_ref().and_then(pick)).collect()
    };
    DataFrame::new(
        rows.len(),
        vec![
            Column::new("subject".into(), rows.iter().map(|(s, _)| s.subject.as_str()).collect::<Vec<_>>()),
            Column::new("milestone".into(), rows.iter().map(|(_, m)| m.name.as_str()).collect::<Vec<_>>()),
            Column::new("planned".into(), rows.iter().map(|(_, m)| day_number(m.planned_date)).collect::<Vec<_>>()),
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

fn lit_or_null(text: Option<&str>) -> Expr {
    text.map_or_else(|| lit(NULL).cast(DataType::String), lit)
}
