//! The subject line: what a leader sees in a list of a hundred mails.
//!
//! `【督办·滞后】3件：南郊安置小区等（2014-06-30）`: the worst grade, whether it climbed, how many, the worst item's name, the day.

use super::clean;
use super::receipt::{self, Sent};
use super::view::severity;
use super::words;
use crate::escalate::{Item, ItemKind, Notice};
use chrono::NaiveDate;

/// Longest subject, in characters.
const SUBJECT_MAX: usize = 60;
/// Longest name in it.
const NAME_MAX: usize = 20;
/// Longest title of a pipeline that is put beside the day.
const TITLE_MAX: usize = 12;

/// The subject of a letter.
pub fn of(notice: &Notice, receipts: &[Sent], title: &str, day: NaiveDate) -> String {
    if notice.items.is_empty() {
        return receipt::subject(receipts);
    }
    let number = receipt::number(receipts);
    let number = if number.is_empty() { number } else { format!("〔{number}〕") };
    // The first of the worst: `max_by_key` gives the last.
    let worst = notice.items.iter().rev().max_by_key(|item| severity(item));
    let live = notice.items.iter().filter(|item| item.kind != ItemKind::Resolved).count();
    let resolved = notice.items.len() - live;
    let grade = match worst {
        Some(item) if item.kind != ItemKind::Resolved => words::item_label(item),
        _ => "办结",
    };
    let climbed = notice.items.iter().any(|item| item.kind == ItemKind::Climbed);
    let again = notice.items.iter().all(|item| item.kind == ItemKind::Repeated);
    let climbed = match (climbed, again) {
        (true, _) => "·升级",
        (_, true) => "·再次提醒",
        _ => "",
    };
    let count = match (live, resolved) {
        (0, resolved) => format!("{resolved}件"),
        (live, 0) => format!("{live}件"),
        (live, resolved) => format!("{live}件、办结{resolved}件"),
    };
    let name = worst.map(name).unwrap_or_default();
    let more = if notice.items.len() > 1 { "等" } else { "" };
    let title = clean::line(title, SUBJECT_MAX);
    let short = !title.is_empty() && title.chars().count() <= TITLE_MAX;
    let title = if short { format!("{title} ") } else { String::new() };
    let subject = clean::line(&format!("【督办·{grade}{climbed}】{count}：{name}{more}（{title}{day}）"), SUBJECT_MAX);
    // A reader must not decode what only looks like an encoded word.
    format!("{}{number}", subject.replace("=?", "＝?"))
}

fn name(item: &Item) -> String {
    clean::line_or(&item.case.name, NAME_MAX, "（未填名称）")
}
