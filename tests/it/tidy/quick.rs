//! What is read quickly is read as it would be at length: lines cut evenly against record by record, rows by several
//! threads against one after the other, plain cells against all that a cell may be.

use super::specs;
use chrono::NaiveDate;
use duban::base::amount::Amount;
use duban::base::parts;
use duban::pipeline::PeriodFrom;
use duban::pipeline::dataset::Dataset;
use duban::tidy::formats::{self, Workbook, delimited, text};
use duban::tidy::rows::{is_note, is_total, says_nothing_special};
use duban::tidy::value::{self, separators};
use duban::tidy::{Ask, Known};
use proptest::prelude::*;

/// Cells as offices write them, and others: each may stand anywhere.
const CELLS: &[&str] = &[
    "",
    " ",
    "0",
    "12.5",
    "1,234",
    "1.234",
    "-3",
    "(7)",
    "85%",
    "0.85",
    "1e3",
    "1234567890123456",
    "999999999999.9999999",
    "12345678901234567890",
    "保密",
    "n/a",
    "—",
    "无",
    "2014-07-02",
    "2014.7.2",
    "03/04/2014",
    "7月底",
    "2014-02-30",
    "41822",
    "合计",
    "小计",
    "total",
    "Subtotal",
    "Sum",
    "备注：略",
    "注1",
    "其中：道路",
    "一、水利",
    "（二）其他",
    "Notes",
    "P-17",
    "无名",
    "\u{3000}",
    "单位 01",
    "ＡＢ１２",
    "12*",
    "￥5万",
    "300万元",
    "3千",
    "#REF!",
    "----",
    "===",
    "a\u{200b}b",
    "项目编号",
    "完成投资",
    "1 234,5",
    "\"",
    "\"\"",
    "=\"0012\"",
    "\"a,b\"",
    "\"a\nb\"",
    "\"quoted\"",
    "\"x\" ",
    "a\"b",
    ",",
    "\r",
    "\u{fffd}",
    "4.20万",
    "1,23,456",
    "half-way",
    "审核：李",
    "P0000003",
    "甲",
    "1",
];

/// A table of progress with some of its cells changed.
fn table(rows: usize, ends: &str, changed: &[(usize, usize, usize)]) -> String {
    let mut text = format!(
        "项目编号,项目名称,责任单位,年度计划投资（万元）,累计完成投资（万元）,完成比例,形象进度,填报日期{ends}"
    );
    let mut cells: Vec<Vec<String>> = (0..rows)
        .map(|n| {
            vec![
                format!("P{:07}", n * 7 % 9_999_991),
                format!("项目{n}"),
                format!("单位{:02}", n % 20),
                format!("{}", 80_000 + n % 977),
                format!("{}.{:02}", n * 31 % 80_000, n % 100),
                format!("{}", n % 101),
                ["正常推进", "主体施工", "on schedule"][n % 3].to_string(),
                format!("2026-{:02}-{:02}", 1 + n % 12, 1 + n % 28),
            ]
        })
        .collect();
    for (row, column, cell) in changed {
        cells[row % rows][column % 8] = CELLS[cell % CELLS.len()].to_string();
    }
    for row in cells {
        text += &row.join(",");
        text += ends;
    }
    text
}

/// A row: its number, its width, its flaw, and its cells with their columns.
type Cells = (u32, u32, String, Vec<(u16, String)>);

/// The rows of the first sheet.
fn cells(book: &Workbook) -> Vec<Cells> {
    let sheet = &book.sheets[0];
    let row = |row: formats::Row<'_>| {
        let cells = row.iter().map(|(column, cell)| (column, sheet.shown(cell))).collect();
        (row.number, row.width, format!("{:?}", row.flaw), cells)
    };
    sheet.rows_from(0).map(row).collect()
}

