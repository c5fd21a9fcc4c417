//! The few words of a matter in English: what it is counted under, its grade, why it is in a letter.

use crate::base::grade::Grade;
use crate::escalate::{Case, Item, ItemKind};
use crate::letter::issue_words;

/// What an item is counted under.
pub(super) fn label(item: &Item) -> &'static str {
    match item.kind {
        ItemKind::Resolved => "Settled",
        ItemKind::Corrected => "Erratum",
        ItemKind::Asked => "To decide",
        ItemKind::HandedOver => "Handed over",
        _ => count_label(&item.case),
    }
}

/// What a case is counted under.
pub fn count_label(case: &Case) -> &'static str {
    if issue_words::knows(case.rule) { issue_words::count_label_en(case) } else { grade(case.grade) }
}

/// A grade.
pub(super) fn grade(grade: Grade) -> &'static str {
    match grade {
        Grade::AtRisk => "Warning",
        Grade::Behind => "Behind",
        Grade::Stalled => "Stalled",
        Grade::NotStarted => "Not started",
        Grade::NotReported => "Not reported",
        Grade::Unreadable => "Unreadable",
        Grade::OnTrack => "On track",
        Grade::Completed => "Completed",
        Grade::Exempt | Grade::LeftList | Grade::NoBaseline => "Not judged",
    }
}

/// Why it is in this letter.
pub(super) fn tag(kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::Opened => "new",
        ItemKind::Reopened => "again",
        ItemKind::Climbed => "escalated to you",
        ItemKind::Copied => "copy",
        ItemKind::HandedOver => "no longer yours",
        ItemKind::Passed => "escalated above you",
        ItemKind::Worsened => "worse",
        ItemKind::Repeated => "reminder",
        ItemKind::Asked => "for your decision",
        ItemKind::Corrected | ItemKind::Resolved => "",
    }
}
