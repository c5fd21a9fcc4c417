//! Judging what was read: each check as a story of one small file, what it says and what it refuses.

use super::{decode, picture};
use chrono::NaiveDate;
use duban::base::amount::Amount;
use duban::base::period::PeriodKind;
use duban::pipeline::check::{Named, check_all};
use duban::pipeline::dataset::Dataset;
use duban::pipeline::{Pipeline, TableSpec};
use duban::tidy::checks::{Said, text_key};
use duban::tidy::{Ask, Known, KnownProject, Tidied};
use proptest::prelude::*;
use std::collections::BTreeMap;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Tables of a pipeline file whose checks are `checks`.
pub fn tables(dataset: &str, above: &str, checks: &str) -> Vec<TableSpec> {
    let text = format!(
        "title = \"t\"\nportfolio = \"p\"\ntimezone = \"Asia/Shanghai\"\n\
        [schedule]\ncron = \"0 9 1 * *\"\nperiod = \"month\"\n\
        [source]\nfolder = \"inbox\"\nmatch = [\"*\"]\n\
        [[tables]]\ndataset = \"{dataset}\"\n{above}\n{checks}\n"
    );
    let named = Named { name: "p".into(), file: "pipelines/p.toml".into(), text };
    let (mut pipelines, problems): (Vec<Pipeline>, _) = check_all(&[named], &BTreeMap::new(), &BTreeMap::new());
    assert!(!duban::base::problem::has_errors(&problems), "{problems:?}");
    pipelines.remove(0).tables
}

/// Four projects with a target of 1,200 万元 each, built from January to December, and their reports of four months.
fn known() -> Known {
    let mut known = Known::default();
    for (id, name, reports) in [
        ("G01", "东港码头扩建", [95, 210, 290, 420]),
        ("G02", "疏港铁路", [100, 200, 300, 400]),
        ("G03", "冷链物流园", [50, 50, 50, 50]),
        ("G04", "海滨公园", [300, 600, 900, 1_200]),
    ] {
        let ends = ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"].map(day);
        let said = |end: &NaiveDate| Said {
            period_end: *end,
            status: Some(text_key("正在推进 前期工作")),
            period_amount: Some(Amount::whole(1_000_000)),
        };
        let project = KnownProject {
            name: name.to_string(),
            unit_name: Some("港口局".to_string()),
            annual_target: Some(Amount::whole(12_000_000)),
            start_date: Some(day("2026-01-01")),
            end_date: Some(day("2026-12-31")),
            cumulative: ends.iter().zip(reports).map(|(end, wan)| (*end, Amount::whole(wan * 10_000))).collect(),
            said: ends.iter().map(said).collect(),
            ..KnownProject::default()
        };
        known.projects.insert(id.to_string(), project);
    }
    known
}

fn read(specs: &[TableSpec], known: &Known, csv: &str) -> Tidied {
    let ask = Ask {
        tables: specs,
        period: duban::pipeline::PeriodFrom::FileName,
        kind: Some(PeriodKind::Month),
        open_register: false,
    };
    let book = decode(csv.as_bytes()).expect("the file decodes");
    let tidied = duban::tidy::tidy("20260531月报.csv", "sha", &book, &ask, known, day("2026-06-02")).expect("a table");
    picture(&tidied); // rows are conserved
    tidied
}

/// What was said and refused, a line each.
fn said(tidied: &Tidied) -> String {
    let refused =
        tidied.rejects.iter().map(|r| format!("refused {} {}", r.place.cell.clone().unwrap(), r.reason.name()));
    let cell = |place: &duban::base::place::Place| place.cell.clone().unwrap_or("file".to_string());
    let notes = tidied.notes.iter().map(|note| format!("note {} {}: {}", cell(&note.place), note.kind, note.text));
    refused.chain(notes).collect::<Vec<String>>().join("\n")
}

const HEADER: &str =
    "项目编号,年度计划投资（万元）,本期完成投资（万元）,累计完成投资（万元）,完成比例（%）,形象进度,填报日期\n";

fn usual(rows: &str) -> String {
    said(&read(&tables("progress", "", ""), &known(), &format!("{HEADER}{rows}")))
}

