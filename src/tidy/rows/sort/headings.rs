//! Rows that head a group of projects: 一、水利项目, with or without the figures of their group.
//!
//! Takes the rows of a table; gives those that head others, with how deep they stand. A row that is numbered as projects
//! are, that has an id or that the register knows heads nothing.

use super::super::outline::{self, Level};
use super::{LABEL_CELLS, Sort, Sorter};
use crate::base::parts;
use crate::tidy::formats::{Cell, Row, is_sure};
use std::collections::BTreeMap;
use std::ops::Range;

impl Sorter<'_> {
    /// Rows that head a group. Only tables of projects have any: indicators are numbered like headings and are data.
    pub(super) fn find_headings(&self) -> BTreeMap<usize, Level> {
        let range = || self.layout.header + self.layout.depth..self.layout.end;
        let row = |index| self.sheet.row(index).map(|row| (index, row));
        let (start, count) = (range().start, range().len());
        let any = |share: Range<usize>| {
            let mut rows = (start + share.start..start + share.end).filter_map(row);
            rows.any(|(_, row)| self.level(&row).is_some())
        };
        if !self.layout.dataset.is_of_projects()
            || self.begin_no_outline(range())
            || !parts::of(count, parts::THINGS_MIN, any).contains(&true)
        {
            return BTreeMap::new();
        }
        let data = range().filter_map(row).filter(|(index, row)| self.sort(*index, row) == Sort::Data);
        let levels: Vec<(usize, Option<Level>)> = data.map(|(index, row)| (index, self.level(&row))).collect();
        let only: Vec<Option<Level>> = levels.iter().map(|(_, level)| *level).collect();
        let heads = outline::headings(&only, self.id.is_some());
        let found = levels.iter().zip(heads).filter(|(_, heads)| *heads);
        found.filter_map(|((index, level), _)| Some((*index, (*level)?))).collect()
    }

    /// Whether the labels of rows that are all lines cut evenly begin with nothing that an outline is numbered with.
    fn begin_no_outline(&self, rows: Range<usize>) -> bool {
        let labels = 0..self.name.map_or(u16::MAX, |name| name.saturating_add(1));
        let width = self.sheet.even_width(rows.clone()).map_or(0, |width| width as u16);
        let none = |column: u16| {
            let begins = self.sheet.begins(rows.clone(), column);
            begins.is_some_and(|begins| begins.all_filled(|byte| is_sure(byte) && outline::heads_nothing(byte)))
        };
        width > 0 && labels.take_while(|column| *column < width).all(none)
    }

    /// The level of a row that is numbered like a heading, has no id and is no project that is known.
    fn level(&self, row: &Row<'_>) -> Option<Level> {
        let mut cells = row.iter().take(LABEL_CELLS).filter(|(_, cell)| matches!(cell, Cell::Text(..)));
        let (column, level) = cells.find_map(|(column, cell)| {
            let before_name = self.name.is_none_or(|name| column <= name);
            let serial = self.name != Some(column);
            Some((column, outline::level(self.sheet.text(cell), serial).filter(|_| before_name)?))
        })?;
        // What is numbered like all others is one of them, whatever its name begins with: 一、二号路改造.
        let is_whole = |cell: Cell| match cell {
            Cell::Number(number) => number.fract() == 0.0,
            Cell::Text(..) => {
                let text = self.sheet.text(cell).trim();
                !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
            }
            _ => false,
        };
        if row.iter().take_while(|(at, _)| *at < column).any(|(_, cell)| is_whole(cell)) {
            return None;
        }
        let free = self.id.is_none_or(|id| id == column || self.is_blank(row.cell(id)));
        let known = self.name.is_some_and(|name| self.context.register.knows(&self.sheet.shown(row.cell(name))));
        (free && !known).then_some(level)
    }
}
