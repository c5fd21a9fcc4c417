//! One cell of a typed column: its value, the state that stands instead, or why its row is refused.
//!
//! Takes a cell and its column; gives the value, and remembers what only the whole column can settle.

use super::Slot;
use super::decide::{is_needed, is_never_negative, is_of_names, is_of_people, may_go_on, may_say_stage};
use super::quick::Quick;
use super::reader::{Reader, Value, amount_of, date_of, text_of};
use super::settle::{self, OpenDate, Yearless, is_of_shares};
use crate::base::amount::{Amount, Unit, UnitKind};
use crate::pipeline::dataset::{Column, Dataset, Kind, is_growth};
use crate::pipeline::habit::DateOrder;
use crate::tidy::RejectReason;
use crate::tidy::find;
use crate::tidy::formats::Cell;
use crate::tidy::table::Values;
use crate::tidy::value::date::DateText;
use crate::tidy::value::separators::Written;
use crate::tidy::value::state::State;
use crate::tidy::value::{self, Mark, date, growth, measured, state, text};
use std::borrow::Cow;

impl<'a> Reader<'a> {
    /// Reads some cells of a column, one below the other, the first in the `from`-th data row, by where their texts stand.
    /// `plain`: whether all their texts are.
    pub(super) fn column(
        &mut self,
        from: usize,
        place: (usize, &Column, &Slot),
        spans: impl Iterator<Item = (u32, u32)>,
        plain: bool,
    ) {
        let (position, column, slot) = place;
        let Some(mut values) = self.rows.values.get_mut(position).map(Values::take) else { return };
        let read = Quick::new(self.sheet, position, column, self.factor(column, slot), plain);
        let spans = (from..).zip(spans);
        // Each kind by itself, so that nothing is asked of a cell that is the same for all.
        match &mut values {
            Values::Texts(texts) => {
                for (index, span) in spans {
                    if !read.text(texts, span) {
                        texts.push(text_of(self.span(index, place, span)).as_deref());
                    }
                }
            }
            Values::Amounts(amounts) => {
                for (index, span) in spans {
                    if !read.figure(index, amounts, span, &mut self.figures, &mut self.percents) {
                        amounts.push(amount_of(self.span(index, place, span)));
                    }
                }
            }
            Values::Dates(dates) => {
                for (index, span) in spans {
                    let day = read.day(span).or_else(|| date_of(self.span(index, place, span)));
                    dates.push(day);
                }
            }
        }
        if let Some(own) = self.rows.values.get_mut(position) {
            *own = values;
        }
    }

