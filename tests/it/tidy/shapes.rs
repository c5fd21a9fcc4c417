//! Shapes of tables: units in a row of their own, tables side by side or on their side, groups with headings, forms with
//! column numbers, serial numbers, renamed columns. Each story is one small file.

use super::{picture, plain, progress};
use duban::pipeline::dataset::Dataset;
use duban::tidy::{Known, KnownProject, Tidied};
use rust_xlsxwriter::{Format, Workbook};

fn known() -> Known {
    let mut known = Known::default();
    for (id, name) in [("P1", "滨河路"), ("P2", "第一中学"), ("P3", "污水厂"), ("P4", "幼儿园")] {
        known.projects.insert(id.to_string(), KnownProject { name: name.to_string(), ..KnownProject::default() });
    }
    known
}

fn read(csv: &str) -> Tidied {
    progress("20140630进度.csv", csv.as_bytes(), &known()).unwrap()
}

/// `P1=10 P2=20`, then refusals, then kinds of notes.
fn said(tidied: &Tidied) -> String {
    let picture = picture(tidied);
    let field = |line: &str, name: &str| {
        line.split(' ').find_map(|f| f.strip_prefix(name)?.strip_prefix('=')).unwrap_or("").to_string()
    };
    let rows = picture.lines().filter(|line| line.contains("place_cell="));
    let rows = rows.map(|line| format!("{}={}", field(line, "project_id"), field(line, "cumulative")));
    let refused = tidied.rejects.iter().map(|r| format!("{:?}@{}", r.reason, r.place.cell.as_deref().unwrap_or("")));
    let notes = tidied.notes.iter().map(|n| format!("[{}]", n.kind));
    rows.chain(refused).chain(notes).collect::<Vec<String>>().join(" ")
}

#[test]
fn a_row_of_units_belongs_to_the_header_and_column_numbers_are_no_row() {
    let csv = "项目编号,项目名称,年度计划投资,累计完成投资\n,,亿元,亿元\n甲,乙,1,2\nP1,滨河路,1,0.5\n";
    assert_eq!(said(&read(csv)), "P1=5000");
    let brackets = "项目编号,累计完成投资\n—,（千元）\nP1,50\n";
    assert_eq!(said(&read(brackets)), "P1=5");
    let numbers = "序号,项目编号,累计完成投资（万元）\n1,2,3\n1,P1,50\n";
    assert_eq!(said(&read(numbers)), "P1=50");
}

#[test]
fn a_unit_stands_in_the_cell_beside_its_word_or_right_of_the_header() {
    assert_eq!(
        said(&read("重点项目进度,,单位：,亿元\n项目编号,项目名称,累计完成投资,备注\nP1,滨河路,0.5,\n")),
        "P1=5000"
    );
    assert_eq!(said(&read("项目编号,累计完成投资,,单位：亿元\nP1,0.5,,\n")), "P1=5000");
    // What another table of the sheet says of its columns is not said of this one.
    let two = "项目编号,累计完成投资（亿元）\nP1,0.5\n\n项目编号,节点名称,累计完成投资\nP2,开工,7\n";
    assert_eq!(said(&read(two)), "P1=5000 P2=7 [unit_assumed]");
}

#[test]
fn headers_of_two_rows_that_come_again_are_no_rows() {
    let page = "重点项目进度,,,\n项目编号,项目名称,投资（万元）,\n,,年度计划投资,累计完成投资\n";
    let csv = format!("{page}P1,滨河路,100,10\n{page}P2,第一中学,100,20\n");
    assert_eq!(said(&read(&csv)), "P1=10 P2=20");
}

#[test]
fn a_subtotal_above_a_header_that_comes_again_heads_no_column_though_its_figure_could_be_a_month() {
    let header = "项目编号,项目名称,累计完成投资（万元）,本月完成投资（万元）\n";
    let pages = [
        format!("{header},小计,3,0.00\n,,,\nP1,滨河路,1,0\nP2,第一中学,2,0\n"),
        format!(",小计,7000,2023.01\n{header}P3,污水厂,3000,1023.01\nP4,幼儿园,4000,1000\n"),
    ];
    let tidied = read(&pages.concat());
    assert_eq!(said(&tidied), "P1=1 P2=2 P3=3000 P4=4000", "{}", picture(&tidied));
    assert!(picture(&tidied).contains("period_amount=1023.01"), "{}", picture(&tidied));
}

