//! A district's issue list: demands and findings come by file and by hand, departments take them, forget them, report them
//! done; the office accepts and strikes off; the closing rate is counted.

use super::own::Own;
use super::world::DUBAN;
use duban::cli::act::{self, Act, Words};
use duban::cli::issues::{self, Add};
use duban::daemon::issues::{Line, Shown, shown};
use duban::escalate::{Case, CaseState};
use std::ops::{Deref, DerefMut};
use std::path::Path;

pub const LISTS: &str = r#"
title     = "企业诉求和问题清单"
portfolio = "south-district"
timezone  = "Asia/Shanghai"
calendar  = "cn"

[schedule]
cron   = "0 9 1 * *"
period = "month"
review = "0 8 * * *"

[source]
folder = "inbox"
match  = ["*清单*", "*督导*"]
period = "arrival"

[[tables]]
dataset = "issues"

[[tables]]
dataset = "inspections"

[issues]
kind   = "demand"
area   = "service"
accept = "3 workdays"
target = "90 %"
least  = 2

[issues.limits]
demand  = "5 workdays"
finding = "3 workdays"

[scores]
small = 1

[[scores.part]]
name   = "限时办结"
kinds  = ["限时办结"]
how    = "share"
weight = "60"

[[scores.part]]
name   = "观摩"
kinds  = ["观摩"]
how    = "average"
weight = "40"

[escalation]
policy = "lists"
"#;

pub const PEOPLE: &str = r#"
title     = "联系人"
portfolio = "south-district"
timezone  = "Asia/Shanghai"

[source]
folder = "inbox"
match  = ["*联系人*"]

[[tables]]
dataset = "posts"

[escalation]
policy = "lists"
"#;

pub const LADDER: &str = r#"
[[policies.lists.project]]
name   = "department"
label  = "承办单位"
posts  = ["承办人 of unit"]
after  = "at once"
reply  = "1 workday"
ask    = "请领单后抓紧办理。"
urgent = true

[[policies.lists.project]]
name  = "head"
label = "承办单位负责人"
posts = ["单位负责人 of unit"]
after = "2 workdays"
reply = "2 workdays"
ask   = "请督促限期办结。"

[[policies.lists.project]]
name  = "office"
label = "督查室"
posts = ["督查室 of office"]
after = "2 workdays"
reply = "2 workdays"
ask   = "请跟踪督查。"

[[policies.lists.data]]
name  = "keeper"
label = "督查室"
posts = ["督查室 of office"]
after = "at once"
reply = "2 workdays"
ask   = "请更正后重新报送。"

[policies.lists]
catch_all = ["督查室 of office"]

[policies.lists.attention]
digest = "never"
repeat = "never"
"#;

pub const CONTACTS: &str = "单位,角色,姓名,邮箱\n\
    供电所,承办人,电一,dian1@example.com\n\
    供电所,单位负责人,电长,dianzhang@example.com\n\
    审批局,承办人,审一,shen1@example.com\n\
    审批局,单位负责人,审长,shenzhang@example.com\n\
    督查室,督查室,督查员,ducha@example.com\n";

/// A house of its own with an issue list.
pub struct District(Own);

impl Deref for District {
    type Target = Own;

    fn deref(&self) -> &Own {
        &self.0
    }
}

impl DerefMut for District {
    fn deref_mut(&mut self) -> &mut Own {
        &mut self.0
    }
}

pub fn district() -> District {
    let files =
        [("pipelines/lists.toml", LISTS), ("pipelines/people.toml", PEOPLE), ("config/escalation.toml", LADDER)];
    let mut own = Own::house(&files);
    own.receives("2014-06-03 08:30", "联系人.csv", CONTACTS);
    District(own)
}

impl District {
    pub fn list(&self) -> Shown {
        let pipeline = self.world.office.house.pipeline("lists").unwrap();
        self.world.runtime.block_on(shown(&self.world.office, pipeline)).unwrap().unwrap()
    }

    pub fn line(&self, id: &str) -> Line {
        self.list().lines.into_iter().find(|line| line.issue.id == id).unwrap()
    }

    pub fn case(&self, id: &str) -> Case {
        self.line(id).case.unwrap()
    }

