//! What stands around figures and changes what they are: headings, titles, names of sheets, lines of units beside others.

use super::{decode, specs};
use chrono::NaiveDate;
use duban::base::period::PeriodKind;
use duban::pipeline::PeriodFrom;
use duban::pipeline::dataset::Dataset;
use duban::tidy::{Ask, Known, Tidied, Unreadable};
use rust_xlsxwriter::{Format, Workbook, Worksheet};

fn read(name: &str, bytes: &[u8]) -> Result<Tidied, Unreadable> {
    let specs = specs(&[Dataset::Progress]);
    let ask = Ask { tables: &specs, period: PeriodFrom::FileName, kind: Some(PeriodKind::Month), open_register: true };
    let arrived = NaiveDate::from_ymd_opt(2026, 7, 20).unwrap();
    duban::tidy::tidy(name, "sha", &decode(bytes).unwrap(), &ask, &Known::default(), arrived)
}

/// The cumulative figures in yuan, what was refused and what was noted; or why there is no table.
fn told(bytes: &[u8]) -> String {
    let tidied = match read("202606.xlsx", bytes) {
        Ok(tidied) => tidied,
        Err(error) => return error.text,
    };
    let figures = tidied.tables.iter().flat_map(|found| found.table.amounts("cumulative"));
    let figures = figures.map(|figure| figure.map_or("-".to_string(), |figure| figure.to_string()));
    let refused = tidied.rejects.iter().map(|reject| format!("{} {}", reject.place, reject.reason.name()));
    let notes = tidied.notes.iter().map(|note| note.kind.clone());
    figures.chain(refused).chain(notes).collect::<Vec<String>>().join("; ")
}

