//! Files of other countries, programs and printers.

use super::{decode, picture, plain, progress};
use duban::pipeline::dataset::Dataset;
use duban::tidy::{Known, Tidied};
use rust_xlsxwriter::{Format, Workbook};

fn read(csv: &str) -> Tidied {
    progress("20140630.csv", csv.as_bytes(), &Known::default()).expect("a table")
}

/// Cumulative of each accepted row, in its base unit.
fn figures(tidied: &Tidied) -> Vec<String> {
    let amounts = tidied.tables[0].table.amounts("cumulative");
    let read = amounts.into_iter().map(|amount| amount.map_or("nothing".to_string(), |amount| amount.to_string()));
    let refused = tidied.rejects.iter().map(|reject| format!("{:?}", reject.reason));
    read.chain(refused).collect()
}

#[test]
fn money_of_other_countries_is_read_in_its_own_currency() {
    let told = |unit: &str, cells: [&str; 2]| {
        let csv = format!("project id;project name;cumulative ({unit})\nK1;alpha;{}\nK2;beta;{}\n", cells[0], cells[1]);
        let tidied = read(&csv);
        (tidied.tables[0].columns[2].unit.clone().unwrap_or_default(), figures(&tidied).join(" "))
    };
    let said = |unit: &str, figures: &str| (unit.to_string(), figures.to_string());
    assert_eq!(told("CHF", ["1'234'567.50", "CHF 12"]), said("CHF", "1234567.5 12"));
    assert_eq!(told("₹ crore", ["12,34,567", "₹1,23,45,678.50"]), said("₹crore", "12345670000000 123456785000000"));
    assert_eq!(told("Rs. in lakhs", ["1", "2"]).1, "100000 200000");
    assert_eq!(told("R$", ["R$ 1.234,56", "12,00"]), said("R$", "1234.56 12"));
    assert_eq!(told("NT$", ["NT$ 5", "7"]), said("NT$", "5 7"));
    assert_eq!(told("$", ["$(20)", "$5"]), said("美元", "5 Negative"));
    assert_eq!(told("CHF", ["$5", "7"]).1, "7 OtherUnit");
    assert_eq!(told("万元", ["١٬٢٣٤٫٥", "१२"]).1, "12345000 120000");
}

#[test]
fn lakhs_are_read_where_the_column_shows_them_and_one_alone_is_asked_about() {
    let told = |unit: &str, cells: &[&str]| {
        let rows = cells.iter().enumerate().map(|(n, cell)| format!("K{n};project {n};{cell}\n"));
        let tidied = read(&format!("project id;project name;cumulative ({unit})\n{}", rows.collect::<String>()));
        let asked = tidied.notes.iter().filter(|note| note.kind == "ambiguous_figures").count();
        (figures(&tidied).join(" "), asked)
    };
    let said = |figures: &str, asked: usize| (figures.to_string(), asked);
    assert_eq!(told("元", &["1,23,456", "2,34,567.5"]), said("123456 234567.5", 0));
    assert_eq!(told("₹", &["1,23,456", "1,234"]), said("123456 1234", 0));
    assert_eq!(told("元", &["1,23,456", "1,234,567"]), said("1234567 Ambiguous", 1));
    assert_eq!(told("元", &["1,23,456", "12"]), said("12 Ambiguous", 1));
    assert_eq!(told("元", &["12,34", "1,23,45"]).0, "12.34 NotANumber");
}

#[test]
fn a_sentence_above_says_the_unit() {
    let csv = "This sheet lists projects. Figures are in £m.,,\nProject ID,Project Name,Cumulative\nX1,Alpha,1.5\n";
    let tidied = read(csv);
    assert_eq!(figures(&tidied), ["1500000"]);
    assert!(tidied.notes.iter().all(|note| note.kind != "unit_assumed"), "{:?}", tidied.notes);
}

