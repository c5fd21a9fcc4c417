//! Which unit a file is from, where its name or its titles name exactly one that the register knows.

use crate::tidy::Known;
use crate::tidy::formats::Sheet;
use crate::tidy::value::text::name_key;
use std::collections::BTreeMap;

/// How many rows of a sheet may hold its title, and how many cells one has at most.
const TITLE_ROWS: usize = 3;
const TITLE_CELLS: usize = 2;
/// How many rows are looked at for the units that they are of.
const ROWS_MAX: usize = 5_000;
/// What parts the cells of lines that were not understood.
const PARTS: [char; 8] = [',', ';', '\t', '|', '，', '；', '、', '\u{3000}'];

/// The one unit that a file's name says; where it is silent, the one that its sheets' names and titles say, or the only one
/// whose name stands in its cells. Of two units one of which is part of the other's name, the longer is meant. Nothing where
/// several are named.
pub fn unit_of_file(known: &Known, file: &str, sheets: &[Sheet]) -> Option<String> {
    let units = known.units();
    let visible = || sheets.iter().filter(|sheet| !sheet.hidden);
    let titles = visible().flat_map(|sheet| {
        let rows = (0..TITLE_ROWS).filter_map(|index| sheet.row(index)).filter(|row| row.filled() <= TITLE_CELLS);
        let texts = rows.flat_map(|row| row.cells().map(|cell| sheet.text(cell).to_string()));
        sheet.name.iter().cloned().chain(texts.filter(|text| text.matches(PARTS).count() < 3)).collect::<Vec<_>>()
    });
    let in_name = named_in(units, std::iter::once(file.to_string()));
    let found = if in_name.is_empty() { named_in(units, titles) } else { in_name };
    match found.as_slice() {
        [only] => Some((*only).to_string()),
        [] => only_in_cells(units, visible()),
        _ => None,
    }
}

/// The only unit whose name fills a cell, or a part of a line: a file of several units is laid at nobody's door.
fn only_in_cells<'s>(units: &BTreeMap<String, String>, sheets: impl Iterator<Item = &'s Sheet>) -> Option<String> {
    let mut only: Option<&String> = None;
    for sheet in sheets {
        let cells = sheet.rows_from(0).take(ROWS_MAX).flat_map(|row| row.cells().collect::<Vec<_>>());
        for part in cells.flat_map(|cell| sheet.text(cell).split(PARTS)) {
            match (units.get(&name_key(part)), only) {
                (Some(unit), Some(other)) if unit != other => return None,
                (Some(unit), _) => only = Some(unit),
                (None, _) => {}
            }
        }
    }
    only.cloned()
}

fn named_in(units: &BTreeMap<String, String>, texts: impl Iterator<Item = String>) -> Vec<&str> {
    let texts: Vec<String> = texts.map(|text| name_key(&text)).collect();
    let says = |unit: &str| unit.chars().count() >= 2 && texts.iter().any(|text| text.contains(unit));
    let said: Vec<(&String, &String)> = units.iter().filter(|(unit, _)| says(unit)).collect();
    let is_part = |unit: &str| said.iter().any(|(other, _)| other.as_str() != unit && other.contains(unit));
    said.iter().filter(|(unit, _)| !is_part(unit)).map(|(_, name)| name.as_str()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::{KnownProject, formats};

    #[test]
    fn the_longest_unit_that_is_named_alone_is_meant() {
        let units = ["水利局", "区水利局", "城关镇", "住建局"];
        let project = |unit: &&str| KnownProject { unit_name: Some(unit.to_string()), ..KnownProject::default() };
        let projects = units.iter().enumerate().map(|(n, unit)| (n.to_string(), project(unit))).collect();
        let known = Known { projects, ..Known::default() };
        let unit = |file: &str| unit_of_file(&known, file, &[]);
        assert_eq!(unit("20140630区 水利局进度.xlsx").as_deref(), Some("区水利局"));
        assert_eq!(unit("住建局（6月）.xls").as_deref(), Some("住建局"));
        assert_eq!(unit("住建局、城关镇.xls"), None);
        assert_eq!(unit("20140630进度.xlsx"), None);
        let told =
            |text: &str| unit_of_file(&known, "20140630进度.csv", &formats::decode(text.as_bytes()).unwrap().sheets);
        assert_eq!(told("项目，单位，累计\n甲，水利局，1\n乙，水利局，2\n").as_deref(), Some("水利局"));
        assert_eq!(told("项目,单位,累计\n甲,水利局,1\n乙,城关镇,2\n"), None);
        assert_eq!(told("住建局项目进度\n项目,累计,备注\n城关镇道路,1,无\n").as_deref(), Some("住建局"));
    }
}
