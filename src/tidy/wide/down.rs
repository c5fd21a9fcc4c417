//! Tables whose periods stand below each other: region | year | indicators, year | regions, year | quarter | value.
//!
//! Takes a sheet without periods above its columns; gives the table with a period to each of its rows. Columns are indicators
//! beside a column of regions, else they are regions where all of them read so; what may be either is asked about.

/// Columns without a word of their own.
mod bare;

/// Names of columns of one period.
mod called;

/// Headers of more than one row.
mod deep;

/// Series below lines that describe them.
mod described;

/// What a row of headers says.
mod header;

/// Months that headings say.
mod times;

/// Tables of one period that their title says.
mod titled;

pub use deep::unit_word;
pub use header::is_serial;
pub use titled::without_period;

use super::apart::{Columns, Open, calendar, constant::Constant};
use super::head::{PeriodColumn, Search, Wide, only_counts};
use super::label::{self, Reading};
use super::labels::{self, Counted, ways};
use super::measure::{self, Measure, Unread};
use super::parts;
use super::regions::{Regions, is_region_like};
use super::title::{Titled, titled};
use super::years::Years;
use crate::tidy::formats::{Cell, Row};
use crate::tidy::rows::is_note;
use crate::tidy::{FoundColumn, Note, period};
use chrono::NaiveDate;
use deep::Deep;
use header::Header;
use std::collections::BTreeMap;

/// How many rows from the top a header is looked for.
const WINDOW: usize = 40;

