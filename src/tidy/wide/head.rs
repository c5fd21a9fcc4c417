//! Where a wide table is on a sheet: the rows of its labels, its periods, and the columns that name its rows.
//!
//! Takes a sheet; gives the tables whose columns are periods. All labels of a table are read together or not at all: a
//! label that does not fit makes the table one that is asked about, with the cell named.

/// What stands above each column.
mod columns;

/// Months down and years across.
mod crossed;

/// Years of eras.
mod eras;

/// Columns of flags.
mod flags;

/// Years long ago.
mod old;

/// Which rows are headers.
mod rows;

/// What is measured, where no row says it.
mod unnamed;

use super::apart::Open;
use super::down::without_period;
use super::label::Reading;
use super::measure::{Kind, Measure};
use super::names::Named;
use super::regions::Regions;
use super::sections;
use super::several::Chosen;
use super::title::{Titled, titled};
use crate::base::place::{Place, cell_name};
use crate::pipeline::habit::Habit;
use crate::pipeline::headers::{halves, normalise};
use crate::pipeline::{ColumnSpec, TableSpec};
use crate::tidy::formats::{Cell, Sheet};
use crate::tidy::{FoundColumn, Note, period};
use chrono::NaiveDate;
use crossed::in_their_years;
use old::are_years;
use std::collections::BTreeMap;
use std::ops::Range;

pub use crossed::{Crossed, SOME_YEAR, is_whole};
use rows::in_unit;
pub use rows::only_counts;

/// How many rows from the top, or from where the table before ends, labels are looked for.
const WINDOW: usize = 40;

/// The most columns of a table whose periods stand below each other.
const UPRIGHT_MAX: usize = 40;

/// The fewest columns of single days.
const DAYS_MIN: usize = 3;

/// One column of figures.
#[derive(Debug, Clone)]
pub struct PeriodColumn {
    /// The column on the sheet, from 0.
    pub column: u16,
    /// Its period; none where each row has its own.
    pub period: Option<Reading>,
    /// The region that stands above it, where each row has its own period.
    pub subject: Option<String>,
    /// What else its header says: 总量, 同比增长.
    pub measure: Option<String>,
    /// The unit its header names.
    pub unit: Option<String>,
    /// What it measures, for units.
    pub kind: Kind,
    /// How final its label says that its figures are.
    pub remark: Option<String>,
    /// The column right of it that holds the flags of its figures and nothing else.
    pub flags: Option<u16>,
}

impl PeriodColumn {
    /// A column of what is measured, as far as its heading tells.
    pub fn new(column: u16, measure: Measure) -> PeriodColumn {
        let Measure { name, unit, kind, .. } = measure;
        PeriodColumn { column, period: None, subject: None, measure: name, unit, kind, remark: None, flags: None }
    }

    /// The name of its period.
    pub fn name(&self) -> &str {
        self.period.as_ref().map_or("", |period| period.name.as_str())
    }

