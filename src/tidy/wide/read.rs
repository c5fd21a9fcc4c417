//! The cells of a wide table: each figure is a row of its own, with what it is of and when.
//!
//! Takes a sheet and a wide table on it; gives rows as a long table would have them. A cell that cannot be read refuses
//! its own row, never those beside it; an empty cell is a row without a value, never 0.

use super::head::{PeriodColumn, Wide, is_copy, only_counts};
use super::label::Reading;
use super::measure::{Kind, kind_of};
use super::regions::Regions;
use super::scale;
use super::sections::{self, names_a_row};
use super::several::Chosen;
use super::title::is_percent;
use super::units::{Carried, in_unit};
use crate::base::amount::Amount;
use crate::base::place::cell_name;
use crate::pipeline::dataset::Dataset;
use crate::pipeline::headers::unit_of;
use crate::tidy::Note;
use crate::tidy::RejectReason;
use crate::tidy::aside::{Aside, AsideReason};
use crate::tidy::find::{Layout, Slot};
use crate::tidy::formats::{Cell, Row, Sheet};
use crate::tidy::rows::legend;
use crate::tidy::rows::{Context, Figures, Refusal, Rows, Widths, figures, is_note, is_total};
use crate::tidy::table::{Cells, Texts, Values};
use crate::tidy::value::{Mark, text};
use cell::Said;
use letters::Letters;
use std::collections::{BTreeMap, BTreeSet};
use totals::Total;
use whole::Looked;

/// What one cell says.
mod cell;

/// What letters behind figures are.
mod letters;

/// Rows of flags.
mod flags_row;

/// What names a row.
mod names;

/// Totals against the rows they sum.
mod totals;

/// Rows that are called a total and sum nothing.
mod whole;

/// What names a row: its own cells, by canonical column.
type Names = BTreeMap<&'static str, String>;

/// The canonical column of the values.
const VALUE: &str = "value";

/// Reads a wide table.
pub fn read(sheet: &Sheet, wide: &Wide, regions: &Regions, context: &Context<'_>, notes: &mut Vec<Note>) -> Rows {
    let rows = empty(sheet, wide);
    let widths = Widths::of(sheet, &rows.layout);
    let value = rows.index(VALUE).unwrap_or(0);
    let letters = Letters::of(sheet, wide);
    let shares = shares(sheet, wide, &letters);
    let (figures, totals, wholes) = (Figures::default(), Vec::new(), BTreeSet::new());
    let mut reader = Reader { sheet, wide, rows, value, figures, totals, wholes, widths, shares, letters };
    let (mut data_rows, mut labels, mut looked) = (0u32, None, None);
    let body = wide.header + wide.depth..wide.end;
    let legend = legend::begins(sheet, body.clone(), |row| reader.says_a_figure(row)).unwrap_or(usize::MAX);
    for index in body.clone() {
        let Some(row) = sheet.row(index) else { break };
        let label = reader.first_text(&row);
        let figures = wide.periods.iter().filter(|period| row.cell(period.column) != Cell::Empty).count();
        let mut is_named =
            || names_a_row(sheet, wide, index, labels.get_or_insert_with(|| sections::labels(sheet, wide)));
        let lone = figures == 0 && !regions.knows(&label) && !is_named();
        let note = is_note(&label) && !reader.says_a_figure(&row);
        let is_count = index == body.start && only_counts(sheet, &row);
        let why = [
            (is_copy(sheet, wide, index) || is_count, AsideReason::RepeatedHeader),
            (note || index >= legend || flags_row::is_one(sheet, wide, &row), AsideReason::Note),
            (lone, AsideReason::Lone),
        ];
        let why = why.into_iter().find(|(is, _)| *is && row.flaw.is_none()).map(|(_, why)| why);
        if let Some(why) = why {
            reader.rows.set_aside(&row, why);
        } else if row.flaw.is_none()
            && is_total(&label)
            && !wide.rows.contains_key(&index)
            && !reader.is_whole(looked.get_or_insert_with(|| Looked::of(&reader)), &row)
        {
            reader.total(&row);
            reader.rows.set_aside(&row, AsideReason::Total);
        } else {
            data_rows += 1;
            let before = reader.rows.fates.len();
            reader.data_row(index, &row);
            if is_total(&label) {
                reader.wholes.extend(before..reader.rows.fates.len());
            }
        }
    }
    let more = u32::try_from(wide.periods.len().saturating_sub(1)).unwrap_or(u32::MAX);
    reader.rows.unfolded = data_rows.saturating_mul(more);
    reader.settle(context.file, notes);
    if let Some(text) = reader.letters.question() {
        let column = wide.periods.first().map_or(0, |period| period.column);
        let place = reader.rows.place(context.file, column, reader.rows.layout.first_number);
        notes.push(Note { place, kind: "unit_unclear".to_string(), text: text.to_string() });
    }
    reader.rows
}

