//! Marks: a rule was broken since a day, and made good on another. History is not repainted: a mark is never removed, and
//! what is made good late stays late.

use super::{Finding, Judged, Rule};
use crate::pipeline::policy::Ladder;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// One time that a project was found at something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// The rule.
    pub rule: Rule,
    /// Since when, by the evidence.
    pub since: NaiveDate,
    /// The day it was noticed.
    pub noticed_on: NaiveDate,
    /// The day whose report showed it made good; open until then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made_good_on: Option<NaiveDate>,
}

impl Mark {
    /// How many days late it was made good; nothing while it is open.
    pub fn days_late(&self) -> Option<i64> {
        self.made_good_on.map(|day| (day - self.since).num_days().max(0))
    }
}

/// The marks after a judgement: new findings open one, pairs judged without a finding make it good. Warnings (`at_risk`)
/// leave no mark: nothing was missed yet.
pub fn after(
    before: &[Mark],
    subject: &str,
    findings: &[Finding],
    judged: &Judged,
    (reported_as_of, as_of): (Option<NaiveDate>, NaiveDate),
) -> Vec<Mark> {
    let mut marks = before.to_vec();
    for mark in marks.iter_mut().filter(|mark| mark.made_good_on.is_none()) {
        let found = findings.iter().any(|finding| finding.rule == mark.rule && leaves_a_mark(finding));
        if !found && judged.contains(subject, mark.rule) {
            mark.made_good_on = Some(reported_as_of.unwrap_or(as_of).max(mark.since));
        }
    }
    for finding in findings.iter().filter(|finding| leaves_a_mark(finding)) {
        let open = marks.iter().any(|mark| mark.rule == finding.rule && mark.made_good_on.is_none());
        if !open {
            marks.push(Mark { rule: finding.rule, since: finding.since, noticed_on: as_of, made_good_on: None });
        }
    }
    marks
}

fn leaves_a_mark(finding: &Finding) -> bool {
    use crate::base::grade::Grade;
    let missed = matches!(finding.grade, Grade::Behind | Grade::Stalled | Grade::NotStarted)
        || finding.rule == Rule::NotReported;
    missed && (finding.rule.ladder() == Ladder::Project || finding.rule == Rule::NotReported)
}
