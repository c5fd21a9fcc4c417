//! Text encodings: bytes → text, strictly.
//!
//! What the bytes prove comes first: a byte order mark, strict UTF-8, the zeros of UTF-16. Then what the pipeline declares,
//! then what the bytes leave hardly any doubt about (GB18030, Big5), and last a guess, which is said. Bytes that fit
//! nowhere are written as `\xE4` and their place is kept, as is that of every replacement character that was in the file
//! already, so that the rows they stand in are refused. The whole file is decided on at once: how it was cut into pieces on
//! its way cannot change the verdict.

/// Characters of two and four bytes each.
mod wide;

use super::{FormatError, FormatNote};
use crate::base::arena::Arena;
use crate::base::parts;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{
    BIG5, EUC_JP, EUC_KR, Encoding, GB18030, GBK, ISO_8859_2, ISO_8859_4, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1250,
    WINDOWS_1252, WINDOWS_1254, WINDOWS_1257,
};
use memchr::memmem::Finder;
use std::ops::Range;
use wide::{utf16_by_zeros, utf32};

/// So many bytes are looked at twice before the next are.
const PIECE: usize = 1 << 15;

/// A file's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without a byte order mark and without U+0000, which is shown as its symbol.
    pub text: Arena,
    /// The encoding, and whether it was declared or guessed.
    pub encoding: String,
    /// Byte ranges of `text` that could not be decoded, or that say so themselves (U+FFFD).
    pub broken: Vec<Range<usize>>,
    /// What a person should know.
    pub notes: Vec<FormatNote>,
}

/// Decodes a whole file. `declared`: the encoding its pipeline names, asked where the bytes prove none.
///
/// # Errors
/// `empty` when nothing but blanks is there, `not_a_table` when it is no text.
pub fn decode(bytes: &[u8], declared: Option<&'static Encoding>) -> Result<Decoded, FormatError> {
    let decoded = proved(bytes).or_else(|| match declared {
        Some(encoding) => by_declaration(bytes, encoding),
        None => without_declaration(bytes),
    });
    checked(decoded.ok_or_else(|| undecodable(bytes, declared))?)
}

/// Decodes a whole file that nobody else needs: what is plain UTF-8 already is not copied.
///
/// # Errors
/// As [`decode`].
pub fn take(bytes: Vec<u8>, declared: Option<&'static Encoding>) -> Result<Decoded, FormatError> {
    let marked = [&[0xEF, 0xBB, 0xBF][..], &[0xFF, 0xFE], &[0xFE, 0xFF], &[0, 0, 0xFE, 0xFF]]
        .iter()
        .any(|mark| bytes.starts_with(mark));
    if marked || utf16_by_zeros(&bytes).is_some() {
        return decode(&bytes, declared);
    }
    match Arena::of_bytes(bytes) {
        Ok(text) => checked(Decoded { text, encoding: "utf-8".to_string(), broken: Vec::new(), notes: Vec::new() }),
        Err(bytes) => decode(&bytes, declared),
    }
}

/// What is text indeed.
fn checked(mut decoded: Decoded) -> Result<Decoded, FormatError> {
    if decoded.text.chars().all(|c| c.is_whitespace() || c == '\u{feff}') {
        return Err(FormatError::new("empty", "the file holds nothing but blanks; ask for it to be sent again"));
    }
    if looks_binary(&decoded.text) {
        return Err(FormatError::new("not_a_table", "the file is binary data of an unknown kind"));
    }
    // Hardly any text has either: one look by several is faster than two by one.
    if has_null_or_replaced(decoded.text.as_bytes()) {
        show_nulls(&mut decoded);
        find_replaced(&mut decoded);
    }
    Ok(decoded)
}

/// Whether U+0000 or U+FFFD is anywhere in a text.
fn has_null_or_replaced(text: &[u8]) -> bool {
    parts::any(text.len(), parts::BYTES_MIN, |share| {
        // A character that begins in a share may end in the next.
        let bytes = text.get(share.start..text.len().min(share.end + 2)).unwrap_or_default();
        // Piece by piece, so that the second look finds near what the first has fetched; two bytes are looked at again.
        let replaced = Finder::new("\u{fffd}");
        (0..bytes.len()).step_by(PIECE).any(|from| {
            let piece = bytes.get(from..bytes.len().min(from + PIECE + 2)).unwrap_or_default();
            memchr::memchr(0, piece).is_some() || replaced.find(piece).is_some()
        })
    })
}

