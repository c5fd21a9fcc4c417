//! Files that people send by mistake: documents, pictures, archives, and tables in a form that is not read.
//!
//! Takes the first bytes or the text of a file; gives what it is and what to do. Never reads one.

use super::FormatError;
use super::ole::{u16_at, u32_at};
use std::fmt;

/// What a file is, and what to do with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Other {
    what: &'static str,
    advice: Advice,
}

/// What to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Advice {
    /// A table that a spreadsheet opens.
    SaveAs,
    /// A picture or a document of a table.
    AskForTheTable,
    /// A file in a file.
    Unpack,
    /// Nothing of the kind.
    AskForAnother,
}

impl fmt::Display for Other {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let advice = match self.advice {
            Advice::SaveAs => "open it in a spreadsheet and save it as .xlsx",
            Advice::AskForTheTable => "ask for the table itself, as a workbook (.xlsx) or CSV",
            Advice::Unpack => "unpack it and send the workbook or CSV inside",
            Advice::AskForAnother => "ask for a workbook or CSV instead",
        };
        write!(f, "{}; {advice}", self.what)
    }
}

/// First bytes that no text and no workbook has.
const MAGIC: [(&[u8], &str, Advice); 19] = [
    (b"%PDF", "a PDF document", Advice::AskForTheTable),
    (b"{\\rtf", "an RTF document", Advice::AskForTheTable),
    (b"\x89PNG", "a PNG picture", Advice::AskForTheTable),
    (b"\xFF\xD8\xFF", "a JPEG picture", Advice::AskForTheTable),
    (b"GIF8", "a GIF picture", Advice::AskForTheTable),
    (b"II*\0", "a TIFF picture", Advice::AskForTheTable),
    (b"MM\0*", "a TIFF picture", Advice::AskForTheTable),
    (b"\xC5\xD0\xD3\xC6", "an EPS picture", Advice::AskForTheTable),
    (b"AT&TFORM", "a DjVu document", Advice::AskForTheTable),
    (b"\x1F\x8B", "gzip-compressed", Advice::Unpack),
    (b"BZh", "bzip2-compressed", Advice::Unpack),
    (b"\xFD7zXZ\0", "xz-compressed", Advice::Unpack),
    (b"Rar!", "a RAR archive", Advice::Unpack),
    (b"7z\xBC\xAF", "a 7-Zip archive", Advice::Unpack),
    (b"PAR1", "a Parquet table", Advice::SaveAs),
    (b"SQLite format 3\0", "a SQLite database", Advice::AskForAnother),
    (b"\0\x01\0\0Standard ", "an Access database", Advice::AskForAnother),
    (b"\x7FELF", "a program", Advice::AskForAnother),
    (b"MZ", "a program", Advice::AskForAnother),
];

/// What bytes are that are no text.
pub fn binary(bytes: &[u8]) -> Option<Other> {
    let is_letters = |magic: &[u8]| matches!(magic, b"MZ" | b"BZh" | b"PAR1");
    // Letters could begin a text; these files have zero bytes soon after.
    let plausible = |magic: &[u8]| !is_letters(magic) || bytes.iter().take(64).any(|b| *b == 0);
    let known = MAGIC.iter().find(|(magic, ..)| bytes.starts_with(magic) && plausible(magic));
    let named = known.map(|(_, what, advice)| (*what, *advice));
    let found = named.or_else(|| {
        let picture = |what| Some((what, Advice::AskForTheTable));
        match bytes {
            [b'B', b'M', _, _, _, _, 0, 0, 0, 0, ..] => picture("a BMP picture"),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => picture("a WebP picture"),
            [0, 0, 0, _, b'f', b't', b'y', b'p', ..] => picture("a HEIC picture or a video"),
            _ if is_dbase(bytes) => Some(("a dBASE table (.dbf)", Advice::SaveAs)),
            _ => None,
        }
    });
    found.map(|(what, advice)| Other { what, advice })
}

