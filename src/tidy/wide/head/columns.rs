//! What stands above each column of figures: its period, what is measured, and why it is not read where it is not.
//!
//! Takes the cells of a header by column and the year that a title says; gives the columns of periods, all or none. A label
//! without a year takes that of the label to its left while months go on in order. A column with figures that is not taken
//! is named.

/// Labels of several kinds.
mod mixed;

use super::crossed::SOME_YEAR;
use super::eras::era;
use super::{PeriodColumn, Search};
use crate::base::place::cell_name;
use crate::tidy::formats::Cell;
use crate::tidy::value::figure;
use crate::tidy::wide::label::{self, Beside, Label, Reading};
use crate::tidy::wide::labels::{self, Unclear, ways};
use crate::tidy::wide::marks;
use crate::tidy::wide::measure::{self, Measure, Unread};
use crate::tidy::wide::years::Years;
use crate::tidy::{Note, value};
use chrono::Datelike;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use mixed::Kinds;

/// How many rows below a header are looked at for figures.
pub(super) const ROWS_LOOKED: usize = 400;
/// The most columns that one note names.
const NAMED_MAX: usize = 20;

/// The label of a column, as it stands or put together from several rows.
#[derive(Debug, Clone, PartialEq)]
enum Written {
    Cell(Cell),
    Text(String),
}

/// The label of a column, and the texts that stand with it.
type Labelled = (Written, Vec<String>);

/// A column whose label is a period.
struct Draft {
    column: u16,
    shown: String,
    readings: Vec<Reading>,
    measure: Measure,
    remark: Option<String>,
    /// Whether its header says that it is of the whole year beside the parts of it.
    whole: bool,
}

/// The columns with periods, and those that are left out.
#[derive(Default)]
struct Sorted {
    drafts: Vec<Draft>,
    left_out: Vec<(u16, String, Unread)>,
    others: Vec<(u16, String)>,
}

