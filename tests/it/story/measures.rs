//! A county's indicators, quotas and scores: files come, the command line tells what was judged.

use super::own::Own;
use super::world::{DUBAN, local};
use serde_json::Value;
use std::collections::BTreeMap;
use std::process::Command;

const INDICATORS: &str = r#"
title     = "指标月报"
portfolio = "county"
timezone  = "Asia/Shanghai"

[source]
folder = "inbox"
match  = ["*指标*"]
period = "as named"

[[tables]]
dataset = "indicators"

[escalation]
policy = "key-projects"

[indicators]
lower_is_better = ["*能耗*"]
level = ["*能耗*"]
"#;

const QUOTAS: &str = r#"
title     = "招商任务"
portfolio = "county"
timezone  = "Asia/Shanghai"

[source]
folder = "inbox"
match  = ["*招商*", "*签约*"]
period = "as named"

[[tables]]
dataset = "quotas"

[[tables]]
dataset = "quota_goals"

[[tables]]
dataset = "deals"

[escalation]
policy = "key-projects"

[quotas]
due_within_days = 10
"#;

const SCORES: &str = r#"
title     = "考核评分"
portfolio = "county"
timezone  = "Asia/Shanghai"

[source]
folder = "inbox"
match  = ["*评分*", "*扣分*"]
period = "as named"

[[tables]]
dataset = "scores"

[escalation]
policy = "key-projects"

[scores]
small = 2

[[scores.part]]
name   = "重点项目"
kinds  = ["任务"]
how    = "share"
weight = "80"

[[scores.part]]
name   = "观摩"
kinds  = ["观摩"]
how    = "average"
weight = "20"

[[scores.part]]
name  = "扣分"
kinds = ["欠薪", "信访", "迟报"]
how   = "deduct"
limit = "5"

[[scores.group]]
name  = "指挥部"
units = ["*指挥部"]

[[scores.group]]
name  = "镇"
units = ["*镇"]

[[scores.exclude]]
unit   = "柳镇"
reason = "本年机构调整"
"#;

fn county() -> Own {
    Own::house(&[
        ("pipelines/indicators.toml", INDICATORS),
        ("pipelines/quotas.toml", QUOTAS),
        ("pipelines/scores.toml", SCORES),
    ])
}

fn lights(document: &Value, indicator: &str) -> BTreeMap<String, String> {
    let lines = document["indicators"].as_array().unwrap();
    let line = lines.iter().find(|line| line["indicator"] == indicator).unwrap();
    let lights = line["lights"].as_array().unwrap();
    let word = |light: &Value, key: &str| light[key].as_str().unwrap().to_string();
    lights.iter().map(|light| (word(light, "against"), word(light, "word"))).collect()
}

const JULY: &str = "指标名称,单位,累计完成,同比增长(%),年度目标,目标增速(%),全市平均增速(%)\n\
    工业增加值,亿元,6.09,8.1,12.69,8,8.1\n\
    零售额,亿元,10,7.3,18,8,\n\
    单位能耗,吨标煤,0.52,-3,0.5,-2,-2.5\n";

#[test]
fn each_comparison_is_a_light_and_the_rest_of_the_year_has_its_rate() {
    let mut county = county();
    county.receives("2026-08-10 09:00", "2026年1-7月指标.csv", JULY);
    let said = county.says(&["indicators"]);
    assert!(said.contains("needs 1.32 亿元 a month for the remaining 5 months, has averaged 0.87"), "{said}");
    let document = county.json(&["indicators", "--json"]);
    let industry = lights(&document, "工业增加值");
    assert_eq!(industry["reference_growth"], "equal");
    assert_eq!(industry["target_growth"], "better");
    assert_eq!(industry["target_value"], "worse"); // 6.09 of 12.69 × 7/12 = 7.4025
    assert_eq!(lights(&document, "零售额")["reference_growth"], "provisional");
    let energy = lights(&document, "单位能耗");
    assert_eq!(energy["target_value"], "worse", "less is better, and 0.52 is more than 0.5");
    assert_eq!(energy["target_growth"], "better");
    let cases = county.json(&["cases", "--json"]);
    let rules: Vec<&str> =
        cases["cases"].as_array().unwrap().iter().map(|case| case["subject"].as_str().unwrap()).collect();
    assert!(rules.contains(&"指标:零售额"), "{rules:?}");
}

