//! What stands in many lines at once: whether any of them holds more than plain characters, or the beginnings of words.
//!
//! Takes the bytes of whole lines of a text; says what holds for every cell in them. Each byte is asked the same without a
//! branch, so that many are asked at once.

use aho_corasick::packed::Searcher;
use std::sync::LazyLock;

/// What holds for all cells of some lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// All their texts are plain: visible ASCII and Chinese characters of the main block, without any blank.
    pub is_plain: bool,
    /// Some of them may hold the words of totals: one of the characters that these have in Chinese and Japanese, a star, or a
    /// letter that all of other languages have.
    pub is_special: bool,
    /// Some of them may say to be read as the one above: 同上, 〃, ditto.
    pub repeats: bool,
}

/// The characters that the words of totals have in Chinese and Japanese.
const TOTALS: [&str; 8] = ["共", "均", "总", "汇", "総", "總", "計", "计"];
/// With what a cell begins that says to be read as another, as far as it can stand in such lines.
const REPEATS: [&str; 21] = [
    "同上",
    "同前",
    "同左",
    "同右",
    "同下",
    "同后",
    "同 ",
    "同\u{3000}",
    "itto",
    "ITTO",
    "仝",
    "〃",
    "々",
    "″",
    "‶",
    "〞",
    "〝",
    "＂",
    "“",
    "”",
    "„",
];
/// Both, looked for at once; nothing where the machine cannot look for all of them at once: then nothing is known.
static WORDS: LazyLock<Option<Searcher>> = LazyLock::new(|| Searcher::new(TOTALS.iter().chain(&REPEATS)));

/// What holds for lines of a text, line ends and separators included. `separator`: what parts their fields.
pub fn at(bytes: &[u8], separator: u8) -> Look {
    let (mut odd, mut special, mut quote, mut repeats) = (false, false, false, false);
    for byte in bytes {
        let lead = (*byte >= 0xC0) & !((*byte >= 0xE4) & (*byte <= 0xE9));
        let blank = (*byte < b'!') & (*byte != b'\n') & (*byte != b'\r') & (*byte != separator);
        odd |= lead | blank | (*byte == 0x7F);
        special |= (*byte | 0x20 == b'm') | (*byte | 0x20 == b'l') | (*byte == b'*');
        quote |= *byte == b'"';
    }
    for (a, b) in bytes.iter().zip(bytes.get(1..).unwrap_or_default()) {
        odd |= (*a == 0xE4) & (*b < 0xB8); // before U+4E00
        repeats |= (*a == b'\'') & (*b == b'\'');
    }
    let Some(words) = &*WORDS else { return Look { is_plain: false, is_special: true, repeats: true } };
    for found in words.find_iter(bytes) {
        let is_total = found.pattern().as_usize() < TOTALS.len();
        special |= is_total;
        repeats |= !is_total;
        if special && repeats {
            break;
        }
    }
    // A tab may part fields, unless quotes keep it inside one.
    Look { is_plain: !(odd || quote && separator == b'\t'), is_special: special, repeats }
}
