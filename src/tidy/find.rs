//! Finding the tables on a sheet: header rows, columns, units, and where each table ends.
//!
//! Takes a sheet and the tables a pipeline looks for; gives a `Layout` per table found. Header rows are found by what
//! they say, never counted. A column is known by its header or not at all: nothing is inferred from what stands in it.

/// Plans in words.
mod aims;

/// Rows with which a table may end.
mod again;

/// Tables side by side.
mod beside;

/// Forms of one project.
mod card;

/// Tables that go on, on the next sheet.
mod goes_on;

/// Header rows: the texts of each column, and which canonical column they mean.
mod header;

/// Headings that say another time, or a plan.
mod heading;

/// Rows and columns that are hidden.
mod hidden;

/// How many tables a sheet may hold.
mod many;

/// The header that comes nearest to a table.
mod nearest;

/// Several people in one row.
mod persons;

/// Serial numbers that look like ids.
mod serial;

/// Where columns stand.
mod placed;

/// Unknown headers and what they may mean.
mod propose;

/// What one text says of units.
pub mod line;

/// Words of money that no rule reads as a unit.
mod mention;

/// Parts of a table with a unit of their own.
mod section;

/// Which unit holds for a column.
mod settled;

/// Plans with a column for each milestone.
mod stages;

/// Units of the pipeline beside those of headers.
mod told;

/// Tables that stand on their side.
mod turned;

/// Units in lines around a table.
mod unit;

/// Whose table it is, where no column says so.
mod whose;

use super::formats::{Cell, Row, Sheet};
use super::{FoundColumn, Note};
use crate::base::amount::{Unit, Wording};
use crate::pipeline::TableSpec;
use crate::pipeline::dataset::Dataset;
use crate::pipeline::habit::Habit;
use crate::tidy::rows;
use crate::tidy::value::{figure, is_nothing};
use again::{Again, is_below_gap, repeats_header, says_no_figure};
use header::{Aliases, Headers, Match};
use std::collections::BTreeSet;
use std::ops::Range;

pub use aims::is_words;
pub use beside::parts;
pub use card::labels;
pub use goes_on::goes_on;
pub use heading::{When, tells_time};
pub use hidden::hidden;
pub use many::{TABLES_MAX, too_many};
pub use nearest::{Nearest, nearest};
pub use persons::persons;
pub use propose::{proposals, propose};
pub use serial::{Knows, drop_serial_numbers};
pub use stages::{Stage, with_stages};
pub use turned::transposed;
pub use unit::RowUnits;
pub use whose::{Whose, unit_names};

/// How many rows from the top of a sheet, or from a gap, a header is looked for in.
const WINDOW_TOP: usize = 40;
/// The same after a gap further down.
const WINDOW_GAP: usize = 6;

/// One canonical column, placed on the sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// The column on the sheet, from 0.
    pub column: u16,
    /// The unit its figures are in, where a unit is known.
    pub unit: Option<Unit>,
    /// Whether a unit is written that is not understood: then none of its figures is read.
    pub unclear: bool,
    /// Whether the unit stands in its header: then no heading within the table changes it.
    pub own_unit: bool,
    /// The column that is read where a cell of this one is empty: 责任单位 beside 牵头单位.
    pub instead: Option<u16>,
    /// Whether its cells may say in words what others say in figures: then they are kept as they are written.
    pub in_words: bool,
    /// How its cells are written, where the pipeline says so.
    pub habit: Habit,
}

/// One table on a sheet. Row indices are those of rows that hold something.
#[derive(Debug, Clone)]
pub struct Layout {
    /// What it is.
    pub dataset: Dataset,
    /// Its first row: the title, if it has one.
    pub from: usize,
    /// Its first header row.
    pub header: usize,
    /// The number of that row, as the spreadsheet counts it.
    pub first_number: u32,
    /// How many header rows, one below the other.
    pub depth: usize,
    /// The row after its last.
    pub end: usize,
    /// The rows of title and header that may come again further down.
    pub copied: Range<usize>,
    /// Those that do.
    pub repeated: BTreeSet<usize>,
    /// Where each canonical column of the dataset stands, in the dataset's order.
    pub slots: Vec<Option<Slot>>,
    /// A column in which each row says its own unit of money.
    pub row_units: Option<RowUnits>,
    /// The last column that has a header.
    pub last_column: u16,
    /// Every column with a header, for people.
    pub columns: Vec<FoundColumn>,
    /// Where each of them stands on the sheet, from 0.
    pub at: Vec<u16>,
    /// The post that its header says its people to hold, where no column does.
    pub role: Option<String>,
    /// What its header says its milestones to be of, where it has a column for each.
    pub stage: Option<Stage>,
}

impl Layout {
    /// The place of a canonical column.
    pub fn slot(&self, name: &str) -> Option<&Slot> {
        let index = self.dataset.columns().iter().position(|c| c.name == name)?;
        self.slots.get(index)?.as_ref()
    }
}

