//! The outbox, worked off: lease → send → settle. At least once: a letter leaves the outbox only when its fate is recorded.
//!
//! A letter's fate is written down soon after it is known, not at the end of its pass: a letter on which the server hangs
//! must not leave the others in doubt. When the daemon stops, letters that nobody had begun are given back as if they had
//! never been leased; one that was on its way is tried again, with the same Message-ID.

use super::fault;
use super::keys::{self, KeysError};
use super::office::{self, Office};
use super::stop::Stop;
use crate::base::token::Keys;
use crate::deliver::{self, Channel, Onlooker};
use crate::letter::outgoing::{Outcome, Outgoing};
use crate::letter::seal;
use crate::store::{Leased, Settled, StoreError};
use chrono::{DateTime, Duration, Utc};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration as Wait;

/// Letters leased at a time.
const BATCH: u32 = 50;
/// Tries before a letter is given up: the waits double up to an hour, so this is about [`deliver::MAX_AGE_DAYS`] days.
const ATTEMPTS_MAX: u32 = deliver::MAX_AGE_DAYS as u32 * 24 + 5;
/// How much longer than the longest pass a lease is, in seconds: the store's own work and a busy machine.
const LEASE_MARGIN_SECONDS: i64 = 120;
/// How often fates are written down while a pass over the network goes on.
const SETTLE_EVERY: Wait = Wait::from_secs(1);
/// How long a letter on its way may still take once the daemon is to stop.
const STOP_PATIENCE: Wait = Wait::from_secs(5);
/// How often a store that cannot take the fates is asked again, every few seconds: well within the lease's margin.
const SETTLE_TRIES_MAX: u32 = 20;

/// Why the outbox cannot be worked off.
#[derive(Debug, thiserror::Error)]
pub enum PostError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The keys of links.
    #[error(transparent)]
    Keys(#[from] KeysError),
}

/// What a pass did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Posted {
    /// Handed over.
    pub sent: usize,
    /// To be tried again.
    pub later: usize,
    /// Given up.
    pub failed: usize,
    /// Given back untried, because the daemon stops.
    pub given_back: usize,
    /// What is wrong with our own mail settings, where that is the reason.
    pub configuration: Option<String>,
    /// Why a letter has to be tried again, where one has to.
    pub why_later: Option<String>,
}

impl Posted {
    /// Whether there was anything to do.
    pub fn is_empty(&self) -> bool {
        self.sent + self.later + self.failed + self.given_back == 0
    }

    fn add(&mut self, other: Posted) {
        self.sent += other.sent;
        self.later += other.later;
        self.failed += other.failed;
        self.given_back += other.given_back;
        self.configuration = other.configuration.or(self.configuration.take());
        self.why_later = other.why_later.or(self.why_later.take());
    }
}

/// Sends what is due, one pass after the other, until nothing is or `stop` says so between two passes.
pub async fn deliver_due(office: &Office, stop: impl Fn() -> bool) -> Result<Posted, PostError> {
    let mut posted = Posted::default();
    while !stop() {
        let pass = pass(office, &Stop::default()).await?;
        if pass.is_empty() {
            break;
        }
        posted.add(pass);
    }
    Ok(posted)
}

/// One pass: leases a batch, hands it to the channel, writes down what became of each letter. `stop` ends it in a few seconds.
pub async fn pass(office: &Office, stop: &Stop) -> Result<Posted, PostError> {
    let keys = seals(office)?;
    let lease = Duration::seconds(office.channel.longest_seconds() as i64 + LEASE_MARGIN_SECONDS);
    let leased = office.store.lease(&office.holder, office.clock.now(), lease, BATCH).await?;
    if leased.is_empty() {
        return Ok(Posted::default());
    }
    if let Some(id) = keys.as_ref().and_then(Keys::sealing) {
        office.store.note_key(id, office.clock.now()).await?;
    }
    fault::point("after_lease");
    // The house may have been told since to whom it does not write.
    let domains = &office.house.settings.mail.allowed_domains;
    let (allowed, barred): (Vec<Leased>, Vec<Leased>) =
        leased.into_iter().partition(|one| domains.allow(&one.outgoing.to_address));
    let batch: Vec<Outgoing> = allowed.iter().map(|one| seal::outgoing(one.outgoing.clone(), keys.as_ref())).collect();
    let mut pass = Pass {
        office,
        stop,
        open: allowed.into_iter().map(|one| (one.outgoing.letter.clone(), one)).collect(),
        known: barred.iter().map(|one| settled(one, not_allowed(), office.clock.now())).collect(),
        posted: Posted::default(),
    };
    // In simulations the record must not depend on how fast the machine is.
    let goes_out = matches!(office.channel, Channel::Smtp(_));
    let desk = Desk { stop, notes: Mutex::default() };
    if goes_out {
        pass.send_and_settle(&batch, &desk).await;
    } else {
        office.channel.send_watched(&batch, &desk).await;
    }
    fault::point("before_settle");
    pass.end(&desk, goes_out).await?;
    fault::point("after_settle");
    Ok(pass.posted)
}

fn not_allowed() -> Outcome {
    Outcome::Permanent { reason: "mail.allowed_domains does not name the domain of its address".to_string() }
}

/// The keys that seal links, where letters have any. Without them nothing is sent: a letter that asks for an answer and has
/// links that do not work is worse than one that comes when the file of keys is mended.
fn seals(office: &Office) -> Result<Option<Keys>, PostError> {
    if office::links(&office.house).is_none() {
        return Ok(None);
    }
    Ok(Some(keys::read_or_make(office)?))
}

