//! What the texts of a row say as headers of columns over periods that stand below each other.
//!
//! Takes a row of texts and the rows below it; gives which columns are periods, names, and figures. What the pipeline leaves out is
//! none of them.

use crate::pipeline::ColumnSpec;
use crate::pipeline::headers::{halves, normalise, unit_of};
use crate::tidy::formats::Cell;
use crate::tidy::rows::is_note;
use crate::tidy::value::{figure, is_nothing};
use crate::tidy::wide::codes::is_code;
use crate::tidy::wide::down::unit_word;
use crate::tidy::wide::head::Search;
use crate::tidy::wide::label::{Habit, holds_periods};
use crate::tidy::wide::names::larger_first;
use crate::tidy::wide::regions::{Regions, is_region_like};
use crate::tidy::wide::scale::is_scale;
use std::collections::BTreeSet;

/// How many rows tell whether a column is empty.
pub const ROWS_LOOKED: usize = 400;
/// How many labels tell what a column of periods holds.
const LABELS_LOOKED: usize = 20;
/// Columns that count the rows.
const SERIALS: &[&str] = &["序号", "编号", "序", "no", "no.", "#", "serial"];
/// Columns of the days of months.
const DAYS: &[&str] = &["day", "日", "jour", "tag", "día", "dia", "giorno", "dag", "день", "일"];
/// Columns of remarks.
const SAID: &[&str] = &["单位", "计量单位", "备注", "说明", "note", "notes", "remark", "remarks"];

/// Whether a header is that of a column which counts the rows.
pub fn is_serial(header: &str) -> bool {
    SERIALS.contains(&normalise(header).as_str())
}

/// The columns of a header, by what they are.
#[derive(Default)]
pub struct Header {
    /// Columns of periods, with their headers as they are compared.
    pub periods: Vec<(u16, String)>,
    /// Canonical columns, and where they are.
    pub names: Vec<(&'static str, u16)>,
    /// Columns that the pipeline makes part of what is measured.
    pub details: Vec<u16>,
    /// Columns of figures with their headers; without one where it says no more than that they are values.
    pub values: Vec<(u16, String)>,
    /// Whether one of them says that.
    pub has_value: bool,
    /// All other columns with a header.
    pub others: BTreeSet<u16>,
}

impl Header {
    /// Whether a column has a header and holds no figures of the table.
    pub fn is_other(&self, column: u16) -> bool {
        self.others.contains(&column)
            || self.details.contains(&column)
            || self.periods.iter().any(|(at, _)| *at == column)
            || self.names.iter().any(|(_, at)| *at == column)
    }
}

impl Search<'_> {
    /// Whether a row is the header of such a table.
    pub(in crate::tidy::wide) fn heads_down(&self, index: usize) -> bool {
        self.header_down(index).is_some()
    }

    /// What a row of texts is as the header of such a table.
    pub(super) fn header_down(&self, index: usize) -> Option<Header> {
        let header = self.header_of(index)?;
        let header = if header.periods.is_empty() { self.with_blank_corner(index, header) } else { header };
        // With one column of periods and one of values it is a table like others.
        let is_plain = header.has_value && header.periods.len() < 2;
        let sound = (1..=2).contains(&header.periods.len()) && !header.values.is_empty();
        // 万元 | 亿元 | 年月 below other headers are units, and name nothing.
        let is_unit = |(_, written): &(u16, String)| !written.is_empty() && unit_word(written).is_some();
        let is_below = index.checked_sub(1).and_then(|above| self.sheet.row(above)).is_some_and(|row| row.filled() > 1);
        let is_behind = |(column, _): &(u16, String)| header.values.iter().all(|(value, _)| value < column);
        let are_units = header.values.iter().all(is_unit) && header.periods.iter().all(is_behind);
        let sound = sound && !(is_below && are_units);
        Some(header).filter(|header| sound && (!is_plain || self.has_units_below(index, header)))
    }

