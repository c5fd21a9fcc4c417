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
