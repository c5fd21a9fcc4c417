//! Grades of a project at a date. The worst finding wins; the last four are never counted as good or bad.

use serde::{Deserialize, Serialize};

/// A grade, ordered from best to worst; `Ord` is "worse than".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// Out of the judgement by decision.
    Exempt,
    /// No longer on the register: it stays in the denominator and is counted apart.
    LeftList,
    /// No plan to compare with.
    NoBaseline,
    /// A report came but its row could not be read, and there is nothing older to judge by.
    Unreadable,
    /// No report to judge by.
    NotReported,
    /// 已完成
    Completed,
    /// 正常
    OnTrack,
    /// 预警
    AtRisk,
    /// 滞后
    Behind,
    /// 停滞
    Stalled,
    /// 未开工
    NotStarted,
}

/// The roll-up in three of the source documents, and the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rollup {
    /// 已完成
    Completed,
    /// 按序时推进: on track or at risk.
    OnSchedule,
    /// 滞后: behind, stalled or not started.
    Behind,
    /// Not judged; shown beside, never counted as good.
    Other,
    /// No longer on the register; shown beside.
    LeftList,
}

impl Grade {
    /// Every grade, best first.
    pub const ALL: [Grade; 11] = [
        Grade::Exempt,
        Grade::LeftList,
        Grade::NoBaseline,
        Grade::Unreadable,
        Grade::NotReported,
        Grade::Completed,
        Grade::OnTrack,
        Grade::AtRisk,
        Grade::Behind,
        Grade::Stalled,
        Grade::NotStarted,
    ];

    /// The name used in JSON, SQL and TOML.
    pub fn name(self) -> &'static str {
        match self {
            Grade::Exempt => "exempt",
            Grade::LeftList => "left_list",
            Grade::NoBaseline => "no_baseline",
            Grade::Unreadable => "unreadable",
            Grade::NotReported => "not_reported",
            Grade::Completed => "completed",
            Grade::OnTrack => "on_track",
            Grade::AtRisk => "at_risk",
            Grade::Behind => "behind",
            Grade::Stalled => "stalled",
            Grade::NotStarted => "not_started",
        }
    }

    /// The grade of a name, if it is one.
    pub fn from_name(name: &str) -> Option<Grade> {
        Grade::ALL.into_iter().find(|g| g.name() == name)
    }

    /// What a Chinese reader sees.
    pub fn label_zh(self) -> &'static str {
        match self {
            Grade::Exempt => "不考核",
            Grade::LeftList => "移出台账",
            Grade::NoBaseline => "无计划",
            Grade::Unreadable => "数据无法读取",
            Grade::NotReported => "未报送",
            Grade::Completed => "已完成",
            Grade::OnTrack => "正常",
            Grade::AtRisk => "预警",
            Grade::Behind => "滞后",
            Grade::Stalled => "停滞",
            Grade::NotStarted => "未按时开工",
        }
    }

    /// Completed, on schedule, behind, or none of them.
    pub fn rollup(self) -> Rollup {
        match self {
            Grade::Completed => Rollup::Completed,
            Grade::OnTrack | Grade::AtRisk => Rollup::OnSchedule,
            Grade::Behind | Grade::Stalled | Grade::NotStarted => Rollup::Behind,
            Grade::LeftList => Rollup::LeftList,
            Grade::Exempt | Grade::NoBaseline | Grade::Unreadable | Grade::NotReported => Rollup::Other,
        }
    }
}
