//! The rows of a table one after the other, or those of one share of it.
//!
//! Takes rows and what is known of their table; gives typed columns and the fate of each row, and remembers what only whole
//! columns can settle until all shares are put together.

use super::ditto::{self, Ditto};
use super::merged::{Merged, is_figure};
use super::settle::{self, Figures, OpenDate, Percents, Yearless};
use super::sort::{Sort, Sorter, is_total, pasted};
use super::totals::{self, Total};
use super::{Context, Refusal, Rows, Widths, counted, goals, held};
use super::{last, lost};
use crate::base::amount::{Amount, Unit};
use crate::base::place::cell_name;
use crate::pipeline::dataset::{Column, Dataset, Kind};
use crate::pipeline::headers::unit_of;
use crate::tidy::find::{Layout, Slot};
use crate::tidy::formats::{Block, Cell, Flaw, Row, Sheet};
use crate::tidy::table::Values;
use crate::tidy::value::{is_nothing, text};
use crate::tidy::{AsideReason, Note, RejectReason};
use chrono::NaiveDate;
use std::borrow::Cow;
use std::ops::Range;

/// How many rows are read at once: what they take fits the nearest memory.
const BLOCK_ROWS: usize = 512;

/// The most further rows of projects that are named, and the most that is shown of each, in characters.
const FURTHER_MAX: usize = 20;
const SHOWN_MAX: usize = 200;

/// What is the same for all rows of a table.
#[derive(Clone, Copy)]
pub struct Frame<'a> {
    pub sheet: &'a Sheet,
    pub context: &'a Context<'a>,
    pub layout: &'a Layout,
    /// The columns that the table has: position in the dataset, meaning, place on the sheet.
    pub slots: &'a [(usize, Column, Slot)],
    pub merged: &'a Merged,
    pub widths: &'a Widths,
}

/// Rows read so far.
pub struct Reader<'a> {
    pub rows: Rows,
    pub(super) sheet: &'a Sheet,
    pub(super) context: &'a Context<'a>,
    frame: Frame<'a>,
    pub(super) open_dates: Vec<OpenDate>,
    pub(super) percents: Percents,
    pub(super) figures: Figures,
    /// Texts that may be codes: data row, column of the dataset, and why the row is refused if they are none.
    pub(super) codes: Vec<(usize, usize, RejectReason)>,
    /// Figures with a footnote sign: data row, column of the dataset.
    pub(super) footnotes: Vec<(usize, usize)>,
    /// Days written as a stretch, the same way.
    pub(super) vague: Vec<(usize, usize)>,
    /// Days without a year.
    pub(super) yearless: Vec<Yearless>,
    /// Cells to be read as another: data row, column of the dataset.
    dittos: Vec<(usize, usize, Ditto)>,
    totals: Vec<Total>,
    /// The unit of money that the row says, where rows do.
    pub(super) row_unit: Option<Unit>,
    /// Whether it says one that is not understood.
    pub(super) row_unit_unclear: bool,
}

