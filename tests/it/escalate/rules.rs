//! One rule of the ladder, one test.

use super::cast::{House, Says, after, day, letters, withheld};
use duban::assess::Rule::{self, BehindTarget, MilestoneOverdue, MissingFile, Unreadable};
use duban::base::grade::Grade::{AtRisk, Behind, NotReported, Stalled, Unreadable as CannotRead};
use duban::escalate::{CaseState, ChangeReason, Plan, WithheldReason};

fn reasons(plan: &Plan) -> Vec<ChangeReason> {
    plan.changes.iter().map(|change| change.reason).collect()
}

fn behind() -> House {
    let mut house = House::new();
    house.broken("bridge", BehindTarget, Behind, 12);
    house
}

#[test]
fn a_broken_rule_opens_a_case_and_tells_the_first_rung_at_once() {
    let mut house = behind();
    let plan = house.run();
    assert_eq!(reasons(&plan), [ChangeReason::Opened]);
    assert_eq!(letters(&plan), ["Lin: Opened bridge/behind_target"]);
    let item = &plan.notices[0].items[0];
    assert_eq!((item.ask.of(false), item.reply_by), ("请联络员答复", Some(day("2014-06-19"))));
    let next = item.next.as_ref().unwrap();
    assert_eq!((next.rung.as_str(), next.label.as_str(), next.on), ("unit", "责任单位", Some(day("2014-06-23"))));
    assert_eq!(next.people, ["Zhao（负责人）"]);
    let case = house.case("bridge", BehindTarget);
    assert_eq!((case.version, case.rung, case.told.len(), case.since), (1, 1, 1, day("2014-06-15")));
    assert_eq!(item.case, *case);
}

#[test]
fn a_first_rung_with_working_days_waits_for_them() {
    let mut house = behind();
    house.policy.as_mut().unwrap().project[0].after = after(2);
    let plan = house.run();
    assert_eq!((letters(&plan).len(), withheld(&plan)), (0, vec!["NotDue liaison on 2014-06-18".to_string()]));
    assert_eq!(house.case("bridge", BehindTarget).rung, 0);
    assert!(letters(&house.run_on("2014-06-17")).is_empty());
    let plan = house.run_on("2014-06-18");
    assert_eq!(letters(&plan), ["Lin: Opened bridge/behind_target"]);
    assert_eq!(reasons(&plan), [ChangeReason::Climbed]);
}

#[test]
fn the_first_rung_is_told_at_once_even_on_a_day_off() {
    let mut house = behind();
    assert_eq!(letters(&house.run_on("2014-06-02")), ["Lin: Opened bridge/behind_target"]);
    assert_eq!(house.next("bridge", BehindTarget).as_deref(), Some("unit on 2014-06-09"));
}

#[test]
fn figures_that_move_are_kept_and_told_to_nobody() {
    let mut house = behind();
    house.run();
    house.broken("bridge", BehindTarget, Behind, 13);
    let plan = house.run_on("2014-06-17");
    assert_eq!((reasons(&plan), letters(&plan).len()), (vec![ChangeReason::Updated], 0));
    assert_eq!(house.case("bridge", BehindTarget).version, 2);
    let plan = house.run_on("2014-06-18");
    assert!(plan.changes.is_empty());
    assert_eq!(withheld(&plan), ["NotDue unit on 2014-06-23"]);
}

#[test]
fn a_grade_that_gets_worse_is_told_to_all_who_know_and_one_that_eases_is_not() {
    let mut house = behind();
    house.run();
    house.run_on("2014-06-23");
    house.broken("bridge", BehindTarget, Stalled, 12);
    let plan = house.run_on("2014-06-24");
    assert_eq!(reasons(&plan), [ChangeReason::Worsened]);
    assert_eq!(letters(&plan), ["Lin: Worsened bridge/behind_target", "Zhao: Worsened bridge/behind_target"]);
    let asks: Vec<&str> = plan.notices.iter().map(|n| n.items[0].ask.of(false)).collect();
    assert!(
        asks.contains(&"请联络员答复") && asks.contains(&"请责任单位答复"),
        "each is asked what their rung is asked"
    );
    house.broken("bridge", BehindTarget, Behind, 12);
    let plan = house.run_on("2014-06-25");
    assert_eq!((reasons(&plan), letters(&plan).len()), (vec![ChangeReason::Eased], 0));
    assert_eq!(house.next("bridge", BehindTarget).as_deref(), Some("leader on 2014-06-30"), "the clock went on");
}

