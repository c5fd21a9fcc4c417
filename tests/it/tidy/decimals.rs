//! Figures with more than six decimals, which are all that is kept.

use super::{picture, plain};
use duban::pipeline::dataset::Dataset;

fn told(dataset: Dataset, text: &str) -> String {
    picture(&plain(dataset, text.as_bytes()).expect("a table"))
}

#[test]
fn decimals_that_a_unit_makes_whole_are_all_kept() {
    let told = told(
        Dataset::Progress,
        "项目名称,累计完成投资（亿元）\n滨河路,1.23456789\n科技桥,-0.00000001\n水厂,0.0000005\n学校,12.345678912\n",
    );
    // In 万元, as pictures have it.
    for expected in
        ["name=滨河路 cumulative=12345.6789 ", "name=水厂 cumulative=0.005 ", "name=学校 cumulative=123456.78912 "]
    {
        assert!(told.contains(expected), "{expected}: {told}");
    }
    assert!(!told.contains("rounded_figures"), "{told}");
}

#[test]
fn decimals_that_are_lost_are_said_and_none_becomes_nothing() {
    let rates =
        "地区,2020年,2021年,2022年\n甲县,1.5,0.191448628,0.00000049\n乙县,1.6,33.3333333333333,5.55111512312578E-17\n";
    let told = told(Dataset::Series, rates);
    assert!(told.contains("rounded_figures"), "{told}");
    let note = told.lines().find(|line| line.contains("rounded_figures")).unwrap_or_default();
    assert!(note.contains("C2") && note.ends_with(": 1"), "a third of a hundred is nobody's figure: {told}");
    let refused = told.lines().find(|line| line.contains("TooFine")).unwrap_or_default();
    assert!(refused.contains("D2"), "{told}");
    assert_eq!(told.matches("TooFine").count(), 1, "what a machine leaves of nothing is 0: {told}");
}

#[test]
fn a_row_of_units_may_say_how_days_are_written() {
    let csv = "项目名称,总投资,累计完成投资,预计竣工时间\n,亿元,万元,年月\n滨河路,2.5,300,2026年6月\n";
    let told = told(Dataset::Progress, csv);
    assert!(
        told.contains("name=滨河路 ") && told.contains("cumulative=300 ") && told.contains("header [1, 2]"),
        "{told}"
    );
}
