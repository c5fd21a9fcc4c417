//! What the labels of rows say: totals, subtotals, notes and signatures, in Chinese and English.
//!
//! Takes the text of one cell; gives what a row that begins with it is, whatever its width, case and white space.

/// Labels of the whole, and of other times.
mod other;

/// The words, by language.
mod words;

use super::Scope;
pub(super) use other::{is_of_another_time, is_of_the_whole};
use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;
use words::{AVERAGES, EXAMPLES, EXTREMES, NOTES, SUBTOTALS, TOTALS, simplified};

/// Whether a text is the label of a total.
pub fn is_total(text: &str) -> bool {
    text.len() <= 200 && (scope(&label(text)).is_some() || english(text).is_some())
}

/// Whether a text is the label of a row that averages the others, or names the most and the least of them.
pub(super) fn is_average(text: &str) -> Option<()> {
    let is = |label: &str| AVERAGES.iter().chain(EXTREMES).any(|word| *word == label) || is_average_of(label);
    (text.len() <= 40 && is(&label(text))).then_some(())
}

/// 全县平均, 平均得分: an average of some.
fn is_average_of(label: &str) -> bool {
    let of_all = label.strip_prefix(['全', '各']).is_some_and(|rest| AVERAGES.iter().any(|word| rest.ends_with(word)));
    of_all || matches!(label, "平均分" | "平均得分" | "平均分数" | "平均数值")
}

/// Whether a text marks an example that a form shows.
pub(super) fn is_example(text: &str) -> bool {
    text.len() <= 40 && EXAMPLES.contains(&&*label(text))
}

/// Whether the name of a sheet says that it only shows how the form is filled in.
pub fn is_sample(sheet: &str) -> bool {
    let name = label(sheet);
    let bare = name.trim_matches(|c: char| c.is_ascii_digit() || matches!(c, '(' | ')' | '-' | '_'));
    EXAMPLES.contains(&bare)
        || ["样表", "示例表", "范表", "例表", "填报样表", "填表样表", "样本", "示范表", "填写样表"].contains(&bare)
}

/// Whether a name only shows where one is to be written: XX项目, ××路工程, 某某项目.
pub(super) fn is_placeholder(text: &str) -> bool {
    let text = text.trim();
    let rest = text.trim_start_matches(['X', 'x', 'Ｘ', 'ｘ', '×', '某', '＊', '*', '○', '〇']);
    let marks = text.get(..text.len() - rest.len()).unwrap_or_default().chars().count();
    let is_kind = ["", "项目", "工程", "建设项目", "路工程", "项目名称", "工程项目"].contains(&rest);
    marks >= 2 && is_kind && !(rest.is_empty() && text.starts_with(['*', '＊', '○', '〇']))
}

/// Whether a text begins as notes, sources and signatures do.
pub fn is_note(text: &str) -> bool {
    let text = &*label(text);
    let begins = |word: &&str| {
        text.strip_prefix(*word)
            .map(|rest| rest.trim_start_matches('人'))
            .is_some_and(|rest| rest.is_empty() || !rest.starts_with(char::is_alphanumeric) || rest.contains(':'))
    };
    let is_remark = text
        .strip_prefix('注')
        .is_some_and(|rest| rest.starts_with([':', '.', '、', '(', '1', '2', '*']) || rest.is_empty())
        || text.starts_with(['*', '※']);
    NOTES.iter().any(begins) || is_remark
}

