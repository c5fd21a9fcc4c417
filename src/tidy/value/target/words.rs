//! The words of target texts besides those that bind a figure: of changes, of what must not happen, of what is striven for.
//!
//! Takes a text, a clause or what stands before a figure; gives clauses, the change a figure is one of, and what a clause
//! without any figure says.

use super::Comparison;
use unicode_normalization::UnicodeNormalization;

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
    "↑",
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
    "削减",
    "压降",
    "调减",
    "↓",
];

/// Words of time that is saved.
const AHEAD: &[&str] = &["提前", "提早", "ahead by", "early by"];

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

/// What a figure is the change of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// 增长10%
    Rise,
    /// 下降3%, but not 降到3%.
    Fall,
    /// 提前3天
    Ahead,
}

/// What the words say that a text before a figure ends with, and the text before them. At most a few links stand between
/// them and the figure.
pub fn change(before: &str) -> (Option<Change>, &str) {
    let mut rest = before.trim_end();
    for _ in 0..6 {
        let words = [(FALLS, Change::Fall), (RISES, Change::Rise), (AHEAD, Change::Ahead)];
        let all = words.into_iter().flat_map(|(words, change)| words.iter().map(move |word| (*word, change)));
        let longest = all.filter(|(word, _)| rest.ends_with(word)).max_by_key(|(word, _)| word.len());
        if let Some((word, change)) = longest {
            return (Some(change), rest.strip_suffix(word).unwrap_or(rest));
        }
        let link = LINKS.iter().filter(|link| rest.ends_with(**link)).max_by_key(|link| link.len());
        let Some(cut) = link.and_then(|link| rest.strip_suffix(*link)) else { break };
        rest = cut.trim_end();
    }
    (None, before)
}

/// Whether the words of a rise stand behind the figure: 10%的增长.
pub fn grows_behind(behind: &str) -> bool {
    let words = ["的增长", "的增速", "增长", "的增幅", "growth", "increase"];
    words.iter().any(|word| behind.trim_start().starts_with(word))
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

/// Whether what stands behind a stretch of time makes it a limit: 15日内, 3天之内.
pub fn is_within(behind: &str) -> bool {
    let words = ["内", "以内", "之内", "办结", "完成", "答复", "反馈", "or less"];
    words.iter().any(|word| behind.trim_start().starts_with(word))
}

/// Whether a stretch of time without a bound is one that something may last: 办理时限3天.
pub fn is_of_limits(before: &str) -> bool {
    ["时限", "期限", "用时", "耗时", "工期", "周期", "办理时间", "办结时间", "等候时间", "响应时间"]
        .iter()
        .any(|word| before.contains(word))
}

/// Whether a figure is one of each part of the year, or of each part of the whole: 每月1次, 2个/镇.
pub fn is_of_a_part(before: &str, behind: &str) -> bool {
    const PARTS: &str = "月季周天日旬半次期镇村户乡街社县区单部家个两班双";
    let each = |(at, word): (usize, &str)| {
        before.get(at + word.len()..).is_some_and(|rest| rest.starts_with(|c| PARTS.contains(c)))
    };
    let each = before.match_indices('每').any(each) || before.match_indices('各').any(each);
    let mean = [
        "月均",
        "季均",
        "周均",
        "日均",
        "per month",
        "each month",
        "monthly",
        "per quarter",
        "each quarter",
        "quarterly",
    ];
    let per = behind.trim_start().strip_prefix('/').or_else(|| behind.trim_start().strip_prefix("每"));
    let per = per.or_else(|| behind.trim_start().strip_prefix("per "));
    each || mean.iter().any(|word| before.contains(word))
        || per.is_some_and(|rest| !rest.starts_with('年') && !rest.starts_with("year"))
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
