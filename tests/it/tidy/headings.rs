//! Headings above columns: another year, the last period, a plan. What stands below them is not this report's figure.

use super::{Tidied, Unreadable, decode, picture, progress, specs};
use chrono::NaiveDate;
use duban::pipeline::PeriodFrom;
use duban::pipeline::dataset::Dataset;
use duban::tidy::{Ask, Known};
use rust_xlsxwriter::{Format, Workbook};

/// Two header rows: groups as (text, columns), the texts below them, and one row of cells. Ids and names stand in front.
fn sheet(groups: &[(&str, u16)], below: &[&str], cells: &[&str]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("表").unwrap();
    for (column, text) in [(0, "项目编号"), (1, "项目名称")] {
        sheet.merge_range(0, column, 1, column, text, &Format::new()).unwrap();
    }
    let mut column = 2;
    for (text, width) in groups {
        match width {
            1 => sheet.write(0, column, *text).map(|_| ()).unwrap(),
            _ => sheet.merge_range(0, column, 0, column + width - 1, text, &Format::new()).map(|_| ()).unwrap(),
        }
        column += width;
    }
    for (column, text) in (2..).zip(below) {
        sheet.write(1, column, *text).unwrap();
    }
    for (column, text) in (0..).zip(["N1", "一号桥"].iter().chain(cells)) {
        match text.parse::<f64>() {
            Ok(number) => sheet.write(2, column, number).unwrap(),
            Err(_) => sheet.write(2, column, *text).unwrap(),
        };
    }
    book.save_to_buffer().unwrap()
}

fn read(groups: &[(&str, u16)], below: &[&str], cells: &[&str]) -> Result<Tidied, Unreadable> {
    progress("2026年6月下半月.xlsx", &sheet(groups, below, cells), &Known::default())
}

/// The one accepted row.
fn row(groups: &[(&str, u16)], below: &[&str], cells: &[&str]) -> String {
    let read = read(groups, below, cells).expect("a table");
    let picture = picture(&read);
    let row = picture.lines().find(|line| line.contains("project_id=N1")).unwrap_or(&picture).to_string();
    row.split_once("name=一号桥 ")
        .map(|(_, row)| row.split(" place_cell").next().unwrap_or("").to_string())
        .unwrap_or(row)
}

fn refused(groups: &[(&str, u16)], below: &[&str], cells: &[&str]) -> String {
    read(groups, below, cells).expect_err("no table").text
}

#[test]
fn figures_of_another_year_are_not_this_years() {
    let below = ["累计完成投资（万元）", "形象进度", "累计完成投资（万元）", "形象进度"];
    let cells = ["40", "旧", "90", "新"];
    for (other, this) in [
        ("上年同期", "本年"),
        ("2025年", "2026年"),
        ("2025年1-12月", "2026年1-6月"),
        ("截至2025年底", "截至2026年6月底"),
        ("上期", "本期"),
        ("截至上月", "截至本月"),
        ("5月", "6月"),
        ("2026年5月", "2026年6月"),
        ("Last year", "This year"),
        ("计划", "实际"),
        ("目标任务", "完成情况"),
    ] {
        assert_eq!(row(&[(other, 2), (this, 2)], &below, &cells), "cumulative=90 status=新", "{other}");
        let turned = ["90", "新", "40", "旧"];
        assert_eq!(row(&[(this, 2), (other, 2)], &below, &turned), "cumulative=90 status=新", "{other} behind");
    }
}

#[test]
fn a_table_without_this_reports_figures_is_refused_with_the_cell() {
    let below = ["累计完成投资（万元）", "完成产值（万元）"];
    for heading in ["上年同期", "2027年计划", "截至上月", "2025年", "计划", "预计完成"] {
        let why = refused(&[(heading, 1), ("本年", 1)], &below, &["40", "90"]);
        assert!(why.contains("表!C2") && why.contains("it is not read as cumulative"), "{heading}: {why}");
    }
    // Two groups that nothing tells apart.
    let below = ["累计完成投资（万元）", "形象进度", "累计完成投资（万元）", "形象进度"];
    let why = refused(&[("甲", 2), ("乙", 2)], &below, &["40", "旧", "90", "新"]);
    assert!(why.contains("more than once"), "{why}");
}

