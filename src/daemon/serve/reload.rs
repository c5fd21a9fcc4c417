//! Configuration, read anew on SIGHUP or when a file of it changed. The former one stays in force until the new one is
//! right as a whole; a look at files and slots lives on one configuration from its beginning to its end.

use crate::base::problem::{Problem, Severity};
use crate::daemon::office::Office;
use crate::settings::House;
use crate::web::Vitals;
use std::collections::BTreeMap;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// What the files of the configuration looked like when they were read last.
pub(super) struct Configuration {
    home: PathBuf,
    seen: Files,
}

/// Size, time and inode by path.
type Files = BTreeMap<PathBuf, (u64, i64, i64, u64)>;

impl Configuration {
    /// As the office has it. A file that changed since the office read it counts as changed.
    pub(super) fn of(office: &Office) -> Configuration {
        metrics::gauge!("duban_configuration_ok").set(1.0);
        let home = office.house.home.clone();
        let seen = files(&home);
        let (house, problems) = House::load(&home);
        if house.settings != office.house.settings || !house.texts().eq(office.house.texts()) {
            return Configuration { home, seen: Files::new() };
        }
        problems.iter().for_each(said);
        Configuration { home, seen }
    }

    /// Whether any file of it changed, came or went since it was read last.
    pub(super) fn changed(&self) -> bool {
        files(&self.home) != self.seen
    }

    /// The office in the configuration as it is now; nothing when it is wrong, and the former one stays.
    pub(super) fn reload(&mut self, office: &Office, vitals: &Vitals, why: &str) -> Option<Office> {
        self.seen = files(&self.home);
        let (house, problems) = House::load(&self.home);
        problems.iter().for_each(said);
        let errors: Vec<&Problem> = problems.iter().filter(|problem| problem.severity == Severity::Error).collect();
        let reloaded = match errors.first() {
            Some(first) => Err(format!("{} errors, the first in {}", errors.len(), place(first))),
            None => {
                tell_differences(&office.house, &house);
                office.resettled(house).map_err(|error| error.to_string())
            }
        };
        match reloaded {
            Ok(office) => {
                tracing::info!(pipelines = office.house.pipelines.len(), "configuration reloaded after {why}");
                vitals.clear("configuration");
                metrics::gauge!("duban_configuration_ok").set(1.0);
                metrics::counter!("duban_reloads_total", "result" => "taken").increment(1);
                Some(office)
            }
            Err(wrong) => {
                tracing::error!(
                    "configuration refused after {why}: {wrong}; the former one stays in force. `duban check` says more"
                );
                vitals.raise("configuration", &format!("{wrong}; the former one is in force. `duban check` says more"));
                metrics::gauge!("duban_configuration_ok").set(0.0);
                metrics::counter!("duban_reloads_total", "result" => "refused").increment(1);
                None
            }
        }
    }
}

fn said(problem: &Problem) {
    let (file, place, key) = (&problem.file, place(problem), &problem.key);
    match problem.severity {
        Severity::Error => tracing::error!(file, place, key, "{}", problem.message),
        Severity::Warning => tracing::warn!(file, place, key, "{}", problem.message),
    }
}

fn place(problem: &Problem) -> String {
    let line = problem.line.map(|line| format!(":{line}")).unwrap_or_default();
    format!("{}{line}", problem.file)
}

/// What changed, so that the log can answer "since when is it so"; and what takes a restart.
fn tell_differences(old: &House, new: &House) {
    let by_name = |house: &House| -> BTreeMap<String, String> {
        house.pipelines.iter().map(|pipeline| (pipeline.name.clone(), pipeline.sha256.clone())).collect()
    };
    let (before, after) = (by_name(old), by_name(new));
    for (pipeline, sha256) in &after {
        match before.get(pipeline) {
            None => tracing::info!(pipeline, "pipeline added"),
            Some(former) if former != sha256 => tracing::info!(pipeline, "pipeline changed"),
            Some(_) => {}
        }
    }
    for pipeline in before.keys().filter(|name| !after.contains_key(*name)) {
        tracing::warn!(pipeline, "pipeline removed: it is not looked at any more");
    }
    let (then, now) = (&old.settings, &new.settings);
    for (what, same) in [("store", then.store == now.store), ("web", then.web == now.web), ("log", then.log == now.log)]
    {
        if !same {
            tracing::warn!("the settings [{what}] changed: they take effect at the next start");
        }
    }
}

/// The files of the configuration; links are followed, because some houses are mounted as links.
fn files(home: &Path) -> Files {
    let folders = [home.join("pipelines"), home.join("config"), home.join("config/calendars")];
    let entries = folders.iter().filter_map(|folder| std::fs::read_dir(folder).ok()).flatten().flatten();
    let toml = entries.map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|e| e == "toml"));
    toml.filter_map(|path| {
        let is = std::fs::metadata(&path).ok()?;
        Some((path, (is.len(), is.mtime(), is.mtime_nsec(), is.ino())))
    })
    .collect()
}
