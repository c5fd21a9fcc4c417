//! The thread of a case: every letter and every act so far, in the order in which they happened, on one screen.
//!
//! Takes a case and its reader; gives lines. The recipient is "您", so that everybody sees at once when the matter was
//! theirs. Of a long thread the beginning and the newest are shown, and how many are left out between.

use super::clean::{self, NAME, SENTENCE};
use super::figures::short_day;
use super::view::Line;
use super::words;
use crate::escalate::{Act, ActKind, Case, Notice, Told};
use crate::pipeline::policy::Policy;
use chrono::NaiveDate;

/// At most this many people by name on one step.
const PEOPLE_MAX: usize = 8;
/// At most this many steps: more do not fit on one screen.
const STEPS_MAX: usize = 10;
/// So many steps stand in one line; more get a line each.
const ONE_LINE: usize = 3;
/// The most of what somebody said.
const SAID_MAX: usize = 60;

/// The lines of the thread; nothing where only the recipient was told, now, and nobody did anything.
pub fn lines(case: &Case, notice: &Notice, policy: Option<&Policy>, as_of: NaiveDate) -> Vec<Line> {
    let me = |told: &Told| told.person == notice.recipient.person;
    let acts: Vec<&Act> = case.life.acts.iter().collect();
    if acts.is_empty() && case.told.iter().all(|told| me(told) && told.on == as_of) {
        return Vec::new();
    }
    let mut steps = told(case, notice, as_of);
    steps.extend(acts.into_iter().map(|act| (act.on, did(case, act, notice, policy, as_of))));
    steps.extend(
        case.life
            .repeated
            .filter(|again| again.times > 0 && again.on < as_of)
            .map(|again| (again.on, format!("{}第{}次提醒", short_day(again.on, as_of), again.times))),
    );
    // Stable: on one day letters stand before the acts that answer them.
    steps.sort_by_key(|(on, _)| *on);
    let left_out = steps.len().saturating_sub(STEPS_MAX);
    let mut shown: Vec<String> = Vec::new();
    for (position, (_, text)) in steps.into_iter().enumerate() {
        match position {
            1 if left_out > 0 => shown.push(format!("（中间{left_out}次略）")),
            _ if (1..=left_out).contains(&position) => {}
            _ => shown.push(text),
        }
    }
    if shown.len() <= ONE_LINE {
        return vec![Line { label: "经过", text: format!("{}。", shown.join("；")), strong: false }];
    }
    let label = |position: usize| if position == 0 { "经过" } else { "" };
    let line =
        |(position, text): (usize, String)| Line { label: label(position), text: format!("{text}。"), strong: false };
    shown.into_iter().enumerate().map(line).collect()
}

/// `6月3日通知第1级：张三（联络员）`, one step for each rung and day.
fn told(case: &Case, notice: &Notice, as_of: NaiveDate) -> Vec<(NaiveDate, String)> {
    let mut steps: Vec<(u32, NaiveDate, Vec<String>)> = Vec::new();
    for told in &case.told {
        let role = clean::line(&told.role, NAME);
        let mine = told.person == notice.recipient.person;
        let name = if mine { "您".to_string() } else { clean::line_or(&told.name, NAME, "（未填姓名）") };
        let name = if role.is_empty() { name } else { format!("{name}（{role}）") };
        // Who was only asked to decide has not been told as one of the ladder.
        let rung = if case.life.deciders.contains(&told.person) { 0 } else { told.rung };
        match steps.iter_mut().find(|(step, on, _)| (*step, *on) == (rung, told.on)) {
            Some((.., names)) if names.contains(&name) => {}
            Some((.., names)) => names.push(name),
            None => steps.push((rung, told.on, vec![name])),
        }
    }
    let text = |(rung, on, names): (u32, NaiveDate, Vec<String>)| {
        let day = if on == as_of { "本次".to_string() } else { short_day(on, as_of) };
        let names = words::listed(&names, PEOPLE_MAX);
        let text =
            if rung == 0 { format!("{day}报请{names}审批") } else { format!("{day}通知第{rung}级：{names}") };
        (on, text)
    };
    steps.into_iter().map(text).collect()
}

