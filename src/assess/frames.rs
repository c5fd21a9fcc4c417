//! Rows at the edges: remembered standings and tables just read become the frames that rules look at.
//! Days are counted since 1970-01-01 (`Int64`), money is in millionths of a yuan (`Int128`).

use super::beside::{AMOUNTS, DAYS, TEXT_MAX, TEXTS};
use super::by_row::{self, Subjects};
use super::{Report, Standing};
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

/// The register, one row per project, by subject: `row, subject, name, class, category, unit_name, town, target, start, end`.
/// `row` is the project's number, 0 and up, by which [`super::by_row`] finds it.
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
    let found = match parts.is_empty() {
        true => no_projects()?.lazy(),
        false => concat(parts, UnionArgs::default())?,
    };
    let sorted = by_row::sorted_by_text(found.collect()?, "subject")?;
    // Of several lines about one project the last counts.
    let last = col("subject").neq_missing(col("subject").shift(lit(-1)));
    by_row::lightened(sorted.lazy().filter(last).collect()?)?.with_row_index("row".into(), None)
}

fn no_projects() -> PolarsResult<DataFrame> {
    let text = |name: &str| Column::new_empty(name.into(), &DataType::String);
    let number = |name: &str| Column::new_empty(name.into(), &DataType::Int64);
    let mut empty: Vec<Column> = ["subject", "name", "class", "category", "unit_name", "town"].map(text).into();
    empty.push(Column::new_empty("target".into(), &DataType::Int128));
    empty.extend(["start", "end"].map(number));
    DataFrame::new(0, empty)
}

/// Every word about every period of every project, newest last: `subject, period_end, cumulative, done, fresh, file, sheet,
/// cell, verdict` and the columns of [`super::beside`], days as numbers.
/// `fresh` marks reports of this slot, whose `done` is filled in by the board.
pub fn reports(standings: &[Standing], reads: &[Tidied]) -> PolarsResult<DataFrame> {
    let mut parts = Vec::new();
    // A column of nothing put before one of something costs as much as both.
    if standings.iter().any(|standing| !standing.reports.is_empty()) {
        parts.push(remembered_reports(standings)?.lazy());
    }
    for (read, found) in of_dataset(reads, Dataset::Progress) {
        let Some(period) = read.period else { continue };
        let mut columns = vec![
            col("project_id").alias("subject"),
            lit(day_number(period.end())).cast(DataType::Int64).alias("period_end"),
            col("cumulative"),
            lit(NULL).cast(DataType::UInt32).alias("done"),
            lit(true).alias("fresh"),
            lit(read.file.as_str()).alias("file"),
            lit_or_null(found.sheet.as_deref()).alias("sheet"),
            col("place_cell").alias("cell"),
            lit(NULL).cast(DataType::UInt32).alias("verdict"),
        ];
        for name in TEXTS {
            let is_long = found.table.frame.column(name)?.str()?.iter().flatten().any(|text| text.len() > TEXT_MAX);
            columns.push(if is_long { col(name).str().head(lit(TEXT_MAX as i64)).alias(name) } else { col(name) });
        }
        columns.extend(AMOUNTS.map(col));
        columns.extend(DAYS.map(days));
        parts.push(found.table.frame.clone().lazy().select(columns));
    }
    if parts.is_empty() {
        parts.push(remembered_reports(&[])?.lazy());
    }
    by_row::lightened(concat(parts, UnionArgs::default())?.collect()?)
}

/// The newest word about each project and period: `row` for `subject`, by row and period; `period_end` fits 32 bits.
pub fn newest(words: DataFrame, subjects: &Subjects<'_>) -> PolarsResult<DataFrame> {
    let place = col("row").cast(DataType::Int64) * lit(1i64 << 32) + col("period_end");
    let numbered = subjects.number(words)?.lazy().with_column(place.alias("place")).collect()?;
    let sorted = by_row::sorted(numbered, "place")?;
    let last = col("place").neq_missing(col("place").shift(lit(-1)));
    sorted.lazy().filter(last).drop(by_name(["place"], true, false)).collect()
}

