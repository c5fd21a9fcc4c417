//! Figures that are wrong by a unit: percent × plan is what was done, but for a thousand, ten thousand or a hundred million.
//!
//! Takes the rows whose percentage is not what its figures give; refuses those where a power of ten between units would
//! make it so. One such row is a slip of its own; where all rows are, a column is filled in another unit than it says, and
//! which of the two it is only a person knows.

use super::{Asked, Hit, note, standing};
use crate::base::amount::{Amount, UnitKind};
use crate::tidy::rows::Rows;
use crate::tidy::{Note, RejectReason};

/// The powers of ten between one unit and another: 元, 千元, 万元, 亿元.
const POWERS: [u32; 3] = [3, 4, 8];

/// The units of yuan by what they are worth.
const YUAN: [(i64, &str); 4] = [(1, "元"), (1_000, "千元"), (10_000, "万元"), (100_000_000, "亿元")];

/// Refuses the rows that are wrong by a unit; gives the others.
pub fn refuse(
    rows: &mut Rows,
    columns: [&str; 3],
    hits: Vec<Hit>,
    asked: &Asked<'_>,
    notes: &mut Vec<Note>,
) -> Vec<Hit> {
    let powers: Vec<Option<i64>> = hits.iter().map(|hit| power(rows, columns, hit.index)).collect();
    let wrong: Vec<(usize, i64)> =
        hits.iter().zip(&powers).filter_map(|(hit, power)| Some((hit.index, (*power)?))).collect();
    let Some((first, power)) = wrong.first().copied() else { return hits };
    let [_, part, whole] = columns;
    let at = rows.place_of(part);
    let value = |rows: &Rows, column: &str, index: usize| rows.column(column).and_then(|values| values.amount(index));
    let has_all = |index: &usize| columns.iter().all(|column| value(rows, column, *index).is_some());
    let is_column = wrong.len() >= 2
        && wrong.iter().all(|(_, other)| *other == power)
        && standing(rows).filter(has_all).count() == wrong.len();
    let refused: Vec<usize> = match is_column {
        // The unit of the column is in doubt, and so is every figure in it.
        true => standing(rows).filter(|index| value(rows, part, *index).is_some()).collect(),
        false => wrong.iter().map(|(index, _)| *index).collect(),
    };
    let rows_of = if is_column { "every row".to_string() } else { format!("{} rows, against the others", wrong.len()) };
    let text = format!(
        "in {rows_of}, the percentage fits {part} ÷ {whole} only if {part} is in {} or {whole} in {}: write the unit of each \
         column, or correct the figures",
        other_unit(rows, part, -power),
        other_unit(rows, whole, power),
    );
    notes.push(note(
        rows,
        asked,
        &Hit { index: first, column: at, text: String::new() },
        RejectReason::OtherUnit,
        text,
    ));
    refused.into_iter().for_each(|index| rows.refuse(index, at, RejectReason::OtherUnit));
    hits.into_iter().zip(powers).filter(|(_, power)| power.is_none()).map(|(hit, _)| hit).collect()
}

/// By which power of ten a part is too large against its percentage, below 0 where it is too small.
fn power(rows: &Rows, columns: [&str; 3], index: usize) -> Option<i64> {
    let [stated, part, whole] = columns.map(|column| rows.column(column).and_then(|values| values.amount(index)));
    let (stated, part, whole) = (stated?, part?, whole?);
    if stated.0 <= 0 || part.0 <= 0 || whole.0 <= 0 {
        return None;
    }
    let wanted = stated.0.checked_mul(whole.0)?;
    let given = part.0.checked_mul(100_000_000)?;
    // What the last decimal of the percentage leaves open.
    let open = 10i128.pow(6 - stated.places().min(6)).min(1_000_000).checked_mul(whole.0)?;
    let fits = |wanted: i128, given: i128, open: i128| (wanted - given).abs() <= open;
    POWERS.into_iter().find_map(|power| {
        let factor = 10i128.pow(power);
        let is_larger = || Some(fits(wanted.checked_mul(factor)?, given, open.checked_mul(factor)?));
        let is_smaller = || Some(fits(wanted, given.checked_mul(factor)?, open));
        match (is_larger(), is_smaller()) {
            (Some(true), _) => Some(i64::from(power)),
            (_, Some(true)) => Some(-i64::from(power)),
            _ => None,
        }
    })
}

/// The unit that is so many powers of ten larger than that of a column.
fn other_unit(rows: &Rows, column: &str, power: i64) -> String {
    let unit = rows.layout.slot(column).and_then(|slot| slot.unit.as_ref());
    let (factor, is_yuan) = unit.map_or((10_000, true), |unit| (unit.factor, unit.kind == UnitKind::Yuan));
    let shift = 10i64.checked_pow(power.unsigned_abs() as u32).unwrap_or(i64::MAX);
    let other =
        if power < 0 { Some(factor / shift).filter(|_| factor % shift == 0) } else { factor.checked_mul(shift) };
    let known = other.filter(|_| is_yuan).and_then(|other| YUAN.iter().find(|(factor, _)| *factor == other));
    let label = unit.map_or("万元", |unit| unit.label.as_str());
    match (known, power < 0) {
        (Some((_, name)), _) => (*name).to_string(),
        (None, true) => format!("a unit {} times smaller than {label}", Amount::whole(shift)),
        (None, false) => format!("a unit {} times larger than {label}", Amount::whole(shift)),
    }
}
