//! What of a target text nothing in its row can be compared with.
//!
//! Takes a target text and what stands beside it; gives its clauses, those that can be judged and those that cannot, each
//! with its reason.

use super::{Clause, Target, TargetKind, measure, read_of};
use crate::base::amount::Amount;
use serde::{Deserialize, Serialize};

/// Why a clause cannot be measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotMeasurable {
    /// It names no figure, no day and no limit.
    NoFigure,
    /// It names several figures, and nothing says which one binds.
    SeveralFigures,
    /// It names a day without a year, and no year is known; or a day that does not exist.
    NoDay,
    /// Its figure is beyond what is kept.
    OutOfRange,
    /// A word denies, compares or limits something, and which way the figure binds is not understood.
    DirectionUnclear,
    /// Its figure is one of each month, of each town.
    OfAPart,
    /// Its figure is counted in another unit than the value beside it.
    OtherUnit,
    /// It asks for a growth, and none stands beside it.
    NoGrowth,
    /// It names a day, and nothing says what is complete by then.
    NoWhole,
}

impl NotMeasurable {
    /// The name in tables and JSON.
    pub fn name(self) -> &'static str {
        match self {
            NotMeasurable::NoFigure => "no_figure",
            NotMeasurable::SeveralFigures => "several_figures",
            NotMeasurable::NoDay => "no_day",
            NotMeasurable::OutOfRange => "out_of_range",
            NotMeasurable::DirectionUnclear => "direction_unclear",
            NotMeasurable::OfAPart => "of_a_part",
            NotMeasurable::OtherUnit => "other_unit",
            NotMeasurable::NoGrowth => "no_growth",
            NotMeasurable::NoWhole => "no_whole",
        }
    }
}

/// What stands beside a target text in its row.
#[derive(Debug, Clone, Copy, Default)]
pub struct Beside<'a> {
    /// The unit of the value.
    pub unit: Option<&'a str>,
    /// Whether there is a growth.
    pub grows: bool,
    /// Whether there is a target of the whole year.
    pub has_whole: bool,
}

/// The same, and what of it nothing in its row can be compared with.
pub fn read_beside(text: &str, year: Option<i32>, beside: &Beside<'_>) -> Vec<Clause> {
    let fits = |clause: Clause| {
        let target = clause?;
        match target.unmatched(beside) {
            Some(reason) => Err((reason, target.text)),
            None => Ok(target),
        }
    };
    read_of(text, year, beside.unit).into_iter().map(fits).collect()
}

impl Target {
    /// Why nothing in its row can be compared with it.
    fn unmatched(&self, beside: &Beside<'_>) -> Option<NotMeasurable> {
        let is_share = || beside.unit.is_some_and(|unit| measure::share(unit, Amount::ZERO).is_some());
        match self.kind {
            TargetKind::Growth => (!beside.grows).then_some(NotMeasurable::NoGrowth),
            TargetKind::PointChange => (beside.unit.is_some() && !is_share()).then_some(NotMeasurable::OtherUnit),
            TargetKind::ByDate => (!beside.has_whole && !is_share()).then_some(NotMeasurable::NoWhole),
            _ => {
                let comparable = measure::value_for(self, Amount(1), beside.unit).is_some();
                (!comparable).then_some(NotMeasurable::OtherUnit)
            }
        }
    }
}
