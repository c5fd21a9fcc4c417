//! Judging what was read: the checks of a table's pipeline, asked of its cells, its rows, its history, and of the file.
//!
//! Takes typed rows that are joined to the register, the checks and what was accepted before; notes what only warns and
//! refuses what fails, row by row with the cell that decides, or the file as a whole. Never changes a value, and judges a
//! row that is already refused no further.

/// What one cell must hold.
mod cells;

/// Figures that are wrong by a unit.
mod powers;

/// What the figures and days of one row must not contradict.
mod relations;

/// Columns that slipped by a row, or stand under each other's header.
mod slipped;

/// What was reported before, and the linear plan.
mod history;

/// What is asked of the file as a whole.
mod file;

pub use file::judge_file;
use history::Step;

use super::join::Register;
use super::rows::Rows;
use super::value::text::name_key;
use super::{Note, RejectReason, issues};
use crate::base::amount::Amount;
use crate::base::id::sha256_hex;
use crate::base::period::Period;
use crate::pipeline::TableSpec;
use crate::pipeline::checks::{Check, Level, Test};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What a check may find: the kinds of its notes where it only warns, and the reasons of its refusals where it does not.
const FOUND: [RejectReason; 15] = [
    RejectReason::WrongType,
    RejectReason::BeyondRange,
    RejectReason::NotAllowed,
    RejectReason::NotUnique,
    RejectReason::RequiredEmpty,
    RejectReason::SumDiffers,
    RejectReason::OutOfOrder,
    RejectReason::ShareDiffers,
    RejectReason::CumulativeDecreased,
    RejectReason::Jump,
    RejectReason::TooLargeFigure,
    RejectReason::Repeated,
    RejectReason::AlwaysOnPlan,
    RejectReason::InTheFuture,
    RejectReason::BeforeStart,
];

/// Whether a note is a warning of a check: about one cell, which the unit whose row it is can put right or confirm.
pub fn is_warning(kind: &str) -> bool {
    FOUND.iter().any(|reason| reason.name() == kind)
}

/// The most notes of one check for one table; the last says how many more there are.
const NOTES_MAX: usize = 20;

/// What checks are asked with.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The file's name, for places.
    pub file: &'a str,
    /// The tables of the pipeline, with their checks.
    pub specs: &'a [TableSpec],
    /// What is known of the portfolio.
    pub register: &'a Register<'a>,
    /// The period of the file.
    pub period: Option<Period>,
    /// The local day it came.
    pub arrived: NaiveDate,
    /// Whether it is a form that was made here: what it does not ask for, nobody can fill in.
    pub form: bool,
}

impl<'a> Asked<'a> {
    fn spec(&self, rows: &Rows) -> Option<&'a TableSpec> {
        self.specs.iter().find(|spec| spec.dataset == rows.dataset())
    }
}

/// What one report said besides its cumulative value, as far as later reports are held against it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// The period's last day.
    pub period_end: NaiveDate,
    /// The status text by [`text_key`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// The amount of the period, in yuan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period_amount: Option<Amount>,
}

/// What two texts that say the same have in common, in 16 characters: texts themselves are not remembered.
pub fn text_key(text: &str) -> String {
    let mut key = sha256_hex(name_key(text).as_bytes());
    key.truncate(16);
    key
}

/// A row that does not pass.
#[derive(Debug, Clone)]
struct Hit {
    /// The data row.
    index: usize,
    /// The column on the sheet.
    column: u16,
    /// What is wrong, in English.
    text: String,
}

/// Asks every check that one table alone can answer.
pub fn judge_rows(rows: &mut Rows, asked: &Asked<'_>, notes: &mut Vec<Note>) {
    let steps = history::steps(rows, asked);
    history::unit_jumps(rows, &steps);
    let Some(spec) = asked.spec(rows) else { return };
    for check in &spec.checks {
        let Some((reason, hits)) = ask(&check.test, rows, asked, &steps) else { continue };
        let hits = match &check.test {
            Test::Share { column, part, whole, .. } if !hits.is_empty() => {
                let hits = powers::refuse(rows, [column, part, whole], hits, asked, notes);
                slipped::refuse(rows, [column, part, whole], hits, asked, notes)
            }
            _ => hits,
        };
        settle(check, reason, hits, rows, asked, notes);
    }
}