/// The same in English, in one line.
pub fn english(case: &Case, notice: &Notice, as_of: NaiveDate) -> String {
    let mut steps: Vec<(NaiveDate, String)> = Vec::new();
    for told in case.told.iter().filter(|told| told.on < as_of || told.person != notice.recipient.person) {
        let you =
            if told.person == notice.recipient.person { "you".to_string() } else { clean::line(&told.name, NAME) };
        steps.push((told.on, format!("{} rung {}: {you}", told.on, told.rung)));
    }
    for act in &case.life.acts {
        let told =
            case.told.iter().find(|told| told.person == act.by).map_or(act.by.as_str(), |told| told.name.as_str());
        let until = act.until.map(|day| format!(" until {day}")).unwrap_or_default();
        let agreed =
            act.approver.as_deref().map(|by| format!(" (agreed by {})", clean::line(by, NAME))).unwrap_or_default();
        let said = clean::line(&act.text, SAID_MAX);
        let said = if said.is_empty() { said } else { format!(" “{said}”") };
        steps.push((
            act.on,
            format!("{} {} by {}{until}{agreed}{said}", act.on, act.what.name(), clean::line(told, NAME)),
        ));
    }
    steps.sort_by_key(|(on, _)| *on);
    let left_out = steps.len().saturating_sub(STEPS_MAX);
    let shown: Vec<String> = steps.into_iter().skip(left_out).map(|(_, text)| text).collect();
    let before = if left_out > 0 { format!("({left_out} earlier) ") } else { String::new() };
    format!("{before}{}", shown.join("; "))
}

/// `6月4日张三（联络员）反馈：审批手续未办结，承诺6月20日前完成`
fn did(case: &Case, act: &Act, notice: &Notice, policy: Option<&Policy>, as_of: NaiveDate) -> String {
    let who = |by: &str| {
        if by == notice.recipient.person {
            return "您".to_string();
        }
        let told = case.told.iter().find(|told| told.person == by).map_or(by, |told| told.name.as_str());
        clean::line_or(told, NAME, "有关人员")
    };
    let until = act.until.map(|day| short_day(day, as_of));
    let to = |word: &str| until.as_ref().map(|day| format!("{word}{day}")).unwrap_or_default();
    let second = act.approver.as_deref().map(|by| format!("（{}同意）", who(by))).unwrap_or_default();
    let what = match act.what {
        ActKind::Acknowledged => format!("签收{}", to("，暂缓上报至")),
        ActKind::Replied => format!("反馈{}", to("，承诺完成时间")),
        ActKind::Answered => format!("反馈获认可{}{second}", to("，暂缓上报至")),
        ActKind::AskedToJustify => format!("申请认定正当理由{}", to("至")),
        ActKind::Justified => format!("正当理由获认定{}{second}", to("至")),
        ActKind::AskedToExtend => format!("申请延期{}", to("至")),
        ActKind::Extended => format!("延期获准{}{second}", to("至")),
        ActKind::ReportedDone => "报办结".to_string(),
        ActKind::Finished => format!("办结获认可{second}"),
        ActKind::Refused => "未同意所请".to_string(),
        ActKind::Silenced => format!("暂停提醒{}", to("至")),
        ActKind::Unsilenced => "恢复提醒".to_string(),
        ActKind::Closed => format!("销号{second}"),
        ActKind::Reopened => "重新立案".to_string(),
    };
    let reason =
        act.reason.as_deref().map(|code| policy.and_then(|p| p.reason(code)).map_or(code, |label| label.of(false)));
    let said: Vec<String> = reason
        .into_iter()
        .chain(Some(act.text.as_str()))
        .map(|text| clean::line(text, SAID_MAX.min(SENTENCE)))
        .filter(|text| !text.is_empty())
        .collect();
    let said = if said.is_empty() { String::new() } else { format!("：{}", said.join("；")) };
    let files = act.evidence.len();
    let files = if files > 0 { format!("（附材料{files}件）") } else { String::new() };
    format!("{}{}{what}{said}{files}", short_day(act.on, as_of), who(&act.by))
}
