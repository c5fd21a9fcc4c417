//! Typed columns before they are a frame: texts, figures and days.
//!
//! Takes values one by one, or the columns of the rows below; gives them by row, and as series. A column that its table
//! does not have holds no values at all, and is null in every row.

use super::pieces::Pieces;
use super::texts::Texts;
use super::views::{SHORT, Views};
use crate::base::amount::Amount;
use crate::pipeline::dataset::Kind;
use chrono::{Datelike, NaiveDate};
use polars::prelude::{
    ChunkFull, DataType, Int32Chunked, Int128Chunked, IntoSeries, NewChunkedArray, PlSmallStr, Series, StringChunked,
};
use polars_arrow::array::Int128Array;
use std::sync::OnceLock;

/// What stands for no figure: it is beyond every figure that is kept.
const NOTHING: i128 = i128::MIN;

/// A column of figures, in millionths.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Amounts {
    millionths: Pieces<i128>,
    /// Whether any of them is nothing.
    gaps: bool,
}

impl Amounts {
    /// Adds a figure, or nothing.
    #[inline]
    pub fn push(&mut self, amount: Option<Amount>) {
        self.gaps |= amount.is_none();
        self.millionths.push(amount.map_or(NOTHING, |amount| amount.0));
    }

    /// The `index`-th figure.
    #[inline]
    pub fn get(&self, index: usize) -> Option<Amount> {
        self.millionths.get(index).filter(|value| **value != NOTHING).map(|value| Amount(*value))
    }

    /// Puts another figure, or nothing, in the place of the `index`-th.
    pub fn set(&mut self, index: usize, amount: Option<Amount>) {
        if let Some(value) = self.millionths.get_mut(index) {
            self.gaps |= amount.is_none();
            *value = amount.map_or(NOTHING, |amount| amount.0);
        }
    }
}

impl Extend<Option<Amount>> for Amounts {
    fn extend<I: IntoIterator<Item = Option<Amount>>>(&mut self, amounts: I) {
        amounts.into_iter().for_each(|amount| self.push(amount));
    }
}

/// One typed column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Values {
    /// Text or ids.
    Texts(Texts),
    /// Exact figures in base units.
    Amounts(Amounts),
    /// Days.
    Dates(Vec<Option<NaiveDate>>),
}

impl Values {
    /// An empty column of a kind.
    pub fn new(kind: Kind) -> Values {
        match kind {
            Kind::Text | Kind::Id => Values::Texts(Texts::default()),
            Kind::Money | Kind::Figure | Kind::Percent => Values::Amounts(Amounts::default()),
            Kind::Date => Values::Dates(Vec::new()),
        }
    }

    /// Takes all values away, so that they can be changed beside their table.
    pub fn take(&mut self) -> Values {
        let empty = match self {
            Values::Texts(_) => Values::Texts(Texts::default()),
            Values::Amounts(_) => Values::Amounts(Amounts::default()),
            Values::Dates(_) => Values::Dates(Vec::new()),
        };
        std::mem::replace(self, empty)
    }

    /// Adds nothing.
    pub fn push_nothing(&mut self) {
        match self {
            Values::Texts(texts) => texts.push(None),
            Values::Amounts(amounts) => amounts.push(None),
            Values::Dates(dates) => dates.push(None),
        }
    }

    /// Makes room for so many values more.
    pub fn reserve(&mut self, rows: usize) {
        match self {
            Values::Texts(texts) => texts.reserve(rows),
            Values::Amounts(amounts) => amounts.millionths.reserve(rows),
            Values::Dates(dates) => dates.reserve(rows),
        }
    }

    /// Adds all values of another column of its kind below its own.
    pub fn append(&mut self, other: Values) {
        match (self, other) {
            (Values::Texts(texts), Values::Texts(others)) => texts.append(others),
            (Values::Amounts(amounts), Values::Amounts(others)) => {
                amounts.millionths.append(others.millionths);
                amounts.gaps |= others.gaps;
            }
            (Values::Dates(dates), Values::Dates(others)) => {
                dates.reserve_exact(others.len());
                dates.extend(others);
            }
            _ => {}
        }
    }

