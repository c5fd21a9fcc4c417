//! Every rule asked once, in one pass each, with what it says beside its findings.
//!
//! Takes the board and the matter; gives frames of findings and how every report stood. Declared lights come last: they are
//! held against what the others found.

use super::{
    Told, behind_target, cleared_not_built, declared, forecast_slip, milestone_overdue, not_finished, not_reported,
    not_started, reported_late, shares, stalled, stop_and_go,
};
use crate::assess::Rule;
use crate::assess::baseline;
use crate::assess::board::Board;
use crate::assess::judge::Matter;
use crate::assess::trajectory::Plan;
use crate::base::parts;
use crate::pipeline::rules::{BehindTarget, Combine, Threshold};
use polars::prelude::*;

/// What one rule found.
#[derive(Debug, Clone)]
pub struct Found {
    /// The rule.
    pub rule: Rule,
    /// A row per finding: [`super`] says which columns.
    pub frame: DataFrame,
    /// What it says; a rule of the user's own says it in its text.
    pub told: Option<Told>,
}

/// What the rules answered.
#[derive(Debug)]
pub struct Asked {
    /// What was found, rule by rule.
    pub found: Vec<Found>,
    /// How every report stood, where a target is judged: `row, period_end, level`.
    pub levels: Option<DataFrame>,
}

/// A rule to be asked, and what it says.
struct Question<'a> {
    rule: Rule,
    told: Told,
    find: Box<dyn Fn() -> PolarsResult<DataFrame> + Sync + 'a>,
}

impl<'a> Question<'a> {
    fn new(
        rule: Rule,
        formula: &'static str,
        text: String,
        find: impl Fn() -> PolarsResult<DataFrame> + Sync + 'a,
    ) -> Question<'a> {
        Question { rule, told: Told { formula, rule: text }, find: Box::new(find) }
    }

    fn ask(&self) -> PolarsResult<Found> {
        Ok(Found { rule: self.rule, frame: (self.find)()?, told: Some(self.told.clone()) })
    }
}

/// Asks every rule; whoever is free asks the next.
pub fn all(board: &Board, matter: &Matter<'_>, plan: &Plan<'_>) -> PolarsResult<Asked> {
    let mut questions = of_days(board, matter, plan);
    questions.extend(of_words(board, matter));
    let (target, others) = parts::both(
        || of_target(board, matter, plan),
        || parts::all(questions.len(), |at| questions.get(at).map(Question::ask)),
    );
    let (first, levels) = target?.unzip();
    let others = others.into_iter().flatten().collect::<PolarsResult<Vec<Found>>>()?;
    Ok(Asked { found: first.into_iter().chain(others).collect(), levels })
}

/// Who is behind the target, and how every report stood.
fn of_target(board: &Board, matter: &Matter<'_>, plan: &Plan<'_>) -> PolarsResult<Option<(Found, DataFrame)>> {
    let Some(params) = &matter.rules.behind_target else { return Ok(None) };
    let stood = behind_target::levels(board, params, plan)?;
    let frame = behind_target::find(board, params, &stood)?;
    let told = Some(Told { formula: behind_target::FORMULA, rule: target_text(params) });
    Ok(Some((Found { rule: Rule::BehindTarget, frame, told }, stood)))
}