impl Search<'_> {
    /// The table whose periods stand in its rows, if there is one.
    pub(super) fn down(&self, notes: &mut Vec<Note>) -> Option<Wide> {
        let header = (0..WINDOW.min(self.sheet.len())).find_map(|row| Some((row, self.header_down(row)?)));
        let Some((row, header)) = header else {
            return self.described(notes).or_else(|| self.of_one_period(notes));
        };
        let deep = self.deep(row, header);
        let periods = self.periods_down(deep.rows.end, &deep.header, notes);
        if periods.is_empty() {
            return None;
        }
        match self.columns_down(&deep, notes) {
            Ok(columns) if columns.is_empty() => None,
            Ok(columns) => Some(self.wide_down(&deep, columns, periods, notes)),
            Err((column, text)) => {
                notes.push(Note { place: self.place(column, row), kind: "periods_unclear".to_string(), text });
                None
            }
        }
    }

    /// The period of each row from the row `data` on.
    fn periods_down(&self, data: usize, header: &Header, notes: &mut Vec<Note>) -> BTreeMap<usize, Reading> {
        let rows: Vec<usize> = (data..self.sheet.len()).collect();
        let labels: Vec<(usize, String, String)> = rows
            .into_iter()
            .filter_map(|index| {
                let row = self.sheet.row(index)?;
                if index == data && only_counts(self.sheet, &row) {
                    return None;
                }
                let text = self.label_down(&row, header);
                let is_rest = row.filled() == 1 && (is_note(&text) || text.chars().all(|c| !c.is_alphanumeric()));
                (!is_rest && !text.is_empty()).then(|| (index, self.key_down(&row, header), text))
            })
            .collect();
        let of_quarters = matches!(header.periods.as_slice(), [(_, form)] if parts::is_of_quarters(form));
        let written = ways::of_spec(self.spec);
        let counted = self.counted_down(data, header, &labels);
        let read = |text: &str, year: Option<i32>| {
            let of_count = || labels::as_quarter(text).filter(|_| counted == Counted::Quarters);
            match of_count() {
                Some(quarter) => self.read_down(&quarter, None),
                None => ways::meant(self.read_down(text, year), &written, of_quarters),
            }
        };
        let own = |text: &str| read(text, None);
        let any_own = labels.iter().any(|(.., text)| !own(text).is_empty());
        let title = (0..data).rev().filter_map(|index| self.sheet.row(index));
        let title = title
            .flat_map(|row| row.cells().collect::<Vec<Cell>>())
            .find_map(|cell| period::year_of(self.sheet.text(cell)));
        let mut years = Years::new(if any_own { None } else { title.or(self.year) });
        let mut told: Vec<(usize, Vec<Reading>)> = Vec::new();
        for (index, key, text) in &labels {
            if let Ok(readings) = years.told(key, text, &own(text), |year| read(text, year)) {
                told.push((*index, readings));
            }
        }
        let all_told = told.len() == labels.len();
        let days = header.periods.iter().all(|(_, form)| labels::is_of_days(form));
        let readings: Vec<Vec<Reading>> = told.iter().map(|(_, readings)| readings.clone()).collect();
        let settled = match counted {
            Counted::Unclear => vec![None; told.len()],
            Counted::Quarters | Counted::Other => labels::settle_each(&readings, days),
        };
        let found: BTreeMap<usize, Reading> =
            told.into_iter().zip(settled).filter_map(|((index, _), reading)| Some((index, reading?))).collect();
        let first = header.periods.first().map_or(0, |(column, _)| *column);
        if let (true, true, Some((index, _, text))) = (found.is_empty(), labels.len() > 1 && all_told, labels.first()) {
            let text = format!(
                "{text} may be more than one period, as a month and the quarter it begins; write it as 2024-Q1 or 2024-03, or say \
                 which in the pipeline: step = \"quarter\" (or year, month) of the column period"
            );
            notes.push(Note { place: self.place(first, *index), kind: "periods_unclear".to_string(), text });
        }
        if let Some((index, _, text)) =
            labels.iter().find(|(index, ..)| !found.contains_key(index)).filter(|_| !found.is_empty())
        {
            let text = format!("{text} is no period that can be told; write it as 2024, 2024-Q1 or 2024-03");
            notes.push(Note { place: self.place(first, *index), kind: "periods_unclear".to_string(), text });
        }
        found
    }

    /// Whether the labels of rows count quarters.
    fn counted_down(&self, data: usize, header: &Header, labels: &[(usize, String, String)]) -> Counted {
        let above = (0..data).filter_map(|index| self.sheet.row(index));
        let titles = above.flat_map(|row| row.cells().map(|cell| self.sheet.text(cell)).collect::<Vec<&str>>());
        let form = header.periods.first().map_or("", |(_, form)| form.as_str());
        let says = ways::says(&ways::of_spec(self.spec), form, titles);
        labels::counted(labels.iter().map(|(.., text)| text.as_str()), says)
    }

    /// What keeps the labels of one region together.
    fn key_down(&self, row: &Row<'_>, header: &Header) -> String {
        let texts = header.names.iter().map(|(_, column)| self.sheet.shown(row.cell(*column)));
        texts.collect::<Vec<String>>().join("|")
    }

    /// The label of a row: one cell, or a year and a part of it in two.
    fn label_down(&self, row: &Row<'_>, header: &Header) -> String {
        let shown = |column: u16| self.sheet.shown(row.cell(column)).trim().to_string();
        match header.periods.as_slice() {
            [(only, _)] => shown(*only),
            [(one, _), (other, form)] => {
                let (year, part) = (shown(*one), shown(*other));
                let year =
                    if year.bytes().all(|b| b.is_ascii_digit()) && !year.is_empty() { year + "年" } else { year };
                let counted = parts::counted(form, &part);
                year + &counted.unwrap_or(part)
            }
            _ => String::new(),
        }
    }

    fn read_down(&self, text: &str, year: Option<i32>) -> Vec<Reading> {
        let readings = match text.parse::<NaiveDate>() {
            Ok(day) => label::of_date(day),
            Err(_) => text.parse().map_or_else(|_| Vec::new(), |number| label::of_number(number, self.epoch_1904)),
        };
        if !readings.is_empty() {
            return readings;
        }
        let fiscal = text.strip_suffix("年度").filter(|year| year.len() == 4 && self.is_japanese());
        match fiscal {
            Some(year) => label::of_text(&format!("FY{year}"), None),
            None => label::of_text(text, year),
        }
    }

    /// The columns of figures: regions, or indicators.
    fn columns_down(&self, deep: &Deep, notes: &mut Vec<Note>) -> Result<Vec<PeriodColumn>, (u16, String)> {
        let regions = Regions::of(std::slice::from_ref(self.spec));
        let named = deep.header.names.iter().any(|(name, _)| *name == "subject");
        let like = |text: &String| is_region_like(text, &regions) || text.starts_with('全');
        let place_of = |words: &[String]| words.iter().position(like).filter(|_| !named);
        let (places, others): (Vec<_>, Vec<_>) =
            deep.words.iter().filter(|(_, words)| !words.is_empty()).partition(|(_, words)| words.iter().any(like));
        if let (false, Some((column, text)), Some((_, place))) = (named, others.first(), places.first()) {
            let why = format!(
                "periods stand below each other, and whether {} is an indicator or, as {} seems to be, a region \
                 cannot be told; write a row for each region and period",
                text.join(" "),
                place.join(" ")
            );
            return Err((**column, why));
        }
        let (mut columns, mut left_out) = (Vec::new(), Vec::new());
        let says_again = |column: u16| calendar::says_part(self.sheet, column, deep.rows.end..self.sheet.len());
        for (column, words) in deep.words.iter().filter(|(column, _)| !says_again(**column)) {
            let mut words = words.clone();
            let subject = place_of(&words).map(|at| words.remove(at));
            let own = deep.units.get(column).cloned();
            match measure::of_header(&words) {
                Ok(said) if !said.before && !said.through => {
                    let unit = own.or(said.unit.clone());
                    let measured = PeriodColumn::new(*column, Measure { unit, ..said });
                    columns.push(PeriodColumn { subject, ..measured });
                }
                Ok(_) => left_out.push((*column, words.join(" "), Unread::Unclear)),
                Err(why) => left_out.push((*column, words.join(" "), why)),
            }
        }
        left_out.extend(deep.bare.iter().map(|column| (*column, "(no header)".to_string(), Unread::Unclear)));
        self.note_left_out(columns.is_empty(), left_out, deep.rows.clone(), notes);
        Ok(columns)
    }

    fn wide_down(
        &self,
        deep: &Deep,
        columns: Vec<PeriodColumn>,
        rows: BTreeMap<usize, Reading>,
        notes: &mut Vec<Note>,
    ) -> Wide {
        let (header, row) = (&deep.header, deep.rows.start);
        let mut above = titled(self.sheet, 0..row);
        if columns.iter().any(|column| column.measure.is_some()) {
            above = Titled { name: None, unit: above.line.clone(), ..above };
        }
        let is_named = |column: &PeriodColumn| column.measure.is_some() || column.subject.is_some();
        let by_rows = header.names.iter().any(|(name, _)| matches!(*name, "subject" | "indicator"));
        let cells = self.shown_above(deep);
        let (open, constants) = self.open_down(deep, &columns, &cells);
        let is_measured = columns.iter().any(|column| column.measure.is_some())
            || header.names.iter().any(|(name, _)| *name == "indicator");
        self.name_by_constant((row, is_measured), constants, &mut above, notes);
        if above.name.is_none() && !by_rows && !columns.iter().any(is_named) {
            self.name_nameless((0, row), &mut above, notes);
        }
        if let Some(open) = &open {
            notes.push(Note { place: self.place(open.column, row), kind: open.kind().to_string(), text: open.text() });
        }
        let shown = |(column, text): &(u16, String)| {
            let name = header.names.iter().find(|(_, at)| at == column).map(|(name, _)| (*name).to_string());
            let period = || header.periods.iter().any(|(at, _)| at == column).then(|| "period".to_string());
            let detail = || header.details.contains(column).then(|| "indicator".to_string());
            let value = columns.iter().find(|value| value.column == *column);
            FoundColumn {
                header: text.clone(),
                column: name.or_else(period).or_else(detail).or_else(|| value.map(|_| "value".to_string())),
                unit: value.and_then(|value| value.unit_below(&above).unit()),
            }
        };
        Wide {
            from: 0,
            header: row,
            depth: deep.rows.len(),
            end: self.sheet.len(),
            columns: cells.iter().map(shown).collect(),
            at: cells.iter().map(|(column, _)| *column).collect(),
            periods: columns,
            rows,
            crossed: None,
            names: header.names.clone(),
            details: header.details.clone(),
            scales: Vec::new(),
            open,
            parts: Vec::new(),
            habit: self.habit(),
            year: None,
            copies: deep.rows.clone(),
            titled: above,
        }
    }

    /// All that stands above each column, for people.
    fn shown_above(&self, deep: &Deep) -> Vec<(u16, String)> {
        let cells = self.sheet.row(deep.row).into_iter();
        let own = cells.flat_map(|row| row.iter().collect::<Vec<(u16, Cell)>>());
        let mut shown: BTreeMap<u16, String> = own.map(|(column, cell)| (column, self.sheet.shown(cell))).collect();
        for (column, words) in deep.words.iter().filter(|_| deep.rows.len() > 1) {
            let unit = deep.units.get(column).into_iter();
            shown.insert(*column, words.iter().chain(unit).cloned().collect::<Vec<String>>().join(" / "));
        }
        shown.into_iter().collect()
    }

    /// The column that tells rows apart and is not read, or those of one text; where regions are columns, nothing is asked.
    fn open_down(
        &self,
        deep: &Deep,
        columns: &[PeriodColumn],
        cells: &[(u16, String)],
    ) -> (Option<Open>, Vec<Constant>) {
        if columns.iter().any(|column| column.subject.is_some()) {
            return (None, Vec::new());
        }
        let header = &deep.header;
        let is_read = |at: u16| {
            let named = header.names.iter().any(|(_, column)| *column == at) || header.details.contains(&at);
            named || header.periods.iter().any(|(column, _)| *column == at) || columns.iter().any(|c| c.column == at)
        };
        let details = header.details.iter().map(|column| ("indicator", *column));
        let columns = Columns {
            sheet: self.sheet,
            spec: self.spec,
            rows: deep.rows.end..self.sheet.len(),
            // An indicator stands above each column of figures.
            names: header.names.iter().copied().chain(details).chain([("indicator", u16::MAX)]).collect(),
            periods: header.periods.iter().map(|(column, _)| *column).collect(),
            values: columns.iter().map(|column| column.column).collect(),
            others: cells.iter().filter(|(at, _)| !is_read(*at)).cloned().collect(),
        };
        let open = columns.untold();
        let constants = if open.is_none() { columns.constants() } else { Vec::new() };
        (open, constants)
    }
}
