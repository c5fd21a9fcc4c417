//! A list as it stood at the end of a day that is over says what it said on that evening; issues that were entered by hand are
//! there when the past is lived again.

use super::lists::{DEMANDS, District, district};
use duban::cli::act::Act;
use duban::cli::issues::Add;
use duban::daemon::issues::{Shown, shown_on};
use duban::daemon::relive;
use std::collections::{BTreeMap, BTreeSet};

/// `SQ-01 供电所 due 2014-06-10 done None taken`, a line for each issue; then the rates.
fn said(shown: &Shown) -> String {
    let mut lines: Vec<String> = Vec::new();
    for line in &shown.lines {
        let (issue, standing) = (&line.issue, line.standing.name());
        lines.push(format!(
            "{} {} due {} done {:?} {standing}",
            issue.id,
            issue.unit_name,
            line.due_on.expect("a limit"),
            line.done_on
        ));
    }
    lines.extend(shown.rates.iter().map(|rate| format!("{rate:?}")));
    lines.join("\n")
}

/// Evenings, and what the list said on them.
#[derive(Default)]
struct Diary(BTreeMap<String, String>);

impl Diary {
    fn evening(&mut self, district: &mut District, day: &str) {
        district.world.live_until(&format!("{day} 18:00"));
        self.0.insert(day.to_string(), said(&district.list()));
    }
}

/// Two weeks: taken, moved to another department, reported done, opened again, entered by hand, struck off.
fn fortnight() -> (District, Diary) {
    let (mut district, mut diary) = (district(), Diary::default());
    let by = |text: &str| text.to_string();
    district.receives("2014-06-03 10:00", "企业诉求清单.csv", DEMANDS);
    diary.evening(&mut district, "2014-06-03");
    district.world.at("2014-06-04 09:00");
    let until = "2014-06-10".parse().unwrap();
    district.acts(Act::Ack { case: district.case("SQ-01").id, by: by("电一"), until }).unwrap();
    diary.evening(&mut district, "2014-06-04");
    let moved = DEMANDS.replace("供电所,服务保障,2014-06-03,5个工作日", "审批局,服务保障,2014-06-03,2014-06-12");
    district.receives("2014-06-05 10:00", "企业诉求清单（更新）.csv", &moved);
    diary.evening(&mut district, "2014-06-05");
    district.world.at("2014-06-06 09:00");
    let words = district.words("SQ-02", "审一", "已受理", &["受理通知书.txt"]);
    district.acts(Act::Finish { words, approver: Some(by("审长")) }).unwrap();
    diary.evening(&mut district, "2014-06-06");
    district.world.at("2014-06-09 09:00");
    let add = Add {
        text: by("会议定：路口增设信号灯"),
        unit: by("供电所"),
        id: Some(by("HY-1")),
        by: by("督查员"),
        ..Add::default()
    };
    district.adds(add).unwrap();
    diary.evening(&mut district, "2014-06-09");
    district.world.at("2014-06-10 09:00");
    district.acts(Act::Reopen { case: district.case("SQ-02").id, by: by("督查员"), text: by("又退回了") }).unwrap();
    diary.evening(&mut district, "2014-06-10");
    diary.evening(&mut district, "2014-06-13");
    district.world.at("2014-06-16 09:00");
    let words = district.words("SQ-01", "审一", "已送电", &["照片.txt"]);
    district.acts(Act::Finish { words, approver: None }).unwrap();
    diary.evening(&mut district, "2014-06-16");
    district.world.at("2014-06-17 09:00");
    district.acts(Act::Approve { case: district.case("SQ-01").id, by: by("审长") }).unwrap();
    diary.evening(&mut district, "2014-06-17");
    district.world.at("2014-06-18 09:00");
    let words = district.words("SQ-01", "督查员", "现场核实", &["核实单.txt"]);
    district.acts(Act::Close { words, second: by("督查室主任") }).unwrap();
    diary.evening(&mut district, "2014-06-18");
    (district, diary)
}

#[test]
fn the_list_of_a_day_that_is_over_is_the_one_of_its_evening() {
    let (mut district, diary) = fortnight();
    district.world.live_until("2014-07-15 12:00");
    let pipeline = district.world.office.house.pipeline("lists").unwrap();
    for (day, evening) in &diary.0 {
        let then = shown_on(&district.world.office, pipeline, day.parse().unwrap());
        let then = district.world.runtime.block_on(then).unwrap().unwrap();
        assert_eq!(&said(&then), evening, "{day}");
    }
    let evenings: BTreeSet<&String> = diary.0.values().collect();
    assert_eq!(evenings.len(), diary.0.len(), "every one of these days was another one");
}

#[test]
fn what_was_entered_by_hand_is_there_when_the_past_is_lived_again() {
    let (district, _) = fortnight();
    let office = &district.world.office;
    let mut judged = BTreeSet::new();
    let lived = async {
        let past = relive::history(office, "south-district").await.unwrap();
        relive::relive(office, &office.house.pipelines, &past, |one, memory, _| {
            let cases = memory.cases.iter().filter(|case| case.subject.contains("HY-1"));
            judged.extend(cases.map(|_| one.slot.as_of().to_string()));
        })
        .await
        .unwrap();
    };
    district.world.runtime.block_on(lived);
    assert_eq!(judged.first().map(String::as_str), Some("2014-06-09"), "not before it was entered: {judged:?}");
}
