//! Wide tables as people make them: titles between the rows, headings over all columns, labels that say more than a period.
//! Nothing is read as what it is not, and nothing is left out without a word.

use super::series::{read_known, said, told as csv};
use duban::tidy::Known;
use rust_xlsxwriter::{Format, Workbook};

/// What a table says, a row a line; why it is refused where it is.
/// Merged cells: first row, first column, last row, last column, from 0.
type Merged = (u32, u16, u32, u16);

/// The same of sheets, each with its name, lines as in a CSV file, and merged cells.
fn sheets(sheets: &[(&str, &str, &[Merged])]) -> String {
    let mut book = Workbook::new();
    for (name, text, merges) in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(*name).unwrap();
        let cells: Vec<Vec<&str>> = text.lines().map(|line| line.split(',').collect()).collect();
        for (first_row, first, last_row, last) in *merges {
            let corner = cells[*first_row as usize][usize::from(*first)];
            sheet.merge_range(*first_row, *first, *last_row, *last, corner, &Format::new()).unwrap();
        }
        for (row, line) in cells.iter().enumerate() {
            for (column, cell) in line.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
                let (row, column) = (row as u32, column as u16);
                match cell.parse::<f64>() {
                    Ok(number) => sheet.write(row, column, number).unwrap(),
                    Err(_) => sheet.write(row, column, *cell).unwrap(),
                };
            }
        }
    }
    match read_known("file.xlsx", &book.save_to_buffer().unwrap(), &Known::default()) {
        Ok(tidied) => said(&tidied),
        Err(refused) => format!("{}: {}", refused.kind, refused.text),
    }
}

/// The values of one year's column, in their order: `100.5 110.5`.
fn of(text: &str, period: &str) -> String {
    let values = text.lines().filter_map(|line| line.split_once(&format!(" {period} = ")).map(|(_, value)| value));
    values.collect::<Vec<&str>>().join(" ")
}

#[test]
fn a_title_between_the_rows_begins_another_indicator_with_its_own_unit() {
    let first = "表1 地区生产总值（亿元）,,\n地区,2024年,2025年\n甲县,1,2\n乙县,3,4\n";
    let header = "地区,2024年,2025年\n";
    let expected = |second: &str, names: [&str; 2]| {
        let row = |name: &str, of: &str, values: [u32; 2], unit: &str| {
            format!("{name} {of} 2024 = {} {unit}\n{name} {of} 2025 = {} {unit}\n", values[0], values[1])
        };
        row("甲县", "表1 地区生产总值", [1, 2], "亿元")
            + &row("乙县", "表1 地区生产总值", [3, 4], "亿元")
            + &row(names[0], second, [100, 200], "万元")
            + &row(names[1], second, [300, 400], "万元")
            + "[title_inside]"
    };
    for (title, header, names) in [
        ("表2 财政收入（万元）,,", header, ["丙县", "丁县"]),
        ("表2 财政收入（万元）,,", header, ["甲县", "乙县"]),
        ("表2 财政收入（万元）,,", "", ["丙县", "丁县"]),
        ("表2 财政收入（万元）,,", "", ["甲县", "乙县"]),
        ("表2 财政收入,,单位：万元", header, ["丙县", "丁县"]),
        ("表2 财政收入,,单位：万元", "", ["甲县", "乙县"]),
        ("表2 财政收入,,\n单位：万元,,", header, ["丙县", "丁县"]),
        ("注：初步核算数。,,\n\n表2 财政收入（万元）,,", header, ["丙县", "丁县"]),
    ] {
        let text = format!("{first}{title}\n{header}{},100,200\n{},300,400\n", names[0], names[1]);
        assert_eq!(csv(&text), expected("表2 财政收入", names), "{text}");
    }
}

