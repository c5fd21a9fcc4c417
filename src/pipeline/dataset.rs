//! The datasets duban understands: their canonical columns, what each holds, and the headers offices usually give them.
//! One table, read by the checker, the header finder, the typed reader and the documentation.

/// The columns of issue lists and inspection rounds.
mod issues;

/// The columns of indicators, quotas and scores.
mod measured;

/// The columns of time series.
mod series;

/// The headers of projects' columns.
mod words;

use measured::{DEALS, INDICATORS, QUOTA_GOALS, QUOTAS, SCORES};
use serde::{Deserialize, Serialize};
use words::{
    ANNUAL_PLAN, ANNUAL_TARGET, CATEGORY, CLASS, CLEARED_DATE, DECLARED, END_DATE, FINISHED_DATE, FORECAST_DATE, ISSUE,
    PAID, PROJECT_ID, PROJECT_NAME, SHARE, START_DATE, STATUS, TOTAL, TOWN, UNIT_NAME,
};

/// A kind of table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dataset {
    /// 项目台账: the projects with their attributes and annual targets.
    Register,
    /// 节点计划: milestones with their planned dates and weights.
    MilestonePlan,
    /// 节点完成情况: which milestones are done.
    Milestones,
    /// 项目进度: what each project has achieved by a period's end.
    Progress,
    /// 经济指标
    Indicators,
    /// 招商目标: quotas by unit.
    Quotas,
    /// 招商分项目标: goals with a size, a stage and a day.
    QuotaGoals,
    /// 签约项目: what was signed and started.
    Deals,
    /// 考核评分: points given and taken, each with its evidence.
    Scores,
    /// 通讯录: who holds which post.
    Posts,
    /// 三位一体联系人: supervision group, chief service officer and liaison of each project.
    Contacts,
    /// 值班表: who is on duty on which day.
    Roster,
    /// 序时任务: what a project, or a class of them, is to have reached by which day.
    Targets,
    /// 基线调整: what was changed in a plan, why, and who approved it.
    Rebaselines,
    /// 时间序列: what an indicator was in a region and a period; wide (periods as columns) or long (a row each).
    Series,
    /// 问题清单: issues, demands, findings and decisions, each with its department and time limit.
    Issues,
    /// 督导检查、观摩: what inspection groups saw, scored and found.
    Inspections,
}

/// Whether a column holds rates of growth.
pub fn is_growth(column: &str) -> bool {
    column == "growth" || column.ends_with("_growth")
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text, trimmed, full-width forms folded; ids stay text whatever they look like.
    Text,
    /// An id: as text, with all white space removed.
    Id,
    /// Money, brought to yuan by its unit.
    Money,
    /// A plain figure as it is counted.
    Figure,
    /// A share: `0.85`, `85` and `85%` are settled by the whole column; held as 85.
    Percent,
    /// A day.
    Date,
}

/// One canonical column.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// The name in TOML, frames, exports.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether a table without it is not this dataset, and a row without it is refused.
    pub required: bool,
    /// Headers it usually has.
    pub headers: &'static [&'static str],
}

impl Column {
    /// Headers by which it is known unless a pipeline says more: its own name first, where the list has no other place for it. What
    /// only reading fills has none.
    pub fn usual(&self) -> impl Iterator<Item = &'static str> {
        let own = (!self.headers.is_empty() && !self.headers.contains(&self.name)).then_some(self.name);
        own.into_iter().chain(self.headers.iter().copied())
    }
}

