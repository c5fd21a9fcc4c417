//! 同上, 〃, ditto: cells that say to be read as the one above.
//!
//! Takes the texts of cells; says which repeat the cell above, and puts its value in their place once all rows are read.
//! A cell that points elsewhere (同左), or has nothing above it that could be repeated, refuses its row: its words are no
//! name of a unit. Figures are never repeated.

use super::Rows;
use crate::tidy::RejectReason;
use crate::tidy::table::{Texts, Values};
use crate::tidy::value::text::is_invisible;
use std::borrow::Cow;

/// Which other cell a text points at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ditto {
    /// That above.
    Above,
    /// One beside it, or below.
    Elsewhere,
}

/// The longest text that can be one, in bytes.
const TEXT_MAX: usize = 40;

/// How a text may begin that points at the cell above.
const ABOVE: &[&str] = &["同上", "同前", "仝上"];
/// And at another.
const ELSEWHERE: &[&str] = &["同左", "同右", "同下", "同后"];
/// What may follow: 同上行, 同上一行.
const RESTS: &[&str] = &["", "行", "一行", "栏", "格", "项", "单位"];

/// Where a text points, if it says nothing else.
pub fn of(text: &str) -> Option<Ditto> {
    if text.len() > TEXT_MAX || begins_otherwise(text.as_bytes()) {
        return None;
    }
    let around = |c: char| {
        c.is_whitespace()
            || is_invisible(c)
            || matches!(
                c,
                '(' | ')' | '（' | '）' | '[' | ']' | '【' | '】' | '.' | '。' | ';' | '；' | ',' | '，' | ':' | '：'
            )
    };
    let bare = text.trim_matches(around);
    if !matches!(bare.chars().next()?, '同' | '仝' | 'd' | 'D' | '\'') && !bare.starts_with(is_mark) {
        return None;
    }
    let is_seen = |c: &char| !c.is_whitespace() && !is_invisible(*c);
    let bare: Cow<'_, str> = if bare.chars().all(|c| is_seen(&c)) {
        bare.into()
    } else {
        bare.chars().filter(is_seen).collect::<String>().into()
    };
    match bare.chars().next()? {
        '同' | '仝' => {
            let says = |words: &[&str]| {
                words.iter().any(|word| bare.strip_prefix(word).is_some_and(|rest| RESTS.contains(&rest)))
            };
            let above = (says(ABOVE) || bare == "仝").then_some(Ditto::Above);
            above.or_else(|| says(ELSEWHERE).then_some(Ditto::Elsewhere))
        }
        'd' | 'D' => bare.eq_ignore_ascii_case("ditto").then_some(Ditto::Above),
        '\'' => (bare == "''").then_some(Ditto::Above),
        first => (is_mark(first) && bare.chars().all(is_mark)).then_some(Ditto::Above),
    }
}

/// Whether a text begins with a figure, a letter or a Chinese character with which none of them begins, as nearly all do.
#[inline]
fn begins_otherwise(text: &[u8]) -> bool {
    match text {
        [first, ..] if first.is_ascii_alphanumeric() => !matches!(first, b'd' | b'D'),
        [0xE4..=0xE9, ..] => !(text.starts_with("同".as_bytes()) || text.starts_with("仝".as_bytes())),
        _ => false,
    }
}

/// The marks that repeat what stands above them, by whatever keyboard they were written.
fn is_mark(c: char) -> bool {
    matches!(c, '〃' | '々' | '″' | '‶' | '〞' | '〝' | '"' | '＂' | '“' | '”' | '„')
}

/// Puts the values above in the place of cells that repeat them, from the top, so that one may repeat another. `cells`:
/// data row, column of the dataset, and where the cell points.
pub fn settle(rows: &mut Rows, cells: &mut [(usize, usize, Ditto)]) {
    cells.sort_unstable_by_key(|(index, position, _)| (*position, *index));
    let mut empty: Vec<(usize, usize)> = Vec::new();
    for of_column in cells.chunk_by(|one, other| one.1 == other.1) {
        let Some((_, position, _)) = of_column.first().copied() else { continue };
        let mut repeats =
            of_column.iter().filter(|(.., ditto)| *ditto == Ditto::Above).map(|(index, ..)| *index).peekable();
        empty.extend(
            of_column.iter().filter(|(.., ditto)| *ditto == Ditto::Elsewhere).map(|(index, ..)| (*index, position)),
        );
        match rows.values.get_mut(position) {
            Some(Values::Texts(texts)) => {
                let mut settled = Texts::default();
                for index in 0..texts.len() {
                    let text = match repeats.next_if_eq(&index).map(|index| index.checked_sub(1)) {
                        Some(above) => above.and_then(|above| settled.get(above)).map(str::to_string),
                        None => texts.get(index).map(str::to_string),
                    };
                    settled.push(text.as_deref());
                }
                empty.extend(
                    of_column
                        .iter()
                        .filter(|(index, ..)| settled.get(*index).is_none())
                        .map(|(index, ..)| (*index, position)),
                );
                *texts = settled;
            }
            Some(Values::Dates(dates)) => {
                for index in repeats {
                    let above = index.checked_sub(1).and_then(|above| dates.get(above)).copied().flatten();
                    if let Some(day) = dates.get_mut(index) {
                        *day = above;
                    }
                    if above.is_none() {
                        empty.push((index, position));
                    }
                }
            }
            _ => {}
        }
    }
    for (index, position) in empty {
        let column = rows.layout.slots.get(position).and_then(Option::as_ref).map_or(0, |slot| slot.column);
        rows.refuse(index, column, RejectReason::RepeatsNothing);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_cell_that_says_nothing_else_repeats_the_one_above() {
        for text in [
            "同上",
            " 同上。",
            "（同上）",
            "同 上",
            "同前",
            "同上一行",
            "〃",
            "″",
            "\"",
            "”",
            "〃 〃",
            "Ditto",
            "ditto.",
            "''",
        ] {
            assert_eq!(of(text), Some(Ditto::Above), "{text}");
        }
        for text in ["同左", "同右", "（同下）"] {
            assert_eq!(of(text), Some(Ditto::Elsewhere), "{text}");
        }
        for text in ["同上建筑公司", "同济路", "同前进村", "大同上庄", "'", "dittos", "“一号”工程", "", "。", "上同"]
        {
            assert_eq!(of(text), None, "{text}");
        }
    }
}
