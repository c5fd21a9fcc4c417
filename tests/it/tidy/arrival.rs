//! How bytes arrive changes nothing: split on their way to the child, or with a character across the edge of a buffer.

use super::decode;
use duban::tidy::formats::{Workbook, wire};
use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};

/// A child that parses what comes on its standard input.
fn child() -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_duban"));
    command.arg("__decode").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    command.spawn().expect("the child starts")
}

/// What a child answers to bytes that come in two pieces, the second when the first is read.
fn answer(bytes: &[u8], at: usize) -> Vec<u8> {
    let mut child = child();
    let mut input = child.stdin.take().expect("its input");
    let (first, second) = bytes.split_at(at);
    // A child that has seen enough may close its end.
    let _ = input.write_all(first).and_then(|()| input.flush());
    std::thread::yield_now();
    let _ = input.write_all(second);
    drop(input);
    let mut answer = Vec::new();
    child.stdout.take().expect("its output").read_to_end(&mut answer).expect("it answers");
    child.wait().expect("it ends");
    answer
}

/// Offsets all over a file, the ends and the edges of sectors and pages among them.
fn offsets(length: usize) -> Vec<usize> {
    let step = (length / 6).max(1);
    let mut offsets: Vec<usize> = (0..=length).step_by(step).collect();
    offsets.extend([1, 3, 512, 4_096, length.saturating_sub(1)]);
    offsets.retain(|at| *at <= length);
    offsets.sort_unstable();
    offsets.dedup();
    offsets
}

#[test]
fn a_child_gives_the_same_answer_wherever_its_input_was_split() {
    let workbook = include_bytes!("fixtures/formats/shown.xlsb");
    let text = [
        &[0xFF, 0xFE][..],
        &"项目编号,累计完成投资\nP1,1\n".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>(),
    ]
    .concat();
    let chinese = encoding_rs::GB18030.encode("项目编号,累计完成投资（万元）\n甲１,１２\n").0.into_owned();
    for bytes in [&workbook[..], &text, &chinese, b"PK\x03\x04 and then nothing", b"<html>"] {
        let whole = wire::encode(&duban::tidy::formats::decode(bytes));
        for at in offsets(bytes.len()) {
            assert_eq!(answer(bytes, at), whole, "split at {at} of {}", bytes.len());
        }
    }
}

/// The cells of a text file, row by row.
fn cells(book: &Workbook) -> Vec<Vec<String>> {
    let sheet = &book.sheets[0];
    sheet.rows_from(0).map(|row| row.iter().map(|(_, cell)| sheet.shown(cell)).collect()).collect()
}

/// A table of which a long cell pushes all that follows to a place of one's choice.
fn padded(length: usize) -> String {
    let filler = "x".repeat(length);
    let rows: String = (0..40).map(|index| format!("P{index},東河路第{index}段（二期）—，１２．５\n")).collect();
    format!("id,name\nP,{filler}\n{rows}")
}

#[test]
fn a_character_across_the_edge_of_any_buffer_is_the_same_character() {
    // The sizes of what is looked at first, of pipes and of pages.
    let edges = [512, 1 << 12, 1 << 13, 1 << 16];
    for edge in edges {
        for encoding in [encoding_rs::UTF_8, encoding_rs::GB18030, encoding_rs::BIG5] {
            let mut verdicts = Vec::new();
            for shift in 0..16 {
                let text = padded(edge - 60 + shift);
                let (bytes, _, lost) = encoding.encode(&text);
                assert!(!lost);
                let book = decode(&bytes).expect("text");
                assert!(book.sheets[0].rows_from(0).all(|row| row.flaw.is_none()));
                verdicts.push((book.format.clone(), book.notes.len(), cells(&book).split_off(2)));
            }
            verdicts.dedup();
            assert_eq!(verdicts.len(), 1, "{} at {edge}", encoding.name());
            let (_, _, rows) = &verdicts[0];
            assert_eq!(rows[0], ["P0", "東河路第0段（二期）—，１２．５"], "{} at {edge}", encoding.name());
        }
        let utf16 = |shift: usize| {
            let text = padded(edge / 2 - 60 + shift).encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>();
            [&[0xFE, 0xFF], text.as_slice()].concat()
        };
        let told: Vec<Vec<Vec<String>>> =
            (0..16).map(|shift| cells(&decode(&utf16(shift)).expect("text")).split_off(2)).collect();
        assert!(told.windows(2).all(|pair| pair[0] == pair[1]), "utf-16 at {edge}");
    }
}

#[test]
fn a_file_cut_anywhere_never_holds_a_character_that_nobody_wrote() {
    let text = "项目编号,项目名称,累计完成投资（万元）\nP1,滨江路改造,1\nP2,第二中学,2\nP3,水厂二期扩建工程,3\n";
    for encoding in [encoding_rs::UTF_8, encoding_rs::GB18030] {
        let bytes = encoding.encode(text).0.into_owned();
        for at in 1..bytes.len() {
            let Ok(book) = decode(&bytes[..at]) else { continue };
            let sheet = &book.sheets[0];
            for row in sheet.rows_from(0) {
                for (_, cell) in row.iter() {
                    let shown = sheet.shown(cell);
                    assert!(!shown.contains('\u{fffd}'), "cut at {at}: {shown}");
                    // What is not a piece of the text is said to be lost.
                    assert!(
                        text.contains(&shown) || row.flaw.is_some() || !book.notes.is_empty(),
                        "cut at {at}: {shown}"
                    );
                }
            }
        }
    }
}
