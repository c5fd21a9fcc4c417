//! A bucket of an object store that speaks S3 → a folder of this machine, from which everything goes on as from any folder.
//!
//! Takes where the store is and which objects are wanted; every version of an object that is new becomes a file of the
//! folder, whole or not at all, under its key with dashes for slashes. Each is asked for by the ETag that it was listed
//! with, so that no file is put together of two versions. Never deletes: what a listing lacks stays. Never believes a
//! date. Changes nothing in the store; signing, pages, time limits and retries are the library's business.

/// One object → one file.
mod fetch;

/// What was fetched before.
mod ledger;

/// Which objects there are.
mod list;

/// Which of them are fetched, and under which names.
mod names;

/// What a store says when it says no.
mod told;

use super::folder::Skipped;
use crate::base::secret::Secret;
use fetch::Fetched;
use futures_util::{StreamExt, stream};
use ledger::{Entry, Ledger};
use names::Wanted;
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::{BackoffConfig, Certificate, ClientOptions, RetryConfig};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

/// How many objects are fetched side by side.
const SIDE_BY_SIDE: usize = 8;
/// How many files are noted as fetched at once.
const TOGETHER: usize = 64;
/// After so many objects in a row that did not come the store is away.
const AWAY_IN_A_ROW: usize = 3;
/// How often, and after how long each time, a folder is asked for that somebody else is at.
const BUSY_TRIES: usize = 20;
const BUSY_PAUSE: Duration = Duration::from_millis(100);
/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(5);
/// How long a request is tried again.
const RETRY_FOR: Duration = Duration::from_secs(180);
/// How often a bucket is listed again within a round, because objects changed between list and get.
const LISTINGS_MAX: usize = 3;

/// Where a store is and how it is asked.
#[derive(Debug, Clone)]
pub struct Place {
    /// `https://obs.example.org`, without the bucket.
    pub endpoint: String,
    /// The region that requests are signed for.
    pub region: String,
    /// Whether the bucket stands in the name of the host, and not in the path.
    pub by_host: bool,
    /// The key's name and the key; without one requests are not signed.
    pub key: Option<(String, Secret)>,
    /// Certificates of a private authority.
    pub ca_file: Option<PathBuf>,
    /// The bucket.
    pub bucket: String,
    /// How long one answer may take.
    pub answer: Duration,
    /// How often a request is tried once more, and how long the first wait is; the next ones are longer.
    pub tries: (usize, Duration),
}

/// What is wanted of a bucket.
#[derive(Debug, Clone)]
pub struct Order {
    /// What keys begin with.
    pub prefix: String,
    /// Patterns that a file's name has to fit, one of them.
    pub patterns: Vec<String>,
    /// Larger objects are not fetched, in bytes.
    pub bytes_max: u64,
    /// The folder that they are put into; made where it is not there.
    pub folder: PathBuf,
}

/// What one round over a bucket did.
#[derive(Debug, Default)]
pub struct Round {
    /// Objects that became files.
    pub fetched: usize,
    /// Objects that are not read, and why.
    pub skipped: Vec<Skipped>,
    /// Objects that did not come this time, and why; tried again in the next round.
    pub troubles: Vec<String>,
    /// Whether the store gave everything it was asked for: where it did not, nothing is known to be missing.
    pub is_whole: bool,
}

/// Why a round came to nothing, or to an end: the store is away, refuses, or cannot be understood; or the folder cannot be
/// written. The same words as long as the reason is the same. What came before it stays.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Away(pub String);

/// One round: lists the bucket, fetches what is new.
///
/// # Errors
/// The store does not list its bucket, or ceases to answer; the folder cannot be written; somebody else is at it.
pub async fn mirror(place: &Place, order: &Order) -> Result<Round, Away> {
    let mut ledger = ledger(order).await?;
    let store = open(place).await?;
    let mut round = Round::default();
    let (mut changing, mut lacking) = (Vec::new(), Lacking::new());
    for _ in 0..LISTINGS_MAX {
        let listed = list::list(&store, order).await?;
        let (wanted, skipped) = names::plan(listed, &ledger, order.bytes_max);
        round.skipped = skipped;
        lacking.clear();
        changing = fetch_all(&store, wanted, &mut ledger, &mut round, &mut lacking).await?;
        if changing.is_empty() {
            break;
        }
    }
    round.is_whole = lacking.is_empty();
    if !changing.is_empty() {
        lacking.insert("changed while it was fetched; tried again at the next look".to_string(), changing);
    }
    round.troubles = lacking.into_iter().map(|(why, keys)| told_once(keys, &why)).collect();
    Ok(round)
}

