//! Files as they come: slowly, oddly named, not files at all.

use super::cast::{CONTACTS, House, UNREADABLE, register, report};
use std::fs;
use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::process::Command;
use std::time::{Duration, Instant};

#[test]
fn a_file_that_is_still_being_written_is_not_read() {
    let house = House::new();
    let mut daemon = house.serve();
    let mut slow = fs::File::create(house.path("inbox/台账.csv")).unwrap();
    for piece in register().as_bytes().chunks(12) {
        slow.write_all(piece).unwrap();
        slow.sync_all().unwrap();
        assert_eq!(daemon.figure("duban_files_total{pipeline=\"register\"}"), 0.0, "half a file was read");
        std::thread::sleep(Duration::from_millis(300));
    }
    drop(slow);
    daemon.wait_for("the whole file", |d| d.figure("duban_files_total{pipeline=\"register\"}") > 0.0);
    assert_eq!(house.files_read(), ["台账.csv"], "once, and whole");
    assert_eq!(daemon.said(&["slot ran", "refused=0"]), 1);
    daemon.stop();
}

#[test]
fn a_dropped_file_is_noticed_at_once_and_becomes_letters() {
    let house = House::settled("[ingest]\nrescan_seconds = 600\n");
    let mut daemon = house.serve();
    let dropped = Instant::now();
    house.reports();
    daemon.wait_for("three letters", |_| house.letters() == ["sent"; 3]);
    // One second of being still; the sweep would have come after 15 s at the latest, the rescan after ten minutes.
    assert!(dropped.elapsed() < Duration::from_secs(12), "{:?}", dropped.elapsed());
    let eml = fs::read_dir(house.path("var/outbox")).unwrap().count();
    assert_eq!(eml, 3);
    daemon.stop();
}

#[test]
fn what_is_no_report_is_skipped_with_a_reason_and_blocks_nothing() {
    let house = House::settled("[ingest]\nfile_max_mib = 1\n");
    let mut daemon = house.serve();
    let inbox = |name: &str| house.path(&format!("inbox/{name}"));
    std::os::unix::fs::symlink("/etc/passwd", inbox("进度链接.csv")).unwrap();
    std::os::unix::fs::symlink(inbox("进度圈.csv"), inbox("进度圈.csv")).unwrap();
    assert!(Command::new("mkfifo").arg(inbox("进度管道.csv")).status().unwrap().success());
    fs::create_dir(inbox("进度目录.csv")).unwrap();
    fs::write(house.path("inbox").join(std::ffi::OsStr::from_bytes(b"\xff\xfe\xbd\xf8.csv")), "x").unwrap();
    fs::write(inbox("进度\n换行.csv"), "x").unwrap();
    fs::write(inbox("值班表.docx"), "x").unwrap();
    fs::write(inbox(".进度.csv.swp"), "x").unwrap();
    fs::write(inbox("进度太大.csv"), vec![b'x'; 2 << 20]).unwrap();
    fs::write(inbox("-rf 进度\u{202e}vsc.csv"), "x").unwrap();
    house.reports();
    daemon.wait_for("three letters", |_| house.letters() == ["sent"; 3]);
    daemon.wait_for("all reasons", |d| d.said(&["not read", "larger than 1 MiB"]) == 1);
    for name in ["进度链接.csv", "进度圈.csv", "进度管道.csv", "值班表.docx", "换行", "rf 进度"] {
        assert_eq!(daemon.said(&["not read", name]), 1, "{name} once in\n{}", daemon.log());
    }
    assert_eq!(daemon.said(&["not read", "UTF-8"]), 1);
    assert!(daemon.figure("duban_files_skipped") >= 6.0);
    let read = house.files_read();
    assert!(read.contains(&report()) && !read.iter().any(|name| name.contains("链接")), "{read:?}");
    let log = daemon.log();
    assert!(log.contains("rf 进度") && !log.contains('\u{202e}'), "{log}");
    fs::remove_file(inbox("进度管道.csv")).unwrap();
    daemon.wait_for("the trouble to be over", |d| d.said(&["not read: over", "管道"]) == 1);
    daemon.stop();
}

#[test]
fn an_unreadable_file_is_said_tried_again_and_read_once_it_can_be() {
    let house = House::settled("");
    let path = house.path(&format!("inbox/{}", report()));
    // Whoever may read everything finds no unreadable file: the daemon then runs as nobody.
    let root = fs::read_to_string("/proc/self/status").unwrap().contains("Uid:\t0\t");
    if root && !Command::new("setpriv").arg("--version").output().is_ok_and(|o| o.status.success()) {
        eprintln!("skipped: this is root and there is no setpriv");
        return;
    }
    let lower = |folder: &std::path::Path| {
        if root {
            let nobody = Command::new("chown").args(["-R", "65534:65534"]).arg(folder).status();
            assert!(nobody.unwrap().success());
        }
    };
    lower(house.home());
    let mut daemon = house.start_with(|command| {
        if root {
            let mut lowered = Command::new("setpriv");
            lowered.args(["--reuid=65534", "--regid=65534", "--clear-groups", "--"]).arg(command.get_program());
            lowered.args(command.get_args()).env("DUBAN_LOG__FILTER", "debug,sqlx=warn");
            lowered.stderr(fs::File::create(house.path("log-0")).unwrap());
            *command = lowered;
        }
    });
    std::thread::sleep(Duration::from_millis(500));
    if root && !daemon.is_alive() {
        eprintln!("skipped: nobody cannot start the program from here");
        return;
    }
    daemon.wait_for("the daemon", |d| d.log().contains("startup_ms"));
    fs::write(&path, UNREADABLE).unwrap();
    let mode = |mode| fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(mode)).unwrap();
    mode(0o000);
    daemon.wait_for("the complaint", |d| d.said(&["trouble", &report(), "denied"]) > 0);
    house.write("inbox/通讯录2.csv", CONTACTS);
    daemon.wait_for("the other file", |d| d.said(&["slot ran", "register"]) > 0);
    assert_eq!(daemon.said(&["WARN", "trouble", &report()]), 1, "once, not at every look");
    assert!(daemon.get("/healthz").1.contains(&report()));
    mode(0o644);
    daemon.wait_for("the file", |d| d.said(&["slot ran", "progress arrival"]) > 0);
    daemon.stop();
}

#[test]
fn a_folder_that_goes_away_is_a_trouble_and_is_watched_again_when_it_is_back() {
    let house = House::settled("");
    let mut daemon = house.serve();
    fs::rename(house.path("inbox"), house.path("elsewhere")).unwrap();
    daemon.wait_for("the complaint", |d| d.said(&["trouble", "inbox", "No such file"]) == 1);
    fs::create_dir(house.path("inbox")).unwrap();
    daemon.wait_for("the end of the trouble", |d| d.said(&["trouble: over", "inbox"]) == 1);
    house.reports();
    daemon.wait_for("letters", |_| house.letters() == ["sent"; 3]);
    assert!(!daemon.get("/healthz").1.contains("inbox"));
    daemon.stop();
}
