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
    ("check `{}` asks for {}, and no column of the file is read as that", "校验项“{0}”需要的“{1}”列在表中没有"),
    (
        "say in the pipeline's columns which header it has, or remove the check",
        "请在配置中注明该列的表头，或取消该项校验",
    ),
    ("{}: {} is empty", "{0}的“{1}”未填写"),
    ("{}: {} is none of {*}", "{0}的“{1}”不是“{2}”之一"),
    ("{}: {} is below {}", "{0}的“{1}”小于或早于{2}"),
    ("{}: {} is above {}", "{0}的“{1}”大于或晚于{2}"),
    ("{}: {} holds no whole number", "{0}的“{1}”不是整数"),
    ("{}: {} holds no number", "{0}的“{1}”不是数字"),
    ("{}: {} holds no day", "{0}的“{1}”不是日期"),
    ("{}: {*} comes more than once", "{0}的“{1}”重复出现"),
    ("{}: {} is the same in {} reports in a row", "{0}的“{1}”连续{2}期相同"),
    ("{}: {} {} is more than the total investment {}", "{0}的“{1}”填为{2}，大于项目总投资{3}"),
    ("{}: {} {} is more than twice the annual plan {}", "{0}的“{1}”填为{2}，超过年度计划{3}的两倍"),
    ("{}: {} {} is tenfold the last {}", "{0}的“{1}”填为{2}，达到上期{3}的十倍"),
    ("{}: {} fell from {} to {}", "{0}的“{1}”由{2}降为{3}"),
    ("{}: {} grew from {} to {}, more than {} %", "{0}的“{1}”由{2}增至{3}，增幅超过{4}%"),
    (
        "{}: all of the last {} reports lie on the linear plan, the newest included",
        "{0}最近{1}期（含本期）均与线性计划一致",
    ),
    (
        "“{}” answers; “{}” assists, and answers only where “{}” is empty",
        "以“{0}”为负责单位，“{1}”为配合单位；“{2}”未填写的，以“{1}”为负责单位",
    ),
    (
        "{} matters go on and no day ends them; their limit is kept as written and none of them can be late: {}",
        "{0}个事项没有截止日期（{1}），时限按原文保留，不计逾期",
    ),
    ("row {}", "第{0}行"),
    ("and {} more", "另有{0}处"),
    ("{} + {}", "{0}＋{1}"),
    ("{*} {} %, its id differs in one sign", "{0}（名称相似度{1}%，编号只差一个字符）"),
    ("{*} {} %, its id differs in {} signs", "{0}（名称相似度{1}%，编号相差{2}个字符）"),
    ("{*} {} %", "{0}（名称相似度{1}%）"),
];
