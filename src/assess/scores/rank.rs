//! Entries → scores, groups, ranks. The order of the entries never matters.
//!
//! A weighted part's points are weight × (100 × completed ÷ task) ÷ 100 for a share, weight × mean ÷ 100 for an average.
//! A unit without any entry of a weighted part gets nothing for it, and is marked. Ties share a rank: 1, 2, 2, 4
//! (competition) or 1, 2, 2, 3 (dense). Small numbers of projects are marked, not hidden.

use super::Entry;
use super::ledger::{squeezed, standing};
use crate::base::amount::{Amount, divide_half_even};
use crate::base::pattern::matches;
use crate::base::period::PeriodKind;
use crate::pipeline::measures::scores::{How, Part, Ranking, ScoreRules, Ties};
use chrono::NaiveDate;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Units ranked together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Group {
    /// Its name; empty where the pipeline has no groups.
    pub name: String,
    /// Its units, best first.
    pub units: Vec<Score>,
}

/// One unit's score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Score {
    /// The unit.
    pub unit_name: String,
    /// Its score, as shown.
    pub score: Amount,
    /// Its rank in the group; nothing where the ranking is not shown.
    pub rank: Option<u32>,
    /// Its band.
    pub band: Option<String>,
    /// Whether it has fewer projects than the pipeline asks for.
    pub small: bool,
    /// How many entries with task points it has.
    pub projects: usize,
    /// What the score is made of.
    pub parts: Vec<PartScore>,
}

/// One part of one unit's score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PartScore {
    /// The part.
    pub name: String,
    /// How many entries stand.
    pub entries: usize,
    /// Their points, added up.
    pub points: Amount,
    /// Their task points, added up.
    pub task_points: Amount,
    /// What it adds to the score, six decimals; negative for a deduction.
    pub adds: Amount,
    /// Whether a weighted part has no entry at all.
    pub missing: bool,
}

/// A unit that is not ranked, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Excluded {
    /// The unit.
    pub unit_name: String,
    /// Why.
    pub reason: String,
}

/// Everything there is to say of a ledger on a day.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Scores {
    /// The first day that counts: the year of the newest entry.
    pub from: Option<NaiveDate>,
    /// The groups.
    pub groups: Vec<Group>,
    /// Who is not ranked.
    pub excluded: Vec<Excluded>,
    /// Kinds of entries that no part counts, with their number.
    pub uncounted: BTreeMap<String, usize>,
}

/// The scores of the newest entry's calendar year.
pub fn scores(entries: &[Entry], rules: &ScoreRules) -> Scores {
    let standing = standing(entries);
    let from = standing.iter().filter_map(|entry| entry.day).max().map(|day| PeriodKind::Year.containing(day).start());
    let counts = |entry: &&&Entry| entry.day.is_none() || entry.day >= from;
    let mut units: BTreeMap<String, Vec<&Entry>> = BTreeMap::new();
    let mut uncounted: BTreeMap<String, usize> = BTreeMap::new();
    for entry in standing.iter().filter(counts) {
        units.entry(squeezed(&entry.unit_name)).or_default().push(entry);
        if !rules.parts.iter().any(|part| is_of(entry, part, rules)) {
            *uncounted.entry(entry.kind.clone()).or_default() += 1;
        }
    }
    let mut found = Scores { from, uncounted, ..Scores::default() };
    let mut groups: BTreeMap<usize, Vec<Score>> = BTreeMap::new();
    for entries in units.into_values() {
        // The smallest writing names the unit, so that no order of rows does.
        let Some(name) = entries.iter().map(|entry| entry.unit_name.as_str()).min() else { continue };
        if let Some(excluded) = rules.exclude.iter().find(|excluded| matches(&excluded.unit, name)) {
            let (unit_name, reason) = (name.to_string(), excluded.reason.clone());
            found.excluded.push(Excluded { unit_name, reason });
            continue;
        }
        let fits = |group: &crate::pipeline::measures::scores::Group| group.units.iter().any(|p| matches(p, name));
        let group = rules.groups.iter().position(fits).unwrap_or(rules.groups.len());
        groups.entry(group).or_default().push(score(name, &entries, rules));
    }
    found.groups = groups.into_iter().map(|(index, units)| group(index, units, rules)).collect();
    found
}

