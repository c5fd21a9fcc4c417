//! What national offices publish: flags behind figures, rows of codes, headers in two languages, years long ago, ends of years.
//! Each is read as its office means it, and what only looks like it is not.

use super::series::{read_known, said, told as csv};
use super::{decode, specs};
use chrono::NaiveDate;
use duban::pipeline::PeriodFrom;
use duban::pipeline::dataset::Dataset;
use duban::pipeline::headers::normalise;
use duban::tidy::{Ask, Known};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

#[test]
fn the_year_before_a_colon_is_that_of_its_quarter() {
    assert_eq!(
        csv("GeoFips,GeoName,2005:Q1,2005:Q2\n00000,United States,14767846.0,14839707.0\n01000,Alabama,1,2\n"),
        "United States 2005-Q1 = 14767846\nUnited States 2005-Q2 = 14839707\nAlabama 2005-Q1 = 1\nAlabama 2005-Q2 = 2\n[subject_assumed]"
    );
    assert_eq!(csv("Region,2005:01,2005:02\nA,1,2\n"), "A 2005-01 = 1\nA 2005-02 = 2");
    // These may be quarters.
    let four: String = (2005..2008).flat_map(|y| (1..5).map(move |q| format!("{y}:0{q},7\n"))).collect();
    assert!(csv(&format!("Date,Value\n{four}")).contains("[periods_unclear]"));
}

#[test]
fn years_long_ago_are_years_and_figures_like_them_are_none() {
    assert_eq!(csv("Year,Temperature\n1880,-28\n1881,-20\n"), "Temperature 1880 = -28\nTemperature 1881 = -20");
    assert_eq!(csv("Country,1700,1820,1950\nA,5,6,7\n"), "A 1700 = 5\nA 1820 = 6\nA 1950 = 7");
    assert_eq!(csv("Region,1890,1891,1892\nA,5,6,7\n"), "A 1890 = 5\nA 1891 = 6\nA 1892 = 7");
    for persons in
        ["Ward,Men,Women\nA,1850,1790\nB,1761,1804\n", "Ward,Men,Women,All\nA,1850,1790,1820\nB,1761,1804,1790\n"]
    {
        assert!(csv(persons).starts_with("not_a_table"), "{}", csv(persons));
    }
}

#[test]
fn letters_that_say_how_sure_a_figure_is_are_kept_beside_it() {
    assert_eq!(
        csv("Region,2019,2020,2021\nLand,38.8E,F,..\nHouse,\"1,012.3A\",x,(D)\nAll,1,2,3\n")
            .lines()
            .take(6)
            .collect::<Vec<&str>>(),
        [
            "Land 2019 = 38.8 E",
            "Land 2020 = no_value F",
            "Land 2021 = no_value",
            "House 2019 = 1012.3 A",
            "House 2020 = no_value x",
            "House 2021 = no_value D",
        ]
    );
    // A letter that may be a multiple is none.
    assert!(csv("Region,2019,2020\nA,38.8G,2\n").contains("NotANumber B2"));
}

#[test]
fn a_row_of_codes_says_how_final_the_row_above_it_is() {
    let list = "\"Libellé\";\"idBank\";\"2022-T1\";\"2022-T2\"\n\"Taux A\";\"001\";\"7.2\";\"7.1\"\n\"Codes\";\"\";\"A\";\"SD\"\n\
        \"Taux B\";\"002\";\"6.2\";\"6.1\"\n\"Codes\";\"\";\"A\";\"P\"\n";
    assert_eq!(
        csv(list),
        "Taux A 2022-Q1 = 7.2\nTaux A 2022-Q2 = 7.1 SD\nTaux B 2022-Q1 = 6.2\nTaux B 2022-Q2 = 6.1 P\n[columns_left_out]"
    );
    // A region that is called so has figures.
    assert!(csv("Region,2020,2021\nA,1,2\nCode,3,4\n").contains("Code 2020 = 3"));
}

