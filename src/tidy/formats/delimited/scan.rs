//! One record of a text with separators: where its fields are, and whether its quotes are sound.
//!
//! Takes bytes and where a record begins; gives spans, never copies. Follows RFC 4180, and a little more that is certain:
//! any of LF, CRLF and CR ends a line, blanks may follow a closing quote, and may stand before one that opens and closes on
//! its line. What is not certain is a fault, never a guess.

use crate::base::parts;
use crate::tidy::formats::sheet::COLUMNS_MAX;

/// Where a field's text stands, without its quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Its first byte.
    pub start: usize,
    /// The byte after its last.
    pub end: usize,
    /// Whether it holds quotes written twice.
    pub doubled: bool,
}

/// What came of scanning a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scan {
    /// Where the next record begins.
    pub next: usize,
    /// Where its first line ends, without the line's end.
    pub line_end: usize,
    /// Whether a quoted field of it holds the end of a line.
    pub spans_lines: bool,
    /// Whether a quote stands where none can, or does not close.
    pub fault: bool,
    /// Whether it has more fields than any sheet has columns; what follows them was not looked at.
    pub wide: bool,
}

/// How a text is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cut {
    /// The separator.
    pub separator: u8,
    /// Whether a quote inside a field without quotes is a fault: it is where the writer knows how to quote.
    pub strict: bool,
}

/// Scans the record that begins at `at`. A record with a fault has no fields that could be trusted; it ends with its line.
pub fn record(bytes: &[u8], at: usize, cut: Cut, fields: &mut Vec<Field>) -> Scan {
    fields.clear();
    let mut scan = Scan { next: at, line_end: usize::MAX, spans_lines: false, fault: false, wide: false };
    let mut start = at;
    loop {
        let field = match bytes.get(start) {
            Some(b'"') => match quoted(bytes, start, cut.separator, false) {
                Some((field, end)) => {
                    scan.spans_lines |= has_line_end(bytes, field);
                    Some((field, end))
                }
                None => None,
            },
            Some(b' ' | b'\t') => behind_blanks(bytes, start, cut.separator).or_else(|| bare(bytes, start, cut)),
            _ => bare(bytes, start, cut),
        };
        let Some((field, end)) = field else {
            return Scan { spans_lines: scan.spans_lines, ..line(bytes, at) };
        };
        fields.push(field);
        if bytes.get(end) == Some(&cut.separator) {
            if fields.len() > COLUMNS_MAX as usize {
                return Scan { next: end, line_end: end, fault: true, wide: true, ..scan };
            }
            start = end + 1;
            continue;
        }
        scan.next = after_line_end(bytes, end);
        scan.line_end = if scan.spans_lines { line_end(bytes, at) } else { end };
        return scan;
    }
}

/// The line that begins at `at`, as a record that cannot be trusted.
pub fn line(bytes: &[u8], at: usize) -> Scan {
    let line_end = line_end(bytes, at);
    Scan { next: after_line_end(bytes, line_end), line_end, spans_lines: false, fault: true, wide: false }
}

/// A field without quotes, and where it ends.
fn bare(bytes: &[u8], start: usize, cut: Cut) -> Option<(Field, usize)> {
    let rest = bytes.get(start..).unwrap_or_default();
    let strict = cut.strict && !rest.starts_with(b"=\""); // ="00123" is a text
    let mut length = rest.len();
    for (offset, byte) in rest.iter().enumerate() {
        // All four are below the letters and digits that fields are made of, save for the bar.
        if *byte > b',' && *byte != cut.separator {
            continue;
        }
        if *byte == cut.separator || matches!(byte, b'\n' | b'\r') {
            length = offset;
            break;
        }
        if *byte == b'"' && strict {
            return None;
        }
    }
    let end = start + length;
    Some((Field { start, end, doubled: false }, end))
}

/// The most bytes of marks behind a closing quote.
const MARKS_MAX: usize = 40;

/// A quoted field with blanks before it (`"a", "b"`), where it closes on its line: one that does not is text with a quote.
fn behind_blanks(bytes: &[u8], start: usize, separator: u8) -> Option<(Field, usize)> {
    let is_blank = |byte: &u8| matches!(byte, b' ' | b'\t') && *byte != separator;
    let blanks = bytes.get(start..)?.iter().take_while(|byte| is_blank(byte)).count();
    let at = start + blanks;
    if blanks == 0 || bytes.get(at) != Some(&b'"') {
        return None;
    }
    quoted(bytes, at, separator, true)
}

/// A quoted field that closes before a separator or the end of a line, and where that is. `in_line`: it holds no line end.
fn quoted(bytes: &[u8], start: usize, separator: u8, in_line: bool) -> Option<(Field, usize)> {
    let (mut at, mut doubled) = (start + 1, false);
    let stops = |byte: &u8| *byte == b'"' || in_line && matches!(byte, b'\n' | b'\r');
    loop {
        at += bytes.get(at..)?.iter().position(stops)?;
        if bytes.get(at) != Some(&b'"') {
            return None;
        }
        if bytes.get(at + 1) != Some(&b'"') {
            break;
        }
        doubled = true;
        at += 2;
    }
    let mut end = at + 1;
    while bytes.get(end) == Some(&b' ') && separator != b' ' {
        end += 1;
    }
    let closes =
        |end: usize| matches!(bytes.get(end), None | Some(b'\n' | b'\r')) || bytes.get(end) == Some(&separator);
    if !closes(end) {
        // "Population estimates, quarterly" 1 2 3: marks of notes behind words, and no part of them.
        let rest = bytes.get(end..)?;
        let marks = rest.iter().take_while(|byte| byte.is_ascii_digit() || **byte == b' ').count();
        let words = bytes.get(start + 1..at)?;
        let is_title = words.iter().filter(|byte| byte.is_ascii_alphabetic() || !byte.is_ascii()).count() > 2;
        // Only on a line of their own: in a row they may be a figure whose separator was lost.
        let ends = |at: Option<usize>| matches!(at.and_then(|at| bytes.get(at)), None | Some(b'\n' | b'\r'));
        let is_alone = ends(start.checked_sub(1)) && ends(end.checked_add(marks));
        if in_line || end == at + 1 || separator == b' ' || !is_title || marks > MARKS_MAX || !is_alone {
            return None;
        }
        end += marks;
    }
    Some((Field { start: start + 1, end: at, doubled }, end))
}

/// Whether any field of the text is quoted as it should be: its writer knows how.
pub fn knows_quotes(bytes: &[u8], separator: u8) -> bool {
    if !parts::contain(bytes, b'"') {
        return false;
    }
    let begins = |at: usize| match at.checked_sub(1).and_then(|before| bytes.get(before)) {
        None => true,
        Some(before) => *before == separator || matches!(before, b'\n' | b'\r'),
    };
    let quotes = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'"').map(|(at, _)| at);
    // A quote that never closes is looked for to the end of the text; after some of those nobody here knows how to quote.
    quotes.filter(|at| begins(*at)).take(64).any(|at| quoted(bytes, at, separator, false).is_some())
}

fn has_line_end(bytes: &[u8], field: Field) -> bool {
    bytes.get(field.start..field.end).unwrap_or_default().iter().any(|byte| matches!(byte, b'\n' | b'\r'))
}

fn line_end(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(rest.len())
}

/// Where the next line begins, if a line ends at `at`.
pub fn after_line_end(bytes: &[u8], at: usize) -> usize {
    match (bytes.get(at), bytes.get(at + 1)) {
        (Some(b'\r'), Some(b'\n')) => at + 2,
        (Some(b'\r' | b'\n'), _) => at + 1,
        _ => at,
    }
}
