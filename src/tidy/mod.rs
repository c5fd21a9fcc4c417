//! Bytes → tables we trust. Every cell is read exactly, or its row is refused with file, sheet, cell and reason.
//!
//! Takes the bytes of a file and what is already known of the portfolio; gives typed tables, refused rows and notes;
//! never guesses a figure, never turns what it cannot read into 0.

/// Formats: bytes → sheets of cells with addresses.
pub mod formats;

/// Finding the table on a sheet: header rows, columns, units, rows set aside.
pub mod find;

/// The rows of a table: read, refused, or set aside.
pub mod rows;

/// Why a row was set aside.
pub mod aside;

/// Joining rows to the register, and checks that need what is already known.
pub mod join;

/// Judging what was read: the checks of the pipeline.
pub mod checks;

/// Issue lists: areas, kinds, limits.
pub mod issues;

/// Forms that were made here and come back filled.
pub mod returned;

/// Which period a file is for.
pub mod period;

/// Contacts and rosters → who holds which post.
pub mod people;

/// A register that grows from the reports.
pub mod register;

/// One cell's text → one exact value.
pub mod value;

/// Typed tables and their canonical bytes.
pub mod table;

/// Every stable word of reading, in English and Chinese, and how to correct what it names.
pub mod words;

/// Time series: periods as columns, or a row each.
pub mod wide;

/// The whole stage: a decoded file → a file understood.
mod whole;

pub use aside::{Aside, AsideReason};
pub use whole::{Ask, tidy};

use crate::base::amount::Amount;
use crate::base::period::Period;
use crate::base::place::Place;
use crate::pipeline::dataset::Dataset;
use bytes::Bytes;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::OnceLock;

/// A file as it arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    /// Its name, without a path.
    pub name: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Its bytes, which the vault shares.
    pub bytes: Bytes,
}

/// What is already known of the portfolio when a file is read.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// Project id → what the register says; empty before a register was read.
    pub projects: BTreeMap<String, KnownProject>,
    /// The last accepted values of series.
    pub series: BTreeMap<wide::Key, Amount>,
    /// The ids of projects by what their names have in common, laid out once for all files that are held against them.
    pub by_name: OnceLock<HashMap<String, Vec<String>>>,
    /// The units of projects, the same way.
    pub by_unit: OnceLock<BTreeMap<String, String>>,
    /// Receipts that wait for a correction, by their numbers, and the periods of the files that they are of.
    pub receipts: BTreeMap<String, Period>,
}

impl Known {
    /// The ids of projects by their names' keys. Made at the first call: projects that are added later are not in it.
    pub fn names(&self) -> &HashMap<String, Vec<String>> {
        self.by_name.get_or_init(|| {
            let mut names: HashMap<String, Vec<String>> = HashMap::with_capacity(self.projects.len());
            for (id, project) in &self.projects {
                names.entry(value::text::name_key(&project.name)).or_default().push(id.clone());
            }
            names
        })
    }

    /// The units of projects by their names' keys. Made at the first call, too.
    pub fn units(&self) -> &BTreeMap<String, String> {
        self.by_unit.get_or_init(|| {
            let names: BTreeSet<&str> = self.projects.values().filter_map(|p| p.unit_name.as_deref()).collect();
            names.into_iter().map(|unit| (value::text::name_key(unit), unit.to_string())).collect()
        })
    }
}

/// What the register and the last accepted report say of one project.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KnownProject {
    /// Its name.
    pub name: String,
    /// Its responsible unit.
    pub unit_name: Option<String>,
    /// Its annual target, in yuan.
    pub annual_target: Option<Amount>,
    /// Its total investment, in yuan.
    pub total_investment: Option<Amount>,
    /// Its planned start.
    pub start_date: Option<NaiveDate>,
    /// Its planned end.
    pub end_date: Option<NaiveDate>,
    /// The cumulative values accepted so far, by period end.
    pub cumulative: BTreeMap<NaiveDate, Amount>,
    /// The files that they stood in, by period end.
    pub files: BTreeMap<NaiveDate, String>,
    /// What its last reports said besides, oldest first; at most [`crate::pipeline::checks::REPORTS_MAX`].
    pub said: Vec<checks::Said>,
}

