//! The words that bind a figure in a target text.
//!
//! Takes a clause and where its figure stands; gives the bound that stands right before or right behind it. Tables, no
//! grammar: a word that is not listed binds nothing.

use super::Comparison;
use unicode_normalization::UnicodeNormalization;

/// What a word makes of the figure beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    AtLeast,
    AtMost,
    MoreThan,
    LessThan,
    About,
}

/// Words before a figure. The longest that fits wins: 不低于 before 低于.
const BEFORE: &[(&str, Bound)] = &[
    ("不低于", Bound::AtLeast),
    ("不少于", Bound::AtLeast),
    ("不小于", Bound::AtLeast),
    ("不得低于", Bound::AtLeast),
    ("不得少于", Bound::AtLeast),
    ("不能低于", Bound::AtLeast),
    ("应不低于", Bound::AtLeast),
    ("至少", Bound::AtLeast),
    ("最低", Bound::AtLeast),
    ("最少", Bound::AtLeast),
    ("达到或超过", Bound::AtLeast),
    ("≥", Bound::AtLeast),
    (">=", Bound::AtLeast),
    ("≧", Bound::AtLeast),
    ("⩾", Bound::AtLeast),
    ("at least", Bound::AtLeast),
    ("not less than", Bound::AtLeast),
    ("no less than", Bound::AtLeast),
    ("no fewer than", Bound::AtLeast),
    ("not fewer than", Bound::AtLeast),
    ("not below", Bound::AtLeast),
    ("minimum", Bound::AtLeast),
    ("minimum of", Bound::AtLeast),
    ("min.", Bound::AtLeast),
    ("不高于", Bound::AtMost),
    ("不超过", Bound::AtMost),
    ("不大于", Bound::AtMost),
    ("不多于", Bound::AtMost),
    ("不得超过", Bound::AtMost),
    ("不得高于", Bound::AtMost),
    ("不突破", Bound::AtMost),
    ("不超", Bound::AtMost),
    ("最多", Bound::AtMost),
    ("至多", Bound::AtMost),
    ("最长不超过", Bound::AtMost),
    ("控制在", Bound::AtMost),
    ("压减到", Bound::AtMost),
    ("压缩到", Bound::AtMost),
    ("压缩至", Bound::AtMost),
    ("压减至", Bound::AtMost),
    ("缩减至", Bound::AtMost),
    ("缩短到", Bound::AtMost),
    ("缩短至", Bound::AtMost),
    ("缩减到", Bound::AtMost),
    ("降低到", Bound::AtMost),
    ("降低至", Bound::AtMost),
    ("下降到", Bound::AtMost),
    ("下降至", Bound::AtMost),
    ("降到", Bound::AtMost),
    ("降至", Bound::AtMost),
    ("≤", Bound::AtMost),
    ("<=", Bound::AtMost),
    ("≦", Bound::AtMost),
    ("⩽", Bound::AtMost),
    ("at most", Bound::AtMost),
    ("not more than", Bound::AtMost),
    ("no more than", Bound::AtMost),
    ("not exceeding", Bound::AtMost),
    ("not exceed", Bound::AtMost),
    ("not to exceed", Bound::AtMost),
    ("not above", Bound::AtMost),
    ("maximum", Bound::AtMost),
    ("maximum of", Bound::AtMost),
    ("max.", Bound::AtMost),
    ("up to", Bound::AtMost),
    ("within", Bound::AtMost),
    ("reduce to", Bound::AtMost),
    ("reduced to", Bound::AtMost),
    ("超过", Bound::MoreThan),
    ("超", Bound::MoreThan),
    ("突破", Bound::MoreThan),
    ("高于", Bound::MoreThan),
    ("大于", Bound::MoreThan),
    ("多于", Bound::MoreThan),
    (">", Bound::MoreThan),
    ("more than", Bound::MoreThan),
    ("over", Bound::MoreThan),
    ("above", Bound::MoreThan),
    ("exceed", Bound::MoreThan),
    ("exceeding", Bound::MoreThan),
    ("greater than", Bound::MoreThan),
    ("低于", Bound::LessThan),
    ("少于", Bound::LessThan),
    ("小于", Bound::LessThan),
    ("<", Bound::LessThan),
    ("less than", Bound::LessThan),
    ("fewer than", Bound::LessThan),
    ("below", Bound::LessThan),
    ("under", Bound::LessThan),
    ("约", Bound::About),
    ("大约", Bound::About),
    ("about", Bound::About),
    ("around", Bound::About),
    ("approximately", Bound::About),
];

