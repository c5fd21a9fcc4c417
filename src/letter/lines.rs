//! The labelled lines of one item: how things stand, since when, who was told, what is asked, who is told next.
//!
//! Takes an item, its notice and the desk; gives lines in the order in which a leader asks.

use super::clean::{self, NAME, SENTENCE};
use super::figures::{day, weekday};
use super::view::Line;
use super::{Desk, beside, issue_words, requests, thread, words};
use crate::assess::Moved;
use crate::base::grade::Grade;
use crate::base::place::Place;
use crate::escalate::{Case, CaseState, Item, ItemKind, Notice};
use chrono::NaiveDate;

/// At most this many people by name among those told next.
const PEOPLE_MAX: usize = 8;

/// The lines of an item. For a row of a table what its brief already says is left out.
pub fn of(item: &Item, notice: &Notice, desk: &Desk<'_>, row: bool) -> Vec<Line> {
    let (case, as_of) = (&item.case, desk.slot.as_of());
    let mut lines = Vec::new();
    let mut say = |label: &'static str, text: Option<String>| push(&mut lines, label, text);
    let resolved = item.kind == ItemKind::Resolved;
    let unit = case.unit_name.as_deref().map(|unit| clean::line(unit, NAME));
    let rule = words::matter(case);
    if item.kind == ItemKind::Corrected {
        say("单位", unit);
        say("更正", Some(beside::corrected(item)));
    } else if !row {
        say("单位", unit);
        say("事由", Some(rule).filter(|rule| resolved || *rule != words::count_label(case)).map(str::to_string));
        say("情况", Some(if resolved { words::resolved(case, as_of) } else { words::what(case, as_of) }));
    } else {
        say("单位", unit);
        say("事由", resolved.then(|| rule.to_string()));
        say("情况", resolved.then(|| words::resolved(case, as_of)));
    }
    say("说明", words::why_now(item, desk.policy, as_of));
    let over = resolved || !case.state.is_live();
    say("起始", if over { None } else { words::since(case, as_of) });
    say("基线", case.figures.moved.as_ref().map(moved));
    lines.extend(thread::lines(case, notice, desk.policy, as_of));
    let mut say = |label: &'static str, text: Option<String>| push(&mut lines, label, text);
    say("办理", waiting(case, as_of));
    say("申请", requests::chinese(item, notice, desk));
    say("要求", asked(item, as_of));
    say("下一步", next(item, desk));
    say("依据", case.place.as_ref().map(source));
    lines
}

/// `王五已签收，暂缓上报至6月30日（星期一）。` Also an accepted reply, a justified delay, a silence.
fn waiting(case: &Case, as_of: NaiveDate) -> Option<String> {
    let name = |by: &str| {
        let told = case.told.iter().find(|told| told.person == *by).map_or(by, |told| told.name.as_str());
        clean::line_or(told, NAME, "有关人员")
    };
    let until_day = |until: &NaiveDate| weekday(*until, as_of);
    Some(match &case.state {
        CaseState::Acknowledged { until, by } => format!("{}已签收，暂缓上报至{}。", name(by), until_day(until)),
        CaseState::Answered { until, by } => {
            format!("{}已反馈，承诺{}前办结，在此之前暂缓上报。", name(by), until_day(until))
        }
        CaseState::Justified { until, by, approver, .. } => {
            let (by, approver) = (name(by), name(approver));
            format!(
                "{by}说明的理由经{approver}认定为正当理由，有效期至{}；期间暂缓上报，时间照常计算。",
                until_day(until)
            )
        }
        CaseState::Silenced { until, by } => format!("{}已暂停提醒至{}，事项仍在清单中。", name(by), until_day(until)),
        CaseState::Open | CaseState::Resolved { .. } | CaseState::Closed { .. } => return None,
    })
}

fn push(lines: &mut Vec<Line>, label: &'static str, text: Option<String>) {
    if let Some(text) = text.filter(|t| !t.is_empty()) {
        lines.push(Line { label, text, strong: matches!(label, "要求" | "更正" | "申请") });
    }
}

