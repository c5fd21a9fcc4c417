//! Forms as offices fill them in: units in many words, sheets for each month, marks and numbers around names.

use super::merged::{aside, noted, progress, refused, rows, sheet};
use super::{known_after, monthly, picture, plain};
use duban::pipeline::dataset::Dataset;
use duban::tidy::{AsideReason, Known, RejectReason, Tidied};
use rust_xlsxwriter::{Format, Workbook};

fn csv(lines: &str) -> Tidied {
    plain(Dataset::Progress, lines.as_bytes()).expect("a table")
}

/// The figures of a column, in 万元, as they stand in the picture.
fn figures(tidied: &Tidied, column: &str) -> Vec<String> {
    let wanted = format!("{column}=");
    let figure = |line: &String| line.split(&wanted).nth(1)?.split(' ').next().map(str::to_string);
    rows(tidied).iter().filter_map(figure).collect()
}

#[test]
fn units_are_understood_however_a_line_lists_them() {
    let table = |line: &str| csv(&format!("{line}\n序号,项目名称,累计完成投资\n1,甲路,4\n2,乙桥,1.25\n"));
    for line in [
        "投资：亿元，面积：亩",
        "亿元，%",
        "单位∶亿元",
        "单位——亿元",
        "单位：“亿元”",
        "单位：【亿元】",
        "以“亿元”为单位",
        "投资单位为“亿元”",
        "（投资：亿元）",
        "单位：投资（亿元）、面积（亩）",
    ] {
        let read = table(&format!("\"{line}\""));
        assert_eq!(figures(&read, "cumulative"), ["40000", "12500"], "{line}: {:?}", read.notes);
    }
    let below = csv("序号,项目名称,累计完成投资\n1,甲路,4\n2,乙桥,1.25\n注：1.本表单位为亿元；2.数据截至6月底。,,\n");
    assert_eq!(figures(&below, "cumulative"), ["40000", "12500"]);
}

#[test]
fn nothing_is_assumed_beside_a_line_that_names_another_unit() {
    let table = |line: &str| csv(&format!("\"{line}\"\n序号,项目名称,累计完成投资\n1,甲路,4\n2,乙桥,1.25\n"));
    let asked = table("投资按亿元计，其余见附注（面积按亩）");
    assert!(rows(&asked).is_empty() && !noted(&asked, "unit_unclear").is_empty(), "{:?}", asked.notes);
    for line in ["亿元以上重点项目进度表", "共2个项目，总投资5.6亿元", "元旦前完成", "截至6月底"]
    {
        let read = table(line);
        assert_eq!(figures(&read, "cumulative"), ["4", "1.25"], "{line}");
        assert_eq!(noted(&read, "unit_assumed").len(), 1, "{line}");
    }
}

#[test]
fn a_row_of_units_below_the_header_may_say_what_it_is() {
    let read =
        progress("进度表\n序号|项目名称|年度计划投资|累计完成投资\n单位||亿元|亿元\n1|甲路|10|4\n2|乙桥|5|1.25", &[]);
    assert_eq!(figures(&read, "cumulative"), ["40000", "12500"]);
    assert!(noted(&read, "unit_assumed").is_empty());
}

#[test]
fn three_decimals_of_chinese_money_are_decimals() {
    let table = |unit: &str, rows: &str| csv(&format!("序号,项目名称,累计完成投资（{unit}）\n{rows}"));
    let read = table("亿元", "1,甲路,1.234\n2,乙桥,12.345\n");
    assert_eq!(figures(&read, "cumulative"), ["12340", "123450"]);
    // Another habit in the column still decides.
    let read = table("万元", "1,甲路,1.234\n2,乙桥,12.345.678\n");
    assert_eq!(figures(&read, "cumulative"), ["1234", "12345678"]);
}

#[test]
fn empty_cells_beyond_the_header_are_nothing() {
    let read = csv(
        "项目编号,项目名称,责任单位,累计完成投资（万元）,形象进度\nXM-001,甲路,住建局,1,路基\nXM-002,乙桥,交通局,2,桩基,,,\n\
         XM-003,丙厂,水利局,3,安装\nXM-004,丁园,园林局,4,清表\n",
    );
    assert!(picture(&read).contains("status=桩基 ") || picture(&read).contains("status=桩基\n"), "{}", picture(&read));
    assert!(refused(&read).is_empty());
}

