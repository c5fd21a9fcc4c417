//! `[[rules.sql]]`: the user's own rules, asked of the board.
//!
//! Takes the board and the rules; gives findings, and for a rule that could not be evaluated why. Each rule is evaluated
//! on a thread of its own with a deep stack: an error, a panic or too much work in one costs that rule in that run, never
//! the run and never another rule. The measure of work is rows × operators, not time, so that a replay on a slower
//! machine says the same.

/// The board as conditions see it.
mod board;

/// Conditions over columns.
mod eval;

use super::board::Board;
use super::rules::kept;
use super::{Finding, Rule};
use crate::pipeline::rules::{Level, SqlRule};
use crate::pipeline::sql::{Condition, on_deep_stack};
use polars::prelude::*;

pub use board::View;

/// The most work one rule may ask for in one run: operators × rows. A million projects judged by a rule of 200 operators is
/// half of it; about ten seconds at worst.
pub const WORK_MAX: u64 = 400_000_000;

/// A rule that could not be asked in this run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The rule.
    pub rule: Rule,
    /// Why.
    pub why: String,
}

/// Asks the rules; those that fail are said to have failed and judge nobody.
pub fn ask(board: &Board, rules: &[SqlRule]) -> PolarsResult<(Vec<Finding>, Vec<Failure>)> {
    let (mut findings, mut failures) = (Vec::new(), Vec::new());
    if rules.is_empty() {
        return Ok((findings, failures));
    }
    let view = View::of(board)?;
    for rule in rules {
        match levels(board, &view, rule) {
            Ok(found) => findings.extend(found?),
            Err(why) => failures.push(Failure { rule: Rule::Own(rule.name), why }),
        }
    }
    Ok((findings, failures))
}

/// The findings of one rule: the first level that holds of a project decides; `Err` says why it could not be asked.
fn levels(board: &Board, view: &View, rule: &SqlRule) -> Result<PolarsResult<Vec<Finding>>, String> {
    let mut settled = BooleanChunked::full("settled".into(), false, view.height());
    let mut masks = Vec::new();
    for level in &rule.levels {
        let mask = &holds(view, &level.when, WORK_MAX)? & &!&settled;
        settled = &settled | &mask;
        masks.push((level, mask));
    }
    let mut findings = Vec::new();
    for (level, mask) in masks {
        match found(board, view, rule, level, &mask) {
            Ok(found) => findings.extend(found),
            Err(error) => return Ok(Err(error)),
        }
    }
    Ok(Ok(findings))
}

/// For which projects a condition holds; unknown is no.
///
/// # Errors
/// Why it could not be evaluated, in words.
pub fn holds(view: &View, condition: &Condition, work_max: u64) -> Result<BooleanChunked, String> {
    let work = condition.cost.saturating_mul(view.height() as u64);
    if work > work_max {
        return Err(format!(
            "it would take {} operators on {} projects, more than {work_max} in one run",
            condition.cost,
            view.height()
        ));
    }
    let evaluated = on_deep_stack(|| eval::truth(view, &condition.tree))?;
    let truth = evaluated.map_err(|error| error.to_string().lines().next().unwrap_or_default().to_string())?;
    Ok(truth.iter().map(|known| Some(known == Some(true))).collect_ca("when".into()))
}

fn found(
    board: &Board,
    view: &View,
    rule: &SqlRule,
    level: &Level,
    mask: &BooleanChunked,
) -> PolarsResult<Vec<Finding>> {
    let hit = board.projects.filter(mask)?;
    let frame = hit.lazy().select(kept()).collect()?;
    let mut findings = super::rules::collect(Rule::Own(rule.name), &frame)?;
    let shown = view.shown(&rule.show, mask)?;
    for (finding, shown) in findings.iter_mut().zip(shown) {
        finding.grade = level.grade;
        finding.since = finding.figures.reported_as_of.unwrap_or(board.as_of);
        let figures = if shown.is_empty() { String::new() } else { format!("（{}）", shown.join("，")) };
        finding.figures.text = Some(format!("{}{figures}", rule.text_zh));
    }
    Ok(findings)
}
