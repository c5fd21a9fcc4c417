//! Whether totals add up.
//!
//! Takes the totals that were set aside and the rows around them; gives a note for each figure that is no sum of them. A
//! column with a cell that could not be read has no sum to compare.

/// Totals over several sheets.
mod over;

use super::Rows;
use super::settle::{thousandfold, thousandth};
use super::sort::Scope;
use crate::base::amount::{Amount, Unit};
use crate::pipeline::dataset::Kind;
use crate::tidy::Note;
use crate::tidy::find::Layout;
use crate::tidy::formats::{Cell, Row, Sheet};
use crate::tidy::value;
use crate::tidy::value::separators::Written as Habit;
use std::collections::BTreeMap;
use std::ops::Range;

pub use over::{Unmet, over_sheets};

/// How many other totals before and after one are taken for the end of what it sums.
const NEAR_MAX: usize = 64;

/// One total, as written.
#[derive(Debug, Clone)]
pub struct Total {
    number: u32,
    scope: Scope,
    /// How many data rows stand above it.
    above: usize,
    figures: Vec<Written>,
}

impl Total {
    /// The same, where so many data rows stand above those that it was read with.
    pub fn below(self, rows: usize) -> Total {
        Total { above: self.above + rows, ..self }
    }
}

/// One figure of a total.
#[derive(Debug, Clone, Copy)]
struct Written {
    /// The canonical column.
    position: usize,
    /// The value, in base units.
    amount: Amount,
    /// What one of its last written decimal is worth, in base units.
    last: Amount,
    /// Whether it is written without decimals.
    whole: bool,
    /// How its digits are parted.
    habit: Habit,
}

/// Reads a total row.
pub fn read(sheet: &Sheet, layout: &Layout, row: &Row<'_>, scope: Scope, above: usize) -> Total {
    let mut figures = Vec::new();
    for (position, column) in layout.dataset.columns().iter().enumerate() {
        let Some(slot) = layout.slots.get(position).and_then(Option::as_ref) else { continue };
        // Of a column whose unit is not understood no figure is read.
        if !sums(column.kind, column.name) || slot.unclear {
            continue;
        }
        let figure = match row.cell(slot.column) {
            Cell::Number(number) => value::figure_of_number(number).ok(),
            cell @ Cell::Text(..) => value::figure(sheet.text(cell)).ok().flatten(),
            _ => None,
        };
        let wan = Unit::wan_yuan();
        let unit = slot.unit.as_ref().unwrap_or(&wan);
        let amount = figure.as_ref().and_then(|figure| match column.kind {
            Kind::Money => value::money(figure, unit).ok(),
            _ => value::count(figure).ok(),
        });
        let factor = if column.kind == Kind::Money { unit.factor } else { 1 };
        if let (Some(amount), Some(figure)) = (amount, figure) {
            let last = last_digit(figure.amount);
            let whole = last == Amount::whole(1);
            let last = last.times(factor).unwrap_or(Amount::ZERO);
            figures.push(Written { position, amount, last, whole, habit: figure.written });
        }
    }
    Total { number: row.number.saturating_add(1), scope, above, figures }
}

fn sums(kind: Kind, name: &str) -> bool {
    kind == Kind::Money || name == "points" || name.starts_with("projects_")
}

/// What one of the last written decimal is worth: of 12.34 it is 0.01, of 12 it is 1.
fn last_digit(amount: Amount) -> Amount {
    let mut unit = 1;
    while unit < 1_000_000 && amount.0 % (unit * 10) == 0 {
        unit *= 10;
    }
    Amount(unit)
}

/// Compares each total with the rows it may sum: those up to another total before it or down to one after it, because
/// totals stand above or below, and larger ones around smaller. It is a mismatch only if it is none of these sums.
pub fn check(rows: &mut Rows, totals: &[Total], file: &str, notes: &mut Vec<Note>) {
    let mut unmet = Vec::new();
    // Where the first group has its total before its rows, all have.
    let heads = totals.iter().find(|total| total.scope != Scope::All).is_some_and(|total| total.above == 0);
    let mut columns: BTreeMap<usize, Running> = BTreeMap::new();
    for (index, total) in totals.iter().enumerate() {
        let ranges = ranges(rows.fates.len(), totals, index, total, heads);
        for written in &total.figures {
            let Some(written) = &in_habit(rows, written) else { continue };
            let running = columns.entry(written.position).or_insert_with(|| Running::new(rows, written.position));
            let sums: Vec<Amount> = ranges.iter().filter_map(|range| running.of(range)).collect();
            let Some(first) = sums.first() else { continue };
            if !sums.iter().any(|sum| is_sum(written, *sum)) && sums.len() == ranges.len() {
                let rounded = ranges.iter().zip(&sums).any(|(range, sum)| may_be_rounded(written, *sum, range.len()));
                let note = mismatch(rows, total, written, *first, (rounded, file));
                if total.scope == Scope::All {
                    unmet.push(Unmet { written: *written, note: note.clone() });
                }
                notes.push(note);
            }
        }
    }
    rows.unmet = unmet;
}