    /// The unit of its figures, where their rows name none.
    pub fn unit_below(&self, above: &Titled) -> Chosen {
        let name = self.measure.as_deref().or(above.name.as_deref()).unwrap_or("");
        self.unit.clone().map_or_else(|| above.unit_of(name, self.kind), Chosen::Unit)
    }
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
    /// The periods of its rows, where they stand below each other.
    pub rows: BTreeMap<usize, Reading>,
    /// The periods of its cells, where rows say one part of them and columns the other.
    pub crossed: Option<Crossed>,
    /// Canonical columns that name its rows, and where they are.
    pub names: Vec<(&'static str, u16)>,
    /// Columns that are part of what is measured, as the pipeline says.
    pub details: Vec<u16>,
    /// Columns of multiples, with their headers.
    pub scales: Vec<(u16, String)>,
    /// A column that tells rows apart and is not read.
    pub open: Option<Open>,
    /// For keys that stand together in one column (`A,MIO_EUR,DE`): what each part is.
    pub parts: Vec<Option<&'static str>>,
    /// How the pipeline says that values are written.
    pub habit: Habit,
    /// The year that a title says, for labels without one.
    pub year: Option<i32>,
    /// The rows of its header, which may stand above another table of the same header.
    pub copies: Range<usize>,
    /// The indicator and the unit that a line above names.
    pub titled: Titled,
    /// Every column with a header, for people.
    pub columns: Vec<FoundColumn>,
    /// Where each of them stands on the sheet, from 0.
    pub at: Vec<u16>,
}

impl Wide {
    /// The period of a value; none where it cannot be told.
    pub fn period<'a>(&'a self, column: &'a PeriodColumn, row: usize) -> Option<&'a Reading> {
        match &self.crossed {
            Some(crossed) => crossed.periods.get(&(row, column.column)),
            None => column.period.as_ref().or_else(|| self.rows.get(&row)),
        }
    }
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
    /// The day it came.
    pub arrived: NaiveDate,
}

/// The wide tables of a sheet, from the top.
pub fn find(search: &Search<'_>, notes: &mut Vec<Note>) -> Vec<Wide> {
    let regions = Regions::of(std::slice::from_ref(search.spec));
    let mut found: Vec<Wide> = Vec::new();
    let mut why_not: Vec<Note> = Vec::new();
    let first = (0..WINDOW.min(search.sheet.len())).find_map(|base| {
        let mut said = Vec::new();
        let table = search.table(0, base, &mut said);
        // What was said of a row above the header that is found is not worth knowing.
        if table.is_some() {
            notes.append(&mut said)
        } else {
            why_not.append(&mut said)
        }
        table
    });
    let Some(first) = first else {
        let down = search.down(notes);
        if down.is_none() {
            notes.append(&mut why_not);
        }
        return down.into_iter().flat_map(|wide| sections::split(search, wide, &regions, notes)).collect();
    };
    let mut index = first.header + first.depth;
    found.push(first);
    while index < search.sheet.len() {
        if let Some(last) = found.last_mut()
            && search.begins_like(last, index)
            && !is_copy(search.sheet, last, index)
        {
            let floor = last.header + last.depth;
            let is_title = |row: &usize| sections::is_title(search.sheet, *row);
            let from = (floor..index).rev().take_while(is_title).last().unwrap_or(index);
            if let Some(next) = search.table(from, index, notes) {
                last.end = from;
                index = next.header + next.depth;
                found.push(next);
                continue;
            }
        }
        index += 1;
    }
    found.into_iter().flat_map(|wide| sections::split(search, wide, &regions, notes)).collect()
}

impl Search<'_> {
    pub(super) fn place(&self, column: u16, row: usize) -> Place {
        let number = self.sheet.row(row).map_or(0, |row| row.number as usize);
        let cell = Some(cell_name(usize::from(column), number));
        Place { file: self.file.to_string(), sheet: self.sheet.name.clone(), cell }
    }