    /// What the texts of a row say as headers; nothing where it holds anything else.
    pub(super) fn header_of(&self, index: usize) -> Option<Header> {
        let row = self.sheet.row(index).filter(|row| row.flaw.is_none())?;
        let texts = row.iter().map(|(column, cell)| {
            let text = matches!(cell, Cell::Text(..)).then(|| self.sheet.text(cell).trim().to_string());
            Some((column, text?))
        });
        Some(self.header_of_texts(texts.collect::<Option<_>>()?, index + 1))
    }

    /// What texts say as headers of columns whose cells begin in the row `data`.
    fn header_of_texts(&self, texts: Vec<(u16, String)>, data: usize) -> Header {
        let mut header = Header::default();
        let is_data = |form: &str| form == "data";
        let data_headers: Vec<(u16, String)> =
            texts.iter().filter(|(_, written)| is_data(&normalise(written))).cloned().collect();
        let is_place = |(_, written): &(u16, String)| {
            normalise(written) != "area" && self.known(written).is_some_and(|known| known.name == "subject")
        };
        let has_place = texts.iter().any(is_place);
        for (column, written) in texts {
            let own = normalise(&written);
            let known = self.known(&written);
            let half = |known: &ColumnSpec| halves(&written)?.into_iter().find(|half| known.headers.contains(half));
            let form = known.filter(|known| !known.headers.contains(&own)).and_then(half);
            let form = form.unwrap_or_else(|| own.clone());
            let known = known.map(|known| known.name);
            match known {
                _ if self.spec.ignored.contains(&own) => drop(header.others.insert(column)),
                _ if self.spec.details.contains(&own) => header.details.push(column),
                // Of a code and its label only one is filled in: TIME_PERIOD, Time period.
                Some("period" | "value") if self.is_blank(column, data) => drop(header.others.insert(column)),
                Some("period") => header.periods.push((column, form)),
                Some("value") => {
                    header.has_value = true;
                    header.values.push((column, String::new()));
                }
                // Area in km² beside a country is a figure.
                Some("subject") if form == "area" && self.is_measured(column, data, has_place) => {
                    header.values.push((column, written));
                }
                Some(name) => header.names.push((name, column)),
                None if is_code(self.sheet, &written, column, data) => drop(header.others.insert(column)),
                // The day of a year and its month counts nothing.
                None if DAYS.contains(&form.as_str()) => drop(header.others.insert(column)),
                None if is_serial(&form) || SAID.contains(&form.as_str()) || is_scale(&written) => {
                    header.others.insert(column);
                }
                // Statistik_Code holds numbers and counts nothing.
                None if form.ends_with("code") => drop(header.others.insert(column)),
                None if self.has_figures(column, data) => header.values.push((column, written)),
                None => drop(header.others.insert(column)),
            }
        }
        // A number that a program wrote before each row is no figure.
        let first = header.values.first().filter(|(column, _)| header.periods.iter().all(|(at, _)| column < at));
        if let Some((column, written)) = first.filter(|(_, written)| !written.is_empty()).cloned()
            && self.is_running(column, &normalise(&written), data)
        {
            header.values.retain(|(at, _)| *at != column);
            header.others.insert(column);
        }
        self.unit_that_reports(&mut header, data);
        self.one_of_periods(&mut header, data);
        self.one_of_places(&mut header, data);
        // Data is a date in half of Europe, and beside a year what was measured.
        if header.periods.iter().any(|(_, form)| !is_data(form)) {
            let dated = header.periods.extract_if(.., |(_, form)| is_data(form));
            let dated: Vec<u16> = dated.map(|(column, _)| column).collect();
            let written = data_headers.into_iter().filter(|(column, _)| dated.contains(column));
            header.values.extend(written.filter(|(column, _)| self.has_figures(*column, data)));
        }
        header
    }

