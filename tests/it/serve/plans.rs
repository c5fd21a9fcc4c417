//! Plans of milestones in a newcomer's house: beside the list of projects, alone, with a column for each stage or quarter.

use super::cast::text;
use super::first::Empty;
use super::people::filled;
use std::fs;

impl Empty {
    fn first_files(&self, samples: &[(&str, &[u8])]) -> String {
        let write = |(name, bytes): &(&str, &[u8])| {
            let path = self.folder.path().join(name);
            fs::write(&path, bytes).unwrap();
            path.to_str().unwrap().to_string()
        };
        let files: Vec<String> = samples.iter().map(write).collect();
        let args: Vec<&str> = std::iter::once("init").chain(files.iter().map(String::as_str)).collect();
        let ran = self.duban(&args);
        assert!(ran.status.success(), "{}", text(&ran.stderr));
        text(&ran.stdout)
    }

    fn pipeline(&self, name: &str) -> String {
        fs::read_to_string(self.home().join(format!("pipelines/{name}.toml"))).unwrap()
    }

    fn read(&self, pipeline: &str, name: &str, bytes: &[u8], slot: &str) {
        fs::write(self.home().join("inbox").join(name), bytes).unwrap();
        let ran = self.duban(&["run", pipeline, "--slot", slot]);
        assert!(ran.status.success(), "{}{}", text(&ran.stdout), text(&ran.stderr));
    }

    fn json(&self, args: &[&str]) -> serde_json::Value {
        let shown = self.duban(args);
        serde_json::from_slice(&shown.stdout).unwrap_or_else(|_| panic!("{}", text(&shown.stderr)))
    }

    /// The rules by which cases were opened about a project.
    fn rules(&self, project: &str) -> Vec<String> {
        let cases = self.json(&["cases", "--json"]);
        let mine = cases["cases"].as_array().unwrap().iter().filter(|case| case["subject"] == project);
        mine.map(|case| case["rule"].as_str().unwrap().to_string()).collect()
    }
}

const LIST: &str = "项目编号,项目名称,责任单位,总投资（万元）,年度计划投资（万元）,开工时间,竣工时间\n\
    XM1,滨河路改造,住建局,12000,6000,2025-03-01,2026-12-31\nXM2,水厂扩建,水利局,8000,4000,2025-06-01,2026-10-31\n";
const NODES: &str = "项目编号,项目名称,节点名称,计划完成时间,实际完成时间\n\
    XM1,滨河路改造,完成征迁,2026-03-31,2026-03-20\nXM1,滨河路改造,路基完成,2026-06-30,\nXM2,水厂扩建,主体封顶,2026-05-31,\n";
const JUNE: &str = "项目编号,项目名称,责任单位,本月完成投资（万元）,累计完成投资（万元）,形象进度\n\
    XM1,滨河路改造,住建局,500,3000,路基施工\nXM2,水厂扩建,水利局,400,2300,主体施工\n";

/// A workbook of sheets of lines.
pub fn workbook(sheets: &[(&str, &str)]) -> Vec<u8> {
    let cells = |lines: &str| {
        let rows = lines.lines().enumerate().map(|(row, line)| {
            let cells = line.split(',').enumerate().filter(|(_, text)| !text.is_empty());
            let cell = |(column, text): (usize, &str)| {
                let at = char::from(b'A' + column as u8);
                format!("<c r=\"{at}{}\" t=\"inlineStr\"><is><t>{text}</t></is></c>", row + 1)
            };
            format!("<row r=\"{}\">{}</row>", row + 1, cells.map(cell).collect::<String>())
        });
        format!(
            "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{}</sheetData></worksheet>",
            rows.collect::<String>()
        )
    };
    let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let mut part = |name: String, xml: String| {
        out.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut out, xml.as_bytes()).unwrap();
    };
    let (mut named, mut related, mut typed) = (String::new(), String::new(), String::new());
    for (at, (name, lines)) in sheets.iter().enumerate() {
        let at = at + 1;
        named += &format!("<sheet name=\"{name}\" sheetId=\"{at}\" r:id=\"rId{at}\"/>");
        related += &format!(
            "<Relationship Id=\"rId{at}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet{at}.xml\"/>"
        );
        typed += &format!(
            "<Override PartName=\"/xl/worksheets/sheet{at}.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>"
        );
        part(format!("xl/worksheets/sheet{at}.xml"), cells(lines));
    }
    let main = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml";
    part(
        "[Content_Types].xml".into(),
        format!(
            "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"{main}\"/>{typed}</Types>"
        ),
    );
    part("_rels/.rels".into(), "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>".into());
    part(
        "xl/workbook.xml".into(),
        format!(
            "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets>{named}</sheets></workbook>"
        ),
    );
    part(
        "xl/_rels/workbook.xml.rels".into(),
        format!(
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{related}</Relationships>"
        ),
    );
    out.finish().unwrap().into_inner()
}

