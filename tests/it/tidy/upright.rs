//! Series whose periods stand below each other, as yearbooks and statistical offices print them: rows of units, headers in two rows,
//! places that a line above names. Each figure keeps its own unit, and no column goes without a word.

use super::series::{read_known, said, told as csv};
use super::{decode, specs};
use chrono::NaiveDate;
use duban::pipeline::dataset::Dataset;
use duban::pipeline::headers::normalise;
use duban::pipeline::{PeriodFrom, TableSpec};
use duban::tidy::{Ask, Known};
use rust_xlsxwriter::{Format, Workbook};

/// What a table says to a pipeline that says more of its columns.
fn told(text: &str, more: impl Fn(&mut TableSpec)) -> String {
    let mut specs = specs(&[Dataset::Series]);
    specs.iter_mut().for_each(more);
    let ask = Ask { tables: &specs, period: PeriodFrom::None, kind: None, open_register: false };
    let book = decode(text.as_bytes()).expect("the file decodes");
    match duban::tidy::tidy("file.csv", "sha", &book, &ask, &Known::default(), NaiveDate::MIN) {
        Ok(tidied) => said(&tidied),
        Err(refused) => format!("{}: {}", refused.kind, refused.text),
    }
}

#[test]
fn a_row_of_units_gives_each_column_its_own() {
    let expected = "国内生产总值 2022 = 100 亿元\n增速 2022 = 5.5 %\n国内生产总值 2023 = 110 亿元\n增速 2023 = 6.5 %";
    for units in [",亿元,%", ",（亿元）,（%）", "-,亿元,%", "单位,亿元,%", "年,(亿元),%"] {
        assert_eq!(csv(&format!("年份,国内生产总值,增速\n{units}\n2022,100,5.5\n2023,110,6.5\n")), expected, "{units}");
    }
    let titled = "2022-2023年主要指标,,\n年份,国内生产总值,增速\n,亿元,%\n2022,100,5.5\n2023,110,6.5\n";
    assert_eq!(csv(titled), expected);
    let counted = "年份,国内生产总值,增速\n,亿元,%\n1,2,3\n2022,100,5.5\n2023,110,6.5\n";
    assert_eq!(csv(counted), expected);
    assert_eq!(
        csv("地区,年份,公路里程,固定资产投资\n-,-,公里,亿元\n甲县,2022,100,50.5\n"),
        "甲县 公路里程 2022 = 100 公里\n甲县 固定资产投资 2022 = 50.5 亿元"
    );
    // One unit of its own, one of the row, one nobody knows, and one with a number before it.
    assert_eq!(
        csv("年份,国内生产总值（亿元）,第一产业,增速\n,,万元,%\n2022,100,7,5.5\n"),
        "国内生产总值 2022 = 100 亿元\n第一产业 2022 = 7 万元\n增速 2022 = 5.5 %"
    );
    assert_eq!(
        csv("Region,Year,Livestock,Land,Wheat\n,,heads,ha,\"1,000 t\"\nA,2022,100,50.5,3\n"),
        "A Livestock 2022 = 100 heads\nA Land 2022 = 50.5 ha\nA Wheat 2022 = 3 1,000 t"
    );
    assert_eq!(csv("年份,上海,北京\n,亿元,万元\n2022,1,2\n"), "上海市 2022 = 1 亿元\n北京市 2022 = 2 万元");
    assert_eq!(csv("地区,年份,数值\n,,亿元\n甲县,2022,2\n"), "甲县 2022 = 2 亿元");
    // A line of the unit of all is still that of all.
    assert_eq!(
        csv("年份,零售额,增加值\n,,单位：亿元\n2022,1,2\n2023,2,3\n"),
        "零售额 2022 = 1 亿元\n增加值 2022 = 2 亿元\n零售额 2023 = 2 亿元\n增加值 2023 = 3 亿元\n[title_inside]"
    );
}

