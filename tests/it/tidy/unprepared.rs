//! Files that nobody prepared for: what each says is read exactly, or the file is refused for what it is.

use super::{decode, picture, progress};
use chrono::NaiveDate;
use duban::base::period::PeriodKind;
use duban::pipeline::PeriodFrom;
use duban::pipeline::dataset::Dataset;
use duban::tidy::{Ask, Known, Tidied, Unreadable};
use rust_xlsxwriter::{Format, Workbook};

fn read(name: &str, bytes: &[u8], kind: PeriodKind) -> Result<Tidied, Unreadable> {
    let specs = super::specs(&[Dataset::Progress]);
    let ask = Ask { tables: &specs, period: PeriodFrom::FileName, kind: Some(kind), open_register: true };
    let arrived = NaiveDate::from_ymd_opt(2026, 7, 20).unwrap();
    duban::tidy::tidy(name, "sha", &decode(bytes).unwrap(), &ask, &Known::default(), arrived)
}

/// The cumulative figures of a file in yuan, the reasons of refusals, and the kinds of notes.
fn told(csv: &str) -> String {
    let tidied =
        progress("20260630进度.csv", csv.as_bytes(), &Known::default()).unwrap_or_else(|e| panic!("{csv}: {}", e.text));
    let figures = tidied.tables.iter().flat_map(|found| found.table.amounts("cumulative"));
    let figures = figures.map(|figure| figure.map_or("-".to_string(), |figure| figure.to_string()));
    let refused = tidied
        .rejects
        .iter()
        .map(|reject| format!("{} {}", reject.place.cell.as_deref().unwrap_or("?"), reject.reason.name()));
    let notes = tidied.notes.iter().map(|note| format!("{} {}", note.place.cell.as_deref().unwrap_or("?"), note.kind));
    figures.chain(refused).chain(notes).collect::<Vec<String>>().join("; ")
}

#[test]
fn a_unit_below_the_table_is_its_unit() {
    let table = |above: &str, below: &str| {
        told(&format!("{above}项目编号,项目名称,累计完成投资,形象进度\nL1,东堤,7,正常\nL2,西堤,8,正常\n{below}\n"))
    };
    for line in [
        "注：单位为亿元",
        "单位：亿元",
        "备注：金额单位为亿元",
        "说明：1.投资额以亿元计；2.形象进度截至月底。",
        "注：本表金额单位均为亿元。",
        ",合计,15,\n填报人：李四,,联系电话：0510-1234567,\n单位：亿元",
    ] {
        assert_eq!(table("", line), "700000000; 800000000", "{line}");
    }
    assert_eq!(table("", "Note: figures are in EUR million."), "7000000; 8000000");
    assert_eq!(table("", "注：表中投资单位为亿元，面积单位为亩。"), "700000000; 800000000");
    assert_eq!(table("", "单位：亿元（除百分比外）"), "700000000; 800000000");
    // Who filled it in is no unit, and neither is that of an area.
    for line in ["填报单位：城投", "制表单位：交通局", "注：面积单位为亩", "单位负责人：王五"]
    {
        assert_eq!(table("", line), "70000; 80000; C1 unit_assumed", "{line}");
    }
    // Above and below say different ones: one of them is wrong.
    assert_eq!(table("单位：万元\n", "单位：亿元"), "C3 unclear_unit; C4 unclear_unit; A5 unit_unclear");
    assert_eq!(table("单位：万元\n", "注：招商合同额单位为亿元"), "70000; 80000");
}

#[test]
fn a_currency_in_a_header_has_the_multiple_of_the_unit_line() {
    let table =
        |line: &str, header: &str| told(&format!("{line},,\n项目编号,项目名称,累计完成投资{header}\nL1,东堤,7\n"));
    for (line, header, expected) in [
        ("单位：万元", "（人民币）", "70000"),
        ("单位：亿元", "(RMB)", "700000000"),
        ("单位：万元", "（￥）", "70000"),
        ("EUR million", "(EUR)", "7000000"),
        ("单位：万元", "（元）", "7"),
        ("单位：万元", "（美元）", "C3 unclear_unit; C2 unit_unclear"),
        ("重点项目", "（人民币）", "C3 unclear_unit; C2 unit_unclear"),
        ("重点项目", "（RMB）", "7"),
        ("重点项目", "（人民币万元）", "70000"),
    ] {
        assert_eq!(table(line, header), expected, "{line} {header}");
    }
}

