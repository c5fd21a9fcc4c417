//! A folder on this machine: lists regular files, reads one into memory.
//!
//! Never follows a symbolic link, never opens a FIFO or a device, never trusts a name as a path, never believes a
//! modification time about order. A file that changes while it is read is read again later. A folder that hangs is left alone.

use super::{FILE_BYTES_MAX, patience};
use crate::base::id::sha256_hex;
use crate::tidy::Arrival;
use rustix::fs::{Mode, OFlags};
use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// A regular file in a folder. Small, and cheap to clone: there may be a hundred thousand of them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// Its name.
    pub name: Arc<str>,
    /// The folder it is in.
    pub folder: Arc<Path>,
    /// What tells whether it is still the same.
    pub state: State,
}

impl Found {
    /// Where it is.
    pub fn path(&self) -> PathBuf {
        self.folder.join(&*self.name)
    }
}

/// Size, modification time and inode: what changes when somebody writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct State {
    /// Bytes.
    pub size: u64,
    /// Modification time in nanoseconds, wrapped; only ever compared for equality.
    pub modified_ns: i64,
    /// The inode.
    pub inode: u64,
}

/// Something in the folder that is not read, and why.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Skipped {
    /// Its name, escaped where it has characters that a terminal would act on.
    pub name: String,
    /// Why.
    pub why: String,
}

/// How long a folder may take to be listed, and a file to be opened.
const PATIENCE: Duration = Duration::from_secs(15);
/// How much of a file comes in a second at least, in bytes: a slow line, but no dead one.
const PACE: u64 = 4 << 20;

/// Lists a folder, by name. A folder that does not exist, cannot be listed or does not answer is an error: it must not look
/// like "no report".
pub fn list(folder: &Path) -> io::Result<(Vec<Found>, Vec<Skipped>)> {
    let here = folder.to_path_buf();
    patience::within(folder, PATIENCE, move || listed(&here))
}

fn listed(folder: &Path) -> io::Result<(Vec<Found>, Vec<Skipped>)> {
    let (mut found, mut skipped) = (Vec::new(), Vec::new());
    let here: Arc<Path> = Arc::from(folder);
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let skip =
            |why: &str| Skipped { name: name.to_string_lossy().escape_debug().to_string(), why: why.to_string() };
        let Some(text) = name.to_str() else {
            skipped.push(skip("its name is not UTF-8; rename it"));
            continue;
        };
        if text.starts_with('.') || text.starts_with("~$") {
            continue; // hidden files and the lock files of open workbooks are nobody's report
        }
        if let Some(why) = odd_name(text).or_else(|| under_way(text)) {
            skipped.push(skip(why));
            continue;
        }
        let metadata = match std::fs::symlink_metadata(entry.path()) {
            Ok(metadata) => metadata,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue, // gone between list and look
            Err(error) => {
                skipped.push(skip(&format!("cannot be looked at: {error}")));
                continue;
            }
        };
        if metadata.is_dir() {
            continue;
        }
        if !metadata.is_file() {
            skipped.push(skip("not a regular file (a link, pipe or device); copy the file itself here"));
            continue;
        }
        found.push(Found { name: Arc::from(text), folder: here.clone(), state: State::of(&metadata) });
    }
    found.sort();
    skipped.sort();
    Ok((found, skipped))
}

/// The longest name that is taken, in characters.
const NAME_MAX: usize = 200;

/// Why nobody should have to type or read a name; nothing where anybody can.
pub fn odd_name(name: &str) -> Option<&'static str> {
    let turns = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if name.chars().any(char::is_control) {
        Some("its name holds control characters; rename it")
    } else if name.chars().any(turns) {
        Some("its name holds characters that turn the direction of writing; rename it")
    } else if name.starts_with('-') {
        Some("its name begins with a dash, as options of programs do; rename it")
    } else if name.trim() != name {
        Some("its name begins or ends with a blank; rename it")
    } else if name.chars().nth(NAME_MAX).is_some() {
        Some("its name is longer than 200 characters; rename it")
    } else {
        None
    }
}

/// What programs put behind the name of a file that they have not written to its end: a half report is none.
const UNDER_WAY: &[&str] =
    &["part", "partial", "filepart", "tmp", "temp", "crdownload", "download", "downloading", "opdownload", "swp"];

/// Why a file is not there yet, by its name; nothing where it may be.
fn under_way(name: &str) -> Option<&'static str> {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    let is_under_way = ending.is_some_and(|ending| UNDER_WAY.contains(&ending.as_str())) || name.ends_with('~');
    is_under_way.then_some("its name says that it is still being written; it is read once it has its own name")
}

/// Reads a file that [`list`] found. Fails if it has become something else, changes while it is read, or does not come.
pub fn read(found: &Found) -> io::Result<Arrival> {
    let (here, limit) = (found.clone(), PATIENCE + Duration::from_secs(found.state.size / PACE));
    patience::within(&found.folder, limit, move || read_at_once(&here))
}

fn read_at_once(found: &Found) -> io::Result<Arrival> {
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let mut file = File::from(rustix::fs::open(found.path(), flags, Mode::empty())?);
    let before = file.metadata()?;
    if !before.is_file() {
        return Err(io::Error::other("no longer a regular file"));
    }
    if before.len() > FILE_BYTES_MAX {
        return Err(io::Error::other(format!("larger than {} MiB", FILE_BYTES_MAX / 1024 / 1024)));
    }
    let mut bytes = Vec::with_capacity(before.len() as usize);
    (&mut file).take(FILE_BYTES_MAX + 1).read_to_end(&mut bytes)?;
    let after = file.metadata()?;
    if State::of(&before) != State::of(&after) || bytes.len() as u64 != after.len() || State::of(&before) != found.state
    {
        return Err(io::Error::new(
            io::ErrorKind::WouldBlock,
            "changed while it was read; tried again at the next look",
        ));
    }
    Ok(Arrival { name: found.name.to_string(), sha256: sha256_hex(&bytes), bytes: bytes.into() })
}

impl State {
    fn of(metadata: &Metadata) -> State {
        State {
            size: metadata.len(),
            modified_ns: metadata.mtime().wrapping_mul(1_000_000_000).wrapping_add(metadata.mtime_nsec()),
            inode: metadata.ino(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_names_are_skipped_with_a_reason_and_others_go_on() {
        let folder = tempfile::tempdir().unwrap();
        let long = "x".repeat(220);
        for name in
            ["ok.csv", "进度（修改稿） 1.xlsx", "-rf.csv", " a.csv", "b.csv ", "c\u{202e}vsc.csv", "d\ne.csv", &long]
        {
            std::fs::write(folder.path().join(name), "a,b\n").unwrap();
        }
        let target = folder.path().join("ok.csv");
        std::os::unix::fs::symlink(&target, folder.path().join("link.csv")).unwrap();
        std::os::unix::fs::symlink("self.csv", folder.path().join("self.csv")).unwrap();
        let (found, skipped) = list(folder.path()).unwrap();
        let names: Vec<&str> = found.iter().map(|found| &*found.name).collect();
        assert_eq!(names, ["ok.csv", "进度（修改稿） 1.xlsx"]);
        assert_eq!(skipped.len(), 8);
        assert!(skipped.iter().all(|one| !one.name.chars().any(char::is_control) && !one.why.is_empty()));
    }
}
