//! The reference: the ladder written down a second time, from the words of `config/escalation.toml` and of the policy's
//! documentation alone. It walks from day to day, asks the contacts row by row, and calls nothing of `escalate` but its names.

use super::script::{Deed, Done};
use super::up::{above, copied, is_warning, next, rungs};
use super::world::{Key, World};
use crate::escalate::cast::Says;
use chrono::NaiveDate;
use duban::assess::Rule;
use duban::base::grade::Grade;
use duban::escalate::ItemKind;
use duban::pipeline::policy::{Accept, Answer, Ladder, Muted, Span, Wait};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Person, role, of what it is held, rung, day.
pub type Told = (String, String, String, usize, NaiveDate);
/// The rung above: its name, its day, red periods so far and needed.
pub type Next = (String, Option<NaiveDate>, Option<(u32, u32)>);
/// The same by the rung's number.
pub type Up = (usize, Option<NaiveDate>, Option<(u32, u32)>);
/// By reader and matter: why, on which rung, answer by, who is next.
pub type Letters = BTreeMap<(String, Key), (ItemKind, usize, Option<NaiveDate>, Option<Next>)>;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    pub state: &'static str,
    pub until: Option<NaiveDate>,
    pub grade: Grade,
    pub opened: NaiveDate,
    pub rung: usize,
    /// The day from which the rung above counts.
    pub since: NaiveDate,
    pub told: Vec<Told>,
    pub reopened: u32,
    pub reds: u32,
    pub yellows: u32,
    pub well: u32,
    pub counted: Option<NaiveDate>,
    /// Said again: the last day, and how often.
    pub again: Option<(NaiveDate, u32)>,
    pub route: Option<String>,
    /// What is asked, by whom, until when, and whether anybody was told who can decide it.
    pub pending: Option<(Deed, String, Option<NaiveDate>, bool)>,
    /// What stood when letters were silenced, and until when.
    pub behind: Option<(&'static str, Option<NaiveDate>)>,
    /// Who was told only to decide.
    pub deciders: Vec<String>,
    /// Acts of people ever; the newest 64 stand in the case.
    pub acts: usize,
}

#[derive(Debug, Default)]
pub struct Model {
    pub cases: BTreeMap<Key, Known>,
}

impl Known {
    pub fn live(&self) -> bool {
        !["resolved", "closed"].contains(&self.state)
    }

    fn start_over(&mut self, today: NaiveDate) {
        (self.state, self.until, self.opened, self.since) = ("open", None, today, today);
        (self.rung, self.told, self.reds, self.yellows, self.well) = (0, Vec::new(), 0, 0, 0);
        (self.again, self.pending, self.reopened) = (None, None, self.reopened + 1);
        (self.deciders, self.behind) = (Vec::new(), None);
    }

    /// A wait is over: what a silence covered stands again, if it still holds.
    fn wait_is_over(&mut self, today: NaiveDate) {
        let holds = |stood: &(&str, Option<NaiveDate>)| stood.1.is_some_and(|until| until >= today);
        (self.state, self.until) = self.behind.take().filter(holds).unwrap_or(("open", None));
    }

    /// What keeps its rung from asking more: a better reason to wait.
    fn excused(&self) -> bool {
        ["justified", "silenced"].contains(&self.state)
    }
}

