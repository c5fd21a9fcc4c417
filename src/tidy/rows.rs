//! The rows of a table found: each is read, refused with its cell, or set aside.
//!
//! Takes a sheet and the layout of one table; gives typed columns with the fate of every row. Blank rows are no rows.
//! Nothing is dropped: data rows and rows set aside together are all rows of the table.

/// One cell of a typed column.
mod cells;

/// Units of indicators that no column says.
mod counted;

/// What stands instead of values.
mod held;

/// Torn rows put together.
mod mend;

/// A last row that sums all others.
mod last;

/// Merged cells that were lost.
mod lost;

/// Cells merged over several rows.
mod merged;

/// Whose rows they are, where no column says so.
mod named;

/// Cells that say to be read as the one above.
mod ditto;

/// Target texts, comparable or not.
mod goals;

/// Headings of groups within a table.
mod outline;

/// Which cells a row needs, and which of them decides it.
mod decide;

/// Plain texts as values.
mod quick;

/// One share of the rows after the other.
mod reader;

/// Which rows are data, totals, notes, headers again.
mod sort;

/// What only a whole column can tell: percentages and the order of day and month.
mod settle;

/// What milestones of one column have in common.
mod staged;

/// Whether totals add up.
mod totals;

/// Whether a row has as many cells as its table.
mod width;

use super::find::{Layout, Slot};
use super::formats::Sheet;
use super::join::Register;
use super::table::{Cells, Values};
use super::{Aside, AsideReason, Note, RejectReason};
use crate::base::parts;
use crate::base::period::Period;
use crate::base::place::{Place, cell_letters, cell_name};
use crate::pipeline::dataset::{Column, Dataset};
use decide::deciding_column;
use held::Held;
pub use mend::{Whole, mend};
use merged::Merged;
use reader::{Frame, Reader};
pub use settle::{Figures, figures, thousandfold, thousandth};
use sort::Sorter;
pub use sort::legend;
pub use sort::{Numbered, counts_columns, is_note, is_sample, is_total, says_nothing_special};
use std::collections::BTreeMap;
use std::collections::BTreeSet;
pub use totals::{Unmet, over_sheets};
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
    pub cells: Cells,
    /// The fate of each data row: nothing, or why it is refused.
    pub fates: Vec<Option<Refusal>>,
    /// How many rows were set aside, titles and headers included.
    pub set_aside: u32,
    /// What the names of unknown projects come near, by data row; for one that comes twice, where the other stands.
    pub near: BTreeMap<usize, Vec<String>>,
    /// What a refusal shows instead of its cell, by data row: a cell that is merged over others is not where the row is.
    pub shown: BTreeMap<usize, String>,
    /// What stands instead of values.
    pub held: Held,
    /// The columns whose decimals stand behind a comma.
    pub decimal_commas: BTreeSet<&'static str>,
    /// Which rows were set aside, and why.
    pub aside: Vec<Aside>,
    /// Totals of everything that are no sums of these rows.
    pub unmet: Vec<Unmet>,
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
    /// The period that the file is for.
    pub period: Option<Period>,
    /// Whether the file is a form that was made here: rows in which nothing was filled in report nothing.
    pub is_form: bool,
    /// The projects already known.
    pub register: &'a Register<'a>,
}

impl Rows {
    /// Without any row.
    fn new(layout: &Layout, sheet: Option<String>) -> Rows {
        Rows {
            values: layout.dataset.columns().iter().map(|c| Values::new(c.kind)).collect(),
            sheet,
            numbers: Vec::new(),
            cells: Cells::Column(cell_letters(usize::from(deciding_column(layout)))),
            fates: Vec::new(),
            near: BTreeMap::new(),
            shown: BTreeMap::new(),
            held: Held::default(),
            decimal_commas: BTreeSet::new(),
            set_aside: 0,
            aside: Vec::new(),
            unmet: Vec::new(),
            unfolded: 0,
            layout: layout.clone(),
        }
    }

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

    /// Sets all data rows aside.
    pub fn set_all_aside(&mut self, why: AsideReason) {
        let columns = self.layout.dataset.columns();
        self.values = columns.iter().map(|column| Values::new(column.kind)).collect();
        self.cells = Cells::Column(cell_letters(usize::from(deciding_column(&self.layout))));
        let numbers = std::mem::take(&mut self.numbers);
        self.set_aside += u32::try_from(numbers.len()).unwrap_or(u32::MAX);
        self.aside.extend(numbers.into_iter().map(|row| Aside { row, why }));
        self.aside.sort_by_key(|aside| aside.row);
        (self.fates, self.near, self.shown, self.held) = Default::default();
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

    /// The place of a figure of a data row: its own where each row of the table is one cell of the sheet, else in a column.
    pub fn place_of_cell(&self, file: &str, index: usize, column: u16) -> Place {
        let number = self.numbers.get(index).copied().unwrap_or(1);
        match &self.cells {
            Cells::Each(cells) => {
                let cell = cells.get(index).map(str::to_string);
                Place { file: file.to_string(), sheet: self.sheet.clone(), cell }
            }
            Cells::Column(_) => self.place(file, column, number),
        }
    }
}

/// Reads the rows of a table. Rows of a large one are read by several threads at once, and put together in their order:
/// what comes of it is the same.
pub fn read(sheet: &Sheet, layout: Layout, context: &Context<'_>, notes: &mut Vec<Note>) -> Rows {
    let widths = Widths::of(sheet, &layout);
    let slots = layout.dataset.columns().iter().zip(&layout.slots).enumerate();
    let slots: Vec<(usize, Column, Slot)> =
        slots.filter_map(|(position, (column, slot))| Some((position, *column, slot.clone()?))).collect();
    let sorter = Sorter::new(sheet, &layout, context);
    let merged = Merged::of(sheet, &layout, &sorter);
    let frame = Frame { sheet, context, layout: &layout, slots: &slots, merged: &merged, widths: &widths };
    let body = layout.header + layout.depth..layout.end.min(sheet.len());
    let shares = parts::of(body.len(), parts::THINGS_MIN, |share| {
        let mut reader = Reader::new(frame, share.len());
        reader.read(&sorter, body.start + share.start..body.start + share.end);
        reader
    });
    let mut shares = shares.into_iter();
    let Some(mut all) = shares.next() else { return Rows::new(&layout, sheet.name.clone()) };
    all.append(shares.collect());
    all.rows.set_aside += u32::try_from(layout.header + layout.depth - layout.from).unwrap_or(u32::MAX);
    all.rows.aside.splice(0..0, Aside::above(sheet, &layout));
    all.finish(notes)
}
