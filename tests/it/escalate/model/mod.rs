//! A second, small ladder, written from the words and not from the code, that must agree with the plan in every letter, every
//! case and every date over 400 random days of as many houses as are asked for.
//!
//! The ordinary run lives 100 houses; all of them: `DUBAN_SEEDS=2000 cargo test --test it -- escalate::model`. A difference
//! names its seed; `DUBAN_SEED=N` lives that house alone.

/// The reference: who decides what is asked.
mod asking;

/// The reference.
mod ladder;

/// Whether both know the same.
mod same;

/// Random houses and days.
mod script;

/// The reference: what is above a case.
mod up;

/// What is true outside.
mod world;

use super::cast::{PIPELINE, PORTFOLIO, Says, proof};
use chrono::{Datelike, Days, NaiveDate, TimeZone, Utc, Weekday};
use duban::assess::{Figures, Finding, Judged};
use duban::audit::canonical;
use duban::base::amount::Amount;
use duban::base::calendar::Calendar;
use duban::base::id;
use duban::base::period::PeriodKind;
use duban::base::slot::{Slot, SlotKind};
use duban::escalate::{ActError, Case, CaseChange, Item, Matter, People, Plan, Recipient, Said, WithheldReason, plan};
use duban::pipeline::policy::{Span, Wait};
use ladder::{Known, Letters, Model, Next};
use same::{is_same, known};
use script::{Deed, Dice, Done, Mix};
use std::collections::{BTreeMap, BTreeSet};
use world::{Key, OWN, World};

/// How many days a house is lived.
const DAYS: u64 = 400;

/// A house lived by the plan.
struct Lived {
    world: World,
    /// In the order of their keys.
    cases: Vec<Case>,
    calendar: Calendar,
    own: Recipient,
    /// Rungs that were told, by matter, time it was opened, and rung.
    climbed: BTreeSet<(Key, u32, u32)>,
    acts: BTreeMap<Key, usize>,
    /// The version of each case that a restart has read back.
    read_back: BTreeMap<String, i64>,
    /// What happened, and how often.
    seen: BTreeMap<String, u64>,
}

impl Lived {
    fn new(world: World) -> Lived {
        let calendar = Calendar::default();
        let text = || OWN.to_string();
        let (person, address) = (id::person("desk@example.org"), "desk@example.org".to_string());
        let own = Recipient { person, name: text(), address, role: text(), scope: text(), hours: None, english: false };
        let (cases, climbed, acts, read_back, seen) = Default::default();
        let mut lived = Lived { world, cases, calendar, own, climbed, acts, read_back, seen };
        lived.read_calendar();
        lived
    }

    fn slot(&mut self, deadline: Option<NaiveDate>) -> Plan {
        let w = &self.world;
        let (mut findings, mut judged) = (Vec::new(), Judged::default());
        for ((subject, rule), says) in &w.says {
            if let Says::Broken(grade, gap) = says {
                let unit_name = World::unit_of(subject).map(str::to_string);
                let figures = Figures { gap_points: Some(Amount::whole(*gap)), ..Figures::default() };
                let (grade, rule, since, place) = (*grade, *rule, w.today, None);
                let (subject, name) = (subject.to_string(), subject.to_string());
                findings.push(Finding { subject, name, unit_name, rule, grade, since, figures, place });
            }
            if *says != Says::Nothing {
                judged.pairs.insert(((*subject).to_string(), *rule));
            }
        }
        let (at, zone) = (Utc.from_utc_datetime(&w.today.and_hms_opt(1, 0, 0).unwrap()), chrono_tz::Asia::Shanghai);
        let kind = if deadline.is_some() { SlotKind::Read } else { SlotKind::Review };
        let period = deadline.map(|end| PeriodKind::HalfMonth.containing(end));
        let slot = Slot { pipeline: PIPELINE.to_string(), kind, at, zone, period };
        let plan = plan(&Matter {
            portfolio: PORTFOLIO,
            slot: &slot,
            findings: &findings,
            judged: &judged,
            cases: &self.cases,
            policy: Some(&w.policy),
            kinds: &w.kinds,
            posts: &w.posts,
            calendar: &self.calendar,
            corrected: &BTreeMap::new(),
            fallback: Some(&self.own),
        });
        self.check(&plan);
        for change in &plan.changes {
            self.keep(change.case.clone());
        }
        plan
    }

