//! Days without a year: what is forecast lies ahead, what was done lies behind.

use super::merged::{noted, sheet};
use super::monthly;
use duban::tidy::{Known, RejectReason, Tidied};

fn report(file: &str, header: &str, days: &[&str]) -> Tidied {
    let rows: String = days.iter().enumerate().map(|(i, day)| format!("{}|项目{i}|100|{day}\n", i + 1)).collect();
    let bytes = sheet(&format!("单位：万元\n序号|项目名称|累计完成投资|{header}\n{rows}"), &[]);
    monthly(file, &bytes, &Known::default())
}

fn days(tidied: &Tidied, column: &str) -> Vec<String> {
    let picture = super::picture(tidied);
    let day = |line: &str| line.split(&format!("{column}=")).nth(1)?.split(' ').next().map(str::to_string);
    picture.lines().filter(|line| line.starts_with("row ") || line.contains("project_id=")).filter_map(day).collect()
}

fn refused(tidied: &Tidied) -> Vec<(String, RejectReason)> {
    tidied.rejects.iter().map(|r| (r.place.cell.clone().unwrap_or_default(), r.reason)).collect()
}

#[test]
fn a_forecast_without_a_year_lies_ahead_of_the_report() {
    let december =
        report("进度202612.xlsx", "预计竣工时间", &["1月底", "3月15日", "12月底", "明年3月", "6月", "2026年3月"]);
    assert_eq!(
        days(&december, "forecast_date"),
        ["2027-01-31", "2027-03-15", "2026-12-31", "2027-03-31", "2027-06-30", "2026-03-31"]
    );
    assert_eq!(noted(&december, "year_by_meaning").len(), 1);
    let june = report("进度202606.xlsx", "预计竣工时间", &["9月", "6月30日", "年底", "2月底"]);
    assert_eq!(days(&june, "forecast_date"), ["2026-09-30", "2026-06-30", "2026-12-31", "2027-02-28"]);
    // In May nobody would have asked: it may still stand there from then.
    assert_eq!(
        refused(&report("进度202606.xlsx", "预计竣工时间", &["5月底"])),
        [("D3".into(), RejectReason::Ambiguous)]
    );
}

#[test]
fn what_was_done_without_a_year_lies_behind_the_report() {
    let january = report("进度202601.xlsx", "实际开工时间", &["12月1日", "11月", "1月5日", "去年12月", "10月"]);
    assert_eq!(days(&january, "started_date"), ["2025-12-01", "2025-11-30", "2026-01-05", "2025-12-31", "2025-10-31"]);
    let june = report("进度202606.xlsx", "实际竣工时间", &["9月30日", "8月", "6月30日", "3月"]);
    assert_eq!(days(&june, "finished_date"), ["2026-06-30", "2026-03-31"]);
    let ask = |cell: &str| (cell.to_string(), RejectReason::Ambiguous);
    assert_eq!(refused(&june), [ask("D3"), ask("D4")], "last year's, or a plan in the wrong column");
}

#[test]
fn the_forecast_of_what_is_finished_is_past_and_a_plan_is_of_the_year() {
    let lines = "单位：万元\n序号|项目名称|累计完成投资|完成率|预计竣工时间|形象进度\n\
                 1|甲|100|100%|3月底|收尾\n2|乙|100|90%|5月底|已竣工验收\n3|丙|100|90%|8月底|主体\n";
    let read = monthly("进度202606.xlsx", &sheet(lines, &[]), &Known::default());
    assert_eq!(days(&read, "forecast_date"), ["2026-03-31", "2026-05-31", "2026-08-31"]);
    let lines = "单位：万元\n序号|项目名称|累计完成投资|计划竣工时间\n1|甲|100|3月底\n";
    let read = monthly("进度202612.xlsx", &sheet(lines, &[]), &Known::default());
    assert!(read.rejects.is_empty() && noted(&read, "year_by_meaning").is_empty());
}

#[test]
fn what_is_said_to_be_done_after_the_report_gets_a_word() {
    let june = report("进度202606.xlsx", "实际竣工时间", &["2028-06-30"]);
    assert_eq!(noted(&june, "in_the_future").len(), 1);
}
