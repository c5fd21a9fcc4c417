//! The words of pages and of answers to mails, in the reader's language.

use super::scope::Bar;
use crate::base::token::Action;
use crate::escalate::{Act, ActError, ActKind};
use crate::web::page::Language;
use chrono::NaiveDate;

/// Chinese or English.
pub(super) fn pick<'a>(language: Language, zh: &'a str, en: &'a str) -> &'a str {
    match language {
        Language::Zh => zh,
        Language::En => en,
    }
}

/// Why a mail could not be acted on.
pub(super) fn not_done(why: &str, language: Language) -> String {
    let (zh, en) = match why {
        "expired" => (
            "该邮件的回复期限已过，请回复最新的督办邮件。",
            "That letter can no longer be answered; please answer the newest one.",
        ),
        "no such case" => ("没有此事项。", "There is no such matter."),
        "not understood" => ("第一行没有写明办理方式。", "Its first line does not say what you do."),
        _ => (
            "未能识别回复码，请直接回复督办邮件（收件地址保持不变）。",
            "Its reply code was not found: please reply to the letter itself, to the address it names.",
        ),
    };
    pick(language, zh, en).to_string()
}

/// A mail that is about several matters and names none.
pub(super) fn which(cases: &[String], language: Language) -> String {
    match language {
        Language::Zh => format!("该邮件涉及多个事项，请在第一行写明事项编号：{}", cases.join("、")),
        Language::En => {
            format!("That letter is about several matters; name one in the first line: {}", cases.join(", "))
        }
    }
}

/// Attachments that were not kept.
pub(super) fn dropped(count: usize, language: Language) -> String {
    match language {
        Language::Zh => format!("有{count}个附件过大或过多，未留存；请分次发送，每次合计不超过20MB。"),
        Language::En => {
            format!(
                "{count} of the files are too large or too many and were not kept; send them apart, 20 MB at a time."
            )
        }
    }
}

/// The letter that says how a mail is to be written: subject and text.
pub(super) fn how(name: &str, whys: &[String], office: &str, language: Language) -> (&'static str, String) {
    let whys: Vec<String> = whys.iter().map(|why| format!(" - {why}")).collect();
    let whys = whys.join("\n");
    match language {
        Language::Zh => (
            "【督办】您的回复未能办理",
            format!(
                "{name}：\n\n您的回复未能办理：\n{whys}\n\n请重新回复，第一行写明以下之一，并视需要写明日期（如2014-07-31）：\n\
                 签收\n办结　（仅限清单事项，下面写办理结果，并附佐证材料）\n反馈　完成日期　（下面写原因、措施）\n\
                 正当理由　有效期　（下面写理由，并附佐证材料）\n延期　新的完成日期　（下面写原因）\n\n\
                 {office}\n本邮件由系统自动生成。\n"
            ),
        ),
        Language::En => (
            "[duban] Your reply could not be acted on",
            format!(
                "{name},\n\nyour reply could not be acted on:\n{whys}\n\nPlease reply again. The first line is one of these, \
                 with a day such as 2014-07-31 where there is one:\nACK\nDONE (only of issues; below it what was done, with \
                 files that prove it)\nREPLY and the day on which it is made good (below it why, and what is done)\nJUSTIFY and \
                 until when (below it the reason, with files that prove it)\nEXTEND and the new day (below it why)\n\n\
                 {office}\nWritten by a program.\n"
            ),
        ),
    }
}

/// What a form does.
pub(super) fn action(action: Action, language: Language) -> &'static str {
    let (zh, en) = match action {
        Action::Acknowledge => ("签收", "Acknowledge"),
        Action::Reply => ("反馈", "Reply"),
        Action::Justify => ("申请正当理由", "Ask to justify the delay"),
        Action::Extend => ("申请延期", "Ask for more time"),
        Action::Finish => ("报办结", "Report it done"),
        Action::Decide => ("审批", "Decide"),
        Action::Mail => ("回复", "Answer"),
    };
    pick(language, zh, en)
}

/// What was done.
pub(super) fn done(what: &str, language: Language) -> &'static str {
    let (zh, en) = match what {
        "acknowledged" => ("签收", "acknowledged"),
        "replied" | "reply accepted" => ("反馈", "replied"),
        "justification asked for" => ("申请正当理由", "asked to justify the delay"),
        "more time asked for" => ("申请延期", "asked for more time"),
        "reported done" => ("报办结", "reported it done"),
        "refused" => ("不同意申请", "refused the request"),
        "approved" | "justified" | "extended" => ("同意申请", "granted the request"),
        _ => ("办理", "answered"),
    };
    pick(language, zh, en)
}

