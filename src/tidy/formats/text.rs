//! Text encodings: bytes → text, strictly.
//!
//! Strict UTF-8 first, then strict GB18030, and only then what is obvious (Big5, Windows-1252), which is said in the
//! name. Bytes that fit nowhere are written as `\xE4` and their place is kept, so that the rows they stand in are
//! refused; a replacement character is never stored.

use super::FormatError;
use encoding_rs::{BIG5, Encoding, GB18030, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::ops::Range;

/// A file's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without a byte order mark.
    pub text: String,
    /// The encoding, and whether it was guessed.
    pub encoding: &'static str,
    /// Byte ranges of `text` that could not be decoded.
    pub broken: Vec<Range<usize>>,
}

/// Decodes a whole file, so that the verdict cannot depend on how it was cut into pieces.
///
/// # Errors
/// `empty` when nothing but blanks is there, `not_a_table` when it is no text.
pub fn decode(bytes: &[u8]) -> Result<Decoded, FormatError> {
    let decoded = choose(bytes).ok_or_else(|| {
        let text = "the file is neither a workbook nor text in UTF-8, UTF-16, GB18030, Big5 or Windows-1252";
        FormatError::new("not_a_table", text)
    })?;
    if decoded.text.chars().all(|c| c.is_whitespace() || c == '\u{feff}') {
        return Err(FormatError::new("empty", "the file holds nothing but blanks; ask for it to be sent again"));
    }
    if looks_binary(&decoded.text) {
        return Err(FormatError::new("not_a_table", "the file is binary data of an unknown kind"));
    }
    Ok(decoded)
}

fn choose(bytes: &[u8]) -> Option<Decoded> {
    if let Some(rest) = bytes.strip_prefix(&[0xEF, 0xBB, 0xBF]) {
        return utf8(rest, "utf-8").or_else(|| by_lines(rest, encoding_rs::UTF_8, "utf-8"));
    }
    if let Some(rest) = bytes.strip_prefix(&[0xFF, 0xFE]) {
        return strict(rest, UTF_16LE, "utf-16le");
    }
    if let Some(rest) = bytes.strip_prefix(&[0xFE, 0xFF]) {
        return strict(rest, UTF_16BE, "utf-16be");
    }
    if let Some((encoding, name)) = utf16_by_zeros(bytes) {
        return strict(bytes, encoding, name);
    }
    if let Some(decoded) = utf8(bytes, "utf-8") {
        return Some(decoded);
    }
    let chinese = strict(bytes, GB18030, "gb18030").filter(|_| share(bytes, is_common_gb) >= 0.5);
    let chinese = chinese.or_else(|| guessed(bytes, BIG5, "big5, guessed", share(bytes, is_common_big5) >= 0.9));
    if chinese.is_some() {
        return chinese;
    }
    by_lines(bytes, encoding_rs::UTF_8, "utf-8")
        .or_else(|| by_lines(bytes, GB18030, "gb18030").filter(|_| share(bytes, is_common_gb) >= 0.8))
        .or_else(|| guessed(bytes, WINDOWS_1252, "windows-1252, guessed", is_western(bytes)))
}

fn utf8(bytes: &[u8], name: &'static str) -> Option<Decoded> {
    let text = std::str::from_utf8(bytes).ok()?.to_string();
    Some(Decoded { text, encoding: name, broken: Vec::new() })
}

fn strict(bytes: &[u8], encoding: &'static Encoding, name: &'static str) -> Option<Decoded> {
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes)?.into_owned();
    Some(Decoded { text, encoding: name, broken: Vec::new() })
}

fn guessed(bytes: &[u8], encoding: &'static Encoding, name: &'static str, plausible: bool) -> Option<Decoded> {
    if plausible { strict(bytes, encoding, name) } else { None }
}

