//! Rungs that a grade enters straight away, and rungs that wait for warnings in a row.

use super::cast::*;
use duban::assess::Rule::BehindTarget;
use duban::base::grade::Grade;
use duban::escalate::ItemKind;
use duban::pipeline::policy::Wait;

/// Two yellows bring it to the unit; red goes straight to the leader.
fn guangyuan() -> House {
    let mut house = House::new();
    let rungs = &mut house.policy.as_mut().unwrap().project;
    rungs[1].after = Wait::Yellows(2);
    rungs[2].enter = Some(Grade::Behind);
    house
}

#[test]
fn a_red_goes_past_the_rung_that_two_yellows_climb() {
    let mut house = guangyuan();
    house.broken("bridge", BehindTarget, Grade::Behind, 30);
    let plan = house.run();
    assert_eq!(letters(&plan), ["Qian: Opened bridge/behind_target"], "neither the liaison nor the unit");
    assert_eq!(house.case("bridge", BehindTarget).rung, 3);
    assert_eq!(plan.notices[0].items[0].rung, 3);
    assert_eq!(house.next("bridge", BehindTarget).as_deref(), Some("office on 2014-06-30"), "and climbs on as usual");
}

#[test]
fn two_yellows_in_a_row_climb_and_no_further() {
    let mut house = guangyuan();
    house.broken("bridge", BehindTarget, Grade::AtRisk, 5);
    assert_eq!(letters(&house.run()), ["Lin: Opened bridge/behind_target"]);
    assert_eq!(letters(&house.deadline_on("2014-06-17")), Vec::<String>::new(), "the first");
    assert_eq!(house.case("bridge", BehindTarget).life.yellows, 1);
    let plan = house.deadline_on("2014-07-02");
    assert_eq!(letters(&plan), ["Lin: Passed bridge/behind_target", "Zhao: Climbed bridge/behind_target"]);
    for date in ["2014-07-17", "2014-08-04"] {
        assert_eq!(letters(&house.deadline_on(date)), Vec::<String>::new(), "a warning climbs over nothing else");
    }
    house.broken("bridge", BehindTarget, Grade::Behind, 25);
    let plan = house.run_on("2014-08-05");
    assert!(letters(&plan).contains(&"Qian: Climbed bridge/behind_target".to_string()), "{:?}", letters(&plan));
}

#[test]
fn a_period_without_a_warning_begins_the_row_anew() {
    let mut house = guangyuan();
    house.broken("bridge", BehindTarget, Grade::AtRisk, 5);
    house.run();
    house.deadline_on("2014-06-17");
    house.says("bridge", BehindTarget, Says::Fine);
    house.run_on("2014-06-20");
    house.broken("bridge", BehindTarget, Grade::AtRisk, 5);
    house.run_on("2014-06-25");
    house.deadline_on("2014-07-02");
    let case = house.case("bridge", BehindTarget);
    assert_eq!((case.rung, case.life.yellows), (1, 1));
}

#[test]
fn what_turns_red_on_the_day_on_which_it_was_told_goes_up_on_the_next() {
    let mut house = guangyuan();
    house.broken("bridge", BehindTarget, Grade::AtRisk, 5);
    house.run();
    house.broken("bridge", BehindTarget, Grade::Behind, 25);
    assert_eq!(letters(&house.run()), ["Lin: Worsened bridge/behind_target"]);
    assert_eq!(house.next("bridge", BehindTarget).as_deref(), Some("leader on 2014-06-17"));
    let plan = house.run_on("2014-06-17");
    assert!(plan.notices.iter().any(|notice| notice.items[0].kind == ItemKind::Climbed && notice.items[0].rung == 3));
}

#[test]
fn an_entrance_with_nobody_behind_it_is_no_entrance() {
    let mut house = guangyuan();
    house.posts.retain(|post| !["Qian", "Sun"].contains(&post.person.as_str()));
    house.broken("bridge", BehindTarget, Grade::Behind, 30);
    assert_eq!(letters(&house.run()), ["Lin: Opened bridge/behind_target"], "better the liaison than nobody");
}