#[test]
fn of_a_sheet_for_each_month_that_of_the_report_is_read() {
    let book = |sheets: [(&str, &str, f64); 2]| {
        let mut book = Workbook::new();
        for (name, title, done) in sheets {
            let sheet = book.add_worksheet();
            sheet.set_name(name).expect("a name");
            for (column, text) in ["序号", "项目名称", "累计完成投资（万元）"].iter().enumerate() {
                sheet.write(1, column as u16, *text).expect("a header");
            }
            sheet.write(0, 0, title).expect("a title");
            sheet.write(2, 0, 1).expect("a number");
            sheet.write(2, 1, "甲路").expect("a name");
            sheet.write(2, 2, done).expect("a figure");
        }
        book.save_to_buffer().expect("a workbook")
    };
    let read = |sheets| monthly("进度202606.xlsx", &book(sheets), &Known::default());
    for sheets in [
        [("6月", "进度表", 400.0), ("5月", "进度表", 300.0)],
        [("五月", "2026年5月进度表", 300.0), ("六月", "2026年6月进度表", 400.0)],
    ] {
        let read = read(sheets);
        assert_eq!(figures(&read, "cumulative"), ["400"], "{sheets:?}");
        assert_eq!(noted(&read, "sheet_of_another_period").len(), 1, "{sheets:?}");
    }
    // A report of half a month is on the sheet of its month.
    let halves = book([("6月", "进度表", 400.0), ("5月", "进度表", 300.0)]);
    let halves = super::progress("20260615进度.xlsx", &halves, &Known::default()).expect("a table");
    assert_eq!(noted(&halves, "sheet_of_another_period").len(), 1);
    // Sheets of two units are both of the report.
    let both = read([("城建", "进度表", 400.0), ("水利", "进度表", 300.0)]);
    assert!(noted(&both, "sheet_of_another_period").is_empty());
}

#[test]
fn numbers_and_marks_before_names_are_no_part_of_them() {
    for lines in [
        "1、城关路|1\n2、滨河桥|2\n3、水厂|3",
        "（一）城关路|1\n（二）滨河桥|2\n（三）水厂|3",
        "★城关路|1\n滨河桥|2\n水厂☆|3",
    ] {
        let read = progress(&format!("单位：万元\n项目名称|累计完成投资\n{lines}"), &[]);
        let said = picture(&read);
        for name in ["name=城关路 ", "name=滨河桥 ", "name=水厂 "] {
            assert!(said.contains(name), "{lines}: {said}");
        }
    }
    let read = progress("单位：万元\n序号|项目名称|累计完成投资\n1|一、城关路|1\n2|二、滨河桥|2\n3|三、水厂|3", &[]);
    assert!(picture(&read).contains("name=滨河桥 "));
    let read =
        progress("单位：万元\n序号|项目名称|累计完成投资\n1|一、二号路改造|1\n2|一、二期管网|2\n3|三、四号楼|3", &[]);
    assert!(picture(&read).contains("name=一、二期管网 "));
    // What does not count is a name.
    let read = progress("单位：万元\n项目名称|累计完成投资\n3.2公里绿道|1\n110千伏变电站|2\n5、6号楼|3", &[]);
    assert!(picture(&read).contains("name=5、6号楼") && picture(&read).contains("name=3.2公里绿道"));
    // Next month the list counts others, and the projects are the same.
    let list = |file: &str, lines: &str, known: &Known| {
        monthly(file, &sheet(&format!("单位：万元\n项目名称|累计完成投资\n{lines}"), &[]), known)
    };
    let may = list("202605.xlsx", "1、城关路|1\n2、滨河桥|2\n3、水厂|3", &Known::default());
    let june = list("202606.xlsx", "1、滨河桥|3\n2、★水厂|4", &known_after(&may));
    assert!(
        picture(&june).contains("project_id=滨河桥") && picture(&june).contains("project_id=水厂"),
        "{}",
        picture(&june)
    );
}

#[test]
fn what_is_not_done_has_no_day_and_is_not_refused() {
    let read = |cell: &str| {
        let lines = format!(
            "项目编号,项目名称,节点名称,计划完成时间,实际完成时间\nP1,甲,开工,2026-03-31,2026-03-20\nP1,甲,安装,2026-09-30,{cell}\n"
        );
        plain(Dataset::Milestones, lines.as_bytes()).expect("a table")
    };
    for cell in ["未完成", "正在推进", "在建", "预计7月", "/"] {
        assert!(read(cell).rejects.is_empty(), "{cell}");
        assert_eq!(read(cell).tables[0].table.height(), 2, "{cell}");
    }
    for cell in ["已完成", "√", "100%"] {
        assert_eq!(read(cell).rejects.len(), 1, "{cell}");
    }
    assert!(picture(&read("2026.6.20完成")).contains("actual_date=2026-06-20"));
}

#[test]
fn points_given_and_taken_are_no_score_and_extremes_no_units() {
    let read = |lines: &str| plain(Dataset::Scores, lines.as_bytes());
    assert!(
        read("单位,类别,加分,扣分\n甲镇,信访,2,\n乙镇,信访,,1\n丙镇,信访,1,3\n").is_err(),
        "which of the two is the score?"
    );
    let scores = read("单位,类别,得分,加分,扣分\n甲镇,信访,92,2,\n乙镇,信访,89,,1\n").expect("a table");
    assert!(picture(&scores).contains("score=92"));
    let scores = read("单位,类别,得分\n甲镇,重点,95\n乙镇,重点,85\n最高分,重点,95\n全县平均,重点,90\n满分,重点,100\n")
        .expect("a table");
    assert_eq!(aside(&scores).iter().filter(|(_, why)| *why == AsideReason::Note).count(), 3, "{}", picture(&scores));
    let percent = read("单位,类别,得分\n甲镇,重点,95\n乙镇,重点,95%\n").expect("a table");
    assert_eq!(percent.rejects.iter().map(|r| r.reason).collect::<Vec<_>>(), [RejectReason::OtherUnit]);
}

