//! Against flooding, as readers see it: what stands beside the matters, the thread on one screen, errata, English, hours.

use super::cast::*;
use super::decode;
use duban::assess::Rule;
use duban::base::calendar::Calendar;
use duban::base::grade::Grade;
use duban::base::id::Head;
use duban::base::slot::{Slot, SlotKind};
use duban::escalate::{Act, ActKind, Beside, Correction, ItemKind, Notice, Repeated};
use duban::letter::{self, Desk, Letter, Sender, hours};
use duban::pipeline::policy::{Attention, Policy, Words};

fn text(notice: &Notice) -> String {
    let (letters, troubles) = write(std::slice::from_ref(notice));
    assert_eq!(troubles, []);
    let mail = decode::mail(&letters[0].mime);
    look(notice, mail.part("text/html"));
    format!("{}\n{}", mail.header("Subject"), mail.part("text/plain").replace("\r\n", "\n"))
}

/// To look at a letter: DUBAN_LOOK=folder cargo test --test it -- letter
fn look(notice: &Notice, html: &str) {
    if let Ok(folder) = std::env::var("DUBAN_LOOK") {
        let name = format!("crowded-{}-{}.html", notice.items.len(), duban::base::id::derive("h", &[html]));
        std::fs::write(std::path::Path::new(&folder).join(name), html).unwrap();
    }
}

fn act(on: &str, by: &str, what: ActKind, said: &str, until: &str) -> Act {
    let until = until.parse().ok();
    let (by, text) = (by.to_string(), said.to_string());
    Act { on: day(on), by, what, text, reason: None, until, approver: None, evidence: Vec::new() }
}

/// The leader's matter with everything that happened to it.
fn to_the_leader() -> Notice {
    let mut case = behind("P-012", "南郊安置小区三期");
    case.told = vec![told(LIAISON, 1, "2014-06-03"), told(UNIT_HEAD, 2, "2014-06-09"), told(LEADER, 3, "2014-06-16")];
    let liaison = recipient(LIAISON).person;
    case.life.acts = vec![
        act("2014-06-04", &liaison, ActKind::Acknowledged, "", "2014-06-06"),
        act("2014-06-05", &liaison, ActKind::Replied, "图纸未批", "2014-06-30"),
        act("2014-06-06", "督查科长", ActKind::Refused, "原因不充分", ""),
    ];
    case.rung = 3;
    let mut notice = notice(LEADER, vec![item(case, ItemKind::Climbed)]);
    notice.items[0].held = Some(day("2014-06-13"));
    notice.beside = Beside {
        unchanged: vec![stalled("P-020", "体育中心"), overdue("P-021", "滨河路")],
        unchanged_count: 3,
        below: 14,
    };
    notice
}

#[test]
fn a_leader_sees_the_whole_thread_and_what_is_beside() {
    let shown = text(&to_the_leader());
    for line in [
        "   经过：6月3日通知第1级：周明（联络员）。",
        "         6月4日周明签收，暂缓上报至6月6日。",
        "         6月5日周明反馈，承诺完成时间6月30日：图纸未批。",
        "         6月6日督查科长未同意所请：原因不充分。",
        "         6月9日通知第2级：何芳（责任单位负责人）。",
        "         本次通知第3级：您（分包领导）。",
        "其中1件自6月13日起待通知，为减少来信并入本次，均已列出。",
        "此前已通知您、尚未办结、本次没有新情况的还有3件：体育中心（停滞）、滨河路（滞后）等。",
        "本次有1件到您这一级；另有14件由下级办理中，尚未到您这一级。",
    ] {
        assert!(shown.contains(line), "{line}\n{shown}");
    }
}

#[test]
fn a_long_thread_keeps_its_beginning_and_its_newest_steps_on_one_screen() {
    let mut notice = to_the_leader();
    let acts = &mut notice.items[0].case.life.acts;
    acts.extend((0..40).map(|_| act("2014-06-10", "何芳", ActKind::Replied, "正在办理", "")));
    let shown = text(&notice);
    let lines = shown.lines().filter(|line| line.starts_with("         ")).count();
    assert!(lines <= 11 && shown.contains("（中间36次略）"), "{shown}");
    assert!(shown.contains("6月3日通知第1级") && shown.contains("本次通知第3级"), "{shown}");
}

#[test]
fn an_erratum_says_what_was_told_and_what_holds() {
    let mut case = behind("P-012", "南郊安置小区三期");
    case.state = duban::escalate::CaseState::Resolved { on: day("2014-06-16") };
    let mut wrong = item(case, ItemKind::Corrected);
    (wrong.ask, wrong.reply_by, wrong.next) = (Words::default(), None, None);
    let figures = wrong.case.figures.clone();
    wrong.correction = Some(Correction { grade: Grade::Behind, figures, settled: false, now: wan("12500") });
    let shown = text(&notice(LIAISON, vec![wrong]));
    assert!(shown.starts_with("【督办·更正】1件"), "{shown}");
    assert!(shown.contains("截至2014年6月15日的累计完成投资由1,250万元更正为12,500万元"), "{shown}");
    assert!(shown.contains("原通知撤销，无需办理"), "{shown}");
    assert!(!shown.contains("将上报"), "{shown}");
}

