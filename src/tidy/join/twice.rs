//! The same project, or the same indicator, twice in one file.
//!
//! Takes the tables of one dataset in one file; refuses the later of two rows that say the same, and both of two that
//! contradict each other. A row that is already refused is no partner: a wrong row and its correction below it stand.

use crate::base::amount::Amount;
use crate::base::parts;
use crate::base::place::Place;
use crate::pipeline::dataset::{Dataset, Kind};
use crate::tidy::rows::{Refusal, Rows};
use crate::tidy::table::Values;
use crate::tidy::value::text::name_key;
use crate::tidy::{AsideReason, Note, RejectReason};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};
use std::ops::Range;

/// What a hundredth is, in the millionths that amounts are kept in.
const DECIMALS_2: i128 = 10_000;
/// Hashes are sorted in so many heaps, each by itself.
const HEAPS: usize = 8;

/// The columns by which a row is known.
const DECIDING: [&str; 3] = ["project_id", "name", "indicator"];

/// Where a row is: table and data row.
type At = (usize, usize);

/// Refuses rows that come twice. Where all rows of a sheet stand on others, as on a 汇总 beside its details, they are set aside.
pub fn refuse_twice(tables: &mut [Rows], file: &str, notes: &mut Vec<Note>) {
    let comes_once = |dataset: &Dataset| dataset.is_of_projects() || *dataset == Dataset::Indicators;
    for dataset in Dataset::ALL.into_iter().filter(comes_once) {
        for places in twice(tables, dataset) {
            refuse_all(tables, &places);
        }
    }
    let is_again = |fate: &Option<Refusal>| fate.is_some_and(|fate| fate.reason == RejectReason::DuplicateRow);
    for rows in tables.iter_mut().filter(|rows| !rows.fates.is_empty() && rows.fates.iter().all(is_again)) {
        let text = format!("all {} rows stand on another sheet, too, with the same figures", rows.fates.len());
        let place = Place { file: file.to_string(), sheet: rows.sheet.clone(), cell: None };
        notes.push(Note { place, kind: "rows_again".to_string(), text });
        rows.set_all_aside(AsideReason::Again);
    }
}

