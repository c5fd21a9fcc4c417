//! The columns of what is measured over a year: indicators, quotas and their goals, deals, scores.

use super::{Column, Kind, column};

const VALUE: &[&str] = &[
    "上半年完成",
    "累计完成",
    "本期值",
    "完成值",
    "value",
    "本年累计",
    "累计",
    "累计值",
    "累计数",
    "累计完成数",
    "本年累计完成",
    "实际完成",
    "完成数",
    "总量",
    "绝对量",
    "绝对值",
    "绝对额",
    "绝对数",
];
const GROWTH: &[&str] = &[
    "同比增长",
    "同比增速",
    "增速",
    "growth",
    "yoy",
    "同比增幅",
    "同比增长率",
    "增长率",
    "增幅",
    "同比",
    "同比±",
    "同比增减",
    "比上年同期增长",
    "比上年同期±",
    "比上年增长",
    "比去年同期增长",
    "较上年同期增长",
    "较去年同期增长",
    "增长",
    "±%",
];
/// A goal of its own, and one over which stands what it is of: 亿元以上项目 over 目标 and 完成.
const OVER_100M: &[&str] = &[
    "亿元以上项目",
    "projects_over_100m",
    "亿元以上项目目标",
    "亿元以上项目任务",
    "亿元以上项目计划",
    "亿元以上项目目标任务",
];
const OVER_1BN: &[&str] = &[
    "10亿元以上项目",
    "projects_over_1bn",
    "10亿元以上项目目标",
    "10亿元以上项目任务",
    "10亿元以上项目计划",
    "10亿元以上项目目标任务",
];
const AMOUNT: &[&str] = &[
    "引资额",
    "引资任务",
    "引进资金",
    "引资目标",
    "amount",
    "引资额目标",
    "引资额任务",
    "引资额计划",
    "引进资金目标",
    "引进资金任务",
];
const DONE_OVER_100M: &[&str] = &[
    "已引进亿元以上项目",
    "完成亿元以上项目",
    "done_over_100m",
    "亿元以上项目完成",
    "亿元以上项目实际",
    "亿元以上项目已完成",
    "亿元以上项目实际完成",
    "亿元以上项目完成数",
    "亿元以上项目累计完成",
];
const DONE_OVER_1BN: &[&str] = &[
    "已引进10亿元以上项目",
    "完成10亿元以上项目",
    "done_over_1bn",
    "10亿元以上项目完成",
    "10亿元以上项目实际",
    "10亿元以上项目已完成",
    "10亿元以上项目实际完成",
    "10亿元以上项目完成数",
    "10亿元以上项目累计完成",
];
const DONE_AMOUNT: &[&str] = &[
    "到位资金",
    "已引进资金",
    "完成引资额",
    "done_amount",
    "引资额完成",
    "引资额实际",
    "引资额已完成",
    "引资额实际完成",
    "引资额累计完成",
    "引资额到位",
    "引进资金完成",
    "引进资金实际",
    "引进资金到位",
];

pub(super) const INDICATORS: &[Column] = &[
    column("indicator", Kind::Text, true, &["指标名称", "指标", "indicator"]),
    column("unit", Kind::Text, false, &["单位", "计量单位", "unit"]),
    column("value", Kind::Figure, true, VALUE),
    column("growth", Kind::Figure, false, GROWTH),
    column("target", Kind::Figure, false, &["年度目标", "年度计划", "target", "target_value"]),
    column("target_growth", Kind::Figure, false, &["目标增速", "计划增速", "target_growth", "target_yoy"]),
    column("reference_growth", Kind::Figure, false, &["全市平均增速", "全市增速", "参照增速", "reference_growth"]),
    column("goal", Kind::Text, false, &["目标要求", "年度要求", "考核要求", "目标任务", "goal"]),
    column("reference_value", Kind::Figure, false, &["全市平均值", "全市平均", "参照值", "reference_value"]),
    column("last_year_value", Kind::Figure, false, &["上年同期", "去年同期", "上年同期值", "last_year_value"]),
    column("last_year_growth", Kind::Figure, false, &["上年同期增速", "去年同期增速", "last_year_growth"]),
    column("two_year_growth", Kind::Figure, false, &["两年平均增速", "两年平均增长", "two_year_growth"]),
    column("unit_name", Kind::Text, false, &["责任单位", "牵头单位", "责任部门", "主管部门", "unit_name"]),
];

