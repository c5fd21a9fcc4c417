//! Turning cases into words: what, how far behind, since when, what stops the next step.
//!
//! Takes a case and the day of judgement; gives Chinese sentences with every figure, its unit and its data date, as plain
//! text on one line. A figure that a case does not hold is left out of the sentence, never made up.

use super::clean::{self, SENTENCE};
use super::data_words;
use super::figures::{Scale, day, points, share, short_day};
use super::issue_words;
use super::rule_words;
use crate::assess::{Figures, Rule};
use crate::base::amount::Amount;
use crate::base::grade::Grade;
use crate::escalate::{Case, CaseState, Item, ItemKind};
use crate::pipeline::policy::{Answer, Ladder, Policy};
use chrono::NaiveDate;

/// What a case is counted under, in the heading and the subject: the grade for projects, the trouble itself for data.
pub fn count_label(case: &Case) -> &'static str {
    match case.rule {
        Rule::BehindTarget
        | Rule::MilestoneOverdue
        | Rule::Stalled
        | Rule::NotStarted
        | Rule::IndicatorBehind
        | Rule::Own(_) => case.grade.label_zh(),
        rule if issue_words::knows(rule) => issue_words::count_label(case),
        rule => rule.label_zh(),
    }
}

/// The same of one item in a letter: what is over or withdrawn is counted as such.
pub fn item_label(item: &Item) -> &'static str {
    match item.kind {
        ItemKind::Resolved => "办结",
        ItemKind::Corrected => "更正",
        ItemKind::Asked => "待审批",
        ItemKind::HandedOver => "转办",
        _ => count_label(&item.case),
    }
}

/// What the matter is called: the rule, or what it warns of while nothing is late yet.
pub fn matter(case: &Case) -> &'static str {
    match (case.rule, case.grade) {
        (Rule::MilestoneOverdue, Grade::AtRisk) => "节点临期",
        (Rule::BehindTarget, Grade::AtRisk) => "投资进度偏慢",
        (rule, _) if issue_words::knows(rule) => issue_words::matter(case),
        (rule, _) => rule.label_zh(),
    }
}

/// The whole sentence: how things stand, in figures.
pub fn what(case: &Case, as_of: NaiveDate) -> String {
    let figures = &case.figures;
    match case.rule {
        Rule::BehindTarget => behind_target(figures, as_of),
        Rule::MilestoneOverdue => milestone(figures),
        Rule::Stalled => stalled(figures),
        Rule::NotStarted => not_started(figures, as_of),
        Rule::IndicatorBehind | Rule::QuotaBehind => {
            let date = figures.reported_as_of.map(|d| format!("截至{}，", day(d))).unwrap_or_default();
            format!("{date}{}。", data_words::said(case.rule, figures))
        }
        Rule::Own(_) => own(figures, as_of),
        rule if issue_words::knows(rule) => issue_words::what(case, as_of),
        rule if rule_words::knows(rule) => rule_words::what(case, as_of),
        rule => data_words::what(rule, case),
    }
}

/// The same in a few words, for a row of a table; empty where the figures say nothing.
pub fn brief(case: &Case, as_of: NaiveDate) -> String {
    let figures = &case.figures;
    let days = figures.days.unwrap_or(0);
    let planned = figures.planned_date.map(|d| format!("（计划{}）", short_day(d, as_of))).unwrap_or_default();
    match case.rule {
        Rule::BehindTarget => {
            let gap = figures.gap_points.filter(|g| g.0 > 0).map(|g| format!("落后{}个百分点", points(g)));
            joined([done(figures).map(|(text, _)| text), gap])
        }
        Rule::MilestoneOverdue if days < 0 => format!("{}还有{}天到期{planned}", node(figures), -days),
        Rule::MilestoneOverdue if days == 0 => format!("{}到期{planned}", node(figures)),
        Rule::MilestoneOverdue => format!("{}逾期{days}天{planned}", node(figures)),
        Rule::Stalled => {
            joined([done(figures).map(|(text, _)| text), figures.reports.map(|n| format!("连续{n}期没有变化"))])
        }
        Rule::NotStarted if days <= 0 => format!("未开工{planned}"),
        Rule::NotStarted => format!("逾期{days}天未开工{planned}"),
        Rule::IndicatorBehind | Rule::QuotaBehind => data_words::said(case.rule, figures),
        Rule::Own(_) => joined([figures.text.clone()]),
        rule if issue_words::knows(rule) => issue_words::brief(case, as_of),
        rule if rule_words::knows(rule) => rule_words::brief(case, as_of),
        rule => data_words::brief(rule, case, as_of),
    }
}

