//! Whether the totals of a wide table add up.
//!
//! Takes the totals that were set aside and the values around them; gives a note for each figure that is none of the sums it
//! may be: of the rows above or below it, of those up to another total, or of such subtotals. Rates are never summed.

use super::{VALUE, Wide};
use crate::base::amount::Amount;
use crate::tidy::Note;
use crate::tidy::rows::{Rows, thousandfold, thousandth};
use crate::tidy::value::separators::Written;
use std::collections::BTreeSet;
use std::ops::Range;

/// A total, as written.
#[derive(Debug)]
pub struct Total {
    /// Its row, as the spreadsheet counts it.
    pub number: u32,
    /// How many values stand above it.
    pub above: usize,
    /// What it is a total of, where rows name that.
    pub indicator: Option<String>,
    /// By column of figures what it says and how that is written.
    pub said: Vec<(usize, Amount, Written)>,
}

/// Compares each total with the rows it may sum.
pub fn check(
    (rows, wholes): (&Rows, &BTreeSet<usize>),
    wide: &Wide,
    totals: &[Total],
    file: &str,
    notes: &mut Vec<Note>,
) {
    let comma = rows.decimal_commas.contains(VALUE);
    for (index, total) in totals.iter().enumerate() {
        for (at, says, written) in &total.said {
            let Some(says) = in_habit(*says, *written, comma) else { continue };
            let sums = Sums { rows, wholes, wide, total, at: *at };
            let ranges = ranges(rows.fates.len(), totals, index);
            let mut all: Vec<Sum> = ranges.iter().filter_map(|range| sums.of(range)).collect();
            if all.len() < ranges.len() || all.is_empty() {
                continue;
            }
            all.extend(of_totals(totals, index, *at, comma));
            let (Some(first), false) = (all.first(), all.iter().any(|sum| sum.fits(says))) else { continue };
            let Some(period) = wide.periods.get(*at) else { continue };
            let place = rows.place(file, period.column, total.number);
            let text = format!("the total of {} says {says}, the rows it sums give {}", period.name(), first.sum);
            notes.push(Note { place, kind: "total_mismatch".to_string(), text });
        }
    }
}

fn in_habit(says: Amount, written: Written, comma: bool) -> Option<Amount> {
    match written {
        Written::OpenPoint if comma => thousandfold(says),
        Written::OpenComma if comma => thousandth(says),
        _ => Some(says),
    }
}

/// The values that a total may sum, the likeliest first.
fn ranges(count: usize, totals: &[Total], index: usize) -> Vec<Range<usize>> {
    let above = totals.get(index).map_or(0, |total| total.above);
    let before = index.checked_sub(1).and_then(|before| totals.get(before)).map_or(0, |total| total.above);
    let after = totals.get(index + 1).map_or(count, |total| total.above);
    let mut ranges = vec![0..above, before..above, above..after, above..count];
    ranges.retain(|range| !range.is_empty());
    ranges.dedup();
    ranges
}

/// The sums of the totals before and after one.
fn of_totals(totals: &[Total], index: usize, at: usize, comma: bool) -> Vec<Sum> {
    let of = |totals: &[Total]| {
        let says = |total: &Total| {
            let (_, says, written) = total.said.iter().find(|(column, ..)| *column == at)?;
            in_habit(*says, *written, comma)
        };
        let all: Option<Vec<Amount>> = totals.iter().map(says).collect();
        Sum::of(&all.unwrap_or_default())
    };
    let (before, after) = (totals.get(..index).unwrap_or(&[]), totals.get(index + 1..).unwrap_or(&[]));
    of(before).into_iter().chain(of(after)).collect()
}

/// A sum that a total may be.
struct Sum {
    sum: Amount,
    parts: i128,
    /// Whether all parts are whole numbers.
    is_whole: bool,
}

impl Sum {
    /// The sum of two parts or more.
    fn of(parts: &[Amount]) -> Option<Sum> {
        let sum = parts.iter().try_fold(0i128, |sum, part| sum.checked_add(part.0)).filter(|_| parts.len() > 1)?;
        let is_whole = parts.iter().all(|part| part.places() == 0);
        Some(Sum { sum: Amount(sum), parts: parts.len() as i128, is_whole })
    }

    /// Whether a total is this sum, of which each part may be rounded. Whole figures are counted: one too many is a slip.
    fn fits(&self, says: Amount) -> bool {
        let counted = self.is_whole && says.places() == 0;
        let slack = if counted { 0 } else { (self.parts / 2).max(1).saturating_mul(last_digit(says)) };
        let is = |sum: i128| (sum - says.0).abs() <= slack;
        // Of branches and what is in each of them both are in the sum.
        is(self.sum.0) || self.parts > 3 && self.sum.0 % 2 == 0 && is(self.sum.0 / 2)
    }
}

struct Sums<'a> {
    rows: &'a Rows,
    /// Values that are part of no sum.
    wholes: &'a BTreeSet<usize>,
    wide: &'a Wide,
    total: &'a Total,
    /// The column of figures.
    at: usize,
}

impl Sums<'_> {
    /// The sum of a column's values in a range and how many they are; nothing for fewer than two rows, or where one of them
    /// could not be read.
    fn of(&self, range: &Range<usize>) -> Option<Sum> {
        let columns = self.wide.periods.len().max(1);
        let (values, indicators) = (self.rows.column(VALUE), self.rows.column("indicator"));
        let is_of = |index: &usize| {
            let named = self.total.indicator.is_none()
                || indicators.and_then(|texts| texts.text(*index)) == self.total.indicator.as_deref();
            named && index % columns == self.at && !self.wholes.contains(index)
        };
        let value = |index: usize| {
            let value = values.and_then(|values| values.amount(index)).unwrap_or(Amount::ZERO);
            Some(value).filter(|_| self.rows.stands(index))
        };
        Sum::of(&range.clone().filter(is_of).map(value).collect::<Option<Vec<Amount>>>()?)
    }
}

/// What one of the last written decimal is worth, in millionths.
fn last_digit(amount: Amount) -> i128 {
    let mut unit = 1;
    while unit < 1_000_000 && amount.0 % (unit * 10) == 0 {
        unit *= 10;
    }
    unit
}
