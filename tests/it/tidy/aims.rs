//! What target texts of real forms and documents say.

use super::{picture, plain};
use chrono::NaiveDate;
use duban::assess::indicators::history::Observation;
use duban::assess::indicators::{Word, lines};
use duban::base::amount::Amount;
use duban::base::place::Place;
use duban::pipeline::dataset::Dataset;
use duban::pipeline::measures::{Against, IndicatorRules};
use duban::pipeline::rules::Threshold;
use duban::tidy::value::target::{Clause, TargetKind, read};

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

/// Which way a figure binds, and what is not understood.
const DIRECTIONS: &[(&str, &str)] = &[
    // Ceilings in the words that offices have for them.
    ("小于等于20", "ceiling at_most 20"),
    ("小于等于20个", "count at_most 20个"),
    ("小于或等于3%", "ceiling at_most 3%"),
    ("不超出3%", "ceiling at_most 3%"),
    ("不许超过3%", "ceiling at_most 3%"),
    ("严禁超过3%", "ceiling at_most 3%"),
    ("不得超3%", "ceiling at_most 3%"),
    ("一律不准高于3%", "ceiling at_most 3%"),
    ("上限3%", "ceiling at_most 3%"),
    ("上限为3%", "ceiling at_most 3%"),
    ("以3%为上限", "ceiling at_most 3%"),
    ("封顶3%", "ceiling at_most 3%"),
    ("3%封顶", "ceiling at_most 3%"),
    ("最高不得超过3%", "ceiling at_most 3%"),
    ("严格控制在不超过3%", "ceiling at_most 3%"),
    ("≯3%", "ceiling at_most 3%"),
    ("< = 3%", "ceiling at_most 3%"),
    ("＝＜3%", "ceiling at_most 3%"),
    ("3%≥x", "ceiling at_most 3%"),
    ("5‰以内", "ceiling at_most 0.5%"),
    ("控制5%以下（不含）", "ceiling less_than 5%"),
    ("35微克/立方米以下", "count at_most 35微克/立方米"),
    ("办理时限3天", "within_days at_most 3日"),
    ("30分钟内", "within_days at_most 30分钟"),
    ("原则上不超过3天", "within_days at_most 3日"),
    ("must not exceed 3%", "ceiling at_most 3%"),
    ("no greater than 3%", "ceiling at_most 3%"),
    ("less than or equal to 3%", "ceiling at_most 3%"),
    // Floors beside them.
    ("大于等于20", "floor at_least 20"),
    ("达到或超过20%", "floor at_least 20%"),
    ("不得少于20个", "count at_least 20个"),
    ("严禁低于90%", "floor at_least 90%"),
    ("下限90%", "floor at_least 90%"),
    ("90%保底", "floor at_least 90%"),
    ("≮90%", "floor at_least 90%"),
    ("95%≤x", "floor at_least 95%"),
    ("95+", "floor at_least 95"),
    ("20个以上（不含）", "count more_than 20个"),
    ("9成以上", "floor at_least 90%"),
    ("九成", "value at_least 90%"),
    ("引进5家内资企业", "count at_least 5家"),
    ("不良贷款处置率95%", "value at_least 95%"),
    ("超限超载治理率98%", "value at_least 98%"),
    ("not below 90%", "floor at_least 90%"),
    // Not understood: listed, and judged by nobody.
    ("防止返贫率超过3%", "- direction_unclear"),
    ("不发生3起以上事故", "- direction_unclear"),
    ("不得不超过3%", "- direction_unclear"),
    ("不低于95%以内", "- direction_unclear"),
    ("不必超过3%", "- direction_unclear"),
    ("上不封顶3%", "- direction_unclear"),
    ("守住18亿亩耕地红线", "- direction_unclear"),
    ("物价涨幅稳定在3%", "- direction_unclear"),
    ("减少事故3起", "- direction_unclear"),
    ("压减公用经费5%", "- direction_unclear"),
    ("20个项目以内", "- direction_unclear"),
    ("办理用时3天", "- direction_unclear"),
    ("≠3%", "- direction_unclear"),
    ("3%≥", "- direction_unclear"),
    ("±3%", "- direction_unclear"),
    ("等于20", "- direction_unclear"),
    ("avoid exceeding 3%", "- direction_unclear"),
    ("0", "- direction_unclear"),
    ("0%", "- direction_unclear"),
    // Of each month, of each town.
    ("每月1次", "- of_a_part"),
    ("每季度不少于1次", "- of_a_part"),
    ("2次/月", "- of_a_part"),
    ("各镇不少于2个", "- of_a_part"),
    ("2次/年", "count at_least 2次"),
    // Falls.
    ("降幅不超过5%", "growth at_least -5%"),
    ("能耗↓3%", "growth at_most -3%"),
];

