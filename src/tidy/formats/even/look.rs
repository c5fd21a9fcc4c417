//! What stands in many lines at once: whether any of them holds more than plain characters, or the beginnings of words.
//!
//! Takes the bytes of whole lines of a text; says what holds for every cell in them. Each byte is asked the same without a
//! branch, so that many are asked at once.

/// What holds for all cells of some lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// All their texts are plain: visible ASCII and Chinese characters of the main block, without any blank.
    pub is_plain: bool,
    /// Some of them may hold the words of totals: one of the characters that these have in Chinese and Japanese, a star, or a
    /// letter that all of other languages have.
    pub is_special: bool,
}

/// What holds for lines of a text, line ends and separators included. `separator`: what parts their fields.
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
        let is = |one: (u8, u8), other: (u8, u8)| ((*b == one.0) & (*c == one.1)) | ((*b == other.0) & (*c == other.1));
        odd |= (*a == 0xE4) & (*b < 0xB8); // before U+4E00
        special |= (*a == 0xE5) & is((0x85, 0xB1), (0x9D, 0x87)); // 共 均
        special |= (*a == 0xE6) & is((0x80, 0xBB), (0xB1, 0x87)); // 总 汇
        special |= (*a == 0xE7) & is((0xB7, 0x8F), (0xB8, 0xBD)); // 総 總
        special |= (*a == 0xE8) & is((0xA8, 0x88), (0xAE, 0xA1)); // 計 计
    }
    // A tab may part fields, unless quotes keep it inside one.
    Look { is_plain: !(odd || quote && separator == b'\t'), is_special: special }
}