impl Model {
    /// What a person does; `false`: they may not.
    pub fn act(&mut self, key: Key, done: &Done, w: &World) -> bool {
        let Some(case) = self.cases.get_mut(&key) else { return false };
        let asked =
            rungs(case, key, w).get(case.rung.wrapping_sub(1)).map(|rung| rung.answer.clone()).unwrap_or_default();
        let lacks = |answer: &Answer| if *answer == Answer::Date { done.until.is_none() } else { !done.words };
        let in_time = |day: Option<NaiveDate>| day.is_none_or(|day| day >= w.today);
        let live = case.live();
        let fine = match done.deed {
            Deed::Acknowledge => live && !case.excused() && in_time(done.until),
            Deed::Reply => live && !asked.iter().any(lacks) && in_time(done.until),
            Deed::Justify => live && done.until.is_some() && done.proof && in_time(done.until),
            Deed::Extend => live && done.until.is_some() && done.words && in_time(done.until),
            Deed::Approve => case.pending.as_ref().is_some_and(|(what, by, until, _)| {
                *by != done.by && live && in_time(*until) && !(*what == Deed::Reply && case.excused())
            }),
            Deed::Refuse => case.pending.is_some(),
            Deed::Silence => {
                live && done.words && done.until.is_some() && in_time(done.until) && !w.is_own(key.0, done.by)
            }
            Deed::Unsilence => case.state == "silenced",
            Deed::Close => case.state == "resolved" && done.proof && case.well >= w.policy.in_range,
            Deed::Reopen => !live,
        };
        if !fine {
            return false;
        }
        case.acts += 1;
        let waits = |case: &mut Known, state, until: Option<NaiveDate>| {
            (case.state, case.until, case.behind) = (state, Some(until.unwrap_or(w.today)), None);
        };
        match done.deed {
            Deed::Acknowledge => waits(case, "acknowledged", done.until),
            Deed::Reply if w.policy.accept == Accept::OnReceipt && done.until.is_some() && !case.excused() => {
                waits(case, "answered", done.until);
            }
            Deed::Reply | Deed::Justify | Deed::Extend => {
                case.pending = Some((done.deed, done.by.to_string(), done.until, false));
            }
            Deed::Approve => {
                if let Some((what, _, until, _)) = case.pending.take() {
                    waits(case, if what == Deed::Reply { "answered" } else { "justified" }, until);
                }
            }
            Deed::Refuse => case.pending = None,
            Deed::Silence => {
                let stood = match case.state {
                    "silenced" => case.behind,
                    "open" => None,
                    state => Some((state, case.until)),
                };
                waits(case, "silenced", done.until);
                case.behind = stood;
            }
            Deed::Unsilence => case.wait_is_over(w.today),
            Deed::Close => case.state = "closed",
            Deed::Reopen => case.start_over(w.today),
        }
        true
    }

    /// One slot; `deadline`: the last day of the period whose deadline it is.
    pub fn slot(&mut self, w: &World, deadline: Option<NaiveDate>) -> Letters {
        let (mut letters, mut worse, mut well) = (Letters::new(), BTreeSet::new(), BTreeSet::new());
        for (key, says) in &w.says {
            match self.look(*key, *says, w) {
                Some(ItemKind::Worsened) => _ = worse.insert(*key),
                Some(_) => _ = well.insert(*key),
                None => {}
            }
            self.count(*key, *says, deadline, w);
        }
        let keys: Vec<Key> = self.cases.keys().copied().collect();
        for key in keys {
            let muted = self.is_muted(key, w);
            let Some(mut case) = self.cases.remove(&key) else { continue };
            let mut desk = Desk { w, key, letters: &mut letters };
            if case.live() {
                desk.ask(&mut case);
            }
            if well.contains(&key) {
                desk.again(&case, |_| true, ItemKind::Resolved);
            } else if case.live() && case.state != "silenced" && !muted {
                desk.walk(&mut case, worse.contains(&key));
            }
            self.cases.insert(key, case);
        }
        letters
    }

    /// What the evidence does: says whether the matter got worse, or well.
    fn look(&mut self, key: Key, says: Says, w: &World) -> Option<ItemKind> {
        let Some(case) = self.cases.get_mut(&key) else {
            if let Says::Broken(grade, _) = says {
                let (state, route) = ("open", w.route(key));
                let fresh = Known {
                    state,
                    until: None,
                    grade,
                    opened: w.today,
                    rung: 0,
                    since: w.today,
                    told: Vec::new(),
                    reopened: 0,
                    reds: 0,
                    yellows: 0,
                    well: 0,
                    counted: None,
                    again: None,
                    route,
                    pending: None,
                    behind: None,
                    deciders: Vec::new(),
                    acts: 0,
                };
                self.cases.insert(key, fresh);
            }
            return None;
        };
        let live = case.live();
        if case.until.is_some_and(|until| until < w.today) {
            case.wait_is_over(w.today);
        }
        match says {
            Says::Nothing => None,
            Says::Fine if live => {
                (case.state, case.until, case.pending, case.behind) = ("resolved", None, None, None);
                Some(ItemKind::Resolved)
            }
            Says::Fine => None,
            Says::Broken(grade, _) if !live => {
                (case.grade, case.route) = (grade, w.route(key));
                case.start_over(w.today);
                None
            }
            Says::Broken(grade, _) => {
                let was = std::mem::replace(&mut case.grade, grade);
                if was == Grade::AtRisk && grade > was {
                    case.since = w.today; // a warning has no deadline; that of the real matter starts now
                }
                (grade > was).then_some(ItemKind::Worsened)
            }
        }
    }