#[test]
fn a_word_that_is_not_understood_is_listed_and_never_at_least() {
    let wrong: Vec<String> = DIRECTIONS
        .iter()
        .filter(|(text, expected)| shown(text) != *expected)
        .map(|(text, expected)| format!("{text:?}: expected {expected:?}, read {:?}", shown(text)))
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// The light of a goal beside a value and its unit, at a month's end of 2026.
fn light(goal: &str, value: &str, unit: &str, month: u32) -> Option<Word> {
    let first = NaiveDate::from_ymd_opt(2026, month, 1).expect("a day");
    let observation = Observation {
        indicator: "指标".into(),
        unit: Some(unit.into()).filter(|unit: &String| !unit.is_empty()),
        unit_name: None,
        period_end: first.checked_add_months(chrono::Months::new(1)).and_then(|day| day.pred_opt()).expect("a day"),
        value: Amount::parse(value).expect("a figure"),
        growth: None,
        target: None,
        target_growth: None,
        reference_value: None,
        reference_growth: None,
        last_year_value: None,
        last_year_growth: None,
        two_year_growth: None,
        goal: Some(goal.into()),
        version: 1,
        place: Place::default(),
    };
    let rules = IndicatorRules {
        behind: vec![Against::Goal],
        at_risk: vec![],
        pace: Threshold::PercentOfExpected(Amount::whole(90)),
        reference: "全市".into(),
        lower_is_better: vec![],
        level: vec![],
    };
    let line = lines(&[observation], &rules).remove(0);
    line.light(Against::Goal).map(|light| light.word)
}

#[test]
fn goals_are_judged_the_right_way_round_in_any_multiple_of_their_unit() {
    use Word::{Better, Equal, Worse};
    let cases = [
        ("0", "1", "起", Some(Worse)),
        ("=0", "1", "起", Some(Worse)),
        ("0", "0", "起", Some(Equal)),
        ("0", "1", "%", None),
        ("严禁超过3%", "4", "%", Some(Worse)),
        ("严禁超过3%", "2", "%", Some(Better)),
        ("9成以上", "89", "%", Some(Worse)),
        ("9成以上", "90", "%", Some(Equal)),
        ("不高于6‰", "0.7", "%", Some(Worse)),
        ("不高于6‰", "0.5", "%", Some(Better)),
        ("不高于6‰", "5", "‰", Some(Better)),
        ("不高于6%", "61", "‰", Some(Worse)),
        ("1万人以上", "12000", "人", Some(Better)),
        ("1万人以上", "0.9", "万人", Some(Worse)),
        ("不少于12000人", "1.2", "万人", Some(Equal)),
        ("不低于10万吨", "90000", "吨", Some(Worse)),
        ("不低于10万吨", "9", "万吨", Some(Worse)),
        ("不低于10万吨", "11", "万吨", Some(Better)),
        ("不低于10万吨", "11", "亩", None),
        ("不低于1000万美元", "500", "万元", None),
        ("2天内", "3", "天", Some(Worse)),
        ("2天内", "2", "个工作日", None),
        ("24小时内", "2", "天", Some(Worse)),
        ("5亿", "6", "亿元", Some(Better)),
        ("每月1次", "11", "次", None),
    ];
    for (goal, value, unit, expected) in cases {
        assert_eq!(light(goal, value, unit, 12), expected, "{goal} of {value} {unit}");
    }
    assert_eq!(light("上半年不低于50%，全年100%", "60", "%", 6), Some(Better), "the whole year is still to come");
    assert_eq!(light("上半年不低于50%，全年100%", "49", "%", 6), Some(Worse));
}

#[test]
fn goals_that_nothing_can_be_compared_with_are_said() {
    let text = "指标名称,单位,累计完成,目标要求\n\
                产量,吨,90000,不低于10万亩\n就业,人,12000,1万人以上\n检查,次,11,每月1次\n\
                返贫,%,2,防止返贫率超过3%\n税收,亿元,5,增长8%\n学校,亿元,5,6月底前完成\n";
    let told = picture(&plain(Dataset::Indicators, text.as_bytes()).expect("a table"));
    let note = told.lines().find(|line| line.contains("not_measurable")).expect("a note");
    for said in ["D2", "other unit", "D4", "of a part", "D5", "direction unclear", "D6", "no growth"] {
        assert!(note.contains(said), "{said}: {note}");
    }
    assert!(!note.contains("D3"), "{note}");
}
