//! Typed tables and their canonical bytes: what the audit hashes, what replay compares, what recall reads back.
//!
//! Takes typed columns or canonical bytes; gives a frame with every canonical column of its dataset, whatever the file
//! had. The one place in this stage that knows Polars.

/// The canonical bytes.
mod canonical;

use crate::base::amount::Amount;
use crate::pipeline::dataset::{Dataset, Kind};
use chrono::{Datelike, NaiveDate};
use polars::prelude::{AnyValue, DataFrame, DataType, IntoSeries, NamedFrom, PlSmallStr, Series, StringChunked};

pub use canonical::CanonicalError;

/// The sheet a row was read from; null for text files.
pub const SHEET: &str = "sheet";
/// The row, as the spreadsheet counts it.
pub const ROW: &str = "row";
/// The cell that decides (the cumulative value, the actual date): letters cite it.
pub const PLACE_CELL: &str = "place_cell";

/// What stands instead of values, as a JSON object of column and text: {"end_date":"Exempt under Section 26"}; null where
/// every value is there.
pub const HELD: &str = "held";

/// The accepted rows of one sheet, typed. Columns: all canonical columns of the dataset under their names, null where the
/// file has none (Text/Id → String, Money/Figure/Percent → Int128 millionths in base units, Date → Date), then `sheet`
/// (String), `row` (UInt32, as the spreadsheet counts), `place_cell` (String), `held` (String, see [`HELD`]) and, for datasets of projects,
/// `project_id` filled from the register. A text is never empty: nothing is null.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// What it is.
    pub dataset: Dataset,
    /// The rows.
    pub frame: DataFrame,
}

/// A column of texts in one arena.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Texts {
    text: String,
    /// Where each text ends; an empty one is nothing.
    ends: Vec<usize>,
}

impl Texts {
    /// Adds a text; an empty one is nothing.
    pub fn push(&mut self, text: Option<&str>) {
        self.text.push_str(text.unwrap_or_default());
        self.ends.push(self.text.len());
    }

    /// Adds the name of a cell: the letters of its column and its row, as the spreadsheet counts.
    pub fn push_cell(&mut self, letters: &str, row: u32) {
        self.text.push_str(letters);
        let (mut digits, mut left, mut rest) = ([0u8; 10], 10, row);
        while left > 0 {
            left -= 1;
            if let Some(digit) = digits.get_mut(left) {
                *digit = b'0' + (rest % 10) as u8;
            }
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        let digits = digits.get(left..).unwrap_or_default();
        self.text.extend(digits.iter().map(|digit| char::from(*digit)));
        self.ends.push(self.text.len());
    }

    /// The `index`-th text.
    pub fn get(&self, index: usize) -> Option<&str> {
        let end = *self.ends.get(index)?;
        let start = index.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |end| *end);
        if start < end { self.text.get(start..end) } else { None }
    }

    /// How many there are, nothing included.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }
}

/// One typed column. One that its table does not have holds no values at all, and is null in every row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Values {
    /// Text or ids.
    Texts(Texts),
    /// Exact figures in base units.
    Amounts(Vec<Option<Amount>>),
    /// Days.
    Dates(Vec<Option<NaiveDate>>),
}

impl Values {
    /// An empty column of a kind.
    pub fn new(kind: Kind) -> Values {
        match kind {
            Kind::Text | Kind::Id => Values::Texts(Texts::default()),
            Kind::Money | Kind::Figure | Kind::Percent => Values::Amounts(Vec::new()),
            Kind::Date => Values::Dates(Vec::new()),
        }
    }

    /// Adds nothing.
    pub fn push_nothing(&mut self) {
        match self {
            Values::Texts(texts) => texts.push(None),
            Values::Amounts(amounts) => amounts.push(None),
            Values::Dates(dates) => dates.push(None),
        }
    }

    /// The `index`-th figure, of a column of figures.
    pub fn amount(&self, index: usize) -> Option<Amount> {
        match self {
            Values::Amounts(amounts) => amounts.get(index).copied().flatten(),
            _ => None,
        }
    }

    /// The `index`-th day, of a column of days.
    pub fn date(&self, index: usize) -> Option<NaiveDate> {
        match self {
            Values::Dates(dates) => dates.get(index).copied().flatten(),
            _ => None,
        }
    }

    /// The `index`-th text, of a column of texts.
    pub fn text(&self, index: usize) -> Option<&str> {
        match self {
            Values::Texts(texts) => texts.get(index),
            _ => None,
        }
    }

    fn is_empty(&self) -> bool {
        match self {
            Values::Texts(texts) => texts.is_empty(),
            Values::Amounts(amounts) => amounts.is_empty(),
            Values::Dates(dates) => dates.is_empty(),
        }
    }

    fn series(&self, name: &str, keep: &[usize]) -> Series {
        if self.is_empty() {
            let kind = match self {
                Values::Texts(_) => DataType::String,
                Values::Amounts(_) => DataType::Int128,
                Values::Dates(_) => DataType::Date,
            };
            return Series::full_null(PlSmallStr::from_str(name), keep.len(), &kind);
        }
        match self {
            Values::Texts(texts) => texts_series(name, keep.iter().map(|i| texts.get(*i))),
            Values::Amounts(amounts) => {
                let values: Vec<Option<i128>> =
                    keep.iter().map(|i| amounts.get(*i).copied().flatten().map(|a| a.0)).collect();
                Series::new(PlSmallStr::from_str(name), values)
            }
            Values::Dates(dates) => {
                let days: Vec<Option<i32>> = keep.iter().map(|i| dates.get(*i).copied().flatten().map(day)).collect();
                let series = Series::new(PlSmallStr::from_str(name), days);
                series.cast(&DataType::Date).unwrap_or(series) // every i32 is a day to Polars
            }
        }
    }
}

