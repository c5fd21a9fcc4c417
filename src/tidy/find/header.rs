//! Header rows: the texts of each column, and which canonical column they mean.
//!
//! Takes rows of a sheet, merged cells filled; gives columns with their texts from the top down, and their match with a
//! table specification. The more of a column's texts a match uses the surer it is: 计划 over 完成时间 is 计划完成时间.

/// Headers made of words of amounts.
mod amounts;

/// What one column claims to be.
mod claim;

/// The texts of header rows, column by column.
mod columns;

use super::heading::{self, Carried, Contrary, Heading, When};
use crate::pipeline::TableSpec;
use crate::pipeline::dataset::{Column as Canonical, Dataset};
use crate::pipeline::headers::normalise;
use crate::tidy::formats::{Cell, Sheet};
use claim::{Claim, Rank, claim};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use crate::tidy::wide::holds_periods;
pub use columns::{Column, Headers, Inner, names_years, unit_alone};

/// The most header rows of one table.
pub const DEPTH_MAX: usize = 4;
/// How many rows tell whether two columns hold the same, while headers are looked for.
const SAMPLE_ROWS: usize = 200;

/// Which columns of a sheet are which canonical columns.
#[derive(Debug, Clone)]
pub struct Match {
    /// Per canonical column, the index of its column.
    pub chosen: Vec<Option<usize>>,
    /// Per canonical column, the columns on the sheet that claim it equally well.
    rivals: Vec<Vec<u16>>,
    /// Canonical columns that several columns claim equally well with different values.
    pub duplicates: Vec<(&'static str, u16)>,
    /// Columns whose header means the same as one that is read, further down the list of headers: by canonical column.
    pub passed: Vec<(usize, u16)>,
    /// Columns that would be one of the canonical columns, but for a heading above them.
    pub barred: Vec<Barred>,
    /// Columns below headings that nobody knows.
    pub doubted: Vec<Barred>,
    /// Required columns that may be lacking here.
    optional: Vec<&'static str>,
}

/// A column whose heading says that it is not what its own header says.
#[derive(Debug, Clone)]
pub struct Barred {
    /// The column on the sheet.
    pub column: u16,
    /// The canonical column that it is not.
    pub name: &'static str,
    /// The heading, as it is compared.
    pub heading: String,
    /// Whether it is part of the column's own header: 2025年累计完成投资.
    pub own: bool,
    /// Why.
    pub why: Contrary,
}

impl Match {
    /// Of columns that are known already.
    pub fn of(chosen: Vec<Option<usize>>) -> Match {
        let rivals = vec![Vec::new(); chosen.len()];
        let (duplicates, passed, barred, doubted, optional) = Default::default();
        Match { chosen, rivals, duplicates, passed, barred, doubted, optional }
    }

    /// How many canonical columns were found.
    pub fn count(&self) -> usize {
        self.chosen.iter().flatten().count()
    }

    /// Whether a column means one thing here and another there.
    pub fn contradicts(&self, columns: &[Column], other: &Match, other_columns: &[Column]) -> bool {
        let meaning = |found: &Match, columns: &[Column], at: u16| {
            found.chosen.iter().position(|chosen| chosen.and_then(|i| columns.get(i)).is_some_and(|c| c.column == at))
        };
        let other_meanings = other.chosen.iter().flatten().filter_map(|index| other_columns.get(*index));
        other_meanings.into_iter().any(|column| {
            let (here, there) = (meaning(self, columns, column.column), meaning(other, other_columns, column.column));
            here.is_some() && here != there || self.barred.iter().any(|barred| barred.column == column.column)
        })
    }

    /// Canonical columns without which the table is not this dataset.
    pub fn missing(&self, dataset: Dataset) -> Vec<&'static str> {
        let columns = dataset.columns().iter().zip(&self.chosen);
        let lacks = |column: &Canonical| column.required && !self.optional.contains(&column.name);
        columns.filter(|(column, chosen)| lacks(column) && chosen.is_none()).map(|(column, _)| column.name).collect()
    }

