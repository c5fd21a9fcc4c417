//! Torn rows: put together where exactly one way is right, refused everywhere else.

use super::{decode, progress};
use duban::letter::marked::{Marked, RowMark, html};
use duban::pipeline::PeriodFrom;
use duban::pipeline::dataset::Dataset;
use duban::tidy::{AsideReason, Ask, Known, KnownProject, Tidied};
use proptest::prelude::*;
use std::collections::BTreeSet;

/// A register of the projects named.
fn known(projects: &[(&str, &str)]) -> Known {
    let project = |name: &str| KnownProject { name: name.to_string(), ..KnownProject::default() };
    let projects = projects.iter().map(|(id, name)| (id.to_string(), project(name)));
    Known { projects: projects.collect(), ..Known::default() }
}

fn usual() -> Known {
    known(&[("P1", "滨江路改造"), ("P2", "第二中学,教学楼"), ("P3", "水厂"), ("P4", "幼儿园"), ("P5", "污水处理厂")])
}

const HEAD: &str = "项目编号,项目名称,责任单位,累计完成投资（万元）,填报日期,形象进度\n";

fn read(rows: &[&str], known: &Known) -> Tidied {
    let sound = "P3,水厂,水务局,3,2014-06-30,主体\nP4,幼儿园,教育局,4,2014-06-30,封顶\nP5,污水处理厂,水务局,5,2014-06-29,桩基\n";
    progress("20140630.csv", format!("{HEAD}{}\n{sound}", rows.join("\n")).as_bytes(), known).expect("a table")
}

/// What became of the rows above the sound ones.
fn told(tidied: &Tidied) -> Vec<String> {
    let found = &tidied.tables[0];
    assert_eq!(found.table.height() as u32 + found.refused + found.set_aside, found.rows, "rows are conserved");
    let texts = found.table.texts(["project_id", "name", "unit_name", "status"]);
    let rows = texts.into_iter().zip(found.table.amounts("cumulative")).take(found.table.height().saturating_sub(3));
    let mut told: Vec<String> = rows
        .map(|(texts, figure)| {
            let shown = texts.map(|text| text.unwrap_or_default()).join("|");
            format!("{shown}|{}", figure.map_or(String::new(), |f| f.in_unit(10_000).to_string()))
        })
        .collect();
    told.extend(tidied.rejects.iter().map(|r| format!("{} {:?}", r.row, r.reason)));
    told.extend(tidied.notes.iter().filter(|n| n.kind == "row_mended").map(|n| format!("{}: {}", n.place, n.text)));
    told
}

#[test]
fn a_name_with_a_separator_is_put_together_where_the_register_knows_it() {
    insta::assert_snapshot!(
        told(&read(&["P2,第二中学,教学楼,教育局,12.5,2014-06-30,封顶"], &usual())).join("\n"),
        @r"
    P2|第二中学,教学楼|教育局|封顶|12.5
    20140630.csv › B2: a stray separator cut the row; only one way of joining fits: 项目名称 is read as `第二中学,教学楼`; it stood as `P2,第二中学,教学楼,教育局,12.5,2014-06-30,封顶`
    "
    );
}

#[test]
fn a_quote_that_does_not_close_is_left_out_where_the_row_is_whole_without_it() {
    let first = |rows: &[&str]| told(&read(rows, &usual())).first().cloned().unwrap_or_default();
    let quoted = "P2,\"第二中学,教学楼\",教育局,1,2014-06-30,封顶"; // its writer knows how to quote
    let all = told(&read(&["P1,滨江路改造,水务局,12.5,2014-06-30,\"主体", quoted], &usual()));
    assert_eq!(all[0], "P1|滨江路改造|水务局|主体|12.5");
    assert!(all.last().is_some_and(|note| note.contains("a quote in the row does not close")), "{all:?}");
    assert_eq!(first(&["P1,\"滨江路改造,水务局,12.5,2014-06-30,主体", quoted]), "P1|滨江路改造|水务局|主体|12.5");
    assert_eq!(first(&["P1,滨江路改造\",水务局,12.5,2014-06-30,主体", quoted]), "P1|滨江路改造|水务局|主体|12.5");
}