#[test]
fn headers_in_two_languages_are_known_by_either() {
    assert_eq!(
        csv("年份 Year,人口 Population\n2022,100\n2023,110\n"),
        "人口 Population 2022 = 100\n人口 Population 2023 = 110"
    );
    assert_eq!(csv("地区 Region,2022,2023\n甲县,1,2\n"), "甲县 2022 = 1\n甲县 2023 = 2");
    assert_eq!(csv("地区/Region,年份/Year,数值/Value,单位/Unit\n甲县,2022,1,亿元\n"), "甲县 2022 = 1 亿元");
    assert_eq!(csv("Страна Country;2022;2023\nКитай;1;2\n"), "Китай 2022 = 1\nКитай 2023 = 2");
    let yearbook = "3-1 国内生产总值,,\n年份 Year,国内生产总值 Gross Domestic Product,年末人口 Population\n,(亿元),(万人)\n\
        ,(100 million yuan),(10 000 persons)\n2022,1204724,141175\n";
    assert_eq!(
        csv(yearbook),
        "国内生产总值 Gross Domestic Product 2022 = 1204724 亿元\n年末人口 Population 2022 = 141175 万人"
    );
    // The months beside the years are counted by their header in either language.
    assert_eq!(
        csv("年份 Year,月份 Month,出口 Exports\n2022,1,5\n2022,2,6\n"),
        "出口 Exports 2022-01 = 5\n出口 Exports 2022-02 = 6"
    );
}

#[test]
fn ids_are_codes_and_weights_with_decimals_are_none() {
    assert_eq!(
        csv("NutsID,Region,Year,Population\n7,A,2020,5\n12,B,2020,6\n"),
        "A Population 2020 = 5\nB Population 2020 = 6"
    );
    let weighted = csv("항목,단위,가중치,2024/08,2024/09\n총지수,2020=100,1000,114.5,114.6\n현미,2020=100,0.4,1,2\n");
    assert_eq!(
        weighted,
        "총지수 2024-08 = 114.5 2020=100\n총지수 2024-09 = 114.6 2020=100\n현미 2024-08 = 1 2020=100\n현미 2024-09 = 2 2020=100\n\
         [columns_left_out]"
    );
    let codes = |text: &str| -> Vec<String> {
        let tidied = read_known("file.csv", text.as_bytes(), &Known::default()).unwrap();
        let codes = tidied.tables[0].table.texts(["subject_code"]).into_iter();
        codes.map(|[code]| code.unwrap_or_default()).collect()
    };
    assert_eq!(codes("Posten,Gewicht,2024,2025\nAlles,0.4,1,2\nBrot,132.3,3,4\n"), [""; 4]);
    assert_eq!(codes("Posten,Nr,2024,2025\nAlles,01.1,1,2\nBrot,04.2,3,4\n"), ["01.1", "01.1", "04.2", "04.2"]);
}

#[test]
fn a_unit_alone_below_the_labels_is_that_of_all_columns() {
    assert_eq!(
        csv(
            "\"Population estimates, quarterly\"\n\n\"Geography\",\"Q1 2020\",\"Q2 2020\"\n\"\",\"Persons\",\n\"Canada\",\"37,899,277\",\"37,979,854\"\n"
        ),
        "Canada Population estimates, quarterly 2020-Q1 = 37899277 Persons\n\
         Canada Population estimates, quarterly 2020-Q2 = 37979854 Persons"
    );
    // A remark there is none, and neither is a row of the last region's.
    assert!(csv("Geography,2020,2021\n,estimated,\nCanada,1,2\n").contains("NotANumber B2"));
}

#[test]
fn notes_for_listeners_name_nothing_and_dots_are_no_part_of_a_name() {
    let list = "table with row headers in column A and column headers in rows 3 through 4. (leading dots indicate sub-parts),,\n\
        Table 1. Annual Estimates of the Resident Population,,\nGeographic Area,2010,2011\nUnited States,3,4\n.Alabama,1,2\n";
    assert_eq!(
        csv(list),
        "United States Table 1. Annual Estimates of the Resident Population 2010 = 3\n\
         United States Table 1. Annual Estimates of the Resident Population 2011 = 4\n\
         Alabama Table 1. Annual Estimates of the Resident Population 2010 = 1\n\
         Alabama Table 1. Annual Estimates of the Resident Population 2011 = 2"
    );
}

