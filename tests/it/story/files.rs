//! The papers of a port city's supervision office, made in code: its pipelines and its ladder, the list of projects, the
//! plan of milestones, the contacts, and monthly reports as CSV in GBK or as workbooks.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook};
use std::path::Path;

/// Number, name, unit, annual target in 万元, planned start, planned end.
pub type Project = (&'static str, &'static str, &'static str, u32, &'static str, &'static str);

/// The six projects of 东港市.
pub const PROJECTS: [Project; 6] = [
    ("G01", "东港码头扩建", "港口局", 12_000, "2026-01-01", "2026-12-31"),
    ("G02", "疏港铁路", "港口局", 6_000, "2026-01-01", "2026-12-31"),
    ("G03", "冷链物流园", "港口局", 3_600, "2026-03-01", "2026-11-30"),
    ("J01", "老城管网改造", "住建局", 2_400, "2026-01-01", "2026-12-31"),
    ("J02", "海滨公园", "住建局", 1_200, "2026-05-06", "2026-12-31"),
    ("J03", "第三中学迁建", "住建局", 4_800, "2026-01-01", "2026-12-31"),
];

/// Reports come once a month, are due on the 1st, and have two working days more.
const MONTHLY: &str = r#"
title     = "港口重点项目月报"
portfolio = "harbour"
timezone  = "Asia/Shanghai"
calendar  = "cn"

[schedule]
cron          = "0 9 1 * *"
period        = "month"
review        = "30 8 * * 1-5"
grace         = "2 workdays"
catch_up      = "all"
catch_up_days = 40

[source]
folder = "inbox"
match  = ["*月报*"]
period = "from file name"

[[tables]]
dataset = "progress"

[tables.columns]
cumulative = { headers = ["累计完成投资"], unit = "万元" }

[[tables]]
dataset = "milestones"

[rules.behind_target]
measure    = "cumulative"
trajectory = "linear"
at_risk    = "below 90 % of expected"
behind     = "below 75 % of expected"

[rules.milestone_overdue]
at_risk = "due within 5 workdays"
behind  = "overdue 1 day"

[rules.stalled]
reports = 2

[rules.not_started]
days = 1

[rules.not_reported]
periods = 1

[escalation]
policy = "harbour"
"#;

const LEDGER: &str = r#"
title     = "港口重点项目清单"
portfolio = "harbour"
timezone  = "Asia/Shanghai"
calendar  = "cn"

[source]
folder = "inbox"
match  = ["*清单*", "*节点安排*", "*联系人*"]
period = "none"

[[tables]]
dataset = "register"

[[tables]]
dataset = "milestone_plan"

[[tables]]
dataset = "posts"

[escalation]
policy = "harbour"
"#;

const LADDER: &str = r#"
[[policies.harbour.project]]
name  = "contact"
label = "项目联络人"
posts = ["联络人 of project"]
after = "at once"
reply = "3 workdays"
ask   = "请核实原因，报整改措施。"

[[policies.harbour.project]]
name  = "bureau"
label = "局长"
posts = ["局长 of unit"]
after = "3 workdays"
reply = "3 workdays"
ask   = "请牵头整改并书面反馈。"

[[policies.harbour.project]]
name  = "deputy"
label = "分管副市长"
posts = ["分管副市长 of unit"]
after = "5 workdays"
reply = "5 workdays"
ask   = "请协调推进。"

[[policies.harbour.project]]
name  = "mayor"
label = "督查科、市长"
posts = ["督查科 of office", "市长 of office"]
after = "5 workdays"
reply = "5 workdays"
ask   = "请阅示。"

[[policies.harbour.data]]
name  = "keeper"
label = "统计员"
posts = ["统计员 of unit"]
after = "at once"
reply = "2 workdays"
ask   = "请更正后重新报送。"

[[policies.harbour.data]]
name  = "office"
label = "督查科"
posts = ["督查科 of office"]
after = "3 workdays"
reply = "3 workdays"
ask   = "请督促补报。"
"#;

/// Puts the house's configuration into a folder; `catch_up` as the pipeline file says it.
pub fn furnish(home: &Path, catch_up: &str) {
    for folder in ["config", "pipelines", "inbox"] {
        std::fs::create_dir_all(home.join(folder)).unwrap();
    }
    let monthly = MONTHLY.replace("\"all\"", &format!("{catch_up:?}"));
    std::fs::write(home.join("pipelines/monthly.toml"), monthly).unwrap();
    std::fs::write(home.join("pipelines/ledger.toml"), LEDGER).unwrap();
    std::fs::write(home.join("config/escalation.toml"), LADDER).unwrap();
    std::fs::write(home.join("config/mail.toml"), "[mail]\nsender_address = \"desk@harbour.example\"\n").unwrap();
}

/// A workbook that is made at the same instant in every story: its bytes are sealed in the chain.
fn book(day: u8) -> Workbook {
    let mut book = Workbook::new();
    let made = ExcelDateTime::from_ymd(2026, 3, day).unwrap();
    book.set_properties(&DocProperties::new().set_creation_datetime(&made));
    book
}

/// The list of projects as a workbook, without those named.
pub fn register(without: &[&str]) -> Vec<u8> {
    register_of(20, without)
}

/// The same, made on another day of March.
pub fn register_of(day: u8, without: &[&str]) -> Vec<u8> {
    let mut book = book(day);
    let sheet = book.add_worksheet().set_name("清单").unwrap();
    sheet.write(0, 0, "2026年东港市重点项目清单").unwrap();
    let heads = ["序号", "项目编号", "项目名称", "责任单位", "年度计划投资（万元）", "开工时间", "竣工时间"];
    for (column, head) in heads.iter().enumerate() {
        sheet.write(1, column as u16, *head).unwrap();
    }
    let listed = PROJECTS.iter().filter(|(id, ..)| !without.contains(id));
    for (row, (id, name, unit, target, start, end)) in (2..).zip(listed) {
        sheet.write(row, 0, row - 1).unwrap();
        for (column, text) in [(1, *id), (2, *name), (3, *unit), (5, *start), (6, *end)] {
            sheet.write(row, column, text).unwrap();
        }
        sheet.write(row, 4, *target).unwrap();
    }
    book.save_to_buffer().unwrap()
}

/// The plan of milestones: project, name, planned day.
pub fn plan(rows: &[(&str, &str, &str)]) -> Vec<u8> {
    let mut csv = "项目编号,节点名称,计划完成时间,权重\n".to_string();
    for (id, milestone, day) in rows {
        csv.push_str(&format!("{id},{milestone},{day},50%\n"));
    }
    csv.into_bytes()
}

/// Who holds which post: a contact per project, three people per unit, two in the office.
pub fn contacts() -> Vec<u8> {
    let mut csv = "范围,角色,姓名,邮箱\n".to_string();
    for (id, ..) in PROJECTS {
        csv.push_str(&format!("{id},联络人,联络{id},{}@harbour.example\n", id.to_lowercase()));
    }
    for (unit, word) in [("港口局", "gang"), ("住建局", "zhu")] {
        for (role, post) in [("局长", "head"), ("分管副市长", "deputy"), ("统计员", "keeper")] {
            csv.push_str(&format!("{unit},{role},{unit}{role},{word}-{post}@harbour.example\n"));
        }
    }
    csv.push_str("市府办,督查科,督查科长,desk-head@harbour.example\n市府办,市长,市长,mayor@harbour.example\n");
    csv.into_bytes()
}

/// A monthly report in GBK: project and cumulative value in 万元, as written.
pub fn report(rows: &[(&str, &str)]) -> Vec<u8> {
    let mut csv = "项目编号,项目名称,累计完成投资（万元）\r\n".to_string();
    for (id, cumulative) in rows {
        let name = PROJECTS.iter().find(|(known, ..)| known == id).map_or("外来项目", |(_, name, ..)| name);
        csv.push_str(&format!("{id},{name},{cumulative}\r\n"));
    }
    encoding_rs::GBK.encode(&csv).0.into_owned()
}

/// A report with all six projects' figures, in the order of the list.
pub fn full(figures: [&str; 6]) -> Vec<u8> {
    let rows: Vec<(&str, &str)> = PROJECTS.iter().map(|(id, ..)| *id).zip(figures).collect();
    report(&rows)
}

/// A report as a workbook: one sheet of figures per entry, and a sheet of milestones (project, name, day done or empty).
pub fn workbook(sheets: &[(&str, Vec<(&str, f64)>)], milestones: &[(&str, &str, &str)]) -> Vec<u8> {
    let mut book = book(20);
    for (name, rows) in sheets {
        let sheet = book.add_worksheet().set_name(*name).unwrap();
        sheet.write(0, 0, "项目编号").unwrap();
        sheet.write(0, 1, "累计完成投资（万元）").unwrap();
        for (row, (id, cumulative)) in (1..).zip(rows) {
            sheet.write(row, 0, *id).unwrap();
            sheet.write(row, 1, *cumulative).unwrap();
        }
    }
    if !milestones.is_empty() {
        let sheet = book.add_worksheet().set_name("节点").unwrap();
        for (column, head) in (0..).zip(["项目编号", "节点名称", "实际完成时间"]) {
            sheet.write(0, column, head).unwrap();
        }
        for (row, (id, milestone, done)) in (1..).zip(milestones) {
            for (column, text) in (0..).zip([*id, *milestone, *done]) {
                sheet.write(row, column, text).unwrap();
            }
        }
    }
    book.save_to_buffer().unwrap()
}
