//! The pace of the year: what was due by a period's end, and the run-rate that the rest of the year needs.
//!
//! Due by month m of a value that accumulates: target × (last year's value at month m ÷ last year's value at month 12)
//! where both are known (last year's seasonal shape), else target × m ÷ 12 (序时). Needed per month for the rest:
//! (target − value) ÷ (12 − m); averaged so far: value ÷ m. The shares are compared as whole numbers; only what is shown
//! is rounded, half to even, to two decimals.

use super::history::{History, Observation};
use crate::base::amount::{Amount, divide_half_even};
use crate::pipeline::rules::Threshold;
use chrono::{Datelike, NaiveDate};
use serde::Serialize;
use std::cmp::Ordering;

/// How fast it has to go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pace {
    /// Months that are over.
    pub months_done: u32,
    /// Months that are left.
    pub months_left: u32,
    /// What each of them has to bring, in the value's unit, two decimals; 0 where the target is reached.
    pub needed: Option<Amount>,
    /// What each month brought so far, two decimals.
    pub averaged: Amount,
    /// The value as a share of the target, percent, two decimals.
    pub share: Option<Amount>,
}

/// The pace of an observation that has a target.
pub fn of(observation: &Observation) -> Option<Pace> {
    let target = observation.target?;
    let done = observation.period_end.month();
    let left = 12 - done;
    let rest = target.0.checked_sub(observation.value.0)?.max(0);
    let share = observation.value.0.checked_mul(100 * 1_000_000).filter(|_| target.0 > 0);
    Some(Pace {
        months_done: done,
        months_left: left,
        needed: (left > 0).then(|| Amount(divide_half_even(rest, i128::from(left))).rounded(2)),
        averaged: Amount(divide_half_even(observation.value.0, i128::from(done))).rounded(2),
        share: share.map(|share| Amount(divide_half_even(share, target.0)).rounded(2)),
    })
}

/// What was due, as a fraction of the target: `part / whole`, both positive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// The part.
    pub part: i128,
    /// The whole.
    pub whole: i128,
    /// Whether it is last year's shape.
    pub seasonal: bool,
}

/// The share of the target that was due at the observation's period.
pub fn due(observation: &Observation, history: &History<'_>) -> Due {
    let linear = Due { part: i128::from(observation.period_end.month()), whole: 12, seasonal: false };
    let year = observation.period_end.year();
    let last_end = NaiveDate::from_ymd_opt(year - 1, 12, 31);
    let whole = last_end.and_then(|day| history.at(&observation.indicator, day));
    let part = history.years_before(observation, 1);
    let shape = part.zip(whole).and_then(|(part, whole)| Some((whole.value_of(part)?.0, whole.value.0)));
    match shape {
        Some((part, whole)) if 0 < part && part <= whole => Due { part, whole, seasonal: true },
        _ => linear,
    }
}

/// The observation's value against what was due, exactly; `None` beyond what whole numbers can hold.
pub fn compare(observation: &Observation, due: Due) -> Option<Ordering> {
    let target = observation.target?;
    let (own, other) = (observation.value.0.checked_mul(due.whole)?, target.0.checked_mul(due.part)?);
    Some(own.cmp(&other))
}

/// What was due, rounded for showing.
pub fn expected(observation: &Observation, due: Due) -> Option<Amount> {
    Some(Amount(divide_half_even(observation.target?.0.checked_mul(due.part)?, due.whole)).rounded(2))
}

/// Whether the value is below the threshold of a case, exactly.
pub fn is_below(observation: &Observation, due: Due, threshold: Threshold) -> Option<bool> {
    const HUNDRED: i128 = 100 * 1_000_000;
    let target = observation.target.filter(|target| target.0 > 0)?;
    match threshold {
        Threshold::PercentOfExpected(percent) => {
            let own = observation.value.0.checked_mul(due.whole)?.checked_mul(HUNDRED)?;
            Some(own < target.0.checked_mul(due.part)?.checked_mul(percent.0)?)
        }
        // due.part/due.whole − value/target ≥ points/100, all times whole × target × 100.
        Threshold::PointsBelow(points) => {
            let due_share = due.part.checked_mul(target.0)?.checked_mul(HUNDRED)?;
            let own_share = observation.value.0.checked_mul(due.whole)?.checked_mul(HUNDRED)?;
            Some(due_share.checked_sub(own_share)? >= points.0.checked_mul(due.whole)?.checked_mul(target.0)?)
        }
    }
}
