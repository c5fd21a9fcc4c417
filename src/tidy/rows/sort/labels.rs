//! What the labels of rows say: totals, subtotals, notes and signatures, in Chinese and English.
//!
//! Takes the text of one cell; gives what a row that begins with it is, whatever its width, case and white space.

use super::Scope;
use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;

const TOTALS: &[&str] =
    &["合计", "总计", "共计", "总合计", "累计", "总和", "总", "全部合计", "total", "grandtotal", "totals", "sum"];
const SUBTOTALS: &[&str] = &["小计", "分计", "subtotal", "sub-total"];
const NOTES: &[&str] = &[
    "备注",
    "说明",
    "填报",
    "填表",
    "制表",
    "审核",
    "报送",
    "联系人",
    "联系电话",
    "负责人",
    "签字",
    "签章",
    "签发",
    "盖章",
    "数据来源",
    "资料来源",
    "编制",
    "主管领导",
    "分管领导",
    "填表说明",
    "报表说明",
    "note",
    "notes",
    "source",
    "preparedby",
    "reviewedby",
    "checkedby",
    "approvedby",
    "signature",
];
/// Whether a text is the label of a total.
pub fn is_total(text: &str) -> bool {
    text.len() <= 200 && (scope(&label(text)).is_some() || english(text).is_some())
}

/// Whether a text begins as notes, sources and signatures do.
pub fn is_note(text: &str) -> bool {
    let text = &*label(text);
    let begins = |word: &&str| {
        text.strip_prefix(*word)
            .is_some_and(|rest| rest.is_empty() || !rest.starts_with(char::is_alphanumeric) || rest.contains(':'))
    };
    let is_remark = text
        .strip_prefix('注')
        .is_some_and(|rest| rest.starts_with([':', '.', '、', '(', '1', '2', '*']) || rest.is_empty())
        || text.starts_with(['*', '※']);
    NOTES.iter().any(begins) || is_remark
}

/// Whether a text is no label of a total: visible ASCII and Chinese characters of the main block without any of the four
/// words that such labels hold. Of other texts nothing is said.
#[inline]
pub fn says_nothing_special(text: &str) -> bool {
    if text.starts_with('*') {
        return false; // as printed lists mark totals
    }
    let (mut rest, mut letters) = (text.as_bytes(), false);
    loop {
        rest = match rest {
            [] => break,
            // 计 and 总
            [0xE8, 0xAE, 0xA1, ..] | [0xE6, 0x80, 0xBB, ..] => return false,
            [0xE4, 0xB8..=0xBF, _, rest @ ..] | [0xE5..=0xE9, _, _, rest @ ..] => rest,
            [byte @ b'!'..=b'~', rest @ ..] => {
                letters |= matches!(byte, b'm' | b'M' | b'l' | b'L'); // with which sum and total end
                rest
            }
            _ => return false,
        };
    }
    !letters || !may_be_total(text)
}

/// Whether a text begins as no note, part, remark or ruled line does: an ASCII letter or digit, or a Chinese character of
/// the main block, with which none of their words begins. Of other texts nothing is said.
#[inline]
pub(super) fn begins_as_data(text: &str) -> bool {
    match text.as_bytes() {
        [b'0'..=b'9', ..] => true,
        [one, two, ..] if one.is_ascii_alphabetic() => {
            let begins = [one.to_ascii_lowercase(), two.to_ascii_lowercase()];
            two.is_ascii_graphic() && !BEGINNINGS.contains(&&begins)
        }
        [0xE4..=0xE9, ..] => text.chars().next().is_some_and(|c| {
            matches!(c, '\u{4e00}'..='\u{9fff}')
                && !matches!(
                    c,
                    '备' | '说'
                        | '填'
                        | '制'
                        | '审'
                        | '报'
                        | '联'
                        | '负'
                        | '签'
                        | '盖'
                        | '数'
                        | '资'
                        | '编'
                        | '主'
                        | '分'
                        | '注'
                        | '其'
                )
        }),
        _ => false,
    }
}

