//! Rows of a text file that a stray separator or a stray line break tore: put together again where exactly one way of
//! joining neighbouring fields gives every column what it holds.
//!
//! Takes a sheet, the layout of one table and what is known of the portfolio; gives the sheet with those rows mended, and
//! a note for each with the text as it stood. A row with quotes is read without one that does not close, where it is whole
//! then (`quotes`). A row of another dataset than projects, a row that two
//! ways or none fit stays as it is, and is refused by its width: nothing ever lands in a neighbour's column. What proves a
//! way right: the id is on the register (or of the one shape of its column), the name is that of the register, figures and
//! days can be read, words are those that the column's sound rows have. A table without torn rows is not looked at twice.

/// What each column holds, by its sound rows.
mod expect;

/// Lines with a quote that does not close.
mod quotes;

/// The ways of joining fields.
mod ways;

use super::width::Widths;
use super::{Context, sort};
use crate::base::place::{Place, cell_name};
use crate::tidy::Note;
use crate::tidy::find::Layout;
use crate::tidy::formats::{Flaw, Mended, Row, Sheet};
use expect::Expected;
use std::collections::{BTreeMap, BTreeSet};
use ways::{Join, Way};

/// The most fields that a row may have too many.
const EXTRA_MAX: usize = 3;
/// The most empty lines within a torn cell.
const EMPTY_MAX: u32 = 3;
/// The most torn rows of a table that are looked at: more are somebody's habit.
const TORN_MAX: usize = 1_000;
/// The most rows that are named one by one.
const NOTES_MAX: usize = 200;
/// The longest row as it stood that is shown, in characters.
const SHOWN_MAX: usize = 300;

/// A table whose torn rows were put together.
#[derive(Debug)]
pub struct Whole {
    /// The sheet, without the lines that were the rest of the one above.
    pub sheet: Sheet,
    /// The layout on it.
    pub layout: Layout,
    /// The lines that were joined to the one above, as the spreadsheet counts them.
    pub joined: Vec<u32>,
}

/// One row that was put together.
struct Found<'a> {
    row: Row<'a>,
    /// The line below, where it is the rest of the row.
    below: Option<Row<'a>>,
    way: Way,
    /// The text as it stood.
    stood: String,
}

/// Puts torn rows together; nothing where there are none, or none that is provably right.
pub fn mend(sheet: &Sheet, layout: &Layout, context: &Context<'_>, notes: &mut Vec<Note>) -> Option<Whole> {
    let separator = sheet.separator?;
    if !layout.dataset.is_of_projects() {
        return None;
    }
    if sheet.even_width(layout.header + layout.depth..layout.end).is_some() {
        return None;
    }
    let body = || (layout.header + layout.depth..layout.end).filter_map(|index| sheet.row(index));
    // Nearly every table ends here: all its rows are as wide as its first.
    let first = body().next()?.width;
    if body().all(|row| row.width == first) {
        return None;
    }
    let width = Widths::of(sheet, layout).only()?;
    let rows: Vec<Row<'_>> = body().collect();
    let sound = rows.iter().filter(|row| row.width == width && row.flaw.is_none()).count();
    let wide = |row: &Row<'_>| (width + 1..=width + EXTRA_MAX as u32).contains(&row.width) && row.flaw.is_none();
    let narrow = |row: &Row<'_>| row.width > 0 && row.width < width && row.flaw.is_none();
    let (wider, narrower) =
        (rows.iter().filter(|row| wide(row)).count(), rows.iter().filter(|row| narrow(row)).count());
    let broken = rows.iter().filter(|row| matches!(row.flaw, Some(Flaw::Broken(_)))).count();
    let torn = wider + narrower.div_ceil(2) + broken; // a row on two lines
    // Where most rows are torn the header may be what is wrong.
    if torn == 0 || torn > TORN_MAX || sound < 2 || sound < torn {
        return None;
    }
    let expected = Expected::of(sheet, layout, &rows, width, context);
    let mut found: Vec<Found<'_>> = Vec::new();
    for row in rows.iter().filter(|row| wide(row) && says_data(sheet, row)) {
        let Some(fields) = sheet.fields(row) else { continue };
        if let Some(way) = expected.without_surplus(&fields).or_else(|| expected.only_way(&fields, separator)) {
            found.push(Found { row: *row, below: None, way, stood: fields.join(&separator.to_string()) });
        }
    }
    found.extend(over_lines(sheet, &rows, width, &expected, narrow));
    found.extend(quotes::unquoted(sheet, &rows, &expected, separator));
    if found.is_empty() {
        return None;
    }
    found.sort_by_key(|found| found.row.number);
    notes.extend(found.iter().take(NOTES_MAX).map(|one| note(one, layout, sheet, context.file, found.len())));
    rebuilt(sheet, layout, &found)
}

