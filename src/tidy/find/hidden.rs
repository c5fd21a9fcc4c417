//! Rows and columns that are hidden on a sheet that is read.
//!
//! Takes a sheet; gives notes with their numbers. They are read like all others: nobody looks at them, so a person is told.

use crate::base::place::{Place, cell_name};
use crate::tidy::Note;
use crate::tidy::formats::Sheet;
use std::collections::BTreeSet;

/// How many areas a note names.
const NAMED_MAX: usize = 10;

/// What is hidden and holds something.
pub fn hidden(file: &str, sheet: &Sheet) -> Vec<Note> {
    let mut notes = Vec::new();
    let within = |spans: &[(u32, u32)], number: u32| {
        let index = spans.partition_point(|(first, _)| *first <= number).checked_sub(1);
        index.and_then(|index| spans.get(index)).is_some_and(|(_, last)| number <= *last)
    };
    let mut note = |kind: &str, what: &str, cell: String, named: Vec<String>| {
        let more = named.len().saturating_sub(NAMED_MAX);
        let mut text = format!("hidden {what} are read like all others: {}", short(&named));
        if more > 0 {
            text += &format!(" and {more} more");
        }
        let place = Place { file: file.to_string(), sheet: sheet.name.clone(), cell: Some(cell) };
        notes.push(Note { place, kind: kind.to_string(), text });
    };
    if !sheet.hidden_rows.is_empty() {
        let rows = sheet.rows_from(0).map(|row| row.number).filter(|number| within(&sheet.hidden_rows, *number));
        let rows: Vec<u32> = rows.collect();
        if let Some(first) = rows.first() {
            let name = |number: u32| number.saturating_add(1).to_string();
            note("hidden_rows", "rows", cell_name(0, *first as usize), ranges(&rows, name));
        }
    }
    if !sheet.hidden_columns.is_empty() {
        let columns: BTreeSet<u16> = sheet.rows_from(0).flat_map(|row| row.columns()).collect();
        let columns: Vec<u32> = columns.into_iter().map(u32::from).collect();
        let columns: Vec<u32> = columns.into_iter().filter(|column| within(&sheet.hidden_columns, *column)).collect();
        if let Some(first) = columns.first() {
            let name = |number: u32| cell_name(number as usize, 0).trim_end_matches('1').to_string();
            note("hidden_columns", "columns", cell_name(*first as usize, 0), ranges(&columns, name));
        }
    }
    notes
}

fn short(named: &[String]) -> String {
    named.iter().take(NAMED_MAX).map(String::as_str).collect::<Vec<&str>>().join(", ")
}

/// 3, 4, 5, 9 as `3–5` and `9`.
fn ranges(numbers: &[u32], name: impl Fn(u32) -> String) -> Vec<String> {
    let mut spans: Vec<(u32, u32)> = Vec::new();
    for number in numbers {
        match spans.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(*number) => *last = *number,
            _ => spans.push((*number, *number)),
        }
    }
    let shown = |(first, last): &(u32, u32)| match first == last {
        true => name(*first),
        false => format!("{}–{}", name(*first), name(*last)),
    };
    spans.iter().map(shown).collect()
}
