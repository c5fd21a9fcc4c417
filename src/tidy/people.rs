//! Contacts, three-in-one contacts and duty rosters → who holds which post, and when.
//!
//! Takes accepted tables; gives rows of posts. One cell may hold several addresses: each of them is written to. What cannot
//! be understood (hours, yes or no) counts as not said; addresses are checked where letters are planned.

use super::table::Table;
use crate::pipeline::policy::{Post, Term, hours};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// The role of somebody on a duty roster that names none.
const DUTY: &str = "值班";
/// The roles of the three-in-one contacts: the columns of the person and of the address, and the role.
const THREE_IN_ONE: [(&str, &str, &str); 4] = [
    ("group", "group_address", "监督组"),
    ("officer", "officer_address", "首席服务官"),
    ("liaison", "liaison_address", "联络员"),
    ("leader", "leader_address", "分包领导"),
];

/// Everybody who holds a post at some time.
pub fn posts(contacts: &[Table], three_in_one: &[Table], rosters: &[Table]) -> Vec<Post> {
    let mut posts: Vec<Post> = contacts.iter().flat_map(of_contacts).collect();
    posts.extend(three_in_one.iter().flat_map(of_three_in_one));
    let known: BTreeMap<String, String> =
        posts.iter().rev().map(|post| (post.person.trim().to_string(), post.address.clone())).collect();
    posts.extend(rosters.iter().flat_map(|table| of_roster(table, &known)));
    posts
}

fn of_contacts(table: &Table) -> Vec<Post> {
    let texts = table.texts(["scope", "role", "person", "address", "acting", "delegate", "language", "hours"]);
    let days = |name: &str| -> Vec<Option<NaiveDate>> { table.dates(name) };
    let (from, to, away, back) = (days("from"), days("to"), days("leave_from"), days("leave_to"));
    let at = |days: &[Option<NaiveDate>], row: usize| days.get(row).copied().flatten();
    let rows = texts.into_iter().enumerate().filter_map(|(row, texts)| {
        let [scope, role, person, address, acting, delegate, language, between] = texts;
        let (first, last) = (at(&away, row), at(&back, row));
        let term = Term {
            from: at(&from, row),
            to: at(&to, row),
            acting: acting.is_some_and(|text| is_yes(&text)),
            // A leave without an end lasts until the contacts say otherwise.
            leave: first
                .map(|first| (first, last.unwrap_or(NaiveDate::MAX)))
                .or(last.map(|last| (NaiveDate::MIN, last))),
            delegate,
            english: language.is_some_and(|text| is_english(&text)),
            hours: between.and_then(|text| hours(&text)),
        };
        Some(Post { scope: scope?, role: role?, person: person?, address: address?, term })
    });
    rows.flat_map(each_address).collect()
}

fn of_three_in_one(table: &Table) -> Vec<Post> {
    let scopes = table.texts(["project_id"]);
    let mut posts = Vec::new();
    for (person, address, role) in THREE_IN_ONE {
        for ([scope], [person, address]) in scopes.iter().zip(table.texts([person, address])) {
            let (Some(scope), Some(person), Some(address)) = (scope.clone(), person, address) else { continue };
            let post = Post { scope, role: role.to_string(), person, address, term: Term::default() };
            posts.extend(each_address(post));
        }
    }
    posts
}

/// Who is on duty on which days; an address that the roster does not give is that of the contacts.
fn of_roster(table: &Table, known: &BTreeMap<String, String>) -> Vec<Post> {
    let (from, to) = (table.dates("on"), table.dates("until"));
    let mut posts = Vec::new();
    for (row, [role, scope, person, address]) in
        table.texts(["role", "scope", "person", "address"]).into_iter().enumerate()
    {
        let (Some(person), Some(from)) = (person, from.get(row).copied().flatten()) else { continue };
        let Some(address) = address.or_else(|| known.get(person.trim()).cloned()) else { continue };
        let to = to.get(row).copied().flatten().unwrap_or(from);
        let term = Term { from: Some(from), to: Some(to), ..Term::default() };
        let (role, scope) = (role.unwrap_or_else(|| DUTY.to_string()), scope.unwrap_or_else(|| DUTY.to_string()));
        posts.extend(each_address(Post { scope, role, person, address, term }));
    }
    posts
}

/// One row for each address in the cell. Where it names as many people, each has the address of the same place, and the role.
fn each_address(post: Post) -> Vec<Post> {
    let people: Vec<&str> = post.person.split('、').map(str::trim).collect();
    let roles: Vec<&str> = post.role.split('、').map(str::trim).collect();
    let parts =
        post.address.split([';', '；', ',', '，', '、', '\n', ' ']).map(str::trim).filter(|part| !part.is_empty());
    let parts: Vec<&str> = parts.collect();
    let is_each = people.len() == parts.len();
    let own = |at: usize, part: &str| {
        let person = people.get(at).filter(|_| is_each).map_or_else(|| post.person.clone(), |one| (*one).to_string());
        let of_role = roles.get(at).filter(|_| is_each && roles.len() == parts.len());
        let role = of_role.map_or_else(|| post.role.clone(), |one| (*one).to_string());
        Post { person, role, address: part.to_string(), ..post.clone() }
    };
    let posts: Vec<Post> = parts.iter().enumerate().map(|(at, part)| own(at, part)).collect();
    if posts.is_empty() { vec![post] } else { posts }
}

fn is_yes(text: &str) -> bool {
    matches!(text.trim().to_lowercase().as_str(), "是" | "代理" | "代" | "yes" | "y" | "true" | "1" | "√" | "acting")
}

fn is_english(text: &str) -> bool {
    let text = text.trim().to_lowercase();
    text.starts_with("en") || text.contains('英')
}