/// The tables on a sheet, from the top, one more than [`TABLES_MAX`] at most. Notes say what was assumed.
/// `when`: the time that the file speaks of.
pub fn layouts(file: &str, sheet: &Sheet, specs: &[TableSpec], when: When, notes: &mut Vec<Note>) -> Vec<Layout> {
    let mut found: Vec<Layout> = Vec::new();
    let mut search = Search { file, sheet, specs, when, top: 0 };
    let Some(first) = best(&search, 0, WINDOW_TOP, notes) else { return found };
    search.top = first.header;
    let mut index = first.header + first.depth;
    found.push(first);
    let mut again = Again::default();
    while let Some(current) = found.last_mut() {
        index = again.next(sheet, current, index);
        let Some(row) = sheet.row(index) else { break };
        let gap = is_below_gap(sheet, index, &row);
        let begins = || header::is_likely(sheet, specs, index, if gap { WINDOW_GAP } else { 1 });
        if repeats_header(sheet, current, index) {
            current.repeated.insert(index);
        } else if let Some(next) = section::at(file, sheet, current, index, notes) {
            current.end = next.from;
            index = next.header + next.depth;
            again = Again::default();
            found.push(next);
            if found.len() > TABLES_MAX {
                break;
            }
            continue;
        } else if (gap || says_no_figure(sheet, current, &row)) && begins() {
            let next = best(&search, index, if gap { WINDOW_GAP } else { 1 }, notes);
            if let Some(mut next) = next {
                // Rows with figures above it are those of the table before, and no titles.
                let is_title =
                    |row: &usize| sheet.row(*row).is_some_and(|row| row.filled() < 2 || !says_a_figure(sheet, &row));
                next.from = (index..next.header).rev().take_while(is_title).last().unwrap_or(next.header);
                index = next.header + next.depth;
                again = Again::default();
                take_next(&mut found, next);
                if found.len() > TABLES_MAX {
                    break;
                }
                continue;
            }
        }
        index += 1;
    }
    found
}

/// The same columns again are the same table going on; others begin a new one.
fn take_next(found: &mut Vec<Layout>, next: Layout) {
    let Some(current) = found.last_mut() else { return };
    if current.dataset == next.dataset && current.slots == next.slots {
        current.repeated.extend(next.header..next.header + next.depth);
    } else {
        current.end = next.from;
        found.push(next);
    }
}

/// Where a header is looked for.
#[derive(Clone, Copy)]
struct Search<'a> {
    file: &'a str,
    sheet: &'a Sheet,
    specs: &'a [TableSpec],
    when: When,
    /// How many rows stand above the first table of the sheet: what they say holds for all.
    top: usize,
}

/// One choice of header rows and what its columns mean.
struct Candidate<'a> {
    start: usize,
    depth: usize,
    spec: &'a TableSpec,
    found: Match,
}

