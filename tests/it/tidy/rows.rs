//! Rows that are none of a project, and rows whose cells are not where they belong: nothing vanishes, nothing is invented.

use super::merged::{aside, noted, progress, refused, rows, sheet};
use super::{picture, plain};
use duban::pipeline::dataset::Dataset;
use duban::tidy::{AsideReason, RejectReason};

const HEADER: &str = "单位：万元\n序号|项目名称|责任单位|年度计划投资|累计完成投资";

#[test]
fn lines_with_other_separators_are_refused_and_their_neighbours_are_not() {
    let csv = "项目编号,项目名称,责任单位,年度计划投资（万元）,累计完成投资（万元）\nP14-001,城关路,住建局,1000,400\n\
               P14-002;滨河桥;交通局;500;125\nP14-003,水厂,水利局,100,20\nP14-004\t泵站\t水利局\t50\t10\nP14-005,医院,卫健局,70,7\n";
    let tidied = plain(Dataset::Progress, csv.as_bytes()).expect("a table");
    let found: Vec<_> = refused(&tidied).into_iter().map(|(cell, why, _)| (cell, why)).collect();
    assert_eq!(found, ["A3", "A5"].map(|cell| (cell.to_string(), RejectReason::RowInOneCell)));
    let subjects: Vec<_> = tidied.rejects.iter().filter_map(|reject| reject.subject.as_deref()).collect();
    assert_eq!((subjects, rows(&tidied).len()), (vec!["P14-002", "P14-004"], 3));
    // The same pasted into a workbook.
    let book =
        sheet(&format!("{HEADER}\n1|城关路|住建局|1000|400\n2,滨河桥,交通局,500,125\n3|水厂|水利局|100|20"), &[]);
    let tidied = plain(Dataset::Progress, &book).expect("a table");
    assert_eq!(
        refused(&tidied).first().map(|(cell, why, _)| (cell.as_str(), *why)),
        Some(("A4", RejectReason::RowInOneCell))
    );
    // A remark with commas is none.
    let remark = "截至6月30日,全县完成投资,好于去年,详见附件,待续";
    let tidied = progress(&format!("{HEADER}\n1|城关路|住建局|1000|400\n{remark}\n3|水厂|水利局|100|20"), &[]);
    assert_eq!(aside(&tidied), [(4, AsideReason::Lone)]);
}

#[test]
fn rows_of_a_form_that_were_not_filled_in_are_no_projects() {
    let lines = "1|城关路|住建局|1000|400\n2|||0|0\n3|||0|#DIV/0!\n4";
    let tidied = progress(&format!("{HEADER}\n{lines}\n合计|||1000|400"), &[]);
    assert_eq!((rows(&tidied).len(), refused(&tidied)), (1, vec![]));
    let unfilled = AsideReason::Unfilled;
    assert_eq!(aside(&tidied).iter().filter(|(_, why)| *why == unfilled).count(), 2);
    // A figure without a name is somebody's.
    assert_eq!(refused(&progress(&format!("{HEADER}\n1|城关路|住建局|1000|400\n2|||0|7"), &[])).len(), 1);
}

#[test]
fn people_who_sign_below_the_table_are_no_project() {
    for line in [
        "单位负责人（签字）：||填报人：张三||联系电话：13800000000",
        "单位负责人：|李四|填报人：|张三|联系电话：13800000000",
        "分管领导签字：|||填报日期：|2026-07-02",
        "主要领导：|分管领导：|||经办人：",
    ] {
        let tidied = progress(&format!("{HEADER}\n1|城关路|住建局|1000|400\n{line}"), &[]);
        assert_eq!((rows(&tidied).len(), refused(&tidied), aside(&tidied)), (1, vec![], vec![(4, AsideReason::Note)]));
    }
}

#[test]
fn what_a_form_shows_as_a_sample_is_no_project() {
    for name in ["XX项目", "××工程", "某某项目", "XXX"] {
        let tidied = progress(&format!("{HEADER}\n1|{name}|XX局|100|50\n2|城关路|住建局|1000|400"), &[]);
        assert_eq!((rows(&tidied).len(), aside(&tidied)), (1, vec![(3, AsideReason::Example)]), "{name}");
    }
    assert_eq!(rows(&progress(&format!("{HEADER}\n1|XX科技园|住建局|1000|400"), &[])).len(), 1);
}