    /// The table whose labels stand in the `base`-th row, if they do.
    fn table(&self, from: usize, base: usize, notes: &mut Vec<Note>) -> Option<Wide> {
        let here: Vec<u16> = self.row(base).into_iter().filter(|(_, c)| self.is_label(*c)).map(|(at, _)| at).collect();
        let first = *here.first()?;
        let own = self.sheet.row(base)?;
        let named = own.iter().any(|(column, cell)| column < first && self.canonical(self.sheet.text(cell)).is_some());
        // Where the names have their header in a row above, this is a row of figures: 2010 is none of its labels.
        // Unidade da Federação | Ano above Unidade da Federação | 2019: the header of the names comes again.
        let is_header = |cell: Cell| self.canonical(self.sheet.text(cell)).is_some();
        let is_below = |(column, cell)| column < first && !is_header(cell) && self.is_named_above(from..base, column);
        // July 2025 is no figure, whatever stands above it.
        let is_bare = |column: &u16| !self.sheet.shown(own.cell(*column)).contains(char::is_alphabetic);
        if here.len() < 2 && !named || here.iter().any(is_bare) && own.iter().any(is_below) {
            return None;
        }
        if self.are_years_below(base, &here) {
            return None;
        }
        // Below Series ID, Year, Period, Value 2021 and M01 are what stands in a row.
        let is_narrow = |index: &usize| self.sheet.row(*index).is_some_and(|row| row.filled() <= UPRIGHT_MAX);
        if (from..base).filter(is_narrow).any(|above| self.heads_down(above)) {
            return None;
        }
        let year = (from..base)
            .rev()
            .filter_map(|index| self.sheet.row(index))
            .find_map(|row| row.cells().find_map(|cell| period::year_of(self.sheet.text(cell))));
        let year = year.or_else(|| period::year_of(self.sheet.name.as_deref()?)).or(self.year);
        let years = self.years_down(base + 1, &here, base);
        let year = years.as_ref().map_or(year, |_| Some(SOME_YEAR));
        let rows = self.header_rows(from, base, first);
        let (header, depth) = (*rows.first()?, rows.len() + self.counting_rows(&rows));
        let unit = self.unit_row(header + depth, first);
        let pieces = self.pieces(&rows, first);
        let periods = match self.periods(&pieces, first, header..header + depth, year, notes) {
            Ok(periods) => in_unit(periods, unit.as_deref()),
            Err((column, why)) => {
                let text = format!("the periods above the columns cannot be told: {why}");
                notes.push(Note { place: self.place(column, base), kind: "periods_unclear".to_string(), text });
                return None;
            }
        };
        let depth = depth + usize::from(unit.is_some());
        // Two dates may stand in any row of figures.
        let days = periods.iter().filter(|column| column.period.as_ref().is_some_and(|period| period.habit.is_day()));
        if periods.is_empty() || (1..DAYS_MIN).contains(&days.count()) || !named && !are_years(&periods) {
            return None;
        }
        let crossed = match &years {
            Some((column, years)) => Some(in_their_years(*column, years, &periods)),
            None => self.parts_down(header + depth, first, &self.texts_of(&pieces), &periods),
        };
        let wide = self.named(from, (header, depth), first, (periods, crossed), &pieces, notes)?;
        Some(Wide { year, ..wide })
    }

    /// How the pipeline says that values are written.
    pub(super) fn habit(&self) -> Habit {
        let value = self.spec.columns.iter().find(|column| column.name == "value");
        value.map(|column| column.habit.clone()).unwrap_or_default()
    }

    fn is_named_above(&self, mut rows: Range<usize>, column: u16) -> bool {
        rows.any(|index| {
            let header = self.sheet.row(index).and_then(|row| self.canonical(self.sheet.text(row.cell(column))));
            matches!(header, Some("subject" | "indicator"))
        })
    }

    /// The column that a header names, in one language or in two.
    pub(super) fn known(&self, header: &str) -> Option<&ColumnSpec> {
        let of = |form: &str| self.spec.columns.iter().find(|column| column.headers.iter().any(|known| known == form));
        of(&normalise(header)).or_else(|| halves(header)?.iter().find_map(|half| of(half)))
    }