    /// The canonical columns of which something holds.
    pub fn names(&self, dataset: Dataset, holds: impl Fn(Option<usize>, &[u16]) -> bool) -> Vec<&'static str> {
        let columns = dataset.columns().iter().zip(&self.chosen).zip(&self.rivals);
        columns.filter(|((_, chosen), rivals)| holds(**chosen, rivals)).map(|((column, _), _)| column.name).collect()
    }

    /// Whether it would be whole but for what headings say.
    pub fn is_whole_but_barred(&self, dataset: Dataset) -> bool {
        let is_barred = |name: &str| self.barred.iter().any(|barred| barred.name == name);
        let mut with = self.clone();
        for (column, chosen) in dataset.columns().iter().zip(&mut with.chosen) {
            *chosen = chosen.or_else(|| is_barred(column.name).then_some(0));
        }
        !self.barred.is_empty() && with.is_whole(dataset)
    }

    /// Whether all required columns are there and, for projects, an id or a name.
    pub fn is_whole(&self, dataset: Dataset) -> bool {
        let has =
            |name| dataset.columns().iter().zip(&self.chosen).any(|(c, chosen)| c.name == name && chosen.is_some());
        self.missing(dataset).is_empty() && (!dataset.is_of_projects() || has("project_id") || has("name"))
    }
}

/// The headers of one table specification, for looking up.
#[derive(Debug)]
pub struct Aliases<'a> {
    /// What the table would be.
    pub dataset: Dataset,
    /// Header → canonical column, and how far down its list of headers.
    meanings: HashMap<Cow<'a, str>, (usize, usize)>,
    /// Required columns that may be lacking here.
    optional: Vec<&'static str>,
    /// The time that the file speaks of.
    when: When,
}

impl<'a> Aliases<'a> {
    /// The time that the file speaks of.
    pub fn when(&self) -> When {
        self.when
    }

    /// Of one specification; where two columns name the same header, the first has it.
    pub fn new(spec: &'a TableSpec, when: When) -> Aliases<'a> {
        let canonical = spec.dataset.columns();
        let mut meanings = HashMap::new();
        for column in &spec.columns {
            let Some(position) = canonical.iter().position(|c| c.name == column.name) else { continue };
            for (alias, header) in column.headers.iter().enumerate() {
                meanings.entry(Cow::Borrowed(header.as_str())).or_insert((position, alias));
            }
        }
        // A header that was listed with the time of one report is known without it, too.
        for column in &spec.columns {
            let Some(position) = canonical.iter().position(|c| c.name == column.name) else { continue };
            let carried = column.headers.iter().filter_map(|header| heading::carried(header));
            for (later, Carried { rest, .. }) in
                carried.filter(|carried| heading::names_days(&carried.heading)).enumerate()
            {
                meanings.entry(Cow::Owned(rest)).or_insert((position, column.headers.len() + later));
            }
        }
        let optional = spec.columns.iter().filter(|column| column.habit.optional).map(|column| column.name).collect();
        Aliases { dataset: spec.dataset, meanings, optional, when }
    }
}

impl Aliases<'_> {
    /// The canonical column that a text is a header of.
    pub fn meaning(&self, text: &str) -> Option<usize> {
        let is_short = !text.is_empty() && text.len() < 60;
        is_short.then(|| self.meanings.get(normalise(text).as_str()).map(|(position, _)| *position)).flatten()
    }
}

