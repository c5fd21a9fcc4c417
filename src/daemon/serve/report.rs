//! What supervisors and operators are told: signs of life, troubles, figures. Never an address, never a secret. A trouble
//! is logged when it comes and when it goes, not at every look.

use crate::audit::canonical::without_addresses;
use crate::daemon::due;
use crate::daemon::office::Office;
use crate::daemon::tick::Ticked;
use crate::settings::unannounced;
use crate::web::Vitals;
use chrono::Duration as Days;
use metrics::{Unit, counter, describe_counter, describe_gauge, describe_histogram, gauge};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The longest that one piece of work may take before the daemon counts as stuck: one run over many files that each use
/// up their reader's time.
pub(super) const LONGEST_PIECE: Duration = Duration::from_secs(20 * 60);
/// Where the histogram of run times is cut, in seconds.
pub(super) const RUN_BUCKETS: [f64; 10] = [0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 60.0, 600.0];
/// How often figures of the store are counted anew when nothing ran: people act on cases beside the daemon.
const COUNT_EVERY: Duration = Duration::from_secs(15);
/// How many days before a year begins its holidays have to be known; from then on they are asked for.
const CALENDAR_DAYS_AHEAD: u64 = 60;
/// How many troubles are told on a page; the log has all.
const TOLD_MAX: usize = 5;

/// What was told last.
pub(super) struct Report {
    troubles: BTreeSet<String>,
    skipped: BTreeSet<String>,
    foreseen: BTreeSet<String>,
    counted: Option<Instant>,
}

impl Report {
    /// Nothing was told yet. Figures that count from zero are there from the start, so that rules on them work.
    pub(super) fn begin(office: &Office) -> Report {
        gauge!("duban_build_info", "version" => env!("CARGO_PKG_VERSION")).set(1.0);
        gauge!("duban_start_time_seconds").set(office.clock.now().timestamp() as f64);
        for name in ["duban_letters_sent_total", "duban_letters_deferred_total", "duban_letters_failed_total"] {
            counter!(name).increment(0);
        }
        let report =
            Report { troubles: BTreeSet::new(), skipped: BTreeSet::new(), foreseen: BTreeSet::new(), counted: None };
        report.settings(office);
        report
    }

    /// The configuration is another.
    pub(super) fn settings(&self, office: &Office) {
        gauge!("duban_pipelines").set(office.house.pipelines.len() as f64);
        for pipeline in &office.house.pipelines {
            for name in ["duban_failures_total", "duban_files_total", "duban_rows_refused_total"] {
                counter!(name, "pipeline" => pipeline.name.clone()).increment(0);
            }
        }
    }

    /// The daemon has looked.
    pub(super) async fn ticked(&mut self, office: &Office, vitals: &Vitals, ticked: &Ticked) {
        let now = office.clock.now();
        vitals.tick();
        gauge!("duban_last_tick_timestamp_seconds").set(now.timestamp() as f64);
        self.troubles = {
            // A run that is held waits for a person: that has to be seen as long as it lasts.
            let troubles: Vec<String> = ticked.troubles.iter().chain(&ticked.held).cloned().collect();
            told(std::mem::take(&mut self.troubles), &troubles, "trouble")
        };
        self.skipped = told(std::mem::take(&mut self.skipped), &ticked.skipped_files, "not read");
        let ahead = unannounced(&office.house, now, CALENDAR_DAYS_AHEAD);
        let ahead: Vec<String> = ahead.into_iter().map(|problem| problem.message).collect();
        self.foreseen = told(std::mem::take(&mut self.foreseen), &ahead, "a year is not announced yet");
        gauge!("duban_files_skipped").set(self.skipped.len() as f64);
        raise(vitals, "work", &self.troubles);
        raise(vitals, "files", &self.skipped);
        if self.counted.is_none_or(|at| at.elapsed() >= COUNT_EVERY) || !ticked.ran.is_empty() {
            self.counted = Some(Instant::now());
            count(office, vitals).await;
        }
    }
}

/// Logs what is new and what is over; gives what there is.
fn told(before: BTreeSet<String>, now: &[String], what: &str) -> BTreeSet<String> {
    let now: BTreeSet<String> = now.iter().map(|text| without_addresses(text).into_owned()).collect();
    for text in now.difference(&before) {
        tracing::warn!(why = text, "{what}");
    }
    for text in before.difference(&now) {
        tracing::info!(why = text, "{what}: over");
    }
    now
}

