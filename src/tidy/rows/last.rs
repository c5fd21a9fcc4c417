//! A last row that sums all rows above it, whatever it is called: Jumlah, Összesen, a name nobody knows.
//!
//! Takes the rows of a table of projects; refuses the last of them where each of its figures of money is the sum of all others
//! and it lacks what the row above it has. A project that is known is one.

use super::{Context, Rows};
use crate::base::amount::Amount;
use crate::pipeline::dataset::Kind;
use crate::tidy::RejectReason;
use crate::tidy::table::Values;

/// The fewest rows above a sum.
const ABOVE_MIN: usize = 3;

/// Refuses a last row that is the sum of all rows above it. Adds up only where that row is less filled than the one above it.
pub fn refuse_sum(rows: &mut Rows, context: &Context<'_>) {
    let Some(last) = (0..rows.fates.len()).rev().find(|index| rows.stands(*index)) else { return };
    if !rows.dataset().is_of_projects() || last < ABOVE_MIN || !is_less_filled(rows, last) {
        return;
    }
    let text = |name: &str| rows.column(name).and_then(|values| values.text(last)).unwrap_or("");
    if ["project_id", "name"].iter().any(|name| !text(name).is_empty() && context.register.knows(text(name))) {
        return;
    }
    let columns = rows.dataset().columns().iter().zip(&rows.values).filter(|(column, _)| column.kind == Kind::Money);
    let mut figures =
        columns.filter_map(|(column, values)| Some((column.name, values, values.amount(last)?))).peekable();
    if figures.peek().is_none() {
        return;
    }
    let is_sum = |(_, values, own): &(&str, &Values, Amount)| {
        let others = (0..last).filter(|index| rows.stands(*index)).filter_map(|index| values.amount(index));
        let (sum, count) = others
            .filter(|amount| *amount != Amount::ZERO)
            .fold((0i128, 0usize), |(sum, count), amount| (sum.saturating_add(amount.0), count + 1));
        count >= ABOVE_MIN && sum == own.0
    };
    let first = rows
        .dataset()
        .columns()
        .iter()
        .find(|column| column.kind == Kind::Money && rows.layout.slot(column.name).is_some());
    let place = first.map_or(0, |column| rows.place_of(column.name));
    if figures.all(|figure| is_sum(&figure)) {
        rows.refuse(last, place, RejectReason::SumOfAll);
    }
}

/// Whether a row has no text, day or share in a column where the row above it has one.
fn is_less_filled(rows: &Rows, last: usize) -> bool {
    let Some(before) = (0..last).rev().find(|index| rows.stands(*index)) else { return false };
    rows.dataset().columns().iter().zip(&rows.values).filter(|(column, _)| column.kind != Kind::Money).any(
        |(_, values)| {
            let is_filled = |index: usize| {
                values.text(index).is_some() || values.date(index).is_some() || values.amount(index).is_some()
            };
            is_filled(before) && !is_filled(last)
        },
    )
}
