//! `[[tables]]`: datasets, columns, and headers that mean one column each.

/// How cells are written.
mod habit;

/// Names of regions.
mod regions;

use super::checks;
use crate::base::amount::Unit;
use crate::base::problem::nearest;
use crate::pipeline::dataset::{Dataset, Kind, is_growth};
use crate::pipeline::file::{ColumnFile, TableFile, Text};
use crate::pipeline::habit::Habit;
use crate::pipeline::headers::{normalise, unit_of};
use crate::pipeline::reader::Reader;
use crate::pipeline::{ColumnSpec, TableSpec};
use std::collections::BTreeMap;

/// Checks the tables, in the order of the file.
pub fn check(typed: &[TableFile], scheduled: bool, reader: &Reader<'_>) -> Vec<TableSpec> {
    let mut specs: Vec<TableSpec> = Vec::new();
    for table in typed {
        let Some(text) = &table.dataset else { continue };
        let key = format!("{}.dataset", table.key);
        let Some(dataset) = dataset(text, &key, reader) else { continue };
        if specs.iter().any(|spec| spec.dataset == dataset) {
            let message = format!("the dataset `{}` is there twice", dataset.name());
            let hint = "one [[tables]] finds the table on every sheet; put all headers there";
            reader.error(text.span(), &key, message, hint);
            continue;
        }
        let mut columns = columns(dataset, &table.columns, reader);
        optional(dataset, table, &mut columns, reader);
        specs.push(TableSpec {
            dataset,
            columns,
            regions: regions::check(dataset, table, reader),
            ignored: others(dataset, (&table.ignore, "ignore"), table, reader),
            details: others(dataset, (&table.details, "details"), table, reader),
            checks: checks::check(dataset, table, scheduled, reader),
            refuse_file: checks::refuse_file(table, reader),
        });
    }
    specs
}

fn dataset(text: &Text, key: &str, reader: &Reader<'_>) -> Option<Dataset> {
    let found = Dataset::from_name(text.get_ref());
    if found.is_none() {
        let names = Dataset::ALL.map(Dataset::name);
        let hint = match nearest(text.get_ref(), names, 1).first() {
            Some(word) => format!("did you mean `{word}`?"),
            None => format!("write one of `{}`", names.join("`, `")),
        };
        reader.error(text.span(), key, format!("there is no dataset `{}`", text.get_ref()), hint);
    }
    found
}

/// All columns of the dataset: their usual headers, and before them those that the user gives. A header that the user
/// gives to one column means that column only, even where it usually means another.
fn columns(dataset: Dataset, typed: &[ColumnFile], reader: &Reader<'_>) -> Vec<ColumnSpec> {
    let mut given: BTreeMap<String, &str> = BTreeMap::new();
    let mut own: BTreeMap<&str, (Vec<String>, Option<Unit>, Habit)> = BTreeMap::new();
    for column in typed {
        let name = column.name.get_ref().as_str();
        let Some(known) = dataset.columns().iter().find(|c| c.name == name) else {
            unknown_column(dataset, column, reader);
            continue;
        };
        let mut headers: Vec<String> = Vec::new();
        for text in &column.headers {
            let header = normalise(text.get_ref());
            if let Some(fault) = header_fault(&header, text, name, &given) {
                reader.error(text.span(), &column.key, fault.0, fault.1);
            } else {
                // 完成投资（万元） / 累计 is how a header of two rows is shown.
                let stacked = text.get_ref().split(" / ").map(normalise).collect::<String>();
                given.insert(header.clone(), known.name);
                headers.push(header);
                if !headers.contains(&stacked) && !given.contains_key(&stacked) {
                    given.insert(stacked.clone(), known.name);
                    headers.push(stacked);
                }
            }
        }
        let of_money = column.unit.as_ref().filter(|_| known.kind != Kind::Percent && !is_growth(known.name));
        let unit = of_money.and_then(|text| unit(text, known.kind, column, reader));
        own.insert(known.name, (headers, unit, habit::check(column, known.kind, reader)));
    }
    let spec = |column: &crate::pipeline::dataset::Column| {
        let (headers, unit, habit) = own.remove(column.name).unwrap_or_default();
        let usual = column.usual().map(normalise);
        let own = headers.len();
        let mut all = headers;
        for header in usual {
            let elsewhere = given.get(&header).is_some_and(|owner| *owner != column.name);
            if !elsewhere && !all.contains(&header) {
                all.push(header);
            }
        }
        ColumnSpec { name: column.name, headers: all, own, unit, habit }
    };
    dataset.columns().iter().map(spec).collect()
}