#[test]
fn the_letter_of_a_name_is_no_multiple() {
    let table = |line: &str| told(&format!("{line},,\n项目编号,项目名称,累计完成投资\nL1,dyke,7\n"));
    assert_eq!(table("Budget Phase B USD"), "7");
    assert_eq!(table("Option M EUR"), "7");
    assert_eq!(table("Budget B USD"), "7000000000");
    assert_eq!(table("Spent M EUR"), "7000000");
    assert_eq!(table("Plan M EUR"), "C3 unclear_unit; A1 unit_unclear");
}

/// Two header rows of a workbook, with years as numbers in the first, and one row of cells.
fn with_years(years: [f64; 2], below: [&str; 2]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, text) in [(0, "项目编号"), (1, "项目名称")] {
        sheet.write(1, column, text).unwrap();
        sheet.write(2, column, ["L1", "东堤"][usize::from(column)]).unwrap();
    }
    for (column, ((year, text), figure)) in (2..).zip(years.into_iter().zip(below).zip([40.0, 90.0])) {
        sheet.write(0, column, year).unwrap();
        sheet.write(1, column, text).unwrap();
        sheet.write(2, column, figure).unwrap();
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn years_that_are_numbers_head_their_columns_too() {
    let read = |years, below| progress("20260630进度.xlsx", &with_years(years, below), &Known::default());
    let both = read([2025.0, 2026.0], ["累计完成投资（万元）"; 2]).unwrap();
    assert!(picture(&both).contains("cumulative=90 "), "{}", picture(&both));
    let months = read([202_605.0, 202_606.0], ["累计完成投资（万元）"; 2]).unwrap();
    assert!(picture(&months).contains("cumulative=90 "), "{}", picture(&months));
    let last = read([2025.0, 2026.0], ["累计完成投资（万元）", "完成率"]).unwrap_err();
    assert!(last.text.contains("C2: it stands below 2025"), "{}", last.text);
    let this = read([2026.0, 2026.0], ["累计完成投资（万元）", "完成率"]).unwrap();
    assert!(picture(&this).contains("percent=90 "), "{}", picture(&this));
}

#[test]
fn a_quarter_in_a_pipeline_of_months_is_its_last_month_where_figures_add_up() {
    let table = "项目编号,项目名称,累计完成投资（万元）\nL1,东堤,7\n";
    let adds = "项目编号,项目名称,累计完成投资（万元）,本月完成投资（万元）\nL1,东堤,7,2\n";
    let period = |name: &str, table: &str, kind| {
        read(name, table.as_bytes(), kind).map(|t| t.period.unwrap().to_string()).map_err(|e| e.text)
    };
    for name in
        ["2026年二季度进度.csv", "2026年第二季度.csv", "2026Q2进度.csv", "progress Q2 2026.csv", "2026二季度.csv"]
    {
        assert_eq!(period(name, table, PeriodKind::Month).as_deref(), Ok("2026-06"), "{name}");
    }
    let titled = format!("2026年二季度重点项目进度\n{table}");
    assert_eq!(period("进度.csv", &titled, PeriodKind::Month).as_deref(), Ok("2026-06"));
    let noted = read("2026年二季度进度.csv", table.as_bytes(), PeriodKind::Month).unwrap();
    assert!(noted.notes.iter().any(|note| note.kind == "quarter_as_month"), "{:?}", noted.notes);
    let three = period("2026年二季度进度.csv", adds, PeriodKind::Month).unwrap_err();
    assert!(three.contains("send the figures of 2026-06"), "{three}");
    let half = period("2026年二季度进度.csv", table, PeriodKind::HalfMonth).unwrap_err();
    assert!(half.contains("2026-04-01 to 2026-06-30, which is longer than one period"), "{half}");
}

#[test]
fn text_of_four_bytes_a_character_is_read_by_its_mark() {
    let csv = "项目编号,项目名称,累计完成投资（万元）\nL1,东堤,7\n";
    let as_bytes = |number: fn(u32) -> [u8; 4]| {
        std::iter::once('\u{feff}').chain(csv.chars()).flat_map(|c| number(c as u32)).collect::<Vec<u8>>()
    };
    for bytes in [as_bytes(u32::to_le_bytes), as_bytes(u32::to_be_bytes)] {
        let read = progress("20260630进度.csv", &bytes, &Known::default()).unwrap();
        assert!(read.format.contains("utf-32") && picture(&read).contains("cumulative=7"), "{}", picture(&read));
    }
    let mut torn = as_bytes(u32::to_le_bytes);
    torn.pop();
    assert_eq!(duban::tidy::formats::decode(&torn).unwrap_err().kind, "not_a_table");
}

#[test]
fn what_is_no_table_is_named_with_what_to_do() {
    let named = |bytes: &[u8]| duban::tidy::formats::decode(bytes).unwrap_err().text;
    let dbf = [&[3, 126, 6, 30, 2, 0, 0, 0, 65, 0, 20, 0][..], &[0; 52], &[13], b" L1      "].concat();
    for (bytes, what, advice) in [
        (&b"ID;PWXL;N;E\r\nC;Y1;X1;K\"a\"\r\nE\r\n"[..], "SYLK", "save it as .xlsx"),
        (b"TABLE\r\n0,1\r\n\"EXCEL\"\r\n", "DIF", "save it as .xlsx"),
        (&dbf, "dBASE", "save it as .xlsx"),
        (b"[{\"id\": \"L1\", \"value\": 7}]", "JSON", "workbook or CSV"),
        (b"{\"id\": 1}\n{\"id\": 2}\n", "JSON", "workbook or CSV"),
        (b"%PDF-1.7", "PDF", "the table itself"),
        (b"{\\rtf1\\ansi}", "RTF", "the table itself"),
        (b"BM\x36\0\0\0\0\0\0\0\x36\0\0\0", "BMP", "the table itself"),
        (b"RIFF\x24\0\0\0WEBPVP8 ", "WebP", "the table itself"),
        (b"PAR1\x15\0\x15\x10", "Parquet", "save it as .xlsx"),
        (b"7z\xBC\xAF\x27\x1C", "7-Zip", "unpack it"),
    ] {
        let text = named(bytes);
        assert!(text.contains(what) && text.contains(advice), "{text}");
    }
    // A table may begin with letters and brackets that others begin with.
    for csv in ["BM,项目\nL1,7\n", "ID;Project\nL1;7\n", "TABLE,1\n0,1\n", "[注],a\nb,c\n", "{a},b\nc,d\n"] {
        assert!(duban::tidy::formats::decode(csv.as_bytes()).is_ok(), "{csv}");
    }
}

#[test]
fn a_total_with_a_mark_is_a_total() {
    for label in ["合计*", "★合计", "※合计", "合计①", "Total *", "合计[1]"] {
        let told = told(&format!("项目名称,累计完成投资（万元）\n东堤,7\n西堤,8\n{label},15\n"));
        assert_eq!(told, "70000; 80000", "{label}");
    }
    let wrong = told("项目名称,累计完成投资（万元）\n东堤,7\n西堤,8\n合计*,16\n");
    assert_eq!(wrong, "70000; 80000; B4 total_mismatch");
}

#[test]
fn a_gap_within_one_figure_may_part_two() {
    let table = |cells: [&str; 3]| {
        told(&format!("项目编号,累计完成投资（万元）\nL1,{}\nL2,{}\nL3,{}\n", cells[0], cells[1], cells[2]))
    };
    assert_eq!(table(["980", "500 600", "1200.5"]), "9800000; 12005000; B3 ambiguous; B3 ambiguous_figures");
    assert_eq!(table(["980", "1 600", "75"]), "9800000; 16000000; 750000");
    assert_eq!(table(["12 980", "1 600", "1200"]), "129800000; 16000000; 12000000");
}

#[test]
fn what_stands_behind_a_figure_is_read_whole_or_refused() {
    let cell = |text: &str| told(&format!("项目编号,累计完成投资（万元）\nL1,{text}\n"));
    assert_eq!(cell("500万元整"), "5000000");
    for text in ["500CR", "3 crore", "约3亿", "3-4亿", ">500", "500左右", "1234¹", "500±5", "①500", "500/600"]
    {
        assert!(cell(text).starts_with("B2 "), "{text}: {}", cell(text));
    }
}

/// A header of one row or two, its cells merged downwards where nothing stands below, and one row of cells.
fn with_header(above: [&str; 3], below: [&str; 3]) -> String {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, (above, below)) in (0..).zip(above.into_iter().zip(below)) {
        if below.is_empty() {
            sheet.merge_range(0, column, 1, column, above, &Format::new()).unwrap();
        } else {
            sheet.write(0, column, above).unwrap();
            sheet.write(1, column, below).unwrap();
        }
    }
    sheet.write(2, 0, "L1").unwrap();
    sheet.write(2, 1, "东堤").unwrap();
    sheet.write(2, 2, 40).unwrap();
    let bytes = book.save_to_buffer().unwrap();
    match progress("20260630进度.xlsx", &bytes, &Known::default()) {
        Ok(tidied) => {
            let figures = tidied.tables.iter().flat_map(|found| found.table.amounts("cumulative"));
            figures.map(|figure| figure.unwrap().to_string()).collect::<Vec<String>>().join(" ")
        }
        Err(error) => error.kind,
    }
}

