//! What was fetched before: a hidden file beside the mirrored ones, a line for each version that came. Takes the folder; gives
//! which version of which object each file is. Losing it costs fetching once more, nothing else.
//!
//! Whoever holds it is alone: a lock on a hidden file ends with its process. So what drafts there are were left behind by
//! somebody who was stopped in the middle, and are taken away.

use super::Away;
use rustix::fs::{FlockOperation, flock};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

const LEDGER: &str = ".fetched";
const LEDGER_DRAFT: &str = ".fetched-draft";
const LOCK: &str = ".lock";
const DRAFT: &str = ".draft-";

/// Lines of the ledger that may be out of date before it is written anew.
const STALE_MAX: usize = 1_000;

/// The name of a draft.
pub(super) fn draft(number: usize) -> String {
    format!("{DRAFT}{number}")
}

/// A version that is here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Entry {
    /// The file.
    pub(super) name: String,
    /// The key that it came from.
    pub(super) key: String,
    /// Which version it is.
    pub(super) etag: String,
    /// Its bytes.
    pub(super) size: u64,
}

/// The versions that are here.
#[derive(Debug)]
pub(super) struct Ledger {
    folder: PathBuf,
    known: BTreeMap<String, Entry>,
    /// Held until the round is over.
    _lock: File,
}

impl Ledger {
    /// Opens the ledger of a folder, and makes the folder where it is not there. `None` while somebody else is at it.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub(super) fn open(folder: PathBuf) -> Result<Option<Ledger>, Away> {
        let locked = fs::create_dir_all(&folder)
            .and_then(|()| OpenOptions::new().create(true).append(true).open(folder.join(LOCK)));
        let lock = locked.map_err(|error| cannot(&folder, &error))?;
        if flock(&lock, FlockOperation::NonBlockingLockExclusive).is_err() {
            return Ok(None);
        }
        let sizes = sizes(&folder).map_err(|error| cannot(&folder, &error))?;
        let text = match fs::read(folder.join(LEDGER)) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(cannot(&folder, &error)),
        };
        let mut known = BTreeMap::new();
        let mut lines = 0;
        // The last line may be torn; what it said is fetched once more.
        for line in text.split(|byte| *byte == b'\n') {
            let Ok(entry) = serde_json::from_slice::<Entry>(line) else { continue };
            lines += 1;
            known.insert(entry.name.clone(), entry);
        }
        // Who took a file away wants it fetched again.
        known.retain(|name, entry| sizes.get(name) == Some(&entry.size));
        let ledger = Ledger { folder, known, _lock: lock };
        if lines > ledger.known.len() * 2 + STALE_MAX {
            ledger.write_anew().map_err(|error| cannot(&ledger.folder, &error))?;
        }
        Ok(Some(ledger))
    }

    /// The folder.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The key that a file came from.
    pub(super) fn owner(&self, name: &str) -> Option<&str> {
        self.known.get(name).map(|entry| entry.key.as_str())
    }

    /// Whether this version is here.
    pub(super) fn has(&self, name: &str, etag: &str, size: u64) -> bool {
        self.known.get(name).is_some_and(|entry| entry.etag == etag && entry.size == size)
    }

    /// Notes versions that came. Their names are brought to the disk first: a line must not outlive the file it speaks of.
    pub(super) fn add(&mut self, entries: Vec<Entry>) -> Result<(), Away> {
        if entries.is_empty() {
            return Ok(());
        }
        let written = lines(&entries).and_then(|lines| {
            File::open(&self.folder)?.sync_all()?;
            OpenOptions::new().create(true).append(true).open(self.folder.join(LEDGER))?.write_all(&lines)
        });
        written.map_err(|error| cannot(&self.folder, &error))?;
        self.known.extend(entries.into_iter().map(|entry| (entry.name.clone(), entry)));
        Ok(())
    }

    fn write_anew(&self) -> io::Result<()> {
        let draft = self.folder.join(LEDGER_DRAFT);
        let entries: Vec<Entry> = self.known.values().cloned().collect();
        let mut file = File::create(&draft)?;
        file.write_all(&lines(&entries)?)?;
        file.sync_all()?;
        fs::rename(draft, self.folder.join(LEDGER))
    }
}

/// A line each, begun on a line of its own whatever was torn before.
fn lines(entries: &[Entry]) -> io::Result<Vec<u8>> {
    let mut bytes = vec![b'\n'];
    for entry in entries {
        serde_json::to_writer(&mut bytes, entry)?;
        bytes.push(b'\n');
    }
    Ok(bytes)
}

/// Files with their sizes; drafts are taken away.
fn sizes(folder: &Path) -> io::Result<HashMap<String, u64>> {
    let mut sizes = HashMap::new();
    for found in fs::read_dir(folder)? {
        let found = found?;
        let Ok(name) = found.file_name().into_string() else { continue };
        if name.starts_with(DRAFT) || name == LEDGER_DRAFT {
            fs::remove_file(found.path())?;
        } else if let Ok(metadata) = found.metadata()
            && metadata.is_file()
        {
            sizes.insert(name, metadata.len());
        }
    }
    Ok(sizes)
}

fn cannot(folder: &Path, error: &io::Error) -> Away {
    Away(format!("{} cannot be written: {error}", folder.display()))
}
