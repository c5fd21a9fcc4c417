//! What each of the cast reads, as whole letters.

use super::cast::*;
use super::decode::{self, Mail};
use duban::assess::Rule;
use duban::base::grade::Grade;
use duban::escalate::{CaseState, ItemKind, NextRung, Notice};
use duban::letter::render::Templates;
use duban::pipeline::policy::Words;

/// Headers and text part, as a reader's program shows them.
fn shown(notice: &Notice) -> String {
    let mail = read(notice);
    let headers: Vec<String> = mail.headers.iter().map(|(name, value)| format!("{name}: {value}\n")).collect();
    format!("{}\n{}", headers.concat(), mail.part("text/plain").replace("\r\n", "\n"))
}

fn html(notice: &Notice, name: &str) -> String {
    let html = read(notice).part("text/html").replace("\r\n", "\n");
    // To look at a letter: DUBAN_LOOK=folder cargo test --test it -- letter
    if let Ok(folder) = std::env::var("DUBAN_LOOK") {
        std::fs::write(std::path::Path::new(&folder).join(format!("{name}.html")), &html).unwrap();
    }
    html
}

fn read(notice: &Notice) -> Mail {
    let (letters, troubles) = write(std::slice::from_ref(notice));
    assert_eq!(troubles, []);
    decode::mail(&letters[0].mime)
}

/// First notice of one overdue milestone.
fn to_the_liaison() -> Notice {
    notice(LIAISON, vec![item(overdue("P-012", "南郊安置小区三期"), ItemKind::Opened)])
}

/// A matter two rungs could not settle.
fn to_the_leader() -> Notice {
    let mut case = behind("P-012", "南郊安置小区三期");
    case.told = vec![
        told(LIAISON, 1, "2014-06-03"),
        told(UNIT_HEAD, 2, "2014-06-09"),
        told(LEADER, 3, "2014-06-16"),
        told(OFFICER, 3, "2014-06-16"),
    ];
    (case.rung, case.opened_on) = (3, day("2014-06-03"));
    let mut item = item(case, ItemKind::Climbed);
    item.ask = "请督促责任单位限期整改".into();
    item.reply_by = Some(day("2014-06-23"));
    item.next = Some(NextRung {
        rung: "head".into(),
        label: "主要领导".into(),
        people: vec!["督查室（督查室）".into(), "主要领导（区长）".into()],
        on: Some(day("2014-06-24")),
        reds: None,
    });
    notice(LEADER, vec![item])
}

/// Five items of several rules and one that recovered.
fn to_the_unit_head() -> Notice {
    let mut passed = stalled("P-031", "滨河路改造工程");
    passed.told = vec![told(LIAISON, 1, "2014-05-19"), told(UNIT_HEAD, 2, "2014-06-03"), told(LEADER, 3, "2014-06-16")];
    passed.rung = 3;
    let mut again = overdue("P-044", "第三实验小学");
    again.reopened = 1;
    again.told = vec![told(UNIT_HEAD, 1, "2014-06-16")];
    let mut worse = not_started("P-027", "物流园配套道路");
    worse.told = vec![told(UNIT_HEAD, 1, "2014-05-19")];
    let mut taken = behind("P-012", "南郊安置小区三期");
    taken.state = CaseState::Acknowledged { until: day("2014-06-30"), by: recipient(LIAISON).person };
    taken.told = vec![told(LIAISON, 1, "2014-06-10"), told(UNIT_HEAD, 2, "2014-06-16")];
    taken.rung = 2;
    let mut warned = due_soon("P-052", "污水处理厂扩建");
    warned.told = vec![told(UNIT_HEAD, 1, "2014-06-16")];
    let mut warned = item(warned, ItemKind::Opened);
    warned.next = None;
    let mut settled = behind("P-019", "产业园标准厂房");
    settled.told = vec![told(LIAISON, 1, "2014-05-19"), told(UNIT_HEAD, 2, "2014-06-03")];
    let mut items = vec![
        item(worse, ItemKind::Worsened),
        item(passed, ItemKind::Passed),
        item(taken, ItemKind::Climbed),
        item(again, ItemKind::Reopened),
    ];
    for (item, on) in items.iter_mut().zip(["2014-06-20", "2014-06-23", "2014-07-01", "2014-06-20"]) {
        item.next = Some(NextRung {
            rung: "leader".into(),
            label: "分包领导".into(),
            people: vec!["林涛（分包领导）".into()],
            on: Some(day(on)),
            reds: None,
        });
    }
    items[1].next.as_mut().unwrap().people = vec!["主要领导（区长）".into()];
    (items[1].ask, items[1].reply_by) = (Words::default(), None);
    items.extend([warned, closing(settled)]);
    notice(UNIT_HEAD, items)
}

