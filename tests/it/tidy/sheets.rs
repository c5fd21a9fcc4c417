//! One table over several sheets: pages of a list, and lists of what other sheets have in detail.

use super::merged::{noted, rows};
use super::monthly;
use duban::tidy::{AsideReason, Known, RejectReason, Tidied};
use rust_xlsxwriter::Workbook;

const HEADER: &str = "序号|项目编号|项目名称|年度计划投资（万元）|累计完成投资（万元）";

/// A workbook of June, its sheets given as lines of `|`-separated cells.
fn june(sheets: &[(&str, String)]) -> Tidied {
    let mut book = Workbook::new();
    for (name, lines) in sheets {
        let sheet = book.add_worksheet().set_name(*name).unwrap();
        for (row, line) in (0u32..).zip(lines.lines()) {
            for (column, text) in (0u16..).zip(line.split('|')).filter(|(_, text)| !text.is_empty()) {
                match text.parse::<f64>() {
                    Ok(number) => sheet.write(row, column, number).unwrap(),
                    Err(_) => sheet.write(row, column, text).unwrap(),
                };
            }
        }
    }
    monthly("2026年6月进度.xlsx", &book.save_to_buffer().unwrap(), &Known::default())
}

fn lines(numbers: std::ops::Range<u32>) -> String {
    numbers.map(|n| format!("{n}|P{n:03}|项目{n}|{}|{}\n", 1000 + n, 300 + n)).collect()
}

fn headed(numbers: std::ops::Range<u32>) -> String {
    format!("{HEADER}\n{}", lines(numbers))
}

#[test]
fn a_list_cut_into_sheets_is_read_to_its_end() {
    let tidied = june(&[("1", headed(1..21)), ("2", lines(21..41)), ("3", lines(41..43))]);
    assert_eq!(tidied.tables.iter().map(|table| table.table.height()).collect::<Vec<_>>(), [20, 20, 2]);
    assert_eq!(tidied.tables[1].header_rows, [0u32; 0]);
    assert_eq!(noted(&tidied, "goes_on").len(), 2);
    assert!(noted(&tidied, "no_table").is_empty());
    assert!(rows(&tidied).last().unwrap().contains("项目42"), "{:?}", rows(&tidied));
}

#[test]
fn what_does_not_count_on_is_not_taken_for_the_rest_of_a_list() {
    let apart = lines(21..23).replace("21|P021", "1|Q1").replace("22|P022", "2|Q2");
    let wider = lines(21..23).replace('\n', "|说明\n");
    let turned = lines(21..23).replace("|项目21|1021|", "|1021|项目21|");
    for other in [apart, wider, turned, "说明|见附件|一|2|3\n".to_string()] {
        let tidied = june(&[("1", headed(1..21)), ("2", other.clone())]);
        assert_eq!(tidied.tables.len(), 1, "{other}");
        assert_eq!(noted(&tidied, "no_table").len(), 1, "{other}");
    }
}

#[test]
fn a_list_beside_its_details_counts_once() {
    let tidied = june(&[("汇总", headed(1..6)), ("交通", headed(1..3)), ("水利", headed(3..6))]);
    assert_eq!((rows(&tidied).len(), tidied.rejects.len()), (5, 0));
    assert_eq!(noted(&tidied, "rows_again").len(), 2);
    for table in &tidied.tables[1..] {
        assert_eq!(table.rows, table.set_aside, "all rows of it stand on the first sheet");
        assert!(table.aside.iter().skip(1).all(|aside| aside.why == AsideReason::Again));
    }
}

#[test]
fn details_that_contradict_their_list_are_refused_with_it() {
    let other = headed(1..3).replace("|301", "|310");
    let tidied = june(&[("汇总", headed(1..6)), ("交通", other)]);
    let why: Vec<RejectReason> = tidied.rejects.iter().map(|reject| reject.reason).collect();
    assert_eq!(why, [RejectReason::ConflictingRows, RejectReason::ConflictingRows, RejectReason::DuplicateRow]);
}

#[test]
fn a_list_that_says_less_than_its_details_is_counted_by_the_details() {
    let list = |numbers: std::ops::Range<u32>| {
        let lines: String = numbers.map(|n| format!("{n}|P{n:03}|项目{n}|{}\n", 300 + n)).collect();
        format!("序号|项目编号|项目名称|累计完成投资（万元）\n{lines}")
    };
    let tidied = june(&[("汇总", list(1..6)), ("交通局", headed(1..3)), ("水利局", headed(3..6))]);
    assert_eq!((rows(&tidied).len(), tidied.rejects.len()), (5, 0));
    assert!(rows(&tidied)[0].contains("annual_plan=1001") && rows(&tidied)[0].contains("unit_name=交通局"));
    assert_eq!(tidied.tables[0].rows, tidied.tables[0].set_aside);
}

#[test]
fn a_list_that_rounds_its_details_says_the_same() {
    let list = |third: &str| {
        let figures = [("1", "0.12"), ("2", "0.35"), ("3", third)];
        let lines = figures.map(|(n, done)| format!("{n}|P00{n}|项目{n}|{done}\n")).concat();
        format!("序号|项目编号|项目名称|累计完成投资（亿元）\n{lines}")
    };
    let details = |numbers: &[(u32, u32)]| {
        let lines: String = numbers.iter().map(|(n, done)| format!("{n}|P00{n}|项目{n}|9000|{done}\n")).collect();
        format!("{HEADER}\n{lines}")
    };
    let read = |third: &str| {
        let sheets = [("交通局", details(&[(1, 1234), (2, 3456)])), ("水利局", details(&[(3, 560)]))];
        june(&[("汇总", list(third)), sheets[0].clone(), sheets[1].clone()])
    };
    assert_eq!((rows(&read("0.06")).len(), read("0.06").rejects.len()), (3, 0));
    assert!(rows(&read("0.06"))[0].contains("cumulative=1234"), "{:?}", rows(&read("0.06")));
    assert!(read("0.07").rejects.iter().any(|reject| reject.reason == RejectReason::ConflictingRows));
}

#[test]
fn a_row_that_comes_twice_says_where_the_other_stands() {
    let other = headed(1..3).replace("|301", "|310");
    let tidied = june(&[("住建局", headed(1..6)), ("交通局", other)]);
    let said: Vec<(String, &[String])> =
        tidied.rejects.iter().map(|reject| (reject.place.to_string(), reject.near.as_slice())).collect();
    assert_eq!(said[0].1, ["交通局!B2"], "{said:?}");
    assert_eq!(said[1].1, ["住建局!B2"], "{said:?}");
    assert_eq!(said[2].1, ["住建局!B3"], "{said:?}");
}

#[test]
fn a_total_below_the_last_page_is_the_sum_of_all_pages() {
    let total = "合计|||3006|906\n";
    let title = "某县2026年6月重点项目进度（续表）\n";
    let pages = |total: &str| june(&[("第1页", headed(1..3)), ("第2页", format!("{title}{}{total}", lines(3..4)))]);
    let read = pages(total);
    assert_eq!((rows(&read).len(), noted(&read, "goes_on").len()), (3, 1));
    assert!(noted(&read, "total_mismatch").is_empty(), "{:?}", noted(&read, "total_mismatch"));
    assert_eq!(noted(&pages("合计|||3007|906\n"), "total_mismatch").len(), 1);
    let headed = june(&[("第1页", headed(1..3)), ("第2页", format!("{title}{}{total}", headed(3..4)))]);
    assert_eq!((rows(&headed).len(), noted(&headed, "total_mismatch").len()), (3, 0));
}