/// Why it is in this letter, in a few characters: the tag beside the grade; nothing for what is settled.
pub fn tag(item: &Item) -> &'static str {
    if let Some(tag) = issue_words::tag(item) {
        return tag;
    }
    match item.kind {
        ItemKind::Opened => "新发现",
        ItemKind::Reopened => "再次出现",
        ItemKind::Climbed => "升级上报",
        ItemKind::Copied => "抄送",
        ItemKind::HandedOver => "已转出",
        ItemKind::Passed => "已上报上级",
        ItemKind::Worsened => "程度加重",
        ItemKind::Repeated => "再次提醒",
        ItemKind::Asked => "请审批",
        ItemKind::Corrected | ItemKind::Resolved => "",
    }
}

/// The same in a sentence, where there is something to say.
pub fn why_now(item: &Item, policy: Option<&Policy>, as_of: NaiveDate) -> Option<String> {
    let case = &item.case;
    if entered(item, policy) {
        return Some(format!("已为“{}”，按规定直接报送到您这一级。", case.grade.label_zh()));
    }
    if let Some(why) = issue_words::why_now(item) {
        return Some(why);
    }
    let unsettled = if case.rule == Rule::Issue { "到期未办结" } else { "到期未见恢复" };
    match item.kind {
        ItemKind::Opened => None,
        ItemKind::Reopened if case.reopened > 1 => Some(format!("曾已办结，现第{}次反复。", case.reopened)),
        ItemKind::Reopened => Some("曾已办结，现再次出现。".to_string()),
        ItemKind::Climbed if case.told.iter().any(|told| told.rung < case.rung) => {
            Some(format!("此前已通知的各级{unsettled}，现上报到您。"))
        }
        ItemKind::Climbed => Some("下级岗位暂缺，现直接报送到您。".to_string()),
        ItemKind::Copied => Some("抄送您知悉，无需办理。".to_string()),
        ItemKind::HandedOver => {
            let unit = clean::line_or(case.unit_name.as_deref().unwrap_or_default(), clean::NAME, "其他单位");
            Some(format!("该事项已转由{unit}办理，您处无需再办理。"))
        }
        ItemKind::Passed => {
            let above: Vec<String> = case
                .told
                .iter()
                .filter(|t| t.rung == case.rung && t.on == case.rung_since)
                .map(|t| {
                    format!("{}（{}）", clean::line_or(&t.name, clean::NAME, "有关人员"), clean::line(&t.role, 20))
                })
                .collect();
            let to = if above.is_empty() { "上一级".to_string() } else { listed(&above, 6) };
            Some(format!("{unsettled}，已于{}上报{to}。", short_day(case.rung_since, as_of)))
        }
        ItemKind::Worsened => Some(format!("比上次通知时加重，现为“{}”。", case.grade.label_zh())),
        ItemKind::Repeated => {
            let times = case.life.repeated.map_or(1, |repeated| repeated.times);
            Some(format!("此前已通知，至今未办结，第{times}次提醒；间隔逐次加倍，办结为止。"))
        }
        ItemKind::Asked | ItemKind::Corrected | ItemKind::Resolved => None,
    }
}

/// Whether it came straight to this rung because of its grade.
pub fn entered(item: &Item, policy: Option<&Policy>) -> bool {
    let rungs = policy.map_or(&[][..], |policy| item.case.rungs(policy));
    let rung = (item.rung as usize).checked_sub(1).and_then(|index| rungs.get(index));
    let first = matches!(item.kind, ItemKind::Opened | ItemKind::Reopened | ItemKind::Climbed);
    first && item.rung > 1 && rung.and_then(|rung| rung.enter).is_some_and(|least| item.case.grade >= least)
}

