//! Percentages: 85, 85 % and 0.85, declared, by the whole column, or asked about.

use super::progress;
use duban::pipeline::check;
use duban::tidy::{Ask, Known, Tidied, tidy};
use std::collections::BTreeMap;

/// A pipeline whose column of percentages says what is given.
fn pipeline(says: &str) -> Result<duban::pipeline::Pipeline, String> {
    let text = format!(
        "title = \"t\"\nportfolio = \"p\"\n[schedule]\ncron = \"0 9 1 * *\"\ntimezone = \"Asia/Shanghai\"\nperiod = \"month\"\n\
         [source]\nfolder = \"inbox\"\nmatch = [\"*\"]\nperiod = \"arrival\"\n[[tables]]\ndataset = \"progress\"\n\
         [tables.columns]\npercent = {{ headers = [\"完成率\"]{says} }}\n"
    );
    let none = (BTreeMap::new(), BTreeMap::new());
    let context = check::Context { policies: &none.0, calendars: &none.1, datasets: None, packs: &Default::default() };
    let (pipeline, mut problems) = check::check_pipeline("p", "p.toml", &text, &context);
    problems.retain(|problem| problem.key.as_deref().is_some_and(|key| key.starts_with("tables")));
    match problems.first() {
        Some(problem) => Err(format!("{}: {}", problem.key.as_deref().unwrap_or(""), problem.message)),
        None => pipeline.ok_or_else(|| "other problems".to_string()),
    }
}

fn csv(cells: &[&str]) -> String {
    let rows = cells.iter().enumerate().map(|(index, cell)| format!("P{index},{cell},{index}\n"));
    format!("项目编号,完成率,累计完成投资（万元）\n{}", rows.collect::<String>())
}

fn told(tidied: &Tidied) -> String {
    let table = &tidied.tables.first().expect("a table").table;
    let mut fates: Vec<(String, String)> = table
        .subjects()
        .into_iter()
        .zip(table.amounts("percent"))
        .map(|(id, percent)| (id, percent.map_or("nothing".to_string(), |p| p.to_string())))
        .collect();
    fates.extend(tidied.rejects.iter().map(|r| (r.subject.clone().unwrap_or_default(), format!("{:?}", r.reason))));
    fates.sort();
    fates.into_iter().map(|(_, fate)| fate).collect::<Vec<String>>().join(" ")
}

fn read(says: &str, cells: &[&str]) -> String {
    let pipeline = pipeline(says).expect("a sound pipeline");
    let book = super::decode(csv(cells).as_bytes()).expect("text");
    let day = chrono::NaiveDate::from_ymd_opt(2014, 6, 30).expect("a day");
    told(&tidy("f.csv", "sha", &book, &Ask::from(&pipeline), &Known::default(), day).expect("a table"))
}

#[test]
fn mixed_figures_are_asked_about_and_never_guessed() {
    let told =
        |cells: &[&str]| told(&progress("20140630.csv", csv(cells).as_bytes(), &Known::default()).expect("a table"));
    assert_eq!(told(&["85", "85 %", "0.85"]), "85 85 Ambiguous");
    assert_eq!(told(&["85", "90", "0.85"]), "85 90 Ambiguous");
    assert_eq!(told(&["0.85", "90%"]), "Ambiguous 90");
    assert_eq!(told(&["0.85", "1", "0"]), "85 100 0");
    assert_eq!(told(&["1", "1", "0"]), "Ambiguous Ambiguous 0");
    assert_eq!(told(&["85", "1", "100"]), "85 1 100");
    assert_eq!(told(&["１２．５％", "−5%", "120%"]), "12.5 OutOfRange 120");
    assert_eq!(told(&["NaN", "inf", "1e309", "12%"]), "NotANumber NotANumber OutOfRange 12");
}

#[test]
fn the_pipeline_says_what_a_figure_is_and_how_much_is_possible() {
    assert_eq!(read(", unit = \"%\"", &["85", "85 %", "0.85"]), "85 85 0.85");
    assert_eq!(read(", unit = \"fraction\"", &["0.85", "85 %", "1"]), "85 85 100");
    assert_eq!(read(", unit = \"fraction\"", &["0.85", "85"]), "85 OutOfRange");
    assert_eq!(read(", unit = \"%\", max = \"100 %\"", &["100", "100.01", "-1"]), "100 OutOfRange OutOfRange");
    assert_eq!(read(", max = \"150\"", &["150%", "151%"]), "150 OutOfRange");
}

#[test]
fn words_that_say_nothing_of_percentages_are_named() {
    assert_eq!(pipeline(", unit = \"万元\"").unwrap_err(), "tables[0].columns.percent.unit: `万元` is no `unit`");
    assert_eq!(pipeline(", max = \"much\"").unwrap_err(), "tables[0].columns.percent.max: `much` is no percentage");
}

#[test]
fn small_figures_under_a_sign_are_read_as_written_and_that_is_said() {
    let csv = csv(&["0.85", "0.5", "1"]).replace("完成率", "完成率（%）");
    let tidied = progress("20140630.csv", csv.as_bytes(), &Known::default()).expect("a table");
    assert_eq!(told(&tidied), "0.85 0.5 1");
    assert!(tidied.notes.iter().any(|note| note.kind == "percent_doubtful"), "{:?}", tidied.notes);
}

#[test]
fn a_share_of_a_plan_is_at_most_all_of_it() {
    let csv = "项目编号,节点名称,计划完成时间,权重\nP1,a,2014-06-30,60\nP1,b,2014-07-30,101\nP1,c,2014-08-30,-1\n";
    let tidied = super::plain(duban::pipeline::dataset::Dataset::MilestonePlan, csv.as_bytes()).expect("a table");
    let refused: Vec<(u32, String)> = tidied.rejects.iter().map(|r| (r.row, format!("{:?}", r.reason))).collect();
    assert_eq!(refused, [(3, "OutOfRange".to_string()), (4, "OutOfRange".to_string())]);
}

#[test]
fn a_share_with_three_decimals_is_no_share_of_thousands() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (column, header) in
        ["项目名称", "年度计划投资（万元）", "累计完成投资（万元）", "完成率"].into_iter().enumerate()
    {
        sheet.write(0, column as u16, header).unwrap();
    }
    let percent = rust_xlsxwriter::Format::new().set_num_format("0.00%");
    sheet.write(1, 0, "甲路").unwrap();
    sheet.write(1, 1, 8000).unwrap();
    sheet.write(1, 2, 4010).unwrap();
    sheet.write_with_format(1, 3, 0.50125, &percent).unwrap();
    let share = |bytes: &[u8]| {
        let read = progress("20140630.xlsx", bytes, &Known::default()).unwrap();
        let shares = read.tables[0].table.amounts("percent");
        (shares.first().copied().flatten().map(|share| share.to_string()), read.rejects.len(), read.notes.len())
    };
    assert_eq!(share(&book.save_to_buffer().unwrap()), (Some("50.125".to_string()), 0, 0));
    let csv = "项目名称,完成率,累计完成投资（万元）\n甲路,46.001%,400\n";
    assert_eq!(share(csv.as_bytes()).0.as_deref(), Some("46.001"));
}
