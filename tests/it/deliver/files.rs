//! Letters as files: whole or not at all, once, under a name that cannot leave the folder.

use super::{letter, word};
use duban::deliver::FileChannel;
use std::path::Path;

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[tokio::test]
async fn a_letter_becomes_one_file_however_often_it_is_sent() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("var/outbox");
    let channel = FileChannel::new(&folder);
    for _ in 0..3 {
        assert_eq!(word(&channel.send(&letter("li")).await), "sent");
    }
    assert_eq!(names(&folder), ["20140301T010000Z-l-li.eml"]);
    assert_eq!(std::fs::read(folder.join("20140301T010000Z-l-li.eml")).unwrap(), letter("li").mime);
}

#[tokio::test]
async fn a_file_that_somebody_changed_is_not_overwritten() {
    let home = tempfile::tempdir().unwrap();
    let channel = FileChannel::new(home.path());
    std::fs::write(home.path().join(FileChannel::file_name(&letter("li"))), "a note").unwrap();
    for _ in 0..2 {
        assert_eq!(word(&channel.send(&letter("li")).await), "sent");
    }
    let names = names(home.path());
    assert_eq!(names.len(), 2, "{names:?}");
    assert_eq!(std::fs::read(home.path().join(&names[0])).unwrap(), letter("li").mime);
    assert_eq!(std::fs::read(home.path().join(&names[1])).unwrap(), b"a note");
}

#[tokio::test]
async fn no_id_leads_out_of_the_folder_or_onto_another_letter() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("out");
    let channel = FileChannel::new(&folder);
    let long = "x".repeat(300);
    let ids =
        ["../../etc/x", "..%2f", "/abs", "a/b", "a_b", "a\nb", "", ".", "..", "-rf", "督办", "CON", &long, "a\0b"];
    for id in ids {
        let mut odd = letter("li");
        odd.letter = id.to_owned();
        assert_eq!(word(&channel.send(&odd).await), "sent", "{id:?}");
    }
    assert_eq!(names(&folder).len(), ids.len());
    assert_eq!(names(home.path()), ["out"]);
    assert!(names(&folder).iter().all(|name| name.len() < 130 && name.ends_with(".eml") && !name.starts_with('.')));
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_is_told_and_leaves_nothing_behind() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("file");
    std::fs::write(&file, "in the way").unwrap();
    assert_eq!(word(&FileChannel::new(&file).send(&letter("li")).await), "later");
    assert_eq!(word(&FileChannel::new(file.join("deeper")).send(&letter("li")).await), "our fault");
    assert_eq!(names(home.path()), ["file"]);
}

/// Found by a process killed between the bytes and the name of its letter: the draft lay in the folder for ever.
#[tokio::test]
async fn drafts_of_the_dead_are_cleared_and_those_of_the_living_are_not() {
    let home = tempfile::tempdir().unwrap();
    let mut other = std::process::Command::new("sleep").arg("100").spawn().unwrap();
    let mut dead = std::process::Command::new("true").spawn().unwrap();
    dead.wait().unwrap();
    let (dead, own) = (dead.id(), std::process::id());
    let alive = format!(".l-li.eml.{}-0.tmp", other.id());
    let theirs = [".note.tmp".to_string(), ".l-li.eml.x-1.tmp".to_string(), alive.clone(), "a.tmp".to_string()];
    let drafts = [format!(".l-li.eml.{dead}-0.tmp"), format!(".20140301T010000Z-l-li.eml.{own}-7.tmp")];
    for name in theirs.iter().chain(&drafts) {
        std::fs::write(home.path().join(name), "half a let").unwrap();
    }
    assert_eq!(word(&FileChannel::new(home.path()).send(&letter("li")).await), "sent");
    let left = names(home.path());
    other.kill().unwrap();
    other.wait().unwrap();
    assert!(theirs.iter().all(|name| left.contains(name)), "{left:?}");
    assert!(left.contains(&"20140301T010000Z-l-li.eml".to_string()) && left.len() == theirs.len() + 1, "{left:?}");
}

#[tokio::test]
async fn a_letter_without_a_readable_date_still_has_a_name() {
    for head in ["", "Date: yesterday\r\n\r\n", "\r\nDate: Sat, 01 Mar 2014 09:00:00 +0800\r\n", "\u{feff}"] {
        let mut odd = letter("li");
        odd.mime = head.as_bytes().to_vec();
        assert_eq!(FileChannel::file_name(&odd), "l-li.eml", "{head:?}");
    }
}
