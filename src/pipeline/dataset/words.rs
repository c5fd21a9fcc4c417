//! The headers that the columns of projects usually have. Data only.

pub(super) const PROJECT_ID: &[&str] = &["项目编号", "项目代码", "编号", "项目编码", "project_id", "project id", "id"];

pub(super) const PROJECT_NAME: &[&str] =
    &["项目名称", "名称", "工程名称", "project name", "name", "项目", "重点项目", "建设项目"];

pub(super) const UNIT_NAME: &[&str] = &["责任单位", "指挥部", "责任部门", "牵头单位", "填报单位", "unit", "unit_name"];

/// The second half of them stand in two rows: 建设期限 over 开工 and 竣工.
pub(super) const START_DATE: &[&str] = &[
    "开工时间",
    "计划开工时间",
    "开工日期",
    "start_date",
    "建设期限开工",
    "建设工期开工",
    "建设时间开工",
    "建设年限开工",
    "建设周期开工",
    "起止时间开工",
    "建设起止时间开工",
    "建设起止年限开工",
];

pub(super) const END_DATE: &[&str] = &[
    "竣工时间",
    "计划竣工时间",
    "竣工日期",
    "完工时间",
    "end_date",
    "建设期限竣工",
    "建设工期竣工",
    "建设时间竣工",
    "建设年限竣工",
    "建设周期竣工",
    "起止时间竣工",
    "建设起止时间竣工",
    "建设起止年限竣工",
    "建设期限完工",
    "建设工期完工",
    "建设时间完工",
];

/// What was reached of the year's plan; the year's plan itself where another unit stands beside it.
pub(super) const SHARE: &[&str] = &[
    "完成比例",
    "完成率",
    "投资完成率",
    "percent",
    "占年度计划",
    "占年计划",
    "占计划",
    "占年度计划比例",
    "占年度计划比重",
    "占年度计划投资",
    "占年度目标",
    "完成年度计划",
    "完成年计划",
    "完成年度目标",
    "完成年度计划比例",
    "完成年度投资计划",
    "年度计划完成率",
    "年度投资完成率",
    "计划完成率",
];

pub(super) const CLASS: &[&str] = &["类别", "项目类别", "目标类别", "class"];

pub(super) const CATEGORY: &[&str] = &["行业类别", "项目类型", "category"];

pub(super) const TOWN: &[&str] = &["所在镇", "所在乡镇", "所属镇", "镇（街道）", "town"];

/// What the reporting unit, or a person who looked at it, says of the project: a light or a word.
pub(super) const DECLARED: &[&str] =
    &["自评", "自评等级", "自评结果", "进度评价", "亮灯", "亮灯情况", "灯色", "declared", "rating", "self_rating"];

pub(super) const FORECAST_DATE: &[&str] = &[
    "预计完成时间",
    "预计竣工时间",
    "预计完工时间",
    "预计竣工日期",
    "预计完成日期",
    "forecast_date",
    "forecast_completion",
    "forecast completion",
];

pub(super) const FINISHED_DATE: &[&str] =
    &["实际竣工时间", "实际竣工日期", "实际完工时间", "实际完工日期", "finished_date", "actual_finish"];

/// The day the land was cleared or fenced in: 圈而不建 and 腾而不建 count from it.
pub(super) const CLEARED_DATE: &[&str] =
    &["净地时间", "腾地时间", "清表完成时间", "征迁完成时间", "拆迁完成时间", "围挡时间", "拿地时间", "cleared_date"];

pub(super) const PAID: &[&str] =
    &["支付", "已付款", "已支付", "累计支付", "累计付款", "累计支付资金", "已支付金额", "paid", "spent"];
