//! What a person sees of a workbook, whatever its format: what is hidden, what number formats show, formulas that nobody
//! worked out.

use super::{decode, picture, progress};
use duban::tidy::Known;
use duban::tidy::formats::Cell;
use duban::tidy::formats::CellError;
use rust_xlsxwriter::{Format, Formula, Workbook};
use std::io::{Cursor, Write};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

macro_rules! shown {
    ($($name:literal),*) => { [$(($name, &include_bytes!(concat!("fixtures/formats/", $name))[..])),*] };
}

#[test]
fn hidden_rows_columns_and_sheets_and_what_formats_show_are_seen_in_every_format() {
    let files = shown!["shown.xlsx", "shown.xlsb", "shown-biff8.xls", "shown-biff5.xls", "shown.ods"];
    let mut said = Vec::new();
    for (name, bytes) in files {
        let tidied = progress("20140630.dat", bytes, &Known::default()).expect(name);
        let all = picture(&tidied);
        let (_, table) = all.split_once(' ').expect("a format");
        said.push((name, table.to_string()));
    }
    insta::assert_snapshot!(said[0].1, @r#"
    2014-06H2
    progress 进度 header [1] rows 5 = 4 + 0 refused + 1 aside
    2: project_id=000123 cumulative=3491.5 percent=85 place_cell=C2
    3: project_id=000007 cumulative=0.3 percent=7 place_cell=C3
    4: project_id=000456 cumulative=1200 percent=100 place_cell=C4
    5: project_id=0089 cumulative=12 percent=99.5 place_cell=C5
    note 20140630.dat › 旧数 hidden_sheet: the sheet is hidden; its 1 rows are not read
    note 20140630.dat › 进度!A3 hidden_rows: hidden rows are read like all others: 3
    note 20140630.dat › 进度!G1 hidden_columns: hidden columns are read like all others: G
    "#);
    for (name, table) in &said {
        assert_eq!(table, &said[0].1, "{name} is seen as {} is", said[0].0);
    }
}

#[test]
fn an_old_workbook_of_another_kind_says_that_nobody_can_see_what_is_hidden() {
    let mut bytes = include_bytes!("fixtures/formats/progress-biff5.xls").to_vec();
    let kinds = |bytes: &[u8]| -> Vec<String> {
        decode(bytes).expect("it is read").notes.into_iter().map(|note| note.kind).collect()
    };
    assert_eq!(kinds(&bytes), [""; 0]);
    // The first record says another version: the library reads it all the same.
    let at = bytes.windows(6).position(|w| w[..2] == [0x09, 0x08] && w[4..] == [0x00, 0x05]).expect("a first record");
    bytes[at + 5] = 0x04;
    assert_eq!(kinds(&bytes), ["hidden_unknown"]);
}

#[test]
fn a_formula_that_nobody_worked_out_is_an_error_and_never_blank_or_zero() {
    let old = decode(include_bytes!("fixtures/formats/uncomputed.xls")).expect("it is read");
    let sheet = &old.sheets[0];
    assert_eq!(sheet.row(1).map(|row| row.cell(1)), Some(Cell::Error(CellError::Uncomputed)));
    assert_eq!(sheet.row(2).map(|row| row.cell(1)), Some(Cell::Number(7.0)));
    assert_eq!((sheet.hidden_rows.as_slice(), sheet.hidden_columns.as_slice()), (&[(2, 2)][..], &[(1, 1)][..]));

    let cell = |inner: &str| format!(r#"<row r="2"><c r="A2" t="str"><v>P1</v></c><c r="B2">{inner}</c></row>"#);
    let head =
        r#"<row r="1"><c r="A1" t="str"><v>项目编号</v></c><c r="B1" t="str"><v>累计完成投资（万元）</v></c></row>"#;
    for inner in
        ["<f>A9+5</f>", "<f>A9+5</f><v></v>", "<f>A9+5</f><v/>", "<f>A9+5</f>\n <v>\n</v>", r#"<f t="shared" si="0"/>"#]
    {
        let bytes = super::files::workbook(&format!("{head}{}", cell(inner)));
        let tidied = progress("20140630.xlsx", &bytes, &Known::default()).expect("a table");
        let refused: Vec<String> = tidied.rejects.iter().map(|r| format!("{} {:?}", r.place, r.reason)).collect();
        assert_eq!(refused, ["20140630.xlsx › S!B2 CellError"], "{inner}");
    }
    let bytes = super::files::workbook(&format!("{head}{}", cell("<f>A9+5</f><v>5</v>")));
    let tidied = progress("20140630.xlsx", &bytes, &Known::default()).expect("a table");
    assert_eq!((tidied.rejects.len(), tidied.tables[0].table.height()), (0, 1));
}

#[test]
fn a_formula_that_gives_an_empty_text_is_blank() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, text) in ["项目编号", "累计完成投资（万元）", "完成率"].iter().enumerate() {
        sheet.write(0, column as u16, *text).unwrap();
    }
    sheet.write(1, 0, "P1").unwrap();
    sheet.write(1, 1, 5).unwrap();
    sheet.write_formula(1, 2, Formula::new("=IF(A9>0,1,\"\")").set_result("")).unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let tidied = progress("20140630.xlsx", &bytes, &Known::default()).expect("a table");
    assert_eq!(tidied.rejects, []);
}

#[test]
fn figures_that_a_format_shows_in_ten_thousands_are_read_as_shown() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, text) in ["项目编号", "累计完成投资（万元）", "完成率"].iter().enumerate() {
        sheet.write(0, column as u16, *text).unwrap();
    }
    let (wan, named) = (Format::new().set_num_format("0!.0,"), Format::new().set_num_format("\"P14-\"000"));
    let percent = Format::new().set_num_format("0%");
    for (row, (id, yuan, share)) in [(16, 34_915_000.0, 0.85), (17, 123_456.0, 0.123_4)].into_iter().enumerate() {
        let row = row as u32 + 1;
        sheet.write_with_format(row, 0, id, &named).unwrap();
        sheet.write_with_format(row, 1, yuan, &wan).unwrap();
        sheet.write_with_format(row, 2, share, &percent).unwrap();
    }
    let bytes = book.save_to_buffer().unwrap();
    let tidied = progress("20140630.xlsx", &bytes, &Known::default()).expect("a table");
    insta::assert_snapshot!(picture(&tidied), @r#"
    xlsx 2014-06H2
    progress Sheet1 header [1] rows 3 = 2 + 0 refused + 1 aside
    2: project_id=P14-016 cumulative=3491.5 percent=85 place_cell=B2
    3: project_id=P14-017 cumulative=12.3456 percent=12.34 place_cell=B3
    note 20140630.xlsx › Sheet1!B2 scaled_format: 2 numbers are shown as thousands or ten thousands by their format and are read as they are shown: 34915000 as 3491.5
    "#);
}

