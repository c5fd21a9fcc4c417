//! Words of money by a table that no other rule reads as its unit: 亿元 in a line of which the rest is not understood.
//!
//! Takes the lines around a table; gives the first that names another multiple of yuan than 万元. Then nothing is assumed.

use crate::tidy::formats::{Cell, Row, Sheet};
use std::ops::Range;

/// The longest line that is looked at, in bytes.
const TEXT_MAX: usize = 600;

/// The multiples, longest first; 万元 is what would be assumed.
const WORDS: [&str; 8] = ["百万元", "千万元", "十万元", "万元", "亿元", "千元", "百元", "元"];

/// Where another multiple than 万元 is named as a word of its own, and the text that names it.
pub fn another(sheet: &Sheet, above: Range<usize>, data: usize, figures: &[u16]) -> Option<((u16, u32), String)> {
    let last = sheet.len();
    let says_figure = |row: &Row<'_>| figures.iter().any(|column| matches!(row.cell(*column), Cell::Number(_)));
    let below = (data.max(last.saturating_sub(15))..last).rev().filter_map(|index| sheet.row(index));
    let below = below.take_while(|row| !says_figure(row) && row.filled() <= 3);
    let rows = above.filter_map(|index| sheet.row(index)).chain(below);
    let mut cells = rows.flat_map(|row| row.iter().map(move |(column, cell)| ((column, row.number), cell)));
    cells.find_map(|(at, cell)| {
        let text = if let Cell::Text(..) = cell { sheet.text(cell) } else { "" };
        (text.len() <= TEXT_MAX && names_another(text)).then(|| (at, text.to_string()))
    })
}

/// Whether a text names a multiple of yuan other than 万元, and not as a part of an amount (5.6亿元) or of a word (亿元以上).
fn names_another(text: &str) -> bool {
    let ends = |c: char| !c.is_alphanumeric() || matches!(c, '为' | '计');
    let mut rest = text;
    let mut before = None;
    let next = |rest: &str| {
        let found = WORDS.iter().filter_map(|word| Some((rest.find(word)?, *word)));
        found.min_by_key(|(at, word)| (*at, usize::MAX - word.len()))
    };
    while let Some((at, word)) = next(rest) {
        let (head, tail) = rest.split_at(at);
        let tail = tail.get(word.len()..).unwrap_or_default();
        before = head.chars().rev().find(|c| !c.is_whitespace()).or(before);
        let is_amount = before.is_some_and(|c| c.is_numeric() || "一二三四五六七八九十百千万亿两几数多余".contains(c));
        // 元 alone is the end of many words.
        let touches = head.chars().next_back().or(before.filter(|_| head.is_empty()));
        let is_apart = word != "元" || touches.is_none_or(|c| !c.is_alphanumeric());
        if word != "万元" && !is_amount && is_apart && tail.chars().next().is_none_or(ends) {
            return true;
        }
        before = word.chars().last();
        rest = tail;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_money_are_told_from_amounts_and_names() {
        for text in ["投资：亿元，面积：亩（见注）", "亿元，%", "注：投资按亿元计，面积按亩", "（千元）", "金额 元"]
        {
            assert!(names_another(text), "{text}");
        }
        for text in [
            "亿元以上重点项目进度表",
            "总投资5.6亿元",
            "共2个项目，投资十亿元。",
            "单位：万元",
            "2026年元旦前",
            "三单元",
            "公元",
            "投资 3 亿元",
        ] {
            assert!(!names_another(text), "{text}");
        }
    }
}
