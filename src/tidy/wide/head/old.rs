//! Columns whose labels are numbers before the years of which most series tell: 1700 | 1820 | 1870.
//!
//! Takes the columns of a header; gives whether such numbers are years. A row of figures, 1850 persons and 1790, is none.

use super::PeriodColumn;
use crate::tidy::wide::label::{Habit, SURE_FROM};

/// Whether numbers before the years of which most series tell are years: they follow each other in even steps, or go on to such years.
pub fn are_years(periods: &[PeriodColumn]) -> bool {
    let all = periods.iter().filter_map(|column| column.period.as_ref());
    let years: Vec<i32> = all.filter(|period| period.habit == Habit::Year).map(|period| period.span.0).collect();
    if years.iter().all(|year| *year >= SURE_FROM) {
        return true;
    }
    let steps: Vec<i32> = years.windows(2).map(|pair| pair[1] - pair[0]).collect(); // windows(2) are pairs
    let goes_on = steps.iter().all(|step| *step > 0) || steps.iter().all(|step| *step < 0);
    let is_even = steps.windows(2).all(|pair| pair[0] == pair[1]); // windows(2) are pairs
    steps.len() > 1 && goes_on && (is_even || years.iter().any(|year| *year >= SURE_FROM))
}