    /// Red and well periods, once each, at their deadline, where something is known of them.
    fn count(&mut self, key: Key, says: Says, deadline: Option<NaiveDate>, w: &World) {
        let (Some(end), Some(case)) = (deadline, self.cases.get_mut(&key)) else { return };
        if says == Says::Nothing || case.counted.is_some_and(|counted| counted >= end) {
            return;
        }
        let asked = rungs(case, key, w).iter().any(|rung| matches!(rung.after, Wait::Yellows(_)));
        case.yellows += u32::from(asked && matches!(says, Says::Broken(..)));
        match says {
            Says::Broken(Grade::AtRisk, _) if case.reds == 0 && !asked => return,
            Says::Broken(Grade::AtRisk, _) => case.reds = 0,
            Says::Broken(..) => case.reds += 1,
            _ if case.state == "resolved" && case.well < w.policy.in_range => {
                (case.reds, case.yellows, case.well) = (0, 0, case.well + 1)
            }
            _ => return,
        }
        case.counted = Some(end);
    }

    /// Whether trouble with the subject's own data, or a weightier matter, keeps letters about a project back.
    fn is_muted(&self, key: Key, w: &World) -> bool {
        let others = || self.cases.iter().filter(|(other, case)| **other != key && case.live());
        let data =
            others().any(|(other, _)| other.0 == key.0 && [Rule::Unreadable, Rule::NotReported].contains(&other.1));
        let parent = w.kinds.get(key.0).and_then(|kind| kind.parent.as_deref());
        let weightier = others().any(|(other, case)| {
            let told = case.state != "silenced" && case.grade > Grade::AtRisk && other.1.ladder() == Ladder::Project;
            let by = |inhibit: &duban::pipeline::policy::Inhibit| match inhibit.of {
                Muted::Same => other.0 == key.0 && inhibit.mutes(other.1.name(), key.1.name()),
                Muted::Parts => Some(other.0) == parent && inhibit.mutes(other.1.name(), key.1.name()),
            };
            told && w.policy.inhibit.iter().any(by)
        });
        key.1.ladder() == Ladder::Project && (data || weightier)
    }
}

pub struct Desk<'a> {
    pub w: &'a World,
    pub key: Key,
    letters: &'a mut Letters,
}

