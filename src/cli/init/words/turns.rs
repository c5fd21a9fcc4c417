//! Words that turn the meaning of a header around: last year's, planned, in percent.
//!
//! Holds words only; two headers of which one has such a word and the other has none are less alike.

/// Words that turn a meaning around; written as headers are compared, without blanks.
pub const TURNS: &[&[&str]] = &[
    &["上期", "上年", "去年", "同期", "previous", "prior", "lastyear"],
    &["计划", "目标", "应完成", "plan", "target", "budget", "baseline", "original"],
    &["实际", "已完成", "完成", "actual", "done", "spent"],
    &["率", "比例", "占比", "%", "percent", "pct", "ratio", "share"],
    &["累计", "cumulative", "todate", "totalto"],
    &["本期", "本月", "当期", "thisperiod", "thismonth"],
    &["开工", "开始", "start", "begin", "commence"],
    &["竣工", "完工", "结束", "end", "finish", "completion"],
    &["variance", "overrun", "remaining", "gap", "差额", "剩余"],
    &["duration", "days", "months", "工期", "天数"],
    &["missing", "flag", "frequency", "count"],
];
