//! The columns left of the periods: which of them names the rows, which says their multiple, and which nobody knows.
//!
//! Takes those columns with their headers; gives what each is. Of a code and a name the name is taken where no header says which;
//! anything else that is not known is asked about, never chosen.

use super::apart::{Columns, Open, constant::Constant};
use super::codes;
use super::down::is_serial;
use super::head::{PeriodColumn, Search};
use super::measure::Unread;
use super::regions::{Regions, is_region_like};
use super::scale::is_scale;
use super::title::Titled;
use crate::base::amount::unit::is_part;
use crate::pipeline::headers::{normalise, unit_of};
use crate::tidy::Note;
use crate::tidy::formats::{Cell, Row};
use std::collections::BTreeSet;
use std::ops::Range;

/// How many rows below a header are looked at.
const ROWS_LOOKED: usize = 400;

/// The columns left of the periods.
#[derive(Debug)]
pub struct Named {
    /// Canonical columns, and where they are.
    pub names: Vec<(&'static str, u16)>,
    /// Columns that the pipeline makes part of what is measured.
    pub details: Vec<u16>,
    /// Columns of multiples.
    pub scales: Vec<(u16, String)>,
    /// A column that tells rows apart and is not read.
    pub open: Option<Open>,
    /// Columns that say the same in every row and are not read.
    pub constants: Vec<Constant>,
}

impl Search<'_> {
    /// The columns that name the rows; nothing where those are unknown.
    pub(super) fn names(
        &self,
        left: &[(u16, String)],
        periods: &[PeriodColumn],
        header: Range<usize>,
        has_parts: bool,
        notes: &mut Vec<Note>,
    ) -> Option<Named> {
        let is_ignored = |header: &str| self.spec.ignored.contains(&normalise(header));
        let mut names = self.names_known(left, header.end);
        if names.iter().all(|(name, _)| *name != "unit") {
            names.extend(self.of_units(left, header.end).map(|column| ("unit", column)));
        }
        if names.iter().all(|(name, _)| !matches!(*name, "subject" | "indicator")) && !has_parts {
            let is_open = |(column, text): &&(u16, String)| {
                names.iter().all(|(_, at)| at != column) && !is_ignored(text) && !is_scale(text)
            };
            let open: Vec<&(u16, String)> = left.iter().filter(is_open).collect();
            let found = match open.as_slice() {
                [only] => Some((only.0, None)),
                several => self.of_several(several, header.end),
            };
            let Some((at, code)) = found else {
                notes.push(self.unnamed(&open, periods, header.start));
                return None;
            };
            names.push(("subject", at));
            names.extend(
                code.filter(|_| names.iter().all(|(name, _)| *name != "subject_code")).map(|at| ("subject_code", at)),
            );
            let text = "this column is taken for the names of the rows".to_string();
            notes.push(Note { place: self.place(at, header.start), kind: "subject_assumed".to_string(), text });
        }
        names.extend(self.codes_beside(&names, left, header.end).map(|column| ("subject_code", column)));
        let others =
            || left.iter().filter(|(column, text)| names.iter().all(|(_, at)| at != column) && !is_ignored(text));
        let is_detail = |text: &str| self.spec.details.contains(&normalise(text));
        let details: Vec<u16> = others().filter(|(_, text)| is_detail(text)).map(|(column, _)| *column).collect();
        let scales: Vec<(u16, String)> = others().filter(|(_, text)| is_scale(text)).cloned().collect();
        let is_read = |column: &u16| details.contains(column) || scales.iter().any(|(at, _)| at == column);
        let unread: Vec<(u16, String)> = others().filter(|(column, _)| !is_read(column)).cloned().collect();
        let left_out = unread.iter().filter(|(_, text)| !is_serial(text) && !text.is_empty());
        let left_out = left_out.map(|(column, text)| (*column, text.clone(), Unread::Unclear)).collect();
        self.note_left_out(false, left_out, header.clone(), notes);
        let keys = if has_parts { left.first().map(|(column, _)| ("subject", *column)) } else { None };
        let columns = Columns {
            sheet: self.sheet,
            spec: self.spec,
            rows: header.end..self.sheet.len(),
            names: names
                .iter()
                .copied()
                .chain(keys)
                .chain(details.iter().map(|column| ("indicator", *column)))
                .collect(),
            periods: Vec::new(),
            values: periods.iter().map(|period| period.column).collect(),
            others: unread,
        };
        let open = columns.untold();
        if let Some(open) = &open {
            let place = self.place(open.column, header.end.saturating_sub(1));
            notes.push(Note { place, kind: open.kind().to_string(), text: open.text() });
        }
        let constants = if open.is_none() { columns.constants() } else { Vec::new() };
        Some(Named { names, details, scales, open, constants })
    }