/// Words behind a figure.
const BEHIND: &[(&str, Bound)] = &[
    ("及以上", Bound::AtLeast),
    ("或以上", Bound::AtLeast),
    ("(含)以上", Bound::AtLeast),
    ("以上", Bound::AtLeast),
    ("or more", Bound::AtLeast),
    ("or above", Bound::AtLeast),
    ("or higher", Bound::AtLeast),
    ("and above", Bound::AtLeast),
    ("及以下", Bound::AtMost),
    ("或以下", Bound::AtMost),
    ("以下", Bound::AtMost),
    ("以内", Bound::AtMost),
    ("之内", Bound::AtMost),
    ("内", Bound::AtMost),
    ("or less", Bound::AtMost),
    ("or fewer", Bound::AtMost),
    ("or below", Bound::AtMost),
    ("左右", Bound::About),
    ("上下", Bound::About),
];

/// Words that the figure of a change stands behind. Between the word and the figure only [`LINKS`] may stand.
const RISES: &[&str] = &[
    "增长",
    "增加",
    "提高",
    "提升",
    "上升",
    "递增",
    "增幅",
    "增速",
    "同比增长",
    "上涨",
    "grow by",
    "growth of",
    "increase by",
    "increase of",
    "rise by",
    "growth",
    "up by",
    "增长率",
    "年均增长",
    "增",
];
const FALLS: &[&str] = &[
    "下降",
    "降低",
    "减少",
    "压减",
    "下调",
    "降幅",
    "缩短",
    "降",
    "减",
    "decrease by",
    "reduce by",
    "reduction of",
    "fall by",
    "cut by",
    "decrease of",
    "down by",
    "压缩",
    "缩减",
];

/// What may stand between a word of change and its figure.
const LINKS: &[&str] = &[
    "率",
    "幅度",
    "比例",
    "速度",
    "同比",
    "达",
    "达到",
    "为",
    "在",
    "保持在",
    "保持",
    "实现",
    "了",
    "确保",
    "力争",
    "目标",
    "by",
    "of",
    "rate",
    "是",
    "要",
    "应",
    "稳定在",
    "幅",
    "完成",
    ":",
];

/// What must not happen, said without a figure.
const ZERO: &[&str] = &[
    "不发生",
    "无发生",
    "杜绝",
    "不出现",
    "未发生",
    "没有发生",
    "为零",
    "为0",
    "零发生",
    "零上访",
    "零事故",
    "零非访",
    "零进京",
    "零越级",
    "零容忍事件",
    "零投诉",
    "零拖欠",
    "零违纪",
    "零案件",
    "零死亡",
    "零伤亡",
    "零新增",
    "零增长",
    "零缺陷",
    "零差错",
    "零事件",
    "零信访",
    "零感染",
    "零突破",
    "不得发生",
    "无重大",
    "无重特大",
    "无较大",
    "无安全事故",
    "无越级",
    "无上访",
    "无事故",
    "no incidents",
    "no accidents",
    "no fatalities",
    "no complaints",
    "zero ",
    "none to occur",
    "no petitions",
];

/// Width folded, lower case; white space between Latin words stays one space, elsewhere it goes.
pub fn fold(text: &str) -> String {
    let folded: String = text.nfkc().flat_map(char::to_lowercase).collect();
    crate::tidy::value::text::clean(&folded).replace(['％', '﹪'], "%")
}

/// The clauses of a folded text. A comma inside a figure (1,234) parts nothing, nor does one inside an English date.
pub fn clauses(text: &str) -> Vec<&str> {
    let bytes_before = |at: usize| text.get(..at).and_then(|t| t.chars().next_back());
    let bytes_after = |at: usize, c: char| text.get(at + c.len_utf8()..).and_then(|t| t.trim_start().chars().next());
    let mut parts = Vec::new();
    let mut from = 0;
    for (at, c) in text.char_indices() {
        let parts_here = match c {
            ';' | '；' | '。' | '！' | '\n' => true,
            ',' | '，' | '、' => {
                let between_digits = bytes_before(at).is_some_and(|c| c.is_ascii_digit())
                    && bytes_after(at, c).is_some_and(|c| c.is_ascii_digit());
                !between_digits
            }
            _ => false,
        };
        if parts_here {
            parts.push(text.get(from..at).unwrap_or(""));
            from = at + c.len_utf8();
        }
    }
    parts.push(text.get(from..).unwrap_or(""));
    parts.into_iter().map(str::trim).filter(|part| !part.is_empty()).collect()
}

