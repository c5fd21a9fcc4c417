//! Figures in the unit that their row says: 100.5亿元 in a row of 亿元, 2.6亿元 in one of 万元, 1.2万 in one of 人.
//!
//! Takes a figure and the unit of its row; gives it in that unit, or why it is none. Where the row says no unit the figure
//! stands as it is counted.

use super::target::measure;
use super::{Figure, Mark, count};
use crate::base::amount::Amount;
use crate::pipeline::dataset::Dataset;
use crate::tidy::RejectReason;

/// Whether the figures of a column are in the unit of their row.
pub fn is_column(dataset: Dataset, name: &str) -> bool {
    dataset == Dataset::Indicators && matches!(name, "value" | "target" | "reference_value" | "last_year_value")
}

/// A figure in the unit of its row.
///
/// # Errors
/// When it is of another kind than its row, or cannot be said exactly in its unit.
pub fn amount(figure: &Figure, unit: Option<&str>) -> Result<Amount, RejectReason> {
    let unit = unit.map(str::trim).filter(|unit| !unit.is_empty());
    let label = match (&figure.mark, unit) {
        (Mark::Unit(own), Some(_)) => own.label.clone(),
        (Mark::Percent, Some(_)) => "%".to_string(),
        (Mark::Multiple(factor), Some(row)) => {
            let multiple = measure::multiple(row).unwrap_or(1);
            return divided(figure.amount.times(*factor), multiple);
        }
        _ => return count(figure),
    };
    let Some(row) = unit else { return count(figure) };
    if label == row {
        return Ok(figure.amount);
    }
    let (times, parts) = measure::ratio(&label, row).ok_or(RejectReason::OtherUnit)?;
    let exact = figure.amount.0.checked_mul(times).ok_or(RejectReason::OutOfRange)?;
    if exact % parts == 0 { Ok(Amount(exact / parts)) } else { Err(RejectReason::OutOfRange) }
}

fn divided(amount: Option<Amount>, by: i64) -> Result<Amount, RejectReason> {
    let amount = amount.ok_or(RejectReason::OutOfRange)?;
    let by = i128::from(by);
    if amount.0 % by == 0 { Ok(Amount(amount.0 / by)) } else { Err(RejectReason::OutOfRange) }
}
