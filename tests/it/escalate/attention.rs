//! Against flooding: one letter a day, what waits is told in the next one, what mutes what, what is said again, errata.

use super::cast::*;
use duban::assess::{Rule, Standing};
use duban::base::amount::Amount;
use duban::base::grade::Grade;
use duban::escalate::attention::Asked;
use duban::escalate::{ItemKind, Kind, Plan, WithheldReason, breaker};
use duban::pipeline::policy::{Attention, Breaker, Span, usual_inhibitions};
use std::cell::RefCell;

fn limited(attention: Attention) -> House {
    let mut house = House::new();
    house.asked = Some(RefCell::new(Asked::default()));
    if let Some(policy) = &mut house.policy {
        policy.attention = attention;
    }
    house
}

fn one_a_day() -> House {
    limited(Attention { per_day: Some(1), ..Attention::off() })
}

fn waiting(house: &House) -> usize {
    house.asked.as_ref().unwrap().borrow().deferred.len()
}

fn reasons(plan: &Plan, reason: WithheldReason) -> usize {
    plan.withheld.iter().filter(|withheld| withheld.reason == reason).count()
}

#[test]
fn what_is_above_a_days_letters_stands_in_the_next_days_letter_once() {
    let mut house = one_a_day();
    house.broken("bridge", Rule::BehindTarget, Grade::Behind, 10);
    assert_eq!(letters(&house.run()), ["Lin: Opened bridge/behind_target"]);
    // The same day, a file more: two further matters.
    house.broken("bridge", Rule::MilestoneOverdue, Grade::Behind, 5);
    house.broken("bridge", Rule::NotStarted, Grade::NotStarted, 0);
    let plan = house.run();
    assert_eq!(letters(&plan), Vec::<String>::new());
    assert_eq!((reasons(&plan, WithheldReason::Deferred), waiting(&house)), (2, 2));
    let plan = house.run_on("2014-06-17");
    assert_eq!(letters(&plan), ["Lin: Opened bridge/not_started, Opened bridge/milestone_overdue"]);
    let held: Vec<_> = plan.notices[0].items.iter().map(|item| item.held).collect();
    assert_eq!(held, [Some(day("2014-06-16")); 2]);
    assert!(plan.notices[0].items.iter().all(|item| item.reply_by == Some(day("2014-06-20"))), "asked from today on");
    assert_eq!(plan.notices[0].beside.unchanged_count, 1, "the first matter is named beside");
    assert_eq!(waiting(&house), 0);
    assert_eq!(letters(&house.run_on("2014-06-18")), Vec::<String>::new());
}

#[test]
fn what_recovers_while_it_waits_is_told_as_settled_and_its_clock_went_on() {
    let mut house = one_a_day();
    house.broken("bridge", Rule::BehindTarget, Grade::Behind, 10);
    house.run();
    house.broken("bridge", Rule::MilestoneOverdue, Grade::Behind, 5);
    house.run();
    assert_eq!(house.case("bridge", Rule::MilestoneOverdue).rung, 1, "the ladder does not wait for the mail");
    house.says("bridge", Rule::MilestoneOverdue, Says::Fine);
    let plan = house.run_on("2014-06-17");
    assert_eq!(letters(&plan), ["Lin: Resolved bridge/milestone_overdue"]);
}

#[test]
fn while_letters_cannot_be_handed_over_nothing_is_added_and_one_digest_follows() {
    let mut house = limited(Attention { per_day: Some(2), ..Attention::off() });
    house.broken("bridge", Rule::BehindTarget, Grade::Behind, 10);
    assert_eq!(letters(&house.run()).len(), 1);
    let lin = house.case("bridge", Rule::BehindTarget).told[0].person.clone();
    house.asked.as_ref().unwrap().borrow_mut().undelivered.insert(lin);
    let rules = [Rule::MilestoneOverdue, Rule::NotStarted, Rule::Stalled];
    for (date, rule) in ["2014-06-17", "2014-06-18", "2014-06-19"].into_iter().zip(rules) {
        house.broken("bridge", rule, Grade::Behind, 1);
        let plan = house.run_on(date);
        assert_eq!((letters(&plan).len(), reasons(&plan, WithheldReason::Undelivered)), (0, 1), "{date}");
    }
    house.asked.as_ref().unwrap().borrow_mut().undelivered.clear();
    let plan = house.run_on("2014-06-20");
    assert_eq!(letters(&plan).len(), 1, "one digest for three days");
    assert_eq!(plan.notices[0].items.len(), 3);
    assert_eq!(waiting(&house), 0);
}