fn raise(vitals: &Vitals, part: &str, troubles: &BTreeSet<String>) {
    if troubles.is_empty() {
        return vitals.clear(part);
    }
    let mut text = troubles.iter().take(TOLD_MAX).cloned().collect::<Vec<_>>().join("; ");
    if troubles.len() > TOLD_MAX {
        text += &format!("; and {} more", troubles.len() - TOLD_MAX);
    }
    vitals.raise(part, &text);
}

/// Figures of the store, and when each pipeline is due next.
async fn count(office: &Office, vitals: &Vitals) {
    match office.store.counts().await {
        Ok(counts) => {
            vitals.has("store");
            let all = [
                ("duban_slots", &["ran", "waiting", "missed", "skipped", "held", "failed"][..], counts.slots),
                ("duban_cases", &["open", "acknowledged", "resolved", "closed"], counts.cases),
                ("duban_letters", &["queued", "sending", "sent", "failed"], counts.letters),
            ];
            for (name, states, counts) in all {
                for state in states {
                    gauge!(name, "state" => *state).set(counts.get(*state).copied().unwrap_or(0) as f64);
                }
            }
        }
        Err(error) => vitals.lacks("store", &error.to_string()),
    }
    let now = office.clock.now();
    for pipeline in &office.house.pipelines {
        if let Some(next) = due::between(pipeline, now, now + Days::days(40)).first() {
            gauge!("duban_next_slot_timestamp_seconds", "pipeline" => pipeline.name.clone())
                .set(next.at.timestamp() as f64);
        }
    }
}

/// Tells the supervisor that the daemon lives, for as long as it does. Never ends.
pub(super) async fn heartbeats(vitals: Arc<Vitals>) {
    let every = sd_notify::watchdog_enabled().map_or(Duration::from_secs(10), |limit| limit / 3);
    let mut beats = tokio::time::interval(every.max(Duration::from_millis(100)));
    loop {
        beats.tick().await;
        if vitals.alive(LONGEST_PIECE).is_ok() {
            let _ = sd_notify::notify(&[sd_notify::NotifyState::Watchdog]);
        }
    }
}

/// What the figures mean, as `/metrics` says it.
pub(super) fn describe() {
    describe_gauge!("duban_build_info", "Always 1; the label names the version.");
    describe_gauge!("duban_start_time_seconds", Unit::Seconds, "When the daemon started, in seconds since 1970.");
    describe_gauge!("duban_pipelines", "Pipelines in force.");
    describe_gauge!(
        "duban_configuration_ok",
        "1 while the newest configuration is in force; 0 while it is wrong and a former one is."
    );
    describe_counter!("duban_reloads_total", "Times the configuration was read anew, by result: taken or refused.");
    describe_gauge!(
        "duban_last_tick_timestamp_seconds",
        Unit::Seconds,
        "When folders and slots were looked at last, in seconds since 1970."
    );
    describe_gauge!(
        "duban_next_slot_timestamp_seconds",
        Unit::Seconds,
        "When a slot of the pipeline is due next, in seconds since 1970."
    );
    describe_gauge!("duban_trouble", "1 while a person has to look at this part; /healthz says why.");
    describe_counter!("duban_runs_total", "Slots that ran, by pipeline and kind.");
    describe_counter!("duban_failures_total", "Runs that failed and are tried again, by pipeline.");
    describe_histogram!("duban_run_seconds", Unit::Seconds, "How long runs took, reading files included.");
    describe_counter!("duban_files_total", "Files that runs looked at, by pipeline.");
    describe_counter!("duban_files_unreadable_total", "Of these, files that could not be read at all.");
    describe_gauge!("duban_files_skipped", "Things in the folders that are not read; the log and /healthz say why.");
    describe_counter!("duban_objects_fetched_total", "Objects that became files, by bucket.");
    describe_counter!("duban_rows_refused_total", "Rows refused with their cell and reason, by pipeline.");
    describe_gauge!("duban_slots", "Slots in the ledger, by state.");
    describe_gauge!("duban_cases", "Cases, by state.");
    describe_gauge!("duban_letters", "Letters, by state: queued ones wait or are tried again.");
    describe_counter!("duban_letters_sent_total", "Letters handed over since the start.");
    describe_counter!("duban_letters_deferred_total", "Tries that failed for now since the start.");
    describe_counter!(
        "duban_letters_failed_total",
        "Letters given up since the start: a person has to look at the address."
    );
}
