//! The life of a case between notice and closing: replies, reasons, silences, red periods, and who may do what.

use super::cast::{House, Says, after, day, letters, of, post, proof, rung, withheld};
use duban::assess::Rule::{BehindTarget, Stalled};
use duban::base::grade::Grade::{self, AtRisk, Behind};
use duban::base::period::PeriodKind;
use duban::escalate::{ActError, Case, CaseState, ChangeReason, Kind, People, Said};
use duban::pipeline::policy::{Accept, Answer, Route, Scope, Span, Wait, When};

fn late() -> House {
    let mut house = House::new();
    house.broken("bridge", BehindTarget, Behind, 12);
    house.run();
    house
}

fn bridge(house: &House) -> Case {
    house.case("bridge", BehindTarget).clone()
}

fn keep(house: &mut House, change: duban::escalate::CaseChange) {
    house.cases.insert(change.case.id.clone(), change.case);
}

fn says(by: &str, text: &str, until: Option<&str>) -> Said {
    Said { by: by.to_string(), text: text.to_string(), until: until.map(day), ..Said::default() }
}

#[test]
fn a_reply_that_nobody_accepts_stops_nothing_and_an_accepted_one_waits_for_its_day() {
    let mut house = late();
    let policy = house.policy.clone();
    let reply = says("Lin", "the steel came late", Some("2014-07-04"));
    let change = bridge(&house).reply(&reply, policy.as_ref(), house.today).unwrap();
    assert_eq!((change.reason, change.case.state.name()), (ChangeReason::Replied, "open"));
    keep(&mut house, change);
    let plan = house.run_on("2014-06-23");
    assert!(letters(&plan).contains(&"Zhao: Climbed bridge/behind_target".to_string()), "{:?}", letters(&plan));
    let refused = bridge(&house).approve("lin ", house.today).unwrap_err();
    assert!(matches!(refused, ActError::SamePerson { .. }), "nobody accepts their own reply");
    let accepted = bridge(&house).approve("Sun", house.today).unwrap();
    assert_eq!(accepted.case.state, CaseState::Answered { until: day("2014-07-04"), by: "Lin".to_string() });
    keep(&mut house, accepted);
    assert_eq!(withheld(&house.run_on("2014-07-04")), ["Answered until 2014-07-04"]);
    let plan = house.run_on("2014-07-05");
    assert_eq!(plan.changes[0].reason, ChangeReason::Climbed, "the promise is over");
    assert_eq!(bridge(&house).rung, 3);
}

#[test]
fn what_a_rung_asks_for_has_to_be_said_and_a_policy_may_take_it_at_once() {
    let mut house = late();
    let policy = house.policy.as_mut().unwrap();
    policy.project[0].answer = vec![Answer::Reason, Answer::Date];
    policy.accept = Accept::OnReceipt;
    let policy = house.policy.clone();
    let refused = bridge(&house).reply(&says("Lin", " ", None), policy.as_ref(), house.today).unwrap_err();
    assert!(refused.to_string().ends_with("a reason and a day is missing"), "{refused}");
    let unknown = Said { reason: Some("luck".to_string()), ..says("Lin", "", Some("2014-06-30")) };
    let refused = bridge(&house).reply(&unknown, policy.as_ref(), house.today).unwrap_err();
    assert!(refused.to_string().contains("`luck` is no reason"), "{refused}");
    let known = Said { reason: Some("land".to_string()), ..says("Lin", "", Some("2014-06-30")) };
    let taken = bridge(&house).reply(&known, policy.as_ref(), house.today).unwrap();
    assert_eq!((taken.case.state.name(), taken.case.life.pending), ("answered", None));
}

#[test]
fn a_justified_delay_waits_and_is_counted_and_ends_on_its_day() {
    let mut house = late();
    let policy = house.policy.clone();
    let bare = Said { reason: Some("weather".to_string()), ..says("Zhao", "", Some("2014-06-30")) };
    let refused = bridge(&house).ask_to_justify(&bare, policy.as_ref(), house.today).unwrap_err();
    assert!(refused.to_string().contains("evidence"), "{refused}");
    let said = Said { evidence: proof("Zhao").evidence, ..bare };
    let asked = bridge(&house).ask_to_justify(&said, policy.as_ref(), house.today).unwrap();
    assert_eq!(asked.case.state.name(), "open", "asking is not having");
    keep(&mut house, asked);
    let granted = bridge(&house).approve("Sun", house.today).unwrap();
    keep(&mut house, granted);
    let refused = bridge(&house).acknowledge("Lin", day("2014-07-10"), house.today).unwrap_err();
    assert!(refused.to_string().contains("waits already"), "{refused}");
    assert_eq!(withheld(&house.run_on("2014-06-30")), ["Justified until 2014-06-30"]);
    assert_eq!(bridge(&house).justified_times(), 1);
    assert_eq!(house.next("bridge", BehindTarget).unwrap(), "unit on 2014-07-01");
    let plan = house.run_on("2014-07-01");
    assert_eq!((plan.changes[0].reason, bridge(&house).rung), (ChangeReason::Climbed, 2));
}