#[test]
fn the_last_days_of_years_are_those_years() {
    let down = "Population 2010 = 5\nPopulation 2011 = 6\nPopulation 2012 = 7";
    assert_eq!(csv("Datum;Population\n31.12.2010;5\n31.12.2011;6\n31.12.2012;7\n"), down);
    let mut workbook = Workbook::new();
    let (sheet, format) = (workbook.add_worksheet(), Format::new().set_num_format("dd.mm.yyyy"));
    sheet.write(0, 0, "Datum").unwrap().write(0, 1, "Population").unwrap();
    for (row, year) in (1u32..).zip(2010..2013) {
        let day = ExcelDateTime::from_ymd(year, 12, 31).unwrap();
        sheet.write_with_format(row, 0, &day, &format).unwrap().write(row, 1, row + 4).unwrap();
    }
    let tidied = read_known("file.xlsx", &workbook.save_to_buffer().unwrap(), &Known::default()).unwrap();
    assert_eq!(said(&tidied), down);
    assert_eq!(csv("Region;31.12.2022;31.12.2023;31.12.2024\nA;1;2;3\n"), "A 2022 = 1\nA 2023 = 2\nA 2024 = 3");
    // Among the ends of other months, the end of a year is its December.
    assert_eq!(
        csv("Datum;Population\n30.11.2010;5\n31.12.2010;6\n31.01.2011;7\n"),
        "Population 2010-11 = 5\nPopulation 2010-12 = 6\nPopulation 2011-01 = 7"
    );
    assert_eq!(csv("Region,2022-12,2023-12\nA,1,2\n"), "A 2022-12 = 1\nA 2023-12 = 2");
}

#[test]
fn an_area_of_numbers_beside_a_country_is_a_figure() {
    let said = "A Population 2022 = 100\nA Area 2022 = 5\nB Population 2022 = 110\nB Area 2022 = 6";
    assert_eq!(csv("Country,Year,Population,Area\nA,2022,100,5\nB,2022,110,6\n"), said);
    assert_eq!(
        csv("Area,Country,2022,2023\n5,A,1,2\n6,B,3,4\n"),
        "A 2022 = 1\nA 2023 = 2\nB 2022 = 3\nB 2023 = 4\n[columns_left_out]"
    );
    assert_eq!(csv("Area,Year,Value\nNorth,2022,1\nSouth,2022,2\n"), "North 2022 = 1\nSouth 2022 = 2");
}

#[test]
fn of_two_columns_of_one_header_that_of_periods_is_read() {
    let monthly = "time,time,geography,Value\nMonth,Apr-05,United Kingdom,79.1\nMonth,May-05,United Kingdom,39.9\n";
    assert_eq!(csv(monthly), "United Kingdom 2005-04 = 79.1\nUnited Kingdom 2005-05 = 39.9");
}

#[test]
fn months_and_headers_of_more_languages_are_read() {
    for (list, said) in [
        ("waktu;Beras\nAgu-06;4100\nDes-06;4713\n", "Beras 2006-08 = 4100\nBeras 2006-12 = 4713"),
        ("Bulan,Beras\nJanuari 2006,1\nMaret 2006,2\n", "Beras 2006-01 = 1\nBeras 2006-03 = 2"),
        ("Tahun,Bulan,Beras\n2006,1,1\n2006,2,2\n", "Beras 2006-01 = 1\nBeras 2006-02 = 2"),
        ("Ay;Fiyat\nOca 2024;1\nAğu 2024;2\n", "Fiyat 2024-01 = 1\nFiyat 2024-08 = 2"),
        ("Kuukausi;Hinta\ntammikuu 2024;1\nhelmikuu 2024;2\n", "Hinta 2024-01 = 1\nHinta 2024-02 = 2"),
        ("Страна;2023;2024\nКитай;1;2\n", "Китай 2023 = 1\nКитай 2024 = 2"),
    ] {
        assert_eq!(csv(list), said, "{list}");
    }
}

