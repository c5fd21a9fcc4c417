//! How it ends: in time, with nothing half-done.

use super::cast::{House, text};
use std::process::Stdio;
use std::time::Duration;

#[test]
fn both_ways_of_asking_end_it_with_0_at_once() {
    for signal in ["-TERM", "-INT"] {
        let house = House::new();
        let mut daemon = house.serve();
        daemon.signal(signal);
        let (status, took) = daemon.ended();
        assert_eq!(status.code(), Some(0), "{}", daemon.log());
        assert!(took < Duration::from_secs(3), "{took:?}");
        assert!(daemon.log().trim_end().ends_with("stopped"));
    }
}

#[test]
fn a_daemon_stopped_at_any_moment_has_done_each_thing_once() {
    let house = House::settled("");
    house.reports();
    for pause in [0, 30, 120, 300, 700, 1050, 1150, 1300, 1500] {
        let mut daemon = house.start_with(|_| {});
        std::thread::sleep(Duration::from_millis(pause));
        daemon.signal("-TERM");
        daemon.signal("-TERM");
        let (status, took) = daemon.ended();
        // Before the handlers are in place the signal ends it as it ends any program; nothing has begun then.
        assert!(status.success() || !daemon.log().contains("startup_ms"), "{status:?} {}", daemon.log());
        assert!(took < Duration::from_secs(10), "{took:?}");
    }
    let mut daemon = house.serve();
    daemon.wait_for("the letters", |_| house.letters() == ["sent"; 3]);
    daemon.stop();
    assert_eq!(house.files_read().iter().filter(|name| name.contains("进度")).count(), 1);
    let verified = house.duban(&["verify"]);
    assert!(verified.status.success(), "{}", text(&verified.stdout));
}

#[test]
fn a_reader_that_goes_away_is_no_panic() {
    let house = House::settled("");
    for args in [&["runs"][..], &["runs", "--json"], &["standing"], &["check"], &["next"], &["--help"]] {
        let mut child = house.command(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert!(!text(&output.stderr).contains("panic"), "{args:?}: {}", text(&output.stderr));
        assert!(output.status.code().is_some(), "{args:?}: {:?}", output.status);
    }
}

#[test]
fn a_log_that_cannot_be_written_does_not_end_the_daemon() {
    let house = House::settled("");
    let (reader, writer) = std::io::pipe().unwrap();
    let mut daemon = house.start_with(|command| {
        command.stderr(writer);
    });
    drop(reader);
    std::thread::sleep(Duration::from_millis(500));
    house.reports();
    daemon.wait_for("the letters", |_| house.letters() == ["sent"; 3]);
    daemon.stop();
}
