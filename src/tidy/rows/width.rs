//! Whether a row has as many cells as its table. A text file says how many separators a row has: one too few or one too
//! many moves cells into their neighbours' columns, and no cell tells that it was moved. Workbooks have no such rows.
//!
//! Takes a sheet and a layout; gives the fault of a row. Never moves a cell.

use super::sort::pasted;
use super::{is_note, outline};
use crate::tidy::RejectReason;
use crate::tidy::find::Layout;
use crate::tidy::formats::{Cell, Flaw, Row, Sheet};
use crate::tidy::value::{self, text};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// How wide the rows of a table are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Widths {
    /// Cells of the widest header row, empty ones included.
    header: u32,
    /// Cells up to the last that has a header.
    filled: u32,
    /// What more than half of the rows below have, if that is another number.
    common: Option<u32>,
    /// Whether the writer leaves out empty cells at the end of a row.
    trims: bool,
    /// Rows beside a line that may be a piece of one of them, numbered from 0.
    torn: BTreeSet<u32>,
}

/// From so many narrow lines on they are somebody's habit and not an accident: one torn row leaves two.
const HABIT: usize = 3;

impl Widths {
    /// The widths of a table.
    pub fn of(sheet: &Sheet, layout: &Layout) -> Widths {
        let body = layout.header + layout.depth;
        let heads: Vec<Row<'_>> = (layout.header..body).filter_map(|index| sheet.row(index)).collect();
        let header = heads.iter().map(|row| row.width).max().unwrap_or(0);
        let last = heads.iter().filter_map(|row| row.columns().next_back()).max().unwrap_or(0);
        let filled = u32::from(layout.last_column.min(last)) + 1;
        if sheet.separator.is_none() {
            return Widths { header, filled, common: None, trims: false, torn: BTreeSet::new() };
        }
        if let Some(width) = sheet.even_width(body..layout.end).filter(|width| *width >= header.max(filled)) {
            return Widths { header, filled, common: Some(width), trims: false, torn: BTreeSet::new() };
        }
        let (mut counts, mut rows, mut short, mut trims) = (BTreeMap::<u32, usize>::new(), 0, 0, true);
        // Rows of one width follow each other: they are counted together.
        let mut run = (0u32, 0usize);
        for row in (body..layout.end).filter_map(|index| sheet.row(index)).filter(|row| row.width >= 2) {
            if run.0 != row.width {
                *counts.entry(run.0).or_default() += run.1;
                run = (row.width, 0);
            }
            run.1 += 1;
            rows += 1;
            short += usize::from(row.width < filled);
            trims &= row.columns().next_back().is_some_and(|last| u32::from(last) + 1 == row.width);
        }
        *counts.entry(run.0).or_default() += run.1;
        counts.retain(|_, count| *count > 0);
        // One short row in a file of full ones is a broken row. A writer that leaves empty cells out does it always.
        let trims = trims && short >= HABIT && short * 3 > rows && counts.len() > 1;
        let common = counts.iter().find(|(width, count)| **width >= filled && **count * 2 > rows);
        Widths {
            header,
            filled,
            common: common.map(|(width, _)| *width),
            trims: trims && rows_begin(sheet, layout, body..layout.end, filled),
            torn: torn(sheet, layout, header, common.map_or(header, |(width, _)| *width)),
        }
    }

    /// How wide every row is to be; nothing where the file has another habit than its header.
    pub fn only(&self) -> Option<u32> {
        let other = self.trims || self.common.is_some_and(|common| common != self.header);
        (self.header >= 2 && !other).then_some(self.header)
    }

    /// Whether a row has as many cells as the header, or as most rows: then each of its cells stands below its own header.
    pub fn is_usual(&self, row: &Row<'_>) -> bool {
        row.width == self.header || Some(row.width) == self.common
    }

    /// Why a row cannot be taken as a whole, and the column that says so. `extra`: its first cell beyond the header.
    pub fn refusal(&self, row: &Row<'_>, extra: Option<u16>) -> Option<(u16, RejectReason)> {
        match (row.flaw, extra) {
            (Some(Flaw::Undecodable(column)), _) => Some((column, RejectReason::Undecodable)),
            (Some(Flaw::Broken(column)), _) => Some((column, RejectReason::BrokenRow)),
            (None, Some(column)) => Some((column, RejectReason::TooManyCells)),
            (None, None) => self.fault(row),
        }
    }

    /// Whether all rows of a width are taken, whatever stands beside them.
    pub fn takes(&self, row: &Row<'_>) -> bool {
        self.torn.is_empty() && self.fault(row).is_none()
    }

