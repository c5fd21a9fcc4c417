//! The names of the rules, in TOML, SQL, JSON and for people; the ladder each climbs and the dimension it grades.

use crate::base::short::Short;
use crate::pipeline::policy::Ladder;
use serde::{Deserialize, Serialize};

/// The rules. In JSON and SQL a rule is its [name](Rule::name).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// The cumulative value is below the trajectory.
    BehindTarget,
    /// A milestone is overdue, or due soon.
    MilestoneOverdue,
    /// Nothing moved over consecutive reports.
    Stalled,
    /// The planned start passed and nothing is done.
    NotStarted,
    /// The planned end passed and it is not completed.
    NotFinished,
    /// Progress and standstill take turns.
    StopAndGo,
    /// The land is cleared and nothing is built.
    ClearedNotBuilt,
    /// By earned schedule it will finish late.
    ForecastSlip,
    /// What was declared is better than what the figures say.
    Overstated,
    /// What was declared is worse than what the figures say, and counts.
    Declared,
    /// Payment and work are apart.
    MoneyAndWork,
    /// The statistics hold less than was reported.
    StatisticsEntry,
    /// Paperwork lags behind work.
    Paperwork,
    /// A report came after its deadline.
    ReportedLate,
    /// The register differs from the approved baseline.
    UnapprovedChange,
    /// A project's report is missing.
    NotReported,
    /// A project's row was refused.
    Unreadable,
    /// A project of the file is not on the register.
    UnknownProject,
    /// A project left the register.
    Vanished,
    /// The whole file is missing.
    MissingFile,
    /// The whole file could not be read.
    UnreadableFile,
    /// The newest data of a table are older than its pipeline asks.
    Stale,
    /// An indicator is worse than what it is held against.
    IndicatorBehind,
    /// A quota or a dated goal is not reached.
    QuotaBehind,
    /// The allocations of a quota do not add up to its headline.
    QuotaSum,
    /// An issue of a list is not done.
    Issue,
    /// Too few of a department's issues were done within the limit.
    ClosingRate,
    /// A rule of the user's own or of a pack, by its name.
    Own(Short),
}

impl Rule {
    /// Every rule that the program brings along; the user's own are not among them.
    pub const ALL: [Rule; 27] = [
        Rule::BehindTarget,
        Rule::MilestoneOverdue,
        Rule::Stalled,
        Rule::NotStarted,
        Rule::NotFinished,
        Rule::StopAndGo,
        Rule::ClearedNotBuilt,
        Rule::ForecastSlip,
        Rule::Overstated,
        Rule::Declared,
        Rule::MoneyAndWork,
        Rule::StatisticsEntry,
        Rule::Paperwork,
        Rule::ReportedLate,
        Rule::UnapprovedChange,
        Rule::NotReported,
        Rule::Unreadable,
        Rule::UnknownProject,
        Rule::Vanished,
        Rule::MissingFile,
        Rule::UnreadableFile,
        Rule::Stale,
        Rule::IndicatorBehind,
        Rule::QuotaBehind,
        Rule::QuotaSum,
        Rule::Issue,
        Rule::ClosingRate,
    ];

    /// The name in TOML, SQL and JSON.
    pub fn name(&self) -> &str {
        match self {
            Rule::Own(name) => name.full(),
            Rule::BehindTarget => "behind_target",
            Rule::MilestoneOverdue => "milestone_overdue",
            Rule::Stalled => "stalled",
            Rule::NotStarted => "not_started",
            Rule::NotFinished => "not_finished",
            Rule::StopAndGo => "stop_and_go",
            Rule::ClearedNotBuilt => "cleared_not_built",
            Rule::ForecastSlip => "forecast_slip",
            Rule::Overstated => "overstated",
            Rule::Declared => "declared",
            Rule::MoneyAndWork => "money_and_work",
            Rule::StatisticsEntry => "statistics_entry",
            Rule::Paperwork => "paperwork",
            Rule::ReportedLate => "reported_late",
            Rule::UnapprovedChange => "unapproved_change",
            Rule::NotReported => "not_reported",
            Rule::Unreadable => "unreadable",
            Rule::UnknownProject => "unknown_project",
            Rule::Vanished => "vanished",
            Rule::MissingFile => "missing_file",
            Rule::UnreadableFile => "unreadable_file",
            Rule::Stale => "stale",
            Rule::IndicatorBehind => "indicator_behind",
            Rule::QuotaBehind => "quota_behind",
            Rule::QuotaSum => "quota_sum",
            Rule::Issue => "issue",
            Rule::ClosingRate => "closing_rate",
        }
    }

    /// The rule of a name, if it is one.
    pub fn from_name(name: &str) -> Option<Rule> {
        Short::from_full(name).map(Rule::Own).or_else(|| Rule::ALL.into_iter().find(|r| r.name() == name))
    }

    /// What a Chinese reader sees.
    pub fn label_zh(self) -> &'static str {
        match self {
            Rule::BehindTarget => "投资进度滞后",
            Rule::MilestoneOverdue => "节点逾期",
            Rule::Stalled => "进度停滞",
            Rule::NotStarted => "未按时开工",
            Rule::NotFinished => "逾期未完工",
            Rule::StopAndGo => "建建停停",
            Rule::ClearedNotBuilt => "圈而不建",
            Rule::ForecastSlip => "预测完工滞后",
            Rule::Overstated => "自评高于实际",
            Rule::Declared => "自评认定滞后",
            Rule::MoneyAndWork => "支付与进度不匹配",
            Rule::StatisticsEntry => "入统滞后",
            Rule::Paperwork => "手续办理滞后",
            Rule::ReportedLate => "逾期报送",
            Rule::UnapprovedChange => "计划调整未经批准",
            Rule::NotReported => "未按时报送",
            Rule::Unreadable => "填报数据有误",
            Rule::UnknownProject => "项目不在台账",
            Rule::Vanished => "项目移出台账",
            Rule::MissingFile => "报表未送达",
            Rule::UnreadableFile => "报表无法读取",
            Rule::Stale => "数据未按期更新",
            Rule::IndicatorBehind => "指标落后",
            Rule::QuotaBehind => "招商任务未完成",
            Rule::QuotaSum => "任务分解与总目标不符",
            Rule::Issue => "限时办结",
            Rule::ClosingRate => "限时办结率偏低",
            Rule::Own(_) => "自定规则",
        }
    }

    /// The dimension it grades, unless a pipeline says otherwise.
    pub fn dimension(self) -> &'static str {
        match self {
            Rule::NotStarted | Rule::ClearedNotBuilt => "start",
            Rule::MoneyAndWork => "payment",
            Rule::StatisticsEntry => "statistics",
            Rule::Paperwork => "paperwork",
            Rule::Issue | Rule::ClosingRate => "issues",
            _ if self.ladder() == Ladder::Data => "reporting",
            _ => "progress",
        }
    }

    /// Which ladder it climbs.
    pub fn ladder(self) -> Ladder {
        match self {
            Rule::NotReported
            | Rule::ReportedLate
            | Rule::UnapprovedChange
            | Rule::Unreadable
            | Rule::UnknownProject
            | Rule::MissingFile
            | Rule::UnreadableFile
            | Rule::Stale
            | Rule::QuotaSum => Ladder::Data,
            _ => Ladder::Project,
        }
    }
}

impl Serialize for Rule {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Rule {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Rule, D::Error> {
        let name = String::deserialize(deserializer)?;
        Rule::from_name(&name).ok_or_else(|| serde::de::Error::custom(format!("`{name}` is not a rule")))
    }
}
