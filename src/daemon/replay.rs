//! Every decision of the record made again from the vault, and held against its bytes.
//!
//! Takes a store; reads its chain from the first entry on. For each run: the files out of the vault, the configuration it was
//! decided with, and the memory of that moment, which is rebuilt entry by entry in a store of its own. Says which runs give
//! other bytes than were sealed, and which could not be made again, and why: none is passed over in silence. Writes nothing
//! to the store it looks at.

/// What entries wrote that later runs remember.
mod recorded;

use super::examine::Decoded;
use super::office::{self, Office};
use super::relive::only_looked;
use super::{account, decode, due, held, run};
use crate::audit::chain::{ACT, Entry, RUN, SETTLE};
use crate::audit::record::{Decided, Decision, FileRecord, RunRecord, RunState};
use crate::audit::verify::{differing, list, text};
use crate::base::slot::{Slot, SlotKind};
use crate::pipeline::Pipeline;
use crate::settings::House;
use crate::store::{Mirrored, Store, StoreError, StoreTarget};
use crate::tidy::formats::FormatError;
use crate::tidy::{Arrival, Note};
use chrono::NaiveDate;
use recorded::read;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// How many entries are read at once.
const PAGE: u32 = 200;
/// Why a run without its configuration is not made again.
const NOT_KEPT: &str = "what it was decided with was not kept: an older program wrote it";

/// What became of a replay.
#[derive(Debug, Default, Serialize)]
pub struct Replayed {
    /// Runs decided again with the same bytes.
    pub equal: u64,
    /// Slots that were skipped by policy: nothing was decided but that.
    pub skipped: u64,
    /// Files taken as recorded, because their reader had died: no program reads them again.
    pub files_as_recorded: u64,
    /// Runs before the day asked for: remembered, not decided again.
    pub before: u64,
    /// Runs that give other bytes, first to last.
    pub different: Vec<Found>,
    /// Runs that could not be decided again.
    pub not_replayed: Vec<Found>,
}

/// One run and what is wrong with it.
#[derive(Debug, Serialize)]
pub struct Found {
    /// Its entry.
    pub seq: u64,
    /// Its slot.
    pub slot: String,
    /// What.
    pub why: String,
}

impl Replayed {
    /// Whether every run asked for was decided again, with the same bytes.
    pub fn is_whole(&self) -> bool {
        self.different.is_empty() && self.not_replayed.is_empty()
    }
}

/// Why a replay cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// One of the stores.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A place for the memory.
    #[error("the memory of a replay cannot be kept in {place}: {why}")]
    Place {
        /// Where.
        place: String,
        /// Why.
        why: std::io::Error,
    },
    /// The chain itself.
    #[error("entry {0} cannot be read or does not follow the one before it: `duban verify` says more")]
    Broken(u64),
}

/// Decides every run again whose day is `from` or later.
///
/// # Errors
/// A store fails, or the chain is broken.
pub async fn replay(office: &Office, from: Option<NaiveDate>) -> Result<Replayed, ReplayError> {
    let place = Place::new()?;
    let scratch = Store::open(&StoreTarget::Sqlite(place.0.join("memory.db"))).await?;
    let mut replay = Replay { office, scratch, from, houses: BTreeMap::new(), found: Replayed::default() };
    let done = replay.all().await;
    replay.scratch.close().await;
    done.map(|()| replay.found)
}

/// A folder of its own, gone when the replay is over.
struct Place(PathBuf);

impl Place {
    fn new() -> Result<Place, ReplayError> {
        let path = std::env::temp_dir().join(format!("duban-replay-{}-{}", std::process::id(), unique()));
        let failed = |why| ReplayError::Place { place: path.display().to_string(), why };
        std::fs::create_dir_all(&path).map_err(failed)?;
        Ok(Place(path))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Counts the replays of this process.
fn unique() -> u64 {
    static NEXT: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
    NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed)
}

struct Replay<'a> {
    office: &'a Office,
    scratch: Store,
    from: Option<NaiveDate>,
    /// Configurations by their hash.
    houses: BTreeMap<String, Result<House, String>>,
    found: Replayed,
}

