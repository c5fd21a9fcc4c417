//! Whether 1.234 is a thousand and some or one and some: the whole column decides.
//!
//! Takes how each figure of a column was written; changes the values read, or refuses the rows that stay ambiguous. A mark
//! that the pipeline declares holds; else a number that only one habit writes proves the column, and a column without a
//! proof takes the mark that all proven columns of its table share. Without any proof 1,234 is grouped, as English and
//! Chinese write it, and 1.234 is asked about. Row order never matters.

use super::super::Rows;
use crate::base::amount::Amount;
use crate::pipeline::habit::Decimal;
use crate::tidy::table::Values;
use crate::tidy::value::separators::Written;
use crate::tidy::{Note, RejectReason};
use std::collections::BTreeMap;

/// How the figures of each column were written: row indices by habit. Figures without separators prove nothing.
#[derive(Debug, Clone, Default)]
pub struct Figures {
    columns: BTreeMap<&'static str, BTreeMap<Written, Vec<usize>>>,
}

/// What is known of one column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Known {
    One(Decimal),
    /// Nothing proves anything.
    Open,
    /// Numbers of both habits.
    Contradicted,
}

impl Figures {
    /// Remembers how one cell was written.
    pub fn push(&mut self, column: &'static str, index: usize, written: Written) {
        if written != Written::Plain {
            self.columns.entry(column).or_default().entry(written).or_default().push(index);
        }
    }
}

/// Settles figures; those that stay ambiguous are refused.
pub fn figures(rows: &mut Rows, figures: &Figures, file: &str, notes: &mut Vec<Note>) {
    let mut known: BTreeMap<&'static str, Known> = BTreeMap::new();
    for (name, written) in &figures.columns {
        let declared = rows.layout.slot(name).and_then(|slot| slot.habit.decimal);
        known.insert(name, declared.map_or_else(|| proven(written), Known::One));
    }
    let shared = shared(&known);
    for (name, written) in &figures.columns {
        let mut decimal = known.get(name).copied().unwrap_or(Known::Open);
        let open = [Written::OpenPoint, Written::OpenComma].iter().any(|habit| written.contains_key(habit));
        if let (Known::Open, Some(beside), true) = (decimal, shared, open) {
            decimal = Known::One(beside);
            let text = format!(
                "figures of {name} could be read in two ways; they are read with a decimal {} as the columns beside them",
                beside.name()
            );
            notes.push(note(rows, file, name, written, "decimals_by_neighbour", text));
        }
        let refused = apply(rows, name, written, decimal);
        if refused > 0 {
            let text = format!(
                "{refused} figures of {name} can be read in more than one way and are refused; if you know what parts \
                 their decimals, add decimal = \"point\" or decimal = \"comma\" to the column"
            );
            notes.push(note(rows, file, name, written, "ambiguous_figures", text));
        }
        if decimal == Known::One(Decimal::Comma) {
            rows.decimal_commas.insert(name);
        }
    }
}

/// Grouped numbers prove more than plain ones: one 1,5 among 1,234,567 is a slip.
fn proven(written: &BTreeMap<Written, Vec<usize>>) -> Known {
    let any = |habit: Written| written.contains_key(&habit);
    let sure = (any(Written::GroupedPoint), any(Written::GroupedComma));
    let likely = (any(Written::Point), any(Written::Comma));
    match (sure, likely) {
        ((true, true), _) | ((false, false), (true, true)) => Known::Contradicted,
        ((true, false), _) | ((false, false), (true, false)) => Known::One(Decimal::Point),
        ((false, true), _) | ((false, false), (false, true)) => Known::One(Decimal::Comma),
        ((false, false), (false, false)) => Known::Open,
    }
}

/// The mark that all proven columns share.
fn shared(known: &BTreeMap<&'static str, Known>) -> Option<Decimal> {
    let mut marks = known.values().filter_map(|known| if let Known::One(mark) = known { Some(*mark) } else { None });
    let first = marks.next()?;
    if marks.all(|mark| mark == first) { Some(first) } else { None }
}

/// Gives each cell its figure; how many stay ambiguous.
fn apply(rows: &mut Rows, name: &str, written: &BTreeMap<Written, Vec<usize>>, decimal: Known) -> usize {
    let of = |habit: Written| written.get(&habit).map_or(&[][..], Vec::as_slice);
    let both = written.contains_key(&Written::OpenPoint) && written.contains_key(&Written::OpenComma);
    let mut ambiguous = 0;
    let (refused, reason): (&[Written], RejectReason) = match decimal {
        Known::One(Decimal::Point) => (&[Written::Comma, Written::GroupedComma], RejectReason::NotANumber),
        Known::One(Decimal::Comma) => (&[Written::Point, Written::GroupedPoint], RejectReason::NotANumber),
        Known::Open if !both => (&[Written::OpenPoint], RejectReason::Ambiguous),
        Known::Open | Known::Contradicted => (&[Written::OpenPoint, Written::OpenComma], RejectReason::Ambiguous),
    };
    let place = rows.place_of(name);
    for index in refused.iter().flat_map(|habit| of(*habit)) {
        ambiguous += usize::from(reason == RejectReason::Ambiguous);
        rows.refuse(*index, place, reason);
    }
    if decimal == Known::One(Decimal::Comma) {
        for (habit, change) in
            [(Written::OpenPoint, thousandfold as fn(Amount) -> Option<Amount>), (Written::OpenComma, thousandth)]
        {
            change_all(rows, name, of(habit), change);
        }
    }
    ambiguous
}

fn change_all(rows: &mut Rows, name: &str, indices: &[usize], change: fn(Amount) -> Option<Amount>) {
    let place = rows.place_of(name);
    let position = rows.index(name);
    for index in indices {
        let Some(Values::Amounts(values)) = position.and_then(|p| rows.values.get_mut(p)) else { return };
        let Some(slot) = values.get_mut(*index) else { continue };
        let changed = slot.map(change);
        *slot = changed.flatten();
        if changed == Some(None) {
            rows.refuse(*index, place, RejectReason::OutOfRange);
        }
    }
}

/// 1.234 read as one thousand two hundred and thirty-four.
pub fn thousandfold(amount: Amount) -> Option<Amount> {
    amount.times(1_000)
}

/// 1,234 read as one and some; exact, because three of six decimals are enough, or nothing where they are not.
pub fn thousandth(amount: Amount) -> Option<Amount> {
    (amount.0 % 1_000 == 0).then_some(Amount(amount.0 / 1_000))
}

fn note(
    rows: &Rows,
    file: &str,
    name: &str,
    written: &BTreeMap<Written, Vec<usize>>,
    kind: &str,
    text: String,
) -> Note {
    let open = [Written::OpenPoint, Written::OpenComma].into_iter().filter_map(|habit| written.get(&habit)).flatten();
    let number = open.filter_map(|index| rows.numbers.get(*index)).min().copied().unwrap_or(1);
    Note { place: rows.place(file, rows.place_of(name), number), kind: kind.to_string(), text }
}
