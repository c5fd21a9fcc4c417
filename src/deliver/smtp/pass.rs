//! One pass over a batch of letters. A few workers, each with a connection of its own, take letters from one queue, so
//! that a message on which the server hangs keeps back nothing but itself. Every letter is answered exactly once.

use super::SmtpChannel;
use super::session::{Parcel, Session};
use super::sign_in::Failure;
use crate::deliver::Onlooker;
use crate::letter::outgoing::{Outcome, Outgoing};
use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// Tries every letter once.
pub(super) async fn run(
    channel: &SmtpChannel,
    letters: &[Outgoing],
    onlooker: &dyn Onlooker,
) -> Vec<(String, Outcome)> {
    let pass = Pass {
        channel,
        letters,
        onlooker,
        queue: Mutex::new((0..letters.len()).collect()),
        outcomes: Mutex::new(vec![None; letters.len()]),
        ends: Instant::now() + Duration::from_secs(channel.settings().pass_seconds()),
    };
    let workers = channel.settings().connections.min(letters.len() as u64);
    tokio::join!(pass.lead(), pass.help(workers > 1), pass.help(workers > 2), pass.help(workers > 3));
    // A helper that lost its connection may have put a letter back when the leader was done already.
    while !lock(&pass.queue).is_empty() {
        pass.lead().await;
    }
    let outcomes = std::mem::take(&mut *lock(&pass.outcomes));
    let answered = |outcome: Option<Outcome>| outcome.unwrap_or_else(|| not_tried("it was passed over"));
    letters.iter().zip(outcomes).map(|(letter, outcome)| (letter.letter.clone(), answered(outcome))).collect()
}

struct Pass<'a> {
    channel: &'a SmtpChannel,
    letters: &'a [Outgoing],
    onlooker: &'a dyn Onlooker,
    queue: Mutex<VecDeque<usize>>,
    outcomes: Mutex<Vec<Option<Outcome>>>,
    ends: Instant,
}

impl<'a> Pass<'a> {
    /// Works until the queue is empty. Where the server cannot be reached, nobody else need try.
    async fn lead(&self) {
        if let Err((index, failure)) = self.work().await {
            self.settle(index, failure.outcome());
            while let Some(index) = self.take() {
                self.settle(index, failure.outcome());
            }
        }
    }

    /// Works beside the leader. A server that allows fewer connections is no reason to fail a letter.
    async fn help(&self, wanted: bool) {
        if wanted && let Err((index, _)) = self.work().await {
            lock(&self.queue).push_front(index);
        }
    }

    async fn work(&self) -> Result<(), (usize, Failure)> {
        let mut kept = None;
        while let Some(index) = self.take() {
            let Some(letter) = self.letters.get(index) else { continue };
            if !self.onlooker.goes_on() {
                self.answer(index, not_tried("it was ended"));
                continue;
            }
            if Instant::now() >= self.ends {
                self.settle(index, not_tried("the letters before it took too long"));
                continue;
            }
            match Parcel::new(letter) {
                Err(outcome) => self.settle(index, outcome),
                Ok(parcel) => {
                    self.channel.pace().await;
                    self.onlooker.begins(&letter.letter);
                    let outcome = self.one(&mut kept, &parcel).await.map_err(|failure| (index, failure))?;
                    self.settle(index, outcome);
                }
            }
        }
        if let Some(session) = kept {
            session.close().await;
        }
        Ok(())
    }

    /// One letter over the kept session, or over a fresh one where that has gone stale.
    async fn one(&self, kept: &mut Option<Session<'a>>, parcel: &Parcel) -> Result<Outcome, Failure> {
        if let Some(mut session) = kept.take()
            && session.reset().await
        {
            let told = session.hand_over(parcel).await;
            if told.usable {
                *kept = Some(session);
            }
            if !told.stale {
                return Ok(told.outcome);
            }
        }
        let mut session = self.channel.open().await?;
        let told = session.hand_over(parcel).await;
        if told.usable {
            *kept = Some(session);
        }
        Ok(told.outcome)
    }

    fn take(&self) -> Option<usize> {
        lock(&self.queue).pop_front()
    }

    fn settle(&self, index: usize, outcome: Outcome) {
        if let Some(letter) = self.letters.get(index) {
            self.onlooker.ends(&letter.letter, &outcome);
        }
        self.answer(index, outcome);
    }

    fn answer(&self, index: usize, outcome: Outcome) {
        if let Some(place) = lock(&self.outcomes).get_mut(index) {
            *place = Some(outcome);
        }
    }
}

fn not_tried(why: &str) -> Outcome {
    Outcome::Temporary { reason: format!("not tried in this pass: {why}") }
}

/// Nothing panics while holding these locks.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