#[test]
fn a_refused_request_leaves_the_ladder_as_it_was() {
    let mut house = late();
    let change = bridge(&house).ask_to_extend(&says("Lin", "rain", Some("2014-08-01")), None, house.today).unwrap();
    keep(&mut house, change);
    let change = bridge(&house).refuse("Sun", "no rain this year", house.today).unwrap();
    assert_eq!((change.case.state.name(), change.case.life.acts.len()), ("open", 2));
    keep(&mut house, change);
    assert!(matches!(bridge(&house).approve("Sun", house.today), Err(ActError::NothingPending { .. })));
    house.run_on("2014-06-23");
    assert_eq!(bridge(&house).rung, 2);
}

#[test]
fn a_unit_may_not_silence_its_own_and_a_silence_ends() {
    let mut house = late();
    let posts = house.posts.clone();
    let people = People::new(&posts);
    for own in ["Lin", "zhao ", "Zhao", "Roads"] {
        let said = says(own.trim(), "quiet please", Some("2014-07-01"));
        let own = bridge(&house).silence(&said, &people, house.today);
        assert!(matches!(own, Err(ActError::OwnMatter { .. })) || said.by == "zhao", "{said:?}");
    }
    let endless = bridge(&house).silence(&says("Sun", "audit", None), &people, house.today).unwrap_err();
    assert!(endless.to_string().contains("an end"), "{endless}");
    let silenced = bridge(&house).silence(&says("Sun", "audit", Some("2014-06-25")), &people, house.today).unwrap();
    keep(&mut house, silenced);
    house.broken("bridge", BehindTarget, Behind, 40);
    let plan = house.run_on("2014-06-25");
    assert!(plan.notices.is_empty());
    assert_eq!(withheld(&plan), ["Silenced until 2014-06-25"]);
    let plan = house.run_on("2014-06-26");
    assert_eq!(letters(&plan), ["Lin: Passed bridge/behind_target", "Zhao: Climbed bridge/behind_target"]);
}

#[test]
fn a_justified_delay_is_justified_again_after_a_silence_as_long_as_it_holds() {
    let silenced = |until: &str, ends: Option<&str>| {
        let mut house = late();
        let land = Said { reason: Some("land".into()), ..says("Lin", "not handed over", Some("2014-06-30")) };
        let asked = bridge(&house).ask_to_justify(&Said { evidence: proof("Lin").evidence, ..land }, None, house.today);
        keep(&mut house, asked.unwrap());
        let granted = bridge(&house).approve("Sun", house.today).unwrap();
        keep(&mut house, granted);
        let people = People::new(&house.posts);
        let change = bridge(&house).silence(&says("Sun", "audit", Some(until)), &people, house.today).unwrap();
        keep(&mut house, change);
        if let Some(day_) = ends {
            house.today = day(day_);
            let change = bridge(&house).unsilence("Sun", house.today).unwrap();
            keep(&mut house, change);
        } else {
            let after = day(until).succ_opt().unwrap();
            house.run_on(&after.to_string());
        }
        bridge(&house).state
    };
    let justified =
        |state: CaseState| matches!(state, CaseState::Justified { until, .. } if until == day("2014-06-30"));
    assert!(justified(silenced("2014-06-25", None)), "the silence ran out");
    assert!(justified(silenced("2014-06-25", Some("2014-06-20"))), "somebody ended it");
    assert_eq!(silenced("2014-07-10", None), CaseState::Open, "the cause held to 30 June only");
}

#[test]
fn closing_needs_evidence_a_second_person_and_periods_in_range() {
    let mut house = late();
    house.policy.as_mut().unwrap().in_range = 2;
    house.says("bridge", BehindTarget, Says::Fine);
    house.run_on("2014-06-18");
    let (nothing, photo) = (says("Sun", "done", None), proof("Sun"));
    let close = |house: &House, said: &Said, second: &str| bridge(house).close(said, second, 2, house.today);
    assert!(matches!(close(&house, &nothing, "Zhou"), Err(ActError::Incomplete { .. })));
    assert!(matches!(close(&house, &photo, "sun"), Err(ActError::SamePerson { .. })));
    assert!(matches!(close(&house, &photo, "Zhou"), Err(ActError::NotYetInRange { held: 0, needed: 2, .. })));
    for (on, held) in [("2014-07-03", 1), ("2014-07-03", 1), ("2014-07-17", 2), ("2014-08-02", 2)] {
        house.deadline_on(on);
        assert_eq!(bridge(&house).life.well, held, "{on}");
    }
    let closed = close(&house, &photo, "Zhou").unwrap();
    keep(&mut house, closed);
    let reopened = bridge(&house).reopen("Sun", "the photograph was of another bridge", house.today).unwrap();
    assert_eq!((reopened.case.state.name(), reopened.case.reopened, reopened.case.rung), ("open", 1, 0));
}

