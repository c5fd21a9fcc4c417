//! How rows are numbered: 一, （一）, 1, 1.1, 1-2, (1), ①, A, A1, Ⅱ.
//!
//! Takes what stands in a column of serial numbers; gives how deep it stands and what it is a part of. Where all that are
//! numbered 一 and （一） head others the rows of headings look after them; here they are asked what their figures prove.

use super::super::outline::{self, Level};
use crate::base::amount::Amount;
use crate::tidy::formats::{Cell, Sheet};
use crate::tidy::value::numeral;
use unicode_normalization::UnicodeNormalization;

/// The largest number of a row that counts rows: what is larger was given by somebody.
const NUMBER_MAX: u16 = 9_999;

/// The largest number inside another: 1.1 to 1.999.
const PART_MAX: u16 = 999;

/// How many levels deep numbers stand at most.
const DEPTH_MAX: usize = 4;

/// How a row is numbered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// How deep it stands: the smaller the higher, all deeper than 一 and （一）.
    pub level: u8,
    /// The numbers it is made of, a letter as what no number is.
    path: Vec<u16>,
}

/// The level of letters and Roman numbers, of 1, of (1), and of what is not numbered at all.
pub const LETTER: u8 = 3;
const PLAIN: u8 = 4;
const BRACKET: u8 = 9;
const CIRCLE: u8 = 10;

impl Mark {
    /// The number of a cell; nothing where it holds none.
    pub fn of(sheet: &Sheet, cell: Cell) -> Option<Mark> {
        match cell {
            Cell::Number(number) if number.fract() == 0.0 && (1.0..=f64::from(NUMBER_MAX)).contains(&number) => {
                Some(Mark { level: PLAIN, path: vec![number as u16] })
            }
            // 1.1 as a spreadsheet takes it, who knows no outlines.
            Cell::Number(number) => Mark::read(&Amount::from_sheet_number(number).ok()?.to_string()),
            Cell::Text(..) => Mark::read(sheet.text(cell)),
            _ => None,
        }
    }

    fn read(text: &str) -> Option<Mark> {
        let text = text.trim();
        if let Some(mark) = Mark::chinese(text) {
            return Some(mark);
        }
        let mut chars = text.chars();
        let (first, more) = (chars.next()?, chars.next().is_some());
        let begins = |c: char| matches!(c, '0'..='9' | 'A'..='Z' | '(' | '（' | '０'..='９' | 'Ａ'..='Ｚ' | '①'..='⑳' | 'Ⅰ'..='Ⅻ');
        if text.len() > 24 || !begins(first) {
            return None;
        }
        let after = |from: char| u16::try_from(u32::from(first).checked_sub(u32::from(from))? + 1).ok();
        match first {
            '①'..='⑳' if !more => return Some(Mark { level: CIRCLE, path: vec![after('①')?] }),
            'Ⅰ'..='Ⅻ' if !more => return Some(Mark::letter(after('Ⅰ')?)),
            _ => {}
        }
        let folded: String = text.nfkc().filter(|c| !c.is_whitespace()).collect();
        let bare = folded.trim_end_matches(['、', '.', ',', ':']);
        let inside = bare.strip_suffix(')').map(|bare| bare.strip_prefix('(').unwrap_or(bare));
        if let Some(inside) = inside {
            return Some(Mark { level: BRACKET, path: vec![number(inside, PART_MAX)?] });
        }
        if let Some(roman) = roman(bare) {
            return Some(Mark::letter(roman));
        }
        let letter = bare.bytes().next().filter(u8::is_ascii_uppercase);
        let digits = if letter.is_some() { bare.get(1..)?.trim_start_matches(['.', '-', '_']) } else { bare };
        let mut path: Vec<u16> = letter.map(|letter| u16::from(letter - b'A') + 1 + NUMBER_MAX).into_iter().collect();
        if digits.is_empty() {
            return path.first().map(|letter| Mark::letter(*letter));
        }
        for (at, part) in digits.split(['.', '-', '_', '–', '—']).enumerate() {
            path.push(number(part, if at == 0 { NUMBER_MAX } else { PART_MAX })?);
        }
        let depth = path.len();
        (depth <= DEPTH_MAX).then_some(Mark { level: PLAIN + (depth - 1) as u8, path })
    }

    /// 一, 一、 and （一）, and nothing else.
    fn chinese(text: &str) -> Option<Mark> {
        let bare = text.trim_matches(|c: char| matches!(c, '(' | ')' | '（' | '）' | '、' | '.' | '．' | ':' | '：'));
        let number = numeral::read(bare).and_then(|number| u16::try_from(number).ok())?;
        let level = outline::level(text, true).filter(|_| (1..=NUMBER_MAX).contains(&number))?;
        Some(Mark::outlined(level, number))
    }

    /// What an outline numbers.
    pub fn outlined(level: Level, number: u16) -> Mark {
        Mark { level, path: vec![number] }
    }

    fn letter(number: u16) -> Mark {
        Mark { level: LETTER, path: vec![number] }
    }

    /// Whether what follows may be the first part of what this numbers.
    pub fn begins(&self, next: &Mark) -> bool {
        // 1.1 is inside 1, A1 inside A; (1) begins anew, and below a letter rows may count on.
        let is_inside = next.path.len() == 1 || next.path.starts_with(&self.path);
        let is_first = next.level < BRACKET || next.path.first() == Some(&1);
        next.level > self.level && is_inside && is_first
    }

    /// Whether it is a whole number and no more.
    pub fn is_plain(&self) -> bool {
        self.level == PLAIN
    }

    /// What it counts to among those of its level.
    pub fn number(&self) -> u16 {
        self.path.last().copied().unwrap_or(0)
    }
}

fn number(text: &str, most: u16) -> Option<u16> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|number| is_number && (1..=most).contains(number))
}

/// II, IV: I and V alone are letters until others say more.
fn roman(text: &str) -> Option<u16> {
    const NUMBERS: [&str; 12] = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"];
    let at = NUMBERS.iter().position(|number| *number == text)?;
    u16::try_from(at + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_rows_say_how_deep_they_stand() {
        let level = |text: &str| Mark::read(text).map(|mark| mark.level);
        for (text, expected) in [
            ("1", Some(4)),
            ("12、", Some(4)),
            ("1.1", Some(5)),
            ("1-2", Some(5)),
            ("１．１．２", Some(6)),
            ("A", Some(3)),
            ("Ⅱ", Some(3)),
            ("IV", Some(3)),
            ("A1", Some(5)),
            ("（1）", Some(9)),
            ("2)", Some(9)),
            ("③", Some(10)),
            ("一", Some(1)),
            ("（三）", Some(2)),
            ("一期", None),
            ("XM-001", None),
            ("2026-001-7-8-9", None),
            ("0", None),
            ("", None),
        ] {
            assert_eq!(level(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_inside_another_begins_with_its_number() {
        let begins = |one: &str, two: &str| Mark::read(one).unwrap().begins(&Mark::read(two).unwrap());
        assert!(begins("1", "1.1") && begins("A", "3") && begins("1", "(1)") && begins("A", "A1") && begins("Ⅰ", "1"));
        assert!(!begins("1", "2.1") && !begins("1", "(2)") && !begins("1", "2") && !begins("B", "A1"));
    }
}