/// The weights of the plan's milestones: `row, planned, weight`.
pub fn weights(plan: &[Table], subjects: &Subjects<'_>) -> PolarsResult<DataFrame> {
    let columns = [col("project_id").alias("subject"), days("planned_date").alias("planned"), col("weight")];
    let parts: Vec<LazyFrame> =
        plan.iter().map(|table| table.frame.clone().lazy().select(columns.clone()).drop_nulls(None)).collect();
    if parts.is_empty() {
        let kinds = [("row", IDX_DTYPE), ("planned", DataType::Int64), ("weight", DataType::Int128)];
        return DataFrame::new(0, empty(kinds));
    }
    subjects.number(concat(parts, UnionArgs::default())?.collect()?)
}

/// The task table by project: `row, until, expected, share`. A line names its project by number or name, or a whole
/// class; a project with lines of its own does not follow its class.
pub fn tasks(targets: &[Table], projects: &DataFrame) -> PolarsResult<DataFrame> {
    let kinds =
        [("row", IDX_DTYPE), ("until", DataType::Int64), ("expected", DataType::Int128), ("share", DataType::Int128)];
    let columns = || vec![col("row"), days("until"), col("expected"), col("share")];
    let known = projects.clone().lazy().select(["row", "subject", "name", "class"].map(col));
    let inner = || JoinArgs::new(JoinType::Inner);
    let (mut own, mut of_class) = (Vec::new(), Vec::new());
    for table in targets {
        let lines = table.frame.clone().lazy().filter(col("until").is_not_null());
        let by_id = lines.clone().filter(col("project_id").is_not_null());
        let ids = known.clone().select([col("row"), col("subject")]);
        own.push(by_id.join(ids, [col("project_id")], [col("subject")], inner()).select(columns()));
        let by_name = lines.clone().filter(col("project_id").is_null().and(col("name").is_not_null()));
        let only = known.clone().filter(len().over([col("name")])?.eq(lit(1u32))).select([col("row"), col("name")]);
        own.push(by_name.join(only, [col("name")], [col("name")], inner()).select(columns()));
        let by_class = lines.filter(col("project_id").is_null().and(col("name").is_null()));
        let members = known.clone().select([col("row"), col("class")]);
        of_class.push(by_class.join(members, [col("class")], [col("class")], inner()).select(columns()));
    }
    if own.is_empty() {
        return DataFrame::new(0, empty(kinds));
    }
    let own = concat(own, UnionArgs::default())?.collect()?;
    let named = own.clone().lazy().select([col("row")]);
    let rest =
        concat(of_class, UnionArgs::default())?.join(named, [col("row")], [col("row")], JoinArgs::new(JoinType::Anti));
    concat([own.lazy(), rest], UnionArgs::default())?.collect()
}

fn empty<const N: usize>(kinds: [(&str, DataType); N]) -> Vec<Column> {
    kinds.iter().map(|(name, kind)| Column::new_empty((*name).into(), kind)).collect()
}

/// The shape of last year: thousandths of its total that all projects together had reached by each month's end, rounded
/// down. Only projects that reported its last month count; nothing without one in every month. `words` are those of [`reports`].
pub fn last_year(words: &DataFrame, year: i32) -> PolarsResult<Option<[i64; 12]>> {
    let day = |year: i32, month: u32| NaiveDate::from_ymd_opt(year, month, 1).map(day_number);
    let mut ends: Vec<(i64, i64)> = Vec::new();
    for month in 1..=12 {
        let next = if month == 12 { day(year + 1, 1) } else { day(year, month + 1) };
        let (Some(first), Some(next)) = (day(year, month), next) else { return Ok(None) };
        ends.push((first, next - 1));
    }
    let (subject, end) = (words.column("subject")?.str()?, words.column("period_end")?.i64()?);
    let value = words.column("cumulative")?.i128()?;
    let Some((_, december)) = ends.last().copied() else { return Ok(None) };
    let at = |wanted: i64| reports_at(subject, end, value, wanted);
    let whole = at(december);
    let total: i128 = whole.values().sum();
    let mut shape = [0i64; 12];
    for (place, (_, end)) in shape.iter_mut().zip(&ends) {
        let found = at(*end);
        let sum: i128 = found.iter().filter(|(subject, _)| whole.contains_key(*subject)).map(|(_, value)| value).sum();
        if found.is_empty() || total <= 0 {
            return Ok(None);
        }
        *place = i64::try_from(sum * 1_000 / total).unwrap_or(1_000).clamp(0, 1_000);
    }
    Ok(Some(shape))
}

