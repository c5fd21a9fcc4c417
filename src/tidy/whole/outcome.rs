//! What is given of rows that were refused: the cell, the reason, and whose they are.

use super::{Mark, Register, Rows, fallen};
use crate::tidy::formats::Sheet;
use crate::tidy::rows;
use crate::tidy::{Reject, RejectReason};

/// The longest text of a cell that is repeated in a refusal, in characters.
const SHOWN_MAX: usize = 200;

/// The refused rows of a table, but for those that fell with their file: they are counted, and the file has a reason.
pub fn rejects<'a>(
    rows: &'a Rows,
    sheet: &'a Sheet,
    register: &'a Register<'_>,
    file: &'a str,
) -> impl Iterator<Item = Reject> {
    let text = |name: &str, index: usize| rows.column(name).and_then(|column| column.text(index)).map(str::to_string);
    // Rows that fell with their file are counted, not listed: the file has a reason of its own.
    let own = |refusal: &rows::Refusal| refusal.reason != RejectReason::FileRefused;
    let refused = rows.fates.iter().enumerate().filter_map(move |(index, fate)| Some((index, fate.filter(own)?)));
    let reject = move |(index, refusal): (usize, rows::Refusal)| {
        let number = rows.numbers.get(index).copied().unwrap_or(1);
        let row = sheet.row_of(number.saturating_sub(1));
        let merged = rows.shown.get(&index).filter(|_| refusal.reason == RejectReason::MergedFigure).cloned();
        let shown = merged.or_else(|| row.map(|row| sheet.shown(row.cell(refusal.column))));
        let of_project = rows.dataset().is_of_projects();
        let subject = text("project_id", index).or_else(|| if of_project { text("name", index) } else { None });
        let subject =
            subject.or_else(|| fallen::torn(shown.as_deref(), refusal.reason, register).filter(|_| of_project));
        let known = subject.as_deref().and_then(|id| register.project(id)).and_then(|p| p.unit_name.clone());
        Reject {
            place: rows.place(file, refusal.column, number),
            row: number,
            dataset: rows.dataset(),
            unit_name: text("unit_name", index).or(known),
            subject,
            reason: refusal.reason,
            text: shown.unwrap_or_default().chars().take(SHOWN_MAX).collect(),
            near: rows.near.get(&index).cloned().unwrap_or_default(),
        }
    };
    refused.map(reject)
}

/// A row of a form is of the unit the form was made for, where it does not say so itself.
pub fn of_form(reject: Reject, mark: Option<&Mark>) -> Reject {
    let unit_name = reject.unit_name.or_else(|| Some(mark?.unit_name.clone()));
    Reject { unit_name, ..reject }
}
