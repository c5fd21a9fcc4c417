//! What offices send: title rows, merged heads, units, totals, notes, faults. Each story is one small file.

use super::{Tidied, picture, plain, progress};
use chrono::NaiveDate;
use duban::base::amount::Amount;
use duban::pipeline::dataset::Dataset;
use duban::tidy::{Known, KnownProject};
use rust_xlsxwriter::{Format, Workbook, Worksheet};

/// Three projects, one of which reported 300 by mid-June.
fn known() -> Known {
    let mut known = Known::default();
    for (id, name) in
        [("P1", "滨河路（一期）"), ("P2", "第一中学"), ("P3", "污水处理厂"), ("P4", "幼儿园"), ("P5", "幼儿园")]
    {
        let mut project = KnownProject { name: name.to_string(), ..KnownProject::default() };
        if id == "P3" {
            let day = NaiveDate::from_ymd_opt(2014, 6, 15).unwrap();
            project.cumulative.insert(day, Amount::whole(3_000_000));
        }
        known.projects.insert(id.to_string(), project);
    }
    known
}

fn read(csv: &str) -> Tidied {
    progress("20140630进度.csv", csv.as_bytes(), &known()).unwrap()
}

fn xlsx(write: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    write(book.add_worksheet().set_name("进度").unwrap());
    book.save_to_buffer().unwrap()
}