fn book(fill: impl Fn(&mut Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    fill(book.add_worksheet());
    book.save_to_buffer().unwrap()
}

fn write(sheet: &mut Worksheet, row: u32, column: u16, texts: &[&str]) {
    for (at, text) in (column..).zip(texts) {
        match text.parse::<f64>() {
            Ok(figure) => sheet.write(row, at, figure).unwrap(),
            Err(_) => sheet.write(row, at, *text).unwrap(),
        };
    }
}

/// A table with a title, and one heading over two columns.
fn below(title: &str, heading: &str) -> Vec<u8> {
    book(|sheet| {
        write(sheet, 0, 0, &[title]);
        sheet.merge_range(1, 0, 2, 0, "项目名称", &Format::new()).unwrap();
        sheet.merge_range(1, 1, 1, 2, heading, &Format::new()).unwrap();
        write(sheet, 2, 1, &["累计完成投资", "完成率（%）"]);
        write(sheet, 3, 0, &["东堤", "4", "40"]);
        write(sheet, 4, 0, &["西堤", "3", "30"]);
    })
}

#[test]
fn a_title_above_a_heading_that_is_a_period_is_no_header() {
    for heading in ["6月", "2026年", "2026年6月", "1-6月", "本年", "投资情况"] {
        for title in ["进度表（单位：亿元）", "进度表 单位：亿元", "进度表（亿元）", "表一 （金额：亿元）"]
        {
            assert_eq!(told(&below(title, heading)), "400000000; 300000000", "{title} {heading}");
        }
    }
}

#[test]
fn a_heading_that_makes_a_figure_a_part_or_of_another_time_bars_it() {
    for heading in [
        "前五个月",
        "自开工",
        "开工以来",
        "自开工以来",
        "十三五期间",
        "其中：财政资金",
        "其中：建安投资",
        "其中：本月",
        "专项债",
        "征地拆迁",
        "财务支出",
        "核减",
        "概算",
        "其中：甲标段",
    ] {
        let told = told(&below("进度表（单位：亿元）", heading));
        assert!(told.starts_with("no table is found that tells this report's figures"), "{heading}: {told}");
    }
    // What nobody knows is read, and said.
    assert_eq!(told(&below("进度表（单位：亿元）", "甲方口径")), "400000000; 300000000; unknown_heading");
    assert_eq!(told(&below("进度表（单位：亿元）", "前六个月")), "400000000; 300000000");
}

#[test]
fn of_two_groups_the_one_of_this_year_has_all_its_columns() {
    let bytes = book(|sheet| {
        sheet.merge_range(0, 0, 1, 0, "项目名称", &Format::new()).unwrap();
        sheet.merge_range(0, 1, 0, 2, "自开工以来", &Format::new()).unwrap();
        sheet.merge_range(0, 3, 0, 4, "本年", &Format::new()).unwrap();
        write(sheet, 1, 1, &["累计完成投资", "完成率", "累计完成投资", "完成率"]);
        write(sheet, 2, 0, &["东堤", "900", "90%", "40", "40%"]);
    });
    let read = read("202606.xlsx", &bytes).unwrap();
    assert_eq!(read.tables[0].table.amounts("percent")[0].unwrap().to_string(), "40");
    assert_eq!(read.tables[0].table.amounts("cumulative")[0].unwrap().to_string(), "400000");
}

#[test]
fn nobody_is_told_to_take_last_years_figures_for_this_years() {
    for header in [
        "上年累计完成投资",
        "去年同期累计完成投资",
        "2025年累计完成投资",
        "1-5月累计完成投资",
        "计划累计完成投资",
        "累计完成投资排名",
        "累计完成投资同比（%）",
        "自开工累计完成投资",
    ] {
        let csv = format!("项目编号,项目名称,{header}\nL1,东堤,7\n");
        let refused = read("202606.csv", csv.as_bytes()).unwrap_err().text;
        assert!(!refused.contains("may mean cumulative"), "{header}: {refused}");
    }
    // A header that is only a little different is asked about, without the time that it carries.
    let refused =
        read("202606.csv", "项目编号,项目名称,截至6月底累计完成的投资\nL1,东堤,7\n".as_bytes()).unwrap_err().text;
    assert!(refused.contains("累计完成的投资 may mean cumulative"), "{refused}");
}

#[test]
fn words_of_the_current_year_and_for_amounts_change_no_header() {
    for header in [
        "今年累计完成投资",
        "年初以来累计完成投资",
        "当年累计完成投资",
        "本年度累计完成投资",
        "年度累计完成投资",
        "截至目前累计完成投资",
        "累计完成投资额",
        "累计完成投资额（万元）",
        "截至6月底累计完成投资额（万元）",
    ] {
        let csv = format!("项目编号,项目名称,{header},形象进度\nL1,东堤,7,正常\n");
        let read = read("202606.csv", csv.as_bytes()).unwrap_or_else(|e| panic!("{header}: {}", e.text));
        assert_eq!(read.tables[0].table.amounts("cumulative")[0].unwrap().to_string(), "70000", "{header}");
    }
}

#[test]
fn of_tables_side_by_side_each_has_the_unit_above_it() {
    let bytes = book(|sheet| {
        write(sheet, 0, 0, &["单位：万元"]);
        write(sheet, 0, 4, &["单位：亿元"]);
        for (column, name) in [(0, "东堤"), (4, "西堤")] {
            write(sheet, 1, column, &["项目名称", "累计完成投资", "形象进度"]);
            write(sheet, 2, column, &[name, "7", "正常"]);
        }
    });
    assert_eq!(told(&bytes), "70000; 700000000; side_by_side");
}

#[test]
fn a_unit_in_a_sheets_name_is_written() {
    let mut book = Workbook::new();
    for (name, project) in [("城建（万元）", "东堤"), ("水利（亿元）", "西堤")] {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        write(sheet, 0, 0, &["项目名称", "累计完成投资", "形象进度"]);
        write(sheet, 1, 0, &[project, "7", "正常"]);
    }
    let bytes = book.save_to_buffer().unwrap();
    assert_eq!(told(&bytes), "70000; 700000000; unit_of_sheet; unit_of_sheet");
    let read = read("202606.xlsx", &bytes).unwrap();
    let units: Vec<_> = read.tables.iter().flat_map(|found| found.table.texts(["unit_name"])).flatten().collect();
    assert_eq!(units, [Some("城建".to_string()), Some("水利".to_string())]);
}

#[test]
fn a_seal_behind_the_word_for_the_reporting_unit_is_no_part_of_it() {
    for line in ["填报单位（盖章）：住建局", "填报单位：住建局", "报送单位（公章）: 住建局"]
    {
        let csv = format!("{line},,单位：万元\n项目名称,累计完成投资,形象进度\n东堤,7,正常\n");
        let read = read("202606.csv", csv.as_bytes()).unwrap();
        let units = read.tables[0].table.texts(["unit_name"]);
        assert_eq!(units, [[Some("住建局".to_string())]], "{line}");
    }
}

#[test]
fn last_years_report_under_a_new_name_is_asked_about() {
    let read = |title: &str| {
        let csv = format!("{title},,\n项目名称,累计完成投资（万元）,形象进度\n东堤,7,正常\n");
        read("202606.csv", csv.as_bytes())
    };
    for title in ["2025年6月重点项目进度", "截至2025年6月30日进度", "2024年12月进度"] {
        let refused = read(title).map(|read| read.period).unwrap_err();
        assert!(refused.text.contains("one of the two is wrong"), "{title}: {}", refused.text);
    }
    for title in ["2026年6月重点项目进度", "2026年重点项目进度", "重点项目进度"] {
        assert!(read(title).is_ok(), "{title}");
    }
}

#[test]
fn units_of_other_countries_are_never_said_not_to_be_written() {
    let told = |header: &str, cell: &str| {
        let csv = format!("项目编号,项目名称,累计完成投资{header},形象进度\nL1,东堤,{cell},正常\n");
        told(csv.as_bytes())
    };
    for header in [" (in Cr)", " (in Cr.)", " in lakh", "(in lakhs)", " (in mn)", "(in k)"] {
        let told = told(header, "7");
        assert!(told.contains("unclear_unit") || told.contains("lack cumulative"), "{header}: {told}");
    }
    assert_eq!(told("(R'000)", "7"), "7000");
    assert_eq!(told("(R million)", "7"), "7000000");
    assert_eq!(told("(R’000s)", "7"), "7000");
    assert_eq!(told("($ CA)", "7"), "7");
    assert_eq!(told("(in ₹ crore)", "7"), "70000000");
    let csv = "项目编号,项目名称,总投资($ CA),累计完成投资\nL1,东堤,9,7 $\n";
    let read = read("202606.csv", csv.as_bytes()).unwrap();
    let units: Vec<_> = read.tables[0].columns.iter().filter_map(|column| column.unit.clone()).collect();
    assert!(units.iter().all(|unit| unit.contains("C$")), "{units:?}");
}

/// The figures of a list whose columns behind the names have these headers and hold 7, 8.
fn of(name: &str, headers: &str, aliases: &[&str]) -> String {
    let mut specs = specs(&[Dataset::Progress]);
    let own = specs[0].columns.iter_mut().find(|column| column.name == "cumulative").unwrap();
    if !aliases.is_empty() {
        own.headers = aliases.iter().map(|alias| (*alias).to_string()).collect();
    }
    let ask = Ask { tables: &specs, period: PeriodFrom::FileName, kind: Some(PeriodKind::Month), open_register: true };
    let figures = ["7", "8"][..headers.split(',').count()].join(",");
    let csv = format!("项目编号,项目名称,{headers},形象进度\nL1,东堤,{figures},正常\n");
    let arrived = NaiveDate::from_ymd_opt(2026, 9, 20).unwrap();
    match duban::tidy::tidy(name, "sha", &decode(csv.as_bytes()).unwrap(), &ask, &Known::default(), arrived) {
        Ok(read) => read.tables[0].table.amounts("cumulative")[0].unwrap().to_string(),
        Err(error) => error.text,
    }
}

#[test]
fn a_header_that_was_listed_with_its_time_is_still_of_that_time() {
    let listed = ["1-6月累计完成投资", "累计完成投资"];
    assert_eq!(of("202606.csv", "1-6月累计完成投资", &listed), "70000");
    assert_eq!(of("202607.csv", "1-6月累计完成投资,1-7月累计完成投资", &listed), "80000");
    assert_eq!(of("202607.csv", "1-6月累计完成投资,累计完成投资", &listed), "80000");
    assert!(of("202607.csv", "1-6月累计完成投资", &listed).contains("its header says 1-6月"));
    // What was listed for June is known in July, too.
    assert_eq!(of("202607.csv", "1-7月累计完成投资", &listed[..1]), "70000");
}

#[test]
fn of_two_cumulative_figures_the_one_that_says_this_year_is_taken() {
    assert_eq!(of("202606.csv", "累计完成投资,本年累计完成投资", &[]), "80000");
    assert_eq!(of("202606.csv", "本年累计完成投资,累计完成投资", &[]), "70000");
    assert_eq!(of("202606.csv", "累计完成投资,2026年累计完成投资", &[]), "80000");
    let told = of("202606.csv", "累计完成投资,累计完成投资额", &[]);
    assert!(told.contains("stands there more than once"), "{told}");
}

#[test]
fn remarks_numbers_and_units_around_a_header_are_no_part_of_it() {
    for (header, expected) in [
        ("累计完成投资（万元）（含税）", "70000"),
        ("（亿元）累计完成投资", "700000000"),
        ("累计完成投资-亿元", "700000000"),
        ("累计完成投资<亿元>", "700000000"),
        ("累计完成投资（亿元）①", "700000000"),
        ("累计完成投资（亿元）（1）", "700000000"),
        ("3.累计完成投资（亿元）", "700000000"),
        ("（三）累计完成投资", "70000"),
        ("三、累计完成投资（亿元）", "700000000"),
    ] {
        assert_eq!(of("202606.csv", header, &[]), expected, "{header}");
    }
    for header in
        ["累计完成投资（其中：财政资金）", "累计完成投资（计划）", "累计完成投资（上年同期）", "累计完成投资（占比）"]
    {
        let told = of("202606.csv", header, &[]);
        assert!(told.contains("it is not read as cumulative"), "{header}: {told}");
    }
}

#[test]
fn a_heading_below_a_header_says_what_one_above_it_says() {
    for (words, expected) in [
        (["5月", "6月"], "30000"),
        (["2025年", "2026年"], "30000"),
        (["上月", "本月"], "30000"),
        (["计划", "实际"], "30000"),
        (["1-6月", "1-5月"], "40000"),
    ] {
        let bytes = book(|sheet| {
            sheet.merge_range(0, 0, 1, 0, "项目名称", &Format::new()).unwrap();
            sheet.merge_range(0, 1, 0, 2, "累计完成投资（万元）", &Format::new()).unwrap();
            write(sheet, 1, 1, &words);
            write(sheet, 2, 0, &["东堤", "4", "3"]);
        });
        assert_eq!(told(&bytes), format!("{expected}; other_heading"), "{words:?}");
    }
    let one = |below: &str| {
        book(|sheet| {
            sheet.merge_range(0, 0, 1, 0, "项目名称", &Format::new()).unwrap();
            sheet.merge_range(0, 1, 1, 1, "责任单位", &Format::new()).unwrap();
            write(sheet, 0, 2, &["累计完成投资（万元）"]);
            write(sheet, 1, 2, &[below]);
            write(sheet, 2, 0, &["东堤", "水利局", "4"]);
        })
    };
    assert_eq!(told(&one("1-6月")), "40000");
    for below in ["上年同期", "自开工", "其中财政资金"] {
        let told = told(&one(below));
        assert!(told.contains("it is not read as cumulative"), "{below}: {told}");
    }
}

#[test]
fn a_table_says_one_unit_of_money_or_is_asked_about() {
    let with = |title: &str, plan: &str, done: &str| {
        let csv = format!("{title},,,\n项目名称,年度计划投资{plan},累计完成投资{done},形象进度\n东堤,9,7,正常\n");
        told(csv.as_bytes())
    };
    assert_eq!(with("进度表", "（万元）", ""), "70000; unit_assumed");
    for told in [
        with("进度表", "（亿元）", ""),
        with("进度表", "（万元）", "（万美元）"),
        with("进度表（单位：亿元）,单位：万元", "", ""),
        told("项目名称,累计完成投资,形象进度\n东堤,3.2亿元,正常\n西堤,2.1,正常\n".as_bytes()),
    ] {
        assert!(told.contains("unclear_unit") && told.contains("unit_unclear"), "{told}");
    }
    assert_eq!(with("单位：亿元", "", "（万元）"), "70000");
}

#[test]
fn a_list_without_a_row_is_an_empty_report() {
    for text in ["项目名称,累计完成投资\n", "单位：万元,\n项目名称,累计完成投资\n", "项目名称,累计完成投资\n,\n"]
    {
        let read = read("202606.csv", text.as_bytes()).unwrap();
        assert_eq!(read.refused.map(|refused| refused.kind).as_deref(), Some("empty_report"), "{text}");
    }
}