    /// `审批局 1/2 = 50`, for every department.
    pub fn rates(&self) -> Vec<String> {
        let rate = |rate: duban::assess::issues::Rate| {
            let percent = rate.percent().map_or("-".to_string(), |percent| percent.to_string());
            format!("{} {}/{} = {percent}", rate.unit_name, rate.in_time, rate.counted)
        };
        self.list().rates.into_iter().map(rate).collect()
    }

    /// `电一: 【督办·待办】…`, every letter so far, in order.
    pub fn letters(&self) -> Vec<String> {
        let letters = self.world.runtime.block_on(self.world.office.store.letters()).unwrap();
        letters.into_iter().map(|letter| format!("{}: {}", letter.to_name, letter.subject)).collect()
    }

    pub fn acts(&self, act: Act) -> Result<(), String> {
        self.world.runtime.block_on(act::act(&self.world.office, act)).map(|_| ()).map_err(|failure| failure.text)
    }

    pub fn words(&self, id: &str, by: &str, text: &str, evidence: &[&str]) -> Words {
        let file = |name: &&str| {
            let path = self.home.path().join(name);
            std::fs::write(&path, text).unwrap();
            path
        };
        let (case, by, text) = (self.case(id).id, by.to_string(), text.to_string());
        Words { case, by, text, reason: None, until: None, evidence: evidence.iter().map(file).collect() }
    }

    pub fn adds(&self, add: Add) -> Result<(), String> {
        self.world.runtime.block_on(issues::add(&self.world.office, &add)).map(|_| ()).map_err(|failure| failure.text)
    }
}

pub const DEMANDS: &str = "诉求编号,诉求企业,诉求内容,承办单位,监督领域,列单日期,办理时限\n\
    SQ-01,宏远机械,临时用电申请三周未批复,供电所,服务保障,2014-06-03,5个工作日\n\
    SQ-02,鑫达食品,环评手续补正材料未受理,审批局,项目审批,2014-06-03,2014-06-20\n";

#[test]
fn a_demand_is_pushed_at_once_taken_forgotten_climbs_is_done_and_struck_off_by_two() {
    let mut district = district();
    district.receives("2014-06-03 10:00", "企业诉求清单.csv", DEMANDS);
    assert_eq!(
        district.letters(),
        [
            "电一: 【督办·待办】1件：临时用电申请三周未批复（企业诉求和问题清单 2014-06-03）",
            "审一: 【督办·待办】1件：环评手续补正材料未受理（企业诉求和问题清单 2014-06-03）",
        ],
        "both departments are told in the run that read the file"
    );
    // Five working days from Tuesday 3 June; the weekend does not count.
    assert_eq!(district.line("SQ-01").due_on.expect("a limit").to_string(), "2014-06-10");
    let ack = Act::Ack { case: district.case("SQ-01").id, by: "电一".into(), until: "2014-06-10".parse().unwrap() };
    district.acts(ack).unwrap();
    district.world.live_until("2014-06-10 18:00");
    assert_eq!((district.case("SQ-01").rung, district.letters().len()), (1, 2), "within the limit nobody else is told");
    district.world.live_until("2014-06-11 12:00");
    assert_eq!(
        district.letters().last().unwrap(),
        "电一: 【督办·逾期】1件：临时用电申请三周未批复（企业诉求和问题清单 2014-06-11）"
    );
    district.world.live_until("2014-06-13 12:00");
    assert_eq!(district.case("SQ-01").rung, 2, "and two working days later the head of the department is told");
    assert_eq!(district.rates(), ["供电所 0/1 = 0", "审批局 0/0 = -"]);

    // Only with evidence is it done, and only once somebody else has accepted that.
    district.world.at("2014-06-16 09:00");
    let bare = Act::Finish { words: district.words("SQ-01", "电一", "已送电", &[]), approver: None };
    assert!(district.acts(bare).unwrap_err().contains("evidence is missing"));
    let done =
        Act::Finish { words: district.words("SQ-01", "电一", "已送电", &["送电照片.txt"]), approver: None };
    district.acts(done).unwrap();
    district.world.tick();
    assert!(district.letters().last().unwrap().starts_with("电长: 【督办·待审批】1件"), "{:?}", district.letters());
    let own = Act::Approve { case: district.case("SQ-01").id, by: "电一".into() };
    assert!(district.acts(own).is_err(), "nobody accepts their own work");
    let accept = |district: &District, id: &str| Act::Approve { case: district.case(id).id, by: "电长".into() };
    district.acts(accept(&district, "SQ-01")).unwrap();
    district.world.tick();
    assert!(matches!(district.case("SQ-01").state, CaseState::Resolved { .. }));
    let close = |district: &District, second: &str| Act::Close {
        words: district.words("SQ-01", "督查员", "现场核实", &["核实单.txt"]),
        second: second.into(),
    };
    assert!(district.acts(close(&district, "督查员")).is_err(), "a second person has to agree");
    district.acts(close(&district, "督查室主任")).unwrap();
    assert_eq!(district.line("SQ-01").standing.name(), "closed");

    // The other one is done in time: one of two.
    district.world.at("2014-06-18 09:00");
    let done = Act::Finish {
        words: district.words("SQ-02", "审一", "已受理", &["受理通知书.txt"]),
        approver: Some("审长".into()),
    };
    district.acts(done).unwrap();
    district.world.live_until("2014-07-31 12:00");
    assert_eq!(district.rates(), ["供电所 0/1 = 0", "审批局 1/1 = 100"]);
    let closed = district.case("SQ-01");
    assert!(matches!(closed.state, CaseState::Closed { .. }), "struck off it stays, day after day");
    let scores = district.says(&["scores"]);
    assert!(scores.contains("审批局") && scores.contains("60"), "{scores}");
    district.says(&["verify", "--replay"]);
}

