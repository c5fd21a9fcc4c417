//! What a pipeline IS, after every check has passed: `pipelines/*.toml` → `Pipeline`.
//!
//! Takes configuration text; gives checked types or every problem at once; never reads a clock, a folder or the store.

/// Calendar files.
pub mod calendar;

/// Every problem of a pipeline file at once.
pub mod check;

/// Trajectories as data.
pub mod course;

/// Five cron fields, and the instants they mean in a zone.
pub mod cron;

/// Checks of tables, as data.
pub mod checks;

/// The datasets duban understands and their columns.
pub mod dataset;

/// The serde twin of a pipeline file: what was typed, nothing looked up.
pub mod file;

/// Holidays as calendar programs export them.
pub mod ics;

/// How the cells of one column are written.
pub mod habit;

/// One meaning of "the same header", for pipeline files and for sheets.
pub mod headers;

/// Indicators, quotas and scores: what is compared, what opens a case, how points are weighed.
pub mod measures;

/// Issue lists: areas, kinds, time limits.
pub mod issues;

/// Published rules of other places, as data.
pub mod packs;

/// Who is told, in what order, after how many working days.
pub mod policy;

/// TOML with places.
pub mod reader;

/// Rules and their thresholds.
pub mod rules;

/// When a pipeline is due: cron, zone, catch-up, grace.
pub mod schedule;

/// Rules of the user's own: conditions in SQL, typed and bounded.
pub mod sql;

/// Short texts that mean numbers.
pub mod words;

use crate::base::amount::Unit;
use crate::base::calendar::Calendar;
use chrono_tz::Tz;
use dataset::Dataset;
use encoding_rs::Encoding;
use measures::Measures;
use policy::Policy;
use rules::Rules;
use schedule::Schedule;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

/// A checked pipeline. Everything that can be looked up has been.
#[derive(Debug, Clone)]
pub struct Pipeline {
    /// The stem of its file.
    pub name: String,
    /// What people call it.
    pub title: String,
    /// Pipelines of one portfolio share register, cases and ladder.
    pub portfolio: String,
    /// SHA-256 of the pipeline file, for the audit.
    pub sha256: String,
    /// The zone in which its dates and its schedule are meant.
    pub zone: Tz,
    /// Its working days.
    pub calendar: Arc<Calendar>,
    /// When it is due; without one it reads on arrival only (registers, contacts).
    pub schedule: Option<Schedule>,
    /// Where its files come from.
    pub source: Source,
    /// The tables to look for in each file, in the order of the pipeline file.
    pub tables: Vec<TableSpec>,
    /// The rules that judge it.
    pub rules: Rules,
    /// How indicators, quotas and scores are judged.
    pub measures: Measures,
    /// How issues are judged; without it the pipeline has none.
    pub issues: Option<issues::IssueRules>,
    /// When the keepers of data are sent a receipt for a file.
    pub receipts: ReceiptMode,
    /// The ladder; without one nobody is written to.
    pub policy: Option<Arc<Policy>>,
}

/// When a receipt (回执) is sent: `[receipts] send`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ReceiptMode {
    /// When something of the unit was refused, can be mended, or was mended.
    #[default]
    WhenRefused,
    /// For every file.
    Always,
    /// Never.
    Never,
}

impl Pipeline {
    /// Whether it judges projects. Without a rule nobody is graded; what was reported is remembered all the same.
    pub fn judges(&self) -> bool {
        self.rules.any()
    }

    /// Whether its files say how projects stand: that is remembered whatever rules there are, for checks and forms look
    /// back on it.
    pub fn reads_reports(&self) -> bool {
        self.tables.iter().any(|table| matches!(table.dataset, Dataset::Progress | Dataset::Milestones))
    }

    /// Whether its files bring the register that they are judged by.
    pub fn brings_register(&self) -> bool {
        self.source.register_from_reports || self.tables.iter().any(|table| table.dataset == Dataset::Register)
    }
}