#[test]
fn a_later_file_that_changes_a_published_figure_is_noticed_with_the_light_it_changes() {
    let mut county = county();
    county.receives("2026-08-10 09:00", "2026年1-7月指标.csv", JULY);
    let revised = JULY.replace("8.1,12.69,8,8.1", "8.05,12.69,8,8.1");
    county.receives("2026-08-20 09:00", "2026年1-7月指标（修订）.csv", &revised.replace("7.3,18,8,", "7.3,18,8,7"));
    let document = county.json(&["indicators", "--json"]);
    assert_eq!(lights(&document, "工业增加值")["reference_growth"], "worse");
    assert_eq!(lights(&document, "零售额")["reference_growth"], "better");
    let said = county.says(&["indicators"]);
    assert!(said.contains("growth was 8.1 and is 8.05"), "{said}");
    assert!(said.contains("reference_growth equal → worse"), "{said}");
    let log = county.says(&["runs"]);
    assert!(log.contains("revised: 工业增加值: growth of 2026-07-31 was 8.1 and is 8.05"), "{log}");
    assert!(log.contains("reference_growth provisional → better"), "{log}");
    // What was known on the day before the revision.
    let before = county.json(&["indicators", "--as-of", "2026-08-19", "--json"]);
    assert_eq!(lights(&before, "工业增加值")["reference_growth"], "equal");
}

#[test]
fn targets_in_words_are_judged_exactly() {
    let mut county = county();
    county.receives("2025-07-10 09:00", "2025年6月指标.csv", "指标名称,单位,累计完成\n绿化率,%,30\n").receives(
        "2026-07-10 09:00",
        "2026年6月指标.csv",
        "指标名称,单位,累计完成,同比增长,目标要求\n\
             办结率,%,94.999999,,不低于95%\n健全率,%,95,,≥95%\n绿化率,%,45.1,,提高15个百分点\n\
             失业率,%,3.2,,控制在3%以内\n越级上访,起,0,,零上访\n出口,万美元,90,9.99,增长10%以上\n\
             新开工项目,个,5,,不少于12个\n",
    );
    let document = county.json(&["indicators", "--json"]);
    let goal = |indicator: &str| lights(&document, indicator).get("goal").cloned().unwrap_or_default();
    let found = ["办结率", "健全率", "绿化率", "失业率", "越级上访", "出口", "新开工项目"].map(goal);
    assert_eq!(found, ["worse", "equal", "better", "worse", "equal", "worse", ""]);
}

#[test]
fn last_year_and_the_two_years_before_come_from_what_was_read() {
    let mut county = county();
    let table = |value: &str, growth: &str| {
        format!("指标名称,单位,累计完成,同比增长,年度目标\n固投,万元,{value},{growth},240000\n")
    };
    county.receives("2026-01-01 09:00", "2024年6月指标.csv", &table("80000", "4"));
    county.receives("2026-01-02 09:00", "2025年6月指标.csv", &table("90000", "6"));
    county.receives("2026-01-03 09:00", "2025年12月指标.csv", &table("200000", "5.5"));
    county.receives(
        "2026-07-10 09:00",
        "2026年上半年指标.csv",
        "指标名称,单位,累计完成,同比增长,年度目标\n固投,亿元,10.8,5,24\n",
    );
    let document = county.json(&["indicators", "--json"]);
    let lights = lights(&document, "固投");
    assert_eq!(lights["two_year_growth"], "equal", "(4 + 6) ÷ 2 = 5");
    assert_eq!(lights["last_year_growth"], "worse");
    assert_eq!(lights["last_year_value"], "better", "10.8 亿元 against 90000 万元");
    // Due by last year's shape: 24 × 90000 ÷ 200000 = 10.8, where n/12 would say 12.
    assert_eq!(lights["target_value"], "equal");
}

