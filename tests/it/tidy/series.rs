//! Time series in the shapes of many offices: years, quarters and months as columns, codes and flags, rows per period.

use super::{decode, specs};
use chrono::NaiveDate;
use duban::pipeline::PeriodFrom;
use duban::pipeline::dataset::Dataset;
use duban::tidy::{Ask, Known, Tidied, Unreadable};
use encoding_rs::GB18030;
use proptest::prelude::*;
use rust_xlsxwriter::{Format, Workbook};

pub(super) fn read_known(name: &str, bytes: &[u8], known: &Known) -> Result<Tidied, Unreadable> {
    let specs = specs(&[Dataset::Series]);
    let ask = Ask { tables: &specs, period: PeriodFrom::None, kind: None, open_register: false };
    let book = decode(bytes).expect("the file decodes");
    let tidied = duban::tidy::tidy(name, "sha", &book, &ask, known, NaiveDate::MIN)?;
    for found in &tidied.tables {
        assert_eq!(found.table.height() as u32 + found.refused + found.set_aside, found.rows, "rows are conserved");
    }
    Ok(tidied)
}

fn read(bytes: &[u8]) -> Tidied {
    read_known("file.csv", bytes, &Known::default()).unwrap()
}

/// What a series says, a row a line; why it is refused where it is.
pub(super) fn told(text: &str) -> String {
    match read_known("file.csv", text.as_bytes(), &Known::default()) {
        Ok(tidied) => said(&tidied),
        Err(refused) => format!("{}: {}", refused.kind, refused.text),
    }
}

/// `北京市 地区生产总值 2024 = 49670.2 亿元`, a row a line, then refusals and kinds of notes.
pub(super) fn said(tidied: &Tidied) -> String {
    let mut lines = Vec::new();
    for found in &tidied.tables {
        let rows = found.table.texts(["subject", "indicator", "period", "unit", "state", "flag"]);
        for (row, value) in rows.into_iter().zip(found.table.amounts("value")) {
            let [subject, indicator, period, unit, state, flag] = row.map(Option::unwrap_or_default);
            let value = value.map_or(state, |value| value.to_string());
            let line = [subject, indicator, period, "=".to_string(), value, unit, flag];
            lines.push(line.into_iter().filter(|part| !part.is_empty()).collect::<Vec<String>>().join(" "));
        }
    }
    lines.extend(tidied.rejects.iter().map(|r| format!("{:?} {}", r.reason, r.place.cell.as_deref().unwrap_or(""))));
    lines.extend(tidied.notes.iter().map(|n| format!("[{}]", n.kind)));
    lines.join("\n")
}

const YEARS: &str = "数据库：分省年度数据\n指标：地区生产总值(亿元)\n时间：最近3年\n地区,2025年,2024年,2023年\n北京,,3.5,3.0\n\
    天津市,,2.5,\n注：1.口径已调整。\n　　　2.不含其他。\n数据来源：统计局\n";

#[test]
fn years_as_columns_with_an_empty_newest_year() {
    let tidied = read(&GB18030.encode(YEARS).0);
    assert_eq!(
        said(&tidied),
        "北京市 地区生产总值 2025 = not_published 亿元\n北京市 地区生产总值 2024 = 3.5 亿元\n北京市 地区生产总值 2023 = 3 亿元\n\
         天津市 地区生产总值 2025 = not_published 亿元\n天津市 地区生产总值 2024 = 2.5 亿元\n天津市 地区生产总值 2023 = no_value 亿元\n\
         [not_published]"
    );
    assert_eq!((tidied.tables[0].rows, tidied.tables[0].set_aside), (13, 7));
    assert_eq!(tidied.tables[0].header_rows, [4]);
}

#[test]
fn a_cell_that_cannot_be_read_costs_its_own_period_only() {
    let tidied = read("地区,2024,2023\n北京,1,坏\n天津,2,3\n".as_bytes());
    assert!(said(&tidied).contains("NotANumber C2") && said(&tidied).contains("北京市 2024 = 1"), "{}", said(&tidied));
    assert_eq!(tidied.tables[0].table.height(), 3);
}

