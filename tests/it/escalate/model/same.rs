//! Whether a case of the plan is as the reference keeps it.

use super::ladder::{self, Known};
use super::script::Deed;
use duban::escalate::{Case, RequestKind, Told};

/// Whether a case is as the reference keeps it, without writing it down anew: this is asked millions of times.
pub fn is_same(case: &Case, kept: &Known) -> bool {
    let Known { state, until, grade, opened, rung, since, told, reopened, reds, yellows, well, counted, again, .. } =
        kept;
    let Known { route, pending, behind, deciders, acts, .. } = kept;
    let life = &case.life;
    let name = |person: &String| case.told.iter().find(|told| told.person == *person).map(|told| &told.name);
    let is_told = |(a, b): (&Told, &ladder::Told)| {
        (&a.name, &a.role, &a.scope, a.rung as usize, a.on) == (&b.0, &b.1, &b.2, b.3, b.4)
    };
    let asks = life.pending.as_ref().map(|r| (deed(r.kind), &r.by, r.until, r.told_on.is_some()));
    (case.state.name(), case.state.waits_until(), case.grade, case.opened_on) == (*state, *until, *grade, *opened)
        && (case.rung as usize, case.rung_since, case.reopened) == (*rung, *since, *reopened)
        && (life.reds, life.yellows, life.well, life.counted) == (*reds, *yellows, *well, *counted)
        && life.repeated.map(|repeated| (repeated.on, repeated.times)) == *again
        && case.told.len() == told.len()
        && case.told.iter().zip(told).all(is_told)
        && life.route == *route
        && life.behind.as_ref().map(|stood| (stood.name(), stood.waits_until())) == *behind
        && asks == pending.as_ref().map(|(what, by, until, told)| (*what, by, *until, *told))
        && life.deciders.iter().map(name).eq(deciders.iter().map(Some))
        && life.acts.len() == (*acts).min(64)
}

fn deed(kind: RequestKind) -> Deed {
    match kind {
        RequestKind::Reply => Deed::Reply,
        RequestKind::Justify => Deed::Justify,
        RequestKind::Extend => Deed::Extend,
        RequestKind::Finish => unreachable!("no issue lives here"),
    }
}

/// A case as the reference keeps it.
pub fn known(case: &Case) -> Known {
    let told = case.told.iter().cloned();
    let name = |person: &str| case.told.iter().find(|told| told.person == person).unwrap().name.clone();
    Known {
        state: case.state.name(),
        until: case.state.waits_until(),
        grade: case.grade,
        opened: case.opened_on,
        rung: case.rung as usize,
        since: case.rung_since,
        told: told.map(|told| (told.name, told.role, told.scope, told.rung as usize, told.on)).collect(),
        reopened: case.reopened,
        reds: case.life.reds,
        yellows: case.life.yellows,
        well: case.life.well,
        counted: case.life.counted,
        again: case.life.repeated.map(|repeated| (repeated.on, repeated.times)),
        route: case.life.route.clone(),
        pending: case
            .life
            .pending
            .clone()
            .map(|request| (deed(request.kind), request.by, request.until, request.told_on.is_some())),
        behind: case.life.behind.as_ref().map(|stood| (stood.name(), stood.waits_until())),
        deciders: case.life.deciders.iter().map(|person| name(person)).collect(),
        acts: case.life.acts.len(),
    }
}
