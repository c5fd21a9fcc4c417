//! What a page says of a case: everything that its reader has to know on one screen, and the one form.
//!
//! Takes a case, its reader and the daemon's desk; gives a view. In Chinese the lines are those of a letter.

use super::words::{self, pick};
use crate::assess::Rule;
use crate::base::grade::Grade;
use crate::base::id::{Head, sha256_hex};
use crate::base::slot::{Slot, SlotKind};
use crate::base::token::{Action, Claim};
use crate::daemon::acts::{self, Desk};
use crate::daemon::office::Office;
use crate::escalate::{Beside, Item, ItemKind, NextRung, Notice, Recipient, Request};
use crate::letter::{self, lines};
use crate::pipeline::policy::{Answer, Policy, Reason, Rung, Words};
use crate::web::page::{CaseView, FormView, Input, Language, View};
use chrono::NaiveDate;

/// How many acts are shown; of more the newest.
const SAID_MAX: usize = 12;

/// A page without a case.
pub(super) fn bare(office: &Office, language: Language, status: u16, message: &str) -> View {
    let contact = pick(language, "如有疑问，请直接回复收到的邮件。", "Questions? Please reply to the letter.");
    View {
        status,
        language,
        other: match language {
            Language::Zh => ("English", "en"),
            Language::En => ("中文", "zh"),
        },
        office: office.sender.name.clone(),
        heading: pick(language, "督办事项", "Supervised matter").to_string(),
        message: message.to_string(),
        is_good: false,
        case: None,
        form: None,
        foot: contact.to_string(),
    }
}

/// A case on one screen.
pub(super) fn case(office: &Office, desk: &Desk<'_>, claim: &Claim, name: &str, language: Language) -> CaseView {
    let case = desk.case;
    let lines = match language {
        Language::Zh => as_in_a_letter(office, desk, claim, name, false),
        Language::En => as_in_a_letter(office, desk, claim, name, true),
    };
    let over = case.life.acts.len().saturating_sub(SAID_MAX);
    let reason = |code: &Option<String>| code.as_deref().and_then(|code| label_of(desk.policy, code, language));
    let said = case.life.acts.iter().skip(over).map(|act| words::said(act, reason(&act.reason).as_deref(), language));
    CaseView {
        name: case.name.clone(),
        subject: case.subject.clone(),
        grade: match language {
            Language::Zh => letter::words::count_label(case).to_string(),
            Language::En => letter::english::count_label(case).to_string(),
        },
        tone: match case.grade {
            _ if !case.state.is_live() => "well",
            Grade::AtRisk => "warn",
            _ => "bad",
        },
        id: case.id.clone(),
        lines,
        said: (pick(language, "办理记录", "What was said").to_string(), said.collect()),
    }
}

/// The lines of a letter to this reader, today; in the language of the page.
fn as_in_a_letter(office: &Office, desk: &Desk<'_>, claim: &Claim, name: &str, english: bool) -> Vec<(String, String)> {
    let case = desk.case;
    let Some(pipeline) = acts::pipeline_of(office, case) else { return Vec::new() };
    let slot = Slot {
        pipeline: pipeline.name.clone(),
        kind: SlotKind::Review,
        at: office.clock.now(),
        zone: pipeline.zone,
        period: None,
    };
    let told = case.told.iter().find(|told| told.person == claim.person && told.rung == claim.rung);
    let recipient = Recipient {
        person: claim.person.clone(),
        name: name.to_string(),
        address: String::new(),
        hours: None,
        english,
        role: told.map(|told| told.role.clone()).unwrap_or_default(),
        scope: told.map(|told| told.scope.clone()).unwrap_or_default(),
    };
    let rung = rung(desk, claim.rung);
    let kind = if case.state.is_live() { ItemKind::Passed } else { ItemKind::Resolved };
    let mine = rung.filter(|_| case.rung == claim.rung && case.state.is_live());
    let item = Item {
        case: case.clone(),
        kind,
        ask: mine.map(|rung| rung.ask.clone()).unwrap_or_default(),
        text: Words::default(),
        answer: Vec::new(),
        reply_by: None,
        next: next(desk),
        held: None,
        correction: None,
        rung: claim.rung,
    };
    let notice = Notice { recipient, items: Vec::new(), beside: Beside::default(), urgent: false };
    let head = Head::genesis();
    let letters = letter::Desk {
        slot: &slot,
        title: &pipeline.title,
        portfolio: &pipeline.portfolio,
        head: &head,
        sender: &office.sender,
        policy: desk.policy,
        calendar: &pipeline.calendar,
        links: None,
    };
    let lines = match english {
        true => letter::english::lines(&item, &notice, &letters),
        false => lines::of(&item, &notice, &letters, false),
    };
    let shown = lines.into_iter().filter(|line| line.label != "说明");
    shown.map(|line| (line.label.to_string(), line.text)).collect()
}

