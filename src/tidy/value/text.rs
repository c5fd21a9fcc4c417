//! Texts, ids and names, in the form in which they are kept and compared.
//!
//! Takes what was typed; gives the same text without what only a keyboard or a copy left in it. Never changes a digit, a
//! letter or a mark that a reader sees, except full-width letters and digits, which become plain ones.

use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;

/// Characters that no reader sees and that programs leave in cells.
pub fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{ad}')
        || (c.is_control() && !c.is_whitespace())
}

/// Whether a control character stands between what a reader sees: a program lost there what nobody can say any more. Around
/// a text it is what copies leave.
pub fn hides_a_control(text: &str) -> bool {
    let bare = text.trim_matches(|c: char| c.is_control() || c.is_whitespace());
    bare.chars().any(|c| c.is_control() && !c.is_whitespace())
}

/// Whether a text is nothing but visible ASCII and Chinese characters of the main block: nothing in it folds, and no
/// white space is in it.
#[inline]
pub fn is_plain(text: &str) -> bool {
    let mut rest = text.as_bytes();
    loop {
        rest = match rest {
            [] => return true,
            [b'!'..=b'~', rest @ ..] => rest,
            // U+4E00 to U+9FFF; the text is UTF-8, so that two bytes follow.
            [0xE4, 0xB8..=0xBF, _, rest @ ..] | [0xE5..=0xE9, _, _, rest @ ..] => rest,
            _ => return false,
        };
    }
}

/// A text: trimmed, full-width letters and digits folded, white space one space, and none between Chinese characters.
pub fn clean(text: &str) -> Cow<'_, str> {
    if is_plain(text) || text.chars().all(|c| !c.is_whitespace() && !is_invisible(c) && fold_width(c) == c) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars().filter(|c| !is_invisible(*c)).map(fold_width) {
        if c.is_whitespace() {
            gap = !out.is_empty();
            continue;
        }
        if std::mem::take(&mut gap) && !(is_chinese(c) && out.chars().next_back().is_some_and(is_chinese)) {
            out.push(' ');
        }
        out.push(c);
    }
    Cow::Owned(out)
}

/// Names as [`clean`] has them, where several stand on lines of their own in one cell: parted by 、. A line that breaks within a
/// name parts nothing.
pub fn names(text: &str, of_people: bool) -> Cow<'_, str> {
    if !text.contains('\n') && !text.contains('\r') {
        return clean(text);
    }
    let lines: Vec<Cow<'_, str>> = text.split(['\n', '\r']).map(clean).filter(|line| !line.is_empty()).collect();
    let last = lines.len().saturating_sub(1);
    let mut out = String::new();
    for (at, line) in lines.iter().enumerate() {
        out.push_str(line);
        let Some(next) = lines.get(at + 1).filter(|_| at < last) else { continue };
        let is_latin = |text: &str, end: bool| {
            let c = if end { text.chars().next_back() } else { text.chars().next() };
            c.is_some_and(|c| c.is_ascii_alphanumeric())
        };
        if ends_name(line, of_people) && !goes_on(next) {
            out.push('、');
        } else if is_latin(line, true) || is_latin(next, false) {
            out.push(' ');
        }
    }
    Cow::Owned(out)
}

/// How the names of offices and posts end, and no first line of one that is broken in two.
const ENDS: &[&str] = &[
    "局",
    "委",
    "办",
    "室",
    "中心",
    "公司",
    "镇",
    "乡",
    "街道",
    "指挥部",
    "院",
    "厅",
    "处",
    "会",
    "队",
    "站",
    "所",
    "集团",
    "部",
    "政府",
    "学校",
    "银行",
    "长",
    "主任",
    "书记",
    "员",
    "经理",
];

/// How the rest of a name begins.
const RESTS: &[&str] = &[
    "人民政府",
    "政府",
    "党",
    "管委会",
    "管理",
    "街道",
    "办事处",
    "分局",
    "分公司",
    "直属",
    "下属",
    "（",
    "(",
    "和",
    "与",
    "及",
    "、",
    "，",
    "局",
    "委",
    "会",
];