#[test]
fn of_several_columns_of_places_that_is_the_subject_which_tells_rows_apart() {
    let said = "Ontario GDP 2022 = 1\nQuebec GDP 2022 = 2\nOntario GDP 2023 = 3\nQuebec GDP 2023 = 4";
    for header in ["Country,Province", "Region,Province", "Province,Country"] {
        let row = |province: &str| match header.starts_with("Province") {
            true => format!("{province},Canada"),
            false => format!("Canada,{province}"),
        };
        let (ontario, quebec) = (row("Ontario"), row("Quebec"));
        let list = format!("{header},Year,GDP\n{ontario},2022,1\n{quebec},2022,2\n{ontario},2023,3\n{quebec},2023,4\n");
        assert_eq!(csv(&list), said, "{header}");
        let across = format!("{header},2022,2023\n{ontario},1,3\n{quebec},2,4\n");
        assert_eq!(csv(&across), "Ontario 2022 = 1\nOntario 2023 = 3\nQuebec 2022 = 2\nQuebec 2023 = 4", "{header}");
    }
    // Two towns of one name are told apart by their state.
    let list = "City,State,Year,People\nSpringfield,Ohio,2022,1\nSpringfield,Texas,2022,2\nAustin,Texas,2022,3\n";
    let towns = csv(&format!("{list}Dallas,Texas,2022,4\n"));
    assert!(
        towns.starts_with("Springfield, Ohio People 2022 = 1\nSpringfield, Texas People 2022 = 2\nAustin, Texas"),
        "{towns}"
    );
    // Of as many states as towns nobody can say which is in which.
    let tie = csv(list);
    assert!(tie.contains("NotToldApart") && !tie.contains("Texas People"), "{tie}");
    let counties =
        csv("State,County,2019\nAlabama,Washington,5\nAlabama,Clay,1\nAlabama,Dale,2\nArkansas,Washington,7\n");
    assert!(counties.starts_with("Washington, Alabama 2019 = 5\nClay, Alabama 2019 = 1"), "{counties}");
    assert!(counties.ends_with("Washington, Arkansas 2019 = 7"), "{counties}");
    let districts =
        csv("城市,区县,2022年,2023年\n南京市,鼓楼区,5,6\n南京市,玄武区,3,4\n徐州市,鼓楼区,7,8\n徐州市,云龙区,1,2\n");
    assert!(
        districts.starts_with("南京市鼓楼区 2022 = 5") && districts.contains("徐州市鼓楼区 2023 = 8"),
        "{districts}"
    );
}

#[test]
fn places_of_one_name_are_told_apart_by_their_codes() {
    let counties = csv("County,FIPS,2019\nWashington,01129,5\nWashington,05143,7\nClay,01027,1\n");
    assert_eq!(counties, "Washington (01129) 2019 = 5\nWashington (05143) 2019 = 7\nClay 2019 = 1");
    let districts = csv("行政区划代码,县区,2022年,2023年\n410105,金水区,5,6\n320106,鼓楼区,7,8\n410204,鼓楼区,9,10\n");
    assert!(districts.starts_with("金水区 2022 = 5"), "{districts}");
    assert!(
        districts.contains("鼓楼区（320106） 2022 = 7") && districts.contains("鼓楼区（410204） 2023 = 10"),
        "{districts}"
    );
    let measured = csv("Region,Code,Year,Value\nA,X1,2019,5\nA,X2,2019,7\nB,X1,2019,6\nB,X2,2019,8\n");
    assert!(!measured.contains("A (X1)"), "what has its codes in every place is no place: {measured}");
    // What is measured has codes, too: of one place they tell nothing.
    let codes = csv("Region,Code,Indicator,2019\nA,X1,GDP,5\nA,X2,CPI,7\n");
    assert!(codes.starts_with("A GDP 2019 = 5\nA CPI 2019 = 7"), "{codes}");
}

#[test]
fn a_column_of_words_that_goes_with_the_unit_is_asked_about_and_codes_of_units_are_not() {
    let list =
        "Area,Element,Item,Year,Unit,Value\nKenya,Area harvested,Maize,2021,ha,5\nKenya,Production,Maize,2021,t,7\n";
    let maize = csv(list);
    assert!(maize.contains("NotToldApart") && !maize.contains(" = "), "{maize}");
    let money =
        csv("Country,Indicator,Unit,Unit code,Year,Value\nA,GDP,Euro,EUR,2021,5\nA,GDP,US dollars,USD,2021,6\n");
    assert!(money.starts_with("A GDP 2021 = 5") && money.contains("A GDP 2021 = 6"), "{money}");
}

#[test]
fn the_year_of_prices_is_no_year_of_figures() {
    let current = csv("Region,Population 2020,GDP at constant prices 2015\nA,1,2\n");
    assert!(current.starts_with("A Population 2020 = 1") && !current.contains("= 2"), "{current}");
    for header in ["Region,Current prices,2015 prices", "地区,当年价,2020年不变价", "地区,现价,2020年可比价格"]
    {
        let said = csv(&format!("{header}\nA,1,2\nB,3,4\n"));
        assert!(!said.contains("2015 =") && !said.contains("2020 ="), "{said}");
    }
    // What is paid in a currency or costs a price in each year is of that year.
    assert_eq!(csv("Region,2020 (USD),2021 (USD)\nA,1,2\n"), "A 2020 = 1 美元\nA 2021 = 2 美元");
    assert_eq!(csv("Good,Prices 2020,Prices 2021\nA,1,2\n").lines().filter(|line| line.contains("= ")).count(), 2);
}