fn next(desk: &Desk<'_>) -> Option<NextRung> {
    desk.case.next_rung(desk.policy?, desk.people, desk.calendar?)
}

pub(super) fn rung<'a>(desk: &Desk<'a>, number: u32) -> Option<&'a Rung> {
    desk.case.rungs(desk.policy?).get((number as usize).checked_sub(1)?)
}

/// Until when an acknowledgement made today holds: as long as an answer may take on this rung. `None` without a ladder.
pub(super) fn acknowledged_until(desk: &Desk<'_>, number: u32) -> Option<NaiveDate> {
    let asked = rung(desk, number)?.reply.last_day(desk.today, desk.calendar?);
    // Whoever takes an issue (领单) has until its limit.
    let due = desk.case.figures.planned_date.filter(|due| desk.case.rule == Rule::Issue && *due >= desk.today);
    Some(due.unwrap_or(asked))
}

/// The codes and labels of the reasons of a case's ladder.
pub(super) fn reasons(policy: Option<&Policy>) -> Vec<Reason> {
    policy.map_or_else(Policy::usual_reasons, |policy| policy.reasons.clone())
}

fn label_of(policy: Option<&Policy>, code: &str, language: Language) -> Option<String> {
    let known = reasons(policy).into_iter().find(|known| known.code == code);
    known.map(|known| known.label.of(language == Language::En).to_string())
}

/// What a request is known by on a page, so that nobody grants another than the one that was shown.
pub(super) fn fingerprint(request: &Request) -> String {
    let asked = Request { told_on: None, ..request.clone() };
    let all = serde_json::to_string(&asked).unwrap_or_default(); // texts and days: they always become JSON
    sha256_hex(all.as_bytes()).chars().take(16).collect()
}

/// The reasons to choose from, and nothing.
fn choices(policy: Option<&Policy>, language: Language) -> Vec<(String, String)> {
    let nothing = pick(language, "请选择", "please choose").to_string();
    let label = |reason: Reason| (reason.code, reason.label.of(language == Language::En).to_string());
    std::iter::once((String::new(), nothing)).chain(reasons(policy).into_iter().map(label)).collect()
}

