//! Whose table it is, where no column says so: a line above it (填报单位：…), or the name of its sheet.
//!
//! Takes the tables found in a file; gives for each the unit that its rows belong to, if one is named, and what a person is
//! told of it. A sheet's name is one only where several sheets hold the same kind of table and the names are not those of days,
//! numbers, programs or kinds of projects.

use super::Layout;
use crate::base::place::{Place, cell_name};
use crate::pipeline::headers::split_unit;
use crate::tidy::Note;
use crate::tidy::formats::{Cell, Sheet};
use crate::tidy::value::text;
use std::collections::BTreeSet;
use unicode_normalization::UnicodeNormalization;

/// Words before the name of a unit in a line above a table.
const WORDS: &[&str] = &["填报单位", "报送单位", "责任单位", "编报单位", "reporting unit", "department"];
/// Beginnings of sheet names that programs give.
const PROGRAMS: &[&str] = &["sheet", "工作表", "表", "附件", "附表", "table", "page", "tab"];

/// Endings of the names of units.
const UNITS: &[&str] = &[
    "局",
    "委",
    "办",
    "镇",
    "乡",
    "街道",
    "指挥部",
    "公司",
    "中心",
    "处",
    "院",
    "区",
    "县",
    "市",
    "集团",
    "厅",
    "部",
    "站",
    "所",
    "队",
    "校",
    "会",
    "村",
    "园",
    "专班",
    "组",
    "室",
    "社",
    "行",
];
/// Words in the names of sheets that say which projects stand there, and not whose they are.
const KINDS: &[&str] = &[
    "续建",
    "新建",
    "在建",
    "拟建",
    "新开工",
    "开工",
    "竣工",
    "结转",
    "储备",
    "前期",
    "项目",
    "重点",
    "确保",
    "力争",
    "汇总",
    "合计",
    "总表",
    "总计",
    "明细",
    "清单",
    "台账",
    "进度",
    "计划",
    "一览",
    "产业",
    "民生",
    "基础设施",
    "工业",
    "农业",
    "服务业",
    "生态",
    "社会事业",
    "类",
    "其他",
    "其它",
    "说明",
    "附件",
];

/// Whose rows a table holds.
#[derive(Debug, Clone)]
pub struct Whose {
    /// The unit; none where the name of the sheet is no unit's.
    pub unit: Option<String>,
    /// What a person is told, where rows have no other unit.
    pub note: Note,
}

/// For each table, the unit whose rows it holds. `is_known`: whether a name is that of a unit which is known.
pub fn unit_names(file: &str, found: &[(&Sheet, &Layout)], is_known: &dyn Fn(&str) -> bool) -> Vec<Option<Whose>> {
    let mut units = Vec::new();
    for (sheet, layout) in found {
        let has_column =
            layout.dataset.columns().iter().all(|c| c.name != "unit_name") || layout.slot("unit_name").is_some();
        let place = |cell: Option<String>| Place { file: file.to_string(), sheet: sheet.name.clone(), cell };
        let by_line = || {
            let (unit, cell) = above(sheet, layout)?;
            let text =
                format!("no column names the responsible unit: {unit}, of the line above the table, is taken for it");
            let note = Note { place: place(Some(cell)), kind: "unit_of_line".to_string(), text };
            Some(Whose { unit: Some(unit), note })
        };
        let by_name = || {
            let name = by_sheet(sheet, layout, found)?;
            let is_unit = is_known(&name) || !KINDS.iter().any(|word| name.contains(word)) || ends_as_unit(&name);
            let (kind, said) = match is_unit {
                true => ("unit_of_sheet", "is taken for it"),
                false => ("sheet_is_no_unit", "says which projects stand there, and is not taken for it"),
            };
            let text = format!("no column names the responsible unit: {name}, the sheet's name, {said}");
            let note = Note { place: place(None), kind: kind.to_string(), text };
            Some(Whose { unit: Some(name).filter(|_| is_unit), note })
        };
        // One name above all sheets, each of which is called after a unit, is that of the office that put them together.
        let sheet_is_unit = || {
            let name = by_sheet(sheet, layout, found).filter(|name| is_known(name) || ends_as_unit(name))?;
            let line = |(sheet, layout): &(&Sheet, &Layout)| above(sheet, layout).map(|(unit, _)| unit);
            let first = found.first().and_then(line)?;
            found.iter().all(|table| line(table).as_deref() == Some(&first)).then_some(name)
        };
        let named = || if sheet_is_unit().is_some() { by_name() } else { by_line().or_else(by_name) };
        units.push(if has_column { None } else { named() });
    }
    units
}

fn ends_as_unit(name: &str) -> bool {
    UNITS.iter().any(|ending| name.ends_with(ending))
}

/// The unit that a line above a table names, and its cell.
fn above(sheet: &Sheet, layout: &Layout) -> Option<(String, String)> {
    let rows = (layout.from..layout.header).rev().filter_map(|index| sheet.row(index));
    for row in rows {
        let cells = row.iter().enumerate().map(|(position, (column, cell))| (position, column, cell));
        for (position, column, cell) in cells.filter(|(.., cell)| matches!(cell, Cell::Text(..))) {
            let folded: String = sheet.text(cell).nfkc().collect();
            let after = WORDS.iter().find_map(|word| sealed(folded.trim().strip_prefix(word)?).strip_prefix(':'));
            let Some(after) = after else { continue };
            let next = || row.cells().nth(position + 1).map(|next| sheet.text(next)).unwrap_or("");
            let name = if after.trim().is_empty() { next() } else { after };
            let name = name.trim().split([' ', '\u{3000}', '(', ';']).next().unwrap_or("");
            if is_name(name) {
                let cell = cell_name(usize::from(column), row.number as usize);
                return Some((text::clean(name).into_owned(), cell));
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
    let name = names.iter().all(|name| is_name(&bare(name))).then(|| bare(name))?;
    // 一、城建 is 城建.
    let unnumbered =
        name.split_once('、').filter(|(number, _)| number.chars().all(|c| "一二三四五六七八九十".contains(c)));
    Some(text::clean(unnumbered.map_or(name.as_str(), |(_, rest)| rest)).into_owned())
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
