//! What only a whole column can tell: whether 0.85 is a share or a percentage, and whether 03/04 is March or April.
//!
//! Takes the cells that one alone cannot settle; changes the values read, or refuses the rows that stay ambiguous.

/// The order of day, month and year.
mod dates;

/// What parts the decimals.
mod figures;

use super::Rows;
use crate::base::amount::{Amount, UnitKind};
use crate::tidy::table::Values;
use crate::tidy::value::Mark;
use crate::tidy::{Note, RejectReason};
use std::collections::{BTreeMap, BTreeSet};

pub use dates::{OpenDate, dates};
pub use figures::{Figures, figures, thousandfold, thousandth};

/// How the percentages of each column were written.
#[derive(Debug, Clone, Default)]
pub struct Percents {
    plain: BTreeMap<&'static str, Vec<(usize, bool)>>,
    marked: BTreeSet<&'static str>,
}

impl Percents {
    /// Remembers how one cell was written.
    pub fn push(&mut self, column: &'static str, index: usize, mark: &Mark, is_number: bool) {
        if *mark == Mark::Percent {
            self.marked.insert(column);
        } else {
            self.plain.entry(column).or_default().push((index, is_number));
        }
    }
}

/// Brings percentages to 85: a column without `%` in its header whose figures (nine of ten) are at most 1.5 holds shares.
pub fn percents(rows: &mut Rows, percents: &Percents, file: &str, notes: &mut Vec<Note>) {
    let all: BTreeSet<&'static str> = percents.plain.keys().chain(&percents.marked).copied().collect();
    for name in all {
        let plain = percents.plain.get(name).map_or(&[][..], Vec::as_slice);
        let declared = rows.layout.slot(name).and_then(|slot| slot.unit.as_ref()).map(|unit| unit.kind);
        let figures: Vec<(usize, bool, Amount)> = plain
            .iter()
            .filter_map(|(index, number)| Some((*index, *number, rows.column(name)?.amount(*index)?)))
            .collect();
        let shares = is_shares(&figures, declared == Some(UnitKind::Percent));
        if shares
            && declared == Some(UnitKind::Percent)
            && let Some((index, ..)) = figures.first()
        {
            let place = rows.place(file, rows.place_of(name), rows.numbers.get(*index).copied().unwrap_or(1));
            let text = format!("the header of {name} says %, its cells hold shares of 1; they are read as shares");
            notes.push(Note { place, kind: "percent_assumed".to_string(), text });
        }
        if shares {
            multiply(rows, name, &figures);
        }
        refuse_impossible(rows, name);
    }
}

/// Shares of 1: nine of ten figures other than 0 are at most 1.5. Under a header that says `%` only stored numbers can
/// be shares (the spreadsheet shows 0.85 as 85%), and only if all of them are.
fn is_shares(figures: &[(usize, bool, Amount)], declared: bool) -> bool {
    let limit = Amount(1_500_000);
    let filled: Vec<&(usize, bool, Amount)> = figures.iter().filter(|(_, _, amount)| *amount != Amount::ZERO).collect();
    let small = filled.iter().filter(|(_, _, amount)| *amount <= limit).count();
    if filled.is_empty() {
        return false;
    }
    if declared {
        let one = Amount::whole(1);
        return filled.len() >= 3 && filled.iter().all(|(_, number, amount)| *number && *amount <= one);
    }
    small * 10 >= filled.len() * 9
}

fn multiply(rows: &mut Rows, name: &str, figures: &[(usize, bool, Amount)]) {
    let position = rows.index(name);
    let Some(Values::Amounts(values)) = position.and_then(|p| rows.values.get_mut(p)) else { return };
    for (index, _, amount) in figures {
        if let Some(slot) = values.get_mut(*index) {
            *slot = amount.times(100);
        }
    }
}

/// Below 0 or above 1,000 (a weight: above 100) is no share of anything.
fn refuse_impossible(rows: &mut Rows, name: &str) {
    let limit = Amount::whole(if name == "weight" { 100 } else { 1_000 });
    let place = rows.place_of(name);
    for index in 0..rows.fates.len() {
        let amount = rows.column(name).and_then(|values| values.amount(index));
        if amount.is_some_and(|amount| amount < Amount::ZERO || amount > limit) {
            rows.refuse(index, place, RejectReason::OutOfRange);
        }
    }
}