#[test]
fn a_sheet_that_shows_how_the_form_is_filled_in_is_not_read() {
    let mut book = rust_xlsxwriter::Workbook::new();
    for (name, project) in [("6月", "城关路"), ("样表", "示范路")] {
        let sheet = book.add_worksheet().set_name(name).expect("a name");
        sheet.write_row(0, 0, ["项目名称", "年度计划投资（万元）", "累计完成投资（万元）"]).expect("a header");
        sheet
            .write(1, 0, project)
            .and_then(|sheet| sheet.write(1, 1, 100))
            .and_then(|sheet| sheet.write(1, 2, 50))
            .expect("a row");
    }
    let tidied = plain(Dataset::Progress, &book.save_to_buffer().expect("a workbook")).expect("a table");
    assert_eq!((rows(&tidied).len(), noted(&tidied, "sample_sheet").len()), (1, 1));
}

#[test]
fn a_project_whose_days_are_words_or_years_stays_on_the_list() {
    let header = "编号|项目名称|年度计划投资（万元）|开工时间|竣工时间";
    let lines = "P1|甲路|1000|已开工|2027-12-31\nP2|乙桥|500|续建|2027\nP3|水厂|100|2025年3月|长期";
    let tidied = plain(Dataset::Register, &sheet(&format!("{header}\n{lines}"), &[])).expect("a table");
    assert_eq!((rows(&tidied).len(), refused(&tidied)), (3, vec![]));
    assert_eq!(noted(&tidied, "kept_as_written").len(), 2);
    let wrong = plain(Dataset::Register, &sheet(&format!("{header}\nP1|甲路|1000|2026-02-30|2027-12-31"), &[]));
    assert_eq!(refused(&wrong.expect("a table")).len(), 1);
}

#[test]
fn an_aim_in_words_costs_an_indicator_nothing() {
    let lines = "指标名称|单位|年度目标|累计完成|同比增长%\n地区生产总值|亿元|增长8%|120|7.5\n能耗|%|4.5以内|4.1|-1";
    let tidied = plain(Dataset::Indicators, &sheet(lines, &[])).expect("a table");
    let picture = picture(&tidied);
    assert!(
        refused(&tidied).is_empty() && picture.contains("goal=增长8%") && picture.contains("value=4.1"),
        "{picture}"
    );
}

#[test]
fn groups_and_the_headline_of_quotas_are_no_units() {
    let header = "单位|亿元以上项目（个）|引资额（亿元）";
    let groups = "合计|7|8\n一、乡镇|5|5\n城关镇|3|3\n李村镇|2|2\n二、部门|2|3\n商务局|2|3";
    let tidied = plain(Dataset::Quotas, &sheet(&format!("{header}\n{groups}"), &[])).expect("a table");
    let names = |tidied: &duban::tidy::Tidied| {
        let picture = picture(tidied);
        let rows = picture.lines().filter_map(|line| line.split("unit_name=").nth(1)?.split(' ').next());
        rows.map(str::to_string).collect::<Vec<String>>()
    };
    assert_eq!(names(&tidied), ["合计", "城关镇", "李村镇", "商务局"]);
    assert_eq!(aside(&tidied), [(3, AsideReason::Subtotal), (6, AsideReason::Subtotal)]);
    let numbered = "序号|单位|亿元以上项目（个）|引资额（亿元）";
    for lines in ["合计||3|8\n1|城关镇|2|5\n2|李村镇|1|3", "1|城关镇|2|5\n2|李村镇|1|3\n合计||3|8"] {
        for merged in [&[][..], &["A5:B5"]] {
            let tidied = plain(Dataset::Quotas, &sheet(&format!("{numbered}\n{lines}"), merged)).expect("a table");
            let mut found = names(&tidied);
            found.sort();
            assert_eq!((found, refused(&tidied)), (["合计", "城关镇", "李村镇"].map(str::to_string).to_vec(), vec![]));
        }
    }
}

#[test]
fn several_names_in_one_cell_stay_several() {
    let lines = "项目名称,责任单位,分包领导,年度计划投资（万元）,累计完成投资（万元）\n\
                 城关路,\"住建局\n交通局\",\"王强\n李明\",1000,400\n滨河桥,\"住房和城乡\n建设局\",王强,500,125\n";
    let tidied = plain(Dataset::Progress, lines.as_bytes()).expect("a table");
    let picture = picture(&tidied);
    for said in ["unit_name=住建局、交通局", "unit_name=住房和城乡建设局"] {
        assert!(picture.contains(said), "{said}: {picture}");
    }
}

