//! Faults that offices and programs make, each many times over: nothing wrong is ever read, and nothing is lost in silence.

use super::{decode, picture, plain, progress};
use chrono::NaiveDate;
use duban::base::amount::Amount;
use duban::pipeline::dataset::Dataset;
use duban::pipeline::headers::normalise;
use duban::pipeline::{PeriodFrom, TableSpec};
use duban::tidy::{Ask, Known, KnownProject, RejectReason, Tidied, tidy};
use rust_xlsxwriter::Workbook;
use std::collections::BTreeMap;

/// Numbers that look random and are the same each time (xorshift).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides.max(1) as u64) as usize
    }

    fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.roll(of.len())]
    }
}

/// Columns whose values cannot be mistaken for each other's: header, canonical name, and the values of three rows.
const COLUMNS: &[(&str, &str, [&str; 3])] = &[
    ("项目编号", "project_id", ["P1", "P2", "P3"]),
    ("项目名称", "name", ["甲项目", "乙项目", "丙项目"]),
    ("责任单位", "unit_name", ["水务局", "教育局", "住建局"]),
    ("年度计划投资（万元）", "annual_plan", ["1001", "1002", "1003"]),
    ("本期完成投资（万元）", "period_amount", ["11", "12", "13"]),
    ("累计完成投资（万元）", "cumulative", ["101", "102", "103"]),
    ("形象进度", "status", ["基础", "主体", "封顶"]),
    ("存在问题", "issue", ["缺地", "缺钱", "缺人"]),
    ("预计竣工时间", "forecast_date", ["2015-01-01", "2015-01-02", "2015-01-03"]),
    ("填报日期", "report_date", ["2014-06-28", "2014-06-29", "2014-06-30"]),
];

/// A header as somebody may have changed it.
fn changed(dice: &mut Dice, header: &str) -> String {
    // The unit stays: a header that says 元 instead of 万元 is another matter.
    let (header, unit) =
        header.split_once('（').map_or((header, String::new()), |(base, rest)| (base, format!("（{rest}")));
    changed_words(dice, header) + &unit
}

fn changed_words(dice: &mut Dice, header: &str) -> String {
    let letters: Vec<char> = header.chars().collect();
    let at = dice.roll(letters.len());
    match dice.roll(12) {
        0 => letters.iter().enumerate().filter(|(i, _)| *i != at).map(|(_, c)| *c).collect(),
        1 => {
            let mut letters = letters;
            letters.insert(at, *dice.pick(&['新', '原', 'x', '（', '—', '计', '划', '实', '际']));
            letters.into_iter().collect()
        }
        2 if letters.len() > 1 => {
            let mut letters = letters;
            let other = (at + 1) % letters.len();
            letters.swap(at, other);
            letters.into_iter().collect()
        }
        3 => letters.iter().map(|c| format!("{c} ")).collect(),
        4 => format!("  {header}\u{3000}"),
        5 => format!("{header}情况"),
        6 => dice.pick(&["备注", "电话", "序号", "其他", "编制人", "合计", ""]).to_string(),
        _ => header.to_string(),
    }
}

/// A table with changed headers, columns in any order, some left out and some added, below up to ten other lines.
fn mutated(dice: &mut Dice, specs: &[TableSpec]) -> Vec<Vec<String>> {
    let mut order: Vec<usize> = (0..COLUMNS.len()).filter(|_| dice.roll(10) > 0).collect();
    for i in (1..order.len()).rev() {
        order.swap(i, dice.roll(i + 1));
    }
    let mut columns: Vec<(String, Option<usize>)> = Vec::new();
    for column in order {
        if dice.roll(8) == 0 {
            columns.push((dice.pick(&["联系电话", "备注二", "行业代码", "面积（亩）"]).to_string(), None));
        }
        let header = changed(dice, COLUMNS[column].0);
        // What is now called as another column usually is, is that column.
        let form = normalise(&header);
        let other = specs[0].columns.iter().any(|s| s.headers.contains(&form) && s.name != COLUMNS[column].1);
        let header = if other { COLUMNS[column].0.to_string() } else { header };
        columns.push((header, Some(column)));
    }
    let mut rows: Vec<Vec<String>> = Vec::new();
    for _ in 0..dice.roll(11) {
        let title = *dice.pick(&["重点项目进度表", "单位：万元", "", "（截至6月30日）", "制表：某某办"]);
        rows.push(
            columns.iter().enumerate().map(|(i, _)| if i == 0 { title.to_string() } else { String::new() }).collect(),
        );
    }
    if dice.roll(4) == 0 {
        // A line of headings above the header.
        rows.push(
            columns
                .iter()
                .enumerate()
                .map(|(i, _)| if i == 1 { "基本情况".to_string() } else { String::new() })
                .collect(),
        );
    }
    rows.push(columns.iter().map(|(header, _)| header.clone()).collect());
    for row in 0..3 {
        let value = |(index, (_, column)): (usize, &(String, Option<usize>))| match column {
            Some(column) => COLUMNS[*column].2[row].to_string(),
            None => format!("附{index}"),
        };
        rows.push(columns.iter().enumerate().map(value).collect());
    }
    rows
}