/// Days since 1970-01-01.
fn day(date: NaiveDate) -> i32 {
    date.num_days_from_ce() - 719_163
}

fn texts_series<'a>(name: &str, texts: impl Iterator<Item = Option<&'a str>>) -> Series {
    let mut column: StringChunked = texts.collect();
    column.rename(PlSmallStr::from_str(name));
    column.into_series()
}

/// Where the rows of a table were read.
#[derive(Debug, Clone, Copy)]
pub struct Origin<'a> {
    /// The sheet.
    pub sheet: Option<&'a str>,
    /// The row of each row, as the spreadsheet counts.
    pub rows: &'a [u32],
    /// The cell that decides each row.
    pub cells: &'a Texts,
    /// What stands instead of values in each row.
    pub held: &'a Texts,
}

impl Table {
    /// A table of the rows `keep` (indices into the columns). `columns` are those of the dataset, in its order.
    pub fn new(dataset: Dataset, columns: &[Values], origin: &Origin<'_>, keep: &[usize]) -> Table {
        let named = dataset.columns().iter().zip(columns);
        let mut series: Vec<polars::prelude::Column> =
            named.map(|(column, values)| values.series(column.name, keep).into()).collect();
        let rows: Vec<u32> = keep.iter().map(|i| origin.rows.get(*i).copied().unwrap_or(0)).collect();
        series.push(texts_series(SHEET, keep.iter().map(|_| origin.sheet)).into());
        series.push(Series::new(PlSmallStr::from_static(ROW), rows).into());
        series.push(texts_series(PLACE_CELL, keep.iter().map(|i| origin.cells.get(*i))).into());
        series.push(texts_series(HELD, keep.iter().map(|i| origin.held.get(*i))).into());
        // All columns have `keep.len()` values and distinct names, so this cannot fail; an empty frame would be noticed.
        let frame = DataFrame::new(keep.len(), series).unwrap_or_else(|_| DataFrame::empty());
        Table { dataset, frame }
    }

    /// How many rows it has.
    pub fn height(&self) -> usize {
        self.frame.height()
    }

    /// The canonical bytes: equal tables give equal bytes, on any machine, in any later version that says the same
    /// version number.
    pub fn to_bytes(&self) -> Vec<u8> {
        canonical::write(self)
    }

    /// Reads canonical bytes back.
    ///
    /// # Errors
    /// When they are not canonical bytes of a version that is known.
    pub fn from_bytes(bytes: &[u8]) -> Result<Table, CanonicalError> {
        canonical::read(bytes)
    }

    /// The projects its rows speak of, row by row.
    pub fn subjects(&self) -> Vec<String> {
        self.texts(["project_id"]).into_iter().filter_map(|[id]| id).collect()
    }

    /// The row of each row on its sheet, as the spreadsheet counts.
    pub fn numbers(&self) -> Vec<u32> {
        let column = self.frame.column(ROW).ok().and_then(|column| column.u32().ok());
        (0..self.height()).map(|row| column.and_then(|c| c.get(row)).unwrap_or(0)).collect()
    }

    /// A column as people read it, row by row: figures in base units, days as 2026-06-30; empty where it has no such
    /// column or nothing in it.
    pub fn shown(&self, name: &str) -> Vec<Option<String>> {
        let Ok(column) = self.frame.column(name) else { return vec![None; self.height()] };
        let shown = |row: usize| match column.get(row).ok()? {
            AnyValue::Null => None,
            AnyValue::Int128(value) => Some(Amount(value).to_string()),
            AnyValue::String(text) => Some(text.to_string()),
            AnyValue::Date(day) => {
                NaiveDate::from_num_days_from_ce_opt(day.checked_add(719_163)?).map(|d| d.to_string())
            }
            other => Some(other.to_string()),
        };
        (0..self.height()).map(shown).collect()
    }

    /// A column of figures, row by row; empty where it has no such column or no figure.
    pub fn amounts(&self, name: &str) -> Vec<Option<Amount>> {
        let column = self.frame.column(name).ok().and_then(|column| column.i128().ok());
        (0..self.height()).map(|row| column.and_then(|c| c.get(row)).map(Amount)).collect()
    }

    /// A column of days, row by row; empty where it has no such column or no day.
    pub fn dates(&self, name: &str) -> Vec<Option<NaiveDate>> {
        let column = self.frame.column(name).ok().and_then(|column| column.date().ok());
        let day = |row: usize| NaiveDate::from_num_days_from_ce_opt(column?.physical().get(row)?.checked_add(719_163)?);
        (0..self.height()).map(day).collect()
    }

    /// Some of its text columns, row by row; a column that it does not have, or that holds no text, is empty.
    pub fn texts<const N: usize>(&self, names: [&str; N]) -> Vec<[Option<String>; N]> {
        let columns = names.map(|name| self.frame.column(name).ok().and_then(|column| column.str().ok()));
        let row = |row: usize| columns.map(|column| column.and_then(|c| c.get(row)).map(str::to_string));
        (0..self.height()).map(row).collect()
    }
}