/// What is noted while the channel works.
struct Desk<'a> {
    stop: &'a Stop,
    notes: Mutex<Notes>,
}

#[derive(Default)]
struct Notes {
    begun: BTreeSet<String>,
    ended: Vec<(String, Outcome)>,
}

impl Desk<'_> {
    /// Nothing panics while holding the lock.
    fn notes(&self) -> MutexGuard<'_, Notes> {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Onlooker for Desk<'_> {
    fn begins(&self, letter: &str) {
        self.notes().begun.insert(letter.to_string());
    }

    fn ends(&self, letter: &str, outcome: &Outcome) {
        self.notes().ended.push((letter.to_string(), outcome.clone()));
    }

    fn goes_on(&self) -> bool {
        !self.stop.is_set()
    }
}

struct Pass<'a> {
    office: &'a Office,
    stop: &'a Stop,
    /// Leased letters whose fate is not known yet.
    open: BTreeMap<String, Leased>,
    /// Fates that are known and not written down yet.
    known: Vec<Settled>,
    posted: Posted,
}

impl Pass<'_> {
    /// Sends, and writes down what is known every second. Gives up a few seconds after the wish to stop.
    async fn send_and_settle(&mut self, batch: &[Outgoing], desk: &Desk<'_>) {
        let (office, stop) = (self.office, self.stop);
        let sending = office.channel.send_watched(batch, desk);
        let patience = async {
            stop.wait().await;
            tokio::time::sleep(STOP_PATIENCE).await;
        };
        tokio::pin!(sending, patience);
        loop {
            tokio::select! {
                _ = &mut sending => break,
                () = &mut patience => break,
                () = tokio::time::sleep(SETTLE_EVERY) => {}
            }
            self.gather(desk);
            if let Err(error) = self.settle().await {
                tracing::warn!(%error, "what became of letters cannot be written down yet; tried again");
            }
        }
    }

    /// Known fates, each with the lease it settles.
    fn gather(&mut self, desk: &Desk<'_>) {
        let ended = std::mem::take(&mut desk.notes().ended);
        let now = self.office.clock.now();
        for (letter, outcome) in ended {
            if let Some(lease) = self.open.remove(&letter) {
                self.known.push(settled(&lease, outcome, now));
            }
        }
    }

    /// Writes down what is known.
    async fn settle(&mut self) -> Result<(), StoreError> {
        if self.known.is_empty() {
            return Ok(());
        }
        self.office.store.settle(&self.known, self.office.clock.now()).await?;
        for one in self.known.drain(..) {
            count(&mut self.posted, &one);
        }
        Ok(())
    }

    /// Leaves nothing in doubt: what was on its way is tried again, what nobody had begun is given back. A store that cannot
    /// take it is asked again, because letters that went out would go out twice.
    async fn end(&mut self, desk: &Desk<'_>, goes_out: bool) -> Result<(), StoreError> {
        self.gather(desk);
        let begun = std::mem::take(&mut desk.notes().begun);
        let (on_their_way, untouched): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.open).into_values().partition(|one| begun.contains(&one.outgoing.letter));
        self.known.extend(on_their_way.into_iter().map(|lease| Settled {
            letter: lease.outgoing.letter,
            token: lease.token,
            outcome: Outcome::Unknown { reason: "the daemon stopped while it was on its way".to_string() },
            next_try: None,
        }));
        if !untouched.is_empty() {
            self.office.store.give_back(&untouched, self.office.clock.now()).await?;
            self.posted.given_back = untouched.len();
        }
        let mut tries = 0;
        loop {
            let Err(error) = self.settle().await else { return Ok(()) };
            tries += 1;
            if !goes_out || tries >= SETTLE_TRIES_MAX || self.stop.is_set() && tries > 1 {
                return Err(error);
            }
            tracing::warn!(%error, "what became of letters cannot be written down yet; tried again");
            tokio::time::sleep(Wait::from_secs(3)).await;
        }
    }
}

fn settled(lease: &Leased, outcome: Outcome, now: DateTime<Utc>) -> Settled {
    let (letter, attempts) = (lease.outgoing.letter.clone(), lease.outgoing.attempts);
    let again = match &outcome {
        Outcome::Temporary { reason } | Outcome::Unknown { reason } => Some(reason.clone()),
        Outcome::Sent { .. } | Outcome::Permanent { .. } => None,
    };
    match again {
        Some(reason) if attempts >= ATTEMPTS_MAX => {
            let reason = format!("given up after {} tries: {reason}", attempts + 1);
            Settled { letter, token: lease.token, outcome: Outcome::Permanent { reason }, next_try: None }
        }
        again => {
            let next_try = again.map(|_| now + deliver::backoff(attempts, &outcome, &letter));
            Settled { letter, token: lease.token, outcome, next_try }
        }
    }
}

fn count(posted: &mut Posted, settled: &Settled) {
    let letter = settled.letter.as_str();
    match &settled.outcome {
        Outcome::Sent { answer } => {
            posted.sent += 1;
            tracing::debug!(letter, answer, "letter handed over");
        }
        Outcome::Temporary { reason } | Outcome::Unknown { reason } => {
            posted.later += 1;
            posted.why_later = Some(reason.clone());
            if deliver::is_configuration(&settled.outcome) {
                posted.configuration = Some(reason.clone());
            }
            tracing::warn!(letter, reason, "letter not handed over, tried again later");
        }
        Outcome::Permanent { reason } => {
            posted.failed += 1;
            tracing::error!(letter, reason, "letter refused for good; the next rung is told on its day all the same");
        }
    }
}