#[test]
fn a_title_without_a_unit_keeps_the_line_for_all_and_not_anothers_brackets() {
    let rows = |title: &str| format!("{title},,\n甲县,100,200\n乙县,300,400\n");
    let line = "主要指标,,\n单位：亿元,,\n地区,2024年,2025年\n";
    let text = csv(&format!("{line}{}{}", rows("地区生产总值"), rows("财政收入")));
    assert!(
        text.contains("甲县 地区生产总值 2024 = 100 亿元") && text.contains("乙县 财政收入 2025 = 400 亿元"),
        "{text}"
    );
    let brackets = "地区生产总值（亿元）,,\n地区,2024年,2025年\n丙县,1,2\n";
    let text = csv(&format!("{brackets}{}", rows("财政收入")));
    assert!(text.contains("甲县 财政收入 2024 = 100\n") && text.contains("丙县 地区生产总值 2024 = 1 亿元"), "{text}");
}

#[test]
fn headings_of_regions_empty_rows_and_pages_begin_no_table() {
    let text = "地区生产总值（亿元）,,\n地区,2024年,2025年\n一、市区,,\n甲区,4,5\n乙区,6,8\n二、县域,,\n丙县,1,2\n东部地区,,\n丁县,1,3\n戊县,,\n己县,1,2\n";
    let said = csv(text);
    assert!(!said.contains('['), "{said}");
    assert_eq!(said.lines().count(), 12);
    assert!(said.contains("戊县 地区生产总值 2024 = no_value"), "{said}");
    assert!(said.lines().all(|line| line.contains(" 地区生产总值 202") && line.ends_with(" 亿元")), "{said}");
    let page = "地区生产总值（亿元）,,\n地区,2024年,2025年\n甲区,4,5\n";
    for again in ["地区生产总值（亿元）,,", "地区生产总值（亿元）（续）,,", "地区生产总值（续）,,"]
    {
        let said = csv(&format!("{page}{again}\n地区,2024年,2025年\n乙区,6,8\n"));
        assert!(said.ends_with("乙区 地区生产总值 2025 = 8 亿元"), "{said}");
    }
}

#[test]
fn labels_without_a_year_take_that_of_the_label_before_them() {
    let told = |labels: &str| csv(&format!("地区,{labels}\n甲县,1,2,3,4\n"));
    let periods = |labels: &str| {
        let text = told(labels);
        text.lines().filter_map(|line| line.split(' ').nth(1).map(str::to_string)).collect::<Vec<String>>().join(" ")
    };
    assert_eq!(periods("2026年1-2月,3月,4月,5月"), "2026-01..2026-02 2026-03 2026-04 2026-05");
    assert_eq!(periods("2025年11月,12月,2026年1月,2月"), "2025-11 2025-12 2026-01 2026-02");
    assert_eq!(periods("2026年1月,1-2月,1-3月,1-4月"), "2026-01 2026-01..2026-02 2026-Q1 2026-01..2026-04");
    assert_eq!(periods("2025年三季度,四季度,2026年一季度,二季度"), "2025-Q3 2025-Q4 2026-Q1 2026-Q2");
    assert_eq!(periods("2026年4月,3月,2月,1月"), "2026-04 2026-03 2026-02 2026-01");
    for (labels, cell, label) in [
        ("2025年11月,12月,1月,2月", "D1", "1月"),
        ("12月,2026年1月,2月,3月", "B1", "12月"),
        ("2025年四季度,一季度,二季度,三季度", "C1", "一季度"),
        ("11月,12月,1月,2月", "B1", "11月"),
    ] {
        let text = told(labels);
        assert!(text.starts_with("periods_unclear") && text.contains(&format!("{cell}: ")), "{text}");
        assert!(text.contains(&format!("told: {label} ")), "{text}");
    }
}

