//! Serial numbers that look like ids: 1, 2, 3 … under 编号.
//!
//! Takes a layout whose ids count the rows; takes the id away from it where names tell the projects apart and nobody knows
//! the numbers as ids. What counts rows says nothing of a project: next period it counts others. Numbers one inside the
//! other (1, 1.1, 1.2) count rows, too, and so do small ones that mostly count on (1, 2, 4: a row was deleted), and those
//! beside names that are known under other ids.

use super::Layout;
use crate::base::parts;
use crate::base::place::{Place, cell_name};
use crate::pipeline::dataset::Dataset;
use crate::tidy::Note;
use crate::tidy::formats::{Cell, Row, Sheet, is_sure};
use crate::tidy::rows::Numbered;
use std::borrow::Cow;
use std::ops::Range;

/// How many rows must count before it is no chance.
const ROWS_MIN: usize = 3;

/// Beyond so many rows numbers that do not count on are not looked at: those that number rows have few digits.
const LINES_MAX: usize = 10_000;

/// What the register knows.
pub trait Knows: Sync {
    /// Whether it has an id.
    fn id(&self, id: &str) -> bool;
    /// Whether a name is one of its projects'.
    fn name(&self, name: &str) -> bool;
}

/// Takes ids away that only count rows.
pub fn drop_serial_numbers(
    file: &str,
    sheet: &Sheet,
    layout: &mut Layout,
    register: &impl Knows,
    notes: &mut Vec<Note>,
) {
    let Some((column, how)) = serials(sheet, layout, register) else { return };
    let position = layout.dataset.columns().iter().position(|c| c.name == "project_id");
    if let Some(slot) = position.and_then(|position| layout.slots.get_mut(position)) {
        *slot = None;
    }
    if let Some(shown) = layout.columns.iter_mut().find(|shown| shown.column.as_deref() == Some("project_id")) {
        shown.column = None;
    }
    let number = sheet.row(layout.header).map_or(0, |row| row.number as usize);
    let place =
        Place { file: file.to_string(), sheet: sheet.name.clone(), cell: Some(cell_name(column.into(), number)) };
    let text = format!("the ids {how}; they are taken as serial numbers, the projects by name");
    notes.push(Note { place, kind: "serial_number".to_string(), text });
}

/// The column of ids that only count rows, and how they do.
fn serials(sheet: &Sheet, layout: &Layout, register: &impl Knows) -> Option<(u16, String)> {
    if layout.dataset == Dataset::Register || !layout.dataset.is_of_projects() || layout.slot("name").is_none() {
        return None;
    }
    let column = layout.slot("project_id").map(|slot| slot.column)?;
    let body = layout.header + layout.depth..layout.end.min(sheet.len());
    let begins = sheet.begins(body.clone(), column);
    if begins.is_some_and(|begins| begins.all_filled(|byte| is_sure(byte) && !may_count(byte))) {
        return None;
    }
    let rows =
        |share: Range<usize>| (body.start + share.start..body.start + share.end).filter_map(|index| sheet.row(index));
    // 01 to 12 may count twelve rows; 0001 is wider than any count of them, and a number that somebody gave.
    let digits = body.len().to_string().len();
    // How many rows of a share count on from some number, and which; `Err` where one does not.
    let counts = |share: Range<usize>| {
        let mut counts: Option<(u64, usize)> = None;
        for (number, written) in rows(share).filter_map(|row| whole(sheet, row.cell(column))) {
            let (first, so_far) = counts.get_or_insert((number, 0));
            let is_padded = written.len() > digits.max(1) && written.starts_with('0');
            if number != *first + *so_far as u64
                || is_padded
                || register.id(&written)
                || register.id(&number.to_string())
            {
                return Err(());
            }
            *so_far += 1;
        }
        Ok(counts)
    };
    let mut count = 0usize;
    for share in parts::of(body.len(), parts::THINGS_MIN, counts) {
        match share {
            Ok(Some((first, more))) if first == count as u64 + 1 => count += more,
            Ok(None) => {}
            _ => return uneven(sheet, layout, column, register).map(|how| (column, how.to_string())),
        }
    }
    if count < ROWS_MIN {
        return uneven(sheet, layout, column, register).map(|how| (column, how.to_string()));
    }
    let all = rows(0..body.len());
    let texts = all.filter(|row| row.cell(column) != Cell::Empty && row.columns().take(3).count() > 2).count();
    if texts > count {
        return uneven(sheet, layout, column, register).map(|how| (column, how.to_string()));
    }
    Some((column, format!("count the rows from 1 to {count}")))
}

/// How ids number rows that do not count on one by one; nothing where they are ids.
fn uneven(sheet: &Sheet, layout: &Layout, column: u16, register: &impl Knows) -> Option<&'static str> {
    let name = layout.slot("name")?.column;
    let body = layout.header + layout.depth..layout.end.min(sheet.len());
    let digits = body.len().to_string().len();
    let is_line = |row: &Row<'_>| row.cell(column) != Cell::Empty && row.columns().take(3).count() > 2;
    let lines = body.filter_map(|index| sheet.row(index)).filter(is_line);
    let (mut marks, mut known, mut names) = (Vec::new(), 0usize, 0usize);
    for row in lines {
        let cell = row.cell(column);
        let mark = Numbered::of(sheet, cell)?;
        let written = sheet.shown(cell);
        let is_padded = written.len() > digits && written.starts_with('0');
        if is_padded || register.id(written.trim()) || marks.len() > LINES_MAX {
            return None;
        }
        names += usize::from(row.cell(name) != Cell::Empty);
        known += usize::from(register.name(&sheet.shown(row.cell(name))));
        marks.push(mark);
    }
    let (first, last) = (marks.first()?, marks.last()?);
    let is_level = marks.iter().all(|mark| mark.level == first.level);
    if !is_level {
        let nest = marks.windows(2).any(|two| matches!(two, [one, next] if one.begins(next)));
        return (nest && first.number() == 1).then_some("number rows one inside the other");
    }
    let ascend = marks.windows(2).all(|two| matches!(two, [one, next] if one.number() < next.number()));
    let (count, last) = (marks.len(), usize::from(last.number()));
    // A few rows were deleted from a list that counted.
    if ascend && first.is_plain() && count >= ROWS_MIN && last <= count + 1.max(count / 4) {
        return Some("nearly count the rows");
    }
    (first.is_plain() && known > 0 && known * 2 > names)
        .then_some("are small numbers beside names that are known under others")
}

/// The whole number of a cell, and how it is written.
fn whole(sheet: &Sheet, cell: Cell) -> Option<(u64, Cow<'_, str>)> {
    match cell {
        Cell::Number(number) if number.fract() == 0.0 && (1.0..1e9).contains(&number) => {
            Some((number as u64, Cow::Owned((number as u64).to_string())))
        }
        Cell::Text(..) => {
            let text = sheet.text(cell);
            let begins = text.bytes().next().is_some_and(may_count);
            if begins { Some((text.trim().parse().ok()?, Cow::Borrowed(text.trim()))) } else { None }
        }
        _ => None,
    }
}

/// Whether a whole number may begin with this byte, blanks before it included.
fn may_count(byte: u8) -> bool {
    !byte.is_ascii_graphic() || byte == b'+' || byte.is_ascii_digit()
}
