//! A newcomer's first hour: `init` from what the office has, `check`, `run`, and what each says where something lacks.

use super::cast::{House, text};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

/// A house with nothing in it but what `init` wrote.
pub struct Empty {
    pub folder: tempfile::TempDir,
}

impl Empty {
    pub fn new() -> Empty {
        Empty { folder: tempfile::tempdir().unwrap() }
    }

    pub fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    pub fn duban(&self, args: &[&str]) -> Output {
        let program = House::new().command(&[]).get_program().to_os_string();
        std::process::Command::new(program).arg("--home").arg(self.home()).args(args).output().unwrap()
    }

    fn sample(&self, name: &str, list: &str) -> String {
        let path = self.folder.path().join(name);
        fs::write(&path, list).unwrap();
        path.to_str().unwrap().to_string()
    }

    fn init(&self, samples: &[(&str, &str)]) -> Vec<String> {
        let files: Vec<String> = samples.iter().map(|(name, list)| self.sample(name, list)).collect();
        let args: Vec<&str> = std::iter::once("init").chain(files.iter().map(String::as_str)).collect();
        let ran = self.duban(&args);
        assert!(ran.status.success(), "{}", text(&ran.stderr));
        names(&self.home().join("pipelines"))
    }

    /// What `check` says of files, and not of days that no calendar holds yet.
    fn problems(&self) -> Vec<serde_json::Value> {
        let checked: serde_json::Value = serde_json::from_slice(&self.duban(&["check", "--json"]).stdout).unwrap();
        let problems = checked["problems"].as_array().unwrap().iter();
        problems.filter(|problem| !problem["file"].as_str().unwrap().starts_with("config/calendars")).cloned().collect()
    }

    fn run(&self, pipeline: &str, name: &str, report: &str, slot: &str) -> Output {
        fs::write(self.home().join("inbox").join(name), report).unwrap();
        self.duban(&["run", pipeline, "--slot", slot])
    }

    fn standing(&self, day: &str, id: &str) -> serde_json::Value {
        let shown = self.duban(&["standing", "--as-of", day, "--json"]);
        let shown: serde_json::Value =
            serde_json::from_slice(&shown.stdout).unwrap_or_else(|_| panic!("{}", text(&shown.stderr)));
        let projects = shown["subjects"].as_array().unwrap_or_else(|| panic!("{shown}"));
        projects.iter().find(|project| project["id"] == id).unwrap_or_else(|| panic!("{id}: {shown}")).clone()
    }
}

fn names(folder: &Path) -> Vec<String> {
    let files = fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    let mut files: Vec<String> = files.collect();
    files.sort();
    files
}

fn report(lines: &[(&str, u32, u32)]) -> String {
    let line = |(n, (name, plan, done)): (usize, &(&str, u32, u32))| format!("{},{name},住建局,{plan},{done}\n", n + 1);
    let lines: String = lines.iter().enumerate().map(line).collect();
    format!("序号,项目名称,责任单位,年度计划投资（万元）,累计完成投资（万元）\n{lines}")
}

#[test]
fn an_office_that_has_only_its_monthly_table_is_judged_from_the_first_pipeline_file() {
    let house = Empty::new();
    let june = report(&[("滨河路改造", 6000, 1200), ("水厂扩建", 4000, 2200)]);
    assert_eq!(house.init(&[("2026年6月重点项目进展月报.csv", &june)]), ["progress.toml"]);
    let written = fs::read_to_string(house.home().join("pipelines/progress.toml")).unwrap();
    assert!(written.contains("register = \"from reports\"    # to confirm"), "{written}");
    assert_eq!(house.problems(), Vec::<serde_json::Value>::new(), "{written}");
    let ran = house.run("progress", "2026年6月重点项目进展月报.csv", &june, "2026-06");
    assert!(ran.status.success(), "{}", text(&ran.stderr));
    assert_eq!(house.standing("2026-06-30", "滨河路改造")["grade"], "behind");
    assert_eq!(house.standing("2026-06-30", "水厂扩建")["grade"], "on_track");
}

