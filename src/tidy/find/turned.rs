//! Tables that stand on their side: the projects are columns, and what is said of them stands in rows.
//!
//! Takes a sheet on which no table was found; says which it would be if rows and columns were turned. Such a table is
//! never read, because every address in a letter would be turned with it: it is refused with a word that says what to do.

use super::{When, layouts};
use crate::base::place::cell_name;
use crate::pipeline::TableSpec;
use crate::tidy::formats::Sheet;

/// The most rows of a sheet that is looked at: a form has some dozens.
const ROWS_MAX: usize = 400;

/// Why a sheet without a table is one that stands on its side; nothing where it is not.
pub fn transposed(file: &str, sheet: &Sheet, specs: &[TableSpec]) -> Option<String> {
    let turned = Some(sheet).filter(|sheet| sheet.len() <= ROWS_MAX)?.turned()?;
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
