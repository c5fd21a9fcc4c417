//! The cells of a wide table: each figure is a row of its own, with what it is of and when.
//!
//! Takes a sheet and a wide table on it; gives rows as a long table would have them. A cell that cannot be read refuses
//! its own row, never those beside it; an empty cell is a row without a value, never 0.

use super::head::{PeriodColumn, Wide, is_copy};
use super::regions::Regions;
use super::title::{is_share, with_unit};
use crate::base::amount::Amount;
use crate::base::place::cell_name;
use crate::pipeline::dataset::Dataset;
use crate::tidy::Note;
use crate::tidy::RejectReason;
use crate::tidy::aside::{Aside, AsideReason};
use crate::tidy::find::{Layout, Slot};
use crate::tidy::formats::{Cell, Row, Sheet};
use crate::tidy::rows::{
    Context, Figures, Refusal, Rows, Widths, figures, is_note, is_total, thousandfold, thousandth,
};
use crate::tidy::table::{Cells, Texts, Values};
use crate::tidy::value::separators::Written;
use crate::tidy::value::{self, text};
use std::collections::{BTreeMap, BTreeSet};

/// What a cell says: a figure, nothing, or why it is refused; and a flag beside it.
/// How a figure is written stands last.
type Said = (Result<Option<Amount>, RejectReason>, Option<String>, Written);

/// The canonical column of the values.
const VALUE: &str = "value";

/// Reads a wide table.
pub fn read(sheet: &Sheet, wide: &Wide, regions: &Regions, context: &Context<'_>, notes: &mut Vec<Note>) -> Rows {
    let rows = empty(sheet, wide);
    let widths = Widths::of(sheet, &rows.layout);
    let value = rows.index(VALUE).unwrap_or(0);
    let mut reader = Reader { sheet, wide, rows, value, figures: Figures::default(), totals: Vec::new(), widths };
    let mut data_rows = 0u32;
    for index in wide.header + wide.depth..wide.end {
        let Some(row) = sheet.row(index) else { break };
        let label = reader.first_text(&row);
        let figures = wide.periods.iter().filter(|period| row.cell(period.column) != Cell::Empty).count();
        let lone = figures == 0 && !regions.knows(&label);
        let note = is_note(&label) && !reader.says_a_figure(&row);
        let why = [
            (is_copy(sheet, wide, index), AsideReason::RepeatedHeader),
            (note, AsideReason::Note),
            (lone, AsideReason::Lone),
        ];
        let why = why.into_iter().find(|(is, _)| *is && row.flaw.is_none()).map(|(_, why)| why);
        if let Some(why) = why {
            reader.rows.set_aside(&row, why);
        } else if row.flaw.is_none() && is_total(&label) {
            reader.total(&row);
            reader.rows.set_aside(&row, AsideReason::Total);
        } else {
            data_rows += 1;
            reader.data_row(&row);
        }
    }
    let more = u32::try_from(wide.periods.len().saturating_sub(1)).unwrap_or(u32::MAX);
    reader.rows.unfolded = data_rows.saturating_mul(more);
    reader.settle(context.file, notes);
    reader.rows
}

/// A total: its row's number, how many values stand above it, and by period what it says and how that is written.
type Total = (u32, usize, Vec<(usize, Amount, Written)>);

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
    widths: Widths,
}

