//! What people are told before anything happens: previews, marked copies, prefilled returns, a first pipeline file.

use super::cast::{House, register, report, text};
use duban::tidy::formats::{self, Workbook};
use std::fs;
use std::io::{Read, Write};

/// A report with a title, a total, a refused cell and hostile text.
fn hostile_report() -> String {
    "重点项目进度,,\n项目编号,项目名称,累计完成投资(万元),备注\nP1,滨河路,100,=HYPERLINK(\"http://x\")\n\
     P2,第一中学,约200,<script>alert(1)</script>\nP3,幼儿园,300,@SUM(A1)\n合计,,400,\n制表：某人,,,\n"
        .to_string()
}

fn cells(book: &Workbook, sheet: usize) -> Vec<(u32, u16, String)> {
    let sheet = &book.sheets[sheet];
    let row = |row: formats::Row<'_>| {
        let number = row.number;
        row.iter().map(|(column, cell)| (number, column, sheet.shown(cell))).collect::<Vec<_>>()
    };
    sheet.rows_from(0).flat_map(row).collect()
}

#[test]
fn a_preview_says_why_rows_are_set_aside_what_changes_and_what_is_sent_and_does_nothing() {
    let house = House::settled("");
    let file = house.path(&report());
    fs::write(&file, hostile_report()).unwrap();
    let before = house.json(&["runs", "--json"]);
    let shown = house.json(&["preview", "progress", file.to_str().unwrap(), "--json"]);
    let table = &shown["tables"][0];
    let why: Vec<(u64, &str)> = table["aside"]
        .as_array()
        .unwrap()
        .iter()
        .map(|aside| (aside["row"].as_u64().unwrap(), aside["reason"].as_str().unwrap()))
        .collect();
    assert_eq!(why, [(1, "title"), (2, "header"), (6, "total"), (7, "note")]);
    assert_eq!(table["refused"][0]["cell"], "C4");
    assert!(table["refused"][0]["correct_zh"].as_str().unwrap().contains("数"), "{table}");
    assert_eq!(table["columns"][2]["type"], "money");
    assert_eq!(table["columns"][2]["examples"][0], "100");
    let projects = shown["would"]["projects"].as_array().unwrap();
    let p1 = projects.iter().find(|project| project["id"] == "P1").unwrap();
    assert_eq!((&p1["old"], p1["new"].as_f64()), (&serde_json::Value::Null, Some(100.0)));
    let letters = shown["would"]["letters"].as_array().unwrap();
    assert!(
        letters.iter().any(|letter| letter["to"] == "钱二" && letter["subject"].as_str().unwrap().contains("回执"))
    );
    assert_eq!(
        letters.iter().filter(|letter| letter["to"] == "钱二").count(),
        1,
        "one letter for one file: {letters:?}"
    );
    // Plain where nobody looks, and nothing that acts on a terminal.
    let plain = house.duban(&["preview", "progress", file.to_str().unwrap()]);
    let said = text(&plain.stdout);
    assert!(!said.contains('\u{1b}') && said.contains("row 6 set aside: total of all rows"), "{said}");
    let mut painted = house.command(&["preview", "progress", file.to_str().unwrap()]);
    let painted = painted.env("CLICOLOR_FORCE", "1").env_remove("NO_COLOR").output().unwrap();
    assert!(text(&painted.stdout).contains("\u{1b}[1;31m"), "{}", text(&painted.stdout));
    assert_eq!(house.json(&["runs", "--json"]), before, "nothing happened");
    assert!(house.letters().is_empty());
}

#[test]
fn a_run_that_would_be_held_is_said_to_be_so_before_it_is() {
    let house = House::settled("");
    let policy = include_str!("../../../config/escalation.toml");
    house.write("config/escalation.toml", format!("{policy}\n[policies.key-projects.breaker]\nletters = 1\n"));
    let file = house.path(&report());
    fs::write(&file, super::cast::UNREADABLE).unwrap();
    let shown = house.json(&["preview", "progress", file.to_str().unwrap(), "--json"]);
    let why = shown["would"]["held"].as_str().unwrap_or_default();
    assert!(why.contains("3 letters would be written (limit 1)"), "{}", shown["would"]);
    let plain = text(&house.duban(&["preview", "progress", file.to_str().unwrap()]).stdout);
    assert!(plain.contains("the run would be held for a person") && plain.contains("duban release"), "{plain}");
    house.write(&format!("inbox/{}", report()), super::cast::UNREADABLE);
    let ran = house.duban(&["run", "progress"]);
    assert_eq!(ran.status.code(), Some(4), "and so it is: {}", text(&ran.stderr));
}

