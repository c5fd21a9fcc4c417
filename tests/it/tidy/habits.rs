//! Habits of writing: what a whole column says of its cells, and what stands instead of values.

use super::plain;
use chrono::NaiveDate;
use duban::base::amount::Amount;
use duban::pipeline::check;
use duban::pipeline::dataset::Dataset;
use duban::tidy::register::grown;
use duban::tidy::table::{HELD, Table};
use duban::tidy::value::{self, date};
use duban::tidy::{Ask, Known, KnownProject, RejectReason, Tidied, tidy};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// A register whose annual targets (元) are written as given; `;` parts the cells, so that commas need no quotes.
fn targets(cells: &[&str]) -> Tidied {
    let rows: String = cells.iter().enumerate().map(|(i, cell)| format!("Q{i};n{i};{cell}\n")).collect();
    plain(Dataset::Register, format!("id;name;annual_target（元）\n{rows}").as_bytes()).expect("a table")
}

/// What became of each cell, by row: its figure or why it was refused.
fn fates(tidied: &Tidied) -> Vec<String> {
    let table = &tidied.tables.first().expect("a table").table;
    let ids = table.subjects().into_iter().zip(table.amounts("annual_target"));
    let mut fates: Vec<(String, String)> =
        ids.map(|(id, amount)| (id, amount.map_or("nothing".to_string(), |a| a.to_string()))).collect();
    fates.extend(tidied.rejects.iter().map(|r| (r.subject.clone().unwrap_or_default(), format!("{:?}", r.reason))));
    fates.sort();
    fates.into_iter().map(|(_, fate)| fate).collect()
}

#[test]
fn what_parts_the_decimals_is_decided_by_the_whole_column_or_asked_about() {
    assert_eq!(fates(&targets(&["1.234", "12.5", "3.456"])), ["1.234", "12.5", "3.456"]);
    assert_eq!(fates(&targets(&["1.234", "12,5", "3.456"])), ["1234", "12.5", "3456"]);
    assert_eq!(fates(&targets(&["1.234,5", "1.234", "7"])), ["1234.5", "1234", "7"]);
    assert_eq!(fates(&targets(&["1,234", "1,234,567", "7"])), ["1234", "1234567", "7"]);
    assert_eq!(fates(&targets(&["1,234", "2,345"])), ["1234", "2345"]);
    assert_eq!(fates(&targets(&["1,234,567.5", "1,5", "1,234"])), ["1234567.5", "NotANumber", "1234"]);
    let asked = targets(&["1.234", "2.345", "7"]);
    assert_eq!(fates(&asked), ["Ambiguous", "Ambiguous", "7"]);
    let note = asked.notes.iter().find(|note| note.kind == "ambiguous_figures").expect("a note");
    assert!(note.text.contains("decimal = \"point\""), "{}", note.text);
}

#[test]
fn figures_grouped_by_blanks_leave_commas_to_the_decimals() {
    assert_eq!(fates(&targets(&["5 140 891", "38,881", "831,023"])), ["5140891", "38.881", "831.023"]);
    assert_eq!(fates(&targets(&["5 140 891", "38.881", "7"])), ["5140891", "38.881", "7"]);
    assert_eq!(fates(&targets(&["5 140 891", "38.881", "38,881"])), ["5140891", "Ambiguous", "Ambiguous"]);
    // The same where only the column beside is grouped.
    let rows = "id;name;annual_target（元）;total_investment（元）\nA;a;230,760;705 681\nB;b;38,881;1 211 000\n";
    assert_eq!(fates(&plain(Dataset::Register, rows.as_bytes()).expect("a table")), ["230.76", "38.881"]);
}

#[test]
fn ids_that_a_spreadsheet_destroyed_are_refused() {
    let read = |id: &str| {
        let rows = format!("id,name,annual_target（元）\n{id},a,1\nB1,b,2\n");
        plain(Dataset::Register, rows.as_bytes()).expect("a table").rejects.first().map(|reject| reject.reason)
    };
    for lost in ["4.10311E+17", "4E+17", "########", "#REF!"] {
        assert_eq!(read(lost), Some(RejectReason::CutNumber), "{lost}");
    }
    for kept in ["410311198812010015", "E17", "4E17", "1.2", "#12", "4-E+1"] {
        assert_eq!(read(kept), None, "{kept}");
    }
}

