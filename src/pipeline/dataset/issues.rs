//! The columns of issue lists and of inspection rounds.

use super::{Column, Kind, column};

const NUMBER: &[&str] = &[
    "事项编号",
    "问题编号",
    "诉求编号",
    "清单编号",
    "工单编号",
    "工单号",
    "整改编号",
    "编号",
    "issue_id",
    "issue id",
    "issue no",
    "id",
];
const AREA: &[&str] =
    &["监督领域", "监督方面", "监督内容", "所属领域", "问题领域", "领域", "area", "area of supervision"];
/// Whoever has to deal with it.
const DEPARTMENT: &[&str] = &[
    "责任单位",
    "承办单位",
    "主办单位",
    "责任部门",
    "承办部门",
    "牵头单位",
    "办理单位",
    "整改单位",
    "被检查单位",
    "department",
    "unit",
    "unit_name",
];
/// A day or a number of days; working days where nothing else is said.
const LIMIT: &[&str] = &[
    "办理时限",
    "办结时限",
    "完成时限",
    "整改时限",
    "整改期限",
    "限办时限",
    "时限要求",
    "时限",
    "限期",
    "截止日期",
    "limit",
    "due",
    "due_date",
    "deadline",
];
const PROJECT: &[&str] = &["项目编号", "项目代码", "project_id", "project id"];
const PROJECT_NAME: &[&str] = &["项目名称", "涉及项目", "相关项目", "project name", "project"];

pub(super) const ISSUES: &[Column] = &[
    column("id", Kind::Id, false, NUMBER),
    column(
        "kind",
        Kind::Text,
        false,
        &["事项类别", "问题类别", "事项类型", "来源类别", "类别", "类型", "kind", "type"],
    ),
    column("area", Kind::Text, false, AREA),
    column(
        "text",
        Kind::Text,
        true,
        &[
            "事项内容",
            "问题描述",
            "问题内容",
            "诉求内容",
            "诉求事项",
            "议定事项",
            "具体问题",
            "具体事项",
            "问题",
            "诉求",
            "事项",
            "issue",
            "text",
            "content",
            "description",
        ],
    ),
    column("unit_name", Kind::Text, true, DEPARTMENT),
    column(
        "raised_by",
        Kind::Text,
        false,
        &[
            "诉求企业",
            "企业名称",
            "提出单位",
            "提出人",
            "反映单位",
            "来源",
            "会议名称",
            "会议",
            "raised_by",
            "from",
            "enterprise",
        ],
    ),
    column("project_id", Kind::Id, false, PROJECT),
    column("name", Kind::Text, false, PROJECT_NAME),
    column(
        "raised_on",
        Kind::Date,
        false,
        &[
            "列单日期",
            "列单时间",
            "登记日期",
            "受理日期",
            "受理时间",
            "交办日期",
            "交办时间",
            "提出日期",
            "会议日期",
            "日期",
            "raised_on",
            "date",
        ],
    ),
    column("limit", Kind::Text, false, LIMIT),
    column(
        "done_on",
        Kind::Date,
        false,
        &["办结日期", "办结时间", "实际办结时间", "整改完成时间", "完成日期", "done_on", "closed_on"],
    ),
    column("result", Kind::Text, false, &["办理结果", "办理情况", "办结情况", "整改情况", "result", "outcome"]),
];

pub(super) const INSPECTIONS: &[Column] = &[
    column("round", Kind::Text, false, &["轮次", "检查轮次", "督导轮次", "观摩轮次", "批次", "round"]),
    column("date", Kind::Date, false, &["检查日期", "督查日期", "督导日期", "观摩日期", "检查时间", "日期", "date"]),
    column("group", Kind::Text, false, &["检查组", "督查组", "督导组", "观摩组", "组别", "group"]),
    column("route", Kind::Text, false, &["路线", "线路", "检查路线", "观摩路线", "route"]),
    column("site", Kind::Text, false, &["点位", "检查点", "检查点位", "观摩点", "观摩点位", "站点", "site"]),
    column("project_id", Kind::Id, false, PROJECT),
    column("name", Kind::Text, false, PROJECT_NAME),
    column("unit_name", Kind::Text, true, DEPARTMENT),
    column("score", Kind::Figure, true, &["得分", "评分", "打分", "观摩得分", "检查得分", "score"]),
    column("task_points", Kind::Figure, false, &["满分", "分值", "full_marks", "task_points"]),
    column("id", Kind::Id, false, NUMBER),
    column("finding", Kind::Text, false, &["发现问题", "存在问题", "发现的问题", "问题", "问题描述", "finding"]),
    column("area", Kind::Text, false, AREA),
    column("limit", Kind::Text, false, LIMIT),
];