impl Search<'_> {
    /// What a cell says of a period, with the year that is meant where it has none.
    fn label(&self, written: &Written, year: Option<i32>) -> Label {
        let plain = |readings: Vec<Reading>| Label { readings, beside: Beside::Nothing, remark: None };
        match written {
            Written::Text(text) => label::read(text, year),
            Written::Cell(Cell::Number(number)) => plain(label::of_number(*number, self.epoch_1904)),
            Written::Cell(Cell::Date(moment)) => plain(label::of_date(moment.date())),
            Written::Cell(cell @ Cell::Text(..)) => {
                let text = self.sheet.text(*cell).trim();
                let serial = text.parse().ok().filter(|_| text.len() == 5);
                // 年度 of Japan begins in April.
                if let Some(of_era) = era(text).filter(|_| self.is_japanese()) {
                    return plain(label::of_text(&of_era, None));
                }
                let fiscal = text.strip_suffix("年度").filter(|_| self.is_japanese());
                if let Some(year) = fiscal.filter(|year| year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit())) {
                    return plain(label::of_text(&format!("FY{year}"), None));
                }
                serial
                    .map_or_else(|| label::read(text, year), |serial| plain(label::of_number(serial, self.epoch_1904)))
            }
            Written::Cell(_) => plain(Vec::new()),
        }
    }

    /// Whether a cell may be the label of a column: also of one whose figures are planned.
    pub(in crate::tidy::wide) fn is_label(&self, cell: Cell) -> bool {
        let label = self.label(&Written::Cell(cell), Some(2000));
        label.is_reported() || matches!(label.beside, Beside::NotReported | Beside::Estimated(_))
    }

    /// Whether a cell names a period with its year.
    pub(in crate::tidy::wide) fn tells_a_time(&self, cell: Cell) -> bool {
        let label = self.label(&Written::Cell(cell), None);
        label.is_reported() && !matches!(label.beside, Beside::Measure(_))
    }

    /// The columns of periods.
    ///
    /// # Errors
    /// The column whose label cannot be told, and why.
    pub(super) fn periods(
        &self,
        pieces: &BTreeMap<u16, Vec<Cell>>,
        first: u16,
        header: Range<usize>,
        year: Option<i32>,
        notes: &mut Vec<Note>,
    ) -> Result<Vec<PeriodColumn>, (u16, String)> {
        let Sorted { drafts, left_out, others } = self.sort(pieces, first, &header, year)?;
        let last = drafts.iter().map(|draft| draft.column).max();
        let counted = |text: &str| text.contains(|c: char| c.is_ascii_digit());
        if let Some((column, text)) = others.iter().find(|(at, text)| Some(*at) < last && counted(text)) {
            return Err((*column, format!("{text} is no period; write them all in one way")));
        }
        let settled = settle(&drafts)?;
        let flags = |column: u16| {
            self.flags_named(column, pieces, header.end).or_else(|| self.flags_beside(column, pieces, header.end))
        };
        let of = |(draft, period): (Draft, Reading)| PeriodColumn { flags: flags(draft.column), ..draft.of(period) };
        let periods: Vec<PeriodColumn> = drafts.into_iter().zip(settled).map(of).collect();
        for (index, one) in periods.iter().enumerate() {
            let same = |other: &&PeriodColumn| other.period == one.period && other.measure == one.measure;
            if let Some(other) = periods.iter().skip(index + 1).find(same) {
                let text = format!("{} stands above two columns; none of the table is taken", one.name());
                return Err((other.column, text));
            }
        }
        let bare = self.without_header(pieces, first, header.end).into_iter();
        let others = others.into_iter().chain(bare.map(|column| (column, "(no header)".to_string())));
        let others = others.map(|(column, shown)| (column, shown, Unread::Unclear));
        let left_out = left_out.into_iter().chain(others).collect();
        self.note_left_out(periods.is_empty(), left_out, header.clone(), notes);
        self.note_remarks(&periods, header.start, notes);
        Ok(periods)
    }

    /// Each column right of the names, by what its header says.
    fn sort(
        &self,
        pieces: &BTreeMap<u16, Vec<Cell>>,
        first: u16,
        header: &Range<usize>,
        year: Option<i32>,
    ) -> Result<Sorted, (u16, String)> {
        let mut sorted = Sorted::default();
        let found: Vec<(u16, String, Option<Labelled>)> = pieces
            .range(first..)
            .map(|(column, cells)| (*column, self.all_shown(cells), self.read_label(cells)))
            .collect();
        let own = |written: &Written| self.label(written, None).readings;
        let own_or = |(written, _): &Labelled| {
            let own = own(written);
            if own.is_empty() { self.label(written, year.or(Some(SOME_YEAR))).readings } else { own }
        };
        let any_own = found.iter().any(|(.., label)| label.as_ref().is_some_and(|(label, _)| !own(label).is_empty()));
        let mut years = Years::new(if any_own { None } else { year });
        let labels = found.iter().filter_map(|(.., label)| Some(own_or(label.as_ref()?))).collect();
        let kinds = Kinds::of(labels, any_own, year);
        let is_flags = |column: u16| {
            column.checked_sub(1).and_then(|left| self.flags_named(left, pieces, header.end)) == Some(column)
        };
        for (column, shown, found) in found.into_iter().filter(|(column, ..)| !is_flags(*column)) {
            let Some((written, mut rest)) = found else {
                match kinds.whole_year(&shown) {
                    Some(readings) => sorted.drafts.push(Draft::whole(column, shown, readings)),
                    None => sorted.others.push((column, shown)),
                }
                continue;
            };
            let whole = kinds.take_whole(&shown, &mut rest);
            // Ano above 2019 | 2020 measures nothing.
            rest.retain(|text| self.known(text).is_none_or(|known| known.name != "period"));
            let said = self.label(&written, Some(2000));
            let has_own_year = !own(&written).is_empty();
            if matches!(said.beside, Beside::Measure(_)) && !self.has_figures(column, header.end) {
                continue;
            }
            let remark = self.remark(&said, &mut rest);
            let (remark, measure) = match remark.and_then(|remark| Ok((remark, measure::of(&rest)?))) {
                Ok((_, measure)) if measure.before && has_own_year => {
                    sorted.left_out.push((column, shown, Unread::Unclear));
                    continue;
                }
                Ok(said) => said,
                Err(why) => {
                    sorted.left_out.push((column, shown, why));
                    continue;
                }
            };
            let heading = kinds.heading(&rest, &said.readings);
            let told = years.told(&heading, &shown, &own(&written), |year| self.label(&written, year).readings);
            let readings = ways::meant(told.map_err(|why| (column, why))?, &ways::of_spec(self.spec), false);
            sorted.drafts.push(Draft { column, shown, readings, measure, remark, whole });
        }
        Ok(sorted)
    }

    /// How final a label says that its figures are, with what it says is measured added to `rest`.
    fn remark(&self, said: &Label, rest: &mut Vec<String>) -> Result<Option<String>, Unread> {
        match &said.beside {
            Beside::NotReported => Err(Unread::NotReported),
            Beside::Estimated(text) if self.is_over(&said.readings) => Ok(Some(text.clone())),
            Beside::Estimated(_) => Err(Unread::NotReported),
            Beside::Unknown => Err(Unread::Unclear),
            // 2022+, 2022 (£ million) [r]
            Beside::Measure(text) => {
                let (text, mark) = marks::split(text);
                let is_word = text.chars().any(|c| c.is_alphanumeric() || matches!(c, '%' | '‰') || !c.is_ascii());
                let mark = mark.or(Some(text).filter(|_| !is_word)).map(str::to_string);
                rest.extend(Some(text.to_string()).filter(|_| is_word));
                Ok(mark.or_else(|| said.remark.clone()))
            }
            Beside::Remark(text) => Ok(Some(text.clone())),
            Beside::Nothing => Ok(None),
        }
    }

    /// Whether a period was over on the day the file came.
    fn is_over(&self, readings: &[Reading]) -> bool {
        let is_over = |reading: &Reading| match reading.days() {
            Some((_, last)) => last < self.arrived,
            // A financial year ends within two calendar years of the one it is called by.
            None => reading.span.0 + 2 <= self.arrived.year(),
        };
        !readings.is_empty() && readings.iter().all(is_over)
    }

    /// The longest run of a column's cells that is a period, and the texts of the others.
    fn read_label(&self, cells: &[Cell]) -> Option<Labelled> {
        let shown: Vec<String> = cells.iter().map(|cell| self.sheet.shown(*cell).trim().to_string()).collect();
        let rest = |from: usize, until: usize| {
            let mut rest: Vec<String> = Vec::new();
            for (index, text) in shown.iter().enumerate().filter(|(index, _)| !(from..until).contains(index)) {
                if shown.get(from..until).is_none_or(|run| !run.contains(text))
                    && !rest.contains(text)
                    && index < shown.len()
                {
                    rest.push(text.clone());
                }
            }
            rest
        };
        // 2025 above 1月 is 2025年1月, and 1月 above 2025 too.
        let in_full = |text: &String| match text.as_bytes() {
            [b'1' | b'2', _, _, _] if text.bytes().all(|b| b.is_ascii_digit()) => format!("{text}年"),
            _ => text.clone(),
        };
        for length in (1..=cells.len()).rev() {
            for from in 0..=cells.len() - length {
                let run: Vec<String> = shown.get(from..from + length).unwrap_or(&[]).iter().map(in_full).collect();
                let turned = || run.iter().rev().cloned().collect::<String>();
                let written = match cells.get(from) {
                    Some(cell) if length == 1 => {
                        let written = Written::Cell(*cell);
                        Some(written).filter(|written| !self.label(written, Some(2000)).readings.is_empty())
                    }
                    _ => {
                        let whole = |text: &String| label::read(text, None);
                        let is =
                            |text: &String| !whole(text).readings.is_empty() && whole(text).beside == Beside::Nothing;
                        Some(run.concat()).filter(is).or_else(|| Some(turned()).filter(is)).map(Written::Text)
                    }
                };
                if let Some(written) = written {
                    return Some((written, rest(from, from + length)));
                }
            }
        }
        None
    }

    /// The columns right of the names in which something stands, and nothing above it.
    fn without_header(&self, pieces: &BTreeMap<u16, Vec<Cell>>, first: u16, below: usize) -> BTreeSet<u16> {
        let rows = self.sheet.rows_from(below).take(ROWS_LOOKED);
        let columns = rows.flat_map(|row| row.columns().filter(|column| *column >= first).collect::<Vec<u16>>());
        columns.filter(|column| !pieces.contains_key(column)).collect()
    }

    pub(super) fn all_shown(&self, cells: &[Cell]) -> String {
        let mut shown: Vec<String> = cells.iter().map(|cell| self.sheet.shown(*cell).trim().to_string()).collect();
        shown.dedup();
        shown.join(" ")
    }

    /// Whether a figure stands below a header.
    pub(in crate::tidy::wide) fn has_figures(&self, column: u16, below: usize) -> bool {
        self.sheet.rows_from(below).take(ROWS_LOOKED).any(|row| match row.cell(column) {
            Cell::Number(_) => true,
            cell @ Cell::Text(..) => {
                let text = self.sheet.text(cell);
                // 1.51711E+11, as spreadsheets write it, is refused for itself and makes no words of its column.
                !value::is_nothing(text) && (matches!(figure(text), Ok(Some(_))) || is_scientific(text))
            }
            _ => false,
        })
    }

    /// Names the columns with figures that are not read. `nothing`: whether no column of the table is.
    pub(in crate::tidy::wide) fn note_left_out(
        &self,
        nothing: bool,
        mut all: Vec<(u16, String, Unread)>,
        header: Range<usize>,
        notes: &mut Vec<Note>,
    ) {
        all.retain(|(column, shown, _)| !shown.is_empty() && self.has_figures(*column, header.end));
        all.sort_by_key(|(column, ..)| *column);
        let Some((first, ..)) = all.first() else { return };
        let number = self.sheet.row(header.start).map_or(0, |row| row.number as usize);
        let named: Vec<String> = all
            .iter()
            .take(NAMED_MAX)
            .map(|(column, shown, why)| format!("{} {shown}: {}", cell_name(usize::from(*column), number), why.text()))
            .collect();
        let planned = all.iter().all(|(.., why)| *why == Unread::NotReported);
        let kind = match (nothing, planned) {
            (true, true) => "not_reported",
            (true, false) => "periods_unclear",
            (false, _) => "columns_left_out",
        };
        let text = format!("figures in these columns are not read: {}", named.join("; "));
        notes.push(Note { place: self.place(*first, header.start), kind: kind.to_string(), text });
    }

    /// Labels that say how final their figures are.
    fn note_remarks(&self, periods: &[PeriodColumn], header: usize, notes: &mut Vec<Note>) {
        let said: Vec<String> = periods
            .iter()
            .filter_map(|period| Some(format!("{} {}", period.name(), period.remark.as_deref()?)))
            .collect();
        let Some(first) = periods.iter().find(|period| period.remark.is_some()) else { return };
        let text = format!("labels of periods say more than the period, and are read as it: {}", said.join(", "));
        notes.push(Note { place: self.place(first.column, header), kind: "period_remarks".to_string(), text });
    }
}