/// Everything that is said of a file.
fn said(book: &Workbook) -> String {
    let specs = specs(&[Dataset::Progress]);
    let ask = Ask { tables: &specs, period: PeriodFrom::None, kind: None, open_register: true };
    match duban::tidy::tidy("file", "sha", book, &ask, &Known::default(), NaiveDate::MIN) {
        Err(error) => format!("{error:?}"),
        Ok(tidied) => {
            let tables = tidied.tables.iter().map(|found| {
                let table = String::from_utf8(found.table.to_bytes()).expect("a table is text");
                format!("{:?} {} {} {}\n{table}", found.aside, found.rows, found.refused, found.set_aside)
            });
            let tables: Vec<String> = tables.collect();
            format!("{}\n{:#?}\n{:#?}\n{:?}", tables.join("\n"), tidied.notes, tidied.rejects, tidied.refused)
        }
    }
}

fn by_records(bytes: &[u8]) -> Result<Workbook, formats::FormatError> {
    delimited::read_by_records(text::decode(bytes, None)?)
}

fn changes() -> impl Strategy<Value = Vec<(usize, usize, usize)>> {
    prop::collection::vec((any::<usize>(), any::<usize>(), any::<usize>()), 0..12)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn what_is_read_at_once_and_by_several_is_what_is_read_row_by_row(
        rows in 4_200usize..6_000,
        ends in prop::sample::select(vec!["\n", "\r\n"]),
        changed in changes(),
    ) {
        let text = table(rows, ends, &changed);
        let at_once = formats::decode(text.as_bytes());
        let records = by_records(text.as_bytes());
        prop_assert_eq!(at_once.is_ok(), records.is_ok());
        if let (Ok(at_once), Ok(records)) = (at_once, records) {
            prop_assert_eq!(&at_once.notes, &records.notes);
            prop_assert!(cells(&at_once) == cells(&records), "{:?}", changed);
            let (one, other) = (said(&at_once), parts::alone(|| said(&records)));
            let differs = one.lines().zip(other.lines()).find(|(one, other)| one != other);
            prop_assert!(one == other, "{:?}", differs);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn lines_cut_evenly_are_cut_as_any_others(
        rows in 9usize..60,
        ends in prop::sample::select(vec!["\n", "\r\n", "\r"]),
        changed in changes(),
    ) {
        let text = table(rows, ends, &changed);
        let (at_once, records) = (formats::decode(text.as_bytes()), by_records(text.as_bytes()));
        prop_assert_eq!(at_once.is_ok(), records.is_ok());
        if let (Ok(at_once), Ok(records)) = (at_once, records) {
            prop_assert_eq!(&at_once.notes, &records.notes);
            prop_assert_eq!(cells(&at_once), cells(&records), "{:?}", text);
            prop_assert_eq!(said(&at_once), said(&records));
            let wired = formats::wire::decode(&formats::wire::encode(&Ok(at_once.clone())));
            prop_assert_eq!(wired.expect("the wire reads what it wrote"), Ok(at_once));
        }
    }

    #[test]
    fn a_label_without_special_words_is_none_of_a_total_or_note(text in "[ -~计总合小备注其中a-z一-十]{0,12}") {
        if says_nothing_special(&text) {
            prop_assert!(!is_total(&text), "{}", text);
        }
        for word in ["合计", "小计", "Total", "sum", "备注", "notes"] {
            prop_assert!(!says_nothing_special(word) || is_note(word), "{}", word);
        }
    }

    #[test]
    fn digits_are_the_figures_that_they_are_at_length(text in "[0-9]{0,12}(\\.[0-9]{0,7})?") {
        if let Some((amount, behind)) = Amount::of_digits(&text) {
            // A sign in front makes it none of those that are read at once.
            let signed = Amount::parse(&format!("-{text}")).map(|amount| Amount(-amount.0));
            prop_assert_eq!(signed, Ok(amount));
            prop_assert_eq!(separators::of_digits(&text, behind), separators::of_plain(&text));
            let figure = value::figure(&text).expect("a figure").expect("one");
            prop_assert_eq!((figure.amount, figure.written), (amount, separators::of_plain(&text)));
        }
    }
}