fn undecodable(bytes: &[u8], declared: Option<&'static Encoding>) -> FormatError {
    let mut lines = bytes.split(|byte| *byte == b'\n');
    let other = lines.position(|line| simdutf8::basic::from_utf8(line).is_err()).map_or(0, |index| index + 1);
    let text = match declared {
        _ if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) => {
            "the file begins as UTF-16 does, and many of its lines are broken; ask for it to be sent again".to_string()
        }
        _ if holds_utf8(bytes, WINDOWS_1252) => format!(
            "some lines of the file are UTF-8 and others are not, line {other} the first of them; ask for it in one encoding"
        ),
        Some(encoding) => format!(
            "the file is neither a workbook nor text in {}, which the pipeline declares (source.encoding), nor in UTF-8 or \
             UTF-16",
            encoding.name()
        ),
        None => {
            "the file is neither a workbook nor text in an encoding that can be told; declare it in the pipeline as \
                 [source] encoding = \"gb18030\", or ask for UTF-8"
                .to_string()
        }
    };
    FormatError::new("not_a_table", text)
}

/// What the bytes prove by themselves.
fn proved(bytes: &[u8]) -> Option<Decoded> {
    if let Some(rest) = bytes.strip_prefix(&[0xEF, 0xBB, 0xBF]) {
        return utf8(rest).or_else(|| by_lines(rest, UTF_8, "utf-8"));
    }
    // Its mark begins with that of UTF-16, in which no text begins with U+0000.
    if let Some(rest) = bytes.strip_prefix(&[0xFF, 0xFE, 0, 0]) {
        return utf32(rest, u32::from_le_bytes, "utf-32le");
    }
    if let Some(rest) = bytes.strip_prefix(&[0, 0, 0xFE, 0xFF]) {
        return utf32(rest, u32::from_be_bytes, "utf-32be");
    }
    if let Some(rest) = bytes.strip_prefix(&[0xFF, 0xFE]) {
        return wide::utf16(rest, UTF_16LE, "utf-16le");
    }
    if let Some(rest) = bytes.strip_prefix(&[0xFE, 0xFF]) {
        return wide::utf16(rest, UTF_16BE, "utf-16be");
    }
    if let Some((encoding, name)) = utf16_by_zeros(bytes) {
        return wide::utf16(bytes, encoding, name);
    }
    utf8(bytes)
}

fn by_declaration(bytes: &[u8], encoding: &'static Encoding) -> Option<Decoded> {
    if holds_utf8(bytes, encoding) {
        return by_lines(bytes, UTF_8, "utf-8");
    }
    let name = format!("{}, declared", encoding.name().to_ascii_lowercase());
    // A few bytes that the declared encoding does not have cost their rows; more of them are another encoding.
    strict(bytes, encoding, &name).or_else(|| by_lines(bytes, encoding, &name))
}

fn without_declaration(bytes: &[u8]) -> Option<Decoded> {
    if holds_utf8(bytes, GB18030) {
        return by_lines(bytes, UTF_8, "utf-8");
    }
    let gb = share(bytes, is_common_gb);
    let certain = |decoded: Decoded, sure: bool| if sure { decoded } else { said(decoded) };
    // Hangul and kana stand where GB 2312 has its commonest characters: what looks Korean or Japanese is not certain.
    let neighbour = guess(bytes);
    if neighbour == EUC_KR && is_hangul(bytes) || neighbour == EUC_JP && gb < 0.9 {
        let name = format!("{}, guessed", neighbour.name().to_ascii_lowercase());
        if let Some(decoded) = strict(bytes, neighbour, &name) {
            return Some(said(decoded));
        }
    }
    let chinese = strict(bytes, GB18030, "gb18030").filter(|_| gb >= 0.5);
    if let Some(decoded) = chinese {
        return Some(certain(decoded, gb >= 0.9 || guess(bytes) == GBK));
    }
    if stand_together(bytes)
        && share(bytes, is_common_big5) >= 0.9
        && let Some(decoded) = strict(bytes, BIG5, "big5, guessed")
    {
        return Some(said(decoded));
    }
    by_lines(bytes, UTF_8, "utf-8")
        .or_else(|| by_lines(bytes, GB18030, "gb18030").filter(|_| gb >= 0.8))
        .or_else(|| guessed(bytes).map(said))
}

