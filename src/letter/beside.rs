//! What stands beside the items of a letter, in a line each: what waited for it, what is unchanged, what is handled below;
//! and the words of an erratum.
//!
//! Takes a notice; gives sentences. Every matter is counted, the worst are named.

use super::clean::{self, NAME};
use super::figures::{Scale, day, short_day};
use super::words;
use crate::escalate::{Item, ItemKind, Notice};
use chrono::NaiveDate;

/// At most this many matters by name.
const NAMED_MAX: usize = 5;

/// The lines beside the items, most pressing first.
pub fn lines(notice: &Notice, as_of: NaiveDate) -> Vec<String> {
    let mut lines = Vec::new();
    let waited = notice.items.iter().filter_map(|item| item.held);
    if let Some(first) = waited.clone().min() {
        let (count, first) = (waited.count(), short_day(first, as_of));
        lines.push(format!("其中{count}件自{first}起待通知，为减少来信并入本次，均已列出。"));
    }
    let beside = &notice.beside;
    if beside.unchanged_count > 0 {
        let name = |case: &crate::escalate::Case| {
            format!("{}（{}）", clean::line_or(&case.name, NAME, "（未填名称）"), words::count_label(case))
        };
        let names: Vec<String> = beside.unchanged.iter().take(NAMED_MAX).map(name).collect();
        let count = beside.unchanged_count;
        let more = if names.len() < count as usize { "等" } else { "" };
        lines.push(format!("此前已通知您、尚未办结、本次没有新情况的还有{count}件：{}{more}。", names.join("、")));
    }
    if beside.below > 0 {
        let live = notice.items.iter().filter(|item| item.kind != ItemKind::Resolved).count();
        lines.push(format!("本次有{live}件到您这一级；另有{}件由下级办理中，尚未到您这一级。", beside.below));
    }
    lines
}

/// What an erratum says: what had been told, on what figure, and what holds now.
pub fn corrected(item: &Item) -> String {
    let case = &item.case;
    let Some(wrong) = &item.correction else { return words::resolved(case, case.rung_since) };
    let matter = words::matter(case);
    let of_day = wrong.figures.reported_as_of.map(|on| format!("截至{}", day(on))).unwrap_or_default();
    let figure = match (wrong.figures.actual, wrong.now) {
        (Some(was), Some(now)) if was != now => {
            let scale = Scale::of(&[was, now]);
            format!("的累计完成投资由{}更正为{}", scale.show(was), scale.show(now))
        }
        _ => "的数据已由报送单位更正".to_string(),
    };
    let label = wrong.grade.label_zh();
    match (wrong.settled, case.state.is_live()) {
        (true, true) => format!(
            "{of_day}{figure}。此前通知您“{matter}”已办结有误，更正后仍为“{}”，继续督办。",
            case.grade.label_zh()
        ),
        (false, true) => {
            format!("{of_day}{figure}。此前通知您的“{label}”有误，更正后为“{}”，以本次为准。", case.grade.label_zh())
        }
        _ => format!("{of_day}{figure}。此前通知您的“{matter}”（{label}）有误，更正后不再成立，原通知撤销，无需办理。"),
    }
}