#[test]
fn months_with_january_and_february_in_one_and_two_measures() {
    let csv = "2024年主要指标,,,,\n指标,1-2月,,3月,\n,总量（亿元）,同比增长（%）,总量（亿元）,同比增长（%）\n工业增加值,10,5.5,6,—\n";
    assert_eq!(
        said(&read(csv.as_bytes())),
        "工业增加值 总量 2024-01..2024-02 = 10 亿元\n工业增加值 同比增长 2024-01..2024-02 = 5.5 %\n\
         工业增加值 总量 2024-03 = 6 亿元\n工业增加值 同比增长 2024-03 = no_value %"
    );
}

#[test]
fn quarters_below_their_year_in_merged_cells() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 1, "各县GDP（单位：亿元）").unwrap();
    sheet.merge_range(1, 1, 2, 1, "县区", &Format::new()).unwrap();
    sheet.merge_range(1, 2, 1, 3, "2023年", &Format::new()).unwrap();
    sheet.merge_range(1, 4, 1, 5, "2024年", &Format::new()).unwrap();
    for (column, text) in [(2, "三季度"), (3, "四季度"), (4, "一季度"), (5, "二季度")] {
        sheet.write(2, column, text).unwrap();
        sheet.write(3, column, f64::from(column)).unwrap();
        sheet.write(4, column, f64::from(column) * 2.0).unwrap();
        sheet.write(5, column, f64::from(column) * 3.0).unwrap();
    }
    for (row, text) in [(3, "甲县"), (4, "乙县"), (5, "合计")] {
        sheet.write(row, 1, text).unwrap();
    }
    let tidied = read(&book.save_to_buffer().unwrap());
    let text = said(&tidied);
    assert!(
        text.contains("甲县 各县GDP 2023-Q3 = 2 亿元") && text.contains("乙县 各县GDP 2024-Q2 = 10 亿元"),
        "{text}"
    );
    assert_eq!((tidied.tables[0].table.height(), tidied.rejects.len(), tidied.notes.len()), (8, 0, 0), "{text}");
}

#[test]
fn codes_names_and_years_below_lines_about_the_data() {
    let csv = "\"Data Source\",\"World Development Indicators\",\n\n\"Last Updated Date\",\"2024-06-28\",\n\n\
        \"Country Name\",\"Country Code\",\"Indicator Name\",\"Indicator Code\",\"2021\",\"2022\",\"2023\",\n\
        \"Aruba\",\"ABW\",\"Population, total\",\"SP.POP.TOTL\",\"1\",\"2\",\"\",\n\"Angola\",\"AGO\",\"Population, total\",\"SP.POP.TOTL\",\"3\",\"\",\"\",\n";
    let text = said(&read(csv.as_bytes()));
    assert!(text.starts_with("Aruba Population, total 2021 = 1\nAruba Population, total 2022 = 2"), "{text}");
    assert!(
        text.contains("Angola Population, total 2022 = no_value") && text.contains("2023 = not_published"),
        "{text}"
    );
}

#[test]
fn keys_in_one_column_and_flags_behind_figures() {
    let tsv = "freq,unit,geo\\TIME_PERIOD\t2021 \t2022 \t2023 \nA,MIO_EUR,DE\t12.5 p\t: \t13.0 \nA,MIO_EUR,FR\t1.5 \t: c\t2 e\n";
    assert_eq!(
        said(&read(tsv.as_bytes())),
        "DE A 2021 = 12.5 MIO_EUR p\nDE A 2022 = no_value MIO_EUR\nDE A 2023 = 13 MIO_EUR\n\
         FR A 2021 = 1.5 MIO_EUR\nFR A 2022 = no_value MIO_EUR c\nFR A 2023 = 2 MIO_EUR e"
    );
}

#[test]
fn financial_years_have_names_and_no_days() {
    let csv = "Spending by region,,\nRegion,2018-19,2019-20\nNorth East,1,2\nWales,3,4\n";
    let tidied = read(csv.as_bytes());
    assert!(said(&tidied).contains("Wales Spending by region FY2019-20 = 4"), "{}", said(&tidied));
}

