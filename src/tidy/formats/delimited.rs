//! Text with separators: CSV, TSV, semicolons, bars.
//!
//! Takes decoded text; finds the separator by how evenly it cuts the first records; gives one sheet whose rows are
//! numbered as a spreadsheet would number them, and whose cells are spans of the text. A record whose quotes do not close
//! costs its own line, and those below that may be the rest of it: what follows is read again. In a file with such a record, one that
//! spans lines is taken only if none of these lines is a record by itself: then a lost quote may have swallowed it.

/// One record.
pub(super) mod scan;

use super::sheet::{Flaw, Full};
use super::text::Decoded;
use super::{FormatError, Sheet, Workbook, even};
use scan::{Cut, Field};
use std::collections::BTreeMap;
use std::ops::Range;

/// Separators, the likelier first.
const SEPARATORS: [(u8, &str); 4] = [(b',', "csv"), (b'\t', "tsv"), (b';', "csv with ;"), (b'|', "csv with |")];
/// How much of the text is looked at to find the separator.
const SAMPLE_BYTES: usize = 1 << 16;
/// How far a record that begins there may reach to be looked at.
const REACH_BYTES: usize = 1 << 20;

/// Reads text with separators.
///
/// # Errors
/// `too_large` when it has more cells or columns than are read.
pub fn read(decoded: Decoded) -> Result<Workbook, FormatError> {
    read_by(decoded, true)
}

/// The same record by record, without a look at many lines at once: what the other way is held against.
///
/// # Errors
/// As [`read`].
pub fn read_by_records(decoded: Decoded) -> Result<Workbook, FormatError> {
    read_by(decoded, false)
}

fn read_by(decoded: Decoded, at_once: bool) -> Result<Workbook, FormatError> {
    let declared = declared_separator(&decoded.text);
    let (separator, name) =
        declared.or_else(|| keyed(&decoded.text)).unwrap_or_else(|| find_separator(decoded.text.as_bytes()));
    let strict = scan::knows_quotes(decoded.text.as_bytes(), separator);
    let cut = Cut { separator, strict };
    let Decoded { text, encoding, broken, mut notes } = decoded;
    let full = |full: Full| FormatError::new("too_large", format!("{full}; send the file in parts"));
    let width = evenness(text.as_bytes(), cut).1;
    let may_be_cut = text.len() <= CUT_MAX && !text.ends_with(['\n', '\r']);
    let at_once = at_once && !may_be_cut;
    let filling = Filling { broken: &broken, cut, skip_first: declared.is_some(), width, at_once, may_be_cut };
    let mut sheet = Sheet::over(text).map_err(full)?;
    sheet.separator = Some(char::from(separator));
    let length = sheet.text.len();
    if filling.fill(&mut sheet, false).map_err(full)? {
        sheet.begin_again(length);
        filling.fill(&mut sheet, true).map_err(full)?;
    }
    notes.extend(super::flaws(&sheet));
    Ok(Workbook { format: format!("{name} ({encoding})"), epoch_1904: false, notes, sheets: vec![sheet] })
}

/// `freq,unit,geo\TIME_PERIOD`: the keys stand together in one cell, and tabs part the cells.
fn keyed(text: &str) -> Option<(u8, &'static str)> {
    let (keys, _) = text.lines().next()?.split_once('\t').filter(|(keys, _)| keys.contains(','))?;
    let (_, time) = keys.rsplit_once('\\')?;
    SEPARATORS.into_iter().find(|(byte, _)| *byte == b'\t' && time.to_ascii_lowercase().starts_with("time"))
}

/// `sep=;` in the first line, as some spreadsheets write it.
fn declared_separator(text: &str) -> Option<(u8, &'static str)> {
    let line = text.lines().next()?.trim_end();
    let separator = line.strip_prefix("sep=").or_else(|| line.strip_prefix("\"sep=")?.strip_suffix('"'))?;
    SEPARATORS.into_iter().find(|(byte, _)| separator.as_bytes() == [*byte])
}

/// The separator that cuts most of the first records into equally many (at least two) fields. Under a wrong one, quotes
/// stand in the midst of fields: such records speak for none, unless nobody quotes at all.
fn find_separator(bytes: &[u8]) -> (u8, &'static str) {
    let mut best = (SEPARATORS[0], (0usize, 0usize));
    for strict in [true, false] {
        for candidate in SEPARATORS {
            let score = evenness(bytes, Cut { separator: candidate.0, strict });
            if score > best.1 {
                best = (candidate, score);
            }
        }
        if best.1.0 > 0 {
            break;
        }
    }
    best.0
}

