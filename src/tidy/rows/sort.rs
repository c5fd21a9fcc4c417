//! Which rows are data, and which are totals, notes, signatures or the header again.
//!
//! Takes a row below a header; gives what it is. In doubt a row is data, because data that cannot be read is refused
//! aloud, while what is set aside is only counted.

/// Rows that count the columns.
mod counted;

/// Rows that go on with the project above.
mod further;

/// Rows that head a group.
mod headings;

/// Rows whose figures say that they group others.
mod grouped;

/// Rows whose label stands where others are numbered.
mod labelled;

/// What labels say.
mod labels;

/// Legends below a table.
pub mod legend;

/// How rows are numbered.
mod mark;

/// Rows numbered one inside the other.
mod nested;

/// Rows and cells that say nothing of a project.
mod nothing;

/// Rows that break down the row above.
mod of_which;

/// Rows whose cells all stand in one.
mod pasted;

/// Rows that can only be data.
mod plain;

/// Rows of people who sign.
mod signed;

/// Rows that name no project.
mod unnamed;

/// Rows without the number that projects have.
mod unnumbered;

use super::Context;
use super::decide::is_needed;
use super::outline::Level;
use super::width::{Widths, is_ruled};
use crate::pipeline::dataset::{Column, Dataset, Kind};
use crate::tidy::find::{Layout, Slot};
use crate::tidy::formats::{Block, Cell, Look, Row, Sheet};
use crate::tidy::returned::FILLED;
use crate::tidy::value;
use crate::tidy::{AsideReason, RejectReason};
pub use counted::counts_columns;
use labels::{english, label, may_be_total, scope};
pub use labels::{is_note, is_sample, is_total, says_nothing_special};
pub use mark::Mark as Numbered;
use nested::Nested;
pub use pasted::pasted;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use unnumbered::Unnumbered;

/// What a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// A row of the table.
    Data,
    /// A total.
    Total(Scope),
    /// A note, a signature, a title, the header again.
    Aside(AsideReason),
}

/// What a total sums.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// All rows.
    All,
    /// The rows of a group.
    Group,
    /// The rows below a heading, down to the next of its level.
    Heading(Level),
}

impl Scope {
    /// Why such a row is set aside.
    pub fn why(self) -> AsideReason {
        match self {
            Scope::All => AsideReason::Total,
            Scope::Group | Scope::Heading(_) => AsideReason::Subtotal,
        }
    }
}

/// How many text cells from the left may hold the label of a total.
const LABEL_CELLS: usize = 3;
/// Tells the rows of one table apart.
pub struct Sorter<'a> {
    sheet: &'a Sheet,
    layout: &'a Layout,
    context: &'a Context<'a>,
    id: Option<u16>,
    name: Option<u16>,
    typed: Vec<u16>,
    /// Those of them without which a row is refused.
    needed: Vec<u16>,
    mapped: Vec<u16>,
    headings: BTreeMap<usize, Level>,
    /// Whether any row is numbered as headings are.
    outlined: bool,
    /// Rows that go on with a part of the row above.
    parts: BTreeSet<usize>,
    unnumbered: Unnumbered,
    nested: Nested,
    /// Merged cells that span rows, by column and first row.
    upright: Vec<(u16, u32, u32)>,
    /// The columns of a form that are filled in; empty for other files.
    filled: Vec<u16>,
    /// The first row of the legend below the table.
    legend: usize,
}

