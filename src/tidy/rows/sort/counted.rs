//! Rows that count the columns below a header: 甲 乙 1 2 3=2/1, (1) (2) … (6)=(5)/(4), ①, 一 二 三, A B C.
//!
//! Takes the texts of a row; says whether they do nothing but count.

use super::Sorter;
use super::labels::label;
use crate::tidy::formats::{Row, Sheet};
use crate::tidy::value::numeral;

/// What stands in such a row before its numbers begin.
const MARKS: &[&str] = &["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸", "栏次", "行次", "a", "b", "c"];
/// Ten that count in the order of heaven.
const STEMS: &str = "甲乙丙丁戊己庚辛壬癸";
/// The fewest cells that count: two may do so by chance.
const CELLS_MIN: usize = 3;

/// With what a row counts.
#[derive(Clone, Copy)]
enum Count {
    Digits,
    Chinese,
    Letters,
    Stems,
}

impl Sorter<'_> {
    /// Whether a row does nothing but count the columns, as statistical forms do below their header.
    pub(super) fn counts_columns(&self, row: &Row<'_>) -> bool {
        counts_columns(self.sheet, row)
    }
}

/// Whether a row does nothing but count the columns.
pub fn counts_columns(sheet: &Sheet, row: &Row<'_>) -> bool {
    let texts = || row.cells().map(|cell| label(&sheet.shown(cell)).into_owned()).collect::<Vec<String>>();
    row.filled() >= CELLS_MIN && counts(&texts())
}

/// What a form says in brackets below its header.
const INSTRUCTIONS: &[&str] = &["必填", "选填", "必选", "可选", "可不填", "下拉", "自动", "required", "optional"];

impl Sorter<'_> {
    /// Whether a row only says how the columns are to be filled in: （必填，数字）.
    pub(super) fn instructs(&self, row: &Row<'_>) -> bool {
        let says = |text: &str| {
            let inside = text.strip_prefix('(').and_then(|text| text.strip_suffix(')'));
            inside.is_some_and(|text| INSTRUCTIONS.iter().any(|word| text.contains(word)))
        };
        row.cells().all(|cell| says(&label(&self.sheet.shown(cell))))
    }
}

/// Whether texts count from one on, after marks that count nothing.
fn counts(texts: &[String]) -> bool {
    let marks = texts.iter().take_while(|text| MARKS.contains(&bare(text))).count();
    let numbers = texts.get(marks..).unwrap_or(&[]);
    let all = |texts: &[String], count: Count| {
        let mut numbered = texts.iter().zip(1..);
        !texts.is_empty() && numbered.all(|(text, number)| is_number(text, number, count))
    };
    all(numbers, Count::Digits)
        || [Count::Digits, Count::Chinese, Count::Letters, Count::Stems].into_iter().any(|count| all(texts, count))
}

/// Whether a text is a number, with or without what it is worked out from: (6)=(5)/(4).
fn is_number(text: &str, number: u32, count: Count) -> bool {
    let own = bare(text.split(['=', '＝']).next().unwrap_or(text));
    match count {
        Count::Digits => own.parse() == Ok(number),
        Count::Chinese => numeral::read(own) == Some(i128::from(number)) && own.chars().all(|c| !c.is_ascii()),
        Count::Letters => {
            let letter = char::from_u32('a' as u32 + number - 1).filter(char::is_ascii_lowercase);
            let mut letters = own.chars();
            letter.is_some() && letters.next() == letter && letters.next().is_none()
        }
        Count::Stems => {
            let mut stems = own.chars();
            let stem = STEMS.chars().nth(number as usize - 1);
            stem.is_some() && stems.next() == stem && stems.next().is_none()
        }
    }
}

/// A number without brackets around it, and without what says that it is of a column.
fn bare(text: &str) -> &str {
    let around = ['(', ')', '[', ']', '【', '】', '〔', '〕', '<', '>', '〈', '〉', '《', '》', '{', '}'];
    let bare = text.trim_matches(around);
    let bare = bare.strip_prefix('第').unwrap_or(bare);
    bare.strip_suffix(['列', '栏']).unwrap_or(bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_counted_in_many_ways() {
        let counts =
            |line: &str| counts(&line.split_whitespace().map(|text| label(text).into_owned()).collect::<Vec<_>>());
        for line in [
            "甲 乙 丙 1 2 3=2/1",
            "(1) (2) (3) (4) (5) (6)=(5)/(4) (7)",
            "（1） （2） （3）＝（2）÷（1）",
            "① ② ③=②/①",
            "⑴ ⑵ ⑶",
            "[1] [2] [3]",
            "【1】 【2】 【3】",
            "一 二 三 四",
            "（一） （二） （三）",
            "㈠ ㈡ ㈢",
            "A B C D E",
            "A B C 1 2",
            "甲 乙 丙 丁",
            "栏次 1 2 3",
            "第1列 第2列 第3列",
            "1 2 3 4=3/2*100%",
        ] {
            assert!(counts(line), "{line}");
        }
        for line in ["1 甲路 住建局", "1 2 4", "2 3 4", "甲 丙 乙", "A C B", "一 1 2", "一中 二中 三中", "P1 甲 10"]
        {
            assert!(!counts(line), "{line}");
        }
    }
}
