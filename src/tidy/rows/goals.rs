//! Target texts of a table (不低于95%, 加强领导): which of them are comparable targets, which are not measurable.
//!
//! Takes the rows read; gives one note of the texts that nothing can be compared with, each with its cell and why, and one
//! of those that hold several targets. Changes no row: what cannot be measured is said, and judged by nobody.

use super::Rows;
use crate::tidy::Note;
use crate::tidy::table::{Texts, Values};
use crate::tidy::value::target::{self, Beside};

/// The column of target texts.
const COLUMN: &str = "goal";
/// How many texts a note shows.
const SHOWN: usize = 10;
/// The most characters of a text that a note shows.
const TEXT_MAX: usize = 60;

/// Takes the texts of a column of targets that are no figures (增长8%, 4.5以内) for target texts, where the table has no column of
/// those.
pub fn of_targets(rows: &mut Rows) {
    let (Some(target), Some(goal)) = (rows.index("target"), rows.index(COLUMN)) else { return };
    if rows.layout.slot(COLUMN).is_some() || !rows.held.holds(target) {
        return;
    }
    let mut goals = Texts::default();
    (0..rows.fates.len()).for_each(|index| goals.push(rows.held.text(index, target)));
    if let Some(values) = rows.values.get_mut(goal) {
        *values = Values::Texts(goals);
    }
}

/// The notes on a table's target texts. `year`: the year that days without one are meant in.
pub fn note(rows: &Rows, file: &str, year: Option<i32>, notes: &mut Vec<Note>) {
    let slot = rows.layout.slot(COLUMN).or_else(|| rows.layout.slot("target"));
    let (Some(goals), Some(slot)) = (rows.column(COLUMN), slot) else { return };
    let (mut unmeasurable, mut several) = (Vec::new(), Vec::new());
    let has = |column: &str, index: usize| matches!(rows.column(column), Some(Values::Amounts(them)) if them.get(index).is_some());
    for (index, number) in rows.numbers.iter().enumerate().filter(|(index, _)| rows.stands(*index)) {
        let Some(text) = text(goals, index) else { continue };
        let unit = rows.column("unit").and_then(|units| units.text(index));
        let beside = Beside { unit, grows: has("growth", index), has_whole: has("target", index) };
        let clauses = target::read_beside(text, year, &beside);
        let measured = clauses.iter().filter(|clause| clause.is_ok()).count();
        for (reason, clause) in clauses.iter().filter_map(|clause| clause.as_ref().err()) {
            unmeasurable.push((*number, format!("{} ({})", short(clause), reason.name().replace('_', " "))));
        }
        if measured > 1 {
            several.push((*number, format!("{} ({measured} targets)", short(text))));
        }
    }
    let mut push = |kind: &str, what: &str, found: Vec<(u32, String)>| {
        let Some((first, _)) = found.first() else { return };
        let place = rows.place(file, slot.column, *first);
        let cell = |number: u32| rows.place(file, slot.column, number).cell.unwrap_or_default();
        let shown: Vec<String> =
            found.iter().take(SHOWN).map(|(number, text)| format!("{} {text}", cell(*number))).collect();
        let more = found.len().saturating_sub(SHOWN);
        let more = if more > 0 { format!("; and {more} more") } else { String::new() };
        let text = format!("{} {what}: {}{more}", found.len(), shown.join("; "));
        notes.push(Note { place, kind: kind.to_string(), text });
    };
    push("not_measurable", "target texts cannot be compared with a figure or a day and judge nobody", unmeasurable);
    push("several_targets", "target texts hold several targets, each of which is judged", several);
}

fn text(values: &Values, index: usize) -> Option<&str> {
    values.text(index).filter(|text| !text.trim().is_empty())
}

fn short(text: &str) -> String {
    text.trim().chars().take(TEXT_MAX).collect()
}
