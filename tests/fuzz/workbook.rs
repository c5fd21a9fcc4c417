//! Any bytes as a workbook, up to where the library would parse it: what kind of document it is, what it unpacks to, what it
//! hides. Never a panic, and an answer within the budget.
#![no_main]

use duban::tidy::formats::{needs_a_child, zipped};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = needs_a_child(bytes);
    if zipped::look(bytes).is_ok() {
        let _ = zipped::has_short_cells(bytes);
    }
});