    fn place_of(&self, key: Key) -> Result<usize, usize> {
        self.cases.binary_search_by_key(&key, key_of)
    }

    /// What happened, counted.
    fn saw(&mut self, what: impl ToString) {
        *self.seen.entry(what.to_string()).or_default() += 1;
    }

    /// The holidays of the year are announced, or another year is not: the calendar file is another one.
    fn read_calendar(&mut self) {
        let years = (2012..2024).filter(|year| self.world.unannounced != Some(*year));
        self.calendar = Calendar::new(years, self.world.days.clone());
    }

    fn case(&self, key: Key) -> Option<&Case> {
        self.place_of(key).ok().map(|at| &self.cases[at])
    }

    fn keep(&mut self, case: Case) {
        match self.place_of(key_of(&case)) {
            Ok(at) => self.cases[at] = case,
            Err(at) => self.cases.insert(at, case),
        }
    }

    /// A rung is told once for each time that a matter is opened, and one of two half-months at the second period end.
    fn check(&mut self, plan: &Plan) {
        for CaseChange { case, .. } in &plan.changes {
            let key = key_of(case);
            let before = self.place_of(key).ok().map(|at| &self.cases[at]);
            let before = before.filter(|before| before.reopened == case.reopened);
            let from = before.map_or(0, |before| before.rung);
            if case.rung == from {
                continue;
            }
            assert!(case.rung > from, "rungs are only climbed: {case:?}");
            for rung in from + 1..=case.rung {
                assert!(self.climbed.insert((key, case.reopened, rung)), "rung {rung} is told twice: {case:?}");
            }
            let rungs = case.rungs(&self.world.policy);
            let (wait, entered) = (
                rungs[from as usize].after,
                rungs[from as usize..case.rung as usize].iter().any(|rung| rung.enter.is_some()),
            );
            if let (Wait::Span(Span::Periods(n, PeriodKind::HalfMonth)), Some(before)) = (wait, before)
                && from > 0
                && !entered
            {
                let ends = before.rung_since.iter_days().take_while(|day| *day < self.world.today);
                let ends = ends.filter(|day| [1, 16].contains(&day.succ_opt().unwrap().day())).count();
                assert!(ends >= n as usize, "{ends} period ends after {}: {case:?}", before.rung_since);
            }
        }
    }

    /// Somebody who is there has every open matter; else it waits for a day, or another open matter speaks for it.
    fn nobody_waits_on_nobody(&self, plan: &Plan, people: &People<'_>) {
        for case in self.cases.iter().filter(|case| case.state.is_live()) {
            let there = case.told.iter().any(|told| told.person == self.own.person || !people.reach(told).is_empty());
            if there {
                continue;
            }
            let held = plan.withheld.iter().filter(|one| one.case == case.id).map(|one| one.reason);
            let stands = |id: &str| self.cases.iter().any(|other| other.id == id && other.state.is_live());
            let spoken_for = plan.withheld.iter().any(|one| {
                let muted = [WithheldReason::Inhibited, WithheldReason::InhibitedByData].contains(&one.reason);
                one.case == case.id && muted && stands(&one.detail)
            });
            let next = case.next_rung(&self.world.policy, people, &self.calendar);
            let dated = case.state.waits_until().is_some() || case.rung == 0 && next.is_some_and(|n| n.on.is_some());
            let warning = held.into_iter().any(|reason| reason == WithheldReason::WarningOnly);
            assert!(spoken_for || dated || warning, "waits on nobody on {}: {case:?}", self.world.today);
        }
    }