const fn column(name: &'static str, kind: Kind, required: bool, headers: &'static [&'static str]) -> Column {
    Column { name, kind, required, headers }
}

const REGISTER: &[Column] = &[
    column("project_id", Kind::Id, true, PROJECT_ID),
    column("name", Kind::Text, true, PROJECT_NAME),
    column("class", Kind::Text, false, CLASS),
    column("category", Kind::Text, false, CATEGORY),
    column("unit_name", Kind::Text, false, UNIT_NAME),
    column("town", Kind::Text, false, TOWN),
    column("leader", Kind::Text, false, &["分包领导", "责任领导", "包联领导", "leader"]),
    column("total_investment", Kind::Money, false, TOTAL),
    column("annual_target", Kind::Money, true, ANNUAL_TARGET),
    column("start_date", Kind::Date, false, START_DATE),
    column("end_date", Kind::Date, false, END_DATE),
    column("points", Kind::Figure, false, &["任务分值", "分值", "points"]),
    column("parent", Kind::Text, false, &["所属项目", "上级项目", "主项目", "总项目编号", "parent", "parent_id"]),
    column("liaison_address", Kind::Text, false, &["联络员邮箱", "liaison_address"]),
];

const MILESTONE_PLAN: &[Column] = &[
    column("project_id", Kind::Id, false, PROJECT_ID),
    column("name", Kind::Text, false, PROJECT_NAME),
    column("milestone", Kind::Text, true, &["节点名称", "节点", "时间节点", "里程碑", "milestone"]),
    column("planned_date", Kind::Date, true, &["计划完成时间", "计划时间", "计划完成日期", "planned_date"]),
    column("weight", Kind::Percent, true, &["权重", "节点权重", "weight"]),
];

const MILESTONES: &[Column] = &[
    column("project_id", Kind::Id, false, PROJECT_ID),
    column("name", Kind::Text, false, PROJECT_NAME),
    column("milestone", Kind::Text, true, &["节点名称", "节点", "时间节点", "里程碑", "milestone"]),
    column("planned_date", Kind::Date, false, &["计划完成时间", "计划时间", "计划完成日期", "planned_date"]),
    column("actual_date", Kind::Date, true, &["实际完成时间", "完成时间", "实际完成日期", "actual_date"]),
    column("forecast_date", Kind::Date, false, FORECAST_DATE),
];

/// One row per project, or per class of projects, and period's end: what is to have been reached by then.
const TARGETS: &[Column] = &[
    column("project_id", Kind::Id, false, PROJECT_ID),
    column("name", Kind::Text, false, PROJECT_NAME),
    column("class", Kind::Text, false, CLASS),
    column(
        "until",
        Kind::Date,
        true,
        &["截至日期", "截止日期", "截至时间", "截止时间", "考核日期", "until", "period_end"],
    ),
    column("expected", Kind::Money, false, &["应完成投资", "累计任务", "计划累计完成投资", "任务投资", "expected"]),
    column("share", Kind::Percent, false, &["应完成比例", "序时比例", "计划累计比例", "任务比例", "share"]),
];

/// One row per change of a baseline: what is new, from when, why and who approved it. Read into a ledger that only grows.
const REBASELINES: &[Column] = &[
    column("project_id", Kind::Id, false, PROJECT_ID),
    column("name", Kind::Text, false, PROJECT_NAME),
    column("decided_on", Kind::Date, true, &["批准日期", "批准时间", "调整日期", "批复日期", "decided_on"]),
    column("reason", Kind::Text, true, &["调整原因", "原因", "调整理由", "reason"]),
    column("approver", Kind::Text, true, &["批准人", "审批人", "批准单位", "审批单位", "approver"]),
    column("annual_target", Kind::Money, false, &["调整后年度目标", "调整后年度计划投资", "调整后投资", "new_target"]),
    column("start_date", Kind::Date, false, &["调整后开工时间", "new_start_date"]),
    column("end_date", Kind::Date, false, &["调整后竣工时间", "调整后完成时间", "new_end_date"]),
    column("milestone", Kind::Text, false, &["节点名称", "节点", "时间节点", "里程碑", "milestone"]),
    column("planned_date", Kind::Date, false, &["调整后节点时间", "调整后计划时间", "new_planned_date"]),
];

const PROGRESS: &[Column] = &[
    column("project_id", Kind::Id, false, PROJECT_ID),
    column("name", Kind::Text, false, PROJECT_NAME),
    column("unit_name", Kind::Text, false, UNIT_NAME),
    column("annual_plan", Kind::Money, false, ANNUAL_PLAN),
    column(
        "period_amount",
        Kind::Money,
        false,
        &[
            "本期完成投资",
            "当期投资",
            "本期投资",
            "本月完成投资",
            "period_amount",
            "本月投资",
            "当月投资",
            "本月新增投资",
        ],
    ),
    column(
        "cumulative",
        Kind::Money,
        true,
        &["累计完成投资", "本年累计投资", "本年累计完成投资", "年初至今完成投资", "cum_investment", "cumulative"],
    ),
    column("percent", Kind::Percent, false, SHARE),
    column("status", Kind::Text, false, STATUS),
    column("issue", Kind::Text, false, ISSUE),
    column("phase", Kind::Text, false, &["当前阶段", "形象阶段", "项目阶段", "建设阶段", "phase", "current_phase"]),
    column("declared", Kind::Text, false, DECLARED),
    column("forecast_date", Kind::Date, false, FORECAST_DATE),
    column("started_date", Kind::Date, false, &["实际开工时间", "实际开工日期", "started_date", "actual_start"]),
    column("finished_date", Kind::Date, false, FINISHED_DATE),
    column("cleared_date", Kind::Date, false, CLEARED_DATE),
    column("construction", Kind::Money, false, &["建安投资", "完成建安投资", "累计建安投资", "construction"]),
    column("budget", Kind::Money, false, &["预算", "预算金额", "概算", "合同金额", "合同价", "budget"]),
    column("paid", Kind::Money, false, PAID),
    column("statistics", Kind::Money, false, &["入统投资", "统计投资", "入库投资", "已入统投资", "statistics"]),
    column("paperwork", Kind::Percent, false, &["手续办理进度", "手续完成率", "手续办结率", "paperwork"]),
    column("report_date", Kind::Date, false, &["填报日期", "填报时间", "报送日期", "report_date"]),
    column("class", Kind::Text, false, CLASS),
    column("category", Kind::Text, false, CATEGORY),
    column("town", Kind::Text, false, TOWN),
];

const POSTS: &[Column] = &[
    column("scope", Kind::Text, true, &["单位", "项目编号", "范围", "scope"]),
    column("role", Kind::Text, true, &["角色", "职务", "岗位", "role"]),
    column("person", Kind::Text, true, &["姓名", "联系人", "person"]),
    column("address", Kind::Text, true, &["邮箱", "电子邮箱", "邮件地址", "address", "email"]),
    column("from", Kind::Date, false, &["任职日期", "任职起始", "起始日期", "任职时间", "from", "held_from"]),
    column("to", Kind::Date, false, &["离任日期", "任职截止", "截止日期", "离任时间", "to", "held_to"]),
    column("acting", Kind::Text, false, &["是否代理", "代理", "acting"]),
    column("leave_from", Kind::Date, false, &["请假起", "请假开始", "休假起", "请假起始日期", "leave_from"]),
    column("leave_to", Kind::Date, false, &["请假止", "请假结束", "休假止", "请假截止日期", "leave_to"]),
    column("delegate", Kind::Text, false, &["代理人", "受托人", "委托给", "代办人", "delegate"]),
    column("language", Kind::Text, false, &["语言", "语种", "language"]),
    column("hours", Kind::Text, false, &["接收时段", "收件时段", "接收时间", "hours", "mail_hours"]),
];

/// 三位一体联系人: one row per project, with the supervision group, the chief service officer and the liaison.
const CONTACTS: &[Column] = &[
    column("project_id", Kind::Id, true, PROJECT_ID),
    column("name", Kind::Text, false, PROJECT_NAME),
    column("group", Kind::Text, false, &["监督组", "监督组联系人", "监督组长", "group"]),
    column("group_address", Kind::Text, false, &["监督组邮箱", "监督组邮件", "group_address"]),
    column("officer", Kind::Text, true, &["首席服务官", "officer"]),
    column("officer_address", Kind::Text, false, &["首席服务官邮箱", "首席服务官邮件", "officer_address"]),
    column("liaison", Kind::Text, true, &["项目联络员", "联络员", "liaison"]),
    column("liaison_address", Kind::Text, false, &["联络员邮箱", "项目联络员邮箱", "liaison_address"]),
    column("leader", Kind::Text, false, &["分包领导", "责任领导", "包联领导", "leader"]),
    column("leader_address", Kind::Text, false, &["分包领导邮箱", "责任领导邮箱", "leader_address"]),
];

/// 值班表: who is on duty on which day.
const ROSTER: &[Column] = &[
    column("on", Kind::Date, true, &["值班日期", "日期", "值班时间", "on", "date"]),
    column("until", Kind::Date, false, &["值班截止", "至", "until"]),
    column("role", Kind::Text, false, &["岗位", "角色", "职务", "role"]),
    column("scope", Kind::Text, false, &["值班地点", "地点", "单位", "place", "scope"]),
    column("person", Kind::Text, true, &["值班人员", "值班人", "带班领导", "姓名", "person"]),
    column("address", Kind::Text, false, &["邮箱", "电子邮箱", "邮件地址", "address", "email"]),
];

impl Dataset {
    /// Every dataset.
    pub const ALL: [Dataset; 17] = [
        Dataset::Register,
        Dataset::MilestonePlan,
        Dataset::Milestones,
        Dataset::Progress,
        Dataset::Indicators,
        Dataset::Quotas,
        Dataset::QuotaGoals,
        Dataset::Deals,
        Dataset::Scores,
        Dataset::Posts,
        Dataset::Contacts,
        Dataset::Roster,
        Dataset::Targets,
        Dataset::Rebaselines,
        Dataset::Series,
        Dataset::Issues,
        Dataset::Inspections,
    ];

    /// The name in TOML, SQL and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Dataset::Register => "register",
            Dataset::MilestonePlan => "milestone_plan",
            Dataset::Milestones => "milestones",
            Dataset::Progress => "progress",
            Dataset::Indicators => "indicators",
            Dataset::Quotas => "quotas",
            Dataset::QuotaGoals => "quota_goals",
            Dataset::Deals => "deals",
            Dataset::Scores => "scores",
            Dataset::Posts => "posts",
            Dataset::Contacts => "contacts",
            Dataset::Roster => "roster",
            Dataset::Targets => "targets",
            Dataset::Rebaselines => "rebaselines",
            Dataset::Series => "series",
            Dataset::Issues => "issues",
            Dataset::Inspections => "inspections",
        }
    }

    /// The dataset of a name, if it is one.
    pub fn from_name(name: &str) -> Option<Dataset> {
        Dataset::ALL.into_iter().find(|d| d.name() == name)
    }

    /// Its canonical columns.
    pub fn columns(self) -> &'static [Column] {
        match self {
            Dataset::Register => REGISTER,
            Dataset::MilestonePlan => MILESTONE_PLAN,
            Dataset::Milestones => MILESTONES,
            Dataset::Progress => PROGRESS,
            Dataset::Indicators => INDICATORS,
            Dataset::Quotas => QUOTAS,
            Dataset::QuotaGoals => QUOTA_GOALS,
            Dataset::Deals => DEALS,
            Dataset::Scores => SCORES,
            Dataset::Posts => POSTS,
            Dataset::Contacts => CONTACTS,
            Dataset::Roster => ROSTER,
            Dataset::Targets => TARGETS,
            Dataset::Rebaselines => REBASELINES,
            Dataset::Series => series::COLUMNS,
            Dataset::Issues => issues::ISSUES,
            Dataset::Inspections => issues::INSPECTIONS,
        }
    }

    /// What a Chinese reader sees.
    pub fn label_zh(self) -> &'static str {
        match self {
            Dataset::Register => "项目台账",
            Dataset::MilestonePlan => "节点计划",
            Dataset::Milestones => "节点完成情况",
            Dataset::Progress => "项目进度",
            Dataset::Indicators => "经济指标",
            Dataset::Quotas => "招商目标",
            Dataset::Posts => "通讯录",
            Dataset::Contacts => "三位一体联系人",
            Dataset::Roster => "值班表",
            Dataset::Targets => "序时任务",
            Dataset::Rebaselines => "基线调整",
            Dataset::QuotaGoals => "招商分项目标",
            Dataset::Deals => "签约项目",
            Dataset::Scores => "考核评分",
            Dataset::Series => "时间序列",
            Dataset::Issues => "问题清单",
            Dataset::Inspections => "督导检查",
        }
    }

    /// Whether its rows speak of projects: by id, or by name where the id is missing.
    pub fn is_of_projects(self) -> bool {
        use Dataset::{MilestonePlan, Milestones, Progress, Rebaselines, Register};
        matches!(self, Register | MilestonePlan | Milestones | Progress | Rebaselines)
    }

    /// Whether its rows bring issues: they come when they come, and nobody is late with such a file.
    pub fn is_of_issues(self) -> bool {
        matches!(self, Dataset::Issues | Dataset::Inspections)
    }
}
