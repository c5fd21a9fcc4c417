//! Lines as offices of many countries write them, and what each says of units.

use super::*;

fn labels(text: &str) -> String {
    let one = |said: Said| match said.units {
        Some(units) => units.into_iter().map(|unit| unit.label).collect::<Vec<String>>().join(" "),
        None => "?".to_string(),
    };
    said(text).into_iter().map(one).collect::<Vec<String>>().join(" | ")
}

const LINES: &[(&str, &str)] = &[
    ("单位：万元", "万元"),
    ("计量单位:亿元", "亿元"),
    ("填报单位：区发改委   单位：万元、%", "万元 %"),
    ("重点项目进度表（单位：亿元）", "亿元"),
    ("重点项目进度表（万元）", "万元"),
    ("Units: 万元", "万元"),
    ("填报单位：区发改委", ""),
    ("单位：区发改委", ""),
    ("单位：百花街道", ""),
    ("Unit: Roads Division", ""),
    ("Community: 万元街", ""),
    ("This sheet lists projects. Figures are in £m.", "£m"),
    ("All amounts in thousands of US dollars", "$k"),
    ("All amounts in million USD", "$m"),
    ("(in ₹ crore)", "₹crore"),
    ("Expenditure in ₹ crore, 2014", "₹crore"),
    ("Projects in progress in June", ""),
    ("2014年重点项目进展情况（截至2月15日）", ""),
    ("单位：万元（人民币）", "万元"),
    ("单位：万 元", "万元"),
    ("单 位：万 元", "万元"),
    ("单位：人民币 亿 元", "亿元"),
    ("单位：人民币/万元", "万元"),
    ("单位：亿 元（人民币）", "亿元"),
    ("单位：万元  填报日期：2014年6月", "万元"),
    ("单位：万元 2014年6月", "万元"),
    ("Unit: RMB million", "¥m"),
    ("Unit: CNY 100 million", "亿元"),
    ("Unit: 10,000 yuan", "万元"),
    ("Angaben in Tsd. €", "€k"),
    ("Beträge in Mio. EUR", "€m"),
    ("Angaben in Tds. €", "?"),
    ("млн руб.", "₽m"),
    ("в млн. руб.", "₽m"),
    ("importes en miles €", "€k"),
    ("Importi in migliaia €", "€k"),
    ("x 1000 €", "€k"),
    ("Valores em R$ mil", "R$k"),
    ("Valores em mil €", "?"),
    ("單位：億元", "亿元"),
    ("單位：新臺幣千元", "NT$k"),
    ("单位：百万円", "JPY m"),
    ("(단위: 백만원)", "₩m"),
    ("(단위 : 억원)", "₩100m"),
    ("单位：亿", "?"),
    ("单位：10亿元", "十亿元"),
    ("本表金额单位均为亿元", "亿元"),
    ("注：金额以亿元计", "亿元"),
    ("单位：亿元（可比价）", "亿元"),
    ("单位：千美元", "千美元"),
    ("单位：百万港元", "HK$m"),
    ("HK$ million", "HK$m"),
    ("$'000", "$k"),
    ("Rs. in Lakhs", "₹lakh"),
    ("(in RMB millions)", "¥m"),
    ("(in thousands)", "?"),
    ("USD (millions)", "$m"),
    ("单位：万元/亿元", "万元 亿元"),
    ("单位：元/人", "?"),
    ("总投资 35.6 亿元", ""),
    ("总投资 100 亿元", ""),
    ("截至6月底，完成投资 3.2 亿元", ""),
    ("2014年亿元以上重点项目表", ""),
    ("重点项目表（5000万元以上）", ""),
    ("Millions of dollars", "$m"),
    ("Unit: Taler", "?"),
    ("币种：人民币", "元"),
    ("币种：人民币 单位：万元", "万元 | 元"),
];

#[test]
fn lines_above_a_table_name_units() {
    for (text, expected) in LINES {
        assert_eq!(labels(text), *expected, "{text}");
    }
}
