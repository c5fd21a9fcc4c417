//! Words for issues of lists and for closing rates: what it is, whose, by when, and what is still missing.
//!
//! Takes a case; gives sentences in Chinese and in English. What a case does not hold is left out, never made up.

use super::clean::{self, NAME, SENTENCE};
use super::figures::{short_day, weekday};
use crate::assess::issues::Said;
use crate::assess::{Figures, Rule};
use crate::base::grade::Grade;
use crate::escalate::{Case, CaseState, Item, ItemKind, Notice};
use crate::pipeline::issues::IssueKind;
use chrono::NaiveDate;

/// Whether the words of a case stand here.
pub fn knows(rule: Rule) -> bool {
    matches!(rule, Rule::Issue | Rule::ClosingRate)
}

/// What a case is counted under.
pub fn count_label(case: &Case) -> &'static str {
    match (case.rule, case.grade, said(case)) {
        (Rule::ClosingRate, ..) => Rule::ClosingRate.label_zh(),
        (_, Grade::AtRisk, _) => "待办",
        (_, _, Some(said)) if said.untaken.is_some() && !is_overdue(&case.figures) => "未领单",
        _ => "逾期",
    }
}

/// The same in English.
pub fn count_label_en(case: &Case) -> &'static str {
    match (case.rule, case.grade, said(case)) {
        (Rule::ClosingRate, ..) => "Below target",
        (_, Grade::AtRisk, _) => "To do",
        (_, _, Some(said)) if said.untaken.is_some() && !is_overdue(&case.figures) => "Not taken",
        _ => "Overdue",
    }
}

/// What the matter is called.
pub fn matter(case: &Case) -> &'static str {
    said(case).map_or(case.rule.label_zh(), |said| said.kind.label_zh())
}

/// The same in English: `demand (service)`.
pub fn matter_en(case: &Case) -> String {
    match said(case) {
        Some(said) if said.kind == IssueKind::Task => said.kind.name().to_string(),
        Some(said) => format!("{} ({})", said.kind.name(), said.area.name()),
        None => clean::line(&case.rule.name().replace('_', " "), NAME),
    }
}

/// The whole sentence: `服务保障方面：临时用电三周未批复。宏远机械反映，6月3日列单，限6月10日（星期二）前办结，还有5天。`
pub fn what(case: &Case, as_of: NaiveDate) -> String {
    let figures = &case.figures;
    let Some(said) = said(case) else { return format!("{}。", rate(case)) };
    let text = clean::line(&said.text, SENTENCE);
    let by = said.raised_by.as_deref().map(|by| clean::line(by, NAME)).filter(|by| !by.is_empty());
    let by = by.map(|by| format!("{by}{}，", raised(said.kind))).unwrap_or_default();
    let project = said.project.as_deref().map(|id| clean::line(id, NAME)).filter(|id| !id.is_empty());
    let project = project.map(|id| format!("涉及项目：{id}。")).unwrap_or_default();
    let listed = format!("{by}{}列单", short_day(said.raised_on, as_of));
    let due = figures.planned_date.map(|due| limit(said, due, figures.days, as_of)).unwrap_or_default();
    let area = area(said).map(|area| format!("{area}方面：")).unwrap_or_default();
    format!("{area}{}。{}{project}{listed}{due}。{}", bare(&text), asked_and_told(said), left(said, as_of))
}

