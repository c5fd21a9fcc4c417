//! What a newly read file changes against what was known: notes for the run log, no judgement.
//!
//! `corrected`: figures of a day that are now others. `superseded`: a correction changed a figure of a period that was reported before. `missing_reports`: projects of the
//! register that a period's files do not mention, by responsible unit.

use super::{Report, Standing};
use crate::base::amount::Amount;
use crate::base::place::Place;
use crate::pipeline::dataset::Dataset;
use crate::tidy::{Note, Tidied};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// What a newer file replaced: figures reported for the same period that are now others, and refused rows that now are read.
pub fn superseded(before: &[Standing], after: &[Standing], reads: &[Tidied]) -> Vec<Note> {
    let read_ends: BTreeSet<NaiveDate> = reads.iter().filter_map(|r| Some(r.period?.end())).collect();
    let after: BTreeMap<&str, &Standing> = after.iter().map(|s| (s.subject.as_str(), s)).collect();
    let mut notes = Vec::new();
    for was in before {
        let Some(is) = after.get(was.subject.as_str()) else { continue };
        if let Some(refused) = was.refused.as_ref().filter(|refused| is.refused.as_ref() != Some(refused)) {
            let now = is.reports.iter().find(|report| report.period_end == refused.period_end);
            notes.extend(now.map(|new| Note {
                place: refused.place.clone(),
                kind: "superseded".to_string(),
                text: format!(
                    "{}: the refused {:?} replaced by {} from {}",
                    was.subject,
                    refused.text,
                    said(new),
                    new.place
                ),
            }));
        }
        for old in was.reports.iter().filter(|r| read_ends.contains(&r.period_end)) {
            let Some(new) = is.reports.iter().find(|r| r.period_end == old.period_end) else { continue };
            if said(new) != said(old) {
                notes.push(Note {
                    place: old.place.clone(),
                    kind: "superseded".to_string(),
                    text: format!(
                        "{}: {} replaced by {} from {}",
                        was.subject,
                        if old.cumulative.is_some() { format!("cumulative {}", said(old)) } else { said(old) },
                        said(new),
                        new.place
                    ),
                });
            }
        }
    }
    notes
}

/// Figures and milestones of a day that were reported otherwise before: subject and day, with the figure that stands now.
pub fn corrected(before: &[Standing], after: &[Standing]) -> BTreeMap<(String, NaiveDate), Option<Amount>> {
    let after: BTreeMap<&str, &Standing> = after.iter().map(|s| (s.subject.as_str(), s)).collect();
    let mut found = BTreeMap::new();
    for was in before {
        let Some(is) = after.get(was.subject.as_str()) else { continue };
        for old in &was.reports {
            let new = is.reports.iter().find(|new| new.period_end == old.period_end);
            let differs =
                |new: &&Report| new.cumulative != old.cumulative || new.milestones_done != old.milestones_done;
            if let Some(new) = new.filter(differs) {
                found.insert((was.subject.clone(), old.period_end), new.cumulative);
            }
        }
        let same_day = was.milestones_as_of.filter(|day| is.milestones_as_of == Some(*day));
        let done = |standing: &Standing| -> BTreeMap<(String, NaiveDate), Option<NaiveDate>> {
            standing.milestones.iter().map(|m| ((m.name.clone(), m.planned_date), m.actual_date)).collect()
        };
        if let Some(day) = same_day.filter(|_| was.milestones != is.milestones) {
            let now = done(is);
            if done(was).iter().any(|(milestone, day)| now.get(milestone).is_some_and(|now| now != day)) {
                found.entry((was.subject.clone(), day)).or_insert(None);
            }
        }
    }
    found
}

/// Projects of the register that nothing reported for a period that was read, one note per unit.
pub fn missing_reports(after: &[Standing], reads: &[Tidied]) -> Vec<Note> {
    let mut notes = Vec::new();
    let mut newest: BTreeMap<NaiveDate, &Tidied> = BTreeMap::new();
    for read in reads.iter().filter(|r| r.tables.iter().any(|t| t.table.dataset == Dataset::Progress)) {
        if let Some(period) = read.period {
            newest.insert(period.end(), read);
        }
    }
    for (end, read) in newest {
        let mut absent: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for standing in after {
            let refused = standing.refused.as_ref().is_some_and(|r| r.period_end >= end);
            if !refused && !standing.reports.iter().any(|r| r.period_end == end) {
                let unit = standing.unit_name.as_deref().unwrap_or("(no unit)");
                absent.entry(unit).or_default().push(&standing.subject);
            }
        }
        notes.extend(absent.into_iter().map(|(unit, subjects)| Note {
            place: Place { file: read.file.clone(), sheet: None, cell: None },
            kind: "missing_reports".to_string(),
            text: format!("{unit}: {} projects without a report for {end}: {}", subjects.len(), subjects.join(" ")),
        }));
    }
    notes
}

/// The figure of a report, with its forecast where there is none.
fn said(report: &Report) -> String {
    let in_wan = |amount: Amount| format!("{}万元", amount.in_unit(10_000));
    let forecast = || report.forecast_date().map_or("nothing".to_string(), |day| format!("forecast {day}"));
    report.cumulative.map_or_else(forecast, in_wan)
}
