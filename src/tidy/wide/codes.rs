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
    let is_sure = says_id(header) && !has_decimals(sheet, column, below)
        || words().any(|word| SURE.contains(&word) || ENDS.iter().any(|end| word.ends_with(end)))
        || folded.trim() == "cod.";
    is_sure || words().any(|word| OTHER.contains(&word)) && is_even(sheet, column, below)
}

/// Whether the last word of a header is an id, and not the only one: `NutsID`, `LGA_ID`, region id.
fn says_id(header: &str) -> bool {
    let text = header.trim();
    let before = ["ID", "Id", "id"].iter().find_map(|end| text.strip_suffix(end));
    before.and_then(|before| before.chars().next_back()).is_some_and(|last| {
        let is_hump = last.is_lowercase() && !text.ends_with("id");
        is_hump || matches!(last, ' ' | '_' | '-' | '.')
    })
}

/// Whether a cell of a column is a figure with decimals: codes have none.
fn has_decimals(sheet: &Sheet, column: u16, below: usize) -> bool {
    let cells = sheet.rows_from(below).take(ROWS_LOOKED).map(|row| sheet.shown(row.cell(column)));
    cells.into_iter().any(|text| is_decimal(text.trim()))
}

/// Whether a text is a number with decimals, as 132.3: 4.2.1 and 01.1 are codes.
fn is_decimal(text: &str) -> bool {
    let Some((whole, rest)) = text.split_once(['.', ',']) else { return false };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    digits(whole) && digits(rest) && (whole.len() == 1 || !whole.starts_with('0'))
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
    let is_one = |text: &&str| text.contains(char::is_alphabetic) || text.len() > 1 && text.starts_with('0');
    texts.iter().any(is_one) && !texts.iter().any(|text| is_decimal(text))
}
