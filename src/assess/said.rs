//! What reports said besides their cumulative value, as far as checks of later reports look back on it: the key of the
//! status text and the amount of the period.
//!
//! Takes the standings before and after a slot and what was read in it; gives each standing its last few reports. Bounded:
//! `REPORTS_MAX` reports a project, 16 characters a text.

use super::Standing;
use crate::pipeline::checks::REPORTS_MAX;
use crate::pipeline::dataset::Dataset;
use crate::tidy::Tidied;
use crate::tidy::checks::{Said, text_key};
use std::collections::BTreeMap;

/// Carries over what was remembered, and adds what was read.
pub fn remember(before: &[Standing], reads: &[Tidied], after: &mut [Standing]) {
    let mut fresh: BTreeMap<String, Vec<Said>> = BTreeMap::new();
    for read in reads {
        for (subject, said) in of_read(read) {
            fresh.entry(subject).or_default().push(said);
        }
    }
    let before: BTreeMap<&str, &Standing> = before.iter().map(|s| (s.subject.as_str(), s)).collect();
    for standing in after {
        standing.said = before.get(standing.subject.as_str()).map(|was| was.said.clone()).unwrap_or_default();
        for said in fresh.remove(&standing.subject).unwrap_or_default() {
            add(&mut standing.said, said);
        }
    }
}

/// What a file says of each project: nothing of files without a period.
pub fn of_read(read: &Tidied) -> Vec<(String, Said)> {
    let Some(period) = read.period else { return Vec::new() };
    let tables = read.tables.iter().filter(|found| found.table.dataset == Dataset::Progress);
    let rows = tables.flat_map(|found| {
        let texts = found.table.texts(["project_id", "status"]);
        texts.into_iter().zip(found.table.amounts("period_amount"))
    });
    rows.filter_map(|([subject, status], period_amount)| {
        let said = Said { period_end: period.end(), status: status.as_deref().map(text_key), period_amount };
        let says = said.status.is_some() || said.period_amount.is_some();
        Some((subject?, said)).filter(|_| says)
    })
    .collect()
}

/// Adds what a report said in its place; the newest word of a period stands.
pub fn add(list: &mut Vec<Said>, said: Said) {
    list.retain(|other| other.period_end != said.period_end);
    let at = list.partition_point(|other| other.period_end < said.period_end);
    list.insert(at, said);
    list.drain(..list.len().saturating_sub(REPORTS_MAX as usize));
}