/// What a reply has to say.
pub fn answer(answer: Answer) -> &'static str {
    match answer {
        Answer::Reason => "原因",
        Answer::Date => "预计完成时间",
        Answer::Request => "需协调解决的事项",
    }
}

/// What is said of a case that recovered.
pub fn resolved(case: &Case, as_of: NaiveDate) -> String {
    if let Some(said) = issue_words::resolved(case, as_of) {
        return said;
    }
    let on = match case.state {
        CaseState::Resolved { on } => on,
        _ => as_of,
    };
    let days = (on - case.since).num_days();
    let lasted = if days > 0 { format!("，历时{days}天") } else { String::new() };
    let evidence = match case.rule.ladder() {
        Ladder::Project => "最新报送的数据已恢复正常",
        Ladder::Data => "有关数据已补齐或更正",
    };
    format!("{evidence}，{}办结{lasted}，不再上报。", short_day(on, as_of))
}

/// Since when the matter stands; nothing for what is still ahead, and nothing where the sentence has named that day already.
pub fn since(case: &Case, as_of: NaiveDate) -> Option<String> {
    let ahead = case.grade == Grade::AtRisk && case.rule == Rule::MilestoneOverdue;
    // The limit of an issue says since when it is late.
    if ahead || case.rule == Rule::Issue || case.figures.planned_date == Some(case.since) {
        return None;
    }
    let days = (as_of - case.since).num_days();
    let lasted = if days > 0 { format!("，至今{days}天") } else { String::new() };
    Some(format!("自{}起{lasted}", day(case.since)))
}

/// What stops the next step: the condition after 如在此之前.
pub fn stop(rule: Rule) -> &'static str {
    match rule {
        Rule::BehindTarget => "报送的数据显示进度已赶上",
        Rule::MilestoneOverdue => "报送该节点已完成",
        Rule::Stalled => "报送的数据显示已有进展",
        Rule::NotStarted => "报送的数据显示已开工",
        Rule::IndicatorBehind => "公布的数据显示已赶上",
        Rule::QuotaBehind => "报送的数据显示任务已完成",
        Rule::Own(_) => "报送的数据显示已不再符合该规则",
        rule if issue_words::knows(rule) => issue_words::stop(rule),
        rule if rule_words::knows(rule) => rule_words::stop(rule),
        rule => data_words::stop(rule),
    }
}

/// `A、B、C等5人`: at most `max` of them by name.
pub fn listed(people: &[String], max: usize) -> String {
    let shown = people.iter().take(max).cloned().collect::<Vec<_>>().join("、");
    if people.len() > max { format!("{shown}等{}人", people.len()) } else { shown }
}

/// `截至2014年6月15日，累计完成投资1,250万元，占年度目标6,000万元的20.8%；按序时进度应完成…`
fn behind_target(figures: &Figures, as_of: NaiveDate) -> String {
    let date = figures.reported_as_of.unwrap_or(as_of);
    let Some((done, scale)) = done(figures) else {
        return format!("截至{}，投资进度落后于序时进度。", day(date));
    };
    let share = figures.actual.zip(figures.target).and_then(|(actual, target)| share(actual, target));
    let of_target = match (figures.target, share) {
        (Some(target), Some(share)) => format!("，占年度目标{}的{share}", scale.show(target)),
        _ => String::new(),
    };
    let due = figures.actual.zip(figures.expected).map(|(actual, expected)| shortfall(actual, expected, scale));
    let gap = figures.gap_points.filter(|g| g.0 > 0).map(|g| format!("，落后{}个百分点", points(g)));
    let (due, gap) = (due.unwrap_or_default(), gap.unwrap_or_default());
    format!("截至{}，{done}{of_target}{due}{gap}。", day(date))
}

