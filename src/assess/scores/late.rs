//! 迟报: reports that came after their deadline → deductions in the ledger of points, where a pipeline asks for them.
//!
//! Takes findings of `reported_late` and the ledger; gives one entry per unit and period, whatever the number of its projects,
//! with the days and the projects as evidence and the cell of the first report. What stands in the ledger is not entered again.

use super::Entry;
use crate::assess::{Finding, Rule};
use crate::base::amount::Amount;
use crate::base::id::derive;
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// The kind of such entries: a part of a score names it among its `kinds`.
pub const KIND: &str = "迟报";

/// The most projects that an entry names.
const PROJECTS_MAX: usize = 20;

/// The entries that late reports add: `points` are taken for each unit and period.
pub fn entries(known: &[Entry], findings: &[Finding], points: Amount) -> Vec<Entry> {
    let mut late: BTreeMap<(&str, NaiveDate), Vec<&Finding>> = BTreeMap::new();
    for finding in findings.iter().filter(|finding| finding.rule == Rule::ReportedLate) {
        if let (Some(unit), Some(end)) = (finding.unit_name.as_deref(), finding.figures.planned_date) {
            late.entry((unit, end)).or_default().push(finding);
        }
    }
    let ids: BTreeSet<&str> = known.iter().map(|entry| entry.id.as_str()).collect();
    let entry = |((unit, end), findings): ((&str, NaiveDate), Vec<&Finding>)| {
        let id = derive("s", &["late", unit, &end.to_string()]);
        let days = findings.iter().filter_map(|finding| finding.figures.days).max().unwrap_or_default();
        let mut projects: Vec<&str> = findings.iter().map(|finding| finding.subject.as_str()).collect();
        let more = projects.len().saturating_sub(PROJECTS_MAX);
        projects.truncate(PROJECTS_MAX);
        let more = if more > 0 { format!(" 等{}个", projects.len() + more) } else { String::new() };
        let place = findings.iter().find_map(|finding| finding.place.clone()).unwrap_or_default();
        Entry {
            id,
            unit_name: unit.to_string(),
            project: None,
            class: None,
            kind: KIND.to_string(),
            task_points: None,
            points,
            day: Some(end),
            number: 1,
            evidence: Some(format!("截至{end}的报告于期末后第{days}天送达：{}{more}", projects.join(" "))),
            place,
            reverses: None,
            reason: None,
        }
    };
    late.into_iter().map(entry).filter(|entry| !ids.contains(entry.id.as_str())).collect()
}
