//! The rows of a table found: each is read, refused with its cell, or set aside.
//!
//! Takes a sheet and the layout of one table; gives typed columns with the fate of every row. Blank rows are no rows.
//! Nothing is dropped: data rows and rows set aside together are all rows of the table.

/// One cell of a typed column.
mod cells;

/// What stands instead of values.
mod held;

/// Torn rows put together.
mod mend;

/// Whose rows they are, where no column says so.
mod named;

/// Target texts, comparable or not.
mod goals;

/// Headings of groups within a table.
mod outline;

/// Which cells a row needs, and which of them decides it.
mod decide;

/// Which rows are data, totals, notes, headers again.
mod sort;

/// What only a whole column can tell: percentages and the order of day and month.
mod settle;

/// Whether totals add up.
mod totals;

/// Whether a row has as many cells as its table.
mod width;

use super::find::{Layout, Slot};
use super::formats::{Cell, Row, Sheet};
use super::join::Register;
use super::table::{Texts, Values};
use super::{Aside, Note, RejectReason};
use crate::base::amount::{Amount, Unit};
use crate::base::place::{Place, cell_letters, cell_name};
use crate::pipeline::dataset::{Column, Dataset};
use crate::pipeline::headers::unit_of;
use chrono::NaiveDate;
use decide::{deciding_column, is_needed};
use held::Held;
pub use mend::{Whole, mend};
use settle::{Figures, OpenDate, Percents};
use sort::Sorter;
pub use sort::{is_note, is_total};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
pub use width::Widths;

/// Why a row was refused, and by which of its cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refusal {
    /// The column on the sheet, from 0.
    pub column: u16,
    /// Why.
    pub reason: RejectReason,
}

/// The rows of one table, typed.
#[derive(Debug, Clone)]
pub struct Rows {
    /// Where the table is.
    pub layout: Layout,
    /// The sheet's name.
    pub sheet: Option<String>,
    /// The canonical columns, in the dataset's order; each has one value per data row.
    pub values: Vec<Values>,
    /// The row of each data row, as the spreadsheet counts.
    pub numbers: Vec<u32>,
    /// The cell that decides each data row.
    pub cells: Texts,
    /// The fate of each data row: nothing, or why it is refused.
    pub fates: Vec<Option<Refusal>>,
    /// How many rows were set aside, titles and headers included.
    pub set_aside: u32,
    /// What the names of unknown projects come near, by data row.
    pub near: BTreeMap<usize, Vec<String>>,
    /// What stands instead of values.
    pub held: Held,
    /// The columns whose decimals stand behind a comma.
    pub decimal_commas: BTreeSet<&'static str>,
    /// Which rows were set aside, and why.
    pub aside: Vec<Aside>,
    /// How many more rows there are than rows on the sheet: a row of a wide table holds one per period, and a row that was
    /// put together of two lines is two.
    pub unfolded: u32,
}

/// What reading needs to know besides the sheet.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The file's name, for places.
    pub file: &'a str,
    /// Whether serial days count from 1904.
    pub epoch_1904: bool,
    /// The year that days without a year are meant in.
    pub year: Option<i32>,
    /// Whether the file is a form that was made here: rows in which nothing was filled in report nothing.
    pub is_form: bool,
    /// The projects already known.
    pub register: &'a Register<'a>,
}

impl Rows {
    /// The dataset.
    pub fn dataset(&self) -> Dataset {
        self.layout.dataset
    }

    /// The index of a canonical column.
    pub fn index(&self, name: &str) -> Option<usize> {
        self.dataset().columns().iter().position(|c| c.name == name)
    }

    /// The values of a canonical column.
    pub fn column(&self, name: &str) -> Option<&Values> {
        self.values.get(self.index(name)?)
    }

    /// The column on the sheet that a refusal for a canonical column names: its own, or the first of the table.
    pub fn place_of(&self, name: &str) -> u16 {
        self.layout.slot(name).map_or(0, |slot| slot.column)
    }

    /// Refuses a row, unless it already is.
    pub fn refuse(&mut self, index: usize, column: u16, reason: RejectReason) {
        if let Some(fate @ None) = self.fates.get_mut(index) {
            *fate = Some(Refusal { column, reason });
        }
    }

