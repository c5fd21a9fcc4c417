//! When a post is held, and by whom on a day: terms, acting holders, leave and delegation, duty rosters.
//!
//! Takes the rows of contacts and rosters and a day; gives who really holds each post on it. Never reads a clock.

use super::Post;
use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use unicode_normalization::UnicodeNormalization;

/// How many times a matter is passed on from one delegate to the next.
const DELEGATES_MAX: usize = 4;

/// When and how a post is held.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    /// The first day; `None`: always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    /// The last day; `None`: for good.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
    /// Whether it is held only while nobody else holds it (代理).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub acting: bool,
    /// First and last day of leave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leave: Option<(NaiveDate, NaiveDate)>,
    /// Who is told instead during the leave: a name of the contacts, or an address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delegate: Option<String>,
    /// Letters in English.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub english: bool,
    /// When letters may reach the person: minutes of the local day, from and to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<(u32, u32)>,
}

impl Term {
    /// Whether the post is held on a day, on leave or not.
    pub fn holds(&self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }

    /// Whether its holder is away on a day.
    pub fn away(&self, day: NaiveDate) -> bool {
        self.leave.is_some_and(|(first, last)| first <= day && day <= last)
    }

    /// The days on which something changes.
    fn turns(&self) -> impl Iterator<Item = NaiveDate> {
        let after = |day: NaiveDate| day.checked_add_days(Days::new(1));
        let (leave, back) = (self.leave.map(|(first, _)| first), self.leave.and_then(|(_, last)| after(last)));
        [self.from, self.to.and_then(after), leave, back].into_iter().flatten()
    }
}

/// Who holds each post on a day: terms that are over or to come are left out, somebody on leave is replaced by the delegate,
/// and an acting holder stands only where nobody else does. A post whose holder is away with nobody to act is vacant.
pub fn on_duty(posts: &[Post], day: NaiveDate) -> Vec<Post> {
    let held: Vec<&Post> = posts.iter().filter(|post| post.term.holds(day)).collect();
    let mut present: Vec<Post> = Vec::with_capacity(held.len());
    for post in &held {
        match post.term.away(day) {
            false => present.push((*post).clone()),
            true => present.extend(delegated(post, &held, day)),
        }
    }
    let key = |post: &Post| (squeezed(&post.scope), squeezed(&post.role));
    let regular: BTreeSet<(String, String)> = present.iter().filter(|post| !post.term.acting).map(key).collect();
    present.retain(|post| !post.term.acting || !regular.contains(&key(post)));
    present
}

/// The post in the hands of the delegate, or of the delegate's delegate; nobody where they are all away, or go in a circle.
fn delegated(post: &Post, held: &[&Post], day: NaiveDate) -> Option<Post> {
    let mut away = post;
    let mut seen = BTreeSet::new();
    for _ in 0..DELEGATES_MAX {
        let delegate = away.term.delegate.as_deref()?;
        if !seen.insert(squeezed(delegate)) {
            return None;
        }
        let Some(found) = find(delegate, held) else {
            let address = delegate.trim();
            let unknown = address.contains('@');
            let term = Term { leave: None, delegate: None, ..post.term.clone() };
            return unknown.then(|| Post {
                address: address.to_string(),
                person: address.to_string(),
                term,
                ..post.clone()
            });
        };
        if !found.term.away(day) {
            let term = Term { acting: post.term.acting, ..found.term.clone() };
            return Some(Post { person: found.person.clone(), address: found.address.clone(), term, ..post.clone() });
        }
        away = found;
    }
    None
}

/// Whether somebody's delegates lead back to one who was asked already, whoever is away.
pub(super) fn delegate_loops(post: &Post, posts: &[Post]) -> bool {
    let all: Vec<&Post> = posts.iter().collect();
    let mut seen = BTreeSet::from([squeezed(&post.person)]);
    let mut at = post;
    while let Some(next) =
        at.term.delegate.as_deref().filter(|_| at.term.leave.is_some()).and_then(|who| find(who, &all))
    {
        if !seen.insert(squeezed(&next.person)) {
            return true;
        }
        at = next;
    }
    false
}

/// Somebody of the contacts by address or by name.
fn find<'p>(who: &str, held: &[&'p Post]) -> Option<&'p Post> {
    let who = squeezed(who).to_lowercase();
    let is =
        |post: &&&Post| squeezed(&post.address).to_lowercase() == who || squeezed(&post.person).to_lowercase() == who;
    held.iter().find(is).copied()
}