#[test]
fn a_unit_that_a_merged_cell_lost_in_a_text_file_is_asked_for() {
    let lines = "项目名称,责任单位,年度计划投资（万元）,累计完成投资（万元）\n城关路,住建局,1000,400\n滨河桥,,500,125\n水厂,,100,20\n";
    let tidied = plain(Dataset::Progress, lines.as_bytes()).expect("a table");
    assert_eq!((rows(&tidied).len(), noted(&tidied, "unit_blank_below").len()), (3, 1));
    let whole = lines.replace(",,", ",住建局,");
    assert!(noted(&plain(Dataset::Progress, whole.as_bytes()).expect("a table"), "unit_blank_below").is_empty());
}

#[test]
fn a_column_that_slipped_by_a_row_is_refused_where_percentages_prove_it() {
    let header = "项目名称|年度计划投资（万元）|累计完成投资（万元）|完成比例（%）";
    let read = |figures: &[(&str, u32, u32, &str)]| {
        let lines: Vec<String> =
            figures.iter().map(|(name, plan, done, share)| format!("{name}|{plan}|{done}|{share}")).collect();
        refused(&progress(&format!("{header}\n{}", lines.join("\n")), &[]))
            .into_iter()
            .map(|(cell, why, _)| format!("{cell} {why:?}"))
            .collect::<Vec<String>>()
    };
    let right = [
        ("甲路", 1000, 400, "40"),
        ("乙桥", 500, 125, "25"),
        ("水厂", 200, 20, "10"),
        ("医院", 700, 210, "30"),
        ("学校", 900, 81, "9"),
    ];
    assert!(read(&right).is_empty());
    let at = |done: u32| right.iter().position(|(_, _, own, _)| *own == done).expect("a row");
    // A cell was deleted and those below moved up, or one was inserted and they moved down.
    let up = right.map(|(name, plan, done, share)| (name, plan, [400, 20, 210, 81, 33][at(done)], share));
    assert_eq!(read(&up).len(), 4, "the figure of 乙桥 is gone");
    let down = right.map(|(name, plan, done, share)| (name, plan, [33, 400, 125, 20, 210][at(done)], share));
    assert_eq!(read(&down).len(), 5);
    // A percentage of something else stays one.
    let other =
        [("甲路", 1000, 400, "71"), ("乙桥", 500, 125, "62"), ("水厂", 200, 20, "53"), ("医院", 700, 210, "44")];
    assert!(read(&other).is_empty());
    // The headers of the two figures are exchanged.
    let header = "项目名称|年度计划投资（万元）|累计完成投资（万元）|本月完成投资（万元）|完成比例（%）";
    let lines = "甲路|1000|50|400|40\n乙桥|500|25|125|25\n水厂|200|4|20|10";
    assert_eq!(refused(&progress(&format!("{header}\n{lines}"), &[])).len(), 3);
}

#[test]
fn a_unit_in_the_midst_of_a_table_that_contradicts_its_headers_is_asked_about() {
    let header = "序号|项目名称|年度计划投资（万元）|累计完成投资（万元）";
    let lines = |unit: &str| format!("{header}\n1|城关路|1000|400\n{unit}\n2|滨河桥|0.5|0.1\n3|水厂|0.1|0.02");
    let tidied = progress(&lines("单位：亿元"), &[]);
    let why: Vec<_> = refused(&tidied).into_iter().map(|(_, why, _)| why).collect();
    assert_eq!((rows(&tidied).len(), why), (1, vec![RejectReason::UnclearUnit; 2]));
    assert_eq!(rows(&progress(&lines("单位：万元"), &[])).len(), 3);
}

#[test]
fn a_last_line_that_was_cut_within_its_last_figure_is_refused() {
    let lines = "项目编号,项目名称,年度计划投资（万元）,累计完成投资（万元）\r\nP1,城关路,1000.0,400.0\r\nP2,滨河桥,500.0,125.0\r\n\
                 P3,水厂,9000.0,3150.0";
    let read = |lines: &str| plain(Dataset::Progress, lines.as_bytes()).expect("a table");
    assert_eq!(rows(&read(lines)).len(), 3);
    let cut = lines.strip_suffix("50.0").expect("a figure");
    assert_eq!(
        refused(&read(cut)).into_iter().map(|(cell, why, _)| (cell, why)).collect::<Vec<_>>(),
        [("D4".to_string(), RejectReason::BrokenRow)]
    );
    assert_eq!(rows(&read(&format!("{cut}\r\n"))).len(), 3, "its line ends");
}