    /// Whether a data row still stands.
    pub fn stands(&self, index: usize) -> bool {
        self.fates.get(index).is_some_and(Option::is_none)
    }

    /// The place of a cell of this table.
    pub fn place(&self, file: &str, column: u16, number: u32) -> Place {
        let cell = cell_name(usize::from(column), number.saturating_sub(1) as usize);
        Place { file: file.to_string(), sheet: self.sheet.clone(), cell: Some(cell) }
    }
}

/// Reads the rows of a table.
pub fn read(sheet: &Sheet, layout: Layout, context: &Context<'_>, notes: &mut Vec<Note>) -> Rows {
    let columns = layout.dataset.columns();
    let widths = Widths::of(sheet, &layout);
    let slots = columns.iter().zip(&layout.slots).enumerate();
    let slots: Vec<(usize, Column, Slot)> =
        slots.filter_map(|(position, (column, slot))| Some((position, *column, slot.clone()?))).collect();
    let deciding = cell_letters(usize::from(deciding_column(&layout)));
    let mut reader = Reader {
        sheet,
        context,
        rows: Rows {
            values: columns.iter().map(|c| Values::new(c.kind)).collect(),
            sheet: sheet.name.clone(),
            numbers: Vec::new(),
            cells: Texts::default(),
            fates: Vec::new(),
            near: BTreeMap::new(),
            held: Held::default(),
            decimal_commas: BTreeSet::new(),
            set_aside: u32::try_from(layout.header + layout.depth - layout.from).unwrap_or(u32::MAX),
            aside: Aside::above(sheet, &layout),
            unfolded: 0,
            layout,
        },
        open_dates: Vec::new(),
        percents: Percents::default(),
        figures: Figures::default(),
        codes: Vec::new(),
        footnotes: Vec::new(),
        vague: Vec::new(),
        slots: &slots,
        deciding,
        upright: sheet.upright(),
        widths,
        row_unit: None,
    };
    let layout = reader.rows.layout.clone();
    let sorter = Sorter::new(sheet, &layout, context);
    let mut totals = Vec::new();
    for index in layout.header + layout.depth..layout.end {
        let Some(row) = sheet.row(index) else { break };
        match sorter.sort(index, &row) {
            sort::Sort::Data => reader.data_row(&row),
            sort::Sort::Total(scope) => {
                totals.push(totals::read(sheet, &layout, &row, scope, reader.rows.fates.len()));
                reader.rows.set_aside(&row, scope.why());
            }
            sort::Sort::Aside(why) => reader.rows.set_aside(&row, why),
        }
    }
    reader.finish(notes);
    totals::check(&reader.rows, &totals, context.file, notes);
    reader.rows
}

struct Reader<'a> {
    sheet: &'a Sheet,
    context: &'a Context<'a>,
    rows: Rows,
    open_dates: Vec<OpenDate>,
    percents: Percents,
    figures: Figures,
    /// Texts that may be codes: data row, column of the dataset, and why the row is refused if they are none.
    codes: Vec<(usize, usize, RejectReason)>,
    /// Figures with a footnote sign.
    footnotes: Vec<(u16, u32)>,
    vague: Vec<(u16, u32)>,
    /// The columns that the table has: position in the dataset, meaning, place on the sheet.
    slots: &'a [(usize, Column, Slot)],
    /// The letters of the column that letters cite.
    deciding: String,
    /// Merged cells that span rows, by column and first row.
    upright: Vec<(u16, u32, u32)>,
    widths: Widths,
    /// The unit of money that the row says, where rows do.
    row_unit: Option<Unit>,
}

impl<'a> Reader<'a> {
    fn data_row(&mut self, row: &Row<'_>) {
        let layout = &self.rows.layout;
        let index = self.rows.fates.len();
        self.rows.numbers.push(row.number.saturating_add(1));
        self.rows.cells.push_cell(&self.deciding, row.number.saturating_add(1));
        self.rows.fates.push(None);
        let extra = row.iter().find(|(column, _)| *column > layout.last_column);
        if let Some((column, reason)) = self.widths.refusal(row, extra.map(|(column, _)| column)) {
            self.rows.refuse(index, column, reason);
        }
        self.row_unit = self.rows.layout.row_units.as_ref().and_then(|(at, _)| unit_of(self.sheet.text(row.cell(*at))));
        for (position, column, slot) in self.slots {
            self.cell(index, *position, column, slot, row);
        }
    }

