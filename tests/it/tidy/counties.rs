//! Tables of counties as their offices of statistics send them each month.

use super::merged::sheet;
use super::series::{read_known, said};
use duban::tidy::Known;

const NAME: &str = "2026年6月各县区指标.xlsx";

fn read(name: &str, lines: &str, merged: &[&str]) -> String {
    match read_known(name, &sheet(lines, merged), &Known::default()) {
        Ok(tidied) => said(&tidied),
        Err(refused) => format!("{}: {}", refused.kind, refused.text),
    }
}

#[test]
fn amounts_and_growth_below_each_indicator_are_read_by_both_rows_of_the_header() {
    let below = "全市|500.5|6.1|300.2|8.5\n孟津县|100.1|5.5|60.6|7.7\n";
    let title = "2026年1-6月各县区主要经济指标";
    let merged = ["A3:A4", "B3:C3", "D3:E3"];
    let head = "县区|地区生产总值||固定资产投资|\n|总量|增速|总量|增速\n";
    let plain = read(NAME, &format!("{title}\n单位：亿元、%\n{head}{below}"), &merged);
    for line in ["孟津县 地区生产总值 总量 2026-H1 = 100.1 亿元", "孟津县 地区生产总值 增速 2026-H1 = 5.5 %"]
    {
        assert!(plain.contains(line), "{line}: {plain}");
    }
    let head = "县区|地区生产总值||固定资产投资|\n|绝对值（亿元）|增长（%）|绝对值（亿元）|增长（%）\n";
    let own = read(NAME, &format!("{title}\n某市统计局\n{head}{below}"), &merged);
    for line in ["孟津县 地区生产总值 绝对值 2026-H1 = 100.1 亿元", "孟津县 固定资产投资 增长 2026-H1 = 7.7 %"]
    {
        assert!(own.contains(line), "{line}: {own}");
    }
}

#[test]
fn growth_beside_an_indicator_is_its_growth() {
    let lines = "2026年1-6月各县区主要经济指标\n县区|地区生产总值（亿元）|增速（%）|位次|固定资产投资（亿元）|增速（%）\n孟津县|100.1|5.5|3|60|7.7\n伊川县|99|6.5|1|50|8.8\n";
    let read = read(NAME, lines, &[]);
    for line in [
        "孟津县 地区生产总值 2026-H1 = 100.1 亿元",
        "孟津县 地区生产总值 增速 2026-H1 = 5.5 %",
        "孟津县 地区生产总值 位次 2026-H1 = 3",
        "孟津县 固定资产投资 增速 2026-H1 = 7.7 %",
    ] {
        assert!(read.contains(line), "{line}: {read}");
    }
}

#[test]
fn budget_revenue_is_an_account_and_no_plan() {
    let lines = "2026年1-6月各县区主要经济指标\n单位：亿元\n县区|一般公共预算收入|一般公共预算支出|年度预算\n孟津县|5|9|12\n伊川县|4|8|10\n";
    let read = read(NAME, lines, &[]);
    assert!(read.contains("孟津县 一般公共预算收入 2026-H1 = 5 亿元"), "{read}");
    assert!(read.contains("孟津县 一般公共预算支出 2026-H1 = 9 亿元"), "{read}");
    assert!(!read.contains("= 12"), "{read}");
}

#[test]
fn an_indicator_keeps_its_name_from_month_to_month() {
    let of = |month: u32| {
        let lines =
            format!("2026年{month}月各县区固定资产投资\n县区|2026年1-{month}月（亿元）\n孟津县|70\n伊川县|50\n");
        read(&format!("2026年{month}月各县区固定资产投资.xlsx"), &lines, &[])
    };
    assert!(of(7).contains("孟津县 各县区固定资产投资 2026-01..2026-07 = 70 亿元"), "{}", of(7));
    assert!(of(8).contains("孟津县 各县区固定资产投资 2026-01..2026-08 = 70 亿元"), "{}", of(8));
}

#[test]
fn what_was_reached_since_january_is_of_the_months_of_the_title() {
    let lines = "2026年1-6月各县区固定资产投资\n单位：亿元\n县区|年度目标|累计完成|同比增长（%）\n孟津县|120|60|7.7\n伊川县|100|50|8.8\n";
    let read = read(NAME, lines, &[]);
    assert!(read.contains("孟津县 各县区固定资产投资 2026-H1 = 60 亿元"), "{read}");
    assert!(!read.contains("= 120"), "{read}");
}

#[test]
fn of_several_units_above_a_table_each_column_takes_the_one_that_fits_it() {
    let title = "2026年1-6月各县区固定资产投资完成情况";
    let of = |units: &str, head: &str, row: &str| {
        read(NAME, &format!("{title}\n单位：{units}\n县区|{head}\n孟津县|{row}\n伊川县|{row}\n"), &[])
    };
    let counted = of("个、亿元、%", "项目个数|完成投资|增速|开工率|排名", "20|100.5|5.1|91.7|1");
    for line in [
        "孟津县 项目个数 2026-H1 = 20 个",
        "孟津县 完成投资 2026-H1 = 100.5 亿元",
        "孟津县 完成投资 增速 2026-H1 = 5.1 %",
        "孟津县 开工率 2026-H1 = 91.7 %",
        "孟津县 开工率 排名 2026-H1 = 1",
    ] {
        assert!(counted.lines().any(|said| said == line), "{line}: {counted}");
    }
    let unclear = of("亿元、万元", "完成投资|项目个数", "100.5|20");
    assert!(
        unclear.contains("UnclearUnit B4") && !unclear.contains("100.5"),
        "which of the two, nobody knows: {unclear}"
    );
    assert!(unclear.lines().any(|said| said == "孟津县 项目个数 2026-H1 = 20"), "{unclear}");
}

