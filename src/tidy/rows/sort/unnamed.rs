//! Rows that name no project: nothing stands where its id and its name would, and their label stands elsewhere, or they
//! are labelled as no project is.
//!
//! Takes a row; gives what it is. Such a row could only be refused: what is said of it here costs no project.

use super::labels::{self, english, label, may_be_total, scope};
use super::{LABEL_CELLS, Scope, Sorter};
use crate::base::amount::Amount;
use crate::pipeline::dataset::Dataset;
use crate::tidy::formats::{Cell, CellError, Row};
use crate::tidy::value;

impl Sorter<'_> {
    /// Whether something stands where a row is named.
    pub(super) fn is_named(&self, row: &Row<'_>) -> bool {
        let mut names = self.id.iter().chain(&self.name).peekable();
        names.peek().is_none() || names.any(|column| row.cell(*column) != Cell::Empty)
    }

    /// Whether a row of a table of projects has neither id nor name, nor stands beside merged ones.
    pub(super) fn is_unnamed(&self, row: &Row<'_>) -> bool {
        let mut names = self.id.iter().chain(&self.name);
        (self.layout.dataset.is_of_projects() || self.layout.dataset == Dataset::Quotas)
            && self.name.is_some()
            && names.all(|column| self.is_blank(row.cell(*column)) && !self.is_covered(*column, row.number))
    }

    /// The total that an unnamed row says to be in any of its first texts: 合计 below 责任单位.
    pub(super) fn unnamed_total(&self, row: &Row<'_>) -> Option<Scope> {
        if !self.is_unnamed(row) {
            return None;
        }
        let texts = row.iter().filter(|(column, cell)| matches!(cell, Cell::Text(..)) && !self.typed.contains(column));
        texts.take(LABEL_CELLS).find_map(|(_, cell)| {
            let text = self.sheet.text(cell);
            let may = text.len() <= 200 && may_be_total(text);
            if may { scope(&label(text)).or_else(|| english(text)) } else { None }
        })
    }

    /// Whether a row of a form has its number and nothing else that anybody wrote: figures of 0 and what formulas make of blank
    /// cells are none.
    pub(super) fn is_unfilled(&self, row: &Row<'_>) -> bool {
        let is_nothing = |cell: Cell| match cell {
            Cell::Number(number) => number == 0.0,
            Cell::Error(error) => matches!(error, CellError::Div0 | CellError::Na | CellError::Value),
            Cell::Text(..) => {
                let text = self.sheet.text(cell).trim();
                let is_zero = || matches!(value::figure(text), Ok(Some(figure)) if figure.amount == Amount::ZERO);
                matches!(text, "#DIV/0!" | "#N/A" | "#VALUE!") || is_zero()
            }
            _ => false,
        };
        let is_number = |column: u16| !self.mapped.contains(&column) && self.name.is_some_and(|name| column < name);
        let blank = |(column, cell): (u16, Cell)| {
            let digits = || !matches!(cell, Cell::Text(..)) || self.sheet.text(cell).trim().parse::<u32>().is_ok();
            self.is_blank(cell) || is_nothing(cell) || is_number(column) && digits()
        };
        self.is_unnamed(row) && row.iter().all(blank)
    }

    /// A row that names nobody for the post that its table is of, where each row names several people.
    pub(super) fn names_nobody(&self, row: &Row<'_>) -> bool {
        let is_blank = |name: &str| self.layout.slot(name).is_none_or(|slot| self.is_blank(row.cell(slot.column)));
        self.layout.role.is_some() && row.filled() > 1 && ["person", "address"].into_iter().all(is_blank)
    }

    /// A row of a form in which nothing was filled in: not reported, which is not 0.
    pub(super) fn is_blank_in_form(&self, row: &Row<'_>) -> bool {
        // —, / and 无进展 say as little as nothing: who has no figure is told so elsewhere, and not that a cell is empty.
        let says_nothing = |cell: Cell| match cell {
            Cell::Empty => true,
            Cell::Text(..) => value::says_no_more(self.sheet.text(cell)),
            _ => false,
        };
        !self.filled.is_empty() && self.filled.iter().all(|column| says_nothing(row.cell(*column)))
    }

    /// A line of the form that was never filled: only columns that mean nothing here.
    pub(super) fn is_template(&self, row: &Row<'_>) -> bool {
        row.columns().all(|column| !self.mapped.contains(&column) && column <= self.layout.last_column)
    }

    /// 全县 before the figures of all projects.
    pub(super) fn whole(&self, row: &Row<'_>) -> Option<Scope> {
        let said = self.only_label(row)?;
        labels::is_of_the_whole(&label(said)).then_some(Scope::All)
    }

    /// 上月合计, 比上月增加, 同比: what the table said another time, or how it changed since.
    pub(super) fn is_of_another_time(&self, row: &Row<'_>) -> bool {
        self.only_label(row).is_some_and(|said| labels::is_of_another_time(&label(said)))
    }

    /// The first cell of a row, where it is all that could name it.
    fn only_label(&self, row: &Row<'_>) -> Option<&str> {
        let name = self.name.filter(|_| self.layout.dataset.is_of_projects())?;
        let (column, cell) = row.iter().next().filter(|(_, cell)| matches!(cell, Cell::Text(..)))?;
        let said = self.sheet.text(cell);
        let is_free =
            |other: u16| other == column || (self.is_blank(row.cell(other)) && !self.is_covered(other, row.number));
        let only = column <= name && !self.typed.contains(&column) && is_free(name) && self.id.is_none_or(is_free);
        (only && !self.context.register.knows(said)).then_some(said)
    }
}
