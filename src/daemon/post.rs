//! The outbox, worked off: lease → send → settle. At least once: a letter leaves the outbox only when its fate is recorded.

use super::fault;
use super::office::Office;
use crate::deliver;
use crate::letter::outgoing::{Outcome, Outgoing};
use crate::store::{Leased, Settled, StoreError};
use chrono::{DateTime, Duration, Utc};

/// Letters leased at a time.
const BATCH: u32 = 50;

/// Tries before a letter is given up: the waits double up to an hour, so this is about [`deliver::MAX_AGE_DAYS`] days.
const ATTEMPTS_MAX: u32 = deliver::MAX_AGE_DAYS as u32 * 24 + 5;
/// How much longer than the longest pass a lease is, in seconds: the store's own work and a busy machine.
const LEASE_MARGIN_SECONDS: i64 = 120;

/// What a pass did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Posted {
    /// Handed over.
    pub sent: usize,
    /// To be tried again.
    pub later: usize,
    /// Given up.
    pub failed: usize,
    /// What is wrong with our own mail settings, where that is the reason.
    pub configuration: Option<String>,
}

/// Sends what is due, until nothing is or `stop` says so between two batches.
pub async fn deliver_due(office: &Office, now: DateTime<Utc>, stop: impl Fn() -> bool) -> Result<Posted, StoreError> {
    let mut posted = Posted::default();
    while !stop() {
        let lease = Duration::seconds(office.channel.longest_seconds() as i64 + LEASE_MARGIN_SECONDS);
        let leased = office.store.lease(&office.holder, now, lease, BATCH).await?;
        if leased.is_empty() {
            break;
        }
        fault::point("after_lease");
        let batch: Vec<Outgoing> = leased.iter().map(|one| one.outgoing.clone()).collect();
        let outcomes = office.channel.send_batch(&batch).await;
        fault::point("before_settle");
        let settled: Vec<Settled> =
            outcomes.into_iter().filter_map(|(letter, outcome)| settle(&leased, letter, outcome, now)).collect();
        for one in &settled {
            count(&mut posted, one);
        }
        office.store.settle(&settled, now).await?;
        fault::point("after_settle");
    }
    Ok(posted)
}

fn settle(leased: &[Leased], letter: String, outcome: Outcome, now: DateTime<Utc>) -> Option<Settled> {
    let lease = leased.iter().find(|one| one.outgoing.letter == letter)?;
    let attempts = lease.outgoing.attempts;
    let again = matches!(outcome, Outcome::Temporary { .. } | Outcome::Unknown { .. });
    if again && attempts >= ATTEMPTS_MAX {
        let reason = format!("given up after {} tries: {outcome:?}", attempts + 1);
        return Some(Settled { letter, token: lease.token, outcome: Outcome::Permanent { reason }, next_try: None });
    }
    let next_try = again.then(|| now + deliver::backoff(attempts, &outcome, &letter));
    Some(Settled { letter, token: lease.token, outcome, next_try })
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
