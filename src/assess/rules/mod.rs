//! One rule, one file. A rule takes the board and its parameters and gives a frame of findings: `subject`, `grade` (the
//! index of `Grade`), `since` (day number) and whatever figures it decided by, under the names of `Figures`
//! (`target, expected, actual, gap_points, days, milestone, planned_date, reports, reported_as_of`) and of the place
//! (`file, sheet, cell`). It never does per-row work outside Polars.

/// Every rule asked, with what it says.
pub mod ask;

/// 圈而不建: the land is cleared and nothing is built.
pub mod cleared_not_built;

/// Declared lights against computed grades.
pub mod declared;

/// 预测完工滞后: by earned schedule it will be late.
pub mod forecast_slip;

/// 逾期未完工: the planned end passed.
pub mod not_finished;

/// 逾期报送: a report came after its deadline.
pub mod reported_late;

/// Payment, statistics and paperwork against work.
pub mod shares;

/// 建建停停: progress and standstill take turns.
pub mod stop_and_go;

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
use super::{Basis, Figures, Finding, Input, Rule};
use crate::base::amount::Amount;
use crate::base::grade::Grade;
use crate::base::place::Place;
use polars::prelude::*;
use std::collections::BTreeMap;

/// A grade as the number that frames hold.
pub fn grade_number(grade: Grade) -> Expr {
    lit(grade as u32).cast(DataType::UInt32)
}

/// The findings of a rule's frame, by subject. Names and units are taken from the frame where the rule kept them.
pub fn collect(rule: Rule, frame: &DataFrame) -> PolarsResult<Vec<Finding>> {
    let rows = Rows::of(frame)?;
    (0..frame.height()).filter_map(|row| rows.finding(rule, row).transpose()).collect()
}

/// What a rule says: it stands beside every finding.
#[derive(Debug, Clone)]
pub struct Told {
    /// The condition, in the names of the inputs.
    pub formula: &'static str,
    /// The thresholds.
    pub rule: String,
}

/// The version of the rules' text: it changes when a formula does.
const VERSION: u32 = 1;

/// How an input is written.
#[derive(Debug, Clone, Copy)]
enum Shown {
    Amount,
    Number,
    Day,
    Text,
}

/// Columns that are inputs of a verdict where a rule kept them.
const INPUTS: [(&str, Shown); 32] = [
    ("target", Shown::Amount),
    ("actual", Shown::Amount),
    ("due_num", Shown::Amount),
    ("due_den", Shown::Number),
    ("basis", Shown::Text),
    ("elapsed", Shown::Number),
    ("span", Shown::Number),
    ("window_from", Shown::Day),
    ("window_to", Shown::Day),
    ("es_num", Shown::Number),
    ("es_den", Shown::Number),
    ("spi", Shown::Amount),
    ("forecast_finish", Shown::Day),
    ("planned_date", Shown::Day),
    ("total", Shown::Number),
    ("done", Shown::Number),
    ("count", Shown::Number),
    ("days", Shown::Number),
    ("paid", Shown::Amount),
    ("budget", Shown::Amount),
    ("work_num", Shown::Amount),
    ("work_den", Shown::Amount),
    ("points_apart", Shown::Number),
    ("statistics", Shown::Amount),
    ("paperwork", Shown::Amount),
    ("declared_light", Shown::Number),
    ("computed_light", Shown::Number),
    ("milestone", Shown::Text),
    ("text", Shown::Text),
    ("missing", Shown::Number),
    ("since", Shown::Day),
    ("reported_as_of", Shown::Day),
];

/// The same with what the rule says, and every input it kept.
pub fn told(rule: Rule, frame: &DataFrame, told: &Told) -> PolarsResult<Vec<Finding>> {
    let rows = Rows::of(frame)?;
    let mut found = Vec::with_capacity(frame.height());
    for row in 0..frame.height() {
        let Some(mut finding) = rows.finding(rule, row)? else { continue };
        let inputs = rows.inputs(row, finding.place.as_ref())?;
        let basis = Basis { formula: told.formula.to_string(), rule: told.rule.clone(), version: VERSION, inputs };
        finding.figures.basis = Some(Box::new(basis));
        found.push(finding);
    }
    Ok(found)
}

/// Columns of a finding that are days or small numbers.
const NUMBERS: [&str; 6] = ["grade", "days", "planned_date", "count", "reported_as_of", "since"];

/// Reads optional cells of a frame, whose columns are typed once; a column that a rule did not keep is empty.
struct Rows<'a> {
    frame: &'a DataFrame,
    numbers: BTreeMap<&'static str, Int64Chunked>,
    wide: BTreeMap<&'static str, Int128Chunked>,
}

impl<'a> Rows<'a> {
    fn of(frame: &'a DataFrame) -> PolarsResult<Rows<'a>> {
        let (mut numbers, mut wide) = (BTreeMap::new(), BTreeMap::new());
        let days = INPUTS.iter().filter(|(_, shown)| matches!(shown, Shown::Day)).map(|(name, _)| *name);
        for name in NUMBERS.into_iter().chain(days) {
            if let Ok(column) = frame.column(name) {
                numbers.insert(name, column.cast(&DataType::Int64)?.i64()?.clone());
            }
        }
        for (name, _) in INPUTS.iter().filter(|(_, shown)| matches!(shown, Shown::Number)) {
            if let Ok(column) = frame.column(name) {
                wide.insert(*name, column.cast(&DataType::Int128)?.i128()?.clone());
            }
        }
        Ok(Rows { frame, numbers, wide })
    }

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
        Ok(self.numbers.get(name).and_then(|column| column.get(row)))
    }

    fn inputs(&self, row: usize, place: Option<&Place>) -> PolarsResult<Vec<Input>> {
        let mut inputs = Vec::new();
        for (name, shown) in INPUTS {
            let value = match shown {
                Shown::Amount => self.amount(name, row)?.map(|amount| amount.to_string()),
                Shown::Number => self.wide.get(name).and_then(|column| column.get(row)).map(|n| n.to_string()),
                Shown::Day => self.number(name, row)?.map(|day| day_of(day).to_string()),
                Shown::Text => self.text(name, row)?,
            };
            let read = name == "actual";
            inputs.extend(value.map(|value| Input {
                name: name.to_string(),
                value,
                place: place.filter(|_| read).cloned(),
            }));
        }
        Ok(inputs)
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
            moved: None,
            basis: None,
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
