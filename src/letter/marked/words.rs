//! Why a row was refused and how to correct it, as whole sentences for the person who filled it in.
//!
//! Takes a reason; gives sentences made of the table of stable words.

use crate::tidy::{RejectReason, words};

/// Both languages, for comments and the verdict beside a row.
pub fn full(reason: RejectReason) -> String {
    let word = words::of_reject(reason);
    let fix_zh = sentence(word.fix_zh, "。");
    let fix_en = if word.fix_en.is_empty() { String::new() } else { format!("; {}", word.fix_en) };
    format!("未采用：{}。{fix_zh} / refused: {}{fix_en}", word.zh, word.en)
}

/// Why, in Chinese, without a full stop.
pub fn why(reason: RejectReason) -> &'static str {
    words::of_reject(reason).zh
}

/// How to correct it, a Chinese sentence; empty where nothing is to be done.
pub fn how(reason: RejectReason) -> String {
    sentence(words::of_reject(reason).fix_zh, "。")
}

fn sentence(text: &str, stop: &str) -> String {
    if text.is_empty() { String::new() } else { format!("{text}{stop}") }
}