#[test]
fn a_change_a_rest_or_a_share_is_no_figure_that_was_reached() {
    let ids = |figure: &'static str| ["项目编号", "项目名称", figure];
    // Below the figure: the merged cells beside it say that its row is one of the header.
    for word in ["增减额", "未完成", "占比", "排名", "上年同期", "计划", "结余"] {
        let told = with_header(ids("累计完成投资（万元）"), ["", "", word]);
        assert_eq!(told, "not_a_table", "{word}");
    }
    for word in ["绝对额", "数额", "（亿元）"] {
        let told = with_header(ids("累计完成投资（万元）"), ["", "", word]);
        assert_eq!(told, if word == "（亿元）" { "4000000000" } else { "400000" }, "{word}");
    }
    // Above it.
    let words =
        ["增减额", "差额", "占比", "剩余", "与上月相比", "比上月增加", "同比增减", "预测", "完成率", "计划完成比例"];
    for word in words {
        assert_eq!(with_header(ids(word), ["", "", "累计完成投资（万元）"]), "not_a_table", "{word}");
    }
    for word in ["投资完成情况", "投资（万元）", "增长及完成情况"] {
        assert_eq!(with_header(ids(word), ["", "", "累计完成投资（万元）"]), "400000", "{word}");
    }
}

#[test]
fn a_pound_beside_letters_is_no_chinese_character() {
    let table = "ID,name,cumulative\nL1,East dyke,7\nL2,West dyke,1250\n";
    let text = |line: &str| format!("{line},,\n{table}");
    for line in ["Government projects, 2020 prices, \u{a3}m", "Figures in \u{a3}bn", "Spend (\u{a3}k)"] {
        let bytes = encoding_rs::WINDOWS_1252.encode(&text(line)).0.into_owned();
        let read = progress("20260630.csv", &bytes, &Known::default()).unwrap();
        assert!(read.format.contains("windows-1252"), "{line}: {}", read.format);
        let unit = read.tables[0].columns.iter().find_map(|column| column.unit.clone());
        assert!(unit.is_some_and(|unit| unit.starts_with('£')), "{line}");
    }
    let big5 = encoding_rs::BIG5.encode("項目編號,項目名稱,累計完成投資（萬元）\nL1,東堤整治,7\n").0.into_owned();
    assert!(decode(&big5).unwrap().format.contains("big5"));
}

