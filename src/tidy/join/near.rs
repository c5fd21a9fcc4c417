//! Names that come close to a project on the register, and ids that are spelt a little differently.
//!
//! Takes what a row says; gives proposals with a score for a person to decide, and for ids the one registered id that
//! differs only in separators, case or width. Never joins by likeness.

use crate::tidy::value::numeral::is_numeral;
use crate::tidy::value::text::{id, name_key};
use crate::tidy::{Known, KnownProject};
use std::collections::{BTreeMap, HashMap};

/// Below this many percent two names are not alike.
pub const ALIKE_PERCENT: u32 = 60;
/// The most proposals for one name.
const PROPOSALS_MAX: usize = 3;

/// A project that a name may mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Near<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its name on the register.
    pub name: &'a str,
    /// How alike the two names are, in percent.
    pub percent: u32,
}

/// Two ids that differ in so many signs are still near: a slip in a short one, two in a long one.
const SLIPS_MAX: [(usize, usize); 2] = [(8, 2), (3, 1)];
/// Beyond so many projects an id without a name is not looked for among its neighbours.
const PROJECTS_MAX: usize = 50_000;

/// In how many signs two ids differ (letters changed, added, left out or swapped with a neighbour), where that is few.
pub fn slips(one: &str, other: &str) -> Option<usize> {
    let length = one.chars().count().min(other.chars().count());
    let most = SLIPS_MAX.iter().find(|(from, _)| length >= *from).map(|(_, most)| *most)?;
    if one.len().abs_diff(other.len()) > 4 * most {
        return None;
    }
    Some(strsim::osa_distance(one, other)).filter(|slips| (1..=most).contains(slips))
}

/// The only project whose id differs in one sign.
pub fn only_near<'a>(known: &'a Known, text: &str) -> Option<(&'a str, &'a KnownProject)> {
    if known.projects.len() > PROJECTS_MAX {
        return None;
    }
    let mut near = known.projects.iter().filter(|(other, _)| slips(text, other) == Some(1));
    let (id, project) = near.next()?;
    near.next().is_none().then_some((id.as_str(), project))
}

/// All names of the register by the pairs of letters in them.
#[derive(Debug, Default)]
pub struct Names<'a> {
    names: Vec<(&'a str, &'a str, usize)>,
    pairs: HashMap<[char; 2], Vec<u32>>,
}

impl<'a> Names<'a> {
    /// Indexes the register; only done where a name was not found.
    pub fn new(known: &'a Known) -> Names<'a> {
        Names::of(known.projects.iter().map(|(id, project)| (id.as_str(), project)))
    }

    /// Indexes some projects.
    pub fn of(projects: impl Iterator<Item = (&'a str, &'a KnownProject)>) -> Names<'a> {
        let mut names = Names::default();
        for (id, project) in projects {
            let pairs = pairs(&project.name);
            let number = u32::try_from(names.names.len()).unwrap_or(u32::MAX);
            names.names.push((id, &project.name, pairs.len()));
            for pair in pairs {
                names.pairs.entry(pair).or_default().push(number);
            }
        }
        names
    }

    /// The projects whose names come near, best first: at most [`PROPOSALS_MAX`].
    pub fn near(&self, name: &str) -> Vec<Near<'a>> {
        let pairs = pairs(name);
        let mut shared: BTreeMap<u32, usize> = BTreeMap::new();
        for pair in &pairs {
            for number in self.pairs.get(pair).into_iter().flatten() {
                *shared.entry(*number).or_default() += 1;
            }
        }
        let mut near: Vec<Near<'a>> = Vec::new();
        for (number, shared) in shared {
            let Some((id, name, count)) = self.names.get(number as usize).copied() else { continue };
            let percent = percent(shared, pairs.len(), count);
            if percent >= ALIKE_PERCENT {
                near.push(Near { id, name, percent });
            }
        }
        near.sort_by(|a, b| b.percent.cmp(&a.percent).then_with(|| a.id.cmp(b.id)));
        near.truncate(PROPOSALS_MAX);
        near
    }
}

/// How alike two names are, in percent: twice the pairs of letters they share, of all their pairs (Dice), with or without
/// what stands in brackets, whichever is more.
pub fn alike(one: &str, other: &str) -> u32 {
    let alike = |one: &str, other: &str| {
        let (one, other) = (pairs(one), pairs(other));
        let shared = one.iter().filter(|pair| other.binary_search(pair).is_ok()).count();
        percent(shared, one.len(), other.len())
    };
    alike(one, other).max(alike(&outside_brackets(one), &outside_brackets(other)))
}

/// The ids of projects by their names without brackets, whatever stands in them.
pub fn by_flat_name(known: &Known) -> HashMap<String, Vec<&str>> {
    let mut names: HashMap<String, Vec<&str>> = HashMap::with_capacity(known.projects.len());
    for (id, project) in &known.projects {
        names.entry(without_brackets(&name_key(&project.name))).or_default().push(id);
    }
    names
}

/// The key of a name without its brackets: 城关路（一期）改造 and 城关路一期改造.
pub fn without_brackets(key: &str) -> String {
    key.chars().filter(|letter| !matches!(letter, '(' | ')')).collect()
}

/// The key of a name without the number that it begins with: 1、, 2., (3), 四、.
pub fn without_number(key: &str) -> Option<&str> {
    let inside = key.strip_prefix('(').unwrap_or(key);
    let is_digit = |c: char| c.is_ascii_digit() || is_numeral(c);
    let rest = inside.trim_start_matches(is_digit);
    let is_bracketed = inside.len() < key.len();
    let ends: &[char] = if is_bracketed { &[')'] } else { &['·', '.', ')'] };
    let rest = Some(rest).filter(|rest| rest.len() < inside.len())?.strip_prefix(ends)?;
    let is_name = rest.chars().next().is_some_and(|c| c.is_alphabetic());
    is_name.then_some(rest)
}

