//! The code page of an old workbook's texts (BIFF5), where it says none or a wrong one.
//!
//! Takes the records of a workbook; gives the code page to read its texts by, and a note where that was guessed. Programs of
//! offices write none, or that of Western Europe whatever their texts are. Never reads a text for its own sake: a workbook of
//! today (BIFF8) has texts in Unicode and is none of its business.

use super::{BOF, Records, SHEET, is_8, opened, u16_at};
use crate::tidy::formats::{FormatNote, text};
use encoding_rs::Encoding;

const CODE_PAGE: u16 = 0x0042;
const LABEL: u16 = 0x0204;
const RICH_LABEL: u16 = 0x00D6;
const STRING: u16 = 0x0207;
/// So many bytes of texts tell the encoding.
const SAMPLE_MAX: usize = 1 << 18;
/// What programs write that ask nobody: ASCII, Western Europe, its first version.
const UNASKED: [u16; 4] = [367, 1252, 0x8001, 1200];

/// Code pages of Windows, by the names of encodings.
const PAGES: [(&str, u16); 16] = [
    ("gb18030", 936),
    ("gbk", 936),
    ("big5", 950),
    ("euc-kr", 949),
    ("shift_jis", 932),
    ("windows-874", 874),
    ("windows-1250", 1250),
    ("windows-1251", 1251),
    ("windows-1252", 1252),
    ("windows-1253", 1253),
    ("windows-1254", 1254),
    ("windows-1255", 1255),
    ("windows-1256", 1256),
    ("windows-1257", 1257),
    ("windows-1258", 1258),
    ("iso-8859-1", 1252),
];

/// The code page to read by instead of the workbook's own, and what a person should know. `declared`: the encoding that the
/// pipeline names.
pub fn read(bytes: &[u8], declared: Option<&'static Encoding>) -> Option<(u16, Option<FormatNote>)> {
    let stream = opened(bytes)?;
    let (kind, first) = Records { stream: &stream, at: 0 }.next()?;
    if kind != BOF || is_8(first)? {
        return None;
    }
    let (said, sample) = said_and_sample(&stream);
    if sample.is_ascii() || said.is_some_and(|page| !UNASKED.contains(&page)) {
        return None;
    }
    let decoded = text::decode(&sample, declared).ok()?;
    let name = decoded.encoding.split(',').next().unwrap_or_default().trim();
    let (_, page) = PAGES.iter().find(|(known, _)| *known == name)?;
    if said == Some(*page) {
        return None;
    }
    let own = said.map_or("no code page".to_string(), |page| format!("the code page {page}"));
    let text = format!(
        "the xls says {own} for its texts; they were read as {name}, which fits their bytes best. Look at the names in it; \
         [source] encoding = \"{name}\" in the pipeline makes it certain"
    );
    let note = FormatNote { kind: "encoding_guessed".to_string(), text, ..FormatNote::default() };
    Some((*page, Some(note).filter(|_| declared.is_none())))
}

/// The code page that the records name, and their texts, one a line.
fn said_and_sample(stream: &[u8]) -> (Option<u16>, Vec<u8>) {
    let (mut said, mut sample) = (None, Vec::new());
    for (kind, data) in (Records { stream, at: 0 }) {
        // Where the length of the text stands, and how many bytes it has.
        let (at, wide) = match kind {
            CODE_PAGE => {
                said = u16_at(data, 0);
                continue;
            }
            LABEL | RICH_LABEL => (6, true),
            STRING => (0, true),
            SHEET => (6, false),
            _ => continue,
        };
        let length = if wide { u16_at(data, at) } else { data.get(at).map(|byte| u16::from(*byte)) };
        let start = at + if wide { 2 } else { 1 };
        let end = start + usize::from(length.unwrap_or(0));
        let text = data.get(start..end.min(data.len())).unwrap_or_default();
        if !text.is_ascii() && sample.len() + text.len() < SAMPLE_MAX {
            sample.extend_from_slice(text);
            sample.push(b'\n');
        }
    }
    (said, sample)
}
