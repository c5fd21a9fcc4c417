//! Rates of growth, as cells of their columns write them: 下降3.5%, ↑5.1, 持平, -0.2个百分点.
//!
//! Takes the text of one cell; gives the figure in percent, a fall as a negative one, or nothing where it is written in
//! another way. Never reads what is compared with another period than last year's.

use super::{Figure, Mark, figure, separators::Written};
use crate::base::amount::{Amount, Fine};
use unicode_normalization::UnicodeNormalization;

/// What it is compared with: last year, which is what these columns hold.
const WITH: &[&str] = &[
    "较上年同期",
    "比上年同期",
    "较去年同期",
    "比去年同期",
    "与上年同期",
    "与去年同期",
    "较上年",
    "比上年",
    "较去年",
    "比去年",
    "与上年",
    "与去年",
    "同比",
];
const RISES: &[&str] = &["增长", "增加", "上升", "提高", "提升", "上涨", "增", "升", "涨", "↑", "▲", "up ", "+"];
const FALLS: &[&str] = &["负增长", "下降", "降低", "减少", "回落", "下跌", "下滑", "降", "减", "跌", "↓", "▼", "down "];
const NONE: &[&str] = &["持平", "基本持平", "零增长", "不变", "无变化", "无增减"];
/// Percentage points of a share.
const POINTS: &[&str] = &["个百分点", "百分点", "个点", "pp"];

/// The figure of a text with words or signs of growth; nothing where it has none.
pub fn read(text: &str) -> Option<Figure> {
    if text.len() > 60 {
        return None;
    }
    let folded: String = text.nfkc().flat_map(char::to_lowercase).filter(|c| !c.is_whitespace() || *c == ' ').collect();
    let whole = folded.trim();
    let bare = WITH.iter().find_map(|word| whole.strip_prefix(word)).unwrap_or(whole).trim_start();
    if NONE.contains(&bare) {
        return Some(Figure {
            amount: Amount::ZERO,
            mark: Mark::Plain,
            written: Written::Plain,
            footnote: false,
            fine: Fine::default(),
        });
    }
    let longest =
        |words: &[&'static str]| words.iter().filter(|word| bare.starts_with(**word)).map(|word| word.len()).max();
    let (fall, rise) = (longest(FALLS), longest(RISES));
    let rest = bare.get(fall.max(rise).unwrap_or(0)..)?.trim_start_matches(['了', ':', ' ']);
    let points = POINTS.iter().find_map(|word| rest.strip_suffix(word));
    if fall.is_none() && rise.is_none() && points.is_none() && bare == whole {
        return None;
    }
    let read = figure(points.unwrap_or(rest)).ok()??;
    if points.is_some() && read.mark != Mark::Plain || !matches!(read.mark, Mark::Plain | Mark::Percent) {
        return None;
    }
    // 下降-3.5% is a rise or a slip: nobody can tell.
    if fall.is_some() && read.amount < Amount::ZERO {
        return None;
    }
    let amount = if fall.is_some() { Amount(-read.amount.0) } else { read.amount };
    let mark = if points.is_some() { Mark::Percent } else { read.mark.clone() };
    Some(Figure { amount, mark, ..read })
}