    /// Whether a row that is too wide has something below each header and nothing behind them: then none of its cells was moved.
    fn is_full(&self, row: &Row<'_>) -> bool {
        let last = row.columns().next_back().map_or(0, |last| u32::from(last) + 1);
        row.width > self.header && last == self.header && row.filled() == self.header as usize
    }

    /// Whether a row is too narrow, too wide, or beside a torn line, and the first column that is too few or too many.
    fn fault(&self, row: &Row<'_>) -> Option<(u16, RejectReason)> {
        if self.torn.contains(&row.number) && !self.trims {
            return Some((0, RejectReason::BrokenRow));
        }
        let fits = row.width == 0 || row.width == self.header || Some(row.width) == self.common;
        if fits || (self.trims && row.width < self.filled) || self.is_full(row) {
            return None;
        }
        let full = if row.width > self.header { self.header } else { row.width };
        let reason = if row.width < self.header { RejectReason::TooFewCells } else { RejectReason::TooManyCells };
        Some((u16::try_from(full).unwrap_or(u16::MAX), reason))
    }
}

/// Rows directly above and below a line that is too narrow, in the midst of the table, with which it makes one row: the line may be
/// their torn-off piece, cut off within a cell, so that both together have one cell more than a row.
fn torn(sheet: &Sheet, layout: &Layout, header: u32, common: u32) -> BTreeSet<u32> {
    let body = || (layout.header + layout.depth..layout.end).filter_map(|index| sheet.row(index));
    let is_whole = |row: &Row<'_>| row.width >= header || row.flaw.is_some();
    let Some(last) = body().rev().find(is_whole).map(|row| row.number) else { return BTreeSet::new() };
    let is_torn = |row: &Row<'_>| {
        row.width > 0 && !is_whole(row) && !is_ruled(sheet, row) && pasted(sheet, layout, row).is_none()
    };
    let mut narrow: Vec<Row<'_>> = body().take_while(|row| row.number < last).filter(is_torn).collect();
    // 一、道路 and 二、水务 on lines of their own head groups.
    let lone = |row: &Row<'_>| row.lone().map(|(_, cell)| sheet.text(cell)).filter(|_| row.width == 1);
    let headed = |text: &&str| outline::level(text, false).is_some();
    if outline::counts(narrow.iter().filter_map(lone).filter(headed)) {
        narrow.retain(|row| !lone(row).is_some_and(|text| headed(&text)));
    }
    let whole: Vec<Row<'_>> = body().filter(|row| is_whole(row)).collect();
    narrow.retain(|row| !stands_alone(sheet, layout, &whole, row));
    if narrow.len() >= HABIT {
        let numbers: Vec<u32> = narrow.iter().map(|row| row.number).collect();
        return strangers(sheet, layout, &body().collect::<Vec<_>>(), &numbers);
    }
    let makes_a_row = |one: &Row<'_>, other: &Row<'_>| {
        one.flaw.is_some() || [header, common].iter().any(|width| one.width.saturating_add(other.width) == width + 1)
    };
    let beside = narrow.iter().flat_map(|line| {
        let neighbours = [line.number.checked_sub(1), line.number.checked_add(1)].into_iter().flatten();
        neighbours.filter_map(|number| sheet.row_of(number)).filter(move |row| makes_a_row(row, line))
    });
    beside.map(|row| row.number).collect()
}

/// Whether a line of one cell is a note or a heading and no piece of a row: the row before it ends with a figure or a day, which no
/// word goes on, and the row behind it begins as others of the table do.
fn stands_alone(sheet: &Sheet, layout: &Layout, whole: &[Row<'_>], line: &Row<'_>) -> bool {
    let Some((_, cell)) = line.lone().filter(|_| line.width == 1) else { return false };
    let words = sheet.text(cell).trim();
    if is_note(words) {
        return true;
    }
    if !words.chars().any(char::is_alphabetic) || words.chars().any(|c| c.is_ascii_digit()) {
        return false;
    }
    let place = whole.partition_point(|row| row.number < line.number);
    let ends = |row: &Row<'_>| match row.cells().next_back() {
        Some(Cell::Number(_) | Cell::Date(_)) => true,
        Some(cell @ Cell::Text(..)) => {
            let text = sheet.text(cell);
            matches!(value::figure(text), Ok(Some(_))) || value::date::iso(text.trim().as_bytes()).is_some()
        }
        _ => false,
    };
    let is_last = |row: &Row<'_>| row.columns().next_back().is_some_and(|last| u32::from(last) + 1 == row.width);
    let before = place.checked_sub(1).and_then(|at| whole.get(at)).filter(|row| row.number + 1 == line.number);
    let id = layout.slot("project_id").map(|slot| slot.column);
    let begins = |row: &Row<'_>| match id {
        Some(column) => shape(sheet.text(row.cell(column))),
        None => row.cells().next().map_or(String::new(), |cell| sheet.shown(cell)),
    };
    let behind = whole.get(place).filter(|row| row.number == line.number + 1);
    let alike = |row: &Row<'_>| {
        !begins(row).is_empty() && whole.iter().filter(|other| begins(other) == begins(row)).nth(1).is_some()
    };
    before.is_none_or(|row| is_last(row) && ends(row)) && behind.is_none_or(alike)
}

