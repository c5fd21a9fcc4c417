//! What offices send on ordinary days and no template foresaw: posts in columns, plans in words, ids that a merge left blank.

use super::merged::{noted, refused, rows as projects_of, sheet};
use super::{monthly, picture, plain};
use duban::pipeline::dataset::Dataset;
use duban::tidy::{Known, RejectReason, Tidied};

const JUNE: &str = "2026年6月重点项目进度.xlsx";

/// A table of a dataset without periods: lines of cells parted by `|`, with areas merged.
fn list(dataset: Dataset, lines: &str, merged: &[&str]) -> Tidied {
    plain(dataset, &sheet(lines, merged)).expect("a table")
}

/// The rows taken, as they stand in the picture.
fn rows(tidied: &Tidied) -> Vec<String> {
    picture(tidied).lines().filter(|line| line.starts_with(|c: char| c.is_ascii_digit())).map(str::to_string).collect()
}

#[test]
fn people_of_several_posts_in_one_row_are_read_each_in_their_own() {
    let pairs = list(
        Dataset::Posts,
        "重点项目联系人通讯录\n单位|分管领导|||联络员||\n|姓名|邮箱|电话|姓名|邮箱|电话\n\
         住建局|王某|w@x.gov.cn|138|张某|z@x.gov.cn|139\n交通局||||李某|l@x.gov.cn|137\n",
        &["A2:A3", "B2:D2", "E2:G2"],
    );
    assert_eq!(
        rows(&pairs),
        [
            "4: scope=住建局 role=分管领导 person=王某 address=w@x.gov.cn place_cell=C4",
            "4: scope=住建局 role=联络员 person=张某 address=z@x.gov.cn place_cell=F4",
            "5: scope=交通局 role=联络员 person=李某 address=l@x.gov.cn place_cell=F5",
        ]
    );
    assert!(pairs.rejects.is_empty() && noted(&pairs, "roles_by_header").len() == 1, "{:?}", pairs.notes);
    for header in ["主要领导|邮箱|联络员|电话|邮箱", "主要领导|主要领导邮箱|联络员姓名|手机|联络员邮箱"]
    {
        let read = list(
            Dataset::Posts,
            &format!("序号|单位|{header}|备注\n1|住建局|王某|w@x.gov.cn|张某|139|z@x.gov.cn|新任\n"),
            &[],
        );
        let [first, second] =
            ["role=主要领导 person=王某 address=w@x.gov.cn", "role=联络员 person=张某 address=z@x.gov.cn"];
        assert!(
            matches!(&rows(&read)[..], [a, b] if a.contains(first) && b.contains(second)),
            "{header}: {:?}",
            rows(&read)
        );
    }
    // Whose address it is, or what A组 is to be told, nobody can say.
    for lines in [
        "单位|分管领导|联络员|邮箱\n住建局|王某|张某|z@x.gov.cn\n",
        "单位|A组||B组|\n|姓名|邮箱|姓名|邮箱\n住建局|王某|w@x.gov.cn|张某|z@x.gov.cn\n",
    ] {
        assert!(plain(Dataset::Posts, &sheet(lines, &[])).is_err(), "{lines}");
    }
}

/// What a progress report of June with this header holds in its first row.
fn june(header: &str, row: &str) -> String {
    let read = monthly(JUNE, &sheet(&format!("{header}\n{row}\n"), &[]), &Known::default());
    projects_of(&read)
        .first()
        .map_or(String::new(), |row| row.split_once(": ").map_or("", |(_, said)| said).to_string())
}

