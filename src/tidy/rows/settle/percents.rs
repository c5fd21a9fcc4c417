//! Whether 0.85 is a share of 1 or a percentage: what the pipeline or the header declares, else the whole column.
//!
//! Takes how each cell of a column was written; brings percentages to 85, or refuses the rows that stay ambiguous. 85 % is
//! 85 everywhere, also where only the cell's format shows the sign. Row order never matters.
//!
//! | declared | a plain 85 | a plain 0.85 |
//! | --- | --- | --- |
//! | `unit = "fraction"` | 8500 % | 85 % |
//! | `unit = "%"`, or % in the header | 85 % | 0.85 % |
//! | nothing, no plain figure above 1.5 | | 85 %, if no cell has a % and some are below 1 |
//! | nothing, one figure in ten above 1.5 | refused | 85 % |
//! | nothing, but the plan and what is done say it in every row | what they say | what they say |
//! | nothing, any other | 85 % | refused; but 1 is 1 % where no cell is below 1 and none has a % |

use super::super::Rows;
use crate::base::amount::{Amount, UnitKind};
use crate::pipeline::dataset::{Column, Kind, is_growth};
use crate::pipeline::habit::Share;
use crate::tidy::table::Values;
use crate::tidy::value::Mark;
use crate::tidy::{Note, RejectReason};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// The largest share of 1 that is still taken for one: 150 %, in millionths.
const SHARE_MAX: Amount = Amount(1_500_000);
/// The largest percentage of work that may be overfulfilled; any other column ends at 100 %.
const OVERFULFILLED_MAX: i64 = 1_000;

/// How the percentages of each column were written.
#[derive(Debug, Clone, Default)]
pub struct Percents {
    plain: BTreeMap<&'static str, Vec<usize>>,
    marked: BTreeSet<&'static str>,
}

impl Percents {
    /// Remembers how one cell was written.
    pub fn push(&mut self, column: &'static str, index: usize, mark: &Mark) {
        if *mark == Mark::Percent {
            self.marked.insert(column);
        } else {
            self.plain.entry(column).or_default().push(index);
        }
    }
}

impl Percents {
    /// Takes what was remembered of the rows below, whose first is the `base`-th.
    pub fn append(&mut self, below: Percents, base: usize) {
        self.marked.extend(below.marked);
        for (name, rows) in below.plain {
            self.plain.entry(name).or_default().extend(rows.into_iter().map(|row| row + base));
        }
    }
}

/// What becomes of a column's plain figures: those that are shares, and those that nobody can tell.
#[derive(Debug, Default, PartialEq, Eq)]
struct Verdict {
    shares: Vec<usize>,
    refused: Vec<usize>,
}

/// Settles percentages; those that stay ambiguous are refused.
pub fn percents(rows: &mut Rows, percents: &Percents, file: &str, notes: &mut Vec<Note>) {
    let all: BTreeSet<&'static str> = percents.plain.keys().chain(&percents.marked).copied().collect();
    // Rates of growth stand side by side, written alike: 8.5 in one column says what 0.8 is in another.
    let is_certain = all.iter().copied().filter(|name| is_growth(name)).any(|name| {
        let plain = percents.plain.get(name).map_or(&[][..], Vec::as_slice);
        plain.iter().filter_map(|index| rows.column(name)?.amount(*index)).any(|amount| amount.0.abs() > SHARE_MAX.0)
    });
    for name in all {
        let plain = percents.plain.get(name).map_or(&[][..], Vec::as_slice);
        let amount = |index: &usize| Some((*index, rows.column(name)?.amount(*index)?));
        let figures: Vec<(usize, Amount)> =
            plain.iter().filter_map(amount).filter(|(_, a)| *a != Amount::ZERO).collect();
        let slot = rows.layout.slot(name);
        let said = slot.and_then(|slot| slot.habit.share);
        let header = slot.and_then(|slot| slot.unit.as_ref()).is_some_and(|unit| unit.kind == UnitKind::Percent);
        let declared = said.or(header.then_some(Share::Percent));
        let is_marked = percents.marked.contains(name);
        let verdict = match is_growth(name) {
            true => growths(&figures, declared, is_marked, is_certain),
            false if declared.is_none() && name == "percent" => {
                proven(rows, &figures).unwrap_or_else(|| verdict(&figures, declared, is_marked, false))
            }
            false => verdict(&figures, declared, is_marked, name == "weight"),
        };
        if said.is_none() && header && doubtful(&figures) {
            let text = format!(
                "the header of {name} says % and no figure is above 1: they are read as written, 0.85 as 0.85 %; if they \
                 are shares of 1, add unit = \"fraction\" to the column"
            );
            notes.extend(figures.first().map(|(index, _)| note(rows, file, name, *index, "percent_doubtful", text)));
        }
        if let Some(first) = verdict.refused.iter().min() {
            let text = format!(
                "{} figures of {name} may be percentages or shares of 1 and are refused; add unit = \"%\" or \
                 unit = \"fraction\" to the column, or write the sign: 85 %",
                verdict.refused.len()
            );
            notes.push(note(rows, file, name, *first, "ambiguous_percents", text));
        }
        let place = rows.place_of(name);
        verdict.refused.iter().for_each(|index| rows.refuse(*index, place, RejectReason::Ambiguous));
        multiply(rows, name, &verdict.shares);
        // A growth may be below 0 and above 100.
        if !is_growth(name) {
            refuse_impossible(rows, name);
        }
    }
}