impl Replay<'_> {
    async fn all(&mut self) -> Result<(), ReplayError> {
        let mut next = 1;
        loop {
            let page = self.office.store.entries(next, PAGE).await?;
            let whole = page.len() == PAGE as usize;
            for entry in page {
                next = entry.seq + 1;
                self.entry(&entry).await?;
            }
            if !whole {
                return Ok(());
            }
        }
    }

    async fn entry(&mut self, entry: &Entry) -> Result<(), ReplayError> {
        let broken = || ReplayError::Broken(entry.seq);
        let payload = self.office.store.payload(entry.seq).await?.ok_or_else(broken)?;
        let value: Value = serde_json::from_slice(&payload).map_err(|_| broken())?;
        let what = match entry.kind.as_str() {
            RUN => self.run(entry, &payload, &value).await?,
            ACT => recorded::acted(&value).ok_or_else(broken)?,
            SETTLE => Mirrored::Settled(list(&value, "letters").iter().map(recorded::settled).collect()),
            _ => Mirrored::Nothing,
        };
        if self.scratch.mirror(entry, &payload, &what).await? { Ok(()) } else { Err(broken()) }
    }

    /// Decides a run again where it is asked for; gives what it wrote, as recorded.
    async fn run(&mut self, entry: &Entry, payload: &[u8], value: &Value) -> Result<Mirrored, ReplayError> {
        let slot: Slot = read(&value["slot"]).ok_or(ReplayError::Broken(entry.seq))?;
        if self.from.is_some_and(|from| slot.as_of() < from) {
            self.found.before += 1;
        } else {
            let found = |why: String| Found { seq: entry.seq, slot: slot.name(), why };
            match self.again(&slot, value).await? {
                Err(why) => self.found.not_replayed.push(found(why)),
                Ok(mut record) => {
                    record.program = text(value, "program");
                    let bytes = record.payload();
                    match bytes == payload {
                        true if record.state == RunState::Skipped => self.found.skipped += 1,
                        true => self.found.equal += 1,
                        false => self.found.different.push(found(differs(&bytes, value))),
                    }
                }
            }
        }
        let recorded = recorded::run(&self.office.store, entry.seq, slot, value).await?;
        Ok(Mirrored::Run(Box::new(recorded.ok_or(ReplayError::Broken(entry.seq))?)))
    }

    /// The record as it is decided now; else why it cannot be.
    async fn again(&mut self, slot: &Slot, value: &Value) -> Result<Result<RunRecord, String>, ReplayError> {
        let sha256 = text(value, "config_sha256");
        if sha256.is_empty() {
            return Ok(Err(NOT_KEPT.to_string()));
        }
        if !self.houses.contains_key(&sha256) {
            let bytes = self.office.store.blob(&sha256).await?;
            let missing = || "what it was decided with is not in the vault".to_string();
            self.houses.insert(sha256.clone(), bytes.ok_or_else(missing).and_then(|bytes| House::of_kept(&bytes)));
        }
        let Some(Ok(house)) = self.houses.get(&sha256) else {
            let why = self.houses.get(&sha256).and_then(|house| house.as_ref().err().cloned());
            return Ok(Err(why.unwrap_or_default()));
        };
        let Some(pipeline) = house.pipeline(&slot.pipeline) else {
            return Ok(Err(format!("the pipeline `{}` as it was kept is not understood any more", slot.pipeline)));
        };
        let (reason, state) = (text(value, "reason"), read::<RunState>(&value["state"]));
        if state == Some(RunState::Skipped) {
            let head = self.scratch.head().await?;
            let record = account::skipped(house, pipeline, slot, head, &reason);
            return Ok(Ok(RunRecord { decides: read(&value["decides"]).unwrap_or_default(), ..record }));
        }
        let accounted = self.scratch.last_at(&pipeline.name, SlotKind::Read).await?;
        let bytes: Vec<String> = list(value, "files").iter().map(|file| text(file, "sha256")).collect();
        let bytes: Vec<&str> = bytes.iter().map(String::as_str).collect();
        let mut memory = office::recall(house, &self.scratch, pipeline, &bytes).await?;
        if only_looked(&reason) {
            return Ok(Ok(account::looked(house, pipeline, slot, &memory)));
        }
        memory.asked = self.scratch.asked(&pipeline.portfolio, slot.as_of()).await?;
        let release = self.release(value).await?;
        let mut decoded = Vec::new();
        for file in list(value, "files") {
            match self.file(pipeline, file, value).await? {
                Ok((file, as_recorded)) => {
                    self.found.files_as_recorded += u64::from(as_recorded);
                    decoded.push(file);
                }
                Err(why) => return Ok(Err(why)),
            }
        }
        let deadline = release.as_ref().and_then(|(_, deadline)| deadline.clone());
        let deadline = deadline.or_else(|| due::newest_deadline(pipeline, accounted, slot.at));
        let sender = office::sender(house);
        let bureau = run::Bureau { house, sender: &sender };
        let planned = match run::record(&bureau, pipeline, slot, deadline.as_ref(), &memory, &decoded) {
            Ok(planned) => planned,
            Err(why) => return Ok(Err(why.to_string())),
        };
        let record = planned.record;
        Ok(Ok(match (release, planned.trip) {
            // A person's word is no decision of the program: it stands as it was given.
            (Some((decided, _)), _) => {
                let mark = format!("{}; held as run {}, released by {}", record.reason, decided.held, decided.who);
                let reason = if reason.starts_with(&mark) { reason } else { mark };
                RunRecord { reason, decides: vec![decided], ..record }
            }
            (None, Some(trip)) => held::kept_back(record, &trip),
            (None, None) => record,
        }))
    }

    /// Who let a held run through, and for a deadline the held slot.
    async fn release(&self, value: &Value) -> Result<Option<(Decided, Option<Slot>)>, ReplayError> {
        let decided = list(value, "decides").iter().find_map(read::<Decided>);
        let Some(decided) = decided.filter(|decided| decided.how == Decision::Released) else { return Ok(None) };
        let held = self.office.store.payload(decided.held).await?;
        let held = held.and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok());
        let slot = held.and_then(|held| read::<Slot>(&held["slot"])).filter(|slot| slot.kind == SlotKind::Read);
        Ok(Some((decided, slot)))
    }

    /// A file and its cells. What killed its reader is taken as it was recorded; `true`.
    async fn file(
        &self,
        pipeline: &Pipeline,
        file: &Value,
        value: &Value,
    ) -> Result<Result<(Decoded, bool), String>, ReplayError> {
        let Some(record) = read::<FileRecord>(file) else { return Ok(Err("a file record cannot be read".to_string())) };
        let Some(bytes) = self.office.store.blob(&record.sha256).await? else {
            return Ok(Err(format!("the bytes of {} are not in the vault", record.name)));
        };
        let notes = list(value, "notes").iter().filter_map(read::<Note>);
        let mut crashed = notes.filter(|note| note.place.file == record.name && note.kind == decode::CRASHED);
        let arrival = Arrival { name: record.name.clone(), sha256: record.sha256, bytes: bytes.into() };
        if let Some(note) = crashed.next() {
            let workbook = Some(Err(FormatError { kind: note.kind, text: note.text }));
            return Ok(Ok((Decoded { arrival, workbook }, true)));
        }
        // Whether its bytes came before for this period may be known only when it is read.
        let workbook = Some(self.office.decoder.decode(&arrival.bytes, pipeline.source.encoding).await);
        Ok(Ok((Decoded { arrival, workbook }, false)))
    }
}

/// In what the new bytes and the sealed ones differ.
fn differs(bytes: &[u8], sealed: &Value) -> String {
    let now: Value = serde_json::from_slice(bytes).unwrap_or_default();
    let mut why = format!("decided again it gives other {}", differing(&now, sealed));
    for key in ["findings", "standings", "cases", "letters"] {
        let (now, sealed) = (list(&now, key), list(sealed, key));
        let first = (0..now.len().max(sealed.len())).find(|n| now.get(*n) != sealed.get(*n));
        if let Some(one) = first.and_then(|n| sealed.get(n).or(now.get(n))) {
            let of = ["subject", "id"].into_iter().find_map(|name| one[name].as_str().or(one["case"][name].as_str()));
            why += &format!("; the first of `{key}` is that of {}", of.unwrap_or("?"));
        }
    }
    why
}
