//! Issue lists 列单→领单→办单→清单: the words of lists, their time limits, and what a pipeline says of them in `[issues]`.
//!
//! Takes the short texts of lists (项目审批, 5个工作日) and the section of a pipeline file; gives what they mean, or nothing
//! where they mean nothing known. Never guesses an area or a limit. What becomes of an issue stands in `assess::issues`.

use super::dataset::Dataset;
use super::file::TableFile;
use super::measures::file::plain;
use super::reader::{Reader, Section};
use super::words;
use crate::base::amount::Amount;
use crate::base::calendar::Calendar;
use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};
use std::ops::Range;
use unicode_normalization::UnicodeNormalization;

/// The longest limit that makes sense, in days.
pub const LIMIT_MAX: u32 = 366;

/// One of the five areas of supervision. Every issue belongs to one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Area {
    /// 项目审批
    Approval,
    /// 服务保障
    Service,
    /// 项目进度
    Progress,
    /// 项目环境
    Environment,
    /// 廉洁工程
    Integrity,
}

impl Area {
    /// All five.
    pub const ALL: [Area; 5] = [Area::Approval, Area::Service, Area::Progress, Area::Environment, Area::Integrity];

    /// The name in TOML, JSON and English letters.
    pub fn name(self) -> &'static str {
        match self {
            Area::Approval => "approval",
            Area::Service => "service",
            Area::Progress => "progress",
            Area::Environment => "environment",
            Area::Integrity => "integrity",
        }
    }

    /// What a Chinese reader sees.
    pub fn label_zh(self) -> &'static str {
        match self {
            Area::Approval => "项目审批",
            Area::Service => "服务保障",
            Area::Progress => "项目进度",
            Area::Environment => "项目环境",
            Area::Integrity => "廉洁工程",
        }
    }

    /// The area of a text: its name, its label, or the label's telling half.
    pub fn read(text: &str) -> Option<Area> {
        const SHORT: [(&str, Area); 7] = [
            ("审批", Area::Approval),
            ("服务", Area::Service),
            ("进度", Area::Progress),
            ("环境", Area::Environment),
            ("施工环境", Area::Environment),
            ("廉洁", Area::Integrity),
            ("廉政", Area::Integrity),
        ];
        let text = squeezed(text);
        let short = || SHORT.into_iter().find(|(word, _)| *word == text).map(|(_, area)| area);
        Area::ALL.into_iter().find(|area| area.name() == text || area.label_zh() == text).or_else(short)
    }
}

/// Where an issue comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IssueKind {
    /// 问题: of a unit's own, or of the office.
    Problem,
    /// 诉求: what an enterprise asks for.
    Demand,
    /// 督查发现: what an inspection found.
    Finding,
    /// 议定事项: what a meeting decided.
    Decision,
    /// 任务: what a plan of work, a 政府工作报告 or a list of 民生实事 shares out.
    Task,
}

impl IssueKind {
    /// All of them.
    pub const ALL: [IssueKind; 5] =
        [IssueKind::Problem, IssueKind::Demand, IssueKind::Finding, IssueKind::Decision, IssueKind::Task];

    /// The name in TOML, JSON and English letters.
    pub fn name(self) -> &'static str {
        match self {
            IssueKind::Problem => "problem",
            IssueKind::Demand => "demand",
            IssueKind::Finding => "finding",
            IssueKind::Decision => "decision",
            IssueKind::Task => "task",
        }
    }

    /// What a Chinese reader sees.
    pub fn label_zh(self) -> &'static str {
        match self {
            IssueKind::Problem => "问题",
            IssueKind::Demand => "企业诉求",
            IssueKind::Finding => "督查发现问题",
            IssueKind::Decision => "会议议定事项",
            IssueKind::Task => "重点任务",
        }
    }

    /// The kind of a text: its name, its label, or another word that lists use.
    pub fn read(text: &str) -> Option<IssueKind> {
        const WORDS: [(&str, IssueKind); 20] = [
            ("存在问题", IssueKind::Problem),
            ("难题", IssueKind::Problem),
            ("issue", IssueKind::Problem),
            ("诉求", IssueKind::Demand),
            ("需求", IssueKind::Demand),
            ("企业需求", IssueKind::Demand),
            ("督查发现", IssueKind::Finding),
            ("督导发现", IssueKind::Finding),
            ("检查发现", IssueKind::Finding),
            ("发现问题", IssueKind::Finding),
            ("观摩发现", IssueKind::Finding),
            ("议定事项", IssueKind::Decision),
            ("会议决定", IssueKind::Decision),
            ("会议议定", IssueKind::Decision),
            ("会议事项", IssueKind::Decision),
            ("任务", IssueKind::Task),
            ("工作任务", IssueKind::Task),
            ("目标任务", IssueKind::Task),
            ("重点工作", IssueKind::Task),
            ("民生实事", IssueKind::Task),
        ];
        let text = squeezed(text);
        let other = || WORDS.into_iter().find(|(word, _)| *word == text).map(|(_, kind)| kind);
        IssueKind::ALL.into_iter().find(|kind| kind.name() == text || kind.label_zh() == text).or_else(other)
    }
}