#[test]
fn labels_that_say_more_than_a_period_are_read_as_it_or_left_out_by_name() {
    let told = |labels: &str| csv(&format!("地区,{labels}\n甲县,100.5,101.5\n乙县,110.5,111.5\n"));
    let both = |first: &str, second: &str| {
        format!("甲县 {first} = 100.5\n甲县 {second} = 101.5\n乙县 {first} = 110.5\n乙县 {second} = 111.5")
    };
    for labels in [
        "2023年①,2024年②",
        "2023年¹,2024²",
        "2023年[1],2024*",
        "2023年实绩,2024年实绩",
        "2023年末,2024年底",
        "二〇二三年,二〇二四年",
    ] {
        assert_eq!(told(labels), both("2023", "2024"), "{labels}");
    }
    let text = told("2023年(调整后),2024年初步核算");
    assert!(text.contains("甲县 2023 = 100.5 调整后") && text.contains("乙县 2024 = 111.5 初步核算"), "{text}");
    assert!(text.ends_with("[period_remarks]"), "{text}");
    assert_eq!(told("2024年末,2025年6月末"), both("2024-12", "2025-06"));
    for label in [
        "2024年（预计）",
        "2024年预计",
        "2024E",
        "2024F",
        "2024年目标",
        "2024年计划",
        "2024年比2023年增长",
        "2024年(2)",
    ] {
        let text = told(&format!("2023年,{label}"));
        assert_eq!(text, "甲县 2023 = 100.5\n乙县 2023 = 110.5\n[columns_left_out]", "{label}");
    }
    assert!(told("2025年目标,2026年目标").starts_with("not_reported"), "{}", told("2025年目标,2026年目标"));
    // Words without figures below them are remarks, and nothing is lost.
    assert_eq!(csv("地区,2024年,备注\n甲县,1,好\n乙县,2,\n"), "甲县 2024 = 1\n乙县 2024 = 2");
    assert!(csv("地区,2024年,\n甲县,1,2\n").ends_with("[columns_left_out]"));
    assert!(csv("地区,2024年,位次\n甲县,1,2\n乙县,2,1\n").ends_with("[columns_left_out]"));
}

#[test]
fn one_heading_over_all_columns_belongs_to_the_indicator() {
    let table = |heading: &str, labels: &str| {
        let text = format!("2026年固定资产投资,,\n单位：亿元,,\n地区,{heading},\n,{labels}\n甲县,100,101\n");
        let merged = sheets(&[("Sheet1", &text, &[(2, 0, 3, 0), (2, 1, 2, 2)])]);
        assert_eq!(csv(&text).replace("file.csv › ", "file.xlsx › Sheet1!"), merged, "{heading}");
        merged
    };
    let years = "2024年,2025年";
    for heading in ["同比增速", "增速", "同比增长"] {
        let text = table(heading, years);
        let line = |year: &str, value: &str| format!("甲县 固定资产投资 {heading} {year} = {value} %");
        assert_eq!(text, format!("{}\n{}", line("2024", "100"), line("2025", "101")));
    }
    assert!(table("增长%", years).starts_with("甲县 固定资产投资 增长 2024 = 100 %"));
    assert!(table("位次", years).starts_with("甲县 固定资产投资 位次 2024 = 100\n"));
    assert!(table("总量", years).starts_with("甲县 固定资产投资 总量 2024 = 100 亿元"));
    assert!(table("本年", "1-5月,1-6月").starts_with("甲县 固定资产投资 2026-01..2026-05 = 100 亿元"));
    assert!(table("上年同期", "1-5月,1-6月").starts_with("甲县 固定资产投资 2025-01..2025-05 = 100 亿元"));
    for heading in ["目标", "年度计划", "预计完成"] {
        assert!(table(heading, years).starts_with("not_reported"), "{}", table(heading, years));
    }
    // Whose year is meant, that of the label or the one before it?
    let text = table("上年同期", "2026年1-5月,2026年1-6月");
    assert!(!text.contains(" = 100") && !text.contains(" = 101"), "{text}");
}

