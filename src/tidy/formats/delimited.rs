//! Text with separators: CSV, TSV, semicolons, bars.
//!
//! Takes decoded text; finds the separator by how evenly it cuts the first records; gives one sheet whose rows are
//! numbered as a spreadsheet would number them. Records whose quotes do not close are never guessed back together: their
//! lines are kept as they are and marked, so that each is refused by its line.

use super::sheet::Full;
use super::text::Decoded;
use super::{FormatError, Sheet, Workbook};
use csv::{Reader, ReaderBuilder, StringRecord};
use std::collections::BTreeMap;

/// Separators, the likelier first.
const SEPARATORS: [(u8, &str); 4] = [(b',', "csv"), (b'\t', "tsv"), (b';', "csv with ;"), (b'|', "csv with |")];
/// How much of the text is looked at to find the separator.
const SAMPLE_BYTES: usize = 1 << 16;

/// Reads text with separators.
///
/// # Errors
/// `too_large` when it has more cells or columns than are read.
pub fn read(decoded: &Decoded) -> Result<Workbook, FormatError> {
    let declared = declared_separator(&decoded.text);
    let (separator, name) = declared.unwrap_or_else(|| find_separator(&decoded.text));
    let mut sheet = Sheet::new(None, false);
    let skip_first = declared.is_some();
    fill(&mut sheet, decoded, separator, skip_first)
        .map_err(|full| FormatError::new("too_large", format!("{full}; send the file in parts")))?;
    Ok(Workbook { format: format!("{name} ({})", decoded.encoding), epoch_1904: false, sheets: vec![sheet] })
}

/// `sep=;` in the first line, as some spreadsheets write it.
fn declared_separator(text: &str) -> Option<(u8, &'static str)> {
    let line = text.lines().next()?.trim_end();
    let separator = line.strip_prefix("sep=").or_else(|| line.strip_prefix("\"sep=")?.strip_suffix('"'))?;
    SEPARATORS.into_iter().find(|(byte, _)| separator.as_bytes() == [*byte])
}

/// The separator that cuts most of the first records into equally many (at least two) fields.
fn find_separator(text: &str) -> (u8, &'static str) {
    let mut best = (SEPARATORS[0], (0usize, 0usize));
    let end = (0..=text.len().min(SAMPLE_BYTES)).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let (sample, whole) = (text.get(..end).unwrap_or(""), end == text.len());
    for candidate in SEPARATORS {
        let score = evenness(sample, whole, candidate.0);
        if score > best.1 {
            best = (candidate, score);
        }
    }
    best.0
}

/// How many records have the commonest field count, and that count.
fn evenness(sample: &str, whole: bool, separator: u8) -> (usize, usize) {
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    let mut last = 0;
    for record in reader(sample, separator).records().map_while(Result::ok) {
        last = record.len();
        *counts.entry(last).or_default() += 1;
    }
    if !whole && let Some(count) = counts.get_mut(&last) {
        *count -= 1; // the sample may end inside the last record
    }
    let even = counts.into_iter().filter(|(fields, _)| *fields >= 2).map(|(fields, records)| (records, fields));
    even.max().unwrap_or((0, 0))
}

fn reader(text: &str, separator: u8) -> Reader<&[u8]> {
    ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(text.as_bytes())
}

fn fill(sheet: &mut Sheet, decoded: &Decoded, separator: u8, skip_first: bool) -> Result<(), Full> {
    let text = decoded.text.as_str();
    let mut reader = reader(text, separator);
    let mut record = StringRecord::new();
    let mut broken = decoded.broken.iter().peekable();
    let mut row: u32 = 0;
    loop {
        let before = reader.position().byte() as usize;
        if !matches!(reader.read_record(&mut record), Ok(true)) {
            return Ok(());
        }
        let (start, blank_lines) = skip_line_ends(text, before);
        let end = (reader.position().byte() as usize).min(text.len());
        row = row.saturating_add(blank_lines);
        while broken.next_if(|range| range.end <= start).is_some() {}
        let undecodable = broken.peek().is_some_and(|range| range.start < end);
        let raw = text.get(start..end).unwrap_or("");
        if skip_first && start == 0 {
            row += 1;
        } else if record.iter().any(|field| field.contains(['\n', '\r'])) && !closes_its_quotes(raw, separator) {
            row = push_lines(sheet, row, raw)?;
        } else {
            push_record(sheet, row, &record, undecodable)?;
            row = row.saturating_add(1);
        }
    }
}

