//! One rule, one file. A rule takes the board and its parameters and gives a frame of findings: `subject`, `grade` (the
//! index of `Grade`), `since` (day number) and whatever figures it decided by, under the names of `Figures`
//! (`target, expected, actual, gap_points, days, milestone, planned_date, reports, reported_as_of`) and of the place
//! (`file, sheet, cell`). It never does per-row work outside Polars.

/// 投资进度滞后: the cumulative value is below the linear trajectory.
pub mod behind_target;

/// 节点逾期: a milestone is overdue or due soon.
pub mod milestone_overdue;

/// 未按时开工: the planned start passed and nothing is done.
pub mod not_started;

/// 未按时报送: a project's report is missing while others came.
pub mod not_reported;

/// 进度停滞: nothing moved over consecutive reports.
pub mod stalled;

use super::frames::day_of;
use super::{Figures, Finding, Rule};
use crate::base::amount::Amount;
use crate::base::grade::Grade;
use crate::base::place::Place;
use polars::prelude::*;

/// A grade as the number that frames hold.
pub fn grade_number(grade: Grade) -> Expr {
    lit(grade as u32).cast(DataType::UInt32)
}

/// The findings of a rule's frame, by subject. Names and units are taken from the frame where the rule kept them.
pub fn collect(rule: Rule, frame: &DataFrame) -> PolarsResult<Vec<Finding>> {
    let rows = Rows { frame };
    (0..frame.height()).filter_map(|row| rows.finding(rule, row).transpose()).collect()
}

/// Reads optional cells of a frame; a column that a rule did not keep is empty.
struct Rows<'a> {
    frame: &'a DataFrame,
}

impl Rows<'_> {
    fn text(&self, name: &str, row: usize) -> PolarsResult<Option<String>> {
        match self.frame.column(name) {
            Ok(column) => Ok(column.str()?.get(row).map(str::to_string)),
            Err(_) => Ok(None),
        }
    }

    fn amount(&self, name: &str, row: usize) -> PolarsResult<Option<Amount>> {
        match self.frame.column(name) {
            Ok(column) => Ok(column.i128()?.get(row).map(Amount)),
            Err(_) => Ok(None),
        }
    }

    fn number(&self, name: &str, row: usize) -> PolarsResult<Option<i64>> {
        match self.frame.column(name) {
            Ok(column) => Ok(column.cast(&DataType::Int64)?.i64()?.get(row)),
            Err(_) => Ok(None),
        }
    }

    fn finding(&self, rule: Rule, row: usize) -> PolarsResult<Option<Finding>> {
        let Some(subject) = self.text("subject", row)? else { return Ok(None) };
        let grade = self.number("grade", row)?.and_then(|n| Grade::ALL.get(n as usize).copied());
        let figures = Figures {
            near: None,
            target: self.amount("target", row)?,
            expected: self.amount("expected", row)?,
            actual: self.amount("actual", row)?,
            gap_points: self.amount("gap_points", row)?,
            days: self.number("days", row)?,
            milestone: self.text("milestone", row)?,
            planned_date: self.number("planned_date", row)?.map(day_of),
            reports: self.number("count", row)?.map(|n| n as u32),
            reported_as_of: self.number("reported_as_of", row)?.map(day_of),
            text: self.text("text", row)?,
        };
        let place = self.text("file", row)?;
        let place = match place {
            Some(file) => Some(Place { file, sheet: self.text("sheet", row)?, cell: self.text("cell", row)? }),
            None => None,
        };
        Ok(Some(Finding {
            name: self.text("name", row)?.unwrap_or_else(|| subject.clone()),
            unit_name: self.text("unit_name", row)?,
            rule,
            grade: grade.unwrap_or(Grade::Behind),
            since: self.number("since", row)?.map(day_of).unwrap_or_default(),
            figures,
            place,
            subject,
        }))
    }
}

/// What a finding's frame keeps of the board, before the rule's own figures.
pub fn kept() -> Vec<Expr> {
    ["subject", "name", "unit_name", "target", "actual", "reported_as_of", "file", "sheet", "cell"].map(col).into()
}
