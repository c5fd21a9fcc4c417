//! Which of several units is that of a column, where one line declares them all: 单位：个、亿元、% above 项目个数 | 完成投资 | 开工率 | 排名.
//!
//! Takes the units of the line and what is measured; gives the one that fits it alone: a unit that counts for what is counted, money
//! for money, % for rates, none for ranks. Where two fit, or none does, nobody can know it: that is said and never guessed.

use super::measure::Kind;
use crate::base::amount::{Unit, UnitKind};
use crate::pipeline::headers::unit_of;
use unicode_normalization::UnicodeNormalization;

/// The unit of what is measured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chosen {
    /// This one, alone.
    Unit(String),
    /// It has none: a rank.
    None,
    /// Nobody can tell.
    Unclear,
}

impl Chosen {
    /// The unit, where there is one.
    pub fn unit(self) -> Option<String> {
        match self {
            Chosen::Unit(unit) => Some(unit),
            Chosen::None | Chosen::Unclear => None,
        }
    }
}

/// Ends of what has no unit.
const BARE: &[&str] = &["位次", "排名", "名次", "排位", "序位", "指数", "倍数", "倍", "rank", "ranking", "index"];
/// Words for money.
const MONEY: &[&str] = &[
    "投资",
    "资金",
    "金额",
    "总额",
    "收入",
    "支出",
    "产值",
    "增加值",
    "总值",
    "引资",
    "外资",
    "内资",
    "贷款",
    "存款",
    "税",
    "利润",
    "费用",
    "成本",
    "余额",
    "预算",
    "价款",
    "资产",
    "负债",
    "额度",
    "零售额",
    "销售额",
    "进出口",
    "工资",
    "单价",
    "均价",
    "价格",
    "债券",
];
/// Words for money of each, which is in yuan where sums are in more.
const EACH: &[&str] = &["人均", "户均", "亩均", "平均", "单价", "均价", "价格", "工资"];

/// Ends of what is counted, with the units in which that is done.
const COUNTED: &[(&[&str], &[&str])] = &[
    (&["人数", "人次", "人口", "人员", "从业者"], &["人", "人次", "名"]),
    (&["面积", "用地"], &["亩", "公顷", "平方米", "平方公里", "㎡", "m2"]),
    (&["里程", "长度"], &["公里", "千米", "米", "km", "m"]),
    (&["产量", "重量"], &["吨", "千克", "公斤", "t"]),
    (&["用电量", "发电量"], &["千瓦时", "度"]),
    (
        &[
            "数",
            "数量",
            "项目",
            "企业",
            "工程",
            "问题",
            "事项",
            "任务",
            "已开工",
            "新开工",
            "未开工",
            "已竣工",
            "已完工",
            "已签约",
        ],
        &[
            "个", "项", "家", "户", "件", "处", "宗", "台", "套", "座", "条", "批", "起", "例", "所", "场", "份", "次",
            "栋", "间",
        ],
    ),
];