/// The rows a total may sum, the likeliest first; without any, nothing can be said.
fn ranges(count: usize, totals: &[Total], index: usize, total: &Total, heads: bool) -> Vec<Range<usize>> {
    let above = total.above;
    let before = totals.get(..index).unwrap_or(&[]).iter().rev();
    let after = totals.get(index + 1..).unwrap_or(&[]).iter();
    let up = before.map(|before| before.above).take(NEAR_MAX).chain([0]).map(|from| from..above);
    let down = after.clone().map(|after| after.above).take(NEAR_MAX).chain([count]).map(|until| above..until);
    let ranges: Vec<Range<usize>> = match total.scope {
        Scope::All => [0..above, 0..count].into_iter().chain(up).chain(down).collect(),
        Scope::Group if heads => down.chain(up).collect(),
        Scope::Group => up.chain(down).collect(),
        Scope::Heading(level) => {
            let ends = |after: &&Total| match after.scope {
                Scope::Heading(other) => other <= level,
                Scope::All => true,
                Scope::Group => false,
            };
            std::iter::once(above..after.clone().find(ends).map_or(count, |after| after.above)).collect()
        }
    };
    ranges.into_iter().filter(|range| !range.is_empty()).collect()
}

/// A total is its sum, or the sum rounded to the total's last decimal: what is written no finer has to be equal.
fn is_sum(written: &Written, sum: Amount) -> bool {
    (sum.0 - written.amount.0).abs() < written.last.0
}

/// Whether the rows may have been rounded after they were summed, each by half of their last decimal at most. Whole figures are
/// taken as they are: who writes them counts, and one too many is a slip.
fn may_be_rounded(written: &Written, sum: Amount, rows: usize) -> bool {
    let roundings = (rows as i128 / 2).max(1);
    !written.whole && (sum.0 - written.amount.0).abs() <= written.last.0.saturating_mul(roundings)
}

/// A total in the habit of its column: 1.234 is 1234 where a comma parts the decimals.
fn in_habit(rows: &Rows, written: &Written) -> Option<Written> {
    let name = rows.dataset().columns().get(written.position).map(|column| column.name)?;
    let change = match written.habit {
        _ if !rows.decimal_commas.contains(name) => return Some(*written),
        Habit::OpenPoint => thousandfold,
        Habit::OpenComma => thousandth,
        _ => return Some(*written),
    };
    Some(Written { amount: change(written.amount)?, last: change(written.last)?, ..*written })
}

/// A column summed from its first row down, so that the sum of any rows is one difference.
struct Running {
    /// In millionths of base units, one more than there are rows.
    sums: Vec<i128>,
    /// How many cells could not be read, down to the same row.
    unread: Vec<u32>,
}

impl Running {
    fn new(rows: &Rows, position: usize) -> Running {
        let slot = rows.layout.slots.get(position).and_then(Option::as_ref);
        let (mut sum, mut lost) = (0i128, 0u32);
        let (mut sums, mut unread) = (vec![sum], vec![lost]);
        for index in 0..rows.fates.len() {
            let is_unread = rows.fates.get(index).copied().flatten().is_some_and(|refusal| {
                let whole_row = refusal.reason.is_of_the_row();
                whole_row || slot.is_some_and(|slot| slot.column == refusal.column)
            });
            let amount = rows.values.get(position).and_then(|values| values.amount(index)).unwrap_or(Amount::ZERO);
            let next = sum.checked_add(amount.0);
            lost = lost.saturating_add(u32::from(is_unread || next.is_none()));
            sum = next.unwrap_or(sum);
            sums.push(sum);
            unread.push(lost);
        }
        Running { sums, unread }
    }

    /// The sum of some rows, unless one of them could not be read.
    fn of(&self, rows: &Range<usize>) -> Option<Amount> {
        let whole = self.unread.get(rows.start)? == self.unread.get(rows.end)?;
        whole.then_some(Amount(self.sums.get(rows.end)?.checked_sub(*self.sums.get(rows.start)?)?))
    }
}

fn mismatch(rows: &Rows, total: &Total, written: &Written, sum: Amount, (rounded, file): (bool, &str)) -> Note {
    let slot = rows.layout.slots.get(written.position).and_then(Option::as_ref);
    let unit = slot.and_then(|slot| slot.unit.as_ref());
    let (factor, label) = unit.map_or((1, ""), |unit| (unit.factor, unit.label.as_str()));
    let name = rows.dataset().columns().get(written.position).map_or("", |column| column.name);
    let text = format!(
        "the total of {name} says {} {label}, the rows it sums give {} {label}",
        written.amount.in_unit(factor),
        sum.in_unit(factor)
    );
    let text = text.replace("  ", " ").replace(" ,", ",").trim_end().to_string();
    let place = rows.place(file, slot.map_or(0, |slot| slot.column), total.number);
    match rounded {
        true => Note { place, kind: "total_rounded".to_string(), text: text + "; rounding may explain it" },
        false => Note { place, kind: "total_mismatch".to_string(), text },
    }
}
