//! A folder that others write to while it is read: what is taken is whole, is a file of that folder, and is nothing else.

use duban::base::id::sha256_hex;
use duban::ingest::{self, Found};
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

fn only(folder: &Path) -> Option<Found> {
    ingest::list(folder).unwrap().0.pop()
}

/// Reads the one file of a folder so many times while `meddle` is at work on it; every copy that is given.
fn copies(folder: &Path, times: usize, meddle: impl Fn(usize) + Send + 'static) -> Vec<(String, Vec<u8>)> {
    let over = Arc::new(AtomicBool::new(false));
    let seen = over.clone();
    let other = std::thread::spawn(move || {
        for n in 0.. {
            if seen.load(Ordering::Relaxed) {
                return;
            }
            meddle(n);
        }
    });
    let mut given = Vec::new();
    let begun = Instant::now();
    while given.len() < times && begun.elapsed() < Duration::from_secs(20) {
        if let Some(arrival) = only(folder).and_then(|found| ingest::read(&found).ok()) {
            given.push((arrival.sha256, arrival.bytes.to_vec()));
        }
    }
    over.store(true, Ordering::Relaxed);
    other.join().unwrap();
    given
}

#[test]
fn a_file_that_is_renamed_over_while_it_is_read_is_one_or_the_other() {
    let folder = tempfile::tempdir().unwrap();
    let beside = tempfile::tempdir_in(folder.path().parent().unwrap()).unwrap();
    let versions: Vec<Vec<u8>> = (0..4u8).map(|n| vec![b'a' + n; 300_000 + 10_000 * usize::from(n)]).collect();
    let path = folder.path().join("进度.csv");
    fs::write(&path, &versions[0]).unwrap();
    let (all, next) = (versions.clone(), beside.path().join("next"));
    let given = copies(folder.path(), 200, move |n| {
        fs::write(&next, &all[n % all.len()]).unwrap();
        fs::rename(&next, &path).unwrap();
    });
    assert!(given.len() > 20, "{} copies", given.len());
    for (sha256, bytes) in given {
        assert!(versions.contains(&bytes), "a mixture of {} bytes", bytes.len());
        assert_eq!(sha256, sha256_hex(&bytes), "the hash is that of the copy");
    }
}

#[test]
fn a_file_that_grows_and_shrinks_while_it_is_read_is_never_torn() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("进度.csv");
    // The writer cuts the file, writes its head, then its tail: every whole version begins and ends with its number.
    let version = |n: usize| format!("{n:08}{}{n:08}", "x".repeat(200_000)).into_bytes();
    fs::write(&path, version(0)).unwrap();
    let given = copies(folder.path(), 60, move |n| {
        let whole = version(n);
        let mut file = fs::File::create(&path).unwrap();
        file.write_all(&whole[..100_000]).unwrap();
        file.write_all(&whole[100_000..]).unwrap();
        drop(file);
        std::thread::sleep(Duration::from_millis(4));
    });
    for (_, bytes) in &given {
        // What stood still for a moment in the midst of being written is one piece of one version; it is read again later.
        let whole = bytes.len() == 200_016 && bytes[..8] == bytes[200_008..];
        let beginning = bytes.len() <= 200_008 && bytes.iter().skip(8).all(|byte| *byte == b'x');
        assert!(whole || beginning, "{} bytes, torn", bytes.len());
    }
}

#[test]
fn a_file_that_is_gone_between_list_and_open_is_said_to_be_gone() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("进度.csv"), "a,b\n").unwrap();
    let found = only(folder.path()).unwrap();
    fs::remove_file(found.path()).unwrap();
    assert_eq!(ingest::read(&found).unwrap_err().kind(), std::io::ErrorKind::NotFound);
    fs::create_dir(found.path()).unwrap();
    assert!(ingest::read(&found).is_err(), "a folder of that name is no file");
    assert_eq!(ingest::list(&folder.path().join("away")).unwrap_err().kind(), std::io::ErrorKind::NotFound);
}

#[test]
fn a_link_that_takes_the_place_of_a_file_is_not_followed() {
    let (folder, secret) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let path = folder.path().join("进度.csv");
    fs::write(&path, "a,b\n").unwrap();
    let found = only(folder.path()).unwrap();
    fs::write(secret.path().join("shadow"), "root:x\n").unwrap();
    fs::remove_file(&path).unwrap();
    std::os::unix::fs::symlink(secret.path().join("shadow"), &path).unwrap();
    assert!(ingest::read(&found).is_err());
    fs::remove_file(&path).unwrap();
    assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
    let begun = Instant::now();
    assert!(ingest::read(&found).is_err());
    assert!(begun.elapsed() < Duration::from_secs(1), "nobody waits for a pipe");
}

