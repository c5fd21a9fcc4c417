//! Which period a file is for: what is said to be the end of its figures, never the day on which it was filled in or sent.

use super::{decode, specs};
use chrono::NaiveDate;
use duban::base::period::{Period, PeriodKind};
use duban::pipeline::PeriodFrom;
use duban::pipeline::dataset::Dataset;
use duban::tidy::period::{as_named, from_name};
use duban::tidy::{Ask, Known, KnownProject, Tidied, Unreadable};
use rust_xlsxwriter::Workbook;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn read(name: &str, bytes: &[u8], kind: PeriodKind, arrived: &str) -> Result<Tidied, Unreadable> {
    let specs = specs(&[Dataset::Progress]);
    let ask = Ask { tables: &specs, period: PeriodFrom::FileName, kind: Some(kind), open_register: false };
    let mut known = Known::default();
    for (id, unit) in [("Q1", "桥梁处"), ("Q2", "桥梁处"), ("D1", "道路处")] {
        let project =
            KnownProject { name: format!("{id}项目"), unit_name: Some(unit.into()), ..KnownProject::default() };
        known.projects.insert(id.to_string(), project);
    }
    duban::tidy::tidy(name, "sha", &decode(bytes).unwrap(), &ask, &known, day(arrived))
}

/// The period of a table with these lines above it, by name and lines together.
fn period(name: &str, lines: &[&str], kind: PeriodKind) -> Result<String, String> {
    let csv = format!("{}\n项目编号,累计完成投资（万元）\nQ1,10\n", lines.join("\n"));
    let read = read(name, csv.as_bytes(), kind, "2026-07-20").map_err(|error| error.text)?;
    Ok(read.period.map(|period| period.to_string()).unwrap_or_default())
}

#[test]
fn the_day_of_filling_in_changing_or_sending_is_no_period() {
    use PeriodKind::{HalfMonth, Month, Quarter};
    let names = [
        ("2026年6月进度表（7月5日修改）.csv", Month, "2026-06"),
        ("2026年6月进度表（2026年7月5日第二次修改）.csv", Month, "2026-06"),
        ("关于报送2026年6月进度的函20260705.csv", Month, "2026-06"),
        ("关于报送2026年6月30日进度的函.csv", HalfMonth, "2026-06H2"),
        ("6月份进度20260703.csv", Month, "2026-06"),
        ("6月进度（2026.7.3）.csv", Month, "2026-06"),
        ("上半年进度20260705.csv", Month, "2026-06"),
        ("1-6月进度（2026年7月5日）.csv", Month, "2026-06"),
        ("12月进度（2026年1月5日）.csv", Month, "2025-12"),
        ("5月进度20260630.csv", Month, "2026-05"),
        ("截至6月底进度2026年7月3日.csv", Month, "2026-06"),
        ("关于报送6月进度的报告（2026年7月2日）.csv", Month, "2026-06"),
        ("2026年前6个月进度.csv", Month, "2026-06"),
        ("2026年前六个月进度.csv", Month, "2026-06"),
        ("2026年二季度情况（20260708打印）.csv", Quarter, "2026-Q2"),
        ("2026年6月 20260705.csv", Month, "2026-06"),
        ("20260630进度20260705.csv", Month, "2026-06"),
        ("城市更新20260615.csv", Month, "2026-06"),
        ("2026年5月份进度及6月计划.csv", Month, "2026-05"),
        ("progress 2026-06 (revised 2026-07-04).csv", Month, "2026-06"),
        ("2026-06-30 report, printed on 2026-07-04.csv", Month, "2026-06"),
        ("2026年6月进度（6月10日修改）.csv", HalfMonth, ""),
        ("2026年6月进度20260705.csv", HalfMonth, ""),
        ("20260705上报.csv", Month, ""),
        ("20260615和20260702.csv", Month, ""),
        ("20260615 2026年7月.csv", Month, ""),
        ("20260630填报.csv", Month, "2026-06"),
    ];
    for (name, kind, expected) in names {
        let found = from_name(name, kind).map(|period| period.to_string()).unwrap_or_default();
        assert_eq!(found, expected, "{name}");
    }
    let titled = |lines: &[&str]| period("进度表.csv", lines, Month);
    let stated = ["制表时间：2026年7月3日  统计截止：2026年6月30日"];
    assert_eq!(titled(&stated).as_deref(), Ok("2026-06"));
    assert_eq!(titled(&["打印日期：2026年7月3日", "截至2026年6月30日"]).as_deref(), Ok("2026-06"));
    assert_eq!(titled(&["填报日期：2026年7月3日", "2026年6月重点项目进展情况"]).as_deref(), Ok("2026-06"));
    let why = titled(&["填报日期：2026年7月3日"]).unwrap_err();
    assert!(why.contains("2026-07-03 is the day on which it was filled in"), "{why}");
    let why = titled(&["2026年5月进度", "2026年6月进度"]).unwrap_err();
    assert!(why.contains("are both named"), "{why}");
}

