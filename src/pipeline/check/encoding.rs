//! `source.encoding`: the name of a text encoding → the encoding. Takes a name as people write it; refuses what no text of
//! an office is in.

use super::Text;
use crate::base::problem::nearest;
use crate::pipeline::reader::Reader;
use encoding_rs::{Encoding, GB18030, GBK, REPLACEMENT, X_USER_DEFINED};

/// Names that are worth proposing.
const USUAL: [&str; 12] = [
    "utf-8",
    "gb18030",
    "gbk",
    "big5",
    "windows-1252",
    "windows-1250",
    "windows-1251",
    "iso-8859-2",
    "iso-8859-7",
    "shift_jis",
    "euc-kr",
    "utf-16le",
];

/// Reads the name of an encoding, as the web's standard lists them, and the numbers of code pages (`cp936`).
pub fn read(text: &Text, reader: &Reader<'_>) -> Option<&'static Encoding> {
    let typed = text.get_ref().trim();
    let page = match typed.to_ascii_lowercase().as_str() {
        "cp936" | "936" => "gb18030",
        "cp950" | "950" => "big5",
        "cp932" | "932" => "shift_jis",
        "cp949" | "949" => "euc-kr",
        _ => typed,
    };
    let found = Encoding::for_label(page.as_bytes()).filter(|e| *e != REPLACEMENT && *e != X_USER_DEFINED);
    if let Some(encoding) = found {
        // What is called GBK is written with GB18030 today; the larger one reads both.
        return Some(if encoding == GBK { GB18030 } else { encoding });
    }
    let hint = match nearest(typed, USUAL, 1).first() {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("one of {}", USUAL.join(", ")),
    };
    reader.error(text.span(), "source.encoding", format!("`{typed}` is no encoding that is known"), hint);
    None
}