/// The rows that do not pass, and the word for it; nothing for checks of the file.
fn ask(test: &Test, rows: &Rows, asked: &Asked<'_>, steps: &[Step<'_>]) -> Option<(RejectReason, Vec<Hit>)> {
    let found = match test {
        Test::Type { column, of } => (RejectReason::WrongType, cells::of_type(rows, column, *of)),
        Test::Range { column, least, most } => (RejectReason::BeyondRange, cells::range(rows, column, *least, *most)),
        Test::Allowed { column, values } => (RejectReason::NotAllowed, cells::allowed(rows, column, values)),
        Test::Required { column } => (RejectReason::RequiredEmpty, cells::required(rows, column)),
        Test::Sum { parts, whole, tolerance } => {
            (RejectReason::SumDiffers, relations::sum(rows, parts, whole, *tolerance))
        }
        Test::Order { columns: [first, second] } => (RejectReason::OutOfOrder, relations::order(rows, first, second)),
        Test::Share { column, part, whole, tolerance } => {
            (RejectReason::ShareDiffers, relations::share(rows, column, part, whole, *tolerance))
        }
        Test::Falls => (RejectReason::CumulativeDecreased, history::falls(rows, steps)),
        Test::Jump { percent } => (RejectReason::Jump, history::jumps(rows, steps, *percent)),
        Test::TooLarge => (RejectReason::TooLargeFigure, history::too_large(rows, asked, steps)),
        Test::Repeated { column, reports } => {
            (RejectReason::Repeated, history::repeated(rows, (asked, steps), column, *reports))
        }
        Test::AlwaysOnPlan { reports, tolerance } => {
            (RejectReason::AlwaysOnPlan, history::on_plan(rows, (asked, steps), *reports, *tolerance))
        }
        Test::InTheFuture { column } => (RejectReason::InTheFuture, relations::in_the_future(rows, column, asked)),
        Test::BeforeStart { column } => (RejectReason::BeforeStart, relations::before_start(rows, column, asked)),
        Test::Area { column, needed } => {
            (RejectReason::NotAnArea, listed(rows, column, issues::areas(rows, column, *needed)))
        }
        Test::IssueKind { column } => (RejectReason::NotAllowed, listed(rows, column, issues::kinds(rows, column))),
        Test::Limit { column } => {
            (RejectReason::NotALimit, listed(rows, column, issues::limits(rows, column, asked.arrived)))
        }
        Test::Unique { .. } | Test::Totals | Test::Fresh { .. } => return None,
    };
    Some(found)
}

/// Rows of issue lists that do not pass, each with the cell of its column.
fn listed(rows: &Rows, column: &str, wrong: Vec<issues::Wrong>) -> Vec<Hit> {
    let at = rows.place_of(column);
    wrong
        .into_iter()
        .map(|(index, text)| Hit { index, column: at, text: format!("{}: {text}", who(rows, index)) })
        .collect()
}

/// Refuses the rows, or notes them.
fn settle(
    check: &Check,
    reason: RejectReason,
    hits: Vec<Hit>,
    rows: &mut Rows,
    asked: &Asked<'_>,
    notes: &mut Vec<Note>,
) {
    if check.level == Level::Fail {
        for hit in hits {
            rows.refuse(hit.index, hit.column, reason);
        }
        return;
    }
    if let Test::Share { column, part, whole, .. } = &check.test
        && let Some(first) = hits.first()
        && relations::means_something_else(rows, [column, part, whole], hits.len())
    {
        let text = format!(
            "{column} is not {part} ÷ {whole} in {} rows, more than half of them: it is taken to mean something else",
            hits.len()
        );
        notes.push(note(rows, asked, first, reason, text));
        return;
    }
    let more = hits.len().saturating_sub(NOTES_MAX);
    for (position, hit) in hits.iter().take(NOTES_MAX).enumerate() {
        let last = position + 1 == NOTES_MAX && more > 0;
        let text = if last { format!("{}; and {more} more", hit.text) } else { hit.text.clone() };
        notes.push(note(rows, asked, hit, reason, text));
    }
}

fn note(rows: &Rows, asked: &Asked<'_>, hit: &Hit, reason: RejectReason, text: String) -> Note {
    let number = rows.numbers.get(hit.index).copied().unwrap_or(1);
    Note { place: rows.place(asked.file, hit.column, number), kind: reason.name().to_string(), text }
}

/// The rows that still stand.
fn standing(rows: &Rows) -> impl Iterator<Item = usize> {
    (0..rows.fates.len()).filter(|index| rows.stands(*index))
}

/// How a row is spoken of: its project, or its number.
fn who(rows: &Rows, index: usize) -> String {
    let id = rows.column("project_id").and_then(|ids| ids.text(index));
    id.map_or_else(|| format!("row {}", rows.numbers.get(index).copied().unwrap_or(0)), str::to_string)
}

/// A figure of a column in the unit it was written in.
fn shown(rows: &Rows, column: &str, amount: Amount) -> String {
    let unit = rows.layout.slot(column).and_then(|slot| slot.unit.as_ref());
    unit.map_or_else(|| amount.to_string(), |unit| format!("{} {}", amount.in_unit(unit.factor), unit.label))
}