#[test]
fn headings_below_a_year_keep_the_unit_of_the_table_and_shares_their_own() {
    let text = "地区生产总值,,,,\n单位：亿元,,,,\n地区,2025年,,2024年,\n,总量,增速（%）,总量,增速\n甲县,100,5,90,4\n";
    assert_eq!(
        csv(text),
        "甲县 地区生产总值 总量 2025 = 100 亿元\n甲县 地区生产总值 增速 2025 = 5 %\n\
         甲县 地区生产总值 总量 2024 = 90 亿元\n甲县 地区生产总值 增速 2024 = 4 %"
    );
    let labels = "单位：亿元,,\n地区,2025年,2025年增速（%）\n甲县,100,5\n";
    assert!(csv(labels).ends_with("甲县 增速 2025 = 5 %"), "{}", csv(labels));
    let groups = "2026年投资,,,,\n单位：亿元,,,,\n地区,本年,,上年同期,\n,1-5月,1-6月,1-5月,1-6月\n甲县,1,2,3,4\n";
    assert_eq!(of(&csv(groups), "2025-H1"), "4 亿元");
    assert_eq!(of(&csv(groups), "2026-H1"), "2 亿元");
}

#[test]
fn months_above_years_are_months_of_those_years() {
    let text = "地区生产总值,,,,\n地区,1月,,2月,\n,2025年,2026年,2025年,2026年\n甲县,1,2,3,4\n";
    let expected = "甲县 地区生产总值 2025-01 = 1\n甲县 地区生产总值 2026-01 = 2\n甲县 地区生产总值 2025-02 = 3\n甲县 地区生产总值 2026-02 = 4";
    assert_eq!(csv(text), expected);
    let merged = sheets(&[("Sheet1", text, &[(1, 0, 2, 0), (1, 1, 1, 2), (1, 3, 1, 4)])]);
    assert_eq!(merged, expected);
    let below = "地区,2025,,2026,\n,1月,2月,1月,2月\n甲县,1,2,3,4\n";
    assert_eq!(csv(below), "甲县 2025-01 = 1\n甲县 2025-02 = 2\n甲县 2026-01 = 3\n甲县 2026-02 = 4");
}

#[test]
fn the_name_of_a_sheet_is_its_title_where_it_has_none() {
    let table = "地区,2024年,2025年\n甲县,1,2\n";
    let text = sheets(&[("地区生产总值（亿元）", table, &[]), ("财政收入（万元）", table, &[])]);
    assert!(text.contains("甲县 地区生产总值 2024 = 1 亿元") && text.contains("甲县 财政收入 2025 = 2 万元"), "{text}");
    assert!(text.ends_with("[sheet_as_title]\n[sheet_as_title]"), "{text}");
    for name in ["Sheet1", "工作表2", "汇总", "2024年", "附件1"] {
        assert_eq!(sheets(&[(name, table, &[])]), "甲县 2024 = 1\n甲县 2025 = 2", "{name}");
    }
    let inside = "财政支出（万元）,,\n地区,2024年,2025年\n甲县,1,2\n";
    assert!(sheets(&[("地区生产总值（亿元）", inside, &[])]).starts_with("甲县 财政支出 2024 = 1 万元"));
    let quarters = "地区,一季度,二季度\n甲县,1,2\n";
    let text = sheets(&[("2024年", quarters, &[]), ("2025年", quarters, &[])]);
    assert_eq!(text, "甲县 2024-Q1 = 1\n甲县 2024-Q2 = 2\n甲县 2025-Q1 = 1\n甲县 2025-Q2 = 2");
}

#[test]
fn a_region_merged_over_several_rows_is_that_of_each() {
    let text =
        "地区,指标,2024年\n甲县,地区生产总值（亿元）,4\n,增速（%）,6\n乙县,地区生产总值（亿元）,5\n,增速（%）,7\n";
    assert_eq!(
        sheets(&[("Sheet1", text, &[(1, 0, 2, 0), (3, 0, 4, 0)])]),
        "甲县 地区生产总值 2024 = 4 亿元\n甲县 增速 2024 = 6 %\n乙县 地区生产总值 2024 = 5 亿元\n乙县 增速 2024 = 7 %"
    );
    // A cell that is only left empty says nothing.
    let said = csv(text);
    assert!(said.contains("Missing A3") && said.contains("Missing A5") && !said.contains("增速 2024"), "{said}");
}

