//! Formulas whose value nobody worked out: some programs write formulas and no values. Such a cell is not blank.
//!
//! Takes a sheet of Office Open XML; gives the places of those cells. Never works anything out.

use super::hidden::attribute;
use super::sheet::CELLS_MAX;
use super::zipped::INFLATED_MAX;
use quick_xml::events::{BytesStart, Event};
use std::collections::HashSet;
use std::io::{BufReader, Cursor, Read};
use zip::ZipArchive;

/// A cell on the way from its beginning to its end.
#[derive(Debug, Default)]
struct Open {
    at: (u32, u32),
    /// The type of a formula that gives text: an empty text is a value.
    is_text: bool,
    formula: bool,
    value: bool,
    /// Whether what is read is the value.
    inside: bool,
}

/// The cells of a sheet that hold a formula and no value, by row and column, from 0.
pub fn uncomputed(archive: &mut ZipArchive<Cursor<&[u8]>>, path: &str) -> HashSet<(u32, u32)> {
    let mut found = HashSet::new();
    let Ok(part) = archive.by_name(path) else { return found };
    let mut reader = quick_xml::Reader::from_reader(BufReader::new(part.take(INFLATED_MAX)));
    reader.config_mut().expand_empty_elements = true;
    let (mut buffer, mut open) = (Vec::new(), Open::default());
    // Where a cell without an address stands.
    let (mut row, mut column) = (0u32, 0u32);
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(element)) => match element.local_name().as_ref() {
                "row" => {
                    row = attribute(&element, "r").and_then(|r| r.parse::<u32>().ok()?.checked_sub(1)).unwrap_or(row)
                }
                "c" => {
                    let at = attribute(&element, "r").and_then(|r| address(&r)).unwrap_or((row, column));
                    column = at.1;
                    open = Open { at, is_text: is_text(&element), ..Open::default() };
                }
                "f" => open.formula = true,
                "is" => open.value = true,
                "v" => open.inside = true,
                _ => {}
            },
            Ok(Event::Text(text)) => open.value |= open.inside && !text.as_ref().trim().is_empty(),
            Ok(Event::End(element)) => match element.local_name().as_ref() {
                "row" => (row, column) = (row.saturating_add(1), 0),
                "v" => open.inside = false,
                "c" => {
                    column = column.saturating_add(1);
                    if open.formula && !open.value && !open.is_text && found.len() < CELLS_MAX {
                        found.insert(open.at);
                    }
                }
                "sheetData" => return found,
                _ => {}
            },
            Ok(Event::Eof) | Err(_) => return found,
            Ok(_) => {}
        }
    }
}

fn is_text(element: &BytesStart<'_>) -> bool {
    attribute(element, "t").as_deref() == Some("str")
}

/// `B7` as row and column, from 0.
pub fn address(text: &str) -> Option<(u32, u32)> {
    let digits = text.find(|c: char| c.is_ascii_digit())?;
    let (letters, row) = text.split_at_checked(digits)?;
    let column = letters.bytes().try_fold(0u32, |column, letter| {
        let value = letter.is_ascii_alphabetic().then(|| u32::from(letter.to_ascii_uppercase() - b'A') + 1)?;
        column.checked_mul(26)?.checked_add(value)
    })?;
    Some((row.parse::<u32>().ok()?.checked_sub(1)?, column.checked_sub(1)?))
}

/// The end of a formula: what stands behind it decides ([`lacks`]).
pub const FORMULA_END: &str = "</f>";
/// The end of a cell whose last element has none of its own, as `<f …/>`: what stands before it decides
/// ([`before_is_formula`]). These are hints that are cheap; [`uncomputed`] knows.
pub const EMPTY_END: &str = "/></c";

/// Whether what stands behind a formula is anything but `<v>` and a value. What is cut off counts as a value: the next
/// piece begins before it.
pub fn lacks(rest: &[u8]) -> bool {
    match rest.get(..4) {
        None => false,
        Some(b"<v><") => true,
        Some(next) => !next.starts_with(b"<v>"),
    }
}

/// Whether an element that is closing here is a formula.
pub fn before_is_formula(before: &[u8]) -> bool {
    let begin = before.iter().rposition(|byte| *byte == b'<');
    begin.and_then(|at| before.get(at + 1..at + 2)) == Some(b"f")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_counted_from_nought() {
        assert_eq!(address("B7"), Some((6, 1)));
        assert_eq!(address("XFD1048576"), Some((1_048_575, 16_383)));
        for text in ["", "7", "B0", "B", "ZZZZZZZZZ1"] {
            assert_eq!(address(text), None, "{text}");
        }
    }
}