/// Whether a line may be a whole name: of an office, of a post, or of a person.
fn ends_name(line: &str, of_people: bool) -> bool {
    let chars = line.chars().count();
    let is_person = of_people && (2..=3).contains(&chars) && line.chars().all(|c| matches!(c, '\u{4e00}'..='\u{9fff}'));
    chars >= 2 && (is_person || ENDS.iter().any(|end| line.ends_with(end)) && !line.ends_with("城乡"))
}

fn goes_on(line: &str) -> bool {
    line.chars().count() < 2 || RESTS.iter().any(|rest| line.starts_with(rest))
}

/// An id: width folded, without any white space; letters keep their case, leading zeros stay.
pub fn id(text: &str) -> Cow<'_, str> {
    let text = without_apostrophe(text);
    if text.bytes().all(|b| b.is_ascii_graphic()) {
        return Cow::Borrowed(text);
    }
    let seen = |c: &char| !c.is_whitespace() && !is_invisible(*c);
    // What stood between two marks kept them apart: without it they may fold once more.
    let mut id: String = text.chars().filter(seen).nfkc().filter(seen).collect();
    loop {
        // What nobody sees may have stood between the sign of a text and its first digit.
        let again: String = without_apostrophe(&id).nfkc().filter(seen).collect();
        if again == id {
            return Cow::Owned(id);
        }
        id = again;
    }
}

/// '001 without the sign by which a spreadsheet is told that it is a text.
fn without_apostrophe(text: &str) -> &str {
    let bare = text.trim_start().strip_prefix(['\'', '‘', '’', '＇']);
    let is_begin =
        |rest: &&str| rest.starts_with(|c: char| c.is_ascii_alphanumeric()) && !rest.contains(['\'', '’', '＇']);
    bare.filter(is_begin).unwrap_or(text)
}

/// What spreadsheets write into a text file for a cell without a value.
const ERRORS: [&str; 9] = ["#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!"];

/// Whether a spreadsheet has destroyed an id: 4.10311E+17 instead of eighteen digits, or ######## where a column was too narrow, or
/// the name of an error.
pub fn is_lost_id(id: &str) -> bool {
    match id.as_bytes() {
        [b'#', ..] => id.bytes().all(|b| b == b'#') || ERRORS.contains(&id),
        [b'0'..=b'9', b'.' | b'E' | b'e', ..] => {
            let Some((mantissa, exponent)) = id.split_once(['E', 'e']) else { return false };
            let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
            let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
            whole.len() == 1 && digits(whole) && digits(fraction) && exponent.strip_prefix('+').is_some_and(digits)
        }
        _ => false,
    }
}

/// Whether a spreadsheet wrote a figure with less digits than it has: 2.11E+03 may be 2110 or 2114.
pub fn is_cut_figure(figure: &str) -> bool {
    let Some((mantissa, exponent)) = figure.split_once("E+") else { return false };
    let decimals = mantissa.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b'-');
    digits(mantissa) && exponent.parse::<usize>().is_ok_and(|exponent| decimals < exponent)
}

/// An id that a spreadsheet stores as a number: `12.0` is `12`. Nothing where digits are already lost (more than 15).
pub fn id_of_number(number: f64) -> Option<String> {
    let kept = number.is_finite() && number.abs() < 1e15;
    kept.then(|| if number.fract() == 0.0 { format!("{number:.0}") } else { number.to_string() })
}

/// Marks that lists put before or behind a name: new, key, with a remark.
pub fn is_list_mark(c: char) -> bool {
    matches!(c, '★' | '☆' | '※' | '▲' | '△' | '●' | '○' | '◆' | '◇' | '■' | '□' | '✩' | '✱' | '＊' | '*')
}

