//! One rule, one file. A rule takes the board and its parameters and gives a frame of findings: `row`, `grade` (the
//! index of `Grade`), `since` (day number) and whatever figures it decided by, under the names of `Figures`
//! (`target, expected, actual, gap_points, days, milestone, planned_date, reports, reported_as_of`) and of the place
//! (`file, sheet, cell`). It never does per-row work outside Polars.

/// Every rule asked, with what it says.
pub mod ask;

/// 圈而不建: the land is cleared and nothing is built.
pub mod cleared_not_built;

/// Declared lights against computed grades.
pub mod declared;

/// 预测完工滞后: by earned schedule it will be late.
pub mod forecast_slip;

/// 逾期未完工: the planned end passed.
pub mod not_finished;

/// 逾期报送: a report came after its deadline.
pub mod reported_late;

/// Payment, statistics and paperwork against work.
pub mod shares;

/// 建建停停: progress and standstill take turns.
pub mod stop_and_go;

/// 投资进度滞后: the cumulative value is below the linear trajectory.
pub mod behind_target;

/// 节点逾期: a milestone is overdue or due soon.
pub mod milestone_overdue;

/// 未按时开工: the planned start passed and nothing is done.
pub mod not_started;

/// 未按时报送: a project's report is missing while others came.
pub mod not_reported;

/// 进度停滞: nothing moved over consecutive reports.
pub mod stalled;

use crate::base::grade::Grade;
use polars::prelude::*;

/// A grade as the number that frames hold.
pub fn grade_number(grade: Grade) -> Expr {
    lit(grade as u32).cast(DataType::UInt32)
}

/// What a rule says: it stands beside every finding.
#[derive(Debug, Clone)]
pub struct Told {
    /// The condition, in the names of the inputs.
    pub formula: &'static str,
    /// The thresholds.
    pub rule: String,
}

/// What a finding's frame keeps of the board, before the rule's own figures.
pub const KEPT: [&str; 7] = ["row", "target", "actual", "reported_as_of", "file", "sheet", "cell"];

/// [`KEPT`] as expressions.
pub fn kept() -> Vec<Expr> {
    KEPT.map(col).into()
}
