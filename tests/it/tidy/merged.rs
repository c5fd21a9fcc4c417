//! Cells merged over several rows: what they say of each of them.

use super::{picture, plain};
use duban::pipeline::dataset::Dataset;
use duban::tidy::{AsideReason, RejectReason, Tidied};
use rust_xlsxwriter::{Format, Workbook};

/// A sheet of lines whose cells are parted by `|`, with areas merged as a spreadsheet names them, such as `B2:B3`.
pub fn sheet(lines: &str, merged: &[&str]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let cells = |line: &str| line.split('|').map(|cell| cell.to_string()).collect::<Vec<String>>();
    let lines: Vec<Vec<String>> = lines.trim_matches('\n').lines().map(cells).collect();
    let place = |name: &str| {
        let letters = name.bytes().take_while(u8::is_ascii_uppercase).count();
        let column = name.bytes().take(letters).fold(0u16, |column, letter| column * 26 + u16::from(letter - b'A') + 1);
        (name[letters..].parse::<u32>().expect("a row") - 1, column - 1)
    };
    for area in merged {
        let (first, last) = area.split_once(':').expect("two corners");
        let ((top, left), (bottom, right)) = (place(first), place(last));
        sheet.merge_range(top, left, bottom, right, "", &Format::new()).expect("an area");
    }
    for (row, line) in lines.iter().enumerate() {
        for (column, text) in line.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
            let at = (row as u32, column as u16);
            match text.parse::<f64>() {
                Ok(number) => sheet.write(at.0, at.1, number).map(|_| ()).expect("a number"),
                Err(_) => sheet.write(at.0, at.1, text.as_str()).map(|_| ()).expect("a text"),
            }
        }
    }
    book.save_to_buffer().expect("a workbook")
}

/// A sheet of projects.
pub fn progress(lines: &str, merged: &[&str]) -> Tidied {
    plain(Dataset::Progress, &sheet(lines, merged)).expect("a table")
}

/// The rows taken, without their ids, as `name: what is merged`.
pub fn rows(tidied: &Tidied) -> Vec<String> {
    let picture = picture(tidied);
    let rows = picture.lines().filter(|line| line.contains("project_id=") && !line.starts_with("refused"));
    let without_id = rows.map(|line| {
        let (row, said) = line.split_once(": ").expect("a row");
        let said = said
            .split(' ')
            .filter(|word| !word.starts_with("project_id=") && !word.starts_with("place_cell="))
            .collect::<Vec<&str>>()
            .join(" ");
        format!("{row}: {said}")
    });
    without_id.collect()
}

/// The rows refused: the cell, why, and what is shown.
pub fn refused(tidied: &Tidied) -> Vec<(String, RejectReason, String)> {
    let mut refused: Vec<_> = tidied
        .rejects
        .iter()
        .map(|reject| (reject.place.cell.clone().unwrap_or_default(), reject.reason, reject.text.clone()))
        .collect();
    refused.sort();
    refused
}

/// Rows set aside below the header, as their numbers, with why.
pub fn aside(tidied: &Tidied) -> Vec<(u32, AsideReason)> {
    let all = tidied.tables.iter().flat_map(|table| &table.aside);
    let below = all.filter(|aside| !matches!(aside.why, AsideReason::Title | AsideReason::Header));
    below.map(|aside| (aside.row, aside.why)).collect()
}

/// What notes of one kind say.
pub fn noted<'a>(tidied: &'a Tidied, kind: &str) -> Vec<&'a str> {
    tidied.notes.iter().filter(|note| note.kind == kind).map(|note| note.text.as_str()).collect()
}

#[test]
fn a_text_merged_over_several_projects_holds_for_all_of_them() {
    let read = progress(
        "序号|类别|项目名称|所属镇|累计完成投资（万元）|形象进度|预计完成时间
1|续建|甲路|东镇|10|路基施工|2026-12-31
2||乙桥||20||
3|新建|丙厂||30|清表|
4||丁园|西镇|40||2026-11-30",
        &["B2:B3", "B4:B5", "D2:D4", "F2:F3", "G2:G3"],
    );
    assert_eq!(
        rows(&read),
        [
            "2: name=甲路 cumulative=10 status=路基施工 forecast_date=2026-12-31 class=续建 town=东镇",
            "3: name=乙桥 cumulative=20 status=路基施工 forecast_date=2026-12-31 class=续建 town=东镇",
            "4: name=丙厂 cumulative=30 status=清表 class=新建 town=东镇",
            "5: name=丁园 cumulative=40 forecast_date=2026-11-30 class=新建 town=西镇",
        ]
    );
    // Without a merged cell an empty one is empty.
    let bare = progress("项目名称|类别|累计完成投资（万元）\n甲路|续建|10\n乙桥||20", &[]);
    assert_eq!(rows(&bare), ["2: name=甲路 cumulative=10 class=续建", "3: name=乙桥 cumulative=20"]);
    // A cell that is merged in the header says nothing of the rows.
    let head = progress("项目名称|类别|累计完成投资（万元）\n||\n甲路||10", &["A1:A2", "B1:B2", "C1:C2"]);
    assert_eq!(rows(&head), ["3: name=甲路 cumulative=10"]);
}