impl<'a> Reader<'a> {
    /// Without any row yet, with room for so many.
    pub fn new(frame: Frame<'a>, rows: usize) -> Reader<'a> {
        let mut read = Rows::new(frame.layout, frame.sheet.name.clone());
        for (position, ..) in frame.slots {
            if let Some(values) = read.values.get_mut(*position) {
                values.reserve(rows);
            }
        }
        read.numbers.reserve(rows);
        read.fates.reserve(rows);
        Reader {
            rows: read,
            sheet: frame.sheet,
            context: frame.context,
            frame,
            open_dates: Vec::new(),
            percents: Percents::default(),
            figures: Figures::default(),
            codes: Vec::new(),
            footnotes: Vec::new(),
            vague: Vec::new(),
            yearless: Vec::new(),
            dittos: Vec::new(),
            totals: Vec::new(),
            row_unit: None,
            row_unit_unclear: false,
        }
    }

    /// Reads some rows, by their indices on the sheet: many at once where all of them are data.
    pub fn read(&mut self, sorter: &Sorter<'_>, rows: Range<usize>) {
        let separator = self.sheet.separator.and_then(|c| u8::try_from(c).ok()).unwrap_or(b',');
        let mut start = rows.start;
        while start < rows.end {
            let some = start..rows.end.min(start + BLOCK_ROWS);
            start = some.end;
            let block = self.sheet.block(some.clone()).map(|block| (block, block.look(separator)));
            match block.filter(|(block, look)| sorter.is_all_data(&some, block, *look, self.frame.widths)) {
                Some((block, look)) if !(self.has_instead() || look.repeats && self.has_ditto(&block)) => {
                    self.block(&block, look.is_plain);
                }
                _ => self.one_by_one(sorter, some),
            }
        }
    }

    fn one_by_one(&mut self, sorter: &Sorter<'_>, rows: Range<usize>) {
        for index in rows {
            let Some(row) = self.sheet.row(index) else { break };
            match sorter.sort(index, &row) {
                Sort::Data => {
                    match pasted(self.sheet, self.frame.layout, &row) {
                        Some(parts) => self.pasted_row(&row, &parts),
                        None => self.data_row(&row),
                    }
                    if let Some(doubt) = sorter.doubt(index) {
                        let place = self.rows.place_of("name");
                        self.rows.refuse(self.rows.fates.len().saturating_sub(1), place, doubt);
                    }
                }
                Sort::Total(scope) => {
                    self.totals.push(totals::read(self.sheet, self.frame.layout, &row, scope, self.rows.fates.len()));
                    self.rows.set_aside(&row, scope.why());
                }
                Sort::Aside(why) => self.rows.set_aside(&row, why),
            }
        }
    }

    /// Reads rows that are all data and as wide as their table, column by column. `plain`: whether all texts in them are.
    fn block(&mut self, block: &Block<'_>, plain: bool) {
        let from = self.rows.fates.len();
        let numbers = (0..block.len() as u32).map(|below| (block.number + below).saturating_add(1));
        self.rows.numbers.extend(numbers);
        self.rows.fates.resize(from + block.len(), None);
        let slots = self.frame.slots;
        for (position, column, slot) in slots {
            self.column(from, (*position, column, slot), block.column(slot.column), plain);
        }
    }

    /// Whether a cell of one column stands for an empty one of another.
    fn has_instead(&self) -> bool {
        self.frame.slots.iter().any(|(_, _, slot)| slot.instead.is_some())
    }

    fn has_ditto(&self, block: &Block<'_>) -> bool {
        let of_span = |span: (u32, u32)| ditto::of(self.sheet.text(Cell::Text(span.0, span.1))).is_some();
        self.frame.slots.iter().any(|(_, _, slot)| block.column(slot.column).any(of_span))
    }

    /// Puts the rows of the shares below its own, one below the other.
    pub fn append(&mut self, mut below: Vec<Reader<'a>>) {
        let count = below.iter().map(|share| share.rows.fates.len()).sum();
        self.rows.numbers.reserve_exact(count);
        self.rows.fates.reserve_exact(count);
        for share in &mut below {
            let columns = self.rows.values.iter_mut().zip(&mut share.rows.values);
            columns.for_each(|(all, below)| all.append(below.take()));
        }
        below.into_iter().for_each(|share| self.append_one(share));
    }

    /// Puts what else is known of the rows of the next share below its own.
    fn append_one(&mut self, below: Reader<'a>) {
        let base = self.rows.fates.len();
        let Reader { rows, open_dates, percents, figures, codes, footnotes, vague, yearless, dittos, totals, .. } =
            below;
        self.rows.numbers.extend(rows.numbers);
        self.rows.fates.extend(rows.fates);
        self.rows.held.append(rows.held, base);
        self.rows.shown.extend(rows.shown.into_iter().map(|(index, text)| (index + base, text)));
        self.rows.set_aside += rows.set_aside;
        self.rows.aside.extend(rows.aside);
        self.open_dates.extend(open_dates.into_iter().map(|date| OpenDate { index: date.index + base, ..date }));
        self.percents.append(percents, base);
        self.figures.append(&figures, base);
        self.codes.extend(codes.into_iter().map(|(index, position, reason)| (index + base, position, reason)));
        self.footnotes.extend(footnotes.into_iter().map(|(index, position)| (index + base, position)));
        self.dittos.extend(dittos.into_iter().map(|(index, position, ditto)| (index + base, position, ditto)));
        self.vague.extend(vague.into_iter().map(|(index, position)| (index + base, position)));
        self.yearless.extend(yearless.into_iter().map(|day| Yearless { index: day.index + base, ..day }));
        self.totals.extend(totals.into_iter().map(|total| total.below(base)));
    }

    fn data_row(&mut self, row: &Row<'_>) {
        let layout = self.frame.layout;
        let index = self.rows.fates.len();
        self.rows.numbers.push(row.number.saturating_add(1));
        self.rows.fates.push(None);
        let is_narrow = row.width > 0 && row.width <= u32::from(layout.last_column) + 1;
        let extra = if is_narrow { None } else { row.columns().find(|column| *column > layout.last_column) };
        if let Some((column, reason)) = self.frame.widths.refusal(row, extra) {
            self.rows.refuse(index, column, reason);
        }
        let unit = layout.row_units.as_ref().map_or(Cell::Empty, |units| self.filled_down(units.column, row));
        let unit = self.sheet.text(unit);
        self.row_unit =
            Some(unit).filter(|unit| !unit.is_empty()).and_then(unit_of).filter(|unit| unit.kind.is_money());
        self.row_unit_unclear =
            self.row_unit.is_none() && layout.row_units.as_ref().is_some_and(|units| units.mixed || !is_nothing(unit));
        let slots = self.frame.slots;
        for (position, column, slot) in slots {
            let joint = if is_figure(column.kind) { self.frame.merged.joint(slot.column, row.number) } else { None };
            if let Some(joint) = joint {
                self.rows.refuse(index, slot.column, RejectReason::MergedFigure);
                self.rows.shown.entry(index).or_insert_with(|| joint.shown(self.sheet));
            }
            let cell = if is_figure(column.kind) { row.cell(slot.column) } else { self.filled_down(slot.column, row) };
            let cell = if cell == Cell::Empty && *position == 0 { self.headline(row, slot.column) } else { cell };
            let instead = slot.instead.filter(|_| self.sheet.text(cell).trim().is_empty() && !is_figure(column.kind));
            let cell = instead.map_or(cell, |other| self.filled_down(other, row));
            let ditto = if let Cell::Text(..) = cell { ditto::of(self.sheet.text(cell)) } else { None };
            match ditto.filter(|_| row.flaw.is_none()) {
                Some(ditto) => self.repeated(index, (*position, column, slot), ditto),
                None => {
                    let is_lost = joint.is_some() || row.flaw.is_some() && !self.says_whose(row, column, slot.column);
                    self.cell(index, (*position, column, slot), cell, is_lost);
                }
            }
        }
    }

    /// A row whose cells all stand in one is refused; what names it is read, so that its unit learns of it.
    fn pasted_row(&mut self, row: &Row<'_>, parts: &[(u16, Cell)]) {
        let column = parts.first().map_or(0, |(column, _)| *column);
        self.rows.numbers.push(row.number.saturating_add(1));
        self.rows.fates.push(Some(Refusal { column, reason: RejectReason::RowInOneCell }));
        let slots = self.frame.slots;
        for (position, kind, slot) in slots.iter().map(|(position, column, slot)| (*position, column.kind, slot)) {
            let part = parts.iter().find(|(column, _)| *column == slot.column).map(|(_, cell)| self.sheet.text(*cell));
            match (self.rows.values.get_mut(position), kind, part) {
                (Some(Values::Texts(texts)), Kind::Id, Some(part)) => texts.push(Some(&*text::id(part))),
                (Some(Values::Texts(texts)), _, Some(part)) => texts.push(Some(&*text::clean(part))),
                (Some(values), ..) => values.push_nothing(),
                (None, ..) => {}
            }
        }
    }

    /// Whether an intact cell of a row with lost characters may be read: its texts say whose row it is, so that somebody is
    /// told. Its figures are not read.
    fn says_whose(&self, row: &Row<'_>, column: &Column, at: u16) -> bool {
        const LOST: [&str; 3] = ["\u{fffd}", "\u{2400}", "\\x"];
        let Some(Flaw::Undecodable(broken)) = row.flaw else { return false };
        let is_sound = || {
            let cell = row.cell(at);
            let text = self.sheet.text(cell);
            !LOST.iter().any(|lost| text.contains(lost))
        };
        matches!(column.name, "project_id" | "name" | "unit_name")
            && at != broken
            && self.frame.widths.is_usual(row)
            && is_sound()
    }

    /// A cell to be read as the one above, once that is read. Figures are never repeated.
    fn repeated(&mut self, index: usize, (position, column, slot): (usize, &Column, &Slot), ditto: Ditto) {
        match is_figure(column.kind) {
            true => self.rows.refuse(index, slot.column, RejectReason::NotANumber),
            false => self.dittos.push((index, position, ditto)),
        }
        if let Some(values) = self.rows.values.get_mut(position) {
            values.push_nothing();
        }
    }

    /// The label of the headline of quotas, where it stands below 序号 and not below the units.
    fn headline(&self, row: &Row<'_>, units: u16) -> Cell {
        let is_label = |(column, cell): &(u16, Cell)| *column < units && is_total(self.sheet.text(*cell));
        let first = row.iter().next().filter(|_| self.frame.layout.dataset == Dataset::Quotas);
        first.filter(is_label).map_or(Cell::Empty, |(_, cell)| cell)
    }

    /// A cell, or the one that is merged down over it.
    fn filled_down(&self, at: u16, row: &Row<'_>) -> Cell {
        let cell = row.cell(at);
        if cell != Cell::Empty || self.frame.merged.is_empty() {
            return cell;
        }
        let above = self.frame.merged.above(at, row.number).and_then(|first| self.sheet.row_of(first));
        above.map_or(cell, |above| above.cell(at))
    }

    /// Settles what only whole columns can tell, then says which days were vague.
    pub fn finish(mut self, notes: &mut Vec<Note>) -> Rows {
        settle::names(&mut self.rows, self.context.file, notes);
        held::settle_codes(&mut self.rows, &self.codes);
        self.figures.parted_by(self.sheet.separator);
        settle::figures(&mut self.rows, &self.figures, self.context.file, notes);
        settle::dates(&mut self.rows, &self.open_dates, self.context.file, notes);
        settle::percents(&mut self.rows, &self.percents, self.context.file, notes);
        settle::years(&mut self.rows, &self.yearless, self.context.period, self.context.file, notes);
        ditto::settle(&mut self.rows, &mut self.dittos);
        let said = [
            (&self.vague, "vague_date", "days written as a month or another stretch, taken as its last day"),
            (&self.footnotes, "footnote_signs", "figures with a footnote sign, read without it"),
        ];
        for (cells, kind, what) in said {
            let Some((index, position)) = cells.iter().min() else { continue };
            let slot = self.rows.layout.slots.get(*position).and_then(Option::as_ref);
            let number = self.rows.numbers.get(*index).copied().unwrap_or(0);
            let place = self.rows.place(self.context.file, slot.map_or(0, |slot| slot.column), number);
            notes.push(Note { place, kind: kind.to_string(), text: format!("{what}: {}", cells.len()) });
        }
        self.frame.merged.note(&self.rows, self.sheet, self.context.file, notes);
        self.note_further(notes);
        held::note(&self.rows, self.context.file, notes);
        counted::name_units(&mut self.rows, self.sheet);
        goals::of_targets(&mut self.rows);
        goals::note(&self.rows, self.context.file, self.context.year, notes);
        self.refuse_unnamed();
        lost::note_lost(&self.rows, self.sheet, self.context.file, notes);
        last::refuse_sum(&mut self.rows, self.context);
        totals::check(&mut self.rows, &self.totals, self.context.file, notes);
        self.rows
    }

    /// Says what further rows of a project hold besides: nothing of it is read.
    fn note_further(&self, notes: &mut Vec<Note>) {
        let further = self.rows.aside.iter().filter(|aside| aside.why == AsideReason::Further).map(|aside| aside.row);
        let further: Vec<u32> = further.collect();
        let more = further.len().saturating_sub(FURTHER_MAX);
        for (at, number) in further.iter().take(FURTHER_MAX).enumerate() {
            let Some(row) = self.sheet.row_of(number.saturating_sub(1)) else { continue };
            let name = |column: u16| cell_name(usize::from(column), row.number as usize);
            let cells = row.iter().filter(|(column, _)| *column <= self.frame.layout.last_column);
            let said: Vec<String> =
                cells.map(|(column, cell)| format!("{} {}", name(column), self.sheet.shown(cell))).collect();
            let said: String = said.join(", ").chars().take(SHOWN_MAX).collect();
            let more =
                if at + 1 == FURTHER_MAX && more > 0 { format!("; and {more} more rows") } else { String::new() };
            let text = format!(
                "row {number} goes on with the project above, over which its figures are merged; what it says besides is \
                 not read: {said}{more}"
            );
            let place = self.rows.place(self.context.file, row.columns().next().unwrap_or(0), *number);
            notes.push(Note { place, kind: "further_row".to_string(), text });
        }
    }

    fn refuse_unnamed(&mut self) {
        let rows = &mut self.rows;
        if !rows.dataset().is_of_projects() {
            return;
        }
        let at = rows.layout.slot("project_id").or(rows.layout.slot("name")).map_or(0, |slot| slot.column);
        let names: Vec<&Values> = ["project_id", "name"].iter().filter_map(|name| rows.column(name)).collect();
        let is_full = |values: &&Values| matches!(values, Values::Texts(texts) if texts.len() == rows.fates.len() && texts.is_full());
        if names.iter().any(is_full) {
            return;
        }
        let is_unnamed = |index: &usize| names.iter().all(|values| values.text(*index).is_none());
        let unnamed: Vec<usize> = (0..rows.fates.len()).filter(is_unnamed).collect();
        unnamed.into_iter().for_each(|index| rows.refuse(index, at, RejectReason::Missing));
    }
}

/// What a cell holds.
pub enum Value<'a> {
    Text(Cow<'a, str>),
    Amount(Amount),
    Date(NaiveDate),
}

/// The text of a cell, where it holds one.
pub fn text_of(value: Option<Value<'_>>) -> Option<Cow<'_, str>> {
    if let Some(Value::Text(text)) = value { Some(text) } else { None }
}

/// The figure, the same way.
pub fn amount_of(value: Option<Value<'_>>) -> Option<Amount> {
    if let Some(Value::Amount(amount)) = value { Some(amount) } else { None }
}

/// The day, the same way.
pub fn date_of(value: Option<Value<'_>>) -> Option<NaiveDate> {
    if let Some(Value::Date(day)) = value { Some(day) } else { None }
}