/// The last resort: what the bytes look like most. Only if all of them are characters of it.
fn guessed(bytes: &[u8]) -> Option<Decoded> {
    let encoding = guess(bytes);
    if has_unassigned(bytes, encoding) || bytes.contains(&0) || holds_utf8(bytes, encoding) {
        return None;
    }
    strict(bytes, encoding, &format!("{}, guessed", encoding.name().to_ascii_lowercase()))
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = detector.guess(None, Utf8Detection::Deny);
    // A pound sign before a figure is a letter of Central Europe to the detector, which knows words and not tables.
    if [WINDOWS_1250, WINDOWS_1254, WINDOWS_1257, ISO_8859_2, ISO_8859_4].contains(&guess) && has_pounds(bytes) {
        return WINDOWS_1252;
    }
    guess
}

/// Whether nine in ten of the bytes that are a pound sign in Windows-1252 stand before a figure, and there is one: the
/// others are in prose (£m, UK£).
fn has_pounds(bytes: &[u8]) -> bool {
    let after = |at: usize| bytes.get(at + 1..).unwrap_or_default().iter().find(|byte| **byte != b' ');
    let places = || bytes.iter().enumerate().filter(|(_, byte)| **byte == 0xA3).map(|(at, _)| at);
    let all = places().count();
    let is_of_money =
        |byte: &u8| byte.is_ascii_digit() || matches!(byte, b'-' | b'm' | b'k' | b'b' | b'M' | b'B' | b')' | b'\'');
    let figures = places().filter(|at| after(*at).is_some_and(is_of_money)).count();
    all > 0 && figures * 10 >= all * 9
}

/// Bytes of one-byte encodings that no text has: the web's tables make control characters of them.
fn has_unassigned(bytes: &[u8], encoding: &'static Encoding) -> bool {
    encoding.is_single_byte()
        && (0x80..=0xFFu8).filter(|byte| bytes.contains(byte)).any(|byte| {
            let text = encoding.decode_without_bom_handling_and_without_replacement(&[byte]).map(|t| t.into_owned());
            text.is_none_or(|text| text.chars().any(char::is_control))
        })
}

/// Whether some lines are UTF-8 beyond doubt, though the whole is not: pasted together from two files, they would be other
/// characters in another encoding. 联通 in GBK is UTF-8 by chance, three characters of three bytes are not; in Cyrillic
/// encodings two bytes often are.
fn holds_utf8(bytes: &[u8], encoding: &'static Encoding) -> bool {
    let least = match encoding {
        western if western == WINDOWS_1252 => 2,
        one_byte if one_byte.is_single_byte() => return false,
        _ => 3,
    };
    let lines = bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_ascii());
    let sound = lines.filter_map(|line| simdutf8::basic::from_utf8(line).ok());
    sound.flat_map(str::chars).filter(|c| c.len_utf8() >= least).take(3).count() == 3
}

fn said(mut decoded: Decoded) -> Decoded {
    let name = decoded.encoding.split(',').next().unwrap_or_default().to_string();
    let text = format!(
        "the file does not say its encoding; it was read as {name}, which fits its bytes best. Look at the names in it; \
         [source] encoding = \"{name}\" in the pipeline makes it certain"
    );
    if !decoded.encoding.contains("guessed") {
        decoded.encoding.push_str(", guessed");
    }
    decoded.notes.push(FormatNote { kind: "encoding_guessed".to_string(), text, ..FormatNote::default() });
    decoded
}

/// U+0000 is no character of any text, and databases cannot keep it: it is shown as its symbol, and what it stands in is broken.
fn show_nulls(decoded: &mut Decoded) {
    if !decoded.text.contains('\0') {
        return;
    }
    let nulls: Vec<usize> = decoded.text.match_indices('\0').map(|(at, _)| at).collect();
    let shift = |at: usize| at + 2 * nulls.partition_point(|null| *null < at);
    for range in &mut decoded.broken {
        *range = shift(range.start)..shift(range.end);
    }
    let symbols = nulls.iter().enumerate().map(|(before, at)| at + 2 * before..at + 2 * before + 3);
    decoded.broken.extend(symbols);
    decoded.broken.sort_by_key(|range| range.start);
    decoded.text = decoded.text.replace('\0', "\u{2400}").into();
}

/// A replacement character in the file stands for characters that were lost before it came here.
fn find_replaced(decoded: &mut Decoded) {
    let replaced = decoded.text.match_indices('\u{fffd}').map(|(at, found)| at..at + found.len());
    let before = decoded.broken.len();
    decoded.broken.extend(replaced);
    if before > 0 {
        decoded.broken.sort_by_key(|range| range.start);
    }
}

