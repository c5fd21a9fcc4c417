//! Buckets and the folders that they are mirrored into: one round for each bucket at a time, beside everything else. Takes
//! the house; gives what a look at its folders has to know. A store that is slow or away holds up a look for a short time
//! once a round; until it has given everything, slots of its pipelines wait, so that nobody is said not to have reported.

use crate::ingest::bucket::{self, Away, Order, Place, Round};
use crate::settings::{Addressing, House};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::Duration;
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout_at};

/// How long a look of the daemon waits for rounds that it began. They go on beside it.
const PATIENCE: Duration = Duration::from_secs(2);
/// How long a command waits that looks once.
const PATIENCE_ONCE: Duration = Duration::from_secs(600);
/// A round that takes longer is worth a word, even if it goes on well.
const LONG: Duration = Duration::from_secs(60);
/// How often a request is tried once more, and how long the first wait is.
const TRIES: (usize, Duration) = (5, Duration::from_millis(200));

/// The rounds of a house.
#[derive(Debug)]
pub struct Mirrors {
    /// By folder.
    mirrors: BTreeMap<PathBuf, Mirror>,
    patience: Duration,
    /// Whether rounds follow one another.
    again: bool,
}

impl Default for Mirrors {
    fn default() -> Mirrors {
        Mirrors { mirrors: BTreeMap::new(), patience: PATIENCE, again: true }
    }
}

#[derive(Debug, Default)]
struct Mirror {
    begun: Option<Instant>,
    /// When the last one was seen to be over. The next begins some time after that: between two rounds slots can run.
    ended: Option<Instant>,
    running: Option<JoinHandle<Result<Round, Away>>>,
    last: Option<Result<Round, Away>>,
}

/// What a look at folders has to know.
#[derive(Debug, Default)]
pub struct Mirrored {
    /// What is wrong with buckets.
    pub troubles: Vec<String>,
    /// Objects that are not read, and why.
    pub skipped: Vec<String>,
    /// Folders of buckets that did not give everything: slots of their pipelines wait.
    pub waits: BTreeSet<PathBuf>,
}

impl Mirrors {
    /// For a command: one round for each bucket, waited for until it is over.
    pub fn once() -> Mirrors {
        Mirrors { patience: PATIENCE_ONCE, again: false, ..Mirrors::default() }
    }

    /// The configuration is another: nobody waits for the next round.
    pub fn anew(self) -> Mirrors {
        let mut mirrors = self;
        mirrors.mirrors.values_mut().for_each(|mirror| mirror.ended = None);
        mirrors
    }

    /// Begins rounds that are due and waits a little for them.
    pub async fn look(&mut self, house: &House) -> Mirrored {
        let orders = orders(house);
        self.mirrors.retain(|folder, _| orders.contains_key(folder));
        let (every, again) = (Duration::from_secs(house.settings.ingest.rescan_seconds), self.again);
        let until = Instant::now() + self.patience;
        let mut begun = BTreeSet::new();
        for (folder, (place, order)) in &orders {
            let mirror = self.mirrors.entry(folder.clone()).or_default();
            mirror.note_end().await;
            let is_due = mirror.ended.is_none_or(|ended| again && ended.elapsed() >= every);
            if mirror.running.is_none() && is_due {
                // What comes is listed there, also before anything came.
                let _ = std::fs::create_dir_all(folder);
                mirror.begin(place.clone(), order.clone());
                begun.insert(folder.clone());
            }
        }
        let mut mirrored = Mirrored::default();
        for (folder, (place, order)) in orders {
            let Some(mirror) = self.mirrors.get_mut(&folder) else { continue };
            if begun.contains(&folder) {
                mirror.wait(until).await;
            }
            let shown = format!("bucket s3://{}/{}", place.bucket, order.prefix);
            mirror.tell(&shown, self.patience.max(LONG), &mut mirrored);
            if !mirror.has_all() {
                mirrored.waits.insert(folder);
            }
        }
        mirrored
    }
}

