//! The headers that the columns of projects usually have. Data only.

pub(super) const PROJECT_ID: &[&str] =
    &["项目编号", "项目代码", "编号", "项目编码", "project_id", "project id", "id", "项目ID"];

pub(super) const PROJECT_NAME: &[&str] = &[
    "项目名称",
    "名称",
    "工程名称",
    "project name",
    "name",
    "项目",
    "重点项目",
    "建设项目",
    "重点项目名称",
    "建设项目名称",
    "工程项目名称",
    "项目（工程）名称",
    "工程（项目）名称",
    "工程项目",
    "重点工程",
];

/// Who leads answers; a 责任单位 beside it assists. A county answers for a project where no unit stands beside its name.
pub(super) const UNIT_NAME: &[&str] = &[
    "牵头单位",
    "牵头部门",
    "牵头责任单位",
    "责任单位（牵头）",
    "主责单位",
    "责任单位",
    "指挥部",
    "责任部门",
    "填报单位",
    "unit",
    "unit_name",
    "项目责任单位",
    "责任主体",
    "县区",
    "县（区）",
    "县（市）区",
    "县（市、区）",
    "区县",
    "区县（市）",
    "县市区",
    "市县区",
    "所属县区",
    "所属县（区）",
    "所属县（市、区）",
    "所在县区",
    "所在县（区）",
    "所在县（市、区）",
    "所属区县",
    "所在区县",
    "所属县",
    "所在县",
    "所属区",
    "所在区",
    "属地",
];

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
    "计划开工日期",
    "拟开工时间",
    "拟开工日期",
    "预计开工时间",
    "预计开工日期",
    "开工年月",
    "计划开工年月",
    "（计划）开工时间",
    "开工（计划）时间",
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
    "完工日期",
    "计划竣工日期",
    "计划完工时间",
    "计划完工日期",
    "拟竣工时间",
    "拟竣工日期",
    "预计竣工时间",
    "预计竣工日期",
    "预计完工时间",
    "竣工年月",
    "计划竣工年月",
    "（计划）竣工时间",
    "竣工（计划）时间",
    "建成时间",
    "建成日期",
    "计划建成时间",
    "竣工投产时间",
    "计划完成时间",
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
    "占全年计划",
    "占全年计划比例",
    "占年计划比例",
    "占年度投资计划",
    "完成全年计划",
    "完成百分比",
    "完成投资比例",
    "投资完成比例",
];

pub(super) const STATUS: &[&str] = &[
    "形象进度",
    "工程进度",
    "进展情况",
    "status",
    "工程形象进度",
    "目前形象进度",
    "当前形象进度",
    "本月形象进度",
    "工程进展",
    "工程进展情况",
    "项目进展",
    "项目进展情况",
    "建设进展",
    "建设进展情况",
    "工作进展",
    "工作进展情况",
    "目前进展",
    "目前进展情况",
    "当前进展",
    "当前进展情况",
    "最新进展",
    "本月进展",
    "本月进展情况",
    "推进情况",
];

pub(super) const ISSUE: &[&str] = &[
    "存在问题",
    "问题",
    "存在的问题",
    "issue",
    "存在困难",
    "存在的困难",
    "存在主要问题",
    "存在的主要问题",
    "主要问题",
    "困难问题",
    "困难和问题",
    "困难及问题",
    "存在困难和问题",
    "存在困难及问题",
    "存在问题和困难",
    "存在问题及困难",
    "存在的困难和问题",
    "存在的问题和困难",
    "存在问题及需协调事项",
    "存在问题及建议",
    "需协调解决的问题",
    "需要协调解决的问题",
    "需协调解决问题",
    "需协调解决事项",
    "需要协调解决的事项",
    "需协调事项",
];

pub(super) const ANNUAL_TARGET: &[&str] = &[
    "年度计划投资",
    "年度投资计划",
    "年度目标",
    "本年计划投资",
    "annual_plan",
    "annual_target",
    "年度投资目标",
    "年度投资任务",
    "年度任务",
    "年度目标任务",
    "年度计划",
    "全年投资计划",
    "全年目标",
    "全年任务",
    "全年计划",
];

pub(super) const ANNUAL_PLAN: &[&str] = &[
    "年度计划投资",
    "计划投资",
    "年度投资计划",
    "年度目标",
    "annual_plan",
    "annual_target",
    "年度投资目标",
    "年度投资任务",
    "年度任务",
    "年度目标任务",
    "年度计划",
    "全年投资计划",
    "全年目标",
    "全年任务",
    "全年计划",
];

pub(super) const TOTAL: &[&str] = &[
    "总投资",
    "计划总投资",
    "total_investment",
    "项目总投资",
    "工程总投资",
    "投资总额",
    "计划投资总额",
    "概算总投资",
    "总投资概算",
    "估算总投资",
    "总投资估算",
];

pub(super) const CLASS: &[&str] = &["类别", "项目类别", "目标类别", "class"];

pub(super) const CATEGORY: &[&str] = &["行业类别", "项目类型", "category"];

pub(super) const TOWN: &[&str] = &["所在镇", "所在乡镇", "所属镇", "镇（街道）", "town"];

/// What the reporting unit, or a person who looked at it, says of the project: a light or a word.
pub(super) const DECLARED: &[&str] = &[
    "自评",
    "自评等级",
    "自评结果",
    "进度评价",
    "亮灯",
    "亮灯情况",
    "灯色",
    "红黄绿灯",
    "红黄绿灯情况",
    "declared",
    "rating",
    "self_rating",
];

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
