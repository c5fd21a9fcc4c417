//! The canonical bytes of a table: a line with the version and the dataset, a line of columns with their types, then one
//! RFC 4180 line per row, ending in LF, values exact and in the file's order.
//!
//! Takes a table, gives bytes, and back. Nothing is an empty field; a text is never empty, so the two are not confused.

use super::values::{Keep, Nulls};
use super::{HELD, PLACE_CELL, ROW, SHEET, Table, Texts, Values};
use crate::base::amount::Amount;
use crate::pipeline::dataset::{Dataset, Kind};
use chrono::NaiveDate;
use csv::{ReaderBuilder, StringRecord, WriterBuilder};
use polars::prelude::{DataFrame, NamedFrom, PlSmallStr, Series};
use std::io::Write;

/// The version of the layout. 1: as above.
const VERSION: &str = "duban-table 1";

/// Why bytes are no table.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CanonicalError {
    /// Another version, or no table at all.
    #[error("not a table of a version this program reads (`duban-table 1`)")]
    Version,
    /// A dataset this program does not know, or other columns than its.
    #[error("the table's dataset or columns are not those of this program: {0}")]
    Columns(String),
    /// A line that is not a row.
    #[error("row {0} of the table is malformed")]
    Row(usize),
}

fn type_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Text | Kind::Id => "text",
        Kind::Money | Kind::Figure | Kind::Percent => "amount",
        Kind::Date => "date",
    }
}

fn header(dataset: Dataset) -> Vec<String> {
    let columns = dataset.columns().iter().map(|c| format!("{}:{}", c.name, type_name(c.kind)));
    columns
        .chain([format!("{SHEET}:text"), format!("{ROW}:row"), format!("{PLACE_CELL}:text"), format!("{HELD}:text")])
        .collect()
}

/// One column, ready to be written cell by cell.
enum Cells<'a> {
    Texts(&'a polars::prelude::StringChunked),
    Amounts(&'a polars::prelude::Int128Chunked),
    Dates(&'a polars::prelude::Int32Chunked),
    Rows(&'a polars::prelude::UInt32Chunked),
    Nothing,
}

impl Cells<'_> {
    fn write(&self, index: usize, out: &mut String) {
        use std::fmt::Write as _;
        out.clear();
        let written = match self {
            Cells::Texts(texts) => write!(out, "{}", texts.get(index).unwrap_or("")),
            Cells::Amounts(amounts) => amounts.get(index).map_or(Ok(()), |a| write!(out, "{}", Amount(a))),
            Cells::Dates(days) => days.get(index).and_then(date).map_or(Ok(()), |d| write!(out, "{d}")),
            Cells::Rows(rows) => rows.get(index).map_or(Ok(()), |row| write!(out, "{row}")),
            Cells::Nothing => Ok(()),
        };
        debug_assert!(written.is_ok(), "writing to a String cannot fail");
    }
}

fn date(days: i32) -> Option<NaiveDate> {
    NaiveDate::from_num_days_from_ce_opt(days.checked_add(719_163)?)
}

fn cells(frame: &DataFrame, name: &str) -> Option<usize> {
    frame.get_column_index(name)
}

pub(super) fn write(table: &Table) -> Vec<u8> {
    let mut out = format!("{VERSION} {}\n", table.dataset.name()).into_bytes();
    let mut writer = WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(&mut out);
    let names = header(table.dataset);
    let mut failed = writer.write_record(&names).is_err();
    let series: Vec<Option<&Series>> = names
        .iter()
        .map(|name| cells(&table.frame, name.split(':').next().unwrap_or(name)))
        .map(|index| index.and_then(|i| table.frame.columns().get(i)).map(|c| c.as_materialized_series()))
        .collect();
    let columns: Vec<Cells<'_>> = series.iter().zip(&names).map(|(series, name)| column(*series, name)).collect();
    let mut field = String::new();
    for index in 0..table.frame.height() {
        for column in &columns {
            column.write(index, &mut field);
            failed |= writer.write_field(&field).is_err();
        }
        failed |= writer.write_record(None::<&[u8]>).is_err();
    }
    failed |= writer.flush().is_err();
    drop(writer);
    debug_assert!(!failed, "writing to memory cannot fail, and all records have the same length");
    let _ = out.flush(); // a Vec has nothing to flush
    out
}

fn column<'a>(series: Option<&'a Series>, name: &str) -> Cells<'a> {
    let Some(series) = series else { return Cells::Nothing };
    let found = match name.rsplit(':').next() {
        Some("text") => series.str().map(Cells::Texts),
        Some("amount") => series.i128().map(Cells::Amounts),
        Some("date") => series.date().map(|dates| Cells::Dates(dates.physical())),
        _ => series.u32().map(Cells::Rows),
    };
    found.unwrap_or(Cells::Nothing)
}

/// Where a field of a line goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Field {
    Value(usize),
    Sheet,
    Row,
    Cell,
    Held,
}