#[test]
fn a_figure_with_another_unit_is_brought_to_that_of_its_table_or_refused() {
    let told = |unit: &str, cell: &str| csv(&format!("地区生产总值\n{unit}\n地区,2023年,2024年\n甲县,{cell},3.5\n"));
    assert!(told("单位：亿元", "5.2%").contains("OtherUnit B4"), "{}", told("单位：亿元", "5.2%"));
    assert!(told("单位：亿元", "3万元").starts_with("甲县 地区生产总值 2023 = 0.0003 亿元"));
    assert!(told("单位：万元", "3亿元").starts_with("甲县 地区生产总值 2023 = 30000 万元"));
    assert!(told("单位：亿元", "5亿元").starts_with("甲县 地区生产总值 2023 = 5 亿元"));
    for (unit, cell) in [
        ("单位：亿元", "1.2万"),
        ("单位：亿元", "6元"),
        ("单位：%", "3万元"),
        ("单位：亿元", "3万美元"),
        ("单位：人", "3万元"),
    ] {
        assert!(told(unit, cell).contains("OtherUnit B4"), "{unit} {cell}: {}", told(unit, cell));
    }
    assert!(told("单位：%", "5.2%").starts_with("甲县 地区生产总值 2023 = 5.2 %"));
    assert_eq!(csv("地区,2023年,2024年\n甲县,5.2%,6%\n乙县,3%,0\n").matches(" %").count(), 4);
}

#[test]
fn totals_above_and_below_their_rows_are_checked() {
    let told = |rows: &str| csv(&format!("地区生产总值（亿元）,,\n地区,2024年,2025年\n{rows}"));
    let mismatches = |rows: &str| told(rows).matches("[total_mismatch]").count();
    assert_eq!(mismatches("合计,10,12\n甲县,4,5\n乙县,6,8\n"), 1);
    assert_eq!(mismatches("合计,10,13\n甲县,4,5\n乙县,6,8\n"), 0);
    assert_eq!(mismatches("甲县,4,5\n乙县,6,8\n合计,10,12\n"), 1);
    let parts = "甲县,4,5\n乙县,6,8\n小计,10,13\n丙县,1,1\n丁县,2,2\n小计,3,3\n";
    assert_eq!(mismatches(&format!("{parts}合计,13,16\n")), 0);
    assert_eq!(mismatches(&format!("{parts}合计,13,17\n")), 1);
    assert_eq!(mismatches(&format!("合计,13,16\n{parts}")), 0);
}

#[test]
fn figures_that_look_like_years_are_no_labels() {
    let text = csv("地区,地区生产总值,财政收入\n甲县,2010,1999\n乙县,2050,1980\n");
    assert!(!text.contains(" = "), "{text}");
}

