//! A register that grows from the reports: where an office keeps no list of its own, a project is listed from the first
//! report that names it.
//!
//! Takes the register so far and a file; gives the register with the projects that the file adds, each with what its first
//! report says: name, unit, class, category, town, and the first forecast of its completion as planned end. Nothing that
//! stands is ever changed, but for a planned end that no earlier report forecast, and the year's plan, which is the annual
//! target: the newest report says it as a newer register would, and what a change of it means is for the baselines to say.

use super::Tidied;
use super::table::{Cells, HELD, Origin, PLACE_CELL, ROW, Table, Texts, Values};
use crate::base::amount::Amount;
use crate::pipeline::dataset::Dataset;
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// The columns of the register and those of a report that fill them.
const FROM_REPORTS: &[(&str, &str)] = &[
    ("project_id", "project_id"),
    ("name", "name"),
    ("unit_name", "unit_name"),
    ("class", "class"),
    ("category", "category"),
    ("town", "town"),
    ("end_date", "forecast_date"),
    (TARGET, PLAN),
];
const TARGET: &str = "annual_target";
const PLAN: &str = "annual_plan";

/// The register with the projects that a file adds, in the order in which they came. `plans`: whether its plans of the year
/// are the targets from here on; those of another year, or of a report that a newer one has followed, are not.
pub fn grown(listed: &[Table], tidied: &Tidied, plans: bool) -> Table {
    let mut rows = Rows::default();
    for table in listed {
        rows.add(table, Some);
    }
    let reports = tidied.tables.iter().map(|found| &found.table).filter(|table| table.dataset == Dataset::Progress);
    for table in reports {
        // Where nobody reports figures of what was done, a plan is nothing to be held to.
        let plans = plans && table.amounts("cumulative").iter().any(Option::is_some);
        let known = || FROM_REPORTS.iter().filter(|(listed, _)| plans || *listed != TARGET);
        rows.add(table, |name| known().find(|(listed, _)| *listed == name).map(|(_, from)| *from));
    }
    rows.table()
}

/// Rows of a register, one per project.
#[derive(Debug)]
struct Rows {
    known: BTreeMap<String, usize>,
    values: Vec<Values>,
    numbers: Vec<u32>,
    cells: Texts,
    held: Texts,
}

impl Default for Rows {
    fn default() -> Rows {
        let values = Dataset::Register.columns().iter().map(|column| Values::new(column.kind)).collect();
        let (cells, held) = (Texts::default(), Texts::default());
        Rows { known: BTreeMap::new(), values, numbers: Vec::new(), cells, held }
    }
}

impl Rows {
    /// Adds the projects of a table that are not there yet; `source` names the table's column for one of the register.
    fn add<'n>(&mut self, table: &Table, source: impl Fn(&'n str) -> Option<&'n str>) {
        let ids: Vec<[Option<String>; 1]> = table.texts(["project_id"]);
        let mut fresh: Vec<usize> = Vec::new();
        for (row, id) in ids.iter().enumerate().filter_map(|(row, [id])| Some((row, id.as_ref()?))) {
            if !self.known.contains_key(id) {
                self.known.insert(id.clone(), self.numbers.len() + fresh.len());
                fresh.push(row);
            }
        }
        for (column, values) in Dataset::Register.columns().iter().zip(&mut self.values) {
            let name = source(column.name).unwrap_or("");
            match values {
                Values::Texts(texts) => {
                    let from = table.texts([name]);
                    fresh.iter().for_each(|row| texts.push(from.get(*row).and_then(|[text]| text.as_deref())));
                }
                Values::Amounts(amounts) => {
                    let from: Vec<Option<Amount>> = table.amounts(name);
                    amounts.extend(fresh.iter().map(|row| from.get(*row).copied().flatten()));
                    let said = ids.iter().zip(from).filter(|_| name == PLAN);
                    let said = said.filter_map(|([id], amount)| Some((*self.known.get(id.as_ref()?)?, amount?)));
                    said.for_each(|(listed, amount)| amounts.set(listed, Some(amount)));
                }
                Values::Dates(dates) => {
                    let from: Vec<Option<NaiveDate>> = table.dates(name);
                    dates.extend(fresh.iter().map(|row| from.get(*row).copied().flatten()));
                    // A project whose first report forecast nothing takes the first forecast there is.
                    for ([id], day) in ids.iter().zip(from).filter(|_| column.name == "end_date") {
                        let listed = id.as_ref().and_then(|id| self.known.get(id)).and_then(|at| dates.get_mut(*at));
                        if let Some(end) = listed {
                            *end = end.or(day);
                        }
                    }
                }
            }
        }
        let places = table.texts([PLACE_CELL, HELD]);
        let numbers = table.frame.column(ROW).ok().and_then(|column| column.u32().ok());
        for row in fresh {
            let [cell, held] = places.get(row).cloned().unwrap_or_default();
            self.cells.push(cell.as_deref());
            // What a report holds back of its own columns says nothing of the register's.
            self.held.push(held.as_deref().filter(|_| table.dataset == Dataset::Register));
            self.numbers.push(numbers.and_then(|numbers| numbers.get(row)).unwrap_or(0));
        }
    }

    fn table(self) -> Table {
        let cells = Cells::Each(self.cells);
        let origin = Origin { sheet: None, rows: self.numbers, cells: &cells, held: Some(&self.held) };
        Table::new(Dataset::Register, self.values, origin, None)
    }
}