#[test]
fn a_plan_that_a_later_report_changes_is_a_change_that_nobody_approved_until_the_year_is_over() {
    let house = Empty::new();
    let month = |plan: u32, done: u32| report(&[("滨河路改造", plan, done), ("水厂扩建", 4000, 2200)]);
    house.init(&[("2025年6月重点项目进展月报.csv", &month(6000, 3000))]);
    for (name, report, slot) in [
        ("2025年6月重点项目进展月报.csv", month(6000, 3000), "2025-06"),
        ("2025年7月重点项目进展月报.csv", month(3000, 3100), "2025-07"),
        // A correction of an older month says nothing of the plan that stands.
        ("2025年6月重点项目进展月报（更正）.csv", month(9000, 3050), "2025-07"),
    ] {
        let ran = house.run("progress", name, &report, slot);
        assert!(ran.status.success(), "{name}: {}", text(&ran.stderr));
    }
    let standing = house.standing("2025-07-31", "滨河路改造");
    assert!(standing["target"].to_string().contains("6000"), "{standing}");
    assert!(standing.to_string().contains("3000") && !standing.to_string().contains("9000"), "{standing}");
    let next = report(&[("滨河路改造", 8000, 500), ("水厂扩建", 5000, 700)]);
    let ran = house.run("progress", "2026年1月重点项目进展月报.csv", &next, "2026-01");
    assert!(ran.status.success(), "{}", text(&ran.stderr));
    let standing = house.standing("2026-01-31", "滨河路改造");
    assert!(standing["target"].to_string().contains("8000"), "{standing}");
}

#[test]
fn files_that_wait_for_a_register_say_what_to_write() {
    let house = Empty::new();
    let june = report(&[("滨河路改造", 6000, 1200)]);
    house.init(&[("2026年6月重点项目进展月报.csv", &june)]);
    let file = house.home().join("pipelines/progress.toml");
    let written = fs::read_to_string(&file).unwrap();
    let kept: Vec<&str> = written.lines().filter(|line| !line.starts_with("register = ")).collect();
    let (before, rest) = kept.split_at(kept.iter().position(|line| *line == "[rules.behind_target]").unwrap());
    let after = rest.iter().position(|line| *line == "[rules.stalled]").unwrap();
    fs::write(&file, [before, &rest[after..]].concat().join("\n")).unwrap();
    let problems = house.problems();
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert_eq!((&problems[0]["severity"], &problems[0]["key"]), (&"warning".into(), &"source.register".into()));
    let ran = house.run("progress", "2026年6月重点项目进展月报.csv", &june, "2026-06");
    assert_eq!(ran.status.code(), Some(1));
    let said = text(&ran.stdout);
    assert!(said.contains("wait for the register") && said.contains("register = \"from reports\""), "{said}");
}

#[test]
fn first_pipeline_files_are_named_for_what_they_read() {
    let tasks = (
        "2026年重点任务分解表.csv",
        "序号,工作任务,牵头单位,完成时限\n1,新建高标准农田,农业农村局,2026年12月底\n2,改造老旧小区,住建局,2026年11月底\n",
    );
    let people = (
        "通讯录.csv",
        "单位,职务,姓名,邮箱\n住建局,数据管理员,张三,a@example.cn\n水利局,数据管理员,李四,b@example.cn\n",
    );
    let list = (
        "2026年重点项目台账.csv",
        "项目编号,项目名称,责任单位,年度计划投资（万元）,开工时间,竣工时间\nZ1,东环路,住建局,100,2026-01-01,2026-12-31\n",
    );
    assert_eq!(Empty::new().init(&[tasks]), ["issues.toml"]);
    assert_eq!(Empty::new().init(&[people]), ["contacts.toml"]);
    let house = Empty::new();
    assert_eq!(house.init(&[list]), ["register.toml"]);
    // What another list needs comes later, beside the first.
    assert_eq!(house.init(&[tasks, people]), ["contacts.toml", "issues.toml", "register.toml"]);
    assert_eq!(house.problems(), Vec::<serde_json::Value>::new());
    let june = report(&[("东环路", 100, 20)]);
    assert!(house.init(&[("2026年6月重点项目进展月报.csv", &june)]).contains(&"progress.toml".to_string()));
    let written = fs::read_to_string(house.home().join("pipelines/progress.toml")).unwrap();
    assert!(!written.contains("from reports"), "the house has a list: {written}");
}

/// The issues of a house on a day, by their words.
fn issues(house: &Empty) -> Vec<serde_json::Value> {
    let shown = house.duban(&["issues", "--all", "--json"]);
    let shown: serde_json::Value =
        serde_json::from_slice(&shown.stdout).unwrap_or_else(|_| panic!("{}", text(&shown.stderr)));
    let mut issues = shown["lists"][0]["issues"].as_array().unwrap_or_else(|| panic!("{shown}")).clone();
    issues.sort_by_key(|issue| issue["text"].to_string());
    issues
}

