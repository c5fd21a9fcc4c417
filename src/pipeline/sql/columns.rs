//! The columns that conditions may name. One table, read by the checker, the evaluator and the documentation.

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// Text.
    Text,
    /// A day.
    Day,
    /// True or false.
    Flag,
    /// A figure: a fraction of two whole numbers. `digits` and `below` bound numerator and denominator (fewer decimal
    /// digits than that), `scale` is the power of ten that divides the whole.
    Figure {
        /// The numerator is below ten to this power.
        digits: u32,
        /// The denominator is below ten to this power; 0: it is one.
        below: u32,
        /// How many decimal places the numerator holds.
        scale: u32,
    },
}

impl Holds {
    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            Holds::Text => "text",
            Holds::Day => "day",
            Holds::Flag => "yes/no",
            Holds::Figure { .. } => "figure",
        }
    }
}

/// A column of the board as conditions see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub holds: Holds,
    /// What it means, in a line.
    pub about: &'static str,
}

const fn column(name: &'static str, holds: Holds, about: &'static str) -> Column {
    Column { name, holds, about }
}

/// Money in 万元, exact to a millionth of a yuan: a yuan has six places, 万元 four more. Below 10^13 yuan; a figure above it
/// fails the rule, never wraps.
const MONEY: Holds = Holds::Figure { digits: 19, below: 0, scale: 10 };
const COUNT: Holds = Holds::Figure { digits: 10, below: 0, scale: 0 };
const DAYS: Holds = Holds::Figure { digits: 7, below: 0, scale: 0 };
/// `due_num ÷ due_den` of the trajectory.
const DUE: Holds = Holds::Figure { digits: 30, below: 11, scale: 10 };
const SHARE: Holds = Holds::Figure { digits: 32, below: 30, scale: 0 };
const POINTS: Holds = Holds::Figure { digits: 33, below: 30, scale: 0 };

/// Every column. Money is in 万元; a column without a value is NULL, and a condition on it is not met.
pub const COLUMNS: &[Column] = &[
    column("project_id", Holds::Text, "the project's number"),
    column("name", Holds::Text, "its name"),
    column("class", Holds::Text, "确保, 力争 …"),
    column("category", Holds::Text, "its category"),
    column("unit_name", Holds::Text, "the responsible unit"),
    column("town", Holds::Text, "the town"),
    column("annual_target", MONEY, "the annual target, 万元"),
    column("cumulative", MONEY, "the last accepted cumulative value, 万元"),
    column("expected", DUE, "what was due on the day that value speaks of, 万元"),
    column("percent_done", SHARE, "cumulative as percent of the annual target"),
    column("percent_expected", SHARE, "what was due as percent of the annual target"),
    column("percent_of_expected", SHARE, "cumulative as percent of what was due"),
    column("points_below", POINTS, "percentage points of the target that are missing; negative: ahead"),
    column("start_date", Holds::Day, "the planned start"),
    column("end_date", Holds::Day, "the planned end"),
    column("forecast_date", Holds::Day, "the finish that the last report forecasts"),
    column("phase", Holds::Text, "the phase that the last report names"),
    column("reported_as_of", Holds::Day, "the day the last accepted report speaks of"),
    column("as_of", Holds::Day, "the day of the judgement"),
    column("days_since_planned_start", DAYS, "from the planned start to the day of the last report; negative: ahead"),
    column("months_since_planned_start", DAYS, "calendar months from the planned start's month to the last report's"),
    column("days_since_report", DAYS, "from the day of the last report to the day of the judgement"),
    column("reports", COUNT, "how many reports there are"),
    column("unchanged", COUNT, "how many of the newest reports in a row say the same"),
    column("missing", COUNT, "how many of the newest reports in a row are missing"),
    column("milestones", COUNT, "how many milestones are planned"),
    column("milestones_done", COUNT, "how many of them are done"),
    column("days_overdue", DAYS, "the days since the oldest milestone that a report shows undone; NULL: none"),
    column("days_to_milestone", DAYS, "the days until the next milestone that is not done; NULL: none to come"),
    column("started", Holds::Flag, "anything was ever reported as done"),
    column("completed", Holds::Flag, "every milestone is done, or the target reached where there is none"),
];

/// The column of a name; upper and lower case are the same.
pub fn column_of(name: &str) -> Option<&'static Column> {
    COLUMNS.iter().find(|column| column.name.eq_ignore_ascii_case(name))
}