fn empty(sheet: &Sheet, wide: &Wide) -> Rows {
    let columns = Dataset::Series.columns();
    let first_number = sheet.row(wide.header).map_or(1, |row| row.number.saturating_add(1));
    let layout = Layout {
        row_units: None,
        copied: wide.from..wide.header + wide.depth,
        dataset: Dataset::Series,
        from: wide.from,
        header: wide.header,
        first_number,
        depth: wide.depth,
        end: wide.end,
        repeated: BTreeSet::new(),
        slots: vec![None; columns.len()],
        last_column: u16::MAX,
        columns: wide.columns.clone(),
        at: wide.at.clone(),
        role: None,
        stage: None,
    };
    Rows {
        sheet: sheet.name.clone(),
        values: columns.iter().map(|column| Values::new(column.kind)).collect(),
        numbers: Vec::new(),
        cells: Cells::Each(Texts::default()),
        fates: Vec::new(),
        near: BTreeMap::new(),
        shown: BTreeMap::new(),
        held: Default::default(),
        decimal_commas: BTreeSet::new(),
        set_aside: u32::try_from(wide.header + wide.depth - wide.from).unwrap_or(u32::MAX),
        aside: Aside::above(sheet, &layout),
        unmet: Vec::new(),
        unfolded: 0,
        layout,
    }
}

struct Reader<'a> {
    sheet: &'a Sheet,
    wide: &'a Wide,
    rows: Rows,
    /// Where the values stand in the dataset.
    value: usize,
    /// How the figures are written.
    figures: Figures,
    /// Totals, compared once all figures are settled.
    totals: Vec<Total>,
    /// The values of rows that are called a total and sum nothing.
    wholes: BTreeSet<usize>,
    widths: Widths,
    /// The columns without a unit in which every figure but 0 carries its own `%`.
    shares: BTreeSet<u16>,
    letters: Letters,
}

