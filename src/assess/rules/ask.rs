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

/// Asks every rule.
pub fn all(board: &Board, matter: &Matter<'_>, plan: &Plan<'_>) -> PolarsResult<Asked> {
    let mut found = Vec::new();
    let rules = matter.rules;
    let mut levels = None;
    let mut add = |rule: Rule, frame: PolarsResult<DataFrame>, formula: &'static str, rule_text: String| {
        let told = Some(Told { formula, rule: rule_text });
        frame.map(|frame| found.push(Found { rule, frame, told }))
    };
    if let Some(params) = &rules.behind_target {
        let stood = behind_target::levels(board, params, plan)?;
        let frame = behind_target::find(board, params, &stood);
        add(Rule::BehindTarget, frame, behind_target::FORMULA, target_text(params))?;
        levels = Some(stood);
    }
    if let Some(p) = &rules.milestone_overdue {
        let text = format!("due within {} workdays, overdue {} days", p.due_within_workdays, p.overdue_days);
        let frame = milestone_overdue::find(board, p, matter.calendar);
        add(Rule::MilestoneOverdue, frame, milestone_overdue::FORMULA, text)?;
    }
    if let Some(p) = &rules.stalled {
        let text = format!("reports {}, milestones {:?}, alike {:?}", p.reports, p.milestones, p.alike);
        add(Rule::Stalled, stalled::find(board, p), stalled::FORMULA, text)?;
    }
    if let Some(p) = &rules.not_started {
        add(Rule::NotStarted, not_started::find(board, p), not_started::FORMULA, format!("days {}", p.days))?;
    }
    if let Some(p) = &rules.not_reported {
        add(Rule::NotReported, not_reported::find(board, p), not_reported::FORMULA, format!("periods {}", p.periods))?;
    }
    if let Some(p) = &rules.not_finished {
        add(Rule::NotFinished, not_finished::find(board, p), not_finished::FORMULA, format!("days {}", p.days))?;
    }
    if let Some(p) = &rules.stop_and_go {
        let text = format!("reports {}, turns {}", p.reports, p.turns);
        add(Rule::StopAndGo, stop_and_go::find(board, p), stop_and_go::FORMULA, text)?;
    }
    if let Some(p) = &rules.cleared_not_built {
        let text = format!("days {}, phases {}", p.days, p.phases.join(" "));
        add(Rule::ClearedNotBuilt, cleared_not_built::find(board, p), cleared_not_built::FORMULA, text)?;
    }
    if let Some(p) = &rules.forecast_slip {
        let text = format!("at_risk_days {}, behind_days {}", p.at_risk_days, p.behind_days);
        add(Rule::ForecastSlip, forecast_slip::find(board, p, plan), forecast_slip::FORMULA, text.clone())?;
        add(Rule::ForecastSlip, forecast_slip::stated(board, p), forecast_slip::STATED_FORMULA, text)?;
    }
    if let Some(p) = &rules.reported_late {
        let frame = reported_late::find(board, p, matter.due);
        add(Rule::ReportedLate, frame, reported_late::FORMULA, format!("days {}", p.days))?;
    }
    if rules.unapproved_change {
        let text = "the approved baseline counts".to_string();
        add(Rule::UnapprovedChange, baseline::unapproved(board), baseline::FORMULA, text)?;
    }
    if let Some(p) = &rules.money_and_work {
        let text = format!("money_ahead {}, work_ahead {}", p.money_ahead, p.work_ahead);
        add(Rule::MoneyAndWork, shares::money_and_work(board, p), shares::MONEY_FORMULA, text)?;
    }
    if let Some(p) = &rules.statistics_entry {
        let text = format!("below {}", p.below);
        add(Rule::StatisticsEntry, shares::statistics_entry(board, p), shares::STATISTICS_FORMULA, text)?;
    }
    if let Some(p) = &rules.paperwork {
        let text = format!("below {}", p.below);
        add(Rule::Paperwork, shares::paperwork(board, p), shares::PAPERWORK_FORMULA, text)?;
    }
    Ok(Asked { found, levels })
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