    /// The columns whose headers are known. Beside a region, `Subject` is what is measured.
    fn names_known(&self, left: &[(u16, String)], below: usize) -> Vec<(&'static str, u16)> {
        let mut names: Vec<(&'static str, u16)> = Vec::new();
        let is_detail = |text: &str| self.spec.details.contains(&normalise(text));
        let is_subject = |header: &str| self.canonical(header) == Some("subject");
        // Area in km² beside a country names no row.
        let is_size = |column: u16, header: &str| {
            let has_place = left.iter().any(|(at, text)| *at != column && is_subject(text));
            normalise(header) == "area" && is_subject(header) && has_place && self.is_measured(column, below, true)
        };
        let is_ignored = |text: &str| self.spec.ignored.contains(&normalise(text));
        let is_open = |(at, text): &&(u16, String)| !is_detail(text) && !is_ignored(text) && !is_size(*at, text);
        let is_place = |(_, text): &&(u16, String)| is_subject(text) && normalise(text) != "subject";
        let places: Vec<u16> = left.iter().filter(is_open).filter(is_place).map(|(column, _)| *column).collect();
        // What the pipeline says itself goes before what any office calls so.
        let is_mapped = |column: &&u16| left.iter().any(|(at, text)| at == *column && self.is_mapped("subject", text));
        let mapped = places.iter().find(is_mapped).copied().filter(|_| places.len() > 1);
        let finest = mapped.or_else(|| self.finest(&places, &[], below));
        let around = finest.filter(|_| mapped.is_none()).and_then(|finest| self.around(&places, finest, &[], below));
        let is_coarse = |column: u16| {
            finest.is_some_and(|finest| finest != column && places.contains(&column)) && around != Some(column)
        };
        let others = |open: &&(u16, String)| is_open(open) && !is_coarse(open.0);
        for (column, header) in left.iter().filter(others) {
            let has = |name: &str| names.iter().any(|(other, _)| *other == name);
            let name = match self.canonical(header) {
                Some("subject") if has("subject") && !has("indicator") && normalise(header) == "subject" => "indicator",
                Some(name) if !has(name) => name,
                Some("subject") if around.is_some() && places.contains(column) => "subject",
                _ => continue,
            };
            names.push((name, *column));
        }
        larger_first(&mut names, around);
        names
    }

    /// Whether the pipeline itself names a header.
    fn is_mapped(&self, name: &str, header: &str) -> bool {
        let own = self.spec.columns.iter().filter(|column| column.name == name);
        own.flat_map(|column| column.headers.iter().take(column.own)).any(|known| *known == normalise(header))
    }

    /// Of several columns of places that which tells rows of one period apart: the province, not its country. Of those that do so equally
    /// well the first.
    pub(super) fn finest(&self, places: &[u16], periods: &[u16], below: usize) -> Option<u16> {
        let rows: Vec<Row<'_>> = self.sheet.rows_from(below).take(ROWS_LOOKED).filter(|row| row.filled() > 1).collect();
        let shown = |row: &Row<'_>, column: u16| self.sheet.shown(row.cell(column)).trim().to_string();
        let told = |column: u16| {
            let names: BTreeSet<String> = rows.iter().map(|row| shown(row, column)).collect();
            let mut seen = BTreeSet::new();
            let is_new = |row: &Row<'_>| {
                seen.insert((shown(row, column), periods.iter().map(|at| shown(row, *at)).collect::<Vec<String>>()))
            };
            (rows.iter().all(is_new), names.len())
        };
        places.iter().rev().copied().max_by_key(|column| told(*column)).filter(|_| places.len() > 1)
    }

