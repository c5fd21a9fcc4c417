//! How the cells of one column are written, where a pipeline says so: the order of its dates, its decimal mark, and texts
//! that stand for a value that is held back.
//!
//! Takes words of TOML; gives types. What is not said here is decided by the whole column, or asked about.

use crate::base::amount::Amount;
use serde::{Deserialize, Serialize};

/// The order of day, month and year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DateOrder {
    /// Day, month, year.
    Dmy,
    /// Month, day, year.
    Mdy,
    /// Year, month, day; of years of two digits.
    Ymd,
}

impl DateOrder {
    /// Every order.
    pub const ALL: [DateOrder; 3] = [DateOrder::Dmy, DateOrder::Mdy, DateOrder::Ymd];

    /// The word in TOML.
    pub fn name(self) -> &'static str {
        match self {
            DateOrder::Dmy => "dmy",
            DateOrder::Mdy => "mdy",
            DateOrder::Ymd => "ymd",
        }
    }
}

/// What one label of a column of periods is: of 2019-01-01 it can be the year, its first quarter, or January.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Step {
    /// A year.
    Year,
    /// A quarter.
    Quarter,
    /// A month.
    Month,
}

impl Step {
    /// Every step.
    pub const ALL: [Step; 3] = [Step::Year, Step::Quarter, Step::Month];

    /// The word in TOML.
    pub fn name(self) -> &'static str {
        match self {
            Step::Year => "year",
            Step::Quarter => "quarter",
            Step::Month => "month",
        }
    }
}

/// What parts the decimals from the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Decimal {
    /// 1,234.5
    Point,
    /// 1.234,5
    Comma,
}

impl Decimal {
    /// Both.
    pub const ALL: [Decimal; 2] = [Decimal::Point, Decimal::Comma];

    /// The word in TOML.
    pub fn name(self) -> &'static str {
        match self {
            Decimal::Point => "point",
            Decimal::Comma => "comma",
        }
    }
}

/// What a plain figure of a column of percentages is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Share {
    /// 85 is 85 %.
    Percent,
    /// 0.85 is 85 %.
    Fraction,
}

/// What a pipeline says of one column's cells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Habit {
    /// `date_order`
    pub date_order: Option<DateOrder>,
    /// `step` of a column of periods.
    pub step: Option<Step>,
    /// `decimal`
    pub decimal: Option<Decimal>,
    /// `unit` of a column of percentages.
    pub share: Option<Share>,
    /// `max` of a column of percentages.
    pub max: Option<Amount>,
    /// Listed in `optional`: a table without it is still its dataset, and a row without it stands.
    pub optional: bool,
    /// `withheld`: patterns with `*` of texts that stand for a value that is held back; lower case.
    pub withheld: Vec<String>,
}

impl Habit {
    /// Whether a text fits one of the patterns of `withheld`.
    pub fn withholds(&self, text: &str) -> bool {
        let text = text.trim().to_lowercase();
        self.withheld.iter().any(|pattern| fits(pattern, &text))
    }
}

/// Whether a text fits a pattern with `*`.
fn fits(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(first) = parts.next() else { return false };
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else { return rest.is_empty() };
    for part in parts {
        let Some(at) = rest.find(part) else { return false };
        rest = rest.get(at + part.len()..).unwrap_or("");
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_fit_whole_texts() {
        let habit = |pattern: &str| Habit { withheld: vec![pattern.to_string()], ..Habit::default() };
        assert!(habit("exempt*").withholds(" Exempt under Section 43 "));
        assert!(habit("*planning stage*").withholds("still at the planning stage and so on"));
        assert!(habit("..").withholds(".."));
        assert!(!habit("..").withholds("..."));
        assert!(!habit("exempt*").withholds("not exempt"));
        assert!(!habit("a*b*a").withholds("aba c"));
    }
}