#[test]
fn a_marked_copy_shows_a_mended_row_as_mended() {
    let text = format!(
        "{HEAD}P2,第二中学,教学楼,教育局,12.5,2014-06-30,封顶\nP3,水厂,水务局,3,2014-06-30,主体\nP4,幼儿园,教育局,4,2014-06-30,封顶\nP5,污水处理厂,水务局,5,2014-06-29,桩基\n"
    );
    let book = decode(text.as_bytes()).unwrap();
    let tidied = progress("20140630.csv", text.as_bytes(), &usual()).unwrap();
    let marked = Marked::new(&book, &tidied, None, Vec::new(), 1_000);
    let sheet = &marked.sheets[0];
    assert_eq!([0, 1, 2].map(|row| sheet.of(row)), [RowMark::Header, RowMark::Mended, RowMark::Accepted]);
    let page = html::write(&marked);
    assert!(page.contains("accepted as mended") && page.contains("class=\"m\""), "{page}");
    let sound = progress("20140630.csv", text.replace("第二中学,教学楼", "第二中学").as_bytes(), &usual()).unwrap();
    assert!(!html::write(&Marked::new(&book, &sound, None, Vec::new(), 1_000)).contains("mended"));
}

#[test]
fn a_line_with_a_stray_quote_stays_refused_where_anything_is_open() {
    let quoted = "P2,\"第二中学,教学楼\",教育局,1,2014-06-30,封顶";
    for rows in [
        // a name that nobody knows may have lost a piece
        vec!["P1,\"滨河路,水务局,12.5,2014-06-30,主体", quoted],
        // a mark in the midst of a text may be its own
        vec!["P1,滨江路改造,水务局,12.5,2014-06-30,主体 5\" 管道", quoted],
        // the line below may be the rest of the text
        vec!["P1,滨江路改造,水务局,12.5,2014-06-30,\"主体", "完成", quoted],
        // a field too many, or too few
        vec!["P1,\"滨江路改造,一标,水务局,12.5,2014-06-30,主体", quoted],
        vec!["P1,\"滨江路改造,12.5,2014-06-30,主体", quoted],
        // what stands in the column of figures is none
        vec!["P1,滨江路改造,\"水务局,主体,2014-06-30,12.5", quoted],
    ] {
        let tidied = read(&rows, &usual());
        let texts = tidied.tables[0].table.subjects();
        assert!(!texts.contains(&"P1".to_string()), "{rows:?}: {texts:?}");
        assert!(tidied.rejects.iter().any(|reject| reject.row == 2), "{rows:?}: {:?}", tidied.rejects);
    }
}

#[test]
fn figures_and_sentences_are_put_together_where_nothing_else_fits() {
    let one = |row: &str| told(&read(&[row], &usual())).first().cloned().unwrap_or_default();
    assert_eq!(one("P1,滨江路改造,水务局,1,234,2014-06-30,主体"), "P1|滨江路改造|水务局|主体|1234");
    assert_eq!(one("P1,滨江路改造,水务局,7,2014-06-30,基础完成,主体施工"), "P1|滨江路改造|水务局|基础完成,主体施工|7");
    assert_eq!(one("P,1,滨江路改造,水务局,7,2014-06-30,主体"), "P1|滨江路改造|水务局|主体|7");
    assert_eq!(one("P1,滨江路改造,水务,局,7,2014-06-30,主体"), "P1|滨江路改造|水务局|主体|7");
}

#[test]
fn what_may_be_read_in_two_ways_stays_refused() {
    for row in [
        "P1,滨江路改造,住建,局,7,2014-06-30,主体",        // no sound row has this unit
        "P1,滨江路改造,住建局,9,5,2014-06-30,主体",       // 9.5 or 95
        "P1,滨江路改造,住建局,约7,5,2014-06-30,主体",     // no way fits
        "P9,滨江路,改造,住建局,7,2014-06-30,主体",        // nobody knows the project
        "P1,滨江路,扩建,住建局,7,2014-06-30,主体",        // another name than the register's
        "P1,滨江路改造,住建局,7,2014-06-30,主体,\"完\"",  // quotes
        "P1,滨江路改造,住建局,7,2014-06-30,主体,1,2,3,4", // too many
    ] {
        let told = told(&read(&[row], &usual()));
        assert!(
            matches!(told.as_slice(), [only] if only == "2 TooManyCells" || only == "2 BrokenRow"),
            "{row}: {told:?}"
        );
    }
}