#[test]
fn a_list_of_days_and_values_is_of_what_its_title_or_its_file_says() {
    let of = |name: &str, text: &str| {
        read_known(name, text.as_bytes(), &Known::default()).map_or_else(|refused| refused.text, |tidied| said(&tidied))
    };
    let list = "Date,Value\n2020-01,5\n2020-02,6\n";
    assert_eq!(
        of("Exports of goods.csv", list),
        "Exports of goods 2020-01 = 5\nExports of goods 2020-02 = 6\n[sheet_as_title]"
    );
    assert_eq!(
        of("imports_2026-03.csv", &format!("Unemployment rate (%),\n{list}")),
        "Unemployment rate 2020-01 = 5 %\nUnemployment rate 2020-02 = 6 %"
    );
    assert_eq!(
        of("社会消费品零售总额（亿元）.csv", "日期,数值\n2020-01,5\n2020-02,6\n"),
        "社会消费品零售总额 2020-01 = 5 亿元\n社会消费品零售总额 2020-02 = 6 亿元\n[sheet_as_title]"
    );
    assert_eq!(of("data (3).csv", list), "2020-01 = 5\n2020-02 = 6");
    assert_eq!(csv("Country: Germany,\nDate,Value\n2020-01,5\n"), "Germany 2020-01 = 5");
}

#[test]
fn the_unit_and_the_title_of_a_list_are_kept_whichever_line_says_them() {
    let rows = "甲县,2022,2\n乙县,2022,3\n";
    for list in [format!("地区,年份,数值（亿元）\n{rows}"), format!("单位：亿元,,\n地区,年份,数值\n{rows}")]
    {
        assert_eq!(csv(&list), "甲县 2022 = 2 亿元\n乙县 2022 = 3 亿元", "{list}");
    }
    assert_eq!(
        csv(&format!("地区生产总值（亿元）,,\n地区,年份,数值\n{rows}")),
        "甲县 地区生产总值 2022 = 2 亿元\n乙县 地区生产总值 2022 = 3 亿元"
    );
    // A column of units says more than any line.
    assert_eq!(csv("单位：亿元,,,\n地区,年份,数值,单位\n甲县,2022,2,万元\n"), "甲县 2022 = 2 万元");
}

#[test]
fn lists_of_korea_are_series() {
    for list in [
        "지역,기준년월,값,단위\n서울,202001,5,명\n부산,202001,6,명\n",
        "시도,시점,데이터,단위\n서울,2020.01,5,명\n부산,2020.01,6,명\n",
    ] {
        assert_eq!(csv(list), "서울 2020-01 = 5 명\n부산 2020-01 = 6 명", "{list}");
    }
    assert_eq!(csv("연도,지역,실업률\n2020,서울,4.1\n"), "서울 실업률 2020 = 4.1");
    assert_eq!(
        csv("행정구역(시군구)별,항목,2020,2021\n서울,총인구수,5,6\n"),
        "서울 총인구수 2020 = 5\n서울 총인구수 2021 = 6"
    );
}

#[test]
fn months_below_a_header_of_quarters_are_the_quarters_that_they_end() {
    for (list, name) in [
        ("Quarter,Rate\nSep-06,3.9\nDec-06,3.8\nMar-07,3.7\n", "Rate"),
        ("季度,失业率\n2006年9月,3.9\n2006年12月,3.8\n2007年3月,3.7\n", "失业率"),
    ] {
        assert_eq!(csv(list), format!("{name} 2006-Q3 = 3.9\n{name} 2006-Q4 = 3.8\n{name} 2007-Q1 = 3.7"), "{list}");
    }
    let long = "Region,Quarter,Value\nA,Sep-06,3.9\nA,Dec-06,3.8\n";
    assert_eq!(csv(long), "A 2006-Q3 = 3.9\nA 2006-Q4 = 3.8");
    // A month that ends no quarter names none.
    assert!(!csv("Quarter,Rate\nAug-06,3.9\nNov-06,3.8\n").contains("2006-"), "neither August nor a quarter");
    assert_eq!(csv("Quarter,Rate\n2006 Q3,3.9\n2006 Q4,3.8\n"), "Rate 2006-Q3 = 3.9\nRate 2006-Q4 = 3.8");
}