/// Whether every short row begins with an id like those of the full ones, where those have one shape: a piece of a torn row
/// begins anywhere.
fn rows_begin(sheet: &Sheet, layout: &Layout, body: Range<usize>, filled: u32) -> bool {
    let Some(id) = layout.slot("project_id") else { return true };
    let rows: Vec<Row<'_>> = body.filter_map(|index| sheet.row(index)).filter(|row| row.width >= 2).collect();
    let shape_of = |row: &Row<'_>| counted_shape(sheet.text(row.cell(id.column)));
    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    rows.iter().filter(|row| row.width >= filled).for_each(|row| *times.entry(shape_of(row)).or_default() += 1);
    let full: usize = times.values().sum();
    times.retain(|_, times| is_common(*times, full));
    times.is_empty() || rows.iter().filter(|row| row.width < filled).all(|row| times.contains_key(&shape_of(row)))
}

/// Where narrow lines are a habit, the rows directly below one whose id is not of the column's shape, and those directly
/// above one that holds nothing but digits: they may still be torn.
fn strangers(sheet: &Sheet, layout: &Layout, body: &[Row<'_>], narrow: &[u32]) -> BTreeSet<u32> {
    let digits = |row: &Row<'_>| {
        let mut texts = row.cells().map(|cell| sheet.text(cell));
        texts.all(|text| text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-' | '/' | ' ')))
    };
    let is_narrow = |number: u32| narrow.binary_search(&number).is_ok();
    let above = body.iter().filter(|row| is_narrow(row.number) && digits(row));
    let mut found: BTreeSet<u32> = above.map(|row| row.number.saturating_sub(1)).collect();
    let Some(id) = layout.slot("project_id") else { return found };
    let shape_of = |row: &Row<'_>| shape(sheet.text(row.cell(id.column)));
    let whole: Vec<&Row<'_>> = body.iter().filter(|row| !is_narrow(row.number)).collect();
    let mut shapes: BTreeMap<String, usize> = BTreeMap::new();
    for row in &whole {
        *shapes.entry(shape_of(row)).or_default() += 1;
    }
    let common = |row: &Row<'_>| shapes.get(&shape_of(row)).is_some_and(|times| is_common(*times, whole.len()));
    let below = whole.iter().filter(|row| is_narrow(row.number.saturating_sub(1)) && !common(row));
    found.extend(below.map(|row| row.number));
    found
}

/// Whether so many of some ids are one shape of the column: more than once, and one in three.
pub fn is_common(times: usize, all: usize) -> bool {
    times >= 2 && times * 3 >= all
}

/// The shape of an id: `P14-016` is `A99-999`.
pub fn shape(id: &str) -> String {
    let one = |c: char| match c {
        c if c.is_ascii_digit() => '9',
        c if c.is_ascii_uppercase() => 'A',
        c if c.is_ascii_lowercase() => 'a',
        c if c.is_alphabetic() => '字',
        c => c,
    };
    text::id(id).chars().map(one).collect()
}

/// The shape of an id however far it counts: P3 and P12 are both `A9`. Digits alone have no other shape than how many they are.
fn counted_shape(id: &str) -> String {
    let mut found = shape(id);
    if found.chars().any(|c| c != '9') {
        found = found.chars().fold(String::new(), |mut counted, c| {
            if !(c == '9' && counted.ends_with('9')) {
                counted.push(c);
            }
            counted
        });
    }
    found
}

/// A line of dashes between rows, as printed lists have it: no piece of a row.
pub fn is_ruled(sheet: &Sheet, row: &Row<'_>) -> bool {
    let of_a_rule = |c: char| matches!(c, '-' | '=' | '_' | '+' | '|' | '─' | '━' | '*' | ':') || c.is_whitespace();
    let texts = || row.cells().map(|cell| sheet.text(cell));
    texts().all(|text| text.chars().all(of_a_rule)) && texts().any(|text| text.trim().chars().count() >= 3)
}
