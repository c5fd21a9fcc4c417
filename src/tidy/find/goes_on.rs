//! A sheet without a header on which the table of the sheet before goes on, as where a long list is cut into pages.
//!
//! Takes the last table of one sheet, and the next sheet; gives the layout of the rows that go on, or nothing. They go on only
//! where that is proven: no cell stands outside the columns of the table, the first row below a title holds in each of them what
//! the column is for, and a column that counts the rows, or the ids, count on from the last two rows of the sheet before.

use super::{Layout, says_a_figure};
use crate::pipeline::dataset::Kind;
use crate::tidy::formats::{Cell, Row, Sheet};
use crate::tidy::value::{date, figure, is_nothing};
use std::collections::BTreeSet;

/// How many rows may hold a title above the rows that go on.
const TITLES_MAX: usize = 4;

/// The layout of a sheet whose rows go on with those of the sheet before, which ends with the table `layout`.
pub fn goes_on(before: &Sheet, layout: &Layout, sheet: &Sheet) -> Option<Layout> {
    // A title or a total may be merged over columns; what is merged over rows may be of any of them.
    let flat = sheet.merges.iter().all(|merge| merge.first_row == merge.last_row);
    let of_one_file = layout.dataset.is_of_projects() && layout.end == before.len() && flat;
    let start = (0..TITLES_MAX).find(|index| sheet.row(*index).is_some_and(|row| row.filled() > 1))?;
    let (last, first) = (before.row(before.len().checked_sub(1)?)?, sheet.row(start)?);
    if !of_one_file || layout.header + layout.depth >= layout.end || !says_a_figure(sheet, &first) {
        return None;
    }
    let columns: BTreeSet<u16> = layout.at.iter().copied().collect();
    let inside = sheet.rows_from(start).all(|row| row.columns().all(|column| columns.contains(&column)));
    let fits = inside && holds_what_it_should(sheet, layout, &first);
    // Names and figures may count by chance; ids and numbers of rows do it on purpose.
    let others = layout.dataset.columns().iter().zip(&layout.slots).filter(|(column, _)| column.kind != Kind::Id);
    let others: BTreeSet<u16> = others.filter_map(|(_, slot)| Some(slot.as_ref()?.column)).collect();
    let second = before.row(before.len().checked_sub(2)?)?;
    let counts_on = columns.difference(&others).any(|column| {
        let number = |sheet: &Sheet, row: &Row<'_>| counter(&sheet.shown(row.cell(*column)));
        let steps = [number(before, &second), number(before, &last), number(sheet, &first)];
        steps.windows(2).all(|step| match step {
            [Some((word, number, width)), Some((next_word, next, next_width))] => {
                (word, number + 1, width) == (next_word, *next, next_width)
            }
            _ => false,
        })
    });
    (fits && counts_on).then(|| Layout {
        from: 0,
        header: start,
        depth: 0,
        end: sheet.len(),
        first_number: first.number.saturating_add(1),
        copied: 0..0,
        repeated: BTreeSet::new(),
        ..layout.clone()
    })
}

/// Whether the cells of a row are what their columns are for: names no figures, figures and days what they are.
fn holds_what_it_should(sheet: &Sheet, layout: &Layout, row: &Row<'_>) -> bool {
    let columns = layout.dataset.columns().iter().zip(&layout.slots);
    columns.filter_map(|(column, slot)| Some((column.kind, slot.as_ref()?.column))).all(|(kind, at)| {
        let cell = row.cell(at);
        let text = sheet.text(cell);
        let is_nothing = cell == Cell::Empty || matches!(cell, Cell::Text(..)) && is_nothing(text);
        is_nothing
            || match (kind, cell) {
                (Kind::Text, Cell::Text(..)) => !matches!(figure(text), Ok(Some(_))),
                (Kind::Text, _) => false,
                (Kind::Id, _) => true,
                (Kind::Money | Kind::Figure | Kind::Percent, Cell::Text(..)) => matches!(figure(text), Ok(Some(_))),
                (Kind::Money | Kind::Figure | Kind::Percent, _) => matches!(cell, Cell::Number(_)),
                (Kind::Date, Cell::Text(..)) => date::read(text, None) != date::DateText::None,
                (Kind::Date, _) => true,
            }
    })
}

/// What a counter begins with, its number, and how many digits it has where that is fixed: `P012` is (`P`, 12, 3), 9 is
/// (``, 9, 0).
fn counter(text: &str) -> Option<(String, u64, usize)> {
    let text = text.trim();
    let digits = text.bytes().rev().take_while(u8::is_ascii_digit).count();
    let (word, number) = text.split_at_checked(text.len() - digits)?;
    let padded = if number.starts_with('0') || !word.is_empty() { digits } else { 0 };
    Some((word.to_string(), number.parse().ok().filter(|_| digits <= 12)?, padded))
}
