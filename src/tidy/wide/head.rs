//! Where a wide table is on a sheet: the rows of its labels, its periods, and the columns that name its rows.
//!
//! Takes a sheet; gives the tables whose columns are periods. All labels of a table are read together or not at all: a
//! label that does not fit makes the table one that is asked about, with the cell named.

use super::label::{self, Reading};
use super::labels::{self, Unclear};
use super::title::measure;
use crate::base::place::{Place, cell_name};
use crate::pipeline::TableSpec;
use crate::pipeline::habit::Habit;
use crate::pipeline::headers::normalise;
use crate::tidy::formats::{Cell, Sheet};
use crate::tidy::value::{figure, is_nothing};
use crate::tidy::{FoundColumn, Note, period};
use std::collections::BTreeMap;

/// How many rows from the top, or from where the table before ends, labels are looked for.
const WINDOW: usize = 40;
/// The most rows of labels.
const DEPTH_MAX: usize = 3;

/// One column of figures.
#[derive(Debug, Clone)]
pub struct PeriodColumn {
    /// The column on the sheet, from 0.
    pub column: u16,
    /// Its period.
    pub period: Reading,
    /// What else its header says: 总量, 同比增长.
    pub measure: Option<String>,
    /// The unit its header names.
    pub unit: Option<String>,
}

/// A wide table. Row indices are those of rows that hold something.
#[derive(Debug, Clone)]
pub struct Wide {
    /// Its first row, title included.
    pub from: usize,
    /// Its first row of labels.
    pub header: usize,
    /// How many rows of labels.
    pub depth: usize,
    /// The row after its last.
    pub end: usize,
    /// Its columns of figures, from left to right.
    pub periods: Vec<PeriodColumn>,
    /// Canonical columns that name its rows, and where they are.
    pub names: Vec<(&'static str, u16)>,
    /// For keys that stand together in one column (`A,MIO_EUR,DE`): what each part is.
    pub parts: Vec<Option<&'static str>>,
    /// How the pipeline says that values are written.
    pub habit: Habit,
    /// The indicator and the unit that a line above names.
    pub titled: (Option<String>, Option<String>),
    /// Every column with a header, for people.
    pub columns: Vec<FoundColumn>,
    /// Where each of them stands on the sheet, from 0.
    pub at: Vec<u16>,
}

/// What finding needs to know.
#[derive(Debug, Clone, Copy)]
pub struct Search<'a> {
    /// The file's name.
    pub file: &'a str,
    /// The sheet.
    pub sheet: &'a Sheet,
    /// The table looked for.
    pub spec: &'a TableSpec,
    /// Whether serial days count from 1904.
    pub epoch_1904: bool,
    /// The year that the file's name says.
    pub year: Option<i32>,
}

/// The wide tables of a sheet, from the top.
pub fn find(search: &Search<'_>, notes: &mut Vec<Note>) -> Vec<Wide> {
    let mut found: Vec<Wide> = Vec::new();
    let Some(first) = (0..WINDOW.min(search.sheet.len())).find_map(|base| search.table(0, base, notes)) else {
        return found;
    };
    let mut index = first.header + first.depth;
    found.push(first);
    while index < search.sheet.len() {
        if let Some(last) = found.last_mut()
            && search.begins_like(last, index)
            && !is_copy(search.sheet, last, index)
        {
            let lone = |row: usize| search.sheet.row(row).is_some_and(|row| row.lone().is_some());
            let floor = last.header + last.depth;
            let from = (floor..index).rev().take_while(|row| lone(*row)).last().unwrap_or(index);
            if let Some(next) = search.table(from, index, notes) {
                last.end = from;
                index = next.header + next.depth;
                found.push(next);
                continue;
            }
        }
        index += 1;
    }
    found
}