/// Matches columns with a specification. `data` is the first row below the header.
pub fn matched(sheet: &Sheet, aliases: &Aliases<'_>, columns: &[Column], data: usize) -> Match {
    let canonical = aliases.dataset.columns();
    let mut claims: Vec<Vec<(Rank, usize)>> = vec![Vec::new(); canonical.len()];
    let claimed: Vec<Claim> =
        columns.iter().enumerate().filter_map(|(index, column)| claim(aliases, index, column)).collect();
    let (doubted, barred) =
        barred(aliases, columns, &claimed).into_iter().partition::<Vec<_>, _>(|barred| barred.why == Contrary::Unknown);
    for Claim { canonical, rank, index, .. } in claimed {
        let is_barred = columns.get(index).is_some_and(|c| barred.iter().any(|barred| barred.column == c.column));
        if let Some(claims) = claims.get_mut(canonical).filter(|_| !is_barred) {
            claims.push((rank, index));
        }
    }
    let optional = aliases.optional.clone();
    let (chosen, rivals, duplicates, passed) = Default::default();
    let mut found = Match { chosen, rivals, duplicates, passed, barred, doubted, optional };
    for (position, claims) in claims.iter_mut().enumerate() {
        claims.sort_unstable();
        let adds_up = canonical.get(position).is_some_and(|column| heading::adds_up(column.name));
        let best = claims.first().map(|claim| claim.0);
        let is_rival = |rank: &Rank| match best {
            // 累计完成投资 beside 本年累计完成投资 may be what was done since the beginning: both are asked.
            Some(best) if adds_up => rank.0 == best.0 || rank.0 == DEPTH_MAX,
            Some(best) if is_balance(columns, claims) => rank.0 == best.0,
            best => Some(*rank) == best,
        };
        let passed = claims.iter().filter(|(rank, _)| !is_rival(rank) && best.is_some_and(|best| best.0 == rank.0));
        let passed = passed.filter_map(|(_, index)| Some((position, columns.get(*index)?.column)));
        found.passed.extend(passed);
        let rivals: Vec<usize> = claims.iter().filter(|claim| is_rival(&claim.0)).map(|claim| claim.1).collect();
        let at = |rivals: &[usize]| rivals.iter().filter_map(|i| columns.get(*i)).map(|c| c.column).collect::<Vec<_>>();
        let is_same = |rivals: &[usize]| rivals.len() < 2 || same_values(sheet, &at(rivals), data, SAMPLE_ROWS);
        // time above Month, and time above Apr-05: what stands below one of them are periods.
        let is_period = canonical.get(position).is_some_and(|column| column.name == "period");
        let reads =
            |index: &&usize| columns.get(**index).is_some_and(|column| holds_periods(sheet, column.column, data));
        let periods: Vec<usize> =
            rivals.iter().filter(|_| is_period && rivals.len() > 1).filter(reads).copied().collect();
        let rivals = if periods.len() == 1 { periods } else { rivals };
        let of_year = |index: &&usize| columns.get(**index).is_some_and(Column::says_its_year);
        let of_year: Vec<usize> = rivals.iter().filter(of_year).copied().collect();
        let rivals = if is_same(&rivals) || of_year.is_empty() { rivals } else { of_year };
        // 累计 beside 本月, both below 累计完成投资.
        let is_meant = |index: &&usize| columns.get(**index).is_some_and(|column| column.amount.is_some());
        let is_below = |index: &usize| columns.get(*index).is_some_and(|column| column.inner == Inner::Below);
        let meant: Vec<usize> = rivals.iter().filter(is_meant).copied().collect();
        let rivals = if meant.len() == 1 && !is_same(&rivals) && rivals.iter().all(is_below) { meant } else { rivals };
        found.chosen.push(rivals.first().copied().filter(|_| is_same(&rivals)));
        found.rivals.push(at(&rivals));
    }
    choose_beside(aliases.dataset, columns, &mut found);
    found
}

/// Of two rates of growth that is read which stands below the same heading as the figure, 累计 over 完成 and 同比, or else right
/// beside it: 本月止累计 | 同比.
fn choose_beside(dataset: Dataset, columns: &[Column], found: &mut Match) {
    let place = |name: &str| dataset.columns().iter().position(|column| column.name == name);
    let (Some(value), Some(growth)) = (place("value"), place("growth")) else { return };
    let above = |column: &Column| column.texts.split_last().map(|(_, above)| above.to_vec()).unwrap_or_default();
    let heading = found.chosen.get(value).copied().flatten().and_then(|index| columns.get(index)).map(above);
    let figure = found.chosen.get(value).copied().flatten().and_then(|index| columns.get(index));
    let Some((heading, next)) = heading.zip(figure.and_then(|figure| figure.column.checked_add(1))) else { return };
    let (Some(chosen @ None), Some(rivals)) = (found.chosen.get_mut(growth), found.rivals.get_mut(growth)) else {
        return;
    };
    let is_below = |column: &Column| !heading.is_empty() && above(column) == heading;
    let is_right = |column: &Column| heading.is_empty() && column.column == next;
    let is_beside = |column: &Column| rivals.contains(&column.column) && (is_below(column) || is_right(column));
    let beside: Vec<usize> = (0..columns.len()).filter(|index| columns.get(*index).is_some_and(is_beside)).collect();
    if let ([only], Some(column)) = (beside.as_slice(), beside.first().and_then(|index| columns.get(*index))) {
        (*chosen, *rivals) = (Some(*only), vec![column.column]);
    }
}