#[test]
fn a_rank_behind_each_rate_is_the_rank_of_that_rate() {
    let lines = "2026年6月各县区重点项目考核\n县区|投资额（亿元）|开工率（%）|排名|完成率（%）|排名|增速排名\n孟津县|100|90|1|50|2|1\n伊川县|99|80|2|60|1|2\n";
    let read = read(NAME, lines, &[]);
    for line in ["孟津县 开工率 排名 2026-06 = 1", "孟津县 完成率 排名 2026-06 = 2", "伊川县 完成率 排名 2026-06 = 1"]
    {
        assert!(read.contains(line), "{line}: {read}");
    }
    let lines = "2026年6月各县区主要指标\n县区|投资额（亿元）|排名|增速（%）|排名\n孟津县|100|1|5|2\n伊川县|99|2|6|1\n";
    let read = self::read(NAME, lines, &[]);
    for line in ["孟津县 投资额 排名 2026-06 = 1", "孟津县 投资额 增速 排名 2026-06 = 2"] {
        assert!(read.contains(line), "{line}: {read}");
    }
}

#[test]
fn growth_right_of_what_was_reached_since_january_is_of_the_same_months() {
    let lines = "2026年6月主要经济指标\n县区|本月（亿元）|同比±%|本月止累计（亿元）|同比±%\n孟津县|1.5|7.2|9.5|6.8\n伊川县|1|3|8|2.1\n";
    let read = read(NAME, lines, &[]);
    for line in ["同比± 2026-06 = 7.2 %", "2026-H1 = 9.5 亿元", "同比± 2026-H1 = 6.8 %"] {
        assert!(read.lines().any(|said| said.starts_with("孟津县") && said.ends_with(line)), "{line}: {read}");
    }
    assert!(!read.contains("ConflictingRows"), "{read}");
}

#[test]
fn growth_and_ranks_are_of_the_months_of_the_figure_before_them() {
    let heads = "县区|固定资产投资||||\n|本月（亿元）|同比（%）|累计（亿元）|同比（%）|位次\n";
    for title in ["2026年6月各县区主要经济指标", "2026年1-6月各县区主要经济指标"] {
        let lines = format!("{title}\n{heads}孟津县|3.2|7.2|20.1|8.5|1\n伊川县|4.2|3|25.1|-1.5|2\n");
        let read = read(NAME, &lines, &["A2:A3", "B2:F2"]);
        for line in [
            "孟津县 固定资产投资 本月 2026-06 = 3.2 亿元",
            "孟津县 固定资产投资 同比 2026-06 = 7.2 %",
            "孟津县 固定资产投资 2026-H1 = 20.1 亿元",
            "孟津县 固定资产投资 同比 2026-H1 = 8.5 %",
            "孟津县 固定资产投资 位次 2026-H1 = 1",
        ] {
            assert!(read.contains(line), "{title}: {line}\n{read}");
        }
    }
}

#[test]
fn a_month_in_a_heading_is_of_that_month_and_no_part_of_the_name() {
    let title = "2026年1-6月招商引资完成情况";
    let lines = format!("{title}\n县区|6月到位资金（亿元）|1-6月到位资金（亿元）\n孟津县|3.2|30\n伊川县|2.1|20\n");
    let both = read("招商.xlsx", &lines, &[]);
    assert!(both.contains("孟津县 到位资金 2026-06 = 3.2 亿元"), "{both}");
    assert!(both.contains("孟津县 到位资金 2026-H1 = 30 亿元"), "{both}");
    let lines = format!("{title}\n县区|5月到位资金（亿元）|累计（亿元）\n孟津县|3.2|30\n伊川县|2.1|20\n");
    let other = read("招商.xlsx", &lines, &[]);
    assert!(!other.contains("= 3.2") && other.contains("columns_left_out"), "{other}");
}

#[test]
fn months_below_a_heading_are_its_columns_and_a_column_of_units_may_name_the_counties() {
    let lines = "2026年1-5月各县区主要指标\n单位：亿元，%\n县（市、区）|固定资产投资||\n|5月|1-5月|增速\n洛阳市|90|366.3|15.2\n孟津区|52.4|111.7|1.2\n";
    let months = read("指标.xlsx", lines, &["A3:A4", "B3:D3"]);
    for line in ["孟津区 固定资产投资 2026-05 = 52.4", "孟津区 固定资产投资 2026-01..2026-05 = 111.7"]
    {
        assert!(months.contains(line), "{line}: {months}");
    }
    let lines = "2026年8月主要指标||\n单位|社会消费品零售总额||固定资产投资|\n|本月|累计|本月|累计\n嵩县|59.4|131.3|26.1|130.5\n伊川县|29.2|159.2|2.1|23\n";
    let units = read("指标.xlsx", lines, &["A1:E1", "A2:A3", "B2:C2", "D2:E2"]);
    assert!(units.contains("嵩县 社会消费品零售总额 2026-01..2026-08 = 131.3"), "{units}");
}