#[test]
fn what_recovers_on_evidence_is_told_once_to_everyone_who_was_told() {
    let mut house = behind();
    house.run();
    house.run_on("2014-06-23");
    house.says("bridge", BehindTarget, Says::Fine);
    let plan = house.run_on("2014-06-24");
    assert_eq!(reasons(&plan), [ChangeReason::Resolved]);
    assert_eq!(letters(&plan), ["Lin: Resolved bridge/behind_target", "Zhao: Resolved bridge/behind_target"]);
    let item = &plan.notices[0].items[0];
    assert_eq!((item.ask.of(false), item.reply_by, &item.next), ("", None, &None));
    assert_eq!(house.case("bridge", BehindTarget).state, CaseState::Resolved { on: day("2014-06-24") });
    assert_eq!(house.run_on("2014-06-25"), Plan::default(), "what is settled takes no part any more");
}

#[test]
fn absence_is_not_recovery_and_does_not_stop_the_ladder() {
    let mut house = behind();
    house.run();
    house.says("bridge", BehindTarget, Says::Nothing);
    let plan = house.run_on("2014-06-20");
    assert!(plan.changes.is_empty());
    assert_eq!(withheld(&plan), ["Unchanged unit on 2014-06-23"]);
    let plan = house.run_on("2014-06-23");
    assert_eq!(reasons(&plan), [ChangeReason::Climbed]);
}

#[test]
fn a_climb_tells_the_rung_above_and_says_so_below() {
    let mut house = behind();
    house.run();
    assert!(letters(&house.run_on("2014-06-22")).is_empty());
    let plan = house.run_on("2014-06-23");
    assert_eq!(letters(&plan), ["Lin: Passed bridge/behind_target", "Zhao: Climbed bridge/behind_target"]);
    let passed = &plan.notices.iter().find(|n| n.recipient.name == "Lin").unwrap().items[0];
    assert_eq!((passed.ask.of(false), passed.reply_by), ("", None));
    assert_eq!(passed.next.as_ref().unwrap().people, ["Qian（分包领导）"]);
}

#[test]
fn a_daemon_that_was_down_for_forty_days_climbs_one_rung() {
    let mut house = behind();
    house.run();
    house.run_on("2014-07-26");
    assert_eq!(house.case("bridge", BehindTarget).rung, 2);
    assert!(house.run_on("2014-07-27").changes.is_empty());
    assert_eq!(
        house.next("bridge", BehindTarget).as_deref(),
        Some("leader on 2014-08-01"),
        "the full time from the day it was told"
    );
}

#[test]
fn two_rungs_are_never_told_on_one_day() {
    let mut house = behind();
    house.policy.as_mut().unwrap().project[1].after = after(0);
    house.run();
    assert!(house.run().changes.is_empty());
    house.run_on("2014-06-17");
    assert_eq!(house.case("bridge", BehindTarget).rung, 2);
}

#[test]
fn the_top_rung_is_the_end() {
    let mut house = behind();
    for date in ["2014-06-16", "2014-06-23", "2014-06-30"] {
        house.run_on(date);
    }
    let plan = house.run_on("2014-07-14");
    let office = plan.notices.iter().find(|n| n.recipient.name == "Sun").unwrap();
    assert_eq!(office.items[0].next, None);
    let plan = house.run_on("2014-12-01");
    assert_eq!((plan.changes.len(), withheld(&plan)), (0, vec!["TopRung rung 4 of 4".to_string()]));
}

#[test]
fn a_vacant_rung_is_skipped_at_once_and_reported_once() {
    let mut house = behind();
    house.posts.retain(|post| post.person != "Zhao");
    let plan = house.run();
    assert_eq!(plan.notices[0].items[0].next.as_ref().unwrap().rung, "leader");
    assert_eq!(
        plan.notices[0].items[0].next.as_ref().unwrap().on,
        Some(day("2014-06-23")),
        "the vacant rung costs no time"
    );
    assert_eq!(withheld(&house.run_on("2014-06-20")), ["NotDue leader on 2014-06-23"]);
    let plan = house.run_on("2014-06-23");
    assert_eq!(letters(&plan), ["Lin: Passed bridge/behind_target", "Qian: Climbed bridge/behind_target"]);
    assert_eq!(withheld(&plan), ["VacantRung unit: 负责人"]);
    assert_eq!(house.case("bridge", BehindTarget).rung, 3);
    assert_eq!(house.case("bridge", BehindTarget).told[1].rung, 3);
}