/// An OpenDocument workbook around a body.
fn ods(body: &str, mimetype: &str) -> Vec<u8> {
    let content = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">
  <office:automatic-styles>
    <style:style style:name="ta2" style:family="table">
      <style:table-properties table:display="false"/>
    </style:style>
  </office:automatic-styles>
  <office:body>
{body}
  </office:body>
</office:document-content>"#
    );
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in [("mimetype", mimetype), ("META-INF/manifest.xml", "<manifest/>"), ("content.xml", &content)] {
        writer.start_file(name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

const SPREADSHEET: &str = "application/vnd.oasis.opendocument.spreadsheet";

#[test]
fn an_opendocument_sheet_with_white_space_between_its_elements_is_read() {
    let body = r#"
    <office:spreadsheet>
      <table:calculation-settings>
        <table:null-date table:date-value="1899-12-30"/>
      </table:calculation-settings>
      <table:table table:name="进度">
        <table:table-column table:number-columns-repeated="3"/>
        <table:table-column table:visibility="collapse"/>
        <table:table-header-rows>
          <table:table-row>
            <table:table-cell office:value-type="string"><text:p>项目
               编号</text:p></table:table-cell>
            <table:table-cell office:value-type="string">
              <office:annotation><text:p>a note that is no part of the cell</text:p></office:annotation>
              <text:p>累计<text:span>完成</text:span>投资</text:p>
              <text:p>（万元）</text:p>
            </table:table-cell>
            <table:table-cell office:value-type="string"><text:p>完成率</text:p></table:table-cell>
            <table:table-cell office:value-type="string"><text:p>备注</text:p></table:table-cell>
          </table:table-row>
        </table:table-header-rows>
        <table:table-row>
          <table:table-cell office:value-type="float" office:value="123"><text:p>000123</text:p></table:table-cell>
          <table:table-cell office:value-type="float" office:value="12.5"><text:p>12.5</text:p></table:table-cell>
          <table:table-cell office:value-type="percentage" office:value="0.07"><text:p>7%</text:p></table:table-cell>
          <table:table-cell office:value-type="string"><text:p>a<text:s text:c="2"/>&lt;b&gt; &#20013;</text:p></table:table-cell>
        </table:table-row>
        <table:table-row table:visibility="filter">
          <table:table-cell office:value-type="string"><text:p>P2</text:p></table:table-cell>
          <table:table-cell table:formula="of:=[.A9]+5"/>
        </table:table-row>
        <table:table-row>
          <table:table-cell office:value-type="string"><text:p>P3</text:p></table:table-cell>
          <table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value="" calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>
        </table:table-row>
        <table:table-row table:number-rows-repeated="1048000">
          <table:table-cell table:number-columns-repeated="16384"/>
        </table:table-row>
        <table:table-row>
          <table:table-cell office:value-type="string"><text:p>P4</text:p></table:table-cell>
          <table:table-cell office:value-type="float" office:value="9"><text:p>9</text:p></table:table-cell>
        </table:table-row>
      </table:table>
      <table:table table:name="旧数" table:style-name="ta2">
        <table:table-row>
          <table:table-cell office:value-type="string"><text:p>old</text:p></table:table-cell>
        </table:table-row>
      </table:table>
    </office:spreadsheet>"#;
    let tidied = progress("20140630.ods", &ods(body, SPREADSHEET), &Known::default()).expect("a table");
    insta::assert_snapshot!(picture(&tidied), @r##"
    ods 2014-06H2
    progress 进度 header [1] rows 5 = 2 + 2 refused + 1 aside
    2: project_id=000123 cumulative=12.5 percent=7 place_cell=B2
    1048005: project_id=P4 cumulative=9 place_cell=B1048005
    refused 20140630.ods › 进度!B3 CellError P2 "= (no value stored)"
    refused 20140630.ods › 进度!B4 CellError P3 "#DIV/0!"
    note 20140630.ods › 旧数 hidden_sheet: the sheet is hidden; its 1 rows are not read
    note 20140630.ods › 进度!A3 hidden_rows: hidden rows are read like all others: 3
    note 20140630.ods › 进度!D1 hidden_columns: hidden columns are read like all others: D
    "##);
}

#[test]
fn a_row_that_is_said_to_come_a_million_times_is_refused_by_what_it_would_hold() {
    let full = r#"<office:spreadsheet><table:table table:name="S"><table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="1000" office:value-type="float" office:value="1"/></table:table-row></table:table></office:spreadsheet>"#;
    assert_eq!(decode(&ods(full, SPREADSHEET)).unwrap_err().kind, "too_large");
    let wide = full.replace("\"1000\"", "\"99999\"").replace("\"1048576\"", "\"1\"");
    assert_eq!(decode(&ods(&wide, SPREADSHEET)).unwrap_err().kind, "too_large");
    let text = r#"<office:text><text:p>a letter</text:p></office:text>"#;
    assert_eq!(decode(&ods(text, "application/vnd.oasis.opendocument.text")).unwrap_err().kind, "not_a_table");
    let lol = r#"<office:spreadsheet><table:table table:name="S"><table:table-row><table:table-cell><text:p>&lol;</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet>"#;
    assert_eq!(decode(&ods(lol, SPREADSHEET)).unwrap_err().kind, "damaged");
    let cut = "<office:spreadsheet><table:table table:name=\"S\"><table:table-row>";
    assert_eq!(decode(&ods(cut, SPREADSHEET)).unwrap_err().kind, "damaged");
}

#[test]
fn what_an_opendocument_sheet_keeps_under_a_merged_cell_is_not_read() {
    let text = |text: &str| {
        format!(r#"<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>"#)
    };
    let figure = |value: u32| format!(r#"<table:table-cell office:value-type="float" office:value="{value}"/>"#);
    let row = |cells: &[String]| format!("<table:table-row>{}</table:table-row>", cells.concat());
    let merged =
        text("住建局").replacen("<table:table-cell ", r#"<table:table-cell table:number-rows-spanned="2" "#, 1);
    let covered = text("旧值").replace("table:table-cell", "table:covered-table-cell");
    let header = ["项目编号", "责任单位", "累计完成投资（万元）"].map(text);
    let rows =
        [row(&header), row(&[text("P14-016"), merged, figure(400)]), row(&[text("P14-017"), covered, figure(125)])];
    let body = format!(
        r#"<office:spreadsheet><table:table table:name="进度">{}</table:table></office:spreadsheet>"#,
        rows.concat()
    );
    let tidied = progress("20140630.ods", &ods(&body, SPREADSHEET), &Known::default()).expect("a table");
    let picture = picture(&tidied);
    assert!(picture.matches("unit_name=住建局").count() == 2 && !picture.contains("旧值"), "{picture}");
}
