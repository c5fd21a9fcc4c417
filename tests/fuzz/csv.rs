//! Any bytes as a text file: encoding, dialect, records. Never a panic; what came out is sound, and read the same through
//! the pipe; without lost bytes there is no replacement character in a row that would be taken.
#![no_main]

use duban::tidy::formats::{decode, needs_a_child, wire};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if needs_a_child(bytes) {
        return;
    }
    let seen = decode(bytes);
    assert_eq!(wire::decode(&wire::encode(&seen)).expect("the wire reads what it wrote"), seen);
    let Ok(book) = seen else { return };
    for sheet in &book.sheets {
        for row in sheet.rows_from(0) {
            let columns: Vec<u16> = row.columns().collect();
            assert!(columns.windows(2).all(|pair| pair[0] < pair[1]), "columns ascend");
            assert!(columns.iter().all(|column| u32::from(*column) < row.width), "no cell beyond the row's width");
            let lost = row.iter().any(|(_, cell)| sheet.shown(cell).contains('\u{fffd}'));
            assert!(!lost || row.flaw.is_some(), "a replacement character is never taken for a character");
        }
    }
});
