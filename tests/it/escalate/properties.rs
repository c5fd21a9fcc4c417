//! What holds in every house on every day, whatever happens.

use super::cast::{House, PORTFOLIO, Says, of, policy, post, proof, rung};
use chrono::Days;
use duban::assess::Rule;
use duban::base::grade::Grade;
use duban::escalate::{Case, ChangeReason, ItemKind, People, Plan, WithheldReason};
use duban::pipeline::policy::{Ladder, Policy, Rung, Scope, Wait};
use proptest::prelude::*;
use std::collections::BTreeSet;

/// One thing that happens outside before a slot.
#[derive(Debug, Clone)]
pub enum Act {
    Say(usize, usize, Says),
    Acknowledge(usize, usize, u64),
    Close(usize, usize),
    /// The post (role and scope) is held by these of the crew.
    Hold(usize, Vec<usize>),
    Wait(u64),
}

pub const SUBJECTS: [&str; 3] = ["bridge", "tower", "progress"];
pub const RULES: [Rule; 4] = [Rule::BehindTarget, Rule::MilestoneOverdue, Rule::Unreadable, Rule::MissingFile];
/// Every post there is. The crew is small, so that people meet themselves on other rungs.
pub const POSTS: [(&str, &str); 7] = [
    ("bridge", "联络员"),
    ("tower", "联络员"),
    ("Roads", "负责人"),
    ("bridge", "分包领导"),
    ("Office", "督查室主任"),
    ("Annex", "督查室主任"),
    ("Office", "数据管理员"),
];
pub const CREW: [&str; 5] = ["Lin", "Zhao", "Qian", "Sun", "Wu"];

pub fn says() -> impl Strategy<Value = Says> {
    let grades = [Grade::Unreadable, Grade::AtRisk, Grade::Behind, Grade::Stalled];
    let broken = (proptest::sample::select(grades.to_vec()), 0..3i64).prop_map(|(grade, gap)| Says::Broken(grade, gap));
    prop_oneof![6 => broken, 3 => Just(Says::Fine), 2 => Just(Says::Nothing)]
}

pub fn act() -> impl Strategy<Value = Act> {
    let crew = || proptest::collection::vec(0..CREW.len(), 0..3);
    prop_oneof![
        5 => (0..SUBJECTS.len(), 0..RULES.len(), says()).prop_map(|(s, r, says)| Act::Say(s, r, says)),
        2 => (0..SUBJECTS.len(), 0..RULES.len(), 0..12u64).prop_map(|(s, r, days)| Act::Acknowledge(s, r, days)),
        1 => (0..SUBJECTS.len(), 0..RULES.len()).prop_map(|(s, r)| Act::Close(s, r)),
        1 => (0..POSTS.len(), crew()).prop_map(|(p, held)| Act::Hold(p, held)),
        6 => (0..9u64).prop_map(Act::Wait),
    ]
}

/// A house with random waits on its rungs and random holders.
pub fn house() -> impl Strategy<Value = House> {
    let held = proptest::collection::vec(proptest::collection::vec(0..CREW.len(), 0..3), POSTS.len());
    (held, proptest::collection::vec(0..6u32, 3), 0..2u32).prop_map(|(held, waits, first)| {
        let mut house = House::new();
        let rungs: Vec<Rung> = vec![
            rung("liaison", "联络员", first, vec![of("联络员", Scope::Project)]),
            rung("unit", "单位", waits[0], vec![of("负责人", Scope::Unit)]),
            rung("leader", "领导", waits[1], vec![of("分包领导", Scope::Project)]),
            rung("office", "督查室", waits[2], vec![of("督查室主任", Scope::Office)]),
        ];
        let data = vec![rung("keeper", "管理员", 0, vec![of("数据管理员", Scope::Office)]), rungs[3].clone()];
        house.policy = Some(Policy { name: "random".to_string(), project: rungs, data, ..policy() });
        house.posts = Vec::new();
        held.iter().enumerate().for_each(|(p, held)| hold(&mut house, p, held));
        house
    })
}

