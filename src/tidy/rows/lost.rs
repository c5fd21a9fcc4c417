//! Merged cells that were lost where a table was saved as text: the first row of several says whose they are, and the cells below
//! it are blank.
//!
//! Takes a table; gives the cells that must have been merged, where that is proven, and a word where it only looks so. It is proven
//! of milestones, of which a project has several, by the numbers of the projects, or by weights that make up a whole within each.

use super::Rows;
use super::merged::is_figure;
use super::sort::{Sort, Sorter};
use crate::pipeline::dataset::{Dataset, Kind};
use crate::tidy::find::Layout;
use crate::tidy::formats::{Cell, Row, Sheet};
use crate::tidy::value::{self, is_nothing};
use crate::tidy::{Note, RejectReason};

/// The fewest rows without what rows above them say, that look like a merged cell.
const BLANK_MIN: usize = 2;
/// A whole in millionths: 1, and 100 in percent.
const WHOLE: [i128; 2] = [1_000_000, 100_000_000];

/// The cells of a table that were merged over rows: column, first and last row. Empty where nothing proves it.
pub fn spans(sheet: &Sheet, layout: &Layout, sorter: &Sorter<'_>) -> Vec<(u16, u32, u32)> {
    let of_projects = matches!(layout.dataset, Dataset::MilestonePlan | Dataset::Milestones);
    let subjects = ["project_id", "name"].iter().filter_map(|name| Some(layout.slot(name)?.column));
    let subjects: Vec<u16> = subjects.filter(|_| of_projects && sheet.upright().is_empty()).collect();
    let Some(first) = subjects.iter().min().copied() else { return Vec::new() };
    let body = layout.header + layout.depth..layout.end.min(sheet.len());
    let rows = body.filter_map(|index| Some((index, sheet.row(index)?)));
    let rows: Vec<Row<'_>> =
        rows.filter(|(index, row)| sorter.sort(*index, row) == Sort::Data).map(|(_, row)| row).collect();
    let is_blank = |row: &Row<'_>, column: u16| is_blank(sheet, row.cell(column));
    let heads = |row: &Row<'_>| subjects.iter().all(|column| !is_blank(row, *column));
    let follows = |row: &Row<'_>| subjects.iter().all(|column| is_blank(row, *column));
    let adjoin = rows.windows(2).all(|pair| matches!(pair, [a, b] if a.number + 1 == b.number));
    let starts: Vec<usize> = (0..rows.len()).filter(|at| rows.get(*at).is_some_and(heads)).collect();
    let is_whole = rows.iter().all(|row| heads(row) || follows(row)) && adjoin;
    if !is_whole || starts.first() != Some(&0) || starts.len() == rows.len() {
        return Vec::new();
    }
    let ends = starts.iter().skip(1).copied().chain([rows.len()]);
    let groups: Vec<&[Row<'_>]> = starts.iter().zip(ends).filter_map(|(start, end)| rows.get(*start..end)).collect();
    // 1, 2, 3 beside the projects, and nothing beside the rows below each.
    let counts = |column: &u16| {
        let number = |row: &Row<'_>| sheet.shown(row.cell(*column)).trim().parse::<usize>().ok();
        groups.iter().enumerate().all(|(at, group)| {
            let (head, below) = (group.first().and_then(number), group.get(1..).unwrap_or(&[]));
            head == Some(at + 1) && below.iter().all(|row| is_blank(row, *column))
        })
    };
    let counted = groups.len() > 1 && layout.at.iter().filter(|column| **column < first).any(counts);
    let weighs = |whole: i128| {
        let Some(slot) = layout.slot("weight") else { return false };
        groups.iter().all(|group| sum(sheet, group, slot.column) == Some(whole))
    };
    if !counted && !WHOLE.iter().any(|whole| weighs(*whole)) {
        return Vec::new();
    }
    let span = |column: u16, group: &[Row<'_>]| Some((column, group.first()?.number, group.last()?.number));
    let several = || groups.iter().filter(|group| group.len() > 1);
    subjects.iter().flat_map(|column| several().filter_map(|group| span(*column, group))).collect()
}

/// The sum of a column's figures over some rows, in millionths; nothing where one of them is no figure.
fn sum(sheet: &Sheet, rows: &[Row<'_>], column: u16) -> Option<i128> {
    rows.iter().try_fold(0i128, |sum, row| {
        let figure = match row.cell(column) {
            Cell::Number(number) => value::figure_of_number(number).ok()?,
            cell @ Cell::Text(..) => value::figure(sheet.text(cell)).ok()??,
            _ => return None,
        };
        sum.checked_add(figure.amount.0)
    })
}

fn is_blank(sheet: &Sheet, cell: Cell) -> bool {
    cell == Cell::Empty || matches!(cell, Cell::Text(..)) && is_nothing(sheet.text(cell))
}

/// Says of rows that were read as those of the project above.
pub fn note_filled(rows: &Rows, spans: &[(u16, u32, u32)], file: &str, notes: &mut Vec<Note>) {
    let Some((column, first, _)) = spans.first() else { return };
    let below: u32 = spans.iter().filter(|(at, ..)| at == column).map(|(_, first, last)| last - first).sum();
    let text = format!(
        "{below} rows name no project and are read as those of the project above them: the numbers of the projects, or the weights \
         within each, show that their cells were merged before the file was saved"
    );
    notes.push(Note { place: rows.place(file, *column, first + 2), kind: "merge_filled".to_string(), text });
}

/// Says where something stands in some rows of a text file and in none of those below them: merged cells are saved so, and whose
/// the others are is not said.
pub fn note_lost(rows: &Rows, sheet: &Sheet, file: &str, notes: &mut Vec<Note>) {
    if sheet.separator.is_none() {
        return;
    }
    let columns = rows.dataset().columns().iter().filter(|column| !is_figure(column.kind) && column.kind != Kind::Date);
    for column in columns {
        let (Some(texts), Some(slot)) = (rows.column(column.name), rows.layout.slot(column.name)) else { continue };
        let is_unit = column.name == "unit_name";
        // A blank unit refuses a row of some tables only; all else that is merged over rows is needed.
        let is_lost = |index: &usize| match rows.fates.get(*index) {
            Some(None) => is_unit,
            Some(Some(fate)) => fate.reason == RejectReason::Missing && fate.column == slot.column,
            None => false,
        };
        let blank: Vec<usize> =
            (0..rows.fates.len()).filter(|index| texts.text(*index).is_none() && is_lost(index)).collect();
        let Some(first) = blank.first().filter(|_| blank.len() >= BLANK_MIN && texts.text(0).is_some()) else {
            continue;
        };
        let number = rows.numbers.get(*first).copied().unwrap_or(1);
        let (count, place) = (blank.len(), rows.place(file, slot.column, number));
        let (kind, text) = if is_unit {
            let text = "rows name no unit and stand below rows that do: if cells were merged there, that is lost in a text file; fill the \
                        unit in, in every row";
            ("unit_blank_below", format!("{count} {text}"))
        } else {
            let header = rows.layout.at.iter().position(|at| *at == slot.column);
            let header = header.and_then(|at| rows.layout.columns.get(at)).map_or(column.name, |c| c.header.as_str());
            let text = "are blank below rows that are not: if cells were merged there, that is lost in a text file; send the workbook \
                        itself, or fill every row in";
            ("cells_blank_below", format!("{count} cells of “{header}” {text}"))
        };
        notes.push(Note { place, kind: kind.to_string(), text });
    }
}
