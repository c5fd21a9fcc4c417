//! What stands in many lines at once: whether any of them holds more than plain characters, or the beginnings of words.
//!
//! Takes the bytes of whole lines of a text; says what holds for every cell in them. Each byte is asked the same without a
//! branch, so that many are asked at once.

/// What holds for all cells of some lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// All their texts are plain: visible ASCII and Chinese characters of the main block, without any blank.
    pub is_plain: bool,
    /// Some of them may hold the words of totals: 计, 总, a star, or a letter with which those of English end.
    pub is_special: bool,
}

/// What holds for lines of a text, line ends and separators included.
pub fn at(bytes: &[u8], separator: u8) -> Look {
    let (second, third) = (bytes.get(1..).unwrap_or_default(), bytes.get(2..).unwrap_or_default());
    let (mut odd, mut special, mut quote) = (false, false, false);
    for byte in bytes {
        let lead = (*byte >= 0xC0) & !((*byte >= 0xE4) & (*byte <= 0xE9));
        let blank = (*byte < b'!') & (*byte != b'\n') & (*byte != b'\r') & (*byte != separator);
        odd |= lead | blank | (*byte == 0x7F);
        special |= (*byte | 0x20 == b'm') | (*byte | 0x20 == b'l') | (*byte == b'*');
        quote |= *byte == b'"';
    }
    // A character has three bytes here, so that the last two begin none.
    for ((a, b), c) in bytes.iter().zip(second).zip(third) {
        odd |= (*a == 0xE4) & (*b < 0xB8); // before U+4E00
        special |= ((*a == 0xE8) & (*b == 0xAE) & (*c == 0xA1)) | ((*a == 0xE6) & (*b == 0x80) & (*c == 0xBB));
    }
    // A tab may part fields, unless quotes keep it inside one.
    Look { is_plain: !odd && !(quote && separator == b'\t'), is_special: special }
}
