//! What a letter says, as data that both templates print: groups of entries of labelled lines.
//!
//! Takes a notice and the desk; gives a `View` whose every text is already one clean line. Groups and order are decided
//! here, once, so that the text part and the HTML part cannot differ. Nothing is dropped: every item is an entry.

use super::clean::{self, NAME, SENTENCE};
use super::links::{self, Link};
use super::receipt::{self, ReceiptView, Sent};
use super::template_words::{CHINESE, Words};
use super::{Desk, beside, figures, issue_words, lines, requests, words};
use crate::base::grade::Grade;
use crate::escalate::{Case, Item, ItemKind, Notice};
use crate::pipeline::policy::Ladder;
use chrono::{Datelike, NaiveDate};
use serde::Serialize;

/// Above this many items they are grouped by what the matter is.
const UNGROUPED_MAX: usize = 8;
/// Above this many items of one group each becomes a row of a table.
const PARAGRAPHS_MAX: usize = 20;

/// Everything a letter says.
#[derive(Debug, Clone, Serialize)]
pub struct View {
    /// The templates' own words.
    pub words: Words,
    /// `您有3件督办事项：停滞1件、滞后2件`
    pub heading: String,
    /// `张三（联络员）：`
    pub greeting: String,
    /// What follows and of which day.
    pub intro: String,
    /// The worst item's colour.
    pub colour: &'static str,
    /// The items.
    pub groups: Vec<Group>,
    /// What is unchanged, what waited, what is handled below: a sentence each.
    pub beside: Vec<String>,
    /// Receipts for files of the recipient's unit.
    pub receipts: Vec<ReceiptView>,
    /// What to do with this letter, one sentence each.
    pub notes: Vec<String>,
    /// Who writes.
    pub office: String,
    /// What the letter is about: the pipeline's title.
    pub title: String,
    /// The day of judgement in full.
    pub day: String,
    /// The letter's id.
    pub letter: String,
    /// The slot that wrote it.
    pub slot: String,
    /// The audit head before this run.
    pub head: String,
    /// The token of a reply by mail; empty where replies are not read.
    pub reply_code: String,
}

/// Items that are shown together.
#[derive(Debug, Clone, Serialize)]
pub struct Group {
    /// `一、投资进度滞后（12件）`; empty where one group is all there is.
    pub title: String,
    /// The matter's name, where all its entries are of one; a row says its grade only where that says more.
    pub label: &'static str,
    /// Whether its entries are rows of a table.
    pub table: bool,
    /// Lines that hold for every entry, said once; only for tables.
    pub common: Vec<Line>,
    /// The items.
    pub entries: Vec<Entry>,
}

/// One item.
#[derive(Debug, Clone, Serialize)]
pub struct Entry {
    /// Its number in the letter, from 1.
    pub number: usize,
    /// `滞后`
    pub grade: &'static str,
    /// Its dark colour, for bands with white text.
    pub colour: &'static str,
    /// `升级上报`
    pub tag: &'static str,
    /// The project's name.
    pub name: String,
    /// The project's id.
    pub id: String,
    /// The case's id.
    pub case: String,
    /// What a row of a table says of it.
    pub brief: String,
    /// The labelled lines.
    pub lines: Vec<Line>,
    /// What the reader may do with it.
    pub links: Vec<Link>,
}

/// One labelled line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// `情况`; empty where it goes on with the line before.
    pub label: &'static str,
    /// The sentence.
    pub text: String,
    /// Whether it is what the reader has to act on.
    pub strong: bool,
}

/// The view of one letter.
pub fn of(notice: &Notice, receipts: &[Sent], desk: &Desk<'_>, letter: &str) -> View {
    let alone = notice.items.is_empty();
    let office = clean::line_or(&desk.sender.name, NAME, "督查室");
    let title = clean::line(desk.title, NAME);
    let day = figures::day(desk.slot.as_of());
    View {
        words: CHINESE,
        heading: if alone { receipt::heading(receipts) } else { heading(&notice.items) },
        greeting: greeting(notice),
        intro: if alone { receipt_intro(&title, receipts) } else { intro(notice, &day, &title) },
        colour: notice.items.iter().max_by_key(|i| severity(i)).map_or(colour(None), |i| colour(Some(i))),
        groups: groups(notice, desk),
        beside: beside::lines(notice, desk.slot.as_of()),
        receipts: receipts.iter().map(receipt::view).collect(),
        notes: if alone { receipt_notes() } else { notes(notice, &office, desk) },
        office,
        title,
        day,
        letter: letter.to_string(),
        slot: clean::line(&desk.slot.name(), NAME),
        head: clean::line(&desk.head.short(), NAME),
        reply_code: if alone { String::new() } else { links::reply_code(notice, desk, letter) },
    }
}