impl Search<'_> {
    fn place(&self, column: u16, row: usize) -> Place {
        let number = self.sheet.row(row).map_or(0, |row| row.number as usize);
        let cell = Some(cell_name(usize::from(column), number));
        Place { file: self.file.to_string(), sheet: self.sheet.name.clone(), cell }
    }

    fn readings(&self, cell: Cell, year: Option<i32>) -> Vec<Reading> {
        match cell {
            Cell::Number(number) => label::of_number(number, self.epoch_1904),
            Cell::Date(moment) => label::of_day(moment.date()),
            Cell::Text(..) => {
                let text = self.sheet.text(cell).trim();
                let serial = text.parse().ok().filter(|_| text.len() == 5);
                serial.map_or_else(|| label::of_text(text, year), |serial| label::of_number(serial, self.epoch_1904))
            }
            _ => Vec::new(),
        }
    }

    /// The texts of a row, merged cells filled.
    fn row(&self, index: usize) -> BTreeMap<u16, Cell> {
        let Some(row) = self.sheet.row(index) else { return BTreeMap::new() };
        let mut cells: BTreeMap<u16, Cell> = row.iter().collect();
        for merge in self.sheet.merges.iter().filter(|m| (m.first_row..=m.last_row).contains(&row.number)) {
            let (Ok(first), Ok(last)) = (u16::try_from(merge.first_column), u16::try_from(merge.last_column)) else {
                continue;
            };
            let top = self.sheet.row_of(merge.first_row).map_or(Cell::Empty, |row| row.cell(first));
            for column in first..=last.min(first.saturating_add(500)) {
                if top != Cell::Empty {
                    cells.entry(column).or_insert(top);
                }
            }
        }
        cells
    }

    /// The table whose labels stand in the `base`-th row, if they do.
    fn table(&self, from: usize, base: usize, notes: &mut Vec<Note>) -> Option<Wide> {
        let year = (from..base)
            .rev()
            .filter_map(|index| self.sheet.row(index))
            .find_map(|row| row.cells().find_map(|cell| period::year_of(self.sheet.text(cell))));
        let year = year.or(self.year);
        let labelled = |index: usize| -> Vec<u16> {
            let row = self.row(index);
            row.iter().filter(|(_, c)| !self.readings(**c, Some(2000)).is_empty()).map(|(column, _)| *column).collect()
        };
        let here = labelled(base);
        let first = *here.first()?;
        let own = self.sheet.row(base)?;
        let named = own.iter().any(|(column, cell)| column < first && self.canonical(self.sheet.text(cell)).is_some());
        if here.len() < 2 && !named {
            return None;
        }
        let rows = self.header_rows(from, base, first);
        let (header, depth) = (*rows.first()?, rows.len());
        let pieces = self.pieces(&rows);
        let (mut columns, mut readings) = (Vec::new(), Vec::new());
        let mut odd: Option<u16> = None;
        for (column, cells) in pieces.range(first..) {
            let (found, rest) = self.read_label(cells, year);
            if found.is_empty() {
                let texts: String = cells.iter().map(|cell| self.sheet.shown(*cell)).collect();
                odd = odd.or(texts.contains(|c: char| c.is_ascii_digit()).then_some(*column));
                continue;
            }
            let (measure, unit) = measure(&rest);
            columns.push((*column, measure, unit));
            readings.push(found);
        }
        let last = columns.last().map(|(column, ..)| *column)?;
        let outcome = match odd.filter(|column| *column < last) {
            Some(column) => Err((column, "is no period".to_string())),
            None => labels::settle(&readings, true).map_err(|unclear| self.why(&unclear, &columns)),
        };
        let settled = match outcome {
            Ok(settled) => settled,
            Err((column, why)) => {
                let text = format!("the periods above the columns cannot be told: {why}; write them all in one way");
                notes.push(Note { place: self.place(column, base), kind: "periods_unclear".to_string(), text });
                return None;
            }
        };
        let periods: Vec<PeriodColumn> = columns
            .into_iter()
            .zip(settled)
            .map(|((column, measure, unit), period)| PeriodColumn { column, period, measure, unit })
            .collect();
        for (index, one) in periods.iter().enumerate() {
            let same = |other: &&PeriodColumn| other.period.name == one.period.name && other.measure == one.measure;
            if let Some(other) = periods.iter().skip(index + 1).find(same) {
                let text = format!("{} stands above two columns; none of the table is taken", one.period.name);
                notes.push(Note { place: self.place(other.column, base), kind: "periods_unclear".to_string(), text });
                return None;
            }
        }
        self.named(from, (header, depth), first, periods, &pieces, notes)
    }

    fn why(&self, unclear: &Unclear, columns: &[(u16, Option<String>, Option<String>)]) -> (u16, String) {
        let column = |index: usize| columns.get(index).map_or(0, |(column, ..)| *column);
        match unclear {
            Unclear::Odd(index) => (column(*index), "this label does not go with the others".to_string()),
            Unclear::Twice(_, second) => (column(*second), "this label names a period again".to_string()),
            Unclear::Either(one, other) => (column(0), format!("the first may be {one} or {other}")),
        }
    }

    /// The row of labels, with the rows above that say the year or the half, and those below that say what is measured.
    fn header_rows(&self, from: usize, base: usize, first: u16) -> Vec<usize> {
        let adjoining = |one: usize, other: usize| match (self.sheet.row(one), self.sheet.row(other)) {
            (Some(one), Some(other)) => one.number + 1 == other.number,
            _ => false,
        };
        let text = |cell: &Cell| matches!(cell, Cell::Text(..));
        let mut rows = vec![base];
        while let Some(above) = rows.first().and_then(|row| row.checked_sub(1)).filter(|above| *above >= from)
            && rows.len() < DEPTH_MAX
            && adjoining(above, above + 1)
        {
            let own: Vec<Cell> = self
                .sheet
                .row(above)
                .map_or(Vec::new(), |row| row.iter().filter(|(c, _)| *c >= first).map(|(_, cell)| cell).collect());
            let says = own.iter().any(|cell| !self.readings(*cell, None).is_empty());
            if !says && own.iter().filter(|cell| text(cell)).count() < 2 {
                break;
            }
            rows.insert(0, above);
        }
        while let Some(below) = rows.last().map(|row| row + 1)
            && rows.len() < DEPTH_MAX
            && adjoining(below - 1, below)
        {
            let Some(row) = self.sheet.row(below) else { break };
            let words = row.cells().all(|cell| {
                text(&cell)
                    && !matches!(figure(self.sheet.text(cell)), Ok(Some(_)))
                    && !is_nothing(self.sheet.text(cell))
            });
            if !words || row.columns().next().is_none_or(|column| column < first) || row.filled() < 2 {
                break;
            }
            rows.push(below);
        }
        rows
    }

    /// Per column its cells from the top down; a blank right of a heading above the last row belongs to that heading.
    fn pieces(&self, rows: &[usize]) -> BTreeMap<u16, Vec<Cell>> {
        let grid: Vec<(usize, BTreeMap<u16, Cell>)> = rows.iter().map(|index| (*index, self.row(*index))).collect();
        let last = rows.last().copied().unwrap_or(0);
        let mut pieces: BTreeMap<u16, Vec<Cell>> = BTreeMap::new();
        let columns: Vec<u16> = grid.iter().flat_map(|(_, row)| row.keys().copied()).collect();
        for column in columns {
            let cells = grid.iter().filter_map(|(index, row)| {
                let left = || row.range(..column).next_back().map(|(_, cell)| *cell).filter(|_| *index < last);
                row.get(&column).copied().or_else(left)
            });
            pieces.entry(column).or_insert_with(|| cells.collect());
        }
        pieces
    }

    /// The readings of the longest run of a column's cells that is a period, and the texts of the others.
    fn read_label(&self, cells: &[Cell], year: Option<i32>) -> (Vec<Reading>, Vec<String>) {
        let shown: Vec<String> = cells.iter().map(|cell| self.sheet.shown(*cell)).collect();
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
        for length in (1..=cells.len()).rev() {
            for from in 0..=cells.len() - length {
                let run = shown.get(from..from + length).unwrap_or(&[]);
                let found = match cells.get(from) {
                    Some(cell) if length == 1 => self.readings(*cell, year),
                    _ => label::of_text(&run.concat(), None),
                };
                if !found.is_empty() {
                    return (found, rest(from, from + length));
                }
            }
        }
        (Vec::new(), shown)
    }

    fn canonical(&self, header: &str) -> Option<&'static str> {
        let form = normalise(header);
        let column = self.spec.columns.iter().find(|column| column.headers.contains(&form))?;
        matches!(column.name, "subject" | "subject_code" | "indicator" | "indicator_code" | "unit")
            .then_some(column.name)
    }

    /// The table with the columns that name its rows; nothing where those are unknown.
    fn named(
        &self,
        from: usize,
        (header, depth): (usize, usize),
        first: u16,
        periods: Vec<PeriodColumn>,
        pieces: &BTreeMap<u16, Vec<Cell>>,
        notes: &mut Vec<Note>,
    ) -> Option<Wide> {
        let text_of = |cells: &Vec<Cell>| {
            cells.iter().map(|cell| self.sheet.shown(*cell).trim().to_string()).next_back().unwrap_or_default()
        };
        let left: Vec<(u16, String)> = pieces.range(..first).map(|(column, cells)| (*column, text_of(cells))).collect();
        let mut names: Vec<(&'static str, u16)> = Vec::new();
        for (column, header) in &left {
            if let Some(name) = self.canonical(header).filter(|name| names.iter().all(|(other, _)| other != name)) {
                names.push((name, *column));
            }
        }
        let parts = left.first().map(|(_, header)| self.parts(header)).unwrap_or_default();
        if names.iter().all(|(name, _)| !matches!(*name, "subject" | "indicator")) && parts.is_empty() {
            let open: Vec<&(u16, String)> =
                left.iter().filter(|(column, _)| names.iter().all(|(_, at)| at != column)).collect();
            // Without a header the first column names the rows, as a table has to.
            let at = match open.as_slice() {
                [] if first > 0 && left.is_empty() => 0,
                [only] => only.0,
                _ => {
                    let text =
                        "no known header says which column names the rows; add it to [tables.columns]".to_string();
                    notes.push(Note { place: self.place(0, header), kind: "column_proposed".to_string(), text });
                    return None;
                }
            };
            names.push(("subject", at));
            let text = "this column is taken for the names of the rows".to_string();
            notes.push(Note { place: self.place(at, header), kind: "subject_assumed".to_string(), text });
        }
        let titled = super::title::titled(self.sheet, from..header);
        let shown = |(column, cells): (&u16, &Vec<Cell>)| {
            let name = names.iter().find(|(_, at)| at == column).map(|(name, _)| (*name).to_string());
            let period = periods.iter().find(|period| period.column == *column);
            FoundColumn {
                header: cells.iter().map(|cell| self.sheet.shown(*cell)).collect::<Vec<String>>().join(" / "),
                column: name.or_else(|| period.map(|period| format!("value of {}", period.period.name))),
                unit: period.and_then(|period| {
                    period.unit.clone().or_else(|| titled.1.clone().filter(|_| period.measure.is_none()))
                }),
            }
        };
        let columns = pieces.iter().map(shown).collect();
        let at = pieces.keys().copied().collect();
        let habit = self.spec.columns.iter().find(|column| column.name == "value");
        let habit = habit.map(|column| column.habit.clone()).unwrap_or_default();
        Some(Wide { habit, from, header, depth, end: self.sheet.len(), periods, names, parts, titled, columns, at })
    }

    /// `freq,unit,geo\TIME_PERIOD`: keys that stand together.
    fn parts(&self, header: &str) -> Vec<Option<&'static str>> {
        match header.split_once('\\') {
            Some((keys, _)) if keys.contains(',') => keys.split(',').map(|key| self.canonical(key)).collect(),
            _ => Vec::new(),
        }
    }

    fn first_name(&self, table: &Wide) -> Option<(u16, String)> {
        let (_, column) = table.names.first()?;
        let cell = self.sheet.row(table.header + table.depth - 1)?.cell(*column);
        Some((*column, self.sheet.text(cell).trim().to_string())).filter(|(_, text)| !text.is_empty())
    }

    /// Whether a row begins with the word that stands above the names of a table.
    fn begins_like(&self, table: &Wide, index: usize) -> bool {
        let Some((column, word)) = self.first_name(table) else { return false };
        self.sheet.row(index).is_some_and(|row| self.sheet.text(row.cell(column)).trim() == word)
    }
}

/// Whether a row says what a row of title or header of the table says.
pub fn is_copy(sheet: &Sheet, table: &Wide, index: usize) -> bool {
    let shown = |index: usize| {
        let row = sheet.row(index)?;
        Some(row.iter().map(|(column, cell)| (column, sheet.shown(cell))).collect::<Vec<(u16, String)>>())
    };
    let this = shown(index);
    this.is_some() && (table.from..table.header + table.depth).any(|row| shown(row) == this)
}