#[test]
fn a_figure_merged_over_several_projects_is_taken_for_none_of_them() {
    let read = progress(
        "序号|项目名称|年度计划投资（万元）|累计完成投资（万元）|形象进度
1|甲路|1000|400|路基
2|乙桥|500||桩基
3|丙厂|2000|1500|设备
|合计|3500|1900|",
        &["D2:D3"],
    );
    assert_eq!(rows(&read), ["4: name=丙厂 annual_plan=2000 cumulative=1500 status=设备"]);
    let joint = |cell: &str| (cell.to_string(), RejectReason::MergedFigure, "400 (D2:D3)".to_string());
    assert_eq!(refused(&read), [joint("D2"), joint("D3")]);
    let notes = noted(&read, "merged_figure");
    assert!(matches!(notes.as_slice(), [one] if one.starts_with("400 (D2:D3) is merged over 2 rows")), "{notes:?}");
    assert!(noted(&read, "total_mismatch").is_empty());
    // The same of a figure that a row could do without: one of both plans is not known.
    let plans =
        progress("项目名称|年度计划投资（万元）|累计完成投资（万元）\n甲路|900|4\n乙桥||5\n丙厂|7|6", &["B2:B3"]);
    assert_eq!(rows(&plans), ["4: name=丙厂 annual_plan=7 cumulative=6"]);
    assert_eq!(plans.rejects.len(), 2);
}

#[test]
fn a_figure_merged_with_a_hidden_copy_below_is_a_joint_one_too() {
    // Copied formats merge cells and keep what stood below.
    let read = progress("项目名称|累计完成投资（万元）\n甲路|400\n乙桥|400\n丙厂|6", &["B2:B3"]);
    assert_eq!(rows(&read), ["4: name=丙厂 cumulative=6"]);
    assert!(read.rejects.iter().all(|reject| reject.reason == RejectReason::MergedFigure) && read.rejects.len() == 2);
}

#[test]
fn a_figure_merged_over_one_project_and_no_other_is_its_own() {
    let read = progress(
        "序号|项目名称|年度计划投资（万元）|累计完成投资（万元）
1|甲路|1000|400
|其中：财政资金||
2|乙桥|500|125
||| 
3|丙厂|2000|1500",
        &["C2:C3", "D2:D3", "A4:A5", "B4:B5", "C4:C5", "D4:D5"],
    );
    let expected = [
        "2: name=甲路 annual_plan=1000 cumulative=400",
        "4: name=乙桥 annual_plan=500 cumulative=125",
        "6: name=丙厂 annual_plan=2000 cumulative=1500",
    ];
    assert_eq!(rows(&read), expected);
    assert!(read.rejects.is_empty());
}

#[test]
fn a_project_merged_over_two_rows_is_read_once() {
    let lines = "序号|项目名称|责任单位|年度计划投资（万元）|累计完成投资（万元）|形象进度
1|甲路|住建局|1000|400|路基
||城投公司|||管网
2|乙桥|交通局|500|125|桩基";
    let read = progress(lines, &["A2:A3", "B2:B3", "D2:D3", "E2:E3"]);
    let expected = [
        "2: name=甲路 unit_name=住建局 annual_plan=1000 cumulative=400 status=路基",
        "4: name=乙桥 unit_name=交通局 annual_plan=500 cumulative=125 status=桩基",
    ];
    assert_eq!(rows(&read), expected);
    assert_eq!((aside(&read), read.rejects.len()), (vec![(3, AsideReason::Further)], 0));
    let notes = noted(&read, "further_row");
    assert!(matches!(notes.as_slice(), [one] if one.contains("C3 城投公司, F3 管网")), "{notes:?}");
    // Where only its name is merged, the second row has to say its figures.
    let missing = progress(lines, &["A2:A3", "B2:B3"]);
    assert_eq!(refused(&missing), [("E3".to_string(), RejectReason::Missing, String::new())]);
    assert!(aside(&missing).is_empty());
}

#[test]
fn a_project_whose_figures_are_merged_in_part_is_not_read_by_half() {
    // The plan is written for each of two parts, what is done for both together.
    let read = progress(
        "项目名称|年度计划投资（万元）|累计完成投资（万元）\n甲路|600|400\n|400|\n乙桥|500|125",
        &["A2:A3", "C2:C3"],
    );
    assert_eq!(rows(&read), ["4: name=乙桥 annual_plan=500 cumulative=125"]);
    assert!(read.rejects.iter().all(|reject| reject.reason == RejectReason::MergedFigure) && read.rejects.len() == 2);
}

