//! Rows numbered one inside the other: 一 over 1 and 2, A over 1 and 2, 1 over 1.1 and 1.2, 1 over (1) and (2).
//!
//! Takes the rows of a table of projects and their numbers; gives those that group the rows inside them, those that are
//! parts of the row above, and those of which their figures do not prove either. Whatever it is, nothing is counted twice:
//! a group and its projects are not both projects, nor a project and its parts.

use super::super::outline::Level;
use super::mark::{LETTER, Mark};
use super::unnumbered::{NESTED_MAX, Serials};
use super::{LABEL_CELLS, Sort, Sorter};
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
    /// How many rows its label says that it has: 新建项目（3个）.
    counts: Option<usize>,
}

impl Line<'_> {
    /// Whether it states no figure, or 0.
    fn is_empty(&self) -> bool {
        self.figures.iter().all(|amount| *amount == Amount::ZERO)
    }
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
    /// Whether its label says how many rows it has inside, and it has so many.
    is_counted: bool,
}

impl Sorter<'_> {
    /// The rows that are numbered one inside the other.
    pub(super) fn find_nested(&self, serials: &Serials) -> Nested {
        let mut found = Nested::default();
        let is_of_reports = matches!(self.layout.dataset, Dataset::Progress | Dataset::Register | Dataset::Quotas);
        let body = self.layout.header + self.layout.depth..self.layout.end.min(self.sheet.len());
        if !is_of_reports || !(serials.nests.is_some() || self.outlined && body.len() <= NESTED_MAX) {
            return found;
        }
        let lines = self.lines(body, serials.nests);
        let mut levels: BTreeMap<u8, Vec<Head>> = BTreeMap::new();
        for head in heads(&lines) {
            let level = lines.get(head.at).and_then(|line| line.mark.as_ref()).map_or(0, |mark| mark.level);
            levels.entry(level).or_default().push(head);
        }
        for (level, heads) in levels {
            self.settle_level(&mut found, &lines, level, &heads);
        }
        // （0个） and no figure: a group of nothing, whatever stands around it.
        let of_nothing = lines.iter().filter(|line| line.counts == Some(0) && line.is_empty());
        found.groups.extend(of_nothing.map(|line| (line.index, line.mark.as_ref().map_or(LETTER, |mark| mark.level))));
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

    fn lines(&self, body: Range<usize>, serial: Option<u16>) -> Vec<Line<'_>> {
        let money = self.money();
        let numbered = |row: &Row<'_>| serial.and_then(|serial| Mark::of(self.sheet, row.cell(serial)));
        let outlined = |row: &Row<'_>| self.level(row).map(|level| Mark::outlined(level, 1));
        let rows = body.filter_map(|index| Some((index, self.sheet.row(index)?)));
        let data = rows.filter(|(index, row)| row.flaw.is_none() && self.is_member(*index));
        data.map(|(index, row)| Line {
            index,
            mark: numbered(&row).or_else(|| outlined(&row)),
            counts: self.counts_said(&row),
            figures: money.iter().map(|column| self.amount(row.cell(*column))).collect(),
            is_filled: self.typed.iter().any(|column| !self.is_blank(row.cell(*column))),
            row,
        })
        .collect()
    }

    /// Whether a row is one of those that others may sum: data, and no headline that allocations are held against.
    pub(super) fn is_member(&self, index: usize) -> bool {
        let is = |row: &Row<'_>| self.sort(index, row) == Sort::Data;
        let is_headline = |row: &Row<'_>| self.layout.dataset == Dataset::Quotas && self.total(row).is_some();
        self.sheet.row(index).is_some_and(|row| is(&row) && !is_headline(&row))
    }

    /// The columns of money; of quotas those of counts, too.
    pub(super) fn money(&self) -> Vec<u16> {
        let columns = self.layout.dataset.columns().iter().zip(&self.layout.slots);
        let is_quota = |kind: Kind| kind == Kind::Figure && self.layout.dataset == Dataset::Quotas;
        let money = columns.filter(|(column, _)| column.kind == Kind::Money || is_quota(column.kind));
        money.filter_map(|(_, slot)| Some(slot.as_ref()?.column)).collect()
    }

    /// How many rows the label of a row says that it has.
    fn counts_said(&self, row: &Row<'_>) -> Option<usize> {
        let label = row.iter().take(LABEL_CELLS).filter(|(column, _)| self.name.is_none_or(|name| *column <= name));
        label.filter_map(|(_, cell)| counts_said(self.sheet.text(cell))).last()
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
        let counted = heads.iter().filter(|head| head.is_counted).count();
        let is_proven = equal > 0 && equal >= other || other == 0 || counted == heads.len();
        // Names that begin with 一、 prove nothing by themselves.
        let inside_first = |head: &Head| lines.get(head.inside.start).and_then(|line| line.mark.as_ref());
        if level < LETTER && equal + counted == 0 && heads.iter().all(|head| inside_first(head).is_none()) {
            return;
        }
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
        let is_head =
            |line: &Line<'_>| heads.iter().any(|head| lines.get(head.at).is_some_and(|own| own.index == line.index));
        // 一 and A number no project that has no figure.
        let is_leaf = |line: &&&Line<'_>| !is_head(line) && (level > LETTER || !line.is_empty() || says(line));
        let has_leaves = all.iter().filter(is_leaf).count() > 0;
        let are_groups = match (heads_say, parts_say) {
            _ if level == LETTER || equal == 0 || counted > 0 || self.layout.dataset == Dataset::Quotas => true,
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
        if !are_groups || level > LETTER {
            return;
        }
        // C without any project this time.
        let most_head = heads.len() * 2 > all.len();
        for line in all.iter().filter(|line| !is_head(line) && !says(line)) {
            match line.is_empty() {
                true if equal + counted > 0 || most_head => _ = found.groups.insert(line.index, level),
                false if level < LETTER || most_head => _ = found.doubtful.insert(line.index),
                _ => {}
            }
        }
    }

    /// Whether a row says who answers for it, or how it stands.
    pub(super) fn says_whose(&self, row: &Row<'_>) -> bool {
        let slots = ["unit_name", "status"].iter().filter_map(|name| self.layout.slot(name));
        slots.map(|slot| slot.column).any(|column| !self.is_blank(row.cell(column)))
    }
}