#[test]
fn allocations_that_do_not_add_up_to_the_headline_are_said_with_both_figures() {
    let mut county = county();
    let quotas = "单位,亿元以上项目,10亿元以上项目\n商务局,3,1\n石桥镇,4,1\n杨镇,2,2\n全县目标,8,4\n";
    county.receives("2026-07-01 09:00", "2026年下半年招商任务.csv", quotas);
    let document = county.json(&["quotas", "--as-of", "2026-07-01", "--json"]);
    let sums = document["quotas"][0]["sums"].as_array().unwrap();
    let figures: Vec<(&str, &str, bool)> = sums
        .iter()
        .map(|sum| {
            (sum["headline"].as_str().unwrap(), sum["allocated"].as_str().unwrap(), sum["adds_up"].as_bool().unwrap())
        })
        .collect();
    assert_eq!(figures, [("8", "9", false), ("4", "4", true)]);
    let cases = county.json(&["cases", "--json"]);
    assert_eq!(cases["cases"].as_array().unwrap().len(), 1);
    assert_eq!(cases["cases"][0]["rule"], "quota_sum");
    assert_eq!(cases["cases"][0]["place"]["cell"], "B5");
    // A corrected headline settles it.
    county.receives("2026-07-03 09:00", "2026年下半年招商任务.csv", &quotas.replace("目标,8", "目标,9"));
    assert!(county.says(&["cases"]).contains("no case"));
}

#[test]
fn deals_are_counted_by_size_stage_and_day() {
    let mut county = county();
    county
        .receives("2026-07-01 09:00", "2026年下半年招商任务.csv", "单位,亿元以上项目,10亿元以上项目\n石桥镇,2,1\n杨镇,1,0\n")
        .receives(
            "2026-07-02 09:00",
            "2026年招商分项目标.csv",
            "目标内容,个数,总投资（亿元）,完成时限\n新开工亿元以上项目,2,12,2026-10-15\n签约10亿元以上项目,1,,2026-10-31\n",
        )
        .receives(
            "2026-10-16 09:00",
            "2026年签约项目.csv",
            "项目名称,引进单位,投资额（亿元）,签约日期,开工日期\n\
             甲,石桥镇,1,2026-08-01,2026-09-01\n乙,石桥镇,10,2026-10-16,\n丙,杨镇,0.9999,2026-08-02,2026-09-02\n\
             丁,杨镇,3,2026-06-30,2026-07-20\n",
        );
    let document = county.json(&["quotas", "--as-of", "2026-10-16", "--json"]);
    let quotas = &document["quotas"][0];
    let row = |line: &Value| {
        let text = |key: &str| line[key].as_str().unwrap_or("").to_string();
        (text("unit_name"), text("item"), text("actual"), text("word"))
    };
    let lines: Vec<_> = quotas["lines"].as_array().unwrap().iter().map(row).collect();
    let expect =
        |unit: &str, item: &str, actual: &str, word: &str| (unit.into(), item.into(), actual.into(), word.into());
    assert_eq!(lines[0], expect("石桥镇", "亿元以上项目", "2", "reached"), "exactly 1 亿 is 亿元以上");
    assert_eq!(lines[1], expect("石桥镇", "10亿元以上项目", "1", "reached"));
    assert_eq!(lines[2], expect("杨镇", "亿元以上项目", "0", "open"), "0.9999 亿 is not, and June was the half before");
    let goals: Vec<_> = quotas["goals"].as_array().unwrap().iter().map(row).collect();
    assert_eq!(goals[0], expect("", "新开工亿元以上项目", "2", "reached"));
    assert_eq!(goals[1], expect("", "新开工亿元以上项目", "400000000", "short"), "4 of 12 亿, a day late");
    assert_eq!(goals[2], expect("", "签约10亿元以上项目", "1", "reached"));
    let cases = county.json(&["cases", "--json"]);
    let behind: Vec<&str> =
        cases["cases"].as_array().unwrap().iter().filter_map(|case| case["subject"].as_str()).collect();
    assert_eq!(behind, ["招商:全部:新开工亿元以上项目"]);
}

const POINTS: &str = "责任单位,项目名称,任务分值,完成分值,评分依据\n\
    工业指挥部,甲,10,9,投产\n工业指挥部,乙,5,4,主体完工\n农业指挥部,丙,15,13,栽植完成\n\
    学校指挥部,丁,10,10,开学\n学校指挥部,戊,20,14,主体\n石桥镇,己,8,8,通车\n柳镇,庚,8,8,通车\n";