#[test]
fn marked_copies_keep_every_cell_in_its_place_and_text_stays_text() {
    let house = House::settled("");
    let file = house.path(&report());
    fs::write(&file, hostile_report()).unwrap();
    let file = file.to_str().unwrap();
    for out in ["a.xlsx", "b.xlsx", "c.html"] {
        let out = house.path(out);
        let ran = house.duban(&["preview", "progress", file, "--annotate", out.to_str().unwrap()]);
        assert!(ran.status.success(), "{}", text(&ran.stderr));
    }
    let bytes = fs::read(house.path("a.xlsx")).unwrap();
    assert_eq!(bytes, fs::read(house.path("b.xlsx")).unwrap(), "the same copy is the same bytes");
    let copy = formats::decode(&bytes).unwrap();
    let source = formats::decode(hostile_report().as_bytes()).unwrap();
    let copied = cells(&copy, 1);
    for cell in cells(&source, 0) {
        assert!(copied.contains(&cell), "{cell:?} is not where it stood");
    }
    let verdicts: Vec<&str> =
        copied.iter().filter(|(_, column, _)| *column == 4).map(|(.., text)| text.as_str()).collect();
    assert!(verdicts.iter().any(|verdict| verdict.starts_with("C列：未采用：")), "{verdicts:?}");
    assert!(parts(&bytes, "xl/worksheets/").iter().all(|(_, xml)| !xml.contains("<f>")), "no formula");
    assert!(parts(&bytes, "xl/comments").iter().any(|(_, xml)| xml.contains("refused")), "a comment at the cell");
    let page = fs::read_to_string(house.path("c.html")).unwrap();
    assert!(page.contains("&lt;script&gt;") && !page.contains("<script"), "{page}");
    // Nothing is written over, and nothing of another kind is written.
    for (out, why) in [("a.xlsx", "is there already"), ("d.txt", "neither .xlsx nor .html")] {
        let out = house.path(out);
        let ran = house.duban(&["preview", "progress", file, "--annotate", out.to_str().unwrap()]);
        assert!(ran.status.code() == Some(2) && text(&ran.stderr).contains(why), "{}", text(&ran.stderr));
    }
}

/// The parts of a workbook whose names begin so.
fn parts(bytes: &[u8], prefix: &str) -> Vec<(String, String)> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut found = Vec::new();
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        if part.name().unwrap().starts_with(prefix) {
            let mut text = String::new();
            part.read_to_string(&mut text).unwrap();
            let name = part.name().unwrap().to_string();
            found.push((name, text));
        }
    }
    found
}

/// Writes figures into empty cells of the first sheet, as a person does.
pub fn filled(bytes: &[u8], figures: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        let (name, mut bytes) = (part.name().unwrap().to_string(), Vec::new());
        part.read_to_end(&mut bytes).unwrap();
        if name == "xl/worksheets/sheet1.xml" {
            let mut xml = String::from_utf8(bytes).unwrap();
            for (cell, figure) in figures {
                let at = xml.find(&format!("<c r=\"{cell}\"")).expect("the cell is there");
                let end = at + xml[at..].find("/>").unwrap();
                xml.replace_range(end..end + 2, &format!("><v>{figure}</v></c>"));
            }
            bytes = xml.into_bytes();
        }
        out.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        out.write_all(&bytes).unwrap();
    }
    out.finish().unwrap().into_inner()
}