    /// The `index`-th figure, of a column of figures.
    pub fn amount(&self, index: usize) -> Option<Amount> {
        match self {
            Values::Amounts(amounts) => amounts.get(index),
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

    /// Whether it holds no values at all: its table has no such column.
    pub fn is_empty(&self) -> bool {
        match self {
            Values::Texts(texts) => texts.is_empty(),
            Values::Amounts(amounts) => amounts.millionths.len() == 0,
            Values::Dates(dates) => dates.is_empty(),
        }
    }

    /// The rows that are kept, as a column of a frame.
    pub(super) fn into_series(self, name: &str, keep: &Keep<'_>, nulls: &Nulls) -> Series {
        let named = PlSmallStr::from_str(name);
        match self {
            values if values.is_empty() => nulls.named(name, &values),
            Values::Texts(texts) => texts.into_series(name, keep),
            Values::Amounts(amounts) => match keep {
                Keep::All(_) if !amounts.gaps => {
                    let pieces = amounts.millionths.into_pieces().map(Int128Array::from_vec);
                    Int128Chunked::from_chunk_iter(named, pieces).into_series()
                }
                _ => {
                    let values = keep.iter().map(|i| amounts.get(i).map(|amount| amount.0));
                    Int128Chunked::from_iter_options(named, values).into_series()
                }
            },
            Values::Dates(dates) => {
                let all = || dates.iter().map(|date| date.map(day)).collect::<Option<Vec<i32>>>();
                let days = match matches!(keep, Keep::All(_)).then(all).flatten() {
                    Some(days) => Int32Chunked::from_vec(named, days),
                    None => {
                        let days = keep.iter().map(|i| dates.get(i).copied().flatten().map(day));
                        Int32Chunked::from_iter_options(named, days)
                    }
                };
                let days = days.into_series();
                days.cast(&DataType::Date).unwrap_or(days) // every i32 is a day to Polars
            }
        }
    }
}

/// The cells that decide the rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cells {
    /// All in the column of these letters, each in its own row.
    Column(String),
    /// Each by its own name.
    Each(Texts),
}

impl Cells {
    /// The name of the cell of the `index`-th row. `number`: that row, as the spreadsheet counts.
    pub fn name(&self, index: usize, number: u32) -> Option<String> {
        match self {
            Cells::Column(letters) => Some(format!("{letters}{number}")),
            Cells::Each(texts) => texts.get(index).map(str::to_string),
        }
    }

    pub(super) fn series(&self, name: &str, rows: &[u32], keep: &Keep<'_>) -> Series {
        let letters = match self {
            Cells::Column(letters) => letters,
            Cells::Each(texts) => return texts.clone().into_series(name, keep),
        };
        let mut column = Views::new(keep.len());
        let (mut cell, mut before) = (Counted::default(), None);
        for index in keep.iter() {
            let number = rows.get(index).copied().unwrap_or(0);
            // Nearly always it is the row below the last one.
            if before.is_none_or(|before: u32| before.checked_add(1) != Some(number)) || !cell.count() {
                cell = Counted::new(letters, number);
            }
            before = Some(number);
            match cell.is_short() {
                true => column.push_ascii(cell.word, cell.length),
                false => column.push(Some(&format!("{letters}{number}"))),
            }
        }
        StringChunked::with_chunk(PlSmallStr::from_str(name), column.finish()).into_series()
    }
}

/// The name of a cell that is counted on from row to row.
#[derive(Default)]
struct Counted {
    /// Its letters and digits, the first the lowest byte: read and changed as one, it stays out of memory.
    word: u128,
    length: usize,
}

impl Counted {
    fn new(letters: &str, number: u32) -> Counted {
        let name = format!("{letters}{number}");
        let mut bytes = [0; 16];
        bytes.iter_mut().zip(name.bytes()).for_each(|(to, byte)| *to = byte);
        Counted { word: u128::from_le_bytes(bytes), length: name.len() }
    }