/// The days from `first` on, up to `days` later, on which who holds a post changes; `first` among them.
pub fn turning_days(posts: &[Post], first: NaiveDate, days: u64) -> BTreeSet<NaiveDate> {
    let last = first.checked_add_days(Days::new(days)).unwrap_or(first);
    let turns = posts.iter().flat_map(|post| post.term.turns()).filter(|day| *day > first && *day <= last);
    turns.chain([first]).collect()
}

/// Reads `08:30-18:00`, also with full-width signs and `至`.
pub fn hours(text: &str) -> Option<(u32, u32)> {
    let text: String = text.nfkc().filter(|c| !c.is_whitespace()).collect();
    let (from, to) = ["-", "–", "—", "~", "至", "到"].iter().find_map(|mark| text.split_once(mark))?;
    let minutes = |text: &str| {
        let (hour, minute) = text.split_once(':').unwrap_or((text, "0"));
        let (hour, minute) = (hour.parse::<u32>().ok()?, minute.parse::<u32>().ok()?);
        (hour <= 24 && minute < 60 && hour * 60 + minute <= 24 * 60).then_some(hour * 60 + minute)
    };
    let (from, to) = (minutes(from)?, minutes(to)?);
    (from < to).then_some((from, to))
}

fn squeezed(text: &str) -> String {
    text.nfkc().filter(|c| !c.is_whitespace()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn post(person: &str, term: Term) -> Post {
        let address = format!("{}@example.org", person.to_lowercase());
        Post { scope: "Roads".into(), role: "负责人".into(), person: person.into(), address, term }
    }

    fn names(posts: &[Post], on: &str) -> Vec<String> {
        on_duty(posts, day(on)).into_iter().map(|post| post.person).collect()
    }

    #[test]
    fn a_term_ends_another_begins_and_29_february_is_a_day_like_others() {
        let old = post("Zhao", Term { to: Some(day("2016-02-29")), ..Term::default() });
        let new = post("Qian", Term { from: Some(day("2016-03-01")), ..Term::default() });
        let posts = [old, new];
        assert_eq!(names(&posts, "2016-02-29"), ["Zhao"]);
        assert_eq!(names(&posts, "2016-03-01"), ["Qian"]);
        let turns = turning_days(&posts, day("2016-01-01"), 90);
        assert_eq!(turns.into_iter().collect::<Vec<_>>(), [day("2016-01-01"), day("2016-03-01")]);
    }

    #[test]
    fn leave_goes_to_the_delegate_and_circles_to_nobody() {
        let away = Some((day("2014-06-10"), day("2014-06-20")));
        let zhao = post("Zhao", Term { leave: away, delegate: Some("Qian".into()), ..Term::default() });
        let mut qian = post("Qian", Term::default());
        qian.role = "副职".into();
        let on = |posts: &[Post], role: &str| -> Vec<String> {
            let posts = on_duty(posts, day("2014-06-16"));
            posts.into_iter().filter(|post| post.role == role).map(|post| post.address).collect()
        };
        assert_eq!(on(&[zhao.clone(), qian.clone()], "负责人"), ["qian@example.org"]);
        qian.term = Term { leave: away, delegate: Some("Zhao".into()), ..Term::default() };
        assert_eq!(on(&[zhao.clone(), qian], "负责人"), Vec::<String>::new());
        let outside = post("Zhao", Term { leave: away, delegate: Some("sun@example.org".into()), ..Term::default() });
        assert_eq!(on(&[outside], "负责人"), ["sun@example.org"]);
    }

    #[test]
    fn an_acting_holder_stands_only_while_nobody_else_does() {
        let zhao = post("Zhao", Term { leave: Some((day("2014-06-10"), day("2014-06-20"))), ..Term::default() });
        let acting = post("Li", Term { acting: true, ..Term::default() });
        let posts = [zhao, acting];
        assert_eq!(names(&posts, "2014-06-09"), ["Zhao"]);
        assert_eq!(names(&posts, "2014-06-10"), ["Li"]);
    }

    #[test]
    fn hours_are_read_as_offices_write_them() {
        assert_eq!(hours("08:30-18:00"), Some((510, 1080)));
        assert_eq!(hours("８：３０至１８：００"), Some((510, 1080)));
        assert_eq!(hours("9-17"), Some((540, 1020)));
        for wrong in ["", "18-9", "25:00-26:00", "always"] {
            assert_eq!(hours(wrong), None, "{wrong}");
        }
    }
}