#[test]
fn a_row_on_two_lines_is_put_together_and_both_lines_are_counted() {
    let tidied = read(&["P1,滨江路", "改造,住建局,7,2014-06-30,主体"], &usual());
    insta::assert_snapshot!(told(&tidied).join("\n"), @r"
    P1|滨江路改造|住建局|主体|7
    20140630.csv › B2: a stray line break cut the row; only one way of joining fits: 项目名称 is read as `滨江路改造`; it stood as `P1|滨江路⏎改造|住建局|7|2014-06-30|主体`
    ");
    let aside: Vec<(u32, AsideReason)> = tidied.tables[0].aside.iter().map(|aside| (aside.row, aside.why)).collect();
    assert_eq!(aside, [(1, AsideReason::Header), (3, AsideReason::Continued)]);
    let one = |rows: &[&str]| told(&read(rows, &usual())).first().cloned().unwrap_or_default();
    assert_eq!(one(&["P", "1,滨江路改造,住建局,7,2014-06-30,主体"]), "P1|滨江路改造|住建局|主体|7");
    assert_eq!(one(&["P1,滨江路改造,住建局,12", "34,2014-06-30,主体"]), "P1|滨江路改造|住建局|主体|1234");
}

#[test]
fn a_line_that_may_belong_to_two_rows_belongs_to_none() {
    let tidied = read(&["P1,滨江路改造,住建局,7,2014-06-30,主体", "施工"], &usual());
    assert!(told(&tidied).iter().all(|line| !line.contains("line break")), "{:?}", told(&tidied));
    let tidied = read(&["P1,滨江路改造,住建局,7", "2014-06-30,主体"], &usual());
    assert!(
        told(&tidied).iter().all(|line| line.ends_with("BrokenRow") || line.ends_with("TooFewCells")),
        "{:?}",
        told(&tidied)
    );
}

/// A sound table of projects: id, name, unit, amount, day, what was done.
fn table() -> impl Strategy<Value = Vec<[String; 6]>> {
    let row = (
        "[甲乙丙丁戊a-c]{1,6}",
        0usize..3,
        0u32..2_000_000,
        1u32..28,
        "[一-龥]{1,6}",
        prop::option::of("[一-龥]{1,3}"),
    );
    proptest::collection::vec(row, 5..14).prop_map(|rows| {
        let units = ["水务局", "教育局", "住建局"];
        type Row = (String, usize, u32, u32, String, Option<String>);
        let one = |(index, (name, unit, amount, day, status, more)): (usize, Row)| {
            let status = more.map_or(status.clone(), |more| format!("{status}、{more}"));
            [
                format!("P14-{index:03}"),
                format!("{name}{index}"),
                units[unit].to_string(),
                format!("{}.{}", amount / 100, amount % 100 / 10),
                format!("2014-06-{day:02}"),
                status,
            ]
        };
        rows.into_iter().enumerate().map(one).collect()
    })
}

/// Id, name, unit, amount, day of each accepted row.
fn accepted(text: &str, known: &Known) -> (Vec<[String; 5]>, usize) {
    let specs = super::specs(&[Dataset::Progress]);
    let ask = Ask { tables: &specs, period: PeriodFrom::None, kind: None, open_register: false };
    let Ok(book) = decode(text.as_bytes()) else { return (Vec::new(), 0) };
    let day = chrono::NaiveDate::MIN;
    let Ok(tidied) = duban::tidy::tidy("f.csv", "sha", &book, &ask, known, day) else { return (Vec::new(), 0) };
    let mended = tidied.notes.iter().filter(|note| note.kind == "row_mended").count();
    let rows = tidied.tables.iter().flat_map(|found| {
        let table = &found.table;
        let texts = table.texts(["project_id", "name", "unit_name"]);
        let days = table.dates("report_date");
        texts.into_iter().zip(table.amounts("cumulative")).zip(days).map(|((texts, figure), day)| {
            let [id, name, unit] = texts.map(|text| text.unwrap_or_default());
            let figure = figure.map_or(String::new(), |f| f.in_unit(10_000).to_string());
            [id, name, unit, figure, day.map_or(String::new(), |d| d.to_string())]
        })
    });
    (rows.collect(), mended)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_tears_a_table_no_wrong_value_is_accepted(
        rows in table(),
        separator in prop_oneof![Just(','), Just(';'), Just('\t')],
        with_register in any::<bool>(),
        damages in proptest::collection::vec((0usize..6, any::<prop::sample::Index>(), any::<prop::sample::Index>()), 1..4),
    ) {
        let head = HEAD.trim_end().replace(',', &separator.to_string());
        let known = match with_register {
            true => known(&rows.iter().map(|row| (row[0].as_str(), row[1].as_str())).collect::<Vec<_>>()),
            false => Known::default(),
        };
        let mut lines: Vec<String> = rows.iter().map(|row| row.join(&separator.to_string())).collect();
        let whole = format!("{head}\n{}\n", lines.join("\n"));
        let (clean, mended) = accepted(&whole, &known);
        prop_assert_eq!((clean.len(), mended), (rows.len(), 0), "a sound table is taken as it stands");
        let clean: BTreeSet<[String; 5]> = clean.into_iter().collect();
        let mut torn = BTreeSet::new();
        for (kind, line, at) in damages {
            let index = line.index(rows.len());
            if !torn.insert(index) {
                continue; // two tears of one row may cancel each other
            }
            let line = &mut lines[index];
            let places: Vec<usize> = line.char_indices().map(|(at, _)| at).skip(1).collect();
            let Some(place) = places.get(at.index(places.len().max(1))).copied() else { continue };
            match kind {
                0 | 1 => line.insert(place, separator),      // a stray separator
                2 | 3 => line.insert(place, '\n'),           // a stray line break
                4 => *line = format!("{separator}{line}"),   // shifted to the right
                _ => *line = line.replacen(separator, "", 1), // a separator lost
            }
        }
        let text = format!("{head}\n{}\n", lines.join("\n"));
        for row in accepted(&text, &known).0 {
            prop_assert!(clean.contains(&row), "{row:?} was never written; the file is now\n{text}");
        }
    }
}

#[test]
fn most_rows_with_one_stray_separator_come_back() {
    let rows: Vec<(String, String)> = (0..40).map(|i| (format!("P14-{i:03}"), format!("第{i}小学教学楼"))).collect();
    let pairs: Vec<(&str, &str)> = rows.iter().map(|(id, name)| (id.as_str(), name.as_str())).collect();
    let known = known(&pairs);
    let (mut torn, mut back) = (0, 0);
    for victim in 0..40 {
        let mut lines: Vec<String> = rows
            .iter()
            .enumerate()
            .map(|(i, (id, name))| format!("{id},{name},教育局,{}.5,2014-06-30,完成", 1_000 + i))
            .collect();
        let place = lines[victim].char_indices().map(|(at, _)| at).nth(1 + victim % 18).expect("a long line");
        lines[victim].insert(place, ',');
        let (accepted, mended) = accepted(&format!("{HEAD}{}\n", lines.join("\n")), &known);
        torn += 1;
        back += mended;
        assert_eq!(accepted.len(), 39 + mended);
        assert!(accepted.iter().all(|row| row[3].ends_with(".5") && row[2] == "教育局"), "{accepted:?}");
    }
    assert!(back * 2 > torn, "{back} of {torn} came back");
}

/// Which rows of a file without a register were taken, and what the others are refused for.
fn taken(csv: &str) -> String {
    let tidied = progress("20140630.csv", csv.as_bytes(), &Known::default()).expect("a table");
    let open = tidied.rejects.iter().filter(|reject| format!("{:?}", reject.reason) != "UnknownProject");
    let refused: Vec<String> = open.map(|reject| format!("{} {:?}", reject.row, reject.reason)).collect();
    refused.join(", ")
}

#[test]
fn headings_of_one_cell_tear_no_rows() {
    let head = "项目编号,项目名称,累计完成投资（万元）,形象进度\n";
    let grouped = "一、道路\nP1,滨河路,1,正常\nP2,城关路,2,正常\n二、水务\nP3,污水厂,3,正常\nP4,水厂,4,正常\n";
    assert_eq!(taken(&format!("{head}{grouped}")), "");
    // The rest of a list within a cell does not begin with one.
    let torn = "P1,滨河路,1,一、征地未完成\n二、资金未到位\nP2,城关路,2,正常\nP3,污水厂,3,正常\n";
    assert_eq!(taken(&format!("{head}{torn}")), "2 BrokenRow, 4 BrokenRow");
}

#[test]
fn a_line_that_is_too_narrow_says_nothing_of_whole_rows_with_which_it_makes_none() {
    let head = "项目编号,项目名称,责任单位,累计完成投资（万元）,形象进度\n";
    let rows = "101,甲,住建局,50,正常\n202,滨河桥,700,正常\n303,丙,水利局,10,正常\n";
    assert_eq!(taken(&format!("{head}{rows}")), "3 TooFewCells");
}

#[test]
fn empty_cells_that_a_writer_leaves_off_are_a_habit_however_far_its_ids_count() {
    let head = "项目编号,项目名称,累计完成投资（万元）,形象进度,存在问题\n";
    let row = |n: usize| format!("P{},名{n},{n},正常{}\n", n * 3, if n.is_multiple_of(3) { ",有问题" } else { "" });
    assert_eq!(taken(&format!("{head}{}", (1..10).map(row).collect::<String>())), "");
}

#[test]
fn an_empty_line_within_a_torn_cell_loses_nothing() {
    let all = told(&read(&["P1,滨江路改造,水务局,12.5,\n\n2014-06-30,主体"], &usual()));
    assert_eq!(all[0], "P1|滨江路改造|水务局|主体|12.5", "{all:?}");
    assert!(all.last().is_some_and(|note| note.contains("a stray line break cut the row")), "{all:?}");
}