#[test]
fn days_of_other_calendars_and_words_are_days() {
    let told = |cell: &str| {
        let csv = format!("id;name;annual_target (万元);end_date\nQ;n;1;{cell}\n");
        let tidied = plain(Dataset::Register, csv.as_bytes()).expect("a table");
        let day = tidied.tables[0].table.dates("end_date").first().copied().flatten();
        day.map_or_else(
            || tidied.rejects.first().map_or("nothing".to_string(), |r| format!("{:?}", r.reason)),
            |d| d.to_string(),
        )
    };
    for (cell, day) in [
        ("2 July 2014", "2014-07-02"),
        ("02-Jul-14", "2014-07-02"),
        ("2nd July 2014", "2014-07-02"),
        ("02/Jul/14 12:00 AM", "2014-07-02"),
        ("end of 2015", "2015-12-31"),
        ("late 2015", "2015-12-31"),
        ("mid-2015", "2015-06-30"),
        ("end of June 2015", "2015-06-30"),
        ("mid-June 2015", "NotADate"),
        ("平成26年7月2日", "2014-07-02"),
        ("令和元年7月", "2019-07-31"),
        ("民國103年7月2日", "2014-07-02"),
        // A financial year of Japan ends in March of the next: it is kept as it is written.
        ("令和6年度", "nothing"),
        ("平成4年度末", "nothing"),
        ("H30年度", "nothing"),
        ("令和元年度予定", "nothing"),
        ("令和6年", "NotADate"),
        ("第6年度", "NotADate"),
        ("103年7月2日", "NotADate"),
        ("Q3 FY2024/25", "NotADate"),
        ("2014-W27", "NotADate"),
        ("Summer 2014", "NotADate"),
    ] {
        assert_eq!(told(cell), day, "{cell}");
    }
}

#[test]
fn a_printed_list_with_rulings_is_read_between_its_lines() {
    let text = "Projects            page 1\n\n-----------------------------------------\n|Project ID |Name     |Cumulative|Unit |\n\
                -----------------------------------------\n|P-000001   |Bridge   |1.234.567,89|EUR  |\n\
                |P-000002   |Street   |12.000,00 |EUR  |\n-----------------------------------------\n\
                |*          |         |1.246.567,89|EUR  |\n";
    let tidied = read(text);
    assert_eq!(tidied.rejects, [], "{}", picture(&tidied));
    assert_eq!(figures(&tidied), ["1234567.89", "12000"], "the column of units says EUR");
    assert!(tidied.notes.iter().all(|note| note.kind != "total_mismatch"), "{:?}", tidied.notes);
}

#[test]
fn rows_that_say_their_own_unit_are_read_in_it() {
    let tidied = read("project id,name,cumulative,currency\nA,a,5,EUR\nB,b,7,EUR\nC,c,2,EUR m\nD,d,1,USD\n");
    assert_eq!(figures(&tidied), ["5", "7", "2000000", "OtherUnit"]);
    let tidied = read("项目编号,责任单位,累计完成投资,单位\nA,水务局,5,万元\nB,教育局,7,亿元\nC,教育局,7,万元\n");
    assert_eq!(figures(&tidied), ["50000", "700000000", "70000"]);
    let units: Vec<Option<String>> =
        tidied.tables[0].table.texts(["unit_name"]).into_iter().map(|[unit]| unit).collect();
    assert_eq!(units[0].as_deref(), Some("水务局"));
}

#[test]
fn korean_and_japanese_are_not_taken_for_chinese() {
    let korean =
        encoding_rs::EUC_KR.encode("id,name\nK1,도로 사업 계획과 학교 건설 공사\nK2,서울 지하철 공사\n").0.into_owned();
    let book = decode(&korean).expect("text");
    assert_eq!(book.format, "csv (euc-kr, guessed)");
    assert_eq!(book.notes.len(), 1, "a guess is said");
    let japanese =
        encoding_rs::EUC_JP.encode("id,name\nJ1,橋梁のかけかえ工事について\nJ2,学校をたてる\n").0.into_owned();
    let book = decode(&japanese).expect("text");
    assert_eq!((book.format.as_str(), book.notes.len()), ("csv (euc-jp, guessed)", 1));
    let chinese = encoding_rs::GBK.encode("编号,名称\n1,滨江路道路改造工程\n2,安监办公楼\n").0.into_owned();
    assert_eq!(decode(&chinese).expect("text").format, "csv (gb18030)");
}

