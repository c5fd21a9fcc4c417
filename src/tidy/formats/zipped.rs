//! A look into a zip before anybody parses it.
//!
//! Takes the bytes of a zip; gives what kind of document it is, or refuses it: too many parts, or more inflated bytes
//! than are read. Declared sizes lie, so every part is inflated and counted. Never writes anything anywhere.

use super::FormatError;
use super::formula::{self, EMPTY_END, FORMULA_END};
use aho_corasick::{AhoCorasick, MatchKind};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};
use std::sync::LazyLock;
use zip::ZipArchive;

/// The most parts a workbook may have: one with a sheet for each of 400 units, each with comments and their drawing, has
/// some 1,700; a list of 2,000 parts is read in a few hundredths of a second.
const PARTS_MAX: usize = 2_000;
/// The most bytes all parts may inflate to.
pub const INFLATED_MAX: u64 = 200 << 20;
/// The largest ratio of inflated to packed bytes, once a part is large enough to matter.
const RATIO_MAX: u64 = 500;
/// Below this size a ratio says nothing.
const RATIO_FROM: u64 = 32 << 20;

/// What is looked for, all of it at once: the attribute of rows and columns that are hidden, the element in front of the
/// merged cells, which stand behind all others, what formulas without a value end in, and what raises or strikes a part of a
/// text. None is a part of another.
static WORDS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    let mut words = AhoCorasick::builder();
    words.match_kind(MatchKind::LeftmostFirst); // several are looked for at once only so
    words.build(["hidden", "mergeCells", FORMULA_END, EMPTY_END, "vertAlign", "strike"]).ok()
});
/// The most bytes from there on that are kept of one part.
const TAIL_MAX: usize = 4 << 20;
/// The most bytes of the part that lists the sheets: one with ten thousand names of areas has some two million.
const LIST_MAX: u64 = 16 << 20;
/// So many bytes of a piece are looked at again with the next, so that nothing that is looked for is cut.
const KEPT: usize = 64;

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

/// The parts that may say something besides their values.
#[derive(Debug, Default)]
pub struct Saying {
    /// Where something may be hidden.
    pub hidden: BTreeSet<String>,
    /// Where formulas may have no value.
    pub uncomputed: BTreeSet<String>,
    /// Where cells are merged: what stands from the list of merged cells on; nothing where that is longer than is kept.
    pub merges: BTreeMap<String, Option<Vec<u8>>>,
    /// Where a part of a text may be raised or struck through.
    pub runs: BTreeSet<String>,
}

/// Looks into a zip: what it is, and the parts that may say something besides their values.
///
/// # Errors
/// `too_large`, `damaged`, `encrypted`, or `not_a_table` for other documents.
pub fn look(bytes: &[u8]) -> Result<(Zipped, Saying), FormatError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    if archive.len() > PARTS_MAX {
        let text = format!("the file has {} parts inside; workbooks of at most {PARTS_MAX} are read", archive.len());
        return Err(FormatError::new("too_large", text));
    }
    refuse_two_of_a_name(&archive, bytes)?;
    refuse_what_it_says(&mut archive)?;
    let kind = kind(&archive);
    let (mut inflated, mut saying) = (0u64, Saying::default());
    for index in 0..archive.len() {
        let mut hints = Hints::default();
        let before = inflated;
        inflated += count(&mut archive, index, INFLATED_MAX - inflated, &mut hints)?;
        if inflated - before > LIST_MAX && is_list_of_sheets(&mut archive, index)? {
            let text = format!("the list of its sheets is longer than {} MiB; send the file in parts", LIST_MAX >> 20);
            return Err(FormatError::new("too_large", text));
        }
        if hints.hidden || hints.uncomputed || hints.runs || hints.merges.is_some() {
            let part = archive.by_index_raw(index).map_err(damaged)?;
            let name = part.name().map_err(damaged)?.trim_start_matches('/').to_string();
            saying.merges.extend(hints.merges.map(|tail| (name.clone(), tail)));
            saying.hidden.extend(hints.hidden.then(|| name.clone()));
            saying.runs.extend(hints.runs.then(|| name.clone()));
            saying.uncomputed.extend(hints.uncomputed.then_some(name));
        }
    }
    Ok((kind?, saying))
}

