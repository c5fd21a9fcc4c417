//! Rows that head a group of projects: 一、水利项目, with or without the figures of their group.
//!
//! Takes the rows of a table; gives those that head others, with how deep they stand. A row that is numbered as projects
//! are, that has an id or that the register knows heads nothing.

use super::super::outline::{self, Level};
use super::{LABEL_CELLS, Sorter};
use crate::base::amount::Amount;
use crate::base::parts;
use crate::pipeline::dataset::Dataset;
use crate::tidy::formats::{Cell, Row, is_sure};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// What is numbered as headings are, by its indices on the sheet.
#[derive(Debug, Default)]
pub(super) struct Headings {
    /// The rows that head others, and how deep each stands.
    pub levels: BTreeMap<usize, Level>,
    /// Those that head nothing and have figures.
    pub doubtful: BTreeSet<usize>,
    /// Whether any row is numbered so.
    pub outlined: bool,
}

impl Sorter<'_> {
    /// The title of a page above the header that comes again: Capital projects | Page 2.
    pub(super) fn heads_a_page(&self, index: usize, row: &Row<'_>) -> bool {
        let is_above = row.filled() <= 2 && self.layout.repeated.contains(&(index + 1));
        is_above && self.typed.iter().all(|column| self.says_nothing(row.cell(*column)))
    }

    /// Rows that head a group. Tables of projects and of quotas have some: indicators are numbered like headings and are data.
    pub(super) fn find_headings(&self) -> Headings {
        let range = || self.layout.header + self.layout.depth..self.layout.end;
        let row = |index| self.sheet.row(index).map(|row| (index, row));
        let (start, count) = (range().start, range().len());
        let any = |share: Range<usize>| {
            let mut rows = (start + share.start..start + share.end).filter_map(row);
            rows.any(|(_, row)| self.level(&row).is_some())
        };
        if !(self.layout.dataset.is_of_projects() || self.layout.dataset == Dataset::Quotas)
            || self.begin_no_outline(range())
            || !parts::of(count, parts::THINGS_MIN, any).contains(&true)
        {
            return Headings::default();
        }
        let data = range().filter_map(row).filter(|(index, _)| self.is_member(*index));
        let levels: Vec<(usize, Option<Level>)> = data.map(|(index, row)| (index, self.level(&row))).collect();
        let only: Vec<Option<Level>> = levels.iter().map(|(_, level)| *level).collect();
        let mut heads = outline::headings(&only, self.id.is_some());
        self.keep_wholes(&levels, &mut heads);
        let mut found = Headings { outlined: true, ..Headings::default() };
        for (at, (index, level)) in levels.iter().enumerate().filter(|(at, _)| heads.get(*at) == Some(&true)) {
            let Some(level) = *level else { continue };
            let is_leaf = levels.get(at + 1).is_none_or(|(_, next)| next.is_some_and(|next| next <= level));
            match self.sheet.row(*index).filter(|row| is_leaf && self.has_money(row)) {
                // 三、水厂 below 一、 and 二、 with their rows: a project of its own, where it says whose it is.
                Some(row) if self.says_whose(&row) => {}
                Some(_) => _ = found.doubtful.insert(*index),
                None => _ = found.levels.insert(*index, level),
            }
        }
        found
    }

    /// Takes the levels from the headings whose rows say who answers for them, and the rows inside do not: projects and their
    /// parts, of which their figures say more.
    fn keep_wholes(&self, levels: &[(usize, Option<Level>)], heads: &mut [bool]) {
        let says = |at: usize| {
            let row = levels.get(at).and_then(|(index, _)| self.sheet.row(*index));
            row.is_some_and(|row| self.says_whose(&row) && self.has_money(&row))
        };
        let all_say = |level: Level| {
            let mut of_level =
                (0..levels.len()).filter(|at| levels.get(*at).is_some_and(|(_, own)| *own == Some(level)));
            of_level.all(says)
        };
        let plain_say =
            (0..levels.len()).any(|at| levels.get(at).is_some_and(|(_, level)| level.is_none()) && says(at));
        let whole: Vec<Level> = (0..=2).filter(|level| !plain_say && all_say(*level)).collect();
        for ((_, level), head) in levels.iter().zip(heads) {
            *head &= !level.is_some_and(|level| whole.contains(&level));
        }
    }

    fn has_money(&self, row: &Row<'_>) -> bool {
        self.money().into_iter().any(|column| self.amount(row.cell(column)) != Amount::ZERO)
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
    pub(super) fn level(&self, row: &Row<'_>) -> Option<Level> {
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
