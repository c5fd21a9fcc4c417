//! What holds of every file: order does not matter, rows are conserved, encodings agree, hostile bytes never panic.

use super::{decode, picture, plain, progress};
use duban::base::period::PeriodKind;
use duban::pipeline::PeriodFrom;
use duban::pipeline::dataset::Dataset;
use duban::tidy::formats::wire;
use duban::tidy::table::Table;
use duban::tidy::{Ask, Known};
use encoding_rs::GB18030;
use proptest::prelude::*;
use rust_xlsxwriter::Workbook;

/// Cells that offices write, good and bad.
fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        (0u32..100_000).prop_map(|n| n.to_string()),
        (0u32..100_000).prop_map(|n| format!("{}.{}", n / 100, n % 100)),
        "[PQ][0-9]{1,2}",
        "[一-龥]{1,5}",
        Just(String::new()),
        Just("合计".to_string()),
        Just("小计".to_string()),
        Just("—".to_string()),
        Just("2014年6月".to_string()),
        Just("注：说明".to_string()),
        Just("-3".to_string()),
        Just("1,234.5".to_string()),
    ]
}

fn rows(columns: usize) -> impl Strategy<Value = Vec<Vec<String>>> {
    proptest::collection::vec(proptest::collection::vec(cell(), columns), 0..25)
}

fn csv(rows: &[Vec<String>]) -> String {
    let line = |row: &Vec<String>| {
        row.iter().map(|c| format!("\"{}\"", c.replace('"', "\"\""))).collect::<Vec<String>>().join(",") + "\n"
    };
    let header = "序号,项目编号,项目名称,年度计划投资（万元）,累计完成投资（万元）,填报日期\n".to_string();
    header + &rows.iter().map(line).collect::<String>()
}

/// Accepted rows without their places, sorted, and refusals without theirs.
fn content(name: &str, bytes: &[u8]) -> Vec<String> {
    let tidied = progress(name, bytes, &Known::default()).expect("the header is there");
    let mut lines: Vec<String> = picture(&tidied)
        .lines()
        .filter(|line| line.contains("place_cell="))
        .map(|line| line.split_once(": ").unwrap().1.split(" place_cell=").next().unwrap().to_string())
        .collect();
    lines.extend(tidied.rejects.iter().map(|r| format!("{:?} {:?}", r.reason, r.subject)));
    lines.sort();
    lines
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn rows_are_conserved_and_their_order_changes_nothing(rows in rows(6), seed in 0usize..1_000) {
        // Which of two equal rows is the duplicate depends on order; its place does, its content does not.
        let before = content("20140630.csv", csv(&rows).as_bytes());
        let mut shuffled = rows.clone();
        if !shuffled.is_empty() {
            let by = seed % shuffled.len();
            shuffled.rotate_left(by);
            shuffled.reverse();
        }
        prop_assert_eq!(before, content("20140630.csv", csv(&shuffled).as_bytes()));
    }

    #[test]
    fn encodings_and_formats_of_one_table_agree(rows in rows(6)) {
        let text = csv(&rows);
        let expected = content("20140630.csv", text.as_bytes());
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let bom16 = [&[0xFE, 0xFF], utf16.as_slice()].concat();
        let bom8 = ["\u{feff}", &text].concat();
        for bytes in [&*GB18030.encode(&text).0, bom8.as_bytes(), &bom16] {
            prop_assert_eq!(&expected, &content("20140630.csv", bytes));
        }
        let semicolons = text.replace("\",\"", "\";\"").replacen("号,项目编号,项目名称,年度计划投资（万元）,累计完成投资（万元）,", "号;项目编号;项目名称;年度计划投资（万元）;累计完成投资（万元）;", 1);
        prop_assert_eq!(&expected, &content("20140630.csv", semicolons.as_bytes()));
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        for (row, line) in std::iter::once(text.lines().next().unwrap().split(',').map(str::to_string).collect()).chain(rows.clone()).enumerate() {
            for (column, cell) in line.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
                sheet.write(row as u32, column as u16, cell.as_str()).unwrap();
            }
        }
        prop_assert_eq!(&expected, &content("20140630.xlsx", &book.save_to_buffer().unwrap()));
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..600), start in 0usize..4) {
        let magic: [&[u8]; 4] = [b"", b"PK\x03\x04", &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], &[0xFF, 0xFE]];
        hostile(&[magic[start], &bytes].concat());
    }

    #[test]
    fn any_text_is_read_or_refused(text in "(?s)[項目编号a,;|\t\"\n\r0-9 ]{0,200}") {
        hostile(text.as_bytes());
        hostile(format!("项目编号,累计完成投资\n{text}").as_bytes());
    }

    #[test]
    fn damaged_workbooks_are_refused(at in 0usize..20_000, byte in any::<u8>(), cut in any::<bool>()) {
        let mut bytes = workbook();
        let at = at % bytes.len();
        if cut { bytes.truncate(at) } else { bytes[at] = byte }
        hostile(&bytes);
        // A changed byte in an old workbook can make the library ask for any amount of memory, so it is only cut, and
        // it may still panic: callers parse those in a child process.
        let old = include_bytes!("fixtures/20140630进度.xls");
        let _ = std::panic::catch_unwind(|| hostile(&old[..at % old.len()]));
    }

    #[test]
    fn the_wire_trusts_nothing(at in 0usize..2_000, byte in any::<u8>(), cut in any::<bool>()) {
        let mut bytes = wire::encode(&decode(&workbook()));
        let at = at % bytes.len();
        if cut { bytes.truncate(at) } else { bytes[at] = byte }
        if let Ok(Ok(book)) = wire::decode(&bytes) {
            for sheet in &book.sheets {
                for row in sheet.rows_from(0) {
                    row.iter().for_each(|(_, cell)| drop(sheet.shown(cell)));
                }
            }
        }
    }

    #[test]
    fn canonical_bytes_read_back(rows in rows(6)) {
        let tidied = progress("20140630.csv", csv(&rows).as_bytes(), &Known::default()).expect("the header is there");
        for found in &tidied.tables {
            let back = Table::from_bytes(&found.table.to_bytes()).expect("canonical bytes");
            prop_assert!(back.frame.equals_missing(&found.table.frame));
            prop_assert_eq!(back.to_bytes(), found.table.to_bytes());
        }
    }
}

