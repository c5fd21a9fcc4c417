//! Units in lines around a table: 单位：万元, 计量单位:亿元, a title that ends in （万元), `Unit: 10,000 yuan`.
//!
//! Takes the rows above a header and the header's own; gives the units they name, the nearest first. An organisation
//! after 填报单位： is none, and what stands in another table of the sheet says nothing of this one.

use super::header::Column;
use crate::base::amount::Unit;
use crate::pipeline::headers::{split_unit, unit_of};
use crate::tidy::formats::{Cell, Row, Sheet};
use std::ops::Range;
use unicode_normalization::UnicodeNormalization;

/// How many rows above a header are asked.
const ROWS_MAX: usize = 40;
/// How many cells tell whether a column holds units.
const SAMPLE_ROWS: usize = 200;
/// Words after which a unit stands.
const WORDS: &[&str] = &["单位", "units", "unit"];

/// The units named around a table, the nearest first. `title` are the rows from its title to its header, `header` its
/// header rows, `top` the rows above the first table of the sheet, which speak for all of it.
pub fn around(sheet: &Sheet, title: Range<usize>, header: Range<usize>, top: usize) -> Vec<Unit> {
    let near = title.start.max(title.end.saturating_sub(ROWS_MAX))..title.end;
    let above = near.rev().chain((0..top.min(title.start).min(ROWS_MAX)).rev());
    let mut units: Vec<Unit> =
        above.filter_map(|index| sheet.row(index)).flat_map(|row| of_row(sheet, &row, true)).collect();
    units.extend(header.filter_map(|index| sheet.row(index)).flat_map(|row| of_row(sheet, &row, false)));
    units
}

/// A column whose cells are nothing but units of money (EUR, 万元), under a header that speaks of units, and the unit that
/// most of them say: a column of responsible units holds none.
pub fn of_rows(sheet: &Sheet, columns: &[Column], data: usize) -> Option<(u16, Unit)> {
    const HEADERS: &[&str] = &[
        "unit",
        "units",
        "uom",
        "currency",
        "curr",
        "crcy",
        "unitofmeasure",
        "单位",
        "计量单位",
        "货币单位",
        "币种",
        "货币",
    ];
    let named = columns.iter().filter(|column| column.names.iter().any(|name| HEADERS.contains(&name.as_str())));
    named.into_iter().find_map(|column| {
        let texts = sheet.rows_from(data).map(|row| row.cell(column.column)).filter(|cell| *cell != Cell::Empty);
        let texts = texts.take(SAMPLE_ROWS).map(|cell| sheet.text(cell));
        let units: Option<Vec<Unit>> = texts.map(|text| unit_of(text).filter(|unit| unit.kind.is_money())).collect();
        let units = units.filter(|units| !units.is_empty())?;
        let times = |unit: &Unit| units.iter().filter(|other| *other == unit).count();
        Some((column.column, units.iter().max_by_key(|unit| times(unit)).cloned()?))
    })
}

/// The units that a row names. In a header row only a cell that begins with 单位： speaks for the table.
fn of_row(sheet: &Sheet, row: &Row<'_>, above: bool) -> Vec<Unit> {
    let texts: Vec<&str> =
        row.cells().map(|cell| if matches!(cell, Cell::Text(..)) { sheet.text(cell) } else { "" }).collect();
    let mut units = Vec::new();
    for (position, text) in texts.iter().enumerate().filter(|(_, text)| !text.is_empty() && text.len() <= 400) {
        let folded: String = text.nfkc().flat_map(char::to_lowercase).collect();
        let alone = folded.trim().trim_end_matches(':').trim_end();
        if WORDS.contains(&alone) || alone == "计量单位" {
            // 单位： in one cell, the unit in the next; a column of units has figures beside it, not a unit alone.
            let next = texts.get(position + 1).and_then(|next| unit_of(next));
            units.extend(next.filter(|_| above || folded.trim().ends_with(':')));
        } else if above || alone.starts_with("单位:") || alone.starts_with("(单位:") || alone.starts_with("计量单位:")
        {
            units.extend(named(text));
        }
    }
    units
}

/// The units a text names.
fn named(text: &str) -> Vec<Unit> {
    let folded: String = text.nfkc().flat_map(char::to_lowercase).collect();
    let mut units = Vec::new();
    for word in WORDS {
        for (at, _) in folded.match_indices(word) {
            let before = folded.get(..at).and_then(|before| before.chars().next_back());
            let after = folded.get(at + word.len()..).unwrap_or("").trim_start();
            let Some(after) = after.strip_prefix(':').filter(|_| !before.is_some_and(|c| c.is_ascii_alphabetic()))
            else {
                continue;
            };
            let end = after.trim_start().find([' ', ')', ']', '】', ';', '。', '\n']);
            let labels = after.trim_start();
            let labels = labels.get(..end.unwrap_or(labels.len())).unwrap_or(labels);
            units.extend(labels.split([',', '、', '/', ';']).filter_map(unit_of));
        }
    }
    let money = |unit: &Unit| unit.kind.is_money();
    if units.is_empty() {
        units.extend(split_unit(text).1.filter(money));
    }
    if units.is_empty() {
        units.extend(sentence(&folded).filter(money));
    }
    units
}

/// `Figures are in £m.`, `all amounts in thousands of US dollars`: what stands behind `in`, up to the end of the clause.
fn sentence(folded: &str) -> Option<Unit> {
    folded.match_indices(" in ").find_map(|(at, word)| {
        let rest = folded.get(at + word.len()..)?;
        let end = rest.find(['.', ',', ';', ')', '(', '\n']).unwrap_or(rest.len());
        unit_of(rest.get(..end)?.trim())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_above_a_table_name_units() {
        let labels = |text: &str| named(text).into_iter().map(|u| u.label).collect::<Vec<String>>().join(" ");
        assert_eq!(labels("单位：万元"), "万元");
        assert_eq!(labels("计量单位:亿元"), "亿元");
        assert_eq!(labels("填报单位：区发改委   单位：万元、%"), "万元 %");
        assert_eq!(labels("重点项目进度表（单位：亿元）"), "亿元");
        assert_eq!(labels("重点项目进度表（万元）"), "万元");
        assert_eq!(labels("Units: 万元"), "万元");
        assert_eq!(labels("填报单位：区发改委"), "");
        assert_eq!(labels("Community: 万元街"), "");
        assert_eq!(labels("This sheet lists projects. Figures are in £m."), "£m");
        assert_eq!(labels("All amounts in thousands of US dollars"), "$k");
        assert_eq!(labels("All amounts in million USD"), "$m");
        assert_eq!(labels("(in ₹ crore)"), "");
        assert_eq!(labels("Expenditure in ₹ crore, 2014"), "₹crore");
        assert_eq!(labels("Projects in progress in June"), "");
        assert_eq!(labels("2014年重点项目进展情况（截至2月15日）"), "");
    }
}