#[test]
fn signatures_below_a_table_are_set_aside() {
    for line in ["填报人（签字）：,审核人（签字）：,", "制表人：李四,审核人：王五,", "负责人（签章）,,"]
    {
        let told = told(&format!("项目编号,项目名称,累计完成投资（万元）\nL1,东堤,7\n{line}\n"));
        assert_eq!(told, "70000", "{line}");
    }
}

#[test]
fn marks_of_required_columns_are_no_part_of_a_header() {
    for header in ["*累计完成投资（万元）", "累计完成投资（万元）*", "★累计完成投资（万元）", "累计完成投资（万元）："]
    {
        let told = told(&format!("*项目编号,*项目名称,{header},形象进度\nL1,东堤,7,正常\n"));
        assert_eq!(told, "70000", "{header}");
    }
}

/// What a list says whose columns behind the names have these headers and hold 7, 8, 9: each figure, or why there is no table.
fn under(kind: PeriodKind, headers: &str) -> String {
    let figures = ["7", "8", "9"].iter().take(headers.split(',').count()).copied().collect::<Vec<&str>>().join(",");
    let csv = format!("项目编号,项目名称,{headers},形象进度\nL1,东堤,{figures},正常\n");
    match read("20260630进度.csv", csv.as_bytes(), kind) {
        Err(error) => error.kind,
        Ok(tidied) => {
            let of = |column: &'static str| {
                let figures = tidied.tables.iter().flat_map(move |found| found.table.amounts(column)).flatten();
                figures.map(move |figure| format!("{column} {}", figure.to_string().trim_end_matches('0')))
            };
            ["cumulative", "period_amount", "annual_plan"].into_iter().flat_map(of).collect::<Vec<String>>().join(", ")
        }
    }
}