#[test]
fn only_regular_files_are_found_whatever_else_has_the_name_of_one() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("真.csv"), "a,b\n").unwrap();
    fs::hard_link(at("真.csv"), at("硬链接.csv")).unwrap();
    std::os::unix::fs::symlink("/etc/shadow", at("链接.csv")).unwrap();
    std::os::unix::fs::symlink(at("圈.csv"), at("圈.csv")).unwrap();
    assert!(Command::new("mkfifo").arg(at("管道.csv")).status().unwrap().success());
    let _socket = UnixListener::bind(at("套接字.csv")).unwrap();
    fs::create_dir(at("目录.csv")).unwrap();
    let device = Command::new("mknod").arg(at("设备.csv")).args(["c", "1", "5"]).output();
    let device = device.is_ok_and(|made| made.status.success());
    let (found, skipped) = ingest::list(folder.path()).unwrap();
    let names: BTreeSet<&str> = found.iter().map(|found| &*found.name).collect();
    // A hard link is the file itself: nothing tells the two names apart, and its bytes count once.
    assert_eq!(names, BTreeSet::from(["真.csv", "硬链接.csv"]));
    assert_eq!(skipped.len(), 4 + usize::from(device), "{skipped:?}");
    assert!(skipped.iter().all(|one| one.why.contains("not a regular file")), "{skipped:?}");
}

/// Names as attackers write them: climbing, encoded, with control characters, for other systems, for terminals.
fn names() -> Vec<Vec<u8>> {
    let dots = [
        "..",
        "%2e%2e",
        "%252e%252e",
        "..%c0%af",
        "．．",
        "%u002e%u002e",
        ".%00.",
        "..;",
        "…",
        "..\\",
        "%2e.",
        ".%2e",
        "%c0%ae%c0%ae",
        "....",
        "..%01",
        "‥",
        "%uff0e%uff0e",
        "0x2e0x2e",
    ];
    let slashes = [
        "%2f", "%5c", "\\", "%252f", "%c0%af", "%u2215", "∕", "／", "⧵", ":", "%255c", "%c1%9c", "⁄", "＼", "0x2f",
        "%%32%66",
    ];
    let ends = [
        "etc%2fpasswd",
        "windows\\win.ini",
        "boot.ini%00.csv",
        "x.csv",
        "进度.csv",
        "etc%5cshadow",
        "proc%2fself%2fenviron",
        "var%2fduban.db",
        "config.toml",
        "id_rsa%0a.csv",
    ];
    let mut names: Vec<Vec<u8>> = Vec::new();
    for dot in dots {
        for slash in slashes {
            for depth in 1..=8 {
                names.extend(
                    ends.iter().map(|end| format!("{}{end}", format!("{dot}{slash}").repeat(depth)).into_bytes()),
                );
            }
        }
    }
    let single: [&[u8]; 21] = [
        b"-rf",
        b"--help",
        b"CON",
        b"NUL.csv",
        b"COM1",
        b"$(reboot).csv",
        b"`id`.csv",
        b"a;b|c&d.csv",
        b"a'b\"c.csv",
        b"\x1b[2J.csv",
        b"a\nb.csv",
        b"a\rb.csv",
        b"a\tb.csv",
        b"\xff\xfe.csv",
        b"\xed\xa0\x80.csv",
        b".hidden",
        b"~$lock.xlsx",
        b" lead.csv",
        b"trail.csv ",
        b"*.csv",
        "🚧📈.csv".as_bytes(),
    ];
    names.extend(single.iter().map(|name| name.to_vec()));
    names.extend(
        ["a\u{202e}vsc.exe", "a\u{2066}b.csv", "a\u{200f}.csv", "=cmd|' C calc'!A0.csv", "@SUM.csv"].map(|n| n.into()),
    );
    names.push(vec![b'x'; 255]);
    names.push("长".repeat(85).into_bytes());
    names
}

#[test]
fn no_name_leads_out_of_the_folder_and_none_is_shown_raw() {
    let folder = tempfile::tempdir().unwrap();
    let names = names();
    let mut written = BTreeSet::new();
    for name in &names {
        if fs::write(folder.path().join(OsStr::from_bytes(name)), "a,b\n").is_ok() {
            written.insert(name.clone());
        }
    }
    assert!(names.len() > 21_000 && written.len() > 20_000, "{} of {} names", written.len(), names.len());
    let (found, skipped) = ingest::list(folder.path()).unwrap();
    let silent = written.iter().filter(|name| name.starts_with(b".") || name.starts_with(b"~$")).count();
    assert_eq!(found.len() + skipped.len() + silent, written.len(), "each is found, skipped with a reason, or hidden");
    for one in &found {
        assert_eq!(one.path().parent(), Some(folder.path()), "{:?}", one.name);
        assert!(written.contains(one.name.as_bytes()));
        assert!(!one.name.chars().any(|c| c.is_control() || ('\u{202a}'..='\u{202e}').contains(&c)), "{:?}", one.name);
        assert_eq!(ingest::read(one).unwrap().bytes, b"a,b\n".as_slice(), "{:?}", one.name);
    }
    for one in &skipped {
        assert!(!one.name.chars().any(char::is_control) && !one.why.is_empty(), "{one:?}");
    }
}

#[test]
fn a_file_that_is_still_on_its_way_is_no_report() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["a.csv.filepart", "b.xlsx.CRDOWNLOAD", "c.tmp", "d.csv~", "e.csv.part", "f.csv", "part.csv", "tmp"] {
        fs::write(folder.path().join(name), "a,b\n").unwrap();
    }
    let (found, skipped) = ingest::list(folder.path()).unwrap();
    assert_eq!(found.iter().map(|file| &*file.name).collect::<Vec<_>>(), ["f.csv", "part.csv", "tmp"]);
    assert_eq!(skipped.len(), 5);
    assert!(skipped.iter().all(|one| one.why.contains("still being written")), "{skipped:?}");
}
