//! Headings of groups within a table: 一、水利项目, （二）, 第一部分, with or without the figures of their group.
//!
//! Takes the labels of rows; gives how deep each stands, and which of them head a group instead of being a row. Numbers
//! like 1. and 2. count rows and head nothing.

use crate::tidy::value::numeral;
use unicode_normalization::UnicodeNormalization;

/// How deep a heading stands: the smaller the higher.
pub type Level = u8;

/// The level that a label begins with: 第一部分 is 0, 一、 is 1, （一） is 2. `whole`: whether 一 alone counts, as it does in
/// a column of serial numbers.
pub fn level(label: &str, whole: bool) -> Option<Level> {
    if label.as_bytes().first().is_some_and(|byte| heads_nothing(*byte)) {
        return None;
    }
    let first = label.trim_start().chars().next()?;
    if !(is_numeral(first) || matches!(first, '(' | '（' | '第')) {
        return None;
    }
    let text: String = label.nfkc().filter(|c| !c.is_whitespace()).collect();
    if let Some(rest) = text.strip_prefix('第') {
        let rest = after_numerals(rest)?;
        return ["部分", "类", "章", "篇"].iter().any(|word| rest.starts_with(word)).then_some(0);
    }
    if let Some(rest) = text.strip_prefix('(') {
        return after_numerals(rest)?.starts_with(')').then_some(2);
    }
    let rest = after_numerals(&text)?;
    if lists_numbers(&text, rest) {
        return None;
    }
    (rest.starts_with(['、', '.', ',', ':']) || (rest.is_empty() && whole)).then_some(1)
}

/// Whether a label lists numbers, each the next of the one before: 一、二号桥, 三、四标段.
fn lists_numbers(text: &str, rest: &str) -> bool {
    let number = |text: &str| {
        let numeral: String = text.chars().take_while(|c| is_numeral(*c)).collect();
        numeral::read(&numeral)
    };
    let next = rest.strip_prefix(['、', '.', ',']).and_then(number);
    next.is_some_and(|next| number(text).is_some_and(|first| first + 1 == next))
}

/// Whether labels that stand alone number the groups of a table: each level counts from 一, anew below each higher one. The rest of a
/// cell that holds a list would begin with 二.
pub fn counts<'a>(labels: impl Iterator<Item = &'a str>) -> bool {
    let mut reached = [0i128; 3];
    for label in labels {
        let Some(level) = level(label, false).map(usize::from) else { return false };
        let numeral: String = label.nfkc().skip_while(|c| !is_numeral(*c)).take_while(|c| is_numeral(*c)).collect();
        let number = numeral::read(&numeral);
        let Some(so_far) = reached.get_mut(level) else { return false };
        if number != Some(*so_far + 1) {
            return false;
        }
        *so_far += 1;
        reached.iter_mut().skip(level + 1).for_each(|deeper| *deeper = 0);
    }
    true
}

/// Whether a label that begins with this byte heads nothing: what numerals are written with begins with other bytes.
pub fn heads_nothing(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, 0xE8 | 0xE9)
}

/// Which rows head a group: those that something deeper or plain follows, and those of the same level in a table that has
/// such. `levels` are those of all rows that could be data. `sure`: whether headings differ from rows by more than their
/// label; without it half of a level must head something.
pub fn headings(levels: &[Option<Level>], sure: bool) -> Vec<bool> {
    let heads = |index: usize| match (levels.get(index).copied().flatten(), levels.get(index + 1)) {
        (Some(level), Some(next)) => next.is_none_or(|next| next > level),
        _ => false,
    };
    let counts = |level: Level| {
        let of_level = (0..levels.len()).filter(|index| levels.get(*index).copied().flatten() == Some(level));
        of_level.fold((0usize, 0usize), |(all, heading), index| (all + 1, heading + usize::from(heads(index))))
    };
    let by_level: Vec<bool> =
        (0..=2).map(counts).map(|(all, heading)| heading > 0 && (sure || heading * 2 > all)).collect();
    let is_heading =
        |level: &Option<Level>| level.is_some_and(|l| by_level.get(usize::from(l)).copied().unwrap_or(false));
    levels.iter().map(is_heading).collect()
}

fn is_numeral(c: char) -> bool {
    matches!(c, '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十')
}

/// What follows the numerals, of which there is at least one.
fn after_numerals(text: &str) -> Option<&str> {
    let rest = text.trim_start_matches(is_numeral);
    (rest.len() < text.len()).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outlines_are_told_from_names() {
        for (label, expected) in [
            ("一、水利项目", Some(1)),
            ("十二、其他", Some(1)),
            ("（一）新开工", Some(2)),
            ("(三)", Some(2)),
            ("第一部分 续建", Some(0)),
            ("一", Some(1)),
            ("一中改造", None),
            ("第一中学", None),
            ("一、二号桥工程", None),
            ("三、四标段", None),
            ("一、十大工程", Some(1)),
            ("1、道路", None),
            ("（续）", None),
        ] {
            assert_eq!(level(label, true), expected, "{label}");
        }
        assert_eq!(level("一", false), None);
    }

    #[test]
    fn headings_that_stand_alone_count_from_one() {
        let counted = |labels: &[&str]| counts(labels.iter().copied());
        assert!(counted(&["一、道路", "（一）续建", "（二）新建", "二、水务", "（一）续建"]));
        assert!(!counted(&["二、资金未到位"]) && !counted(&["一、道路", "三、水务"]) && !counted(&["一、道路", "常"]));
    }

    #[test]
    fn serial_numbers_in_chinese_head_nothing() {
        assert_eq!(headings(&[Some(1), Some(1), Some(1)], true), [false; 3]);
        assert_eq!(
            headings(&[Some(1), None, None, Some(1), Some(2), None, Some(1)], true),
            [true, false, false, true, true, false, true]
        );
        assert_eq!(headings(&[Some(1), Some(1), Some(1), None], false), [false; 4]);
    }
}
