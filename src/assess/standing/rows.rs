//! Rows of the long frames as reports and milestones: the columns are typed once.

use crate::assess::beside::{AMOUNTS, DAYS, TEXTS};
use crate::assess::frames::day_of;
use crate::assess::{Beside, Milestone, Report};
use crate::base::amount::Amount;
use crate::base::grade::Grade;
use crate::base::place::Place;
use chrono::NaiveDate;
use polars::prelude::*;

/// The columns of reports.
pub struct ReportRows<'a> {
    end: &'a Int64Chunked,
    cumulative: &'a Int128Chunked,
    done: &'a UInt32Chunked,
    verdict: &'a UInt32Chunked,
    said: BesideColumns<'a>,
    place: Places<'a>,
}

impl<'a> ReportRows<'a> {
    /// Of the board's reports.
    pub fn of(frame: &'a DataFrame) -> PolarsResult<ReportRows<'a>> {
        Ok(ReportRows {
            end: frame.column("period_end")?.i64()?,
            cumulative: frame.column("cumulative")?.i128()?,
            done: frame.column("done")?.u32()?,
            verdict: frame.column("verdict")?.u32()?,
            said: BesideColumns::of(frame)?,
            place: Places::of(frame)?,
        })
    }

    /// One report.
    pub fn get(&self, row: usize) -> Option<Report> {
        Some(Report {
            period_end: self.end.get(row).map(day_of)?,
            cumulative: self.cumulative.get(row).map(Amount),
            milestones_done: self.done.get(row).unwrap_or(0),
            place: self.place.get(row).unwrap_or_default(),
            verdict: self.verdict.get(row).and_then(|n| Grade::ALL.get(n as usize).copied()),
            beside: self.said.get(row),
        })
    }
}

/// The columns of milestones.
pub struct MilestoneRows<'a> {
    name: &'a StringChunked,
    planned: &'a Int64Chunked,
    original: &'a Int64Chunked,
    listed: &'a Int64Chunked,
    actual: &'a Int64Chunked,
    place: Places<'a>,
}

impl<'a> MilestoneRows<'a> {
    /// Of the board's milestones.
    pub fn of(frame: &'a DataFrame) -> PolarsResult<MilestoneRows<'a>> {
        let days = |name: &str| frame.column(name)?.i64();
        Ok(MilestoneRows {
            name: frame.column("milestone")?.str()?,
            planned: days("planned")?,
            original: days("original")?,
            listed: days("listed")?,
            actual: days("actual")?,
            place: Places::of(frame)?,
        })
    }

    /// One milestone.
    pub fn get(&self, row: usize) -> Option<Milestone> {
        let planned = self.planned.get(row)?;
        let day = |column: &Int64Chunked| -> Option<NaiveDate> { column.get(row).map(day_of) };
        Some(Milestone {
            name: self.name.get(row)?.to_string(),
            planned_date: day_of(planned),
            original_date: day(self.original).filter(|day| *day != day_of(planned)),
            listed_date: day(self.listed),
            actual_date: day(self.actual),
            place: self.place.get(row),
        })
    }
}

/// The columns of what reports said beside; those that nobody filled are left out.
struct BesideColumns<'a> {
    texts: Vec<(&'static str, &'a StringChunked)>,
    amounts: Vec<(&'static str, &'a Int128Chunked)>,
    days: Vec<(&'static str, &'a Int64Chunked)>,
}

impl<'a> BesideColumns<'a> {
    fn of(frame: &'a DataFrame) -> PolarsResult<BesideColumns<'a>> {
        let mut beside = BesideColumns { texts: Vec::new(), amounts: Vec::new(), days: Vec::new() };
        let filled = |name: &str| frame.column(name).map(|column| column.null_count() < column.len());
        for name in TEXTS {
            if filled(name)? {
                beside.texts.push((name, frame.column(name)?.str()?));
            }
        }
        for name in AMOUNTS {
            if filled(name)? {
                beside.amounts.push((name, frame.column(name)?.i128()?));
            }
        }
        for name in DAYS {
            if filled(name)? {
                beside.days.push((name, frame.column(name)?.i64()?));
            }
        }
        Ok(beside)
    }

    fn get(&self, row: usize) -> Beside {
        let texts = self.texts.iter().filter_map(|(name, c)| Some((*name, c.get(row)?.to_string())));
        let amounts = self.amounts.iter().filter_map(|(name, c)| Some((*name, Amount(c.get(row)?))));
        let days = self.days.iter().filter_map(|(name, c)| Some((*name, day_of(c.get(row)?))));
        Beside { texts: texts.collect(), amounts: amounts.collect(), days: days.collect() }
    }
}

/// The three place columns of a frame.
struct Places<'a> {
    file: &'a StringChunked,
    sheet: &'a StringChunked,
    cell: &'a StringChunked,
}

impl<'a> Places<'a> {
    fn of(frame: &'a DataFrame) -> PolarsResult<Places<'a>> {
        Ok(Places {
            file: frame.column("file")?.str()?,
            sheet: frame.column("sheet")?.str()?,
            cell: frame.column("cell")?.str()?,
        })
    }

    fn get(&self, row: usize) -> Option<Place> {
        let owned = |column: &StringChunked| column.get(row).map(str::to_string);
        Some(Place { file: owned(self.file)?, sheet: owned(self.sheet), cell: owned(self.cell) })
    }
}