/// The head of a dBASE or FoxPro file: its version, the day of its last change, how long the head and a record are, and the
/// mark at the end of the head.
fn is_dbase(bytes: &[u8]) -> bool {
    let (Some([version, _, month, day]), Some(head), Some(record)) =
        (bytes.first_chunk::<4>(), u16_at(bytes, 8), u16_at(bytes, 10))
    else {
        return false;
    };
    let known = matches!(version, 0x02 | 0x03 | 0x30 | 0x31 | 0x32 | 0x43 | 0x63 | 0x83 | 0x8B | 0xF5);
    let ends = |at: usize| bytes.get(at) == Some(&0x0D);
    let head = usize::from(head);
    known
        && (1..=12).contains(month)
        && (1..=31).contains(day)
        && u32_at(bytes, 4).is_some_and(|rows| rows < 1 << 30)
        && record > 1
        && head > 32
        // FoxPro keeps 263 bytes more behind the mark.
        && (ends(head - 1) || head.checked_sub(264).is_some_and(ends))
}

/// What the old container holds, where it is no workbook.
pub fn in_ole(bytes: &[u8]) -> Option<FormatError> {
    const STREAMS: [(&str, &str); 5] = [
        ("WordDocument", "a Word or WPS Writer document"),
        ("PowerPoint Document", "a presentation"),
        ("VisioDocument", "a Visio drawing"),
        ("__properties_version1.0", "an Outlook message"),
        ("\u{5}HwpSummaryInformation", "a Hangul document"),
    ];
    let (_, what) = STREAMS.iter().find(|(name, _)| holds_name(bytes, name))?;
    let other = Other { what, advice: Advice::AskForTheTable };
    Some(FormatError::new("not_a_table", format!("the file is {other}")))
}

/// Whether a name stands anywhere in the old container.
pub fn holds_name(bytes: &[u8], word: &str) -> bool {
    let needle: Vec<u8> = word.encode_utf16().flat_map(u16::to_le_bytes).collect();
    memchr::memmem::find(bytes, &needle).is_some()
}

/// What a text is that is a table in another form, or data of a program.
pub fn text(text: &str) -> Option<Other> {
    let start = text.trim_start_matches('\u{feff}').trim_start();
    let lines = || start.lines().map(str::trim_end);
    if start.starts_with("ID;P") && lines().skip(1).take(50).any(|line| line.starts_with("C;")) {
        return Some(Other { what: "a SYLK table (.slk)", advice: Advice::SaveAs });
    }
    if lines().take(2).eq(["TABLE", "0,1"]) {
        return Some(Other { what: "a DIF table", advice: Advice::SaveAs });
    }
    if is_json(start) {
        return Some(Other { what: "JSON", advice: Advice::AskForAnother });
    }
    None
}

/// `[{"…`, `{"…":`, `[["…`, as nobody begins a table.
fn is_json(start: &str) -> bool {
    let mut signs = start.chars().filter(|c| !c.is_whitespace());
    let (first, second, third) = (signs.next(), signs.next(), signs.next());
    match (first, second) {
        (Some('['), Some('{')) => matches!(third, Some('"' | '}')),
        (Some('['), Some('[')) => matches!(third, Some('"' | '-' | '[' | ']' | '0'..='9')),
        (Some('{'), Some('"')) => {
            start.lines().next().is_some_and(|line| line.trim_end() == "{" || line.contains("\":"))
        }
        _ => false,
    }
}

/// What kind of markup a text is, if it is any.
pub fn markup(text: &str) -> Option<&'static str> {
    let start: String = text.trim_start().chars().take(4_096).collect::<String>().to_ascii_lowercase();
    if !start.starts_with('<') && !start.starts_with("mime-version:") {
        return None;
    }
    if start.contains("urn:schemas-microsoft-com:office:spreadsheet") && start.starts_with("<?xml") {
        return Some("an XML spreadsheet of 2003");
    }
    if start.contains("opendocument.spreadsheet") && start.starts_with("<?xml") {
        return Some("a flat OpenDocument spreadsheet");
    }
    if ["<html", "<table", "<!doctype html", "<head", "<body"].iter().any(|tag| start.contains(tag)) {
        return Some("HTML");
    }
    if start.starts_with("mime-version:") {
        return Some("a web archive (MHTML)");
    }
    if start.starts_with("<?xml") { Some("XML") } else { None }
}