#[test]
fn plans_that_say_in_words_what_is_to_be_built_refuse_no_row() {
    let lines = "编号|项目名称|总投资（亿元）|年度目标\nA1|甲路|2.5|完成路基工程，投资1000万元\nA2|乙厂|1.2|主体完工\nA3|丙站|3|\n";
    let read = list(Dataset::Register, lines, &[]);
    assert_eq!(read.tables.iter().map(|found| found.table.height()).sum::<usize>(), 3, "{:?}", read.rejects);
    assert!(noted(&read, "unit_unclear").is_empty(), "no figure, no unit");
    let [kept] = noted(&read, "kept_as_written")[..] else { panic!("{:?}", read.notes) };
    assert!(kept.contains("主体完工") && kept.contains("投资1000万元"), "{kept}");
    // A figure with a word too many is one all the same, and so is whatever stands below a header of money.
    let mixed = list(
        Dataset::Register,
        "编号|项目名称|年度目标\nA1|甲路|1000\nA2|乙厂|主体完工\nA3|丙站|约1000万元左右\n",
        &[],
    );
    assert_eq!(refused(&mixed).iter().map(|(cell, ..)| cell.as_str()).collect::<Vec<&str>>(), ["C4"]);
    let money = list(Dataset::Register, "编号|项目名称|年度计划投资（万元）\nA1|甲路|1000\nA2|乙厂|主体完工\n", &[]);
    assert_eq!(refused(&money).len(), 1);
    let report = june("项目名称|年度目标|累计完成投资（万元）", "滨河路|完成主体|400");
    assert_eq!(report, "name=滨河路 cumulative=400 held={\"annual_plan\":\"完成主体\"}");
}

#[test]
fn amounts_that_do_not_name_investment_are_told_by_their_unit_or_the_column_beside() {
    for (header, row) in [
        ("项目名称|年度计划（万元）|本月完成（万元）|累计完成（万元）", "滨河路|1000|100|400"),
        ("项目名称|年度计划投资（万元）|本月完成|累计完成", "滨河路|1000|100|400"),
        ("项目名称|全年任务（万元）|当月完成（万元）|1-6月累计（万元）", "滨河路|1000|100|400"),
        ("项目名称|2026年计划（万元）|本月完成（万元）|自年初累计（万元）", "滨河路|1000|100|400"),
    ] {
        let said = june(header, row);
        assert_eq!(said, "name=滨河路 annual_plan=1000 period_amount=100 cumulative=400", "{header}");
    }
    // What was done of something else, or of which time, nobody can say.
    for header in
        ["项目名称|累计支付（万元）", "项目名称|完成投资（万元）", "项目名称|累计完成（公里）", "项目名称|累计完成"]
    {
        assert!(plain(Dataset::Progress, &sheet(&format!("{header}\n滨河路|400\n"), &[])).is_err(), "{header}");
    }
}

#[test]
fn more_usual_headers_of_offices_are_known() {
    let known = |dataset: Dataset, header: &str, row: &str, column: &str| {
        let read = plain(dataset, &sheet(&format!("{header}\n{row}\n"), &[]));
        let has = |read: &Tidied| {
            read.tables.iter().flat_map(|found| &found.columns).any(|c| c.column.as_deref() == Some(column))
        };
        assert!(read.as_ref().is_ok_and(has), "{header} has {column}");
    };
    for text in
        ["督办内容", "工作任务", "重点任务", "决定事项", "会议议定事项", "反馈问题", "需协调解决的问题", "批示内容"]
    {
        known(
            Dataset::Issues,
            &format!("序号|{text}|牵头部门|完成期限|整改进展"),
            "1|滨河路欠薪|住建局|6月20日前|已完成",
            "text",
        );
    }
    for item in ["任务名称", "工作目标", "重点工作", "考核目标"] {
        known(
            Dataset::QuotaGoals,
            &format!("序号|{item}|责任部门|完成期限"),
            "1|签约10个项目|招商局|2026年10月底前",
            "item",
        );
    }
    for value in ["实绩", "自年初累计", "指标值", "累计总量"] {
        known(
            Dataset::Indicators,
            &format!("主要指标|单位|全年目标|{value}|累计增长（%）"),
            "生产总值|亿元|172.5|72.5|9.8",
            "value",
        );
    }
    let dates = "项目编号|项目名称|总投资估算（万元）|全年任务（万元）|拟开工时间|计划竣工日期";
    for column in ["total_investment", "annual_target", "start_date", "end_date"] {
        known(Dataset::Register, dates, "A1|滨河路|9000|1000|2026-03-01|2026-12-31", column);
    }
    let said = june("项目名称|牵头部门|累计完成投资（万元）|目前进展|存在问题及困难", "滨河路|住建局|400|路基|征地");
    assert_eq!(said, "name=滨河路 unit_name=住建局 cumulative=400 status=路基 issue=征地");
}

