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
    "  B标段",
    "同上",
    "〃",
    "''",
    "Ditto",
    "同左",
    "全县",
    "上月合计",
    "比上月增加",
    "(2)",
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
    "主\t体",
    "P\t0000017",
    "\"P000\t018\"",
    "P000 019",
    "\u{7f}P0000020",
    "㐀字",
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

/// Habits of whole columns: how the n-th row writes its cell.
const HABITS: &[fn(usize) -> String] = &[
    |n| format!("P-{}", n % 90),
    |n| format!("{}", n + 1),
    |n| format!("  {n}"),
    |n| format!("滨河路（{}期）、{n}号工程", n % 3),
    |n| format!("Bowery Bay plant {n}"),
    |n| format!("\"项目{n}\""),
    |n| format!("一、{n}"),
    |n| format!("{}.{}.{}", 2014 + n % 9, 1 + n % 12, 1 + n % 28),
    |n| format!("{:02}/{:02}/2014", 1 + n % 12, 1 + n % 28),
    |n| format!("{}月底", 1 + n % 12),
    |n| format!("{}%", n % 101),
    |n| format!("0.{:02}", n % 100),
    |n| format!("\"{},{:03}.5\"", n % 100, n % 1_000),
    |n| format!("{}.{:03}", n % 100, n % 1_000),
    |n| format!("-{n}"),
    |n| format!("{n}*"),
    |n| if n % 3 == 0 { String::new() } else { format!("{n}") },
    |n| if n % 700 == 5 { "合计".to_string() } else { format!("城关镇{n}") },
    |_| String::new(),
    |n| ["", "无", "—", "保密", "exempt"][n % 5].to_string(),
    |n| format!("备注{n}"),
    |n| format!("其中{n}"),
    |n| format!("=\"{n:05}\""),
    |n| format!("sum{n}"),
    |n| format!("{n}万元"),
    |n| format!("P\t{n:07}"),
    |n| format!("P{n:07}\u{7f}"),
    |n| format!("字\t{n}"),
    |n| format!("㐀{n}"),
    |n| format!("Lumel{n}"),
];

/// Rows that are none of the table, and rows that may be: how they stand among eight columns.
const ROWS: &[&str] = &[
    "合计,,,1000,2000,,,",
    "小计,,,,,,,",
    "二、道路,,,,,,,",
    "备注：略,,,,,,,",
    ",,,,,,,",
    ",,,5,,,,",
    "P9999999,单行,,,,,,",
    "项目编号,项目名称,责任单位,年度计划投资（万元）,累计完成投资（万元）,完成比例,形象进度,填报日期",
    "名称,,,,,,,",
    "P1,短行",
    "*,,,1,2,,,",
    "----,----,----,----,----,----,----,----",
];

/// A table of progress, its columns in another order, some of them written in another habit, some rows between its own.
fn habits(rows: usize, ends: &str, turn: usize, whole: &[(usize, usize)], between: &[(usize, usize)]) -> String {
    let plain = table(rows, "\n", &[]);
    let mut lines: Vec<Vec<String>> = plain.lines().map(|line| line.split(',').map(str::to_string).collect()).collect();
    for (column, habit) in whole {
        for (n, cells) in lines.iter_mut().skip(1).enumerate() {
            cells[column % 8] = HABITS[habit % HABITS.len()](n);
        }
    }
    lines.iter_mut().for_each(|cells| cells.rotate_left(turn % 8));
    let mut lines: Vec<String> = lines.into_iter().map(|cells| cells.join(",")).collect();
    for (at, row) in between {
        lines.insert(1 + at % rows, ROWS[row % ROWS.len()].to_string());
    }
    lines.join(ends) + ends
}