fn hold(house: &mut House, p: usize, held: &[usize]) {
    let (scope, role) = POSTS[p];
    house.posts.retain(|post| (post.scope.as_str(), post.role.as_str()) != (scope, role));
    let held: BTreeSet<usize> = held.iter().copied().collect();
    house.posts.extend(held.into_iter().map(|c| post(scope, role, CREW[c])));
}

/// Performs an act; what people may not do to a case does not happen.
pub fn perform(house: &mut House, act: &Act) {
    match act {
        Act::Say(s, r, says) => house.says(SUBJECTS[*s], RULES[*r], *says),
        Act::Hold(p, held) => hold(house, *p, held),
        Act::Wait(days) => house.today = house.today + Days::new(*days),
        Act::Acknowledge(s, r, days) => {
            let until = house.today + Days::new(*days);
            let change = house.find(SUBJECTS[*s], RULES[*r]).map(|case| case.acknowledge("Lin", until, house.today));
            keep(house, change);
        }
        Act::Close(s, r) => {
            let change =
                house.find(SUBJECTS[*s], RULES[*r]).map(|case| case.close(&proof("Sun"), "Zhou", 0, house.today));
            keep(house, change);
        }
    }
}

fn keep(house: &mut House, change: Option<Result<duban::escalate::CaseChange, duban::escalate::ActError>>) {
    if let Some(Ok(change)) = change {
        house.cases.insert(change.case.id.clone(), change.case);
    }
}

/// Everything that must hold of one slot.
fn check(before: &House, after: &House, plan: &Plan) {
    let persons: BTreeSet<&str> = plan.notices.iter().map(|notice| notice.recipient.person.as_str()).collect();
    assert_eq!(persons.len(), plan.notices.len(), "one notice per person");
    assert!(plan.notices.is_sorted_by_key(|notice| notice.recipient.person.clone()));
    assert!(plan.notices.iter().all(|notice| !notice.items.is_empty()));
    assert!(plan.changes.is_sorted_by(|a, b| a.case.id < b.case.id), "each case changes once");
    let spoken: BTreeSet<&str> = items(plan).map(|item| item.case.id.as_str()).collect();
    let silent: BTreeSet<&str> = plan.withheld.iter().map(|withheld| withheld.case.as_str()).collect();
    for item in items(plan) {
        assert_eq!(after.cases[&item.case.id], item.case, "a letter shows the case as it is");
        assert!(
            item.next.as_ref().is_none_or(|next| next.on.is_none_or(|on| on > after.today)),
            "who is told next is still to come"
        );
        let asks = !matches!(item.kind, ItemKind::Passed | ItemKind::Copied | ItemKind::Resolved);
        assert_eq!((asks, asks), (!item.ask.is_empty(), item.reply_by.is_some()));
    }
    for case in after.cases.values() {
        let was = before.cases.get(&case.id);
        let change = plan.changes.iter().find(|change| change.case.id == case.id);
        assert_eq!(change.is_none(), was == Some(case));
        if case.state.is_live() || change.is_some() {
            assert!(
                spoken.contains(case.id.as_str()) || silent.contains(case.id.as_str()),
                "every case has its reason"
            );
        }
        check_case(after, was, case, plan);
    }
}

fn items(plan: &Plan) -> impl Iterator<Item = &duban::escalate::Item> {
    plan.notices.iter().flat_map(|notice| &notice.items)
}

