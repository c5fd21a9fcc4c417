//! Words for trouble with data: which report is missing, what is written in which cell, how to correct and re-send it.
//!
//! Takes a rule of the data ladder and its case; gives sentences. A cell's text is always shown in quotation marks, so
//! that nobody takes it for the office's own words. Reasons come as stable words and are said in Chinese here.

use super::clean::{self, NAME, SENTENCE};
use super::figures::{Scale, day, short_day};
use crate::assess::{Figures, Rule};
use crate::escalate::Case;
use crate::tidy::words;
use chrono::NaiveDate;

/// The whole sentence.
pub fn what(rule: Rule, case: &Case) -> String {
    match rule {
        Rule::NotReported => not_reported(&case.figures),
        Rule::Unreadable => unreadable(case),
        Rule::UnknownProject => {
            let written = written(&case.figures);
            let near = case.figures.near.as_deref();
            let near = near.map(|near| words::said::zh(near).unwrap_or_else(|| near.to_string()));
            let near = near.map(|near| format!("台账中相近的有：{}，未自动对应。", clean::line(&near, SENTENCE)));
            let near = near.unwrap_or_default();
            format!(
                "报送的表中有此项目，但项目台账里没有，该行数据未采用{written}。{near}请核对项目编号和名称后重新报送；确属新增项目的，请先补录台账。"
            )
        }
        Rule::Vanished => {
            "最新台账中已没有此项目，原有督办事项仍然保留。属遗漏的，请补正台账；确已调出的，请报送批准依据。"
                .to_string()
        }
        Rule::MissingFile => missing_file(case),
        Rule::Stale => stale(&case.figures),
        Rule::QuotaSum => {
            format!("{}。请核对总目标和分解任务后重新报送，或说明差额的用途。", said(rule, &case.figures))
        }
        _ => unreadable_file(case),
    }
}

/// The same in a few words.
pub fn brief(rule: Rule, case: &Case, as_of: NaiveDate) -> String {
    let figures = &case.figures;
    match rule {
        Rule::NotReported => {
            let missing = figures.planned_date.map(|d| format!("未报截至{}的数据", short_day(d, as_of)));
            let periods = figures.reports.filter(|n| *n > 1).map(|n| format!("已连续{n}期"));
            let last = figures.reported_as_of.map(|d| format!("上次报至{}", short_day(d, as_of)));
            [missing, periods, last].into_iter().flatten().collect::<Vec<_>>().join("，")
        }
        Rule::Unreadable => format!("该行数据未采用{}", written(figures)),
        Rule::UnknownProject => "台账中没有此项目，该行数据未采用".to_string(),
        Rule::Vanished => "最新台账中已没有此项目".to_string(),
        Rule::MissingFile => {
            let missing = figures.planned_date.map(|d| format!("截至{}的", short_day(d, as_of))).unwrap_or_default();
            format!("{missing}报表未收到")
        }
        Rule::Stale => {
            let last = figures.reported_as_of.map(|d| format!("数据仍截至{}", short_day(d, as_of)));
            last.unwrap_or_else(|| "数据未按期更新".to_string())
        }
        Rule::QuotaSum => said(rule, figures),
        _ => file_word(figures).map_or("报表无法读取".to_string(), |word| format!("报表未采用（{}）", word.zh)),
    }
}

/// Why a whole file was not taken.
fn file_word(figures: &Figures) -> Option<&'static words::Word> {
    let kind = figures.text.as_deref()?.split(':').next()?.trim();
    words::of_file(kind).or_else(|| words::of(kind))
}

/// The condition after 如在此之前.
pub fn stop(rule: Rule) -> &'static str {
    match rule {
        Rule::NotReported => "补报到位",
        Rule::Unreadable => "更正并重新报送",
        Rule::UnknownProject => "更正项目编号或补录台账",
        Rule::Vanished => "补正台账或说明调出依据",
        Rule::MissingFile => "报表送达",
        Rule::Stale => "报送最新一期数据",
        Rule::QuotaSum => "总目标与分解任务核对一致",
        _ => "重新报送能够读取的报表",
    }
}

/// What a rule has said of itself, on one line; its name where it has said nothing.
pub fn said(rule: Rule, figures: &Figures) -> String {
    clean::line_or(figures.text.as_deref().unwrap_or_default(), SENTENCE, rule.label_zh())
}

/// The same in English: the meaning of a stable word, and what was written.
pub fn said_en(text: &str) -> String {
    let (word, rest) = text.split_once(':').unwrap_or((text, ""));
    match words::of(word.trim()) {
        Some(word) if rest.trim().is_empty() => word.en.to_string(),
        Some(word) => format!("{} (“{}”)", word.en, clean::line(rest, SENTENCE)),
        None => clean::line(text, SENTENCE),
    }
}