#[test]
fn money_that_is_called_m2_is_no_month() {
    assert_eq!(
        csv("时间,M2（亿元）,M1（亿元）\n2021年5月,5,6\n2021年4月,4,5\n"),
        "M2 2021-05 = 5 亿元\nM1 2021-05 = 6 亿元\nM2 2021-04 = 4 亿元\nM1 2021-04 = 5 亿元"
    );
    assert_eq!(csv("Country,2020M1,2020M2\nA,1,2\n"), "A 2020-01 = 1\nA 2020-02 = 2");
}

#[test]
fn a_column_of_yes_and_no_names_no_rows_and_a_number_of_a_spreadsheet_makes_no_words() {
    let flagged = csv("date,value,preliminary\n2008-01,107.1,False\n2008-02,108.7,False\n");
    assert!(flagged.contains("2008-01 = 107.1") && !flagged.contains("NotToldApart"), "{flagged}");
    let sums = csv("Years,China,India\n1960,59,1.51711E+11\n1961,50,1.52834E+11\n");
    assert!(sums.contains("1960 = 59") && !sums.contains("NotToldApart"), "{sums}");
}

#[test]
fn periods_below_an_empty_corner_are_periods_and_numbers_of_a_program_are_no_figures() {
    assert_eq!(
        csv(",GDP,CPI\n2019,100,101.5\n2020,110,102.5\n"),
        "GDP 2019 = 100\nCPI 2019 = 101.5\nGDP 2020 = 110\nCPI 2020 = 102.5"
    );
    let chart = csv(
        "\"All groups CPI, monthly and annual movement (%)\"\n,Monthly change,Annual change\nMay-24,-0.2,4\nJun-24,0.4,3.8\n",
    );
    assert!(
        chart.contains("Monthly change 2024-05 = -0.2") && chart.contains("Annual change 2024-06 = 3.8"),
        "{chart}"
    );
    // Figures that are no years stand below an empty corner, too.
    assert!(csv(",GDP,CPI\n2019,100,101.5\n1950,110,102.5\n2020,1,2\n").starts_with("not_a_table"));
    for header in ["tg,month,cpi", "Unnamed: 0,month,cpi"] {
        assert_eq!(
            csv(&format!("{header}\n0,Jan-95,103.8\n1,Feb-95,103.4\n2,Mar-95,100.2\n")),
            "cpi 1995-01 = 103.8\ncpi 1995-02 = 103.4\ncpi 1995-03 = 100.2",
            "{header}"
        );
    }
    assert!(csv("Cases,Year,Deaths\n1,2019,5\n2,2020,6\n3,2021,7\n").contains("Cases 2019 = 1"));
}

#[test]
fn figures_beside_a_column_of_values_are_named_where_they_are_not_read() {
    assert!(csv("date,value,yoy,mom\n2008-01,107.1,7.1,1.2\n2008-02,108.7,8.7,2.6\n").ends_with("[columns_left_out]"));
    assert!(!csv("Country,Country code,Year,Value\nA,36,2008,5\nB,40,2008,6\n").contains("columns_left_out"));
}

#[test]
fn what_the_pipeline_says_of_places_goes_before_what_any_office_calls_so() {
    let capitals = "省份,省会,2022年,2023年\n江苏省,南京市,7,8\n河南省,郑州市,9,10\n";
    let counties = "State,County,2019,2020\nAlabama,Clay,1,2\nArkansas,Washington,7,8\n";
    let mapped = |header: &str, text: &str| {
        let mut specs = specs(&[Dataset::Series]);
        let subject = specs[0].columns.iter_mut().find(|column| column.name == "subject").unwrap();
        subject.headers.retain(|known| *known != normalise(header));
        subject.headers.insert(0, normalise(header));
        subject.own = 1;
        let ask = Ask { tables: &specs, period: PeriodFrom::None, kind: None, open_register: false };
        let book = decode(text.as_bytes()).expect("the file decodes");
        said(&duban::tidy::tidy("file.csv", "sha", &book, &ask, &Known::default(), NaiveDate::MIN).expect("a table"))
    };
    assert!(mapped("省会", capitals).starts_with("南京市 2022 = 7"), "{}", mapped("省会", capitals));
    assert!(csv(capitals).starts_with("江苏省 2022 = 7"));
    assert!(mapped("County", counties).starts_with("Clay 2019 = 1"), "{}", mapped("County", counties));
    assert!(mapped("State", counties).starts_with("Alabama 2019 = 1"), "{}", mapped("State", counties));
}