#[test]
fn labels_that_may_mean_two_things_are_asked_about() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let day = Format::new().set_num_format("yyyy-mm-dd");
    sheet.write(0, 0, "地区").unwrap();
    sheet.write(1, 0, "北京").unwrap();
    for (column, serial) in [(1, 44_927.0), (2, 45_292.0)] {
        sheet.write_with_format(0, column, serial, &day).unwrap();
        sheet.write(1, column, 5).unwrap();
    }
    let error = read_known("f.xlsx", &book.save_to_buffer().unwrap(), &Known::default()).unwrap_err();
    assert_eq!(error.kind, "periods_unclear");
    assert!(error.text.contains("2023 or 2023-Q1") && error.text.contains("B1"), "{}", error.text);
    for csv in [
        "地区,2024年,2024\n北京,1,2\n",
        "地区,2024年,2O23年,2022年\n北京,1,2,3\n",
        "地区,2023年,2024年二季度\n北京,1,2\n",
    ] {
        let error = read_known("f.csv", csv.as_bytes(), &Known::default()).unwrap_err();
        assert_eq!(error.kind, "periods_unclear", "{csv}");
    }
}

#[test]
fn a_row_per_period_is_the_same_series() {
    let csv = "地区,指标,年份,数值,单位\n北京,地区生产总值,2023年,3.0,亿元\n北京市,地区生产总值,2024年,3.5,亿元\n\
        北京,地区生产总值,2025年,,亿元\n北京,地区生产总值,某年,1,亿元\n";
    assert_eq!(
        said(&read(csv.as_bytes())),
        "北京市 地区生产总值 2023 = 3 亿元\n北京市 地区生产总值 2024 = 3.5 亿元\n北京市 地区生产总值 2025 = not_published 亿元\n\
         NotADate C5\n[not_published]"
    );
}

#[test]
fn a_value_published_again_with_another_value_is_a_revision() {
    let first = read(YEARS.as_bytes());
    let tables = [(Dataset::Series, first.tables.iter().map(|found| found.table.clone()).collect())];
    let known = duban::daemon::examine::known(&tables.into_iter().collect(), &[]);
    let again = YEARS.replace("北京,,3.5,3.0", "北京市,4,3.6,3.0");
    let tidied = read_known("file.csv", again.as_bytes(), &known).unwrap();
    let revised: Vec<&str> = tidied.notes.iter().filter(|n| n.kind == "revised").map(|n| n.text.as_str()).collect();
    assert_eq!(revised, ["北京市, 地区生产总值, 2024: 3.5 亿元 before, 3.6 亿元 now"]);
}

