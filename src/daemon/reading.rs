//! Arrivals → cells, and the tally of those whose reading does not come to an end. Every try of a file that needs a child is
//! written down before it is made and taken back when it is over, so that a file that takes the whole daemon with it is known
//! after the restart; a run that fails for a lasting reason counts as a try of each of its files. A file that was tried is
//! read alone; one that was tried three times is not read any more, and a run says so once.

use super::decode::{self, TRIES_MAX};
use super::examine::{self, Decoded};
use super::office::Office;
use super::run::{Ran, RunError};
use crate::pipeline::Pipeline;
use crate::store::{Memory, StoreError, Tried};
use crate::tidy::Arrival;
use crate::tidy::formats;
use std::collections::{BTreeMap, BTreeSet};

/// How many children read at once.
const CHILDREN_MAX: usize = 4;
/// What stands beside a try until it is over.
const UNDER_WAY: &str = "duban ended while it was read";

/// Cells of all arrivals, in their order. Files whose bytes were read before are not decoded again.
pub async fn decode_all(
    office: &Office,
    pipeline: &Pipeline,
    arrivals: Vec<Arrival>,
) -> Result<Vec<Decoded>, StoreError> {
    if arrivals.is_empty() {
        return Ok(Vec::new());
    }
    let tried = office.store.tries(&pipeline.name).await?;
    let memory = office.recall(pipeline).await?;
    let skip = known_before(&memory, &arrivals);
    let risky: Vec<String> = arrivals
        .iter()
        .zip(&skip)
        .filter(|(file, skip)| !**skip && formats::needs_a_child(&file.bytes) && !is_spent(&tried, file))
        .map(|(file, _)| file.sha256.clone())
        .collect();
    let risky: Vec<&str> = risky.iter().map(String::as_str).collect();
    drop(memory);
    if !risky.is_empty() {
        office.store.note_tries(&pipeline.name, &risky, UNDER_WAY).await?;
    }
    let decoded = side_by_side(office, pipeline, arrivals, &skip, &tried).await;
    if !risky.is_empty() {
        office.store.take_back_tries(&pipeline.name, &risky).await?;
    }
    Ok(decoded)
}

/// Which of the files were read before.
fn known_before(memory: &Memory, arrivals: &[Arrival]) -> Vec<bool> {
    let before: BTreeSet<&str> = memory.files.iter().map(|file| file.sha256.as_str()).collect();
    let known = |file: &Arrival| before.contains(file.sha256.as_str()) && examine::repeated(memory, file).is_some();
    arrivals.iter().map(known).collect()
}

fn is_spent(tried: &BTreeMap<String, Tried>, file: &Arrival) -> bool {
    tried.get(&file.sha256).is_some_and(|tried| tried.tries >= TRIES_MAX)
}

/// Decodes several files at once; the answers keep the files' order.
async fn side_by_side(
    office: &Office,
    pipeline: &Pipeline,
    arrivals: Vec<Arrival>,
    skip: &[bool],
    tried: &BTreeMap<String, Tried>,
) -> Vec<Decoded> {
    let mut decoded = Vec::with_capacity(arrivals.len());
    let mut under_way = std::collections::VecDeque::new();
    let at_once = std::thread::available_parallelism().map_or(1, |n| n.get().min(CHILDREN_MAX));
    for (arrival, skip) in arrivals.into_iter().zip(skip) {
        if under_way.len() >= at_once {
            decoded.extend(join(under_way.pop_front()).await);
        }
        let spent = tried.get(&arrival.sha256).filter(|_| is_spent(tried, &arrival)).map(|tried| tried.why.clone());
        let (skip, decoder, declared) = (*skip, office.decoder.clone(), pipeline.source.encoding);
        under_way.push_back(tokio::spawn(async move {
            let workbook = match spent {
                _ if skip => None,
                Some(why) => Some(Err(decode::quarantined(&why))),
                None => Some(decoder.decode(arrival.bytes.clone(), declared).await),
            };
            Decoded { arrival, workbook }
        }));
    }
    while let Some(task) = under_way.pop_front() {
        decoded.extend(join(Some(task)).await);
    }
    decoded
}

/// A task of ours is never cancelled, and its own panics are caught inside: it always has an answer.
async fn join(task: Option<tokio::task::JoinHandle<Decoded>>) -> Option<Decoded> {
    task?.await.ok()
}

/// Settles the tally after a run over these files.
pub async fn settle(office: &Office, pipeline: &Pipeline, files: &[String], ran: &Result<Ran, RunError>) {
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let settled = match ran {
        _ if files.is_empty() => Ok(()),
        Ok(_) => forget(office, pipeline, &files).await,
        Err(error) if is_passing(error) => Ok(()),
        Err(error) => office.store.note_tries(&pipeline.name, &files, &error.to_string()).await,
    };
    if let Err(error) = settled {
        tracing::warn!(pipeline = pipeline.name, %error, "the tally of tries could not be written");
    }
}

/// Whether the same may work in a moment.
pub fn is_passing(error: &RunError) -> bool {
    matches!(error, RunError::Store(why) if why.is_passing()) || matches!(error, RunError::Stale)
}

async fn forget(office: &Office, pipeline: &Pipeline, files: &[&str]) -> Result<(), StoreError> {
    let tried = office.store.tries(&pipeline.name).await?;
    let mine: Vec<&str> = files.iter().copied().filter(|file| tried.contains_key(*file)).collect();
    if mine.is_empty() { Ok(()) } else { office.store.forget_tries(&pipeline.name, &mine).await }
}

/// One run for all files that were never tried, then one for each that was: what a file does, it does alone. Those tried
/// most come last.
pub async fn alone_if_tried(
    office: &Office,
    pipeline: &Pipeline,
    arrivals: Vec<Arrival>,
) -> Result<Vec<Vec<Arrival>>, StoreError> {
    let tried = office.store.tries(&pipeline.name).await?;
    let tries = |file: &Arrival| tried.get(&file.sha256).map_or(0, |tried| tried.tries);
    let (fresh, mut suspects): (Vec<Arrival>, Vec<Arrival>) = arrivals.into_iter().partition(|file| tries(file) == 0);
    suspects.sort_by_key(|file| tries(file));
    let runs = std::iter::once(fresh).chain(suspects.into_iter().map(|file| vec![file]));
    Ok(runs.filter(|files| !files.is_empty()).collect())
}