/// What was seen in a part on the way.
#[derive(Debug, Default)]
struct Hints {
    hidden: bool,
    uncomputed: bool,
    runs: bool,
    /// Where cells are merged, the bytes from there on, unless they are too many.
    merges: Option<Option<Vec<u8>>>,
}

impl Hints {
    /// Looks at what was read: `new` bytes, with some of those before them in front.
    fn take(&mut self, seen: &[u8], new: usize) {
        let Some(words) = &*WORDS else {
            *self = Hints { hidden: true, uncomputed: true, runs: true, merges: Some(None) }; // nobody can say that it is not there
            return;
        };
        let mut merges = None;
        for found in words.find_iter(seen) {
            let (before, behind) = (seen.get(..found.start()), seen.get(found.end()..));
            match found.pattern().as_usize() {
                0 => self.hidden = true,
                1 => merges = merges.or(before),
                2 => self.uncomputed |= behind.is_some_and(formula::lacks),
                4 | 5 => self.runs = true,
                _ => self.uncomputed |= before.is_some_and(formula::before_is_formula),
            }
        }
        match &mut self.merges {
            None => {
                // Without its bracket the name of the element is longer than what is kept: nobody writes that.
                let begins = merges.map(|before| before.iter().rposition(|byte| *byte == b'<'));
                self.merges = begins.map(|at| at.and_then(|at| seen.get(at..)).map(<[u8]>::to_vec));
            }
            Some(Some(tail)) if tail.len() + new <= TAIL_MAX => {
                tail.extend_from_slice(seen.get(seen.len() - new..).unwrap_or_default());
            }
            Some(tail) => *tail = None,
        }
    }
}

/// Refuses an archive with two parts of one name, or that differ in the case of letters: programs show one or the other, and
/// what the sender sees may not be what is read.
fn refuse_two_of_a_name(archive: &ZipArchive<Cursor<&[u8]>>, bytes: &[u8]) -> Result<(), FormatError> {
    let twice = |what: &str| {
        FormatError::new(
            "damaged",
            format!("the file holds {what}, of which programs show one or the other; save it again"),
        )
    };
    let mut seen = BTreeSet::new();
    for name in archive.file_names().filter_map(Result::ok) {
        if !seen.insert(name.to_ascii_lowercase()) {
            return Err(twice(&format!("two parts named {}", name.chars().take(80).collect::<String>())));
        }
    }
    // What is listed twice under the same name is kept once.
    let end = memchr::memmem::rfind(bytes, b"PK\x05\x06").and_then(|at| bytes.get(at + 10..at + 12));
    let listed = end.and_then(|count| count.try_into().ok()).map_or(0, u16::from_le_bytes);
    if listed != u16::MAX && usize::from(listed) > archive.len() {
        return Err(twice("two parts of the same name"));
    }
    Ok(())
}

/// Refuses an archive that says itself that it is too large; one that says too little is found out by counting.
fn refuse_what_it_says(archive: &mut ZipArchive<Cursor<&[u8]>>) -> Result<(), FormatError> {
    let mut said = 0u64;
    for index in 0..archive.len() {
        said = said.saturating_add(archive.by_index_raw(index).map_err(damaged)?.size());
    }
    if said > INFLATED_MAX { Err(unpacks_to_too_much()) } else { Ok(()) }
}

fn unpacks_to_too_much() -> FormatError {
    let text = "the file unpacks to more than 200 MiB, or far more than its size; send it in parts";
    FormatError::new("too_large", text)
}

