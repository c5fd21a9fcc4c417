//! Names that carry the number of their row: 1、城关路, （二）滨河桥. Next month the list counts others.
//!
//! Takes the names of a table; takes the numbers from them where all have one and they count the rows. A name that only
//! begins with a figure, 110千伏变电站 or 三里桥, keeps it.

use super::super::Rows;
use crate::tidy::Note;
use crate::tidy::table::{Texts, Values};
use crate::tidy::value::numeral;

/// Takes the numbers from names that count the rows.
pub fn names(rows: &mut Rows, file: &str, notes: &mut Vec<Note>) {
    let (Some(position), true) = (rows.index("name"), rows.dataset().is_of_projects()) else { return };
    // Where a column of its own numbers the rows, names count from the first to the last, or they count nothing.
    let (at, layout) = (rows.place_of("name"), &rows.layout);
    let is_mapped = |column: u16| layout.slots.iter().flatten().any(|slot| slot.column == column);
    let is_numbered = layout.at.iter().any(|column| *column < at && !is_mapped(*column));
    let least = if is_numbered { 3 } else { 2 };
    let Some(Values::Texts(names)) = rows.values.get(position) else { return };
    let Some((first, ..)) = names.get(0).and_then(numbered) else { return };
    let (mut last, mut bare, mut all) = (0u32, Texts::default(), 0usize);
    for index in 0..names.len() {
        let Some(name) = names.get(index) else {
            bare.push(None);
            continue;
        };
        match numbered(name) {
            // Each group may count anew.
            Some((style, number, rest)) if style == first && (number == last + 1 || number == 1 && !is_numbered) => {
                last = number;
                all += 1;
                bare.push(Some(rest));
            }
            _ => return,
        }
    }
    if all < least || last == 1 {
        return;
    }
    let number = rows.numbers.first().copied().unwrap_or(1);
    let text = format!("{all} names begin with the number of their row, and are read without it");
    notes.push(Note {
        place: rows.place(file, rows.place_of("name"), number),
        kind: "numbered_names".to_string(),
        text,
    });
    if let Some(values) = rows.values.get_mut(position) {
        *values = Values::Texts(bare);
    }
}

/// How a name is numbered: what stands around the number, and whether it is in Chinese.
type Style = (char, bool);

/// The number with which a name begins, and the rest of it.
fn numbered(name: &str) -> Option<(Style, u32, &str)> {
    let first = name.chars().next()?;
    if matches!(first, '①'..='⑳') {
        let rest = name.strip_prefix(first)?.trim_start();
        let number = u32::from(first) - u32::from('①') + 1;
        return (!rest.is_empty()).then_some((('①', false), number, rest));
    }
    let inside = name.strip_prefix(['(', '（']);
    let body = inside.unwrap_or(name);
    let is_digit = body.starts_with(|c: char| c.is_ascii_digit());
    let rest = body.trim_start_matches(|c: char| if is_digit { c.is_ascii_digit() } else { numeral::is_numeral(c) });
    let written = body.get(..body.len() - rest.len()).filter(|written| (1..=12).contains(&written.len()))?;
    let number = if is_digit { written.parse().ok()? } else { u32::try_from(numeral::read(written)?).ok()? };
    let end = rest.chars().next()?;
    let ends =
        if inside.is_some() { matches!(end, ')' | '）') } else { matches!(end, '、' | '.' | '．' | ')' | '）') };
    let rest = rest.strip_prefix(end)?;
    // 3.2公里绿道 begins with a figure.
    let is_name = ends && !rest.starts_with(|c: char| c.is_ascii_digit()) && !rest.trim().is_empty();
    let style = if inside.is_some() { '(' } else { end };
    is_name.then_some(((style, !is_digit), number, rest.trim_start()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_before_names_are_told_from_names_that_begin_with_figures() {
        for (name, number, rest) in [
            ("1、城关路", 1, "城关路"),
            ("12.滨河桥", 12, "滨河桥"),
            ("（3）水厂", 3, "水厂"),
            ("二、水厂", 2, "水厂"),
            ("（十一）水厂", 11, "水厂"),
            ("② 水厂", 2, "水厂"),
        ] {
            let found = numbered(name).map(|(_, number, rest)| (number, rest));
            assert_eq!(found, Some((number, rest)), "{name}");
        }
        for name in ["110千伏变电站", "三里桥", "3.2公里绿道", "一中改造", "（续建）水厂", "1、", "水厂"]
        {
            assert_eq!(numbered(name), None, "{name}");
        }
    }
}
