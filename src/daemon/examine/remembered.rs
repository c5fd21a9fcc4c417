//! What is remembered, laid out for many files at once: none of them looks at all that came before.

use crate::audit::record::FileState;
use crate::base::period::Period;
use crate::base::place::Place;
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

    /// What becomes of a file whose bytes came before for this period.
    pub fn repeated(&self, arrival: &Arrival, period: Option<Period>) -> Option<(FileState, Note)> {
        if self.seen.contains(arrival.sha256.as_str()) { super::repeated(self.memory, arrival, period) } else { None }
    }

    /// What to say of a file whose bytes were read for another period.
    pub fn of_another_period(&self, arrival: &Arrival) -> Option<Note> {
        if !self.seen.contains(arrival.sha256.as_str()) {
            return None;
        }
        let mut read = self.memory.files.iter().filter(|file| file.was_read() && file.sha256 == arrival.sha256);
        let (name, period) = read.next_back().and_then(|file| Some((&file.name, file.period?)))?;
        let place = Place { file: arrival.name.clone(), ..Place::default() };
        let text =
            format!("the same bytes as {name} of {period}; taken as the report of this period: nothing has moved");
        Some(Note { place, kind: "same_for_another_period".to_string(), text })
    }

    /// Whether the file speaks of a project and period that was reported before.
    pub fn is_corrected_by(&self, tidied: &Tidied) -> bool {
        let Some(reported) = tidied.period.and_then(|period| self.reported.get(&period.end())) else { return false };
        let progress = tidied.tables.iter().filter(|found| found.table.dataset == Dataset::Progress);
        progress.flat_map(|found| found.table.subjects()).any(|subject| reported.contains(subject.as_str()))
    }
}
