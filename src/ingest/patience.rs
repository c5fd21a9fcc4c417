//! Folders that do not answer: a file server that hangs must not hold up everybody else.
//!
//! Takes what is to be asked of a folder and how long its answer may take; gives the answer, or says that there was none.
//! A system call that hangs cannot be broken off, so it waits in a thread of its own. While it does, the folder is not
//! asked again: one thread hangs, and never more.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::Builder;
use std::time::Duration;

/// Folders that were asked and have not answered, each with whether it has by now. A thread that hangs is known to the whole
/// process, whoever asked.
static ASKED: Mutex<BTreeMap<PathBuf, Arc<AtomicBool>>> = Mutex::new(BTreeMap::new());

/// What is answered within `limit`. `work` may go on when nobody waits for it any more: it must change nothing.
///
/// # Errors
/// Those of `work`; `TimedOut` where it takes longer, and at once where the folder still owes an answer.
pub fn within<T: Send + 'static>(
    folder: &Path,
    limit: Duration,
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    if owes_an_answer(folder) {
        return Err(no_answer("still does not answer"));
    }
    let (say, hear) = mpsc::sync_channel(1);
    let answered = Arc::new(AtomicBool::new(false));
    let done = answered.clone();
    // Handed over by hand: where no thread is given, the work is done here.
    let held = Arc::new(Mutex::new(Some(work)));
    let theirs = held.clone();
    let begun = Builder::new().name("folder".to_string()).spawn(move || {
        let work = theirs.lock().unwrap_or_else(PoisonError::into_inner).take();
        let answer = work.map(|work| work());
        done.store(true, Ordering::Release);
        let _ = answer.map(|answer| say.send(answer)); // nobody may wait any more
    });
    if begun.is_err() {
        let work = held.lock().unwrap_or_else(PoisonError::into_inner).take();
        return work.map_or_else(|| Err(io::Error::other("no thread is to be had")), |work| work());
    }
    match hear.recv_timeout(limit) {
        Ok(answer) => answer,
        Err(RecvTimeoutError::Disconnected) => Err(io::Error::other("reading it failed in a way that nobody foresaw")),
        Err(RecvTimeoutError::Timeout) => {
            asked().insert(folder.to_path_buf(), answered);
            Err(no_answer(&format!("does not answer for {} s", limit.as_secs())))
        }
    }
}

fn asked() -> std::sync::MutexGuard<'static, BTreeMap<PathBuf, Arc<AtomicBool>>> {
    ASKED.lock().unwrap_or_else(PoisonError::into_inner)
}

fn owes_an_answer(folder: &Path) -> bool {
    let mut asked = asked();
    let owes = asked.get(folder).is_some_and(|answered| !answered.load(Ordering::Acquire));
    if !owes {
        asked.remove(folder);
    }
    owes
}

fn no_answer(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::TimedOut, format!("{what}; look after the server or disk that the folder is on"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_hangs_is_asked_once_until_it_answers() {
        let (release, wait) = mpsc::channel::<()>();
        let folder = Path::new("/a folder that hangs");
        let hangs = within(folder, Duration::from_millis(20), move || wait.recv().map_err(io::Error::other));
        assert_eq!(hangs.unwrap_err().kind(), io::ErrorKind::TimedOut);
        let again = within(folder, Duration::from_secs(60), || Ok(()));
        assert_eq!(again.unwrap_err().kind(), io::ErrorKind::TimedOut, "it is not asked before it answered");
        assert_eq!(within(Path::new("/another"), Duration::from_secs(60), || Ok(7)).unwrap(), 7, "others go on");
        release.send(()).unwrap();
        while owes_an_answer(folder) {
            std::thread::yield_now();
        }
        assert_eq!(within(folder, Duration::from_secs(60), || Ok(7)).unwrap(), 7);
    }
}