/// `optional = ["cumulative"]`: columns that this office's tables may lack.
fn optional(dataset: Dataset, table: &TableFile, columns: &mut [ColumnSpec], reader: &Reader<'_>) {
    let required = || dataset.columns().iter().filter(|column| column.required).map(|column| column.name);
    for text in &table.optional {
        let known = required().any(|name| name == text.get_ref());
        match columns.iter_mut().find(|column| known && column.name == text.get_ref()) {
            Some(column) => column.habit.optional = true,
            None => {
                let names: Vec<&str> = required().collect();
                let hint = format!("the required columns of `{}` are `{}`", dataset.name(), names.join("`, `"));
                let message = format!("`{}` is no required column", text.get_ref());
                reader.error(text.span(), &format!("{}.optional", table.key), message, hint);
            }
        }
    }
}

/// `ignore = [...]` and `details = [...]`: headers of columns that are none of the dataset's. Which column tells rows apart is asked
/// of series only.
fn others(dataset: Dataset, (texts, name): (&[Text], &str), table: &TableFile, reader: &Reader<'_>) -> Vec<String> {
    if let (Some(first), false) = (texts.first(), dataset == Dataset::Series) {
        let message = format!("`{}` takes no `{name}`: columns that it does not know are not read", dataset.name());
        reader.error(first.span(), &format!("{}.{name}", table.key), message, "remove the line");
        return Vec::new();
    }
    texts.iter().map(|text| normalise(text.get_ref())).collect()
}

fn unknown_column(dataset: Dataset, column: &ColumnFile, reader: &Reader<'_>) {
    let names: Vec<&str> = dataset.columns().iter().map(|c| c.name).collect();
    let name = column.name.get_ref();
    let hint = match nearest(name, names.iter().copied(), 1).first() {
        Some(word) => format!("did you mean `{word}`?"),
        None => format!("its columns are `{}`", names.join("`, `")),
    };
    let message = format!("the dataset `{}` has no column `{name}`", dataset.name());
    reader.error(column.name.span(), &column.key, message, hint);
}

fn header_fault(header: &str, text: &Text, column: &str, given: &BTreeMap<String, &str>) -> Option<(String, String)> {
    if header.is_empty() {
        return Some((
            format!("`{}` is no header", text.get_ref()),
            "write the words that stand above the column".into(),
        ));
    }
    match given.get(header) {
        Some(other) if *other == column => {
            let message = format!("the header `{}` is there twice", text.get_ref());
            Some((message, "width, case, spaces and a unit in brackets make no difference; remove one".into()))
        }
        Some(other) => {
            let message = format!("the header `{}` means two columns: `{other}` and `{column}`", text.get_ref());
            Some((message, "give it to one of them only".into()))
        }
        None => None,
    }
}

/// `万元`, or `from header, else 万元`, which says the same.
fn unit(text: &Text, kind: Kind, column: &ColumnFile, reader: &Reader<'_>) -> Option<Unit> {
    let key = format!("{}.unit", column.key);
    let label = text.get_ref().trim();
    let label = label.strip_prefix("from header, else ").unwrap_or(label);
    if kind != Kind::Money {
        let message = format!("`{}` does not hold money, so it takes no unit", column.name.get_ref());
        reader.error(text.span(), &key, message, "remove the unit");
        return None;
    }
    let unit = Unit::from_label(label)
        .or_else(|| unit_of(label))
        .or_else(|| Unit::of_kept(label))
        .filter(|unit| unit.kind.is_money());
    if unit.is_none() {
        let hint = "write 元, 千元, 万元, 百万元 or 亿元; it counts where neither header nor sheet names a unit";
        reader.error(text.span(), &key, format!("`{label}` is no unit of money"), hint);
    }
    unit
}
