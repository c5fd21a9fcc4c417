//! 逾期报送: a report that came after the deadline of its period.
//!
//! Takes the board and the ends of the periods whose deadline has passed; gives `reported_late` findings (`at_risk`) for the
//! reports of this slot. The days count from the end of the period. Only a slot that read a report judges it.

use super::{grade_number, kept};
use crate::assess::board::Board;
use crate::assess::frames::day_number;
use crate::base::grade::Grade;
use crate::pipeline::rules::ReportedLate;
use chrono::NaiveDate;
use polars::prelude::*;

/// What the rule says, in the names of the board.
pub const FORMULA: &str =
    "the deadline of reported_as_of's period had passed when the report came; as_of − reported_as_of ≥ days";

/// Finds reports that came late.
pub fn find(board: &Board, params: &ReportedLate, due: &[NaiveDate]) -> PolarsResult<DataFrame> {
    let ends: Vec<i64> = due.iter().copied().map(day_number).collect();
    let late = DataFrame::new(ends.len(), vec![Column::new("reported_as_of".into(), ends)])?;
    let mut columns = kept();
    columns.extend(["grade", "since", "days", "planned_date"].map(col));
    board
        .projects
        .clone()
        .lazy()
        .filter(col("fresh").eq(lit(true)))
        .join(late.lazy(), [col("reported_as_of")], [col("reported_as_of")], JoinArgs::new(JoinType::Semi))
        .with_columns([
            grade_number(Grade::AtRisk).alias("grade"),
            col("reported_as_of").alias("since"),
            col("reported_as_of").alias("planned_date"),
            (lit(board.today()) - col("reported_as_of")).alias("days"),
        ])
        .filter(col("days").gt_eq(lit(i64::from(params.days))))
        .select(columns)
        .collect()
}
