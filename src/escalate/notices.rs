//! What people are told → one notice per person.
//!
//! Takes single messages (this person, this case, this reason); gives each person one notice in which each case stands
//! once, worst first. Never decides who is told.

use super::turn::badness;
use super::{Beside, Case, Item, ItemKind, Notice, Recipient};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// One message to one person about one case.
#[derive(Debug)]
pub struct Message {
    /// To whom.
    pub recipient: Recipient,
    /// The number of the rung on which the recipient stands, counted from 1.
    pub rung: u32,
    /// Whether it goes out whatever else the recipient has had today.
    pub urgent: bool,
    /// What of.
    pub item: Item,
}

/// One notice per person, by person id. A person who is reached about one case in several ways gets the weightiest of
/// them, and is addressed under the post on the highest rung.
pub fn gather(messages: Vec<Message>) -> Vec<Notice> {
    let mut by_person: BTreeMap<String, Vec<Message>> = BTreeMap::new();
    for message in messages {
        by_person.entry(message.recipient.person.clone()).or_default().push(message);
    }
    by_person.into_values().filter_map(notice).collect()
}

fn notice(messages: Vec<Message>) -> Option<Notice> {
    let recipient = messages.iter().min_by_key(|m| (Reverse(m.rung), &m.recipient))?.recipient.clone();
    let urgent = messages.iter().any(|message| message.urgent);
    let mut by_case: BTreeMap<String, Message> = BTreeMap::new();
    for message in messages {
        let weight = |m: &Message| (weight(m.item.kind), Reverse(m.rung));
        match by_case.get(&message.item.case.id) {
            Some(kept) if weight(kept) <= weight(&message) => {}
            _ => {
                by_case.insert(message.item.case.id.clone(), message);
            }
        }
    }
    let mut items: Vec<Item> = by_case.into_values().map(|message| message.item).collect();
    items.sort_by_cached_key(|item| worst_first(&item.case));
    Some(Notice { recipient, items, beside: Beside::default(), urgent })
}

/// The order of the items of a letter.
pub(super) fn worst_first(case: &Case) -> impl Ord + use<> {
    let (days, gap) = badness(&case.figures);
    (Reverse((case.state.is_live(), case.grade, days, gap)), case.subject.clone(), case.rule)
}

/// The smaller the weightier.
pub(super) fn weight(kind: ItemKind) -> u8 {
    match kind {
        ItemKind::Opened | ItemKind::Reopened => 0,
        ItemKind::Climbed => 1,
        ItemKind::Worsened => 2,
        ItemKind::Asked => 3,
        ItemKind::Corrected => 4,
        ItemKind::Copied => 5,
        ItemKind::Passed => 6,
        ItemKind::HandedOver => 7,
        ItemKind::Repeated => 8,
        ItemKind::Resolved => 9,
    }
}
