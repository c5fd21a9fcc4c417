//! The datasets duban understands: their canonical columns, what each holds, and the headers offices usually give them.
//! One table, read by the checker, the header finder, the typed reader and the documentation.

use serde::{Deserialize, Serialize};

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
    /// 通讯录: who holds which post.
    Posts,
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

const fn column(name: &'static str, kind: Kind, required: bool, headers: &'static [&'static str]) -> Column {
    Column { name, kind, required, headers }
}

const PROJECT_ID: &[&str] = &["项目编号", "项目代码", "编号", "项目编码", "project_id", "project id", "id"];
const PROJECT_NAME: &[&str] = &["项目名称", "名称", "工程名称", "project name", "name"];
const UNIT_NAME: &[&str] = &["责任单位", "指挥部", "责任部门", "牵头单位", "填报单位", "unit", "unit_name"];

const REGISTER: &[Column] = &[
    column("project_id", Kind::Id, true, PROJECT_ID),
    column("name", Kind::Text, true, PROJECT_NAME),
    column("class", Kind::Text, false, &["类别", "项目类别", "目标类别", "class"]),
    column("category", Kind::Text, false, &["行业类别", "项目类型", "category"]),
    column("unit_name", Kind::Text, false, UNIT_NAME),
    column("town", Kind::Text, false, &["所在镇", "所在乡镇", "所属镇", "镇（街道）", "town"]),
    column("leader", Kind::Text, false, &["分包领导", "责任领导", "包联领导", "leader"]),
    column("total_investment", Kind::Money, false, &["总投资", "计划总投资", "total_investment"]),
    column(
        "annual_target",
        Kind::Money,
        true,
        &["年度计划投资", "年度投资计划", "年度目标", "本年计划投资", "annual_plan", "annual_target"],
    ),
    column("start_date", Kind::Date, false, &["开工时间", "计划开工时间", "开工日期", "start_date"]),
    column("end_date", Kind::Date, false, &["竣工时间", "计划竣工时间", "竣工日期", "完工时间", "end_date"]),
    column("points", Kind::Figure, false, &["任务分值", "分值", "points"]),
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
];

const PROGRESS: &[Column] = &[
    column("project_id", Kind::Id, false, PROJECT_ID),
    column("name", Kind::Text, false, PROJECT_NAME),
    column("unit_name", Kind::Text, false, UNIT_NAME),
    column(
        "annual_plan",
        Kind::Money,
        false,
        &["年度计划投资", "计划投资", "年度投资计划", "年度目标", "annual_plan", "annual_target"],
    ),
    column(
        "period_amount",
        Kind::Money,
        false,
        &["本期完成投资", "当期投资", "本期投资", "本月完成投资", "period_amount"],
    ),
    column(
        "cumulative",
        Kind::Money,
        true,
        &["累计完成投资", "本年累计投资", "本年累计完成投资", "年初至今完成投资", "cum_investment", "cumulative"],
    ),
    column("percent", Kind::Percent, false, &["完成比例", "完成率", "投资完成率", "percent"]),
    column("status", Kind::Text, false, &["形象进度", "工程进度", "进展情况", "status"]),
    column("issue", Kind::Text, false, &["存在问题", "问题", "存在的问题", "issue"]),
    column("report_date", Kind::Date, false, &["填报日期", "填报时间", "报送日期", "report_date"]),
];

const INDICATORS: &[Column] = &[
    column("indicator", Kind::Text, true, &["指标名称", "指标", "indicator"]),
    column("unit", Kind::Text, false, &["单位", "计量单位", "unit"]),
    column("value", Kind::Figure, true, &["上半年完成", "累计完成", "本期值", "完成值", "value"]),
    column("growth", Kind::Figure, false, &["同比增长", "同比增速", "增速", "growth", "yoy"]),
    column("target", Kind::Figure, false, &["年度目标", "年度计划", "target", "target_value"]),
    column("target_growth", Kind::Figure, false, &["目标增速", "计划增速", "target_growth", "target_yoy"]),
    column("reference_growth", Kind::Figure, false, &["全市平均增速", "全市增速", "参照增速", "reference_growth"]),
];

const QUOTAS: &[Column] = &[
    column("unit_name", Kind::Text, true, &["单位", "责任单位", "镇（办）", "unit", "unit_name"]),
    column("projects_over_100m", Kind::Figure, true, &["亿元以上项目", "projects_over_100m"]),
    column("projects_over_1bn", Kind::Figure, false, &["10亿元以上项目", "projects_over_1bn"]),
];

const POSTS: &[Column] = &[
    column("scope", Kind::Text, true, &["单位", "项目编号", "范围", "scope"]),
    column("role", Kind::Text, true, &["角色", "职务", "岗位", "role"]),
    column("person", Kind::Text, true, &["姓名", "联系人", "person"]),
    column("address", Kind::Text, true, &["邮箱", "电子邮箱", "邮件地址", "address", "email"]),
];

impl Dataset {
    /// Every dataset.
    pub const ALL: [Dataset; 7] = [
        Dataset::Register,
        Dataset::MilestonePlan,
        Dataset::Milestones,
        Dataset::Progress,
        Dataset::Indicators,
        Dataset::Quotas,
        Dataset::Posts,
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
            Dataset::Posts => "posts",
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
            Dataset::Posts => POSTS,
        }
    }

    /// Whether its rows speak of projects: by id, or by name where the id is missing.
    pub fn is_of_projects(self) -> bool {
        matches!(self, Dataset::Register | Dataset::MilestonePlan | Dataset::Milestones | Dataset::Progress)
    }
}
