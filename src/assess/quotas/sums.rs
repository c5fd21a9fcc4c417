//! Whether the allocations add up to the headline: both figures are said, neither is corrected.

use super::Sum;
use super::read::{FIGURES, Row};
use crate::base::amount::Amount;
use crate::pipeline::measures::QuotaRules;

/// One line per figure that has a headline and allocations: equal ones too.
pub fn of(rows: &[Row], rules: &QuotaRules) -> Vec<Sum> {
    let sums = FIGURES.iter().enumerate().filter_map(|(index, (column, _, item, ..))| {
        let quota = |row: &Row| row.quotas.get(index).copied().flatten();
        let whole = rows.iter().rev().filter(|row| row.is_whole).find_map(|row| Some((quota(row)?, row.place.clone())));
        let stated = rules.headline.iter().find(|(name, _)| name == column).map(|(_, amount)| *amount);
        let (headline, place) = match (whole, stated) {
            (Some((headline, place)), _) => (headline, Some(place)),
            (None, Some(headline)) => (headline, None),
            (None, None) => return None,
        };
        let allocated: Vec<Amount> = rows.iter().filter(|row| !row.is_whole).filter_map(quota).collect();
        let sum = allocated.iter().try_fold(0_i128, |sum, amount| sum.checked_add(amount.0))?;
        (!allocated.is_empty()).then(|| Sum {
            item: (*item).to_string(),
            column: (*column).to_string(),
            headline,
            allocated: Amount(sum),
            units: allocated.len(),
            place,
        })
    });
    sums.collect()
}

impl Sum {
    /// Whether they add up.
    pub fn adds_up(&self) -> bool {
        self.headline == self.allocated
    }

    /// Both figures in one English sentence.
    pub fn sentence(&self) -> String {
        let (headline, allocated, units) = (self.headline, self.allocated, self.units);
        let word = if self.adds_up() { "as the headline says" } else { "not to the headline" };
        format!("{}: the allocations of {units} units add up to {allocated}, {word}: {headline}", self.column)
    }

    /// The same in Chinese.
    pub fn sentence_zh(&self) -> String {
        let (headline, allocated, units) = (self.headline, self.allocated, self.units);
        let word = if self.adds_up() { "两者一致" } else { "两者不一致" };
        format!("{}：总目标{headline}，{units}个单位分解任务合计{allocated}，{word}", self.item)
    }
}