#[test]
fn a_score_merged_over_the_findings_of_one_site_is_read_once() {
    let lines = "项目编号|项目名称|责任单位|得分|点位\nP1|甲路|住建局|90|东段\n||||西段\nP2|乙桥|交通局|80|桥头";
    let read = plain(Dataset::Inspections, &sheet(lines, &["A2:A3", "B2:B3", "C2:C3", "D2:D3"])).expect("a table");
    assert!(read.rejects.is_empty(), "{:?}", read.rejects);
    let picture = picture(&read);
    assert_eq!((picture.matches("score=90").count(), picture.matches("name=甲路").count()), (1, 2), "{picture}");
    // Over two sites it is neither's.
    let two = plain(Dataset::Inspections, &sheet(&lines.replace("\n||||", "\nP3|丙厂|环保局||"), &["D2:D3"]))
        .expect("a table");
    assert_eq!(two.rejects.len(), 2);
}

#[test]
fn a_unit_of_money_merged_over_rows_holds_for_all_of_them() {
    let read =
        progress("项目名称|计量单位|累计完成投资\n甲路|亿元|4\n乙桥||5\n丙厂|万元|60\n丁园||70", &["B2:B3", "B4:B5"]);
    let expected = [
        "2: name=甲路 cumulative=40000",
        "3: name=乙桥 cumulative=50000",
        "4: name=丙厂 cumulative=60",
        "5: name=丁园 cumulative=70",
    ];
    assert_eq!(rows(&read), expected);
}

#[test]
fn a_cell_that_says_as_above_is_read_as_the_one_above() {
    let read = progress(
        "序号|项目名称|责任单位|累计完成投资（万元）|形象进度|预计完成时间
1|甲路|住建局|10|路基|2026-12-31
2|乙桥|同上|20|同上|同上
3|丙厂|〃|30|\"|〃
|小计||60||
4|丁园|（同前）|40|清表|2026-10-01
5|戊库|同上建筑公司|50|ditto|
6|己站|〃|60||",
        &[],
    );
    let expected = [
        "2: name=甲路 unit_name=住建局 cumulative=10 status=路基 forecast_date=2026-12-31",
        "3: name=乙桥 unit_name=住建局 cumulative=20 status=路基 forecast_date=2026-12-31",
        "4: name=丙厂 unit_name=住建局 cumulative=30 status=路基 forecast_date=2026-12-31",
        "6: name=丁园 unit_name=住建局 cumulative=40 status=清表 forecast_date=2026-10-01",
        "7: name=戊库 unit_name=同上建筑公司 cumulative=50 status=清表",
        "8: name=己站 unit_name=同上建筑公司 cumulative=60",
    ];
    assert_eq!(rows(&read), expected);
    assert!(read.rejects.is_empty());
}

#[test]
fn a_cell_that_repeats_nothing_refuses_its_row() {
    let read = progress(
        "项目名称|责任单位|累计完成投资（万元）|年度计划投资（万元）
甲路|同上|10|100
乙桥|交通局|20|100
丙厂||30|100
丁园|同上|40|100
戊库|同左|50|100
己站|交通局|同上|100
庚渠|交通局|70|同上",
        &[],
    );
    let expected =
        ["3: name=乙桥 unit_name=交通局 annual_plan=100 cumulative=20", "4: name=丙厂 annual_plan=100 cumulative=30"];
    assert_eq!(rows(&read), expected);
    let refusal = |cell: &str, reason, text: &str| (cell.to_string(), reason, text.to_string());
    let expected = [
        refusal("B2", RejectReason::RepeatsNothing, "同上"),
        refusal("B5", RejectReason::RepeatsNothing, "同上"),
        refusal("B6", RejectReason::RepeatsNothing, "同左"),
        refusal("C7", RejectReason::NotANumber, "同上"),
        refusal("D8", RejectReason::NotANumber, "同上"),
    ];
    assert_eq!(refused(&read), expected);
}

#[test]
fn a_long_text_file_repeats_as_a_workbook_does() {
    // More rows than are looked at together, with the sign where one share of them ends and the next begins.
    let mut lines = "id,name,责任单位,累计完成投资（万元）\n".to_string();
    for row in 0..6_000 {
        let unit = if row % 512 == 0 || row % 700 == 13 { "同上" } else { "交通局" };
        let unit = if row == 0 { "交通局" } else { unit };
        lines += &format!("P{row:05},项目{row}号,{unit},{row}\n");
    }
    let read = plain(Dataset::Progress, lines.as_bytes()).expect("a table");
    let picture = picture(&read);
    assert_eq!((picture.matches("unit_name=交通局").count(), read.rejects.len()), (6_000, 0));
}