fn reports_at<'a>(
    subject: &'a StringChunked,
    end: &Int64Chunked,
    value: &Int128Chunked,
    wanted: i64,
) -> std::collections::BTreeMap<&'a str, i128> {
    let rows = subject.iter().zip(end.iter()).zip(value.iter());
    let newest: std::collections::BTreeMap<&str, Option<i128>> = rows
        .filter(|((_, end), _)| *end == Some(wanted))
        .filter_map(|((subject, _), value)| Some((subject?, value)))
        .collect();
    newest.into_iter().filter_map(|(subject, value)| Some((subject, value?))).collect()
}

pub(super) fn of_dataset(reads: &[Tidied], dataset: Dataset) -> impl Iterator<Item = (&Tidied, &FoundTable)> {
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
    let mut columns = vec![
        Column::new("subject".into(), rows.iter().map(|(s, _)| s.subject.as_str()).collect::<Vec<_>>()),
        Column::new("period_end".into(), rows.iter().map(|(_, r)| day_number(r.period_end)).collect::<Vec<_>>()),
        Column::new("cumulative".into(), rows.iter().map(|(_, r)| r.cumulative.map(|a| a.0)).collect::<Vec<_>>()),
        Column::new("done".into(), rows.iter().map(|(_, r)| Some(r.milestones_done)).collect::<Vec<_>>()),
        Column::new("fresh".into(), vec![false; rows.len()]),
        Column::new("file".into(), place(|p| Some(&p.file))),
        Column::new("sheet".into(), place(|p| p.sheet.as_deref())),
        Column::new("cell".into(), place(|p| p.cell.as_deref())),
        Column::new("verdict".into(), rows.iter().map(|(_, r)| r.verdict.map(|g| g as u32)).collect::<Vec<_>>()),
    ];
    columns.extend(remembered_said(&rows));
    DataFrame::new(rows.len(), columns)
}

/// The columns of what reports said beside; one that nobody filled costs nothing.
fn remembered_said(rows: &[(&Standing, &Report)]) -> Vec<Column> {
    let mut columns = Vec::new();
    let filled = |has: &dyn Fn(&Report) -> bool| rows.iter().any(|(_, report)| has(report));
    for name in TEXTS {
        columns.push(match filled(&|r| r.beside.texts.get(name).is_some()) {
            true => Column::new(
                name.into(),
                rows.iter().map(|(_, r)| r.beside.texts.get(name).map(String::as_str)).collect::<Vec<_>>(),
            ),
            false => Column::full_null(name.into(), rows.len(), &DataType::String),
        });
    }
    for name in AMOUNTS {
        columns.push(match filled(&|r| r.beside.amounts.get(name).is_some()) {
            true => Column::new(
                name.into(),
                rows.iter().map(|(_, r)| r.beside.amounts.get(name).map(|a| a.0)).collect::<Vec<_>>(),
            ),
            false => Column::full_null(name.into(), rows.len(), &DataType::Int128),
        });
    }
    for name in DAYS {
        let day = |r: &Report| r.beside.days.get(name).copied().map(day_number);
        columns.push(match filled(&|r| r.beside.days.get(name).is_some()) {
            true => Column::new(name.into(), rows.iter().map(|(_, r)| day(r)).collect::<Vec<_>>()),
            false => Column::full_null(name.into(), rows.len(), &DataType::Int64),
        });
    }
    columns
}

pub(super) fn lit_or_null(text: Option<&str>) -> Expr {
    text.map_or_else(|| lit(NULL).cast(DataType::String), lit)
}
