//! `[[rules.sql]]`: the user's own rules, asked of the board.
//!
//! Takes the board and the rules; gives frames of findings, and for a rule that could not be evaluated why. Each rule is evaluated
//! on a thread of its own with a deep stack: an error, a panic or too much work in one costs that rule in that run, never
//! the run and never another rule. The measure of work is rows × operators, not time, so that a replay on a slower
//! machine says the same.

/// The board as conditions see it.
mod board;

/// Conditions over columns.
mod eval;

use super::Rule;
use super::board::{Board, coalesce_two};
use super::rules::ask::Found;
use super::rules::{KEPT, grade_number};
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
pub fn ask(board: &Board, rules: &[SqlRule]) -> PolarsResult<(Vec<Found>, Vec<Failure>)> {
    let (mut asked, mut failures) = (Vec::new(), Vec::new());
    if rules.is_empty() {
        return Ok((asked, failures));
    }
    let view = View::of(board)?;
    for rule in rules {
        match levels(board, &view, rule) {
            Ok(found) => asked.extend(found?),
            Err(why) => failures.push(Failure { rule: Rule::Own(rule.name), why }),
        }
    }
    Ok((asked, failures))
}

/// The findings of one rule, level by level: the first that holds of a project decides; `Err` says why it could not be asked.
fn levels(board: &Board, view: &View, rule: &SqlRule) -> Result<PolarsResult<Vec<Found>>, String> {
    let mut settled = BooleanChunked::full("settled".into(), false, view.height());
    let mut masks = Vec::new();
    for level in &rule.levels {
        let mask = &holds(view, &level.when, WORK_MAX)? & &!&settled;
        settled = &settled | &mask;
        masks.push((level, mask));
    }
    Ok(masks.into_iter().map(|(level, mask)| found(board, view, rule, level, &mask)).collect())
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

fn found(board: &Board, view: &View, rule: &SqlRule, level: &Level, mask: &BooleanChunked) -> PolarsResult<Found> {
    let hit = board.projects.select(KEPT)?.filter(mask)?;
    let mut hit = hit
        .lazy()
        .with_columns([
            grade_number(level.grade).alias("grade"),
            coalesce_two(col("reported_as_of"), lit(board.today())).alias("since"),
        ])
        .collect()?;
    let text = |shown: Vec<String>| {
        let figures = if shown.is_empty() { String::new() } else { format!("（{}）", shown.join("，")) };
        format!("{}{figures}", rule.text_zh)
    };
    let texts: Vec<String> = view.shown(&rule.show, mask)?.into_iter().map(text).collect();
    hit.with_column(Column::new("text".into(), texts))?;
    Ok(Found { rule: Rule::Own(rule.name), frame: hit, told: None })
}