#[test]
fn another_table_may_follow_without_a_blank_row() {
    let csv = "项目编号,累计完成投资（万元）\nP1,10\n项目编号,节点名称,计划完成时间,实际完成时间\nP2,开工,2014-05-01,2014-05-02\n";
    let tidied = read(csv);
    let tables: Vec<(Dataset, usize)> = tidied.tables.iter().map(|t| (t.table.dataset, t.table.height())).collect();
    assert_eq!(tables, [(Dataset::Progress, 1), (Dataset::Milestones, 1)], "{}", picture(&tidied));
}

#[test]
fn tables_side_by_side_are_each_read_with_their_own_cells() {
    let csv =
        "单位：万元,,,,,\n序号,项目编号,累计完成投资,序号,项目编号,累计完成投资\n1,P1,10,3,P3,30\n2,P2,20,4,P4,坏\n";
    assert_eq!(said(&read(csv)), "P1=10 P2=20 P3=30 NotANumber@F4 [side_by_side]");
    let apart = "项目编号,累计完成投资（万元）,,项目编号,形象进度,累计完成投资（亿元）\nP1,10,,P2,主体,0.5\n";
    assert_eq!(said(&read(apart)), "P1=10 P2=5000 [side_by_side]");
}

#[test]
fn a_table_on_its_side_is_refused_with_a_word_that_says_so() {
    let csv = "指标\\项目,甲,乙\n项目编号,P1,P2\n项目名称,滨河路,第一中学\n累计完成投资（万元）,10,20\n";
    let error = progress("20140630.csv", csv.as_bytes(), &known()).unwrap_err();
    assert_eq!(error.kind, "transposed", "{}", error.text);
    assert!(error.text.contains("from A2 on") && error.text.contains("累计完成投资（万元）"), "{}", error.text);
}

#[test]
fn headings_of_groups_are_set_aside_and_their_figures_are_checked() {
    let csv = "序号,项目编号,项目名称,累计完成投资（万元）\n,,合计,66\n一,,道路,30\n1,P1,滨河路,10\n2,P2,第一中学,20\n\
        二,,水务,36\n（一）,,污水,30\n3,P3,污水厂,30\n";
    let tidied = read(csv);
    assert_eq!(said(&tidied), "P1=10 P2=20 P3=30 [total_mismatch] [total_mismatch]");
    let texts: Vec<&str> = tidied.notes.iter().map(|n| n.text.as_str()).collect();
    assert!(texts[0].contains("says 66 万元") && texts[0].contains("give 60 万元"), "{texts:?}");
    assert!(texts[1].contains("says 36 万元") && texts[1].contains("give 30 万元"), "{texts:?}");
    let names = "项目名称,累计完成投资（万元）\n一、道路,30\n滨河路,10\n第一中学,20\n其中：省重点,15\n二、水务,30\n污水厂,30\n总计,60\n";
    assert_eq!(said(&read(names)), "P1=10 P2=20 P3=30");
    // Rows that are numbered in Chinese are rows.
    let rows = "序号,项目名称,累计完成投资（万元）\n一,滨河路,10\n二,第一中学,20\n三,污水厂,30\n合计,,60\n";
    assert_eq!(said(&read(rows)), "P1=10 P2=20 P3=30");
}

#[test]
fn subtotals_may_stand_above_or_below_their_rows() {
    let below =
        "id,name,cumulative (万元)\nP1,a,10\nP2,b,20\n,Roads total,30\nP3,c,30\n,Total for water,36\n,Grand total,60\n";
    assert_eq!(said(&read(below)).matches("[total_mismatch]").count(), 1);
    let above = "项目编号,项目名称,累计完成投资（万元）\n,总计,60\n,道路小计,30\nP1,滨河路,10\nP2,第一中学,20\n,水务小计,30\nP3,污水厂,30\n";
    assert_eq!(said(&read(above)), "P1=10 P2=20 P3=30");
}

