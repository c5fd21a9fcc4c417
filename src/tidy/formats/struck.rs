//! Rows that are struck through, the usual way to mark what is cancelled and keep it.
//!
//! Takes the styles of an Office Open XML workbook and, one by one, the styles of its cells; gives a note that names the rows.
//! They are read like all others: whether a struck project is one, only a person knows.

use super::FormatNote;
use super::hidden::{attribute, each};
use super::sheet::Sheet;
use crate::base::place::cell_name;
use std::collections::BTreeMap;
use std::io::Cursor;
use zip::ZipArchive;

/// The most rows that are named.
const NAMED_MAX: usize = 10;
/// The most rows that are remembered of one sheet.
const ROWS_MAX: usize = 10_000;
/// The fewest struck cells that strike a row: one alone may be a correction.
const CELLS_MIN: usize = 2;

/// What is struck through.
#[derive(Debug, Default)]
pub struct Struck {
    /// By the number of a style; empty where none strikes.
    styles: Vec<bool>,
    /// Struck cells by row, from 0, with the first of their columns.
    rows: BTreeMap<u32, (u32, usize)>,
}

/// Which part of the styles is read.
#[derive(PartialEq)]
enum Part {
    Fonts,
    Cells,
    Other,
}

impl Struck {
    /// The styles of a workbook.
    pub fn of_xlsx(bytes: &[u8]) -> Struck {
        let (mut fonts, mut styles, mut part) = (Vec::<bool>::new(), Vec::new(), Part::Other);
        if let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) {
            each(&mut archive, "xl/styles.xml", |element| {
                match element.local_name().as_ref() {
                    "fonts" => part = Part::Fonts,
                    "cellXfs" => part = Part::Cells,
                    "fills" | "cellStyleXfs" => part = Part::Other,
                    "cellStyles" | "dxfs" => return false,
                    "font" if part == Part::Fonts => fonts.push(false),
                    "strike" if part == Part::Fonts => {
                        let is_off = matches!(attribute(element, "val").as_deref(), Some("0" | "false"));
                        fonts.last_mut().into_iter().for_each(|font| *font = !is_off);
                    }
                    "xf" if part == Part::Cells && fonts.contains(&true) => {
                        let font = attribute(element, "fontId").and_then(|id| id.parse::<usize>().ok());
                        styles.push(font.and_then(|font| fonts.get(font)).is_some_and(|struck| *struck));
                    }
                    _ => {}
                }
                true
            });
        }
        let styles = if styles.contains(&true) { styles } else { Vec::new() };
        Struck { styles, rows: BTreeMap::new() }
    }

    /// Takes the style of a cell that holds something.
    #[inline]
    pub fn see(&mut self, style: usize, (row, column): (u32, u32)) {
        if !self.styles.is_empty() && self.styles.get(style) == Some(&true) && self.rows.len() < ROWS_MAX {
            self.rows.entry(row).or_insert((column, 0)).1 += 1;
        }
    }

    /// What is said of a sheet; then the next is looked at.
    pub fn note(&mut self, sheet: &Sheet) -> Option<FormatNote> {
        let rows = std::mem::take(&mut self.rows);
        let is_row = rows.values().any(|(_, cells)| *cells >= CELLS_MIN);
        // Single cells are named where no row is struck: a figure that is struck and nothing else may be cancelled.
        let counted = rows.into_iter().filter(|(_, (_, cells))| !is_row || *cells >= CELLS_MIN);
        let found: Vec<(u32, u32)> = counted.map(|(row, (column, _))| (row, column)).collect();
        let (row, column) = found.first()?;
        let name = |row: u32, column: u32| cell_name(column as usize, row as usize);
        let shown = |(row, column): &(u32, u32)| if is_row { (row + 1).to_string() } else { name(*row, *column) };
        let named = found.iter().take(NAMED_MAX).map(shown).collect::<Vec<String>>().join(", ");
        let more = found.len().saturating_sub(NAMED_MAX);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let (kind, what) = if is_row { ("struck_rows", "rows") } else { ("struck_cells", "cells") };
        Some(FormatNote {
            kind: kind.to_string(),
            sheet: sheet.name.clone(),
            cell: Some(name(*row, *column)),
            text: format!("{what} that are struck through are read like all others: {named}{more}"),
        })
    }
}
