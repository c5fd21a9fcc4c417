//! The long-running daemon: wakes, looks, delivers, serves health, reloads, stops.
//!
//! Two loops. This one looks at folders and slots (`tick::look`), one look at a time, on one configuration each; the other
//! works off the outbox (`postman`), so that a mail server that hangs keeps no file waiting. What is due is decided by
//! the slot ledger and the outbox; wakers only say when to look, so a lost or doubled wake costs one rescan interval at most.

/// The pages for supervisors and Prometheus.
mod listen;

/// The outbox, worked off beside everything else.
mod postman;

/// Configuration, read anew.
mod reload;

/// What supervisors and operators are told.
mod report;

/// What wakes the daemon: cron jobs, folders that change.
mod wake;

use super::answers::mails;
use super::keys;
use super::office::Office;
use super::stop::Stop;
use super::tick::{self, Memo};
use crate::ingest::Settling;
use crate::store::{DaemonLock, StoreError};
use crate::web::Vitals;
use reload::Configuration;
use report::Report;
use std::sync::Arc;
use std::time::Duration;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::{Notify, mpsc, watch};
use tokio::task::JoinHandle;
use tokio::time::{Instant, MissedTickBehavior};
use wake::Wakers;

/// How long work in hand may take after SIGTERM before the process ends all the same. What is not committed by then is not
/// half done: it is still due.
const STOP_AFTER: Duration = Duration::from_secs(7);
/// How long the goodbyes may take: open connections, the store's write-ahead log.
const GOODBYE: Duration = Duration::from_millis(700);
/// Files come in bursts of events: one look for all that come so soon after one another.
const BURST: Duration = Duration::from_millis(200);

/// Why the daemon cannot serve.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The web listener.
    #[error("cannot listen on {address}: {source}; set web.listen to a free address")]
    Listen {
        /// The address.
        address: String,
        /// Why.
        source: std::io::Error,
    },
    /// Signals or wakers of the operating system.
    #[error("cannot set up {what}: {why}")]
    Setup {
        /// What.
        what: &'static str,
        /// Why.
        why: String,
    },
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Serves until SIGTERM or SIGINT. `lock` shows that nobody else serves from this store.
pub async fn serve(office: Office, lock: DaemonLock, started: std::time::Instant) -> Result<(), ServeError> {
    let mut signals = Signals::new()?;
    let (stop, vitals) = (Stop::default(), Arc::new(Vitals::new()));
    end_old_leases(&office, &lock).await?;
    let (mail, watched) = watch::channel(office.clone());
    let web = listen::listen(&office, watched.clone(), vitals.clone(), stop.clone()).await?;
    let (bell, mut rung) = mpsc::channel(16);
    let mut wakers = Wakers::start(&office, bell).await?;
    let mut rescan = tokio::time::interval(Duration::from_secs(office.house.settings.ingest.rescan_seconds.max(1)));
    rescan.set_missed_tick_behavior(MissedTickBehavior::Delay);
    if let Some(why) = keys::strangers(&office).await {
        tracing::error!("{why}");
        vitals.raise("links", &why);
    }
    let mut day = Day::begin(office, (mail, watched), stop, vitals);
    let _ = sd_notify::notify(&[sd_notify::NotifyState::Ready]);
    let pipelines = day.office.house.pipelines.len();
    tracing::info!(startup_ms = started.elapsed().as_millis() as u64, pipelines, "ready");
    loop {
        let hangup = tokio::select! {
            biased;
            _ = signals.term.recv() => break,
            _ = signals.interrupt.recv() => break,
            _ = signals.hangup.recv() => true,
            Some(why) = rung.recv() => {
                tracing::debug!(why, "woken");
                while let Ok(Some(_)) = tokio::time::timeout(BURST, rung.recv()).await {
                    if day.burst_is_over() { break; }
                }
                false
            }
            () = tokio::time::sleep_until(day.settled_at()), if day.is_settling() => false,
            _ = rescan.tick() => false,
        };
        let why = if hangup { Some("SIGHUP") } else { day.configuration.changed().then_some("a changed file") };
        if let Some(why) = why {
            day.reload(why);
        }
        wakers.follow(&day.office).await;
        if !day.look(&mut signals).await {
            break;
        }
    }
    day.end(web, wakers).await;
    drop(lock);
    Ok(())
}

/// The daemon before this one is gone, whatever it had in hand: nobody need wait until its leases run out.
async fn end_old_leases(office: &Office, lock: &DaemonLock) -> Result<(), StoreError> {
    for holder in lock.before().into_iter().chain([office.holder.as_str()]) {
        let letters = office.store.release(holder, office.clock.now()).await?;
        if letters > 0 {
            tracing::warn!(letters, holder, "letters that a former daemon had in hand are tried again");
        }
    }
    Ok(())
}

struct Signals {
    term: Signal,
    interrupt: Signal,
    hangup: Signal,
}

impl Signals {
    fn new() -> Result<Signals, ServeError> {
        let on = |kind| signal(kind).map_err(|why| ServeError::Setup { what: "signals", why: why.to_string() });
        Ok(Signals {
            term: on(SignalKind::terminate())?,
            interrupt: on(SignalKind::interrupt())?,
            hangup: on(SignalKind::hangup())?,
        })
    }