/// How many of the first records have the commonest field count of at least two, and that count.
fn evenness(bytes: &[u8], cut: Cut) -> (usize, usize) {
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    let (mut at, mut fields) = (0, Vec::new());
    let near = bytes.get(..REACH_BYTES).unwrap_or(bytes);
    while at < near.len().min(SAMPLE_BYTES) {
        let scan = scan::record(near, at, cut, &mut fields);
        let is_cut = scan.next >= near.len() && near.len() < bytes.len();
        if scan.wide || is_cut {
            break;
        }
        if !scan.fault {
            *counts.entry(fields.len()).or_default() += 1;
        }
        at = scan.next.max(at + 1);
    }
    let even = counts.into_iter().filter(|(fields, _)| *fields >= 2).map(|(fields, records)| (records, fields));
    even.max().unwrap_or((0, 0))
}

struct Filling<'a> {
    broken: &'a [Range<usize>],
    cut: Cut,
    skip_first: bool,
    /// How wide most records are.
    width: usize,
    /// Whether lines that are cut evenly are looked for.
    at_once: bool,
    /// Whether no line end closes the text, so that its last line may have been cut.
    may_be_cut: bool,
}

impl Filling<'_> {
    /// Fills the sheet; gives whether any record was broken. `wary`: a record that spans lines must be the only reading.
    fn fill(&self, sheet: &mut Sheet, wary: bool) -> Result<bool, Full> {
        let (mut fields, mut scratch) = (Vec::new(), Vec::new());
        let (mut at, mut row, mut any_fault) = (0, 0u32, false);
        // Separators that a broken record still lacks: what it lost may stand on the lines below it.
        let mut owed = 0usize;
        let mut broken = self.broken.iter().peekable();
        let length = sheet.text.len();
        // A run of even lines is looked for below the first line of the common width, and rarely after that.
        let mut look_again = 0u32;
        if self.skip_first {
            at = scan::record(sheet.text.as_bytes(), 0, self.cut, &mut fields).next;
            row = 1;
        }
        while at < length {
            let bytes = sheet.text.as_bytes().get(..length).unwrap_or_default();
            let mut scan = scan::record(bytes, at, self.cut, &mut fields);
            if scan.wide {
                return Err(Full::Columns);
            }
            if wary && scan.spans_lines && !scan.fault && self.hides_a_record(bytes, &scan, &mut scratch) {
                scan.fault = true;
                scan.next = scan::after_line_end(bytes, scan.line_end);
            }
            if owed > 0 && !scan.fault {
                scan = scan::line(bytes, at);
            }
            if scan.fault {
                any_fault = true;
                owed = self.owed_after(bytes.get(at..scan.line_end).unwrap_or_default(), owed);
                fields.clear();
                fields.push(Field { start: at, end: scan.line_end, doubled: false });
            }
            while broken.next_if(|range| range.end <= at).is_some() {}
            let lost = broken.peek().filter(|range| range.start < scan.next).map(|range| range.start);
            push(sheet, row, &fields, scan.fault, lost)?;
            if self.may_be_cut && scan.next >= length && !scan.fault && is_cut(sheet, &fields) {
                sheet.mark(
                    row,
                    u32::try_from(fields.len()).unwrap_or(u32::MAX),
                    Some(Flaw::Broken(last_column(&fields))),
                );
                any_fault = true;
            }
            row = row.saturating_add(1);
            at = scan.next.max(at + 1);
            let may_run = self.at_once && !wary && self.broken.is_empty() && sheet.even.is_none();
            if may_run && row >= look_again && !scan.fault && fields.len() == self.width {
                // What grows doubles: cells and rows may take twice as much as they are.
                let held = 2 * sheet.held() - length;
                let found = even::run(&sheet.text, at, self.cut, self.width, held);
                if let Some((run, next)) = found {
                    let run = run.at(sheet.rows.len(), row);
                    row = row.saturating_add(u32::try_from(run.len()).unwrap_or(u32::MAX));
                    at = next;
                    sheet.even = Some(run);
                }
                look_again = row.saturating_mul(2).saturating_add(64);
            }
        }
        Ok(any_fault)
    }

    /// How many separators a broken record lacks after a line of it, to be as wide as the others. A line that is as wide as
    /// they are owes nothing: what follows is read again.
    fn owed_after(&self, line: &[u8], owed: usize) -> usize {
        let here = line.iter().filter(|byte| **byte == self.cut.separator).count();
        let wanted = if owed > 0 { owed } else { self.width.saturating_sub(1) };
        wanted.saturating_sub(here)
    }

    /// Whether a line inside the record is, by itself, a record as wide as the others.
    fn hides_a_record(&self, bytes: &[u8], outer: &scan::Scan, fields: &mut Vec<Field>) -> bool {
        let mut at = scan::after_line_end(bytes, outer.line_end);
        while at < outer.next {
            let inner = scan::record(bytes, at, Cut { strict: true, ..self.cut }, fields);
            if !inner.fault && fields.len() == self.width && self.width >= 2 {
                return true;
            }
            // Each line is looked at, also those inside a quoted field of the line before.
            at = scan::after_line_end(bytes, inner.line_end).max(at + 1);
        }
        false
    }
}

