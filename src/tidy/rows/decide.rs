//! Which cells a row needs, and which of them decides it: the one that letters cite.

use crate::pipeline::dataset::{Column, Dataset, Kind};
use crate::tidy::find::{Layout, Slot};
use crate::tidy::issues;

/// Whether a row without this value is refused. A milestone without an actual date is one that is not done.
pub fn is_needed(dataset: Dataset, column: &Column, slot: Option<&Slot>) -> bool {
    let may_lack = [(Dataset::Milestones, "actual_date"), (Dataset::Series, "value"), (Dataset::Inspections, "score")];
    // Words in place of a plan's figure, or none at all, leave the project one.
    let in_words = slot.is_some_and(|slot| slot.in_words);
    // A table that lacks a required column was found only because the pipeline says that it may.
    column.required
        && !in_words
        && slot.is_some_and(|slot| !slot.habit.optional)
        && !may_lack.contains(&(dataset, column.name))
}

/// The column that letters cite.
pub fn deciding_column(layout: &Layout) -> u16 {
    let names = [
        "cumulative",
        "actual_date",
        "planned_date",
        "annual_target",
        "value",
        "projects_over_100m",
        "address",
        "score",
        "amount",
        "text",
        "milestone",
    ];
    let slot = names.iter().find_map(|name| layout.slot(name)).or_else(|| layout.slots.iter().flatten().next());
    slot.map_or(0, |slot| slot.column)
}

/// Money other than that of one period, points and counts.
pub fn is_never_negative(column: &Column) -> bool {
    match column.kind {
        Kind::Money => column.name != "period_amount",
        Kind::Figure => column.name == "points" || column.name.starts_with("projects_"),
        _ => false,
    }
}

/// Whether a column names offices, posts or people, of which a cell may hold several on lines of their own.
pub fn is_of_names(column: &str) -> bool {
    is_of_people(column) || matches!(column, "unit_name" | "role" | "town")
}

/// Whether it names people.
pub fn is_of_people(column: &str) -> bool {
    matches!(column, "leader" | "person" | "group" | "officer" | "liaison" | "delegate")
}

/// Whether a goal has words in place of its day that end it on none: 长期坚持. It is kept, and cannot be late.
pub fn may_go_on(dataset: Dataset, column: &Column, text: &str) -> bool {
    (dataset, column.name) == (Dataset::QuotaGoals, "due_date") && issues::goes_on(text)
}

/// Whether words may stand where a day is asked for, and are no wrong one: 已开工, 长期, 2026. What says that a milestone is done says
/// when.
pub fn may_say_stage(dataset: Dataset, column: &Column, slot: Option<&Slot>) -> bool {
    let of_projects = matches!(dataset, Dataset::Register | Dataset::Progress | Dataset::Deals);
    of_projects && column.kind == Kind::Date && !is_needed(dataset, column, slot)
}
