//! Works off the outbox beside everything else. While one pass is held up by a message on which the server hangs, others
//! take what is due next. Never decides what is due: the outbox does.

use crate::daemon::office::Office;
use crate::daemon::post::{self, PostError, Posted};
use crate::daemon::stop::Stop;
use crate::web::Vitals;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Notify, watch};
use tokio::task::{JoinError, JoinSet};

/// Passes at once: each keeps a few connections, and mail servers allow one client only so many.
const PASSES_MAX: usize = 3;
/// How often the outbox is looked at when nobody says that there is something new.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// Delivers until `stop`, then ends the passes in hand.
pub(super) async fn work(office: watch::Receiver<Office>, letters: Arc<Notify>, stop: Stop, vitals: Arc<Vitals>) {
    let mut passes = JoinSet::new();
    while !stop.is_set() {
        if passes.len() < PASSES_MAX {
            let (office, stop) = (office.borrow().clone(), stop.clone());
            passes.spawn(async move { post::pass(&office, &stop).await });
        }
        loop {
            tokio::select! {
                Some(done) = passes.join_next(), if !passes.is_empty() => {
                    if told(&vitals, done) {
                        break; // there may be more
                    }
                }
                () = letters.notified() => break,
                () = tokio::time::sleep(LOOK_EVERY) => break,
                () = stop.wait() => break,
            }
        }
    }
    while let Some(done) = passes.join_next().await {
        told(&vitals, done);
    }
}

/// Reports a pass. Says whether it moved anything.
fn told(vitals: &Vitals, done: Result<Result<Posted, PostError>, JoinError>) -> bool {
    match done {
        Ok(Ok(posted)) => report(vitals, &posted),
        Ok(Err(error)) => {
            tracing::error!(%error, "the outbox cannot be worked off; tried again");
            vitals.raise("outbox", &error.to_string());
            false
        }
        Err(error) => {
            tracing::error!(%error, "a pass over the outbox panicked (a bug, please report it)");
            false
        }
    }
}

fn report(vitals: &Vitals, posted: &Posted) -> bool {
    vitals.clear("outbox");
    if posted.is_empty() {
        return false;
    }
    let Posted { sent, later, failed, given_back, .. } = posted;
    tracing::info!(sent, later, failed, given_back, "letters");
    metrics::counter!("duban_letters_sent_total").increment(*sent as u64);
    metrics::counter!("duban_letters_deferred_total").increment(*later as u64);
    metrics::counter!("duban_letters_failed_total").increment(*failed as u64);
    match posted.configuration.as_ref().or(posted.why_later.as_ref()) {
        Some(why) if posted.configuration.is_some() || posted.sent == 0 => vitals.raise("mail", why),
        _ if posted.sent > 0 => vitals.clear("mail"),
        _ => {}
    }
    true
}
