//! Who stands on a rung: posts → recipients.
//!
//! Takes the rows of the contacts; gives the people behind a post, each once and always in the same order, and finds a
//! person who was told before. Never decides whether anybody is written to, and never prints an address.

use super::{Case, Recipient, Told};
use crate::base::id;
use crate::pipeline::policy::{Post, PostRef, Scope};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use unicode_normalization::UnicodeNormalization;

/// The contacts, ready to be asked. Rows without an address, a role or a scope can reach nobody and are left out: the
/// post they name counts as vacant.
#[derive(Clone, Default)]
pub struct People<'a> {
    rows: Vec<Row<'a>>,
    by_role: BTreeMap<Cow<'a, str>, Vec<usize>>,
    /// By role, then by scope.
    by_post: BTreeMap<Cow<'a, str>, BTreeMap<Cow<'a, str>, Vec<usize>>>,
    by_person: BTreeMap<String, usize>,
}

#[derive(Clone)]
struct Row<'a> {
    person: String,
    post: &'a Post,
}

impl<'a> People<'a> {
    /// Reads the contacts; the order of the rows does not matter.
    pub fn new(posts: &'a [Post]) -> People<'a> {
        let mut sorted: Vec<&Post> = posts.iter().filter(|p| !p.address.trim().is_empty()).collect();
        sorted.sort_by(|a, b| {
            (&a.scope, &a.role, &a.person, &a.address).cmp(&(&b.scope, &b.role, &b.person, &b.address))
        });
        let mut people = People::default();
        let mut persons: BTreeMap<&str, String> = BTreeMap::new();
        for post in sorted {
            let (role, scope) = (squeezed(&post.role), squeezed(&post.scope));
            if role.is_empty() || scope.is_empty() {
                continue;
            }
            let person = persons.entry(&post.address).or_insert_with(|| id::person(&post.address)).clone();
            let row = people.rows.len();
            people.by_person.entry(person.clone()).or_insert(row);
            people.by_role.entry(role.clone()).or_default().push(row);
            people.by_post.entry(role).or_default().entry(scope).or_default().push(row);
            people.rows.push(Row { person, post });
        }
        people
    }

    /// Everyone who holds one of these posts for this case, in the order of the posts; each person once, under the
    /// first post that reaches them. Role and scope are compared after NFKC and without white space.
    pub fn holders(&self, posts: &[PostRef], case: &Case) -> Vec<Recipient> {
        let mut seen = BTreeSet::new();
        let mut holders = Vec::new();
        for post in posts {
            for row in self.rows_of(post, case) {
                let recipient = self.recipient(row, &post.role);
                if let Some(recipient) = recipient.filter(|r| seen.insert(r.person.clone())) {
                    holders.push(recipient);
                }
            }
        }
        holders
    }

    /// Everyone who holds a post in a unit or in the office; nobody for posts that are held of a project.
    pub fn of_unit(&self, post: &PostRef, unit_name: &str) -> Vec<Recipient> {
        let rows = match post.of {
            Scope::Project => Vec::new(),
            Scope::Unit => self.of_units(&post.role, unit_name),
            Scope::Office => self.by_role.get(&*squeezed(&post.role)).cloned().unwrap_or_default(),
        };
        let mut seen = BTreeSet::new();
        let holders = rows.into_iter().filter_map(|row| self.recipient(row, &post.role));
        holders.filter(|holder| seen.insert(holder.person.clone())).collect()
    }

    /// Where somebody who was told is reached today: the same person, under the post they were told in; when that person
    /// holds no post any more, whoever holds that post now. Empty when nobody does.
    pub fn reach(&self, told: &Told) -> Vec<Recipient> {
        let now = self.by_person.get(&told.person).and_then(|&row| self.recipient(row, &told.role));
        if let Some(mut now) = now {
            now.scope.clone_from(&told.scope);
            return vec![now];
        }
        let mut seen = BTreeSet::new();
        let heirs = self.of_post(&told.role, &told.scope).iter().filter_map(|&row| self.recipient(row, &told.role));
        heirs.filter(|heir| seen.insert(heir.person.clone())).collect()
    }

    /// Whether somebody of this name or id holds a post of the case's project or of its unit.
    pub fn belongs(&self, who: &str, case: &Case) -> bool {
        let own = |row: &Row<'_>| {
            let scope = squeezed(&row.post.scope);
            let is_of_unit =
                |unit: &str| squeezed(unit) == scope || each_unit(unit).iter().any(|one| squeezed(one) == scope);
            scope == squeezed(&case.subject) || case.unit_name.as_deref().is_some_and(is_of_unit)
        };
        let is = |row: &Row<'_>| row.person == who || squeezed(&row.post.person) == squeezed(who);
        let unit = case.unit_name.as_deref().is_some_and(|unit| squeezed(unit) == squeezed(who));
        unit || self.rows.iter().any(|row| is(row) && own(row))
    }

