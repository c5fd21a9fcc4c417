//! What the rows of a plan of milestones have in common: the stage, or the day at which its time ends.
//!
//! Takes the rows read; names the milestone, or its day, in each of them. Rows of a time whose year nothing says are refused.

use super::Rows;
use crate::tidy::RejectReason;
use crate::tidy::find::Stage;
use crate::tidy::table::{Texts, Values};

impl Rows {
    /// Names the stage that the header says. `year`: the one in which times without a year are meant.
    pub fn name_stage(&mut self, year: Option<i32>) {
        match self.layout.stage.clone() {
            Some(Stage::Named(name)) => {
                let mut names = Texts::default();
                (0..self.fates.len()).for_each(|_| names.push(Some(name.as_str())));
                self.fill("milestone", Values::Texts(names));
            }
            Some(Stage::Until(day, says_year)) => {
                let Some(day) = Stage::ends_on(day, says_year, year) else {
                    let column = self.place_of("milestone");
                    (0..self.fates.len()).for_each(|index| self.refuse(index, column, RejectReason::Ambiguous));
                    return;
                };
                self.fill("planned_date", Values::Dates(vec![Some(day); self.fates.len()]));
            }
            None => {}
        }
    }

    fn fill(&mut self, column: &str, filled: Values) {
        if let Some(values) = self.index(column).and_then(|at| self.values.get_mut(at)) {
            *values = filled;
        }
    }
}
