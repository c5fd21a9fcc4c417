//! How many were done within the limit, department by department. What counts stands at the head of `assess::issues`.

use super::judge::{Matter, done_on, due_on};
use super::{Dealt, Issue};
use crate::base::amount::{Amount, divide_half_even};
use crate::base::calendar::Calendar;
use chrono::{Datelike, NaiveDate};
use serde::Serialize;
use std::collections::BTreeMap;

/// How an issue stands, as a list shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// 待领: nobody has taken it.
    Listed,
    /// 在办
    Taken,
    /// 待审核: reported done, and nobody has decided that yet.
    Reported,
    /// 逾期: its limit has passed.
    Overdue,
    /// 已办结
    Done,
    /// 已销号
    Closed,
}

impl Standing {
    /// The name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Standing::Listed => "listed",
            Standing::Taken => "taken",
            Standing::Reported => "reported",
            Standing::Overdue => "overdue",
            Standing::Done => "done",
            Standing::Closed => "closed",
        }
    }

    /// How an issue stands on a day.
    pub fn of(issue: &Issue, dealt: &Dealt, calendar: &Calendar, as_of: NaiveDate) -> Standing {
        match (dealt.closed, done_on(issue, dealt), dealt.reported_on) {
            (true, ..) => Standing::Closed,
            (_, Some(_), _) => Standing::Done,
            (_, _, Some(_)) => Standing::Reported,
            _ if due_on(issue, dealt, calendar).is_some_and(|due| as_of > due) => Standing::Overdue,
            _ if dealt.taken => Standing::Taken,
            _ => Standing::Listed,
        }
    }
}

/// The closing rate of one department, in one calendar year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rate {
    /// The department.
    pub unit_name: String,
    /// Issues listed in all, whenever.
    pub listed: u32,
    /// Of these not done, and within their limit: they count in neither.
    pub open: u32,
    /// Of these not done, and beyond their limit.
    pub overdue: u32,
    /// Done within the limit, settled in the year: the numerator.
    pub in_time: u32,
    /// Done, or beyond the limit, settled in the year: the denominator.
    pub counted: u32,
    /// Issues that were granted more time.
    pub extended: u32,
}

impl Rate {
    /// In percent, with two decimals, half to even; nothing where nothing counts.
    pub fn percent(&self) -> Option<Amount> {
        let exact = |counted: u32| divide_half_even(i128::from(self.in_time) * 10_000, i128::from(counted));
        (self.counted > 0).then(|| Amount(exact(self.counted) * 10_000))
    }

    /// Whether it reaches a share in percent, exactly.
    pub fn reaches(&self, target: Amount) -> bool {
        let exact = i128::from(self.in_time) * 100 * 1_000_000;
        target.0.checked_mul(i128::from(self.counted)).is_some_and(|needed| exact >= needed)
    }
}

/// An issue that counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settled {
    /// The day on which that was settled: the day it was done, or its limit, whichever came first.
    pub on: NaiveDate,
    /// Whether it was done within the limit.
    pub in_time: bool,
    /// The last day in time.
    pub due_on: NaiveDate,
    /// The day it was done.
    pub done_on: Option<NaiveDate>,
}

/// Whether an issue counts on a day, and how. What has no limit never does.
pub fn settled(issue: &Issue, dealt: &Dealt, calendar: &Calendar, as_of: NaiveDate) -> Option<Settled> {
    let due_on = due_on(issue, dealt, calendar)?;
    let done_on = done_on(issue, dealt).filter(|done| *done <= as_of);
    // What was reported done within the limit is not late while its acceptance is awaited.
    let awaited = done_on.is_none() && dealt.reported_on.is_some_and(|on| on <= due_on);
    let counts = done_on.is_some() || (as_of > due_on && !awaited);
    counts.then(|| Settled {
        on: done_on.map_or(due_on, |done| done.min(due_on)),
        in_time: done_on.is_some_and(|done| done <= due_on),
        due_on,
        done_on,
    })
}

/// The rates of all departments that have issues, by name, for the calendar year of the day.
pub fn rates(matter: &Matter<'_>) -> Vec<Rate> {
    let mut rates: BTreeMap<&str, Rate> = BTreeMap::new();
    let (calendar, as_of) = (matter.calendar, matter.as_of);
    let nothing = Dealt::default();
    for issue in matter.issues {
        let dealt = matter.dealt.get(&issue.id).unwrap_or(&nothing);
        let rate = rates.entry(&issue.unit_name).or_insert_with(|| Rate {
            unit_name: issue.unit_name.clone(),
            listed: 0,
            open: 0,
            overdue: 0,
            in_time: 0,
            counted: 0,
            extended: 0,
        });
        rate.listed += 1;
        rate.extended += u32::from(dealt.extended_to.is_some());
        let settled = settled(issue, dealt, calendar, as_of);
        match settled {
            None => rate.open += 1,
            Some(settled) if settled.done_on.is_none() => rate.overdue += 1,
            Some(_) => {}
        }
        if let Some(settled) = settled.filter(|settled| settled.on.year() == as_of.year()) {
            rate.counted += 1;
            rate.in_time += u32::from(settled.in_time);
        }
    }
    rates.into_values().collect()
}