#[test]
fn a_warning_that_is_over_waits_for_the_next_letter_or_five_working_days() {
    let mut house = limited(Attention { digest: Some(Span::Workdays(5)), ..Attention::off() });
    house.broken("bridge", Rule::MilestoneOverdue, Grade::AtRisk, 0);
    assert_eq!(letters(&house.run()).len(), 1);
    house.says("bridge", Rule::MilestoneOverdue, Says::Fine);
    let plan = house.run_on("2014-06-17");
    assert_eq!((letters(&plan).len(), reasons(&plan, WithheldReason::Quiet)), (0, 1));
    assert_eq!(letters(&house.run_on("2014-06-23")).len(), 0);
    assert_eq!(letters(&house.run_on("2014-06-24")), ["Lin: Resolved bridge/milestone_overdue"]);
    // And with another letter it goes at once.
    house.broken("bridge", Rule::MilestoneOverdue, Grade::AtRisk, 0);
    house.run_on("2014-06-25");
    house.says("bridge", Rule::MilestoneOverdue, Says::Fine);
    house.broken("bridge", Rule::BehindTarget, Grade::Behind, 3);
    let plan = house.run_on("2014-06-26");
    assert_eq!(letters(&plan), ["Lin: Opened bridge/behind_target, Resolved bridge/milestone_overdue"]);
}

#[test]
fn an_urgent_rung_does_not_wait() {
    let mut house = one_a_day();
    house.policy.as_mut().unwrap().project[0].urgent = true;
    house.broken("bridge", Rule::BehindTarget, Grade::Behind, 10);
    house.run();
    house.broken("bridge", Rule::NotStarted, Grade::NotStarted, 0);
    assert_eq!(letters(&house.run()).len(), 1);
}

#[test]
fn what_stands_on_the_top_rung_is_said_again_ever_more_seldom() {
    let mut house = House::new();
    let policy = house.policy.as_mut().unwrap();
    policy.project.truncate(1);
    policy.attention.repeat = Some(Span::Workdays(5));
    house.calendar = duban::base::calendar::Calendar::default();
    house.broken("bridge", Rule::BehindTarget, Grade::Behind, 10);
    let mut told = Vec::new();
    let mut date = day("2014-06-16");
    while date < day("2014-09-30") {
        if !house.run_on(&date.to_string()).notices.is_empty() {
            told.push(date.to_string());
        }
        date = date.succ_opt().unwrap();
    }
    // 5, 10, 20, 40 working days apart.
    assert_eq!(told, ["2014-06-16", "2014-06-23", "2014-07-07", "2014-08-04", "2014-09-29"]);
}

#[test]
fn who_only_got_a_copy_is_not_reminded_and_is_asked_nothing_when_it_gets_worse() {
    let mut house = House::new();
    let policy = house.policy.as_mut().unwrap();
    policy.project.truncate(1);
    policy.project[0].copy = vec![of("督查室主任", duban::pipeline::policy::Scope::Office)];
    policy.attention.repeat = Some(Span::Workdays(5));
    house.broken("bridge", Rule::BehindTarget, Grade::Behind, 10);
    assert_eq!(letters(&house.run()), ["Lin: Opened bridge/behind_target", "Sun: Copied bridge/behind_target"]);
    assert_eq!(letters(&house.run_on("2014-06-23")), ["Lin: Repeated bridge/behind_target"]);
    house.broken("bridge", Rule::BehindTarget, Grade::Stalled, 20);
    let plan = house.run_on("2014-06-24");
    assert_eq!(letters(&plan), ["Lin: Worsened bridge/behind_target", "Sun: Copied bridge/behind_target"]);
    assert!(plan.notices.iter().all(|n| n.recipient.name == "Lin" || n.items[0].reply_by.is_none()));
}