#[test]
fn a_name_with_the_day_of_sending_against_a_title_is_asked_about() {
    let said = |name: &str, title: &str| period(name, &[title], PeriodKind::Month);
    assert_eq!(said("桥梁处20260706修改.csv", "截至2026年6月30日").as_deref(), Ok("2026-06"));
    assert_eq!(said("20260706101500.csv", "截至2026年6月30日").as_deref(), Ok("2026-06"));
    let why = said("桥梁处20260706.csv", "截至2026年6月30日").unwrap_err();
    assert!(why.contains("the file's name says 2026-07, its title says 2026-06"), "{why}");
    // Somebody forgot the title of last month: a name with the last day of its period is meant so.
    assert_eq!(said("桥梁处20260630.csv", "截至2026年5月31日").as_deref(), Ok("2026-06"));
}

#[test]
fn months_that_are_clear_to_a_clerk_are_read() {
    use PeriodKind::{HalfMonth, HalfYear, Month, Quarter};
    let names = [
        ("2026年1-6月进度.csv", Month, "2026-06"),
        ("2026年1—6月进度.csv", Month, "2026-06"),
        ("2026年1月——6月进度.csv", Month, "2026-06"),
        ("2026年一至六月进度.csv", Month, "2026-06"),
        ("2026年1月1日至6月30日.csv", Month, "2026-06"),
        ("2026年1-6月进度.csv", Quarter, "2026-Q2"),
        ("2026年上半年进度.csv", Month, "2026-06"),
        ("2026年前三季度进度.csv", Month, "2026-09"),
        ("2026年2-6月进度.csv", Month, ""),
        ("2026年二季度进度.csv", Month, ""),
        ("2026年六月进度.csv", Month, "2026-06"),
        ("二〇二六年六月进度.csv", Month, "2026-06"),
        ("二○二六年十二月三十一日.csv", Month, "2026-12"),
        ("二零二六年六月上旬.csv", HalfMonth, "2026-06H1"),
        ("2026年6月下旬.csv", HalfMonth, "2026-06H2"),
        ("2026年6月中旬.csv", HalfMonth, ""),
        ("2026年6月底进度.csv", HalfMonth, "2026-06H2"),
        ("26年6月进度.csv", Month, "2026-06"),
        ("2025年末.csv", Month, "2025-12"),
        ("progress June 2026.csv", Month, "2026-06"),
        ("progress_Jun_2026.csv", Month, "2026-06"),
        ("30 June 2026 progress.csv", HalfMonth, "2026-06H2"),
        ("June 30th, 2026.csv", HalfMonth, "2026-06H2"),
        ("progress June 15 2026.csv", HalfMonth, "2026-06H1"),
        ("2026-Jun-15.csv", HalfMonth, "2026-06H1"),
        ("Q2 2026 report.csv", Quarter, "2026-Q2"),
        ("H1-2026.csv", HalfYear, "2026-H1"),
        ("progress_30-06-2026.csv", Month, "2026-06"),
        ("progress_06-30-2026.csv", Month, "2026-06"),
        ("30.6.2026.csv", Month, "2026-06"),
        ("进度06-2026.csv", Month, "2026-06"),
        ("进度06-07-2026.csv", Month, ""),
        ("附件1-2026年6月进度.csv", Month, "2026-06"),
        ("附件01-2026重点项目.csv", Month, ""),
        ("进度20260630123000.csv", Month, "2026-06"),
        ("进度20260630_201512.csv", Month, "2026-06"),
        ("进度202606301230.csv", HalfMonth, "2026-06H2"),
        ("2026-06H2.csv", HalfMonth, "2026-06H2"),
        ("三个月20260630.csv", Month, "2026-06"),
    ];
    for (name, kind, expected) in names {
        let found = from_name(name, kind).map(|period| period.to_string()).unwrap_or_default();
        assert_eq!(found, expected, "{name}");
    }
    let titled = |line: &str| period("进度.csv", &[line], Month);
    assert_eq!(titled("统计时间：2026年1—6月").as_deref(), Ok("2026-06"));
    assert_eq!(titled("截至6月底").as_deref(), Ok("2026-06"), "the last one before it came");
    assert_eq!(titled("截至11月底").as_deref(), Ok("2025-11"));
    assert!(titled("3月15日会议附件").is_err(), "a day that nothing is said of needs its year");
    assert_eq!(as_named("2026年上半年指标（7月5日修改）.xlsx").map(|p| p.to_string()).as_deref(), Some("2026-H1"));
}

