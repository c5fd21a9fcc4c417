//! The long-running daemon: wakes, ticks, serves health, reloads, stops.
//!
//! tokio-cron-scheduler only wakes: its clock, its summer time and its misfires are not trusted. What is due is decided by
//! the slot ledger in `tick`, so a lost or doubled wake costs at most one rescan interval.

use super::office::Office;
use super::tick::{Memo, Ticked, tick};
use crate::ingest;
use crate::settings::House;
use crate::web::{self, Vitals, WebState};
use chrono::{DateTime, Duration, Utc};
use notify::Watcher;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::mpsc;
use tokio_cron_scheduler::{Job, JobScheduler};

/// How long work in hand may take after SIGTERM before the process ends all the same. What is not committed by then is not
/// half done: it is still due.
const STOP_AFTER: std::time::Duration = std::time::Duration::from_secs(8);

/// Why the daemon woke.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wake {
    Scheduled,
    FilesMoved,
}

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
}

/// Serves until SIGTERM or SIGINT.
pub async fn serve(office: Office, started: std::time::Instant) -> Result<(), ServeError> {
    let stopping = Arc::new(AtomicBool::new(false));
    let vitals = Arc::new(Vitals::new());
    let (wake, mut woken) = mpsc::channel::<Wake>(16);
    let mut scheduler = waker(&office, wake.clone()).await?;
    let mut watcher = watch(&office, wake)?;
    let (mut term, mut int, mut hup) =
        (on(SignalKind::terminate())?, on(SignalKind::interrupt())?, on(SignalKind::hangup())?);
    let web = listen(&office, vitals.clone(), stopping.clone()).await?;
    let rescan = std::time::Duration::from_secs(office.house.settings.ingest.rescan_seconds.max(1));
    let mut ticker = tokio::time::interval(rescan);
    ticker.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut day = Day { office, memo: Memo::default(), stopping, vitals, config: ConfigState::default() };
    day.config = ConfigState::of(&day.office);
    day.vitals.has("start");
    let _ = sd_notify::notify(&[sd_notify::NotifyState::Ready]);
    tracing::info!(startup_ms = started.elapsed().as_millis() as u64, "ready");
    loop {
        tokio::select! {
            _ = ticker.tick() => {}
            Some(wake) = woken.recv() => { tracing::debug!(?wake, "woken"); }
            _ = hup.recv() => { if day.reload("SIGHUP") { watcher = rewatch(watcher, &day.office); } }
            _ = term.recv() => break,
            _ = int.recv() => break,
        }
        if day.config_changed() && day.reload("a changed file") {
            watcher = rewatch(watcher, &day.office);
        }
        if !day.live(&mut term, &mut int).await {
            break;
        }
    }
    let _ = sd_notify::notify(&[sd_notify::NotifyState::Stopping]);
    day.stopping.store(true, Ordering::SeqCst);
    let _ = scheduler.shutdown().await;
    web.abort();
    day.office.store.close().await;
    tracing::info!("stopped");
    Ok(())
}

/// What lives from tick to tick.
struct Day {
    office: Office,
    memo: Memo,
    stopping: Arc<AtomicBool>,
    vitals: Arc<Vitals>,
    config: ConfigState,
}

impl Day {
    /// One tick; on a signal it is given a few seconds to end between two pieces of work. Says whether to go on.
    async fn live(&mut self, term: &mut Signal, int: &mut Signal) -> bool {
        let now = self.office.clock.now();
        let (stopping, vitals) = (self.stopping.clone(), self.vitals.clone());
        let work = tick(&self.office, &mut self.memo, now, || stopping.load(Ordering::SeqCst));
        tokio::pin!(work);
        let signalled = async {
            tokio::select! { _ = term.recv() => {}, _ = int.recv() => {} }
        };
        let (done, go_on) = tokio::select! {
            done = &mut work => (Some(done), true),
            () = signalled => {
                self.stopping.store(true, Ordering::SeqCst);
                (tokio::time::timeout(STOP_AFTER, work).await.ok(), false)
            }
        };
        match done {
            Some(Ok(ticked)) => report(&vitals, &ticked, now),
            Some(Err(error)) => {
                tracing::error!(error = %error, "tick failed; tried again");
                vitals.raise("tick", &error.to_string());
            }
            None => tracing::warn!("stopped in the middle of a tick; what was not committed is still due"),
        }
        go_on
    }

    fn config_changed(&mut self) -> bool {
        let now = ConfigState::of(&self.office);
        std::mem::replace(&mut self.config, now.clone()) != now
    }

    /// Loads pipelines and policies again; the old ones stay when the new ones are wrong.
    fn reload(&mut self, why: &str) -> bool {
        let (house, problems) = House::load(&self.office.house.home);
        let errors = problems.iter().filter(|p| p.severity == crate::base::problem::Severity::Error).count();
        for problem in &problems {
            tracing::warn!(file = problem.file, line = problem.line, key = problem.key, "{}", problem.message);
        }
        if errors > 0 {
            tracing::error!(errors, "reload after {why} refused; the configuration in force stays. see `duban check`");
            self.vitals.raise("configuration", "the new configuration is wrong; the former one is in force");
            return false;
        }
        tracing::info!(pipelines = house.pipelines.len(), "reloaded after {why}");
        self.vitals.clear("configuration");
        self.office.house = Arc::new(house);
        true
    }
}

/// What the configuration files looked like at the last look.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct ConfigState(Vec<ingest::Found>);

