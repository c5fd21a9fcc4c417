//! Columns that hold the flags of the figures left of them: without a header, or Y2019F beside Y2019.
//!
//! Takes a column of figures and the texts of the header; gives the column of its flags. One that holds a figure is none.

use super::Search;
use super::columns::ROWS_LOOKED;
use crate::tidy::formats::Cell;
use std::collections::BTreeMap;

impl Search<'_> {
    /// The column right of another whose header is that of the other and a word for flags, Y2019 | Y2019F, above letters.
    pub(super) fn flags_named(&self, column: u16, pieces: &BTreeMap<u16, Vec<Cell>>, below: usize) -> Option<u16> {
        let beside = column.checked_add(1)?;
        let shown = |at: u16| pieces.get(&at).map(|cells| self.all_shown(cells));
        let word = shown(beside)?
            .strip_prefix(shown(column)?.as_str())?
            .trim_matches([' ', '_', '-', '.', '(', ')'])
            .to_lowercase();
        let named =
            matches!(word.as_str(), "f" | "flag" | "flags" | "flagcode" | "flag codes" | "n" | "note" | "notes");
        (named && !self.has_figures(beside, below)).then_some(beside)
    }

    /// The column right of another that has no header and holds letters of flags: p, b, e.
    pub(super) fn flags_beside(&self, column: u16, pieces: &BTreeMap<u16, Vec<Cell>>, below: usize) -> Option<u16> {
        let beside = column.checked_add(1).filter(|beside| !pieces.contains_key(beside))?;
        let cells = self.sheet.rows_from(below).take(ROWS_LOOKED).map(|row| row.cell(beside));
        let mut texts = cells.filter(|cell| *cell != Cell::Empty).map(|cell| self.sheet.text(cell).trim()).peekable();
        let is_flag = |text: &str| (1..=3).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_lowercase());
        (texts.peek().is_some() && texts.all(is_flag)).then_some(beside)
    }
}