/// One act in the list of what was said: `6月20日 张三 签收（至6月25日）：正在办理`.
pub(super) fn said(act: &Act, reason: Option<&str>, language: Language) -> String {
    let what = match language {
        Language::En => act.what.name().to_string(),
        Language::Zh => match act.what {
            ActKind::Acknowledged => "签收",
            ActKind::Replied => "反馈",
            ActKind::Answered => "反馈被采纳",
            ActKind::AskedToJustify => "申请认定正当理由",
            ActKind::Justified => "理由被认定为正当",
            ActKind::AskedToExtend => "申请延期",
            ActKind::Extended => "延期获准",
            ActKind::ReportedDone => "报办结",
            ActKind::Finished => "办结获认可",
            ActKind::Refused => "不同意申请",
            ActKind::Silenced => "暂停提醒",
            ActKind::Unsilenced => "恢复提醒",
            ActKind::Closed => "销号",
            ActKind::Reopened => "重新打开",
        }
        .to_string(),
    };
    let mut text = format!("{} {} {what}", act.on, act.by);
    let mut more: Vec<String> = Vec::new();
    more.extend(reason.map(str::to_string));
    more.extend(act.until.map(|day| until(day, language)));
    more.extend(act.approver.as_ref().map(|who| match language {
        Language::Zh => format!("审批人{who}"),
        Language::En => format!("agreed by {who}"),
    }));
    let names: Vec<&str> = act.evidence.iter().map(|one| one.name.as_str()).collect();
    if !names.is_empty() {
        more.push(format!("{}{}", pick(language, "附件：", "files: "), names.join(pick(language, "、", ", "))));
    }
    if !more.is_empty() {
        let (open, middle, close) = (pick(language, "（", " ("), pick(language, "，", ", "), pick(language, "）", ")"));
        text += &format!("{open}{}{close}", more.join(middle));
    }
    if !act.text.is_empty() {
        text += &format!("{}{}", pick(language, "：", ": "), act.text);
    }
    text
}

/// `至2014-06-30`
pub(super) fn until(day: NaiveDate, language: Language) -> String {
    match language {
        Language::Zh => format!("至{day}"),
        Language::En => format!("until {day}"),
    }
}

/// Why nothing can be done with a right token.
pub(super) fn bar(bar: &Bar, language: Language) -> &'static str {
    let (zh, en) = match bar {
        Bar::Settled => ("此事项已办结，无需再办理。", "This matter is settled; nothing is left to do."),
        Bar::Reopened => (
            "此事项在该邮件之后重新打开，旧链接不再有效，请使用最新邮件中的链接。",
            "This matter was opened again after that letter was written. Please use the link in the newest letter.",
        ),
        Bar::NoPost => (
            "您已不在本系统登记的岗位上，不能办理此事项；如有疑问请联系督查部门。",
            "You hold no post here any more and cannot act on this matter. Please ask the office.",
        ),
        Bar::NotTold => {
            ("此事项没有通知过您，不能由您办理。", "You were not told of this matter and cannot act on it.")
        }
        Bar::Climbed => (
            "此事项已上报上一级，签收不再暂缓上报；请点击“反馈”说明情况。",
            "This matter has gone on to the next level; acknowledging no longer holds it. Please reply instead.",
        ),
        Bar::NothingToDecide => ("目前没有需要您审批的申请。", "Nothing waits for your decision."),
    };
    pick(language, zh, en)
}

/// Why an act was refused.
pub(super) fn refused(error: &ActError, language: Language) -> String {
    if language == Language::En {
        return error.to_string();
    }
    match error {
        ActError::Settled { .. } | ActError::ClosedAlready { .. } => "此事项已办结，无需再办理。".to_string(),
        ActError::WaitsAlready { until, .. } => format!("此事项已暂缓上报至{until}，无需重复办理。"),
        ActError::DayIsOver { until, on } => format!("日期{until}已过（今天是{on}），请填写今天或以后的日期。"),
        ActError::Incomplete { missing, .. } => {
            let missing: Vec<&str> = missing.iter().map(|what| missing_zh(what)).collect();
            format!("还缺：{}。请补充后重新提交。", missing.join("、"))
        }
        ActError::UnknownReason { .. } => "所选理由不在清单中，请从清单中选择。".to_string(),
        ActError::NothingPending { .. } => "目前没有待审批的申请。".to_string(),
        ActError::NotAnIssue { .. } => "此事项以报送的数据为准，不能报办结，请点击“反馈”说明情况。".to_string(),
        ActError::SamePerson { .. } => "不能审批本人提出的申请。".to_string(),
        other => other.to_string(),
    }
}

fn missing_zh(what: &str) -> &str {
    match what {
        "a reason" => "原因",
        "what was done" => "办理结果",
        "a day" => "日期",
        "what is needed from others" => "需要协调的事项",
        "a reason from the list" => "清单中的理由",
        "evidence" => "佐证材料（附件）",
        other => other,
    }
}