#[test]
fn tasks_of_a_plan_of_work_are_judged_each_by_its_limit_and_keep_what_is_said_of_them() {
    let house = Empty::new();
    let name = "2026年政府工作报告任务分解6月进展.csv";
    let tasks = "序号,类别,目标任务,年度目标,责任领导,牵头单位,配合单位,完成时间,目前进展,完成情况,存在问题\n\
        1,民生保障,建成投用县医院新院区,年内投用,李卫东,卫健委,住建局,6月底前,已投用,已完成,\n\
        2,城乡建设,新改建农村公路100公里,100公里,李卫东,交通局,各乡镇,2026年10月底,已完成60公里,正在推进,资金不足\n\
        3,城乡建设,改造老旧小区25个,25个,王建国,住建局,,2026年3月底,完成20个,滞后,\n\
        4,经济发展,优化营商环境,,王建国,发改委,,长期坚持,出台措施12条,,\n";
    assert_eq!(house.init(&[(name, tasks)]), ["issues.toml"]);
    let written = fs::read_to_string(house.home().join("pipelines/issues.toml")).unwrap();
    assert!(written.contains("kind = \"task\"    # to confirm"), "{written}");
    assert!(written.contains("limit = [\"完成时间\"]") && written.contains("category = [\"类别\"]"), "{written}");
    assert_eq!(house.problems(), Vec::<serde_json::Value>::new(), "{written}");
    let ran = house.run("issues", name, tasks, "2026-06");
    assert!(ran.status.success(), "{}", text(&ran.stderr));
    let issues = issues(&house);
    let said: Vec<_> = issues
        .iter()
        .map(|issue| (issue["text"].as_str().unwrap(), issue["due_on"].as_str(), issue["done_on"].as_str()))
        .collect();
    let expected = [
        ("优化营商环境", None, None),
        ("建成投用县医院新院区", Some("2026-06-30"), Some("2026-06-30")),
        ("改造老旧小区25个", Some("2026-03-31"), None),
        ("新改建农村公路100公里", Some("2026-10-31"), None),
    ];
    assert_eq!(said, expected);
    assert_eq!((&issues[3]["target"], &issues[3]["progress"]), (&"100公里".into(), &"已完成60公里".into()));
    let cases: serde_json::Value = serde_json::from_slice(&house.duban(&["cases", "--json"]).stdout).unwrap();
    let late = cases["cases"].as_array().unwrap().iter().find(|case| case["name"] == "改造老旧小区25个").unwrap();
    assert_eq!(late["grade"], "behind", "{cases}");
}

#[test]
fn what_is_read_and_judged_by_nobody_is_said_by_check_and_by_the_run() {
    let house = Empty::new();
    let name = "2026年招商分项目标.csv";
    let goals = "序号,目标内容,责任单位,规模,个数,完成时限\n1,签约亿元以上项目,招商局,亿元以上,20,2026年12月底\n\
        2,开工亿元以上项目,发改委,亿元以上,10,2026年11月底\n";
    assert_eq!(house.init(&[(name, goals)]), ["quotas.toml"]);
    let file = house.home().join("pipelines/quotas.toml");
    let written = fs::read_to_string(&file).unwrap();
    assert!(written.contains("[quotas]") && written.contains("dataset deals"), "{written}");
    let problems = house.problems();
    assert!(problems.len() == 1 && problems[0]["message"].to_string().contains("list of deals"), "{problems:?}");
    let ran = house.run("quotas", name, goals, "2026-06");
    assert!(ran.status.success(), "{}", text(&ran.stderr));
    let log = text(&house.duban(&["runs"]).stdout);
    assert!(log.contains("2 goals are judged by nobody"), "{log}");
    let kept: Vec<&str> =
        written.lines().filter(|line| !line.contains("quotas]") && !line.contains("due_within")).collect();
    fs::write(&file, kept.join("\n")).unwrap();
    let problems = house.problems();
    assert!(problems.len() == 1 && problems[0]["message"].to_string().contains("there is no [quotas]"), "{problems:?}");
    let ran = house.run("quotas", "2026年招商分项目标（调整）.csv", &goals.replace(",20,", ",25,"), "2026-06");
    assert!(ran.status.success(), "{}", text(&ran.stderr));
    let log = text(&house.duban(&["runs"]).stdout);
    assert!(log.contains("2 rows of quota_goals are judged by nobody"), "{log}");
}

