//! What the words around a date say of it: the end of what is reported, what a report is of, or the day it was filled in.

use super::text::Text;

/// How surely a date is the one that figures are for, the least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// When a form was filled in, changed, printed or sent, or until when something is to be done: 填报日期, 修改, 前报送.
    Filing,
    /// With a time of day, as programs name what they write.
    Stamp,
    /// Nothing is said of it.
    Plain,
    /// What a report is of: 6月份, 6月进度.
    Subject,
    /// What the figures are for, in so many words: 截至, 统计时间, as of.
    Stated,
}

/// How far words before a date are looked at.
const BEFORE_MAX: usize = 16;
/// What is done with a form.
const FILING: &[&str] = &[
    "填报", "填表", "制表", "报送", "上报", "打印", "修改", "修订", "更新", "印发", "导出", "生成", "编制", "审核",
    "签发", "提交", "下载", "收到", "发送", "报出", "出具", "发布", "送达", "补报", "重报", "存档", "归档", "签字",
    "盖章",
];
/// Those that stand right before a day without being its label: 修改20260705. 关于报送6月30日进度的函 is no day of sending.
const DONE: &[&str] = &["修改", "修订", "更新", "打印", "制表", "填报", "填表", "导出", "补报", "重报"];
/// The same in English, without white space.
const FILED: &[&str] = &[
    "printed",
    "submitted",
    "updated",
    "revised",
    "modified",
    "prepared",
    "created",
    "generated",
    "exported",
    "filed",
    "sent",
    "saved",
    "issued",
    "received",
    "due",
];
/// What the figures are for.
const STATED: &[&str] = &[
    "截至",
    "截止",
    "统计时间",
    "统计期",
    "统计日期",
    "统计月份",
    "报告期",
    "报表期",
    "所属期",
    "所属时期",
    "所属月份",
    "数据时间",
    "数据日期",
    "数据期",
    "数据所属",
    "累计至",
    "期别",
    "asof",
    "asat",
    "through",
    "periodend",
    "reportingperiod",
    "forthemonth",
    "forthequarter",
    "monthended",
    "quarterended",
    "monthending",
    "quarterending",
];
/// What follows the period of a report.
const SUBJECT: &[&str] = &[
    "份", "月份", "进度", "进展", "月报", "旬报", "季报", "快报", "报表", "数据", "情况", "统计", "完成", "累计",
    "指标", "投资", "形象", "重点", "项目", "工程", "节点", "主要", "经济", "的进", "report", "progress", "status",
];
/// What is still to come.
const AHEAD: &[&str] = &["计划", "安排", "打算", "部署"];

/// What is said of a date between the date before it (`from.0`) and the one after it (`to.1`).
pub fn weigh(text: &Text, from: (usize, usize), to: (usize, usize)) -> Weight {
    let (before, labelled) = before(text, from.0, from.1);
    let after = after(text, to.0, to.1);
    let subject = SUBJECT.iter().any(|word| after.starts_with(word));
    let of_filing = |text: &str| FILING.iter().chain(FILED).any(|word| text.contains(word));
    let ends_so = DONE.iter().chain(FILED).any(|word| before.ends_with(word)) && !before.ends_with("城市更新");
    if labelled && of_filing(&before) || ends_so && !subject {
        return Weight::Filing;
    }
    let done = after.trim_start_matches(['的', '日', '第', '一', '二', '三', '四', '五', '次', '已', '重', '新']);
    let until = ["前", "之前", "以前"].iter().any(|word| after.starts_with(word));
    let version = after == "版" || after.starts_with("版本");
    if until || version || FILING.iter().any(|word| done.starts_with(word)) {
        return Weight::Filing;
    }
    if STATED.iter().any(|word| before.contains(word)) || after.starts_with('止') || after.starts_with("为止") {
        return Weight::Stated;
    }
    if of_filing(&in_brackets(text, from.1)) || AHEAD.iter().any(|word| after.starts_with(word)) {
        return Weight::Filing;
    }
    // 进度表（6月）
    let in_front = from.1.checked_sub(1).and_then(|before| text.at(before));
    let alone = in_front == Some('(') && text.at(to.0) == Some(')');
    if subject || alone { Weight::Subject } else { Weight::Plain }
}

fn is_mark(c: char) -> bool {
    !c.is_alphanumeric()
}

/// The words right before a date, and whether they are its label: 填报日期：, 打印于, printed on.
fn before(text: &Text, from: usize, at: usize) -> (String, bool) {
    let mut end = at;
    let mut colon = false;
    while end > from && text.at(end - 1).is_some_and(|c| matches!(c, ':' | '=' | '(' | '_' | '-')) {
        colon |= text.at(end - 1).is_some_and(|c| matches!(c, ':' | '='));
        end -= 1;
    }
    let mut first = end;
    while first > from && end - first < BEFORE_MAX {
        let Some(c) = text.at(first - 1) else { break };
        // Chinese labels stand in one piece; English ones are several words.
        let apart = first < end && text.gap(first) && !c.is_ascii_alphabetic();
        if is_mark(c) || c.is_ascii_digit() || apart {
            break;
        }
        first -= 1;
    }
    let words = text.part(first, end).to_lowercase();
    let endings = ["日期", "时间", "日", "于", "为", "在", "on", "date", "at", "by"];
    let labelled = colon || endings.iter().any(|ending| words.ends_with(ending));
    (words, labelled)
}

/// The words right after a date; not those that are the label of the next one.
fn after(text: &Text, at: usize, to: usize) -> String {
    let at = if text.at(at) == Some('_') { at + 1 } else { at };
    let is_end = |place: &usize| {
        text.at(*place).is_none_or(is_mark)
            || (*place > at && text.gap(*place) && text.at(*place - 1).is_some_and(|c| !c.is_ascii()))
    };
    let end = (at..to).find(is_end).unwrap_or(to);
    let words = text.part(at, end).to_lowercase();
    let of_next = text.at(end) == Some(':') || end == to && STATED.iter().any(|word| words.contains(word));
    if of_next { String::new() } else { words }
}

/// What the brackets hold in which a place stands.
fn in_brackets(text: &Text, at: usize) -> String {
    let is = |open: char| move |place: &usize| text.at(*place) == Some(open);
    let Some(open) = (0..at).rev().find(is('(')).filter(|open| !(*open..at).any(|place| is(')')(&place))) else {
        return String::new();
    };
    let close = (at..text.chars.len()).find(is(')')).unwrap_or(text.chars.len());
    text.part(open + 1, close).to_lowercase().replace("城市更新", "")
}
