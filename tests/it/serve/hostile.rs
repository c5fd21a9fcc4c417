//! Workbooks that want to kill their reader.

use super::cast::House;
use duban::daemon::decode::Decoder;
use duban::tidy::formats::{self, wire};
use rust_xlsxwriter::Workbook;
use std::io::Write;
use std::process::Stdio;
use std::time::{Duration, Instant};

/// A workbook of two cells at opposite corners: a reader that believes them makes room for 17 thousand million.
fn corners() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "项目编号").unwrap();
    sheet.write(1_048_575, 16_383, 1).unwrap();
    book.save_to_buffer().unwrap()
}

#[test]
fn a_workbook_that_kills_its_reader_is_reported_and_the_others_go_on() {
    let house = House::settled("");
    let mut daemon = house.serve();
    house.write("inbox/进度坏一.xlsx", corners());
    house.write("inbox/进度坏二.xlsx", b"PK\x03\x04 not really a workbook");
    house.write("inbox/进度坏三.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 nor this");
    house.reports();
    daemon.wait_for("all four", |_| house.files_read().iter().filter(|name| name.contains("进度")).count() == 4);
    let runs = house.json(&["runs", "--json"]);
    let files = runs["runs"].as_array().unwrap().iter().flat_map(|run| run["files"].as_array().unwrap());
    for file in files {
        let (name, state) = (file["name"].as_str().unwrap(), file["state"].as_str().unwrap());
        assert_eq!(state == "unreadable", name.contains("坏"), "{file}");
    }
    daemon.wait_for("the letters", |_| house.letters().iter().filter(|state| *state == "sent").count() >= 3);
    assert_eq!(daemon.figure("duban_files_unreadable_total{pipeline=\"progress\"}"), 3.0);
    assert!(daemon.is_alive());
    daemon.stop();
}

#[test]
fn the_reader_has_limits_and_no_environment() {
    let house = House::new();
    let mut child = house.command(&["__decode"]);
    let mut child = child.stdin(Stdio::piped()).stdout(Stdio::null()).env("CANARY", "x").spawn().unwrap();
    let limits = format!("/proc/{}/limits", child.id());
    let begun = Instant::now();
    loop {
        let text = std::fs::read_to_string(&limits).unwrap();
        let of = |name: &str| {
            let line = text.lines().find(|line| line.starts_with(name)).unwrap();
            line[name.len()..].split_whitespace().next().unwrap().to_string()
        };
        if of("Max open files") == "3" && of("Max data size") == (448u64 << 20).to_string() {
            assert_eq!(
                (of("Max cpu time"), of("Max core file size"), of("Max file size")),
                ("18".into(), "0".into(), "0".into())
            );
            break;
        }
        assert!(begun.elapsed() < Duration::from_secs(10), "{text}");
        std::thread::sleep(Duration::from_millis(10));
    }
    // The kernel's filter comes after the limits; it is there before a byte is read.
    while !std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap().contains("Seccomp:\t2") {
        assert!(begun.elapsed() < Duration::from_secs(10), "no filter of system calls");
        std::thread::sleep(Duration::from_millis(10));
    }
    child.stdin.take().unwrap().write_all(b"a,b\n").unwrap();
    assert!(child.wait().unwrap().success());
}

#[tokio::test]
async fn a_reader_that_dies_or_talks_nonsense_is_an_answer_too() {
    let workbook = corners();
    for (program, why) in [("/bin/false", "died"), ("/bin/echo", ""), ("/nowhere/duban", "could not be started")] {
        let decoder = Decoder::Child(program.into());
        let error = decoder.decode(&workbook, None).await.unwrap_err();
        assert_eq!(error.kind, "crashed_reader", "{program}");
        assert!(error.text.contains(why), "{program}: {}", error.text);
    }
}

/// What the child of the real program says of bytes: kind and text where it refuses, the format where it reads.
fn verdict(house: &House, bytes: &[u8]) -> Result<String, String> {
    let mut child = house.command(&["__decode"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    let bytes = bytes.to_vec();
    let feed = std::thread::spawn(move || drop(input.write_all(&bytes)));
    let answer = wire::read(child.stdout.take().unwrap());
    feed.join().unwrap();
    assert!(child.wait().unwrap().success(), "the reader died");
    match answer.unwrap() {
        Ok(book) => Ok(book.format),
        Err(error) => Err(format!("{}: {}", error.kind, error.text)),
    }
}

#[test]
fn texts_that_are_no_tables_are_refused_for_what_they_are() {
    let house = House::new();
    let header: String = (0..1_000_000).map(|n| format!("c{n},")).collect();
    let cell = format!("a,b\n1,\"{}\"\n2,x\n", "y".repeat(3 << 20));
    let line = format!("a,b\n{}\n", "z".repeat(5 << 20));
    let commas = ",".repeat(4 << 20);
    for (text, why) in [
        (header, "too_large: a row has more than 16,384 cells"),
        (cell, "too_large: a cell holds more than 1 MiB of text"),
        (line, "too_large: a cell holds more than 1 MiB of text"),
        (commas, "too_large: a row has more than 16,384 cells"),
    ] {
        let said = verdict(&house, text.as_bytes()).unwrap_err();
        assert!(said.starts_with(why), "{said}");
    }
    let too_large = vec![b'x'; (128 << 20) + 1];
    assert!(verdict(&house, &too_large).unwrap_err().starts_with("too_large: the file is larger than 128 MiB"));
}

#[tokio::test]
async fn a_large_text_is_read_by_the_child_as_it_would_be_here() {
    let mut text = "项目编号,项目名称,累计完成投资（万元）\n".to_string();
    for n in 0..40_000 {
        text.push_str(&format!("P{n:06},\"项目,{n}\",{n}.5\n"));
    }
    let gbk = encoding_rs::GBK.encode(&text).0.into_owned();
    let decoder = Decoder::Child(env!("CARGO_BIN_EXE_duban").into());
    for (bytes, declared) in [(text.into_bytes(), None), (gbk.clone(), None), (gbk, Some(encoding_rs::GBK))] {
        assert!(formats::needs_a_child(&bytes));
        let there = decoder.decode(&bytes, declared).await.unwrap();
        assert_eq!(there, formats::decode_declared(&bytes, declared).unwrap());
        assert_eq!(there.sheets[0].len(), 40_001);
    }
}
