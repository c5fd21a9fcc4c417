//! Columns of codes: FIPS, Cód., LGA code, 统计代码. What stands in them names rows, and is no figure.
//!
//! Takes a header, and the cells below it where the header alone may be something else (cod is a fish); gives whether they are codes.

use crate::tidy::formats::{Cell, Sheet};
use unicode_normalization::UnicodeNormalization;

/// How many rows below a header are looked at.
const ROWS_LOOKED: usize = 400;
/// Words that mean a code and nothing else.
const SURE: &[&str] = &[
    "code", "codes", "cód", "código", "códigos", "codigo", "codice", "fips", "geofips", "geoid", "dicofre", "cvegeo",
    "adcode", "postcode", "zip", "plz", "nuts1", "nuts2", "nuts3", "iso2", "iso3", "lau", "código.",
];
/// Words that may be something else.
const OTHER: &[&str] = &["cod", "kod", "nuts", "iso", "id", "ibge", "cve", "lga", "insee", "ags", "istat"];
/// Ends of words that mean a code.
const ENDS: &[&str] = &["code", "fips", "代码", "编码", "代碼", "編碼", "コード", "코드"];

/// Whether the column below a header holds codes.
pub fn is_code(sheet: &Sheet, header: &str, column: u16, below: usize) -> bool {
    let folded: String = header.nfkc().flat_map(char::to_lowercase).collect();
    let words = || folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let is_sure = words().any(|word| SURE.contains(&word) || ENDS.iter().any(|end| word.ends_with(end)))
        || folded.trim() == "cod.";
    is_sure || words().any(|word| OTHER.contains(&word)) && is_even(sheet, column, below)
}

/// Whether all cells of a column are whole numbers of as many digits.
fn is_even(sheet: &Sheet, column: u16, below: usize) -> bool {
    let cells = sheet.rows_from(below).take(ROWS_LOOKED).map(|row| row.cell(column));
    let shown: Vec<String> =
        cells.filter(|cell| *cell != Cell::Empty).map(|cell| sheet.shown(cell).trim().to_string()).collect();
    let length = shown.first().map_or(0, String::len);
    length > 1 && shown.iter().all(|text| text.len() == length && text.bytes().all(|b| b.is_ascii_digit()))
}

/// Whether a column of numbers is one of codes also without a word for them: one has a letter, or begins with 0.
pub fn looks_like_codes(texts: &[&str]) -> bool {
    texts.iter().any(|text| text.contains(char::is_alphabetic) || text.len() > 1 && text.starts_with('0'))
}