/// The lines that have others inside, from the first down.
fn heads(lines: &[Line<'_>]) -> Vec<Head> {
    let is_head = |at: &usize| {
        let mark = |at: usize| lines.get(at).and_then(|line| line.mark.as_ref());
        match (mark(*at), mark(at + 1)) {
            (Some(own), Some(next)) => own.begins(next),
            // Below 一、续建项目 rows need no number.
            (Some(own), None) => own.level < LETTER && at + 1 < lines.len(),
            _ => false,
        }
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
        let leaves = (at + 1..end).filter(|place| !places.contains(place)).count();
        let is_counted = lines.get(*at)?.counts == Some(leaves);
        let inside = at + 1..end;
        (level != LETTER || counts).then(|| Head { at: *at, inside, sum: sum(lines, &places, *at, end), is_counted })
    };
    places.iter().filter_map(head).collect()
}

/// The count at the end of a label: 新建项目（3个）, 续建（共12项）, 水利类2个.
fn counts_said(label: &str) -> Option<usize> {
    let label = label.trim().trim_end_matches([')', '）', '】', ']']);
    let label = label.strip_suffix("项目").unwrap_or(label).trim_end();
    let label = label.strip_suffix(['个', '项', '件'])?.trim_end();
    let digits = label.trim_end_matches(|c: char| c.is_ascii_digit());
    if digits.is_empty() {
        return None;
    }
    label.get(digits.len()..)?.parse().ok()
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
        let rounding = if stated.is_whole() { 0 } else { 5_000 * inside.len() as i128 };
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