/// The first two letters of the words with which notes and parts begin.
const BEGINNINGS: [&[u8; 2]; 8] = [b"no", b"so", b"pr", b"re", b"ch", b"ap", b"si", b"of"];

/// Whether a text could be the label of a total: all of them hold one of four words. Asked of every row, before anything
/// is folded; characters that folding may change are let through.
pub(super) fn may_be_total(text: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_graphic() || matches!(c, '\u{4e00}'..='\u{9fff}');
    let holds = |word: &[u8]| text.as_bytes().windows(word.len()).any(|window| window.eq_ignore_ascii_case(word));
    text.chars().any(|c| matches!(c, '计' | '总') || !is_plain(c)) || holds(b"sum") || holds(b"total")
}

/// A label without white space, width and trailing colons.
pub(super) fn label(text: &str) -> Cow<'_, str> {
    // Nearly every cell is folded already, or needs no table of characters.
    if text.chars().all(|c| matches!(c, '0'..='9' | 'a'..='z' | '-' | '\u{4e00}'..='\u{9fff}')) {
        return Cow::Borrowed(text);
    }
    if text.is_ascii() {
        let folded: String = text.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_lowercase()).collect();
        return Cow::Owned(folded.trim_end_matches([':', '.']).to_string());
    }
    let folded: String = text.nfkc().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
    Cow::Owned(folded.trim_end_matches([':', '.', '。']).to_string())
}

/// Whether a label is one of a total, and of what.
pub(super) fn scope(label: &str) -> Option<Scope> {
    // Printed lists of SAP mark a total with a star, and one of all with more.
    match label {
        "*" => return Some(Scope::Group),
        "**" | "***" => return Some(Scope::All),
        _ => {}
    }
    let bare = label.split(['(', ':', '=']).next().unwrap_or(label);
    let bare = bare.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '个' | '项' | '家' | '户'));
    if TOTALS.contains(&bare) {
        Some(Scope::All)
    } else if SUBTOTALS.iter().chain(&["合计", "总计"]).any(|word| bare.ends_with(word)) {
        Some(Scope::Group)
    } else {
        None
    }
}

/// Roads total, Subtotal (roads), Total for roads, Total – roads: the total of a group.
pub(super) fn english(text: &str) -> Option<Scope> {
    if !text.as_bytes().windows(5).any(|five| five.eq_ignore_ascii_case(b"total")) {
        return None;
    }
    let folded = text.trim().to_lowercase();
    let words: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let (first, last) = (words.first()?, words.last()?);
    let dashed =
        folded.strip_prefix("total").is_some_and(|rest| rest.trim_start().starts_with(['-', '–', '—', ':', '(']));
    let of = *first == "total" && matches!(words.get(1), Some(&("for" | "of")));
    let is = dashed || of || matches!(*last, "total" | "subtotal") || *first == "subtotal";
    is.then_some(Scope::Group)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_totals_are_known() {
        let is = |text: &str| scope(&label(text));
        for text in ["合计", "合 计", "总计：", "合计（144个）", "合计144项", "Total", "合　计"] {
            assert_eq!(is(text), Some(Scope::All), "{text}");
        }
        for text in ["小计", "水利工程指挥部小计", "小　计", "城关镇合计"] {
            assert_eq!(is(text), Some(Scope::Group), "{text}");
        }
        for text in ["合计划分局办公楼", "总部基地", "累计完成", "统计局大楼"] {
            assert_eq!(is(text), None, "{text}");
        }
        for text in ["Roads total", "Total for roads", "Total – roads", "Subtotal (roads)"] {
            assert_eq!(english(text), Some(Scope::Group), "{text}");
        }
        for text in ["Total Wellness Centre", "Totality", "Roads"] {
            assert_eq!(english(text), None, "{text}");
        }
    }
}