#[test]
fn periods_that_stand_below_each_other_are_read_with_what_stands_above_the_columns() {
    assert_eq!(
        csv("地区,年份,地区生产总值（亿元）,增速\n甲县,2024,1,5\n甲县,2025,2,6\n"),
        "甲县 地区生产总值 2024 = 1 亿元\n甲县 增速 2024 = 5 %\n甲县 地区生产总值 2025 = 2 亿元\n甲县 增速 2025 = 6 %"
    );
    assert_eq!(
        csv("地区生产总值（亿元）,,\n年份,甲县,乙县\n2023,1,2\n2024,3,4\n"),
        "甲县 地区生产总值 2023 = 1 亿元\n乙县 地区生产总值 2023 = 2 亿元\n甲县 地区生产总值 2024 = 3 亿元\n乙县 地区生产总值 2024 = 4 亿元"
    );
    assert_eq!(
        csv("用电量（万千瓦时）,,\n时间,甲县,乙县\n2024年1-2月,1,2\n3月,3,4\n"),
        "甲县 用电量 2024-01..2024-02 = 1 万千瓦时\n乙县 用电量 2024-01..2024-02 = 2 万千瓦时\n\
         甲县 用电量 2024-03 = 3 万千瓦时\n乙县 用电量 2024-03 = 4 万千瓦时"
    );
    assert_eq!(
        csv("地区,年份,季度,数值\n甲县,2024,1,1\n甲县,2024,2,2\n乙县,2024,1,3\n"),
        "甲县 2024-Q1 = 1\n甲县 2024-Q2 = 2\n乙县 2024-Q1 = 3"
    );
    let text = csv("地区,时间,数值\n甲县,2024年底,1\n甲县,2025年前三季度,2\n甲县,2025年1-2月,3\n甲县,3月,4\n");
    assert!(
        text.starts_with("甲县 2024 = 1\n甲县 2025-01..2025-09 = 2\n甲县 2025-01..2025-02 = 3\nNotADate B5"),
        "{text}"
    );
    // A region or an indicator? And a period that nobody understands.
    assert!(csv("年份,甲县,财政收入\n2023,1,2\n2024,3,4\n").starts_with("periods_unclear"));
    let text = csv("地区,年份,地区生产总值\n甲县,2024,1\n甲县,某年,2\n");
    assert!(text.contains("甲县 地区生产总值 2024 = 1") && text.contains("NotADate B3"), "{text}");
    let text = csv("地区,年份,地区生产总值,地区生产总值目标\n甲县,2024,1,2\n");
    assert!(text.contains("[columns_left_out]") && !text.contains(" = 2"), "{text}");
}

#[test]
fn a_title_inside_that_says_another_year_is_of_that_year() {
    let text =
        "2026年用电量（万千瓦时）,,\n地区,1月,2月\n甲县,1,2\n2025年用电量（万千瓦时）,,\n地区,1月,2月\n甲县,3,4\n";
    let said = csv(text);
    assert!(said.contains(" 2026-01 = 1 万千瓦时\n") && said.contains(" 2025-02 = 4 万千瓦时\n"), "{said}");
    let own = text.replace("1月,2月", "2026年1月,2026年2月");
    assert!(csv(&own).contains("甲县 2025年用电量 2026-01 = 3"), "{}", csv(&own));
    // The brackets of one title are not those of another; a line of the unit holds for all.
    let brackets = "地区生产总值（单位：亿元）,,\n地区,2024年,2025年\n甲县,1,2\n财政收入,,\n甲县,3,4\n";
    assert!(csv(brackets).contains("甲县 财政收入 2024 = 3\n"), "{}", csv(brackets));
}

#[test]
fn a_column_left_of_the_periods_that_is_not_read_is_named() {
    let said = csv("地区,“十三五”末,2024年,2025年\n甲县,1,2,3\n");
    assert!(said.ends_with("[columns_left_out]") && said.starts_with("甲县 2024 = 2"), "{said}");
    assert_eq!(csv("序号,地区,2024年,2025年\n1,甲县,2,3\n"), "甲县 2024 = 2\n甲县 2025 = 3");
}

#[test]
fn a_word_for_periods_above_them_is_no_part_of_what_is_measured() {
    let read = |heading: &str| {
        let text = format!("Produto Interno Bruto (Mil Reais),,\nMunicípio,{heading},\n,2019,2020\nAriquemes,5,6\n");
        sheets(&[("Tabela", &text, &[(0, 0, 0, 2), (1, 1, 1, 2), (1, 0, 2, 0)])])
    };
    let expected = "Ariquemes Produto Interno Bruto 2019 = 5 R$k\nAriquemes Produto Interno Bruto 2020 = 6 R$k";
    assert_eq!(read("Ano"), expected);
    assert_eq!(read("Year"), expected);
    assert!(read("Taxa").starts_with("Ariquemes Produto Interno Bruto Taxa 2019 = 5"), "{}", read("Taxa"));
}
