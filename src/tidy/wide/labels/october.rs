//! 2024.1: January, or the October that a spreadsheet took for a number.
//!
//! Takes the readings of all labels, one or two each; gives one each where the labels beside it, or the same month written
//! elsewhere, tell which is meant. Never takes the likelier.

use super::Unclear;
use crate::tidy::wide::label::{Habit, Reading};

/// One reading per label.
///
/// # Errors
/// When nothing tells which of two months a label is.
pub fn told(all: &[Vec<Reading>]) -> Result<Vec<Reading>, Unclear> {
    let is_rolling = |reading: &Reading| reading.habit == Habit::Rolling;
    if !all.iter().flatten().all(is_rolling) {
        return told_at_once(all);
    }
    // Nov-Jan 2022 goes on from Oct-Dec 2021, and Dec-Feb 2022 from that.
    let mut all = all.to_vec();
    for index in 0..all.len() {
        if let Some(Ok(one)) = told_each(&all).into_iter().nth(index)
            && let Some(place) = all.get_mut(index)
        {
            *place = vec![one];
        }
    }
    told_at_once(&all)
}

fn told_at_once(all: &[Vec<Reading>]) -> Result<Vec<Reading>, Unclear> {
    told_each(all).into_iter().collect()
}

fn told_each(all: &[Vec<Reading>]) -> Vec<Result<Reading, Unclear>> {
    let single = |index: usize| match all.get(index).map(Vec::as_slice) {
        Some([only]) => Some(month(only)),
        _ => None,
    };
    let one = |(index, readings): (usize, &Vec<Reading>)| {
        let [first, second] = readings.as_slice() else {
            return readings.first().cloned().ok_or(Unclear::Odd(index));
        };
        let elsewhere = |reading: &&Reading| (0..all.len()).any(|at| single(at) == Some(month(reading)));
        let fits = |reading: &&Reading| follows(month(reading), index, &single);
        match ((elsewhere(&first), elsewhere(&second)), (fits(&first), fits(&second))) {
            // A month that is written out is not meant by this label, too.
            ((false, true), _) => Ok(first.clone()),
            ((true, false), _) => Ok(second.clone()),
            (_, (true, false)) => Ok(first.clone()),
            (_, (false, true)) => Ok(second.clone()),
            _ => Err(Unclear::Either(first.name.clone(), second.name.clone())),
        }
    };
    all.iter().enumerate().map(one).collect()
}

/// The last month of a period, counted through the years.
fn month(reading: &Reading) -> i32 {
    reading.span.0 * 12 + i32::try_from(reading.span.2).unwrap_or(0)
}

/// Whether a month goes on where the labels beside it are, in the steps that they keep.
fn follows(this: i32, index: usize, single: &impl Fn(usize) -> Option<i32>) -> bool {
    let at = |offset: usize, back: bool| {
        let place = if back { index.checked_sub(offset) } else { index.checked_add(offset) };
        place.and_then(single)
    };
    match (at(1, true), at(1, false)) {
        (Some(before), Some(after)) => this - before == after - this,
        (None, None) => false,
        (before, after) => {
            let beside = before.or(after).unwrap_or(this);
            let step = (this - beside).abs();
            let next = at(2, before.is_some()).map(|next| (beside - next).abs());
            let onward =
                at(2, before.is_some()).is_none_or(|next| (this - beside).signum() == (beside - next).signum());
            step > 0 && onward && next.map_or(step == 1, |next| next == step)
        }
    }
}
