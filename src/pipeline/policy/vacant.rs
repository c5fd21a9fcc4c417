//! Whom a ladder cannot reach: vacant rungs, addresses that are none, posts written down twice.
//!
//! Takes a policy, the contacts and the projects; gives problems. Never shows an address.

use super::term::delegate_loops;
use super::{Ladder, Policy, Post, PostRef, Rung, Scope, on_duty, turning_days};
use crate::base::problem::Problem;
use crate::pipeline::headers::normalise;
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// How many names a message lists before it only counts.
const NAMES_MAX: usize = 5;

/// A project, as far as posts are concerned: its id and its responsible unit.
pub type ProjectUnit<'a> = (&'a str, Option<&'a str>);

/// The vacant rungs of both ladders, addresses that cannot be written to, and contacts that are there twice.
pub fn vacancies(policy: &Policy, posts: &[Post], projects: &[ProjectUnit<'_>]) -> Vec<Problem> {
    let mut problems = Vec::new();
    let reachable = Contacts::of(posts.iter().filter(|post| is_address(&post.address)));
    problems.extend(rungs_vacant(policy, &reachable, projects));
    problems.extend(bad_addresses(posts));
    problems.extend(duplicates(posts));
    problems
}

/// The same for the days to come: what falls vacant within `days` because a term ends or somebody goes on leave, who stands on
/// two rungs, and delegates that go in a circle.
pub fn vacancies_ahead(
    policy: &Policy,
    posts: &[Post],
    projects: &[ProjectUnit<'_>],
    today: NaiveDate,
    days: u64,
) -> Vec<Problem> {
    let reachable: Vec<Post> = posts.iter().filter(|post| is_address(&post.address)).cloned().collect();
    let mut problems: Vec<Problem> = Vec::new();
    let mut before: BTreeMap<String, String> = BTreeMap::new();
    for day in turning_days(&reachable, today, days) {
        let on_duty = on_duty(&reachable, day);
        let found = rungs_vacant(policy, &Contacts::of(&on_duty), projects);
        for problem in &found {
            let (key, message) = (problem.key.clone().unwrap_or_default(), problem.message.clone());
            if before.get(&key) != Some(&message) {
                let said = if day == today { message } else { format!("from {day} on {message}") };
                problems.push(Problem { message: said, ..problem.clone() });
            }
        }
        before = found.into_iter().map(|p| (p.key.unwrap_or_default(), p.message)).collect();
    }
    let now = on_duty(&reachable, today);
    problems.extend(told_twice(policy, &Contacts::of(&now), projects));
    problems.extend(circles(&reachable));
    problems.extend(bad_addresses(posts));
    problems.extend(duplicates(&now));
    problems
}

fn rungs_vacant(policy: &Policy, reachable: &Contacts<'_>, projects: &[ProjectUnit<'_>]) -> Vec<Problem> {
    let ladders = [(Ladder::Project, "project"), (Ladder::Data, "data")];
    let rungs =
        ladders.into_iter().flat_map(|(ladder, name)| policy.rungs(ladder, None).iter().map(move |r| (name, r)));
    rungs.filter_map(|(name, rung)| vacant(policy, name, rung, reachable, projects)).collect()
}

/// Rungs that are held by nobody but those on the rung below: the matter would climb to the same people again.
fn told_twice(policy: &Policy, contacts: &Contacts<'_>, projects: &[ProjectUnit<'_>]) -> Vec<Problem> {
    let people = |rung: &Rung, project: ProjectUnit<'_>| -> BTreeSet<String> {
        let holders = rung.posts.iter().flat_map(|post| contacts.holders(post, project));
        holders.map(|post| post.address.trim().to_lowercase()).collect()
    };
    let mut problems = Vec::new();
    for (ladder, name) in [(Ladder::Project, "project"), (Ladder::Data, "data")] {
        for pair in policy.rungs(ladder, None).windows(2) {
            let [below, above] = pair else { continue };
            let same = |project: &&ProjectUnit<'_>| {
                let above = people(above, **project);
                !above.is_empty() && above.is_subset(&people(below, **project))
            };
            let twice: Vec<&str> = projects.iter().filter(same).map(|(id, _)| *id).collect();
            if !twice.is_empty() {
                let whom = format!("{} of {} projects: {}", twice.len(), projects.len(), listed(&twice));
                let message = format!(
                    "rung `{}` is held by the same people as rung `{}` below it for {whom}",
                    above.name, below.name
                );
                let problem = Problem::warning("contacts", message)
                    .key(format!("policies.{}.{name}.{}", policy.name, above.name));
                problems.push(
                    problem.hint("a matter would climb to those who have it already; put another post on the rung"),
                );
            }
        }
    }
    problems
}