#[test]
fn ranks_are_shared_apart_and_explained_to_the_cell() {
    let mut county = county();
    county
        .receives("2026-07-05 09:00", "2026年上半年项目评分.csv", POINTS)
        .receives(
            "2026-07-06 09:00",
            "2026年二季度观摩评分.csv",
            "单位,得分,评分依据\n工业指挥部,90,观摩组\n农业指挥部,90,观摩组\n学校指挥部,80,观摩组\n石桥镇,95.5,观摩组\n",
        )
        .receives(
            "2026-07-07 09:00",
            "2026年二季度扣分.csv",
            "单位,类别,扣分,日期,扣分原因\n学校指挥部,欠薪,2,2026-05-06,欠薪投诉3件\n学校指挥部,信访,-1.5,2026-06-01,越级上访\n",
        );
    let document = county.json(&["scores", "--json"]);
    let groups = document["scores"][0]["groups"].as_array().unwrap();
    let rows: Vec<String> = groups
        .iter()
        .flat_map(|group| group["units"].as_array().unwrap().iter().map(move |unit| (group, unit)))
        .map(|(group, unit)| {
            let text = |value: &Value| value.as_str().unwrap().to_string();
            let small = if unit["small"].as_bool().unwrap() { " small" } else { "" };
            format!(
                "{} {} {} {}{small}",
                text(&group["name"]),
                unit["rank"],
                text(&unit["unit_name"]),
                text(&unit["score"])
            )
        })
        .collect();
    // 80 × 13/15 + 18 = 87.33 twice; 80 × 24/30 + 16 − 3.5 = 76.5; 80 + 19.1.
    assert_eq!(
        rows,
        [
            "指挥部 1 农业指挥部 87.33 small",
            "指挥部 1 工业指挥部 87.33",
            "指挥部 3 学校指挥部 76.5",
            "镇 1 石桥镇 99.1 small"
        ]
    );
    assert_eq!(document["scores"][0]["excluded"][0]["reason"], "本年机构调整");
    let ledger = county.says(&["scores", "--explain", "学校指挥部"]);
    assert!(ledger.contains("2026年二季度扣分.csv › C3") && ledger.contains("欠薪投诉3件"), "{ledger}");
}

#[test]
fn a_correction_reverses_and_nothing_is_ever_taken_out() {
    let mut county = county();
    county.receives("2026-07-05 09:00", "2026年上半年项目评分.csv", POINTS).receives(
        "2026-07-08 09:00",
        "2026年上半年项目评分（更正）.csv",
        &POINTS.replace("乙,5,4", "乙,5,5"),
    );
    let entries = county.json(&["scores", "--explain", "工业指挥部", "--json"]);
    let points: Vec<&str> =
        entries["entries"].as_array().unwrap().iter().map(|e| e["points"].as_str().unwrap()).collect();
    assert_eq!(points, ["9", "4", "-4", "5"]);
    assert_eq!(entries["entries"][2]["reverses"], entries["entries"][1]["id"]);
    // The same file without a row takes that row back; what it was is still there on its day.
    let shorter: String = POINTS.lines().filter(|line| !line.contains("甲")).map(|line| format!("{line}\n")).collect();
    county.receives("2026-07-09 09:00", "2026年上半年项目评分.csv", &shorter);
    let entries = county.json(&["scores", "--explain", "工业指挥部", "--json"]);
    assert_eq!(entries["entries"].as_array().unwrap().len(), 7);
    let before = county.json(&["scores", "--explain", "工业指挥部", "--as-of", "2026-07-05", "--json"]);
    assert_eq!(before["entries"].as_array().unwrap().len(), 2);
    county.says(&["verify"]);
    county.world.by_hand("UPDATE score_entry SET body = replace(body, '\"points\":\"9\"', '\"points\":\"10\"')");
    let output = Command::new(DUBAN).arg("--home").arg(county.home.path()).arg("verify").output().unwrap();
    assert!(!output.status.success(), "changed points are found");
    assert!(local("2026-07-09 09:00") == county.world.now());
}