#[test]
fn subtotals_of_subtotals_are_held_against_what_lies_between_them() {
    let csv = "序号,项目编号,项目名称,累计完成投资（万元）\n,,合计,100\n一,,水利小计,30\n（一）,,续建小计,10\n1,P1,滨河路,10\n\
        （二）,,新建小计,20\n2,P2,第一中学,20\n二,,教育小计,70\n（一）,,续建小计,30\n3,P3,污水厂,30\n（二）,,新建小计,40\n\
        4,P4,幼儿园,40\n";
    assert_eq!(said(&read(csv)), "P1=10 P2=20 P3=30 P4=40");
    let wrong = read(&csv.replace("教育小计,70", "教育小计,75"));
    assert_eq!(said(&wrong), "P1=10 P2=20 P3=30 P4=40 [total_mismatch]");
    assert_eq!(wrong.notes[0].place.cell.as_deref(), Some("D8"));
}

#[test]
fn hidden_rows_and_columns_are_read_and_named() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, text) in ["项目编号", "项目名称", "累计完成投资（万元）"].iter().enumerate() {
        sheet.write(0, column as u16, *text).unwrap();
    }
    for (row, id) in (1..).zip(["P1", "P2", "P3", "P4"]) {
        sheet.write(row, 0, id).unwrap();
        sheet.write(row, 2, row * 10).unwrap();
    }
    for row in [2, 3, 50] {
        sheet.set_row_hidden(row).unwrap();
    }
    sheet.set_column_hidden(2).unwrap();
    sheet.set_column_hidden(9).unwrap();
    let tidied = progress("20140630进度.xlsx", &book.save_to_buffer().unwrap(), &known()).unwrap();
    assert_eq!(said(&tidied), "P1=10 P2=20 P3=30 P4=40 [hidden_rows] [hidden_columns]");
    let notes: Vec<String> =
        tidied.notes.iter().map(|n| format!("{}: {}", n.place.cell.as_deref().unwrap(), n.text)).collect();
    assert_eq!(
        notes,
        ["A3: hidden rows are read like all others: 3–4", "C1: hidden columns are read like all others: C"]
    );
}

#[test]
fn leading_zeros_that_only_a_format_shows_belong_to_the_id() {
    let mut known = Known::default();
    for (id, name) in [("000123", "滨河路"), ("000007", "第一中学"), ("7", "污水厂")] {
        known.projects.insert(id.to_string(), KnownProject { name: name.to_string(), ..KnownProject::default() });
    }
    let mut book = Workbook::new();
    let (sheet, zeros) = (book.add_worksheet(), Format::new().set_num_format("000000"));
    sheet.write(0, 0, "项目编号").unwrap();
    sheet.write(0, 1, "累计完成投资（万元）").unwrap();
    for (row, id, format) in [(1, 123, &zeros), (2, 7, &zeros), (3, 7, &Format::new())] {
        sheet.write_with_format(row, 0, id, format).unwrap();
        sheet.write_with_format(row, 1, row * 10, &Format::new().set_num_format("0000")).unwrap();
    }
    let tidied = progress("20140630进度.xlsx", &book.save_to_buffer().unwrap(), &known).unwrap();
    assert_eq!(said(&tidied), "000123=10 000007=20 7=30");
    // Without the format, only the register can tell.
    let csv = "项目编号,累计完成投资（万元）\n123,10\n0123,20\n07,30\n9,40\n";
    let tidied = progress("20140630进度.csv", csv.as_bytes(), &known).unwrap();
    let reasons: Vec<String> = tidied.rejects.iter().map(|r| format!("{} {}", r.text, r.reason.name())).collect();
    assert_eq!(reasons, ["123 conflicting_rows", "0123 conflicting_rows", "07 unknown_project", "9 unknown_project"]);
}

