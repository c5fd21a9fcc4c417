//! What each column of a series measures, as its rows were read: 地区生产总值 增速.
//!
//! Takes a table found; gives for each of its columns the one indicator of the rows that stand in it, or nothing.

use super::text::letters;
use crate::pipeline::dataset::Dataset;
use crate::tidy::FoundTable;
use std::collections::{BTreeMap, BTreeSet};

/// The indicators of a table's columns.
pub fn indicators(found: &FoundTable) -> Vec<Option<String>> {
    let mut by_column: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let rows = if found.table.dataset == Dataset::Series {
        found.table.texts(["indicator", "place_cell"])
    } else {
        Vec::new()
    };
    for [indicator, cell] in rows {
        let (Some(indicator), Some(cell)) = (indicator, cell) else { continue };
        let column = cell.trim_end_matches(|c: char| c.is_ascii_digit()).to_string();
        by_column.entry(column).or_default().insert(indicator);
    }
    let one = |at: &u16| match by_column.get(&letters(*at))?.iter().collect::<Vec<&String>>()[..] {
        [only] => Some(only.clone()),
        _ => None,
    };
    found.at.iter().map(one).collect()
}