impl Reader<'_> {
    fn first_text(&self, row: &Row<'_>) -> String {
        let cell = row.cells().next().unwrap_or(Cell::Empty);
        text::clean(self.sheet.text(cell)).into_owned()
    }

    fn says_a_figure(&self, row: &Row<'_>) -> bool {
        let says = |period: &PeriodColumn| matches!(self.said(row.cell(period.column)), (Ok(Some(_)), ..));
        self.wide.periods.iter().any(says)
    }

    fn data_row(&mut self, row: &Row<'_>) {
        let names = self.names(row);
        let whole = self.widths.refusal(row, None);
        for period in &self.wide.periods {
            let index = self.rows.fates.len();
            let (outcome, flag, written) = match whole {
                Some((_, reason)) => (Err(reason), None, Written::Plain),
                None => self.said(row.cell(period.column)),
            };
            if outcome.is_ok() {
                self.figures.push((self.value, VALUE), index, written);
            }
            self.rows.numbers.push(row.number.saturating_add(1));
            if let Cells::Each(cells) = &mut self.rows.cells {
                cells.push(Some(&cell_name(usize::from(period.column), row.number as usize)));
            }
            let refused = outcome.as_ref().err().map(|reason| Refusal { column: period.column, reason: *reason });
            self.rows.fates.push(refused);
            let unnamed =
                ["subject", "indicator"].iter().all(|name| !names.contains_key(name)) && self.wide.titled.0.is_none();
            if unnamed {
                self.rows.refuse(index, period.column, RejectReason::Missing);
            }
            self.push(period, &names, outcome.unwrap_or(None), flag);
        }
    }

    /// What names a row: its own cells, then what a composite key says.
    fn names(&self, row: &Row<'_>) -> BTreeMap<&'static str, String> {
        let mut names: BTreeMap<&'static str, String> = BTreeMap::new();
        for (name, column) in &self.wide.names {
            let shown = match row.cell(*column) {
                Cell::Text(start, length) => text::clean(self.sheet.text(Cell::Text(start, length))).into_owned(),
                Cell::Number(number) => text::id_of_number(number).unwrap_or_else(|| number.to_string()),
                other => self.sheet.shown(other),
            };
            if !shown.is_empty() {
                names.insert(name, shown);
            }
        }
        if !self.wide.parts.is_empty() {
            names.remove("subject");
            let key = self.first_text(row);
            for (position, part) in key.split(',').map(str::trim).enumerate() {
                match self.wide.parts.get(position).copied().flatten() {
                    Some(name) => names.insert(name, part.to_string()),
                    None => {
                        let before = names.remove("indicator").map(|before| before + ", ").unwrap_or_default();
                        names.insert("indicator", before + part)
                    }
                };
            }
        }
        names
    }

    fn push(
        &mut self,
        period: &PeriodColumn,
        names: &BTreeMap<&'static str, String>,
        value: Option<Amount>,
        flag: Option<String>,
    ) {
        let titled = &self.wide.titled;
        let (named, own) = match names.get("indicator") {
            Some(name) => {
                let (name, unit) = with_unit(name);
                (Some(name), unit)
            }
            None => (titled.0.clone(), None),
        };
        let indicator = match (named, &period.measure) {
            (Some(name), Some(measure)) => Some(format!("{name} {measure}")),
            (name, measure) => name.or_else(|| measure.clone()),
        };
        let unit = names.get("unit").cloned().or(own).or_else(|| period.unit.clone());
        // A measure of its own, such as a growth, is not in the unit of the title.
        let unit = unit.or_else(|| titled.1.clone().filter(|_| period.measure.is_none()));
        let days = period.period.days();
        for (column, values) in Dataset::Series.columns().iter().zip(&mut self.rows.values) {
            match (column.name, values) {
                ("indicator", Values::Texts(texts)) => texts.push(indicator.as_deref()),
                ("unit", Values::Texts(texts)) => texts.push(unit.as_deref()),
                ("period", Values::Texts(texts)) => texts.push(Some(&period.period.name)),
                ("flag", Values::Texts(texts)) => texts.push(flag.as_deref()),
                ("state", Values::Texts(texts)) => {
                    texts.push(Some(if value.is_some() { "reported" } else { "no_value" }))
                }
                ("period_start", Values::Dates(dates)) => dates.push(days.map(|(first, _)| first)),
                ("period_end", Values::Dates(dates)) => dates.push(days.map(|(_, last)| last)),
                ("value", Values::Amounts(amounts)) => amounts.push(value),
                (name, Values::Texts(texts)) => texts.push(names.get(name).map(String::as_str)),
                (_, values) => values.push_nothing(),
            }
        }
    }

    fn said(&self, cell: Cell) -> Said {
        match cell {
            Cell::Empty => (Ok(None), None, Written::Plain),
            Cell::Number(number) => {
                let figure = value::figure_of_number(number);
                let written = figure.as_ref().map_or(Written::Plain, |figure| figure.written);
                (figure.map(|figure| Some(figure.amount)), None, written)
            }
            Cell::Text(..) => said(self.sheet.text(cell)),
            Cell::Error(_) => (Err(RejectReason::CellError), None, Written::Plain),
            Cell::Date(_) | Cell::Bool(_) => (Err(RejectReason::NotANumber), None, Written::Plain),
        }
    }

    /// Remembers what a total says. Shares do not add up, and of an unknown unit nobody knows.
    fn total(&mut self, row: &Row<'_>) {
        let unit = self.wide.titled.1.as_deref();
        if unit.is_none_or(is_share) {
            return;
        }
        let periods = self.wide.periods.iter().enumerate().filter(|(_, period)| period.measure.is_none());
        let said = periods.filter_map(|(at, period)| match self.said(row.cell(period.column)) {
            (Ok(Some(says)), _, written) => Some((at, says, written)),
            _ => None,
        });
        let total = (row.number.saturating_add(1), self.rows.fates.len(), said.collect());
        self.totals.push(total);
    }

    /// What parts the decimals is told by all figures of the table; then its totals are compared.
    fn settle(&mut self, file: &str, notes: &mut Vec<Note>) {
        let stood: Vec<usize> = (0..self.rows.fates.len()).filter(|index| self.rows.stands(*index)).collect();
        let slot = Slot {
            column: self.wide.periods.first().map_or(0, |period| period.column),
            unit: None,
            unclear: false,
            own_unit: false,
            habit: self.wide.habit.clone(),
        };
        if let Some(place) = self.rows.layout.slots.get_mut(self.value) {
            *place = Some(slot);
        }
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
        let comma = self.rows.decimal_commas.contains(VALUE);
        let totals = std::mem::take(&mut self.totals);
        totals.iter().for_each(|total| self.compare(total, comma, file, notes));
    }

    /// Compares a total with the rows above it.
    fn compare(&self, (number, above, said): &Total, comma: bool, file: &str, notes: &mut Vec<Note>) {
        let count = self.wide.periods.len().max(1);
        let rows = above / count;
        for (at, says, written) in said.iter().filter(|_| rows >= 2) {
            let settled = match written {
                Written::OpenPoint if comma => thousandfold(*says),
                Written::OpenComma if comma => thousandth(*says),
                _ => Some(*says),
            };
            let values = self.rows.column(VALUE);
            let parts = (*at..*above).step_by(count).map(|index| {
                let value = values.and_then(|values| values.amount(index)).unwrap_or(Amount::ZERO);
                Some(value.0).filter(|_| self.rows.stands(index))
            });
            let sum = parts.sum::<Option<i128>>().map(Amount);
            let (Some(says), Some(sum), Some(period)) = (settled, sum, self.wide.periods.get(*at)) else { continue };
            let tolerance = (rows as i128 / 2).max(1) * last_digit(says);
            if (sum.0 - says.0).abs() > tolerance {
                let place = self.rows.place(file, period.column, *number);
                let text = format!("the total of {} says {says}, the rows above it give {sum}", period.period.name);
                notes.push(Note { place, kind: "total_mismatch".to_string(), text });
            }
        }
    }
}