/// `查明原因，报送整改措施。请于6月20日（星期五）下班前回复。`
fn asked(item: &Item, as_of: NaiveDate) -> Option<String> {
    let mut ask = clean::line(item.ask.of(false), SENTENCE);
    if !ask.is_empty() && !ask.ends_with(['。', '！', '？', '；', '.', '…']) {
        ask.push('。');
    }
    if let Some(issue) = item.reply_by.and_then(|day| issue_words::asked(item, day, as_of)) {
        ask.push_str(&issue);
    } else if let Some(day) = item.reply_by {
        let wanted: Vec<&str> = item.answer.iter().map(|answer| words::answer(*answer)).collect();
        let wanted = if wanted.is_empty() { String::new() } else { format!("，须写明{}", wanted.join("、")) };
        ask.push_str(&format!("请于{}下班前回复{wanted}。", weekday(day, as_of)));
    }
    Some(ask)
}

/// `6月23日（星期一）上报区领导（分包领导）；如在此之前报送该节点已完成，则不再上报。`
fn next(item: &Item, desk: &Desk<'_>) -> Option<String> {
    let case = &item.case;
    if matches!(item.kind, ItemKind::Resolved | ItemKind::HandedOver) || !case.state.is_live() {
        return None;
    }
    let Some(next) = &item.next else {
        let top = desk.policy.is_some_and(|p| case.rung as usize >= case.rungs(p).len());
        return match case.grade {
            Grade::AtRisk if let Some(next) = issue_words::next(case) => Some(next.to_string()),
            Grade::AtRisk => Some("此为预警，只提醒、不上报；转为滞后的，按程序逐级督办。".to_string()),
            _ if top && desk.policy.is_some_and(|policy| policy.attention.repeat.is_some()) => {
                Some("已到最高一级，不再上报；未办结的将再次提醒，间隔逐次加倍，督办至办结为止。".to_string())
            }
            _ if top => Some("已到最高一级，不再上报，督办至办结为止。".to_string()),
            _ => desk.policy.map(|_| "上级岗位目前无人在任，到岗后继续上报；在此之前仍由您办理。".to_string()),
        };
    };
    let people: Vec<String> = next.people.iter().map(|p| clean::line(p, NAME)).filter(|p| !p.is_empty()).collect();
    let to = if people.is_empty() { clean::line(&next.label, NAME) } else { words::listed(&people, PEOPLE_MAX) };
    let stop = words::stop(case.rule);
    Some(match (next.on, next.reds) {
        (Some(on), _) => format!("{}将上报{to}；如在此之前{stop}，则不再上报。", weekday(on, desk.slot.as_of())),
        (None, reds) => {
            let (have, needed) = reds.unwrap_or_default();
            format!("连续{needed}期仍未恢复（目前{have}期）的，将上报{to}；如在此之前{stop}，则不再上报。")
        }
    })
}

/// `原计划2014年9月30日完成，经批准调整为2014年12月31日；计划已调整2次，本单位项目共调整5次。`
fn moved(moved: &Moved) -> String {
    let Moved { times, of_unit, original_end, approved_end } = moved;
    let ends = match (original_end, approved_end) {
        (Some(first), Some(now)) if first != now => {
            format!("原计划{}完成，经批准调整为{}；", day(*first), day(*now))
        }
        _ => String::new(),
    };
    format!("{ends}计划已调整{times}次，本单位项目共调整{of_unit}次。")
}

fn source(place: &Place) -> String {
    let file = clean::line(&place.file, 100);
    let sheet = place.sheet.as_deref().map(|s| clean::line(s, NAME)).filter(|s| !s.is_empty());
    let cell = place.cell.as_deref().map(|c| clean::line(c, 20)).filter(|c| !c.is_empty());
    Place { file, sheet, cell }.to_string()
}
