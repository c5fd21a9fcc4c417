//! Rows numbered one inside the other: A over 1 and 2, 1 over 1.1 and 1.2, 1 over (1) and (2).
//!
//! Takes the rows of a table of projects and their numbers; gives those that group the rows inside them, those that are
//! parts of the row above, and those of which their figures do not prove either. Whatever it is, nothing is counted twice:
//! a group and its projects are not both projects, nor a project and its parts.

use super::super::outline::Level;
use super::mark::{LETTER, Mark};
use super::unnumbered::Serials;
use super::{Sort, Sorter};
use crate::base::amount::Amount;
use crate::pipeline::dataset::{Dataset, Kind};
use crate::tidy::formats::{Cell, Row};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Rows by what their numbers and figures say together, by their indices on the sheet.
#[derive(Debug, Default)]
pub(super) struct Nested {
    /// Those that group the rows inside them.
    pub groups: BTreeMap<usize, Level>,
    /// Those that are parts of the row above.
    pub parts: BTreeSet<usize>,
    /// Those of which nothing is proven.
    pub doubtful: BTreeSet<usize>,
}

/// One row of data.
struct Line<'a> {
    index: usize,
    row: Row<'a>,
    mark: Option<Mark>,
    figures: Vec<Amount>,
    /// Whether any of its figures or days is filled in.
    is_filled: bool,
}

/// What the figures of a row say of the rows inside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sum {
    /// It has none.
    None,
    /// They are the sums of those.
    Equal,
    /// They are not.
    Other,
}

/// A row with others inside, by their places among the lines.
struct Head {
    at: usize,
    inside: Range<usize>,
    sum: Sum,
}

impl Sorter<'_> {
    /// The rows that are numbered one inside the other.
    pub(super) fn find_nested(&self, serials: &Serials) -> Nested {
        let mut found = Nested::default();
        let (Some(serial), Dataset::Progress | Dataset::Register) = (serials.nests, self.layout.dataset) else {
            return found;
        };
        let body = self.layout.header + self.layout.depth..self.layout.end.min(self.sheet.len());
        let lines = self.lines(body, serial);
        let mut levels: BTreeMap<u8, Vec<Head>> = BTreeMap::new();
        for head in heads(&lines) {
            let level = lines.get(head.at).and_then(|line| line.mark.as_ref()).map_or(0, |mark| mark.level);
            levels.entry(level).or_default().push(head);
        }
        for (level, heads) in levels {
            self.settle_level(&mut found, &lines, level, &heads);
        }
        found
    }

    /// Whether a cell numbers its row as more than one among others.
    pub(super) fn may_nest(&self, cell: Cell) -> bool {
        match cell {
            Cell::Number(number) => number.fract() != 0.0,
            Cell::Text(..) => {
                let text = self.sheet.text(cell);
                !text.bytes().all(|byte| byte.is_ascii_digit()) && Mark::of(self.sheet, cell).is_some()
            }
            _ => false,
        }
    }

    fn lines(&self, body: Range<usize>, serial: u16) -> Vec<Line<'_>> {
        let money = self.money();
        let rows = body.filter_map(|index| Some((index, self.sheet.row(index)?)));
        let data = rows.filter(|(index, row)| row.flaw.is_none() && self.sort(*index, row) == Sort::Data);
        data.map(|(index, row)| Line {
            index,
            mark: Mark::of(self.sheet, row.cell(serial)),
            figures: money.iter().map(|column| self.amount(row.cell(*column))).collect(),
            is_filled: self.typed.iter().any(|column| !self.is_blank(row.cell(*column))),
            row,
        })
        .collect()
    }

    /// The columns of money.
    pub(super) fn money(&self) -> Vec<u16> {
        let columns = self.layout.dataset.columns().iter().zip(&self.layout.slots);
        let money = columns.filter(|(column, _)| column.kind == Kind::Money);
        money.filter_map(|(_, slot)| Some(slot.as_ref()?.column)).collect()
    }

    /// What the rows of one level are that have others inside.
    fn settle_level(&self, found: &mut Nested, lines: &[Line<'_>], level: u8, heads: &[Head]) {
        let of_level = |line: &&Line<'_>| line.mark.as_ref().is_some_and(|mark| mark.level == level);
        let all: Vec<&Line<'_>> = lines.iter().filter(of_level).collect();
        let mut inside = heads.iter().flat_map(|head| lines.get(head.inside.clone()).unwrap_or_default());
        let known = |line: &Line<'_>| self.is_known(&line.row);
        if heads.iter().filter_map(|head| lines.get(head.at)).any(known) && inside.clone().any(known) {
            return; // the register lists both
        }
        let count = |sum: Sum| heads.iter().filter(|head| head.sum == sum).count();
        let (equal, other) = (count(Sum::Equal), count(Sum::Other));
        let is_proven = equal > 0 && equal >= other || other == 0;
        if !is_proven {
            let doubted = heads.iter().filter(|head| head.sum != Sum::None).flat_map(|head| {
                // Letters number no projects, so that what they stand over are projects whatever the sums say.
                let until = if level == LETTER { head.at + 1 } else { head.inside.end };
                lines.get(head.at..until).unwrap_or_default()
            });
            found.doubtful.extend(doubted.map(|line| line.index));
            return;
        }
        let says = |line: &Line<'_>| self.says_whose(&line.row);
        let heads_say = heads.iter().filter_map(|head| lines.get(head.at)).filter(|line| says(line)).count();
        let parts_say = inside.any(says);
        let has_leaves = all.len() > heads.len();
        let are_groups = match (heads_say, parts_say) {
            _ if level == LETTER || equal == 0 => true,
            (0, true) => true,
            (said, false) if said == heads.len() => false,
            _ => !has_leaves,
        };
        for head in heads {
            let own = lines.get(head.at).map(|line| line.index);
            let parts = lines.get(head.inside.clone()).unwrap_or_default().iter().map(|line| line.index);
            match (are_groups, head.sum) {
                (true, _) => found.groups.extend(own.map(|index| (index, level))),
                (false, Sum::Equal) => found.parts.extend(parts),
                (false, _) => found.doubtful.extend(own.into_iter().chain(parts)),
            }
        }
        // C without any project this time.
        if level != LETTER || heads.len() * 2 <= all.len() {
            return;
        }
        let is_head =
            |index: usize| heads.iter().any(|head| lines.get(head.at).is_some_and(|line| line.index == index));
        for line in all.iter().filter(|line| !is_head(line.index)) {
            if line.figures.iter().all(|amount| *amount == Amount::ZERO) {
                found.groups.insert(line.index, level);
            } else {
                found.doubtful.insert(line.index);
            }
        }
    }

    /// Whether a row says who answers for it, or how it stands.
    fn says_whose(&self, row: &Row<'_>) -> bool {
        let slots = ["unit_name", "status"].iter().filter_map(|name| self.layout.slot(name));
        slots.map(|slot| slot.column).any(|column| !self.is_blank(row.cell(column)))
    }
}