/// The same in English.
pub fn what_en(case: &Case) -> String {
    let figures = &case.figures;
    let Some(said) = said(case) else { return rate_en(case) };
    let by = said.raised_by.as_ref().map(|by| format!("raised by {}", clean::line(by, NAME)));
    let late = figures.days.map(|days| match days {
        ..0 => format!("{} left", days_en(-days)),
        0 => "due today".to_string(),
        1.. => format!("{} overdue", days_en(days)),
    });
    let told = |what: &str, text: &Option<String>| {
        text.as_deref().map(|text| format!("{what} “{}”", clean::line(bare(text.trim()), SENTENCE)))
    };
    let parts = [
        told("target", &said.target),
        told("reported", &said.progress),
        by,
        said.project.as_ref().map(|project| format!("project {}", clean::line(project, NAME))),
        Some(format!("listed on {}", said.raised_on)),
        figures.planned_date.map(|due| format!("to be done by {due}")),
        said.first_due.map(|first| format!("first limit {first}, more time was granted")),
        late,
        said.untaken.map(|day| format!("was to be taken by {day}, nobody has")),
        said.reported_on.map(|day| format!("reported done on {day}, waits to be accepted")),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    format!("“{}”; {}", clean::line(&said.text, SENTENCE), parts.join(", "))
}

/// The same in a few words, for a row of a table.
pub fn brief(case: &Case, as_of: NaiveDate) -> String {
    let figures = &case.figures;
    let (Some(said), Some(due)) = (said(case), figures.planned_date) else { return rate(case) };
    let due = short_day(due, as_of);
    let untaken = said.untaken.map(|_| "，未领单").unwrap_or_default();
    let area = area(said).map(|area| format!("{area}，")).unwrap_or_default();
    match figures.days.unwrap_or(0) {
        late if late > 0 => format!("{area}时限{due}，逾期{late}天{untaken}"),
        0 => format!("{area}今日到期{untaken}"),
        left => format!("{area}时限{due}，还有{}天{untaken}", -left),
    }
}

/// The condition after 如在此之前.
pub fn stop(rule: Rule) -> &'static str {
    match rule {
        Rule::Issue => "办结并经审核认可",
        _ => "限时办结率达到要求",
    }
}

/// What is said of an issue that is done; nothing of other matters.
pub fn resolved(case: &Case, as_of: NaiveDate) -> Option<String> {
    let CaseState::Resolved { on } = case.state else { return None };
    match said(case) {
        Some(said) => {
            let days = (on - said.raised_on).num_days();
            let lasted = if days > 0 { format!("，自列单起{days}天") } else { String::new() };
            Some(format!("“{}”已于{}办结{lasted}，核实后销号。", clean::line(&said.text, NAME), short_day(on, as_of)))
        }
        None if case.rule == Rule::ClosingRate => {
            Some(format!("{}限时办结率已达到要求，不再上报。", short_day(on, as_of)))
        }
        None => None,
    }
}

/// Why an issue is in a letter, where the usual words would not do.
pub fn tag(item: &Item) -> Option<&'static str> {
    let issue = item.case.rule == Rule::Issue;
    match item.kind {
        ItemKind::Opened if issue => Some("新列单"),
        ItemKind::Worsened if issue => Some("超过时限"),
        _ => None,
    }
}

/// The same in a sentence.
pub fn why_now(item: &Item) -> Option<String> {
    let case = &item.case;
    if case.rule != Rule::Issue || item.kind != ItemKind::Worsened {
        return None;
    }
    let untaken = said(case).is_some_and(|said| said.untaken.is_some()) && !is_overdue(&case.figures);
    Some(if untaken { "已过领单时限，至今无人领单。" } else { "已过办理时限，尚未办结。" }.to_string())
}

/// What is asked of who has just got an issue that is within its limit.
pub fn asked(item: &Item, reply_by: NaiveDate, as_of: NaiveDate) -> Option<String> {
    let due = item.case.figures.planned_date.filter(|due| *due >= as_of)?;
    let within = item.case.rule == Rule::Issue && item.case.grade == Grade::AtRisk;
    let take = weekday(reply_by.min(due), as_of);
    within.then(|| format!("请于{take}下班前领单（签收），{}前办结并报送佐证材料。", weekday(due, as_of)))
}

/// The same in English.
pub fn asked_en(item: &Item, reply_by: NaiveDate, as_of: NaiveDate) -> Option<String> {
    let due = item.case.figures.planned_date.filter(|due| *due >= as_of)?;
    let within = item.case.rule == Rule::Issue && item.case.grade == Grade::AtRisk;
    let take = reply_by.min(due);
    within.then(|| format!("Please take it (acknowledge) by {take}, and report it done with evidence by {due}."))
}

/// What stops the next step, in English.
pub fn stop_en(rule: Rule) -> &'static str {
    match rule {
        Rule::Issue => "unless it is done and accepted by then",
        Rule::ClosingRate => "unless the rate is made good by then",
        _ => "unless the data reported by then show that it is settled",
    }
}

/// What becomes of an issue that is within its limit.
pub fn next(case: &Case) -> Option<&'static str> {
    (case.rule == Rule::Issue).then_some("时限内不上报；逾期未办结的，按程序逐级督办。")
}

/// Whether a letter is about nothing but issues: nothing in it rests on reported figures.
pub fn only(notice: &Notice) -> bool {
    notice.items.iter().all(|item| knows(item.case.rule))
}