#[test]
fn the_rate_counts_what_is_done_or_beyond_its_limit_and_nothing_else_and_is_held_against_its_target() {
    let mut district = district();
    let list = "诉求编号,诉求内容,承办单位,列单日期,办理时限\n\
        A1,路灯不亮,审批局,2014-06-03,2014-06-05\n\
        A2,井盖缺失,审批局,2014-06-03,2014-06-06\n\
        A3,树木倒伏,审批局,2014-06-03,2014-06-30\n";
    district.receives("2014-06-03 10:00", "问题清单.csv", list);
    assert_eq!(district.rates(), ["审批局 0/0 = -"], "nothing is done and no limit has passed");
    district.world.at("2014-06-05 16:00");
    let finish = |district: &District, id: &str| Act::Finish {
        words: district.words(id, "审一", "已处理", &["照片.txt"]),
        approver: Some("督查员".into()),
    };
    district.acts(finish(&district, "A1")).unwrap();
    district.world.tick();
    assert_eq!(district.rates(), ["审批局 1/1 = 100"], "done early it counts at once");
    district.world.live_until("2014-06-09 12:00");
    assert_eq!(
        district.rates(),
        ["审批局 1/2 = 50"],
        "the limit of the second one has passed; the third is within its own"
    );
    let cases = district.world.runtime.block_on(district.world.office.store.cases()).unwrap();
    let rate = cases.iter().find(|case| case.subject == "办结率:审批局").unwrap();
    assert_eq!((rate.rule.name(), rate.grade.name()), ("closing_rate", "behind"));
    district.world.at("2014-06-09 16:00");
    district.acts(finish(&district, "A2")).unwrap();
    district.world.tick();
    assert_eq!(district.rates(), ["审批局 1/2 = 50"], "done late is not done within the limit");
    district.acts(finish(&district, "A3")).unwrap();
    district.world.tick();
    assert_eq!(district.rates(), ["审批局 2/3 = 66.67"]);
    // It was not done after all: it counts no more until it is, or its limit passes.
    let again = Act::Reopen { case: district.case("A3").id, by: "督查员".into(), text: "仍有倒伏".into() };
    district.acts(again).unwrap();
    district.world.live_until("2014-06-10 12:00");
    assert_eq!(district.rates(), ["审批局 1/2 = 50"]);
    let entries = district.says(&["scores", "--explain", "审批局"]);
    assert!(entries.contains("open again"), "what was entered is taken back, not wiped out: {entries}");
}