/// A file, understood.
#[derive(Debug, Clone)]
pub struct Tidied {
    /// The file's name.
    pub file: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// The format found: `xlsx`, `csv (gb18030)` …
    pub format: String,
    /// The period it is for, where its pipeline has periods.
    pub period: Option<Period>,
    /// The tables found, in the file's order.
    pub tables: Vec<FoundTable>,
    /// Rows refused.
    pub rejects: Vec<Reject>,
    /// What else a person should know: hidden sheets, totals that do not add up, sheets without a table.
    pub notes: Vec<Note>,
    /// Why none of it is taken, where its checks refuse it as a whole: then its tables have no rows, and all their rows
    /// count as refused; `rejects` lists those that were refused for a reason of their own.
    pub refused: Option<Unreadable>,
    /// Of such a file the rows without a fault of their own, by unit and sheet: their units are told, too.
    pub fallen: BTreeMap<String, BTreeMap<Option<String>, BTreeSet<u32>>>,
}

/// One table found on one sheet. `rows` = accepted + refused + set aside.
#[derive(Debug, Clone)]
pub struct FoundTable {
    /// The sheet; `None` for text files.
    pub sheet: Option<String>,
    /// The header rows, as the spreadsheet counts them (from 1).
    pub header_rows: Vec<u32>,
    /// The columns understood.
    pub columns: Vec<FoundColumn>,
    /// Where each of them stands on the sheet, from 0, in the same order.
    pub at: Vec<u16>,
    /// Rows from the sheet's first to its last that hold anything at all, header included.
    pub rows: u32,
    /// Rows set aside: titles, headers, totals, notes.
    pub set_aside: u32,
    /// Which rows were set aside, and why.
    pub aside: Vec<Aside>,
    /// Rows refused.
    pub refused: u32,
    /// The accepted rows.
    pub table: table::Table,
}

/// One column understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundColumn {
    /// The header as written.
    pub header: String,
    /// The canonical column, if it is one.
    pub column: Option<String>,
    /// The unit it was read in.
    pub unit: Option<String>,
}

/// A refused row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reject {
    /// The cell that decides.
    pub place: Place,
    /// The row, as the spreadsheet counts it.
    pub row: u32,
    /// The dataset whose row it is.
    pub dataset: Dataset,
    /// The project it speaks of, where that is known (also an id that the register does not have).
    pub subject: Option<String>,
    /// The responsible unit that the row or the register names.
    pub unit_name: Option<String>,
    /// Why.
    pub reason: RejectReason,
    /// The cell's text as written, at most 200 characters.
    pub text: String,
    /// For an unknown project the registered ones that its name comes near, as `P14-016 城关镇北四研发中心 78 %`, best first.
    /// Proposed to a person, never taken; the run log has them as a note `near_name`. For a row that comes twice, where the other
    /// one stands: `2月!A5`.
    #[serde(skip)]
    pub near: Vec<String>,
}

