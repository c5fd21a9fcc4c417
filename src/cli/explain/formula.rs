//! The sum behind a finding, with its figures put in: what a reader does again by hand.

use crate::assess::Finding;
use crate::base::amount::Amount;

/// The formula of a finding's rule with its figures; money in yuan.
pub fn of(finding: &Finding) -> String {
    let figures = &finding.figures;
    let word = |amount: Option<Amount>| amount.map_or("?".to_string(), |amount| amount.to_string());
    let (actual, expected, target) = (word(figures.actual), word(figures.expected), word(figures.target));
    let day = figures.planned_date.map_or("?".to_string(), |day| day.to_string());
    match finding.rule.name() {
        "behind_target" => format!(
            "actual {actual} against expected {expected} = target {target} × elapsed ÷ span of the trajectory; gap = \
             (expected − actual) ÷ target × 100 = {} points, rounded down to a millionth; grade {} by the thresholds of the rule",
            word(figures.gap_points),
            finding.grade.name()
        ),
        "milestone_overdue" => {
            format!("days = day of the judgement − planned {day} = {}", figures.days.unwrap_or_default())
        }
        "stalled" => format!("reports in a row with the same figures = {}", figures.reports.unwrap_or_default()),
        "not_started" => format!(
            "nothing reported as done; days = day of the judgement − planned start {day} = {}",
            figures.days.unwrap_or_default()
        ),
        "not_reported" => format!("periods in a row without a report = {}", figures.reports.unwrap_or_default()),
        _ => format!("the condition of the rule held: {}", figures.text.as_deref().unwrap_or("as its text says")),
    }
}
