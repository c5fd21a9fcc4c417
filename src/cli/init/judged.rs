//! The sections by which issues, indicators and quotas are judged: without them a first pipeline would read and judge nobody.
//!
//! Takes what a pipeline reads; gives their text.

use super::sample::Sample;
use super::write::Setting;
use crate::pipeline::dataset::Dataset;
use crate::pipeline::issues::IssueKind;
use std::fmt::Write;

/// The sections of a pipeline. Who is told stands in the policy: without one there are none.
pub fn sections(setting: &Setting<'_>, samples: &[&Sample]) -> String {
    let tables = || samples.iter().flat_map(|sample| &sample.tables);
    let has = |dataset: Dataset| tables().any(|table| table.dataset == dataset);
    let mut text = String::new();
    if setting.policy.is_none() {
        return text;
    }
    let kind = tables().find_map(|table| table.kind);
    if let Some(kind) = kind {
        let _ = writeln!(
            text,
            "\n[issues]\nkind = \"{}\"    # to confirm: of rows that do not say it: problem | demand | finding | decision | task",
            kind.name()
        );
    }
    if kind.is_some_and(|kind| kind != IssueKind::Task) {
        text += "area = \"progress\"    # to confirm: no column says it: approval | service | progress | environment | integrity\n";
    }
    if has(Dataset::Indicators) {
        text += "\n[indicators]    # to confirm\nbehind  = [\"target_growth\", \"reference_growth\", \"goal\"]\nat_risk = [\"target_value\"]\n";
    }
    if has(Dataset::Quotas) || has(Dataset::QuotaGoals) {
        text += "\n[quotas]\ndue_within_days = 30    # to confirm: before its day what is not reached is a warning\n";
    }
    if has(Dataset::Milestones) && !has(Dataset::Progress) {
        text += "\n# Milestones are judged by the pipeline of the reports: `duban init` with a sample of a report writes it.\n";
    }
    if has(Dataset::QuotaGoals) && !setting.datasets.contains(&Dataset::Deals) {
        text += "# Goals are judged by a list of what was signed and started (dataset deals): `duban init` with a sample of it.\n";
    }
    text
}