#[test]
fn ids_with_zeros_before_them_are_ids() {
    let rows = "项目编号,项目名称,累计完成投资（万元）\n0001,城关路,1\n0002,柳河桥,2\n0003,污水厂,3\n0004,幼儿园,4\n";
    let mut known = Known::default();
    for (id, name) in [("0001", "城关路"), ("0002", "柳河桥"), ("0003", "污水处理厂"), ("0004", "幼儿园")]
    {
        known.projects.insert(id.to_string(), KnownProject { name: name.to_string(), ..KnownProject::default() });
    }
    let tidied = progress("20140630进度.csv", rows.as_bytes(), &known).unwrap();
    assert_eq!(said(&tidied), "0001=1 0002=2 0003=3 0004=4 [name_differs]");
    // Nobody knows them yet, and still they are wider than any count of four rows.
    let tidied = progress("20140630进度.csv", rows.as_bytes(), &Known::default()).unwrap();
    assert!(tidied.notes.iter().all(|note| note.kind != "serial_number"), "{:?}", tidied.notes);
    assert_eq!(tidied.tables[0].table.subjects()[0], "0001");
}

#[test]
fn totals_are_known_in_other_languages_and_are_no_projects() {
    let labels = [
        "合計",
        "総計",
        "합계",
        "Total général",
        "Total geral",
        "Gesamtsumme",
        "Razem",
        "Итого",
        "All projects",
        "共3个项目",
    ];
    for label in labels {
        let csv = format!("项目名称,累计完成投资（万元）\n滨河路,10\n第一中学,20\n污水厂,30\n{label},61\n");
        assert_eq!(said(&read(&csv)), "P1=10 P2=20 P3=30 [total_mismatch]", "{label}");
    }
    for label in ["平均", "Average"] {
        let csv = format!("项目名称,累计完成投资（万元）\n滨河路,10\n第一中学,20\n污水厂,30\n{label},20\n");
        assert_eq!(said(&read(&csv)), "P1=10 P2=20 P3=30", "{label}");
    }
}

#[test]
fn the_example_of_a_form_is_no_project() {
    for word in ["示例", "例：", "Example"] {
        let csv = format!(
            "序号,项目编号,项目名称,累计完成投资（万元）\n{word},XM-001,某某项目,100\n1,P1,滨河路,10\n2,P2,第一中学,20\n"
        );
        let tidied = read(&csv);
        assert_eq!(said(&tidied), "P1=10 P2=20", "{word}");
        assert!(tidied.tables[0].aside.iter().any(|aside| aside.why.name() == "example"), "{word}");
    }
}

#[test]
fn a_total_that_is_one_too_many_is_said() {
    let of = |total: &str, third: &str| {
        said(&read(&format!("项目编号,累计完成投资（万元）\nP1,10\nP2,12\nP3,{third}\n合计,{total}\n")))
    };
    let figures = |said: String| said.split_once(" [").map(|(_, note)| note.trim_end_matches(']').to_string());
    assert_eq!(figures(of("29", "7")), None);
    assert_eq!(figures(of("30", "7")), Some("total_mismatch".to_string()), "whole figures are counted");
    assert_eq!(figures(of("30", "7.6")), None, "29.6 is 30 without decimals");
    assert_eq!(figures(of("29", "7.6")), None, "or 29, cut off");
    assert_eq!(figures(of("31", "7.6")), Some("total_mismatch".to_string()));
    assert_eq!(figures(of("29.7", "7.6")), Some("total_rounded".to_string()), "as when 7.64 was shown as 7.6");
    assert_eq!(figures(of("29.9", "7.6")), Some("total_mismatch".to_string()));
}

#[test]
fn a_sheet_of_very_many_tables_is_refused_and_one_of_many_columns_costs_little() {
    let pair = "项目编号,累计完成投资（万元）\nP1,1\n累计完成投资（万元）,项目编号\n1,P1\n";
    let error = progress("20140630.csv", pair.repeat(2_000).as_bytes(), &known()).unwrap_err();
    assert_eq!(error.kind, "too_many_tables", "{}", error.text);
    let (header, row) = ("项目编号,".repeat(8_000), "P1,".repeat(8_000));
    let read = progress("20140630.csv", format!("{header}\n{row}\n").as_bytes(), &known());
    assert!(read.is_err(), "sixteen thousand ids and no figure are no table");
}

