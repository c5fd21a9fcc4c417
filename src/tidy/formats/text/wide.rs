//! Characters of two and four bytes each: UTF-16 and UTF-32.
//!
//! Takes bytes; gives their text, or nothing where too little of it is sound. In UTF-16 what is no character costs its row
//! alone: its place is kept. Never guesses another encoding.

use super::{Decoded, strict};
use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};

/// Characters of four bytes each, all of them sound.
pub fn utf32(bytes: &[u8], number: fn([u8; 4]) -> u32, name: &str) -> Option<Decoded> {
    let characters = bytes.chunks(4).map(|four| char::from_u32(number(four.try_into().ok()?)));
    let text = characters.collect::<Option<String>>()?;
    Some(Decoded { text: text.into(), encoding: name.to_string(), broken: Vec::new(), notes: Vec::new() })
}

/// UTF-16 without a mark: its zero bytes stand nearly all on one side.
pub fn utf16_by_zeros(bytes: &[u8]) -> Option<(&'static Encoding, &'static str)> {
    let sample = bytes.get(..bytes.len().min(4_096))?;
    let zeros = |parity: usize| sample.iter().skip(parity).step_by(2).filter(|b| **b == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    if !bytes.len().is_multiple_of(2) || even + odd < sample.len() / 64 + 1 {
        return None;
    }
    // A null that slipped into other text makes no UTF-16 of it: of that, what is UTF-8 too is half nulls.
    if std::str::from_utf8(bytes).is_ok() && (even + odd) * 4 < sample.len() {
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

/// UTF-16, where at most one line in twenty is broken: by half of a character of two units, or a byte too many at the end.
pub fn utf16(bytes: &[u8], encoding: &'static Encoding, name: &str) -> Option<Decoded> {
    strict(bytes, encoding, name).or_else(|| by_units(bytes, encoding, name))
}

fn by_units(bytes: &[u8], encoding: &'static Encoding, name: &str) -> Option<Decoded> {
    let number = if encoding == UTF_16BE { u16::from_be_bytes } else { u16::from_le_bytes };
    let pairs = bytes.chunks_exact(2);
    let rest = pairs.remainder();
    let units = pairs.filter_map(|pair| Some(number(pair.try_into().ok()?)));
    let (mut text, mut broken) = (String::with_capacity(bytes.len()), Vec::new());
    let (mut lines, mut broken_lines, mut is_broken) = (1usize, 0usize, false);
    for unit in char::decode_utf16(units) {
        let start = text.len();
        match unit {
            Ok(character) => text.push(character),
            Err(ref half) => text.push_str(&format!("\\x{:04X}", half.unpaired_surrogate())),
        }
        match unit {
            Err(_) => {
                broken.push(start..text.len());
                broken_lines += usize::from(!is_broken);
                is_broken = true;
            }
            Ok('\n') => (lines, is_broken) = (lines + 1, false),
            Ok(_) => {}
        }
    }
    for byte in rest {
        let start = text.len();
        text.push_str(&format!("\\x{byte:02X}"));
        broken.push(start..text.len());
        broken_lines += usize::from(!is_broken);
    }
    let few = broken_lines <= (lines / 20).max(1) && broken_lines < lines;
    few.then(|| Decoded { text: text.into(), encoding: name.to_string(), broken, notes: Vec::new() })
}
