//! A second, naive ladder, written from the words and not from the code: it counts working days one by one, asks the
//! contacts row by row and keeps no index. Over random days it must agree with the plan in every case and every letter.

use super::cast::{House, Says};
use super::properties::{Act, RULES, SUBJECTS, act, house, perform};
use chrono::NaiveDate;
use duban::assess::Rule;
use duban::base::grade::Grade;
use duban::escalate::{CaseState, ItemKind, Plan};
use duban::pipeline::policy::{Ladder, PostRef, Scope, Span, Wait};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

type Key = (&'static str, Rule);
/// Person, subject and rule, why.
type Letters = BTreeSet<(String, Key, ItemKind)>;

#[derive(Debug, Clone, PartialEq, Eq)]
struct Known {
    state: &'static str,
    until: Option<NaiveDate>,
    grade: Grade,
    opened: NaiveDate,
    rung: usize,
    since: NaiveDate,
    times: u32,
    /// Person, role, scope, rung.
    told: Vec<(String, String, String, usize)>,
}

#[derive(Debug, Default)]
struct Model {
    cases: BTreeMap<Key, Known>,
}

impl Model {
    /// What people did to the cases since the last slot is taken over as it is.
    fn listen(&mut self, house: &House) {
        for ((subject, rule), known) in &mut self.cases {
            let state = &house.case(subject, *rule).state;
            known.state = state.name();
            known.until = match state {
                CaseState::Acknowledged { until, .. } => Some(*until),
                _ => None,
            };
        }
    }

    fn slot(&mut self, house: &House) -> Letters {
        let mut letters = Letters::new();
        let mut worse = BTreeSet::new();
        let mut well = BTreeSet::new();
        for key in SUBJECTS.iter().flat_map(|s| RULES.map(|r| (*s, r))) {
            let says = house.world.get(&(key.0.to_string(), key.1)).copied().unwrap_or(Says::Nothing);
            match self.look(key, says, house.today) {
                Some(ItemKind::Worsened) => _ = worse.insert(key),
                Some(_) => _ = well.insert(key),
                None => {}
            }
        }
        let troubled: BTreeSet<&str> = self.live().filter(|key| key.1 == Rule::Unreadable).map(|key| key.0).collect();
        for key in well {
            self.tell_all(key, ItemKind::Resolved, house, &mut letters);
        }
        for key in self.live().collect::<Vec<_>>() {
            if key.1.ladder() == Ladder::Project && troubled.contains(key.0) {
                continue;
            }
            let below = self.cases[&key].told.clone();
            let climbed = self.climb(key, house, &mut letters);
            let kind = match (worse.contains(&key), climbed) {
                (true, _) => ItemKind::Worsened,
                (false, true) => ItemKind::Passed,
                (false, false) => continue,
            };
            let reached: BTreeSet<String> = below.iter().flat_map(|told| heirs(house, told)).collect();
            for person in reached {
                let has_one = letters.iter().any(|(to, about, _)| *to == person && *about == key);
                if !has_one {
                    letters.insert((person, key, kind));
                }
            }
        }
        letters
    }

    fn live(&self) -> impl Iterator<Item = Key> {
        self.cases
            .iter()
            .filter(|(_, known)| known.state == "open" || known.state == "acknowledged")
            .map(|(key, _)| *key)
    }

    /// What the evidence does to a case: says whether it got worse, or well.
    fn look(&mut self, key: Key, says: Says, today: NaiveDate) -> Option<ItemKind> {
        let fresh = |grade, times| Known {
            state: "open",
            until: None,
            grade,
            opened: today,
            rung: 0,
            since: today,
            times,
            told: Vec::new(),
        };
        let Some(known) = self.cases.get_mut(&key) else {
            if let Says::Broken(grade, _) = says {
                self.cases.insert(key, fresh(grade, 0));
            }
            return None;
        };
        let live = known.state == "open" || known.state == "acknowledged";
        if known.until.is_some_and(|until| until < today) {
            (known.state, known.until) = ("open", None);
        }
        match says {
            Says::Nothing => None,
            Says::Fine if live => {
                (known.state, known.until) = ("resolved", None);
                Some(ItemKind::Resolved)
            }
            Says::Fine => None,
            Says::Broken(grade, _) if !live => {
                *known = fresh(grade, known.times + 1);
                None
            }
            Says::Broken(grade, _) => {
                let was = std::mem::replace(&mut known.grade, grade);
                if was == Grade::AtRisk && grade > was {
                    known.since = today;
                }
                (grade > was).then_some(ItemKind::Worsened)
            }
        }
    }

    fn climb(&mut self, key: Key, house: &House, letters: &mut Letters) -> bool {
        let rungs = house.policy.as_ref().unwrap().rungs(key.1.ladder(), None);
        let known = self.cases.get_mut(&key).unwrap();
        let warned = known.grade == Grade::AtRisk && known.rung > 0;
        if known.state != "open" || warned || known.rung == rungs.len() {
            return false;
        }
        let wait = match rungs[known.rung].after {
            Wait::Span(Span::Workdays(days)) => days,
            _ => 0,
        };
        let due = match known.rung {
            0 => workdays(house, known.opened) >= wait,
            _ => workdays(house, known.since) >= wait && house.today > known.since,
        };
        let upper = (known.rung..rungs.len()).map(|at| (at + 1, holders(house, &rungs[at].posts, key.0)));
        let Some((number, holders)) = upper.into_iter().find(|(_, holders)| due && !holders.is_empty()) else {
            return false;
        };
        let kind = match (known.rung, known.times) {
            (0, 0) => ItemKind::Opened,
            (0, _) => ItemKind::Reopened,
            _ => ItemKind::Climbed,
        };
        for (person, role, scope) in holders {
            if letters.insert((person.clone(), key, kind)) {
                known.told.push((person, role, scope, number));
            }
        }
        (known.rung, known.since) = (number, house.today);
        true
    }

    fn tell_all(&self, key: Key, kind: ItemKind, house: &House, letters: &mut Letters) {
        let reached = self.cases[&key].told.iter().flat_map(|told| heirs(house, told));
        letters.extend(reached.map(|person| (person, key, kind)));
    }
}

/// Working days after a day, up to today.
fn workdays(house: &House, since: NaiveDate) -> u32 {
    let days = since.iter_days().skip(1).take_while(|day| *day <= house.today);
    u32::try_from(days.filter(|day| house.calendar.is_workday(*day)).count()).unwrap()
}

/// Person, role and scope, row by row.
fn holders(house: &House, posts: &[PostRef], subject: &str) -> Vec<(String, String, String)> {
    let mut found = Vec::new();
    for wanted in posts {
        let fits = |scope: &str| match wanted.of {
            Scope::Project => scope == subject,
            Scope::Unit => scope == "Roads",
            Scope::Office => true,
        };
        let rows = house.posts.iter().filter(|post| post.role == wanted.role && fits(&post.scope));
        let mut rows: Vec<_> = rows.map(|p| (p.person.clone(), p.role.clone(), p.scope.clone())).collect();
        rows.sort_by(|a, b| (&a.2, &a.0).cmp(&(&b.2, &b.0)));
        found.extend(rows);
    }
    found
}

/// The person, if they hold any post; else whoever holds theirs.
fn heirs(house: &House, told: &(String, String, String, usize)) -> Vec<String> {
    let (person, role, scope, _) = told;
    if house.posts.iter().any(|post| post.person == *person) {
        return vec![person.clone()];
    }
    let theirs = house.posts.iter().filter(|post| post.role == *role && post.scope == *scope);
    theirs.map(|post| post.person.clone()).collect()
}

fn written(plan: &Plan) -> Letters {
    let key = |subject: &str, rule| (*SUBJECTS.iter().find(|s| **s == subject).unwrap(), rule);
    let items = plan.notices.iter().flat_map(|n| n.items.iter().map(move |item| (n, item)));
    items.map(|(n, item)| (n.recipient.name.clone(), key(&item.case.subject, item.case.rule), item.kind)).collect()
}

fn known(house: &House, key: Key) -> Known {
    let case = house.case(key.0, key.1).clone();
    let until = match case.state {
        CaseState::Acknowledged { until, .. } => Some(until),
        _ => None,
    };
    let told = case.told.into_iter().map(|told| (told.name, told.role, told.scope, told.rung as usize)).collect();
    Known {
        state: case.state.name(),
        until,
        grade: case.grade,
        opened: case.opened_on,
        rung: case.rung as usize,
        since: case.rung_since,
        times: case.reopened,
        told,
    }
}

/// Lives the acts in both ladders; after each slot they must agree.
fn agree(mut house: House, days: &[Vec<Act>]) {
    let mut model = Model::default();
    for acts in days {
        acts.iter().for_each(|act| perform(&mut house, act));
        model.listen(&house);
        let expected = model.slot(&house);
        let plan = house.run();
        assert_eq!(written(&plan), expected, "letters of {}", house.today);
        assert_eq!(house.cases.len(), model.cases.len());
        for (key, expected) in &model.cases {
            assert_eq!(known(&house, *key), *expected, "{key:?} on {}", house.today);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_naive_ladder_agrees_on_sixty_days(
        start in house(), days in proptest::collection::vec(proptest::collection::vec(act(), 0..4), 60),
    ) {
        agree(start, &days);
    }
}