/// The best header in a window, down to the first row with a figure below one: most columns, then fewest rows, then the
/// earliest, then the pipeline's order.
fn best(search: &Search<'_>, from: usize, window: usize, notes: &mut Vec<Note>) -> Option<Layout> {
    let Search { file, sheet, specs, when, .. } = *search;
    let headers = Headers::read(sheet, from, window);
    let specs: Vec<(&TableSpec, Aliases<'_>)> = specs.iter().map(|spec| (spec, Aliases::new(spec, when))).collect();
    let mut best: Option<(Candidate<'_>, &Aliases<'_>)> = None;
    let mut barred = None;
    for start in from..from.saturating_add(window).min(sheet.len()) {
        // The first header counts, not the widest: rows with figures between two of them belong to the first.
        if best.is_some() && sheet.row(start).is_some_and(|row| says_a_figure(sheet, &row)) {
            break;
        }
        for depth in 1..=header::DEPTH_MAX {
            let Some(columns) = headers.columns(start, depth) else { break };
            if best.is_some() && sheet.row(start + depth - 1).is_some_and(|row| says_a_figure(sheet, &row)) {
                break;
            }
            if headers.is_cut(start, depth) {
                continue;
            }
            for (spec, aliases) in &specs {
                let found = header::matched(sheet, aliases, &columns, start + depth);
                let (count, whole) = (found.count(), found.is_whole(spec.dataset));
                if barred.is_none() && found.is_whole_but_barred(spec.dataset) {
                    barred = Some((start + depth, found.barred.clone()));
                }
                let better = best.as_ref().is_none_or(|(best, _)| {
                    count > best.found.count() || (count == best.found.count() && depth < best.depth)
                });
                if better && whole {
                    best = Some((Candidate { start, depth, spec, found }, aliases));
                }
            }
        }
    }
    let Some((mut candidate, aliases)) = best else {
        barred.into_iter().for_each(|(below, barred)| heading::say(file, sheet, below, &barred, notes));
        return None;
    };
    let below = candidate.start + candidate.depth;
    let columns = headers.columns(candidate.start, candidate.depth).unwrap_or_default();
    let chosen = candidate.found.chosen.iter().flatten().filter_map(|index| columns.get(*index));
    let turned = chosen
        .map(|column| column.column)
        .min()
        .is_some_and(|column| turned::stands_on_its_side(sheet, aliases, column, below, candidate.found.count()));
    if turned {
        return None;
    }
    // Rows of figures on top of a header that is whole without them are rows of the table before.
    while candidate.depth > 1 && sheet.row(candidate.start).is_some_and(|row| is_data(sheet, &row)) {
        let (start, depth) = (candidate.start + 1, candidate.depth - 1);
        let Some(columns) = headers.columns(start, depth) else { break };
        let found = header::matched(sheet, aliases, &columns, start + depth);
        if found.count() < candidate.found.count() || !found.is_whole(candidate.spec.dataset) {
            break;
        }
        candidate = Candidate { start, depth, found, ..candidate };
    }
    let candidate = heading::deepened(sheet, &headers, aliases, candidate);
    if !candidate.found.is_whole(candidate.spec.dataset) {
        heading::say(file, sheet, candidate.start + candidate.depth, &candidate.found.barred, notes);
        return None;
    }
    let candidate = with_units_row(sheet, &headers, aliases, candidate);
    Some(laid_out(search, from, &headers, &candidate, notes))
}

/// A row right below that holds nothing but units belongs to the header.
fn with_units_row<'a>(
    sheet: &Sheet,
    headers: &Headers,
    aliases: &Aliases<'_>,
    candidate: Candidate<'a>,
) -> Candidate<'a> {
    let below = candidate.start + candidate.depth;
    let Some(row) = sheet.row(below) else { return candidate };
    let is_unit = |cell: Cell| header::unit_alone(sheet.text(cell)) != Wording::Nothing;
    let bare = |cell: Cell| sheet.text(cell).trim().trim_matches(['(', ')', '（', '）', '[', ']']).to_string();
    let is_label = |cell: Cell| line::is_word(&bare(cell));
    let units = row.cells().filter(|cell| is_unit(*cell)).count();
    // (yyyy-mm-dd), (text): how a column is filled in.
    let is_hint = |cell: Cell| {
        let text = sheet.text(cell).trim();
        let is_bracketed = text.starts_with(['(', '（', '[']) && text.ends_with([')', '）', ']']);
        let is_of_days = ["年月", "年月日", "年", "月", "日期", "yyyy-mm-dd", "yyyy/mm/dd", "dd/mm/yyyy", "mm/dd/yyyy"];
        is_of_days.contains(&text.to_lowercase().as_str())
            || is_bracketed && !text.contains(|c: char| c.is_ascii_digit())
    };
    let is_of_header = |cell: Cell| is_unit(cell) || is_label(cell) || is_nothing(&bare(cell)) || is_hint(cell);
    let all = row.cells().all(is_of_header);
    let texts = row.cells().all(|cell| matches!(cell, Cell::Text(..)));
    let Some(columns) = headers.columns(candidate.start, candidate.depth + 1).filter(|_| units > 0 && all && texts)
    else {
        return candidate;
    };
    let found = header::matched(sheet, aliases, &columns, below + 1);
    // % below 形象进度 says that no words stand there; the units of the others hold all the same.
    let lacks = |found: &Match| found.missing(aliases.dataset).len();
    if lacks(&found) > lacks(&candidate.found) {
        return candidate;
    }
    Candidate { depth: candidate.depth + 1, found, ..candidate }
}

/// Whether a row holds a figure or a day; 6月 is a heading.
fn says_a_figure(sheet: &Sheet, row: &Row<'_>) -> bool {
    row.cells().any(|cell| match cell {
        Cell::Text(..) => matches!(figure(sheet.text(cell)), Ok(Some(_))) && !heading::names_days(sheet.text(cell)),
        Cell::Number(_) | Cell::Date(_) => true,
        _ => false,
    })
}

/// Whether a row holds figures as those below a header do: a total does, even where 2023.01 in it could be a month.
fn is_data(sheet: &Sheet, row: &Row<'_>) -> bool {
    let is_total = || row.cells().any(|cell| rows::is_total(sheet.text(cell)));
    let is_numeric = || row.cells().any(|cell| matches!(figure(sheet.text(cell)), Ok(Some(_))));
    let says = says_a_figure(sheet, row) && !header::names_years(row);
    says || (is_numeric() && is_total())
}

fn laid_out(
    search: &Search<'_>,
    from: usize,
    headers: &Headers,
    candidate: &Candidate<'_>,
    notes: &mut Vec<Note>,
) -> Layout {
    let Candidate { start, depth, spec, .. } = *candidate;
    let sheet = search.sheet;
    let columns = headers.columns(start, depth).unwrap_or_default();
    let found = header::confirmed(sheet, spec.dataset, &columns, &candidate.found, start + depth);
    // Other datasets know a column of units by themselves.
    let row_units = unit::of_rows(sheet, &columns, start + depth).filter(|_| spec.dataset.is_of_projects());
    let bare = Layout::bare(spec.dataset, sheet, (from, start..start + depth), &columns);
    let mut layout = Layout { row_units, ..bare };
    placed::place_columns(search, spec, &columns, &found, &mut layout, notes);
    layout
}