#[test]
fn the_same_key_twice_is_a_duplicate_or_a_contradiction() {
    let text = said(&read("地区,2024,2023\n北京,1,2\n北京市,1,3\n天津,5,6\n".as_bytes()));
    assert!(
        text.contains("DuplicateRow B3") && text.contains("ConflictingRows C2") && text.contains("ConflictingRows C3"),
        "{text}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// However the years stand and whatever stands around them, the table says what it says.
    #[test]
    fn the_order_of_years_and_lines_around_them_change_nothing(
        values in proptest::collection::vec(proptest::collection::vec(proptest::option::of(0u32..10_000), 4), 2..6),
        newest_first in any::<bool>(), titles in 0usize..3, notes in 0usize..3, offset in 0usize..3, style in 0usize..4,
    ) {
        let years = [2021, 2022, 2023, 2024];
        let label = |year: i32| match style { 0 => format!("{year}年"), 1 => year.to_string(), 2 => format!("{year}年度"), _ => format!("FY{year}") };
        let order: Vec<usize> = if newest_first { (0..4).rev().collect() } else { (0..4).collect() };
        let pad = ",".repeat(offset);
        let mut csv = String::new();
        for title in ["2024年度统计资料\n", "单位：亿元\n"].iter().take(titles) {
            csv += &format!("{pad}{title}");
        }
        csv += &format!("{pad}地区,{}\n", order.iter().map(|i| label(years[*i])).collect::<Vec<_>>().join(","));
        for (index, row) in values.iter().enumerate() {
            let cells: Vec<String> = order.iter().map(|i| row[*i].map(|n| n.to_string()).unwrap_or_default()).collect();
            csv += &format!("{pad}R{index},{}\n", cells.join(","));
        }
        for note in ["注：口径已调整。\n", "数据来源：统计局\n"].iter().take(notes) {
            csv += &format!("{pad}{note}");
        }
        // A row without any value is a line without a figure, and is set aside.
        let mut expected: Vec<String> = Vec::new();
        for (index, row) in values.iter().enumerate().filter(|(_, row)| row.iter().any(Option::is_some)) {
            for (year, value) in years.iter().zip(row) {
                let name = if style == 3 { format!("FY{year}") } else { year.to_string() };
                expected.push(format!("R{index} {name} {}", value.map(|n| n.to_string()).unwrap_or_default()));
            }
        }
        expected.sort();
        if let Ok(tidied) = read_known("f.csv", csv.as_bytes(), &Known::default()) {
            let mut found: Vec<String> = tidied.tables.iter().flat_map(|t| {
                t.table.texts(["subject", "period"]).into_iter().zip(t.table.amounts("value")).map(|([s, p], v)| {
                    format!("{} {} {}", s.unwrap_or_default(), p.unwrap_or_default(), v.map(|v| v.to_string()).unwrap_or_default())
                }).collect::<Vec<String>>()
            }).collect();
            found.sort();
            prop_assert_eq!(found, expected);
        } else {
            prop_assert!(expected.is_empty(), "{}", csv);
        }
    }
}

#[test]
fn all_figures_of_a_wide_table_tell_what_parts_decimals() {
    let told = |csv: &str| {
        let said = said(&read(csv.as_bytes()));
        let shown = said.lines().filter_map(|line| line.split_once(" = ").map_or(Some(line), |(_, value)| Some(value)));
        shown.collect::<Vec<&str>>().join(" ")
    };
    assert_eq!(told("地区;2023年;2024年\n甲地;5;1.234\n乙地;6;1.234,5\n"), "5 1234 6 1234.5");
    assert_eq!(told("地区;2023年;2024年\n甲地;1.234.567;8\n乙地;2.345;9\n"), "1234567 8 2345 9");
    assert_eq!(told("地区;2023年;2024年\n甲地;1.234;8\n乙地;12,5;9\n"), "1234 8 12.5 9");
    assert_eq!(told("地区;2023年;2024年\n甲地;1.234;8\n乙地;12.5;9\n"), "1.234 8 12.5 9");
    assert_eq!(
        told("地区;2023年;2024年\n甲地;1.234;8\n乙地;2.345;9\n"),
        "8 9 Ambiguous B2 Ambiguous B3 [ambiguous_figures]"
    );
    // The total is compared as its table is read.
    let total = "指标：产值(亿元)\n地区;2024年\n甲地;1.234,5\n乙地;2.000\n合计;3.234,5\n";
    assert_eq!(told(total), "1234.5 亿元 2000 亿元");
}

#[test]
fn october_that_a_spreadsheet_took_for_a_number_is_told_by_its_neighbours() {
    let told = |labels: &str| {
        let csv = format!("地区,{labels}\n甲地,1,2,3,4\n");
        let tidied = read_known("file.csv", csv.as_bytes(), &Known::default());
        tidied.map_or_else(|refused| refused.kind, |tidied| said(&tidied))
    };
    assert_eq!(
        told("2024.9,2024.1,2024.11,2024.12"),
        "甲地 2024-09 = 1\n甲地 2024-10 = 2\n甲地 2024-11 = 3\n甲地 2024-12 = 4"
    );
    assert_eq!(
        told("2023.11,2023.12,2024.1,2024.2"),
        "甲地 2023-11 = 1\n甲地 2023-12 = 2\n甲地 2024-01 = 3\n甲地 2024-02 = 4"
    );
    assert_eq!(told("2021.1,2022.1,2023.1,2024.1"), "periods_unclear");
}

#[test]
fn the_unit_above_a_wide_table_is_read_whole() {
    let told = |line: &str| said(&read(format!("地区生产总值\n{line}\n地区,2023年,2024年\n甲地,1,2\n").as_bytes()));
    assert_eq!(told("单位：亿 元"), "甲地 地区生产总值 2023 = 1 亿元\n甲地 地区生产总值 2024 = 2 亿元");
    assert_eq!(told("单位：元/人"), "甲地 地区生产总值 2023 = 1 元/人\n甲地 地区生产总值 2024 = 2 元/人");
    assert_eq!(told("单位：億元"), "甲地 地区生产总值 2023 = 1 亿元\n甲地 地区生产总值 2024 = 2 亿元");
    assert_eq!(told("Unit: USD million"), "甲地 地区生产总值 2023 = 1 $m\n甲地 地区生产总值 2024 = 2 $m");
}