impl ConfigState {
    fn of(office: &Office) -> ConfigState {
        let home = &office.house.home;
        let folders = [home.join("pipelines"), home.join("config"), home.join("config/calendars")];
        ConfigState(folders.iter().filter_map(|f| ingest::list(f).ok()).flat_map(|(found, _)| found).collect())
    }
}

fn report(vitals: &Vitals, ticked: &Ticked, now: DateTime<Utc>) {
    for trouble in &ticked.troubles {
        tracing::warn!(trouble, "trouble in this tick");
    }
    vitals.tick();
    vitals.clear("tick");
    match ticked.troubles.first() {
        Some(trouble) => vitals.raise("work", trouble),
        None => vitals.clear("work"),
    }
    match &ticked.posted.configuration {
        Some(why) => vitals.raise("mail", why),
        None if ticked.posted.sent > 0 => vitals.clear("mail"),
        None => {}
    }
    metrics::gauge!("duban_last_tick_seconds").set(now.timestamp() as f64);
    metrics::counter!("duban_letters_sent_total").increment(ticked.posted.sent as u64);
    metrics::counter!("duban_letters_deferred_total").increment(ticked.posted.later as u64);
    metrics::counter!("duban_letters_failed_total").increment(ticked.posted.failed as u64);
    let _ = sd_notify::notify(&[sd_notify::NotifyState::Watchdog]);
}

/// One cron job per pipeline and a sweep, each of which only wakes.
async fn waker(office: &Office, wake: mpsc::Sender<Wake>) -> Result<JobScheduler, ServeError> {
    let failed = |why: tokio_cron_scheduler::JobSchedulerError| ServeError::Setup {
        what: "the scheduler",
        why: why.to_string(),
    };
    let scheduler = JobScheduler::new().await.map_err(failed)?;
    let mut jobs = vec![("*/15 * * * * *".to_string(), chrono_tz::Tz::UTC)];
    for pipeline in &office.house.pipelines {
        if let Some(schedule) = &pipeline.schedule {
            jobs.push((format!("0 {}", schedule.cron.pattern), pipeline.zone));
            jobs.extend(schedule.review.as_ref().map(|review| (format!("0 {}", review.pattern), pipeline.zone)));
        }
    }
    for (cron, zone) in jobs {
        let wake = wake.clone();
        let job = Job::new_async_tz(cron.as_str(), zone, move |_, _| {
            let wake = wake.clone();
            Box::pin(async move {
                let _ = wake.try_send(Wake::Scheduled);
            })
        });
        match job {
            Ok(job) => drop(scheduler.add(job).await.map_err(failed)?),
            // Its dialect is narrower than ours; the sweep wakes for this pipeline too.
            Err(why) => tracing::debug!(cron, %why, "no wake job of its own"),
        }
    }
    scheduler.start().await.map_err(failed)?;
    Ok(scheduler)
}

type FolderWatcher = notify::RecommendedWatcher;

/// Watches the folders; where that is impossible (network file systems) the rescan finds everything all the same.
fn watch(office: &Office, wake: mpsc::Sender<Wake>) -> Result<FolderWatcher, ServeError> {
    let watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        if event.is_ok_and(|event| !event.kind.is_access()) {
            let _ = wake.try_send(Wake::FilesMoved);
        }
    });
    let watcher = watcher.map_err(|why| ServeError::Setup { what: "the folder watch", why: why.to_string() })?;
    Ok(rewatch(watcher, office))
}

fn rewatch(mut watcher: FolderWatcher, office: &Office) -> FolderWatcher {
    let home = &office.house.home;
    let mut folders: Vec<PathBuf> = office.house.pipelines.iter().map(|p| home.join(&p.source.folder)).collect();
    folders.extend([home.join("pipelines"), home.join("config")]);
    folders.sort();
    folders.dedup();
    for folder in folders {
        if let Err(why) = watcher.watch(&folder, notify::RecursiveMode::NonRecursive) {
            tracing::warn!(folder = %folder.display(), %why, "not watched; rescanned only");
        }
    }
    watcher
}

async fn listen(
    office: &Office,
    vitals: Arc<Vitals>,
    stopping: Arc<AtomicBool>,
) -> Result<tokio::task::JoinHandle<()>, ServeError> {
    let web = &office.house.settings.web;
    if !web.enabled {
        return Ok(tokio::spawn(std::future::pending()));
    }
    let listener = tokio::net::TcpListener::bind(web.listen)
        .await
        .map_err(|source| ServeError::Listen { address: web.listen.to_string(), source })?;
    let prometheus = metrics_exporter_prometheus::PrometheusBuilder::new()
        .install_recorder()
        .map_err(|why| ServeError::Setup { what: "metrics", why: why.to_string() })?;
    let longest_tick = std::time::Duration::from_secs(office.house.settings.ingest.rescan_seconds * 2 + 60);
    let state = WebState { vitals, metrics: Some(prometheus), longest_tick, patience: web::PATIENCE };
    let shutdown = async move {
        while !stopping.load(Ordering::SeqCst) {
            tokio::time::sleep(Duration::milliseconds(200).to_std().unwrap_or_default()).await;
        }
    };
    Ok(tokio::spawn(async move {
        if let Err(error) = web::serve(listener, state, shutdown).await {
            tracing::error!(%error, "web listener ended");
        }
    }))
}

fn on(kind: SignalKind) -> Result<Signal, ServeError> {
    signal(kind).map_err(|why| ServeError::Setup { what: "signals", why: why.to_string() })
}