/// The lines that have others inside, from the first down.
fn heads(lines: &[Line<'_>]) -> Vec<Head> {
    let is_head = |at: &usize| {
        let mark = |at: usize| lines.get(at).and_then(|line| line.mark.as_ref());
        matches!((mark(*at), mark(at + 1)), (Some(own), Some(next)) if own.begins(next))
    };
    let places: BTreeSet<usize> = (0..lines.len()).filter(is_head).collect();
    let letters = lines.iter().filter_map(|line| line.mark.as_ref()).filter(|mark| mark.level == LETTER);
    let letters: Vec<u16> = letters.map(Mark::number).collect();
    // A, B, C group rows where they count; where they come again they say of what kind each is.
    let counts = letters.windows(2).all(|two| two.first() < two.last());
    let head = |at: &usize| {
        let level = lines.get(*at)?.mark.as_ref()?.level;
        let ends = |line: &Line<'_>| line.mark.as_ref().is_some_and(|mark| mark.level <= level);
        let end = lines.iter().skip(at + 1).position(ends).map_or(lines.len(), |more| at + 1 + more);
        (level != LETTER || counts).then(|| Head { at: *at, inside: at + 1..end, sum: sum(lines, &places, *at, end) })
    };
    places.iter().filter_map(head).collect()
}

/// Whether the figures of a line are the sums of the lines below it, down to some line. What has others inside is left out.
fn sum(lines: &[Line<'_>], heads: &BTreeSet<usize>, at: usize, end: usize) -> Sum {
    let Some(own) = lines.get(at) else { return Sum::None };
    if !own.is_filled {
        return Sum::None;
    }
    let inside = (at + 1..end).filter(|place| !heads.contains(place)).filter_map(|place| lines.get(place));
    let inside: Vec<&Line<'_>> = inside.collect();
    let is_sum = |column: usize, stated: &Amount| {
        let figures = inside.iter().filter_map(|line| line.figures.get(column));
        let sum = figures.fold(0i128, |sum, amount| sum.saturating_add(amount.0));
        // Each may have been rounded to hundredths before it was shown.
        let rounding = if stated.0 % 1_000_000 == 0 { 0 } else { 5_000 * inside.len() as i128 };
        (sum - stated.0).abs() <= rounding
    };
    let is_given = own.figures.iter().any(|amount| *amount != Amount::ZERO);
    if !is_given && inside.iter().flat_map(|line| &line.figures).all(|amount| *amount == Amount::ZERO) {
        return Sum::None;
    }
    let equal = own.figures.iter().enumerate().filter(|(_, stated)| **stated != Amount::ZERO);
    let is_equal = equal.into_iter().all(|(column, stated)| is_sum(column, stated));
    if is_given && is_equal { Sum::Equal } else { Sum::Other }
}
