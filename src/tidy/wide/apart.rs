//! Whether what is read of a series tells its rows apart: a column of regions, sexes or prices that nobody knows may not be left out.
//!
//! Takes the columns of a table that name its rows and those that are not read; gives the one without which nobody can say what
//! a row is of. Looks at rows only where texts stand in columns that are not read.

/// Columns of words of a calendar.
pub mod calendar;

/// Columns of one text.
pub mod constant;

use super::down::is_serial;
use super::scale::is_scale;
use crate::pipeline::TableSpec;
use crate::pipeline::headers::normalise;
use crate::tidy::formats::{Cell, Row, Sheet};
use crate::tidy::rows::{is_note, is_total};
use crate::tidy::value::{self, date};
use std::collections::hash_map::{DefaultHasher, Entry};
use std::collections::{HashMap, HashSet};
use std::hash::{Hash, Hasher};
use std::ops::Range;

/// The most columns that are asked about.
const OPEN_MAX: usize = 64;
/// Cells that tell whether a column holds texts.
const SAMPLE_ROWS: usize = 200;
/// Remarks about a row or a figure, which make no other row of it.
const SAID: &[&str] = &[
    "备注",
    "说明",
    "注",
    "来源",
    "数据来源",
    "更新时间",
    "note",
    "notes",
    "remark",
    "remarks",
    "comment",
    "comments",
    "footnote",
    "footnotes",
    "source",
    "sources",
    "status",
    "symbol",
    "terminated",
    "decimals",
    "flag",
    "flags",
    "lastupdated",
    "lastupdate",
    "updated",
    "url",
    "link",
    "lat",
    "long",
    "lon",
    "latitude",
    "longitude",
    "frequency",
    "freq",
];
/// Whether something holds of a row, which names none.
const FLAGS: &[&str] = &["true", "false", "yes", "no", "y", "n", "是", "否"];
/// What is measured, and of whom, in one word.
const KINDS: &[&str] = &[
    "类别",
    "类型",
    "种类",
    "口径",
    "分组",
    "分类",
    "性别",
    "年龄",
    "年龄组",
    "行业",
    "产业",
    "kind",
    "type",
    "category",
    "class",
    "item",
    "concept",
    "dimension",
    "subject",
    "estimates",
    "prices",
    "sex",
    "gender",
    "age",
    "agegroup",
    "sector",
    "industry",
    "product",
    "commodity",
    "transaction",
    "adjustment",
    "seasonaladjustment",
    "currency",
    "unidad",
    "sexo",
    "sexe",
    "geschlecht",
    "tipo",
    "tipoaggregato",
    "variable",
    "variavel",
    "variável",
];

/// The columns of a series.
pub struct Columns<'a> {
    /// The sheet.
    pub sheet: &'a Sheet,
    /// What the pipeline says of them.
    pub spec: &'a TableSpec,
    /// Its rows of figures.
    pub rows: Range<usize>,
    /// Columns that name rows, by what they are.
    pub names: Vec<(&'static str, u16)>,
    /// Columns of periods; none where they stand above the figures.
    pub periods: Vec<u16>,
    /// Columns of figures.
    pub values: Vec<u16>,
    /// All others with their headers.
    pub others: Vec<(u16, String)>,
}

/// A column that is not read, and what is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// The column on the sheet, from 0.
    pub column: u16,
    /// Its header.
    pub header: String,
    /// Whether nothing can be said of any row without it; otherwise only of those that repeat each other.
    pub of_all: bool,
}

/// What one column that is not read does.
#[derive(Default, Clone)]
struct Seen {
    first: Option<u64>,
    varies: bool,
    /// Whether it varies among rows of one name.
    within: bool,
    /// Whether it differs in rows that are the same otherwise.
    parts: bool,
    /// Whether it differs in rows that are the same but for their unit: Area harvested in ha, Production in t.
    beside_unit: bool,
}

