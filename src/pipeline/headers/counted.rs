//! Units of what is counted: persons, tonnes, days, percent.
//!
//! Takes a label without white space; gives the unit that it means. Money is not its business.

use super::PREPOSITIONS;
use crate::base::amount::{Unit, UnitKind};
use unicode_normalization::UnicodeNormalization;

/// Words for things that are counted, as units in brackets give them.
const COUNTERS: &[&str] = &[
    "个",
    "项",
    "户",
    "人",
    "家",
    "处",
    "件",
    "台",
    "套",
    "座",
    "条",
    "栋",
    "间",
    "张",
    "辆",
    "次",
    "宗",
    "批",
    "起",
    "例",
    "名",
    "所",
    "场",
    "份",
    "株",
    "头",
    "米",
    "公里",
    "千米",
    "平方米",
    "平方公里",
    "立方米",
    "亩",
    "公顷",
    "吨",
    "千克",
    "公斤",
    "天",
    "日",
    "月",
    "年",
    "小时",
    "工作日",
    "分",
    "套房",
    "床",
    "千瓦时",
    "千瓦",
    "度",
    "吨标准煤",
    "人次",
    "km",
    "m2",
    "m",
    "㎡",
    "㎞",
    "t",
    "days",
    "day",
    "points",
];

/// Multiples that may stand before a counter: 万吨, 亿千瓦时.
const MULTIPLES: &[(&str, i64)] = &[("百万", 1_000_000), ("亿", 100_000_000), ("万", 10_000), ("千", 1_000)];

/// Words for percent.
pub const PERCENT: &[&str] = &["百分比", "percent", "pct"];

/// Percent, and things that are counted.
pub fn counted(label: &str) -> Option<Unit> {
    // (in %), (en %): white space is gone already.
    let bare =
        PREPOSITIONS.iter().find_map(|word| label.strip_prefix(word)).filter(|rest| matches!(*rest, "%" | "percent"));
    if bare.is_some() || PERCENT.contains(&label) {
        return Unit::from_label("%");
    }
    if let Some(unit) = Unit::from_label(label).filter(|unit| !unit.kind.is_money()) {
        return Some(unit);
    }
    let count = |factor| Some(Unit { label: label.to_string(), factor, kind: UnitKind::Count });
    if COUNTERS.iter().any(|c| c.nfkc().eq(label.chars())) {
        return count(1);
    }
    let multiple = |(word, factor): &(&str, i64)| label.strip_prefix(word).map(|rest| (rest, *factor));
    let (rest, factor) = MULTIPLES.iter().find_map(multiple)?;
    if COUNTERS.contains(&rest) { count(factor) } else { None }
}