#[test]
fn words_that_a_number_format_shows_are_read() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, text) in ["序号", "项目名称", "累计完成投资（万元）"].iter().enumerate() {
        sheet.write(0, column as u16, *text).expect("a header");
    }
    let formats = ["0.0", "0.0\"%\"", "0\"km\"", "\"约\"0", "#,##0.00_ ", "0\"万元\""];
    for (row, format) in (1u32..).zip(formats) {
        sheet.write(row, 0, row).expect("a number");
        sheet.write(row, 1, format!("项目{row}")).expect("a name");
        sheet.write_with_format(row, 2, 12.0, &Format::new().set_num_format(format)).expect("a figure");
    }
    let read = plain(Dataset::Progress, &book.save_to_buffer().expect("a workbook")).expect("a table");
    let cells: Vec<String> = refused(&read).into_iter().map(|(cell, ..)| cell).collect();
    assert_eq!(cells, ["C3", "C4", "C5"]);
    assert_eq!(figures(&read, "cumulative"), ["12", "12", "12"]);
}

#[test]
fn rows_that_are_struck_through_are_named() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let struck = Format::new().set_font_strikethrough();
    for (column, text) in ["序号", "项目名称", "累计完成投资（万元）"].iter().enumerate() {
        sheet.write(0, column as u16, *text).expect("a header");
    }
    for row in 1..=3u32 {
        let format = if row == 2 { struck.clone() } else { Format::new() };
        sheet.write_with_format(row, 0, row, &format).expect("a number");
        sheet.write_with_format(row, 1, format!("项目{row}"), &format).expect("a name");
        sheet.write_with_format(row, 2, 5, &format).expect("a figure");
    }
    let read = plain(Dataset::Progress, &book.save_to_buffer().expect("a workbook")).expect("a table");
    assert_eq!(rows(&read).len(), 3);
    assert_eq!(noted(&read, "struck_rows"), ["rows that are struck through are read like all others: 3"]);
}

#[test]
fn headers_in_traditional_characters_are_known() {
    let read = csv("單位：萬元,,\n項目名稱,責任單位,累計完成投資\n城關路,住建局,4\n濱河橋,交通局,5\n");
    assert_eq!(figures(&read, "cumulative"), ["4", "5"]);
    assert!(picture(&read).contains("name=城關路"), "names stay as they are written");
}

#[test]
fn columns_merged_in_every_row_are_one() {
    let merged = ["C2:D2", "C3:D3", "C4:D4"];
    let read = progress("进度表（单位：万元）\n序号|项目名称|累计完成投资|\n1|甲路|400|\n2|乙桥|125|", &merged);
    assert_eq!(figures(&read, "cumulative"), ["400", "125"]);
}

#[test]
fn a_sign_between_cells_that_is_not_understood_is_named() {
    for sign in ["，", "；", "^", " "] {
        let lines = format!("单位：万元\n项目编号{sign}项目名称{sign}累计完成投资\nXM-1{sign}甲路{sign}4\n");
        let why = plain(Dataset::Progress, lines.as_bytes()).expect_err("no table").text;
        assert!(why.contains("row 2 looks like the header"), "{why}");
    }
}

#[test]
fn a_raised_footnote_sign_and_a_struck_figure_are_no_part_of_what_stands() {
    let (usual, raised) = (Format::new(), Format::new().set_font_script(rust_xlsxwriter::FormatScript::Superscript));
    let struck = Format::new().set_font_strikethrough();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let header = ["序号", "项目名称", "责任单位", "年度计划投资（万元）", "累计完成投资（万元）"];
    sheet.write_row(0, 0, header).unwrap();
    for (row, name) in [(1, "城关路"), (2, "滨河桥"), (3, "水厂")] {
        sheet.write(row, 0, row).unwrap().write(row, 1, name).unwrap().write(row, 2, "住建局").unwrap();
        sheet.write(row, 3, 2000).unwrap();
    }
    sheet.write_rich_string(1, 4, &[(&usual, "1680"), (&raised, "1")]).unwrap();
    sheet.write_rich_string(2, 4, &[(&struck, "600"), (&usual, "672")]).unwrap();
    sheet.write_rich_string(3, 1, &[(&usual, "水厂"), (&raised, "2")]).unwrap();
    sheet.write_with_format(3, 4, 70, &struck).unwrap();
    let read = plain(Dataset::Progress, &book.save_to_buffer().unwrap()).expect("a table");
    let picture = picture(&read);
    for said in ["cumulative=1680", "cumulative=672", "name=水厂 "] {
        assert!(picture.contains(said), "{said}: {picture}");
    }
    let said = "cells are read without what is raised as a footnote sign or struck through in them: E2 1680 for 16801, \
                E3 672 for 600672, B4 水厂 for 水厂2";
    assert_eq!(noted(&read, "raised_or_struck"), [said]);
    assert_eq!(noted(&read, "struck_cells"), ["cells that are struck through are read like all others: E4"]);
}