#[test]
fn where_nobody_stands_above_the_case_stays_and_says_so() {
    let mut house = behind();
    house.posts.retain(|post| post.person == "Lin");
    assert_eq!(house.run().notices[0].items[0].next, None);
    let plan = house.run_on("2014-06-23");
    assert!(plan.changes.is_empty());
    assert_eq!(withheld(&plan), ["VacantRung unit: 负责人; leader: 分包领导、首席服务官; office: 督查室主任"]);
}

#[test]
fn a_case_that_nobody_can_be_told_of_is_open_and_is_told_once_somebody_comes() {
    let mut house = behind();
    let posts = std::mem::take(&mut house.posts);
    let plan = house.run();
    assert_eq!((reasons(&plan), letters(&plan).len()), (vec![ChangeReason::Opened], 0));
    assert_eq!(plan.withheld[0].reason, WithheldReason::VacantRung);
    assert_eq!(house.case("bridge", BehindTarget).rung, 0);
    assert_eq!(house.run_on("2014-06-17").withheld[0].reason, WithheldReason::VacantRung);
    house.posts = posts;
    let plan = house.run_on("2014-06-18");
    assert_eq!(
        (reasons(&plan), letters(&plan)),
        (vec![ChangeReason::Climbed], vec!["Lin: Opened bridge/behind_target".to_string()])
    );
    assert_eq!(house.next("bridge", BehindTarget).as_deref(), Some("unit on 2014-06-25"));
}

#[test]
fn a_warning_stays_on_the_first_rung_until_it_is_more_than_one() {
    let mut house = House::new();
    house.broken("bridge", BehindTarget, AtRisk, 5);
    let plan = house.run();
    assert_eq!(
        (letters(&plan), &plan.notices[0].items[0].next),
        (vec!["Lin: Opened bridge/behind_target".to_string()], &None)
    );
    let plan = house.run_on("2014-09-01");
    assert_eq!(withheld(&plan), ["WarningOnly stays on rung 1"]);
    house.broken("bridge", BehindTarget, Behind, 12);
    let plan = house.run_on("2014-09-02");
    assert_eq!(letters(&plan), ["Lin: Worsened bridge/behind_target"]);
    assert_eq!(plan.notices[0].items[0].next.as_ref().unwrap().on, Some(day("2014-09-09")), "the clock starts now");
    assert!(house.run_on("2014-09-08").changes.is_empty());
    house.run_on("2014-09-09");
    assert_eq!(house.case("bridge", BehindTarget).rung, 2);
}

#[test]
fn an_acknowledged_case_waits_through_its_day_and_then_goes_on() {
    let mut house = behind();
    house.run();
    house.acknowledge("bridge", BehindTarget, "Lin", "2014-06-24");
    assert_eq!(house.next("bridge", BehindTarget).as_deref(), Some("unit on 2014-06-25"));
    assert_eq!(withheld(&house.run_on("2014-06-24")), ["Acknowledged until 2014-06-24"]);
    let plan = house.run_on("2014-06-25");
    assert_eq!(reasons(&plan), [ChangeReason::Climbed], "one reason per change: the climb says more than the expiry");
    assert_eq!(house.case("bridge", BehindTarget).state, CaseState::Open);
}

#[test]
fn an_acknowledgement_that_ends_before_the_next_rung_is_due_only_expires() {
    let mut house = behind();
    house.run();
    house.acknowledge("bridge", BehindTarget, "Lin", "2014-06-18");
    let plan = house.run_on("2014-06-19");
    assert_eq!((reasons(&plan), letters(&plan).len()), (vec![ChangeReason::AcknowledgementExpired], 0));
    assert_eq!(house.next("bridge", BehindTarget).as_deref(), Some("unit on 2014-06-23"), "the clock did not stop");
}

#[test]
fn while_acknowledged_figures_move_silently_but_what_gets_worse_is_told() {
    let mut house = behind();
    house.run();
    house.acknowledge("bridge", BehindTarget, "Lin", "2014-08-01");
    house.broken("bridge", BehindTarget, Behind, 20);
    assert!(letters(&house.run_on("2014-07-01")).is_empty());
    house.broken("bridge", BehindTarget, Stalled, 20);
    let plan = house.run_on("2014-07-02");
    assert_eq!(letters(&plan), ["Lin: Worsened bridge/behind_target"]);
    assert_eq!(plan.notices[0].items[0].next.as_ref().unwrap().on, Some(day("2014-08-02")));
    assert_eq!(house.case("bridge", BehindTarget).state.name(), "acknowledged");
}

