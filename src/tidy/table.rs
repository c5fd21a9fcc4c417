//! Typed tables and their canonical bytes: what the audit hashes, what replay compares, what recall reads back.
//!
//! Takes typed columns or canonical bytes; gives a frame with every canonical column of its dataset, whatever the file
//! had. The one place in this stage that knows Polars.

/// The canonical bytes.
mod canonical;

/// Long lists.
mod pieces;

/// Columns of texts.
mod texts;

/// Typed columns.
mod values;

/// Columns of texts as views.
mod views;

use crate::base::amount::Amount;
use crate::base::parts;
use crate::pipeline::dataset::Dataset;
use chrono::NaiveDate;
use polars::prelude::{AnyValue, DataFrame, IntoSeries, PlSmallStr, Series, UInt32Chunked};
use std::sync::Mutex;
use values::{Keep, Nulls, same_series};

pub use canonical::CanonicalError;
pub use texts::Texts;
pub use values::{Amounts, Cells, Values};

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

/// Where the rows of a table were read.
#[derive(Debug, Clone)]
pub struct Origin<'a> {
    /// The sheet.
    pub sheet: Option<&'a str>,
    /// The row of each row, as the spreadsheet counts.
    pub rows: Vec<u32>,
    /// The cell that decides each row.
    pub cells: &'a Cells,
    /// What stands instead of values in each row; nothing where that is nowhere the case.
    pub held: Option<&'a Texts>,
}

impl Table {
    /// A table of the rows `keep` (ascending indices into the columns; nothing where all are kept). `columns` are those of
    /// the dataset, in its order; what they hold becomes the frame without being copied where that can be.
    pub fn new(dataset: Dataset, columns: Vec<Values>, origin: Origin<'_>, keep: Option<&[usize]>) -> Table {
        let Origin { sheet, rows, cells, held } = origin;
        let keep = Keep::of(keep, rows.len());
        let (names, nulls) = (dataset.columns(), Nulls::new(keep.len()));
        // Each column by itself, so that several are made at once; who makes one takes its values.
        let columns: Vec<Mutex<Option<Values>>> = columns.into_iter().map(|values| Mutex::new(Some(values))).collect();
        let values = |at: usize| columns.get(at)?.lock().ok()?.take();
        let own = |at: usize| match at.checked_sub(names.len()) {
            None => names.get(at).and_then(|column| Some(values(at)?.into_series(column.name, &keep, &nulls))),
            Some(0) => Some(match sheet {
                Some(sheet) => same_series(SHEET, sheet, keep.len()),
                None => nulls.of_texts(SHEET),
            }),
            Some(1) => {
                let kept = || keep.iter().map(|i| rows.get(i).copied().unwrap_or(0)).collect();
                let rows = if let Keep::All(_) = keep { rows.clone() } else { kept() };
                Some(UInt32Chunked::from_vec(PlSmallStr::from_static(ROW), rows).into_series())
            }
            Some(2) => Some(cells.series(PLACE_CELL, &rows, &keep)),
            Some(_) => Some(match held {
                Some(held) => held.clone().into_series(HELD, &keep),
                None => nulls.of_texts(HELD),
            }),
        };
        let (count, places) = (names.len() + 4, names.len() + 2);
        let series: Vec<Option<Series>> = if keep.len() < parts::THINGS_MIN {
            (0..count).map(own).collect()
        } else {
            // The names of cells first: what takes long shall not be what is waited for.
            let mut series = parts::all(count, |at| own((at + places) % count));
            series.rotate_right(places);
            series
        };
        let series: Vec<polars::prelude::Column> = series.into_iter().flatten().map(Into::into).collect();
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
