//! The reference: what is above a case.

use super::ladder::{Known, Next, Told, Up};
use super::world::{Key, World};
use chrono::NaiveDate;
use duban::base::grade::Grade;
use duban::pipeline::policy::{Ladder, Rung, Wait};

pub fn rungs<'w>(case: &Known, key: Key, w: &'w World) -> &'w [Rung] {
    let of = |project: &'w [Rung], data: &'w [Rung]| if key.1.ladder() == Ladder::Project { project } else { data };
    let sent = case.route.as_ref().and_then(|name| w.policy.routes.iter().find(|route| route.policy == *name));
    sent.map_or_else(|| of(&w.policy.project, &w.policy.data), |route| of(&route.project, &route.data))
}

/// The first rung above with anybody on it: its number, the day it is told, bad periods so far and needed. The wait is that of
/// the rung right above, whoever stands there; what enters a rung by its grade does not wait.
pub fn above(case: &Known, key: Key, w: &World) -> Option<Up> {
    let rungs = rungs(case, key, w);
    let waited = |day: NaiveDate| case.until.and_then(|until| until.succ_opt()).map_or(day, |until| day.max(until));
    let held = |from: usize| (from..=rungs.len()).find(|n| !w.holders(&rungs[n - 1].posts, key.0).is_empty());
    if let Some(number) = entered(case, rungs).and_then(held) {
        let newest = case.told.iter().map(|told| told.4).max().filter(|_| case.rung > 0);
        let day = newest.map_or(case.opened, |day| day.succ_opt().unwrap());
        return Some((number, Some(waited(day)), None));
    }
    let wait = rungs.get(case.rung)?.after;
    let number = held(case.rung + 1)?;
    let tomorrow = case.since.succ_opt().unwrap();
    let day = match wait {
        Wait::Span(span) if case.rung == 0 => Some(w.over(span, case.opened)),
        _ if case.rung == 0 => Some(case.opened),
        Wait::AtOnce => Some(tomorrow),
        Wait::Span(span) => Some(w.over(span, case.since)),
        Wait::ReplyOverdue => w.last_day(rungs[case.rung - 1].reply, case.since).succ_opt(),
        Wait::Reds(n) => (case.reds >= n).then_some(tomorrow),
        Wait::Yellows(n) => (case.yellows >= n).then_some(tomorrow),
    };
    let periods = match wait {
        Wait::Reds(n) if case.rung > 0 => Some((case.reds, n)),
        Wait::Yellows(n) if case.rung > 0 => Some((case.yellows, n)),
        _ => None,
    };
    Some((number, day.map(waited), periods))
}

/// The highest rung that this grade enters, where the case has not come so far.
fn entered(case: &Known, rungs: &[Rung]) -> Option<usize> {
    let enters = |n: &usize| rungs[n - 1].enter.is_some_and(|least| case.grade >= least);
    (1..=rungs.len()).rev().find(enters).filter(|n| *n > case.rung)
}

/// A warning stays on its first rung, unless the next one waits for warnings or is entered by them.
pub fn is_warning(case: &Known, key: Key, w: &World) -> bool {
    let rungs = rungs(case, key, w);
    let waits = rungs.get(case.rung).is_some_and(|rung| matches!(rung.after, Wait::Yellows(_)));
    case.grade == Grade::AtRisk && case.rung > 0 && !waits && entered(case, rungs).is_none()
}

/// What lists and letters say of it.
pub fn next(case: &Known, key: Key, w: &World) -> Option<Next> {
    let (number, on, reds) = above(case, key, w).filter(|_| case.live() && !is_warning(case, key, w))?;
    Some((rungs(case, key, w)[number - 1].name.clone(), on, reds))
}

/// Whether somebody was told on a rung whose copies name the role, and whose posts do not.
pub fn copied(case: &Known, told: &Told, key: Key, w: &World) -> bool {
    let rung = rungs(case, key, w).get(told.3.wrapping_sub(1));
    let names = |posts: &[duban::pipeline::policy::PostRef]| posts.iter().any(|post| post.role == told.1);
    rung.is_some_and(|rung| names(&rung.copy) && !names(&rung.posts))
}