#[test]
fn a_row_beside_a_merged_cell_is_a_row_of_its_project_even_if_it_says_little() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let plain = Format::new();
    for (column, header) in ["项目编号", "项目名称", "节点名称", "实际完成时间"].iter().enumerate() {
        sheet.write(0, column as u16, *header).unwrap();
    }
    sheet.merge_range(1, 0, 3, 0, "P1", &plain).unwrap();
    sheet.merge_range(1, 1, 3, 1, "甲", &plain).unwrap();
    for (row, (milestone, day)) in [("立项", "2014-01-02"), ("开工", "2014.3.15"), ("竣工", "")].iter().enumerate()
    {
        sheet.write(row as u32 + 1, 2, *milestone).unwrap();
        if !day.is_empty() {
            sheet.write(row as u32 + 1, 3, *day).unwrap();
        }
    }
    let tidied = progress("20140630.xlsx", &book.save_to_buffer().unwrap(), &Known::default()).expect("a table");
    let rows = tidied.tables[0].table.texts(["project_id", "milestone"]);
    let rows: Vec<String> = rows.into_iter().map(|row| row.map(|text| text.unwrap_or_default()).join(" ")).collect();
    assert_eq!(rows, ["P1 立项", "P1 开工", "P1 竣工"], "a milestone that is not done must not be lost");
}

#[test]
fn a_null_that_slipped_into_a_text_makes_no_utf_16_of_it() {
    let book = decode(b"id,name\nA,1\x002\n ").expect("text");
    assert_eq!(book.format, "csv (utf-8)");
    assert_eq!(book.sheets[0].shown(book.sheets[0].row(1).expect("a row").cell(1)), "1␀2");
    // Nobody knows what stood there: its row is refused by that cell, the others are read.
    let tidied = read("project id,name,cumulative (万元)\nA,x,1\nB,y\0,2\nC,z,3\n");
    assert_eq!(tidied.tables[0].table.subjects(), ["A", "C"]);
    let refused: Vec<(Option<&str>, &str)> =
        tidied.rejects.iter().map(|reject| (reject.place.cell.as_deref(), reject.reason.name())).collect();
    assert_eq!(refused, [(Some("B3"), "undecodable")]);
}

#[test]
fn a_column_of_texts_is_not_proposed_as_days() {
    let csv = "项目编号,项目名称,累计完成投资（万元）,预计竣工时间说明,预计竣工时刻\nP1,甲,1,视征迁而定,2015-06-30\nP2,乙,2,待定方案,2015-12-31\n";
    let proposed: Vec<String> =
        read(csv).notes.into_iter().filter(|n| n.kind == "column_proposed").map(|n| n.text).collect();
    assert!(
        proposed.iter().any(|text| text.contains("预计竣工时刻") && text.contains("forecast_date")),
        "{proposed:?}"
    );
    assert!(!proposed.iter().any(|text| text.contains("预计竣工时间说明") && text.contains("_date")), "{proposed:?}");
}

#[test]
fn ids_that_a_program_protected_from_spreadsheets_keep_their_zeros() {
    for text in [
        "project id,name,cumulative (万元)\n=\"00123\",A,5\n=\"00124\",B,6\n",
        "sep=;\nproject id;name;cumulative (万元)\n\"=\"\"00123\"\"\";A;5\n\"00124\";B;6\n",
    ] {
        let tidied = read(text);
        assert_eq!(tidied.tables[0].table.subjects(), ["00123", "00124"], "{text}");
    }
}
