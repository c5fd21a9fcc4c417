//! Columns that slipped by a row, or whose headers are exchanged: the percentage of each row says which figures are its own.
//!
//! Takes the rows whose percentage is not what their figures give; refuses them where the figures of the next row, or of the
//! row before, give it, or where those of the period do and the cumulative ones are smaller. A percentage that is of something
//! else altogether fits no neighbour.

use super::{Asked, Hit, note};
use crate::base::amount::Amount;
use crate::tidy::rows::Rows;
use crate::tidy::{Note, RejectReason};

/// The fewest rows that prove it: one may fit its neighbour by chance.
const ROWS_MIN: usize = 2;
/// The same of headers, where nothing in the other rows speaks against it.
const SWAPPED_MIN: usize = 3;

/// Refuses the rows that prove it; gives the others.
pub fn refuse(
    rows: &mut Rows,
    columns: [&str; 3],
    hits: Vec<Hit>,
    asked: &Asked<'_>,
    notes: &mut Vec<Note>,
) -> Vec<Hit> {
    let [_, part, whole] = columns;
    let fits = |by: [isize; 2]| hits.iter().filter(|hit| fits(rows, columns, hit.index, by)).count();
    let slips = [
        ([1, 0], part),
        ([-1, 0], part),
        ([0, 1], whole),
        ([0, -1], whole),
        ([1, 1], columns[0]),
        ([-1, -1], columns[0]),
    ];
    let most = slips.iter().map(|(by, column)| (fits(*by), *by, *column)).max_by_key(|(count, ..)| *count);
    let slipped = most.filter(|(count, ..)| *count >= ROWS_MIN && *count * 3 >= hits.len() * 2);
    let swapped = || hits.len() >= SWAPPED_MIN && hits.iter().all(|hit| is_swapped(rows, columns, hit.index));
    let (at, text) = match slipped {
        Some((count, _, column)) => {
            let text = format!(
                "in {count} rows the percentage is that of the row above or below: {column} seems to have slipped by a row"
            );
            (rows.place_of(column), text)
        }
        None if part == "cumulative" && swapped() => {
            let text = format!(
                "in {} rows the percentage is period_amount ÷ {whole}, and {part} is less than that: the two seem to stand under \
                 each other's header",
                hits.len()
            );
            (rows.place_of(part), text)
        }
        None => return hits,
    };
    let first = hits.first().map_or(0, |hit| hit.index);
    notes.push(note(
        rows,
        asked,
        &Hit { index: first, column: at, text: String::new() },
        RejectReason::ShareDiffers,
        text,
    ));
    hits.into_iter().for_each(|hit| rows.refuse(hit.index, at, RejectReason::ShareDiffers));
    Vec::new()
}

fn value(rows: &Rows, column: &str, index: usize) -> Option<Amount> {
    rows.column(column)?.amount(index)
}

/// Whether the percentage of a row is what figures some rows further down give, and those are not its own.
fn fits(rows: &Rows, [column, part, whole]: [&str; 3], index: usize, [down_part, down_whole]: [isize; 2]) -> bool {
    let at = |down: isize| index.checked_add_signed(down);
    let (Some(of_part), Some(of_whole)) = (at(down_part), at(down_whole)) else { return false };
    let own = [value(rows, part, index), value(rows, whole, index)];
    let other = [value(rows, part, of_part), value(rows, whole, of_whole)];
    own != other && gives(value(rows, column, index), other[0], other[1])
}

/// Whether the percentage of a row is that of the period's figure, and that is larger than the cumulative one.
fn is_swapped(rows: &Rows, [column, part, whole]: [&str; 3], index: usize) -> bool {
    let period = value(rows, "period_amount", index);
    period > value(rows, part, index) && gives(value(rows, column, index), period, value(rows, whole, index))
}

/// Whether a percentage is part ÷ whole as far as it is written.
fn gives(stated: Option<Amount>, part: Option<Amount>, whole: Option<Amount>) -> bool {
    let exact = || {
        let (stated, part, whole) = (stated?, part?, whole.filter(|whole| whole.0 > 0)?);
        let off = stated.0.checked_mul(whole.0)?.checked_sub(part.0.checked_mul(100_000_000)?)?.abs();
        // Whole percentages are written to the nearest: others to their last decimal.
        let open = 10i128.pow(6 - stated.places().min(6)).min(1_000_000).checked_mul(whole.0)?;
        Some(part.0 > 0 && off <= open)
    };
    exact() == Some(true)
}