/// Whether the figures of a column may be shares of 1.
pub fn is_of_shares(column: &Column) -> bool {
    column.kind == Kind::Percent || is_growth(column.name)
}

/// Rates of growth may be small: 0.5 beside 8.5 is half a percent. Where none is large, or some have the sign and none
/// without it is large, nobody can tell 0.085 from 8.5 %.
fn growths(figures: &[(usize, Amount)], declared: Option<Share>, marked: bool, is_certain: bool) -> Verdict {
    let small =
        || figures.iter().filter(|(_, amount)| amount.0.abs() <= SHARE_MAX.0).map(|(index, _)| *index).collect();
    let is_large = figures.iter().any(|(_, amount)| amount.0.abs() > SHARE_MAX.0);
    match declared {
        Some(Share::Fraction) => {
            Verdict { shares: figures.iter().map(|(index, _)| *index).collect(), refused: Vec::new() }
        }
        Some(Share::Percent) => Verdict::default(),
        None if is_large || is_certain && !marked => Verdict::default(),
        None => Verdict { shares: Vec::new(), refused: small() },
    }
}

fn verdict(figures: &[(usize, Amount)], declared: Option<Share>, marked: bool, weights: bool) -> Verdict {
    let indices = |wanted: &dyn Fn(Amount) -> bool| -> Vec<usize> {
        figures.iter().filter(|(_, amount)| wanted(*amount)).map(|(index, _)| *index).collect()
    };
    match declared {
        Some(Share::Fraction) => return Verdict { shares: indices(&|_| true), refused: Vec::new() },
        Some(Share::Percent) => return Verdict::default(),
        None => {}
    }
    let is_small = |amount: Amount| amount <= SHARE_MAX;
    let (small, large) = (indices(&is_small), indices(&|amount| !is_small(amount)));
    let parts = figures.iter().any(|(_, amount)| is_small(*amount) && !amount.is_whole());
    match (parts, marked, large.is_empty()) {
        // 85 %, 100 % and a plain 1: nobody can say of which it is.
        (_, true, _) => Verdict { shares: Vec::new(), refused: small },
        // 1 among 85 and 100 is one per cent; alone it may be all or nothing. The weights of a plan sum to one or a hundred.
        (false, false, false) => Verdict::default(),
        (false, false, true) if weights => Verdict { shares: small, refused: Vec::new() },
        (false, false, true) => Verdict { shares: Vec::new(), refused: small },
        (true, false, _) if small.len() * 10 >= figures.len() * 9 => Verdict { shares: small, refused: large },
        (true, false, _) => Verdict { shares: Vec::new(), refused: small },
    }
}

