//! The keys that seal links: a file of the house that only its owner may read. Made on first need, read at every need, so
//! that a new key holds at once. Never shows a key.

use super::office::Office;
use crate::base::token::{Keys, key_line};
use crate::settings::House;
use chrono::{DateTime, Duration, NaiveDate, Utc};
use rustix::fs::{Mode, OFlags};
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::PathBuf;

/// Larger files are no keys.
const FILE_MAX: u64 = 64 * 1024;

/// Why there are no keys.
#[derive(Debug, thiserror::Error)]
#[error("the keys of links in {file} cannot be used: {why}")]
pub struct KeysError {
    file: String,
    why: String,
}

fn path(house: &House) -> PathBuf {
    house.home.join(&house.settings.links.key_file)
}

fn error(house: &House, why: impl ToString) -> KeysError {
    KeysError { file: house.settings.links.key_file.display().to_string(), why: why.to_string() }
}

/// The keys there are; none where there is no file yet.
///
/// # Errors
/// The file cannot be read, others may read it, or it holds something else.
pub fn read(house: &House) -> Result<Keys, KeysError> {
    let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NONBLOCK;
    let file = match rustix::fs::open(path(house), flags, Mode::empty()) {
        Ok(file) => File::from(file),
        Err(why) if why == rustix::io::Errno::NOENT => return Ok(Keys::default()),
        Err(why) => return Err(error(house, why)),
    };
    let metadata = file.metadata().map_err(|why| error(house, why))?;
    if !metadata.is_file() {
        return Err(error(house, "it is not a file"));
    }
    if std::os::unix::fs::MetadataExt::mode(&metadata) & 0o077 != 0 {
        return Err(error(house, "others than its owner may read or change it: run chmod 600 on it"));
    }
    let mut text = String::new();
    file.take(FILE_MAX).read_to_string(&mut text).map_err(|why| error(house, why))?;
    Keys::parse(&text, house.settings.links.valid_days).map_err(|why| error(house, why))
}

/// The keys, with a first one if there was none.
///
/// # Errors
/// As [`read`], or the file cannot be written.
pub fn read_or_make(office: &Office) -> Result<Keys, KeysError> {
    let keys = read(&office.house)?;
    if keys.sealing().is_some() {
        return Ok(keys);
    }
    add(&office.house, office.clock.now())?;
    read(&office.house)
}

/// Says which keys sealed links of this store lately and are not here: another daemon has another file, or a key was taken
/// out too early. Nothing where all is well, or there is nothing to seal.
pub async fn strangers(office: &Office) -> Option<String> {
    super::office::links(&office.house)?;
    let keys = match read(&office.house) {
        Ok(keys) => keys,
        Err(why) => return Some(why.to_string()),
    };
    let since = office.clock.now() - Duration::days(i64::from(office.house.settings.links.valid_days));
    let mut used = office.store.keys_used(since).await.ok()?; // the store's own trouble is told elsewhere
    used.retain(|id| keys.known().all(|(known, _)| known != id));
    (!used.is_empty()).then(|| {
        format!(
            "links that are out were sealed with keys that {} does not hold ({}): daemons of one store need one file of keys",
            office.house.settings.links.key_file.display(),
            used.join(", ")
        )
    })
}

/// The day on which a key is born: the latest one of any pipeline's zone. What the key before it sealed on that day is good
/// as long as its letter says; by the day of UTC it was over before its time wherever the sun rises earlier.
fn born(house: &House, now: DateTime<Utc>) -> NaiveDate {
    let days = house.pipelines.iter().map(|pipeline| now.with_timezone(&pipeline.zone).date_naive());
    days.max().unwrap_or_else(|| now.date_naive())
}

/// Adds a key, which seals from now on; the older ones are believed until what they sealed is over.
///
/// # Errors
/// As [`read`], or the file cannot be written.
pub fn add(house: &House, now: DateTime<Utc>) -> Result<(), KeysError> {
    let failed = |why: io::Error| error(house, why);
    let path = path(house);
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(failed)?;
    }
    let mut bytes = [0; 32];
    File::open("/dev/urandom").and_then(|mut source| source.read_exact(&mut bytes)).map_err(failed)?;
    let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::APPEND | OFlags::CLOEXEC;
    let file = rustix::fs::open(&path, flags, Mode::RUSR | Mode::WUSR).map_err(|why| error(house, why))?;
    let mut file = File::from(file);
    // One write: two that are made at once are two lines.
    file.write_all(key_line(born(house, now), &bytes).as_bytes()).and_then(|()| file.sync_all()).map_err(failed)
}
