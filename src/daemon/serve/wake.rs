//! What wakes the daemon: one cron job per schedule, a sweep, and folders that change. Wakers follow the configuration and
//! folders that come later; where they fail (network folders, no inotify watch left), the rescan finds everything all the same.
//!
//! tokio-cron-scheduler only wakes: its clock, its summer time and its misfires are not trusted.

use super::ServeError;
use crate::daemon::office::Office;
use chrono_tz::Tz;
use notify::Watcher;
use std::collections::{BTreeMap, BTreeSet};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tokio::sync::mpsc;
use tokio_cron_scheduler::{Job, JobScheduler, JobSchedulerError};

/// The sweep: whatever becomes due without a wake of its own is seen this soon.
const SWEEP: &str = "*/15 * * * * *";
/// A job keeps the offset from UTC that its zone had when it was made; made anew, it follows summer time.
const ANEW_AFTER: Duration = Duration::from_secs(3600);

/// Cron patterns with the names of their zones.
type Times = BTreeMap<(String, &'static str), Tz>;

/// Where wakers ring, with the reason.
pub(super) type Bell = mpsc::Sender<&'static str>;

/// Everything that wakes.
pub(super) struct Wakers {
    scheduler: JobScheduler,
    jobs: Vec<Job>,
    times: Times,
    made: Instant,
    bell: Bell,
    /// `None` where the system has no watches left.
    watcher: Option<notify::RecommendedWatcher>,
    /// Watched folders with their inodes: a folder that was made anew under its name has to be watched anew.
    watched: BTreeMap<PathBuf, u64>,
    unwatched: BTreeSet<PathBuf>,
}

impl Wakers {
    /// Starts them for the office as it is now.
    pub(super) async fn start(office: &Office, bell: Bell) -> Result<Wakers, ServeError> {
        let scheduler = JobScheduler::new().await.map_err(setup)?;
        let rings = bell.clone();
        let watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
            if event.is_ok_and(|event| !event.kind.is_access()) {
                let _ = rings.try_send("files"); // a full bell rings already
            }
        });
        let watcher = watcher.inspect_err(|why| tracing::warn!(%why, "folders cannot be watched; rescanned only")).ok();
        let mut wakers = Wakers {
            scheduler,
            jobs: Vec::new(),
            times: Times::new(),
            made: Instant::now(),
            bell,
            watcher,
            watched: BTreeMap::new(),
            unwatched: BTreeSet::new(),
        };
        wakers.follow(office).await;
        wakers.scheduler.start().await.map_err(setup)?;
        Ok(wakers)
    }

    /// Follows pipelines and folders as they are now. Cheap where nothing changed.
    pub(super) async fn follow(&mut self, office: &Office) {
        let times = times(office);
        if times != self.times || self.made.elapsed() > ANEW_AFTER {
            self.make_jobs(times).await;
        }
        self.watch(folders(office));
    }

    /// Ends them.
    pub(super) async fn end(mut self) {
        let _ = self.scheduler.shutdown().await;
    }

    async fn make_jobs(&mut self, times: Times) {
        for job in self.jobs.drain(..) {
            if let Err(why) = self.scheduler.remove(&job.guid()).await {
                tracing::debug!(%why, "a wake job stayed; it wakes once too often");
            }
        }
        for ((cron, _), zone) in &times {
            let bell = self.bell.clone();
            let job = Job::new_async_tz(cron.as_str(), *zone, move |_, _| {
                let bell = bell.clone();
                Box::pin(async move {
                    let _ = bell.try_send("schedule"); // a full bell rings already
                })
            });
            let added = match job {
                Ok(job) => self.scheduler.add(job.clone()).await.map(|_| job),
                Err(why) => Err(why),
            };
            match added {
                Ok(job) => self.jobs.push(job),
                // Its dialect is narrower than ours; the sweep wakes for this schedule too.
                Err(why) => tracing::debug!(cron, %why, "no wake job of its own"),
            }
        }
        tracing::debug!(jobs = self.jobs.len(), "wake jobs");
        (self.times, self.made) = (times, Instant::now());
    }

    fn watch(&mut self, folders: BTreeSet<PathBuf>) {
        let Some(watcher) = &mut self.watcher else { return };
        let gone: Vec<PathBuf> = self.watched.keys().filter(|folder| !folders.contains(*folder)).cloned().collect();
        for folder in gone {
            let _ = watcher.unwatch(&folder); // it may have gone with the folder
            self.watched.remove(&folder);
        }
        for folder in folders {
            let inode = inode(&folder);
            if inode.is_some() && self.watched.get(&folder).copied() == inode {
                continue;
            }
            if self.watched.remove(&folder).is_some() {
                let _ = watcher.unwatch(&folder);
            }
            let Some(inode) = inode else { continue }; // not there: looking at it says so
            match watcher.watch(&folder, notify::RecursiveMode::NonRecursive) {
                Ok(()) => {
                    self.unwatched.remove(&folder);
                    self.watched.insert(folder, inode);
                }
                Err(why) => {
                    if self.unwatched.insert(folder.clone()) {
                        tracing::warn!(folder = %folder.display(), %why, "not watched; rescanned only");
                    }
                }
            }
        }
    }
}

fn times(office: &Office) -> Times {
    let mut times = Times::from([((SWEEP.to_string(), Tz::UTC.name()), Tz::UTC)]);
    for pipeline in &office.house.pipelines {
        let Some(schedule) = &pipeline.schedule else { continue };
        for cron in [Some(&schedule.cron), schedule.review.as_ref()].into_iter().flatten() {
            times.insert((format!("0 {}", cron.pattern), pipeline.zone.name()), pipeline.zone);
        }
    }
    times
}

fn folders(office: &Office) -> BTreeSet<PathBuf> {
    let home = &office.house.home;
    let inboxes = office.house.pipelines.iter().map(|pipeline| home.join(&pipeline.source.folder));
    let maildir = &office.house.settings.replies.maildir;
    let mails = (!maildir.as_os_str().is_empty()).then(|| [home.join(maildir), home.join(maildir).join("new")]);
    inboxes
        .chain(mails.into_iter().flatten())
        .chain([home.join("pipelines"), home.join("config"), home.join("config/calendars")])
        .collect()
}

fn inode(folder: &Path) -> Option<u64> {
    std::fs::metadata(folder).ok().filter(std::fs::Metadata::is_dir).map(|metadata| metadata.ino())
}

fn setup(why: JobSchedulerError) -> ServeError {
    ServeError::Setup { what: "the scheduler", why: why.to_string() }
}