#[test]
fn a_table_of_one_period_has_a_row_of_units_too() {
    assert_eq!(
        csv("2023年各县主要指标\n县区,国内生产总值,,财政收入\n,总量,增速,总量\n,亿元,%,万元\n甲县,1,2,5\n乙县,2,3,6\n"),
        "甲县 国内生产总值 总量 2023 = 1 亿元\n甲县 国内生产总值 增速 2023 = 2 %\n甲县 财政收入 总量 2023 = 5 万元\n\
         乙县 国内生产总值 总量 2023 = 2 亿元\n乙县 国内生产总值 增速 2023 = 3 %\n乙县 财政收入 总量 2023 = 6 万元\n\
         [period_of_title]"
    );
}

#[test]
fn columns_below_a_heading_of_several_are_joined_with_it() {
    let expected = "社会消费品零售总额 当月值 2023-01 = 100 亿元\n社会消费品零售总额 同比 2023-01 = 5.5 %\n\
                    工业增加值 同比 2023-01 = 1.5 %";
    for header in [
        "月份,社会消费品零售总额（亿元）,,工业增加值\n,当月值,同比（%）,同比（%）\n",
        "月份,社会消费品零售总额（亿元）,社会消费品零售总额（亿元）,工业增加值\n月份,当月值,同比（%）,同比（%）\n",
        "月份,社会消费品零售总额,,工业增加值\n,当月值,同比,同比\n,亿元,%,%\n",
        ",社会消费品零售总额,,工业增加值\n,当月值,同比,同比\n月份,亿元,%,%\n",
    ] {
        assert_eq!(csv(&format!("{header}2023-01,100,5.5,1.5\n")), expected, "{header}");
    }
    assert_eq!(
        csv("Region,Year,Population,,Households\n,,Male,Female,Total\nA,2022,100,101,50\n"),
        "A Population Male 2022 = 100\nA Population Female 2022 = 101\nA Households Total 2022 = 50"
    );
    // A heading over one column does not reach the one right of it in the row below.
    assert_eq!(
        csv("年份,人口,,面积,\n,男,女,,耕地\n,万人,万人,公顷,公顷\n2022,1,2,3,4\n"),
        "人口 男 2022 = 1 万人\n人口 女 2022 = 2 万人\n面积 2022 = 3 公顷\n面积 耕地 2022 = 4 公顷"
    );
    let named = csv("年份,国内生产总值,,年末人口\n,总量,,万人\n2022,1,2,3\n2023,2,3,4\n");
    assert!(named.ends_with("[columns_left_out]") && named.contains("年末人口 2022 = 3 万人"), "{named}");
}

#[test]
fn merged_headers_of_a_workbook_are_those_of_a_text_file() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let plain = Format::new();
    sheet.merge_range(0, 0, 2, 0, "年份", &plain).unwrap();
    sheet.merge_range(0, 1, 0, 2, "国内生产总值", &plain).unwrap();
    sheet.merge_range(0, 3, 1, 3, "年末人口", &plain).unwrap();
    for (row, column, text) in [(1, 1, "总量"), (1, 2, "增速"), (2, 1, "亿元"), (2, 2, "%"), (2, 3, "万人")] {
        sheet.write(row, column, text).unwrap();
    }
    for (column, figure) in [2022.0, 100.0, 5.5, 7.0].into_iter().enumerate() {
        sheet.write(3, column as u16, figure).unwrap();
    }
    let tidied = read_known("file.xlsx", &book.save_to_buffer().unwrap(), &Known::default()).unwrap();
    assert_eq!(
        said(&tidied),
        "国内生产总值 总量 2022 = 100 亿元\n国内生产总值 增速 2022 = 5.5 %\n年末人口 2022 = 7 万人"
    );
    assert_eq!(tidied.tables[0].header_rows, [1, 2, 3]);
}