    /// Whether the name is short enough to be kept here.
    #[inline]
    fn is_short(&self) -> bool {
        self.length <= SHORT
    }

    /// The name of the cell below; nothing becomes of it where that has one digit more.
    #[inline]
    fn count(&mut self) -> bool {
        if !self.is_short() {
            return false;
        }
        for at in (0..self.length).rev() {
            match (self.word >> (8 * at)) as u8 {
                b'9' => self.word -= 9 << (8 * at),
                b'0'..=b'8' => {
                    self.word += 1 << (8 * at);
                    return true;
                }
                _ => return false,
            }
        }
        false
    }
}

/// Which rows of the columns are kept.
#[derive(Debug, Clone, Copy)]
pub(super) enum Keep<'a> {
    /// All of so many.
    All(usize),
    /// Those with these indices.
    Some(&'a [usize]),
}

impl<'a> Keep<'a> {
    /// `keep`: ascending indices into columns of so many rows; nothing where all are kept.
    pub fn of(keep: Option<&'a [usize]>, rows: usize) -> Keep<'a> {
        keep.map_or(Keep::All(rows), Keep::Some)
    }

    pub fn len(&self) -> usize {
        match self {
            Keep::All(rows) => *rows,
            Keep::Some(keep) => keep.len(),
        }
    }

    pub fn iter(&self) -> impl ExactSizeIterator<Item = usize> + use<'a> {
        let keep = *self;
        (0..keep.len()).map(move |at| match keep {
            Keep::All(_) => at,
            Keep::Some(keep) => keep.get(at).copied().unwrap_or(usize::MAX),
        })
    }
}

/// Columns in which there is nothing, one of each kind: many columns are the same one.
pub(super) struct Nulls {
    rows: usize,
    texts: OnceLock<Series>,
    amounts: OnceLock<Series>,
    dates: OnceLock<Series>,
}

impl Nulls {
    /// Of so many rows.
    pub fn new(rows: usize) -> Nulls {
        Nulls { rows, texts: OnceLock::new(), amounts: OnceLock::new(), dates: OnceLock::new() }
    }

    /// The one of a kind, under another name.
    fn named(&self, name: &str, values: &Values) -> Series {
        let (kept, kind) = match values {
            Values::Texts(_) => (&self.texts, DataType::String),
            Values::Amounts(_) => (&self.amounts, DataType::Int128),
            Values::Dates(_) => (&self.dates, DataType::Date),
        };
        let series = kept.get_or_init(|| Series::full_null(PlSmallStr::EMPTY, self.rows, &kind));
        series.clone().with_name(PlSmallStr::from_str(name))
    }

    /// The one of texts, under another name.
    pub fn of_texts(&self, name: &str) -> Series {
        self.named(name, &Values::Texts(Texts::default()))
    }
}

/// Days since 1970-01-01.
fn day(date: NaiveDate) -> i32 {
    date.num_days_from_ce() - 719_163
}

/// A column that says the same in all rows.
pub(super) fn same_series(name: &str, text: &str, rows: usize) -> Series {
    StringChunked::full(PlSmallStr::from_str(name), text, rows).into_series()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cells_of_a_column_are_named_as_each_by_itself() {
        let numbers =
            [0, 8, 9, 10, 11, 98, 99, 100, 7, 999, 1_000, 999_999_998, 999_999_999, 1_000_000_000, u32::MAX, 0];
        for letters in ["A", "Z", "XFD", "LETTERSOFMANY"] {
            let cells = Cells::Column(letters.to_string());
            let series = cells.series("x", &numbers, &Keep::All(numbers.len()));
            let names: Vec<Option<String>> =
                numbers.iter().enumerate().map(|(at, number)| cells.name(at, *number)).collect();
            let found: Vec<Option<&str>> = series.str().expect("texts").iter().collect();
            assert_eq!(found, names.iter().map(Option::as_deref).collect::<Vec<Option<&str>>>());
        }
    }
}