#[test]
fn a_project_that_stands_still_mutes_what_follows_from_it_also_in_its_parts() {
    let mut house = House::new();
    house.policy.as_mut().unwrap().inhibit = usual_inhibitions();
    house.posts.push(post("pier", "联络员", "Peng"));
    house.kinds.insert("pier".into(), Kind { parent: Some("bridge".into()), ..Kind::default() });
    house.broken("bridge", Rule::Stalled, Grade::Stalled, 0);
    house.broken("bridge", Rule::BehindTarget, Grade::Behind, 9);
    house.broken("bridge", Rule::MilestoneOverdue, Grade::Behind, 9);
    house.broken("pier", Rule::MilestoneOverdue, Grade::Behind, 9);
    let plan = house.run();
    assert_eq!(letters(&plan), ["Lin: Opened bridge/stalled, Opened bridge/milestone_overdue"]);
    assert_eq!(reasons(&plan, WithheldReason::Inhibited), 2);
    // When it moves again, what was muted is told.
    house.says("bridge", Rule::Stalled, Says::Fine);
    let plan = house.run_on("2014-06-17");
    let expected = ["Lin: Opened bridge/behind_target, Resolved bridge/stalled", "Peng: Opened pier/milestone_overdue"];
    assert_eq!(letters(&plan), expected);
}

#[test]
fn an_erratum_goes_to_exactly_those_who_were_told() {
    let mut house = House::new();
    house.broken("bridge", Rule::BehindTarget, Grade::Behind, 30);
    house.run();
    house.run_on("2014-06-23"); // climbs to Zhao
    let told = house.case("bridge", Rule::BehindTarget).figures.reported_as_of;
    assert_eq!(told, None, "figures of this cast have no day of their own");
    for case in house.cases.values_mut() {
        case.figures.reported_as_of = Some(day("2014-06-15"));
    }
    house.corrected.insert(("bridge".into(), day("2014-06-15")), Some(Amount::whole(5)));
    house.says("bridge", Rule::BehindTarget, Says::Fine);
    let plan = house.run_on("2014-06-24");
    let expected = ["Lin: Corrected bridge/behind_target", "Zhao: Corrected bridge/behind_target"];
    assert_eq!(letters(&plan), expected);
    let correction = plan.notices[0].items[0].correction.clone().unwrap();
    assert_eq!((correction.grade, correction.now, correction.settled), (Grade::Behind, Some(Amount::whole(5)), false));
}

#[test]
fn an_erratum_does_not_wait_for_the_next_day() {
    let mut house = one_a_day();
    house.broken("bridge", Rule::BehindTarget, Grade::Behind, 30);
    assert_eq!(letters(&house.run()).len(), 1);
    for case in house.cases.values_mut() {
        case.figures.reported_as_of = Some(day("2014-06-15"));
    }
    house.corrected.insert(("bridge".into(), day("2014-06-15")), Some(Amount::whole(5)));
    house.says("bridge", Rule::BehindTarget, Says::Fine);
    assert_eq!(letters(&house.run()), ["Lin: Corrected bridge/behind_target"], "the second letter of the day");
}