#[test]
fn a_list_sent_again_changes_what_it_names_and_closes_nothing_that_it_leaves_out() {
    let mut district = district();
    district.receives("2014-06-03 10:00", "企业诉求清单.csv", DEMANDS);
    let moved = "诉求编号,诉求企业,诉求内容,承办单位,监督领域,列单日期,办理时限\n\
        SQ-01,宏远机械,临时用电申请三周未批复,审批局,项目审批,2014-06-03,2014-06-12\n";
    district.receives("2014-06-04 10:00", "企业诉求清单（更新）.csv", moved);
    let (first, second) = (district.line("SQ-01"), district.line("SQ-02"));
    assert_eq!(
        (first.issue.unit_name.as_str(), first.due_on.expect("a limit").to_string().as_str()),
        ("审批局", "2014-06-12")
    );
    let mut told = district.letters().split_off(2);
    told.sort();
    assert_eq!(
        told,
        [
            "审一: 【督办·待办】1件：临时用电申请三周未批复（企业诉求和问题清单 2014-06-04）",
            "电一: 【督办·转办】1件：临时用电申请三周未批复（企业诉求和问题清单 2014-06-04）",
        ],
        "who has it now, and who has it no more"
    );
    assert_eq!(second.standing.name(), "listed", "absence is no recovery");
    let before = district.letters().len();
    district.receives("2014-06-04 11:00", "企业诉求清单（再发）.csv", &format!("{moved}\n"));
    assert_eq!((district.letters().len(), district.list().lines.len()), (before, 2), "the same rows again say nothing");
    assert!(district.world.notes().contains("issue_moved SQ-01: now with 审批局, was with 供电所"));
}

#[test]
fn what_a_list_says_is_done_is_not_overdue_though_no_day_stands_there() {
    let mut district = district();
    let list = |done: &str| {
        format!(
            "编号,督查事项,责任单位,监督领域,列单日期,完成时限,完成情况\nSQ-01,临时用电申请未批复,供电所,服务保障,2014-06-03,2014-06-06,{done}\n"
        )
    };
    district.receives("2014-06-03 10:00", "企业诉求清单.csv", &list("正在办理"));
    assert_eq!(district.line("SQ-01").issue.done_on, None);
    district.receives("2014-06-05 10:00", "企业诉求清单（二）.csv", &list("已完成。"));
    let day = |district: &District| district.line("SQ-01").issue.done_on.map(|day| day.to_string());
    assert_eq!(day(&district).as_deref(), Some("2014-06-05"));
    district.receives("2014-06-09 10:00", "企业诉求清单（三）.csv", &list("已完成"));
    assert_eq!(day(&district).as_deref(), Some("2014-06-05"), "since the list first said so");
    assert!(district.letters().iter().all(|letter| !letter.contains("逾期")), "{:?}", district.letters());
}

#[test]
fn what_is_struck_off_in_a_list_is_done_and_what_goes_on_is_never_late() {
    let mut district = district();
    let list = "编号,存在问题,责任单位,监督领域,整改时限,整改情况,是否销号,销号时间\n\
        W1,未批先建,供电所,项目环境,2014-06-03,手续已补办,是,2014.6.3\n\
        W2,围挡破损,供电所,项目环境,2014-06-03,已修复,已销号,\n\
        W3,噪声扰民,供电所,项目环境,2014-06-03,整改完成，长期坚持,否,\n\
        W4,堆土未盖,供电所,项目环境,2014-06-03,正在整改,否,未销号\n\
        W5,扬尘,供电所,项目环境,长期坚持,持续推进,否,\n";
    district.receives("2014-06-05 10:00", "整改清单.csv", list);
    let done = |district: &District, id: &str| district.line(id).issue.done_on.map(|day| day.to_string());
    assert_eq!(done(&district, "W1").as_deref(), Some("2014-06-03"));
    assert_eq!(done(&district, "W2").as_deref(), Some("2014-06-05"), "since the list first said so");
    assert_eq!(done(&district, "W3").as_deref(), Some("2014-06-05"), "done, and not struck off yet");
    assert_eq!(district.line("W4").standing.name(), "overdue");
    assert_eq!((district.line("W5").due_on, district.line("W5").standing.name()), (None, "listed"));
    assert!(district.world.notes().contains("standing_limit 1 matters go on"), "{}", district.world.notes());
    assert!(!district.world.notes().contains("check_not_made"), "{}", district.world.notes());
    let overdue: Vec<String> = district.letters().into_iter().filter(|letter| letter.contains("逾期")).collect();
    assert!(!overdue.is_empty() && overdue.iter().all(|letter| letter.contains("堆土未盖")), "{overdue:?}");
}

