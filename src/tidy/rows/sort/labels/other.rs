//! Labels of rows that are of the whole, or of another time than the rows of projects: 全县, 上月合计, 比上月增加, 同比.
//!
//! Takes a label without white space; says whether it is wholly such a one. What only begins like it, 全县道路改造 or
//! 上年续建道路, is a name.

/// Where all projects of a table may be.
const PLACES: &str = "县市区省镇乡州盟旗国局部";
/// What else such a label may say.
const WHAT: &[&str] = &["", "范围", "项目", "重点项目", "所有项目", "各项目", "情况", "完成情况", "投资"];

/// With what a label of another time, or of a change against it, begins; the longer ones first.
const TIMES: &[&str] = &[
    "上年同期",
    "去年同期",
    "上年同月",
    "去年同月",
    "上年年末",
    "上年末",
    "上年底",
    "去年底",
    "上半月",
    "上季度",
    "上半年",
    "上个月",
    "上月末",
    "上月底",
    "年初",
    "月初",
    "同期",
    "前期",
    "上期",
    "上月",
    "上旬",
    "上周",
    "上季",
    "上年",
    "去年",
];
/// What stands between the two times that are compared.
const AGAINST: &[&str] = &["比", "较", "与", "同"];
/// What may follow a time.
const SUMS: &[&str] = &[
    "",
    "合计",
    "总计",
    "小计",
    "共计",
    "累计",
    "数",
    "合计数",
    "累计数",
    "完成",
    "完成数",
    "完成额",
    "完成投资",
    "累计完成",
    "累计完成投资",
    "数据",
];
/// What may follow a comparison, or be all of it.
const CHANGES: &[&str] = &[
    "增加",
    "减少",
    "增长",
    "下降",
    "增减",
    "增幅",
    "降幅",
    "增速",
    "增加额",
    "增加数",
    "减少额",
    "减少数",
    "增长额",
    "增长率",
    "增减额",
    "增减数",
    "增减率",
    "增减幅",
    "增减幅度",
    "增减情况",
    "增减变化",
    "变化",
    "变动",
    "净增",
    "净增额",
    "多完成",
    "少完成",
    "提高",
    "差额",
    "差距",
    "持平",
];

/// Whether a label is one of all projects of a place: 全县, 全市重点项目.
pub fn is_of_the_whole(label: &str) -> bool {
    let mut chars = label.chars();
    chars.next() == Some('全')
        && chars.next().is_some_and(|place| PLACES.contains(place))
        && WHAT.contains(&bare(chars.as_str()))
}

/// Whether a label is one of another time, or of the change against it.
pub fn is_of_another_time(label: &str) -> bool {
    let label = bare(label);
    if CHANGES.contains(&label) && label.starts_with(['增', '净', '差']) {
        return true;
    }
    for word in ["同比", "环比"] {
        if let Some(rest) = label.strip_prefix(word) {
            return rest.is_empty() || CHANGES.contains(&rest);
        }
    }
    if let Some(rest) = AGAINST.iter().find_map(|word| label.strip_prefix(word)).and_then(after_time) {
        let rest = rest.trim_start_matches("相比").trim_start_matches("对比").trim_start_matches('比');
        return rest.is_empty() || CHANGES.contains(&rest) || SUMS.contains(&rest);
    }
    after_time(label).is_some_and(|rest| SUMS.contains(&rest))
}

/// What follows a time.
fn after_time(text: &str) -> Option<&str> {
    TIMES.iter().find_map(|time| text.strip_prefix(time))
}

/// A label without what is written in brackets behind it, and without a count.
fn bare(label: &str) -> &str {
    let bare = label.split(['(', ':', '=', '[', '【', '〔']).next().unwrap_or(label);
    bare.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '个' | '%' | '±' | '+' | '-' | '、' | '/'))
}

#[cfg(test)]
mod tests {
    use super::super::label;
    use super::*;

    #[test]
    fn labels_of_the_whole_and_of_other_times_are_told_from_names() {
        for text in ["全县", "全 市", "全省（4个）", "全县重点项目", "全区：", "全部项目"] {
            assert!(is_of_the_whole(&label(text)), "{text}");
        }
        for text in ["全县道路改造", "全市通公司", "全民健身中心", "全国重点实验室", "全"] {
            assert!(!is_of_the_whole(&label(text)), "{text}");
        }
        for text in [
            "上月合计",
            "上月累计完成",
            "比上月增加",
            "比上月增减（%）",
            "较上年同期增长",
            "同比",
            "同比增长（%）",
            "环比",
            "环比增减",
            "去年同期",
            "与上月相比",
            "增减",
            "增幅",
            "增减额（±）",
            "上年同期数",
            "比年初净增",
        ] {
            assert!(is_of_another_time(&label(text)), "{text}");
        }
        for text in [
            "上月湖公园",
            "上年续建道路",
            "比亚迪产业园",
            "同比路改造",
            "较场口改造",
            "环比科技园",
            "增长极产业园",
            "去年",
            "年初一广场",
        ] {
            assert_eq!(is_of_another_time(&label(text)), text == "去年", "{text}");
        }
    }
}