pub(super) const QUOTAS: &[Column] = &[
    column("unit_name", Kind::Text, true, &["单位", "责任单位", "镇（办）", "unit", "unit_name"]),
    column("projects_over_100m", Kind::Figure, true, OVER_100M),
    column("projects_over_1bn", Kind::Figure, false, OVER_1BN),
    column("amount", Kind::Money, false, AMOUNT),
    column("done_over_100m", Kind::Figure, false, DONE_OVER_100M),
    column("done_over_1bn", Kind::Figure, false, DONE_OVER_1BN),
    column("done_amount", Kind::Money, false, DONE_AMOUNT),
    column("due_date", Kind::Date, false, &["时限", "完成时限", "截止时间", "due_date"]),
];

pub(super) const QUOTA_GOALS: &[Column] = &[
    column(
        "item",
        Kind::Text,
        true,
        &[
            "目标",
            "目标内容",
            "分项目标",
            "任务",
            "任务内容",
            "item",
            "goal",
            "目标任务",
            "工作任务",
            "重点任务",
            "主要任务",
        ],
    ),
    column("unit_name", Kind::Text, false, &["责任单位", "牵头单位", "unit_name"]),
    column("stage", Kind::Text, false, &["阶段", "环节", "stage"]),
    column("size", Kind::Text, false, &["规模", "规模要求", "投资规模", "size"]),
    column("count", Kind::Figure, false, &["个数", "项目数", "目标个数", "数量", "count"]),
    column("amount", Kind::Money, false, &["金额", "总投资", "目标金额", "amount"]),
    column("due_date", Kind::Date, true, &["时限", "完成时限", "截止时间", "完成时间", "due_date"]),
];

pub(super) const DEALS: &[Column] = &[
    column("name", Kind::Text, true, &["项目名称", "签约项目", "name"]),
    column("unit_name", Kind::Text, false, &["引进单位", "责任单位", "招商单位", "unit", "unit_name"]),
    column("amount", Kind::Money, true, &["投资额", "总投资", "合同金额", "签约金额", "amount"]),
    column("signed_date", Kind::Date, true, &["签约时间", "签约日期", "signed_date"]),
    column("start_date", Kind::Date, false, &["开工时间", "开工日期", "start_date"]),
    column("finish_date", Kind::Date, false, &["竣工时间", "投产时间", "竣工日期", "投产日期", "finish_date"]),
];

pub(super) const SCORES: &[Column] = &[
    column(
        "unit_name",
        Kind::Text,
        true,
        &["单位", "责任单位", "被考核单位", "指挥部", "镇（办）", "unit", "unit_name"],
    ),
    column("project_id", Kind::Id, false, &["项目编号", "项目代码", "编号", "project_id"]),
    column("name", Kind::Text, false, &["项目名称", "name"]),
    column("class", Kind::Text, false, &["目标类别", "项目类别", "class"]),
    column("kind", Kind::Text, false, &["类别", "评分项", "考核项目", "考核类别", "事项", "kind"]),
    column("task_points", Kind::Figure, false, &["任务分值", "任务分", "满分", "task_points"]),
    column("score", Kind::Figure, true, &["完成分值", "完成分", "得分", "评分", "扣分", "加分", "score"]),
    column("date", Kind::Date, false, &["日期", "考核日期", "观摩日期", "发生日期", "时间", "date"]),
    column("evidence", Kind::Text, false, &["依据", "评分依据", "扣分原因", "说明", "情况说明", "evidence"]),
];
