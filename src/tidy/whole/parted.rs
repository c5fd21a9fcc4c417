//! Files whose cells are parted by what no program parts them by (，, ；, ^, blanks), or whose lines stand in one cell each, as
//! where a CSV was opened without parting its columns and saved, or each line was put between quotes.
//!
//! Takes a sheet without a table; names the row that looks like its header, and the sign between its words.

use crate::pipeline::TableSpec;
use crate::pipeline::headers::normalise;
use crate::tidy::formats::Sheet;

/// The signs that are tried.
const SIGNS: [char; 12] = [',', ';', '，', '；', '^', '、', '|', '~', '#', '\t', ' ', '\u{3000}'];
/// How many rows are looked at.
const ROWS_MAX: usize = 40;

/// What is said of a file whose cells are parted by a sign that is not understood.
pub fn says(sheet: &Sheet, specs: &[TableSpec]) -> Option<String> {
    let is_known = |word: &str| {
        let form = normalise(word);
        specs.iter().flat_map(|spec| &spec.columns).any(|column| column.headers.contains(&form))
    };
    let known = |text: &str, sign: char| text.split(sign).filter(|word| is_known(word.trim())).count();
    sheet.rows_from(0).take(ROWS_MAX).find_map(|row| {
        let (_, cell) = row.lone()?;
        let text = sheet.text(cell);
        let sign = SIGNS.into_iter().find(|sign| text.len() < 2_000 && known(text, *sign) >= 2)?;
        let name = match sign {
            ' ' | '\u{3000}' => "blanks".to_string(),
            '\t' => "tabs".to_string(),
            sign => format!("“{sign}”"),
        };
        let shown: String = text.chars().take(120).collect();
        let number = row.number.saturating_add(1);
        if matches!(sign, ',' | ';' | '\t') {
            return Some(format!(
                "each line stands in one cell, its fields parted by {name}: row {number} looks like the header; part the \
                 column in the spreadsheet (Data, Text to Columns) and save it as xlsx: {shown}"
            ));
        }
        Some(format!(
            "row {number} looks like the header, with its cells parted by {name}, which parts no cells here; save the file \
             with commas between its cells, or as xlsx: {shown}"
        ))
    })
}