/// The one form of a page.
pub(super) fn form(desk: &Desk<'_>, claim: &Claim, language: Language) -> Option<FormView> {
    let input = |name, kind, label: &str, required| {
        let note = if required { "" } else { pick(language, "（可不填）", " (optional)") };
        Input { name, kind, label: format!("{label}{note}"), required, value: String::new(), choices: Vec::new() }
    };
    let choice = |required: bool| {
        let choices = choices(desk.policy, language);
        Input { choices, ..input("reason", "choice", pick(language, "理由", "Reason from the list"), required) }
    };
    let words = |zh, en, required| input("text", "words", pick(language, zh, en), required);
    let day = |zh, en, required| input("until", "day", pick(language, zh, en), required);
    let files = |required| {
        let label = pick(language, "佐证材料：最多3个文件，共10MB以内", "Files: at most 3, together 10 MB");
        input("evidence", "files", label, required)
    };
    let asks = |answer| rung(desk, claim.rung).is_some_and(|rung| rung.answer.contains(&answer));
    let (hint, fields) = match claim.action {
        Action::Acknowledge => (acknowledge_hint(desk, claim, language), Vec::new()),
        Action::Reply => {
            let hint = pick(language, "写明原因、措施和完成日期。", "Say why, what you do about it, and by when.");
            let asked = asks(Answer::Date);
            (
                hint.to_string(),
                vec![
                    words("情况和措施", "In words", true),
                    day("完成日期", "Done by", asked),
                    choice(false),
                    files(false),
                ],
            )
        }
        Action::Justify => {
            let zh = "请选择理由并附佐证材料；经审批后，有效期内暂缓上报，时间照常计算。";
            let en = "Choose a reason and add files that prove it. Once granted, nobody further up is told until the day given.";
            (
                pick(language, zh, en).to_string(),
                vec![choice(true), day("有效期至", "Holds until", true), files(true), words("说明", "In words", false)],
            )
        }
        Action::Extend => {
            let zh = "写明申请延期的原因和新的完成日期，经审批后生效。";
            let en = "Say why, and the new day. It holds once it is granted.";
            (
                pick(language, zh, en).to_string(),
                vec![day("延期至", "New day", true), words("原因", "Why", true), choice(false), files(false)],
            )
        }
        Action::Finish => {
            (finish_hint(language).to_string(), vec![words("办理结果", "What was done", true), files(true)])
        }
        Action::Decide => (
            decide_hint(desk, language)?,
            vec![
                Input { value: fingerprint(desk.case.life.pending.as_ref()?), ..input("request", "hidden", "", true) },
                words("意见", "Your words", false),
            ],
        ),
        Action::Mail => return None,
    };
    let title = words::action(claim.action, language).to_string();
    let buttons = match claim.action {
        Action::Decide => vec![
            ("approve", pick(language, "同意", "Grant").to_string()),
            ("refuse", pick(language, "不同意", "Refuse").to_string()),
        ],
        _ => vec![("act", format!("{}{title}", pick(language, "确认", "")))],
    };
    Some(FormView { title, hint, fields, buttons })
}

fn finish_hint(language: Language) -> &'static str {
    let zh = "写明办理结果并附佐证材料；经审核认可后即为办结。";
    pick(language, zh, "Say what was done and add files that prove it. It is done once that is accepted.")
}

fn acknowledge_hint(desk: &Desk<'_>, claim: &Claim, language: Language) -> String {
    match (acknowledged_until(desk, claim.rung), language) {
        (Some(day), Language::Zh) => format!("签收后，在{day}前暂缓上报；逾期仍未恢复的，继续逐级上报。"),
        (Some(day), Language::En) => {
            format!("Nobody further up is told until {day}. After that the matter goes on, if it still stands.")
        }
        (None, Language::Zh) => "此事项没有督办流程，无需签收。".to_string(),
        (None, Language::En) => "This matter climbs no ladder; nothing need be acknowledged.".to_string(),
    }
}

fn decide_hint(desk: &Desk<'_>, language: Language) -> Option<String> {
    let request = desk.case.life.pending.as_ref()?;
    use crate::escalate::RequestKind::{Extend, Finish, Justify, Reply};
    let what = match (request.kind, language) {
        (Reply, Language::Zh) => "反馈，请求采纳",
        (Justify, Language::Zh) => "申请认定正当理由",
        (Extend, Language::Zh) => "申请延期",
        (Reply, Language::En) => "replied and asks that the reply be accepted",
        (Justify, Language::En) => "asks that the delay be taken as justified",
        (Extend, Language::En) => "asks for more time",
        (Finish, Language::Zh) => "报办结，请求认可",
        (Finish, Language::En) => "reports it done",
    };
    let reason = request.reason.as_deref().and_then(|code| label_of(desk.policy, code, language)).unwrap_or_default();
    let until = request.until.map(|day| words::until(day, language)).unwrap_or_default();
    let names: Vec<&str> = request.evidence.iter().map(|one| one.name.as_str()).collect();
    let parts = [reason, until, request.text.clone(), names.join(pick(language, "、", ", "))];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let more = parts.join(pick(language, "；", "; "));
    Some(format!("{} {} {what}{}{more}", request.on, request.by, pick(language, "：", ": ")))
}