/// Twenty-two missing reports, two bad rows, and a file.
fn to_the_keeper() -> Notice {
    let keeper = |mut case: duban::escalate::Case| {
        case.told = vec![told(KEEPER, 1, "2014-06-16")];
        let mut item = item(case, ItemKind::Opened);
        item.ask = "请督促有关单位补报或更正".into();
        let office = vec!["督查室主任（督查室）".into()];
        item.next = Some(NextRung {
            rung: "office".into(),
            label: "督查室".into(),
            people: office,
            on: Some(day("2014-06-20")),
            reds: None,
        });
        item
    };
    let mut items: Vec<_> = (1..=22)
        .map(|n| keeper(not_reported(&format!("P-{n:03}"), &format!("第{n}标段道路工程"), 1 + n % 3)))
        .collect();
    items.push(keeper(data("P-040", "体育中心", Rule::Unreadable, "not_a_number: 约2000万")));
    items.push(keeper(data("P-999", "神秘项目", Rule::UnknownProject, "P-999")));
    items.push(keeper(data("progress", "重点项目半月进度", Rule::UnreadableFile, "encrypted: password protected")));
    notice(KEEPER, items)
}

#[test]
fn a_liaison_is_told_of_an_overdue_milestone() {
    insta::assert_snapshot!("liaison", shown(&to_the_liaison()));
    insta::assert_snapshot!("liaison_html", html(&to_the_liaison(), "liaison"));
}

#[test]
fn a_leader_sees_the_thread_and_what_comes_next() {
    insta::assert_snapshot!("leader", shown(&to_the_leader()));
    html(&to_the_leader(), "leader");
}

#[test]
fn a_unit_head_with_several_matters_sees_the_worst_first_and_the_settled_last() {
    insta::assert_snapshot!("unit_head", shown(&to_the_unit_head()));
    html(&to_the_unit_head(), "unit_head");
}

#[test]
fn the_data_keeper_gets_a_row_for_each_of_many_missing_reports() {
    insta::assert_snapshot!("keeper", shown(&to_the_keeper()));
    let html = html(&to_the_keeper(), "keeper");
    for n in 1..=22 {
        assert!(html.contains(&format!("第{n}标段道路工程")), "nothing is dropped");
    }
}

#[test]
fn a_letter_of_good_news_only_asks_for_nothing() {
    let notice = notice(LIAISON, vec![closing(behind("P-012", "南郊安置小区三期"))]);
    insta::assert_snapshot!("good_news", shown(&notice));
    html(&notice, "good_news");
}

#[test]
fn every_rule_has_its_own_sentence() {
    let text = |text: &str| data("P-1", "某项目", Rule::Unreadable, text);
    let mut cases = vec![
        behind("P-1", "某项目"),
        overdue("P-1", "某项目"),
        due_soon("P-1", "某项目"),
        stalled("P-1", "某项目"),
        not_started("P-1", "某项目"),
        not_reported("P-1", "某项目", 1),
        not_reported("P-1", "某项目", 2),
        text("not_a_number: 约2000"),
        text("<b>见附件</b>"),
        text("missing"),
    ];
    cases.extend(
        [Rule::UnknownProject, Rule::Vanished, Rule::MissingFile, Rule::UnreadableFile]
            .map(|rule| data("P-1", "某项目", rule, "")),
    );
    // What is not known is left out of the sentence.
    cases.extend(Rule::ALL.map(|rule| case("P-1", "某项目", rule, Grade::Behind, "2014-06-01", Default::default())));
    let lines: Vec<String> = cases
        .iter()
        .map(|case| {
            let (what, brief) = (
                duban::letter::words::what(case, day("2014-06-16")),
                duban::letter::words::brief(case, day("2014-06-16")),
            );
            format!(
                "{}\n  {what}\n  {brief}\n  如在此之前{}\n",
                case.rule.name(),
                duban::letter::words::stop(case.rule)
            )
        })
        .collect();
    insta::assert_snapshot!("sentences", lines.concat());
}