/// How bad an item is, for the subject and the colour: live before resolved, projects before data, then the grade.
pub fn severity(item: &Item) -> (bool, bool, Grade) {
    let grade = if item.kind == ItemKind::Corrected { Grade::OnTrack } else { item.case.grade };
    (item.kind != ItemKind::Resolved, item.case.rule.ladder() == Ladder::Project, grade)
}

/// `您有3件督办事项：停滞1件、滞后2件；另有1件已办结`
fn heading(items: &[Item]) -> String {
    let mut live: Vec<&Item> = items.iter().filter(|i| i.kind != ItemKind::Resolved).collect();
    let resolved = items.len() - live.len();
    live.sort_by_key(|i| std::cmp::Reverse(severity(i)));
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for item in &live {
        let label = words::item_label(item);
        match counts.iter_mut().find(|(known, _)| *known == label) {
            Some((_, count)) => *count += 1,
            None => counts.push((label, 1)),
        }
    }
    let counts: Vec<String> = counts.iter().map(|(label, count)| format!("{label}{count}件")).collect();
    match (live.len(), resolved) {
        (0, resolved) => format!("您有{resolved}件督办事项已办结"),
        (live, 0) => format!("您有{live}件督办事项：{}", counts.join("、")),
        (live, resolved) => format!("您有{live}件督办事项：{}；另有{resolved}件已办结", counts.join("、")),
    }
}

fn greeting(notice: &Notice) -> String {
    let name = clean::line_or(&notice.recipient.name, NAME, "您好");
    let role = clean::line(&notice.recipient.role, NAME);
    if role.is_empty() { format!("{name}：") } else { format!("{name}（{role}）：") }
}

fn intro(notice: &Notice, day: &str, title: &str) -> String {
    let about = if title.is_empty() { String::new() } else { format!("根据“{title}”，") };
    let live = notice.items.iter().filter(|i| i.kind != ItemKind::Resolved).count();
    let mut texts = notice.items.iter().filter(|i| i.kind != ItemKind::Resolved).map(|i| i.text.of(false));
    if let Some(first) = texts.next().filter(|text| !text.trim().is_empty())
        && texts.all(|text| text == first)
    {
        // The rung's own words, where the whole letter is of one rung.
        return format!("{about}截至{day}，{}", clean::line(first, SENTENCE));
    }
    if notice.items.iter().all(|item| item.kind == ItemKind::Corrected) {
        return format!("{about}截至{day}，此前通知中的以下内容有误，现予更正，给您带来不便，请谅解。");
    }
    match (live, notice.items.len()) {
        (0, _) => format!("{about}截至{day}，此前通知您的以下事项已办结，感谢您的支持和督促。"),
        (_, 1) => format!("{about}截至{day}，以下事项请您关注和办理。"),
        _ => format!("{about}截至{day}，以下事项请您关注和办理，按轻重排列。"),
    }
}

fn receipt_intro(title: &str, receipts: &[Sent]) -> String {
    let about = if title.is_empty() { String::new() } else { format!("“{title}”") };
    let whole = receipts.iter().any(|(receipt, _)| receipt.whole.is_some());
    let beside = if whole { "" } else { "；未采用的行不影响其他行" };
    format!("{about}报表的读取结果如下，请核对{beside}。")
}

fn receipt_notes() -> Vec<String> {
    vec![
        "对读取结果有疑问的，请直接回复本邮件并写明回执号。".to_string(),
        "本邮件由系统自动生成，只列贵单位的数据，请勿转发给无关人员。".to_string(),
    ]
}

fn notes(notice: &Notice, office: &str, desk: &Desk<'_>) -> Vec<String> {
    let (clicks, mails) = links::ways(desk);
    let live = notice.items.iter().any(|i| i.kind != ItemKind::Resolved);
    let asked = notice.items.iter().any(|i| i.reply_by.is_some() || !i.ask.is_empty());
    let mut notes = Vec::new();
    if let Some(note) = requests::note(notice) {
        notes.push(note);
    } else if live && !asked {
        notes.push("本邮件供您掌握情况，无需回复；如有意见，请直接回复本邮件并写明事项编号。".to_string());
    } else if live && (mails || clicks) {
        notes.extend(clicks.then(|| links::CLICK.to_string()));
        notes.extend(mails.then(|| links::mail(notice)));
        notes.push(issue_words::wrong(notice));
    } else if live {
        notes.push(format!(
            "请直接回复本邮件，写明事项编号、原因、措施和完成时限；回复经{office}签收后，在签收期限内暂缓上报。"
        ));
        notes.push(issue_words::wrong(notice));
    } else {
        notes.push("本邮件无需回复。".to_string());
    }
    notes.extend(unannounced(notice, desk));
    notes.push("本邮件由系统自动生成，只列与您有关的事项，请勿转发给无关人员。".to_string());
    notes
}

/// Says that a deadline lies in a year whose holidays nobody knows yet.
fn unannounced(notice: &Notice, desk: &Desk<'_>) -> Option<String> {
    let year = unannounced_year(notice, desk)?;
    Some(format!(
        "{year}年节假日安排尚未公布，涉及该年的期限暂按自然日计算（含周末和节假日），公布后以重新计算的日期为准。"
    ))
}