/// The longest text whose last line is looked at, in bytes: a longer one was written by a program, which ends them all.
const CUT_MAX: usize = 1 << 20;

/// The column of a record's last field.
fn last_column(fields: &[Field]) -> u16 {
    u16::try_from(fields.len().saturating_sub(1)).unwrap_or(u16::MAX)
}

/// The fewest records before the last whose last fields show how they are written.
const LIKE_MIN: usize = 2;

/// Whether the last record of a text, which no line end closes, was cut within its last field: those before it are written with
/// as many decimals, or as days of one length, and it is not.
fn is_cut(sheet: &Sheet, fields: &[Field]) -> bool {
    let text = |range: Range<usize>| sheet.text.get(range).unwrap_or("").trim();
    let Some(last) = fields.last() else { return false };
    if sheet.text.len() > last.end + 1 || sheet.text.ends_with(['\n', '\r']) || fields.len() < 2 {
        return false;
    }
    let column = last_column(fields);
    let before = (0..sheet.len().saturating_sub(1)).rev().filter_map(|index| sheet.row(index)).take(64);
    let others: Vec<&str> =
        before.map(|row| sheet.text(row.cell(column)).trim()).filter(|text| !text.is_empty()).collect();
    let digits = |text: &str| text.bytes().any(|byte| byte.is_ascii_digit());
    let decimals =
        |text: &str| text.split_once('.').filter(|(_, rest)| !rest.contains('.')).map(|(_, rest)| rest.len());
    let is_day =
        |text: &str| text.len() == 10 && text.bytes().filter(|byte| *byte == b'-' || *byte == b'/').count() == 2;
    let own = text(last.start..last.end);
    // Headers and titles stand above.
    let figures: Vec<&str> = others.into_iter().filter(|text| digits(text)).collect();
    let all = |is: &dyn Fn(&str) -> bool| figures.len() >= LIKE_MIN && figures.iter().all(|text| is(text));
    let places = figures.first().and_then(|first| decimals(first)).filter(|places| *places > 0);
    let is_less =
        places.is_some_and(|places| decimals(own).unwrap_or(0) < places && all(&|text| decimals(text) == Some(places)));
    !own.is_empty() && digits(own) && (is_less || all(&is_day) && !is_day(own))
}

/// Adds a record. `lost`: where it holds bytes that could not be decoded.
fn push(sheet: &mut Sheet, row: u32, fields: &[Field], fault: bool, lost: Option<usize>) -> Result<(), Full> {
    let mut flaw = fault.then_some(Flaw::Broken(0));
    for (index, field) in fields.iter().enumerate() {
        let column = u32::try_from(index).unwrap_or(u32::MAX);
        if let Some(lost) = lost
            && flaw.is_none()
            && lost < field.end
        {
            flaw = Some(Flaw::Undecodable(u16::try_from(index).unwrap_or(u16::MAX)));
        }
        if field.start == field.end {
            continue;
        }
        let cell = if field.doubled {
            let single = sheet.text.get(field.start..field.end).unwrap_or("").replace("\"\"", "\"");
            sheet.intern(as_text(&single).unwrap_or(&single))?
        } else {
            let kept = sheet.text.get(field.start..field.end).and_then(as_text);
            let (start, length) =
                kept.map_or((field.start, field.end - field.start), |text| (field.start + 2, text.len()));
            // A text is at most 512 MiB long, so that both fit.
            super::Cell::Text(start as u32, length as u32)
        };
        sheet.push(row, column, cell)?;
    }
    let flaw = flaw.or(lost.map(|_| Flaw::Undecodable(0)));
    sheet.mark(row, u32::try_from(fields.len()).unwrap_or(u32::MAX), flaw);
    Ok(())
}

/// `="00123"` as programs write a text that spreadsheets shall not take for a number: what a person sees is 00123.
pub(super) fn as_text(field: &str) -> Option<&str> {
    field.strip_prefix("=\"")?.strip_suffix('"').filter(|text| !text.contains('"'))
}

#[cfg(test)]
mod tests;