impl Mirror {
    fn begin(&mut self, place: Place, order: Order) {
        self.begun = Some(Instant::now());
        self.running = Some(tokio::spawn(async move {
            let round = bucket::mirror(&place, &order).await?;
            if round.fetched > 0 {
                tracing::info!(
                    bucket = place.bucket,
                    prefix = order.prefix,
                    objects = round.fetched,
                    "objects fetched"
                );
                metrics::counter!("duban_objects_fetched_total", "bucket" => place.bucket)
                    .increment(round.fetched as u64);
            }
            Ok(round)
        }));
    }

    /// Takes what a round that has ended says; one that still runs goes on.
    async fn note_end(&mut self) {
        if self.running.as_ref().is_some_and(JoinHandle::is_finished) {
            self.wait(Instant::now() + PATIENCE).await;
        }
    }

    async fn wait(&mut self, until: Instant) {
        let Some(running) = &mut self.running else { return };
        if let Ok(ended) = timeout_at(until, running).await {
            (self.running, self.ended) = (None, Some(Instant::now()));
            let unforeseen = |_| Err(Away("reading it failed in a way that nobody foresaw".to_string()));
            self.last = Some(ended.unwrap_or_else(unforeseen));
        }
    }

    /// Whether everything that the bucket holds was here not long ago.
    fn has_all(&self) -> bool {
        self.running.is_none() && matches!(&self.last, Some(Ok(round)) if round.is_whole)
    }

    /// What is known of it. While a round runs, what the one before it said holds.
    fn tell(&self, bucket: &str, long: Duration, mirrored: &mut Mirrored) {
        let waits = "slots of its pipelines wait until it is back: no report is said to be missing";
        match &self.last {
            Some(Err(away)) => mirrored.troubles.push(format!("{bucket}: {away}; {waits}")),
            Some(Ok(round)) => {
                mirrored.troubles.extend(round.troubles.iter().map(|why| format!("{bucket}: {why}")));
                if !round.is_whole {
                    mirrored.troubles.push(format!("{bucket}: not all of it came; {waits}"));
                }
                mirrored.skipped.extend(round.skipped.iter().map(|one| format!("{bucket}: {}: {}", one.name, one.why)));
            }
            None => {}
        }
        let is_slow = self.running.is_some() && self.begun.is_some_and(|begun| begun.elapsed() > long);
        if is_slow && !matches!(self.last, Some(Err(_))) {
            let seconds = long.as_secs();
            mirrored.troubles.push(format!("{bucket}: is being fetched for more than {seconds} s; {waits}"));
        }
    }
}

/// The buckets of a house: folder → where the store is, and what is wanted. Pipelines with the same bucket and prefix share
/// a folder.
fn orders(house: &House) -> BTreeMap<PathBuf, (Place, Order)> {
    let (s3, ingest) = (&house.settings.s3, &house.settings.ingest);
    let mut orders: BTreeMap<PathBuf, (Place, Order)> = BTreeMap::new();
    for source in house.pipelines.iter().map(|pipeline| &pipeline.source) {
        let Some(bucket) = &source.bucket else { continue };
        let folder = house.home.join(&source.folder);
        let (_, order) = orders.entry(folder.clone()).or_insert_with(|| {
            let place = Place {
                endpoint: s3.endpoint.clone(),
                region: s3.region.clone(),
                by_host: s3.addressing == Addressing::Host,
                key: (!s3.access_key_id.is_empty()).then(|| (s3.access_key_id.clone(), s3.secret_access_key.clone())),
                ca_file: (!s3.ca_file.as_os_str().is_empty()).then(|| house.home.join(&s3.ca_file)),
                bucket: bucket.name.clone(),
                answer: Duration::from_secs(s3.request_seconds),
                tries: TRIES,
            };
            let bytes_max = ingest.file_max_mib.saturating_mul(1024 * 1024);
            (place, Order { prefix: bucket.prefix.clone(), patterns: Vec::new(), bytes_max, folder })
        });
        order.patterns.extend(source.patterns.iter().cloned());
    }
    orders
}