    /// What stands somewhere in the text, whatever that is.
    #[inline(never)]
    fn span(
        &mut self,
        index: usize,
        (position, column, slot): (usize, &Column, &Slot),
        (start, length): (u32, u32),
    ) -> Option<Value<'a>> {
        let cell = if length > 0 { Cell::Text(start, length) } else { Cell::Empty };
        self.at_length(index, position, column, slot, cell)
    }

    /// Reads one cell into its column, and refuses the row where it cannot be read. Of a row that cannot be trusted
    /// nothing is read.
    #[inline]
    pub(super) fn cell(&mut self, index: usize, place: (usize, &Column, &Slot), cell: Cell, is_flawed: bool) {
        let (position, column, slot) = place;
        if !is_flawed && matches!(cell, Cell::Text(..) | Cell::Number(_)) {
            let read = Quick::new(self.sheet, position, column, self.factor(column, slot), false);
            let Some(values) = self.rows.values.get_mut(position) else { return };
            let (figures, percents) = (&mut self.figures, &mut self.percents);
            let is_read = match cell {
                Cell::Text(start, length) => read.add(index, values, (start, length), figures, percents),
                Cell::Number(number) => read.number(index, values, number, figures, percents),
                _ => false,
            };
            if is_read {
                return;
            }
        }
        let value = match is_flawed {
            true => self.nothing(index, column, slot),
            false => self.at_length(index, position, column, slot, cell),
        };
        match self.rows.values.get_mut(position) {
            Some(Values::Texts(texts)) => texts.push(text_of(value).as_deref()),
            Some(Values::Amounts(amounts)) => amounts.push(amount_of(value)),
            Some(Values::Dates(dates)) => dates.push(date_of(value)),
            None => {}
        }
    }

    /// What plain digits in a column are multiplied with; nothing where that is another in each row, or no figure at all.
    fn factor(&self, column: &Column, slot: &Slot) -> Option<i64> {
        let wan = 10_000; // where nothing says a unit
        match column.kind {
            Kind::Money if self.rows.layout.row_units.is_some() || slot.unclear => None,
            Kind::Money => Some(slot.unit.as_ref().map_or(wan, |unit| unit.factor)),
            Kind::Figure | Kind::Percent => Some(1),
            Kind::Text | Kind::Id | Kind::Date => None,
        }
    }

    /// What a cell holds, whatever that is; its row is refused where it cannot be read.
    fn at_length(
        &mut self,
        index: usize,
        position: usize,
        column: &Column,
        slot: &Slot,
        cell: Cell,
    ) -> Option<Value<'a>> {
        match self.value(index, position, column, Some(slot), cell) {
            Ok(None) if may_go_on(self.rows.dataset(), column, self.sheet.text(cell)) => None,
            Ok(None) => self.nothing(index, column, slot),
            Ok(value) => value,
            Err(reason) => {
                self.rows.refuse(index, slot.column, reason);
                None
            }
        }
    }

    /// A row without a value that it needs is refused.
    fn nothing(&mut self, index: usize, column: &Column, slot: &Slot) -> Option<Value<'a>> {
        if is_needed(self.rows.dataset(), column, Some(slot)) {
            self.rows.refuse(index, slot.column, RejectReason::Missing);
        }
        None
    }

    fn value(
        &mut self,
        index: usize,
        position: usize,
        column: &Column,
        slot: Option<&Slot>,
        cell: Cell,
    ) -> Result<Option<Value<'a>>, RejectReason> {
        if let Cell::Error(_) = cell {
            return Err(RejectReason::CellError);
        }
        let read = match column.kind {
            Kind::Text if column.name == "name" => return Ok(self.text(cell).map(text::unmarked).map(Value::Text)),
            Kind::Text if is_of_names(column.name) && matches!(cell, Cell::Text(..)) => {
                let names = text::names(self.sheet.text(cell), is_of_people(column.name));
                return Ok(Some(names).filter(|names| !names.is_empty()).map(Value::Text));
            }
            Kind::Text => return Ok(self.text(cell).map(Value::Text)),
            Kind::Id => return self.id(cell),
            Kind::Date => self.date((index, position), column, cell),
            Kind::Money | Kind::Figure | Kind::Percent => self.figure(index, position, column, slot, cell),
        };
        match (cell, &read) {
            (Cell::Text(..), Ok(None) | Err(RejectReason::NotANumber | RejectReason::NotADate)) => {
                self.instead(index, position, column, slot, cell, read)
            }
            // 2024 says a year and no day: the project is one all the same.
            (Cell::Number(number), Err(RejectReason::NotADate))
                if state::is_year(number) && may_say_stage(self.rows.dataset(), column, slot) =>
            {
                self.rows.held.push(index, position, &format!("{number:.0}"));
                Ok(None)
            }
            _ => read,
        }
    }

    /// A text where a value should stand: a state is kept as it is written, a code waits for its column, all else stands
    /// as it was read.
    fn instead(
        &mut self,
        index: usize,
        position: usize,
        column: &Column,
        slot: Option<&Slot>,
        cell: Cell,
        read: Result<Option<Value<'a>>, RejectReason>,
    ) -> Result<Option<Value<'a>>, RejectReason> {
        let text = self.sheet.text(cell);
        if text.trim().is_empty() {
            return read;
        }
        let withheld = slot.is_some_and(|slot| slot.habit.withholds(text));
        let found = if withheld { Some(State::Withheld) } else { state::read(text) };
        let needed = is_needed(self.rows.dataset(), column, slot);
        let is_open = || settle::is_of_done(column.name) && state::is_not_done(text);
        // 已开工 where a day should stand says how the project is, 增长8% what is aimed at.
        let dataset = self.rows.dataset();
        let is_day = may_say_stage(dataset, column, slot);
        let says_stage = || is_day && (state::is_stage(text) || state::is_not_done(text));
        let in_words = || slot.is_some_and(|slot| slot.in_words) && find::is_words(text);
        let is_aim = || dataset == Dataset::Indicators && column.name == "target" && !needed || in_words();
        let is_kept = is_open() || says_stage() || may_go_on(dataset, column, text) || read.is_err() && is_aim();
        let found = found.or_else(|| is_kept.then_some(State::None));
        match found {
            // A needed value that is not there yet is a wrong cell as before; one that is held back is said to be so.
            Some(State::Withheld | State::NotApplicable) if needed => Err(RejectReason::Withheld),
            Some(State::NotPublished) if needed => read,
            Some(_) => {
                self.rows.held.push(index, position, text);
                Ok(None)
            }
            None if read.is_err() && !needed && state::may_be_code(text) => {
                let refusal = read.err().unwrap_or(RejectReason::NotANumber);
                self.codes.push((index, position, refusal));
                self.rows.held.push(index, position, text);
                Ok(None)
            }
            None => read,
        }
    }

    fn figure(
        &mut self,
        index: usize,
        position: usize,
        column: &Column,
        slot: Option<&Slot>,
        cell: Cell,
    ) -> Result<Option<Value<'a>>, RejectReason> {
        let grows = is_growth(column.name);
        let read = if let (Cell::Text(..), true) = (cell, grows) { growth::read(self.sheet.text(cell)) } else { None };
        let Some(figure) = (if read.is_some() { read } else { self.number(cell, slot)? }) else { return Ok(None) };
        let mut factor = figure.own_factor();
        let amount = match column.kind {
            Kind::Money => {
                let wan = Unit::wan_yuan();
                let unit = slot.and_then(|slot| slot.unit.as_ref()).unwrap_or(&wan);
                if slot.is_some_and(|slot| slot.unclear) {
                    return Err(RejectReason::UnclearUnit);
                }
                factor = value::factor_of_money(&figure, self.own_unit(unit)?)?;
                figure.times(factor)?
            }
            _ if measured::is_column(self.rows.dataset(), column.name) => {
                let unit = self.rows.column("unit").and_then(|units| units.text(index));
                measured::amount(&figure, unit)?
            }
            // 95 % of what?
            _ if column.name == "score" && figure.mark == Mark::Percent => return Err(RejectReason::OtherUnit),
            _ => value::count(&figure)?,
        };
        if amount < Amount::ZERO && is_never_negative(column) {
            return Err(RejectReason::Negative);
        }
        // Rupees are grouped in lakhs by those who write them.
        let in_rupees = matches!(figure.mark, Mark::Money(UnitKind::Rupee, _));
        let written =
            if in_rupees && figure.written == Written::Lakhs { Written::GroupedPoint } else { figure.written };
        self.figures.push((position, column.name), index, written);
        self.figures.push_own((position, column.name), index, figure.has_own_multiple());
        self.figures.push_rounded((position, column.name), index, figure.fine.is_lost(factor));
        if is_of_shares(column) {
            self.percents.push(column.name, index, &figure.mark);
        }
        if figure.footnote {
            self.footnotes.push((index, position));
        }
        Ok(Some(Value::Amount(amount)))
    }

    /// The unit of a figure of money: that of its row, where rows say their own.
    fn own_unit<'u>(&'u self, column: &'u Unit) -> Result<&'u Unit, RejectReason> {
        if self.row_unit_unclear && self.rows.layout.row_units.as_ref().is_some_and(|units| units.most == *column) {
            return Err(RejectReason::UnclearUnit);
        }
        match (&self.rows.layout.row_units, &self.row_unit) {
            (Some(units), Some(own)) if units.most == *column => {
                if own.kind == column.kind {
                    Ok(own)
                } else {
                    Err(RejectReason::OtherUnit)
                }
            }
            _ => Ok(column),
        }
    }

    fn number(&self, cell: Cell, slot: Option<&Slot>) -> Result<Option<value::Figure>, RejectReason> {
        match cell {
            Cell::Empty => Ok(None),
            Cell::Number(number) => value::figure_of_number(number).map(Some),
            Cell::Text(..) => value::figure_in(self.sheet.text(cell), slot.and_then(|slot| slot.unit.as_ref())),
            Cell::Error(_) => Err(RejectReason::CellError),
            Cell::Date(_) => Err(RejectReason::FormattedAsDate),
            Cell::Bool(_) => Err(RejectReason::NotANumber),
        }
    }

    fn text(&self, cell: Cell) -> Option<Cow<'a, str>> {
        let sheet = self.sheet;
        let text = match cell {
            Cell::Text(..) => text::clean(sheet.text(cell)),
            Cell::Number(number) => {
                let exact = Amount::from_sheet_number(number).map(|amount| amount.to_string());
                Cow::Owned(exact.unwrap_or_else(|_| number.to_string()))
            }
            other => Cow::Owned(sheet.shown(other)),
        };
        Some(text).filter(|text| !text.is_empty())
    }

    fn id(&self, cell: Cell) -> Result<Option<Value<'a>>, RejectReason> {
        let sheet = self.sheet;
        let id = match cell {
            Cell::Text(..) => text::id(sheet.text(cell)),
            Cell::Error(_) => return Err(RejectReason::CellError),
            Cell::Number(number) => Cow::Owned(text::id_of_number(number).ok_or(RejectReason::CutNumber)?),
            other => Cow::Owned(sheet.shown(other)),
        };
        if text::is_lost_id(&id) {
            return Err(RejectReason::CutNumber); // the digits are gone, and another project's id may look the same
        }
        Ok(Some(id).filter(|id| !value::is_nothing(id)).map(Value::Text))
    }

    fn date(
        &mut self,
        (index, position): (usize, usize),
        column: &Column,
        cell: Cell,
    ) -> Result<Option<Value<'a>>, RejectReason> {
        let epoch_1904 = self.context.epoch_1904;
        let text = match cell {
            Cell::Empty => return Ok(None),
            Cell::Date(moment) => return self.said_day((index, position), column, DateText::Day(moment.date())),
            Cell::Number(number) => {
                let said = date::of_number(number, epoch_1904)?;
                return self.said_day((index, position), column, said);
            }
            Cell::Text(..) => self.sheet.text(cell),
            Cell::Bool(_) | Cell::Error(_) => return Err(RejectReason::NotADate),
        };
        if value::is_nothing(text) {
            return Ok(None);
        }
        if let Some(day) = date::of_serial_text(text.trim(), epoch_1904) {
            return Ok(Some(Value::Date(day)));
        }
        let said = date::read(text, self.context.year);
        if self.context.period.is_some() && settle::may_differ(column.name) {
            self.remember_year((index, position), text, said);
        }
        let said = if said == DateText::None { settle::loosely(text, self.context.year) } else { said };
        self.said_day((index, position), column, said)
    }

    /// Remembers a day without a year, with what it is in the years beside.
    fn remember_year(&mut self, (index, position): (usize, usize), text: &str, said: DateText) {
        if !(matches!(said, DateText::Day(_) | DateText::Vague(_)) && date::has_no_year(text)) {
            return;
        }
        let within = |shift: i32| match date::read(text, self.context.year.map(|year| year + shift)) {
            DateText::Day(day) | DateText::Vague(day) => Some(day),
            _ => None,
        };
        self.yearless.push(Yearless { index, position, days: [within(-1), within(0), within(1)] });
    }

    /// A day as it is said: a stretch is remembered, an open order waits for its column.
    fn said_day(
        &mut self,
        (index, position): (usize, usize),
        column: &Column,
        said: DateText,
    ) -> Result<Option<Value<'a>>, RejectReason> {
        match said {
            DateText::Day(day) if date::is_number_shown_as_day(day, self.context.epoch_1904) => {
                Err(RejectReason::NotADate)
            }
            DateText::Day(day) => Ok(Some(Value::Date(day))),
            DateText::Vague(day) => {
                self.vague.push((index, position));
                Ok(Some(Value::Date(day)))
            }
            DateText::Open(open) => {
                self.open_dates.push(OpenDate { column: column.name, index, open });
                // Held as one of its readings until the whole column has spoken; settled or refused in `finish`.
                let either = DateOrder::ALL.into_iter().find_map(|order| open.under(order));
                Ok(either.map(Value::Date))
            }
            DateText::None => Err(RejectReason::NotADate),
        }
    }
}
