//! What the lines above a wide table say: the indicator and its unit.
//!
//! Takes the rows above a header; gives 地区生产总值 and 亿元 of 指标：地区生产总值(亿元), or of a title and a line 单位：亿元.

use crate::base::amount::UnitKind;
use crate::pipeline::headers::{split_unit, unit_of};
use crate::tidy::find::line;
use crate::tidy::formats::{Cell, Sheet};
use std::ops::Range;
use unicode_normalization::UnicodeNormalization;

/// A unit longer than this many bytes is a sentence.
const LABEL_MAX: usize = 40;
/// Words before the name of an indicator.
const INDICATOR: &[&str] = &["指标名称:", "指标:", "indicator name:", "indicator:"];
/// Lines that say something else.
const OTHERS: &[&str] = &[
    "单位",
    "计量单位",
    "时间",
    "数据库",
    "来源",
    "数据来源",
    "填报",
    "制表",
    "注",
    "unit",
    "source",
    "data source",
    "last updated",
    "note",
    "(",
];

/// The indicator and the unit of a table whose title stands in `rows`.
pub fn titled(sheet: &Sheet, rows: Range<usize>) -> (Option<String>, Option<String>) {
    let texts: Vec<String> = rows
        .filter_map(|index| sheet.row(index))
        .flat_map(|row| {
            row.cells().filter(|cell| matches!(cell, Cell::Text(..))).map(|cell| sheet.text(cell).nfkc().collect())
        })
        .collect();
    let unit = texts.iter().rev().find_map(|text: &String| line::label(text)).filter(|label| label.len() <= LABEL_MAX);
    let named = texts.iter().find_map(|text| {
        let lower = text.trim().to_lowercase();
        let word = INDICATOR.iter().find(|word| lower.starts_with(**word))?;
        text.trim().get(word.len()..).map(|name| name.trim().to_string())
    });
    let title = || {
        let other = |text: &&String| OTHERS.iter().any(|word| text.trim().to_lowercase().starts_with(word));
        texts.iter().find(|text| !other(text)).map(|text| text.trim().to_string())
    };
    let Some(name) = named.or_else(title) else { return (None, unit) };
    let (name, own) = with_unit(&name);
    (Some(name), own.or(unit))
}

/// A name and the unit in its last bracket: what is known as a unit, or written like one (元/人, 上年=100).
pub fn with_unit(name: &str) -> (String, Option<String>) {
    let (base, unit) = split_unit(name);
    if let Some(unit) = unit {
        return (base, Some(unit.label));
    }
    let bracket = base.strip_suffix(')').and_then(|text| text.rsplit_once('('));
    match bracket {
        Some((before, inner)) if inner.contains(['/', '=', '%', '$']) && !before.trim().is_empty() => {
            (before.trim().to_string(), Some(inner.trim().to_string()))
        }
        _ => (base, None),
    }
}

/// What the texts beside a period say: what is measured, and its unit.
pub fn measure(rest: &[String]) -> (Option<String>, Option<String>) {
    let joined = rest.join(" ");
    if joined.trim().is_empty() {
        return (None, None);
    }
    if let Some(unit) = unit_of(joined.trim().trim_matches(['(', ')', '（', '）'])) {
        return (None, Some(unit.label));
    }
    let (name, unit) = split_unit(&joined);
    (Some(name).filter(|name| !name.is_empty()), unit.map(|unit| unit.label))
}

/// Whether a unit is a share, which no total sums.
pub fn is_share(unit: &str) -> bool {
    unit_of(unit).is_none_or(|unit| unit.kind == UnitKind::Percent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_units_part() {
        for (text, name, unit) in [
            ("地区生产总值(亿元)", "地区生产总值", Some("亿元")),
            (
                "固定资产投资(不含农户)实际到位资金_比上年增长(%)",
                "固定资产投资(不含农户)实际到位资金_比上年增长",
                Some("%"),
            ),
            ("人均地区生产总值(元/人)", "人均地区生产总值", Some("元/人")),
            ("居民消费价格指数(上年=100)", "居民消费价格指数", Some("上年=100")),
            ("固定资产投资(不含农户)", "固定资产投资(不含农户)", None),
        ] {
            assert_eq!(with_unit(text), (name.to_string(), unit.map(str::to_string)), "{text}");
        }
    }
}