#[test]
fn a_broken_template_costs_the_looks_and_not_the_letter() {
    for templates in [
        Templates::new("{{ no_such_word }}", "{{ heading }}"),
        Templates::new("{{ heading }}", "{% for x in groups %}"),
        Templates::new("{{ heading }}", "{{ groups[0].nothing.at_all }}"),
    ] {
        let notices = [to_the_keeper(), to_the_leader()];
        let (letters, troubles) = write_by(&templates, &notices);
        assert_eq!((letters.len(), troubles.len()), (2, 2));
        assert_eq!(troubles[0].letter, letters[0].id);
        let mail = decode::mail(&letters[0].mime);
        assert_eq!(mail.parts.len(), 1);
        for item in &notices[0].items {
            assert!(mail.part("text/plain").contains(&item.case.id), "nothing is dropped");
        }
    }
}

#[test]
fn subjects_carry_the_worst_grade_and_the_count() {
    let subjects: Vec<String> = [to_the_liaison(), to_the_leader(), to_the_unit_head(), to_the_keeper()]
        .iter()
        .map(|notice| write(std::slice::from_ref(notice)).0[0].subject.clone())
        .collect();
    insta::assert_snapshot!(subjects.join("\n"));
}

#[test]
fn the_rung_is_the_recipients_own() {
    let rungs: Vec<String> = [to_the_liaison(), to_the_leader(), to_the_unit_head(), to_the_keeper()]
        .iter()
        .map(|notice| write(std::slice::from_ref(notice)).0[0].rung.clone())
        .collect();
    assert_eq!(rungs, ["liaison", "leader", "unit", "keeper"]);
}

#[test]
fn the_same_notices_give_the_same_bytes() {
    let notices = [to_the_liaison(), to_the_leader(), to_the_unit_head(), to_the_keeper()];
    assert_eq!(write(&notices), write(&notices));
    let ids: std::collections::BTreeSet<String> = write(&notices).0.into_iter().map(|l| l.message_id).collect();
    assert_eq!(ids.len(), notices.len());
}

#[test]
fn letters_about_one_case_are_one_thread() {
    let first = read(&to_the_liaison());
    let mut notice = to_the_liaison();
    notice.items[0].kind = ItemKind::Worsened;
    notice.items.push(item(behind("P-044", "第三实验小学"), ItemKind::Opened));
    let second = read(&notice);
    assert_eq!(first.header("In-Reply-To"), second.header("In-Reply-To"));
    assert!(second.header("References").starts_with(first.header("References")));
    assert_eq!(read(&to_the_keeper()).header("References").split(' ').count(), 20);
}

#[test]
fn an_address_that_is_none_is_trouble_for_one_letter_only() {
    let mut wrong = to_the_liaison();
    for address in ["", "nobody", "a@b\r\nBcc: c@d", "王@office.example", "a@中国.example", "\"a b\"@office.example"]
    {
        wrong.recipient.address = address.into();
        let (letters, troubles) = write(&[wrong.clone(), to_the_leader()]);
        assert_eq!((letters.len(), troubles.len()), (1, 1), "{address:?}");
        assert!(address.is_empty() || !troubles[0].text.contains(address), "no address in a log");
    }
}

#[test]
fn a_name_that_stands_for_a_number_is_said_once() {
    let named = notice(LIAISON, vec![item(overdue("冷链物流园", "冷链物流园"), ItemKind::Opened)]);
    let shown = shown(&named);
    assert!(shown.contains("冷链物流园") && !shown.contains("冷链物流园（冷链物流园）"), "{shown}");
    assert_eq!(
        html(&named, "named").matches("冷链物流园").count(),
        1 + html(&to_the_liaison(), "liaison").matches("南郊安置小区三期").count() - 1
    );
}
