//! Arrivals → cells, and the tally of those whose reading does not come to an end. Every try of a file that needs a child is
//! written down before it is made and taken back when it is over, so that a file that takes the whole daemon with it is known
//! after the restart; a run that fails for a lasting reason counts as a try of each of its files. A file that was tried is
//! read alone; one that was tried three times is not read any more, and a run says so once.

use super::decode::{self, NoRoom, Room, TRIES_MAX};
use super::examine::{Decoded, period_said};
use super::office::{self, Office};
use super::run::{Ran, RunError};
use crate::base::period::Period;
use crate::pipeline::{PeriodFrom, Pipeline};
use crate::store::{SeenFile, StoreError, Tried};
use crate::tidy::Arrival;
use crate::tidy::formats;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// How many children read at once.
const CHILDREN_MAX: usize = 4;
/// How much memory the cells of one run may take, in bytes, before the files that are left wait for the next. The file that
/// fills it is read to its end.
pub const HELD_MAX: usize = 64 << 20;
/// What stands beside a try until it is over.
const UNDER_WAY: &str = "duban ended while it was read";

/// Cells of arrivals, in their order: of the first at least, and of as many as take about `most` bytes; the others stay in
/// `arrivals`.
/// Files whose bytes were read before for the period that their name says are not decoded again.
///
/// # Errors
/// When the store cannot be asked.
pub async fn decode_some(
    office: &Office,
    pipeline: &Pipeline,
    arrivals: &mut Vec<Arrival>,
    most: usize,
) -> Result<Vec<Decoded>, StoreError> {
    if arrivals.is_empty() {
        return Ok(Vec::new());
    }
    let tried = office.store.tries(&pipeline.name).await?;
    let skip = known_before(office, pipeline, arrivals).await?;
    let risky: Vec<String> = arrivals
        .iter()
        .zip(&skip)
        .filter(|(file, skip)| !**skip && formats::needs_a_child(&file.bytes) && !is_spent(&tried, file))
        .map(|(file, _)| file.sha256.clone())
        .collect();
    let risky: Vec<&str> = risky.iter().map(String::as_str).collect();
    if !risky.is_empty() {
        office.store.note_tries(&pipeline.name, &risky, UNDER_WAY).await?;
    }
    let decoded = side_by_side(office, pipeline, arrivals, (&skip, &tried), most).await;
    if !risky.is_empty() {
        office.store.take_back_tries(&pipeline.name, &risky).await?;
    }
    Ok(decoded)
}

/// Which of the files were read before for their period.
async fn known_before(office: &Office, pipeline: &Pipeline, arrivals: &[Arrival]) -> Result<Vec<bool>, StoreError> {
    let bytes: Vec<&str> = arrivals.iter().map(|file| file.sha256.as_str()).collect();
    let seen = office::seen(&office.house, &office.store, pipeline, &bytes).await?;
    let read: Vec<&SeenFile> = seen.iter().filter(|file| file.was_read()).collect();
    let bytes: BTreeSet<&str> = read.iter().map(|file| file.sha256.as_str()).collect();
    let periods: BTreeSet<(&str, Option<Period>)> =
        read.iter().map(|file| (file.sha256.as_str(), file.period)).collect();
    let is_known = |file: &Arrival| match period_said(pipeline, &file.name, None) {
        Some(period) => periods.contains(&(file.sha256.as_str(), Some(period))),
        // Of which period it is the day of its run says.
        None => pipeline.source.period != PeriodFrom::Arrival && bytes.contains(file.sha256.as_str()),
    };
    Ok(arrivals.iter().map(is_known).collect())
}

fn is_spent(tried: &BTreeMap<String, Tried>, file: &Arrival) -> bool {
    tried.get(&file.sha256).is_some_and(|tried| tried.tries >= TRIES_MAX)
}

/// Decodes several files at once; the answers keep the files' order, and so do those that are left.
async fn side_by_side(
    office: &Office,
    pipeline: &Pipeline,
    arrivals: &mut Vec<Arrival>,
    (skip, tried): (&[bool], &BTreeMap<String, Tried>),
    most: usize,
) -> Vec<Decoded> {
    let mut decoded = Vec::with_capacity(arrivals.len());
    let mut under_way = VecDeque::new();
    let at_once = std::thread::available_parallelism().map_or(1, |n| n.get().min(CHILDREN_MAX));
    let mut room = Room::of(most);
    let mut left = Vec::new();
    let mut waiting = std::mem::take(arrivals).into_iter().zip(skip);
    while left.is_empty() && !room.is_full() {
        let Some((arrival, skip)) = waiting.next() else { break };
        if under_way.len() >= at_once {
            take_in(join(under_way.pop_front()).await, &mut decoded, &mut left);
        }
        let spent = tried.get(&arrival.sha256).filter(|_| is_spent(tried, &arrival)).map(|tried| tried.why.clone());
        let (skip, decoder, declared) = (*skip, office.decoder.clone(), pipeline.source.encoding);
        let turn = (!skip && spent.is_none()).then(|| room.turn());
        under_way.push_back(tokio::spawn(async move {
            let workbook = match (turn, spent) {
                (None, None) => None,
                (None, Some(_)) if skip => None,
                (_, Some(why)) => Some(Err(decode::quarantined(&why))),
                (Some(turn), None) => match decoder.decode_in(&arrival.bytes, declared, turn).await {
                    Ok(answer) => Some(answer),
                    Err(NoRoom) => return Err(arrival),
                },
            };
            Ok(Decoded { arrival, workbook })
        }));
    }
    while let Some(task) = under_way.pop_front() {
        take_in(join(Some(task)).await, &mut decoded, &mut left);
    }
    arrivals.extend(left.into_iter().chain(waiting.map(|(arrival, _)| arrival)));
    decoded
}

/// A file and its cells, or a file for whose cells there was no room: it waits, and so do all behind it, whose cells are
/// read once more.
fn take_in(one: Option<Result<Decoded, Arrival>>, decoded: &mut Vec<Decoded>, left: &mut Vec<Arrival>) {
    match one {
        Some(Ok(one)) if left.is_empty() => decoded.push(one),
        Some(Ok(one)) => left.push(one.arrival),
        Some(Err(arrival)) => left.push(arrival),
        None => {}
    }
}

/// A task of ours is never cancelled, and its own panics are caught inside: it always has an answer.
async fn join(task: Option<tokio::task::JoinHandle<Result<Decoded, Arrival>>>) -> Option<Result<Decoded, Arrival>> {
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