/// What one of the last written decimal is worth, in millionths.
fn last_digit(amount: Amount) -> i128 {
    let mut unit = 1;
    while unit < 1_000_000 && amount.0 % (unit * 10) == 0 {
        unit *= 10;
    }
    unit
}

/// Reads a figure and the letters of a flag behind it: `12.5 p`, `: c`, `..`.
fn said(text: &str) -> Said {
    let text = text.trim();
    let (body, flag) = match text.rsplit_once(|c: char| c.is_ascii_digit() || c == ':' || c.is_whitespace()) {
        Some((_, flag)) if (1..=3).contains(&flag.len()) && flag.bytes().all(|b| b.is_ascii_lowercase()) => {
            (text.get(..text.len() - flag.len()).unwrap_or(text).trim_end(), Some(flag.to_string()))
        }
        _ => (text, None),
    };
    if body.is_empty() || body.chars().all(|c| matches!(c, '.' | ':' | '…' | '-')) {
        return (Ok(None), flag, Written::Plain);
    }
    let read = |text: &str| {
        let figure = value::figure(text)?;
        let written = figure.as_ref().map_or(Written::Plain, |figure| figure.written);
        Ok((figure.map(|figure| value::count(&figure)).transpose()?, written))
    };
    match (read(body), &flag) {
        (Ok((value, written)), _) => (Ok(value), flag, written),
        (Err(_), Some(_)) => match read(text) {
            Ok((value, written)) => (Ok(value), None, written),
            Err(reason) => (Err(reason), None, Written::Plain),
        },
        (Err(reason), None) => (Err(reason), None, Written::Plain),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_are_no_part_of_a_figure() {
        let show = |text: &str| match said(text) {
            (Ok(value), flag, _) => {
                format!("{} {}", value.map(|v| v.to_string()).unwrap_or_default(), flag.unwrap_or_default())
            }
            (Err(reason), ..) => format!("{reason:?}"),
        };
        for (text, expected) in [
            ("12.5 p", "12.5 p"),
            ("12.5p", "12.5 p"),
            (": ", " "),
            (": c", " c"),
            (":c", " c"),
            ("..", " "),
            ("—", " "),
            ("1,234.5", "1234.5 "),
            ("-4.7", "-4.7 "),
            ("abc", "NotANumber"),
            ("12..5", "NotANumber"),
        ] {
            assert_eq!(show(text), expected, "{text}");
        }
    }
}