#[test]
fn what_the_pipeline_says_of_columns_holds_where_periods_stand_down() {
    let text = "Year,District,Sex,Population\n2020,11,m,5\n2020,11,f,6\n2021,11,m,7\n2021,11,f,8\n";
    let said = told(text, |spec| {
        spec.ignored = vec![normalise("District")];
        spec.details = vec![normalise("Sex")];
    });
    assert_eq!(said, "Population, m 2020 = 5\nPopulation, f 2020 = 6\nPopulation, m 2021 = 7\nPopulation, f 2021 = 8");
}

#[test]
fn a_line_that_names_the_place_is_the_subject_of_all_rows() {
    let export = |place: &str| {
        format!("数据库：主要城市年度数据\n{place}\n时间：最近2年\n指标,2019年,2018年\n房地产开发投资额(亿元),4,3\n")
    };
    for (place, expected) in [("地区：上海", "上海市"), ("省份：江苏省", "江苏省"), ("Country: Germany", "Germany")]
    {
        assert_eq!(
            csv(&export(place)),
            format!("{expected} 房地产开发投资额 2019 = 4 亿元\n{expected} 房地产开发投资额 2018 = 3 亿元")
        );
    }
    assert_eq!(csv("地区：上海,\n年份,生产总值（亿元）\n2019,4\n"), "上海市 生产总值 2019 = 4 亿元");
    // A column of regions goes before it, and another line begins the rows of another place.
    assert_eq!(csv("国家：中国,,\n地区,2019,2018\n北京,4,3\n").lines().next(), Some("北京市 2019 = 4"));
    let two = "地区：上海,,\n指标,2019年,2018年\n人口(万人),4,3\n地区：北京,,\n指标,2019年,2018年\n人口(万人),2,1\n";
    let said = csv(two);
    assert!(said.contains("上海市 人口 2019 = 4 万人") && said.contains("北京市 人口 2019 = 2 万人"), "{said}");
}

#[test]
fn a_quarter_is_none_of_the_months_in_any_language() {
    for (year, part, expected) in [
        ("Ano", "Trimestre", "1995-Q2"),
        ("Año", "Trimestre", "1995-Q2"),
        ("Année", "Trimestre", "1995-Q2"),
        ("Anno", "Trimestre", "1995-Q2"),
        ("Jahr", "Quartal", "1995-Q2"),
        ("Jahr", "Monat", "1995-02"),
        ("Anno", "Mese", "1995-02"),
        ("Ano", "Mês", "1995-02"),
        ("Ano", "Semestre", "1995-H2"),
        ("Jahr", "Halbjahr", "1995-H2"),
    ] {
        let said = csv(&format!("{year};{part};PIB\n1995;1;100\n1995;2;101\n"));
        assert!(said.ends_with(&format!("PIB {expected} = 101")), "{part}: {said}");
    }
}

#[test]
fn a_table_below_the_day_of_its_release_is_of_its_own_months() {
    let text = "\"Consumer Price Index, monthly\" 1 2\n\"Release date: 2025-12-15\"\n\n\"Geography\",\"Canada\",,\n\
                \"Products\",\"July 2025\",\"August 2025\",\"September 2025\"\n,\"2002=100\",,\n\
                \"All-items\",\"164.9\",\"164.8\",\"164.9\"\n\"Food\",\"196.8\",\"196.8\",\"197.5\"\n";
    let said = csv(text);
    for row in ["2025-07 = 164.9", "2025-08 = 164.8", "2025-09 = 164.9", "2025-09 = 197.5"] {
        assert!(said.contains(row), "{row}: {said}");
    }
    assert!(said.contains("Canada") && !said.contains("2025-12"), "{said}");
    // Without a period of its own it has none.
    let none = csv("Release date: 2025-12-15\n地区,GDP（亿元）\n甲县,1\n乙县,2\n");
    assert!(!none.contains("2025-12"), "{none}");
}

