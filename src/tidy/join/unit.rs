//! Which unit a file is from, where its name or its titles name exactly one that the register knows.

use crate::tidy::Known;
use crate::tidy::formats::Sheet;
use crate::tidy::value::text::name_key;
use std::collections::BTreeMap;

/// How many rows of a sheet may hold its title.
const TITLE_ROWS: usize = 3;

/// The one unit that a file's name says; where it is silent, the one that its sheets' names and titles say. Of two units
/// one of which is part of the other's name, the longer is meant. Nothing where several are named.
pub fn unit_of_file(known: &Known, file: &str, sheets: &[Sheet]) -> Option<String> {
    let units = known.units();
    let visible = || sheets.iter().filter(|sheet| !sheet.hidden);
    let titles = visible().flat_map(|sheet| {
        let rows = (0..TITLE_ROWS).filter_map(|index| sheet.row(index));
        let texts = rows.flat_map(|row| row.cells().map(|cell| sheet.text(cell).to_string()));
        sheet.name.iter().cloned().chain(texts).collect::<Vec<_>>()
    });
    let in_name = named_in(units, std::iter::once(file.to_string()));
    let found = if in_name.is_empty() { named_in(units, titles) } else { in_name };
    match found.as_slice() {
        [only] => Some((*only).to_string()),
        _ => None,
    }
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
    use crate::tidy::KnownProject;

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
    }
}
