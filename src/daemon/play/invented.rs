//! Matters of nobody: projects that fall behind, recover or do not, by their number alone, so that a ladder can be looked at
//! before there is any data.
//!
//! Takes a ladder, working days and a number of matters; gives the timeline. Matter k opens 3·k days after the first day (and
//! again from the beginning where the days are over); by turns it is behind with money, with a milestone, stands still, was not
//! begun, or its row cannot be read; every fourth begins as a warning of ten days, one in ten as one of 75; by turns it recovers after 20 days, after 45,
//! or never. Every post that the ladder names is held, by one person of its own.

use super::answers::Script;
use super::{Days, Decided, Timeline};
use crate::assess::{Figures, Finding, Judged, Rule};
use crate::base::amount::Amount;
use crate::base::calendar::Calendar;
use crate::base::grade::Grade;
use crate::base::period::PeriodKind;
use crate::base::slot::{Slot, SlotKind};
use crate::daemon::simulate;
use crate::escalate::attention::{self, Asked};
use crate::escalate::{self, Case, Kind, Matter, Recipient};
use crate::pipeline::policy::{Policy, Post, Rung, Scope, Term};
use chrono::NaiveDate;
use chrono_tz::Tz;
use std::collections::{BTreeMap, BTreeSet};

/// Working days after the end of a period at which red periods are counted.
const GRACE: u32 = 2;
/// Projects of one unit.
const OF_A_UNIT: usize = 4;

/// What an invented office works with.
#[derive(Debug)]
pub struct Office<'a> {
    /// The ladder.
    pub policy: &'a Policy,
    /// Working days.
    pub calendar: &'a Calendar,
    /// Where its days are.
    pub zone: Tz,
    /// How long its reporting periods are.
    pub period: PeriodKind,
    /// The house's own mailbox.
    pub own: &'a Recipient,
    /// How many matters.
    pub count: usize,
}

struct Invented {
    subject: String,
    name: String,
    unit: String,
    rule: Rule,
    grade: Grade,
    opens: NaiveDate,
    /// The first day on which it is more than a warning.
    real: NaiveDate,
    /// The first day on which it holds again.
    over: Option<NaiveDate>,
}

/// Plays the days, a morning each, and the deadlines of periods.
pub fn play(office: &Office<'_>, script: &Script, days: Days) -> Timeline {
    let matters: Vec<Invented> = (0..office.count).map(|number| invented(number, days)).collect();
    let posts = posts(office.policy, &matters);
    let classes = matters.iter().map(|one| {
        let class = Some("确保".to_string());
        (one.subject.clone(), Kind { class, category: None, parent: None })
    });
    let kinds: BTreeMap<String, Kind> = classes.collect();
    let (mut cases, mut asked, mut open) = (BTreeMap::<String, Case>::new(), Asked::default(), script.open());
    let mut timeline = Timeline::default();
    let mut last_period = office.period.ended_before(days.from);
    for today in days.from.iter_days().take_while(|day| *day <= days.until) {
        let mut all: Vec<Case> = cases.into_values().collect();
        timeline.answered.extend(open.perform(today, &mut all, Some(office.policy), &posts));
        let ended = office.period.ended_before(today);
        let deadline = ended != last_period && office.calendar.add_workdays(ended.end(), GRACE) <= today;
        let (kind, period) = if deadline { (SlotKind::Read, Some(ended)) } else { (SlotKind::Review, None) };
        if deadline {
            last_period = ended;
        }
        let at = simulate::local(office.zone, today, 9, 0);
        let slot = Slot { pipeline: "invented".to_string(), kind, at, zone: office.zone, period };
        let (findings, judged) = evidence(&matters, today);
        let matter = Matter {
            portfolio: "invented",
            slot: &slot,
            findings: &findings,
            judged: &judged,
            cases: &all,
            policy: Some(office.policy),
            kinds: &kinds,
            posts: &posts,
            calendar: office.calendar,
            corrected: &BTreeMap::new(),
            fallback: Some(office.own),
        };
        asked.letters.clear();
        asked.day = Some(today);
        let kept = attention::keep(escalate::plan(&matter), &matter, &asked, &BTreeSet::new());
        asked.deferred.retain(|wait| !kept.told.contains(&wait.id));
        asked.deferred.extend(kept.deferred);
        let plan = kept.plan;
        let (notices, changes, withheld) = (&plan.notices[..], &plan.changes[..], &plan.withheld[..]);
        timeline.take(&Decided { on: today, policy: Some(office.policy), notices, changes, withheld }, days);
        cases = all.into_iter().map(|case| (case.id.clone(), case)).collect();
        cases.extend(plan.changes.into_iter().map(|change| (change.case.id.clone(), change.case)));
    }
    timeline.answered.extend(open.left());
    timeline.played_on = format!("{} invented matters: nothing of it happened", office.count);
    timeline
}

