//! What is true outside on a day, as the reference reads it: policy, contacts, days off, what is known of each matter.

use super::ladder::Told;
use crate::escalate::cast::Says;
use chrono::{Datelike, NaiveDate, Weekday};
use duban::assess::Rule;
use duban::base::period::PeriodKind;
use duban::escalate::Kind;
use duban::pipeline::policy::{Policy, Post, PostRef, Scope, Span};
use std::collections::{BTreeMap, BTreeSet};

/// A matter: its subject and its rule.
pub type Key = (&'static str, Rule);

/// The house's own mailbox.
pub const OWN: &str = "Desk";

#[derive(Debug, Clone)]
pub struct World {
    pub policy: Policy,
    pub posts: Vec<Post>,
    pub kinds: BTreeMap<String, Kind>,
    /// Days that differ from the rule of the week: `true`, people work.
    pub days: BTreeMap<NaiveDate, bool>,
    /// A year whose holidays nobody knows yet.
    pub unannounced: Option<i32>,
    pub says: BTreeMap<Key, Says>,
    pub today: NaiveDate,
}

impl World {
    /// The bridge is built by Roads, the tower by Works; a file has no unit.
    pub fn unit_of(subject: &str) -> Option<&'static str> {
        match subject {
            "bridge" => Some("Roads"),
            "tower" => Some("Works"),
            _ => None,
        }
    }

    /// Whether a day counts: every day of a year that is not announced, but for those that are known to be off.
    pub fn works(&self, day: NaiveDate) -> bool {
        let known = self.unannounced != Some(day.year());
        let weekend = [Weekday::Sat, Weekday::Sun].contains(&day.weekday());
        self.days.get(&day).copied().unwrap_or(!weekend || !known)
    }

    pub fn is_last_of(&self, day: NaiveDate, kind: PeriodKind) -> bool {
        let next = day.succ_opt().unwrap();
        let months = match kind {
            PeriodKind::HalfMonth => return [1, 16].contains(&next.day()),
            PeriodKind::Month => 1,
            PeriodKind::Quarter => 3,
            PeriodKind::HalfYear => 6,
            PeriodKind::Year => 12,
        };
        next.day() == 1 && next.month0().is_multiple_of(months)
    }

    /// The last day that belongs to a span: the n-th working day after a day, or the n-th end of a period from it on.
    pub fn last_day(&self, span: Span, from: NaiveDate) -> NaiveDate {
        let (n, days): (u32, Box<dyn Iterator<Item = NaiveDate>>) = match span {
            Span::Workdays(n) => (n, Box::new(from.iter_days().skip(1).filter(|day| self.works(*day)))),
            Span::Periods(n, kind) => (n, Box::new(from.iter_days().filter(move |day| self.is_last_of(*day, kind)))),
        };
        days.take(n as usize).last().unwrap()
    }

    /// The first day on which a span is over: its last working day itself, but the day after a period has ended.
    pub fn over(&self, span: Span, from: NaiveDate) -> NaiveDate {
        let last = self.last_day(span, from);
        if matches!(span, Span::Workdays(_)) { last } else { last.succ_opt().unwrap() }
    }

    pub fn workday_before(&self, day: NaiveDate) -> Option<NaiveDate> {
        (1..60).filter_map(|n| day.checked_sub_days(chrono::Days::new(n))).find(|day| self.works(*day))
    }

    pub fn route(&self, key: Key) -> Option<String> {
        let class = self.kinds.get(key.0).and_then(|kind| kind.class.clone()).unwrap_or_default();
        let fits = |words: &[String], word: &str| words.is_empty() || words.iter().any(|one| one == word);
        let route = self.policy.routes.iter().find(|r| fits(&r.when.class, &class) && fits(&r.when.rule, key.1.name()));
        route.map(|route| route.policy.clone())
    }

    pub fn is_own(&self, subject: &str, who: &str) -> bool {
        let own = |scope: &str| scope == subject || Some(scope) == World::unit_of(subject);
        self.posts.iter().any(|post| post.person == who && own(&post.scope))
    }

    /// Person, role and scope, row by row; each person once.
    pub fn holders(&self, posts: &[PostRef], subject: &str) -> Vec<(String, String, String)> {
        let mut found: Vec<(String, String, String)> = Vec::new();
        for wanted in posts {
            let fits = |scope: &str| match wanted.of {
                Scope::Project => scope == subject,
                Scope::Unit => Some(scope) == World::unit_of(subject),
                Scope::Office => true,
            };
            let rows = self.posts.iter().filter(|post| post.role == wanted.role && fits(&post.scope));
            let mut rows: Vec<_> = rows.map(|p| (p.person.clone(), p.role.clone(), p.scope.clone())).collect();
            rows.sort_by(|a, b| (&a.2, &a.0).cmp(&(&b.2, &b.0)));
            for row in rows {
                if !found.iter().any(|(person, ..)| *person == row.0) {
                    found.push(row);
                }
            }
        }
        found
    }

    /// The person, if they hold any post; else whoever holds theirs. The house's own mailbox is always there.
    pub fn reach(&self, (person, role, scope, ..): &Told) -> Vec<String> {
        if person == OWN || self.posts.iter().any(|post| post.person == *person) {
            return vec![person.clone()];
        }
        let theirs = self.posts.iter().filter(|post| post.role == *role && post.scope == *scope);
        let heirs: BTreeSet<String> = theirs.map(|post| post.person.clone()).collect();
        heirs.into_iter().collect()
    }
}