fn outside_brackets(name: &str) -> String {
    let mut depth = 0usize;
    let mut outside = |letter: char| match letter {
        '(' => {
            depth += 1;
            false
        }
        ')' => {
            depth = depth.saturating_sub(1);
            false
        }
        _ => depth == 0,
    };
    name_key(name).chars().filter(|letter| outside(*letter)).collect()
}

fn percent(shared: usize, one: usize, other: usize) -> u32 {
    u32::try_from(200 * shared / (one + other).max(1)).unwrap_or(0)
}

/// The pairs of neighbouring letters of a name, each once, in order; its ends are letters too.
fn pairs(name: &str) -> Vec<[char; 2]> {
    let letters: Vec<char> = std::iter::once('^').chain(name_key(name).chars()).chain(['$']).collect();
    let mut pairs: Vec<[char; 2]> = letters.windows(2).filter_map(|pair| <[char; 2]>::try_from(pair).ok()).collect();
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// Registered ids by what is left of them without separators and case.
#[derive(Debug, Default)]
pub struct Ids<'a> {
    bare: HashMap<String, Vec<&'a str>>,
    /// Those of digits alone, without their leading zeros.
    numbers: HashMap<&'a str, Vec<&'a str>>,
}

impl<'a> Ids<'a> {
    /// Indexes the register; only done where an id was not found.
    pub fn new(known: &'a Known) -> Ids<'a> {
        let mut ids = Ids::default();
        for id in known.projects.keys() {
            ids.bare.entry(letters(id).0).or_default().push(id);
            if let Some(number) = number(id) {
                ids.numbers.entry(number).or_default().push(id);
            }
        }
        ids
    }

    /// The one registered id that differs only in case, width, or by separators that one of the two has and the other
    /// lacks: `p14016` is `P14-016`, but 1-23 is not 12-3; or, of digits alone, by leading zeros, which a spreadsheet that
    /// stores it as a number only shows.
    pub fn respelled(&self, text: &str) -> Option<&'a str> {
        let (bare, cuts) = letters(text);
        let bare = self.bare.get(&bare).map(Vec::as_slice).unwrap_or_default();
        let padded = number(text).and_then(|number| self.numbers.get(number)).map(Vec::as_slice).unwrap_or_default();
        let mut meant: Vec<&'a str> = bare.iter().chain(padded).copied().collect();
        meant.sort_unstable();
        meant.dedup();
        let [only] = meant.as_slice() else { return None };
        let own = letters(only).1;
        let within = |some: &[usize], all: &[usize]| some.iter().all(|cut| all.contains(cut));
        (padded.contains(only) || within(&cuts, &own) || within(&own, &cuts)).then_some(*only)
    }
}

/// An id of digits alone without its leading zeros.
fn number(id: &str) -> Option<&str> {
    let digits = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| id.trim_start_matches('0')).filter(|rest| !rest.is_empty())
}

/// The letters and digits of an id in lower case, and after how many of them something else stands.
fn letters(text: &str) -> (String, Vec<usize>) {
    let (mut bare, mut cuts, mut count) = (String::new(), Vec::new(), 0);
    for letter in id(text).chars().flat_map(char::to_lowercase) {
        if letter.is_alphanumeric() {
            bare.push(letter);
            count += 1;
        } else if cuts.last() != Some(&count) {
            cuts.push(count);
        }
    }
    (bare, cuts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> Known {
        let project = |name: &str| KnownProject { name: name.to_string(), ..KnownProject::default() };
        let projects = [
            ("P14-016", "城关镇北四研发中心"),
            ("P14-017", "城关镇北五研发中心"),
            ("12-3", "滨河路改造工程"),
            ("A.1", "甲"),
            ("A-1", "乙"),
            ("000123", "丙"),
            ("0007", "丁"),
            ("07", "戊"),
        ];
        Known {
            projects: projects.iter().map(|(id, name)| (id.to_string(), project(name))).collect(),
            ..Known::default()
        }
    }

    #[test]
    fn near_names_are_proposed_with_a_score_and_far_ones_are_not() {
        let known = known();
        let names = Names::new(&known);
        let found = |name: &str| names.near(name).iter().map(|n| format!("{} {}", n.id, n.percent)).collect::<Vec<_>>();
        assert_eq!(found("城关镇北四研发中心（一期）"), ["P14-016 75"]);
        assert_eq!(found("滨河路改造"), ["12-3 71"]);
        assert!(found("水厂二期扩建").is_empty());
        assert!(found("").is_empty());
        assert_eq!(alike("滨河路改造工程", "滨河路改造工程"), 100);
        assert_eq!(alike("甲", "乙"), 0);
    }

    #[test]
    fn an_id_is_respelled_only_where_one_registered_id_is_meant() {
        let known = known();
        let ids = Ids::new(&known);
        for text in ["p14016", "P14－016", "P-14-016", "ｐ14 016", "P14_016"] {
            assert_eq!(ids.respelled(text), Some("P14-016"), "{text}");
        }
        assert_eq!(ids.respelled("0123"), Some("000123"));
        for text in ["123", "1-23", "A1", "P14-18", "P1-4016", "", "7", "1230", "00"] {
            assert_eq!(ids.respelled(text), None, "{text}");
        }
    }
}