impl Columns<'_> {
    /// The column that tells rows apart and is not read.
    pub fn untold(&self) -> Option<Open> {
        let open: Vec<&(u16, String)> =
            self.others.iter().filter(|(_, header)| self.is_open(header)).take(OPEN_MAX).collect();
        if open.is_empty() {
            return None;
        }
        let (seen, values, groups) = self.look(&open);
        let has = |names: &[&str]| self.names.iter().any(|(name, _)| names.contains(name));
        let (has_subject, has_indicator) = (has(&["subject", "subject_code"]), has(&["indicator", "indicator_code"]));
        let repeated: usize = groups.values().filter(|rows| rows.len() > 1).map(Vec::len).sum();
        let rows: usize = groups.values().map(Vec::len).sum();
        let names = |at: usize, of_all: bool| {
            open.get(at).map(|(column, header)| Open { column: *column, header: header.clone(), of_all })
        };
        let is_lacking = |at: usize, seen: &Seen| {
            let is_measure = || open.get(at).is_some_and(|(_, header)| constant::names_measure(header));
            // What says in each row what is measured tells none apart.
            let nameless = self.names.iter().all(|(name, _)| *name == "unit") && (seen.varies || !is_measure());
            let tells =
                (nameless || seen.varies && seen.within) && open.get(at).is_some_and(|(c, _)| self.is_texts(*c));
            let again = || open.get(at).is_some_and(|(column, _)| self.says_period_again(*column));
            tells && !has_subject && !again()
        };
        let is_kind = |at: usize, seen: &Seen| {
            let known = open.get(at).is_some_and(|(_, header)| KINDS.contains(&bare(header).as_str()));
            known && seen.varies && !has_indicator
        };
        let parts = |at: usize, seen: &Seen| {
            let others = groups.values().filter(|rows| rows.len() == 1).flatten();
            let kinds = || others.filter_map(|row| values.get(row * open.len() + at)).collect::<HashSet<_>>().len();
            seen.parts && (repeated * 2 >= rows || kinds() > 1)
        };
        let find = |is: &dyn Fn(usize, &Seen) -> bool| seen.iter().enumerate().find(|(at, seen)| is(*at, seen));
        let with_unit = |at: usize, seen: &Seen| {
            let is_words = |(column, header): &(u16, String)| self.is_texts(*column) && !says_unit(header);
            seen.beside_unit && open.get(at).is_some_and(|open| is_words(open))
        };
        let of_all = find(&parts).or_else(|| find(&is_lacking)).or_else(|| find(&is_kind)).or_else(|| find(&with_unit));
        if let Some((at, _)) = of_all {
            return names(at, true);
        }
        find(&|_, seen| seen.parts).and_then(|(at, _)| names(at, false))
    }

    /// Whether nobody said what a column is.
    pub fn is_open(&self, header: &str) -> bool {
        let form = normalise(header);
        let said = |list: &[String]| list.contains(&form);
        !form.is_empty()
            && !said(&self.spec.ignored)
            && !said(&self.spec.details)
            && !SAID.contains(&bare(header).as_str())
            && !is_serial(&form)
            && !is_scale(header)
    }

    /// Whether a column only says in words what the columns of periods say.
    fn says_period_again(&self, column: u16) -> bool {
        !self.periods.is_empty() && calendar::says_part(self.sheet, column, self.rows.clone())
    }

    /// What each open column does, their values row by row, and the rows that are the same otherwise.
    fn look(&self, open: &[&(u16, String)]) -> (Vec<Seen>, Vec<u64>, HashMap<u64, Vec<usize>>) {
        let mut seen = vec![Seen::default(); open.len()];
        let mut values: Vec<u64> = Vec::new();
        let mut groups: HashMap<u64, Vec<usize>> = HashMap::new();
        let mut of_units: HashMap<u64, usize> = HashMap::new();
        let has_unit = self.names.iter().any(|(name, _)| *name == "unit");
        let mut by_name: HashMap<(u64, usize), u64> = HashMap::new();
        let data = self.rows.clone().filter_map(|index| self.sheet.row(index)).filter(|row| self.is_data(row));
        for (index, row) in data.enumerate() {
            let name = self.key(&row, self.names.iter().map(|(_, column)| *column), 0);
            let whole = self.key(&row, self.periods.iter().copied(), name);
            let first = *groups.entry(whole).or_default().first().unwrap_or(&index);
            let others = self.names.iter().filter(|(name, _)| *name != "unit").map(|(_, column)| *column);
            let in_any_unit = || self.key(&row, others.clone().chain(self.periods.iter().copied()), 0);
            let alike = if has_unit { *of_units.entry(in_any_unit()).or_insert(index) } else { index };
            for (at, (column, _)) in open.iter().enumerate() {
                let value = self.hash(row.cell(*column));
                let Some(seen) = seen.get_mut(at) else { continue };
                seen.varies |= seen.first.is_some_and(|first| first != value);
                seen.first.get_or_insert(value);
                match by_name.entry((name, at)) {
                    Entry::Occupied(other) => seen.within |= *other.get() != value,
                    Entry::Vacant(place) => drop(place.insert(value)),
                }
                seen.parts |= first != index && values.get(first * open.len() + at) != Some(&value);
                seen.beside_unit |=
                    first == index && alike != index && values.get(alike * open.len() + at) != Some(&value);
                values.push(value);
            }
            groups.entry(whole).or_default().push(index);
        }
        (seen, values, groups)
    }

    pub(super) fn is_data(&self, row: &Row<'_>) -> bool {
        let first = self.sheet.text(row.cells().next().unwrap_or(Cell::Empty));
        row.flaw.is_none()
            && self.values.iter().any(|column| row.cell(*column) != Cell::Empty)
            && !is_total(first)
            && !is_note(first)
    }

    fn key(&self, row: &Row<'_>, columns: impl Iterator<Item = u16>, before: u64) -> u64 {
        let mut hasher = DefaultHasher::new();
        before.hash(&mut hasher);
        columns.for_each(|column| self.hash(row.cell(column)).hash(&mut hasher));
        hasher.finish()
    }

    fn hash(&self, cell: Cell) -> u64 {
        let mut hasher = DefaultHasher::new();
        match cell {
            Cell::Text(..) => self.sheet.text(cell).trim().hash(&mut hasher),
            Cell::Number(number) => number.to_bits().hash(&mut hasher),
            Cell::Empty => {}
            other => self.sheet.shown(other).hash(&mut hasher),
        }
        hasher.finish()
    }

    /// Whether most cells of a column are words: no figures, days or addresses.
    pub(super) fn is_texts(&self, column: u16) -> bool {
        let cells = self.rows.clone().filter_map(|index| self.sheet.row(index)).map(|row| row.cell(column));
        let (mut words, mut all) = (0usize, 0usize);
        for cell in cells.filter(|cell| *cell != Cell::Empty).take(SAMPLE_ROWS) {
            all += 1;
            let text = self.sheet.text(cell).trim();
            let is_word = matches!(cell, Cell::Text(..))
                && !value::is_nothing(text)
                && !matches!(value::figure(text), Ok(Some(_)))
                && text.parse::<f64>().is_err()
                && !FLAGS.contains(&text.to_lowercase().as_str())
                && date::read(text, None) == date::DateText::None
                && !text.contains("://");
            words += usize::from(is_word);
        }
        all > 0 && words * 2 > all
    }
}

/// Whether a header is one of units, or of what is said of them: Unit Code.
fn says_unit(header: &str) -> bool {
    let form = normalise(header);
    ["unit", "单位", "measure", "multiplier", "scale", "einheit", "unité", "unidad"]
        .iter()
        .any(|word| form.contains(word))
}

/// A header as it is compared with one word.
fn bare(header: &str) -> String {
    normalise(header).trim_matches(|c: char| !c.is_alphanumeric()).to_string()
}