/// Whether a text is no label of a total: visible ASCII and Chinese characters of the main block without anything that such
/// labels hold. Of other texts nothing is said.
#[inline]
pub fn says_nothing_special(text: &str) -> bool {
    if text.starts_with(['*', '共']) {
        return false; // as printed lists mark totals; 共3个项目
    }
    let (mut rest, mut letters) = (text.as_bytes(), false);
    loop {
        rest = match rest {
            [] => break,
            // The marks, as they stand in UTF-8.
            [0xE8, 0xAE, 0xA1, ..] | [0xE7, 0xB7, 0x8F, ..] | [0xE6, 0x80, 0xBB, ..] => return false,
            [0xE8, 0xA8, 0x88, ..] | [0xE7, 0xB8, 0xBD, ..] | [0xE6, 0xB1, 0x87, ..] | [0xE5, 0x9D, 0x87, ..] => {
                return false;
            }
            [0xE4, 0xB8..=0xBF, _, rest @ ..] | [0xE5..=0xE9, _, _, rest @ ..] => rest,
            [byte @ b'!'..=b'~', rest @ ..] => {
                letters |= matches!(byte, b'm' | b'M' | b'l' | b'L'); // of which each has one: sum, total, gesamt
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
        [0xE4..=0xE9, ..] => {
            text.chars().next().is_some_and(|c| matches!(c, '\u{4e00}'..='\u{9fff}') && !BEGINS_CHINESE.contains(&c))
        }
        _ => false,
    }
}

/// The characters with which notes, parts, examples and labels of the whole or of another time begin.
const BEGINS_CHINESE: [char; 61] = [
    '备', '说', '填', '制', '审', '报', '联', '负', '签', '盖', '数', '资', '编', '主', '分', '注', '其', '示', '例',
    '样', '范', '举', '備', '說', '説', '報', '製', '審', '聯', '負', '簽', '蓋', '數', '資', '編',
    '註', // notes, parts, examples
    '单', '经', '复', '校', '科', '局', '领', '电', '日', '会', // those who sign
    '最', '满', '各', // extremes and averages
    '全', '比', '较', '与', '环', '同', '上', '去', '增', '年', '月', '前', // 全县, 比上月增加
];

/// The first two letters of the words with which notes, parts and averages begin.
const BEGINNINGS: [&[u8; 2]; 15] = [
    b"no", b"so", b"pr", b"re", b"ch", b"ap", b"si", b"of", // notes and parts
    b"av", b"me", b"mo", b"du", // averages
    b"ex", b"sa", b"e.", // examples
];

/// Whether a text could be the label of a total. Asked of every row, before anything is folded; characters that folding may
/// change are let through.
pub(super) fn may_be_total(text: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_graphic() || matches!(c, '\u{4e00}'..='\u{9fff}');
    let holds = |word: &[u8]| text.as_bytes().windows(word.len()).any(|window| window.eq_ignore_ascii_case(word));
    text.starts_with('共')
        || text.chars().any(|c| MARKS.contains(&c) || !is_plain(c))
        || holds(b"sum")
        || holds(b"tota")
        || (text.len() <= ASCII_MAX && TOTALS.iter().any(|word| text.eq_ignore_ascii_case(word)))
}

/// Characters of which every Chinese or Japanese label of a total has one.
const MARKS: [char; 7] = ['计', '総', '总', '計', '總', '汇', '均'];

/// The longest name of a total in ASCII.
const ASCII_MAX: usize = 16;

/// A label without white space, width and trailing colons.
pub(super) fn label(text: &str) -> Cow<'_, str> {
    // Nearly every cell is folded already, or needs no table of characters.
    let is_folded = |c: char| matches!(c, '0'..='9' | 'a'..='z' | '-' | '\u{4e00}'..='\u{9fff}') && simplified(c) == c;
    if text.chars().all(is_folded) {
        return Cow::Borrowed(text);
    }
    if text.is_ascii() {
        let folded: String = text.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_lowercase()).collect();
        return Cow::Owned(folded.trim_end_matches([':', '.']).to_string());
    }
    let folded = text.nfkc().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).map(simplified);
    let folded: String = folded.collect();
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
    let label = label.trim_matches(is_mark);
    let bare = label.split(['(', ':', '=', '[', '【', '〔']).next().unwrap_or(label).trim_matches(is_mark);
    let bare = bare.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '个' | '项' | '家' | '户'));
    // 共3个项目, and nothing else.
    let counted = label.strip_prefix('共').and_then(|rest| rest.strip_suffix("项目").or(rest.strip_suffix('项')));
    let is_count = |rest: &str| !rest.is_empty() && rest.trim_end_matches('个').bytes().all(|b| b.is_ascii_digit());
    if counted.is_some_and(is_count) {
        return Some(Scope::All);
    }
    if TOTALS.contains(&bare) {
        Some(Scope::All)
    } else if SUBTOTALS.iter().chain(&["合计", "总计"]).any(|word| bare.ends_with(word)) {
        Some(Scope::Group)
    } else {
        None
    }
}

/// Marks that point at a row or at a note to it.
fn is_mark(c: char) -> bool {
    matches!(c, '*' | '★' | '☆' | '※' | '▲' | '△' | '●' | '○' | '◆' | '◇' | '■' | '□' | '#' | '†' | '‡' | '§')
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
        let marked = ["合计*", "*合计", "★合 计", "合计①", "※合计", "Total *", "合计[1]", "总计¹", "合计（万元）*"];
        for text in marked {
            assert!(!says_nothing_special(text) && may_be_total(text), "{text}");
            assert_eq!(is(text), Some(Scope::All), "{text}");
        }
        for text in ["小计*", "△小计"] {
            assert_eq!(is(text), Some(Scope::Group), "{text}");
        }
        for text in ["合计", "合 计", "总计：", "合计（144个）", "合计144项", "Total", "合　计"] {
            assert_eq!(is(text), Some(Scope::All), "{text}");
        }
        for text in [
            "合計",
            "總計",
            "総計",
            "計",
            "合计数",
            "汇总",
            "Total général",
            "Total geral",
            "Gesamt",
            "SUMME",
            "Razem",
            "Итого",
        ] {
            assert!(!says_nothing_special(text) && may_be_total(text), "{text}");
            assert_eq!(is(text), Some(Scope::All), "{text}");
        }
        for text in ["합계", "Celkem", "Overall", "All projects", "共3个项目", "共 12 项"] {
            assert!(!says_nothing_special(text) && may_be_total(text), "{text}");
            assert_eq!(is(text), Some(Scope::All), "{text}");
        }
        for text in ["小計", "소계", "Zwischensumme", "Sous-total", "Subtotale"] {
            assert_eq!(is(text), Some(Scope::Group), "{text}");
        }
        for text in ["平均", "Average", "평균"] {
            assert!(is_average(text).is_some() && !(begins_as_data(text) && says_nothing_special(text)), "{text}");
        }
        for text in ["小计", "水利工程指挥部小计", "小　计", "城关镇合计"] {
            assert_eq!(is(text), Some(Scope::Group), "{text}");
        }
        for text in [
            "合计划分局办公楼",
            "总部基地",
            "累计完成",
            "统计局大楼",
            "共青团路",
            "公共汇通大厦",
            "计生站",
            "Sumatra Road",
            "Allen Street",
        ] {
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
