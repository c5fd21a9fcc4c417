//! Whose table it is, where no column says so: a line above it (填报单位：…), or the name of its sheet.
//!
//! Takes the tables found in a file; gives for each the unit that its rows belong to, if one is named. A sheet's name is
//! one only where several sheets hold the same kind of table and the names are not those of days, numbers or programs.

use super::Layout;
use crate::pipeline::headers::split_unit;
use crate::tidy::formats::{Cell, Sheet};
use crate::tidy::value::text;
use std::collections::BTreeSet;
use unicode_normalization::UnicodeNormalization;

/// Words before the name of a unit in a line above a table.
const WORDS: &[&str] = &["填报单位", "报送单位", "责任单位", "编报单位", "reporting unit", "department"];
/// Beginnings of sheet names that programs give.
const PROGRAMS: &[&str] = &["sheet", "工作表", "表", "附件", "附表", "table", "page", "tab"];

/// For each table, the unit whose rows it holds.
pub fn unit_names(found: &[(&Sheet, &Layout)]) -> Vec<Option<String>> {
    let mut units = Vec::new();
    for (sheet, layout) in found {
        let has_column =
            layout.dataset.columns().iter().all(|c| c.name != "unit_name") || layout.slot("unit_name").is_some();
        let named = || above(sheet, layout).or_else(|| by_sheet(sheet, layout, found));
        units.push(if has_column { None } else { named() });
    }
    units
}

fn above(sheet: &Sheet, layout: &Layout) -> Option<String> {
    let rows = (layout.from..layout.header).rev().filter_map(|index| sheet.row(index));
    for row in rows {
        for (position, cell) in row.cells().enumerate().filter(|(_, cell)| matches!(cell, Cell::Text(..))) {
            let folded: String = sheet.text(cell).nfkc().collect();
            let after = WORDS.iter().find_map(|word| sealed(folded.trim().strip_prefix(word)?).strip_prefix(':'));
            let Some(after) = after else { continue };
            let next = || row.cells().nth(position + 1).map(|next| sheet.text(next)).unwrap_or("");
            let name = if after.trim().is_empty() { next() } else { after };
            let name = name.trim().split([' ', '\u{3000}', '(', ';']).next().unwrap_or("");
            if is_name(name) {
                return Some(text::clean(name).into_owned());
            }
        }
    }
    None
}

/// What stands behind （盖章） or （公章）.
fn sealed(rest: &str) -> &str {
    let rest = rest.trim_start();
    let behind = rest.strip_prefix('(').and_then(|rest| rest.split_once(')'));
    behind.filter(|(seal, _)| seal.contains('章')).map_or(rest, |(_, behind)| behind.trim_start())
}

fn by_sheet(sheet: &Sheet, layout: &Layout, found: &[(&Sheet, &Layout)]) -> Option<String> {
    let of_kind = found.iter().filter(|(_, other)| other.dataset == layout.dataset);
    let names: BTreeSet<&str> = of_kind.filter_map(|(sheet, _)| sheet.name.as_deref()).collect();
    let name = sheet.name.as_deref().filter(|_| names.len() > 1)?;
    // One name of a program among them, and all of them may be numbers of pages. 城建（万元） is 城建.
    let bare = |name: &str| split_unit(name).0;
    names.iter().all(|name| is_name(&bare(name))).then(|| text::clean(&bare(name)).into_owned())
}

fn is_name(name: &str) -> bool {
    let folded: String = name.nfkc().flat_map(char::to_lowercase).filter(|c| !c.is_whitespace()).collect();
    let by_program = PROGRAMS.iter().any(|word| {
        folded
            .strip_prefix(word)
            .is_some_and(|rest| rest.chars().all(|c| c.is_ascii_digit() || "()一二三四五六七八九十-".contains(c)))
    });
    let has_digits = folded.chars().any(|c| c.is_ascii_digit());
    let letters = folded.chars().filter(|c| c.is_alphabetic()).count();
    letters >= 2 && !by_program && !has_digits && name.chars().count() <= 40
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_units_are_no_names_of_pages() {
        for name in ["城关镇", "水利工程指挥部", "Highways"] {
            assert!(is_name(name), "{name}");
        }
        for name in ["Sheet1", "Sheet1 (2)", "工作表1", "2014年6月", "1", "附件1", "表一", "6月", ""] {
            assert!(!is_name(name), "{name}");
        }
    }
}
