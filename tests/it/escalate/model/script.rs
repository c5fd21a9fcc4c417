//! Random houses and days, from one seed each: reports that come, are missing or cannot be read, acts of people, days off, quiet
//! weeks, outages, restarts, policies that are edited, people who come and go. Each seed has its own mix of them.

use super::world::{Key, World};
use crate::escalate::cast::{Says, of, policy, post, rung};
use chrono::{Datelike, Days, NaiveDate, Weekday};
use duban::assess::Rule;
use duban::base::grade::Grade;
use duban::base::period::PeriodKind;
use duban::escalate::Kind;
use duban::pipeline::policy::{Accept, Answer, PostRef, Route, Rung, Scope, Span, Wait, When, usual_inhibitions};
use std::collections::BTreeMap;

pub const SUBJECTS: [&str; 3] = ["bridge", "tower", "progress"];
const CREW: [&str; 6] = ["Lin", "Zhao", "Qian", "Sun", "Wu", "Zhou"];
/// Every post there is; people meet themselves on other rungs.
const POSTS: [(&str, &str); 9] = [
    ("bridge", "联络员"),
    ("tower", "联络员"),
    ("Roads", "负责人"),
    ("Works", "负责人"),
    ("bridge", "分包领导"),
    ("tower", "分包领导"),
    ("Office", "督查室主任"),
    ("Annex", "督查室主任"),
    ("Office", "数据管理员"),
];

/// What people do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    Acknowledge,
    Reply,
    Justify,
    Extend,
    Approve,
    Refuse,
    Silence,
    Unsilence,
    Close,
    Reopen,
}

const DEEDS: [Deed; 10] = [
    Deed::Acknowledge,
    Deed::Reply,
    Deed::Justify,
    Deed::Extend,
    Deed::Approve,
    Deed::Refuse,
    Deed::Silence,
    Deed::Unsilence,
    Deed::Close,
    Deed::Reopen,
];

/// One act: who, with what words, until when, with what proof.
#[derive(Debug, Clone)]
pub struct Done {
    pub deed: Deed,
    pub by: &'static str,
    pub until: Option<NaiveDate>,
    pub words: bool,
    pub proof: bool,
}

/// Numbers of one seed (splitmix64).
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    pub fn of(seed: u64) -> Dice {
        Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15))
    }

    pub fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % n
    }

    pub fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }

    fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.below(from.len() as u64) as usize].clone()
    }

    fn count(&mut self, least: u32, most: u32) -> u32 {
        least + self.below(u64::from(most - least + 1)) as u32
    }
}

/// How often things happen in the days of one seed: one in so many; `u64::MAX` never.
#[derive(Debug, Clone)]
pub struct Mix {
    pub people: u64,
    pub edits: u64,
    pub acts: u64,
    pub outages: u64,
    pub restarts: u64,
    pub reports: u64,
}

impl Mix {
    pub fn of(dice: &mut Dice) -> Mix {
        let mut often = |n: u64| if dice.one_in(4) { u64::MAX } else { n };
        Mix {
            people: often(20),
            edits: often(25),
            acts: often(2),
            outages: often(70),
            restarts: often(15),
            reports: often(2).min(40),
        }
    }
}

fn span(dice: &mut Dice) -> Span {
    const KINDS: [PeriodKind; 3] = [PeriodKind::HalfMonth, PeriodKind::Month, PeriodKind::Quarter];
    if dice.one_in(3) { Span::Periods(dice.count(1, 3), dice.pick(&KINDS)) } else { Span::Workdays(dice.count(1, 12)) }
}

fn wait(dice: &mut Dice) -> Wait {
    match dice.below(9) {
        0 => Wait::AtOnce,
        1 => Wait::Reds(dice.count(1, 3)),
        2 => Wait::ReplyOverdue,
        3 => Wait::Span(Span::Periods(2, PeriodKind::HalfMonth)),
        4 => Wait::Yellows(dice.count(1, 3)),
        _ => Wait::Span(span(dice)),
    }
}

/// A rung with random waits, asks and copies.
fn any_rung(dice: &mut Dice, name: &str, posts: Vec<PostRef>) -> Rung {
    let mut rung = rung(name, name, 0, posts);
    (rung.after, rung.reply) = (wait(dice), span(dice));
    rung.answer = [Answer::Reason, Answer::Date].into_iter().filter(|_| dice.one_in(3)).collect();
    if dice.one_in(10) {
        rung.enter = Some(dice.pick(&[Grade::AtRisk, Grade::Behind, Grade::Stalled]));
    }
    if dice.one_in(4) {
        rung.copy = vec![of("督查室主任", Scope::Office)];
    }
    rung
}

