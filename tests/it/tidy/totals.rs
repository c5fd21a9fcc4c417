//! Rows of tables of periods that are called a total: sums of the others, or rows of their own.

use super::plain;
use duban::pipeline::dataset::Dataset;

/// Which rows of a table of years have values, and what is said of its totals.
fn read(header: &str, lines: &[&str]) -> (Vec<String>, Vec<String>) {
    let text = format!("{header},2019,2020\n{}\n", lines.join("\n"));
    let tidied = plain(Dataset::Series, text.as_bytes()).expect("a table");
    let found = tidied.tables.first().expect("a table");
    let name = |[subject, indicator]: [Option<String>; 2]| subject.or(indicator).unwrap_or_default();
    let mut rows: Vec<String> = found.table.texts(["subject", "indicator"]).into_iter().map(name).collect();
    rows.dedup();
    let notes = tidied.notes.iter().filter(|note| note.kind.starts_with("total_"));
    (rows, notes.map(|note| format!("{} {}", note.kind, note.place.cell.as_deref().unwrap_or_default())).collect())
}

#[test]
fn sums_of_groups_are_no_rows_also_where_they_lie_among_the_others() {
    let lines = [
        "南京,10,11",
        "苏州,20,21",
        "苏南小计,30,32",
        "徐州,100,101",
        "盐城,50,52",
        "苏北小计,150,153",
        "合计,180,185",
    ];
    let (rows, notes) = read("地区", &lines);
    assert_eq!((rows.join(" "), notes), ("南京 苏州 徐州 盐城".to_string(), Vec::new()));
    let above = ["苏南小计,30,32", "南京,10,11", "苏州,20,21", "苏北小计,150,153", "徐州,100,101", "盐城,50,52"];
    let (rows, notes) = read("地区", &above);
    assert_eq!((rows.join(" "), notes), ("南京 苏州 徐州 盐城".to_string(), Vec::new()));
}

#[test]
fn an_index_of_all_is_a_row_of_its_own_and_a_sum_with_a_slip_is_not() {
    let index = ["Total (house and land),39.8,40.3", "House only,39.4,39.9", "Land only,38.8,39.2"];
    for header in ["Indicator", "House price indexes"] {
        let (rows, notes) = read(header, &index);
        assert_eq!(rows.len(), 3, "{header}: {rows:?}");
        assert_eq!(notes, ["total_kept B2"], "{header}");
    }
    let (rows, _) = read("指标", &["总计,101.3,102.5", "城镇,101.2,102.4", "农村,101.5,102.7"]);
    assert_eq!(rows, ["总计", "城镇", "农村"]);
    // Of one part nobody can say what all is.
    let (rows, notes) = read("Indicator", &["Total,39.8,40.3", "House only,39.4,39.9"]);
    assert_eq!((rows.len(), notes.len()), (2, 1));
    // A slip of one figure leaves a sum, of which it is told.
    let (rows, notes) = read("地区", &["总计,161,121", "甲市,100,60", "乙市,60,60"]);
    assert_eq!((rows.len(), notes), (2, vec!["total_mismatch B2".to_string(), "total_mismatch C2".to_string()]));
}

#[test]
fn a_row_with_words_for_a_figure_sums_nothing_whatever_its_other_figure_is() {
    let rows = |words: &str| {
        let header = "序号,项目编号,项目名称,年度计划投资（万元）,累计完成投资（万元）,填报日期";
        let lines = format!(",,水厂,91903,,\n甲乙丙,—,,\"1,234.5\",{words},\nP1,P1,滨河路,\"1,234.5\",合计,\n");
        let read = plain(Dataset::Progress, format!("{header}\n{lines}").as_bytes()).expect("a table");
        read.rejects.iter().filter_map(|reject| reject.place.cell.clone()).collect::<Vec<String>>().join(" ")
    };
    assert!(rows("abc").contains('3'), "it is refused with its cell: {}", rows("abc"));
}
