//! Whether the totals of a wide table add up.
//!
//! Takes the totals that were set aside and the values around them; gives a note for each figure that is none of the sums it
//! may be: of the rows above or below it, of those up to another total, or of such subtotals. Rates are never summed.

use super::{VALUE, Wide};
use crate::base::amount::Amount;
use crate::tidy::Note;
use crate::tidy::rows::{Rows, thousandfold, thousandth};
use crate::tidy::value::separators::Written;
use std::collections::{BTreeMap, BTreeSet};
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
    let count = rows.fates.len();
    let mut found: Vec<(usize, Note)> = Vec::new();
    for (at, period) in wide.periods.iter().enumerate() {
        let says = totals.iter().enumerate().filter_map(|(index, total)| Some((index, total, total.says(at, comma)?)));
        let says: Vec<(usize, &Total, Amount)> = says.collect();
        if says.is_empty() {
            continue;
        }
        let column = Column { rows, wholes, columns: wide.periods.len(), at };
        let parts = column.sums(totals);
        let of_totals = Prefix::of(totals.iter().enumerate().map(|(index, total)| (index, total.says(at, comma))));
        for (index, total, says) in says {
            let Some(parts) = parts.get(&total.indicator.as_deref()) else { continue };
            let ranges = ranges(count, totals, index);
            let mut all: Vec<Sum> = ranges.iter().filter_map(|range| parts.sum(range)).collect();
            if all.len() < ranges.len() || all.is_empty() {
                continue;
            }
            all.extend([0..index, index + 1..totals.len()].iter().filter_map(|range| of_totals.sum(range)));
            let (Some(first), false) = (all.first(), all.iter().any(|sum| sum.fits(says))) else { continue };
            let place = rows.place(file, period.column, total.number);
            let text = format!("the total of {} says {says}, the rows it sums give {}", period.name(), first.sum);
            found.push((index, Note { place, kind: "total_mismatch".to_string(), text }));
        }
    }
    found.sort_by_key(|(index, _)| *index);
    notes.extend(found.into_iter().map(|(_, note)| note));
}

impl Total {
    /// What it says in a column of figures.
    fn says(&self, at: usize, comma: bool) -> Option<Amount> {
        let found = self.said.binary_search_by_key(&at, |(column, ..)| *column).ok()?;
        let (_, says, written) = self.said.get(found)?;
        in_habit(*says, *written, comma)
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

/// A sum that a total may be.
struct Sum {
    sum: Amount,
    parts: i128,
    /// Whether all parts are whole numbers.
    is_whole: bool,
}

impl Sum {
    /// Whether a total is this sum, of which each part may be rounded. Whole figures are counted: one too many is a slip.
    fn fits(&self, says: Amount) -> bool {
        let counted = self.is_whole && says.places() == 0;
        let slack = if counted { 0 } else { (self.parts / 2).max(1).saturating_mul(last_digit(says)) };
        let is = |sum: i128| (sum - says.0).abs() <= slack;
        // Of branches and what is in each of them both are in the sum.
        is(self.sum.0) || self.parts > 3 && self.sum.0 % 2 == 0 && is(self.sum.0 / 2)
    }
}

/// Sums of what stands up to each place of a column, from which that of any range is told.
#[derive(Debug, Default)]
struct Prefix {
    /// Up to and with each part: where it stands, the sum, how many were no whole numbers, how many could not be read.
    upto: Vec<(usize, i128, usize, usize)>,
}

impl Prefix {
    fn of(parts: impl Iterator<Item = (usize, Option<Amount>)>) -> Prefix {
        let mut prefix = Prefix::default();
        parts.for_each(|(place, part)| prefix.push(place, part));
        prefix
    }

    /// One more part, below the others; nothing where it could not be read.
    fn push(&mut self, place: usize, part: Option<Amount>) {
        let (_, sum, broken, unread) = self.upto.last().copied().unwrap_or_default();
        let is_broken = part.is_some_and(|part| part.places() > 0);
        let sum = sum.saturating_add(part.unwrap_or(Amount::ZERO).0);
        self.upto.push((place, sum, broken + usize::from(is_broken), unread + usize::from(part.is_none())));
    }

    /// The sum of the parts in a range; nothing for fewer than two, or where one of them could not be read.
    fn sum(&self, range: &Range<usize>) -> Option<Sum> {
        let before = |place: usize| self.upto.partition_point(|(at, ..)| *at < place);
        let (from, to) = (before(range.start), before(range.end));
        let upto = |count: usize| count.checked_sub(1).and_then(|at| self.upto.get(at)).copied().unwrap_or_default();
        let ((_, less, whole, read), (_, more, broken, unread)) = (upto(from), upto(to));
        let parts = to.saturating_sub(from);
        (parts > 1 && unread == read).then(|| Sum {
            sum: Amount(more.saturating_sub(less)),
            parts: i128::try_from(parts).unwrap_or(i128::MAX),
            is_whole: broken == whole,
        })
    }
}

/// The values of one column of figures.
struct Column<'a> {
    rows: &'a Rows,
    /// Values that are part of no sum.
    wholes: &'a BTreeSet<usize>,
    /// How many columns there are, and which this is.
    columns: usize,
    at: usize,
}

impl Column<'_> {
    /// Its sums: of all rows, where a total names nothing, and of those that measure what a total is of.
    fn sums<'t>(&'t self, totals: &'t [Total]) -> BTreeMap<Option<&'t str>, Prefix> {
        let mut sums: BTreeMap<Option<&str>, Prefix> = BTreeMap::new();
        sums.extend(totals.iter().map(|total| (total.indicator.as_deref(), Prefix::default())));
        let (values, indicators) = (self.rows.column(VALUE), self.rows.column("indicator"));
        let places = (self.at..self.rows.fates.len()).step_by(self.columns.max(1));
        for place in places.filter(|place| !self.wholes.contains(place)) {
            let value = values.and_then(|values| values.amount(place)).unwrap_or(Amount::ZERO);
            let value = Some(value).filter(|_| self.rows.stands(place));
            let named = indicators.and_then(|texts| texts.text(place));
            for name in [None, named].iter().take(1 + usize::from(named.is_some())) {
                if let Some(prefix) = sums.get_mut(name) {
                    prefix.push(place, value);
                }
            }
        }
        sums
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