/// The claims that a heading above contradicts, or may contradict. What stands above all of them is a title and no heading; a
/// plan's heading that holds a planned column too tells of the plan and of what became of it.
fn barred(aliases: &Aliases<'_>, columns: &[Column], claims: &[Claim]) -> Vec<Barred> {
    let canonical = aliases.dataset.columns();
    let name = |claim: &Claim| canonical.get(claim.canonical).map_or("", |column| column.name);
    let texts = |claim: &Claim| columns.get(claim.index).map_or(&[][..], |column| &column.texts);
    let beside = |claim: &Claim| claim.beside.and_then(|at| texts(claim).get(at));
    let above = |claim: &Claim| texts(claim).get(..claim.above).unwrap_or(&[]).iter().chain(beside(claim));
    let mut headings: BTreeMap<&str, Option<Heading>> = BTreeMap::new();
    for text in claims.iter().flat_map(above) {
        headings.entry(text).or_insert_with(|| Heading::read(text, aliases.when));
    }
    let holds = |claim: &Claim, text: &str| above(claim).any(|above| above == text);
    headings.retain(|text, _| claims.iter().any(|claim| !holds(claim, text)));
    let all = columns.iter().flat_map(|column| column.texts.split_last().map_or(&[][..], |(_, above)| above));
    let is_read = headings.values().any(Option::is_some);
    let several = aliases.when == When::Untold && is_read && heading::name_several(all);
    let mut found = Vec::new();
    for claim in claims {
        let is_planned = |text: &str| claims.iter().any(|c| heading::is_planned(name(c)) && holds(c, text));
        let why = |text: &String| {
            let Some(heading) = headings.get(text.as_str())? else {
                return (heading::is_amount(name(claim)) && Heading::is_unknown(text)).then_some(Contrary::Unknown);
            };
            let unsure = || several && heading.names_days() && heading::is_timed(name(claim));
            let contrary = heading.contrary(name(claim), texts(claim), aliases.when);
            let why = contrary.or_else(|| unsure().then_some(Contrary::SomeTime))?;
            (why != Contrary::Plan || !is_planned(text)).then_some(why)
        };
        let whys: Vec<_> = above(claim).filter_map(|text| Some((text, why(text)?))).collect();
        // What is known to be wrong goes before what nobody knows, and what stands nearer before what stands higher.
        let worst = whys.into_iter().rev().min_by_key(|(_, why)| *why == Contrary::Unknown);
        if let (Some((heading, why)), Some(column)) = (worst, columns.get(claim.index)) {
            let carried = matches!(column.inner, Inner::Time | Inner::Remark);
            let carried = column.texts.iter().rev().nth(1).filter(|_| carried);
            let own = beside(claim).or(carried) == Some(heading);
            found.push(Barred { column: column.column, name: name(claim), heading: heading.clone(), own, why });
        }
    }
    found
}

/// The match with rivals compared down to the last row, and those that differ named.
pub fn confirmed(sheet: &Sheet, dataset: Dataset, columns: &[Column], found: &Match, data: usize) -> Match {
    let mut found = found.clone();
    for (position, rivals) in found.rivals.iter().enumerate() {
        let Some(chosen) = found.chosen.get_mut(position).filter(|_| rivals.len() > 1) else { continue };
        if !same_values(sheet, rivals, data, usize::MAX) {
            *chosen = None;
            let name = dataset.columns().get(position).map_or("", |column| column.name);
            found.duplicates.push((name, rivals.get(1).copied().unwrap_or(0)));
        }
    }
    debug_assert!(found.chosen.iter().flatten().all(|index| *index < columns.len()), "indices are those of columns");
    found
}

/// Whether a column is chosen among what was given and what was taken away, of which neither is the score: 加分 beside 扣分.
fn is_balance(columns: &[Column], claims: &[(Rank, usize)]) -> bool {
    let is = |index: usize, word: &str| columns.get(index).is_some_and(|column| column.names.iter().any(|n| n == word));
    let best = claims.first().is_some_and(|(_, index)| is(*index, "加分") || is(*index, "扣分"));
    best && ["加分", "扣分"].iter().all(|word| claims.iter().any(|(_, index)| is(*index, word)))
}

/// Whether columns with the same header also hold the same.
pub fn same_values(sheet: &Sheet, columns: &[u16], data: usize, rows_max: usize) -> bool {
    let Some((first, others)) = columns.split_first() else { return true };
    let rows = || sheet.rows_from(data).take(rows_max);
    // A header merged over columns whose cells are merged the same way: nothing stands in the others.
    let is_empty = |column: u16| rows().all(|row| row.cell(column) == Cell::Empty);
    let is_same = |column: u16| rows().all(|row| sheet.shown(row.cell(column)) == sheet.shown(row.cell(*first)));
    others.iter().all(|other| is_same(*other) || is_empty(*other))
}

/// Whether one of `window` rows has at least two cells that are headers of any table looked for.
pub fn is_likely(sheet: &Sheet, specs: &[TableSpec], from: usize, window: usize) -> bool {
    let known = |text: &str| {
        let form = normalise(text);
        specs.iter().flat_map(|spec| &spec.columns).any(|column| column.headers.contains(&form))
    };
    sheet.rows_from(from).take(window).any(|row| {
        let texts = row.cells().map(|cell| sheet.text(cell)).filter(|text| !text.is_empty() && text.len() < 60);
        texts.take(50).filter(|text| known(text)).count() >= 2
    })
}
