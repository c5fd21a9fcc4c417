//! The board as conditions see it: the documented columns, made from the board's own when they are asked for.

use super::eval::{Fraction, less, scaled, times};
use crate::assess::board::Board;
use crate::assess::by_row;
use crate::assess::frames::day_of;
use crate::base::amount::Amount;
use crate::pipeline::sql::columns::{Holds, column_of};
use chrono::Datelike;
use polars::prelude::*;

/// The board with the columns that conditions need beside its own.
#[derive(Debug)]
pub struct View {
    frame: DataFrame,
}

impl View {
    /// Of a board.
    pub fn of(board: &Board) -> PolarsResult<View> {
        let today = board.today();
        let undone =
            board.milestones.clone().lazy().filter(col("actual").is_null()).select([col("row"), col("planned")]);
        let undone = board.with(&["evidence"], undone.collect()?)?.lazy();
        // Milestones stand in the order of their days: the first of a project is the nearest.
        let nearest = |which: Expr, days: Expr, name: &str| -> PolarsResult<DataFrame> {
            let of_project = undone.clone().filter(which).collect()?.lazy().filter(by_row::is_first());
            of_project.select([col("row"), days.alias(name)]).collect()
        };
        let overdue = nearest(col("planned").lt(col("evidence")), lit(today) - col("planned"), "days_overdue")?;
        let to_come = nearest(col("planned").gt_eq(lit(today)), col("planned") - lit(today), "days_to_milestone")?;
        let frame = by_row::beside_projects(board.projects.clone(), &overdue)?;
        let frame = by_row::beside_projects(frame, &to_come)?
            .lazy()
            .with_columns([
                lit(today).alias("today"),
                (col("reported_as_of") - col("start")).alias("days_since_start"),
                (lit(today) - col("reported_as_of")).alias("days_since_report"),
            ])
            .collect()?;
        Ok(View { frame })
    }

    /// How many projects there are.
    pub fn height(&self) -> usize {
        self.frame.height()
    }

    /// A column of text.
    pub fn text(&self, name: &str) -> PolarsResult<StringChunked> {
        let own = if name == "project_id" { "subject" } else { name };
        Ok(self.frame.column(own)?.str()?.clone())
    }

    /// A column of yes and no.
    pub fn flag(&self, name: &str) -> PolarsResult<BooleanChunked> {
        Ok(self.frame.column(name)?.bool()?.clone())
    }

    /// A column of days, as day numbers.
    pub fn day(&self, name: &str) -> PolarsResult<Int64Chunked> {
        let own = match name {
            "start_date" => "start",
            "end_date" => "end",
            "as_of" => "today",
            other => other,
        };
        self.frame.column(own)?.cast(&DataType::Int64)?.i64().cloned()
    }

    fn whole(&self, name: &str) -> PolarsResult<Int128Chunked> {
        self.frame.column(name)?.cast(&DataType::Int128)?.i128().cloned()
    }

    /// A column of figures.
    pub fn figure(&self, name: &str) -> PolarsResult<Fraction> {
        let scale = match column_of(name).map(|column| column.holds) {
            Some(Holds::Figure { scale, .. }) => scale,
            _ => 0,
        };
        let of = |top: Int128Chunked, bottom: Option<Int128Chunked>| Fraction { top, bottom, scale };
        let percent = |top: Int128Chunked| scaled(&top, 100);
        let (target, due, parts) = (|| self.whole("target"), || self.whole("due_num"), || self.whole("due_den"));
        let there = || times(&self.whole("actual")?, &parts()?);
        Ok(match name {
            "annual_target" => of(target()?, None),
            "cumulative" => of(self.whole("actual")?, None),
            "expected" => over(due()?, parts()?, scale),
            "percent_done" => over(percent(self.whole("actual")?)?, target()?, scale),
            "percent_expected" => over(percent(due()?)?, times(&target()?, &parts()?)?, scale),
            "percent_of_expected" => over(percent(there()?)?, due()?, scale),
            "points_below" => {
                let short = less(&due()?, &there()?)?;
                over(percent(short)?, times(&target()?, &parts()?)?, scale)
            }
            "days_since_planned_start" => of(self.whole("days_since_start")?, None),
            "months_since_planned_start" => of(self.months()?, None),
            "milestones" => of(self.whole("total")?, None),
            "milestones_done" => of(self.whole("done")?, None),
            other => of(self.whole(other)?, None),
        })
    }

    /// Calendar months from the planned start's to the last report's.
    fn months(&self) -> PolarsResult<Int128Chunked> {
        let month = |number: i64| {
            let day = day_of(number);
            i128::from(day.year()) * 12 + i128::from(day.month0())
        };
        let (start, reported) = (self.day("start_date")?, self.day("reported_as_of")?);
        let months = start.iter().zip(reported.iter()).map(|(start, reported)| Some(month(reported?) - month(start?)));
        Ok(months.collect_ca("months".into()))
    }

    /// What the columns hold for the projects of a mask, as people read it: `cumulative 1250`.
    pub fn shown(&self, columns: &[&'static str], mask: &BooleanChunked) -> PolarsResult<Vec<Vec<String>>> {
        let rows: Vec<usize> =
            mask.iter().enumerate().filter(|(_, hit)| *hit == Some(true)).map(|(row, _)| row).collect();
        let mut shown = vec![Vec::new(); rows.len()];
        for name in columns {
            let cells = self.cells(name, &rows)?;
            for (row, cell) in shown.iter_mut().zip(cells) {
                row.extend(cell.map(|cell| format!("{name} {cell}")));
            }
        }
        Ok(shown)
    }

    fn cells(&self, name: &str, rows: &[usize]) -> PolarsResult<Vec<Option<String>>> {
        let cells = match column_of(name).map(|column| column.holds) {
            Some(Holds::Text) => {
                let column = self.text(name)?;
                rows.iter().map(|row| column.get(*row).map(str::to_string)).collect()
            }
            Some(Holds::Day) => {
                let column = self.day(name)?;
                rows.iter().map(|row| column.get(*row).map(|day| day_of(day).to_string())).collect()
            }
            Some(Holds::Flag) => {
                let column = self.flag(name)?;
                rows.iter().map(|row| column.get(*row).map(|flag| flag.to_string())).collect()
            }
            _ => {
                let Fraction { top, bottom, scale } = self.figure(name)?;
                let one = |row: usize| {
                    let bottom = bottom.as_ref().map_or(Some(1), |bottom| bottom.get(row))?;
                    shown_figure(top.get(row)?, bottom, scale)
                };
                rows.iter().map(|row| one(*row)).collect()
            }
        };
        Ok(cells)
    }
}

/// `top ÷ bottom`; unknown where the divisor is not above nothing.
fn over(top: Int128Chunked, bottom: Int128Chunked, scale: u32) -> Fraction {
    let bottom: Int128Chunked = bottom.iter().map(|n| n.filter(|n| *n > 0)).collect_ca("b".into());
    let top = arity::binary_elementwise(&top, &bottom, |top: Option<i128>, bottom: Option<i128>| bottom.and(top));
    Fraction { top, bottom: Some(bottom), scale }
}

/// A fraction with at most two places, for showing.
fn shown_figure(top: i128, bottom: i128, scale: u32) -> Option<String> {
    let down = 10i128.checked_pow(scale)?.checked_mul(bottom)?;
    let (whole, rest) = (top.div_euclid(down), top.rem_euclid(down));
    let millionths = rest.checked_mul(1_000_000).map_or(0, |n| n / down);
    Some(Amount(whole.checked_mul(1_000_000)?.checked_add(millionths)?).rounded(2).to_string())
}
