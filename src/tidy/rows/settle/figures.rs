//! Whether 1.234 is a thousand and some or one and some: the whole column decides.
//!
//! Takes how each figure of a column was written; changes the values read, or refuses the rows that stay ambiguous. A mark
//! that the pipeline declares holds; else a number that only one habit writes proves the column, and a column without a
//! proof takes the mark that all proven columns of its table share. Where figures of the table are grouped by blanks, a point or a
//! comma parts decimals; no column of Chinese money groups by points. Without any proof 1,234 is grouped, as English and Chinese write it, and 1.234 is
//! asked about; both are in a file of semicolons. Row order never matters.

use super::super::Rows;
use super::percents::is_of_shares;
use crate::base::amount::{Amount, UnitKind};
use crate::pipeline::habit::Decimal;
use crate::pipeline::headers::split_unit;
use crate::tidy::table::Values;
use crate::tidy::value::separators::Written;
use crate::tidy::{Note, RejectReason};
use std::collections::BTreeMap;

/// How the figures of each column were written: rows by habit. Figures without separators prove nothing.
#[derive(Debug, Clone, Default)]
pub struct Figures {
    /// By the column's position in its dataset.
    columns: Vec<Option<(&'static str, Habits)>>,
    /// Whether semicolons part the fields of the file: so write programs whose comma parts decimals.
    semicolons: bool,
}

/// Rows of one column by habit, those whose figures carry their own multiple (1,2 M€), and those whose last digits are lost.
#[derive(Debug, Clone, Default)]
struct Habits([Marks; Written::ALL.len()], Marks, Marks);

impl Habits {
    fn get(&self, habit: Written) -> impl Iterator<Item = usize> + '_ {
        self.0.get(habit as usize).into_iter().flat_map(Marks::iter)
    }

    fn any(&self, habit: Written) -> bool {
        self.get(habit).next().is_some()
    }
}

/// Some rows, a bit for each.
#[derive(Debug, Clone, Default)]
struct Marks(Vec<u64>);

impl Marks {
    #[inline]
    fn add(&mut self, index: usize) {
        let (word, bit) = (index / 64, index % 64);
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        if let Some(word) = self.0.get_mut(word) {
            *word |= 1 << bit;
        }
    }

    fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        let marked = |(at, word): (usize, &u64)| {
            let word = *word;
            (0..64).filter(move |bit| word >> bit & 1 == 1).map(move |bit| at * 64 + bit)
        };
        self.0.iter().enumerate().filter(|(_, word)| **word != 0).flat_map(marked)
    }

    /// Takes those of the rows below, whose first is the `base`-th.
    fn append(&mut self, below: &Marks, base: usize) {
        let (shift, first) = (base % 64, base / 64);
        if below.0.is_empty() {
            return;
        }
        self.0.resize(self.0.len().max(first + below.0.len() + 1), 0);
        for (at, word) in below.0.iter().enumerate() {
            let (low, high) = (word << shift, if shift == 0 { 0 } else { word >> (64 - shift) });
            for (at, bits) in [(first + at, low), (first + at + 1, high)] {
                if let Some(own) = self.0.get_mut(at) {
                    *own |= bits;
                }
            }
        }
    }
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
    /// What is remembered of a column.
    #[inline]
    fn habits(&mut self, (position, column): (usize, &'static str)) -> Option<&mut Habits> {
        if self.columns.len() <= position {
            self.columns.resize(position + 1, None);
        }
        Some(&mut self.columns.get_mut(position)?.get_or_insert_with(|| (column, Habits::default())).1)
    }

    /// Remembers how one cell was written.
    #[inline]
    pub fn push(&mut self, column: (usize, &'static str), index: usize, written: Written) {
        if written == Written::Plain {
            return;
        }
        if let Some(rows) = self.habits(column).and_then(|habits| habits.0.get_mut(written as usize)) {
            rows.add(index);
        }
    }

    /// Remembers a figure that carries its own multiple.
    pub fn push_own(&mut self, column: (usize, &'static str), index: usize, is_own: bool) {
        if let Some(habits) = is_own.then(|| self.habits(column)).flatten() {
            habits.1.add(index);
        }
    }

    /// Remembers a figure of which digits behind the sixth place are lost.
    pub fn push_rounded(&mut self, column: (usize, &'static str), index: usize, is_lost: bool) {
        if let Some(habits) = is_lost.then(|| self.habits(column)).flatten() {
            habits.2.add(index);
        }
    }

    /// Remembers what parts the fields of the file.
    pub fn parted_by(&mut self, separator: Option<char>) {
        self.semicolons = separator == Some(';');
    }

    /// Takes what was remembered of the rows below, whose first is the `base`-th.
    pub fn append(&mut self, below: &Figures, base: usize) {
        if self.columns.len() < below.columns.len() {
            self.columns.resize(below.columns.len(), None);
        }
        for (own, below) in self.columns.iter_mut().zip(&below.columns) {
            let Some((name, below)) = below else { continue };
            let (_, habits) = own.get_or_insert_with(|| (name, Habits::default()));
            habits.0.iter_mut().zip(&below.0).for_each(|(own, below)| own.append(below, base));
            habits.1.append(&below.1, base);
            habits.2.append(&below.2, base);
        }
    }

    /// By the columns' names.
    fn by_name(&self) -> BTreeMap<&'static str, &Habits> {
        self.columns.iter().flatten().map(|(name, habits)| (*name, habits)).collect()
    }
}

/// Settles figures; those that stay ambiguous are refused.
pub fn figures(rows: &mut Rows, figures: &Figures, file: &str, notes: &mut Vec<Note>) {
    note_rounded(rows, figures, file, notes);
    let mut known: BTreeMap<&'static str, Known> = BTreeMap::new();
    let columns = figures.by_name();
    for (name, written) in &columns {
        let declared = rows.layout.slot(name).and_then(|slot| slot.habit.decimal);
        known.insert(name, declared.map_or_else(|| proven(written), Known::One));
        refuse_lone_lakhs(rows, name, written, file, notes);
        refuse_lone_gap(rows, name, written, file, notes);
    }
    let is_unsure = |name: &&'static str| {
        let declared = rows.layout.slot(name).and_then(|slot| slot.habit.decimal);
        declared.is_none() && !matches!(known.get(name), Some(Known::One(Decimal::Point)))
    };
    let slips: Vec<&'static str> = columns
        .iter()
        .filter(|(name, written)| is_unsure(name) && is_slip(written, &columns))
        .map(|(n, _)| *n)
        .collect();
    for name in slips {
        known.insert(name, Known::Open);
    }
    let shared = shared(&known);
    let is_spaced = columns.values().any(|written| written.any(Written::Spaced));
    for (name, written) in &columns {
        let mut decimal = known.get(name).copied().unwrap_or(Known::Open);
        let open = OPEN.iter().any(|habit| written.any(*habit));
        let beside = shared.or_else(|| if is_spaced { only_mark(written) } else { None });
        // 50.125 % is no 50125 %.
        if decimal == Known::Open && beside.is_none() && (is_chinese(rows, name) || is_share(rows, name)) {
            decimal = only_mark(written).filter(|mark| *mark == Decimal::Point).map_or(decimal, Known::One);
        }
        if let (Known::Open, Some(beside), true) = (decimal, beside, open) {
            decimal = Known::One(beside);
            let text = format!(
                "figures of {name} could be read in two ways; they are read with a decimal {} as the columns beside them",
                beside.name()
            );
            notes.push(note(rows, file, name, written, "decimals_by_neighbour", text));
        }
        let unit = rows.layout.slot(name).and_then(|slot| slot.unit.as_ref());
        let is_grouped = unit.is_some_and(|unit| matches!(unit.kind, UnitKind::Yuan | UnitKind::Rupee));
        let is_foreign = figures.semicolons && !is_grouped;
        let refused = apply(rows, name, written, decimal, is_foreign);
        if let Some(first) = refused.iter().min() {
            let refused = refused.len();
            let text = format!(
                "{refused} figures of {name} can be read in more than one way and are refused; if you know what parts \
                 their decimals, add decimal = \"point\" or decimal = \"comma\" to the column"
            );
            let number = rows.numbers.get(*first).copied().unwrap_or(1);
            let place = rows.place(file, rows.place_of(name), number);
            notes.push(Note { place, kind: "ambiguous_figures".to_string(), text });
        }
        if decimal == Known::One(Decimal::Comma) {
            rows.decimal_commas.insert(name);
        }
    }
}

/// Says where digits behind the sixth place are lost.
fn note_rounded(rows: &Rows, figures: &Figures, file: &str, notes: &mut Vec<Note>) {
    for (position, habits) in figures.columns.iter().enumerate() {
        let Some((name, Habits(.., rounded))) = habits else { continue };
        let Some(first) = rounded.iter().next() else { continue };
        let slot = rows.layout.slots.get(position).and_then(Option::as_ref);
        let place = rows.place_of_cell(file, first, slot.map_or(0, |slot| slot.column));
        let text = format!("figures of {name} have more than six decimals; six are kept: {}", rounded.iter().count());
        notes.push(Note { place, kind: "rounded_figures".to_string(), text });
    }
}

/// Figures that by themselves could be read in two ways.
const OPEN: [Written; 3] = [Written::OpenPoint, Written::OpenComma, Written::LongComma];

/// Whether a column is of yuan and its header Chinese: there a point never parts groups of thousands.
fn is_chinese(rows: &Rows, name: &str) -> bool {
    let layout = &rows.layout;
    let is_yuan = layout.slot(name).and_then(|slot| slot.unit.as_ref()).is_some_and(|unit| unit.kind == UnitKind::Yuan);
    let header = layout.columns.iter().find(|column| column.column.as_deref() == Some(name));
    is_yuan
        && header
            .is_some_and(|column| split_unit(&column.header).0.chars().any(|c| matches!(c, '\u{4e00}'..='\u{9fff}')))
}

/// Whether a column holds shares or rates of growth.
fn is_share(rows: &Rows, name: &str) -> bool {
    rows.dataset().columns().iter().any(|column| column.name == name && is_of_shares(column))
}

/// The mark that all open figures of a column have, where blanks part the groups.
fn only_mark(written: &Habits) -> Option<Decimal> {
    match (written.any(Written::OpenPoint), written.any(Written::OpenComma) || written.any(Written::LongComma)) {
        (true, false) => Some(Decimal::Point),
        (false, true) => Some(Decimal::Comma),
        _ => None,
    }
}

/// Grouped numbers prove more than plain ones: one 1,5 among 1,234,567 is a slip.
fn proven(written: &Habits) -> Known {
    let any = |habit: Written| written.any(habit);
    let sure = (any(Written::GroupedPoint) || written.get(Written::Lakhs).nth(1).is_some(), any(Written::GroupedComma));
    let likely = (any(Written::Point), any(Written::Comma));
    match (sure, likely) {
        ((true, true), _) | ((false, false), (true, true)) => Known::Contradicted,
        ((true, false), _) | ((false, false), (true, false)) => Known::One(Decimal::Point),
        ((false, true), _) | ((false, false), (false, true)) => Known::One(Decimal::Comma),
        ((false, false), (false, false)) => Known::Open,
    }
}

/// 1,23,456 is a figure of lakhs where the column is in rupees or another of its figures is grouped so; alone it may as
/// well be 1,234,56 with a slip.
fn refuse_lone_lakhs(rows: &mut Rows, name: &str, written: &Habits, file: &str, notes: &mut Vec<Note>) {
    let unit = rows.layout.slot(name).and_then(|slot| slot.unit.as_ref());
    let mut lakhs = written.get(Written::Lakhs);
    let (Some(index), None) = (lakhs.next(), lakhs.next()) else { return };
    if unit.is_some_and(|unit| unit.kind == UnitKind::Rupee) {
        return;
    }
    let place = rows.place_of(name);
    rows.refuse(index, place, RejectReason::Ambiguous);
    let number = rows.numbers.get(index).copied().unwrap_or(1);
    let text = format!(
        "one figure of {name} is grouped as lakhs are, 1,23,456, and no other of the column is: it may be a slip and is \
         refused; name the unit (₹) in the header if it is none"
    );
    notes.push(Note { place: rows.place(file, place, number), kind: "ambiguous_figures".to_string(), text });
}

/// 500 600 is a figure with a gap for its thousands where the others of its column are written so; alone beside one of a
/// thousand or more without a gap (1200.5) it may as well be two figures in one cell.
fn refuse_lone_gap(rows: &mut Rows, name: &str, written: &Habits, file: &str, notes: &mut Vec<Note>) {
    let mut spaced = written.get(Written::Spaced);
    let (Some(index), None) = (spaced.next(), spaced.next()) else { return };
    let factor = rows.layout.slot(name).and_then(|slot| slot.unit.as_ref()).map_or(1, |unit| unit.factor);
    let Some(thousand) = Amount::whole(1_000).times(factor) else { return };
    let Some(Values::Amounts(values)) = rows.column(name) else { return };
    let grouped =
        [Written::GroupedPoint, Written::GroupedComma, Written::OpenComma, Written::OpenPoint, Written::Lakhs];
    let grouped: Vec<usize> = grouped.iter().flat_map(|habit| written.get(*habit)).chain(written.1.iter()).collect();
    let is_plain =
        |at: usize| at != index && !grouped.contains(&at) && values.get(at).is_some_and(|value| value >= thousand);
    if !(0..rows.fates.len()).any(is_plain) {
        return;
    }
    let place = rows.place_of(name);
    rows.refuse(index, place, RejectReason::Ambiguous);
    let number = rows.numbers.get(index).copied().unwrap_or(1);
    let text = format!(
        "one figure of {name} has a gap within it, as in 500 600, and others of a thousand and more have none: it may be two \
         figures and is refused; write it without the gap"
    );
    notes.push(Note { place: rows.place(file, place, number), kind: "ambiguous_figures".to_string(), text });
}

/// The mark that all proven columns share.
fn shared(known: &BTreeMap<&'static str, Known>) -> Option<Decimal> {
    let mut marks = known.values().filter_map(|known| if let Known::One(mark) = known { Some(*mark) } else { None });
    let first = marks.next()?;
    if marks.all(|mark| mark == first) { Some(first) } else { None }
}

/// Whether the only figure of a column that says a decimal comma stands in a table that writes decimals otherwise.
fn is_slip(written: &Habits, columns: &BTreeMap<&'static str, &Habits>) -> bool {
    let mut commas = written.get(Written::Comma);
    let lone = commas.next().is_some() && commas.next().is_none() && !written.any(Written::GroupedComma);
    let points = [Written::Point, Written::GroupedPoint, Written::Stored];
    let any = |habits: &[Written]| columns.values().any(|column| habits.iter().any(|habit| column.any(*habit)));
    let others = columns.values().filter(|column| column.any(Written::Comma)).count();
    lone && others == 1 && any(&points) && !any(&[Written::GroupedComma])
}

/// Gives each cell its figure; the rows that stay ambiguous.
fn apply(rows: &mut Rows, name: &str, written: &Habits, decimal: Known, is_foreign: bool) -> Vec<usize> {
    let of = |habit: Written| written.get(habit);
    let both = written.any(Written::OpenPoint) && written.any(Written::OpenComma) || is_foreign;
    // Where both marks part decimals, the rarer one is the slip.
    let rarer = if of(Written::Comma).count() > of(Written::Point).count() { Written::Point } else { Written::Comma };
    let odd = [Written::OpenPoint, Written::OpenComma, Written::LongComma, rarer];
    let (refused, reason): (&[Written], RejectReason) = match decimal {
        Known::One(Decimal::Point) => {
            (&[Written::Comma, Written::GroupedComma, Written::LongComma], RejectReason::NotANumber)
        }
        Known::One(Decimal::Comma) => {
            (&[Written::Point, Written::GroupedPoint, Written::Lakhs], RejectReason::NotANumber)
        }
        Known::Open if !both => (&[Written::OpenPoint, Written::LongComma, Written::Comma], RejectReason::Ambiguous),
        Known::Open => {
            (&[Written::OpenPoint, Written::OpenComma, Written::LongComma, Written::Comma], RejectReason::Ambiguous)
        }
        Known::Contradicted => (&odd, RejectReason::Ambiguous),
    };
    let place = rows.place_of(name);
    let indices: Vec<usize> = refused.iter().flat_map(|habit| of(*habit)).collect();
    indices.iter().for_each(|index| rows.refuse(*index, place, reason));
    let ambiguous = if reason == RejectReason::Ambiguous { indices } else { Vec::new() };
    if decimal == Known::One(Decimal::Comma) {
        for (habit, change) in
            [(Written::OpenPoint, thousandfold as fn(Amount) -> Option<Amount>), (Written::OpenComma, thousandth)]
        {
            change_all(rows, name, of(habit), change);
        }
    }
    ambiguous
}

fn change_all(rows: &mut Rows, name: &str, indices: impl Iterator<Item = usize>, change: fn(Amount) -> Option<Amount>) {
    let place = rows.place_of(name);
    let position = rows.index(name);
    for index in indices {
        let Some(Values::Amounts(values)) = position.and_then(|p| rows.values.get_mut(p)) else { return };
        let changed = values.get(index).map(change);
        values.set(index, changed.flatten());
        if changed == Some(None) {
            rows.refuse(index, place, RejectReason::OutOfRange);
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

fn note(rows: &Rows, file: &str, name: &str, written: &Habits, kind: &str, text: String) -> Note {
    let open = OPEN.into_iter().flat_map(|habit| written.get(habit));
    let number = open.filter_map(|index| rows.numbers.get(index)).min().copied().unwrap_or(1);
    Note { place: rows.place(file, rows.place_of(name), number), kind: kind.to_string(), text }
}
