//! What only a whole column can tell: whether 0.85 is a share or a percentage, and whether 03/04 is March or April.
//!
//! Takes the cells that one alone cannot settle; changes the values read, or refuses the rows that stay ambiguous.

use super::Rows;
use crate::base::amount::{Amount, UnitKind};
use crate::tidy::table::Values;
use crate::tidy::value::Mark;
use crate::tidy::{Note, RejectReason};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// A day whose two numbers may be read either way.
#[derive(Debug, Clone, Copy)]
pub struct OpenDate {
    pub column: &'static str,
    pub index: usize,
    pub first: u32,
    pub second: u32,
    pub year: i32,
}

/// The order of the numbers in one column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    DayFirst,
    MonthFirst,
    Unknown,
}

/// Settles days by the order that the whole column proves; ambiguous ones are refused.
pub fn dates(rows: &mut Rows, open: &[OpenDate], file: &str, notes: &mut Vec<Note>) {
    let columns: BTreeSet<&'static str> = open.iter().map(|date| date.column).collect();
    for name in columns {
        let dates: Vec<OpenDate> = open.iter().filter(|date| date.column == name).copied().collect();
        let order = order(&dates);
        let (place, position) = (rows.place_of(name), rows.index(name));
        for date in &dates {
            let (day, month) = match order {
                Order::DayFirst => (date.first, date.second),
                Order::MonthFirst => (date.second, date.first),
                Order::Unknown if date.first > 12 => (date.first, date.second),
                Order::Unknown if date.second > 12 => (date.second, date.first),
                Order::Unknown => (0, 0),
            };
            let value = NaiveDate::from_ymd_opt(date.year, month, day);
            if value.is_none() {
                rows.refuse(date.index, place, RejectReason::NotADate);
            }
            if let Some(Values::Dates(values)) = position.and_then(|p| rows.values.get_mut(p))
                && let Some(slot) = values.get_mut(date.index)
            {
                *slot = value;
            }
        }
        if order == Order::Unknown
            && let Some(first) = dates.first()
        {
            let number = rows.numbers.get(first.index).copied().unwrap_or(1);
            let text = format!("days of {name} may be day/month or month/day; rows that stay ambiguous are refused");
            notes.push(Note { place: rows.place(file, place, number), kind: "ambiguous_dates".to_string(), text });
        }
    }
}

/// Any number above 12 proves the order of its column; two that contradict each other prove nothing.
fn order(dates: &[OpenDate]) -> Order {
    let day_first = dates.iter().any(|date| date.first > 12);
    let month_first = dates.iter().any(|date| date.second > 12);
    match (day_first, month_first) {
        (true, false) => Order::DayFirst,
        (false, true) => Order::MonthFirst,
        _ => Order::Unknown,
    }
}

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