#[test]
fn a_year_of_two_digits_among_years_of_four_is_near_them() {
    let fates = |days: [&str; 4]| {
        let rows: String = days.iter().enumerate().map(|(at, day)| format!("P{at};n{at};1;{day}\n")).collect();
        let tidied = plain(Dataset::Register, format!("id;name;annual_target（元）;end_date\n{rows}").as_bytes());
        let tidied = tidied.expect("a table");
        let reasons: Vec<String> = tidied.rejects.iter().map(|r| format!("{:?}", r.reason)).collect();
        let ends = tidied.tables.first().expect("a table").table.dates("end_date");
        let last = ends.last().copied().flatten().map(|day| day.to_string()).unwrap_or_default();
        if reasons.is_empty() { last } else { reasons.join(" ") }
    };
    assert_eq!(fates(["25/01/2018", "31/12/2017", "13/03/2017", "03/03/17"]), "2017-03-03");
    assert_eq!(fates(["25/01/2018", "31/12/2017", "20/02/2018", "13/03/17"]), "2017-03-13");
    assert_eq!(fates(["01/25/2018", "12/31/2017", "02/20/2018", "03/04/17"]), "2017-03-04");
    // Either end may be the year, or no long year says which the month is.
    assert_eq!(fates(["25/01/2018", "31/12/2017", "20/02/2018", "17/03/18"]), "Ambiguous");
    assert_eq!(fates(["02/03/2014", "04/03/2014", "05/03/2014", "14.3.2"]), "Ambiguous Ambiguous Ambiguous Ambiguous");
}

#[test]
fn a_bare_year_or_a_stage_where_a_day_may_stand_is_kept_as_it_is_written() {
    let rows = "项目名称,累计完成投资（万元）,开工时间,竣工时间\n滨河路,100,2024,2026\n科技桥,200,已开工,长期\n";
    let tidied = plain(Dataset::Progress, rows.as_bytes()).expect("a table");
    assert_eq!((tidied.rejects.len(), tidied.tables.first().map(|found| found.table.height())), (0, Some(2)));
}

#[test]
fn a_year_shown_as_a_day_is_no_day_and_a_year_of_two_digits_is_not_found_by_neighbours_of_four() {
    let head = "id;name;annual_target（元）;start_date;end_date\n";
    let fates = |rows: &str| {
        let tidied = plain(Dataset::Register, format!("{head}{rows}").as_bytes()).expect("a table");
        let reasons: Vec<String> = tidied.rejects.iter().map(|r| format!("{:?}", r.reason)).collect();
        reasons.join(" ")
    };
    assert_eq!(fates("A;a;1;2026-01-01;1905/7/18\nB;b;2;2026-01-01;2026-12-31\n"), "NotADate");
    assert_eq!(fates("A;a;1;13.02.2026;26.12.08\nB;b;2;14.03.2026;24.03.27\n"), "Ambiguous Ambiguous");
    assert_eq!(fates("A;a;1;13.02.2026;03/04/2027\nB;b;2;14.03.2026;05/06/2027\n"), "");
}

#[test]
fn four_digits_behind_a_comma_are_asked_about() {
    assert_eq!(fates(&targets(&["1,2345", "980", "12,3456"])), ["Ambiguous", "980", "Ambiguous"]);
    assert_eq!(fates(&targets(&["1,2345", "12,5"])), ["1.2345", "12.5"]);
    assert_eq!(fates(&targets(&["1,2345", "1,234.5"])), ["NotANumber", "1234.5"]);
    assert_eq!(fates(&targets(&["0,1234"])), ["0.1234"]);
}