fn push_record(sheet: &mut Sheet, row: u32, record: &StringRecord, undecodable: bool) -> Result<(), Full> {
    let rows_before = sheet.len();
    for (column, field) in record.iter().enumerate() {
        if !field.is_empty() {
            let cell = sheet.intern(field)?;
            sheet.push(row, u32::try_from(column).unwrap_or(u32::MAX), cell)?;
        }
    }
    if undecodable && sheet.len() > rows_before {
        sheet.mark_undecodable();
    }
    Ok(())
}

/// Keeps lines as they are, each in one marked row; gives the row after them.
fn push_lines(sheet: &mut Sheet, mut row: u32, raw: &str) -> Result<u32, Full> {
    for line in raw.lines() {
        let rows_before = sheet.len();
        let cell = sheet.intern(line)?;
        sheet.push(row, 0, cell)?;
        if sheet.len() > rows_before {
            sheet.mark_undecodable();
        }
        row = row.saturating_add(1);
    }
    Ok(row)
}

/// The parser skips blank lines silently; a spreadsheet counts them. `at` may stand inside a CRLF.
fn skip_line_ends(text: &str, at: usize) -> (usize, u32) {
    let bytes = text.as_bytes();
    let mut at = at;
    if at > 0 && bytes.get(at - 1) == Some(&b'\r') && bytes.get(at) == Some(&b'\n') {
        at += 1;
    }
    let mut lines = 0;
    loop {
        match (bytes.get(at), bytes.get(at + 1)) {
            (Some(b'\r'), Some(b'\n')) => at += 2,
            (Some(b'\r' | b'\n'), _) => at += 1,
            _ => return (at, lines),
        }
        lines += 1;
    }
}

/// Whether every quoted field of a record closes before a separator or its end, as it must.
fn closes_its_quotes(raw: &str, separator: u8) -> bool {
    let bytes = raw.trim_end_matches(['\r', '\n']).as_bytes();
    let (mut at, mut field_start, mut quoted) = (0, true, false);
    while let Some(&byte) = bytes.get(at) {
        let next = bytes.get(at + 1);
        if quoted {
            if byte == b'"' && next == Some(&b'"') {
                at += 1;
            } else if byte == b'"' {
                if next.is_some_and(|next| *next != separator) {
                    return false;
                }
                quoted = false;
            }
        } else if byte == b'"' && field_start {
            quoted = true;
        }
        field_start = !quoted && byte == separator;
        at += 1;
    }
    !quoted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::formats::text::decode;

    fn picture(text: &str) -> String {
        let book = read(&decode(text.as_bytes()).unwrap()).unwrap();
        let mut lines = vec![book.format.clone()];
        for row in book.sheets[0].rows_from(0) {
            let cells: Vec<String> =
                row.iter().map(|(c, cell)| format!("{c}:{}", book.sheets[0].shown(cell))).collect();
            let mark = if row.undecodable { "!" } else { "" };
            lines.push(format!("{}{mark} {}", row.number + 1, cells.join(" ")));
        }
        lines.join("\n")
    }

    #[test]
    fn separators_are_found() {
        assert!(picture("a;b;c\n1,5;2,5;3\n4;5;6\n").starts_with("csv with ; (utf-8)\n1 0:a 1:b 2:c\n2 0:1,5"));
        assert!(picture("a\tb\n1,2\t3\n").starts_with("tsv"));
        assert!(picture("a|b\n1|2\n").starts_with("csv with |"));
        assert!(picture("sep=;\na;b\n").ends_with("2 0:a 1:b"));
    }

    #[test]
    fn rows_are_numbered_as_a_spreadsheet_numbers_them() {
        let expected = "csv (utf-8)\n3 0:a 1:b\n5 0:1 1:x\ny\n6 0:2 1:z";
        assert_eq!(picture("\n\na,b\n\n1,\"x\ny\"\n2,z\n").replace("\\n", "\n"), expected);
        assert_eq!(picture("\r\n\r\na,b\r\n\r\n1,\"x\ny\"\r\n2,z"), expected);
    }

    #[test]
    fn a_quote_that_never_closes_does_not_swallow_the_rest() {
        let seen = picture("a,b\n1,\"x\n2,y\n3,z\n");
        assert_eq!(seen, "csv (utf-8)\n1 0:a 1:b\n2! 0:1,\"x\n3! 0:2,y\n4! 0:3,z");
        let stray = picture("a,b\n1,\"x\n2,\"y\"\n3,z\n");
        assert!(stray.contains("2! ") && stray.contains("3! ") && stray.contains("\n4 0:3 1:z"), "{stray}");
    }
}