#[test]
fn a_header_that_carries_its_time_is_of_that_time() {
    for header in [
        "1-6月累计完成投资（万元）",
        "2026年1—6月累计完成投资（万元）",
        "截至6月底累计完成投资（万元）",
        "截至2026年6月30日累计完成投资（万元）",
        "上半年累计完成投资（万元）",
        "2026年累计完成投资（万元）",
        "2026年度累计完成投资（万元）",
        "累计完成投资（1-6月）（万元）",
        "累计完成投资（截至6月底）",
        "6月末累计完成投资",
        "6月累计完成投资",
        "本年1-6月累计完成投资",
        "一至六月累计完成投资",
        "年初至6月底累计完成投资",
        "1-6月完成投资（万元）",
    ] {
        assert_eq!(under(PeriodKind::Month, header), "cumulative 7", "{header}");
    }
    // Another time, a plan, a part of the year, or more than a year: there is no figure of this year's.
    for header in [
        "2025年1-6月累计完成投资",
        "上年1-6月累计完成投资",
        "2025年累计完成投资",
        "截至2025年底累计完成投资",
        "1-5月累计完成投资",
        "7月累计完成投资",
        "计划1-6月累计完成投资",
        "2025年1月-2026年6月累计完成投资",
        "自开工至2026年6月底累计完成投资",
        "6月完成投资",
        "二季度完成投资",
    ] {
        assert_eq!(under(PeriodKind::Month, header), "not_a_table", "{header}");
    }
}

#[test]
fn of_columns_with_one_name_and_several_times_the_reports_is_read() {
    for (headers, expected) in [
        ("1-6月累计完成投资,6月完成投资", "cumulative 7, period_amount 8"),
        ("1-6月累计完成投资,5月完成投资", "cumulative 7"),
        ("2025年1-6月累计完成投资,2026年1-6月累计完成投资", "cumulative 8"),
        ("1-5月累计完成投资,1-6月累计完成投资,2026年度计划投资", "cumulative 8, annual_plan 9"),
        ("1-6月累计完成投资,2025年度计划投资", "cumulative 7"),
        ("1-6月累计完成投资,6月计划投资", "cumulative 7"),
        ("1-6月累计完成投资,上半年计划投资", "cumulative 7"),
        // What has no year may be what was done since the beginning.
        ("累计完成投资,2026年累计完成投资", "cumulative 8"),
    ] {
        assert_eq!(under(PeriodKind::Month, headers), expected, "{headers}");
    }
    // What was done in June is not what was done in half of it.
    assert_eq!(under(PeriodKind::HalfMonth, "1-6月累计完成投资,6月完成投资"), "cumulative 7");
    let of_half = under(PeriodKind::HalfMonth, "1-6月累计完成投资,6月下半月完成投资");
    assert_eq!(of_half, "cumulative 7, period_amount 8");
}