#[test]
fn a_resolved_or_closed_case_that_breaks_again_reopens_from_below() {
    for closed in [false, true] {
        let mut house = behind();
        house.run();
        house.run_on("2014-06-23");
        house.says("bridge", BehindTarget, Says::Fine);
        house.run_on("2014-06-24");
        if closed {
            house.close("bridge", BehindTarget, "Sun");
            assert_eq!(house.run_on("2014-06-25"), Plan::default(), "closed stays closed");
        }
        house.broken("bridge", BehindTarget, Behind, 30);
        let plan = house.run_on("2014-07-01");
        assert_eq!(
            (reasons(&plan), letters(&plan)),
            (vec![ChangeReason::Reopened], vec!["Lin: Reopened bridge/behind_target".to_string()])
        );
        let case = house.case("bridge", BehindTarget);
        assert_eq!((case.reopened, case.rung, case.told.len(), case.opened_on), (1, 1, 1, day("2014-07-01")));
        assert_eq!(case.version, if closed { 5 } else { 4 });
    }
}

#[test]
fn trouble_with_a_subjects_data_inhibits_letters_about_the_subject() {
    let mut house = behind();
    house.run();
    house.broken("bridge", Unreadable, CannotRead, 0);
    house.broken("bridge", MilestoneOverdue, Behind, 3);
    let plan = house.run_on("2014-06-23");
    assert_eq!(letters(&plan), ["Wu: Opened bridge/unreadable"]);
    let data = house.case("bridge", Unreadable).id.clone();
    let inhibited = plan.withheld.iter().filter(|w| w.reason == WithheldReason::InhibitedByData && w.detail == data);
    assert_eq!(inhibited.count(), 2);
    assert_eq!((house.case("bridge", MilestoneOverdue).rung, house.case("bridge", BehindTarget).rung), (0, 1));
    house.says("bridge", Unreadable, Says::Fine);
    let plan = house.run_on("2014-06-24");
    let expected = [
        "Lin: Passed bridge/behind_target, Opened bridge/milestone_overdue",
        "Wu: Resolved bridge/unreadable",
        "Zhao: Climbed bridge/behind_target",
    ];
    assert_eq!(letters(&plan), expected);
}

#[test]
fn recovery_is_told_even_while_data_are_in_trouble() {
    let mut house = behind();
    house.run();
    house.broken("bridge", Unreadable, CannotRead, 0);
    house.says("bridge", BehindTarget, Says::Fine);
    assert_eq!(
        letters(&house.run_on("2014-06-17")),
        ["Lin: Resolved bridge/behind_target", "Wu: Opened bridge/unreadable"]
    );
}

#[test]
fn a_missing_file_inhibits_nothing_by_itself() {
    let mut house = behind();
    // Even a project that is called like the pipeline goes on.
    house.broken("progress", MissingFile, NotReported, 0);
    house.broken("progress", BehindTarget, Behind, 1);
    house.posts.push(super::cast::post("progress", "联络员", "Li"));
    let expected =
        ["Li: Opened progress/behind_target", "Lin: Opened bridge/behind_target", "Wu: Opened progress/missing_file"];
    assert_eq!(letters(&house.run()), expected);
}

#[test]
fn without_a_policy_cases_are_kept_and_nobody_is_told() {
    let mut house = behind();
    house.policy = None;
    let plan = house.run();
    assert_eq!((reasons(&plan), letters(&plan).len()), (vec![ChangeReason::Opened], 0));
    assert_eq!(withheld(&plan), ["NoPolicy no policy is named"]);
    assert!(house.run_on("2014-06-17").withheld.is_empty());
    house.says("bridge", BehindTarget, Says::Fine);
    let plan = house.run_on("2014-06-18");
    assert_eq!((reasons(&plan), plan.withheld.len()), (vec![ChangeReason::Resolved], 1));
}

#[test]
fn every_rule_opens_a_case_on_its_ladder() {
    for rule in Rule::ALL {
        let mut house = House::new();
        house.broken("bridge", rule, Behind, 1);
        let plan = house.run();
        assert_eq!(letters(&plan).len(), 1, "{}", rule.name());
    }
}