#[test]
fn a_period_that_only_the_sheet_says_is_seen_and_quarters_are_periods_of_their_own() {
    let house = Empty::new();
    let list = "项目名称,责任单位,年度计划投资（万元）,本季度完成投资（万元）,累计完成投资（万元）\n\
        滨河路改造,住建局,6000,50,2400\n水厂扩建,水利局,4000,30,2200\n";
    let sheet = super::plans::workbook(&[("2026年二季度", list)]);
    let path = house.folder.path().join("重点项目进展情况.xlsx");
    fs::write(&path, &sheet).unwrap();
    let ran = house.duban(&["init", path.to_str().unwrap()]);
    assert!(ran.status.success(), "{}", text(&ran.stderr));
    let written = fs::read_to_string(house.home().join("pipelines/progress.toml")).unwrap();
    assert!(written.contains("period   = \"quarter\"") && written.contains("from file name"), "{written}");
    let shown = text(&house.duban(&["preview", "progress", path.to_str().unwrap()]).stdout);
    assert!(shown.contains("period 2026-Q2") && shown.contains("period_of_sheet"), "{shown}");
    let house = Empty::new();
    house.init(&[("2026年一季度重点项目进展情况.csv", &report(&[("滨河路改造", 6000, 1200)]))]);
    let written = fs::read_to_string(house.home().join("pipelines/progress.toml")).unwrap();
    assert!(written.contains("[\"*重点项目进展情况*\"]") && written.contains("\"quarter\""), "{written}");
}

#[test]
fn a_report_of_a_week_is_of_no_year_and_its_amount_is_none_of_a_month() {
    let house = Empty::new();
    let list = "2026年重点项目建设周报（第26周）,,,,\n项目名称,责任单位,年度计划投资（万元）,本周完成投资（万元）,累计完成投资（万元）\n\
        滨河路改造,住建局,6000,50,2400\n水厂扩建,水利局,4000,30,2200\n";
    house.init(&[("重点项目周报.csv", list)]);
    let written = fs::read_to_string(house.home().join("pipelines/progress.toml")).unwrap();
    assert!(written.contains("reports of weeks") && written.contains("period   = \"month\""), "{written}");
    assert!(written.contains("not used: 本周完成投资"), "{written}");
    assert!(!written.contains("period_amount ="), "{written}");
}

#[test]
fn a_letter_about_a_missing_report_names_the_new_project_that_it_may_be() {
    let house = Empty::new();
    let may = report(&[("滨河路改造工程", 6000, 2400), ("水厂扩建", 4000, 1900), ("图书馆", 900, 500)]);
    house.init(&[("2026年5月重点项目进展月报.csv", &may)]);
    let file = house.home().join("pipelines/progress.toml");
    let written = fs::read_to_string(&file).unwrap();
    let rule = "[rules.not_reported]\nperiods = 1\n\n[rules.stalled]";
    fs::write(&file, written.replacen("[rules.stalled]", rule, 1)).unwrap();
    assert!(house.run("progress", "2026年5月重点项目进展月报.csv", &may, "2026-05").status.success());
    let june = report(&[("滨河路改造提升工程", 6000, 2900), ("水厂扩建", 4000, 2200), ("图书馆", 900, 600)]);
    let ran = house.run("progress", "2026年6月重点项目进展月报.csv", &june, "2026-06");
    assert!(ran.status.success(), "{}", text(&ran.stderr));
    // At the deadline of the month the old name has no report.
    let ran = house.duban(&["run", "progress", "--slot", "2026-07-05T09:00:00"]);
    let said = text(&ran.stdout) + &text(&ran.stderr);
    let shown =
        text(&house.duban(&["explain", "滨河路改造工程"]).stdout) + &text(&house.duban(&["cases", "--json"]).stdout);
    assert!(shown.contains("滨河路改造提升工程"), "{said}\n{shown}");
}

#[test]
fn a_table_of_what_was_spent_and_built_is_no_list_of_projects() {
    let office = Empty::new();
    let list = "Project,Ministry,TEC (Rs. Mn),Cum. Expenditure (Rs. Mn),Physical Progress (%),End Date\n\
        Central Expressway,Highways,\"158,385.0\",\"74,200.5\",47,2025-12-31\nKandy Tunnel,Urban,\"61,000\",-,0,TBD\n";
    office.init(&[("progress.csv", list)]);
    let written = fs::read_to_string(office.home().join("pipelines/progress.toml")).expect("it is one of progress");
    assert!(written.contains("cumulative = [\"Cum. Expenditure\"]"), "{written}");
    assert!(written.contains("percent = [\"Physical Progress\"]"), "{written}");
    assert_eq!(office.problems(), Vec::<serde_json::Value>::new());
}
