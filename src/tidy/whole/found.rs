//! A table as it was found: its accepted rows, and what became of all others.
//!
//! Takes the rows of a table once everything was asked of them; gives the table that is kept. Changes no value.

use crate::tidy::FoundTable;
use crate::tidy::rows::Rows;
use crate::tidy::table::{Origin, Table};

/// The table of some rows.
pub fn found_table(rows: Rows) -> FoundTable {
    let refused = rows.fates.iter().filter(|fate| fate.is_some()).count();
    let keep: Option<Vec<usize>> =
        (refused > 0).then(|| (0..rows.fates.len()).filter(|index| rows.stands(*index)).collect());
    let names: Vec<&str> = rows.dataset().columns().iter().map(|column| column.name).collect();
    let held = rows.held.texts(&names, rows.fates.len());
    let (dataset, sheet) = (rows.dataset(), rows.sheet.as_deref());
    let origin = Origin { sheet, rows: rows.numbers, cells: &rows.cells, held: held.as_ref() };
    let table = Table::new(dataset, rows.values, origin, keep.as_deref());
    let first = rows.layout.first_number;
    let header_rows = (0..rows.layout.depth as u32).map(|offset| first + offset).collect();
    FoundTable {
        header_rows,
        columns: rows.layout.columns,
        at: rows.layout.at,
        rows: ((rows.layout.end - rows.layout.from) as u32).saturating_add(rows.unfolded),
        set_aside: rows.set_aside,
        aside: rows.aside,
        refused: refused as u32,
        sheet: rows.sheet,
        table,
    }
}