#[test]
fn what_a_row_does_not_say_rightly_is_refused_with_its_cell_and_a_department_nobody_knows_is_said() {
    let mut district = district();
    let list = "编号,问题描述,责任单位,监督领域,办理时限\n\
        W1,道路破损,审批局,安全生产,5\n\
        W2,道路积水,审批局,项目环境,尽快\n\
        W3,无人管的路灯,路灯管理所,项目环境,5\n\
        W4,绿化缺株,审批局,,7天\n";
    district.receives("2014-06-03 10:00", "问题清单.csv", list);
    let log = district.says(&["runs"]);
    assert!(log.contains("refused 问题清单.csv › D2 - not_an_area: \"安全生产\""), "{log}");
    assert!(log.contains("refused 问题清单.csv › E3 - not_a_limit: \"尽快\""), "{log}");
    let ids: Vec<String> = district.list().lines.into_iter().map(|line| line.issue.id).collect();
    assert_eq!(ids, ["W3", "W4"], "the area that the pipeline names stands for an empty cell");
    assert_eq!(district.line("W4").due_on.expect("a limit").to_string(), "2014-06-10");
    assert!(district.world.notes().contains("unknown_department no contact has a post in 路灯管理所"));
    assert!(district.letters().iter().any(|letter| letter.starts_with("督查员: ")), "the catch-all is told");
}

#[test]
fn a_decision_of_a_meeting_is_entered_by_hand_and_told_at_the_next_look() {
    let mut district = district();
    district.world.at("2014-06-05 15:00").tick();
    let add = Add {
        text: "建立用电报装绿色通道".into(),
        unit: "供电所".into(),
        area: Some("服务保障".into()),
        kind: Some("decision".into()),
        id: Some("HY-07".into()),
        from: Some("第七次推进会".into()),
        limit: Some("10".into()),
        by: "督查员".into(),
        ..Add::default()
    };
    for (wrong, why) in [
        (Add { area: Some("安全".into()), ..add.clone() }, "is no area"),
        (Add { limit: Some("尽快".into()), ..add.clone() }, "is no limit"),
        (Add { kind: Some("闲聊".into()), ..add.clone() }, "is no kind"),
        (Add { by: " ".into(), ..add.clone() }, "nobody is named"),
    ] {
        assert!(district.adds(wrong).unwrap_err().contains(why), "{why}");
    }
    district.adds(add).unwrap();
    assert!(district.letters().is_empty());
    district.world.tick().tick();
    assert_eq!(district.letters(), ["电一: 【督办·待办】1件：建立用电报装绿色通道（企业诉求和问题清单 2014-06-05）"]);
    assert_eq!(district.line("HY-07").due_on.expect("a limit").to_string(), "2014-06-19");
    district.says(&["verify", "--replay"]);
}

#[test]
fn a_round_of_inspections_becomes_issues_and_ranks() {
    let mut district = district();
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.merge_range(0, 0, 0, 8, "二季度督导检查情况", &rust_xlsxwriter::Format::new()).unwrap();
    let rows = [
        ["检查组", "路线", "检查日期", "检查点位", "责任单位", "得分", "发现问题", "监督领域", "整改时限"],
        ["第一组", "东线", "2014-06-10", "变电站工地", "供电所", "92.5", "无", "", ""],
        ["第一组", "东线", "2014-06-10", "营业厅", "供电所", "81", "窗口排队无人引导", "服务保障", "3"],
        ["第二组", "西线", "2014-06-11", "政务大厅", "审批局", "95", "未公示办理时限", "廉洁工程", "2014-06-30"],
    ];
    for (at, row) in rows.iter().enumerate() {
        for (column, text) in row.iter().enumerate() {
            let (at, column) = (at as u32 + 1, column as u16);
            match text.parse::<f64>() {
                Ok(number) => sheet.write_number(at, column, number).map(|_| ()),
                Err(_) => sheet.write_string(at, column, *text).map(|_| ()),
            }
            .unwrap();
        }
    }
    let bytes = book.save_to_buffer().unwrap();
    district.world.at("2014-06-12 09:00").drop("二季度督导检查.xlsx", bytes).tick();
    let found: Vec<(String, String)> = district
        .list()
        .lines
        .into_iter()
        .map(|line| (line.issue.text, line.due_on.expect("a limit").to_string()))
        .collect();
    assert_eq!(found.len(), 2, "a site without a finding is no issue: {found:?}");
    assert!(found.contains(&("营业厅：窗口排队无人引导".into(), "2014-06-13".into())), "{found:?}");
    assert!(found.contains(&("政务大厅：未公示办理时限".into(), "2014-06-30".into())), "{found:?}");
    let scores: serde_json::Value = district.json(&["scores", "--json"]);
    let units = scores["scores"][0]["groups"][0]["units"].as_array().unwrap();
    let ranks: Vec<String> =
        units.iter().map(|unit| format!("{} {} {}", unit["unit_name"], unit["rank"], unit["score"])).collect();
    // 40 % of the mean of what the groups gave: 95, and (92.5 + 81) ÷ 2 = 86.75.
    assert_eq!(ranks, ["\"审批局\" 1 \"38\"", "\"供电所\" 2 \"34.7\""]);
    let rounds = district.says(&["inspections"]);
    assert!(rounds.contains("86.75") && rounds.contains("第二组"), "{rounds}");
    assert_eq!(district.letters().len(), 2);
}

