//! Whom a ladder cannot reach: vacant rungs, addresses that are none, posts written down twice.
//!
//! Takes a policy, the contacts and the projects; gives problems. Never shows an address.

use super::{Ladder, Policy, Post, PostRef, Rung, Scope};
use crate::base::problem::Problem;
use crate::pipeline::headers::normalise;
use std::collections::BTreeMap;

/// How many names a message lists before it only counts.
const NAMES_MAX: usize = 5;

/// A project, as far as posts are concerned: its id and its responsible unit.
pub type ProjectUnit<'a> = (&'a str, Option<&'a str>);

/// The vacant rungs of both ladders, addresses that cannot be written to, and contacts that are there twice.
pub fn vacancies(policy: &Policy, posts: &[Post], projects: &[ProjectUnit<'_>]) -> Vec<Problem> {
    let mut problems = Vec::new();
    let reachable = Contacts::of(posts.iter().filter(|post| is_address(&post.address)));
    for (ladder, name) in [(Ladder::Project, "project"), (Ladder::Data, "data")] {
        for rung in policy.rungs(ladder, None) {
            problems.extend(vacant(policy, name, rung, &reachable, projects));
        }
    }
    problems.extend(bad_addresses(posts));
    problems.extend(duplicates(posts));
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