#[test]
fn states_are_kept_as_written_and_counted_once_per_column() {
    let head = "id,name,annual_target,total_investment（万元）,end_date\n";
    let rows = "A,a,1,Exempt under Section 43 of the Act 2000,2014-06-30\nB,b,2,—,Not provided\nC,c,3,12.5,31 March 2015\n\
                D,d,4,约500,2014-06-30\nE,e,TBC,7,2014-06-30\nF,f,Exempt,7,2014-06-30\n";
    let tidied = plain(Dataset::Register, format!("{head}{rows}").as_bytes()).expect("a table");
    let table = &tidied.tables.first().expect("a table").table;
    let held: Vec<Option<String>> = table.texts([HELD]).into_iter().map(|[text]| text).collect();
    assert_eq!(
        held,
        [
            Some(r#"{"total_investment":"Exempt under Section 43 of the Act 2000"}"#.to_string()),
            Some(r#"{"end_date":"Not provided","total_investment":"—"}"#.to_string()),
            None
        ]
    );
    let refused: Vec<(u32, RejectReason)> = tidied.rejects.iter().map(|r| (r.row, r.reason)).collect();
    assert_eq!(refused, [(5, RejectReason::NotANumber), (6, RejectReason::NotANumber), (7, RejectReason::Withheld)]);
    let notes: Vec<&str> =
        tidied.notes.iter().filter(|n| n.kind == "kept_as_written").map(|n| n.text.as_str()).collect();
    assert_eq!(notes.len(), 2, "{notes:?}");
    assert!(notes.iter().any(|text| text.starts_with("2 cells of total_investment hold no value")), "{notes:?}");
    let back = Table::from_bytes(&table.to_bytes()).expect("reads back");
    assert_eq!(&back, table);
}

#[test]
fn a_table_that_was_written_before_a_column_came_still_reads() {
    let old = "duban-table 1 posts\nscope:text,role:text,person:text,address:text,sheet:text,row:row,place_cell:text\n\
               甲,联络员,李,li@example.org,,2,D2\n";
    let table = Table::from_bytes(old.as_bytes()).expect("reads");
    assert_eq!(table.height(), 1);
    assert_eq!(table.texts([HELD]), [[None]]);
    assert!(Table::from_bytes(old.replace("scope:text", "scape:text").as_bytes()).is_err());
}

#[test]
fn codes_are_told_from_wrong_cells_by_their_number() {
    let head = "id,name,annual_target,total_investment（万元）\n";
    let rows = "A,a,1,x\nB,b,1,x\nC,c,1,x\nD,d,1,y\nE,e,1,NaN\n";
    let tidied = plain(Dataset::Register, format!("{head}{rows}").as_bytes()).expect("a table");
    let refused: Vec<u32> = tidied.rejects.iter().map(|r| r.row).collect();
    assert_eq!(refused, [5, 6]);
}

#[test]
fn a_declared_order_and_a_neighbour_settle_days() {
    let file = |days: &[(&str, &str)]| {
        let rows = days.iter().enumerate().map(|(i, (start, end))| format!("Q{i},n{i},1,{start},{end}\n"));
        format!("id,name,annual_target（万元）,start_date,end_date\n{}", rows.collect::<String>())
    };
    let ends = |days: &[(&str, &str)]| {
        let tidied = plain(Dataset::Register, file(days).as_bytes()).expect("a table");
        let frame = &tidied.tables.first().expect("a table").table.frame;
        (format!("{:?}", frame.column("start_date").expect("a column").get(0)), tidied.rejects.len())
    };
    let (start, refused) = ends(&[("01.04.16", "31.12.40"), ("02.05.17", "01.01.41")]);
    assert!(start.contains("16892"), "1 April 2016, as the column beside it proves: {start}");
    assert_eq!(refused, 0);
    let (_, refused) = ends(&[("01.04.16", "01.02.03"), ("02.05.17", "02.03.04")]);
    assert_eq!(refused, 2, "nothing proves an order");
}

/// A pipeline of the examples, checked without a problem.
fn example(name: &str) -> duban::pipeline::Pipeline {
    let file = format!("{}/pipelines/examples/{name}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&file).expect("the example is there");
    let none = (BTreeMap::new(), BTreeMap::new());
    let context = check::Context { policies: &none.0, calendars: &none.1, datasets: None, packs: &Default::default() };
    let (pipeline, mut problems) = check::check_pipeline("example", &file, &text, &context);
    // They show how to read and judge; who is written to is another matter.
    problems.retain(|problem| problem.key.as_deref() != Some("escalation.policy"));
    assert!(problems.is_empty(), "{problems:?}");
    pipeline.expect("a pipeline without problems")
}

fn read(name: &str, pipeline: &duban::pipeline::Pipeline, bytes: &[u8], known: &Known) -> Tidied {
    let book = super::decode(bytes).expect("the file decodes");
    tidy(name, "sha", &book, &Ask::from(pipeline), known, NaiveDate::MIN).expect("a table")
}

#[test]
fn reports_without_a_register_list_their_projects_and_say_their_own_period() {
    let pipeline = example("nyc-capital/pipelines/reports.toml");
    let head = "Date Reported As Of,PID,Project Name,Managing Agency,Current Phase,Design Start,Budget Forecast,Forecast Completion\n";
    let first = "09/01/2013 12:00:00 AM,7,Pumps,DEP,Design,05/01/2013,53493000,03/31/2018\n\
                 09/01/2013 12:00:00 AM,18,Station,DEP,Construction,,,05/31/2017\n";
    let one = read("a.csv", &pipeline, format!("{head}{first}").as_bytes(), &Known::default());
    assert_eq!(one.period.expect("a period").to_string(), "2013-09");
    assert_eq!(one.rejects, []);
    let register = grown(&[], &one, true);
    let mut known = Known::default();
    for [id, name] in register.texts(["project_id", "name"]) {
        let project = KnownProject { name: name.unwrap_or_default(), ..KnownProject::default() };
        known.projects.insert(id.expect("an id"), project);
    }
    let second = "01/01/2014 12:00:00 AM,7,Pumps,DEP,Design,05/01/2013,54000000,06/30/2018\n\
                  01/01/2014 12:00:00 AM,91,Bridge,DOT,Design,03/25/2012,374745267,01/23/2020\n\
                  02/01/2014 12:00:00 AM,92,Late,DOT,Design,03/25/2012,1,01/23/2020\n";
    let two = read("b.csv", &pipeline, format!("{head}{second}").as_bytes(), &known);
    assert_eq!(two.period.expect("a period").to_string(), "2014-01");
    let refused: Vec<_> = two.rejects.iter().map(|r| (r.row, r.reason)).collect();
    assert_eq!(refused, [(4, RejectReason::OtherPeriod)]);
    let register = grown(&[register], &two, true);
    assert_eq!(register.subjects(), ["7", "18", "91"]);
    let day = |text: &str| text.parse::<NaiveDate>().ok();
    assert_eq!(register.dates("end_date"), [day("2018-03-31"), day("2017-05-31"), day("2020-01-23")]);
    assert_eq!(Table::from_bytes(&register.to_bytes()).expect("reads back"), register);
}

#[test]
fn values_that_the_law_holds_back_are_kept_as_written() {
    let pipeline = example("uk-gmpp/pipelines/portfolio.toml");
    let text = "project_name,department,colour_rating,start_date,end_date,yearly_budget,yearly_forecast,wlc_baseline_incl_NCG\n\
                Disposal,BEIS,Amber,30.06.08,31.12.40,\u{a3}40.27,\u{a3}37.40,\"\u{a3}12,343.96\"\n\
                Radar,MOD,Exempt under Section 26 (Defence),01.04.16,Not provided,Exempt under Section 43 of the Act 2000,\u{a3}0.00,\u{a3}3.5\n";
    let tidied = read("uk.csv", &pipeline, text.as_bytes(), &Known::default());
    assert_eq!(tidied.rejects, []);
    let table = &tidied.tables.first().expect("a table").table;
    let budget: Vec<Option<String>> =
        table.amounts("budget").into_iter().map(|amount| amount.map(|a| a.in_unit(1_000_000).to_string())).collect();
    assert_eq!(budget, [Some("12343.96".to_string()), Some("3.5".to_string())]);
    assert_eq!(
        table.dates("started_date"),
        [NaiveDate::from_ymd_opt(2008, 6, 30), NaiveDate::from_ymd_opt(2016, 4, 1)]
    );
    let held = r#"{"annual_plan":"Exempt under Section 43 of the Act 2000","forecast_date":"Not provided"}"#;
    assert_eq!(table.texts([HELD]), [[None], [Some(held.to_string())]]);
    let said: Vec<Option<String>> = table.texts(["declared"]).into_iter().map(|[text]| text).collect();
    assert_eq!(said, [Some("Amber".to_string()), Some("Exempt under Section 26 (Defence)".to_string())]);
}

/// Groups of three with a separator.
fn grouped(whole: u64, separator: &str) -> String {
    let digits = whole.to_string();
    let head = digits.len() % 3;
    let mut groups: Vec<&str> = if head > 0 { vec![&digits[..head]] } else { Vec::new() };
    groups.extend((head..digits.len()).step_by(3).map(|at| &digits[at..at + 3]));
    groups.join(separator)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn figures_read_back_exactly_in_every_habit(
        values in prop::collection::vec((0u64..2_000_000_000, 0u32..100), 2..12), habit in 0usize..5
    ) {
        let (separator, mark) = [(",", "."), (".", ","), (" ", ","), ("'", "."), ("", ".")][habit];
        let text = |(whole, cents): &(u64, u32)| format!("{}{mark}{cents:02}", grouped(*whole, separator));
        let texts: Vec<String> = values.iter().map(text).collect();
        let cells: Vec<&str> = texts.iter().map(String::as_str).collect();
        let expected: Vec<String> = values.iter()
            .map(|(whole, cents)| Amount::parse(&format!("{whole}.{cents:02}")).expect("a figure").to_string())
            .collect();
        let mut by_row: Vec<(String, String)> =
            expected.iter().enumerate().map(|(i, value)| (format!("Q{i}"), value.clone())).collect();
        by_row.sort();
        let expected: Vec<String> = by_row.into_iter().map(|(_, value)| value).collect();
        prop_assert_eq!(fates(&targets(&cells)), expected);
    }

    #[test]
    fn a_figure_without_decimals_is_read_as_it_is_or_refused(values in prop::collection::vec(1u64..2_000_000_000, 1..8)) {
        let texts: Vec<String> = values.iter().map(|value| grouped(*value, ".")).collect();
        let tidied = targets(&texts.iter().map(String::as_str).collect::<Vec<&str>>());
        let table = &tidied.tables.first().expect("a table").table;
        for (id, amount) in table.subjects().into_iter().zip(table.amounts("annual_target")) {
            let index: usize = id.trim_start_matches('Q').parse().expect("an index");
            prop_assert_eq!(amount, Some(Amount::whole(values[index] as i64)), "{:?}", texts);
        }
    }

    #[test]
    fn the_verdict_of_a_cell_never_depends_on_the_order_of_rows(
        cells in prop::collection::vec("[0-9]{1,3}([.,][0-9]{1,3}){0,2}|—|TBC|x", 2..10), turn in 0usize..10
    ) {
        let by_text = |cells: &[&str]| {
            let tidied = targets(cells);
            let mut fates: Vec<(String, String)> = Vec::new();
            let table = &tidied.tables.first().expect("a table").table;
            for (id, amount) in table.subjects().into_iter().zip(table.amounts("annual_target")) {
                let index: usize = id.trim_start_matches('Q').parse().expect("an index");
                fates.push((cells[index].to_string(), format!("{amount:?}")));
            }
            for reject in &tidied.rejects {
                let index: usize = reject.subject.as_deref().unwrap_or("Q0").trim_start_matches('Q').parse().expect("an index");
                fates.push((cells[index].to_string(), format!("{:?}", reject.reason)));
            }
            fates.sort();
            fates
        };
        let one: Vec<&str> = cells.iter().map(String::as_str).collect();
        let mut other = one.clone();
        other.rotate_left(turn % one.len());
        other.reverse();
        prop_assert_eq!(by_text(&one), by_text(&other));
    }

    #[test]
    fn no_text_makes_the_readers_panic(text in "\\PC{0,40}", year in prop::option::of(1990i32..2050)) {
        let _ = value::figure(&text);
        let _ = date::read(&text, year);
        let _ = value::state::read(&text);
        let _ = value::target::read(&text, year);
    }

    #[test]
    fn words_of_targets_and_figures_never_make_the_reader_panic(
        parts in prop::collection::vec(
            prop::sample::select(vec!["不低于", "95", "%", "亿元", "以上", "，", "6月", "底前", "百分之", "十", "个", "工作日", "内", "确保", "力争",
                "下降", "2014年", "-", "3.5", "1,234", "零", "至", "月", "项目", " by ", "30 June"]), 0..12)
    ) {
        let text = parts.concat();
        for clause in value::target::read(&text, Some(2014)).into_iter().flatten() {
            prop_assert!(clause.upper.is_none_or(|upper| upper >= clause.amount), "{}", text);
        }
    }
}