#[test]
fn headings_of_this_report_and_titles_change_nothing() {
    let below = ["年度计划投资（万元）", "累计完成投资（万元）", "完成率"];
    let cells = ["200", "90", "45%"];
    let expected = "annual_plan=200 cumulative=90 percent=45";
    for heading in [
        "2026年",
        "2026年1-6月",
        "投资完成情况",
        "本年",
        "截至6月底",
        "年度计划",
        "2026年计划",
        "计划及完成情况",
        "二季度",
        "上半年",
    ] {
        assert_eq!(row(&[(heading, 3)], &below, &cells), expected, "{heading}");
    }
    // A plan beside what became of it.
    assert_eq!(row(&[("计划", 1), ("实际", 2)], &below, &cells), expected);
    let titled = "2025年续建重点项目,,\n项目编号,累计完成投资（万元）,形象进度\nN1,90,新\n";
    let read = progress("2026年6月下半月.csv", titled.as_bytes(), &Known::default()).unwrap();
    assert_eq!(read.tables[0].table.height(), 1);
}

#[test]
fn without_merged_cells_a_heading_holds_for_the_columns_right_of_it() {
    let csv = "项目编号,项目名称,上期,,本期,\n,,累计完成投资（万元）,形象进度,累计完成投资（万元）,形象进度\nN1,一号桥,40,旧,90,新\n";
    let read = progress("2026年6月下半月.csv", csv.as_bytes(), &Known::default()).unwrap();
    let shown = picture(&read);
    assert!(shown.contains("cumulative=90 status=新") && shown.contains("1 + 0 refused"), "{shown}");
    assert!(shown.contains("C2 other_heading: it stands below 上期"), "{shown}");
}

#[test]
fn the_period_of_a_title_tells_which_year_is_meant() {
    let csv = "2026年6月30日重点项目进展情况,,,\n项目编号,项目名称,2025年,2026年\n,,累计完成投资（万元）,累计完成投资（万元）\nN1,一号桥,40,90\n";
    let read = progress("进度.csv", csv.as_bytes(), &Known::default()).unwrap();
    assert!(picture(&read).contains("cumulative=90"), "{}", picture(&read));
}

#[test]
fn a_registers_target_of_another_year_is_not_taken() {
    let bytes =
        sheet(&[("2025年", 1), ("2026年", 1)], &["年度计划投资（万元）", "年度计划投资（万元）"], &["40", "90"]);
    let read = |name: &str| {
        let specs = specs(&[Dataset::Register]);
        let ask = Ask { tables: &specs, period: PeriodFrom::None, kind: None, open_register: false };
        duban::tidy::tidy(name, "sha", &decode(&bytes).unwrap(), &ask, &Known::default(), NaiveDate::MIN)
    };
    assert!(picture(&read("2026年重点项目台账.xlsx").unwrap()).contains("annual_target=90"));
    assert!(picture(&read("2025年重点项目台账.xlsx").unwrap()).contains("annual_target=40"));
    let why = read("台账.xlsx").unwrap_err().text;
    assert!(why.contains("nothing says which of them is meant"), "{why}");
}

#[test]
fn of_two_columns_that_mean_the_same_it_is_said_which_is_read() {
    let csv = "项目编号,项目名称,年度目标（万元）,计划投资（万元）,累计完成投资（万元）\nP1,甲,1001,2001,301\nP2,乙,1002,2002,302\n";
    let tidied = super::plain(Dataset::Progress, csv.as_bytes()).expect("a table");
    let said = |tidied: &Tidied| tidied.notes.iter().filter(|note| note.kind == "passed_over").count();
    assert_eq!(said(&tidied), 1, "{:?}", tidied.notes);
    // The target in words beside the figure is no second figure; equal figures are one.
    for other in [csv.replace("1001", "完成主体").replace("1002", "竣工"), csv.replace(",10", ",20")] {
        let tidied = super::plain(Dataset::Progress, other.as_bytes()).expect("a table");
        assert_eq!(said(&tidied), 0, "{other}");
    }
}