impl Desk<'_> {
    /// Up, or again, or to whoever is left, or nothing.
    fn walk(&mut self, case: &mut Known, worse: bool) {
        let w = self.w;
        let (next, warning) = (above(case, self.key, w), is_warning(case, self.key, w));
        let open = case.state == "open";
        let due = next.as_ref().and_then(|(_, on, _)| *on).is_some_and(|on| on <= w.today);
        if let Some((number, ..)) = next.filter(|_| open && !warning && due) {
            return self.climb(case, number, worse);
        }
        let nobody = case.told.iter().all(|told| w.reach(told).is_empty());
        let on_its_way = next.is_some() && case.rung == 0;
        if open && !warning && nobody && !on_its_way {
            return self.catch(case);
        }
        if worse && !case.told.is_empty() {
            case.again = Some((w.today, 0));
            return self.again(case, |_| true, ItemKind::Worsened);
        }
        let told = case.grade != Grade::AtRisk && case.rung > 0;
        if open && told && next.is_none() && self.is_time_again(case) {
            case.again = Some((w.today, case.again.map_or(0, |(_, times)| times) + 1));
            let (rung, case) = (case.rung, case.clone());
            let (w, key) = (self.w, self.key);
            let any = case.told.iter().any(|told| told.3 == rung && !copied(&case, told, key, w));
            self.again(&case, |told| told.3 == rung && !(any && copied(&case, told, key, w)), ItemKind::Repeated);
        }
    }

    fn climb(&mut self, case: &mut Known, number: usize, worse: bool) {
        let rung = rungs(case, self.key, self.w)[number - 1].clone();
        let kind = match (case.rung, case.reopened) {
            (0, 0) => ItemKind::Opened,
            (0, _) => ItemKind::Reopened,
            _ => ItemKind::Climbed,
        };
        let below = case.clone();
        (case.rung, case.since, case.again) = (number, self.w.today, None);
        let asked = self.w.holders(&rung.posts, self.key.0);
        case.deciders.retain(|decider| !asked.iter().any(|(person, ..)| person == decider));
        let mut copies = self.w.holders(&rung.copy, self.key.0);
        copies.retain(|(person, ..)| !asked.iter().any(|(other, ..)| other == person));
        for (kind, (person, role, scope)) in
            asked.into_iter().map(|one| (kind, one)).chain(copies.into_iter().map(|one| (ItemKind::Copied, one)))
        {
            case.told.push((person.clone(), role, scope, number, self.w.today));
            self.write(case, person, number, kind);
        }
        let after = Known { told: below.told, ..case.clone() };
        self.again(&after, |_| true, if worse { ItemKind::Worsened } else { ItemKind::Passed });
    }

    /// Nobody has the matter: the posts for that, or the house's own mailbox, are told.
    fn catch(&mut self, case: &mut Known) {
        let mut caught = self.w.holders(&self.w.policy.catch_all, self.key.0);
        if caught.is_empty() {
            let own = super::world::OWN.to_string();
            caught.push((own.clone(), own.clone(), own));
        }
        let kind = match (case.rung, case.reopened) {
            (0, 0) => ItemKind::Opened,
            (0, _) => ItemKind::Reopened,
            _ => ItemKind::Climbed,
        };
        for (person, role, scope) in caught {
            case.told.push((person.clone(), role, scope, case.rung, self.w.today));
            self.write(case, person, case.rung.max(1), kind);
        }
    }

    /// Said again after a while, each time twice as late, sixteen times as late at the most.
    fn is_time_again(&self, case: &Known) -> bool {
        let (last, times) = case.again.map_or((case.since, 0), |(on, times)| (on.max(case.since), times));
        let longer = 1 << times.min(4);
        self.w.policy.attention.repeat.is_some_and(|span| match span {
            Span::Workdays(n) => self.w.over(Span::Workdays(n * longer), last) <= self.w.today,
            Span::Periods(n, kind) => self.w.over(Span::Periods(n * longer, kind), last) <= self.w.today,
        })
    }

    fn again(&mut self, case: &Known, whom: impl Fn(&Told) -> bool, kind: ItemKind) {
        // Who only decides hears how it ends, not how it goes.
        let goes = ![ItemKind::Resolved].contains(&kind);
        for told in case.told.iter().filter(|told| whom(told) && !(goes && case.deciders.contains(&told.0))) {
            let only_copied = kind == ItemKind::Worsened && copied(case, told, self.key, self.w);
            for person in self.w.reach(told) {
                self.write(case, person, told.3, if only_copied { ItemKind::Copied } else { kind });
            }
        }
    }

    /// One line of a letter; whoever is reached twice about a matter reads the weightier, and that of the higher rung.
    pub fn write(&mut self, case: &Known, person: String, number: usize, kind: ItemKind) {
        const WEIGHT: [ItemKind; 9] = [
            ItemKind::Opened,
            ItemKind::Reopened,
            ItemKind::Climbed,
            ItemKind::Worsened,
            ItemKind::Asked,
            ItemKind::Copied,
            ItemKind::Passed,
            ItemKind::Repeated,
            ItemKind::Resolved,
        ];
        let next = next(case, self.key, self.w);
        let silent = [ItemKind::Asked, ItemKind::Copied, ItemKind::Passed, ItemKind::Resolved].contains(&kind);
        let rung = rungs(case, self.key, self.w).get(number.wrapping_sub(1)).filter(|_| !silent);
        let reply = rung.map(|rung| {
            let last = self.w.last_day(rung.reply, self.w.today);
            // No answer is an answer on the day on which the matter has gone up already.
            let up = next.as_ref().and_then(|(_, on, _)| *on).and_then(|on| self.w.workday_before(on));
            up.map_or(last, |up| last.min(up.max(self.w.today)))
        });
        let weight = |kind: ItemKind| WEIGHT.iter().position(|one| *one == kind);
        let written = (kind, number, reply, next);
        let kept = self.letters.entry((person, self.key)).or_insert_with(|| written.clone());
        if (weight(written.0), Reverse(written.1)) < (weight(kept.0), Reverse(kept.1)) {
            *kept = written;
        }
    }
}