    /// A person does something, if they may.
    fn act(&mut self, key: Key, done: &Done) -> bool {
        let (policy, today) = (Some(&self.world.policy), self.world.today);
        let Some(case) = self.case(key) else { return false };
        let evidence = if done.proof { proof("x").evidence } else { Vec::new() };
        let text = if done.words { "why" } else { " " }.to_string();
        let said = Said { by: done.by.to_string(), text, reason: None, until: done.until, evidence };
        let listed = Said { reason: Some("land".to_string()), ..said.clone() };
        let change: Result<CaseChange, ActError> = match done.deed {
            Deed::Acknowledge => case.acknowledge(done.by, done.until.unwrap_or(today), today),
            Deed::Reply => case.reply(&said, policy, today),
            Deed::Justify => case.ask_to_justify(&listed, policy, today),
            Deed::Extend => case.ask_to_extend(&said, policy, today),
            Deed::Approve => case.approve(done.by, today),
            Deed::Refuse => case.refuse(done.by, "no", today),
            Deed::Silence => case.silence(&said, &People::new(&self.world.posts), today),
            Deed::Unsilence => case.unsilence(done.by, today),
            Deed::Close => case.close(&said, "Second", self.world.policy.in_range, today),
            Deed::Reopen => case.reopen(done.by, "again", today),
        };
        let Ok(change) = change else { return false };
        *self.acts.entry(key).or_default() += 1;
        self.saw(format!("{:?}", done.deed));
        self.keep(change.case);
        true
    }

    /// What the day is, and whether the holidays of a year are announced on it.
    fn notice_the_day(&mut self, dice: &mut Dice) {
        let today = self.world.today;
        let weekend = [Weekday::Sat, Weekday::Sun].contains(&today.weekday());
        match self.world.days.get(&today) {
            Some(false) if !weekend => self.saw("a holiday"),
            Some(true) if weekend => self.saw("a working weekend"),
            _ => {}
        }
        if self.world.unannounced.is_some() && dice.one_in(90) {
            self.world.unannounced = None;
            self.read_calendar();
            self.saw("a year announced");
        }
    }

    /// The daemon stops and starts: what it knows of the cases is what was written down of them.
    fn restart(&mut self) {
        for case in &mut self.cases {
            // What was read back once is what was written down, until it is changed.
            if self.read_back.insert(case.id.clone(), case.version) == Some(case.version) {
                continue;
            }
            let bytes = canonical::bytes(&canonical::sealed(case));
            let read: Case = serde_json::from_slice(&bytes).unwrap();
            assert_eq!(read, *case, "nothing is lost on the way");
            *case = read;
        }
    }
}

fn key_of(case: &Case) -> Key {
    (script::SUBJECTS.into_iter().find(|subject| *subject == case.subject).unwrap(), case.rule)
}

fn next_of(next: duban::escalate::NextRung) -> Next {
    (next.rung, next.on, next.reds)
}

fn written(plan: &Plan) -> Letters {
    let items = plan.notices.iter().flat_map(|notice| notice.items.iter().map(move |item| (notice, item)));
    let line = |item: &Item| (item.kind, item.rung as usize, item.reply_by, item.next.clone().map(next_of));
    items.map(|(notice, item)| ((notice.recipient.name.clone(), key_of(&item.case)), line(item))).collect()
}

/// Both live a slot; every letter, case and date must be the same.
fn agree(lived: &mut Lived, model: &mut Model, deadline: Option<NaiveDate>, seed: u64) {
    let expected = model.slot(&lived.world, deadline);
    let plan = lived.slot(deadline);
    let today = lived.world.today;
    assert_eq!(written(&plan), expected, "letters of {today}, seed {seed}");
    assert!(lived.cases.iter().map(key_of).eq(model.cases.keys().copied()), "cases of {today}, seed {seed}");
    for (kind, ..) in expected.values() {
        *lived.seen.entry(format!("{kind:?}")).or_default() += 1;
    }
    let people = People::new(&lived.world.posts);
    lived.nobody_waits_on_nobody(&plan, &people);
    for ((key, expected), case) in model.cases.iter().zip(&lived.cases) {
        if !is_same(case, expected) {
            let kept = Known { acts: expected.acts.min(64), ..expected.clone() };
            assert_eq!(known(case), kept, "{key:?} on {today}, seed {seed}");
        }
        assert_eq!(lived.acts.get(key).copied().unwrap_or_default(), expected.acts);
        let next = case.next_rung(&lived.world.policy, &people, &lived.calendar).map(next_of);
        assert_eq!(next, up::next(expected, *key, &lived.world), "next of {key:?} on {today}, seed {seed}");
    }
}