fn not_reported(figures: &Figures) -> String {
    let which = figures.planned_date.map_or("本期".to_string(), |d| format!("截至{}的", day(d)));
    let periods = figures.reports.filter(|n| *n > 1).map(|n| format!("，已连续{n}期未报")).unwrap_or_default();
    let value = figures.actual.map(|a| format!("，累计完成投资{}", Scale::of(&[a]).show(a))).unwrap_or_default();
    let last = match figures.reported_as_of {
        Some(date) => format!("最近一次有效数据截至{}{value}。", day(date)),
        None => "尚无有效数据。".to_string(),
    };
    let near = figures.near.as_deref().map(|near| clean::line(near, SENTENCE));
    let near = near.map(|near| {
        format!("同一单位此后新报了名称相近的项目：{near}，可能是更名；如已更名，请书面说明，今后只报新名称；如已退出，请报送批准依据。")
    });
    format!("{which}进度数据没有报送{periods}。{last}{}请尽快补报。", near.unwrap_or_default())
}

fn unreadable(case: &Case) -> String {
    let figures = &case.figures;
    let cell = match &case.place {
        Some(place) => {
            let sheet = place.sheet.as_deref().map(|s| format!("“{}”表", clean::line(s, NAME))).unwrap_or_default();
            let cell = place.cell.as_deref().map(|c| format!("{}单元格", clean::line(c, 12))).unwrap_or_default();
            format!("{sheet}{cell}")
        }
        None => String::new(),
    };
    let cell = if cell.is_empty() { "有关单元格".to_string() } else { cell };
    let (reason, text) = reason_and_text(figures);
    let reason = reason.map_or("未通过校验".to_string(), str::to_string);
    let written = if text.is_empty() { String::new() } else { format!("填写为“{text}”，") };
    let kept = figures.reported_as_of.map(|d| format!("，仍沿用截至{}的数据", day(d))).unwrap_or_default();
    format!("{cell}{written}{reason}，该行数据未采用{kept}。请在原表更正后重新报送。")
}

fn stale(figures: &Figures) -> String {
    let which = figures.text.as_deref().map_or("部分数据".to_string(), |text| clean::line(text, SENTENCE));
    let last = figures.reported_as_of.map(|d| format!("：最近一次有效数据截至{}", day(d))).unwrap_or_default();
    let periods = figures.reports.map(|n| format!("，已落后{n}期")).unwrap_or_default();
    format!("报表按期收到，但其中的{which}未按期更新{last}{periods}。请在下次报送时一并更新，或立即补报。")
}

fn missing_file(case: &Case) -> String {
    let figures = &case.figures;
    let which = figures.planned_date.map_or("应报的".to_string(), |d| format!("截至{}的", day(d)));
    let periods = figures.reports.filter(|n| *n > 1).map(|n| format!("，已连续{n}期未收到")).unwrap_or_default();
    let last = figures.reported_as_of.map(|d| format!("最近一次收到的报表截至{}。", day(d))).unwrap_or_default();
    format!("{which}报表已过报送期限，仍未收到{periods}。{last}未收到期间不对项目作新的判定。请尽快报送。")
}

fn unreadable_file(case: &Case) -> String {
    let file = case.place.as_ref().map(|p| clean::line(&p.file, NAME)).unwrap_or_default();
    let file = if file.is_empty() { "报送的报表".to_string() } else { format!("报表“{file}”") };
    let Some(word) = file_word(&case.figures) else {
        return format!("{file}无法读取，其中数据均未采用。请检查后重新报送。");
    };
    let text = case.figures.text.as_deref().and_then(|text| text.split_once(':')).map_or("", |(_, text)| text);
    let (why, fix) = why_and_fix(word, text.trim());
    format!("{file}未采用：{why}。其中数据均未采用。{fix}")
}

/// Why a file is not taken, and what to do: what was said of this file where that is known in Chinese, else what its word
/// says of all such files.
fn why_and_fix(word: &words::Word, text: &str) -> (String, String) {
    let usual = format!("{}。", if word.fix_zh.is_empty() { "请检查后重新报送" } else { word.fix_zh });
    let Some(said) = words::said::zh(text) else { return (word.zh.to_string(), usual) };
    let (asked, why): (Vec<&str>, Vec<&str>) = said.split('；').partition(|clause| clause.starts_with('请'));
    let why = clean::line(&why.join("；"), SENTENCE);
    let why = if why.is_empty() { word.zh.to_string() } else { why };
    let fix = if asked.is_empty() { usual } else { format!("{}。", clean::line(&asked.join("；"), SENTENCE)) };
    (why, fix)
}

/// `（填写为“约2000”）`
fn written(figures: &Figures) -> String {
    match reason_and_text(figures) {
        (Some(reason), text) if text.is_empty() => format!("（{reason}）"),
        (Some(reason), text) => format!("（“{text}”{reason}）"),
        (None, text) if text.is_empty() => String::new(),
        (None, text) => format!("（填写为“{text}”）"),
    }
}

/// A stable word before a colon (`not_a_number: 约2000`) is the reason, the rest what was written; without one all of it
/// is what was written.
fn reason_and_text(figures: &Figures) -> (Option<&'static str>, String) {
    let text = figures.text.as_deref().unwrap_or_default();
    let (word, rest) = text.split_once(':').unwrap_or((text, ""));
    match reason_zh(word.trim()) {
        Some(reason) => (Some(reason), clean::line(rest, SENTENCE)),
        None => (None, clean::line(text, SENTENCE)),
    }
}

/// The reasons of `tidy`, rows first, then files.
fn reason_zh(word: &str) -> Option<&'static str> {
    words::of(word).map(|word| word.zh)
}