#[test]
fn each_fault_is_refused_with_its_cell_and_the_rest_goes_on() {
    let csv = "序号,项目编号,项目名称,年度计划投资（万元）,累计完成投资（万元）,填报日期\n\
        1,P1,滨河路(一期),1000,120.5,2014-06-30\n\
        2,P2,第一中学,500,正在统计,2014-06-30\n\
        3,P3,污水处理厂,900,299,2014-06-30\n\
        4,,幼儿园,900,299,2014-06-30\n\
        5,P9,不在台账的项目,1,1,2014-06-30\n\
        6,,不在台账的项目,1,1,2014-06-30\n\
        7,P4,幼儿园,100,-5,2014-06-30\n\
        8,P4,幼儿园,100,5,2014-06-30\n\
        9,P5,幼儿园,100,,2014-06-30\n\
        10,P2,第一中学,500,60,2014-02-30\n\
        11,P2,第一中学,500,61,2014-06-30,多出一格\n\
        12,P5,幼儿园,100,1e309,2014-06-30\n\
        13,,,100,7,2014-06-30\n\
        合计,,,3000,900,\n\
        填表人：王某,,,审核：李某,,\n";
    insta::assert_snapshot!(picture(&read(csv)), @r#"
        csv (utf-8) 2014-06H2
        progress - header [1] rows 16 = 2 + 11 refused + 3 aside
        2: project_id=P1 name=滨河路(一期) annual_plan=1000 cumulative=120.5 report_date=2014-06-30 place_cell=E2
        9: project_id=P4 name=幼儿园 annual_plan=100 cumulative=5 report_date=2014-06-30 place_cell=E9
        refused 20140630进度.csv › E3 NotANumber P2 "正在统计"
        refused 20140630进度.csv › E4 CumulativeDecreased P3 "299"
        refused 20140630进度.csv › C5 AmbiguousName 幼儿园 "幼儿园"
        refused 20140630进度.csv › B6 UnknownProject P9 "P9"
        refused 20140630进度.csv › C7 UnknownProject 不在台账的项目 "不在台账的项目"
        refused 20140630进度.csv › E8 Negative P4 "-5"
        refused 20140630进度.csv › E10 Missing P5 ""
        refused 20140630进度.csv › F11 NotADate P2 "2014-02-30"
        refused 20140630进度.csv › G12 TooManyCells P2 "多出一格"
        refused 20140630进度.csv › E13 OutOfRange P5 "1e309"
        refused 20140630进度.csv › B14 Missing - ""
        "#);
}

#[test]
fn twice_the_same_keeps_the_first_and_two_that_differ_keep_none() {
    let csv = "项目编号,累计完成投资（万元）,备注\nP1,10,\nP2,20,\nP1,10.0,再报一次\nP2,21,\n";
    insta::assert_snapshot!(picture(&read(csv)), @r#"
        csv (utf-8) 2014-06H2
        progress - header [1] rows 5 = 1 + 3 refused + 1 aside
        2: project_id=P1 cumulative=10 place_cell=B2
        refused 20140630进度.csv › A3 ConflictingRows P2 "P2"
        refused 20140630进度.csv › A4 DuplicateRow P1 "P1"
        refused 20140630进度.csv › A5 ConflictingRows P2 "P2"
        "#);
}

#[test]
fn a_unit_that_is_wrong_by_four_zeros_is_held() {
    let csv = "项目编号,累计完成投资（万元）\nP3,3010000\n";
    let tidied = read(csv);
    assert_eq!(format!("{:?}", tidied.rejects[0].reason), "UnitJump");
    assert_eq!(tidied.rejects[0].place.cell.as_deref(), Some("B2"));
    let fallen = read("项目编号,累计完成投资（万元）\nP3,0.03\n");
    assert_eq!(format!("{:?}", fallen.rejects[0].reason), "UnitJump");
}

#[test]
fn two_header_rows_with_merged_cells_and_the_unit_in_the_parent() {
    let centre = Format::new();
    let bytes = xlsx(|sheet| {
        sheet.merge_range(1, 1, 1, 6, "重点项目进展情况", &centre).unwrap();
        for (column, text) in [(1, "序号"), (2, "项目编号"), (6, "形象进度")] {
            sheet.merge_range(2, column, 3, column, text, &centre).unwrap();
        }
        sheet.merge_range(2, 3, 2, 5, "投资完成情况（亿元）", &centre).unwrap();
        for (column, text) in [(3, "年度计划投资"), (4, "累计完成投资"), (5, "完成比例")] {
            sheet.write(3, column, text).unwrap();
        }
        for (row, id, plan, done) in [(4, "Ｐ１", 1.0, 0.25), (5, "Ｐ 2", 0.1 + 0.2, 0.3)] {
            sheet.write(row, 1, row - 3).unwrap();
            sheet.write(row, 2, id).unwrap();
            sheet.write(row, 3, plan).unwrap();
            sheet.write(row, 4, done).unwrap();
            sheet.write(row, 5, done / plan).unwrap();
            sheet.write(row, 6, "主体　施工").unwrap();
        }
        sheet.write(6, 1, "合计").unwrap();
        sheet.write(6, 3, 1.3).unwrap();
        sheet.write(6, 4, 0.56).unwrap();
        sheet.write(8, 1, "注：数据截至月底。").unwrap();
    });
    let tidied = progress("20140630进度.xlsx", &bytes, &known()).unwrap();
    insta::assert_snapshot!(picture(&tidied), @r#"
        xlsx 2014-06H2
        progress 进度 header [3, 4] rows 7 = 2 + 0 refused + 5 aside
        5: project_id=P1 annual_plan=10000 cumulative=2500 percent=25 status=主体施工 place_cell=E5
        6: project_id=P2 annual_plan=3000 cumulative=3000 percent=100 status=主体施工 place_cell=E6
        note 20140630进度.xlsx › 进度!E7 total_rounded: the total of cumulative says 0.56 亿元, the rows it sums give 0.55 亿元; rounding may explain it
        "#);
}

#[test]
fn planned_and_actual_over_the_same_word_are_told_apart() {
    let header = "项目编号,节点名称,计划,实际\n,,完成时间,完成时间\n";
    let rows = "P1,开工,2014.3.1,2014年3月5日\nP1,封顶,2014年7月底,\nP2,开工,41705,/\n";
    insta::assert_snapshot!(picture(&read(&[header, rows].concat())), @r#"
        csv (utf-8) 2014-06H2
        milestones - header [1, 2] rows 5 = 3 + 0 refused + 2 aside
        3: project_id=P1 milestone=开工 planned_date=2014-03-01 actual_date=2014-03-05 place_cell=D3
        4: project_id=P1 milestone=封顶 planned_date=2014-07-31 place_cell=D4
        5: project_id=P2 milestone=开工 planned_date=2014-03-07 place_cell=D5 held={"actual_date":"/"}
        note 20140630进度.csv › C4 vague_date: days written as a month or another stretch, taken as its last day: 1
        note 20140630进度.csv › D5 kept_as_written: 1 cells of actual_date hold no value and are kept as written: 1 × /
        "#);
    // A plan alone must not be read as what was done.
    let bytes = xlsx(|sheet| {
        sheet.write(0, 0, "项目编号").unwrap();
        sheet.write(0, 1, "节点名称").unwrap();
        sheet.write(0, 2, "计划").unwrap();
        for (column, text) in [(0, "项目编号"), (1, "节点名称"), (2, "完成时间")] {
            sheet.write(1, column, text).unwrap();
        }
        for (column, text) in [(0, "P1"), (1, "开工"), (2, "2014-03-01")] {
            sheet.write(2, column, text).unwrap();
        }
    });
    let error = progress("20140630.xlsx", &bytes, &known()).unwrap_err();
    assert_eq!(error.kind, "not_a_table", "{}", error.text);
}

#[test]
fn tables_below_each_other_keep_their_own_units_and_repeated_headers_are_no_rows() {
    let csv = "单位：万元\n项目编号,累计完成投资\nP1,10\n项目编号,累计完成投资\nP2,20\n\n单位：亿元\n项目编号,累计完成投资\nP4,0.5\n";
    insta::assert_snapshot!(picture(&read(csv)), @r#"
        csv (utf-8) 2014-06H2
        progress - header [2] rows 5 = 2 + 0 refused + 3 aside
        3: project_id=P1 cumulative=10 place_cell=B3
        5: project_id=P2 cumulative=20 place_cell=B5
        progress - header [8] rows 3 = 1 + 0 refused + 2 aside
        9: project_id=P4 cumulative=5000 place_cell=B9
        "#);
}

#[test]
fn every_sheet_of_a_unit_is_read_and_a_hidden_one_is_reported() {
    let mut book = Workbook::new();
    for (name, id, value) in [("甲", "P1", 12.0), ("乙", "P2", 13.0), ("旧", "P4", 14.0)] {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        sheet.write(0, 0, "单位：万元").unwrap();
        sheet.write(1, 0, "项目编号").unwrap();
        sheet.write(1, 1, "累计完成投资").unwrap();
        sheet.write(2, 0, id).unwrap();
        sheet.write(2, 1, value).unwrap();
        sheet.set_hidden(name == "旧");
    }
    book.add_worksheet().set_name("说明").unwrap().write(0, 0, "请按时报送").unwrap();
    let tidied = progress("20140630.xlsx", &book.save_to_buffer().unwrap(), &known()).unwrap();
    insta::assert_snapshot!(picture(&tidied), @r#"
        xlsx 2014-06H2
        progress 甲 header [2] rows 3 = 1 + 0 refused + 2 aside
        3: project_id=P1 cumulative=12 place_cell=B3
        progress 乙 header [2] rows 3 = 1 + 0 refused + 2 aside
        3: project_id=P2 cumulative=13 place_cell=B3
        note 20140630.xlsx › 旧 hidden_sheet: the sheet is hidden; its 3 rows are not read
        note 20140630.xlsx › 说明 no_table: no table is found on the sheet: none of its headers is known; the first row of texts says: 请按时报送
        "#);
}

#[test]
fn an_old_workbook_with_dates_and_merged_heads() {
    let bytes = include_bytes!("fixtures/20140630进度.xls");
    let tidied = progress("20140630进度.xls", bytes, &Known::default()).unwrap();
    insta::assert_snapshot!(picture(&tidied), @r#"
        xls 2014-06H2
        progress 城东指挥部 header [3, 4] rows 7 = 2 + 0 refused + 5 aside
        5: project_id=A-001 name=滨河路改造 unit_name=城东指挥部 annual_plan=1200 cumulative=300.5 report_date=2014-06-30 place_cell=E5
        6: project_id=A-002 name=第一中学扩建 unit_name=城东指挥部 annual_plan=800 cumulative=120 report_date=2014-06-30 place_cell=E6
        progress 城西指挥部 header [3, 4] rows 6 = 1 + 0 refused + 5 aside
        5: project_id=B-001 name=污水处理厂 unit_name=城西指挥部 annual_plan=2000 cumulative=640 report_date=2014-06-30 place_cell=E5
        note 20140630进度.xls › 隐藏 hidden_sheet: the sheet is hidden; its 1 rows are not read
        note 20140630进度.xls › 城东指挥部 unit_of_sheet: no column names the responsible unit: 城东指挥部, the sheet's name, is taken for it
        note 20140630进度.xls › 城西指挥部 unit_of_sheet: no column names the responsible unit: 城西指挥部, the sheet's name, is taken for it
        "#);
}

#[test]
fn a_register_keeps_ids_as_text_and_fills_no_figure() {
    let bytes = xlsx(|sheet| {
        let centre = Format::new();
        for (column, text) in
            [(0, "项目编号"), (1, "项目名称"), (2, "责任单位"), (3, "年度计划投资（万元）"), (4, "竣工时间")]
        {
            sheet.write(0, column, text).unwrap();
        }
        for (row, plan) in [(1, 100.0), (2, 200.0), (3, 300.0)] {
            sheet.write(row, 1, format!("项目{row}")).unwrap();
            sheet.write(row, 3, plan).unwrap();
        }
        sheet.write(1, 0, 7.0).unwrap();
        sheet.write(2, 0, "007").unwrap();
        sheet.write(3, 0, "12345678901234567890").unwrap();
        sheet.merge_range(1, 2, 2, 2, "住建局", &centre).unwrap();
        sheet.write(1, 4, "2014年12月").unwrap();
        sheet.write(2, 4, 41_822.0).unwrap();
    });
    insta::assert_snapshot!(picture(&plain(Dataset::Register, &bytes).unwrap()), @r#"
        xlsx 
        register 进度 header [1] rows 4 = 3 + 0 refused + 1 aside
        2: project_id=7 name=项目1 unit_name=住建局 annual_target=100 end_date=2014-12-31 place_cell=D2
        3: project_id=007 name=项目2 unit_name=住建局 annual_target=200 end_date=2014-07-02 place_cell=D3
        4: project_id=12345678901234567890 name=项目3 annual_target=300 place_cell=D4
        note file › 进度!E2 vague_date: days written as a month or another stretch, taken as its last day: 1
        "#);
}

#[test]
fn day_and_month_are_told_by_the_whole_column_or_refused() {
    let file = |days: [&str; 3]| {
        let rows = days.iter().enumerate().map(|(i, day)| format!("Q{i},n{i},1,{day}\n"));
        format!("id,name,annual_target（万元）,end_date\n{}", rows.collect::<String>())
    };
    let dates = |days| {
        let tidied = plain(Dataset::Register, file(days).as_bytes()).unwrap();
        let picture = picture(&tidied);
        let found = picture.lines().filter_map(|line| Some(line.split_once("end_date=")?.1.get(..10)?.to_string()));
        let mut found: Vec<String> = found.collect();
        found.extend(tidied.rejects.iter().map(|r| format!("{:?}", r.reason)));
        found.join(" ")
    };
    assert_eq!(dates(["03/04/2014", "13/04/2014", "31/12/2014"]), "2014-04-03 2014-04-13 2014-12-31");
    assert_eq!(dates(["03/04/2014", "04/13/2014", "12/31/2014"]), "2014-03-04 2014-04-13 2014-12-31");
    assert_eq!(dates(["03/04/2014", "04/05/2014", "2014-12-31"]), "2014-12-31 Ambiguous Ambiguous");
    assert_eq!(dates(["03/04/2014", "13/04/2014", "12/31/2014"]), "2014-04-13 2014-12-31 Ambiguous");
}

#[test]
fn shares_are_settled_by_the_whole_column() {
    let percent = |header: &str, cells: [&str; 4]| {
        let rows = cells.iter().enumerate().map(|(i, cell)| format!("P{},{cell},1\n", i + 1));
        let tidied = read(&format!("项目编号,{header},累计完成投资（万元）\n{}", rows.collect::<String>()));
        let picture = picture(&tidied);
        let found = picture.lines().filter_map(|line| line.split_once("percent=")?.1.split(' ').next());
        let mut found: Vec<String> = found.map(str::to_string).collect();
        found.extend(
            tidied.rejects.iter().filter(|r| r.subject.as_deref() != Some("P3")).map(|r| format!("{:?}", r.reason)),
        );
        found.join(" ")
    };
    // P3 is refused: it fell below its last value.
    assert_eq!(percent("完成比例", ["0.85", "1", "0.5", "1.02"]), "85 100 102");
    assert_eq!(percent("完成比例", ["85", "100", "50", "0.5"]), "85 100 Ambiguous");
    assert_eq!(percent("完成比例", ["85%", "100%", "50%", "0.5%"]), "85 100 0.5");
    assert_eq!(percent("完成比例（%）", ["0.85", "1", "0.5", "0.2"]), "0.85 1 0.2");
    assert_eq!(percent("完成比例", ["0.85", "-1", "0.5", "0.2"]), "85 20 OutOfRange");
}

#[test]
fn what_a_person_should_know_is_noted() {
    let csv = "重点项目进展情况（截至6月15日）,,,\n项目编号,项目名称,年度计划投资,累计完成投资\nP1,滨江路,100,10\n\
        P2,第一 中学,200,20\n,,,\n小计,,300,30\nP4,幼儿园,5,5\n合计,,305,38\n注：无。,,,\n";
    insta::assert_snapshot!(picture(&read(csv)), @r#"
        csv (utf-8) 2014-06H2
        progress - header [2] rows 8 = 3 + 0 refused + 5 aside
        3: project_id=P1 name=滨江路 annual_plan=100 cumulative=10 place_cell=D3
        4: project_id=P2 name=第一中学 annual_plan=200 cumulative=20 place_cell=D4
        7: project_id=P4 name=幼儿园 annual_plan=5 cumulative=5 place_cell=D7
        note 20140630进度.csv › C2 unit_assumed: no unit is written for annual_plan; 万元 is assumed
        note 20140630进度.csv › D2 unit_assumed: no unit is written for cumulative; 万元 is assumed
        note 20140630进度.csv period_differs: the file's name says 2014-06H2, its title says 2014-06H1; the name is taken
        note 20140630进度.csv › D8 total_mismatch: the total of cumulative says 38 万元, the rows it sums give 35 万元
        note 20140630进度.csv › B3 name_differs: P1 is called 滨江路 here, 滨河路（一期） in the register
        "#);
}

#[test]
fn the_day_of_filling_in_is_not_the_period_but_a_row_of_another_period_is_refused() {
    let file = |days: [&str; 3]| {
        let rows = ["P1", "P2", "P4"].iter().zip(days).map(|(id, day)| format!("{id},1,{day}\n"));
        read(&format!("项目编号,累计完成投资（万元）,填报日期\n{}", rows.collect::<String>()))
    };
    let late = file(["2014-07-02", "2014-07-02", "2014-06-30"]);
    assert_eq!((late.rejects.len(), late.notes[0].kind.as_str()), (0, "report_date_outside"));
    let other = file(["2014-06-30", "2014-06-30", "2014-05-31"]);
    assert_eq!(format!("{:?}", other.rejects[0].reason), "OtherPeriod");
    assert_eq!(other.rejects[0].place.cell.as_deref(), Some("C4"));
}

#[test]
fn a_file_without_a_table_or_period_says_what_it_lacks() {
    let error =
        progress("20140630.csv", "项目编号,项目名称,形象进度\nP1,滨河路,完工\n".as_bytes(), &known()).unwrap_err();
    insta::assert_snapshot!(format!("{}: {}", error.kind, error.text), @r#"not_a_table: no table is found; the headers 项目编号, 项目名称, 形象进度 come nearest to progress but lack cumulative; add the header to the pipeline's columns, or, if this office's lists have no such column, write optional = ["cumulative"] below its [[tables]]"#);
    let error = progress("进度.csv", "项目编号,累计完成投资\nP1,1\n".as_bytes(), &known()).unwrap_err();
    insta::assert_snapshot!(format!("{}: {}", error.kind, error.text), @r#"no_period: neither the file's name nor a title says which period it is for; put the date into the name, as in 20140630"#);
}

#[test]
fn two_columns_of_one_name_are_taken_only_when_they_agree() {
    let file = |second: &str| format!("项目编号,累计完成投资（万元）,累计完成投资（万元）\nP1,10,{second}\n");
    let agreed = progress("20140630.csv", file("10").as_bytes(), &known()).unwrap();
    assert_eq!(agreed.tables[0].table.height(), 1);
    let error = progress("20140630.csv", file("11").as_bytes(), &known()).unwrap_err();
    assert_eq!(error.kind, "not_a_table");
}

#[test]
fn without_a_register_ids_are_taken_as_they_are() {
    let csv = "项目编号,项目名称,累计完成投资（万元）\nX-1,某项目,3\n,另一项目,4\n";
    let tidied = progress("20140630.csv", csv.as_bytes(), &Known::default()).unwrap();
    assert_eq!((tidied.tables[0].table.height(), tidied.rejects.len()), (2, 0));
}
