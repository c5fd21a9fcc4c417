//! What became of earlier receipts: which of their rows a new file has put right.
//!
//! Takes one unit's part of a new file and the receipts that wait; gives an answer for each that it answers. A row is the same
//! by its project; one whose project was the fault, by its place in a file that has as many rows as before.

use super::parts::Part;
use super::{Answer, Receipt};
use crate::tidy::{Reject, RejectReason, Tidied};

/// A receipt's number begins so, and has so many signs behind it.
const BEGINS: &str = "r-";
const SIGNS: usize = 10;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Accepted,
    Refused,
    Gone,
}

/// The open receipts that this part answers: those of the same unit and period whose number the file's name holds, or of which
/// it has at least one row.
pub fn answers(part: &Part, read: &Tidied, unit_name: &str, open: &[&Receipt]) -> Vec<Answer> {
    let mut answers = Vec::new();
    for receipt in open.iter().filter(|receipt| receipt.file_sha256 != read.sha256 && receipt.unit_name == unit_name) {
        if receipt.period != read.period || receipt.refused == 0 {
            continue;
        }
        let now = part.accepted as usize + part.refused.len() + part.fallen as usize;
        let in_place = now == receipt.accepted as usize + receipt.refused as usize;
        let count = |fate| receipt.rows.iter().filter(|row| of(part, row, in_place) == fate).count() as u32;
        let (accepted, refused, gone) = (count(Fate::Accepted), count(Fate::Refused), count(Fate::Gone));
        // Nothing was wrong with the unit's rows but their file: it is made good by one that is taken.
        let made_good = receipt.rows.is_empty() && part.accepted > 0;
        if read.file.to_lowercase().contains(&receipt.id) || made_good || accepted + refused > 0 {
            answers.push(Answer { receipt: receipt.id.clone(), accepted, refused, gone });
        }
    }
    answers
}

/// What became of one refused row. `in_place`: the unit's rows are as many as before.
fn of(part: &Part, row: &Reject, in_place: bool) -> Fate {
    let at_fault = matches!(
        row.reason,
        RejectReason::UnknownProject
            | RejectReason::NameOfAnother
            | RejectReason::AmbiguousName
            | RejectReason::Undecodable
            | RejectReason::BrokenRow
    );
    let here = row.subject.is_none() || (at_fault && in_place);
    let same = |new: &&Reject| {
        let named = row.subject.is_some() && new.subject == row.subject;
        let placed = here && new.row == row.row && new.place.sheet == row.place.sheet;
        new.dataset == row.dataset && (named || placed)
    };
    let named = row.subject.as_ref().is_some_and(|subject| part.subjects.contains(&(row.dataset, subject.clone())));
    let placed = || here && part.rows.get(&row.place.sheet).is_some_and(|rows| rows.contains(&row.row));
    if part.refused.iter().any(|new| same(&new)) {
        Fate::Refused
    } else if part.accepted > 0 && (named || placed()) {
        Fate::Accepted
    } else if part.fallen > 0 {
        Fate::Refused // with its file
    } else {
        Fate::Gone
    }
}

/// Whether the unit was told all that a receipt says, by one that still waits, and the file does not name that one.
pub fn is_told(new: &Receipt, open: &[&Receipt]) -> bool {
    let name = new.file.to_lowercase();
    let row = |row: &Reject| (row.dataset, row.subject.clone(), row.reason, row.text.clone());
    let rows = |receipt: &Receipt| receipt.rows.iter().map(row).collect::<Vec<_>>();
    let notes = |receipt: &Receipt| receipt.notes.iter().map(|note| note.text.clone()).collect::<Vec<_>>();
    open.iter().any(|old| {
        old.unit_name == new.unit_name
            && old.period == new.period
            && old.file_sha256 != new.file_sha256
            && (old.accepted, old.refused) == (new.accepted, new.refused)
            && !name.contains(&old.id)
            && rows(old) == rows(new)
            && notes(old) == notes(new)
    })
}

/// A file's name without the numbers of receipts in it: a name to be sent again has one of them, not one more each time.
pub fn without_numbers(name: &str) -> String {
    let mut kept = name.to_string();
    let mut from = 0;
    while let Some(at) = kept.get(from..).and_then(|rest| rest.to_ascii_lowercase().find(BEGINS)).map(|at| at + from) {
        let number = kept.get(at + BEGINS.len()..).unwrap_or_default();
        let signs = number.bytes().take(SIGNS).take_while(u8::is_ascii_alphanumeric).count();
        let after = number.as_bytes().get(SIGNS).is_some_and(u8::is_ascii_alphanumeric);
        let before = kept.get(..at).unwrap_or_default();
        if signs < SIGNS || after || before.ends_with(|c: char| c.is_ascii_alphanumeric()) {
            from = at + BEGINS.len();
            continue;
        }
        let before = before.trim_end().trim_end_matches("回执").trim_end().len();
        kept.replace_range(before..at + BEGINS.len() + SIGNS, "");
        from = before;
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_loses_its_numbers_and_nothing_else() {
        for (name, bare) in [
            ("20140315进度 r-9svpvxs3cc r-edg66e0rh8.xlsx", "20140315进度.xlsx"),
            ("20140315进度 回执r-9svpvxs3cc.xlsx", "20140315进度.xlsx"),
            ("20140315进度 R-9SVPVXS3CC（改）.xlsx", "20140315进度（改）.xlsx"),
            ("r-9svpvxs3c.xlsx", "r-9svpvxs3c.xlsx"),
            ("over-9svpvxs3cc.xlsx", "over-9svpvxs3cc.xlsx"),
            ("进度İr-", "进度İr-"),
        ] {
            assert_eq!(without_numbers(name), bare);
        }
    }
}