fn invented(number: usize, days: Days) -> Invented {
    let span = (days.until - days.from).num_days().max(1);
    let after = |days: i64, from: NaiveDate| from + chrono::Duration::days(days);
    let opens = after((3 * number as i64) % span, days.from);
    let (rule, grade) = [
        (Rule::BehindTarget, Grade::Behind),
        (Rule::MilestoneOverdue, Grade::Behind),
        (Rule::Stalled, Grade::Stalled),
        (Rule::NotStarted, Grade::NotStarted),
        (Rule::Unreadable, Grade::Unreadable),
    ][number % 5];
    let warns = number % 4 == 3 && grade == Grade::Behind;
    let over = [Some(20), Some(45), None][number % 3].map(|n| after(n, opens));
    let subject = format!("S{:02}", number + 1);
    Invented {
        name: format!("示例项目{:02}", number + 1),
        unit: format!("示例单位{}", number / OF_A_UNIT + 1),
        real: match (warns, number % 10) {
            (_, 5) => after(75, opens),
            (true, _) => after(10, opens),
            (false, _) => opens,
        },
        subject,
        rule,
        grade,
        opens,
        over,
    }
}

fn evidence(matters: &[Invented], today: NaiveDate) -> (Vec<Finding>, Judged) {
    let (mut findings, mut judged) = (Vec::new(), Judged::default());
    for one in matters.iter().filter(|one| one.opens <= today) {
        judged.pairs.insert((one.subject.clone(), one.rule));
        if one.over.is_some_and(|over| over <= today) {
            continue;
        }
        let late = (today - one.opens).num_days();
        let days = (one.rule != Rule::BehindTarget && one.grade != Grade::Unreadable).then_some(late);
        let gap_points = (one.rule == Rule::BehindTarget).then(|| Amount::whole(late + 5));
        findings.push(Finding {
            subject: one.subject.clone(),
            name: one.name.clone(),
            unit_name: Some(one.unit.clone()),
            rule: one.rule,
            grade: if today < one.real { Grade::AtRisk } else { one.grade },
            since: one.opens,
            figures: Figures { days, gap_points, ..Figures::default() },
            place: None,
        });
    }
    (findings, judged)
}

/// One person for each post of the ladder and each project, unit or the office that has it.
fn posts(policy: &Policy, matters: &[Invented]) -> Vec<Post> {
    let routes = policy.routes.iter().flat_map(|route| route.project.iter().chain(&route.data));
    let rungs: Vec<&Rung> = policy.project.iter().chain(&policy.data).chain(routes).collect();
    let mut held: BTreeSet<(String, String)> = BTreeSet::new();
    for post in rungs.iter().flat_map(|rung| rung.posts.iter().chain(&rung.copy)).chain(&policy.catch_all) {
        match post.of {
            Scope::Project => held.extend(matters.iter().map(|one| (one.subject.clone(), post.role.clone()))),
            Scope::Unit => held.extend(matters.iter().map(|one| (one.unit.clone(), post.role.clone()))),
            Scope::Office => _ = held.insert(("示例督查办".to_string(), post.role.clone())),
        }
    }
    let person = |(number, (scope, role)): (usize, (String, String))| {
        let (person, address) = (format!("{role}·{scope}"), format!("p{number}@invented.example"));
        Post { scope, role, person, address, term: Term::default() }
    };
    held.into_iter().enumerate().map(person).collect()
}