    /// Reads one cell into its column, and refuses the row where it cannot be read.
    fn cell(&mut self, index: usize, position: usize, column: &Column, slot: &Slot, row: &Row<'_>) {
        let cell = self.filled_down(column, slot.column, row);
        let slot = Some(slot);
        let outcome = if row.flaw.is_some() { Ok(None) } else { self.value(index, position, column, slot, cell) };
        let value = match outcome {
            Ok(value) => value,
            Err(reason) => {
                self.rows.refuse(index, slot.map_or(0, |slot| slot.column), reason);
                None
            }
        };
        if value.is_none() && is_needed(self.rows.dataset(), column, slot) {
            self.rows.refuse(index, slot.map_or(0, |slot| slot.column), RejectReason::Missing);
        }
        let Some(values) = self.rows.values.get_mut(position) else { return };
        match (values, value) {
            (Values::Texts(texts), Some(Value::Text(text))) => texts.push(Some(&text)),
            (Values::Amounts(amounts), Some(Value::Amount(amount))) => amounts.push(Some(amount)),
            (Values::Dates(dates), Some(Value::Date(date))) => dates.push(Some(date)),
            (values, _) => values.push_nothing(),
        }
    }

    /// A merged cell beside several rows names the project or unit of each of them; figures are never filled.
    fn filled_down(&self, column: &Column, at: u16, row: &Row<'_>) -> Cell {
        let cell = row.cell(at);
        if cell != Cell::Empty || !matches!(column.name, "project_id" | "name" | "unit_name") {
            return cell;
        }
        // The last merge of this column that begins at or above the row is the only one that can cover it.
        let until = self.upright.partition_point(|(column, first, _)| (*column, *first) <= (at, row.number));
        let covering = until.checked_sub(1).and_then(|index| self.upright.get(index));
        let Some((_, first_row, _)) = covering.filter(|(column, _, last)| *column == at && row.number <= *last) else {
            return cell;
        };
        let first = self.sheet.row_of(*first_row);
        first.map_or(cell, |first| first.cell(at))
    }

    /// Settles what only whole columns can tell, then says which days were vague.
    fn finish(&mut self, notes: &mut Vec<Note>) {
        held::settle_codes(&mut self.rows, &self.codes);
        settle::figures(&mut self.rows, &self.figures, self.context.file, notes);
        settle::dates(&mut self.rows, &self.open_dates, self.context.file, notes);
        settle::percents(&mut self.rows, &self.percents, self.context.file, notes);
        if let Some((column, number)) = self.vague.first() {
            let text =
                format!("days written as a month or another stretch, taken as its last day: {}", self.vague.len());
            let place = self.rows.place(self.context.file, *column, *number);
            notes.push(Note { place, kind: "vague_date".to_string(), text });
        }
        if let Some((column, number)) = self.footnotes.first() {
            let text = format!("figures with a footnote sign, read without it: {}", self.footnotes.len());
            let place = self.rows.place(self.context.file, *column, *number);
            notes.push(Note { place, kind: "footnote_signs".to_string(), text });
        }
        held::note(&self.rows, self.context.file, notes);
        goals::note(&self.rows, self.context.file, self.context.year, notes);
        let rows = &mut self.rows;
        if !rows.dataset().is_of_projects() {
            return;
        }
        let at = rows.layout.slot("project_id").or(rows.layout.slot("name")).map_or(0, |slot| slot.column);
        for index in 0..rows.fates.len() {
            let named = ["project_id", "name"].iter().any(|c| rows.column(c).is_some_and(|v| v.text(index).is_some()));
            if !named {
                rows.refuse(index, at, RejectReason::Missing);
            }
        }
    }
}

enum Value<'a> {
    Text(Cow<'a, str>),
    Amount(Amount),
    Date(NaiveDate),
}