/// The places of standing rows that speak of the same thing, in the file's order.
fn twice(tables: &[Rows], dataset: Dataset) -> Vec<Vec<At>> {
    let of_dataset: Vec<(usize, Keys<'_>)> = tables
        .iter()
        .enumerate()
        .filter(|(_, rows)| rows.dataset() == dataset)
        .filter_map(|(table, rows)| Some((table, Keys::of(rows)?)))
        .collect();
    if let [(_, only)] = of_dataset.as_slice()
        && only.ascend()
    {
        return Vec::new();
    }
    // Hashes side by side are sorted faster than a table of a million keys is filled; equal ones are looked at.
    let hasher = RandomState::new();
    let hashes = of_dataset.iter().flat_map(|(table, keys)| {
        let hashed = |share: Range<usize>| {
            let mut heaps = vec![Vec::new(); HEAPS];
            for (index, key) in share.filter_map(|index| Some((index, keys.get(index)?))) {
                let hash = hasher.hash_one(key);
                if let Some(heap) = heaps.get_mut(hash as usize % HEAPS) {
                    heap.push((hash, (*table, index)));
                }
            }
            heaps
        };
        parts::of(keys.rows.fates.len(), parts::THINGS_MIN, hashed)
    });
    let hashes: Vec<Vec<Vec<(u64, At)>>> = hashes.collect();
    let found = parts::all(if hashes.is_empty() { 0 } else { HEAPS }, |heap| {
        let mut hashes: Vec<(u64, At)> = hashes.iter().filter_map(|heaps| heaps.get(heap)).flatten().copied().collect();
        hashes.sort_unstable();
        let alike = hashes.chunk_by(|one, other| one.0 == other.0).filter(|alike| alike.len() > 1);
        alike.flat_map(|alike| same_keys(&of_dataset, alike)).collect::<Vec<Vec<At>>>()
    });
    let twice: BTreeMap<At, Vec<At>> = found.into_iter().flatten().filter_map(|at| Some((*at.first()?, at))).collect();
    twice.into_values().collect()
}

/// The places of some rows with equal hashes whose keys are equal, too.
fn same_keys(tables: &[(usize, Keys<'_>)], alike: &[(u64, At)]) -> Vec<Vec<At>> {
    let mut places: BTreeMap<_, Vec<At>> = BTreeMap::new();
    for (_, at) in alike {
        let table = tables.iter().find(|(table, _)| *table == at.0);
        places.entry(table.and_then(|(_, keys)| keys.get(at.1))).or_default().push(*at);
    }
    places.into_values().filter(|at| at.len() > 1).collect()
}

/// What makes the rows of a table the same, as far as they stand.
struct Keys<'a> {
    rows: &'a Rows,
    ids: &'a Values,
    milestones: Option<&'a Values>,
    is_indicators: bool,
}

impl<'a> Keys<'a> {
    fn of(rows: &'a Rows) -> Option<Keys<'a>> {
        let is_indicators = rows.dataset() == Dataset::Indicators;
        let ids = rows.column(if is_indicators { "indicator" } else { "project_id" })?;
        Some(Keys { rows, ids, milestones: rows.column("milestone"), is_indicators })
    }

    /// The project, and for milestones which of them.
    fn get(&self, index: usize) -> Option<(&'a str, Option<String>)> {
        let id = self.ids.text(index).filter(|_| self.rows.stands(index))?;
        if self.is_indicators {
            // One indicator may stand in 亿元 and in 万美元, and for each of several units.
            let says = |column: &str| {
                self.rows.column(column).and_then(|texts| texts.text(index)).map_or(String::new(), name_key)
            };
            return Some(("", Some(format!("{}\n{}\n{}", name_key(id), says("unit"), says("unit_name")))));
        }
        match self.milestones.map(|milestones| milestones.text(index).map(name_key)) {
            Some(None) => None,
            other => Some((id, other.flatten())),
        }
    }

    /// Whether the ids of all rows ascend, as in many lists: then none comes twice.
    fn ascend(&self) -> bool {
        let id = |index: usize| self.ids.text(index);
        // Each share begins by looking at the last row of the one before it.
        let ascends = |share: Range<usize>| share.into_iter().all(|index| id(index) < id(index + 1));
        let pairs = self.rows.fates.len().saturating_sub(1);
        self.milestones.is_none()
            && !self.is_indicators
            && !parts::of(pairs, parts::THINGS_MIN, ascends).contains(&false)
    }
}

fn refuse_all(tables: &mut [Rows], places: &[At]) {
    let Some(((table, index), later)) = places.split_first() else { return };
    let Some(first) = tables.get(*table) else { return };
    let agree = later.iter().all(|(t, i)| tables.get(*t).is_some_and(|other| same_figures(first, *index, other, *i)));
    let reason = if agree { RejectReason::DuplicateRow } else { RejectReason::ConflictingRows };
    // Of an overview and the tables that it was made of, those say more.
    let columns = |(table, _): &&At| {
        let rows = tables.get(*table)?;
        Some((rows.layout.slots.iter().flatten().count(), Reverse(factor(rows, "cumulative"))))
    };
    let kept = places.iter().rev().max_by_key(columns).copied().filter(|_| agree);
    let cell = |(table, index): &At| {
        let rows = tables.get(*table)?;
        let place = rows.place(
            "",
            rows.place_of(DECIDING.iter().find(|name| rows.layout.slot(name).is_some())?),
            *rows.numbers.get(*index)?,
        );
        Some([place.sheet, place.cell].into_iter().flatten().collect::<Vec<String>>().join("!"))
    };
    let cells: Vec<(At, Option<String>)> = places.iter().map(|at| (*at, cell(at))).collect();
    for (table, index) in places.iter().filter(|at| Some(**at) != kept) {
        let is_other = |at: &At| kept.map_or(*at != (*table, *index), |kept| *at == kept);
        let other = cells.iter().find(|(at, _)| is_other(at)).and_then(|(_, cell)| cell.clone());
        let Some(rows) = tables.get_mut(*table) else { continue };
        rows.near.extend(other.map(|other| (*index, vec![other])));
        let at = DECIDING.iter().find_map(|name| rows.layout.slot(name)).map_or(0, |slot| slot.column);
        rows.refuse(*index, at, reason);
    }
}

/// Whether two rows say the same figures and days, as far as both tables have columns of them; how they put it into words makes
/// no difference.
fn same_figures(one: &Rows, index: usize, other: &Rows, other_index: usize) -> bool {
    let columns = one.dataset().columns().iter().enumerate();
    let both = |name: &str| one.layout.slot(name).is_some() == other.layout.slot(name).is_some();
    let mut typed = columns.filter(|(_, column)| !matches!(column.kind, Kind::Text | Kind::Id) && both(column.name));
    typed.all(|(position, column)| match (one.values.get(position), other.values.get(position)) {
        (Some(a), Some(b)) if column.kind == Kind::Date => a.date(index) == b.date(other_index),
        (Some(a), Some(b)) => {
            let factors = [one, other].map(|rows| factor(rows, column.name));
            agree(a.amount(index), b.amount(other_index), factors)
        }
        _ => true,
    })
}

/// The multiple of money that a column is written in.
fn factor(rows: &Rows, name: &str) -> i64 {
    let unit = rows.layout.slot(name).and_then(|slot| slot.unit.as_ref());
    unit.filter(|unit| unit.kind.is_money()).map_or(1, |unit| unit.factor)
}

/// Whether two figures are one: an overview in 亿元 says those of its details in 万元 rounded to its last decimal, the second at
/// most.
fn agree(one: Option<Amount>, other: Option<Amount>, [of_one, of_other]: [i64; 2]) -> bool {
    let (Some(a), Some(b)) = (one, other) else { return one == other };
    let (coarse, factor) = if of_one > of_other { (a, of_one) } else { (b, of_other) };
    let mut step = i128::from(factor) * DECIMALS_2;
    while step > 1 && coarse.0 % step != 0 {
        step /= 10;
    }
    a == b || of_one != of_other && (a.0 - b.0).unsigned_abs() * 2 <= step.unsigned_abs()
}