/// A name without the marks around it; one of nothing but marks stays.
pub fn unmarked(name: Cow<'_, str>) -> Cow<'_, str> {
    let is_around = |c: char| is_list_mark(c) || c.is_whitespace();
    if !(name.starts_with(is_around) || name.ends_with(is_around)) || name.chars().all(is_around) {
        return name;
    }
    match name {
        Cow::Borrowed(name) => Cow::Borrowed(name.trim_matches(is_around)),
        Cow::Owned(name) => Cow::Owned(name.trim_matches(is_around).to_string()),
    }
}

/// The form in which names are compared: width, white space, case, quotes, kinds of brackets, of dashes and of middle dots,
/// and marks around them make no difference. A separator stays one: 1、2号楼 is not 12号楼.
pub fn name_key(name: &str) -> String {
    let bare = name.trim_matches(|c: char| is_list_mark(c) || c.is_whitespace());
    let name = if bare.is_empty() { name } else { bare };
    let folded = name.nfkc().flat_map(char::to_lowercase).filter(|c| !c.is_whitespace() && !is_invisible(*c));
    let bracket = |c| match c {
        '[' | '【' | '〔' | '{' | '<' | '《' | '〈' => '(',
        ']' | '】' | '〕' | '}' | '>' | '》' | '〉' => ')',
        '、' | '・' | '•' | '‧' | '･' => '·',
        '—' | '–' | '‐' | '‑' | '−' | '~' | '～' => '-',
        other => other,
    };
    folded
        .filter(|c| !matches!(c, '"' | '\'' | '“' | '”' | '‘' | '’' | '「' | '」' | '『' | '』'))
        .map(bracket)
        .collect()
}

/// Full-width letters, digits and the ideographic space become plain; punctuation stays as Chinese is written.
fn fold_width(c: char) -> char {
    match c {
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        other => other,
    }
}

fn is_chinese(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}')
        || matches!(c, '“' | '”' | '‘' | '’' | '…' | '—')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_lose_only_what_no_reader_sees() {
        assert_eq!(clean(" 城关 镇北四研发中心\u{3000}"), "城关镇北四研发中心");
        assert_eq!(clean("ＡＢ１４　工程（一期）"), "AB14 工程（一期）");
        assert_eq!(clean("Bowery  Bay\nPlant"), "Bowery Bay Plant");
        assert_eq!(clean("完成\n\n主体"), "完成主体");
        assert_eq!(clean("\u{feff}\u{200b}"), "");
        assert_eq!(id(" ＡＢ１４－００１ "), "AB14-001");
        assert_eq!(id("000 12"), "00012");
        assert_eq!((&*id("'001"), &*id("’P-1"), &*id("O'Neil")), ("001", "P-1", "O'Neil"));
        assert!(is_cut_figure("2.11E+03") && is_cut_figure("4E+17") && !is_cut_figure("1.5e+07"));
        assert!(!is_cut_figure("2.110E+03") && !is_cut_figure("E+3") && !is_cut_figure("12"));
        assert_eq!(names("住建局\n交通局", false), "住建局、交通局");
        assert_eq!(names("张三\r\n李四", true), "张三、李四");
        assert_eq!(names("局长\n副局长", false), "局长、副局长");
        assert_eq!(names("住房和城乡\n建设局", false), "住房和城乡建设局");
        assert_eq!(names("城关镇\n人民政府", false), "城关镇人民政府");
        assert_eq!(names("市政\n公司", false), "市政公司");
        assert_eq!(names("Roads\nOffice", false), "Roads Office");
        assert_eq!(id("'\u{200b}1"), "1");
        let marks = id(",\n\u{1}\u{7f}\u{730}\u{11}\u{734}").into_owned();
        assert_eq!(id(&marks), marks, "an id is clean once it was cleaned");
        assert_eq!(id_of_number(12.0).as_deref(), Some("12"));
        assert_eq!(id_of_number(1e15), None);
        assert_eq!(name_key("滨河路（一期） 工程"), name_key("滨河路(一期)工程"));
        assert_eq!(name_key("“滨河路”【一期】工程"), name_key("滨河路[一期]工程"));
        assert_eq!(name_key("镇区·水、电改造"), name_key("镇区、水・电改造"));
        assert_ne!(name_key("1、2号楼"), name_key("12号楼"));
        assert_eq!(name_key("★滨河路*"), name_key("滨河路"));
        assert_ne!(name_key("**"), name_key(""));
        assert_ne!(name_key("滨河路一期工程"), name_key("滨河路二期工程"));
    }
}