fn ladder(dice: &mut Dice) -> Vec<Rung> {
    let mut rungs = vec![
        any_rung(dice, "liaison", vec![of("联络员", Scope::Project)]),
        any_rung(dice, "unit", vec![of("负责人", Scope::Unit)]),
        any_rung(dice, "leader", vec![of("分包领导", Scope::Project), of("督查室主任", Scope::Office)]),
        any_rung(dice, "office", vec![of("督查室主任", Scope::Office)]),
    ];
    if !dice.one_in(3) {
        rungs[0].after = Wait::AtOnce;
    }
    rungs
}

fn data(dice: &mut Dice) -> Vec<Rung> {
    vec![
        any_rung(dice, "keeper", vec![of("数据管理员", Scope::Office), of("负责人", Scope::Unit)]),
        any_rung(dice, "office", vec![of("督查室主任", Scope::Office)]),
    ]
}

/// A policy with a route for what stands still or is of a class.
fn any_policy(dice: &mut Dice) -> duban::pipeline::policy::Policy {
    let mut policy = policy();
    (policy.project, policy.data) = (ladder(dice), data(dice));
    policy.accept = dice.pick(&[Accept::ByHand, Accept::OnReceipt]);
    policy.in_range = dice.count(0, 3);
    policy.attention.repeat = if dice.one_in(3) { None } else { Some(span(dice)) };
    if dice.one_in(2) {
        policy.inhibit = usual_inhibitions();
    }
    if dice.one_in(2) {
        policy.catch_all = vec![of("督查室主任", Scope::Office)];
    }
    if dice.one_in(4) {
        policy.approvers = vec![of("分包领导", Scope::Project)];
    }
    for name in ["fast", "slow"] {
        if dice.one_in(2) {
            policy.routes.push(any_route(dice, name));
        }
    }
    policy
}

fn any_route(dice: &mut Dice, name: &str) -> Route {
    let when = match dice.below(3) {
        0 => When { rule: vec!["stalled".to_string()], ..When::default() },
        1 => When { class: vec!["确保".to_string()], ..When::default() },
        _ => When { rule: vec!["behind_target".to_string(), "unreadable".to_string()], ..When::default() },
    };
    Route { when, policy: name.to_string(), project: ladder(dice), data: data(dice) }
}

/// The house of a seed on its first day, with two years of days off in blocks, each with working weekends around it.
pub fn world(dice: &mut Dice) -> World {
    let first = NaiveDate::from_ymd_opt(2013 + dice.below(7) as i32, 1, 1).unwrap();
    let today = first + Days::new(dice.below(360));
    let mut days = BTreeMap::new();
    let mut at = first;
    while at < today + Days::new(900) {
        at = at + Days::new(20 + dice.below(40));
        let off = 1 + dice.below(8);
        days.extend((0..off).map(|n| (at + Days::new(n), false)));
        let near = (1..12).flat_map(|n| [at - Days::new(n), at + Days::new(off + n)]);
        let weekend: Vec<NaiveDate> = near.filter(|d| [Weekday::Sat, Weekday::Sun].contains(&d.weekday())).collect();
        for day in weekend.into_iter().take(dice.below(3) as usize) {
            days.entry(day).or_insert(true);
        }
    }
    let (posts, kinds) = (Vec::new(), BTreeMap::new());
    let unannounced = dice.one_in(3).then(|| today.year() + dice.below(2) as i32);
    let says = BTreeMap::new();
    let mut world = World { policy: any_policy(dice), posts, kinds, days, unannounced, says, today };
    for post in 0..POSTS.len() {
        hold(&mut world, post, dice);
    }
    sort(&mut world, dice);
    world
}

/// A post changes hands; now and then nobody takes it.
fn hold(world: &mut World, number: usize, dice: &mut Dice) {
    let (scope, role) = POSTS[number];
    world.posts.retain(|post| (post.scope.as_str(), post.role.as_str()) != (scope, role));
    let mut held: Vec<&str> = (0..dice.below(4).min(2)).map(|_| dice.pick(&CREW)).collect();
    held.sort_unstable();
    held.dedup();
    world.posts.extend(held.into_iter().map(|person| post(scope, role, person)));
}