#[test]
fn without_configuration_contradictions_are_said_and_rows_stand() {
    let found = usual(
        "G01,1200,700,530,44.2,浇筑第三层,2026-05-30\n\
         G03,1200,10,60,50,进场,2026-05-30\n\
         G04,1200,0,1200,100,已完工,2026-05-30\n",
    );
    insta::assert_snapshot!(found, @r"
    note C2 out_of_order: G01: period_amount 700 万元 exceeds cumulative 530 万元
    note E3 share_differs: G03: percent says 50 %, cumulative ÷ annual_plan is 5 %
    ");
}

#[test]
fn what_was_said_to_be_too_large_and_stands_is_not_said_every_month() {
    let mut known = known();
    if let Some(project) = known.projects.get_mut("G03") {
        project.total_investment = Some(Amount::whole(10_000_000));
        project.cumulative.insert(day("2026-04-30"), Amount::whole(11_000_000));
    }
    let of = |wan: &str| {
        let row = format!("{HEADER}G03,1200,,{wan},,进场,\n");
        said(&read(&tables("progress", "", ""), &known, &row))
    };
    assert!(!of("1150").contains("too_large"), "{}", of("1150"));
    // A worse slip is a new one.
    let twice = "G03: cumulative 2500 万元 is more than twice the annual plan 1200 万元";
    assert!(of("2500").contains(twice), "{}", of("2500"));
}

#[test]
fn a_figure_with_a_zero_too_many_is_said_and_its_row_stands() {
    let mut known = known();
    if let Some(project) = known.projects.get_mut("G03") {
        project.total_investment = Some(Amount::whole(10_000_000));
    }
    let rows = "G01,1200,,5300,,浇筑第三层,\nG03,1200,,1100,,进场,\nG04,1200,,1300,,已完工,\n";
    let read = read(&tables("progress", "", ""), &known, &format!("{HEADER}{rows}"));
    assert_eq!((read.tables[0].table.height(), read.rejects.len()), (3, 0));
    let said = said(&read);
    for line in [
        "note D2 too_large_figure: G01: cumulative 5300 万元 is more than twice the annual plan 1200 万元",
        "note D3 too_large_figure: G03: cumulative 1100 万元 is more than the total investment 1000 万元",
    ] {
        assert!(said.contains(line), "{said}");
    }
    assert!(!said.contains("G04: cumulative"), "a little more than was planned is no slip: {said}");
    let off = tables("progress", "", "[[tables.checks]]\ncheck = \"too_large\"\nlevel = \"off\"\n");
    let read = self::read(&off, &known, &format!("{HEADER}{rows}"));
    assert!(!self::said(&read).contains("too_large"), "{}", self::said(&read));
}

#[test]
fn a_percentage_that_contradicts_most_rows_means_something_else() {
    let found = usual("G01,1200,1,530,4,一,\nG02,1200,1,530,5,二,\nG03,1200,1,530,6,三,\nG04,1200,1,1200,100,四,\n");
    assert_eq!(found.matches("share_differs").count(), 1, "{found}");
    assert!(found.contains("it is taken to mean something else"), "{found}");
}

#[test]
fn everything_exactly_on_plan_every_month_is_said() {
    let found = usual("G01,1200,110,530,44,装修,\nG02,1200,100,500,41.7,主体,\n");
    insta::assert_snapshot!(found, @"note D3 always_on_plan: G02: all of the last 4 reports lie on the linear plan, the newest included");
    let days = |end: &str| {
        let elapsed = (day(end) - day("2026-01-01")).num_days();
        Amount(12_000_000 * 1_000_000 * i128::from(elapsed) / 364)
    };
    let mut known = known();
    let project = known.projects.get_mut("G01").unwrap();
    for end in ["2026-02-28", "2026-03-31", "2026-04-30"] {
        project.cumulative.insert(day(end), days(end));
    }
    let csv = format!("{HEADER}G01,1200,110,{},41.2,装修,\n", days("2026-05-31").in_unit(10_000));
    let found = said(&read(&tables("progress", "", ""), &known, &csv));
    assert!(found.contains("always_on_plan"), "by days as well: {found}");
}

#[test]
fn the_same_words_month_after_month_are_said_unless_the_work_is_done() {
    let found = usual("G01,1200,110,530,44,正在推进前期工作,\nG04,1200,0,1200,100,正在推进前期工作,\n");
    insta::assert_snapshot!(found, @"note F2 repeated: G01: status is the same in 4 reports in a row");
    assert_eq!(usual("G01,1200,110,530,44,主体封顶,\n"), "");
}

#[test]
fn declared_checks_refuse_with_their_own_reason_and_cell() {
    let checks = r#"
[[tables.checks]]
check = "range"
column = "percent"
least = 0
most = 99.5
level = "fail"
[[tables.checks]]
check = "range"
column = "cumulative"
most = "1000 万元"
level = "fail"
[[tables.checks]]
check = "allowed"
column = "status"
values = ["主体", "装修"]
level = "fail"
[[tables.checks]]
check = "required"
columns = ["report_date"]
level = "fail"
[[tables.checks]]
check = "jump"
percent = 50
level = "fail"
[[tables.checks]]
check = "share"
column = "percent"
part = "cumulative"
whole = "annual_plan"
level = "off"
[[tables.checks]]
check = "repeated"
column = "cumulative"
reports = 4
level = "fail"
"#;
    let specs = tables("progress", "refuse_file = \"never\"", checks);
    let csv = format!(
        "{HEADER}G01,1200,1,530,99.6,主 体,2026-05-30\nG02,1200,1,1100,50,主体,2026-05-30\n\
         G03,1200,1,50,4,主体,2026-05-30\nG04,1200,1,1200,10,主体,2026-05-30\n"
    );
    insta::assert_snapshot!(said(&read(&specs, &known(), &csv)), @r"
    refused E2 beyond_range
    refused D3 beyond_range
    refused D4 repeated
    refused D5 beyond_range
    ");
    let csv =
        format!("{HEADER}G01,1200,1,530,9,停工,2026-05-30\nG02,1200,1,700,50,主体,2026-05-30\nG03,1200,1,60,4,主体,\n");
    insta::assert_snapshot!(said(&read(&specs, &known(), &csv)), @r"
    refused F2 not_allowed
    refused D3 jump
    refused G4 required_empty
    ");
}

#[test]
fn a_falling_value_is_held_unless_the_pipeline_only_warns() {
    assert_eq!(usual("G01,1200,1,419,35,x,\n").lines().next(), Some("refused D2 cumulative_decreased"));
    let warns = tables("progress", "", "[[tables.checks]]\ncheck = \"falls\"\nlevel = \"warn\"\n");
    let tidied = read(&warns, &known(), &format!("{HEADER}G01,1200,1,419,35,x,\n"));
    assert_eq!(tidied.tables[0].table.height(), 1);
    assert!(said(&tidied).contains("note D2 cumulative_decreased: G01: cumulative fell from 420 万元 to 419 万元"));
}

#[test]
fn parts_sum_to_their_whole_and_days_are_in_order() {
    let checks = r#"
[[tables.checks]]
check = "sum"
parts = ["period_amount", "annual_plan"]
whole = "cumulative"
tolerance = "1 万元"
level = "fail"
[[tables.checks]]
check = "falls"
level = "off"
[[tables.checks]]
check = "order"
columns = ["period_amount", "cumulative"]
level = "off"
"#;
    let specs = tables("progress", "refuse_file = \"never\"", checks);
    let csv = "项目编号,年度计划投资（万元）,本期完成投资（万元）,累计完成投资（万元）\nG01,400,30,431\nG02,400,30,432\nG03,,,60\n";
    assert_eq!(said(&read(&specs, &known(), csv)), "refused D3 sum_differs");
    let register = tables("register", "", "");
    let csv = "项目编号,项目名称,总投资（万元）,年度计划投资（万元）,开工时间,竣工时间\n\
        G01,码头,100,120,2026-06-01,2026-03-01\n";
    insta::assert_snapshot!(said(&read(&register, &Known::default(), csv)), @r"
    note E2 out_of_order: G01: start_date 2026-06-01 exceeds end_date 2026-03-01
    note D2 out_of_order: G01: annual_target 120 万元 exceeds total_investment 100 万元
    ");
}

#[test]
fn a_milestone_is_not_done_tomorrow_nor_before_its_project_began() {
    let specs = tables("milestones", "", "");
    let mut known = known();
    known.projects.get_mut("G02").unwrap().start_date = Some(day("2026-03-01"));
    let csv = "项目编号,节点名称,计划完成时间,实际完成时间\n\
        G01,主体完工,2026-06-30,2026-06-15\nG01,围堰合龙,2026-05-30,2026-05-31\nG02,基础完工,2026-04-01,2026-02-20\n\
        G02,征地拆迁,2026-02-01,2026-02-10\n";
    insta::assert_snapshot!(said(&read(&specs, &known, csv)), @r"
    note D2 in_the_future: G01: actual_date 2026-06-15 is after 2026-06-02
    note D4 before_start: G02: actual_date 2026-02-20 is before the project's start 2026-03-01
    ");
}

#[test]
fn keys_come_once_and_types_are_what_was_declared() {
    let checks = "[[tables.checks]]\ncheck = \"unique\"\ncolumns = [\"liaison_address\"]\nlevel = \"fail\"\n\
        [[tables.checks]]\ncheck = \"type\"\ncolumn = \"category\"\ntype = \"whole number\"\nlevel = \"fail\"\n";
    let csv = "项目编号,项目名称,年度计划投资（万元）,项目类型,联络员邮箱\n\
        G01,码头,100,12,a@x.example\nG02,铁路,100,1.5,b@x.example\nG03,物流园,100,7,A@x.example\nG04,公园,100,若干,\n";
    insta::assert_snapshot!(said(&read(&tables("register", "", checks), &Known::default(), csv)), @r"
    refused E2 not_unique
    refused D3 wrong_type
    refused E4 not_unique
    refused D5 wrong_type
    ");
}

#[test]
fn a_file_of_which_too_much_is_refused_is_refused_as_a_whole() {
    let specs = tables("progress", "refuse_file = \"more than 20 % of rows refused\"", "");
    let rows = |bad: usize| {
        let row = |n: usize| {
            format!("G0{n},1200,1,{},4,x{n},\n", if n <= bad { "约".to_string() } else { (1200 + n).to_string() })
        };
        format!("{HEADER}{}", (1..=4).map(row).collect::<String>())
    };
    let good = read(&specs, &known(), &rows(0));
    assert!(good.refused.is_none() && good.tables[0].table.height() == 4);
    let bad = read(&specs, &known(), &rows(1));
    let refused = bad.refused.clone().expect("a quarter is more than a fifth");
    assert_eq!(refused.kind, "checks_failed");
    assert_eq!(refused.text, "1 of 4 rows of progress were refused, more than 20 % (not_a_number 1)");
    assert_eq!((bad.tables[0].table.height(), bad.tables[0].refused, bad.rejects.len()), (0, 4, 1));
    assert!(said(&bad).contains("note file checks_failed"), "{}", said(&bad));
    // Rows of projects that nobody knows are a matter of the register.
    let csv = format!("{HEADER}G01,1200,1,530,44,x,\nX1,1,1,1,1,y,\nX2,1,1,1,1,y,\n");
    assert!(read(&specs, &known(), &csv).refused.is_none());
}

#[test]
fn rows_that_come_twice_are_refused_rows_of_their_file_too() {
    let row = |id: usize| format!("G0{id},1200,1,{},4,x,\n", 1_210 + id);
    let again = |times: usize| format!("{HEADER}{}{}", (1..=4).map(row).collect::<String>(), row(1).repeat(times));
    let specs = tables("progress", "", "");
    let most = read(&specs, &known(), &again(20));
    assert_eq!(
        most.refused.map(|refused| refused.text).as_deref(),
        Some("20 of 24 rows of progress were refused, more than 50 % (duplicate_row 20)")
    );
    let few = read(&specs, &known(), &again(3));
    assert!(few.refused.is_none() && few.tables[0].table.height() == 4);
}

#[test]
fn a_bound_of_money_is_in_any_currency_however_it_is_written() {
    for (unit, most) in
        [("£m", "£2m"), ("€m", "2 €m"), ("₹ crore", "2 ₹ crore"), ("T€", "2000000 €"), ("亿元", "20000万元")]
    {
        let high = if unit == "T€" { 2_100 } else { 3 };
        let check = format!(
            "[[tables.checks]]\ncheck = \"range\"\ncolumn = \"cumulative\"\nmost = \"{most}\"\nlevel = \"fail\"\n"
        );
        let specs = tables("progress", "refuse_file = \"never\"", &check);
        let csv = format!("项目编号,项目名称,累计完成投资（{unit}）\nG01,东港码头扩建,{high}\nG02,疏港铁路,1\n");
        let mut known = known();
        known.projects.values_mut().for_each(|project| project.cumulative.clear());
        let read = read(&specs, &known, &csv);
        let out: Vec<&str> = read.rejects.iter().filter_map(|reject| reject.place.cell.as_deref()).collect();
        assert_eq!(out, ["C2"], "{unit} {most}: {}", said(&read));
    }
}

#[test]
fn of_a_file_that_is_refused_whole_the_first_five_thousand_rows_are_named_and_all_are_counted() {
    let specs = tables("progress", "refuse_file = \"more than 20 % of rows refused\"", "");
    let row = |n: usize| format!("G0{},1200,1,约,4,x{n},\n", n % 4 + 1);
    let read = read(&specs, &known(), &format!("{HEADER}{}", (0..6_000).map(row).collect::<String>()));
    assert!(read.refused.unwrap().text.starts_with("6000 of 6000 rows of progress were refused"));
    assert_eq!((read.tables[0].refused, read.rejects.len()), (6_000, 5_000));
}

#[test]
fn totals_that_do_not_add_up_cost_what_the_pipeline_says() {
    let csv = format!("{HEADER}G01,1200,1,530,44,x,\nG03,1200,1,60,5,y,\n合计,2400,2,600,,,\n");
    let with = |checks: &str| read(&tables("progress", "", checks), &known(), &csv);
    assert!(said(&with("")).contains("note D4 total_mismatch"));
    let off = with("[[tables.checks]]\ncheck = \"totals\"\nlevel = \"off\"\n");
    assert_eq!(said(&off), "");
    let fail = with("[[tables.checks]]\ncheck = \"totals\"\nlevel = \"fail\"\n");
    assert!(fail.refused.unwrap().text.contains("D4"));
    assert_eq!(fail.tables[0].table.height(), 0);
}

/// A check of a random kind and level, as a pipeline file asks for it.
fn any_check() -> impl Strategy<Value = String> {
    let check = prop_oneof![
        (0u32..100).prop_map(|most| format!("check = \"range\"\ncolumn = \"percent\"\nmost = {most}")),
        (0u32..900).prop_map(|most| format!("check = \"range\"\ncolumn = \"cumulative\"\nmost = \"{most} 万元\"")),
        Just("check = \"required\"\ncolumns = [\"status\"]".to_string()),
        Just("check = \"allowed\"\ncolumn = \"status\"\nvalues = [\"主体\"]".to_string()),
        Just("check = \"unique\"\ncolumns = [\"status\"]".to_string()),
        Just("check = \"falls\"".to_string()),
        Just("check = \"totals\"".to_string()),
        (1u32..200).prop_map(|percent| format!("check = \"jump\"\npercent = {percent}")),
        (2u32..8).prop_map(|reports| format!("check = \"repeated\"\ncolumn = \"cumulative\"\nreports = {reports}")),
        (2u32..8).prop_map(|reports| format!("check = \"always_on_plan\"\nreports = {reports}\ntolerance = 0.5")),
        Just("check = \"sum\"\nparts = [\"period_amount\"]\nwhole = \"cumulative\"".to_string()),
        Just("check = \"order\"\ncolumns = [\"period_amount\", \"cumulative\"]".to_string()),
        Just("check = \"type\"\ncolumn = \"status\"\ntype = \"number\"".to_string()),
        Just("check = \"in_the_future\"\ncolumn = \"report_date\"".to_string()),
    ];
    let level = prop_oneof![Just("warn"), Just("fail"), Just("off")];
    (check, level).prop_map(|(check, level)| format!("[[tables.checks]]\n{check}\nlevel = \"{level}\"\n"))
}

fn any_row() -> impl Strategy<Value = String> {
    let id = prop_oneof![
        Just("G01"),
        Just("G02"),
        Just("G03"),
        Just("g-04"),
        Just("X9"),
        Just(""),
        Just("合计"),
        Just("注：")
    ];
    let figure = || prop_oneof![(0u32..2000).prop_map(|n| n.to_string()), Just(String::new()), Just("约".to_string())];
    let status = prop_oneof![Just("主体"), Just("12"), Just(""), Just("正在推进前期工作")];
    (id, figure(), figure(), figure(), 0u32..150, status).prop_map(|(id, plan, amount, sum, percent, status)| {
        format!("{id},{plan},{amount},{sum},{percent},{status},\n")
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn rows_are_conserved_whatever_is_checked(
        rows in proptest::collection::vec(any_row(), 0..30),
        checks in proptest::collection::btree_map(0usize..6, any_check(), 0..4),
        limit in prop_oneof![Just(String::new()), Just("refuse_file = \"never\"".to_string()),
            (0u32..90).prop_map(|n| format!("refuse_file = \"more than {n} % of rows refused\""))],
    ) {
        let mut seen = std::collections::BTreeSet::new();
        let distinct: String =
            checks.into_values().filter(|c| seen.insert(c.lines().nth(1).map(str::to_string))).collect();
        let specs = tables("progress", &limit, &distinct);
        // `read` asserts rows = accepted + refused + set aside.
        let tidied = read(&specs, &known(), &format!("{HEADER}{}", rows.concat()));
        let refused: u32 = tidied.tables.iter().map(|found| found.refused).sum();
        match &tidied.refused {
            Some(_) => prop_assert!(tidied.tables.iter().all(|found| found.table.height() == 0), "never half of it"),
            None => prop_assert_eq!(tidied.rejects.len(), refused as usize, "each refused row is listed"),
        }
        // Only warning changes nothing of what is taken.
        let lenient = distinct.replace("\"fail\"", "\"warn\"");
        let quiet = tables("progress", "refuse_file = \"never\"", &lenient);
        let bare = lenient.replace("\"warn\"", "\"off\"");
        let off = tables("progress", "refuse_file = \"never\"", &bare);
        let taken = |specs: &[TableSpec]| {
            let tidied = read(specs, &known(), &format!("{HEADER}{}", rows.concat()));
            tidied.tables.iter().map(|found| found.table.height()).sum::<usize>()
        };
        if !bare.contains("check = \"falls\"") {
            prop_assert_eq!(taken(&quiet), taken(&off));
        }
    }
}

#[test]
fn a_check_of_a_column_that_the_file_does_not_have_is_said_once() {
    let checks = "[[tables.checks]]\ncheck = \"allowed\"\ncolumn = \"declared\"\nvalues = [\"红\", \"黄\", \"绿\"]\n\
        [[tables.checks]]\ncheck = \"order\"\ncolumns = [\"cumulative\", \"budget\"]\n";
    let specs = tables("progress", "", checks);
    let csv = format!("{HEADER}G01,1200,1,530,9,主体,\nG02,1200,1,700,50,主体,\n");
    let told = read(&specs, &known(), &csv);
    let notes: Vec<&str> =
        told.notes.iter().filter(|note| note.kind == "check_not_made").map(|note| note.text.as_str()).collect();
    assert_eq!(notes.len(), 2, "{notes:?}");
    assert!(
        notes[0].starts_with("check `allowed` asks for declared, and no column")
            && notes[1].contains("asks for budget")
    );
    // The lights of a file are what is declared; a budget under what is done is caught.
    let csv = "项目编号,累计完成投资（万元）,红黄绿灯,预算（万元）\nG01,530,紫,900\nG02,700,绿,10\n";
    insta::assert_snapshot!(said(&read(&specs, &known(), csv)), @r"
    note C2 not_allowed: G01: declared is none of 红, 黄, 绿
    note B3 out_of_order: G02: cumulative 700 万元 exceeds budget 10 万元
    ");
}

/// Tests that take the usual tables prove nothing where a pipeline file gives others.
#[test]
fn a_pipeline_file_that_says_nothing_but_its_dataset_gives_the_usual_table() {
    for dataset in Dataset::ALL {
        let usual = TableSpec::usual(dataset);
        let of_file = tables(dataset.name(), "", "").remove(0);
        assert_eq!(format!("{of_file:#?}"), format!("{usual:#?}"), "{}", dataset.name());
    }
}