impl Reader<'_> {
    fn first_text(&self, row: &Row<'_>) -> String {
        let cell = row.cells().next().unwrap_or(Cell::Empty);
        text::clean(self.sheet.text(cell)).into_owned()
    }

    fn says_a_figure(&self, row: &Row<'_>) -> bool {
        self.wide.periods.iter().any(|period| matches!(self.said(row, period.column).value, Ok(Some(_))))
    }

    /// What a cell of figures says.
    fn said(&self, row: &Row<'_>, column: u16) -> Said {
        cell::said(self.sheet, row.cell(column), &self.letters)
    }

    fn data_row(&mut self, at: usize, row: &Row<'_>) {
        let (names, lacking) = self.names(row);
        let multiple = scale::of_row(self.sheet, row, &self.wide.scales);
        let whole = self.widths.refusal(row, None);
        let codes = self.sheet.row(at + 1).filter(|row| flags_row::is_one(self.sheet, self.wide, row));
        for period in &self.wide.periods {
            let index = self.rows.fates.len();
            let told = self.wide.period(period, at);
            let said = self.said(row, period.column);
            let chosen = self.unit(period, &names);
            let is_told = chosen != Chosen::Unclear || said.value == Ok(None);
            let unit = chosen.unit();
            let times = multiple.as_deref().and_then(|multiple| scale::times(multiple, unit.as_deref()));
            let times = times.and_then(|unit| self.of_title(unit));
            let (is_clear, unit) = (times.is_some() && is_told, times.unwrap_or(unit));
            let fitted = match whole {
                Some((_, reason)) => Err(reason),
                None => said.value.and_then(|value| {
                    value.map(|value| in_unit((value, said.fine), &said.mark, unit.as_deref())).transpose()
                }),
            };
            let unit = match &fitted {
                Ok(Some((_, Carried::Own(own)))) => Some(own.clone()),
                _ => unit,
            };
            let outcome = fitted.map(|fitted| fitted.map(|(value, _)| value));
            if outcome.is_ok() {
                self.figures.push((self.value, VALUE), index, said.written);
                let is_lost = !matches!(said.mark, Mark::Unit(_) | Mark::Multiple(_) | Mark::Indian(_));
                self.figures.push_rounded((self.value, VALUE), index, is_lost && said.fine.is_lost(1));
            }
            self.rows.numbers.push(row.number.saturating_add(1));
            if let Cells::Each(cells) = &mut self.rows.cells {
                cells.push(Some(&cell_name(usize::from(period.column), row.number as usize)));
            }
            let refused = outcome.as_ref().err().map(|reason| Refusal { column: period.column, reason: *reason });
            self.rows.fates.push(refused);
            if !is_clear {
                let column = self.wide.scales.first().map_or(period.column, |(column, _)| *column);
                self.rows.refuse(index, column, RejectReason::UnclearUnit);
            }
            if let Some(open) = self.wide.open.as_ref().filter(|open| open.of_all) {
                self.rows.refuse(index, open.column, RejectReason::NotToldApart);
            }
            if told.is_none() {
                let column = self.wide.columns.iter().position(|column| column.column.as_deref() == Some("period"));
                let column = column.and_then(|column| self.wide.at.get(column)).copied().unwrap_or(period.column);
                self.rows.refuse(index, column, RejectReason::NotADate);
            }
            let unnamed = ["subject", "indicator"].iter().all(|name| !names.contains_key(name))
                && (&self.wide.titled.name, &period.subject, &period.measure) == (&None, &None, &None)
                && self.wide.place().is_none();
            if let Some(column) = lacking.or(Some(period.column).filter(|_| unnamed)) {
                self.rows.refuse(index, column, RejectReason::Missing);
            }
            let beside = || Some(self.sheet.shown(row.cell(period.flags?))).filter(|flag| !flag.is_empty());
            let below = || codes.as_ref().and_then(|row| flags_row::flag(self.sheet, row, period.column));
            let flag = said.flag.or_else(beside).or_else(below).or_else(|| period.remark.clone());
            self.push((period, told), &names, outcome.unwrap_or(None), (unit, flag));
        }
    }

    /// A unit with the multiple that the title says: Dollars below (x 1,000,000). Nothing where both name one.
    #[allow(clippy::option_option)] // not understood, none
    fn of_title(&self, unit: Option<String>) -> Option<Option<String>> {
        let Some(multiple) = self.wide.titled.multiple else { return Some(unit) };
        match unit.as_deref() {
            Some(unit) if unit == multiple || unit.contains('=') || is_percent(unit) => Some(Some(unit.to_string())),
            unit => {
                let times = scale::times(multiple, unit)??;
                Some(Some(unit_of(&times).map_or(times, |unit| unit.label)))
            }
        }
    }

    /// The unit of a value: its row's, its column's, or that of the table where it is one of what is measured.
    fn unit(&self, period: &PeriodColumn, names: &Names) -> Chosen {
        if period.kind == Kind::Share || period.kind == Kind::Other {
            return period.unit_below(&self.wide.titled);
        }
        let name = names.get("indicator").map(String::as_str);
        let kind = name.map_or(Kind::Amount, kind_of);
        let own = names.get("unit").cloned().or_else(|| period.unit.clone());
        let share = || Some("%".to_string()).filter(|_| kind == Kind::Share || self.shares.contains(&period.column));
        if let Some(own) = own {
            return Chosen::Unit(own);
        }
        let called = [name, period.measure.as_deref(), self.wide.titled.name.as_deref()];
        let called = called.into_iter().flatten().next().unwrap_or("");
        match self.wide.titled.unit_of(called, kind) {
            Chosen::None => share().map_or(Chosen::None, Chosen::Unit),
            chosen => chosen,
        }
    }

    fn push(
        &mut self,
        (period, told): (&PeriodColumn, Option<&Reading>),
        names: &Names,
        value: Option<Amount>,
        (unit, flag): (Option<String>, Option<String>),
    ) {
        let named = names.get("indicator").cloned().or_else(|| self.wide.titled.name.clone());
        // Sex is part of what the column measures, where no other column says what that is.
        let is_detail = !self.wide.rows.is_empty() && !self.wide.names.iter().any(|(name, _)| *name == "indicator");
        let indicator = match (named, &period.measure) {
            (Some(name), Some(measure)) if is_detail => Some(format!("{measure}, {name}")),
            (Some(name), Some(measure)) => Some(format!("{name} {measure}")),
            (name, measure) => name.or_else(|| measure.clone()),
        };
        let days = told.and_then(Reading::days);
        for (column, values) in Dataset::Series.columns().iter().zip(&mut self.rows.values) {
            match (column.name, values) {
                ("indicator", Values::Texts(texts)) => texts.push(indicator.as_deref()),
                ("unit", Values::Texts(texts)) => texts.push(unit.as_deref()),
                ("period", Values::Texts(texts)) => texts.push(told.map(|told| told.name.as_str())),
                ("flag", Values::Texts(texts)) => texts.push(flag.as_deref()),
                ("state", Values::Texts(texts)) => {
                    texts.push(Some(if value.is_some() { "reported" } else { "no_value" }))
                }
                ("period_start", Values::Dates(dates)) => dates.push(days.map(|(first, _)| first)),
                ("period_end", Values::Dates(dates)) => dates.push(days.map(|(_, last)| last)),
                ("subject", Values::Texts(texts)) if period.subject.is_some() => texts.push(period.subject.as_deref()),
                ("value", Values::Amounts(amounts)) => amounts.push(value),
                ("subject", Values::Texts(texts)) if !names.contains_key("subject") => texts.push(self.wide.place()),
                (name, Values::Texts(texts)) => texts.push(names.get(name).map(String::as_str)),
                (_, values) => values.push_nothing(),
            }
        }
    }

    /// What parts the decimals is told by all figures of the table; then its totals are compared.
    fn settle(&mut self, file: &str, notes: &mut Vec<Note>) {
        let stood: Vec<usize> = (0..self.rows.fates.len()).filter(|index| self.rows.stands(*index)).collect();
        let slot = Slot {
            column: self.wide.periods.first().map_or(0, |period| period.column),
            unit: None,
            unclear: false,
            own_unit: false,
            instead: None,
            in_words: false,
            habit: self.wide.habit.clone(),
        };
        if let Some(place) = self.rows.layout.slots.get_mut(self.value) {
            *place = Some(slot);
        }
        self.figures.parted_by(self.sheet.separator);
        figures(&mut self.rows, &self.figures, file, notes);
        if let Some(place) = self.rows.layout.slots.get_mut(self.value) {
            *place = None;
        }
        // Each value is of a column of its own.
        let count = self.wide.periods.len().max(1);
        for index in stood {
            let column = self.wide.periods.get(index % count).map(|period| period.column);
            if let (Some(Some(refusal)), Some(column)) = (self.rows.fates.get_mut(index), column) {
                refusal.column = column;
            }
        }
        notes.extend(self.note_of_wholes(file));
        let totals = std::mem::take(&mut self.totals);
        totals::check((&self.rows, &self.wholes), self.wide, &totals, file, notes);
    }
}

/// The columns without a unit in which every figure but 0 carries its own `%`.
fn shares(sheet: &Sheet, wide: &Wide, letters: &Letters) -> BTreeSet<u16> {
    let is_share = |period: &&PeriodColumn| {
        let rows = (wide.header + wide.depth..wide.end).filter_map(|index| sheet.row(index));
        let figures = rows.map(|row| cell::said(sheet, row.cell(period.column), letters));
        let others = figures.filter_map(|said| Some((said.value.ok()??, said.mark)));
        let (shares, plain): (Vec<_>, Vec<_>) = others.partition(|(_, mark)| *mark == Mark::Percent);
        !shares.is_empty() && plain.iter().all(|(value, mark)| *value == Amount::ZERO && *mark == Mark::Plain)
    };
    if wide.titled.unit.is_some() {
        return BTreeSet::new();
    }
    wide.periods.iter().filter(|period| period.unit.is_none()).filter(is_share).map(|period| period.column).collect()
}