#[test]
fn serial_numbers_are_no_ids_but_ids_that_the_register_has_are() {
    let csv = "编号,项目名称,累计完成投资（万元）\n1,滨河路,10\n2,第一中学,20\n3,污水厂,30\n合计,,60\n";
    assert_eq!(said(&read(csv)), "P1=10 P2=20 P3=30 [serial_number]");
    let mut known = Known::default();
    for (id, name) in [("1", "甲"), ("2", "乙"), ("3", "丙")] {
        known.projects.insert(id.to_string(), KnownProject { name: name.to_string(), ..KnownProject::default() });
    }
    let tidied =
        progress("20140630.csv", "编号,项目名称,累计完成投资（万元）\n1,甲,1\n2,乙,2\n3,丙,3\n".as_bytes(), &known);
    assert_eq!(said(&tidied.unwrap()), "1=1 2=2 3=3");
}

#[test]
fn an_unknown_header_is_asked_about_and_never_taken() {
    let tidied = read("项目编号,累计完成投资（万元）,责任单位名称,备注\nP1,10,住建局,\n");
    assert_eq!(said(&tidied), "P1=10 [column_proposed]");
    let note = &tidied.notes[0];
    assert_eq!(note.place.cell.as_deref(), Some("C1"));
    assert!(note.text.contains("责任单位名称") && note.text.contains("unit_name (score 0."), "{}", note.text);
    let error = progress("20140630.csv", "项目编号,累计完成的投资（万元）\nP1,1\n".as_bytes(), &known()).unwrap_err();
    assert!(error.text.contains("累计完成的投资（万元） may mean cumulative (score 0."), "{}", error.text);
}

#[test]
fn a_sheet_or_a_line_above_says_whose_rows_they_are() {
    let mut book = Workbook::new();
    for (name, line, id) in [("城关镇", "", "X1"), ("河口镇", "填报单位：河口镇人民政府", "X2")] {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        sheet.write(0, 0, line).unwrap();
        for (column, text) in ["项目编号", "累计完成投资（万元）"].iter().enumerate() {
            sheet.write(1, column as u16, *text).unwrap();
        }
        sheet.write(2, 0, id).unwrap();
        sheet.write(2, 1, 1.5).unwrap();
    }
    let tidied = progress("20140630.xlsx", &book.save_to_buffer().unwrap(), &Known::default()).unwrap();
    let units: Vec<String> =
        tidied.tables.iter().flat_map(|t| t.table.texts(["unit_name"])).map(|[u]| u.unwrap_or_default()).collect();
    assert_eq!(units, ["城关镇", "河口镇人民政府"]);
}

#[test]
fn indicators_numbered_like_headings_are_rows() {
    let csv = "指标,单位,完成值\n一、地区生产总值,亿元,10\n（一）第一产业,亿元,1\n二、财政收入,亿元,2\n";
    assert_eq!(plain(Dataset::Indicators, csv.as_bytes()).unwrap().tables[0].table.height(), 3);
}

#[test]
fn target_texts_are_comparable_or_listed_with_their_cells() {
    let text = "指标名称,完成值,目标要求\n\
        投产率,96,不低于95%\n\
        营商环境,3,持续优化营商环境\n\
        信访,0,零上访\n\
        引进项目,12,亿元以上项目20个，其中10亿元以上项目5个\n\
        提速,1,完成10、20两个\n\
        不详,1,—\n";
    let tidied = plain(Dataset::Indicators, text.as_bytes()).unwrap();
    let note = |kind: &str| {
        let mut found = tidied.notes.iter().filter(|note| note.kind == kind);
        found.next().map(|note| format!("{}: {}", note.place.cell.as_deref().unwrap_or("-"), note.text))
    };
    let listed = note("not_measurable").unwrap();
    assert!(listed.starts_with("C3: 2 target texts cannot be compared"), "{listed}");
    assert!(listed.contains("C3 持续优化营商环境 (no figure)") && listed.contains("C6 "), "{listed}");
    assert_eq!(
        note("several_targets").as_deref(),
        Some(
            "C5: 1 target texts hold several targets, each of which is judged: \
             C5 亿元以上项目20个，其中10亿元以上项目5个 (2 targets)"
        )
    );
    assert_eq!(tidied.tables[0].table.height(), 6, "a text that cannot be measured costs no row");
}
