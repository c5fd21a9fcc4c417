//! Any bytes as a workbook, as far as duban itself reads it: what kind of document it is, what it unpacks to, what it hides,
//! how its numbers are shown, and OpenDocument whole. Never a panic, and an answer within the budget.
#![no_main]

use duban::tidy::formats::{needs_a_child, workbook};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = needs_a_child(bytes);
    let _ = workbook::look(bytes);
});
