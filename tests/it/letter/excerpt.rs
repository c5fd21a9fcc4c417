//! Marked copies of large files: refused rows and those beside them, at the places where they stood.

use crate::tidy::{decode, progress};
use duban::letter::marked::{Marked, html, xlsx};
use duban::tidy::formats;
use duban::tidy::{Known, Tidied};

/// A report of so many rows; those whose number is listed cannot be read.
fn report(rows: u32, bad: &[u32]) -> (Vec<u8>, Tidied) {
    let mut csv = "项目编号,项目名称,累计完成投资（万元）\n".to_string();
    for n in 2..rows + 2 {
        let figure = if bad.contains(&n) { "约百万".to_string() } else { n.to_string() };
        csv.push_str(&format!("P{n:05},项目{n},{figure}\n"));
    }
    let tidied = progress("20140630进度.csv", csv.as_bytes(), &Known::default()).unwrap();
    (csv.into_bytes(), tidied)
}

/// The numbers of the rows that a copy shows, as a spreadsheet counts them; its legend is another sheet.
fn rows_of(copy: &[u8]) -> Vec<u32> {
    let book = formats::decode(copy).unwrap();
    book.sheets[1].rows_from(0).map(|row| row.number + 1).collect()
}

#[test]
fn a_large_file_comes_back_as_its_refused_rows_and_those_beside_them() {
    let (csv, tidied) = report(5_000, &[3, 1_000, 1_001, 5_001]);
    let workbook = decode(&csv).unwrap();
    let marked = Marked::new(&workbook, &tidied, None, Vec::new(), 1_000);
    assert!(marked.is_excerpt && marked.cells < 60, "{} cells", marked.cells);
    let bytes = xlsx::write(&marked).unwrap();
    assert_eq!(rows_of(&bytes), [1, 2, 3, 4, 999, 1_000, 1_001, 1_002, 5_000, 5_001]);
    let legend = formats::decode(&bytes).unwrap();
    let legend: String = legend.sheets[0]
        .rows_from(0)
        .flat_map(|row| row.cells().map(|cell| legend.sheets[0].shown(cell)).collect::<Vec<_>>())
        .collect();
    assert!(legend.contains("本副本为节选") && legend.contains("10 of 5001 rows"), "{legend}");
    assert!(html::write(&marked).contains("an excerpt"));

    let whole = Marked::new(&workbook, &tidied, None, Vec::new(), 20_000);
    assert!(!whole.is_excerpt);
    assert_eq!(rows_of(&xlsx::write(&whole).unwrap()).len(), 5_001);
}

#[test]
fn a_file_that_is_refused_row_by_row_has_an_end() {
    let bad: Vec<u32> = (2..4_002).collect();
    let (csv, tidied) = report(4_000, &bad);
    let workbook = decode(&csv).unwrap();
    let marked = Marked::new(&workbook, &tidied, None, Vec::new(), 1_000);
    assert_eq!(
        rows_of(&xlsx::write(&marked).unwrap()).len(),
        1 + 500 + 1,
        "the header, 500 refused, the one after them"
    );
}

#[test]
fn an_excerpt_for_one_unit_shows_nothing_of_another() {
    let (csv, tidied) = report(3_000, &[100, 2_000]);
    let workbook = decode(&csv).unwrap();
    let mine = std::collections::BTreeMap::from([(None, (50..150).collect())]);
    let marked = Marked::new(&workbook, &tidied, Some(&mine), Vec::new(), 20);
    assert_eq!(rows_of(&xlsx::write(&marked).unwrap()), [1, 99, 100, 101]);
}

#[test]
fn the_copy_for_one_unit_keeps_the_line_that_names_the_unit_of_its_figures() {
    let text =
        |line: &str| format!("{line}\n项目编号,项目名称,责任单位,累计完成投资\nP1,甲,住建局,约百万\nP2,乙,水利局,2\n");
    let copied = |line: &str| {
        let csv = text(line);
        let tidied = progress("20140630进度.csv", csv.as_bytes(), &Known::default()).unwrap();
        let workbook = decode(csv.as_bytes()).unwrap();
        let mine = std::collections::BTreeMap::from([(None, [3].into())]);
        rows_of(&xlsx::write(&Marked::new(&workbook, &tidied, Some(&mine), Vec::new(), 1_000)).unwrap())
    };
    assert_eq!(copied("填报：住建局,2014年6月,单位：亿元,"), [1, 2, 3]);
    assert_eq!(copied("住建局,水利局,交通局,"), [2, 3], "what else stands there may be anything");
}