#[test]
fn what_waited_for_a_day_is_not_put_off_again_by_another_portfolio() {
    let mut house = one_a_day();
    let lin = duban::base::id::person("lin@example.org");
    let written_elsewhere = |house: &House, on: &str| {
        let mut asked = house.asked.as_ref().unwrap().borrow_mut();
        asked.day = Some(day(on));
        asked.letters.insert(lin.clone(), 1);
    };
    written_elsewhere(&house, "2014-06-16");
    house.broken("bridge", Rule::BehindTarget, Grade::Behind, 30);
    assert_eq!((letters(&house.run_on("2014-06-16")).len(), waiting(&house)), (0, 1));
    // Another portfolio is first again in the morning.
    written_elsewhere(&house, "2014-06-17");
    assert_eq!(letters(&house.run_on("2014-06-17")), ["Lin: Opened bridge/behind_target"]);
}

#[test]
fn figures_of_another_day_are_no_erratum() {
    let mut house = House::new();
    house.broken("bridge", Rule::BehindTarget, Grade::Behind, 30);
    house.run();
    for case in house.cases.values_mut() {
        case.figures.reported_as_of = Some(day("2014-06-15"));
    }
    house.corrected.insert(("bridge".into(), day("2014-05-31")), None);
    house.says("bridge", Rule::BehindTarget, Says::Fine);
    assert_eq!(letters(&house.run_on("2014-06-24")), ["Lin: Resolved bridge/behind_target"]);
}

fn standing(number: usize, grade: Grade) -> Standing {
    let text = format!(
        r#"{{"subject":"P{number:03}","name":"n","class":null,"category":null,"unit_name":null,"town":null,
        "grade":"{}","target":null,"expected":null,"actual":null,"gap_points":null,"slip_days":0,"since":"2014-06-15",
        "reported_as_of":null,"reports":[],"milestones":[]}}"#,
        grade.name()
    );
    serde_json::from_str(&text).unwrap()
}

#[test]
fn a_run_is_held_where_too_much_turns_red_or_too_many_are_written_to() {
    let breaker = Breaker { red_percent: 30, red_least: 10, letters: 50 };
    let before: Vec<Standing> = (0..100).map(|n| standing(n, Grade::OnTrack)).collect();
    let red = |count: usize| (0..count).map(|n| standing(n, Grade::Behind)).collect::<Vec<_>>();
    assert_eq!(breaker::trips(&breaker, &before, &red(30), 0), None, "30 % is not more than 30 %");
    let trip = breaker::trips(&breaker, &before, &red(31), 0).unwrap();
    assert!(trip.why.contains("31 of 100") && trip.changes.len() == 31, "{trip:?}");
    assert_eq!(breaker::trips(&breaker, &before, &[], 50), None);
    assert!(breaker::trips(&breaker, &before, &[], 51).is_some());
    // Nine of twelve: a small office is not stopped. What was red, or not judged, does not turn red.
    assert_eq!(breaker::trips(&breaker, &before[..12], &red(9), 0), None);
    let were: Vec<Standing> =
        (0..100).map(|n| standing(n, if n < 80 { Grade::Stalled } else { Grade::NotReported })).collect();
    assert_eq!(breaker::trips(&breaker, &were, &red(100), 0), None);
}

#[test]
fn nothing_that_is_put_off_is_lost() {
    // Every matter that is decided to be told stands in exactly one later letter, or is superseded by its own settling.
    let mut house = one_a_day();
    let rules = [Rule::BehindTarget, Rule::MilestoneOverdue, Rule::NotStarted, Rule::Stalled];
    let mut seen = std::collections::BTreeSet::new();
    for n in 0..12 {
        house.broken("bridge", rules[n % 4], Grade::Behind, n as i64);
        let plan = if n % 3 == 0 { house.run_on(&format!("2014-07-{:02}", 1 + n)) } else { house.run() };
        for notice in &plan.notices {
            seen.extend(notice.items.iter().filter(|i| i.kind != ItemKind::Resolved).map(|i| i.case.id.clone()));
        }
    }
    let plan = house.run_on("2014-07-31");
    for notice in &plan.notices {
        seen.extend(notice.items.iter().map(|item| item.case.id.clone()));
    }
    assert_eq!(seen.len(), 4);
    assert_eq!(waiting(&house), 0);
}
