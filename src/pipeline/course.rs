//! Trajectories (序时) as data: by which law the year's target is expected to be reached.
//!
//! Holds what a pipeline file says; computes nothing. Shares are whole thousandths, so that every expected value is a
//! quotient of whole numbers.

/// The law by which a target is expected to be reached.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Course {
    /// `linear`: days from start to the day ÷ days from start to end.
    #[default]
    Linear,
    /// `linear by months`: n/12. A month counts when its last day is reached, half of it from the 15th.
    Months,
    /// `s-curve` or `[trajectory.NAME] time, share`: points of (percent of the time, thousandths of the target).
    Curve(Vec<(i64, i64)>),
    /// `[trajectory.NAME] months`: thousandths of the year's target at each month's end, evenly within a month.
    Calendar([i64; 12]),
    /// `milestone-weighted`: the weights of the milestones planned up to the day.
    Milestones,
    /// `last year`: the share of last year's total that all projects together had reached by each month's end.
    LastYear,
    /// `table`: the newest line of the dataset `targets` for the project, or its class, up to the day.
    Table,
}

/// A course and the months in which nothing is expected to grow.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trajectory {
    /// What people call it: the word in TOML.
    pub name: String,
    /// The law.
    pub course: Course,
    /// Months (1–12) of a winter shutdown: their days do not count.
    pub shutdown: Vec<u32>,
}

/// The S-curve of `trajectory = "s-curve"`: slow start, fast middle, slow end. Percent of the time, thousandths of the target.
pub const S_CURVE: [(i64, i64); 11] = [
    (0, 0),
    (10, 20),
    (20, 80),
    (30, 180),
    (40, 320),
    (50, 500),
    (60, 680),
    (70, 820),
    (80, 920),
    (90, 980),
    (100, 1000),
];

impl Course {
    /// The course that a word names, where it is not the name of a table of one's own.
    pub fn from_word(word: &str) -> Option<Course> {
        Some(match word {
            "linear" => Course::Linear,
            "linear by months" => Course::Months,
            "s-curve" => Course::Curve(S_CURVE.to_vec()),
            "milestone-weighted" => Course::Milestones,
            "last year" => Course::LastYear,
            "table" => Course::Table,
            _ => return None,
        })
    }

    /// The words that need no table of their own.
    pub const WORDS: [&str; 6] = ["linear", "linear by months", "s-curve", "milestone-weighted", "last year", "table"];
}