fn utf8(bytes: &[u8]) -> Option<Decoded> {
    let text = simdutf8::basic::from_utf8(bytes).ok()?.to_string();
    Some(Decoded { text: text.into(), encoding: "utf-8".to_string(), broken: Vec::new(), notes: Vec::new() })
}

fn strict(bytes: &[u8], encoding: &'static Encoding, name: &str) -> Option<Decoded> {
    let mut text = encoding.decode_without_bom_handling_and_without_replacement(bytes)?.into_owned();
    text.shrink_to_fit(); // a decoder makes room for three times as much
    Some(Decoded { text: text.into(), encoding: name.to_string(), broken: Vec::new(), notes: Vec::new() })
}

/// Decodes line by line where only a few lines (at most one in twenty) are broken and more are proof of the encoding.
fn by_lines(bytes: &[u8], encoding: &'static Encoding, name: &str) -> Option<Decoded> {
    let mut text = String::with_capacity(bytes.len());
    let mut broken = Vec::new();
    let (mut lines, mut proofs, mut broken_lines) = (0usize, 0usize, 0usize);
    for line in bytes.split_inclusive(|b| *b == b'\n') {
        lines += 1;
        if let Some(line_text) = encoding.decode_without_bom_handling_and_without_replacement(line) {
            proofs += usize::from(!line.is_ascii());
            text.push_str(&line_text);
            continue;
        }
        broken_lines += 1;
        push_broken(line, encoding, &mut text, &mut broken);
    }
    let few = broken_lines <= (lines / 20).max(1);
    if !few || proofs <= broken_lines {
        return None;
    }
    Some(Decoded { text: text.into(), encoding: name.to_string(), broken, notes: Vec::new() })
}

/// A line with a byte that is no character: what stands between its separators is decoded piece by piece, so that only the
/// broken piece is shown by its bytes. None of these separators is part of a longer character in any encoding.
fn push_broken(line: &[u8], encoding: &'static Encoding, text: &mut String, broken: &mut Vec<Range<usize>>) {
    let (from, before) = (text.len(), broken.len());
    for piece in line.split_inclusive(|b| matches!(b, b',' | b';' | b'\t' | b'"')) {
        if let Some(sound) = encoding.decode_without_bom_handling_and_without_replacement(piece) {
            text.push_str(&sound);
            continue;
        }
        let start = text.len();
        for byte in piece {
            match byte {
                b if b.is_ascii() => text.push(char::from(*b)),
                b => text.push_str(&format!("\\x{b:02X}")),
            }
        }
        broken.push(start..text.len());
    }
    if broken.len() == before {
        broken.push(from..text.len());
    }
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

/// Whether all two-byte characters are Hangul or signs of EUC-KR. Of Chinese text a third stands elsewhere.
fn is_hangul(bytes: &[u8]) -> bool {
    share(bytes, |first, second| second >= 0xA1 && matches!(first, 0xA1..=0xA3 | 0xB0..=0xC8)) >= 1.0
}

/// Whether half of the two-byte characters stand beside another one, as those of Chinese words do: £m and Ä beside letters
/// look like a character each, and stand alone.
fn stand_together(bytes: &[u8]) -> bool {
    let (mut all, mut beside, mut at, mut after) = (0usize, 0usize, 0usize, usize::MAX);
    while let Some(&first) = bytes.get(at) {
        if first < 0x80 {
            at += 1;
            continue;
        }
        let goes_on = bytes.get(at + 2).is_some_and(|next| *next >= 0x80);
        (all, beside) = (all + 1, beside + usize::from(goes_on || after == at));
        (at, after) = (at + 2, at + 2);
    }
    beside * 2 >= all
}

/// GB 2312 punctuation and the 3,755 hanzi of its first level: nearly all of what offices write.
fn is_common_gb(first: u8, second: u8) -> bool {
    second >= 0xA1 && matches!(first, 0xA1..=0xA3 | 0xB0..=0xD7)
}

/// Big5 punctuation and its frequently used hanzi.
fn is_common_big5(first: u8, second: u8) -> bool {
    matches!(second, 0x40..=0x7E | 0xA1..=0xFE) && matches!(first, 0xA1..=0xC6)
}

/// Control characters that no text has.
fn looks_binary(text: &str) -> bool {
    let sample = text.chars().take(65_536);
    let (mut all, mut controls) = (0usize, 0usize);
    for c in sample {
        all += 1;
        controls += usize::from(c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{b}' | '\u{c}' | '\u{1a}'));
    }
    // One or two may slip into any text that is longer than a word.
    controls * 50 > all && (controls > 2 || controls * 10 > all)
}

#[cfg(test)]
mod tests;
