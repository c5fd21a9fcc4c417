//! Projects that may not be missing but have another name: 滨河路改造 is not reported any more, and 滨河路改造提升 is since.
//!
//! Takes standings; writes into the findings of missing reports what new project of the same unit has a name that comes near. Joins
//! nothing: whoever is asked for the report says which it is.

use super::{Finding, Rule, Standing};
use crate::tidy::join::{ALIKE_PERCENT, alike};
use std::collections::BTreeMap;

/// The most of such projects that are named.
const SHOWN_MAX: usize = 2;
/// A unit that listed so many anew has another list, and nothing is looked for.
const NEWER_MAX: usize = 200;
/// Longer names are not compared.
const NAME_MAX: usize = 200;

/// Says it beside every finding of a missing report.
pub fn say(standings: &[Standing], findings: &mut [Finding]) {
    let missing = findings.iter_mut().filter(|finding| finding.rule == Rule::NotReported);
    let first = |standing: &Standing| standing.reports.first().map(|report| report.period_end);
    let mut by_unit: BTreeMap<Option<&str>, Vec<&Standing>> = BTreeMap::new();
    for standing in standings.iter().filter(|standing| !standing.reports.is_empty()) {
        by_unit.entry(standing.unit_name.as_deref()).or_default().push(standing);
    }
    // The newest first: most findings look at none or a few.
    by_unit.values_mut().for_each(|all| all.sort_by_key(|standing| std::cmp::Reverse(first(standing))));
    for finding in missing {
        let of_unit = by_unit.get(&finding.unit_name.as_deref()).map(Vec::as_slice).unwrap_or_default();
        let Some(last) = finding.figures.reported_as_of else { continue };
        let newer = of_unit.iter().take_while(|other| first(other) > Some(last));
        let newer: Vec<&&Standing> = newer.take(NEWER_MAX + 1).collect();
        if newer.len() > NEWER_MAX || finding.name.len() > NAME_MAX {
            continue;
        }
        let short = newer.into_iter().filter(|other| other.name.len() <= NAME_MAX);
        let near = short.map(|other| (alike(&finding.name, &other.name), other));
        let mut near: Vec<(u32, &&Standing)> = near.filter(|(percent, _)| *percent >= ALIKE_PERCENT).collect();
        near.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.subject.cmp(&b.1.subject)));
        let near: Vec<String> =
            near.into_iter().take(SHOWN_MAX).map(|(percent, other)| format!("{} {percent} %", other.name)).collect();
        finding.figures.near = (!near.is_empty()).then(|| near.join("; "));
    }
}
