//! Whether totals add up.
//!
//! Takes the totals that were set aside and the rows above them; gives a note for each figure that is not their sum. A
//! column with a cell that could not be read has no sum to compare.

use super::sort::Scope;
use super::{RejectReason, Rows};
use crate::base::amount::{Amount, Unit};
use crate::pipeline::dataset::Kind;
use crate::tidy::Note;
use crate::tidy::find::Layout;
use crate::tidy::formats::{Cell, Row, Sheet};
use crate::tidy::value;

/// One total, as written.
#[derive(Debug, Clone)]
pub struct Total {
    number: u32,
    scope: Scope,
    /// How many data rows stand above it.
    above: usize,
    figures: Vec<Written>,
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
}

/// Reads a total row.
pub fn read(sheet: &Sheet, layout: &Layout, row: &Row<'_>, scope: Scope, above: usize) -> Total {
    let mut figures = Vec::new();
    for (position, column) in layout.dataset.columns().iter().enumerate() {
        let Some(slot) = layout.slots.get(position).and_then(Option::as_ref) else { continue };
        if !sums(column.kind, column.name) {
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
            figures.push(Written { position, amount, last, whole });
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

/// Compares each total with the rows it sums: all above it, or those since the last subtotal.
pub fn check(rows: &Rows, totals: &[Total], file: &str, notes: &mut Vec<Note>) {
    let mut group_from = 0;
    for total in totals {
        let from = if total.scope == Scope::Group { group_from } else { 0 };
        // A subtotal may stand above its rows; then it sums nothing here and nothing can be said.
        let range = from..total.above;
        group_from = total.above;
        if range.is_empty() {
            continue;
        }
        for written in &total.figures {
            let Some(sum) = sum(rows, written.position, range.clone()) else { continue };
            // Rounded decimals may each be half a digit off; whole figures sum to one or were rounded once.
            let roundings = if written.whole { 1 } else { (range.len() as i128 / 2).max(1) };
            if (sum.0 - written.amount.0).abs() > written.last.0.saturating_mul(roundings) {
                notes.push(mismatch(rows, total, written, sum, file));
            }
        }
    }
}

/// The sum of a column, unless a cell of it could not be read.
fn sum(rows: &Rows, position: usize, range: std::ops::Range<usize>) -> Option<Amount> {
    let slot = rows.layout.slots.get(position)?.as_ref()?;
    let mut sum = Amount::ZERO;
    for index in range {
        let unread = rows.fates.get(index).copied().flatten().is_some_and(|refusal| {
            let whole_row = matches!(refusal.reason, RejectReason::Undecodable | RejectReason::TooManyCells);
            whole_row || refusal.column == slot.column
        });
        if unread {
            return None;
        }
        let amount = rows.values.get(position)?.amount(index).unwrap_or(Amount::ZERO);
        sum = Amount(sum.0.checked_add(amount.0)?);
    }
    Some(sum)
}

fn mismatch(rows: &Rows, total: &Total, written: &Written, sum: Amount, file: &str) -> Note {
    let slot = rows.layout.slots.get(written.position).and_then(Option::as_ref);
    let unit = slot.and_then(|slot| slot.unit.as_ref());
    let (factor, label) = unit.map_or((1, ""), |unit| (unit.factor, unit.label.as_str()));
    let name = rows.dataset().columns().get(written.position).map_or("", |column| column.name);
    let text = format!(
        "the total of {name} says {} {label}, the rows above it sum to {} {label}",
        written.amount.in_unit(factor),
        sum.in_unit(factor)
    );
    let place = rows.place(file, slot.map_or(0, |slot| slot.column), total.number);
    Note { place, kind: "total_mismatch".to_string(), text: text.replace("  ", " ").trim_end().to_string() }
}