/// The reasons, each with its stable name: enum, list and names come from one table.
macro_rules! reject_reasons {
    ($($(#[$doc:meta])* $reason:ident = $name:literal,)*) => {
        /// Why a row was refused. What each means to people stands in [`words`].
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum RejectReason {
            $($(#[$doc])* $reason,)*
        }

        impl RejectReason {
            /// Every reason.
            pub const ALL: [RejectReason; [$($name),*].len()] = [$(RejectReason::$reason),*];

            /// The name in SQL and JSON.
            pub fn name(self) -> &'static str {
                match self {
                    $(RejectReason::$reason => $name,)*
                }
            }
        }
    };
}

reject_reasons! {
    /// The cell does not hold a number.
    NotANumber = "not_a_number",
    /// The cell does not hold a date that exists.
    NotADate = "not_a_date",
    /// A figure that cannot be negative is.
    Negative = "negative",
    /// A share outside what is possible.
    OutOfRange = "out_of_range",
    /// An id that a spreadsheet took for a number, whose last digits are lost.
    CutNumber = "cut_number",
    /// A figure that its cell's format makes a day.
    FormattedAsDate = "formatted_as_date",
    /// A figure so small that nothing of it would be kept.
    TooFine = "too_fine",
    /// A required cell is empty.
    Missing = "missing",
    /// The cell holds a spreadsheet error such as #REF!.
    CellError = "cell_error",
    /// The register does not have this project.
    UnknownProject = "unknown_project",
    /// The id is one known project's, the name is exactly another's.
    NameOfAnother = "name_of_another",
    /// The register has the project with another unit than the one whose form this is.
    OfAnotherUnit = "of_another_unit",
    /// The name fits more than one project.
    AmbiguousName = "ambiguous_name",
    /// The same project again with the same figures.
    DuplicateRow = "duplicate_row",
    /// The same project again with other figures: neither is taken.
    ConflictingRows = "conflicting_rows",
    /// Another unit reported another figure for the same project and period.
    Contradicted = "contradicted",
    /// The cumulative value fell below the last accepted one; the former stands.
    CumulativeDecreased = "cumulative_decreased",
    /// The cumulative value jumped a thousandfold or more: the unit is probably wrong.
    UnitJump = "unit_jump",
    /// The row is for another period than the file.
    OtherPeriod = "other_period",
    /// The row has more cells than the header.
    TooManyCells = "too_many_cells",
    /// The row has fewer cells than the header: nobody can say which of them is missing.
    TooFewCells = "too_few_cells",
    /// The whole row stands in one cell: a line that was pasted, or one with other separators than its file.
    RowInOneCell = "row_in_one_cell",
    /// Quotes of the row do not close or stand where none can, or a line beside it may be a piece of it.
    BrokenRow = "broken_row",
    /// The row could not be decoded.
    Undecodable = "undecodable",
    /// The figure is merged over several rows: which part of it is whose is not said.
    MergedFigure = "merged_figure",
    /// All projects of the table are numbered and have a unit, and the row has neither: it may be none.
    Unnumbered = "unnumbered",
    /// The last row, and its figures are the sums of all rows above it: it may be none of them.
    SumOfAll = "sum_of_all",
    /// A series has several rows of one name, and the column that tells them apart is not read.
    NotToldApart = "not_told_apart",
    /// The row may group others, or be a part of another: its number and its figures do not prove it.
    GroupOrProject = "group_or_project",
    /// The cell says to be read as another, and that holds nothing, or is not the one above.
    RepeatsNothing = "repeats_nothing",
    /// The cell can be read in more than one way, and its column does not say which: 03/04/2014, 1.234.
    Ambiguous = "ambiguous",
    /// The cell's own currency or unit contradicts its column's.
    OtherUnit = "other_unit",
    /// The unit of the column is written and not understood: what its figures say is not known.
    UnclearUnit = "unclear_unit",
    /// A required value is held back: the cell holds a state such as "exempt" instead.
    Withheld = "withheld",
    /// Check `type`: the cell does not hold what its column is declared to hold.
    WrongType = "wrong_type",
    /// Check `range`: the value is outside the declared range.
    BeyondRange = "beyond_range",
    /// Check `allowed`: the value is none of the declared ones.
    NotAllowed = "not_allowed",
    /// Check `unique`: the value comes more than once.
    NotUnique = "not_unique",
    /// Check `required`: a cell that the pipeline requires is empty.
    RequiredEmpty = "required_empty",
    /// Check `sum`: the parts do not add up.
    SumDiffers = "sum_differs",
    /// Check `order`: one value exceeds another that it cannot exceed.
    OutOfOrder = "out_of_order",
    /// Check `share`: the percentage is not what its figures give.
    ShareDiffers = "share_differs",
    /// Check `jump`: the value changed more against the last period than is declared.
    Jump = "jump",
    /// Check `too_large`: the cumulative value is far above the plan, the total investment or the last one.
    TooLargeFigure = "too_large_figure",
    /// Check `repeated`: the same was reported several periods in a row.
    Repeated = "repeated",
    /// Check `always_on_plan` (花架子): every report was exactly on plan.
    AlwaysOnPlan = "always_on_plan",
    /// Check `in_the_future`: a day that should be past is not.
    InTheFuture = "in_the_future",
    /// Check `before_start`: done before the project began.
    BeforeStart = "before_start",
    /// The cell names none of the five areas of supervision.
    NotAnArea = "not_an_area",
    /// The time limit is no day and no number of days.
    NotALimit = "not_a_limit",
    /// Readable, but its file was refused as a whole.
    FileRefused = "file_refused",
}

impl RejectReason {
    /// Whether it speaks of the whole row and not of one cell: then none of its figures is known.
    pub fn is_of_the_row(self) -> bool {
        use RejectReason::{BrokenRow, RowInOneCell, TooFewCells, TooManyCells, Undecodable};
        matches!(self, Undecodable | BrokenRow | RowInOneCell | TooManyCells | TooFewCells)
    }
}

/// Something a person should know of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// Where.
    pub place: Place,
    /// A stable word: `hidden_sheet`, `total_mismatch`, `no_table`, `superseded`, `same_content`, `older_content_again` …
    pub kind: String,
    /// A sentence in English, as all logs are.
    pub text: String,
}

/// A file that could not be read at all: evidence too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unreadable {
    /// The file's name.
    pub file: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// A stable word: `not_a_table`, `encrypted`, `html`, `too_large`, `damaged`, `crashed_reader`, `empty`, `no_period`,
    /// `future_period`, `checks_failed`.
    pub kind: String,
    /// Why, and what to do, in English.
    pub text: String,
}