    /// The column of codes of the places, where a header says that it is one: FIPS beside County. A code that differs among rows of one
    /// place may be of what is measured where a column says that.
    fn codes_beside(&self, names: &[(&'static str, u16)], left: &[(u16, String)], below: usize) -> Option<u16> {
        let at =
            |name: &str| names.iter().filter(move |(known, _)| *known == name).map(|(_, column)| *column).next_back();
        let (subject, None) = (at("subject")?, at("subject_code")) else { return None };
        let shown = |row: &Row<'_>, column: u16| self.sheet.shown(row.cell(column)).trim().to_string();
        let pairs = |column: u16| -> BTreeSet<(String, String)> {
            let rows = self.sheet.rows_from(below).take(ROWS_LOOKED).filter(|row| row.filled() > 2);
            rows.map(|row| (shown(&row, column), shown(&row, subject))).filter(|(code, _)| !code.is_empty()).collect()
        };
        let fits = |(column, header): &&(u16, String)| {
            let said = |list: &[String]| list.contains(&normalise(header));
            let is_free =
                names.iter().all(|(_, at)| at != column) && !said(&self.spec.ignored) && !said(&self.spec.details);
            is_free && codes::is_code(self.sheet, header, *column, below)
        };
        let of_places = |column: &u16| {
            let pairs = pairs(*column);
            let count = |part: fn(&(String, String)) -> &String| pairs.iter().map(part).collect::<BTreeSet<_>>().len();
            let (codes, places) = (count(|(code, _)| code), count(|(_, place)| place));
            codes > 1 && pairs.len() == codes && (codes == places || at("indicator").is_none())
        };
        let open = left.iter().filter(fits).map(|(column, _)| *column).filter(of_places);
        open.max_by_key(|column| pairs(*column).len())
    }

    /// The column of larger places that tells apart smaller ones of the same name: Washington in Alabama and in Arkansas.
    pub(super) fn around(&self, places: &[u16], finest: u16, periods: &[u16], below: usize) -> Option<u16> {
        let told = |places: &[u16]| {
            let mut seen = BTreeSet::new();
            let shown = |row: &Row<'_>, column: &u16| self.sheet.shown(row.cell(*column)).trim().to_string();
            let is_named = |row: &Row<'_>| places.iter().all(|column| row.cell(*column) != Cell::Empty);
            let rows = self.sheet.rows_from(below).filter(|row| row.filled() > 2 && is_named(row));
            let mut names = rows.map(|row| places.iter().chain(periods).map(|at| shown(&row, at)).collect::<Vec<_>>());
            names.all(|names| seen.insert(names))
        };
        let count = |column: u16| {
            let rows = self.sheet.rows_from(below).take(ROWS_LOOKED).filter(|row| row.filled() > 2);
            rows.map(|row| self.sheet.shown(row.cell(column)).trim().to_string()).collect::<BTreeSet<_>>().len()
        };
        // Of as many towns as states nobody can say which is in which.
        let is_larger = |column: u16| column != finest && count(column) < count(finest) && told(&[column, finest]);
        let larger = || places.iter().copied().find(|column| is_larger(*column));
        if told(&[finest]) { None } else { larger() }
    }

    /// Columns left of the periods in which something stands, and nothing above it.
    pub(super) fn without_words(&self, left: &[(u16, String)], first: u16, below: usize) -> Vec<(u16, String)> {
        let rows = self.sheet.rows_from(below).take(ROWS_LOOKED);
        let columns = rows.flat_map(|row| row.columns().take_while(|column| *column < first).collect::<Vec<u16>>());
        let columns: BTreeSet<u16> = columns.filter(|column| left.iter().all(|(at, _)| at != column)).collect();
        columns.into_iter().map(|column| (column, String::new())).collect()
    }

    /// Below 地区：上海 rows of a column that nobody knows are what is measured, unless they are regions themselves.
    pub(super) fn indicators_of_a_place(
        &self,
        names: &mut [(&'static str, u16)],
        titled: &Titled,
        left: &[(u16, String)],
        data: usize,
    ) {
        let regions = Regions::of(std::slice::from_ref(self.spec));
        let unknown = |at: u16| left.iter().any(|(column, text)| *column == at && self.canonical(text).is_none());
        let is_region = |at: u16| {
            let first = self.sheet.rows_from(data).map(|row| row.cell(at)).find(|cell| *cell != Cell::Empty);
            first.is_some_and(|cell| is_region_like(self.sheet.text(cell), &regions))
        };
        let has_indicator = names.iter().any(|(name, _)| *name == "indicator");
        if titled.place.is_none() || has_indicator {
            return;
        }
        for (name, at) in names.iter_mut().filter(|(name, _)| *name == "subject") {
            if unknown(*at) && !is_region(*at) {
                *name = "indicator";
            }
        }
    }

    /// The one column of names among several, and the one of codes beside it: every other column has the same text in all rows, or
    /// none.
    fn of_several(&self, open: &[&(u16, String)], below: usize) -> Option<(u16, Option<u16>)> {
        let mut names = Vec::new();
        let mut coded = Vec::new();
        for (column, header) in open {
            let rows = self.sheet.rows_from(below).take(ROWS_LOOKED).filter(|row| row.flaw.is_none());
            let cells: Vec<String> =
                rows.filter(|row| row.filled() > 1).map(|row| self.sheet.shown(row.cell(*column))).collect();
            let filled: Vec<&str> = cells.iter().map(|text| text.trim()).filter(|text| !text.is_empty()).collect();
            let distinct: BTreeSet<&str> = filled.iter().copied().collect();
            if distinct.len() < 2 {
                continue;
            }
            let says_code = header.is_empty() || codes::is_code(self.sheet, header, *column, below);
            if filled.iter().all(|text| is_code(text)) {
                // A weight or a rank beside the names is none of their codes.
                if !says_code && !codes::looks_like_codes(&filled) {
                    continue;
                }
                coded.push((*column, distinct.len()))
            } else {
                names.push((*column, distinct.len()))
            }
        }
        if names.is_empty() {
            // RO beside 11.
            let has_letters = |column: u16| {
                let rows = self.sheet.rows_from(below).take(ROWS_LOOKED);
                let shown = rows.filter(|row| row.filled() > 1).map(|row| self.sheet.shown(row.cell(column)));
                shown.into_iter().all(|text| text.is_empty() || text.chars().any(char::is_alphabetic))
            };
            (names, coded) = coded.into_iter().partition(|(column, _)| has_letters(*column));
        }
        let [(name, count)] = names.as_slice() else { return None };
        let code = coded.iter().find(|(_, of)| of == count).map(|(column, _)| *column);
        Some((*name, code))
    }

    /// A column without a header whose cells are units and nothing else.
    fn of_units(&self, left: &[(u16, String)], below: usize) -> Option<u16> {
        let is_of_units = |column: u16| {
            let rows = self.sheet.rows_from(below).take(ROWS_LOOKED).filter(|row| row.filled() > 1);
            let cells: Vec<String> = rows
                .map(|row| self.sheet.shown(row.cell(column)).trim().to_string())
                .filter(|text| !text.is_empty())
                .collect();
            let is_unit = |text: &String| unit_of(text).is_some() || text.contains('=') || is_part(text);
            !cells.is_empty() && cells.iter().all(is_unit) && cells.iter().any(|text| unit_of(text).is_some())
        };
        let mut open = left.iter().filter(|(_, text)| text.is_empty()).map(|(column, _)| *column);
        open.find(|column| is_of_units(*column))
    }

    /// What is asked where no column names the rows.
    fn unnamed(&self, open: &[&(u16, String)], periods: &[PeriodColumn], header: usize) -> Note {
        let texts: Vec<&str> =
            open.iter().map(|(_, text)| if text.is_empty() { "(no header)" } else { text }).take(10).collect();
        let (first, last) = (periods.first(), periods.last());
        let (first, last) = (first.map_or("", PeriodColumn::name), last.map_or("", PeriodColumn::name));
        let which = if texts.is_empty() {
            "no column stands left of them to name the rows".to_string()
        } else {
            format!("which of the columns {} names the rows is not known", texts.join(", "))
        };
        let text = format!(
            "the columns are periods ({first} … {last}), and {which}: add its header to [tables.columns] subject or indicator"
        );
        let at = open.first().map_or(0, |(column, _)| *column);
        Note { place: self.place(at, header), kind: "names_unclear".to_string(), text }
    }
}

/// Puts the column of larger places before that of the smaller ones, which it names with them.
pub(super) fn larger_first(names: &mut Vec<(&'static str, u16)>, larger: Option<u16>) {
    if let Some(at) = names.iter().position(|(_, column)| Some(*column) == larger) {
        let name = names.remove(at);
        names.insert(0, name);
    }
}

/// Whether a text is a code: digits, or capitals and digits without a blank.
fn is_code(text: &str) -> bool {
    let plain = text.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase() || matches!(b, b'.' | b'-' | b'_'));
    plain && text.len() <= 12 && !matches!(text.bytes().next(), Some(b'-'))
}
