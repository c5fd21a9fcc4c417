//! Frames of findings → findings: the edge where what a rule found becomes what a letter or an auditor reads.
//!
//! Takes frames and the board's projects; computes nothing.

use super::frames::day_of;
use super::rules::ask::Found;
use super::{Basis, Figures, Finding, Input, Rule};
use crate::base::amount::Amount;
use crate::base::grade::Grade;
use crate::base::place::Place;
use polars::prelude::*;
use std::collections::BTreeMap;

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

/// The findings of a rule's frame, in its order, with what the rule says and every input it kept; names and units are those of
/// the board's `projects`.
pub fn of_rule(found: &Found, projects: &DataFrame) -> PolarsResult<Vec<Finding>> {
    let rows = Rows::of(&found.frame, projects)?;
    let mut findings = Vec::with_capacity(found.frame.height());
    for row in 0..found.frame.height() {
        let Some(mut finding) = rows.finding(found.rule, row)? else { continue };
        if let Some(told) = &found.told {
            let inputs = rows.inputs(row, finding.place.as_ref())?;
            let basis = Basis { formula: told.formula.to_string(), rule: told.rule.clone(), version: VERSION, inputs };
            finding.figures.basis = Some(Box::new(basis));
        }
        findings.push(finding);
    }
    Ok(findings)
}

/// Columns of a finding that are days or small numbers.
const NUMBERS: [&str; 6] = ["grade", "days", "planned_date", "count", "reported_as_of", "since"];

/// Reads optional cells of a frame, whose columns are typed once; a column that a rule did not keep is empty.
struct Rows<'a> {
    frame: &'a DataFrame,
    project: &'a IdxCa,
    /// Subject, name and unit of the projects.
    known: [&'a StringChunked; 3],
    numbers: BTreeMap<&'static str, Int64Chunked>,
    wide: BTreeMap<&'static str, Int128Chunked>,
}

impl<'a> Rows<'a> {
    fn of(frame: &'a DataFrame, projects: &'a DataFrame) -> PolarsResult<Rows<'a>> {
        let known = |name: &str| projects.column(name)?.str();
        let known = [known("subject")?, known("name")?, known("unit_name")?];
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
        Ok(Rows { frame, project: frame.column("row")?.idx()?, known, numbers, wide })
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
        let known = |column: usize| -> Option<String> {
            let project = self.project.get(row)? as usize;
            self.known.get(column)?.get(project).map(str::to_string)
        };
        let Some(subject) = known(0) else { return Ok(None) };
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
            issue: None,
            basis: None,
        };
        let place = self.text("file", row)?;
        let place = match place {
            Some(file) => Some(Place { file, sheet: self.text("sheet", row)?, cell: self.text("cell", row)? }),
            None => None,
        };
        Ok(Some(Finding {
            name: known(1).unwrap_or_else(|| subject.clone()),
            unit_name: known(2),
            rule,
            grade: grade.unwrap_or(Grade::Behind),
            since: self.number("since", row)?.map(day_of).unwrap_or_default(),
            figures,
            place,
            subject,
        }))
    }
}
