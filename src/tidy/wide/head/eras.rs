//! Labels as Japan shortens them: H30, R6年度.
//!
//! Takes a label; gives it as it is written in full, for tables in which something is Japanese and nowhere else: H1 is a half year.

use super::Search;
use crate::tidy::formats::Cell;
use unicode_normalization::UnicodeNormalization;

/// How many rows tell which language a table is in.
const ROWS_OF_A_LANGUAGE: usize = 20;
/// H30 and R6年度 as Japan shortens 平成30年 and 令和6年度.
pub fn era(text: &str) -> Option<String> {
    let text: String = text.nfkc().collect();
    let era = [("H", "平成"), ("R", "令和"), ("S", "昭和")].into_iter();
    let (era, rest) = era.filter_map(|(letter, era)| Some((era, text.strip_prefix(letter)?))).next()?;
    let count = rest.trim_end_matches('度').trim_end_matches('年').trim_matches('.');
    let is_count = count == "元" || (1..=2).contains(&count.len()) && count.bytes().all(|b| b.is_ascii_digit());
    let fiscal = if rest.ends_with('度') { "度" } else { "" };
    is_count.then(|| format!("{era}{count}年{fiscal}"))
}

impl Search<'_> {
    /// Whether the first rows hold what only Japanese writes.
    pub(in crate::tidy::wide) fn is_japanese(&self) -> bool {
        let is_own =
            |c: char| matches!(c, '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | '県' | '総' | '単' | '円');
        let mut cells =
            self.sheet.rows_from(0).take(ROWS_OF_A_LANGUAGE).flat_map(|row| row.cells().collect::<Vec<Cell>>());
        cells.any(|cell| self.sheet.text(cell).contains(is_own))
    }
}