#[test]
fn footnotes_below_years_are_no_periods_and_a_legend_is_no_data() {
    let said = csv("年份,人口\n2022,5\n2023,6\n__________\n注：2023年为初步数。\n");
    assert_eq!(said, "人口 2022 = 5\n人口 2023 = 6");
    let legend =
        csv("Products,January 2025,February 2025\nHouse,38.8E,39.2\nLand,1,2\n\nSymbol legend:\nE,Use with caution\n");
    assert_eq!(legend.lines().filter(|line| line.contains("NotANumber")).count(), 0, "{legend}");
}

#[test]
fn a_heading_below_months_that_may_be_of_the_whole_year_is_asked_about() {
    let lost = csv("Region,2023,2024\nJanuary\nA,1,2\nFebruary\nA,3,4\nEmployment\nA,5,6\n");
    assert!(lost.contains("A 2023-02 = 3") && lost.contains("NotADate B7"), "{lost}");
    let nested = csv("Region,2023\nJanuary\nAll,9\nMen\nA,1\nFebruary\nAll,8\nMen\nA,2\n");
    assert!(nested.contains("Men 2023-01 = 1") && nested.contains("Men 2023-02 = 2"), "{nested}");
}

#[test]
fn a_letter_behind_a_year_is_no_unit_and_the_day_beside_its_month_no_figure() {
    assert!(!csv("Region,2023 M,2023 F,2024\nA,1,2,3\n").contains("= 1"));
    assert_eq!(csv("Year,Month,Day,Sales\n2024,1,31,5\n2024,2,29,6\n"), "Sales 2024-01 = 5\nSales 2024-02 = 6");
    assert_eq!(csv("Week ending,Deaths\n05-Jan-24,5\n12-Jan-24,6\n"), "Deaths 2024-01-05 = 5\nDeaths 2024-01-12 = 6");
}

#[test]
fn a_table_of_years_and_quarters_is_of_what_its_file_says() {
    let table = "Year,Q1,Q2\n2022,1,2\n2023,5,6\n";
    let tidied = read_known("exports.csv", table.as_bytes(), &Known::default()).unwrap();
    assert_eq!(
        said(&tidied),
        "exports 2022-Q1 = 1\nexports 2022-Q2 = 2\nexports 2023-Q1 = 5\nexports 2023-Q2 = 6\n[sheet_as_title]"
    );
    assert!(csv(table).contains("[names_unclear]"));
}

#[test]
fn codes_of_years_beside_the_years_are_no_labels_above_columns() {
    let list = "STATISTIC,STATISTIC Label,TLIST(A1),Year,UNIT,VALUE\n";
    let read =
        csv(&format!("{list}EA01,Employment,2022,2022,Thousand,2500.1\nEA01,Employment,2023,2023,Thousand,2600.2\n"));
    assert!(!read.contains("= 2023") && !read.contains("= 2022"), "{read}");
    assert!(read.contains("2022 = 2500.1"), "{read}");
}

#[test]
fn marks_behind_names_and_labels_are_no_part_of_them() {
    let roads = csv("Roads built,,,\nRegion,2021,2022+,2023*\nA,5,6,7\n");
    assert!(roads.starts_with("A Roads built 2021 = 5\nA Roads built 2022 = 6 +\nA Roads built 2023 = 7"), "{roads}");
    let title = "Table 1: Capital expenditure by function [note 1],,";
    let header = "Function,2021 to 2022 (£ million),2022 to 2023 (£ million) [r]";
    let spent = csv(&format!("{title}\n{header}\nHighways,5120,5433\nLibraries [note 2],310,322\n"));
    for line in
        ["by function FY2022-23 = 5433 £m", "Libraries Table 1: Capital expenditure by function FY2021-22 = 310"]
    {
        assert!(spent.contains(line), "{line}: {spent}");
    }
}

#[test]
fn a_note_below_periods_with_an_empty_corner_is_a_note() {
    let prices = csv("Consumers Price Index,,\n,All groups,Food group\n2023Q1,1218,1310\n2023Q2,1231,1337\nUnits:,,\n");
    assert!(prices.contains("All groups 2023-Q1 = 1218") && prices.contains("Food group 2023-Q2 = 1337"), "{prices}");
}
