//! Values and days as offices write them: what must be read, and what beside it must be asked about.

use super::{picture, plain, progress};
use duban::pipeline::dataset::Dataset;
use duban::tidy::{Known, Tidied};
use rust_xlsxwriter::{Format, Workbook};

/// What somebody typed into a cell.
#[derive(Clone, Copy)]
enum Typed {
    Text(&'static str),
    Number(f64),
    /// A number and the format that shows it.
    Shown(f64, &'static str),
}
use Typed::{Number, Shown, Text};

/// A workbook of projects with one more column, and money done where that is another.
fn workbook(header: &str, cells: &[Typed]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let headers = ["项目名称", header, "累计完成投资（万元）"];
    let columns = if header == headers[2] { 2 } else { 3 };
    for (column, text) in headers.into_iter().enumerate().take(columns) {
        sheet.write(0, column as u16, text).unwrap();
    }
    for (row, cell) in (1..).zip(cells) {
        sheet.write(row, 0, format!("项目{row:04}")).unwrap();
        match cell {
            Text(text) => sheet.write(row, 1, *text).unwrap(),
            Number(number) => sheet.write(row, 1, *number).unwrap(),
            Shown(number, format) => {
                sheet.write_with_format(row, 1, *number, &Format::new().set_num_format(*format)).unwrap()
            }
        };
        if columns == 3 {
            sheet.write(row, 2, 100).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

/// What became of each row, from the top: what is read in a column, or why the row is refused.
fn fates(tidied: &Tidied, column: &str) -> Vec<String> {
    let part = |line: &str, name: &str| {
        line.split(' ').find_map(|part| Some(part.strip_prefix(name)?.strip_prefix('=')?.to_string()))
    };
    let all = picture(tidied);
    let read = all.lines().filter_map(|line| Some((part(line, "name")?, part(line, column).unwrap_or_default())));
    let mut fates: Vec<(String, String)> = read.collect();
    fates.extend(tidied.rejects.iter().map(|r| (r.subject.clone().unwrap_or_default(), format!("{:?}", r.reason))));
    fates.sort();
    fates.into_iter().map(|(_, fate)| fate).collect()
}

/// Days in a workbook.
fn days(cells: &[Typed]) -> Vec<String> {
    let tidied = progress("20260630.xlsx", &workbook("预计竣工时间", cells), &Known::default()).expect("a table");
    fates(&tidied, "forecast_date")
}

#[test]
fn a_time_behind_a_day_takes_no_digit_of_it() {
    let texts = ["2026/12/31 0:00", "2026/11/30 8:00", "2026.7.15 9:30:00", "2026-10-05 10:00", "2026/12/310:00"];
    let read = ["2026-12-31", "2026-11-30", "2026-07-15", "2026-10-05", "NotADate"];
    assert_eq!(days(&texts.map(Text)), read);
    let lines: String = texts.iter().enumerate().map(|(i, text)| format!("项目{i},\"{text}\",100\n")).collect();
    let csv = format!("项目名称,预计竣工时间,累计完成投资（万元）\n{lines}");
    let tidied = progress("20260630.csv", csv.as_bytes(), &Known::default()).expect("a table");
    assert_eq!(fates(&tidied, "forecast_date"), read);
}

#[test]
fn a_bare_year_is_no_serial_number_of_a_day() {
    let cells = [Number(2026.0), Number(12.0), Number(46_387.0), Number(20_261_231.0), Text("2026"), Text("46387")];
    // It says no day either, and is kept as it is written.
    assert_eq!(days(&cells), ["", "NotADate", "2026-12-31", "2026-12-31", "", "2026-12-31"]);
    let shown = [Shown(2026.0, "yyyy-mm-dd"), Shown(12.0, "yyyy/m/d"), Shown(46_387.0, "yyyy-mm-dd")];
    assert_eq!(days(&shown), ["NotADate", "NotADate", "2026-12-31"]);
}

#[test]
fn a_month_typed_as_a_number_is_that_month_and_2026_1_is_asked_about() {
    let numbers = [2026.12, 2026.11, 2026.9, 202_612.0, 2026.1, 2026.13];
    let read = ["2026-12-31", "2026-11-30", "2026-09-30", "2026-12-31", "Ambiguous", "NotADate"];
    assert_eq!(days(&numbers.map(Number)), read);
    let bytes = workbook("预计竣工时间", &[Text("202612"), Text("2026.12"), Number(2026.12)]);
    let tidied = progress("20260630.xlsx", &bytes, &Known::default()).expect("a table");
    assert_eq!(fates(&tidied, "forecast_date"), ["2026-12-31"; 3]);
    assert!(tidied.notes.iter().any(|note| note.kind == "vague_date" && note.text.ends_with(": 3")));
}

#[test]
fn a_day_of_the_week_and_marks_of_lists_do_not_hide_a_day() {
    let cells = ["2026年12月31日 星期四", "2026-12-31 上午", "2026、12、31", "2026。12。31", "2026年12月3①"];
    assert_eq!(days(&cells.map(Text)), ["2026-12-31", "2026-12-31", "2026-12-31", "2026-12-31", "NotADate"]);
}

/// Money in a workbook, in 万元.
fn money(cells: &[Typed]) -> Tidied {
    progress("20260630.xlsx", &workbook("累计完成投资（万元）", cells), &Known::default()).expect("a table")
}

#[test]
fn a_day_of_which_a_cell_shows_the_month_only_is_that_month() {
    let december = 46_357.0; // 2026-12-01
    let formats = ["yyyy\"年\"m\"月\"", "[$-804]yyyy\"年\"m\"月\";@", "mmm-yy", "yyyy.m", "m\"月\"", "yyyy\"年\""];
    for format in formats {
        let cells = [Shown(december, format), Shown(december, "yyyy-mm-dd"), Text("2026年12月")];
        assert_eq!(days(&cells), ["2026-12-31", "2026-12-01", "2026-12-31"], "{format}");
    }
    for format in ["m\"月\"d\"日\"", "d-mmm", "m/d/yy h:mm", "yyyy\"年\"m\"月\"d\"日\"", "[$-409]dddd, mmmm d, yyyy"]
    {
        assert_eq!(days(&[Shown(december, format)]), ["2026-12-01"], "{format}");
    }
    let bytes = workbook("预计竣工时间", &[Shown(december, "mmm-yy"), Text("2026年"), Text("2026年度")]);
    let tidied = progress("20260630.xlsx", &bytes, &Known::default()).expect("a table");
    assert_eq!(fates(&tidied, "forecast_date"), ["2026-12-31"; 3]);
    assert!(tidied.notes.iter().any(|note| note.kind == "vague_date" && note.text.ends_with(": 3")));
}

#[test]
fn a_month_is_seen_as_one_whatever_wrote_the_workbook() {
    let files = [
        ("months.xlsx", &include_bytes!("fixtures/formats/months.xlsx")[..]),
        ("months-biff8.xls", include_bytes!("fixtures/formats/months-biff8.xls")),
        ("months.xlsb", include_bytes!("fixtures/formats/months.xlsb")),
        ("months.ods", include_bytes!("fixtures/formats/months.ods")),
    ];
    for (name, bytes) in files {
        let tidied = progress("20260630.dat", bytes, &Known::default()).expect(name);
        let read = ["2026-12-31", "2026-10-31", "2026-12-31", "2026-12-31", "2026-12-01", "2026-12-15"];
        assert_eq!(fates(&tidied, "forecast_date"), read, "{name}");
    }
}

#[test]
fn a_time_of_day_and_a_duration_are_no_money() {
    let cells =
        [Shown(0.5, "h:mm"), Shown(1.25, "[hh]:mm:ss"), Shown(46_387.0, "yyyy-mm-dd"), Number(0.5), Number(300.0)];
    let tidied = money(&cells);
    assert_eq!(fates(&tidied, "cumulative"), ["NotANumber", "NotANumber", "FormattedAsDate", "0.5", "300"]);
    let said: Vec<String> = tidied.rejects.iter().map(|r| format!("{} {}", r.place, r.text)).collect();
    assert_eq!(said[..2], ["20260630.xlsx › Sheet1!B2 12:00:00", "20260630.xlsx › Sheet1!B3 30:00:00"]);
}

#[test]
fn two_points_in_one_figure_are_groups_in_all_of_its_column() {
    let cells = ["12.345.678", "1.000", "2.500", "7"].map(Text);
    assert_eq!(fates(&money(&cells), "cumulative"), ["12345678", "1000", "2500", "7"]);
    assert_eq!(fates(&money(&["12.345.678", "1.000", "2,5"].map(Text)), "cumulative"), ["12345678", "1000", "2.5"]);
    assert_eq!(fates(&money(&["12.345.678", "1.25"].map(Text)), "cumulative"), ["12345678", "NotANumber"]);
    // Far below, in a table that is read many rows at once.
    let mut csv = "项目名称,累计完成投资（万元）\n".to_string();
    (0..3_000).for_each(|row| csv.push_str(&format!("项目{row:04},1.00{}\n", row % 10)));
    csv.push_str("项目9999,12.345.678\n");
    let tidied = progress("20260630.csv", csv.as_bytes(), &Known::default()).expect("a table");
    let read = fates(&tidied, "cumulative");
    assert_eq!((read.len(), read.iter().filter(|figure| figure.len() == 4).count()), (3_001, 3_000));
}

#[test]
fn a_comma_that_parts_no_group_is_asked_about_beside_decimal_points() {
    let read = |cells: &[&'static str]| {
        fates(&money(&cells.iter().map(|text| Text(text)).collect::<Vec<Typed>>()), "cumulative")
    };
    assert_eq!(read(&["3.5", "12.25", "1,2"]), ["3.5", "12.25", "Ambiguous"]);
    assert_eq!(read(&["0.5", "1234.5", "12,34"]), ["0.5", "1234.5", "Ambiguous"]);
    assert_eq!(read(&["3.5亿元", "1,2亿元"]), ["35000", "Ambiguous"]);
    assert_eq!(read(&["3.5", "12.25", "1,2", "4,5"]), ["3.5", "12.25", "Ambiguous", "Ambiguous"]);
    // The other way round the point is the slip; without any point a comma parts decimals.
    assert_eq!(read(&["3,5", "12,25", "1.2"]), ["3.5", "12.25", "Ambiguous"]);
    assert_eq!(read(&["3,5", "12,25", "100"]), ["3.5", "12.25", "100"]);
    assert_eq!(read(&["3.5", "1,200", "12"]), ["3.5", "1200", "12"]);
    let tidied = money(&[Number(3.5), Number(12.0), Text("1,2")]);
    assert_eq!(fates(&tidied, "cumulative"), ["3.5", "12", "Ambiguous"]);
    let note = tidied.notes.iter().find(|note| note.kind == "ambiguous_figures").expect("a note");
    assert_eq!(note.place.cell.as_deref(), Some("B4"));
    // What parts decimals in one column says it of those beside it.
    let csv = "项目名称;年度计划投资（万元）;累计完成投资（万元）\n甲;3.5;1,2\n乙;12.25;7\n";
    let tidied = progress("20260630.csv", csv.as_bytes(), &Known::default()).expect("a table");
    assert_eq!(fates(&tidied, "cumulative"), ["7", "Ambiguous"]);
}

#[test]
fn an_estimate_in_brackets_is_no_footnote() {
    let tidied = money(&["200（预计）", "300（暂估）", "400(预)", "500*", "600"].map(Text));
    assert_eq!(fates(&tidied, "cumulative"), ["NotANumber", "NotANumber", "NotANumber", "500", "600"]);
}

#[test]
fn a_deal_that_has_not_begun_is_a_deal_all_the_same() {
    let cells = ["2026.5.1", "未开工", "拟7月开工", "已开工", "2026年6月28日（已开工）", "6月32日"];
    let lines: String =
        (1..).zip(cells).map(|(n, cell)| format!("项目{n},县商务局,{n}.5,2026.3.15,{cell}\n")).collect();
    let csv = format!("项目名称,引进单位,投资额（亿元）,签约时间,开工时间\n{lines}");
    let read = plain(Dataset::Deals, csv.as_bytes()).expect("a table");
    let starts = read.tables[0].table.dates("start_date");
    let said: Vec<String> = starts.iter().map(|day| day.map_or("—".to_string(), |day| day.to_string())).collect();
    assert_eq!(said, ["2026-05-01", "—", "—", "—", "2026-06-28"]);
    assert_eq!(read.rejects.len(), 1, "an impossible day is refused: {:?}", read.rejects);
    let kept = read.notes.iter().find(|note| note.kind == "kept_as_written").expect("what is kept is said");
    assert!(kept.text.contains("未开工") && kept.text.contains("拟7月开工"), "{}", kept.text);
}