/// The first part that an entry fits is the one that counts it.
fn is_of(entry: &Entry, part: &Part, rules: &ScoreRules) -> bool {
    let kind = squeezed(&entry.kind);
    let fits = |part: &Part| {
        let class = part
            .class
            .as_ref()
            .is_none_or(|class| entry.class.as_deref().is_some_and(|c| squeezed(c) == squeezed(class)));
        class && part.kinds.iter().any(|k| kind.contains(&squeezed(k)))
    };
    rules.parts.iter().find(|candidate| fits(candidate)).is_some_and(|first| first == part)
}

fn score(name: &str, entries: &[&Entry], rules: &ScoreRules) -> Score {
    let parts: Vec<PartScore> = rules.parts.iter().map(|part| part_score(part, entries, rules)).collect();
    let sum: i128 = parts.iter().map(|part| part.adds.0).fold(0, i128::saturating_add);
    let score = Amount(sum).rounded(rules.decimals);
    let projects: BTreeSet<_> = entries
        .iter()
        .filter(|e| e.task_points.is_some())
        .map(|e| (&e.project, &e.place.cell, &e.place.file))
        .collect();
    Score {
        unit_name: name.to_string(),
        score,
        rank: None,
        band: rules.bands.iter().find(|band| score >= band.from).map(|band| band.name.clone()),
        small: projects.len() < rules.small as usize && rules.parts.iter().any(|part| part.how == How::Share),
        projects: projects.len(),
        parts,
    }
}

fn part_score(part: &Part, entries: &[&Entry], rules: &ScoreRules) -> PartScore {
    let mine: Vec<&&Entry> = entries.iter().filter(|entry| is_of(entry, part, rules)).collect();
    let sum = |pick: fn(&Entry) -> i128| mine.iter().map(|entry| pick(entry)).fold(0, i128::saturating_add);
    let points = sum(|entry| entry.points.0);
    let task_points = sum(|entry| entry.task_points.map_or(0, |task| task.0));
    // A row without task points says nothing of a share.
    let shared = sum(|entry| if entry.task_points.is_some() { entry.points.0 } else { 0 });
    let limited = |amount: i128| part.limit.map_or(amount, |limit| amount.clamp(-limit.0, limit.0));
    let adds = match part.how {
        // weight is in millionths of a percent: weight × 100 × points ÷ task ÷ 100.
        How::Share if task_points > 0 => ratio(shared, part.weight.0, task_points),
        How::Average if !mine.is_empty() => ratio(points, part.weight.0, 100 * 1_000_000 * mine.len() as i128),
        How::Share | How::Average => 0,
        How::Sum => limited(points),
        How::Deduct => -limited(sum(|entry| entry.points.0.abs())),
    };
    let weighted = matches!(part.how, How::Share | How::Average);
    PartScore {
        name: part.name.clone(),
        entries: mine.len(),
        points: Amount(points),
        task_points: Amount(task_points),
        adds: Amount(adds),
        missing: weighted && mine.is_empty(),
    }
}

/// `points × weight ÷ whole`, rounded half to even to millionths; figures of files are far below where this overflows, and
/// what is not stays 0 rather than wrong.
fn ratio(points: i128, weight: i128, whole: i128) -> i128 {
    points.checked_mul(weight).map_or(0, |product| divide_half_even(product, whole))
}

fn group(index: usize, mut units: Vec<Score>, rules: &ScoreRules) -> Group {
    units.sort_by(|a, b| b.score.cmp(&a.score).then_with(|| a.unit_name.cmp(&b.unit_name)));
    if rules.ranking == Ranking::Ranks {
        let (mut rank, mut before) = (0, None);
        for (place, unit) in (1..).zip(&mut units) {
            if before != Some(unit.score) {
                rank = if rules.ties == Ties::Dense { rank + 1 } else { place };
                before = Some(unit.score);
            }
            unit.rank = Some(rank);
        }
    }
    let others = if rules.groups.is_empty() { "" } else { "其他" };
    let name = rules.groups.get(index).map_or(others, |group| group.name.as_str()).to_string();
    Group { name, units }
}
