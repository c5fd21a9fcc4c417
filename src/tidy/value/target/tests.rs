//! What target texts of real forms and documents say.

use super::*;

fn show(clause: &Clause) -> String {
    match clause {
        Err((reason, _)) => format!("- {}", reason.name()),
        Ok(target) => {
            let factor = target.unit.as_ref().map_or(1, |unit| unit.factor);
            let unit = target.unit.as_ref().map_or("", |unit| unit.label.as_str());
            let mut line = target.kind.name().to_string();
            if target.kind != TargetKind::ByDate {
                let upper = target.upper.map(|upper| format!("..{}", upper.in_unit(factor))).unwrap_or_default();
                line += &format!(" {} {}{upper}{unit}", target.comparison.name(), target.amount.in_unit(factor));
            }
            if let Some(strive) = target.strive {
                line += &format!(" strive {}", strive.in_unit(factor));
            }
            if let Some(by) = target.by {
                line += &format!(" by {}{by}", if target.vague { "~" } else { "" });
            }
            line
        }
    }
}

fn shown(text: &str) -> String {
    read(text, Some(2014)).iter().map(show).collect::<Vec<String>>().join(" | ")
}

/// What is written, and how it is read.
const CASES: &[(&str, &str)] = &[
    // Bounds.
    ("不低于95%", "floor at_least 95%"),
    ("≥95%", "floor at_least 95%"),
    (">=95", "floor at_least 95"),
    ("≥９５％", "floor at_least 95%"),
    ("95%以上", "floor at_least 95%"),
    ("达到95%以上", "floor at_least 95%"),
    ("满意率达到百分之九十五以上", "floor at_least 95%"),
    ("健全率不低于95%", "floor at_least 95%"),
    ("企业问题限时办结率超过90%", "floor more_than 90%"),
    ("达到30亿元以上", "floor at_least 30亿元"),
    ("不少于10个", "count at_least 10个"),
    ("全区引进亿元以上项目不少于10个", "count at_least 10个"),
    ("控制在3%以内", "ceiling at_most 3%"),
    ("不超过3%", "ceiling at_most 3%"),
    ("≤3%", "ceiling at_most 3%"),
    ("3.5%以下", "ceiling at_most 3.5%"),
    ("城镇登记失业率控制在4.5%以内", "ceiling at_most 4.5%"),
    ("<5%", "ceiling less_than 5%"),
    ("8%左右", "value about 8%"),
    ("20-25个", "count between 20..25个"),
    ("3-5亿元", "value between 3..5亿元"),
    // Time that is saved is no limit.
    ("提前3天完成", "value at_least 3日"),
    ("比计划提前不少于3个工作日办结", "floor at_least 3工作日"),
    ("办理时限压缩3天办结", "value at_least 3日"),
    ("压缩至3天内办结", "within_days at_most 3日"),
    ("提前一个月完成", "value at_least 1月"),
    // Values and counts.
    ("完成投资5亿元", "value at_least 5亿元"),
    ("固定资产投资72亿元", "value at_least 72亿元"),
    ("12", "value at_least 12"),
    ("95%", "value at_least 95%"),
    ("1,557万美元", "value at_least 1557万美元"),
    ("全年新开工项目12个", "count at_least 12个 by ~2014-12-31"),
    ("新建便民服务站106个", "count at_least 106个"),
    ("三个", "count at_least 3个"),
    ("二十户", "count at_least 20户"),
    ("十五亿元", "value at_least 15亿元"),
    ("引进亿元以上项目20个", "count at_least 20个"),
    ("10亿元以上项目5个", "count at_least 5个"),
    ("粮食产量12万吨", "count at_least 12万吨"),
    // Changes.
    ("增长10%以上", "growth at_least 10%"),
    ("同比增长9.8%", "growth at_least 9.8%"),
    ("增速不低于8%", "growth at_least 8%"),
    ("增长8%左右", "growth about 8%"),
    ("比上年增长12%", "growth at_least 12%"),
    ("提高15个百分点", "point_change at_least 15%"),
    ("一类村比例上升15个百分点", "point_change at_least 15%"),
    ("三类村比例下降15个百分点", "point_change at_most -15%"),
    ("单位能耗下降3%以上", "growth at_most -3%"),
    ("由60%提高到75%", "value at_least 75%"),
    ("办照时间从2个工作日压缩到4个小时", "within_days at_most 4小时"),
    // Nothing of the kind.
    ("零上访", "zero_count at_most 0"),
    ("以创建“零上访村”活动为抓手", "zero_count at_most 0"),
    ("不发生越级上访", "zero_count at_most 0"),
    ("力争不发生越级集体上访和群体性事件", "zero_count at_most 0"),
    ("确保不发生重特大安全事故", "zero_count at_most 0"),
    ("0起", "zero_count at_most 0起"),
    ("0例", "zero_count at_most 0例"),
    ("重大事故0件", "zero_count at_most 0件"),
    ("不出现负增长", "growth at_least 0%"),
    ("确保无负增长", "growth at_least 0%"),
    ("实现正增长", "growth more_than 0%"),
    // Places in a ranking: fewer is better.
    ("前三名", "ceiling at_most 3名"),
    ("进入全市前5", "ceiling at_most 5"),
    ("保持全省前10位以内", "ceiling at_most 10位"),
    ("综合排名位居前十", "ceiling at_most 10"),
    ("位列全国百强前50强", "ceiling at_most 50强"),
    ("全市前20%", "- no_figure"),
    // Days.
    ("6月底前完成", "by_date by ~2014-06-30"),
    ("2014年6月30日前完成", "by_date by 2014-06-30"),
    ("2014.6.30前竣工", "by_date by 2014-06-30"),
    ("年底前", "by_date by ~2014-12-31"),
    ("年底前建成投用", "by_date by ~2014-12-31"),
    ("上半年完成主体工程", "by_date by ~2014-06-30"),
    ("二季度末开工", "by_date by ~2014-06-30"),
    ("十月底前后", "by_date by ~2014-10-31"),
    ("全部项目计划2018年12月建成投用", "by_date by ~2018-12-31"),
    ("8月试生产", "by_date by ~2014-08-31"),
    ("2月30日前完成", "- no_day"),
    // Stretches.
    ("15个工作日内办结", "within_days at_most 15工作日"),
    ("3日内答复", "within_days at_most 3日"),
    ("不超过3日", "within_days at_most 3日"),
    ("24小时内", "within_days at_most 24小时"),
    ("一个月内", "within_days at_most 1月"),
    ("两日内", "within_days at_most 2日"),
    // Several clauses.
    (
        "年底前,再引进亿元以上项目20个,其中10亿元以上5个",
        "count at_least 20个 by ~2014-12-31 | count at_least 5个 by ~2014-12-31",
    ),
    ("新开工亿元以上项目7个,总投资53亿元", "count at_least 7个 | value at_least 53亿元"),
    ("确保12个,力争15个", "count at_least 12个 strive 15"),
    ("确保12个力争15个", "count at_least 12个 strive 15"),
    ("确保增长10%，力争增长12%", "growth at_least 10% strive 12"),
    ("确保完成5亿元、力争6亿元", "value at_least 5亿元 strive 6"),
    ("提高5个百分点，达到95%以上", "point_change at_least 5% | floor at_least 95%"),
    ("加强领导，引进项目20个", "count at_least 20个"),
    // English.
    ("at least 95 %", "floor at_least 95%"),
    ("no more than 3%", "ceiling at_most 3%"),
    ("within 15 working days", "within_days at_most 15工作日"),
    ("by 30 June 2014", "by_date by 2014-06-30"),
    ("before 31 December 2014", "by_date by 2014-12-31"),
    ("by the end of June 2014", "by_date by ~2014-06-30"),
    ("increase by 10%", "growth at_least 10%"),
    ("reduce by 5 percentage points", "point_change at_most -5%"),
    ("no fatalities", "zero_count at_most 0"),
    // Not to be measured.
    ("大幅提高", "- no_figure"),
    ("加强组织领导", "- no_figure"),
    ("一是加强督查落实", "- no_figure"),
    ("抓好4个方面工作", "- no_figure"),
    ("全面完成三类村整治", "- no_figure"),
    ("完成投资5亿元，同比增长", "value at_least 5亿元"),
    ("G30高速连接线", "- no_figure"),
    ("50人的企业每年税收80万元20%", "- several_figures"),
    ("9999999999999999亿元", "- out_of_range"),
    ("—", ""),
    ("", ""),
];