/// Whether a letter is about an issue that can be reported done.
pub fn any(notice: &Notice) -> bool {
    notice.items.iter().any(|item| item.case.rule == Rule::Issue && item.case.state.is_live())
}

/// What to do about something wrong.
pub fn wrong(notice: &Notice) -> String {
    let text = match only(notice) {
        true => "对事项内容或责任单位有异议的，请在领单时限内直接回复本邮件说明。",
        false => "数据有误的，请在“依据”所列文件的相应单元格更正后重新报送，按更正后的数据重新判定。",
    };
    text.to_string()
}

/// The same in English.
pub fn wrong_en(notice: &Notice) -> String {
    let text = match only(notice) {
        true => "If a matter is not yours or not as it is told, say so in answer to this mail.",
        false => "If the data are wrong, correct the cell named under “Source” and send the file again.",
    };
    text.to_string()
}

/// The area of supervision; tasks belong to none.
fn area(said: &Said) -> Option<&'static str> {
    (said.kind != IssueKind::Task).then(|| said.area.label_zh())
}

/// How much is asked for and how far it has come, in the list's words: `年度目标：100公里。报送进展：已完成60公里。`
fn asked_and_told(said: &Said) -> String {
    let told = |label: &str, text: &Option<String>| {
        let text = clean::line(text.as_deref().unwrap_or_default().trim(), SENTENCE);
        if text.is_empty() { String::new() } else { format!("{label}：{}。", bare(&text)) }
    };
    told("年度目标", &said.target) + &told("报送进展", &said.progress)
}

fn bare(text: &str) -> &str {
    text.trim_end_matches(['。', '.', '；', ';'])
}

fn said(case: &Case) -> Option<&Said> {
    case.figures.issue.as_deref()
}

fn is_overdue(figures: &Figures) -> bool {
    figures.days.is_some_and(|days| days > 0)
}

fn raised(kind: IssueKind) -> &'static str {
    match kind {
        IssueKind::Problem => "提出",
        IssueKind::Demand => "反映",
        IssueKind::Finding => "发现",
        IssueKind::Decision | IssueKind::Task => "议定",
    }
}

/// `，限6月10日（星期二）前办结，还有5天`
fn limit(said: &Said, due: NaiveDate, days: Option<i64>, as_of: NaiveDate) -> String {
    let granted = said.first_due.map(|first| format!("（原时限{}，经批准延期）", short_day(first, as_of)));
    let granted = granted.unwrap_or_default();
    let due = weekday(due, as_of);
    match days.unwrap_or(0) {
        late if late > 0 => format!("，限{due}前办结{granted}，已逾期{late}天"),
        0 => format!("，限今日办结{granted}"),
        left => format!("，限{due}前办结{granted}，还有{}天", -left),
    }
}

fn left(said: &Said, as_of: NaiveDate) -> String {
    let untaken = said.untaken.map(|day| format!("应于{}前领单，至今无人领单。", short_day(day, as_of)));
    let reported = said.reported_on.map(|day| format!("{}已报办结，待审核。", short_day(day, as_of)));
    untaken.into_iter().chain(reported).collect()
}

fn input<'f>(figures: &'f Figures, name: &str) -> &'f str {
    let inputs = figures.basis.as_ref().map(|basis| basis.inputs.as_slice()).unwrap_or_default();
    inputs.iter().find(|input| input.name == name).map_or("", |input| input.value.as_str())
}

/// `本年应办结10件，时限内办结8件，限时办结率80%，低于90%的要求`
fn rate(case: &Case) -> String {
    let value = |name| input(&case.figures, name);
    if value("counted").is_empty() {
        let text = if case.rule == Rule::Issue { "此事项尚未办结" } else { "限时办结率低于要求" };
        return text.to_string();
    }
    format!(
        "本年已到时限或已办结的事项{}件，其中时限内办结{}件，限时办结率{}%，低于{}%的要求",
        value("counted"),
        value("in_time"),
        value("rate"),
        value("target")
    )
}

fn rate_en(case: &Case) -> String {
    let value = |name| input(&case.figures, name);
    if value("counted").is_empty() {
        let text = if case.rule == Rule::Issue { "not done yet" } else { "too few done within the limit" };
        return text.to_string();
    }
    format!(
        "{} of {} issues of this year done within the limit: {} %, below the {} % asked for",
        value("in_time"),
        value("counted"),
        value("rate"),
        value("target")
    )
}

fn days_en(days: i64) -> String {
    if days == 1 { "1 day".to_string() } else { format!("{days} days") }
}
