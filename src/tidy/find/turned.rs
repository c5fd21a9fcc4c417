//! Tables that stand on their side: the projects are columns, and what is said of them stands in rows.
//!
//! Takes a sheet on which no table was found; says which it would be if rows and columns were turned. Such a table is
//! never read, because every address in a letter would be turned with it: it is refused with a word that says what to do.

use super::header::Aliases;
use super::{When, card, layouts};
use crate::base::place::cell_name;
use crate::pipeline::TableSpec;
use crate::tidy::formats::{Row, Sheet};
use std::collections::BTreeSet;

/// The most rows of a sheet that is looked at: a form has some dozens.
const ROWS_MAX: usize = 400;

/// How many rows below a header tell whether they are headers themselves.
const BELOW_MAX: usize = 60;

/// Whether more headers stand below each other than beside each other: Project Name and Total Budget below Project ID. `found`: how
/// many columns of the header are known.
pub(super) fn stands_on_its_side(
    sheet: &Sheet,
    aliases: &Aliases<'_>,
    column: u16,
    below: usize,
    found: usize,
) -> bool {
    // Several headers beside each other are another table.
    let headers =
        |row: &Row<'_>| row.cells().filter(|cell| aliases.meaning(sheet.text(*cell)).is_some()).take(2).count();
    let rows = sheet.rows_from(below).take(BELOW_MAX).filter(|row| headers(row) == 1);
    let meant: BTreeSet<usize> = rows.filter_map(|row| aliases.meaning(sheet.text(row.cell(column)))).collect();
    meant.len() >= found.max(2)
}

/// Why a sheet without a table is one that stands on its side; nothing where it is not.
pub fn transposed(file: &str, sheet: &Sheet, specs: &[TableSpec]) -> Option<String> {
    let turned = Some(sheet).filter(|sheet| sheet.len() <= ROWS_MAX && !card::has_pairs(sheet, specs))?.turned()?;
    let found = layouts(file, &turned, specs, When::Unknown, &mut Vec::new()).into_iter().next()?;
    let column = found.first_number.saturating_sub(1);
    let first = found.slots.iter().flatten().map(|slot| slot.column).min().unwrap_or(0);
    let headers: Vec<&str> =
        found.columns.iter().filter(|c| c.column.is_some()).map(|c| c.header.as_str()).take(4).collect();
    Some(format!(
        "the table is transposed: {} stand below each other from {} on, so each column is a row of {}; copy it, paste it \
         with \"transpose\" and send it again",
        headers.join(", "),
        cell_name(column as usize, usize::from(first)),
        found.dataset.name()
    ))
}