#[test]
fn target_texts_become_comparable_or_are_listed() {
    let wrong: Vec<String> = CASES
        .iter()
        .filter(|(text, expected)| shown(text) != *expected)
        .map(|(text, expected)| format!("{text:?}: expected {expected:?}, read {:?}", shown(text)))
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn a_day_without_a_year_is_no_day_where_no_year_is_known() {
    assert_eq!(read("6月底前完成", None).iter().map(show).collect::<Vec<_>>(), ["- no_day"]);
    assert_eq!(read("2014年6月底前完成", None).iter().map(show).collect::<Vec<_>>(), ["by_date by ~2014-06-30"]);
}

#[test]
fn what_was_reached_is_compared_as_the_words_say() {
    let met = |text: &str, actual: &str| {
        let clauses = read(text, Some(2014));
        let target = clauses.first().and_then(|clause| clause.as_ref().ok()).expect("a target");
        target.is_met_by(Amount::parse(actual).expect("a figure"))
    };
    assert_eq!(met("不低于95%", "95"), Some(true));
    assert_eq!(met("超过90%", "90"), Some(false));
    assert_eq!(met("控制在3%以内", "3.01"), Some(false));
    assert_eq!(met("增长8%左右", "7.6"), Some(true));
    assert_eq!(met("增长8%左右", "7.4"), Some(false));
    assert_eq!(met("下降3%以上", "-3.2"), Some(true));
    assert_eq!(met("下降3%以上", "-2"), Some(false));
    assert_eq!(met("零上访", "1"), Some(false));
    assert_eq!(met("20-25个", "26"), Some(false));
    assert_eq!(met("6月底前完成", "1"), None);
    let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
    let clauses = read("6月底前完成", Some(2014));
    let target = clauses.first().and_then(|clause| clause.as_ref().ok()).expect("a target");
    assert_eq!(target.is_met_on(day("2014-06-30")), Some(true));
    assert_eq!(target.is_met_on(day("2014-07-01")), Some(false));
}
