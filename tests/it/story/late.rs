//! Reports that come late cost points, classes of projects are known from the register, and a day alone is a target: three
//! things that a county's half-year is scored by.

use super::own::Own;

const HEAD: &str = "portfolio = \"county\"\ntimezone = \"Asia/Shanghai\"\ncalendar = \"cn\"\n";

const REGISTER: &str = "[source]\nfolder = \"inbox\"\nmatch = [\"*清单*\"]\n[[tables]]\ndataset = \"register\"\n\
    [escalation]\npolicy = \"key-projects\"\n";

/// Due on the 1st, two working days of grace: June's reports may come until the 3rd of July.
const MONTHLY: &str = r#"
[schedule]
cron   = "0 9 1 * *"
period = "month"
grace  = "2 workdays"

[source]
folder = "inbox"
match  = ["*月报*"]
period = "from file name"

[[tables]]
dataset = "progress"

[rules.reported_late]
days   = 1
deduct = "0.5"

[escalation]
policy = "key-projects"
"#;

const SCORES: &str = r#"
[source]
folder = "inbox"
match  = ["*评分*"]
period = "as named"

[[tables]]
dataset = "scores"

[escalation]
policy = "key-projects"

[scores]
small = 0

[[scores.part]]
name   = "确保项目"
kinds  = ["任务"]
class  = "确保"
how    = "share"
weight = "70"

[[scores.part]]
name   = "力争项目"
kinds  = ["任务"]
class  = "力争"
how    = "share"
weight = "30"

[[scores.part]]
name  = "扣分"
kinds = ["迟报"]
how   = "deduct"
limit = "5"
"#;

const INDICATORS: &str = r#"
[source]
folder = "inbox"
match  = ["*指标*"]
period = "as named"

[[tables]]
dataset = "indicators"

[escalation]
policy = "key-projects"

[indicators]
"#;

fn county() -> Own {
    let file = |name: &str, text: &str| (format!("pipelines/{name}.toml"), format!("title = \"{name}\"\n{HEAD}{text}"));
    let pipelines = [("register", REGISTER), ("monthly", MONTHLY), ("scores", SCORES), ("indicators", INDICATORS)];
    let files = pipelines.map(|(name, text)| file(name, text));
    let mut county = Own::house(&files.each_ref().map(|(name, text)| (name.as_str(), text.as_str())));
    let register = "项目编号,项目名称,责任单位,项目类别,年度目标(万元)\n\
        P1,东桥,交通局,确保,1200\nP2,西桥,交通局,力争,600\nP3,学校,教育局,确保,2400\n";
    county.receives("2026-06-01 09:00", "项目清单.csv", register);
    county
}

/// Unit and score, best first.
fn scores(county: &Own) -> Vec<String> {
    let document = county.json(&["scores", "--json"]);
    let groups = document["scores"][0]["groups"].as_array().unwrap();
    let units = groups.iter().flat_map(|group| group["units"].as_array().unwrap());
    units.map(|unit| format!("{} {}", unit["unit_name"].as_str().unwrap(), unit["score"].as_str().unwrap())).collect()
}

#[test]
fn a_late_report_costs_its_unit_once_whatever_it_has_and_however_often_it_is_sent() {
    let mut county = county();
    let transport = "项目编号,项目名称,累计完成投资(万元)\nP1,东桥,700\nP2,西桥,300\n";
    county
        .receives("2026-07-02 09:00", "教育局2026年6月月报.csv", "项目编号,项目名称,累计完成投资(万元)\nP3,学校,1200\n")
        .receives("2026-07-08 09:00", "交通局2026年6月月报.csv", transport)
        .receives("2026-07-09 09:00", "交通局2026年6月月报（更正）.csv", &transport.replace("700", "710"));
    let ledger = county.json(&["scores", "--explain", "交通局", "--json"]);
    let entries = ledger["entries"].as_array().unwrap();
    assert_eq!(entries.len(), 1, "two projects, one report sent twice: {entries:?}");
    assert_eq!((entries[0]["kind"].as_str(), entries[0]["points"].as_str()), (Some("迟报"), Some("0.5")));
    let evidence = entries[0]["evidence"].as_str().unwrap();
    assert!(evidence.contains("2026-06-30") && evidence.contains("第8天") && evidence.contains("P1 P2"), "{evidence}");
    // Nobody gave points yet, so the deduction is the whole of it; who was in time has none.
    assert_eq!(scores(&county), ["交通局 -0.5"]);
}

#[test]
fn points_find_the_class_of_their_project_in_the_register_by_number_or_by_name() {
    let mut county = county();
    county.receives(
        "2026-07-06 09:00",
        "2026年上半年评分.csv",
        "责任单位,项目名称,任务分值,完成分值,评分依据\n交通局,东 桥,10,5,主体完工\n交通局,P2,10,10,通车\n教育局,学校,10,9,开学\n",
    );
    // 交通局: 70 × 5/10 + 30 × 10/10. 教育局: 70 × 9/10, and nothing of the second class, which its marks say.
    assert_eq!(scores(&county), ["交通局 65", "教育局 63"]);
}

#[test]
fn a_day_alone_asks_for_the_whole_by_then_and_says_nothing_before() {
    let mut county = county();
    let goal = |county: &Own, indicator: &str| {
        let document = county.json(&["indicators", "--json"]);
        let lines = document["indicators"].as_array().unwrap();
        let line = lines.iter().find(|line| line["indicator"] == indicator).unwrap();
        let lights = line["lights"].as_array().unwrap();
        lights.iter().find(|light| light["against"] == "goal").map(|light| light["word"].as_str().unwrap().to_string())
    };
    let table = |roads: &str, rooms: &str| {
        format!(
            "指标名称,单位,累计完成,年度目标,目标要求\n村村通覆盖率,%,{roads},,9月底前完成\n安置房,套,{rooms},1200,9月底前完成\n"
        )
    };
    county.receives("2026-09-10 09:00", "2026年8月指标.csv", &table("92", "1200"));
    assert_eq!(goal(&county, "村村通覆盖率"), None, "its day is still to come");
    assert_eq!(goal(&county, "安置房"), Some("better".to_string()), "the whole target is there before its day");
    county.receives("2026-10-10 09:00", "2026年9月指标.csv", &table("99.999999", "1200"));
    assert_eq!(goal(&county, "村村通覆盖率"), Some("worse".to_string()), "a millionth is missing on its day");
    county.receives("2026-11-10 09:00", "2026年10月指标.csv", &table("100", "1200"));
    assert_eq!(goal(&county, "村村通覆盖率"), Some("better".to_string()));
}
