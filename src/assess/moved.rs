//! How often the baseline of a project was changed with approval, and those of its unit: beside every finding about it, so that
//! whoever reads of a slip sees how often the plan itself was moved.
//!
//! Takes standings; writes into findings. Holds no count of days: a case would change with every morning.

use super::{Finding, Rule, Standing};
use crate::pipeline::policy::Ladder;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How often a plan was moved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// Approved changes of this project's baseline.
    pub times: u32,
    /// Those of all projects of its unit.
    pub of_unit: u32,
    /// The end as first planned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub original_end: Option<NaiveDate>,
    /// The end as approved since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approved_end: Option<NaiveDate>,
}

/// Says it beside every finding about a project whose baseline was changed.
pub fn say(standings: &[Standing], findings: &mut [Finding]) {
    let changed = |standing: &Standing| standing.baseline.as_ref().map_or(0, |b| b.changes.len() as u32);
    let moved: BTreeMap<&str, &Standing> =
        standings.iter().filter(|s| changed(s) > 0).map(|s| (s.subject.as_str(), s)).collect();
    if moved.is_empty() {
        return;
    }
    let mut of_unit: BTreeMap<&str, u32> = BTreeMap::new();
    for standing in moved.values() {
        if let Some(unit) = standing.unit_name.as_deref() {
            *of_unit.entry(unit).or_default() += changed(standing);
        }
    }
    for finding in findings {
        let about_plan = finding.rule.ladder() == Ladder::Project || finding.rule == Rule::UnapprovedChange;
        let Some(standing) = moved.get(finding.subject.as_str()).filter(|_| about_plan) else { continue };
        let Some(baseline) = &standing.baseline else { continue };
        let times = changed(standing);
        let unit = standing.unit_name.as_deref();
        finding.figures.moved = Some(Moved {
            times,
            of_unit: unit.and_then(|unit| of_unit.get(unit).copied()).unwrap_or(times),
            original_end: baseline.original.end,
            approved_end: baseline.approved.end,
        });
    }
}