#[test]
fn two_red_half_months_are_told_once_per_crossing() {
    let mut house = House::new();
    house.policy.as_mut().unwrap().project[1].after = Wait::Reds(2);
    house.broken("bridge", BehindTarget, Behind, 12);
    house.run_on("2014-06-16");
    assert!(house.find("bridge", BehindTarget).unwrap().life.reds == 0);
    for (on, rung) in [("2014-06-18", 1), ("2014-06-19", 1), ("2014-07-03", 2), ("2014-07-04", 2)] {
        house.deadline_on(on);
        assert_eq!(bridge(&house).rung, rung, "{on}");
    }
    assert_eq!(bridge(&house).life.reds, 2, "a period counts once");
    house.broken("bridge", BehindTarget, AtRisk, 5);
    house.deadline_on("2014-07-17");
    assert_eq!(bridge(&house).life.reds, 0, "a better period breaks the row");
}

#[test]
fn a_rung_of_two_half_months_is_told_after_the_second_period_end() {
    let mut house = House::new();
    house.policy.as_mut().unwrap().project[1].after = Wait::Span(Span::Periods(2, PeriodKind::HalfMonth));
    house.broken("bridge", BehindTarget, Behind, 12);
    house.run_on("2014-06-03");
    assert_eq!(house.next("bridge", BehindTarget).unwrap(), "unit on 2014-07-01");
    house.run_on("2014-06-30");
    assert_eq!(bridge(&house).rung, 1);
    house.run_on("2014-07-01");
    assert_eq!(bridge(&house).rung, 2);
}

#[test]
fn an_overdue_reply_tells_the_next_rung_and_readers_of_copies_are_told_that_it_recovered() {
    let mut house = House::new();
    let policy = house.policy.as_mut().unwrap();
    policy.project[1].after = Wait::ReplyOverdue;
    policy.project[1].copy = vec![of("督查室主任", Scope::Office)];
    house.broken("bridge", BehindTarget, Behind, 12);
    house.run_on("2014-06-16");
    assert_eq!(house.next("bridge", BehindTarget).unwrap(), "unit on 2014-06-20", "three working days to reply");
    let plan = house.run_on("2014-06-20");
    let told = ["Lin: Passed bridge/behind_target", "Sun: Copied bridge/behind_target"];
    assert_eq!(letters(&plan), [told[0], told[1], "Zhao: Climbed bridge/behind_target"]);
    house.posts.push(post("bridge", "联络员", "Zhou"));
    house.says("bridge", BehindTarget, Says::Fine);
    let plan = house.run_on("2014-06-21");
    let resolved = ["Lin", "Sun", "Zhao"].map(|who| format!("{who}: Resolved bridge/behind_target"));
    assert_eq!(letters(&plan), resolved);
    house.policy.as_mut().unwrap().project[1].after = after(5);
}

#[test]
fn a_matter_that_fits_a_route_climbs_that_ladder_to_the_end() {
    let mut house = House::new();
    let mut policy = house.policy.clone().unwrap();
    let fast = vec![rung("all", "快速处置", 0, vec![of("联络员", Scope::Project), of("分包领导", Scope::Project)])];
    let when = When { class: vec!["确保".to_string()], rule: vec!["stalled".to_string()], ..When::default() };
    policy.routes.push(Route { when, policy: "fast-lane".to_string(), project: fast, data: policy.data.clone() });
    house.policy = Some(policy);
    house.kinds.insert("bridge".to_string(), Kind { class: Some("确 保".to_string()), category: None, parent: None });
    house.broken("bridge", Stalled, Grade::Stalled, 1);
    house.broken("bridge", BehindTarget, Behind, 1);
    let plan = house.run();
    assert_eq!(
        letters(&plan),
        ["Lin: Opened bridge/stalled, Opened bridge/behind_target", "Qian: Opened bridge/stalled"]
    );
    house.kinds.clear();
    house.run_on("2014-06-23");
    assert_eq!(house.case("bridge", Stalled).rung, 1, "the route was settled when it was opened");
    assert_eq!(house.case("bridge", Stalled).life.route.as_deref(), Some("fast-lane"));
    assert_eq!(bridge(&house).rung, 2);
}
