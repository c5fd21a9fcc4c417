//! Series that stand upright below lines that describe them: Title, Unit, Frequency, Series ID, then a row for each period.
//!
//! Takes a sheet without a header of periods; gives the table whose first column holds such words above and periods below. What is
//! not described is not read: a column without a title or an id is left out and named.

use super::{Deep, Header};
use crate::pipeline::headers::normalise;
use crate::tidy::Note;
use crate::tidy::formats::{Cell, Row};
use crate::tidy::wide::head::{PeriodColumn, Search, Wide};
use crate::tidy::wide::label::{Habit, Reading};
use crate::tidy::wide::measure::{Measure, Unread, kind_of};
use crate::tidy::wide::title::with_unit;
use std::collections::BTreeMap;

/// How many rows from the top the first period is looked for.
const WINDOW: usize = 60;
/// The fewest rows of periods.
const ROWS_MIN: usize = 2;

/// What a describing line says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Line {
    Title,
    Description,
    Id,
    BeforeUnit,
    Unit,
    Frequency,
    Other,
}

/// Words of such lines, as headers are compared.
const WORDS: &[(&str, Line)] = &[
    ("title", Line::Title),
    ("seriesname", Line::Title),
    ("seriestitle", Line::Title),
    ("name", Line::Title),
    ("指标名称", Line::Title),
    ("libellé", Line::Title),
    ("bezeichnung", Line::Title),
    ("titel", Line::Title),
    ("título", Line::Title),
    ("titolo", Line::Title),
    ("intitulé", Line::Title),
    ("description", Line::Description),
    ("seriesdescription", Line::Description),
    ("seriesid", Line::Id),
    ("id", Line::Id),
    ("cdid", Line::Id),
    ("mnemonic", Line::Id),
    ("idbank", Line::Id),
    ("series", Line::Id),
    ("code", Line::Id),
    ("preunit", Line::BeforeUnit),
    ("unit", Line::Unit),
    ("units", Line::Unit),
    ("单位", Line::Unit),
    ("unité", Line::Unit),
    ("einheit", Line::Unit),
    ("unidad", Line::Unit),
    ("unidade", Line::Unit),
    ("frequency", Line::Frequency),
    ("频率", Line::Frequency),
    ("type", Line::Other),
    ("seriestype", Line::Other),
    ("datatype", Line::Other),
    ("source", Line::Other),
    ("sourcedatasetid", Line::Other),
    ("publicationdate", Line::Other),
    ("releasedate", Line::Other),
    ("nextrelease", Line::Other),
    ("importantnotes", Line::Other),
    ("collectionmonth", Line::Other),
    ("seriesstart", Line::Other),
    ("seriesend", Line::Other),
    ("no.obs", Line::Other),
    ("country", Line::Other),
    ("lastupdated", Line::Other),
    ("dernièremiseàjour", Line::Other),
    ("période", Line::Other),
    ("periodo", Line::Other),
    ("período", Line::Other),
];

/// The lines that describe columns, and where the rows of periods begin.
struct Described {
    lines: BTreeMap<Line, usize>,
    data: usize,
}

impl Search<'_> {
    /// The table below lines that describe its columns, if there is one.
    pub(super) fn described(&self, notes: &mut Vec<Note>) -> Option<Wide> {
        let Described { lines, data } = self.lines()?;
        let header = Header { periods: vec![(0, String::new())], ..Header::default() };
        let mut rows = self.periods_down(data, &header, notes);
        let text = |line: Line, column: u16| {
            let row = lines.get(&line).and_then(|index| self.sheet.row(*index));
            row.map(|row| self.sheet.shown(row.cell(column)).trim().to_string()).filter(|text| !text.is_empty())
        };
        let (mut columns, mut left_out, mut frequencies) = (Vec::new(), Vec::new(), Vec::new());
        let width = self.sheet.rows_from(data).take(ROWS_MIN).filter_map(|row| row.columns().last()).max()?;
        for column in (1..=width).filter(|column| self.has_figures(*column, data)) {
            let name = [Line::Title, Line::Description, Line::Id].into_iter().find_map(|line| text(line, column));
            let Some(name) = name else {
                left_out.push((column, "(no title)".to_string(), Unread::Unclear));
                continue;
            };
            frequencies.push(text(Line::Frequency, column).unwrap_or_default().to_lowercase());
            let before = text(Line::BeforeUnit, column).unwrap_or_default();
            let unit = text(Line::Unit, column).map(|unit| before + &unit);
            let (bare, own) = with_unit(name.trim_end_matches([';', ' ']));
            let kind = kind_of(&bare);
            let name = Some(bare);
            columns.push(PeriodColumn::new(column, Measure { name, unit: unit.or(own), kind, ..Measure::default() }));
        }
        self.note_left_out(columns.is_empty(), left_out, data - 1..data, notes);
        frequencies.dedup();
        let [frequency] = frequencies.as_slice() else { return None };
        rows.values_mut().for_each(|reading| *reading = in_frequency(reading, frequency));
        let wide = self.wide_down(&Deep::of(data - 1, header), columns, rows, notes);
        let titled = super::Titled::default();
        Some(Wide { titled, ..wide }).filter(|wide| !wide.periods.is_empty() && !wide.rows.is_empty())
    }

    /// The lines above the first row of a period, where at least two are known and one says what a column is.
    fn lines(&self) -> Option<Described> {
        let is_data = |row: &Row<'_>| {
            let label = self.sheet.shown(row.cell(0));
            let figures = row.iter().any(|(column, cell)| column > 0 && !matches!(cell, Cell::Empty));
            row.flaw.is_none() && figures && !self.read_down(label.trim(), None).is_empty()
        };
        let data =
            (1..WINDOW.min(self.sheet.len())).find(|index| self.sheet.row(*index).is_some_and(|row| is_data(&row)))?;
        if self.sheet.rows_from(data).take(ROWS_MIN).filter(is_data).count() < ROWS_MIN {
            return None;
        }
        let said = |index: usize| {
            let word = normalise(self.sheet.text(self.sheet.row(index)?.cell(0)));
            Some((WORDS.iter().find(|(known, _)| *known == word)?.1, index))
        };
        let mut known: Vec<(Line, usize)> = (0..data).filter_map(said).collect();
        // The row of what the columns are may have no word before it.
        let untitled = known.iter().all(|(line, _)| !matches!(line, Line::Title | Line::Description));
        let is_title = |index: &usize| {
            let text = |(column, cell): (u16, Cell)| column > 0 && matches!(cell, Cell::Text(..));
            self.sheet.row(*index).is_some_and(|row| row.cell(0) == Cell::Empty && row.iter().all(text))
        };
        known.extend(
            (0..data).find(is_title).filter(|_| untitled && !known.is_empty()).map(|index| (Line::Title, index)),
        );
        let names = |(line, _): &(Line, usize)| matches!(line, Line::Title | Line::Description | Line::Id);
        let sound = known.len() >= 2 && known.iter().any(names);
        sound.then(|| Described { lines: known.into_iter().collect(), data })
    }
}

/// Mar-2023 of a quarterly series is its first quarter.
fn in_frequency(reading: &Reading, frequency: &str) -> Reading {
    let is_quarterly = frequency.starts_with("quarter") || frequency == "季";
    let quarter = reading.quarter_ending().filter(|_| is_quarterly && reading.habit == Habit::Month);
    quarter.unwrap_or_else(|| reading.clone())
}
