//! Sentences about rows and cells: totals, figures that contradict each other, names that come near.

use super::Said;

/// The sentences.
pub const SAID: &[Said] = &[
    ("the total of {} says {}, the rows it sums give {}", "“{0}”的合计填为{1}，各行之和为{2}"),
    ("rounding may explain it", "可能是四舍五入所致"),
    ("the header of {} comes more than once with different values below", "“{0}”的表头出现多次，其下数据不同"),
    ("none is taken", "均未采用"),
    ("the sheet is hidden", "该工作表已隐藏"),
    ("its {} rows are not read", "其中{0}行未读取"),
    ("{}: {} says {} %, {} ÷ {} is {} %", "{0}的“{1}”填为{2}%，按“{3}”÷“{4}”应为{5}%"),
    ("{}: {} sum to {}, {} says {}", "{0}的“{1}”之和为{2}，“{3}”填为{4}"),
    ("{}: {} {} exceeds {} {}", "{0}的“{1}”（{2}）大于或晚于“{3}”（{4}）"),
    ("{}: {} {} is after {}", "{0}的“{1}”填为{2}，晚于{3}"),
    ("{}: {} {} is before the project's start {}", "{0}的“{1}”填为{2}，早于项目开工时间{3}"),
    (
        "{} is not {} ÷ {} in {} rows, more than half of them: it is taken to mean something else",
        "有{3}行的“{0}”与“{1}”÷“{2}”不符，超过半数，暂按另有含义处理",
    ),
    ("row {}", "第{0}行"),
    ("and {} more", "另有{0}处"),
    ("{} + {}", "{0}＋{1}"),
    ("{*} {} %, its id differs in one sign", "{0}（名称相似度{1}%，编号只差一个字符）"),
    ("{*} {} %, its id differs in {} signs", "{0}（名称相似度{1}%，编号相差{2}个字符）"),
    ("{*} {} %", "{0}（名称相似度{1}%）"),
];