/// What the plan and what is done of the same rows say of each figure, where that is clear in every row that has both.
fn proven(rows: &Rows, figures: &[(usize, Amount)]) -> Option<Verdict> {
    let (plans, done) = (rows.column("annual_plan")?, rows.column("cumulative")?);
    let (mut shares, mut percents) = (Vec::new(), Vec::new());
    for (index, stated) in figures {
        let (plan, done) = (plans.amount(*index).filter(|plan| plan.0 > 0)?, done.amount(*index)?);
        let ratio = done.0.checked_mul(100_000_000)? / plan.0;
        let last = 10i128.pow(6 - stated.places().min(6));
        // What is written no finer than to its last decimal may have been rounded or cut there.
        let fits = |factor: i128| (ratio - stated.0.saturating_mul(factor)).abs() < last * factor;
        match (fits(1), fits(100)) {
            (true, false) => percents.push(*index),
            (false, true) => shares.push(*index),
            _ => return None,
        }
    }
    // What a few rows say against the others may as well be a slip in their figures.
    let refused = match shares.len().cmp(&percents.len()) {
        Ordering::Greater => std::mem::take(&mut percents),
        Ordering::Less => std::mem::take(&mut shares),
        Ordering::Equal => shares.drain(..).chain(percents).collect(),
    };
    (!figures.is_empty()).then_some(Verdict { shares, refused })
}

/// Whether the figures under a % may as well be shares of 1.
fn doubtful(figures: &[(usize, Amount)]) -> bool {
    figures.len() >= 3 && figures.iter().all(|(_, amount)| *amount <= Amount::whole(1))
}

fn multiply(rows: &mut Rows, name: &str, shares: &[usize]) {
    let position = rows.index(name);
    let Some(Values::Amounts(values)) = position.and_then(|p| rows.values.get_mut(p)) else { return };
    for index in shares {
        values.set(*index, values.get(*index).and_then(|amount| amount.times(100)));
    }
}

/// Below 0 or above what the column allows is no share of anything.
fn refuse_impossible(rows: &mut Rows, name: &str) {
    let usual = Amount::whole(if name == "percent" { OVERFULFILLED_MAX } else { 100 });
    let most = rows.layout.slot(name).and_then(|slot| slot.habit.max).unwrap_or(usual);
    let place = rows.place_of(name);
    for index in 0..rows.fates.len() {
        let amount = rows.column(name).and_then(|values| values.amount(index));
        if amount.is_some_and(|amount| amount < Amount::ZERO || amount > most) {
            rows.refuse(index, place, RejectReason::OutOfRange);
        }
    }
}

fn note(rows: &Rows, file: &str, name: &str, index: usize, kind: &str, text: String) -> Note {
    let number = rows.numbers.get(index).copied().unwrap_or(1);
    Note { place: rows.place(file, rows.place_of(name), number), kind: kind.to_string(), text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(figures: &[&str], declared: Option<Share>, marked: bool) -> (Vec<usize>, Vec<usize>) {
        let figures: Vec<(usize, Amount)> =
            figures.iter().enumerate().map(|(index, text)| (index, Amount::parse(text).unwrap())).collect();
        let Verdict { shares, refused } = verdict(&figures, declared, marked, false);
        (shares, refused)
    }

    #[test]
    fn a_column_says_what_its_figures_are_or_is_asked_about() {
        assert_eq!(told(&["0.85", "1", "0.5"], None, false), (vec![0, 1, 2], vec![]));
        assert_eq!(told(&["85", "100", "1"], None, false), (vec![], vec![]));
        assert_eq!(told(&["85", "0.85"], None, false), (vec![], vec![1]));
        assert_eq!(told(&["85", "100", "0.85", "1"], None, false), (vec![], vec![2, 3]));
        assert_eq!(told(&["85", "0.85"], None, true), (vec![], vec![1]));
        assert_eq!(told(&["1", "1"], None, false), (vec![], vec![0, 1]));
        let mut ten = vec!["0.5"; 9];
        ten.push("60");
        assert_eq!(told(&ten, None, false), ((0..9).collect(), vec![9]));
        assert_eq!(told(&["0.85", "85"], Some(Share::Percent), true), (vec![], vec![]));
        assert_eq!(told(&["0.85", "1"], Some(Share::Fraction), true), (vec![0, 1], vec![]));
    }
}