fn workbook() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, text) in ["项目编号", "累计完成投资（万元）"].iter().enumerate() {
        sheet.write(0, column as u16, *text).unwrap();
        sheet.write(1, column as u16, column as f64).unwrap();
    }
    book.save_to_buffer().unwrap()
}

/// Nothing but an answer may come of it.
fn hostile(bytes: &[u8]) {
    let Ok(book) = decode(bytes) else { return };
    let specs = super::specs(&Dataset::ALL);
    let ask = Ask { tables: &specs, period: PeriodFrom::FileName, kind: Some(PeriodKind::Month), open_register: false };
    let day = chrono::NaiveDate::MIN;
    if let Ok(tidied) = duban::tidy::tidy("201406.csv", "sha", &book, &ask, &Known::default(), day) {
        picture(&tidied);
    }
}

#[test]
fn canonical_bytes_are_refused_when_they_are_not() {
    let tidied = plain(Dataset::Quotas, "单位,亿元以上项目\n甲,1\n".as_bytes()).unwrap();
    let bytes = tidied.tables[0].table.to_bytes();
    let text = String::from_utf8(bytes).unwrap();
    insta::assert_snapshot!(text, @r#"
        duban-table 1 quotas
        unit_name:text,projects_over_100m:amount,projects_over_1bn:amount,amount:amount,done_over_100m:amount,done_over_1bn:amount,done_amount:amount,due_date:date,sheet:text,row:row,place_cell:text,held:text
        甲,1,,,,,,,,2,B2,
        "#);
    // A table that was written before a column was known is read with nothing in it.
    let older = "duban-table 1 quotas\nunit_name:text,projects_over_100m:amount,projects_over_1bn:amount,sheet:text,row:row,\
                 place_cell:text\n甲,1,,,2,B2\n";
    let read = Table::from_bytes(older.as_bytes()).unwrap();
    assert_eq!(read.to_bytes(), tidied.tables[0].table.to_bytes());
    for bad in ["", "duban-table 2 quotas\n", "duban-table 1 nothing\n", "duban-table 1 quotas\na:text\n"] {
        assert!(Table::from_bytes(bad.as_bytes()).is_err(), "{bad:?}");
    }
    assert!(Table::from_bytes(text.replace(",1,", ",one,").as_bytes()).is_err());
}
