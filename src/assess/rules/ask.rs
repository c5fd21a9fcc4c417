//! Every rule asked once, in one pass each, with what it says beside its findings.
//!
//! Takes the board and the matter; gives findings and how every report stood. Declared lights come last: they are held
//! against what the others found.

use super::{
    Told, behind_target, cleared_not_built, declared, forecast_slip, milestone_overdue, not_finished, not_reported,
    not_started, reported_late, shares, stalled, stop_and_go, told,
};
use crate::assess::baseline;
use crate::assess::board::Board;
use crate::assess::judge::Matter;
use crate::assess::trajectory::Plan;
use crate::assess::{Finding, Rule};
use crate::pipeline::policy::Ladder;
use crate::pipeline::rules::{BehindTarget, Combine, Threshold};
use polars::prelude::*;
use std::collections::BTreeMap;

/// What the rules answered.
#[derive(Debug)]
pub struct Asked {
    /// The findings.
    pub findings: Vec<Finding>,
    /// How every report stood, where a target is judged: `subject, period_end, level`.
    pub levels: Option<DataFrame>,
}

/// Asks every rule.
pub fn all(board: &Board, matter: &Matter<'_>, plan: &Plan<'_>) -> PolarsResult<Asked> {
    let mut found = Vec::new();
    let rules = matter.rules;
    let mut levels = None;
    if let Some(params) = &rules.behind_target {
        let stood = behind_target::levels(board, params, plan)?;
        let frame = behind_target::find(board, params, &stood)?;
        found.extend(told(Rule::BehindTarget, &frame, &says(behind_target::FORMULA, target_text(params)))?);
        levels = Some(stood);
    }
    let mut add = |rule: Rule, frame: PolarsResult<DataFrame>, formula: &'static str, rule_text: String| {
        told(rule, &frame?, &says(formula, rule_text)).map(|findings| found.extend(findings))
    };
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
    found.extend(of_shares(board, matter)?);
    found.extend(of_lights(board, matter, &found)?);
    Ok(Asked { findings: found, levels })
}

fn of_shares(board: &Board, matter: &Matter<'_>) -> PolarsResult<Vec<Finding>> {
    let mut found = Vec::new();
    if let Some(p) = &matter.rules.money_and_work {
        let text = format!("money_ahead {}, work_ahead {}", p.money_ahead, p.work_ahead);
        let frame = shares::money_and_work(board, p)?;
        found.extend(told(Rule::MoneyAndWork, &frame, &says(shares::MONEY_FORMULA, text))?);
    }
    if let Some(p) = &matter.rules.statistics_entry {
        let says = says(shares::STATISTICS_FORMULA, format!("below {}", p.below));
        found.extend(told(Rule::StatisticsEntry, &shares::statistics_entry(board, p)?, &says)?);
    }
    if let Some(p) = &matter.rules.paperwork {
        let says = says(shares::PAPERWORK_FORMULA, format!("below {}", p.below));
        found.extend(told(Rule::Paperwork, &shares::paperwork(board, p)?, &says)?);
    }
    Ok(found)
}

/// Declared lights against the worst that was found of each project.
fn of_lights(board: &Board, matter: &Matter<'_>, so_far: &[Finding]) -> PolarsResult<Vec<Finding>> {
    let mut found = Vec::new();
    let (overstated, lower) = (&matter.rules.overstated, matter.rules.combine == Combine::Lower);
    if overstated.is_none() && !lower {
        return Ok(found);
    }
    let mut worst: BTreeMap<&str, u32> = BTreeMap::new();
    for finding in so_far.iter().filter(|finding| finding.rule.ladder() == Ladder::Project) {
        let grade = worst.entry(&finding.subject).or_insert(0);
        *grade = (*grade).max(finding.grade as u32);
    }
    let computed = DataFrame::new(
        worst.len(),
        vec![
            Column::new("subject".into(), worst.keys().copied().collect::<Vec<_>>()),
            Column::new("computed_grade".into(), worst.values().copied().collect::<Vec<_>>()),
        ],
    )?;
    if let Some(p) = overstated {
        let says = says(declared::OVERSTATED_FORMULA, format!("steps {}", p.steps));
        found.extend(told(Rule::Overstated, &declared::overstated(board, p, &computed)?, &says)?);
    }
    if lower {
        let says = says(declared::DECLARED_FORMULA, "combine: lower of computed and declared".to_string());
        found.extend(told(Rule::Declared, &declared::worse(board, &computed)?, &says)?);
    }
    Ok(found)
}

fn says(formula: &'static str, rule: String) -> Told {
    Told { formula, rule }
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
