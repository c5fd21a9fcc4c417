//! Workbooks that want to kill their reader.

use super::cast::House;
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
        let decoder = duban::daemon::decode::Decoder::Child(program.into());
        let error = decoder.decode(workbook.clone(), None).await.unwrap_err();
        assert_eq!(error.kind, "crashed_reader", "{program}");
        assert!(error.text.contains(why), "{program}: {}", error.text);
    }
}