fn is_scientific(text: &str) -> bool {
    let text = text.trim();
    text.starts_with(|c: char| c.is_ascii_digit() || c == '-')
        && text.contains(['E', 'e'])
        && text.parse::<f64>().is_ok()
}

impl Draft {
    fn whole(column: u16, shown: String, readings: Vec<Reading>) -> Draft {
        Draft { column, shown, readings, measure: Measure::default(), remark: None, whole: true }
    }

    fn of(self, period: Reading) -> PeriodColumn {
        let Draft { column, measure, remark, .. } = self;
        PeriodColumn { period: Some(period), remark, ..PeriodColumn::new(column, measure) }
    }

    /// Its readings, as its headings change them.
    fn readings(&self) -> Vec<Reading> {
        let shifted =
            |reading: &Reading| if self.measure.before { reading.years_on(-1) } else { Some(reading.clone()) };
        let readings: Vec<Reading> = self.readings.iter().filter_map(shifted).collect();
        if self.measure.through { readings.iter().take(1).filter_map(Reading::through).collect() } else { readings }
    }
}

/// The period of every column: all labels are read together, those of 累计 apart from the others.
fn settle(drafts: &[Draft]) -> Result<Vec<Reading>, (u16, String)> {
    let mut settled: BTreeMap<u16, Reading> = BTreeMap::new();
    for through in [false, true] {
        let group: Vec<&Draft> = drafts.iter().filter(|draft| draft.measure.through == through).collect();
        if group.is_empty() {
            continue;
        }
        let readings: Vec<Vec<Reading>> = group.iter().map(|draft| draft.readings()).collect();
        let why = |unclear: Unclear| {
            let at = |index: usize| group.get(index).map_or((0, ""), |draft| (draft.column, draft.shown.as_str()));
            match unclear {
                Unclear::Odd(index) => (at(index).0, format!("{} does not go with the other labels", at(index).1)),
                Unclear::Twice(_, second) => (at(second).0, format!("{} names a period again", at(second).1)),
                Unclear::Either(one, other) => (at(0).0, format!("the first may be {one} or {other}")),
            }
        };
        let periods =
            labels::settle(&readings, true).or_else(|unclear| mixed::settle(&group, &readings).ok_or(unclear));
        let periods = periods.map_err(why);
        let periods = periods.map_err(|(column, why)| (column, format!("{why}; write them all in one way")))?;
        settled.extend(group.iter().map(|draft| draft.column).zip(periods));
    }
    Ok(drafts.iter().filter_map(|draft| settled.get(&draft.column).cloned()).collect())
}
