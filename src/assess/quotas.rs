//! 招商任务: counts and amounts by unit against their quotas, dated goals, and whether the allocations add up to the
//! headline.
//!
//! Takes the newest table of quotas, of goals and of deals; gives a line per unit and figure, a line per goal and a line
//! per figure whose allocations were added up. A quota is judged only where somebody said what was reached: silence is
//! no evidence.

/// Tables → quotas, goals, deals.
pub mod read;

/// Quotas and goals against what was reached by a day.
pub mod judge;

/// Whether allocations add up to the headline.
pub mod sums;

/// Lines → findings.
pub mod find;

use crate::base::amount::Amount;
use crate::base::place::Place;
use chrono::NaiveDate;
use serde::Serialize;

pub use judge::lines;

/// What a quota counts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Measure {
    /// How many, or how much money.
    pub what: What,
    /// Only deals of at least so many yuan.
    pub at_least: Option<Amount>,
    /// Only deals that have reached this stage.
    pub stage: Stage,
}

/// How many, or how much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// Deals.
    Count,
    /// Yuan.
    Amount,
}

/// How far a deal has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// 签约
    Signed,
    /// 开工
    Started,
    /// 竣工、投产
    Finished,
}

impl Stage {
    /// What a Chinese reader sees.
    pub fn label_zh(self) -> &'static str {
        match self {
            Stage::Signed => "签约",
            Stage::Started => "开工",
            Stage::Finished => "竣工投产",
        }
    }
}

/// How a quota stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Word {
    /// Reached, or more.
    Reached,
    /// Not reached, and there is time.
    Open,
    /// Not reached, and its day is near.
    Due,
    /// Not reached, and its day has passed.
    Short,
    /// Nobody has said what was reached.
    NotReported,
}

/// One quota or goal and what was reached of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// The unit; `None` for the whole.
    pub unit_name: Option<String>,
    /// What people call it: 亿元以上项目.
    pub item: String,
    /// What it counts.
    pub measure: Measure,
    /// The quota: deals, or yuan.
    pub quota: Amount,
    /// What was reached.
    pub actual: Option<Amount>,
    /// From when deals count.
    pub from: Option<NaiveDate>,
    /// The day by which it is to be reached.
    pub due: Option<NaiveDate>,
    /// How it stands.
    pub word: Word,
    /// Where the reported figure and the list of deals differ: what the list says.
    pub listed: Option<Amount>,
    /// The cell of the quota.
    pub place: Place,
}

/// Whether the allocations of one figure add up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sum {
    /// What people call it.
    pub item: String,
    /// The canonical column.
    pub column: String,
    /// The headline.
    pub headline: Amount,
    /// The allocations added up.
    pub allocated: Amount,
    /// How many units have an allocation.
    pub units: usize,
    /// The cell of the headline; `None` where the pipeline states it.
    pub place: Option<Place>,
}

/// Everything there is to say about quotas on a day.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Quotas {
    /// Units and figures, in the table's order; the whole last.
    pub lines: Vec<Line>,
    /// Dated goals.
    pub goals: Vec<Line>,
    /// Headline against allocations.
    pub sums: Vec<Sum>,
}