#[test]
fn milestones_whose_merged_ids_were_lost_are_those_of_the_project_above_where_that_is_proven() {
    let ids = |csv: &str| -> (Vec<String>, usize, usize) {
        let read = plain(Dataset::MilestonePlan, csv.as_bytes()).expect("a table");
        let id = |row: &String| row.split("project_id=").nth(1)?.split(' ').next().map(str::to_string);
        let ids = rows(&read).iter().filter_map(id).collect();
        (ids, noted(&read, "merge_filled").len(), noted(&read, "cells_blank_below").len())
    };
    let header = "项目编号,项目名称,节点名称,计划完成时间";
    let weighed = format!(
        "{header},权重\nA1,甲路,开工,2026-03-31,30%\n,,主体,2026-06-30,40%\n,,竣工,2026-12-31,30%\nA2,乙厂,开工,2026-03-31,50%\n,,竣工,2026-12-31,50%\n"
    );
    let of_all = ["A1", "A1", "A1", "A2", "A2"].map(str::to_string).to_vec();
    assert_eq!(ids(&weighed), (of_all.clone(), 1, 0));
    // Weights that make up no whole within each project prove nothing; the numbers of the projects would.
    let open = weighed.replace("50%", "40%");
    assert_eq!(ids(&open), (vec!["A1".to_string(), "A2".to_string()], 0, 1));
    let counted = "序号,".to_string()
        + &open
            .trim_end()
            .lines()
            .skip(1)
            .map(|line| match line.strip_prefix('A') {
                Some(rest) => format!("\n{},A{rest}", &rest[..1]),
                None => format!("\n,{line}"),
            })
            .fold(format!("{header},权重"), |all, line| all + &line)
        + "\n";
    assert_eq!(ids(&counted), (of_all, 1, 0), "{counted}");
    // A name that is lacking is no merged cell.
    assert_eq!(ids(&weighed.replace(",,主体", ",丁站,主体")).1, 0);
}

#[test]
fn a_list_whose_units_were_merged_says_so_once() {
    let csv = "序号,存在问题,责任单位,整改时限\n1,滨河路欠薪,住建局,2026年6月20日\n2,停车场占道,,2026年6月20日\n3,管网未修,,2026年6月20日\n";
    let read = plain(Dataset::Issues, csv.as_bytes()).expect("a table");
    assert_eq!(noted(&read, "unit_blank_below").len(), 1, "{:?}", read.rejects);
}

#[test]
fn a_card_of_one_project_is_named_as_a_form_and_its_values_are_no_headers() {
    let card = "重点项目进度卡（一项目一表）\n项目编号|XM001|项目名称|滨河路\n责任单位|住建局|建设地点|城关镇\n年度计划投资（万元）|1000|累计完成投资（万元）|400\n形象进度|路基|存在问题|征地\n";
    let why = plain(Dataset::Progress, &sheet(card, &["A1:D1"])).unwrap_err().text;
    assert!(why.contains("a form of one project, label beside value (项目编号, 项目名称"), "{why}");
    // A table that lacks a column is none.
    let table = "项目编号|项目名称|责任单位|完成情况\nA1|滨河路|住建局|400\nA2|水厂|水利局|300\n";
    let why = plain(Dataset::Progress, &sheet(table, &[])).unwrap_err().text;
    assert!(why.contains("lack cumulative"), "{why}");
}

#[test]
fn a_cut_id_and_a_figure_that_a_format_makes_a_day_are_told_by_their_cause() {
    let ids = plain(Dataset::Register, "编号,项目名称,年度计划投资（万元）\n4.10326E+17,滨河路,1000\n".as_bytes());
    let ids = ids.expect("a table");
    assert_eq!(ids.rejects.first().map(|reject| reject.reason), Some(RejectReason::CutNumber));
    let mut book = rust_xlsxwriter::Workbook::new();
    let own = book.add_worksheet();
    for (column, header) in ["项目名称", "累计完成投资（万元）"].into_iter().enumerate() {
        own.write(0, column as u16, header).expect("a text");
    }
    let days = rust_xlsxwriter::Format::new().set_num_format("yyyy-m-d");
    own.write(1, 0, "滨河路").expect("a text");
    own.write_with_format(1, 1, 1680, &days).expect("a figure");
    let read = plain(Dataset::Progress, &book.save_to_buffer().expect("a workbook")).expect("a table");
    assert_eq!(read.rejects.first().map(|reject| reject.reason), Some(RejectReason::FormattedAsDate));
}