fn check_case(house: &House, was: Option<&Case>, case: &Case, plan: &Plan) {
    let reopened = was.is_some_and(|was| was.reopened != case.reopened);
    let from = was.filter(|_| !reopened).map_or(0, |was| was.rung);
    let climbed = case.rung != from;
    assert!(case.rung >= from, "rungs only climb while a case is live");
    assert!(!climbed || case.state.is_live());
    let told: BTreeSet<(&str, u32)> = case.told.iter().map(|told| (told.person.as_str(), told.rung)).collect();
    assert_eq!(told.len(), case.told.len(), "a person stands once on a rung");
    assert_eq!(case.rung == 0, case.told.is_empty());
    assert!(case.told.iter().all(|told| told.rung <= case.rung));
    let people = People::new(&house.posts);
    let rungs = house.policy.as_ref().unwrap().rungs(case.rule.ladder(), None);
    let stands = |rung: &Rung| !people.holders(&rung.posts, case).is_empty();
    if climbed {
        let passed_over = &rungs[from as usize..case.rung as usize - 1];
        assert!(!passed_over.iter().any(stands), "no rung with people on it is skipped");
        assert!(was.is_none_or(|was| from == 0 || was.rung_since < house.today), "at most one climb a day");
        assert_eq!(case.rung_since, house.today);
    }
    let withheld = |reason| plan.withheld.iter().any(|w| w.case == case.id && w.reason == reason);
    if case.state.name() == "open" && rungs[0].after == Wait::AtOnce && rungs.iter().any(stands) {
        assert!(case.rung > 0 || withheld(WithheldReason::InhibitedByData), "no open case waits on nobody");
    }
    let project = case.rule.ladder() == Ladder::Project;
    if project && withheld(WithheldReason::InhibitedByData) {
        let subjects = house.cases.values().filter(|c| c.subject == case.subject && c.state.is_live());
        assert!(subjects.into_iter().any(|c| c.rule == Rule::Unreadable) && !climbed);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_slot_keeps_the_rules_and_planning_twice_adds_nothing(
        start in house(), acts in proptest::collection::vec(act(), 1..60),
    ) {
        let mut house = start;
        for act in &acts {
            perform(&mut house, act);
            let before = house.clone();
            let plan = house.run();
            check(&before, &house, &plan);
            let again = house.plan();
            prop_assert!(again.changes.is_empty() && again.notices.is_empty(), "{again:?}");
        }
    }

    #[test]
    fn order_of_findings_cases_and_posts_does_not_matter(
        start in house(), acts in proptest::collection::vec(act(), 1..30), seed in any::<u64>(),
    ) {
        let mut house = start;
        for act in &acts {
            perform(&mut house, act);
            let (findings, judged) = house.evidence();
            let cases: Vec<Case> = house.cases.values().cloned().collect();
            let shuffled = house.plan_from(
                &shuffle(&findings, seed), &judged, &shuffle(&cases, seed), &shuffle(&house.posts, seed),
            );
            prop_assert_eq!(house.run(), shuffled);
        }
    }

    #[test]
    fn recovery_is_told_to_exactly_those_who_were_told(
        start in house(), acts in proptest::collection::vec(act(), 1..60),
    ) {
        let mut house = start;
        for act in acts.iter().filter(|act| !matches!(act, Act::Hold(..))) {
            perform(&mut house, act);
            let plan = house.run();
            for change in plan.changes.iter().filter(|change| change.reason == ChangeReason::Resolved) {
                let told: BTreeSet<&str> = change.case.told.iter().map(|told| told.person.as_str()).collect();
                let reached = plan.notices.iter().filter(|notice| {
                    notice.items.iter().any(|item| item.case.id == change.case.id && item.kind == ItemKind::Resolved)
                });
                prop_assert_eq!(told, reached.map(|notice| notice.recipient.person.as_str()).collect());
            }
        }
    }
}

fn shuffle<T: Clone>(items: &[T], seed: u64) -> Vec<T> {
    let mut state = seed | 1;
    let mut keyed: Vec<(u64, T)> = Vec::new();
    for item in items {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        keyed.push((state >> 20, item.clone()));
    }
    keyed.sort_by_key(|(key, _)| *key);
    keyed.into_iter().map(|(_, item)| item).collect()
}

#[test]
fn case_ids_are_those_of_the_portfolio() {
    let mut house = House::new();
    house.broken("bridge", Rule::Stalled, Grade::Stalled, 1);
    house.run();
    assert!(house.cases.contains_key(&Case::id_of(PORTFOLIO, "bridge", Rule::Stalled)));
}