/// Four hundred days of one house: what happened, and how often.
fn live(seed: u64) -> BTreeMap<String, u64> {
    let mut dice = Dice::of(seed);
    let mix = Mix::of(&mut dice);
    let (mut lived, mut model) = (Lived::new(script::world(&mut dice)), Model::default());
    let (mut away, mut slots) = (0, 0);
    let last = lived.world.today + Days::new(DAYS);
    while lived.world.today < last {
        for _ in 0..3 {
            if dice.one_in(mix.reports * 4) {
                script::report(&mut lived.world, &mut dice);
                lived.saw("a report");
            }
        }
        if dice.one_in(mix.people) {
            script::move_people(&mut lived.world, &mut dice);
            lived.saw("people moved");
        }
        if dice.one_in(mix.edits) {
            script::edit(&mut lived.world, &mut dice);
            lived.saw("an edit of the policy");
        }
        lived.notice_the_day(&mut dice);
        let keys: Vec<Key> = lived.cases.iter().map(key_of).collect();
        for _ in 0..2 {
            let Some((key, done)) = script::deed(&lived.world, &keys, &mut dice).filter(|_| dice.one_in(mix.acts))
            else {
                continue;
            };
            assert_eq!(model.act(key, &done, &lived.world), lived.act(key, &done), "{key:?} {done:?}, seed {seed}");
        }
        if dice.one_in(mix.restarts) {
            lived.restart();
            lived.saw("a restart");
        }
        if away == 0 && dice.one_in(mix.outages) {
            away = 2 + dice.below(39);
            lived.saw("an outage");
        }
        away = u64::saturating_sub(away, 1);
        if away == 0 && !dice.one_in(12) {
            agree(&mut lived, &mut model, None, seed);
            // The deadline of a half-month, and now and then that of a second pipeline of the same portfolio.
            let today = lived.world.today;
            if [3, 18].contains(&today.day()) {
                let end = PeriodKind::HalfMonth.ended_before(today).end();
                for _ in 0..=dice.below(2) {
                    agree(&mut lived, &mut model, Some(end), seed);
                    slots += 1;
                }
            }
            slots += 1;
        }
        lived.world.today = lived.world.today + Days::new(1);
    }
    lived.seen.insert("slots".to_string(), slots);
    lived.seen
}

fn asked(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|text| text.parse().ok())
}

#[test]
fn a_small_ladder_agrees_with_the_plan_on_four_hundred_days_of_every_seed() {
    if let Some(seed) = asked("DUBAN_SEED") {
        live(seed);
        return;
    }
    let seeds = asked("DUBAN_SEEDS").unwrap_or(100);
    let half = |from: u64| (from..seeds).step_by(2).map(live).fold(BTreeMap::new(), add);
    let (even, odd) = std::thread::scope(|scope| {
        let odd = scope.spawn(move || half(1));
        (half(0), odd.join())
    });
    let seen = add(even, odd.unwrap());
    println!("{seeds} seeds of {DAYS} days: {seen:?}");
    // Nine reasons to write, ten acts, eight things that happen outside: a house in which one of them never happens proves
    // nothing of it.
    assert_eq!(seen.len(), 9 + 10 + 8 + 1, "{seen:?}");
}

fn add(mut sum: BTreeMap<String, u64>, more: BTreeMap<String, u64>) -> BTreeMap<String, u64> {
    for (what, times) in more {
        *sum.entry(what).or_default() += times;
    }
    sum
}