#[test]
fn a_prefilled_return_comes_back_under_any_name_and_blank_is_not_reported() {
    let house = House::settled("");
    // A unit with two projects: one of them will be left blank.
    let more = format!("{}P4,图书馆,一局,1000,{y}-01-01,{y}-12-31\n", register(), y = &report()[..4]);
    house.write("inbox/新台账.csv", more);
    house.write(&format!("inbox/{}", report()), "项目编号,项目名称,累计完成投资(万元)\nP1,滨河路,100\nP4,图书馆,50\n");
    let ran = house.duban(&["run", "progress"]);
    assert!(ran.status.success(), "{}", text(&ran.stderr));
    let next = duban::base::period::PeriodKind::HalfMonth.containing(report_end()).next();
    let period = next.to_string();
    let ran = house.duban(&["returns", "progress", "--period", &period]);
    assert!(ran.status.success(), "{}", text(&ran.stderr));
    let folder = house.path("returns").join(format!("progress-{period}"));
    let forms: Vec<String> =
        fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(forms.len(), 3, "{forms:?}");
    let form = forms.iter().find(|name| name.contains("一局")).unwrap();
    let bytes = fs::read(folder.join(form)).unwrap();
    let shown = cells(&formats::decode(&bytes).unwrap(), 0);
    let same_year = next.end().format("%Y").to_string() == report()[..4];
    assert!(!same_year || shown.contains(&(3, 4, "100".to_string())), "the last value is shown: {shown:?}");
    assert!(parts(&bytes, "xl/worksheets/sheet1")[0].1.contains("<sheetProtection"), "locked");
    assert!(parts(&bytes, "xl/worksheets/sheet1")[0].1.contains("<dataValidation "), "validated");
    // Filled in for one project, renamed so that the name says nothing of period or unit.
    let back = house.path("我填好的进度.xlsx");
    fs::write(&back, filled(&bytes, &[("F4", "123.5")])).unwrap();
    let read = house.json(&["preview", "progress", back.to_str().unwrap(), "--json"]);
    assert_eq!(read["period"], period.as_str());
    let table = &read["tables"][0];
    assert_eq!((table["accepted"].as_u64(), table["refused"].as_array().unwrap().len()), (Some(1), 0), "{table}");
    let aside = table["aside"].as_array().unwrap();
    assert!(aside.iter().any(|aside| aside["row"] == 5 && aside["reason"] == "unfilled"), "blank is not 0: {aside:?}");
    assert!(read["notes"].as_array().unwrap().iter().all(|note| note["kind"] != "hidden_sheet"), "{}", read["notes"]);
    // A form that somebody may be filling is never written over.
    let again = house.duban(&["returns", "progress", "--period", &period]);
    assert_eq!(again.status.code(), Some(2), "{}", text(&again.stderr));
    let wrong = house.duban(&["returns", "progress", "--period", "2026-Q1"]);
    assert!(
        wrong.status.code() == Some(2)
            && text(&wrong.stderr).contains("half-month") | text(&wrong.stderr).contains("H"),
        "{}",
        text(&wrong.stderr)
    );
}

#[test]
fn forms_and_first_files_know_pipelines_whose_files_are_for_the_period_they_name() {
    let house = House::settled("");
    let pipeline = fs::read_to_string(house.path("pipelines/progress.toml")).unwrap();
    let named = pipeline.replace("period = \"from file name\"", "period = \"as named\"");
    assert_ne!(named, pipeline);
    house.write("pipelines/progress.toml", named);
    for period in ["2026-H1", "2026-Q3", "2026-07"] {
        let ran = house.duban(&["returns", "progress", "--period", period]);
        assert!(ran.status.success(), "{period}: {}", text(&ran.stderr));
        let folder = house.path("returns").join(format!("progress-{period}"));
        let form = fs::read_dir(&folder).unwrap().find_map(|entry| {
            let path = entry.unwrap().path();
            path.to_str().unwrap().contains("一局").then_some(path)
        });
        // Whatever it is called when it comes back: it is for the period that it was made for.
        let back = house.path("填好了.xlsx");
        fs::write(&back, filled(&fs::read(form.unwrap()).unwrap(), &[("F4", "7")])).unwrap();
        let read = house.json(&["preview", "progress", back.to_str().unwrap(), "--json"]);
        assert_eq!((&read["period"], &read["tables"][0]["accepted"]), (&period.into(), &1.into()), "{read}");
    }
    let nonsense = house.duban(&["returns", "progress", "--period", "2026-H3"]);
    assert_eq!(nonsense.status.code(), Some(2), "{}", text(&nonsense.stderr));
    // Samples of several lengths: the first pipeline file says so, and reads each for its own.
    let samples = house.path("samples");
    fs::create_dir(&samples).unwrap();
    let names = ["2026年上半年城建进展.csv", "2026年三季度城建进展.csv"];
    for name in names {
        fs::write(samples.join(name), "项目编号,项目名称,累计完成投资(万元)\nZ1,东环路,5\nZ2,水厂,6\n").unwrap();
    }
    let home = tempfile::tempdir().unwrap();
    let paths = names.map(|name| samples.join(name).to_str().unwrap().to_string());
    let command = |args: &[&str]| {
        let program = house.command(&[]).get_program().to_os_string();
        std::process::Command::new(program).arg("--home").arg(home.path()).args(args).output().unwrap()
    };
    let ran = command(&["init", &paths[0], &paths[1]]);
    assert!(ran.status.success(), "{}", text(&ran.stderr));
    let written = fs::read_to_string(home.path().join("pipelines/progress.toml")).unwrap();
    assert!(written.contains("period = \"as named\""), "{written}");
    for (path, period) in paths.iter().zip(["2026-H1", "2026-Q3"]) {
        let shown = text(&command(&["preview", "progress", path]).stdout);
        assert!(shown.contains(&format!("period {period}")), "{shown}");
    }
}