/// Somebody leaves the house for good, or a post changes hands.
pub fn move_people(world: &mut World, dice: &mut Dice) {
    if dice.one_in(4) {
        let gone = dice.pick(&CREW);
        world.posts.retain(|post| post.person != gone);
    } else {
        let number = dice.below(POSTS.len() as u64) as usize;
        hold(world, number, dice);
    }
}

/// The projects are of a class, and the tower may be a part of the bridge.
fn sort(world: &mut World, dice: &mut Dice) {
    for subject in ["bridge", "tower"] {
        let class = Some(dice.pick(&["确保", "力争"]).to_string());
        let parent = (subject == "tower" && dice.one_in(2)).then(|| "bridge".to_string());
        world.kinds.insert(subject.to_string(), Kind { class, category: None, parent });
    }
}

/// One edit of the policy, or of what the projects are.
pub fn edit(world: &mut World, dice: &mut Dice) {
    let rung = |rungs: &mut Vec<Rung>, dice: &mut Dice| {
        let at = dice.below(rungs.len() as u64) as usize;
        match dice.below(5) {
            0 if rungs.len() > 1 => _ = rungs.remove(at),
            1 if rungs.len() < 6 => {
                let extra = any_rung(dice, &format!("extra{}", rungs.len()), vec![of("负责人", Scope::Unit)]);
                rungs.insert(at, extra);
            }
            2 => rungs[at].reply = span(dice),
            _ => rungs[at].after = wait(dice),
        }
    };
    match dice.below(9) {
        0 => sort(world, dice),
        1 => world.policy.in_range = dice.count(0, 3),
        2 => world.policy.attention.repeat = if dice.one_in(2) { None } else { Some(span(dice)) },
        3 if !world.policy.routes.is_empty() => {
            let at = dice.below(world.policy.routes.len() as u64) as usize;
            world.policy.routes.remove(at);
        }
        4 if world.policy.routes.len() < 3 => {
            let name = dice.pick(&["fast", "slow", "third"]);
            let route = any_route(dice, name);
            world.policy.routes.insert(0, route);
        }
        5 => rung(&mut world.policy.data, dice),
        6 if !world.policy.routes.is_empty() => rung(&mut world.policy.routes[0].project, dice),
        _ => rung(&mut world.policy.project, dice),
    }
}

/// A report comes, is missing, or cannot be read; or the days alone move a milestone.
pub fn report(world: &mut World, dice: &mut Dice) {
    let subject = dice.pick(&SUBJECTS);
    if subject == "progress" {
        let says = if dice.one_in(3) { Says::Broken(Grade::NotReported, 0) } else { Says::Fine };
        world.says.insert((subject, Rule::MissingFile), says);
        return;
    }
    let rules = [Rule::BehindTarget, Rule::MilestoneOverdue, Rule::Stalled];
    let (unreadable, missing) = match dice.below(8) {
        0 => (Says::Broken(Grade::Unreadable, 0), Says::Fine),
        1 => (Says::Nothing, Says::Broken(Grade::NotReported, 0)),
        _ => (Says::Fine, Says::Fine),
    };
    let judged = (unreadable, missing) == (Says::Fine, Says::Fine);
    world.says.insert((subject, Rule::Unreadable), unreadable);
    world.says.insert((subject, Rule::NotReported), missing);
    for rule in rules {
        let grade = if rule == Rule::Stalled { Grade::Stalled } else { dice.pick(&[Grade::AtRisk, Grade::Behind]) };
        let says = match (judged, dice.below(2)) {
            (false, _) => Says::Nothing,
            (true, 0) => Says::Fine,
            (true, _) => Says::Broken(grade, dice.below(30) as i64),
        };
        world.says.insert((subject, rule), says);
    }
}

/// Somebody does something to some matter.
pub fn deed(world: &World, keys: &[Key], dice: &mut Dice) -> Option<(Key, Done)> {
    let key = dice.pick(keys.get(..).filter(|keys| !keys.is_empty())?);
    let until = match dice.below(10) {
        0 => None,
        1 => Some(world.today - Days::new(1)),
        _ => Some(world.today + Days::new(dice.below(40))),
    };
    let deed = if dice.one_in(3) { Deed::Approve } else { dice.pick(&DEEDS) };
    let until = if deed == Deed::Acknowledge { until.or(Some(world.today)) } else { until };
    let (words, proof) = (!dice.one_in(5), !dice.one_in(5));
    Some((key, Done { deed, by: dice.pick(&CREW), until, words, proof }))
}