    fn of_post(&self, role: &str, scope: &str) -> &[usize] {
        let scopes = self.by_post.get(&*squeezed(role));
        scopes.and_then(|scopes| scopes.get(&*squeezed(scope))).map_or(&[], Vec::as_slice)
    }

    /// Who holds a post in a unit; of a matter of several units (住建局、交通局) who holds it in any of them, unless the contacts know
    /// them together.
    fn of_units(&self, role: &str, unit_name: &str) -> Vec<usize> {
        let joint = self.of_post(role, unit_name);
        if !joint.is_empty() {
            return joint.to_vec();
        }
        each_unit(unit_name).iter().flat_map(|unit| self.of_post(role, unit)).copied().collect()
    }

    fn rows_of(&self, post: &PostRef, case: &Case) -> Vec<usize> {
        match post.of {
            Scope::Project => self.of_post(&post.role, &case.subject).to_vec(),
            Scope::Unit => case.unit_name.as_deref().map_or(Vec::new(), |unit| self.of_units(&post.role, unit)),
            Scope::Office => self.by_role.get(&*squeezed(&post.role)).cloned().unwrap_or_default(),
        }
    }

    /// The person of a row. The address is that of the person's first row, so that one person has one address in one
    /// run however the rows spell it.
    fn recipient(&self, row: usize, role: &str) -> Option<Recipient> {
        let row = self.rows.get(row)?;
        let first = self.by_person.get(&row.person).and_then(|&first| self.rows.get(first)).unwrap_or(row);
        Some(Recipient {
            person: row.person.clone(),
            name: row.post.person.trim().to_string(),
            address: first.post.address.trim().to_string(),
            role: role.to_string(),
            scope: row.post.scope.trim().to_string(),
            hours: row.post.term.hours,
            english: row.post.term.english,
        })
    }
}

impl fmt::Debug for People<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Addresses stay out of logs: how many posts there are must do.
        f.debug_struct("People").field("posts", &self.rows.len()).finish_non_exhaustive()
    }
}

/// The units that a matter of several names; nothing where it is of one.
pub(super) fn each_unit(unit_name: &str) -> Vec<&str> {
    let units =
        unit_name.split(['、', '，', ',', '；', ';', '/', '／', '\n']).map(str::trim).filter(|unit| !unit.is_empty());
    let units: Vec<&str> = units.collect();
    if units.len() > 1 { units } else { Vec::new() }
}

/// NFKC without white space: `首席　服务官` is `首席服务官`, a full-width digit is a digit.
pub(super) fn squeezed(text: &str) -> Cow<'_, str> {
    // Letters of ASCII and unified ideographs are their own form, and nearly every role and name is made of them.
    if text.chars().all(|c| c.is_ascii_graphic() || ('\u{4e00}'..='\u{9fff}').contains(&c)) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.nfkc().filter(|c| !c.is_whitespace()).collect())
}
