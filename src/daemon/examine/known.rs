//! Memory and tables → what the reader of a file may know: the register, and what was accepted before.

use crate::assess::{Standing, said};
use crate::pipeline::dataset::Dataset;
use crate::store::Memory;
use crate::tidy::table::Table;
use crate::tidy::{Known, KnownProject, Tidied};
use std::collections::BTreeMap;

/// What the reader may know: the register, and the figures accepted so far.
pub fn known(tables: &BTreeMap<Dataset, Vec<Table>>, standings: &[Standing]) -> Known {
    let mut known = Known::default();
    for table in tables.get(&Dataset::Register).into_iter().flatten() {
        let (targets, totals) = (table.amounts("annual_target"), table.amounts("total_investment"));
        let (starts, ends) = (table.dates("start_date"), table.dates("end_date"));
        for (row, texts) in table.texts(["project_id", "name", "unit_name"]).into_iter().enumerate() {
            let [Some(id), name, unit_name] = texts else { continue };
            let project = KnownProject {
                name: name.unwrap_or_default(),
                unit_name,
                annual_target: targets.get(row).copied().flatten(),
                total_investment: totals.get(row).copied().flatten(),
                start_date: starts.get(row).copied().flatten(),
                end_date: ends.get(row).copied().flatten(),
                ..KnownProject::default()
            };
            known.projects.insert(id, project);
        }
    }
    for table in tables.get(&Dataset::Series).into_iter().flatten() {
        let keys = table.texts(["subject", "indicator", "unit", "period"]);
        for (key, value) in keys.into_iter().zip(table.amounts("value")) {
            let [subject, indicator, unit, period] = key.map(Option::unwrap_or_default);
            if let Some(value) = value {
                known.series.insert((subject, indicator, unit, period), value);
            }
        }
    }
    for standing in standings {
        if let Some(project) = known.projects.get_mut(&standing.subject) {
            let figures = standing.reports.iter().filter_map(|r| Some((r.period_end, r.cumulative?)));
            project.cumulative = figures.collect();
            let files = standing.reports.iter().map(|report| (report.period_end, report.place.file.clone()));
            project.files = files.collect();
            project.said.clone_from(&standing.said);
        }
    }
    known
}

/// Adds the figures of a file to what is known.
fn learn(known: &mut Known, read: &Tidied) {
    let Some(period) = read.period else { return };
    for found in read.tables.iter().filter(|found| found.table.dataset == Dataset::Progress) {
        for (subject, cumulative) in found.table.subjects().into_iter().zip(found.table.amounts("cumulative")) {
            if let (Some(project), Some(cumulative)) = (known.projects.get_mut(&subject), cumulative) {
                project.cumulative.insert(period.end(), cumulative);
                project.files.insert(period.end(), read.file.clone());
            }
        }
    }
    for (subject, said) in said::of_read(read) {
        if let Some(project) = known.projects.get_mut(&subject) {
            said::add(&mut project.said, said);
        }
    }
}

/// Adds what the last file said to what is known. A new register, or one that `grows` with every report, is a new
/// beginning; figures are added to it.
pub fn relearn(
    known: &mut Known,
    tables: &BTreeMap<Dataset, Vec<Table>>,
    memory: &Memory,
    reads: &[Tidied],
    grows: bool,
) {
    let Some(last) = reads.last() else { return };
    if grows || last.tables.iter().any(|found| found.table.dataset == Dataset::Register) {
        *known = self::known(tables, &memory.standings);
        reads.iter().for_each(|read| learn(known, read));
    } else {
        learn(known, last);
    }
}