/// The bound of the figure at `from..to`: behind it first (控制在3%以内), then before it.
pub fn bound(chars: &[char], from: usize, to: usize) -> Option<Bound> {
    let behind: String = chars.get(to..).unwrap_or(&[]).iter().collect();
    let behind = behind.trim_start().trim_start_matches(['(', '左']).trim_start();
    let whole: String = chars.get(to..).unwrap_or(&[]).iter().collect();
    let longest = |table: &'static [(&'static str, Bound)], fits: &dyn Fn(&str) -> bool| {
        table.iter().filter(|(word, _)| fits(word)).max_by_key(|(word, _)| word.len()).map(|(_, bound)| *bound)
    };
    let before: String = chars.get(..from).unwrap_or(&[]).iter().collect();
    let before = before.trim_end().trim_end_matches(['(', '为', '在', '到', '至']).trim_end();
    let before_whole: String = chars.get(..from).unwrap_or(&[]).iter().collect();
    let ends = |word: &str| before.ends_with(word) || before_whole.trim_end().ends_with(word);
    let begins = |word: &str| whole.trim_start().starts_with(word) || behind.starts_with(word);
    let (first, second) = (longest(BEFORE, &ends), longest(BEHIND, &begins));
    match (first, second) {
        // 控制在95%以上 and 不超过3%以内: the word behind is the plainer one.
        (Some(Bound::AtMost), Some(Bound::AtLeast)) if before.ends_with("控制") || ends("控制在") => second,
        (Some(first), _) => Some(first),
        (None, second) => second,
    }
}

fn change(chars: &[char], from: usize, words: &[&str]) -> bool {
    let before: String = chars.get(..from).unwrap_or(&[]).iter().collect();
    let mut rest = before.trim_end();
    // At most a few links stand between the word and the figure; bounds may stand there too: 增长不低于10%.
    for _ in 0..6 {
        if words.iter().any(|word| rest.ends_with(word)) {
            return true;
        }
        let links =
            LINKS.iter().chain(BEFORE.iter().map(|(word, _)| word).filter(|word| !word.ends_with(['到', '至'])));
        let link = links.filter(|link| rest.ends_with(**link)).max_by_key(|link| link.len());
        let Some(cut) = link.and_then(|link| rest.strip_suffix(*link)) else { return false };
        rest = cut.trim_end();
    }
    false
}

/// Whether the figure is one of a rise: 增长10%, but not 提高到75%.
pub fn rises(chars: &[char], from: usize, to: usize) -> bool {
    let behind: String = chars.get(to..).unwrap_or(&[]).iter().collect();
    let behind = behind.trim_start();
    change(chars, from, RISES)
        || ["的增长", "的增速", "增长", "的增幅", "growth", "increase"].iter().any(|w| behind.starts_with(w))
}

/// Whether the figure is one of a fall: 下降3%, but not 降到3%.
pub fn falls(chars: &[char], from: usize) -> bool {
    change(chars, from, FALLS)
}

/// The comparison of a fall, whose figure is negative: to fall by 3 or more is to change by −3 or less.
pub fn mirrored(comparison: Comparison) -> Comparison {
    match comparison {
        Comparison::AtLeast | Comparison::About => Comparison::AtMost,
        Comparison::AtMost => Comparison::AtLeast,
        Comparison::MoreThan => Comparison::LessThan,
        Comparison::LessThan => Comparison::MoreThan,
        Comparison::Between => Comparison::Between,
    }
}

/// Whether a stretch of time is a limit: 15日内, 3天之内.
pub fn is_within(chars: &[char], to: usize) -> bool {
    let behind: String = chars.get(to..).unwrap_or(&[]).iter().collect();
    ["内", "以内", "之内", "办结", "完成", "答复", "反馈", "or less"]
        .iter()
        .any(|word| behind.trim_start().starts_with(word))
}

/// Whether a stretch of time is one by which something is early: 提前3天, 比计划提早两周.
pub fn is_ahead(chars: &[char], from: usize) -> bool {
    change(chars, from, &["提前", "提早", "ahead by", "early by"])
}

/// Whether a clause says that something must not happen.
pub fn is_zero(clause: &str) -> bool {
    ZERO.iter().any(|word| clause.contains(word)) || matches!(clause, "零" | "zero" | "none")
}

/// What a clause without a figure says of the sign of a growth: 不出现负增长 is no growth below zero, 实现正增长 one above it.
pub fn growth_sign(clause: &str) -> Option<Comparison> {
    if let Some((before, _)) = clause.split_once("负增长") {
        let words = ["不", "无", "没有", "避免", "防止", "杜绝", "扭转", "消除", "零"];
        let is_denied = words.iter().any(|word| before.contains(word));
        return is_denied.then_some(Comparison::AtLeast);
    }
    clause.contains("正增长").then_some(Comparison::MoreThan)
}

/// Whether a clause speaks of what is striven for.
pub fn strives(clause: &str) -> bool {
    clause.contains("力争") || clause.contains("争取") || clause.contains("strive")
}

/// Whether a clause says what is owed before what is striven for, or strives for all it says.
pub fn owes_first(clause: &str) -> bool {
    let strive = ["力争", "争取", "strive"].iter().filter_map(|word| clause.find(word)).min();
    let owed = ["确保", "保证", "保底", "must", "ensure", "目标"].iter().filter_map(|word| clause.find(word)).min();
    matches!((owed, strive), (Some(owed), Some(strive)) if owed < strive)
}
