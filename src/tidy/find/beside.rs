//! Tables side by side on one sheet.
//!
//! Takes a sheet; gives the parts of it that each hold a table of their own, or nothing where the sheet is to be read as
//! a whole. Tables stand side by side where a header row says the same words again from left to right, or where blank
//! columns lie between headers that are complete by themselves.

use super::header::Headers;
use super::{WINDOW_TOP, When, layouts};
use crate::pipeline::TableSpec;
use crate::tidy::formats::Sheet;
use std::collections::BTreeSet;
use std::ops::RangeInclusive;

/// The most tables side by side: each is a copy of its part of the sheet.
const PARTS_MAX: usize = 32;

/// The parts of a sheet with tables side by side, at least two; else nothing.
pub fn parts(file: &str, sheet: &Sheet, specs: &[TableSpec]) -> Vec<Sheet> {
    let headers = Headers::read(sheet, 0, WINDOW_TOP);
    for index in 0..WINDOW_TOP.min(sheet.len()) {
        let row = headers.forms(index);
        let different: BTreeSet<&str> = row.iter().map(|(_, form)| form.as_str()).collect();
        if row.len() < 4 || different.len() == row.len() {
            continue;
        }
        for blocks in [again(&row), between_blanks(sheet, index, &row)] {
            if !(2..=PARTS_MAX).contains(&blocks.len()) {
                continue;
            }
            let begins = |layout: &super::Layout| (layout.header..layout.header + layout.depth).contains(&index);
            // Rows above hold for every part; what a part is about has to stand in it: 上期|本期 beside one pair of ids are
            // two groups of columns of one table.
            let within = |layout: &super::Layout, columns: &RangeInclusive<u16>| {
                layout.slots.iter().flatten().all(|slot| columns.contains(&slot.column))
            };
            let whole = |part: &Sheet, columns: &RangeInclusive<u16>| {
                let found = layouts(file, part, specs, When::Unknown, &mut Vec::new());
                found.first().is_some_and(|layout| begins(layout) && within(layout, columns))
            };
            // The first that holds no table ends it: none is copied that nobody asks for.
            let part = |columns: RangeInclusive<u16>| {
                Some(sheet.part(index, columns.clone())).filter(|part| whole(part, &columns))
            };
            let parts = blocks.into_iter().map(part);
            if let Some(parts) = parts.collect::<Option<Vec<Sheet>>>() {
                return parts;
            }
        }
    }
    Vec::new()
}

/// The same words again: 编号 名称 金额 编号 名称 金额.
fn again(row: &[(u16, String)]) -> Vec<RangeInclusive<u16>> {
    let count = row.len();
    let repeats = |period: &usize| {
        count.is_multiple_of(*period)
            && row.iter().zip(row.iter().skip(*period)).all(|((_, one), (_, other))| one == other)
    };
    let Some(period) = (2..=count / 2).find(repeats) else { return Vec::new() };
    let starts: Vec<u16> = row.iter().step_by(period).map(|(column, _)| *column).collect();
    ranges(&starts)
}

/// Headers with blank columns between them.
fn between_blanks(sheet: &Sheet, from: usize, row: &[(u16, String)]) -> Vec<RangeInclusive<u16>> {
    let last = row.last().map_or(0, |(column, _)| usize::from(*column));
    let mut filled = vec![false; last + 1];
    for column in sheet.rows_from(from).flat_map(|row| row.columns()) {
        if let Some(filled) = filled.get_mut(usize::from(column)) {
            *filled = true;
        }
    }
    let is_filled = |column: u16| filled.get(usize::from(column)).copied().unwrap_or(false);
    let begins = |column: &u16| column.checked_sub(1).is_none_or(|before| !is_filled(before));
    let starts: Vec<u16> = row.iter().map(|(column, _)| *column).filter(begins).collect();
    ranges(&starts)
}

/// From each start to the column before the next.
fn ranges(starts: &[u16]) -> Vec<RangeInclusive<u16>> {
    let ends = starts.iter().skip(1).map(|next| next.saturating_sub(1)).chain([u16::MAX]);
    starts.iter().copied().zip(ends).map(|(start, end)| start..=end).collect()
}