/// A form of 桥梁处 for the first half of August with these projects.
fn form(ids: &[&str]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("进度").unwrap();
    for (column, text) in ["项目编号", "累计完成投资（万元）"].into_iter().enumerate() {
        sheet.write(0, column as u16, text).unwrap();
    }
    for (row, id) in ids.iter().enumerate() {
        sheet.write(row as u32 + 1, 0, *id).unwrap();
        sheet.write(row as u32 + 1, 1, 10.0).unwrap();
    }
    let mark = book.add_worksheet().set_name("_duban").unwrap();
    mark.set_hidden(true);
    let said = [("duban-return", "1"), ("pipeline", "p"), ("period", "2026-08H1"), ("unit", "桥梁处")];
    for (row, (key, value)) in said.into_iter().enumerate() {
        mark.write(row as u32, 0, key).unwrap();
        mark.write(row as u32, 1, value).unwrap();
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn a_form_under_a_name_of_another_period_is_asked_about() {
    let read = |name: &str| read(name, &form(&["Q1"]), PeriodKind::HalfMonth, "2026-09-16");
    for name in ["桥梁处.xlsx", "20260815.xlsx", "2026年8月.xlsx", "桥梁处20260817修改.xlsx"] {
        assert_eq!(read(name).unwrap().period.map(|period| period.to_string()).as_deref(), Some("2026-08H1"), "{name}");
    }
    let sent = read("桥梁处20260818.xlsx").unwrap();
    assert!(sent.notes.iter().any(|note| note.kind == "period_differs"), "{:?}", sent.notes);
    for name in ["进度20260915.xlsx", "进度20260831.xlsx", "2026年9月上半月.xlsx", "20260731.xlsx"] {
        let refused = read(name).unwrap_err();
        assert!(refused.text.contains("the form was made for 2026-08H1"), "{name}: {}", refused.text);
    }
}

#[test]
fn another_units_project_in_a_form_is_refused_with_its_cell() {
    let read = read("桥梁处.xlsx", &form(&["Q1", "D1", "Q2"]), PeriodKind::HalfMonth, "2026-08-16").unwrap();
    assert_eq!(read.tables[0].table.height(), 2);
    let refused: Vec<String> =
        read.rejects.iter().map(|reject| format!("{} {}", reject.place, reject.reason.name())).collect();
    assert_eq!(refused, ["桥梁处.xlsx › 进度!A3 of_another_unit"]);
    assert_eq!(read.period, Some("2026-08H1".parse::<Period>().unwrap()));
}
