//! One object → one file: into a hidden draft, to the disk, then under its name. Whole or not at all, and of one version.

use super::names::Wanted;
use super::{ledger, told};
use futures_util::StreamExt;
use object_store::aws::AmazonS3;
use object_store::{Error, GetOptions, GetResult, ObjectStore};
use std::io;
use std::path::Path;
use tokio::fs::File;
use tokio::io::AsyncWriteExt;

/// What became of a request for an object.
#[derive(Debug)]
pub(super) enum Fetched {
    /// It is here.
    Whole,
    /// It is another version by now.
    Changed,
    /// It is not there.
    Gone,
    /// It is not given, or cannot be kept, and why.
    Refused(String),
    /// It does not come, and why.
    Away(String),
}

/// Fetches the version that was listed. `number` tells drafts apart.
pub(super) async fn fetch(store: &AmazonS3, folder: &Path, number: usize, wanted: &Wanted) -> Fetched {
    let options = GetOptions { if_match: Some(format!("\"{}\"", wanted.etag)), ..GetOptions::default() };
    let given = match store.get_opts(&wanted.path, options).await {
        Ok(given) => given,
        Err(error) => return no(&error),
    };
    // A store that does not know If-Match gives whatever there is.
    let is_same = given.meta.e_tag.as_deref().is_some_and(|etag| etag.trim_matches('"') == wanted.etag);
    if !is_same || given.meta.size != wanted.size {
        return Fetched::Changed;
    }
    let draft = folder.join(ledger::draft(number));
    let (name, size) = (folder.join(&wanted.name), wanted.size);
    let kept = match write(given, &draft, size).await {
        Ok(()) => tokio::fs::rename(&draft, name).await.map_err(Broken::Disk),
        Err(broken) => Err(broken),
    };
    let Err(broken) = kept else { return Fetched::Whole };
    let _ = tokio::fs::remove_file(&draft).await; // the next round takes it away otherwise
    match broken {
        Broken::Disk(error) => Fetched::Refused(format!("it cannot be kept in {}: {error}", folder.display())),
        Broken::Store(error) => no(&error),
        Broken::Short => Fetched::Away("the store breaks off in the middle of an answer".to_string()),
    }
}

enum Broken {
    Disk(io::Error),
    Store(Error),
    Short,
}

async fn write(given: GetResult, draft: &Path, size: u64) -> Result<(), Broken> {
    let mut file = File::create(draft).await.map_err(Broken::Disk)?;
    let (mut stream, mut came) = (given.into_stream(), 0u64);
    while let Some(piece) = stream.next().await {
        let piece = piece.map_err(Broken::Store)?;
        came = came.saturating_add(piece.len() as u64);
        if came > size {
            return Err(Broken::Short);
        }
        file.write_all(&piece).await.map_err(Broken::Disk)?;
    }
    if came != size {
        return Err(Broken::Short);
    }
    file.sync_all().await.map_err(Broken::Disk)
}

fn no(error: &Error) -> Fetched {
    match told::status(error, &error.to_string()) {
        Some(412) => Fetched::Changed,
        Some(404) => Fetched::Gone,
        Some(status @ 400..500) if status != 408 && status != 429 => Fetched::Refused(told::words(error)),
        _ => Fetched::Away(told::words(error)),
    }
}
