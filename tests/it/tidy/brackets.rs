//! What stands in a bracket with a unit, and names beside years: they are part of what is measured.

use super::plain;
use duban::pipeline::dataset::Dataset;

/// The indicators of a table and their units, each once.
fn indicators(text: &str) -> Vec<String> {
    let read = plain(Dataset::Series, text.as_bytes()).expect("a table");
    let found = read.tables.first().expect("a table");
    let mut all: Vec<String> = Vec::new();
    for [name, unit] in found.table.texts(["indicator", "unit"]) {
        let one = [name, unit].into_iter().flatten().collect::<Vec<String>>().join(" | ");
        if !all.contains(&one) {
            all.push(one);
        }
    }
    assert_eq!(found.refused, 0, "{text}: {:?}", read.rejects);
    all
}

#[test]
fn words_beside_a_unit_stay_in_the_name() {
    let down = |heads: &str| indicators(&format!("年份,{heads}\n2019,5,6\n2020,7,8\n"));
    assert_eq!(down("年末人口（男，万人）,年末人口（女，万人）"), ["年末人口(男) | 万人", "年末人口(女) | 万人"]);
    let prices = down("国内生产总值（当年价，亿元）,国内生产总值（2015年不变价，亿元）");
    assert_eq!(prices, ["国内生产总值(当年价) | 亿元", "国内生产总值(2015年不变价) | 亿元"]);
    let dollars = "Country,Indicator,2019,2020\nA,GDP (current US$),5,6\nA,GDP (constant 2015 US$),7,8\n";
    assert_eq!(indicators(dollars), ["GDP (current) | 美元", "GDP (constant 2015) | 美元"]);
    // What only introduces a unit, or says when, is none of its name.
    assert_eq!(down("年末人口（单位：万人）,地区生产总值（亿元）"), ["年末人口 | 万人", "地区生产总值 | 亿元"]);
    assert_eq!(down("零售总额（1-6月，亿元）,Exports (in € million)"), ["零售总额 | 亿元", "Exports | €m"]);
}

#[test]
fn a_name_behind_a_year_is_written_as_it_is() {
    assert_eq!(indicators("地区,2019年GDP（亿元）,2020年GDP（亿元）\n甲县,5,6\n乙县,7,8\n"), ["GDP | 亿元"]);
    assert_eq!(indicators("Country,2019 Population,2020 Population\nA,5,6\nB,7,8\n"), ["Population"]);
}