/// UTF-16 without a mark: its zero bytes stand nearly all on one side.
fn utf16_by_zeros(bytes: &[u8]) -> Option<(&'static Encoding, &'static str)> {
    let sample = bytes.get(..bytes.len().min(4_096))?;
    let zeros = |parity: usize| sample.iter().skip(parity).step_by(2).filter(|b| **b == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    if !bytes.len().is_multiple_of(2) || even + odd < sample.len() / 64 + 1 {
        return None;
    }
    if odd > even * 20 {
        Some((UTF_16LE, "utf-16le, guessed"))
    } else if even > odd * 20 {
        Some((UTF_16BE, "utf-16be, guessed"))
    } else {
        None
    }
}

/// Decodes line by line where only a few lines (at most one in twenty) are broken and more are proof of the encoding.
fn by_lines(bytes: &[u8], encoding: &'static Encoding, name: &'static str) -> Option<Decoded> {
    let mut decoded = Decoded { text: String::with_capacity(bytes.len()), encoding: name, broken: Vec::new() };
    let (mut lines, mut proofs) = (0usize, 0usize);
    for line in bytes.split_inclusive(|b| *b == b'\n') {
        lines += 1;
        if let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(line) {
            proofs += usize::from(!line.is_ascii());
            decoded.text.push_str(&text);
            continue;
        }
        let start = decoded.text.len();
        for byte in line {
            match byte {
                b if b.is_ascii() => decoded.text.push(char::from(*b)),
                b => decoded.text.push_str(&format!("\\x{b:02X}")),
            }
        }
        decoded.broken.push(start..decoded.text.len());
    }
    let few = decoded.broken.len() <= (lines / 20).max(1);
    if few && proofs > decoded.broken.len() { Some(decoded) } else { None }
}

/// The share of two-byte characters for which `common` holds, among all two-byte characters.
fn share(bytes: &[u8], common: fn(u8, u8) -> bool) -> f64 {
    let (mut all, mut hits, mut at) = (0usize, 0usize, 0usize);
    while let Some(&first) = bytes.get(at) {
        if first < 0x80 {
            at += 1;
            continue;
        }
        let second = bytes.get(at + 1).copied().unwrap_or(0);
        all += 1;
        hits += usize::from(common(first, second));
        at += 2;
    }
    if all == 0 { 0.0 } else { hits as f64 / all as f64 }
}

/// GB 2312 punctuation and the 3,755 hanzi of its first level: nearly all of what offices write.
fn is_common_gb(first: u8, second: u8) -> bool {
    second >= 0xA1 && matches!(first, 0xA1..=0xA3 | 0xB0..=0xD7)
}

/// Big5 punctuation and its frequently used hanzi.
fn is_common_big5(first: u8, second: u8) -> bool {
    matches!(second, 0x40..=0x7E | 0xA1..=0xFE) && matches!(first, 0xA1..=0xC6)
}

/// Windows-1252 is obvious when most of the text is ASCII and no byte is unassigned.
fn is_western(bytes: &[u8]) -> bool {
    let high = bytes.iter().filter(|b| **b >= 0x80).count();
    let unassigned = bytes.iter().any(|b| matches!(b, 0x81 | 0x8D | 0x8F | 0x90 | 0x9D | 0x00));
    !unassigned && high * 4 <= bytes.len()
}

/// Control characters that no text has.
fn looks_binary(text: &str) -> bool {
    let sample = text.chars().take(65_536);
    let (mut all, mut controls) = (0usize, 0usize);
    for c in sample {
        all += 1;
        controls += usize::from(c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{b}' | '\u{c}' | '\u{1a}'));
    }
    controls * 50 > all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoding(bytes: &[u8]) -> &'static str {
        decode(bytes).map_or("refused", |d| d.encoding)
    }

    #[test]
    fn encodings_are_told_apart_strictly() {
        let text = "项目名称,累计完成投资\n城关镇研发中心,3491\n";
        assert_eq!(encoding(text.as_bytes()), "utf-8");
        assert_eq!(encoding(&GB18030.encode(text).0), "gb18030");
        assert_eq!(encoding(&BIG5.encode("項目名稱,累計完成投資\n鎮研發中心,3491\n").0), "big5, guessed");
        assert_eq!(encoding(b"name,budget\nCaf\xe9 on the \x91hill\x92,\xa3 12\n"), "windows-1252, guessed");
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(encoding(&utf16), "utf-16le, guessed");
        assert_eq!(encoding(&[&[0xFF, 0xFE], utf16.as_slice()].concat()), "utf-16le");
    }

    #[test]
    fn a_broken_line_is_kept_as_bytes_and_marked() {
        let mut bytes = "名称,数\n甲,1\n乙,2\n丙,3\n".as_bytes().to_vec();
        bytes.extend(b"\xE4\xB8,4\n");
        let decoded = decode(&bytes).unwrap();
        assert_eq!(decoded.encoding, "utf-8");
        assert_eq!(decoded.broken.len(), 1);
        assert!(decoded.text.ends_with("\\xE4\\xB8,4\n") && !decoded.text.contains('\u{fffd}'));
    }
}
