//! Words for the rules beside the oldest ones: what stands out, in the figures that decided.
//!
//! Takes a case; gives Chinese sentences. A figure that a case does not hold is left out of the sentence, never made up.

use super::clean::{self, NAME};
use super::figures::{Scale, day, short_day};
use crate::assess::{Figures, Rule};
use crate::escalate::Case;
use chrono::NaiveDate;

/// Whether the words of a rule stand here.
pub fn knows(rule: Rule) -> bool {
    stop_of(rule).is_some()
}

/// The whole sentence.
pub fn what(case: &Case, as_of: NaiveDate) -> String {
    let figures = &case.figures;
    let date = format!("截至{}，", day(figures.reported_as_of.unwrap_or(as_of)));
    let done = figures.actual.map(|a| format!("累计完成投资{}，", Scale::of(&[a]).show(a))).unwrap_or_default();
    format!("{date}{done}{}。", brief(case, as_of))
}

/// The same in a few words.
pub fn brief(case: &Case, as_of: NaiveDate) -> String {
    let figures = &case.figures;
    let planned = figures.planned_date.map(|d| format!("（计划{}）", short_day(d, as_of))).unwrap_or_default();
    let days = figures.days.map(|days| format!("{days}天")).unwrap_or_default();
    let written = figures.text.as_deref().map(|text| clean::line(text, NAME)).filter(|text| !text.is_empty());
    let written = written.map(|text| format!("为“{text}”，")).unwrap_or_default();
    match case.rule {
        Rule::NotFinished => format!("逾期{days}未完工{planned}"),
        Rule::StopAndGo => match figures.reports {
            Some(turns) => format!("近期时建时停，进展与停顿交替{turns}次"),
            None => "近期时建时停".to_string(),
        },
        Rule::ClearedNotBuilt => format!("场地腾清{days}尚未开工建设"),
        Rule::ForecastSlip => {
            let finish = input(figures, "forecast_finish").map(|d| format!("预计{d}完成，")).unwrap_or_default();
            format!("按目前进度{finish}将晚于计划{days}{planned}")
        }
        Rule::Overstated => format!("自评{written}高于按数据认定的等级"),
        Rule::Declared => format!("自评{written}按较低等级认定"),
        Rule::MoneyAndWork => money(figures),
        Rule::StatisticsEntry => "已入统投资低于报送的完成投资".to_string(),
        Rule::UnapprovedChange => {
            format!("台账或节点计划与批准的基线不一致{}，调整未见批准，仍按批准的计划督办", changed(figures))
        }
        Rule::Paperwork => match input(figures, "paperwork") {
            Some(share) => format!("已开工，手续办理仅完成{share}%"),
            None => "已开工，手续尚未办齐".to_string(),
        },
        _ => format!(
            "{}的报告在截止之后送达{planned}",
            figures.planned_date.map(|d| short_day(d, as_of)).unwrap_or_default()
        ),
    }
}

/// The condition after 如在此之前.
pub fn stop(rule: Rule) -> &'static str {
    stop_of(rule).unwrap_or("报送的数据已恢复正常")
}

fn stop_of(rule: Rule) -> Option<&'static str> {
    Some(match rule {
        Rule::NotFinished => "报送项目已完工",
        Rule::StopAndGo => "报送的数据显示连续有进展",
        Rule::ClearedNotBuilt => "报送的数据显示已开工建设",
        Rule::ForecastSlip => "报送的数据显示进度已赶上",
        Rule::Overstated | Rule::Declared => "自评与数据一致",
        Rule::MoneyAndWork => "支付与进度相符",
        Rule::StatisticsEntry => "完成投资已入统",
        Rule::Paperwork => "手续已办齐",
        Rule::ReportedLate => "下一期按时报送",
        Rule::UnapprovedChange => "报送调整批准依据或更正台账",
        _ => return None,
    })
}

/// What was changed: `（节点围堰合龙 2026-04-20 → 2026-06-30，推迟71天）`.
fn changed(figures: &Figures) -> String {
    let words = [("target ", "年度目标（元）"), ("start ", "开工时间"), ("end ", "竣工时间"), ("milestone ", "节点")];
    let parts = figures.text.as_deref().unwrap_or_default().split("; ");
    let said = parts.filter(|part| !part.is_empty()).map(|part| {
        let found = words.iter().find_map(|(word, zh)| Some((zh, part.strip_prefix(word)?)));
        let part = found.map_or(part.to_string(), |(zh, rest)| format!("{zh}{rest}"));
        part.replace(" (", "，相差").replace(" days)", "天")
    });
    let said: Vec<String> = said.map(|text| clean::line(&text, NAME)).collect();
    if said.is_empty() { String::new() } else { format!("（{}）", said.join("；")) }
}

fn money(figures: &Figures) -> String {
    let apart = input(figures, "points_apart").and_then(|n| n.parse::<i64>().ok());
    match apart {
        Some(points) if points >= 0 => format!("资金支付超前于工程进度约{points}个百分点"),
        Some(points) => format!("资金支付落后于工程进度约{}个百分点", -points),
        None => "资金支付与工程进度不匹配".to_string(),
    }
}

fn input<'a>(figures: &'a Figures, name: &str) -> Option<&'a str> {
    let inputs = &figures.basis.as_ref()?.inputs;
    inputs.iter().find(|input| input.name == name).map(|input| input.value.as_str())
}
