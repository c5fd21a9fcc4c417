//! One meaning of "the same header", for pipeline files and for sheets.
//!
//! Takes a header or title as written; gives the form in which headers are compared, and the unit it carries.
//! Knows nothing of datasets, and never guesses a unit that is not written.

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

/// Other writings of units that [`Unit::from_label`] knows under their Chinese name.
const OTHER_WRITINGS: &[(&str, &str)] = &[
    ("rmb", "元"),
    ("cny", "元"),
    ("yuan", "元"),
    ("人民币", "元"),
    ("人民币万元", "万元"),
    ("万元人民币", "万元"),
    ("亿元人民币", "亿元"),
    ("元人民币", "元"),
    ("usd", "美元"),
    ("$", "美元"),
    ("百分比", "%"),
    ("percent", "%"),
    ("pct", "%"),
];

const BRACKETS: &[(char, char)] = &[('(', ')'), ('[', ']'), ('【', '】'), ('〔', '〕'), ('{', '}')];

/// The form in which headers are compared: width folded (NFKC), lower case, no white space, without a trailing unit.
pub fn normalise(header: &str) -> String {
    let (base, _) = split_unit(header);
    base.to_lowercase().nfkc().filter(|c| !is_blank(*c)).collect()
}

/// Splits a trailing unit off: `累计完成投资（万元）` → `累计完成投资` and 万元. The text comes back width-folded and
/// trimmed. A bracket that holds no unit, as in `镇（街道）`, is part of the text.
pub fn split_unit(header: &str) -> (String, Option<Unit>) {
    let folded: String = header.nfkc().filter(|c| !is_invisible(*c)).collect();
    let text = folded.trim();
    match bracketed(text).or_else(|| separated(text)) {
        Some((base, unit)) => (base.trim_end().to_string(), Some(unit)),
        None => (text.to_string(), None),
    }
}

/// The unit that a label means: what [`Unit::from_label`] knows, other writings of it, and counted things.
pub fn unit_of(label: &str) -> Option<Unit> {
    let label: String = label.to_lowercase().nfkc().filter(|c| !is_blank(*c)).collect();
    let label = ["计量单位:", "单位:", "单位"].iter().find_map(|p| label.strip_prefix(p)).unwrap_or(&label);
    if let Some(unit) = Unit::from_label(label) {
        return Some(unit);
    }
    if let Some((_, known)) = OTHER_WRITINGS.iter().find(|(writing, _)| *writing == label) {
        return Unit::from_label(known);
    }
    let count = |factor| Some(Unit { label: label.to_string(), factor, kind: UnitKind::Count });
    if COUNTERS.iter().any(|c| c.nfkc().eq(label.chars())) {
        return count(1);
    }
    let multiple = |(word, factor): &(&str, i64)| label.strip_prefix(word).map(|rest| (rest, *factor));
    let (rest, factor) = MULTIPLES.iter().find_map(multiple)?;
    if COUNTERS.contains(&rest) { count(factor) } else { None }
}

/// `text（unit）`
fn bracketed(text: &str) -> Option<(&str, Unit)> {
    let close = text.chars().last()?;
    let (open, _) = BRACKETS.iter().find(|(_, c)| *c == close)?;
    let (base, inner) = text.strip_suffix(close)?.rsplit_once(*open)?;
    Some((base, unit_of(inner)?))
}

/// The most words of a unit: in thousands of US dollars.
const UNIT_WORDS_MAX: usize = 6;

/// `text unit`, `text/unit`, `text:unit` for money, and a bare `%` at the end.
fn separated(text: &str) -> Option<(&str, Unit)> {
    if let Some(base) = text.strip_suffix('%') {
        let base = base.trim_end().trim_end_matches(['/', ':', ',']);
        let has_words = base.chars().any(char::is_alphabetic);
        return if has_words { Some((base, Unit::from_label("%")?)) } else { None };
    }
    let is_separator = |c: char| c.is_whitespace() || matches!(c, '/' | ':' | ',' | '、' | '_');
    let parted = text.char_indices().rev().filter(|(_, c)| is_separator(*c)).take(UNIT_WORDS_MAX);
    let tails = parted.map(|(at, separator)| (&text[..at], &text[at + separator.len_utf8()..]));
    // The longest that is a unit: `million USD` is not `USD`.
    let units = tails.filter_map(|(base, label)| {
        let unit = unit_of(label).filter(|u| u.kind != UnitKind::Count && Unit::from_label(label.trim()).is_some())?;
        Some((base, unit))
    });
    let (base, unit) = units.last()?;
    let base = base.trim_end();
    let base = ["计量单位", "单位"].iter().find_map(|word| base.strip_suffix(word)).unwrap_or(base);
    Some((base, unit))
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || is_invisible(c)
}

/// Characters that no reader sees and that programs leave in cells.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{00ad}')
        || (c.is_control() && !c.is_whitespace())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_that_look_the_same_are_the_same() {
        for (written, form) in [
            ("累计完成投资（万元）", "累计完成投资"),
            ("累计完成投资\n(万元)", "累计完成投资"),
            ("累计完成投资 万元", "累计完成投资"),
            (" 项 目 名 称 ", "项目名称"),
            ("Ｐroject　ID", "projectid"),
            ("完成率％", "完成率"),
            ("权重(%)", "权重"),
            ("镇（街道）", "镇(街道)"),
            ("镇（办）", "镇(办)"),
            ("亿元以上项目", "亿元以上项目"),
            ("\u{feff}项目编号", "项目编号"),
            ("project_id", "project_id"),
            ("target_value", "target_value"),
            ("annual plan (RMB)", "annualplan"),
            ("总投资[单位：亿元]", "总投资"),
            ("单位", "单位"),
            ("", ""),
        ] {
            assert_eq!(normalise(written), form, "{written:?}");
            assert_eq!(normalise(form), form, "{form:?} again");
        }
    }

    #[test]
    fn units_are_read_where_they_are_written_and_only_there() {
        let unit = |text: &str| split_unit(text).1.map(|u| (u.label, u.factor));
        let some = |label: &str, factor| Some((label.to_string(), factor));
        assert_eq!(unit("总投资（亿元）"), some("亿元", 100_000_000));
        assert_eq!(unit("2014年进度表    单位：万元"), some("万元", 10_000));
        assert_eq!(unit("（单位：万元）"), some("万元", 10_000));
        assert_eq!(unit("完成比例%"), some("%", 1));
        assert_eq!(unit("粮食产量（万吨）"), some("万吨", 10_000));
        assert_eq!(unit("合同引资(万美元)"), some("万美元", 10_000));
        assert_eq!(unit("所在镇（街道）"), None);
        assert_eq!(unit("完成时间"), None);
        assert_eq!(unit("10%"), None);
        assert_eq!(unit("备注/说明"), None);
        assert_eq!(split_unit("2014年进度表  单位：万元").0, "2014年进度表");
        for (header, base, factor) in [
            ("Cost in thousands of US dollars", "Cost", 1_000),
            ("Budget million USD", "Budget", 1_000_000),
            ("Budget, USD", "Budget", 1),
        ] {
            let (found, unit) = split_unit(header);
            assert_eq!((found.as_str(), unit.map(|unit| unit.factor)), (base, Some(factor)), "{header}");
        }
    }
}
