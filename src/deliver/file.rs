//! `.eml` files in a folder. Takes a letter, gives a whole file under a name made from the letter's date and id, or
//! none at all: the bytes go to a hidden file first, are flushed to the disk, and only then get their name. Never
//! overwrites. What a process that died left half written is cleared away before the first letter.

use super::retry::CONFIGURATION;
use crate::base::id::sha256_hex;
use crate::letter::outgoing::{Outcome, Outgoing};
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

/// Writes each letter as one `.eml` file, which every mail program opens.
#[derive(Debug, Clone)]
pub struct FileChannel {
    folder: PathBuf,
}

impl FileChannel {
    /// Letters go to this folder. It is made when the first letter is written.
    pub fn new(folder: impl Into<PathBuf>) -> FileChannel {
        FileChannel { folder: folder.into() }
    }

    /// Where the letters lie.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The name a letter's file gets: `20140301T010000Z-<id>.eml`, the time being the letter's own Date in UTC, so that
    /// a listing by name is in order of time. Without a readable Date the name is the id alone.
    pub fn file_name(letter: &Outgoing) -> String {
        let id = safe_name(&letter.letter);
        match date_of(&letter.mime) {
            Some(date) => format!("{}-{id}.eml", date.format("%Y%m%dT%H%M%SZ")),
            None => format!("{id}.eml"),
        }
    }

    /// Writes one letter. The same letter again changes nothing and answers the same.
    pub async fn send(&self, letter: &Outgoing) -> Outcome {
        let (folder, name, mime) = (self.folder.clone(), FileChannel::file_name(letter), letter.mime.clone());
        let written = tokio::task::spawn_blocking(move || write_once(&folder, &name, &mime)).await;
        match written {
            Ok(Ok(name)) => Outcome::Sent { answer: name },
            Ok(Err(error)) => Outcome::Temporary { reason: self.explain(&error) },
            Err(_) => Outcome::Unknown { reason: "the writer of the file stopped before it answered".to_owned() },
        }
    }

    fn explain(&self, error: &io::Error) -> String {
        // Waiting does not mend these; a person has to.
        let ours = matches!(
            error.kind(),
            io::ErrorKind::PermissionDenied | io::ErrorKind::NotADirectory | io::ErrorKind::ReadOnlyFilesystem
        );
        let mark = if ours { CONFIGURATION } else { "" };
        format!("{mark}cannot write a letter into {}: {error}", self.folder.display())
    }
}

/// Gives the name of the file that holds exactly these bytes.
fn write_once(folder: &Path, name: &str, mime: &[u8]) -> io::Result<String> {
    fs::create_dir_all(folder)?;
    clear_drafts(folder);
    match fs::read(folder.join(name)) {
        Ok(bytes) if bytes == mime => {
            sync_folder(folder)?; // whoever wrote it may have died before this
            return Ok(name.to_owned());
        }
        // Another letter under this id, or a file that somebody changed by hand: both are kept.
        Ok(_) => {
            let other = format!("{}-{}.eml", name.trim_end_matches(".eml"), &sha256_hex(mime)[..12]);
            return write_whole(folder, &other, mime).map(|()| other);
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    write_whole(folder, name, mime).map(|()| name.to_owned())
}

fn write_whole(folder: &Path, name: &str, mime: &[u8]) -> io::Result<()> {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let draft = folder.join(format!(".{name}.{}-{number}.tmp", std::process::id()));
    let written = write_draft(&draft, mime).and_then(|()| fs::rename(&draft, folder.join(name)));
    if written.is_err() {
        let _ = fs::remove_file(&draft); // what went wrong is told anyway; a hidden draft does no harm
    }
    written?;
    sync_folder(folder)
}

/// Takes away the drafts of processes that are no more, once for each folder and life of this process. If one was alive after
/// all, on another machine, it does not find its draft and writes the letter again.
fn clear_drafts(folder: &Path) {
    static CLEARED: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());
    // Held until all are gone: a draft of this process's own number is an ancestor's only before its first letter.
    let mut cleared = CLEARED.lock().unwrap_or_else(|broken| broken.into_inner());
    if !cleared.insert(folder.to_path_buf()) {
        return;
    }
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let writer = name.to_str().and_then(writer_of).and_then(rustix::process::Pid::from_raw);
        let alive = |pid| {
            pid != rustix::process::getpid() && rustix::process::test_kill_process(pid) != Err(rustix::io::Errno::SRCH)
        };
        if writer.is_some_and(|pid| !alive(pid)) {
            let _ = fs::remove_file(entry.path()); // whoever may not remove it may not write letters either, and is told so
        }
    }
}

/// The number of the process in the name of its draft: `.NAME.eml.PID-NUMBER.tmp`.
fn writer_of(draft: &str) -> Option<i32> {
    let (_, writer) = draft.strip_prefix('.')?.strip_suffix(".tmp")?.rsplit_once(".eml.")?;
    writer.split_once('-')?.0.parse().ok()
}

fn write_draft(draft: &Path, mime: &[u8]) -> io::Result<()> {
    let mut file = File::create(draft)?;
    file.write_all(mime)?;
    file.sync_all()
}

fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// The time in the Date header, if there is one.
fn date_of(mime: &[u8]) -> Option<chrono::DateTime<chrono::Utc>> {
    let head = String::from_utf8_lossy(mime.get(..mime.len().min(16_384))?).into_owned();
    let line = head.lines().take_while(|line| !line.is_empty()).find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("date").then(|| value.trim().to_owned())
    })?;
    chrono::DateTime::parse_from_rfc2822(&line).ok().map(|date| date.to_utc())
}

/// The id as a file name: nothing but letters, digits, `-` and `_`. An id that had to be changed gets a piece of its
/// hash, so that two ids never share a name.
fn safe_name(id: &str) -> String {
    let clean: String =
        id.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' }).take(80).collect();
    if clean == id && !id.is_empty() {
        return clean;
    }
    format!("{clean}-{}", &sha256_hex(id.as_bytes())[..12])
}