#[test]
fn years_of_two_digits_and_of_four_prove_nothing_of_each_other() {
    let header = "项目编号|节点名称|计划完成时间|实际完成时间";
    let lines = "P1|开工|2014-03-01|14.3.2\nP2|开工|2014-03-01|02/03/2014\nP3|开工|2014-03-01|2014-03-05";
    let tidied = plain(Dataset::Milestones, &sheet(&format!("{header}\n{lines}"), &[])).expect("a table");
    let why: Vec<_> = refused(&tidied).into_iter().map(|(cell, why, _)| (cell, why)).collect();
    assert_eq!(why, ["D2", "D3"].map(|cell| (cell.to_string(), RejectReason::Ambiguous)));
}

#[test]
fn a_figure_that_a_spreadsheet_wrote_with_too_few_digits_is_none() {
    let lines = "项目编号,项目名称,年度计划投资（万元）,累计完成投资（万元）\n'101,城关路,1.19E+04,2.11E+03\n'205,滨河桥,500,125\n";
    let tidied = plain(Dataset::Progress, lines.as_bytes()).expect("a table");
    assert_eq!(refused(&tidied).first().map(|(_, why, _)| *why), Some(RejectReason::NotANumber));
    assert!(picture(&tidied).contains("project_id=205"));
}

#[test]
fn two_people_in_one_cell_have_each_their_own_address() {
    let lines = "范围,职务,姓名,邮箱\n住建局,\"局长\n副局长\",\"张三\n李四\",\"zhang@x.cn\nli@x.cn\"\n";
    let tidied = plain(Dataset::Posts, lines.as_bytes()).expect("a table");
    let tables: Vec<_> = tidied.tables.into_iter().map(|found| found.table).collect();
    let posts = duban::tidy::people::posts(&tables, &[], &[]);
    let said: Vec<_> = posts.iter().map(|post| format!("{} {} {}", post.role, post.person, post.address)).collect();
    assert_eq!(said, ["局长 张三 zhang@x.cn", "副局长 李四 li@x.cn"]);
}

#[test]
fn more_projects_than_any_office_has_refuse_their_file_and_figures_of_years_do_not() {
    let why = |dataset: Dataset, header: &str, row: &dyn Fn(usize) -> String, rows: usize| {
        let lines: String = (0..rows).map(row).collect();
        let tidied = plain(dataset, format!("{header}\n{lines}").as_bytes()).expect("a table");
        let (found, refused) = (tidied.tables.first().expect("a table"), tidied.refused.is_some());
        let of_data = (found.rows - found.set_aside) as usize;
        assert_eq!((found.refused as usize, of_data), (if refused { rows } else { 0 }, rows), "none is lost");
        tidied.refused.map(|refused| refused.text).unwrap_or_default()
    };
    let project = |n: usize| format!("Q{n},100\n");
    let header = "项目编号,累计完成投资（万元）";
    let many = why(Dataset::Progress, header, &project, 50_001);
    assert_eq!(many, "the portfolio would have 50001 projects; at most 50000 are judged");
    let plan = |n: usize| format!("P1,节点{n},1,2026-05-01\n");
    let many = why(Dataset::MilestonePlan, "项目编号,节点名称,权重,计划完成时间", &plan, 50_001);
    assert_eq!(many, "a list has 50001 rows; of at most 50000 each is judged by itself");
    let value = |n: usize| format!("县{n},GDP,2024,{n}\n");
    assert_eq!(why(Dataset::Series, "地区,指标,时间,数值", &value, 50_001), "");
}

#[test]
fn more_refused_rows_than_anybody_corrects_refuse_their_file() {
    let rows = |copies: usize| {
        let row = "Q2,科技桥,200\n";
        format!("项目编号,项目名称,累计完成投资（万元）\nQ1,滨河路,100\n{row}{}", row.repeat(copies))
    };
    let few = plain(Dataset::Progress, rows(9).as_bytes()).expect("a table");
    assert_eq!((few.rejects.len(), few.refused.is_none()), (9, true));
    // A row that is filled down over a whole sheet.
    let many = plain(Dataset::Progress, rows(20_001).as_bytes()).expect("a table");
    let why = many.refused.as_ref().map(|refused| refused.text.clone()).unwrap_or_default();
    assert!(why.contains("20001 rows are refused"), "{why}");
    assert!(many.rejects.len() < 20_000, "they are not kept one by one");
    let found = many.tables.first().expect("a table");
    assert_eq!((found.refused, found.set_aside, found.rows), (20_003, 1, 20_004), "and none is lost");
}