/// What both ways say of a text, and where they differ first.
fn agree(text: &str) -> Result<(), TestCaseError> {
    let (at_once, records) = (owned(text)?, by_records(text.as_bytes()));
    prop_assert_eq!(at_once.is_ok(), records.is_ok());
    if let (Ok(at_once), Ok(records)) = (at_once, records) {
        prop_assert_eq!(&at_once.notes, &records.notes);
        prop_assert!(cells(&at_once) == cells(&records));
        let (one, other) = (said(&at_once), parts::alone(|| said(&records)));
        let differs = one.lines().zip(other.lines()).find(|(one, other)| one != other);
        prop_assert!(one == other, "{:?}", differs);
    }
    Ok(())
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

/// What is read of bytes that nobody else needs, which is what is read of any.
fn owned(text: &str) -> Result<Result<Workbook, formats::FormatError>, TestCaseError> {
    let read = formats::decode_owned(text.as_bytes().to_vec(), None);
    prop_assert!(read == formats::decode(text.as_bytes()));
    Ok(read)
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
        agree(&table(rows, ends, &changed))?;
    }

    #[test]
    fn columns_of_other_habits_and_rows_between_are_read_as_row_by_row(
        rows in prop::sample::select(vec![40usize, 1_100, 2_300, 4_500]),
        ends in prop::sample::select(vec!["\n", "\r\n"]),
        turn in 0usize..8,
        separator in prop::sample::select(vec![",", "\t", ";"]),
        whole in prop::collection::vec((0usize..8, 0..HABITS.len()), 0..4),
        between in prop::collection::vec((any::<usize>(), 0..ROWS.len()), 0..4),
    ) {
        // Texts with commas or tabs in them are none any more where these part fields: all the better.
        agree(&habits(rows, ends, turn, &whole, &between).replace(',', separator))?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn lines_cut_evenly_are_cut_as_any_others(
        rows in 9usize..60,
        ends in prop::sample::select(vec!["\n", "\r\n", "\r"]),
        changed in changes(),
        cut in 0usize..90,
    ) {
        // The end of the text may stand anywhere in its last lines.
        let mut text = table(rows, ends, &changed);
        let whole = (0..=text.len().saturating_sub(cut)).rev().find(|end| text.is_char_boundary(*end));
        text.truncate(whole.unwrap_or_default());
        let (at_once, records) = (owned(&text)?, by_records(text.as_bytes()));
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
    fn a_label_without_special_words_is_none_of_a_total_or_note(text in "[ -~计总計總総汇均共合小备注其中a-z一-十㐀\t]{0,12}") {
        if says_nothing_special(&text) {
            prop_assert!(!is_total(&text), "{}", text);
        }
        // What is seen of many texts at once is no more than what is seen of each.
        let look = formats::look(text.as_bytes(), b',');
        prop_assert!(!look.is_plain || value::text::is_plain(&text), "{}", text);
        prop_assert!(!look.is_plain || look.is_special || says_nothing_special(&text), "{}", text);
        // The same where it stands among others.
        let plain = "P0000001,项目001,单位01\n".repeat(5);
        let among = formats::look(format!("{plain}{text}\n{plain}").as_bytes(), b',');
        let none = formats::look(plain.as_bytes(), b',');
        prop_assert_eq!((none.is_plain, none.is_special), (true, false));
        prop_assert_eq!(among.is_special, look.is_special, "{}", text);
        prop_assert_eq!(among.is_plain, look.is_plain, "{}", text);
        for word in ["合计", "小计", "Total", "sum", "备注", "notes"] {
            prop_assert!(!says_nothing_special(word) || is_note(word), "{}", word);
        }
    }

    #[test]
    fn binary_numbers_are_the_figures_that_printing_them_gives(
        digits in -1_000_000_000_000_000i64..1_000_000_000_000_000, places in 0i32..9, off in -2i64..3, any in any::<f64>(),
    ) {
        let near = (digits as f64 / 10f64.powi(places)).to_bits() as i64 + off;
        let small = digits as f64 / 1e9;
        for number in [f64::from_bits(near as u64), small, small.round() / 100.0, 0.1 + small, any, digits as f64] {
            if number.is_finite() {
                let printed = Amount::parse(&format!("{number:.14e}"));
                prop_assert_eq!(Amount::from_sheet_number(number), printed, "{}", number);
            }
        }
    }

    #[test]
    fn digits_in_a_text_are_those_that_stand_alone(
        before in "[0-9.,]{0,3}", text in "[0-9]{0,9}(\\.[0-9]{0,8})?[-:/ 项]?", behind in "[0-9.,\n]{0,9}",
    ) {
        let all = format!("{before}{text}{behind}");
        prop_assert_eq!(Amount::of_digits_at(&all, before.len(), text.len()), Amount::of_digits(&text));
    }

    #[test]
    fn digits_are_the_figures_that_they_are_at_length(text in "[0-9]{0,12}(\\.[0-9]{0,7})?") {
        if let Some((amount, behind)) = Amount::of_digits(&text) {
            // A sign in front makes it none of those that are read at once.
            let signed = Amount::parse(&format!("-{text}")).map(|amount| Amount(-amount.0));
            prop_assert_eq!(signed, Ok(amount));
            let written = separators::of_digits(text.bytes().next().unwrap_or(b'0'), text.len(), behind);
            prop_assert_eq!(written, separators::of_plain(&text));
            let figure = value::figure(&text).expect("a figure").expect("one");
            prop_assert_eq!((figure.amount, figure.written), (amount, separators::of_plain(&text)));
        }
    }
}
