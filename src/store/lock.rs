//! One daemon at a time on one SQLite file: an advisory lock of the operating system, released when the process ends,
//! however it ends. PostgreSQL needs none: there, slots and letters are taken by lease.

use super::{Store, StoreError};
use rustix::fs::{FlockOperation, flock};
use std::fs::File;
use std::io::{Read, Seek, Write};

/// Held for as long as the daemon runs.
#[derive(Debug)]
pub struct DaemonLock {
    _file: Option<File>,
    before: Option<String>,
}

impl DaemonLock {
    /// Under which name the daemon before this one leased, `host:process`, where it left one: it is gone, however it went.
    pub fn before(&self) -> Option<&str> {
        self.before.as_deref()
    }
}

impl Store {
    /// Takes the lock of the daemon; commands that come and go do not need it.
    ///
    /// # Errors
    /// Another daemon holds it (its process and host are named), or the lock file cannot be made.
    pub fn lock_for_daemon(&self) -> Result<DaemonLock, StoreError> {
        let Some(store) = &self.path else { return Ok(DaemonLock { _file: None, before: None }) };
        let mut path = store.clone().into_os_string();
        path.push(".lock");
        let place = store.display().to_string();
        let cannot =
            |why: std::io::Error| StoreError::Open { place: place.clone(), why: format!("its lock file: {why}") };
        let mut file =
            File::options().read(true).write(true).create(true).truncate(false).open(&path).map_err(cannot)?;
        if flock(&file, FlockOperation::NonBlockingLockExclusive).is_err() {
            let mut holder = String::new();
            let _ = file.read_to_string(&mut holder); // a holder that cannot be read is still a holder
            let holder = if holder.trim().is_empty() { "unknown".to_string() } else { holder.trim().to_string() };
            return Err(StoreError::InUse { place, holder });
        }
        let mut before = String::new();
        let _ = file.read_to_string(&mut before); // what cannot be read names nobody
        let holder = format!("process {} on {}\n", std::process::id(), host());
        file.set_len(0)
            .and_then(|()| file.rewind())
            .and_then(|()| file.write_all(holder.as_bytes()))
            .map_err(cannot)?;
        Ok(DaemonLock { _file: Some(file), before: lease_name(&before) })
    }
}

/// `process 17 on desk` → `desk:17`.
fn lease_name(holder: &str) -> Option<String> {
    let (process, host) = holder.trim().strip_prefix("process ")?.split_once(" on ")?;
    Some(format!("{host}:{process}"))
}

fn host() -> String {
    std::fs::read_to_string("/proc/sys/kernel/hostname")
        .map_or_else(|_| "this host".to_string(), |h| h.trim().to_string())
}