#[test]
fn a_list_with_its_milestones_is_one_pipeline_and_the_milestones_are_judged() {
    let house = Empty::new();
    let list = workbook(&[("项目清单", LIST), ("节点计划", NODES)]);
    let (plan, june) = ("2026年重点项目清单及节点计划.xlsx", "2026年6月重点项目进展月报.csv");
    let said = house.first_files(&[(plan, &list), (june, JUNE.as_bytes())]);
    assert!(said.contains("register.toml") && said.contains("progress.toml"), "{said}");
    let (register, progress) = (house.pipeline("register"), house.pipeline("progress"));
    assert!(register.contains("dataset = \"milestones\"") && !progress.contains("清单"), "{register}\n{progress}");
    assert!(progress.contains("[rules.milestone_overdue]"), "{progress}");
    assert!(progress.contains("dataset = \"milestones\""), "forms ask for them: {progress}");
    let checked = house.json(&["check", "--json"]);
    let problems = checked["problems"].as_array().unwrap().iter();
    let of_files = problems.filter(|problem| !problem["file"].as_str().unwrap().starts_with("config/calendars"));
    assert_eq!(of_files.count(), 0, "{checked}");
    house.read("register", plan, &list, "2026-05");
    house.read("progress", june, JUNE.as_bytes(), "2026-06");
    assert!(house.rules("XM1").contains(&"milestone_overdue".to_string()), "it is due that day");
    // What the list says again, a month later, is evidence.
    let again = workbook(&[("项目清单", LIST), ("节点计划", &format!("{NODES}XM2,水厂扩建,试运行,2026-10-31,\n"))]);
    house.read("register", "2026年重点项目清单及节点计划（7月）.xlsx", &again, "2026-07");
    let july = JUNE.replace("3000", "3600").replace("2300", "2900");
    house.read("progress", "2026年7月重点项目进展月报.csv", july.as_bytes(), "2026-07");
    assert!(house.rules("XM2").contains(&"milestone_overdue".to_string()), "nobody ever reported it done");
    let standing = house.json(&["standing", "--as-of", "2026-07-31", "--json"]);
    let slips: Vec<_> = standing["subjects"].as_array().unwrap().iter().map(|s| s["slip_days"].as_i64()).collect();
    assert_eq!(slips, [Some(31), Some(61)], "{standing}");
    let log = text(&house.duban(&["runs"]).stdout);
    assert!(!log.contains("no_table"), "each file has its pipeline: {log}");
}

/// What is known of the first project once a plan is read, and what the run log says.
fn known(name: &str, plan: &str) -> String {
    let house = Empty::new();
    house.first_files(&[("2026年项目台账.csv", LIST.as_bytes()), (name, plan.as_bytes())]);
    house.read("register", "2026年项目台账.csv", LIST.as_bytes(), "2026-01");
    house.read("milestones", name, plan.as_bytes(), "2026-01");
    let told = ["explain XM1 --as-of 2026-01-31", "runs"].map(|command| {
        let args: Vec<&str> = command.split(' ').collect();
        text(&house.duban(&args).stdout)
    });
    told.concat()
}

#[test]
fn a_plan_with_a_column_for_each_stage_or_quarter_is_read_as_milestones() {
    let stages = "2026年重点项目节点计划,,,,,\n,,,节点计划完成时间,,\n序号,项目名称,责任单位,用地,施工许可,竣工\n\
        1,滨河路改造,住建局,2026年1月底,2026.4.30,2026年12月\n2,水厂扩建,水利局,已完成,2026年3月底,2026年10月\n";
    let seen = known("2026年节点计划.csv", stages);
    for said in ["用地, 施工许可, 竣工", "2026-04-30", "2026-12-31"] {
        assert!(seen.contains(said), "{said}: {seen}");
    }
    let quarters = "2026年重点项目推进计划,,,,\n序号,项目名称,责任单位,一季度目标,二季度目标,三季度目标,四季度目标\n\
        1,滨河路改造,住建局,完成征迁,路基完成,路面铺设,竣工通车\n2,水厂扩建,水利局,开工,基础完成,主体封顶,设备安装\n";
    let seen = known("2026年推进计划.csv", quarters);
    for said in ["完成征迁", "2026-03-31", "路基完成", "2026-06-30", "竣工通车", "2026-12-31"] {
        assert!(seen.contains(said), "{said}: {seen}");
    }
}

#[test]
fn a_milestone_left_blank_in_a_form_that_was_filled_in_is_not_done() {
    let house = Empty::new();
    let list = workbook(&[("项目清单", LIST), ("节点计划", NODES)]);
    let (plan, june) = ("2026年重点项目清单及节点计划.xlsx", "2026年6月重点项目进展月报.csv");
    house.first_files(&[(plan, &list), (june, JUNE.as_bytes())]);
    house.read("register", plan, &list, "2026-05");
    house.read("progress", june, JUNE.as_bytes(), "2026-06");
    let made = house.duban(&["returns", "progress", "--period", "2026-07"]);
    assert!(made.status.success(), "{}", text(&made.stderr));
    let folder = house.home().join("returns/progress-2026-07");
    let forms = || fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
    let form = forms().find(|path| path.to_str().unwrap().contains("水利局")).unwrap();
    // Nothing is filled in: nothing is reported, and nothing found of the milestones.
    let blank = fs::read(&form).unwrap();
    let read = |bytes: &[u8]| {
        let back = house.home().join("填好的表.xlsx");
        fs::write(&back, bytes).unwrap();
        let read = house.json(&["preview", "progress", back.to_str().unwrap(), "--json"]);
        let tables = read["tables"].as_array().unwrap().clone();
        tables.iter().map(|table| table["accepted"].as_u64().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(read(&blank), [0, 0]);
    let full = filled(&blank, &[("F4", "2900")]);
    assert_eq!(read(&full), [1, 1]);
    house.read("progress", "2026年7月重点项目进展月报（水利局）.xlsx", &full, "2026-07");
    assert!(house.rules("XM2").contains(&"milestone_overdue".to_string()), "{:?}", house.rules("XM2"));
}
