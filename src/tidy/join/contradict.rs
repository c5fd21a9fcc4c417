//! Two units, one project, one period, two figures: nobody here can say whose is right.
//!
//! Takes the rows of a file and what was reported before; refuses a row whose figure differs from the one that a file of
//! another unit reported for the same project and period, and says both. A unit that sends its own figure anew corrects it.

use super::unit_of_file;
use crate::base::amount::Amount;
use crate::base::period::Period;
use crate::pipeline::dataset::Dataset;
use crate::tidy::formats::Sheet;
use crate::tidy::rows::Rows;
use crate::tidy::{Known, Note, RejectReason};
use std::collections::BTreeMap;

/// What came before for a row's project and period: the figure, and the unit whose file it stood in.
struct Before<'a> {
    cumulative: Amount,
    file: &'a str,
    unit: String,
}

/// Refuses the rows of a file that contradict what another unit's file said before.
pub fn refuse_contradictions(
    tables: &mut [Rows],
    (known, period): (&Known, Option<Period>),
    (file, sheets): (&str, &[Sheet]),
    notes: &mut Vec<Note>,
) {
    let Some(period) = period else { return };
    let mut sender: Option<Option<String>> = None;
    let mut senders: BTreeMap<&str, Option<String>> = BTreeMap::new();
    for rows in tables.iter_mut().filter(|rows| rows.dataset() == Dataset::Progress) {
        let at = rows.place_of("cumulative");
        for index in 0..rows.fates.len() {
            let Some((id, cumulative)) = figure(rows, index) else { continue };
            let Some((before, earlier)) = reported(known, &id, period).filter(|(before, _)| *before != cumulative)
            else {
                continue;
            };
            let mine = sender.get_or_insert_with(|| unit_of_file(known, file, sheets));
            let theirs = senders.entry(earlier).or_insert_with(|| unit_of_file(known, earlier, &[]));
            let (Some(mine), Some(unit)) = (mine.as_ref(), theirs.clone()) else { continue };
            if *mine != unit {
                let before = Before { cumulative: before, file: earlier, unit };
                notes.push(note(rows, index, file, (&id, mine, cumulative), &before));
                rows.refuse(index, at, RejectReason::Contradicted);
            }
        }
    }
}

/// The project and the cumulative value of a row that stands.
fn figure(rows: &Rows, index: usize) -> Option<(String, Amount)> {
    let id = rows.stands(index).then(|| rows.column("project_id"))??.text(index)?;
    Some((id.to_string(), rows.column("cumulative")?.amount(index)?))
}

/// The figure accepted for a project and period, and the file it stood in.
fn reported<'a>(known: &'a Known, id: &str, period: Period) -> Option<(Amount, &'a str)> {
    let project = known.projects.get(id)?;
    Some((*project.cumulative.get(&period.end())?, project.files.get(&period.end())?.as_str()))
}

fn note(rows: &Rows, index: usize, file: &str, (id, unit, now): (&str, &str, Amount), before: &Before<'_>) -> Note {
    let number = rows.numbers.get(index).copied().unwrap_or(1);
    let shown = |amount: Amount| {
        let unit = rows.layout.slot("cumulative").and_then(|slot| slot.unit.as_ref());
        unit.map_or_else(|| amount.to_string(), |unit| format!("{} {}", amount.in_unit(unit.factor), unit.label))
    };
    Note {
        place: rows.place(file, rows.place_of("cumulative"), number),
        kind: RejectReason::Contradicted.name().to_string(),
        text: format!(
            "{id}: {unit} reports {}, {} reported {} in {}; the former stands until they agree",
            shown(now),
            before.unit,
            shown(before.cumulative),
            before.file
        ),
    }
}