/// Rules that look at days and at figures over time.
fn of_days<'a>(board: &'a Board, matter: &Matter<'a>, plan: &'a Plan<'a>) -> Vec<Question<'a>> {
    let Matter { rules, calendar, due, .. } = *matter;
    let mut asked = Vec::new();
    if let Some(p) = &rules.milestone_overdue {
        let text = format!("due within {} workdays, overdue {} days", p.due_within_workdays, p.overdue_days);
        let find = move || milestone_overdue::find(board, p, calendar);
        asked.push(Question::new(Rule::MilestoneOverdue, milestone_overdue::FORMULA, text, find));
    }
    if let Some(p) = &rules.stalled {
        let text = format!("reports {}, milestones {:?}, alike {:?}", p.reports, p.milestones, p.alike);
        asked.push(Question::new(Rule::Stalled, stalled::FORMULA, text, move || stalled::find(board, p)));
    }
    if let Some(p) = &rules.not_started {
        let text = format!("days {}", p.days);
        asked.push(Question::new(Rule::NotStarted, not_started::FORMULA, text, move || not_started::find(board, p)));
    }
    if let Some(p) = &rules.not_reported {
        let text = format!("periods {}", p.periods);
        asked.push(Question::new(Rule::NotReported, not_reported::FORMULA, text, move || not_reported::find(board, p)));
    }
    if let Some(p) = &rules.not_finished {
        let text = format!("days {}", p.days);
        asked.push(Question::new(Rule::NotFinished, not_finished::FORMULA, text, move || not_finished::find(board, p)));
    }
    if let Some(p) = &rules.stop_and_go {
        let text = format!("reports {}, turns {}", p.reports, p.turns);
        asked.push(Question::new(Rule::StopAndGo, stop_and_go::FORMULA, text, move || stop_and_go::find(board, p)));
    }
    if let Some(p) = &rules.cleared_not_built {
        let text = format!("days {}, phases {}", p.days, p.phases.join(" "));
        let find = move || cleared_not_built::find(board, p);
        asked.push(Question::new(Rule::ClearedNotBuilt, cleared_not_built::FORMULA, text, find));
    }
    if let Some(p) = &rules.forecast_slip {
        let text = format!("at_risk_days {}, behind_days {}", p.at_risk_days, p.behind_days);
        let find = move || forecast_slip::find(board, p, plan);
        asked.push(Question::new(Rule::ForecastSlip, forecast_slip::FORMULA, text.clone(), find));
        let stated = move || forecast_slip::stated(board, p);
        asked.push(Question::new(Rule::ForecastSlip, forecast_slip::STATED_FORMULA, text, stated));
    }
    if let Some(p) = &rules.reported_late {
        let text = format!("days {}", p.days);
        let find = move || reported_late::find(board, p, due);
        asked.push(Question::new(Rule::ReportedLate, reported_late::FORMULA, text, find));
    }
    asked
}

/// Rules that look at what reports and registers say beside.
fn of_words<'a>(board: &'a Board, matter: &Matter<'a>) -> Vec<Question<'a>> {
    let rules = matter.rules;
    let mut asked = Vec::new();
    if rules.unapproved_change {
        let text = "the approved baseline counts".to_string();
        let find = move || baseline::unapproved(board);
        asked.push(Question::new(Rule::UnapprovedChange, baseline::FORMULA, text, find));
    }
    if let Some(p) = &rules.money_and_work {
        let text = format!("money_ahead {}, work_ahead {}", p.money_ahead, p.work_ahead);
        let find = move || shares::money_and_work(board, p);
        asked.push(Question::new(Rule::MoneyAndWork, shares::MONEY_FORMULA, text, find));
    }
    if let Some(p) = &rules.statistics_entry {
        let text = format!("below {}", p.below);
        let find = move || shares::statistics_entry(board, p);
        asked.push(Question::new(Rule::StatisticsEntry, shares::STATISTICS_FORMULA, text, find));
    }
    if let Some(p) = &rules.paperwork {
        let text = format!("below {}", p.below);
        asked
            .push(Question::new(Rule::Paperwork, shares::PAPERWORK_FORMULA, text, move || shares::paperwork(board, p)));
    }
    asked
}

/// Declared lights against the worst that was found of each project: `row, computed_grade`.
pub fn of_lights(board: &Board, matter: &Matter<'_>, computed: &DataFrame) -> PolarsResult<Vec<Found>> {
    let mut found = Vec::new();
    let mut add = |rule: Rule, frame: DataFrame, formula: &'static str, rule_text: String| {
        found.push(Found { rule, frame, told: Some(Told { formula, rule: rule_text }) });
    };
    let lower = matter.rules.combine == Combine::Lower;
    if matter.rules.overstated.is_none() && !lower {
        return Ok(found);
    }
    let lights = declared::lights(board, computed)?;
    if let Some(p) = &matter.rules.overstated {
        let frame = declared::overstated(&lights, p)?;
        add(Rule::Overstated, frame, declared::OVERSTATED_FORMULA, format!("steps {}", p.steps));
    }
    if lower {
        let text = "combine: lower of computed and declared".to_string();
        add(Rule::Declared, declared::worse(&lights)?, declared::DECLARED_FORMULA, text);
    }
    Ok(found)
}

fn target_text(params: &BehindTarget) -> String {
    let level = |threshold: Threshold| match threshold {
        Threshold::PercentOfExpected(percent) => format!("below {percent} % of expected"),
        Threshold::PointsBelow(points) => format!("{points} points below expected"),
    };
    let row = params.at_risk_in_a_row.map(|n| format!(", {n} at risk in a row are behind")).unwrap_or_default();
    let name = &params.trajectory.name;
    format!("at_risk {}, behind {}, trajectory {name}{row}", level(params.at_risk), level(params.behind))
}
