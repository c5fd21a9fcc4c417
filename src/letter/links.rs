//! What each reader may do with each item, as links and as an address to reply to.
//!
//! Takes an item, its reader and the house's address; gives links whose tokens are not sealed yet. A letter is a pure
//! function of its run and is kept for good, so it must hold neither a key nor anything that works: the seals are put on
//! by `seal` when the letter leaves. Links go to the configured address and to no other.

use super::{Desk, issue_words};
use crate::assess::Rule;
use crate::base::token::{Action, BLANK, Claim};
use crate::escalate::{Item, ItemKind, Notice, Told};
use crate::pipeline::policy::Ladder;
use chrono::{Days, NaiveDate};
use serde::Serialize;
use std::fmt::Write;

/// Items with links: of a longer letter the first ones, which are the worst.
const ITEMS_MAX: usize = 100;
/// Above this many items of one group a row of a table has the two links that most readers need.
const ROW: [Action; 2] = [Action::Acknowledge, Action::Reply];

/// How to act by a link.
pub(super) const CLICK: &str = "点击事项下方的“签收”“反馈”等链接即可办理；链接仅供您本人使用，请勿转发。";
/// How to act by mail.
const MAIL: &str = "也可直接回复本邮件：第一行写“签收”“反馈”“正当理由”或“延期”，并写明完成日期（如2014-07-31），\
    下面写原因和措施；一封信有多个事项的，第一行同时写明事项编号。附件作为佐证材料留存。";

/// How to act by mail on what a letter is about: an issue can be reported done.
pub(super) fn mail(notice: &Notice) -> String {
    if !issue_words::any(notice) {
        return MAIL.to_string();
    }
    let done = MAIL.replace("“签收”“反馈”", "“签收”“办结”“反馈”");
    format!("{done}报办结须写明办理结果并附佐证材料。")
}

/// Where links lead and where replies go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Links {
    /// Where readers reach the pages: without a slash at the end. Without it there are no links.
    pub base_url: Option<String>,
    /// The address whose mail is read. Without it letters are answered to whoever sends them.
    pub reply_to: Option<String>,
    /// How long they hold, in days.
    pub valid_days: u32,
}

/// One link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Link {
    /// `签收`
    pub label: &'static str,
    /// Where it leads.
    pub url: String,
}

impl Links {
    fn expires(&self, issued: NaiveDate) -> NaiveDate {
        issued.checked_add_days(Days::new(self.valid_days.into())).unwrap_or(issued)
    }

    /// The token of a reply to a letter, without a seal.
    pub fn reply_token(&self, letter: &str, person: &str, issued: NaiveDate) -> Option<String> {
        self.reply_to.as_ref()?;
        let (about, person) = (letter.to_string(), person.to_string());
        Claim { about, rung: 0, person, action: Action::Mail, issued, expires: self.expires(issued) }.unsealed()
    }

    /// The address that a reply to a letter goes to.
    pub fn reply_address(&self, token: &str) -> Option<String> {
        let (name, domain) = self.reply_to.as_deref()?.rsplit_once('@')?;
        Some(format!("{name}+{token}@{domain}"))
    }
}

/// Whether a letter can be answered by a click, and by mail.
pub fn ways(desk: &Desk<'_>) -> (bool, bool) {
    desk.links.map_or((false, false), |links| (links.base_url.is_some(), links.reply_to.is_some()))
}

/// What the reader may do with an item: nothing with what is settled, and nothing where it is only a copy.
pub fn actions(item: &Item, person: &str) -> Vec<Action> {
    let told_only = [ItemKind::Resolved, ItemKind::Copied, ItemKind::Corrected, ItemKind::HandedOver];
    if told_only.contains(&item.kind) || !item.case.state.is_live() {
        return Vec::new();
    }
    let mut actions = Vec::new();
    if item.kind != ItemKind::Passed {
        actions.push(Action::Acknowledge);
    }
    if item.case.rule == Rule::Issue {
        actions.push(Action::Finish);
    }
    actions.push(Action::Reply);
    if item.case.rule.ladder() == Ladder::Project {
        actions.extend([Action::Justify, Action::Extend]);
    }
    if item.case.may_decide(person, rung(item, person)) {
        actions.push(Action::Decide);
    }
    if item.kind == ItemKind::Asked {
        actions.retain(|action| *action == Action::Decide);
    }
    actions
}

/// The rung on which the reader was told: the highest, where there are several; that of the item for who stands in the
/// place of somebody who was told.
fn rung(item: &Item, person: &str) -> u32 {
    let mine = item.case.told.iter().filter(|told: &&Told| told.person == person).map(|told| told.rung).max();
    mine.unwrap_or(item.rung)
}

/// The token of a reply to the letter; empty where replies are not read.
pub fn reply_code(notice: &Notice, desk: &Desk<'_>, letter: &str) -> String {
    let token = desk.links.and_then(|links| links.reply_token(letter, &notice.recipient.person, desk.slot.as_of()));
    token.unwrap_or_default()
}

/// The links of the item at a place in its notice, counted from 1.
pub fn of(item: &Item, notice: &Notice, desk: &Desk<'_>, number: usize, row: bool) -> Vec<Link> {
    let Some((links, base_url)) = desk.links.and_then(|links| Some((links, links.base_url.as_deref()?))) else {
        return Vec::new();
    };
    if number > ITEMS_MAX {
        return Vec::new();
    }
    let person = notice.recipient.person.as_str();
    let (issued, mut actions) = (desk.slot.as_of(), actions(item, person));
    actions.retain(|action| !row || ROW.contains(action));
    let link = |action: Action| {
        let (about, person) = (item.case.id.clone(), person.to_string());
        let claim = Claim { about, rung: rung(item, &person), person, action, issued, expires: links.expires(issued) };
        Some(Link {
            label: label(action, notice.recipient.english),
            url: format!("{base_url}/a/{}", claim.unsealed()?),
        })
    };
    actions.into_iter().filter_map(link).collect()
}

fn label(action: Action, english: bool) -> &'static str {
    let (zh, en) = match action {
        Action::Acknowledge => ("签收", "Acknowledge"),
        Action::Reply => ("反馈", "Reply"),
        Action::Justify => ("申请正当理由", "Justify the delay"),
        Action::Extend => ("申请延期", "Ask for more time"),
        Action::Finish => ("报办结", "Report it done"),
        Action::Decide => ("审批", "Decide"),
        Action::Mail => ("回复", "Answer"),
    };
    if english { en } else { zh }
}

/// How a letter says which claims are its own: `CLAIM CLAIM …`. Nothing else in it is ever sealed, whatever a project may
/// call itself.
pub fn header(links: &[Link], reply: Option<&str>) -> String {
    let tokens = links.iter().map(|link| link.url.as_str()).chain(reply);
    let mut text = String::new();
    for token in tokens {
        let claim = token.strip_suffix(BLANK).unwrap_or_default().rsplit('/').next().unwrap_or_default();
        let blank = if text.is_empty() { "" } else { " " };
        let _ = write!(text, "{blank}{claim}"); // writing to a String cannot fail
    }
    text
}
