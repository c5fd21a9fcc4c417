//! Rows of a text file field by field, and a sheet in which some of them were put together.
//!
//! Takes a sheet and a row; gives the fields as they stand between separators. A row with a quote gives none: where its
//! fields begin is another matter.

use super::sheet::{Row, RowStart, Sheet};
use super::{Cell, Flaw};
use std::collections::{BTreeMap, BTreeSet};

/// One field of a row that was put together.
#[derive(Debug, Clone, PartialEq)]
pub enum Mended {
    /// A cell that was there.
    Kept(Cell),
    /// A text that was joined.
    Text(String),
}

impl Sheet {
    /// The fields of a row of a text file, blank ones too; nothing where quotes stand in it or its cells are no spans of
    /// the text.
    pub fn fields(&self, row: &Row<'_>) -> Option<Vec<&str>> {
        let separator = self.separator?;
        let Some(Cell::Text(start, _)) = row.cells().next() else { return None };
        let start = usize::try_from(start).ok()?;
        let begin = self.text.get(..start)?.rfind(['\n', '\r']).map_or(0, |at| at + 1);
        let rest = self.text.get(begin..)?;
        let line = rest.get(..rest.find(['\n', '\r']).unwrap_or(rest.len()))?;
        if line.contains('"') || row.flaw.is_some() {
            return None;
        }
        let fields: Vec<&str> = line.split(separator).collect();
        let mut at = begin;
        let mut spans = BTreeMap::new();
        for (index, field) in fields.iter().enumerate() {
            spans.insert(
                u16::try_from(index).ok()?,
                Cell::Text(u32::try_from(at).ok()?, u32::try_from(field.len()).ok()?),
            );
            at += field.len() + separator.len_utf8();
        }
        let same = row.iter().all(|(column, cell)| spans.get(&column) == Some(&cell));
        (same && fields.len() == row.width as usize).then_some(fields)
    }

    /// The sheet with some rows, by their numbers, put together, and others left out.
    pub fn mended(&self, rows: &BTreeMap<u32, Vec<Mended>>, dropped: &BTreeSet<u32>) -> Option<Sheet> {
        let mut sheet = Sheet {
            name: self.name.clone(),
            hidden: self.hidden,
            hidden_rows: self.hidden_rows.clone(),
            hidden_columns: self.hidden_columns.clone(),
            merges: self.merges.clone(),
            separator: self.separator,
            text: self.text.clone(),
            ..Sheet::default()
        };
        for row in self.rows_from(0).filter(|row| !dropped.contains(&row.number)) {
            let Some(fields) = rows.get(&row.number) else {
                let (start, flaw) = (u32::try_from(sheet.cells.len()).ok()?, row.flaw);
                sheet.cells.extend(row.cells());
                sheet.columns.extend(row.columns());
                sheet.rows.push(RowStart { number: row.number, start, width: row.width, flaw });
                continue;
            };
            for (column, field) in (0u32..).zip(fields) {
                let cell = match field {
                    Mended::Kept(cell) => *cell,
                    Mended::Text(text) => sheet.intern(text).ok()?,
                };
                sheet.push(row.number, column, cell).ok()?;
            }
            sheet.mark(row.number, u32::try_from(fields.len()).ok()?, None::<Flaw>);
        }
        Some(sheet)
    }
}