/// Whether a part lists the sheets of a workbook and its names.
fn is_list_of_sheets(archive: &mut ZipArchive<Cursor<&[u8]>>, index: usize) -> Result<bool, FormatError> {
    let part = archive.by_index_raw(index).map_err(damaged)?;
    let name = part.name().map_err(damaged)?;
    Ok(name.trim_start_matches('/').to_ascii_lowercase().starts_with("xl/workbook."))
}

/// How many bytes a part inflates to; refused beyond `limit`. On the way it is seen what it may say.
fn count(
    archive: &mut ZipArchive<Cursor<&[u8]>>,
    index: usize,
    limit: u64,
    hints: &mut Hints,
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
        let seen = buffer.get(..filled).unwrap_or_default();
        hints.take(seen, read);
        kept = filled.min(KEPT);
        buffer.copy_within(filled - kept..filled, 0);
        if total > limit || (total > RATIO_FROM && total / packed.max(1) > RATIO_MAX) {
            return Err(unpacks_to_too_much());
        }
    }
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
            "a Word document; ask for the table itself, as a workbook (.xlsx) or CSV"
        } else if starts("ppt/") {
            "a presentation; ask for the table itself, as a workbook (.xlsx) or CSV"
        } else if starts("Index/") || has("Index.zip") {
            "a document of Apple's Numbers, Pages or Keynote; export it as .xlsx"
        } else if has("OFD.xml") {
            "an OFD document; ask for the table itself, as a workbook (.xlsx) or CSV"
        } else if names.iter().any(|part| is_table_inside(part)) {
            "a zip archive with tables inside; unpack it and send each by itself"
        } else {
            "a zip archive without a workbook; ask for a workbook or CSV instead"
        };
        Err(FormatError::new("not_a_table", format!("the file is {what}")))
    }
}

/// Whether a part is a table by its name.
fn is_table_inside(part: &str) -> bool {
    let ending = part.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    ending.is_some_and(|ending| ["xlsx", "xlsm", "xlsb", "xls", "et", "ods", "csv", "tsv"].contains(&ending.as_str()))
}

/// A zip that cannot be unpacked.
pub fn damaged(error: zip::result::ZipError) -> FormatError {
    let text = format!("the file is a damaged zip or workbook ({error}); ask for it to be sent again");
    FormatError::new("damaged", text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cheap_look_sees_every_formula_without_a_value() {
        let lacks = |text: &str| {
            let mut hints = Hints::default();
            hints.take(text.as_bytes(), text.len());
            hints.uncomputed
        };
        for text in
            ["<c><f>A1</f></c>", "<c><f>A1</f><v></v></c>", "<c><f>A1</f><v/></c>", "<c><f t=\"shared\" si=\"0\"/></c>"]
        {
            assert!(lacks(text), "{text}");
        }
        for text in ["<c><f>A1</f><v>3</v></c>", "<c r=\"A1\" s=\"1\"/></row>", "<c><v/></c>", "<c><v>3</v></c>"] {
            assert!(!lacks(text), "{text}");
        }
    }

    #[test]
    fn what_is_hidden_or_merged_is_seen_wherever_it_stands() {
        let look = |text: &str| {
            let mut hints = Hints::default();
            hints.take(text.as_bytes(), text.len());
            (hints.hidden, hints.uncomputed, hints.merges)
        };
        let plain = "<row r=\"1\"><c r=\"A1\"><f>B1</f><v>3</v></c></row>".repeat(9);
        assert_eq!(look(&plain), (false, false, None));
        assert_eq!(look(&format!("{plain}<row r=\"2\" hidden=\"1\">{plain}")), (true, false, None));
        let tail = format!("<x:mergeCells count=\"1\">{plain}mergeCells");
        assert_eq!(look(&format!("{plain}{tail}")), (false, false, Some(Some(tail.into_bytes()))));
        assert_eq!(look(&format!("{plain}<f/></c>{plain}")), (false, true, None));
    }
}