impl<'a> Sorter<'a> {
    /// For one table.
    pub fn new(sheet: &'a Sheet, layout: &'a Layout, context: &'a Context<'a>) -> Sorter<'a> {
        let columns = || layout.dataset.columns().iter().zip(&layout.slots);
        let typed = || columns().filter(|(column, _)| !matches!(column.kind, Kind::Text | Kind::Id));
        let needed =
            |column: &Column, slot: &Slot| is_needed(layout.dataset, column, Some(slot)).then_some(slot.column);
        // The leading text column of datasets that have no projects is their name.
        let own_name =
            || columns().find(|(c, slot)| c.kind == Kind::Text && slot.is_some()).and_then(|(_, s)| s.as_ref());
        let name = layout.slot("name").or_else(|| if layout.dataset.is_of_projects() { None } else { own_name() });
        let mut sorter = Sorter {
            sheet,
            layout,
            context,
            id: layout.slot("project_id").map(|slot| slot.column),
            name: name.map(|slot| slot.column),
            needed: typed().filter_map(|(column, slot)| needed(column, slot.as_ref()?)).collect(),
            typed: typed().filter_map(|(_, slot)| slot.as_ref().map(|slot| slot.column)).collect(),
            mapped: layout.slots.iter().flatten().map(|slot| slot.column).collect(),
            filled: FILLED.iter().filter(|_| context.is_form).filter_map(|n| Some(layout.slot(n)?.column)).collect(),
            headings: BTreeMap::new(),
            outlined: false,
            parts: BTreeSet::new(),
            unnumbered: Unnumbered::default(),
            nested: Nested::default(),
            upright: sheet.upright(),
            legend: usize::MAX,
        };
        let body = layout.header + layout.depth..layout.end;
        let says_value = |row: &Row<'_>| sorter.typed.iter().any(|column| !sorter.says_nothing(row.cell(*column)));
        sorter.legend = legend::begins(sheet, body, says_value).unwrap_or(usize::MAX);
        let headings = sorter.find_headings();
        (sorter.headings, sorter.outlined) = (headings.levels, headings.outlined);
        sorter.parts = sorter.find_parts();
        let serials = sorter.find_serials();
        sorter.nested = sorter.find_nested(&serials);
        sorter.nested.doubtful.extend(headings.doubtful);
        sorter.unnumbered = sorter.find_unnumbered(&serials);
        sorter.find_labelled(&serials);
        if sorter.nested.groups.is_empty() && sorter.unnumbered.sums.is_empty() {
            let grouped = sorter.find_grouped();
            sorter.nested.doubtful.extend(grouped);
        }
        sorter
    }

    fn is_blank(&self, cell: Cell) -> bool {
        match cell {
            Cell::Empty => true,
            Cell::Text(..) => value::is_nothing(self.sheet.text(cell)),
            _ => false,
        }
    }

    /// What the `index`-th row is.
    pub fn sort(&self, index: usize, row: &Row<'_>) -> Sort {
        if self.layout.repeated.contains(&index) {
            return Sort::Aside(AsideReason::RepeatedHeader);
        }
        if row.flaw.is_some() {
            return Sort::Data;
        }
        if index >= self.legend {
            return Sort::Aside(AsideReason::Note);
        }
        if self.parts.contains(&index) || self.nested.parts.contains(&index) {
            return Sort::Aside(AsideReason::Part);
        }
        if let Some(level) = self.nested.groups.get(&index) {
            return Sort::Total(Scope::Heading(*level));
        }
        if self.unnumbered.sums.contains(&index) && !self.has_words_for_money(row) {
            return Sort::Total(Scope::Group);
        }
        if self.is_further(row) {
            return Sort::Aside(AsideReason::Further);
        }
        if self.heads_a_page(index, row) {
            return Sort::Aside(AsideReason::RepeatedHeader);
        }
        if self.names_nobody(row) {
            return Sort::Aside(AsideReason::Unfilled);
        }
        if self.is_plain(index, row) {
            return Sort::Data;
        }
        if is_ruled(self.sheet, row) {
            return Sort::Aside(AsideReason::Lone);
        }
        if self.is_of_another_time(row) {
            return Sort::Aside(AsideReason::Note);
        }
        match self.total(row) {
            // The total of a quota table is a figure of its own: the headline that allocations are held against.
            Some(Scope::All) if self.layout.dataset == Dataset::Quotas => return Sort::Data,
            // In a table of one value a row it is a region, a sex, a branch like others: the whole of them.
            Some(_) if self.is_dated(row) => return Sort::Data,
            Some(scope) => return Sort::Total(scope),
            None => {}
        }
        if self.labelled(row, labels::is_average).is_some() {
            return Sort::Aside(AsideReason::Note);
        }
        if self.is_example(row) {
            return Sort::Aside(AsideReason::Example);
        }
        if let Some(level) = self.headings.get(&index) {
            return Sort::Total(Scope::Heading(*level));
        }
        if self.follows_header(index) && (self.counts_columns(row) || self.instructs(row)) {
            return Sort::Aside(AsideReason::Header);
        }
        if self.is_note(row) || self.is_signature(row) {
            return Sort::Aside(AsideReason::Note);
        }
        if pasted(self.sheet, self.layout, row).is_some() {
            return Sort::Data;
        }
        if self.is_lone(row) {
            return Sort::Aside(AsideReason::Lone);
        }
        if self.is_template(row) || self.is_blank_in_form(row) || self.is_unfilled(row) {
            return Sort::Aside(AsideReason::Unfilled);
        }
        if self.is_part(row) { Sort::Aside(AsideReason::Part) } else { Sort::Data }
    }

    /// Why a row of data may be none of a project: all others are numbered, and it is not; or it may group or be part of
    /// others.
    pub fn doubt(&self, index: usize) -> Option<RejectReason> {
        if self.nested.doubtful.contains(&index) {
            return Some(RejectReason::GroupOrProject);
        }
        self.unnumbered.doubtful.contains(&index).then_some(RejectReason::Unnumbered)
    }

    /// Whether all of some lines are data: nearly always can the cells of each column be looked at together.
    pub fn is_all_data(&self, rows: &Range<usize>, block: &Block<'_>, look: Look, widths: &Widths) -> bool {
        let of_the_table = block.width <= u32::from(self.layout.last_column) + 1
            && block.row(0).is_some_and(|row| widths.takes(&row))
            && self.upright.is_empty()
            && self.layout.row_units.is_none()
            && self.layout.role.is_none();
        of_the_table && self.can_be_plain(rows) && self.are_plain(rows, block, look)
    }

    /// Whether nothing but what stands in them can make some rows anything but data.
    fn can_be_plain(&self, rows: &Range<usize>) -> bool {
        let special =
            [&self.parts, &self.unnumbered.sums, &self.unnumbered.doubtful, &self.nested.parts, &self.nested.doubtful];
        rows.end <= self.legend
            && self.headings.is_empty()
            && self.nested.groups.is_empty()
            && self.filled.is_empty()
            && self.mapped.contains(&0)
            && special.into_iter().all(|found| found.range(rows.clone()).next().is_none())
            && !rows.contains(&(self.layout.header + self.layout.depth))
            && self.layout.repeated.range(rows.start.saturating_sub(1)..=rows.end).next().is_none()
    }

    /// Whether a row stands right below the header, or below where that comes again.
    fn follows_header(&self, index: usize) -> bool {
        let again = || index.checked_sub(1).is_some_and(|above| self.layout.repeated.contains(&above));
        index == self.layout.header + self.layout.depth || (!self.layout.repeated.is_empty() && again())
    }

    /// The same as [`Sorter::is_plain`] of each of the lines, column by column; a line that is not plain is asked what it is.
    fn are_plain(&self, rows: &Range<usize>, block: &Block<'_>, look: Look) -> bool {
        let text = |span: (u32, u32)| self.sheet.text(Cell::Text(span.0, span.1));
        let is_data =
            |within: usize| block.row(within).is_some_and(|row| self.sort(rows.start + within, &row) == Sort::Data);
        let begins =
            |(within, span): (usize, (u32, u32))| span.1 > 0 && (labels::begins_as_data(text(span)) || is_data(within));
        if !block.column(0).enumerate().all(begins) {
            return false;
        }
        let is_full = |column: u16| block.column(column).all(|span| span.1 > 0);
        // Nearly always all rows are named in one column, which is looked at as a whole.
        let mut names = self.id.iter().chain(&self.name).peekable();
        let named = names.peek().is_none() || names.any(|column| is_full(*column));
        if !named && !(0..block.len()).all(|within| block.row(within).is_some_and(|row| self.is_named(&row))) {
            return false;
        }
        // The first three cells of a row that are labels stand in no column behind the third that is full.
        let (mut full, mut several) = (0usize, false);
        let nowhere_special = look.is_plain && !look.is_special;
        let columns = (0..block.width as u16).filter(|column| self.name.is_none_or(|name| *column <= name));
        for column in columns.filter(|column| !nowhere_special && !self.typed.contains(column)) {
            let mut gaps = false;
            for (within, span) in block.column(column).enumerate() {
                gaps |= span.1 == 0;
                if !says_nothing_special(text(span)) && !is_data(within) {
                    return false;
                }
            }
            full += usize::from(!gaps);
            several |= column > 0 && !gaps;
            if full == LABEL_CELLS {
                break;
            }
        }
        several || (1..block.width as u16).any(is_full)
    }

    fn total(&self, row: &Row<'_>) -> Option<Scope> {
        let said = self.labelled(row, |text| {
            let may = text.len() <= 200 && may_be_total(text);
            if may { scope(&label(text)).or_else(|| english(text)) } else { None }
        });
        said.or_else(|| self.unnamed_total(row)).or_else(|| self.whole(row))
    }

    /// 示例 before what a form shows to be filled in, or XX项目 as its name: whatever stands there is no project.
    fn is_example(&self, row: &Row<'_>) -> bool {
        let first = row.iter().next().filter(|(column, _)| self.name.is_none_or(|name| *column < name));
        let is_marked =
            first.is_some_and(|(_, cell)| matches!(cell, Cell::Text(..)) && labels::is_example(self.sheet.text(cell)));
        let named = self.name.filter(|_| self.layout.dataset.is_of_projects()).map(|name| row.cell(name));
        let is_placeholder =
            |cell: Cell| matches!(cell, Cell::Text(..)) && labels::is_placeholder(self.sheet.text(cell));
        is_marked || named.is_some_and(is_placeholder) && !self.is_known(row)
    }

    /// What a label on the left says of a row that has no id.
    fn labelled<T>(&self, row: &Row<'_>, says: impl Fn(&str) -> Option<T>) -> Option<T> {
        // Figures may be typed as texts; they are no labels.
        let is_text = |(column, cell): &(u16, Cell)| matches!(cell, Cell::Text(..)) && !self.typed.contains(column);
        let texts = row.iter().filter(is_text).take(LABEL_CELLS);
        let mut left = texts.take_while(|(column, _)| self.name.is_none_or(|name| *column <= name));
        let (column, said) = left.find_map(|(column, cell)| Some((column, says(self.sheet.text(cell))?)))?;
        let id_is_free = self.id.is_none_or(|id| id == column || self.is_blank(row.cell(id)));
        if id_is_free { Some(said) } else { None }
    }
}