/// Pairs of lines that are one row: together one field more than a row has, because the break stands inside one. A line
/// that may belong to either of its neighbours belongs to none.
fn over_lines<'a>(
    sheet: &Sheet,
    rows: &[Row<'a>],
    width: u32,
    expected: &Expected<'_>,
    narrow: impl Fn(&Row<'_>) -> bool,
) -> Vec<Found<'a>> {
    let mut found: Vec<Found<'a>> = Vec::new();
    let mut claimed: BTreeMap<u32, usize> = BTreeMap::new();
    for pair in rows.windows(2) {
        let [above, below] = pair else { continue };
        // A cell may have held empty lines.
        let follows = (1..=EMPTY_MAX + 1).contains(&(below.number - above.number));
        let together = above.width + below.width == width + 1 && follows;
        let sound = above.flaw.is_none() && below.flaw.is_none() && above.width > 0 && below.width > 0;
        if !together || !sound || !(narrow(above) || narrow(below)) {
            continue;
        }
        if !says_data(sheet, above) || !says_data(sheet, below) {
            continue;
        }
        let (Some(first), Some(rest)) = (sheet.fields(above), sheet.fields(below)) else { continue };
        // A line that is a row by itself is not the rest of another.
        let alone = |row: &Row<'_>, fields: &[&str]| row.width == width && expected.is_row(fields);
        if alone(above, &first) || alone(below, &rest) {
            continue;
        }
        let stood = format!("{}⏎{}", first.join("|"), rest.join("|"));
        if let Some(way) = expected.over_two_lines(&first, &rest) {
            *claimed.entry(above.number).or_default() += 1;
            *claimed.entry(below.number).or_default() += 1;
            found.push(Found { row: *above, below: Some(*below), way, stood });
        }
    }
    let once = |number: u32| claimed.get(&number) == Some(&1);
    found.retain(|one| once(one.row.number) && one.below.is_none_or(|below| once(below.number)));
    found
}

/// Whether a line is none of those that are set aside by what they say.
fn says_data(sheet: &Sheet, row: &Row<'_>) -> bool {
    let first = row.cells().next().map(|cell| sheet.text(cell)).unwrap_or_default();
    !sort::is_total(first) && !sort::is_note(first)
}

fn note(found: &Found<'_>, layout: &Layout, sheet: &Sheet, file: &str, all: usize) -> Note {
    let Join { column, text } = &found.way.join;
    let named = layout.at.iter().position(|at| usize::from(*at) == *column).and_then(|at| layout.columns.get(at));
    let header = named.map_or("a column without a header", |column| column.header.as_str());
    let stood: String = found.stood.chars().take(SHOWN_MAX).collect();
    let cut = match (found.below, found.row.flaw) {
        (_, Some(_)) => "a quote in the row does not close; without it only one way of reading fits",
        (Some(_), None) => "a stray line break cut the row; only one way of joining fits",
        (None, None) => "a stray separator cut the row; only one way of joining fits",
    };
    let read: String = text.chars().map(|c| if c == '\n' { '⏎' } else { c }).take(SHOWN_MAX).collect();
    let more = if all > NOTES_MAX { format!("; {all} rows in all") } else { String::new() };
    let text = match read.is_empty() && found.below.is_none() && found.row.flaw.is_none() {
        true => format!("the row has empty cells beyond the header, which say nothing; it stood as `{stood}`{more}"),
        false => format!("{cut}: {header} is read as `{read}`; it stood as `{stood}`{more}"),
    };
    let cell = Some(cell_name(*column, found.row.number as usize));
    Note {
        place: Place { file: file.to_string(), sheet: sheet.name.clone(), cell },
        kind: "row_mended".to_string(),
        text,
    }
}

/// The sheet with the rows put together, and the layout on it.
fn rebuilt(sheet: &Sheet, layout: &Layout, found: &[Found<'_>]) -> Option<Whole> {
    let mended = found.iter().map(|one| {
        let fields = one.way.cells.iter().map(|cell| match cell {
            ways::Piece::Of(index) => Mended::Kept(one.row.cell(*index)),
            ways::Piece::Below(index) => {
                Mended::Kept(one.below.map_or(crate::tidy::formats::Cell::Empty, |row| row.cell(*index)))
            }
            ways::Piece::Joined(text) => Mended::Text(text.clone()),
        });
        (one.row.number, fields.collect::<Vec<Mended>>())
    });
    let dropped: BTreeSet<u32> = found.iter().filter_map(|one| Some(one.below?.number)).collect();
    let whole = sheet.mended(&mended.collect(), &dropped)?;
    let index_of =
        |number: &u32| (layout.from..layout.end).find(|index| sheet.row(*index).is_some_and(|r| r.number == *number));
    let gone: Vec<usize> = dropped.iter().filter_map(index_of).collect();
    let before = |index: usize| gone.iter().filter(|gone| **gone < index).count();
    let mut layout = layout.clone();
    layout.repeated = layout.repeated.iter().map(|index| index - before(*index)).collect();
    layout.end -= before(layout.end);
    Some(Whole { sheet: whole, layout, joined: dropped.into_iter().map(|number| number.saturating_add(1)).collect() })
}
