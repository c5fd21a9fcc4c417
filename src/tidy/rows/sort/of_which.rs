//! Rows that break down the row above: 其中：财政资金, and the rows after it that go on with it.
//!
//! Takes the rows of a table of projects; gives those that are parts. A row after 其中 is one of its parts where it lacks
//! what all projects of the table have: a serial number, an id, or, where nothing numbers them, a name without blanks
//! before it. Where no such thing tells them apart, a row is a row.

use super::labels::{self, label};
use super::{AsideReason, Sort, Sorter};
use crate::base::parts;
use crate::tidy::formats::{Cell, Row};
use aho_corasick::packed::Searcher;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::LazyLock;

/// What a text has that speaks of parts anywhere; nothing where the machine cannot look for all at once.
static WORDS: LazyLock<Option<Searcher>> = LazyLock::new(|| Searcher::new(["其", "hich", "HICH"]));

/// By what a row is told to be a project.
#[derive(Clone, Copy)]
enum Key {
    /// Something stands in a column of ids or serial numbers.
    Column(u16),
    /// Its name begins without blanks.
    Upfront,
}

impl Sorter<'_> {
    /// 其中：… says again a part of what the row above said.
    pub(super) fn is_part(&self, row: &Row<'_>) -> bool {
        let first = row.iter().find(|(_, cell)| matches!(cell, Cell::Text(..)));
        let Some((column, cell)) = first else { return false };
        let text = self.sheet.text(cell);
        if labels::begins_as_data(text) {
            return false;
        }
        let text = label(text);
        let part =
            text == "其中" || text.starts_with("其中:") || text.starts_with("其中,") || text.starts_with("ofwhich");
        let free = self.id.is_none_or(|id| id == column || self.is_blank(row.cell(id)));
        part && free && self.layout.dataset.is_of_projects()
    }

    /// The rows that go on with a part, by their indices on the sheet.
    pub(super) fn find_parts(&self) -> BTreeSet<usize> {
        let body = self.layout.header + self.layout.depth..self.layout.end.min(self.sheet.len());
        let (from, count) = (body.start, body.len());
        let any = |share: Range<usize>| {
            let mut rows = (from + share.start..from + share.end).filter_map(|index| self.sheet.row(index));
            rows.any(|row| self.is_part(&row))
        };
        if !self.layout.dataset.is_of_projects()
            || !self.may_have_parts()
            || !parts::of(count, parts::THINGS_MIN, any).contains(&true)
        {
            return BTreeSet::new();
        }
        let rows = body.filter_map(|index| Some((index, self.sheet.row(index)?)));
        let rows: Vec<(usize, Row<'_>, Sort)> = rows.map(|(index, row)| (index, row, self.sort(index, &row))).collect();
        let name = self.name.or(self.id).unwrap_or(0);
        let serials = self.layout.at.iter().filter(|column| **column < name && !self.mapped.contains(column));
        let columns = self.id.iter().chain(serials).map(|column| Key::Column(*column));
        let mut found = columns.filter_map(|key| self.after_parts(&rows, key));
        let Some(first) = found.next() else {
            return self.after_parts(&rows, Key::Upfront).unwrap_or_default();
        };
        // What one of them numbers is no part.
        found.fold(first, |all, other| all.intersection(&other).copied().collect())
    }

    fn may_have_parts(&self) -> bool {
        let Some(words) = WORDS.as_ref() else { return true };
        let text: &str = self.sheet.arena();
        let bytes = text.as_bytes();
        let holds = |share: Range<usize>| {
            // A word may be cut in two.
            let share = bytes.get(share.start..bytes.len().min(share.end + 3)).unwrap_or_default();
            words.find(share).is_some()
        };
        parts::of(bytes.len(), parts::BYTES_MIN, holds).contains(&true)
    }

    /// The rows that go on with a part, where all projects of the table have a key and those lack it; nothing where not all
    /// projects have it.
    fn after_parts(&self, rows: &[(usize, Row<'_>, Sort)], key: Key) -> Option<BTreeSet<usize>> {
        let (mut found, mut projects, mut after) = (BTreeSet::new(), 0usize, false);
        for (index, row, sort) in rows {
            match sort {
                Sort::Aside(AsideReason::Part) => after = true,
                Sort::Data if self.has(row, key) => {
                    after = false;
                    projects += 1;
                }
                Sort::Data if after && !self.is_known(row) => {
                    found.insert(*index);
                }
                Sort::Data => return None,
                _ => after = false,
            }
        }
        (projects > 0).then_some(found)
    }

    fn has(&self, row: &Row<'_>, key: Key) -> bool {
        match key {
            Key::Column(column) => !self.is_blank(row.cell(column)),
            Key::Upfront => {
                let name = self.name.map_or(Cell::Empty, |name| row.cell(name));
                !self.sheet.text(name).starts_with(char::is_whitespace)
            }
        }
    }

    /// Whether the register knows the project that a row names.
    pub(super) fn is_known(&self, row: &Row<'_>) -> bool {
        self.name.is_some_and(|name| self.context.register.knows(&self.sheet.shown(row.cell(name))))
    }
}
