//! Units in lines above a table: 单位：万元, 计量单位:亿元, a title that ends in （万元）.
//!
//! Takes the rows above a header; gives the units they name, the nearest first. An organisation after 填报单位： is none.

use crate::base::amount::Unit;
use crate::pipeline::headers::{split_unit, unit_of};
use crate::tidy::formats::{Cell, Sheet};
use unicode_normalization::UnicodeNormalization;

/// How many rows above a header are asked.
const ROWS_MAX: usize = 40;

/// The units named above the row `header`, the nearest first.
pub fn above(sheet: &Sheet, header: usize) -> Vec<Unit> {
    let rows = (header.saturating_sub(ROWS_MAX)..header).rev().filter_map(|index| sheet.row(index));
    let texts = rows.flat_map(|row| row.cells.iter().copied()).filter(|cell| matches!(cell, Cell::Text(..)));
    texts.flat_map(|cell| named(sheet.text(cell))).collect()
}

/// The units a text names.
fn named(text: &str) -> Vec<Unit> {
    if text.len() > 400 {
        return Vec::new();
    }
    let folded: String = text.nfkc().collect();
    let mut units = Vec::new();
    for (at, word) in folded.match_indices("单位") {
        let after = folded.get(at + word.len()..).unwrap_or("").trim_start();
        let Some(after) = after.strip_prefix(':') else { continue };
        let end = after.trim_start().find([' ', ')', ']', '】', ';', '。', '\n']);
        let labels = after.trim_start();
        let labels = labels.get(..end.unwrap_or(labels.len())).unwrap_or(labels);
        units.extend(labels.split([',', '、', '/', ';']).filter_map(unit_of));
    }
    if units.is_empty() {
        let money = |unit: &Unit| unit.kind.is_money();
        units.extend(split_unit(text).1.filter(money));
    }
    units
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
        assert_eq!(labels("填报单位：区发改委"), "");
        assert_eq!(labels("2014年重点项目进展情况（截至2月15日）"), "");
    }
}