/// Objects of the house's object store whose keys begin alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bucket {
    /// The bucket.
    pub name: String,
    /// What their keys begin with; empty: all of them.
    pub prefix: String,
    /// Where the pipeline file names it.
    pub place: Range<usize>,
}

impl std::fmt::Display for Bucket {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "s3://{}/{}", self.name, self.prefix)
    }
}

/// Where files come from.
#[derive(Debug, Clone)]
pub struct Source {
    /// A folder, relative to the house: where the bucket is mirrored to, if there is one.
    pub folder: PathBuf,
    /// What the folder is filled from; without one people fill it.
    pub bucket: Option<Bucket>,
    /// Name patterns with `*` and `?`; a file belongs to the pipeline if one of them matches its whole name.
    pub patterns: Vec<String>,
    /// How the period of a file is known.
    pub period: PeriodFrom,
    /// Whether there is no register but the reports: a project is listed from the first report that names it.
    pub register_from_reports: bool,
    /// The encoding of text files that do not say it themselves.
    pub encoding: Option<&'static Encoding>,
}

/// How the reporting period of a file is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PeriodFrom {
    /// From a date or period in its name (20140630…, 2014年6月下半月…); the title above a table is asked when the name is silent.
    FileName,
    /// The period that contains the day of arrival.
    Arrival,
    /// The period that its name says, however long that is: 2014年上半年, 2014年1-7月, 2014年二季度. Needs no schedule.
    AsNamed,
    /// From the column `report_date` of the table: all of its days lie in one period, or most of them.
    Column,
    /// The files have no period: registers, contacts, plans.
    None,
}

/// One table to look for.
#[derive(Debug, Clone)]
pub struct TableSpec {
    /// What it is.
    pub dataset: Dataset,
    /// The headers by which each column is known, canonical name first; `columns` of the dataset in its order.
    pub columns: Vec<ColumnSpec>,
    /// Regions of the office's own, each with what it is called in full and its other names; only series have any.
    pub regions: Vec<Vec<String>>,
    /// Headers of columns that are not read, and of which nothing is asked; only series have any.
    pub ignored: Vec<String>,
    /// Headers of columns that are part of what is measured, beside the indicator's; only series have any.
    pub details: Vec<String>,
    /// What is asked of its cells, rows and history: declared checks, and the usual ones that they leave.
    pub checks: Vec<checks::Check>,
    /// When the whole file is refused; `None` is never.
    pub refuse_file: Option<checks::RefuseFile>,
}

impl TableSpec {
    /// What a pipeline that says nothing but the dataset looks for: the usual headers and the usual checks.
    pub fn usual(dataset: Dataset) -> TableSpec {
        let headers = |column: &dataset::Column| {
            let mut all: Vec<String> = Vec::new();
            for header in column.usual().map(headers::normalise) {
                if !all.contains(&header) {
                    all.push(header);
                }
            }
            all
        };
        let column = |column: &dataset::Column| ColumnSpec {
            name: column.name,
            headers: headers(column),
            own: 0,
            unit: None,
            habit: habit::Habit::default(),
        };
        TableSpec {
            dataset,
            columns: dataset.columns().iter().map(column).collect(),
            regions: Vec::new(),
            ignored: Vec::new(),
            details: Vec::new(),
            checks: checks::defaults(dataset),
            refuse_file: Some(checks::REFUSE_FILE),
        }
    }
}

/// How one column is found and read.
#[derive(Debug, Clone)]
pub struct ColumnSpec {
    /// The canonical name, one of the dataset's.
    pub name: &'static str,
    /// Headers that mean it, already normalised (width, spaces, unit in brackets removed).
    pub headers: Vec<String>,
    /// How many of them the pipeline says itself: the first. What it says goes before what any office calls so.
    pub own: usize,
    /// For money columns: the unit where neither header nor sheet names one.
    pub unit: Option<Unit>,
    /// How its cells are written, where the pipeline says so.
    pub habit: habit::Habit,
}