#[test]
fn changed_headers_give_no_column_another_ones_values() {
    // 5,000 of them by hand: DUBAN_ROUNDS=5000.
    let rounds = std::env::var("DUBAN_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(400);
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    let (mut read, mut refused) = (0, 0);
    let specs = super::specs(&[Dataset::Progress]);
    let ask = Ask { tables: &specs, period: PeriodFrom::None, kind: None, open_register: false };
    for round in 0..rounds {
        let rows = mutated(&mut dice, &specs);
        let separator = *dice.pick(&[",", ";", "\t"]);
        let text: String = rows.iter().map(|row| row.join(separator) + "\n").collect();
        let book = duban::tidy::formats::decode(text.as_bytes()).expect("text");
        let Ok(tidied) = tidy("20140630.csv", "sha", &book, &ask, &Known::default(), NaiveDate::MIN) else {
            refused += 1;
            continue;
        };
        for found in &tidied.tables {
            for column in &found.columns {
                let Some(name) = column.column.as_deref() else { continue };
                let (_, _, own) =
                    COLUMNS.iter().find(|c| c.1 == name).unwrap_or_else(|| panic!("{round}: {name}\n{text}"));
                let index = found.table.dataset.columns().iter().position(|c| c.name == name).expect("canonical");
                for value in values(found, index) {
                    assert!(own.contains(&value.as_str()), "{round}: {name} got {value}\n{text}");
                }
            }
            read += 1;
        }
    }
    assert!(read * 4 > rounds && refused * 50 > rounds, "{read} read, {refused} refused: the changes show nothing");
}

/// What was read of a canonical column.
fn values(found: &duban::tidy::FoundTable, index: usize) -> Vec<String> {
    use duban::pipeline::dataset::Kind;
    let column = &found.table.dataset.columns()[index];
    match column.kind {
        Kind::Text | Kind::Id => found.table.texts([column.name]).into_iter().filter_map(|[text]| text).collect(),
        Kind::Date => found.table.dates(column.name).into_iter().flatten().map(|day| day.to_string()).collect(),
        Kind::Money => {
            found.table.amounts(column.name).into_iter().flatten().map(|a| a.in_unit(10_000).to_string()).collect()
        }
        _ => found.table.amounts(column.name).into_iter().flatten().map(|amount| amount.to_string()).collect(),
    }
}

#[test]
fn every_two_byte_character_of_gb18030_and_big5_comes_back() {
    let trails = |second: std::ops::RangeInclusive<u8>| second.filter(|byte| *byte != 0x7F);
    for (encoding, firsts, seconds) in
        [(encoding_rs::GB18030, 0x81..=0xFEu8, 0x40..=0xFEu8), (encoding_rs::BIG5, 0xA1..=0xF9, 0x40..=0xFE)]
    {
        let mut all = Vec::new();
        for first in firsts {
            for second in trails(seconds.clone()) {
                let pair = [first, second];
                if let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(&pair) {
                    let text = text.into_owned();
                    // Characters of private use and blanks say nothing; those that do not encode back are another's.
                    let round = encoding.encode(&text).0.into_owned() == pair;
                    if round && text.chars().count() == 1 && !text.trim().is_empty() {
                        all.push(text);
                    }
                }
            }
        }
        assert!(all.len() > 13_000, "{} of {}", all.len(), encoding.name());
        // Common words tell which encoding it is; each line holds eight of the characters.
        let head = "項目編號,項目名稱".replace('號', "号").replace('編', "编").replace('項', "项").replace('稱', "称");
        let head = if encoding == encoding_rs::BIG5 { "一二三四,五六七八".to_string() } else { head };
        let lines: Vec<String> = all.chunks(8).map(|eight| eight.concat()).collect();
        let text: String = lines.iter().map(|line| format!("{line},1\n")).collect();
        let text = format!("{head}\n{text}");
        let (bytes, _, lost) = encoding.encode(&text);
        assert!(!lost);
        let book = duban::tidy::formats::decode_declared(&bytes, Some(encoding)).expect("text");
        let sheet = &book.sheets[0];
        let back: Vec<String> = sheet.rows_from(1).map(|row| sheet.shown(row.cell(0))).collect();
        assert_eq!(back, lines, "{}", encoding.name());
    }
}

#[test]
fn four_byte_characters_come_back() {
    let letters: Vec<char> = ('\u{3400}'..'\u{3500}').chain('\u{20000}'..'\u{20200}').chain('À'..'ÿ').collect();
    let text: String = letters.chunks(8).map(|eight| eight.iter().collect::<String>() + ",1\n").collect();
    let whole = format!("项目编号名称单位,金额\n{text}");
    let (bytes, _, lost) = encoding_rs::GB18030.encode(&whole);
    assert!(!lost);
    let book = duban::tidy::formats::decode_declared(&bytes, Some(encoding_rs::GB18030)).expect("text");
    let sheet = &book.sheets[0];
    let back: String = sheet.rows_from(1).map(|row| sheet.shown(row.cell(0)) + ",1\n").collect();
    assert_eq!(back, text);
}

/// A register with one accepted figure.
fn known(figures: &[(usize, i64)]) -> Known {
    let day = NaiveDate::from_ymd_opt(2014, 5, 31).expect("a day");
    let project = |figure: i64| KnownProject {
        cumulative: BTreeMap::from([(day, Amount::whole(figure))]),
        ..KnownProject::default()
    };
    Known {
        projects: figures.iter().map(|(index, figure)| (format!("P{index}"), project(*figure))).collect(),
        ..Known::default()
    }
}

#[test]
fn a_thousand_figures_in_the_wrong_unit_are_all_held() {
    let mut dice = Dice(7);
    let figures: Vec<(usize, i64)> = (0..1_000).map(|index| (index, 10_000 + dice.roll(900_000_000) as i64)).collect();
    let known = known(&figures);
    for (unit, times) in [("元", 1_000), ("元", 10_000), ("元", 100_000), ("亿元", 100_000_000)] {
        let rows: String = figures
            .iter()
            .map(|(index, yuan)| format!("P{index},{}\n", yuan * times / if unit == "亿元" { 10_000 } else { 1 }))
            .collect();
        let csv = format!("项目编号,累计完成投资（{unit}）\n{rows}");
        let tidied = progress("20140630.csv", csv.as_bytes(), &known).expect("a table");
        let held = tidied.rejects.iter().filter(|r| r.reason == RejectReason::UnitJump).count();
        let beyond = tidied.rejects.iter().filter(|r| r.reason == RejectReason::OutOfRange).count();
        assert_eq!(held + beyond, 1_000, "{unit} × {times}");
        assert_eq!(tidied.tables[0].table.height(), 0);
    }
}

#[test]
fn a_first_report_far_above_the_years_target_is_held() {
    let project = KnownProject { annual_target: Some(Amount::whole(50_000_000)), ..KnownProject::default() };
    let known = Known { projects: BTreeMap::from([("P1".to_string(), project)]), ..Known::default() };
    let told = |figure: &str| {
        let csv = format!("项目编号,累计完成投资（万元）\nP1,{figure}\n");
        progress("20140630.csv", csv.as_bytes(), &known).expect("a table").rejects.first().map(|r| r.reason)
    };
    assert_eq!(told("30000000"), Some(RejectReason::UnitJump));
    assert_eq!(told("12000"), None);
}

#[test]
fn what_is_typed_in_full_width_or_with_signs_nobody_sees_is_normalised_or_refused() {
    let told = |cell: &str| {
        let csv = format!("id;name;annual_target（元）\nQ;n;{cell}\n");
        let tidied = plain(Dataset::Register, csv.as_bytes()).expect("a table");
        let read = tidied.tables[0].table.amounts("annual_target").first().copied().flatten();
        read.map_or_else(|| format!("{:?}", tidied.rejects[0].reason), |amount| amount.to_string())
    };
    for (cell, expected) in [
        ("１２．５", "12.5"),
        ("１，２３４．５", "1234.5"),
        ("\u{200b}12\u{feff}", "12"),
        ("\u{a0}12 ", "12"),
        ("−12", "Negative"),
        ("－0", "0"),
        ("(12)", "Negative"),
        ("12\u{0}5", "Undecodable"),
        ("12\u{1}5", "NotANumber"),
        ("\u{1}125\u{7f}", "125"),
        ("①②", "NotANumber"),
        ("12²", "NotANumber"),
        ("NaN", "NotANumber"),
        ("-inf", "NotANumber"),
        ("1e309", "OutOfRange"),
        ("—", "Missing"),
        ("/", "Missing"),
        ("无", "Missing"),
    ] {
        assert_eq!(told(cell), expected, "{cell:?}");
    }
}

#[test]
fn days_of_all_systems_are_the_same_days() {
    // 2014-06-30 is day 41820 from 1900 and 40358 from 1904; day 60 is the 29th of February 1900, which never was.
    let told = |cell: &str| {
        let csv = format!("id;name;annual_target (万元);end_date\nQ;n;1;{cell}\n");
        let tidied = plain(Dataset::Register, csv.as_bytes()).expect("a table");
        let read = tidied.tables[0].table.dates("end_date").first().copied().flatten();
        read.map_or_else(
            || tidied.rejects.first().map_or("nothing".to_string(), |r| format!("{:?}", r.reason)),
            |d| d.to_string(),
        )
    };
    for text in [
        "2014-06-30",
        "2014/6/30",
        "2014.6.30",
        "2014年6月30日",
        "20140630",
        "30 June 2014",
        "30-Jun-14",
        "June 30, 2014",
    ] {
        assert_eq!(told(text), "2014-06-30", "{text}");
    }
    for text in ["2014-02-30", "31 June 2014", "2014年13月", "2100-02-29"] {
        assert_eq!(told(text), "NotADate", "{text}");
    }
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, header) in ["id", "name", "annual_target（万元）", "end_date"].iter().enumerate() {
        sheet.write(0, column as u16, *header).unwrap();
    }
    let format = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd");
    for (row, serial) in [(1, 41_820.0), (2, 60.0)] {
        sheet.write(row, 0, format!("Q{row}")).unwrap();
        sheet.write(row, 1, format!("n{row}")).unwrap();
        sheet.write(row, 2, 1).unwrap();
        sheet.write_with_format(row, 3, serial, &format).unwrap();
    }
    let tidied = plain(Dataset::Register, &book.save_to_buffer().unwrap()).expect("a table");
    let days: Vec<Option<NaiveDate>> = tidied.tables[0].table.dates("end_date");
    assert_eq!(days.first().copied().flatten(), NaiveDate::from_ymd_opt(2014, 6, 30));
    assert!(days.get(1).is_none_or(|day| *day != NaiveDate::from_ymd_opt(1900, 3, 1)), "day 60 is no day: {days:?}");
}

