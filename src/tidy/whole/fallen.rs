//! Whose rows fell, so that those whose they are can be told: with a file that is refused as a whole, or torn.
//!
//! Takes the rows of a refused file and the register; gives each unit's rows that had no fault of their own. Of a torn row it
//! gives the one project whose id stands in it: to tell its unit, never to read it.

use super::{LISTED_MAX, Mark, Register, RejectReason, Rows};
use std::collections::{BTreeMap, BTreeSet};

/// Rows by unit and sheet, as the spreadsheet counts them.
pub type Fallen = BTreeMap<String, BTreeMap<Option<String>, BTreeSet<u32>>>;

/// The rows that are readable and fell with their file, by unit.
pub fn rows(tables: &[Rows], register: &Register<'_>, mark: Option<&Mark>) -> Fallen {
    let mut fallen = Fallen::new();
    let all = tables.iter().flat_map(|rows| (0..rows.fates.len()).map(move |index| (rows, index)));
    let fell = |rows: &Rows, index: usize| {
        rows.fates.get(index).copied().flatten().is_some_and(|refusal| refusal.reason == RejectReason::FileRefused)
    };
    for (rows, index) in all.filter(|(rows, index)| fell(rows, *index)).take(LISTED_MAX) {
        let text = |name: &str| rows.column(name).and_then(|column| column.text(index));
        let known = || register.project(text("project_id")?)?.unit_name.as_deref();
        let unit = text("unit_name").or_else(known).or(mark.map(|mark| mark.unit_name.as_str()));
        let Some(unit) = unit.map(str::trim).filter(|unit| !unit.is_empty()) else { continue };
        let number = rows.numbers.get(index).copied().unwrap_or(1);
        fallen.entry(unit.to_string()).or_default().entry(rows.sheet.clone()).or_default().insert(number);
    }
    fallen
}

/// The only known project whose id stands by itself in a torn row.
pub fn torn(shown: Option<&str>, reason: RejectReason, register: &Register<'_>) -> Option<String> {
    let text = shown.filter(|_| reason == RejectReason::BrokenRow)?;
    let fields = text.split([',', ';', '|', '\t', '"', '\n']).map(str::trim);
    let known: BTreeSet<&str> = fields.filter(|field| register.project(field).is_some()).collect();
    match known.len() {
        1 => known.first().map(|id| (*id).to_string()),
        _ => None,
    }
}