#[test]
fn codes_and_weights_are_no_figures_and_areas_no_regions() {
    for header in ["FIPS", "GeoFips", "Cód.", "DICOFRE", "LGA code", "NUTS", "district_code", "统计代码"] {
        let said = csv(&format!(
            "Year,{header},Region,Population\n2020,1100015,A town,27237\n2020,1100023,B town,78039\n2021,1100015,A town,27300\n"
        ));
        assert_eq!(
            said, "A town Population 2020 = 27237\nB town Population 2020 = 78039\nA town Population 2021 = 27300",
            "{header}"
        );
    }
    assert_eq!(csv("Year,Cod,Haddock\n2020,103,5\n2021,99,6\n").lines().next(), Some("Cod 2020 = 103"));
    assert_eq!(
        csv("Country,Year,Population,Area\nA,2022,100,5.5\nB,2022,110,6.5\n"),
        "A Population 2022 = 100\nA Area 2022 = 5.5\nB Population 2022 = 110\nB Area 2022 = 6.5"
    );
    let tidied = read_known(
        "file.csv",
        "Goods,Weight,2024/08,2024/09\nAll items,1000,114.5,114.6\nFood,142,122.9,124.7\n".as_bytes(),
        &Known::default(),
    )
    .unwrap();
    let codes = tidied.tables[0].table.texts(["subject_code"]);
    assert!(codes.into_iter().all(|[code]| code.is_none()), "a weight is no code");
}

#[test]
fn a_row_of_figures_with_their_units_is_no_row_of_units() {
    let said = csv(
        "2025年上半年各县增速,,\n地区,生产总值增速,财政收入增速\n甲县,5.5%,3.2%\n乙县,6.5%,4.2%\n丙县,7.5%,5.2%\n丁县,8.5%,6.2%\n",
    );
    for figure in
        ["甲县 生产总值增速 2025-H1 = 5.5 %", "丙县 财政收入增速 2025-H1 = 5.2 %", "丁县 生产总值增速 2025-H1 = 8.5 %"]
    {
        assert!(said.contains(figure), "{said}");
    }
    let goods = csv("Sales in 2025,,\nRegion,Wheat,Land\nA,5 t,100 ha\nB,6 t,120 ha\n");
    assert!(goods.contains("A Wheat 2025 = 5") && goods.contains("B Wheat 2025 = 6"), "{goods}");
    assert!(!csv("Year,Share,Rate\n,10%,20%\n2020,1,2\n").contains("10%"));
    // Multiples are no figures.
    assert_eq!(
        csv("Year,Land,Coal\n,1000 ha,\"10,000 t\"\n2020,1,2\n"),
        "Land 2020 = 1 1000 ha\nCoal 2020 = 2 10,000 t"
    );
}

#[test]
fn a_heading_without_a_word_below_it_heads_no_other_column() {
    assert_eq!(csv("Year,GDP,\n,,Population\n2020,1,2\n"), "GDP 2020 = 1\nPopulation 2020 = 2");
    assert_eq!(csv("年份,国内生产总值,\n,（亿元）,人口\n2022,1,2\n"), "国内生产总值 2022 = 1 亿元\n人口 2022 = 2");
    assert_eq!(csv("年份,人口,\n,男,女\n2022,1,2\n"), "人口 男 2022 = 1\n人口 女 2022 = 2");
}

#[test]
fn a_month_in_chinese_heads_the_rows_below_it_too() {
    let said = csv("地区,2023,2024\n1月,,\n甲县,1,2\n2月,,\n甲县,3,4\n");
    for figure in ["甲县 2023-01 = 1", "甲县 2024-01 = 2", "甲县 2023-02 = 3", "甲县 2024-02 = 4"] {
        assert!(said.contains(figure), "{said}");
    }
    // Below columns of quarters nobody knows what the month is of.
    assert!(csv("地区,2023年一季度,2023年二季度\n甲县,1,2\n3月,,\n乙县,3,4\n").contains("NotADate B4"));
}

#[test]
fn units_below_the_headers_of_a_list_of_projects_are_no_header_of_a_series() {
    let list = "项目名称,总投资,累计完成投资,开工日期\n,万元,亿元,年月\n东环路,50000,2.5,2024年5月\n";
    assert!(csv(list).starts_with("not_a_table"), "{}", csv(list));
}