#[test]
fn plans_that_cannot_be_are_said_and_never_read_as_they_stand() {
    let csv = "id,name,annual_target（万元）,start_date,end_date\nA,a,1,2014-06-30,2014-01-01\nB,b,1,2014-01-01,3014-01-01\nC,c,1,2014-01-01,2014-01-01\n";
    let tidied = plain(Dataset::Register, csv.as_bytes()).expect("a table");
    let said = picture(&tidied);
    assert!(
        said.contains("A") && (said.contains("OutOfOrder") || said.contains("out_of_order") || said.contains("order")),
        "{said}"
    );
    assert!(tidied.rejects.iter().any(|r| r.row == 3 && r.reason == RejectReason::NotADate), "{said}");
}

#[test]
fn two_ids_that_look_alike_are_never_one() {
    let mut projects = BTreeMap::new();
    for (id, name) in [("0012", "东湖学校"), ("12", "东湖学校二期"), ("P-1", "南站"), ("P1", "南站广场")]
    {
        projects.insert(id.to_string(), KnownProject { name: name.to_string(), ..KnownProject::default() });
    }
    let known = Known { projects, ..Known::default() };
    let csv = "项目编号,项目名称,累计完成投资（万元）\n012,东湖学校,1\nＰ１,南站广场,2\nP 1,南站,3\n,东湖学校（二期）,4\n0012,东湖学校,5\n";
    let tidied: Tidied = progress("20140630.csv", csv.as_bytes(), &known).expect("a table");
    let read: Vec<[Option<String>; 2]> = tidied.tables[0].table.texts(["project_id", "name"]);
    for [id, name] in &read {
        let registered = &known.projects[id.as_deref().expect("an id")].name;
        // Brackets left out make no other project of it.
        let name = name.as_deref().unwrap_or_default().replace(['（', '）'], "");
        assert!(name.starts_with(registered.as_str()) || registered.starts_with(&name), "{read:?}");
    }
    let unread: Vec<u32> = tidied.rejects.iter().map(|reject| reject.row).collect();
    assert!(unread.contains(&2), "012 may be 0012 or 12: {unread:?}");
}

#[test]
fn a_file_under_another_ending_is_known_by_its_content() {
    let xls = include_bytes!("fixtures/formats/progress-biff8.xls");
    let book = decode(xls).expect("a workbook");
    assert_eq!(book.format, "xls");
    for cut in [8, 100, 512, 1_500, xls.len() / 2] {
        // The library may give up in its own way; callers let a child do this.
        let read = std::panic::catch_unwind(|| decode(&xls[..cut]).is_ok());
        assert!(!read.unwrap_or(false), "{cut}");
    }
    let ods = include_bytes!("fixtures/formats/progress.ods");
    for cut in [4, 40, ods.len() / 2, ods.len() - 5] {
        assert_eq!(decode(&ods[..cut]).unwrap_err().kind, "damaged", "{cut}");
    }
}
