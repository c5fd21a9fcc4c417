//! The marked copies that go with receipts: each keeper gets the rows of the own unit, and no others.

use super::examine::Decoded;
use crate::base::place::Place;
use crate::escalate::receipts::{Addressed, Receipts};
use crate::letter::marked::{Marked, xlsx};
use crate::letter::receipt::{Bundle, Copy};
use crate::tidy::{Note, Tidied, returned};
use std::collections::BTreeMap;

/// Larger copies are not attached: mailboxes refuse letters of more than some 10 MiB, and base64 adds a third.
const COPY_BYTES_MAX: usize = 4 << 20;
/// Copies with more cells are excerpts: the refused rows and those beside them.
const COPY_CELLS_MAX: usize = 60_000;
/// What all copies of one run may show together; what comes after is an excerpt, and once that is too much there is none.
const RUN_CELLS_MAX: usize = 400_000;
/// What the copies of one letter may have together.
const COPIES_BYTES_MAX: usize = 6 << 20;

/// One bundle for each person, by person.
pub fn bundles(receipts: &Receipts, decoded: &[Decoded], reads: &[&Tidied]) -> Vec<Bundle> {
    let mut bundles: BTreeMap<&str, (Bundle, usize)> = BTreeMap::new();
    let mut cells = RUN_CELLS_MAX;
    for one in &receipts.addressed {
        let (bundle, bytes) = bundles
            .entry(one.recipient.person.as_str())
            .or_insert_with(|| (Bundle { recipient: one.recipient.clone(), receipts: Vec::new() }, 0));
        let copy = copy(one, decoded, reads, &mut cells);
        let copy = copy.filter(|copy| *bytes + copy.bytes.len() <= COPIES_BYTES_MAX);
        *bytes += copy.as_ref().map_or(0, |copy| copy.bytes.len());
        bundle.receipts.push((one.receipt.clone(), copy));
    }
    bundles.into_values().map(|(bundle, _)| bundle).collect()
}

/// The copy of one unit's rows; `cells`: what is left for the run.
fn copy(one: &Addressed, decoded: &[Decoded], reads: &[&Tidied], cells: &mut usize) -> Option<Copy> {
    let receipt = &one.receipt;
    let file = decoded.iter().find(|file| file.arrival.sha256 == receipt.file_sha256)?;
    let workbook = file.workbook.as_ref()?.as_ref().ok()?;
    let read = reads.iter().find(|read| read.sha256 == receipt.file_sha256)?;
    let summary = vec![
        format!("{}{}　{}", returned::RECEIPT, receipt.id, receipt.unit_name),
        format!("采用 accepted {}　未采用 refused {}", receipt.accepted, receipt.refused),
    ];
    let marked = Marked::new(workbook, read, Some(&one.rows), summary, COPY_CELLS_MAX.min(*cells));
    *cells = cells.checked_sub(marked.cells)?;
    let bytes = xlsx::write(&marked).ok().filter(|bytes| bytes.len() <= COPY_BYTES_MAX)?;
    Some(Copy { bytes, is_excerpt: marked.is_excerpt })
}

/// Units nobody keeps the data of, as notes: nobody could be sent a receipt.
pub fn vacant(receipts: &Receipts) -> Vec<Note> {
    let note = |unit: &String| Note {
        place: Place { file: format!("unit {unit}"), ..Place::default() },
        kind: "receipt_vacant".to_string(),
        text: "nobody on the data ladder is reached for this unit: no receipt was written".to_string(),
    };
    receipts.vacant.iter().map(note).collect()
}
