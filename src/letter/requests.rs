//! What somebody asks for, said to whoever can decide it: who, what, why, on what evidence, and how to answer.
//!
//! Takes an item, its reader and the desk; gives one sentence, or nothing where nothing is asked or this reader cannot decide.

use super::clean::{self, NAME, SENTENCE};
use super::figures::{short_day, weekday};
use super::{Desk, links, words};
use crate::escalate::{Case, Item, ItemKind, Notice, Request, RequestKind};

/// At most this many files by name.
const FILES_MAX: usize = 5;

/// `张三6月9日申请延期至6月30日（星期一）：用地批复未下达；附材料1件：批复申请.pdf。请审批：…`
pub fn chinese(item: &Item, notice: &Notice, desk: &Desk<'_>) -> Option<String> {
    let request = mine(item, notice)?;
    let as_of = desk.slot.as_of();
    let until = request.until.map(|day| format!("至{}", weekday(day, as_of))).unwrap_or_default();
    let what = match request.kind {
        RequestKind::Reply => format!(
            "反馈，请求采纳{}",
            request.until.map(|day| format!("（承诺{}前完成）", weekday(day, as_of))).unwrap_or_default()
        ),
        RequestKind::Justify => format!("申请认定正当理由{until}"),
        RequestKind::Extend => format!("申请延期{until}"),
        RequestKind::Finish => "报办结，请求认可".to_string(),
    };
    let why = said(reason(request, desk, false), request, "；");
    let why = if why.is_empty() { "，未写明原因".to_string() } else { format!("：{why}") };
    let files = files(request);
    let files = match files.len() {
        0 => "；没有附材料".to_string(),
        n => format!("；附材料{n}件：{}", words::listed(&files, FILES_MAX)),
    };
    let who = who(&item.case, request);
    let how = match links::ways(desk) {
        (true, true) => "点击下方“审批”，或直接回复本邮件，第一行写“同意”或“不同意”",
        (true, false) => "点击下方“审批”办理",
        (false, true) => "直接回复本邮件，第一行写“同意”或“不同意”",
        (false, false) => "回复本邮件写明是否同意及意见，由督查部门登记",
    };
    Some(format!("{who}{}{what}{why}{files}。请审批：{how}；审批之前仍按程序逐级督办。", short_day(request.on, as_of)))
}

/// The same in English.
pub fn english(item: &Item, notice: &Notice, desk: &Desk<'_>) -> Option<String> {
    let request = mine(item, notice)?;
    let until = request.until.map(|day| format!(" until {day}")).unwrap_or_default();
    let what = match request.kind {
        RequestKind::Reply => format!("replied and asks that the reply be accepted{until}"),
        RequestKind::Justify => format!("asks that the delay be taken as justified{until}"),
        RequestKind::Extend => format!("asks for more time{until}"),
        RequestKind::Finish => "reports it done and asks that this be accepted".to_string(),
    };
    let why = said(reason(request, desk, true), request, "; ");
    let why = if why.is_empty() { ", without a reason".to_string() } else { format!(": {why}") };
    let files = files(request);
    let files = match files.len() {
        0 => "no files".to_string(),
        1 => format!("1 file: {}", files.join(", ")),
        n => format!("{n} files: {}", files.join(", ")),
    };
    let how = match links::ways(desk) {
        (true, true) => "Click “Decide” below, or answer this mail with APPROVE or REFUSE in its first line.",
        (true, false) => "Click “Decide” below.",
        (false, true) => "Answer this mail with APPROVE or REFUSE in its first line.",
        (false, false) => "Answer this mail with your decision; the office files it.",
    };
    let who = who(&item.case, request);
    Some(format!("On {} {who} {what}{why} ({files}). {how} Until then the matter goes on as before.", request.on))
}

/// What to do with a letter that holds nothing but requests.
pub fn note(notice: &Notice) -> Option<String> {
    only(notice).then(|| "请按“申请”一栏所列方式审批；不同意的，请写明理由。".to_string())
}

/// The same in English.
pub fn note_en(notice: &Notice) -> Option<String> {
    only(notice).then(|| "Please decide as said under “Request”; who refuses says why.".to_string())
}

fn only(notice: &Notice) -> bool {
    !notice.items.is_empty() && notice.items.iter().all(|item| item.kind == ItemKind::Asked)
}

/// The request, where this reader can decide it.
fn mine<'i>(item: &'i Item, notice: &Notice) -> Option<&'i Request> {
    let person = notice.recipient.person.as_str();
    let rung = item.case.told.iter().filter(|told| told.person == person).map(|told| told.rung).max();
    let decides = item.kind == ItemKind::Asked || item.case.may_decide(person, rung.unwrap_or(item.rung));
    let open =
        item.case.state.is_live() && !matches!(item.kind, ItemKind::Resolved | ItemKind::Copied | ItemKind::HandedOver);
    item.case.life.pending.as_ref().filter(|_| decides && open)
}

fn who(case: &Case, request: &Request) -> String {
    let told = case.told.iter().find(|told| told.person == request.by || told.name == request.by);
    let name = clean::line_or(told.map_or(request.by.as_str(), |told| told.name.as_str()), NAME, "有关人员");
    match told.map(|told| clean::line(&told.role, NAME)).filter(|role| !role.is_empty()) {
        Some(role) => format!("{name}（{role}）"),
        None => name,
    }
}

/// What readers see of its reason; the code, where the ladder does not know it any more.
fn reason<'r>(request: &'r Request, desk: &Desk<'r>, english: bool) -> Option<&'r str> {
    let code = request.reason.as_deref()?;
    Some(desk.policy.and_then(|policy| policy.reason(code)).map_or(code, |label| label.of(english)))
}

fn said(reason: Option<&str>, request: &Request, between: &str) -> String {
    let parts = reason.into_iter().chain([request.text.as_str()]).map(|text| clean::line(text, SENTENCE));
    let parts: Vec<String> = parts.filter(|text| !text.is_empty()).collect();
    parts.join(between).trim_end_matches(['。', '.']).to_string()
}

fn files(request: &Request) -> Vec<String> {
    request.evidence.iter().map(|one| clean::line_or(&one.name, NAME, "未命名")).collect()
}