/// 限时办结: by when an issue is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Limit {
    /// So many working days after it was listed.
    Workdays(u32),
    /// So many days after it was listed.
    Days(u32),
    /// On a day.
    On(NaiveDate),
    /// 长期坚持, 每月底前: it goes on, and no day ends it.
    Standing,
}

impl Limit {
    /// The last day that is in time, where there is one.
    pub fn day(self, raised_on: NaiveDate, calendar: &Calendar) -> Option<NaiveDate> {
        match self {
            Limit::Workdays(n) => Some(calendar.add_workdays(raised_on, n)),
            Limit::Days(n) => Some(raised_on.checked_add_days(Days::new(n.into())).unwrap_or(NaiveDate::MAX)),
            Limit::On(day) => Some(day),
            Limit::Standing => None,
        }
    }

    /// What a cell says where it is no day: `5`, `5个工作日`, `5 workdays` are working days; `5天`, `5日内`, `5个自然日`, `5 days`
    /// are days; 当日 is the day itself.
    pub fn read(text: &str) -> Option<Limit> {
        let text = squeezed(text);
        if matches!(text.as_str(), "当日" | "当天" | "即时" | "today") {
            return Some(Limit::Days(0));
        }
        let text = text.trim_start_matches("自列单之日起").trim_end_matches(['内', '。']);
        let at = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let (digits, unit) = text.split_at(at);
        let count = digits.parse::<u32>().ok().filter(|n| (1..=LIMIT_MAX).contains(n))?;
        match unit {
            "" | "个工作日" | "工作日" | "workday" | "workdays" => Some(Limit::Workdays(count)),
            "天" | "日" | "个自然日" | "自然日" | "day" | "days" => Some(Limit::Days(count)),
            _ => None,
        }
    }
}

/// `[issues]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssueRules {
    /// What rows are that do not say it.
    pub kind: IssueKind,
    /// The area of rows that do not say it; without one such rows are refused. Tasks have no area: they are of progress.
    pub area: Option<Area>,
    /// Time limits of those that name none, in working days, in the order of [`IssueKind::ALL`]; of tasks nobody makes one up.
    pub limits: [Option<u32>; 5],
    /// 领单: who has not taken an issue after so many working days is late; without it nobody is.
    pub take: Option<u32>,
    /// How many working days what was reported done in time may wait for its acceptance before the ladder goes on.
    pub accept: u32,
    /// The share in percent that is to be done within the limit; below it a department is behind. Without it none is.
    pub target: Option<Amount>,
    /// Departments with fewer counted issues are not held against the target.
    pub least: u32,
}

impl Default for IssueRules {
    fn default() -> IssueRules {
        IssueRules {
            kind: IssueKind::Problem,
            area: None,
            limits: [Some(10), Some(5), Some(10), Some(10), None],
            take: None,
            accept: 3,
            target: None,
            least: 3,
        }
    }
}

impl IssueRules {
    /// The usual limit of a kind; without one it goes on.
    pub fn limit(&self, kind: IssueKind) -> Limit {
        let position = IssueKind::ALL.iter().position(|known| *known == kind).unwrap_or(0);
        self.limits.get(position).copied().flatten().map_or(Limit::Standing, Limit::Workdays)
    }
}

/// The section as typed.
#[derive(Debug, Default)]
pub struct IssuesFile {
    /// What it says.
    pub rules: Option<IssueRules>,
    /// Where it stands.
    pub span: Range<usize>,
}

