//! Files as bytes: formats by content, encodings, and what is too large, damaged or something else.

use super::{decode, picture, progress};
use chrono::NaiveDate;
use duban::base::period::PeriodKind;
use duban::letter::returns;
use duban::pipeline::PeriodFrom;
use duban::pipeline::dataset::Dataset;
use duban::tidy::formats;
use duban::tidy::{Ask, Known};
use rust_xlsxwriter::Workbook;
use std::io::{Cursor, Write};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

fn zip(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

const WORKBOOK: &str = r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>"#;
const RELATIONS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;

const ROOT: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;

/// The smallest workbook around one sheet.
pub fn workbook(rows: &str) -> Vec<u8> {
    let sheet = format!(
        r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"#
    );
    zip(&[
        ("_rels/.rels", ROOT.as_bytes()),
        ("xl/workbook.xml", WORKBOOK.as_bytes()),
        ("xl/_rels/workbook.xml.rels", RELATIONS.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

fn refused(bytes: &[u8]) -> String {
    decode(bytes).map_or_else(|e| e.kind, |book| format!("read as {}", book.format))
}

#[test]
fn a_form_comes_back_for_the_period_it_was_made_for_also_where_files_name_their_own() {
    let specs = super::specs(&[Dataset::Progress]);
    let period = PeriodKind::Quarter.containing(NaiveDate::from_ymd_opt(2014, 9, 30).unwrap());
    let project = returns::Project { id: "P1".into(), name: "水厂".into(), target: None, last: None };
    let form = returns::Form {
        pipeline: "progress".into(),
        title: "进度".into(),
        period,
        unit_name: "水务局".into(),
        headers: returns::headers(&specs),
        projects: vec![project],
        milestones: Vec::new(),
    };
    let book = decode(&returns::write(&form).unwrap()).unwrap();
    let ask = Ask { tables: &specs, period: PeriodFrom::AsNamed, kind: None, open_register: true };
    let read = |name: &str| duban::tidy::tidy(name, "sha", &book, &ask, &Known::default(), NaiveDate::MIN);
    for name in ["我填好的.xlsx", "2014年三季度.xlsx"] {
        assert_eq!(read(name).expect("a form").period, Some(period), "{name}");
    }
    // The name of another period says that an old form was filled in, or that the name is wrong.
    assert!(read("2014年上半年.xlsx").unwrap_err().text.contains("the form was made for 2014-Q3"));
}

#[test]
fn two_cells_in_far_corners_cost_two_cells() {
    let rows = r#"<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>"#;
    let book = decode(&workbook(rows)).unwrap();
    let sheet = &book.sheets[0];
    assert_eq!(sheet.len(), 2);
    let row = sheet.row(1).unwrap();
    assert_eq!((row.number, row.columns().collect::<Vec<u16>>()), (1_048_575, vec![16_383u16]));
}

#[test]
fn cells_out_of_order_are_damage_and_not_a_choice() {
    let twice = r#"<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>"#;
    assert_eq!(refused(&workbook(twice)), "damaged");
}

#[test]
fn bombs_are_refused_by_what_they_unpack_to() {
    let zeros = vec![b' '; 40 << 20];
    assert_eq!(refused(&zip(&[("xl/workbook.xml", &zeros)])), "too_large");
    let names: Vec<String> = (0..2_001).map(|i| format!("xl/part{i}")).collect();
    let parts: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b""[..])).collect();
    assert_eq!(refused(&zip(&parts)), "too_large");
    let entity = workbook(r#"<row r="1"><c r="A1" t="str"><v>&lol;</v></c></row>"#);
    assert_eq!(refused(&entity), "damaged");
}

#[test]
fn parts_of_one_name_are_refused_because_programs_show_one_or_the_other() {
    let sheet = |value: u32| {
        let row = format!("<sheetData><row r=\"1\"><c r=\"A1\"><v>{value}</v></c></row></sheetData>");
        format!(r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{row}</worksheet>"#)
    };
    let (one, other) = (sheet(5), sheet(777));
    let with = |name: &str| {
        zip(&[
            ("_rels/.rels", ROOT.as_bytes()),
            ("xl/workbook.xml", WORKBOOK.as_bytes()),
            ("xl/_rels/workbook.xml.rels", RELATIONS.as_bytes()),
            ("xl/worksheets/sheet1.xml", one.as_bytes()),
            (name, other.as_bytes()),
        ])
    };
    assert_eq!(decode(&with("xl/worksheets/sheet2.xml")).unwrap().sheets.len(), 1);
    let error = decode(&with("XL/Worksheets/Sheet1.xml")).unwrap_err();
    assert!(error.kind == "damaged" && error.text.contains("two parts named XL/Worksheets/Sheet1.xml"), "{error:?}");
    // No writer writes the very same name twice: one of two names of the same length is changed in the list and in front.
    let mut twice = with("xl/worksheets/sheet9.xml");
    let places: Vec<usize> =
        twice.windows(10).enumerate().filter(|(_, w)| w == b"sheet9.xml").map(|(at, _)| at).collect();
    places.iter().for_each(|at| twice[at + 5] = b'1');
    let error = decode(&twice).unwrap_err();
    assert!(places.len() == 2 && error.text.contains("two parts of the same name"), "{error:?}");
}

#[test]
fn a_broken_sheet_is_named_with_the_cell_before_it_breaks() {
    for (rows, place) in [
        (r#"<row r="1"><c r="A1"><v>1</v></c><c r="B1" t="s"><v>3</v></c></row>"#, "sheet S, behind cell A1"),
        (r#"<row r="1"><c r="A1" t="inlineStr"><is><t>&x;</t></is></c></row>"#, "sheet S: "),
    ] {
        let error = decode(&workbook(rows)).unwrap_err();
        assert!(error.kind == "damaged" && error.text.contains(place), "{error:?}");
    }
}

#[test]
fn a_list_of_sheets_without_end_is_too_long_before_anybody_makes_a_list_of_it() {
    let sheets: String =
        (0..300_000).map(|n| format!(r#"<sheet name="{n}" sheetId="{n}" r:id="r1" state="hidden"/>"#)).collect();
    let list = WORKBOOK.replace("</sheets>", &format!("{sheets}</sheets>"));
    let bytes = zip(&[
        ("_rels/.rels", ROOT.as_bytes()),
        ("xl/workbook.xml", list.as_bytes()),
        ("xl/_rels/workbook.xml.rels", RELATIONS.as_bytes()),
    ]);
    let error = decode(&bytes).unwrap_err();
    assert!(error.kind == "too_large" && error.text.contains("the list of its sheets"), "{error:?}");
}

#[test]
fn a_text_of_an_old_workbook_that_is_not_in_it_is_damage_and_no_blank() {
    let sound = include_bytes!("fixtures/formats/shown-biff8.xls");
    let mut bytes = sound.to_vec();
    // LABELSST: kind 0x00FD, ten bytes; the last four say which text.
    let at = bytes.windows(4).rposition(|w| w == [0xFD, 0, 10, 0]).unwrap();
    bytes[at + 10..at + 14].copy_from_slice(&[0xFF, 0xFF, 0, 0]);
    let error = decode(&bytes).unwrap_err();
    assert!(error.kind == "damaged" && error.text.contains("the text of cell "), "{error:?}");
    assert!(decode(sound).is_ok());
}

#[test]
fn other_documents_are_named_for_what_they_are() {
    let text = |bytes: &[u8]| decode(bytes).unwrap_err().text;
    assert!(text(&zip(&[("word/document.xml", b"<x/>")])).contains("Word document"));
    assert!(text(&zip(&[("readme.txt", b"x")])).contains("zip archive"));
    assert!(text(b"<html><body><table><tr><td>x</td></tr></table></body></html>").contains("HTML"));
    let encrypted: Vec<u8> = [&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1][..]]
        .concat()
        .into_iter()
        .chain([0; 504])
        .chain("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    assert_eq!(refused(&encrypted), "encrypted");
    assert!(formats::needs_a_child(&encrypted) && !formats::needs_a_child(b"a,b\n"));
}

#[test]
fn an_opendocument_sheet_is_read() {
    let cell = |text: &str| {
        format!(r#"<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>"#)
    };
    let number = |n: f64| {
        format!(
            r#"<table:table-cell office:value-type="float" office:value="{n}"><text:p>{n}</text:p></table:table-cell>"#
        )
    };
    let day = r#"<table:table-cell office:value-type="date" office:date-value="2014-06-30"><text:p>30/06/14</text:p></table:table-cell>"#;
    let rows = [
        [cell("项目编号"), cell("累计完成投资（万元）"), cell("填报日期")].concat(),
        [cell("P1"), number(12.5), day.to_string()].concat(),
    ];
    let rows: String = rows.iter().map(|row| format!("<table:table-row>{row}</table:table-row>")).collect();
    let content = format!(
        r#"<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet><table:table table:name="进度">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"#
    );
    let bytes = zip(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        (
            "META-INF/manifest.xml",
            b"<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"/>",
        ),
        ("content.xml", content.as_bytes()),
    ]);
    let tidied = progress("20140630.ods", &bytes, &Known::default()).unwrap();
    insta::assert_snapshot!(picture(&tidied), @r#"
        ods 2014-06H2
        progress 进度 header [1] rows 2 = 1 + 0 refused + 1 aside
        2: project_id=P1 cumulative=12.5 report_date=2014-06-30 place_cell=B2
        "#);
}

#[test]
fn spreadsheet_errors_are_refused_and_never_zero() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, text) in ["项目编号", "累计完成投资（万元）"].iter().enumerate() {
        sheet.write(0, column as u16, *text).unwrap();
    }
    sheet.write(1, 0, "P1").unwrap();
    sheet.write_formula(1, 1, rust_xlsxwriter::Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
    sheet.write(2, 0, "P2").unwrap();
    sheet.write(2, 1, true).unwrap();
    let tidied = progress("20140630.xlsx", &book.save_to_buffer().unwrap(), &Known::default()).unwrap();
    insta::assert_snapshot!(picture(&tidied), @r##"
        xlsx 2014-06H2
        progress Sheet1 header [1] rows 3 = 0 + 2 refused + 1 aside
        refused 20140630.xlsx › Sheet1!B2 CellError P1 "#DIV/0!"
        refused 20140630.xlsx › Sheet1!B3 NotANumber P2 "TRUE"
        "##);
}

#[test]
fn quotes_behind_blanks_are_quotes_and_what_is_no_quoted_cell_stays_text() {
    let cells = |text: &str| {
        let book = decode(text.as_bytes()).unwrap();
        let sheet = &book.sheets[0];
        let row = |row: formats::Row<'_>| row.cells().map(|cell| sheet.shown(cell)).collect::<Vec<_>>().join("|");
        sheet.rows_from(0).map(row).collect::<Vec<_>>()
    };
    // Each cell quoted, a blank behind each comma; and quotes only where a writer by hand put them.
    let all = "\"编号\", \"名称\", \"累计\"\n\"X1\", \"滨河路, 一期\", \"1,000\"\n\"X2\", \"医院\",\t\"812.25\"\n";
    assert_eq!(cells(all), ["编号|名称|累计", "X1|滨河路, 一期|1,000", "X2|医院|812.25"]);
    let some = "编号, 名称, 累计\nX1, \"滨河路, 一期\", 400.5\nX2, 医院, 8\n".to_string() + &"X3, 路, 7\n".repeat(300);
    assert_eq!(cells(&some)[1], "X1|滨河路, 一期| 400.5");
    // Inches, a quoted word, a quote that does not close on its line: text, where nobody quotes whole cells.
    let none = "编号, 名称, 累计\nX1, \"A\" 标段, 1\nX2, 4\" 管, 2\nX3, \"路, 3\nX4, 桥\", 4\n";
    assert_eq!(
        cells(none)[1..],
        ["X1| \"A\" 标段| 1", "X2| 4\" 管| 2", "X3| \"路| 3", "X4| 桥\"| 4"].map(String::from)
    );
}

#[test]
fn one_broken_line_costs_its_row_only() {
    let mut bytes = "项目编号,项目名称,累计完成投资（万元）\nP1,甲,1\nP2,乙,2\n".as_bytes().to_vec();
    bytes.extend(b"P3,\xE4\xB8,3\n");
    bytes.extend("P4,丁,4\nP5,\"戊,5\nP6,己,6\n".as_bytes());
    let tidied = progress("20140630.csv", &bytes, &Known::default()).unwrap();
    insta::assert_snapshot!(picture(&tidied), @r#"
        csv (utf-8) 2014-06H2
        progress - header [1] rows 7 = 4 + 2 refused + 1 aside
        2: project_id=P1 name=甲 cumulative=1 place_cell=C2
        3: project_id=P2 name=乙 cumulative=2 place_cell=C3
        5: project_id=P4 name=丁 cumulative=4 place_cell=C5
        7: project_id=P6 name=己 cumulative=6 place_cell=C7
        refused 20140630.csv › B4 Undecodable P3 "\\xE4\\xB8"
        refused 20140630.csv › A6 BrokenRow - "P5,\"戊,5"
        note 20140630.csv › B4 lost_characters: characters were lost before the file came in one row, the first here
        note 20140630.csv › A6 broken_lines: quotes do not close in one row, the first here
        "#);
}
