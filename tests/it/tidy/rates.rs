//! Tables of indicators: rates of growth, units of rows, one indicator twice.

use super::{picture, plain};
use duban::pipeline::dataset::Dataset;

fn told(text: &str) -> String {
    picture(&plain(Dataset::Indicators, text.as_bytes()).expect("a table"))
}

fn line(told: &str, name: &str) -> String {
    told.lines().find(|line| line.contains(&format!("indicator={name} "))).unwrap_or("refused").to_string()
}

#[test]
fn rates_of_growth_are_read_in_the_words_of_reports() {
    let cases = [
        ("下降3.5%", "growth=-3.5"),
        ("-3.5", "growth=-3.5"),
        ("增长2%", "growth=2"),
        ("同比增长 2.5%", "growth=2.5"),
        ("↑5.1", "growth=5.1"),
        ("↓5.1%", "growth=-5.1"),
        ("持平", "growth=0"),
        ("与上年同期持平", "growth=0"),
        ("下降0.2个百分点", "growth=-0.2"),
        ("-0.2个百分点", "growth=-0.2"),
        ("+5.2%", "growth=5.2"),
        // Not of last year, said twice, or of nothing that is known.
        ("环比增长2%", "refused"),
        ("下降-3.5%", "refused"),
        ("增长3亿元", "refused"),
        ("大幅增长", "refused"),
    ];
    for (cell, expected) in cases {
        let told = told(&format!("指标名称,单位,累计完成,同比增长\n产值,亿元,100,7.5\n税收,亿元,40,{cell}\n"));
        let found = line(&told, "税收");
        assert!(found.split(' ').any(|part| part == expected), "{cell}: {found}\n{told}");
    }
}

#[test]
fn growth_that_may_be_a_share_of_one_is_asked_about() {
    let rows = |header: &str, cells: &[&str]| {
        let rows: String = cells.iter().enumerate().map(|(at, cell)| format!("指标{at},亿元,100,{cell}\n")).collect();
        told(&format!("指标名称,单位,累计完成,{header}\n{rows}"))
    };
    let all_small = rows("同比增长", &["0.085", "0.12"]);
    assert_eq!(all_small.lines().filter(|line| line.starts_with("refused")).count(), 2, "{all_small}");
    assert!(all_small.contains("ambiguous_percents"), "{all_small}");
    let beside_a_sign = rows("同比增长", &["11.1%", "0.085", "0.12"]);
    assert!(beside_a_sign.contains("growth=11.1") && !beside_a_sign.contains("growth=0.085"), "{beside_a_sign}");
    // Half a percent beside large ones, or under a header that says %, is half a percent.
    for told in [rows("同比增长", &["8.5", "0.5", "-0.3"]), rows("同比增长（%）", &["0.5", "-0.3", "0.8"])] {
        assert!(told.contains("growth=0.5") && told.contains("growth=-0.3"), "{told}");
    }
    let beside = told("指标名称,单位,累计完成,同比增长,全市增速\n价格,%,101,0.5,8.1\n物价,%,100,-0.3,7.5\n");
    assert!(beside.contains(" growth=0.5") && beside.contains(" growth=-0.3"), "{beside}");
}

#[test]
fn figures_with_their_unit_are_brought_to_that_of_their_row() {
    let cases = [
        ("亿元", "100.5亿元", "value=100.5"),
        ("万元", "2.6亿元", "value=26000"),
        ("亿元", "5000万元", "value=0.5"),
        ("亿元", "5000万", "value=0.5"),
        ("人", "1.2万", "value=12000"),
        ("万人", "1.2万", "value=1.2"),
        ("万人", "12000人", "value=1.2"),
        ("吨", "1.2万吨", "value=12000"),
        ("%", "5.2%", "value=5.2"),
        ("%", "52‰", "refused"),
        ("亿元", "5.2%", "refused"),
        ("亿元", "3万美元", "refused"),
        ("亩", "3万吨", "refused"),
    ];
    for (unit, cell, expected) in cases {
        let told = told(&format!("指标名称,单位,累计完成\n产值,亿元,100\n税收,{unit},{cell}\n"));
        let found = format!("{} ", line(&told, "税收"));
        assert!(found.split(' ').any(|part| part == expected), "{cell} of {unit}: {found}\n{told}");
    }
}

#[test]
fn one_indicator_with_two_figures_is_a_conflict() {
    let told = told("指标名称,单位,累计完成\n产值,亿元,100\n税收,亿元,40\n产 值,亿元,101\n税收,亿元,40\n");
    assert_eq!(told.matches("ConflictingRows").count(), 2, "{told}");
    assert_eq!(told.matches("DuplicateRow").count(), 1, "{told}");
    assert!(told.contains("indicator=税收"), "{told}");
    let others = self::told("指标名称,单位,累计完成\n外资,亿元,100\n外资,万美元,101\n");
    assert!(others.lines().all(|line| !line.starts_with("refused")), "{others}");
}

#[test]
fn a_unit_above_the_table_or_in_the_name_is_that_of_the_row() {
    let told = told(
        "单位：亿元,,\n指标名称,累计完成,目标要求\n税收,2.6,不低于2亿元\n收入（万元）,26000,不低于2亿元\n失业率（%）,3.8,控制在4.5%以内\n",
    );
    assert!(line(&told, "税收").contains("unit=亿元"), "{told}");
    assert!(line(&told, "收入（万元）").contains("unit=万元"), "{told}");
    assert!(line(&told, "失业率（%）").contains("unit=%"), "{told}");
    assert!(!told.contains("not_measurable"), "{told}");
    let two = self::told("单位：亿元,单位：万元,\n指标名称,累计完成,目标要求\n税收,2.6,不低于2亿元\n");
    assert!(!two.contains("unit="), "{two}");
}