/// Reads `[issues]`.
pub fn read(root: &Section<'_, '_>) -> IssuesFile {
    let Some(section) = root.table("issues") else { return IssuesFile::default() };
    let span = section.span();
    let usual = IssueRules::default();
    let kinds = IssueKind::ALL.map(IssueKind::name);
    let kind = word(&section, "kind", IssueKind::read, &kinds).unwrap_or(usual.kind);
    let area = word(&section, "area", Area::read, &Area::ALL.map(Area::name));
    let area = area.or_else(|| (kind == IssueKind::Task).then_some(Area::Progress));
    let mut limits = usual.limits;
    if let Some(inner) = section.table("limits") {
        for (kind, limit) in IssueKind::ALL.iter().zip(&mut limits) {
            *limit = workdays(&inner, kind.name()).or(*limit);
        }
        inner.close();
    }
    let rules = IssueRules {
        kind,
        area,
        limits,
        take: workdays(&section, "take"),
        accept: workdays(&section, "accept").unwrap_or(usual.accept),
        target: percent(&section, "target"),
        least: section.number("least", 1, 1_000).map_or(usual.least, |n| *n.get_ref() as u32),
    };
    section.close();
    IssuesFile { rules: Some(rules), span }
}

/// Holds the section against the tables: what reads a list judges it, by the usual limits where nothing is said.
pub fn check(typed: &IssuesFile, tables: &[TableFile], scheduled: bool, reader: &Reader<'_>) -> Option<IssueRules> {
    let named = tables.iter().filter_map(|table| table.dataset.as_ref());
    let lists = named.filter_map(|text| Dataset::from_name(text.get_ref())).any(Dataset::is_of_issues);
    if !lists && typed.rules.is_none() {
        return None;
    }
    if !scheduled {
        let message = "issues have time limits, but no working day is ever looked at: there is no [schedule]";
        let hint = "add [schedule] with cron, period and review = \"0 8 * * 1-5\"";
        reader.warning(typed.span.clone(), "schedule", message, hint);
    }
    Some(typed.rules.clone().unwrap_or_default())
}

fn word<T>(section: &Section<'_, '_>, key: &str, read: fn(&str) -> Option<T>, names: &[&str]) -> Option<T> {
    plain(section, key)?;
    let text = section.text(key)?;
    let found = read(text.get_ref());
    if found.is_none() {
        let message = format!("`{}` is no {key} of issues", text.get_ref());
        let hint = format!("write one of `{}`", names.join("`, `"));
        section.reader().error(text.span(), &section.key(key), message, hint);
    }
    found
}

fn workdays(section: &Section<'_, '_>, key: &str) -> Option<u32> {
    let text = section.text(key)?;
    match words::workdays(text.get_ref()) {
        Ok(n) if n > 0 => Some(n),
        _ => {
            let message = format!("`{}` is no number of working days", text.get_ref());
            section.reader().error(text.span(), &section.key(key), message, "write it as \"5 workdays\"");
            None
        }
    }
}

/// `90 %`, `92.5`: exact.
fn percent(section: &Section<'_, '_>, key: &str) -> Option<Amount> {
    let text = section.figure(key)?;
    let figure = text.get_ref().trim().trim_end_matches('%').trim_end();
    let found = Amount::parse(figure).ok().filter(|a| (Amount::ZERO..=Amount::whole(100)).contains(a));
    if found.is_none() {
        let message = format!("`{}` is no share from 0 to 100 percent", text.get_ref());
        section.reader().error(text.span(), &section.key(key), message, "write it as \"90 %\"");
    }
    found
}

/// NFKC, without white space, in small letters.
pub fn squeezed(text: &str) -> String {
    text.nfkc().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_read_as_people_write_them() {
        let cases = [
            ("5", Some(Limit::Workdays(5))),
            ("5 个工作日", Some(Limit::Workdays(5))),
            ("５个工作日内", Some(Limit::Workdays(5))),
            ("3 workdays", Some(Limit::Workdays(3))),
            ("7天", Some(Limit::Days(7))),
            ("10日内", Some(Limit::Days(10))),
            ("当日", Some(Limit::Days(0))),
            ("尽快", None),
            ("0", None),
            ("-3", None),
            ("1000个工作日", None),
            ("5周", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(Limit::read(text), expected, "{text}");
        }
    }

    #[test]
    fn the_five_areas_are_known_by_their_names_and_labels() {
        for area in Area::ALL {
            assert_eq!(Area::read(area.name()), Some(area));
            assert_eq!(Area::read(&format!(" {} ", area.label_zh())), Some(area));
        }
        assert_eq!(Area::read("审批"), Some(Area::Approval));
        for text in ["", "其他", "安全生产", "审批服务"] {
            assert_eq!(Area::read(text), None, "{text}");
        }
    }
}
