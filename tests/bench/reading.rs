//! How long reading takes: bytes → cells → typed rows, in this process. `cargo bench --bench reading -- FILE [REPEAT]`.
//!
//! What comes behind it (who is meant, what contradicts what) is left out: a file of a million projects is refused there.
//!
//! Prints for each repeat the seconds for both steps; for a workbook also those that calamine alone needs for the same
//! cells, streamed and as a range. `tests/bench/reading.py` makes the files and asks Polars.

use calamine::Reader;
use duban::pipeline::TableSpec;
use duban::pipeline::dataset::Dataset;
use duban::tidy::join::Register;
use duban::tidy::rows::{Context, Rows};
use duban::tidy::{Known, find, formats, rows};
use std::io::Cursor;
use std::time::Instant;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let Some(path) = arguments.first() else { return println!("usage: cargo bench --bench reading -- FILE [REPEAT]") };
    let repeat = arguments.get(1).and_then(|text| text.parse().ok()).unwrap_or(5);
    let bytes = std::fs::read(path).expect("the file is there");
    for _ in 0..repeat {
        once(bytes.clone());
    }
}

/// The bytes are given away, as the daemon gives them.
fn once(bytes: Vec<u8>) {
    let zip = if bytes.starts_with(b"PK") { bytes.clone() } else { Vec::new() };
    let begun = Instant::now();
    let book = formats::decode_owned(bytes, None).expect("the file has a format");
    let cells = begun.elapsed().as_secs_f64();
    let specs = [TableSpec::usual(Dataset::Progress)];
    let (known, mut notes) = (Known::default(), Vec::new());
    let register = Register::new(&known, true);
    let context =
        Context { file: "f", epoch_1904: false, year: None, period: None, is_form: false, register: &register };
    let sheet = book.sheets.first().expect("the file has a sheet");
    let layouts = find::layouts("f", sheet, &specs, find::When::Unknown, &mut notes);
    let read: Vec<Rows> = layouts.into_iter().map(|layout| rows::read(sheet, layout, &context, &mut notes)).collect();
    let typed = begun.elapsed().as_secs_f64() - cells;
    let rows: usize = read.iter().map(|rows| (0..rows.fates.len()).filter(|row| rows.stands(*row)).count()).sum();
    let all = cells + typed;
    print!("duban: cells {cells:.3} s + typed {typed:.3} s = {all:.3} s, {rows} rows");
    if !zip.is_empty() {
        print!("; calamine alone: streamed {:.3} s, as a range {:.3} s", streamed(&zip), ranged(&zip));
    }
    println!();
}

fn streamed(bytes: &[u8]) -> f64 {
    let begun = Instant::now();
    let mut book = calamine::Xlsx::new(Cursor::new(bytes)).expect("calamine reads it too");
    let mut cells = 0usize;
    for name in book.sheet_names() {
        let mut reader = book.worksheet_cells_reader(&name).expect("a sheet of cells");
        while let Ok(Some(_)) = reader.next_cell() {
            cells += 1;
        }
    }
    assert!(cells > 0, "calamine sees cells too");
    begun.elapsed().as_secs_f64()
}

fn ranged(bytes: &[u8]) -> f64 {
    let begun = Instant::now();
    let mut book = calamine::Xlsx::new(Cursor::new(bytes)).expect("calamine reads it too");
    let cells: usize = book.worksheets().iter().map(|(_, range)| range.used_cells().count()).sum();
    assert!(cells > 0, "calamine sees cells too");
    begun.elapsed().as_secs_f64()
}
