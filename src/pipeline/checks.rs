//! Checks of a table, as data: what is asked of its cells, rows and history, and what it costs to fail. What each check
//! does stands in `tidy::checks`; the words by which pipeline files ask for them stand here.

use super::dataset::Dataset;
use crate::base::amount::Amount;
use chrono::NaiveDate;

/// One check of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What failing it costs.
    pub level: Level,
    /// What it asks.
    pub test: Test,
}

/// What failing a check costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// A note; the row stands.
    Warn,
    /// The row is refused; where no row can be blamed, the file.
    Fail,
}

/// What a check asks. Columns are canonical names of the table's dataset; money is in base units.
#[expect(missing_docs, reason = "the sentence above a variant says what its fields are")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Test {
    /// `type`: a text column holds numbers, whole numbers or days; a figure column holds whole numbers.
    Type { column: &'static str, of: TypeOf },
    /// `range`: a figure or day lies between two bounds, both included.
    Range { column: &'static str, least: Option<Bound>, most: Option<Bound> },
    /// `allowed`: a text is one of these, compared without width, case and spaces.
    Allowed { column: &'static str, values: Vec<String> },
    /// `unique`: these columns together come once in a file.
    Unique { columns: Vec<&'static str> },
    /// `required`: the cell is filled.
    Required { column: &'static str },
    /// `sum`: the parts add up to the whole, within a tolerance in base units; empty parts are nothing.
    Sum { parts: Vec<&'static str>, whole: &'static str, tolerance: Amount },
    /// `order`: the first value does not exceed the second.
    Order { columns: [&'static str; 2] },
    /// `share`: a percentage is part ÷ whole, within a tolerance in percentage points.
    Share { column: &'static str, part: &'static str, whole: &'static str, tolerance: Amount },
    /// `falls`: the cumulative value is not below the last accepted one of the year.
    Falls,
    /// `jump`: the cumulative value grew by at most this many percent since the last accepted one of the year.
    Jump { percent: Amount },
    /// `too_large`: the cumulative value is not above the total investment, not twice the annual plan, and not tenfold the last.
    TooLarge,
    /// `repeated`: a text or figure is not the same in this many reports in a row.
    Repeated { column: &'static str, reports: u32 },
    /// `always_on_plan` (花架子): not every one of this many reports lies on the linear plan, within a tolerance in
    /// percentage points of the annual target.
    AlwaysOnPlan { reports: u32, tolerance: Amount },
    /// `in_the_future`: a day of something done is not after the day the file came.
    InTheFuture { column: &'static str },
    /// `before_start`: a day of something done is not before the project's start on the register.
    BeforeStart { column: &'static str },
    /// `totals`: totals on the sheet are the sums of their rows.
    Totals,
    /// Of issue lists: an area is one of the five; `needed` is the column whose words need one.
    Area { column: &'static str, needed: Option<&'static str> },
    /// Of issue lists: a kind is one that is known.
    IssueKind { column: &'static str },
    /// Of issue lists: a time limit is a day or a number of days.
    Limit { column: &'static str },
    /// `fresh`: the newest accepted data of this table are at most this many periods behind.
    Fresh { periods: u32 },
}

/// What a column is declared to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TypeOf {
    /// `number`
    Number,
    /// `whole number`
    WholeNumber,
    /// `date`
    Date,
}

/// One end of a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// A figure, in base units.
    Figure(Amount),
    /// A day.
    Day(NaiveDate),
}

/// When a whole file is refused: more than this share of its rows were, of at least so many rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RefuseFile {
    /// Percent of the data rows.
    pub percent: Amount,
    /// Tables with fewer data rows are never refused whole.
    pub rows: usize,
}

/// A file of which more than half is refused is not the table it was taken for; a handful of rows proves nothing.
pub const REFUSE_FILE: RefuseFile = RefuseFile { percent: Amount::whole(50), rows: 20 };
/// The most reports a check can look back: as many as a standing remembers texts of.
pub const REPORTS_MAX: u32 = 8;

/// The words of `check = "…"`.
pub const WORDS: [&str; 17] = [
    "type",
    "range",
    "allowed",
    "unique",
    "required",
    "sum",
    "order",
    "share",
    "falls",
    "jump",
    "too_large",
    "repeated",
    "always_on_plan",
    "in_the_future",
    "before_start",
    "totals",
    "fresh",
];

impl Test {
    /// The word by which a pipeline file asks for it.
    pub fn word(&self) -> &'static str {
        match self {
            Test::Type { .. } => "type",
            Test::Range { .. } => "range",
            Test::Allowed { .. } => "allowed",
            Test::Unique { .. } => "unique",
            Test::Required { .. } => "required",
            Test::Sum { .. } => "sum",
            Test::Order { .. } => "order",
            Test::Share { .. } => "share",
            Test::Falls => "falls",
            Test::Jump { .. } => "jump",
            Test::TooLarge => "too_large",
            Test::Repeated { .. } => "repeated",
            Test::AlwaysOnPlan { .. } => "always_on_plan",
            Test::InTheFuture { .. } => "in_the_future",
            Test::BeforeStart { .. } => "before_start",
            Test::Totals => "totals",
            Test::Area { .. } => "area",
            Test::IssueKind { .. } => "issue_kind",
            Test::Limit { .. } => "limit",
            Test::Fresh { .. } => "fresh",
        }
    }

    /// The columns it is about: two checks of one word about the same columns are the same check.
    pub fn columns(&self) -> Vec<&'static str> {
        match self {
            Test::Type { column, .. }
            | Test::Range { column, .. }
            | Test::Allowed { column, .. }
            | Test::Required { column }
            | Test::Share { column, .. }
            | Test::Repeated { column, .. }
            | Test::InTheFuture { column }
            | Test::Area { column, .. }
            | Test::IssueKind { column }
            | Test::Limit { column }
            | Test::BeforeStart { column } => vec![column],
            Test::Unique { columns } => columns.clone(),
            Test::Sum { whole, .. } => vec![whole],
            Test::Order { columns } => columns.to_vec(),
            Test::Falls | Test::Jump { .. } | Test::TooLarge | Test::AlwaysOnPlan { .. } => vec!["cumulative"],
            Test::Totals | Test::Fresh { .. } => Vec::new(),
        }
    }

    /// The columns without which it cannot be asked. One that `required` asks for is empty where it is not there.
    pub fn needs(&self) -> Vec<&'static str> {
        match self {
            Test::Required { .. } | Test::Unique { .. } => Vec::new(),
            Test::Sum { parts, whole, .. } => parts.iter().copied().chain([*whole]).collect(),
            Test::Share { column, part, whole, .. } => vec![column, part, whole],
            _ => self.columns(),
        }
    }

    /// Whether a typed check takes the place of this one.
    pub fn is_about_the_same(&self, other: &Test) -> bool {
        self.word() == other.word() && self.columns() == other.columns()
    }
}

/// The checks of a table that declares none: what no honest form does is said, and a falling cumulative value is held.
pub fn defaults(dataset: Dataset) -> Vec<Check> {
    let warn = |test: Test| Check { level: Level::Warn, test };
    let mut checks = match dataset {
        Dataset::Register => vec![
            warn(Test::Order { columns: ["start_date", "end_date"] }),
            warn(Test::Order { columns: ["annual_target", "total_investment"] }),
        ],
        Dataset::Milestones => {
            vec![warn(Test::InTheFuture { column: "actual_date" }), warn(Test::BeforeStart { column: "actual_date" })]
        }
        Dataset::Progress => vec![
            Check { level: Level::Fail, test: Test::Falls },
            warn(Test::TooLarge),
            warn(Test::Order { columns: ["period_amount", "cumulative"] }),
            warn(Test::InTheFuture { column: "started_date" }),
            warn(Test::InTheFuture { column: "finished_date" }),
            warn(Test::Share {
                column: "percent",
                part: "cumulative",
                whole: "annual_plan",
                tolerance: Amount::whole(1),
            }),
            warn(Test::Repeated { column: "status", reports: 4 }),
            warn(Test::AlwaysOnPlan { reports: 4, tolerance: Amount(100_000) }),
        ],
        Dataset::Issues => listed("text", Some("kind")),
        Dataset::Inspections => listed("finding", None),
        _ => Vec::new(),
    };
    checks.push(warn(Test::Totals));
    checks
}

/// What a list of issues must say: a word that is none of those known, or a limit that is none, costs the row.
fn listed(words: &'static str, kind: Option<&'static str>) -> Vec<Check> {
    let tests = [
        Some(Test::Area { column: "area", needed: Some(words) }),
        Some(Test::Limit { column: "limit" }),
        kind.map(|column| Test::IssueKind { column }),
    ];
    tests.into_iter().flatten().map(|test| Check { level: Level::Fail, test }).collect()
}

/// The office names the area of issues that name none: no row needs one of its own.
pub fn with_usual_area(checks: &mut [Check]) {
    for check in checks {
        if let Test::Area { needed, .. } = &mut check.test {
            *needed = None;
        }
    }
}
