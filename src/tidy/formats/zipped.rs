//! A look into a zip before anybody parses it.
//!
//! Takes the bytes of a zip; gives what kind of document it is, or refuses it: too many parts, or more inflated bytes
//! than are read. Declared sizes lie, so every part is inflated and counted. Never writes anything anywhere.

use super::FormatError;
use std::collections::BTreeSet;
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// The most parts a workbook may have.
const PARTS_MAX: usize = 2_000;
/// The most bytes all parts may inflate to.
pub const INFLATED_MAX: u64 = 200 << 20;
/// The largest ratio of inflated to packed bytes, once a part is large enough to matter.
const RATIO_MAX: u64 = 500;
/// Below this size a ratio says nothing.
const RATIO_FROM: u64 = 32 << 20;

/// The attribute of rows and columns that are hidden.
const HIDDEN: &[u8] = b"hidden";

/// What a zip is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Zipped {
    /// Office Open XML, `.xlsx` or `.xlsm`.
    Xlsx,
    /// The same with macros, which are ignored.
    Xlsm,
    /// The binary form.
    Xlsb,
    /// OpenDocument.
    Ods,
}

/// Looks into a zip: what it is, and the sheets in which something may be hidden.
///
/// # Errors
/// `too_large`, `damaged`, `encrypted`, or `not_a_table` for other documents.
pub fn look(bytes: &[u8]) -> Result<(Zipped, BTreeSet<String>), FormatError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    if archive.len() > PARTS_MAX {
        let text = format!("the file has {} parts inside; workbooks of at most {PARTS_MAX} are read", archive.len());
        return Err(FormatError::new("too_large", text));
    }
    let kind = kind(&archive);
    let (mut inflated, mut saying) = (0u64, BTreeSet::new());
    for index in 0..archive.len() {
        let mut says_hidden = false;
        inflated += count(&mut archive, index, INFLATED_MAX - inflated, &mut says_hidden)?;
        if says_hidden {
            let part = archive.by_index_raw(index).map_err(damaged)?;
            saying.insert(part.name().map_err(damaged)?.trim_start_matches('/').to_string());
        }
    }
    Ok((kind?, saying))
}

/// How many bytes a part inflates to; refused beyond `limit`. On the way it is seen whether the word `hidden` stands in it.
fn count(
    archive: &mut ZipArchive<Cursor<&[u8]>>,
    index: usize,
    limit: u64,
    says_hidden: &mut bool,
) -> Result<u64, FormatError> {
    let part = archive.by_index_raw(index).map_err(damaged)?;
    let (packed, encrypted) = (part.compressed_size(), part.encrypted());
    drop(part);
    if encrypted {
        return Err(FormatError::new("encrypted", "the file is protected by a password; ask for it without one"));
    }
    let part = archive.by_index(index).map_err(damaged)?;
    let mut part = part.take(limit.saturating_add(1));
    let mut buffer = vec![0u8; 1 << 16];
    let (mut total, mut kept) = (0u64, 0usize);
    loop {
        let room = buffer.get_mut(kept..).unwrap_or_default();
        let read = part.read(room).map_err(|e| damaged(e.into()))?;
        if read == 0 {
            return Ok(total);
        }
        total += read as u64;
        // The end of what was read stays before what comes next, so that no word is cut.
        let filled = kept + read;
        *says_hidden = *says_hidden || holds_hidden(buffer.get(..filled).unwrap_or_default());
        kept = filled.min(HIDDEN.len() - 1);
        buffer.copy_within(filled - kept..filled, 0);
        if total > limit || (total > RATIO_FROM && total / packed.max(1) > RATIO_MAX) {
            let text = "the file unpacks to more than 200 MiB, or far more than its size; send it in parts";
            return Err(FormatError::new("too_large", text));
        }
    }
}

/// Whether [`HIDDEN`] stands in a text, looking at every sixth byte where it can (Horspool's search).
fn holds_hidden(text: &[u8]) -> bool {
    let mut at = 0;
    while let Some(window) = text.get(at..at + HIDDEN.len()) {
        if window == HIDDEN {
            return true;
        }
        at += match window.last() {
            Some(b'e') => 1,
            Some(b'd') => 2,
            Some(b'i') => 4,
            Some(b'h') => 5,
            _ => HIDDEN.len(),
        };
    }
    false
}

/// Whether a sheet of a binary workbook has cells without their column (`BrtShort…`, MS-XLSB 2.3.2): the library passes
/// over them without a word, and a cell must not be lost in silence.
///
/// # Errors
/// `damaged` when a part cannot be unpacked.
pub fn has_short_cells(bytes: &[u8]) -> Result<bool, FormatError> {
    const SHORT: std::ops::RangeInclusive<u32> = 12..=18;
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).map_err(damaged)?;
        if !part.name().map_err(damaged)?.to_ascii_lowercase().contains("worksheets/") {
            continue;
        }
        let mut sheet = Vec::new();
        (&mut part).take(INFLATED_MAX).read_to_end(&mut sheet).map_err(|e| damaged(e.into()))?;
        let mut at = 0;
        while let Some((kind, next)) = record(&sheet, at) {
            if SHORT.contains(&kind) {
                return Ok(true);
            }
            at = next;
        }
    }
    Ok(false)
}

/// The kind of the record at `at` and where the next begins: a kind of up to two bytes, a length of up to four, seven bits
/// in each, the lowest first (MS-XLSB 2.1.4).
fn record(sheet: &[u8], mut at: usize) -> Option<(u32, usize)> {
    let mut kind = u32::from(*sheet.get(at)?);
    at += 1;
    if kind >= 0x80 {
        kind = (kind & 0x7F) | (u32::from(*sheet.get(at)?) << 7);
        at += 1;
    }
    let mut length = 0usize;
    for shift in [0, 7, 14, 21] {
        let byte = *sheet.get(at)?;
        at += 1;
        length |= usize::from(byte & 0x7F) << shift;
        if byte < 0x80 {
            break;
        }
    }
    Some((kind, at.checked_add(length)?))
}

fn kind(archive: &ZipArchive<Cursor<&[u8]>>) -> Result<Zipped, FormatError> {
    let names: Vec<_> = archive.file_names().map_while(Result::ok).collect();
    let has = |name: &str| names.iter().any(|part| part.trim_start_matches('/').eq_ignore_ascii_case(name));
    let starts = |prefix: &str| names.iter().any(|part| part.trim_start_matches('/').starts_with(prefix));
    if has("xl/workbook.bin") {
        Ok(Zipped::Xlsb)
    } else if has("xl/vbaProject.bin") {
        Ok(Zipped::Xlsm)
    } else if has("xl/workbook.xml") || starts("xl/") {
        Ok(Zipped::Xlsx)
    } else if has("content.xml") {
        Ok(Zipped::Ods)
    } else {
        let what = if starts("word/") {
            "a Word document"
        } else if starts("ppt/") {
            "a presentation"
        } else {
            "a zip archive without a workbook"
        };
        Err(FormatError::new("not_a_table", format!("the file is {what}; ask for a workbook or CSV instead")))
    }
}

fn damaged(error: zip::result::ZipError) -> FormatError {
    let text = format!("the file is a damaged zip or workbook ({error}); ask for it to be sent again");
    FormatError::new("damaged", text)
}