#[test]
fn a_request_is_told_once_to_whoever_can_decide_it() {
    let mut district = district();
    district.receives("2014-06-03 10:00", "企业诉求清单.csv", DEMANDS);
    district.world.at("2014-06-05 10:00");
    let mut words = district.words("SQ-01", "电一", "变压器到货推迟", &["供货函.txt"]);
    words.until = Some("2014-06-20".parse().unwrap());
    district.acts(Act::Extend { words, approver: None }).unwrap();
    district.world.tick().tick();
    district.world.live_until("2014-06-06 18:00");
    let letters = district.letters();
    let asked: Vec<&String> = letters.iter().filter(|letter| letter.contains("待审批")).collect();
    assert_eq!(asked, ["电长: 【督办·待审批】1件：临时用电申请三周未批复（企业诉求和问题清单 2014-06-05）"]);
    district.acts(Act::Approve { case: district.case("SQ-01").id, by: "电长".into() }).unwrap();
    assert_eq!(district.line("SQ-01").due_on.expect("a limit").to_string(), "2014-06-20", "more time was granted");
    district.world.live_until("2014-06-20 18:00");
    assert_eq!(district.rates()[0], "供电所 0/0 = -");
    district.world.live_until("2014-06-21 18:00");
    assert_eq!(district.rates()[0], "供电所 0/1 = 0");
}

/// A folder as a house of its own.
fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let (path, name) = entry.map(|entry| (entry.path(), entry.file_name())).unwrap();
        if path.is_dir() { copy(&path, &to.join(name)) } else { _ = std::fs::copy(&path, to.join(name)).unwrap() }
    }
}

#[test]
fn the_shipped_example_lives_a_month() {
    let home = tempfile::tempdir().unwrap();
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/pipelines/examples/district-issues");
    copy(Path::new(example), home.path());
    let says = |arguments: &[&str]| {
        let output = std::process::Command::new(DUBAN).arg("--home").arg(home.path()).args(arguments).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    says(&["check"]);
    says(&["simulate", "--from", "2026-03-02", "--until", "2026-03-31"]);
    let list: serde_json::Value = serde_json::from_str(&says(&["issues", "--all", "--json"])).unwrap();
    let issues = list["lists"][0]["issues"].as_array().unwrap();
    let told: Vec<String> =
        issues.iter().map(|issue| format!("{} {} {}", issue["unit_name"], issue["due_on"], issue["done_on"])).collect();
    assert_eq!(
        told,
        [
            "\"住建局\" \"2026-03-20\" null",
            "\"住建局\" \"2026-03-20\" null",
            "\"供电公司\" \"2026-03-09\" \"2026-03-06\"",
            "\"供电公司\" \"2026-03-13\" null",
            "\"行政审批局\" \"2026-03-09\" \"2026-03-13\"",
            "\"行政审批局\" \"2026-03-31\" null",
        ]
    );
    let letters = says(&["letters"]);
    assert!(letters.contains("To do") && letters.contains("【督办·未领单】"), "{letters}");
    assert!(says(&["scores"]).contains("限时办结"));
    says(&["verify", "--replay"]);
}