    /// 单位 above 孟津县 and 伊川县 names who is told of, where no other column does.
    fn unit_that_reports(&self, header: &mut Header, data: usize) {
        let regions = Regions::of(std::slice::from_ref(self.spec));
        let is_region = |column: u16| {
            let cells = self.sheet.rows_from(data).take(ROWS_LOOKED).map(|row| row.cell(column));
            let shown = cells.filter(|cell| *cell != Cell::Empty).map(|cell| self.sheet.shown(cell).trim().to_string());
            let shown: Vec<String> = shown.filter(|text| !is_note(text)).collect();
            let named = shown.iter().filter(|text| is_region_like(text, &regions) && unit_of(text).is_none()).count();
            named > 0 && named * 2 > shown.len()
        };
        let names_rows = |name: &str| matches!(name, "subject" | "indicator");
        if header.names.iter().all(|(name, _)| !names_rows(name))
            && let Some(unit) = header.names.iter_mut().find(|(name, column)| *name == "unit" && is_region(*column))
        {
            unit.0 = "subject";
        }
    }

    /// Leaves one of two columns of periods where one says all.
    fn one_of_periods(&self, header: &mut Header, data: usize) {
        let reads = |column: u16| holds_periods(self.sheet, column, data);
        // time above Month, and time above Apr-05: what stands below the latter are periods.
        if let [(one, form), (other, same)] = header.periods.as_slice()
            && form == same
            && let (true, false) | (false, true) = (reads(*one), reads(*other))
        {
            let at = usize::from(reads(*one));
            header.others.insert(header.periods.remove(at).0);
        }
        // DATE | TIME PERIOD: either says the whole period, and one is enough.
        if header.periods.len() == 2 && header.periods.iter().all(|(column, _)| self.says_periods(*column, data)) {
            header.others.insert(header.periods.remove(0).0);
        }
    }

    /// Leaves one of several columns of places.
    fn one_of_places(&self, header: &mut Header, data: usize) {
        let subjects = header.names.iter().filter(|(name, _)| *name == "subject").map(|(_, column)| *column);
        let (subjects, periods): (Vec<u16>, Vec<u16>) =
            (subjects.collect(), header.periods.iter().map(|(at, _)| *at).collect());
        let from_last: Vec<u16> = subjects.iter().rev().copied().collect();
        if let Some(finest) = self.finest(&from_last, &periods, data) {
            let around = self.around(&subjects, finest, &periods, data);
            let is_read = |column: u16| column == finest || Some(column) == around;
            header.names.retain(|(name, column)| *name != "subject" || is_read(*column));
            header.others.extend(subjects.into_iter().filter(|column| !is_read(*column)));
            larger_first(&mut header.names, around);
        }
    }

    /// Whether every cell of a column is a figure, and one of them no whole number; where another column is one of places, all may be.
    pub(in crate::tidy::wide) fn is_measured(&self, column: u16, below: usize, has_place: bool) -> bool {
        let cells = self.sheet.rows_from(below).take(ROWS_LOOKED).map(|row| row.cell(column));
        let shown: Vec<String> =
            cells.filter(|cell| *cell != Cell::Empty).map(|cell| self.sheet.shown(cell).trim().to_string()).collect();
        // The unit below it is none of its figures.
        let is_figure = |text: &String| matches!(figure(text), Ok(Some(_))) || unit_word(text).is_some();
        shown.iter().filter(|text| !is_nothing(text)).all(is_figure)
            && shown.iter().any(|text| has_place && !is_nothing(text) || text.contains('.'))
    }

    /// Whether each label of a column says more of its period than the year.
    fn says_periods(&self, column: u16, data: usize) -> bool {
        let rows = self.sheet.rows_from(data).take(ROWS_LOOKED).map(|row| self.sheet.shown(row.cell(column)));
        let mut labels = rows.filter(|text| !text.trim().is_empty()).take(LABELS_LOOKED).peekable();
        let is_part = |text: String| {
            let read = self.read_down(text.trim(), None);
            read.iter().any(|reading| !matches!(reading.habit, Habit::Year | Habit::Fiscal))
        };
        labels.peek().is_some() && labels.all(is_part)
    }

    /// Whether nothing stands below a header.
    fn is_blank(&self, column: u16, below: usize) -> bool {
        self.sheet.rows_from(below).take(ROWS_LOOKED).all(|row| row.cell(column) == Cell::Empty)
    }
}
