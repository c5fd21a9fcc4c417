//! What names a row of a wide table: its own cells, merged ones, and what a composite key says.
//!
//! Takes a row; gives its names by canonical column, the unit beside the name of what is measured apart from it.

use super::{Names, Reader};
use crate::tidy::formats::{Cell, Merge, Row};
use crate::tidy::wide::long;
use crate::tidy::wide::marks;
use crate::tidy::wide::title::with_unit;

impl Reader<'_> {
    /// What names a row: its own cells, then what a composite key says; and the column of a name that is lacking, where the
    /// table has one.
    pub(super) fn names(&self, row: &Row<'_>) -> (Names, Option<u16>) {
        let mut names = Names::new();
        let mut lacking = None;
        for (name, column) in &self.wide.names {
            let shown = long::name(self.sheet, self.merged(row, *column));
            let shown = if shown.ends_with(']') { marks::split(&shown).0.to_string() } else { shown };
            if !shown.is_empty() {
                let around = names.get(name).map(|around| within(around, &shown));
                names.insert(name, around.unwrap_or(shown));
            } else if matches!(*name, "subject" | "indicator") {
                lacking = lacking.or(Some(*column));
            }
        }
        apart(&mut names);
        self.detail(row, &mut names);
        if !self.wide.parts.is_empty() {
            lacking = None;
            names.remove("subject");
            let key = self.first_text(row);
            for (position, part) in key.split(',').map(str::trim).enumerate() {
                match self.wide.parts.get(position).copied().flatten() {
                    Some(name) => names.insert(name, part.to_string()),
                    None => {
                        let before = names.remove("indicator").map(|before| before + ", ").unwrap_or_default();
                        names.insert("indicator", before + part)
                    }
                };
            }
            apart(&mut names);
        }
        (names, lacking)
    }

    /// Completes what is measured by the columns that the pipeline makes part of it; its unit goes on being its unit.
    fn detail(&self, row: &Row<'_>, names: &mut Names) {
        let own = names.get("indicator").cloned();
        let details = self.wide.details.iter().map(|column| long::said(self.sheet, self.merged(row, *column)));
        let all: Vec<String> = own.into_iter().chain(details).filter(|text| !text.is_empty()).collect();
        if !all.is_empty() && !self.wide.details.is_empty() {
            names.insert("indicator", all.join(", "));
            apart(names);
        }
    }

    /// A cell; of cells merged downwards what stands in their first row, which holds for all of them.
    fn merged(&self, row: &Row<'_>, column: u16) -> Cell {
        let own = row.cell(column);
        let covers = |merge: &&Merge| {
            (merge.first_row..=merge.last_row).contains(&row.number) && merge.first_column == u32::from(column)
        };
        let top = || self.sheet.merges.iter().find(covers).and_then(|merge| self.sheet.row_of(merge.first_row));
        if own == Cell::Empty { top().map_or(own, |top| top.cell(column)) } else { own }
    }
}

/// A place within a larger one: 江苏省鼓楼区; Washington, Alabama.
fn within(around: &str, name: &str) -> String {
    let is_han = |text: &str| text.chars().all(|c| matches!(c, '\u{4e00}'..='\u{9fff}'));
    match (name.starts_with(around), is_han(around) && is_han(name)) {
        (true, _) => name.to_string(),
        (false, true) => format!("{around}{name}"),
        (false, false) => format!("{name}, {around}"),
    }
}

/// Parts the name of what is measured and its unit, which is that of its values unless a column of its own says another.
fn apart(names: &mut Names) {
    let Some((name, unit)) = names.get("indicator").map(|name| with_unit(name)) else { return };
    names.insert("indicator", name);
    if let Some(unit) = unit {
        names.entry("unit").or_insert(unit);
    }
}