/// `；按序时进度应完成2,474万元，少完成1,224万元`
fn shortfall(actual: Amount, expected: Amount, scale: Scale) -> String {
    // A difference below ten of the unit would be lost in rounding.
    let near = (scale.round(expected).0 - scale.round(actual).0).abs() < Amount::whole(10).0;
    let scale = if near { scale.finer() } else { scale };
    let (expected, actual) = (scale.round(expected), scale.round(actual));
    let missing = Amount(expected.0 - actual.0);
    let missing = if missing.0 > 0 { format!("，少完成{}", scale.label_of(missing)) } else { String::new() };
    format!("；按序时进度应完成{}{missing}", scale.label_of(expected))
}

/// `累计完成投资1,250万元`, and the scale for the rest of the sentence.
fn done(figures: &Figures) -> Option<(String, Scale)> {
    let actual = figures.actual?;
    let reported: Vec<Amount> = figures.target.into_iter().chain([actual]).collect();
    let scale = Scale::of(&reported);
    Some((format!("累计完成投资{}", scale.show(actual)), scale))
}

fn milestone(figures: &Figures) -> String {
    let planned = figures.planned_date.map(|d| format!("计划{}完成，", day(d))).unwrap_or_default();
    let node = node(figures);
    let report = match (figures.reported_as_of, figures.planned_date) {
        // Overdue because the report that should have covered the day is itself missing.
        (Some(date), Some(planned)) if date < planned && figures.days.unwrap_or(0) > 0 => {
            format!("最近一次有效报告截至{}，此后没有报送完成情况，", day(date))
        }
        (Some(date), _) => format!("截至{}的报告未显示完成，", day(date)),
        (None, _) => String::new(),
    };
    let invested = done(figures).map(|(text, _)| format!("本年{text}。")).unwrap_or_default();
    match figures.days.unwrap_or(0) {
        0 => format!("{node}{planned}{report}今日到期。{invested}"),
        late if late > 0 => format!("{node}{planned}{report}至今已逾期{late}天。{invested}"),
        left => format!("{node}{planned}{report}距到期还有{}天，请提前安排。{invested}", -left),
    }
}

fn node(figures: &Figures) -> String {
    match figures.milestone.as_deref().map(|name| clean::line(name, clean::NAME)) {
        Some(name) if !name.is_empty() => format!("节点“{name}”"),
        _ => "有关节点".to_string(),
    }
}

fn stalled(figures: &Figures) -> String {
    let date = figures.reported_as_of.map(|d| format!("截至{}，", day(d))).unwrap_or_default();
    let periods = figures.reports.map_or("连续多期".to_string(), |n| format!("连续{n}期"));
    let share = figures.actual.zip(figures.target).and_then(|(actual, target)| share(actual, target));
    match done(figures) {
        Some((done, scale)) => {
            let of_target = match (figures.target, share) {
                (Some(target), Some(share)) => format!("，占年度目标{}的{share}", scale.show(target)),
                _ => String::new(),
            };
            format!("{date}{done}{of_target}，{periods}报告没有变化，也没有完成新的节点。")
        }
        None => format!("{date}{periods}报告没有变化，也没有完成新的节点。"),
    }
}

fn not_started(figures: &Figures, as_of: NaiveDate) -> String {
    let planned = figures.planned_date.map(|d| format!("计划{}开工，", day(d))).unwrap_or_default();
    let date = day(figures.reported_as_of.unwrap_or(as_of));
    let late = figures.days.filter(|n| *n > 0).map(|n| format!("，至今已逾期{n}天")).unwrap_or_default();
    let target = figures.target.map(|t| format!("年度目标{}。", Scale::of(&[t]).show(t))).unwrap_or_default();
    format!("{planned}截至{date}的报告未显示开工{late}。{target}")
}

/// `截至2014年6月15日，开工晚于计划三十天（days_since_planned_start 45）。`
fn own(figures: &Figures, as_of: NaiveDate) -> String {
    let date = day(figures.reported_as_of.unwrap_or(as_of));
    let text = figures.text.as_deref().map(|text| clean::line(text, SENTENCE)).unwrap_or_default();
    format!("截至{date}，{}。", text.trim_end_matches(['。', '.']))
}

fn joined<const N: usize>(parts: [Option<String>; N]) -> String {
    let text = parts.into_iter().flatten().collect::<Vec<_>>().join("，");
    clean::line(&text, SENTENCE)
}
