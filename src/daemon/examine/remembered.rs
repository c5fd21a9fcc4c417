//! What is remembered, laid out for many files at once: none of them looks at all that came before.

use crate::audit::record::FileState;
use crate::pipeline::dataset::Dataset;
use crate::store::Memory;
use crate::tidy::{Arrival, Note, Tidied};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// What is remembered, laid out so that each of many files finds its own without looking at all others.
pub struct Remembered<'a> {
    memory: &'a Memory,
    /// The bytes of every file seen.
    seen: BTreeSet<&'a str>,
    /// Who has reported, by period end.
    reported: BTreeMap<NaiveDate, BTreeSet<&'a str>>,
}

impl<'a> Remembered<'a> {
    /// Lays it out.
    pub fn of(memory: &'a Memory) -> Remembered<'a> {
        let mut reported: BTreeMap<NaiveDate, BTreeSet<&str>> = BTreeMap::new();
        for standing in &memory.standings {
            for report in &standing.reports {
                reported.entry(report.period_end).or_default().insert(&standing.subject);
            }
        }
        Remembered { memory, seen: memory.files.iter().map(|file| file.sha256.as_str()).collect(), reported }
    }

    /// What becomes of a file whose bytes came before.
    pub fn repeated(&self, arrival: &Arrival) -> Option<(FileState, Note)> {
        if self.seen.contains(arrival.sha256.as_str()) { super::repeated(self.memory, arrival) } else { None }
    }

    /// Whether the file speaks of a project and period that was reported before.
    pub fn is_corrected_by(&self, tidied: &Tidied) -> bool {
        let Some(reported) = tidied.period.and_then(|period| self.reported.get(&period.end())) else { return false };
        let progress = tidied.tables.iter().filter(|found| found.table.dataset == Dataset::Progress);
        progress.flat_map(|found| found.table.subjects()).any(|subject| reported.contains(subject.as_str()))
    }
}