fn report_end() -> chrono::NaiveDate {
    chrono::NaiveDate::parse_from_str(&report()[..8], "%Y%m%d").unwrap()
}

#[test]
fn a_first_pipeline_file_is_written_from_samples_and_check_accepts_it() {
    let folder = tempfile::tempdir().unwrap();
    let house = House::new();
    let samples = folder.path().join("samples");
    fs::create_dir(&samples).unwrap();
    let report = |day: &str, a: u32| {
        let text = format!(
            "单位：万元,,,\n项目编号,项目名称,累计完成金额,工程形象进度\nZ1,东环路,{a},路基\nZ2,水厂,{},主体\n",
            a + 5
        );
        fs::write(samples.join(format!("{day}城建项目进展.csv")), text).unwrap();
    };
    report("20260131", 10);
    report("20260228", 30);
    report("20260331", 70);
    let list =
        "项目编号,项目名称,责任单位,年度计划投资(万元),开工时间,竣工时间\nZ1,东环路,交通局,500,2026-01-01,2026-12-31\n";
    fs::write(samples.join("2026城建清单.csv"), list).unwrap();
    let home = folder.path().join("home");
    let files: Vec<String> =
        ["20260131城建项目进展.csv", "20260228城建项目进展.csv", "20260331城建项目进展.csv", "2026城建清单.csv"]
            .iter()
            .map(|name| samples.join(name).to_str().unwrap().to_string())
            .collect();
    let home_text = home.to_str().unwrap();
    let command = |args: &[&str]| {
        let mut command = house.command(&[]);
        // The last --home wins nothing: this house is another one.
        command = std::process::Command::new(command.get_program());
        command.arg("--home").arg(home_text).args(args).output().unwrap()
    };
    let mut args = vec!["init"];
    args.extend(files.iter().map(String::as_str));
    let ran = command(&args);
    assert!(ran.status.success(), "{}", text(&ran.stderr));
    let written = fs::read_to_string(home.join("pipelines/progress.toml")).unwrap();
    assert!(written.contains("cumulative = [\"累计完成金额\"]") && written.contains("to confirm"), "{written}");
    assert!(written.contains("period   = \"month\"") && written.contains("城建项目进展"), "{written}");
    let checked = command(&["check", "--json"]);
    let checked: serde_json::Value = serde_json::from_slice(&checked.stdout).unwrap();
    // Near the end of a year the shipped calendar does not hold the next one yet; of the files there is nothing to say.
    let problems = checked["problems"].as_array().unwrap();
    let of_files = |problem: &&serde_json::Value| !problem["file"].as_str().unwrap().starts_with("config/calendars");
    assert_eq!(problems.iter().filter(of_files).count(), 0, "{problems:?}\n{written}");
    let shown = command(&["preview", "progress", &files[2]]);
    assert!(shown.status.success() && text(&shown.stdout).contains("period 2026-03"), "{}", text(&shown.stderr));
    let again = command(&args);
    assert_eq!(again.status.code(), Some(2), "{}", text(&again.stderr));
    assert!(text(&again.stderr).contains("nothing was written"));
    assert_eq!(fs::read_to_string(home.join("pipelines/progress.toml")).unwrap(), written);
}