#[test]
fn a_reminder_says_how_often_and_that_it_becomes_rarer() {
    let mut case = stalled("P-012", "南郊安置小区三期");
    case.life.repeated = Some(Repeated { on: day("2014-06-16"), times: 2 });
    let shown = text(&notice(LIAISON, vec![item(case, ItemKind::Repeated)]));
    assert!(shown.contains("·再次提醒】") && shown.contains("第2次提醒"), "{shown}");
}

#[test]
fn who_reads_english_gets_english() {
    let mut notice = to_the_leader();
    notice.recipient.english = true;
    let shown = text(&notice);
    for line in [
        "[duban] Behind, escalated: 1 matter, 南郊安置小区三期 (2014-06-16)",
        "You have 1 matter",
        "   Figures: done RMB 12.5 million, of RMB 60 million (20.8%), due by then RMB 27.29 million, 24.6 percentage points short",
        "   So far: 2014-06-03 rung 1: 周明; 2014-06-04 acknowledged by 周明 until 2014-06-06;",
        "   Next: On 2014-06-20 何芳（责任单位负责人） is told, unless the data reported by then show that it is settled.",
        "14 more are handled below your level.",
    ] {
        assert!(shown.contains(line), "{line}\n{shown}");
    }
    assert!(!shown.contains("办理说明") && !shown.contains("编号："), "{shown}");
}

fn desk<'a>(
    slot: &'a Slot,
    policy: &'a Policy,
    calendar: &'a Calendar,
    sender: &'a Sender,
    head: &'a Head,
) -> Desk<'a> {
    Desk { slot, title: "", portfolio: "demo", head, sender, policy: Some(policy), calendar, links: None }
}

fn slot(at: &str) -> Slot {
    let at = at.parse().unwrap();
    Slot { pipeline: "p".into(), kind: SlotKind::Review, at, zone: chrono_tz::Asia::Shanghai, period: None }
}

#[test]
fn letters_wait_for_office_hours_and_working_days_and_a_persons_own_hours_come_first() {
    let mut policy = policy();
    policy.attention = Attention { hours: Some((8 * 60, 18 * 60)), workdays: true, ..Attention::off() };
    let holiday = Calendar::new([2014], [(day("2014-06-02"), false)]);
    let (sender, head) = (Sender { name: "督查室".into(), address: "d@office.example".into() }, Head::genesis());
    let out = |at: &str, own: Option<(u32, u32)>, urgent: bool| {
        let slot = slot(at);
        hours::not_before(&desk(&slot, &policy, &holiday, &sender, &head), own, urgent).to_rfc3339()
    };
    // Friday 30 May 2014, 10:00 in Shanghai; 18:00; then Saturday. Monday 2 June is a holiday.
    assert_eq!(out("2014-05-30T02:00:00Z", None, false), "2014-05-30T02:00:00+00:00");
    assert_eq!(out("2014-05-29T23:00:00Z", None, false), "2014-05-30T00:00:00+00:00");
    assert_eq!(out("2014-05-30T10:00:00Z", None, false), "2014-06-03T00:00:00+00:00");
    assert_eq!(out("2014-05-31T02:00:00Z", None, false), "2014-06-03T00:00:00+00:00");
    assert_eq!(out("2014-05-31T02:00:00Z", None, true), "2014-05-31T02:00:00+00:00");
    assert_eq!(out("2014-05-30T10:00:00Z", Some((0, 24 * 60)), false), "2014-05-30T10:00:00+00:00");
    assert_eq!(out("2014-05-30T02:00:00Z", Some((13 * 60, 14 * 60)), false), "2014-05-30T05:00:00+00:00");
}

#[test]
fn a_deadline_in_a_year_that_is_not_announced_is_said() {
    let policy = policy();
    let (sender, head) = (Sender { name: "督查室".into(), address: "d@office.example".into() }, Head::genesis());
    let slot = slot("2014-06-16T01:00:00Z");
    let said = |calendar: &Calendar| -> Vec<Letter> {
        let notice = notice(LIAISON, vec![item(overdue("P-012", "南郊安置小区三期"), ItemKind::Opened)]);
        letter::write(&[notice], &desk(&slot, &policy, calendar, &sender, &head)).0
    };
    let text = |letters: Vec<Letter>| decode::mail(&letters[0].mime).part("text/plain").to_string();
    let unannounced = text(said(&Calendar::new([2013], [])));
    assert!(unannounced.contains("2014年节假日安排尚未公布，涉及该年的期限暂按自然日计算"), "{unannounced}");
    assert!(!text(said(&Calendar::new([2014], []))).contains("尚未公布"));
}

#[test]
fn own_rules_are_words_in_english_too() {
    let mut notice = notice(
        LIAISON,
        vec![item(data("P-040", "体育中心", Rule::Unreadable, "not_a_number: 约2000万"), ItemKind::Opened)],
    );
    notice.recipient.english = true;
    assert!(text(&notice).contains("   Matter: unreadable"));
}
