//! Cells that were taken and are to be looked at: those of which a check only warned, and totals that do not add up.
//!
//! Takes the notes of a file; gives by row and column what a person is told there, in both languages.

use crate::base::place::cell_of;
use crate::tidy::words::{of_note, said};
use crate::tidy::{Note, Tidied, checks};
use std::collections::BTreeMap;

/// By row and column, counted from 0: what is said of the cell.
pub(super) type Warned = BTreeMap<u32, BTreeMap<u16, String>>;

/// The cells of a sheet that are to be looked at.
pub(super) fn of_sheet(tidied: &Tidied, sheet: Option<&str>) -> Warned {
    let mut warned = Warned::new();
    let asks = |kind: &str| checks::is_warning(kind) || kind == "total_mismatch";
    for note in tidied.notes.iter().filter(|note| note.place.sheet.as_deref() == sheet && asks(&note.kind)) {
        let Some((column, row)) = note.place.cell.as_deref().and_then(cell_of) else { continue };
        let text = warned.entry(row).or_default().entry(column).or_default();
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&words(note));
    }
    warned
}

/// `请核对：必填的内容为空（…） / please check: a cell that … is empty (…)`
fn words(note: &Note) -> String {
    let (zh, en) = of_note(&note.kind).map_or(("请核对", "please check"), |word| (word.zh, word.en));
    let more = said::zh(&note.text).map(|text| format!("（{text}）")).unwrap_or_default();
    format!("请核对：{zh}{more} / please check: {en} ({})", note.text)
}