/// People whose delegates lead back to themselves, or to nobody who is known.
fn circles(posts: &[Post]) -> Vec<Problem> {
    let mut said = BTreeSet::new();
    let mut problems = Vec::new();
    for post in
        posts.iter().filter(|post| post.term.leave.is_some() && said.insert((&post.person, &post.term.delegate)))
    {
        let (person, delegate) = (&post.person, post.term.delegate.as_deref());
        let message = match (delegate, delegate_loops(post, posts)) {
            (Some(delegate), true) => format!("the delegates of {person} go in a circle, beginning with {delegate}"),
            (Some(delegate), _) if !delegate.contains('@') && !posts.iter().any(|other| other.person == delegate) => {
                format!("{delegate}, the delegate of {person}, is not in the contacts")
            }
            _ => continue,
        };
        problems.push(
            Problem::warning("contacts", message)
                .key("delegate")
                .hint("name somebody of the contacts, or a mail address"),
        );
    }
    problems
}

/// The contacts by role and scope, so that many projects are looked up quickly.
#[derive(Debug, Default)]
pub struct Contacts<'p> {
    by_role: BTreeMap<String, BTreeMap<String, Vec<&'p Post>>>,
}

impl<'p> Contacts<'p> {
    /// Sorts the contacts; width, case and spaces of roles and scopes make no difference.
    pub fn of(posts: impl IntoIterator<Item = &'p Post>) -> Contacts<'p> {
        let mut contacts = Contacts::default();
        for post in posts {
            let scopes = contacts.by_role.entry(normalise(&post.role)).or_default();
            scopes.entry(normalise(&post.scope)).or_default().push(post);
        }
        contacts
    }

    /// Everybody with a role, whatever of.
    pub fn with_role(&self, role: &str) -> Vec<&'p Post> {
        self.by_role.get(&normalise(role)).into_iter().flat_map(BTreeMap::values).flatten().copied().collect()
    }

    /// Who holds a post for one project.
    pub fn holders(&self, post: &PostRef, (id, unit): ProjectUnit<'_>) -> Vec<&'p Post> {
        let scope = match post.of {
            Scope::Office => return self.with_role(&post.role),
            Scope::Project => Some(id),
            Scope::Unit => unit,
        };
        let scopes = self.by_role.get(&normalise(&post.role));
        let held = scope.and_then(|scope| scopes?.get(&normalise(scope)));
        held.cloned().unwrap_or_default()
    }
}

/// Whether an address can be written to, by its syntax.
pub fn is_address(address: &str) -> bool {
    address.trim().parse::<lettre::Address>().is_ok()
}

fn vacant(
    policy: &Policy,
    ladder: &str,
    rung: &Rung,
    reachable: &Contacts<'_>,
    projects: &[ProjectUnit<'_>],
) -> Option<Problem> {
    let is_vacant =
        |project: &&ProjectUnit<'_>| rung.posts.iter().all(|post| reachable.holders(post, **project).is_empty());
    let without: Vec<&str> = projects.iter().filter(is_vacant).map(|(id, _)| *id).collect();
    if without.is_empty() {
        return None;
    }
    let roles: Vec<String> = rung.posts.iter().map(|p| format!("{} of {}", p.role, scope_name(p.of))).collect();
    let whom = if without.len() == projects.len() {
        format!("all {} projects", projects.len())
    } else {
        format!("{} of {} projects: {}", without.len(), projects.len(), listed(&without))
    };
    let message = format!("rung `{}` ({}) is vacant for {whom}", rung.name, roles.join(", "));
    let key = format!("policies.{}.{ladder}.{}", policy.name, rung.name);
    let hint = "add the post to the contacts; a vacant rung is skipped at once, and the next one is told instead";
    Some(Problem::warning("contacts", message).key(key).hint(hint))
}

fn bad_addresses(posts: &[Post]) -> Vec<Problem> {
    let bad = posts.iter().filter(|p| !is_address(&p.address));
    bad.map(|p| {
        let message = format!("the address of {} ({} of {}) is no mail address", p.person, p.role, p.scope);
        Problem::error("contacts", message).key("address").hint("write it as name@example.org, one address in a cell")
    })
    .collect()
}

fn duplicates(posts: &[Post]) -> Vec<Problem> {
    let mut seen: BTreeMap<(String, String, String), usize> = BTreeMap::new();
    for post in posts {
        *seen.entry((post.scope.clone(), post.role.clone(), post.person.clone())).or_default() += 1;
    }
    let twice = seen.into_iter().filter(|(_, n)| *n > 1);
    twice
        .map(|((scope, role, person), n)| {
            let message = format!("{person} stands {n} times in the contacts as {role} of {scope}");
            Problem::warning("contacts", message).hint("keep one line; one letter is written in any case")
        })
        .collect()
}

fn listed(names: &[&str]) -> String {
    let shown = names.iter().take(NAMES_MAX).copied().collect::<Vec<_>>().join(", ");
    if names.len() > NAMES_MAX { format!("{shown} and {} more", names.len() - NAMES_MAX) } else { shown }
}

/// The word for a scope in `config/escalation.toml`.
pub fn scope_name(scope: Scope) -> &'static str {
    match scope {
        Scope::Project => "project",
        Scope::Unit => "unit",
        Scope::Office => "office",
    }
}