/// What each field of the lines is, in the order known today. Columns that came after a table was written are not in it;
/// that is no fault, but a column that is not the dataset's is, and so is one that it never was without.
fn fields(dataset: Dataset, record: &StringRecord) -> Option<Vec<Field>> {
    let values = dataset.columns().iter().enumerate().map(|(at, c)| (c.name, type_name(c.kind), Field::Value(at)));
    let own = [(SHEET, "text", Field::Sheet), (ROW, "row", Field::Row)];
    let places = [(PLACE_CELL, "text", Field::Cell), (HELD, "text", Field::Held)];
    let known: Vec<(&str, &str, Field)> = values.chain(own).chain(places).collect();
    let field = |text: &str| {
        let (name, kind) = text.split_once(':')?;
        known.iter().find(|(known, type_of, _)| *known == name && *type_of == kind).map(|(.., field)| *field)
    };
    let fields: Vec<Field> = record.iter().map(field).collect::<Option<Vec<Field>>>()?;
    let ordered = fields.windows(2).all(|pair| pair.first() < pair.last());
    let own = dataset.columns().iter().enumerate().filter(|(_, column)| column.required);
    let needed = own.map(|(at, _)| Field::Value(at)).chain([Field::Sheet, Field::Row, Field::Cell]);
    let whole = needed.into_iter().all(|field| fields.contains(&field));
    (ordered && whole).then_some(fields)
}

pub(super) fn read(bytes: &[u8]) -> Result<Table, CanonicalError> {
    let end = bytes.iter().take(100).position(|b| *b == b'\n').ok_or(CanonicalError::Version)?;
    let (first, rest) = bytes.split_at(end);
    let first = std::str::from_utf8(first).map_err(|_| CanonicalError::Version)?;
    let name = first.strip_prefix(VERSION).and_then(|n| n.strip_prefix(' ')).ok_or(CanonicalError::Version)?;
    let dataset = Dataset::from_name(name).ok_or_else(|| CanonicalError::Columns(name.to_string()))?;
    let mut reader = ReaderBuilder::new().has_headers(false).from_reader(rest.get(1..).unwrap_or(&[]));
    let mut record = StringRecord::new();
    let found = reader.read_record(&mut record).is_ok_and(|more| more);
    let unknown = || CanonicalError::Columns(record.iter().collect::<Vec<&str>>().join(","));
    let fields = fields(dataset, &record).filter(|_| found).ok_or_else(unknown)?;
    let mut columns: Vec<Values> = dataset.columns().iter().map(|c| Values::new(c.kind)).collect();
    let (mut sheets, mut rows, mut places, mut held) =
        (Texts::default(), Vec::new(), Texts::default(), Texts::default());
    let lacking: Vec<usize> = (0..columns.len()).filter(|at| !fields.contains(&Field::Value(*at))).collect();
    let mut line = 0;
    while reader.read_record(&mut record).map_err(|_| CanonicalError::Row(line + 1))? {
        line += 1;
        let malformed = || CanonicalError::Row(line);
        for (field, text) in fields.iter().zip(record.iter()) {
            match field {
                Field::Value(at) => columns.get_mut(*at).and_then(|values| push(values, text)).ok_or_else(malformed)?,
                Field::Sheet => sheets.push(Some(text)),
                Field::Row => rows.push(text.parse::<u32>().map_err(|_| malformed())?),
                Field::Cell => places.push(Some(text)),
                Field::Held => held.push(Some(text)),
            }
        }
        for at in &lacking {
            columns.get_mut(*at).ok_or_else(malformed)?.push_nothing();
        }
    }
    Ok(rebuilt(dataset, columns, [sheets, places, held], rows))
}

fn push(values: &mut Values, field: &str) -> Option<()> {
    match values {
        Values::Texts(texts) => texts.push(Some(field)),
        _ if field.is_empty() => values.push_nothing(),
        Values::Amounts(amounts) => amounts.push(Some(Amount::parse(field).ok()?)),
        Values::Dates(dates) => dates.push(Some(field.parse().ok()?)),
    }
    Some(())
}

fn rebuilt(dataset: Dataset, columns: Vec<Values>, texts: [Texts; 3], rows: Vec<u32>) -> Table {
    let [sheets, places, held] = texts;
    let count = rows.len();
    let (named, nulls) = (dataset.columns().iter().zip(columns), Nulls::new(count));
    let mut series: Vec<polars::prelude::Column> =
        named.map(|(c, values)| values.into_series(c.name, &Keep::All(count), &nulls).into()).collect();
    series.push(sheets.into_series(SHEET, &Keep::All(count)).into());
    series.push(Series::new(PlSmallStr::from_static(ROW), rows).into());
    series.push(places.into_series(PLACE_CELL, &Keep::All(count)).into());
    series.push(held.into_series(HELD, &Keep::All(count)).into());
    // All columns have as many values as there are rows, and distinct names.
    let frame = DataFrame::new(count, series).unwrap_or_else(|_| DataFrame::empty());
    Table { dataset, frame }
}