/// The first year of a deadline in the letter whose holidays nobody knows yet.
pub(super) fn unannounced_year(notice: &Notice, desk: &Desk<'_>) -> Option<i32> {
    let next = notice.items.iter().filter_map(|item| item.next.as_ref()?.on);
    let days = notice.items.iter().filter_map(|item| item.reply_by).chain(next);
    days.map(|day| day.year()).filter(|year| desk.calendar.lacks(*year)).min()
}

/// Live items by matter where there are many, in the order of the notice; what was resolved comes last.
fn groups(notice: &Notice, desk: &Desk<'_>) -> Vec<Group> {
    let mut keys: Vec<Option<&'static str>> = Vec::new();
    let many = notice.items.len() > UNGROUPED_MAX;
    let key = |item: &Item| match item.kind {
        ItemKind::Resolved => None,
        ItemKind::Corrected => Some("更正"),
        _ if many => Some(words::matter(&item.case)),
        _ => Some("待办事项"),
    };
    for item in &notice.items {
        if !keys.contains(&key(item)) {
            keys.push(key(item));
        }
    }
    keys.sort_by_key(Option::is_none);
    let titled = keys.len() > 1 || many;
    let mut number = 0;
    let mut groups = Vec::new();
    for wanted in keys {
        let items: Vec<&Item> = notice.items.iter().filter(|i| key(i) == wanted).collect();
        let label = wanted.unwrap_or("已办结");
        let title = if titled {
            format!("{}、{label}（{}件）", ordinal(groups.len() + 1), items.len())
        } else {
            String::new()
        };
        groups.push(Group { title, label, ..group(&items, notice, desk, &mut number) });
    }
    groups
}

fn group(items: &[&Item], notice: &Notice, desk: &Desk<'_>, number: &mut usize) -> Group {
    let table = items.len() > PARAGRAPHS_MAX;
    let mut entries: Vec<Entry> = items
        .iter()
        .map(|item| {
            *number += 1;
            entry(item, notice, desk, *number, table)
        })
        .collect();
    let common = if table { take_common(&mut entries) } else { Vec::new() };
    Group { title: String::new(), label: "", table, common, entries }
}

/// The number of what a case is about; nothing where its name stands for a number.
pub(super) fn id_beside_name(case: &Case) -> String {
    if case.subject == case.name { String::new() } else { clean::line(&case.subject, NAME) }
}

fn entry(item: &Item, notice: &Notice, desk: &Desk<'_>, number: usize, row: bool) -> Entry {
    let case = &item.case;
    let resolved = item.kind == ItemKind::Resolved;
    Entry {
        number,
        grade: words::item_label(item),
        colour: colour(Some(item)),
        tag: words::tag(item),
        name: clean::line_or(&case.name, NAME, "（未填名称）"),
        id: id_beside_name(case),
        case: clean::id(&case.id),
        brief: if resolved || item.kind == ItemKind::Corrected {
            String::new()
        } else {
            brief(case, desk.slot.as_of())
        },
        lines: lines::of(item, notice, desk, row),
        links: links::of(item, notice, desk, number, row),
    }
}

fn brief(case: &Case, as_of: NaiveDate) -> String {
    let brief = words::brief(case, as_of);
    clean::line(&if brief.is_empty() { words::what(case, as_of) } else { brief }, SENTENCE)
}

/// Takes the lines that all entries share out of them.
fn take_common(entries: &mut [Entry]) -> Vec<Line> {
    let Some((first, rest)) = entries.split_first() else { return Vec::new() };
    let common: Vec<Line> =
        first.lines.iter().filter(|line| rest.iter().all(|e| e.lines.contains(line))).cloned().collect();
    for entry in entries.iter_mut() {
        entry.lines.retain(|line| !common.contains(line));
    }
    common
}

/// Dark enough for white text on it (contrast above 4.5), and told apart by lightness too.
pub(super) fn colour(item: Option<&Item>) -> &'static str {
    let Some(item) = item else { return "#374151" };
    match (item.kind, item.case.rule.ladder(), item.case.grade) {
        (ItemKind::Resolved, ..) => "#166534",
        (ItemKind::Corrected, ..) => "#374151",
        (_, Ladder::Data, _) => "#1e4e8c",
        (_, _, Grade::Stalled | Grade::NotStarted) => "#9b1c1c",
        (_, _, Grade::Behind) => "#b8430a",
        (_, _, Grade::AtRisk) => "#8a6100",
        _ => "#374151",
    }
}

/// 一、二、… 十一、
fn ordinal(n: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    match n {
        1..=9 => DIGITS[n].to_string(),
        10..=19 => format!("十{}", DIGITS[n - 10]),
        _ => n.to_string(),
    }
}
