//! Words that stand beside a period in its label.
//!
//! Holds lists, compared without blanks and in lower case; never decides what a word does.

/// Words that say what everybody takes for granted.
pub const HARMLESS: &[&str] = &[
    "实绩",
    "实际",
    "实际数",
    "实际值",
    "实际完成",
    "实际完成数",
    "完成",
    "完成数",
    "完成值",
    "完成情况",
    "数",
    "数据",
    "数值",
    "值",
    "统计数",
    "统计值",
    "年报",
    "年报数",
    "决算",
    "决算数",
    "actual",
    "a",
    "г",
    "г.",
    "гг",
    "гг.",
    "год",
    "года",
    "r.",
    "rok",
    "år",
    "yılı",
];
/// How final figures are.
pub const REMARKS: &[&str] = &[
    "调整后",
    "调整数",
    "调整",
    "修订",
    "修订后",
    "修订数",
    "修正",
    "修正后",
    "修正数",
    "初步核算",
    "初步核算数",
    "初步",
    "初步数",
    "初步统计",
    "初步统计数",
    "初核",
    "初核数",
    "快报",
    "快报数",
    "最终核实",
    "最终核实数",
    "最终核算数",
    "核实数",
    "核算数",
    "最终数",
    "同口径",
    "可比口径",
    "p",
    "r",
    "q",
    "pr",
    "rev",
    "rev.",
    "prel",
    "prel.",
    "prelim",
    "prelim.",
    "prov",
    "prov.",
    "re",
    "ae",
    "pe",
    "qe",
    "1re",
    "2re",
    "3re",
    "1ae",
    "2ae",
    "3ae",
    "sae",
    "fae",
    "fre",
    "provisional",
    "preliminary",
    "revised",
    "adjusted",
    "final",
    "quickestimate",
    "quickestimates",
    "advanceestimate",
    "advanceestimates",
    "revisedestimate",
    "revisedestimates",
    "firstrevisedestimates",
    "secondrevisedestimates",
    "thirdrevisedestimates",
    "provisionalestimate",
    "provisionalestimates",
    "preliminaryestimate",
    "preliminaryestimates",
    "provisoire",
    "provisorio",
    "provvisorio",
    "provisório",
    "avance",
    "vorläufig",
];
/// Letters for an estimate: of a period that is over it is the figure that was published.
pub const ESTIMATED: &[&str] = &["e", "(e)", "est", "est.", "estimate", "estimated", "stima", "estimado"];
/// From January on.
pub const THROUGH: &[&str] = &["累计", "累计数", "累计值", "本年累计", "累计完成", "累计完成数"];
/// One month or quarter by itself.
pub const SINGLE: &[&str] = &["当月", "本月", "单月", "当月数", "当月值", "当季", "本季", "单季", "当期", "本期"];
/// Words with which nothing was reported.
pub const PLANNED: &[&str] = &[
    "预计",
    "预测",
    "预期",
    "预算",
    "预估",
    "预判",
    "计划",
    "目标",
    "任务",
    "规划",
    "估计",
    "估算",
    "暂估",
    "测算",
    "力争",
    "拟",
    "考核指标",
    "指导性指标",
    "target",
    "forecast",
    "estimate",
    "budget",
    "projected",
    "projection",
    "expected",
    "outlook",
    "plan",
];
/// The same as letters behind a year.
pub const PLANNED_LETTERS: &[&str] = &["f", "fc", "t", "b", "be", "预"];
/// What names a time, and so may be another one than the label's.
pub const TIMES: &[char] =
    &['年', '月', '季', '旬', '周', '日', '期', '上', '去', '前', '初', '底', '末', '今', '来', '至', '比', '较'];
/// Comparisons with the year before, which are measures of the label's period.
pub const COMPARED: &[&str] = &["比上年", "较上年", "比去年", "较去年", "同比", "环比", "占比", "比重", "比率", "比例"];

/// 预算 in the names of accounts: 一般公共预算收入 is what came in.
pub const ACCOUNTS: &[&str] = &["公共预算", "基金预算", "经营预算", "预算收入", "预算支出", "预算内", "预算外"];

/// Beginnings of what a year is the base of, and not the period.
pub const BASES: &[&str] = &[
    "不变价",
    "可比价",
    "固定价",
    "基期",
    "为基期",
    "定基",
    "价格计算",
    "prices",
    "preise",
    "constant",
    "base",
    "=100",
];
/// Words before a year that make a base of it, where prices follow them: at constant prices 2015.
pub const AT_PRICES: &[&str] =
    &["at", "in", "constant", "real", "chained", "zu", "konstanten", "à", "aux", "constants", "a", "constantes"];