/// The unit of what is called by a name, among several.
pub fn choose(units: &[String], name: &str, kind: Kind) -> Chosen {
    let name: String = name.nfkc().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
    let ends = |words: &[&str]| words.iter().any(|word| name.ends_with(word));
    let read: Vec<(&String, Option<Unit>)> = units.iter().map(|unit| (unit, unit_of(unit))).collect();
    let is = |unit: &Option<Unit>, kind: UnitKind| unit.as_ref().is_some_and(|unit| unit.kind == kind);
    let all = |fits: &dyn Fn(&Option<Unit>) -> bool| -> Vec<&String> {
        read.iter().filter(|(_, unit)| fits(unit)).map(|(label, _)| *label).collect()
    };
    if ends(BARE) {
        return Chosen::None;
    }
    if kind == Kind::Share || name.ends_with('率') {
        return all(&|unit| is(unit, UnitKind::Percent)).first().map_or(Chosen::None, |unit| only(&[*unit]));
    }
    let counts = all(&|unit| is(unit, UnitKind::Count));
    let is_money = MONEY.iter().any(|word| name.contains(word));
    let counted = COUNTED.iter().find(|(words, _)| ends(words)).filter(|(words, _)| !is_money || words.contains(&"数"));
    if let Some((_, counters)) = counted.filter(|(_, counters)| !is_money || is_count(&name, counters)) {
        let bare = |unit: &str| unit.trim_start_matches(['百', '千', '万', '亿']).to_string();
        let fit: Vec<&String> = counts.iter().copied().filter(|unit| counters.contains(&bare(unit).as_str())).collect();
        let named: Vec<&String> = fit.iter().copied().filter(|unit| name.contains(&bare(unit))).collect();
        let nothing_counts = counts.is_empty() && kind == Kind::Other;
        return if nothing_counts { Chosen::None } else { only(if named.len() == 1 { &named } else { &fit }) };
    }
    let is_each = EACH.iter().any(|word| name.contains(word));
    if is_money || is_each {
        let of_money = |unit: &Unit| unit.kind.is_money();
        let single = |unit: &Unit| of_money(unit) && unit.factor == 1;
        let (ones, sums) = (
            all(&|unit| unit.as_ref().is_some_and(single)),
            all(&|unit| unit.as_ref().is_some_and(|unit| of_money(unit) && !single(unit))),
        );
        return match (is_each, ones.as_slice(), sums.as_slice()) {
            (true, [], _) => Chosen::None,
            (true, ones, _) => only(ones),
            (false, ones, []) => only(ones),
            (false, _, sums) => only(sums),
        };
    }
    if kind == Kind::Other {
        return if counts.is_empty() { Chosen::None } else { Chosen::Unclear };
    }
    only(&all(&|unit| !is(unit, UnitKind::Percent)))
}

/// Whether a name that speaks of money counts something all the same: 投资项目个数, 资金项目数.
fn is_count(name: &str, counters: &[&str]) -> bool {
    let before = name.strip_suffix("数").or_else(|| name.strip_suffix("数量"));
    before.is_some_and(|before| {
        counters.iter().any(|counter| before.ends_with(counter)) || before.ends_with("项目") || before.ends_with("企业")
    })
}

fn only(units: &[&String]) -> Chosen {
    match units {
        [only] => Chosen::Unit((*only).clone()),
        _ => Chosen::Unclear,
    }
}

#[cfg(test)]
mod tests {
    use super::super::measure::kind_of;
    use super::*;

    #[test]
    fn each_column_takes_the_unit_that_fits_it_alone() {
        let chosen = |units: &str, name: &str| {
            let units: Vec<String> = units.split('、').map(str::to_string).collect();
            match choose(&units, name, kind_of(name)) {
                Chosen::Unit(unit) => unit,
                other => format!("{other:?}"),
            }
        };
        for (units, name, expected) in [
            ("个、亿元", "项目个数", "个"),
            ("个、亿元", "亿元以上项目", "个"),
            ("个、亿元", "完成投资", "亿元"),
            ("个、亿元", "到位资金", "亿元"),
            ("个、亿元", "投资项目个数", "个"),
            ("个、亿元", "增速", "None"),
            ("个、亿元", "排名", "None"),
            ("个、亿元", "开工率", "None"),
            ("个、亿元", "完成", "Unclear"),
            ("个、亿元、%", "开工率", "%"),
            ("个、亿元、%", "完成投资 排名", "None"),
            ("亿元、%", "完成", "亿元"),
            ("亿元、%", "地区生产总值", "亿元"),
            ("亿元、%", "户数", "None"),
            ("亿元、万人、元、%", "年末人口", "万人"),
            ("亿元、万人、元、%", "人均可支配收入", "元"),
            ("亿元、万人、元、%", "一般公共预算收入", "亿元"),
            ("亿元、万元", "固定资产投资", "Unclear"),
            ("万人、亿元", "项目个数", "Unclear"),
            ("户、人、万元", "户数", "户"),
            ("户、人、万元", "搬迁人数", "人"),
            ("亿元、亩", "占地面积", "亩"),
            ("亿元、万美元", "实际利用外资", "Unclear"),
            ("个、项", "任务", "Unclear"),
        ] {
            assert_eq!(chosen(units, name), expected, "{name} in {units}");
        }
    }
}