    pub(super) fn canonical(&self, header: &str) -> Option<&'static str> {
        let column = self.known(header)?;
        matches!(column.name, "subject" | "subject_code" | "indicator" | "indicator_code" | "unit")
            .then_some(column.name)
    }

    /// The table with the columns that name its rows; nothing where those are unknown.
    fn named(
        &self,
        from: usize,
        (header, depth): (usize, usize),
        first: u16,
        (periods, crossed): (Vec<PeriodColumn>, Option<Crossed>),
        pieces: &BTreeMap<u16, Vec<Cell>>,
        notes: &mut Vec<Note>,
    ) -> Option<Wide> {
        let mut left: Vec<(u16, String)> = self.texts_of(pieces).into_iter().filter(|(at, _)| *at < first).collect();
        left.extend(self.without_words(&left, first, header + depth));
        left.sort_unstable();
        left.retain(|(column, _)| crossed.as_ref().is_none_or(|crossed| crossed.column != *column));
        let parts = left.first().map(|(_, header)| self.parts(header)).unwrap_or_default();
        let needs_none = !parts.is_empty() || crossed.is_some() && left.is_empty();
        let named = self.names(&left, &periods, header..header + depth, needs_none, notes)?;
        let Named { mut names, details, scales, open, constants } = named;
        let is_named = names.iter().any(|(name, _)| *name == "indicator") || !parts.is_empty();
        let is_measured = || periods.iter().any(|period| period.measure.is_some());
        let corner = names.iter().find(|(name, _)| *name == "subject").map(|(_, at)| *at);
        let corner = left.iter().find(|(at, _)| Some(*at) == corner).map_or("", |(_, text)| text.as_str());
        let known = self.canonical(corner).is_some();
        let mut titled = titled(self.sheet, from..header).with_corner(corner, known, is_named);
        self.indicators_of_a_place(&mut names, &titled, &left, header + depth);
        // 2026年7月各县区固定资产投资: its columns say which months they are of.
        titled.name = titled.name.map(|name| without_period(&name).unwrap_or(name));
        self.name_by_constant((header + depth - 1, is_named || is_measured()), constants, &mut titled, notes);
        if titled.name.is_none() && !is_named {
            self.title_of_sheet(header, &mut titled, notes);
        }
        if titled.name.is_none() && names.is_empty() && parts.is_empty() && !is_measured() {
            self.name_nameless((first, header), &mut titled, notes);
        }
        let shown = |(column, cells): (&u16, &Vec<Cell>)| {
            let name = names.iter().find(|(_, at)| at == column).map(|(name, _)| (*name).to_string());
            let detail = || details.contains(column).then(|| "indicator".to_string());
            let scale = || scales.iter().any(|(at, _)| at == column).then(|| "unit".to_string());
            let name = name.or_else(detail).or_else(scale);
            let period = periods.iter().find(|period| period.column == *column);
            FoundColumn {
                header: cells.iter().map(|cell| self.sheet.shown(*cell)).collect::<Vec<String>>().join(" / "),
                column: name.or_else(|| period.map(|period| format!("value of {}", period.name()))),
                unit: period.and_then(|period| period.unit_below(&titled).unit()),
            }
        };
        let columns = pieces.iter().map(shown).collect();
        let at = pieces.keys().copied().collect();
        let (habit, rows) = (self.habit(), BTreeMap::new());
        let (copies, end) = (header..header + depth, self.sheet.len());
        Some(Wide {
            year: None,
            habit,
            from,
            header,
            depth,
            end,
            periods,
            rows,
            crossed,
            names,
            details,
            scales,
            open,
            parts,
            copies,
            titled,
            columns,
            at,
        })
    }

    /// The last text above each column.
    fn texts_of(&self, pieces: &BTreeMap<u16, Vec<Cell>>) -> BTreeMap<u16, String> {
        let text =
            |cells: &Vec<Cell>| cells.last().map_or(String::new(), |cell| self.sheet.shown(*cell).trim().to_string());
        pieces.iter().map(|(column, cells)| (*column, text(cells))).collect()
    }

    /// `freq,unit,geo\TIME_PERIOD`: keys that stand together.
    fn parts(&self, header: &str) -> Vec<Option<&'static str>> {
        match header.split_once('\\') {
            Some((keys, _)) if keys.contains(',') => keys.split(',').map(|key| self.canonical(key)).collect(),
            _ => Vec::new(),
        }
    }
}

/// Whether a row says what a row of title or header of the table says.
pub fn is_copy(sheet: &Sheet, table: &Wide, index: usize) -> bool {
    let shown = |index: usize| {
        let row = sheet.row(index)?;
        Some(row.iter().map(|(column, cell)| (column, sheet.shown(cell))).collect::<Vec<(u16, String)>>())
    };
    let this = shown(index);
    let above = (table.from..table.header + table.depth).chain(table.copies.clone());
    this.is_some() && above.into_iter().any(|row| shown(row) == this)
}