/// Opens the ledger; a command and the daemon wait a little for each other.
async fn ledger(order: &Order) -> Result<Ledger, Away> {
    for _ in 0..BUSY_TRIES {
        let folder = order.folder.clone();
        let opened = tokio::task::spawn_blocking(move || Ledger::open(folder)).await;
        if let Some(ledger) = opened.map_err(|error| Away(error.to_string()))?? {
            return Ok(ledger);
        }
        tokio::time::sleep(BUSY_PAUSE).await;
    }
    Err(Away("another process is fetching it".to_string()))
}

/// Objects that did not come, by reason.
type Lacking = BTreeMap<String, Vec<String>>;

/// Many objects that lack for one reason are one thing to be told.
fn told_once(mut keys: Vec<String>, why: &str) -> String {
    keys.sort();
    let first = keys.first().map(|key| shown(key)).unwrap_or_default();
    match keys.len() {
        0 | 1 => format!("{first}: {why}"),
        more => format!("{first} and {} more: {why}", more - 1),
    }
}

/// Fetches objects; gives the keys of those that were no longer what the listing said. One that does not come keeps no other
/// from coming; where several in a row do not, the store is away.
async fn fetch_all(
    store: &AmazonS3,
    wanted: Vec<Wanted>,
    ledger: &mut Ledger,
    round: &mut Round,
    lacking: &mut Lacking,
) -> Result<Vec<String>, Away> {
    let folder = ledger.folder().to_path_buf();
    let fetch = |(number, wanted): (usize, Wanted)| {
        let folder = &folder;
        async move { (fetch::fetch(store, folder, number, &wanted).await, wanted) }
    };
    let mut coming = stream::iter(wanted.into_iter().enumerate()).map(fetch).buffer_unordered(SIDE_BY_SIDE);
    let (mut changed, mut came, mut failed_in_a_row) = (Vec::new(), Vec::<Entry>::new(), 0);
    while let Some((fetched, wanted)) = coming.next().await {
        failed_in_a_row = if matches!(fetched, Fetched::Away(_)) { failed_in_a_row + 1 } else { 0 };
        match fetched {
            Fetched::Whole => came.push(wanted.into_entry()),
            Fetched::Changed => changed.push(wanted.key),
            Fetched::Gone => round.skipped.extend(names::gone(&wanted)),
            Fetched::Away(why) if failed_in_a_row >= AWAY_IN_A_ROW => {
                ledger.add(came)?;
                return Err(Away(why));
            }
            Fetched::Away(why) | Fetched::Refused(why) => lacking.entry(why).or_default().push(wanted.key),
        }
        if came.len() >= TOGETHER {
            round.fetched += came.len();
            ledger.add(std::mem::take(&mut came))?;
        }
    }
    round.fetched += came.len();
    ledger.add(came)?;
    Ok(changed)
}

/// A key as a person may see it.
fn shown(key: &str) -> String {
    key.escape_debug().to_string()
}

async fn open(place: &Place) -> Result<AmazonS3, Away> {
    let (tries, wait) = place.tries;
    let backoff = BackoffConfig { init_backoff: wait, max_backoff: wait * 25, base: 2.0 };
    let retries = RetryConfig { backoff, max_retries: tries, retry_timeout: RETRY_FOR };
    let mut options = ClientOptions::new()
        .with_timeout(place.answer)
        .with_connect_timeout(place.answer.min(CONNECT))
        .with_allow_http(place.endpoint.starts_with("http://"));
    if let Some(file) = &place.ca_file {
        let cannot = |why: String| Away(format!("s3.ca_file: {}: {why}", file.display()));
        let pem = tokio::fs::read(file).await.map_err(|error| cannot(error.to_string()))?;
        let certificates = Certificate::from_pem_bundle(&pem).map_err(|_| cannot("it holds no certificates".into()))?;
        options = certificates.into_iter().fold(options, ClientOptions::with_root_certificate);
    }
    let endpoint = match place.endpoint.split_once("://") {
        Some((scheme, host)) if place.by_host => format!("{scheme}://{}.{host}", place.bucket),
        _ => place.endpoint.clone(),
    };
    let builder = AmazonS3Builder::new()
        .with_client_options(options)
        .with_retry(retries)
        .with_endpoint(endpoint)
        .with_region(&place.region)
        .with_bucket_name(&place.bucket)
        .with_virtual_hosted_style_request(place.by_host);
    let builder = match &place.key {
        Some((id, key)) => builder.with_access_key_id(id).with_secret_access_key(key.expose()),
        None => builder.with_skip_signature(true),
    };
    builder.build().map_err(|error| Away(told::words(&error)))
}