    /// Somebody wants the daemon to end.
    async fn ending(&mut self) {
        tokio::select! { _ = self.term.recv() => {}, _ = self.interrupt.recv() => {} }
    }
}

/// What lives from look to look.
struct Day {
    office: Office,
    memo: Memo,
    mails: Settling,
    stop: Stop,
    vitals: Arc<Vitals>,
    configuration: Configuration,
    report: Report,
    /// When files that are not still yet are looked at again.
    settled_at: Option<Instant>,
    burst: Option<Instant>,
    /// Since somebody wished it to end in the middle of a look.
    ends_by: Option<Instant>,
    letters: Arc<Notify>,
    mail: watch::Sender<Office>,
    postman: JoinHandle<()>,
    heart: JoinHandle<()>,
}

impl Day {
    fn begin(
        office: Office,
        (mail, watched): (watch::Sender<Office>, watch::Receiver<Office>),
        stop: Stop,
        vitals: Arc<Vitals>,
    ) -> Day {
        let letters = Arc::new(Notify::new());
        let postman = postman::work(watched, letters.clone(), stop.clone(), vitals.clone());
        vitals.has("start");
        Day {
            configuration: Configuration::of(&office),
            report: Report::begin(&office),
            postman: tokio::spawn(postman),
            heart: tokio::spawn(report::heartbeats(vitals.clone())),
            memo: Memo::default(),
            mails: Settling::default(),
            settled_at: None,
            burst: None,
            ends_by: None,
            office,
            stop,
            vitals,
            letters,
            mail,
        }
    }

    fn is_settling(&self) -> bool {
        self.settled_at.is_some()
    }

    fn settled_at(&self) -> Instant {
        self.settled_at.unwrap_or_else(Instant::now)
    }

    /// A folder that is never quiet must not keep the daemon from looking.
    fn burst_is_over(&mut self) -> bool {
        let begun = *self.burst.get_or_insert_with(Instant::now);
        let over = begun.elapsed() > BURST * 5;
        if over {
            self.burst = None;
        }
        over
    }

    fn reload(&mut self, why: &str) {
        let Some(office) = self.configuration.reload(&self.office, &self.vitals, why) else { return };
        self.office = office;
        // Files that no pipeline wanted may be wanted now, and a pipeline that failed may have been mended.
        self.memo = Memo::of(std::mem::take(&mut self.memo.mirrors).anew());
        self.report.settings(&self.office);
        self.mail.send_replace(self.office.clone());
        self.letters.notify_one();
    }

    /// One look; on a signal it is given a few seconds to end between two pieces of work. Says whether to go on.
    async fn look(&mut self, signals: &mut Signals) -> bool {
        self.burst = None;
        let now = self.office.clock.now();
        let (vitals, stop) = (self.vitals.clone(), self.stop.clone());
        let between_two_pieces = || {
            vitals.tick();
            stop.is_set()
        };
        let (done, go_on) = {
            let work = async {
                let mut ticked = tick::look(&self.office, &mut self.memo, now, &between_two_pieces).await;
                let taken = mails::take(&self.office, &mut self.mails, now, &between_two_pieces).await;
                ticked.troubles.extend(taken.troubles);
                ticked.settling |= taken.settling;
                (ticked, taken.mails)
            };
            tokio::pin!(work);
            tokio::select! {
                done = &mut work => (Some(done), true),
                () = signals.ending() => {
                    self.stop.set();
                    self.ends_by = Some(Instant::now() + STOP_AFTER);
                    (tokio::time::timeout(STOP_AFTER, work).await.ok(), false)
                }
            }
        };
        let Some((ticked, mails)) = done else {
            tracing::warn!("stopped in the middle of a run; what was not committed is still due");
            return go_on;
        };
        let patience = Duration::from_secs(self.office.house.settings.ingest.stable_seconds) + BURST;
        self.settled_at = ticked.settling.then(|| Instant::now() + patience);
        if !ticked.ran.is_empty() || mails > 0 {
            self.letters.notify_one();
        }
        self.report.ticked(&self.office, &self.vitals, &ticked).await;
        go_on
    }

    /// Ends within what is left of ten seconds.
    async fn end(self, web: JoinHandle<()>, wakers: Wakers) {
        let _ = sd_notify::notify(&[sd_notify::NotifyState::Stopping]);
        tracing::info!("stopping");
        self.heart.abort();
        self.stop.set();
        let ends_by = self.ends_by.unwrap_or_else(|| Instant::now() + STOP_AFTER);
        if tokio::time::timeout_at(ends_by.max(Instant::now() + GOODBYE), self.postman).await.is_err() {
            tracing::warn!("stopped with letters in hand; they are tried again with the same Message-ID");
        }
        let store = self.office.store.clone();
        let goodbyes = async {
            wakers.end().await;
            let _ = web.await; // a server that panicked has ended as well
            store.close().await;
        };
        if tokio::time::timeout(GOODBYE * 2, goodbyes).await.is_err() {
            tracing::debug!("connections were open at the end");
        }
        tracing::info!("stopped");
    }
}
